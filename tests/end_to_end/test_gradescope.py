"""The autograder for Gradescope: the zip laid out as it is there, its run_autograder called as it
is there.

What Gradescope documents: https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import nbformat
import pytest

from panal import messages, notebook
from tests.end_to_end.courses import ASSIGNMENT, IN_A_CONTAINER, POINTS, ROOT, in_soak
from tests.machine import require_root

SCRIPTS = ROOT / "integrations" / "gradescope"
VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
TEST = {
    "score": {"type": "number"},
    "max_score": {"type": "number"},
    "status": {"enum": ["passed", "failed"]},
    "name": {"type": "string"},
    "name_format": FORMAT,
    "number": {"type": "string"},
    "output": {"type": "string"},
    "output_format": FORMAT,
    "tags": {"type": "array", "items": {"type": "string"}},
    "visibility": VISIBILITY,
    "extra_data": {"type": "object"},
}
RESULTS = {
    "score": {"type": "number"},
    "execution_time": {"type": "number"},
    "output": {"type": "string"},
    "output_format": FORMAT,
    "test_output_format": FORMAT,
    "test_name_format": FORMAT,
    "visibility": VISIBILITY,
    "stdout_visibility": VISIBILITY,
    "extra_data": {"type": "object"},
    "tests": {
        "type": "array",
        "items": {"type": "object", "properties": TEST, "additionalProperties": False},
    },
    "leaderboard": {"type": "array"},
}
SCHEMA = {"type": "object", "properties": RESULTS, "additionalProperties": False}
GRADED = SCHEMA | {"required": ["score", "tests"]}  # one of them is enough for Gradescope


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip of the project's own course."""
    path = tmp_path_factory.mktemp("zip") / "autograder.zip"
    command = [
        sys.executable,
        str(SCRIPTS / "make_zip.py"),
        ASSIGNMENT,
        f"--to={path}",
        "--visibility=after_published",
    ]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return path


@pytest.fixture
def autograder(archive: Path, tmp_path: Path) -> Path:
    """What is /autograder there, with the environment that setup.sh would have made."""
    root = tmp_path / "autograder"
    with zipfile.ZipFile(archive) as opened:
        for entry in opened.infolist():
            path = Path(opened.extract(entry, root / "source"))
            path.chmod(entry.external_attr >> 16)
    shutil.copy(root / "source" / "run_autograder", root)
    (root / "results").mkdir()
    (root / "submission").mkdir()
    (root / "venv").symlink_to(sys.prefix)
    return root


def run(
    root: Path, *, programs: Path | None = None, before: tuple[str, ...] = ()
) -> tuple[int, dict[str, Any], str]:
    """Call run_autograder as Gradescope does: in /autograder, without arguments, for results.json
    and what it prints.

    Args:
        programs: a folder whose programs come before the system's.
        before: what stands before the command.
    """
    path = (
        os.environ["PATH"]
        if programs is None
        else os.pathsep.join([str(programs), os.environ["PATH"]])
    )
    environment = os.environ | {"PANAL_AUTOGRADER": str(root), "PATH": path}
    if before:
        environment["PYTHONPATH"] = str(ROOT)
    done = subprocess.run(
        [*before, root / "run_autograder"],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert [entry.name for entry in (root / "results").iterdir()] == ["results.json"]
    data = json.loads((root / "results" / "results.json").read_text(encoding="utf-8"))
    jsonschema.validate(data, SCHEMA)
    assert data["stdout_visibility"] == "hidden"  # it has the tracebacks of graders
    return done.returncode, data, done.stdout + done.stderr


def submit(root: Path, name: str, student: str) -> None:
    path = root / "submission" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "submitted" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", path)


def test_the_zip(archive: Path) -> None:
    """The two files that Gradescope looks for lie at the top and may be run; the whole package is
    there, and no solution.
    """
    with zipfile.ZipFile(archive) as opened:
        names = set(opened.namelist())
        for name in ("setup.sh", "run_autograder"):
            assert opened.getinfo(name).external_attr >> 16 & 0o111
            assert opened.read(name).startswith(b"#!/usr/bin/env ")
        record = (ROOT / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_bytes()
        assert [opened.read(name) == record for name in names if name.endswith(".ipynb")] == [True]
    package = {
        f"panal/{path.relative_to(ROOT)}"
        for path in (ROOT / "panal").rglob("*")
        if path.suffix in (".py", ".j2")
    }
    assert package | {"panal/pyproject.toml", "panal/constraints.txt"} <= names
    graders = {
        f"course/{path.relative_to(ROOT)}" for path in (ROOT / "graders" / ASSIGNMENT).rglob("*.py")
    }
    assert {name for name in names if name.startswith("course/graders/")} == graders
    assert not [
        name
        for name in names
        if {"source", "submitted"} & set(name.split("/")) or "__pycache__" in name
    ]
    checked = subprocess.run(["bash", "-n", str(SCRIPTS / "setup.sh")], capture_output=True)
    assert checked.returncode == 0, checked.stderr


def test_what_an_assignment_needs_is_installed(tmp_path: Path) -> None:
    """`setup.sh` finds its requirements.txt in the release; otherwise nobody would be graded. The
    programs that it calls are made up here, and write down how they were called.
    """
    root, programs, log = tmp_path / "autograder", tmp_path / "bin", tmp_path / "log"
    release = root / "source" / "course" / "release"
    for name in ("with", "without"):
        (release / name).mkdir(parents=True)
    (release / "with" / "requirements.txt").write_text("pandas\n")
    programs.mkdir()
    called = f'#!/bin/sh\necho "$0 $*" >> {log}\n'
    made = f"mkdir -p {root}/venv/bin; cp {programs}/apt-get {root}/venv/bin/pip\n"
    made += f"cp {programs}/apt-get {root}/venv/bin/panal\n"
    for name, text in {"apt-get": called, "python3": called + made}.items():
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    path = os.pathsep.join([str(programs), "/usr/bin", "/bin"])
    environment = {"PATH": path, "PANAL_AUTOGRADER": str(root)}
    done = subprocess.run(
        ["bash", str(SCRIPTS / "setup.sh")], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    installed = [line for line in log.read_text().splitlines() if "/pip install" in line]
    assert len(installed) == 2 and installed[0].endswith("source/panal")
    assert installed[1].endswith(f"--requirement {release}/with/requirements.txt")


@in_soak("test_damaged.py hands in such folders, and the script is run below")
def test_a_submission_is_graded_whatever_its_file_is_called(autograder: Path) -> None:
    """The notebook with answers is taken, not an empty one with a better name, another one, a link,
    or a copy of JupyterLab's.
    """
    submit(autograder, "mi carpeta/tarea (1).ipynb", "carla-ruiz")
    shutil.copy(
        autograder / "source/course/release/convolucion/convolucion.ipynb",
        autograder / "submission/mi carpeta",
    )
    submit(autograder, ".ipynb_checkpoints/convolucion.ipynb", "ana-lopez")
    (autograder / "submission" / "a.ipynb").write_text('{"cells": []}')
    (autograder / "submission" / "convolucion.ipynb").symlink_to(
        autograder / "source/course/release/convolucion/convolucion.ipynb"
    )
    code, data, _ = run(autograder)
    assert code == 0
    jsonschema.validate(data, GRADED)
    assert {test["name"]: test["max_score"] for test in data["tests"]} == POINTS
    assert data["score"] == sum(test["score"] for test in data["tests"]) and 0 < data["score"] < 100
    assert {test["status"] for test in data["tests"] if test["score"] == test["max_score"]} == {
        "passed"
    }
    assert {test["status"] for test in data["tests"] if test["score"] < test["max_score"]} == {
        "failed"
    }
    assert messages.file_chosen("tarea (1).ipynb", 2, exact=False) in data["output"]
    assert (data["visibility"], data["extra_data"]["isolation"]) == (
        "after_published",
        "namespaces",
    )


def test_a_container_of_gradescopes_is_enough(autograder: Path) -> None:
    """Root in it can make no namespaces, and has the next rung: the demo class's right answers have
    all points.
    """
    require_root("only root is root in a container")
    submit(autograder, "convolucion.ipynb", "ana-lopez")
    code, data, said = run(autograder, before=IN_A_CONTAINER)
    assert code == 0, said
    jsonschema.validate(data, GRADED)
    assert (data["score"], data["extra_data"]["isolation"]) == (100, "users")


@in_soak("test_damaged.py has what is no notebook, and what is none at all comes below")
def test_what_is_no_notebook_has_no_points(autograder: Path) -> None:
    """It is graded, and the student reads why."""
    submit(autograder, "tarea.ipynb", "ines-vega")
    code, data, _ = run(autograder)
    assert code == 0 and data["score"] == 0
    jsonschema.validate(data, GRADED)
    assert "no es un cuaderno" in data["output"] and "varios" not in data["output"]
    assert sum(test["max_score"] for test in data["tests"]) == 100


def test_without_a_notebook_there_are_no_points(autograder: Path) -> None:
    """Nothing handed in is a verdict, too: each exercise of the release, with nothing."""
    (autograder / "submission" / "tarea.py").write_text("print()")
    code, data, _ = run(autograder)
    assert code == 0 and data["score"] == 0
    jsonschema.validate(data, GRADED)
    record = nbformat.read(ROOT / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    expected = [(exercise.name, exercise.points) for exercise in notebook.exercises(record)]
    assert [(test["name"], test["max_score"]) for test in data["tests"]] == expected


def test_where_nothing_can_be_sealed_there_is_no_score(autograder: Path, tmp_path: Path) -> None:
    """A container that forbids namespaces, and a course that insists on them: no zero, no points, a
    sentence for the student and the reason for the instructor.
    """
    bwrap = tmp_path / "bin" / "bwrap"
    bwrap.parent.mkdir()
    bwrap.write_text(
        "#!/bin/sh\necho 'bwrap: No permissions to create a new namespace' >&2\nexit 1\n"
    )
    bwrap.chmod(0o755)
    with (autograder / "source" / "course" / "nbgrader_config.py").open("a") as config:
        config.write("c.Sealed.wall = 'namespaces'\n")  # else root would have another rung
    submit(autograder, "convolucion.ipynb", "ana-lopez")
    code, data, said = run(autograder, programs=bwrap.parent)
    assert code == 1
    assert "score" not in data and "tests" not in data
    assert "todavía no tiene puntaje" in data["output"]
    assert "No permissions to create a new namespace" in said and "has no score" in said


def test_a_broken_installation_gives_no_score(autograder: Path) -> None:
    """Whatever fails on our side leaves the sentence that was written first."""
    (autograder / "venv").unlink()
    submit(autograder, "convolucion.ipynb", "ana-lopez")
    code, data, _ = run(autograder)
    assert code == 1 and "score" not in data and "todavía no tiene puntaje" in data["output"]
