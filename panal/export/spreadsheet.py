"""`nbgrader export` for a spreadsheet: `c.ExportApp.plugin_class`."""

from __future__ import annotations

from typing import Any

from panal.course.gradebook_reader import Sheet, SheetExport, sheets
from panal.export.safe_csv import write_csv
from panal.language import gettext as _


class CsvExport(SheetExport):
    """nbgrader's CSV with one more column for each exercise: quoted, in UTF-8, without formulas.

    Points that a person has yet to decide are a word, which sums pass over.
    """

    COLUMNS = (
        *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
        *("raw_score", "late_submission_penalty", "score", "max_score"),
    )

    def export(self, gradebook: Any) -> None:
        assignments, students = self.wanted(gradebook)
        found = sheets(gradebook, assignments)
        exercises = sorted({column.cell for sheet in found for column in sheet.columns})
        columns = [*self.COLUMNS, *exercises]
        rows = [_row(sheet, student) for sheet in found for student in students]
        write_csv(
            self.to or "grades.csv",
            columns,
            ([row.get(name, "") for name in columns] for row in rows),
        )


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
            row[column.cell] = _("pending")
        elif student.id in column.scores:
            row[column.cell] = column.scores[student.id]
    return row
