"""Importing an assignment's graders: each folder is a package of its own, whatever its files are
called.
"""

from __future__ import annotations

import hashlib
import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType


def graders_digest(folder: Path) -> str:
    """SHA-256 of the names and bytes of everything in a graders' folder.

    Args:
        folder: the graders of one assignment.

    Returns:
        64 hexadecimal digits, the same on every machine, whatever Python has cached there. A folder
        that is not there has no files.
    """
    digest = hashlib.sha256()
    for path in grader_files(folder):
        content = path.read_bytes()
        name = path.relative_to(folder).as_posix().encode()
        # With its length in front, the end of one file can't pass for the beginning of another.
        digest.update(b"%d %d\n" % (len(name), len(content)) + name + content)
    return digest.hexdigest()


def grader_files(folder: Path) -> list[Path]:
    """Everything in a folder of graders except Python's caches, in the same order on every machine."""
    return sorted(
        (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts),
        key=lambda path: path.relative_to(folder).as_posix(),
    )


def import_grader(path: Path) -> ModuleType:
    """Import one file of a graders' folder, as a module of that folder's own package.

    The package is named after the place and the content of the folder, so two assignments may have
    files of the same name, and a changed folder is imported anew. Files reach each other by
    `from .reference import …`.

    Args:
        path: a Python file right in a graders' folder.

    Raises:
        Exception: whatever running the file raises.
    """
    package = _package(path.parent)
    with _no_bytecode():
        return importlib.import_module(f"{package}.{path.stem}")


def _package(folder: Path) -> str:
    place = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()
    name = f"_panal_graders_{place[:12]}_{graders_digest(folder)[:12]}"
    if name not in sys.modules:
        module = ModuleType(name, f"The graders in {folder}.")
        module.__path__ = [str(folder.resolve())]
        sys.modules[name] = module
        importlib.invalidate_caches()
    return name


@contextmanager
def _no_bytecode() -> Iterator[None]:
    """Leave no `__pycache__` in a course's folder, and take none that a quick edit has outdated."""
    before = sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    try:
        yield
    finally:
        sys.dont_write_bytecode = before
