"""`nbgrader export` for Canvas: `--exporter=panal.export.canvas.CanvasExport`.

What Canvas imports:
https://community.canvaslms.com/t5/Instructor-Guide/How-do-I-import-grades-in-the-Gradebook/ta-p/807
and its importer, `lib/gradebook_importer.rb` of instructure/canvas-lms.
"""

from __future__ import annotations

from typing import Any

from panal import messages
from panal.course.gradebook_reader import SheetExport
from panal.export.safe_csv import grade_or, in_one_line, rounded, write_csv


class CanvasExport(SheetExport):
    """What Canvas imports into its gradebook: a column for each exercise, and one for late penalties if
    there are any. A cell is empty as long as nobody has decided on its points.

    Canvas finds a student by its own `ID`, the `SIS User ID`, the `SIS Login ID` or the name, in this
    order. nbgrader's `lms_user_id` is the first of them if it is a number, else the second.
    nbgrader's own id of the student is the login.
    """

    IDENTITY = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
    POINTS = "Points Possible"
    """Canvas finds the row by these words in its first cell, and itself writes four blanks in front."""

    def export(self, gradebook: Any) -> None:
        assignments, students = self.wanted(gradebook)
        found = self.sheets(gradebook, assignments)
        columns = [column for sheet in found for column in sheet.columns]
        late = [
            sheet for sheet in found if any(rounded(sheet.late(student.id)) for student in students)
        ]
        titles = [
            *(column.title for column in columns),
            *(f"{sheet.name}: {messages.late()}" for sheet in late),
        ]
        blank = [""] * (len(self.IDENTITY) - 1)
        worth = [*(column.points for column in columns), *(0.0 for _ in late)]
        rows: list[list[object]] = [[f"    {self.POINTS}", *blank, *worth]]
        for student in students:
            scores = [grade_or(column.scores, student.id, "") for column in columns]
            lost = [
                rounded(sheet.late(student.id)) if student.id in sheet.handed_in else ""
                for sheet in late
            ]
            rows.append([*self._identity(student), *scores, *lost])
        write_csv(self.to or "canvas.csv", [*self.IDENTITY, *titles], rows)

    def _identity(self, student: Any) -> list[str]:
        name = in_one_line(f"{student.last_name or ''}, {student.first_name or ''}").strip(", ")
        name = name or in_one_line(student.id)
        if self.POINTS in name:
            # Canvas would take this row for the one above, and its scores for what exercises are
            # worth.
            name = ""
        key = in_one_line(student.lms_user_id)
        # Canvas reads anything that begins with digits as a number.
        own = key if key.isascii() and key.isdecimal() else ""
        return [name, own, "" if own else key, in_one_line(student.id), ""]
