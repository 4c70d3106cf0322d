"""What a test marked `visible` shows."""

from __future__ import annotations

import numpy as np
import pytest

from panal.judge.caller import Call, Kind, Question
from panal.judge.examples import Shown
from panal.results import Ending

PICTURE = np.arange(16.0).reshape(4, 4)


def call(outcome: object, *args: object, **kwargs: object) -> Call:
    return Call(Question(Kind.CALL, "f", args, kwargs), outcome)  # type: ignore[arg-type]


def test_call_is_written_as_one_would_write_it() -> None:
    shown = Shown()
    shown.expected((3, 4))
    example = shown.example([call((3, 5), 7, "same", stride=2)], Ending.WRONG, "No.", draw=False)
    assert example.asked == "f(7, 'same', stride=2)"
    assert (example.expected, example.came) == ("(3, 4)", "(3, 5)")
    assert (example.ending, example.sentence, example.pictures) == (Ending.WRONG, "No.", ())


def test_words_take_the_place_of_values() -> None:
    shown = Shown()
    shown.expected("una capa de 3 por 3")
    shown.came("una capa de 5 por 5")
    example = shown.example([call(1)], Ending.WRONG, "", draw=False)
    assert (example.expected, example.came) == ("una capa de 3 por 3", "una capa de 5 por 5")


def test_only_the_first_call_is_shown() -> None:
    example = Shown().example([call(1, 10), call(2, 20)], Ending.RIGHT, "", draw=False)
    assert (example.asked, example.came) == ("f(10)", "1")


def test_a_call_without_an_answer_shows_none() -> None:
    shown = Shown()
    shown.came("una capa")
    example = shown.example([call(Ending.OUT_OF_TIME)], Ending.OUT_OF_TIME, "", draw=False)
    assert example.came == ""


def test_a_test_that_asks_nothing_shows_no_call() -> None:
    assert Shown().example([], Ending.NO_ATTEMPT, "", draw=True).asked == ""


@pytest.mark.parametrize(
    ("ending", "draw", "pictures"),
    [
        (Ending.WRONG, True, True),
        (Ending.WRONG, False, False),  # the page draws only so many
        (Ending.RIGHT, True, False),  # a right one explains itself
        (Ending.RAISED, True, False),
    ],
)
def test_pictures_explain_what_is_wrong(ending: Ending, draw: bool, pictures: bool) -> None:
    """And are worked out only then."""
    asked = []

    def expensive() -> np.ndarray:
        asked.append(1)
        return PICTURE

    shown = Shown()
    shown.pictures(PICTURE, expensive, PICTURE.T)
    example = shown.example([call(1)], ending, "", draw=draw)
    assert bool(example.pictures) == pictures == bool(asked)
