"""panal.export.safe_csv: a spreadsheet computes nothing of it."""

from __future__ import annotations

import pytest

from panal.export.safe_csv import inert


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"), ("-", "-"), ("-1", "'-1"), ("\t=1", "'\t'=1"), ("＝1", "'＝1"), ("x;=1;+2", "x;'=1;'+2"), ("a, -b", "a,' -b"),
        ("a\n\nb", "a\n\nb"), ("a\n\n =b", "a\n\n' =b"), ("a\r\n\"=b", "a\r\n'\"=b"), ("a\n\t@b", "a\n'\t'@b"), ("\n=1", "'\n'=1"), ("a\n ' =b", "a\n' ' =b"),
        ("2-1", "2-1"), ("Ana-María", "Ana-María"), ("", ""), (-2.5, -2.5), (None, None),
    ],
)  # fmt: skip
def test_what_could_be_computed_is_text(text: object, shown: object) -> None:
    """At the beginning of a cell, and where another separator would begin one; numbers stay
    numbers.
    """
    assert inert(text) == shown
