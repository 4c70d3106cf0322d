"""Temporary courses for the tests: the project's own, and a bare one without demonstrations."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from panal.course.course import open_course
from panal.course.release import generate

ROOT = Path(__file__).parents[2]
ASSIGNMENT = "convolucion"
POINTS = {
    "convolve": 10,
    "count_params": 10,
    "identity_kernel": 15,
    "output_shape": 15,
    "same_padding": 10,
    "edge_kernel": 15,
    "avg_pool_conv": 15,
    "max_pool_counterexample": 10,
}
EXERCISES = tuple(POINTS)
IMPORTS = (
    "import keras\nimport matplotlib.pyplot as plt\nimport numpy as np\nimport tensorflow as tf\n"
    "from keras.layers import AvgPool2D, Conv2D, MaxPool2D"
)
SOAK = bool(os.environ.get("PANAL_SOAK"))
"""Whether this is `make soak`, in which the tests try all that there is and not a part of it."""


def in_soak(reason: str) -> pytest.MarkDecorator:
    """Marks a test that takes long.

    Args:
        reason: what stands for it in `make test`.
    """
    return pytest.mark.skipif(not SOAK, reason=f"make soak; {reason}")


@dataclass(frozen=True, eq=False)
class Lesson:
    """An assignment of the project's course, for tests that are the same for each one.

    Args:
        name: of the assignment.
        points: of each exercise that is graded automatically.
        imports: what its notebook's first cell brings.
        by_hand: points of each exercise that a person grades.
        slow: exercises whose answers build networks or train. `make test` tries few of them.
        no_arguments: exercises to which the same is always the answer.
    """

    name: str
    points: Mapping[str, int]
    imports: str
    by_hand: Mapping[str, int]
    slow: Collection[str]
    no_arguments: Collection[str]

    def __str__(self) -> str:
        return self.name

    @property
    def source(self) -> Path:
        return ROOT / "source" / self.name

    @property
    def release(self) -> Path:
        return ROOT / "release" / self.name

    @property
    def graders(self) -> Path:
        return ROOT / "graders" / self.name


CONVOLUCION = Lesson(
    ASSIGNMENT, POINTS, IMPORTS, by_hand={}, slow=(), no_arguments=("max_pool_counterexample",)
)
REDES = Lesson(
    "redes",
    {
        "conv_layer": 15,
        "max_pool_backward": 10,
        "receptive_field": 10,
        "learn_kernel": 15,
        "EdgeStrength": 10,
        "build_cnn": 15,
        "scores_by_class": 10,
        "conv_params": 5,
        "plot_history": 5,
    },
    f"{IMPORTS}\nfrom keras.layers import Dense, Flatten",
    by_hand={"why_turned": 5},
    slow=("learn_kernel", "EdgeStrength", "build_cnn"),
    no_arguments=("conv_params",),
)
LESSONS = (CONVOLUCION, REDES)
VARIABLES = {"conv_params"}
"""Exercises that ask for no function and no class."""


def each_exercise(*, slow: str = "", without: Collection[str] = ()) -> pytest.MarkDecorator:
    """Runs a test once for each exercise of both assignments, as `lesson` and `exercise`.

    Args:
        slow: what stands in `make test` for the exercises that take long; they are tried there, too,
            if it is empty.
        without: exercises that are left out.
    """
    return pytest.mark.parametrize(
        "lesson, exercise",
        [
            pytest.param(
                lesson,
                exercise,
                id=f"{lesson}/{exercise}",
                marks=[in_soak(slow)] if slow and exercise in lesson.slow else [],
            )
            for lesson in LESSONS
            for exercise in lesson.points
            if exercise not in without
        ],
    )


QUICK_LIMITS = {
    "cell_cpu_seconds": 4,
    "cell_wall_seconds": 20,
    "call_cpu_seconds": 2,
    "call_wall_seconds": 12,
    "exercise_cpu_seconds": 2,
}
QUICK = "\n".join(
    ["", 'c.Sealed.wall = "namespaces"']
    + [f"c.Sealed.{name} = {value}" for name, value in QUICK_LIMITS.items()]
    + [""]
)
"""Limits with which an endless loop costs a test seconds and not minutes; right answers stay far
below.
"""


IN_A_CONTAINER = (sys.executable, "-m", "tests.docker_profile")
"""What stands before a command to run it under the rules of Docker's default profile."""


def tool(name: str) -> str:
    """A command of the environment that runs the tests."""
    return str(Path(sys.executable).parent / name)


def call(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of the environment in a course, and keep what it says."""
    return finish(start(*command, cwd=cwd))


def path_of_environment() -> str:
    """PATH with the commands of the environment: nbgrader runs alembic by its name."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])


USER = 65400
"""Nobody's number, and not that of the students' code when panal runs as root."""


def ordinary_user(*folders: Path) -> list[str]:
    """What stands before a command to run it as somebody who may do nothing special, and who sees
    of the project its package.

    The tests themselves may run as root, with the environment in root's closed home: then a
    bubblewrap around the whole lays the same files out for that user.

    Args:
        folders: what the command may see besides the system, the environment and the package; the
            first is where it begins.
    """
    if os.geteuid() != 0:
        return []
    shown = {Path(sys.base_prefix).resolve(), Path(sys.prefix), ROOT / "panal", *folders}
    layers = [
        "bwrap",
        "--die-with-parent",
        "--bind",
        "/",
        "/",
        "--dev-bind",
        "/dev",
        "/dev",
        "--dev-bind",
        "/proc",
        "/proc",
    ]
    for top in sorted({f"/{folder.parts[1]}" for folder in shown} | {"/tmp"}):
        layers += ["--perms", "1777" if top == "/tmp" else "0755", "--tmpfs", top]
    for parent in sorted(
        {str(parent) for folder in shown for parent in folder.parents if len(parent.parts) > 2}
    ):
        layers += ["--perms", "0755", "--dir", parent]
    for folder in sorted(shown):
        layers += ["--bind", str(folder), str(folder)]
    layers += [
        "--cap-add",
        "CAP_SETUID",
        "--cap-add",
        "CAP_SETGID",
        "--chdir",
        str(folders[0]),
        "--",
    ]
    return [*layers, "setpriv", "--reuid", str(USER), "--regid", str(USER), "--clear-groups", "--"]


def course_of_an_ordinary_user(folder: Path) -> Path:
    """The project's own course in a folder that belongs to the user of `ordinary_user`, with the
    instructor's notebook beside it as `right.ipynb`.
    """
    for name in ("source", "release", "graders"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    shutil.copy(ROOT / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", folder / "right.ipynb")
    if os.geteuid() == 0:
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, USER, USER)
    return folder


def start(*command: str, cwd: Path) -> subprocess.Popen[str]:
    """The same, without waiting for its end; `finish` does."""
    environment = os.environ | {"PATH": path_of_environment()}
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(
        [tool(command[0]), *command[1:]], cwd=cwd, env=environment, text=True, **streams
    )


def finish(process: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
    """Wait for a command that was started, and take what it said."""
    stdout, stderr = process.communicate()
    return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)


def make_course(
    folder: Path, source: NotebookNode | None = None, assignment: str = ASSIGNMENT
) -> Path:
    """A course with a gradebook and a release, and nobody's submissions.

    Args:
        folder: an empty folder.
        source: the instructor's notebook; by default the project's own.
        assignment: what is released.
    """
    (folder / "nbgrader_config.py").write_text((ROOT / "nbgrader_config.py").read_text() + QUICK)
    shutil.copytree(ROOT / "graders", folder / "graders")
    shutil.copytree(ROOT / "source", folder / "source")
    if source is not None:
        nbformat.write(source, folder / "source" / assignment / f"{assignment}.ipynb")
    generate(open_course(folder), assignment)
    return folder


def bare_source(points_of: Mapping[str, int] = POINTS, imports: str = IMPORTS) -> NotebookNode:
    """An instructor's notebook with some exercises, those of `convolucion` as a rule, and nothing else: quick
    to run many times.
    """
    cells = [code_cell(imports, "imports", "imports", locked=True)]
    for exercise, points in points_of.items():
        stub = f"def {exercise}():\n    ### BEGIN SOLUTION\n    pass\n    ### END SOLUTION"
        cells.append(code_cell(stub, exercise, exercise, solution=True))
        cells.append(
            code_cell(
                "# Comprobaciones",
                f"test_{exercise}",
                f"test-{exercise}",
                locked=True,
                points=points,
            )
        )
    kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernelspec})


def code_cell(
    source: str,
    grade_id: str,
    cell_id: str,
    *,
    locked: bool = False,
    solution: bool = False,
    points: float | None = None,
) -> NotebookNode:
    nbgrader = {
        "grade_id": grade_id,
        "locked": locked,
        "solution": solution,
        "grade": points is not None,
    }
    nbgrader |= {"schema_version": 3, "task": False} | (
        {"points": points} if points is not None else {}
    )
    return new_code_cell(source, id=cell_id.replace("_", "-"), metadata={"nbgrader": nbgrader})


def released(course: Path, assignment: str = ASSIGNMENT) -> NotebookNode:
    return nbformat.read(course / "release" / assignment / f"{assignment}.ipynb", as_version=4)


def cell_of(nb: NotebookNode, grade_id: str) -> NotebookNode:
    """The cell with a grade id."""
    return next(
        cell for cell in nb.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )


def with_answers(
    course: Path, answers: dict[str, str], assignment: str = ASSIGNMENT
) -> NotebookNode:
    """The released notebook with some of its solution cells filled in."""
    nb = released(course, assignment)
    for exercise, source in answers.items():
        cell_of(nb, exercise).source = source
    return nb


def hand_in(
    course: Path, student: str, nb: NotebookNode | bytes, assignment: str = ASSIGNMENT
) -> Path:
    """Put a notebook, or whatever bytes, where a student's submission belongs."""
    folder = course / "submitted" / student / assignment
    folder.mkdir(parents=True)
    path = folder / f"{assignment}.ipynb"
    if isinstance(nb, bytes):
        path.write_bytes(nb)
    else:
        nbformat.write(nb, path)
    return path


def results(course: Path, student: str, assignment: str = ASSIGNMENT) -> dict[str, object]:
    """results.json of a student, without the time and memory that grading took."""
    data: dict[str, object] = json.loads(
        (course / "autograded" / student / assignment / "results.json").read_text()
    )
    del data["execution_time"], data["used"]
    return data


def scores(course: Path, student: str, assignment: str = ASSIGNMENT) -> dict[str, float]:
    """Points of each exercise, from results.json."""
    tests = results(course, student, assignment)["tests"]
    assert isinstance(tests, list)
    return {test["name"].removeprefix("test_"): test["score"] for test in tests}


def gradebook(course: Path, assignment: str = ASSIGNMENT) -> dict[str, dict[str, float]]:
    """What nbgrader's gradebook has: points of each exercise for each student."""
    with open_course(course).gradebook() as book:
        return {
            found.student.id: {
                grade.cell.name.removeprefix("test_"): grade.score
                for notebook in found.notebooks
                for grade in notebook.grades
            }
            for found in book.assignment_submissions(assignment)
        }
