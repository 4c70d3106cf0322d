"""Makes feedback ready to be handed out, of all whose results are final, in published/<assignment>/.

For each of them there is a folder with the pages and a letter, and in one table what a mail merge
needs. Whoever is no longer final is taken out again.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from panal.assignment import Assignment
from panal.course import files
from panal.course.course import Course, assignments, composed, json_bytes, open_assignment, students
from panal.course.gradebook import Book
from panal.course.gradebook_reader import ClassGrades, Person, SubmissionGrades, read_grades
from panal.course.handed_in import read_file
from panal.course.regrade_requests import answered as answered_before
from panal.course.regrade_requests import digest_of, request_of, state_path
from panal.course.results_file import Unusable, read_result
from panal.course.submitted import submission
from panal.errors import EnvironmentProblem, UsageError, did_you_mean
from panal.export.safe_csv import in_one_line, rounded, write_csv
from panal.language import gettext as _
from panal.pages.letter import letter
from panal.results import Result, StudentId, short
from panal.status import holding

STUDENTS = "students"
LETTER = "letter.txt"
TABLE = "mail-merge.csv"
PAGE_BYTES = 8 * 2**20  # of one page; an honest one has less than 1.5 MB

COLUMNS = (
    *("student", "first_name", "last_name", "email", "score", "max_score"),
    *("files", "text", "published"),
)


@dataclass(frozen=True, slots=True)
class Published:
    """What `panal publish` ends with.

    Args:
        folder: where all of it lies.
        final: students whose feedback is ready.
        changed: those of them for whom anything is new.
        waiting: why the others are not, a sentence each.
        requests: what those wrote who ask for a regrade and have no answer yet.
    """

    folder: Path
    final: tuple[StudentId, ...]
    changed: tuple[StudentId, ...]
    waiting: dict[StudentId, str]
    requests: dict[StudentId, str]


def publish(
    course: Course,
    assignment: str,
    *,
    answered: Collection[str] = (),
    now: datetime | None = None,
) -> Published:
    """Write published/<assignment>/ anew; what is the same stays as it is.

    Args:
        course: the course.
        assignment: which assignment.
        answered: students whose regrade requests, as they stand now, are answered.
        now: with its time zone; by default the time it is.

    Raises:
        UsageError: nothing is released or graded, it is too early, or nobody of that name asks for a
            regrade.
        EnvironmentProblem: the class is being graded, or the disk or the gradebook refuses.
    """
    now = now or datetime.now(UTC)
    opened = open_assignment(course, assignment)
    require_time(course, assignment, now)
    folder = course.root / "published" / assignment
    who = students(course, assignment)
    with Book(course, opened) as book:
        kept = holding(book, opened, who)
        grades = read_grades(course, assignment)
        asked = {student: _asked(course, opened, student) for student in who}
        state = _State(
            course, assignment, {each: text for each, text in asked.items() if text is not None}
        )
        state.answer(answered)
        waiting, pages = {}, {}
        for student in who:
            why = _why_not(course, opened, student, kept, grades, state)
            found = None if why else _pages(course, opened, student)
            if found is None:
                waiting[student] = why or _("the feedback page can't be read")
            else:
                pages[student] = found
        try:
            changed = _write(course, folder, pages, kept, grades, state, now)
        except OSError as error:
            raise EnvironmentProblem(f"{folder} can't be written: {error.strerror}.") from error
    return Published(folder, tuple(pages), changed, waiting, state.open)


def published_pages(course: Course, assignment: str, student: StudentId) -> dict[str, Path]:
    """The pages that `publish` has made ready for a student, by the names of their notebooks; none if
    there are none. The student is looked up among those that there are.
    """
    with suppress(OSError):
        for folder in (course.root / "published" / assignment / STUDENTS).iterdir():
            if folder.name == student:
                return {path.stem: path for path in sorted(folder.glob("*.html"))}
    return {}


class Final(NamedTuple):
    """A score that is published.

    Args:
        score: with what a person gave, and after the penalty.
        max_score: of how many.
        when: in seconds since 1970.
    """

    score: float
    max_score: float
    when: float


def published_scores(course: Course, assignment: str) -> dict[StudentId, Final]:
    """The scores that are published now; none of whoever was taken out again."""
    found = {}
    with suppress(OSError, ValueError, AttributeError, TypeError, KeyError):
        known: Any = json.loads(state_path(course, assignment).read_bytes())
        folders = course.root / "published" / assignment / STUDENTS
        there = {path.name for path in folders.iterdir()}
        for name in there & known["published"].keys():
            each = known["published"][name]
            with suppress(KeyError):  # it was published before scores were kept there
                when = datetime.fromisoformat(each["when"]).timestamp()
                score = Final(float(each["score"]), float(each["max_score"]), when)
                found[StudentId(name)] = score
    return found


def require_time(course: Course, assignment: str, now: datetime) -> None:
    """See that feedback may be handed out, by `c.Panal.publish_from`. A name in it that means nothing
    could let feedback out too early.

    Raises:
        UsageError: it is too early, or the setting makes no sense.
    """
    known = assignments(course)
    for name in course.publish_from:
        if name not in known:
            raise UsageError(
                f"c.Panal.publish_from names {name!r}, which is no assignment."
                f"{did_you_mean(str(name), known)}"
            )
    begins = course.publish_from.get(assignment)
    if begins is None:
        return
    setting = f"c.Panal.publish_from[{assignment!r}]"
    try:
        zone = ZoneInfo(course.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise UsageError(f"c.Exchange.timezone is no time zone: {course.timezone}.") from None
    try:
        moment = datetime.fromisoformat(begins)
    except (TypeError, ValueError):
        raise UsageError(
            f"{setting} is {begins!r}, and must be a time such as '2026-12-01 08:00'."
        ) from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    if now < moment:
        local = moment.astimezone(zone)
        raise UsageError(
            f"The feedback of {assignment} is to be published from {local:%Y-%m-%d %H:%M %Z} on.",
            f"{setting} says so.",
        )


def _asked(course: Course, opened: Assignment, student: StudentId) -> str | None:
    return request_of(submission(course, opened, student), opened)


class _State:
    """What is remembered from one time to the next: which requests are answered, and when the feedback
    of a student last changed.
    """

    def __init__(self, course: Course, assignment: str, asked: dict[StudentId, str]) -> None:
        self._asked = asked
        self.path = state_path(course, assignment)
        self.answered = answered_before(course, assignment)
        self.published: dict[str, dict[str, Any]] = {}
        with suppress(OSError, ValueError, AttributeError, TypeError, KeyError):
            known: Any = json.loads(self.path.read_bytes())
            self.published = {
                str(key): {**each, "content": str(each["content"]), "when": str(each["when"])}
                for key, each in known["published"].items()
            }

    def answer(self, who: Collection[str]) -> None:
        wanted = set(map(composed, who))
        found = {each for each in self._asked if composed(each) in wanted}
        unknown = sorted(wanted - set(map(composed, found)))
        if unknown:
            hint = did_you_mean(unknown[0], list(self._asked)) if len(unknown) == 1 else ""
            raise UsageError(f"No regrade is asked for by {', '.join(unknown)}.{hint}")
        self.answered |= {student: digest_of(self._asked[student]) for student in found}

    @property
    def open(self) -> dict[StudentId, str]:
        """Requests without an answer."""
        return {
            student: text
            for student, text in self._asked.items()
            if self.answered.get(student) != digest_of(text)
        }

    def to_json(self) -> dict[str, Any]:
        return {"answered": self.answered, "published": self.published}


def _digest(*texts: str | bytes) -> str:
    whole = sha256()
    for text in texts:
        data = text if isinstance(text, bytes) else text.encode("utf-8", "replace")
        whole.update(b"%d\n" % len(data) + data)
    return whole.hexdigest()


def _why_not(
    course: Course,
    opened: Assignment,
    student: StudentId,
    kept: dict[StudentId, Result],
    grades: ClassGrades,
    state: _State,
) -> str:
    """Why a student's result is not final; empty if it is."""
    if student not in kept:
        return _not_kept(course, opened, student)
    rows = grades.submissions.get(student)
    pending = [] if rows is None else _pending(kept[student], rows)
    if pending:
        return _("a person has yet to decide on {exercises}").format(exercises=", ".join(pending))
    return _("asks for a regrade") if student in state.open else ""


def _not_kept(course: Course, opened: Assignment, student: StudentId) -> str:
    try:
        result, _stamp = read_result(course.path("autograded", student, opened.name))
    except Unusable:
        return _("not graded yet")
    if result.needs_person:
        names = dict.fromkeys(check.name for check in result.failed_graders())
        return _("a grader failed: {names}").format(names=", ".join(names))
    if result.notebook != submission(course, opened, student).digest:
        return _("handed in again since it was graded")
    return _(
        "something changed since it was graded; `panal grade {assignment}` grades it again"
    ).format(assignment=opened.name)


def _pending(result: Result, rows: SubmissionGrades) -> list[str]:
    """Exercises without points. Points that a person gave before the last grading count, as in
    exported sheets.
    """
    return [
        short(each.name)
        for each in result.verdicts
        if (row := rows.cells.get(each.name)) is not None
        and not row.corrected
        and (row.waiting or row.auto_score is None)
    ]


def _write(
    course: Course,
    folder: Path,
    pages: dict[StudentId, dict[str, bytes]],
    kept: dict[StudentId, Result],
    grades: ClassGrades,
    state: _State,
    now: datetime,
) -> tuple[StudentId, ...]:
    """Returns for whom anything is new."""
    contents: dict[StudentId, dict[str, bytes]] = {}
    for student, found in pages.items():
        text = _letter(course, student, kept[student], grades, list(found))
        contents[student] = {**found, LETTER: text.encode("utf-8", "replace")}
    keep = {f"{STUDENTS}/{student}/{name}" for student in pages for name in contents[student]}
    files.make_folder(folder, {*keep, TABLE, state.path.name})
    when = now.astimezone(UTC).isoformat(timespec="seconds")
    changed = []
    for student, found in contents.items():
        digest = _digest(*(part for name in sorted(found) for part in (name, found[name])))
        if state.published.get(student, {}).get("content") != digest:
            state.published[student] = {"content": digest, "when": when}
            changed.append(student)
        score = rounded(grades.submissions[student].score)
        state.published[student] |= {"score": score, "max_score": kept[student].max_points}
        for name, content in found.items():
            path = folder / STUDENTS / student / name
            if not files.holds(path, content):
                files.replace(path, content)
    rows = (
        _row(student, kept[student], grades, found, state.published[student]["when"])
        for student, found in contents.items()
    )
    beside = folder / f".{TABLE}.new"
    write_csv(beside, COLUMNS, rows)
    beside.replace(folder / TABLE)
    files.replace(state.path, json_bytes(state.to_json()))
    return tuple(changed)


def _pages(course: Course, opened: Assignment, student: StudentId) -> dict[str, bytes] | None:
    """A student's pages by their names; None if one of them can't be read whole."""
    where = course.path("feedback", student, opened.name)
    found = {}
    for each in opened.notebooks:
        name = f"{each.name}.html"
        try:
            content = read_file(where, name, PAGE_BYTES + 1)
        except OSError:
            return None
        if content is None or len(content) > PAGE_BYTES:
            return None
        found[name] = content
    return found


def _letter(
    course: Course, student: StudentId, result: Result, grades: ClassGrades, pages: list[str]
) -> str:
    rows = grades.submissions[student]
    return letter(
        result,
        {name: cell.score for name, cell in rows.cells.items()},
        frozenset(name for name, cell in rows.cells.items() if cell.corrected),
        score=rounded(rows.score),
        penalty=rounded(rows.penalty),
        name=in_one_line(grades.people.get(student, Person()).first),
        pages=pages,
        hints=course.shows != "points",
    )


def _row(
    student: StudentId,
    result: Result,
    grades: ClassGrades,
    content: dict[str, bytes],
    when: str,
) -> list[object]:
    person = grades.people.get(student, Person())
    pages = [f"{STUDENTS}/{student}/{name}" for name in content if name != LETTER]
    return [
        in_one_line(student),
        in_one_line(person.first),
        in_one_line(person.last),
        in_one_line(person.email),
        rounded(grades.submissions[student].score),
        result.max_points,
        in_one_line("; ".join(pages)),
        content[LETTER].decode(),
        when,
    ]
