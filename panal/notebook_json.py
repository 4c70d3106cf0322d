"""The JSON of a submitted notebook, without what grading throws away anyway. Nothing in it is
trusted, and reading it takes little memory and time, whatever it holds.

Old outputs, attached pictures and pictures pasted into text are most of a large notebook's bytes.
They are left out before anything is parsed, so that they count for no limit.
"""

from __future__ import annotations

import json
import re

from panal.language import gettext as _

MAX_TOKENS = 5_000_000
"""Strings, brackets and braces in the whole file, which are looked at one by one."""

MAX_STRING = 2**20
"""Bytes of the longest string that is kept. A longer one is no code but a picture in a text."""

MAX_KEPT = 32 * 2**20
"""Bytes of what is kept."""

MAX_PARTS = 2_000_000
"""Commas, brackets and braces of what is kept: each may stand for a hundred bytes of memory."""

_TOKEN = re.compile(rb'"(?:outputs|attachments)"\s*+:\s*+(?P<left_out>[\[{])|"[^"]*+"|[\[\]{}]')
_OPENING, _CLOSING, _QUOTE = b"[{", b"]}", ord('"')


class TooMuch(ValueError):
    """The file holds more than a notebook can. The text says of what, in the student's language."""


def loads(data: bytes) -> object:
    """Parse a notebook, with `null` in place of outputs, attachments and strings that are too long.

    Args:
        data: the file's bytes, in UTF-8; the caller bounds their number. 256 MB take at most 0.9 GB of
            memory and a few seconds, whatever they hold.

    Returns:
        Plain data.

    Raises:
        TooMuch: it holds too many parts or too much text.
        UnicodeDecodeError: what is kept is not UTF-8.
        RecursionError: it is nested without end.
        ValueError: it is no JSON.

    >>> loads(b'{"cells": [{"source": "1", "outputs": [{"text": "]"}]}]}')
    {'cells': [{'source': '1', 'outputs': None}]}
    """
    kept = _kept(data)
    if sum(map(len, kept)) > MAX_KEPT:
        raise TooMuch(_("it holds too much text"))
    content = b"".join(kept)
    if sum(map(content.count, (b",", b"[", b"{"))) > MAX_PARTS:
        raise TooMuch(_("it holds too many parts"))
    found: object = json.loads(content.decode("utf-8-sig"))
    return found


def _kept(data: bytes) -> list[memoryview | bytes]:
    view = memoryview(data)  # slices of it are no copies
    # Of equal length, so that positions stay: a quote is now always the end of a string.
    mask = data.replace(rb"\\", b"__").replace(rb"\"", b"__")
    kept: list[memoryview | bytes] = []
    start = depth = 0  # depth: of brackets in what is left out
    for number, token in enumerate(_TOKEN.finditer(mask)):
        if number > MAX_TOKENS:
            raise TooMuch(_("it holds too many parts"))
        first = mask[token.start()]
        if depth:
            # What is left out may itself hold lists called `outputs` or `attachments`.
            depth += first in _OPENING or token.lastgroup is not None
            depth -= first in _CLOSING
            start = token.end()
        elif token.lastgroup:
            kept += [view[start : token.start("left_out")], b"null"]
            depth = 1
        elif first == _QUOTE and token.end() - token.start() > MAX_STRING:
            kept += [view[start : token.start()], b"null"]
            start = token.end()
    return kept if depth else [*kept, view[start:]]
