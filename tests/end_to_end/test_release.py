"""The committed release is what the source gives, and gives nothing away."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import pytest

from tests.end_to_end.courses import ASSIGNMENT, ROOT, call, make_course, released


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_course(tmp_path_factory.mktemp("release"))


def test_committed_release_is_up_to_date(course: Path) -> None:
    """`nbgrader generate_assignment` makes exactly what is committed; else: run it and commit release/."""
    fresh, committed = released(course), released(ROOT)
    for new, old in zip(fresh.cells, committed.cells, strict=True):
        assert new == old, f"cell {old.id} of release/ is not what source/ gives"
    for path in (course / "release" / ASSIGNMENT).iterdir():
        if path.suffix != ".ipynb":
            assert path.read_bytes() == (ROOT / "release" / ASSIGNMENT / path.name).read_bytes(), path.name


def test_release_needs_only_what_students_have() -> None:
    """Its imports are TensorFlow, Keras, NumPy, scikit-image, matplotlib, IPython and the standard library; never panal."""
    import sys

    allowed = {"tensorflow", "keras", "numpy", "skimage", "matplotlib", "IPython", *sys.stdlib_module_names}
    for cell in released(ROOT).cells:
        if cell.cell_type == "code":
            for node in ast.walk(ast.parse(cell.source)):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                assert {name.split(".")[0] for name in names} <= allowed, cell.id
    assert (ROOT / "release" / ASSIGNMENT / "requirements.txt").is_file()


def test_panal_release_proves_and_writes(course: Path) -> None:
    """The instructor's notebook has 100 points, the release 0, and every misconception loses points."""
    done = call("panal", "release", ASSIGNMENT, cwd=course)
    assert done.returncode == 0, done.stderr
    assert "instructor 100, release 0 of 100" in done.stdout
    assert done.stdout.count("100%") == 7


def test_panal_release_writes_nothing_when_a_solution_is_wrong(tmp_path: Path) -> None:
    """A wrong solution of the instructor's is named, the release stays as it was."""
    course = make_course(tmp_path)
    source = course / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    nb = nbformat.read(source, as_version=4)
    cell = next(cell for cell in nb.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "count_params")
    cell.source = cell.source.replace("return weights + biases", "return weights")
    nbformat.write(nb, source)
    path = course / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    before = path.read_bytes()
    done = call("panal", "release", ASSIGNMENT, cwd=course)
    assert done.returncode == 1
    assert "test_count_params: the instructor's own solution" in done.stderr
    assert path.read_bytes() == before


def test_nbgrader_validate_says_what_is_missing(course: Path) -> None:
    """A student who presses Validate on the untouched release reads one sentence for each exercise."""
    done = call("nbgrader", "validate", str(course / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"), cwd=course)
    assert done.stdout.count("Todavía no has escrito") == 7
    done = call("nbgrader", "validate", str(course / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"), cwd=course)
    assert "Success" in done.stdout
