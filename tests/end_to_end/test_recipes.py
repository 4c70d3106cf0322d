"""docs/recipes.md: each grader works at the first try, with the answer that stands below it, through
the wall; and whoever cheats gets what the page says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from panal.asking import KernelCaller
from panal.assignment import HandedIn, Submission
from panal.course.course import open_assignment, open_course
from panal.course.release import generate
from panal.judge.caller import not_there
from panal.judge.session import JudgeSession
from panal.kernel.warm import WarmProcess
from panal.results import Ending, StudentId, Verdict
from panal.run import open_run
from panal.workers.pool import local_pool
from tests.end_to_end import catalogue
from tests.end_to_end.assignments import Example, manual, solved
from tests.end_to_end.courses import ROOT
from tests.end_to_end.documents import blocks

PAGE = ROOT / "docs" / "recipes.md"
SECTIONS = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.M)[1:]
LINES = 25


def recipes() -> dict[str, tuple[str, str]]:
    """By exercise: the grader, and the answer below it."""
    found: dict[str, tuple[str, str]] = {}
    name = grader = ""
    for words, text in blocks(PAGE):
        kind = words.removeprefix("python ")
        if kind == "answer":
            found[name] = grader, text
        else:
            name, grader = kind.removeprefix("test_").removesuffix(".py"), text
    return found


RECIPES = recipes()


@pytest.fixture(scope="module")
def warm() -> Iterator[WarmProcess]:
    preload = ("numpy", "tensorflow", "keras", "matplotlib.pyplot")
    with WarmProcess(catalogue.sealing(preload=preload)) as process:
        yield process


def graded(warm: WarmProcess, folder: Path, exercise: str, *cells: str) -> Verdict:
    """What a notebook of these cells gets for an exercise, where it is asked."""
    (folder / f"test_{exercise}.py").write_text(RECIPES[exercise][0], encoding="utf-8")
    nb = new_notebook(cells=[new_code_cell(cell) for cell in cells])
    with JudgeSession(folder) as judge, open_run(warm, nb, {}, shown=False) as run:
        for index in range(len(cells)):
            run.run_cell(index)
        caller = KernelCaller(run, judge.limits(exercise, run.limits), not_there)
        return judge.grade(exercise, caller, 10)


@pytest.mark.parametrize("exercise", RECIPES)
def test_a_recipe_works_at_the_first_try(warm: WarmProcess, tmp_path: Path, exercise: str) -> None:
    """All points for the answer that stands there, none for a notebook without one."""
    verdict = graded(warm, tmp_path, exercise, RECIPES[exercise][1])
    assert [check.sentence + check.detail for check in verdict.checks] == [""] * len(verdict.checks)
    assert verdict.points == 10
    verdict = graded(warm, tmp_path, exercise, "")
    assert {check.ending for check in verdict.checks} == {Ending.NO_ATTEMPT}


@pytest.mark.parametrize("exercise", RECIPES)
def test_a_recipe_is_short(exercise: str) -> None:
    """So that it can be read before it is copied; and its page says what could be made up."""
    assert RECIPES[exercise][0].count("\n") <= LINES
    (section,) = [text for text in SECTIONS if f"python test_{exercise}.py" in text]
    assert "*What could be made up:*" in section


PATCHED = """
import sys
answering = next(m for name, m in sys.modules.items() if name.endswith("sealed.answering"))
"""

HOSTILE: dict[str, list[tuple[str, float]]] = {
    "standardize": [
        ("class Same:\n    def __eq__(self, other): return True\ndef standardize(t): return Same()", 0),
        ("import numpy as np\nnp.allclose = lambda *a, **k: True\ndef standardize(t): return t", 0),
    ],
    "count_words": [
        ("class Any(dict):\n    def __eq__(self, other): return True\n    def keys(self): return {'uno', 'dos'}\ndef count_words(t): return Any()", 0),
        ("def count_words(t): return {'uno': 2, 'dos': 1}", 0),
        ("import numpy as np\ndef count_words(t): return {'uno': np.array([2, 2]), 'dos': np.array([])}", 0),
    ],
    "mean_by_city": [
        ("def mean_by_city(s): return s", 0),
        ("import numpy as np, pandas as pd\ndef mean_by_city(s): return pd.DataFrame({'city': ['Cusco', 'Lima', 'Puno'], 'price': [np.array([])] * 3})", 0),
        ("import pandas as pd\ndef mean_by_city(s): return pd.DataFrame({'city': [['Cusco'], ['Lima'], ['Puno']], 'price': [5.0, 3.0, 1.0]})", 0),
    ],
    "total": [("total = 41.5", 10), ("class T(float): pass\ntotal = T('nan')", 0)],
    "Account": [
        ("class Account:\n    def __init__(self, *a): pass\n    def __getattr__(self, name): return lambda *a: 12", 0),
        ("class Account:\n    def __init__(self, *a): raise ValueError", 5),
        ("import numpy as np\nclass Account:\n    def __init__(self, owner): self.owner, self.balance = owner, np.array([12, 12])\n    def deposit(self, amount): pass\n    def __str__(self): return 'Ana: 12'", 0),
        (PATCHED + "from unittest.mock import MagicMock\nAccount = MagicMock()", 0),
    ],
    "build_model": [
        ("class Model:\n    layers = ['Dense'] * 2\n    loss = 'sparse_categorical_crossentropy'\ndef build_model(): return Model()", 0),
        ("import numpy as np\nclass Model:\n    def predict(self, x, verbose=0): return np.full((len(x), 3), 1 / 3)\ndef build_model(): return Model()", 5),
    ],
    "train": [
        ("import numpy as np\nclass Guess:\n    def predict(self, x, verbose=0): return np.eye(2)[np.zeros(len(x), int)]\ndef train(x, y): return Guess()", 0),
        ("import gc\nclass Spy:\n    def __init__(self, y): self.y = y\n    def predict(self, x, verbose=0):\n        import numpy as np\n        found = [o for o in gc.get_objects() if isinstance(o, np.ndarray) and o.dtype == 'int64' and o.shape == (100,)]\n        return np.eye(2)[found[0] if found else np.zeros(len(x), int)]\ndef train(x, y): return Spy(y)", 0),
    ],
    "plot_powers": [
        ("import matplotlib.pyplot as plt\ndef plot_powers(xs):\n    plt.plot([1, 2, 3], [1, 4, 9], label='x²')\n    plt.plot([1, 2, 3], [1, 8, 27], label='x³')\n    plt.title('T'); plt.xlabel('x'); plt.legend()", 5),
        ("import matplotlib.figure\nmatplotlib.figure.Figure.axes = property(lambda self: [])\nimport matplotlib.pyplot as plt\ndef plot_powers(xs):\n    plt.plot(xs)", 0),
    ],
    "save_table": [
        ("import pathlib\npathlib.Path.read_text = lambda self, **k: 'a,1 b,3'\ndef save_table(path, rows): pass", 0),
        ("def save_table(path, rows): open(path, 'w').write('a,1\\n' * 10_000_000)", 0),
    ],
    "withdraw": [("def withdraw(b, a): raise ValueError('11')", 5), ("def withdraw(b, a): raise NotImplementedError('11')", 0)],
    "greet": [("def greet(): print('¡Hola, Ana!')", 0), ("def greet():\n    while True: print('¡Hola!')", 0)],
    "integrate": [
        ("import inspect\ndef integrate(f, a, b): return 9", 0),
        ("def integrate(f, a, b): return f.__globals__.get('right', 9)", 0),
    ],
    "predicted_classes": [
        ("def predicted_classes(m, x): return [0] * len(x)", 0),
        ("def predicted_classes(m, x):\n    m.set_weights([-w for w in m.get_weights()])\n    return m.predict(x, verbose=0).argmax(axis=1)", 0),
    ],
    "throw": [("import numpy as np\ndef throw(times, seed): return np.arange(times) % 6 + 1", 5), ("def throw(times, seed): return [3] * times", 0)],
}  # fmt: skip
"""Answers that cheat, and the points that they get for it. What gets any is named on the page: a variable
that is only written down, what one check of two asks for, dice that only look like dice.
"""


@pytest.mark.parametrize(
    ("exercise", "source", "points"),
    [
        pytest.param(exercise, source, points, id=f"{exercise}-{number}")
        for exercise, tries in HOSTILE.items()
        for number, (source, points) in enumerate(tries)
    ],
)
def test_who_cheats_gets_what_the_page_says(
    warm: WarmProcess, tmp_path: Path, exercise: str, source: str, points: float
) -> None:
    """Patched libraries, objects that lie, answers that are only written down."""
    verdict = graded(warm, tmp_path, exercise, source)
    assert verdict.points == points, [
        (check.ending, check.sentence, check.detail) for check in verdict.checks
    ]
    assert not verdict.needs_person


def test_an_essay_waits_for_a_person(tmp_path_factory: pytest.TempPathFactory) -> None:
    """It is released and graded without a grader; who left it untouched has no points for it."""
    folder, name = tmp_path_factory.mktemp("e"), "hw"
    (folder / "nbgrader_config.py").write_text("c = get_config()\nc.Sealed.preload = []\n")
    (folder / "source" / name).mkdir(parents=True)
    essay = Example([manual("essay", solved("Porque sí."), 5)], {"ana": {"essay": "Porque suma."}})
    nbformat.write(essay.source(), folder / "source" / name / f"{name}.ipynb")
    course = open_course(folder)
    generate(course, name)
    todo = []
    for student in ("ana", "stub"):
        released = nbformat.read(folder / "release" / name / f"{name}.ipynb", as_version=4)
        text = nbformat.writes(essay.handed_in(released, student))
        todo.append(Submission(StudentId(student), (HandedIn(text.encode()),)))
    with local_pool(course.sealing(), 1) as pool:
        outcomes = list(pool.grade(open_assignment(course, name), todo))
    found = {each.student: each.graded.result for each in outcomes if each.graded is not None}
    assert {who: (result.points, result.pending) for who, result in found.items()} == {
        "ana": (0, 5),
        "stub": (0, 0),
    }


def test_each_recipe_is_cheated() -> None:
    """Of each the page says something, and each is tried."""
    assert HOSTILE.keys() == RECIPES.keys()
