"""Makes nbgrader's feedback commands write panal's page: `c.GenerateFeedback.exporter_class`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode

from panal.config import FeedbackPage, speak
from panal.course.gradebook_reader import HandedIn, handed_in
from panal.course.results_file import read_result
from panal.notebook import nbgrader_of
from panal.outputs import without_verdicts
from panal.pages.exercises import Grades
from panal.pages.feedback_page import Whose, render, render_notebook
from panal.results import Result


class FeedbackExporter(Exporter):
    """Makes the feedback page of a graded notebook, using the results.json beside it.

    By then, nbgrader's `GetGrades` has put the gradebook's scores and comments into the cells.
    """

    file_extension = ".html"
    output_mimetype = "text/html"

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kw: Any
    ) -> Any:
        result, _ = read_result(Path(filename).parent)
        return super().from_filename(
            filename, resources={**(resources or {}), "result": result}, **kw
        )

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[Any, dict[str, Any]]:
        speak(self.config)
        nb, found = super().from_notebook_node(nb, resources=resources, **kw)
        result: Result = found["result"]
        fragment = render_notebook(without_verdicts(nb))
        show = FeedbackPage(config=self.config).show
        name = str(found.get("nbgrader", {}).get("notebook") or found["metadata"]["name"])
        info = found.get("nbgrader", {})
        known = HandedIn()
        whose = None
        if "db_url" in info:
            known = handed_in(info["db_url"], info["assignment"], name, info["student"])
            zone = str(self.config.Exchange.get("timezone", "UTC"))
            person = (info["student"], known.first_name, known.last_name)
            whose = Whose.of(*person, known.timestamp, zone)
        grades = _grades(nb, float(info.get("late_penalty") or 0), known.by_hand)
        return render(result, name, fragment, {name: grades}, show, whose), found


def _grades(nb: NotebookNode, late_penalty: float, by_hand: frozenset[str]) -> Grades:
    scores, comments = {}, {}
    for cell in nb.cells:
        meta = nbgrader_of(cell)
        if meta.get("score") is not None:
            scores[meta["grade_id"]] = float(meta["score"])
        if meta.get("comment"):
            comments[meta["grade_id"]] = str(meta["comment"])
    return Grades(scores, comments, late_penalty, by_hand)
