"""Grading again with a reason: who gains, who loses, by which check; and a dry run that writes
nothing at all.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from panal.changes.changelog import ChangeLog
from panal.changes.comparison import Change
from panal.course import gradebook
from panal.course.course import Course, open_assignment
from panal.course.gradebook import Book
from panal.errors import EngineFailure
from tests.end_to_end import writing
from tests.end_to_end.courses import call, in_soak
from tests.end_to_end.test_rows import CONFIG, COURSE_ID, hand_in
from tests.end_to_end.writing import ANA, GRADER, HALF, RIGHT, A, grading, make

pytestmark = [
    pytest.mark.filterwarnings(
        "ignore::DeprecationWarning:nbgrader", "ignore::DeprecationWarning:traitlets"
    ),
    pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning"),
]
KINDER = GRADER.replace("whole_number() == 3", "whole_number() in (1, 3)").replace(
    "test_argument", "test_any_argument"
)
STRICTER = """
@pytest.mark.check(title="Con cero")
def test_zero(submission):
    assert submission.{name}(0).whole_number() == 0
"""


def contents(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Everything in a course: what it holds, when it was changed and its rights."""
    found = {}
    for path in [folder, *sorted(folder.rglob("*"))]:
        status = path.stat()
        found[str(path)] = (
            status.st_mtime_ns,
            status.st_mode,
            b"" if path.is_dir() else path.read_bytes(),
        )
    return found


def grade(course: Path, *arguments: str) -> tuple[str, dict[str, Any]]:
    """`panal grade`: what it says, and its summary for machines."""
    target = course.parent / "summary.json"
    done = call(
        "panal", "grade", A, "--workers", "1", *arguments, "--json", str(target), cwd=course
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr, json.loads(target.read_text())


@in_soak("unit tests compare gradings, and below one is interrupted")
def test_graders_change(tmp_path: Path) -> None:
    """A dry run tells what a run then does; nothing is written by the one, all is kept by the
    other.
    """
    folder = tmp_path / "course"
    course = make(folder, f"{CONFIG}\nc.Panal.language = 'en'\n")
    graders = folder / "graders" / A
    hand_in(folder, "full", one=RIGHT, two=RIGHT)
    hand_in(folder, "half", one=HALF, two=HALF)
    hand_in(folder, "corrected", one=HALF)
    hand_in(folder, "broken", raw=b"no notebook")
    (folder / "gradebook.db").rename(tmp_path / "gradebook.db")

    # On a course that has never been graded and has no gradebook: not one file appears.
    before = contents(folder)
    said, summary = grade(folder, "--dry-run")
    assert contents(folder) == before
    assert summary["dry_run"] and summary["graded"] == 4 and not summary["changes"]
    assert {row["student"]: row["score"] for row in summary["students"]}["full"] == 15
    (tmp_path / "gradebook.db").rename(folder / "gradebook.db")

    _, summary = grade(folder)
    assert (
        not summary["changes"]
        and summary["changes_file"] is None
        and not list((folder / "reports").glob("*"))
    )
    with Gradebook(course.directory.db_url, COURSE_ID) as gradebook:
        gradebook.find_grade("test_one", A, A, "corrected").manual_score = 9.0
        gradebook.db.commit()

    (graders / "test_one.py").write_text(KINDER.format(name="one"))
    (graders / "test_two.py").write_text((GRADER + STRICTER).format(name="two"))
    hand_in(folder, "full", one=RIGHT, two=HALF)
    before = contents(folder)
    said, dry = grade(folder, "--dry-run")
    assert contents(folder) == before
    assert "Nothing was written." in said and dry["changes_file"] is None

    said, summary = grade(folder)
    for key in ("changes", "grader_changes"):
        assert summary[key] == dry[key]
    assert {row["student"]: row["score"] for row in summary["students"]} == {
        row["student"]: row["score"] for row in dry["students"]
    }
    assert summary["grader_changes"] == [
        "one: test_argument is now called test_any_argument",
        "two: test_zero is new",
    ]
    changes = {change["student"]: Change.from_json(change) for change in summary["changes"]}
    assert {student: change.same_file for student, change in changes.items()} == {
        "half": True,
        "corrected": True,
        "full": False,
    }
    half = {each.exercise: each for each in changes["half"].exercises}
    assert (half["one"].before, half["one"].after) == (6.67, 10)
    assert [str(check) for check in half["one"].checks] == [
        "test_any_argument (was test_argument): incorrect → correct"
    ]
    assert (half["two"].before, half["two"].after) == (3.33, 2.5)
    assert [str(check) for check in half["two"].checks] == ["test_zero: new, incorrect"]
    assert changes["corrected"].exercises[0].manual == 9
    assert (
        "half" in said
        and "6.67 → 10" in said
        and "9 by hand stays" in said
        and "incorrect → correct" in said
    )
    assert "Graders: two: test_zero is new." in said and "2 gain, 0 lose" in said
    kept = [json.loads(line) for line in Path(summary["changes_file"]).read_text().splitlines()]
    assert {
        line["student"]: Change.from_json(line) for line in kept if "student" in line
    } == changes
    assert "ended" in kept[-1] and "1 handed in another notebook" in said

    # Once more by force: nothing is different.
    said, summary = grade(folder, "--force", "--dry-run")
    assert summary["graded"] == 4 and not summary["changes"]


def test_a_damaged_earlier_result_is_none(course: Course) -> None:
    """Then nobody can say what is different."""
    writing.hand_in(course, ANA)
    told: list[object] = []
    with Book(course, open_assignment(course, A), lambda *what: told.append(what[1])) as book:
        book.write(ANA, grading(course, 40), "")
        (course.path("autograded", ANA, A) / "results.json").write_text("{")
        book.write(ANA, grading(course, 50), "")
        book.write(ANA, grading(course, 60), "")
    assert told[:2] == [None, None]
    assert told[2] == grading(course, 50).result


def test_a_change_survives_an_interrupted_run(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whenever the writer dies, the run that grades the submission again tells once what was different."""
    writing.hand_in(course, ANA)

    def opened(stamp: str) -> tuple[Book, ChangeLog]:
        log = ChangeLog(course.root / "reports", A, stamp)
        return Book(course, open_assignment(course, A), log.add), log

    book, log = opened("first")
    with book:
        book.write(ANA, grading(course, 40), "")
    book, log = opened("second")
    with book, monkeypatch.context() as broken:
        broken.setattr(gradebook, "complete", _fails)
        with pytest.raises(EngineFailure):
            book.write(ANA, grading(course, 80), "second")
    book, log = opened("second")
    with book:
        assert not book.kept([ANA], "second")
        book.write(ANA, grading(course, 80), "second")
    log.finish()
    (change,) = log.changes
    assert (change.before, change.after, len(change.exercises[0].checks)) == (9, 13, 40)
    (path,) = (course.root / "reports").glob("*.jsonl")
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [line["student"] for line in lines if "student" in line] == [ANA]


def _fails(*_: object) -> None:
    raise OSError(28, "No space left on device")
