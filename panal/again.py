"""What is done again. Everything else in the engine happens once."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """One line of the table, in the words of docs/how-it-works.md.

    Args:
        happened: what happened.
        again: what is done again.
        how_often: how often.
    """

    happened: str
    again: str
    how_often: str


CALLS = 1
DATABASE_SECONDS = 60.0

TABLE = (
    Row(
        "A cell or a call ended its kernel.",
        "The cells before it, in a new kernel; the cell itself is left out, unless functions were "
        "called in the kernel that ended: then it has a try in the new one.",
        "Each time, up to `restarts` times in a run.",
    ),
    Row(
        "A call ran out of time or ended its kernel, and others may have had a hand in it: "
        "functions of other exercises were called there before, or nobody knows why it ended.",
        "The call, in that new kernel.",
        "Once for an exercise in each run, unless it has used up its processor time where nobody "
        "else was called.",
    ),
    Row(
        "A worker, its warm process or the way to it failed.",
        "The submission, by itself, on a new worker.",
        "Once.",
    ),
    Row("The gradebook is locked or away.", "The transaction.", "For a minute."),
)
