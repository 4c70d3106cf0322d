"""One notebook without a gradebook: for a terminal, continuous integration, Gradescope and GitHub."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from panal import notebook
from panal.assignment import Assignment, HandedIn, Released, Submission
from panal.course.course import (
    Course,
    assignment_of,
    open_course,
    read_records,
    read_submitted,
    released_files,
    released_notebooks,
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
    if not released_notebooks(course, assignment) and guess:
        assignment = _guessed(course, path)
    opened = assignment_of(course, assignment, released_files(course, assignment), isolation)
    if not path.is_dir() and len(opened.notebooks) > 1:
        opened = opened.only(_which(path, opened))
    opened = replace(opened, all_cells=all_cells)
    # Nobody sees the notebooks that ran, so cells that only show need no outputs.
    [outcome] = pool.grade(opened, [_found(path, opened)])
    if outcome.graded is None:
        raise EngineFailure(f"{path.name} could not be graded: {outcome.problem}")
    return outcome.graded.result


def _guessed(course: Course, path: Path) -> str:
    """The assignment that a notebook holds most of; of several, the first by name.

    Raises:
        UsageError: it holds nothing of any.
    """
    parent = course.above("release", ".", "*")
    likeness = []
    for folder in sorted(parent.iterdir()) if parent.is_dir() else []:
        records = read_records(course, folder.name)
        if not records:
            continue
        found = _found(path, assignment_of(course, folder.name, records))
        for handed_in, released in zip(found.notebooks, records, strict=False):
            answers, cells = _likeness(handed_in, released)
            if cells:
                likeness.append((-cells, -answers, folder.name))
    if not likeness:
        raise UsageError(
            f"{path.name} holds nothing of an assignment that was released.",
            "Name it with --assignment.",
        )
    return min(likeness)[-1]


def _which(path: Path, assignment: Assignment) -> str:
    """The notebook of an assignment that a file is: the one with its name, or else the one of which it
    holds most.
    """
    if path.stem in [each.name for each in assignment.notebooks]:
        return path.stem
    [*found] = _found(path, assignment).notebooks[:1]
    ranked = [(_likeness(found[0], each)[::-1], each.name) for each in assignment.notebooks]
    return max(ranked, key=lambda each: each[0])[1]


def _likeness(handed_in: HandedIn, released: Released) -> tuple[int, int]:
    try:
        return notebook.likeness(notebook.read(handed_in.data or b""), released.record)
    except notebook.Damaged:
        return 0, 0


def _found(path: Path, assignment: Assignment) -> Submission:
    student = StudentId("")  # the caller knows
    if path.is_dir():
        return find_submitted(path.resolve(), student, assignment)
    data, problem = read_submitted(path.parent.resolve(), path.name, assignment.limits)
    taken = HandedIn(data, problem, "" if data is None else shown(path.name))
    return Submission(student, tuple(taken for _ in assignment.notebooks))
