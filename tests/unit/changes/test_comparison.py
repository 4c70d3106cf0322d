"""panal.changes.comparison: who gains, who loses, by which check."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panal.changes.comparison import Change, CheckChange, ExerciseChange, compare, grader_changes
from panal.results import Check, Ending, GradeId, Result, StudentId, Verdict

pytestmark = pytest.mark.usefixtures("english")

ANA = StudentId("ana")
R, W = Ending.RIGHT, Ending.WRONG


def check(name: str, ending: Ending = R, weight: float = 1, title: str = "") -> Check:
    return Check(name, title or name, weight, ending)


def result(
    *checks: Check, points: float = 10, notebook: str = "n", exercise: str = "test_area"
) -> Result:
    return Result(
        "a", (Verdict(GradeId(exercise), points, checks),), notebook=notebook, graders="g"
    )


def test_nothing_is_different() -> None:
    """Time, memory, sentences and notes are no change."""
    one = result(check("x"))
    assert compare(ANA, one, replace(one, seconds=7, notes=("Una nota.",), graders="other")) is None
    assert grader_changes(one, one) == ()


def test_a_check_ends_otherwise() -> None:
    """With the points before and after, of the exercise and of all."""
    change = compare(ANA, result(check("x"), check("y")), result(check("x"), check("y", W)))
    assert change == Change(
        ANA, 10.0, 5.0, True, (ExerciseChange("area", 10.0, 5.0, (CheckChange("y", "y", R, W),)),)
    )
    assert change.points == -5
    assert str(change.exercises[0].checks[0]) == "y: correct → incorrect"


def test_another_notebook_is_said() -> None:
    """Then it is the student who changed something."""
    change = compare(ANA, result(check("x", W)), result(check("x"), notebook="m"))
    assert change is not None and not change.same_file


def test_points_that_a_person_entered_are_told() -> None:
    """They count in place of the judge's."""
    change = compare(
        ANA, result(check("x", W)), result(check("x")), {"test_area": 7.0, "test_side": 1.0}
    )
    assert change is not None and change.exercises[0].manual == 7.0


@pytest.mark.parametrize(
    ("before", "after", "said", "checks"),
    [
        ([check("x")], [check("x"), check("y")], ("area: y is new",), ()),
        ([check("x")], [check("x"), check("y", W)], ("area: y is new",), ("y: new, incorrect",)),
        ([check("x"), check("y")], [check("x")], ("area: y is gone",), ()),
        ([check("x"), check("y", W)], [check("x")], ("area: y is gone",), ("y: incorrect, gone",)),
        ([check("y", title="t")], [check("z", title="t")], ("area: y is now called z",), ()),
        ([check("y", W, title="t")], [check("z", title="t")], ("area: y is now called z",), ("z (was y): incorrect → correct",)),
        ([check("y"), check("x")], [check("x", weight=3), check("y")], ("area: x weighs 3, not 1",), ()),
        ([check("x", title="old")], [check("x", title="new")], (), ()),
        ([check("a", title="t"), check("b", W, title="t")], [check("c", title="t"), check("d", W, title="t")],
         ("area: a is now called c", "area: b is now called d"), ()),
    ],
)  # fmt: skip
def test_what_the_graders_do_otherwise(
    before: list[Check], after: list[Check], said: tuple[str, ...], checks: tuple[str, ...]
) -> None:
    """Checks that are new, gone, renamed or weigh more; of these a student hears only what is not
    right.
    """
    one, other = result(*before), result(*after)
    assert grader_changes(one, other) == said
    change = compare(ANA, one, other)
    assert tuple(map(str, change.exercises[0].checks if change else ())) == checks


def test_exercises_come_and_go() -> None:
    """And their worth may change."""
    one, other = result(check("x")), result(check("x"), exercise="test_side")
    assert grader_changes(one, other) == ("side: new exercise", "area: no longer an exercise")
    change = compare(ANA, one, other)
    assert change is not None
    assert [(each.exercise, each.before, each.after) for each in change.exercises] == [
        ("side", None, 10),
        ("area", 10, None),
    ]
    assert grader_changes(one, result(check("x"), points=15)) == ("area: worth 15 points, not 10",)


def test_a_damaged_notebook_says_nothing_of_the_graders() -> None:
    """It has one check of ours in place of theirs."""
    damaged = result(check("area", Ending.NOTEBOOK_DAMAGED))
    assert grader_changes(damaged, result(check("x"))) == ()
    change = compare(ANA, damaged, result(check("x")))
    assert change is not None and change.points == 10


CHECKS = st.lists(st.builds(check, st.sampled_from("abcd"), st.sampled_from(Ending), st.just(1.0), st.sampled_from(["", "t", "u"])),
                  max_size=4, unique_by=lambda check: check.name)  # fmt: skip


@given(CHECKS, CHECKS, st.booleans())
def test_any_change_is_stored_and_read(before: list[Check], after: list[Check], same: bool) -> None:
    """Whatever the results: JSON and back, and points that add up."""
    one, other = result(*before), result(*after, notebook="n" if same else "m")
    change = compare(ANA, one, other)
    if change is None:
        assert one.points == other.points
        return
    assert Change.from_json(json.loads(json.dumps(change.to_json()))) == change
    assert (change.before, change.after, change.same_file) == (one.points, other.points, same)
