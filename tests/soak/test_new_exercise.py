"""docs/new-exercise.md makes a new exercise in a new assignment, by its own files and commands,
without a change to the engine.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tests.end_to_end.courses import ROOT, path_of_environment
from tests.end_to_end.documents import blocks, commands_below, table_below

PAGE = ROOT / "docs" / "new-exercise.md"
ASSIGNMENT = "espejo"
TYPES = {
    "Read-only": {"locked": True, "solution": False, "grade": False},
    "Autograded answer": {"locked": False, "solution": True, "grade": False},
    "Autograder tests": {"locked": True, "solution": False, "grade": True},
}
"""What nbgrader's panel writes into a cell."""
ANSWERS = {
    "bien": "return np.asarray(image)[:, ::-1]",
    "prueba": "return image[::-1]",
    "vacio": "",
}
"""Students and what they put in place of the stub; none of them writes it as the page does, but for
the one it tells of.
"""


def run(command: str, course: Path) -> str:
    """Run a command of the page as a reader does.

    Returns:
        What it says on stdout.
    """
    environment = os.environ | {"PATH": path_of_environment(), "COLUMNS": "120"}
    done = subprocess.run(
        ["bash", "-c", command], cwd=course, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def source(cells: dict[str, str]) -> nbformat.NotebookNode:
    """The notebook that the page describes, as nbgrader's panel would save it."""
    nb = new_notebook(
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        }
    )
    for _, kind, grade_id, points in table_below(PAGE, "## 1. The notebook (four minutes)"):
        marks = TYPES[kind] | {
            "grade_id": grade_id,
            "schema_version": 3,
            "task": False,
            "cell_type": "code",
        }
        marks |= {"points": float(points)} if points else {}
        nb.cells.append(
            new_code_cell(
                cells.pop(grade_id), id=grade_id.replace("_", "-"), metadata={"nbgrader": marks}
            )
        )
    assert not cells, "each cell of the page has its row in the table"
    return nb


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course in which nothing of panal's is, with all that the page makes, released and
    graded.
    """
    folder = tmp_path_factory.mktemp("author")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    first, *_ = commands_below(PAGE, "# A new exercise in fifteen minutes")
    run(first, folder)
    named = {
        words.removeprefix("python "): text
        for words, text in blocks(PAGE)
        if words.startswith("python ")
    }
    for name in [name for name in named if "/" in name]:
        (folder / name).write_text(named.pop(name), encoding="utf-8")
    nbformat.write(source(named), folder / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")
    (release,) = commands_below(PAGE, "## 4. The proof (one minute)")
    (folder / "said").write_text(run(release, folder), encoding="utf-8")
    *hand_in, grade = commands_below(PAGE, "## 5. The first student (three minutes)")
    run("\n".join(hand_in), folder)
    given = folder / "submitted" / "prueba" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    stub = given.read_text(encoding="utf-8")
    for student, answer in ANSWERS.items():
        target = folder / "submitted" / student / ASSIGNMENT / given.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(
            stub.replace("raise NotImplementedError()", answer) if answer else stub,
            encoding="utf-8",
        )
    run(f"{grade} --workers 1", folder)
    return folder


def result(course: Path, student: str) -> dict[str, object]:
    """The exercise in results.json."""
    path = course / "autograded" / student / ASSIGNMENT / "results.json"
    (test,) = json.loads(path.read_text(encoding="utf-8"))["tests"]
    return {
        "score": test["score"],
        "max_score": test["max_score"],
        "misconception": test["extra_data"]["misconception"],
    }


def page(course: Path, student: str) -> str:
    return (course / "feedback" / student / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text(
        encoding="utf-8"
    )


def test_the_release_is_proven_and_hides_what_it_should(course: Path) -> None:
    """The command says what the page says it does, and both misconceptions lose points."""
    (promised,) = [text for words, text in blocks(PAGE) if words == "text said by panal release"]
    said = (course / "said").read_text(encoding="utf-8")
    assert [line.strip() for line in said.splitlines()] == [
        line.strip() for line in promised.splitlines()
    ]
    released = (course / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text(encoding="utf-8")
    assert "# TU CÓDIGO AQUÍ" in released
    assert "row[::-1]" not in released


@pytest.mark.parametrize(
    ("student", "points", "misconception"),
    [("bien", 10, ""), ("prueba", 0, "upside_down"), ("vacio", 0, "")],
)
def test_a_submission_gets_its_points_and_its_reason(
    course: Path, student: str, points: float, misconception: str
) -> None:
    """A right answer in other words has all points, the wrong one has none and is named, the stub
    has none and is not.
    """
    assert result(course, student) == {
        "score": points,
        "max_score": 10,
        "misconception": misconception,
    }


def test_the_page_explains_the_mistake(course: Path) -> None:
    """The misconception's sentence and the row of pictures, for the student who needs them and for
    nobody else.
    """
    wrong = page(course, "prueba")
    assert "Reflejas de arriba abajo." in wrong
    for label in ("Entrada", "Esperado", "Lo tuyo", "Diferencia"):
        assert label in wrong
    assert wrong.count("data:image/png") == 4
    for student in ("bien", "vacio"):
        assert "Reflejas" not in page(course, student)
        assert "data:image/png" not in page(course, student)
