"""One notebook, no gradebook: for a terminal, continuous integration, Gradescope, GitHub Classroom."""

from __future__ import annotations

from pathlib import Path

from panal.course.course import instructor_files, open_course, read_record, read_submitted
from panal.errors import UsageError
from panal.grading import Submission, open_grader
from panal.results import Result


def grade_file(
    path: Path, assignment: str, *, isolation: str = "sealed", all_cells: bool = False, root: Path | None = None
) -> Result:
    """Grade a notebook by the released one of a course's folder; no database is read or written.

    Args:
        path: the submitted notebook.
        assignment: its assignment.
        isolation: `sealed` or `none`.
        all_cells: run also the demonstrations on which nothing depends.
        root: the course's folder; by default the working directory.

    Raises:
        UsageError: no such file, no such assignment, a broken grader.
        EnvironmentProblem: this machine can't seal.
    """
    if not path.exists() or path.suffix != ".ipynb":
        raise UsageError(f"There is no notebook {path}.", "Give the path of the submitted .ipynb file.")
    course = open_course(root)
    found = sorted(course.path("release", ".", assignment).glob("*.ipynb"))
    if len(found) != 1:
        raise UsageError(f"The assignment {assignment!r} has no released notebook.", "Name it with --assignment.")
    record = read_record(found[0])
    data, problem = read_submitted(path.parent.resolve(), path.stem, course.limits)
    files = instructor_files(course, assignment)
    with open_grader(course.sealing(isolation), course.graders / assignment) as grader:
        # Nobody sees the notebook that ran, so it does not matter what stands in place of a demonstration.
        _, result = grader.grade(Submission(assignment, record, data, files, problem, all_cells))
    return result
