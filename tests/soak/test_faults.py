"""Fifty deaths at random moments, on both databases: after the command was given again, every score
is the undisturbed one.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from panal.kernel.processes import tree
from tests.end_to_end.courses import (
    ASSIGNMENT,
    bare_source,
    call,
    finish,
    gradebook,
    make_course,
    start,
)
from tests.end_to_end.postgresql import server
from tests.end_to_end.test_cluster import fill, grades
from tests.end_to_end.test_pool import command_line, fork_server, workers

DEATHS = 50
COPIES = 7
"""Of six submissions: a class of 42."""

TARGETS = (
    "coordinator",
    "fork server",
    "worker",
    "worker",
    "wall",
    "warm process or kernel",
    "warm process or kernel",
)


def victims(coordinator: int, target: str) -> list[int]:
    """Numbers of the processes of a running `panal grade` that are of a kind."""
    if target == "coordinator":
        return [coordinator]
    if target in ("fork server", "worker"):
        return fork_server(coordinator) if target == "fork server" else workers(coordinator)
    word = b"bwrap" if target == "wall" else b"sealed.forker"
    found = []
    for pid in tree(coordinator):
        command = command_line(pid)
        if word in command and (target == "wall" or b"bwrap" not in command):
            found.append(pid)
    return found


def kill_one(run: subprocess.Popen[str], chance: random.Random) -> bool:
    """Kill a process of it at random; whether there was one."""
    target = chance.choice(TARGETS)
    found = victims(run.pid, target)
    if not found:
        return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(chance.choice(found), signal.SIGKILL)
    return True


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    course = make_course(tmp_path_factory.mktemp("faults"), bare_source())
    fill(course, COPIES)
    return course


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_nothing_is_lost(template: Path, tmp_path: Path, database: str) -> None:
    with server() if database == "postgresql" else contextlib.nullcontext() as running:
        url = running.create("course") if running is not None else ""
        check(template, tmp_path, f"\nc.CourseDirectory.db_url = {url!r}\n" if url else "")


def check(template: Path, tmp_path: Path, config: str) -> None:
    undisturbed, course = tmp_path / "undisturbed", tmp_path / "course"
    shutil.copytree(template, undisturbed)
    done = call("panal", "grade", ASSIGNMENT, cwd=undisturbed)
    assert done.returncode == 0, done.stderr
    shutil.copytree(template, course)
    with (course / "nbgrader_config.py").open("a") as file:
        file.write(config)
    if config:
        made = call(
            "nbgrader",
            "generate_assignment",
            ASSIGNMENT,
            "--force",
            "--log-level=ERROR",
            cwd=course,
        )
        assert made.returncode == 0, made.stderr
    chance = random.Random(20261124)
    deaths = 0
    command = ["panal", "grade", ASSIGNMENT]
    while deaths < DEATHS:
        run = start(*command, cwd=course)
        while run.poll() is None and deaths < DEATHS:
            time.sleep(chance.uniform(0.5, 6))
            deaths += run.poll() is None and kill_one(run, chance)
        done = finish(run)
        assert "Traceback" not in done.stdout
        # Interrupted runs go on; a class that is complete is graded anew.
        command = ["panal", "grade", ASSIGNMENT, *(["--force"] if done.returncode == 0 else [])]
    for _ in range(3):
        done = call("panal", "grade", ASSIGNMENT, cwd=course)
        if done.returncode == 0:
            break
    assert done.returncode == 0, done.stderr
    assert grades(course) == grades(undisturbed)
    assert gradebook(course) == gradebook(undisturbed)
