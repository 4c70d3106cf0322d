"""Where the changes of a regrade are kept: reports/<assignment>-changes-<time>.jsonl, a line of
JSON for each student.

It is written as the class goes on. A run that ends before its time leaves a file without its last
line; the next run by the same graders goes on in it, so that a regrade is told as a whole.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from glob import escape
from itertools import count
from pathlib import Path
from typing import Any

from panal.changes import Change, compare, grader_changes
from panal.results import Result, StudentId

log = logging.getLogger(__name__)


class ChangeLog:
    """Collects what is different, and keeps it.

    Args:
        folder: where; None keeps it nowhere.
        assignment: of which assignment.
        stamp: of all that can change a result; a file with another one is another regrade's.
    """

    def __init__(self, folder: Path | None, assignment: str, stamp: str) -> None:
        self._folder = folder
        self._assignment = assignment
        self._stamp = stamp
        self._changes: dict[StudentId, Change] = {}
        self._graders: dict[str, None] = {}  # in the order in which they were found
        self.path: Path | None = None  # made with the first line
        if folder is not None:
            self._continue(folder)

    @property
    def changes(self) -> tuple[Change, ...]:
        """One for each student for whom anything is different, sorted by name."""
        return tuple(self._changes[student] for student in sorted(self._changes))

    @property
    def graders(self) -> tuple[str, ...]:
        """What the graders do otherwise, a sentence each."""
        return tuple(self._graders)

    def add(
        self, student: StudentId, before: Result | None, after: Result, manual: Mapping[str, float]
    ) -> None:
        """Compare, and keep what is different. What can't be kept does not stop the grading.

        Args:
            before: the earlier result; None if there is none.
            manual: points that a person entered, by the test cell's grade id.
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
        """The run came to its end."""
        if self.path is not None:
            self._write([{"ended": _now().isoformat()}])

    def _write(self, lines: list[dict[str, Any]]) -> None:
        if self._folder is None or not lines:
            return
        try:
            if self.path is None:
                self.path = self._make(self._folder)
            with self.path.open("a", encoding="utf-8") as file:
                # In one piece, and begun on a new line: the last run may have died in the middle of
                # one.
                file.write("".join(f"\n{json.dumps(line, ensure_ascii=True)}" for line in lines))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            log.warning("Changes can't be kept in %s: %s.", self._folder, error.strerror)
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
            "stamp": self._stamp,
            "started": started.isoformat(),
        }

    def _continue(self, folder: Path) -> None:
        """Take up the last regrade, if it is this one and did not come to its end."""
        found = sorted(
            folder.glob(f"{escape(self._assignment)}-changes-*.jsonl"), key=lambda path: path.stem
        )
        lines = _read(found[-1]) if found else []
        if not lines or lines[0].get("stamp") != self._stamp or "ended" in lines[-1]:
            return
        self.path = found[-1]
        for line in lines[1:]:
            self._graders.update(dict.fromkeys(map(str, line.get("graders", ()))))
            if "student" in line:
                try:
                    change = Change.from_json(line)
                except (KeyError, TypeError, ValueError):
                    continue
                self._changes[change.student] = change


def _read(path: Path) -> list[dict[str, Any]]:
    """The lines of a file that are whole."""
    lines = []
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
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
