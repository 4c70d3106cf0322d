"""Which file of what a student handed in is the notebook, whatever it is called. The same one on
every machine.
"""

from __future__ import annotations

import heapq
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from panal import messages, notebook
from panal.config import Limits
from panal.course.course import Course, read_submitted
from panal.grading import Submission, notebook_digest
from panal.results import StudentId

MAX_CANDIDATES = 20
"""Files of a folder that are looked at, the first by name; all together they may be as large as one
notebook.
"""

SHOWN = 60  # characters of a file's name


@dataclass(frozen=True, slots=True)
class Found:
    """What there is of a submission.

    Args:
        data: the notebook's bytes; None if there is none.
        problem: why not, in the student's language.
        file: the name of the file that was taken, as it may be shown; empty if none was.
        notes: sentences on why this one.
    """

    data: bytes | None
    problem: str = ""
    file: str = ""
    notes: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """As `Result.notebook` has it."""
        return notebook_digest(self.data)


def find_submitted(folder: Path, name: str, record: NotebookNode, limits: Limits) -> Found:
    """Find the notebook of an assignment in a folder that a student filled.

    The file that is called as it should be is taken without a look into it if there is no other
    notebook. Of several that hold the assignment it is taken if it has any answer; else the one
    with the most answers, then with the most cells of the assignment, then the first by name.
    Nothing is followed, and no date of a file counts: copying changes it.

    Args:
        folder: `submitted/<student>/<assignment>`, or anything that stands there.
        name: of the released notebook, without `.ipynb`.
        record: the released notebook.
        limits: how large a notebook may be.
    """
    wanted = f"{name}.ipynb"
    others = [other for other in candidates(folder) if other != wanted]
    exact = read_submitted(folder, wanted, limits)
    if not others:
        return Found(*exact, file="" if exact[0] is None else wanted)
    ranked = []
    left = limits.notebook_bytes
    damaged = Found(exact[0], exact[1], "" if exact[0] is None else wanted)
    for file in [wanted, *others]:
        data, _ = exact if file == wanted else read_submitted(folder, file, limits)
        if data is None or len(data) > left:
            continue
        left -= len(data)
        try:
            answers, cells = notebook.likeness(notebook.read(data), record)
        except notebook.Damaged:
            if (
                damaged.data is None and len(others) == 1
            ):  # who tells what is wrong with it is the grader
                damaged = Found(data, "", shown(file), (messages.file_taken(shown(file), wanted),))
            continue
        if cells:
            ranked.append(((not answers, file != wanted, -answers, -cells, file), file, data))
    if not ranked:
        return damaged
    _, file, data = min(ranked)
    if len(ranked) > 1:
        notes = [messages.file_chosen(shown(file), len(ranked), exact=file == wanted)]
    else:
        notes = [messages.file_taken(shown(file), wanted)] if file != wanted else []
    return Found(data, "", shown(file), tuple(notes))


def candidates(folder: Path) -> list[str]:
    """Names in a folder that may be notebooks, sorted: `Convolucion (1).ipynb`, and what browsers
    make, `x.ipynb.txt`.
    """
    try:
        if folder.is_symlink():
            return []
        with os.scandir(folder) as entries:
            names = (
                entry.name
                for entry in entries
                if ".ipynb" in entry.name.lower() and not entry.name.startswith(".")
            )
            return heapq.nsmallest(MAX_CANDIDATES, names)
    except OSError:
        return []


def shown(file: str) -> str:
    """A file's name as text that does nothing: a student chose it, and a terminal, a page and a log
    will show it.
    """
    plain = "".join(character if character.isprintable() else "�" for character in file).replace(
        "`", "'"
    )
    return plain if len(plain) <= SHOWN else f"{plain[: SHOWN - 8]}…{plain[-7:]}"


def submitted_by(
    course: Course, assignment: str, student: StudentId, name: str, record: NotebookNode
) -> Found:
    """What a student handed in for an assignment, see `find_submitted`."""
    return find_submitted(
        course.path("submitted", student, assignment), name, record, course.limits
    )


def submission(
    course: Course,
    assignment: str,
    student: StudentId,
    name: str,
    record: NotebookNode,
    files: Mapping[str, bytes],
) -> Submission:
    """What a student handed in; whatever lies there, this returns.

    Args:
        name: of the notebook, without `.ipynb`.
        record: the released notebook.
        files: the instructor's files.
    """
    found = submitted_by(course, assignment, student, name, record)
    return Submission(
        assignment, record, found.data, files, found.problem, file=found.file, notes=found.notes
    )
