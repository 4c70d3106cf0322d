"""`python -m bench [STUDENTS]`: panal beside stock nbgrader and the floors, in one run on the same
submissions.

Prints a table, with totals of the whole class: start-up, gradebook and feedback pages are in them.
Exit code 1, and no table,
if the work was not right: a speed is quoted only if every way of grading gave every student the
same points.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from rich.console import Console
from rich.table import Table

from bench.locks import cost_of_locks
from bench.measure import Used, run
from bench.stock import ASSIGNMENT, ROOT, STOPPING, demo_students, hand_in_demo_class, make_course
from panal.cli import cores
from panal.config import Limits, Sealing
from panal.grading import QUIET_AND_EQUAL
from panal.kernel.kernel import open_kernel
from panal.kernel.warm import WarmProcess

STUDENTS = 60
KERNELS = 20


def kernel_start() -> float:
    """Median seconds from asking for a kernel to its first answer."""
    times = []
    with WarmProcess(Sealing(Limits(), ())) as warm:
        for _ in range(KERNELS):
            start = time.perf_counter()
            with open_kernel(warm, {}):  # its first request is answered when it is open
                times.append(time.perf_counter() - start)
    return statistics.median(times)


def panal_course(folder: Path, students: int) -> Path:
    folder.mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    for name in ("source", "graders"):
        shutil.copytree(ROOT / name, folder / name)
    hand_in_demo_class(folder, students)
    generate = [tool("nbgrader"), "generate_assignment", ASSIGNMENT, "--log-level=ERROR"]
    subprocess.run(generate, cwd=folder, check=True, env=environment())
    return folder


def environment() -> dict[str, str]:
    # nbgrader runs alembic by its name.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return (
        os.environ
        | {"PATH": path, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
        | QUIET_AND_EQUAL
    )


def tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def verdicts(folder: Path) -> dict[str, object]:
    """All that grading said of each student, without time and memory."""
    found = {}
    for path in sorted((folder / "autograded").glob(f"*/{ASSIGNMENT}/results.json")):
        data = json.loads(path.read_text())
        found[path.parts[-3]] = [
            (test["name"], test["score"], test["extra_data"]) for test in data["tests"]
        ]
    return found


def figures(folder: Path, student: str) -> int:
    nb = nbformat.read(
        folder / "autograded" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4
    )
    outputs = [output for cell in nb.cells for output in cell.get("outputs", [])]
    return sum(
        any(kind.startswith("image/") for kind in output.get("data", {})) for output in outputs
    )


def floor(course: Path, mode: str) -> dict[str, dict[str, float]]:
    """What the cells of each student cost without any grading, in a process of its own."""
    command = [sys.executable, "-m", "bench.floor", str(course), mode]
    done = subprocess.run(command, env=environment(), check=True, capture_output=True, text=True)
    found: dict[str, dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
    return found


def profile_of(course: Path, floors: dict[str, dict[str, dict[str, float]]]) -> Table:
    """Where the processor time goes: each kind of student, beside the floors; medians of those who
    handed in the same.
    """
    table = Table(
        title="CPU seconds by kind of submission, medians: kernels of panal, and the floors"
    )
    for column in ("handed in by", "kernels", "needed cells", "all cells"):
        table.add_column(column, justify="left" if column == "handed in by" else "right")
    kinds = demo_students()
    students = sorted(
        path.parts[-3] for path in course.glob(f"autograded/*/{ASSIGNMENT}/results.json")
    )
    for number, kind in enumerate(kinds):
        same = students[number :: len(kinds)]
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


def main() -> int:
    students = int(sys.argv[1]) if len(sys.argv) > 1 else STUDENTS
    out = Console(width=None if sys.stdout.isatty() else 120)
    used: dict[str, Used] = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        root = Path(temporary)
        ours = panal_course(root / "panal", students)
        graded: dict[str, dict[str, object]] = {}
        ways = {
            f"panal, {cores()} workers, --all-cells": ["--workers", str(cores()), "--all-cells"],
            "panal, 1 worker": ["--workers", "1"],
            f"panal, {cores()} workers": ["--workers", str(cores())],
        }
        first = [
            tool("panal"),
            "grade",
            ASSIGNMENT,
            "student-000",
        ]  # renders the demonstrations, once for the assignment
        subprocess.run(first, cwd=ours, check=True, env=environment(), capture_output=True)
        for name, options in ways.items():
            used[name] = run(
                [tool("panal"), "grade", ASSIGNMENT, "--force", *options], ours, environment()
            )
            graded[name] = verdicts(ours)
        written = sorted(ours.glob("autograded/*/*/results.json"))
        durations = [json.loads(path.read_text())["execution_time"] for path in written]
        (ROOT / "bench" / "durations.json").write_text(
            json.dumps(durations) + "\n"
        )  # for bench.simulation
        used["panal, nothing has changed"] = run(
            [tool("panal"), "grade", ASSIGNMENT], ours, environment()
        )
        floors = {mode: floor(ours, mode) for mode in ("needed", "all")}
        stock = root / "stock"
        stock.mkdir()
        make_course(stock, students)
        subprocess.run(
            [tool("nbgrader"), "generate_assignment", ASSIGNMENT, "--log-level=ERROR"],
            cwd=stock,
            check=True,
            env=environment(),
        )
        used["nbgrader autograde"] = stocks = run(
            [tool("nbgrader"), "autograde", ASSIGNMENT, "--log-level=ERROR"], stock, environment()
        )
        by_stock = sorted(
            path.parts[-3] for path in stock.glob(f"autograded/*/{ASSIGNMENT}/{ASSIGNMENT}.ipynb")
        )
        problems = [
            f"{name}: other verdicts"
            for name, found in graded.items()
            if found != graded["panal, 1 worker"]
        ]
        drawn = figures(ours, "student-000"), figures(stock, "student-000")
        problems += (
            [f"{drawn[0]} figures, and {drawn[1]} by nbgrader"] if drawn[0] < drawn[1] else []
        )
        problems += (
            [] if len(graded["panal, 1 worker"]) == students else ["not everybody was graded"]
        )
        handed_in = len(list(stock.glob("submitted/*")))
        problems += (
            []
            if len(by_stock) == handed_in
            else [f"nbgrader graded {len(by_stock)} of {handed_in}"]
        )
        profile = profile_of(ours, floors)
        sealed, unsealed = cost_of_locks(ours)
    if problems:
        out.print("No speed is quoted, for the work was not right:", *problems, sep="\n")
        return 1
    base_cpu, base_wall = (
        seconds / len(by_stock) for seconds in (stocks.cpu_seconds, stocks.wall_seconds)
    )
    table = Table(
        title=f"{students} submissions of the demo class, {drawn[0]} figures each, {os.cpu_count()} cores"
    )
    for column in (
        "",
        "CPU s",
        "each",
        "of stock",
        "wall s",
        "each",
        "faster",
        "PSS of what grades",
        "coordinator's ms each",
    ):
        table.add_column(column, justify="right" if column else "left")
    for name, cost in used.items():
        number = len(by_stock) if cost is stocks else students
        cpu, wall = cost.cpu_seconds / number, cost.wall_seconds / number
        table.add_row(
            name, f"{cost.cpu_seconds:.1f}", f"{cpu:.2f}", f"1/{base_cpu / cpu:.1f}",
            f"{cost.wall_seconds:.1f}", f"{wall:.2f}", f"{base_wall / wall:.1f}×",
            f"{cost.workers_bytes / 2**20:.0f} MB" if cost.workers_bytes else "", f"{1000 * cost.own_cpu_seconds / number:.0f}",
        )  # fmt: skip
    for mode, costs in floors.items():
        cpu, wall = (sum(cost[clock] for cost in costs.values()) for clock in ("cpu", "wall"))
        table.add_row(f"floor: {mode} cells", f"{cpu:.1f}", f"{cpu / students:.2f}", f"1/{base_cpu * students / cpu:.1f}",
                      f"{wall:.1f}", f"{wall / students:.2f}", "", "", "")  # fmt: skip
    out.print(table)
    out.print(
        f"nbgrader was given the {len(by_stock)} that do not end its run: not those of {', '.join(STOPPING)}."
    )
    out.print(profile)
    out.print(
        f"A fresh kernel answers its first request after {kernel_start():.3f} s (median of {KERNELS})."
    )
    out.print(
        f"The locks cost {sealed / unsealed - 1:+.1%} of CPU time: {sealed:.2f} s with, {unsealed:.2f} s without them."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
