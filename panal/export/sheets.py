"""`nbgrader export` for spreadsheets, Canvas and Moodle: `c.ExportApp.plugin_class`, or `nbgrader
export --exporter=…`.

Canvas:
https://community.canvaslms.com/t5/Instructor-Guide/How-do-I-import-grades-in-the-Gradebook/ta-p/807
and what its importer reads, `lib/gradebook_importer.rb` of instructure/canvas-lms.
Moodle: https://docs.moodle.org/en/Grade_import and `grade/import/csv/classes/load_data.php` of
    moodle/moodle.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbgrader.api import (
    BaseCell,
    Comment,
    Grade,
    MissingEntry,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.plugins.export import ExportPlugin
from sqlalchemy import select

from panal import messages

FORMULA = re.compile(r"(\A|[;,|\t\r\n])(?=[\s\"']*[=+\-@＝＋－＠\t\r\n])")
"""A cell of a spreadsheet that begins with one of these is computed, not shown (OWASP, CSV
injection). And a cell may begin
within a text: where the decimal sign is a comma, spreadsheets part cells at semicolons."""


def inert(value: object) -> object:
    """A value that a spreadsheet shows and does not compute: text that could be a formula gets an
    apostrophe in front.
    """
    if not isinstance(value, str) or value == MoodleExport.NO_GRADE:
        return value
    return FORMULA.sub(r"\1'", value)


class CsvExport(ExportPlugin):  # type: ignore[misc]
    """nbgrader's CSV with one more column for each exercise: quoted, in UTF-8, without formulas."""

    def export(self, gradebook: Any) -> None:
        assignments, students = _wanted(self, gradebook)
        exercises = sorted(
            {
                cell.name
                for each in assignments
                for book in each.notebooks
                for cell in _graded_cells(book)
            }
        )
        columns = [
            "assignment",
            "duedate",
            "timestamp",
            "student_id",
            "last_name",
            "first_name",
            "email",
            "raw_score",
        ]
        columns += ["late_submission_penalty", "score", "max_score", *exercises]
        rows = [
            _row(gradebook, assignment, student)
            for assignment in assignments
            for student in students
        ]
        _write(
            self.to or "grades.csv",
            columns,
            ([row.get(name, "") for name in columns] for row in rows),
        )


def _wanted(plugin: Any, gradebook: Any) -> tuple[list[Any], list[Any]]:
    """Assignments and students of the gradebook, or those of `--assignment` and `--student`."""
    names, ids = set(map(str, plugin.assignment)), set(map(str, plugin.student))
    assignments = [each for each in gradebook.assignments if not names or each.name in names]
    return assignments, [each for each in gradebook.students if not ids or each.id in ids]


def _graded_cells(notebook: Any) -> list[Any]:
    return [*notebook.grade_cells, *notebook.task_cells]


def _write(path: str, columns: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(map(inert, columns))
        writer.writerows(map(inert, row) for row in rows)


def _row(gradebook: Any, assignment: Any, student: Any) -> dict[str, object]:
    row: dict[str, object] = {
        "assignment": assignment.name,
        "duedate": str(assignment.duedate or ""),
        "student_id": student.id,
        "last_name": student.last_name or "",
        "first_name": student.first_name or "",
        "email": student.email or "",
        "max_score": assignment.max_score,
        "timestamp": "",
        "raw_score": 0.0,
        "late_submission_penalty": 0.0,
        "score": 0.0,
    }
    try:
        submission = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:
        return row  # who handed in nothing has no points
    penalty = submission.late_submission_penalty
    row |= {
        "timestamp": str(submission.timestamp or ""),
        "raw_score": submission.score,
        "late_submission_penalty": penalty,
        "score": max(0.0, submission.score - penalty),
    }
    return row | {
        grade.cell.name: grade.score
        for notebook in submission.notebooks
        for grade in notebook.grades
    }


@dataclass(frozen=True, slots=True)
class Column:
    """One exercise in the gradebook of a learning platform.

    Args:
        title: of the column, `assignment: exercise`.
        points: what it is worth.
        scores: of each student whose answer has been graded, corrections by hand included.
        comments: what a person wrote to each student about it.
    """

    title: str
    points: float
    scores: dict[str, float] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One assignment in the gradebook of a learning platform.

    Args:
        name: of the assignment.
        columns: its exercises, by name.
        scores: of each student with a submission: all exercises together, less the late penalty;
            never below zero.
    """

    name: str
    columns: tuple[Column, ...]
    scores: dict[str, float]

    def late(self, student: str) -> float:
        """What coming late has cost a student, in points; zero or negative."""
        return self.scores.get(student, 0.0) - sum(
            column.scores.get(student, 0.0) for column in self.columns
        )


def sheets(gradebook: Any, assignments: Iterable[Any]) -> list[Sheet]:
    """What the gradebook knows of some assignments, in three queries for each: whole objects sum up
    the class's grades anew.
    """
    return [_sheet(gradebook, assignment) for assignment in assignments]


def _sheet(gradebook: Any, assignment: Any) -> Sheet:
    columns = _columns(assignment)
    of_assignment = SubmittedAssignment.assignment_id == assignment.id
    penalties = (
        select(SubmittedAssignment.student_id, SubmittedNotebook.late_submission_penalty)
        .outerjoin(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .where(of_assignment)
    )
    totals: dict[str, float] = {}
    for student, penalty in gradebook.db.execute(penalties):
        totals[student] = totals.get(student, 0.0) - (penalty or 0.0)
    of_students = (
        select(SubmittedAssignment.student_id, SubmittedNotebook.notebook_id, BaseCell.name)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .where(of_assignment)
    )
    grades = (
        of_students.add_columns(Grade.score)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .where(Grade.auto_score.is_not(None) | Grade.manual_score.is_not(None))
    )
    for student, notebook, name, score in gradebook.db.execute(grades):
        columns[notebook, name].scores[student] = float(score)
        totals[student] += float(score)
    comments = (
        of_students.add_columns(Comment.manual_comment)
        .join(Comment, Comment.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Comment.cell_id)
        .where(Comment.manual_comment.is_not(None))
        .order_by(BaseCell.name)
    )
    for student, notebook, name, text in gradebook.db.execute(comments):
        # Who writes to an answer writes about its exercise, which has its points in the cell that
        # checks it.
        column = columns.get((notebook, f"test_{name}")) or columns.get((notebook, name))
        if column and text.strip():
            column.comments[student] = "\n".join(
                filter(None, [column.comments.get(student), text.strip()])
            )
    ordered = tuple(sorted(columns.values(), key=lambda column: column.title))
    return Sheet(
        assignment.name, ordered, {student: max(0.0, total) for student, total in totals.items()}
    )


def _columns(assignment: Any) -> dict[tuple[str, str], Column]:
    """Columns of an assignment, by the id of the notebook and the name of the cell that has the
    points.

    An exercise is called as the function that it asks for: `test_count_params` is the cell that
    checks `count_params`.
    """
    several = len(assignment.notebooks) > 1  # never in an assignment of panal's
    columns = {}
    for notebook in assignment.notebooks:
        prefix = f"{assignment.name}/{notebook.name}" if several else assignment.name
        points = {cell.name: float(cell.max_score) for cell in _graded_cells(notebook)}
        for name, worth in points.items():
            short = name.removeprefix("test_")
            columns[notebook.id, name] = Column(
                f"{prefix}: {name if short in points else short}", worth
            )
    return columns


def number(value: float) -> float:
    """Points as platforms keep them, to hundredths."""
    return round(value, 2) + 0.0  # no -0.0


def in_one_line(text: str | None) -> str:
    """A name or an identifier: no platform has a line break in one, and Canvas looks at lines
    before it parses them.
    """
    return " ".join((text or "").split())


class CanvasExport(ExportPlugin):  # type: ignore[misc]
    """What Canvas imports in its gradebook: a column for each exercise, and one for late penalties
    where there are any.

    Canvas knows a student by its own `ID`, by the `SIS User ID`, by the `SIS Login ID` or by name,
    in this order. nbgrader's `lms_user_id` is the first if it is a number, else the second; the id
    that nbgrader has for a student is the login.
    """

    IDENTITY = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
    POINTS = "Points Possible"
    """By these words in the first cell Canvas knows the row; it writes four blanks in front."""

    def export(self, gradebook: Any) -> None:
        assignments, students = _wanted(self, gradebook)
        found = sheets(gradebook, assignments)
        columns = [column for sheet in found for column in sheet.columns]
        late = [
            sheet for sheet in found if any(number(sheet.late(student.id)) for student in students)
        ]
        titles = [
            *(column.title for column in columns),
            *(f"{sheet.name}: {messages.LATE}" for sheet in late),
        ]
        blank = [""] * (len(self.IDENTITY) - 1)
        worth = [*(column.points for column in columns), *(0.0 for _ in late)]
        rows: list[list[object]] = [[f"    {self.POINTS}", *blank, *worth]]
        for student in students:
            scores = [_grade(column.scores, student.id, "") for column in columns]
            lost = [
                number(sheet.late(student.id)) if student.id in sheet.scores else ""
                for sheet in late
            ]
            rows.append([*self._identity(student), *scores, *lost])
        _write(self.to or "canvas.csv", [*self.IDENTITY, *titles], rows)

    def _identity(self, student: Any) -> list[str]:
        name = in_one_line(f"{student.last_name or ''}, {student.first_name or ''}").strip(
            ", "
        ) or in_one_line(student.id)
        if self.POINTS in name:
            name = ""  # Canvas would take the row for the one above, and these scores for what exercises are worth
        key = in_one_line(student.lms_user_id)
        own = (
            key if key.isascii() and key.isdecimal() else ""
        )  # Canvas reads as a number whatever begins with digits
        return [name, own, "" if own else key, in_one_line(student.id), ""]


class MoodleExport(ExportPlugin):  # type: ignore[misc]
    """What Moodle imports as CSV: of each assignment the score, each exercise, and what a person
    has written about it.

    Moodle asks in which column it finds who a student is, and gives a row that has nothing there to
    the student of the row above. So such a column is left out unless it has something for everyone;
    the user name, which is nbgrader's id, has.
    """

    NO_GRADE = "-"
    """As Moodle writes it. An empty cell becomes 0 where the import makes a new grade item."""

    def export(self, gradebook: Any) -> None:
        assignments, students = _wanted(self, gradebook)
        identity = {
            "First name": [in_one_line(student.first_name) for student in students],
            "Last name": [in_one_line(student.last_name) for student in students],
            "Username": [in_one_line(student.id) for student in students],
            "ID number": [in_one_line(student.lms_user_id) for student in students],
            "Email address": [in_one_line(student.email) for student in students],
        }
        for name in ("ID number", "Email address"):
            if not all(identity[name]):
                del identity[name]
        columns: dict[str, list[object]] = {name: list(values) for name, values in identity.items()}
        for sheet in sheets(gradebook, assignments):
            columns[sheet.name] = [
                _grade(sheet.scores, student.id, self.NO_GRADE) for student in students
            ]
            for column in sheet.columns:
                columns[column.title] = [
                    _grade(column.scores, student.id, self.NO_GRADE) for student in students
                ]
                if column.comments:
                    columns[f"{column.title} (Feedback)"] = [
                        column.comments.get(student.id, "") for student in students
                    ]
        _write(self.to or "moodle.csv", list(columns), zip(*columns.values(), strict=True))


def _grade(scores: dict[str, float], student: str, none: str) -> object:
    return number(scores[student]) if student in scores else none
