"""The committed release is what the source gives, and gives nothing away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.end_to_end import writing
from tests.end_to_end.courses import ROOT, Lesson, call, released


def test_committed_release_is_up_to_date(
    lesson: Lesson, released_course_of: Callable[[Lesson], Path]
) -> None:
    """`nbgrader generate_assignment` makes exactly what is committed; else: run it and commit
    release/.
    """
    course = released_course_of(lesson)
    fresh, committed = released(course, lesson.name), released(ROOT, lesson.name)
    for new, old in zip(fresh.cells, committed.cells, strict=True):
        assert new == old, f"cell {old.id} of release/ is not what source/ gives"
    for path in (course / "release" / lesson.name).iterdir():
        if path.suffix != ".ipynb":
            assert path.read_bytes() == (lesson.release / path.name).read_bytes(), path.name


def test_panal_release_writes_nothing_when_a_solution_is_wrong(tmp_path: Path) -> None:
    """A wrong solution of the instructor's is named, the release stays as it was."""
    writing.make(tmp_path, "c.Sealed.preload = []")  # its solutions do nothing
    path = tmp_path / "release" / writing.A / f"{writing.A}.ipynb"
    before = path.read_bytes()
    done = call("panal", "release", writing.A, cwd=tmp_path)
    assert done.returncode == 1
    assert "test_one: la solución del docente" in done.stderr
    assert path.read_bytes() == before
