"""An author's mistake, in a sentence with the author's own line."""

from __future__ import annotations

import linecache
import traceback
from pathlib import Path

import pytest

MAX_SENTENCE = 500


def told(error: BaseException, folder: Path, where: str = "") -> str:
    """What went wrong in a grader, in a sentence.

    Args:
        error: what was raised.
        folder: the graders of the assignment; the last of their lines on the way is named.
        where: stands in the place of a line if there is none, such as the name of the test.

    Returns:
        Such as ``test_area.py, line 7, `assert answer == right`: NameError: name 'right' is not
        defined``.
    """
    found = (places(error, folder) or [where])[-1]
    text = " ".join(str(error).partition("\n")[0].split())
    if isinstance(error, pytest.FixtureLookupError):  # its text is that of pytest's own objects
        text = f"there is no fixture {error.argname}"
    said = f"{type(error).__name__}: {text}" if text else type(error).__name__
    sentence = f"{found}: {said}" if found else said
    return sentence if len(sentence) <= MAX_SENTENCE else f"{sentence[:MAX_SENTENCE]}…"


def places(error: BaseException, folder: Path) -> list[str]:
    """Lines of the graders on the way to where an exception was raised, the last one last."""
    if isinstance(error, SyntaxError) and error.filename and _is_in(error.filename, folder):
        return [_line(error.filename, error.lineno or 0)]
    lines = traceback.walk_tb(error.__traceback__)
    found = [(frame.f_code.co_filename, line) for frame, line in lines]
    return [_line(name, line) for name, line in found if _is_in(name, folder)]


def _is_in(name: str, folder: Path) -> bool:
    return Path(name).is_relative_to(folder)


def _line(name: str, number: int) -> str:
    source = linecache.getline(name, number).strip()
    shown = f", `{source}`" if source else ""
    return f"{Path(name).name}, line {number}{shown}"
