"""panal.workers.worker: what a worker answers. Its judge and its warm process are fakes."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, cast

import pytest

from panal.assignment import HandedIn, Submission
from panal.errors import EngineFailure, UsageError
from panal.results import StudentId
from panal.workers import worker
from panal.workers.pool import Pool
from tests.unit.workers.fakes import FakeServer, assignment

HW = assignment()


def answer(grader: Any, value: object) -> object:
    return value


def raises(grader: Any, error: Exception) -> None:
    raise error


def unpicklable(grader: Any) -> object:
    return lambda: None


@pytest.fixture
def warm() -> SimpleNamespace:
    return SimpleNamespace(alive=lambda: True)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, warm: SimpleNamespace) -> Iterator[FakeServer]:
    """Its workers are real but for what they grade with."""

    @contextmanager
    def opened(given: object, process: object) -> Iterator[object]:
        def grade(submission: object) -> tuple[object, object]:
            return "notebook", "result"

        yield SimpleNamespace(warm=process, assignment=given, grade=grade)

    monkeypatch.setattr(worker, "_open", opened)
    monkeypatch.setattr(worker, "graded", lambda *all_of_it: all_of_it[:2])
    found = FakeServer(lambda connection: worker.serve(connection, cast(Any, warm)))
    yield found
    found.close()


def test_a_function_is_called(server: FakeServer) -> None:
    """One after another, by the same worker."""
    with Pool(server) as pool:
        assert [pool.call(HW, answer, value) for value in (1, "two")] == [1, "two"]
    assert len(server.pidfds) == 1


def test_a_submission_is_graded(server: FakeServer) -> None:
    with Pool(server) as pool:
        [outcome] = pool.grade(HW, [Submission(StudentId("ana"), (HandedIn(b""),))])
    assert (outcome.student, outcome.graded) == ("ana", ("notebook", "result"))


def test_errors_keep_their_family(server: FakeServer, caplog: pytest.LogCaptureFixture) -> None:
    """A sentence of ours comes as it is; a mistake of ours is an engine failure, and is logged."""
    with Pool(server) as pool:
        with pytest.raises(UsageError) as usage:
            pool.call(HW, raises, UsageError("No.", "Do."))
        with pytest.raises(EngineFailure, match="KeyError: 'x'"):
            pool.call(HW, raises, KeyError("x"))
    assert str(usage.value) == "No. Do."
    assert "Traceback" in caplog.text


def test_what_can_not_be_sent_is_an_engine_failure(server: FakeServer) -> None:
    """Either way."""
    with Pool(server) as pool:
        with pytest.raises(EngineFailure, match="can't be sent"):
            pool.call(HW, unpicklable)


def test_the_end_of_the_warm_process_is_no_students_doing(
    server: FakeServer, warm: SimpleNamespace
) -> None:
    """All its kernels end with it: whatever came of the submission says nothing."""
    warm.alive = lambda: False
    with Pool(server) as pool:
        [(_, found)] = pool.attempt(HW, [Submission(StudentId("ana"), (HandedIn(b""),))])
    assert isinstance(found, EngineFailure)
    assert "warm process" in str(found)


def test_a_log_record_can_always_be_sent() -> None:
    """Whatever its arguments are."""
    sent: list[Any] = []
    handler = worker._Handler(sent.append)
    handler.emit(logging.LogRecord("x", logging.WARNING, "", 1, "%s", (lambda: None,), None))
    assert "function" in sent[0].getMessage()
    assert sent[0].args is None
