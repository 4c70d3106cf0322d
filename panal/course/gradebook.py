"""What `panal grade` writes: gradebook rows, autograded/ and feedback/, as nbgrader's own commands
would.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import nbformat
from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    MissingEntry,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm.attributes import set_committed_value

from panal.course import journal
from panal.course.course import Course, has_gradebook, json_bytes
from panal.course.database import Database, reason
from panal.course.graded import Graded
from panal.course.handed_in import kept_files, timestamp_of
from panal.course.results_file import RESULTS, earlier_result, read_result
from panal.course.submitted import candidates
from panal.errors import EngineFailure, EnvironmentProblem, Unwritten
from panal.outputs import without_verdicts
from panal.pages.feedback_page import Grades, render, render_notebook
from panal.results import Result, StudentId

log = logging.getLogger(__name__)

Written = Callable[[StudentId, Result | None, Result, Mapping[str, float]], None]


@dataclass(frozen=True, slots=True)
class Entry:
    """What the gradebook is to know of a submission; with the files beside it, all that it takes to
    write it down.

    Args:
        student: who.
        timestamp: when it was handed in, in ISO's form and UTC; None if nobody knows.
        handed_in: names of the notebooks that were handed in, without `.ipynb`.
        kept: names of the files that the exchange put beside them.
        marks: see `Graded`.
        no_response: see `Graded`.
    """

    student: StudentId
    timestamp: str | None
    handed_in: tuple[str, ...]
    kept: tuple[str, ...]
    marks: dict[str, float | None]
    no_response: dict[str, bool]


class Book:
    """Writes down one graded submission after another. It is the only one that does: a second one
    is refused.

    For each submission it is all or nothing, see `panal.course.journal`: first its files are laid
    down with an `Entry`, then its rows are written in one transaction, then the feedback page and
    the folder in autograded/ take their places.

    Args:
        course: where to.
        assignment: of which assignment.
        name: of its notebook, without `.ipynb`.
        files: the instructor's files, which nbgrader keeps beside the graded notebook.
        written: told of each submission: who, the result that stood in autograded/, the one that
            takes its place, and points that a person entered, by grade id. Of one that was
            interrupted it may be told twice.
    """

    def __init__(
        self,
        course: Course,
        assignment: str,
        name: str,
        files: Mapping[str, bytes],
        written: Written = lambda *_: None,
    ) -> None:
        self._course = course
        self._assignment = assignment
        self._name = name
        self._files = files
        self._written = written
        self._database = Database(course.directory.db_url, course.directory.course_id)
        self._late = AssignLatePenalties(config=course.config)
        self._late.init_plugin()
        self._lock = -1

    def __enter__(self) -> Self:
        """Begin to write.

        Raises:
            EnvironmentProblem: somebody else does.
        """
        self._lock = os.open(self._course.graders / self._assignment, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            raise EnvironmentProblem(
                f"{self._assignment} is being graded already, by another `panal grade`.",
                "Wait until it has ended.",
            ) from None
        except OSError:
            pass  # a file system without locks; nothing says that there is another one
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._database.close()
        os.close(self._lock)

    def write(self, student: StudentId, graded: Graded, stamp: str) -> float:
        """Record a graded submission: gradebook, autograded notebook, results.json, feedback page;
        all or nothing.

        Args:
            stamp: kept in results.json; a later run grades again when its own is another one.

        Returns:
            The score that the gradebook now has, manual grades and late penalty included.

        Raises:
            Unwritten: disk or database are out of order. The submission is kept, and `recover`
                writes it.
            EngineFailure: it could not be written, and nothing was.
        """
        folder = self._folder("autograded", student)
        kept = self._kept(student)
        when = timestamp_of(kept)
        timestamp = when.isoformat() if when else None
        entry = Entry(
            student,
            timestamp,
            self._handed_in(student),
            tuple(kept),
            graded.marks,
            graded.no_response,
        )
        results = {**graded.result.to_json(), "stamp": stamp}
        files = {
            f"{self._name}.ipynb": graded.notebook.encode(),
            **self._files,
            RESULTS: json_bytes(results),
            **kept,
        }
        try:
            journal.stage(folder, files, json.dumps(asdict(entry)))
        except OSError as error:
            journal.clear(folder)
            raise EngineFailure(
                f"The grading of {student} could not be written: {error.strerror}.", DISK
            ) from error
        return self._finish(folder, entry, graded.fragment, graded.result)

    def recover(self) -> list[StudentId]:
        """Finish what a run that died could not finish, and remove what it had only begun. To be
        called before anything else.

        Returns:
            Whose submissions were written now.

        Raises:
            Unwritten: disk or database are still out of order; nothing is lost.
        """
        written = []
        for folder in self._folders():
            promise = journal.entry_of(folder)
            if promise is None:
                journal.clear(folder)
                continue
            try:
                entry = Entry(**json.loads(promise))
                beside = journal.fresh(folder)
                result, _ = read_result(beside)
                nb = nbformat.read(beside / f"{self._name}.ipynb", as_version=4)
                self._finish(folder, entry, render_notebook(without_verdicts(nb)), result)
                written.append(entry.student)
            except Unwritten:
                raise
            except Exception:
                # The gradebook has changed, or a file was touched. The submission is graded again,
                # and says so if it has to.
                log.exception(
                    "What an earlier run kept in %s can't be used.", journal.fresh(folder)
                )
                journal.clear(folder)
        return written

    def scores(self) -> dict[StudentId, float]:
        """What the gradebook says of everyone who has a submission: manual grades and late
        penalties included, in points.
        """
        return self._database.run(self._scores)

    def unchanged(self, student: StudentId) -> bool:
        """Whether the exchange's files, such as the time of handing in, are those that were written
        down.
        """
        return self._kept(student) == self._kept(student, "autograded")

    def _finish(self, folder: Path, entry: Entry, fragment: str, result: Result) -> float:
        """What follows once a submission is promised. Done again, it comes out the same."""

        def rows_and_page(gradebook: Any) -> tuple[float, bytes, dict[str, float]]:
            # A page that can't be made must not leave its rows behind: after the commit nothing but
            # the disk may fail.
            score, grades, manual = self._write_rows(gradebook, entry)
            return (
                score,
                render(result.assignment, fragment, result, grades, self._course.shows).encode(),
                manual,
            )

        try:
            score, page, manual = self._database.run(rows_and_page)
            feedback = self._folder("feedback", entry.student)
            for name in entry.kept:
                journal.replace(feedback / name, (journal.fresh(folder) / name).read_bytes())
            journal.replace(feedback / f"{self._name}.html", page)
            self._written(
                entry.student, earlier_result(folder), result, manual
            )  # while the earlier result is still there
            journal.finish(folder)
            return score
        except Unwritten:
            raise
        except OSError as error:
            said = (
                f"The grading of {entry.student} could not be written to the end: {error.strerror}."
            )
            raise Unwritten(said, DISK) from error
        except Exception as error:
            journal.clear(folder)  # nothing is in the database, and trying again would not help
            if isinstance(error, (SQLAlchemyError, MissingEntry)):
                said = reason(error, self._course.directory.db_url)
                raise EngineFailure(
                    f"The gradebook refuses the grading of {entry.student}: {said}."
                ) from error
            raise

    def _write_rows(self, gradebook: Any, entry: Entry) -> tuple[float, Grades, dict[str, float]]:
        """What nbgrader.converters.Autograde and its preprocessors SaveAutoGrades and
        AssignLatePenalties write.

        Rows are asked for by cell, notebook and submission at once: only for that does the database
        have an index.
        """
        db = gradebook.db
        gradebook.update_or_create_student(entry.student)
        extra = {"timestamp": datetime.fromisoformat(entry.timestamp)} if entry.timestamp else {}
        submission = gradebook.update_or_create_submission(self._assignment, entry.student, **extra)
        notebooks = dict(
            db.execute(
                select(Notebook.id, Notebook.name)
                .join(Assignment)
                .where(Assignment.name == self._assignment)
            ).all()
        )
        names = dict(
            db.execute(
                select(BaseCell.id, BaseCell.name).where(BaseCell.notebook_id.in_(notebooks))
            ).all()
        )
        found = select(SubmittedNotebook).where(
            SubmittedNotebook.notebook_id.in_(notebooks),
            SubmittedNotebook.assignment_id == submission.id,
        )
        submitted = {notebooks[each.notebook_id]: each for each in db.execute(found).scalars()}
        if self._name not in submitted:
            raise MissingEntry(f"No such notebook: {self._name}")
        ours = submitted[self._name]
        of_any = (
            Grade.cell_id.in_(names),
            Grade.notebook_id.in_([each.id for each in submitted.values()]),
        )
        grades = db.execute(select(Grade).where(*of_any).with_for_update(of=Grade)).scalars().all()
        for name, notebook in submitted.items():
            if name not in entry.handed_in:
                for grade in grades:
                    if grade.notebook_id == notebook.id:
                        grade.auto_score, grade.needs_manual_grade = 0, False
        if self._name in entry.handed_in:
            by_name = {
                names[grade.cell_id]: grade for grade in grades if grade.notebook_id == ours.id
            }
            for name, mark in entry.marks.items():
                grade = _known(by_name, name)
                grade.auto_score = mark
                grade.needs_manual_grade = grade.manual_score is not None or mark is None
        comments = db.execute(
            select(Comment).where(Comment.cell_id.in_(names), Comment.notebook_id == ours.id)
        ).scalars()
        comment_of = {names[comment.cell_id]: comment for comment in comments}
        for name, none in entry.no_response.items():
            _known(comment_of, name).auto_comment = "No response." if none else None
        db.flush()
        scores = db.execute(
            select(Grade.notebook_id, Grade.cell_id, Grade.score).where(*of_any)
        ).all()
        our_scores = {
            names[cell]: float(score) for notebook, cell, score in scores if notebook == ours.id
        }
        self._assign_late_penalty(submission, ours, entry.student, sum(our_scores.values()))
        db.flush()
        said = select(Comment.cell_id, Comment.comment).where(
            Comment.cell_id.in_(names), Comment.notebook_id == ours.id
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
        """As AssignLatePenalties.preprocess, by the course's own plugin."""
        # Else it would be summed up over the whole class's grades, for want of an index.
        set_committed_value(notebook, "score", score)
        notebook.late_submission_penalty = None
        seconds = submission.total_seconds_late
        if seconds > 0:
            penalty = self._late.plugin_inst.late_submission_penalty(student, score, seconds)
            if penalty is not None:
                notebook.late_submission_penalty = self._late._check_late_penalty(notebook, penalty)

    def _scores(self, gradebook: Any) -> dict[StudentId, float]:
        # From the grades up: nbgrader's own SubmittedAssignment.score reads all of them once for
        # each student.
        points = (
            select(Grade.notebook_id, func.sum(Grade.score).label("points"))
            .group_by(Grade.notebook_id)
            .subquery()
        )
        each = func.coalesce(points.c.points, 0.0) - func.coalesce(
            SubmittedNotebook.late_submission_penalty, 0.0
        )
        rows = (
            select(SubmittedAssignment.student_id, func.coalesce(func.sum(each), 0.0))
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .outerjoin(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .outerjoin(points, points.c.notebook_id == SubmittedNotebook.id)
            .where(Assignment.name == self._assignment)
            .group_by(SubmittedAssignment.student_id)
        )
        return {StudentId(student): float(score) for student, score in gradebook.db.execute(rows)}

    def _folder(self, step: str, student: str) -> Path:
        return self._course.path(step, student, self._assignment)

    def _folders(self) -> list[Path]:
        """Where in autograded/ there may be something of this assignment."""
        parent = self._course.above("autograded", "*", self._assignment)
        names = (
            sorted(path.name for path in parent.iterdir() if path.is_dir())
            if parent.is_dir()
            else []
        )
        return [self._folder("autograded", name) for name in names]

    def _handed_in(self, student: StudentId) -> tuple[str, ...]:
        """Names of the notebooks; a file with another name stands for ours."""
        folder = self._folder("submitted", student)
        # A link to nowhere is none, as for nbgrader; Path.exists would raise where it may not look.
        found = {path.stem for path in folder.glob("*.ipynb") if os.path.exists(path)}  # noqa: PTH110
        return tuple(sorted({*found, *([self._name] if candidates(folder) else [])}))

    def _kept(self, student: StudentId, step: str = "submitted") -> dict[str, bytes]:
        return kept_files(self._folder(step, student))


class DryBook(Book):
    """Stands in for a `Book` where nothing is to be written: it reads, and tells what would be."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._database.close()

    def recover(self) -> list[StudentId]:
        """What an interrupted run has left stays as it is."""
        return []

    def scores(self) -> dict[StudentId, float]:
        return super().scores() if has_gradebook(self._course) else {}

    def write(self, student: StudentId, graded: Graded, stamp: str) -> float:
        """Write nothing.

        Returns:
            The score that the gradebook would have, by the late penalty that it has now.
        """
        manual, more = (
            self._database.run(lambda gradebook: self._standing(gradebook, student))
            if has_gradebook(self._course)
            else ({}, 0.0)
        )
        self._written(
            student, earlier_result(self._folder("autograded", student)), graded.result, manual
        )
        marks = {name: mark or 0.0 for name, mark in graded.marks.items()}
        return sum({**marks, **manual}.values()) + more

    def _standing(self, gradebook: Any, student: StudentId) -> tuple[dict[str, float], float]:
        """Points that a person entered for a student, and what else is added to the sum."""
        rows = gradebook.db.execute(
            select(BaseCell.name, Grade.manual_score, Grade.extra_credit)
            .join(Grade, Grade.cell_id == BaseCell.id)
            .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
            .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .where(Assignment.name == self._assignment, SubmittedAssignment.student_id == student)
        ).all()
        penalties = gradebook.db.execute(
            select(SubmittedNotebook.late_submission_penalty)
            .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .where(Assignment.name == self._assignment, SubmittedAssignment.student_id == student)
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
