"""Says which attempt is graded next, and writes down what came of it.

The queue is the store's: it is what has the state `waiting`. One attempt of a student is graded at a
time; what is new comes before what is graded again, then whoever had fewest graded in the last minutes,
then whoever handed in first.
"""

from __future__ import annotations

import json
import logging
import shutil
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from panal.assignment import Assignment
from panal.config import Serving
from panal.course import files
from panal.course.course import Course, json_bytes
from panal.course.database import Away, CannotWrite
from panal.course.gradebook import Book
from panal.course.gradebook_reader import Person
from panal.course.graded import Graded
from panal.course.submitted import find_submitted
from panal.dispatch import Job, Opened
from panal.errors import EngineFailure, EnvironmentProblem, PanalError, UsageError
from panal.pages.exercises import Grades
from panal.pages.feedback_page import Whose, render
from panal.results import StudentId
from panal.serve.cool_off import next_grading
from panal.serve.intake import Intake
from panal.serve.journal import log_event
from panal.serve.store import FOLDER, Attempt, State, Store
from panal.workers.protocol import Outcome

log = logging.getLogger(__name__)

FAIR_SECONDS = 600.0
"""How long a graded attempt lets its student stand back."""

AGREE_SECONDS, AGREE_SHARE = 10.0, 0.01
"""How often it is looked at whether what was graded still stands, and which share of the time that may
take in a course with many attempts.
"""

BLOCKED_SECONDS = 30.0
"""After which an assignment that could not be graded is tried again."""

TIMESTAMP = "%Y-%m-%d %H:%M:%S.%f UTC"  # nbgrader's


class Desk:
    """A `panal.dispatch.Source`. Threads share it.

    Args:
        course: the course.
        store: what is remembered.
        serving: how the server works.
        intake: knows due dates, and where files lie.
        changed: called after each change, with the id of the attempt that it is about, if it is about
            one.
        done: told of each attempt that was graded, and whether that was for the first time.
    """

    def __init__(
        self,
        course: Course,
        store: Store,
        serving: Serving,
        intake: Intake,
        changed: Callable[[int | None], None] = lambda _: None,
        done: Callable[[Attempt, bool], None] = lambda attempt, first: None,
    ) -> None:
        self._course = course
        self._store = store
        self._serving = serving
        self._intake = intake
        self._tell = changed
        self._done = done
        self._came = threading.Condition()
        self._writing = threading.Lock()
        self._running: dict[int, Attempt] = {}
        self._since: dict[int, float] = {}
        self._again: set[int] = set()
        self._agree_next = 0.0
        self._agreeing = threading.Lock()
        self._stamps: dict[Path, tuple[int, str]] = {}
        self._blocked: dict[str, tuple[float, str]] = {}
        self._unwritten: Counter[int] = Counter()  # how often an attempt could not be written
        self._version = 0
        self._places: tuple[int, float, Mapping[int, tuple[int, float]]] = (-1, 0.0, {})

    # What is graded next.

    def begin(self) -> None:
        """Put what failed before back into the queue; called once, before anything is graded."""
        for each in self._store.attempts("state = ?", State.FAILED):
            self._store.change(each.id, state=State.WAITING, problem="")

    def came(self) -> None:
        """Something is in the queue."""
        self._wake()
        self._changed(None)

    def _wake(self) -> None:
        with self._came:
            self._came.notify()

    def _changed(self, attempt: int | None) -> None:
        self._version += 1
        self._tell(attempt)

    @property
    def version(self) -> int:
        """Another one after each change."""
        return self._version

    @property
    def paused(self) -> bool:
        """Whether a teacher has stopped the grading. What is handed in is taken all the same."""
        return self._store.setting("paused") == "yes"

    def pause(self, *, on: bool) -> None:
        self._store.set_setting("paused", "yes" if on else "no")
        self.came()

    @property
    def running(self) -> list[Attempt]:
        """What is being graded."""
        with self._came:
            return list(self._running.values())

    def since(self, attempt: Attempt) -> float | None:
        """When the grading of an attempt that runs has begun, in seconds since 1970. The first time
        is in the store, and this one may be another.
        """
        return self._since.get(attempt.id)

    @property
    def blocked(self) -> dict[str, str]:
        """Assignments that can't be graded now, and why, for the teacher."""
        now = time.monotonic()
        return {name: why for name, (until, why) in self._blocked.copy().items() if until > now}

    def queue(self) -> list[tuple[Attempt, float]]:
        """What waits, in the order in which it would be graded, each with the time from which on that
        is possible, in seconds since 1970; 0 if at once.
        """
        now = time.time()
        waiting = self._store.attempts("state = ?", State.WAITING)
        recent: dict[StudentId, int] = {}
        asked = "SELECT student, count(*) FROM attempt WHERE began > ? GROUP BY student"
        for student, count in self._store.rows(asked, now - FAIR_SECONDS):
            recent[StudentId(student)] = count
        earlier = self._store.earlier_of_waiting()
        with self._came:
            running = set(self._running)
        found = []
        ranks: Counter[tuple[str, StudentId]] = Counter()
        # The newest of a student's attempts is the one that matters: the others come later.
        for each in sorted(waiting, key=lambda each: -each.number):
            if each.id in running:
                continue
            when = 0.0
            if each.began is None:  # else it was being graded when the server died
                known = earlier.get((each.assignment, each.student), ())
                when = next_grading(known, each.digest, self._serving.cool_off)
            when = when if when > now else 0.0
            rank = ranks[each.assignment, each.student]
            ranks[each.assignment, each.student] += 1
            order = (
                *(when, self._unwritten[each.id], each.ended is not None, rank),
                *(recent.get(each.student, 0), each.received),
            )
            found.append((order, each, when))
        return [(each, when) for _, each, when in sorted(found, key=lambda each: each[0])]

    def waiting_since(self) -> float:
        """Since when the first attempt of the queue could have been graded, in seconds since 1970; 0 if
        there is none. Time that the cool-off holds back doesn't count.
        """
        return min(
            (
                max(
                    each.received,
                    next_grading(
                        self._store.earlier(each.assignment, each.student),
                        each.digest,
                        self._serving.cool_off,
                    )
                    if each.began is None
                    else 0.0,
                )
                for each, when in self.queue()
                if not when
            ),
            default=0.0,
        )

    def places(self) -> Mapping[int, tuple[int, float]]:
        """Of each attempt that waits: how many come before it, and from when on it can be graded; see
        `queue`. Hundreds of pages ask for it, so it is as old as the last change, or a second.
        """
        version, now = self._version, time.monotonic()
        if self._places[0] != version or now - self._places[1] > 1:
            found = {each.id: (n, when) for n, (each, when) in enumerate(self.queue())}
            self._places = version, now, found
        return self._places[2]

    def next_possible(self, assignment: str, student: StudentId) -> float:
        """From when on a new attempt with new answers would be graded, in seconds since 1970; 0 if at
        once.
        """
        earlier = self._store.earlier(assignment, student)
        when = next_grading(earlier, "", self._serving.cool_off)
        return when if when > time.time() else 0.0

    def same_answers(self, attempt: Attempt) -> int | None:
        """The number of a graded attempt for whose answers an attempt with the same waits longer; None if
        it does not.
        """
        earlier = self._store.earlier(attempt.assignment, attempt.student)
        others, same = (
            next_grading(earlier, digest, self._serving.cool_off) for digest in ("", attempt.digest)
        )
        if same <= others:
            return None
        asked = "assignment = ? AND student = ? AND digest = ? AND began IS NOT NULL AND state != ?"
        values = (attempt.assignment, attempt.student, attempt.digest, State.FAILED)
        [first, *_] = self._store.attempts(asked, *values)
        return first.number

    def take(self, seconds: float) -> Job | None:
        """See `panal.dispatch.Source`."""
        self._agree_now_and_then()
        deadline = time.monotonic() + seconds
        while True:
            with self._came:
                attempt = None if self.paused else self._next()
                if attempt is not None:
                    self._running[attempt.id] = attempt
                    self._since[attempt.id] = time.time()
                    break
                left = deadline - time.monotonic()
                if left <= 0 or not self._came.wait(left):
                    return None
        try:
            if attempt.began is None:  # what is graded again costs its student no time
                self._store.change(attempt.id, began=time.time())
        except BaseException:
            self._over(attempt)
            raise
        self._changed(attempt.id)
        folder = self._intake.folder / attempt.folder / "submitted"
        return Job(
            attempt.assignment,
            lambda assignment: find_submitted(folder, attempt.student, assignment),
            attempt,
        )

    def _next(self) -> Attempt | None:
        busy = {each.student for each in self._running.values()}
        blocked = self.blocked
        for attempt, when in self.queue():
            if not when and attempt.student not in busy and attempt.assignment not in blocked:
                return attempt
        return None

    # What came of it.

    def put_off(self, job: Job, problem: PanalError) -> None:
        """See `panal.dispatch.Source`."""
        attempt = job.key
        assert isinstance(attempt, Attempt)
        if isinstance(problem, EngineFailure):
            self._failed(attempt, str(problem))
        else:
            self.not_ready(attempt.assignment, problem)
        self._over(attempt)

    def not_ready(self, name: str, problem: PanalError) -> None:
        """See `panal.dispatch.Source`."""
        log_event("can't be graded now", logging.ERROR, assignment=name, problem=problem)
        self._blocked[name] = time.monotonic() + BLOCKED_SECONDS, str(problem)

    def graded(self, job: Job, opened: Opened, outcome: Outcome) -> None:
        """See `panal.dispatch.Source`."""
        attempt = job.key
        assert isinstance(attempt, Attempt)
        try:
            self._note(attempt, opened, outcome)
        except (UsageError, EnvironmentProblem) as problem:  # `panal grade` may be at work
            self.put_off(job, problem)
        except Away as problem:
            self.put_off(job, EnvironmentProblem(problem.message, problem.hint))
        except (CannotWrite, OSError) as problem:
            # It comes after the others next time: perhaps it is its own files that can't be written.
            self._unwritten[attempt.id] += 1
            self.put_off(job, EnvironmentProblem(str(problem)))
        else:
            self._blocked.pop(attempt.assignment, None)
            self._unwritten.pop(attempt.id, None)
            self._over(attempt)

    def _note(self, attempt: Attempt, opened: Opened, outcome: Outcome) -> None:
        """Write down what came of it, or that something failed on this attempt alone.

        Raises:
            UsageError, EnvironmentProblem, CannotWrite, OSError: it can't be written now.
        """
        try:
            if outcome.graded is None:
                raise EngineFailure(outcome.problem)
            self._write(attempt, opened, outcome.graded)
        except (UsageError, EnvironmentProblem, Away, CannotWrite, OSError):
            raise
        except PanalError as problem:
            self._failed(attempt, str(problem))
        except Exception as error:
            log.exception("attempt %d could not be written", attempt.id)
            self._failed(attempt, f"{type(error).__name__}: {error}.")

    def _failed(self, attempt: Attempt, problem: str) -> None:
        log_event(
            "could not be graded",
            logging.ERROR,
            attempt=attempt.id,
            assignment=attempt.assignment,
            problem=problem,
        )
        self._store.change(attempt.id, state=State.FAILED, problem=problem)

    def _over(self, attempt: Attempt) -> None:
        with self._came:
            try:
                if attempt.id in self._again:
                    self._store.change(attempt.id, state=State.WAITING, problem="")
                    self._again.discard(attempt.id)
            finally:
                self._running.pop(attempt.id, None)
                self._since.pop(attempt.id, None)
        self._wake()
        self._changed(attempt.id)

    def _write(self, attempt: Attempt, opened: Opened, graded: Graded) -> None:
        """Keep the pages with the attempt, and let it stand in the gradebook if it is the one that
        counts.
        """
        assignment, result = opened.assignment, graded.result
        due = self._due(attempt)
        late = 0.0 if due is None else max(0.0, attempt.received - due)
        ended = time.time()
        with self._writing, Book(self._course, assignment) as book:
            penalties = {
                each.name: book.penalty(
                    attempt.student, sum(mark or 0.0 for mark in each.marks.values()), late
                )
                or 0.0
                for each in graded.notebooks
            }
            self._keep(attempt, graded, penalties)
            found: dict[str, Any] = {
                "state": State.DONE,
                "ended": ended,
                "seconds": ended - self._since.get(attempt.id, ended),
                "points": result.points,
                "max_points": result.max_points,
                "pending": sum(each.pending for each in result.verdicts),
                "penalty": sum(penalties.values()),
                "late": late > 0,
                "due": due,
                "stamp": opened.stamp,
                "problem": "",
            }
            counting = self._counting(replace(attempt, **found))
            if counting.id == attempt.id:
                self._hand_in(attempt, assignment)
                book.write(attempt.student, graded, opened.stamp)
                self._store.set_counting(attempt)
        # First, else a sudden end in between would leave another attempt in the gradebook for good.
        if counting.id not in (
            attempt.id,
            self._store.counting(attempt.assignment, attempt.student),
        ):
            self._store.change(counting.id, state=State.WAITING)
        self._store.change(attempt.id, **found)
        self._done(replace(attempt, **found), attempt.ended is None)
        log_event(
            "graded",
            attempt=attempt.id,
            assignment=attempt.assignment,
            seconds=round(found["seconds"], 3),
        )

    def _counting(self, attempt: Attempt) -> Attempt:
        """Which of a student's attempts counts, with one that was just graded."""
        graded = [
            each
            for each in self._store.of_student(attempt.assignment, attempt.student)
            if each.state is State.DONE and each.id != attempt.id
        ]
        return self._best([*graded, attempt])

    def _best(self, attempts: list[Attempt]) -> Attempt:
        """The one that counts."""
        best = self._serving.counts == "best"
        return max(attempts, key=lambda each: (each.score if best else 0.0, each.number))

    def _due(self, attempt: Attempt) -> float | None:
        """Until when it is in time, in seconds since 1970."""
        due = self._intake.due(attempt.assignment).of(attempt.student)
        return None if due is None else due.timestamp()

    # What was graded, and what has changed since.

    def _agree_now_and_then(self) -> None:
        if not self._agreeing.acquire(blocking=False):
            return
        try:
            began = time.monotonic()
            if began >= self._agree_next:
                self._agree_next = began + AGREE_SECONDS
                self.agree()
                took = time.monotonic() - began
                self._agree_next = began + max(AGREE_SECONDS, took / AGREE_SHARE)
        except PanalError as problem:  # the gradebook may be locked; the next look will tell
            log.warning("%s", problem)
        finally:
            self._agreeing.release()

    def agree(self) -> None:
        """Put back into the queue what no longer stands as it was graded: its due date is another one
        now, by an extension as well; another attempt counts, for what counts is a setting; or `panal
        grade` has graded it meanwhile by other graders.
        """
        students: defaultdict[tuple[str, StudentId], list[Attempt]] = defaultdict(list)
        waiting = set()
        for each in self._store.attempts("state IN (?, ?)", State.DONE, State.WAITING):
            if each.state is State.WAITING:
                waiting.add((each.assignment, each.student))
            students[each.assignment, each.student].append(each)
        counting = {
            (name, student): attempt
            for name in {name for name, _ in students}
            for student, attempt in self._store.all_counting(name).items()
        }
        changed = []
        for whose, attempts in students.items():
            # What comes of what waits says which one counts, and what failed by our fault must not give
            # its place to another one.
            standing = counting.get(whose)
            if whose in waiting or standing not in (None, *(each.id for each in attempts)):
                continue
            due = self._due(attempts[0])
            found = [
                each
                for each in attempts
                if each.due != due and (each.late or (due is not None and each.received > due))
            ]
            counts = self._best(attempts)
            if not found and (counts.id != standing or self._graded_elsewhere(counts)):
                found = [counts]
            changed += found
        for each in changed:
            self._store.change(each.id, state=State.WAITING)
        if changed:
            self.came()

    def _graded_elsewhere(self, attempt: Attempt) -> bool:
        """Whether what stands in `autograded/` was graded by something else than the attempt that
        counts.
        """
        folder = self._course.path("autograded", attempt.student, attempt.assignment)
        path = folder / "results.json"
        with suppress(OSError, ValueError, AttributeError):
            changed = path.stat().st_mtime_ns
            if self._stamps.get(path, (0, ""))[0] != changed:
                self._stamps[path] = changed, str(json.loads(path.read_bytes()).get("stamp", ""))
            return self._stamps[path][1] not in ("", attempt.stamp)
        return False

    def _keep(self, attempt: Attempt, graded: Graded, penalties: dict[str, float]) -> None:
        """Write the pages that belong to the attempt. They show what the judge says, and nothing that
        a person entered and has not published yet.
        """
        folder = self._intake.folder / attempt.folder / "feedback"
        grades = {
            each.name: Grades(
                {name: mark or 0.0 for name, mark in each.marks.items()},
                {},
                penalties[each.name],
                frozenset(),
            )
            for each in graded.notebooks
        }
        received = datetime.fromtimestamp(attempt.received, UTC).replace(tzinfo=None)
        person = Person()
        with suppress(EnvironmentProblem):
            person = self._intake.people.get().get(attempt.student, person)
        whose = Whose.of(
            *(attempt.student, person.first, person.last, received, self._course.timezone)
        )
        for each in graded.notebooks:
            page = render(
                graded.result, each.name, each.fragment, grades, self._course.shows, whose
            )
            files.replace(folder / f"{each.name}.html", page.encode())
        files.replace(folder.parent / "results.json", json_bytes(graded.result.to_json()), 0o600)
        files.sync(folder)

    def _hand_in(self, attempt: Attempt, assignment: Assignment) -> None:
        """Put what counts where nbgrader looks for it."""
        place = self._course.path("submitted", attempt.student, assignment.name)
        if self._store.counting(assignment.name, attempt.student) is None and place.exists():
            # It came some other way. Nothing that anybody handed in is ever lost.
            before = self._course.root / FOLDER / "before" / attempt.folder
            before.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(place, before)
        source = self._intake.folder / attempt.folder / "submitted"
        contents = {path.name: path.read_bytes() for path in sorted(source.iterdir())}
        when = datetime.fromtimestamp(attempt.received, UTC)
        contents["timestamp.txt"] = when.strftime(TIMESTAMP).encode()
        files.make_folder(place, contents)
        for name, content in contents.items():
            files.replace(place / name, content)
        files.sync(place)

    # What a teacher asks for.

    def regrade(self, assignment: str, student: StudentId | None = None) -> int:
        """Grade again what counts, and what failed; all of somebody's attempts if the best one counts.
        What is being graded now may have begun before a grader was changed.

        Args:
            assignment: which one.
            student: whose; by default everybody's.

        Returns:
            How many attempts wait now for that.
        """
        counting = set(self._store.all_counting(assignment).values())
        with self._came:
            running = {
                each.id
                for each in self._running.values()
                if each.assignment == assignment and student in (None, each.student)
            }
            self._again |= running
        count = len(running)
        for each in self._store.attempts("assignment = ?", assignment):
            again = each.state is State.DONE and (
                self._serving.counts == "best" or each.id in counting
            )
            if (again or each.state is State.FAILED) and student in (None, each.student):
                self._store.change(each.id, state=State.WAITING, problem="")
                count += 1
        self._blocked.pop(assignment, None)
        self.came()
        return count

    def pages(self, attempt: Attempt) -> list[str]:
        """Names of the notebooks of a graded attempt, for which there are pages."""
        with suppress(OSError):
            folder = self._intake.folder / attempt.folder / "feedback"
            return sorted(path.stem for path in folder.glob("*.html"))
        return []

    def page(self, attempt: Attempt, notebook: str) -> Path | None:
        """One of its pages; None if there is none of that name."""
        if notebook not in self.pages(attempt):
            return None
        return self._intake.folder / attempt.folder / "feedback" / f"{notebook}.html"
