"""Makes an `Assignment` of what a course holds."""

from __future__ import annotations

from nbformat import NotebookNode

from panal.assignment import Assignment
from panal.course.course import Course, instructor_files, released


def open_assignment(course: Course, name: str, isolation: str = "sealed") -> Assignment:
    """An assignment as it was released, its cells as the gradebook has them.

    Raises:
        UsageError: nothing was released, or more than one notebook.
    """
    notebook, record = released(course, name)
    return assignment_of(course, name, notebook, record, isolation)


def assignment_of(
    course: Course, name: str, notebook: str, record: NotebookNode, isolation: str = "sealed"
) -> Assignment:
    """The same, where the record is at hand."""
    files = instructor_files(course, name)
    sealing = course.sealing(isolation)
    return Assignment(name, notebook, record, files, course.graders / name, sealing)
