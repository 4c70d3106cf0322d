"""Grading on the workers of a Dask cluster. What a worker needs travels to it, plain data come
back; it writes nothing.

A worker needs the installed package and bubblewrap. It keeps one warm process and one judge from
submission to submission.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import dask
import nbformat
from distributed import (
    Client,
    Future,
    KilledWorker,
    LocalCluster,
    WorkerPlugin,
    as_completed,
    get_worker,
)

from panal.config import Sealing
from panal.course.graded import Graded, graded
from panal.errors import EnvironmentProblem, PanalError
from panal.grading import Grader, Submission, check_graders, open_grader, versions
from panal.judge.loading import grader_files
from panal.kernel.scratch import Scratch
from panal.results import StudentId

log = logging.getLogger(__name__)

TRIES_ALONE = 2
"""How often a submission on which a worker died is tried again, by itself, before it is set
aside.
"""

RECONNECT_SECONDS = 300.0
"""How long a scheduler may be away."""

CONFIG = {
    "distributed.scheduler.allowed-failures": 0,  # we find out ourselves whose fault it was
    "distributed.scheduler.worker-saturation": 1.0,
    "distributed.worker.profile.enabled": False,  # it samples a hundred times a second
    "distributed.admin.tick.interval": "1s",  # fifty times a second, it is most of what an idle coordinator does
    "distributed.admin.tick.limit": "1m",
    "distributed.admin.system-monitor.interval": "5s",  # of the dashboard
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.nanny.pre-spawn-environ": {},  # as many threads as without Dask, so the same numbers
    "distributed.admin.large-graph-warning-threshold": "1GB",  # a submission travels in its task
}
WORKER_START = """
import signal
signal.signal(signal.SIGINT, signal.SIG_IGN)   # Ctrl-C in the terminal is for the coordinator, which then ends its workers
"""


@dataclass(frozen=True, slots=True)
class Setup:
    """All that a worker needs to grade an assignment besides the submission.

    Args:
        assignment: nbgrader's assignment id.
        record: the released notebook, as JSON.
        files: what lies beside the notebook when it runs, by name.
        graders: the files of the assignment's graders, by path.
        sealing: limits and isolation.
        options: further arguments of `Submission`.
        versions: of the packages that can change a score; a worker with other ones is refused.
    """

    assignment: str
    record: str
    files: Mapping[str, bytes]
    graders: Mapping[str, bytes]
    sealing: Sealing
    options: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=versions)

    @property
    def name(self) -> str:
        """Tells this setup from every other one."""
        return f"panal-{sha256(repr(self).encode()).hexdigest()[:16]}"


def read_graders(folder: Path) -> dict[str, bytes]:
    """The files of an assignment's graders, as they travel to workers."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in grader_files(folder)}


@dataclass(frozen=True, slots=True)
class Task:
    """A submission on its way to a worker.

    Args:
        student: whose.
        data: the submitted file; None if there is none.
        problem: why it could not be taken.
        file: its name, as it may be shown.
        notes: sentences on how it was found.
    """

    student: StudentId
    data: bytes | None
    problem: str = ""
    file: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back.

    Args:
        student: whose. The file itself does not travel back.
        graded: the graded submission; None if it could not be graded.
        problem: then why, and what to do.
        unfit: why the worker can grade nothing at all.
    """

    student: StudentId
    graded: Graded | None = None
    problem: str = ""
    unfit: PanalError | None = None


class Grading(WorkerPlugin):
    """On a worker: the warm process and the judge, started with the first submission and kept for
    all others.
    """

    def __init__(self, setup: Setup) -> None:
        self.name = setup.name
        self._setup = setup

    def setup(self, worker: Any) -> None:
        """Dask calls it on each worker, also on those that come later."""
        self._stack = ExitStack()
        self._grader: Grader | None = None
        self._record = nbformat.reads(self._setup.record, as_version=4)

    def teardown(self, worker: Any) -> None:
        self._stack.close()

    def grade(self, task: Task) -> Outcome:
        """Grade a submission; whatever happens is an outcome."""
        setup = self._setup
        try:
            if self._grader is None:
                self._grader = self._open()
        except PanalError as error:
            return Outcome(task.student, unfit=error)
        try:
            submission = Submission(
                setup.assignment,
                self._record,
                task.data,
                setup.files,
                task.problem,
                file=task.file,
                notes=task.notes,
                **setup.options,
            )
            return Outcome(task.student, graded(*self._grader.grade(submission)))
        except PanalError as error:
            return Outcome(task.student, problem=str(error))
        except Exception as error:
            log.exception("%s could not be graded.", task.student)
            return Outcome(task.student, problem=f"{type(error).__name__}: {error}")

    def _open(self) -> Grader:
        ours, theirs = versions(), self._setup.versions
        if ours != theirs:
            different = ", ".join(
                f"{name} {ours.get(name, 'missing')} instead of {theirs.get(name, 'none')}"
                for name in sorted({*ours, *theirs})
                if ours.get(name) != theirs.get(name)
            )
            where = get_worker().address
            raise EnvironmentProblem(
                f"The worker {where} has {different}.",
                "Install the same everywhere: constraints.txt.",
            )
        scratch = Scratch()
        self._stack.callback(scratch.remove)
        folder = scratch.folder / self._setup.assignment
        for name, content in self._setup.graders.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        sealing = replace(
            self._setup.sealing, hidden=(*self._setup.sealing.hidden, str(scratch.folder))
        )
        grader = self._stack.enter_context(open_grader(sealing, folder))
        check_graders(self._record, grader.judge)
        return grader


def _grade(name: str, task: Task) -> Outcome:
    """The task of Dask's."""
    plugin = get_worker().plugins[name]
    assert isinstance(plugin, Grading)
    return plugin.grade(task)


class Cluster:
    """Workers to grade on. Got from `local_cluster` or `remote_cluster`.

    Args:
        connect: gives a client of the scheduler.
        own: whether the scheduler lives in this process, and so can't go away.
    """

    def __init__(self, connect: Any, own: bool) -> None:
        self._connect = connect
        self._own = own
        self.client: Client = connect()
        self._numbers = count()
        self._threads = 1

    @property
    def dashboard(self) -> str:
        """Address of Dask's dashboard; empty if it has none."""
        return str(self.client.dashboard_link or "")

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self.client.close(timeout=5)

    def grade(self, setup: Setup, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """Grade submissions on all workers; outcomes come as they are ready.

        Not more submissions are on their way than keep the workers busy, so `tasks` can be endless.

        Raises:
            EnvironmentProblem: a worker can't grade, or the scheduler went away and did not come
                back.
        """
        suspects: list[Task] = []
        for task, outcome in self._run(setup, tasks, window=None):
            if outcome is None:
                suspects.append(task)
            else:
                yield outcome
        # Each was on a worker that died, perhaps by another one's fault. Alone there is nobody else
        # to blame.
        for suspect in suspects:
            yield self._grade_alone(setup, suspect)

    def _grade_alone(self, setup: Setup, task: Task) -> Outcome:
        for _ in range(TRIES_ALONE):
            for _, outcome in self._run(setup, [task], window=1):
                if outcome is not None:
                    return outcome
        problem = "It ended its worker again and again, and was set aside. Look at it before you grade it again."
        return Outcome(task.student, problem=problem)

    def _run(
        self, setup: Setup, tasks: Iterable[Task], window: int | None
    ) -> Iterator[tuple[Task, Outcome | None]]:
        """Outcomes of tasks as they come; None for one on which a worker died."""
        waiting = iter(tasks)
        again: list[Task] = []
        flying: dict[Future[Outcome], Task] = {}
        self._install(setup)
        name = setup.name  # a digest of megabytes
        ready = as_completed(loop=self.client.loop, raise_errors=False)
        exhausted = False
        try:
            while True:
                room = window or self._window()
                while not exhausted and len(flying) < room:
                    task = again.pop() if again else next(waiting, None)
                    if task is None:
                        exhausted = True
                        break
                    key = f"{name}-{next(self._numbers)}"
                    try:
                        future = self.client.submit(_grade, name, task, key=key, pure=False)
                    except Exception as error:  # the client has given the scheduler up
                        log.debug("submit: %r", error)
                        again.append(task)
                        break
                    flying[future] = task
                    ready.add(future)
                if not flying and again:
                    self._reconnect(setup)
                    ready = as_completed(loop=self.client.loop, raise_errors=False)
                    exhausted = False
                    continue
                if not flying:
                    return
                future = next(ready)
                if future not in flying:
                    continue
                if future.status == "finished":
                    try:
                        outcome: Outcome | None = future.result()
                    except Exception as error:  # its worker went away with the answer
                        log.debug("result: %r", error)
                        again.append(flying.pop(future))
                        exhausted = False
                        continue
                    task = flying.pop(future)
                    future.release()
                    if outcome is not None and outcome.unfit is not None:
                        raise outcome.unfit
                    yield task, outcome
                elif future.status == "error":
                    task = flying.pop(future)
                    reason = future.exception()
                    yield (
                        task,
                        None
                        if isinstance(reason, KilledWorker)
                        else Outcome(task.student, problem=_said(reason)),
                    )
                elif future.status in (
                    "lost",
                    "pending",
                ):  # with its worker; Dask has it worked out again
                    ready.add(future)
                else:  # the scheduler is gone, and with it all that was on its way
                    again += flying.values()
                    flying.clear()
                    exhausted = False
                    self._reconnect(setup)
                    ready = as_completed(loop=self.client.loop, raise_errors=False)
        finally:
            for future in flying:
                with contextlib.suppress(Exception):
                    future.cancel(force=True)

    def _window(self) -> int:
        """How many submissions are on their way at a time: one in work and one in wait for each
        thread of a worker.
        """
        with contextlib.suppress(Exception):  # while the scheduler is away, it is as many as before
            self._threads = sum(map(int, self.client.nthreads().values()))
        return 2 * max(1, self._threads)

    def _install(self, setup: Setup) -> None:
        try:
            self.client.register_plugin(Grading(setup), name=setup.name)
        except (OSError, TimeoutError):
            raise
        except Exception as error:  # what a worker raised when it read the plugin
            raise EnvironmentProblem(
                f"A worker can't load panal: {error}.",
                "Install the same version on all of them, for the user who runs them.",
            ) from None

    def _reconnect(self, setup: Setup) -> None:
        if self._own:
            raise EnvironmentProblem(
                "Dask's scheduler ended.", "Run the command again: what is graded is kept."
            )
        log.warning(
            "The scheduler does not answer; waiting for it up to %.0f s.", RECONNECT_SECONDS
        )
        deadline = time.monotonic() + RECONNECT_SECONDS
        self.close()
        while True:
            try:
                self.client = self._connect()
                self._install(setup)
                return
            except (OSError, TimeoutError, ValueError) as error:
                if time.monotonic() > deadline:
                    raise EnvironmentProblem(
                        f"The scheduler went away and did not come back in {RECONNECT_SECONDS:.0f} s.",
                        "Start it and run the command again: what is graded is kept.",
                    ) from error
                time.sleep(1)


def _said(error: BaseException | None) -> str:
    return f"{type(error).__name__}: {error}"


@contextlib.contextmanager
def local_cluster(workers: int) -> Iterator[Cluster]:
    """Workers on this machine, one process each, which nobody else can talk to.

    Raises:
        EnvironmentProblem: they did not start.
    """
    scratch = Scratch()
    _quiet()
    try:
        with dask.config.set({**CONFIG, "temporary-directory": str(scratch.folder)}):
            try:
                started = LocalCluster(
                    n_workers=workers,
                    threads_per_worker=1,
                    processes=True,
                    memory_limit=0,  # what students use is bounded otherwise
                    security=True,  # TLS by a certificate that lives as long as the cluster
                    dashboard_address="127.0.0.1:0",
                    local_directory=str(scratch.folder),
                    preload=[WORKER_START],
                    env={"TMPDIR": str(scratch.folder)},
                    silence_logs=logging.CRITICAL,
                )
            except (OSError, RuntimeError, TimeoutError) as error:
                raise EnvironmentProblem(f"The workers did not start: {error}.") from error
            try:
                cluster = Cluster(lambda: Client(started, set_as_default=False), own=True)
                try:
                    yield cluster
                finally:
                    cluster.close()
            finally:
                started.close(timeout=10)
    finally:
        scratch.remove()


@contextlib.contextmanager
def remote_cluster(scheduler: str) -> Iterator[Cluster]:
    """The workers of a Dask scheduler that runs elsewhere.

    Args:
        scheduler: its address, or the path of a scheduler file. Certificates are those of Dask's
            own configuration.

    Raises:
        EnvironmentProblem: it does not answer.
    """
    _quiet()
    where = {"scheduler_file": scheduler} if Path(scheduler).is_file() else {"address": scheduler}
    try:
        cluster = Cluster(lambda: Client(**where, set_as_default=False, timeout=20), own=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise EnvironmentProblem(
            f"The scheduler {scheduler} does not answer: {error}.",
            "Is it the address that `dask scheduler` printed, with the right certificates in Dask's configuration?",
        ) from error
    try:
        yield cluster
    finally:
        cluster.close()


def _quiet() -> None:
    """Dask says a lot about lost connections; what matters here is said by us."""
    for name in (
        "distributed",
        "distributed.nanny",
        "distributed.scheduler",
        "distributed.worker",
        "tornado",
    ):
        logging.getLogger(name).setLevel(logging.CRITICAL)
