"""What a course may be like: its files, its roster, its due dates, and a gradebook that is not
there. Graded by the commands themselves.
"""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from panal.course.course import Course
from tests.end_to_end.courses import call
from tests.end_to_end.test_rows import CONFIG, COURSE_ID, hand_in
from tests.end_to_end.writing import RIGHT, A, make

pytestmark = [
    pytest.mark.filterwarnings(
        "ignore::DeprecationWarning:nbgrader", "ignore::DeprecationWarning:traitlets"
    ),
    pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning"),
]
NFC, NFD = "josé-núñez", unicodedata.normalize("NFD", "josé-núñez")
READS = """
import os

def {name}(n=1):
    if os.path.exists("secret.txt") or os.path.exists("sub/deep/secret.txt"):
        return 0
    return int(open("sub/deep/one.txt").read()) if n == 1 else n
"""


def grade(course: Course, *arguments: str) -> dict[str, Any]:
    target = course.root.parent / "summary.json"
    done = call(
        "panal", "grade", A, "--workers", "1", "--json", str(target), *arguments, cwd=course.root
    )
    assert done.returncode == 0, done.stderr
    summary: dict[str, Any] = json.loads(target.read_text())
    return summary


def test_files_accents_and_a_due_date_that_moves(tmp_path: Path) -> None:
    """A subfolder's file is read, an ignored one is not there; two spellings are one student; a
    penalty follows the due date without another grading.
    """
    config = CONFIG + "\nc.CourseDirectory.ignore.append('secret*')\n"
    course = make(tmp_path / "course", config)
    for name, text in (("sub/deep/one.txt", "1"), ("secret.txt", ""), ("sub/deep/secret.txt", "")):
        path = course.root / "source" / A / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    hand_in(course.root, NFD, one=READS, two=RIGHT, timestamp="2026-03-01 14:00:00.5 -05")
    with Gradebook(course.directory.db_url, COURSE_ID) as gradebook:
        gradebook.add_student(NFC)

    def move(date: str) -> None:
        with Gradebook(course.directory.db_url, COURSE_ID) as gradebook:
            gradebook.update_or_create_assignment(A, duedate=date)

    move("2026-03-01T17:00:00.5")
    (row,) = grade(course, unicodedata.normalize("NFD", NFC))["students"]
    assert (row["student"], row["score"], row["points"]) == (
        NFC,
        13,
        {"one": 10, "two": 5, "essay": 0, "project": None},
    )
    kept = course.path("autograded", NFC, A)
    assert (kept / "sub" / "deep" / "one.txt").read_text() == "1"
    with Gradebook(course.directory.db_url, COURSE_ID) as gradebook:
        assert [each.id for each in gradebook.students] == [NFC]
    move("2026-12-31T00:00:00")
    summary = grade(course)
    assert (summary["graded"], summary["unchanged"]) == (0, 1)
    assert summary["students"][0]["score"] == 15
    assert "15 de 22 puntos" in (course.path("feedback", NFC, A) / f"{A}.html").read_text()
    before = (kept / "results.json").stat().st_mtime_ns
    assert grade(course)["unchanged"] == 1
    assert (kept / "results.json").stat().st_mtime_ns == before


def test_a_course_without_its_gradebook_ends_at_once(tmp_path: Path) -> None:
    """With what to do, before anything is started."""
    course = make(tmp_path / "course", CONFIG)
    hand_in(course.root, "ana", one=RIGHT)
    (course.root / "gradebook.db").unlink()
    done = call("panal", "grade", A, "--workers", "1", cwd=course.root)
    assert done.returncode == 2 and f"Run `panal release {A}`" in done.stderr
    assert "dashboard" not in done.stderr
    assert not any((course.root / name).exists() for name in ("gradebook.db", "autograded"))
