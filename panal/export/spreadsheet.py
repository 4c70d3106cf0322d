"""`nbgrader export` for a spreadsheet: `c.ExportApp.plugin_class`, or where numbers have a decimal
comma `--exporter=panal.export.spreadsheet.DecimalCommaExport`.
"""

from __future__ import annotations

from typing import Any

from panal.course.gradebook_reader import Column, Sheet, SheetExport
from panal.export.safe_csv import write_csv
from panal.language import gettext as _


class CsvExport(SheetExport):
    """nbgrader's CSV with one more column for each exercise: quoted, in UTF-8, without formulas.

    Exercises are called as in the notebook, in its order. Points that a person has yet to decide are
    a word, which sums pass over.
    """

    decimal_comma = False
    COLUMNS = (
        *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
        *("raw_score", "late_submission_penalty", "score", "max_score"),
    )

    def export(self, gradebook: Any) -> None:
        assignments, students = self.wanted(gradebook)
        found = self.sheets(gradebook, assignments)
        exercises = dict.fromkeys(_name(column) for sheet in found for column in sheet.columns)
        columns = [*self.COLUMNS, *exercises]
        rows = [_row(sheet, student) for sheet in found for student in students]
        write_csv(
            self.to or "grades.csv",
            columns,
            ([row.get(name, "") for name in columns] for row in rows),
            decimal_comma=self.decimal_comma,
        )


class DecimalCommaExport(CsvExport):
    """The same for spreadsheets that write 7,5 instead of 7.5, as Spanish Excel does."""

    decimal_comma = True


def _name(column: Column) -> str:
    """The heading of an exercise; with its assignment, if another column is called like it."""
    return column.title if column.exercise in CsvExport.COLUMNS else column.exercise


def _row(sheet: Sheet, student: Any) -> dict[str, object]:
    """A row. A student who handed in nothing has no points, and empty cells for the exercises."""
    row: dict[str, object] = {
        "assignment": sheet.name,
        "duedate": str(sheet.due or ""),
        "timestamp": str(sheet.handed_in.get(student.id) or ""),
        "student_id": student.id,
        "last_name": student.last_name or "",
        "first_name": student.first_name or "",
        "email": student.email or "",
        "raw_score": sheet.raw_score(student.id),
        "late_submission_penalty": sheet.penalties.get(student.id, 0.0),
        "score": sheet.score(student.id),
        "max_score": sheet.points,
    }
    for column in sheet.columns:
        if student.id in column.pending:
            row[_name(column)] = _("pending")
        elif student.id in column.scores:
            row[_name(column)] = column.scores[student.id]
    return row
