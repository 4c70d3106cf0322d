"""panal.classroom: who is graded, where each row counts, and what machines are told. What goes wrong
around a class is in test_faults_of_a_class.py.
"""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from panal import classroom
from panal.changes.comparison import Change, CheckChange, ExerciseChange
from panal.classroom import Progress, Row, Summary, grade_class
from panal.course.course import Course
from panal.course.forced import FORGOTTEN_SECONDS
from panal.errors import EnvironmentProblem, Interrupted, UsageError
from panal.results import Check, Ending, GradeId, Result, StudentId, Verdict
from panal.status import Standing, standing
from tests.unit.test_faults_of_a_class import STUDENTS, A, course, hand_in, template

__all__ = ["course", "template"]  # fixtures
pytestmark = [
    pytest.mark.filterwarnings(
        "ignore::DeprecationWarning:nbgrader", "ignore::DeprecationWarning:traitlets"
    ),
    pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning"),
]
ANA = StudentId("ana")


# Who


def graded(summary: Summary) -> dict[str, bool]:
    """Who is in the table, and whether graded now."""
    return {row.student: row.fresh for row in summary.rows}


def test_who_has_changed_is_graded(course: Course) -> None:
    """Once; and the table has everybody."""
    assert graded(grade_class(course, A)) == dict.fromkeys(STUDENTS, True)
    assert graded(grade_class(course, A)) == dict.fromkeys(STUDENTS, False)
    hand_in(course, "bob", "half")
    assert graded(grade_class(course, A)) == {"ana": False, "bob": True, "eva": False}
    assert graded(grade_class(course, A, force=True)) == dict.fromkeys(STUDENTS, True)


def test_only_those_who_are_named(course: Course) -> None:
    """However their names are composed."""
    hand_in(course, "zoe\u0301", "")
    assert graded(grade_class(course, A, ["eva", "zo\u00e9"])) == {"eva": True, "zo\u00e9": True}


def test_a_name_that_nobody_has_grades_nobody(course: Course) -> None:
    """A slip of the hand must not look like a class without him."""
    with pytest.raises(UsageError, match=r"Nothing was handed in by carl, dora\."):
        grade_class(course, A, ["dora", "ana", "carl"])
    assert graded(grade_class(course, A, ["ana"])) == {"ana": True}


def test_nobody_at_all(course: Course) -> None:
    for student in STUDENTS:
        course.path("submitted", student, A).rename(course.root / f"away-{student}")
    with pytest.raises(UsageError, match="Nothing was handed in for 'hw'"):
        grade_class(course, A)


def test_a_dry_run_leaves_everything_to_do(course: Course) -> None:
    """And says what would change."""
    summary = grade_class(course, A, dry_run=True)
    assert summary.dry_run and summary.changes_file is None
    assert {(change.student, change.points) for change in summary.changes} == {
        (student, 5) for student in STUDENTS
    }
    assert graded(grade_class(course, A)) == dict.fromkeys(STUDENTS, True)


def test_progress_is_told_as_it_is_made(course: Course) -> None:
    """How many there are to do, and each as it is written; not those who are done."""
    grade_class(course, A, ["ana"])
    told: list[object] = []
    begun: list[object] = []
    progress = Progress(
        started=lambda total, _: told.append(total),
        begun=begun.append,
        finished=lambda row: told.append(row.student),
    )
    grade_class(course, A, progress=progress)
    assert told == [2, "bob", "eva"]
    assert begun == ["bob", "eva"]


def test_an_interrupted_run_says_who_is_left(course: Course) -> None:
    """What was written counts, and the changes go on in the next run's file."""

    def interrupt(row: Row) -> None:
        raise Interrupted

    summary = grade_class(course, A, progress=Progress(finished=interrupt))
    assert graded(summary) == {"ana": True}
    assert summary.left == ("bob", "eva")
    assert graded(grade_class(course, A)) == {"ana": False, "bob": True, "eva": True}


def test_a_forced_run_goes_on(course: Course) -> None:
    """Once: whoever forces it again after its end wants everybody graded again."""

    def interrupt(row: Row) -> None:
        raise Interrupted

    grade_class(course, A)
    summary = grade_class(course, A, force=True, progress=Progress(finished=interrupt))
    assert summary.left == ("bob", "eva")
    on = {"ana": False, "bob": True, "eva": True}
    assert graded(grade_class(course, A, force=True)) == on
    assert graded(grade_class(course, A, force=True)) == dict.fromkeys(STUDENTS, True)


def test_another_forced_run_begins_anew(course: Course) -> None:
    """Of other students, under other graders, or after any run that reached everybody."""

    def interrupt(row: Row) -> None:
        raise Interrupted

    def begun() -> None:
        grade_class(course, A, force=True, progress=Progress(finished=interrupt))

    begun()
    assert graded(grade_class(course, A, ["ana"], force=True)) == {"ana": True}
    begun()
    grade_class(course, A)
    assert graded(grade_class(course, A, force=True)) == dict.fromkeys(STUDENTS, True)
    begun()
    (course.root / "reports" / f".{A}.forced").write_text('["another stamp"]\n"ana"\n')
    assert graded(grade_class(course, A, force=True)) == dict.fromkeys(STUDENTS, True)


def test_a_forced_run_is_forgotten_after_a_day(course: Course) -> None:
    """By then nobody remembers that it was interrupted."""

    def interrupt(row: Row) -> None:
        raise Interrupted

    grade_class(course, A, force=True, progress=Progress(finished=interrupt))
    yesterday = time.time() - FORGOTTEN_SECONDS - 60
    os.utime(course.root / "reports" / f".{A}.forced", (yesterday, yesterday))
    assert graded(grade_class(course, A, force=True)) == dict.fromkeys(STUDENTS, True)


@pytest.mark.parametrize("kind", ["pipe", "link", "folder", "deep", "bytes"])
def test_what_lies_in_its_place_is_neither_followed_nor_waited_for(
    course: Course, tmp_path: Path, kind: str
) -> None:
    """Whoever may write into reports/ can put anything there; the class is graded all the same."""
    path, elsewhere = course.root / "reports" / f".{A}.forced", tmp_path / "elsewhere"
    path.parent.mkdir(exist_ok=True)
    elsewhere.write_text("mine\n")
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "link":
        path.symlink_to(elsewhere)
    elif kind == "folder":
        path.mkdir()
    else:
        path.write_bytes(b"[" * 10**5 if kind == "deep" else b"\xff\n\xfe\n")
    assert graded(grade_class(course, A, force=True)) == dict.fromkeys(STUDENTS, True)
    assert elsewhere.read_text() == "mine\n"
    assert path.exists() == (kind == "folder")


# Before anything is begun


def refused(course: Course) -> str:
    """What is said in place of grading anybody."""
    with pytest.raises(EnvironmentProblem) as found:
        grade_class(course, A, progress=Progress(begun=lambda student: pytest.fail(student)))
    return str(found.value)


def test_a_full_disk_refuses(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before a class is graded that can't be written down; so does one without room for another file."""
    full = os.statvfs_result((4096, 4096, 1000, 100, 100, 1000, 100, 100, 0, 255))
    monkeypatch.setattr("panal.preflight.os.statvfs", lambda place: full)
    assert "is full: it has 0 MB, and 50 MB are needed. Free some space there." in refused(course)
    crowded = os.statvfs_result((4096, 4096, 10**6, 10**6, 10**6, 1000, 0, 0, 0, 255))
    monkeypatch.setattr("panal.preflight.os.statvfs", lambda place: crowded)
    assert "it has no room for another file" in refused(course)


def test_a_small_temporary_folder_is_enough_for_any_class(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a container has it: what a class needs more it needs where results are written."""
    for number in range(20):
        hand_in(course, f"new-{number}", "")
    sizes = {tempfile.gettempdir(): 60}  # MB
    monkeypatch.setattr(
        "panal.preflight.os.statvfs",
        lambda place: os.statvfs_result(
            (2**20, 2**20, 999, *[sizes.get(str(place), 80)] * 2, 999, 999, 999, 0, 255)
        ),
    )
    assert len(grade_class(course, A).rows) == 23


def test_a_folder_that_refuses_is_told(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the system says it; and one student's alone, which somebody else has made."""

    def read_only(*arguments: object, dir: Path, **more: object) -> object:
        raise OSError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as broken:
        broken.setattr("panal.preflight.tempfile.NamedTemporaryFile", read_only)
        assert "can't be written: Read-only file system." in refused(course)
    grade_class(course, A)
    hand_in(course, "bob", "half")
    closed = course.path("feedback", StudentId("bob"), A)
    with monkeypatch.context() as broken:
        broken.setattr("panal.preflight.os.access", lambda path, mode: path != closed)
        assert f"{closed} can't be written: it belongs to somebody else." in refused(course)

    exists = Path.exists

    def shut(path: Path) -> bool:  # the folder above it can't even be looked into
        if path == closed:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return exists(path)

    monkeypatch.setattr(Path, "exists", shut)
    assert f"{closed} can't be written: it belongs to somebody else." in refused(course)


def test_a_gradebook_that_can_only_be_read(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite says so when the transaction begins. All that is wrong is said at once."""
    read_only = f"sqlite:///file:{course.root}/gradebook.db?mode=ro&uri=true"
    monkeypatch.setattr(course.directory, "db_url", read_only)
    full = os.statvfs_result((4096, 4096, 1000, 100, 100, 1000, 100, 100, 0, 255))
    monkeypatch.setattr("panal.preflight.os.statvfs", lambda place: full)
    said = refused(course)
    assert "readonly database" in said and "is full" in said


def test_one_that_is_only_locked_is_waited_for(course: Course) -> None:
    """As the table of what is done again says."""
    held = sqlite3.connect(
        course.root / "gradebook.db", isolation_level=None, check_same_thread=False
    )
    held.execute("BEGIN IMMEDIATE")
    release = threading.Timer(1.0, held.rollback)
    release.start()
    assert graded(grade_class(course, A)) == dict.fromkeys(STUDENTS, True)


def test_nothing_of_it_matters_to_a_dry_run(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = os.statvfs_result((4096, 4096, 1000, 0, 0, 1000, 0, 0, 0, 255))
    monkeypatch.setattr("panal.preflight.os.statvfs", lambda place: full)
    assert graded(grade_class(course, A, dry_run=True)) == dict.fromkeys(STUDENTS, True)


# Standing


def test_where_everybody_stands(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Graded, graded by what has changed since, never graded; nothing is written to find it out."""
    assert standing(course, A) == Standing((), tuple(map(StudentId, STUDENTS)), (), (), ())
    grade_class(course, A)
    hand_in(course, "bob", "half")
    hand_in(course, "zoe", "")
    before = sorted(course.root.rglob("*"))
    found = standing(course, A)
    assert (found.graded, found.stale, found.new) == (("ana", "eva"), ("bob",), ("zoe",))
    assert sorted(course.root.rglob("*")) == before
    (course.root / "gradebook.db").unlink()
    assert standing(course, A).graded == () and standing(course, A).handed_in == 4


# Rows


ROWS: dict[str, tuple[dict[str, Any], str, bool]] = {
    "all points": ({"points": (10, 5), "max_points": 15}, "full", False),
    "some": ({"points": (10, 0), "max_points": 15}, "partial", False),
    "none": ({"points": (0, 0), "max_points": 15}, "zero", False),
    "all but what is pending": ({"points": (10, None), "pending": (0, 5), "max_points": 15}, "pending", False),
    "nothing but what is pending": ({"points": (0, None), "pending": (0, 5), "max_points": 15}, "pending", False),
    "some, whatever is pending": ({"points": (6, None), "pending": (0, 5), "max_points": 15}, "partial", False),
    "all points and a repair": ({"points": (10,), "max_points": 10, "incidents": ("x",)}, "flagged", False),
    "a grader failed": ({"points": (10,), "failed": (("test_a", "Traceback"),)}, "flagged", True),
    "not graded": ({"problem": "Disk full."}, "flagged", True),
}  # fmt: skip


@pytest.mark.parametrize("case", ROWS)
def test_each_row_is_of_one_kind(case: str) -> None:
    """A limit that was hit is for whoever is interested; a failure of ours is for somebody to mend."""
    values, kind, needs_person = ROWS[case]
    row = Row(ANA, **values)
    assert (row.kind, row.needs_person) == (kind, needs_person)


def result(*endings: Ending, notes: tuple[str, ...] = ()) -> Result:
    checks = tuple(Check(f"c{n}", "Una", 1.0, ending, "Casi.") for n, ending in enumerate(endings))
    return Result(A, (Verdict(GradeId("test_one"), 10.0, checks),), notes=notes)


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (result(Ending.RIGHT, Ending.RIGHT), "full"),
        (result(Ending.RIGHT, Ending.WRONG), "partial"),
        (result(Ending.WRONG), "zero"),
        (result(Ending.OUT_OF_TIME), "flagged"),
        (result(Ending.RIGHT, notes=("Faltaban celdas.",)), "flagged"),
        (result(Ending.RIGHT, Ending.GRADER_FAILED), "flagged"),
    ],
)
def test_a_row_says_what_its_result_says(found: Result, kind: str) -> None:
    """Its score is the gradebook's: a person may have given another one."""
    row = classroom._row(ANA, found, 7.5, {}, fresh=False)
    assert (row.points, row.score, row.fresh, row.kind) == ((found.points,), 7.5, False, kind)
    assert row.max_points == 10 and row.pending == (found.pending,)
    assert [name for name, _ in row.failed] == [check.name for check in found.failed_graders()]


def test_the_summary_for_machines() -> None:
    """Everybody counts once, and what is said of each can be read without the table."""
    rows = (
        Row(ANA, (10, 5), max_points=15, score=15, isolation="namespaces"),
        Row(StudentId("bob"), (10, 0), max_points=15, score=8, fresh=False),
        Row(StudentId("eva"), problem="The worker that graded it ended."),
        Row(StudentId("gil"), (0, 5), score=5, failed=(("test_a", "Traceback …"), ("test_b", "…"))),
        Row(StudentId("ida"), (0, 0), incidents=("Se acabó el tiempo.",)),
    )
    checks = (CheckChange("test_a", "test_a", Ending.WRONG, Ending.RIGHT),)
    change = Change(ANA, 10, 15, True, (ExerciseChange("side", 0, 5, checks),))
    summary = Summary(
        A, ("area", "side"), rows, (StudentId("zoe"),), 1.23456,
        (change,), ("area: test_b is new",), Path("reports/changes.jsonl"), names={ANA: "Ríos, Ana"},
    )  # fmt: skip
    assert [row.student for row in summary.failures] == ["eva", "gil"]
    found = json.loads(json.dumps(summary.to_json()))
    students = {row.pop("student"): row for row in found.pop("students")}
    assert [Change.from_json(each) for each in found.pop("changes")] == [change]
    assert found == {
        "assignment": A,
        "isolation": "namespaces",
        "inside": [],
        "seconds": 1.23,
        "graded": 3,
        "unchanged": 1,
        "counts": {"full": 1, "partial": 1, "flagged": 3},
        "left": ["zoe"],
        "dry_run": False,
        "edited": [],
        "grader_changes": ["area: test_b is new"],
        "changes_file": "reports/changes.jsonl",
    }
    assert students["ana"] == {
        "name": "Ríos, Ana",
        "score": 15,
        "points": {"area": 10, "side": 5},
        "kind": "full",
        "fresh": True,
        "incidents": [],
        "problem": "",
    }
    assert students["bob"]["fresh"] is False
    assert students["eva"]["problem"] == "The worker that graded it ended."
    assert students["gil"]["problem"] == "The grader test_a failed., The grader test_b failed."
    assert students["ida"]["incidents"] == ["Se acabó el tiempo."]
