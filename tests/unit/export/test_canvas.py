"""panal.export.canvas: the sheet read back as Canvas documents that it reads it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from panal import messages
from panal.export.canvas import CanvasExport
from tests.unit.export.sheets import A, cells, exported

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::sqlalchemy.exc.SAWarning"
)  # nbgrader's


def canvas(text: str) -> tuple[dict[str, float], dict[str, dict[str, str]], dict[str, list[str]]]:
    """What Canvas takes from a sheet.

    The first row has `Student`, `ID`, `SIS User ID`, `SIS Login ID` and `Section`, then one column
    for each of its assignments, `Name` or `Name (number)`. A row whose first cell has the words
    `Points Possible` says what they are worth.

    Returns:
        Points of each assignment, then by login the scores, and what else says who it is.
    """
    header, *rows = cells(text)
    assert header[:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    names = header[5:]
    assert len(set(names)) == len(names) and not any(
        re.search(r"(Current|Final) (Score|Points|Grade)|Override", name) for name in names
    )
    of_points = [row for row in rows if "Points Possible" in row[0]]
    assert [rows[0]] == of_points and not any(rows[0][1:5])
    students = rows[1:]
    for row in students:
        assert row[1] == "" or re.fullmatch(
            "[0-9]+", row[1]
        )  # Ruby's to_i would find a number in anything
        assert row[3]
    points = {name: float(cell) for name, cell in zip(names, rows[0][5:], strict=True)}
    return (
        points,
        {row[3]: dict(zip(names, row[5:], strict=True)) for row in students},
        {row[3]: row[:3] for row in students},
    )


def test_canvas(gradebook: Any, tmp_path: Path) -> None:
    """Each exercise has its column and its points; what is not graded is left empty; corrections by
    hand count.
    """
    points, scores, _ = canvas(exported(CanvasExport, gradebook, tmp_path))
    assert points == {
        f"{A}: area": 5,
        f"{A}: ensayo": 4,
        f"{A}: proyecto": 3,
        f"{A}: suma": 10,
        f"{A}: {messages.late()}": 0,
    }
    assert list(scores["ana"].values()) == ["4.25", "3.0", "0.0", "7.46", "0.0"]
    assert list(scores["bruno"].values()) == ["0.0", "", "", "10.0", "-2.5"]
    assert list(scores["dora"].values()) == [""] * 5  # nothing handed in


def test_late_columns_make_the_sum_that_of_the_gradebook(gradebook: Any, tmp_path: Path) -> None:
    """All columns of a student together are nbgrader's score, which is never below zero; without
    penalties there is no column.
    """
    _, scores, _ = canvas(exported(CanvasExport, gradebook, tmp_path))
    for student in ("ana", "bruno", "carla"):
        submission = gradebook.find_submission(A, student)
        expected = max(0.0, submission.score - submission.late_submission_penalty)
        assert sum(float(cell) for cell in scores[student].values() if cell) == pytest.approx(
            expected, abs=0.006
        )
    assert (
        scores["carla"][f"{A}: {messages.late()}"] == "-1.0"
    )  # five points late, but there was only one
    _, scores, _ = canvas(exported(CanvasExport, gradebook, tmp_path, student=["ana"]))
    assert list(scores) == ["ana"] and len(scores["ana"]) == 4


def test_canvas_finds_each_student_and_no_other(gradebook: Any, tmp_path: Path) -> None:
    """Canvas' own number where nbgrader has one, the SIS key where that is none, the login in any
    case.
    """
    _, _, who = canvas(exported(CanvasExport, gradebook, tmp_path))
    assert who["ana"] == ['Núñez, "la" Peña, Ana María', "4711", ""]
    assert who["bruno"] == ["Díaz;' -2, Bruno", "", "A-7"]
    assert who["carla"] == ["carla", "", "٣"]
    assert who["dora"][0] == ""  # a name that would make the scores the points of the exercises


def test_what_nobody_has_decided_is_left_empty(gradebook: Any, tmp_path: Path) -> None:
    """So that it neither counts as earned nor as lost."""
    _, scores, _ = canvas(exported(CanvasExport, gradebook, tmp_path))
    assert scores["elsa"][f"{A}: suma"] == "" and scores["elsa"][f"{A}: area"] == "5.0"
