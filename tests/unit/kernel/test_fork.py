"""panal.kernel.fork: how a kernel's processes end, with a fake in the place of them."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from panal.errors import EngineFailure
from panal.kernel import fork
from panal.kernel.fork import Fork


class Process:
    """Stands for a kernel's processes: a pipe whose end is readable when they are gone."""

    def __init__(self, run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.handle, self._life = os.pipe()
        self.ends = True
        self.gone = 0
        channel, self._other = socket.socketpair()
        self.fork = Fork(run, "key", self.handle, 4711, channel, self._left)
        monkeypatch.setattr(signal, "pidfd_send_signal", self._signalled)

    def _left(self) -> None:
        self.gone += 1

    def _signalled(self, handle: int, number: int) -> None:
        assert (handle, number) == (self.handle, signal.SIGKILL)
        if self.ends:
            self.end()

    def end(self) -> None:
        os.close(self._life)

    def let_go(self) -> None:
        self._other.close()


@pytest.fixture
def process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Process]:
    (tmp_path / "run").mkdir()
    made = Process(tmp_path / "run", monkeypatch)
    yield made
    made.let_go()


def test_a_kernel_that_ends_is_gone(process: Process) -> None:
    """Its folder and its descriptors, too, and its user is free."""
    assert process.fork.alive()
    process.fork.close()
    assert process.gone == 1
    assert not process.fork.run.exists()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(process.handle)


def test_processes_that_stay_are_a_failure_of_the_machine(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are not taken for gone: nothing of theirs is used again, and nobody's score comes of
    it.
    """
    monkeypatch.setattr(fork, "KILL_SECONDS", 0.0)
    process.ends = False
    with pytest.raises(EngineFailure, match=r"process 4711 .* could not be ended"):
        process.fork.kill()
    assert process.fork.alive()
    with pytest.raises(EngineFailure):
        process.fork.close()
    assert process.gone == 0
    process.end()


def test_one_that_has_ended_needs_no_signal(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Linux says that there is no such process."""
    process.end()

    def none(handle: int, number: int) -> None:
        raise ProcessLookupError

    monkeypatch.setattr(signal, "pidfd_send_signal", none)
    process.fork.close()
    assert process.gone == 1
