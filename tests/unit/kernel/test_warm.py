"""panal.kernel.warm: one that does not answer is found out in a bounded time. No process is
started: this test is the other end of its socket.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

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
