"""`nbgrader export` as a spreadsheet can open it: `c.ExportApp.plugin_class`."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry
from nbgrader.plugins.export import ExportPlugin

FORMULA = re.compile(r"(\A|[;,|\t\r\n])(?=[\s\"']*[=+\-@\t\r\n])")
"""A cell of a spreadsheet that begins with one of these is computed, not shown (OWASP, CSV injection). And a cell may begin
within a text: where the decimal sign is a comma, spreadsheets part cells at semicolons."""


def inert(value: object) -> object:
    """A value that a spreadsheet shows and does not compute: text that could be a formula gets an apostrophe in front."""
    return FORMULA.sub(r"\1'", value) if isinstance(value, str) else value


class CsvExport(ExportPlugin):  # type: ignore[misc]
    """nbgrader's CSV with one more column for each exercise: quoted, in UTF-8, without formulas."""

    def export(self, gradebook: Any) -> None:
        path = Path(self.to or "grades.csv")
        wanted_students, wanted = set(map(str, self.student)), set(map(str, self.assignment))
        assignments = [each for each in gradebook.assignments if not wanted or each.name in wanted]
        exercises = sorted({cell.name for each in assignments for book in each.notebooks for cell in book.grade_cells})
        columns = ["assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score"]
        columns += ["late_submission_penalty", "score", "max_score", *exercises]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            for assignment in assignments:
                for student in gradebook.students:
                    if not wanted_students or student.id in wanted_students:
                        row = _row(gradebook, assignment, student)
                        writer.writerow({name: inert(value) for name, value in row.items()})


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
        return row   # who handed in nothing has no points
    penalty = submission.late_submission_penalty
    row |= {
        "timestamp": str(submission.timestamp or ""),
        "raw_score": submission.score,
        "late_submission_penalty": penalty,
        "score": max(0.0, submission.score - penalty),
    }
    return row | {grade.cell.name: grade.score for notebook in submission.notebooks for grade in notebook.grades}
