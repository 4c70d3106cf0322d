"""Grades one submission after another as they come, on workers that stay warm.

`panal grade` knows all that it has to grade when it begins. `panal watch` and `panal serve` do not:
they are a `Source`, which is asked what comes next and told what came of it. Each lane is a thread
with one worker.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from panal.assignment import Assignment, Submission
from panal.config import Limits, Sealing
from panal.course.course import Course, open_assignment
from panal.course.demo_outputs import demo_outputs, rendered_on
from panal.course.stamp import stamp_of
from panal.course.submitted import find_submitted
from panal.errors import EngineFailure, EnvironmentProblem, PanalError
from panal.results import StudentId
from panal.workers.forkserver import SharedForkServer
from panal.workers.pool import Pool, Workers
from panal.workers.protocol import Outcome, is_there

if TYPE_CHECKING:
    from panal.workers.cluster import RemotePool

log = logging.getLogger(__name__)

PAUSE_SECONDS = 0.5
"""How long a lane waits for the next submission before it asks whether it is to end."""

END_SECONDS = 5.0

CLUSTER_LANES = 64
"""So many workers of a cluster can be kept busy at once; each of them that is there has a lane."""

DOWN = 3
"""A lane that has failed so many times one after the other grades nothing."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An assignment as it stands now.

    Args:
        assignment: with the outputs of its demonstrations.
        stamp: see `panal.course.stamp`.
    """

    assignment: Assignment
    stamp: str


@dataclass(frozen=True, slots=True)
class Job:
    """One submission to be graded.

    Args:
        name: of its assignment.
        read: reads what was handed in.
        key: by which its source knows it.
    """

    name: str
    read: Callable[[Assignment], Submission]
    key: object = None


class Source(Protocol):
    """Where submissions come from, and results go to. Every lane calls it, all at the same time."""

    def take(self, seconds: float) -> Job | None:
        """What is to be graded next; None if nothing came meanwhile."""
        ...

    def graded(self, job: Job, opened: Opened, outcome: Outcome) -> None:
        """Write down what came of a submission, or that something of ours failed on it."""
        ...

    def put_off(self, job: Job, problem: PanalError) -> None:
        """Take a submission back: its assignment can't be graded now, by no fault of the student's.
        An `EngineFailure` is of this submission alone.
        """
        ...

    def not_ready(self, name: str, problem: PanalError) -> None:
        """An assignment can't be graded now, as was found before anything of it was taken."""
        ...


class _Anew(Exception):
    """A lane is to begin anew. Its source knows why."""


class Assignments:
    """The assignments of a course as they stand now: an edited grader holds from the next submission
    on.
    """

    def __init__(self, course: Course, isolation: str = "") -> None:
        self._course = course
        self._isolation = isolation
        self._shown: dict[str, Opened] = {}
        self._showing = threading.Lock()

    def assignment(self, name: str) -> Assignment:
        """One of them, without the outputs of its demonstrations.

        Raises:
            UsageError: it is not released.
            EnvironmentProblem: the gradebook can't be read, or this machine can't grade.
        """
        return open_assignment(self._course, name, self._isolation)

    def opened(self, name: str, pool: Callable[[Assignment], Workers]) -> Opened:
        """One of them.

        Args:
            name: which one.
            pool: gives workers for an assignment, which render demonstrations if they must be
                rendered.

        Raises:
            UsageError: it is not released.
            EnvironmentProblem: the gradebook can't be read, or this machine can't grade.
        """
        with self._showing:
            found = self.assignment(name)
            stamp = stamp_of(found)
            shown = self._shown.get(name)
            if shown is None or shown.stamp != stamp:
                demos = demo_outputs(self._course, found, rendered_on(pool(found), found))
                shown = self._shown[name] = Opened(found.with_demos(demos), stamp)
            return shown  # the same one, for which workers keep their judge open


class Dispatcher:
    """Lanes that grade what a source has. Use it as a context manager.

    Args:
        course: the course.
        source: what there is to grade.
        names: assignments for which workers are made ready at once.
        workers: how many grade at a time, on this machine.
        scheduler: address or file of a Dask scheduler whose workers grade instead.
        isolation: see `panal.config.Sealing`; by default what the course asks for.
        ready: called when a lane is ready to grade.
    """

    def __init__(
        self,
        course: Course,
        source: Source,
        names: tuple[str, ...],
        *,
        workers: int = 1,
        scheduler: str = "",
        isolation: str = "",
        ready: Callable[[], None] = lambda: None,
    ) -> None:
        self.assignments = Assignments(course, isolation)
        self._course = course
        self._source = source
        self._names = names
        self._workers = workers
        self._scheduler = scheduler
        self._ready = ready
        self._ending = threading.Event()
        self._lanes: list[threading.Thread] = []
        self._failed: Counter[threading.Thread] = Counter()
        self._stack = ExitStack()
        self._cluster: RemotePool | None = None  # one for all lanes

    def __enter__(self) -> Self:
        """Begin.

        Raises:
            EnvironmentProblem: the scheduler does not answer.
        """
        if self._scheduler:
            self._cluster = self._stack.enter_context(cluster(self._scheduler))
            self._workers = CLUSTER_LANES
        for number in range(self._workers):
            lane = threading.Thread(target=self._lane, args=[number], daemon=True)
            self._lanes.append(lane)
            lane.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Grade nothing more. What is still at work after some seconds is given up, and is graded the
        next time.
        """
        self._ending.set()
        deadline = time.monotonic() + END_SECONDS
        for lane in self._lanes:
            lane.join(max(0.0, deadline - time.monotonic()))
        self._stack.close()

    @property
    def lanes(self) -> int:
        """How many grade, or are about to: those that have a worker, and have not failed again and
        again.
        """
        there = self._lanes[: self._cluster.workers] if self._cluster else self._lanes
        return sum(lane.is_alive() and self._failed[lane] < DOWN for lane in there)

    def _lane(self, number: int) -> None:
        while not self._ending.is_set():
            if self._cluster is not None and number >= self._cluster.workers:
                self._ending.wait(10 * PAUSE_SECONDS)  # until more workers come
                continue
            try:
                with ExitStack() as stack:
                    self._grade(_Pools(stack, self._cluster))
            except _Anew:
                self._ending.wait(10 * PAUSE_SECONDS)
            except PanalError as error:  # the machine; said once more each time until it is mended
                self._failed[threading.current_thread()] += 1
                log.error("A lane failed: %s", error)
                self._ending.wait(10 * PAUSE_SECONDS)
            except Exception:
                self._failed[threading.current_thread()] += 1
                log.exception("A lane failed, and begins anew.")
                self._ending.wait(10 * PAUSE_SECONDS)

    def _grade(self, pools: _Pools) -> None:
        for name in self._names:
            try:
                opened = self.assignments.opened(name, pools.of)
                pools.of(opened.assignment).call(opened.assignment, is_there)
                if name == self._names[-1]:
                    self._warm_up(opened.assignment, pools)
            except PanalError as error:
                self._source.not_ready(name, error)
        self._ready()
        while not self._ending.is_set():
            job = self._source.take(PAUSE_SECONDS)
            if job is not None:
                self._do(job, pools)

    def _warm_up(self, assignment: Assignment, pools: _Pools) -> None:
        """Grade the instructor's own notebook for nobody. The first answer that Keras computes in a
        worker takes seconds, and no student is to wait for it.
        """
        own = self._course.path("source", ".", assignment.name)
        submission = find_submitted(own, StudentId("instructor"), assignment)
        for _ in pools.of(assignment).grade(assignment, [submission]):
            pass

    def _do(self, job: Job, pools: _Pools) -> None:
        kind: type[PanalError] = EnvironmentProblem
        try:
            opened = self.assignments.opened(job.name, pools.of)
            assignment = opened.assignment
            kind = EngineFailure
            [outcome] = pools.of(assignment).grade(assignment, [job.read(assignment)])
        except PanalError as error:
            failed = isinstance(error, EngineFailure)  # at what is done once for all submissions
            problem = EnvironmentProblem(error.message, error.hint) if failed else error
            self._source.put_off(job, problem)
            raise _Anew from error  # a worker that was given up may be in the pool
        except BaseException as error:
            self._source.put_off(job, kind(f"{type(error).__name__}: {error}."))
            raise
        if self._ending.is_set() and outcome.graded is None:
            return  # it was given up; the next start grades it
        self._failed[threading.current_thread()] = 0
        self._source.graded(job, opened, outcome)


class _Pools:
    """A lane's own worker, or one for each way of sealing, which differ where an assignment preloads
    something else. On a cluster Dask has the workers.
    """

    def __init__(self, stack: ExitStack, cluster: Workers | None) -> None:
        self._stack = stack
        self._cluster = cluster
        self._found: dict[Sealing, Workers] = {}

    def of(self, assignment: Assignment) -> Workers:
        if self._cluster is not None:
            return self._cluster
        sealing = replace(assignment.sealing, limits=Limits())
        if sealing not in self._found:
            pool = Pool(SharedForkServer(sealing))
            self._found[sealing] = self._stack.enter_context(pool)
        return self._found[sealing]


def cluster(scheduler: str) -> AbstractContextManager[RemotePool]:
    """The workers of a Dask cluster.

    Args:
        scheduler: its address, or its file.

    Raises:
        EnvironmentProblem: Dask is not here, or does not answer.
    """
    try:
        from panal.workers.cluster import remote_pool
    except ImportError as error:
        raise EnvironmentProblem(
            f"Grading on many machines needs Dask: {error}.", "Install panal[cluster]."
        ) from None
    return remote_pool(scheduler)
