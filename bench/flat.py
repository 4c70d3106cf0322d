"""`python -m bench.flat [SUBMISSIONS]`: whether a submission costs the same in a small and in a
large class.

Grades a class in which everybody hands in what ana-lopez of the demo class did, and looks at what
was used by the time that so many were done. The first ones are not counted: with them each worker
starts its judge and its warm process.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.__main__ import environment, panal_course, tool
from bench.measure import grouped
from bench.stock import ASSIGNMENT, RIGHT, ROOT
from panal.cli import cores

SUBMISSIONS = 2000
START = 10  # submissions that are not counted
LEFT = 5  # of the last ones, while whose processes end
MARKS = (20, 50, 100, 200, 500, 1000, 1500, 2000)


@dataclass(frozen=True, slots=True)
class Mark:
    """What was used by the time that some were done: seconds, and bytes of memory (PSS)."""

    done: int
    wall: float
    cpu: float
    own_cpu: float
    own_bytes: float
    workers_bytes: float


def marks_of(course: Path, submissions: int) -> list[Mark]:
    """Grade the class, and look at each mark; the first of what is returned is where counting
    begins.

    Raises:
        RuntimeError: not everybody has full points.
    """
    wanted = [START, *(START + mark for mark in MARKS if mark < submissions), submissions - LEFT]
    found: list[Mark] = []
    command = [tool("panal"), "grade", ASSIGNMENT, "--force", "--workers", str(cores())]
    with grouped(command, course, environment(), subprocess.PIPE) as running:
        assert running.process.stderr is not None
        done = 0
        for line in running.process.stderr:
            done += bool(re.search(r": 100 points, full$", line))
            if wanted and done == wanted[0]:
                found.append(Mark(
                    wanted.pop(0), time.perf_counter(), running.cpu_seconds(), running.own_cpu_seconds(), running.own_bytes(),
                    running.workers_bytes(),
                ))  # fmt: skip
        if running.process.wait() or done != submissions:
            raise RuntimeError(f"{done} of {submissions} have full points.")
    return found


def main(submissions: int = SUBMISSIONS) -> int:
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        course = panal_course(Path(temporary) / "course", [RIGHT], 1)
        first = course / "submitted" / "student-000"
        shutil.rmtree(first)
        for number in range(submissions):
            handed_in = course / "submitted" / f"student-{number:05}" / ASSIGNMENT
            shutil.copytree(ROOT / "submitted" / RIGHT / ASSIGNMENT, handed_in)
        marks = marks_of(course, submissions)
    table = Table(
        title=f"{submissions} right submissions, {cores()} workers on {os.cpu_count()} cores, start-up left out"
    )
    each = ("CPU s each", "since the last row", "wall s each", "coordinator's ms each")
    for column in ("graded", *each, "coordinator, MB", "worker, MB"):
        table.add_column(column, justify="right")
    start, before = marks[0], marks[0]
    for mark in marks[1:]:
        since, last = mark.done - start.done, mark.done - before.done
        table.add_row(
            f"{since:,}", f"{(mark.cpu - start.cpu) / since:.3f}", f"{(mark.cpu - before.cpu) / last:.3f}",
            f"{(mark.wall - start.wall) / since:.3f}", f"{1000 * (mark.own_cpu - start.own_cpu) / since:.1f}",
            f"{mark.own_bytes / 2**20:.0f}", f"{mark.workers_bytes / 2**20:.0f}",
        )  # fmt: skip
        before = mark
    Console(width=None if sys.stdout.isatty() else 130).print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
