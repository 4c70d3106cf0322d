"""panal.workers.pool: submissions go out, outcomes come back, and whatever happens to a worker
costs nobody else anything. The workers are fakes: what they do is the student's name.
"""

from __future__ import annotations

import errno
import logging
import os
import signal
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, wait
from pathlib import Path

import pytest

from panal.assignment import HandedIn, Submission
from panal.errors import EngineFailure, UsageError
from panal.results import StudentId
from panal.workers import pool as pools
from panal.workers.pool import Pool, WorkerFailed
from panal.workers.protocol import Done, Failed, Grade, Outcome, Ready
from tests.unit.workers.fakes import FakeServer, assignment

FAULTS: dict[str, Callable[[Connection], None]] = {
    "dies": lambda connection: os.kill(os.getpid(), signal.SIGKILL),
    "leaves": lambda connection: os._exit(0),
    "is stopped": lambda connection: os.kill(os.getpid(), signal.SIGSTOP),
    "never ends": lambda connection: signal.pause(),
    "answers garbage": lambda connection: connection.send_bytes(b"garbage"),
    "answers what nobody asked": lambda connection: connection.send("?"),
    "hangs in its answer": lambda connection: (os.write(connection.fileno(), b"\0\0\1\0half"), signal.pause()),
    "fails": lambda connection: connection.send(Failed(EngineFailure("Disk full."))),
}  # fmt: skip


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeServer]:
    """Its workers write down whom they grade; `<fault>` befalls them always, `<fault> once` the
    first time.
    """
    for name in ("LOOK_SECONDS", "STOPPED_SECONDS"):
        monkeypatch.setattr(pools, name, 0.1)
    monkeypatch.setattr(pools, "SILENT_SECONDS", 1)

    def work(connection: Connection) -> None:
        connection.send(Ready(os.getpid()))
        while True:
            what = connection.recv().what
            assert isinstance(what, Grade)
            student = what.submission.student
            first = not (tmp_path / student).exists()
            with (tmp_path / student).open("a") as file:
                file.write("graded\n")
            if student in FAULTS or (first and student.removesuffix(" once") in FAULTS):
                FAULTS[student.removesuffix(" once")](connection)
            elif student == "unfit":
                connection.send(Failed(UsageError("There is no grader.")))
            elif student == "warns":
                connection.send(
                    logging.LogRecord("panal.x", logging.WARNING, "", 1, "strange", None, None)
                )
            connection.send(Done(Outcome(student)))

    found = FakeServer(work)
    yield found
    found.close()


def submissions(*names: str) -> list[Submission]:
    return [Submission(StudentId(name), (HandedIn(b""),)) for name in names]


def times(folder: Path, student: str) -> int:
    """How often a student was graded."""
    return len((folder / student).read_text().splitlines())


QUICK = assignment(submission_wall_seconds=0.5)


def test_everybody_is_graded_once(server: FakeServer, tmp_path: Path) -> None:
    names = [f"s{number}" for number in range(9)]
    with Pool(server, 3) as pool:
        outcomes = list(pool.grade(QUICK, submissions(*names)))
    assert sorted(outcome.student for outcome in outcomes) == names
    assert all(times(tmp_path, name) == 1 for name in names)
    assert len(server.pidfds) == 3


def test_a_submission_is_read_when_a_worker_can_take_it(server: FakeServer) -> None:
    """However many there are: two are with the workers, and one more for each that came back."""
    read = 0

    def endless() -> Iterator[Submission]:
        nonlocal read
        while True:
            read += 1
            yield from submissions(f"s{read}")

    with Pool(server, 2) as pool:
        outcomes = pool.grade(QUICK, endless())
        for number in range(1, 20):
            next(outcomes)
            assert read <= number + 3


@pytest.mark.parametrize("fault", FAULTS)
def test_what_failed_once_is_graded_by_itself(
    server: FakeServer, tmp_path: Path, fault: str
) -> None:
    """On a new worker, while no other works; and everybody else is graded as if nothing had been."""
    with Pool(server, 2) as pool:
        outcomes = list(pool.grade(QUICK, submissions("a", f"{fault} once", "b", "c")))
    assert {outcome.student: outcome.problem for outcome in outcomes} == {
        "a": "", "b": "", "c": "", f"{fault} once": "",
    }  # fmt: skip
    assert outcomes[-1].student == f"{fault} once"
    assert server.at_work[-1] == 0


@pytest.mark.parametrize("fault", FAULTS)
def test_what_fails_twice_is_not_graded(server: FakeServer, tmp_path: Path, fault: str) -> None:
    """Not a third time; and it is said why."""
    with Pool(server, 2) as pool:
        outcomes = list(pool.grade(QUICK, submissions("a", fault, "b")))
    problems = {outcome.student: outcome.problem for outcome in outcomes}
    assert (problems["a"], problems["b"]) == ("", "")
    assert problems[fault].endswith(pools.TWICE)
    assert times(tmp_path, fault) == 2


@pytest.mark.parametrize("where", ["connect", "bound"])
def test_a_machine_without_room_for_a_worker_grades_nobody(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Each student is named; the class does not end with an error of Linux's."""

    def full(*_: object) -> Connection:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(*((server, "connect") if where == "connect" else (pools, "_bound")), full)
    with Pool(server) as pool:
        found = list(pool.grade(assignment(), submissions("ana", "beto")))
    assert [outcome.student for outcome in found] == ["ana", "beto"]
    assert all("Too many open files" in outcome.problem for outcome in found)


def test_whoever_can_not_grade_at_all_says_so_at_once(server: FakeServer) -> None:
    with Pool(server, 2) as pool, pytest.raises(UsageError, match="no grader"):
        list(pool.grade(QUICK, submissions("unfit", "a", "b")))


def test_ctrl_c_ends_all_workers(server: FakeServer) -> None:
    with pytest.raises(KeyboardInterrupt), Pool(server, 2) as pool:
        for _ in pool.grade(QUICK, submissions("a", "never ends", "b")):
            raise KeyboardInterrupt
    for pidfd in server.pidfds:  # one that was not there yet ends by itself
        assert wait([pidfd], 60)


def test_warnings_of_workers_are_warnings_of_ours(
    server: FakeServer, caplog: pytest.LogCaptureFixture
) -> None:
    with Pool(server) as pool:
        list(pool.grade(QUICK, submissions("warns")))
    assert "strange" in caplog.text


@pytest.mark.parametrize("stops", [True, False])
def test_a_fork_server_that_does_not_answer_is_given_up(
    monkeypatch: pytest.MonkeyPatch, stops: bool
) -> None:
    """Whether it was stopped or takes too long."""
    monkeypatch.setattr(pools, "LOOK_SECONDS", 0.1)
    monkeypatch.setattr(pools, "STOPPED_SECONDS" if stops else "START_SECONDS", 0.1)
    server = FakeServer(lambda connection: os.kill(os.getpid(), signal.SIGSTOP))
    with Pool(server) as pool:
        found = pool.attempt(QUICK, submissions("a"))
        if stops:
            server.pid = _stopped()
        [(_, failure)] = found
    if server.pid is not None:
        os.kill(server.pid, signal.SIGKILL)
        os.waitpid(server.pid, 0)
    server.close()
    assert isinstance(failure, WorkerFailed)
    assert server.discarded == 1


def _stopped() -> int:
    pid = os.fork()
    if pid == 0:
        os.kill(os.getpid(), signal.SIGSTOP)
        os._exit(0)
    return pid
