"""Hidden tests, two notebooks with a cell of the same id, and points that a person gives: the same
wherever scores go.
"""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook

from tests.end_to_end import test_github as github
from tests.end_to_end import test_gradescope as gradescope
from tests.end_to_end.assignments import Example, answer, graded, manual, solved, task
from tests.end_to_end.courses import ROOT, call
from tests.end_to_end.test_quickstart import panal_settings

A = "hw"
MARKER = "m4rc4"
HIDDEN = "### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"
NOTEBOOKS = {
    "one": Example(
        [
            answer("area", solved("return a * b", "def area(a, b):")),
            graded(
                "test_area",
                "assert area(2, 2) == 4\n" + HIDDEN.format(f"assert area(3, 5) == 15, '{MARKER}'"),
                3,
            ),
            manual("essay", "### BEGIN SOLUTION\nPorque sí.\n### END SOLUTION", 4),
        ],
        {"wrong": {"area": "def area(a, b):\n    return 4", "essay": "No sé."}},
    ),
    "two": Example(
        [
            answer("double", solved("return 2 * x", "def double(x):")),
            graded("test_double", "assert double(1) == 2", 2),
            answer("area", solved("return 3 * a", "def triple(a):")),
            graded(
                "test_area",
                HIDDEN.format(f"assert triple(2) == 6, '{MARKER}'\nassert triple(0) == 0"),
                5,
            ),
            task("draw", "Dibuja algo.", 1),
        ],
        {"wrong": {"area": "def triple(a):\n    print(a)\n    raise KeyError(a)"}},
    ),
}
GRADER = """
import pytest

@pytest.mark.check(title="Doble", hint="¿Cuánto es el doble?")
def test_double(submission):
    assert submission.double(4).whole_number() == 8
"""
WORTH = {"one/area": 3, "one/essay": 4, "two/double": 2, "two/area": 5, "two/draw": 1}
POINTS: dict[str, tuple[float | None, ...]] = {
    "right": (3, None, 2, 5, None),
    "wrong": (0, None, 0, 0, None),
    "half": (3, None, 0, 0, 0),
    "stub": (0, 0, 0, 0, None),
}
"""Points of each exercise; None is pending. Who did not touch an essay has no points for it."""


@dataclass(frozen=True)
class World:
    """A graded course, and what `panal grade` said of it."""

    course: Path
    summary: dict[str, Any]


def ok(course: Path, *command: str) -> str:
    done = call(*command, cwd=course)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    course = tmp_path_factory.mktemp("d") / "c"
    for name, example in NOTEBOOKS.items():
        path = course / "source" / A / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(example.source(), path)
    (course / "graders" / A).mkdir(parents=True)
    (course / "graders" / A / "test_double.py").write_text(GRADER)
    settings = f"{panal_settings()}\nc.Sealed.preload = []\nc.CourseDirectory.course_id = 'c'\nc.Panal.language = 'es'\n"
    (course / "nbgrader_config.py").write_text(settings)
    ok(course, "panal", "release", A)
    for student in POINTS:
        folder = course / "submitted" / student / A
        folder.mkdir(parents=True)
        for name, example in NOTEBOOKS.items():
            if (student, name) != ("half", "two"):
                given = "right" if student == "half" else student
                released = nbformat.read(course / "release" / A / f"{name}.ipynb", as_version=4)
                nbformat.write(example.handed_in(released, given), folder / f"{name}.ipynb")
    ok(course, "panal", "grade", A, "--json", "summary.json")
    return World(course, json.loads((course / "summary.json").read_text()))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def exported(course: Path, exporter: str, to: Path) -> list[dict[str, str]]:
    ok(course, "nbgrader", "export", f"--exporter=panal.export.{exporter}", f"--to={to}")
    return rows(to)


def certain(student: str) -> float:
    return sum(points or 0 for points in POINTS[student])


def require_points(tests: list[dict[str, Any]], student: str) -> None:
    """What `panal run` and Gradescope say of a student."""
    names = [each["name"].replace("test_", "") for each in tests]
    assert dict(zip(names, (each["max_score"] for each in tests), strict=True)) == WORTH
    found = [None if each["extra_data"]["pending"] else each["score"] for each in tests]
    assert tuple(found) == POINTS[student]
    judged = [each["extra_data"]["judged"] for each in tests]
    assert judged == ["inside", "person", "outside", "inside", "person"]
    assert MARKER not in json.dumps(tests)


def test_the_table(world: World) -> None:
    """Each exercise behind the name of its notebook."""
    assert world.summary["inside"] == ["one/area", "two/area"]
    for row in world.summary["students"]:
        assert row["points"] == dict(zip(WORTH, POINTS[row["student"]], strict=True))
        assert row["score"] == certain(row["student"])
        lacking = "two: No se entregó el cuaderno `two.ipynb`."
        assert row["incidents"] == ([lacking] if row["student"] == "half" else [])


@pytest.mark.parametrize("student", POINTS)
def test_pages_and_results(world: World, student: str) -> None:
    """results.json has all of it, each page its own notebook's part, and none a hidden test."""
    folder = world.course / "autograded" / student / A
    data = json.loads((folder / "results.json").read_text())
    require_points(data["tests"], student)
    for name in NOTEBOOKS:
        page = (world.course / "feedback" / student / A / f"{name}.html").read_text()
        # Of a notebook that was not handed in there is nothing to say but that.
        there = (student, name) != ("half", "two")
        said = ("Se revisa con las pruebas del cuaderno", "Lo revisa una persona.")
        assert all((each in page) is there for each in said)
        assert MARKER not in page
        assert MARKER not in (folder / f"{name}.ipynb").read_text()


def test_exports(world: World, tmp_path: Path) -> None:
    """No exercise stands in for another one of the same id; what is pending is no number."""
    sheet = {
        each["student_id"]: each
        for each in exported(world.course, "spreadsheet.CsvExport", tmp_path / "s")
    }
    canvas = exported(world.course, "canvas.CanvasExport", tmp_path / "c")
    canvas_rows = {each["SIS Login ID"]: each for each in canvas}
    moodle = {
        each["Username"]: each
        for each in exported(world.course, "moodle.MoodleExport", tmp_path / "m")
    }
    assert set(sheet) == set(moodle) == set(POINTS)
    titles = {name: f"{A}/{name.replace('/', ': ')}" for name in WORTH}
    assert {name: float(canvas_rows[""][titles[name]]) for name in WORTH} == WORTH
    # In the order of the notebooks, whatever the exercises are called.
    assert [name for name in sheet["right"] if name in WORTH] == list(WORTH)
    assert [name for name in canvas[0] if name in titles.values()] == list(titles.values())
    for student, points in POINTS.items():
        assert float(sheet[student]["score"]) == float(moodle[student][A]) == certain(student)
        for name, mine in zip(WORTH, points, strict=True):
            found = (
                sheet[student][name],
                canvas_rows[student][titles[name]],
                moodle[student][titles[name]],
            )
            assert found == (("pendiente", "", "-") if mine is None else (f"{mine:.1f}",) * 3)
        for name, mine in zip(WORTH, points, strict=True):
            assert (name in moodle[student][f"{A} (Feedback)"]) == (mine is None)


def test_the_report(world: World) -> None:
    """Who waits for a person counts in no statistic of that exercise."""
    data = json.loads(ok(world.course, "panal", "report", A, "--json"))
    found = {each["name"]: each for each in data["exercises"]}
    assert [found[name]["judged"] for name in WORTH] == [
        "inside", "person", "outside", "inside", "person",
    ]  # fmt: skip
    assert (found["one/area"]["full"], found["two/area"]["full"]) == (2, 1)
    assert (found["one/essay"]["zero"], found["two/draw"]["zero"]) == (1, 1)
    assert set(data["waiting"]) == set(POINTS)
    ok(world.course, "panal", "report", A)
    page = (world.course / "reports" / f"{A}.html").read_text()
    assert page.count("se revisa dentro") == 2 and MARKER not in page


def test_gradescope(world: World, tmp_path: Path) -> None:
    """The zip has what hidden tests need; a submission may lie in several folders."""
    archive, root = tmp_path / "a.zip", tmp_path / "autograder"
    command = [sys.executable, str(gradescope.SCRIPTS / "make_zip.py"), A, f"--to={archive}"]
    subprocess.run(command, cwd=world.course, check=True, capture_output=True)
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(root / "source")
    shutil.copy(gradescope.SCRIPTS / "run_autograder", root)
    (root / "results").mkdir()
    (root / "venv").symlink_to(sys.prefix)
    for name in NOTEBOOKS:
        (root / "submission" / name).mkdir(parents=True)
        shutil.copy(
            world.course / "submitted" / "right" / A / f"{name}.ipynb", root / "submission" / name
        )
    code, data, said = gradescope.run(root)
    assert code == 0, said
    require_points(data["tests"], "right")
    assert data["score"] == certain("right")
    assert [each.get("status") for each in data["tests"]] == [
        "passed", None, "passed", "passed", None,
    ]  # fmt: skip
    assert data["output"].startswith("Hay puntos pendientes")


def test_github(world: World, tmp_path: Path) -> None:
    """`panal run` of a folder; a row for each exercise, and nothing below one that only waits."""
    workspace = tmp_path / "w"
    course = shutil.copytree(world.course, workspace / "course")
    shutil.copytree(ROOT / "integrations", course / "integrations")
    (course / ".venv").symlink_to(sys.prefix)
    shutil.copytree(course / "submitted" / "right" / A, workspace / "mine")
    told = github.grade(workspace, "mine", assignment=A)
    assert told.code == 0, told.log
    assert (told.outputs["score"], told.outputs["max-score"]) == ("10", "15")
    assert MARKER not in told.summary
    states = dict(
        line.strip("| ").split(" | ", 2)[::2]
        for line in told.summary.splitlines()
        if line.startswith("| `")
    )
    waits = "⚠ pendiente: una persona decidirá los puntos"
    assert [states[f"`{name}`"] for name in WORTH] == [
        waits if points is None else "✔ completo" for points in POINTS["right"]
    ]
    assert "###" not in told.summary
    messages = {each["name"]: each["message"] for each in told.reported["tests"]}
    assert messages["one/essay"] == waits and messages["two/area"].startswith("✔")


def test_points_of_a_person(world: World, tmp_path: Path) -> None:
    """They are in the table, on the page, in the report and in each sheet."""
    course = shutil.copytree(world.course, tmp_path / "c")
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        for notebook, cell, points in (("one", "essay", 3.5), ("two", "draw", 1)):
            grade = gradebook.find_grade(cell, notebook, A, "right")
            grade.manual_score, grade.needs_manual_grade = points, False
        comment = gradebook.find_comment("essay", "one", A, "right")
        comment.manual_comment = "Bien dicho."
        gradebook.db.commit()
    ok(course, "panal", "grade", A, "--json", "summary.json")
    [row] = [
        each
        for each in json.loads((course / "summary.json").read_text())["students"]
        if each["student"] == "right"
    ]
    assert row["score"] == 14.5 and row["points"]["one/essay"] == 3.5
    page = (course / "feedback" / "right" / A / "one.html").read_text()
    assert "6.5 de 7 puntos." in page and "Bien dicho." in page
    [mine] = [
        each
        for each in exported(course, "moodle.MoodleExport", tmp_path / "m")
        if each["Username"] == "right"
    ]
    assert (mine[A], mine[f"{A} (Feedback)"], mine[f"{A}/two: draw"]) == ("14.5", "", "1.0")
    assert mine[f"{A}/one: essay (Feedback)"] == "Bien dicho."
    data = json.loads(ok(course, "panal", "report", A, "--json"))
    assert "right" not in data["waiting"]
    [found] = [each for each in data["exercises"] if each["name"] == "two/draw"]
    assert (found["full"], found["zero"]) == (1, 1)
