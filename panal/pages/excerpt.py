"""A few lines of a student's code, chosen for the first screen of a page. Nothing of it is run."""

from __future__ import annotations

import ast
from dataclasses import dataclass

MOST_LINES = 6
MOST_CHARACTERS = 72  # of a line
MOST_PARSED = 20_000  # characters of a cell; of a longer one the first lines are shown
AROUND = 2  # lines above and below the one that matters


@dataclass(frozen=True, slots=True)
class Line:
    """A line of code.

    Args:
        number: in its cell, from 1.
        text: what stands there, perhaps cut.
        marked: whether it is the one that matters.
        after_gap: whether lines above it are left out.
    """

    number: int
    text: str
    marked: bool = False
    after_gap: bool = False


def excerpt(source: str, name: str, line: int = 0) -> tuple[Line, ...]:
    r"""Choose lines of a cell: those around a line, or the beginning of what defines a name without
    its docstring, or the first ones.

    Args:
        source: of the cell.
        name: of a function, a class or a variable; the last of that name counts.
        line: which matters, from 1; 0 if none does more than others.

    >>> cell = "import math\n\ndef area(a):\n    'The area.'\n    b = a\n    return a * b"
    >>> [f"{each.number}: {each.text}" for each in excerpt(cell, "area")]
    ['3: def area(a):', '5:     b = a', '6:     return a * b']
    """
    lines = source.split("\n")
    if 0 < line <= len(lines):
        wanted = [n for n in range(line - AROUND, line + AROUND + 1) if 0 < n <= len(lines)]
    else:
        wanted = _defining(source, name) or list(range(1, len(lines) + 1))
    # Python also ends lines where nobody else does.
    wanted = [n for n in wanted if n <= len(lines)]
    there = [n for n in wanted if lines[n - 1].strip() and not _is_comment(lines[n - 1])]
    if line in wanted and line not in there:
        there = sorted([*there, line])
    return tuple(
        Line(
            number,
            _cut(lines[number - 1]),
            number == line,
            after_gap=position > 0 and number != there[position - 1] + 1,
        )
        for position, number in enumerate(there[:MOST_LINES])
    )


def _defining(source: str, name: str) -> list[int]:
    """Numbers of the lines that define a name; empty if nobody can say."""
    if len(source) > MOST_PARSED:
        return []
    # IPython's commands are no Python.
    plain = ("" if line.startswith(("%", "!")) else line for line in source.split("\n"))
    try:
        body = ast.parse("\n".join(plain)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    for node in reversed(body):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            if node.name == name:
                within = node.body
                if ast.get_docstring(node, clean=False) is not None:
                    within = within[1:]
                first = within[0].lineno if within else (node.end_lineno or node.lineno) + 1
                head = range(node.lineno, node.body[0].lineno) or [node.lineno]
                return [*head, *range(max(first, head[-1] + 1), (node.end_lineno or first) + 1)]
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if name in [each.id for each in targets if isinstance(each, ast.Name)]:
                return list(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return []


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _cut(line: str) -> str:
    text = "".join(c if c.isprintable() or c == "\t" else "�" for c in line.rstrip())
    text = text.expandtabs(4)
    return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…"
