"""`python -m bench.simulation [SUBMISSIONS]`: a large class through the real coordinator, Dask
scheduler and gradebook.

Only the grading itself is made up: a worker sleeps as long as a real submission took
(`durations.json`, recorded by `python -m bench`) and hands over a graded notebook of a few
kilobytes, since a hundred thousand real ones would be 200 GB. Afterwards the same command runs once
more, with nothing to grade.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import logging
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import dask
import nbformat
from distributed import Client, LocalCluster
from rich.console import Console

from bench.stock import ASSIGNMENT, ROOT
from bench.writer import made_up, make_course, resident_bytes
from panal import classroom, cluster
from panal.cluster import CONFIG, Cluster, Grading, Outcome, Task

SUBMISSIONS = 100_000
PROCESSES, THREADS = 2, 150
"""As many machines are made up: threads that sleep."""

TEMPLATES = 20


class Simulated(Grading):
    """A worker that grades nobody."""

    def setup(self, worker: Any) -> None:
        record = nbformat.reads(self._setup.record, as_version=4)
        record.cells = [cell for cell in record.cells if cell.metadata.get("nbgrader")]
        self.made_up = [made_up(record, number, pictures=0) for number in range(TEMPLATES)]
        self.durations = json.loads((ROOT / "bench" / "durations.json").read_text())

    def teardown(self, worker: Any) -> None:
        """There is nothing to end."""

    def grade(self, task: Task) -> Outcome:
        digest = sha256(task.data or b"").hexdigest()
        chance = random.Random(f"{task.student}{digest}")
        time.sleep(chance.choice(self.durations))
        template = chance.choice(self.made_up)
        return Outcome(
            task.student,
            replace(template, result=replace(template.result, notebook=digest, file=task.file)),
        )


@contextlib.contextmanager
def simulated_cluster(workers: int, scheduler: str) -> Iterator[Cluster]:
    with (
        dask.config.set(CONFIG),
        LocalCluster(
            n_workers=PROCESSES,
            threads_per_worker=THREADS,
            memory_limit=0,
            dashboard_address=None,
            silence_logs=logging.CRITICAL,
        ) as started,
    ):
        found = Cluster(lambda: Client(started, set_as_default=False), own=True)
        try:
            yield found
        finally:
            found.close()


def main(submissions: int = SUBMISSIONS) -> int:
    out = Console(width=None if sys.stdout.isatty() else 110)
    classroom._cluster = simulated_cluster  # type: ignore[assignment]
    # By its module's name, by which workers find it.
    cluster.Grading = importlib.import_module("bench.simulation").Simulated  # type: ignore[misc]
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        course = make_course(Path(temporary))
        for number in range(submissions):
            folder = course.path("submitted", f"student-{number:06}", ASSIGNMENT)
            folder.mkdir(parents=True)
            (folder / f"{ASSIGNMENT}.ipynb").write_text(
                f'{{"nbformat": 4, "cells": [], "metadata": {{"n": {number}}}}}'
            )
        marks: list[tuple[int, float, float, int]] = []

        def finished(row: classroom.Row) -> None:
            nonlocal done
            done += 1
            if done % max(1, submissions // 10) == 0:
                marks.append(
                    (done, time.perf_counter() - start, time.process_time() - cpu, resident_bytes())
                )

        done, start, cpu = 0, time.perf_counter(), time.process_time()
        summary = classroom.grade_class(
            course, ASSIGNMENT, progress=classroom.Progress(finished=finished)
        )
        if summary.failures or summary.left:
            raise RuntimeError(
                f"{len(summary.failures)} failed: {summary.failures[:1]}, {len(summary.left)} left"
            )
        out.print(f"{submissions:,} submissions on {PROCESSES * THREADS} made-up machines:")
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
        out.print(f"Peak memory of the coordinator, scheduler included: {peak / 1e6:.0f} MB.")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
