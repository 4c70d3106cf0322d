"""Answers of tests/answers/ and misconceptions through sealed kernels by `panal grade`, and some on the
other rungs of the wall; in `make soak` some by `nbgrader autograde`, too.

In `make soak` all of them; test_graders.py judges in its own process what does not come here.
"""

from __future__ import annotations

import json
import shutil
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
    ASSIGNMENT,
    EXERCISES,
    POINTS,
    QUICK_LIMITS,
    SOAK,
    call,
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
def handed_in(bare_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course without demonstrations, and all notebooks in it."""
    folder = tmp_path_factory.mktemp("answers")
    shutil.copytree(bare_course, folder, dirs_exist_ok=True)
    for student, answers in notebooks().items():
        sources = {exercise: answer.source for exercise, answer in answers.items()}
        hand_in(folder, student, with_answers(folder, sources))
    return folder


@pytest.fixture(scope="module")
def course(handed_in: Path) -> Path:
    """Graded by `panal grade`."""
    done = call("panal", "grade", ASSIGNMENT, cwd=handed_in)
    assert done.returncode == 0, done.stderr
    return handed_in


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


@in_soak("the demo class is graded in both ways")
def test_nbgrader_autograde_gives_the_same_scores(course: Path, tmp_path: Path) -> None:
    """The stock command fills the gradebook with the same points: of every eighth notebook, for it
    grades one after another.
    """
    stock = tmp_path / "stock"
    shutil.copytree(course, stock, ignore=shutil.ignore_patterns("autograded", "gradebook.db"))
    generate(open_course(stock), ASSIGNMENT)
    for number, student in enumerate(notebooks()):
        if number % EVERY:
            shutil.rmtree(stock / "submitted" / student)
    done = call("nbgrader", "autograde", ASSIGNMENT, "--log-level=ERROR", cwd=stock)
    assert done.returncode == 0, done.stderr
    ours, theirs = gradebook(course), gradebook(stock)
    assert len(ours) == len(notebooks())
    assert len(theirs) == -(-len(ours) // EVERY)
    assert theirs == {student: ours[student] for student in theirs}


NEEDS_A_PROCESS = {"prints_by_descriptor"}
"""Answers that start a child process, which the rung `landlock` refuses (docs/security.md)."""


@pytest.mark.parametrize("rung", RUNGS[1:])
def test_every_rung_gives_the_same_scores(course: Path, rung: str) -> None:
    """Check by check. What a rung refuses, the student reads as an error of the own code."""
    sealed.require(rung)
    with sealed.grader(sealed.sealing(Limits(**QUICK_LIMITS), rung=rung)) as grader:
        for student, answers in list(notebooks().items())[::SAMPLE]:
            path = course / "submitted" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
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
