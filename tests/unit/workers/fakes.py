"""A fork server that is none: each connection gets a process that does what the test says."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import select
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import nbformat

from panal.assignment import Assignment, Released
from panal.config import Limits, Sealing


def assignment(**limits: float) -> Assignment:
    record = nbformat.v4.new_notebook()
    sealing = Sealing(Limits(**limits), ())  # type: ignore[arg-type]
    return Assignment("hw", (Released("hw", record),), {}, Path("graders"), sealing)


class FakeServer:
    """See `panal.workers.forkserver.Server`.

    Args:
        work: what a worker does with its connection.
    """

    pid: int | None = None

    def __init__(self, work: Callable[[Connection], None]) -> None:
        self._work = work
        self.pidfds: list[int] = []
        self.at_work: list[int] = []
        """How many other workers there were when each one came."""
        self.discarded = 0

    def connect(self) -> Connection:
        self.at_work.append(self.running())
        ours, theirs = multiprocessing.Pipe()
        pid = os.fork()
        if pid == 0:
            with contextlib.suppress(BaseException):
                ours.close()
                self._work(theirs)
            os._exit(0)
        theirs.close()
        self.pidfds.append(os.pidfd_open(pid))
        return ours

    def answered(self) -> None:
        """Nothing depends on it here."""

    def lost(self) -> None:
        """Nor on this."""

    def discard(self) -> None:
        self.discarded += 1

    def running(self) -> int:
        """How many of its workers have not ended."""
        poll = select.poll()
        for pidfd in self.pidfds:
            poll.register(pidfd, select.POLLIN)
        return len(self.pidfds) - len(poll.poll(0))

    def close(self) -> None:
        """Reap all of them."""
        for pidfd in self.pidfds:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(pidfd, signal.SIGKILL)
            os.waitid(os.P_PIDFD, pidfd, os.WEXITED)
            os.close(pidfd)
