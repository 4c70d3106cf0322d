"""Answers of tests/answers/ and misconceptions through sealed kernels by `panal grade`, and some on the
other rungs of the wall; in `make soak` some by `nbgrader autograde`, too. Of both assignments.

In `make soak` all of them; test_graders.py judges in its own process what does not come here.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from panal.config import RUNGS, Limits
from panal.course.course import open_course
from panal.course.release import generate
from panal.results import Ending
from tests.end_to_end import catalogue as sealed
from tests.end_to_end.answers import catalogue, notebooks
from tests.end_to_end.courses import (
    CONVOLUCION,
    QUICK_LIMITS,
    REDES,
    SOAK,
    Lesson,
    call,
    each_exercise,
    gradebook,
    hand_in,
    in_soak,
    results,
    scores,
    with_answers,
)

SAMPLE = 1 if SOAK else 8  # so many notebooks to one that is graded on the other rungs, too
EVERY = 8  # so many notebooks to one that nbgrader's own command grades


@pytest.fixture(scope="module")
def graded(
    bare_course_of: Callable[[Lesson], Path], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Lesson], Path]:
    """A course without demonstrations, and all notebooks in it, graded by `panal grade`."""

    @cache
    def course(lesson: Lesson) -> Path:
        folder = tmp_path_factory.mktemp("answers")
        shutil.copytree(bare_course_of(lesson), folder, dirs_exist_ok=True)
        for student, answers in notebooks(lesson).items():
            sources = {exercise: answer.source for exercise, answer in answers.items()}
            nb = with_answers(folder, sources, lesson.name)
            hand_in(folder, student, nb, lesson.name)
        few = (
            ["--workers", "1"] if len(notebooks(lesson)) < 5 else []
        )  # a second one costs its start
        done = call("panal", "grade", lesson.name, *few, cwd=folder)
        assert done.returncode == 0, done.stderr
        return folder

    return course


@pytest.fixture
def course(lesson: Lesson, graded: Callable[[Lesson], Path]) -> Path:
    return graded(lesson)


@each_exercise()
def test_catalogue_is_rich(lesson: Lesson, exercise: str) -> None:
    """At least 12 right answers of really different make and 14 wrong ones for each exercise."""
    expected = [answer.expected for answer in catalogue(lesson) if answer.exercise == exercise]
    assert expected.count("full") >= 12
    assert len(expected) - expected.count("full") >= 14


def test_every_answer_gets_what_it_deserves(lesson: Lesson, course: Path) -> None:
    """Right answers in any dress have full points, wrong ones less."""
    problems = []
    for student, answers in notebooks(lesson).items():
        points = scores(course, student, lesson.name)
        for exercise, answer in answers.items():
            problems.append(answer.problem(points[exercise], lesson.points[exercise]))
    assert problems and not any(problems), "\n".join(filter(None, problems))


@pytest.mark.parametrize(
    "lesson",
    [CONVOLUCION, pytest.param(REDES, marks=in_soak("the sample of the other one has each"))],
    ids=str,
)
def test_every_way_to_end_is_among_them(lesson: Lesson, course: Path) -> None:
    """All that an answer can do without an attack, so that the sample says something."""
    found = {
        check["ending"]
        for student in notebooks(lesson)
        for test in results(course, student, lesson.name)["tests"]
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


@in_soak("the demo class is graded in both ways")
def test_nbgrader_autograde_gives_the_same_scores(
    lesson: Lesson, course: Path, tmp_path: Path
) -> None:
    """The stock command fills the gradebook with the same points: of every eighth notebook, for it
    grades one after another.
    """
    stock = tmp_path / "stock"
    shutil.copytree(course, stock, ignore=shutil.ignore_patterns("autograded", "gradebook.db"))
    generate(open_course(stock), lesson.name)
    for number, student in enumerate(notebooks(lesson)):
        if number % EVERY:
            shutil.rmtree(stock / "submitted" / student)
    done = call("nbgrader", "autograde", lesson.name, "--log-level=ERROR", cwd=stock)
    assert done.returncode == 0, done.stderr
    ours, theirs = gradebook(course, lesson.name), gradebook(stock, lesson.name)
    assert len(ours) == len(notebooks(lesson))
    assert len(theirs) == -(-len(ours) // EVERY)
    assert theirs == {student: ours[student] for student in theirs}


NEEDS_A_PROCESS = {"prints_by_descriptor"}
"""Answers that start a child process, which the rung `landlock` refuses (docs/security.md)."""


@in_soak("test_rungs.py grades on the next rung, and test_attacks.py on each")
@pytest.mark.parametrize("rung", RUNGS[1:])
def test_every_rung_gives_the_same_scores(graded: Callable[[Lesson], Path], rung: str) -> None:
    """Check by check; of one assignment, for the wall knows no other. What a rung refuses, the student reads as an error of the own code."""
    sealed.require(rung)
    lesson, course = CONVOLUCION, graded(CONVOLUCION)
    with sealed.grader(sealed.sealing(Limits(**QUICK_LIMITS), rung=rung)) as grader:
        for student, answers in list(notebooks(lesson).items())[::SAMPLE]:
            path = course / "submitted" / student / lesson.name / f"{lesson}.ipynb"
            _, result = sealed.hand_in(grader, path.read_bytes())
            here = json.loads(json.dumps(result.to_json()))["tests"]
            there = results(course, student)["tests"]
            refused = {
                f"test_{exercise}"
                for exercise, answer in answers.items()
                if rung == "landlock" and answer.name in NEEDS_A_PROCESS
            }
            for test in [test for test in here if test["name"] in refused]:
                assert {check["ending"] for check in test["extra_data"]["checks"]} == {"raised"}
            here, there = (
                [test for test in without_pictures(tests) if test["name"] not in refused]
                for tests in (here, there)
            )
            assert here == there, student


def without_pictures(tests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Here TensorFlow computes with another number of threads, and a grey may be another one by 1."""
    for test in tests:
        for example in test["extra_data"]["examples"]:
            del example["pictures"]
    return tests
