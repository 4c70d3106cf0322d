"""Which cells run. Those that only show are left out, by one rule.

A cell *only shows* if it is one of the instructor's demonstrations (locked, with the tag `demo`) or
the visible check of an exercise that has a grader. None of them runs, unless

- a name that one of them binds stands as a word in a student's cell, or in a locked cell that sets
  something up, or
- a student's cell holds a word or a command that reaches names without naming them (`WORDS`,
  `MAGICS`).

Then all of them run. A word in a comment or in a string counts, too.
"""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache

from nbformat import NotebookNode

from panal.notebook import has_tests, nbgrader_of

TAG = "demo"

WORDS = frozenset(
    [
        "globals",
        "locals",
        "vars",
        "dir",
        "eval",
        "exec",
        "__main__",
        "__import__",
        "__globals__",
        "__code__",
        "f_globals",
        "__builtins__",
        "builtins",
        "doctest",
        "unittest",
        "sys",
        "inspect",
        "gc",
        "ctypes",
        "get_ipython",
        "In",
        "Out",
        "_ih",
        "_oh",
        "_dh",
        "_i",
        "_ii",
        "_iii",
        "pickle",
        "dill",
        "cloudpickle",
        "importlib",
        "runpy",
    ]
)
"""Words by which a cell can reach a name that stands nowhere in it. What `compile` makes is run by one
of the others, and `compile` is also what every model of Keras' has.
"""

MAGICS = frozenset(
    [
        "who",
        "whos",
        "who_ls",
        "psearch",
        "recall",
        "rerun",
        "run",
        "macro",
        "history",
        "hist",
        "store",
        "reset",
        "reset_selective",
        "save",
        "notebook",
    ]
)
"""IPython's commands that do. In Python they are ordinary words, such as Keras' `history`, so they
count only behind a `%`, or in a cell of a single line, where IPython wants none.
"""

_MAGIC = re.compile(rf"%\s*(?:{'|'.join(sorted(MAGICS))})\b")
_NUMBERED = re.compile(r"_i?\d+")  # what IPython keeps of earlier cells


def is_demo(cell: NotebookNode) -> bool:
    """Whether a cell of a record, or of a notebook that was repaired by it, is a demonstration."""
    meta = nbgrader_of(cell)
    locked = bool(meta.get("locked")) and not meta.get("solution") and not meta.get("grade")
    return cell.cell_type == "code" and locked and has_tag(cell)


def has_tag(cell: NotebookNode) -> bool:
    """Whether an author meant a cell to be a demonstration."""
    tags = cell.metadata.get("tags")
    return isinstance(tags, list) and TAG in tags


def is_students(cell: NotebookNode) -> bool:
    """Whether the code of a cell is a student's: an answer, or a cell that was added."""
    meta = nbgrader_of(cell)
    students = not meta or not meta.get("locked") or bool(meta.get("solution"))
    return cell.cell_type == "code" and students and not has_tests(cell)


def left_out(nb: NotebookNode, inside: Collection[str] = ()) -> frozenset[int]:
    """Positions of the cells that do not run.

    Args:
        nb: a submission, repaired by its record.
        inside: grade ids of the cells whose tests are judged inside, and so have to run.
    """
    code = [(index, cell) for index, cell in enumerate(nb.cells) if cell.cell_type == "code"]
    showing = [
        (index, cell)
        for index, cell in code
        if is_demo(cell) or (has_tests(cell) and nbgrader_of(cell)["grade_id"] not in inside)
    ]
    bound: set[str] = set()
    for _, cell in showing:
        names = bound_in(cell.source)
        if names is None:
            return frozenset()
        bound |= names
    positions = frozenset(index for index, _ in showing)
    for index, cell in code:
        if index not in positions:
            words = words_of(cell.source)
            if not words.isdisjoint(bound):
                return frozenset()
            if is_students(cell) and reaches(cell.source, words):
                return frozenset()
    return positions


def reaches(source: str, words: frozenset[str]) -> bool:
    r"""Whether a student's cell can reach names that stand nowhere in it.

    >>> [reaches(source, words_of(source)) for source in ("run 1", "run = 1\nx", "x\n%run 1")]
    [True, False, True]
    """
    return (
        not words.isdisjoint(WORDS)
        or any(map(_NUMBERED.fullmatch, words))
        or _MAGIC.search(source) is not None
        or (len(source.strip().splitlines()) == 1 and not words.isdisjoint(MAGICS))
    )


def words_of(source: str) -> frozenset[str]:
    """All words of a cell, those in strings and comments too, spelt as Python compares names."""
    return frozenset(re.findall(r"\w+", unicodedata.normalize("NFKC", source)))


@lru_cache(maxsize=256)  # the same few cells in each submission
def bound_in(source: str) -> frozenset[str] | None:
    r"""Names that a cell binds for the cells after it. None if nobody can say, because it is no plain
    Python or imports all names of a module.

    >>> sorted(bound_in("import numpy as np\nfor i in range(3):\n    x = [j for j in range(i)]"))
    ['i', 'np', 'x']
    """
    try:
        names = frozenset(_bound(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return None if "*" in names else names


def _bound(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield child.name
            # Of what is inside, only names declared global reach the other cells. An assignment
            # expression may stand in a default or a decorator.
            for inner in ast.walk(child):
                if isinstance(inner, ast.Global):
                    yield from inner.names
                elif isinstance(inner, ast.NamedExpr) and isinstance(inner.target, ast.Name):
                    yield inner.target.id
            continue
        if isinstance(child, ast.comprehension):
            yield from _bound(child.iter)
            for condition in child.ifs:
                yield from _bound(ast.Expression(condition))
            continue
        if isinstance(child, ast.alias):
            yield (child.asname or child.name).partition(".")[0]
        elif isinstance(child, ast.Name) and isinstance(child.ctx, (ast.Store, ast.Del)):
            yield child.id
        elif (isinstance(child, ast.ExceptHandler) and child.name) or (
            isinstance(child, (ast.MatchAs, ast.MatchStar)) and child.name
        ):
            yield child.name
        elif isinstance(child, ast.MatchMapping) and child.rest:
            yield child.rest
        yield from _bound(child)
