"""`python -m bench.assignments [SUBMISSIONS]`: what a right submission to each assignment of the course
costs, beside its floors.

Grades a class of two, and one with so many more, in which everybody hands in the instructor's solutions.
What the larger one takes longer is what a submission costs; what a class costs to begin with is left out.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from rich.console import Console
from rich.table import Table

from bench.__main__ import environment, floor, tool
from bench.measure import run
from bench.stock import ROOT

ASSIGNMENTS = ("convolucion", "redes")
FIRST = 2
SUBMISSIONS = 8
MODES = {"needed": "needed cells", "asked": "and what is asked"}


def course_of(folder: Path) -> Path:
    """A copy of this course, released, in which nobody has handed in anything."""
    folder.mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    for name in ("source", "graders"):
        shutil.copytree(ROOT / name, folder / name)
    for assignment in ASSIGNMENTS:
        command = [tool("nbgrader"), "generate_assignment", assignment, "--log-level=ERROR"]
        subprocess.run(command, cwd=folder, check=True, env=environment(), capture_output=True)
    return folder


def hand_in(course: Path, assignment: str, students: int) -> None:
    """The instructor's own notebook, by so many."""
    nb = nbformat.read(course / "source" / assignment / f"{assignment}.ipynb", as_version=4)
    for number in range(students):
        folder = course / "submitted" / f"student-{number:03}" / assignment
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(nb, folder / f"{assignment}.ipynb")


def cost(course: Path, assignment: str, submissions: int) -> float:
    """Processor seconds that a submission adds to a class."""
    grade = [tool("panal"), "grade", assignment, "--workers", "1"]
    hand_in(course, assignment, 1)
    run(grade, course, environment())  # renders the demonstrations, once for the assignment
    hand_in(course, assignment, FIRST)
    few = run([*grade, "--force"], course, environment()).cpu_seconds
    hand_in(course, assignment, FIRST + submissions)
    many = run([*grade, "--force"], course, environment()).cpu_seconds
    return (many - few) / submissions


def main(submissions: int = SUBMISSIONS) -> int:
    table = Table(title=f"CPU seconds of a right submission, mean of {submissions}")
    for column in ("assignment", "panal", *MODES.values(), "times the last"):
        table.add_column(column, justify="left" if column == "assignment" else "right")
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        course = course_of(Path(temporary) / "course")
        for assignment in ASSIGNMENTS:
            ours = cost(course, assignment, submissions)
            floors = []
            for mode in MODES:
                each = [one["cpu"] for one in floor(course, mode, assignment).values()]
                floors.append(sum(each) / len(each))
            cells = (f"{seconds:.2f}" for seconds in (ours, *floors))
            table.add_row(assignment, *cells, f"{ours / floors[-1]:.1f}")
    Console(width=None if sys.stdout.isatty() else 130).print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
