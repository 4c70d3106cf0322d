"""panal.verdicts: what is judged inside, by a person, or not at all."""

from __future__ import annotations

import pytest

from panal import messages, verdicts
from panal.kernel.kernel import Ran
from panal.kernel.watch import Stop
from panal.notebook import Exercise
from panal.results import Ending, GradeId, Judged, Verdict

TESTS = Exercise(GradeId("test_area"), "area", 2.5)
ESSAY = Exercise(GradeId("essay"), "essay", 4, tests=False)
TASK = Exercise(GradeId("work"), "work", 3, tests=False, is_task=True)
WELL = Ran([], None, False)
SLOW = Stop(Ending.OUT_OF_TIME, "Muy lento.")


def ended(error: str = "", result: str = "") -> Ran:
    return Ran([], None, False, error, result)


def inside(asked: Ran | None, stop: Stop | None = None, shown: Ran | None = WELL) -> Verdict:
    return verdicts.inside(TESTS, asked, stop, shown, hidden=True)


@pytest.mark.parametrize(
    ("result", "points"),
    [
        ("", 2.5),
        ("1", 1.0),
        ("0.3333333333333333", 1 / 3),
        ("'1'", 2.5),
        ("True", 2.5),
        ("False", 2.5),
        ("None", 2.5),
        ("[0.5]", 2.5),
        ("Decimal('0.5')", 2.5),
        ("np.float64(0.5)", 0.5),
        ("np.int64(2)", 2.0),
        ("np.longdouble('0.5')", 0.5),
        ("np.str_('0.5')", 2.5),
        ("np.True_", 2.5),
        ("np.float64(nan)", 0.0),
        ("array(0.5)", 0.5),
        ("array(0.5, dtype=float32)", 0.5),
        ("array([0.5])", 2.5),
        ("-1", 0.0),
        ("nan", 0.0),
        ("7", 2.5),
        ("inf", 2.5),
        ("-inf", 0.0),
        ("9" * 200, 2.5),
    ],
)
def test_the_last_value_is_the_points(result: str, points: float) -> None:
    """As nbgrader reads it, but for what it reads wrongly."""
    found = inside(ended(result=result))
    assert (found.points, found.pending, found.judged) == (points, 0, Judged.INSIDE)
    [check] = found.checks
    assert (check.ending is Ending.RIGHT) == (points == 2.5)


@pytest.mark.parametrize(
    ("error", "ending"),
    [
        ("AssertionError", Ending.WRONG),
        ("NotImplementedError", Ending.NO_ATTEMPT),
        ("MemoryError", Ending.OUT_OF_MEMORY),
        ("ZeroDivisionError", Ending.RAISED),
        ("m4rc4", Ending.RAISED),
    ],
)
@pytest.mark.parametrize("shown", [ended("AssertionError"), WELL, None])
def test_an_exception_costs_all_points(error: str, ending: Ending, shown: Ran | None) -> None:
    """Whatever was shown before it. Of a name that a student may have made up nothing is told."""
    found = inside(ended(error, "2"), shown=shown)
    [check] = found.checks
    assert (found.points, check.ending) == (0, ending)
    assert check.sentence and "m4rc4" not in check.sentence


def test_whoever_sees_it_fail_is_told_where(error: str = "ValueError") -> None:
    """And of hidden tests, that it was these."""
    seen, unseen = (
        inside(ended(error), shown=shown).checks[0].sentence for shown in (ended(error), WELL)
    )
    assert seen == messages.inside_failed(error, seen=True) != unseen
    assert "no se ve" in unseen and "no se ve" not in seen


def test_what_did_not_end_has_no_points() -> None:
    """With the limit that was hit; a kernel that is lost is the student's."""
    for asked, stop in ((ended(result="2"), SLOW), (None, SLOW)):
        found = inside(asked, stop)
        assert (found.points, found.checks[0].sentence) == (0, "Muy lento.")
        assert found.checks[0].ending is Ending.OUT_OF_TIME
    assert inside(None).checks[0].ending is Ending.KERNEL_DIED


def test_a_person_decides() -> None:
    """Unless nothing was answered."""
    waits, none = (verdicts.by_person(ESSAY, answered=answered) for answered in (True, False))
    assert (waits.points, waits.pending, none.points, none.pending) == (0, 4, 0, 0)
    assert not waits.needs_person  # nobody's mistake


@pytest.mark.parametrize("judged", Judged)
def test_a_notebook_that_can_not_be_read_has_no_points(judged: Judged) -> None:
    """A task waits for a person if there is a file to look at."""
    for exercise in (TESTS, ESSAY):
        found = verdicts.damaged(exercise, judged, "Está vacío.", there=True)
        assert (found.points, found.pending) == (0, 0)
        assert found.checks[0].ending is Ending.NOTEBOOK_DAMAGED
    there, gone = (
        verdicts.damaged(TASK, Judged.PERSON, "Está vacío.", there=there) for there in (True, False)
    )
    assert (there.pending, gone.pending) == (3, 0)
