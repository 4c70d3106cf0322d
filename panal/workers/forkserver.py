"""The fork server: one process on a machine that imports TensorFlow, and starts the warm process
behind the wall. Each connection to it gets a fork, which is a worker (`panal.workers.worker`).

It has an environment of its own, so that nothing in the operator's environment or home can change a
score. It runs no TensorFlow operation, since TensorFlow's threads do not survive a fork.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import gc
import importlib
import json
import logging
import os
import select
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn, Protocol

from panal.config import Limits, Sealing
from panal.environment import of_libraries
from panal.errors import EngineFailure, EnvironmentProblem, PanalError
from panal.kernel import wall
from panal.kernel.scratch import Scratch
from panal.kernel.warm import WarmProcess
from panal.workers.protocol import Failed

log = logging.getLogger(__name__)

KEPT = ("PATH", "LD_LIBRARY_PATH")
"""What passes of the operator's environment besides `panal.environment.PASSED_ON`: where programs and
libraries are."""

REFERENCE = ("tensorflow", "keras")
"""What graders compare with and what takes long to import. Imported once, if the course preloads it."""

PARTS = ("panal.workers.worker", "panal.judge.pictures", "PIL.PngImagePlugin", "numpy.random")
"""What every worker would otherwise import, the judge and pytest included."""

IDLE_SECONDS = 10.0
"""How long a shared fork server stays when nobody is connected."""

STOP_SECONDS = 10.0
BACKLOG = 128
_PR_SET_PDEATHSIG = 1


class Server(Protocol):
    """Where workers come from."""

    def connect(self) -> Connection:
        """Connect to a new worker, which says `Ready` when it is there.

        Raises:
            EnvironmentProblem: there can't be one on this machine.
            EngineFailure: there is none now.
        """
        ...

    def answered(self) -> None:
        """Take note that one of its workers came up."""
        ...

    def lost(self) -> None:
        """Take note that a connection was lost before its worker came up.

        Raises:
            EnvironmentProblem: none ever came up, so there can't be one on this machine.
        """
        ...

    def discard(self) -> None:
        """Give a server up that does not answer. The next connection is to another one."""
        ...

    @property
    def pid(self) -> int | None:
        """Its process number, if known."""
        ...


class ForkServer:
    """A fork server for this process alone, which ends with it. Use it as a context manager.

    When the block begins, the server begins to import; the first worker waits for that. If it dies,
    the next connection starts another one.

    Args:
        sealing: how its kernels are sealed.
    """

    def __init__(self, sealing: Sealing) -> None:
        self._sealing = sealing
        self._scratch: Scratch | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._lifeline: Connection | None = None
        self._has_answered = False

    def __enter__(self) -> ForkServer:
        self._sealing = wall.settled(self._sealing)
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop(politely=self._has_answered)  # it hears nothing while it imports

    @property
    def pid(self) -> int | None:
        """See `Server`; for tests and measurements, too."""
        return self._process.pid if self._process is not None else None

    def connect(self) -> Connection:
        """See `Server`."""
        assert self._process is not None and self._scratch is not None
        if self._process.poll() is not None:
            self._stop(politely=False)
            self._start()
        try:
            return _connected(self._scratch.folder / "socket")
        except OSError as error:  # it died this very moment
            raise EngineFailure(f"There is no new worker: {error}.") from error

    def discard(self) -> None:
        """See `Server`."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def answered(self) -> None:
        """See `Server`."""
        self._has_answered = True

    def lost(self) -> None:
        """See `Server`."""
        if not self._has_answered and self._process is not None and self._scratch is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_SECONDS)
            raise _did_not_start(self._scratch.folder)

    def _start(self) -> None:
        self._scratch = Scratch()
        _private(self._scratch.folder)
        listener = _listener(self._scratch.folder / "socket")
        self._process, self._lifeline = _start(listener, self._scratch.folder, self._sealing, None)

    def _stop(self, *, politely: bool) -> None:
        if self._lifeline is not None:
            self._lifeline.close()
            self._lifeline = None
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                if politely:
                    self._process.wait(STOP_SECONDS)
            self._process.kill()
            self._process.wait()
            self._process = None
        if self._scratch is not None:
            self._scratch.remove()
            self._scratch = None


class SharedForkServer:
    """The fork server that several processes of a user share on a machine. The first of them starts
    it, and it ends some seconds after the last one has left.

    Args:
        sealing: how its kernels are sealed. Limits travel with an assignment, so all assignments
            of a course share one server.
    """

    def __init__(self, sealing: Sealing) -> None:
        self._sealing = replace(sealing, limits=Limits())
        told = of_libraries("", os.environ)
        ours = [sys.executable, sys.path, __file__, told, repr(self._sealing)]
        digest = sha256(json.dumps(ours).encode()).hexdigest()[:16]
        self._folder = Path(tempfile.gettempdir()) / f"panal-of-{os.geteuid()}" / digest
        self._has_answered = False

    def connect(self) -> Connection:
        """See `Server`."""
        self._sealing = wall.settled(self._sealing)
        for each in (self._folder.parent, self._folder):
            _private(each)
        path = self._folder / "socket"
        with _locked(self._folder):
            try:
                return _connected(path)
            except OSError:  # none was there, or it died
                path.unlink(missing_ok=True)
            listener = _listener(path)
            _start(listener, self._folder, self._sealing, path)[1].close()
            return _connected(path)

    def answered(self) -> None:
        """See `Server`."""
        self._has_answered = True

    def lost(self) -> None:
        """See `Server`."""
        if not self._has_answered:
            raise _did_not_start(self._folder)

    @property
    def pid(self) -> int | None:
        """See `Server`."""
        return None

    def discard(self) -> None:
        """See `Server`. Those who use the old one go on with it."""
        with _locked(self._folder):
            (self._folder / "socket").unlink(missing_ok=True)


def _did_not_start(folder: Path) -> EnvironmentProblem:
    """Why a fork server did not start: the last line that it wrote to its standard error."""
    said = (folder / "log").read_text(errors="replace").strip().splitlines()
    return EnvironmentProblem(
        f"The fork server, of which workers are forks, did not start: {said[-1] if said else 'it said nothing'}",
        "`panal doctor` says what this machine lacks.",
    )


def _private(folder: Path) -> None:
    """Make a folder that nobody else can enter. If we are root, kernels are other users and have to get
    to their own folders in it: they can pass, and see nothing.

    Raises:
        EnvironmentProblem: somebody else's is in its place.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    others = 0o011 if os.geteuid() == 0 else 0
    closed = not found.st_mode & 0o077 & ~others
    if found.st_uid != os.geteuid() or not stat.S_ISDIR(found.st_mode) or not closed:
        raise EnvironmentProblem(
            f"{folder} is not a folder that only you can enter.",
            "Remove it, or set TMPDIR to a folder of your own.",
        )
    folder.chmod(0o700 | others)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep others from starting or ending the server of this folder meanwhile."""
    lock = os.open(folder / "lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _listener(path: Path) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    path.chmod(0o600)  # before anybody can be heard there
    listener.listen(BACKLOG)
    return listener


def _connected(path: Path) -> Connection:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as ours:
        ours.connect(str(path))
        return Connection(ours.detach())


@dataclass(frozen=True, slots=True)
class _Start:
    """The first message to a fork server.

    Args:
        sealing: how kernels are sealed.
        shared: the path of its socket, if it is shared.
    """

    sealing: Sealing
    shared: Path | None


def _start(
    listener: socket.socket, folder: Path, sealing: Sealing, shared: Path | None
) -> tuple[subprocess.Popen[bytes], Connection]:
    """Start the process of a fork server.

    Args:
        listener: where it is to listen; connections wait until it is ready. Closed here.
        folder: a private one, for its home and its log.
        sealing: how kernels are sealed.
        shared: see `_Start`.

    Returns:
        The process, and a connection. A server that is not shared ends when that is closed.
    """
    home = folder / "home"
    home.mkdir(mode=0o700, exist_ok=True)
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    environment |= {"HOME": str(home), "TMPDIR": str(folder), "LANG": "C.UTF-8"}
    environment |= of_libraries(str(home), os.environ)
    path = [os.path.abspath(entry) for entry in sys.path]  # noqa: PTH100 - "" is where we are
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    program = (
        f"import sys; sys.path[:] = {path!r}; from {__name__} import main; "
        f"main({listener.fileno()}, {theirs.fileno()})"
    )
    (folder / "log").touch(mode=0o600)
    with listener, theirs, (folder / "log").open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-s", "-P", "-c", program],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            pass_fds=[listener.fileno(), theirs.fileno()],
            env=environment,
            cwd="/",
            start_new_session=True,  # Ctrl-C is for the command, which ends what it started
        )
    lifeline = Connection(ours.detach())
    lifeline.send(_Start(sealing, shared))
    return process, lifeline


def main(listening: int, lifeline: int) -> None:
    """The fork server itself.

    Args:
        listening: descriptor of a socket that listens.
        lifeline: descriptor of the connection to the process that started it.
    """
    listener, starter = socket.socket(fileno=listening), Connection(lifeline)
    start: _Start = starter.recv()
    if start.shared is None:
        _end_with_parent()
    with WarmProcess(start.sealing) as warm:  # both sides import at the same time
        _preload([name for name in REFERENCE if name in start.sealing.preload])
        _Service(listener, starter, warm, start.shared).run()
    os._exit(0)  # TensorFlow takes long to say goodbye


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _preload(names: list[str]) -> None:
    """Import what all workers share.

    Raises:
        EnvironmentProblem: it left threads, so nothing can be forked.
    """
    gc.disable()  # a fifth of the time of importing TensorFlow goes into looking for garbage
    for name in (*PARTS, *names):
        importlib.import_module(name)
    gc.freeze()  # a worker's collector must not touch, and so copy, what all share
    gc.enable()
    # A first fork ends the threads of OpenBLAS, which starts them again when it needs them. Any other
    # thread would be missing in every worker.
    if (child := os.fork()) == 0:
        os._exit(0)
    os.waitpid(child, 0)
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads != 1:
        raise EnvironmentProblem(
            f"The import of {', '.join(names)} left {threads - 1} threads, so nothing can be forked."
        )


class _Service:
    """Forks workers for as long as anybody needs them."""

    def __init__(
        self,
        listener: socket.socket,
        starter: Connection,
        warm: WarmProcess,
        shared: Path | None,
    ) -> None:
        self._listener = listener
        self._starter = starter
        self._warm = warm
        self._shared = shared
        self._socket = shared.stat().st_ino if shared is not None else 0
        self._workers: dict[int, _Fork] = {}  # by the descriptors that tell of them
        self._poll = select.poll()
        self._poll.register(listener, select.POLLIN)
        if shared is None:
            self._poll.register(starter, select.POLLIN)
        else:
            starter.close()

    def run(self) -> None:
        """Serve until the starter is gone or, if shared, nobody has been there for a while."""
        idle = int(1000 * IDLE_SECONDS)
        while True:
            events = self._poll.poll(
                idle if self._shared is not None and not self._workers else None
            )
            if not events and self._retires():
                break
            for descriptor, _ in events[:1]:  # by then the next one may be closed and reused
                if descriptor in self._workers:
                    self._forget(self._workers[descriptor])
                elif descriptor == self._listener.fileno():
                    self._fork(self._listener.accept()[0])
                else:
                    return  # the starter is gone

    def _fork(self, connection: socket.socket) -> None:
        try:
            if not self._warm.alive():
                self._warm.replace()
            pid = os.fork()
        except (PanalError, OSError) as error:
            ours = EngineFailure(f"No worker could be forked: {error}.")
            with contextlib.suppress(OSError):
                said = error if isinstance(error, PanalError) else ours
                Connection(connection.detach()).send(Failed(said))
            return
        if pid == 0:
            self._be_worker(connection)
        fork = _Fork(pid, os.pidfd_open(pid), connection)
        self._workers |= {fork.pidfd: fork, connection.fileno(): fork}
        self._poll.register(fork.pidfd, select.POLLIN)  # it ended
        self._poll.register(connection, select.POLLRDHUP)  # nobody waits for it

    def _forget(self, fork: _Fork) -> None:
        """End a worker, whatever it does, and close what led to it."""
        signal.pidfd_send_signal(fork.pidfd, signal.SIGKILL)
        os.waitpid(fork.pid, 0)
        for descriptor in (fork.pidfd, fork.connection.fileno()):
            self._poll.unregister(descriptor)
            del self._workers[descriptor]
        os.close(fork.pidfd)
        fork.connection.close()

    def _be_worker(self, connection: socket.socket) -> NoReturn:
        try:
            _end_with_parent()
            for fork in self._workers.values():
                fork.connection.close()
            self._listener.close()
            self._starter.close()
            from panal.workers.worker import (
                serve,
            )  # slow to import, and the starter needs none of it

            serve(Connection(connection.detach()), self._warm)
        except BaseException:
            traceback.print_exc()  # to the log of the fork server
        finally:
            sys.stderr.flush()
            os._exit(0)

    def _retires(self) -> bool:
        """Whether nobody came at the last moment. The next process then starts another server."""
        assert self._shared is not None
        with _locked(self._shared.parent):
            if self._poll.poll(0):
                return False
            with contextlib.suppress(FileNotFoundError):
                if self._shared.stat().st_ino == self._socket:  # not our successor's
                    self._shared.unlink()
                    shutil.rmtree(self._shared.parent / "home", ignore_errors=True)
            self._listener.close()
            return True


@dataclass(frozen=True, slots=True)
class _Fork:
    """A worker, as its fork server sees it.

    Args:
        pid: its number.
        pidfd: a descriptor that is readable when it has ended.
        connection: to the process that uses it.
    """

    pid: int
    pidfd: int
    connection: socket.socket
