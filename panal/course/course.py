"""An nbgrader course: where things lie, what was released, who handed in what."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import MissingEntry
from nbgrader.apps import NbGrader
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from panal import messages, notebook
from panal.config import FeedbackPage, Limits, Sealed, Sealing, sealing
from panal.course.database import HINT, connect, reason
from panal.course.handed_in import read_file
from panal.errors import EnvironmentProblem, UsageError
from panal.results import StudentId


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
        """A folder of the course: `step` is one of `source`, `release`, `submitted`, `autograded`,
        `feedback`.
        """
        name = getattr(self.directory, f"{step}_directory")
        return Path(self.directory.format_path(name, student, assignment))

    def above(self, step: str, student: str, assignment: str) -> Path:
        """The folder in which all that a `*` stands for lie."""
        return Path(str(self.path(step, student, assignment)).split("*")[0])

    @property
    def graders(self) -> Path:
        """The folder of all graders."""
        return self.root / str(Sealed(config=self.config).graders_directory)

    @cached_property
    def limits(self) -> Limits:
        return Sealed(config=self.config).limits()

    @property
    def shows(self) -> str:
        """How much feedback pages show, see `panal.pages.feedback_page.SHOWS`."""
        return str(FeedbackPage(config=self.config).show)

    def sealing(self, isolation: str = "sealed") -> Sealing:
        """How kernels of this course are sealed; the course and nbgrader's exchange stay out of
        sight.
        """
        exchange = self.config.Exchange.get("root", "/usr/local/share/nbgrader/exchange")
        return sealing(self.config, isolation, hidden=(self.root, Path(str(exchange))))

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
    """Read a course's nbgrader_config.py as nbgrader does.

    Args:
        root: the course's folder; by default the working directory.

    Raises:
        UsageError: there is no such file, or a mistake in it.
    """
    folder = (root or Path.cwd()).resolve()
    if not (folder / "nbgrader_config.py").is_file():
        raise UsageError(
            f"There is no nbgrader_config.py in {folder}.",
            "Run panal in the course's folder, as nbgrader.",
        )
    app = NbGrader()
    app.log_level = logging.ERROR
    app.raise_config_file_errors = True  # nbgrader would go on as if there were no configuration
    try:
        app.initialize([], root=str(folder))
        Sealed(config=app.config)
        FeedbackPage(config=app.config)
    except Exception as error:  # the file is a program: it may raise anything
        problem = f"{type(error).__name__}: {error}".rstrip(".")
        raise UsageError(f"{folder / 'nbgrader_config.py'} can't be used: {problem}.") from error
    directory = CourseDirectory(parent=app, root=str(folder))
    return Course(folder, app.config, directory)


def released(course: Course, assignment: str) -> tuple[str, NotebookNode]:
    """The one notebook of an assignment as it was released, its cells as the gradebook has them.

    The release lays down the order; where the gradebook knows the assignment, its record decides
    what a cell is.

    Returns:
        Name of the notebook without `.ipynb`, and the notebook.

    Raises:
        UsageError: nothing was released, or more than one notebook.
    """
    folder = course.path("release", ".", assignment)
    found = sorted(folder.glob("*.ipynb"))
    if len(found) != 1:
        raise UsageError(
            f"There must be exactly one released notebook in {folder}, not {len(found)}.",
            f"`nbgrader generate_assignment {assignment}` makes it.",
        )
    record = nbformat.read(found[0], as_version=4)
    name = found[0].stem
    if not has_gradebook(course):
        return name, record
    with course.gradebook() as gradebook:
        try:
            known = gradebook.find_notebook(name, assignment)
        except MissingEntry:
            return name, record
        _follow_gradebook(record, known)
    return name, record


def has_gradebook(course: Course) -> bool:
    """Whether there is a database; to look into one that is not there would make it."""
    try:
        url = make_url(course.directory.db_url)
    except (ArgumentError, ValueError):
        return True  # whoever opens it says what is wrong with the address
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return True
    path = Path(url.database)
    # Whatever else may be wrong with it is said by whoever opens it.
    return not path.parent.is_dir() or (path.exists() and path.stat().st_size > 0)


def _follow_gradebook(record: NotebookNode, known: Any) -> None:
    points = {cell.name: cell.max_score for cell in known.grade_cells}
    sources = {cell.name: cell for cell in known.source_cells}
    for cell in record.cells:
        meta = cell.metadata.get("nbgrader")
        if meta and meta["grade_id"] in sources:
            source = sources[meta["grade_id"]]
            if source.locked:
                cell.source = source.source
            meta["locked"], meta["checksum"] = source.locked, source.checksum
            if meta["grade_id"] in points:
                meta["points"] = points[meta["grade_id"]]


def instructor_files(course: Course, assignment: str) -> dict[str, bytes]:
    """What lies beside the notebook when it runs: the files that the instructor released with it,
    by name.
    """
    files = {}
    source = course.path("source", ".", assignment)
    folder = source if source.is_dir() else course.path("release", ".", assignment)
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix != ".ipynb" and not path.name.startswith("."):
            files[path.name] = path.read_bytes()
    return files


def students(course: Course, assignment: str) -> list[StudentId]:
    """Who handed in anything for an assignment, sorted. Whatever stands there in place of a folder
    counts, too.
    """
    parent = course.above("submitted", "*", assignment)
    excluded = set(filter(None, str(course.directory.student_id_exclude).split(",")))
    if not parent.is_dir():
        return []
    names = sorted(
        entry.name for entry in os.scandir(parent) if entry.is_dir(follow_symlinks=False)
    )
    return [
        StudentId(name)
        for name in names
        if name not in excluded and os.path.lexists(course.path("submitted", name, assignment))
    ]


def read_submitted(folder: Path, name: str, limits: Limits) -> tuple[bytes | None, str]:
    """Read a submitted notebook without following a link, waiting for a pipe or reading without a
    bound.

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


def read_record(path: Path) -> NotebookNode:
    """A released notebook, for grading without a gradebook.

    Raises:
        UsageError: it is none.
    """
    try:
        record: NotebookNode = nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat lets through whatever a strange file makes it raise
        raise UsageError(f"{path} is no released notebook: {str(error).rstrip('.')}.") from None
    if not notebook.exercises(record):
        raise UsageError(f"There is no autograded cell in {path}.")
    return record


def write_json(path: Path, data: object) -> None:
    path.write_bytes(json_bytes(data))


def json_bytes(data: object) -> bytes:
    """JSON for people to read, too."""
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
