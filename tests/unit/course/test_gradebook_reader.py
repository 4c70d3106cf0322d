"""panal.course.gradebook_reader: what is read of a class, from a gradebook made by nbgrader's own
calls.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from panal.course.course import open_course
from panal.course.database import connect
from panal.course.gradebook_reader import CellGrade, handed_in, read_grades, sheets
from panal.errors import EnvironmentProblem, UsageError
from panal.results import GradeId, StudentId

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::sqlalchemy.exc.SAWarning"
)  # nbgrader's


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two exercises; one student has been graded, one was corrected, one has handed in nothing."""
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    with connect(f"sqlite:///{tmp_path}/gradebook.db", "c") as book:
        book.add_assignment("hw")
        book.add_notebook("hw", "hw")
        book.add_grade_cell("test_f", "hw", "hw", max_score=4, cell_type="code")
        book.add_grade_cell("essay", "hw", "hw", max_score=2, cell_type="markdown")
        book.add_solution_cell("f", "hw", "hw")
        for student in ("ana", "bruno", "carla"):
            book.add_student(student, first_name=student.title())
        for student in ("ana", "bruno"):
            book.add_submission("hw", student)
            grade = book.find_grade("test_f", "hw", "hw", student)
            grade.auto_score, grade.needs_manual_grade = 3, False
            book.find_grade("essay", "hw", "hw", student).needs_manual_grade = True
        book.find_grade("essay", "hw", "hw", "bruno").manual_score = 1.5
        book.find_submission_notebook("hw", "hw", "bruno").late_submission_penalty = 0.5
        book.find_comment("f", "hw", "hw", "bruno").manual_comment = " Bien. "
        book.db.commit()
    return tmp_path


@pytest.fixture
def gradebook(folder: Path) -> Iterator[Any]:
    with connect(f"sqlite:///{folder}/gradebook.db", "c") as book:
        yield book


def test_grades_of_a_class(folder: Path) -> None:
    """Points, who set them, what waits, and what was taken off; everybody is known by name."""
    grades = read_grades(open_course(folder), "hw")
    ana, bruno = (grades.submissions[StudentId(name)] for name in ("ana", "bruno"))
    assert ana.cells == {
        GradeId("test_f"): CellGrade(3.0, 3.0, corrected=False, waiting=False),
        GradeId("essay"): CellGrade(0.0, None, corrected=False, waiting=True),
    }
    assert bruno.cells[GradeId("essay")] == CellGrade(1.5, None, corrected=True, waiting=True)
    assert (ana.penalty, bruno.penalty, bruno.seconds_late) == (0.0, 0.5, 0.0)
    assert grades.people[StudentId("carla")] == ("Carla", None, None)
    assert set(grades.submissions) == {"ana", "bruno"}


def test_an_assignment_that_is_not_there(folder: Path) -> None:
    """Not entered yet, or no gradebook at all: the same sentence."""
    for _ in range(2):
        with pytest.raises(UsageError, match="no assignment 'other'"):
            read_grades(open_course(folder), "other")
        (folder / "gradebook.db").unlink(missing_ok=True)
    assert not (folder / "gradebook.db").exists()


def test_a_gradebook_that_is_damaged(folder: Path) -> None:
    """The sentence says what the database says."""
    with sqlite3.connect(folder / "gradebook.db") as db:
        db.execute("ALTER TABLE grade RENAME COLUMN auto_score TO other")
    with pytest.raises(EnvironmentProblem, match="can't be read: no such column"):
        read_grades(open_course(folder), "hw")


def test_a_sheet(gradebook: Any) -> None:
    """Points that a person gave before the last grading count until they look again."""
    (sheet,) = sheets(gradebook, gradebook.assignments)
    essay, f = sheet.columns
    assert (essay.exercise, f.exercise, f.title, f.points) == ("essay", "f", "hw: f", 4.0)
    assert essay.scores == {"bruno": 1.5} and essay.pending == {"ana"}
    assert f.scores == {"ana": 3.0, "bruno": 3.0} and f.comments == {"bruno": "Bien."}
    assert (sheet.raw_score("bruno"), sheet.score("bruno"), sheet.late("bruno")) == (4.5, 4, -0.5)
    assert (sheet.pending("ana"), sheet.pending("carla")) == (["essay"], [])
    assert set(sheet.handed_in) == {"ana", "bruno"} and sheet.points == 6.0


def test_who_was_graded_by_hand(folder: Path) -> None:
    """Only what a person entered, and only for that student."""
    url = f"sqlite:///{folder}/gradebook.db"
    assert handed_in(url, "hw", "hw", "bruno").by_hand == {"essay"}
    assert (
        handed_in(url, "hw", "hw", "ana").by_hand
        == handed_in(url, "other", "hw", "bruno").by_hand
        == set()
    )


def test_scores_across_the_course(folder: Path) -> None:
    """Of all assignments, with penalties; who is not graded has none."""
    with connect(f"sqlite:///{folder}/gradebook.db", "c") as book:
        book.add_assignment("later")
    (hw, later) = read_grades(open_course(folder), "later").course
    assert (hw.name, hw.max_score, later.name, later.scores) == ("hw", 6.0, "later", {})
    assert hw.scores == {"ana": 3.0, "bruno": 4.0}
    assert hw.waiting == {"ana", "bruno"}
