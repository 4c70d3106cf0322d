"""What students read has one Spanish word for each thing, in both notebooks, in the graders'
sentences, on the feedback page and in docs/estudiantes.md. Names in code are Keras' own.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import nbformat
import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
LESSONS = ("convolucion", "redes")

CHOSEN = {
    "paso": r"strides?|zancadas?|saltos?",
    "relleno": r"paddings?|rellenad[oa]s?|almohadillado",
    "sesgo": r"bias|biases",
    "lote": r"batch|batches|tanda",
    "kernel": r"núcleos?|máscaras?|kérnel(es)?",
    "filtro": r"filters?",
    "ventana": r"parches?|patch(es)?",
    "pooling": r"submuestreo|agrupamiento",
    "vuelta": r"épocas?|epochs?",
    "ajuste": r"iteraci(ón|ones)",
}
"""The word, and those that are not used for the same thing."""
ENGLISH_ONCE = {"paso": "stride", "relleno": "padding", "lote": "batch", "sesgo": "biases"}
"""Words that a notebook introduces with the English one behind it, which stands in Keras' names."""
SPANISH = re.compile(r"[áéíóúñ¿]|\b(el|la|un|una|de|con|que|tu)\b", re.IGNORECASE)
"""Tells a sentence for students from a key or an English word."""


def without_code(text: str) -> str:
    """Text without what stands in it as code, formulas or in an address."""
    return re.sub(
        r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$\n]*\$|\]\([^)]*\)", " ", text, flags=re.DOTALL
    )


def sentences_in(source: str, *, docstring: bool) -> Iterator[str]:
    """The strings of a grader or a misconception that are Spanish sentences.

    Args:
        source: Python.
        docstring: whether the first one is for students, too.
    """
    tree = ast.parse(source)
    explained = [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)]
    ours = {id(value) for value in explained[1 if docstring else 0 :]}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in ours:
            yield from [node.value] if SPANISH.search(node.value) else []


@cache
def students_text() -> tuple[tuple[str, str], ...]:
    """Where something stands, and what."""
    return tuple(_students_text())


def _students_text() -> Iterator[tuple[str, str]]:
    for lesson in LESSONS:
        notebook = nbformat.read(ROOT / "release" / lesson / f"{lesson}.ipynb", as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                yield f"{lesson}: {cell.id}", cell.source
        for path in sorted((ROOT / "graders" / lesson).rglob("*.py")):
            misconception = "misconceptions" in path.parts
            source = path.read_text(encoding="utf-8")
            for sentence in sentences_in(source, docstring=misconception):
                yield str(path.relative_to(ROOT)), sentence
    yield "docs/estudiantes.md", (ROOT / "docs" / "estudiantes.md").read_text(encoding="utf-8")
    with (ROOT / "panal/locale/es/LC_MESSAGES/panal.po").open("rb") as file:
        for message in read_po(file):
            texts = message.string if isinstance(message.string, tuple) else (message.string,)
            yield from (("panal.po", str(text)) for text in texts)


@pytest.mark.parametrize("word", CHOSEN)
def test_one_word_for_each_thing(word: str) -> None:
    """The chosen one is used, and no other; its English origin only where it is introduced."""
    used = False
    for where, text in students_text():
        prose = without_code(text)
        introduced = rf"\*\*{word}s?\*\* \(\*{ENGLISH_ONCE.get(word, 'nothing')}\*\)"
        prose = re.sub(introduced, word, prose)
        other = re.search(rf"\b({CHOSEN[word]})\b", prose, re.IGNORECASE)
        assert not other, f"{where} says {other[0]!r} for {word!r}: {prose[:200]}"
        used |= re.search(rf"\b{word}(s|es)?\b", prose) is not None
    assert used


@pytest.mark.parametrize("word, english", ENGLISH_ONCE.items())
def test_the_english_word_stands_once(word: str, english: str) -> None:
    """Behind the Spanish one, where it is introduced: a student meets it in Keras' names."""
    found = [where for where, text in students_text() if f"**{word}** (*{english}*)" in text]
    plural = [where for where, text in students_text() if f"**{word}s** (*{english}*)" in text]
    assert len(found + plural) == 1, found + plural


@pytest.mark.parametrize(
    "distinction",
    [
        "**correlación cruzada**",
        "**convolución** de los libros",
        "El **kernel** es",
        "Un **filtro** es",
    ],
)
def test_words_that_are_mixed_up_are_told_apart_once(distinction: str) -> None:
    """Cross-correlation and convolution, kernel and filter."""
    assert sum(text.count(distinction) for _, text in students_text()) == 1
