"""When a student's next attempt at an assignment is graded.

What is handed in is always taken. What waits is its grading: at first not at all, so that whoever
notices a mistake can mend it at once, then longer each time. That keeps the queue short before a
deadline, and makes trying all answers out take longer than thinking (docs/security.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WINDOW_SECONDS = 24 * 3600.0
"""Attempts that were graded longer ago are forgotten."""

SAME_STEPS = 2
"""How many steps further it is if the same answers come again."""


@dataclass(frozen=True, slots=True)
class Graded:
    """An earlier attempt.

    Args:
        when: its grading began, in seconds since 1970.
        digest: of its answers.
    """

    when: float
    digest: str


def next_grading(earlier: Iterable[Graded], digest: str, minutes: Sequence[float]) -> float:
    """From when on an attempt is graded, in seconds since 1970; 0 if at once.

    Args:
        earlier: the student's graded attempts at the assignment.
        digest: of the answers that now wait; empty if they are not known yet.
        minutes: see `panal.config.Serve.cool_off`.

    Example:
        >>> next_grading([], "a", [0, 5])
        0.0
        >>> next_grading([Graded(1000.0, "a"), Graded(1060.0, "b")], "c", [0, 5])
        1360.0
    """
    known = sorted(earlier, key=lambda each: each.when)
    if not known:
        return 0.0
    last = known[-1].when
    count = sum(each.when > last - WINDOW_SECONDS for each in known)
    if digest and any(each.digest == digest for each in known):
        count += SAME_STEPS
    wait = 60 * minutes[min(count, len(minutes)) - 1]
    return last + wait if wait else 0.0
