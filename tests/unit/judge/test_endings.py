"""A check ends as a right one, or with the student's ending and a sentence."""

from __future__ import annotations

import pytest

from panal.judge.endings import CheckEnded, wrong
from panal.results import Difference, Ending


def test_wrong_ends_the_check() -> None:
    with pytest.raises(CheckEnded) as caught:
        wrong("Mira el borde.", Difference.SHAPE)
    ended = caught.value
    assert (ended.ending, ended.sentence) == (Ending.WRONG, "Mira el borde.")
    assert ended.difference is Difference.SHAPE
