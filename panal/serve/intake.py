"""Takes what a student hands in: looks at it as data, puts it on the disk, and says so in the store.

Names of files on the disk are ours; the student's own are kept to be shown.
"""

from __future__ import annotations

import logging
import secrets
import shutil
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from pathlib import Path

from nbformat import NotebookNode

from panal import notebook
from panal.assignment import Assignment
from panal.config import Serving
from panal.course import files
from panal.course.course import Course
from panal.course.gradebook_reader import Due, read_due, read_people
from panal.course.submitted import shown
from panal.errors import EnvironmentProblem
from panal.language import gettext as _
from panal.placing import compared
from panal.results import StudentId
from panal.serve.recent import Recent
from panal.serve.store import FOLDER, Attempt, Store

log = logging.getLogger(__name__)

MOST_WAITING = 5
"""Attempts of a student at an assignment that wait. If another one comes, the oldest is set aside."""

MOST_FILES = 10

BURST, REFILL_SECONDS = 20, 60.0
"""Attempts that a student may hand in at once; then one a minute."""

AT_ONCE = 2
"""Uploads of a student that may be on their way at the same time."""

ZIP = b"PK\x03\x04"
"""How a zip begins."""

HELD_AT_ONCE = 4
"""Uploads of all students that are in memory at the same time. The others wait on the disk: a notebook
takes many times its size while it is read.
"""

DAY_UPLOADS = 32
"""All that a student hands in within a day may have as many bytes as so many of the largest uploads."""

DAY_SECONDS = 24 * 3600.0


class Refused(Exception):
    """What was handed in is not taken. The text says why, in the student's language.

    Args:
        sentence: why, and what to do.
        status: HTTP's number for it.
        seconds: after which it can be tried again, if that helps.
    """

    def __init__(self, sentence: str, status: int = 400, seconds: float = 0.0) -> None:
        super().__init__(sentence)
        self.status = status
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came.

    Args:
        name: what the browser calls it; only ever shown.
        data: its content.
    """

    name: str
    data: bytes


class Intake:
    """Takes attempts. Threads may share it.

    Args:
        course: the course.
        store: where they are noted.
        serving: how the server works.
        opened: gives an assignment as it stands now.
    """

    def __init__(
        self,
        course: Course,
        store: Store,
        serving: Serving,
        opened: Callable[[str], Assignment],
    ) -> None:
        self._course = course
        self._store = store
        self._serving = serving
        self._open = opened
        self._opened: dict[str, Recent[Assignment]] = {}
        self._due: dict[str, Recent[Due]] = {}
        self.people = Recent(lambda: read_people(self._course))
        self._allowances: dict[StudentId, _Allowance] = {}
        self._coming: Counter[StudentId] = Counter()
        self._lock = threading.Lock()

    @property
    def folder(self) -> Path:
        """Where the files of all attempts lie."""
        return self._course.root / FOLDER / "attempts"

    def due(self, assignment: str) -> Due:
        """Until when it can be handed in in time, as the gradebook said a moment ago.

        Raises:
            EnvironmentProblem: it can't be read, and never was.
        """
        read = Recent(lambda: read_due(self._course, assignment))
        return self._due.setdefault(assignment, read).get()

    def opened(self, assignment: str) -> Assignment:
        """One as it stood a moment ago.

        Raises:
            PanalError: it can't be opened.
        """
        read = Recent(lambda: self._open(assignment))
        return self._opened.setdefault(assignment, read).get()

    @contextmanager
    def coming(self, student: StudentId) -> Iterator[None]:
        """Around an upload that is on its way, before anything of it is read.

        Raises:
            Refused: the student has too many of them already, or handed in too often.
        """
        with self._lock:
            if self._coming[student] >= AT_ONCE:
                raise Refused(
                    _(
                        "Several of your uploads are on their way. Wait until they are here, then hand in the one that is to count."
                    ),
                    429,
                    REFILL_SECONDS,
                )
            self._allowance(student).require_attempt()
            self._coming[student] += 1
        try:
            yield
        finally:
            with self._lock:
                self._coming[student] -= 1
                if not self._coming[student]:
                    del self._coming[student]

    def take(
        self,
        assignment: str,
        student: StudentId,
        uploads: Sequence[Upload],
        once: str = "",
        received: datetime | None = None,
    ) -> Attempt:
        """Take an attempt. When this returns, it is on the disk, and will be graded.

        Args:
            assignment: one that can be handed in.
            student: who hands it in.
            uploads: the files.
            once: of the form that brought them. The same files by the same form are one attempt:
                somebody clicked twice.
            received: when all of them had come; by default now.

        Raises:
            Refused: it is nothing that can be graded, too much, or can't be saved.
            PanalError: the assignment can't be opened.
        """
        received = received or datetime.now(UTC)
        opened = self.opened(assignment)
        # Looking takes time, so what is then refused counts, too.
        with self._lock:
            self._allowance(student).take_attempt()
        named, notebooks = self._named(opened, uploads)
        with self._lock:
            size = sum(len(upload.data) for upload in named.values())
            self._allowance(student).take_bytes(size)
        due = self.due(assignment).of(student)
        folder = secrets.token_hex(16)
        try:
            place = self.folder / folder / "submitted"
            place.mkdir(parents=True)
            for name, upload in named.items():
                files.replace(place / name, upload.data)
            for each in (place, place.parent, self.folder):
                files.sync(each)
            digest = digest_of(notebooks)
            contents = (sha256(upload.data).hexdigest() for upload in named.values())
            whole = "\0".join((assignment, student, once, *contents))
            attempt = self._store.add_attempt(
                assignment,
                student,
                folder,
                [shown(upload.name) for upload in named.values()],
                digest,
                received.timestamp(),
                late=due is not None and received > due,
                most_waiting=MOST_WAITING,
                once=sha256(whole.encode("utf-8", "replace")).hexdigest() if once else None,
            )
            if attempt.folder != folder:
                shutil.rmtree(self.folder / folder, ignore_errors=True)
            return attempt
        except (OSError, EnvironmentProblem, sqlite3.Error) as error:
            log.error("Nothing can be handed in: %s", error)
            shutil.rmtree(self.folder / folder, ignore_errors=True)
            raise Refused(
                _(
                    "We could not save it, so nothing was handed in. Try again in a few minutes, and tell your teacher if it stays so."
                ),
                503,
            ) from error

    def _named(
        self, assignment: Assignment, uploads: Sequence[Upload]
    ) -> tuple[Mapping[str, Upload], list[NotebookNode]]:
        """Our own name for each file: that of the notebook if it has it, else a number; and what was
        read in them.
        """
        uploads = [upload for upload in uploads if upload.data or upload.name]
        if not uploads:
            raise Refused(_("You chose no file. Choose your notebook, and hand it in again."))
        if len(uploads) > MOST_FILES:
            raise Refused(
                _("That is more than {count} files. Hand in your notebook alone.").format(
                    count=MOST_FILES
                )
            )
        if sum(len(upload.data) for upload in uploads) > self._serving.upload_bytes:
            raise Refused(too_large(self._serving), 413)
        wanted = [f"{each.name}.ipynb" for each in assignment.notebooks]
        named: dict[str, Upload] = {}
        notebooks = [_read(upload) for upload in uploads]
        spare = (name for name in map("{}.ipynb".format, count(1)) if name not in wanted)
        for upload in uploads:
            exact = upload.name in wanted and upload.name not in named
            only = len(uploads) == len(wanted) == 1
            name = upload.name if exact else wanted[0] if only else next(spare)
            named[name] = upload
        if not any(
            notebook.likeness(found, each.record)[1]
            for found in notebooks
            for each in assignment.notebooks
        ):
            raise Refused(
                _(
                    "This is a notebook, but it has no cell of {assignment}. Did you choose the right file?"
                ).format(assignment=assignment.name)
            )
        return named, notebooks

    def _allowance(self, student: StudentId) -> _Allowance:
        most = DAY_UPLOADS * self._serving.upload_bytes
        found = self._allowances.setdefault(student, _Allowance(most))
        found.refill()
        return found

    def remove_unacknowledged(self) -> None:
        """Remove files of which nobody was ever told that we have them."""
        known = {each.folder for each in self._store.attempts("1")}
        for path in self.folder.iterdir() if self.folder.is_dir() else ():
            if path.name not in known:
                shutil.rmtree(path, ignore_errors=True)


class _Allowance:
    """What a student may still hand in; it grows again with time.

    Args:
        most_bytes: within a day.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._attempts = float(BURST)
        self._bytes = float(most_bytes)
        self._when = time.monotonic()

    def refill(self) -> None:
        now = time.monotonic()
        passed, self._when = now - self._when, now
        self._attempts = min(float(BURST), self._attempts + passed / REFILL_SECONDS)
        self._bytes = min(self._most_bytes, self._bytes + passed * self._most_bytes / DAY_SECONDS)

    def require_attempt(self) -> None:
        if self._attempts < 1:
            raise Refused(
                _(
                    "You handed in {count} times in a short while. Wait a minute, then hand in the one that is to count."
                ).format(count=BURST),
                429,
                (1 - self._attempts) * REFILL_SECONDS,
            )

    def take_attempt(self) -> None:
        self.require_attempt()
        self._attempts -= 1

    def take_bytes(self, size: int) -> None:
        if size > self._bytes:
            raise Refused(
                _(
                    "That is more than {size:.0f} MB in a day. Clear the outputs of your notebook, save it, and hand it in again."
                ).format(size=self._most_bytes / 2**20),
                429,
                (size - self._bytes) * DAY_SECONDS / self._most_bytes,
            )
        self._bytes -= size


def _read(upload: Upload) -> NotebookNode:
    """A file as a notebook.

    Raises:
        Refused: it is none.
    """
    try:
        return notebook.read(upload.data)
    except notebook.Damaged as problem:
        if upload.data.startswith(ZIP):
            raise Refused(
                _("{file} is an archive. Hand in the .ipynb file that is in it.").format(
                    file=shown(upload.name)
                )
            ) from None
        raise Refused(
            _(
                "{file} is no notebook that we can read: {reason}. Hand in the .ipynb file that Jupyter or Colab saved."
            ).format(file=shown(upload.name), reason=problem)
        ) from None


def too_large(serving: Serving) -> str:
    """Said of more than `c.Serve.upload_bytes`."""
    return _(
        "That is more than {size:.0f} MB. Clear the outputs of your notebook, save it, and hand it in again."
    ).format(size=serving.upload_bytes / 2**20)


def digest_of(notebooks: Iterable[NotebookNode]) -> str:
    """Digest of what is written in notebooks, whatever a front end saved around it."""
    whole = sha256()
    for each in notebooks:
        for cell in each.cells:
            whole.update(compared(cell.source).encode("utf-8", "replace") + b"\0")
    return whole.hexdigest()
