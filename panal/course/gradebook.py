"""What `panal grade` writes: gradebook rows, autograded/ and feedback/, as nbgrader's own commands would."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import nbformat
from nbgrader.api import Assignment, BaseCell, Comment, Grade, MissingEntry, Notebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import parse_utc
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm.attributes import set_committed_value

from panal.course import journal
from panal.course.course import Course, json_bytes, read_regular
from panal.course.database import Database, reason
from panal.course.graded import Graded
from panal.errors import EnvironmentProblem, GradingError, Unwritten
from panal.feedback.page import Grades, render, render_notebook
from panal.notebook import without_verdicts
from panal.results import Result, StudentId

log = logging.getLogger(__name__)

KEPT = ("timestamp.txt", "submission_secret.txt")
"""Files of the exchange: when it was handed in, and by whose word `release_feedback` finds the student again."""

KEPT_BYTES = 500
_TIMESTAMP = re.compile(
    r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)?(?: ?(?:[A-Za-z]{1,5}|[+-]\d\d:?\d\d))?", re.ASCII
)
"""As nbgrader writes it; its reader takes far more, and opens files that are called like a time zone."""

RESULTS = "results.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """What the gradebook is to know of a submission; with the files beside it, all that it takes to write it down.

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
    """Writes down one graded submission after another. It is the only one that does: a second one is refused.

    For each submission it is all or nothing, see `panal.course.journal`: first its files are laid down with an `Entry`, then
    its rows are written in one transaction, then the feedback page and the folder in autograded/ take their places.

    Args:
        course: where to.
        assignment: of which assignment.
        name: of its notebook, without `.ipynb`.
        files: the instructor's files, which nbgrader keeps beside the graded notebook.
    """

    def __init__(self, course: Course, assignment: str, name: str, files: Mapping[str, bytes]) -> None:
        self._course = course
        self._assignment = assignment
        self._name = name
        self._files = files
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
                f"{self._assignment} is being graded already, by another `panal grade`.", "Wait until it has ended."
            ) from None
        except OSError:
            pass   # a file system without locks; nothing says that there is another one
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._database.close()
        os.close(self._lock)

    def write(self, student: StudentId, graded: Graded, stamp: str) -> float:
        """Record a graded submission: gradebook, autograded notebook, results.json, feedback page; all or nothing.

        Args:
            stamp: kept in results.json; a later run grades again when its own is another one.

        Returns:
            The score that the gradebook now has, manual grades and late penalty included.

        Raises:
            Unwritten: disk or database are out of order. The submission is kept, and `recover` writes it.
            GradingError: it could not be written, and nothing was.
        """
        folder = self._folder("autograded", student)
        kept = self._kept(student)
        entry = Entry(
            student, self._timestamp(kept), self._handed_in(student), tuple(kept), graded.marks, graded.no_response
        )
        results = {**graded.result.to_json(), "stamp": stamp}
        files = {f"{self._name}.ipynb": graded.notebook.encode(), **self._files, RESULTS: json_bytes(results), **kept}
        try:
            journal.stage(folder, files, json.dumps(asdict(entry)))
        except OSError as error:
            journal.clear(folder)
            raise GradingError(f"The grading of {student} could not be written: {error.strerror}.", DISK) from error
        return self._finish(folder, entry, graded.fragment, graded.result)

    def recover(self) -> list[StudentId]:
        """Finish what a run that died could not finish, and remove what it had only begun. To be called before anything else.

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
                result = Result.from_json(json.loads((beside / RESULTS).read_text(encoding="utf-8")))
                nb = nbformat.read(beside / f"{self._name}.ipynb", as_version=4)
                self._finish(folder, entry, render_notebook(without_verdicts(nb)), result)
                written.append(entry.student)
            except Unwritten:
                raise
            except Exception:
                # The gradebook has changed, or a file was touched. The submission is graded again, and says so if it has to.
                log.exception("What an earlier run kept in %s can't be used.", journal.fresh(folder))
                journal.clear(folder)
        return written

    def scores(self) -> dict[StudentId, float]:
        """What the gradebook says of everyone who has a submission: manual grades and late penalties included, in points."""
        return self._database.run(self._scores)

    def unchanged(self, student: StudentId) -> bool:
        """Whether the exchange's files, such as the time of handing in, are those that were written down."""
        return self._kept(student) == self._kept(student, "autograded")

    def _finish(self, folder: Path, entry: Entry, fragment: str, result: Result) -> float:
        """What follows once a submission is promised. Done again, it comes out the same."""

        def rows_and_page(gradebook: Any) -> tuple[float, bytes]:
            # A page that can't be made must not leave its rows behind: after the commit nothing but the disk may fail.
            score, grades = self._write_rows(gradebook, entry)
            return score, render(result.assignment, fragment, result, grades, self._course.shows).encode()

        try:
            score, page = self._database.run(rows_and_page)
            feedback = self._folder("feedback", entry.student)
            for name in entry.kept:
                journal.replace(feedback / name, (journal.fresh(folder) / name).read_bytes())
            journal.replace(feedback / f"{self._name}.html", page)
            journal.finish(folder)
            return score
        except Unwritten:
            raise
        except OSError as error:
            said = f"The grading of {entry.student} could not be written to the end: {error.strerror}."
            raise Unwritten(said, DISK) from error
        except Exception as error:
            journal.clear(folder)   # nothing is in the database, and trying again would not help
            if isinstance(error, (SQLAlchemyError, MissingEntry)):
                said = reason(error, self._course.directory.db_url)
                raise GradingError(f"The gradebook refuses the grading of {entry.student}: {said}.") from error
            raise

    def _write_rows(self, gradebook: Any, entry: Entry) -> tuple[float, Grades]:
        """What nbgrader.converters.Autograde and its preprocessors SaveAutoGrades and AssignLatePenalties write.

        Rows are asked for by cell, notebook and submission at once: only for that does the database have an index.
        """
        db = gradebook.db
        gradebook.update_or_create_student(entry.student)
        extra = {"timestamp": datetime.fromisoformat(entry.timestamp)} if entry.timestamp else {}
        submission = gradebook.update_or_create_submission(self._assignment, entry.student, **extra)
        notebooks = dict(
            db.execute(select(Notebook.id, Notebook.name).join(Assignment).where(Assignment.name == self._assignment)).all()
        )
        names = dict(db.execute(select(BaseCell.id, BaseCell.name).where(BaseCell.notebook_id.in_(notebooks))).all())
        found = select(SubmittedNotebook).where(
            SubmittedNotebook.notebook_id.in_(notebooks), SubmittedNotebook.assignment_id == submission.id
        )
        submitted = {notebooks[each.notebook_id]: each for each in db.execute(found).scalars()}
        if self._name not in submitted:
            raise MissingEntry(f"No such notebook: {self._name}")
        ours = submitted[self._name]
        of_any = Grade.cell_id.in_(names), Grade.notebook_id.in_([each.id for each in submitted.values()])
        grades = db.execute(select(Grade).where(*of_any).with_for_update(of=Grade)).scalars().all()
        for name, notebook in submitted.items():
            if name not in entry.handed_in:
                for grade in grades:
                    if grade.notebook_id == notebook.id:
                        grade.auto_score, grade.needs_manual_grade = 0, False
        if self._name in entry.handed_in:
            by_name = {names[grade.cell_id]: grade for grade in grades if grade.notebook_id == ours.id}
            for name, mark in entry.marks.items():
                grade = _known(by_name, name)
                grade.auto_score = mark
                grade.needs_manual_grade = grade.manual_score is not None or mark is None
        comments = db.execute(select(Comment).where(Comment.cell_id.in_(names), Comment.notebook_id == ours.id)).scalars()
        comment_of = {names[comment.cell_id]: comment for comment in comments}
        for name, none in entry.no_response.items():
            _known(comment_of, name).auto_comment = "No response." if none else None
        db.flush()
        scores = db.execute(select(Grade.notebook_id, Grade.cell_id, Grade.score).where(*of_any)).all()
        our_scores = {names[cell]: float(score) for notebook, cell, score in scores if notebook == ours.id}
        self._assign_late_penalty(submission, ours, entry.student, sum(our_scores.values()))
        db.flush()
        said = select(Comment.cell_id, Comment.comment).where(Comment.cell_id.in_(names), Comment.notebook_id == ours.id)
        texts = {names[cell]: str(comment) for cell, comment in db.execute(said) if comment}
        total = sum(float(score) for _, _, score in scores)
        penalty = sum(each.late_submission_penalty or 0.0 for each in submitted.values())
        return total - penalty, Grades(our_scores, texts, float(ours.late_submission_penalty or 0))

    def _assign_late_penalty(self, submission: Any, notebook: Any, student: StudentId, score: float) -> None:
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
        # From the grades up: nbgrader's own SubmittedAssignment.score reads all of them once for each student.
        points = (
            select(Grade.notebook_id, func.sum(Grade.score).label("points")).group_by(Grade.notebook_id).subquery()
        )
        each = func.coalesce(points.c.points, 0.0) - func.coalesce(SubmittedNotebook.late_submission_penalty, 0.0)
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
        parent = Path(str(self._folder("autograded", "*")).split("*")[0])
        names = sorted(path.name for path in parent.iterdir() if path.is_dir()) if parent.is_dir() else []
        return [self._folder("autograded", name) for name in names]

    def _handed_in(self, student: StudentId) -> tuple[str, ...]:
        found = self._folder("submitted", student).glob("*.ipynb")
        # A link to nowhere is none, as for nbgrader; Path.exists would raise where it may not look.
        return tuple(sorted(path.stem for path in found if os.path.exists(path)))  # noqa: PTH110

    def _kept(self, student: StudentId, step: str = "submitted") -> dict[str, bytes]:
        """The small files that nbgrader's `submit` and `collect` put beside a notebook; what is no file counts as none."""
        kept = {}
        for name in KEPT:
            try:
                descriptor = os.open(
                    self._folder(step, student) / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
                )
            except OSError:
                continue
            content = read_regular(descriptor, KEPT_BYTES)
            if content:
                kept[name] = content
        return kept

    def _timestamp(self, kept: Mapping[str, bytes]) -> str | None:
        text = kept.get("timestamp.txt", b"").decode("ascii", "ignore").strip()
        try:
            return parse_utc(text).isoformat() if _TIMESTAMP.fullmatch(text) else None
        except (ValueError, OverflowError):
            return None


DISK = "Is the disk full? Then free some space, and run the command again."


def _known(rows: dict[str, Any], name: str) -> Any:
    if name not in rows:
        raise MissingEntry(f"No such cell: {name}")
    return rows[name]
