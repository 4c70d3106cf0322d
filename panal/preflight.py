"""Whether a course and this machine can grade an assignment: what is cheap to know is asked before
anything is begun, so that nothing of it shows after a whole class was graded.

`panal status` prints it; `panal grade` and `panal release` begin with it.
"""

from __future__ import annotations

import ast
import errno
import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from panal import packages
from panal.course.course import (
    Course,
    assignment_of,
    has_gradebook,
    in_no_place,
    read_records,
    require_assignment,
    require_release,
    students,
)
from panal.course.database import try_writing
from panal.course.gradebook import require_record
from panal.doctor import Finding
from panal.errors import EnvironmentProblem, PanalError, UsageError
from panal.kernel import wall
from panal.results import StudentId

SPARE_BYTES = 50 * 2**20
"""Of disk that must be free in any case: the database's journal and one submission's files."""

BYTES_FOR_EACH = 2**20
"""Of a graded notebook with its pages; an ordinary one has some hundreds of KB."""

WRITTEN = ("autograded", "feedback")
"""Folders of a class that grading fills, by nbgrader's names."""


def before_grading(
    course: Course,
    assignment: str,
    isolation: str = "",
    *,
    writes: bool = True,
    elsewhere: bool = False,
) -> list[Finding]:
    """All that grading needs.

    Args:
        course: the course.
        assignment: which assignment.
        isolation: see `panal.config.Sealing`; by default what the course asks for.
        writes: whether anything is to be written.
        elsewhere: whether other machines grade, which look for packages and a wall of their own.

    Raises:
        UsageError: there is no such assignment.
    """
    require_assignment(course, assignment)
    found = [
        _finding("release", lambda: _released(course, assignment)),
        _finding("names", lambda: _names(course, assignment)),
        _finding("graders", lambda: _graders(course, assignment)),
    ]
    if writes:
        found += [
            _finding("gradebook", lambda: _gradebook(course, assignment)),
            _finding("folders", lambda: _folders(course, assignment)),
            _finding("disk", lambda: _disk(course, assignment)),
        ]
    return found if elsewhere else found + _machine(course, assignment, isolation)


def before_release(course: Course, assignment: str) -> list[Finding]:
    """All that a release needs. The gradebook is made by it, if there is none.

    Raises:
        UsageError: there is no such assignment.
    """
    require_assignment(course, assignment)
    release = course.path("release", ".", assignment)
    found = [
        _finding("folders", lambda: _writable([release])),
        _finding("disk", lambda: _free([release], SPARE_BYTES)),
        _finding("graders", lambda: _graders(course, assignment)),
    ]
    if has_gradebook(course):
        found.insert(0, _finding("gradebook", lambda: _database(course)))
    return found + _machine(course, assignment, "")


def require(findings: Iterable[Finding]) -> None:
    """See that all is in order.

    Raises:
        EnvironmentProblem: it is not; with every sentence, so that all can be mended at once.
    """
    bad = [each for each in findings if each.needed and not each.good]
    if bad:
        told = [f"{each.answer} {each.fix}".strip() for each in bad[:-1]]
        raise EnvironmentProblem("\n".join([*told, bad[-1].answer]), bad[-1].fix)


def _finding(question: str, ask: Callable[[], str]) -> Finding:
    try:
        return Finding(question, True, ask())
    except PanalError as problem:
        return Finding(question, False, problem.message, problem.hint)
    except OSError as error:
        where = f"{error.filename} can't be read" if error.filename else "It can't be told"
        return Finding(question, False, f"{where}: {error.strerror}.")


def _released(course: Course, assignment: str) -> str:
    return ", ".join(path.stem for path in require_release(course, assignment))


def _gradebook(course: Course, assignment: str) -> str:
    require_record(course, assignment, [each.name for each in read_records(course, assignment)])
    return _database(course)


def _database(course: Course) -> str:
    try_writing(course.directory.db_url, course.directory.course_id)
    return "it can be written"


def _names(course: Course, assignment: str) -> str:
    """Count who handed in, and name what lies where no assignment finds it: often a misspelt folder."""
    handed_in = f"{len(students(course, assignment))} handed in"
    lost = in_no_place(course)
    if not lost:
        return handed_in
    others = f" (and {len(lost) - 1} more)" if len(lost) > 1 else ""
    return f"{handed_in}; submitted/{lost[0]}{others} belongs to no assignment, so nobody grades it"


def _folders(course: Course, assignment: str) -> str:
    folders = [course.above(step, "*", assignment) for step in WRITTEN]
    said = _writable([*folders, course.root / "reports"])
    there = (
        course.path(step, student, assignment)
        for student in students(course, assignment)
        for step in WRITTEN
    )
    # As root everything is writable that lies on a disk which is; `_writable` has tried that.
    closed = list(filter(_is_closed, there))
    if closed:
        others = f" (and {len(closed) - 1} more)" if len(closed) > 1 else ""
        raise EnvironmentProblem(
            f"{closed[0]}{others} can't be written: it belongs to somebody else.",
            "Give it to whoever grades (chown -R), or let its owner grade.",
        )
    return said


def _is_closed(path: Path) -> bool:
    try:
        return path.exists() and not os.access(path, os.W_OK | os.X_OK)
    except PermissionError:  # what lies above it belongs to somebody else
        return True


def _disk(course: Course, assignment: str) -> str:
    folders = [course.above(step, "*", assignment) for step in WRITTEN]
    new = [who for who in students(course, assignment) if not _is_graded(course, assignment, who)]
    return _free([*folders, course.root], SPARE_BYTES + BYTES_FOR_EACH * len(new))


def _is_graded(course: Course, assignment: str, student: StudentId) -> bool:
    try:
        return course.path("autograded", student, assignment).exists()
    except PermissionError:  # which `_folders` tells
        return True


def _writable(folders: Iterable[Path]) -> str:
    """Try to write a file in each folder, or where it would be made.

    Raises:
        EnvironmentProblem: one of them refuses.
    """
    for folder in folders:
        place = _nearest(folder)
        if not place.is_dir():
            raise EnvironmentProblem(
                f"{place} is a file, where a folder is to be.", "Move it elsewhere."
            )
        try:
            with tempfile.NamedTemporaryFile(dir=place, prefix=".panal-"):
                pass
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            raise EnvironmentProblem(
                f"{place} can't be written: {error.strerror}.",
                "Free some space there."
                if full
                else "Give whoever grades the right to write there.",
            ) from None
    return "they can be written"


def _free(folders: Iterable[Path], needed: int) -> str:
    """See how much room there is where these folders are, and where kernels have theirs.

    Raises:
        EnvironmentProblem: less than is needed.
    """
    least = -1
    # Kernels have theirs one after another, so a class needs no more there than a student.
    places = {Path(tempfile.gettempdir()): SPARE_BYTES} | dict.fromkeys(
        map(_nearest, folders), needed
    )
    for place, needed in places.items():
        found = os.statvfs(place)
        if not found.f_blocks:
            continue  # /proc and its like tell nothing
        free = found.f_bavail * found.f_frsize
        if free < needed or (found.f_files and not found.f_favail):
            what = f"{free // 2**20} MB" if free < needed else "no room for another file"
            raise EnvironmentProblem(
                f"The disk of {place} is full: it has {what}, and {needed // 2**20} MB are needed.",
                "Free some space there.",
            )
        least = free if least < 0 else min(least, free)
    return f"{least / 2**30:.1f} GB are free" if least >= 0 else "it does not tell"


def _nearest(path: Path) -> Path:
    """The path itself, or of what lies above it the first that is there."""
    return next(each for each in (path, *path.parents) if each.exists())


def _graders(course: Course, assignment: str) -> str:
    """Read the graders as Python; importing them takes longer, and is done when grading begins.

    Raises:
        UsageError: one is no Python.
    """
    paths = sorted((course.graders / assignment).glob("*.py"))
    for path in paths:
        try:
            ast.parse(path.read_bytes(), str(path))
        except (SyntaxError, ValueError) as error:
            line = getattr(error, "lineno", None)
            where = f", line {line}" if line else ""
            raise UsageError(
                f"The grader {path} is no Python: {getattr(error, 'msg', error)}{where}.",
                "Correct it; nobody was graded.",
            ) from None
    count = sum(path.name.startswith("test_") for path in paths)
    return (
        f"{count} grader{'' if count == 1 else 's'}"
        if count
        else f"none in {course.graders / assignment}, so no exercise is judged outside"
    )


def _machine(course: Course, assignment: str, isolation: str) -> list[Finding]:
    return [
        _finding("packages", lambda: _packages(course, assignment)),
        _finding("wall", lambda: _wall(course, assignment, isolation)),
    ]


def _packages(course: Course, assignment: str) -> str:
    packages.require(assignment_of(course, assignment, ()).requirements, assignment)
    return "all that the assignment names are here"


def _wall(course: Course, assignment: str, isolation: str) -> str:
    return wall.settled(course.sealing(isolation, assignment)).isolation
