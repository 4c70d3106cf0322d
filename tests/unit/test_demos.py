"""panal.demos: which demonstrations are left out. No kernel: what a cell would do is asked of
Python itself.
"""

from __future__ import annotations

import contextlib
import keyword
import time
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from panal import demos, notebook

ROOT = Path(__file__).parents[2]
LOCKED = "import numpy as np\nfrom keras.layers import Conv2D\npicture = np.zeros(3)"
HELPER = "def ask(name, *args):\n    return globals()[name](*args)"


def cell(source: str, grade_id: str, *, demo: bool = False, **more: Any) -> NotebookNode:
    meta = {"grade_id": grade_id, "locked": True, "solution": False, "grade": False, **more}
    return new_code_cell(source, metadata={"nbgrader": meta, "tags": ["demo"] if demo else []})


def make(
    answer: str, *shows: str, added: str = "", test: str = "check(f)", locked: str = LOCKED
) -> NotebookNode:
    """A repaired submission: locked cells, demonstrations, an answer, a cell that the student
    added, a test cell.
    """
    return new_notebook(
        cells=[
            new_markdown_cell("picture"),
            cell(locked, "locked"),
            cell(HELPER, "helper"),
            *(cell(source, f"demo_{number}", demo=True) for number, source in enumerate(shows)),
            cell(answer, "f", locked=False, solution=True),
            new_code_cell(added),
            cell(test, "test_f", grade=True, points=1),
        ]
    )


def ran(nb: NotebookNode) -> list[int]:
    """Numbers of the demonstrations that are not left out."""
    out = demos.left_out(nb)
    numbers = [index for index, cell in enumerate(nb.cells) if demos.is_demo(cell)]
    return [number for number, index in enumerate(numbers) if index not in out]


# What a cell binds

NAMES = ["a", "b", "abeja", "ñandú", "ªº", "ﬁla", "ｘ", "𝒚", "lista", "_z"]
FORMS = [
    "{0} = 1",
    "{0}, *{1} = 1, 2, 3",
    "[{0}, ({1}, {2})] = 1, (2, 3)",
    "{0} = {1} = 2",
    "{0}: int = 3",
    "{0}: int",
    "{0} = 1\n{0} += 1",
    "import math as {0}",
    "import os.path",
    "import os.path as {0}",
    "from math import pi as {0}, e",
    "def {0}({1}=({2} := 5)): {1} = 2",
    "async def {0}(): pass",
    "class {0}:\n    {1} = 1\n    {2} = 2",
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
    "if ({0} := 1) and [{1} for {1} in [1]]: pass",
    "{0} = lambda {1}: ({2} := 1)",
    "{0} = 1\ndel {0}",
    "def {0}():\n    global {1}\n    {1} = 1\n{0}()",
    "class {0}:\n    global {1}\n    {1} = 1\n    def m(self):\n        global {2}\n        {2} = 1\n{0}().m()",
    "while {0} := 0: pass\nelse: {1} = 1",
    "@(lambda f: f)\ndef {0}({1}): return [{2} for {2} in {1}]",
    "{0} = [0]\n{0}[0] = {1} = 3",
    "if False:\n    {0} = 1",
]


@given(st.lists(st.tuples(st.sampled_from(FORMS), st.permutations(NAMES)), min_size=1, max_size=4))
def test_all_that_python_binds_is_seen(parts: list[tuple[str, list[str]]]) -> None:
    """Whatever name means something else after a cell ran, or is gone, the analysis knows it."""
    source = "\n".join(form.format(*names) for form, names in parts)
    before = object()
    normal = [demos._words(name)[0] for name in NAMES]
    namespace: dict[str, object] = dict.fromkeys([*normal, "e", "os"], before) | {
        "contextlib": contextlib
    }
    with contextlib.suppress(Exception):  # a cell may well fail half way
        exec(source, namespace)
    del namespace["__builtins__"], namespace["contextlib"]
    changed = {name for name in [*namespace, *normal] if namespace.get(name) is not before}
    assert changed <= demos.read(source).binds


@given(st.sampled_from(FORMS), st.permutations(NAMES), st.text("ab 'fñ", max_size=8))
def test_whoever_names_what_is_bound_makes_it_run(form: str, names: list[str], noise: str) -> None:
    """A student's cell with such a name anywhere, in code or in a comment."""
    source = form.format(*names)
    bound = demos.read(source).binds
    for name in bound - {"__annotations__"}:
        assert ran(make(f"x = {name}", source)) == [0]
        assert ran(make(f"x = 1  # {noise} {name}", source)) == [0]


def test_nothing_more_is_bound_than_need_be() -> None:
    """Names of inner scopes are nobody else's."""
    source = "def f(a):\n    b = a\n    return [c for c in b]\nd = [e for e in f([])]\nclass G:\n    h = 1"
    assert demos.read(source).binds == {"f", "d", "G"}


def test_an_import_counts_with_all_its_parts() -> None:
    """It makes submodules that others find in the package."""
    shows = "import skimage.transform as tr"
    assert ran(make("import skimage\ndef f(): return skimage.resize", shows)) == [0]
    assert ran(make("import other\ndef f(): return other.transform.resize", shows)) == [0]


# What a student's cell depends on

SHOWS = "abeja = picture * 2\ndibuja(abeja)"

PLAIN = [
    "def f(): return np.zeros(3)",
    "def f(shape, dtype=None):\n    height, width, _, _ = shape\n    return [height for _ in range(3)]",
    "def f(x): return getattr(x, 'shape', None) or '{} {}'.format(x, x)",
    "class F:\n    def __init__(self, n): self.n = n\n    def __call__(self): return self.n\nf = F(3)",
    "from IPython.display import display, Image\ndef f(): return 1",
    "def f(): return 'una abejita, abejas'",
    "def f(): raise NotImplementedError()",
    "",
]


@pytest.mark.parametrize("source", PLAIN)
def test_plain_answers_need_no_demonstration(source: str) -> None:
    assert ran(make(source, SHOWS)) == []
    assert ran(make("", SHOWS, added=source)) == []


NAMED = [
    "def f(): return abeja",
    "def f(x=abeja): return x",
    "f = lambda: abeja.sum()",
    "def f(): return f'{abeja}'",
    "def f(): return f'{1:{abeja}}'",
    "class F:\n    x = abeja",
    "f = abeja if (x := 1) else 2",
    "[*f] = abeja",
    "@abeja\ndef f(): pass",
    "def f(x: 'abeja'): pass",
    "del abeja",
    "f = 'abe' 'ja'",
    "f = 'abe\\x6aa'",
    "f = 'x\\nabeja'",
    "f = b'abeja'",
    "f = ａｂｅｊａ",
    "# abeja\nf = 1",
    "from x import abeja as f",
    "x.abeja = 1",
    "f(abeja=1)",
    "global abeja",
]

DEVIOUS = [
    "f = globals()['abe' + 'ja']",
    "g = globals",
    "f = locals()['abe' + 'ja']",
    "f = vars()['abe' + 'ja']",
    "f = [n for n in dir() if n[0] == 'a']",
    "f = eval('abe' + 'ja')",
    "exec('f = abe' + 'ja')",
    "f = compile('abe' + 'ja', '', 'eval')",
    "import sys\nf = getattr(sys.modules['__ma' + 'in__'], 'abe' + 'ja')",
    "import sys as s",
    "from os import sys as s",
    "import os\nos.sys",
    "import __main__ as m",
    "m = __import__('x')",
    "import importlib as i",
    "from importlib import import_module as i",
    "f = getattr(x, 'abe' + 'ja')",
    "f = getattr(x, *['a'])",
    "f = list(map(getattr, x, y))",
    "g = getattr",
    "setattr(x, y, 1)",
    "hasattr(x, y)",
    "f = getattr(x, '__glo' 'bals__')",
    "f = getattr(x, '\\x5f\\x5fglobals\\x5f\\x5f')",
    "f = (lambda: 0).__globals__",
    "f = x.__dict__",
    "f = x.__builtins__",
    "f = '{0.x}'.join('').format(g)",
    "f = x.format(g)",
    "f = x.format_map(g)",
    "import string\nstring.Formatter()",
    "import inspect",
    "import operator\noperator.attrgetter('a' + 'b')",
    "try:\n    1 / 0\nexcept Exception as e:\n    f = e.tb_frame",
    "f = x.f_back",
    "f = x.gi_frame",
    "import gc",
    "import ctypes",
    "import pickle",
    "np.load('x', allow_pickle=True)",
    "import runpy",
    "import timeit",
    "import code",
    "from code import interact",
    "import mock.mock as m",
    "import IPython",
    "from IPython import get_ipython as g",
    "get_ipython().user_ns",
    "from IPython.core.interactiveshell import InteractiveShell",
    "%timeit 1",
    "!ls",
    "f?",
    "%%time\nf = 1",
    "f = !ls",
    "    indented = 1",
    "f = _",
    "f = __",
    "f = ___",
    "f = _i3",
    "f = _12",
    "f = _ih",
    "f = In[3]",
    "f = Out",
    "f = _oh",
    "f = open('/proc/self/mem')",
    "x = Path('/proc').read_bytes()",
    "f = np.random.rand(3)",
    "import random as r",
    "from numpy.random import normal",
    "f = np.random.default_rng(3)",
    "plt.gcf()",
    "plt.rcParams['image.cmap']",
    "keras.backend.clear_session()",
    "f = ask('abe' + 'ja')",
    "f = [ask][0]",
    "f = 1 + " * 3000 + "1",
    "f = 1  # " + "x" * demos.MAX_SOURCE,
]


@pytest.mark.parametrize("source", [*NAMED, *DEVIOUS], ids=lambda source: source[:40])
def test_whatever_may_lean_on_a_demonstration_has_it(source: str) -> None:
    """In an answer as in a cell that was added; by its name, or by any way around it."""
    assert ran(make(source, SHOWS)) == [0]
    assert ran(make("", SHOWS, added=source)) == [0]


def test_test_cells_and_other_locked_cells_count_too() -> None:
    assert ran(make("f = 1", SHOWS, test="assert f < abeja")) == [0]
    assert ran(make("f = 1", SHOWS, test="assert f < abejas")) == []
    assert ran(make("f = 1", SHOWS, locked="def helper(): return abeja")) == [0]
    assert (
        ran(make("f = 1", SHOWS, test="get_ipython().x(f)")) == []
    )  # the author knows what it needs


def test_what_a_demonstration_needs_runs_too() -> None:
    """And what that needs, wherever they stand; but nothing else."""
    chain = ["a1 = 1", "b1 = a1", "c1 = b1", "z1 = a1", "y1 = 3"]
    assert ran(make("f = 1", *chain)) == []
    assert ran(make("f = b1", *chain)) == [0, 1]
    assert ran(make("f = c1", *chain)) == [0, 1, 2]
    assert ran(make("f = z1", *reversed(chain))) == [1, 4]


CHANGES = [
    "picture[0] = 1",
    "picture.x = 1",
    "picture[0].x[1] += 1",
    "picture += 1",
    "del picture[0]",
    "picture.sort()",
    "view = picture[0]\nview[0] = 1",
    "view = picture\nview += 1",
    "view = picture.T.reshape(3)\nview[0] = 1",
    "view = np.asarray(picture)\nview[0] = 1",
    "a, b = [picture, 1]\na[0] = 1",
    "view = picture if True else 3\nview[0] = 1",
    "for row in picture: row[0] = 1",
    "if (view := picture): view[:] = 0",
    "np.add(1, 1, out=picture)",
    "def g():\n    picture[0] = 1\ng()",
    "next(picture)",
    "for picture[0] in range(3): pass",
    "with x() as picture[0]: pass",
    "import numpy.linalg",
    "np.x = 1",
    "class picture: pass",
]

DOES_MORE = [
    "from x import *",
    "%matplotlib inline",
    "globals()['abe' + 'ja'] = 1",
    "exec('abe' + 'ja = 1')",
    "np.random.seed(3)",
    "np.set_printoptions(3)",
    "np.seterr(all='raise')",
    "open('x', 'w')",
    "plt.savefig('x.png')",
    "np.save('x', 1)",
    "os.environ['X'] = '1'",
    "setattr(np, 'x', 1)",
    "sys.path.append('x')",
    "__name__ = 3",
]


@pytest.mark.parametrize("source", [*CHANGES, *DOES_MORE])
def test_who_does_more_than_bind_and_draw_always_runs(source: str) -> None:
    """Here the other cells use what is changed, or nobody can say what it is."""
    assert ran(make("def f(): return 1", source)) == [0]


OWN = [
    "picture.sum",
    "own = [0]\nown[0] = picture[0] * 2",
    "own = blur(picture)\nown += 1",
    "draw(picture)",
    "axis = np.x()\naxis.set_title('set')",
    "layer = Conv2D(3)\nlayer.build(3)",
]


@pytest.mark.parametrize("source", OWN)
def test_a_demonstration_may_use_and_change_what_is_its_own(source: str) -> None:
    assert ran(make("def f(): return 1", source)) == []


STATEFUL = [
    "def f():\n    global n\n    n = 1",
    "calls = []\ndef f(): calls.append(1)",
    "calls = {}\ndef f(): calls['x'] = 1",
    "def f(): f.calls = 1",
    "def f(seen=[]): return len(seen)",
    "def f(*, seen={}): return len(seen)",
    "def make():\n    seen = []\n    def g(): seen.append(1)\n    return g\nf = make()",
    "def make():\n    n = 0\n    def g():\n        nonlocal n\n        n += 1\n    return g\nf = make()",
    "class F:\n    def __call__(self): self.n = 1\nf = F()",
    "it = iter([1, 2])\ndef f(): return next(it)",
    "it = iter([1, 2])\nf = lambda: next(it)",
    "def f(): picture[0] = 1",
    "calls = []\ndef g(): calls.append(1)\ndef f(): return g()",
]


@pytest.mark.parametrize("source", STATEFUL)
def test_a_function_that_remembers_is_called_as_often_as_ever(source: str) -> None:
    """A demonstration that calls a student's function runs if that may make a difference to a later
    call.
    """
    assert ran(make(source, "own = ask('f')", "other = 3")) == [0]
    assert ran(make("def f(x): return x + 1", "own = ask('f')", "other = 3")) == []


def test_a_function_of_the_instructors_that_changes_something() -> None:
    """What it changes counts as changed by who calls it."""
    step = "step = 0\ndef advance():\n    global step\n    step += 1"
    assert ran(make("def f(): return 1", "advance()", "other = 3", locked=step)) == [0]


def test_chance_in_both() -> None:
    """Numbers that a demonstration draws are not drawn by the locked cells after it."""
    assert ran(
        make("def f(): return 1", "own = np.random.rand()", test="check(f, np.random.rand())")
    ) == [0]
    assert ran(make("def f(): return 1", "own = np.random.rand()")) == []
    rng = "import numpy as np\nrng = np.random.default_rng(5)"
    assert ran(
        make("def f(): return 1", "own = rng.normal()", test="check(f, rng.normal())", locked=rng)
    ) == [0]


# What is a demonstration

NONE = [
    cell("x = 1", "a", demo=True, locked=False),
    cell("x = 1", "a", demo=True, locked=False, solution=True),
    cell("x = 1", "a", demo=True, grade=True),
    cell("x = 1", "a"),
    new_code_cell("x = 1", metadata={"tags": ["demo"]}),
    new_markdown_cell(
        "x", metadata={"tags": ["demo"], "nbgrader": {"grade_id": "a", "locked": True}}
    ),
]


@pytest.mark.parametrize("found", NONE, ids=range(len(NONE)))
def test_only_a_locked_tagged_cell_is_one(found: NotebookNode) -> None:
    """A tag of the student's own, above all, means nothing."""
    assert not demos.is_demo(found)
    assert demos.left_out(new_notebook(cells=[found])) == frozenset()


def test_the_projects_own() -> None:
    """Neither the untouched release nor the instructor's answers need a single demonstration."""
    record = nbformat.read(ROOT / "release" / "convolucion" / "convolucion.ipynb", as_version=4)
    source = (ROOT / "source" / "convolucion" / "convolucion.ipynb").read_bytes()
    tagged = {index for index, found in enumerate(record.cells) if demos.is_demo(found)}
    assert len(tagged) >= 10
    for nb in (record, notebook.repair(notebook.read(source), record)[0]):
        assert demos.left_out(nb) == tagged


# When the whole notebook has to run after all


def doubtful(
    answer: str = "def f(): return 1",
    *,
    errors: tuple[str, ...] = (),
    name: str = "",
    shown: str = "",
    lost: bool = False,
) -> bool:
    nb = make(answer, SHOWS)
    raised = [(error, name) for error in errors]
    if shown:
        kind, _, value = shown.partition(": ")
        nb.cells[-1].outputs = [
            nbformat.v4.new_output("error", ename=kind, evalue=value, traceback=[])
        ]
    return demos.doubtful(nb, make("stub", SHOWS), raised, ["f"] if lost else [])


@pytest.mark.parametrize(
    "shown",
    [
        "NameError: name '{}' is not defined",
        "CheckFailed: f(3): NameError: name '{}' is not defined. Did you mean: 'x'?",
    ],
)
def test_a_misspelt_name_is_no_demonstrations(shown: str) -> None:
    """Where a demonstration binds a name that stands in the cells, it ran; any other name may have
    been put together.
    """
    answer = "def f(): return abejja"
    assert not doubtful(answer, errors=("NameError",), name="abejja", lost=True)
    assert not doubtful(answer, shown=shown.format("abejja"), lost=True)
    assert doubtful(answer, errors=("NameError",), name="abeja", lost=True)
    assert doubtful(answer, errors=("KeyError",), name="abejja", lost=True)
    assert doubtful(
        f"k = [][0]\n{answer}", errors=("NameError",), name="k", lost=True
    )  # its cell stopped before
    assert doubtful(answer, shown=shown.format("abeja"), lost=True)


NO_CODE = [
    "def f(x)\n    return abeja",
    "x = (abeja",
    "  def f(): pass\n def g(): pass",
    "class: abeja",
    "(" * 900 + "abeja",
    "\0",
]
SOME_CODE = [
    "%matplotlib inline", "x = !ls", "f?", ">>> abeja", "... abeja", ";f a", ",f a", "/f a", "In [1]: abeja", "await g()",
    "async with a() as b: pass", "  x = 1\n  y = abeja", "\n\n  abeja", "%%time\nx = (",
    "x = 1 ?", "",
]  # fmt: skip


def test_what_is_no_python_runs_nothing() -> None:
    """IPython finds the mistake before anything of it runs; its words still name what they name."""
    for source in NO_CODE:
        found = demos.read(source)
        assert not found.reaches and not found.binds, source
    assert "abeja" in demos.read(NO_CODE[0]).mentions
    assert all(demos.read(source).tree is not demos._NOTHING for source in SOME_CODE)


@pytest.mark.parametrize(
    "answer", ["def f(x)\n    return 1", "def f(x):\nreturn 1", "def f(x):\n    return (1\n"]
)
def test_a_function_whose_cell_is_no_python_is_missing_whatever_ran(answer: str) -> None:
    assert not doubtful(answer, errors=("",), name="f", lost=True)
    assert doubtful(answer, errors=("",), name="g", lost=True)
    assert doubtful("def f(x): return 1", errors=("",), name="f", lost=True)
    assert doubtful(
        f"%matplotlib inline\n{answer}", errors=("",), name="f", lost=True
    )  # more than plain Python
    assert demos.doubtful(
        make(answer, SHOWS, added="f = g"), make("stub", SHOWS), [("", "f")], ["f"]
    )


def test_what_a_missing_name_can_explain() -> None:
    for error in (
        "NameError",
        "UnboundLocalError",
        "AttributeError",
        "KeyError",
        "ImportError",
        "Suyo",
        "",
    ):
        assert doubtful(errors=("ValueError", error), lost=True), error
    for shown in (
        "NameError: name 'abeja' is not defined",
        "CheckFailed: f() se detuvo con un error: KeyError: 3",
    ):
        assert doubtful(shown=shown, lost=True)


def test_what_it_can_not_explain() -> None:
    """Right, untouched, plainly wrong: once is enough."""
    assert not doubtful()
    assert not doubtful(lost=True)
    assert not doubtful(
        errors=("ValueError", "TypeError", "NotImplementedError", "InvalidArgumentError"), lost=True
    )
    assert not doubtful(shown="CheckFailed: f(3) devolvió 4", lost=True)
    assert not doubtful(shown="NotImplementedError: ", lost=True)


@pytest.mark.parametrize(
    "source",
    [
        "try:\n    f = g\nexcept Exception:\n    f = None",
        "try:\n    f = g\nexcept* Exception:\n    f = None",
        "with contextlib.suppress(Exception): f = g",
        "f = hasattr(g, 'x')",
        "threading.Thread(target=g)",
        "with pytest.raises(Exception): f = g",
    ],
)
def test_what_may_hide_an_error(source: str) -> None:
    """Only where points were lost, and not if the answer that lost them is the stub."""
    assert doubtful(source, lost=True)
    assert not doubtful(source, lost=False)
    nb = make("stub", SHOWS, added=source)
    assert not demos.doubtful(nb, make("stub", SHOWS), (), ["f"])


HOSTILE = {
    "chain in a function": "def f():\n"
    + "".join(f" x{n}=x{n + 1}\n" for n in range(4000))
    + " x0[0] = 1",
    "chain of functions": "\n".join(f"def x{n}(): x{n + 1}()" for n in range(1700))
    + "\ncalls = 1\ndef f(): x0()",
    "deep": "def f(): a = " + "x if y else " * 900 + "1\n",
    "deep call": "def f():\n a = " + "np.x(" * 90 + "1" + ")" * 90 + "\n a[0] = 1",
    "long word": "x" * 49_000,
    "underscores": "_" * 49_000,
    "many statements": "a\n" * 24_000,
    "long sum": "x=" + "1+" * 900 + "1",
    "ligatures": "# " + "ﷺ" * 49_000,
    "many targets": "=".join(f"x{n}" for n in range(6_500)) + "=lambda: f.append(1)",
    "many targets of a long list": "y=" * 10_000 + "[" + "x," * 12_000 + "lambda: f.append(1)]",
    "many targets of many names": "=".join(f"y{n}" for n in range(3_000))
    + "=["
    + ",".join(f"x{n}" for n in range(3_000))
    + ",lambda: y7.append(1)]",
    "lists in lists": "y="
    + "[x for x in " * 150
    + "["
    + "x," * 12_000
    + "lambda: f.append(1)]"
    + "]" * 150,
    "a statement of many functions": "if f:\n"
    + "".join(f" def x{n}(): y{n}.append(x{n + 1})\n" for n in range(1_300)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_source_takes_long_to_read(name: str) -> None:
    """A student's code is read on the trusted side, where no limit ends it."""
    start = time.process_time()
    assert ran(make(HOSTILE[name], "own = ask('f')", SHOWS)) is not None
    assert time.process_time() - start < 5


@given(
    st.text(max_size=40)
    | st.lists(
        st.sampled_from([*keyword.kwlist, "(", ")", ":", "\n", " ", "x", "=", "'", "{"])
    ).map("".join)
)
def test_whatever_stands_in_a_cell_is_read(source: str) -> None:
    demos.read(source)
    assert ran(make(source, SHOWS)) in ([], [0])
