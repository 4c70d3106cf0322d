"""Verdicts that no grader gives: on cells that are judged inside or by a person, and on notebooks that
can't be read. Pure functions; no kernel.

Judged *inside* is a cell with tests that has no grader: it ran in the kernel that is asked, and is
worth what nbgrader's `determine_grade` gives it. An exception costs all of its points. Without one,
its last value is its points if it is a number, else it has all of them. In four cases nbgrader is
plainly wrong and this is not: a warning on stderr costs nothing, a NumPy number is read as the number
it is, a negative one or `nan` is no full mark, and one above the maximum ends no run.
"""

from __future__ import annotations

import math
import re

from panal import messages
from panal.kernel.kernel import Ran
from panal.kernel.watch import Stop
from panal.notebook import Exercise
from panal.results import Check, Ending, Judged, Verdict

_NUMPY = re.compile(
    r"np\.(?:float|int|uint|longdouble|u?longlong)\d*\('?(?P<scalar>[^()']+)'?\)"
    r"|array\((?P<array>[^()\[\],]+)(?:, dtype=\w+)?\)"
)
_ENDINGS = {
    "AssertionError": Ending.WRONG,
    "NotImplementedError": Ending.NO_ATTEMPT,
    "MemoryError": Ending.OUT_OF_MEMORY,
}


def inside(
    exercise: Exercise, asked: Ran | None, stop: Stop | None, shown: Ran | None, hidden: bool
) -> Verdict:
    """The verdict on a cell with tests that has no grader.

    Args:
        exercise: a cell with tests.
        asked: what came of it with its hidden tests; None if it did not run.
        stop: why it was stopped or left out; None if it was not.
        shown: what came of it without them, where it is shown; None if it did not run there.
        hidden: whether it has hidden tests.
    """
    most = exercise.points
    points, ending, sentence = 0.0, Ending.RIGHT, ""
    if stop is not None or asked is None:
        ending = stop.ending if stop is not None else Ending.KERNEL_DIED
        sentence = stop.sentence if stop is not None else messages.kernel_died()
    elif asked.error:
        ending = _ENDINGS.get(asked.error, Ending.RAISED)
        # Only names that we know are repeated: one of the student's making could carry a hidden
        # test out.
        known = messages.known_error(asked.error)
        seen = shown is None or bool(shown.error)
        sentence = messages.inside_failed(known, seen=seen)
    else:
        points = points_of(asked.result, most)
        if points < most:
            ending, sentence = Ending.WRONG, messages.inside_partial(points, most)
    check = Check(exercise.grade_id, messages.inside_title(hidden=hidden), 1.0, ending, sentence)
    return Verdict(exercise.grade_id, most, (check,), judged=Judged.INSIDE, given=points)


def points_of(result: str, most: float) -> float:
    """The points that a cell's last value stands for.

    Args:
        result: the value as text, as a notebook shows it; empty if there is none.
        most: what the cell is worth.

    >>> [points_of(text, 2.0) for text in ("", "1.5", "np.float64(0.5)", "[1, 2]", "nan", "7")]
    [2.0, 1.5, 0.5, 2.0, 0.0, 2.0]
    """
    found = _NUMPY.fullmatch(result)
    try:
        value = float((found["scalar"] or found["array"]) if found else result)
    except ValueError:
        return most
    return 0.0 if math.isnan(value) else min(max(0.0, value), most)


def by_person(exercise: Exercise, *, answered: bool) -> Verdict:
    """The verdict on a cell that a person grades: pending, unless nothing was answered."""
    given = None if answered else 0.0
    return Verdict(exercise.grade_id, exercise.points, (), judged=Judged.PERSON, given=given)


def damaged(exercise: Exercise, judged: Judged, problem: str, *, there: bool) -> Verdict:
    """The verdict on an exercise in a notebook that can't be read.

    Args:
        exercise: any cell with points.
        judged: how it would have been judged.
        problem: why it can't be read, in the student's language.
        there: whether anything is there for a person to look at.
    """
    title = messages.notebook_handed_in()
    check = Check(exercise.name, title, 1.0, Ending.NOTEBOOK_DAMAGED, problem)
    task = there and exercise.is_task
    return Verdict(
        exercise.grade_id,
        exercise.points,
        (check,),
        judged=judged,
        given=None if task or judged is Judged.OUTSIDE else 0.0,
    )
