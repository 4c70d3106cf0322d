"""The floors, `python -m bench.floor COURSE needed|all`: what the cells cost, run by IPython in a
fork of a warm process.

No kernel, no wall, no calls, no judge, no gradebook, no page. Nothing that grades can be cheaper
than running the cells.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from bench.stock import ASSIGNMENT
from panal import notebook, skipping
from panal.config import Limits
from panal.course.course import instructor_files, open_course, read_submitted, released, students
from panal.sealed.forker import preload

PRELOAD = [
    "tensorflow",
    "keras",
    "matplotlib.pyplot",
    "skimage.io",
    "skimage.io._io",
    "scipy.signal",
]


@dataclass(frozen=True, slots=True)
class Floor:
    """What running the cells of one notebook cost.

    Args:
        cpu_seconds: of the fork and its children.
        wall_seconds: by the clock.
    """

    cpu_seconds: float
    wall_seconds: float


def measure(
    notebooks: Iterator[NotebookNode], files: dict[str, bytes], limits: Limits
) -> list[Floor]:
    """Run notebooks one after another, each in a fork of this process; it imports the modules
    first.

    Args:
        notebooks: which of their cells run is the caller's choice.
        files: what lies beside them.
        limits: a cell may have as many processor seconds as one call of a student's function is
            promised.
    """
    preload(PRELOAD)
    found = []
    for nb in notebooks:
        before, start = _children(), time.perf_counter()
        pid = os.fork()
        if pid == 0:
            try:
                _run(nb, files, limits)
            except BaseException:
                traceback.print_exc(file=sys.__stderr__)
                os._exit(1)
            os._exit(0)
        if os.waitpid(pid, 0)[1]:
            raise RuntimeError("A fork did not run its notebook.")
        found.append(Floor(_children() - before, time.perf_counter() - start))
    return found


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _run(nb: NotebookNode, files: dict[str, bytes], limits: Limits) -> None:
    from IPython.core.interactiveshell import InteractiveShell

    class Shell(InteractiveShell):
        def enable_gui(self, gui: object = None) -> None:
            """No event loop is needed for figures that are drawn into the notebook."""

    nowhere = io.StringIO()
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        os.chdir(folder)
        for name, content in files.items():
            Path(name).write_bytes(content)
        os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
        shell = Shell.instance()
        shell.enable_matplotlib("inline")
        signal.signal(signal.SIGPROF, _too_long)
        for cell in nb.cells:
            if cell.cell_type == "code":
                signal.setitimer(signal.ITIMER_PROF, limits.call_cpu_seconds)
                shell.run_cell(cell.source, store_history=False)
                signal.setitimer(signal.ITIMER_PROF, 0)


def _too_long(number: int, frame: object) -> None:
    raise TimeoutError


def main() -> None:
    """Prints CPU and wall seconds of each student of the class whose notebook can be read."""
    course = open_course(Path(sys.argv[1]))
    [given] = released(course, ASSIGNMENT)
    name, record = given.name, given.record
    readable: dict[str, NotebookNode] = {}
    for student in students(course, ASSIGNMENT):
        data, _ = read_submitted(
            course.path("submitted", student, ASSIGNMENT), f"{name}.ipynb", course.limits
        )
        with contextlib.suppress(notebook.Damaged):
            readable[student], _ = notebook.repair(notebook.read(data or b""), record)
    for nb in readable.values():
        skipped = skipping.left_out(nb) if sys.argv[2] == "needed" else frozenset()
        nb.cells = [cell for index, cell in enumerate(nb.cells) if index not in skipped]
    found = measure(iter(readable.values()), instructor_files(course, ASSIGNMENT), course.limits)
    costs = {
        student: {"cpu": one.cpu_seconds, "wall": one.wall_seconds}
        for student, one in zip(readable, found, strict=True)
    }
    print(json.dumps(costs))


if __name__ == "__main__":
    main()
