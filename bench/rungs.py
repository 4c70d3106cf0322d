"""`python -m bench.rungs`: what the wall costs on each of its rungs, and without one.

A kernel's start, and one right submission, turn by turn in one process, so that noise hits all of
them; the end of each is part of it. The rung `users` needs root, and `none` is no wall at all.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.cgroup import Group
from bench.measure import this_process
from bench.stock import ASSIGNMENT, RIGHT, ROOT
from panal.assignment import HandedIn, Submission
from panal.config import RUNGS
from panal.course.course import assignment_of, open_course, released_files
from panal.errors import EnvironmentProblem
from panal.grading import Grader, open_grader
from panal.kernel.kernel import open_kernel
from panal.kernel.wall import settled
from panal.kernel.warm import WarmProcess
from panal.results import StudentId

KERNELS = 40
TURNS = 20


def rungs_table(folder: Path = ROOT, kernels: int = KERNELS, turns: int = TURNS) -> Table:
    """Start kernels and grade one submission so many times on each rung; medians.

    Args:
        folder: a course with a release and a right submission.
        kernels: how many are started.
        turns: how many times it is graded.

    Raises:
        ValueError: a submission had not full points.
    """
    course = open_course(folder)
    files = released_files(course, ASSIGNMENT)
    path = course.path("submitted", RIGHT, ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
    handed_in = Submission(StudentId(RIGHT), (HandedIn(path.read_bytes()),))
    graders: dict[str, Grader] = {}
    table = Table(title="The wall, rung by rung; medians")
    for column in ("rung", "a kernel, ms", "CPU, ms", "right submission, CPU s"):
        table.add_column(column, justify="left" if column == "rung" else "right")
    with this_process() as group, ExitStack() as stack:
        for name in (*RUNGS, "none"):
            assignment = assignment_of(course, ASSIGNMENT, files, name)
            try:
                settled(assignment.sealing)
            except EnvironmentProblem:
                table.add_row(name, "not on this machine", "", "")
                continue
            warm = stack.enter_context(WarmProcess(assignment.sealing))
            graders[name] = stack.enter_context(open_grader(assignment, warm))
            _grade(graders[name], handed_in)  # the first one computes what all others share
        started = _in_turn(graders, kernels, _start, group)
        graded = _in_turn(graders, turns, lambda grader: _grade(grader, handed_in), group)
    for name in graders:
        clock, cpu = (statistics.median(times) for times in zip(*started[name], strict=True))
        submission = statistics.median(cpu for _, cpu in graded[name])
        table.add_row(name, f"{1000 * clock:.0f}", f"{1000 * cpu:.0f}", f"{submission:.2f}")
    return table


Took = tuple[float, float]
"""Seconds by the clock, and of processor time."""


def _in_turn(
    graders: dict[str, Grader], turns: int, act: Callable[[Grader], None], group: Group
) -> dict[str, list[Took]]:
    took: dict[str, list[Took]] = {name: [] for name in graders}
    for _ in range(turns):
        for name, grader in graders.items():
            start, before = time.perf_counter(), group.cpu_seconds()
            act(grader)
            clock = time.perf_counter() - start
            took[name].append((clock, group.cpu_seconds() - before))
    return took


def _start(grader: Grader) -> None:
    """Start a kernel, which is open when its first request was answered, and end it."""
    with open_kernel(grader.warm, {}):
        pass


def _grade(grader: Grader, handed_in: Submission) -> None:
    _, result = grader.grade(handed_in)
    if result.points != result.max_points:
        raise ValueError(f"{result.points:g} of {result.max_points:g} points")


def main() -> int:
    Console(width=None if sys.stdout.isatty() else 110).print(rungs_table())
    return 0


if __name__ == "__main__":
    sys.exit(main())
