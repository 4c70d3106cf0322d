"""`panal run`: one notebook without a gradebook, as continuous integration would; and what a
machine without the wall does.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from panal.results import Result
from tests.end_to_end.courses import ASSIGNMENT, ROOT, call, hand_in, in_soak, tool


@pytest.fixture(scope="module")
def course(released_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course whose gradebook is gone: `run` needs the release and the graders only."""
    folder = tmp_path_factory.mktemp("run")
    shutil.copytree(released_course, folder, dirs_exist_ok=True)
    (folder / "gradebook.db").unlink()
    shutil.copytree(ROOT / "submitted", folder / "submitted")
    return folder


@in_soak("GitHub's step runs the same command, and shows what it writes")
def test_run_writes_what_gradescope_reads(course: Path) -> None:
    """Exit code 0 once graded; results.json has a score for each exercise; no gradebook comes into
    being.
    """
    submitted = course / "submitted" / "carla-ruiz" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    done = call("panal", "run", str(submitted), "--json", "results.json", cwd=course)
    assert done.returncode == 0, done.stderr
    data = json.loads((course / "results.json").read_text())
    assert 0 < data["score"] < 100
    assert sum(test["max_score"] for test in data["tests"]) == 100
    assert Result.from_json(data).points == data["score"]
    assert not (course / "gradebook.db").exists()


@in_soak("test_broken_files.py hands such files in, and Gradescope's script runs the command")
def test_run_grades_what_is_no_notebook(course: Path) -> None:
    """A damaged file is graded too: 0 points, a sentence, exit code 0."""
    submitted = course / "submitted" / "ines-vega" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    done = call("panal", "run", str(submitted), cwd=course)
    assert done.returncode == 0, done.stderr
    assert "0 de 100 puntos" in done.stdout
    assert "no es un cuaderno" in done.stderr


def test_without_bubblewrap_nothing_is_graded(course: Path, tmp_path: Path) -> None:
    """Fail closed: exit code 2, a sentence that says how to install it, and no score."""
    (tmp_path / "python").symlink_to(tool("python"))
    submitted = hand_in(
        tmp_path, "x", (ROOT / "submitted/elena-paz/convolucion/convolucion.ipynb").read_bytes()
    )
    done = subprocess.run(
        [tool("panal"), "run", str(submitted)],
        cwd=course,
        env=os.environ | {"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "apt install bubblewrap" in done.stderr
    assert "points" not in done.stdout


def test_isolation_none_is_said(course: Path) -> None:
    """Who asks for it by name gets it, and results.json says so."""
    submitted = course / "submitted" / "ana-lopez" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    done = call(
        "panal", "run", str(submitted), "--isolation", "none", "--json", "open.json", cwd=course
    )
    assert done.returncode == 0, done.stderr
    data = json.loads((course / "open.json").read_text())
    assert data["isolation"] == "none"
    assert data["score"] == 100
