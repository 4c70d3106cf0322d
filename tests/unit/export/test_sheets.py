"""panal.export.sheets: each sheet read back as the platform documents that it reads it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config

from panal import messages
from panal.course.database import connect
from panal.export.sheets import CanvasExport, CsvExport, MoodleExport, inert

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::sqlalchemy.exc.SAWarning"
)  # nbgrader's
A = "taller"
HOSTILE = '=HYPERLINK("http://stranger.example";"ü,ñ")\r\n@SUM(1)'
FORMULA = "=+-@\t\r\n＝＋－＠"


@pytest.fixture(scope="module")
def gradebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Two exercises, an answer and a task that people grade; students of every kind."""
    with connect(f"sqlite:///{tmp_path_factory.mktemp('export')}/gradebook.db", "c") as book:
        book.add_assignment(A)
        book.add_notebook(A, A)
        for name, points in (("test_suma", 10), ("test_area", 5), ("ensayo", 4)):
            book.add_grade_cell(name, A, A, max_score=points, cell_type="code")
        for name in ("suma", "area", "ensayo"):
            book.add_solution_cell(name, A, A)
        book.add_task_cell("proyecto", A, A, max_score=3, cell_type="markdown")
        book.add_assignment("vacío")
        book.add_student(
            "ana",
            first_name="Ana María",
            last_name='Núñez, "la" Peña',
            email="ana@uni.example",
            lms_user_id="4711",
        )
        book.add_student(
            "bruno",
            first_name="Bruno",
            last_name="Díaz; -2",
            email="bruno@uni.example",
            lms_user_id="A-7",
        )
        book.add_student(
            "carla", first_name="", last_name=None, email="carla@uni.example", lms_user_id="٣"
        )
        book.add_student(
            "dora",
            first_name="D\nora",
            last_name="Points Possible",
            email="dora@uni.example",
            lms_user_id="12x",
        )
        book.add_student(
            HOSTILE, first_name=HOSTILE, last_name="\t+1", email="@e", lms_user_id="-1"
        )
        for student in ("ana", "bruno", "carla", HOSTILE):
            book.add_submission(A, student)
        _grade(
            book,
            "ana",
            test_suma=(7.456, None),
            test_area=(2.5, 4.25),
            ensayo=(None, 3),
            proyecto=(None, 0),
        )
        _grade(book, "bruno", test_suma=(10, None), test_area=(0, None))
        _grade(book, "carla", test_suma=(1, None), test_area=(0, None))
        _grade(
            book,
            HOSTILE,
            test_suma=(10, None),
            test_area=(5, None),
            ensayo=(None, 4),
            proyecto=(None, 3),
        )
        for student, penalty in (("bruno", 2.5), ("carla", 5.0)):
            book.find_submission_notebook(A, A, student).late_submission_penalty = penalty
        for cell, text in (
            ("suma", 'Muy bien, ¡sigue!\nFalta el "sesgo";=1+1'),
            ("ensayo", "-1: breve"),
        ):
            book.find_comment(cell, A, A, "ana").manual_comment = text
        book.find_comment("area", A, A, "bruno").auto_comment = "No response."
        book.db.commit()
        yield book


def _grade(book: Any, student: str, **scores: tuple[float | None, float | None]) -> None:
    for name, (auto, manual) in scores.items():
        grade = book.find_grade(name, A, A, student)
        grade.auto_score, grade.manual_score, grade.needs_manual_grade = auto, manual, False


def exported(plugin: type[Any], gradebook: Any, folder: Path, **options: list[str]) -> str:
    """What the plugin writes, as text; it is UTF-8 without a mark at its beginning."""
    path = folder / "sheet.csv"
    config = Config({"ExportPlugin": {"to": str(path), **options}})
    plugin(config=config).export(gradebook)
    data = path.read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    return data.decode("utf-8")


def cells(text: str) -> list[list[str]]:
    """The rows, each as long as the first; none has a cell that a spreadsheet computes, whatever it
    takes for a separator.
    """
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert rows and {len(row) for row in rows} == {len(rows[0])}
    for row in rows:
        for cell in row:
            for part in [cell, *re.split(r"[;,\t]", cell)]:
                assert not part.strip(" ").startswith(tuple(FORMULA)) or re.fullmatch(
                    r"-(\d+(\.\d+)?)?", part
                ), cell
    return rows


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
        f"{A}: {messages.LATE}": 0,
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
        scores["carla"][f"{A}: {messages.LATE}"] == "-1.0"
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
    assert set(rows) == {"ana", "bruno", "carla", "dora", inert(" ".join(HOSTILE.split()))}


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


@pytest.mark.parametrize("plugin", [CanvasExport, MoodleExport, CsvExport])
def test_assignments_can_be_chosen(plugin: type[Any], gradebook: Any, tmp_path: Path) -> None:
    """`--assignment` and `--student` mean what they mean for nbgrader."""
    rows = cells(exported(plugin, gradebook, tmp_path, assignment=["vacío"], student=["ana"]))
    assert not [cell for row in rows for cell in row if A in cell]
    assert len([row for row in rows if "ana" in row]) == 1


def test_the_plain_sheet_has_tasks_too(gradebook: Any, tmp_path: Path) -> None:
    """A cell that people grade has its column as any other."""
    header, *rows = cells(exported(CsvExport, gradebook, tmp_path))
    ana = next(
        dict(zip(header, row, strict=True)) for row in rows if row[3] == "ana" and row[0] == A
    )
    assert (ana["proyecto"], ana["ensayo"], ana["test_area"]) == ("0.0", "3.0", "4.25")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"), ("-", "-"), ("-1", "'-1"), ("\t=1", "'\t'=1"), ("＝1", "'＝1"), ("x;=1;+2", "x;'=1;'+2"), ("a, -b", "a,' -b"),
        ("2-1", "2-1"), ("Ana-María", "Ana-María"), ("", ""), (-2.5, -2.5), (None, None),
    ],
)  # fmt: skip
def test_what_could_be_computed_is_text(text: object, shown: object) -> None:
    """At the beginning of a cell, and where another separator would begin one; numbers stay
    numbers.
    """
    assert inert(text) == shown
