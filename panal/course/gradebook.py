"""What `panal grade` writes: gradebook rows, autograded/ and feedback/, as nbgrader's own commands
would.

A submission is written in this order. If that is cut short anywhere, the next run finds no
results.json and grades the submission again:

1. In one transaction: the rows are written, the page that shows them is made, and the earlier
   results.json is withdrawn.
2. The graded notebook, the page and the other files, each written beside its place and renamed.
3. results.json, the mark that all of it is there.
"""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import nbformat
from nbgrader import api
from nbgrader.api import MissingEntry
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm.attributes import set_committed_value

from panal.assignment import Assignment
from panal.course import files
from panal.course.course import Course, has_gradebook, json_bytes
from panal.course.database import Database, reason
from panal.course.graded import Graded, graded
from panal.course.handed_in import KEPT, kept_files, timestamp_of
from panal.course.results_file import (
    Unusable,
    complete,
    earlier_result,
    read_result,
    withdraw,
)
from panal.course.submitted import candidates, submission
from panal.errors import EngineFailure, EnvironmentProblem, UsageError
from panal.pages.feedback_page import Grades, render
from panal.provenance import notebook_digest
from panal.results import Result, StudentId

log = logging.getLogger(__name__)

Written = Callable[[StudentId, Result | None, Result, Mapping[str, float]], None]


@dataclass(frozen=True, slots=True)
class Standing:
    """What the gradebook has for a submission.

    Args:
        points: of all its cells together, including those that a person gave.
        penalty: what is taken off for lateness.
        due: what would be taken off by the present due date and plugin; None if the plugin fails.
        marks: what the judge gave, by the cell's grade id.
    """

    points: float
    penalty: float
    due: float | None
    marks: Mapping[str, float | None]


class Book:
    """Writes down one graded submission after another. A second one at the same time is refused.

    Args:
        course: the course.
        assignment: the assignment.
        written: told of each submission before it is complete: whose it is, the last complete
            result, the one that takes its place, and points that a person entered, by grade id. If
            writing is interrupted, it is told again.
    """

    def __init__(
        self, course: Course, assignment: Assignment, written: Written = lambda *_: None
    ) -> None:
        self._course = course
        self._assignment = assignment
        self._written = written
        self._database = Database(course.directory.db_url, course.directory.course_id)
        self._late = AssignLatePenalties(config=course.config)
        self._late.init_plugin()
        self._lock = -1

    def __enter__(self) -> Self:
        """Begin to write.

        Raises:
            UsageError: the gradebook does not know the assignment.
            EnvironmentProblem: another process is writing.
        """
        self._require_gradebook()
        self._lock = os.open(self._assignment.graders, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            raise EnvironmentProblem(
                f"{self._assignment.name} is being graded already, by another `panal grade`.",
                "Wait until it has ended.",
            ) from None
        except OSError:
            pass  # a file system without locks, so nothing tells of another process
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._database.close()
        os.close(self._lock)

    def _require_gradebook(self) -> None:
        name, notebook = self._assignment.name, self._assignment.notebook
        unknown = UsageError(
            f"The gradebook has no notebook {notebook!r} of an assignment {name!r}.",
            f"Run `panal release {name}`, which enters it.",
        )
        if not has_gradebook(self._course):
            raise unknown
        with self._course.gradebook() as gradebook:
            try:
                gradebook.find_notebook(notebook, name)
            except MissingEntry:
                raise unknown from None
            except SQLAlchemyError as error:
                said = reason(error, self._course.directory.db_url)
                raise EnvironmentProblem(f"The gradebook can't be read: {said}.") from None

    def write(self, student: StudentId, grading: Graded, stamp: str) -> float:
        """Record a graded submission: gradebook, autograded notebook, feedback page, results.json.

        Args:
            stamp: kept in results.json; a later run with another one grades again.

        Returns:
            The score that the gradebook now has, manual grades and late penalty included.

        Raises:
            EngineFailure: the disk or the database refused. The submission is not complete, and the
                next run grades it again.
        """
        folder, feedback = (self._folder(step, student) for step in ("autograded", "feedback"))
        notebook, page_name = (
            f"{self._assignment.notebook}.ipynb",
            f"{self._assignment.notebook}.html",
        )
        kept = self._kept(student)
        contents = {notebook: grading.notebook.encode(), **self._assignment.files, **kept}
        results = json_bytes({**grading.result.to_json(), "stamp": stamp})
        earlier = earlier_result(folder)

        def rows_and_page(gradebook: Any) -> tuple[float, bytes, dict[str, float]]:
            # The page is made first, since what can't be shown must not stand in the gradebook.
            score, grades, manual = self._write_rows(gradebook, student, grading, kept)
            page = render(
                grading.result.assignment,
                grading.fragment,
                grading.result,
                grades,
                self._course.shows,
            )
            encoded = page.encode()
            # Before the commit, else an earlier results.json could vouch for the new rows.
            withdraw(folder)
            return score, encoded, manual

        try:
            score, page, manual = self._database.run(rows_and_page)
            files.make_folder(folder, contents)
            for name, content in contents.items():
                if not files.holds(folder / name, content):
                    files.replace(folder / name, content)
            for name in set(KEPT) - set(kept):
                (feedback / name).unlink(missing_ok=True)
            for name, content in {**kept, page_name: page}.items():
                files.replace(feedback / name, content)
            files.sync(feedback)
            files.sync(folder)
            # Before it is complete: if anything comes between, the next run tells it again.
            self._written(student, earlier, grading.result, manual)
            complete(folder, results)
            return score
        except OSError as error:
            raise EngineFailure(
                f"The grading of {student} could not be written: {error.strerror}.", DISK
            ) from error
        except (SQLAlchemyError, MissingEntry) as error:
            said = reason(error, self._course.directory.db_url)
            raise EngineFailure(
                f"The gradebook refuses the grading of {student}: {said}."
            ) from error

    def kept(self, who: Iterable[StudentId], stamp: str) -> dict[StudentId, tuple[Result, float]]:
        """Results of an earlier run that still hold, with the scores in the gradebook.

        A result holds while nothing that it was made from has changed, and its rows, notebook, page
        and results.json are there. A new late penalty is no reason to grade again: it is written
        down, and so is the page.

        Args:
            who: whose to look for.
            stamp: see `panal.course.stamp`.
        """
        found = {}
        standing = self._standing()
        for student in who:
            now = standing.get(student)
            result = self._holding(student, stamp, now) if now else None
            if now is None or result is None:
                continue
            try:
                score = (
                    now.points - now.penalty
                    if now.due == now.penalty
                    else self._penalised(student, result, stamp, now)
                )
            except EngineFailure as error:
                log.warning("%s: %s", student, error)
                continue
            if score is not None:
                found[student] = result, score
        return found

    def scores(self) -> dict[StudentId, float]:
        """The points that the gradebook has for everyone with a submission, manual grades and late
        penalties included.
        """
        return {student: each.points - each.penalty for student, each in self._standing().items()}

    def _holding(self, student: StudentId, stamp: str, now: Standing) -> Result | None:
        """The result of an earlier run, if it still holds."""
        folder, page = (self._folder(step, student) for step in ("autograded", "feedback"))
        try:
            result, of_run = read_result(folder)
        except Unusable:
            return None
        if of_run != stamp or result.needs_person:
            return None
        # The gradebook may be an older copy.
        if any(now.marks.get(each.grade_id) != each.points for each in result.verdicts):
            return None
        name = self._assignment.notebook
        if not (folder / f"{name}.ipynb").is_file() or not (page / f"{name}.html").is_file():
            return None
        if self._kept(student) != self._kept(student, "autograded"):
            return None  # it was handed in another time
        found = submission(self._course, self._assignment, student)
        same = (result.notebook, result.file) == (notebook_digest(found.data), found.file)
        return result if same else None

    def _penalised(
        self, student: StudentId, result: Result, stamp: str, now: Standing
    ) -> float | None:
        """Write down an earlier result with the present late penalty. Returns the score; None if the
        graded notebook can't be used.
        """
        path = self._folder("autograded", student) / f"{self._assignment.notebook}.ipynb"
        try:
            made = graded(nbformat.read(path, as_version=4), result)
        except Exception:  # nbformat lets through whatever a strange file makes it raise
            log.exception("%s can't be used.", path)
            return None
        if any(made.marks.get(each.grade_id) != each.points for each in result.verdicts):
            return None
        return self.write(student, made, stamp)

    def _write_rows(
        self, gradebook: Any, student: StudentId, grading: Graded, kept: Mapping[str, bytes]
    ) -> tuple[float, Grades, dict[str, float]]:
        """What nbgrader.converters.Autograde and its preprocessors SaveAutoGrades and
        AssignLatePenalties write.

        Rows are selected by cell, notebook and submission together, since the database has an index
        only for that.
        """
        db, our_name = gradebook.db, self._assignment.notebook
        handed_in = self._handed_in(student)
        when = timestamp_of(kept, self._course.timezone)
        if when is None and "timestamp.txt" in kept:
            log.warning("%s: timestamp.txt can't be read, so nothing is taken off for it.", student)
        gradebook.update_or_create_student(student)
        extra = {"timestamp": when} if when else {}
        submission = gradebook.update_or_create_submission(self._assignment.name, student, **extra)
        notebooks = dict(
            db.execute(
                select(api.Notebook.id, api.Notebook.name)
                .join(api.Assignment)
                .where(api.Assignment.name == self._assignment.name)
            ).all()
        )
        names = dict(
            db.execute(
                select(api.BaseCell.id, api.BaseCell.name).where(
                    api.BaseCell.notebook_id.in_(notebooks)
                )
            ).all()
        )
        found = select(api.SubmittedNotebook).where(
            api.SubmittedNotebook.notebook_id.in_(notebooks),
            api.SubmittedNotebook.assignment_id == submission.id,
        )
        submitted = {notebooks[each.notebook_id]: each for each in db.execute(found).scalars()}
        if our_name not in submitted:
            raise MissingEntry(f"No such notebook: {our_name}")
        ours = submitted[our_name]
        of_any = (
            api.Grade.cell_id.in_(names),
            api.Grade.notebook_id.in_([each.id for each in submitted.values()]),
        )
        grades = (
            db.execute(select(api.Grade).where(*of_any).with_for_update(of=api.Grade))
            .scalars()
            .all()
        )
        for name, notebook in submitted.items():
            if name not in handed_in:
                for grade in grades:
                    if grade.notebook_id == notebook.id:
                        grade.auto_score, grade.needs_manual_grade = 0, False
        if our_name in handed_in:
            pending = {each.grade_id for each in grading.result.verdicts if each.needs_person}
            by_name = {
                names[grade.cell_id]: grade for grade in grades if grade.notebook_id == ours.id
            }
            for name, mark in grading.marks.items():
                grade = _known(by_name, name)
                grade.auto_score = mark
                # As after nbgrader's own regrading, points that a person gave are to be looked at again.
                grade.needs_manual_grade = (
                    grade.manual_score is not None or mark is None or name in pending
                )
        comments = db.execute(
            select(api.Comment).where(
                api.Comment.cell_id.in_(names), api.Comment.notebook_id == ours.id
            )
        ).scalars()
        comment_of = {names[comment.cell_id]: comment for comment in comments}
        for name, none in grading.no_response.items():
            _known(comment_of, name).auto_comment = "No response." if none else None
        db.flush()
        scores = db.execute(
            select(api.Grade.notebook_id, api.Grade.cell_id, api.Grade.score).where(*of_any)
        ).all()
        our_scores = {
            names[cell]: float(score) for notebook, cell, score in scores if notebook == ours.id
        }
        self._assign_late_penalty(submission, ours, student, sum(our_scores.values()))
        db.flush()
        said = select(api.Comment.cell_id, api.Comment.comment).where(
            api.Comment.cell_id.in_(names), api.Comment.notebook_id == ours.id
        )
        texts = {names[cell]: str(comment) for cell, comment in db.execute(said) if comment}
        total = sum(float(score) for _, _, score in scores)
        penalty = sum(each.late_submission_penalty or 0.0 for each in submitted.values())
        manual = {
            names[grade.cell_id]: float(grade.manual_score)
            for grade in grades
            if grade.notebook_id == ours.id and grade.manual_score is not None
        }
        return (
            total - penalty,
            Grades(our_scores, texts, float(ours.late_submission_penalty or 0), frozenset(manual)),
            manual,
        )

    def _assign_late_penalty(
        self, submission: Any, notebook: Any, student: StudentId, score: float
    ) -> None:
        # For want of an index, nbgrader would sum it up over the grades of the whole class.
        set_committed_value(notebook, "score", score)
        notebook.late_submission_penalty = self._late_penalty(submission, student, score)

    def _late_penalty(self, submission: Any, student: StudentId, score: float) -> float | None:
        """What AssignLatePenalties takes off, by the course's own plugin.

        Args:
            submission: nbgrader's row, which knows how late it is.
            score: points before the penalty.

        Raises:
            EngineFailure: the plugin fails.
        """
        seconds = submission.total_seconds_late
        if seconds <= 0:
            return None
        try:
            penalty = self._late.plugin_inst.late_submission_penalty(student, score, seconds)
        except Exception as error:  # the course's own code, which may raise anything
            raise EngineFailure(
                f"The late penalty of {student} could not be worked out: {type(error).__name__}: {error}.",
                "Look at c.AssignLatePenalties.plugin_class.",
            ) from error
        # The bounds of AssignLatePenalties._check_late_penalty.
        return None if penalty is None else 0.0 if penalty < 0 else float(min(penalty, score))

    def _standing(self) -> dict[StudentId, Standing]:
        try:
            return self._database.run(self._read_standing)
        except EngineFailure as error:  # concerns the whole class, not one submission
            raise EnvironmentProblem(error.message, error.hint) from error

    def _read_standing(self, gradebook: Any) -> dict[StudentId, Standing]:
        # Two queries for the whole class: nbgrader's own SubmittedAssignment.score reads all grades
        # once for each student.
        everything = (
            select(
                api.SubmittedAssignment.id,
                api.SubmittedAssignment.student_id,
                api.Notebook.name,
                api.SubmittedNotebook.late_submission_penalty,
                api.BaseCell.name,
                api.Grade.score,
                api.Grade.auto_score,
            )
            .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
            .outerjoin(
                api.SubmittedNotebook,
                api.SubmittedNotebook.assignment_id == api.SubmittedAssignment.id,
            )
            .outerjoin(api.Notebook, api.Notebook.id == api.SubmittedNotebook.notebook_id)
            .outerjoin(api.Grade, api.Grade.notebook_id == api.SubmittedNotebook.id)
            .outerjoin(api.BaseCell, api.BaseCell.id == api.Grade.cell_id)
            .where(api.Assignment.name == self._assignment.name)
        )
        ours = self._assignment.notebook
        students: dict[str, StudentId] = {}
        points: dict[str, dict[str, float]] = {}
        taken: dict[str, dict[str, float]] = {}
        marks: dict[str, dict[str, float | None]] = {}
        for id_, student, notebook, penalty, cell, score, mark in gradebook.db.execute(everything):
            students[id_] = StudentId(student)
            of_notebooks = points.setdefault(id_, {})
            of_notebooks[notebook] = of_notebooks.get(notebook, 0.0) + float(score or 0)
            taken.setdefault(id_, {})[notebook] = float(penalty or 0)
            if notebook == ours:
                marks.setdefault(id_, {})[cell] = mark
        due = {id_: {**penalties, ours: 0.0} for id_, penalties in taken.items()}
        maybe_late = (
            select(api.SubmittedAssignment)
            .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
            .where(
                api.Assignment.name == self._assignment.name,
                or_(
                    api.SubmittedAssignment.timestamp > api.Assignment.duedate,
                    api.SubmittedAssignment.extension.is_not(None),
                ),
            )
        )
        failed = set()
        for each in gradebook.db.execute(maybe_late).scalars():
            try:
                penalty = self._late_penalty(each, students[each.id], points[each.id].get(ours, 0))
                due[each.id][ours] = penalty or 0.0
            except EngineFailure:
                failed.add(each.id)  # writing it will say so
        return {
            student: Standing(
                sum(points[id_].values()),
                sum(taken[id_].values()),
                None if id_ in failed else sum(due[id_].values()),
                marks.get(id_, {}),
            )
            for id_, student in students.items()
        }

    def _folder(self, step: str, student: str) -> Path:
        return self._course.path(step, student, self._assignment.name)

    def _handed_in(self, student: StudentId) -> tuple[str, ...]:
        """Names of the notebooks. A file with another name stands for ours."""
        folder = self._folder("submitted", student)
        # As for nbgrader, a link to nowhere is none. Path.exists would raise where it may not look.
        found = {path.stem for path in folder.glob("*.ipynb") if os.path.exists(path)}  # noqa: PTH110
        return tuple(sorted({*found, *([self._assignment.notebook] if candidates(folder) else [])}))

    def _kept(self, student: StudentId, step: str = "submitted") -> dict[str, bytes]:
        return kept_files(self._folder(step, student))


class DryBook(Book):
    """Stands in for a `Book` if nothing is to be written: it reads, and tells what would be written.
    It needs no gradebook.
    """

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._database.close()

    def write(self, student: StudentId, grading: Graded, stamp: str) -> float:
        """Write nothing.

        Returns:
            The score that the gradebook would have, with the late penalty that it has now.
        """
        manual, more = (
            self._database.run(lambda gradebook: self._entered(gradebook, student))
            if has_gradebook(self._course)
            else ({}, 0.0)
        )
        self._written(
            student, earlier_result(self._folder("autograded", student)), grading.result, manual
        )
        marks = {name: mark or 0.0 for name, mark in grading.marks.items()}
        return sum({**marks, **manual}.values()) + more

    def _standing(self) -> dict[StudentId, Standing]:
        return super()._standing() if has_gradebook(self._course) else {}

    def _penalised(
        self, student: StudentId, result: Result, stamp: str, now: Standing
    ) -> float | None:
        return None if now.due is None else now.points - now.due

    def _entered(self, gradebook: Any, student: StudentId) -> tuple[dict[str, float], float]:
        """Points that a person entered for a student, and whatever else is added to the sum."""
        rows = gradebook.db.execute(
            select(api.BaseCell.name, api.Grade.manual_score, api.Grade.extra_credit)
            .join(api.Grade, api.Grade.cell_id == api.BaseCell.id)
            .join(api.SubmittedNotebook, api.SubmittedNotebook.id == api.Grade.notebook_id)
            .join(
                api.SubmittedAssignment,
                api.SubmittedAssignment.id == api.SubmittedNotebook.assignment_id,
            )
            .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
            .where(
                api.Assignment.name == self._assignment.name,
                api.SubmittedAssignment.student_id == student,
            )
        ).all()
        penalties = gradebook.db.execute(
            select(api.SubmittedNotebook.late_submission_penalty)
            .join(
                api.SubmittedAssignment,
                api.SubmittedAssignment.id == api.SubmittedNotebook.assignment_id,
            )
            .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
            .where(
                api.Assignment.name == self._assignment.name,
                api.SubmittedAssignment.student_id == student,
            )
        ).scalars()
        manual = {name: float(score) for name, score, _ in rows if score is not None}
        return manual, sum(float(extra or 0) for _, _, extra in rows) - sum(
            float(penalty or 0) for penalty in penalties
        )


DISK = "Is the disk full? Then free some space, and run the command again."


def _known(rows: dict[str, Any], name: str) -> Any:
    if name not in rows:
        raise MissingEntry(f"No such cell: {name}")
    return rows[name]
