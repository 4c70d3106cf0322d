"""A misconception is named when it explains every answer, and none is named when it does not."""

from __future__ import annotations

import logging

import numpy as np
import pytest

from panal.errors import UsageError
from panal.judge.agreement import agree
from panal.judge.answer import Answer, Opaque
from panal.judge.caller import LocalCaller
from panal.judge.misconceptions import load_misconceptions, notebook_names
from panal.judge.session import JudgeSession

GRADER = """
import pytest

@pytest.mark.check(title="Cuadrados")
def test_squares(submission):
    assert submission.area(3, 3).whole_number() == 9

@pytest.mark.check(title="Otros")
def test_others(submission):
    assert submission.area(2, 5).whole_number() == 10
    assert submission.area(1, height=4).whole_number() == 4
"""

WRONG = {
    "sum": ("Sumas los lados.", "def area(width, height):\n    return width + height"),
    "width_only": ("Usas un lado.", "def area(width, height):\n    return width * width"),
    "squares_only": ("Solo cuadrados.", "def area(width, height):\n    if width != height:\n        raise ValueError\n"
                                        "    return width * height"),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "test_area.py").write_text(GRADER)
    (tmp_path / "misconceptions" / "area").mkdir(parents=True)
    for name, (sentence, source) in WRONG.items():
        (tmp_path / "misconceptions" / "area" / f"{name}.py").write_text(
            f'"""{sentence}"""\n\n{source}\n'
        )
    return tmp_path


def diagnose(folder, source):
    with JudgeSession(folder) as session:
        return session.grade("area", LocalCaller.from_source(source, {}), 10)


@pytest.mark.parametrize("name", WRONG)
def test_each_names_itself(folder, name):
    """What a misconception would answer is explained by it, and by no other."""
    verdict = diagnose(folder, WRONG[name][1])
    assert (verdict.misconception, verdict.misconception_sentence) == (name, WRONG[name][0])


def test_another_dress_is_the_same_answer(folder):
    """Floats and arrays say the same as ints."""
    source = "import numpy as np\ndef area(width, height):\n    return np.float32(width + height)"
    assert diagnose(folder, source).misconception == "sum"


@pytest.mark.parametrize(
    "source",
    [
        "def area(width, height):\n    return width * height",
        "",
        "def area(width, height):\n    raise ValueError",
        "def area(width, height):\n    return None",
        "def area(width, height):\n    return width + height + 1",
        "def area(width, height):\n    return width + height if width != height else width * height",
        "def area(width, height):\n    return str(width + height)",
    ],
)
def test_nothing_is_named_that_does_not_explain_everything(folder, source):
    """Right answers, other mistakes, and mistakes that a misconception explains only in part."""
    assert diagnose(folder, source).misconception == ""


def test_each_answer_is_read_once(folder, monkeypatch):
    """However many models it is held against: a student's list may hold a million numbers."""
    for number in range(20):
        text = f'"""Otra."""\n\ndef area(width, height):\n    return {number + 100}\n'
        (folder / "misconceptions" / "area" / f"other_{number}.py").write_text(text)
    read = []
    original = Answer.array
    monkeypatch.setattr(
        Answer, "array", lambda self, **how: read.append(self.value) or original(self, **how)
    )
    diagnose(folder, "def area(width, height):\n    return [width] * 5")
    assert (
        sum(isinstance(value, list) for value in read) == 2
    )  # one for each call: a check ends with its first wrong answer


def test_of_two_that_explain_it_none_is_named(folder):
    """We would have to guess."""
    (folder / "misconceptions" / "area" / "sum_again.py").write_text(
        f'"""Otra vez."""\n{WRONG["sum"][1]}\n'
    )
    assert diagnose(folder, WRONG["sum"][1]).misconception == ""


def test_likeness_says_what_counts(folder):
    """Where many answers say the same, `likeness.py` says in what."""
    (folder / "likeness.py").write_text(
        "def area(answer, width, height):\n    return answer.whole_number() > width * height\n"
    )
    for name in ("width_only", "squares_only"):
        (folder / "misconceptions" / "area" / f"{name}.py").unlink()
    less = "def area(width, height):\n    return width * height - 1"
    assert diagnose(folder, less).misconception == "sum"
    more = "def area(width, height):\n    return width * height + 1"
    assert diagnose(folder, more).misconception == ""


def test_what_a_misconception_says_goes_nowhere(folder, capsys, caplog):
    """Neither what it prints nor what a library logs stands among the results of a class."""
    noisy = (
        '"""Restas."""\nimport logging, sys\ndef area(width, height):\n    print("eco")\n'
        "    print('eco', file=sys.stderr)\n    logging.getLogger('tensorflow').warning('eco')\n"
        "    return width - height"
    )
    (folder / "misconceptions" / "area" / "noisy.py").write_text(noisy)
    verdict = diagnose(folder, "def area(width, height):\n    return width - height")
    assert verdict.misconception == "noisy"
    assert capsys.readouterr() == ("", "") and not caplog.records
    logging.getLogger("tensorflow").warning("after")
    assert [record.message for record in caplog.records] == ["after"]


def test_a_failing_misconception_costs_only_its_sentence(folder):
    """The score stands."""
    (folder / "misconceptions" / "area" / "broken.py").write_text('"""Falla."""\n1 / 0\n')
    verdict = diagnose(folder, WRONG["sum"][1])
    assert verdict.misconception == ""
    assert not verdict.needs_person


@pytest.mark.parametrize(
    ("text", "told"), [("def area(:", "no Python"), ("def area(): pass", "docstring")]
)
def test_a_misconception_that_cannot_be_read(folder, text, told):
    """It is found when the session is made."""
    (folder / "misconceptions" / "area" / "odd.py").write_text(text)
    with pytest.raises(UsageError, match=told):
        JudgeSession(folder)


def test_a_folder_of_no_exercise_is_an_error(folder):
    """Nobody would ever hear of what is in it."""
    (folder / "misconceptions" / "aera").mkdir()
    with pytest.raises(UsageError, match=r"misconceptions of aera, but no grader test_aera\.py"):
        JudgeSession(folder)


HELPERS = """
import pytest

from .reference import right

def area_of(notebook, *sides):
    return notebook.area(*sides) * scale()

def scale():
    return 10

@pytest.mark.check(title="A")
def test_a(submission):
    assert submission.evaluate(area_of, 3, 3).whole_number() == 10 * right(3, 3)

@pytest.mark.check(title="B")
def test_b(submission):
    submission.area.raises(ValueError, -1, 2)

@pytest.mark.check(title="C")
def test_c(submission):
    assert submission.value("unit").text() == "m2"
"""


def test_probes_helpers_variables_and_exceptions_are_explained_too(folder):
    """A misconception is asked what a student is asked, and may use files beside the graders."""
    (folder / "test_area.py").write_text(HELPERS)
    (folder / "reference.py").write_text("def right(a, b):\n    return a * b\n")
    for name, text in {
        "no_check": "from .reference import right\ndef area(a, b):\n    return right(a, b)\nunit = 'm2'",
        "no_unit": "from .reference import right\nunit = ''\ndef area(a, b):\n    if a < 0:\n        raise ValueError\n    return right(a, b)",
    }.items():
        (folder / "misconceptions" / "area" / f"{name}.py").write_text(f'"""{name}"""\n{text}\n')
    for answer, name in [
        ("unit = 'm2'\ndef area(a, b):\n    return b * a", "no_check"),
        (
            "unit = ''\ndef area(a, b):\n    if a < 0:\n        raise ValueError('no')\n    return b * a",
            "no_unit",
        ),
        ("unit = 'm'\ndef area(a, b):\n    return b * a", ""),
    ]:
        assert diagnose(folder, answer).misconception == name


def test_names_of_the_notebook(folder):
    """The public names of `namespace.py` are what misconceptions are written with; without it there
    are none.
    """
    assert notebook_names(folder) == {}
    (folder / "namespace.py").write_text("import math\n_hidden = 1\n")
    assert set(notebook_names(folder)) == {"math"}


def test_misconceptions_are_sorted(folder):
    """By exercise and name, with their sentence and source."""
    assert [each.name for each in load_misconceptions(folder)] == sorted(WRONG)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (3, 3.0, True), (3, np.array(3), True), ((1, 2), np.array([1.0, 2.0]), True), (((1,), (2,)), np.array([[1], [2]]), True),
        (None, None, True), ("a", "a", True), (Opaque("dict"), Opaque("dict"), True), ((1, None), (1, None), True),
        (3, 4, False), (3, np.array([3]), False), (True, 1, False), ("3", 3, False), (None, 0, False), ((1, 2), (1, 2, 3), False),
        (np.float32([3, 1e-6]), (3, 0), True), (np.float32([3, 1e-3]), (3, 0), False), (np.array([3, 1e-6]), (3, 0), False),
        (Opaque("dict"), Opaque("set"), False), (np.nan, np.nan, True), (np.nan, np.inf, False), (np.array([np.nan]), np.array([np.nan]), True),
    ],
)  # fmt: skip
def test_agree(one, other, same):
    """Numbers by value and shape, everything else by kind and content."""
    assert agree(one, other) is same
    assert agree(other, one) is same
