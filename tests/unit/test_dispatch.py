"""Lanes with a source and workers that only say what they were asked; real ones are in tests/end_to_end/."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from panal import dispatch
from panal.assignment import Assignment, Submission
from panal.config import Limits, Sealing
from panal.dispatch import DOWN, Assignments, Dispatcher, Job, Opened
from panal.errors import EngineFailure, EnvironmentProblem, PanalError, UsageError
from panal.results import StudentId
from panal.workers.protocol import Outcome

WAIT_SECONDS = 30


class Source:
    """Hands out what is put into `waiting`, and keeps what it is told."""

    def __init__(self) -> None:
        self.waiting: queue.Queue[Job] = queue.Queue()
        self.told: queue.Queue[tuple[str, object]] = queue.Queue()

    def take(self, seconds: float) -> Job | None:
        try:
            return self.waiting.get(timeout=0.01)
        except queue.Empty:
            return None

    def graded(self, job: Job, opened: Opened, outcome: Outcome) -> None:
        self.told.put(("graded", outcome))

    def not_ready(self, name: str, problem: PanalError) -> None:
        self.told.put(("not ready", name))

    def put_off(self, job: Job, problem: PanalError) -> None:
        self.told.put(("put off", problem))


class Workers:
    """Workers of one machine that find nothing out."""

    asked: ClassVar[list[str]] = []

    def __init__(self, server: object) -> None: ...

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None: ...

    def call(self, assignment: Assignment, function: object) -> None: ...

    def grade(self, assignment: Assignment, submissions: list[Submission]) -> Iterator[Outcome]:
        for each in submissions:
            self.asked.append(each.student)
            if each.student == "unlucky":
                yield Outcome(each.student, problem="A worker ended.")
            else:
                yield Outcome(each.student)


class Two:
    """One assignment that can be graded, and one that can't."""

    def __init__(self, course: object, isolation: str) -> None: ...

    def opened(self, name: str, pool: object) -> Opened:
        if name == "broken":
            raise UsageError("A grader can't be imported.", "Correct it.")
        if name == "hung":
            raise EngineFailure("The demonstration hung.")
        assignment: Any = SimpleNamespace(name=name, sealing=Sealing(Limits(), ()))
        return Opened(assignment, "stamp")


@pytest.fixture(autouse=True)
def no_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "Pool", Workers)
    monkeypatch.setattr(dispatch, "SharedForkServer", lambda sealing: None)
    monkeypatch.setattr(dispatch, "Assignments", Two)
    monkeypatch.setattr(Dispatcher, "_warm_up", lambda *_: None)
    monkeypatch.setattr(dispatch, "PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(Workers, "asked", [])


def job(student: str, assignment: str = "hw") -> Job:
    return Job(assignment, lambda _: Submission(StudentId(student), ()))


def dispatcher(source: Source, *names: str) -> Dispatcher:
    course: Any = None
    return Dispatcher(course, source, names)


def test_what_comes_is_graded_and_told() -> None:
    source = Source()
    with dispatcher(source, "hw"):
        for student in ("ana", "unlucky"):
            source.waiting.put(job(student))
        found = [source.told.get(timeout=WAIT_SECONDS) for _ in range(2)]
    assert [(kind, each.student, each.problem) for kind, each in found] == [
        ("graded", "ana", ""),
        ("graded", "unlucky", "A worker ended."),
    ]


def test_an_assignment_that_can_not_be_graded_stops_no_other() -> None:
    source = Source()
    with dispatcher(source, "broken", "hw"):
        source.waiting.put(job("ana", "broken"))
        source.waiting.put(job("bruno"))
        found = [source.told.get(timeout=WAIT_SECONDS) for _ in range(4)]
    # The lane begins anew after it, and so finds it not ready once more.
    assert [kind for kind, _ in found] == ["not ready", "put off", "not ready", "graded"]
    assert Workers.asked == ["bruno"]


def test_a_mistake_of_ours_ends_no_lane() -> None:
    """Whatever reading a submission raises, it is taken back, and the next one is graded."""
    source = Source()

    def read(_: Assignment) -> Submission:
        raise ZeroDivisionError("ours")

    with dispatcher(source, "hw"):
        source.waiting.put(Job("hw", read))
        source.waiting.put(job("bruno"))
        found = [source.told.get(timeout=WAIT_SECONDS) for _ in range(2)]
    assert [kind for kind, _ in found] == ["put off", "graded"]
    problem = found[0][1]
    assert isinstance(problem, EngineFailure), "it concerns this submission alone"
    assert str(problem) == "ZeroDivisionError: ours."


def test_what_is_done_once_for_all_submissions_fails_for_all() -> None:
    source = Source()
    with dispatcher(source):
        source.waiting.put(job("ana", "hung"))
        kind, problem = source.told.get(timeout=WAIT_SECONDS)
    assert kind == "put off" and isinstance(problem, EnvironmentProblem)
    assert str(problem) == "The demonstration hung."


def test_what_was_given_up_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """When it ends, a worker may be gone in the middle of a submission: the next start grades it."""
    began, go_on = threading.Event(), threading.Event()

    def grade(self: Workers, _: Assignment, submissions: list[Submission]) -> Iterator[Outcome]:
        began.set()
        assert go_on.wait(WAIT_SECONDS)
        yield Outcome(submissions[0].student, problem=str(EngineFailure("The worker ended.")))

    monkeypatch.setattr(Workers, "grade", grade)
    source = Source()
    with dispatcher(source, "hw") as running:
        source.waiting.put(job("ana"))
        assert began.wait(WAIT_SECONDS)
        threading.Timer(0.1, go_on.set).start()
    assert source.told.empty()
    assert not any(lane.is_alive() for lane in running._lanes)


class Opening:
    """Stands in for what opens an assignment: it reads the grader, and counts."""

    def __init__(self, grader: Path) -> None:
        self.grader = grader
        self.rendered = 0

    def open(self, *_: Any) -> Any:
        text = self.grader.read_text()
        return SimpleNamespace(text=text, with_demos=lambda demos: SimpleNamespace(text=text))

    def demos(self, *_: Any) -> dict[str, Any]:
        self.rendered += 1
        return {}


@pytest.fixture
def opening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opening:
    grader = tmp_path / "test_area.py"
    grader.write_text("first")
    found = Opening(grader)
    monkeypatch.setattr(dispatch, "open_assignment", found.open)
    monkeypatch.setattr(dispatch, "stamp_of", lambda assignment: assignment.text)
    monkeypatch.setattr(dispatch, "demo_outputs", found.demos)
    return found


def test_an_edited_grader_holds_from_the_next_submission_on(opening: Opening) -> None:
    course: Any = None
    assignments = Assignments(course)
    first = assignments.opened("areas", lambda _: Any)
    assert assignments.opened("areas", lambda _: Any) is first, "its worker keeps the judge open"
    opening.grader.write_text("other")
    assert assignments.opened("areas", lambda _: Any).stamp == "other"
    assert opening.rendered == 2


def test_what_can_not_be_opened_is_not_remembered(opening: Opening) -> None:
    course: Any = None
    assignments = Assignments(course)
    opening.grader.unlink()
    for _ in range(2):
        with pytest.raises(FileNotFoundError):
            assignments.assignment("areas")
    opening.grader.write_text("mended")
    assert assignments.assignment("areas").text == "mended"  # type: ignore[attr-defined]


def test_a_lane_that_fails_again_and_again_counts_for_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Once or twice is nothing: a broken grader ends a lane, too. One success makes it whole."""
    monkeypatch.setattr(dispatch, "PAUSE_SECONDS", 0)
    rounds = 0
    go_on = threading.Semaphore(0)
    reached = threading.Semaphore(0)

    def grade(dispatcher: Dispatcher, pools: Any) -> None:
        nonlocal rounds
        rounds += 1
        reached.release()
        go_on.acquire()
        raise EnvironmentProblem("No kernel can be started.") if rounds % 2 else ValueError("x")

    monkeypatch.setattr(Dispatcher, "_grade", grade)
    source: Any = None
    course: Any = None
    monkeypatch.setattr(dispatch, "Assignments", lambda course, isolation: None)
    with Dispatcher(course, source, ()) as dispatcher:
        for _ in range(DOWN):
            reached.acquire()
            assert dispatcher.lanes == 1
            go_on.release()
        reached.acquire()
        assert dispatcher.lanes == 0
        dispatcher._failed.clear()
        assert dispatcher.lanes == 1
        dispatcher._ending.set()
        go_on.release()
        while dispatcher._lanes[0].is_alive():
            time.sleep(0.01)
        assert dispatcher.lanes == 0
