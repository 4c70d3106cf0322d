"""Who asks for a regrade: a cell of text in the submitted notebook that begins with a fixed heading.

It comes through nbgrader's exchange, an LMS, a repository and an e-mail alike, and changes no score.
"""

from __future__ import annotations

import json
import re
import unicodedata
from hashlib import sha256
from pathlib import Path

from panal import notebook
from panal.assignment import Assignment, Submission
from panal.course.course import Course
from panal.language import N_
from panal.language import gettext as _

HEADING = N_("Regrade request")
MOST = 1000  # characters of a request that are shown
_MARKS = re.compile(r"[#*_:.\s]+")
_ASCII = re.compile(r"[^a-z]")


def request_of(submission: Submission, assignment: Assignment) -> str | None:
    """What a student writes who asks for a regrade: strange text, at most `MOST` characters of it.

    Args:
        submission: what was handed in.
        assignment: which assignment. A cell that stands like that in the release asks for nothing.

    Returns:
        None if nothing is asked for; empty if the heading stands alone.
    """
    released = {cell.source.strip() for each in assignment.notebooks for cell in each.record.cells}
    for each in submission.notebooks:
        if each.data is None or not _may_ask(each.data):
            continue
        try:
            cells = notebook.read(each.data).cells
        except notebook.Damaged:
            continue
        for cell in cells:
            text = cell.source.strip()
            first, _newline, rest = text.partition("\n")
            if cell.cell_type == "markdown" and is_heading(first) and text not in released:
                return _shortened(rest.strip())
    return None


def _may_ask(data: bytes) -> bool:
    """Whether the words of a heading stand anywhere in a file, as far as they have no accents. To parse
    a thousand notebooks takes seconds.
    """
    lowered = data.lower()
    headings = (
        {_ASCII.split(word)[0] for word in each.lower().split()} for each in (HEADING, _(HEADING))
    )
    return any(all(start.encode() in lowered for start in starts) for starts in headings)


def digest_of(request: str) -> str:
    """By which a request is known again."""
    return sha256(request.encode("utf-8", "replace")).hexdigest()


def state_path(course: Course, assignment: str) -> Path:
    """Where `panal publish` remembers what it has published and which requests are answered."""
    return course.root / "published" / assignment / "state.json"


def answered(course: Course, assignment: str) -> dict[str, str]:
    """By student, the digest of the request that is answered. Where nothing can be read, none is."""
    try:
        known = json.loads(state_path(course, assignment).read_bytes())["answered"]
        return {str(student): str(digest) for student, digest in known.items()}
    except (OSError, ValueError, AttributeError, TypeError, KeyError):
        return {}


def is_heading(line: str) -> bool:
    """Whether a line is the heading, in English or the language of the course, however large and with
    or without its accents.

    >>> is_heading("## Regrade request:"), is_heading("I ask for a regrade.")
    (True, False)
    """
    return _plain(line) in {_plain(HEADING), _plain(_(HEADING))}


def _plain(line: str) -> str:
    if len(line) > 200:
        return ""
    letters = unicodedata.normalize("NFKD", line).casefold()
    bare = "".join(each for each in letters if not unicodedata.combining(each))
    return _MARKS.sub(" ", bare).strip()


def _shortened(text: str) -> str:
    return text if len(text) <= MOST else f"{text[:MOST]}…"
