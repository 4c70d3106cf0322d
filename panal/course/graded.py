"""A graded submission as data: what crosses from where it was graded to the one that writes it down."""

from __future__ import annotations

from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task

from panal.feedback.page import render_notebook
from panal.notebook import nbgrader_of, without_verdicts
from panal.results import Result


@dataclass(frozen=True, slots=True)
class Graded:
    """All that the gradebook, autograded/ and feedback/ need to know of a submission; made by `graded`.

    What is expensive was done where the grading was: whoever writes it parses no notebook and renders no cell.

    Args:
        notebook: the graded notebook, as it is to stand in autograded/.
        result: what the judge said.
        fragment: the student's notebook as HTML, see `panal.feedback.page.render_notebook`.
        marks: points of each grade cell, as nbgrader reads them in the notebook; None where a person has to grade.
        no_response: for each cell that a student fills in, whether it is as it was released.
    """

    notebook: str
    result: Result
    fragment: str
    marks: dict[str, float | None]
    no_response: dict[str, bool]


def graded(nb: NotebookNode, result: Result) -> Graded:
    """Make it from what `panal.grading.Grader.grade` returns.

    Marks and responses are those of nbgrader.preprocessors.SaveAutoGrades.
    """
    marks: dict[str, float | None] = {}
    no_response: dict[str, bool] = {}
    for cell in nb.cells:
        meta = nbgrader_of(cell)
        if is_grade(cell):
            mark, _ = determine_grade(cell)
            marks[meta["grade_id"]] = None if mark is None else float(mark)
        if is_solution(cell) or is_task(cell):
            # A person looks at a task whatever was done, so it has no automatic comment.
            no_response[meta["grade_id"]] = meta.get("checksum") == compute_checksum(cell) and not is_task(cell)
    text = nbformat.writes(nb).rstrip("\n") + "\n"
    return Graded(text, result, render_notebook(without_verdicts(nb)), marks, no_response)
