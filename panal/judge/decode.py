"""What comes out of a sealed process is text, until it is decoded here, strictly, into one of a few
kinds of plain values.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from typing import Any

import numpy as np
import numpy.typing as npt

from panal.judge.answer import SCALARS, Layer, Opaque, Value

MAX_CHARACTERS = 48 * 2**20  # more than `sealed.encode` writes, and no more than a message may have
MAX_PARTS = 2_500_000  # commas and brackets: what makes JSON large in memory
MAX_ARRAY_BYTES = 32 * 2**20
MAX_DEPTH = 24
MAX_NAME = 200
MAX_SETTING = 16
DTYPES = frozenset(f"<{kind}{size}" for kind in "fiu" for size in (2, 4, 8)) | {"|i1", "|u1", "|b1"}
_SURROGATES = re.compile("[\ud800-\udfff]")


class TooLarge(ValueError):
    """The answer's arrays are larger than an answer may be."""


class Undecodable(ValueError):
    """`sealed.encode` writes no such text: the student's code had a hand in it."""


def decode(text: object, array_bytes: int = MAX_ARRAY_BYTES) -> Value:
    """Turn an encoded answer into plain values. Nothing of the student's runs, and its size is
    bounded first.

    Args:
        text: what came out of the sealed process.
        array_bytes: how large all of its arrays together may be.

    Raises:
        TooLarge: they are larger.
        Undecodable: the text is not an answer, or is too large.
    """
    if not isinstance(text, str) or len(text) > MAX_CHARACTERS:
        raise Undecodable("not a text, or too long")
    if text.count(",") + text.count("[") + text.count("{") > MAX_PARTS:
        raise Undecodable("too many parts")
    try:
        value = _value(json.loads(text), 0)
    except (ValueError, TypeError, KeyError, RecursionError, MemoryError, OverflowError) as error:
        raise Undecodable(type(error).__name__) from None
    if _array_bytes(value) > array_bytes:
        raise TooLarge(f"more than {array_bytes} bytes of arrays")
    return value


def _array_bytes(value: Value) -> int:
    """Size of all arrays in a value, together."""
    total, stack = 0, [value]
    while stack:
        part = stack.pop()
        if isinstance(part, np.ndarray):
            total += part.nbytes
        elif isinstance(part, Layer):
            stack += [*part.weights.values(), *part.settings.values()]
        elif isinstance(part, tuple) and not SCALARS.issuperset(map(type, part)):
            stack += [inner for inner in part if isinstance(inner, (tuple, np.ndarray, Layer))]
    return total


def _value(data: Any, depth: int) -> Value:
    if depth > MAX_DEPTH:
        raise Undecodable("too deep")
    if data is None or isinstance(data, (bool, int, float)):
        return data
    if isinstance(data, str):
        return _text(data)
    if isinstance(data, list):
        if depth < MAX_DEPTH and SCALARS.issuperset(
            map(type, data)
        ):  # the quick way, since a student's list may be long
            return tuple(data)
        return tuple(_value(item, depth + 1) for item in data)
    if isinstance(data, dict) and len(data) == 1:
        ((kind, content),) = data.items()
        if kind == "array":
            return _array(content)
        if kind == "layer":
            return _layer(content, depth)
        if kind == "opaque" and isinstance(content, str):
            return Opaque(_text(content))
    raise Undecodable("unknown form")


def _text(text: str) -> str:
    """As much of a text as is shown. Half a surrogate pair could not be written to results.json."""
    return _SURROGATES.sub("�", text[:MAX_NAME])


def _array(content: Any) -> npt.NDArray[np.generic]:
    name, shape = content["dtype"], content["shape"]
    if name not in DTYPES:
        raise Undecodable("unknown dtype")
    dtype = np.dtype(name)
    if (
        not isinstance(shape, list)
        or len(shape) > 32
        or not all(type(n) is int and 0 <= n < 2**31 for n in shape)
    ):
        raise Undecodable("no shape")
    # An axis of length 0 must not hide others that no array could have.
    if math.prod(max(n, 1) for n in shape) * dtype.itemsize > MAX_CHARACTERS:
        raise Undecodable("too large")
    try:
        data = base64.b64decode(content["data"], validate=True)
    except binascii.Error:
        raise Undecodable("no base64") from None
    if len(data) != math.prod(shape) * dtype.itemsize:
        raise Undecodable("shape and data differ")
    if name == "|b1" and data.strip(b"\x00\x01"):
        raise Undecodable("no booleans")
    return np.frombuffer(data, dtype).reshape(shape).copy()


def _setting(data: Any, depth: int) -> Value:
    """A number, a text or a few of them. No layer of Keras has a larger setting."""
    if isinstance(data, list) and (
        len(data) > MAX_SETTING or any(isinstance(item, (list, dict)) for item in data)
    ):
        return Opaque("list")
    return _value(data, depth)


def _layer(content: Any, depth: int) -> Layer:
    names, settings, weights, built = (
        content[key] for key in ("class_names", "settings", "weights", "built")
    )
    if (
        not isinstance(names, list)
        or not all(isinstance(name, str) for name in names)
        or len(names) > 50
    ):
        raise Undecodable("no class names")
    if (
        not isinstance(settings, dict)
        or not isinstance(weights, dict)
        or len(settings) > 200
        or len(weights) > 200
    ):
        raise Undecodable("no settings")
    arrays: dict[str, npt.NDArray[np.generic]] = {}
    for name, weight in weights.items():
        array = _value(weight, depth + 1)
        if isinstance(array, np.ndarray):
            arrays[_text(name)] = array
    return Layer(
        class_names=tuple(map(_text, names)),
        settings={_text(name): _setting(setting, depth + 1) for name, setting in settings.items()},
        weights=arrays,
        built=built is True,
    )
