"""`panal watch` beside a real exchange of nbgrader's, to which students submit with its own commands."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.courses import call, gradebook, start
from tests.end_to_end.serving import ASSIGNMENT, HALF, RIGHT, answered, small_course

SECONDS = 120
"""How long anything may take. Nothing here needs a tenth of it."""

ENDED = "Detenido"


class Watch:
    """A `panal watch` that runs.

    Args:
        course: the course's folder.
        options: of the command.
    """

    def __init__(self, course: Path, *options: str) -> None:
        self._process = start("panal", "watch", ASSIGNMENT, *options, cwd=course)
        self.said: list[str] = []
        assert self._process.stderr is not None
        self._reader = threading.Thread(target=self.said.extend, args=[self._process.stderr])
        self._reader.start()

    def wait_for(self, pattern: str, times: int = 1) -> list[str]:
        """Wait until so many lines match. Returns all that do."""
        deadline = time.monotonic() + SECONDS
        while len(found := self.lines(pattern)) < times:
            assert time.monotonic() < deadline, "".join(self.said)
            assert self._process.poll() is None, "".join(self.said)
            time.sleep(0.05)
        return found

    def lines(self, pattern: str) -> list[str]:
        return [line.rstrip("\n") for line in list(self.said) if re.search(pattern, line)]

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """End it. Returns its exit code."""
        os.kill(self._process.pid, number)
        code = self._process.wait(SECONDS)
        self._reader.join()
        return code


@contextlib.contextmanager
def watched(course: Path, *options: str) -> Iterator[Watch]:
    """A watch that ends with the block, and did well."""
    running = Watch(course, *options)
    try:
        yield running
    finally:
        if running._process.poll() is None:
            assert running.stop() == 0, "".join(running.said)


class Student:
    """Somebody who shares a machine with the course, and has nbgrader.

    Args:
        name: nbgrader's id.
        home: an empty folder.
        exchange: the exchange's folder.
    """

    def __init__(self, name: str, home: Path, exchange: Path) -> None:
        self.name, self.home = name, home
        (home / "nbgrader_config.py").write_text(f"""
c = get_config()
c.CourseDirectory.course_id = "geometria"
c.CourseDirectory.student_id = "{name}"
c.Exchange.root = "{exchange}"
c.Exchange.cache = "{home / "cache"}"
""")
        self.nbgrader("fetch_assignment")

    def nbgrader(self, command: str) -> subprocess.CompletedProcess[str]:
        done = call("nbgrader", command, ASSIGNMENT, cwd=self.home)
        assert done.returncode == 0, done.stderr
        return done

    def submit(self, data: bytes) -> None:
        (self.home / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").write_bytes(data)
        self.nbgrader("submit")

    def feedback(self) -> list[str]:
        """The pages that can be fetched, the oldest first."""
        self.nbgrader("fetch_feedback")
        pages = sorted((self.home / ASSIGNMENT / "feedback").glob(f"*/{ASSIGNMENT}.html"))
        return [page.read_text() for page in pages]


@pytest.fixture(scope="module")
def exchange(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exchange")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, exchange: Path) -> Path:
    made = small_course(tmp_path_factory.mktemp("watch"), f'c.Exchange.root = "{exchange}"')
    done = call("nbgrader", "release_assignment", ASSIGNMENT, cwd=made)
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture(scope="module")
def watch(course: Path) -> Iterator[Watch]:
    with watched(course, "--release", "--workers", "1") as running:
        yield running


def copied(course: Path, student: str, data: bytes) -> Path:
    """Put a notebook into submitted/, as a teacher does who got it some other way."""
    path = course / "submitted" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def points(course: Path, student: str) -> float:
    return sum(gradebook(course, ASSIGNMENT)[student].values())


def test_from_submit_to_the_feedback_that_is_fetched(
    watch: Watch, course: Path, exchange: Path, tmp_path: Path
) -> None:
    ana = Student("ana", tmp_path, exchange)
    ana.submit(answered(course, HALF))
    watch.wait_for("^ana: 5 ")
    [page] = ana.feedback()
    assert "5 de 10 puntos" in page
    assert points(course, "ana") == 5
    ana.submit(answered(course, RIGHT))
    watch.wait_for("^ana: 10 ")
    before, after = ana.feedback()
    assert before == page, "feedback on the first attempt stays"
    assert "10 de 10 puntos" in after
    assert points(course, "ana") == 10
    listed = call("nbgrader", "list", "--inbound", cwd=course).stderr
    assert listed.count("feedback ready to be fetched") == 2, listed
    assert len(watch.lines("^ana: ")) == 2
    assert len(watch.lines("cheating attempt")) == 2, "nbgrader's own warnings are passed on"


def test_what_is_half_copied_waits(watch: Watch, course: Path) -> None:
    data = answered(course, RIGHT)
    path = copied(course, "bruno", data[: len(data) // 2])
    copied(course, "carla", data)  # is taken after bruno's would have been
    watch.wait_for("^carla: 10 ")
    assert not watch.lines("^bruno: ")
    path.write_bytes(data)
    watch.wait_for("^bruno: 10 ")
    assert len(watch.lines("^bruno: [0-9]")) == 1
    assert len(watch.lines("^bruno: esto no llegó por el intercambio")) == 1


def test_a_grader_that_breaks_stops_nothing_for_ever(watch: Watch, course: Path) -> None:
    grader = course / "graders" / ASSIGNMENT / "test_area.py"
    code = grader.read_text()
    copied(course, "carla", answered(course, RIGHT))
    before = watch.wait_for("^[a-c][a-z]+: [0-9]")
    grader.write_text("import no_such_module\n" + code)
    copied(course, "diego", answered(course, HALF))
    watch.wait_for("no_such_module")
    assert not watch.lines("^diego: [0-9]")
    grader.write_text(code)
    watch.wait_for("^diego: 5 ")
    assert len(watch.lines("no_such_module")) == 1, "".join(watch.said)
    assert watch.lines("^[a-c][a-z]+: [0-9]") == before, "what holds is not graded again"


def test_another_writer_is_waited_for(watch: Watch, course: Path) -> None:
    release = os.open(course / "release" / ASSIGNMENT, os.O_RDONLY)
    fcntl.flock(release, fcntl.LOCK_EX)
    copied(course, "diego", answered(course, RIGHT))
    watch.wait_for("being graded already")
    os.close(release)
    watch.wait_for("^diego: 10 ")
    assert len(watch.lines("being graded already")) == 1
    assert call("panal", "grade", ASSIGNMENT, "--json", "out.json", cwd=course).returncode == 0
    assert '"graded": 0' in (course / "out.json").read_text()


def test_it_is_stopped_and_started(course: Path, watch: Watch) -> None:
    """The rest of these tests need the watch no more. Nobody is graded twice."""
    assert watch.stop(signal.SIGINT) == 0
    assert watch.lines(ENDED)
    copied(course, "elena", answered(course, HALF))
    with watched(course, "--workers", "1") as again:
        again.wait_for("^elena: 5 ")
        assert again.stop(signal.SIGTERM) == 0
    assert again.lines(ENDED)
    assert len(again.lines("^[a-z]+: [0-9]")) == 1, "".join(again.said)
