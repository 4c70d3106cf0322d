"""panal.classroom: who is graded, where each row counts, and what machines are told. What goes wrong
around a class is in test_faults_of_a_class.py.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from panal import classroom
from panal.changes.comparison import Change, CheckChange, ExerciseChange
from panal.classroom import Progress, Row, Summary, grade_class
from panal.course.course import Course
from panal.errors import UsageError
from panal.results import Check, Ending, GradeId, Result, StudentId, Verdict
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
    progress = Progress(lambda total, _: told.append(total), lambda row: told.append(row.student))
    grade_class(course, A, progress=progress)
    assert told == [2, "bob", "eva"]


def test_an_interrupted_run_says_who_is_left(course: Course) -> None:
    """What was written counts, and the changes go on in the next run's file."""

    def interrupt(row: Row) -> None:
        raise KeyboardInterrupt

    summary = grade_class(course, A, progress=Progress(finished=interrupt))
    assert graded(summary) == {"ana": True}
    assert summary.left == ("bob", "eva")
    assert graded(grade_class(course, A)) == {"ana": False, "bob": True, "eva": True}


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
