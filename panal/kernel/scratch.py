"""Folders that go with their process: at its end or, if it was killed, when the next one needs a
folder.
"""

from __future__ import annotations

import contextlib
import fcntl
import itertools
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from panal.errors import EnvironmentProblem

PREFIX = "panal-"
LOCK = ".panal-lock"
"""The file in a scratch folder that its process holds locked. A folder without it is not ours."""


class Scratch:
    """A temporary folder that lives as long as this process.

    Its path is short, since the path of a socket has at most 107 bytes.

    Raises:
        EnvironmentProblem: there is no place for one.
    """

    def __init__(self) -> None:
        try:
            sweep(Path(tempfile.gettempdir()))
            self.folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        except OSError as error:
            raise EnvironmentProblem(
                f"No temporary folder can be made here: {error.strerror}.",
                "Set TMPDIR to a folder in which panal may write.",
            ) from error
        # It is locked before it gets its name, so nobody ever finds it unlocked.
        self._lock = os.open(
            self.folder / f"{LOCK}.new", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600
        )
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        (self.folder / f"{LOCK}.new").rename(self.folder / LOCK)

    def remove(self) -> None:
        with contextlib.suppress(OSError):
            remove_tree(self.folder)
        os.close(self._lock)


MOST_DEEP = 100
"""Folders one in the other. No honest program makes more."""


class TooDeep(Exception):
    """Folders lie too deep in each other to be looked through."""


def used(folder: Path) -> tuple[int, int]:
    """How many bytes a folder takes on disk with all that is in it, and how many files, folders
    included. Somebody else may be at work in it: no link is followed, nothing is opened but folders.

    Raises:
        TooDeep: it has too many folders one in the other.
    """
    total, count = 0, 0
    seen: set[tuple[int, int]] = set()
    open_folders = [_entries(os.open(folder, _FOLDER))]
    try:
        while open_folders:
            descriptor, entries = open_folders[-1]
            name = next(entries, None)
            if name is None:
                os.close(open_folders.pop()[0])
                continue
            with contextlib.suppress(OSError):  # gone meanwhile, or something else by now
                found = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
                count += 1
                if (found.st_dev, found.st_ino) not in seen:  # else it has several names
                    seen.add((found.st_dev, found.st_ino))
                    total += 512 * found.st_blocks
                if stat.S_ISDIR(found.st_mode):
                    if len(open_folders) > MOST_DEEP:
                        raise TooDeep
                    open_folders.append(_entries(os.open(name, _FOLDER, dir_fd=descriptor)))
    finally:
        for each, _ in open_folders:
            os.close(each)
    return total, count


_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def _names(descriptor: int) -> list[str]:
    return os.listdir(descriptor)


def _entries(descriptor: int) -> tuple[int, Iterator[str]]:
    return descriptor, iter(_names(descriptor))


def remove_tree(folder: Path) -> None:
    """Remove a folder and all that is in it, also what was made to stay: closed folders, names of any
    bytes, trees so deep that their path is too long for Linux.

    Folders that lie deeper are moved up first, so nothing here grows with the depth. Nobody else may be
    at work in it any more.
    """
    with contextlib.suppress(FileNotFoundError):
        top = os.open(folder, _FOLDER)
        try:
            os.fchmod(top, 0o700)
            numbers = itertools.count()
            while not all([_remove(top, name, numbers) for name in _names(top)]):
                pass
        finally:
            os.close(top)
        folder.rmdir()


def _remove(top: int, name: str, numbers: Iterator[int]) -> bool:
    """Remove an entry of a folder. If it is a folder itself, those in it move up.

    Returns:
        Whether nothing moved up.
    """
    if not stat.S_ISDIR(os.stat(name, dir_fd=top, follow_symlinks=False).st_mode):
        os.unlink(name, dir_fd=top)
        return True
    os.chmod(name, 0o700, dir_fd=top)
    inner, moved = os.open(name, _FOLDER, dir_fd=top), False
    try:
        for each in _names(inner):
            if stat.S_ISDIR(os.stat(each, dir_fd=inner, follow_symlinks=False).st_mode):
                os.chmod(each, 0o700, dir_fd=inner)  # its place is written down in it
                place = next(free for n in numbers if not _there(top, free := f"{n}.moved"))
                os.rename(each, place, src_dir_fd=inner, dst_dir_fd=top)
                moved = True
            else:
                os.unlink(each, dir_fd=inner)
    finally:
        os.close(inner)
    os.rmdir(name, dir_fd=top)
    return not moved


def _there(folder: int, name: str) -> bool:
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def sweep(parent: Path) -> None:
    """Remove what killed processes of this user left behind."""
    for lock in parent.glob(f"{PREFIX}*/{LOCK}"):
        with contextlib.suppress(OSError):
            if lock.parent.lstat().st_uid != os.geteuid():
                continue
            descriptor = os.open(lock, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                remove_tree(lock.parent)
            finally:
                os.close(descriptor)
