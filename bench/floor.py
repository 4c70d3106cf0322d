"""The floors, `python -m bench.floor COURSE needed|asked|all [ASSIGNMENT]`: what the cells cost, run by
IPython in a fork of a warm process.

No kernel, no wall, no gradebook, no page. Nothing that grades can be cheaper than running the needed
cells, and where functions train, nothing can be cheaper than that and the training: `asked` is the
needed cells and all that graders ask, in the same process.
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
from panal.judge.caller import LocalCaller
from panal.judge.session import JudgeSession
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
    notebooks: Iterator[NotebookNode],
    files: dict[str, bytes],
    limits: Limits,
    graders: Path | None = None,
) -> list[Floor]:
    """Run notebooks one after another, each in a fork of this process; it imports the modules
    first.

    Args:
        notebooks: which of their cells run is the caller's choice.
        files: what lies beside them.
        limits: a cell may have as many processor seconds as one call of a student's function is
            promised.
        graders: those that are asked after the cells; by default none.
    """
    preload([*PRELOAD, *(["panal.judge.session"] if graders else [])])
    found = []
    for nb in notebooks:
        before, start = _children(), time.perf_counter()
        pid = os.fork()
        if pid == 0:
            try:
                _run(nb, files, limits, graders)
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


def _run(nb: NotebookNode, files: dict[str, bytes], limits: Limits, graders: Path | None) -> None:
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
        if graders is not None:
            _ask(graders, shell.user_ns, files)


def _ask(graders: Path, namespace: dict[str, object], files: dict[str, bytes]) -> None:
    with JudgeSession(graders) as session:
        for exercise in session.exercises:
            caller = LocalCaller(namespace)
            session.examples(exercise, caller, files)
            if session.grade(exercise, caller, 1).points < 1:
                raise RuntimeError(f"{exercise} is not right.")


def _too_long(number: int, frame: object) -> None:
    raise TimeoutError


def main() -> None:
    """Prints CPU and wall seconds of each student of the class whose notebook can be read."""
    course, mode = open_course(Path(sys.argv[1])), sys.argv[2]
    assignment = sys.argv[3] if len(sys.argv) > 3 else ASSIGNMENT
    [given] = released(course, assignment)
    name, record = given.name, given.record
    readable: dict[str, NotebookNode] = {}
    for student in students(course, assignment):
        data, _ = read_submitted(
            course.path("submitted", student, assignment), f"{name}.ipynb", course.limits
        )
        with contextlib.suppress(notebook.Damaged):
            readable[student], _ = notebook.repair(notebook.read(data or b""), record)
    for nb in readable.values():
        skipped = skipping.left_out(nb) if mode != "all" else frozenset()
        nb.cells = [cell for index, cell in enumerate(nb.cells) if index not in skipped]
    graders = course.graders / assignment if mode == "asked" else None
    files = instructor_files(course, assignment)
    found = measure(iter(readable.values()), files, course.limits, graders)
    costs = {
        student: {"cpu": one.cpu_seconds, "wall": one.wall_seconds}
        for student, one in zip(readable, found, strict=True)
    }
    print(json.dumps(costs))


if __name__ == "__main__":
    main()
