"""panal.course.demo_outputs: rendered once, kept, and rendered again when something changed. No kernel:
rendering is a count.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from panal.assignment import Assignment, DemoOutputs, Released
from panal.config import Limits, Sealing
from panal.course import demo_outputs as module
from panal.course.course import Course
from panal.errors import EngineFailure, EnvironmentProblem
from tests.unit.course.test_course import make_course

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning:nbgrader", "ignore::DeprecationWarning:traitlets"
)


def make_record(
    shows: str = "x = 1", answer: str = "stub", *, tags: tuple[str, ...] = ("demo",)
) -> NotebookNode:
    meta = {"grade_id": "shows", "locked": True, "solution": False, "grade": False, "points": 0}
    return new_notebook(
        cells=[
            new_code_cell(shows, id="a", metadata={"nbgrader": meta, "tags": list(tags)}),
            new_code_cell(
                answer,
                id="b",
                metadata={"nbgrader": {"grade_id": "f", "locked": False, "solution": True}},
            ),
        ]
    )


class World:
    """A course, and how often it was rendered with which answers."""

    def __init__(self, root: Path) -> None:
        self.course: Course = make_course(root)
        self.rendered: list[str] = []

    def render(self, nb: NotebookNode, files: object) -> dict[str, list[dict[str, Any]]]:
        self.rendered.append(nb.cells[1].source)
        return {
            "shows": [
                {"output_type": "stream", "name": "stdout", "text": f"ñ {len(self.rendered)}"}
            ]
        }

    def outputs(
        self, record: NotebookNode | None = None, files: dict[str, bytes] | None = None
    ) -> str:
        found = self.found(record or make_record(), files)
        return str(found["hw"]["shows"][0]["text"])

    def found(
        self, record: NotebookNode, files: dict[str, bytes] | None = None
    ) -> dict[str, DemoOutputs]:
        assignment = Assignment(
            "hw", (Released("hw", record),), files or {}, Path(), Sealing(Limits(), ())
        )
        return module.demo_outputs(self.course, assignment, self.render)

    def kept(self) -> list[Path]:
        return list((self.course.root / ".panal" / "hw").iterdir())


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_once_is_enough(world: World) -> None:
    """Also where what does not run has changed."""
    record = make_record()
    assert [world.outputs(), world.outputs(), world.outputs(record)] == ["ñ 1"] * 3
    record.cells[0].metadata["nbgrader"]["points"] = 5
    assert world.outputs(record) == "ñ 1"
    assert len(world.kept()) == 1


def test_whatever_changes_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell, a tag, a file, a version, the instructor's answers; only the newest is kept."""
    world.outputs()
    world.outputs(make_record("x = 2"))
    world.outputs(files={"bee.png": b"1"})
    world.outputs(files={"bee.png": b"2"})
    source = world.course.path("source", ".", "hw") / "hw.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(make_record(answer="def f(): return 3"), source)
    world.outputs()
    monkeypatch.setattr(module, "versions", lambda: {"keras": "4"})
    world.outputs()
    assert world.rendered == ["stub"] * 4 + ["def f(): return 3"] * 2
    assert len(world.kept()) == 1


@pytest.mark.parametrize("source", [b"", b"[]", b"\xff"])
def test_the_record_itself_where_the_instructors_notebook_can_not_be_read(
    world: World, source: bytes
) -> None:
    path = world.course.path("source", ".", "hw") / "hw.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(source)
    assert world.outputs() == "ñ 1"
    assert world.rendered == ["stub"]


@pytest.mark.parametrize("damage", ["", "[]", "3", '{"shows": 3}', '{"shows": ["x"]}', "\0"])
def test_what_was_damaged_is_made_again(world: World, damage: str) -> None:
    world.outputs()
    world.kept()[0].write_text(damage)
    assert [world.outputs(), world.outputs()] == ["ñ 2", "ñ 2"]


def test_a_course_that_can_not_be_written_is_no_error(world: World) -> None:
    """They are rendered each time; and nothing half-written is left."""
    (world.course.root / ".panal").write_text("a file")
    assert [world.outputs(), world.outputs()] == ["ñ 1", "ñ 2"]


def test_where_they_can_not_be_rendered_the_notebook_is_named(world: World) -> None:
    """With what to do. The failure is of no submission, whose student could be named."""

    def fails(nb: NotebookNode, files: object) -> dict[str, list[dict[str, Any]]]:
        raise EngineFailure("The worker that graded it ended.")

    world.render = fails  # type: ignore[method-assign]
    with pytest.raises(EnvironmentProblem) as problem:
        world.outputs()
    assert str(problem.value).startswith(
        "The demonstrations in hw.ipynb of 'hw' could not be run: "
    )
    assert "worker" in problem.value.message and "panal doctor" in problem.value.hint
    assert problem.value.exit_code == 2
    assert not (world.course.root / ".panal").exists()


def test_without_demonstrations_nothing_is_rendered(world: World) -> None:
    """And nothing is kept."""
    record = make_record(tags=())
    assert world.found(record) == {}
    assert not (world.course.root / ".panal").exists()


def test_they_are_plain_data(world: World) -> None:
    """A worker elsewhere gets them as JSON, the same whether they were kept or not."""
    fresh, kept = (world.found(make_record()) for _ in range(2))
    assert json.loads(json.dumps(fresh)) == fresh == kept
