"""What lies in a folder that a student handed in. Nothing of it is followed, waited for, or read
without a bound.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

KEPT = ("timestamp.txt", "submission_secret.txt")
"""Files of the exchange: when it was handed in, and the secret by which `release_feedback` finds the
student again.
"""

KEPT_BYTES = 500
_TIMESTAMP = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)?)"
    r"(?: ?(?:(?P<name>[A-Za-z]{1,5})|(?P<sign>[+-])(?P<hours>\d\d)(?::?(?P<minutes>\d\d))?))?",
    re.ASCII,
)
"""As nbgrader writes it, `%Y-%m-%d %H:%M:%S.%f %Z`. The zone is a name or, for half the Americas,
hours: Python calls Bogota's `-05`. nbgrader's own reader accepts far more, opens files with the name
of a zone, and takes `-0500` for 500 seconds.
"""

_ZONES = ("EST", "MST", "HST", "WET", "CET", "MET", "EET")
"""Names that mean one zone everywhere. What `CST` means depends on the place."""


def kept_files(folder: Path) -> dict[str, bytes]:
    """The small files that nbgrader's `submit` and `collect` put beside a notebook, if they are files."""
    kept = {}
    for name in KEPT:
        try:
            content = read_file(folder, name, KEPT_BYTES)
        except OSError:
            continue
        if content:
            kept[name] = content
    return kept


@dataclass(frozen=True, slots=True)
class Trace:
    """What the file system tells of a folder without anything in it being read. It is another one as
    soon as anybody has changed anything there.

    Args:
        entries: of everything in it: path, kind and rights, bytes, and when it was changed, in
            nanoseconds; by path.
        odd: the first that is neither a file nor a folder, such as a link, or what else is wrong;
            empty if nothing is.
    """

    entries: tuple[tuple[str, int, int, int, int], ...] = ()
    odd: str = ""


MOST_ENTRIES = 10_000


def trace_of(folder: Path) -> Trace:
    """The trace of a folder; an empty one if it is not there. No link is followed."""
    found: dict[str, os.stat_result] = {}
    waiting = ["."]
    odd = ""
    try:
        found["."] = folder.lstat()
        while waiting:
            place = waiting.pop()
            if not stat.S_ISDIR(found[place].st_mode):
                continue
            with os.scandir(folder / place) as entries:
                for entry in entries:
                    path = f"{place}/{entry.name}"
                    found[path] = entry.stat(follow_symlinks=False)
                    waiting.append(path)
                    if len(found) > MOST_ENTRIES:
                        odd, waiting = f"more than {MOST_ENTRIES} files", []
                        break
    except FileNotFoundError:
        pass  # just removed
    except OSError as error:
        odd = error.strerror or "what can't be read"
    strange = sorted(
        path
        for path, each in found.items()
        if not (stat.S_ISREG(each.st_mode) or stat.S_ISDIR(each.st_mode))
    )
    return Trace(
        tuple(
            (path, each.st_mode, each.st_size, each.st_mtime_ns, each.st_ctime_ns)
            for path, each in sorted(found.items())
        ),
        odd or (strange[0] if strange else ""),
    )


def timestamp_of(kept: Mapping[str, bytes], zone: str = "UTC") -> datetime | None:
    """When a submission was handed in, in UTC and without a time zone, as in the gradebook; None if
    nobody knows.

    Args:
        kept: what `kept_files` gave.
        zone: `c.Exchange.timezone`, which says what an abbreviation means.

    Example:
        >>> timestamp_of({"timestamp.txt": b"2026-11-25 18:10:00.123456 -05"})
        datetime.datetime(2026, 11, 25, 23, 10, 0, 123456)
        >>> timestamp_of({"timestamp.txt": b"2026-07-01 12:00:00 CDT"}, "America/Chicago")
        datetime.datetime(2026, 7, 1, 17, 0)
    """
    found = _TIMESTAMP.fullmatch(kept.get("timestamp.txt", b"").decode("ascii", "ignore").strip())
    if found is None:
        return None
    try:
        # fromisoformat knows no more than microseconds, and takes 3 or 6 digits in Python 3.11.
        whole, _, fraction = found["time"].partition(".")
        moment = datetime.fromisoformat(whole).replace(microsecond=int(f"{fraction:0<6}"[:6]))
        if found["name"]:
            return _in_utc(moment, found["name"], zone)
        offset = timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or 0))
        if offset >= timedelta(days=1):
            return None
        return moment + offset if found["sign"] == "-" else moment - offset
    except (ValueError, OverflowError):
        return None


def _in_utc(moment: datetime, name: str, zone: str) -> datetime | None:
    """A time in a zone that is a name; None if nobody knows what that means."""
    if name.upper() in ("UTC", "GMT", "Z"):
        return moment
    for key in (zone, *(each for each in _ZONES if each == name)):
        try:
            known = ZoneInfo(key)
        except (ZoneInfoNotFoundError, ValueError):
            continue
        for fold in (0, 1):  # the hour that the clock shows twice has two names
            there = moment.replace(tzinfo=known, fold=fold)
            if there.tzname() == name:
                return there.astimezone(UTC).replace(tzinfo=None)
    return None


def read_file(folder: Path, name: str, limit: int) -> bytes | None:
    """Read a file in a folder without following a link, even if the folder is one, and without
    waiting for a pipe.

    Args:
        limit: bytes to read at most.

    Returns:
        Its content; None if it is no regular file.

    Raises:
        FileNotFoundError: it isn't there.
        OSError: it can't be opened, or it or the folder is a link.
    """
    # Once it is open, it stays the same folder, whatever is put in its place meanwhile.
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
