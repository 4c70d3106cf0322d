"""What the instructor's demonstrations show, in place of running them for each student."""

from __future__ import annotations

import json
from collections.abc import Mapping

from nbformat import NotebookNode

from panal import outputs, skipping
from panal.assignment import DemoOutputs
from panal.grading import Grader
from panal.notebook import nbgrader_of
from panal.run import Shown, open_run


def render(grader: Grader, nb: NotebookNode, files: Mapping[str, bytes]) -> DemoOutputs:
    """Run a notebook for what its demonstrations show. To be called on a worker.

    Args:
        grader: of the worker: the instructor's code, too, runs behind the wall.
        nb: the record with the instructor's answers; its outputs come to stand in it.
        files: the instructor's files.

    Returns:
        Harmless outputs; what a demonstration raised is left out, since a traceback quotes the
        answers.

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
