"""Which of the files that a student handed in is the notebook, whatever it is called. The same one on
every machine.
"""

from __future__ import annotations

import heapq
import os
from pathlib import Path

from panal import messages, notebook
from panal.assignment import Assignment, Submission
from panal.course.course import Course, read_submitted
from panal.results import StudentId

MAX_CANDIDATES = 20
"""How many files of a folder are looked at, the first by name. All together they may be as large as
one notebook.
"""

SHOWN = 60  # characters of a file's name


def find_submitted(folder: Path, student: StudentId, assignment: Assignment) -> Submission:
    """Find the notebook of an assignment in a folder that a student filled.

    If there is no other notebook, the file with the right name is taken without a look into it. Of
    several that hold the assignment, it is taken if it has any answer; else the one with the most
    answers, then with the most cells of the assignment, then the first by name. No link is followed,
    and no date counts, since copying changes it.

    Args:
        folder: `submitted/<student>/<assignment>`, or whatever is in its place.
        student: whose it is.
        assignment: which assignment, with its limits.
    """

    def found(file: str, data: bytes | None, problem: str = "", *notes: str) -> Submission:
        return Submission(student, data, problem, "" if data is None else shown(file), notes)

    wanted, limits = f"{assignment.notebook}.ipynb", assignment.limits
    others = [other for other in candidates(folder) if other != wanted]
    exact = read_submitted(folder, wanted, limits)
    if not others:
        data, problem = exact
        instead = "" if os.path.lexists(folder / wanted) else _in_its_place(folder)
        if instead:
            problem = messages.not_the_file_itself(wanted, shown(instead))
        return found(wanted, data, problem)
    ranked = []
    left = limits.notebook_bytes
    damaged = found(wanted, *exact)
    for file in [wanted, *others]:
        data, _ = exact if file == wanted else read_submitted(folder, file, limits)
        if data is None or len(data) > left:
            continue
        left -= len(data)
        try:
            answers, cells = notebook.likeness(notebook.read(data), assignment.record)
        except notebook.Damaged:
            if (
                damaged.data is None and len(others) == 1
            ):  # the grader will tell what is wrong with it
                damaged = found(file, data, "", messages.file_taken(shown(file), wanted))
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
    return found(file, data, "", *notes)


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
