"""One kernel's processes, from outside: alive or not, and how to end them."""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from panal.errors import EngineFailure

FORK_SECONDS = 60.0


@dataclass(slots=True)
class Fork:
    """One kernel's processes, from outside.

    Args:
        run: folder of its sockets (`k-1` … `k-5`), on the trusted side.
        key: signs the messages of its channels.
        pidfd: of the first process of its namespace; readable when all of them are gone.
        pid: that process's number on the host.
        channel: on which it says how it ended.
    """

    run: Path
    key: str
    pidfd: int
    pid: int
    channel: socket.socket

    def alive(self) -> bool:
        poll = select.poll()
        poll.register(self.pidfd, select.POLLIN)
        return not poll.poll(0)

    def kill(self) -> None:
        """End every process of the submission. Returns when they are gone."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
        poll = select.poll()
        poll.register(self.pidfd, select.POLLIN)
        poll.poll(10_000)

    def close(self) -> None:
        self.kill()
        self.channel.close()
        os.close(self.pidfd)
        shutil.rmtree(self.run, ignore_errors=True)


def wait_until_ready(channel: socket.socket) -> tuple[int, int]:
    """Read a new kernel's first messages.

    Returns:
        Its pidfd, and the host's number of its first process.
    """
    pidfd: int | None = None
    ready = False
    deadline = time.monotonic() + FORK_SECONDS
    try:
        while pidfd is None or not ready:
            channel.settimeout(max(0.01, deadline - time.monotonic()))
            try:
                message, descriptors, _flags, _address = socket.recv_fds(channel, 1 << 16, 1)
            except TimeoutError as error:
                raise EngineFailure(
                    f"A kernel was not ready after {FORK_SECONDS:.0f} s."
                ) from error
            if message.startswith(b"pidfd"):
                pidfd = descriptors[0]
            elif message == b"ready":
                ready = True
            elif message.startswith(b"failed"):
                last = message.decode(errors="replace").strip().splitlines()[-1]
                raise EngineFailure(
                    f"A kernel could not be sealed: {last}.", "`panal doctor` looks for the reason."
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
    except BaseException:
        if pidfd is not None:
            os.close(pidfd)
        raise
    return pidfd, _pid_of(pidfd)


def _pid_of(pidfd: int) -> int:
    for line in Path(f"/proc/self/fdinfo/{pidfd}").read_text().splitlines():
        if line.startswith("Pid:"):
            return int(line.split()[1])
    raise ConnectionError("the kernel ended before it could be watched")
