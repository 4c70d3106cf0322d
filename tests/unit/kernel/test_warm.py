"""panal.kernel.warm: one that does not answer is found out in a bounded time, and what did not
start well leaves nothing. No warm process is started: this test is the other end of its socket.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from panal.config import Limits, Sealing
from panal.errors import EngineFailure, EnvironmentProblem
from panal.kernel import warm as module
from panal.kernel.warm import WarmProcess


@pytest.fixture
def pair(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[WarmProcess, socket.socket]]:
    """One that is ready, and its end of the socket."""
    monkeypatch.setattr(module, "ANSWER_SECONDS", 0.2)
    warm = WarmProcess(Sealing(Limits(), ()))
    warm._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with warm._control, theirs:
        theirs.send(b"{}")
        warm._scratch = object()  # type: ignore[assignment]   # nothing is kept in it here
        warm.wait()
        yield warm, theirs


def test_one_that_answers_is_alive(pair: tuple[WarmProcess, socket.socket]) -> None:
    warm, theirs = pair

    def answer() -> None:
        request, [channel], *_ = socket.recv_fds(theirs, 1 << 16, 1)
        assert request == b"{}"
        with socket.socket(fileno=channel) as answering:
            answering.send(b"alive")

    with_answer = threading.Thread(target=answer)
    with_answer.start()
    assert warm.alive()
    with_answer.join()


def test_one_that_is_silent_is_not(pair: tuple[WarmProcess, socket.socket]) -> None:
    """Nor does anybody wait for a kernel of it as long as a busy machine may take."""
    warm, _ = pair
    assert not warm.alive()
    with pytest.raises(EngineFailure, match="does not answer"):
        warm.fork({})


def test_one_that_has_ended_is_not(pair: tuple[WarmProcess, socket.socket]) -> None:
    warm, theirs = pair
    theirs.close()
    assert not warm.alive()
    with pytest.raises(EngineFailure, match="does not answer"):
        warm.fork({})


def test_one_that_was_never_started_says_so() -> None:
    warm = WarmProcess(Sealing(Limits(), ()))
    assert not warm.alive()
    with pytest.raises(EnvironmentProblem):
        warm.fork({})


class FakeWall:
    """Notes what it is told."""

    name = "users"
    shares_host = True

    def __init__(self) -> None:
        self.told: list[str] = []

    def admit(self, run: Path) -> int:
        return 60999

    def measures(self) -> dict[str, Any]:
        return {}

    def bound(self, run: Path, uid: int | None) -> None:
        raise OSError(28, "No space left on device")

    def sweep(self, uid: int | None) -> None:
        self.told.append("sweep")

    def leave(self, uid: int | None) -> None:
        self.told.append("leave")


def starts(
    warm: WarmProcess, monkeypatch: pytest.MonkeyPatch, folder: Path, ready: Callable[..., Any]
) -> FakeWall:
    """Let a warm process have this folder, and a kernel start as `ready` says."""
    wall = FakeWall()
    warm._wall = wall  # type: ignore[assignment]
    warm._scratch = SimpleNamespace(folder=folder)  # type: ignore[assignment]
    ours, theirs = socket.socketpair()
    theirs.close()
    monkeypatch.setattr(warm, "alive", lambda: True)
    monkeypatch.setattr(warm, "_ask", lambda request: ours)
    monkeypatch.setattr(module, "wait_until_ready", ready)
    return wall


def test_the_user_of_a_kernel_that_did_not_come_up_is_not_used_again(
    pair: tuple[WarmProcess, socket.socket], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It may still come up, and would be one user with the next one."""

    def never(channel: socket.socket) -> None:
        raise EngineFailure("A kernel was not ready.")

    wall = starts(pair[0], monkeypatch, tmp_path, never)
    with pytest.raises(EngineFailure, match="not ready"):
        pair[0].fork({})
    assert wall.told == ["sweep"]
    assert list((tmp_path / "run").iterdir()) == []


def test_a_kernel_is_ended_if_the_wall_cannot_be_closed_behind_it(
    pair: tuple[WarmProcess, socket.socket], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with subprocess.Popen(["sleep", "60"]) as process:
        handles = os.pidfd_open(process.pid), process.pid, os.pidfd_open(process.pid)
        wall = starts(pair[0], monkeypatch, tmp_path, lambda channel: handles)
        with pytest.raises(OSError, match="No space"):
            pair[0].fork({})
        assert process.wait() == -signal.SIGKILL
    assert wall.told == ["sweep", "leave"]
    assert list((tmp_path / "run").iterdir()) == []
