"""What feedback costs, `python -m bench.feedback`: processor seconds of this side for one page,
beyond the grading itself.

Three answers with pictures are wrong in the submission (diego-mora of the demo class), which is
about the most that a page has to explain. Each turn grades it anew; the first one draws what is the
same for everyone, and fills the caches. Exit code 1 if a page takes more than it may.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from bench.stock import ASSIGNMENT
from panal import demos
from panal.assignment import Submission
from panal.course.course import open_assignment, open_course
from panal.course.demo_outputs import demo_outputs
from panal.course.submitted import submission
from panal.grading import Grader, open_grader
from panal.kernel.warm import WarmProcess
from panal.outputs import without_verdicts
from panal.pages.exercises import Grades
from panal.pages.feedback_page import Whose, render, render_notebook
from panal.results import StudentId

TURNS = 5
MOST_SECONDS, MOST_BYTES = 0.25, 1_500_000
STUDENT = StudentId("diego-mora")
WHOSE = Whose(STUDENT, "Diego Mora", datetime(2026, 11, 28, 23, 5), "America/Bogota")


class Clock:
    """Adds up what some functions take."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def timed(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same function on the clock."""

        def call(*args: Any, **kwargs: Any) -> Any:
            start = time.process_time()
            try:
                return function(*args, **kwargs)
            finally:
                self.seconds += time.process_time() - start

        return call


def cost(root: Path) -> tuple[list[float], int]:
    """Grade the submission again and again.

    Returns:
        Processor seconds of each turn, and the bytes of the page.
    """
    course = open_course(root)
    ours = open_assignment(course, ASSIGNMENT)
    turns, size = [], 0
    with WarmProcess(ours.sealing) as warm, open_grader(ours, warm) as grader:
        assert grader.judge is not None  # this course has graders
        shown = demo_outputs(course, ours, partial(demos.render, grader))
        grader.assignment = ours.with_demos(shown)
        handed_in = submission(course, ours, STUDENT)
        examples = grader.judge.examples
        for _ in range(TURNS):
            clock = Clock()
            grader.judge.examples = clock.timed(examples)  # type: ignore[method-assign]
            size = len(_page(grader, handed_in, clock))
            turns.append(clock.seconds)
    return turns, size


def _page(grader: Grader, handed_in: Submission, clock: Clock) -> bytes:
    [nb], result = grader.grade(handed_in)
    bare = clock.timed(without_verdicts)(nb)
    grades = {ASSIGNMENT: Grades({}, {})}
    fragment = clock.timed(render_notebook)(bare)
    page: bytes = clock.timed(render)(result, ASSIGNMENT, fragment, grades, whose=WHOSE).encode()
    return page


def main() -> None:
    (first, *others), size = cost(Path.cwd())
    each = statistics.median(others)
    print(
        f"feedback: {first:.3f} s for the first page, {each:.3f} s for each of the others; {size} bytes"
    )
    if each > MOST_SECONDS or size > MOST_BYTES:
        sys.exit(f"A page is to take {MOST_SECONDS} s and {MOST_BYTES} bytes at most.")


if __name__ == "__main__":
    main()
