"""What a student's cells may be like, in real kernels with small limits: whoever wrote a right answer
has its points, and who did not learns why.

The grader is one of a few lines, and nothing is imported before kernels are forked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from panal import messages
from panal.assignment import Assignment, HandedIn, Released, Submission
from panal.config import Limits, Sealing
from panal.grading import Grader, open_grader
from panal.kernel.warm import WarmProcess
from panal.results import Ending, Result, StudentId
from tests.end_to_end.courses import cell_of, code_cell

GRADER = """
import pytest

@pytest.mark.visible
def test_example(submission, example):
    assert submission.triple(2).whole_number() == 6

@pytest.mark.check(title="Con un número")
def test_one(submission):
    assert submission.triple(14).whole_number() == 42

@pytest.mark.check(title="Con otro")
def test_other(submission):
    assert submission.triple(5).whole_number() == 15
"""
PROBING = """
import pytest

SECRET = "EscondidoEnLaSonda"

def EscondidoEnLaSonda(notebook, argument):
    secret = SECRET + argument
    return notebook.triple(len(secret)), notebook.EscondidoEnLaSonda

@pytest.mark.check(title="Por una sonda", hint="¿?")
def test_probe(submission):
    found = submission.evaluate(EscondidoEnLaSonda, "EscondidoEnElArgumento").items(2)
    assert found[0] == 120

@pytest.mark.check(title="Un texto", hint="¿?")
def test_text(submission):
    assert submission.triple("EscondidoEnElArgumento").text() == "Escondido" * 3
"""
HIDDEN = "EscondidoEn"
RIGHT = "def triple(x):\n    return 3 * x\n"
LIMITS = Limits(
    cell_cpu_seconds=2, cell_wall_seconds=15, call_cpu_seconds=4, call_wall_seconds=20,
    exercise_cpu_seconds=0.3, output_messages=100,
)  # fmt: skip
HELPER = b"def by(n, x):\n    return n * x\n"


def record() -> NotebookNode:
    stub = "def triple(x):\n    raise NotImplementedError()"
    return new_notebook(
        cells=[
            code_cell(stub, "triple", "triple", solution=True),
            code_cell("triple(2)", "test_triple", "test", locked=True, points=10),
        ]
    )


@pytest.fixture(scope="module")
def grader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grader]:
    folder = tmp_path_factory.mktemp("graders")
    (folder / "test_triple.py").write_text(GRADER)
    yield from opened_grader(folder)


@pytest.fixture(scope="module")
def probing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grader]:
    """A grader that asks by a probe, in which a word stands that nobody may ever read."""
    folder = tmp_path_factory.mktemp("graders")
    (folder / "test_triple.py").write_text(PROBING)
    yield from opened_grader(folder)


def opened_grader(folder: Path) -> Iterator[Grader]:
    sealing = Sealing(LIMITS, preload=())
    assignment = Assignment(
        "a", (Released("a", record()),), {"helper.py": HELPER}, folder, sealing, "es"
    )
    with WarmProcess(sealing) as warm, open_grader(assignment, warm) as opened:
        yield opened


def graded(grader: Grader, answer: str, *added: str, below: str = "") -> Result:
    """The result of a notebook; see `ran`."""
    return ran(grader, answer, *added, below=below)[1]


def ran(grader: Grader, answer: str, *added: str, below: str = "") -> tuple[NotebookNode, Result]:
    """A notebook with an answer, and with cells of the student's own before and behind it."""
    nb = record()
    cell_of(nb, "triple").source = answer
    nb.cells[:0] = [new_code_cell(source) for source in added]
    nb.cells += [new_code_cell(below)] if below else []
    handed_in = HandedIn(nbformat.writes(nb).encode())
    [graded], result = grader.grade(Submission(StudentId("ana"), (handed_in,)))
    return graded, result


def test_a_module_that_a_cell_wrote_is_imported(grader: Grader) -> None:
    """In the first kernel and in the second one, as in any Jupyter."""
    written = f"%%writefile mine.py\n{RIGHT}"
    result = graded(grader, "from mine import triple", written)
    assert (result.points, result.notes) == (10, ())


def test_a_module_beside_the_notebook_is_imported(grader: Grader) -> None:
    """It is the instructor's, and lies where the notebook runs."""
    result = graded(grader, "from helper import by\n\ndef triple(x):\n    return by(3, x)")
    assert (result.points, result.notes) == (10, ())


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            "x = 1\ndef triple(x)\n    return 3 * x",
            "La celda de `triple` tiene un error de sintaxis en la línea 2 (`def triple(x)`): falta «:».",
        ),
        (
            f"import torch_geometric\n{RIGHT}",
            "La celda de `triple` se detuvo con `ModuleNotFoundError` en la línea 1: "
            "aquí no está instalado `torch_geometric`.",
        ),
        (
            f"{RIGHT}del triple\n1 / 0",
            "La celda de `triple` se detuvo con `ZeroDivisionError` en la línea 4.",
        ),
        (
            f"%tensorflow_version 2.x\n{RIGHT}del triple",
            "La celda de `triple` se detuvo con `UsageError`: aquí no existe `%tensorflow_version`.",
        ),
        (
            f"for step in range(250):\n    display(step)\n1 / 0\n{RIGHT}",
            "La celda de `triple` se detuvo con `ZeroDivisionError` en la línea 3.",
        ),
    ],
    ids=[
        "a missing colon",
        "a missing module",
        "any error",
        "a magic of another Jupyter",
        "an error after too much output",
    ],
)
def test_an_answer_that_is_not_there_is_told_by_its_cell_and_line(
    grader: Grader, answer: str, said: str
) -> None:
    """Not as a function that was renamed."""
    result = graded(grader, answer, "print('antes')")
    [verdict] = result.verdicts
    assert {check.ending for check in verdict.checks} == {Ending.NO_ATTEMPT}
    for sentence in [check.sentence for check in verdict.checks]:
        assert sentence.startswith(said) and sentence.endswith("`triple` no quedó definida.")


def test_a_long_experiment_behind_a_right_answer_costs_nothing(grader: Grader) -> None:
    """The cell is stopped, and what it had defined is there."""
    result = graded(grader, f"{RIGHT}\nwhile True:\n    triple(1)")
    why = messages.too_much_cpu(LIMITS.cell_cpu_seconds, "cell")
    assert (result.points, result.notes) == (10, (messages.cell_interrupted(1, why, "triple"),))


@pytest.mark.parametrize(
    "rest",
    [
        "await asyncio.sleep(0.01)\nwhile True:\n    triple(1)",
        "async def endless():\n    while True:\n        await asyncio.sleep(0)\n"
        "await asyncio.gather(endless(), endless())",
    ],
    ids=["computes", "tasks"],
)
def test_a_cell_that_awaits_is_stopped_like_others(grader: Grader, rest: str) -> None:
    """While it computes, and while it waits for tasks of its own."""
    result = graded(grader, f"import asyncio\n{RIGHT}\n{rest}")
    why = messages.too_much_cpu(LIMITS.cell_cpu_seconds, "cell")
    assert (result.points, result.notes) == (10, (messages.cell_interrupted(1, why, "triple"),))


def test_a_slow_answer_that_is_right_has_its_points(grader: Grader) -> None:
    """Each call has its own time; what an exercise may lose is lost only by calls without an
    answer.
    """
    busy = "import time\n\ndef triple(x):\n    start = time.process_time()\n"
    busy += "    while time.process_time() - start < 0.7:\n        pass\n    return 3 * x"
    result = graded(grader, busy)
    assert (result.points, result.notes) == (10, ())


def test_many_displays_are_cut_at_the_same_place_on_every_machine(grader: Grader) -> None:
    """Fast or slow, the answer behind them counts, and the same is said."""
    cell = f"{RIGHT}\nimport time\nfrom IPython.display import display\n"
    cell += "for step in range(250):\n    display(step)\n    time.sleep({})"
    for seconds in (0, 0.004):
        nb, result = ran(grader, cell.format(seconds))
        assert (result.points, result.notes) == (10, (messages.outputs_cut(1, "triple"),))
        shown = [output.data["text/plain"] for output in nb.cells[0].outputs]
        assert shown == [str(step) for step in range(LIMITS.output_messages)]


def test_a_cell_that_exits_goes_on(grader: Grader) -> None:
    """`exit()` ends a notebook for nobody; the cells below it run."""
    result = graded(grader, RIGHT, "exit()", below="quit()")
    assert (result.points, result.notes) == (10, ())


ONCE = {
    "a counter": "calls = []\ndef triple(x):\n    calls.append(x)\n    return 3 * x if len(calls) <= 2 else 0",
    "a file": "import os\nassert not os.path.exists('seen')\nopen('seen', 'w').close()\ndef triple(x):\n    return 3 * x",
    "a database": (
        "import sqlite3\nbase = sqlite3.connect('/tmp/base')\nbase.execute('create table seen (x)')\n"
        "base.commit()\ndef triple(x):\n    return 3 * x"
    ),
    "a lock": "import os\nos.mkdir('/dev/shm/lock')\ndef triple(x):\n    return 3 * x",
    "the environment": "import os\nassert 'SEEN' not in os.environ\nos.environ['SEEN'] = '1'\ndef triple(x):\n    return 3 * x",
    "the time": (
        "import time\nbegan, used = time.monotonic(), time.process_time()\ntime.sleep(0.2)\ndef triple(x):\n"
        "    return 3 * x if 0.2 <= time.monotonic() - began < 60 and time.process_time() - used < 2 else 0"
    ),
    "a server": (
        "import socket\nserver = socket.create_server(('127.0.0.1', 45000))\ndef triple(x):\n    return 3 * x"
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", ONCE)
def test_what_can_be_done_once_is_done_once(grader: Grader, what: str) -> None:
    """The kernel that is shown leaves nothing to the one that is asked, and no case of the
    notebook's is counted among the hidden ones.
    """
    result = graded(grader, ONCE[what])
    assert (result.points, result.notes) == (10, ())


def test_chance_is_the_same_in_both_kernels(grader: Grader) -> None:
    """So what a student sees is what was asked, and grading again gives the same points."""
    source = "import random\nf = 3 if random.random() < {} else 0\ndef triple(x):\n    return f * x"
    found = [
        (each.points, [example.ending for example in verdict.examples])
        for share in (0.2, 0.4, 0.6, 0.8)
        for each in [graded(grader, source.format(share))]
        for verdict in each.verdicts
    ]
    assert all(pair in ((10, [Ending.RIGHT]), (0, [Ending.WRONG])) for pair in found), found


def test_a_refusal_of_tensorflow_is_no_stub(grader: Grader) -> None:
    """It raises `NotImplementedError` for what is no number yet; who wrote that did answer."""
    sealing = replace(grader.assignment.sealing, preload=("tensorflow",))
    source = "import numpy as np\nimport tensorflow as tf\n\n@tf.function\ndef doubled(x):\n"
    source += "    return 2 * np.asarray(x)\n\n"
    source += "def triple(x):\n    return x + doubled(tf.constant(x))"
    with WarmProcess(sealing) as warm:
        result = graded(Grader(grader.assignment, warm, grader.judge), source)
    [verdict] = result.verdicts
    assert {check.ending for check in verdict.checks} == {Ending.RAISED}
    assert messages.raised("NotImplementedError") in {check.sentence for check in verdict.checks}


LOOKS = """
import gc, os, sys, threading, time

WORD = "".join(("Escondido", "En"))

def found():
    for frame in list(sys._current_frames().values()):
        while frame is not None:
            for value in (*frame.f_locals.values(), *frame.f_code.co_consts, *frame.f_code.co_names):
                if isinstance(value, str) and WORD in value and value != WORD:
                    return value
            frame = frame.f_back
    return next((o for o in gc.get_objects() if isinstance(o, str) and WORD in o and o != WORD), "")
"""
"""What a student can look for: the probe is in the process while it runs."""

CARRIES = {
    "printed": "def triple(x):\n    print(found())\n    sys.stderr.write(found())\n    return found()",
    "raised": "def triple(x):\n    raise type(found()[:60] or 'E', (Exception,), {})(found())",
    "a file": "def triple(x):\n    open('nota', 'w').write(found())\n    return 1",
    "a thread": "def watch():\n    while True:\n        word = found()\n        if word:\n            print(word); os.write(1, word.encode())\n        time.sleep(0.01)\nthreading.Thread(target=watch, daemon=True).start()\ndef triple(x):\n    time.sleep(0.1)\n    return {found(): found()}",
    "a reply": "answering = next(m for name, m in sys.modules.items() if name.endswith('sealed.answering'))\nanswering.answer = lambda namespace, request: {'status': 'missing', 'name': str(request), 'error': str(request), 'answer': str(request)}\ndef triple(x):\n    return 1",
    "another reply": "answering = next(m for name, m in sys.modules.items() if name.endswith('sealed.answering'))\nanswering.answer = lambda namespace, request: {'status': 'raised', 'name': str(request), 'error': str(request), 'answer': str(request)}\ndef triple(x):\n    return 1",
    "a text": "import json\nencode = next(m for name, m in sys.modules.items() if name.endswith('sealed.encode'))\nencode.encode = lambda *a, **k: json.dumps({'opaque': found()})\ndef triple(x):\n    return 1",
    "a figure": "import matplotlib.pyplot as plt\ndef triple(x):\n    plt.title(found())\n    plt.show()\n    return plt.gcf()",
}


@pytest.mark.parametrize("way", CARRIES)
def test_nothing_of_a_probe_is_ever_shown(probing: Grader, way: str) -> None:
    """Neither its source nor its arguments, by any way from the process in which it runs. The one word
    of it that a sentence may hold is a name that it asks of the notebook.
    """
    nb = record()
    cell_of(nb, "triple").source = LOOKS + CARRIES[way]
    nb.cells += [
        new_code_cell("import glob\nprint([open(name).read() for name in glob.glob('*')])")
    ]
    handed_in = HandedIn(nbformat.writes(nb).encode())
    (ran,), result = probing.grade(Submission(StudentId("ana"), (handed_in,)))
    assert result.points == 0
    told = str(result) + str([cell.get("outputs") for cell in ran.cells])
    asked = messages.missing("EscondidoEnLaSonda")
    assert HIDDEN not in told.replace(asked, "")
