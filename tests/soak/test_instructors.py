"""docs/instructors.md leads from nothing to published grades: its commands, as they stand, one
after another.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.end_to_end.courses import ROOT, gradebook, path_of_environment, results
from tests.end_to_end.documents import blocks

PAGE = ROOT / "docs" / "instructors.md"
SEPARATOR = "=== next block ==="


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the project lies, as `panal`, and what the page's commands have made."""
    folder = tmp_path_factory.mktemp("instructor")
    (folder / "panal").symlink_to(ROOT)
    (folder / "page.sh").write_text(
        f"echo '{SEPARATOR}'\n".join(text for words, text in blocks(PAGE) if words == "bash")
    )
    environment = os.environ | {"PATH": path_of_environment(), "COLUMNS": "120"}
    command = ["bash", "-e", "page.sh"]
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    (folder / "said").write_text(done.stdout, encoding="utf-8")
    return folder


@pytest.fixture
def course(world: Path) -> Path:
    return world / "course"


def said_by(world: Path, command: str) -> str:
    """What the block with a command said."""
    (number,) = [
        n
        for n, text in enumerate(text for words, text in blocks(PAGE) if words == "bash")
        if command in text
    ]
    return (world / "said").read_text(encoding="utf-8").split(f"{SEPARATOR}\n")[number]


def test_the_release_is_proven(world: Path) -> None:
    """The instructor's notebook has 100 points, the release 0, and every misconception of the seven
    exercises loses points.
    """
    said = said_by(world, "panal release")
    assert "docente 100, versión para estudiantes 0 de 100" in said
    assert said.count("(100%)") == 7


def test_what_students_get_is_in_one_file(course: Path) -> None:
    assert (course / "convolucion.zip").stat().st_size > (
        course / "release" / "convolucion" / "bee.png"
    ).stat().st_size


def test_the_dry_run_says_what_the_page_says(world: Path) -> None:
    """The change of the grader, and the student whom it concerns."""
    (promised,) = [text for words, text in blocks(PAGE) if words == "text said by the dry run"]
    said = [line.strip() for line in said_by(world, "--dry-run").splitlines()]
    assert not [line for line in promised.splitlines() if line.strip() not in said]


def test_the_gradebook_has_corrections_and_new_points(course: Path) -> None:
    """The points are those of the new weights, but where others were entered by hand."""
    book = gradebook(course)
    carla = {
        test["name"].removeprefix("test_"): test["score"]
        for test in results(course, "carla-ruiz")["tests"]
    }
    assert book["carla-ruiz"] == carla | {"same_padding": 5}
    assert carla["same_padding"] == 2
    (changes,) = (course / "reports").glob("convolucion-changes-*.jsonl")
    lines = [json.loads(line) for line in changes.read_text(encoding="utf-8").splitlines()]
    assert [line["student"] for line in lines if "student" in line] == ["carla-ruiz"]


def test_pages_and_report_are_there(course: Path) -> None:
    """The corrected points and the comment stand on the student's page, the report was made, and
    the grades went out.
    """
    page = (course / "feedback" / "carla-ruiz" / "convolucion" / "convolucion.html").read_text(
        encoding="utf-8"
    )
    assert "La idea es buena; falta el cero impar." in page
    assert (course / "reports" / "convolucion.html").is_file()
    with (course / "grades.csv").open(encoding="utf-8", newline="") as file:
        exported = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert exported == {
        student: sum(points.values()) for student, points in gradebook(course).items()
    }
