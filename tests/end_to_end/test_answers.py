"""Answers of tests/answers/ and misconceptions through sealed kernels by `panal grade`, and some by
`nbgrader autograde` with the same scores; and on each rung of the wall.

In `make soak` all of them; test_graders.py judges in its own process what does not come here.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from panal.config import RUNGS, Limits
from panal.results import Ending
from tests.end_to_end import catalogue as sealed
from tests.end_to_end.answers import catalogue, notebooks
from tests.end_to_end.courses import (
    ASSIGNMENT,
    EXERCISES,
    POINTS,
    SOAK,
    finish,
    gradebook,
    hand_in,
    results,
    scores,
    start,
    with_answers,
)

SAMPLE = 1 if SOAK else 8  # so many notebooks to one that is graded on the other rungs, too
EVERY = 8  # so many notebooks to one that nbgrader's own command grades, too: it grades them one after another


@pytest.fixture(scope="module")
def courses(bare_course: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two courses without demonstrations, graded by `panal grade` and, every eighth notebook, by
    `nbgrader autograde`.

    Both at the same time: it takes minutes.
    """
    ours = tmp_path_factory.mktemp("answers")
    shutil.copytree(bare_course, ours, dirs_exist_ok=True)
    for student, answers in notebooks().items():
        hand_in(
            ours,
            student,
            with_answers(ours, {exercise: answer.source for exercise, answer in answers.items()}),
        )
    stock = tmp_path_factory.mktemp("stock") / "course"
    shutil.copytree(ours, stock)
    for number, student in enumerate(notebooks()):
        if number % EVERY:
            shutil.rmtree(stock / "submitted" / student)
    commands = {
        ours: ("panal", "grade", ASSIGNMENT),
        stock: ("nbgrader", "autograde", ASSIGNMENT, "--log-level=ERROR"),
    }
    started = [start(*command, cwd=folder) for folder, command in commands.items()]
    for done in map(finish, started):
        assert done.returncode == 0, done.stderr
    return ours, stock


@pytest.fixture(scope="module")
def course(courses: tuple[Path, Path]) -> Path:
    """The one that `panal grade` graded."""
    return courses[0]


@pytest.mark.parametrize("exercise", EXERCISES)
def test_catalogue_is_rich(exercise: str) -> None:
    """At least 12 right answers of really different make and 14 wrong ones for each exercise."""
    expected = [answer.expected for answer in catalogue() if answer.exercise == exercise]
    assert expected.count("full") >= 12
    assert len(expected) - expected.count("full") >= 14


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_answer_gets_what_it_deserves(course: Path, exercise: str) -> None:
    """Right answers in any dress have full points, wrong ones less."""
    problems = [
        problem
        for student, answers in notebooks().items()
        if exercise in answers
        for problem in [
            answers[exercise].problem(scores(course, student)[exercise], POINTS[exercise])
        ]
        if problem
    ]
    assert not problems, "\n".join(problems)


def test_every_way_to_end_is_among_them(course: Path) -> None:
    """All that an answer can do without an attack, so that the sample says something."""
    found = {
        check["ending"]
        for student in notebooks()
        for test in results(course, student)["tests"]
        for check in test["extra_data"]["checks"]
    }
    assert found >= {
        Ending.RIGHT,
        Ending.WRONG,
        Ending.NO_ATTEMPT,
        Ending.RAISED,
        Ending.UNUSABLE,
        Ending.OUT_OF_TIME,
    }


def test_nbgrader_autograde_gives_the_same_scores(courses: tuple[Path, Path]) -> None:
    """The stock command, over the same notebooks, fills the gradebook with the same points."""
    ours, stock = map(gradebook, courses)
    assert len(ours) == len(notebooks())
    assert len(stock) == -(-len(ours) // EVERY)
    assert stock == {student: ours[student] for student in stock}


@pytest.mark.parametrize("rung", RUNGS[1:])
def test_every_rung_gives_the_same_scores(course: Path, rung: str) -> None:
    """Check by check. What a rung refuses, such as a child process, no answer needs."""
    sealed.require(rung)
    limits = Limits(
        cell_cpu_seconds=4,
        cell_wall_seconds=20,
        call_cpu_seconds=2,
        call_wall_seconds=12,
        exercise_cpu_seconds=2,
    )  # those of `QUICK`, which sentences name
    with sealed.grader(sealed.sealing(limits, rung=rung)) as grader:
        for student in list(notebooks())[::SAMPLE]:
            path = course / "submitted" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
            _, result = sealed.hand_in(grader, path.read_bytes())
            again = json.loads(json.dumps(result.to_json()))
            assert again["tests"] == results(course, student)["tests"], student
