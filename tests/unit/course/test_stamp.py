"""panal.course.stamp: what makes an earlier result stale, and what does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from panal.assignment import Assignment, Released
from panal.config import Limits, Sealing
from panal.course import stamp
from panal.course.stamp import stamp_of

RECORD = new_notebook(cells=[new_code_cell("1", id="a")])


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    (tmp_path / "test_one.py").write_text("one")
    return Assignment(
        "hw", (Released("hw", RECORD),), {"a": b"1"}, tmp_path, Sealing(Limits(), ("numpy",))
    )


CHANGES: dict[str, Callable[[Assignment], Assignment]] = {
    "the notebook's name": lambda made: replace(made, notebooks=(Released("other", RECORD),)),
    "a cell": lambda made: replace(made, notebooks=(Released("hw", new_notebook(cells=[])),)),
    "one more notebook": lambda made: replace(
        made, notebooks=(*made.notebooks, Released("more", RECORD))
    ),
    "a file": lambda made: replace(made, files={"a": b"2"}),
    "a file's name": lambda made: replace(made, files={"b": b"1"}),
    "one more file": lambda made: replace(made, files={"a": b"1", "b": b""}),
    "a limit": lambda made: replace(made, sealing=Sealing(Limits(call_cpu_seconds=1.5), ())),
    "isolation": lambda made: replace(made, sealing=Sealing(Limits(), (), "none")),
    "the language": lambda made: replace(made, language="es"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_can_change_a_result_changes_it(name: str, assignment: Assignment) -> None:
    assert stamp_of(CHANGES[name](assignment)) != stamp_of(assignment)


def test_graders_and_packages_change_it(
    assignment: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """panal itself only where somebody says so, in `SCORING_VERSION`."""
    before = stamp_of(assignment)
    assert before == stamp_of(assignment) != stamp_of(replace(assignment, all_cells=True))
    with monkeypatch.context() as patched:
        patched.setattr(stamp, "SCORING_VERSION", stamp.SCORING_VERSION + 1)
        assert stamp_of(assignment) != before
    found = stamp.versions()
    assert "panal" not in found
    with monkeypatch.context() as patched:
        patched.setattr(stamp, "versions", lambda: found | {"keras": "9.9"})
        assert stamp_of(assignment) != before
    (assignment.graders / "test_one.py").write_text("two")
    assert stamp_of(assignment) != before


def test_what_changes_no_result_does_not_change_it(assignment: Assignment) -> None:
    """Where the course lies, which modules are loaded beforehand, what demonstrations show."""
    turned = nbformat.from_dict(dict(reversed(RECORD.items())))
    same = [
        assignment.with_demos({"hw": {"a": []}}),
        replace(assignment, sealing=Sealing(Limits(), (), hidden=("/course",))),
        replace(assignment, notebooks=(Released("hw", turned),)),
    ]
    assert {stamp_of(each) for each in same} == {stamp_of(assignment)}
