"""What `panal serve` remembers: who may come in, what was handed in, what came of it.

One SQLite file, `serve/panal.db` in the course's folder. nbgrader's gradebook is another one, and has
only what counts. Links and sessions are kept as digests: whoever reads the file can't come in by it.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from panal.errors import EnvironmentProblem
from panal.results import StudentId
from panal.serve.cool_off import Graded

FOLDER = "serve"
"""The folder of a course in which all of it lies. Sealed kernels can't see it, as the whole course."""

SESSION_SECONDS = 30 * 24 * 3600.0
MOST_SESSIONS = 20
"""Of a person. If another one begins, the oldest ends: whatever looks at links in mails begins some."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS person (
    id INTEGER PRIMARY KEY,
    role TEXT NOT NULL,                 -- student or teacher
    name TEXT NOT NULL,                 -- nbgrader's student id, or what a teacher is called
    link TEXT UNIQUE,                   -- digest of the link; NULL once it is revoked
    made REAL NOT NULL,
    UNIQUE (role, name)
);
CREATE TABLE IF NOT EXISTS session (
    digest TEXT PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES person ON DELETE CASCADE,
    form TEXT NOT NULL,                 -- what forms of this session carry
    expires REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS attempt (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    assignment TEXT NOT NULL,
    student TEXT NOT NULL,
    number INTEGER NOT NULL,            -- of this student at this assignment, from 1
    folder TEXT NOT NULL UNIQUE,        -- below serve/attempts/
    files TEXT NOT NULL,                -- JSON: names as they may be shown
    digest TEXT NOT NULL,               -- of the answers
    received REAL NOT NULL,
    late INTEGER NOT NULL,
    due REAL,                           -- until when it was in time, when it was graded
    state TEXT NOT NULL,
    began REAL,                         -- its grading
    ended REAL,
    seconds REAL,                       -- that its last grading took
    points REAL, max_points REAL, pending REAL, penalty REAL,
    stamp TEXT NOT NULL DEFAULT '',     -- by what it was graded, see panal.course.stamp
    problem TEXT NOT NULL DEFAULT '',
    once TEXT UNIQUE,                   -- of the form and the answers: a double click is one attempt
    UNIQUE (assignment, student, number)
);
CREATE INDEX IF NOT EXISTS attempt_state ON attempt (state);
CREATE TABLE IF NOT EXISTS standing (   -- which attempt stands in the gradebook
    assignment TEXT NOT NULL,
    student TEXT NOT NULL,
    attempt INTEGER NOT NULL REFERENCES attempt,
    PRIMARY KEY (assignment, student)
);
CREATE TABLE IF NOT EXISTS lti_person ( -- whom a learning platform vouches for
    id INTEGER PRIMARY KEY,
    issuer TEXT NOT NULL,               -- the platform
    subject TEXT NOT NULL,              -- its id of somebody, the same for ever
    role TEXT NOT NULL,
    person INTEGER NOT NULL UNIQUE REFERENCES person ON DELETE CASCADE,
    UNIQUE (issuer, subject, role)
);
CREATE TABLE IF NOT EXISTS lti_course ( -- a course of a platform
    id INTEGER PRIMARY KEY,
    issuer TEXT NOT NULL, client TEXT NOT NULL, deployment TEXT NOT NULL, context TEXT NOT NULL,
    UNIQUE (issuer, client, deployment, context)
);
CREATE TABLE IF NOT EXISTS lti_member ( -- who came from it
    person INTEGER NOT NULL REFERENCES lti_person ON DELETE CASCADE,
    course INTEGER NOT NULL REFERENCES lti_course,
    PRIMARY KEY (person, course)
);
CREATE TABLE IF NOT EXISTS lti_link (   -- an assignment in it
    id INTEGER PRIMARY KEY,
    course INTEGER NOT NULL REFERENCES lti_course,
    resource TEXT NOT NULL,             -- the platform's id of the link
    assignment TEXT NOT NULL,
    lineitem TEXT NOT NULL,             -- where scores go; empty if the platform has not said so
    lineitems TEXT NOT NULL,
    scopes TEXT NOT NULL,               -- JSON: what we may do there
    UNIQUE (course, resource)
);
CREATE TABLE IF NOT EXISTS lti_score (  -- what the platform knows
    person INTEGER NOT NULL REFERENCES lti_person ON DELETE CASCADE,
    link INTEGER NOT NULL REFERENCES lti_link,
    sent TEXT NOT NULL DEFAULT '',      -- the last score that it took
    tries INTEGER NOT NULL DEFAULT 0,   -- how often it has not taken the next one
    again REAL NOT NULL DEFAULT 0,      -- when that is tried again
    problem TEXT NOT NULL DEFAULT '',   -- why it did not
    PRIMARY KEY (person, link)
);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class State(StrEnum):
    """Where an attempt stands."""

    WAITING = "waiting"
    """It is in the queue, or being graded."""
    DONE = "done"
    FAILED = "failed"
    """Something of ours failed. It is graded again when the server starts, or a teacher asks for it."""
    ASIDE = "aside"
    """So many newer ones came while it waited that it is not graded."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who a session belongs to.

    Args:
        id: the store's.
        role: `student` or `teacher`.
        name: nbgrader's student id, or what a teacher is called.
        form: what a form of this session must carry.
    """

    id: int
    role: str
    name: str
    form: str = ""

    @property
    def is_teacher(self) -> bool:
        return self.role == "teacher"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of a student at an assignment; times in seconds since 1970, in UTC.

    Args:
        id: the store's; no student ever sees it.
        assignment: which one.
        student: whose.
        number: which attempt, from 1.
        folder: where its files lie.
        files: their names, as they may be shown.
        digest: of the answers.
        received: when.
        late: whether that was after the due date.
        state: where it stands.
        began: when its grading began; None before that.
        ended: when it was graded.
        seconds: how long that took, the last time.
        points: what the judge gave, None before that.
        max_points: of how many.
        pending: points that a person has yet to give.
        penalty: what nbgrader takes off for lateness.
        problem: why it could not be graded, for the teacher.
        due: until when it was in time, as the gradebook said when it was graded.
        stamp: by what it was graded; see `panal.course.stamp`.
    """

    id: int
    assignment: str
    student: StudentId
    number: int
    folder: str
    files: tuple[str, ...]
    digest: str
    received: float
    late: bool
    state: State
    began: float | None
    ended: float | None
    seconds: float | None
    points: float | None
    max_points: float | None
    pending: float | None
    penalty: float | None
    problem: str
    due: float | None
    stamp: str

    @property
    def score(self) -> float:
        """What it is worth after the penalty; 0 before it is graded."""
        return max(0.0, (self.points or 0.0) - (self.penalty or 0.0))


_COLUMNS = ", ".join(field.name for field in fields(Attempt))


def digest_of(secret: str) -> str:
    """What is kept of a link or a session. These are too long to be guessed, so a plain
    digest tells nothing.
    """
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


class Store:
    """The database. Threads may share it.

    Args:
        path: of the file.

    Raises:
        EnvironmentProblem: it can't be opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._database = sqlite3.connect(
                path, timeout=30, isolation_level=None, check_same_thread=False
            )
            path.chmod(0o600)
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
                self._database.execute(f"PRAGMA {pragma}")
            self._database.executescript(SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise EnvironmentProblem(
                f"{path} can't be opened: {error}.",
                "Is the disk full, or does the file belong to somebody else?",
            ) from None

    def close(self) -> None:
        with self._lock:
            self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of it is on the disk when the block ends, or nothing.

        Raises:
            EnvironmentProblem: the disk is full, or the file is locked or gone.
        """
        with self._lock, self._readable():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:  # a full disk may have ended it already
                    self._database.execute("ROLLBACK")
                raise

    def rows(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        """Ask something.

        Raises:
            EnvironmentProblem: the file can't be read.
        """
        with self._lock, self._readable():
            return self._database.execute(question, values).fetchall()

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise EnvironmentProblem(
                f"{self.path} can't be used: {error}.", "Is the disk full?"
            ) from error

    # Who may come in.

    def make_link(self, role: str, name: str) -> str:
        """A new link for somebody; an earlier one and its sessions are worth nothing from now on.

        Returns:
            The secret part of the link, which is nowhere else.
        """
        secret = secrets.token_urlsafe(32)
        with self.transaction() as database:
            person = self._person(database, role, name)
            database.execute("DELETE FROM session WHERE person = ?", (person,))
            database.execute(
                "UPDATE person SET link = ?, made = ? WHERE id = ?",
                (digest_of(secret), time.time(), person),
            )
        return secret

    def revoke(self, role: str, name: str) -> bool:
        """Take somebody's link and sessions away. Returns whether there was anybody."""
        with self.transaction() as database:
            found = database.execute(
                "SELECT id FROM person WHERE role = ? AND name = ?", (role, name)
            ).fetchone()
            if found:
                database.execute("DELETE FROM session WHERE person = ?", found)
                # Whoever comes from a platform next is looked up anew.
                database.execute("DELETE FROM lti_person WHERE person = ?", found)
                database.execute("UPDATE person SET link = NULL WHERE id = ?", found)
            return found is not None

    def with_links(self, role: str) -> set[str]:
        """Names of those who have a link."""
        asked = "SELECT name FROM person WHERE role = ? AND link IS NOT NULL"
        return {name for (name,) in self.rows(asked, role)}

    def person(self, role: str, name: str) -> int:
        """Somebody who needs no link, since another server vouches for them."""
        with self.transaction() as database:
            return self._person(database, role, name)

    @staticmethod
    def _person(database: sqlite3.Connection, role: str, name: str) -> int:
        database.execute(
            "INSERT OR IGNORE INTO person (role, name, made) VALUES (?, ?, ?)",
            (role, name, time.time()),
        )
        asked = "SELECT id FROM person WHERE role = ? AND name = ?"
        [found] = database.execute(asked, (role, name)).fetchone()
        return int(found)

    def by_link(self, secret: str) -> Person | None:
        """Whose link it is."""
        found = self.rows("SELECT id, role, name FROM person WHERE link = ?", digest_of(secret))
        return Person(*found[0]) if found else None

    def begin_session(self, person: int, seconds: float = SESSION_SECONDS) -> str:
        """Let somebody in. Returns what the cookie holds."""
        secret = secrets.token_urlsafe(32)
        with self.transaction() as database:
            database.execute("DELETE FROM session WHERE expires < ?", (time.time(),))
            database.execute(
                "INSERT INTO session VALUES (?, ?, ?, ?)",
                (
                    digest_of(secret),
                    person,
                    secrets.token_urlsafe(32),
                    time.time() + seconds,
                ),
            )
            database.execute(
                "DELETE FROM session WHERE digest IN (SELECT digest FROM session WHERE person = ? "
                "ORDER BY rowid DESC LIMIT -1 OFFSET ?)",
                (person, MOST_SESSIONS),
            )
        return secret

    def by_session(self, secret: str) -> Person | None:
        """Whose session it is."""
        found = self.rows(
            "SELECT person.id, role, name, form FROM session JOIN person ON person.id = person "
            "WHERE digest = ? AND expires >= ?",
            digest_of(secret),
            time.time(),
        )
        return Person(*found[0]) if found else None

    def end_session(self, secret: str) -> None:
        with self.transaction() as database:
            database.execute("DELETE FROM session WHERE digest = ?", (digest_of(secret),))

    # What was handed in.

    def add_attempt(
        self,
        assignment: str,
        student: StudentId,
        folder: str,
        files: Sequence[str],
        digest: str,
        received: float,
        late: bool,
        most_waiting: int,
        once: str | None = None,
    ) -> Attempt:
        """Take note of an attempt whose files are on the disk. When this returns, it will be graded.

        If too many of the student's wait, the oldest of them are set aside. If the last one has the
        same `once`, that one is returned: before another one it is no second click, but a change of
        mind.
        """
        with self.transaction() as database:
            asked = "SELECT max(number) FROM attempt WHERE assignment = ? AND student = ?"
            [last] = database.execute(asked, (assignment, student)).fetchone()
            if once is not None and (found := self.attempts("once = ?", once)):
                if found[0].number == last:
                    return found[0]
                once = None
            values = (
                *(assignment, student, (last or 0) + 1, folder, json.dumps(list(files)), digest),
                *(received, late, State.WAITING, once),
            )
            made = database.execute(
                "INSERT INTO attempt (assignment, student, number, folder, files, digest, received, "
                "late, state, once) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            ).lastrowid
            database.execute(
                "UPDATE attempt SET state = ? WHERE id IN (SELECT id FROM attempt WHERE "
                "assignment = ? AND student = ? AND state = ? AND began IS NULL "
                "ORDER BY number DESC LIMIT -1 OFFSET ?)",
                (State.ASIDE, assignment, student, State.WAITING, most_waiting),
            )
        [attempt] = self.attempts("id = ?", made)
        return attempt

    def attempts(self, condition: str, *values: Any) -> list[Attempt]:
        """Attempts for which an SQL condition of ours holds, in the order in which they came."""
        asked = f"SELECT {_COLUMNS} FROM attempt WHERE {condition} ORDER BY id"
        return [_attempt(row) for row in self.rows(asked, *values)]

    def of_student(self, assignment: str, student: StudentId) -> list[Attempt]:
        """All attempts of a student at an assignment."""
        return self.attempts("assignment = ? AND student = ?", assignment, student)

    def earlier(self, assignment: str, student: StudentId) -> list[Graded]:
        """What the cool-off of a student needs to know."""
        asked = (
            "SELECT began, digest FROM attempt WHERE assignment = ? AND student = ? "
            "AND began <= ? AND state != ?"  # a clock that was ahead must not hold anybody back
        )
        values = (assignment, student, time.time(), State.FAILED)
        return [Graded(*row) for row in self.rows(asked, *values)]

    def earlier_of_waiting(self) -> dict[tuple[str, StudentId], list[Graded]]:
        """The same of all of whom an attempt waits, by assignment and student."""
        asked = (
            "SELECT DISTINCT old.id, assignment, student, old.began, old.digest "
            "FROM attempt AS new JOIN attempt AS old USING (assignment, student) "
            "WHERE new.state = ? AND new.began IS NULL AND old.began <= ? AND old.state != ?"
        )
        values = (State.WAITING, time.time(), State.FAILED)
        found: dict[tuple[str, StudentId], list[Graded]] = {}
        for _, assignment, student, *graded in self.rows(asked, *values):
            found.setdefault((assignment, StudentId(student)), []).append(Graded(*graded))
        return found

    def change(self, attempt: int, **values: Any) -> None:
        """Write something about an attempt."""
        told = ", ".join(f"{name} = ?" for name in values)
        with self.transaction() as database:
            database.execute(f"UPDATE attempt SET {told} WHERE id = ?", (*values.values(), attempt))

    def counting(self, assignment: str, student: StudentId) -> int | None:
        """The id of the attempt that stands in the gradebook."""
        asked = "SELECT attempt FROM standing WHERE assignment = ? AND student = ?"
        found = self.rows(asked, assignment, student)
        return int(found[0][0]) if found else None

    def all_counting(self, assignment: str) -> dict[StudentId, int]:
        """The same of everybody."""
        asked = "SELECT student, attempt FROM standing WHERE assignment = ?"
        return {StudentId(student): attempt for student, attempt in self.rows(asked, assignment)}

    def set_counting(self, attempt: Attempt) -> None:
        with self.transaction() as database:
            database.execute(
                "INSERT OR REPLACE INTO standing VALUES (?, ?, ?)",
                (attempt.assignment, attempt.student, attempt.id),
            )

    def unsent(self) -> list[tuple[str, str, int]]:
        """Scores that learning platforms have not taken: of which assignment, why, and how many."""
        asked = (
            "SELECT l.assignment, s.problem, count(*) FROM lti_score s "
            "JOIN lti_link l ON l.id = s.link WHERE s.problem != '' "
            "GROUP BY l.assignment, s.problem ORDER BY l.assignment, s.problem"
        )
        return [(str(name), str(why), int(count)) for name, why, count in self.rows(asked)]

    def setting(self, name: str, otherwise: str = "") -> str:
        found = self.rows("SELECT value FROM setting WHERE name = ?", name)
        return str(found[0][0]) if found else otherwise

    def set_setting(self, name: str, value: str) -> None:
        with self.transaction() as database:
            database.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))


def _attempt(row: tuple[Any, ...]) -> Attempt:
    known = dict(zip((field.name for field in fields(Attempt)), row, strict=True))
    known["files"] = tuple(json.loads(known["files"]))
    known["late"] = bool(known["late"])
    known["state"] = State(known["state"])
    return Attempt(**known)
