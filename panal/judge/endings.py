"""How a check ends before its last line."""

from __future__ import annotations

from typing import NoReturn

from panal.results import Ending


class CheckEnded(Exception):
    """A check is over, and how it ended is the student's doing.

    Args:
        ending: how it ended.
        sentence: what the student is told, in the student's language.
    """

    def __init__(self, ending: Ending, sentence: str) -> None:
        super().__init__(ending, sentence)
        self.ending = ending
        self.sentence = sentence


def wrong(sentence: str) -> NoReturn:
    """End the check as wrong, with a sentence that fits this mistake better than the check's hint.

    Args:
        sentence: what to think about, in the student's language; never the expected value nor the hidden case.

    Raises:
        CheckEnded: always.
    """
    raise CheckEnded(Ending.WRONG, sentence)
