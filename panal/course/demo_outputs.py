"""The outputs of the instructor's demonstrations, rendered once for an assignment and kept in the
course.

They are kept in `.panal/`, which is not handed out and which no sealed kernel can see. The file's
name has a digest of what ran, so that after any change they are rendered again.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Collection, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from panal import demos, notebook, skipping
from panal.assignment import Assignment, DemoOutputs, Released
from panal.course.course import Course
from panal.errors import EngineFailure, EnvironmentProblem
from panal.provenance import versions
from panal.workers.pool import Workers

log = logging.getLogger(__name__)

FORM = 2  # of the stored file, and of how figures are encoded


def demo_outputs(
    course: Course,
    assignment: Assignment,
    render: Callable[[NotebookNode, Mapping[str, bytes]], DemoOutputs],
    *,
    keep: bool = True,
) -> dict[str, DemoOutputs]:
    """The outputs of an assignment's demonstrations: those that were kept, else rendered now and kept.

    Args:
        course: where the outputs are kept and the instructor's answers are found.
        assignment: the assignment.
        render: runs a notebook with the instructor's files for what its demonstrations show.
        keep: whether rendered outputs may be written to the course.

    Returns:
        Plain data, by the name of the notebook and the grade id.

    Raises:
        EnvironmentProblem: a notebook can't be rendered, so nobody can be graded.
    """
    shown = {}
    showing = {
        each.name: _with_answers(course, assignment.name, each)
        for each in assignment.notebooks
        if any(map(skipping.is_demo, each.record.cells))
    }
    folder = course.root / ".panal" / assignment.name
    paths = {name: folder / f"demos-{_digest(nb, assignment)}.json" for name, nb in showing.items()}
    for name, path in paths.items():
        kept = _read(path)
        shown[name] = _rendered(name, showing[name], assignment, render) if kept is None else kept
        if kept is None and keep:
            _keep(path, shown[name], paths.values())
    return shown


def _rendered(
    name: str, nb: NotebookNode, assignment: Assignment, render: Callable[..., DemoOutputs]
) -> DemoOutputs:
    try:
        return render(nb, assignment.files)
    except EngineFailure as failure:  # of no submission, so no student is named who is tried again
        raise EnvironmentProblem(
            f"The demonstrations in {name}.ipynb of {assignment.name!r} could not be run: "
            f"{failure.message}",
            "Run the same command again; if that does not help, `panal doctor` looks for the reason.",
        ) from failure


def rendered_on(pool: Workers, assignment: Assignment) -> Callable[..., DemoOutputs]:
    """What `demo_outputs` renders with: a worker's kernel."""
    return lambda nb, files: pool.call(assignment, demos.render, nb, files)


def _with_answers(course: Course, assignment: str, released: Released) -> NotebookNode:
    """The record with the instructor's answers, or without them if they are not at hand."""
    try:
        source = course.path("source", ".", assignment) / f"{released.name}.ipynb"
        return notebook.repair(notebook.read(source.read_bytes()), released.record)[0]
    except (OSError, notebook.Damaged):
        return notebook.as_released(released.record)


def _digest(nb: NotebookNode, assignment: Assignment) -> str:
    code = [cell for cell in nb.cells if cell.cell_type == "code"]
    cells = [
        [notebook.nbgrader_of(cell).get("grade_id"), cell.source, skipping.is_demo(cell)]
        for cell in code
    ]
    beside = {name: sha256(content).hexdigest() for name, content in assignment.files.items()}
    return sha256(
        json.dumps([FORM, cells, beside, versions(), assignment.language], sort_keys=True).encode()
    ).hexdigest()[:32]


def _read(path: Path) -> dict[str, list[dict[str, Any]]] | None:
    """What the file holds; None if it is missing or damaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    lists = found.values() if isinstance(found, dict) else [None]
    whole = all(
        isinstance(outputs, list) and all(isinstance(output, dict) for output in outputs)
        for outputs in lists
    )
    return found if whole else None


def _keep(path: Path, outputs: DemoOutputs, all_paths: Collection[Path]) -> None:
    """Keep outputs, and of other files those of the assignment's other notebooks. If the course can't
    be written to, they are rendered again next time.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
        fresh.write_text(json.dumps(outputs, ensure_ascii=False), encoding="utf-8")
        fresh.replace(path)
        for old in path.parent.glob("demos-*.json"):
            if old not in all_paths:
                old.unlink(missing_ok=True)
    except OSError as error:
        log.info("The outputs of the demonstrations could not be kept: %s", error)
