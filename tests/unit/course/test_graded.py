"""panal.course.graded: what a graded notebook says is what nbgrader would read in it."""

from __future__ import annotations

import pickle
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import compute_checksum

from panal import outputs
from panal.course.graded import graded_notebook
from panal.results import Check, Ending, GradeId, Result, Verdict


def cell(grade_id: str, make: object = new_code_cell, **more: object) -> nbformat.NotebookNode:
    meta = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False}
    made = make("x", id=grade_id, metadata={"nbgrader": meta | {"grade_id": grade_id} | more})  # type: ignore[operator]  # one of two functions
    made.metadata.nbgrader["checksum"] = compute_checksum(made)
    return made


@pytest.fixture
def nb() -> nbformat.NotebookNode:
    return new_notebook(
        cells=[
            cell("answered", solution=True),
            cell("untouched", solution=True),
            cell("test", grade=True, locked=True, points=10),
            cell("essay", new_markdown_cell, grade=True, solution=True, points=4),
            cell("blank", new_markdown_cell, grade=True, solution=True, points=4),
            cell("project", new_markdown_cell, task=True, locked=True, points=3),
        ]
    )


def test_marks_and_responses(nb: nbformat.NotebookNode) -> None:
    """An essay waits for a person if there is any; a task has no automatic comment, whatever was
    done.
    """
    nb.cells[0].source = nb.cells[3].source = "y"
    checks = (Check("a", "Una", 1, Ending.RIGHT), Check("b", "Otra", 3, Ending.WRONG))
    result = Result("hw", (Verdict(GradeId("test"), 10.0, checks),))
    outputs.write_verdicts(nb, result)
    made = graded_notebook("hw", nb, there=True)
    assert made.marks == {"test": 2.5, "essay": None, "blank": 0.0}
    assert made.no_response == {
        "answered": False,
        "untouched": True,
        "essay": False,
        "blank": True,
        "project": False,
    }
    assert nbformat.reads(made.text, as_version=4) == nb and made.text.endswith("}\n")
    assert "<" in made.fragment.html and pickle.loads(pickle.dumps(made)) == made


def test_a_worker_needs_little_of_nbgrader() -> None:
    """Not its database and its server extensions; see `_nbgrader_utils`."""
    program = (
        "import sys; from panal.course.graded import _nbgrader_utils\n"
        "_nbgrader_utils().is_grade; assert 'sqlalchemy' not in sys.modules"
    )
    # The door to nbgrader is panal.course itself, which imports nothing.
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0
