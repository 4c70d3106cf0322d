"""Lanes: which of them are said to grade."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from panal import dispatch
from panal.dispatch import DOWN, Dispatcher
from panal.errors import EnvironmentProblem


def test_a_lane_that_fails_again_and_again_counts_for_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Once or twice is nothing: a broken grader ends a lane, too. One success makes it whole."""
    monkeypatch.setattr(dispatch, "PAUSE_SECONDS", 0)
    rounds = 0
    go_on = threading.Semaphore(0)
    reached = threading.Semaphore(0)

    def grade(dispatcher: Dispatcher, pools: Any) -> None:
        nonlocal rounds
        rounds += 1
        reached.release()
        go_on.acquire()
        raise EnvironmentProblem("No kernel can be started.") if rounds % 2 else ValueError("x")

    monkeypatch.setattr(Dispatcher, "_grade", grade)
    source: Any = None
    course: Any = None
    monkeypatch.setattr(dispatch, "Assignments", lambda course, isolation: None)
    with Dispatcher(course, source, ()) as dispatcher:
        for _ in range(DOWN):
            reached.acquire()
            assert dispatcher.lanes == 1
            go_on.release()
        reached.acquire()
        assert dispatcher.lanes == 0
        dispatcher._failed.clear()
        assert dispatcher.lanes == 1
        dispatcher._ending.set()
        go_on.release()
        while dispatcher._lanes[0].is_alive():
            time.sleep(0.01)
        assert dispatcher.lanes == 0
