"""`panal serve` that is killed, with students who upload meanwhile: afterwards the store, the files and
the gradebook are held against what the students were told.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from panal.course.course import open_course
from panal.kernel.processes import tree
from panal.serve.server import open_store
from panal.serve.store import Attempt, State
from tests.end_to_end.courses import gradebook
from tests.end_to_end.serving import (
    ASSIGNMENT,
    DONE_SECONDS,
    HALF,
    RIGHT,
    WRONG,
    Server,
    answered,
)

POINTS = {"right": 10.0, "half": 5.0, "wrong": 0.0}
ANSWERS = {"right": RIGHT, "half": HALF, "wrong": WRONG}
CONFIG = "c.Serve.cool_off = [0]"
END_SECONDS = 30.0
GRADING_SHARE = 0.8
"""Of the moments, how many lie where something is being graded."""


@dataclass
class Students:
    """All of them upload at random, again and again, whatever happens to the server.

    Args:
        links: the personal ones, by student.
        seed: of the luck.
    """

    course: Path
    links: Mapping[str, str]
    seed: int
    told: dict[tuple[str, int], str] = field(default_factory=dict)
    """What was acknowledged: what kind of answers, by student and number."""
    unanswered: int = 0
    problems: list[str] = field(default_factory=list)

    @contextlib.contextmanager
    def at_work(self, most: int) -> Iterator[None]:
        """They upload while the block lasts, until so many of each have been taken."""
        ending = threading.Event()
        threads = [
            threading.Thread(target=self._upload, args=(student, ending, most))
            for student in self.links
        ]
        for each in threads:
            each.start()
        try:
            yield
        finally:
            ending.set()
            for each in threads:
                each.join()

    def _upload(self, student: str, ending: threading.Event, most: int) -> None:
        chance = random.Random(f"{self.seed} {student}")
        url = self.links[student].partition("/enter/")[0]
        with httpx.Client(base_url=url, timeout=60) as http:
            taken = number = 0
            while taken < most and not ending.wait(chance.uniform(0.0, 4.0)):
                number += 1
                kind = chance.choice(list(ANSWERS))
                data = answered(self.course, ANSWERS[kind], f"{student} {number}")
                sent = False
                try:
                    if not http.cookies:
                        http.get(self.links[student])
                    home = http.get("/").text
                    form = re.search(r'name="form" value="([^"]+)"', home)
                    assert form is not None, home
                    files = {"files": (f"{ASSIGNMENT}.ipynb", data, "application/x-ipynb+json")}
                    sent = True
                    answer = http.post(
                        f"/assignments/{ASSIGNMENT}", data={"form": form[1]}, files=files
                    )
                except httpx.HTTPError:  # it has just been killed
                    self.unanswered += sent
                    continue
                if answer.status_code == 429:
                    continue
                if answer.status_code != 303:
                    self.problems.append(f"{student}: {answer.status_code}")
                    continue
                self.told[student, int(answer.headers["location"].rpartition("/")[2])] = kind
                taken += 1


def attempts_of(course: Path) -> list[Attempt]:
    """All attempts that the server of a course knows."""
    store = open_store(open_course(course))
    try:
        return store.attempts("1")
    finally:
        store.close()


def wait_until_graded(course: Path) -> None:
    deadline = time.monotonic() + DONE_SECONDS
    while any(each.state is State.WAITING for each in attempts_of(course)):
        assert time.monotonic() < deadline, "something is still waiting"
        time.sleep(0.2)


def wait_for_progress(course: Path) -> None:
    """Wait until another attempt is being graded, or is graded."""

    def seen() -> set[tuple[int, State, bool]]:
        return {(each.id, each.state, each.began is None) for each in attempts_of(course)}

    before = seen()
    deadline = time.monotonic() + DONE_SECONDS
    while not any(state is State.DONE or not new for _, state, new in seen() - before):
        if time.monotonic() > deadline:
            return  # nothing is left to be graded
        time.sleep(0.05)


def held_against(course: Path, students: Students) -> None:
    """Each acknowledged upload has one result, the right one; store, files and gradebook agree; what
    was not acknowledged is there as a whole, or not at all.
    """
    assert students.problems == []
    assert students.told
    attempts = attempts_of(course)
    known = {(str(each.student), each.number): each for each in attempts}
    assert len(known) == len(attempts)
    assert students.told.keys() <= known.keys(), "acknowledged, and lost"
    assert len(known) - len(students.told) <= students.unanswered
    for key, kind in students.told.items():
        attempt = known[key]
        if attempt.state is State.ASIDE:  # five newer ones waited
            newer = [each for each in attempts if each.student == attempt.student]
            assert len([each for each in newer if each.number > attempt.number]) >= 5
            continue
        assert (attempt.state, attempt.points, attempt.problem) == (State.DONE, POINTS[kind], "")
    folder = course / "serve" / "attempts"
    assert {each.name for each in folder.iterdir()} == {each.folder for each in attempts}
    for each in attempts:
        names = {path.name for path in (folder / each.folder).iterdir()}
        graded = {"feedback", "results.json"} if each.state is State.DONE else set()
        assert names >= {"submitted"} | graded
    found = gradebook(course, ASSIGNMENT)
    for student in {each.student for each in attempts}:
        own = [each for each in attempts if each.student == student and each.state is State.DONE]
        last = max(own, key=lambda each: each.number)
        assert sum(found[str(student)].values()) == last.points
        handed_in = course / "submitted" / str(student) / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        kept = folder / last.folder / "submitted" / f"{ASSIGNMENT}.ipynb"
        assert handed_in.read_bytes() == kept.read_bytes()


def kill(server: Server) -> set[int]:
    """SIGKILL to the server's process. Returns the numbers of all that it had started."""
    assert server.process is not None
    started = set(tree(server.process.pid))
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    return started


def require_gone(processes: set[int]) -> None:
    """See that nothing remains of a server that has ended."""
    deadline = time.monotonic() + END_SECONDS
    while left := {pid for pid in processes if _runs(pid)}:
        assert time.monotonic() < deadline, [_command(pid) for pid in left]
        time.sleep(0.1)


def _runs(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def _command(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def killed_at(course: Path, moments: int, uploads: int, seed: int) -> None:
    """Start a server, kill it at a random moment, and so on; then let it come to an end.

    Args:
        course: a small one, with `CONFIG`.
        moments: how often it is killed.
        uploads: how many each student makes at most.
        seed: of the luck.
    """
    chance = random.Random(seed)
    server = Server(course)
    students = Students(course, server.links(), seed)
    started: set[int] = set()
    with students.at_work(uploads):
        for _ in range(moments):
            server.start()
            if chance.random() < GRADING_SHARE:  # on a busy machine its workers take long to start
                wait_for_progress(course)
            time.sleep(chance.uniform(0.0, 2.0))
            started |= kill(server)
    server.start()
    wait_until_graded(course)
    assert server.process is not None
    started |= set(tree(server.process.pid))
    assert server.stop() == 0, "".join(server.said)
    held_against(course, students)
    require_gone(started)
