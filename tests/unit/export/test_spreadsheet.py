"""panal.export.spreadsheet: the sheet of all assignments, and what all sheets share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from panal.export.canvas import CanvasExport
from panal.export.moodle import MoodleExport
from panal.export.spreadsheet import CsvExport
from tests.unit.export.sheets import A, cells, exported

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
    assert (ana["proyecto"], ana["ensayo"], ana["test_area"]) == ("0.0", "3.0", "4.25")


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
    assert (rows["dora"]["score"], rows["dora"]["test_suma"]) == ("0.0", "")


def test_what_nobody_has_decided_is_pending(gradebook: Any, tmp_path: Path) -> None:
    """It is a word, which sums pass over, and no part of the score."""
    elsa = rows_of(gradebook, tmp_path)["elsa"]
    assert (elsa["test_suma"], elsa["test_area"], elsa["score"]) == ("pending", "5.0", "5.0")
