"""panal.course.database: one transaction, tried again for a minute while the database is away."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from nbgrader.api import Gradebook, InvalidEntry
from sqlalchemy.exc import IntegrityError, OperationalError

from panal.course import database
from panal.course.database import PATIENCE_SECONDS, Database
from panal.errors import EngineFailure

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning:nbgrader", "ignore::DeprecationWarning:traitlets"
)


class Clock:
    """Time passes when somebody sleeps, and only then."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pauses: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.pauses.append(seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(
        database, "time", SimpleNamespace(monotonic=made.monotonic, sleep=made.sleep)
    )
    return made


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    found = f"sqlite:///{tmp_path_factory.mktemp('database')}/gradebook.db"
    with database.tools_on_path(), Gradebook(found, "c") as gradebook:
        gradebook.add_student("known")
    return found


@pytest.fixture
def opened(url: str) -> Iterator[Database]:
    made = Database(url, "c")
    yield made
    made.close()


def failed(code: int, text: str = "it is locked") -> OperationalError:
    cause = sqlite3.OperationalError(text)
    cause.sqlite_errorcode = code  # type: ignore[attr-defined]  # as SQLite sets it
    return OperationalError("", {}, cause)


def postgresql(state: str | None) -> OperationalError:
    cause = Exception("the server said so")
    cause.sqlstate = state  # type: ignore[attr-defined]  # as psycopg has it
    return OperationalError("", {}, cause)


def failing(times: int, error: Callable[[], Exception]) -> tuple[Callable[[Any], str], list[int]]:
    """Work that fails so many times before it is done, and how often it was called."""
    calls: list[int] = []

    def work(gradebook: Any) -> str:
        calls.append(len(gradebook.students))
        if len(calls) <= times:
            raise error()
        return "done"

    return work, calls


@pytest.mark.parametrize(
    "error",
    [
        lambda: failed(sqlite3.SQLITE_BUSY),
        lambda: failed(sqlite3.SQLITE_BUSY | 2 << 8),
        lambda: failed(sqlite3.SQLITE_LOCKED),
        lambda: postgresql("40P01"),
        lambda: postgresql("57P03"),
        lambda: postgresql(None),
    ],
    ids=["busy", "busy, extended", "locked", "deadlock", "starting up", "no answer"],
)
def test_what_passes_is_waited_for(
    error: Callable[[], Exception], opened: Database, clock: Clock
) -> None:
    """Longer each time."""
    work, calls = failing(3, error)
    assert opened.run(work) == "done" and len(calls) == 4
    assert clock.pauses == [0.1, 0.2, 0.4]


def test_a_lost_connection_in_a_commit_of_nbgraders(opened: Database, clock: Clock) -> None:
    """It makes an error of its own of it."""

    def wrapped() -> Exception:
        try:
            raise postgresql("08006")
        except OperationalError:
            try:
                raise InvalidEntry("something")
            except InvalidEntry as error:
                return error

    work, calls = failing(1, wrapped)
    assert opened.run(work) == "done" and len(calls) == 2


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (lambda: failed(sqlite3.SQLITE_FULL, "no room"), "no room. Free some space"),
        (lambda: failed(sqlite3.SQLITE_READONLY, "read-only"), "read-only. When it can"),
        (lambda: postgresql("53100"), "the server said so. Free some space"),
        (lambda: postgresql("28P01"), "the server said so. When it can"),
    ],
)
def test_what_does_not_pass_is_not_waited_for(
    error: Callable[[], Exception], said: str, opened: Database, clock: Clock
) -> None:
    """One sentence on what happened, one on what to do."""
    work, calls = failing(99, error)
    with pytest.raises(EngineFailure) as refused:
        opened.run(work)
    assert said in str(refused.value) and len(calls) == 1 and not clock.pauses


def test_after_a_minute_it_is_given_up(opened: Database, clock: Clock) -> None:
    """Who comes next does not wait again; once it is back, there is a minute again."""
    work, _ = failing(99, lambda: failed(sqlite3.SQLITE_BUSY))
    with pytest.raises(EngineFailure, match="could not be written: it is locked"):
        opened.run(work)
    assert PATIENCE_SECONDS - database.LONGEST_PAUSE <= clock.now <= PATIENCE_SECONDS == 60
    waited = clock.now
    work, calls = failing(99, lambda: failed(sqlite3.SQLITE_BUSY))
    with pytest.raises(EngineFailure):
        opened.run(work)
    assert len(calls) == 1 and clock.now == waited
    assert opened.run(lambda gradebook: 1) == 1
    work, calls = failing(3, lambda: failed(sqlite3.SQLITE_BUSY))
    assert opened.run(work) == "done"


def test_other_mistakes_are_raised(opened: Database, clock: Clock) -> None:
    """Of the rows, or of ours."""
    for error in (
        IntegrityError("", {}, Exception("twice")),
        ValueError("ours"),
        InvalidEntry("x"),
    ):
        work, calls = failing(1, lambda error=error: error)  # type: ignore[misc]
        with pytest.raises(type(error)):
            opened.run(work)
        assert len(calls) == 1 and not clock.pauses


def test_all_or_nothing(opened: Database) -> None:
    """nbgrader's methods commit each for itself; here their commits wait for the end."""

    def half(gradebook: Any) -> None:
        gradebook.update_or_create_student("half")
        raise ValueError

    with pytest.raises(ValueError):
        opened.run(half)
    assert opened.run(lambda gradebook: [each.id for each in gradebook.students]) == ["known"]


def test_passwords_are_not_repeated() -> None:
    """Drivers quote the address."""
    url = "postgresql+psycopg://me:hunter2@/book"
    error = Exception("no entry for me with hunter2.\nand more")
    assert database.reason(error, url) == "no entry for me with …"
