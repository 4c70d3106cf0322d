"""panal.watching: who is graded next, and when, on a real course with a clock of ours and gradings that
nobody made.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook

from panal import outputs
from panal.classroom import Row
from panal.course.course import Course, open_assignment, open_course
from panal.course.exchange import Exchange
from panal.course.graded import Graded, graded_notebook
from panal.course.stamp import stamp_of
from panal.dispatch import Job, Opened
from panal.errors import EngineFailure, EnvironmentProblem, UsageError
from panal.provenance import notebook_digest
from panal.results import Check, Ending, GradeId, Result, StudentId, Verdict
from panal.watching import (
    BLOCKED_SECONDS,
    BROKEN_SECONDS,
    CHANGING_SECONDS,
    LOOK_SECONDS,
    MOST_COLLECTED,
    STILL_SECONDS,
    Arrivals,
    Arrived,
    Told,
    watch,
)
from panal.workers.protocol import Outcome
from tests.unit.course.test_gradebook import ANA, A, template

__all__ = ["template"]  # a fixture
pytestmark = [
    pytest.mark.filterwarnings(
        "ignore::DeprecationWarning:nbgrader", "ignore::DeprecationWarning:traitlets"
    ),
    pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning"),
]
BOB = StudentId("bob")


@pytest.fixture
def course(template: Path, tmp_path: Path) -> Course:
    shutil.copytree(template, tmp_path / "course")
    made = open_course(tmp_path / "course")
    (made.graders / A / "test_one.py").write_text("")
    return made


class Given(Exchange):
    """An exchange to which nothing comes, and which remembers to whom feedback was given back."""

    def __init__(self, course: Course) -> None:
        super().__init__(course, A)
        self.released: list[str] = []

    @property
    def is_there(self) -> bool:
        return False

    def release(self, student: StudentId) -> bool:
        self.released.append(student)
        return True


@dataclass
class Seen:
    """A watch whose time goes on when a test says so."""

    course: Course
    real: Exchange | None = None
    now: float = 0.0
    rows: list[Row] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    found: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.exchange = Given(self.course)
        told = Told(found=self.found.append, graded=self.rows.append, problem=self.problems.append)
        self.arrivals = Arrivals(
            *(self.course, A, self.real or self.exchange),
            release=True,
            told=told,
            clock=lambda: self.now,
        )

    def look(self, seconds: float = STILL_SECONDS, of: float = 1.0) -> None:
        """Look again and again while so many seconds go by."""
        self.arrivals.look()
        while seconds > 0:
            self.now += min(of, seconds)
            seconds -= of
            self.arrivals.look()

    def take(self) -> Job | None:
        return self.arrivals.take(0)

    def student(self) -> str | None:
        """Whom a lane would grade next; it does."""
        job = self.take()
        if job is None:
            return None
        assert isinstance(job.key, Arrived)
        self.grade(job)
        return job.key.student

    def grade(self, job: Job, *endings: Ending) -> None:
        """What a lane does with a job."""
        opened = opened_of(self.course)
        handed_in = job.read(opened.assignment)
        data = handed_in.notebooks[0].data or b""
        checks = tuple(
            Check(f"c{n}", "Una", 1.0, each) for n, each in enumerate(endings or [Ending.RIGHT])
        )
        verdict = Verdict(GradeId("test_one"), 10.0, checks)
        result = Result(
            A, (verdict,), notebook=notebook_digest(data), file=handed_in.notebooks[0].file
        )
        nb = nbformat.from_dict(opened.assignment.notebooks[0].record)
        outputs.write_verdicts(nb, result)
        made = Graded(result, (graded_notebook(A, nb, there=True),))
        self.arrivals.graded(job, opened, Outcome(handed_in.student, made))


def opened_of(course: Course) -> Opened:
    assignment = open_assignment(course, A)
    return Opened(assignment, stamp_of(assignment))


@pytest.fixture
def seen(course: Course) -> Seen:
    return Seen(course)


def hand_in(course: Course, student: str, text: str = "", **more: bytes) -> Path:
    """Put a notebook into submitted/. Some text makes it differ from another one."""
    path = course.path("submitted", student, A) / f"{A}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nb = nbformat.read(course.path("release", ".", A) / f"{A}.ipynb", as_version=4)
    nb.cells[0].source += f"# {text}"
    nbformat.write(nb, path)
    return path


def test_what_is_still_is_graded_once(seen: Seen) -> None:
    hand_in(seen.course, ANA)
    seen.look(STILL_SECONDS / 2)
    assert seen.take() is None, "it may still be on its way"
    seen.look()
    job = seen.take()
    assert job is not None
    seen.look()
    assert seen.take() is None, "one at a time"
    seen.grade(job)
    seen.look(3 * BROKEN_SECONDS, of=10)
    assert seen.take() is None
    assert [(row.student, row.score, row.kind) for row in seen.rows] == [(ANA, 10, "full")]
    assert seen.exchange.released == [ANA]


def test_what_still_changes_waits(seen: Seen) -> None:
    for text in ("a", "ab", "abc"):
        hand_in(seen.course, ANA, text)
        seen.look(STILL_SECONDS / 2)
        assert seen.take() is None
    seen.look()
    assert seen.student() == ANA


@pytest.mark.parametrize("there", [True, False], ids=["half of it", "nothing of it yet"])
def test_a_notebook_that_can_not_be_read_may_be_on_its_way(seen: Seen, there: bool) -> None:
    path = hand_in(seen.course, ANA)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    if not there:
        path.rename(path.with_name("notes.txt"))
    seen.look(BROKEN_SECONDS - 1)
    assert seen.take() is None
    seen.look(1)
    assert seen.student() == ANA, "it is what was handed in"
    path.write_bytes(data)
    seen.look()
    assert seen.student() == ANA


def test_what_was_replaced_meanwhile_is_not_written(seen: Seen) -> None:
    hand_in(seen.course, ANA, "first")
    seen.look()
    job = seen.take()
    assert job is not None
    hand_in(seen.course, ANA, "second")
    seen.grade(job)
    assert not seen.rows and not seen.exchange.released
    assert not (seen.course.root / "autograded").exists()
    seen.look()
    assert seen.student() == ANA
    assert len(seen.rows) == 1


def test_what_was_replaced_in_the_queue_is_not_graded(seen: Seen) -> None:
    hand_in(seen.course, ANA, "first")
    seen.look()
    hand_in(seen.course, ANA, "second")
    assert seen.take() is None
    seen.look()
    assert seen.student() == ANA


def test_what_holds_is_not_graded_again_but_given_back(course: Course) -> None:
    """As at the next start, also after one that ended between the two."""
    first = Seen(course)
    hand_in(course, ANA)
    first.look()
    assert first.student() == ANA
    again = Seen(course)
    again.look()
    assert again.take() is None and not again.rows
    assert again.exchange.released == [ANA]


def test_new_graders_grade_again_after_those_who_have_just_handed_in(seen: Seen) -> None:
    for student in (ANA, BOB):
        hand_in(seen.course, student)
    seen.look()
    assert {seen.student(), seen.student()} == {ANA, BOB}
    assert seen.found == [2], "they were there before the watch was"
    (seen.course.graders / A / "test_one.py").write_text("# better")
    hand_in(seen.course, "zoe")
    seen.look(STILL_SECONDS / 2)
    assert seen.take() is None, "more graders may be on their way"
    seen.look()
    assert [seen.student() for _ in range(4)] == ["zoe", ANA, BOB, None]
    assert seen.found == [2, 2]


def test_graders_that_come_back_grade_nobody_again(seen: Seen) -> None:
    hand_in(seen.course, ANA)
    seen.look()
    assert seen.student() == ANA
    grader = seen.course.graders / A / "test_one.py"
    grader.write_text("# worse")
    seen.look()
    grader.write_text("")
    seen.look()
    assert seen.take() is None


def put_off(seen: Seen, problem: UsageError | EnvironmentProblem | EngineFailure) -> Job:
    job = seen.take()
    assert job is not None
    seen.arrivals.put_off(job, problem)
    return job


def test_a_broken_grader_is_told_once_and_waits_for_a_better_one(seen: Seen) -> None:
    for student in (ANA, BOB):
        hand_in(seen.course, student)
    seen.look()
    put_off(seen, UsageError("It is no Python."))
    seen.arrivals.not_ready(A, UsageError("It is no Python."))
    seen.look(10 * BLOCKED_SECONDS, of=10)
    assert seen.take() is None
    assert seen.problems == [f"{A}: It is no Python."]
    (seen.course.graders / A / "test_one.py").write_text("# mended")
    seen.look()
    assert {seen.student(), seen.student()} == {ANA, BOB}


def test_what_the_machine_lacks_is_tried_again_and_again(seen: Seen) -> None:
    for student in (ANA, BOB):
        hand_in(seen.course, student)
    seen.look()
    for _ in range(2):
        put_off(seen, EnvironmentProblem("No room."))
        assert seen.take() is None
        seen.look(BLOCKED_SECONDS, of=10)
    assert {seen.student(), seen.student()} == {ANA, BOB}
    assert seen.problems == [f"{A}: No room."]


def test_a_failure_of_ours_stops_nobody_else(seen: Seen) -> None:
    """It is tried again once something changes."""
    for student in (ANA, BOB):
        path = hand_in(seen.course, student)
    seen.look()
    put_off(seen, EngineFailure("We failed."))
    assert seen.student() == BOB
    seen.look(10 * BLOCKED_SECONDS, of=10)
    assert seen.take() is None
    assert [(row.student, row.problem) for row in seen.rows] == [(ANA, "We failed."), (BOB, "")]
    hand_in(seen.course, ANA, "again")
    seen.look()
    job = seen.take()
    assert job is not None
    seen.arrivals.graded(job, opened_of(seen.course), Outcome(ANA, problem="It hung."))
    assert seen.rows[-1].problem == "It hung." and ANA not in seen.exchange.released
    os.utime(path)  # bob's, which is looked at, and holds
    seen.look()
    assert seen.take() is None


def test_a_grader_that_fails_on_a_submission_is_tried_again_when_it_has_changed(seen: Seen) -> None:
    hand_in(seen.course, ANA)
    seen.look()
    job = seen.take()
    assert job is not None
    seen.grade(job, Ending.GRADER_FAILED)
    assert seen.rows[0].kind == "flagged"
    seen.look(3 * BROKEN_SECONDS, of=10)
    assert seen.take() is None
    (seen.course.graders / A / "test_one.py").write_text("# mended")
    seen.look()
    assert seen.student() == ANA


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("panal.course.gradebook.TURN_SECONDS", 0.0)


@pytest.mark.usefixtures("impatient")
def test_while_another_writes_nothing_is_taken(seen: Seen) -> None:
    """`panal grade` then has graded some of those who waited."""
    for student in (ANA, BOB):
        hand_in(seen.course, student)
    seen.look()
    job = seen.take()
    assert job is not None
    lock = os.open(seen.course.root / "release" / A, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    seen.grade(job)
    assert not seen.rows
    seen.look()
    assert seen.take() is None
    os.close(lock)
    assert [text for text in seen.problems if "being graded already" in text] == seen.problems
    assert len(seen.problems) == 1
    other = Seen(seen.course)
    other.look()
    assert other.student() in (ANA, BOB)
    seen.look()
    assert seen.student() in (ANA, BOB)
    assert {row.student for row in other.rows + seen.rows} == {ANA, BOB}
    assert seen.take() is None


def test_a_course_that_breaks_is_told_once(seen: Seen) -> None:
    hand_in(seen.course, ANA)
    release = seen.course.path("release", ".", A)
    release.rename(release.with_name("away"))
    seen.look(20)
    assert seen.take() is None
    assert len(seen.problems) == 1 and "There is no assignment" in seen.problems[0]
    release.with_name("away").rename(release)
    seen.look()
    assert seen.student() == ANA


def test_changes_by_new_graders_are_kept(seen: Seen) -> None:
    """In one file for each regrade, as by `panal grade`."""
    hand_in(seen.course, ANA)
    seen.look()
    assert seen.student() == ANA
    (seen.course.graders / A / "test_one.py").write_text("# stricter")
    seen.look()
    job = seen.take()
    assert job is not None
    seen.grade(job, Ending.WRONG)
    seen.arrivals.close()
    [file] = (seen.course.root / "reports").glob(f"{A}-changes-*.jsonl")
    assert '"student": "ana"' in file.read_text() and '"ended"' in file.read_text()


@pytest.fixture
def shared(course: Course, tmp_path: Path) -> Seen:
    """A watch with an exchange, a folder that all share."""
    (tmp_path / "exchange" / "c" / "inbound").mkdir(parents=True)
    course.config.Exchange.root = str(tmp_path / "exchange")
    course.config.ExchangeCollect.check_owner = False
    return Seen(course, Exchange(course, A))


def submit(
    seen: Seen, student: str, text: str = "", second: int = 0, *, whole: bool = True
) -> Path:
    """What `nbgrader submit` puts into the exchange, or what it has put there so far."""
    assert seen.real is not None
    when = f"2026-11-28 10:00:{second:02d}.000000 UTC"
    folder = seen.real.folder / f"{student}+{A}+{when}+random"
    folder.mkdir()
    path = hand_in(seen.course, f"{student}-elsewhere", text)
    shutil.copy(path, folder)
    shutil.rmtree(path.parents[1])
    (folder / "timestamp.txt").write_text(when)
    if whole:
        (folder / "submission_secret.txt").write_text(f"secret of {student} {when}")
    return folder


def test_what_is_submitted_is_brought_graded_and_given_back(shared: Seen) -> None:
    submit(shared, ANA)
    shared.look(STILL_SECONDS / 2)
    assert not shared.course.path("submitted", ANA, A).exists()
    shared.look(STILL_SECONDS / 2)
    assert shared.student() == ANA, "it was still in the exchange, and need not be so again"
    assert shared.real is not None
    pages = shared.real.folder.with_name("feedback")
    assert len(list(pages.glob("*.html"))) == 1
    submit(shared, ANA, "again", second=1)
    shared.look()
    assert shared.student() == ANA
    assert len(list(pages.glob("*.html"))) == 2
    assert not shared.problems


def test_what_is_half_submitted_is_not_brought(shared: Seen) -> None:
    """nbgrader's collector would never fetch its secret, without which nothing can be given back."""
    folder = submit(shared, ANA, whole=False)
    shared.look(STILL_SECONDS / 2)
    (folder / "submission_secret.txt").write_text("secret")
    shared.look(STILL_SECONDS / 2)
    assert not shared.course.path("submitted", ANA, A).exists()
    shared.look(STILL_SECONDS / 2)
    assert shared.student() == ANA
    assert not shared.problems


def test_what_is_not_brought_is_told_once_and_stops_nobody(shared: Seen) -> None:
    (submit(shared, ANA) / "link").symlink_to(shared.course.root)
    submit(shared, BOB)
    shared.look(3 * BROKEN_SECONDS, of=10)
    assert shared.student() == BOB and shared.take() is None
    [problem] = shared.problems
    assert "What ana submitted is not collected" in problem


def rewritten(seen: Seen, folder: Path, seconds: float) -> None:
    """Look while somebody rewrites a file again and again."""
    for number in range(int(seconds)):
        (folder / "notes.txt").write_text(number * "x")
        seen.look(1)


def test_an_older_folder_that_keeps_changing_stops_nothing(shared: Seen) -> None:
    older = submit(shared, ANA, "older", second=1)
    submit(shared, ANA, "newest", second=2)
    rewritten(shared, older, 2 * STILL_SECONDS)
    assert shared.student() == ANA
    [brought] = shared.course.path("submitted", ANA, A).glob("timestamp.txt")
    assert ":02.0" in brought.read_text()
    assert not shared.problems


def test_the_newest_is_waited_for_and_told_if_it_keeps_changing(shared: Seen) -> None:
    """An older one must never be graded in its place."""
    submit(shared, ANA, "older", second=1)
    newest = submit(shared, ANA, "newest", second=2)
    rewritten(shared, newest, CHANGING_SECONDS - 5)
    assert not shared.problems
    rewritten(shared, newest, 2 * CHANGING_SECONDS)
    assert not shared.course.path("submitted", ANA, A).exists()
    [said] = shared.problems
    user = pwd.getpwuid(os.getuid()).pw_name
    assert f"made by {user}, keeps changing. What ana submitted" in said
    assert newest.name in said
    shared.look()
    assert shared.student() == ANA
    [brought] = shared.course.path("submitted", ANA, A).glob("timestamp.txt")
    assert ":02.0" in brought.read_text()


@pytest.mark.parametrize("second", [1, 59], ids=["older", "newer"])
def test_a_folder_that_another_user_keeps_changing_stops_nothing(
    shared: Seen, monkeypatch: pytest.MonkeyPatch, second: int
) -> None:
    """It is told whose it is."""
    user = ["mallory"]

    def known(number: int) -> pwd.struct_passwd:
        return pwd.struct_passwd((user[0], "", number, 0, "", "", ""))

    monkeypatch.setattr(pwd, "getpwuid", known)
    shared.course.config.ExchangeCollect.check_owner = True
    seen = Seen(shared.course, Exchange(shared.course, A))
    rewritten(seen, folder := submit(seen, ANA, "mallory's", second), 3)
    user[0] = "ana"
    submit(seen, ANA, "hers", second=30)
    rewritten(seen, folder, 2 * STILL_SECONDS)
    assert seen.student() == ANA
    [said] = seen.problems
    assert folder.name in said and "was made by mallory" in said


def test_a_link_in_a_folder_keeps_no_other_one(shared: Seen) -> None:
    submit(shared, ANA, second=1)
    (submit(shared, ANA, second=2) / "link").symlink_to(shared.course.root)
    shared.look(BROKEN_SECONDS - 1)
    assert shared.take() is None, "nobody could read it either while it was being copied"
    shared.look(2 * BROKEN_SECONDS)
    assert shared.student() == ANA
    [said] = shared.problems
    assert "What ana submitted is not collected" in said


def test_what_is_remembered_of_folders_is_forgotten_with_them(shared: Seen) -> None:
    rewritten(shared, folder := submit(shared, ANA), 1)
    hand_in(shared.course, BOB)
    shared.look(0)
    arrivals = shared.arrivals
    assert len(arrivals._inbound_still._since) == len(arrivals._changing) == 1
    assert set(arrivals._still._since) == {Opened, BOB}
    shutil.rmtree(folder)
    shutil.rmtree(shared.course.path("submitted", BOB, A))
    shared.look(0)
    assert not arrivals._inbound_still._since and not arrivals._changing
    assert set(arrivals._still._since) == {Opened}


def enrol(course: Course, *students: str) -> None:
    with Gradebook(course.directory.db_url, "c") as gradebook:
        for student in students:
            gradebook.add_student(student)


def test_names_that_the_gradebook_does_not_know_wait_for_those_that_it_does(shared: Seen) -> None:
    enrol(shared.course, "zoe")
    made_up = [f"x{number}" for number in range(2 * MOST_COLLECTED)]
    for name in made_up:
        submit(shared, name)
    shared.look()
    first = shared.student()
    assert first in made_up
    submit(shared, "zoe")
    shared.look()
    assert shared.student() == "zoe"
    submit(shared, first, "again", second=1)
    shared.look()
    enrol(shared.course, "zac")
    submit(shared, "zac")
    shared.look()
    assert shared.student() == "zac"
    others = [shared.student() for _ in made_up]
    assert {*others} == {*made_up}
    assert others[-1] == first, "it stands in the gradebook, since we graded it, and is no better"
    assert shared.take() is None


def test_those_who_are_known_are_brought_first(
    shared: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However the folder is sorted, and however many there are."""
    enrol(shared.course, "m")
    for name in (*"abcdefgh", "m", *"stuvwxyz"):
        submit(shared, name)
    monkeypatch.setattr("panal.watching.MOST_COLLECTED", 1)
    shared.look()
    assert shared.student() == "m"


@pytest.mark.parametrize("known", [("zoe",), ()], ids=["made up", "all that there are"])
def test_made_up_names_make_no_look_long(
    shared: Seen, monkeypatch: pytest.MonkeyPatch, known: tuple[str, ...]
) -> None:
    enrol(shared.course, *known)
    real = Exchange.collect

    def slow(exchange: Exchange, *found: Any) -> list[str]:
        shared.now += LOOK_SECONDS
        return real(exchange, *found)

    monkeypatch.setattr(Exchange, "collect", slow)
    for name in "abcdef":
        submit(shared, name)
    shared.look(0)
    shared.now += STILL_SECONDS
    for brought in (2, 4, 6) if known else (6,):
        shared.look(0)
        assert len(shared.course.submitted_folders(A)) == brought


def test_in_a_course_that_knew_nobody_all_come_in_turn(shared: Seen) -> None:
    """The first one who is graded gets into the gradebook, and is no better than who came later."""
    for second, name in enumerate((ANA, BOB)):
        submit(shared, name, second=second)
        shared.look()
    assert shared.student() == ANA
    submit(shared, ANA, "again", second=9)
    shared.look()
    assert [shared.student() for _ in range(3)] == [BOB, ANA, None]


def test_an_exchange_that_breaks_stops_no_folder(
    shared: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def arrived(_: Exchange) -> None:
        raise EnvironmentProblem("It is away.")

    monkeypatch.setattr(Exchange, "arrived", arrived)
    hand_in(shared.course, ANA)
    shared.look(10)
    assert shared.student() == ANA
    assert shared.problems[0] == "It is away."
    [said] = shared.problems[1:]
    assert said.startswith("ana: "), "it did not come through the exchange"


def refused(course: Course, sentence: str, **options: Any) -> None:
    with pytest.raises((UsageError, EnvironmentProblem), match=sentence):
        watch(course, A, threading.Event(), isolation="none", **options)


def test_what_can_not_work_is_refused_at_once(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    course.config.Exchange.root = str(course.root / "nowhere")
    refused(course, "can't be written, so no feedback can be released", release=True)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    course.config.Panal.publish_from = {A: tomorrow.isoformat()}
    refused(course, "is to be published from", release=True)
    (course.graders / A / "test_one.py").write_text("def")
    refused(course, "is no Python")


def test_nobody_watches_twice(course: Course) -> None:
    (course.root / "reports").mkdir()
    lock = os.open(course.root / "reports" / f".{A}.watch", os.O_CREAT | os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX)
    refused(course, "watched already")
    os.close(lock)
