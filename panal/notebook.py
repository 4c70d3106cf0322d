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
_CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


class Damaged(ValueError):
    """What was handed in is no notebook. The text says why, in the student's language."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """An autograder-tests cell of the record.

    Args:
        grade_id: nbgrader's id of the cell.
        name: of the function and of the grader's file: the grade id without `test_`.
        points: what it is worth.
    """

    grade_id: GradeId
    name: str
    points: float


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
        raise Damaged("no está guardado en UTF-8") from None
    except RecursionError:
        raise Damaged("está anidado sin fin") from None
    except ValueError:
        raise Damaged(
            "está vacío" if not data.strip() else "no es JSON; quizá quedó cortado"
        ) from None
    if not isinstance(content, dict):
        raise Damaged("no tiene la forma de un cuaderno")
    if content.get("nbformat") == 3:
        content = _from_format_3(content)
    if content.get("nbformat") != 4 or not isinstance(content.get("cells"), list):
        raise Damaged("no tiene la forma de un cuaderno de Jupyter (formato 4)")
    if len(content["cells"]) > MAX_CELLS:
        raise Damaged(f"tiene más de {MAX_CELLS} celdas")
    cells = [cell for cell in map(_read_cell, content["cells"]) if cell is not None]
    if sum(len(cell.source) for cell in cells if cell.cell_type == "code") > MAX_SOURCES:
        raise Damaged("contiene demasiado código")
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
    """The automatically graded cells of the record, in their order."""
    found = []
    for cell in record.cells:
        meta = nbgrader_of(cell)
        if meta.get("grade") and not meta.get("solution") and cell.cell_type == "code":
            grade_id = str(meta["grade_id"])
            found.append(
                Exercise(GradeId(grade_id), grade_id.removeprefix("test_"), float(meta["points"]))
            )
    return found


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
    solution = bool(meta.get("solution"))
    test = bool(meta.get("grade")) and not solution and cell.cell_type == "code"
    recorded = normalised(cell.source)
    return placing.Slot(
        str(meta["grade_id"]),
        cell.cell_type,
        without_hidden(recorded),
        cell.get("id", ""),
        solution,
        test,
        recorded,
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
        cell.source = without_hidden(cell.source)  # the student's code could show what runs
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
