"""Starts the warm process behind a wall and asks it for kernels."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial

from panal.config import Sealing
from panal.errors import EngineFailure, EnvironmentProblem
from panal.kernel import wall
from panal.kernel.fork import Fork, wait_until_ready
from panal.kernel.processes import tree
from panal.kernel.scratch import Scratch, remove_tree
from panal.kernel.wall import Wall

START_SECONDS = 180.0  # importing TensorFlow on a cold, loaded machine
ANSWER_SECONDS = 10.0  # it answers within a millisecond, even while it starts a kernel
SEED = 20150901


class WarmProcess:
    """A process with everything imported, inside the wall. Use it as a context manager.

    When its block begins, the process begins to import; `wait` waits for it. One of them is enough
    for a machine: forks of our process may use it, too, since each request has a socket of its own.
    Only the process that began the block replaces it when it is not `alive` any more.

    Args:
        sealing: limits and isolation of its kernels.
    """

    def __init__(self, sealing: Sealing) -> None:
        self.sealing = sealing
        self._scratch: Scratch | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._ready = False
        self._wall: Wall | None = None

    def __enter__(self) -> WarmProcess:
        self._wall = wall.of(self.sealing)
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()
        if self._wall is not None:
            self._wall.close()

    @property
    def isolation(self) -> str:
        """What results say about the isolation: the rung, and the locks that were left off."""
        assert self._wall is not None
        without = ", ".join(self.sealing.without)
        return f"{self._wall.name}, without {without}" if without else self._wall.name

    @property
    def pid(self) -> int:
        """Number of the outermost process on the host, for measurements and for tests that kill it."""
        assert self._process is not None
        return self._process.pid

    def _start(self) -> None:
        self._scratch = Scratch()
        folder = self._scratch.folder
        run = folder / "run"
        run.mkdir(mode=0o700)
        assert self._wall is not None
        (folder / "log").touch(
            mode=0o600
        )  # without_namespaces/folders_of_other_kernels looks for it
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, (folder / "log").open("wb") as log:
            self._process = self._wall.start(folder, theirs.fileno(), log)

    def wait(self) -> None:
        """Wait until kernels can be forked.

        Raises:
            EnvironmentProblem: it did not start.
        """
        if self._ready:
            return
        if self._control is None or self._scratch is None:
            raise EnvironmentProblem(
                "The warm process, from which kernels are forked, is not there."
            )
        self._control.settimeout(START_SECONDS)
        with contextlib.suppress(OSError):  # a timeout is one, too
            self._ready = bool(self._control.recv(1 << 16))
        if not self._ready:
            said = (self._scratch.folder / "log").read_text(errors="replace").strip().splitlines()
            self._stop()
            raise EnvironmentProblem(
                "The warm process, from which sealed kernels are forked, did not start: "
                f"{said[-1] if said else 'it said nothing'}",
                "`panal doctor` says what this machine lacks.",
            )

    def _stop(self) -> None:
        self._ready = False
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            if self._process.poll() is None:
                _end_all(self._process.pid)
            self._process.wait()
            self._process = None
        if self._scratch is not None:
            self._scratch.remove()
            self._scratch = None

    def alive(self) -> bool:
        """Whether it answers. One that ended or hangs, because it was stopped or has no memory left,
        does not, and none of its kernels can be relied on.
        """
        try:
            self.wait()
            ours = self._ask({})
        except (EngineFailure, EnvironmentProblem):
            return False
        with ours:
            ours.settimeout(ANSWER_SECONDS)
            try:
                return ours.recv(16) == b"alive"
            except OSError:
                return False

    def replace(self) -> None:
        """End it and start another one.

        Raises:
            EnvironmentProblem: the new one did not start.
        """
        self._stop()
        self._start()
        self.wait()

    def _ask(self, request: Mapping[str, object]) -> socket.socket:
        """Send a request, and return the socket on which the answer comes.

        Raises:
            EngineFailure: it takes no requests.
        """
        assert self._control is not None
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(ANSWER_SECONDS)
        try:
            with theirs:
                socket.send_fds(self._control, [json.dumps(request).encode()], [theirs.fileno()])
        except OSError as error:
            ours.close()
            raise EngineFailure(f"The warm process takes no requests: {error}.") from error
        return ours

    def fork(self, files: Mapping[str, bytes], *, shown: bool = True) -> Fork:
        """A fresh kernel with its sockets bound and nothing of a student's in it.

        Args:
            files: what lies in its working folder, by name.
            shown: whether anybody sees what its cells show.

        Raises:
            EngineFailure: the warm process does not answer, or the kernel did not come up.
            EnvironmentProblem: the warm process did not start.
        """
        self.wait()
        if not self.alive():  # else we would wait as long as for a kernel on a busy machine
            raise EngineFailure("The warm process, from which kernels are forked, does not answer.")
        assert self._scratch is not None and self._wall is not None
        rung, name = self._wall, secrets.token_hex(4)
        run = self._scratch.folder / "run" / name
        work = run / "files"
        work.mkdir(parents=True, mode=0o700)
        for file, content in files.items():
            (work / file).parent.mkdir(parents=True, exist_ok=True)
            (work / file).write_bytes(content)
        uid = rung.admit(run)
        key = secrets.token_hex(16)
        request = {
            "id": name,
            "uid": uid,
            "run": str(run),
            "key": key,
            "seed": SEED,
            "shown": shown,
            "isolation": rung.name,
            "without": self.sealing.without,
            "limits": {key: int(value) for key, value in asdict(self.sealing.limits).items()},
            **rung.measures(),
        }
        try:
            ours = self._ask(request)
            try:
                pidfd, pid, main = wait_until_ready(ours)
            except OSError as error:
                ours.close()
                raise EngineFailure(f"No kernel could be started: {error}.") from error
            except BaseException:
                ours.close()
                raise
        except BaseException:
            # Its user is not used again: what did not come up may still be on its way.
            remove_tree(run)
            rung.sweep(uid)
            raise
        fork = Fork(
            run=run,
            key=key,
            pidfd=pidfd,
            pid=pid,
            main=main,
            channel=ours,
            uid=uid if rung.shares_host else None,
            shares_host=rung.shares_host,
            sweep=partial(rung.sweep, uid),
            gone=partial(rung.leave, uid),
        )
        try:
            rung.bound(run, uid)
        except BaseException:
            fork.close()
            raise
        return fork


def _end_all(pid: int) -> None:
    """End a process and all its descendants.

    bubblewrap's --die-with-parent is not enough: it does not hold while bubblewrap starts, and as
    root it is lost with the change of user.
    """
    stopped: set[int] = set()
    while new := set(tree(pid)) - stopped:  # a stopped process makes no others
        _signal(new, signal.SIGSTOP)
        stopped |= new
    _signal(stopped, signal.SIGKILL)


def _signal(pids: set[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
