"""Files that are written whole: they have the old content or the new one, whenever the power fails."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path


def replace(path: Path, content: bytes, mode: int | None = None) -> None:
    """Write a file beside its place, and put it there in one step.

    Its content is on the disk before it gets its name. `sync` then makes the name last, too.

    Args:
        mode: who may read it, such as `0o600`; by default what the umask leaves.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as file:
        if mode is not None:
            os.fchmod(file.fileno(), mode)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def sync(folder: Path) -> None:
    """Make the names in a folder last, which the fsync of a file does not (fsync(2))."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path, keep: Collection[str]) -> None:
    """Make a folder that holds nothing but certain files.

    Args:
        folder: where; a link or a file in its place goes.
        keep: the files that may stay, by their paths below it, with `/`.
    """
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.rglob("*"), reverse=True):  # what a folder holds comes before it
        name = path.relative_to(folder).as_posix()
        if path.is_dir() and not path.is_symlink():
            if name in keep:
                shutil.rmtree(path)
            else:
                with suppress(OSError):  # it holds something that stays
                    path.rmdir()
        elif name not in keep or path.is_symlink():
            path.unlink(missing_ok=True)


def holds(path: Path, content: bytes) -> bool:
    """Whether a file is there and has this content."""
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False
