"""The answers of tests/answers/ and the misconceptions, dealt out to notebooks, and how `make test`
divides them.

Half of the notebooks go through the wall, and with them all that would hang the tests' own process
or change it for the others. The rest is judged in that process, which takes a tenth of the time. In
`make soak` everything goes through the wall.
"""

from __future__ import annotations

import re

from panal.course.example_answers import ExampleAnswer, dealt, read_answers
from tests.end_to_end.courses import ASSIGNMENT, EXERCISES, ROOT, SOAK

ANSWERS = ROOT / "tests" / "answers" / ASSIGNMENT
MISCONCEPTIONS = ROOT / "graders" / ASSIGNMENT / "misconceptions"
ENDLESS = re.compile(r"(endless|infinite)(_loop\w*)?")
"""Names of answers that only a sealed process can be rid of."""


def catalogue() -> list[ExampleAnswer]:
    """All answers, and all misconceptions, which are wrong answers with a name."""
    paths = [
        path for exercise in EXERCISES for path in sorted((MISCONCEPTIONS / exercise).glob("*.py"))
    ]
    named = [
        ExampleAnswer(
            path.parent.name, f"misconception {path.stem}", "less", path.read_text(encoding="utf-8")
        )
        for path in paths
    ]
    return read_answers(ANSWERS) + named


def only_sealed(answers: dict[str, ExampleAnswer]) -> bool:
    """Whether a notebook has an answer that can't be judged in the tests' own process."""
    return any(answer.alone or ENDLESS.fullmatch(answer.name) for answer in answers.values())


def notebooks() -> dict[str, dict[str, ExampleAnswer]]:
    """What goes through the wall: answers by exercise, for each student."""
    every = 1 if SOAK else 2
    dealt_out = enumerate(dealt(catalogue()).items())
    return {
        student: answers
        for number, (student, answers) in dealt_out
        if number % every == 0 or only_sealed(answers)
    }


def local_answers() -> list[ExampleAnswer]:
    """The others, and of those that go through the wall every sixth, so that both ways are tried in
    any case.
    """
    sealed = notebooks()
    rest = [answers for student, answers in dealt(catalogue()).items() if student not in sealed]
    both = [answers for answers in sealed.values() if not only_sealed(answers)][::6]
    return [
        answer
        for answers in rest + both
        for answer in answers.values()
        if not answer.name.startswith("misconception ")
    ]
