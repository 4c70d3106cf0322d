"""panal.demos: what stands in place of a cell that did not run, and how it is made."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from nbformat.v4 import new_notebook

from panal import demos, messages
from panal.assignment import Assignment
from panal.config import Limits
from panal.grading import Grader
from tests.unit.fakes import World, fake_warm, recorded


def test_only_what_demonstrations_show_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes before them runs for them, what comes after does not."""
    world = World(monkeypatch)
    cells = [recorded("a", "set-up"), recorded("b", "shows"), recorded("c", "end")]
    cells[1].metadata["tags"] = ["demo"]
    assignment = cast(Assignment, SimpleNamespace(limits=Limits()))
    grader = cast(Grader, SimpleNamespace(assignment=assignment, warm=fake_warm()))
    found = demos.render(grader, new_notebook(cells=cells), {})
    assert world.log == ["start", "a", "b"] and world.shown == [True]
    assert [output["text"] for output in found["shows"]] == ["b, again: False"]
    assert set(found) == {"shows"} and world.living == 0


def test_a_cell_that_did_not_run_says_so() -> None:
    """With what everybody sees; a check has its cases on the page instead."""
    figure: dict[str, Any] = {"output_type": "stream", "name": "stdout", "text": "figura"}
    said, shown = demos.in_place_of(recorded("b", "shows"), {"shows": [figure]})
    assert said.data["text/plain"] == messages.demo_not_run() and shown.text == "figura"
    assert demos.in_place_of(recorded("t", "test_a", grade=True), {}) == []
