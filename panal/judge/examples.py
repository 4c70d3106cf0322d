"""Cases that students know from the notebook: what was asked, what was expected, what came back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt

from panal.judge.answer import told
from panal.judge.caller import Call, Kind
from panal.judge.pictures import Row
from panal.results import Ending, Example
from panal.sealed.values import Value

Image = npt.NDArray[np.generic]


class Shown:
    """The fixture `example`: what a test marked `visible` shows besides the call and its answer.

    >>> import pytest
    >>> @pytest.mark.visible
    ... def test_example(submission, example):
    ...     example.expected(6)
    ...     assert submission.area(2, 3).whole_number() == 6
    """

    def __init__(self) -> None:
        self._expected = self._came = ""
        self._row: Callable[[], Row] | None = None

    def expected(self, what: Value) -> None:
        """Say what a right answer gives back.

        Args:
            what: the value, or words for it in the student's language.

        >>> example = Shown()
        >>> example.expected((1, 26, 26, 8))
        >>> example.example([], Ending.RIGHT, "", draw=False).expected
        '(1, 26, 26, 8)'
        """
        self._expected = what if isinstance(what, str) else told(what)

    def came(self, words: str) -> None:
        """Say what came back in words, where the answer itself would not tell, such as a layer.

        Args:
            words: in the student's language.

        >>> example = Shown()
        >>> example.came("una capa con 3 filtros")
        """
        self._came = words

    def pictures(
        self,
        given: Image | Callable[[], Image],
        expected: Image | Callable[[], Image],
        yours: Image | Callable[[], Image],
        *,
        one_of_many: bool = False,
    ) -> None:
        """Hand over what is drawn if the example turns out wrong: arrays (height, width) or
        (height, width, channels), or functions that work one out when it is needed.

        Args:
            given: what goes in, a picture that students have; values from 0 to 255.
            expected: what comes out of a right answer.
            yours: what comes out of the student's answer; of any shape.
            one_of_many: whether other outputs are as right as the expected one.

        >>> example = Shown()
        >>> black, white = np.zeros((4, 4)), np.full((4, 4), 255)
        >>> example.pictures(given=black, expected=white, yours=lambda: black)
        >>> shown = example.example([], Ending.WRONG, "", draw=True)
        >>> [picture.label for picture in shown.pictures]
        ['Input', 'Expected', 'Yours', 'Difference']
        """
        self._row = partial(_row, (given, expected, yours), one_of_many)

    def example(self, calls: list[Call], ending: Ending, sentence: str, draw: bool) -> Example:
        """All of it, with how the test ended.

        Args:
            calls: what the test asked; the first one is shown.
            ending: how it ended.
            sentence: what the student is told.
            draw: whether pictures are drawn, if they have something to explain.

        >>> Shown().example([], Ending.WRONG, "¿Qué lados multiplicas?", draw=False).sentence
        '¿Qué lados multiplicas?'
        """
        asked = _written(calls[0]) if calls else ""
        came = (
            ""
            if not calls or isinstance(calls[0].outcome, Ending)
            else self._came or told(calls[0].outcome)
        )
        row = self._row() if self._row and draw and ending is Ending.WRONG else None
        return Example(
            asked, self._expected, came, ending, sentence, row.draw() if row is not None else ()
        )


def _row(images: tuple[Image | Callable[[], Image], ...], one_of_many: bool) -> Row:
    given, expected, yours = (each() if callable(each) else each for each in images)
    return Row(given, expected, yours, one_of_many)


def _written(call: Call) -> str:
    """The question as one would write it."""
    question = call.question
    if question.kind is not Kind.CALL:
        return question.name if question.kind is Kind.VALUE else ""
    arguments = [
        *map(_argument, question.args),
        *(f"{name}={_argument(value)}" for name, value in question.kwargs.items()),
    ]
    return f"{question.name}({', '.join(arguments)})"


def _argument(value: object) -> str:
    if callable(value):
        return str(getattr(value, "__name__", f"{type(value).__name__}(…)"))  # a layer has no name
    return told(value) if isinstance(value, np.ndarray) else repr(value)
