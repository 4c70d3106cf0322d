#!/usr/bin/env python3
"""Puts a course that is being served into one archive, while students go on handing in.

    python backup.py /srv/course /var/backups/course-2026-12-01.tar

The databases come first, by SQLite's online backup, and in this order: what the store says was graded is in
the gradebook that is copied after it, and each attempt that it knows has its files, which are copied
last. What comes in between is in no backup, or is graded once more.
A table of links that work, as `panal serve links` prints it, is left out.
A gradebook in PostgreSQL is for `pg_dump`, before the folders, too; see docs/serve-operators.md.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

DATABASES = ("serve/panal.db", "gradebook.db")


def snapshot(database: Path, copy: Path) -> None:
    """Copy a database that others write to."""
    with (
        closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as there,
        closing(sqlite3.connect(copy)) as here,
    ):
        there.backup(here)
        here.execute("PRAGMA journal_mode=DELETE")  # one file
        [(found,)] = here.execute("PRAGMA integrity_check").fetchall()
        if found != "ok":
            raise SystemExit(f"{database} is damaged: {found}")
    shutil.copymode(database, copy)


def files(course: Path) -> Iterator[Path]:
    """All other files of a course and its folders, those of the attempts last."""
    databases = tuple(f"{course / name}" for name in DATABASES)
    found = [
        path
        for path in course.rglob("*")
        if not f"{path}".startswith(databases) and path.name != "lock"
    ]
    return iter(sorted(found, key=lambda path: (path.is_relative_to(course / "serve"), path)))


def has_links(path: Path) -> bool:
    """Whether it is a table of personal links: with one of them anybody comes in."""
    return path.suffix.lower() == ".csv" and b"/enter/" in path.read_bytes()


def main() -> None:
    """Make the archive, under another name until it is whole."""
    parser = argparse.ArgumentParser(description="Back up a course that is being served.")
    parser.add_argument("course", type=Path, help="the course's folder")
    parser.add_argument("archive", type=Path, help="the archive to make, a .tar outside of it")
    asked = parser.parse_args()
    course = asked.course.resolve()
    if asked.archive.resolve().is_relative_to(course):
        raise SystemExit("The archive must lie outside of the course.")
    beside = asked.archive.with_name(f"{asked.archive.name}.part")
    with tempfile.TemporaryDirectory(dir=asked.archive.parent) as folder:
        beside.touch(0o600)  # it holds grades, and who may come in
        with tarfile.open(beside, "w") as archive:
            for name in DATABASES:
                if (course / name).exists():
                    copy = Path(folder) / "copy.db"
                    snapshot(course / name, copy)
                    archive.add(copy, name)
                    copy.unlink()
            for path in files(course):
                name = str(path.relative_to(course))
                try:
                    if path.is_symlink() or path.is_dir():
                        archive.add(path, name, recursive=False)
                        continue
                    if has_links(path):
                        print(f"Left out, for it holds links that work: {name}", file=sys.stderr)
                        continue
                    # An open file stays what it is, whatever takes its place meanwhile.
                    with path.open("rb") as file:
                        archive.addfile(archive.gettarinfo(name, name, file), file)
                except FileNotFoundError:
                    continue
    beside.replace(asked.archive)
    print(asked.archive)


if __name__ == "__main__":
    main()
