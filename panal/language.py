"""The language of a course: each sentence that students and teachers read, from gettext's catalogues.

The sentences stand in the code in English, marked by `_`, so English needs no catalogue. Another
language is a file `panal/locale/<language>/LC_MESSAGES/panal.po`; CONTRIBUTING.md says how one is
made. The file is read as it is, when the first sentence is said: a compiled one would have to be built,
and Babel, which could read it, takes ten times as long.

A process serves one course, so the language is the process's: `panal.course.course.open_course` sets
it where the course is, `panal.grading.open_grader` on a worker.
"""

from __future__ import annotations

import io
import json
import re
import struct
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Any

LOCALE = Path(__file__).parent / "locale"
SOURCE = "en"
"""The language of the sentences in the code."""

DEFAULT = SOURCE
"""Of a course that does not say its language."""

_ENTRY = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) ((?:".*"(?:\n|\Z))+)', re.M)
_used = DEFAULT


def languages() -> tuple[str, ...]:
    """All languages that there are, sorted."""
    found = {path.parent.parent.name for path in LOCALE.glob("*/LC_MESSAGES/panal.po")}
    return tuple(sorted(found | {SOURCE}))


def use(language: str) -> None:
    """Say everything in a language from now on.

    Args:
        language: one of `languages`.
    """
    global _used
    _used = language


def used() -> str:
    """The language in which everything is said."""
    return _used


def gettext(sentence: str) -> str:
    """A sentence in the language of the course. Code says `_`."""
    return _translations(_used).gettext(sentence)


def pgettext(context: str, sentence: str) -> str:
    """The same for a word that has more than one meaning."""
    return _translations(_used).pgettext(context, sentence)


def ngettext(one: str, several: str, count: float) -> str:
    """The same for a sentence that depends on a number.

    >>> use("en")
    >>> ngettext("{points:g} point", "{points:g} points", 2.5).format(points=2.5)
    '2.5 points'
    """
    return _translations(_used).ngettext(one, several, _whole(count))


def install(templates: Any) -> None:
    """Let templates say `{{ _("…") }}`, `{{ ngettext(…) }}` and `{% trans %}`.

    Args:
        templates: a Jinja environment.
    """
    templates.add_extension("jinja2.ext.i18n")
    templates.install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext)
    templates.policies["ext.i18n.trimmed"] = True


def N_(sentence: str) -> str:
    """Marks a sentence in a table; `gettext` says it later."""
    return sentence


def _whole(count: float) -> int:
    """A number for the rules of plurals, which know whole ones; half a point is said as several."""
    return int(count) if count == int(count) else 2


@cache
def _translations(language: str) -> NullTranslations:
    if language == SOURCE:
        return NullTranslations()
    path = LOCALE / language / "LC_MESSAGES" / "panal.po"
    return GNUTranslations(io.BytesIO(compiled(path.read_text(encoding="utf-8"))))


def compiled(text: str) -> bytes:
    """A catalogue as gettext reads it, without what is not translated or in doubt.

    https://www.gnu.org/software/gettext/manual/html_node/MO-Files.html
    """
    found: dict[bytes, bytes] = {}
    for block in re.split(r"\n(?:[^\S\n]*\n)+", text):
        parts = {kind: _unquoted(quoted) for kind, quoted in _ENTRY.findall(block)}
        said = [words for kind, words in parts.items() if kind.startswith("msgstr")]
        if not all(said) or "msgid" not in parts or ("#, fuzzy" in block and parts["msgid"]):
            continue
        key = parts["msgid"]
        if "msgctxt" in parts:
            key = f"{parts['msgctxt']}\x04{key}"
        if "msgid_plural" in parts:
            key = f"{key}\0{parts['msgid_plural']}"
        found[key.encode()] = "\0".join(said).encode()
    keys = sorted(found)
    texts = [*keys, *(found[key] for key in keys)]
    start = 28 + 8 * len(texts)
    head = struct.pack("<7I", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, start)
    table = b""
    for each in texts:
        table += struct.pack("<2I", len(each), start)
        start += len(each) + 1
    return head + table + b"".join(each + b"\0" for each in texts)


def _unquoted(quoted: str) -> str:
    """What stands between quotes on one or more lines; escapes are those of C, as JSON has them."""
    lines = quoted.splitlines()
    return "".join(json.loads(line) if "\\" in line else line[1:-1] for line in lines)
