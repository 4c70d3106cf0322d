"""How a check ends before its last line."""

from __future__ import annotations

from typing import NoReturn

from panal.results import Difference, Ending, Why


class CheckEnded(Exception):
    """A check is over, and its ending is the student's doing.

    Args:
        ending: how it ended.
        sentence: what the student is told, in the student's language; if empty, the check's hint.
        difference: in what the answer differs from the right one.
        why: why there is no answer, as far as that is known and no secret.

    >>> try:
    ...     wrong("¿Sumas también el sesgo?")
    ... except CheckEnded as ended:
    ...     print(f"{ended.ending}: {ended.sentence}")
    wrong: ¿Sumas también el sesgo?
    """

    def __init__(
        self,
        ending: Ending,
        sentence: str,
        difference: Difference | None = None,
        why: Why | None = None,
    ) -> None:
        super().__init__(ending, sentence, difference)
        self.ending = ending
        self.sentence = sentence
        self.difference = difference
        self.why = why


def wrong(sentence: str = "", difference: Difference | None = None) -> NoReturn:
    """End the check as wrong, with a sentence that fits this mistake better than the check's hint.

    Args:
        sentence: what to think about, in the student's language; never the expected value or the
            hidden case. If empty, the check's hint.
        difference: in what the answer differs from the right one.

    Raises:
        CheckEnded: always.

    >>> wrong("¿Sumas también el sesgo?")
    Traceback (most recent call last):
    ...
    panal.judge.endings.CheckEnded: (<Ending.WRONG: 'wrong'>, '¿Sumas también el sesgo?', None)
    """
    raise CheckEnded(Ending.WRONG, sentence, difference)
