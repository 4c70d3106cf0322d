"""The store when its disk is full."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from panal.errors import EnvironmentProblem
from panal.results import StudentId
from panal.serve.store import Attempt, Store


def add(store: Store, number: int) -> Attempt:
    return store.add_attempt(
        *("areas", StudentId("ana"), f"folder-{number}", ["areas.ipynb"], "digest" * 100, 1.0),
        late=False,
        most_waiting=1000,
    )


def test_a_full_disk_is_said_and_what_was_noted_stays(tmp_path: Path) -> None:
    """SQLite's own limit of pages stands for the disk: the error is the same one."""
    with closing(Store(tmp_path / "panal.db")) as store:
        [(pages,)] = store.rows("PRAGMA page_count")
        store.rows(f"PRAGMA max_page_count = {pages + 8}")
        noted = 0
        with pytest.raises(EnvironmentProblem, match="full"):
            for noted in range(1000):
                add(store, noted)
        assert noted > 10
        assert len(store.attempts("1")) == noted
        with pytest.raises(EnvironmentProblem, match="full"):  # and not for another reason
            for number in range(1000, 1100):
                add(store, number)
        store.rows("PRAGMA max_page_count = 100000")
        assert add(store, 2000).number == len(store.attempts("1"))
