"""panal as an ordinary user: the same wall, without the layer that it needs as root."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.courses import ASSIGNMENT, ROOT, tool

USER = 65400
"""Nobody's number, and not that of the students' code when panal runs as root."""


def as_ordinary_user(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of the environment as somebody who may do nothing special.

    The tests themselves may run as root, with the environment in root's closed home: then a bubblewrap around the whole lays
    the same files out for that user, read-only but for the course, and takes nothing else away.
    """
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {"PATH": path, "HOME": str(cwd), "LANG": "C.UTF-8"}
    layers: list[str] = []
    if os.geteuid() == 0:
        layers = ["bwrap", "--bind", "/", "/", "--dev-bind", "/dev", "/dev", "--dev-bind", "/proc", "/proc"]
        closed = {Path(sys.base_prefix).resolve(), Path(sys.prefix), ROOT / "panal", cwd}
        for top in sorted({f"/{folder.parts[1]}" for folder in closed}):
            layers += ["--perms", "0755", "--tmpfs", top]
        for parent in sorted({str(parent) for folder in closed for parent in folder.parents if len(parent.parts) > 2}):
            layers += ["--perms", "0755", "--dir", parent]
        for folder in sorted(closed):
            layers += ["--bind", str(folder), str(folder)]
        layers += ["--tmpfs", "/tmp"] if not any(folder.is_relative_to("/tmp") for folder in closed) else []
        layers += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--chdir", str(cwd), "--"]
        layers += ["setpriv", "--reuid", str(USER), "--regid", str(USER), "--clear-groups", "--"]
    started = [*layers, tool(command[0]), *command[1:]]
    return subprocess.run(started, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own course, of that user."""
    folder = tmp_path_factory.mktemp("ordinary")
    for name in ("source", "release", "graders"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    shutil.copy(ROOT / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", folder / "right.ipynb")
    (folder / "temporary").mkdir()
    if os.geteuid() == 0:
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, USER, USER)
    return folder


def test_it_is_an_ordinary_user(course: Path) -> None:
    """So the tests below try what they say."""
    done = as_ordinary_user("python", "-c", "import os; print(os.geteuid(), open('/proc/self/status').read())", cwd=course)
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
        "panal", "run", "right.ipynb", "--assignment", ASSIGNMENT, "--json", "result.json", cwd=course
    )
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads((course / "result.json").read_text(encoding="utf-8"))
    assert (result["score"], result["isolation"]) == (100, "sealed")
