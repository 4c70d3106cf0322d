"""Grades on this machine: hands submissions to workers, and takes what comes back.

One row of `panal.again.TABLE` is here: if something of ours failed for a submission, it is graded
once more, by itself, on a new worker.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import struct
import time
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Protocol, Self, TypeVar

from panal.assignment import Assignment, Submission
from panal.config import Sealing
from panal.errors import EngineFailure
from panal.workers.forkserver import ForkServer, Server
from panal.workers.protocol import Call, Done, Failed, Grade, Outcome, Ready, Request

log = logging.getLogger(__name__)
T = TypeVar("T")

START_SECONDS = 240.0
"""How long a worker may take to start. TensorFlow may be imported on a cold, busy machine."""

SILENT_SECONDS = 60.0
"""How long half a message may be on its way."""

STOPPED_SECONDS = 5.0
"""How long a worker may be stopped (by SIGSTOP, a debugger) before it counts as hanging."""

LOOK_SECONDS = 1.0
END_SECONDS = 10.0

LONGEST = 4
"""How many times `submission_wall_seconds` a submission may take in all. That limit holds for each of
its two runs, and counts neither answered calls nor the judge. Nothing honest comes near this."""

ENDED = "The worker that graded it ended."
TWICE = "It was tried a second time, by itself. Look at it before you grade it again."


class WorkerFailed(EngineFailure):
    """A worker, or the way to it, failed."""


class Worker:
    """One worker, as the process that uses it sees it.

    Args:
        server: where it comes from.
        ready: called when it is there.

    Raises:
        EngineFailure: there is none now.
        EnvironmentProblem: there can't be one on this machine.
    """

    def __init__(self, server: Server, ready: Callable[[], None] = lambda: None) -> None:
        self._server = server
        self._ready = ready
        try:  # the machine may have no descriptors, processes or disk left
            self._connection = server.connect()
            _bound(self._connection)
        except OSError as error:
            raise EngineFailure(f"There is no new worker: {error}.") from error
        self._pidfd: int | None = None  # once it is there
        self._pid = 0
        self._assignment: Assignment | None = None
        self._unsent: Request | None = None
        self._deadline = time.monotonic() + START_SECONDS
        self._most_seconds = 0.0
        self._stopped_since: float | None = None

    def ask(self, assignment: Assignment, what: Grade | Call) -> None:
        """Give it something to do. It begins as soon as it is there.

        Raises:
            WorkerFailed: it is gone.
        """
        known = assignment is self._assignment
        self._assignment = assignment
        self._unsent = Request(what, None if known else assignment)
        self._most_seconds = LONGEST * assignment.limits.submission_wall_seconds
        if self._pidfd is not None:
            self._send()

    def sources(self) -> list[Any]:
        """What to wait for before `look` has anything to see."""
        return [self._connection, *([] if self._pidfd is None else [self._pidfd])]

    def look(self) -> Done | Failed | None:
        """Its answer, or None while it is still at work.

        Raises:
            WorkerFailed: it ended, hangs, or said something that can't be understood.
        """
        ended = self._pidfd is not None and bool(wait([self._pidfd], 0))
        while self._connection.poll():
            message = self._received()
            if isinstance(message, logging.LogRecord):
                logging.getLogger(message.name).handle(message)
            elif isinstance(message, Ready) and self._pidfd is None:
                self._is_there(message.pid)
            elif isinstance(message, Done | Failed):
                return message
            else:
                raise WorkerFailed(f"A worker said what nobody asked it: {message!r:.100}.")
        if ended:
            raise WorkerFailed(ENDED)
        self._see_that_it_runs()
        return None

    def end(self) -> None:
        """End it, whatever it does. When this returns, it is gone."""
        if self._pidfd is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
            wait([self._pidfd], END_SECONDS)
            os.close(self._pidfd)
            self._pidfd = None
        self._connection.close()

    def _is_there(self, pid: int) -> None:
        try:
            self._pidfd = os.pidfd_open(pid)
        except OSError:
            raise WorkerFailed(ENDED) from None
        self._pid = pid
        self._server.answered()
        self._ready()
        self._send()

    def _send(self) -> None:
        self._deadline = time.monotonic() + self._most_seconds
        try:
            self._connection.send(self._unsent)
        except OSError as error:
            raise WorkerFailed(f"A worker took no submission: {error}.") from error
        self._unsent = None

    def _received(self) -> object:
        try:
            return self._connection.recv()
        except BlockingIOError:
            raise WorkerFailed("A worker hung in the middle of its answer.") from None
        except (EOFError, OSError):
            if self._pidfd is None:
                self._server.lost()
            raise WorkerFailed(ENDED) from None
        except Exception as error:  # unpickling may raise anything
            raise WorkerFailed(
                f"A worker's answer can't be read: {type(error).__name__}: {error}."
            ) from error

    def _see_that_it_runs(self) -> None:
        there = self._pidfd is not None
        late = time.monotonic() > self._deadline
        if late or self._stopped(self._pid if there else self._server.pid):
            if not there:
                self._server.discard()
                raise WorkerFailed("The fork server, of which workers are forks, did not answer.")
            raise WorkerFailed(f"The worker that graded it {'did not end' if late else 'hung'}.")

    def _stopped(self, pid: int | None) -> bool:
        """Whether a process has been stopped for a while."""
        now = time.monotonic()
        if pid is None or not _is_stopped(pid):
            self._stopped_since = None
            return False
        self._stopped_since = self._stopped_since or now
        return now - self._stopped_since >= STOPPED_SECONDS


def _is_stopped(pid: int) -> bool:
    with contextlib.suppress(OSError):
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state in ("T", "t")
    return False


def _bound(connection: Connection) -> None:
    """See that neither sending nor receiving waits for ever if the other side hangs."""
    bound = struct.pack("ll", int(SILENT_SECONDS), 0)
    with socket.socket(fileno=os.dup(connection.fileno())) as same:
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            same.setsockopt(socket.SOL_SOCKET, option, bound)


class Workers(Protocol):
    """Workers of one machine (`Pool`) or of many (`panal.workers.cluster.RemotePool`)."""

    def call(
        self, assignment: Assignment, function: Callable[..., T], *args: Any, **kwargs: Any
    ) -> T:
        """See `Pool.call`."""
        ...

    def grade(self, assignment: Assignment, submissions: Iterable[Submission]) -> Iterator[Outcome]:
        """See `Pool.grade`."""
        ...


class Pool:
    """Workers of one machine. Got from `local_pool`, or used as a context manager.

    Args:
        server: where workers come from.
        workers: how many work at a time.
        ready: called whenever a worker is there.
    """

    def __init__(
        self, server: Server, workers: int = 1, ready: Callable[[], None] = lambda: None
    ) -> None:
        self._server = server
        self._ready = ready
        self._most = workers
        self._idle: list[Worker] = []
        self._busy: dict[Worker, Submission] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.renew()

    def grade(self, assignment: Assignment, submissions: Iterable[Submission]) -> Iterator[Outcome]:
        """Grade submissions, and yield outcomes as they are ready.

        A submission is read when a worker can take it, so `submissions` can be endless.

        Args:
            assignment: which assignment they are for.
            submissions: in the order in which they are begun.

        Raises:
            UsageError: a grader can't be used.
            EnvironmentProblem: this machine can't grade.
        """
        suspects = []
        for submission, found in self.attempt(assignment, submissions):
            if isinstance(found, Outcome):
                yield found
            else:
                log.info("%s is graded again at the end: %s", submission.student, found)
                suspects.append(submission)
        # Nothing else runs here now that could be to blame.
        for suspect in suspects:
            self.renew()
            [(_, found)] = self.attempt(assignment, [suspect])
            problem = f"{found} {TWICE}"
            yield found if isinstance(found, Outcome) else Outcome(suspect.student, problem=problem)

    def attempt(
        self, assignment: Assignment, submissions: Iterable[Submission]
    ) -> Iterator[tuple[Submission, Outcome | EngineFailure]]:
        """Grade each submission once. If something of ours failed, the failure stands in place of an
        outcome.
        """
        waiting = iter(submissions)
        while True:
            found: list[tuple[Submission, Outcome | EngineFailure]] = []
            for worker in list(self._busy):
                answer = self._answer(worker)
                if answer is not None:
                    found.append((self._busy.pop(worker), answer))
            # No worker is idle while the caller takes its time over what was found.
            while len(self._busy) < self._most:
                submission = next(waiting, None)
                if submission is None:
                    break
                try:
                    self._busy[self._asked(assignment, Grade(submission))] = submission
                except EngineFailure as error:
                    found.append((submission, error))
            yield from found
            if not self._busy:
                return
            wait([source for worker in self._busy for source in worker.sources()], LOOK_SECONDS)

    def call(
        self, assignment: Assignment, function: Callable[..., T], *args: Any, **kwargs: Any
    ) -> T:
        """Call a function on a worker, with the worker's `Grader` of an assignment.

        Args:
            assignment: which assignment.
            function: an importable one, whose first argument is the grader.
            args: further arguments, picklable.
            kwargs: by keyword.

        Returns:
            What the function returns.

        Raises:
            PanalError: what the function raises; an `EngineFailure` if that is no error of panal's.
        """
        worker = self._asked(assignment, Call(function, args, kwargs))
        try:
            while (answer := worker.look()) is None:
                wait(worker.sources(), LOOK_SECONDS)
        except BaseException:
            worker.end()
            raise
        if isinstance(answer, Failed):
            worker.end()
            raise answer.error
        self._idle.append(worker)
        value: T = answer.value
        return value

    def _asked(self, assignment: Assignment, what: Grade | Call) -> Worker:
        """Give something to a worker, and return it."""
        worker = self._idle.pop() if self._idle else Worker(self._server, self._ready)
        try:
            worker.ask(assignment, what)
        except BaseException:
            worker.end()
            raise
        return worker

    def _answer(self, worker: Worker) -> Outcome | EngineFailure | None:
        """What a worker found, or None. A worker for which something of ours failed is ended."""
        try:
            answer = worker.look()
        except EngineFailure as error:
            answer = Failed(error)
        if answer is None:
            return None
        if isinstance(answer, Done):
            self._idle.append(worker)
            outcome: Outcome = answer.value
            return outcome
        worker.end()
        if not isinstance(answer.error, EngineFailure):
            raise answer.error
        return answer.error

    def renew(self) -> None:
        """End all workers. The next ones are new."""
        for worker in (*self._busy, *self._idle):
            worker.end()
        self._busy, self._idle = {}, []


@contextlib.contextmanager
def local_pool(
    sealing: Sealing, workers: int = 1, ready: Callable[[], None] = lambda: None
) -> Iterator[Pool]:
    """Workers on this machine, which end with the block.

    Their imports take long, so they begin at once and go on while the caller does other things.

    Args:
        sealing: how the kernels of the course are sealed.
        workers: how many at a time.
        ready: called whenever one is there.

    Raises:
        EnvironmentProblem: this machine can't seal.

    Example:
        ```
        with local_pool(course.sealing(), workers=2) as pool:
            for outcome in pool.grade(assignment, submissions):
                ...
        ```
    """
    with ForkServer(sealing) as server, Pool(server, workers, ready) as pool:
        yield pool
