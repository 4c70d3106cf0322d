"""What the instructor's demonstrations show, in place of running them for each student."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from nbformat import NotebookNode, from_dict

from panal import messages, outputs, skipping
from panal.assignment import DemoOutputs
from panal.notebook import has_tests, nbgrader_of
from panal.run import Shown, open_run

if TYPE_CHECKING:
    from panal.grading import Grader


def render(grader: Grader, nb: NotebookNode, files: Mapping[str, bytes]) -> DemoOutputs:
    """Run a notebook for what its demonstrations show. To be called on a worker.

    Args:
        grader: the worker's, since the instructor's code runs behind the wall, too.
        nb: the record with the instructor's answers, which gets the outputs.
        files: the instructor's files.

    Returns:
        Harmless outputs by grade id. Tracebacks are left out, since they quote the answers.

    Raises:
        EngineFailure: something of ours failed.
    """
    limits = grader.assignment.limits
    places = [index for index, cell in enumerate(nb.cells) if skipping.is_demo(cell)]
    shown = Shown(nb, limits)
    with open_run(grader.warm, nb, files, shown=True) as run:
        for index, cell in enumerate(nb.cells[: places[-1] + 1] if places else []):
            if cell.cell_type == "code":
                shown.run_cell(run, index)
    outputs.clean_outputs(nb, limits.picture_bytes)
    return {
        str(nbgrader_of(nb.cells[index])["grade_id"]): [
            json.loads(json.dumps(output))
            for output in nb.cells[index].outputs
            if output.output_type != "error"
        ]
        for index in places
    }


def in_place_of(cell: NotebookNode, shown: DemoOutputs) -> list[NotebookNode]:
    """The outputs of a cell that did not run. A demonstration has what it shows to everybody; a visible
    check has none, since the page has its cases.

    Args:
        cell: of a submission that was graded.
        shown: what `render` gave.
    """
    if has_tests(cell):
        return []
    text = {"text/plain": messages.demo_not_run()}
    said = {"output_type": "display_data", "data": text, "metadata": {}}
    return [from_dict(each) for each in [said, *shown.get(str(nbgrader_of(cell)["grade_id"]), [])]]
