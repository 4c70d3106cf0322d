"""panal.language: catalogues of gettext's, read as they are; all that they hold; and that nothing is
said past them.
"""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages import Catalog, pofile
from babel.messages.extract import extract_from_dir
from traitlets import TraitError
from traitlets.config import Config

from panal import language
from panal.config import Panal, speak

PANAL = Path(language.__file__).parent
ROOT = PANAL.parent
CATALOGUES = sorted(language.LOCALE.glob("*/LC_MESSAGES/panal.po"))
Key = tuple[str, tuple[str, ...]]
"""A context and a sentence, or its forms for one and for several."""


def key(context: str | None, forms: str | tuple[str, ...]) -> Key:
    return context or "", (forms,) if isinstance(forms, str) else tuple(forms)


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return pofile.read_po(file, locale=path.parent.parent.name, abort_invalid=True)


def entries(path: Path) -> Iterator[tuple[Key, tuple[str, ...]]]:
    for message in catalogue(path):
        if message.id:
            said = message.string
            yield key(message.context, message.id), (said,) if isinstance(said, str) else said


KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}


@cache
def in_the_code() -> frozenset[Key]:
    """All sentences that the code and the templates say."""
    methods = [("**.py", "python"), ("**.j2", "jinja2")]
    options = {"**.j2": {"trimmed": "true"}}
    return frozenset(
        key(context, forms)
        for folder in (PANAL, ROOT / "integrations")
        for _, _, forms, _, context in extract_from_dir(folder, methods, options, KEYWORDS)
    )


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_each_catalogue_is_complete(path: Path) -> None:
    """Each sentence of the code has a translation, and each translation a sentence."""
    found = dict(entries(path))
    assert not [each for each, said in found.items() if not all(said)]
    assert not in_the_code() - found.keys(), "make catalogues"
    assert not found.keys() - in_the_code(), "make catalogues"
    assert not [message.id for message in catalogue(path) if message.id and message.fuzzy]


def places(text: str) -> set[tuple[str | None, str | None]]:
    """The places of a sentence where something is put in, in each of the two ways."""
    by_percent = {(None, name) for name in re.findall(r"%\((\w+)\)s", text)}
    by_braces = {
        (name, spec) for _, name, spec, _ in string.Formatter().parse(text) if name is not None
    }
    return by_percent | by_braces


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_translations_have_the_same_places(path: Path) -> None:
    """What is put into a sentence is put into its translation: nothing is lost, and none fails."""
    for (_, forms), said in entries(path):
        whole = places(forms[-1])
        assert places(said[-1]) == whole, said
        for each in (*forms, *said):  # one thing need not be counted
            assert places(each) <= whole, each


def test_the_language_of_a_course() -> None:
    """What a configuration asks for is spoken from then on; a language that is not there is refused
    by name.
    """
    for name, said in (("en", "correct"), ("es", "correcto")):
        assert speak(Config({"Panal": {"language": name}})) == language.used() == name
        assert language.gettext("correct") == said
    with pytest.raises(TraitError, match="tlh"):
        speak(Config({"Panal": {"language": "tlh"}}))
    assert language.used() == "es"
    assert Panal().language == language.DEFAULT
    assert {"en", "es"} <= set(language.languages())


# Nothing is said past the catalogues


def marked(tree: ast.Module) -> Iterator[str]:
    """Sentences that code marks, wherever it does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node) in MARKS:
            found = [each.value for each in node.args if isinstance(each, ast.Constant)]
            yield from (each for each in found if isinstance(each, str))


def test_what_is_marked_is_found() -> None:
    """Babel does not look into an f-string, for example."""
    known = {text for context, forms in in_the_code() for text in (context, *forms)}
    for path in MODULES:
        said = set(marked(ast.parse(path.read_text(encoding="utf-8"))))
        assert said <= known, path


MODULES = [
    *sorted(PANAL.rglob("*.py")),
    *sorted((ROOT / "integrations").rglob("*.py")),
    ROOT / "integrations" / "gradescope" / "run_autograder",
]
TEMPLATES = sorted(PANAL.rglob("*.j2"))
SPANISH = re.compile(
    r"[áéíóúñ¿¡«»]|\b(el|los|las|del|una|que|con|para|por|tu|puntos|cuaderno|entrega)\b", re.I
)
NOT_SAID = {"áéí ñ 0123", "del"}
"""What is tried in place of a sentence, and a tag of HTML."""

MARKS = {"_", "N_", "gettext", "ngettext", "pgettext"}
SPEAKERS = {
    *("say", "add_column", "add_row", "Table", "CheckEnded", "wrong", "Stop", "Check", "HandedIn"),
    *("Damaged", "TooMuch", "Unusable", "Picture", "Example", "Line", "Plot", "tell"),
    *("_refuse", "_picture", "note"),
}
"""Functions and classes whose texts students or teachers read."""

WORD = re.compile(r"[^\W\d_]{2,}[ .:,]|^[a-z]{3,}$")


def name_of(call: ast.Call) -> str:
    called = call.func
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def prose(tree: ast.Module) -> set[ast.AST]:
    """Docstrings, and texts below attributes."""
    alone = (node.value for node in ast.walk(tree) if isinstance(node, ast.Expr))
    return {node for node in alone if isinstance(node, ast.Constant)}


def texts(node: ast.AST) -> Iterator[str]:
    """Texts in a piece of code that are not marked. Of a keyword only a title is said."""
    if isinstance(node, ast.Call) and name_of(node) in MARKS:
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, ast.Subscript):
        return
    if isinstance(node, ast.keyword) and node.arg not in ("title", "description"):
        return
    for child in ast.iter_child_nodes(node):
        if not isinstance(node, ast.Call) or child is not node.func:
            yield from texts(child)


def unmarked(tree: ast.Module) -> list[str]:
    """Sentences that code says to somebody past the catalogues."""
    spoken = [
        text
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and name_of(node) in SPEAKERS
        for part in (*node.args, *node.keywords)
        for text in texts(part)
        if WORD.search(text)
    ]
    docs = prose(tree)
    foreign = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docs
        if SPANISH.search(node.value) and node.value not in NOT_SAID
    ]
    return spoken + foreign


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_sentence_stands_in_the_code(path: Path) -> None:
    """What students and teachers read is marked, and in English."""
    assert unmarked(ast.parse(path.read_text(encoding="utf-8"))) == []


class Said(HTMLParser):
    """Texts of a page, also those that are only heard."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.style = 0
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.style += tag == "style"
        self.texts += [
            value or "" for name, value in attrs if name in ("alt", "title", "aria-label")
        ]

    def handle_endtag(self, tag: str) -> None:
        self.style -= tag == "style"

    def handle_data(self, data: str) -> None:
        if not self.style:
            self.texts.append(data)


def bare(template: str) -> list[str]:
    """Words of a template that do not come from the catalogue."""
    rest = re.sub(r"{%-? trans.*?endtrans -?%}|{[{%#].*?[}%#]}", "…", template, flags=re.S)
    return [text for text in Said(rest).texts if re.search(r"[^\W\d_]{2,}", text)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_no_sentence_stands_in_a_template(path: Path) -> None:
    assert bare(path.read_text(encoding="utf-8")) == []


def test_the_readers_of_sentences_read() -> None:
    """They find what stands there, whatever surrounds it, and overlook what is marked."""
    for code in (
        'say(f"{n} to grade.")',
        'table.add_column("score", justify="right")',
        'raise Damaged("it is empty" if not data else _("it is cut off"))',
        'words = f"Falta {n}, y no más"',
        'Table(title="All points")',
    ):
        assert len(unmarked(ast.parse(code))) == 1, code
    for code in (
        'say(_("{n} to grade.").format(n=n))',
        'table.add_column(_("score"), justify="right")',
        '"""Dice «hola»."""',
        'log.error("Nobody reads this.")',
    ):
        assert unmarked(ast.parse(code)) == [], code
    assert bare('<p title="Hello {{ x }}">{{ _("a b") }} points</p>') == ["Hello …", "… points"]
    assert bare("<p>{% trans n=n %}of {{ n }} points{% endtrans %} {{ n }}</p>{# why #}") == []
