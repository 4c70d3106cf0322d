"""What the one writer costs: `python -m bench.writer [SUBMISSIONS] [DB_URL]`, by default 2,000 on
SQLite.

Writes graded notebooks of about a megabyte, ten pictures each, into a real gradebook, autograded/
and feedback/. Nothing is
graded: what workers hand over is made before the clock starts.
"""

from __future__ import annotations

import base64
import random
import resource
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_output
from rich.console import Console
from rich.table import Table

from bench.stock import ASSIGNMENT, ROOT
from panal import notebook, outputs
from panal.course.course import Course, open_assignment, open_course
from panal.course.gradebook import Book
from panal.course.graded import Graded, graded_notebook
from panal.course.release import generate
from panal.results import Check, Ending, Result, StudentId, Verdict

SUBMISSIONS = 2000
WINDOW = 200  # submissions that a row of the table stands for
PICTURES, PICTURE_BYTES = 10, 75_000


def make_course(folder: Path, db_url: str = "") -> Course:
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    if db_url:
        with (folder / "nbgrader_config.py").open("a") as file:
            file.write(f"\nc.CourseDirectory.db_url = {db_url!r}\n")
    for name in ("source", "graders"):
        shutil.copytree(ROOT / name, folder / name)
    course = open_course(folder)
    generate(course, ASSIGNMENT)
    return course


def made_up(record: NotebookNode, number: int, pictures: int = PICTURES) -> Graded:
    """A graded submission like no other, of the size that real ones have."""
    chance = random.Random(number)
    nb = nbformat.from_dict(
        {**record, "cells": [nbformat.from_dict({**cell}) for cell in record.cells]}
    )
    code = [cell for cell in nb.cells if cell.cell_type == "code"]
    for cell in chance.sample(code, pictures):
        picture = base64.b64encode(chance.randbytes(PICTURE_BYTES)).decode()
        cell.outputs = [
            new_output("display_data", data={"image/png": picture, "text/plain": "<Figure>"})
        ]
    verdicts = tuple(
        Verdict(
            exercise.grade_id, exercise.points, tuple(_check(index, chance) for index in range(8))
        )
        for exercise in notebook.exercises(record)
    )
    result = Result(ASSIGNMENT, verdicts, notebook=f"{number:064}")
    outputs.write_verdicts(nb, result)
    return Graded(result, (graded_notebook(ASSIGNMENT, nb, there=True),))


def _check(index: int, chance: random.Random) -> Check:
    right = chance.random() < 0.5
    ending, sentence = (Ending.RIGHT, "") if right else (Ending.WRONG, "Casi: mira otra vez.")
    return Check(f"check_{index}", f"Comprobación {index}", 1.0, ending, sentence)


def measure(course: Course, submissions: int) -> tuple[list[float], list[float], list[int], float]:
    """Write them all.

    Returns:
        For each submission: processor seconds, seconds by the clock, resident bytes afterwards. For
        the class: seconds of `Book.scores`.
    """
    assignment = open_assignment(course, ASSIGNMENT)
    [released] = assignment.notebooks
    name, record = released.name, released.record
    cpu, wall, memory = [], [], []
    with Book(course, assignment) as book:
        for number in range(submissions):
            student = StudentId(f"student-{number:06}")
            handed_in = course.path("submitted", student, ASSIGNMENT)
            handed_in.mkdir(parents=True)
            (handed_in / f"{name}.ipynb").write_bytes(b"")
            (handed_in / "timestamp.txt").write_text("2026-03-01 12:00:00 UTC")
            handed_over = made_up(record, number)
            before = time.process_time(), time.perf_counter()
            book.write(student, handed_over, "stamp")
            cpu.append(time.process_time() - before[0])
            wall.append(time.perf_counter() - before[1])
            memory.append(resident_bytes())
            # 2,000 submissions are 4 GB; what was written once is not read again.
            (course.path("autograded", student, ASSIGNMENT) / f"{name}.ipynb").unlink()
            (course.path("feedback", student, ASSIGNMENT) / f"{name}.html").unlink()
        start = time.perf_counter()
        assert len(book.scores()) == submissions
        return cpu, wall, memory, time.perf_counter() - start


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def main(submissions: int = SUBMISSIONS, db_url: str = "") -> int:
    out = Console(width=None if sys.stdout.isatty() else 110)
    with tempfile.TemporaryDirectory(prefix="panal-bench-") as temporary:
        course = make_course(Path(temporary), db_url)
        cpu, wall, memory, scores = measure(course, submissions)
    database = course.directory.db_url.partition(":")[0]
    table = Table(title=f"One writer, {database}, medians")
    for column in ("submissions", "CPU ms", "wall ms", "memory afterwards, MB"):
        table.add_column(column, justify="right")
    window = min(WINDOW, submissions)
    for first in sorted({0, (submissions - window) // 2, submissions - window}):
        part = slice(first, first + window)
        figures = (
            1000 * statistics.median(cpu[part]),
            1000 * statistics.median(wall[part]),
            memory[first + window - 1] / 1e6,
        )
        table.add_row(
            f"{first + 1:,} to {first + window:,}", *(f"{figure:.1f}" for figure in figures)
        )
    out.print(table)
    out.print(f"All {submissions:,} scores are read in {scores:.2f} s.")
    return 0


if __name__ == "__main__":
    given: list[Any] = [int(word) if word.isdigit() else word for word in sys.argv[1:]]
    sys.exit(main(*given))
