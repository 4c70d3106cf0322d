"""panal.judge.misconceptions: those that were kept from answers. What programs do is tried in
test_diagnosis.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from panal.errors import UsageError
from panal.judge import misconceptions as module
from panal.judge.caller import Call, Kind, LocalCaller, Question
from panal.judge.misconceptions import Answering, kept, kept_form, load_misconceptions
from panal.judge.session import JudgeSession
from panal.results import Ending, Verdict

GRADER = """
import numpy as np
import pytest

@pytest.mark.check(title="Cuadrados")
def test_squares(submission):
    assert submission.area(3, 3).whole_number() == 9

@pytest.mark.check(title="Otros")
def test_others(submission):
    assert submission.area(2, 5).whole_number() == 10
    assert submission.area(np.arange(3), height=4).array().sum() == 12
"""
SUM = "def area(width, height): return width + height"
SENTENCE = "¿Sumas los lados, o cuentas los cuadrados?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "test_area.py").write_text(GRADER)
    (tmp_path / "misconceptions" / "area").mkdir(parents=True)
    return tmp_path


def graded(folder: Path, source: str) -> tuple[Verdict, Sequence[Call]]:
    heard: list[Sequence[Call]] = []
    with JudgeSession(folder) as session:
        session.heard = lambda exercise, calls: heard.append(calls)
        verdict = session.grade("area", LocalCaller.from_source(source, {}), 10)
    return verdict, heard[0]


def keep(folder: Path, source: str, name: str = "sides_added") -> Path:
    """Keep what a source answers, as `panal keep` does."""
    path = folder / "misconceptions" / "area" / f"{name}.json"
    path.write_text(kept_form(SENTENCE, graded(folder, source)[1]))
    return path


def test_who_answers_the_same_is_told(folder: Path) -> None:
    """In whatever dress; and nobody else."""
    keep(folder, SUM)
    [found] = load_misconceptions(folder)
    assert (found.name, found.sentence, found.function) == ("sides_added", SENTENCE, "area")
    float_sum = (
        "def area(width, height): return float(width) + height if width == 3 else width + height"
    )
    assert graded(folder, float_sum)[0].misconception_sentence == SENTENCE
    for other in ("width * height + 1", "height", "width + height if width == 3 else 10"):
        verdict = graded(folder, f"def area(width, height): return {other}")[0]
        assert verdict.points < 10 and verdict.misconception == ""


def test_it_answers_for_itself(folder: Path) -> None:
    """As `panal release` asks it: it loses points, and is told as itself."""
    keep(folder, SUM)
    [found] = load_misconceptions(folder)
    caller = found.caller({})
    with JudgeSession(folder) as session:
        verdict = session.grade("area", caller, 10)
    assert (verdict.points, verdict.misconception, caller.problems) == (0, "sides_added", [])


@pytest.mark.usefixtures("english")
def test_another_question_is_not_answered(folder: Path) -> None:
    """A grader that asks something else by now: it is to be kept again, and explains nobody."""
    keep(folder, SUM)
    grader = folder / "test_area.py"
    grader.write_text(GRADER.replace("area(2, 5)", "area(5, 2)"))
    [found] = load_misconceptions(folder)
    caller = found.caller({})
    with JudgeSession(folder) as session:
        session.grade("area", caller, 10)
    assert caller.problems == ["has no answer to what its grader asks by now: keep it again"]
    assert graded(folder, SUM)[0].misconception == ""


def test_no_question_is_answered_by_no_attempt(folder: Path) -> None:
    """What was never asked agrees with nothing, not even with nothing."""
    path = keep(folder, SUM)
    content = json.loads(path.read_text())
    first, *_ = content["answers"]
    path.write_text(json.dumps({**content, "answers": {first: content["answers"][first]}}))
    stub = "def area(width, height):\n    if width == 3: return 6\n    raise NotImplementedError"
    assert graded(folder, stub)[0].misconception == ""


def test_an_exception_among_answers_is_kept(folder: Path) -> None:
    """As its ending."""
    raises = (
        "def area(width, height):\n    if width == 2: raise ValueError\n    return width + height"
    )
    path = keep(folder, raises)
    kinds = [*map(list, json.loads(path.read_text())["answers"].values())]
    assert kinds == [["answer"], ["ending"]]
    assert (
        graded(folder, raises.replace("ValueError", "TypeError"))[0].misconception == "sides_added"
    )
    assert graded(folder, SUM)[0].misconception == ""


def test_no_code_is_kept_and_none_runs(folder: Path) -> None:
    """The file is JSON of texts, and read without `eval`, `pickle` or the like."""
    path = keep(folder, SUM)
    content = json.loads(path.read_text())
    assert set(content) == {"sentence", "answers"} and "width" not in path.read_text()
    [found] = load_misconceptions(folder)
    assert found.source == "" and isinstance(found.caller({}), Answering)


def question(n: int) -> Question:
    return Question(Kind.CALL, "area", (n,))


@pytest.mark.parametrize(
    ("calls", "why"),
    [
        ([], "each question ended without one"),
        ([Call(question(1), Ending.RAISED)], "each question ended without one"),
        ([Call(question(1), 1), Call(question(2), Ending.OUT_OF_TIME)], "hit a limit"),
        ([Call(question(1), 1), Call(question(1), 2)], "the same question got two answers"),
        ([Call(question(1), 1), Call(question(1), Ending.RAISED)], "two answers"),
        ([Call(question(1), np.zeros(4 * 2**20))], "too large"),
        ([Call(question(n), np.zeros(2**17)) for n in range(5)], "too large"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept(calls: list[Call], why: str) -> None:
    """A sentence for each."""
    with pytest.raises(UsageError, match=why):
        kept_form(SENTENCE, calls)


def test_the_same_answer_twice_is_one(folder: Path) -> None:
    """Up to what is rounded."""
    calls = [Call(question(1), np.float32([1, 2])), Call(question(1), (1.0, 2.000001))]
    assert len(kept("a", "area", kept_form(SENTENCE, calls)).answers) == 1


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text[:-20],
        lambda text: "[]",
        lambda text: text.replace(SENTENCE.split()[0], "x").replace('"sentence"', '"other"'),
        lambda text: text.replace('"sentence": "', '"sentence": "\\ud800'),
        lambda text: text.replace('"sentence": "', '"sentence": "' + "x" * 1000),
        lambda text: text.replace('"answer"', '"ending"'),
        lambda text: text.replace('"answer": "6"', '"answer": "__import__(1)"'),
        lambda text: text.replace('"answer": "6"', '"answer": 6'),
        lambda text: text + " " * module.MAX_KEPT_BYTES,
    ],
)  # fmt: skip
def test_a_broken_file_is_named(folder: Path, edit: Callable[[str], str]) -> None:
    """Before anybody is graded."""
    path = keep(folder, SUM)
    text = path.read_text()
    assert edit(text) != text
    path.write_text(edit(text))
    with pytest.raises(UsageError, match=r"sides_added\.json can't be read"):
        load_misconceptions(folder)


def test_one_name_is_one_misconception(folder: Path) -> None:
    """Whatever form they have."""
    keep(folder, SUM)
    (folder / "misconceptions" / "area" / "sides_added.py").write_text(f'"""¿?"""\n{SUM}\n')
    with pytest.raises(UsageError, match="two misconceptions"):
        load_misconceptions(folder)
