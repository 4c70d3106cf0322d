"""panal.kernel.uids: who gets which number. That kernels become it is tried end to end."""

from __future__ import annotations

import copy
import os
from pathlib import Path

import pytest

from panal.config import KERNEL_USERS
from panal.errors import EngineFailure
from panal.kernel import uids
from panal.kernel.uids import Uids

FEW = range(60710, 60713)


HAS_NAME, USERS = uids.has_name, uids.users


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """No process runs as one of the numbers, and none has a name."""
    monkeypatch.setattr(uids, "users", lambda: {0, os.getuid()})
    monkeypatch.setattr(uids, "has_name", lambda number: False)


def test_no_number_is_taken_twice(tmp_path: Path) -> None:
    """Neither by one process nor by several of one machine."""
    one, other = Uids(FEW, tmp_path), Uids(FEW, tmp_path)
    assert {one.take(), other.take(), one.take()} == set(FEW)
    for full in (one, other):
        with pytest.raises(EngineFailure, match="from 60710 to 60712 are all in use"):
            full.take()


def test_a_number_comes_back_when_its_kernel_is_gone(tmp_path: Path) -> None:
    """To the same process at once, to others when that one has ended."""
    one, other = Uids(FEW, tmp_path), Uids(FEW, tmp_path)
    number, *_ = [one.take() for _ in FEW]
    one.give_back(number)
    with pytest.raises(EngineFailure):
        other.take()
    assert one.take() == number
    one.close()
    assert {other.take() for _ in FEW} == set(FEW)


def test_a_number_rests_before_it_is_taken_again(tmp_path: Path) -> None:
    """Until some others were taken, unless there is no other one. It is always the oldest."""
    one = Uids(range(60710, 60720), tmp_path)
    found = []
    for _ in range(9):
        found.append(one.take())
        one.give_back(found[-1])
    assert found[:3] == found[3:6] == found[6:] and len(set(found)) == uids.RESTING
    few = Uids(range(60720, 60722), tmp_path)
    both = [few.take(), few.take()]
    for number in both:
        few.give_back(number)
    assert [few.take(), few.take()] == both


def test_what_is_given_back_too_late_counts_for_nothing(tmp_path: Path) -> None:
    """It may be somebody else's by then."""
    one, other = Uids(FEW, tmp_path), Uids(FEW, tmp_path)
    number = one.take()
    one.close()
    assert number in {other.take() for _ in FEW}
    one.give_back(number)
    with pytest.raises(EngineFailure):
        one.take()


def test_a_fork_takes_numbers_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What its parent holds or has free stays the parent's."""
    parent = Uids(FEW, tmp_path)
    kept, free = parent.take(), parent.take()
    parent.give_back(free)
    child = copy.deepcopy(parent)
    monkeypatch.setattr(os, "getpid", lambda: 4711)
    (third,) = set(FEW) - {kept, free}
    assert child.take() == third
    child.give_back(kept)
    with pytest.raises(EngineFailure):
        child.take()


def test_a_number_with_a_process_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As those of a panal that was killed, whose kernels are about to end."""
    monkeypatch.setattr(uids, "users", lambda: {60710, 60712})
    one = Uids(FEW, tmp_path)
    assert one.take() == 60711
    with pytest.raises(EngineFailure):
        one.take()
    monkeypatch.setattr(uids, "users", set)
    assert {one.take(), one.take()} == {60710, 60712}


def test_a_number_with_a_name_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Somebody known may own files."""
    monkeypatch.setattr(uids, "has_name", lambda number: number != 60711)
    assert Uids(FEW, tmp_path).take() == 60711


def test_the_locks_are_closed_to_others(tmp_path: Path) -> None:
    """Nobody else can hold one and so keep kernels from starting."""
    Uids(FEW, tmp_path / "locks").take()
    assert (tmp_path / "locks").stat().st_mode & 0o777 == 0o700


def test_the_range_is_nobodys() -> None:
    """Above 60000, as many as a machine runs kernels, and none that a file owner here has."""
    numbers = range(KERNEL_USERS[0], KERNEL_USERS[1] + 1)
    assert numbers[0] > 60000 and len(numbers) > 256
    assert not {60513, 60514, 61184, 65500, 65534} & set(numbers)  # systemd's, ours, nobody's


def test_this_machine_is_read() -> None:
    """Root has a name, and this process runs as somebody."""
    assert HAS_NAME(0) and not HAS_NAME(2**31)
    assert {os.getuid(), os.geteuid()} <= USERS()
