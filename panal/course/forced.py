"""How far `panal grade --force` has come, so that the same command goes on after it was interrupted.

It stands in reports/.<assignment>.forced: which run it is, and then everybody who is done, a line of
JSON each. A run that ends removes it.
"""

from __future__ import annotations

import json
import logging
import os
import time
from contextlib import suppress
from pathlib import Path

from panal.course.handed_in import read_file
from panal.results import StudentId

log = logging.getLogger(__name__)

FORGOTTEN_SECONDS = 24 * 3600.0
"""After this time whoever forces a run wants a new one."""

MOST_BYTES = 8 * 2**20  # that are read; of a thousand students there are some tens of KB


class Forced:
    """Remembers who is done.

    Args:
        folder: where the file lies.
        assignment: name of the assignment.
        run: what the run is told by: its stamp (`panal.course.stamp`), and who was asked for. Another
            run begins anew.
        force: whether this run is a forced one. Another one only removes the file at its end.
    """

    def __init__(self, folder: Path, assignment: str, run: list[str], *, force: bool) -> None:
        self._path = folder / f".{assignment}.forced"
        self._run = run
        self._force = force
        self.done = frozenset(map(StudentId, self._read())) if force else frozenset[StudentId]()
        """Who was graded by the run that was interrupted."""

    def add(self, student: StudentId) -> None:
        """Take note that somebody is done. If that fails, grading goes on."""
        if not self._force:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            begin = not self.done and not self._path.exists()
            with open(self._path, "a", encoding="ascii", opener=_no_link) as file:
                lines = [self._run, student] if begin else [student]
                file.write("".join(f"{json.dumps(line)}\n" for line in lines))
        except OSError as error:
            log.warning("How far --force has come can't be noted: %s.", error.strerror)
            self._force = False

    def finish(self) -> None:
        """Everybody was reached."""
        self._remove()

    def _remove(self) -> None:
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:  # a folder of that name, say; it costs no grading
            log.warning("%s can't be removed: %s.", self._path, error.strerror)

    def _read(self) -> list[str]:
        """Who is done; nobody, and no file, if it is of another run."""
        lines: list[object] = []
        try:
            recent = time.time() - self._path.lstat().st_mtime < FORGOTTEN_SECONDS
            found = read_file(self._path.parent, self._path.name, MOST_BYTES) if recent else b""
            for line in (found or b"").decode("ascii", "replace").splitlines():
                with suppress(ValueError, RecursionError):  # the run died in the middle of it
                    lines.append(json.loads(line))
        except FileNotFoundError:
            return []
        except OSError:
            lines = []
        if not lines or lines[0] != self._run:
            self._remove()
            return []
        return [line for line in lines[1:] if isinstance(line, str)]


def _no_link(path: str, flags: int) -> int:
    """Opens a file that is one: where a link leads, or who reads a pipe, nobody knows."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o666)
