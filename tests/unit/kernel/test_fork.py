"""panal.kernel.fork: a kernel's processes from outside. The processes are real ones, which wait."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from panal.errors import EngineFailure
from panal.kernel import fork as module
from panal.kernel.fork import Fork, wait_until_ready

Process = subprocess.Popen[bytes]


@pytest.fixture
def process() -> Iterator[Process]:
    # What a shell runs in the background ignores SIGINT, and passes that on.
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as process:
        signal.signal(signal.SIGINT, before)
        yield process
        process.kill()


def make(process: Process, folder: Path) -> Fork:
    ours, theirs = socket.socketpair()
    theirs.close()
    run = folder / "run"
    run.mkdir()
    (run / "k-1").touch()
    pid = process.pid
    return Fork(run, "key", os.pidfd_open(pid), pid, os.pidfd_open(pid), ours)


def test_it_lives_until_it_is_ended(process: Process, tmp_path: Path) -> None:
    """`kill` comes back when it is gone, and may be asked again."""
    fork = make(process, tmp_path)
    assert fork.alive()
    fork.kill()
    assert not fork.alive()
    assert process.wait() == -signal.SIGKILL
    fork.kill()


def test_an_interruption_is_that_of_jupyter(process: Process, tmp_path: Path) -> None:
    """SIGINT, to the kernel itself; what is gone already needs none."""
    fork = make(process, tmp_path)
    fork.interrupt()
    assert process.wait() == -signal.SIGINT
    fork.interrupt()
    assert not fork.alive()


def test_nothing_stays(process: Process, tmp_path: Path) -> None:
    """No process, no folder, no descriptor."""
    fork = make(process, tmp_path)
    fork.close()
    assert process.wait() == -signal.SIGKILL
    assert not fork.run.exists()
    for descriptor in (fork.pidfd, fork.main):
        with pytest.raises(OSError):
            os.fstat(descriptor)
    assert fork.channel.fileno() == -1


def test_what_cannot_be_ended_is_our_failure(
    process: Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not taken for gone: it could still be at work beside the next submission. The
    descriptors go all the same.
    """
    fork = make(process, tmp_path)
    monkeypatch.setattr(module, "KILL_SECONDS", 0)
    nothing = SimpleNamespace(SIGKILL=signal.SIGKILL, pidfd_send_signal=lambda *_: None)
    monkeypatch.setattr(module, "signal", nothing)
    with pytest.raises(EngineFailure, match=str(process.pid)) as failure:
        fork.kill()
    assert failure.value.hint
    with pytest.raises(EngineFailure):
        fork.close()
    with pytest.raises(OSError):
        os.fstat(fork.pidfd)


# A kernel that comes up


Channel = tuple[socket.socket, socket.socket]


@pytest.fixture
def channel() -> Iterator[Channel]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        yield ours, theirs


def send(to: socket.socket, message: bytes, pid: int | None = None) -> None:
    if pid is None:
        to.sendall(message)
        return
    descriptor = os.pidfd_open(pid)
    socket.send_fds(to, [message], [descriptor])
    os.close(descriptor)


def test_a_kernel_says_who_it_is(process: Process, channel: Channel) -> None:
    """Its first process, and itself."""
    ours, theirs = channel
    send(theirs, b"pidfd", process.pid)
    send(theirs, b"ready", os.getpid())
    pidfd, pid, main = wait_until_ready(ours)
    assert pid == process.pid
    signal.pidfd_send_signal(main, 0)
    os.close(pidfd)
    os.close(main)
    assert ours.gettimeout() is None


@pytest.mark.parametrize(
    ("message", "error", "told"),
    [
        (b"failed\nTraceback\nOSError: no room\n", EngineFailure, "OSError: no room"),
        (b"ended 1", EngineFailure, "ended 1"),
        (b"", ConnectionError, "warm process"),
        (b"what?", ConnectionError, "warm process"),
    ],
)
def test_a_kernel_that_does_not_come_up_says_why(
    process: Process, channel: Channel, message: bytes, error: Any, told: str
) -> None:
    """The machine's failure, told with its reason; and no descriptor stays."""
    ours, theirs = channel
    before = len(os.listdir("/proc/self/fd"))
    send(theirs, b"pidfd", process.pid)
    if message:
        send(theirs, message)
    else:
        theirs.close()
        before -= 1
    with pytest.raises(error, match=told):
        wait_until_ready(ours)
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_kernel_that_says_nothing_is_not_waited_for(
    channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something of ours hangs."""
    monkeypatch.setattr(module, "FORK_SECONDS", 0.0)
    with pytest.raises(EngineFailure, match="not ready"):
        wait_until_ready(channel[0])
