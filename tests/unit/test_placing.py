"""panal.placing, through panal.notebook.repair: whatever was done to a notebook, its code runs as
the student meant it.

Each case is run in plain Python: a test cell notes what its function answers when it is reached.
"""

from __future__ import annotations

import contextlib
import copy
import inspect
import itertools
import re
import unicodedata
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from panal import messages, notebook, placing
from tests.unit.test_notebook import cells_of, graded

STUB = "def {}(a):\n    raise NotImplementedError()"
AREA, SIDE = "def area(a):\n    return a * a", "def side(a):\n    return a / 4"


def make_record() -> NotebookNode:
    """Imports, two exercises, a demonstration between them."""
    return new_notebook(
        cells=[
            new_markdown_cell("# Áreas", id="title"),
            graded("import math", "imports", "i"),
            graded(STUB.format("area"), "area", "s1", solution=True, locked=False),
            graded("look('area')", "test_area", "t1", grade=True, points=5),
            graded("shown = 1", "show", "d"),
            graded(STUB.format("side"), "side", "s2", solution=True, locked=False),
            graded("look('side')", "test_side", "t2", grade=True, points=5),
        ]
    )


RECORD = make_record()


def submission(area: str = AREA, side: str = SIDE) -> dict[str, NotebookNode]:
    """The cells of a right submission by id."""
    cells = {cell.id: cell for cell in copy.deepcopy(RECORD).cells}
    cells["s1"].source, cells["s2"].source = area, side
    return cells


def own(source: str) -> NotebookNode:
    return new_code_cell(source, id="own")


def repaired(*cells: NotebookNode) -> tuple[NotebookNode, list[str]]:
    """A submission, repaired; what holds of any is checked."""
    submitted = notebook.read(
        nbformat.writes(new_notebook(cells=list(copy.deepcopy(cells)))).encode()
    )
    nb, notes = notebook.repair(submitted, RECORD)
    marks = {cell.id: notebook.nbgrader_of(cell) for cell in nb.cells if notebook.nbgrader_of(cell)}
    assert marks == {
        cell.id: notebook.nbgrader_of(cell) for cell in RECORD.cells if notebook.nbgrader_of(cell)
    }
    again, said = notebook.repair(notebook.read(nbformat.writes(nb).encode()), RECORD)
    assert cells_of(again) == cells_of(nb) and said == []
    return nb, notes


def answers(nb: NotebookNode) -> dict[str, object]:
    """What the functions answer to 8 when their test cells are reached; a cell that raises does not
    stop the others.
    """
    found: dict[str, object] = {}
    namespace: dict[str, Any] = {}

    def look(name: str) -> None:
        with contextlib.suppress(Exception):
            found.setdefault(name, namespace[name](8))

    namespace["look"] = look
    for cell in nb.cells:
        if cell.cell_type == "code":
            grade_id = notebook.nbgrader_of(cell).get("grade_id", "")
            with contextlib.suppress(Exception):
                # Only the record's own test cells look.
                exec(
                    cell.source
                    if grade_id.startswith("test_")
                    else cell.source.replace("look(", "print("),
                    namespace,
                )
    return found


ALL = {"area": 64, "side": 2}
C = submission()
RAW = new_raw_cell(AREA, id="s1", metadata=C["s1"].metadata)
MARKDOWN = new_markdown_cell(AREA, id="s1", metadata=C["s1"].metadata)
UNMARKED = {name: type(cell)({**cell, "metadata": {}}) for name, cell in C.items()}
STUBS = submission(STUB.format("area"), STUB.format("side"))
HELPED = "def area(a):\n    return helper(a)"
MERGED = new_code_cell(f"{AREA}\n\n{SIDE}", id="s1", metadata=C["s1"].metadata)


def edited(name: str, source: str) -> NotebookNode:
    return type(C[name])({**C[name], "source": source})


def renamed(cell: NotebookNode, cell_id: str) -> NotebookNode:
    return type(cell)({**cell, "id": cell_id})


def row(*cells: NotebookNode | str, of: dict[str, NotebookNode] = C) -> list[NotebookNode]:
    return [of[cell] if isinstance(cell, str) else cell for cell in cells]


DAMAGE = {
    "none": (row(*C), []),
    "deleted-tests": (row("title", "i", "s1", "d", "s2"), [messages.cells_restored(["test_area", "test_side"])]),
    "deleted-imports": (
        row("title", "s1", "t1", "d", edited("s2", "def side(a):\n    return math.floor(a / 4)"), "t2"),
        [messages.cells_restored(["imports"])],
    ),
    "function-in-a-new-cell": (
        row("title", "i", own(AREA), "t1", "d", "s2", "t2"), [messages.answer_elsewhere("area")],
    ),
    "function-below-its-test": (
        row("title", "i", STUBS["s1"], "t1", own(AREA), "d", "s2", "t2"), [messages.answer_elsewhere("area")],
    ),
    "function-below-its-test-with-a-helper": (
        row("i", STUBS["s1"], "t1", new_code_cell("def helper(a):\n    return a * a", id="h"), own(HELPED), "d", "s2", "t2"),
        [messages.answer_elsewhere("area")],
    ),
    "function-above-the-stub": (
        row("i", own(AREA), STUBS["s1"], "t1", "d", "s2", "t2"), [messages.answer_elsewhere("area")],
    ),
    "function-below-the-stub": (row("i", STUBS["s1"], own(AREA), "t1", "d", "s2", "t2"), []),
    "function-in-the-test-cell": (
        row("i", STUBS["s1"], edited("t1", f"{AREA}\nlook('area')"), "d", "s2", "t2"),
        [messages.cells_reset(["test_area"], kept=False), messages.answer_elsewhere("area")],
    ),
    "function-in-the-test-cell-of-another": (
        row("i", "s1", edited("t1", f"look('area')\n{SIDE}"), "d", "t2"),
        [messages.cells_reset(["test_area"], kept=True), messages.answer_elsewhere("side")],
    ),
    "two-functions-in-one-cell": (row("i", MERGED, "t1", "d", "t2"), [messages.answer_elsewhere("side")]),
    "two-functions-in-one-cell-beside-a-stub": (
        row("i", MERGED, "t1", "d", STUBS["s2"], "t2"), [messages.answer_elsewhere("side")],
    ),
    "two-functions-in-the-later-cell": (
        row("i", "t1", "d", edited("s2", f"{AREA}\n{SIDE}"), "t2"), [messages.answer_elsewhere("area")],
    ),
    "two-functions-in-a-new-cell-at-the-end": (
        row("i", "t1", "d", "t2", own(f"{AREA}\n{SIDE}")), [messages.answer_elsewhere("area"), messages.answer_elsewhere("side")],
    ),
    "emptied-cell": (
        row("i", edited("s1", "# está abajo"), "t1", "d", "s2", "t2", own(AREA)), [messages.answer_elsewhere("area")],
    ),
    "function-in-the-cell-of-another-below-its-stub": (
        row("i", STUBS["s2"], edited("s1", f"{AREA}\n{SIDE}"), "t1", "d", "t2"), [],
    ),
    "two-functions-in-a-new-cell-below-a-stub-and-a-trial": (
        row("i", STUBS["s1"], "t1", "d", edited("s2", "def side(a):\n    return a"), own(f"{AREA}\n{SIDE}"), "t2"),
        [messages.answer_elsewhere("area")],
    ),
    "unusual-definition-in-a-new-cell": (
        row("i", own("area, side = (lambda a: a * a), (lambda a: a / 4)"), "t1", "d", "t2"),
        [messages.answer_elsewhere("area"), messages.answer_elsewhere("side")],
    ),
    "hidden-definition-in-a-new-cell": (
        row("i", own("globals()['area'] = lambda a: a * a"), "t1", "d", "s2", "t2"), [messages.cells_restored(["area"])],
    ),
    "retyped-to-raw": (row("i", RAW, "t1", "d", "s2", "t2"), [messages.cells_retyped(["area"])]),
    "retyped-to-markdown": (row("i", MARKDOWN, "t1", "d", "s2", "t2"), [messages.cells_retyped(["area"])]),
    "retyped-without-marks": (
        row("i", new_markdown_cell(AREA, id="x"), "t1", "d", "s2", "t2"), [messages.answer_elsewhere("area")],
    ),
    "retyped-locked-cell": (
        row("i", "s1", new_markdown_cell("look('area')", id="t1", metadata=C["t1"].metadata), "d", "s2", "t2"),
        [messages.cells_retyped(["test_area"])],
    ),
    "metadata-lost": (row(*C, of=UNMARKED), [messages.cells_unmarked()]),
    "marks-of-a-stub-lost": (
        row("i", own(AREA), new_code_cell(STUB.format("area"), id="x"), "t1", "d", "s2", "t2"),
        [messages.cells_unmarked(), messages.answer_elsewhere("area")],
    ),
    "metadata-and-ids-lost": (
        [renamed(cell, f"x{index}") for index, cell in enumerate(UNMARKED.values())],
        [messages.cells_unmarked(), messages.answer_elsewhere("area"), messages.answer_elsewhere("side")],
    ),
    "copied-stub-left": (
        row("i", renamed(STUBS["s1"], "x"), "s1", "t1", "d", "s2", "t2"), [messages.cell_repeated("area")],
    ),
    "copied-stub-below": (
        row("i", "s1", renamed(STUBS["s1"], "x"), "t1", "d", "s2", "t2"), [messages.cell_repeated("area")],
    ),
    "copy-to-try-things-below-the-test": (
        row("i", "s1", "t1", renamed(edited("s1", "def area(a):\n    return 'probando'"), "x"), "d", "s2", "t2"),
        [messages.cell_repeated("area")],
    ),
    "answer-split-in-two": (
        row("i", edited("s1", HELPED), renamed(edited("s1", "def helper(a):\n    return a * a"), "x"), "t1", "d", "s2", "t2"),
        [messages.cell_repeated("area")],
    ),
    "decorated-in-another-cell": (
        row("i", edited("s1", "def area(a):\n    return a"), own("old = area\narea = lambda a: old(a) ** 2"), "t1", "d", "s2", "t2"),
        [],
    ),
    "test-above-its-answer": (
        row("i", "t1", "s1", "d", "s2", "t2"), [messages.cells_moved(["test_area"])],
    ),
    "all-tests-at-the-end": (
        row("i", edited("s1", HELPED), "d", edited("s2", f"{SIDE}\ndef helper(a):\n    return a * a"), "t1", "t2"),
        [],
    ),
    "exercises-swapped": (
        row("i", edited("s2", f"{SIDE}\ndef helper(a):\n    return a * a"), "t2", edited("s1", HELPED), "t1", "d"),
        [],
    ),
    "imports-at-the-end": (
        row(edited("s1", "def area(a):\n    return math.prod([a, a])"), "t1", "d", "s2", "t2", "i"), [messages.cells_moved(["imports"])],
    ),
    "import-added-to-a-locked-cell": (
        row(edited("i", "import math\nimport operator"), edited("s1", "def area(a):\n    return operator.mul(a, a)"), "t1", "d", "s2", "t2"),
        [messages.cells_reset(["imports"], kept=True)],
    ),
    "name-taken-in-a-test-cell": (
        row("i", "s1", edited("t1", "area = area(8)\nlook('area')"), "d", "s2", "t2"),
        [messages.cells_reset(["test_area"], kept=True)],
    ),
    "locked-cell-emptied": (row("i", "s1", edited("t1", ""), "d", "s2", "t2"), [messages.cells_reset(["test_area"], kept=False)]),
    "only-answers": (
        row("s1", "s2"), [messages.cells_restored(["imports", "test_area", "show", "test_side"])],
    ),
    "helper-moved-above": (
        row("i", own("def helper(a):\n    return a * a"), edited("s1", HELPED), "t1", "d", "s2", "t2"), [],
    ),
}  # fmt: skip
"""Submissions worth all points, by what was done to them, and what is said of it."""


@pytest.mark.parametrize("name", DAMAGE)
def test_no_repair_costs_a_right_answer_anything(name: str) -> None:
    """Both functions answer right when their test cells are reached, and everything that was put
    right is said once.
    """
    cells, said = DAMAGE[name]
    nb, notes = repaired(*cells)
    assert answers(nb) == ALL
    assert notes == said


@pytest.mark.parametrize(
    "cells",
    [
        row(
            "i",
            edited("s1", "def area(a):\n    raise ValueError"),
            "t1",
            "d",
            "s2",
            "t2",
            own(AREA),
        ),
        row("i", edited("s1", "area = 3"), "t1", "d", "s2", "t2"),
        row("i", "s1", own("area = 'otra cosa'"), "t1", "d", "s2", "t2"),
    ],
    ids=["attempt-in-place", "no-function", "name-taken"],
)
def test_what_stands_at_the_test_cell_counts(cells: list[NotebookNode]) -> None:
    """A student's own code is not bent: what they made of the name by then is what is looked at."""
    nb, notes = repaired(*cells)
    assert answers(nb) == {"side": 2} and notes == []


def test_a_value_with_the_name_is_no_answer() -> None:
    """An exercise that was not tried stays so, whatever else is called like it."""
    nb, notes = repaired(*row("i", STUBS["s1"], "t1", "d", "s2", "t2", own("area = 3")))
    assert answers(nb) == {"side": 2} and notes == []


def test_a_changed_locked_cell_that_binds_nothing_is_gone() -> None:
    """It would only run, and show, something twice."""
    nb, _ = repaired(*row("i", "s1", edited("t1", "print('me da igual')"), "d", "s2", "t2"))
    assert all("me da igual" not in cell.source for cell in nb.cells)


def test_repairing_takes_time_that_grows_with_the_notebook() -> None:
    """Long lines of names and commas are read once, not once for each name in them."""
    line = "area, " * (notebook.MAX_SOURCE // 6 - 1)
    _, notes = notebook.repair(
        notebook.read(
            nbformat.writes(
                new_notebook(cells=[new_code_cell(line, id=f"x{n}") for n in range(8)])
            ).encode()
        ),
        RECORD,
    )
    assert notes


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (row(*C), (2, 4)),
        (row(*STUBS, of=STUBS), (0, 4)),
        (row(*UNMARKED, of=UNMARKED), (2, 4)),
        ([own(AREA)], (1, 1)),
        ([own("import math"), new_markdown_cell("# Otra tarea")], (0, 0)),
        ([], (0, 0)),
    ],
)
def test_how_much_of_an_assignment_a_notebook_holds(
    cells: list[NotebookNode], expected: tuple[int, int]
) -> None:
    """Answers that were tried, and cells of exercises."""
    submitted = notebook.read(nbformat.writes(new_notebook(cells=copy.deepcopy(cells))).encode())
    assert notebook.likeness(submitted, RECORD) == expected


def test_each_rule_has_an_example() -> None:
    """Which is run by test_examples.py."""
    assert all(">>> " in str(rule.__doc__) for rule in placing.RULES)


def test_the_docs_have_the_same_rules_in_the_same_order() -> None:
    """And in the same words."""
    docs = (Path(__file__).parents[2] / "docs" / "reference.md").read_text(encoding="utf-8")
    table = docs.partition("### Which cell is which, and what runs when")[2].partition("\n## ")[0]
    said = [" ".join(str(inspect.getdoc(rule)).split("\n\n")[0].split()) for rule in placing.RULES]
    names = [rule.__name__ for rule in placing.RULES]
    assert re.findall(r"^\| `(\w+)` \| (.*) \|$", table, re.M) == list(
        zip(names, said, strict=True)
    )


def test_an_answer_that_uses_one_from_below_is_asked_below_it() -> None:
    """Both work once all cells have run, as they did for the student."""
    uses = "def side(a):\n    return area(a) / a / 4"
    cells = row("i", STUBS["s1"], "t1", "d", edited("s2", uses), "t2", own(AREA))
    nb, notes = repaired(*cells)
    assert answers(nb) == ALL and notes == [messages.answer_elsewhere("area")]


def test_in_any_order_right_answers_are_right_and_no_cell_runs_twice() -> None:
    """Whatever was dragged where: the answers need the imports, and the tests need the answers."""
    square = "math.pi\ndef area(a):\n    return math.prod([a, a])"
    cells = submission(square, "math.pi\ndef side(a):\n    return math.floor(a / 4)")
    for order in itertools.permutations(["i", "s1", "t1", "d", "s2", "t2"]):
        submitted = new_notebook(cells=copy.deepcopy(row(*order, of=cells)))
        nb, _ = notebook.repair(submitted, RECORD)
        assert answers(nb) == ALL, order
        assert len(nb.cells) == len(order)


def test_a_name_is_the_same_however_its_accents_are_written() -> None:
    """Python takes `é` in one character and in two for one name, and so do we."""
    assert placing.defines(
        "raíz", placing.Piece("code", unicodedata.normalize("NFD", "def raíz(): ..."))
    )
    assert placing.binds(unicodedata.normalize("NFD", "raíz"), placing.Piece("code", "raíz = 3"))


TOTAL = placing.Slot("total", "code", "total = ...  # TU CÓDIGO AQUÍ", "s", solution=True)
BLANK = placing.Slot("total", "code", "# TU CÓDIGO AQUÍ", "s", solution=True)
CHECK = placing.Slot("test_total", "code", "print(total)", "t", test=True)


@pytest.mark.parametrize("slot", [TOTAL, BLANK], ids=["bound", "blank"])
@pytest.mark.parametrize(
    ("sources", "runs"),
    [
        (["total = 12", None, CHECK.source], ["total = 12", CHECK.source]),
        ([None, "partes = 3\ntotal = 4 * partes", CHECK.source], [None, "partes = 3\ntotal = 4 * partes", CHECK.source]),
        ([None, CHECK.source, "total: int = 12"], ["total: int = 12", CHECK.source]),
        ([None, "print(total)", CHECK.source], [None, "print(total)", CHECK.source]),
    ],
    ids=["above", "below", "last", "nowhere"],
)  # fmt: skip
def test_a_variable_is_found_wherever_it_was_written(
    slot: placing.Slot, sources: list[str | None], runs: list[str | None]
) -> None:
    """As functions are. A cell that was left as it came and would take it away does not run."""
    claims = {None: "total", CHECK.source: "test_total"}
    pieces = [placing.Piece("code", text or slot.source, claims.get(text, "")) for text in sources]
    steps, notes = placing.place(pieces, [slot, CHECK])
    texts = {"total": slot.source, "test_total": CHECK.source}
    found = [
        step.source
        or (pieces[step.piece].source if step.piece is not None else texts[step.grade_id])
        for step in steps
    ]
    assert [text for text in found if not text.startswith("# En esta celda")] == [
        text or slot.source for text in runs
    ]
    assert (messages.answer_elsewhere("total") in notes) == (None not in runs)


# Cells of any grade id

ODD = [
    placing.Slot("part-2", "code", "def area(a):\n    raise NotImplementedError", solution=True),
    placing.Slot("cell-9f3", "code", "assert area(2) == 4", test=True),
]
SQUARE = "def area(a):\n    return a * a"


@pytest.mark.parametrize(
    ("cells", "runs"),
    [
        # The answer's cell is gone, and the function stands in another one.
        ([placing.Piece("code", SQUARE), placing.Piece("code", "", "cell-9f3")], SQUARE),
        # It stands above the stub, which would take it away.
        (
            [
                placing.Piece("code", SQUARE),
                placing.Piece("code", ODD[0].source, "part-2"),
                placing.Piece("code", "", "cell-9f3"),
            ],
            SQUARE,
        ),
    ],
    ids=["gone", "above the stub"],
)
def test_a_function_is_found_whatever_its_cell_is_called(
    cells: list[placing.Piece], runs: str
) -> None:
    """By the name that was released in it; and no stub takes it away."""
    steps, _ = placing.place(cells, ODD)
    sources = [cells[step.piece].source for step in steps if step.piece is not None]
    assert sources == [runs]
    assert not any(
        step.grade_id == "part-2" and step.piece is step.source is None for step in steps
    )
