"""panal.course.gradebook: what is written, on both databases. Nothing is graded here."""

from __future__ import annotations

import json
import os
import pickle
import shutil
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateFeedback

from panal.course.course import Course, open_assignment
from panal.course.gradebook import Book, DryBook
from panal.course.graded import Graded
from panal.errors import EngineFailure, EnvironmentProblem, UsageError
from panal.pages.exercises import Fragment
from panal.pages.feedback_exporter import FeedbackExporter
from panal.results import Ending, Result, StudentId
from tests.end_to_end.writing import (
    ANA,
    A,
    Seen,
    book,
    configure,
    grading,
    hand_in,
    leftovers,
    seen,
)

pytestmark = [
    pytest.mark.filterwarnings(
        "ignore::DeprecationWarning:nbgrader", "ignore::DeprecationWarning:traitlets"
    ),
    pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning"),
]


def changed(made: Graded, **more: Any) -> Graded:
    """With something else about its only notebook."""
    [one] = made.notebooks
    return replace(made, notebooks=(replace(one, **more),))


def test_what_crosses_is_plain_data(plain: Course) -> None:
    """It can be pickled, and nothing in it needs more than Python, panal.results and
    panal.pages to be understood.
    """
    made = grading(plain, 40)
    assert pickle.loads(pickle.dumps(made)) == made
    kinds = {field.name: type(getattr(made, field.name)) for field in fields(made)}
    assert kinds == {"result": Result, "notebooks": tuple}
    [one] = made.notebooks
    kinds = {field.name: type(getattr(one, field.name)) for field in fields(one)}
    assert kinds == {
        "name": str,
        "text": str,
        "fragment": Fragment,
        "marks": dict,
        "no_response": dict,
        "there": bool,
    }
    assert one.marks == {"test_one": 4.0, "test_two": 5.0, "essay": None}
    assert one.no_response == {"one": False, "two": False, "essay": False, "project": False}


def test_all_is_written(course: Course) -> None:
    """Gradebook, notebook, results.json with its stamp, page, the instructor's files and the
    exchange's.
    """
    hand_in(course, ANA, "2026-01-02 03:04:05 UTC")
    with book(course) as writer:
        assert writer.write(ANA, grading(course, 40), "the stamp") == 9.0
        assert writer.scores() == {ANA: 9.0}
        assert writer.kept([ANA], "the stamp") == {ANA: (grading(course, 40).result, 9.0)}
        assert writer.kept([ANA], "another stamp") == {}
        hand_in(course, ANA, "2026-01-02 03:04:06 UTC")
        assert writer.kept([ANA], "the stamp") == {}
    assert seen(course) == Seen(40, 40, 40, 40)
    folder = course.path("autograded", ANA, A)
    assert {path.name for path in folder.iterdir()} == {
        f"{A}.ipynb",
        "results.json",
        "data.txt",
        "timestamp.txt",
    }
    assert {path.name for path in course.path("feedback", ANA, A).iterdir()} == {
        f"{A}.html",
        "timestamp.txt",
    }
    assert json.loads((folder / "results.json").read_text())["stamp"] == "the stamp"
    assert not leftovers(course)
    umask = os.umask(0)
    os.umask(umask)
    assert {oct(path.stat().st_mode & 0o777) for path in folder.iterdir()} == {oct(0o666 & ~umask)}


def test_what_a_person_entered_is_kept(course: Course) -> None:
    """Scores, extra credit and comments; and that cell is to be looked at again, as after
    nbgrader's own regrading.
    """
    hand_in(course, ANA)
    with book(course) as writer:
        writer.write(ANA, grading(course, 40), "")
        with Gradebook(course.directory.db_url, "c") as gradebook:
            gradebook.find_grade("test_one", A, A, ANA).manual_score = 7
            gradebook.find_grade("test_two", A, A, ANA).extra_credit = 0.5
            gradebook.find_grade("project", A, A, ANA).manual_score = 3
            gradebook.find_comment("one", A, A, ANA).manual_comment = "Bien pensado."
            gradebook.db.commit()
        assert writer.write(ANA, grading(course, 80), "") == 7 + 5.5 + 3
        assert writer.scores() == {ANA: 15.5}
    with Gradebook(course.directory.db_url, "c") as gradebook:
        grade = gradebook.find_grade("test_one", A, A, ANA)
        assert (grade.auto_score, grade.manual_score, grade.needs_manual_grade) == (8, 7, True)
    page = (course.path("feedback", ANA, A) / f"{A}.html").read_text()
    assert (
        "7 de 10 puntos" in page
        and "Estos puntos los puso una persona." in page
        and "Bien pensado." in page
    )


LATE = """
from nbgrader.plugins import BasePlugin
class Hourly(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return {penalty}
c.AssignLatePenalties.plugin_class = Hourly
"""


@pytest.mark.parametrize(
    ("penalty", "expected"),
    [
        ("total_seconds_late / 3600", 7.0),
        ("score / 3", 6.0),
        ("1000", 0.0),
        ("-1", 9.0),
        ("None", 9.0),
    ],
)
def test_late_penalties_by_the_courses_plugin(
    penalty: str, expected: float, new_course: Callable[..., Course]
) -> None:
    """The one that is configured, within nbgrader's bounds; it is on the page, too, and gone when
    no longer late.
    """
    course = new_course(LATE.format(penalty=penalty))
    with Gradebook(course.directory.db_url, "c") as gradebook:
        gradebook.update_or_create_assignment(A, duedate="2026-01-01T00:00:00")
    hand_in(course, ANA, "2026-01-01 02:00:00 UTC")
    with book(course) as writer:
        assert writer.write(ANA, grading(course, 40), "") == expected
        assert writer.scores() == {ANA: expected}
        page = (course.path("feedback", ANA, A) / f"{A}.html").read_text()
        assert f"{expected:g} de 15 puntos" in page and ("entrega tardía" in page) == (expected < 9)
        hand_in(course, ANA, "2026-01-01 00:00:00 UTC")
        assert writer.write(ANA, grading(course, 40), "") == 9.0


def test_a_notebook_that_is_missing_has_no_points(course: Course) -> None:
    """For nobody has to look at it, whatever it asks for."""
    course.path("submitted", ANA, A).mkdir(parents=True)
    with book(course) as writer:
        assert writer.write(ANA, changed(grading(course, 0), there=False), "") == 0
    with Gradebook(course.directory.db_url, "c") as gradebook:
        grades = gradebook.find_submission(A, ANA).notebooks[0].grades
        assert [(grade.auto_score, grade.needs_manual_grade) for grade in grades] == [
            (0, False)
        ] * 4


def test_the_page_is_that_of_nbgrader(course: Course) -> None:
    """`nbgrader generate_feedback` makes the same page of what stands in autograded/ and gradebook,
    byte for byte.
    """
    hand_in(course, ANA)
    with book(course) as writer:
        writer.write(ANA, grading(course, 40, pictures=2, picture=b"a picture"), "")
    path = course.path("feedback", ANA, A) / f"{A}.html"
    ours = path.read_bytes()
    course.config.GenerateFeedback.exporter_class = FeedbackExporter
    course.directory.assignment_id = A
    GenerateFeedback(coursedir=course.directory, config=course.config, force=True).start()
    assert path.stat().st_mode & 0o777 == 0o644
    assert path.read_bytes() == ours


def test_only_one_writes(course: Course) -> None:
    """A second run would write into the folders that the first one is about to complete."""
    with (
        book(course),
        pytest.raises(EnvironmentProblem, match="being graded already"),
        book(course),
    ):
        pass
    with book(course):
        pass


def test_a_gradebook_that_does_not_know_the_cell_says_so(course: Course) -> None:
    """Nothing is left of the attempt, neither rows nor files."""
    hand_in(course, ANA)
    made = grading(course, 40)
    made.notebooks[0].marks["unheard of"] = 1.0
    with book(course) as writer:
        with pytest.raises(EngineFailure, match="unheard of"):
            writer.write(ANA, made, "")
        assert writer.scores() == {}
    assert seen(course) == Seen(None, None, None, None)
    assert not leftovers(course)


def test_strange_names(course: Course) -> None:
    """Students are folders, and a folder may have any name."""
    names = [
        StudentId(name)
        for name in (
            "…",
            "a b",
            "%s",
            "{student_id}",
            "'; DROP TABLE grade; --",
            ".hidden",
            "*",
            "ñ",
        )
    ]
    with book(course) as writer:
        for name in names:
            hand_in(course, name)
            writer.write(name, grading(course, 40), "")
        assert set(writer.scores()) == set(names)
        assert set(writer.kept(names, "")) == set(names)
    assert all(seen(course, name) == Seen(40, 40, 40, 40) for name in names)


@pytest.mark.parametrize("what", ["rows", "notebook", "page", "results.json"])
def test_what_is_not_complete_does_not_hold(what: str, course: Course) -> None:
    """Whoever removed a part of it, or brought back an older gradebook: it is graded again."""
    hand_in(course, ANA)
    with book(course) as writer:
        writer.write(ANA, grading(course, 40), "stamp")
        assert set(writer.kept([ANA], "stamp")) == {ANA}
        if what == "rows":
            with Gradebook(course.directory.db_url, "c") as gradebook:
                gradebook.find_grade("test_one", A, A, ANA).auto_score = 3.9
                gradebook.db.commit()
        elif what == "page":
            (course.path("feedback", ANA, A) / f"{A}.html").unlink()
        else:
            name = f"{A}.ipynb" if what == "notebook" else what
            (course.path("autograded", ANA, A) / name).unlink()
        assert writer.kept([ANA], "stamp") == {}
        writer.write(ANA, grading(course, 40), "stamp")
        assert set(writer.kept([ANA], "stamp")) == {ANA}
    assert seen(course) == Seen(40, 40, 40, 40) and not leftovers(course)


def test_what_lay_in_the_folder_goes(course: Course) -> None:
    """As when nbgrader grades anew; what stands where a file or the folder should be, too."""
    hand_in(course, ANA)
    folder = course.path("autograded", ANA, A)
    for name in ("old/deep/a.txt", "results.json/x", "data.txt/y"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text("old")
    elsewhere = course.root / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / f"{A}.ipynb").write_text("another's")
    (folder / f"{A}.ipynb").symlink_to(elsewhere / f"{A}.ipynb")
    with book(course) as writer:
        writer.write(ANA, grading(course, 40), "")
        assert {path.name for path in folder.rglob("*")} == {
            f"{A}.ipynb",
            "results.json",
            "data.txt",
        }
        shutil.rmtree(folder)
        folder.symlink_to(elsewhere)
        writer.write(ANA, grading(course, 50), "")
    assert seen(course) == Seen(50, 50, 50, 50) and not folder.is_symlink()
    assert (elsewhere / f"{A}.ipynb").read_text() == "another's"


def test_a_gradebook_without_the_assignment_is_said_at_once(course: Course) -> None:
    """And nothing is made: neither a database nor a folder."""
    opened = replace(open_assignment(course, A), name="unheard of")
    with pytest.raises(UsageError, match="Run `panal release unheard of`"), Book(course, opened):
        pass
    if "sqlite" in course.directory.db_url:
        (course.root / "gradebook.db").unlink()
        with pytest.raises(UsageError, match=f"Run `panal release {A}`"), book(course):
            pass
        assert not (course.root / "gradebook.db").exists()


def test_a_check_whose_grader_failed_waits_for_a_person(course: Course) -> None:
    """With what is earned so far; a score that a person gave stays, and so does their work."""
    hand_in(course, ANA)
    made = grading(course, 40)
    first, second = made.result.verdicts
    failed = replace(second, checks=(replace(second.checks[0], ending=Ending.GRADER_FAILED),))
    pending = replace(made, result=replace(made.result, verdicts=(first, failed)))
    with book(course) as writer:
        writer.write(ANA, pending, "stamp")
        with Gradebook(course.directory.db_url, "c") as gradebook:
            grades = {
                each.name: (each.auto_score, each.needs_manual_grade)
                for each in gradebook.find_submission(A, ANA).notebooks[0].grades
            }
            assert grades["test_one"] == (4.0, False)
            assert grades["test_two"] == (made.notebooks[0].marks["test_two"], True)
            gradebook.find_grade("test_two", A, A, ANA).manual_score = 1.5
            gradebook.db.commit()
        assert writer.kept([ANA], "stamp") == {}
        writer.write(ANA, pending, "stamp")
    with Gradebook(course.directory.db_url, "c") as gradebook:
        grade = gradebook.find_grade("test_two", A, A, ANA)
        assert (grade.manual_score, grade.score, grade.needs_manual_grade) == (1.5, 1.5, True)


def test_a_due_date_that_moved_changes_the_penalty_and_nothing_else(
    new_course: Callable[..., Course],
) -> None:
    """Nobody is graded again for it; rows, page and results.json are those of a grading now."""
    course = new_course(LATE.format(penalty="total_seconds_late / 3600"))
    hand_in(course, ANA, "2026-01-01 02:00:00 UTC")
    bob = StudentId("bob")
    hand_in(course, bob, "2026-01-01 00:00:00 UTC")
    told: list[object] = []

    def opened() -> Book:
        return Book(course, open_assignment(course, A), lambda *what: told.append(what))

    def move(date: str) -> None:
        with Gradebook(course.directory.db_url, "c") as gradebook:
            gradebook.update_or_create_assignment(A, duedate=date)

    move("2026-01-01T00:00:00")
    with opened() as writer:
        for student in (ANA, bob):
            writer.write(student, grading(course, 40), "stamp")
    told.clear()
    for date, expected in (
        ("2026-01-01T01:00:00", 8.0),
        ("2026-01-02T00:00:00", 9.0),
        ("2026-01-01T00:00:00", 7.0),
    ):
        move(date)
        dry = DryBook(course, open_assignment(course, A))
        with dry as reader:
            assert {who: score for who, (_, score) in reader.kept([ANA, bob], "stamp").items()} == {
                ANA: expected,
                bob: 9.0,
            }
        page = course.path("feedback", ANA, A) / f"{A}.html"
        before, untouched = page.read_text(), course.path("feedback", bob, A) / f"{A}.html"
        of_bob = untouched.stat().st_mtime_ns
        with opened() as writer:
            assert writer.kept([ANA, bob], "stamp")[ANA] == (grading(course, 40).result, expected)
            assert writer.scores() == {ANA: expected, bob: 9.0}
        assert f"{expected:g} de 15 puntos" in page.read_text() and page.read_text() != before
        assert untouched.stat().st_mtime_ns == of_bob
        assert seen(course) == Seen(40, 40, 40, 40) and not leftovers(course)
    (earlier,) = {(what[1] == what[2]) for what in told}  # type: ignore[index]
    assert earlier and len(told) == 3
    # Another plugin is another penalty.
    other = configure(
        course.root,
        f"c.CourseDirectory.db_url = {course.directory.db_url!r}\n{LATE.format(penalty='score / 3')}",
    )
    with book(other) as writer:
        assert writer.kept([ANA], "stamp")[ANA][1] == 6.0
    broken = configure(
        course.root,
        f"c.CourseDirectory.db_url = {course.directory.db_url!r}\n{LATE.format(penalty='1 / 0')}",
    )
    with book(broken) as writer:
        assert set(writer.kept([ANA, bob], "stamp")) == {bob}
        with pytest.raises(EngineFailure, match=r"late penalty of ana .* ZeroDivisionError"):
            writer.write(ANA, grading(course, 40), "stamp")


def test_a_page_that_cannot_be_made_leaves_nothing(course: Course) -> None:
    """Neither rows nor files: a lone surrogate can't be written as UTF-8."""
    hand_in(course, ANA)
    made = changed(grading(course, 40), fragment=Fragment("\ud800"))
    with book(course) as writer:
        with pytest.raises(UnicodeEncodeError):
            writer.write(ANA, made, "")
        assert writer.scores() == {}
    assert seen(course) == Seen(None, None, None, None) and not leftovers(course)
