"""The answers of tests/answers/ and the misconceptions, dealt out to notebooks, and how `make test`
divides them.

Through the wall goes every tenth, misconceptions included, all that would change the tests' own process
for the others, and of those that would hang it every third, for each takes many seconds. The rest is
judged in that process, which takes a tenth of the time. In `make soak` everything goes through the
wall.
"""

from __future__ import annotations

import re

from panal.course.example_answers import ExampleAnswer, dealt, read_answers
from tests.end_to_end.courses import ASSIGNMENT, EXERCISES, ROOT, SOAK

ANSWERS = ROOT / "tests" / "answers" / ASSIGNMENT
MISCONCEPTIONS = ROOT / "graders" / ASSIGNMENT / "misconceptions"
SEALED = re.compile(r"(endless|infinite)(_loop\w*)?|prints_by_descriptor")
"""Names of answers that only a sealed process can be rid of, and of one that prints where the tests'
own process can't: pytest has put something else there.
"""


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


def is_misconception(answer: ExampleAnswer) -> bool:
    return answer.name.startswith("misconception ")


def only_sealed(answer: ExampleAnswer) -> bool:
    """Whether an answer can't be judged in the tests' own process."""
    return answer.alone or bool(SEALED.fullmatch(answer.name))


def never_ends(answer: ExampleAnswer) -> bool:
    return "loop" in answer.name and only_sealed(answer)


def sealed_answers() -> list[ExampleAnswer]:
    """What goes through the wall."""
    endless = list(filter(never_ends, catalogue()))
    left_out = [] if SOAK else [answer for answer in endless if answer not in endless[2::3]]
    return [
        answer
        for number, answer in enumerate(catalogue())
        if SOAK or number % 10 == 0 or only_sealed(answer)
        if answer not in left_out
    ]


def notebooks() -> dict[str, dict[str, ExampleAnswer]]:
    """The notebooks that go through the wall: answers by exercise, for each student."""
    return dealt(sealed_answers())


def local_answers() -> list[ExampleAnswer]:
    """The others, and of those that go through the wall every sixth, so that both ways are tried in
    any case. The misconceptions have a test of their own.
    """
    sealed = sealed_answers()
    rest = [
        answer
        for answer in catalogue()
        if answer not in sealed and not (never_ends(answer) or is_misconception(answer))
    ]
    both = [answer for answer in sealed if not (only_sealed(answer) or is_misconception(answer))][
        ::6
    ]
    return rest + both
