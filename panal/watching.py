"""`panal watch`: grades what arrives in submitted/ and in nbgrader's exchange, until it is told to
stop.

It looks once a second, since no file system on a network tells what changes on it. What arrived is
taken once it has been still for a moment, so that nothing half copied is graded.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import count

from panal import notebook, preflight
from panal.alone import alone
from panal.changes.changelog import ChangeLog
from panal.classroom import Row, written
from panal.course.course import Course, composed, open_assignment, students
from panal.course.exchange import Exchange, Inbound
from panal.course.gradebook import Book
from panal.course.gradebook_reader import read_people
from panal.course.handed_in import Trace, trace_of
from panal.course.stamp import stamp_of
from panal.course.submitted import shown, submission
from panal.dispatch import Dispatcher, Job, Opened
from panal.errors import EngineFailure, EnvironmentProblem, PanalError, UsageError
from panal.language import gettext as _
from panal.publish import require_time
from panal.results import StudentId
from panal.terminal import name_of
from panal.workers.protocol import Outcome

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""From the end of one look to the next; as long as a look takes, if that is more."""

STILL_SECONDS = 2.0
"""For how long a folder is unchanged before what is in it is taken."""

BROKEN_SECONDS = 30.0
"""The same where a notebook is missing or can't be read, since the rest of it may be on its way."""

CHANGING_SECONDS = 30.0
"""For how long a folder of the exchange may keep changing before that is said."""

BLOCKED_SECONDS = 30.0
"""After which it is tried again if this machine could not grade."""

MOST_COLLECTED = 20
"""Students whose submissions are brought from the exchange in one look, so that it does not take long."""

ASK_SECONDS = 10.0
"""How often an exchange that is no folder is asked for what is new."""


@dataclass(slots=True)
class Told:
    """Called as it goes on, by any thread. The command line prints with it.

    Args:
        started: which folders are watched.
        ready: a worker is there.
        found: how many are to be graded that were there before, or whose graders have changed.
        graded: one is graded, or could not be.
        problem: what else a teacher has to know, each sentence once.
    """

    started: Callable[[str], None] = field(default=lambda places: None)
    ready: Callable[[], None] = field(default=lambda: None)
    found: Callable[[int], None] = field(default=lambda count: None)
    graded: Callable[[Row], None] = field(default=lambda row: None)
    problem: Callable[[str], None] = field(default=lambda text: None)


class Stillness:
    """Tells for how long things have been what they are.

    Args:
        clock: in seconds.

    Example:
        >>> seconds = iter([10.0, 12.0, 15.0])
        >>> still = Stillness(lambda: next(seconds))
        >>> still.seconds("a", 1), still.seconds("a", 1), still.seconds("a", 2)
        (0.0, 2.0, 0.0)
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._since: dict[object, tuple[object, float]] = {}

    def seconds(self, what: object, state: object) -> float:
        """Since when it was seen in that state, and in no other."""
        now = self._clock()
        known, since = self._since.get(what, (None, now))
        if known != state:
            since = now
        self._since[what] = state, since
        return now - since

    def keep(self, there: Container[object]) -> None:
        """Forget what is no longer there."""
        self._since = {what: each for what, each in self._since.items() if what in there}


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a student handed in, at one moment.

    Args:
        student: who.
        trace: of the folder; what is graded is written down only if that is still the same.
    """

    student: StudentId
    trace: Trace


class Arrivals:
    """A `panal.dispatch.Source`: who has handed in anything that is not graded. One thread looks,
    others take.

    Args:
        course: the course.
        name: of the assignment.
        isolation: see `panal.config.Sealing`; by default what the course asks for.
        exchange: nbgrader's.
        release: whether feedback is given back there.
        told: told as it goes on.
        clock: in seconds.
    """

    def __init__(
        self,
        course: Course,
        name: str,
        exchange: Exchange,
        *,
        release: bool = False,
        isolation: str = "",
        told: Told | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._course = course
        self._name = name
        self._isolation = isolation
        self._exchange = exchange
        self._release = release
        self._told = told or Told()
        self._clock = clock
        self._still = Stillness(clock)
        self._inbound_still = Stillness(clock)
        self._changing: dict[Inbound, float] = {}
        self._ask_at = 0.0
        self._stamp = ""
        self._before: dict[StudentId, Trace] | None = None
        self._changes: ChangeLog | None = None
        self._collected: dict[StudentId, Trace] = {}
        self._said: dict[str, str] = {}
        self._writing = threading.RLock()
        self._came = threading.Condition()
        # All of the following belongs to this condition.
        self._tried: dict[StudentId, tuple[Trace, str]] = {}
        self._waiting: dict[StudentId, tuple[tuple[bool, int], Arrived]] = {}
        self._running: set[StudentId] = set()
        self._order = count()
        self._known: frozenset[str] = frozenset()
        self._entered: set[str] = set()
        self._blocked_until = 0.0
        self._paused = True  # until a look has seen what holds

    # Looking.

    def look(self) -> None:
        """See what has arrived. What fails is told, and tried again by the next look."""
        try:
            self._look()
        except EnvironmentProblem as problem:  # `panal grade` is at work, or the gradebook is away
            with self._came:
                self._paused = True
            self._say("look", str(problem))
        except (PanalError, OSError) as problem:
            self._say("look", str(problem))
        except Exception as error:
            self._say("look", f"{type(error).__name__}: {error}.")
            log.debug("The look failed.", exc_info=True)
        else:
            self._unsay("look")

    def _look(self) -> None:
        try:
            assignment = open_assignment(self._course, self._name, self._isolation)
        except UsageError:
            self._stamp = ""  # if it is there again, it may be mended
            raise
        now = Opened(assignment, stamp_of(assignment))
        still = self._still.seconds(Opened, now.stamp)
        new = now.stamp != self._stamp
        # A grader is being saved, or several are being copied.
        changing = new and self._before is not None and still < STILL_SECONDS
        with self._came:
            self._paused = self._paused or new
            if new and not changing:
                self._stamp, self._blocked_until = now.stamp, 0.0
        self._collect(now)
        arrived = self._arrived()
        if changing:
            return
        ready = [each for each in arrived if self._is_whole(now, each)]
        if ready or self._paused:
            self._sort(now, ready)

    def _arrived(self) -> list[Arrived]:
        """What is new and has been still, or stands on another stamp."""
        found = []
        who = {
            student: trace_of(self._course.path("submitted", student, self._name))
            for student in students(self._course, self._name)
        }
        if self._before is None:
            self._before = who
        self._still.keep({Opened, *who})
        for student, trace in who.items():
            still = self._still.seconds(student, trace) >= STILL_SECONDS
            brought = self._collected.get(student) == trace
            with self._came:
                waits = self._waiting.get(student)
                if (
                    (still or brought)
                    and student not in self._running
                    and self._tried.get(student) != (trace, self._stamp)
                    and (waits is None or waits[1].trace != trace)
                ):
                    found.append(Arrived(student, trace))
        return found

    def _is_whole(self, now: Opened, arrived: Arrived) -> bool:
        """Whether nothing of it seems to be on its way, or nothing has come for long. What the
        collector brought is all there is.
        """
        if (
            self._collected.get(arrived.student) == arrived.trace
            or self._still.seconds(arrived.student, arrived.trace) >= BROKEN_SECONDS
        ):
            return True
        for each in submission(self._course, now.assignment, arrived.student).notebooks:
            if each.data is None:
                return False
            try:
                notebook.read(each.data)
            except notebook.Damaged:
                return False
        return True

    def _sort(self, now: Opened, ready: list[Arrived]) -> None:
        """Let wait what is not graded. What holds is given back, in case that was cut short."""
        new = {each.student: each for each in ready}
        self._meet(new)
        # Others may have graded what waits, or the graders are again what they were.
        with self._came:
            asked = {s: each for s, (_, each) in self._waiting.items() if self._paused} | new
        with self._book(now) as book:
            kept = book.kept(asked, now.stamp)
            for student in kept:
                self._give_back(student)
        old = 0
        with self._came:
            self._paused = False
            for student in kept:
                self._tried[student] = asked[student].trace, now.stamp
                self._waiting.pop(student, None)
            for student in (each for each in new if each not in kept):
                was_there = self._was_there(new[student])
                old += was_there
                # What has just arrived is graded before what was there already.
                self._waiting[student] = (was_there, next(self._order)), new[student]
            self._came.notify_all()
        if old:
            self._told.found(old)

    def _was_there(self, arrived: Arrived) -> bool:
        """Whether it lay there when the watch began, or was graded by other graders."""
        before = self._before or {}
        tried = self._tried.get(arrived.student)
        return arrived.trace == before.get(arrived.student) or (
            tried is not None and arrived.trace == tried[0]
        )

    def _collect(self, now: Opened) -> None:
        """Bring what was submitted to the exchange, and has been still there."""
        if not self._exchange.is_there:
            return
        if not self._exchange.is_folder:
            if self._clock() >= self._ask_at:
                self._ask_at = self._clock() + ASK_SECONDS
                with self._book(now):
                    self._bring("", self._exchange.collect_all)
            return
        try:
            arrived = self._exchange.arrived()
        except EnvironmentProblem as problem:
            self._say("exchange", str(problem))
            return
        self._unsay("exchange")
        for about, text in self._exchange.passed_over.items():
            self._say(about, text)
        self._inbound_still.keep(arrived)
        self._changing = {each: since for each, since in self._changing.items() if each in arrived}
        self._meet(each.student for each in arrived)
        began, brought = self._clock(), 0
        # What it costs to bring made-up names must not keep others waiting for the next look.
        for each in sorted(arrived, key=lambda each: self._is_stranger(each.student)):
            late = self._is_stranger(each.student) and self._clock() - began > LOOK_SECONDS
            if self._has_come(each, arrived[each]) and brought < MOST_COLLECTED and not late:
                brought += 1
                with self._book(now):
                    folder = self._course.path("submitted", each.student, self._name)
                    before = trace_of(folder)
                    self._bring(each.student, partial(self._exchange.collect, each, arrived[each]))
                    if trace_of(folder) != before:
                        self._collected[each.student] = trace_of(folder)

    def _has_come(self, inbound: Inbound, trace: Trace) -> bool:
        """Whether it has been still for long enough. If it keeps changing, that is said once.

        What is odd may be on its way as well: nobody can read a folder before its rights are set.
        """
        still = self._inbound_still.seconds(inbound, trace)
        if still >= (BROKEN_SECONDS if trace.odd else STILL_SECONDS):
            self._changing.pop(inbound, None)
            return True
        now = self._clock()
        if now - self._changing.setdefault(inbound, now) >= CHANGING_SECONDS:
            self._changing[inbound] = float("inf")
            self._told.problem(
                f"{shown(inbound.name)} in nbgrader's exchange, made by {inbound.owner}, keeps "
                f"changing. What {shown(inbound.student)} submitted is collected when that has ended."
            )
        return False

    def _bring(self, who: str, collect: Callable[[], list[str]]) -> None:
        try:
            for warning in collect():
                self._say(warning, warning)
        except PanalError as problem:
            self._say(f"collect {who}", str(problem))

    def _meet(self, who: Iterable[StudentId]) -> None:
        """See which of these the gradebook knows.

        Raises:
            EnvironmentProblem: it can't be read.
        """
        if self._known.issuperset(map(composed, who)):
            return
        found = read_people(self._course)
        with self._came:
            self._known = frozenset(map(composed, found)) - self._entered

    def _is_stranger(self, student: StudentId) -> bool:
        """Whether the gradebook did not know a student before we graded them: anybody may have made up
        the name. Strangers wait for all others. In a course that knew nobody, nobody is one.
        """
        return bool(self._known) and composed(student) not in self._known

    @contextmanager
    def _book(self, opened: Opened) -> Iterator[Book]:
        """The book, open. Nobody else writes meanwhile, collects or gives back.

        Raises:
            EnvironmentProblem: another process is writing, or the gradebook is away.
        """
        with self._writing:
            if self._changes is None or self._changes.stamp != opened.stamp:
                self.close()
                self._changes = ChangeLog(self._course.root / "reports", self._name, opened.stamp)
            with Book(self._course, opened.assignment, self._changes.add) as book:
                yield book

    def _give_back(self, student: StudentId) -> None:
        if not self._release:
            return
        try:
            if not self._exchange.release(student):
                said = _(
                    "{student}: this did not come through nbgrader's exchange, so the feedback is not released there."
                )
                self._say(f"release {student}", said.format(student=name_of(student)))
        except PanalError as problem:
            self._say(f"release {student}", str(problem))

    def _say(self, about: str, text: str) -> None:
        """Tell a teacher, unless this was the last thing that was said about it."""
        with self._came:
            known = self._said.get(about) == text
            self._said[about] = text
        if not known:
            self._told.problem(text)

    def _unsay(self, about: str) -> None:
        """It is over, and is told again if it comes again."""
        with self._came:
            self._said.pop(about, None)

    # Grading.

    def take(self, seconds: float) -> Job | None:
        """See `panal.dispatch.Source`."""
        deadline = self._clock() + seconds
        with self._came:
            while (arrived := self._next()) is None:
                left = deadline - self._clock()
                if left <= 0 or not self._came.wait(left):
                    return None
            self._running.add(arrived.student)
        return Job(
            self._name,
            lambda assignment: submission(self._course, assignment, arrived.student),
            arrived,
        )

    def _next(self) -> Arrived | None:
        while self._waiting and not self._paused and self._clock() >= self._blocked_until:
            student = min(
                self._waiting, key=lambda each: (self._is_stranger(each), self._waiting[each][0])
            )
            arrived = self._waiting.pop(student)[1]
            if trace_of(self._course.path("submitted", student, self._name)) == arrived.trace:
                return arrived  # else the next look sees what is there now
        return None

    def put_off(self, job: Job, problem: PanalError) -> None:
        """See `panal.dispatch.Source`."""
        arrived = job.key
        assert isinstance(arrived, Arrived)
        if isinstance(problem, EngineFailure):
            with self._came:
                self._running.discard(arrived.student)
                self._tried[arrived.student] = arrived.trace, self._stamp
            self._told.graded(Row(arrived.student, problem=str(problem)))
            return
        self._back(arrived)
        self.not_ready(job.name, problem)

    def not_ready(self, name: str, problem: PanalError) -> None:
        """See `panal.dispatch.Source`. A grader that can't be used is tried again once it has changed."""
        broken = isinstance(problem, UsageError)
        with self._came:
            self._blocked_until = float("inf") if broken else self._clock() + BLOCKED_SECONDS
        self._say("grading", f"{name}: {problem}")

    def _back(self, arrived: Arrived) -> None:
        """What was taken waits again."""
        with self._came:
            self._running.discard(arrived.student)
            self._waiting[arrived.student] = (False, next(self._order)), arrived

    def graded(self, job: Job, opened: Opened, outcome: Outcome) -> None:
        """See `panal.dispatch.Source`. What was replaced meanwhile is not written down."""
        arrived = job.key
        assert isinstance(arrived, Arrived)
        student = arrived.student
        with self._came:
            if composed(student) not in self._known:
                self._entered.add(composed(student))
        try:
            with self._book(opened) as book:
                folder = self._course.path("submitted", student, self._name)
                row = None
                if trace_of(folder) == arrived.trace:
                    row = written(book, outcome, opened.stamp)
                    if not row.problem:
                        self._give_back(student)
        except PanalError as problem:  # `panal grade` is at work, or the gradebook is away
            self._back(arrived)
            with self._came:
                self._paused = True
            self._say("look", str(problem))
            return
        with self._came:
            self._running.discard(student)
            if row is not None:
                self._tried[student] = arrived.trace, opened.stamp
        if row is not None:
            self._unsay("grading")
            self._told.graded(row)

    def close(self) -> None:
        """Mark what a regrade changed as complete, unless somebody still waits for it."""
        with self._came:
            done = not self._waiting and not self._running
        if self._changes is not None and done:
            self._changes.finish()
        self._changes = None


def watch(
    course: Course,
    assignment: str,
    ending: threading.Event,
    *,
    release: bool = False,
    workers: int = 1,
    scheduler: str = "",
    isolation: str = "",
    told: Told | None = None,
) -> None:
    """Grade what arrives. What is being graded at the end is graded at the next start.

    Args:
        course: the course.
        assignment: which assignment.
        ending: set when it is to end.
        release: give feedback back through nbgrader's exchange.
        workers: how many grade at a time, on this machine.
        scheduler: address or file of a Dask scheduler whose workers grade instead.
        isolation: see `panal.config.Sealing`; by default what the course asks for.
        told: told as it goes on.

    Raises:
        UsageError: nothing is released, or it is too early to give feedback back.
        EnvironmentProblem: this machine can't grade, or another `panal watch` is at work.
    """
    told = told or Told()
    preflight.require(
        preflight.before_grading(course, assignment, isolation, elsewhere=bool(scheduler))
    )
    exchange = Exchange(course, assignment)
    if release:
        require_time(course, assignment, datetime.now(UTC))
        exchange.require_release()
    arrivals = Arrivals(
        course, assignment, exchange, release=release, isolation=isolation, told=told
    )
    reports = course.root / "reports"
    reports.mkdir(exist_ok=True)
    only = alone(
        reports / f".{assignment}.watch",
        f"{assignment} is watched already, by another `panal watch`.",
        "End that one first.",
    )
    dispatcher = Dispatcher(
        *(course, arrivals, (assignment,)),
        workers=workers,
        scheduler=scheduler,
        isolation=isolation,
        ready=told.ready,
    )
    with only, dispatcher:
        told.started(_places(course, assignment, exchange))
        while not ending.is_set():
            began = time.monotonic()
            arrivals.look()
            ending.wait(max(LOOK_SECONDS, time.monotonic() - began))
    arrivals.close()


def _places(course: Course, assignment: str, exchange: Exchange) -> str:
    places = [str(course.path("submitted", "*", assignment))]
    if exchange.is_there:
        places.append(str(exchange.folder) if exchange.is_folder else "nbgrader's exchange")
    return ", ".join(places)


@contextmanager
def told_to_end() -> Iterator[threading.Event]:
    """Tells when SIGTERM or Ctrl-C came."""
    ending = threading.Event()
    signals = (signal.SIGINT, signal.SIGTERM)
    before = {each: signal.signal(each, lambda number, frame: ending.set()) for each in signals}
    try:
        yield ending
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
