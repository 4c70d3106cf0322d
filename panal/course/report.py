"""The report of a class: read from the gradebook, results.json and what was handed in, and written
to reports/.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from nbformat import NotebookNode
from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    MissingEntry,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from panal import notebook
from panal.analysis import Analysis, ClassResults, MisconceptionCount, Student, analyse
from panal.assignment import Assignment as Released
from panal.course import files
from panal.course.course import Course, has_gradebook, open_assignment, students
from panal.course.database import HINT, reason
from panal.course.handed_in import read_file
from panal.course.results_file import Unusable, read_result
from panal.course.submitted import submission as submission_of
from panal.errors import EnvironmentProblem, UsageError
from panal.examples import Vocabulary, anonymous, vocabulary
from panal.feedback.report import MAX_MISCONCEPTIONS, render_report
from panal.grading import notebook_digest
from panal.judge.loading import graders_digest
from panal.notebook import Exercise, nbgrader_of
from panal.results import Check, GradeId, Result, StudentId, Verdict

GRADED_BYTES = 128 * 2**20  # of one graded notebook, with its pictures
TRIES = 6  # answers that are looked at for one example


@dataclass(frozen=True, slots=True)
class _Row:
    """What the gradebook has of one cell of one submission."""

    score: float
    auto_score: float | None
    corrected: bool
    waiting: bool


@dataclass(frozen=True, slots=True)
class _Submission:
    """What the gradebook has of one submission."""

    rows: dict[GradeId, _Row]
    penalty: float
    seconds_late: float


def make_report(course: Course, assignment: str) -> tuple[Path, Analysis]:
    """Write reports/<assignment>.html.

    Returns:
        Where it is, and what it tells.

    Raises:
        UsageError, EnvironmentProblem: see `analyse_class`; the file can't be written.
    """
    analysis = analyse_class(course, assignment)
    page = render_report(analysis, examples(course, analysis))
    path = report_path(course, assignment)
    try:
        files.replace(path, page.encode())
    except OSError as error:
        raise EnvironmentProblem(
            f"The report can't be written to {path}: {error.strerror}."
        ) from error
    return path, analysis


def report_path(course: Course, assignment: str) -> Path:
    return course.root / "reports" / f"{assignment}.html"


def analyse_class(course: Course, assignment: str) -> Analysis:
    """Read all that is known of a class, and work out what it says.

    Raises:
        UsageError: there is no such assignment.
        EnvironmentProblem: the gradebook can't be read.
    """
    return analyse(read_class(course, assignment))


def read_class(course: Course, assignment: str) -> ClassResults:
    """Read all that is known of a class. Whatever lies there in place of somebody's results.json,
    this goes on.

    Raises:
        UsageError, EnvironmentProblem: see `analyse_class`.
    """
    unknown = UsageError(
        f"The gradebook knows no assignment {assignment!r}.", "`panal release` enters it."
    )
    if not has_gradebook(course):
        raise unknown
    with course.gradebook() as gradebook:
        try:
            gradebook.find_assignment(assignment)
            people = {
                StudentId(each.id): (each.first_name, each.last_name, each.email)
                for each in gradebook.students
            }
            submissions = _submissions(gradebook, assignment)
        except MissingEntry:
            raise unknown from None
        except SQLAlchemyError as error:
            said = reason(error, course.directory.db_url)
            raise EnvironmentProblem(f"The gradebook can't be read: {said}.", HINT) from None
    opened = open_assignment(course, assignment)
    exercises = _exercises(opened.record)
    there = set(students(course, assignment))
    everyone = sorted({*people, *there, *submissions})
    return ClassResults(
        assignment,
        exercises,
        tuple(
            _student(course, opened, each, each in there, submissions.get(each))
            for each in everyone
        ),
        graders_digest(course.graders / assignment),
        datetime.now(UTC),
        frozenset(
            filter(None, (*everyone, *(text for names in people.values() for text in names)))
        ),
    )


def _submissions(gradebook: Any, assignment: str) -> dict[StudentId, _Submission]:
    """Rows of all submissions at once: nbgrader's own properties ask the database again for each
    student.
    """
    db = gradebook.db
    wanted = Assignment.name == assignment
    cells = (
        select(
            SubmittedAssignment.student_id,
            BaseCell.name,
            Grade.score,
            Grade.auto_score,
            Grade.manual_score,
        )
        .add_columns(Grade.extra_credit, Grade.needs_manual_grade)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .where(wanted)
    )
    rows: dict[str, dict[GradeId, _Row]] = {}
    for student, cell, score, auto, manual, extra, waiting in db.execute(cells):
        corrected = manual is not None or bool(extra)
        rows.setdefault(student, {})[GradeId(cell)] = _Row(
            float(score or 0), auto, corrected, bool(waiting)
        )
    penalties: dict[str, float] = {}
    taken = (
        select(SubmittedAssignment.student_id, SubmittedNotebook.late_submission_penalty)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(wanted)
    )
    for student, penalty in db.execute(taken):
        penalties[student] = penalties.get(student, 0.0) + float(penalty or 0)
    found = (
        select(SubmittedAssignment)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(wanted)
    )
    return {
        StudentId(each.student_id): _Submission(
            rows.get(each.student_id, {}),
            penalties.get(each.student_id, 0.0),
            float(each.total_seconds_late),
        )
        for each in db.execute(found).scalars()
    }


def _exercises(record: NotebookNode) -> tuple[Exercise, ...]:
    """Every cell with points, those that a person grades included, in the order of the notebook."""
    metas = [
        meta for meta in map(nbgrader_of, record.cells) if meta.get("grade") or meta.get("task")
    ]
    return tuple(
        Exercise(
            GradeId(str(meta["grade_id"])),
            str(meta["grade_id"]).removeprefix("test_"),
            float(meta.get("points") or 0),
        )
        for meta in metas
    )


def _student(
    course: Course,
    opened: Released,
    student: StudentId,
    there: bool,
    submission: _Submission | None,
) -> Student:
    if submission is None or not submission.rows:
        return Student(student, handed_in=there or submission is not None)
    rows, exercises = submission.rows, _exercises(opened.record)
    result, problem = None, ""
    try:
        graded, _ = read_result(course.path("autograded", student, opened.name))
        result = _agreeing(replace(graded, verdicts=tuple(map(_needed, graded.verdicts))), rows)
    except Unusable as unusable:
        problem = str(unusable)
    submitted_now = submission_of(course, opened, student)
    return Student(
        student,
        handed_in=True,
        points=tuple(
            rows[each.grade_id].score if each.grade_id in rows else 0.0 for each in exercises
        ),
        waiting=tuple(
            each.grade_id
            for each in exercises
            if each.grade_id in rows and rows[each.grade_id].waiting
        ),
        corrected=tuple(
            each.grade_id
            for each in exercises
            if each.grade_id in rows and rows[each.grade_id].corrected
        ),
        penalty=submission.penalty,
        seconds_late=submission.seconds_late,
        result=result,
        problem=problem,
        newer=there
        and result is not None
        and result.notebook != notebook_digest(submitted_now.data),
        page=_page(course, opened.name, opened.notebook, student),
    )


def _page(course: Course, assignment: str, name: str, student: StudentId) -> str:
    """Address of a feedback page as seen from the report. Folders may be called anything: all but
    plain letters is quoted.
    """
    page = course.path("feedback", student, assignment) / f"{name}.html"
    if not os.path.lexists(page):
        return ""
    return quote(os.fsencode(os.path.relpath(page, report_path(course, assignment).parent)))


def _needed(verdict: Verdict) -> Verdict:
    """What a report tells of it; whatever else a verdict holds would be kept a thousand times
    over.
    """
    checks = tuple(
        Check(check.name, check.title, check.weight, check.ending, check.sentence)
        for check in verdict.checks
    )
    return Verdict(
        verdict.grade_id,
        verdict.max_points,
        checks,
        verdict.misconception,
        verdict.misconception_sentence,
    )


def _agreeing(result: Result, rows: dict[GradeId, _Row]) -> Result:
    """The result, if it is what the gradebook was filled from."""
    for verdict in result.verdicts:
        row = rows.get(verdict.grade_id)
        if row is None or row.auto_score is None or abs(row.auto_score - verdict.points) > 1e-6:
            raise Unusable(
                f"results.json and the gradebook disagree on {verdict.grade_id.removeprefix('test_')}."
            )
    return result


def examples(course: Course, analysis: Analysis) -> dict[MisconceptionCount, str]:
    """For each misconception that is shown whole an answer of somebody who holds it, without a word
    on who that is.
    """
    assignment = analysis.results.assignment
    record = open_assignment(course, assignment).record
    known = vocabulary(
        (cell.source for cell in record.cells if cell.cell_type == "code"), analysis.results.people
    )
    found = {}
    for each in analysis.misconceptions[:MAX_MISCONCEPTIONS]:
        found[each] = next(filter(None, _anonymous_answers(course, assignment, each, known)), "")
    return found


def _anonymous_answers(
    course: Course, assignment: str, which: MisconceptionCount, known: Vocabulary
) -> Iterator[str]:
    def chance(student: StudentId) -> bytes:
        # Neither by name nor the same student for everything, and the same example each time.
        return hashlib.sha256(
            f"{which.grade_id} {which.name} {student}".encode("utf-8", "replace")
        ).digest()

    for student in sorted(which.students, key=chance)[:TRIES]:
        yield anonymous(_answer(course, assignment, student, which.exercise), known)


def _answer(course: Course, assignment: str, student: StudentId, exercise: str) -> str:
    """What stands in a solution cell of a graded notebook; nothing where that can't be said."""
    for path in sorted(course.path("autograded", student, assignment).glob("*.ipynb")):
        try:
            cells = notebook.read(read_file(path.parent, path.name, GRADED_BYTES) or b"").cells
        except (OSError, notebook.Damaged):
            continue
        for cell in cells:
            if cell.cell_type == "code" and cell.metadata.get("claimed") == exercise:
                return str(cell.source)
    return ""
