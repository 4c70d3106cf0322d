"""panal.dispatch: what a source is told when something fails, by lanes with workers of a few lines."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Self

import pytest

from panal import dispatch
from panal.assignment import Assignment, Submission
from panal.course.course import Course, open_course
from panal.dispatch import Dispatcher, Job, Opened
from panal.errors import EngineFailure, EnvironmentProblem, PanalError, UsageError
from panal.workers.protocol import Outcome
from tests.unit.course.test_gradebook import ANA, A, template

__all__ = ["template"]  # a fixture
pytestmark = [
    pytest.mark.filterwarnings(
        "ignore::DeprecationWarning:nbgrader", "ignore::DeprecationWarning:traitlets"
    ),
]


class Workers:
    """In place of a `panal.workers.pool.Pool`."""

    problem: PanalError | None = None
    """What grading raises."""

    def __init__(self, *_: object) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def call(self, assignment: Assignment, function: Callable[..., Any], *args: object) -> object:
        return True

    def grade(self, assignment: Assignment, submissions: Iterable[Submission]) -> Iterator[Outcome]:
        for each in submissions:
            if self.problem is not None:
                raise self.problem
            yield Outcome(each.student, problem="This stands for a graded one.")


class OneJob:
    """A source with one job, which remembers what it is told.

    Args:
        read: of the job.
    """

    def __init__(self, read: Callable[[Assignment], Submission]) -> None:
        self._jobs = [Job(A, read, "key")]
        self.told: list[object] = []
        self.over = threading.Event()

    def take(self, seconds: float) -> Job | None:
        return self._jobs.pop() if self._jobs else None

    def graded(self, job: Job, opened: Opened, outcome: Outcome) -> None:
        self.told.append(outcome)
        self.over.set()

    def put_off(self, job: Job, problem: PanalError) -> None:
        self.told.append((job.key, type(problem), str(problem)))
        self.over.set()

    def not_ready(self, name: str, problem: PanalError) -> None:
        self.told.append((name, type(problem), str(problem)))


@pytest.fixture
def course(template: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    monkeypatch.setattr(dispatch, "Pool", Workers)
    monkeypatch.setattr(dispatch, "PAUSE_SECONDS", 0.01)
    return open_course(template)


def handed_in(assignment: Assignment) -> Submission:
    return Submission(ANA, ())


def told(course: Course, read: Callable[[Assignment], Submission] = handed_in) -> list[object]:
    source = OneJob(read)
    with Dispatcher(course, source, (A,)):
        assert source.over.wait(30)
    return source.told


def test_a_job_is_read_and_graded(course: Course) -> None:
    [outcome] = told(course)
    assert isinstance(outcome, Outcome) and outcome.student == ANA


def test_what_can_not_be_read_is_a_failure_of_this_one_alone(
    course: Course, caplog: pytest.LogCaptureFixture
) -> None:
    def read(assignment: Assignment) -> Submission:
        raise RecursionError("too deep")

    assert told(course, read) == [("key", EngineFailure, "RecursionError: too deep.")]
    assert "A lane failed" in caplog.text


@pytest.mark.parametrize("problem", [UsageError("No Python."), EnvironmentProblem("No wall.")])
def test_what_stops_an_assignment_is_told_as_that(
    course: Course,
    problem: PanalError,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """To the source, and to nobody else."""
    monkeypatch.setattr(Workers, "problem", problem)
    assert told(course) == [("key", type(problem), str(problem))]
    assert not caplog.text


def test_what_is_done_once_for_all_fails_for_all(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def demo_outputs(*_: object) -> None:
        raise EngineFailure("The demonstration hung.")

    monkeypatch.setattr(dispatch, "demo_outputs", demo_outputs)
    before, after = told(course)
    assert before == (A, EngineFailure, "The demonstration hung."), "when workers were made ready"
    assert after == ("key", EnvironmentProblem, "The demonstration hung.")
