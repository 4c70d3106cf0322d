"""What happens when something dies while a class is graded on many workers: nothing is lost, and
nobody else is blamed.

The class is small and its notebooks are light: what dies here is not what grades.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from panal.cluster import Setup, Task, local_cluster, read_graders
from panal.config import Limits, Sealing
from panal.errors import EnvironmentProblem
from panal.results import StudentId
from tests.end_to_end.courses import call, finish, gradebook, results, start, tool
from tests.end_to_end.test_cluster import free_port, running
from tests.end_to_end.test_rows import hand_in
from tests.end_to_end.writing import HALF, RIGHT, A, make

COPIES = 2
SIZE = 6 * COPIES


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with right, wrong, empty, broken and hostile submissions, nobody graded yet."""
    folder = tmp_path_factory.mktemp("faults")
    make(folder, "c.Sealed.preload = []")
    for number in range(COPIES):
        hand_in(folder, f"right-{number}", one=RIGHT, two=RIGHT)
        hand_in(folder, f"wrong-{number}", one=HALF, two=HALF)
        hand_in(folder, f"half-{number}", one=RIGHT)
        hand_in(folder, f"empty-{number}")
        hand_in(
            folder,
            f"hostile-{number}",
            one="def one(n=1):\n    import os\n    os.kill(os.getpid(), 9)",
            two=RIGHT,
        )
        hand_in(folder, f"broken-{number}", raw=b'{"nbformat": 4, "cells": [')
    return folder


@pytest.fixture
def course(template: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "course"
    shutil.copytree(template, folder)
    return folder


Expected = tuple[dict[str, object], dict[str, dict[str, float]]]


def said_of(course: Path) -> Expected:
    """All that grading says of each student, and the gradebook."""
    graded = sorted(path.parts[-3] for path in course.glob(f"autograded/*/{A}/results.json"))
    return {student: results(course, student, A) for student in graded}, gradebook(course, A)


@pytest.fixture(scope="module")
def expected(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Expected:
    """What one worker says that nobody disturbs."""
    folder = tmp_path_factory.mktemp("expected") / "course"
    shutil.copytree(template, folder)
    done = call("panal", "grade", A, "--workers", "1", cwd=folder)
    assert done.returncode == 0, done.stderr
    return said_of(folder)


def test_the_class_is_graded(expected: Expected) -> None:
    """So that the same scores after a fault say something."""
    points = {student: sum(found.values()) for student, found in expected[1].items()}
    assert len(points) == SIZE
    assert {name: points[f"{name}-0"] for name in ("right", "half", "hostile", "broken")} == {
        "right": 15,
        "half": 10,
        "hostile": 5,
        "broken": 0,
    }


def test_a_submission_that_ends_its_worker_is_set_aside(course: Path, expected: Expected) -> None:
    """Here by a grader that a certain answer makes kill its own process. The class goes on, and
    only that one is flagged.
    """
    grader = course / "graders" / A / "test_one.py"
    poison = "\n\n@pytest.mark.check(title='Veneno')\ndef test_poison(submission):\n    import os\n"
    poison += "    if submission.one().value == -12345:\n        os.kill(os.getpid(), 9)\n"
    grader.write_text(grader.read_text() + poison)
    hand_in(course, "a-poison", one="def one(n=1):\n    return -12345")
    done = call("panal", "grade", A, "--workers", "2", cwd=course)
    assert done.returncode == 1
    assert "Could not be graded: a-poison: It ended its worker again and again" in done.stderr
    assert said_of(course)[0].keys() == expected[0].keys()
    assert "a-poison" not in gradebook(course, A)
    assert f"{SIZE} graded" in done.stderr


def test_an_interrupted_run_keeps_what_is_done_and_goes_on(
    course: Path, expected: Expected
) -> None:
    """Ctrl-C once the first is done: exit code 1, the rest is named, nothing is left of processes;
    then the same command.
    """
    run = start("panal", "grade", A, "--workers", "1", cwd=course)
    assert run.stderr is not None
    lines = []
    for line in run.stderr:
        lines.append(line)
        if " points, " in line:
            break
    os.kill(run.pid, signal.SIGINT)
    done = finish(run)
    assert done.returncode == 1, [*lines, done.stderr]
    assert "Interrupted. Not graded: " in done.stderr
    kept, _ = said_of(course)
    assert 0 < len(kept) < SIZE
    assert not _processes_of(run.pid)
    again = call("panal", "grade", A, "--workers", "1", cwd=course)
    assert f"{SIZE - len(kept)} graded, {len(kept)} unchanged" in again.stderr
    assert said_of(course) == expected


def _processes_of(session: int) -> list[str]:
    """What still runs of a command and of those that it started."""
    found = subprocess.run(
        ["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    return [line for line in found if line.split()[1] == str(session)]


def test_a_worker_that_is_killed_costs_nothing(course: Path, expected: Expected) -> None:
    """Again and again while the class is graded; every score is the same, and nobody is blamed."""
    run = start("panal", "grade", A, "--workers", "2", cwd=course)
    assert run.stderr is not None
    for line in run.stderr:
        if " points, " in line:  # a worker that dies before it is there is another story
            break
    killed = 0
    while run.poll() is None and killed < 2:
        for pid in _workers(run.pid)[:1]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                killed += 1
        time.sleep(1)
    done = finish(run)
    assert killed
    if (
        done.returncode == 1
    ):  # killed once more while it was tried alone: the command goes on where it stopped
        done = call("panal", "grade", A, "--workers", "1", cwd=course)
    assert done.returncode == 0, done.stderr
    assert said_of(course) == expected


def _workers(coordinator: int) -> list[int]:
    """The processes of Dask's workers below a `panal grade`."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            if entry.name.isdigit() and b"spawn_main" in (entry / "cmdline").read_bytes():
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                if parent == coordinator:
                    found.append(int(entry.name))
    return found


def _setup(course: Path, **changed: Any) -> Setup:
    record = (course / "release" / A / f"{A}.ipynb").read_text()
    return Setup(
        A, record, {}, read_graders(course / "graders" / A), Sealing(Limits(), ()), **changed
    )


def test_a_worker_with_other_versions_is_refused(course: Path) -> None:
    """In a sentence that names what is different."""
    setup = _setup(course, versions={"keras": "1.0"})
    with (
        local_cluster(1) as cluster,
        pytest.raises(EnvironmentProblem, match=r"keras 3\S* instead of 1\.0"),
    ):
        list(cluster.grade(setup, [Task(StudentId("x"), b"")]))


def test_an_answer_that_is_lost_with_its_worker_is_worked_out_again(course: Path) -> None:
    """The next submission was ready when its worker died, while the coordinator was still writing
    the one before.
    """
    with local_cluster(1) as cluster:
        outcomes = cluster.grade(
            _setup(course), [Task(StudentId(name), b"{") for name in ("first", "second")]
        )
        first = next(outcomes)
        _until(
            lambda: {future.status for future in cluster.client.futures.values()} == {"finished"}
        )
        os.kill(_workers(os.getpid())[0], signal.SIGKILL)
        _until(lambda: {future.status for future in cluster.client.futures.values()} == {"lost"})
        both = [first, *outcomes]
    assert {str(outcome.student) for outcome in both} == {"first", "second"}
    assert all(outcome.graded is not None for outcome in both)


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_scheduler_may_be_away_for_a_while(
    course: Path, tmp_path: Path, expected: Expected
) -> None:
    """It is killed while the class is graded, and started again at the same place."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    scheduler = [
        tool("dask"),
        "scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-dashboard",
    ]
    worker = [
        tool("dask"),
        "worker",
        address,
        "--nthreads",
        "1",
        "--memory-limit",
        "0",
        "--no-dashboard",
        "--death-timeout",
        "60",
    ]
    with contextlib.ExitStack() as stack:
        first = stack.enter_context(running(*scheduler, cwd=tmp_path, environment={}))
        stack.enter_context(running(*worker, cwd=tmp_path, environment={"HOME": str(tmp_path)}))
        run = start("panal", "grade", A, "--scheduler", address, cwd=course)
        assert run.stderr is not None
        for line in run.stderr:
            if " points, " in line:
                break
        first.kill()
        first.wait()
        stack.enter_context(running(*scheduler, cwd=tmp_path, environment={}))
        stack.enter_context(running(*worker, cwd=tmp_path, environment={"HOME": str(tmp_path)}))
        done = finish(run)
    assert done.returncode == 0, done.stderr
    assert said_of(course) == expected


def test_no_scheduler_is_a_sentence(course: Path) -> None:
    done = call("panal", "grade", A, "--scheduler", f"tcp://127.0.0.1:{free_port()}", cwd=course)
    assert done.returncode == 2
    assert "does not answer" in done.stderr
    assert "Traceback" not in done.stderr
