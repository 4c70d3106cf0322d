"""Collects what is known of a class (the gradebook, each results.json, what was handed in), and
writes the report to reports/.
"""

from __future__ import annotations

import difflib
import gc
import hashlib
import json
import os
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from panal import notebook
from panal.assignment import Assignment as Released
from panal.changes.changelog import history
from panal.course import files
from panal.course.answers_file import with_answers
from panal.course.course import Course, open_assignment, students
from panal.course.gradebook_reader import CellGrade, Person, SubmissionGrades, read_grades
from panal.course.handed_in import read_file
from panal.course.regrade_requests import answered, digest_of, request_of
from panal.course.results_file import Unusable, read_result
from panal.course.submitted import submission as submission_of
from panal.errors import EnvironmentProblem
from panal.judge.loading import graders_digest
from panal.language import gettext as _
from panal.notebook import Exercise
from panal.report.analysis import (
    Analysis,
    AnswerGroup,
    ClassResults,
    MisconceptionCount,
    Student,
    analyse,
)
from panal.report.anonymous import Vocabulary, anonymous, vocabulary
from panal.report.report_page import (
    MAX_GROUPS,
    MAX_MISCONCEPTIONS,
    MAX_WRITTEN,
    Written,
    render_report,
)
from panal.results import Check, Judged, Result, StudentId, Verdict, short

GRADED_BYTES = 128 * 2**20  # the most that is read of one graded notebook, pictures included
TRIES = 6  # answers that are tried for one example
MAX_SOURCE = 4_000  # characters of an answer of which something is shown beside others
MAX_LINES = 30
MAX_WIDTH = 100


def make_report(course: Course, assignment: str) -> tuple[Path, Analysis]:
    """Write reports/<assignment>.html.

    Returns:
        The path of the file, and the analysis that it shows.

    Raises:
        UsageError, EnvironmentProblem: see `analyse_class`; the file can't be written.
    """
    with _nothing_collected():
        analysis = analyse_class(course, assignment)
        written = written_by_groups(course, analysis)
        page = render_report(analysis, examples(course, analysis), written)
    path = report_path(course, assignment)
    try:
        files.replace(path, page.encode())
    except OSError as error:
        raise EnvironmentProblem(
            f"The report can't be written to {path}: {error.strerror}."
        ) from error
    return path, analysis


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Python's collector off: of a class there are a million objects and no garbage, and each look
    for it takes longer than the one before.
    """
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def report_path(course: Course, assignment: str) -> Path:
    return course.root / "reports" / f"{assignment}.html"


def analyse_class(course: Course, assignment: str) -> Analysis:
    """Read all that is known of a class, and analyse it.

    Raises:
        UsageError: there is no such assignment.
        EnvironmentProblem: the gradebook can't be read.
    """
    return analyse(read_class(course, assignment))


def read_class(course: Course, assignment: str) -> ClassResults:
    """Read all that is known of a class, whatever may be in place of somebody's results.json.

    Raises:
        UsageError, EnvironmentProblem: see `analyse_class`.
    """
    grades = read_grades(course, assignment)
    people, submissions = grades.people, grades.submissions
    opened = open_assignment(course, assignment)
    there = set(students(course, assignment))
    everyone = sorted({*people, *there, *submissions})
    exercises = opened.exercises
    dealt_with = answered(course, assignment)
    found = (
        _student(
            course,
            opened,
            exercises,
            each,
            each in there,
            submissions.get(each),
            dealt_with.get(each),
        )
        for each in everyone
    )
    return ClassResults(
        assignment,
        exercises,
        tuple(replace(each, name=people.get(each.student, Person()).name) for each in found),
        graders_digest(course.graders / assignment),
        datetime.now(UTC),
        frozenset(
            filter(None, (*everyone, *(text for names in people.values() for text in names)))
        ),
        grades.course,
        history(report_path(course, assignment).parent, assignment),
    )


def _student(
    course: Course,
    opened: Released,
    exercises: Sequence[Exercise],
    student: StudentId,
    there: bool,
    submission: SubmissionGrades | None,
    dealt_with: str | None,
) -> Student:
    if submission is None or not submission.cells:
        return Student(student, handed_in=there or submission is not None)
    rows = submission.cells
    result, problem = None, ""
    try:
        folder = course.path("autograded", student, opened.name)
        graded, stamp = read_result(folder)
        graded = with_answers(folder, graded, stamp)
        result = _agreeing(replace(graded, verdicts=tuple(map(_needed, graded.verdicts))), rows)
    except Unusable as unusable:
        problem = str(unusable)
    submitted_now = submission_of(course, opened, student)
    request = request_of(submitted_now, opened)
    return Student(
        student,
        handed_in=True,
        points=tuple(rows[each.key].score if each.key in rows else 0.0 for each in exercises),
        waiting=tuple(
            each.key for each in exercises if each.key in rows and rows[each.key].waiting
        ),
        corrected=tuple(
            each.key for each in exercises if each.key in rows and rows[each.key].corrected
        ),
        penalty=submission.penalty,
        seconds_late=submission.seconds_late,
        result=result,
        problem=problem,
        request=None if request is None or digest_of(request) == dealt_with else request,
        newer=there and result is not None and result.notebook != submitted_now.digest,
        page=_page(course, opened.name, opened.notebooks[0].name, student),
    )


def _page(course: Course, assignment: str, name: str, student: StudentId) -> str:
    """Address of a feedback page as seen from the report. Folders may have any name, so everything
    but plain letters is quoted.
    """
    page = course.path("feedback", student, assignment) / f"{name}.html"
    if not os.path.lexists(page):
        return ""
    return quote(os.fsencode(os.path.relpath(page, report_path(course, assignment).parent)))


def _needed(verdict: Verdict) -> Verdict:
    """The part of a verdict that the report uses; a class of a thousand would keep the rest in
    memory a thousand times.
    """
    checks = tuple(
        Check(check.name, check.title, check.weight, check.ending, check.sentence, why=check.why)
        for check in verdict.checks
    )
    return replace(verdict, checks=checks, examples=())


def _agreeing(result: Result, rows: dict[str, CellGrade]) -> Result:
    """The result, if the gradebook was filled from it."""
    for verdict in result.verdicts:
        if verdict.judged is Judged.PERSON and verdict.given is None:
            continue
        row = rows.get(verdict.name)
        if row is None or row.auto_score is None or abs(row.auto_score - verdict.points) > 1e-6:
            said = _("results.json and the gradebook disagree on {exercise}.")
            raise Unusable(said.format(exercise=short(verdict.name)))
    return result


def examples(course: Course, analysis: Analysis) -> dict[MisconceptionCount, str]:
    """For each misconception that is shown in full, the answer of a student who holds it, without
    anything that tells who.
    """
    assignment = analysis.results.assignment
    opened = open_assignment(course, assignment)
    known = vocabulary(
        (
            notebook.shown_source(cell)
            for each in opened.notebooks
            for cell in each.record.cells
            if cell.cell_type == "code"
        ),
        analysis.results.people,
    )
    found = {}
    for each in analysis.misconceptions[:MAX_MISCONCEPTIONS]:
        found[each] = next(filter(None, _anonymous_answers(course, assignment, each, known)), "")
    return found


def _anonymous_answers(
    course: Course, assignment: str, which: MisconceptionCount, known: Vocabulary
) -> Iterator[str]:
    def chance(student: StudentId) -> bytes:
        # Not by name, and not the same student for everything, but the same example each time.
        return hashlib.sha256(
            f"{which.cell} {which.name} {student}".encode("utf-8", "replace")
        ).digest()

    for student in sorted(which.students, key=chance)[:TRIES]:
        yield anonymous(_answer(course, assignment, student, which.exercise), known)


def written_by_groups(course: Course, analysis: Analysis) -> dict[AnswerGroup, tuple[Written, ...]]:
    """For each group that is shown in full, what some of its students wrote, one text for all who
    wrote the same. Nothing of it is run, and what stood in the release is left out.
    """
    assignment = analysis.results.assignment
    released = {
        (each.name, str(notebook.nbgrader_of(cell).get("grade_id"))): notebook.shown_source(cell)
        for each in open_assignment(course, assignment).notebooks
        for cell in each.record.cells
    }
    only = next(iter(released))[0] if len({name for name, _ in released}) == 1 else ""
    read: dict[StudentId, dict[tuple[str, str], str]] = {}
    found = {}
    for group in shown_groups(analysis.groups):
        name, _, cell = group.exercise.rpartition("/")
        key = name or only, cell
        texts: dict[str, list[StudentId]] = {}
        # Whose notebook was read already comes first: reading takes long.
        for student in sorted(group.students, key=lambda each: each not in read)[:MAX_WRITTEN]:
            if student not in read:
                read[student] = _sources(course.path("autograded", student, assignment))
            source = read[student].get(key, "")
            texts.setdefault(written_only(source, released.get(key, "")), []).append(student)
        found[group] = tuple(Written(tuple(who), text) for text, who in texts.items())
    return found


def shown_groups(groups: Iterable[AnswerGroup]) -> list[AnswerGroup]:
    """Those that are shown in full: of each exercise the largest ones, of two students or more."""
    count: Counter[str] = Counter()
    found = []
    for group in groups:
        count[group.cell] += 1
        if len(group.students) > 1 and count[group.cell] <= MAX_GROUPS:
            found.append(group)
    return found


def _sources(folder: Path) -> dict[tuple[str, str], str]:
    """The texts of the cells that students fill in, by the notebook's name and the cell's. Read as
    JSON of which nothing is trusted: `panal.notebook.read` repairs, which takes long.
    """
    found = {}
    for path in sorted(folder.glob("*.ipynb")):
        try:
            cells = json.loads(read_file(folder, path.name, GRADED_BYTES) or b"")["cells"]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            continue
        for cell in cells if isinstance(cells, list) else ():
            try:
                meta = cell["metadata"]["nbgrader"]
                source = cell["source"]
                text = source if isinstance(source, str) else "".join(map(str, source))
                if meta["solution"]:
                    found[path.stem, str(meta["grade_id"])] = text
            except (KeyError, TypeError):
                continue
    return found


def written_only(source: str, released: str) -> str:
    r"""The lines of an answer that did not stand in the release, as far to the left as they go.

    >>> written_only("def f(x):\n    y = 2\n    return y", "def f(x):\n    # YOUR CODE HERE")
    'y = 2\nreturn y'
    """
    cut = len(source) > MAX_SOURCE
    lines = source[:MAX_SOURCE].splitlines()
    matcher = difflib.SequenceMatcher(None, released.splitlines(), lines, autojunk=False)
    kept = [
        line
        for kind, _from, _to, start, end in matcher.get_opcodes()
        if kind in ("insert", "replace")
        for line in lines[start:end]
    ]
    text = textwrap.dedent("\n".join(line[:MAX_WIDTH] for line in kept[:MAX_LINES])).strip("\n")
    return f"{text}\n…" if cut or len(kept) > MAX_LINES else text


def _answer(course: Course, assignment: str, student: StudentId, exercise: str) -> str:
    """The text of a solution cell in a graded notebook; empty if it can't be found."""
    name, _, cell_id = exercise.rpartition("/")
    for path in sorted(course.path("autograded", student, assignment).glob(f"{name or '*'}.ipynb")):
        try:
            cells = notebook.read(read_file(path.parent, path.name, GRADED_BYTES) or b"").cells
        except (OSError, notebook.Damaged):
            continue
        for cell in cells:
            if cell.cell_type == "code" and cell.metadata.get("claimed") == cell_id:
                return str(cell.source)
    return ""
