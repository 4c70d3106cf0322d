"""A hidden test that runs inside is nowhere in what anybody gets, whatever the student's code does
with it.

Each attack gets hold of the text or the arguments of a hidden test: beside the real grading, it runs
in a kernel in which hidden tests are shown, and there the marker comes out.
"""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from panal import notebook
from panal.assignment import HandedIn, Submission
from panal.course.course import Course, open_assignment, open_course
from panal.course.graded import Graded
from panal.course.release import generate
from panal.grading import Grader
from panal.pages.feedback_page import Grades, render
from panal.results import Ending, StudentId
from panal.run import Shown, open_run
from panal.workers.pool import local_pool
from tests.end_to_end.assignments import Example, answer, graded, solved

MARKER = "m4rc4"
A = "hw"
EXAMPLE = Example(
    [
        answer("f", solved("return len(x)", "def f(x):")),
        graded(
            "first",
            f"assert f('abc') == 3\n### BEGIN HIDDEN TESTS\nwanted = '{MARKER}-one'\n"
            "assert f(wanted) == 9\n### END HIDDEN TESTS",
        ),
        graded(
            "second", f"### BEGIN HIDDEN TESTS\nassert f('{MARKER}-two') == 9\n### END HIDDEN TESTS"
        ),
    ],
    {},
)

KEEP = "def f(x):\n    seen.append(x)\n    return len(x)\nseen = []"
ATTACKS = {
    "prints": ("def f(x):\n    print(x)\n    return len(x)", ""),
    "prints to stderr": (
        "import sys\ndef f(x):\n    print(x, file=sys.stderr)\n    return len(x)",
        "",
    ),
    "raises": ("def f(x):\n    if x != 'abc': raise ValueError(x)\n    return 3", ""),
    "raises a class with its name": (
        "def f(x):\n    if x != 'abc': raise type(x, (Exception,), {})\n    return 3",
        "",
    ),
    "raises with a note": (
        "def f(x):\n    if x != 'abc':\n        e = AssertionError()\n        e.add_note(x)\n"
        "        raise e\n    return 3",
        "",
    ),
    "kept for later": (KEEP, "print(seen)"),
    "kept in a file": (
        "def f(x):\n    open('kept', 'a').write(x)\n    return len(x)",
        "print(open('kept').read())",
    ),
    "kept outside the folder": (
        "def f(x):\n    open('/tmp/kept', 'a').write(x)\n    return len(x)",
        "print(open('/tmp/kept').read())",
    ),
    "the history": (solved("return len(x)", "def f(x):"), "print(In)"),
    "the history of IPython": (
        solved("return len(x)", "def f(x):"),
        "print([each for each in get_ipython().history_manager.get_range()])",
    ),
    "names that a test leaves": (
        solved("return len(x)", "def f(x):"),
        "print(globals().get('wanted'))",
    ),
    "the caller's frame": (
        "import inspect\ndef f(x):\n    print(inspect.currentframe().f_back.f_code.co_consts)\n"
        "    return len(x)",
        "",
    ),
    "a trace": (
        "import sys\nseen = []\ndef f(x): return len(x)\n"
        "def trace(frame, event, arg):\n    seen.append(str(frame.f_code.co_consts))\n"
        "    return trace\nsys.settrace(trace)",
        "import sys\nsys.settrace(None)\nprint(seen)",
    ),
    "a hook of IPython": (
        "def f(x): return len(x)\n"
        "def hook(result): print(result.info.raw_cell)\n"
        "get_ipython().events.register('post_run_cell', hook)",
        "",
    ),
    "an input transformer": (
        "seen = []\ndef f(x): return len(x)\n"
        "get_ipython().input_transformers_cleanup.append(lambda lines: (seen.extend(lines), lines)[1])",
        "print(seen)",
    ),
    "a thread": (
        "import threading, time\ndef f(x): return len(x)\n"
        "def look():\n    for _ in range(400):\n        time.sleep(0.01)\n        print(In)\n"
        "threading.Thread(target=look, daemon=True).start()",
        "import time\ntime.sleep(0.2)",
    ),
    "a display": ("def f(x):\n    display({'text/plain': x}, raw=True)\n    return len(x)", ""),
    "an update of an earlier display": (
        "handle = display('x', display_id=True)\ndef f(x):\n    handle.update(x)\n    return len(x)",
        "",
    ),
    "the process's title and environment": (
        "import os\ndef f(x):\n    os.environ['SEEN'] = x\n    return len(x)",
        "import os\nprint(os.environ.get('SEEN'))",
    ),
    "a traceback of one's own": (
        "import sys\ndef f(x):\n    try:\n        1 / 0\n    except ZeroDivisionError:\n"
        "        get_ipython().showtraceback()\n        print(x)\n    return len(x)",
        "",
    ),
}
NEVER_SHOWN = {"an update of an earlier display"}
"""Of what an earlier cell shows, nothing changes later on; see `panal.kernel.cell_outputs`."""


def submission_of(course: Course, attack: str) -> Submission:
    source, later = ATTACKS[attack]
    nb = nbformat.read(course.root / "release" / A / f"{A}.ipynb", as_version=4)
    nb.cells[0].source = source.replace("### BEGIN SOLUTION", "").replace("### END SOLUTION", "")
    nb.cells += [new_code_cell(later)] if later else []
    return Submission(StudentId("eva"), (HandedIn(nbformat.writes(nb).encode()),))


def shown_with_hidden_tests(grader: Grader, submission: Submission) -> str:
    """What the notebook would show if hidden tests ran where cells are shown. For a worker."""
    [released], [handed_in] = grader.assignment.notebooks, submission.notebooks
    assert handed_in.data is not None
    nb, _ = notebook.repair(notebook.read(handed_in.data), released.record)
    ids = [each.grade_id for each in notebook.exercises(released.record)]
    full = notebook.with_hidden_tests(nb, released.record, ids)
    shown = Shown(full, grader.assignment.limits)
    with open_run(grader.warm, full, {}, shown=True) as run:
        for index, cell in enumerate(full.cells):
            if cell.cell_type == "code":
                shown.run_cell(run, index)
    return json.dumps([cell.get("outputs") for cell in full.cells])


@pytest.fixture(scope="module")
def world(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[dict[str, Graded], dict[str, str], Path]:
    """Each attack graded, and what it would show in the wrong kernel."""
    folder = tmp_path_factory.mktemp("i")
    (folder / "nbgrader_config.py").write_text("c = get_config()\nc.Sealed.preload = []\n")
    course = open_course(folder)
    (folder / "source" / A).mkdir(parents=True)
    nbformat.write(EXAMPLE.source(), folder / "source" / A / f"{A}.ipynb")
    generate(course, A)
    opened = open_assignment(course, A)
    found, revealed = {}, {}
    with local_pool(course.sealing(), 2) as pool:
        todo = {attack: submission_of(course, attack) for attack in ATTACKS}
        for attack, submission in todo.items():
            [outcome] = pool.grade(opened, [submission])
            assert outcome.graded is not None, outcome.problem
            found[attack] = outcome.graded
            revealed[attack] = pool.call(opened, shown_with_hidden_tests, submission)
    return found, revealed, folder


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_hidden_test_is_nowhere(
    attack: str, world: tuple[dict[str, Graded], dict[str, str], Path]
) -> None:
    """Neither in the notebook, nor on the page, nor in results.json; nor in what is kept of a
    verdict for the instructor.
    """
    found, revealed, _ = world
    made = found[attack]
    [nb] = made.notebooks
    assert (MARKER in revealed[attack]) != (attack in NEVER_SHOWN)
    page = render(made.result, A, nb.fragment, {A: Grades({}, {})})
    for place in (nb.text, page, json.dumps(made.result.to_json()), str(made.result)):
        assert MARKER not in place and "HIDDEN" not in place


def test_it_is_judged_all_the_same(world: tuple[dict[str, Graded], dict[str, str], Path]) -> None:
    """Who only looks has the points of a right answer; who raises has none where it counts."""
    found, _, _ = world
    points = {attack: made.result.points for attack, made in found.items()}
    assert points["prints"] == points["the history"] == points["a trace"] == 2
    assert points["raises"] == points["raises a class with its name"] == 0
    check = found["raises a class with its name"].result.verdicts[0].checks[0]
    assert check.ending is Ending.RAISED and MARKER not in check.sentence


def test_the_release_has_none(world: tuple[dict[str, Graded], dict[str, str], Path]) -> None:
    _, _, folder = world
    for path in (folder / "release").rglob("*"):
        assert path.is_dir() or MARKER.encode() not in path.read_bytes()
