"""The answers of tests/answers/ and the misconceptions, dealt out to notebooks, and how `make test`
divides them.

Of `convolucion` every tenth goes through the wall, misconceptions included, all that would change the
tests' own process for the others, and of those that would hang it every third, for each takes many
seconds. The rest is judged in that process, which takes a tenth of the time.

Of `redes` less is tried, for the wall and the engine are the same: three notebooks go through the wall,
and every eighth of the other answers is judged here; of those that build networks or train one right
answer to each exercise. In `make soak` everything goes through the wall.
"""

from __future__ import annotations

import re
from functools import cache

import nbformat

from panal.course.example_answers import ExampleAnswer, dealt, read_answers
from tests.end_to_end.catalogue import RIGHT
from tests.end_to_end.courses import CONVOLUCION, ROOT, SOAK, Lesson

ANSWERS = ROOT / "tests" / "answers"
SEALED = re.compile(r"(endless|infinite)(_loop\w*)?|prints_by_descriptor")
"""Names of answers that only a sealed process can be rid of, and of one that prints where the tests'
own process can't: pytest has put something else there.
"""


@cache
def catalogue(lesson: Lesson) -> list[ExampleAnswer]:
    """All answers, and all misconceptions, which are wrong answers with a name."""
    folder = lesson.graders / "misconceptions"
    named = [
        ExampleAnswer(
            exercise, f"misconception {path.stem}", "less", path.read_text(encoding="utf-8")
        )
        for exercise in lesson.points
        for path in sorted((folder / exercise).glob("*.py"))
    ]
    return read_answers(ANSWERS / lesson.name) + named


@cache
def right_answers(lesson: Lesson) -> dict[str, str]:
    """One to each exercise that needs no other cell than the first: to `convolucion` those that attacks
    stand beside, to others the instructor's.
    """
    if lesson is CONVOLUCION:
        return RIGHT
    solved = nbformat.read(lesson.source / f"{lesson}.ipynb", as_version=4)
    cells = {
        cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source for cell in solved.cells
    }
    return {exercise: cells[exercise] for exercise in lesson.points}


def is_misconception(answer: ExampleAnswer) -> bool:
    return answer.name.startswith("misconception ")


def only_sealed(answer: ExampleAnswer) -> bool:
    """Whether an answer can't be judged in the tests' own process."""
    return answer.alone or bool(SEALED.fullmatch(answer.name))


def never_ends(answer: ExampleAnswer) -> bool:
    return "loop" in answer.name and only_sealed(answer)


def sealed_answers(lesson: Lesson) -> list[ExampleAnswer]:
    """What goes through the wall."""
    everything = catalogue(lesson)
    if SOAK:
        return everything
    if lesson is not CONVOLUCION:
        quick = [
            answer
            for answer in everything
            if answer.exercise not in lesson.slow and not only_sealed(answer)
        ]
        return [answer for each in list(dealt(quick).values())[::45] for answer in each.values()]
    left_out = [answer for answer in everything if never_ends(answer)]
    del left_out[2::3]
    return [
        answer
        for number, answer in enumerate(everything)
        if number % 10 == 0 or only_sealed(answer)
        if answer not in left_out
    ]


def notebooks(lesson: Lesson) -> dict[str, dict[str, ExampleAnswer]]:
    """The notebooks that go through the wall: answers by exercise, for each student."""
    return dealt(sealed_answers(lesson))


def local_answers(lesson: Lesson) -> list[ExampleAnswer]:
    """The others, and of those that go through the wall every sixth, so that both ways are tried in
    any case. The misconceptions have a test of their own.
    """
    sealed = sealed_answers(lesson)
    rest = [
        answer
        for answer in catalogue(lesson)
        if answer not in sealed and not (only_sealed(answer) or is_misconception(answer))
    ]
    if lesson is not CONVOLUCION:
        slow = [answer for answer in rest if answer.exercise in lesson.slow]
        right = {answer.exercise: answer for answer in slow if answer.expected == "full"}
        rest = [answer for answer in rest if answer not in slow][::8] + list(right.values())
    both = [answer for answer in sealed if not (only_sealed(answer) or is_misconception(answer))]
    return rest + both[::6]
