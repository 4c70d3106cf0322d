"""Personal links: made, written as CSV for a mail merge, taken away."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TextIO

from panal.config import Serving
from panal.course.course import Course
from panal.course.gradebook_reader import Person, read_people
from panal.errors import UsageError, did_you_mean
from panal.export.safe_csv import in_one_line, inert
from panal.results import StudentId
from panal.serve.server import open_store

COLUMNS = ("student", "first_name", "last_name", "email", "link")


@dataclass(frozen=True, slots=True)
class Link:
    """A new link.

    Args:
        student: whose, or the teacher's name.
        person: what the gradebook knows.
        url: the link. It is nowhere else.
    """

    student: str
    person: Person
    url: str


def make_links(
    course: Course, serving: Serving, only: Sequence[str] = (), teacher: str = ""
) -> list[Link]:
    """Make links for those of the gradebook who have none.

    Args:
        course: the course.
        serving: knows the address.
        only: students who get new links in any case; the earlier ones are worth nothing then.
        teacher: makes a link for a teacher of that name, and none for students.

    Raises:
        UsageError: the gradebook knows no such student, or nobody at all.
    """
    people = read_people(course)
    unknown = [name for name in only if name not in people]
    if unknown:
        raise UsageError(
            f"The gradebook has no student {unknown[0]!r}.{did_you_mean(unknown[0], people)}",
            "`nbgrader db student add` adds one.",
        )
    if not people and not teacher:
        raise UsageError(
            "The gradebook has no students yet.", "`nbgrader db student import` brings a list in."
        )
    with closing(open_store(course)) as store:
        if teacher:
            secret = store.make_link("teacher", teacher)
            return [Link(teacher, Person(), _url(serving, secret))]
        have = store.with_links("student")
        chosen = list(only) or sorted(name for name in people if name not in have)
        return [
            Link(name, people[StudentId(name)], _url(serving, store.make_link("student", name)))
            for name in chosen
        ]


def _url(serving: Serving, secret: str) -> str:
    return f"{serving.url}/enter/{secret}"


def write_links(links: Iterable[Link], file: TextIO) -> None:
    """Write links as CSV that a spreadsheet and a mail merge can read."""
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(COLUMNS)
    for each in links:
        known = (each.student, each.person.first, each.person.last, each.person.email)
        rows.writerow([*map(inert, map(in_one_line, known)), each.url])


def revoke_links(course: Course, names: Iterable[str], role: str) -> None:
    """Take links away.

    Raises:
        UsageError: there is nobody of that name.
    """
    with closing(open_store(course)) as store:
        for name in names:
            if not store.revoke(role, name):
                raise UsageError(f"No {role} {name!r} has ever had a link.")
