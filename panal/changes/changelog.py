"""The record of what a regrade changed: reports/<assignment>-changes-<time>.jsonl, with a line of
JSON for each student.

It is written while the class is being graded. A run that is cut short leaves a file without its
last line; the next run with the same graders continues that file, so that one regrade is one
record.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from glob import escape
from itertools import count
from pathlib import Path
from typing import Any

from panal.changes.comparison import Change, compare, grader_changes
from panal.results import Result, StudentId

log = logging.getLogger(__name__)


class ChangeLog:
    """Collects the changes of a regrade and writes them down.

    Args:
        folder: where the file goes; None writes no file.
        assignment: name of the assignment.
        stamp: of everything that can change a result; a file with another stamp belongs to another
            regrade.
    """

    def __init__(self, folder: Path | None, assignment: str, stamp: str) -> None:
        self._folder = folder
        self._assignment = assignment
        self.stamp = stamp
        self._changes: dict[StudentId, Change] = {}
        self._graders: dict[str, None] = {}  # in the order in which they were found
        self.path: Path | None = None  # made with the first line
        if folder is not None:
            self._continue(folder)

    @property
    def changes(self) -> tuple[Change, ...]:
        """One for each student for whom anything has changed, sorted by name."""
        return tuple(self._changes[student] for student in sorted(self._changes))

    @property
    def graders(self) -> tuple[str, ...]:
        """How the graders have changed, a sentence for each change."""
        return tuple(self._graders)

    def add(
        self, student: StudentId, before: Result | None, after: Result, manual: Mapping[str, float]
    ) -> None:
        """Compare two results, and write down what has changed. If that fails, grading goes on.

        Args:
            before: the earlier result; without one there is nothing to compare.
            manual: points that a person entered, by the name of the exercise.
        """
        if before is None:
            return
        said = [text for text in grader_changes(before, after) if text not in self._graders]
        self._graders.update(dict.fromkeys(said))
        change = compare(student, before, after, manual)
        if change is not None and self._changes.get(student) == change:
            change = None  # the run that was interrupted has told it
        elif change is not None:
            self._changes[student] = change
        self._write(
            [*([{"graders": said}] if said else []), *([change.to_json()] if change else [])]
        )

    def finish(self) -> None:
        """Mark the file as complete."""
        if self.path is not None:
            self._write([{"ended": _now().isoformat()}])

    def _write(self, lines: list[dict[str, Any]]) -> None:
        if self._folder is None or not lines:
            return
        try:
            if self.path is None:
                self.path = self._make(self._folder)
            with self.path.open("a", encoding="utf-8") as file:
                # In one piece, and starting on a new line: the last run may have died in the middle
                # of one.
                file.write("".join(f"\n{json.dumps(line, ensure_ascii=True)}" for line in lines))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            log.warning("The changes can't be written to %s: %s.", self._folder, error.strerror)
            self._folder = None

    def _make(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        started = _now()
        for number in count(1):
            suffix = f"-{number}" if number > 1 else ""
            path = folder / f"{self._assignment}-changes-{started:%Y%m%dT%H%M%SZ}{suffix}.jsonl"
            try:
                with path.open("x", encoding="utf-8") as file:
                    file.write(json.dumps(self._head(started)))
                return path
            except FileExistsError:
                continue
        raise AssertionError("unreachable")

    def _head(self, started: datetime) -> dict[str, str]:
        return {
            "assignment": self._assignment,
            "stamp": self.stamp,
            "started": started.isoformat(),
        }

    def _continue(self, folder: Path) -> None:
        """Continue the file of the last regrade, if it is this one and was cut short."""
        found = _files(folder, self._assignment)
        lines = _read(found[-1]) if found else []
        if not lines or lines[0].get("stamp") != self.stamp or "ended" in lines[-1]:
            return
        self.path = found[-1]
        for line in lines[1:]:
            self._graders.update(dict.fromkeys(_sentences(line)))
        self._changes.update(_changes(lines[1:]))


MAX_REGRADES = 12  # that are read: the newest
MAX_FILE_BYTES = 8 * 2**20  # of each, some thousand changes


@dataclass(frozen=True, slots=True)
class Regrade:
    """A grading after which something was no longer what it was.

    Args:
        started: when, as the file has it.
        graders: how the graders had changed, a sentence for each change.
        changes: one for each student for whom anything had changed.
        file: name of the file that has all of it.
    """

    started: str
    graders: tuple[str, ...]
    changes: tuple[Change, ...]
    file: str


def history(folder: Path, assignment: str) -> tuple[Regrade, ...]:
    """What earlier regrades changed, the newest first. What can't be read in a file is passed over.

    Args:
        folder: reports/ of a course.
        assignment: name of the assignment.
    """
    found = []
    for path in _files(folder, assignment)[: -MAX_REGRADES - 1 : -1]:
        lines = _read(path, MAX_FILE_BYTES)
        graders = dict.fromkeys(text for line in lines for text in _sentences(line))
        changes = tuple(_changes(lines).values())
        if changes:
            started = str(lines[0].get("started", ""))
            found.append(Regrade(started, tuple(graders), changes, path.name))
    return tuple(found)


def _sentences(line: Mapping[str, Any]) -> list[str]:
    """How graders have changed, as far as a line says so. Anybody may have touched the file."""
    found = line.get("graders")
    return [str(text) for text in found] if isinstance(found, list) else []


def _files(folder: Path, assignment: str) -> list[Path]:
    """Those of an assignment, the newest last."""
    paths = folder.glob(f"{escape(assignment)}-changes-*.jsonl")
    return sorted(paths, key=lambda path: path.stem)


def _changes(lines: Iterable[dict[str, Any]]) -> dict[StudentId, Change]:
    """What the lines of a file say of each student, the last word of each."""
    found = {}
    for line in lines:
        if "student" in line:
            with suppress(KeyError, TypeError, ValueError):
                change = Change.from_json(line)
                found[change.student] = change
    return found


def _read(path: Path, limit: int = -1) -> list[dict[str, Any]]:
    """The complete lines of a file."""
    lines = []
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            text = file.read(limit)
    except OSError:
        return []
    for line in text.splitlines():
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict):
            lines.append(found)
    return lines


def _now() -> datetime:
    return datetime.now(UTC)
