"""`python -m bench [STUDENTS] [OF_NBGRADER]`: panal beside stock nbgrader and the floors, in one run on
the same submissions, for a class in which everybody is right and for the demo class.

nbgrader takes more than ten seconds for each submission, so it may be given the first ones only.

Prints a table for each, with start-up, gradebook and feedback pages in its figures; then what one
`panal run` takes, what each further worker of a machine takes, and what the wall costs on each of
its rungs. Exit code 1, and no table, if
the work was not right: a speed is quoted only if every way of grading gave every student the same
points.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from rich.console import Console
from rich.table import Table

from bench.measure import Used, run
from bench.rungs import rungs_table
from bench.stock import ASSIGNMENT, RIGHT, ROOT, STOPPING, demo_students, hand_in, make_course
from bench.workers import workers_table
from panal.environment import of_libraries
from panal.notebook import has_tests

STUDENTS = 60
WORKERS = (1, 2)
TURNS = 3
"""Of `panal run`."""

Floors = Mapping[str, Mapping[str, Mapping[str, float]]]
"""Seconds by what runs, student and clock."""


def panal_course(folder: Path, kinds: Sequence[str], students: int) -> Path:
    """A copy of this course with another class; see `bench.stock.hand_in`."""
    folder.mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    for name in ("source", "graders"):
        shutil.copytree(ROOT / name, folder / name)
    hand_in(folder, kinds, students)
    generate = [tool("panal"), "release", ASSIGNMENT]
    subprocess.run(generate, cwd=folder, check=True, env=environment(), capture_output=True)
    return folder


def environment() -> dict[str, str]:
    """The same for all sides: quiet, and with the same numbers."""
    # nbgrader runs alembic by its name.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ours = {"PATH": path, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    return os.environ | of_libraries(tempfile.gettempdir(), os.environ) | ours


def tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def verdicts(folder: Path) -> dict[str, object]:
    """All that grading said of each student, without time and memory."""
    found: dict[str, object] = {}
    for path in sorted((folder / "autograded").glob(f"*/{ASSIGNMENT}/results.json")):
        data = json.loads(path.read_text())
        found[path.parts[-3]] = [
            (test["name"], test["score"], test["extra_data"]) for test in data["tests"]
        ]
    return found


def figures(folder: Path, student: str) -> int:
    """How many pictures stand in a graded notebook, but for cells with tests: those of an exercise
    that has a grader do not run, for the page shows what the judge asked.
    """
    nb = nbformat.read(
        folder / "autograded" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4
    )
    cells = [cell for cell in nb.cells if not has_tests(cell)]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return sum(
        any(kind.startswith("image/") for kind in output.get("data", {})) for output in outputs
    )


def floor(course: Path, mode: str, assignment: str = ASSIGNMENT) -> dict[str, dict[str, float]]:
    """What each student's notebook costs at least, see `bench.floor`, in a process of its own."""
    command = [sys.executable, "-m", "bench.floor", str(course), mode, assignment]
    done = subprocess.run(command, env=environment(), check=True, capture_output=True, text=True)
    found: dict[str, dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
    return found


@dataclass(frozen=True, slots=True)
class Class:
    """What grading one class took, in several ways.

    Args:
        name: of the class.
        students: how many.
        of_stock: how many of them nbgrader was given.
        used: by the way in which they were graded; nbgrader's is the last one.
        floors: seconds by what runs, student and clock.
        durations: of each submission, by the clock.
        problems: why none of it counts.
    """

    name: str
    students: int
    of_stock: int
    used: Mapping[str, Used]
    floors: Floors
    durations: tuple[float, ...]
    problems: tuple[str, ...]

    def table(self) -> Table:
        """A line for each way."""
        table = Table(
            title=f"{self.students} submissions, {self.name}, {os.cpu_count()} cores; "
            f"nbgrader was given {self.of_stock}"
        )
        for column in (
            "",
            "CPU s each",
            "of nbgrader's",
            "wall s each",
            "faster",
            "PSS of what grades",
            "coordinator's ms each",
        ):
            table.add_column(column, justify="right" if column else "left")
        *_, stock = self.used.values()
        base_cpu, base_wall = stock.cpu_seconds / self.of_stock, stock.wall_seconds / self.of_stock
        for name, cost in self.used.items():
            number = self.of_stock if cost is stock else self.students
            cpu, wall = cost.cpu_seconds / number, cost.wall_seconds / number
            memory = f"{cost.workers_bytes / 2**20:.0f} MB" if cost.workers_bytes else ""
            own = f"{1000 * cost.own_cpu_seconds / number:.0f}"
            row = (f"{cpu:.2f}", f"1/{base_cpu / cpu:.1f}", f"{wall:.2f}")
            table.add_row(name, *row, f"{base_wall / wall:.1f}×", memory, own)
        for mode, costs in self.floors.items():
            cpu, wall = (
                sum(cost[clock] for cost in costs.values()) / self.students
                for clock in ("cpu", "wall")
            )
            row = (f"{cpu:.2f}", f"1/{base_cpu / cpu:.1f}", f"{wall:.2f}")
            table.add_row(f"floor: {mode} cells", *row, f"{base_wall / wall:.1f}×", "", "")
        return table


def grade_class(root: Path, name: str, kinds: Sequence[str], students: int, of_stock: int) -> Class:
    """Grade a class in all ways.

    Args:
        root: an empty folder; `panal` and `stock` in it become courses.
        name: of the class, for people.
        kinds: whose doings of the demo class are handed in.
        students: how many.
        of_stock: how many of them, the first ones, nbgrader is given.
    """
    root.mkdir()
    used: dict[str, Used] = {}
    found: dict[str, dict[str, object]] = {}
    ours = panal_course(root / "panal", kinds, students)
    grade = [tool("panal"), "grade", ASSIGNMENT]
    # Renders the demonstrations, once for the assignment. The exit code is that of its one student.
    subprocess.run([*grade, "student-000"], cwd=ours, env=environment(), capture_output=True)
    for workers in WORKERS:
        way = f"panal, workers: {workers}"
        used[way] = run([*grade, "--force", "--workers", str(workers)], ours, environment())
        found[way] = verdicts(ours)
    written = sorted(ours.glob("autograded/*/*/results.json"))
    durations = tuple(json.loads(path.read_text())["execution_time"] for path in written)
    used["panal, nothing has changed"] = run(grade, ours, environment())
    floors = {mode: floor(ours, mode) for mode in ("needed", "all")}
    stock = root / "stock"
    stock.mkdir()
    make_course(stock, kinds, of_stock)
    nbgrader = tool("nbgrader")
    generate = [nbgrader, "generate_assignment", ASSIGNMENT, "--log-level=ERROR"]
    subprocess.run(generate, cwd=stock, check=True, env=environment())
    autograde = [nbgrader, "autograde", ASSIGNMENT, "--log-level=ERROR"]
    used["nbgrader autograde"] = run(autograde, stock, environment())
    by_stock = list(stock.glob(f"autograded/*/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"))
    handed_in = len(list(stock.glob("submitted/*")))
    first, *others = found.values()
    problems = ["ways of grading that differ"] if any(each != first for each in others) else []
    if len(first) != students:
        problems.append(f"{len(first)} of {students} were graded")
    if len(by_stock) != handed_in:
        problems.append(f"nbgrader graded {len(by_stock)} of {handed_in}")
    drawn = figures(ours, "student-000"), figures(stock, "student-000")
    if drawn[0] < drawn[1]:
        problems.append(f"{drawn[0]} figures, and {drawn[1]} by nbgrader")
    told = tuple(f"{name}: {problem}" for problem in problems)
    return Class(name, students, len(by_stock), used, floors, durations, told)


def profile_of(course: Path, floors: Floors) -> Table:
    """Where the processor time goes: each kind of student, beside the floors; medians of those who
    handed in the same.
    """
    table = Table(
        title="CPU seconds by kind of submission, medians: kernels of panal, and the floors"
    )
    for column in ("handed in by", "kernels", "needed cells", "all cells"):
        table.add_column(column, justify="left" if column == "handed in by" else "right")
    kinds = demo_students()
    found = course.glob(f"autograded/*/{ASSIGNMENT}/results.json")
    students = sorted(path.parts[-3] for path in found)
    for number, kind in enumerate(kinds):
        same = students[number :: len(kinds)]
        if not same:  # a class smaller than that
            continue
        results = [
            json.loads((course / "autograded" / one / ASSIGNMENT / "results.json").read_text())
            for one in same
        ]
        ours = statistics.median(result["used"]["cpu_seconds"] for result in results)
        cells = [
            statistics.median(floors[mode].get(one, {"cpu": 0.0})["cpu"] for one in same)
            for mode in ("needed", "all")
        ]
        table.add_row(kind, f"{ours:.2f}", *(f"{cost:.2f}" for cost in cells))
    return table


def one_run(course: Path) -> Used:
    """`panal run` of a right notebook: the median of some turns, by the clock."""
    path = ROOT / "submitted" / RIGHT / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    command = [tool("panal"), "run", str(path), "--assignment", ASSIGNMENT]
    turns = [run(command, course, environment()) for _ in range(TURNS)]
    return sorted(turns, key=lambda used: used.wall_seconds)[TURNS // 2]


def main() -> int:
    given = [int(argument) for argument in sys.argv[1:]] or [STUDENTS]
    students, of_stock = given[0], min(given)
    out = Console(width=None if sys.stdout.isatty() else 120)
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        root = Path(temporary)
        right = grade_class(root / "right", "all of them right", [RIGHT], students, of_stock)
        demo = grade_class(root / "demo", "the demo class", demo_students(), students, of_stock)
        profile = profile_of(root / "demo" / "panal", demo.floors)
        alone = one_run(root / "right" / "panal")
    problems = right.problems + demo.problems
    if problems:
        out.print("No speed is quoted, for the work was not right:", *problems, sep="\n")
        return 1
    if students >= STUDENTS:
        durations = json.dumps(demo.durations)
        (ROOT / "bench" / "durations.json").write_text(f"{durations}\n")  # for bench.simulation
    out.print(right.table(), demo.table())
    out.print(
        f"Of the demo class nbgrader was not given those that end its run: {', '.join(STOPPING)}."
    )
    out.print(profile, workers_table(), rungs_table())
    out.print(
        f"`panal run` of a right notebook: {alone.wall_seconds:.1f} s, {alone.cpu_seconds:.1f} s of CPU."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
