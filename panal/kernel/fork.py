"""One kernel's processes, from outside: alive or not, and how to end them."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from panal.errors import EngineFailure
from panal.kernel.scratch import remove_tree

FORK_SECONDS = 60.0
KILL_SECONDS = 10.0
"""Far more than Linux takes to end some hundreds of processes."""

MAX_SAID = 1 << 16
"""Bytes of a message of a first process."""


@dataclass(slots=True)
class Fork:
    """One kernel's processes, from outside.

    Args:
        run: folder of its sockets (`k-1` … `k-5`), on the trusted side.
        key: signs the messages of its channels.
        pidfd: of its first process; readable when that is gone.
        pid: that process's number on the host.
        main: pidfd of the kernel itself, which is interrupted if a cell or a call takes too long.
        channel: on which the first process says how it ended.
        uid: the user of its processes, if it is another one than ours.
        shares_host: whether there are no namespaces and no file system of its own around it.
        sweep: ends what the end of the first process did not end, or raises `EngineFailure`.
        gone: called once, when it is certain that no process of it is left.
    """

    run: Path
    key: str
    pidfd: int
    pid: int
    main: int
    channel: socket.socket
    uid: int | None = None
    shares_host: bool = False
    sweep: Callable[[], None] = lambda: None
    gone: Callable[[], None] = lambda: None

    def alive(self) -> bool:
        poll = select.poll()
        poll.register(self.pidfd, select.POLLIN)
        return not poll.poll(0)

    def interrupt(self) -> None:
        """Interrupt what the kernel is doing, as Jupyter does."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.main, signal.SIGINT)

    def failure(self) -> str:
        """Why the first process ended the kernel, if something of ours failed there; else empty.

        A submission can't say anything on that channel.
        """
        said = b""
        with contextlib.suppress(OSError):  # nothing more was said
            while part := self.channel.recv(MAX_SAID, socket.MSG_DONTWAIT):
                said = part
        return _last_line(said) if said.startswith(b"failed") else ""

    def kill(self) -> None:
        """End every process of the submission. Returns when they are gone.

        Raises:
            EngineFailure: they are not gone after `KILL_SECONDS`. Then nothing that this kernel says
                counts, and nothing of it is used again.
        """
        for handle in (self.main, self.pidfd):
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(handle, signal.SIGKILL)
        if not (self._ended(self.main) and self._ended(self.pidfd)):
            raise EngineFailure(
                f"The processes of a kernel (process {self.pid} and those below it) could not be "
                f"ended within {KILL_SECONDS:.0f} s.",
                "Such a process mostly waits for a disk that does not answer.",
            )
        self.sweep()

    @staticmethod
    def _ended(handle: int) -> bool:
        poll = select.poll()
        poll.register(handle, select.POLLIN)
        return bool(poll.poll(1000 * KILL_SECONDS))

    def close(self) -> None:
        """End it, and leave nothing of it.

        Raises:
            EngineFailure: as `kill` does.
        """
        try:
            self.kill()
            self.gone()
        finally:
            self.channel.close()
            os.close(self.pidfd)
            os.close(self.main)
            with contextlib.suppress(OSError):
                remove_tree(self.run)


def wait_until_ready(channel: socket.socket) -> tuple[int, int, int]:
    """Read a new kernel's first messages.

    Returns:
        The pidfd of its first process, that process's number on the host, and the kernel's pidfd.
    """
    pidfd: int | None = None
    main: int | None = None
    deadline = time.monotonic() + FORK_SECONDS
    try:
        while pidfd is None or main is None:
            channel.settimeout(max(0.01, deadline - time.monotonic()))
            try:
                message, descriptors, _flags, _address = socket.recv_fds(channel, MAX_SAID, 1)
            except TimeoutError as error:
                raise EngineFailure(
                    f"A kernel was not ready after {FORK_SECONDS:.0f} s."
                ) from error
            if message.startswith(b"pidfd"):
                pidfd = descriptors[0]
            elif message == b"ready":
                main = descriptors[0]
            elif message.startswith(b"failed"):
                raise EngineFailure(
                    f"A kernel could not be sealed: {_last_line(message)}.",
                    "`panal doctor` looks for the reason.",
                )
            elif message.startswith(b"ended"):
                said = message.decode(errors="replace")
                raise EngineFailure(
                    f"A kernel ended before it was ready ({said}).",
                    "`panal doctor` looks for the reason.",
                )
            else:
                raise ConnectionError("the warm process ended while it made a kernel")
        channel.settimeout(None)
        pid = _pid_of(pidfd)
    except BaseException:
        for descriptor in (pidfd, main):
            if descriptor is not None:
                os.close(descriptor)
        raise
    return pidfd, pid, main


def _last_line(message: bytes) -> str:
    return message.decode(errors="replace").strip().splitlines()[-1]


def _pid_of(pidfd: int) -> int:
    for line in Path(f"/proc/self/fdinfo/{pidfd}").read_text().splitlines():
        if line.startswith("Pid:"):
            return int(line.split()[1])
    raise ConnectionError("the kernel ended before it could be watched")
