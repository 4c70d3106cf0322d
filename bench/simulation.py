"""`python -m bench.simulation [SUBMISSIONS]`: a large class through the real coordinator and
gradebook.

Only the grading itself is made up: a worker sleeps as long as a real submission took
(`durations.json`, recorded by `python -m bench`) and hands over a graded notebook of a few
kilobytes, since a hundred thousand real ones would be 200 GB. Afterwards the same command runs once
more, with nothing to grade.
"""

from __future__ import annotations

import contextlib
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from rich.console import Console

from bench.stock import ASSIGNMENT, ROOT
from bench.writer import made_up, make_course, resident_bytes
from panal import classroom
from panal.assignment import Assignment, Submission
from panal.workers.protocol import Outcome

SUBMISSIONS = 100_000
MACHINES = 300
"""As many are made up: threads that sleep."""

TEMPLATES = 20


class SimulatedPool:
    """Workers that grade nobody."""

    def grade(
        self, assignment: Assignment, submissions: Iterable[Submission], **_: bool
    ) -> Iterator[Outcome]:
        """See `panal.workers.pool.Pool.grade`."""
        record = assignment.notebooks[0].record.copy()
        record.cells = [cell for cell in record.cells if cell.metadata.get("nbgrader")]
        templates = [made_up(record, number, pictures=0) for number in range(TEMPLATES)]
        durations = json.loads((ROOT / "bench" / "durations.json").read_text())

        def one(submission: Submission) -> Outcome:
            digest = sha256(submission.notebooks[0].data or b"").hexdigest()
            chance = random.Random(f"{submission.student}{digest}")
            time.sleep(chance.choice(durations))
            template = chance.choice(templates)
            result = replace(template.result, notebook=digest, file=submission.file)
            return Outcome(submission.student, replace(template, result=result))

        waiting = iter(submissions)
        flying: set[Future[Outcome]] = set()
        with ThreadPoolExecutor(MACHINES) as threads:
            while True:
                while len(flying) < MACHINES and (submission := next(waiting, None)) is not None:
                    flying.add(threads.submit(one, submission))
                if not flying:
                    return
                done, flying = wait(flying, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)

    def call(self, assignment: Assignment, *_: Any) -> Any:
        """See `panal.workers.pool.Pool.call`: demonstrations show nothing here."""
        return {}


def main(submissions: int = SUBMISSIONS) -> int:
    out = Console(width=None if sys.stdout.isatty() else 110)
    classroom._pool = lambda *_: contextlib.nullcontext(SimulatedPool())
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        course = make_course(Path(temporary))
        for number in range(submissions):
            folder = course.path("submitted", f"student-{number:06}", ASSIGNMENT)
            folder.mkdir(parents=True)
            (folder / f"{ASSIGNMENT}.ipynb").write_text(
                f'{{"nbformat": 4, "cells": [], "metadata": {{"n": {number}}}}}'
            )
        marks: list[tuple[int, float, float, int]] = []
        done, start, cpu = 0, time.perf_counter(), time.process_time()

        def finished(row: classroom.Row) -> None:
            nonlocal done
            done += 1
            if done % max(1, submissions // 10) == 0:
                marks.append(
                    (done, time.perf_counter() - start, time.process_time() - cpu, resident_bytes())
                )

        summary = classroom.grade_class(
            course, ASSIGNMENT, progress=classroom.Progress(finished=finished)
        )
        if summary.failures or summary.left:
            raise RuntimeError(
                f"{len(summary.failures)} failed: {summary.failures[:1]}, {len(summary.left)} left"
            )
        out.print(f"{submissions:,} submissions on {MACHINES} made-up machines:")
        for number, wall, used, memory in marks:
            out.print(
                f"{number:>9,}: {wall:8.1f} s, {number / wall:6.1f}/s, {1000 * used / number:5.1f} ms of the coordinator's CPU "
                f"each, {memory / 1e6:5.0f} MB", highlight=False,
            )  # fmt: skip
        again, cpu = time.perf_counter(), time.process_time()
        summary = classroom.grade_class(course, ASSIGNMENT)
        assert not any(row.fresh for row in summary.rows)
        took = time.perf_counter() - again
        out.print(
            f"The same again, nothing has changed: {took:.1f} s, {1000 * took / submissions:.2f} ms each."
        )
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        out.print(f"Peak memory of the coordinator: {peak / 1e6:.0f} MB.")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
