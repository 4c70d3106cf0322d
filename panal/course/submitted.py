"""Which of the files that a student handed in is which notebook, whatever they are called. The same ones
on every machine.
"""

from __future__ import annotations

import heapq
import os
from dataclasses import dataclass
from pathlib import Path

from panal import messages, notebook
from panal.assignment import Assignment, HandedIn, Released, Submission
from panal.config import Limits
from panal.course.course import Course, read_submitted
from panal.results import StudentId

MAX_CANDIDATES = 20
"""How many files of a folder are looked at, the first by name. All together they may be as large as
one notebook.
"""

SHOWN = 60  # characters of a file's name


def find_submitted(folder: Path, student: StudentId, assignment: Assignment) -> Submission:
    """Find the notebooks of an assignment in a folder that a student filled.

    If there is no other file for it, the file with the right name is taken without a look into it.
    Of several that hold the notebook, it is taken if it has any answer; else the one with the most
    answers, then with the most cells of the notebook, then the first by name. No link is followed,
    and no date counts, since copying changes it.

    Args:
        folder: `submitted/<student>/<assignment>`, or whatever is in its place.
        student: whose it is.
        assignment: which assignment, with its limits.
    """
    names = {f"{each.name}.ipynb" for each in assignment.notebooks}
    odd = [file for file in candidates(folder) if file not in names]
    others: list[_Other] = []
    left = assignment.limits.notebook_bytes
    for file in odd:
        data, _ = read_submitted(folder, file, assignment.limits)
        if data is not None and len(data) <= left:
            left -= len(data)
            others.append(_other(file, data, assignment.notebooks))
    return Submission(
        student,
        tuple(
            _find(folder, each, others if odd else None, assignment.limits)
            for each in assignment.notebooks
        ),
    )


@dataclass(frozen=True, slots=True)
class _Other:
    """A file with another name than those that were asked for.

    Args:
        file: its name.
        data: its content.
        home: the notebook of which it holds most; empty if none.
        answers: how many answers to that are in it.
        cells: how many of its cells.
        damaged: whether it can't be read.
    """

    file: str
    data: bytes
    home: str = ""
    answers: int = 0
    cells: int = 0
    damaged: bool = False


def _other(file: str, data: bytes, notebooks: tuple[Released, ...]) -> _Other:
    try:
        nb = notebook.read(data)
    except notebook.Damaged:
        return _Other(file, data, damaged=True)
    found = [(notebook.likeness(nb, each.record), each.name) for each in notebooks]
    (answers, cells), home = max(found, key=lambda each: (each[0][1], each[0][0]))
    return _Other(file, data, home if cells else "", answers, cells)


def _find(
    folder: Path, released: Released, others: list[_Other] | None, limits: Limits
) -> HandedIn:
    """The file of one notebook."""
    wanted = f"{released.name}.ipynb"
    data, problem = read_submitted(folder, wanted, limits)
    if others is None:
        instead = "" if os.path.lexists(folder / wanted) else _in_its_place(folder)
        if instead:
            problem = messages.not_the_file_itself(wanted, shown(instead))
        gone = wanted not in candidates(folder)
        return HandedIn(data, problem, "" if data is None else shown(wanted), gone=gone)
    ranked = [
        (not each.answers, True, -each.answers, -each.cells, each.file, each.data)
        for each in others
        if each.home == released.name
    ]
    if data is not None:
        try:
            answers, cells = notebook.likeness(notebook.read(data), released.record)
        except notebook.Damaged:
            answers = cells = 0
        if cells:
            ranked.append((not answers, False, -answers, -cells, wanted, data))
    if not ranked:
        if data is None and len(others) == 1 and others[0].damaged:  # the grader will say why
            [lost] = others
            note = messages.file_taken(shown(lost.file), wanted)
            return HandedIn(lost.data, "", shown(lost.file), (note,))
        return HandedIn(data, problem, "" if data is None else shown(wanted))
    *_, file, content = min(ranked)
    notes = [messages.file_taken(shown(file), wanted)] if file != wanted else []
    if len(ranked) > 1:
        notes = [messages.file_chosen(shown(file), len(ranked), exact=file == wanted)]
    return HandedIn(content, "", shown(file), tuple(notes))


def candidates(folder: Path) -> list[str]:
    """Names in a folder that may be notebooks, sorted, such as `Convolucion (1).ipynb` or a browser's
    `x.ipynb.txt`.
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


def _in_its_place(folder: Path) -> str:
    """The name of a folder or an archive in which the notebook may lie, the first by name; empty if
    there is none.
    """
    try:
        if folder.is_symlink():
            return ""
        with os.scandir(folder) as entries:
            names = [
                entry.name
                for entry in entries
                if not entry.name.startswith(".")
                and (
                    entry.is_dir(follow_symlinks=False)
                    or (entry.is_file(follow_symlinks=False) and _is_archive(entry.name))
                )
            ]
    except OSError:
        return ""
    return min(names, default="")


def _is_archive(name: str) -> bool:
    return name.lower().endswith((".zip", ".rar", ".7z", ".tar", ".tgz", ".gz"))


def shown(file: str) -> str:
    """A file's name as harmless text: a student chose it, and a terminal, a page and a log show it."""
    plain = "".join(character if character.isprintable() else "�" for character in file).replace(
        "`", "'"
    )
    return plain if len(plain) <= SHOWN else f"{plain[: SHOWN - 8]}…{plain[-7:]}"


def submission(course: Course, assignment: Assignment, student: StudentId) -> Submission:
    """What a student handed in for an assignment. Whatever lies there, this returns."""
    folder = course.path("submitted", student, assignment.name)
    return find_submitted(folder, student, assignment)
