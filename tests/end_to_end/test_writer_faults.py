"""Regrading is the recovery: the writer dies at every step, the disk is full at every step, the
database is away, and after the next run nothing is lost and nothing doubled. On both databases.

`make soak` takes every single step; else each of the databases has every sixth one, and PostgreSQL
those in the middle between SQLite's.
"""

from __future__ import annotations

import errno
import itertools
import os
import shutil
import socket
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from panal.course import database
from panal.course.course import Course
from panal.course.gradebook import Book
from panal.errors import EngineFailure, EnvironmentProblem
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
        for name in self._calls:
            setattr(os, name, self._wrapped(before[name]))
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
    """Numbers of the steps that go wrong, for as long as they are asked for."""
    if SOAK:
        return itertools.count()
    return itertools.count(3 if "postgresql" in course.directory.db_url else 0, 6)


def write(course: Course, passed: int, student: StudentId = ANA, stamp: str = "") -> None:
    with book(course) as writer:
        writer.write(student, grading(course, passed), stamp or f"stamp {passed}")


def run(course: Course, passed: int, student: StudentId = ANA, stamp: str = "") -> bool:
    """What a run does by graders that pass so many checks; returns whether it had to grade."""
    stamp = stamp or f"stamp {passed}"
    with book(course) as writer:
        if writer.kept([student], stamp):
            return False
        writer.write(student, grading(course, passed), stamp)
        return True


def check_between(found: Seen, old: int | None, new: int) -> None:
    """Before anybody repairs anything: each place has the old state, the new one or none; and what is
    shown as done has all of one state.
    """
    assert {found.rows, found.notebook, found.results, found.page} <= {old, new, None}
    assert found.rows is not None or old is None
    if found.results is not None:
        assert found == Seen(*[found.results] * 4)


GRADERS = {True: "the graders before", False: "the same graders"}
BACK = list(GRADERS) if SOAK else [True]  # the first is the harder one


@pytest.mark.parametrize("back", BACK, ids=GRADERS.get)
def test_death_at_every_step_of_a_regrading(back: bool, course: Course) -> None:
    """Whatever the next run grades by, all places then say it; also if what it finds was once
    complete by these very graders.
    """
    hand_in(course, ANA)
    write(course, 0)
    old, graded_again = 0, set()
    for number in steps(course):
        new = number % 99 + 1
        went = dies_at(number, lambda new=new: write(course, new))  # type: ignore[misc]
        check_between(seen(course), old, new)
        wanted = old if back else new
        graded_again.add(run(course, wanted))
        assert seen(course) == Seen(*[wanted] * 4) and not run(course, wanted)
        # Only a death behind the mark leaves anything: what waited beside the folder.
        write(course, wanted)
        assert not leftovers(course)
        old = wanted
        if not went:
            break
    assert graded_again == {True, False} and number > 30


def test_death_at_every_step_of_a_forced_regrading(course: Course) -> None:
    """By the same graders, which come to something else this time: old or new, but one of them."""
    hand_in(course, ANA)
    write(course, 0, stamp="stamp")
    old = 0
    for number in steps(course):
        new = number % 99 + 1
        went = dies_at(number, lambda new=new: write(course, new, stamp="stamp"))  # type: ignore[misc]
        check_between(seen(course), old, new)
        again = run(course, new, stamp="stamp")
        found = seen(course)
        assert found == Seen(*[found.results] * 4)
        assert found.results == new if again else found.results in (old, new)
        assert found.results is not None
        old = found.results
        if not went:
            break
    assert number > 30


def test_death_at_every_step_of_a_first_grading(course: Course) -> None:
    """Nothing that counts, or all of it."""
    for number in steps(course):
        student = StudentId(f"student-{number}")
        hand_in(course, student)
        went = dies_at(number, lambda student=student: write(course, 40, student))  # type: ignore[misc]
        found = seen(course, student)
        check_between(found, None, 40)
        assert run(course, 40, student) == (found.results is None)
        assert seen(course, student) == Seen(40, 40, 40, 40)
        if not went:
            break
    assert number > 30


def test_a_result_is_complete_when_all_else_is_on_the_disk(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file is synchronised before it gets its name, each folder before results.json; an earlier
    results.json is gone for good before the commit.
    """
    hand_in(course, ANA)
    write(course, 1)
    trace: list[tuple[str, str]] = []
    sync, replace = os.fsync, os.replace

    def name(descriptor: int) -> str:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        return str(path.relative_to(course.root)) if path.is_relative_to(course.root) else ""

    monkeypatch.setattr(os, "fsync", lambda fd: (trace.append(("sync", name(fd))), sync(fd)))
    monkeypatch.setattr(
        os, "replace", lambda a, b: (trace.append(("name", Path(b).name)), replace(a, b))
    )

    def committed(connection: object) -> None:
        trace.append(("commit", ""))

    event.listen(Engine, "commit", committed)
    try:
        write(course, 2)
    finally:
        event.remove(Engine, "commit", committed)
    first = trace.index(("name", ".hw.earlier.json"))
    assert [each for each in trace[first:] if each != ("sync", "")] == [
        ("name", ".hw.earlier.json"), ("sync", "autograded/ana/hw"),
        ("commit", ""),
        ("sync", "autograded/ana/hw/.hw.ipynb.new"), ("name", "hw.ipynb"),
        ("sync", "feedback/ana/hw/.hw.html.new"), ("name", "hw.html"),
        ("sync", "feedback/ana/hw"), ("sync", "autograded/ana/hw"),
        ("sync", "autograded/ana/hw/.results.json.new"), ("name", "results.json"),
        ("sync", "autograded/ana/hw"),
    ]  # fmt: skip


def test_a_full_disk_at_every_step(course: Course) -> None:
    """A sentence, and the next run grades again what is not complete."""

    def full(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    hand_in(course, ANA)
    write(course, 0)
    old, refused = 0, 0
    for number in itertools.count():
        new = number % 99 + 1
        disk = Steps(full, number, NEED_ROOM)
        with book(course) as writer:
            made = grading(course, new)
            try:
                with disk.counted(statements=False):
                    writer.write(ANA, made, f"stamp {new}")
            except EngineFailure as error:
                assert "could not be written: No space left" in str(error)
                assert "disk full" in str(error)
                refused += 1
        check_between(seen(course), old, new)
        run(course, new)
        assert seen(course) == Seen(new, new, new, new) and not run(course, new)
        old = new
        if disk.count <= number:
            break
    # A folder that is there already needs no room.
    assert number > 8 and refused > 8


class Clock:
    """The time as `panal.course.database` sees it: to sleep is what lets it pass."""

    def __init__(self, *then: Callable[[], object]) -> None:
        self._then = list(then)
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        if self._then:
            self._then.pop(0)()

    def use(self, monkeypatch: pytest.MonkeyPatch) -> None:
        clock = SimpleNamespace(monotonic=self.monotonic, sleep=self.sleep)
        monkeypatch.setattr(database, "time", clock)


def locked_course(plain: Course, tmp_path: Path) -> Course:
    shutil.copytree(plain.root, tmp_path / "course")
    url = f"sqlite:///{tmp_path}/course/gradebook.db?timeout=0.1"
    return configure(tmp_path / "course", f"c.CourseDirectory.db_url = {url!r}")


def lock(course: Course) -> sqlite3.Connection:
    connection = sqlite3.connect(course.root / "gradebook.db", isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    return connection


def test_a_locked_database_is_waited_for(
    plain: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """formgrader, or a copy that is being made, holds it for a while."""
    course = locked_course(plain, tmp_path)
    hand_in(course, ANA)
    with book(course) as writer:
        locked = lock(course)
        clock = Clock(lambda: None, locked.close)
        clock.use(monkeypatch)
        writer.write(ANA, grading(course, 40), "")
    assert seen(course) == Seen(40, 40, 40, 40)
    assert clock.now == pytest.approx(0.3)


def test_a_database_that_stays_locked(
    plain: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sentence after a minute; who comes next does not wait again; the next run grades both."""
    course = locked_course(plain, tmp_path)
    clock = Clock()
    clock.use(monkeypatch)
    bob = StudentId("bob")
    hand_in(course, ANA)
    hand_in(course, bob)
    with book(course) as writer:
        locked = lock(course)
        for student in (ANA, bob):
            with pytest.raises(
                EngineFailure, match=r"could not be written: .* locked\. .* run the command again"
            ):
                writer.write(student, grading(course, 40), "stamp 40")
            assert database.PATIENCE_SECONDS - database.LONGEST_PAUSE < clock.now < 61
        locked.close()
        assert seen(course) == NOBODY
    assert run(course, 40) and run(course, 40, bob)
    assert seen(course) == Seen(40, 40, 40, 40) == seen(course, bob)


def test_a_full_database(plain: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite says so itself, and no waiting helps."""
    course = locked_course(plain, tmp_path)
    clock = Clock()
    clock.use(monkeypatch)

    def no_room(connection: Any, record: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # the least that it can be: what it has

    def fill(writer: Book) -> StudentId:
        for number in range(200):
            student = StudentId(f"student-{number}")
            hand_in(course, student)
            try:
                writer.write(student, grading(course, 40), "stamp 40")
            except EngineFailure as error:
                assert "full. Free some space" in str(error)
                return student
        raise AssertionError("there was room for all")

    event.listen(Engine, "connect", no_room)
    try:
        with book(course) as writer:
            student = fill(writer)
        assert clock.now == 0
    finally:
        event.remove(Engine, "connect", no_room)
    assert seen(course, student).results is None and run(course, 40, student)
    assert seen(course, student) == Seen(40, 40, 40, 40)
    with book(course) as writer:
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
    mode: str,
    new_course: Callable[..., Course],
    own_server: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The connection is lost between two submissions, and nobody notices."""
    course = new_course()
    bob = StudentId("bob")
    hand_in(course, ANA)
    hand_in(course, bob)
    with book(course) as writer:
        writer.write(ANA, grading(course, 40), "")
        own_server.stop(mode)
        Clock(own_server.start).use(monkeypatch)
        writer.write(bob, grading(course, 50), "")
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
    course = new_course()
    hand_in(course, ANA)
    with book(course) as writer:
        writer.write(ANA, grading(course, 40), "")
        own_server.stop()
        Clock().use(monkeypatch)
        with pytest.raises(EngineFailure, match="The gradebook could not be written") as said:
            writer.write(ANA, grading(course, 50), "stamp 50")
        with pytest.raises(EnvironmentProblem, match="could not be written"):
            writer.scores()
        own_server.start()
    assert run(course, 50) and seen(course) == Seen(50, 50, 50, 50)
    assert PASSWORD not in str(said.value) + repr(said.value.__context__) + caplog.text
