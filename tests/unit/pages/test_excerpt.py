"""panal.pages.excerpt: a few lines of a student's code."""

from __future__ import annotations

import pytest

from panal.pages.excerpt import MOST_CHARACTERS, MOST_LINES, Line, excerpt

CELL = '''%matplotlib inline
import math

def area(width,
         height=1):
    """The area.

    A rectangle.
    """
    # a comment
    sides = width * height

    return sides
'''


def shown(source: str, name: str, line: int = 0) -> list[int]:
    return [each.number for each in excerpt(source, name, line)]


def test_of_a_function_its_own_lines_are_shown() -> None:
    """Neither what stands above it, nor its docstring, nor comments and empty lines."""
    assert shown(CELL, "area") == [4, 5, 11, 13]
    assert [each.after_gap for each in excerpt(CELL, "area")] == [False, False, True, True]


def test_of_a_line_those_around_it_are_shown() -> None:
    """And it is marked, also if it is a comment."""
    found = excerpt(CELL, "area", 10)
    assert [(each.number, each.marked) for each in found] == [
        (8, False),
        (9, False),
        (10, True),
        (11, False),
    ]
    assert shown(CELL, "area", 1) == [1, 2]
    assert shown(CELL, "area", 99) == shown(CELL, "area")


@pytest.mark.parametrize(
    ("source", "name", "numbers"),
    [
        ("a = 1\nconv_params = (a +\n  2)\nb = 3", "conv_params", [2, 3]),
        ("x: int = 4", "x", [1]),
        ('class Edge(Layer):\n    """Edges."""\n    def call(self): ...', "Edge", [1, 3]),
        ("def f(a): return a\n\ndef f(b): return b", "f", [3]),
        ("def f(a):\n    'only words'", "f", [1]),
        ("f = lambda a: a", "f", [1]),
        ("def f(a)\n    return a", "f", [1, 2]),
        ("# only\n# comments", "f", []),
        ("", "f", []),
        ("\0", "f", [1]),
        ("a = 1\r\r\rdef f(a):\r  return a", "f", []),
        ("(" * 3000, "f", [1]),
    ],
)
def test_whatever_defines_a_name_is_shown(source: str, name: str, numbers: list[int]) -> None:
    """And where nothing can be found, the first lines."""
    assert shown(source, name) == numbers


def test_it_is_short() -> None:
    """Lines are cut, and so is their number."""
    found = excerpt("\n".join("y" * 500 for _ in range(50)), "f")
    assert len(found) == MOST_LINES and all(len(each.text) == MOST_CHARACTERS for each in found)
    assert excerpt("a\u202eb\x1b[31m", "f") == (Line(1, "a�b�[31m"),)
