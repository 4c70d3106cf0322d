"""Small courses: released by nbgrader and, for the tests of the gradebook, graded by nobody, so
that no kernel is needed.
"""

from __future__ import annotations

import base64
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.api import Gradebook

from panal import outputs
from panal.course.course import Course, open_assignment, open_course
from panal.course.gradebook import Book
from panal.course.graded import Graded, graded_notebook
from panal.course.release import generate
from panal.provenance import notebook_digest
from panal.results import Check, Ending, GradeId, Result, StudentId, Verdict

A = "hw"
POINTS = {"test_one": 10.0, "test_two": 5.0}
GRADER = """
import pytest

@pytest.mark.check(title="Sin argumentos", weight=2)
def test_plain(submission):
    assert submission.{name}().whole_number() == 1

@pytest.mark.check(title="Con uno")
def test_argument(submission):
    assert submission.{name}(3).whole_number() == 3
"""
RIGHT = "def {name}(n=1):\n    return n"
HALF = "def {name}(n=1):\n    return 1"
ANA = StudentId("ana")
EVERYONE = "test_one", "test_two", "essay", "project"


def _meta(grade_id: str, **more: object) -> dict[str, object]:
    meta = {
        "grade_id": grade_id,
        "schema_version": 3,
        "grade": False,
        "solution": False,
        "locked": False,
        "task": False,
    }
    return {"nbgrader": meta | more}


def source() -> nbformat.NotebookNode:
    """Two exercises, an answer that a person grades, and a task."""
    cells = [new_markdown_cell("# Deberes", id="title")]
    for name, points in POINTS.items():
        short = name.removeprefix("test_")
        cells.append(
            new_code_cell(
                f"def {short}():\n    pass", id=short, metadata=_meta(short, solution=True)
            )
        )
        test = _meta(name, grade=True, locked=True, points=points)
        cells.append(new_code_cell(f"{short}()", id=name.replace("_", "-"), metadata=test))
    cells.append(
        new_markdown_cell(
            "Tu respuesta", id="essay", metadata=_meta("essay", grade=True, solution=True, points=4)
        )
    )
    task = _meta(
        "project", task=True, locked=True, points=3
    )  # nbgrader locks a task; the answer stands in cells beside it
    cells.append(new_markdown_cell("Haz algo", id="project", metadata=task))
    kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernelspec})


def make(folder: Path, config: str = "") -> Course:
    """A course with graders, a release and a gradebook."""
    (folder / "source" / A).mkdir(parents=True)
    (folder / "graders" / A).mkdir(parents=True)
    for name in ("one", "two"):
        (folder / "graders" / A / f"test_{name}.py").write_text(GRADER.format(name=name))
    nbformat.write(source(), folder / "source" / A / f"{A}.ipynb")
    (folder / "source" / A / "data.txt").write_text("of the instructor")
    course = configure(folder, config)
    generate(course, A)
    return course


def configure(folder: Path, config: str) -> Course:
    (folder / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.course_id = 'c'\nc.Panal.language = 'es'\n{config}\n"
    )
    return open_course(folder)


def book(course: Course) -> Book:
    return Book(course, open_assignment(course, A))


def hand_in(course: Course, student: str, timestamp: str = "") -> None:
    folder = course.path("submitted", student, A)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(course.path("release", ".", A) / f"{A}.ipynb", folder)
    if timestamp:
        (folder / "timestamp.txt").write_text(timestamp)


def grading(course: Course, passed: int, *, pictures: int = 0, picture: bytes = b"") -> Graded:
    """A grading like no other of what `hand_in` handed in: `passed` of a hundred checks of the first
    exercise, all of the second.

    Args:
        course: whose release was filled in.
        passed: 0 to 100.
        pictures: how many the notebook shows.
        picture: the bytes of each.
    """
    path = course.path("release", ".", A) / f"{A}.ipynb"
    nb = nbformat.read(path, as_version=4)
    for cell in nb.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source += f"\n# the answer that earns {passed}"
    nb.cells[1].outputs = [
        new_output("display_data", data={"image/png": base64.b64encode(picture).decode()})
        for _ in range(pictures)
    ]
    checks = tuple(
        Check(f"c{n}", f"Prueba {n}", 1.0, Ending.RIGHT if n < passed else Ending.WRONG, "Casi.")
        for n in range(100)
    )
    verdicts = (
        Verdict(GradeId("test_one"), 10.0, checks),
        Verdict(GradeId("test_two"), 5.0, (Check("d", "t", 1, Ending.RIGHT),)),
    )
    digest = notebook_digest(path.read_bytes())
    result = Result(A, verdicts, notebook=digest, file=path.name, seconds=passed)
    outputs.write_verdicts(nb, result)
    return Graded(result, (graded_notebook(A, nb, there=True),))


@dataclass(frozen=True, slots=True)
class Seen:
    """How many checks were passed, as each place tells it; None where there is nothing."""

    rows: int | None
    notebook: int | None
    results: int | None
    page: int | None


def seen(course: Course, student: str = ANA) -> Seen:
    """What stands in all the places; what can't be read raises."""
    folder = course.path("autograded", student, A)
    page = course.path("feedback", student, A) / f"{A}.html"
    in_notebook = in_results = in_page = rows = None
    if (folder / f"{A}.ipynb").exists():
        text = (folder / f"{A}.ipynb").read_text()
        nbformat.validate(nbformat.reads(text, as_version=4))
        in_notebook = int(re.findall(r"the answer that earns (\d+)", text)[0])
    if (folder / "results.json").exists():
        in_results = round(json.loads((folder / "results.json").read_text())["execution_time"])
    if page.exists():
        text = page.read_text()
        assert text.endswith("</html>")
        in_page = int(re.findall(r"the answer that earns (\d+)", re.sub("<[^>]*>", "", text))[0])
        assert f"{in_page / 10:g} de 10 puntos" in text
    with Gradebook(course.directory.db_url, "c") as gradebook:
        for submission in gradebook.assignment_submissions(A):
            if submission.student.id == student:
                (one,) = [
                    grade for grade in submission.notebooks[0].grades if grade.name == "test_one"
                ]
                (two,) = [
                    grade for grade in submission.notebooks[0].grades if grade.name == "test_two"
                ]
                assert (one.auto_score is None) == (two.auto_score is None)
                rows = None if one.auto_score is None else round(one.auto_score * 10)
    return Seen(rows, in_notebook, in_results, in_page)


def leftovers(course: Course) -> list[str]:
    """Hidden files and folders that a writer has left."""
    folders = [course.root / "autograded", course.root / "feedback"]
    return [str(path) for folder in folders for path in folder.rglob(".*")]
