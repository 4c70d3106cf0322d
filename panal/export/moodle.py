"""`nbgrader export` for Moodle: `--exporter=panal.export.moodle.MoodleExport`.

What Moodle imports: https://docs.moodle.org/en/Grade_import and
`grade/import/csv/classes/load_data.php` of moodle/moodle.
"""

from __future__ import annotations

from typing import Any

from panal import messages
from panal.course.gradebook_reader import Sheet, SheetExport
from panal.export.safe_csv import NO_GRADE, grade_or, in_one_line, rounded, write_csv


class MoodleExport(SheetExport):
    """What Moodle imports as CSV: the score of each assignment, the points of each exercise, and what a
    person wrote about it.

    Moodle asks which column identifies a student, and gives a row with nothing there to the student
    of the row above. So such a column is left out unless everyone has something in it. The user name
    is nbgrader's id, which everyone has.

    Points that nobody has decided yet are no grade, and the feedback on the assignment says which
    ones they are. An empty cell would become 0 if the import makes a new grade item.
    """

    def export(self, gradebook: Any) -> None:
        assignments, students = self.wanted(gradebook)
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
        ids = [student.id for student in students]
        for sheet in self.sheets(gradebook, assignments):
            columns[sheet.name] = [
                rounded(sheet.score(each)) if each in sheet.handed_in else NO_GRADE for each in ids
            ]
            pending = [_pending(sheet, each) for each in ids]
            if any(pending):
                columns[f"{sheet.name} (Feedback)"] = list(pending)
            for column in sheet.columns:
                columns[column.title] = [grade_or(column.scores, each, NO_GRADE) for each in ids]
                if column.comments:
                    columns[f"{column.title} (Feedback)"] = [
                        column.comments.get(each, "") for each in ids
                    ]
        write_csv(self.to or "moodle.csv", list(columns), zip(*columns.values(), strict=True))


def _pending(sheet: Sheet, student: str) -> str:
    exercises = sheet.pending(student)
    return messages.pending(exercises) if exercises else ""
