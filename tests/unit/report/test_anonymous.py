"""panal.report.anonymous: what remains of a student's answer tells nothing of whose it is, whatever stands
in it.
"""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panal.report.anonymous import HIDDEN, MAX_LINES, MAX_SOURCE, anonymous, vocabulary, words

COURSE = [
    'def area(width, height, padding="same"):\n    raise NotImplementedError()',
    "import numpy as np\nmax(np.e, 2024)",
    "%magic",
]
PEOPLE = [
    "ana-lopez",
    "Ana María",
    "López Núñez",
    "ana@example.org",
    "s20231234",
    "Max Width",
    "Li",
]
KNOWN = vocabulary(COURSE, PEOPLE)


def test_code_stays_and_words_go() -> None:
    """Comments, docstrings and texts of the student's own are gone; those of the course stay."""
    source = '''
# Ana López, grupo 2
def area(width, height, padding="same"):
    """By Ana."""
    if padding == "same":   # of ana
        print("hola, soy Ana", f"{width} de ana", b"ana")
    "ana"
    return width * height
'''
    assert anonymous(source, KNOWN) == (
        "def area(width, height, padding='same'):\n    if padding == 'same':\n"
        f"        print('{HIDDEN}', '{HIDDEN}', '{HIDDEN}')\n    return width * height"
    )


@pytest.mark.parametrize(
    "name",
    [
        "ana",
        "kernel_de_ana",
        "Lopez",
        "lópez",
        "LOPEZ2",
        "analopez",
        "AnaKernel",
        "anaLopez",
        "nunez",
        "example",
        "s20231234",
        "x20231234",
    ],
)
def test_names_are_no_example(name: str) -> None:
    """In whatever dress a part of anybody's name stands in a name of the code."""
    assert (
        anonymous(
            f"def area(width, height):\n    {name} = width\n    return {name} * height", KNOWN
        )
        == ""
    )


@pytest.mark.parametrize(
    "text",
    ["return 20231234", "import ana.b", "return width.ana", "return area(ana=1)", "global lopez"],
)
def test_nor_are_they_in_other_places(text: str) -> None:
    """Numbers, modules, attributes, arguments."""
    assert anonymous(f"def area(width):\n    {text}", KNOWN) == ""


@pytest.mark.parametrize("name", ["max", "width", "height", "columna", "banana", "li"])
def test_words_of_the_course_are_nobodys(name: str) -> None:
    """A student who is called Max Width does not forbid `max` and `width`, nor Ana `columna`; what
    is too short counts for nothing.
    """
    assert anonymous(f"{name} = 1", KNOWN) == f"{name} = 1"


@pytest.mark.parametrize(
    "source",
    [
        "%timeit 1", "def area(:", "x" * (MAX_SOURCE + 1), "x = 1\n" * (MAX_LINES + 1), "x = " + "[" * 300, "x = " + "-" * 3000 + "1",
        "x\0", "x = " + "y + " * 100 + "y", "\ud800 = 1",
    ],
    ids=["magic", "syntax", "long", "lines", "brackets", "signs", "null", "width", "surrogate"],
)  # fmt: skip
def test_what_can_be_no_example(source: str) -> None:
    """It is none, and nothing is raised."""
    assert anonymous(source, KNOWN) == ""


def test_nothing_is_left_of_a_docstring_alone() -> None:
    """What remains is still Python."""
    assert (
        anonymous('class A:\n    "ana"\n    def b(self):\n        """ana"""', KNOWN)
        == "class A:\n\n    def b(self):\n        pass"
    )
    assert anonymous('class A:\n    """ana"""', KNOWN) == "class A:\n    pass"
    for source in ('def area():\n    """ana"""', '"ana"', "", "# ana"):
        ast.parse(anonymous(source, KNOWN))


@given(st.text(max_size=300))
def test_any_text_does_no_harm(source: str) -> None:
    """An example or none, and never a name in it."""
    assert words(anonymous(source, KNOWN)).isdisjoint(KNOWN.names)


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_no_string_of_a_students_comes_through(text: str) -> None:
    """But for those of the course."""
    found = anonymous(f"def area(width):\n    return {text!r}", KNOWN)
    assert found == f"def area(width):\n    return {text if text == 'same' else HIDDEN!r}"
