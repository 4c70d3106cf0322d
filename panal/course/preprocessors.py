"""What nbgrader's own commands load, by name, from nbgrader_config.py.

`nbgrader autograde` reads each submission through `SubmissionExporter`, runs and judges it in
`ExecuteSealed`, in the same sealed kernels and by the same judge as `panal grade`, and enters its
points through `SaveGrades`.
"""

from __future__ import annotations

import glob
import os
import weakref
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades

from panal import notebook
from panal.assignment import Assignment, DemoOutputs
from panal.course.course import Course, composed, open_assignment, students, write_json
from panal.course.demos import demo_outputs
from panal.course.handed_in import kept_files, timestamp_of
from panal.course.results_file import RESULTS
from panal.course.submitted import candidates, find_submitted, for_grader, submission
from panal.errors import PanalError
from panal.grading import Grader, open_grader
from panal.results import StudentId

PENDING = "pending"
"""Where `ExecuteSealed` leaves for `SaveGrades` the ids of test cells whose points are not decided,
in the `resources` that nbconvert hands on."""


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
            spell_as_the_roster(self.parent)

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kw: Any
    ) -> Any:
        converter = self.parent
        info = (resources or {}).get("nbgrader")
        if info is None or not getattr(converter, "_sanitizing", False):
            return super().from_filename(filename, resources=resources, **kw)
        assignment = opened(converter, info["assignment"]).assignment
        found = find_submitted(Path(filename).parent, StudentId(info["student"]), assignment)
        nb = assignment.record
        try:
            if found.data is not None:
                nb, _notes = notebook.repair(notebook.read(found.data), assignment.record)
        except notebook.Damaged:
            pass  # `ExecuteSealed` says so
        return self.from_notebook_node(nb, resources=resources, **kw)


class ExecuteSealed(NbGraderPreprocessor):  # type: ignore[misc]
    """Runs and judges a submission, in the place of nbgrader's `Execute`; first of
    `c.Autograde.autograde_preprocessors`.
    """

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        info = resources["nbgrader"]
        student = StudentId(info["student"])
        ours = opened(self.parent.parent, info["assignment"])
        handed_in = submission(ours.course, ours.assignment, student)
        graded, result = ours.grader.grade(for_grader(ours.assignment, handed_in, ours.demos))
        folder = ours.course.path("autograded", student, ours.assignment.name)
        write_json(folder / RESULTS, result.to_json())
        for incident in result.incidents():
            self.log.warning("%s: %s", student, incident)
        info[PENDING] = [each.grade_id for each in result.verdicts if each.needs_person]
        return graded, resources


class SaveGrades(SaveAutoGrades):  # type: ignore[misc]
    """nbgrader's `SaveAutoGrades`, in the place of which it stands; where a grader failed, a person
    is asked, too.
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
    zone = course_of(converter).timezone
    coursedir.get_existing_timestamp = lambda folder: timestamp_of(kept_files(Path(folder)), zone)


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
        name = opened(converter, directory.assignment_id).assignment.notebook
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


def spell_as_the_roster(converter: Any) -> None:
    """Make nbgrader call each student as the gradebook does, however the folder spells the accents;
    for nbgrader, each spelling is a student of its own.
    """
    course = course_of(converter)
    try:
        who = students(course, converter.coursedir.assignment_id)
    except PanalError as error:
        converter.log.error("%s", error)
        raise NbGraderException(str(error)) from error
    spelled = {composed(student): student for student in who}
    prepare, dest, source = (
        converter.init_assignment,
        converter._format_dest,
        converter._format_source,
    )
    resources_of = converter.init_single_notebook_resources

    def known(student_id: str) -> str:
        return spelled.get(composed(student_id), student_id)

    def format_source(assignment_id: str, student_id: str, escape: bool = False) -> Any:
        if escape or not converter._sanitizing:
            return source(assignment_id, student_id, escape)
        return str(course.path("submitted", student_id, assignment_id))

    def resources(notebook_filename: str) -> Any:
        found = resources_of(notebook_filename)
        found["nbgrader"]["student"] = known(found["nbgrader"]["student"])
        return found

    converter._format_source = format_source
    converter._format_dest = lambda assignment_id, student_id, escape=False: dest(
        assignment_id, known(student_id), escape
    )
    converter.init_assignment = lambda assignment_id, student_id: prepare(
        assignment_id, known(student_id)
    )
    converter.init_single_notebook_resources = resources


def course_of(converter: Any) -> Course:
    return Course(Path(converter.coursedir.root), converter.config, converter.coursedir)


class Opened:
    """An assignment and its grader, for as long as one `nbgrader autograde`. What is expensive is
    started with the first submission that needs it.
    """

    def __init__(self, course: Course, assignment: Assignment) -> None:
        self.course = course
        self.assignment = assignment
        self.stack = ExitStack()

    @cached_property
    def grader(self) -> Grader:
        return self.stack.enter_context(
            open_grader(self.assignment.sealing, self.assignment.graders)
        )

    @cached_property
    def demos(self) -> DemoOutputs:
        ours = self.assignment
        return demo_outputs(
            self.course, ours.name, ours.notebook, ours.record, ours.files, self.grader.warm
        )


_opened: weakref.WeakKeyDictionary[Any, dict[str, Opened]] = weakref.WeakKeyDictionary()
"""nbgrader makes its preprocessors anew for each notebook. What is expensive lives as long as its
converter, which it makes once for a command."""


def opened(converter: Any, name: str) -> Opened:
    """What one `nbgrader autograde` keeps of an assignment from submission to submission.

    Raises:
        UsageError, EnvironmentProblem: see `open_assignment`.
    """
    of_converter = _opened.setdefault(converter, {})
    if name not in of_converter:
        course = course_of(converter)
        of_converter[name] = found = Opened(course, open_assignment(course, name))
        weakref.finalize(converter, found.stack.close)
    return of_converter[name]
