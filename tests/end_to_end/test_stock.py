"""What stock nbgrader gives, panal gives: each cell of small assignments without graders, for right
and wrong answers, stubs, exceptions and syntax errors. Stock nbgrader's own autograder runs beside it.

`make soak` takes every answer of `assignments.py`, `make test` some of each.
"""

from __future__ import annotations

import itertools
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from panal.course.course import Course, open_assignment, open_course
from panal.course.graded import Graded
from panal.course.release import generate
from panal.course.submitted import submission
from panal.results import Judged, StudentId
from panal.workers.pool import local_pool
from tests.end_to_end.assignments import EXAMPLES, Example, answer, graded, solved
from tests.end_to_end.courses import SOAK, finish, path_of_environment

CONFIG = "c = get_config()\nc.Sealed.preload = []\n"
AUTOGRADE = """
import os, sys
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
for name in sys.argv[1:]:
    converter = Autograde(coursedir=CourseDirectory(root=os.getcwd(), assignment_id=name))
    converter.log.setLevel("ERROR")
    converter.start()
"""
"""What `nbgrader autograde` does, for several assignments: starting the command takes a second."""

Marks = dict[tuple[str, str], float | None]
"""Points of each cell, by its notebook and its grade id; None if a person has to grade it."""


def students(example: Example) -> list[str]:
    """Who is graded: in `make test` the instructor, the stub, and of the others a different one for
    each assignment, so that errors of all kinds are among them.
    """
    right, stub, *others = example.students
    number = next((n for n, each in enumerate(EXAMPLES.values()) if each is example), 0)
    one = [others[-1 - number % len(others)]] if others else []
    return example.students if SOAK else [right, stub, *one]


def make(folder: Path, examples: dict[str, Example]) -> Course:
    """A course with all of them released, and handed in by everybody."""
    (folder / "nbgrader_config.py").write_text(CONFIG)
    course = open_course(folder)
    for name, example in examples.items():
        source = folder / "source" / name
        source.mkdir(parents=True)
        for notebook, each in example.notebooks(name).items():
            nbformat.write(each.source(), source / f"{notebook}.ipynb")
        for file, text in example.files.items():
            (source / file).write_text(text)
        generate(course, name)
        for student in students(example):
            given = folder / "submitted" / student / name
            given.mkdir(parents=True)
            for notebook, each in example.notebooks(name).items():
                path = folder / "release" / name / f"{notebook}.ipynb"
                released = nbformat.read(path, as_version=4)
                nbformat.write(each.handed_in(released, student), given / path.name)
    return course


def by_panal(course: Course, names: Iterable[str]) -> dict[tuple[str, str], Graded]:
    """By assignment and student."""
    found = {}
    with local_pool(course.sealing()) as pool:
        for name in names:
            opened = open_assignment(course, name)
            folders = course.submitted_folders(name)
            todo = [submission(course, opened, StudentId(student)) for student in folders]
            for outcome in pool.grade(opened, todo):
                assert outcome.graded is not None, outcome.problem
                found[name, str(outcome.student)] = outcome.graded
    return found


def start_stock(course: Course, folder: Path, names: list[str]) -> subprocess.Popen[str]:
    """Let stock nbgrader grade a copy of a course."""
    shutil.copytree(course.root, folder)
    command = [sys.executable, "-c", AUTOGRADE, *names]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    environment = {"PATH": path_of_environment(), "HOME": str(folder)}
    return subprocess.Popen(command, cwd=folder, env=environment, text=True, **streams)


def by_stock(folder: Path, names: list[str]) -> dict[tuple[str, str], Marks]:
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        return {
            (name, handed_in.student.id): {
                (notebook.name, grade.cell.name): grade.auto_score
                for notebook in handed_in.notebooks
                for grade in notebook.grades
            }
            for name in names
            for handed_in in gradebook.assignment_submissions(name)
        }


@dataclass(frozen=True)
class Compared:
    panal: dict[tuple[str, str], Graded]
    stock: dict[tuple[str, str], Marks]


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    folder = tmp_path_factory.mktemp("s")
    course = make(folder, EXAMPLES)
    names = list(EXAMPLES)
    halves = {folder.with_name(f"{folder.name}-{half}"): names[half::2] for half in (0, 1)}
    processes = [start_stock(course, copy, half) for copy, half in halves.items()]
    panal = by_panal(course, names)
    for process in processes:
        done = finish(process)
        assert done.returncode == 0, done.stderr
    stock = {
        key: marks for copy, half in halves.items() for key, marks in by_stock(copy, half).items()
    }
    return Compared(panal, stock)


CASES = [(name, student) for name, example in EXAMPLES.items() for student in students(example)]


@pytest.mark.parametrize(("name", "student"), CASES, ids=lambda each: str(each))
def test_each_cell_has_the_points_that_stock_nbgrader_gives(
    name: str, student: str, compared: Compared
) -> None:
    notebooks = compared.panal[name, student].notebooks
    ours = {(nb.name, cell): mark for nb in notebooks for cell, mark in nb.marks.items()}
    stock = compared.stock[name, student]
    tasks = {cell: None for cell in stock.keys() - ours.keys()}
    assert {**ours, **tasks} == stock
    assert [nb.name for nb in notebooks] == list(EXAMPLES[name].notebooks(name))


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_points_tell_answers_apart(name: str, compared: Compared) -> None:
    """The comparison would mean nothing if every answer had the same points."""
    of = {student: compared.stock[name, student] for student in students(EXAMPLES[name])}
    assert of["right"] != of["stub"]
    if SOAK:  # else only some of the answers are tried
        assert len({str(marks) for marks in of.values()}) > 2


@pytest.mark.parametrize("name", EXAMPLES)
def test_results_say_what_was_judged_inside(name: str, compared: Compared) -> None:
    """And by whom the rest is; a person's points are pending where there is anything to look at."""
    result = compared.panal[name, "right"].result
    several = bool(EXAMPLES[name].others)
    kinds = {
        (notebook if several else "", cell.metadata.nbgrader.grade_id): Judged.INSIDE
        if cell.metadata.nbgrader.grade and not cell.metadata.nbgrader.solution
        else Judged.PERSON
        for notebook, each in EXAMPLES[name].notebooks(name).items()
        for cell in each.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
        or cell.metadata.get("nbgrader", {}).get("task")
    }
    assert {(each.notebook, each.grade_id): each.judged for each in result.verdicts} == kinds
    for verdict in result.verdicts:
        waits = verdict.max_points if verdict.judged is Judged.PERSON else 0
        assert verdict.pending == waits


def test_no_hidden_text_is_in_what_comes_back(compared: Compared) -> None:
    """Neither in the notebook that formgrader shows, nor on the page, nor in results.json. A person
    who grades has the marking scheme, a student does not.
    """
    scheme = "Un punto por idea."
    hidden = (
        "HIDDEN",
        "area(3, 5)",
        "area(1, 7)",
        "Random(7)",
        "check(two(), 2)",
        "f(1) == 3",
        scheme,
    )
    for found in compared.panal.values():
        said = str(found.result.to_json())
        for nb, text in itertools.product(found.notebooks, hidden):
            assert text not in str(nb.fragment) and text not in said
            assert text not in nb.text or text == scheme
    assert scheme in compared.panal["by_hand", "right"].notebooks[0].text


# Where stock nbgrader is plainly wrong, and panal is not. docs/from-nbgrader.md has this list.

BETTER = {
    "a warning": ("import warnings\nwarnings.warn('casi')\nassert v == 1", 2.0),
    "a NumPy number": ("import numpy as np\nnp.float64(v / 2)", 0.5),
    "a small NumPy number": ("import numpy as np\nnp.float32(v / 2)", 0.5),
    "a NumPy count": ("import numpy as np\nnp.sum(np.array([v, 0]))", 1.0),
    "an array without dimensions": ("import numpy as np\nnp.array(v / 4)", 0.25),
    "below zero": ("-1.0 * v", 0.0),
    "not a number": ("float('nan') * v", 0.0),
    "above the maximum": ("7 * v", 2.0),
    "without end": ("float('inf') * v", 2.0),
}


@pytest.fixture(scope="module")
def better(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    cells = [graded(f"t{number}", source, 2) for number, (source, _) in enumerate(BETTER.values())]
    example = Example([answer("v", solved("v = 1")), *cells], {})
    course = make(tmp_path_factory.mktemp("b"), {"better": example})
    [nb] = by_panal(course, ["better"])["better", "right"].notebooks
    return dict(zip(BETTER, (float(mark or 0) for mark in nb.marks.values()), strict=True))


@pytest.mark.parametrize("what", BETTER)
def test_where_stock_nbgrader_is_wrong(what: str, better: dict[str, float]) -> None:
    assert better[what] == BETTER[what][1]
