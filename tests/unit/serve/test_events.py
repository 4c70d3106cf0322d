"""Who is woken when something has changed."""

from __future__ import annotations

import asyncio

import pytest

from panal.serve import events
from panal.serve.events import Changes


def test_an_own_attempt_is_told_at_once_and_all_else_soon(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(events, "SOON_SECONDS", 3600.0)

    async def listen() -> None:
        changes = Changes()
        changes.begin()
        with (
            changes.listen(7, 1) as own,
            changes.listen(8, 2) as other,
            changes.listen(9) as teacher,
        ):
            await asyncio.to_thread(changes.tell, 1)
            await own.wait()
            assert not other.is_set() and not teacher.is_set()

    asyncio.run(listen())


def test_many_changes_are_told_once_to_those_whom_they_concern_little(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(events, "SOON_SECONDS", 0.0)

    async def listen() -> int:
        changes = Changes()
        changes.begin()
        told = 0
        with changes.listen(8, 2) as other:
            for _ in range(100):
                changes.tell(1)
            for _ in range(2):
                await other.wait()
                other.clear()
                told += 1
                changes.tell()
        return told

    assert asyncio.run(listen()) == 2


def test_nobody_hears_anything_who_has_left() -> None:
    changes = Changes()
    changes.tell()  # before anybody is there

    async def listen() -> None:
        changes.begin()
        with changes.listen(7, 1) as gone:
            pass
        changes.tell(1)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert not gone.is_set()

    asyncio.run(listen())
