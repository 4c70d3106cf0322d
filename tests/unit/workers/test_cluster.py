"""panal.workers.cluster: what Dask may do to a submission. Its client is a fake, and so are its
workers.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

import panal.classroom
from panal.assignment import Assignment, HandedIn, Released, Submission
from panal.errors import EngineFailure, EnvironmentProblem, UsageError
from panal.results import StudentId
from panal.workers import cluster
from panal.workers.cluster import RemotePool, Setup, refuse_threads, refuse_versions
from panal.workers.pool import TWICE
from panal.workers.protocol import Done, Failed, Grade, Outcome
from tests.unit.workers.fakes import assignment

HW = assignment()


class Answer:
    """A future of Dask's that is ready."""

    def __init__(self, status: str, found: object = None) -> None:
        self.status = status
        self._found = found

    def result(self, timeout: float) -> object:
        if isinstance(self._found, Exception):
            raise self._found
        return self._found

    def release(self) -> None:
        """There is nothing to free."""

    def cancel(self, force: bool) -> None:
        """Nor to stop."""


class Ready:
    """`distributed.as_completed`: all that was handed in is ready at once."""

    def __init__(self, **_: object) -> None:
        self._futures: list[Answer] = []

    def add(self, future: Answer) -> None:
        self._futures.append(future)

    def __next__(self) -> Answer:
        return self._futures.pop(0)


class Client:
    """Answers as it is told.

    Args:
        answer: what becomes of a submission, given the student and how often he was sent before.
        threads: of each worker.
    """

    loop = None

    def __init__(self, answer: Callable[[str, int], Answer], threads: int = 1) -> None:
        self._answer = answer
        self._threads = threads
        self.sent: list[str] = []
        self.alone: list[bool] = []

    def nthreads(self) -> dict[str, int]:
        return {"tcp://worker": self._threads}

    def register_plugin(self, plugin: object, name: str) -> None:
        """They have it."""

    def submit(self, do: object, name: str, what: Grade, alone: bool, **_: object) -> Answer:
        student = what.submission.student
        before = self.sent.count(student)
        self.sent.append(student)
        self.alone.append(alone)
        return self._answer(student, before)

    def close(self, timeout: float) -> None:
        """It is gone."""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[[Client], list[Outcome]]:
    """Grades three students."""
    monkeypatch.setattr(cluster, "as_completed", Ready)
    monkeypatch.setattr(Setup, "of", classmethod(lambda cls, given: cls(given, {}, {})))

    def graded(client: Client, given: Assignment = HW) -> list[Outcome]:
        pool = RemotePool(lambda: cast(Any, client))
        handed_in = [Submission(StudentId(name), (HandedIn(b""),)) for name in ("a", "b", "c")]
        return list(pool.grade(given, handed_in))

    return graded


def right(student: str) -> Answer:
    return Answer("finished", Done(Outcome(StudentId(student))))


FAULTS = {
    "its answer is gone with its worker": lambda: Answer("lost"),
    "it is to be worked out again": lambda: Answer("pending"),
    "its answer can't be fetched": lambda: Answer("finished", OSError("gone")),
    "its answer takes too long": lambda: Answer("finished", TimeoutError()),
    "its worker was killed": lambda: Answer("error", RuntimeError("KilledWorker")),
    "its worker says so": lambda: Answer("finished", Failed(EngineFailure("Disk full."))),
    "its scheduler went away": lambda: Answer("cancelled"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_failed_is_graded_once_more(
    run: Callable[[Client], list[Outcome]], fault: str
) -> None:
    """At the end, on a worker of its own, and not a third time."""
    once = Client(lambda who, n: FAULTS[fault]() if (who, n) == ("b", 0) else right(who))
    outcomes = run(once)
    assert sorted(outcome.student for outcome in outcomes) == ["a", "b", "c"]
    assert not any(outcome.problem for outcome in outcomes)
    assert once.sent.count("b") == 2
    assert not once.alone[0] and once.alone[-1]
    always = Client(lambda who, n: FAULTS[fault]() if who == "b" else right(who))
    problems = {outcome.student: outcome.problem for outcome in run(always)}
    assert (problems["a"], problems["c"]) == ("", "")
    assert problems["b"].endswith(TWICE)
    assert always.sent.count("b") == 2


def test_who_can_not_grade_at_all_ends_the_run(run: Callable[[Client], list[Outcome]]) -> None:
    broken = Client(lambda who, n: Answer("finished", Failed(UsageError("A broken grader."))))
    with pytest.raises(UsageError, match="broken grader"):
        run(broken)


def test_a_worker_of_two_threads_is_refused(run: Callable[[Client], list[Outcome]]) -> None:
    """Before anything is sent to it."""
    client = Client(lambda who, n: right(who), threads=2)
    with pytest.raises(EnvironmentProblem, match=r"has 2 threads.*--nthreads 1"):
        run(client)
    assert client.sent == []
    refuse_threads({})
    refuse_threads({"tcp://a": 1, "tcp://b": 1})


def test_other_versions_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "installed", lambda: {"keras": "3", "numpy": "2"})
    refuse_versions("tcp://a", {"keras": "3", "numpy": "2"})
    with pytest.raises(EnvironmentProblem, match="keras 3 instead of 4, numpy 2 instead of none"):
        refuse_versions("tcp://a", {"keras": "4"})


def test_graders_travel_as_they_are(tmp_path: Path) -> None:
    """With those in folders below, and without what Python has cached."""
    for name in ("test_a.py", "data/x.csv", "__pycache__/test_a.pyc"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    given = Assignment("hw", (Released("hw", HW.notebooks[0].record),), {}, tmp_path, HW.sealing)
    assert Setup.of(given).graders == {"data/x.csv": b"data/x.csv", "test_a.py": b"test_a.py"}


def test_one_machine_needs_no_dask(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an extra: nothing of it is imported, and whoever asks for it is told what to install."""
    code = "import sys, panal.classroom, panal.single, panal.workers.worker; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"distributed", "dask"} & set(ran.stdout.split())
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "panal.workers.cluster")
    with pytest.raises(EnvironmentProblem, match=r"Install panal\[cluster\]"):
        panal.classroom._pool(HW, 1, "tcp://elsewhere:8786", panal.classroom.Progress())
