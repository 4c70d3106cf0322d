"""A class on many workers, on many machines, and what happens when something dies on the way."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from panal.kernel.processes import tree
from tests.end_to_end.catalogue import RIGHT, attacks
from tests.end_to_end.courses import (
    ASSIGNMENT,
    ROOT,
    bare_source,
    call,
    finish,
    gradebook,
    hand_in,
    make_course,
    ordinary_user,
    path_of_environment,
    released,
    results,
    start,
    tool,
    with_answers,
)
from tests.end_to_end.documents import commands_below, text_below

SCALE = ROOT / "docs" / "scale.md"


def fill(course: Path, copies: int = 1) -> list[str]:
    """A class of right, wrong, empty, broken and hostile submissions; their names."""
    wrong = {**RIGHT, "count_params": "def count_params(*a, **k):\n    return 1"}
    hostile = next(attack for attack in attacks() if attack.name.endswith("kill_self"))
    class_ = {
        "right": with_answers(course, RIGHT),
        "wrong": with_answers(course, wrong),
        "empty": released(course),
        "half": with_answers(course, dict(list(RIGHT.items())[:4])),
        "hostile": hostile.submission(),
        "broken": b'{"nbformat": 4, "cells": [',
    }
    names = [f"{name}-{number:02}" for number in range(copies) for name in class_]
    for name in names:
        hand_in(course, name, class_[name.rpartition("-")[0]])
    return names


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with such a class, nobody graded yet."""
    course = make_course(tmp_path_factory.mktemp("cluster"), bare_source())
    fill(course)
    return course


@pytest.fixture
def course(template: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "course"
    shutil.copytree(template, folder)
    return folder


def grades(course: Path) -> dict[str, object]:
    """All that grading says, of each student."""
    return {path.name: results(course, path.name) for path in sorted((course / "autograded").iterdir()) if path.is_dir()}


@pytest.fixture(scope="module")
def expected(template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, object], dict[str, dict[str, float]]]:
    """What one worker says: results.json of each student, and the gradebook."""
    folder = tmp_path_factory.mktemp("expected") / "course"
    shutil.copytree(template, folder)
    done = call("panal", "grade", ASSIGNMENT, "--workers", "1", cwd=folder)
    assert done.returncode == 0, done.stderr
    return grades(folder), gradebook(folder)


Expected = tuple[dict[str, object], dict[str, dict[str, float]]]


def test_two_workers_say_the_same(course: Path, expected: Expected) -> None:
    """And the summary for machines counts each student once; a second run grades nobody."""
    done = call("panal", "grade", ASSIGNMENT, "--workers", "2", "--json", "summary.json", cwd=course)
    assert done.returncode == 0, done.stderr
    assert (grades(course), gradebook(course)) == expected
    assert "dashboard: http://127.0.0.1:" in done.stderr
    summary = json.loads((course / "summary.json").read_text())
    assert (summary["graded"], summary["unchanged"], summary["left"]) == (6, 0, [])
    assert summary["counts"] == {"full": 1, "partial": 2, "zero": 1, "flagged": 2}
    assert {row["student"]: row["score"] for row in summary["students"]}["right-00"] == 100
    again = call("panal", "grade", ASSIGNMENT, "--workers", "1", cwd=course)
    assert "0 graded, 6 unchanged" in again.stderr


def test_nbgrader_autograde_says_the_same(course: Path, expected: Expected) -> None:
    done = call("nbgrader", "autograde", ASSIGNMENT, "--log-level=ERROR", cwd=course)
    assert done.returncode == 0, done.stderr
    stamped, book = expected
    assert gradebook(course) == book
    assert grades(course) == {
        student: {key: value for key, value in found.items() if key != "stamp"}  # type: ignore[attr-defined]
        for student, found in stamped.items()
    }


def test_a_submission_that_ends_its_worker_is_set_aside(course: Path, expected: Expected) -> None:
    """Here by a grader that a certain answer makes kill its own process. The class goes on, and only that one is flagged."""
    grader = course / "graders" / ASSIGNMENT / "test_count_params.py"
    poison = "\n\n@CHECK(title='Veneno', weight=1, hint='No.')\ndef test_poison(submission):\n    import os\n"
    poison += "    if submission.count_params(3, 1, 1).value == -12345:\n        os.kill(os.getpid(), 9)\n"
    grader.write_text(grader.read_text() + poison)
    hand_in(course, "a-poison", with_answers(course, {**RIGHT, "count_params": "def count_params(*a, **k):\n    return -12345"}))
    done = call("panal", "grade", ASSIGNMENT, "--workers", "2", cwd=course)
    assert done.returncode == 1
    assert "Could not be graded: a-poison: It ended its worker again and again" in done.stderr
    assert set(grades(course)) == set(expected[0])
    assert "a-poison" not in gradebook(course)
    assert "6 graded" in done.stderr


def test_an_interrupted_run_keeps_what_is_done_and_goes_on(course: Path, expected: Expected) -> None:
    """Ctrl-C once the first is done: exit code 1, the rest is named, nothing is left of processes; then the same command."""
    run = start("panal", "grade", ASSIGNMENT, "--workers", "1", cwd=course)
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
    kept = grades(course)
    assert 0 < len(kept) < 6
    assert not _processes_of(run.pid)
    again = call("panal", "grade", ASSIGNMENT, "--workers", "1", cwd=course)
    assert f"{6 - len(kept)} graded, {len(kept)} unchanged" in again.stderr
    assert (grades(course), gradebook(course)) == expected


def _processes_of(session: int) -> list[str]:
    """What still runs of a command and of those that it started."""
    found = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout.splitlines()
    return [line for line in found if line.split()[1] == str(session)]


def test_a_worker_that_is_killed_costs_nothing(course: Path, expected: Expected) -> None:
    """Again and again while the class is graded; every score is the same, and nobody is blamed."""
    run = start("panal", "grade", ASSIGNMENT, "--workers", "2", cwd=course)
    assert run.stderr is not None
    for line in run.stderr:
        if " points, " in line:   # a worker that dies before it is there is another story
            break
    killed = 0
    while run.poll() is None and killed < 2:
        time.sleep(2)
        for pid in _workers(run.pid)[:1]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                killed += 1
    done = finish(run)
    assert killed
    if done.returncode == 1:   # killed once more while it was tried alone: the command goes on where it stopped
        done = call("panal", "grade", ASSIGNMENT, "--workers", "1", cwd=course)
    assert done.returncode == 0, done.stderr
    assert (grades(course), gradebook(course)) == expected


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


def test_a_worker_with_other_versions_is_refused(course: Path) -> None:
    """In a sentence that names what is different."""
    from panal.cluster import Setup, Task, local_cluster, read_graders
    from panal.config import Limits, Sealing
    from panal.errors import EnvironmentProblem
    from panal.results import StudentId

    setup = Setup(
        ASSIGNMENT,
        (course / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text(),
        {},
        read_graders(course / "graders" / ASSIGNMENT),
        Sealing(Limits(), ()),
        versions={"keras": "1.0"},
    )
    with local_cluster(1) as cluster, pytest.raises(EnvironmentProblem, match=r"keras 3\S* instead of 1\.0"):
        list(cluster.grade(setup, [Task(StudentId("x"), b"")]))


# Other machines ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def certificates(tmp_path: Path) -> Path:
    """What docs/scale.md says to make, by its own commands."""
    folder = tmp_path / "certificates"
    folder.mkdir()
    for command in commands_below(SCALE, "### Certificates"):
        subprocess.run(["bash", "-ec", command], cwd=folder, check=True, capture_output=True)
    for name in ("ca.pem", "node.pem", "node.key"):
        (folder / name).chmod(0o644)   # read by the worker's own user in these tests
    folder.chmod(0o755)
    return folder


def dask_settings(certificates: Path) -> dict[str, str]:
    """The environment of docs/scale.md, for these certificates."""
    lines = [line.removeprefix("export ") for line in text_below(SCALE, "### Certificates", "bash settings").splitlines()]
    pairs = (line.split("=", 1) for line in lines if "=" in line)
    return {name: value.strip('"').replace("/etc/panal", str(certificates)) for name, value in pairs}


@contextlib.contextmanager
def running(*command: str, cwd: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A server for as long as the block lasts."""
    with (cwd / f"log-{time.monotonic_ns()}").open("w") as log:
        process = subprocess.Popen(
            command, cwd=cwd, env={"PATH": path_of_environment(), **environment}, stdout=log, stderr=log, text=True
        )
        try:
            yield process
        finally:
            below = list(tree(process.pid))   # who changed its user does not end with its parent
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            for pid in below:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextlib.contextmanager
def machine(number: int) -> Iterator[tuple[list[str], str]]:
    """A network namespace with a cable to ours: what stands before a command to run it there, and our address as seen from it."""
    name, here, there = f"panal{os.getpid() % 1000}-{number}", f"pn{os.getpid() % 1000}h{number}", f"pn{os.getpid() % 1000}t{number}"
    net = f"10.231.{number}"
    steps = [
        f"ip netns add {name}",
        f"ip link add {here} type veth peer name {there}",
        f"ip link set {there} netns {name}",
        f"ip addr add {net}.1/24 dev {here}",
        f"ip link set {here} up",
        f"ip -n {name} addr add {net}.2/24 dev {there}",
        f"ip -n {name} link set {there} up",
        f"ip -n {name} link set lo up",
    ]
    try:
        for step in steps:
            subprocess.run(step.split(), check=True, capture_output=True)
        yield ["ip", "netns", "exec", name], f"{net}.1"
    finally:
        subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)
        subprocess.run(["ip", "link", "del", here], check=False, capture_output=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can lay a cable between network namespaces")
def test_machines_that_share_no_files(course: Path, certificates: Path, tmp_path: Path, expected: Expected) -> None:
    """A scheduler, and workers on two machines, as ordinary users who see nothing of the course; TLS as the docs say."""
    port = free_port()
    settings = dask_settings(certificates)
    environment = {**settings, "LANG": "C.UTF-8"}
    with contextlib.ExitStack() as stack:
        scheduler = [tool("dask"), "scheduler", "--protocol", "tls", "--host", "0.0.0.0", "--port", str(port), "--no-dashboard"]
        stack.enter_context(running(*scheduler, cwd=tmp_path, environment=environment))
        for number in (1, 2):
            there, address = stack.enter_context(machine(number))
            home = tmp_path / f"home{number}"
            home.mkdir()
            home.chmod(0o777)
            worker = [tool("dask"), "worker", f"tls://{address}:{port}", "--nthreads", "1", "--memory-limit", "0", "--no-dashboard"]
            command = [*there, *ordinary_user(home, certificates), *worker]
            stack.enter_context(running(*command, cwd=home, environment={**environment, "HOME": str(home)}))
        done = _grade_at(f"tls://127.0.0.1:{port}", course, environment)
    logs = "\n".join(path.read_text()[-2000:] for path in tmp_path.rglob("log-*"))
    assert done.returncode == 0, done.stderr + logs
    assert (grades(course), gradebook(course)) == expected


def test_a_scheduler_may_be_away_for_a_while(course: Path, tmp_path: Path, expected: Expected) -> None:
    """It is killed while the class is graded, and started again at the same place."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    scheduler = [tool("dask"), "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    worker = [tool("dask"), "worker", address, "--nthreads", "1", "--memory-limit", "0", "--no-dashboard", "--death-timeout", "60"]
    with contextlib.ExitStack() as stack:
        first = stack.enter_context(running(*scheduler, cwd=tmp_path, environment={}))
        stack.enter_context(running(*worker, cwd=tmp_path, environment={"HOME": str(tmp_path)}))
        run = start("panal", "grade", ASSIGNMENT, "--scheduler", address, cwd=course)
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
    assert (grades(course), gradebook(course)) == expected


def test_no_scheduler_is_a_sentence(course: Path) -> None:
    done = call("panal", "grade", ASSIGNMENT, "--scheduler", f"tcp://127.0.0.1:{free_port()}", cwd=course)
    assert done.returncode == 2
    assert "does not answer" in done.stderr
    assert "Traceback" not in done.stderr


def _grade_at(scheduler: str, course: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [tool("panal"), "grade", ASSIGNMENT, "--scheduler", scheduler],
        cwd=course,
        env=os.environ | {"PATH": path_of_environment()} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
