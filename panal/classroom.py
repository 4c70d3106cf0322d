"""A whole class: who is to be graded, by which workers, and what came of it. This process alone
writes.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from panal import preflight
from panal.assignment import Assignment, Submission
from panal.changes.changelog import ChangeLog
from panal.changes.comparison import Change
from panal.course.course import Course, composed, edited_since, open_assignment, students
from panal.course.demo_outputs import demo_outputs, rendered_on
from panal.course.forced import Forced
from panal.course.gradebook import Book, DryBook
from panal.course.gradebook_reader import read_people
from panal.course.stamp import stamp_of
from panal.course.submitted import submission
from panal.dispatch import cluster
from panal.errors import EngineFailure, Interrupted, UsageError, did_you_mean
from panal.results import Judged, Result, StudentId, Verdict
from panal.workers.pool import Workers, local_pool
from panal.workers.protocol import Outcome

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Row:
    """One student's line of the table.

    Args:
        student: whose line it is.
        points: of each exercise, None where a person has yet to give them; empty if the submission
            could not be graded.
        pending: points of each exercise that a person has yet to decide; likewise.
        max_points: what all exercises together are worth.
        score: what the gradebook has, manual grades and late penalties included.
        incidents: what a person may want to know, such as repairs and limits that were hit.
        judged: how each exercise was judged.
        failed: checks whose grader failed on it, each with a sentence that says at what.
        fresh: whether it was graded now, not before.
        problem: why it could not be graded.
        isolation: see `panal.results.Result`.
    """

    student: StudentId
    points: tuple[float | None, ...] = ()
    pending: tuple[float, ...] = ()
    max_points: float = 0.0
    score: float = 0.0
    incidents: tuple[str, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    fresh: bool = True
    problem: str = ""
    judged: tuple[Judged, ...] = ()
    isolation: str = ""

    @property
    def needs_person(self) -> bool:
        return bool(self.problem or self.failed)

    @property
    def kind(self) -> str:
        """Where it counts while people watch: `full`, `partial`, `zero` or `flagged`; `pending` as
        long as what a person has yet to decide could make it another one of these.
        """
        if self.problem or self.failed or self.incidents:
            return "flagged"
        earned = sum(each or 0.0 for each in self.points)
        pending = sum(self.pending)
        if pending and (not earned or earned + pending >= self.max_points):
            return "pending"
        return "full" if earned >= self.max_points else "partial" if earned else "zero"


@dataclass(frozen=True, slots=True)
class Summary:
    """What `panal grade` ends with.

    Args:
        assignment: which assignment.
        exercises: names of its exercises, in the order of `Row.points`.
        rows: a line for each student who was looked at.
        left: students who were not reached, because the run was interrupted.
        seconds: by the clock.
        changes: how results differ from earlier ones, for each student whose result does.
        graders: how the graders differ, a sentence for each change.
        changes_file: where the changes are kept; None if they are not.
        dry_run: whether nothing was written.
        edited: cells with tests that were changed after the release, which has no effect.
        names: of the students, as far as the gradebook has them.
    """

    assignment: str
    exercises: tuple[str, ...]
    rows: tuple[Row, ...]
    left: tuple[StudentId, ...]
    seconds: float
    changes: tuple[Change, ...] = ()
    graders: tuple[str, ...] = ()
    changes_file: Path | None = None
    dry_run: bool = False
    edited: tuple[str, ...] = ()
    names: Mapping[StudentId, str] = field(default_factory=dict)

    @property
    def inside(self) -> list[str]:
        """Exercises that are judged inside."""
        known = next((row.judged for row in self.rows if row.judged), ())
        pairs = zip(self.exercises, known, strict=False)
        return [name for name, judged in pairs if judged is Judged.INSIDE]

    @property
    def failures(self) -> list[Row]:
        """Who needs a person: not graded, or a grader failed."""
        return [row for row in self.rows if row.needs_person]

    @property
    def isolation(self) -> tuple[str, ...]:
        """What results say about the isolation: one text, unless machines or runs differ."""
        return tuple(sorted({row.isolation for row in self.rows if row.isolation}))

    def to_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "assignment": self.assignment,
            "isolation": " and ".join(self.isolation),
            "inside": self.inside,
            "seconds": round(self.seconds, 2),
            "graded": sum(row.fresh and not row.problem for row in self.rows),
            "unchanged": sum(not row.fresh for row in self.rows),
            "counts": dict(Counter(row.kind for row in self.rows)),
            "left": list(self.left),
            "dry_run": self.dry_run,
            "edited": list(self.edited),
            "changes": [change.to_json() for change in self.changes],
            "grader_changes": list(self.graders),
            "changes_file": str(self.changes_file) if self.changes_file else None,
            "students": [
                {
                    "student": row.student,
                    "name": self.names.get(row.student, ""),
                    "score": row.score,
                    "points": dict(zip(self.exercises, row.points, strict=False)),
                    "kind": row.kind,
                    "fresh": row.fresh,
                    "incidents": list(row.incidents),
                    "problem": row.problem
                    or ", ".join(f"The grader {name} failed." for name, _ in row.failed),
                }
                for row in self.rows
            ],
        }


@dataclass(slots=True)
class Progress:
    """Called as the grading goes on. The command line draws a bar with it.

    Args:
        started: it is known how many are to be graded, and at which address Dask shows how.
        ready: a worker is there.
        begun: a submission was given to a worker.
        finished: one is graded.
    """

    started: Callable[[int, str], None] = field(default=lambda total, dashboard: None)
    ready: Callable[[], None] = field(default=lambda: None)
    begun: Callable[[StudentId], None] = field(default=lambda student: None)
    finished: Callable[[Row], None] = field(default=lambda row: None)


def grade_class(
    course: Course,
    assignment: str,
    only: Iterable[str] = (),
    *,
    force: bool = False,
    dry_run: bool = False,
    isolation: str = "",
    all_cells: bool = False,
    workers: int = 1,
    scheduler: str = "",
    progress: Progress | None = None,
) -> Summary:
    """Grade every submission that has changed since it was graded last.

    Args:
        course: the course.
        assignment: which assignment.
        only: students; by default all who handed something in.
        force: grade even what has not changed.
        dry_run: write nothing, and say what would change.
        isolation: see `panal.config.Sealing`; by default what the course asks for.
        all_cells: run the cells that only show, too.
        workers: how many grade on this machine.
        scheduler: address or file of a Dask scheduler whose workers grade instead.
        progress: told as it goes on.

    Raises:
        UsageError: nothing released, nothing submitted, an unknown student, a broken grader.
        EnvironmentProblem: this machine, or a worker, can't grade.
    """
    start = time.monotonic()
    progress = progress or Progress()
    only = list(only)
    preflight.require(
        preflight.before_grading(
            course, assignment, isolation, writes=not dry_run, elsewhere=bool(scheduler)
        )
    )
    opened = replace(open_assignment(course, assignment, isolation), all_cells=all_cells)
    who = _chosen(students(course, assignment), only, course, assignment)
    stamp = stamp_of(opened)
    rows: dict[StudentId, Row] = {}
    reports = course.root / "reports"
    changed = ChangeLog(None if dry_run else reports, assignment, stamp)
    forced = Forced(reports, assignment, [stamp, *sorted(only)], force=force and not dry_run)
    with (DryBook if dry_run else Book)(course, opened, changed.add) as book:
        done = [student for student in who if student in forced.done] if force else who
        rows = {
            student: _row(student, result, score, book.given(student), fresh=False)
            for student, (result, score) in book.kept(done, stamp).items()
        }
        todo = [student for student in who if student not in rows]
        if todo:
            with (
                _ctrl_c() as interrupted,
                _pool(opened, min(workers, len(todo)), scheduler, progress) as pool,
                suppress(Interrupted),
            ):
                progress.started(len(todo), _dashboard(pool))
                if not all_cells:
                    render = rendered_on(pool, opened)
                    demos = demo_outputs(course, opened, render, keep=not dry_run)
                    opened = opened.with_demos(demos)

                def submissions(assignment: Assignment = opened) -> Iterator[Submission]:
                    for student in todo:
                        progress.begun(student)
                        yield submission(course, assignment, student)

                for outcome in pool.grade(opened, submissions()):
                    rows[outcome.student] = row = written(book, outcome, stamp)
                    if not row.problem:
                        forced.add(outcome.student)
                    progress.finished(row)
                    if interrupted.is_set():
                        break
    left = tuple(student for student in who if student not in rows)
    if not left:
        changed.finish()
        if not dry_run:
            forced.finish()
    return Summary(
        assignment,
        tuple(exercise.label for exercise in opened.exercises),
        tuple(rows[student] for student in who if student in rows),
        left,
        time.monotonic() - start,
        changed.changes,
        changed.graders,
        changed.path,
        dry_run,
        tuple(edited_since(course, opened)),
        {student: each.name for student, each in read_people(course).items() if each.name},
    )


@contextmanager
def _ctrl_c() -> Iterator[threading.Event]:
    """Tells whether Ctrl-C came. If it hits a callback of a library, Python drops the exception that
    it raises.
    """
    came = threading.Event()

    def note(number: int, frame: object) -> None:
        came.set()
        raise Interrupted

    if threading.current_thread() is not threading.main_thread():
        yield came  # only the main thread gets signals
        return
    before = signal.signal(signal.SIGINT, note)
    try:
        yield came
    finally:
        signal.signal(signal.SIGINT, before)


def _chosen(
    found: list[StudentId], only: list[str], course: Course, assignment: str
) -> list[StudentId]:
    wanted = {composed(each.rstrip("/")) for each in only}
    known = sorted(map(composed, found))
    unknown = sorted(wanted - set(known))
    if unknown:
        meant = did_you_mean(unknown[0], known) if len(unknown) == 1 else ""
        raise UsageError(
            f"Nothing was handed in by {', '.join(unknown)}.{meant}",
            "Students are the folders in submitted/.",
        )
    if not found:
        raise UsageError(
            f"Nothing was handed in for {assignment!r}.",
            f"Submissions lie in {course.path('submitted', '<student>', assignment)}.",
        )
    return [student for student in found if not wanted or composed(student) in wanted]


def _pool(
    assignment: Assignment, workers: int, scheduler: str, progress: Progress
) -> AbstractContextManager[Workers]:
    if not scheduler:
        return local_pool(assignment.sealing, workers, progress.ready)
    pool = cluster(scheduler)
    progress.ready()
    return pool


def _dashboard(pool: Workers) -> str:
    """Address of the page on which Dask shows its work; empty without Dask."""
    return str(getattr(pool, "dashboard", ""))


def written(book: Book, outcome: Outcome, stamp: str) -> Row:
    """Write a graded submission down. Whatever fails stops here, and stands in the line as a problem."""
    student, graded = outcome.student, outcome.graded
    if graded is None:
        return Row(student, problem=outcome.problem)
    try:
        score = book.write(student, graded, stamp)
        return _row(student, graded.result, score, book.given(student), fresh=True)
    except EngineFailure as error:
        return Row(student, problem=str(error))
    except Exception as error:
        log.exception("%s could not be written.", student)
        return Row(student, problem=f"{type(error).__name__}: {error}")


def _row(
    student: StudentId, result: Result, score: float, given: Mapping[str, float], fresh: bool
) -> Row:
    points = tuple(_points(verdict, given) for verdict in result.verdicts)
    return Row(
        student,
        points=points,
        pending=tuple(0.0 if each.name in given else each.pending for each in result.verdicts),
        max_points=result.max_points,
        judged=tuple(verdict.judged for verdict in result.verdicts),
        score=score,
        incidents=tuple(result.incidents()),
        failed=tuple((check.name, check.detail) for check in result.failed_graders()),
        fresh=fresh,
        isolation=result.isolation,
    )


def _points(verdict: Verdict, given: Mapping[str, float]) -> float | None:
    """What stands in the table: of what a person grades, the points that the person gave."""
    if verdict.judged is not Judged.PERSON:
        return verdict.points
    return given.get(verdict.name, verdict.given)
