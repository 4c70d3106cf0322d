"""Why a question has no answer, as far as the student's own notebook tells: a function is not there
although a cell defines it, or a call that stands in the notebook ended with an exception.

All of it comes from the kernel whose outputs are shown, which knows no hidden argument. No line of
the student's is run here.
"""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from nbformat import NotebookNode

from panal import messages
from panal.judge.endings import CheckEnded
from panal.kernel.watch import Stop
from panal.notebook import exercises_by_cell, nbgrader_of
from panal.placing import Piece, binds, defines
from panal.results import Cause, Ending, Why
from panal.skipping import is_students

ALIKE = 0.75
"""How alike two names are, by `difflib` and whatever their case, if one may stand for the other: `count_param` and
`count_params` are, `area` and `areas_of` are not.
"""

MAX_MESSAGE = 160  # characters of an exception's text in a sentence
MAX_PARSED = 100_000  # characters of all cells in which another name is looked for
MAX_NAMES = 500  # names among which one that is spelt alike is looked for

_COLOURS = re.compile(r"\x1b\[[\d;]*m")
_SYNTAX = re.compile(r"(?P<problem>.{0,300}?) \([^()]{0,200}, line (?P<line>\d{1,6})\)", re.S)
_LINE = re.compile(r"Cell In\[\d+\], line (\d{1,6})\b")
_USAGE = re.compile(r"^UsageError: .*?(%%?\w{1,40})", re.M)
_SYNTAX_ERRORS = ("SyntaxError", "IndentationError", "TabError")
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,16}")


def why_missing(
    nb: NotebookNode,
    record: NotebookNode,
    stops: Mapping[int, Stop],
    shown: Mapping[int, Stop],
    name: str,
) -> CheckEnded:
    """Say why there is no function, or variable, of a name, as far as the outputs tell.

    Args:
        nb: the notebook that ran, with its outputs.
        record: the notebook as it was released.
        stops: why cells were stopped or left out in the run that is asked, by position. Of these only
            the one with the answer is told of: another one could be chosen by what was asked.
        shown: the same in the run that is shown.
        name: what is missing.
    """
    for index, cell in _defining(nb, name):
        stop = shown.get(index)
        if nbgrader_of(cell).get("grade_id") == name:
            stop = stops.get(index)
        if stop is not None:
            exercise = exercises_by_cell(nb).get(index, "")
            said = messages.not_defined_in_time(index + 1, name, stop.sentence, exercise)
            return CheckEnded(Ending.NO_ATTEMPT, said, why=Why(Cause.STOPPED, index + 1))
    found = explain_missing(nb, name)
    if found is not None:
        return found
    index, other = renamed(nb, record, name)
    if other:
        why = Why(Cause.RENAMED, index + 1, _line_of(nb.cells[index].source, other))
        return CheckEnded(Ending.NO_ATTEMPT, messages.renamed(name, other), why=why)
    return CheckEnded(Ending.NO_ATTEMPT, messages.missing(name), why=Why(Cause.MISSING))


def explain_missing(nb: NotebookNode, name: str) -> CheckEnded | None:
    """Say which error in which cell kept a function, or a variable, from being defined.

    Args:
        nb: the notebook that ran, with its outputs.
        name: what is missing.

    Returns:
        How its checks end; None if no cell with an error would have defined it.

    >>> error = {"output_type": "error", "ename": "SyntaxError", "evalue": "expected ':' (x, line 1)"}
    >>> cell = {"cell_type": "code", "metadata": {}, "source": "def area(a)", "outputs": [error]}
    >>> import nbformat
    >>> explain_missing(nbformat.from_dict({"cells": [cell]}), "area").sentence
    'Cell 1 has a syntax error in line 1 (`def area(a)`): “:” is missing. That is why it did not run, and `area` was not defined.'
    """
    exercises = exercises_by_cell(nb)
    for index, cell in _defining(nb, name):
        for output in cell.outputs:
            found = _explain(cell.source, output, index + 1, name, exercises.get(index, ""))
            if found is not None:
                return found
    return None


def renamed(nb: NotebookNode, record: NotebookNode, name: str) -> tuple[int, str]:
    """What a student may have called something that is missing: the function with the same
    parameters, or else what has a name like it.

    Args:
        nb: the notebook.
        record: the notebook as it was released, in which the function stands under its own name.
        name: what is missing.

    Returns:
        The position of the cell, and the name there; an empty one if nothing is like it.
    """
    cells = ((index, cell) for index, cell in enumerate(nb.cells) if is_students(cell))
    return _renamed(
        tuple((index, cell.source) for index, cell in cells),
        tuple(cell.source for cell in record.cells if cell.cell_type == "code"),
        name,
    )


@lru_cache(maxsize=16)  # each check of an exercise asks for the same
def _renamed(
    cells: tuple[tuple[int, str], ...], released: tuple[str, ...], name: str
) -> tuple[int, str]:
    known: dict[str, str] = {}
    for source in released:
        known |= _defined(source)
    wanted = known.get(name, "")
    found, left = [], MAX_PARSED
    for index, source in cells:
        if (left := left - len(source)) >= 0:
            new = _defined(source).items()
            found += [(index, *each) for each in new if each[0] not in known]
    for index, other, parameters in found:
        if wanted and parameters == wanted:
            return index, other
    # Comparing takes long, and who defines thousands of names has not misspelt one.
    spelt = {other.casefold(): (index, other) for index, other, _ in reversed(found[:MAX_NAMES])}
    for close in difflib.get_close_matches(name.casefold(), list(spelt), 1, ALIKE):
        return spelt[close]
    return -1, ""


@lru_cache(maxsize=256)  # it is asked for at each call of what is missing
def _defined(source: str) -> Mapping[str, str]:
    """Names that code defines at its top level, with the parameters of those that are functions."""
    # IPython's commands are no Python.
    lines = ["" if line.startswith(("%", "!")) else line for line in source.split("\n")]
    try:
        body = ast.parse("\n".join(lines)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    found: dict[str, str] = {}
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            each = node.args
            names = [arg.arg for arg in (*each.posonlyargs, *each.args, *each.kwonlyargs)]
            found[node.name] = ", ".join(names)
        elif isinstance(node, ast.ClassDef):
            found[node.name] = ""
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {each.id: "" for each in targets if isinstance(each, ast.Name)}
    return found


def raised_here(nb: NotebookNode, name: str, reply: Mapping[str, object]) -> CheckEnded:
    """Say which exception ended a call that stands in the notebook, and in which line of the
    student's.

    Args:
        nb: the notebook.
        name: of the function.
        reply: see `panal.sealed.answering.answer`. Nothing of it is trusted.
    """
    error, message, line, code = (
        text if isinstance(text := reply.get(key), str) else ""
        for key in ("error", "message", "line", "code")
    )
    if not error.isidentifier() or len(error) > 60:
        error = "Exception"
    message = _inline(_ADDRESS.sub("0x…", message[: 2 * MAX_MESSAGE]), MAX_MESSAGE)
    index, number = -1, 0
    if re.fullmatch(r"\d{1,6}", line) and code.strip():
        index, number = _place(nb, name, int(line), code.strip())
    shown = _line(nb.cells[index].source, number) if number else ""
    said = messages.raised_here(error, message, number, shown)
    return CheckEnded(Ending.RAISED, said, why=Why(Cause.RAISED, index + 1, number))


def _place(nb: NotebookNode, name: str, line: int, code: str) -> tuple[int, int]:
    """The cell, by its position from 0, and its line, from 1, in which a line of code stands that
    IPython counts as this one; -1 and 0 if there is none.
    """
    cells = [*_defining(nb, name), *((i, cell) for i, cell in enumerate(nb.cells))]
    for index, cell in cells:
        if cell.cell_type == "code" and is_students(cell):
            lines = cell.source.split("\n")
            number = line + _blank_lines(cell.source)
            if 0 < number <= len(lines) and lines[number - 1].strip() == code:
                return index, number
    return -1, 0


def _blank_lines(source: str) -> int:
    """Empty lines at the beginning of a cell, which IPython takes away before it counts."""
    return source[: len(source) - len(source.lstrip())].count("\n")


def _line_of(source: str, name: str) -> int:
    """The line in which code defines a name; 0 if it can't be found."""
    pattern = re.compile(rf"[ \t]*(?:(?:async[ \t]+)?def[ \t]+|class[ \t]+)?{re.escape(name)}\b")
    lines = enumerate(source.split("\n"), 1)
    return next((number for number, line in lines if pattern.match(line)), 0)


def _defining(nb: NotebookNode, name: str) -> Iterator[tuple[int, NotebookNode]]:
    """Cells that should have defined it: its own cell first, whatever it holds, then others from below."""
    cells = [(index, cell) for index, cell in enumerate(nb.cells) if cell.cell_type == "code"]
    yield from (pair for pair in cells if nbgrader_of(pair[1]).get("grade_id") == name)
    sources = tuple(cell.source for _, cell in cells)
    yield from (cells[place] for place in _places(sources, name))


@lru_cache(maxsize=16)  # each check of an exercise asks for the same
def _places(sources: tuple[str, ...], name: str) -> tuple[int, ...]:
    """Which of several cells define or bind a name, from below."""
    pieces = enumerate(_pieces(sources))
    found = [place for place, piece in pieces if defines(name, piece) or binds(name, piece)]
    return tuple(reversed(found))


@lru_cache(maxsize=2)
def _pieces(sources: tuple[str, ...]) -> tuple[Piece, ...]:
    """The same pieces for all names: each brings its text into a normal form, which may take long."""
    return tuple(Piece("code", source) for source in sources)


def _explain(
    source: str, output: NotebookNode, position: int, name: str, exercise: str
) -> CheckEnded | None:
    kind = output.get("output_type")
    blank = _blank_lines(source)
    line, cause = 0, Cause.STOPPED
    if kind == "stream" and output.get("name") == "stderr":  # where IPython tells of its magics
        usage = _USAGE.search(str(output.get("text", "")))
        if usage is None:
            return None
        said = messages.cell_stopped(position, 0, "UsageError", usage[1], name, exercise)
    elif kind != "error":
        return None
    else:
        error, value = str(output.get("ename", "")), str(output.get("evalue", ""))
        if error in _SYNTAX_ERRORS:
            found = _SYNTAX.fullmatch(value)
            line, cause = int(found["line"]) + blank if found else 0, Cause.SYNTAX
            problem = messages.syntax_problem(found["problem"] if found else value)
            code = _line(source, line)
            said = messages.cell_not_python(position, line, code, problem, name, exercise)
        else:
            if not error.isidentifier() or len(error) > 60:
                error = "Exception"
            trace = output.get("traceback")
            text = "\n".join(map(str, trace)) if isinstance(trace, list) else ""
            place = _LINE.search(_COLOURS.sub("", text))
            line = int(place[1]) + blank if place else 0
            if error == "NotImplementedError" and _line(source, line).startswith(f"raise {error}"):
                # The cell is nbgrader's stub; what it calls would be another.
                why = Why(Cause.UNTOUCHED)
                return CheckEnded(Ending.NO_ATTEMPT, messages.untouched(name), why=why)
            lacking = re.fullmatch(r"(?:No module named|name) '([\w.]{1,80})'.{0,80}", value, re.S)
            what = lacking[1] if lacking else ""
            said = messages.cell_stopped(position, line, error, what, name, exercise)
    return CheckEnded(Ending.NO_ATTEMPT, said, why=Why(cause, position, line))


def _line(source: str, number: int) -> str:
    """A line of code as it may stand in a sentence between backticks."""
    lines = source.split("\n")
    return _inline(lines[number - 1] if 0 < number <= len(lines) else "", 60)


def _inline(text: str, most: int) -> str:
    """Text as it may stand in a sentence between backticks."""
    text = "".join(c if c.isprintable() else " " for c in text).replace("`", "'").strip()
    return text if len(text) <= most else f"{text[: most - 1]}…"
