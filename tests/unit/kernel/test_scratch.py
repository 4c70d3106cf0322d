"""panal.kernel.scratch: folders that are gone when their process is."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from panal.errors import EnvironmentProblem
from panal.kernel import scratch
from panal.kernel.scratch import LOCK, PREFIX, Scratch, TooDeep, remove_tree, sweep, used


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


def test_what_a_folder_takes(tmp_path: Path) -> None:
    """Blocks on disk, each file once whatever its names; links are not followed."""
    folder = tmp_path / "folder"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "file").write_bytes(b"x" * 2**16)
    os.link(folder / "inner" / "file", folder / "again")
    (folder / "link").symlink_to("/usr")
    os.mkfifo(folder / "pipe")
    taken, files = used(folder)
    assert files == 5
    assert 2**16 <= taken < 2**17


def deep(folder: Path, depth: int) -> None:
    """Folders one in the other, from a working folder that goes down with them."""
    program = f"import os\nfor _ in range({depth}):\n    os.mkdir('d' * 50); os.chdir('d' * 50)"
    subprocess.run([sys.executable, "-c", program], cwd=folder, check=True)


def test_no_folder_is_too_deep_to_be_noticed(tmp_path: Path) -> None:
    deep(tmp_path, 200)
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(TooDeep):
        used(tmp_path)
    assert len(os.listdir("/proc/self/fd")) == before
    remove_tree(tmp_path)


def test_whatever_it_holds_a_folder_goes(tmp_path: Path) -> None:
    """Paths that are too long for Linux, closed folders, names of any bytes, links, pipes, sockets."""
    folder = tmp_path / "folder"
    folder.mkdir()
    deep(folder, 300)  # 15,000 bytes, and a path has 4,096
    for name in (b"\xff\xfe\n", b"-rf", b"0.moved"):
        Path(os.fsdecode(os.path.join(bytes(folder), name))).mkdir()
    (folder / "closed" / "inner").mkdir(parents=True)
    (folder / "closed" / "inner").chmod(0)
    (folder / "closed").chmod(0)
    os.mkfifo(folder / "pipe")
    (folder / "link").symlink_to(tmp_path)
    (tmp_path / "kept").touch()
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(folder / "socket"))
    folder.chmod(0)
    remove_tree(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    remove_tree(folder)


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


@pytest.mark.parametrize(
    "error",
    [
        FileNotFoundError(2, "No usable temporary directory found"),
        OSError(30, "Read-only file system"),
    ],
)
def test_where_no_folder_can_be_made_it_is_said(
    monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    """As in a pod whose files are all read-only."""

    def refuse(**_: object) -> str:
        raise error

    monkeypatch.setattr(scratch.tempfile, "mkdtemp", refuse)
    with pytest.raises(EnvironmentProblem, match=str(error.strerror)) as problem:
        Scratch()
    assert "TMPDIR" in problem.value.hint
