"""A whole class: who is to be graded, one after the other, and what came of it."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from panal.course.course import Course, instructor_files, released, students, submission
from panal.course.gradebook import Book
from panal.course.graded import graded
from panal.errors import PanalError, UsageError
from panal.grading import Grader, Submission, check_graders, open_grader, versions
from panal.judge.loading import graders_digest
from panal.results import Result, StudentId

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Row:
    """One student's line of the table.

    Args:
        student: who.
        result: what grading said; None if it could not be graded.
        score: what the gradebook has, manual grades and late penalties included.
        fresh: whether it was graded now, or stood already.
        problem: why it could not be graded.
    """

    student: StudentId
    result: Result | None
    score: float = 0.0
    fresh: bool = True
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """What `panal grade` ends with."""

    assignment: str
    rows: tuple[Row, ...]
    isolation: str
    seconds: float

    @property
    def failures(self) -> list[Row]:
        """Who needs a person: not graded, or a grader failed."""
        return [row for row in self.rows if row.result is None or row.result.needs_person]


@dataclass(slots=True)
class Progress:
    """Called as the class goes on; the command line draws a bar with it."""

    started: Callable[[int], None] = field(default=lambda total: None)
    finished: Callable[[Row], None] = field(default=lambda row: None)


def grade_class(
    course: Course,
    assignment: str,
    only: Iterable[str] = (),
    *,
    force: bool = False,
    isolation: str = "sealed",
    progress: Progress | None = None,
) -> Summary:
    """Grade every submission that has changed since it was graded last.

    Args:
        course: the course.
        assignment: which assignment.
        only: students; by default all who handed something in.
        force: grade also what has not changed.
        isolation: `sealed`, or `none` for those who ask for it by name.
        progress: told as it goes on.

    Raises:
        UsageError: nothing released, nothing submitted, an unknown student, a broken grader.
        EnvironmentProblem: this machine can't seal.
    """
    start = time.monotonic()
    progress = progress or Progress()
    name, record = released(course, assignment)
    who = _chosen(students(course, assignment), list(only), course, assignment)
    files = instructor_files(course, assignment)
    graders = course.graders / assignment
    rows: dict[StudentId, Row] = {}
    todo: list[tuple[StudentId, Submission]] = []
    stamp = _stamp(record, files, graders_digest(graders), isolation)
    with Book(course, assignment, name, files) as book:
        book.recover()
        scores = book.scores()
        for student in who:
            handed_in = submission(course, assignment, student, name, record, files)
            known = not force and student in scores and book.unchanged(student)
            kept = _kept(course, assignment, student, handed_in, stamp) if known else None
            if kept is not None:
                rows[student] = Row(student, kept, scores[student], fresh=False)
            else:
                todo.append((student, handed_in))
        progress.started(len(todo))
        if todo:
            with open_grader(course.sealing(isolation), graders) as grader:
                check_graders(record, grader.judge)
                for student, handed_in in todo:
                    rows[student] = _grade_one(grader, book, student, handed_in, stamp)
                    progress.finished(rows[student])
    return Summary(assignment, tuple(rows[student] for student in who), isolation, time.monotonic() - start)


def _chosen(found: list[StudentId], only: list[str], course: Course, assignment: str) -> list[StudentId]:
    unknown = sorted(set(only) - set(found))
    if unknown:
        raise UsageError(f"Nothing was handed in by {', '.join(unknown)}.", "Students are the folders in submitted/.")
    if not found:
        raise UsageError(
            f"Nothing was handed in for {assignment!r}.",
            f"Submissions lie in {course.path('submitted', '<student>', assignment)}.",
        )
    return [student for student in found if not only or student in only]


def _grade_one(grader: Grader, book: Book, student: StudentId, handed_in: Submission, stamp: str) -> Row:
    """The edge of one submission: whatever fails in it stops here."""
    try:
        nb, result = grader.grade(handed_in)
        score = book.write(student, graded(nb, result), stamp)
        return Row(student, result, score)
    except PanalError as error:
        log.error("%s: %s", student, error)
        return Row(student, None, problem=str(error))
    except Exception as error:
        log.exception("%s could not be graded.", student)
        return Row(student, None, problem=f"{type(error).__name__}: {error}")


def _stamp(record: object, files: dict[str, bytes], graders: str, isolation: str) -> str:
    """Digest of all that can change a result besides the submitted file."""
    digest = sha256(json.dumps([record, graders, versions(), isolation], sort_keys=True).encode())
    for name, content in sorted(files.items()):
        digest.update(sha256(name.encode()).digest() + sha256(content).digest())
    return digest.hexdigest()


def _kept(course: Course, assignment: str, student: StudentId, handed_in: Submission, stamp: str) -> Result | None:
    """The result of an earlier grading, if it still holds."""
    folder = course.path("autograded", student, assignment)
    try:
        data = json.loads((folder / "results.json").read_text(encoding="utf-8"))
        result = Result.from_json(data)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    same = result.notebook == sha256(handed_in.data or b"").hexdigest() and data.get("stamp") == stamp
    return result if same and not result.needs_person else None


