"""The report of a large class: `python -m bench.report [STUDENTS] [PAGE]`, by default 1,000.

Writes made-up results into a real gradebook and autograded/, makes the report, and opens it in a
real browser. Nothing is graded. Prints how long it takes, how large the page is, and how long a
browser needs to show it; keeps the page as PAGE.
"""

from __future__ import annotations

import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from nbformat import NotebookNode
from rich.console import Console

from bench.stock import ASSIGNMENT
from bench.writer import make_course
from panal import messages, notebook
from panal.course.course import Course, open_assignment
from panal.course.gradebook import Book
from panal.course.graded import Graded, GradedNotebook
from panal.judge.agreement import Fingerprint
from panal.judge.loading import graders_digest
from panal.judge.misconceptions import Misconception, load_misconceptions
from panal.notebook import Exercise
from panal.pages.exercises import Fragment
from panal.report.class_results import make_report
from panal.results import Check, Ending, Result, StudentId, Verdict

STUDENTS = 1000
LOADS = 5
CHECKS = 8  # of an exercise
ANSWERED = 400  # numbers of a fingerprint
FIRST = (
    "Ana",
    "Bruno",
    "Carla",
    "Diego",
    "Elena",
    "Fabián",
    "Gabriela",
    "Hugo",
    "Inés",
    "Julián",
    "Lucía",
    "Mateo",
    "Olga",
)
LAST = (
    "López",
    "Díaz",
    "Ruiz",
    "Mora",
    "Paz",
    "Soto",
    "Luna",
    "Ríos",
    "Vega",
    "Castro",
    "Núñez",
    "Ortiz",
    "Peña",
    "Quispe",
)
TROUBLES = {
    Ending.OUT_OF_TIME: messages.too_much_cpu(3, "call"),
    Ending.OUT_OF_MEMORY: messages.too_much_memory(3 * 2**30),
    Ending.KERNEL_DIED: messages.kernel_died(),
    Ending.RAISED: messages.raised("IndexError"),
}


def made_up(
    exercises: Sequence[Exercise],
    beliefs: Sequence[Misconception],
    handed_in: bytes,
    graders: str,
    chance: random.Random,
) -> Result:
    """A result like those of a class: who is good at one exercise is so at others, and one in
    thirty is in trouble.

    Args:
        exercises: of the assignment.
        beliefs: misconceptions that somebody may hold.
        handed_in: the submitted file.
        graders: their digest.
        chance: what is drawn from.
    """
    ability = chance.gauss(0.3, 1)
    verdicts = [_verdict(each, beliefs, ability, chance) for each in exercises]
    notes: tuple[str, ...] = ()
    if chance.random() < 0.05:
        notes = (messages.cells_restored([chance.choice(list(exercises)).grade_id]),)
    if chance.random() < 0.01:
        damaged = Check(
            "notebook",
            "Cuaderno entregado",
            1.0,
            Ending.NOTEBOOK_DAMAGED,
            messages.notebook_damaged("está vacío"),
        )
        verdicts = [
            replace(each, checks=(damaged,), misconception="", misconception_sentence="")
            for each in verdicts
        ]
    return Result(
        ASSIGNMENT,
        tuple(verdicts),
        notes,
        graders=graders,
        notebook=sha256(handed_in).hexdigest(),
        versions={"keras": "3.15.1", "numpy": "2.4.6", "tensorflow": "2.21.0"},
        seconds=round(chance.lognormvariate(1.2, 0.3), 2),
        cpu_seconds=round(chance.lognormvariate(0.9, 0.3), 2),
        memory_bytes=int(chance.lognormvariate(19.2, 0.2)),
    )


def _verdict(
    exercise: Exercise, beliefs: Sequence[Misconception], ability: float, chance: random.Random
) -> Verdict:
    held = [each for each in beliefs if each.function == exercise.name]
    if ability + chance.gauss(0, 0.8) > 0:
        endings = [Ending.RIGHT] * CHECKS
    elif chance.random() < 0.03:
        endings = [chance.choice(list(TROUBLES))] * CHECKS
    else:
        endings = [chance.choice((Ending.RIGHT, Ending.WRONG)) for _ in range(CHECKS)]
        endings[chance.randrange(CHECKS)] = Ending.WRONG
    checks = tuple(
        Check(
            f"test_{number}",
            f"Comprobación {number} de `{exercise.name}`",
            1.0,
            ending,
            TROUBLES.get(ending, "Casi."),
        )
        for number, ending in enumerate(endings, 1)
    )
    verdict = Verdict(exercise.grade_id, exercise.points, checks)
    if Ending.WRONG not in endings:
        return verdict
    if held and chance.random() < 0.6:
        which = min(int(chance.expovariate(0.7)), len(held) - 1)
        belief = held[which]
        verdict = replace(
            verdict, misconception=belief.name, misconception_sentence=belief.sentence
        )
    else:  # some mistakes are common, and many are somebody's own
        which = len(held) + int(chance.expovariate(0.02))
    return replace(verdict, answers=str(_answers(which)))


@cache
def _answers(which: int) -> Fingerprint:
    """A fingerprint of answers with some pictures."""
    numbers = np.random.default_rng(which).random(ANSWERED)
    return Fingerprint(f"{which:032x}", numbers, np.full(ANSWERED, 1e-6, np.float32))


def fill(course: Course, students: int) -> None:
    """Hand in, and write results down, for so many made-up students; every fortieth hands in
    nothing.
    """
    assignment = open_assignment(course, ASSIGNMENT)
    [released] = assignment.notebooks
    name, record = released.name, released.record
    exercises = notebook.exercises(record)
    beliefs = load_misconceptions(course.graders / ASSIGNMENT)
    graders = graders_digest(course.graders / ASSIGNMENT)
    missing = []
    with Book(course, assignment) as book:
        for number in range(students):
            chance = random.Random(number)
            student = StudentId(f"{chance.choice(FIRST)} {chance.choice(LAST)} {number:04}")
            if number % 40 == 39:
                missing.append(student)
                continue
            handed_in = course.path("submitted", student, ASSIGNMENT)
            handed_in.mkdir(parents=True)
            (handed_in / f"{name}.ipynb").write_bytes(b"")
            result = made_up(exercises, beliefs, b"", graders, chance)
            marks: dict[str, float | None] = {
                verdict.grade_id: verdict.points for verdict in result.verdicts
            }
            text = nbformat.writes(_with_answers(record, result, beliefs))
            book.write(
                student,
                Graded(result, (GradedNotebook(name, text, Fragment(), marks, {}),)),
                "stamp",
            )
    with course.gradebook() as gradebook:
        for student in missing:
            gradebook.add_student(student)


def _with_answers(
    record: NotebookNode, result: Result, beliefs: Sequence[Misconception]
) -> NotebookNode:
    """The notebook with what somebody writes who holds these misconceptions."""
    sources = {(each.function, each.name): each.source for each in beliefs}
    nb: NotebookNode = nbformat.from_dict(
        {**record, "cells": [nbformat.from_dict({**cell}) for cell in record.cells]}
    )
    for verdict in result.verdicts:
        exercise = verdict.grade_id.removeprefix("test_")
        for cell in nb.cells:
            if notebook.nbgrader_of(cell).get("grade_id") == exercise:
                cell.source = sources.get((exercise, verdict.misconception), cell.source)
    return nb


def load_seconds(page: Path) -> list[float]:
    """How long a browser takes until it has laid out and shown the page, each time in a fresh
    context.
    """
    from tests.end_to_end.browser import chromium

    found = []
    with chromium() as browser:
        for _ in range(LOADS):
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            opened = context.new_page()
            start = time.perf_counter()
            opened.goto(page.as_uri(), wait_until="load")
            # Two frames: what was laid out in the first is on the screen in the second.
            opened.evaluate(
                "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
            )
            found.append(time.perf_counter() - start)
            context.close()
    return found


def main(students: int = STUDENTS, keep: str = "") -> int:
    out = Console()
    with tempfile.TemporaryDirectory(prefix="panal-bench-") as temporary:
        course = make_course(Path(temporary))
        fill(course, students)
        start, used = time.perf_counter(), time.process_time()
        page, analysis = make_report(course, ASSIGNMENT)
        made, used = time.perf_counter() - start, time.process_time() - used
        size = page.stat().st_size
        loads = load_seconds(page)
        if keep:
            shutil.copy(page, keep)
    out.print(
        f"{students:,} students, {len(analysis.counted):,} counted, {len(analysis.flags):,} to look at."
    )
    out.print(
        f"Read and made in {made:.2f} s, {used:.2f} s of processor time. The page has {size / 1e6:.2f} MB."
    )
    out.print(
        f"A browser shows it after {statistics.median(loads):.2f} s (median of {LOADS}, at most {max(loads):.2f} s)."
    )
    return 0


if __name__ == "__main__":
    given: list[Any] = [int(word) if word.isdigit() else word for word in sys.argv[1:]]
    sys.exit(main(*given))
