"""What `panal grade` writes: gradebook rows, autograded/ and feedback/, as nbgrader's own commands
would.

A submission is written in this order. If that is cut short anywhere, the next run finds no
results.json and grades the submission again:

1. In one transaction: the rows are written, the pages that show them are made, and the earlier
   results.json is withdrawn.
2. The graded notebooks, the pages, the fingerprints of the answers and the other files, each written
   beside its place and renamed.
3. results.json, the mark that all of it is there.
"""

from __future__ import annotations

import fcntl
import logging
import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
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

from panal import messages
from panal.assignment import Assignment
from panal.course import files
from panal.course.answers_file import with_answers, write_answers
from panal.course.course import Course, has_gradebook, json_bytes
from panal.course.database import CannotWrite, Database, reason
from panal.course.graded import Graded, GradedNotebook, graded_notebook
from panal.course.handed_in import KEPT, kept_files, timestamp_of
from panal.course.results_file import (
    Unusable,
    complete,
    earlier_result,
    read_result,
    withdraw,
)
from panal.course.submitted import submission
from panal.errors import EngineFailure, EnvironmentProblem, UsageError
from panal.pages.exercises import Grades
from panal.pages.feedback_page import Whose, render, shows_grades
from panal.results import Judged, Result, StudentId

log = logging.getLogger(__name__)

TURN_SECONDS = 2.0
"""How long a writer waits for another one. `panal watch` and `panal serve` write for a moment, and
again and again; `panal grade` writes until it has ended.
"""

Written = Callable[[StudentId, Result | None, Result, Mapping[str, float]], None]


@dataclass(frozen=True, slots=True)
class Standing:
    """What the gradebook has for a submission.

    Args:
        grades: of each notebook, those that a person gave included.
        due: what would be taken off by the present due date and plugin; None if the plugin fails.
        marks: what the judge gave, by the notebook and the cell's grade id.
        whose: who reads the pages; None if it is not known.
    """

    grades: Mapping[str, Grades]
    due: float | None = None
    marks: Mapping[tuple[str, str], float | None] = field(default_factory=dict)
    whose: Whose | None = None

    @property
    def points(self) -> float:
        """Of all cells together."""
        return sum(sum(each.scores.values()) for each in self.grades.values())

    @property
    def penalty(self) -> float:
        """What is taken off for lateness."""
        return sum(each.late_penalty for each in self.grades.values())


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
        self._given: dict[StudentId, dict[str, float]] = {}

    def __enter__(self) -> Self:
        """Begin to write.

        Raises:
            UsageError: the gradebook does not know the assignment.
            EnvironmentProblem: another process is writing.
        """
        notebooks = [each.name for each in self._assignment.notebooks]
        require_record(self._course, self._assignment.name, notebooks)
        self._lock = os.open(self._folder("release", "."), os.O_RDONLY | os.O_CLOEXEC)
        deadline = time.monotonic() + TURN_SECONDS
        while not self._locked():
            if time.monotonic() > deadline:
                os.close(self._lock)
                raise EnvironmentProblem(
                    f"{self._assignment.name} is being graded already, by another `panal grade`.",
                    "Wait until it has ended.",
                )
            time.sleep(0.05)
        return self

    def _locked(self) -> bool:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            pass  # a file system without locks, so nothing tells of another process
        return True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._database.close()
        os.close(self._lock)

    def given(self, student: StudentId) -> Mapping[str, float]:
        """Points that a person entered for a submission that was kept or written, by the name of the
        exercise (`panal.results.Verdict.name`).
        """
        return self._given.get(student, {})

    def _entered(self, now: Standing) -> dict[str, float]:
        several = len(self._assignment.notebooks) > 1
        return {
            f"{name}/{cell}" if several else cell: grades.scores[cell]
            for name, grades in now.grades.items()
            for cell in grades.by_hand
        }

    def write(
        self, student: StudentId, grading: Graded, stamp: str, *, look_again: bool = True
    ) -> float:
        """Record a graded submission: gradebook, autograded notebooks, feedback pages, results.json.

        Args:
            stamp: kept in results.json; a later run with another one grades again.
            look_again: whether points that a person gave are to be looked at again.

        Returns:
            The score that the gradebook now has, manual grades and late penalty included.

        Raises:
            EngineFailure: the disk or the database refused. The submission is not complete, and the
                next run grades it again.
        """
        folder, feedback = (self._folder(step, student) for step in ("autograded", "feedback"))
        kept = self._kept(student)
        texts = {f"{each.name}.ipynb": each.text.encode() for each in grading.notebooks}
        contents = {**texts, **self._assignment.files, **kept}
        results = json_bytes({**grading.result.to_json(), "stamp": stamp})
        earlier = earlier_result(folder)

        def rows_and_pages(gradebook: Any) -> tuple[Standing, dict[str, bytes]]:
            # The pages are made first, since what can't be shown must not stand in the gradebook.
            rows = self._write_rows(gradebook, student, grading, kept, look_again)
            pages = self._pages(grading, rows)
            # Before the commit, else an earlier results.json could vouch for the new rows.
            withdraw(folder)
            return rows, pages

        try:
            rows, pages = self._database.run(rows_and_pages)
            files.make_folder(folder, contents)
            for name, content in contents.items():
                if not files.holds(folder / name, content):
                    files.replace(folder / name, content)
            for name in set(KEPT) - set(kept):
                (feedback / name).unlink(missing_ok=True)
            for name, content in {**kept, **pages}.items():
                files.replace(feedback / name, content)
            files.sync(feedback)
            write_answers(folder, grading.result, stamp)
            files.sync(folder)
            # Before it is complete: if anything comes between, the next run tells it again.
            self._given[student] = self._entered(rows)
            self._written(student, earlier, grading.result, self._given[student])
            complete(folder, results)
            return rows.points - rows.penalty
        except OSError as error:
            raise CannotWrite(
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
            self._given[student] = self._entered(now)
            try:
                score = self._up_to_date(student, result, stamp, now)
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
        if not all(self._agree(now.marks, result)):
            return None
        for name in self._names:
            if not (folder / f"{name}.ipynb").is_file() or not (page / f"{name}.html").is_file():
                return None
        if self._kept(student) != self._kept(student, "autograded"):
            return None  # it was handed in another time
        found = submission(self._course, self._assignment, student)
        same = (result.notebook, result.file) == (found.digest, found.file)
        return result if same else None

    @property
    def _names(self) -> list[str]:
        return [each.name for each in self._assignment.notebooks]

    def _agree(
        self, marks: Mapping[tuple[str, str], float | None], result: Result
    ) -> Iterator[bool]:
        """Whether the gradebook has each verdict. A task has no mark of ours."""
        for name in self._names:
            for verdict in result.of(name).verdicts:
                if verdict.judged is not Judged.PERSON or verdict.given is not None:
                    yield marks.get((name, verdict.grade_id)) == verdict.points

    def _up_to_date(
        self, student: StudentId, result: Result, stamp: str, now: Standing
    ) -> float | None:
        """Bring what was written in line with the present late penalty, and with what a person has
        entered since. Returns the score; None if a graded notebook can't be used.
        """
        late = now.due != now.penalty
        folder = self._folder("feedback", student)
        shown = (
            shows_grades(folder / f"{name}.html", now.grades, now.whose) for name in self._names
        )
        if not late and all(shown):
            return now.points - now.penalty
        result = with_answers(self._folder("autograded", student), result, stamp)
        made = self._earlier(student, result)
        if made is None:
            return None
        if late:
            return self.write(student, made, stamp, look_again=False)
        try:
            for name, content in self._pages(made, now).items():
                files.replace(folder / name, content)
        except OSError as error:  # grading it again will say so, if it lasts
            log.warning("The pages of %s can't be written: %s.", student, error.strerror)
            return None
        return now.points - now.penalty

    def _earlier(self, student: StudentId, result: Result) -> Graded | None:
        """What was graded earlier, from the graded notebooks; None if these can't be used."""
        folder, found = self._folder("autograded", student), []
        for name in self._names:
            try:
                nb = nbformat.read(folder / f"{name}.ipynb", as_version=4)
                found.append(graded_notebook(name, nb, there=not _is_missing(result.of(name))))
            except Exception:  # nbformat lets through whatever a strange file makes it raise
                log.exception("%s can't be used.", folder / f"{name}.ipynb")
                return None
        marks = {(each.name, cell): mark for each in found for cell, mark in each.marks.items()}
        return Graded(result, tuple(found)) if all(self._agree(marks, result)) else None

    def _pages(self, grading: Graded, rows: Standing) -> dict[str, bytes]:
        """The feedback pages, by the names of their files."""
        return {
            f"{each.name}.html": render(
                *(grading.result, each.name, each.fragment, rows.grades),
                self._course.shows,
                rows.whose,
            ).encode()
            for each in grading.notebooks
        }

    def _write_rows(
        self,
        gradebook: Any,
        student: StudentId,
        grading: Graded,
        kept: Mapping[str, bytes],
        look_again: bool,
    ) -> Standing:
        """What nbgrader.converters.Autograde and its preprocessors SaveAutoGrades and
        AssignLatePenalties write.

        Rows are selected by cell, notebook and submission together, since the database has an index
        only for that.
        """
        db = gradebook.db
        when = timestamp_of(kept, self._course.timezone)
        if when is None and "timestamp.txt" in kept:
            log.warning("%s: timestamp.txt can't be read, so nothing is taken off for it.", student)
        person = gradebook.update_or_create_student(student)
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
        of_any = (
            api.Grade.cell_id.in_(names),
            api.Grade.notebook_id.in_([each.id for each in submitted.values()]),
        )
        rows: dict[str, dict[str, Any]] = {each.id: {} for each in submitted.values()}
        for grade in db.execute(
            select(api.Grade).where(*of_any).with_for_update(of=api.Grade)
        ).scalars():
            rows[grade.notebook_id][names[grade.cell_id]] = grade
        comments: dict[str, dict[str, Any]] = {each.id: {} for each in submitted.values()}
        for comment in db.execute(
            select(api.Comment).where(
                api.Comment.cell_id.in_(names), api.Comment.notebook_id.in_(comments)
            )
        ).scalars():
            comments[comment.notebook_id][names[comment.cell_id]] = comment
        for each in grading.notebooks:
            if each.name not in submitted:
                raise MissingEntry(f"No such notebook: {each.name}")
            id_ = submitted[each.name].id
            verdicts = grading.result.of(each.name).verdicts
            failed = {verdict.grade_id for verdict in verdicts if verdict.needs_person}
            _enter(each, rows[id_], comments[id_], failed, look_again)
        db.flush()
        scores: dict[str, dict[str, float]] = {each.id: {} for each in submitted.values()}
        entered = select(api.Grade.notebook_id, api.Grade.cell_id, api.Grade.score).where(*of_any)
        for id_, cell, score in db.execute(entered):
            scores[id_][names[cell]] = float(score)
        for notebook in submitted.values():
            total = sum(scores[notebook.id].values())
            self._assign_late_penalty(submission, notebook, student, total)
        db.flush()
        texts: dict[str, dict[str, str]] = {each.id: {} for each in submitted.values()}
        said = select(api.Comment.notebook_id, api.Comment.cell_id, api.Comment.comment).where(
            api.Comment.cell_id.in_(names), api.Comment.notebook_id.in_(comments)
        )
        for id_, cell, text in db.execute(said):
            if text:
                texts[id_][names[cell]] = str(text)
        return Standing(
            {
                name: Grades(
                    scores[notebook.id],
                    texts[notebook.id],
                    float(notebook.late_submission_penalty or 0),
                    frozenset(
                        cell
                        for cell, grade in rows[notebook.id].items()
                        if grade.manual_score is not None
                    ),
                )
                for name, notebook in submitted.items()
            },
            whose=Whose.of(
                *(student, person.first_name, person.last_name),
                *(submission.timestamp, self._course.timezone),
            ),
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
        return self.penalty(student, score, submission.total_seconds_late)

    def penalty(self, student: StudentId, points: float, seconds: float) -> float | None:
        """What the course's own plugin takes off.

        Args:
            student: whose submission.
            points: of a notebook, before the penalty.
            seconds: after the due date, extensions considered; not above 0 if it was not late.

        Raises:
            EngineFailure: the plugin fails.
        """
        if seconds <= 0:
            return None
        try:
            penalty = self._late.plugin_inst.late_submission_penalty(student, points, seconds)
        except Exception as error:  # the course's own code, which may raise anything
            raise EngineFailure(
                f"The late penalty of {student} could not be worked out: {type(error).__name__}: {error}.",
                "Look at c.AssignLatePenalties.plugin_class.",
            ) from error
        # The bounds of AssignLatePenalties._check_late_penalty.
        return None if penalty is None else 0.0 if penalty < 0 else float(min(penalty, points))

    def _standing(self) -> dict[StudentId, Standing]:
        try:
            return self._database.run(self._read_standing)
        except EngineFailure as error:  # concerns the whole class, not one submission
            raise EnvironmentProblem(error.message, error.hint) from error

    def _read_standing(self, gradebook: Any) -> dict[StudentId, Standing]:
        # A few queries for the whole class: nbgrader's own SubmittedAssignment.score reads all grades
        # once for each student.
        of_class = (
            select(api.SubmittedAssignment.id, api.SubmittedAssignment.student_id)
            .join(api.Student, api.Student.id == api.SubmittedAssignment.student_id)
            .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
            .where(api.Assignment.name == self._assignment.name)
        )
        of_notebooks = of_class.add_columns(
            api.Notebook.name, api.SubmittedNotebook.late_submission_penalty
        )
        of_notebooks = of_notebooks.join(
            api.SubmittedNotebook, api.SubmittedNotebook.assignment_id == api.SubmittedAssignment.id
        ).join(api.Notebook, api.Notebook.id == api.SubmittedNotebook.notebook_id)
        students = {id_: StudentId(who) for id_, who in gradebook.db.execute(of_class)}
        of_people = of_class.add_columns(
            *(api.Student.first_name, api.Student.last_name, api.SubmittedAssignment.timestamp)
        )
        whose = {
            id_: Whose.of(who, first, last, when, self._course.timezone)
            for id_, who, first, last, when in gradebook.db.execute(of_people)
        }
        taken: dict[str, dict[str, float]] = {id_: {} for id_ in students}
        for id_, _, notebook, penalty in gradebook.db.execute(of_notebooks):
            taken[id_][notebook] = float(penalty or 0)
        scores: dict[tuple[str, str], dict[str, float]] = {}
        by_hand: dict[tuple[str, str], set[str]] = {}
        marks: dict[str, dict[tuple[str, str], float | None]] = {}
        cells = (
            of_notebooks.add_columns(api.BaseCell.name, api.Grade.score, api.Grade.auto_score)
            .add_columns(api.Grade.manual_score)
            .join(api.Grade, api.Grade.notebook_id == api.SubmittedNotebook.id)
            .join(api.BaseCell, api.BaseCell.id == api.Grade.cell_id)
        )
        for id_, _, notebook, _, cell, score, mark, manual in gradebook.db.execute(cells):
            scores.setdefault((id_, notebook), {})[cell] = float(score or 0)
            marks.setdefault(id_, {})[notebook, cell] = mark
            if manual is not None:
                by_hand.setdefault((id_, notebook), set()).add(cell)
        texts: dict[tuple[str, str], dict[str, str]] = {}
        comments = (
            of_notebooks.add_columns(api.BaseCell.name, api.Comment.comment)
            .join(api.Comment, api.Comment.notebook_id == api.SubmittedNotebook.id)
            .join(api.BaseCell, api.BaseCell.id == api.Comment.cell_id)
        )
        for id_, _, notebook, _, cell, text in gradebook.db.execute(comments):
            if text:
                texts.setdefault((id_, notebook), {})[cell] = str(text)
        due: dict[str, float | None] = dict.fromkeys(students, 0.0)
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
        for each in gradebook.db.execute(maybe_late).scalars():
            try:
                due[each.id] = sum(
                    self._late_penalty(
                        each,
                        students[each.id],
                        sum(scores.get((each.id, notebook), {}).values()),
                    )
                    or 0.0
                    for notebook in taken[each.id]
                )
            except EngineFailure:
                due[each.id] = None  # writing it will say so
        return {
            student: Standing(
                {
                    notebook: Grades(
                        scores.get((id_, notebook), {}),
                        texts.get((id_, notebook), {}),
                        penalty,
                        frozenset(by_hand.get((id_, notebook), ())),
                    )
                    for notebook, penalty in taken[id_].items()
                },
                due[id_],
                marks.get(id_, {}),
                whose[id_],
            )
            for id_, student in students.items()
        }

    def _folder(self, step: str, student: str) -> Path:
        return self._course.path(step, student, self._assignment.name)

    def _kept(self, student: StudentId, step: str = "submitted") -> dict[str, bytes]:
        return kept_files(self._folder(step, student))


def add_student(
    course: Course, student: StudentId, first: str, last: str, email: str, patience: float
) -> None:
    """Enter a student whom the gradebook does not know. One whom it knows stays as they are.

    Args:
        course: the course.
        student: their id.
        first: first name; empty if it is not known.
        last: last name, likewise.
        email: likewise.
        patience: seconds for which the gradebook may be locked.

    Raises:
        EngineFailure: the gradebook could not be written.
    """
    database = Database(course.directory.db_url, course.directory.course_id, patience)

    def enter(gradebook: Any) -> None:
        try:
            gradebook.find_student(student)
        except MissingEntry:
            known = {"first_name": first, "last_name": last, "email": email}
            gradebook.add_student(student, **{name: text or None for name, text in known.items()})

    try:
        database.run(enter)
    except SQLAlchemyError as error:
        said = reason(error, course.directory.db_url)
        raise EngineFailure(f"The gradebook takes no new student: {said}.") from None
    finally:
        database.close()


def require_record(course: Course, assignment: str, notebooks: Iterable[str]) -> None:
    """See that the gradebook knows what was released.

    Raises:
        UsageError: it does not.
        EnvironmentProblem: it can't be read.
    """
    for notebook in notebooks:
        unknown = UsageError(
            f"The gradebook has no notebook {notebook!r} of an assignment {assignment!r}.",
            f"Run `panal release {assignment}`, which enters it.",
        )
        if not has_gradebook(course):
            raise unknown
        with course.gradebook() as gradebook:
            try:
                gradebook.find_notebook(notebook, assignment)
            except MissingEntry:
                raise unknown from None
            except SQLAlchemyError as error:
                said = reason(error, course.directory.db_url)
                raise EnvironmentProblem(f"The gradebook can't be read: {said}.") from None


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

    def write(
        self, student: StudentId, grading: Graded, stamp: str, *, look_again: bool = True
    ) -> float:
        """Write nothing.

        Returns:
            The score that the gradebook would have, with the late penalty that it has now.
        """
        now = self._standing().get(student, Standing({}))
        given = self._given[student] = self._entered(now)
        earlier = earlier_result(self._folder("autograded", student))
        self._written(student, earlier, grading.result, given)
        total = -now.penalty
        for each in grading.notebooks:
            had = now.grades.get(each.name, Grades({}, {}))
            total += sum(had.scores[cell] for cell in had.by_hand)
            for cell in each.marks.keys() - had.by_hand:
                before = now.marks.get((each.name, cell)) or 0.0
                extra = had.scores.get(cell, 0.0) - before  # extra credit
                total += (each.marks[cell] or 0.0) + extra
        return total

    def _standing(self) -> dict[StudentId, Standing]:
        return super()._standing() if has_gradebook(self._course) else {}

    def _up_to_date(
        self, student: StudentId, result: Result, stamp: str, now: Standing
    ) -> float | None:
        return None if now.due is None else now.points - now.due


def _enter(
    graded: GradedNotebook,
    grades: Mapping[str, Any],
    comments: Mapping[str, Any],
    failed: Collection[str],
    look_again: bool,
) -> None:
    """Enter what was found out about a notebook into its rows.

    Args:
        graded: what was found out.
        grades: rows by the cell's grade id.
        comments: the same.
        failed: cells whose grader failed.
        look_again: whether points that a person gave are to be looked at again, as after nbgrader's
            own regrading.
    """
    if not graded.there:
        for grade in grades.values():
            grade.auto_score, grade.needs_manual_grade = 0, False
    else:
        for name, mark in graded.marks.items():
            grade = _known(grades, name)
            given = grade.manual_score is not None
            grade.auto_score = mark
            if look_again or not given:
                grade.needs_manual_grade = given or mark is None or name in failed
        for name in (graded.no_response.keys() & grades.keys()) - graded.marks.keys():  # tasks
            grades[name].auto_score = None
            if grades[name].manual_score is None:
                grades[name].needs_manual_grade = True
    for name, none in graded.no_response.items():
        _known(comments, name).auto_comment = messages.no_response() if none else None


def _is_missing(result: Result) -> bool:
    """Whether a notebook was not handed in: then not even a person has anything to decide."""
    by_person = [each for each in result.verdicts if each.judged is Judged.PERSON]
    return bool(by_person) and all(each.checks and each.given == 0 for each in by_person)


DISK = "Is the disk full? Then free some space, and run the command again."


def _known(rows: Mapping[str, Any], name: str) -> Any:
    if name not in rows:
        raise MissingEntry(f"No such cell: {name}")
    return rows[name]
