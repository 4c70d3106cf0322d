"""panal.alone: one process at a time."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from panal.alone import alone
from panal.errors import EnvironmentProblem


def test_a_second_one_is_refused_until_the_first_has_ended(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with alone(lock, "It is taken.", "Wait."):
        with pytest.raises(EnvironmentProblem, match=r"It is taken\. Wait\."):
            with alone(lock, "It is taken.", "Wait."):
                pass
    with alone(lock, "It is taken.", "Wait."):
        pass


def test_where_nothing_can_be_locked_nobody_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(*_: object) -> None:
        raise OSError("No locks available")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    with alone(tmp_path / "lock", "It is taken.", "Wait."):
        pass
