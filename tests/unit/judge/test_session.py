"""The judge: graders collected once, every check with one honest ending, submission after
submission.
"""

from __future__ import annotations

import itertools
import os
import sys
import threading
import warnings

import pytest

from panal.config import Limits
from panal.errors import EngineFailure, UsageError
from panal.judge.endings import CheckEnded
from panal.judge.session import JudgeSession
from panal.results import Ending

HEAD = """
import warnings
import pytest
from panal.judge.endings import wrong
"""

GRADER = (
    HEAD
    + """
@pytest.mark.check(title="Un cuadrado", weight=3, hint="¿Cuántos lados tiene?")
def test_square(submission):
    assert submission.area(3, 3).whole_number() == 9
    assert submission.area(height=2, width=2).whole_number() == 4

@pytest.mark.check(title="Un rectángulo")
def test_oblong(submission):
    if submission.area(2, 3).whole_number() != 6:
        wrong("Mira los dos lados.")
"""
)


class Fake:
    """A caller that answers with what a function says, as a few lines of test need it."""

    def __init__(self, function):
        self.function = function
        self.asked = []

    def ask(self, question):
        _ = question.request
        self.asked.append((question.name, question.args, question.kwargs, question.build))
        return self.function(*question.args, **question.kwargs)


def ends(ending, sentence="Así terminó."):
    def function(*args, **kwargs):
        raise CheckEnded(ending, sentence)

    return Fake(function)


def right(height, width):
    return height * width


@pytest.fixture
def course(tmp_path):
    """Makes a folder of graders from texts, and a session for it; all are closed in the end."""
    opened = []
    numbers = itertools.count()

    def make(**files):
        folder = tmp_path / f"graders{next(numbers)}"
        folder.mkdir()
        for stem, text in files.items():
            (folder / f"{stem}.py").write_text(text)
        session = JudgeSession(folder)
        opened.append(session)
        return session

    yield make
    for session in opened:
        session.close()


def endings(verdict):
    return [check.ending for check in verdict.checks]


def test_a_right_submission(course):
    """All checks, in the order of the file, with title and weight, and no sentence; full points."""
    verdict = course(test_area=GRADER).grade("area", Fake(right), 10)
    assert verdict.grade_id == "test_area"
    assert verdict.points == 10
    assert [(check.name, check.title, check.weight) for check in verdict.checks] == [
        ("test_square", "Un cuadrado", 3),
        ("test_oblong", "Un rectángulo", 1),
    ]
    assert [check.sentence for check in verdict.checks] == ["", ""]


def test_wrong_answers_get_the_hint_or_the_sentence(course):
    """A plain assert tells the hint of its check, `wrong` its own sentence; never the text of the
    assertion.
    """
    verdict = course(test_area=GRADER).grade("area", Fake(lambda *args, **kwargs: 1234), 10)
    assert endings(verdict) == [Ending.WRONG, Ending.WRONG]
    assert [check.sentence for check in verdict.checks] == [
        "¿Cuántos lados tiene?",
        "Mira los dos lados.",
    ]
    assert not any(check.detail for check in verdict.checks)
    assert verdict.points == 0


def test_a_check_without_hint_still_has_a_sentence(course):
    """No student is left with silence."""
    grader = (
        HEAD
        + '@pytest.mark.check(title="T")\ndef test_a(submission):\n    assert submission.area().whole_number() == 2, "secret 99"'
    )
    (check,) = course(test_area=grader).grade("area", Fake(lambda: 1), 1).checks
    assert check.sentence
    assert "secret" not in check.sentence + check.detail


def test_checks_are_independent(course):
    """One check that fails changes no other."""
    verdict = course(test_area=GRADER).grade(
        "area", Fake(lambda height, width: height * height), 10
    )
    assert endings(verdict) == [Ending.RIGHT, Ending.WRONG]
    assert verdict.points == 7.5


@pytest.mark.parametrize(
    "ending", [each for each in Ending if each not in (Ending.RIGHT, Ending.GRADER_FAILED)]
)
def test_every_ending_of_a_call_is_the_checks(course, ending):
    """How a call ended, and its sentence, are how the check ended."""
    verdict = course(test_area=GRADER).grade("area", ends(ending), 10)
    assert endings(verdict) == [ending, ending]
    assert verdict.checks[0].sentence == "Así terminó."
    assert verdict.points == 0


def test_an_unusable_answer(course):
    """A reading that is refused ends the check."""
    verdict = course(test_area=GRADER).grade("area", Fake(lambda *args, **kwargs: None), 10)
    assert endings(verdict) == [Ending.UNUSABLE] * 2
    assert "return" in verdict.checks[0].sentence


@pytest.mark.parametrize(
    "body",
    [
        "1 / 0",
        "undefined",
        "submission.area(object())",
        'pytest.skip("not today")',
        'pytest.fail("odd")',
        'pytest.xfail("known")',
        'pytest.exit("enough")',
        "raise SystemExit",
        "raise BaseException",
    ],
)
def test_a_grader_that_fails_costs_nothing(course, body):
    """It is our mistake: the traceback is for the instructor, and the points of that check wait for a
    person. They are neither earned nor lost.
    """
    grader = (
        GRADER + f'\n@pytest.mark.check(title="Roto")\ndef test_broken(submission):\n    {body}\n'
    )
    session = course(test_area=grader)
    verdict = session.grade("area", Fake(right), 10)
    assert endings(verdict) == [Ending.RIGHT, Ending.RIGHT, Ending.GRADER_FAILED]
    assert "test_area.py" in verdict.checks[2].detail
    assert "test_area.py" not in verdict.checks[2].sentence
    assert verdict.needs_person
    assert (verdict.points, verdict.pending) == (8, 2)
    assert endings(session.grade("area", Fake(right), 10)) == endings(verdict)


FIXTURES = (
    HEAD
    + """
@pytest.fixture
def before():
    assert False

@pytest.fixture
def after():
    yield
    assert False

@pytest.fixture
def answer(submission):
    return submission.area(2, 3).whole_number()

@pytest.mark.check(title="Antes")
def test_before(before):
    pass

@pytest.mark.check(title="Después")
def test_after(after):
    assert False

@pytest.mark.check(title="Desconocido")
def test_unknown(no_such_fixture):
    pass

@pytest.mark.check(title="Una respuesta")
def test_answer(answer):
    assert answer == 6
"""
)


def test_fixtures_that_fail_are_ours_and_answers_in_them_are_not(course):
    """An error before or after a check is the grader's; a student's function that is called there
    ends the check.
    """
    session = course(test_area=FIXTURES)
    failed = [Ending.GRADER_FAILED] * 3
    verdict = session.grade("area", Fake(right), 10)
    assert endings(verdict) == [*failed, Ending.RIGHT]
    assert "there is no fixture no_such_fixture" in verdict.checks[2].detail
    assert endings(session.grade("area", ends(Ending.RAISED), 10)) == [*failed, Ending.RAISED]


def test_one_submission_leaves_nothing_to_the_next(course):
    """The same submission gets the same verdict, whoever came before."""
    session = course(test_area=GRADER)
    first = session.grade("area", Fake(right), 10)
    for function in (lambda *args, **kwargs: None, lambda *args, **kwargs: "nueve", right):
        session.grade("area", Fake(function), 10)
    assert session.grade("area", Fake(right), 10) == first


def test_several_exercises_and_several_sessions(course):
    """Each file is an exercise; sessions live side by side, with files of the same name."""
    one = course(test_area=GRADER, test_side=GRADER.replace("area", "side"))
    two = course(test_area=GRADER.replace("== 9", "== 10"))
    assert one.exercises == ("area", "side")
    assert endings(two.grade("area", Fake(right), 1)) == [Ending.WRONG, Ending.RIGHT]
    caller = Fake(right)
    assert one.grade("side", caller, 1).points == 1
    assert {name for name, *_ in caller.asked} == {"side"}
    with pytest.raises(UsageError, match="test_volume"):
        one.grade("volume", caller, 1)


def test_each_parameter_may_have_its_own_title(course):
    """As docs/graders.md says."""
    source = (
        HEAD
        + """
@pytest.mark.parametrize("side", [
    pytest.param(1, marks=pytest.mark.check(title="Uno")),
    pytest.param(2, marks=pytest.mark.check(title="Dos", weight=2)),
])
def test_side(submission, side):
    assert submission.area(side, side).whole_number() == side * side
"""
    )
    verdict = course(test_area=source).grade("area", Fake(right), 10)
    assert [(check.title, check.weight) for check in verdict.checks] == [("Uno", 1), ("Dos", 2)]


def test_parameters_make_several_checks(course):
    """pytest's own parametrize works; each case is a check."""
    grader = HEAD + (
        '@pytest.mark.check(title="Lado")\n@pytest.mark.parametrize("side", [1, 2, 3])\n'
        "def test_side(submission, side):\n    assert submission.area(side, side).whole_number() == side * side"
    )
    verdict = course(test_area=grader).grade("area", Fake(lambda height, width: 4), 9)
    assert [check.ending is Ending.RIGHT for check in verdict.checks] == [False, True, False]
    assert verdict.points == 3


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("def broken(:", "test_area.py"),
        ("import no_such_module", "no_such_module"),
        ("raise SystemExit", "test_area.py"),
        ("", "no check"),
        ("def test_a(submission): pass", "test_a"),
        ("import pytest\n@pytest.mark.check\ndef test_a(): pass", "title"),
        ('import pytest\n@pytest.mark.check(title="")\ndef test_a(): pass', "title"),
        ('import pytest\n@pytest.mark.check(title="T", weight=0)\ndef test_a(): pass', "weight"),
        ('import pytest\n@pytest.mark.check(title="T", wieght=1)\ndef test_a(): pass', "wieght"),
        ('import pytest\n@pytest.mark.cheque(title="T")\ndef test_a(): pass', "cheque"),
        (
            'import pytest\n@pytest.mark.skip\n@pytest.mark.check(title="T")\ndef test_a(): pass',
            "skip",
        ),
    ],
)
def test_a_broken_grader_is_found_before_anyone_is_graded(course, text, told):
    """It is named, with the reason, and sessions go on working."""
    with pytest.raises(UsageError, match=told):
        course(test_area=text)
    assert course(test_area=GRADER).grade("area", Fake(right), 1).points == 1


def test_no_graders(tmp_path, course):
    """A folder without graders, and none at all."""
    with pytest.raises(UsageError, match="no grader"):
        course(helper="x = 1")
    with pytest.raises(UsageError, match="no grader"):
        JudgeSession(tmp_path / "nowhere")


def test_an_interrupt_passes_through(course):
    """Ctrl-C stops the grading, and the session can still be used."""

    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    session = course(test_area=GRADER)
    with pytest.raises(KeyboardInterrupt):
        session.grade("area", Fake(interrupted), 1)
    assert session.grade("area", Fake(right), 1).points == 1


def test_nothing_around_us_changes(course, monkeypatch, capsys, tmp_path):
    """pytest's settings of the caller do not steer the judge, and the judge leaves the process as
    it found it.
    """
    monkeypatch.setenv("PYTEST_ADDOPTS", "--no-such-option")
    monkeypatch.setenv("PYTEST_PLUGINS", "no_such_plugin")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option")
    (tmp_path / "conftest.py").write_text("raise RuntimeError")
    noisy = GRADER.replace("    if ", "    print('hidden')\n    warnings.warn('hidden')\n    if ")
    before = (
        dict(os.environ),
        list(sys.path),
        list(sys.meta_path),
        os.getcwd(),
        sys.stdout,
        sys.unraisablehook,
    )
    session = course(test_area=noisy)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a warning never changes a score
        assert session.grade("area", Fake(right), 1).points == 1
    assert capsys.readouterr() == ("", "")
    assert before == (
        dict(os.environ),
        list(sys.path),
        list(sys.meta_path),
        os.getcwd(),
        sys.stdout,
        sys.unraisablehook,
    )


# The notebook's own cases

VISIBLE = (
    GRADER
    + """
import numpy as np

@pytest.mark.visible
@pytest.mark.parametrize(("height", "width"), [(2, 2), (2, 5), (7, 7)])
def test_example(submission, example, files, height, width):
    example.expected(height * width)
    area = submission.area(height, width=width).whole_number()
    picture = np.full((4, 4), len(files["picture"]))
    example.pictures(picture, picture, picture + area)
    assert area == height * width
"""
)
FILES = {"picture": bytes(9)}


def shown(course, caller, text=VISIBLE):
    session = course(test_area=text)
    return session.grade("area", caller, 8), session.examples("area", caller, FILES)


def test_examples_say_what_was_asked_expected_and_came(course):
    """They are no checks, and one of them has the pictures."""
    verdict, examples = shown(course, Fake(lambda height, width: height + width))
    assert len(verdict.checks) == 2
    assert [example.asked for example in examples] == [
        "area(2, width=2)",
        "area(2, width=5)",
        "area(7, width=7)",
    ]
    assert [(example.expected, example.came) for example in examples] == [
        ("4", "4"),
        ("10", "7"),
        ("49", "14"),
    ]
    assert [example.ending for example in examples] == [Ending.RIGHT, Ending.WRONG, Ending.WRONG]
    assert [len(example.pictures) for example in examples] == [0, 4, 0]


def test_examples_without_an_answer(course):
    """The sentence says why."""
    _, examples = shown(course, ends(Ending.RAISED))
    assert {(example.ending, example.came, example.sentence) for example in examples} == {
        (Ending.RAISED, "", "Así terminó.")
    }


def test_examples_of_an_exercise_without_any(course):
    """There need not be one."""
    assert shown(course, Fake(right), GRADER)[1] == ()


def test_an_example_that_fails_by_itself_says_why(course):
    """For whoever releases the assignment; students never see it."""
    _, examples = shown(
        course, Fake(right), VISIBLE.replace('files["picture"]', 'files["nothing"]')
    )
    assert {example.ending for example in examples} == {Ending.GRADER_FAILED}
    assert "KeyError" in examples[0].sentence
    _, examples = shown(
        course,
        Fake(lambda height, width: 1),
        VISIBLE.replace("np.full((4, 4)", "np.full((4, 4, 4, 4)"),
    )
    assert [example.ending for example in examples] == [Ending.GRADER_FAILED] * 3


@pytest.mark.parametrize(
    "text",
    [
        VISIBLE.replace(
            "@pytest.mark.visible", "@pytest.mark.visible\n@pytest.mark.check(title='a')"
        ),
        VISIBLE.replace("@pytest.mark.visible", "@pytest.mark.visible('a')"),
    ],
)
def test_an_example_is_no_check(course, text):
    """What counts is hidden."""
    with pytest.raises(UsageError, match="visible case"):
        course(test_area=text)


def test_a_check_has_no_example(course):
    """It would show a hidden case."""
    text = GRADER.replace(
        "def test_square(submission):",
        "def test_square(submission, example):\n    example.expected(9)",
    )
    verdict, _ = shown(course, Fake(right), text)
    assert verdict.checks[0].ending is Ending.GRADER_FAILED


# Failures of ours


def fails(error):
    def function(*args, **kwargs):
        raise error

    return Fake(function)


CATCHES = """
@pytest.mark.check(title="Lo atrapa todo")
def test_catches(submission):
    try:
        submission.area(2, 3)
    except Exception:
        {}
"""


@pytest.mark.parametrize("body", ["pass", "assert False", "raise ValueError", "raise SystemExit"])
@pytest.mark.parametrize("text", [CATCHES, CATCHES.replace("except Exception", "finally")])
def test_a_failure_of_ours_goes_through_a_grader(course, text, body):
    """Whatever the grader makes of it, there is no verdict: neither right, nor wrong, nor the
    grader's failure. The next submission is graded as ever.
    """
    session = course(
        test_area=HEAD + text.format(body).replace("finally:", "finally:\n        pass")
    )
    failure = EngineFailure("El disco se llenó.")
    with pytest.raises(EngineFailure) as found:
        session.grade("area", fails(failure), 10)
    assert found.value is failure
    assert session.grade("area", Fake(right), 10).checks


def test_a_failure_of_ours_goes_through_a_fixture(course):
    """Before a check, and after it."""
    after = """
@pytest.fixture
def after(submission):
    yield
    submission.area(2, 3)

@pytest.mark.check(title="Después")
def test_after(after):
    pass
"""
    for text in (FIXTURES, HEAD + after):
        with pytest.raises(EngineFailure):
            course(test_area=text).grade("area", fails(EngineFailure("no")), 10)


@pytest.mark.parametrize("error", [OSError(24, "no"), ZeroDivisionError(), RuntimeError("no")])
def test_an_exception_of_our_code_is_a_failure_of_ours(course, error):
    """No grader has raised it, and no student: nothing is pending for it, and nobody is told that
    a grader is broken.
    """
    session = course(test_area=GRADER)
    with pytest.raises(EngineFailure) as found:
        session.grade("area", fails(error), 10)
    assert found.value.__cause__ is error


def test_a_failure_of_ours_goes_through_an_example(course):
    """The cases of the notebook count for nothing, but a page without them would be another one."""
    session = course(test_area=VISIBLE)
    with pytest.raises(EngineFailure):
        session.examples("area", fails(EngineFailure("no")), FILES)


def test_two_threads_do_not_mix(course):
    """Who asks while another one is asked is told so, and the other one's verdict is its own."""
    session = course(test_area=GRADER)
    asked, may_answer = threading.Event(), threading.Event()
    found = []

    def slow(height, width):
        asked.set()
        assert may_answer.wait(60)
        return height * width

    thread = threading.Thread(target=lambda: found.append(session.grade("area", Fake(slow), 10)))
    thread.start()
    assert asked.wait(60)
    wrong = Fake(lambda height, width: 1234)
    with pytest.raises(EngineFailure, match="same time"):
        session.grade("area", wrong, 10)
    may_answer.set()
    thread.join(60)
    assert wrong.asked == []
    assert [verdict.points for verdict in found] == [10]
    assert session.grade("area", Fake(right), 10).points == 10


def test_an_interrupt_does_not_keep_the_judge(course):
    """Also where what it has left set up fails when it is taken down."""
    text = """
@pytest.fixture
def broken():
    yield
    raise ValueError

@pytest.mark.check(title="Roto")
def test_a(submission, broken):
    assert submission.area(2, 3).whole_number() == 6
"""
    session = course(test_area=HEAD + text)

    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    with pytest.raises((KeyboardInterrupt, ValueError)):
        session.grade("area", Fake(interrupted), 1)
    assert endings(session.grade("area", Fake(right), 1)) == [Ending.GRADER_FAILED]


# Limits

LIMITS = Limits(call_cpu_seconds=2, call_wall_seconds=20)


def test_a_grader_sets_limits_for_its_exercise(course):
    """And for no other one; the clock follows the processor."""
    marked = GRADER + "\npytestmark = pytest.mark.limits(call_cpu_seconds=60)\n"
    session = course(test_area=marked, test_side=GRADER)
    found = session.limits("area", LIMITS)
    assert (found.call_cpu_seconds, found.call_wall_seconds) == (60, 300)
    assert found.cell_cpu_seconds == LIMITS.cell_cpu_seconds
    assert session.limits("side", LIMITS) == LIMITS
    assert session.limits("neither", LIMITS) == LIMITS
    assert session.grade("area", Fake(right), 1).points == 1


@pytest.mark.parametrize(
    ("marker", "told"),
    [
        ("pytest.mark.limits(60)", "no name"),
        ("pytest.mark.limits(memory_bytes=2**30)", "memory_bytes"),
        ("pytest.mark.limits(call_seconds=3)", "call_seconds"),
        ("pytest.mark.limits(call_cpu_seconds=0)", "call_cpu_seconds"),
        ("pytest.mark.limits(call_cpu_seconds='3')", "call_cpu_seconds"),
        ("pytest.mark.limits(call_cpu_seconds=float('inf'))", "call_cpu_seconds"),
        ("pytest.mark.limits(call_wall_seconds=1)", "call_wall_seconds"),
    ],
)
def test_limits_that_make_no_sense_are_found_before_anyone_is_graded(course, marker, told):
    """With the grader's name."""
    with pytest.raises(UsageError, match=r"test_area\.py") as found:
        course(test_area=f"{GRADER}\npytestmark = {marker}\n")
    assert told in str(found.value)


def test_limits_are_those_of_the_whole_file(course):
    """One check alone can't have them: they would be ignored, or hold for the others too."""
    text = GRADER.replace(
        "def test_oblong", "@pytest.mark.limits(call_cpu_seconds=60)\ndef test_oblong"
    )
    with pytest.raises(UsageError, match=r"test_area\.py"):
        course(test_area=text)


def test_limits_of_a_grader_have_to_fit_the_assignments(course):
    """Less by the clock than an assignment gives of the processor is no time at all."""
    session = course(test_area=GRADER + "\npytestmark = pytest.mark.limits(call_wall_seconds=20)\n")
    slow = Limits(call_cpu_seconds=30, call_wall_seconds=100)
    with pytest.raises(UsageError, match=r"test_area\.py"):
        session.limits("area", slow)
