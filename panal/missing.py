"""Why a function is not there although a cell defines it: that cell stopped with an error.

All of it comes from the kernel whose outputs are shown, which knows no hidden argument.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from nbformat import NotebookNode

from panal import messages
from panal.kernel.watch import Stop
from panal.notebook import nbgrader_of
from panal.placing import Piece, binds, defines

_COLOURS = re.compile(r"\x1b\[[\d;]*m")
_SYNTAX = re.compile(r"(?P<problem>.{0,300}?) \([^()]{0,200}, line (?P<line>\d{1,6})\)", re.S)
_LINE = re.compile(r"Cell In\[\d+\], line (\d{1,6})\b")
_USAGE = re.compile(r"^UsageError: .*?(%%?\w{1,40})", re.M)
_SYNTAX_ERRORS = ("SyntaxError", "IndentationError", "TabError")


def why_missing(nb: NotebookNode, stops: Mapping[int, Stop], name: str) -> str:
    """Tell the student why there is no function of a name, as far as the outputs tell.

    Args:
        nb: the notebook that ran, with its outputs.
        stops: why cells were stopped or left out, by position.
        name: what is missing.
    """
    for index, stop in stops.items():
        if nbgrader_of(nb.cells[index]).get("grade_id") == name:
            return messages.not_defined_in_time(index + 1, name, stop.sentence)
    return explain_missing(nb, name) or messages.missing(name)


def explain_missing(nb: NotebookNode, name: str) -> str:
    """Say which error in which cell kept a function, or a variable, from being defined.

    Args:
        nb: the notebook that ran, with its outputs.
        name: what is missing.

    Returns:
        A sentence for the student; empty if no cell with an error would have defined it.

    >>> error = {"output_type": "error", "ename": "SyntaxError", "evalue": "expected ':' (x, line 1)"}
    >>> cell = {"cell_type": "code", "metadata": {}, "source": "def area(a)", "outputs": [error]}
    >>> import nbformat
    >>> explain_missing(nbformat.from_dict({"cells": [cell]}), "area")
    'Cell 1 has a syntax error in line 1 (`def area(a)`): “:” is missing. That is why it did not run, and `area` was not defined.'
    """
    for index, cell in _defining(nb, name):
        for output in cell.outputs:
            said = _explain(cell.source, output, index + 1, name)
            if said:
                return said
    return ""


def _defining(nb: NotebookNode, name: str) -> Iterator[tuple[int, NotebookNode]]:
    """Cells that should have defined it: its own cell first, whatever it holds, then others from below."""
    cells = [(index, cell) for index, cell in enumerate(nb.cells) if cell.cell_type == "code"]
    yield from (pair for pair in cells if nbgrader_of(pair[1]).get("grade_id") == name)
    for index, cell in reversed(cells):
        piece = Piece("code", cell.source)
        if defines(name, piece) or binds(name, piece):
            yield index, cell


def _explain(source: str, output: NotebookNode, position: int, name: str) -> str:
    kind = output.get("output_type")
    if kind == "stream" and output.get("name") == "stderr":  # where IPython tells of its magics
        usage = _USAGE.search(str(output.get("text", "")))
        return messages.cell_stopped(position, 0, "UsageError", usage[1], name) if usage else ""
    if kind != "error":
        return ""
    error, value = str(output.get("ename", "")), str(output.get("evalue", ""))
    if error in _SYNTAX_ERRORS:
        found = _SYNTAX.fullmatch(value)
        line = int(found["line"]) if found else 0
        problem = messages.syntax_problem(found["problem"] if found else value)
        return messages.cell_not_python(position, line, _line(source, line), problem, name)
    if not error.isidentifier() or len(error) > 60:
        error = "Exception"
    trace = output.get("traceback")
    text = "\n".join(map(str, trace)) if isinstance(trace, list) else ""
    place = _LINE.search(_COLOURS.sub("", text))
    line = int(place[1]) if place else 0
    if error == "NotImplementedError" and _line(source, line).startswith(f"raise {error}"):
        return messages.untouched(
            name
        )  # the cell is nbgrader's stub; what it calls would be another
    lacking = re.fullmatch(r"(?:No module named|name) '([\w.]{1,80})'.{0,80}", value, re.S)
    return messages.cell_stopped(position, line, error, lacking[1] if lacking else "", name)


def _line(source: str, number: int) -> str:
    """A line of code as it may stand in a sentence between backticks."""
    lines = source.split("\n")
    text = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    text = "".join(c if c.isprintable() else " " for c in text).replace("`", "'")
    return text if len(text) <= 60 else f"{text[:59]}…"
