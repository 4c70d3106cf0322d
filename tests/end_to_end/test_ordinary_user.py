"""panal as an ordinary user: the same wall, without the layer that it needs as root."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.end_to_end.courses import (
    ASSIGNMENT,
    course_of_an_ordinary_user,
    ordinary_user,
    path_of_environment,
    tool,
)


def as_ordinary_user(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of the environment as somebody who may do nothing special."""
    environment = {"PATH": path_of_environment(), "HOME": str(cwd), "LANG": "C.UTF-8"}
    started = [*ordinary_user(cwd), tool(command[0]), *command[1:]]
    return subprocess.run(
        started, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own course, of that user."""
    return course_of_an_ordinary_user(tmp_path_factory.mktemp("ordinary"))


def test_it_is_an_ordinary_user(course: Path) -> None:
    """So the tests below try what they say."""
    done = as_ordinary_user(
        "python",
        "-c",
        "import os; print(os.geteuid(), open('/proc/self/status').read())",
        cwd=course,
    )
    assert done.stdout and not done.stdout.startswith("0 "), done.stderr
    assert "CapEff:\t0000000000000000" in done.stdout


def test_the_doctor_finds_every_lock(course: Path) -> None:
    done = as_ordinary_user("panal", "doctor", cwd=course)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✘" not in done.stdout
    assert done.stdout.count("held") >= 8


def test_a_notebook_is_graded(course: Path) -> None:
    """The instructor's own has full points, in sealed kernels."""
    done = as_ordinary_user(
        "panal",
        "run",
        "right.ipynb",
        "--assignment",
        ASSIGNMENT,
        "--json",
        "result.json",
        cwd=course,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads((course / "result.json").read_text(encoding="utf-8"))
    assert (result["score"], result["isolation"]) == (100, "namespaces")
