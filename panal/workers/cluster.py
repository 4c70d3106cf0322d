"""Grades on the workers of a Dask cluster, on many machines. What they need travels to them, and plain
data comes back. They write nothing, and see nothing of the course.

A Dask worker only passes on what it is asked, to a worker of ours (`panal.workers.pool`) on its
machine. All of ours there are forks of one fork server.
"""

from __future__ import annotations

import contextlib
import logging
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from distributed import Client, Future, Worker, WorkerPlugin, as_completed, get_worker

from panal.assignment import Assignment, Submission
from panal.errors import EngineFailure, EnvironmentProblem, PanalError
from panal.judge.loading import grader_files
from panal.kernel.scratch import Scratch
from panal.provenance import engine, versions
from panal.workers.forkserver import SharedForkServer
from panal.workers.pool import TWICE, Pool
from panal.workers.protocol import Call, Done, Failed, Grade, Outcome

log = logging.getLogger(__name__)
T = TypeVar("T")
A = TypeVar("A", bound=Grade | Call)

PRIVATE: dict[object, tuple[str, ...]] = {
    Client: ("loop", "nthreads", "register_plugin", "unregister_worker_plugin"),
    Worker: ("address",),
}
"""What we rely on although Dask does not promise to keep it, by its owner; besides, what only a live
worker has (`plugins`, `state.nthreads`), and the words for the status of a future. It was tried with
the versions that pyproject.toml allows.
"""

RECONNECT_SECONDS = 300.0
"""How long a scheduler may be away."""

RESULT_SECONDS = 120.0
"""How long an answer may travel from a worker's machine to ours."""

AHEAD = 2
"""Submissions on their way to each worker: one in work, one waiting."""


@dataclass(frozen=True, slots=True)
class Setup:
    """All that a machine needs to grade an assignment besides the submissions.

    Args:
        assignment: which one; the folder of its graders is on the coordinator's machine.
        graders: the files in that folder, by path.
        versions: see `installed`. A worker with others is refused.
    """

    assignment: Assignment
    graders: Mapping[str, bytes]
    versions: Mapping[str, str]

    @classmethod
    def of(cls, assignment: Assignment) -> Setup:
        """Read the graders.

        Raises:
            UsageError: there are none.
        """
        folder = assignment.graders
        found = {
            path.relative_to(folder).as_posix(): path.read_bytes() for path in grader_files(folder)
        }
        return cls(assignment, found, installed())

    @property
    def name(self) -> str:
        """A name that no other setup has."""
        return f"panal-{sha256(repr(self).encode()).hexdigest()[:16]}"


class Grading(WorkerPlugin):
    """On a Dask worker: the way to a worker of ours, opened with the first submission."""

    def __init__(self, setup: Setup) -> None:
        self.name = setup.name
        self._setup = setup

    def setup(self, worker: Any) -> None:
        """Dask calls this on each worker, even on those that come later."""
        self._stack = ExitStack()
        self._pool: Pool | None = None

    def teardown(self, worker: Any) -> None:
        """Close what was opened. Another submission would open it again."""
        self._pool = None
        self._stack.close()

    def do(self, what: Grade | Call, *, alone: bool) -> Done | Failed:
        """Do what is asked once. Whatever happens is an answer.

        Args:
            what: what to do.
            alone: whether a new worker does it.
        """
        try:
            if self._pool is None:
                self._pool = self._open()
            if isinstance(what, Call):
                found: object = self._pool.call(
                    self._assignment, what.function, *what.args, **what.kwargs
                )
                return Done(found)
            if alone:
                self._pool.renew()
            todo = [what.submission]
            [(_, found)] = self._pool.attempt(self._assignment, todo)
            return Failed(found) if isinstance(found, EngineFailure) else Done(found)
        except PanalError as error:
            return Failed(error)

    def _open(self) -> Pool:
        worker = get_worker()
        refuse_threads({worker.address: worker.state.nthreads})
        refuse_versions(worker.address, self._setup.versions)
        for other in worker.plugins.values():  # left by a run that was killed, say
            if isinstance(other, Grading) and other is not self:
                other.teardown(worker)
        scratch = Scratch()
        self._stack.callback(scratch.remove)
        given = self._setup.assignment
        folder = scratch.folder / given.name
        for name, content in self._setup.graders.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        hidden = (*given.sealing.hidden, tempfile.gettempdir())
        sealing = replace(given.sealing, hidden=hidden)
        self._assignment = replace(given, graders=folder, sealing=sealing)
        return self._stack.enter_context(Pool(SharedForkServer(sealing)))


def installed() -> dict[str, str]:
    """Versions of panal and of the packages that can change a score."""
    return versions() | {"panal": engine()}


def refuse_threads(threads: Mapping[str, int]) -> None:
    """See that no worker does two things at a time, since one judge serves one submission.

    Args:
        threads: how many each worker has, by address.

    Raises:
        EnvironmentProblem: names a worker that has several.
    """
    for address, number in threads.items():
        if number != 1:
            raise EnvironmentProblem(
                f"The worker {address} has {number} threads, and nobody was graded: a worker grades "
                "one submission at a time.",
                "Start workers with --nthreads 1, and more of them with --nworkers.",
            )


def refuse_versions(address: str, theirs: Mapping[str, str]) -> None:
    """See that a worker has the coordinator's packages.

    Raises:
        EnvironmentProblem: says what differs.
    """
    ours = installed()
    different = ", ".join(
        f"{name} {ours.get(name, 'missing')} instead of {theirs.get(name, 'none')}"
        for name in sorted({*ours, *theirs})
        if ours.get(name) != theirs.get(name)
    )
    if different:
        raise EnvironmentProblem(
            f"The worker {address} has {different}.",
            "Install the same everywhere: constraints.txt.",
        )


def _do(name: str, what: Grade | Call, alone: bool) -> Done | Failed:
    """What Dask runs on a worker."""
    plugin = get_worker().plugins[name]
    assert isinstance(plugin, Grading)
    return plugin.do(what, alone=alone)


class RemotePool:
    """The workers of a Dask cluster. Got from `remote_pool`.

    Args:
        connect: gives a client of the scheduler.
    """

    def __init__(self, connect: Callable[[], Client]) -> None:
        self._connect = connect
        self._client = connect()
        self._numbers = count()
        self._installed: set[str] = set()
        self._installing = threading.Lock()
        self._threads = 1

    @property
    def dashboard(self) -> str:
        """Address of Dask's dashboard; empty if it has none."""
        return str(self._client.dashboard_link or "")

    @property
    def workers(self) -> int:
        """How many can grade at a time, as far as is known now."""
        self._room()
        return max(1, self._threads)

    def close(self) -> None:
        with contextlib.suppress(Exception):  # the scheduler may go away at this moment
            for name in self._installed if self._client.status == "running" else ():
                self._client.unregister_worker_plugin(name)
        with contextlib.suppress(Exception):
            self._client.close(timeout=5)

    def grade(self, assignment: Assignment, submissions: Iterable[Submission]) -> Iterator[Outcome]:
        """See `Pool.grade`.

        Raises:
            UsageError: a grader can't be used.
            EnvironmentProblem: a worker can't grade, or the scheduler went away and did not come
                back.
        """
        setup = Setup.of(assignment)
        asked = (Grade(submission) for submission in submissions)
        suspects = []
        for what, found in self._attempt(setup, asked):
            if isinstance(found, Outcome):
                yield found
            else:
                log.info("%s is graded again at the end: %s", what.submission.student, found)
                suspects.append(what)
        for suspect in suspects:
            [(_, found)] = self._attempt(setup, [suspect], alone=True)
            problem = f"{found} {TWICE}"
            student = suspect.submission.student
            yield found if isinstance(found, Outcome) else Outcome(student, problem=problem)

    def call(
        self, assignment: Assignment, function: Callable[..., T], *args: Any, **kwargs: Any
    ) -> T:
        """See `Pool.call`."""
        [(_, found)] = self._attempt(Setup.of(assignment), [Call(function, args, kwargs)])
        if isinstance(found, EngineFailure):
            raise found
        value: T = found
        return value

    def _attempt(
        self, setup: Setup, asked: Iterable[A], *, alone: bool = False
    ) -> Iterator[tuple[A, Any]]:
        """Have each done once, and yield what came of it or the `EngineFailure` in its place. No more
        are on their way than keep the workers busy.
        """
        name = setup.name  # once: it is a digest of megabytes
        self._install(setup, name)
        client = self._client
        waiting = iter(asked)
        flying: dict[Future[Any], A] = {}
        ready = as_completed(loop=client.loop, raise_errors=False)
        try:
            while True:
                room = self._room()
                while len(flying) < room and (what := next(waiting, None)) is not None:
                    key = f"{name}-{next(self._numbers)}"
                    future = client.submit(_do, name, what, alone, key=key, pure=False)
                    flying[future] = what
                    ready.add(future)
                if not flying:
                    return
                future = next(ready)
                if future not in flying:
                    continue
                if future.status == "cancelled":  # along with its scheduler and all others
                    lost, flying = [*flying.values()], {}
                    for other in lost:
                        yield other, EngineFailure("Dask's scheduler went away.")
                    client = self._reconnect(client, setup, name)
                    ready = as_completed(loop=client.loop, raise_errors=False)
                    continue
                what = flying.pop(future)
                found = _found(future)
                future.release()
                if isinstance(found, PanalError) and not isinstance(found, EngineFailure):
                    raise found
                yield what, found
        finally:
            for future in flying:
                with contextlib.suppress(Exception):
                    future.cancel(force=True)

    def _room(self) -> int:
        """How many may be on their way at once."""
        with contextlib.suppress(Exception):  # while the scheduler is away, it is as many as before
            self._threads = sum(map(int, self._client.nthreads().values()))
        return AHEAD * max(1, self._threads)

    def _install(self, setup: Setup, name: str) -> None:
        """Give the workers what they need, even those that come later. Once: it would end the worker
        of ours that each of them has.

        Raises:
            EnvironmentProblem: one of them can't grade.
        """
        with self._installing:
            refuse_threads(self._client.nthreads())
            if name not in self._installed:
                self._register(setup, name)

    def _register(self, setup: Setup, name: str) -> None:
        try:
            self._client.register_plugin(Grading(setup), name=name)
            self._installed.add(name)
        except (OSError, TimeoutError):
            raise
        except Exception as error:  # what a worker raised when it read the plugin
            raise EnvironmentProblem(
                f"A worker can't load panal: {error}.",
                "Install the same version on all of them, for the user who runs them.",
            ) from None

    def _reconnect(self, lost: Client, setup: Setup, name: str) -> Client:
        """A client of the scheduler in place of a lost one. Several threads may grade here at once, and
        one of them looks for it.
        """
        with self._installing:
            if self._client is lost:
                self._connect_again()
        self._install(setup, name)
        return self._client

    def _connect_again(self) -> None:
        log.warning(
            "The scheduler does not answer; waiting for it up to %.0f s.", RECONNECT_SECONDS
        )
        deadline = time.monotonic() + RECONNECT_SECONDS
        self.close()
        self._installed.clear()
        while True:
            try:
                self._client = self._connect()
                return
            except (OSError, TimeoutError, ValueError) as error:
                if time.monotonic() > deadline:
                    raise EnvironmentProblem(
                        f"The scheduler went away and did not come back in {RECONNECT_SECONDS:.0f} s.",
                        "Start it and run the command again: what is graded is kept.",
                    ) from error
                time.sleep(1)


def _found(future: Future[Any]) -> object:
    """What came of a task. It is asked for only once, since its worker may have gone away with it."""
    try:
        if future.status not in ("finished", "error"):
            raise EngineFailure("A worker of Dask's went away with what it had found.")
        answer: Done | Failed = future.result(timeout=RESULT_SECONDS)
    except EngineFailure as error:
        return error
    except Exception as error:  # of Dask's, or whatever unpickling raises
        return EngineFailure(f"A worker of Dask's failed: {type(error).__name__}: {error}.")
    return answer.value if isinstance(answer, Done) else answer.error


@contextlib.contextmanager
def remote_pool(scheduler: str) -> Iterator[RemotePool]:
    """The workers of a Dask scheduler that runs elsewhere.

    Args:
        scheduler: its address, or the path of a scheduler file. Certificates are those of Dask's
            own configuration.

    Raises:
        EnvironmentProblem: it does not answer.
    """
    # Dask says a lot about lost connections; we say what matters.
    for name in ("distributed", "tornado"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    where = {"scheduler_file": scheduler} if Path(scheduler).is_file() else {"address": scheduler}
    try:
        pool = RemotePool(lambda: Client(**where, set_as_default=False, timeout=20))
    except (OSError, TimeoutError, ValueError) as error:
        raise EnvironmentProblem(
            f"The scheduler {scheduler} does not answer: {error}.",
            "Is it the address that `dask scheduler` printed, with the right certificates in Dask's configuration?",
        ) from error
    try:
        yield pool
    finally:
        pool.close()
