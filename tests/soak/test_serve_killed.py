"""A server that is killed at thirty random moments while students upload, and parts of it that are
killed or have no room to write.
"""

from __future__ import annotations

import contextlib
import html
import os
import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from panal.language import gettext
from panal.serve.store import State
from tests.end_to_end.courses import gradebook
from tests.end_to_end.killing import (
    CONFIG,
    Students,
    attempts_of,
    held_against,
    killed_at,
    wait_until_graded,
)
from tests.end_to_end.serving import (
    ASSIGNMENT,
    DONE_SECONDS,
    ENDLESS,
    RIGHT,
    Client,
    Server,
    answered,
    served,
    small_course,
)
from tests.machine import require_root
from tests.soak.test_faults import victims

MOMENTS = 30
UPLOADS = 40
DEATHS = 15
NOT_SAVED = "We could not save it, so nothing was handed in. Try again in a few minutes, and tell your teacher if it stays so."
PARTS = ("fork server", "worker", "wall", "warm process or kernel")


def test_what_was_acknowledged_is_graded_after_each_sudden_end(tmp_path: Path) -> None:
    killed_at(small_course(tmp_path, CONFIG), MOMENTS, UPLOADS, 20261129)


def test_a_part_that_dies_costs_nobody_a_result(tmp_path: Path) -> None:
    course = small_course(tmp_path, CONFIG)
    chance = random.Random(20261130)
    with served(course) as server:
        students = Students(course, server.links(), 20261130)
        assert server.process is not None
        killed = set()
        with students.at_work(UPLOADS):
            while len(killed) < DEATHS:
                time.sleep(chance.uniform(0.2, 2))
                part = chance.choice(PARTS)
                found = victims(server.process.pid, part)
                if found:
                    victim = chance.choice(found)
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(victim, signal.SIGKILL)
                        killed.add(victim)
        wait_until_graded(course)
    with served(course):  # where both tries met a sudden end, the next start has another one
        wait_until_graded(course)
        held_against(course, students)


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """A file system of a few megabytes in a folder's place."""
    require_root("a file system of its own")
    folder.mkdir(mode=0o700)
    options = ["-t", "tmpfs", "-o", "size=8m,mode=700", "tmpfs", str(folder)]
    subprocess.run(["mount", *options], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextlib.contextmanager
def full(folder: Path) -> Iterator[None]:
    """Its disk is full while the block lasts."""
    filler = folder / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        for size in (2**16, 2**12, 2**8, 1):
            with contextlib.suppress(OSError):
                while True:
                    file.write(bytes(size))
    try:
        yield
    finally:
        filler.unlink()


@contextlib.contextmanager
def locked(course: Path) -> Iterator[None]:
    """Somebody else writes in the gradebook while the block lasts, and nobody can even read it."""
    database = sqlite3.connect(course / "gradebook.db", isolation_level=None)
    database.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        database.execute("ROLLBACK")
        database.close()


def wait_for(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 2 * DONE_SECONDS
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    course = small_course(tmp_path, CONFIG)
    with small_disk(course / "serve"), served(course) as server:
        links = server.links()
        ana, bruno = Client(links["ana"]), Client(links["bruno"])
        endless = ana.hand_in(answered(course, ENDLESS))
        wait_for(lambda: any(each.began for each in attempts_of(course)))
        with full(course / "serve"):
            answer = bruno.post(answered(course, RIGHT))
            assert answer.status_code == 503
            assert gettext(NOT_SAVED) in html.unescape(answer.text)
            wait_for(lambda: "can't be graded now" in "".join(server.said))
            assert [each.state for each in attempts_of(course)] == [State.WAITING]
        assert "5 de 10 puntos" in ana.result(endless)
        assert "10 de 10 puntos" in bruno.result(bruno.hand_in(answered(course, RIGHT)))
        assert len(attempts_of(course)) == len(list((course / "serve" / "attempts").iterdir())) == 2
        assert "Traceback" not in "".join(server.said)


def test_a_locked_gradebook_loses_nothing(tmp_path: Path) -> None:
    course = small_course(tmp_path, CONFIG)
    with served(course) as server:
        links = server.links()
        ana, bruno = Client(links["ana"]), Client(links["bruno"])
        ana.result(ana.hand_in(answered(course, RIGHT)))
        with locked(course):
            attempt = bruno.hand_in(answered(course, RIGHT))
            wait_for(lambda: "can't be graded now" in "".join(server.said))
            page = bruno.http.get(attempt)
            assert page.status_code == 200
            assert [each.state for each in attempts_of(course)] == [State.DONE, State.WAITING]
        assert "10 de 10 puntos" in bruno.result(attempt)
        assert sum(gradebook(course, ASSIGNMENT)["bruno"].values()) == 10
        assert "Traceback" not in "".join(server.said)


SLEEPING = RIGHT | {"area": f"import time\ntime.sleep(12)\n{RIGHT['area']}"}
"""Right, and longer at work than a server that ends waits for it."""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_is_at_work_when_it_ends_is_graded_at_the_next_start(
    tmp_path: Path, number: signal.Signals
) -> None:
    course = small_course(tmp_path, CONFIG)
    server = Server(course)
    server.start()
    ana = Client(server.links()["ana"])
    attempt = ana.hand_in(answered(course, SLEEPING))
    wait_for(lambda: any(each.began for each in attempts_of(course)))
    assert server.stop(number) == 0
    assert [each.state for each in attempts_of(course)] == [State.WAITING]
    server.start()
    try:
        assert "10 de 10 puntos" in ana.result(attempt)
    finally:
        server.stop()
