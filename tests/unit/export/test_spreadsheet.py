"""panal.export.spreadsheet: the sheet of all assignments, and what all sheets share."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config, Configurable

from panal.course.database import connect
from panal.export.canvas import CanvasExport
from panal.export.moodle import MoodleExport
from panal.export.safe_csv import inert
from panal.export.spreadsheet import CsvExport, DecimalCommaExport
from tests.unit.export.sheets import HOSTILE, A, cells, exported

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::sqlalchemy.exc.SAWarning"
)  # nbgrader's


@pytest.mark.parametrize("plugin", [CanvasExport, MoodleExport, CsvExport])
def test_assignments_can_be_chosen(plugin: type[Any], gradebook: Any, tmp_path: Path) -> None:
    """`--assignment` and `--student` mean what they mean for nbgrader."""
    rows = cells(exported(plugin, gradebook, tmp_path, assignment=["vacío"], student=["ana"]))
    assert not [cell for row in rows for cell in row if A in cell]
    assert len([row for row in rows if "ana" in row]) == 1


def rows_of(gradebook: Any, folder: Path) -> dict[str, dict[str, str]]:
    """By student, of the assignment that somebody handed in."""
    header, *rows = cells(exported(CsvExport, gradebook, folder))
    return {row[3]: dict(zip(header, row, strict=True)) for row in rows if row[0] == A}


def test_tasks_have_their_column_too(gradebook: Any, tmp_path: Path) -> None:
    """Like any other exercise that a person grades."""
    ana = rows_of(gradebook, tmp_path)["ana"]
    assert (ana["proyecto"], ana["ensayo"], ana["area"]) == ("0.0", "3.0", "4.25")


def test_totals_are_those_of_the_gradebook(gradebook: Any, tmp_path: Path) -> None:
    """Late penalties are taken off, but never more than there is; nothing handed in is nothing."""
    rows = rows_of(gradebook, tmp_path)
    for student in ("ana", "bruno", "carla"):
        submission = gradebook.find_submission(A, student)
        late = submission.late_submission_penalty
        wanted = [submission.score, late, max(0.0, submission.score - late)]
        found = [rows[student][name] for name in ("raw_score", "late_submission_penalty", "score")]
        assert [float(each) for each in found] == pytest.approx(wanted)
        assert float(rows[student]["max_score"]) == 22
    assert (rows["dora"]["score"], rows["dora"]["suma"]) == ("0.0", "")


def test_what_nobody_has_decided_is_pending(gradebook: Any, tmp_path: Path) -> None:
    """It is a word, which sums pass over, and no part of the score."""
    elsa = rows_of(gradebook, tmp_path)["elsa"]
    assert (elsa["suma"], elsa["area"], elsa["score"]) == ("pending", "5.0", "5.0")


def test_exercises_stand_in_the_order_of_the_notebook(gradebook: Any, tmp_path: Path) -> None:
    """By their names, not those of their cells; one that was never released comes last, and an
    exercise that is called like another column is told apart.
    """
    released = tmp_path / "release" / A
    released.mkdir(parents=True)
    meta = {"grade": True, "solution": False, "locked": True, "task": False, "schema_version": 3}
    cells_ = [
        new_code_cell(metadata={"nbgrader": {**meta, "grade_id": name, "points": 1}})
        for name in ("test_suma", "proyecto", "test_area")
    ]
    nbformat.write(new_notebook(cells=cells_), released / f"{A}.ipynb")
    app = Configurable()  # as nbgrader's application
    app.coursedir = CourseDirectory(root=str(tmp_path))
    to = Config({"ExportPlugin": {"to": str(tmp_path / "sheet.csv")}})
    plugin = CsvExport(parent=app, config=to)
    plugin.export(gradebook)
    header = cells((tmp_path / "sheet.csv").read_text(encoding="utf-8"))[0]
    assert header[len(CsvExport.COLUMNS) :] == ["suma", "proyecto", "area", "ensayo"]
    (released / f"{A}.ipynb").write_text("no notebook")
    plugin.export(gradebook)
    header = cells((tmp_path / "sheet.csv").read_text(encoding="utf-8"))[0]
    assert header[len(CsvExport.COLUMNS) :] == ["area", "ensayo", "proyecto", "suma"]


def test_an_exercise_called_like_another_column(tmp_path: Path) -> None:
    """Keeps it from the score."""
    with connect(f"sqlite:///{tmp_path}/gradebook.db", "c") as book:
        book.add_assignment("hw")
        book.add_notebook("hw", "hw")
        book.add_grade_cell("test_score", "hw", "hw", max_score=3, cell_type="code")
        book.add_student("ana")
        book.add_submission("hw", "ana")
        grade = book.find_grade("test_score", "hw", "hw", "ana")
        grade.auto_score, grade.needs_manual_grade = 2, False
        book.db.commit()
        header, row = cells(exported(CsvExport, book, tmp_path))
    found = dict(zip(header, row, strict=True))
    assert (found["score"], found["max_score"], found["hw: score"]) == ("2.0", "3.0", "2.0")


def test_a_sheet_with_decimal_commas(gradebook: Any, tmp_path: Path) -> None:
    """As Spanish Excel reads it: UTF-8 by its mark, semicolons, commas in numbers and nowhere else;
    the same values as the other sheet, and nothing that is computed.
    """
    path = tmp_path / "comma.csv"
    DecimalCommaExport(config=Config({"ExportPlugin": {"to": str(path)}})).export(gradebook)
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    found = list(csv.reader(path.open(encoding="utf-8-sig", newline=""), delimiter=";"))
    plain = cells(exported(CsvExport, gradebook, tmp_path))
    assert [[re.sub(r"^(-?\d+)\.(\d+)$", r"\1,\2", each) for each in row] for row in plain] == found
    ana = dict(zip(found[0], next(row for row in found if "ana" in row), strict=True))
    assert (ana["suma"], ana["area"], ana["last_name"]) == ("7,456", "4,25", 'Núñez, "la" Peña')
    hostile = next(row for row in found if row[3].startswith("'="))
    assert hostile[5] == inert(HOSTILE)
