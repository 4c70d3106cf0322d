"""panal.keeping: a group becomes a misconception, or a sentence says why not. The wall is left out
here; tests/end_to_end/test_groups.py has it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from panal import keeping as module
from panal.errors import PanalError
from panal.judge.caller import LocalCaller
from panal.judge.misconceptions import load_misconceptions
from panal.judge.session import JudgeSession
from panal.keeping import keep_group
from panal.notebook import Exercise
from panal.report.analysis import ClassResults, Student, answer_groups
from panal.results import GradeId, Result, StudentId, Verdict

GRADER = """
import pytest

@pytest.mark.check(title="Cuadrados")
def test_squares(submission):
    assert submission.area(3, 3).whole_number() == 9
"""
EXERCISE = Exercise(GradeId("test_area"), "area", 10.0)
SUM = "def area(width, height): return width + height"
SENTENCE = "¿Sumas los lados?"
LUCK = "import itertools\ncount = itertools.count()\ndef area(width, height): return next(count)"
SOURCES = {
    "ana": SUM, "bruno": f"{SUM}  # mine", "carla": "def area(width, height): return 8",
    "dora": "def area(width, height): raise ValueError", "emil": LUCK, "fina": "",
}  # fmt: skip


class Course:
    """A class that answered, and what grading it again gives."""

    def __init__(self, folder: Path) -> None:
        self.graders = folder / "graders"
        self.folder = self.graders / "hw"
        (self.folder / "misconceptions" / "area").mkdir(parents=True)
        (self.folder / "test_area.py").write_text(GRADER)
        self.callers = {name: LocalCaller.from_source(text, {}) for name, text in SOURCES.items()}
        self.results = ClassResults("hw", (EXERCISE,), (), "today", datetime.now(UTC))

    def grade(self) -> None:
        """Grade the class."""
        with JudgeSession(self.folder) as judge:
            students = [self.student(judge, name) for name in SOURCES]
        self.results = replace(self.results, students=tuple(students))

    def student(self, judge: JudgeSession, name: str) -> Student:
        result = self.result(judge, name)
        return Student(StudentId(name), points=(result.points,), result=result)

    def result(self, judge: JudgeSession, name: str) -> Result:
        verdict: Verdict = judge.grade("area", self.callers[name], 10)
        return Result("hw", (verdict,), graders="today")

    def call(self, assignment: object, function: Callable[..., str], *args: Any) -> str:
        """What a worker does, with its own judge."""
        with JudgeSession(self.folder) as judge:
            grader = SimpleNamespace(
                judge=judge,
                grade=lambda handed_in: ([], self.result(judge, handed_in)),
                assignment=SimpleNamespace(exercises=(EXERCISE,)),
            )
            return function(grader, *args)

    def group(self, student: str) -> str:
        """Name of the group that a student is in."""
        groups = answer_groups(self.results.students)
        return next(each.name for each in groups if student in each.students)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    course = Course(tmp_path)
    course.grade()

    @contextlib.contextmanager
    def pool(sealing: object) -> Iterator[Course]:
        yield course

    opened = SimpleNamespace(name="hw", exercises=(EXERCISE,), sealing=None)
    monkeypatch.setattr(module, "open_assignment", lambda course, name: opened)
    monkeypatch.setattr(module, "read_class", lambda course, name: course.results)
    monkeypatch.setattr(module, "submission", lambda course, opened, student: student)
    monkeypatch.setattr(module, "local_pool", pool)
    return course


def keep(
    course: Course, group: str, name: str = "sum", sentence: str = SENTENCE, exercise: str = "area"
) -> tuple[Path, int]:
    found: Any = course
    return keep_group(found, "hw", exercise, group, name, sentence)


def test_a_group_becomes_a_misconception(course: Course) -> None:
    """It is told to who is in it when the class is graded next, and to nobody else."""
    path, count = keep(course, course.group("ana"))
    assert count == 2 and path == course.folder / "misconceptions" / "area" / "sum.json"
    [found] = load_misconceptions(course.folder)
    assert (found.name, found.sentence) == ("sum", SENTENCE)
    course.grade()
    told = {
        str(each.student): each.result.verdicts[0].misconception
        for each in course.results.students
        if each.result is not None
    }
    assert told == {
        "ana": "sum", "bruno": "sum", "carla": "", "dora": "", "emil": "", "fina": "",
    }  # fmt: skip


def refused(course: Course, *args: str, **more: str) -> str:
    """What is said; nothing is written."""
    before = sorted(course.folder.rglob("*"))
    with pytest.raises(PanalError) as error:
        keep(course, *args, **more)
    assert [path for path in sorted(course.folder.rglob("*")) if path not in before] == []
    assert error.value.exit_code == 2
    return f"{error.value.message} {error.value.hint}"


def test_what_is_not_known_is_named(course: Course) -> None:
    """With what may have been meant."""
    group = course.group("ana")
    assert "Did you mean 'area'?" in refused(course, group, exercise="aera")
    assert "There are: area." in refused(course, group, exercise="x")
    assert f"Did you mean {group!r}?" in refused(course, group[:-1])
    assert "shows the groups of each exercise" in refused(course, "?")


@pytest.mark.parametrize("name", ["", "Sum", "a b", "../sum", "sum.json", "ñ", "a" * 61])
def test_a_name_is_a_name(course: Course, name: str) -> None:
    """Of a file, in any system, and nothing else."""
    assert "is no name for a misconception" in refused(course, course.group("ana"), name)


@pytest.mark.parametrize("sentence", ["", "  ", "a" * 601, "a\x1b]0;x\x07", "\u202e"])
def test_a_sentence_is_a_sentence(course: Course, sentence: str) -> None:
    """That a page can show."""
    assert "The sentence has" in refused(course, course.group("ana"), "sum", sentence)


@pytest.mark.parametrize("suffix", [".py", ".json"])
def test_a_name_that_is_taken(course: Course, suffix: str) -> None:
    """Nobody's misconception is overwritten."""
    (course.folder / "misconceptions" / "area" / f"sum{suffix}").write_text("")
    assert "There is a misconception area/sum already" in refused(course, course.group("ana"))


def test_who_raises_everywhere_gave_no_answers(course: Course) -> None:
    """There is nothing to keep."""
    assert "each question ended without one" in refused(course, course.group("dora"))


def test_answers_by_chance(course: Course) -> None:
    """The same file gives others when it is graded again."""
    assert "the same file gives others" in refused(course, course.group("emil"))


def test_what_is_known_already(course: Course) -> None:
    """A second name for the same answers would leave both untold."""
    keep(course, course.group("ana"))
    assert "there is already gives them, too" in refused(course, course.group("ana"), "again")


def test_a_grader_that_asks_by_chance(course: Course) -> None:
    """What it asked is never asked again, so no record would explain anything."""
    random = "import itertools\nn = itertools.count(3)\n" + GRADER.replace("3, 3", "next(n), 3")
    (course.folder / "test_area.py").write_text(random)
    course.grade()
    assert "asks something else each time" in refused(course, course.group("carla"))


def test_stale_gradings(course: Course) -> None:
    """By other graders, or of a file that is not there any more: the class is to be graded first."""
    group = course.group("ana")
    course.results = replace(course.results, graders="tomorrow")
    assert "The graders have changed since" in refused(course, group)
    students = tuple(replace(each, newer=True) for each in course.results.students)
    course.results = replace(course.results, graders="today", students=students)
    assert "has handed in another file" in refused(course, group)


def test_who_made_no_attempt_is_in_no_group(course: Course) -> None:
    """Nothing is no answer."""
    grouped = [name for each in answer_groups(course.results.students) for name in each.students]
    assert "fina" not in grouped and len(grouped) == 5


def test_a_file_that_cannot_be_written(course: Course) -> None:
    """A sentence, no traceback."""
    folder = course.folder / "misconceptions" / "area"
    folder.rmdir()
    folder.parent.rmdir()
    folder.parent.write_text("in the way")
    with pytest.raises(PanalError, match="can't be written"):
        keep(course, course.group("ana"))
