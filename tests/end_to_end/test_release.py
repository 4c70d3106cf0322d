"""The committed release is what the source gives, and gives nothing away."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat

from tests.end_to_end.courses import ASSIGNMENT, ROOT, call, released


def test_committed_release_is_up_to_date(released_course: Path) -> None:
    """`nbgrader generate_assignment` makes exactly what is committed; else: run it and commit
    release/.
    """
    fresh, committed = released(released_course), released(ROOT)
    for new, old in zip(fresh.cells, committed.cells, strict=True):
        assert new == old, f"cell {old.id} of release/ is not what source/ gives"
    for path in (released_course / "release" / ASSIGNMENT).iterdir():
        if path.suffix != ".ipynb":
            assert path.read_bytes() == (ROOT / "release" / ASSIGNMENT / path.name).read_bytes(), (
                path.name
            )


def test_panal_release_writes_nothing_when_a_solution_is_wrong(
    released_course: Path, tmp_path: Path
) -> None:
    """A wrong solution of the instructor's is named, the release stays as it was."""
    course = shutil.copytree(released_course, tmp_path, dirs_exist_ok=True)
    shutil.rmtree(
        course / "graders" / ASSIGNMENT / "misconceptions"
    )  # trying them takes most of the time
    source = course / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    nb = nbformat.read(source, as_version=4)
    cell = next(
        cell
        for cell in nb.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "count_params"
    )
    cell.source = cell.source.replace("return weights + biases", "return weights")
    nbformat.write(nb, source)
    path = course / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    before = path.read_bytes()
    done = call("panal", "release", ASSIGNMENT, cwd=course)
    assert done.returncode == 1
    assert "test_count_params: la solución del docente" in done.stderr
    assert path.read_bytes() == before
