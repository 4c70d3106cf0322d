"""panal.course.gradebook: what is written, on both databases. Nothing is graded here."""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable
from dataclasses import fields, replace

import pytest
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateFeedback

from panal.course import journal
from panal.course.course import Course
from panal.errors import EngineFailure, EnvironmentProblem, Unwritten
from panal.pages.feedback_exporter import FeedbackExporter
from panal.results import Result, StudentId
from tests.end_to_end.writing import ANA, A, Seen, book, grading, hand_in, leftovers, seen

pytestmark = [
    pytest.mark.filterwarnings(
        "ignore::DeprecationWarning:nbgrader", "ignore::DeprecationWarning:traitlets"
    ),
    pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning"),
]


def test_what_crosses_is_plain_data(plain: Course) -> None:
    """It can be pickled, and nothing in it needs more than Python and panal.results to be
    understood.
    """
    made = grading(plain, 40)
    assert pickle.loads(pickle.dumps(made)) == made
    kinds = {field.name: type(getattr(made, field.name)) for field in fields(made)}
    assert kinds == {
        "notebook": str,
        "result": Result,
        "fragment": str,
        "marks": dict,
        "no_response": dict,
    }
    assert made.marks == {"test_one": 4.0, "test_two": 5.0, "essay": None}
    assert made.no_response == {"one": False, "two": False, "essay": False, "project": False}


def test_all_is_written(course: Course) -> None:
    """Gradebook, notebook, results.json with its stamp, page, the instructor's files and the
    exchange's.
    """
    hand_in(course, ANA, "2026-01-02 03:04:05 UTC")
    with book(course) as writer:
        assert writer.write(ANA, grading(course, 40), "the stamp") == 9.0
        assert writer.scores() == {ANA: 9.0}
        assert writer.unchanged(ANA)
        hand_in(course, ANA, "2026-01-02 03:04:06 UTC")
        assert not writer.unchanged(ANA)
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
        assert writer.write(ANA, grading(course, 0), "") == 0
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
    """A second run would take the first one's unfinished work for something left behind."""
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
    made.marks["unheard of"] = 1.0
    with book(course) as writer:
        with pytest.raises(EngineFailure, match="unheard of") as refused:
            writer.write(ANA, made, "")
        assert not isinstance(refused.value, Unwritten)
        assert writer.scores() == {} and writer.recover() == []
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
        assert writer.recover() == []
    assert all(seen(course, name) == Seen(40, 40, 40, 40) for name in names)


def test_what_an_old_writer_left_does_no_harm(course: Course) -> None:
    """Folders half written, or an entry that is none."""
    hand_in(course, ANA)
    folder = course.path("autograded", ANA, A)
    for entry in ("", "{", "[]", '{"student": 1}'):
        journal.stage(folder, {"results.json": b"{}"}, entry)
        with book(course) as writer:
            assert writer.recover() == []
            assert not leftovers(course)
    with book(course) as writer:
        assert writer.write(ANA, grading(course, 40), "") == 9.0


def test_a_page_that_cannot_be_made_leaves_nothing(course: Course) -> None:
    """Neither rows nor files: a lone surrogate can't be written as UTF-8."""
    hand_in(course, ANA)
    made = replace(grading(course, 40), fragment="\ud800")
    with book(course) as writer:
        with pytest.raises(UnicodeEncodeError):
            writer.write(ANA, made, "")
        assert writer.scores() == {}
    assert seen(course) == Seen(None, None, None, None) and not leftovers(course)
