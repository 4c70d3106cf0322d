"""panal.export.moodle: the sheet read back as Moodle documents that it reads it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from panal.export.moodle import MoodleExport
from panal.export.safe_csv import inert
from tests.unit.export.sheets import HOSTILE, A, cells, exported

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::sqlalchemy.exc.SAWarning"
)  # nbgrader's


def moodle(text: str, mapped: str) -> dict[str, dict[str, str]]:
    """What Moodle takes from a sheet if a person maps a column to the users' field of that name;
    `-` is no grade.

    A row with nothing in that column would be given to the user of the row above.
    """
    header, *rows = cells(text)
    assert len(set(header)) == len(header)
    where = header.index(mapped)
    assert all(row[where] for row in rows)
    found = {row[where]: dict(zip(header, row, strict=True)) for row in rows}
    for row in found.values():
        for name, cell in row.items():
            if name.startswith((A, "vacío")) and not name.endswith("(Feedback)"):
                assert cell == "-" or re.fullmatch(r"\d+\.\d+", cell), (
                    cell
                )  # an empty one would become 0
    return found


def test_moodle(gradebook: Any, tmp_path: Path) -> None:
    """The score with penalty, each exercise, and comments beside it, as text with its line
    breaks.
    """
    text = exported(MoodleExport, gradebook, tmp_path)
    rows = moodle(text, "Username")
    assert moodle(text, "ID number").keys() >= {"4711", "A-7"} and moodle(
        text, "Email address"
    ).keys() >= {"ana@uni.example"}
    grades = {name: cell for name, cell in rows["ana"].items() if name.startswith(A)}
    assert grades == {
        A: "14.71",
        f"{A} (Feedback)": "",
        f"{A}: area": "4.25",
        f"{A}: ensayo": "3.0",
        f"{A}: ensayo (Feedback)": "'-1: breve",
        f"{A}: proyecto": "0.0",
        f"{A}: suma": "7.46",
        f"{A}: suma (Feedback)": 'Muy bien, ¡sigue!\nFalta el "sesgo";\'=1+1',
    }
    assert (
        rows["bruno"][A] == "7.5"
        and rows["bruno"][f"{A}: ensayo"] == "-"
        and rows["bruno"][f"{A}: suma (Feedback)"] == ""
    )
    assert rows["carla"][A] == "0.0"
    assert {
        cell for name, cell in rows["dora"].items() if name.startswith(A) and not name.endswith(")")
    } == {"-"}
    assert (
        rows["ana"]["First name"] == "Ana María" and rows["ana"]["Last name"] == 'Núñez, "la" Peña'
    )
    assert set(rows) == {"ana", "bruno", "carla", "dora", "elsa", inert(" ".join(HOSTILE.split()))}


def test_moodle_has_no_column_that_only_some_have(gradebook: Any, tmp_path: Path) -> None:
    """Else the grades of a student without an email would go to somebody else."""
    gradebook.update_or_create_student("carla", email=None)
    try:
        header = cells(exported(MoodleExport, gradebook, tmp_path))[0]
        assert "Email address" not in header and {"Username", "ID number"} <= set(header)
        header = cells(exported(MoodleExport, gradebook, tmp_path, student=["ana", "bruno"]))[0]
        assert "Email address" in header
    finally:
        gradebook.update_or_create_student("carla", email="carla@uni.example")


def test_what_nobody_has_decided_is_no_grade_and_said(gradebook: Any, tmp_path: Path) -> None:
    """The total goes without it, and names it."""
    rows = moodle(exported(MoodleExport, gradebook, tmp_path), "Username")
    assert rows["elsa"][f"{A}: suma"] == "-" and rows["elsa"][A] == "5.0"
    assert "suma" in rows["elsa"][f"{A} (Feedback)"] and rows["ana"][f"{A} (Feedback)"] == ""
