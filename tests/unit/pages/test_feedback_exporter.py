"""panal.pages.feedback_exporter: the page that nbgrader's commands make."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config import Config

from panal.course.database import connect
from panal.outputs import write_verdicts
from panal.pages.exercises import Grades
from panal.pages.feedback_exporter import FeedbackExporter
from panal.pages.feedback_page import render, render_notebook
from panal.results import Check, Ending, Example, GradeId, Result, Verdict

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::sqlalchemy.exc.SAWarning"
)  # nbgrader's
CHECKS = (Check("a", "Una", 1, Ending.RIGHT), Check("b", "Otra", 1, Ending.WRONG, "Casi."))
VERDICT = Verdict(GradeId("test_f"), 4, CHECKS, examples=(Example("f(1)", "2", "3", Ending.WRONG),))
RESULT = Result("hw", (VERDICT,))


@pytest.fixture
def graded(tmp_path: Path) -> Path:
    """A graded notebook, with what nbgrader's `GetGrades` puts into its cells."""
    cell = new_code_cell("assert f(1) == 2")
    cell.metadata["nbgrader"] = {
        "grade_id": "test_f", "grade": True, "solution": False, "locked": True, "points": 4,
        "schema_version": 3, "task": False, "score": 2.0, "comment": "Mira otra vez.",
    }  # fmt: skip
    nb = new_notebook(cells=[cell])
    write_verdicts(nb, RESULT)
    nbformat.write(nb, tmp_path / "hw.ipynb")
    (tmp_path / "results.json").write_text(json.dumps(RESULT.to_json()))
    return tmp_path / "hw.ipynb"


def test_it_is_the_page_that_grading_makes(graded: Path) -> None:
    """From results.json, the notebook without its verdicts, and the gradebook's scores."""
    html, _ = FeedbackExporter().from_filename(str(graded))
    nb = nbformat.read(graded, as_version=4)
    nb.cells[0].outputs = []
    grades = Grades({"test_f": 2.0}, {"test_f": "Mira otra vez."})
    assert html == render(RESULT, "hw", render_notebook(nb), {"hw": grades})
    assert "Mira otra vez." in html and "f(1)" in html


def test_the_configuration_says_how_much_it_shows(graded: Path) -> None:
    """As for `panal grade`."""
    config = Config({"FeedbackPage": {"show": "points"}})
    html, _ = FeedbackExporter(config=config).from_filename(str(graded))
    assert "2 of 4" in html and "f(1)" not in html.partition("<h2>Your notebook")[0]


def test_who_set_the_points_is_asked_of_the_gradebook(graded: Path, tmp_path: Path) -> None:
    """nbgrader's own cells tell scores, not whose they are."""
    url = f"sqlite:///{tmp_path}/gradebook.db"
    with connect(url, "c") as book:
        book.add_assignment("hw")
        book.add_notebook("hw", "hw")
        book.add_grade_cell("test_f", "hw", "hw", max_score=4, cell_type="code")
        book.add_student("ana")
        book.add_submission("hw", "ana")
        book.find_grade("test_f", "hw", "hw", "ana").manual_score = 2
        book.db.commit()
    info = {"db_url": url, "assignment": "hw", "notebook": "hw", "student": "ana"}
    html, _ = FeedbackExporter().from_filename(str(graded), resources={"nbgrader": info})
    assert "A person gave these points." in html
