"""What nbgrader's own commands load, by name, from nbgrader_config.py.

`nbgrader autograde` reads each submission through `SubmissionExporter`, runs and judges it in
`ExecuteSealed`, in the same sealed kernels and by the same judge as `panal grade`, and enters its
points through `SaveGrades`.
"""

from __future__ import annotations

import weakref
from contextlib import ExitStack, suppress
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades

from panal import messages
from panal.assignment import Assignment
from panal.course.converter import (
    course_of,
    is_reading,
    spell_as_the_roster,
    take_any_name,
    trust_no_files,
)
from panal.course.course import Course, open_assignment, write_json
from panal.course.demo_outputs import demo_outputs, rendered_on
from panal.course.graded import Graded
from panal.course.results_file import RESULTS
from panal.course.submitted import find_submitted, submission
from panal.errors import EngineFailure, PanalError
from panal.pages.exercises import NO_RESPONSE
from panal.parts import read_and_repair
from panal.results import StudentId
from panal.workers.pool import Pool, local_pool
from panal.workers.protocol import Outcome

PENDING = "pending"
"""The key in nbconvert's `resources` under which `ExecuteSealed` leaves, for `SaveGrades`, the ids of
test cells whose points are pending."""


class SubmissionExporter(NotebookExporter):
    """Reads a submitted notebook as data, and trusts none of it: `c.Autograde.exporter_class`.

    If the file is no notebook, the released one stands in for it, so that nbgrader has cells to give
    zero points to. Whatever the file is called, nbgrader is told the name that it asks for.
    """

    def __init__(self, **kw: Any) -> None:
        super().__init__(**kw)
        if isinstance(self.parent, Autograde):
            trust_no_files(self.parent)
            with suppress(PanalError):  # reading the first submission will say so
                ours = opened(self.parent, self.parent.coursedir.assignment_id)
                take_any_name(self.parent, [each.name for each in ours.assignment.notebooks])
            spell_as_the_roster(self.parent)

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kw: Any
    ) -> Any:
        converter = self.parent
        info = (resources or {}).get("nbgrader")
        if info is None or not is_reading(converter):
            return super().from_filename(filename, resources=resources, **kw)
        assignment = opened(converter, info["assignment"]).assignment
        found = find_submitted(Path(filename).parent, StudentId(info["student"]), assignment)
        nb = None
        for handed_in, released in zip(found.notebooks, assignment.notebooks, strict=True):
            if released.name == info["notebook"]:
                nb, *_ = read_and_repair(handed_in, released)  # `ExecuteSealed` will say more
        return self.from_notebook_node(nb, resources=resources, **kw)


class ExecuteSealed(NbGraderPreprocessor):  # type: ignore[misc]
    """Runs and judges a submission in place of nbgrader's `Execute`: the first of
    `c.Autograde.autograde_preprocessors`.
    """

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        info = resources["nbgrader"]
        student = StudentId(info["student"])
        ours = opened(self.parent.parent, info["assignment"])
        graded = ours.graded(student)
        folder = ours.course.path("autograded", student, ours.assignment.name)
        write_json(folder / RESULTS, graded.result.to_json())
        result = graded.result.of(info["notebook"])
        for incident in result.incidents():
            self.log.warning("%s: %s", student, incident)
        info[PENDING] = [each.grade_id for each in result.verdicts if each.needs_person]
        [done] = [each for each in graded.notebooks if each.name == info["notebook"]]
        return nbformat.reads(done.text, as_version=4), resources


class SaveGrades(SaveAutoGrades):  # type: ignore[misc]
    """Stands in for nbgrader's `SaveAutoGrades`. It also asks for a person if a grader failed, and says
    of an answer that nobody touched so in the language of the course.
    """

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        nb, resources = super().preprocess(nb, resources)
        info = resources["nbgrader"]
        if info.get(PENDING):
            with Gradebook(info["db_url"]) as gradebook:
                for name in info[PENDING]:
                    grade = gradebook.find_grade(
                        name, info["notebook"], info["assignment"], info["student"]
                    )
                    grade.needs_manual_grade = True
                gradebook.db.commit()
        return nb, resources

    def _add_comment(self, cell: NotebookNode, resources: dict[str, Any]) -> None:
        super()._add_comment(cell, resources)
        comment = self.gradebook.find_comment(
            cell.metadata["nbgrader"]["grade_id"],
            *(self.notebook_id, self.assignment_id, self.student_id),
        )
        if comment.auto_comment == NO_RESPONSE:
            comment.auto_comment = messages.no_response()
            self.gradebook.db.commit()


class Opened:
    """An assignment and its worker, for as long as one `nbgrader autograde` lasts. The first
    submission that needs the expensive parts starts them.
    """

    def __init__(self, course: Course, assignment: Assignment) -> None:
        self.course = course
        self.assignment = assignment
        self.stack = ExitStack()
        self._last: Outcome | None = None

    @cached_property
    def pool(self) -> Pool:
        return self.stack.enter_context(local_pool(self.assignment.sealing))

    @cached_property
    def with_demos(self) -> Assignment:
        render = rendered_on(self.pool, self.assignment)
        demos = demo_outputs(self.course, self.assignment, render)
        return self.assignment.with_demos(demos)

    def graded(self, student: StudentId) -> Graded:
        """A graded submission. nbgrader asks for one notebook after the other, which are graded
        together.

        Raises:
            EngineFailure: something of ours failed, twice.
        """
        if self._last is not None and self._last.student == student:
            outcome = self._last
        else:
            handed_in = submission(self.course, self.assignment, student)
            [outcome] = self.pool.grade(self.with_demos, [handed_in])
        self._last = outcome
        if outcome.graded is None:
            raise EngineFailure(f"{student} could not be graded: {outcome.problem}")
        return outcome.graded


_opened: weakref.WeakKeyDictionary[Any, dict[str, Opened]] = weakref.WeakKeyDictionary()
"""What each converter has opened. nbgrader makes its preprocessors anew for each notebook, but its
converter only once for a command, so the expensive parts live as long as that."""


def opened(converter: Any, name: str) -> Opened:
    """What one `nbgrader autograde` keeps of an assignment between submissions.

    Raises:
        UsageError, EnvironmentProblem: see `open_assignment`.
    """
    of_converter = _opened.setdefault(converter, {})
    if name not in of_converter:
        course = course_of(converter)
        of_converter[name] = found = Opened(course, open_assignment(course, name))
        weakref.finalize(converter, found.stack.close)
    return of_converter[name]
