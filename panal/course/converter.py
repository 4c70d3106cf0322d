"""nbgrader's converters from the inside. A command has one converter; where nbgrader has no option,
methods of that converter are replaced.

`PRIVATE` lists all that panal needs of nbgrader although nbgrader does not promise to keep it. A
test finds it in every version that pyproject.toml allows.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment, SubmittedNotebook
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties

from panal.config import speak
from panal.course.course import Course, composed, students
from panal.course.handed_in import kept_files, timestamp_of
from panal.course.submitted import candidates
from panal.errors import PanalError

PRIVATE: dict[type, tuple[str, ...]] = {
    Autograde: (
        "_format_source",  # the folder that a submission is read from
        "_format_dest",  # the folder that it is written to
        "_sanitizing",  # whether it reads what was handed in, or what it has written itself
        "init_assignment",  # copies files, makes rows
        "init_single_notebook_resources",  # says whose a file is
    ),
    GenerateAssignment: ("convert_single_notebook",),  # where a notebook fails
    CourseDirectory: (
        "get_existing_timestamp",  # opens timestamp.txt, whatever that is
        "format_path",  # where things lie
    ),
    AssignLatePenalties: (
        "init_plugin",  # makes the course's plugin, as `plugin_inst`
        "plugin_inst",
        "_check_late_penalty",  # its bounds; a test compares ours with them
    ),
    Gradebook: (
        "close",
        "update_or_create_submission",  # makes the rows of all notebooks, grades and comments
    ),
    SubmittedAssignment: ("total_seconds_late",),  # extensions included
    SubmittedNotebook: ("late_submission_penalty", "score"),
}
"""What we rely on, by class. Of the module `nbgrader.utils` we use `find_all_files`, `is_grade`,
`is_solution`, `is_task`, `determine_grade` and `compute_checksum`. `Gradebook` keeps its engine as
`engine` and its scoped session as `db`.
"""


def is_reading(converter: Any) -> bool:
    """Whether it now reads what was handed in: it goes over each notebook twice."""
    return bool(getattr(converter, "_sanitizing", False))


def trust_no_files(converter: Any) -> None:
    """Keep nbgrader away from what lies beside a submitted notebook, as `panal grade` does.

    nbgrader copies all files, links and pipes included, and reads a timestamp whatever it is.
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


def take_any_name(converter: Any, names: Sequence[str]) -> None:
    """Make nbgrader take a notebook whatever it is called.

    nbgrader looks for files with the names of the released notebooks, and fails if there is none.
    When it makes its exporter it has made its list but not read it yet. From here on, the list says
    that each folder with a notebook has those with the right names.

    Args:
        converter: nbgrader's `Autograde`.
        names: of the released notebooks, without `.ipynb`.
    """
    directory = converter.coursedir
    wanted = [name for name in names if directory.notebook_id in ("*", name)]
    if not wanted:
        return
    # As nbgrader itself looks for them: what it matches later is this very text.
    pattern = converter._format_source(directory.assignment_id, directory.student_id)
    for folder in glob.glob(pattern):  # noqa: PTH207
        if candidates(Path(folder)):
            there = [name for name in wanted if _holds(converter, Path(folder), name, names)]
            converter.assignments[folder] = [str(Path(folder) / f"{name}.ipynb") for name in there]
    keep_marks(converter, wanted, names)


def _holds(converter: Any, folder: Path, name: str, names: Sequence[str]) -> bool:
    """Whether a notebook may be in a folder, under whatever name."""
    if os.path.exists(folder / f"{name}.ipynb"):  # noqa: PTH110 - as nbgrader looks
        return True
    return bool(set(candidates(folder)) - {f"{each}.ipynb" for each in names})


def keep_marks(converter: Any, wanted: Sequence[str], names: Sequence[str]) -> None:
    """Keep nbgrader from giving a notebook no points because of its file's name.

    Before it grades, it enters 0 for all cells of a notebook that it does not find, and marks them as
    needing no person. For cells that a person grades, that would be final.
    """
    course, prepare = course_of(converter), converter.init_assignment

    def marks_of(gradebook: Any, assignment_id: str, student_id: str, lost: list[str]) -> list[Any]:
        try:
            return [
                grade
                for name in lost
                for grade in gradebook.find_submission_notebook(
                    name, assignment_id, student_id
                ).grades
            ]
        except MissingEntry:
            return []

    def init_assignment(assignment_id: str, student_id: str) -> None:
        folder = Path(converter._format_source(assignment_id, student_id))
        lost = [
            name
            for name in wanted
            if not os.path.exists(folder / f"{name}.ipynb")  # noqa: PTH110 - as nbgrader looks
            and _holds(converter, folder, name, names)
        ]
        with course.gradebook() as gradebook:
            grades = marks_of(gradebook, assignment_id, student_id, lost)
            before = {grade.id: (grade.auto_score, grade.needs_manual_grade) for grade in grades}
        prepare(assignment_id, student_id)
        with course.gradebook() as gradebook:
            for grade in marks_of(gradebook, assignment_id, student_id, lost):
                grade.auto_score, grade.needs_manual_grade = before.get(
                    grade.id, (None, True)
                )  # of a new one
            gradebook.db.commit()

    converter.init_assignment = init_assignment


def spell_as_the_roster(converter: Any) -> None:
    """Make nbgrader spell each student as the gradebook does, however the folder encodes the accents.
    To nbgrader, each encoding is another student.
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


def note_failures(converter: GenerateAssignment) -> list[tuple[str, BaseException]]:
    """Notebooks that a converter fails at, as it goes on, with the reason."""
    failed: list[tuple[str, BaseException]] = []
    convert = converter.convert_single_notebook

    def convert_single_notebook(notebook_filename: str) -> None:
        try:
            convert(notebook_filename)
        except Exception as error:
            # Where metadata are wrong, nbgrader puts a sentence that does not say how in its place.
            failed.append((Path(notebook_filename).name, error.__context__ or error))
            raise

    converter.convert_single_notebook = convert_single_notebook
    return failed


def course_of(converter: Any) -> Course:
    """The course of one of nbgrader's commands, whose language is spoken from now on."""
    speak(converter.config)
    return Course(Path(converter.coursedir.root), converter.config, converter.coursedir)
