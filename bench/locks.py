"""What the locks cost: the same right submission sealed and unsealed, turn by turn in one process,
so that noise hits both.
"""

from __future__ import annotations

import statistics
import time
from contextlib import ExitStack
from pathlib import Path

from bench.stock import ASSIGNMENT
from panal.assignment import Submission
from panal.course.course import open_assignment, open_course, students
from panal.course.submitted import submission
from panal.grading import Grader, open_grader
from panal.kernel.processes import usage
from panal.kernel.warm import WarmProcess

TURNS = 20


def cost_of_locks(folder: Path) -> tuple[float, float]:
    """Grade one submission `TURNS` times each way.

    Args:
        folder: a course with a release and at least one right submission.

    Returns:
        Median CPU seconds of a submission, sealed and unsealed: kernel, cells, calls, graders.

    Raises:
        ValueError: one of them had not full points.
    """
    course = open_course(folder)
    ways = [open_assignment(course, ASSIGNMENT, isolation) for isolation in ("", "none")]
    handed_in = submission(course, ways[0], students(course, ASSIGNMENT)[0])
    with ExitStack() as stack:
        graders = [
            stack.enter_context(open_grader(each, stack.enter_context(WarmProcess(each.sealing))))
            for each in ways
        ]
        for grader in graders:
            _cpu_seconds(
                grader, handed_in
            )  # the first one computes the references that all others share
        turns = [[_cpu_seconds(grader, handed_in) for grader in graders] for _ in range(TURNS)]
    sealed, unsealed = map(statistics.median, zip(*turns, strict=True))
    return sealed, unsealed


def _cpu_seconds(grader: Grader, handed_in: Submission) -> float:
    before = time.process_time() + usage(grader.warm.pid).cpu_seconds
    _, result = grader.grade(handed_in)
    if result.points != result.max_points:
        raise ValueError(f"{result.points:g} of {result.max_points:g} points")
    # The kernel's processes are gone from the tree; the result has what they used.
    return time.process_time() + usage(grader.warm.pid).cpu_seconds - before + result.cpu_seconds
