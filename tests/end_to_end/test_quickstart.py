"""nbgrader's own example course, as `nbgrader quickstart` makes it, and the submissions of its
documentation: released, graded and fed back, with the scores that stock nbgrader gives.
"""

from __future__ import annotations

import json
import re
import shutil
import textwrap
from dataclasses import dataclass
from pathlib import Path

import nbformat
import nbgrader
import pytest
from nbgrader.api import Gradebook

from tests.end_to_end.courses import ROOT, call, finish, in_soak, start

A = "ps1"
GUIDE = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"
STUDENTS = ("bitdiddle", "hacker", "right", "half")
MANUAL = ("sum_of_squares_equation", "sum_of_squares_application", "cell-938593c4a215c6cc")

Rows = dict[tuple[str, str, str], tuple[float | None, bool]]


def panal_settings() -> str:
    """The lines of the reference that make a course one of panal's."""
    text = (ROOT / "docs" / "reference.md").read_text().partition("```python\n")[2]
    return text.partition("```")[0]


@dataclass(frozen=True)
class World:
    """The course three times: graded by `panal`, by panal inside nbgrader, and by stock nbgrader."""

    panal: Path
    inside: Path
    stock: Path

    def rows(self, course: Path) -> Rows:
        return rows_of(course)


def rows_of(course: Path) -> Rows:
    """Automatic points of each cell, and whether a person has to look."""
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        return {
            (found.student.id, notebook.name, grade.cell.name): (
                grade.auto_score,
                grade.needs_manual_grade,
            )
            for found in gradebook.assignment_submissions(A)
            for notebook in found.notebooks
            for grade in notebook.grades
        }


def ok(course: Path, *command: str) -> str:
    done = call(*command, cwd=course)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def hand_in(course: Path) -> None:
    """The submissions of nbgrader's documentation; the instructor's own; one notebook of two, with
    half of it done.
    """
    shutil.copytree(GUIDE / "submitted", course / "submitted")
    for student in ("right", "half"):
        (course / "submitted" / student / A).mkdir(parents=True)
    for path in sorted((course / "release" / A).glob("*.ipynb")):
        source = nbformat.read(course / "source" / A / path.name, as_version=4)
        nb = nbformat.read(path, as_version=4)
        given = {
            cell.metadata.nbgrader.grade_id: cell.source
            for cell in source.cells
            if cell.metadata.get("nbgrader", {}).get("solution")
        }
        for cell in nb.cells:
            grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
            cell.source = given.get(grade_id, cell.source)
        nbformat.write(nb, course / "submitted" / "right" / A / path.name)
        for cell in nb.cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") == "sum_of_squares":
                cell.source = "def sum_of_squares(n):\n    return n * (n + 1) * (2 * n + 1) // 6"
        if path.stem == "problem1":
            nbformat.write(nb, course / "submitted" / "half" / A / path.name)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("q")
    ok(folder, "nbgrader", "quickstart", "c")
    course = folder / "c"
    with (course / "nbgrader_config.py").open("a") as file:
        file.write("\nc.Sealed.preload = []\n")
    said = ok(course, "panal", "release", A)
    assert "judged inside" in said and "by a person" in said
    hand_in(course)
    inside, stock = folder / "i", folder / "s"
    for copy in (inside, stock):
        shutil.copytree(course, copy)
    with (inside / "nbgrader_config.py").open("a") as file:
        file.write(f"\n{panal_settings()}")
    running = [start("nbgrader", "autograde", A, cwd=each) for each in (stock, inside)]
    (folder / "said").write_text(ok(course, "panal", "grade", A))
    for process in running:
        done = finish(process)
        assert done.returncode == 0, done.stdout + done.stderr
    ok(inside, "nbgrader", "generate_feedback", A)
    return World(course, inside, stock)


def test_each_cell_is_as_with_stock_nbgrader(world: World) -> None:
    """Points, and what a person has to look at; both ways."""
    stock = world.rows(world.stock)
    assert {student for student, _, _ in stock} == set(STUDENTS)
    assert len({tuple(stock[key] for key in stock if key[0] == each) for each in STUDENTS}) > 2
    assert world.rows(world.panal) == stock
    assert world.rows(world.inside) == stock


def test_the_table_has_both_notebooks(world: World) -> None:
    """With what is pending, and what was judged inside."""
    said = (world.panal.parent / "said").read_text()
    assert "Judged inside, by the tests in their cells: problem1/correct_squares" in said
    assert "? a person has yet to decide on these points" in said
    summary = world.panal / "summary.json"
    ok(world.panal, "panal", "grade", A, "--json", str(summary))
    data = json.loads(summary.read_text())
    points = {row["student"]: row["points"] for row in data["students"]}
    assert points["right"]["problem1/correct_squares"] == 1
    assert points["right"]["problem2/part-a"] is None
    assert points["half"]["problem2/part-a"] == 0
    assert points["half"]["problem1/sum_of_squares_uses_squares"] == 0
    assert data["unchanged"] == len(STUDENTS)


@pytest.mark.parametrize("which", ["panal", "inside"])
def test_each_notebook_has_its_page(which: str, world: World) -> None:
    course: Path = getattr(world, which)
    for name in ("problem1", "problem2"):
        page = (course / "feedback" / "right" / A / f"{name}.html").read_text()
        assert f"ps1: {name}" in page and "A person grades this." in page
    page = (course / "feedback" / "right" / A / "problem1.html").read_text()
    assert (
        "3 of 10 points." in page and "Still to be decided: 7 points; a person gives them." in page
    )
    assert "The tests in the notebook check this" in page


def grade_by_hand(course: Path, student: str) -> None:
    """What a person does in formgrader."""
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        for cell, points in zip(MANUAL, (1, 1.5, 4), strict=True):
            grade = gradebook.find_grade(cell, "problem1", A, student)
            grade.manual_score, grade.needs_manual_grade = points, False
        comment = gradebook.find_comment(MANUAL[1], "problem1", A, student)
        comment.manual_comment = "Buen uso de la función."
        gradebook.db.commit()


def test_what_a_person_gives_counts_everywhere(world: World, tmp_path: Path) -> None:
    """In the table, on the page with the comment, in the totals and in exports; also after everybody
    is graded again.
    """
    course = tmp_path / "c"
    shutil.copytree(world.panal, course)
    page = course / "feedback" / "right" / A / "problem1.html"
    grade_by_hand(course, "right")
    for options in ((), ("--force",)):
        ok(course, "panal", "grade", A, *options, "--json", "summary.json")
        data = json.loads((course / "summary.json").read_text())
        [row] = [row for row in data["students"] if row["student"] == "right"]
        assert row["score"] == 9.5 and row["points"][f"problem1/{MANUAL[1]}"] == 1.5
        text = page.read_text()
        assert "9.5 of 10 points." in text and "Buen uso de la función." in text
        assert "A person gave these points." in text and "to be decided" not in text
        rows = world.rows(course)
        assert rows["right", "problem1", MANUAL[1]] == (None, bool(options))
    ok(course, "nbgrader", "export", "--exporter=panal.export.spreadsheet.CsvExport")
    [line] = [line for line in (course / "grades.csv").read_text().splitlines() if "right" in line]
    assert "9.5" in line and "pending" in line  # the second notebook still waits
    ok(course, "panal", "report", A)
    report = (course / "reports" / f"{A}.html").read_text()
    assert "problem1/" in report and "by hand" in report


@in_soak("test_recipes.py tries graders of the docs")
def test_one_exercise_moves_outside(world: World, tmp_path: Path) -> None:
    """As docs/from-nbgrader.md says: its grader is put in place, proven, and gives the same points."""
    course = tmp_path / "c"
    shutil.copytree(world.panal, course)
    page = (ROOT / "docs" / "from-nbgrader.md").read_text()
    [(name, text)] = re.findall(r"^ +```python (graders/\S+)\n(.*?)^ +```$", page, re.M | re.S)
    (course / name).parent.mkdir(parents=True)
    (course / name).write_text(textwrap.dedent(text))
    said = ok(course, "panal", "release", A)
    assert "correct_squares" in said and "correct_squares      │ judged" not in said
    said = ok(course, "panal", "grade", A, "--json", "summary.json")
    assert "problem1/correct_squares: judged outside, not inside" in said
    before = world.rows(world.stock)
    for student in STUDENTS:
        result = json.loads((course / "autograded" / student / A / "results.json").read_text())
        [test] = [test for test in result["tests"] if test["name"] == "problem1/correct_squares"]
        assert test["extra_data"]["judged"] == "outside"
        assert test["score"] == before[student, "problem1", "correct_squares"][0]
    (course / name).rename(course / "graders" / A / "test_corect_squares.py")
    done = call("panal", "grade", A, cwd=course)
    assert done.returncode == 2 and "No exercise belongs to the grader" in done.stderr


@in_soak("the other variant of the same course is compared, and the sentences have unit tests")
def test_autotests(tmp_path: Path) -> None:
    """The variant in which nbgrader makes the tests, here some of them hidden: as with stock nbgrader.
    Where there is no gradebook nobody is graded by what is left of them.
    """
    ok(tmp_path, "nbgrader", "quickstart", "c", "--autotest")
    course, stock = tmp_path / "c", tmp_path / "s"
    with (course / "nbgrader_config.py").open("a") as file:
        file.write("\nc.Sealed.preload = []\n")
    source = course / "source" / A / "problem1.ipynb"
    nb = nbformat.read(source, as_version=4)
    [cell] = [each for each in nb.cells if "### AUTOTEST sum_of_squares(11)" in each.source]
    cell.source = cell.source.replace(
        "### AUTOTEST sum_of_squares(11)",
        "### BEGIN HIDDEN TESTS\n### AUTOTEST sum_of_squares(11)\n### END HIDDEN TESTS",
    )
    nbformat.write(nb, source)
    ok(course, "panal", "release", A)
    hand_in(course)
    for student in ("bitdiddle", "hacker"):  # theirs are answers to the other variant
        shutil.rmtree(course / "submitted" / student)
    released = (course / "release" / A / "problem1.ipynb").read_text()
    assert "sum_of_squares(10)" in released and "sum_of_squares(11)" not in released
    path = course / "submitted" / "half" / A / "problem1.ipynb"
    nb = nbformat.read(path, as_version=4)
    for each in nb.cells:
        if each.metadata.get("nbgrader", {}).get("grade_id") == "sum_of_squares":
            each.source = "def sum_of_squares(n):\n    return {1: 1, 2: 5, 10: 385}[n]"
    nbformat.write(nb, path)
    shutil.copytree(course, stock)
    running = start("nbgrader", "autograde", A, cwd=stock)
    assert "Changed in source/" not in ok(course, "panal", "grade", A)
    done = finish(running)
    assert done.returncode == 0, done.stdout + done.stderr
    rows = rows_of(course)
    assert rows == rows_of(stock)
    points = {
        student: rows[student, "problem1", cell.metadata.nbgrader.grade_id][0]
        for student in ("right", "half")
    }
    assert points == {"right": 0.5, "half": 0}
    done = call("panal", "run", str(path), "--assignment", A, cwd=course)
    assert done.returncode == 2 and "made by nbgrader, of lines with AUTOTEST" in done.stderr
    nb = nbformat.read(source, as_version=4)
    for each in nb.cells:
        each.source = each.source.replace(
            "AUTOTEST sum_of_squares(11)", "AUTOTEST sum_of_squares(12)"
        )
    nbformat.write(nb, source)
    said = " ".join(ok(course, "panal", "grade", A).split())
    assert "Changed in source/ after the release: problem1/" in said and rows_of(course) == rows
