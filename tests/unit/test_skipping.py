"""panal.skipping: which cells do not run. What a cell binds is asked of Python itself."""

from __future__ import annotations

import contextlib
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from panal import skipping
from panal.notebook import has_tests
from panal.skipping import MAGICS, WORDS, bound_in, left_out, words_of

LOCKED = "import numpy as np\nfrom keras.layers import Conv2D\npicture = np.zeros(3)"


def cell(source: str, grade_id: str, *, demo: bool = False, **more: Any) -> NotebookNode:
    meta = {"grade_id": grade_id, "locked": True, "solution": False, "grade": False, **more}
    return new_code_cell(source, metadata={"nbgrader": meta, "tags": ["demo"] if demo else []})


def make(
    answer: str, *shows: str, added: str = "", check: str = "f(1)", locked: str = LOCKED
) -> NotebookNode:
    """A repaired submission: a locked cell, demonstrations, an answer, a cell that the student
    added, a check.
    """
    return new_notebook(
        cells=[
            new_markdown_cell("bee"),
            cell(locked, "locked"),
            *(cell(source, f"demo_{number}", demo=True) for number, source in enumerate(shows)),
            cell(answer, "f", locked=False, solution=True),
            new_code_cell(added),
            cell(check, "test_f", grade=True, points=1),
        ]
    )


SHOWS = ("bee = 1", "plot(bee)")
ALL = frozenset({2, 3, 6})


# What a cell binds

NAMES = ["a", "b", "abeja", "ñandú", "ªº", "ﬁla", "ｘ", "𝒚", "lista", "_z"]
FORMS = [
    "{0} = 1",
    "{0}, *{1} = 1, 2, 3",
    "[{0}, ({1}, {2})] = 1, (2, 3)",
    "{0} = {1} = 2",
    "{0}: int = 3",
    "{0} = 1\n{0} += 1",
    "import math as {0}",
    "import os.path",
    "import os.path as {0}",
    "from math import pi as {0}, e",
    "def {0}({1}=({2} := 5)): {1} = 2",
    "async def {0}(): pass",
    "class {0}:\n    {1} = 1\n    {2} = 2",
    "class {0}(({1} := object)): pass",
    "for {0}, {1} in [(1, 2)]: pass",
    "for {0} in []: pass\nelse: {1} = 1",
    "with contextlib.nullcontext(1) as {0}: {1} = 2",
    "with contextlib.nullcontext((1, 2)) as ({0}, {1}): pass",
    "try:\n    1 / 0\nexcept ZeroDivisionError as {0}:\n    {1} = 1\nfinally:\n    {2} = 1",
    "try:\n    raise ExceptionGroup('', [ValueError()])\nexcept* ValueError as {0}:\n    pass",
    "match [1, 2, 3]:\n    case [{0}, *{1}]: pass",
    "match {{'k': 1, 'l': 2}}:\n    case {{'k': {0}, **{1}}}: pass",
    "match 5:\n    case int() as {0}: pass",
    "print(end='', *[{0} := 1 for {1} in [1]])",
    "[1 for {0} in [1] if ({1} := 2)]",
    "if ({0} := 1) and [{1} for {1} in [1]]: pass",
    "{0} = lambda {1}: ({2} := 1)",
    "{0} = 1\ndel {0}",
    "def {0}():\n    global {1}\n    {1} = 1\n{0}()",
    "class {0}:\n    global {1}\n    {1} = 1\n    def m(self):\n        global {2}\n        {2} = 1\n{0}().m()",
    "while {0} := 0: pass\nelse: {1} = 1",
    "@({0} := lambda f: f)\ndef {1}({2}): return [{2} for {2} in {2}]",
    "{0} = [0]\n{0}[0] = {1} = 3",
    "if False:\n    {0} = 1",
]


@given(st.lists(st.tuples(st.sampled_from(FORMS), st.permutations(NAMES)), min_size=1, max_size=4))
def test_all_that_python_binds_is_seen(parts: list[tuple[str, list[str]]]) -> None:
    """Whatever name means something else after a cell ran, or is gone, is known."""
    source = "\n".join(form.format(*names) for form, names in parts)
    before = object()
    normal = [unicodedata.normalize("NFKC", name) for name in NAMES]
    namespace: dict[str, object] = dict.fromkeys([*normal, "e", "os"], before)
    namespace["contextlib"] = contextlib
    with contextlib.suppress(Exception):  # a cell may well fail half way
        exec(source, namespace)
    for name in ("__builtins__", "contextlib", "__annotations__"):
        namespace.pop(name, None)
    changed = {name for name in [*namespace, *normal] if namespace.get(name) is not before}
    bound = bound_in(source)
    assert bound is not None and changed <= bound


@pytest.mark.parametrize(
    "source", ["%matplotlib inline", "!ls", "x =", "from scipy.signal import *", "\0"]
)
def test_what_nobody_can_read_has_to_run(source: str) -> None:
    """It may bind anything."""
    assert bound_in(source) is None
    assert left_out(make("pass", source)) == frozenset()


@pytest.mark.parametrize(
    ("source", "bound"),
    [
        ("[i for i in range(3)]", set()),
        ("def f(x):\n    y = 1", {"f"}),
        ("class A:\n    x = 1", {"A"}),
        ("a.b = 1\na[0] = 2", set()),
        ("print(x)", set()),
    ],
)
def test_what_does_not_leave_a_cell_is_not_bound(source: str, bound: set[str]) -> None:
    """Else hardly a demonstration would be left out."""
    assert bound_in(source) == bound


# The one rule


def test_what_only_shows_does_not_run() -> None:
    """Demonstrations and checks; cells that set up, answers and added ones do."""
    assert left_out(make("def f(x): return x", *SHOWS, added="f(1)")) == ALL


@given(st.sampled_from(FORMS), st.permutations(NAMES))
def test_whoever_names_what_is_bound_makes_all_run(form: str, names: list[str]) -> None:
    """Each name that Python binds, anywhere in a student's cell."""
    source = form.format(*names)
    for name in bound_in(source) or ():
        assert left_out(make(f"x = {name}", source, "other = 1")) == frozenset()
        assert left_out(make("pass", "other = 1", source, added=f"print({name})")) == frozenset()


@pytest.mark.parametrize(
    "answer", ["bee", "# bee", "'bee'", "x.bee", "f(bee=1)", "def f(bee): pass", "ｂｅｅ", "if bee"]
)
def test_a_word_is_a_word(answer: str) -> None:
    """In a string, a comment, or a cell with a mistake, too: nothing else is asked."""
    assert left_out(make(answer, *SHOWS)) == frozenset()


@pytest.mark.parametrize("answer", ["beehive", "be", "", "plot(picture)", "Bee"])
def test_part_of_a_word_is_none(answer: str) -> None:
    assert left_out(make(answer, *SHOWS)) == ALL


def test_a_cell_that_sets_up_counts_too() -> None:
    """It would fail without the name; what reaches names by other ways there is the
    instructor's.
    """
    assert left_out(make("pass", *SHOWS, locked="use(bee)")) == frozenset()
    helper = "def ask(name):\n    return globals()[name]"
    assert left_out(make("pass", *SHOWS, locked=helper)) == ALL


def test_cells_that_show_may_name_each_other() -> None:
    """They are left out together."""
    assert left_out(make("pass", "bee = 1", "bee += 1", check="bee")) == ALL


def test_what_a_check_binds_counts_too() -> None:
    """A student's cell below it may go on with that."""
    nb = make("pass", *SHOWS, added="print(result)", check="result = f(1)")
    assert left_out(nb) == frozenset()


@pytest.mark.parametrize("word", [*sorted(WORDS), "_1", "_i12", "_99"])
def test_words_that_reach_what_they_do_not_name(word: str) -> None:
    """All ways to a namespace that Python and IPython have; only a student's cells are asked."""
    assert left_out(make(f"x = {word}", *SHOWS)) == frozenset()
    assert left_out(make("pass", *SHOWS, added=f"%{word}")) == frozenset()


@pytest.mark.parametrize("word", sorted(MAGICS))
def test_commands_that_reach_what_they_do_not_name(word: str) -> None:
    """Where IPython takes the word for a command; elsewhere it is a student's own."""
    for source in (
        f"%{word}",
        f"x = 1\nif x:\n    %{word} -f x",
        f"{word} 1",
        f"\n{word} 1\n",
        f"x = %{word}",
        f"x\n% {word}\n",
    ):
        assert left_out(make("pass", *SHOWS, added=source)) == frozenset()
        assert left_out(make(source, *SHOWS)) == frozenset()
    for source in (
        f"def f({word}):\n    return x.{word} % 2",
        f"{word} = model.fit()\n{word}.{word}",
    ):
        assert left_out(make(source, *SHOWS)) == ALL


def test_a_model_that_is_compiled_reaches_nothing() -> None:
    """Whoever runs what the built-in `compile` makes needs a word of the list for it."""
    assert left_out(make("model.compile('adam')", *SHOWS)) == ALL
    assert left_out(make("f.__code__ = compile('be' + 'e', '', 'eval')", *SHOWS)) == frozenset()


@pytest.mark.parametrize("word", ["_", "__", "___", "_x1", "systems", "output", "x_1"])
def test_words_that_reach_nothing(word: str) -> None:
    """`_` is the last result that was shown, and most notebooks use it for what they don't need."""
    assert left_out(make(f"x = {word}", *SHOWS)) == ALL


def test_nothing_to_leave_out() -> None:
    """A notebook without any such cell."""
    assert left_out(new_notebook(cells=[new_code_cell("globals()")])) == frozenset()
    assert left_out(new_notebook()) == frozenset()


# What a cell is


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (cell("", "a", demo=True), "demo"),
        (cell("", "a", demo=True, grade=True), "check"),
        (cell("", "a", demo=True, solution=True), "student"),
        (cell("", "a", demo=True, locked=False), "student"),
        (cell("", "a"), ""),
        (cell("", "a", grade=True), "check"),
        (cell("", "a", grade=True, solution=True), "student"),
        (cell("", "a", solution=True, locked=False), "student"),
        (new_code_cell("", metadata={"tags": ["demo"]}), "student"),
        (new_markdown_cell("", metadata={"tags": ["demo"]}), ""),
    ],
)
def test_each_cell_is_of_one_kind(found: NotebookNode, kind: str) -> None:
    """A tag of the student's making makes no demonstration: only the record says what is locked."""
    kinds = {
        "demo": skipping.is_demo(found),
        "check": has_tests(found),
        "student": skipping.is_students(found),
    }
    assert [name for name, is_it in kinds.items() if is_it] == ([kind] if kind else [])


def test_words_are_compared_as_python_does() -> None:
    """Letters that look otherwise may be the same name."""
    assert words_of("ﬁla + ａ # 'ñandú'") == {"fila", "a", "ñandú"}
