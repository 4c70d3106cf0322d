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
    call,
    gradebook,
    hand_in,
    in_soak,
    ordinary_user,
    path_of_environment,
    released,
    results,
    tool,
    with_answers,
)
from tests.end_to_end.documents import commands_below, text_below
from tests.machine import require_root

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
def template(bare_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with such a class, nobody graded yet."""
    course = tmp_path_factory.mktemp("cluster")
    shutil.copytree(bare_course, course, dirs_exist_ok=True)
    fill(course)
    return course


@pytest.fixture
def course(template: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "course"
    shutil.copytree(template, folder)
    return folder


def grades(course: Path) -> dict[str, object]:
    """All that grading says, of each student."""
    return {
        path.name: results(course, path.name)
        for path in sorted((course / "autograded").iterdir())
        if path.is_dir()
    }


@pytest.fixture(scope="module")
def expected(
    template: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, object], dict[str, dict[str, float]]]:
    """What one worker says: results.json of each student, and the gradebook."""
    folder = tmp_path_factory.mktemp("expected") / "course"
    shutil.copytree(template, folder)
    done = call("panal", "grade", ASSIGNMENT, "--workers", "1", cwd=folder)
    assert done.returncode == 0, done.stderr
    return grades(folder), gradebook(folder)


Expected = tuple[dict[str, object], dict[str, dict[str, float]]]


@in_soak("test_pool.py compares one worker and two")
def test_two_workers_say_the_same(course: Path, expected: Expected) -> None:
    """And the summary for machines counts each student once; a second run grades nobody."""
    done = call(
        "panal", "grade", ASSIGNMENT, "--workers", "2", "--json", "summary.json", cwd=course
    )
    assert done.returncode == 0, done.stderr
    assert (grades(course), gradebook(course)) == expected
    summary = json.loads((course / "summary.json").read_text())
    assert (summary["graded"], summary["unchanged"], summary["left"]) == (6, 0, [])
    assert summary["counts"] == {"full": 1, "partial": 2, "zero": 1, "flagged": 2}
    assert {row["student"]: row["score"] for row in summary["students"]}["right-00"] == 100
    again = call("panal", "grade", ASSIGNMENT, "--workers", "1", cwd=course)
    assert "Calificadas: 0, sin cambios: 6" in again.stderr


@in_soak("the demo class is graded in both ways")
def test_nbgrader_autograde_says_the_same(course: Path, expected: Expected) -> None:
    done = call("nbgrader", "autograde", ASSIGNMENT, "--log-level=ERROR", cwd=course)
    assert done.returncode == 0, done.stderr
    stamped, book = expected
    assert gradebook(course) == book
    assert grades(course) == {
        student: {key: value for key, value in found.items() if key != "stamp"}  # type: ignore[attr-defined]
        for student, found in stamped.items()
    }


# Other machines
# ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def certificates(tmp_path: Path) -> Path:
    """What docs/scale.md says to make, by its own commands."""
    folder = tmp_path / "certificates"
    folder.mkdir()
    for command in commands_below(SCALE, "### Certificates"):
        subprocess.run(["bash", "-ec", command], cwd=folder, check=True, capture_output=True)
    for name in ("ca.pem", "node.pem", "node.key"):
        (folder / name).chmod(0o644)  # read by the worker's own user in these tests
    folder.chmod(0o755)
    return folder


def dask_settings(certificates: Path) -> dict[str, str]:
    """The environment of docs/scale.md, for these certificates."""
    lines = [
        line.removeprefix("export ")
        for line in text_below(SCALE, "### Certificates", "bash settings").splitlines()
    ]
    pairs = (line.split("=", 1) for line in lines if "=" in line)
    return {
        name: value.strip('"').replace("/etc/panal", str(certificates)) for name, value in pairs
    }


@contextlib.contextmanager
def running(
    *command: str, cwd: Path, environment: dict[str, str]
) -> Iterator[subprocess.Popen[str]]:
    """A server for as long as the block lasts."""
    with (cwd / f"log-{time.monotonic_ns()}").open("w") as log:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env={"PATH": path_of_environment(), "PYTHONPATH": str(ROOT), **environment},
            stdout=log,
            stderr=log,
            text=True,
        )
        try:
            yield process
        finally:
            below = list(tree(process.pid))  # who changed its user does not end with its parent
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
    """A network namespace with a cable to ours: what stands before a command to run it there, and
    our address as seen from it.
    """
    name, here, there = (
        f"panal{os.getpid() % 1000}-{number}",
        f"pn{os.getpid() % 1000}h{number}",
        f"pn{os.getpid() % 1000}t{number}",
    )
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


@in_soak("test_pool.py grades on a cluster of this machine")
def test_machines_that_share_no_files(
    course: Path, certificates: Path, tmp_path: Path, expected: Expected
) -> None:
    """A scheduler, and workers on two machines, as ordinary users who see nothing of the course;
    TLS as the docs say.
    """
    require_root("only root can lay a cable between network namespaces")
    port = free_port()
    settings = dask_settings(certificates)
    environment = {**settings, "LANG": "C.UTF-8"}
    with contextlib.ExitStack() as stack:
        scheduler = [
            tool("dask"),
            "scheduler",
            "--protocol",
            "tls",
            "--host",
            "0.0.0.0",
            "--port",
            str(port),
            "--no-dashboard",
        ]
        stack.enter_context(running(*scheduler, cwd=tmp_path, environment=environment))
        for number in (1, 2):
            there, address = stack.enter_context(machine(number))
            home = tmp_path / f"home{number}"
            home.mkdir()
            home.chmod(0o777)
            worker = [
                tool("dask"),
                "worker",
                f"tls://{address}:{port}",
                "--nthreads",
                "1",
                "--memory-limit",
                "0",
                "--no-dashboard",
            ]
            command = [*there, *ordinary_user(home, certificates), *worker]
            stack.enter_context(
                running(*command, cwd=home, environment={**environment, "HOME": str(home)})
            )
        done = _grade_at(f"tls://127.0.0.1:{port}", course, environment)
    logs = "\n".join(path.read_text()[-2000:] for path in tmp_path.rglob("log-*"))
    assert done.returncode == 0, done.stderr + logs
    assert (grades(course), gradebook(course)) == expected


def _grade_at(
    scheduler: str, course: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [tool("panal"), "grade", ASSIGNMENT, "--scheduler", scheduler],
        cwd=course,
        env=os.environ | {"PATH": path_of_environment()} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
