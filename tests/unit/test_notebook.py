"""panal.notebook: whatever was handed in, what comes out is a notebook by the record."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import nbformat
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nbconvert.filters.markdown_mistune import markdown2html_mistune as markdown2html
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from panal import messages, notebook, notebook_json

LONE = (
    st.characters(codec="utf-8")
    | st.characters(categories=["Cs"])
    | st.sampled_from("\x00\x1b\ufeff\u2028")
)
TEXT = st.text(LONE, max_size=12)
NUMBER = st.integers() | st.floats() | st.sampled_from([10**400, -1, 2**63, 1e308])
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | NUMBER | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


def graded(source: str, grade_id: str, cell_id: str, **more: Any) -> NotebookNode:
    """A cell of the record, with nbgrader's metadata."""
    cell = new_code_cell(source, id=cell_id)
    meta = {
        "grade_id": grade_id,
        "grade": False,
        "solution": False,
        "locked": True,
        "task": False,
        "schema_version": 3,
    }
    cell.metadata["nbgrader"] = {**meta, **more}
    return cell


def make_record(points: float = 15) -> NotebookNode:
    """A released notebook of two exercises, with prose that nbgrader doesn't know."""
    return new_notebook(
        cells=[
            new_markdown_cell("# Áreas", id="title"),
            graded("import math", "imports", "i"),
            graded(
                "def area(a, b):\n    raise NotImplementedError()",
                "area",
                "s1",
                solution=True,
                locked=False,
            ),
            graded("area(2, 3)", "test_area", "t1", grade=True, points=points),
            graded(
                "def side(a):\n    raise NotImplementedError()",
                "side",
                "s2",
                solution=True,
                locked=False,
            ),
            graded("side(4)", "test_side", "t2", grade=True, points=points),
        ],
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "toc": 1,
        },
    )


RECORD = make_record()
IDS = [cell.metadata.nbgrader.grade_id for cell in RECORD.cells if "nbgrader" in cell.metadata]

CLAIMS = st.sampled_from([*IDS, "", "nothing"]) | JSON
SOURCES = (
    st.sampled_from(
        ["def area(a, b):\n    return a * b", "side = lambda a: a / 4", "area(2, 3)", "1"]
    )
    | TEXT
)
CELLS = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "code", "markdown", "raw", "heading"]) | JSON,
        "source": SOURCES | st.lists(TEXT, max_size=3) | JSON,
        "input": SOURCES | JSON,
        "id": st.sampled_from(["s1", "t1", "s1-1", "t1-2", "a", "x" * 64, "x" * 65, "ñ"]) | JSON,
        "metadata": JSON
        | st.fixed_dictionaries({"nbgrader": JSON | st.fixed_dictionaries({"grade_id": CLAIMS})}),
        "outputs": JSON,
        "execution_count": JSON,
        "attachments": JSON,
    },
)
CELL_LISTS = st.lists(CELLS | JSON, max_size=8)
DOCUMENTS = st.fixed_dictionaries(
    {"nbformat": st.sampled_from([4, 4, 4, 4, 3]) | JSON, "cells": CELL_LISTS | JSON},
    optional={
        "nbformat_minor": st.sampled_from([0, 4, 5, 99]) | JSON,
        "metadata": JSON,
        "worksheets": JSON
        | st.lists(st.fixed_dictionaries({"cells": CELL_LISTS | JSON}), max_size=2),
    },
)


def encoded(document: object) -> bytes:
    """JSON as any program may have written it: lone surrogates as escapes, NaN and Infinity by
    name.
    """
    return json.dumps(document).encode("ascii")


def cells_of(nb: NotebookNode) -> list[dict[str, Any]]:
    """The cells as plain data."""
    plain: list[dict[str, Any]] = json.loads(json.dumps(nb.cells))
    return plain


def submitted(*cells: NotebookNode) -> NotebookNode:
    return notebook.read(nbformat.writes(new_notebook(cells=list(copy.deepcopy(cells)))).encode())


def repaired(*cells: NotebookNode) -> tuple[NotebookNode, list[str]]:
    return notebook.repair(submitted(*cells), RECORD)


def check_repaired(nb: NotebookNode) -> None:
    """What holds of any repaired notebook."""
    nbformat.validate(nb, relax_add_props=False)
    nbformat.writes(nb).encode("utf-8")
    found = [cell for cell in nb.cells if notebook.nbgrader_of(cell)]
    assert sorted(cell.metadata.nbgrader.grade_id for cell in found) == sorted(IDS)
    recorded = {
        cell.metadata.nbgrader.grade_id: cell
        for cell in RECORD.cells
        if "nbgrader" in cell.metadata
    }
    for cell in found:
        original = recorded[cell.metadata.nbgrader.grade_id]
        assert cell.metadata == original.metadata
        assert cell.cell_type == original.cell_type
        if not original.metadata.nbgrader.solution:
            assert cell.source == original.source
    assert len({cell.id for cell in nb.cells}) == len(nb.cells)
    assert all(
        not cell.outputs and cell.execution_count is None
        for cell in nb.cells
        if cell.cell_type == "code"
    )
    for cell in nb.cells:
        if "nbgrader" not in cell.metadata:
            assert cell.metadata == (
                {"raw_mimetype": "text/plain"} if cell.cell_type == "raw" else {}
            )


@given(DOCUMENTS)
@example({"nbformat": 99, "cells": []})
@example({"nbformat": 4, "cells": [{"cell_type": "code", "source": "\ud800\x00", "id": "a"}]})
def test_any_notebook_is_read_and_repaired_or_damaged(document: Any) -> None:
    """Whatever JSON was handed in: it is damaged, or repairs to a valid notebook with each recorded
    cell once, in order.
    """
    before = copy.deepcopy(RECORD)
    try:
        nb = notebook.read(encoded(document))
    except notebook.Damaged as damage:
        assert str(damage)
        return
    fixed, notes = notebook.repair(nb, RECORD)
    check_repaired(fixed)
    assert before == RECORD
    assert all(type(note) is str for note in notes)


@given(DOCUMENTS)
def test_repairing_twice_changes_nothing(document: Any) -> None:
    """A repaired notebook is as it should be: repaired again it is the same, and there is nothing
    to say.
    """
    try:
        once, _ = notebook.repair(notebook.read(encoded(document)), RECORD)
    except notebook.Damaged:
        return
    twice, notes = notebook.repair(notebook.read(nbformat.writes(once).encode()), RECORD)
    assert cells_of(twice) == cells_of(once)
    assert notes == []


@given(DOCUMENTS)
def test_the_same_file_gives_the_same_notebook(document: Any) -> None:
    """Nothing in it is left to chance, ids of cells included."""
    try:
        first, again = (
            notebook.repair(notebook.read(encoded(document)), RECORD)[0] for _ in range(2)
        )
    except notebook.Damaged:
        return
    assert cells_of(first) == cells_of(again)


@given(
    st.binary(max_size=40)
    | TEXT.map(lambda text: text.encode("utf-8", "surrogatepass"))
    | JSON.map(encoded)
)
def test_any_bytes_are_a_notebook_or_damaged(data: bytes) -> None:
    """No file raises anything but `Damaged`."""
    try:
        assert notebook.read(data).nbformat == 4
    except notebook.Damaged as damage:
        assert str(damage)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "vacío"),
        (b" \n", "vacío"),
        (b'{"nbformat": 4, "cells": [', "cortado"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"[" * 100_000, "anidado"),
        (b'{"nbformat": 4, "cells": ' + b"[" * 100_000, "anidado"),
        (b"9" * 100_000, "JSON"),
        (b"[]", "forma"),
        (b'{"nbformat": 99, "cells": []}', "formato 4"),
        (b'{"nbformat": 4, "cells": {}}', "formato 4"),
        (encoded({"nbformat": 4, "cells": [{}] * (notebook.MAX_CELLS + 1)}), "celdas"),
        (
            encoded(
                {
                    "nbformat": 4,
                    "cells": [{"cell_type": "code", "source": " " * notebook.MAX_SOURCE}] * 9,
                }
            ),
            "demasiado código",
        ),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else "data",
)
def test_damage_is_named(data: bytes, reason: str) -> None:
    """Each way in which a file is no notebook has its own words."""
    with pytest.raises(notebook.Damaged, match=reason):
        notebook.read(data)


def test_a_byte_order_mark_does_no_harm() -> None:
    """Some editors write one."""
    assert notebook.read(b"\xef\xbb\xbf" + nbformat.writes(RECORD).encode()).cells


def test_text_counts_for_no_limit() -> None:
    """Pictures that were pasted into text go, and what is left of it is shortened for display."""
    pasted = "![captura.png](data:image/png;base64," + "iVBORw0KGgoAAAANSUhEUgAA" * 4900 + ")"
    huge = {"cell_type": "raw", "source": ["a", "b" * (notebook_json.MAX_STRING + 1), "c\n"]}
    cells = [{"cell_type": "markdown", "source": pasted}] * 100
    long = [{"cell_type": "markdown", "source": "x " * notebook.MAX_SOURCE}] * 20
    nb = notebook.read(encoded({"nbformat": 4, "cells": [*cells, *long, huge]}))
    assert {cell.source for cell in nb.cells[:100]} == {"![captura.png](…)"}
    assert {len(cell.source) for cell in nb.cells[100:-1]} == {notebook.MAX_SOURCE + 1}
    assert nb.cells[-1].source == "a…c\n"


@pytest.mark.parametrize("length", [notebook.MAX_SOURCE, notebook_json.MAX_STRING])
def test_code_that_is_too_long_is_left_out_and_says_so(length: int) -> None:
    """The cells around it run."""
    cells = [{"cell_type": "code", "source": source} for source in ("a = 1", "1" * (length + 1))]
    nb = notebook.read(encoded({"nbformat": 4, "cells": cells}))
    assert [cell.source for cell in nb.cells] == ["a = 1", f"# {messages.code_too_long()}"]


def test_old_outputs_count_for_no_limit() -> None:
    """More of them than a whole notebook may have otherwise."""
    output = {"output_type": "stream", "text": "x" * (notebook_json.MAX_KEPT + 1)}
    many = {"output_type": "display_data", "data": {"a/b": [[]] * notebook_json.MAX_PARTS}}
    nb = copy.deepcopy(RECORD)
    plain = json.loads(json.dumps(nb))
    plain["cells"][3]["outputs"] = [output, many]
    assert cells_of(notebook.read(encoded(plain))) == cells_of(notebook.read(encoded(nb)))


@pytest.mark.parametrize("marked", [True, False])
@pytest.mark.parametrize(
    "change",
    [
        lambda source: source.replace("\n", "\r\n"),
        lambda source: source.replace("\n", "\r"),
        lambda source: f"\ufeff{source}",
        lambda source: source.replace("\n", "  \n") + "\n\n",
    ],
    ids=["Windows", "old Mac", "byte order mark", "blanks"],
)
def test_what_an_editor_changes_by_itself_is_no_change(
    change: Callable[[str], str], marked: bool
) -> None:
    """Nobody is told that locked cells were changed, and stubs are still stubs, by grade id or by
    text.
    """
    cells = copy.deepcopy(RECORD.cells)
    for number, cell in enumerate(cells):
        cell.source = change(cell.source)
        if not marked:
            cell.metadata, cell.id = NotebookNode(), f"x{number}"
    fixed, notes = repaired(*cells)
    assert notes == ([] if marked else [messages.cells_unmarked()])
    assert [cell.source for cell in fixed.cells[1:]] == [cell.source for cell in RECORD.cells[1:]]


@pytest.mark.parametrize("separator", ["\u2028", "\x0c", "\x85", "\x1c"])
def test_a_separator_that_ends_no_line_in_python_ends_none_here(separator: str) -> None:
    """A comment goes on behind it, and the code runs as it was written."""
    comment = f"# uno{separator}def area(a, b): return 0"
    stub = RECORD.cells[2].source
    answer = f"def area(a, b):\n    return a * b  # dos{separator}tres"
    cells = copy.deepcopy(RECORD.cells)
    cells[2].source = answer
    fixed, notes = repaired(*cells[:2], new_code_cell(comment), *cells[2:])
    assert notes == [] and [cell.source for cell in fixed.cells[2:4]] == [comment, answer]
    namespace: dict[str, Any] = {}
    exec(fixed.cells[3].source, namespace)
    assert namespace["area"](2, 3) == 6
    cells[2].source = f"{comment}\n"
    fixed, notes = repaired(*cells[:4], new_code_cell(answer), *cells[4:])
    assert notes == [messages.answer_elsewhere("area")] and stub not in fixed.cells[2].source


def test_hidden_tests_are_no_change_of_a_students() -> None:
    """The record has them, what was released has not; either is untouched."""
    record = make_record()
    released = record.cells[3].source
    record.cells[3].source += "\n### BEGIN HIDDEN TESTS\narea(5, 6)\n### END HIDDEN TESTS\n"
    for source in (released, record.cells[3].source):
        cells = copy.deepcopy(record.cells)
        cells[3].source = source
        assert notebook.repair(submitted(*cells), record)[1] == []
    cells[3].source = "area(5, 7)"
    (note,) = notebook.repair(submitted(*cells), record)[1]
    assert note == messages.cells_reset(["test_area"], kept=False)


def test_format_3_is_read() -> None:
    """Old notebooks keep cells in worksheets and code in `input`."""
    cell = {
        "cell_type": "code",
        "input": ["def area(a, b):\n", "    return a * b"],
        "language": "python",
    }
    nb = notebook.read(encoded({"nbformat": 3, "worksheets": [{"cells": [cell]}]}))
    fixed, _ = notebook.repair(nb, RECORD)
    assert fixed.cells[1].source.endswith("return a * b")


def test_the_release_repairs_to_itself() -> None:
    """An untouched release stays as it is, and there is nothing to say."""
    fixed, notes = repaired(*RECORD.cells)
    assert cells_of(fixed) == cells_of(RECORD)
    assert notes == []
    assert list(fixed.metadata) == ["kernelspec"]


def test_only_solutions_and_added_cells_are_the_students() -> None:
    """A changed solution is taken, a changed locked cell is not, and an added cell stays behind the
    one before it.
    """
    title, imports, area, test_area, side, test_side = copy.deepcopy(RECORD.cells)
    area.source = "def area(a, b):\n    return a * b"
    test_area.source = "print('me da igual')"
    mine = new_code_cell("helper = 1", id="mine")
    fixed, notes = repaired(title, imports, mine, area, test_area, side, test_side)
    assert [cell.id for cell in fixed.cells] == ["title", "i", "mine", "s1", "t1", "s2", "t2"]
    assert fixed.cells[3].source == area.source
    assert fixed.cells[4].source == "area(2, 3)"
    assert len(notes) == 1 and "test_area" in notes[0]


def test_a_missing_cell_comes_back() -> None:
    """A student who deleted a test or a solution finds it again, and is told."""
    fixed, notes = repaired(RECORD.cells[0])
    check_repaired(fixed)
    assert all(f"`{grade_id}`" in " ".join(notes) for grade_id in IDS)


def test_the_last_of_repeated_cells_counts() -> None:
    """As in nbgrader's DeduplicateIds; the other copy still runs where it stood."""
    first, last = copy.deepcopy(RECORD.cells[2]), copy.deepcopy(RECORD.cells[2])
    first.source, first.id, last.source = (
        "def area(a, b):\n    return 1",
        "copy",
        "def area(a, b):\n    return 2",
    )
    fixed, notes = repaired(*RECORD.cells[:2], first, last, *RECORD.cells[3:])
    assert [cell.source[-1] for cell in fixed.cells[2:4]] == ["1", "2"]
    assert any("más de una vez" in note for note in notes)


def test_a_raw_cell_is_shown_as_text() -> None:
    """nbconvert would put it into pages as HTML, whatever stands in it."""
    fixed, _ = repaired(
        new_raw_cell("<script>alert(1)</script>", metadata={"raw_mimetype": "text/html"})
    )
    (cell,) = [cell for cell in fixed.cells if cell.cell_type == "raw"]
    assert cell.metadata == {"raw_mimetype": "text/plain"}


def test_cells_in_the_opposite_order_work() -> None:
    """What is set up stands on top and each test below its answer; the rest is the student's."""
    fixed, notes = repaired(*reversed(RECORD.cells))
    check_repaired(fixed)
    assert [cell.id for cell in fixed.cells] == ["i", "s2", "t2", "s1", "t1", "title"]
    assert notes == [messages.cells_moved(["imports", "test_area", "test_side"])]


@pytest.mark.parametrize(
    "source",
    [
        "def area(a, b):\n    return a * b",
        "import x\narea = lambda a, b: a * b",
        "class area:\n    pass",
    ],
)
def test_a_solution_without_metadata_is_found_by_its_name(source: str) -> None:
    """Some editors lose nbgrader's metadata; what defines the function is the solution."""
    fixed, _ = repaired(new_code_cell(source))
    assert next(cell.source for cell in fixed.cells if cell.id == "s1") == source
    assert sum(cell.source == source for cell in fixed.cells) == 1


def test_a_name_inside_another_is_no_definition() -> None:
    """`area_of` is not `area`, and a call is no definition."""
    fixed, _ = repaired(new_code_cell("def area_of(a):\n    pass"), new_code_cell("x = area == 3"))
    assert next(cell.source for cell in fixed.cells if cell.id == "s1").startswith(
        "# En esta celda no venía"
    )


def test_chosen_ids_cannot_stop_the_repair() -> None:
    """Ids that look like the ones that we make lead to other ones, not to a search without end."""
    ids = [
        "s1",
        *(f"s1-{i}-{j}" for i in range(8) for j in range(8)),
        *(f"s1-{i}" for i in range(1, 9)),
    ]
    fixed, _ = repaired(*(new_code_cell("1", id=cell_id) for cell_id in ids))
    check_repaired(fixed)


def test_exercises_are_the_records() -> None:
    """An exercise is a cell with points: tests, an answer that a person grades, a task. A plain
    solution is none.
    """
    found = notebook.exercises(RECORD)
    assert [(exercise.grade_id, exercise.name, exercise.points) for exercise in found] == [
        ("test_area", "area", 15.0),
        ("test_side", "side", 15.0),
    ]
    essay = graded("", "essay", "e", grade=True, solution=True, points=5)
    task = graded("", "work", "w", task=True, points=2.5)
    found = notebook.exercises(new_notebook(cells=[essay, task]))
    assert [(each.name, each.points, each.tests, each.is_task) for each in found] == [
        ("essay", 5, False, False),
        ("work", 2.5, False, True),
    ]


def test_exercises_of_one_name_are_told_apart() -> None:
    """An answer that a person grades may have the name of a function that is tested, too."""
    cells = [
        graded("", "area", "a", grade=True, solution=True, points=5),
        graded("", "test_area", "t", grade=True, points=5),
    ]
    found = notebook.exercises(new_notebook(cells=cells))
    assert [(each.name, each.grader) for each in found] == [("area", "area"), ("test_area", "area")]


class Acting(HTMLParser):
    """Collects what in a page does or loads something."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in (
            "script",
            "img",
            "svg",
            "iframe",
            "style",
            "link",
            "form",
            "math",
            "object",
            "meta",
            "base",
        ):
            self.found.append(tag)
        if not (given.get("href") or "#").strip().lower().startswith(("http://", "https://", "#")):
            self.found.append(f"{tag} {given['href']}")
        self.found += [name for name in given if name.startswith("on") or name in ("src", "style")]

    def handle_data(self, data: str) -> None:
        if re.search(r"\\(href|url|require)\b", data):
            self.found.append(data)


MARKUP = st.lists(
    st.sampled_from([
        "[", "]", "(", ")", "!", "<", ">", "\\", "&", "#", ":", "\n", "\n\n", " ", "`", "```\n", "$", "$$", "\t", "* ", "|", '"', "^",
        "javascript:alert(1)", "JaVaScRiPt&colon;x", "data:text/html,x", "http://a.b/c.png", "x", "&#60;", "&lt;", "&#91;", "&#x5c;",
        "script", "/script", "img src=x onerror=x", "svg onload=x", "\\href{javascript:x}{y}", "&#92;href", "[ref]", "[ref]: ",
        "[a](", "![a](", "[a]\\(", "\\![a](", "\\\\![a](", "<!--", "-->", "<![CDATA[", "<?x", "https://a.b", "java\nscript:x",
    ]),
    min_size=1, max_size=12,
).map("".join)  # fmt: skip


@given(MARKUP)
@example("[uno](javascript:alert(1))")
@example("\\\\![x](http://a.b/c.png)")
@example("[a][ref] ![b][ref]\n\n[ref]: javascript:x")
@example("&#36;&#92;href{javascript:x}{y}&#36;")
@example("<javascript:alert(1)>")
def test_markdown_of_a_students_does_nothing(source: str) -> None:
    """As nbconvert, and with it formgrader, renders it: no tag, no picture, no link but to the web,
    nothing for MathJax.
    """
    record = make_record()
    submitted = copy.deepcopy(record)
    submitted.cells.insert(1, new_markdown_cell(source))
    nb, _ = notebook.repair(notebook.read(nbformat.writes(submitted).encode()), record)
    (cell,) = [
        cell
        for cell in nb.cells
        if cell.cell_type == "markdown" and cell.source not in {c.source for c in record.cells}
    ] or [None]
    page = Acting()
    page.feed(str(markdown2html(cell.source if cell else "")))
    assert page.found == []


def test_ordinary_markdown_is_kept() -> None:
    """Emphasis, lists, formulas, code and links to the web look as they were meant."""
    source = "# Uno\n\n*dos* **tres** `a[1]` $x_1 < 2$ [web](https://keras.io/api/) \n\n- cuatro\n\n| a |\n|---|\n| b & c |\n"
    record = make_record()
    submitted = copy.deepcopy(record)
    submitted.cells.insert(1, new_markdown_cell(source))
    nb, _ = notebook.repair(notebook.read(nbformat.writes(submitted).encode()), record)
    assert source in [cell.source for cell in nb.cells]
