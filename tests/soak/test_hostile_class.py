"""A class of 40 of whom 20 attack or hand in what is broken: the other 20 have exactly the scores
of a class without them.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from tests.end_to_end.answers import notebooks
from tests.end_to_end.catalogue import attacks
from tests.end_to_end.courses import (
    ASSIGNMENT,
    CONVOLUCION,
    bare_source,
    call,
    hand_in,
    make_course,
    results,
    with_answers,
)

KINDS = 14


def honest(course: Path) -> list[str]:
    """Twenty who mean well, right and wrong; nobody among them loops for ever."""
    taken = []
    for name, answers in notebooks(CONVOLUCION).items():
        if name.startswith("mixed-") and not any(
            "loop" in answer.name for answer in answers.values()
        ):
            hand_in(
                course,
                f"honest-{len(taken):02}",
                with_answers(course, {e: a.source for e, a in answers.items()}),
            )
            taken.append(f"honest-{len(taken):02}")
        if len(taken) == 20:
            break
    return taken


def hostile(course: Path) -> list[str]:
    """One attack of each kind, and six files that are no notebooks."""
    ours = [attack for attack in attacks() if attack.assignment == ASSIGNMENT]
    by_kind = {attack.path.parent.name: attack for attack in ours}
    for number, attack in enumerate(list(by_kind.values())[:KINDS]):
        hand_in(
            course, f"a-hostile-{number:02}", attack.submission()
        )  # sorts before the honest ones
    folder = course / "submitted"
    hand_in(course, "broken-empty", b"")
    hand_in(course, "broken-garbage", os.urandom(5000))
    hand_in(course, "broken-huge", b"[" * 40_000_000)
    for name in ("broken-pipe", "broken-link", "broken-folder"):
        (folder / name / ASSIGNMENT).mkdir(parents=True)
    os.mkfifo(folder / "broken-pipe" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")
    (folder / "broken-link" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").symlink_to(
        course / "gradebook.db"
    )
    (folder / "broken-folder" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").mkdir()
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("honest"))


def left_behind(temporary: str) -> list[str]:
    """What is still in the folder for temporary files, and the processes that name it."""
    processes = [
        entry.name
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and _names(entry, temporary)
    ]
    return processes + os.listdir(temporary)


def _names(process: Path, temporary: str) -> bool:
    try:
        return temporary.encode() in (process / "cmdline").read_bytes()
    except OSError:
        return False


def test_honest_students_are_not_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run ends by itself with exit code 0, every score is the same, nothing is left behind."""
    temporary = tempfile.mkdtemp(prefix="soak-", dir="/tmp")  # short, for the names of sockets
    monkeypatch.setenv("TMPDIR", temporary)
    graded = {}
    for mixed in (False, True):
        course = make_course(_folder(tmp_path, mixed), bare_source())
        students = honest(course)
        assert len(students) == 20
        if mixed:
            assert len(hostile(course)) == 20
        done = call("panal", "grade", ASSIGNMENT, cwd=course)
        assert done.returncode == 0, done.stderr
        graded[mixed] = {student: results(course, student) for student in students}
    assert graded[True] == graded[False]
    assert left_behind(temporary) == []


def _folder(folder: Path, mixed: bool) -> Path:
    made = folder / ("mixed" if mixed else "honest")
    made.mkdir()
    return made
