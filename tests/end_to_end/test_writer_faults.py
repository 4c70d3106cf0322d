"""All or nothing: the writer dies at every step, the disk is full at every step, the database is
away. On both databases.

`make soak` takes every single step; else each of the databases has every third one, and not the
same ones.
"""

from __future__ import annotations

import errno
import itertools
import os
import shutil
import socket
import sqlite3
import stat
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from panal.course import database, journal
from panal.course.course import Course
from panal.course.database import Database
from panal.course.gradebook import Book
from panal.errors import EngineFailure, Unwritten
from panal.results import StudentId
from tests.end_to_end.courses import SOAK
from tests.end_to_end.postgresql import PASSWORD, Server
from tests.end_to_end.writing import ANA, Seen, book, configure, grading, hand_in, leftovers, seen

pytestmark = [
    pytest.mark.filterwarnings(
        "ignore::DeprecationWarning:nbgrader", "ignore::DeprecationWarning:traitlets"
    ),
    pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning"),
]
DIED, DONE = 77, 0
NEED_ROOM = ("fsync", "rename", "replace", "mkdir")
CALLS = (*NEED_ROOM, "unlink", "rmdir")
NOBODY = Seen(None, None, None, None)


class Steps:
    """Counts what may be the last thing that a writer does: calls that change files, each statement
    and each commit.

    Args:
        fatal: called in place of the step with this number, with the arguments of the call.
        number: which.
        calls: functions of os that count.
    """

    def __init__(
        self, fatal: Callable[..., None], number: int, calls: tuple[str, ...] = CALLS
    ) -> None:
        self._fatal = fatal
        self._number = number
        self._calls = calls
        self.count = 0

    def step(self, *arguments: Any) -> None:
        self.count += 1
        if self.count - 1 == self._number:
            self._fatal(*arguments)

    @contextmanager
    def counted(self, statements: bool = True) -> Iterator[None]:
        before = {name: getattr(os, name) for name in self._calls}
        exchange = journal._exchange
        for name in self._calls:
            setattr(os, name, self._wrapped(before[name]))
        journal._exchange = self._wrapped(exchange)
        on = ("before_cursor_execute", "commit") if statements else ()
        for name in on:
            event.listen(Engine, name, self.step)
        try:
            yield
        finally:
            for name in on:
                event.remove(Engine, name, self.step)
            for name in self._calls:
                setattr(os, name, before[name])
            journal._exchange = exchange

    def _wrapped(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counting(*arguments: Any, **keywords: Any) -> Any:
            self.step(*arguments)
            return call(*arguments, **keywords)

        return counting


def power_goes(*arguments: Any) -> None:
    """The end of a process, without any clearing up. What a file has not been synchronised of may
    be gone: half of it is.
    """
    if (
        len(arguments) == 1
        and isinstance(arguments[0], int)
        and stat.S_ISREG(os.fstat(arguments[0]).st_mode)
    ):
        os.ftruncate(arguments[0], os.fstat(arguments[0]).st_size // 2)
    os._exit(DIED)


def dies_at(number: int, action: Callable[[], object]) -> bool:
    """Do something in a process that dies at a step; whether it had so many."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            with Steps(power_goes, number).counted():
                action()
            code = DONE
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) in (DIED, DONE)
    return os.waitstatus_to_exitcode(status) == DIED


def steps(course: Course) -> Iterator[int]:
    """Numbers of the steps at which a writer dies, for as long as they are asked for."""
    return (
        itertools.count()
        if SOAK
        else itertools.count(int("postgresql" in course.directory.db_url), 3)
    )


def write(course: Course, passed: int, student: StudentId = ANA) -> None:
    with book(course) as writer:
        writer.write(student, grading(course, passed), f"stamp {passed}")


def recover(course: Course) -> list[StudentId]:
    with book(course) as writer:
        return writer.recover()


def check_between(found: Seen, old: int | None, new: int) -> None:
    """Before anybody repairs anything, each place has the old or the new state, and files of one
    folder the same one.
    """
    assert {found.rows, found.notebook, found.results, found.page} <= {old, new}
    assert found.notebook == found.results


def check_after(
    course: Course, found: Seen, old: int | None, new: int, student: StudentId = ANA
) -> int | None:
    """After it, all agree. What the gradebook had already has not been taken back. Nothing lies
    around.
    """
    after = seen(course, student)
    assert after in (Seen(old, old, old, old), Seen(new, new, new, new))
    if found.rows == new or found.page == new or found.notebook == new:
        assert after.rows == new
    assert not leftovers(course)
    return after.rows


@pytest.mark.parametrize("exchange", [True, False], ids=["one step", "two steps"])
def test_death_at_every_step_of_a_regrading(
    exchange: bool, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old score or the new one, everywhere; also on a file system that can't swap folders, but
    for the folder's own gap.
    """
    if not exchange:
        monkeypatch.setattr(journal, "_exchange", lambda one, other: False)
    hand_in(course, ANA)
    write(course, 0)
    old: int | None = 0
    outcomes = set()
    for number in steps(course):
        new = number % 99 + 1
        went = dies_at(number, lambda new=new: write(course, new))  # type: ignore[misc]
        found = seen(course)
        if exchange or found.notebook is not None:
            check_between(found, old, new)
        recover(course)
        old = check_after(course, found, old, new)
        outcomes.add(old == new)
        if not went:
            break
    assert outcomes == {True, False} and number > 40


def test_death_at_every_step_of_a_first_grading(course: Course) -> None:
    """Nothing, or all of it."""
    for number in steps(course):
        student = StudentId(f"student-{number}")
        hand_in(course, student)
        went = dies_at(number, lambda student=student: write(course, 40, student))  # type: ignore[misc]
        found = seen(course, student)
        check_between(found, None, 40)
        recover(course)
        if check_after(course, found, None, 40, student) is None:
            write(course, 40, student)  # what the next run does with who has no result
        assert seen(course, student) == Seen(40, 40, 40, 40)
        if not went:
            break
    assert number > 40


def test_death_at_every_step_of_recovery(course: Course) -> None:
    """It can be begun again as often as need be."""
    hand_in(course, ANA)
    write(course, 0)
    promised = course.root / "promised"
    with book(course) as writer, pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "run", away)
        with pytest.raises(Unwritten):
            writer.write(ANA, grading(course, 1), "")
    shutil.copytree(journal.fresh(course.path("autograded", ANA, "hw")), promised)
    old: int | None = 0
    for number in steps(course):
        shutil.copytree(
            promised, journal.fresh(course.path("autograded", ANA, "hw")), dirs_exist_ok=True
        )
        went = dies_at(number, lambda: recover(course))
        found = seen(course)
        check_between(found, old, 1)
        recover(course)
        assert seen(course) == Seen(1, 1, 1, 1) and not leftovers(course)
        write(course, 0)
        if not went:
            break
    assert number > 25


def away(*arguments: object) -> object:
    raise Unwritten("The gradebook can't be written: it is away.")


def test_a_newer_grading_takes_the_place_of_a_promise(course: Course) -> None:
    """Even if somebody writes without recovering first, the last one counts; also after a death
    behind the swap.
    """
    hand_in(course, ANA)
    write(course, 1)
    with book(course) as writer, pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "run", away)
        with pytest.raises(Unwritten):
            writer.write(ANA, grading(course, 2), "")
    write(course, 3)
    assert recover(course) == [] and seen(course) == Seen(3, 3, 3, 3)
    # As if it had died between the swap and the clearing up.
    (course.path("autograded", ANA, "hw") / journal.ENTRY).write_text("{}")
    write(course, 4)
    assert recover(course) == [] and seen(course) == Seen(4, 4, 4, 4) and not leftovers(course)


def test_nothing_takes_its_place_before_it_is_on_the_disk(
    plain: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file is synchronised before it gets its name, and the folder before the promise; a name
    before the next step.
    """
    folder = tmp_path / "student" / "hw"
    trace: list[tuple[str, str]] = []
    sync, replace, rename = os.fsync, os.replace, os.rename

    def name(descriptor: int) -> str:
        return str(Path(f"/proc/self/fd/{descriptor}").readlink().relative_to(tmp_path))

    monkeypatch.setattr(os, "fsync", lambda fd: (trace.append(("sync", name(fd))), sync(fd)))
    monkeypatch.setattr(
        os, "replace", lambda a, b: (trace.append(("replace", Path(b).name)), replace(a, b))
    )
    monkeypatch.setattr(
        os, "rename", lambda a, b: (trace.append(("rename", Path(b).name)), rename(a, b))
    )
    journal.stage(folder, {"a": b"1", "b": b"2"}, "entry")
    journal.finish(folder)
    assert trace == [
        ("sync", "."), ("sync", "student"),
        ("sync", "student/.hw.new/a"), ("sync", "student/.hw.new/b"), ("sync", "student/.hw.new"),
        ("sync", "student/.hw.new/..entry.json.new"), ("replace", ".entry.json"), ("sync", "student/.hw.new"),
        ("rename", "hw"), ("sync", "student"),
    ]  # fmt: skip


def test_a_full_disk_at_every_step(course: Course) -> None:
    """A sentence. Either nothing has changed, or it is kept and written when there is room
    again.
    """

    def full(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    hand_in(course, ANA)
    write(course, 0)
    old: int | None = 0
    kept = 0
    for number in itertools.count():
        new = number % 99 + 1
        disk = Steps(full, number, NEED_ROOM)
        written = False
        with book(course) as writer:
            made = grading(course, new)
            try:
                with disk.counted(statements=False):
                    writer.write(ANA, made, "")
                written = True
            except Unwritten as error:
                assert "disk full" in str(error) and "No space left" in str(error)
                check_between(seen(course), old, new)
                kept += 1
                assert writer.recover() in (
                    [ANA],
                    [],
                )  # nothing is left to do if only the clearing up had no room
                written = True
            except EngineFailure as error:
                assert "disk full" in str(error)
                assert not leftovers(course)
        found = seen(course)
        if written:
            old = new
        assert found == Seen(old, old, old, old) and not leftovers(course)
        if disk.count <= number:
            break
    assert number > 12 and kept > 3


def impatient(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    monkeypatch.setattr(database, "PATIENCE_SECONDS", seconds)


def locked_course(plain: Course, tmp_path: Path) -> Course:
    shutil.copytree(plain.root, tmp_path / "course")
    url = f"sqlite:///{tmp_path}/course/gradebook.db?timeout=0.1"
    return configure(tmp_path / "course", f"c.CourseDirectory.db_url = {url!r}")


@contextmanager
def lock(course: Course) -> Iterator[None]:
    connection = sqlite3.connect(
        course.root / "gradebook.db", isolation_level=None, check_same_thread=False
    )
    connection.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        connection.close()


def test_a_locked_database_is_waited_for(plain: Course, tmp_path: Path) -> None:
    """formgrader, or a copy that is being made, holds it for a while."""
    course = locked_course(plain, tmp_path)
    hand_in(course, ANA)
    with book(course) as writer:
        with lock(course):
            thread = threading.Thread(target=writer.write, args=(ANA, grading(course, 40), ""))
            thread.start()
            time.sleep(0.5)
            assert not course.path("autograded", ANA, "hw").exists()
        thread.join()
    assert seen(course) == Seen(40, 40, 40, 40)


def test_a_database_that_stays_locked(
    plain: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sentence; who comes next does not wait again; and the next run writes both without
    grading.
    """
    impatient(monkeypatch, 0.5)
    course = locked_course(plain, tmp_path)
    bob = StudentId("bob")
    hand_in(course, ANA)
    hand_in(course, bob)
    with book(course) as writer:
        with lock(course):
            for student in (ANA, bob):
                start = time.monotonic()
                with pytest.raises(
                    Unwritten, match=r"database is locked\. .* what is graded is kept"
                ):
                    writer.write(student, grading(course, 40), "")
            assert time.monotonic() - start < 0.5
            with pytest.raises(Unwritten):
                writer.recover()
        assert seen(course) == NOBODY
        assert writer.recover() == [ANA, bob]
    assert seen(course) == Seen(40, 40, 40, 40) == seen(course, bob)


def test_a_full_database(plain: Course, tmp_path: Path) -> None:
    """SQLite says so itself, and no waiting helps."""
    course = locked_course(plain, tmp_path)

    def no_room(connection: Any, record: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # the least that it can be: what it has

    def fill(writer: Book) -> None:
        for number in range(200):
            student = StudentId(f"student-{number}")
            hand_in(course, student)
            writer.write(student, grading(course, 40), "")

    event.listen(Engine, "connect", no_room)
    try:
        start = time.monotonic()
        with book(course) as writer, pytest.raises(Unwritten, match=r"full\. Free some space"):
            fill(writer)
        assert time.monotonic() - start < 30
    finally:
        event.remove(Engine, "connect", no_room)
    with book(course) as writer:
        (student,) = writer.recover()
        assert seen(course, student) == Seen(40, 40, 40, 40)
        assert set(writer.scores().values()) == {9.0}


@pytest.fixture
def own_server(postgresql: Server) -> Iterator[Server]:
    """The server, which a test may stop; it runs again afterwards."""
    yield postgresql
    if not (postgresql.folder / "data" / "postmaster.pid").exists():
        postgresql.start()


@pytest.mark.parametrize("new_course", ["postgresql"], indirect=True)
@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_postgresql_restarts(
    mode: str, new_course: Callable[..., Course], own_server: Server
) -> None:
    """The connection is lost between two submissions, and nobody notices."""
    course = new_course()
    bob = StudentId("bob")
    hand_in(course, ANA)
    hand_in(course, bob)
    with book(course) as writer:
        writer.write(ANA, grading(course, 40), "")
        own_server.stop(mode)
        back = threading.Timer(1.0, own_server.start)
        back.start()
        writer.write(bob, grading(course, 50), "")
        back.join()
        assert writer.scores() == {ANA: 9.0, bob: 10.0}
    assert seen(course, bob) == Seen(50, 50, 50, 50)


@pytest.mark.parametrize("new_course", ["postgresql"], indirect=True)
def test_postgresql_ends_at_every_statement(
    new_course: Callable[..., Course], own_server: Server
) -> None:
    """A connection that is cut in the middle of a transaction, at each of its statements and at its
    commit.
    """
    course = new_course()
    hand_in(course, ANA)
    with book(course) as writer:
        for number in itertools.count():
            count = itertools.count()

            def cut(
                connection: Any,
                *arguments: object,
                count: Iterator[int] = count,
                number: int = number,
            ) -> None:
                if next(count) == number:
                    descriptor = os.dup(connection.connection.dbapi_connection.fileno())
                    with socket.socket(fileno=descriptor) as line:
                        line.shutdown(socket.SHUT_RDWR)

            for name in ("before_cursor_execute", "commit"):
                event.listen(Engine, name, cut)
            try:
                writer.write(ANA, grading(course, number % 100), "")
            finally:
                for name in ("before_cursor_execute", "commit"):
                    event.remove(Engine, name, cut)
            assert seen(course) == Seen(*[number % 100] * 4)
            if next(count) <= number:
                break
        assert number > 10


@pytest.mark.parametrize("new_course", ["postgresql"], indirect=True)
def test_postgresql_that_stays_away(
    new_course: Callable[..., Course],
    own_server: Server,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A sentence without the password, and the next run goes on."""
    impatient(monkeypatch, 0.5)
    course = new_course()
    hand_in(course, ANA)
    with book(course) as writer:
        writer.write(ANA, grading(course, 40), "")
        own_server.stop()
        with pytest.raises(Unwritten, match="The gradebook can't be written") as said:
            writer.write(ANA, grading(course, 50), "")
        with pytest.raises(Unwritten):
            writer.scores()
        own_server.start()
        assert writer.recover() == [ANA]
    assert seen(course) == Seen(50, 50, 50, 50)
    assert PASSWORD not in str(said.value) + repr(said.value.__context__) + caplog.text
