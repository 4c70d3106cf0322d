"""What is taken, under which names, and how much of it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import nbformat
import pytest

from panal.assignment import Assignment, Released
from panal.config import Limits, Sealing, Serve
from panal.course.course import Course
from panal.course.gradebook_reader import Due
from panal.results import StudentId
from panal.serve import intake
from panal.serve.intake import AT_ONCE, BURST, DAY_UPLOADS, MOST_WAITING, Intake, Refused, Upload
from panal.serve.store import MOST_SESSIONS, Store
from tests.unit.fakes import make_record

ANA = StudentId("ana")
SERVING = Serve(upload_bytes=2**16).serving()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "serve" / "panal.db")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A clock that stands still."""
    now = SimpleNamespace(seconds=1000.0)
    monkeypatch.setattr(intake.time, "monotonic", lambda: now.seconds)
    return now


@pytest.fixture
def taking(
    tmp_path: Path, store: Store, clock: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> Intake:
    return make(tmp_path, store, monkeypatch, "areas")


def make(root: Path, store: Store, monkeypatch: pytest.MonkeyPatch, *notebooks: str) -> Intake:
    """An intake of an assignment with these notebooks."""
    released = tuple(Released(name, make_record()) for name in notebooks)
    assignment = Assignment("a", released, {}, root, Sealing(Limits(), ()))
    monkeypatch.setattr(intake, "read_due", lambda course, name: Due(None, {}))
    course = cast(Course, SimpleNamespace(root=root))
    return Intake(course, store, SERVING, lambda name: assignment)


def file(name: str = "areas.ipynb", comment: str = "", size: int = 0) -> Upload:
    nb = make_record()
    nb.metadata["filling"] = "a" * size
    nb.cells.append(nbformat.v4.new_markdown_cell(comment))
    return Upload(name, nbformat.writes(nb).encode())


def test_no_file_is_lost_because_another_one_has_its_name(
    tmp_path: Path, store: Store, clock: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Notebooks that are called by numbers, as ours would be."""
    taking = make(tmp_path, store, monkeypatch, "1", "2", "3")
    uploads = [file("2.ipynb", "two"), file("x.ipynb", "x"), file("3.ipynb"), file("x.ipynb", "y")]
    attempt = taking.take("a", ANA, uploads)
    folder = taking.folder / attempt.folder / "submitted"
    assert {path.read_bytes() for path in folder.iterdir()} == {each.data for each in uploads}
    assert (folder / "2.ipynb").read_bytes() == uploads[0].data


def test_after_a_burst_one_a_minute_is_taken(taking: Intake, clock: SimpleNamespace) -> None:
    for _ in range(BURST):
        taking.take("a", ANA, [file()])
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            taking.take("a", ANA, [file()])
        assert refused.value.status == 429 and refused.value.seconds == 60
    taking.take("a", StudentId("bruno"), [file()])
    clock.seconds += 60
    taking.take("a", ANA, [file()])
    with pytest.raises(Refused):
        taking.take("a", ANA, [file()])


def test_what_is_refused_counts_too(taking: Intake) -> None:
    for _ in range(BURST):
        with pytest.raises(Refused) as refused:
            taking.take("a", ANA, [Upload("x", b"no notebook")])
        assert refused.value.status == 400
    with pytest.raises(Refused) as refused, taking.coming(ANA):
        raise AssertionError("it began to read")
    assert refused.value.status == 429


def test_so_many_are_on_their_way_and_no_more(taking: Intake) -> None:
    coming = [taking.coming(ANA) for _ in range(AT_ONCE)]
    for each in coming:
        each.__enter__()
    with pytest.raises(Refused), taking.coming(ANA):
        raise AssertionError("it began to read")
    with taking.coming(StudentId("bruno")):
        pass
    coming[0].__exit__(None, None, None)
    with taking.coming(ANA):
        pass


def test_a_day_has_so_many_bytes(taking: Intake, clock: SimpleNamespace) -> None:
    """Whoever hands in the largest files, one a minute, fills the disk no faster than this."""
    most, taken = DAY_UPLOADS * SERVING.upload_bytes, 0
    for _ in range(4 * DAY_UPLOADS):
        clock.seconds += 60
        upload = file(size=SERVING.upload_bytes - 5000)
        try:
            taking.take("a", ANA, [upload])
        except Refused as refused:
            assert refused.status == 429 and 0 < refused.seconds < 24 * 3600
        else:
            taken += len(upload.data)
    assert most * 0.9 < taken < most * 1.2
    clock.seconds += 3600
    taking.take("a", ANA, [file()])


class Full(sqlite3.Connection):
    """A database on a disk that is full when it is to be written."""

    statement = "COMMIT"

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        if sql == self.statement:
            raise sqlite3.OperationalError("database or disk is full")
        return super().execute(sql, *values)


@pytest.mark.parametrize("statement", ["COMMIT", "BEGIN IMMEDIATE"])
def test_on_a_full_disk_nothing_is_taken_and_then_all_goes_on(
    taking: Intake, store: Store, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    whole = store._database
    full = sqlite3.connect(store.path, factory=Full, isolation_level=None)
    full.statement = statement
    store._database = full
    with pytest.raises(Refused) as refused:
        taking.take("a", ANA, [file()])
    assert refused.value.status == 503
    assert list(taking.folder.iterdir()) == []
    full.statement = ""
    assert taking.take("a", ANA, [file()]).number == 1
    full.close()
    store._database = whole
    assert len(store.of_student("a", ANA)) == 1


def test_the_oldest_that_wait_are_set_aside(taking: Intake, store: Store) -> None:
    for _ in range(MOST_WAITING + 2):
        taking.take("a", ANA, [file()])
    assert [each.state for each in store.of_student("a", ANA)].count("aside") == 2


def test_a_person_has_so_many_sessions(store: Store) -> None:
    person = store.person("student", "ana")
    secrets = [store.begin_session(person) for _ in range(MOST_SESSIONS + 2)]
    assert [store.by_session(each) is not None for each in secrets] == [False] * 2 + [
        True
    ] * MOST_SESSIONS


def test_going_back_to_an_earlier_answer_is_no_second_click(taking: Intake) -> None:
    """One page that stays open hands in A, then B, then A again: the last one counts."""
    ours, other = file(comment="A"), file(comment="B")
    first = taking.take("a", ANA, [ours], "form")
    assert taking.take("a", ANA, [ours], "form") == first
    assert taking.take("a", ANA, [other], "form").number == 2
    again = taking.take("a", ANA, [ours], "form")
    assert again.number == 3 and again.digest == first.digest
