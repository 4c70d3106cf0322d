"""panal beside stock nbgrader, in one run on the same submissions. Prints a table; exit code 1 if the work was not right.

A speed is quoted only if both sides gave every submission full points and drew every figure.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook
from rich.console import Console
from rich.table import Table

from bench.locks import cost_of_locks
from bench.stock import ASSIGNMENT, ROOT, figures, hand_in, make_course
from panal.classroom import Row
from panal.course.course import instructor_files, open_course, released, students, submission
from panal.course.gradebook import Book
from panal.course.graded import graded
from panal.grading import QUIET_AND_EQUAL, open_grader
from panal.kernel.kernel import open_kernel
from panal.kernel.processes import usage
from panal.kernel.warm import WarmProcess

KERNELS = 20
COPIES = 4


@dataclass(frozen=True, slots=True)
class Cost:
    """What one submission cost, as a median.

    Args:
        cpu_seconds: of all processes.
        wall_seconds: by the clock.
    """

    cpu_seconds: float
    wall_seconds: float


def kernel_start(warm: WarmProcess) -> float:
    """Median seconds from asking for a kernel to its first answer."""
    times = []
    for _ in range(KERNELS):
        start = time.perf_counter()
        with open_kernel(warm, {}):   # its first request is answered when it is open
            times.append(time.perf_counter() - start)
    return statistics.median(times)


def children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def stock(folder: Path) -> Cost:
    """`nbgrader autograde` for each of the students in turn; what it costs to start is taken off."""
    subprocess.run([tool("nbgrader"), "generate_assignment", ASSIGNMENT, "--log-level=ERROR"], cwd=folder, check=True)
    costs = []
    for chosen in (["student-000"], [f"student-{number:03}" for number in range(1, COPIES)]):
        pattern = chosen[0] if len(chosen) == 1 else "student-*"
        cpu, wall = children_cpu(), time.perf_counter()
        subprocess.run(
            [tool("nbgrader"), "autograde", ASSIGNMENT, f"--student={pattern}", "--log-level=ERROR"],
            cwd=folder,
            check=True,
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"} | QUIET_AND_EQUAL,
        )
        costs.append((children_cpu() - cpu, time.perf_counter() - wall))
    (cpu_one, wall_one), (cpu_more, wall_more) = costs
    start_cpu = (cpu_one * (COPIES - 1) - cpu_more) / (COPIES - 2)   # start + 1 = one, start + (n - 1) = more
    start_wall = (wall_one * (COPIES - 1) - wall_more) / (COPIES - 2)
    return Cost((cpu_more - start_cpu) / (COPIES - 1), (wall_more - start_wall) / (COPIES - 1))


def panal(folder: Path) -> tuple[Cost, float]:
    """Grade each student with the warm process up: kernel, cells, graders, gradebook, feedback page.

    Returns:
        The cost of a submission, and the median start of a kernel.
    """
    course = open_course(folder)
    name, record = released(course, ASSIGNMENT)
    files = instructor_files(course, ASSIGNMENT)
    cpu, wall = [], []
    with (
        Book(course, ASSIGNMENT, name, files) as book,
        open_grader(course.sealing(), course.graders / ASSIGNMENT) as grader,
    ):
        warm = grader.warm
        for student in students(course, ASSIGNMENT):
            handed_in = submission(course, ASSIGNMENT, student, name, record, files)
            before = time.process_time() + usage(warm.pid).cpu_seconds, time.perf_counter()
            nb, result = grader.grade(handed_in)
            Row(student, result, book.write(student, graded(nb, result), ""))
            # The kernel's processes are gone from the tree; the result has what they used.
            cpu.append(time.process_time() + usage(warm.pid).cpu_seconds - before[0] + result.cpu_seconds)
            wall.append(time.perf_counter() - before[1])
        start = kernel_start(warm)
    # The first one computes the references that all others share.
    return Cost(statistics.median(cpu[1:]), statistics.median(wall[1:])), start


def tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def wrong(folder: Path, course_id: str, expected_figures: int) -> list[str]:
    """What is not as it should be in a graded course."""
    with Gradebook(f"sqlite:///{folder}/gradebook.db", course_id) as gradebook:
        scores = {found.student.id: found.score for found in gradebook.assignment_submissions(ASSIGNMENT)}
    problems = [f"{folder.name}: {student} has {score:g} of 100" for student, score in scores.items() if score != 100]
    drawn = figures(folder / "autograded")
    if len(scores) != COPIES or any(count != expected_figures for count in drawn):
        problems.append(f"{folder.name}: {len(scores)} students, figures {drawn}, expected {expected_figures} each")
    return problems


def main() -> int:
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"   # nbgrader runs alembic by its name
    out = Console(width=None if sys.stdout.isatty() else 110)
    with tempfile.TemporaryDirectory(prefix="panal-bench-") as temporary:
        plain, ours = (Path(temporary) / name for name in ("stock", "panal"))
        for folder in (plain, ours):
            folder.mkdir()
        make_course(plain, COPIES)
        shutil.copy(ROOT / "nbgrader_config.py", ours)
        for name in ("source", "graders"):
            shutil.copytree(ROOT / name, ours / name)
        hand_in(ours, COPIES)
        subprocess.run([tool("nbgrader"), "generate_assignment", ASSIGNMENT, "--log-level=ERROR"], cwd=ours, check=True)
        base = stock(plain)
        graded, start = panal(ours)
        drawn = max(figures(plain / "autograded"), default=0)
        problems = wrong(plain, "stock", drawn) + wrong(ours, "convolucion-en-keras", drawn)
        sealed, unsealed = cost_of_locks(ours)
    if problems:
        out.print("No speed is quoted, for the work was not right:", *problems, sep="\n")
        return 1
    table = Table(title=f"One right submission, {drawn} figures, full points on all sides, medians ({os.cpu_count()} cores)")
    for column in ("", "CPU s", "of stock", "wall s"):
        table.add_column(column, justify="right" if column else "left")
    for name, cost in (("nbgrader autograde", base), ("panal", graded)):
        share = f"{cost.cpu_seconds / base.cpu_seconds:.2f}"
        table.add_row(name, f"{cost.cpu_seconds:.2f}", share, f"{cost.wall_seconds:.2f}")
    out.print(table)
    out.print(f"A fresh kernel answers its first request after {start:.3f} s (median of {KERNELS}).")
    out.print(f"The locks cost {sealed / unsealed - 1:+.1%} of CPU time: {sealed:.2f} s with, {unsealed:.2f} s without them.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
