"""What the gradebook knows of a class, for the report and for sheets that other programs import.

Everything is read in a few queries for the whole class: nbgrader's own objects ask the database
again for each student and each grade.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.plugins.export import ExportPlugin
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from panal.config import speak
from panal.course.course import Course, has_gradebook, read_records, require_assignment
from panal.course.database import HINT, reason
from panal.errors import EnvironmentProblem, UsageError
from panal.notebook import exercises
from panal.results import StudentId


class Person(NamedTuple):
    """Who a student is, as far as the gradebook knows: `nbgrader db student import` tells it."""

    first: str | None = None
    last: str | None = None
    email: str | None = None

    @property
    def name(self) -> str:
        """In one line, as formgrader sorts them; empty if nobody has entered it.

        >>> Person("Ana María", "López").name, Person(None, "López").name, Person().name
        ('López, Ana María', 'López', '')
        """
        parts = (" ".join((part or "").split()) for part in (self.last, self.first))
        return ", ".join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class CellGrade:
    """The grade of one cell of one submission.

    Args:
        score: the points that count.
        auto_score: the judge's points; None if it gave none.
        corrected: whether a person has set or changed them.
        waiting: whether a person has yet to decide.
    """

    score: float
    auto_score: float | None
    corrected: bool
    waiting: bool


@dataclass(frozen=True, slots=True)
class SubmissionGrades:
    """The grades of one submission.

    Args:
        cells: by the name of the exercise (`panal.results.Verdict.name`); empty if nothing has been
            graded.
        penalty: points that are taken off for lateness.
        seconds_late: how long after the due date it was handed in, extensions considered.
    """

    cells: dict[str, CellGrade]
    penalty: float
    seconds_late: float

    @property
    def score(self) -> float:
        """As nbgrader computes it: never below zero, whatever the penalty."""
        points = math.fsum(cell.score for cell in self.cells.values())
        return max(0.0, round(points - self.penalty, 6))


@dataclass(frozen=True, slots=True)
class AssignmentScores:
    """The scores of one assignment of the course.

    Args:
        name: of the assignment.
        max_score: the most that can be had.
        scores: of those who are graded.
        waiting: those for whom a person has yet to decide.
    """

    name: str
    max_score: float
    scores: dict[StudentId, float]
    waiting: frozenset[StudentId]


@dataclass(frozen=True, slots=True)
class ClassGrades:
    """All grades of an assignment.

    Args:
        people: every student of the gradebook.
        submissions: by student.
        course: the scores of all assignments of the course, this one among them, in nbgrader's order.
    """

    people: dict[StudentId, Person]
    submissions: dict[StudentId, SubmissionGrades]
    course: tuple[AssignmentScores, ...]


def read_grades(course: Course, assignment: str) -> ClassGrades:
    """Read the grades of a class.

    Raises:
        UsageError: the gradebook has no such assignment.
        EnvironmentProblem: the gradebook can't be read.
    """
    if not has_gradebook(course):
        raise _unknown(course, assignment)
    with course.gradebook() as gradebook:
        try:
            gradebook.find_assignment(assignment)
            people = _people(gradebook)
            grades = {
                each.name: _submissions(gradebook, each.name) for each in gradebook.assignments
            }
            course_scores = tuple(
                _scores(each.name, each.max_score, grades[each.name])
                for each in gradebook.assignments
            )
            return ClassGrades(people, grades[assignment], course_scores)
        except MissingEntry:
            raise _unknown(course, assignment) from None
        except SQLAlchemyError as error:
            said = reason(error, course.directory.db_url)
            raise EnvironmentProblem(f"The gradebook can't be read: {said}.", HINT) from None


def _unknown(course: Course, assignment: str) -> UsageError:
    try:
        require_assignment(course, assignment)
    except UsageError as nowhere:
        return nowhere
    return UsageError(
        f"The gradebook has no assignment {assignment!r}.",
        f"`panal release {assignment}` enters it.",
    )


def read_people(course: Course) -> dict[StudentId, Person]:
    """Every student of the gradebook; nobody if there is none yet.

    Raises:
        EnvironmentProblem: the gradebook can't be read.
    """
    if not has_gradebook(course):
        return {}
    with course.gradebook() as gradebook:
        try:
            return _people(gradebook)
        except SQLAlchemyError as error:
            said = reason(error, course.directory.db_url)
            raise EnvironmentProblem(f"The gradebook can't be read: {said}.", HINT) from None


def read_max_scores(course: Course) -> dict[str, float]:
    """What each assignment of the gradebook is worth, by its name.

    Raises:
        EnvironmentProblem: the gradebook can't be read.
    """
    if not has_gradebook(course):
        return {}
    with course.gradebook() as gradebook:
        try:
            return {each.name: float(each.max_score or 0) for each in gradebook.assignments}
        except SQLAlchemyError as error:
            said = reason(error, course.directory.db_url)
            raise EnvironmentProblem(f"The gradebook can't be read: {said}.", HINT) from None


@dataclass(frozen=True, slots=True)
class Due:
    """Until when an assignment can be handed in without being late.

    Args:
        date: for most, with its time zone; None if there is no due date.
        extensions: who has longer, and by how much.
    """

    date: datetime | None = None
    extensions: dict[StudentId, timedelta] = field(default_factory=dict)

    def of(self, student: StudentId) -> datetime | None:
        """The due date of a student."""
        return self.date and self.date + self.extensions.get(student, timedelta())


def read_due(course: Course, assignment: str) -> Due:
    """The due date that the gradebook has, with extensions.

    Raises:
        EnvironmentProblem: the gradebook can't be read.
    """
    if not has_gradebook(course):
        return Due()
    extended = (
        select(SubmittedAssignment.student_id, SubmittedAssignment.extension)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Assignment.name == assignment, SubmittedAssignment.extension.is_not(None))
    )
    with course.gradebook() as gradebook:
        try:
            date = gradebook.db.execute(
                select(Assignment.duedate).where(Assignment.name == assignment)
            ).scalar()
            longer = {StudentId(who): more for who, more in gradebook.db.execute(extended)}
        except SQLAlchemyError as error:
            said = reason(error, course.directory.db_url)
            raise EnvironmentProblem(f"The gradebook can't be read: {said}.", HINT) from None
    return Due(date and date.replace(tzinfo=UTC), longer)


def _people(gradebook: Any) -> dict[StudentId, Person]:
    return {
        StudentId(each.id): Person(each.first_name, each.last_name, each.email)
        for each in gradebook.students
    }


def _scores(
    name: str, max_score: float, submissions: dict[StudentId, SubmissionGrades]
) -> AssignmentScores:
    graded = {student: each for student, each in submissions.items() if each.cells}
    return AssignmentScores(
        name,
        float(max_score),
        {student: each.score for student, each in graded.items()},
        frozenset(
            student
            for student, each in graded.items()
            if any(cell.waiting for cell in each.cells.values())
        ),
    )


def _submissions(gradebook: Any, assignment: str) -> dict[StudentId, SubmissionGrades]:
    db = gradebook.db
    wanted = Assignment.name == assignment
    cells = (
        select(
            SubmittedAssignment.student_id,
            Notebook.name,
            BaseCell.name,
            Grade.score,
            Grade.auto_score,
            Grade.manual_score,
        )
        .add_columns(Grade.extra_credit, Grade.needs_manual_grade)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .where(wanted)
    )
    several = len(gradebook.find_assignment(assignment).notebooks) > 1
    rows: dict[str, dict[str, CellGrade]] = {}
    for student, notebook, cell, score, auto, manual, extra, waiting in db.execute(cells):
        corrected = manual is not None or bool(extra)
        name = f"{notebook}/{cell}" if several else cell
        rows.setdefault(student, {})[name] = CellGrade(
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
        StudentId(each.student_id): SubmissionGrades(
            rows.get(each.student_id, {}),
            penalties.get(each.student_id, 0.0),
            float(each.total_seconds_late),
        )
        for each in db.execute(found).scalars()
    }


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What nbgrader's cells do not tell of a submitted notebook.

    Args:
        by_hand: grade ids of the cells whose points a person has set.
        first_name: of the student; None if it is not known.
        last_name: likewise.
        timestamp: when it was handed in, in UTC and without a time zone; None if nobody knows.
    """

    by_hand: frozenset[str] = frozenset()
    first_name: str | None = None
    last_name: str | None = None
    timestamp: datetime | None = None


def handed_in(url: str, assignment: str, notebook: str, student: str) -> HandedIn:
    """Read what nbgrader's cells do not tell of a submitted notebook.

    Args:
        url: nbgrader's `db_url`.
        assignment: nbgrader's assignment id.
        notebook: its name.
        student: nbgrader's student id.
    """
    with Gradebook(url) as gradebook:
        person = gradebook.db.execute(
            select(Student.first_name, Student.last_name, SubmittedAssignment.timestamp)
            .join(Student, Student.id == SubmittedAssignment.student_id)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .where(Assignment.name == assignment, SubmittedAssignment.student_id == student)
        ).first()
        rows = gradebook.db.execute(
            select(BaseCell.name)
            .join(Grade, Grade.cell_id == BaseCell.id)
            .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
            .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
            .where(Assignment.name == assignment, SubmittedAssignment.student_id == student)
            .where(Notebook.name == notebook, Grade.manual_score.is_not(None))
        )
        return HandedIn(frozenset(rows.scalars()), *(person or ()))


class SheetExport(ExportPlugin):  # type: ignore[misc]
    """What our exporters share: choosing by nbgrader's options."""

    def wanted(self, gradebook: Any) -> tuple[list[Any], list[Any]]:
        """Assignments and students of the gradebook, or those of `--assignment` and `--student`."""
        speak(self.config)
        names, ids = set(map(str, self.assignment)), set(map(str, self.student))
        assignments = [each for each in gradebook.assignments if not names or each.name in names]
        students = [each for each in gradebook.students if not ids or each.id in ids]
        # nbgrader leaves those without a name in any order.
        students.sort(key=lambda each: (each.last_name or "", each.first_name or "", each.id))
        return assignments, students

    def sheets(self, gradebook: Any, assignments: Iterable[Any]) -> list[Sheet]:
        """Assignments as other programs import them, their exercises as the notebooks have them."""
        return sheets(gradebook, assignments, self._released)

    def _released(self, assignment: str) -> list[tuple[str, str]]:
        """The cells with points that were released, in their order; none if that is not known."""
        directory = getattr(self.parent, "coursedir", None)
        if directory is None:
            return []
        try:
            records = read_records(Course(Path(directory.root), self.config, directory), assignment)
        except UsageError:
            return []
        return [(each.name, cell.grade_id) for each in records for cell in exercises(each.record)]


@dataclass(frozen=True, slots=True)
class Column:
    """One exercise in a sheet.

    Args:
        exercise: what the exercise is called, behind the name of its notebook if there are several:
            two notebooks may have a cell of the same id.
        title: of the column on a learning platform, `assignment: exercise`.
        points: what the exercise is worth.
        scores: points of each student, corrections by hand included. Students who are not in it
            have no grade yet.
        pending: students whose points a person has yet to decide.
        comments: what a person wrote to each student about the exercise.
    """

    exercise: str
    title: str
    points: float
    scores: dict[str, float] = field(default_factory=dict)
    pending: set[str] = field(default_factory=set)
    comments: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One assignment as other programs import it.

    Args:
        name: of the assignment.
        due: when it is due; None if there is no such date.
        points: what it is worth.
        columns: its exercises, in the order of the notebooks.
        handed_in: when each student with a submission handed it in; None if that is not known.
        penalties: points that are taken off for lateness, of the same students.
    """

    name: str
    due: datetime | None
    points: float
    columns: tuple[Column, ...]
    handed_in: dict[str, datetime | None]
    penalties: dict[str, float]

    def raw_score(self, student: str) -> float:
        """The points of all exercises that have been decided."""
        return sum(column.scores.get(student, 0.0) for column in self.columns)

    def score(self, student: str) -> float:
        """The same, less the late penalty; never below zero."""
        return max(0.0, self.raw_score(student) - self.penalties.get(student, 0.0))

    def late(self, student: str) -> float:
        """What lateness cost a student, in points; zero or negative."""
        return self.score(student) - self.raw_score(student)

    def pending(self, student: str) -> list[str]:
        """Exercises whose points a person has yet to decide."""
        return [column.exercise for column in self.columns if student in column.pending]


Order = Callable[[str], Sequence[tuple[str, str]]]
"""Tells notebook and grade id of each cell with points of an assignment, as far as that is known."""


def sheets(gradebook: Any, assignments: Iterable[Any], order: Order = lambda _: ()) -> list[Sheet]:
    """Read assignments as other programs import them.

    Args:
        gradebook: nbgrader's, open.
        assignments: of it.
        order: of the exercises; those that it does not know come last, by title.
    """
    return [_sheet(gradebook, each, order(each.name)) for each in assignments]


def _sheet(gradebook: Any, assignment: Any, order: Sequence[tuple[str, str]]) -> Sheet:
    columns = _columns(assignment)
    of_assignment = SubmittedAssignment.assignment_id == assignment.id
    submissions = (
        select(SubmittedAssignment.student_id, SubmittedAssignment.timestamp)
        .add_columns(SubmittedNotebook.late_submission_penalty)
        .outerjoin(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .where(of_assignment)
    )
    handed_in: dict[str, datetime | None] = {}
    penalties: dict[str, float] = {}
    for student, timestamp, penalty in gradebook.db.execute(submissions):
        handed_in[student] = timestamp
        penalties[student] = penalties.get(student, 0.0) + float(penalty or 0.0)
    of_students = (
        select(SubmittedAssignment.student_id, SubmittedNotebook.notebook_id, BaseCell.name)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .where(of_assignment)
    )
    grades = (
        of_students.add_columns(Grade.score, Grade.auto_score, Grade.manual_score)
        .add_columns(Grade.needs_manual_grade)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
    )
    for student, notebook, name, score, auto, manual, waits in gradebook.db.execute(grades):
        column = columns[notebook, name]
        # nbgrader also asks to look again at points that a person gave before the last grading. Those
        # count meanwhile.
        if manual is None and (waits or auto is None):
            column.pending.add(student)
        else:
            column.scores[student] = float(score)
    comments = (
        of_students.add_columns(Comment.manual_comment)
        .join(Comment, Comment.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Comment.cell_id)
        .where(Comment.manual_comment.is_not(None))
        .order_by(BaseCell.name)
    )
    for student, notebook, name, text in gradebook.db.execute(comments):
        # A comment on an answer is about its exercise, whose points are in the cell that checks it.
        found = columns.get((notebook, f"test_{name}")) or columns.get((notebook, name))
        if found and text.strip():
            found.comments[student] = "\n".join(
                filter(None, [found.comments.get(student), text.strip()])
            )
    return Sheet(
        assignment.name,
        assignment.duedate,
        float(assignment.max_score),
        tuple(_in_order(assignment, columns, order)),
        handed_in,
        penalties,
    )


def _in_order(
    assignment: Any, columns: dict[tuple[str, str], Column], order: Sequence[tuple[str, str]]
) -> list[Column]:
    ids = {notebook.name: notebook.id for notebook in assignment.notebooks}
    places = {(ids.get(notebook), cell): place for place, (notebook, cell) in enumerate(order)}
    found = [
        (places.get(key, len(places)), column.title, column) for key, column in columns.items()
    ]
    return [column for *_, column in sorted(found, key=lambda each: each[:2])]


def _columns(assignment: Any) -> dict[tuple[str, str], Column]:
    """Columns of an assignment, by the id of the notebook and the name of the cell that has the
    points.

    An exercise is called like the function that it asks for: `test_count_params` is the cell that
    checks `count_params`.
    """
    several = len(assignment.notebooks) > 1
    columns = {}
    for notebook in assignment.notebooks:
        within = f"{notebook.name}/" if several else ""
        prefix = f"{assignment.name}/{notebook.name}" if several else assignment.name
        cells = [*notebook.grade_cells, *notebook.task_cells]
        points = {cell.name: float(cell.max_score) for cell in cells}
        for name, worth in points.items():
            short = name.removeprefix("test_")
            exercise = name if short in points else short
            columns[notebook.id, name] = Column(
                f"{within}{exercise}", f"{prefix}: {exercise}", worth
            )
    return columns
