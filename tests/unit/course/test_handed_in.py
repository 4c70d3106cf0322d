"""panal.course.handed_in: small files of strangers, and when something was handed in."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from panal.course import handed_in
from panal.course.handed_in import (
    KEPT_BYTES,
    Trace,
    kept_files,
    read_file,
    timestamp_of,
    trace_of,
)


def when(text: str, zone: str = "UTC") -> datetime | None:
    return timestamp_of({"timestamp.txt": text.encode()}, zone)


@pytest.mark.parametrize(
    "zone",
    [
        "America/Bogota",
        "America/Caracas",
        "America/Mexico_City",
        "America/New_York",
        "America/Argentina/Buenos_Aires",
        "Asia/Kathmandu",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
        "Europe/Madrid",
        "Pacific/Apia",
        "UTC",
    ],
)
@pytest.mark.parametrize("month", [1, 7])
def test_what_nbgrader_writes_is_read(zone: str, month: int) -> None:
    """By whatever zone an exchange has (`nbgrader.exchange.Exchange.timestamp_format`), in winter and
    in summer: a name, or hours where the zone has no name.
    """
    moment = datetime(2026, month, 25, 23, 10, 5, 123456, UTC)
    text = moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S.%f %Z")
    assert when(text, zone) == moment.replace(tzinfo=None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-25 18:10:00.123456 -05", datetime(2026, 11, 25, 23, 10, 0, 123456)),
        ("2026-11-25 18:10:00 -0500", datetime(2026, 11, 25, 23, 10)),
        ("2026-11-25T18:10:00-05:00\n", datetime(2026, 11, 25, 23, 10)),
        ("2026-11-25 18:10 +0530", datetime(2026, 11, 25, 12, 40)),
        ("2026-11-25 18:10:00.5 UTC", datetime(2026, 11, 25, 18, 10, 0, 500000)),
        ("2026-11-25 18:10:00.123456789 GMT", datetime(2026, 11, 25, 18, 10, 0, 123456)),
        ("2026-11-25 18:10:00Z", datetime(2026, 11, 25, 18, 10)),
        ("2026-11-25 18:10:00", datetime(2026, 11, 25, 18, 10)),
        ("2026-11-25", datetime(2026, 11, 25)),
        ("2026-11-25 18:10:00 EST", datetime(2026, 11, 25, 23, 10)),
        ("2026-11-25 18:10:00 CET", datetime(2026, 11, 25, 17, 10)),
    ],
)
def test_other_forms(text: str, expected: datetime) -> None:
    """Of ISO's, and of an exchange whose format somebody set; a name that means one zone only."""
    assert when(text) == expected


def test_the_hour_that_comes_twice() -> None:
    """Its two names tell which one it was."""
    assert when("2026-11-01 01:30:00 EDT", "America/New_York") == datetime(2026, 11, 1, 5, 30)
    assert when("2026-11-01 01:30:00 EST", "America/New_York") == datetime(2026, 11, 1, 6, 30)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026-13-01 00:00:00 UTC",
        "2026-02-30",
        "2026-11-25 18:10:00 CST",
        "2026-11-25 18:10:00 -99",
        "2026-11-25 18:10:00 ABCDEF",
        "2026-11-25 18:10:00 /etc",
        "2026-11-25 18:10:00 Cuba",
        "2026-11-25 18:10:00 posix",
        "0001-01-01 00:00:00 +01",
        "9999-12-31 23:59:59 -01",
        "2026-11-25 18:10:00 -05 -05",
        "٢٠٢٦-11-25",
    ],
)
def test_what_nobody_can_read_is_none(text: str) -> None:
    """`CST` in a course that says UTC is Chicago's or Shanghai's; no file is opened for a name."""
    assert when(text) is None
    assert timestamp_of({}) is None


def test_an_abbreviation_is_that_of_the_courses_zone() -> None:
    """And none of another time of the year."""
    assert when("2026-01-25 18:10:00 CST", "America/Chicago") == datetime(2026, 1, 26, 0, 10)
    assert when("2026-01-25 18:10:00 CST", "Asia/Shanghai") == datetime(2026, 1, 25, 10, 10)
    assert when("2026-07-25 18:10:00 CST", "America/Chicago") is None
    assert when("2026-07-25 18:10:00 CST", "No/Where") is None


def test_the_files_of_the_exchange_are_kept(tmp_path: Path) -> None:
    """As far as they are files; of one that is too long, the beginning."""
    (tmp_path / "timestamp.txt").write_bytes(b"x" * 2 * KEPT_BYTES)
    (tmp_path / "submission_secret.txt").symlink_to(tmp_path / "timestamp.txt")
    (tmp_path / "other.txt").write_text("y")
    assert kept_files(tmp_path) == {"timestamp.txt": b"x" * KEPT_BYTES}
    (tmp_path / "timestamp.txt").unlink()
    os.mkfifo(tmp_path / "timestamp.txt")
    assert kept_files(tmp_path) == kept_files(tmp_path / "nowhere") == {}


def test_a_file_is_read_without_following_anything(tmp_path: Path) -> None:
    """Neither a link nor a folder that is one."""
    (tmp_path / "a").write_bytes(b"content")
    (tmp_path / "link").symlink_to("a")
    (tmp_path / "folder").symlink_to(tmp_path)
    assert read_file(tmp_path, "a", 4) == b"cont"
    for folder, name in ((tmp_path, "link"), (tmp_path / "folder", "a")):
        with pytest.raises(OSError):
            read_file(folder, name, 4)
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path, "b", 4)
    assert read_file(tmp_path.parent, tmp_path.name, 4) is None


def test_a_trace_tells_whatever_was_changed(tmp_path: Path) -> None:
    """Even where a date was put back."""
    folder = tmp_path / "x"
    assert trace_of(folder) == Trace()
    (folder / "below").mkdir(parents=True)
    path = folder / "below" / "a"
    path.write_bytes(b"one")
    seen = [trace_of(folder)]
    assert trace_of(folder) == seen[0] and not seen[0].odd
    before = path.stat()
    path.write_bytes(b"two")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    seen.append(trace_of(folder))
    (folder / "b").write_bytes(b"")
    seen.append(trace_of(folder))
    (folder / "b").unlink()
    seen.append(trace_of(folder))
    path.chmod(0o600)
    seen.append(trace_of(folder))
    assert len(set(seen)) == len(seen)


def test_a_trace_tells_what_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It follows nothing, and ends."""
    folder = tmp_path / "x"
    (folder / "below").mkdir(parents=True)
    (folder / "below" / "loop").symlink_to(folder)
    assert trace_of(folder).odd == "./below/loop"
    (folder / "below" / "loop").unlink()
    os.mkfifo(folder / "pipe")
    assert trace_of(folder).odd == "./pipe"
    (tmp_path / "link").symlink_to(folder)
    assert trace_of(tmp_path / "link").odd == "."
    (folder / "pipe").unlink()
    monkeypatch.setattr(handed_in, "MOST_ENTRIES", 2)
    assert not trace_of(folder).odd
    (folder / "a").write_bytes(b"")
    assert trace_of(folder).odd == "more than 2 files"
