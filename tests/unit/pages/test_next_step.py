"""panal.pages.next_step: the one thing that a student does next."""

from __future__ import annotations

import pytest

from panal.pages.next_step import next_step
from panal.results import Cause, Check, Ending, GradeId, Verdict, Why

RIGHT = Check("c", "Bien", 1, Ending.RIGHT)
WRONG = Check("c", "Mal", 1, Ending.WRONG, "¿Y?")
UNTOUCHED = Check("c", "Nada", 1, Ending.NO_ATTEMPT, "Sigue igual.", why=Why(Cause.UNTOUCHED))
OLD = Check("c", "Nada", 1, Ending.NO_ATTEMPT, "Of results that do not say why.")
DAMAGED = Check("c", "Nada", 1, Ending.NOTEBOOK_DAMAGED, "Cortado.")


def hindered(cause: Cause, cell: int) -> Check:
    return Check("c", "Nada", 1, Ending.NO_ATTEMPT, "Una celda.", why=Why(cause, cell, 1))


def verdict(name: str, points: float, *checks: Check) -> Verdict:
    return Verdict(GradeId(name), points, checks)


def left(each: Verdict) -> float:
    return each.max_points - each.points


@pytest.mark.parametrize(
    ("verdicts", "names", "gain"),
    [
        ([verdict("a", 9, RIGHT)], "", 0),
        ([verdict("a", 9, WRONG, RIGHT), verdict("b", 9, RIGHT, RIGHT, WRONG)], "b", 3.0),
        ([verdict("a", 5, WRONG), verdict("b", 9, WRONG), verdict("c", 9, WRONG)], "b", 9),
        ([verdict("a", 20, UNTOUCHED), verdict("b", 2, WRONG)], "b", 2),
        ([verdict("a", 2, OLD), verdict("b", 9, UNTOUCHED)], "a", 2),
        ([verdict("a", 9, RIGHT, WRONG), verdict("b", 2, hindered(Cause.SYNTAX, 4))], "b", 2),
        (
            [
                verdict("a", 5, hindered(Cause.MISSING, 0)),
                verdict("b", 3, hindered(Cause.STOPPED, 4)),
                verdict("c", 1, hindered(Cause.MISSING, 0)),
                verdict("d", 3, hindered(Cause.STOPPED, 4)),
            ],
            "bd",
            6,
        ),
        ([verdict("a", 5, hindered(Cause.RENAMED, 2)), verdict("b", 5, hindered(Cause.RENAMED, 3))], "a", 5),
        ([verdict("a", 5, DAMAGED), verdict("b", 5, DAMAGED)], "ab", 10),
        ([verdict("a", 5)], "a", 5),
        ([verdict("a", 5, UNTOUCHED), verdict("b", 9, UNTOUCHED, hindered(Cause.MISSING, 0))], "a", 5),
    ],
    ids=["all", "nearest", "more points", "begun", "first", "hindered", "one cell", "first of two", "damaged", "essay", "untouched"],
)  # fmt: skip
def test_one_thing_is_chosen(verdicts: list[Verdict], names: str, gain: float) -> None:
    """What hinders most points; else what is nearest to its points; else what comes first."""
    step = next_step(verdicts, left)
    assert (step is None) == (not names)
    if step is not None:
        assert "".join(each.grade_id for each in step.verdicts) == names
        assert step.gain == pytest.approx(gain)
        assert step.check is None or step.check.ending is not Ending.RIGHT


def test_what_a_person_has_settled_asks_for_nothing() -> None:
    """Whatever the judge says of it."""
    assert next_step([verdict("a", 5, WRONG)], lambda _: 0.0) is None
