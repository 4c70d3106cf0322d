"""The gradebook's database: opened once, one transaction at a time, tried again while it is away."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from nbgrader.api import Gradebook, InvalidEntry
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)

from panal import again
from panal.errors import EngineFailure, EnvironmentProblem

T = TypeVar("T")

PATIENCE_SECONDS = again.DATABASE_SECONDS
"""How long a database may be locked or away before a submission is left to the next run. For as long,
its transaction is tried again, and nothing else.
"""

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 10.0  # seconds
PASSING = ("08", "40", "53", "57")
"""Classes of PostgreSQL's error codes that pass by themselves: connection, deadlock, too busy, shut
down by its operator (https://www.postgresql.org/docs/current/errcodes-appendix.html)."""

DISK_FULL = "53100"


class CannotWrite(EngineFailure):
    """The disk or the gradebook takes nothing now, whatever it is."""


class Away(CannotWrite):
    """The gradebook is locked or away, which may be over in a moment."""


class Database:
    """nbgrader's gradebook, kept open: opening it runs checks that cost more than the rows of a
    submission.

    Args:
        url: nbgrader's `db_url`.
        course_id: nbgrader's.
        patience: seconds for which a database may be locked or away.
    """

    def __init__(self, url: str, course_id: str, patience: float = PATIENCE_SECONDS) -> None:
        self._url = url
        self._course_id = course_id
        self._gradebook: Any = None
        self._most = self._patience = patience

    def close(self) -> None:
        if self._gradebook is not None:
            self._gradebook.close()
            self._gradebook = None

    def run(self, work: Callable[[Any], T]) -> T:
        """Do some work in one transaction: afterwards all of it is in the database, or nothing.

        Args:
            work: is given nbgrader's `Gradebook`, whose methods may be called as usual; their
                commits wait for the end. It is called again if the database was locked or went
                away.

        Returns:
            What `work` returned.

        Raises:
            EngineFailure: the database did not come back. The next call then does not wait again.
        """
        deadline = time.monotonic() + self._patience
        pause = FIRST_PAUSE
        while True:
            try:
                done = self._once(work)
                self._patience = self._most
                return done
            except (DBAPIError, InvalidEntry) as error:
                cause = _cause(error)
                if cause is None or not _of_the_outside(cause):
                    raise
                self.close()
                if not _passing(cause) or time.monotonic() + pause > deadline:
                    self._patience = 0.0
                    raise self._out_of_reach(cause) from None
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _once(self, work: Callable[[Any], T]) -> T:
        if self._gradebook is None:
            self._gradebook = connect(self._url, self._course_id)
        gradebook = self._gradebook
        with gradebook.engine.connect() as connection, connection.begin():
            if connection.dialect.name == "sqlite":
                # Nobody may write between what we read, such as a manual score, and what we make of
                # it.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            # A fresh session for each transaction keeps memory flat. nbgrader's methods commit; in a
            # session that joined a transaction, that only flushes.
            gradebook.db.remove()
            gradebook.db(bind=connection, join_transaction_mode="rollback_only")
            try:
                return work(gradebook)
            finally:
                gradebook.db.remove()

    def _out_of_reach(self, error: DBAPIError) -> CannotWrite:
        said = f"The gradebook could not be written: {reason(error, self._url)}."
        if _passing(error):
            return Away(said, "When it can, run the command again.")
        todo = "Free some space, then" if _is_full(error) else "When it can,"
        return CannotWrite(said, f"{todo} run the command again.")


def try_writing(url: str, course_id: str) -> None:
    """See that the gradebook can be opened and written. Nothing is changed. One that is locked may be;
    whoever writes in it waits.

    Raises:
        EnvironmentProblem: it can't.
    """
    database = Database(url, course_id, patience=0.0)
    try:
        database.run(lambda gradebook: gradebook.db.execute(_CHANGES_NOTHING))
    except Away:
        pass
    except EngineFailure as error:
        raise EnvironmentProblem(error.message, error.hint) from None
    except SQLAlchemyError as error:
        said = f"The gradebook can't be written: {reason(error, url)}."
        raise EnvironmentProblem(said, HINT) from None
    finally:
        database.close()


_CHANGES_NOTHING = text("UPDATE assignment SET name = name WHERE 1 = 0")


def connect(url: str, course_id: str) -> Any:
    """Open nbgrader's gradebook.

    Raises:
        EnvironmentProblem: the address makes no sense, or the driver is missing.
        sqlalchemy.exc.SQLAlchemyError: the database can't be reached.
    """
    try:
        with tools_on_path():
            return Gradebook(url, course_id)
    except ModuleNotFoundError as error:
        raise EnvironmentProblem(
            f"The gradebook can't be opened: the driver {error.name} is not installed.",
            "For PostgreSQL: pip install 'panal[postgresql]', and c.CourseDirectory.db_url = 'postgresql+psycopg://…'.",
        ) from None
    except (ArgumentError, ValueError):
        # The error may quote the address with its password.
        raise EnvironmentProblem(
            "The gradebook can't be opened: its address is none.", HINT
        ) from None


HINT = "See c.CourseDirectory.db_url."


def reason(error: Exception, url: str) -> str:
    """What a database says, in one line and without the password in its address."""
    original = error.orig if isinstance(error, DBAPIError) else error
    line = next(iter(str(original).strip().splitlines()), type(original).__name__).rstrip(".")
    password = make_url(url).password
    return line.replace(str(password), "…") if password else line


def _cause(error: BaseException) -> DBAPIError | None:
    """The database's own error. nbgrader turns whatever goes wrong in a commit into an
    `InvalidEntry`, even a lost connection.
    """
    return (
        error
        if isinstance(error, DBAPIError)
        else error.__context__
        if isinstance(error.__context__, DBAPIError)
        else None
    )


def _of_the_outside(error: DBAPIError) -> bool:
    """Whether the rows are not to blame: it is locked, gone, full or read-only."""
    return error.connection_invalidated or isinstance(error, (OperationalError, InterfaceError))


def _passing(error: DBAPIError) -> bool:
    """Whether it may be over in a moment."""
    if isinstance(error.orig, sqlite3.Error):
        # Extended codes have the plain one in their lowest byte
        # (https://www.sqlite.org/rescode.html).
        return _sqlite_code(error.orig) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    state = getattr(error.orig, "sqlstate", None)
    return (
        error.connection_invalidated
        or state is None
        or (state.startswith(PASSING) and state != DISK_FULL)
    )


def _is_full(error: DBAPIError) -> bool:
    if isinstance(error.orig, sqlite3.Error):
        return _sqlite_code(error.orig) == sqlite3.SQLITE_FULL
    return getattr(error.orig, "sqlstate", None) == DISK_FULL


def _sqlite_code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


@contextmanager
def tools_on_path() -> Iterator[None]:
    """Put the environment's commands on the path: nbgrader makes a database with `alembic`, which is
    there only in an activated environment.
    """
    before = os.environ.get("PATH", os.defpath)
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before])
    try:
        yield
    finally:
        os.environ["PATH"] = before
