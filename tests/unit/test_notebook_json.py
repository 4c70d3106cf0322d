"""panal.notebook_json: what is left out before parsing, and what bounds the rest."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from panal import notebook_json
from tests.unit.test_notebook import JSON, encoded


def without(value: Any) -> Any:
    """The same data, `None` in place of what is left out."""
    if isinstance(value, dict):
        return {
            key: None
            if key in ("outputs", "attachments") and isinstance(inner, dict | list)
            else without(inner)
            for key, inner in value.items()
        }
    return [without(inner) for inner in value] if isinstance(value, list) else value


TRICKY = ["]", '"', "\\\\", '\\"', '"outputs": [', '\\\\"', "outputs", "\\", "[{", "ñ\u2028😀"]


@given(JSON)
def test_any_document_is_parsed_but_for_what_is_left_out(inner: Any) -> None:
    """Whatever stands in strings and however it is nested; NaN and Infinity, which are equal to
    nothing, too.
    """
    document = {
        "outputs": [inner, TRICKY, {"outputs": [inner]}],
        "cells": [{"source": TRICKY, "outputs": inner, "attachments": {"a": inner}}, inner],
        "metadata": {text: inner for text in TRICKY},
    }
    for data in (encoded(document), json.dumps(document, indent=1).encode()):
        assert repr(notebook_json.loads(data)) == repr(without(json.loads(data)))


def test_an_old_output_need_not_even_be_text() -> None:
    """What is thrown away is not looked at."""
    assert notebook_json.loads(b'{"outputs": ["\xff", {}], "a": 1}') == {"outputs": None, "a": 1}


@pytest.mark.parametrize(
    "data", [b'{"outputs": [', b'{"outputs": [}', b'{"outputs": ["', b'{"outputs": []', b'"', b"]"]
)
def test_what_was_cut_off_is_no_json(data: bytes) -> None:
    """Also where it was cut off within what is left out."""
    with pytest.raises(ValueError):
        notebook_json.loads(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"[" + b'"x",' * (notebook_json.MAX_TOKENS + 2), "partes"),
        (b"[" + b"1," * notebook_json.MAX_PARTS + b"1]", "partes"),
        (b"[" + b" " * notebook_json.MAX_KEPT + b"1]", "texto"),
    ],
    ids=["tokens", "parts", "text"],
)
def test_what_is_kept_is_bounded(data: bytes, reason: str) -> None:
    """In its bytes, and in what takes memory and time."""
    with pytest.raises(notebook_json.TooMuch, match=reason):
        notebook_json.loads(data)


def test_a_string_that_is_too_long_is_left_out() -> None:
    """As a picture within a text; the longest one stays."""
    fits = b'"' + b"x" * (notebook_json.MAX_STRING - 2) + b'"'
    found = notebook_json.loads(b'["a", ' + fits + b', "' + fits[1:] + b', "b"]')
    assert isinstance(found, list) and [len(part or "") for part in found] == [
        1, notebook_json.MAX_STRING - 2, notebook_json.MAX_STRING - 2, 1,
    ]  # fmt: skip
    assert notebook_json.loads(b'["a", "y' + fits[1:] + b', "b"]') == ["a", None, "b"]
