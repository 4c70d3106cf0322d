"""A graded submission as data, on its way from where it was graded to where it is written down."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

import nbformat
from nbformat import NotebookNode

from panal.assignment import Assignment, Submission
from panal.notebook import nbgrader_of
from panal.outputs import without_verdicts
from panal.pages.exercises import Fragment
from panal.pages.feedback_page import render_notebook
from panal.results import Result


@dataclass(frozen=True, slots=True)
class GradedNotebook:
    """A graded notebook of a submission.

    Args:
        name: of the notebook, without `.ipynb`.
        text: the graded notebook, as autograded/ is to have it.
        fragment: what the page needs of it, see `panal.pages.feedback_page.render_notebook`.
        marks: points of each grade cell, as nbgrader reads them from the notebook; None if a
            person has to grade.
        no_response: for each cell that a student fills in, whether it is unchanged.
        there: whether it was handed in.
    """

    name: str
    text: str
    fragment: Fragment
    marks: dict[str, float | None]
    no_response: dict[str, bool]
    there: bool = True


@dataclass(frozen=True, slots=True)
class Graded:
    """All that the gradebook, autograded/ and feedback/ need to know about a submission. Made by
    `graded`.

    The expensive parts are done where it is graded: the writer parses no notebook and renders no
    cell.

    Args:
        result: what was found out about it.
        notebooks: of the assignment, in their order.
    """

    result: Result
    notebooks: tuple[GradedNotebook, ...]


def graded(
    notebooks: Sequence[NotebookNode],
    result: Result,
    submission: Submission,
    assignment: Assignment,
) -> Graded:
    """Make it from what `panal.grading.Grader.grade` returns."""
    return Graded(
        result,
        tuple(
            graded_notebook(released.name, nb, there=not handed_in.gone)
            for released, nb, handed_in in zip(
                assignment.notebooks, notebooks, submission.notebooks, strict=True
            )
        ),
    )


def graded_notebook(name: str, nb: NotebookNode, *, there: bool) -> GradedNotebook:
    """The same of one notebook.

    Marks and responses are those of nbgrader.preprocessors.SaveAutoGrades.
    """
    marks: dict[str, float | None] = {}
    no_response: dict[str, bool] = {}
    utils = _nbgrader_utils()
    for cell in nb.cells:
        meta = nbgrader_of(cell)
        if utils.is_grade(cell):
            mark, _ = utils.determine_grade(cell)
            marks[meta["grade_id"]] = None if mark is None else float(mark)
        if utils.is_solution(cell) or utils.is_task(cell):
            # A person looks at a task in any case, so it gets no automatic comment.
            unchanged = meta.get("checksum") == utils.compute_checksum(cell)
            no_response[meta["grade_id"]] = unchanged and not utils.is_task(cell)
    text = nbformat.writes(nb).rstrip("\n") + "\n"
    fragment = render_notebook(without_verdicts(nb))
    return GradedNotebook(name, text, fragment, marks, no_response, there)


@cache
def _nbgrader_utils() -> ModuleType:
    """nbgrader.utils, and on a worker nothing else of nbgrader, whose database and server extensions
    take 0.8 s and 54 MB.
    """
    spec = importlib.util.find_spec("nbgrader")
    if "nbgrader" in sys.modules or spec is None or spec.origin is None:
        return importlib.import_module("nbgrader.utils")
    alone = importlib.util.spec_from_file_location(
        "_nbgrader_utils", Path(spec.origin).with_name("utils.py")
    )
    assert alone is not None and alone.loader is not None  # as for any file that is called .py
    module = importlib.util.module_from_spec(alone)
    alone.loader.exec_module(module)
    return module
