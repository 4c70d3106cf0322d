"""The queue, what counts, and what happens when something can't be written: the desk with a real store,
and with neither kernels nor a gradebook.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from panal.config import Serve
from panal.course.database import Away, CannotWrite
from panal.dispatch import Job, Opened
from panal.errors import EnvironmentProblem, UsageError
from panal.results import StudentId
from panal.serve import desk as module
from panal.serve.desk import Desk
from panal.serve.store import Attempt, State, Store
from panal.workers.protocol import Outcome

ANA, BRUNO, CARLA = map(StudentId, ("ana", "bruno", "carla"))


@dataclass
class Gradebook:
    """What stands in place of `panal.course.gradebook.Book`."""

    points: dict[StudentId, float] = field(default_factory=dict)
    problem: Exception | None = None

    def __call__(self, *_: Any) -> Gradebook:
        if isinstance(self.problem, UsageError | EnvironmentProblem):
            raise self.problem
        return self

    def __enter__(self) -> Gradebook:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def penalty(self, student: StudentId, points: float, late: float) -> float:
        return 1.0 if late else 0.0

    def write(self, student: StudentId, graded: Any, stamp: str) -> None:
        if self.problem is not None:
            raise self.problem
        self.points[student] = graded.result.points


class Place:
    """A desk in a course of its own, and short words for what tests do with it."""

    def __init__(self, root: Path, counts: str, cool_off: tuple[float, ...]) -> None:
        self.root = root
        self.told: list[int | None] = []
        self.due: datetime | None = None
        self.store = Store(root / "serve" / "panal.db")
        serving = Serve(counts=counts, cool_off=list(cool_off)).serving()
        course: Any = SimpleNamespace(
            root=root,
            path=lambda step, student, name: root / step / student / name,
            shows="points",
            timezone="UTC",
        )
        intake: Any = SimpleNamespace(
            folder=root / "serve" / "attempts",
            due=lambda name: SimpleNamespace(of=lambda student: self.due),
            people=SimpleNamespace(get=dict),
        )
        self.desk = Desk(course, self.store, serving, intake, self.told.append)

    def hand_in(self, student: StudentId, assignment: str = "areas", digest: str = "") -> Attempt:
        number = len(self.store.of_student(assignment, student)) + 1
        folder = f"{assignment}-{student}-{number}"
        place = self.root / "serve" / "attempts" / folder / "submitted"
        place.mkdir(parents=True)
        (place / "areas.ipynb").write_text(folder)
        return self.store.add_attempt(
            *(assignment, student, folder, ["areas.ipynb"], digest or folder, time.time()),
            late=False,
            most_waiting=5,
        )

    def queue(self) -> list[tuple[StudentId, int]]:
        return [(each.student, each.number) for each, _ in self.desk.queue()]

    def take(self) -> Job:
        job = self.desk.take(0)
        assert job is not None
        return job

    def graded(self, job: Job, points: float | None) -> Attempt:
        """What came of it; None if something of ours failed."""
        attempt = job.key
        assert isinstance(attempt, Attempt)
        result = SimpleNamespace(
            points=points, max_points=10.0, verdicts=(), to_json=lambda: {"points": points}
        )
        page = SimpleNamespace(name="areas", marks={"area": points}, fragment=None)
        done: Any = SimpleNamespace(result=result, notebooks=(page,))
        outcome = Outcome(attempt.student, None if points is None else done, "It failed twice.")
        assignment: Any = SimpleNamespace(name=attempt.assignment)
        self.desk.graded(job, Opened(assignment, "stamp"), outcome)
        return self.of(attempt)

    def of(self, attempt: Attempt) -> Attempt:
        [found] = self.store.attempts("id = ?", attempt.id)
        return found

    def grade(self, student: StudentId, points: float) -> Attempt:
        self.hand_in(student)
        return self.graded(self.take(), points)


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., Place]]:
    made: list[Place] = []

    def one(counts: str = "last", cool_off: tuple[float, ...] = (0.0,)) -> Place:
        made.append(Place(tmp_path, counts, cool_off))
        return made[-1]

    yield one
    for each in made:
        with closing(each.store):
            pass


@pytest.fixture
def gradebook(monkeypatch: pytest.MonkeyPatch) -> Gradebook:
    found = Gradebook()
    monkeypatch.setattr(module, "Book", found)
    monkeypatch.setattr(module, "render", lambda *_: "a page")
    return found


@pytest.fixture
def place(make: Callable[..., Place], gradebook: Gradebook) -> Place:
    return make()


# The queue.


def test_the_newest_of_a_student_comes_first_and_older_ones_after_everybody(place: Place) -> None:
    for student in (ANA, ANA, BRUNO, CARLA, BRUNO):
        place.hand_in(student)
    assert place.queue() == [(ANA, 2), (CARLA, 1), (BRUNO, 2), (ANA, 1), (BRUNO, 1)]


def test_whoever_had_fewest_graded_lately_comes_first(place: Place) -> None:
    for _ in range(2):
        place.grade(ANA, 1)
    place.grade(BRUNO, 1)
    for student in (ANA, BRUNO, CARLA):
        place.hand_in(student)
    assert place.queue() == [(CARLA, 1), (BRUNO, 2), (ANA, 3)]


def test_what_was_graded_long_ago_does_not_count(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.grade(ANA, 1)
    monkeypatch.setattr(module, "FAIR_SECONDS", -1.0)
    place.hand_in(ANA)
    place.hand_in(BRUNO)
    assert place.queue() == [(ANA, 2), (BRUNO, 1)]


def test_one_of_a_student_is_graded_at_a_time(place: Place) -> None:
    for student in (ANA, ANA, BRUNO):
        place.hand_in(student)
    first, second = place.take(), place.take()
    assert [each.student for each in place.desk.running] == [ANA, BRUNO]
    assert place.desk.take(0) is None, "the other one of ana's waits"
    place.graded(second, 1)
    assert place.desk.take(0) is None
    place.graded(first, 1)
    assert place.take().key.student == ANA  # type: ignore[attr-defined]


def test_places_are_those_of_the_queue(make: Callable[..., Place], gradebook: Gradebook) -> None:
    place = make(cool_off=(5.0,))
    place.grade(ANA, 1)
    later, first, second = place.hand_in(ANA), place.hand_in(BRUNO), place.hand_in(CARLA)
    place.desk.came()
    places = place.desk.places()
    assert [places[each.id][0] for each in (first, second, later)] == [0, 1, 2]
    assert places[first.id][1] == places[second.id][1] == 0
    began = place.store.of_student("areas", ANA)[0].began
    assert began is not None and places[later.id][1] == pytest.approx(began + 300)


def test_who_cools_off_holds_nobody_up(make: Callable[..., Place], gradebook: Gradebook) -> None:
    place = make(cool_off=(5.0,))
    place.grade(ANA, 1)
    place.hand_in(ANA)
    assert place.desk.take(0) is None
    place.hand_in(BRUNO)
    assert place.take().key.student == BRUNO  # type: ignore[attr-defined]
    assert place.desk.next_possible("areas", ANA) > time.time()
    assert place.desk.next_possible("areas", CARLA) == 0
    assert place.desk.next_possible("other", ANA) == 0


def test_what_ran_when_the_server_died_is_graded_first_and_costs_no_time(
    make: Callable[..., Place], gradebook: Gradebook
) -> None:
    place = make(cool_off=(60.0,))
    place.hand_in(ANA)
    place.take()
    [before] = place.store.attempts("began IS NOT NULL")
    again = make(cool_off=(60.0,))
    again.desk.begin()
    job = again.take()
    assert isinstance(job.key, Attempt) and job.key.id == before.id
    assert again.of(job.key).began == before.began


def test_more_than_five_do_not_wait(place: Place) -> None:
    made = [place.hand_in(ANA) for _ in range(7)]
    assert [place.of(each).state for each in made] == [State.ASIDE] * 2 + [State.WAITING] * 5
    assert place.queue() == [(ANA, number) for number in (7, 6, 5, 4, 3)]


def test_nothing_is_graded_while_it_is_paused(place: Place) -> None:
    place.hand_in(ANA)
    place.desk.pause(on=True)
    assert place.desk.paused and place.desk.take(0) is None
    place.desk.pause(on=False)
    assert place.desk.take(0) is not None


def test_whoever_listens_for_an_attempt_is_told_of_it(place: Place) -> None:
    attempt = place.grade(ANA, 1)
    assert attempt.id in place.told
    place.desk.came()
    assert place.told[-1] is None


# What counts.


@pytest.mark.parametrize(("counts", "stands"), [("last", 4.0), ("best", 7.0)])
def test_what_counts_stands_in_the_gradebook(
    make: Callable[..., Place], gradebook: Gradebook, counts: str, stands: float
) -> None:
    place = make(counts)
    attempts = [place.grade(ANA, points) for points in (2.0, 7.0, 4.0)]
    assert gradebook.points == {ANA: stands}
    counting = place.store.counting("areas", ANA)
    assert [each.points for each in attempts if each.id == counting] == [stands]
    handed_in = (place.root / "submitted" / "ana" / "areas" / "areas.ipynb").read_text()
    assert handed_in == next(each.folder for each in attempts if each.id == counting)


def test_an_older_one_that_is_graded_later_does_not_count(
    place: Place, gradebook: Gradebook
) -> None:
    place.hand_in(ANA)
    second = place.hand_in(ANA)
    place.graded(place.take(), 3)
    place.graded(place.take(), 9)
    assert gradebook.points == {ANA: 3}
    assert place.store.counting("areas", ANA) == second.id


def test_of_two_that_are_equally_good_the_later_one_counts(
    make: Callable[..., Place], gradebook: Gradebook
) -> None:
    place = make("best")
    place.grade(ANA, 5)
    second = place.grade(ANA, 5)
    assert place.store.counting("areas", ANA) == second.id


def test_the_best_one_gets_worse_when_it_is_graded_again(
    make: Callable[..., Place], gradebook: Gradebook
) -> None:
    """A grader was mended: then another attempt is the best, and its files and points stand."""
    place = make("best")
    second_best, best = place.grade(ANA, 6), place.grade(ANA, 8)
    assert place.desk.regrade("areas") == 2
    points = {best.id: 1.0, second_best.id: 6.0}
    while (job := place.desk.take(0)) is not None:
        assert isinstance(job.key, Attempt)
        place.graded(job, points[job.key.id])
    assert gradebook.points == {ANA: 6.0}
    assert place.store.counting("areas", ANA) == second_best.id


def test_a_sudden_end_leaves_no_other_attempt_in_the_gradebook(
    make: Callable[..., Place], gradebook: Gradebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends when one is about to be done that no longer counts: what counts is queued already."""
    place = make("best")
    second_best, best = place.grade(ANA, 6), place.grade(ANA, 8)
    place.store.change(best.id, state=State.WAITING)
    change = place.store.change

    def end(attempt: int, **values: Any) -> None:
        if values.get("state") is State.DONE:
            raise SystemExit
        change(attempt, **values)

    monkeypatch.setattr(place.store, "change", end)
    with pytest.raises(SystemExit):
        place.graded(place.take(), 1)
    states = [place.of(each).state for each in (second_best, best)]
    assert states == [State.WAITING, State.WAITING]


def test_what_came_some_other_way_is_kept(place: Place) -> None:
    there = place.root / "submitted" / "ana" / "areas"
    there.mkdir(parents=True)
    (there / "areas.ipynb").write_text("by nbgrader's exchange")
    attempt = place.grade(ANA, 1)
    kept = place.root / "serve" / "before" / attempt.folder / "areas.ipynb"
    assert kept.read_text() == "by nbgrader's exchange"
    assert (there / "areas.ipynb").read_text() == attempt.folder


# What a teacher asks for.


def test_a_teacher_grades_again_what_counts_and_what_failed(place: Place) -> None:
    first, second = place.grade(ANA, 1), place.grade(ANA, 2)
    place.hand_in(BRUNO)
    failed = place.graded(place.take(), None)
    assert (failed.state, failed.problem) == (State.FAILED, "It failed twice.")
    assert place.desk.regrade("areas", BRUNO) == 1
    assert place.desk.regrade("areas", ANA) == 1
    states = [place.of(each).state for each in (first, second, failed)]
    assert states == [State.DONE, State.WAITING, State.WAITING]
    assert place.desk.regrade("other") == 0


def test_what_runs_when_a_teacher_grades_again_is_graded_once_more(place: Place) -> None:
    """By which grader it began, nobody knows."""
    attempt = place.hand_in(ANA)
    job = place.take()
    assert place.desk.regrade("areas") == 1
    place.graded(job, 5.0)
    assert place.of(attempt).state is State.WAITING
    assert place.graded(place.take(), 2.0).points == 2.0
    assert place.of(attempt).state is State.DONE


def test_what_is_new_comes_before_what_is_graded_again(place: Place) -> None:
    place.hand_in(ANA)
    place.graded(place.take(), 5.0)
    place.hand_in(CARLA)
    place.graded(place.take(), 5.0)
    place.desk.regrade("areas")
    place.hand_in(BRUNO)
    assert place.queue()[0] == (BRUNO, 1)


# What was graded, and what has changed since.


def test_another_due_date_is_another_penalty(place: Place) -> None:
    """Also an extension, long after the attempt; whoever was in time is left alone."""
    early = place.hand_in(BRUNO)
    place.graded(place.take(), 5.0)
    place.due = datetime.now(UTC)
    attempt = place.hand_in(ANA)
    assert place.graded(place.take(), 5.0).score == 4.0
    place.desk.agree()
    assert not place.queue()
    place.due += timedelta(days=1)
    place.desk.agree()
    assert place.queue() == [(ANA, 1)]
    place.graded(place.take(), 5.0)
    found = place.of(attempt)
    assert (found.score, found.late) == (5.0, False)
    place.desk.agree()
    assert not place.queue() and place.of(early).due is None


def test_what_counts_may_be_another_one_after_a_start(
    make: Callable[..., Place], gradebook: Gradebook
) -> None:
    first = make("last")
    for points in (7.0, 4.0):
        first.hand_in(ANA)
        first.graded(first.take(), points)
    assert gradebook.points[ANA] == 4.0
    place = make("best")
    place.graded(place.take(), 7.0)
    assert gradebook.points[ANA] == 7.0
    place.desk.agree()
    assert not place.queue()


def test_what_failed_by_our_fault_keeps_its_place(place: Place, gradebook: Gradebook) -> None:
    """Else an older attempt would stand in the gradebook until somebody mends what failed."""
    for points in (2.0, 7.0):
        place.hand_in(ANA)
        place.graded(place.take(), points)
    place.desk.regrade("areas")
    place.graded(place.take(), None)
    place.desk.agree()
    assert not place.queue() and gradebook.points[ANA] == 7.0


def test_what_panal_grade_has_graded_since_is_told(place: Place) -> None:
    """By another grader, beside the server: the page and the gradebook must say the same."""
    place.hand_in(ANA)
    place.graded(place.take(), 5.0)
    results = place.root / "autograded" / ANA / "areas" / "results.json"
    results.parent.mkdir(parents=True)
    for stamp, waits in (("stamp", []), ("another", [(ANA, 1)])):
        results.write_text(json.dumps({"stamp": stamp}))
        place.desk.agree()
        assert place.queue() == waits


def test_what_failed_is_graded_at_the_next_start(place: Place) -> None:
    place.hand_in(ANA)
    place.graded(place.take(), None)
    assert place.desk.take(0) is None
    place.desk.begin()
    assert place.graded(place.take(), 3).state is State.DONE


def test_what_failed_delays_no_other_attempt(
    make: Callable[..., Place], gradebook: Gradebook
) -> None:
    place = make(cool_off=(60.0,))
    place.hand_in(ANA)
    place.graded(place.take(), None)
    place.hand_in(ANA)
    assert place.desk.take(0) is not None


# When something can't be written.

AT_WORK = EnvironmentProblem("areas is being graded already.")
LOCKED = Away("The gradebook could not be written: database is locked.")
FULL = CannotWrite("The gradebook could not be written: disk is full.")
UNKNOWN = UsageError("The gradebook has no notebook 'areas'.")
NO_SPACE = OSError(28, "No space left on device")


@pytest.mark.parametrize("problem", [AT_WORK, LOCKED, FULL, UNKNOWN, NO_SPACE], ids=repr)
def test_it_is_put_off_until_it_can_be_written(
    place: Place, gradebook: Gradebook, problem: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.hand_in(ANA)
    place.hand_in(BRUNO, "other")
    gradebook.problem = problem
    attempt = place.graded(place.take(), 3)
    assert attempt.state is State.WAITING and attempt.points is None
    assert str(problem) in place.desk.blocked["areas"]
    assert place.desk.running == []
    assert place.take().key.student == BRUNO, "only that assignment is blocked"  # type: ignore[attr-defined]
    assert place.desk.take(0) is None
    gradebook.problem = None
    monkeypatch.setattr(module.time, "monotonic", lambda: time.perf_counter() + 10**9)
    assert place.graded(place.take(), 3).state is State.DONE
    assert place.desk.blocked == {}


def test_one_that_can_never_be_written_holds_nobody_up(
    place: Place, gradebook: Gradebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BLOCKED_SECONDS", 0.0)
    place.hand_in(ANA)
    place.hand_in(BRUNO)
    gradebook.problem = NO_SPACE
    place.graded(place.take(), 1)
    gradebook.problem = None
    assert place.graded(place.take(), 2).student == BRUNO
    assert place.graded(place.take(), 1).student == ANA


def test_what_fails_on_one_attempt_alone_stops_no_other(place: Place, gradebook: Gradebook) -> None:
    place.hand_in(ANA)
    place.hand_in(BRUNO)
    gradebook.problem = ValueError("a page that can't be made")
    assert place.graded(place.take(), 1).state is State.FAILED
    gradebook.problem = None
    assert place.desk.blocked == {}
    assert place.graded(place.take(), 1).state is State.DONE


def test_a_store_that_is_full_loses_nothing(
    place: Place, gradebook: Gradebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even that an attempt is being graded can be noted then, nor that something failed."""
    attempt = place.hand_in(ANA)

    def full(*_: object, **__: object) -> None:
        raise EnvironmentProblem("serve/panal.db can't be used: database or disk is full.")

    with monkeypatch.context() as during:
        during.setattr(place.store, "change", full)
        with pytest.raises(EnvironmentProblem):
            place.desk.take(0)
        assert place.desk.running == []
    job = place.take()
    with monkeypatch.context() as during:
        during.setattr(place.store, "change", full)
        for points in (3, None):
            place.graded(job, points)
            assert place.desk.running == []
    assert place.of(attempt).state is State.WAITING
    place.desk.regrade("areas")  # it is no longer blocked
    assert place.graded(place.take(), 3).points == 3
