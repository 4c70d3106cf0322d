"""Turns a student's answer into an example for others: plain code, with nothing that tells whose it
is. Pure functions on text.

Comments and docstrings are dropped, and every other text that the student wrote is hidden. An
answer is not used if its names or numbers contain part of anybody's name or id. The code is only
parsed, never run.
"""

from __future__ import annotations

import ast
import builtins
import keyword
import re
import unicodedata
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

MAX_SOURCE = 4_000  # characters of an answer, and
MAX_LINES = 30  # lines of an example: what is longer shows no single idea
MAX_WIDTH = 160  # characters of a line
HIDDEN = "…"
_WORD = re.compile(r"[^\W\d_]{3,}|\d{4,}")
_SEPARATORS = re.compile(r"[\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_Node = TypeVar("_Node", ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What an example may contain, and what it may not.

    Args:
        texts: strings that the instructor wrote, such as `"same"`; they stay.
        names: parts of the names and ids of students, see `words`.
    """

    texts: frozenset[str]
    names: frozenset[str]


def vocabulary(sources: Iterable[str], people: Iterable[str]) -> Vocabulary:
    """Collect the vocabulary of a course.

    Args:
        sources: the instructor's code, whose words and texts reveal nothing about anybody.
        people: names, ids and addresses of all students.
    """
    texts: set[str] = set()
    course: set[str] = {word for name in (*dir(builtins), *keyword.kwlist) for word in words(name)}
    for source in sources:
        course |= words(source)
        constants = [
            node.value
            for node in ast.walk(_parse(source) or ast.Module([], []))
            if isinstance(node, ast.Constant)
        ]
        texts |= {value for value in constants if isinstance(value, str)}
    names = {
        word for person in people for word in words(person) | words(_SEPARATORS.sub("", person))
    }
    return Vocabulary(frozenset(texts), frozenset(names - course))


def words(text: str) -> set[str]:
    """Words of three letters or more and numbers of four digits or more, in lower case and without
    accents.
    """
    plain = "".join(
        sign
        for sign in unicodedata.normalize("NFKD", _CAMEL.sub(" ", text))
        if not unicodedata.combining(sign)
    )
    return set(_WORD.findall(plain.casefold()))


def anonymous(source: str, known: Vocabulary) -> str:
    """An answer as an example; empty if it can't be used as one.

    Args:
        source: the text of a student's solution cell.
        known: what it may contain.
    """
    tree = _parse(source) if len(source) <= MAX_SOURCE else None
    if tree is None:
        return ""
    try:
        text = ast.unparse(ast.fix_missing_locations(_Anonymous(known.texts).visit(tree)))
    except (ValueError, RecursionError, MemoryError):
        return ""
    lines = text.splitlines()
    if (
        len(lines) > MAX_LINES
        or any(len(line) > MAX_WIDTH for line in lines)
        or not words(text).isdisjoint(known.names)
    ):
        return ""
    return text


def _parse(source: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about a student's strange escapes
            return ast.parse(source)
    except (
        SyntaxError,
        ValueError,
        RecursionError,
        MemoryError,
    ):  # magics, a null byte, brackets without end
        return None


class _Anonymous(ast.NodeTransformer):
    def __init__(self, texts: frozenset[str]) -> None:
        self._texts = texts

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        shown = (
            node.value in self._texts
            if isinstance(node.value, str)
            else not isinstance(node.value, bytes)
        )
        return node if shown else ast.Constant(HIDDEN)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        return ast.Constant(HIDDEN)

    def visit_Module(self, node: ast.Module) -> ast.AST:
        return self._without_texts(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._without_texts(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._without_texts(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._without_texts(node)

    def _without_texts(self, node: _Node) -> ast.AST:
        """Drop docstrings, and texts that stand alone like comments."""
        node.body = [each for each in node.body if not _is_text(each)] or [ast.Pass()]
        return self.generic_visit(node)


def _is_text(statement: ast.stmt) -> bool:
    value = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(value, ast.JoinedStr) or (
        isinstance(value, ast.Constant) and isinstance(value.value, str)
    )
