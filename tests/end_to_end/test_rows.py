"""`panal grade` and `nbgrader autograde` leave the same gradebook, row by row."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Base, Gradebook
from sqlalchemy import select

from panal.course.course import Course
from tests.end_to_end.courses import ROOT, call, cell_of, in_soak
from tests.end_to_end.postgresql import Server
from tests.end_to_end.writing import HALF, RIGHT, A, configure, make

pytestmark = [
    pytest.mark.filterwarnings(
        "ignore::DeprecationWarning:nbgrader", "ignore::DeprecationWarning:traitlets"
    ),
    pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning"),
]
COURSE_ID = "convolucion-en-keras"
CONFIG = (
    (ROOT / "nbgrader_config.py").read_text()
    + """
from nbgrader.plugins import BasePlugin
class Hourly(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return total_seconds_late / 3600
c.AssignLatePenalties.plugin_class = Hourly
c.Sealed.preload = []
c.CourseDirectory.student_id_exclude = "hal"
"""
)
DUE = "2026-03-01T12:00:00"


def hand_in(
    folder: Path,
    student: str,
    *,
    one: str = "",
    two: str = "",
    essay: str = "",
    timestamp: str = "",
    raw: bytes = b"",
) -> None:
    """What a student hands in: answers to the two exercises and to the open question; or a file
    that is no notebook.
    """
    nb = nbformat.read(folder / "release" / A / f"{A}.ipynb", as_version=4)
    for grade_id, answer in (("one", one), ("two", two), ("essay", essay)):
        if answer:
            cell_of(nb, grade_id).source = answer.format(name=grade_id)
    target = folder / "submitted" / student / A
    target.mkdir(parents=True, exist_ok=True)
    (target / f"{A}.ipynb").write_bytes(raw or nbformat.writes(nb).encode())
    if timestamp:
        (target / "timestamp.txt").write_text(timestamp)
        # Only a notebook that is newer makes nbgrader's own command grade again.
        os.utime(target / "timestamp.txt")


def first_round(folder: Path) -> None:
    hand_in(folder, "ana", one=RIGHT, two=RIGHT, essay="Porque sí.")
    hand_in(folder, "bob", one=HALF, two=HALF)
    hand_in(folder, "carl")
    hand_in(folder, "dora", one=RIGHT, two=HALF, timestamp="2026-03-01 14:30:00 UTC")
    hand_in(folder, "eva", raw=b"this is no notebook")
    hand_in(folder, "fay", one=HALF, two=RIGHT, essay="Quizás.")
    hand_in(folder, "gil", one=RIGHT, timestamp="2026-03-01 09:00:00.123456 -0300")
    hand_in(folder, "hal", one=RIGHT)
    hand_in(folder, "ivy", one=RIGHT, timestamp="2026-03-03 12:00:00 UTC")
    hand_in(folder, "jon", two=RIGHT, timestamp="2026-03-01 13:00:00 UTC")
    hand_in(folder, "kim", one=HALF, two=RIGHT, essay="Tal vez.")


def second_round(folder: Path) -> None:
    hand_in(folder, "bob", one=RIGHT, two=RIGHT, timestamp="2026-03-01 11:00:00 UTC")
    hand_in(folder, "carl", one="raise ValueError")
    hand_in(folder, "ivy", one=RIGHT, timestamp="2026-03-01 13:00:00 UTC")


def before(gradebook: Any) -> None:
    gradebook.update_or_create_assignment(A, duedate=DUE)
    gradebook.update_or_create_student(
        "gil", first_name="Gil", last_name="Vera", email="gil@example.org", lms_user_id="7"
    )
    gradebook.update_or_create_student("nobody", first_name="Never", last_name="Came")


def between(gradebook: Any) -> None:
    """What people do in formgrader between two gradings."""
    for student, cell, values in (
        ("ana", "essay", {"manual_score": 3.5, "needs_manual_grade": False}),
        ("ana", "project", {"manual_score": 2.0, "needs_manual_grade": False}),
        ("bob", "test_one", {"manual_score": 1.0, "needs_manual_grade": False}),
        ("fay", "test_two", {"extra_credit": 0.75}),
        ("fay", "essay", {"extra_credit": 1.0, "manual_score": 0.0}),
        ("dora", "test_one", {"manual_score": 0.25}),
    ):
        grade = gradebook.find_grade(cell, A, A, student)
        for name, value in values.items():
            setattr(grade, name, value)
    gradebook.find_comment("one", A, A, "bob").manual_comment = "Lo hablamos en clase."
    gradebook.find_comment("project", A, A, "ana").manual_comment = "Muy bien."
    gradebook.find_submission_notebook(A, A, "eva").flagged = True
    gradebook.grant_extension(A, "jon", minutes=30)
    gradebook.find_grade("essay", A, A, "kim").manual_score = 4.0
    gradebook.db.commit()
    gradebook.remove_student("kim")


def rows(url: str) -> dict[str, list[str]]:
    """Everything in a gradebook: ids, which are drawn by lot, give way to what they stand for."""
    meaning: dict[str, str] = {}
    found = {}
    with Gradebook(url, COURSE_ID) as gradebook:
        for table in Base.metadata.sorted_tables:  # those that others point to come first
            lines = []
            for row in gradebook.db.execute(select(table)).mappings():
                values = {
                    name: meaning.get(str(value), value)
                    for name, value in row.items()
                    if name != "id"
                }
                own = str(row["id"])
                drawn = len(own) == 32 and own.isalnum()
                line = f"{table.name} {meaning.get(own, '') if drawn else own} {values}"
                lines.append(line)
                if drawn:
                    # Scores must not be part of a name, or each row would show up again in those
                    # that point to it.
                    named = {
                        name: value
                        for name, value in values.items()
                        if name == "name" or name.endswith("_id")
                    }
                    meaning.setdefault(own, f"<{table.name} {named}>")
            found[table.name] = sorted(lines)
    return found


# The statements are SQLAlchemy's own for either database; test_writer.py tries both.
@pytest.fixture(params=["sqlite", "postgresql"])
def courses(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Course, Course]:
    """The same course twice: one for each command."""
    ours = tmp_path / "panal"

    def configured(
        folder: Path, database: str, make_or_not: Callable[[Path, str], Course]
    ) -> Course:
        line = f"\nc.CourseDirectory.db_url = {database!r}\n" if database else ""
        return make_or_not(folder, CONFIG + line)

    if request.param == "sqlite":
        course = configured(ours, "", make)
        stock = tmp_path / "nbgrader"
        shutil.copytree(ours, stock)
        pair = course, configured(stock, "", configure)
    else:
        server: Server = request.getfixturevalue("postgresql")
        course = configured(ours, server.create("rows_panal"), make)
        stock = tmp_path / "nbgrader"
        shutil.copytree(ours, stock)
        pair = course, configured(stock, server.create("rows_nbgrader", "rows_panal"), configure)
    return pair


@in_soak("test_stock.py compares the points, and test_writer.py looks at the rows")
def test_the_gradebooks_agree_row_by_row(courses: tuple[Course, Course]) -> None:
    """New and known students, late and extended, broken and untouched, graded by hand, with --force
    and without.
    """
    ours, stock = courses

    def compare(*, force: bool) -> dict[str, list[str]]:
        more = ["--force"] if force else []
        graded = call("panal", "grade", A, "--workers", "1", *more, cwd=ours.root)
        assert graded.returncode == 0, graded.stderr
        graded = call("nbgrader", "autograde", A, *more, cwd=stock.root)
        assert graded.returncode == 0, graded.stderr
        found, expected = rows(ours.directory.db_url), rows(stock.directory.db_url)
        assert (
            found.keys()
            == expected.keys()
            >= {"student", "submitted_assignment", "submitted_notebook", "grade", "comment"}
        )
        for table in expected:
            assert found[table] == expected[table], table
        return found

    def in_both(change: Callable[[Any], None]) -> None:
        for each in courses:
            with Gradebook(each.directory.db_url, COURSE_ID) as gradebook:
                change(gradebook)

    in_both(before)
    for each in courses:
        first_round(each.root)
    found = compare(force=False)
    assert (
        len(found["submitted_assignment"]) == 10 and len(found["grade"]) == 10 * 4
    )  # all but the excluded one
    in_both(between)
    for each in courses:
        second_round(each.root)
    found = compare(force=True)
    assert any("1.0" in line and "late" in line for line in found["submitted_notebook"])
    for each in courses:
        hand_in(each.root, "dora", one=RIGHT, two=RIGHT, timestamp="2026-03-01 15:00:00 UTC")
        hand_in(
            each.root, "gil", one=RIGHT, timestamp="2026-03-01 18:00:00 UTC"
        )  # the old notebook again
    compare(force=False)


@pytest.mark.parametrize("courses", ["sqlite"], indirect=True)
def test_a_notebook_that_was_not_handed_in(courses: tuple[Course, Course]) -> None:
    """nbgrader leaves such a student out; panal enters no points, which nobody needs to look at,
    and says so.
    """
    ours, _ = courses
    (ours.root / "submitted" / "lea" / A).mkdir(parents=True)
    graded = call("panal", "grade", A, "--workers", "1", cwd=ours.root)
    assert graded.returncode == 0, graded.stderr
    with Gradebook(ours.directory.db_url, COURSE_ID) as gradebook:
        found = gradebook.find_submission(A, "lea")
        assert (found.score, found.needs_manual_grade) == (0, False)
