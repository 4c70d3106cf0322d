"""The language of a course: each sentence that students and teachers read, from gettext's catalogues.

The sentences stand in the code in English, marked by `_`, so English needs no catalogue. Another
language is a file `panal/locale/<language>/LC_MESSAGES/panal.po`; CONTRIBUTING.md says how one is
made. Babel reads the file as it is, when the first sentence is said, so that nothing has to be built.

A process serves one course, so the language is the process's: `panal.course.course.open_course` sets
it where the course is, `panal.grading.open_grader` on a worker.
"""

from __future__ import annotations

import io
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Any

LOCALE = Path(__file__).parent / "locale"
SOURCE = "en"
"""The language of the sentences in the code."""

DEFAULT = SOURCE
"""Of a course that does not say its language."""

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
    # Only a course that is not in English needs it.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with (LOCALE / language / "LC_MESSAGES" / "panal.po").open("rb") as catalogue:
        write_mo(compiled, read_po(catalogue))
    compiled.seek(0)
    return GNUTranslations(compiled)
