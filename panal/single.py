"""One notebook without a gradebook: for a terminal, continuous integration, Gradescope and GitHub."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from panal import notebook
from panal.assignment import Assignment, Submission
from panal.course.course import (
    Course,
    assignment_of,
    open_course,
    read_record,
    read_submitted,
)
from panal.course.submitted import find_submitted, shown
from panal.errors import EngineFailure, UsageError
from panal.results import Result, StudentId
from panal.workers.pool import Workers, local_pool


def grade_file(
    path: Path,
    assignment: str,
    *,
    guess: bool = False,
    isolation: str = "",
    all_cells: bool = False,
    root: Path | None = None,
) -> Result:
    """Grade a notebook by the released one of a course's folder; no database is read or written.

    Args:
        path: the submitted notebook, whatever it is called, or a folder with it.
        assignment: its assignment.
        guess: whether, if there is no such assignment, the one whose cells the notebook holds is taken.
        isolation: see `panal.config.Sealing`; by default what the course asks for.
        all_cells: run the cells that only show, too.
        root: the course's folder; by default the working directory.

    Raises:
        UsageError: no such file, no such assignment, a broken grader.
        EnvironmentProblem: this machine can't seal.
        EngineFailure: something of ours failed, twice.
    """
    if not path.exists():
        raise UsageError(
            f"There is no notebook {path}.", "Give the path of the submitted .ipynb file."
        )
    course = open_course(root)
    # Workers import what takes long while we look for the rest.
    with local_pool(course.sealing(isolation, assignment)) as pool:
        return _graded(pool, course, path, assignment, guess, isolation, all_cells)


def _graded(
    pool: Workers,
    course: Course,
    path: Path,
    assignment: str,
    guess: bool,
    isolation: str,
    all_cells: bool,
) -> Result:
    record_path = _released(course, assignment)
    if record_path is None and guess:
        assignment = _guessed(course, path)
        record_path = _released(course, assignment)
    if record_path is None:
        raise UsageError(
            f"The assignment {assignment!r} has no released notebook.", "Name it with --assignment."
        )
    opened = replace(_opened(course, assignment, record_path, isolation), all_cells=all_cells)
    # Nobody sees the notebook that ran, so cells that only show need no outputs.
    [outcome] = pool.grade(opened, [_found(path, opened)])
    if outcome.graded is None:
        raise EngineFailure(f"{path.name} could not be graded: {outcome.problem}")
    return outcome.graded.result


def _opened(course: Course, assignment: str, record: Path, isolation: str = "") -> Assignment:
    """An assignment without a gradebook: its record is the released file."""
    return assignment_of(course, assignment, record.stem, read_record(record), isolation)


def _released(course: Course, assignment: str) -> Path | None:
    """The one released notebook of an assignment."""
    found = sorted(course.path("release", ".", assignment).glob("*.ipynb"))
    return found[0] if len(found) == 1 else None


def _guessed(course: Course, path: Path) -> str:
    """The assignment that a notebook holds most of; of several, the first by name.

    Raises:
        UsageError: it holds nothing of any.
    """
    parent = course.above("release", ".", "*")
    likeness = []
    for folder in sorted(parent.iterdir()) if parent.is_dir() else []:
        released = _released(course, folder.name)
        if released is None:
            continue
        opened = _opened(course, folder.name, released)
        found = _found(path, opened)
        try:
            answers, cells = notebook.likeness(notebook.read(found.data or b""), opened.record)
        except notebook.Damaged:
            continue
        if cells:
            likeness.append((-cells, -answers, folder.name))
    if not likeness:
        raise UsageError(
            f"{path.name} holds nothing of an assignment that was released.",
            "Name it with --assignment.",
        )
    return min(likeness)[-1]


def _found(path: Path, assignment: Assignment) -> Submission:
    student = StudentId("")  # the caller knows
    if path.is_dir():
        return find_submitted(path.resolve(), student, assignment)
    data, problem = read_submitted(path.parent.resolve(), path.name, assignment.limits)
    return Submission(student, data, problem, "" if data is None else shown(path.name))
