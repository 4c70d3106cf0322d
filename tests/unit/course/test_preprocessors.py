"""panal.course.preprocessors: what nbgrader's own commands are made to do. A pool that starts
no worker stands in for the real one.
"""

from __future__ import annotations

import json
import logging
import shutil
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory

from panal import messages, outputs
from panal.assignment import Assignment, Submission
from panal.course import preprocessors
from panal.course.course import Course, open_course
from panal.course.graded import Graded, graded_notebook
from panal.pages.exercises import NO_RESPONSE
from panal.results import Check, Ending, GradeId, Result, Verdict
from panal.workers.protocol import Outcome
from tests.unit.course.test_gradebook import A, template

__all__ = ["template"]  # a fixture
pytestmark = [
    pytest.mark.filterwarnings(
        "ignore::DeprecationWarning:nbgrader", "ignore::DeprecationWarning:traitlets"
    ),
    pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning"),
]
CONFIG = (Path(__file__).parents[3] / "nbgrader_config.py").read_text(encoding="utf-8")
NFC, NFD = "josé", unicodedata.normalize("NFD", "josé")


class FakePool:
    """Gives the endings that a test asks for."""

    def __init__(self) -> None:
        self.ending = Ending.RIGHT
        self.problem = ""
        self.graded: list[Submission] = []

    def __enter__(self) -> FakePool:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def call(self, *_: object) -> dict[str, object]:
        return {}

    def grade(self, assignment: Assignment, submissions: Iterable[Submission]) -> Iterator[Outcome]:
        for submission in submissions:
            self.graded.append(submission)
            if self.problem:
                yield Outcome(submission.student, problem=self.problem)
            else:
                yield Outcome(submission.student, self.made(assignment))

    def made(self, assignment: Assignment) -> Graded:
        checks = (
            Check("a", "Una", 1.0, Ending.RIGHT),
            Check("b", "Otra", 1.0, self.ending),
        )
        result = Result(A, (Verdict(GradeId("test_one"), 10.0, checks),))
        nb = nbformat.from_dict(json.loads(json.dumps(assignment.notebooks[0].record)))
        outputs.write_verdicts(nb, result)
        return Graded(result, (graded_notebook(A, nb, there=True),))


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> FakePool:
    made = FakePool()
    monkeypatch.setattr(preprocessors, "local_pool", lambda *_: made)
    return made


@pytest.fixture
def course(template: Path, tmp_path: Path) -> Iterator[Course]:
    folder = tmp_path / "course"
    shutil.copytree(template, folder)
    (folder / "nbgrader_config.py").write_text(
        f"{CONFIG}\nc.CourseDirectory.course_id = 'c'\n", encoding="utf-8"
    )
    yield open_course(folder)


def hand_in(course: Course, student: str, name: str = f"{A}.ipynb") -> Path:
    folder = course.root / "submitted" / student / A
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(course.path("release", ".", A) / f"{A}.ipynb", folder / name)
    return folder


def autograde(course: Course) -> None:
    """What `nbgrader autograde hw --force` does."""
    directory = CourseDirectory(config=course.config, root=str(course.root), assignment_id=A)
    converter = Autograde(coursedir=directory, config=course.config, force=True)
    converter.log.setLevel(logging.ERROR)
    converter.start()


def grades(course: Course) -> dict[str, tuple[float | None, float | None, bool]]:
    with Gradebook(course.directory.db_url, "c") as gradebook:
        return {
            each.student.id: (grade.auto_score, grade.manual_score, grade.needs_manual_grade)
            for each in gradebook.assignment_submissions(A)
            for grade in each.notebooks[0].grades
        }


def test_nbgrader_grades_by_panals_judge(course: Course, pool: FakePool) -> None:
    """Rows, notebook and results.json; the file may be called as it likes."""
    hand_in(course, "ana")
    hand_in(course, "bob", "mine (1).ipynb")
    autograde(course)
    assert grades(course) == {"ana": (10, None, False), "bob": (10, None, False)}
    assert [each.file for each in pool.graded] == [f"{A}.ipynb", "mine (1).ipynb"]
    for student in ("ana", "bob"):
        folder = course.path("autograded", student, A)
        assert json.loads((folder / "results.json").read_text())["score"] == 10
        assert (folder / f"{A}.ipynb").is_file()


def test_an_answer_that_nobody_touched_is_told_in_the_courses_language(
    course: Course, pool: FakePool
) -> None:
    """In the comment that formgrader shows, where nbgrader itself has English words."""
    hand_in(course, "ana")
    autograde(course)
    with Gradebook(course.directory.db_url, "c") as gradebook:
        [comment] = gradebook.find_submission_notebook(A, A, "ana").comments
    assert comment.auto_comment == messages.no_response() != NO_RESPONSE


def test_where_a_grader_failed_a_person_is_asked(course: Course, pool: FakePool) -> None:
    """formgrader then lists it, also where a person gave points already; these stay."""
    hand_in(course, "ana")
    pool.ending = Ending.GRADER_FAILED
    autograde(course)
    (auto, manual, needed) = grades(course)["ana"]
    assert (manual, needed) == (None, True) and auto is not None
    with Gradebook(course.directory.db_url, "c") as gradebook:
        grade = gradebook.find_grade("test_one", A, A, "ana")
        grade.manual_score, grade.needs_manual_grade = 7.0, False
        gradebook.db.commit()
    autograde(course)
    assert grades(course)["ana"] == (auto, 7, True)


@pytest.mark.parametrize(("folder", "roster"), [(NFD, NFC), (NFC, NFD)])
def test_accents_make_no_second_student(
    folder: str, roster: str, course: Course, pool: FakePool
) -> None:
    """The roster's spelling counts, in rows and folders."""
    hand_in(course, folder)
    (course.root / "submitted" / folder / A / "timestamp.txt").write_text("2026-01-01 00:00:00 -05")
    with Gradebook(course.directory.db_url, "c") as gradebook:
        gradebook.add_student(roster)
    autograde(course)
    assert grades(course) == {roster: (10, None, False)}
    assert [path.name for path in (course.root / "autograded").iterdir()] == [roster]
    with Gradebook(course.directory.db_url, "c") as gradebook:
        assert [each.id for each in gradebook.students] == [roster]
        assert str(gradebook.find_submission(A, roster).timestamp) == "2026-01-01 05:00:00"


def test_two_folders_of_one_student_are_refused(course: Course, pool: FakePool) -> None:
    """Before anything is graded."""
    hand_in(course, NFC)
    hand_in(course, NFD)
    with pytest.raises(NbGraderException, match="Two folders"):
        autograde(course)
    assert not pool.graded and not (course.root / "autograded").exists()


def test_what_could_not_be_graded_is_written_nowhere(course: Course, pool: FakePool) -> None:
    """nbgrader names the student and ends with an error; a person is asked, and earlier points stay."""
    hand_in(course, "ana")
    autograde(course)
    pool.problem = "A worker ended."
    hand_in(course, "bob")
    with pytest.raises(NbGraderException):
        autograde(course)
    assert grades(course) == {"ana": (10, None, False), "bob": (None, None, True)}
    assert not course.path("autograded", "bob", A).exists()


def test_nothing_beside_the_notebook_is_copied(course: Course, pool: FakePool) -> None:
    """Neither files nor links; what the exchange put there is kept."""
    folder = hand_in(course, "ana")
    (folder / "evil.py").write_text("")
    (folder / "link").symlink_to("/etc/passwd")
    (folder / "timestamp.txt").write_text("2026-01-01 00:00:00 UTC")
    autograde(course)
    found = {path.name for path in course.path("autograded", "ana", A).iterdir()}
    assert found == {f"{A}.ipynb", "results.json", "timestamp.txt"}


def test_one_pool_serves_a_command(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is expensive is made once for a converter, and ended with it."""
    made, ended = [], []

    class Counted(FakePool):
        def __enter__(self) -> FakePool:
            made.append(1)
            return self

        def __exit__(self, *_: object) -> None:
            ended.append(1)

    monkeypatch.setattr(preprocessors, "local_pool", lambda *_: Counted())
    converter: Any = type("Converter", (), {})()
    converter.coursedir, converter.config = course.directory, course.config
    first = preprocessors.opened(converter, A)
    assert first.pool is preprocessors.opened(converter, A).pool
    assert first.assignment.name == A and made == [1] and not ended
    del first, converter
    assert ended == [1]
