"""`python -m bench.workers`: how long each further worker of a machine takes to start, and how much
memory it takes.

Everybody hands in right answers. Memory is the sum (PSS) of all that grades: the fork server, the
warm process, the workers and the kernels that they have at the time.
"""

from __future__ import annotations

import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from operator import attrgetter

from rich.console import Console
from rich.table import Table

from bench.measure import pss_of_tree
from bench.stock import ASSIGNMENT, RIGHT, ROOT
from panal.assignment import HandedIn, Submission
from panal.course.course import assignment_of, open_course, released_files
from panal.results import StudentId
from panal.workers.forkserver import ForkServer
from panal.workers.pool import Pool
from panal.workers.protocol import Outcome

MOST = 4
EACH = 3
"""Submissions for each worker."""

SAMPLE_SECONDS = 0.2


judge_is_open = attrgetter("judge.exercises")
"""What a worker is asked to see that it is there."""


class Peak:
    """The most memory of a process and all below it, while a block lasts."""

    def __init__(self, pid: int) -> None:
        self.bytes = 0.0
        self._pid = pid
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Peak:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._end.wait(SAMPLE_SECONDS):
            self.bytes = max(self.bytes, pss_of_tree(self._pid))


def workers_table() -> Table:
    """Start one worker after another, and let all of them grade."""
    table = Table(title="Workers on one machine")
    for column in ("workers", "start of the last, s", "idle, MB", "more", "grading, MB", "more"):
        table.add_column(column, justify="right")
    course = open_course(ROOT)
    assignment = assignment_of(course, ASSIGNMENT, released_files(course, ASSIGNMENT))
    path = course.path("submitted", RIGHT, ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
    todo = [Submission(StudentId(RIGHT), (HandedIn(path.read_bytes()),))] * EACH
    start = time.perf_counter()
    with ForkServer(assignment.sealing) as server, ExitStack() as stack:
        assert server.pid is not None
        pools: list[Pool] = []
        idle = grading = 0.0
        for number in range(1, MOST + 1):
            pools.append(stack.enter_context(Pool(server)))
            assert pools[-1].call(assignment, judge_is_open)
            took = time.perf_counter() - start
            with Peak(server.pid) as peak, ThreadPoolExecutor(number) as threads:
                for found in threads.map(lambda pool: list(pool.attempt(assignment, todo)), pools):
                    assert all(isinstance(outcome, Outcome) for _, outcome in found), found
            now = pss_of_tree(server.pid)
            memory = (now, now - idle, peak.bytes, peak.bytes - grading)
            table.add_row(
                str(number), f"{took:.2f}", *(f"{amount / 2**20:.0f}" for amount in memory)
            )
            idle, grading = now, peak.bytes
            start = time.perf_counter()
    return table


def main() -> int:
    Console(width=None if sys.stdout.isatty() else 110).print(workers_table())
    return 0


if __name__ == "__main__":
    sys.exit(main())
