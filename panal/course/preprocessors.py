"""What nbgrader's own commands load, by name, from nbgrader_config.py.

`nbgrader autograde` reads each submission through `SubmissionExporter`, and runs and judges it in
`Grade`, in the same sealed kernels and by the same judge as `panal grade`.
"""

from __future__ import annotations

import glob
import os
import weakref
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import MissingEntry
from nbgrader.converters import Autograde
from nbgrader.preprocessors import NbGraderPreprocessor

from panal import notebook
from panal.assignment import Assignment, Submission
from panal.course.course import Course, released, write_json
from panal.course.demos import demo_outputs, rendered_on
from panal.course.handed_in import kept_files, timestamp_of
from panal.course.opening import open_assignment
from panal.course.results_file import RESULTS
from panal.course.submitted import candidates, find_submitted, submitted_by
from panal.errors import EngineFailure, PanalError
from panal.results import StudentId
from panal.workers.pool import Pool, local_pool


class SubmissionExporter(NotebookExporter):
    """Reads a submitted notebook as data of which nothing is trusted; `c.Autograde.exporter_class`.

    Where the file is no notebook, the released one stands in for it, so that nbgrader has cells to
    give zero points to. Whatever the file is called, nbgrader is told the name that it asks for.
    """

    def __init__(self, **kw: Any) -> None:
        super().__init__(**kw)
        if isinstance(self.parent, Autograde):
            trust_no_files(self.parent)
            take_any_name(self.parent)

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kw: Any
    ) -> Any:
        converter = self.parent
        info = (resources or {}).get("nbgrader")
        if info is None or not getattr(converter, "_sanitizing", False):
            return super().from_filename(filename, resources=resources, **kw)
        course = course_of(converter)
        name, record = released(course, info["assignment"])
        found = find_submitted(Path(filename).parent, name, record, course.limits)
        nb = record
        try:
            if found.data is not None:
                nb, _notes = notebook.repair(notebook.read(found.data), record)
        except notebook.Damaged:
            pass  # `Grade` says so
        return self.from_notebook_node(nb, resources=resources, **kw)


class Grade(NbGraderPreprocessor):  # type: ignore[misc]
    """Runs and judges a submission; first of `c.Autograde.autograde_preprocessors`."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        converter = self.parent.parent
        course = course_of(converter)
        info = resources["nbgrader"]
        assignment, student = info["assignment"], StudentId(info["student"])
        opened, pool = pool_of(converter, course, assignment)
        found = submitted_by(course, assignment, student, opened.notebook, opened.record)
        handed_in = Submission(student, found.data, found.problem, found.file, found.notes)
        [outcome] = pool.grade(opened, [handed_in])
        if outcome.graded is None:
            raise EngineFailure(f"{student} could not be graded: {outcome.problem}")
        graded, result = outcome.graded.notebook, outcome.graded.result
        write_json(course.path("autograded", student, assignment) / RESULTS, result.to_json())
        for incident in result.incidents():
            self.log.warning("%s: %s", student, incident)
        return nbformat.reads(graded, as_version=4), resources


def trust_no_files(converter: Any) -> None:
    """Keep nbgrader from what lies beside a submitted notebook, as `panal grade` keeps from it.

    nbgrader copies all files, links and pipes included, and reads a timestamp without asking what
    it is. It has no option for that, so two methods of this one converter are replaced.
    """
    coursedir, prepare = converter.coursedir, converter.init_assignment

    def init_assignment(assignment_id: str, student_id: str) -> None:
        source = converter._format_source(assignment_id, student_id)
        before = coursedir.ignore
        # Its pattern is a whole path, so it is no other folder's (nbgrader.utils.is_ignored).
        coursedir.ignore = [*before, glob.escape(source)]
        try:
            prepare(assignment_id, student_id)
        finally:
            coursedir.ignore = before
        folder = Path(converter._format_dest(assignment_id, student_id))
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in kept_files(Path(source)).items():
            (folder / name).write_bytes(content)

    converter.init_assignment = init_assignment
    coursedir.get_existing_timestamp = lambda folder: timestamp_of(kept_files(Path(folder)))


def take_any_name(converter: Any) -> None:
    """Make nbgrader take a notebook whatever it is called.

    It looks for files that are called like the released notebook, and fails where there is none. It
    has made its list when it makes its exporter, and has not read it yet: from here on, each folder
    with a notebook has one with the right name in it.

    Args:
        converter: nbgrader's `Autograde`.
    """
    directory = converter.coursedir
    try:
        name, _ = released(course_of(converter), directory.assignment_id)
    except PanalError:
        return  # whoever reads the first submission says so
    if directory.notebook_id not in ("*", name):
        return
    # As nbgrader itself looks for them: what it matches later is this very text.
    pattern = converter._format_source(directory.assignment_id, directory.student_id)
    for folder in glob.glob(pattern):  # noqa: PTH207
        if candidates(Path(folder)):
            converter.assignments[folder] = [str(Path(folder) / f"{name}.ipynb")]
    keep_marks(converter, name)


def keep_marks(converter: Any, name: str) -> None:
    """Keep nbgrader from giving a notebook no points for its file's name.

    Before it grades, it enters 0 for all cells of a notebook that it does not find, and that no
    person has to look at them; of those that a person grades, that would be the last word.
    """
    course, prepare = course_of(converter), converter.init_assignment

    def marks_of(gradebook: Any, assignment_id: str, student_id: str) -> list[Any]:
        try:
            return list(gradebook.find_submission_notebook(name, assignment_id, student_id).grades)
        except MissingEntry:
            return []

    def init_assignment(assignment_id: str, student_id: str) -> None:
        folder = Path(converter._format_source(assignment_id, student_id))
        found = os.path.exists(folder / f"{name}.ipynb") or not candidates(folder)  # noqa: PTH110 - as nbgrader looks
        if found:
            prepare(assignment_id, student_id)
            return
        with course.gradebook() as gradebook:
            grades = marks_of(gradebook, assignment_id, student_id)
            before = {grade.id: (grade.auto_score, grade.needs_manual_grade) for grade in grades}
        prepare(assignment_id, student_id)
        with course.gradebook() as gradebook:
            for grade in marks_of(gradebook, assignment_id, student_id):
                grade.auto_score, grade.needs_manual_grade = before.get(
                    grade.id, (None, True)
                )  # of a new one
            gradebook.db.commit()

    converter.init_assignment = init_assignment


def course_of(converter: Any) -> Course:
    return Course(Path(converter.coursedir.root), converter.config, converter.coursedir)


_pools: weakref.WeakKeyDictionary[Any, tuple[Assignment, Pool]] = weakref.WeakKeyDictionary()
"""nbgrader makes its preprocessors anew for each notebook. What is expensive lives as long as its
converter, which it makes once for a command."""


def pool_of(converter: Any, course: Course, assignment: str) -> tuple[Assignment, Pool]:
    """The assignment of one `nbgrader autograde`, and its worker."""
    if converter not in _pools:
        stack = ExitStack()
        weakref.finalize(converter, stack.close)
        pool = stack.enter_context(local_pool(course.sealing()))
        opened = open_assignment(course, assignment)
        demos = demo_outputs(course, opened, rendered_on(pool, opened))
        _pools[converter] = replace(opened, demos=demos), pool
    return _pools[converter]
