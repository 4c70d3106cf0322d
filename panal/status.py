"""How far the grading of an assignment is: who is graded, who will be by the next run, who waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from panal.assignment import Assignment
from panal.course.course import Course, has_gradebook, open_assignment, students
from panal.course.gradebook import Book, DryBook
from panal.course.gradebook_reader import read_grades
from panal.course.results_file import Unusable, read_result
from panal.course.stamp import stamp_of
from panal.errors import UsageError
from panal.results import Result, StudentId


@dataclass(frozen=True, slots=True)
class Standing:
    """Where everybody stands who handed in anything.

    Args:
        graded: whose results hold.
        stale: graded, but something has changed since: what they handed in, graders, a setting.
        new: never graded, or not to the end.
        failed: those on whom a grader failed, so that a person has to look.
        pending: graded, but a person has yet to give points.
    """

    graded: tuple[StudentId, ...]
    stale: tuple[StudentId, ...]
    new: tuple[StudentId, ...]
    failed: tuple[StudentId, ...]
    pending: tuple[StudentId, ...]

    @property
    def handed_in(self) -> int:
        """How many they are."""
        return len(self.graded) + len(self.stale) + len(self.new) + len(self.failed)

    def to_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "handed_in": self.handed_in,
            "graded": list(self.graded),
            "stale": list(self.stale),
            "new": list(self.new),
            "failed": list(self.failed),
            "pending": list(self.pending),
        }


def standing(course: Course, assignment: str) -> Standing:
    """Look at every submission, as `panal grade` would before it begins. Nothing is written.

    Raises:
        UsageError: nothing was released.
        EnvironmentProblem: the gradebook can't be read.
    """
    opened = open_assignment(course, assignment)
    who = students(course, assignment)
    with DryBook(course, opened) as book:
        held = holding(book, opened, who)
    stale: list[StudentId] = []
    new: list[StudentId] = []
    failed: list[StudentId] = []
    for student in who:
        if student in held:
            continue
        try:
            result, _ = read_result(course.path("autograded", student, assignment))
            (failed if result.needs_person else stale).append(student)
        except Unusable:
            new.append(student)
    return Standing(
        tuple(student for student in who if student in held),
        tuple(stale),
        tuple(new),
        tuple(failed),
        tuple(student for student in _waiting(course, assignment) if student in held),
    )


def holding(book: Book, opened: Assignment, who: Iterable[StudentId]) -> dict[StudentId, Result]:
    """Results that hold, whichever cells ran. What a `Book` then finds out of date, such as a late
    penalty, it brings up to date.
    """
    found: dict[StudentId, Result] = {}
    for all_cells in (False, True):
        left = [student for student in who if student not in found]
        stamp = stamp_of(replace(opened, all_cells=all_cells))
        found |= {student: result for student, (result, _) in book.kept(left, stamp).items()}
    return found


def _waiting(course: Course, assignment: str) -> list[StudentId]:
    if not has_gradebook(course):
        return []
    try:
        found = read_grades(course, assignment).submissions
    except UsageError:  # it was never graded
        return []
    return sorted(
        student
        for student, grades in found.items()
        if any(cell.waiting for cell in grades.cells.values())
    )
