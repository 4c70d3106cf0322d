"""What a student does next. A page names one thing, chosen by a simple rule:

1. What keeps code from being asked at all: a notebook that can't be read, a cell with a syntax error,
   a cell that stopped, a function under another name or of no name. Mostly little is to be done
   there for many points, so the one that costs most points is first.
2. Else an exercise that was begun: the one of whose points the largest share is there. Of those alike
   the one that can bring more, then the first in the notebook.
3. Else the first exercise without an answer.

Points that a person gave, or has yet to give, ask for nothing of the student.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from panal.results import Cause, Check, Ending, Verdict

_HINDERS = (Cause.SYNTAX, Cause.STOPPED, Cause.RENAMED, Cause.MISSING)


@dataclass(frozen=True, slots=True)
class Step:
    """The next step.

    Args:
        verdicts: the exercises that it is about, in the notebook's order; mostly one.
        gain: points that they can still bring.
        check: the first of their checks that does not pass, if they have checks.
    """

    verdicts: tuple[Verdict, ...]
    gain: float
    check: Check | None


def next_step(verdicts: Sequence[Verdict], left: Callable[[Verdict], float]) -> Step | None:
    """Choose it.

    Args:
        verdicts: of one notebook, in its order.
        left: points that the student can still get with an exercise.

    Returns:
        None if there is nothing left to do.
    """
    open_ = [each for each in verdicts if left(each) > 1e-9]
    if not open_:
        return None
    hindered: dict[Hashable, list[Verdict]] = {}
    for each in open_:
        if (key := _hindrance(each)) is not None:
            hindered.setdefault(key, []).append(each)
    begun = [each for each in open_ if any(map(_answered, each.checks))]
    if hindered:
        chosen = max(hindered.values(), key=lambda found: sum(map(left, found)))
    elif begun:
        chosen = [max(begun, key=lambda each: (_share(each, left), left(each)))]
    else:
        chosen = open_[:1]
    checks = [each for each in chosen[0].checks if each.ending is not Ending.RIGHT]
    return Step(tuple(chosen), sum(map(left, chosen)), checks[0] if checks else None)


def _hindrance(verdict: Verdict) -> Hashable | None:
    """What keeps an exercise from being asked, the same for all that one cell holds up."""
    check = next((each for each in verdict.checks if each.ending is not Ending.RIGHT), None)
    if check is not None and check.ending is Ending.NOTEBOOK_DAMAGED:
        return "notebook"
    # The first one decides: of an exercise that nobody began, something else may be missing, too.
    if check is not None and check.why is not None and check.why.cause in _HINDERS:
        return check.why.cell or verdict.name
    return None


def _answered(check: Check) -> bool:
    return check.ending is not Ending.NO_ATTEMPT


def _share(verdict: Verdict, left: Callable[[Verdict], float]) -> float:
    return (verdict.max_points - left(verdict)) / verdict.max_points
