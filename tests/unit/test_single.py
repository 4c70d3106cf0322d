"""panal.single: one notebook by the released one of its folder, without a gradebook. No worker is
started.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import nbformat
import pytest

from panal import single
from panal.assignment import Assignment, Submission
from panal.errors import EngineFailure, UsageError
from panal.results import Result, StudentId
from panal.workers.protocol import Outcome
from tests.unit.fakes import make_record


class FakePool:
    """Grades nobody, and remembers what it was given."""

    def __init__(self, problem: str = "") -> None:
        self.problem = problem
        self.given: list[tuple[Assignment, Submission]] = []

    def __enter__(self) -> FakePool:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def grade(self, assignment: Assignment, submissions: list[Submission]) -> list[Outcome]:
        self.given += [(assignment, each) for each in submissions]
        made = cast(Any, type("Graded", (), {"result": Result(assignment.name, ())}))
        return [Outcome(StudentId(""), None if self.problem else made, self.problem)]


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakePool:
    made = FakePool()
    monkeypatch.setattr(single, "local_pool", lambda *_: made)
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    folder = tmp_path / "release" / "hw"
    folder.mkdir(parents=True)
    nbformat.write(make_record(), folder / "redes.ipynb")
    nbformat.write(make_record(), tmp_path / "mine.ipynb")
    graders = tmp_path / "graders" / "hw"
    graders.mkdir(parents=True)
    for name in ("area", "side"):
        (graders / f"test_{name}.py").write_text("")
    return made


def test_a_notebook_is_graded_by_its_release(pool: FakePool, tmp_path: Path) -> None:
    result = single.grade_file(tmp_path / "mine.ipynb", "hw", root=tmp_path)
    assert result.assignment == "hw"
    ((assignment, submission),) = pool.given
    assert (assignment.notebooks[0].name, submission.file) == ("redes", "mine.ipynb")
    assert submission.notebooks[0].data == (tmp_path / "mine.ipynb").read_bytes()


def test_what_it_holds_says_which_assignment_it_is(pool: FakePool, tmp_path: Path) -> None:
    """Only where nobody named one."""
    path = tmp_path / "mine.ipynb"
    assert single.grade_file(path, "mine", guess=True, root=tmp_path).assignment == "hw"
    with pytest.raises(UsageError, match="There is no assignment"):
        single.grade_file(path, "mine", root=tmp_path)


def test_a_failure_of_ours_is_no_result(pool: FakePool, tmp_path: Path) -> None:
    """It is named, and `panal run` ends with 1."""
    pool.problem = "A worker ended."
    with pytest.raises(EngineFailure, match=r"mine\.ipynb could not be graded: A worker ended"):
        single.grade_file(tmp_path / "mine.ipynb", "hw", root=tmp_path)
