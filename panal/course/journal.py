"""Files that change together or not at all, whenever the power goes.

A graded submission is first laid down beside its place, in `.<assignment>.new/`. An entry in it,
written last, makes it a
promise: from then on whoever finds it finishes it. When all else is done, the folder takes its
place in one step, and the promise is kept with that. Nothing is relied on that was not synchronised
to the disk before.

    .convolucion.new/                  being laid down; whoever finds it removes it
    .convolucion.new/.entry.json       promised; whoever finds it finishes it
    convolucion/.entry.json            kept; whoever finds the entry removes it
"""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

ENTRY = ".entry.json"
AT_FDCWD, RENAME_EXCHANGE = -100, 2  # linux/fcntl.h, linux/fs.h


def fresh(folder: Path) -> Path:
    """Where a folder's next content is laid down: on the same file system, under a name that
    nbgrader's patterns overlook.
    """
    return folder.with_name(f".{folder.name}.new")


def stage(folder: Path, files: Mapping[str, bytes], entry: str) -> None:
    """Lay down a folder's next content, and promise it.

    Args:
        folder: whose content it will be.
        files: name and content.
        entry: all that it takes to finish; `entry_of` gives it back.

    Raises:
        OSError: it could not be written; `clear` removes what there is of it.
    """
    clear(folder)
    _make(fresh(folder))
    for name, content in files.items():
        _write(fresh(folder) / name, content)
    _sync(fresh(folder))
    replace(fresh(folder) / ENTRY, entry.encode())


def entry_of(folder: Path) -> str | None:
    """What was promised for a folder and is not finished."""
    try:
        return (fresh(folder) / ENTRY).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None


def finish(folder: Path) -> None:
    """Put the content that was laid down in its place, in one step where the system has one.

    Raises:
        OSError: it could not be done; what was promised still is.
    """
    if not os.path.lexists(folder):
        fresh(folder).rename(folder)
    elif not _exchange(fresh(folder), folder):
        _remove(_old(folder))
        folder.rename(_old(folder))
        fresh(folder).rename(folder)
    _sync(folder.parent)
    clear(folder)


def clear(folder: Path) -> None:
    """Remove all but the folder itself: promises first, for without their files they must not be
    found.
    """
    for entry in (fresh(folder) / ENTRY, folder / ENTRY):
        with suppress(FileNotFoundError, NotADirectoryError):
            entry.unlink()
    _remove(fresh(folder))
    if os.path.lexists(_old(folder)) and not os.path.lexists(folder):
        _old(folder).rename(folder)
    _remove(_old(folder))


def replace(path: Path, content: bytes) -> None:
    """Write a file in one step: who opens it finds the old content or the new one."""
    _make(path.parent)
    beside = path.with_name(f".{path.name}.new")
    _write(beside, content)
    beside.replace(path)
    _sync(path.parent)


def _old(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step, as Linux can on most file systems; False where it can't, and
    nothing was done.
    """
    renameat2 = getattr(ctypes.CDLL(None), "renameat2", None)
    if renameat2 is None:
        return False
    return bool(
        renameat2(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0
    )


def _make(folder: Path) -> None:
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync(folder.parent)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Make names in a folder survive: a file's own fsync does not (fsync(2))."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
