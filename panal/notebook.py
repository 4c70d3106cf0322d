"""Notebooks as data: read what was handed in, and put it right by the record. No kernel, no
nbgrader.

The *record* is the notebook as it was released. It decides on ids, points and locked cells. Only the
sources of solution cells and of cells that the student added are taken from a submission.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import nbformat
from nbformat import NotebookNode

from panal import messages, notebook_json, placing
from panal.language import gettext as _
from panal.results import GradeId

MAX_CELLS = 2000
MAX_SOURCE = 2**17  # characters of one cell; longer text is shortened, longer code left out
MAX_SOURCES = 2**20  # characters of all cells of code
_ACTS = re.compile(
    r"<(?=[A-Za-z/!?])"  # a tag, a comment or an automatic link
    r"|!(?=\[)"  # a picture from elsewhere
    r"|\](?=\()(?!\(\s*(?:https?://|#))"  # a link that leads nowhere on the web
    r"|\](?=:)(?!:\s*https?://)"  # the same, defined elsewhere
    r"|&(?=[#A-Za-z])"  # a sign in disguise, of any of these
    r"|\\(?=(?:href|url|require|html\w*|class|cssId|style|data|def|let|newcommand|mmlToken|unicode"
    r"|bbox|includegraphics)\b)",  # TeX that acts
    re.I,
)
_WORD_JOINER = "\u2060"  # invisible, and breaks syntax up in any dialect
_PASTED = re.compile(r"data:[\w.+-]{1,40}/[\w.+-]{1,40};base64,[\w+/=]{1000,}")  # pictures
_AUTOTEST = re.compile(r"^\s*#.*AUTOTEST", re.M)
_CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


class Damaged(ValueError):
    """What was handed in is no notebook. The text says why, in the student's language."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """A cell of the record that has points.

    Args:
        grade_id: nbgrader's id of the cell.
        name: of the exercise: mostly the grade id without `test_`.
        points: what it is worth.
        tests: whether it is a cell with tests; else a person grades it.
        is_task: whether it is a task, which has no answer of its own to look at.
        notebook: in which notebook it is, if the assignment has several.
    """

    grade_id: GradeId
    name: str
    points: float
    tests: bool = True
    is_task: bool = False
    notebook: str = ""

    @property
    def grader(self) -> str:
        """What its grader is called, if it has one: the grade id without `test_`."""
        return self.grade_id.removeprefix("test_")

    @property
    def key(self) -> str:
        """What no other exercise of the assignment is called; see `panal.results.Verdict.name`."""
        return f"{self.notebook}/{self.grade_id}" if self.notebook else str(self.grade_id)

    @property
    def label(self) -> str:
        """What no other exercise of the assignment is called, for people."""
        return f"{self.notebook}/{self.name}" if self.notebook else self.name


def read(data: bytes) -> NotebookNode:
    """Read a submitted notebook, and trust nothing in it.

    Args:
        data: the file's bytes; the caller bounds their number.

    Returns:
        A notebook of format 4 with a list of cells, each of a known type, its source one string.

    Raises:
        Damaged: it is no notebook.
    """
    try:
        content = notebook_json.loads(data)
    except notebook_json.TooMuch as problem:
        raise Damaged(str(problem)) from None
    except UnicodeDecodeError:
        raise Damaged(_("it is not saved in UTF-8")) from None
    except RecursionError:
        raise Damaged(_("it is nested without end")) from None
    except ValueError:
        raise Damaged(
            _("it is empty") if not data.strip() else _("it is not JSON; perhaps it was cut off")
        ) from None
    if not isinstance(content, dict):
        raise Damaged(_("it does not have the form of a notebook"))
    if content.get("nbformat") == 3:
        content = _from_format_3(content)
    if content.get("nbformat") != 4 or not isinstance(content.get("cells"), list):
        raise Damaged(_("it does not have the form of a Jupyter notebook (format 4)"))
    if len(content["cells"]) > MAX_CELLS:
        raise Damaged(_("it has more than {count} cells").format(count=MAX_CELLS))
    cells = [cell for cell in map(_read_cell, content["cells"]) if cell is not None]
    if sum(len(cell.source) for cell in cells if cell.cell_type == "code") > MAX_SOURCES:
        raise Damaged(_("it holds too much code"))
    nb = _notebook(_with_ids(cells), {})
    return nb


def _from_format_3(content: dict[str, Any]) -> dict[str, Any]:
    """Format 3 kept its cells in worksheets and a code cell's source in `input`."""
    cells: list[Any] = []
    sheets = content.get("worksheets")
    for sheet in sheets if isinstance(sheets, list) else []:
        found = sheet.get("cells") if isinstance(sheet, dict) else None
        cells += found if isinstance(found, list) else []
    for cell in cells:
        if isinstance(cell, dict) and "input" in cell:
            cell["source"] = cell["input"]
    return {"nbformat": 4, "cells": cells}


def _read_cell(cell: Any) -> NotebookNode | None:
    if not isinstance(cell, dict):
        return None
    kind = cell.get("cell_type")
    source = cell.get("source", False)  # None if it was one long string, which is left out
    if not isinstance(source, str | list | None) or kind not in ("code", "markdown", "raw"):
        return None
    source = _read_source(kind, source)
    # No random id, as nbformat would give: the same file gives the same notebook.
    cell_id = (
        cell["id"] if isinstance(cell.get("id"), str) and _CELL_ID.fullmatch(cell["id"]) else "cell"
    )
    fresh = _cell(kind, source, cell_id)
    metadata = cell.get("metadata")
    claimed = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = claimed.get("grade_id") if isinstance(claimed, dict) else None
    if isinstance(grade_id, str):
        fresh.metadata["claimed"] = grade_id
    return fresh


def _read_source(kind: str, lines: str | list[Any] | None) -> str:
    """The source of a cell, in the form in which all of them are compared.

    Text counts for no limit, since it is shortened. A comment stands in for code that is too long.
    """
    parts = lines if isinstance(lines, list) else [lines]
    whole = all(isinstance(part, str) for part in parts)
    source = "".join(part if isinstance(part, str) else "…" for part in parts)
    # Lone surrogates can't be written again.
    source = normalised(source.encode("utf-8", "replace").decode("utf-8"))
    if kind == "code":
        fits = whole and len(source) <= MAX_SOURCE
        return source if fits else f"# {messages.code_too_long()}"
    source = _PASTED.sub("…", source)
    return source if len(source) <= MAX_SOURCE else f"{source[:MAX_SOURCE]}…"


def normalised(source: str) -> str:
    r"""A source with line feeds at the ends of its lines, and without a byte order mark.

    Editors on Windows end lines with two characters. Other separators, such as U+2028, end no line
    in Python and stay.

    >>> normalised("a = 1\r\nb = 2\r")
    'a = 1\nb = 2\n'
    """
    return source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _notebook(cells: list[NotebookNode], metadata: dict[str, Any]) -> NotebookNode:
    """A notebook as nbformat makes it, but nbformat would check each cell again."""
    return NotebookNode(
        nbformat=4, nbformat_minor=5, metadata=nbformat.from_dict(metadata), cells=cells
    )


def _cell(kind: str, source: str, cell_id: str) -> NotebookNode:
    """A cell of known kind and form. nbformat would check it again, which takes a tenth of our side's
    time.
    """
    made: NotebookNode = nbformat.from_dict(
        {"id": cell_id, "cell_type": kind, "metadata": {}, "source": source}
    )
    if kind == "code":
        made.update(execution_count=None, outputs=[])
    return made


def _harmless_markdown(source: str) -> str:
    """A student's Markdown without HTML, without pictures from elsewhere, with links only to the web.

    nbgrader's formgrader and others render it in an instructor's browser, and let HTML,
    `javascript:` and MathJax's `\\href` through.
    """
    return _ACTS.sub(rf"\g<0>{_WORD_JOINER}", source)


def nbgrader_of(cell: NotebookNode) -> dict[str, Any]:
    """nbgrader's metadata of a cell of the record, or an empty dict."""
    found = cell.metadata.get("nbgrader")
    return dict(found) if found else {}


def exercises(record: NotebookNode) -> list[Exercise]:
    """The cells with points of a record, in their order."""
    metas = {
        str(meta["grade_id"]): (meta, cell)
        for cell in record.cells
        for meta in [nbgrader_of(cell)]
        if meta.get("grade") or meta.get("task")
    }
    found = []
    for grade_id, (meta, cell) in metas.items():
        short = grade_id.removeprefix("test_")
        found.append(
            Exercise(
                GradeId(grade_id),
                # Two cells with points may be called `area` and `test_area`.
                grade_id if short in metas else short,
                float(meta.get("points") or 0),
                has_tests(cell),
                bool(meta.get("task")),
            )
        )
    return found


def exercises_by_cell(nb: NotebookNode) -> dict[int, str]:
    """The exercise of each cell with code that belongs to one, by the cell's position from 0.

    A cell that checks belongs to its exercise, and so does the answer with the name of one; another
    answer belongs to the checks that come next, if no other answer lies between.
    """
    known = {str(each.grade_id): each.name for each in exercises(nb)}
    found: dict[int, str] = {}
    checked = ""
    for index in reversed(range(len(nb.cells))):
        cell = nb.cells[index]
        meta = nbgrader_of(cell)
        grade_id = str(meta.get("grade_id", ""))
        if has_tests(cell):
            name = checked = known[grade_id]
        elif meta.get("solution"):
            named = grade_id in known or grade_id in known.values()
            name, checked = (known.get(grade_id, grade_id) if named else checked), ""
        else:
            continue
        if name and cell.cell_type == "code":
            found[index] = name
    return found


def has_tests(cell: NotebookNode) -> bool:
    """Whether a cell of a record has points for the tests in it."""
    meta = nbgrader_of(cell)
    return cell.cell_type == "code" and bool(meta.get("grade")) and not meta.get("solution")


SHOWN = "panal_shown"
"""Metadata of a cell of a record: what students got in it, if that is less than the record has."""


def shown_source(cell: NotebookNode) -> str:
    """A cell of a record as students got it: without hidden tests and marking schemes."""
    return str(cell.metadata.get(SHOWN, without_hidden(cell.source)))


def with_hidden_tests(
    nb: NotebookNode, record: NotebookNode, which: Collection[str]
) -> NotebookNode:
    """A repaired notebook with some of its cells as the record has them, hidden tests included.

    Args:
        nb: what `repair` gave; it stays as it is.
        record: the released notebook.
        which: grade ids of these cells.
    """
    full = {nbgrader_of(cell).get("grade_id"): normalised(cell.source) for cell in record.cells}
    cells = []
    for cell in nb.cells:
        grade_id = nbgrader_of(cell).get("grade_id")
        cells.append({**cell, "source": full[grade_id]} if grade_id in which else cell)
    return _notebook([nbformat.from_dict(cell) for cell in cells], nb.metadata)


def as_released(record: NotebookNode) -> NotebookNode:
    """The record as students got it, in place of a submission that can't be read."""
    known = {str(nbgrader_of(cell).get("grade_id")): cell for cell in record.cells}
    cells = [
        _made(placing.Step(str(nbgrader_of(cell)["grade_id"]), None), [], known)
        if nbgrader_of(cell)
        else nbformat.from_dict(json.loads(json.dumps(cell)))
        for cell in record.cells
    ]
    return _notebook(_plain(cells), _notebook_metadata(record))


def is_answered(nb: NotebookNode, record: NotebookNode, exercise: Exercise) -> bool:
    """Whether an answer that a person grades is not what was released, as nbgrader looks at it."""
    found = [
        [
            cell.source
            for cell in each.cells
            if nbgrader_of(cell).get("grade_id") == exercise.grade_id
        ]
        for each in (nb, record)
    ]
    return found[0] != found[1]


def repair(submitted: NotebookNode, record: NotebookNode) -> tuple[NotebookNode, list[str]]:
    """Lay a submission over the record.

    Every cell of the record stands there once, locked ones as the record has them. All cells keep
    the student's order, except where it could not work, see `panal.placing`. All outputs and
    metadata of the submission are dropped.

    Args:
        submitted: what `read` gave.
        record: the released notebook.

    Returns:
        The notebook to be graded, and a sentence for each thing that was put right.
    """
    slots = [_slot(cell) for cell in record.cells if nbgrader_of(cell)]
    known = {nbgrader_of(cell)["grade_id"]: cell for cell in record.cells if nbgrader_of(cell)}
    steps, notes = placing.place(_pieces(submitted, known), slots)
    cells = [_made(step, submitted.cells, known) for step in steps]
    texts = {cell.source for cell in record.cells}
    for cell in cells:
        if cell.cell_type == "markdown" and cell.source not in texts:
            cell.source = _harmless_markdown(cell.source)
    nb = _notebook(_plain(cells), _notebook_metadata(record))
    return nb, notes


def likeness(submitted: NotebookNode, record: NotebookNode) -> tuple[int, int]:
    """How much of an assignment a notebook holds.

    Args:
        submitted: what `read` gave.
        record: the released notebook.

    Returns:
        How many of its answers were tried, and how many of its solution and test cells are there.
    """
    slots = [_slot(cell) for cell in record.cells if nbgrader_of(cell)]
    return placing.likeness(_pieces(submitted, {slot.grade_id for slot in slots}), slots)


def _pieces(submitted: NotebookNode, known: Collection[str]) -> list[placing.Piece]:
    claims = [cell.metadata.get("claimed") for cell in submitted.cells]
    return [
        placing.Piece(
            cell.cell_type, cell.source, claim if claim in known else "", cell.get("id", "")
        )
        for cell, claim in zip(submitted.cells, claims, strict=True)
    ]


def _slot(cell: NotebookNode) -> placing.Slot:
    meta = nbgrader_of(cell)
    return placing.Slot(
        str(meta["grade_id"]),
        cell.cell_type,
        normalised(shown_source(cell)),
        cell.get("id", ""),
        bool(meta.get("solution")),
        has_tests(cell),
        normalised(cell.source),
    )


def without_hidden(source: str) -> str:
    """A cell of the record as students got it: without nbgrader's hidden tests and marking schemes.

    nbgrader's ClearHiddenTests and ClearMarkingScheme take them out, by these marks unless others are
    set.

    >>> without_hidden("a\\n### BEGIN HIDDEN TESTS\\nb\\n### END HIDDEN TESTS\\nc")
    'a\\nc'
    """
    kept, hidden = [], False
    for line in source.split("\n"):
        if "BEGIN HIDDEN TESTS" in line or "BEGIN MARK SCHEME" in line:
            hidden = True
        elif "END HIDDEN TESTS" in line or "END MARK SCHEME" in line:
            hidden = False
        elif not hidden:
            kept.append(line)
    return "\n".join(kept)


def was_released_as(source: str, released: str) -> bool:
    """Whether a cell of the instructor's, without its hidden tests, is a released one."""
    return _same(without_hidden(normalised(source)), normalised(released))


def is_recorded(source: str, recorded: str) -> bool:
    """Whether a cell of the instructor's still is what the record has, hidden tests included."""
    if has_autotests(source):
        return _holds(normalised(recorded), normalised(source))
    return _same(normalised(source), normalised(recorded))


def _same(source: str, other: str) -> bool:
    return placing.compared(source) == placing.compared(other)


def has_autotests(source: str) -> bool:
    """Whether nbgrader makes tests of a line `### AUTOTEST` in a cell when it releases it."""
    return _AUTOTEST.search(source) is not None


def was_made_of(source: str, released: str) -> bool:
    """Whether all of a cell of the instructor's, in which nbgrader made tests, is in a released one:
    no test is hidden, what is tested stands there, and what else stands there stands in both, in the
    same order.

    >>> source = "a = 1\\n### AUTOTEST f(a)\\nprint('fin')"
    >>> was_made_of(source, "a = 1\\nassert f(a) == 2\\nprint('fin')\\nprint('Success!')")
    True
    >>> was_made_of(source, "a = 2\\nassert f(a) == 2\\nprint('fin')")
    False
    >>> was_made_of(source, "a = 1\\nassert f(3) == 2\\nprint('fin')")
    False
    """
    text = normalised(source)
    return without_hidden(text) == text and _holds(normalised(released), text)


def _holds(made: str, source: str) -> bool:
    """Whether nbgrader can have made a text of a cell with lines `### AUTOTEST`."""
    rest = map(str.rstrip, made.split("\n"))
    for line in source.split("\n"):
        if has_autotests(line):
            if any(part.strip() not in made for part in line.partition("AUTOTEST")[2].split(";")):
                return False
        elif line.strip() and line.rstrip() not in rest:
            return False
    return True


def _made(
    step: placing.Step, cells: list[NotebookNode], known: Mapping[str, NotebookNode]
) -> NotebookNode:
    """A cell of the repaired notebook: the record's with the student's source, or one of the
    student's own.
    """
    if not step.grade_id:
        assert step.piece is not None
        own = cells[step.piece]
        return _cell(own.cell_type, own.source, own.id)
    cell: NotebookNode = nbformat.from_dict(json.loads(json.dumps(known[step.grade_id])))
    if step.piece is not None:
        cell.source = cells[step.piece].source
    elif step.source is not None:
        cell.source = step.source
    else:
        shown = shown_source(cell)
        if cell.cell_type == "code":
            cell.source = shown  # the student's code could show what runs
        elif cell.source != shown:  # a person who grades needs the marking scheme
            cell.metadata[SHOWN] = shown
            return cell
    cell.metadata.pop(SHOWN, None)
    return cell


def _plain(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Cells without outputs and counts, each with a unique id."""
    for cell in cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        if cell.cell_type == "raw":
            cell.metadata["raw_mimetype"] = (
                "text/plain"  # else nbconvert puts it into pages as HTML
            )
    return _with_ids(cells)


def _with_ids(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Give each cell a unique id. Cells of the record keep theirs; of the others, the first with an id
    does.
    """
    taken = {cell.get("id") for cell in cells}
    seen: set[str] = set()
    number = 0
    for cell in sorted(cells, key=lambda cell: not nbgrader_of(cell)):
        wanted = cell_id = cell.get("id", "cell")
        while cell_id in seen or (cell_id != wanted and cell_id in taken):
            number += 1  # never the same name twice, so this ends
            cell_id = f"{wanted[:40]}-{number}"
        cell.id = cell_id
        seen.add(cell_id)
    return cells


def _notebook_metadata(record: NotebookNode) -> dict[str, Any]:
    return {
        key: record.metadata[key]
        for key in ("kernelspec", "language_info")
        if key in record.metadata
    }
