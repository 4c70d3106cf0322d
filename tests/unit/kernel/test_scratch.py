"""panal.kernel.scratch: folders that are gone when their process is."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from panal.kernel import scratch
from panal.kernel.scratch import LOCK, PREFIX, Scratch, sweep


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def left_behind(parent: Path, name: str) -> Path:
    """A folder whose process was killed: the lock's file is there, and nobody holds it."""
    folder = parent / f"{PREFIX}{name}"
    (folder / "run").mkdir(parents=True)
    (folder / LOCK).touch()
    return folder


def test_a_folder_is_this_users_alone(temporary: Path) -> None:
    """And its path is short enough for the path of a socket below it."""
    made = Scratch()
    assert made.folder.parent == temporary
    assert made.folder.stat().st_mode & 0o777 == 0o700
    assert len(made.folder.name) < 20
    made.remove()
    assert not made.folder.exists()


def test_what_a_killed_process_left_goes_with_the_next(temporary: Path) -> None:
    """Whole, and nobody has to ask for it."""
    folder = left_behind(temporary, "killed")
    made = Scratch()
    assert not folder.exists()
    made.remove()


def test_what_is_in_use_stays(temporary: Path) -> None:
    """Also when another process of the same user begins."""
    first, second = Scratch(), Scratch()
    assert first.folder.exists() and second.folder.exists()
    first.remove()
    sweep(temporary)
    assert second.folder.exists()
    second.remove()


def test_what_is_not_known_stays(temporary: Path) -> None:
    """A folder of the same name without a lock is somebody else's, or about to be made."""
    stranger = temporary / f"{PREFIX}without-a-lock"
    stranger.mkdir()
    sweep(temporary)
    assert stranger.exists()


def test_folders_of_other_users_stay(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root could remove them, and must not."""
    folder = left_behind(temporary, "theirs")
    monkeypatch.setattr(scratch.os, "geteuid", lambda: os.getuid() + 1)
    sweep(temporary)
    assert folder.exists()


def test_a_lock_that_is_a_link_is_not_followed(temporary: Path) -> None:
    """Nor is what it points to opened."""
    folder = temporary / f"{PREFIX}link"
    folder.mkdir()
    (folder / LOCK).symlink_to("/dev/null")
    sweep(temporary)
    assert folder.exists()
