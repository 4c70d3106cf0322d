"""An nbgrader course: where things lie, what was released, who handed in what."""

from __future__ import annotations

import json
import logging
import os
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import MissingEntry
from nbgrader.apps import NbGrader
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import find_all_files
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from panal import messages, notebook
from panal.assignment import Assignment, Released
from panal.config import FeedbackPage, Limits, Panal, Sealed, Sealing, Serve, sealing, speak
from panal.course.database import HINT, connect, reason
from panal.course.handed_in import read_file
from panal.errors import EnvironmentProblem, UsageError, did_you_mean
from panal.results import StudentId

CONFIG = "nbgrader_config.py"

STEPS = (
    "source", "source_with_tests", "release", "submitted", "autograded", "feedback", "solution",
)  # fmt: skip
"""What nbgrader has a folder for, each with its setting."""


@dataclass(frozen=True)
class Course:
    """A course directory with its nbgrader configuration.

    Args:
        root: the folder with nbgrader_config.py.
        config: what nbgrader read there.
        directory: nbgrader's own view of it.
    """

    root: Path
    config: Any
    directory: Any

    def path(self, step: str, student: str, assignment: str) -> Path:
        """A folder of the course. `step` is `source`, `release`, `submitted`, `autograded` or
        `feedback`.

        A student's folder in submitted/ is found however its accents are encoded, see `students`.
        """
        name = getattr(self.directory, f"{step}_directory")
        path = Path(self.directory.format_path(name, student, assignment))
        if step != "submitted" or student.isascii() or os.path.lexists(path):
            return path
        spelled = [
            each
            for each in self.submitted_folders(assignment)
            if composed(each) == composed(student)
        ]
        return Path(self.directory.format_path(name, spelled[0], assignment)) if spelled else path

    def submitted_folders(self, assignment: str) -> list[str]:
        """Names of all folders in submitted/ that hold anything for an assignment, sorted."""
        parent = self.above("submitted", "*", assignment)
        if not parent.is_dir():
            return []
        with os.scandir(parent) as entries:
            names = sorted(each.name for each in entries if each.is_dir(follow_symlinks=False))
        step = self.directory.submitted_directory
        paths = (self.directory.format_path(step, name, assignment) for name in names)
        return [name for name, path in zip(names, paths, strict=True) if os.path.lexists(path)]

    def above(self, step: str, student: str, assignment: str) -> Path:
        """The folder that holds everything that a `*` stands for."""
        return Path(str(self.path(step, student, assignment)).split("*")[0])

    @property
    def graders(self) -> Path:
        """The folder of all graders."""
        return self.root / str(Sealed(config=self.config).graders_directory)

    @cached_property
    def limits(self) -> Limits:
        return Sealed(config=self.config).limits()

    @property
    def timezone(self) -> str:
        """Time zone of the timestamps that nbgrader's exchange writes: `c.Exchange.timezone`."""
        return str(self.config.Exchange.get("timezone", "UTC"))

    @property
    def language(self) -> str:
        """The language of all that is read about the class."""
        return str(Panal(config=self.config).language)

    @property
    def publish_from(self) -> dict[str, Any]:
        """From when on feedback is handed out, by assignment; see `panal.publish`."""
        return dict(Panal(config=self.config).publish_from)

    @property
    def shows(self) -> str:
        """How much feedback pages show, see `panal.pages.feedback_page.SHOWS`."""
        return str(FeedbackPage(config=self.config).show)

    def sealing(self, isolation: str = "", assignment: str = "") -> Sealing:
        """How kernels of this course are sealed. They see neither the course nor nbgrader's exchange,
        wherever their parts lie.

        Args:
            isolation: see `panal.config.Sealing`; by default what the course asks for.
            assignment: which assignment, since it may have limits of its own.

        Raises:
            UsageError: a limit makes no sense.
        """
        exchange = self.config.Exchange.get("root", "/usr/local/share/nbgrader/exchange")
        hidden = (self.root, Path(str(exchange)), *self._elsewhere())
        return sealing(self.config, isolation, hidden, assignment)

    def _elsewhere(self) -> list[Path]:
        """What the configuration, or a link, puts outside of the course's folder."""
        parts = [self.graders, *(self.above(step, "*", "*") for step in STEPS)]
        if (database := _file_of(self.directory.db_url)) is not None:
            parts.append(database)
        real = {part.resolve() for part in parts}
        return sorted(part for part in real if not part.is_relative_to(self.root))

    @contextmanager
    def gradebook(self) -> Iterator[Any]:
        """nbgrader's gradebook, open.

        Raises:
            EnvironmentProblem: the database can't be reached.
        """
        try:
            opened = connect(self.directory.db_url, self.directory.course_id)
        except SQLAlchemyError as error:
            said = reason(error, self.directory.db_url)
            raise EnvironmentProblem(f"The gradebook can't be opened: {said}.", HINT) from None
        with opened as gradebook:
            yield gradebook


def open_course(root: Path | None = None) -> Course:
    """Read a course's nbgrader_config.py as nbgrader does, and speak its language from now on.

    Args:
        root: the course's folder; by default the working directory.

    Raises:
        UsageError: there is no such file, or a mistake in it.
    """
    folder = (root or Path.cwd()).resolve()
    if not (folder / CONFIG).is_file():
        above = next((each for each in folder.parents if (each / CONFIG).is_file()), None)
        raise UsageError(
            f"There is no {CONFIG} in {folder}.",
            f"Run panal in the folder of the course: {above}."
            if above
            else "Run panal in the folder of the course, where you run nbgrader.",
        )
    app = NbGrader()
    app.log_level = logging.ERROR
    app.raise_config_file_errors = True  # nbgrader would go on as if there were no configuration
    try:
        app.initialize([], root=str(folder))
        with warnings.catch_warnings():  # a misspelt setting would be said, and have no effect
            warnings.filterwarnings("error", "Config option .* not recognized", UserWarning)
            Sealed(config=app.config).limits()
            FeedbackPage(config=app.config)
            Serve(config=app.config)
            speak(app.config)
    except UserWarning as unknown:
        problem = " ".join(str(unknown).split())
        raise UsageError(f"{folder / CONFIG} can't be used: {problem}") from unknown
    except Exception as error:  # the file is a program: it may raise anything
        problem = f"{type(error).__name__}: {error}".rstrip(".")
        raise UsageError(f"{folder / CONFIG} can't be used: {problem}.") from error
    directory = CourseDirectory(parent=app, root=str(folder))
    return Course(folder, app.config, directory)


def assignments(course: Course) -> list[str]:
    """Names of all assignments, released or not, sorted."""
    found = set()
    for step in ("source", "release"):
        parent = course.above(step, ".", "*")
        if parent.is_dir():
            found |= {each.name for each in parent.iterdir() if each.is_dir()}
    return sorted(name for name in found if not name.startswith("."))


def in_no_place(course: Course) -> list[str]:
    """Folders and notebooks of students that no assignment finds, below submitted/."""
    if course.directory.directory_structure != CourseDirectory.directory_structure.default_value:
        return []
    submitted = course.above("submitted", "*", "*")
    known = assignments(course)
    found = []
    for student in sorted(submitted.glob("[!.]*")):
        with suppress(OSError):  # no folder, or one that can't be entered
            found += [
                f"{student.name}/{each.name}"
                for each in sorted(student.iterdir())
                if (each.is_dir() or each.suffix == ".ipynb")
                and each.name not in known
                and not each.name.startswith(".")
            ]
    return found


def require_assignment(course: Course, name: str) -> None:
    """See that there is such an assignment.

    Raises:
        UsageError: there is none.
    """
    known = assignments(course)
    if name not in known:
        there = f"There are: {', '.join(known)}." if known else "source/ has none yet."
        raise UsageError(
            f"There is no assignment {name!r}.{did_you_mean(name, known)}",
            f"An assignment is a folder in source/. {there}",
        )


def released(course: Course, assignment: str) -> tuple[Released, ...]:
    """The notebooks of an assignment as they were released, with their cells as the gradebook has
    them.

    The release decides the order of cells. If the gradebook knows the assignment, its record decides
    what a cell is.

    Raises:
        UsageError: nothing was released.
    """
    paths = require_release(course, assignment)
    records = {path.stem: nbformat.read(path, as_version=4) for path in paths}
    if has_gradebook(course):
        with course.gradebook() as gradebook:
            for name, record in records.items():
                with suppress(MissingEntry):
                    _follow_gradebook(record, gradebook.find_notebook(name, assignment))
    return tuple(Released(name, record) for name, record in records.items())


def require_release(course: Course, assignment: str) -> list[Path]:
    """Files of the released notebooks, by name.

    Raises:
        UsageError: nothing was released.
    """
    paths = released_notebooks(course, assignment)
    if not paths:
        require_assignment(course, assignment)
        raise UsageError(
            f"There is no released notebook in {course.path('release', '.', assignment)}.",
            f"`panal release {assignment}` makes it.",
        )
    return paths


def released_notebooks(course: Course, assignment: str) -> list[Path]:
    """Files of the released notebooks, by name."""
    return sorted(course.path("release", ".", assignment).glob("*.ipynb"))


def has_gradebook(course: Course) -> bool:
    """Whether there is a database. Opening one that is not there would make it."""
    path = _file_of(course.directory.db_url)
    # If anything else is wrong with it, opening it will say so.
    return path is None or not path.parent.is_dir() or (path.exists() and path.stat().st_size > 0)


def _file_of(url: str) -> Path | None:
    """Where a database lies; None if it is no file, or if the address is none."""
    try:
        found = make_url(url)
    except (ArgumentError, ValueError):
        return None
    if found.get_backend_name() != "sqlite" or not found.database or found.database == ":memory:":
        return None
    return Path(found.database)


def _follow_gradebook(record: NotebookNode, known: Any) -> None:
    points = {cell.name: cell.max_score for cell in known.grade_cells}
    sources = {cell.name: cell for cell in known.source_cells}
    for cell in record.cells:
        meta = cell.metadata.get("nbgrader")
        if meta and meta["grade_id"] in sources:
            source = sources[meta["grade_id"]]
            if source.locked:
                follow(cell, source.source)
            meta["locked"], meta["checksum"] = source.locked, source.checksum
            if meta["grade_id"] in points:
                meta["points"] = points[meta["grade_id"]]


def follow(cell: NotebookNode, source: str) -> None:
    """Give a locked cell of a record the text that was in it before hidden tests and marking schemes
    were taken out.
    """
    if cell.source != source:
        if cell.metadata["nbgrader"].get("grade") or cell.metadata["nbgrader"].get("task"):
            cell.metadata[notebook.SHOWN] = cell.source
        cell.source = source


def open_assignment(course: Course, name: str, isolation: str = "") -> Assignment:
    """An assignment as it was released, with all that its grading needs except the outputs of its
    demonstrations.

    Args:
        course: the course.
        name: nbgrader's assignment id.
        isolation: see `panal.config.Sealing`; by default what the course asks for.

    Raises:
        UsageError: nothing was released.
        EnvironmentProblem: the gradebook can't be read.
    """
    return assignment_of(course, name, released(course, name), isolation)


def assignment_of(
    course: Course, name: str, notebooks: tuple[Released, ...], isolation: str = ""
) -> Assignment:
    """An assignment whose records are at hand; see `open_assignment`."""
    files = instructor_files(course, name)
    packages = files.get(str(Sealed(config=course.config).requirements), b"")
    return Assignment(
        name,
        notebooks,
        files,
        course.graders / name,
        course.sealing(isolation, name),
        course.language,
        requirements=packages.decode("utf-8", "replace"),
    )


def instructor_files(course: Course, assignment: str) -> dict[str, bytes]:
    """What lies beside the notebook when it runs: the files that the instructor released with it, by
    their path below the notebook's folder, with `/`.

    `nbgrader generate_assignment` copies the same ones: with subfolders, and without what
    `c.CourseDirectory.ignore` names.
    """
    source = course.path("source", ".", assignment)
    folder = source if source.is_dir() else course.path("release", ".", assignment)
    # As nbgrader.converters.BaseConverter.init_assignment asks for them.
    found = find_all_files(str(folder), [*course.directory.ignore, "*.ipynb"])
    files = {Path(path).relative_to(folder).as_posix(): Path(path) for path in found}
    return {name: path.read_bytes() for name, path in sorted(files.items()) if path.is_file()}


def composed(name: str) -> str:
    """A name in which each accented letter is one character (NFC), so that two encodings of it
    compare equal.

    macOS takes the accents in the names of files apart: `é` becomes `e` and a separate accent.
    """
    return unicodedata.normalize("NFC", name)


def students(course: Course, assignment: str) -> list[StudentId]:
    """Who handed in anything for an assignment, sorted, even if it is no folder.

    Each id is spelled as in the gradebook's roster, however the folder encodes its accents.

    Raises:
        UsageError: two folders belong to one student.
    """
    excluded = {composed(each) for each in str(course.directory.student_id_exclude).split(",")}
    folders: dict[str, str] = {}
    for name in course.submitted_folders(assignment):
        if composed(name) in folders:
            raise UsageError(
                f"Two folders in {course.above('submitted', '*', assignment)} are called {name}, with accents that are encoded in two ways.",
                "Keep the one that the student handed in last, and move the other one elsewhere.",
            )
        folders[composed(name)] = name
    spelled = {} if all(map(str.isascii, folders)) else _roster(course)
    return sorted(StudentId(spelled.get(name, name)) for name in folders if name not in excluded)


def _roster(course: Course) -> dict[str, str]:
    """How the gradebook spells each student's id, by the composed form. If it has both, that one
    counts.
    """
    if not has_gradebook(course):
        return {}
    with course.gradebook() as gradebook:
        try:
            known = [str(each.id) for each in gradebook.students]
        except SQLAlchemyError as error:
            said = reason(error, course.directory.db_url)
            raise EnvironmentProblem(f"The gradebook can't be read: {said}.", HINT) from None
    return {composed(each): each for each in sorted(known, key=lambda each: each == composed(each))}


def read_submitted(folder: Path, name: str, limits: Limits) -> tuple[bytes | None, str]:
    """Read a submitted notebook, without following a link, waiting for a pipe or reading too much.

    Args:
        folder: what a student filled.
        name: of the file.
        limits: how large it may be.

    Returns:
        Its bytes or None, and why they could not be taken, in the student's language.
    """
    try:
        data = read_file(folder, name, limits.notebook_bytes + 1)
    except FileNotFoundError:
        return None, messages.notebook_missing(name)
    except OSError:
        return None, messages.no_regular_file(name)
    if data is None:
        return None, messages.no_regular_file(name)
    if len(data) > limits.notebook_bytes:
        return None, messages.notebook_too_large(limits.notebook_bytes)
    return data, ""


def read_records(course: Course, assignment: str) -> tuple[Released, ...]:
    """The released notebooks of an assignment as files, without what only the gradebook knows.

    Raises:
        UsageError: one of them is no such notebook.
    """
    found = []
    for path in released_notebooks(course, assignment):
        try:
            found.append(Released(path.stem, nbformat.read(path, as_version=4)))
        except Exception as error:  # a strange file may make nbformat raise anything
            raise UsageError(f"{path} is no released notebook: {str(error).rstrip('.')}.") from None
    return tuple(found)


def released_files(course: Course, assignment: str) -> tuple[Released, ...]:
    """The released notebooks of an assignment, for grading without a gradebook.

    Hidden tests are not in them. Those of exercises without a grader are taken from source/.

    Raises:
        UsageError: nothing was released that can be graded, or hidden tests can't be found.
    """
    records = read_records(course, assignment)
    if not any(notebook.exercises(each.record) for each in records):
        require_assignment(course, assignment)
        folder = course.path("release", ".", assignment)
        raise UsageError(
            f"The assignment {assignment!r} has no released notebook with a graded cell in {folder}.",
            f"`panal release {assignment}` makes it." if not records else "",
        )
    for each in records:
        source = _source(course, assignment, each)
        texts = _texts(source)
        for cell in each.record.cells:
            grade_id = str(notebook.nbgrader_of(cell).get("grade_id"))
            grader = course.graders / assignment / f"test_{grade_id.removeprefix('test_')}.py"
            if notebook.has_tests(cell) and not grader.is_file():
                text = texts.get(grade_id)
                if text is not None and notebook.has_autotests(text):
                    if notebook.was_made_of(text, cell.source):
                        continue
                    raise UsageError(
                        f"{grade_id} has no grader, and its hidden tests are made by nbgrader, of "
                        f"lines with AUTOTEST: they stand in the gradebook, and not in {source}.",
                        "Grade with `panal grade`, or write these tests out.",
                    )
                if text is None or not notebook.was_released_as(text, cell.source):
                    raise UsageError(
                        f"{grade_id} has no grader, and its hidden tests can't be found: {source} "
                        "is not what was released.",
                        f"Run `panal release {assignment}` again, or grade with `panal grade`, which "
                        "finds them in the gradebook.",
                    )
                follow(cell, text)
    return records


def edited_since(course: Course, assignment: Assignment) -> list[str]:
    """Cells with tests that in source/ no longer are what was released. A class is graded by what the
    gradebook has of them.
    """
    several = len(assignment.notebooks) > 1
    found = []
    for each in assignment.notebooks:
        texts = _texts(_source(course, assignment.name, each))
        for cell in each.record.cells:
            meta = notebook.nbgrader_of(cell)
            text = texts.get(str(meta.get("grade_id")))
            if text is None or not notebook.has_tests(cell) or not meta.get("locked"):
                continue
            if not notebook.is_recorded(text, cell.source):
                found.append(f"{each.name}/{meta['grade_id']}" if several else meta["grade_id"])
    return found


def _source(course: Course, assignment: str, released: Released) -> Path:
    return course.path("source", ".", assignment) / f"{released.name}.ipynb"


def _texts(source: Path) -> dict[str, str]:
    """The cells of an instructor's notebook, by their grade ids; none if it can't be read."""
    with suppress(OSError, notebook.Damaged):
        cells = notebook.read(source.read_bytes()).cells
        return {str(cell.metadata.get("claimed")): cell.source for cell in cells}
    return {}


def write_json(path: Path, data: object) -> None:
    path.write_bytes(json_bytes(data))


def json_bytes(data: object) -> bytes:
    """JSON that people can read, too."""
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
