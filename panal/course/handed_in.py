"""What lies in a folder that a student handed in: nothing of it is followed, waited for, or read
without a bound.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from nbgrader.utils import parse_utc

KEPT = ("timestamp.txt", "submission_secret.txt")
"""Files of the exchange: when it was handed in, and by whose word `release_feedback` finds the
student again.
"""

KEPT_BYTES = 500
_TIMESTAMP = re.compile(
    r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)?(?: ?(?:[A-Za-z]{1,5}|[+-]\d\d:?\d\d))?",
    re.ASCII,
)
"""As nbgrader writes it; its reader takes far more, and opens files that are called like a time
zone.
"""


def kept_files(folder: Path) -> dict[str, bytes]:
    """The small files that nbgrader's `submit` and `collect` put beside a notebook; what is no file
    counts as none.
    """
    kept = {}
    for name in KEPT:
        try:
            content = read_file(folder, name, KEPT_BYTES)
        except OSError:
            continue
        if content:
            kept[name] = content
    return kept


def timestamp_of(kept: Mapping[str, bytes]) -> datetime | None:
    """When a submission was handed in, in UTC; None if nobody knows.

    Args:
        kept: what `kept_files` gave.
    """
    text = kept.get("timestamp.txt", b"").decode("ascii", "ignore").strip()
    try:
        return parse_utc(text) if _TIMESTAMP.fullmatch(text) else None
    except (ValueError, OverflowError):
        return None


def read_file(folder: Path, name: str, limit: int) -> bytes | None:
    """Read a file of a folder without following a link, be it the folder's own, and without waiting
    for a pipe.

    Args:
        limit: bytes to read at most.

    Returns:
        None where it is no regular file.

    Raises:
        FileNotFoundError: it isn't there.
        OSError: it can't be opened, or it or the folder is a link.
    """
    # Opened once, the folder is what it was, whatever is put in its place meanwhile.
    inside = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        descriptor = os.open(
            name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=inside
        )
    finally:
        os.close(inside)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(limit)
    finally:
        os.close(descriptor)
