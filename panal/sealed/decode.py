"""What crosses the wall is text, until it is decoded here, strictly, into one of a few kinds of plain
values. On our side nothing of it is trusted: a student's code may have written it.
"""

from __future__ import annotations

import base64
import binascii
import itertools
import json
import math
import re
from builtins import all, any  # as they are before a student can replace them
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from .encode import MAX_ITEMS, MAX_KEYS, MAX_NAME, MAX_PARTS, TooLarge
from .records import made
from .values import (
    DTYPES,
    MAX_ARRAY_BYTES,
    SCALARS,
    Column,
    Frame,
    Layer,
    Opaque,
    Series,
    Value,
    as_array,
)

MAX_CHARACTERS = 48 * 2**20  # more than `encode` writes, and no more than a message may have
MAX_DEPTH = 24
MAX_SETTING = 16
MAX_SHAPE = 32  # axes
SAME_HASH = 8
"""Keys of one dictionary that may have the same hash. In ordinary ones two have."""
_SURROGATES = re.compile("[\ud800-\udfff]")


class Undecodable(ValueError):
    """`encode` writes no such text: the student's code had a hand in it."""


def decode(text: object, array_bytes: int = MAX_ARRAY_BYTES) -> Value:
    """Turn an encoded answer into plain values. Nothing of the student's runs, and its size is
    bounded first.

    Args:
        text: what came out of the sealed process.
        array_bytes: how large all of its arrays together may be.

    Raises:
        TooLarge: they are larger, or it has too many keys.
        Undecodable: the text is not an answer, or is too large.

    >>> decode('{"dict": [["a", {"tuple": [1, 2.5]}]]}')
    {'a': (1, 2.5)}
    """
    value: Value = Decoder(array_bytes).read(text)
    return value


class Decoder:
    """Reads one text. The kernel has one that makes live objects of what a grader sends."""

    def __init__(self, max_array_bytes: int = MAX_ARRAY_BYTES) -> None:
        self.max_array_bytes = max_array_bytes
        self.array_bytes = self.keys = 0
        self.kinds: dict[str, Callable[[Any, int], Any]] = {
            "complex": self.complex_number,
            "bytes": self.raw,
            "tuple": lambda content, depth: tuple(self.items(content, depth)),
            "dict": lambda content, depth: self.pairs(content, depth),
            "set": lambda content, depth: set(self.members(content, depth)),
            "frozenset": lambda content, depth: frozenset(self.members(content, depth)),
            "array": lambda content, depth: self.array(content),
            "texts": self.texts,
            "tensor": lambda content, depth: self.array(content),
            "series": self.series,
            "frame": self.frame,
            "layer": self.layer,
            "record": self.record,
            "opaque": self.opaque,
        }

    def read(self, text: object) -> Any:
        """The value that a text holds.

        Raises:
            TooLarge, Undecodable: see `decode`.
        """
        if not isinstance(text, str) or len(text) > MAX_CHARACTERS:
            raise Undecodable("not a text, or too long")
        if text.count(",") + text.count("[") + text.count("{") > MAX_PARTS:
            raise Undecodable("too many parts")
        try:
            return self.value(json.loads(text), 0)
        except (TooLarge, Undecodable):
            raise
        except (
            ValueError,
            TypeError,
            KeyError,
            RecursionError,
            MemoryError,
            OverflowError,
        ) as error:
            raise Undecodable(type(error).__name__) from None

    def value(self, data: Any, depth: int) -> Any:
        """A value `depth` levels down."""
        if depth > MAX_DEPTH:
            raise Undecodable("too deep")
        if data is None or isinstance(data, (bool, int, float)):
            return data
        if isinstance(data, str):
            return self.text(data)
        if isinstance(data, list):
            return self.items(data, depth)
        if isinstance(data, dict) and len(data) == 1:
            ((kind, content),) = data.items()
            if kind in self.kinds:
                return self.kinds[kind](content, depth)
        raise Undecodable("unknown form")

    def items(self, data: Any, depth: int) -> list[Any]:
        if not isinstance(data, list):
            raise Undecodable("no list")
        # The quick way, since a student's list may be long.
        if depth < MAX_DEPTH and SCALARS.issuperset(map(type, data)):
            return data
        return [self.value(item, depth + 1) for item in data]

    def text(self, text: str) -> str:
        """Half a surrogate pair could not be written to results.json."""
        return text if text.isascii() else _SURROGATES.sub("�", text)

    def name(self, text: Any) -> str:
        if not isinstance(text, str):
            raise Undecodable("no name")
        return self.text(text[:MAX_NAME])

    def complex_number(self, content: Any, depth: int) -> complex:
        real, imaginary = content
        if type(real) is not float or type(imaginary) is not float:
            raise Undecodable("no complex number")
        return complex(real, imaginary)

    def raw(self, content: Any, depth: int) -> bytes:
        # Four characters hold three bytes, and none is decoded that is one too many.
        if not isinstance(content, str):
            raise Undecodable("no base64")
        self.count_bytes(len(content) // 4 * 3 - 2)
        return _base64(content)

    def pairs(self, content: Any, depth: int) -> dict[Any, Any]:
        if not isinstance(content, list) or not all(
            isinstance(pair, list) and len(pair) == 2 for pair in content
        ):
            raise Undecodable("no pairs")
        keys = self.hashed([self.value(key, depth + 1) for key, _ in content])
        made = {
            key: self.value(item, depth + 1) for key, (_, item) in zip(keys, content, strict=True)
        }
        if len(made) < len(keys):
            raise Undecodable("a key twice")
        return made

    def members(self, content: Any, depth: int) -> list[Any]:
        found = self.hashed(self.items(content, depth))
        if len(set(found)) < len(found):
            raise Undecodable("a member twice")
        return found

    def hashed(self, keys: list[Any]) -> list[Any]:
        """Keys that make a dictionary in the time that an ordinary one takes.

        With keys chosen for their hashes, each insertion looks at all the ones before: 100,000 such
        numbers would take minutes of our time.
        """
        self.keys += len(keys)
        if self.keys > MAX_KEYS:
            raise TooLarge(f"more than {MAX_KEYS} keys")
        groups = itertools.groupby(sorted(map(hash, keys)))
        if any(len(list(same)) > SAME_HASH for _, same in groups):
            raise Undecodable("keys that collide")
        return keys

    def shape(self, shape: Any, itemsize: int) -> int:
        """How many items an array of a shape has."""
        if (
            not isinstance(shape, list)
            or len(shape) > MAX_SHAPE
            or not all(type(n) is int and 0 <= n < 2**31 for n in shape)
        ):
            raise Undecodable("no shape")
        # An axis of length 0 must not hide others that no array could have.
        if math.prod(max(n, 1) for n in shape) * itemsize > MAX_CHARACTERS:
            raise Undecodable("too large")
        return math.prod(shape)

    def count_bytes(self, count: int) -> None:
        self.array_bytes += count
        if self.array_bytes > self.max_array_bytes:
            raise TooLarge(f"more than {self.max_array_bytes} bytes of arrays")

    def array(self, content: Any) -> npt.NDArray[Any]:
        name, shape = content["dtype"], content["shape"]
        if name not in DTYPES:
            raise Undecodable("unknown dtype")
        dtype = np.dtype(name)
        size = self.shape(shape, dtype.itemsize) * dtype.itemsize
        self.count_bytes(size)
        data = _base64(content["data"])
        if len(data) != size:
            raise Undecodable("shape and data differ")
        if name == "|b1" and data.strip(b"\x00\x01"):
            raise Undecodable("no booleans")
        return np.frombuffer(data, dtype).reshape(shape).copy()

    def texts(self, content: Any, depth: int) -> npt.NDArray[np.str_]:
        """An array of text. Each of its items takes as much memory as the longest."""
        shape, items = content["shape"], content["items"]
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            raise Undecodable("no texts")
        if self.shape(shape, 4) != len(items):
            raise Undecodable("shape and texts differ")
        self.count_bytes(4 * len(items) * max(map(len, items), default=0))
        return as_array([self.text(item) for item in items], tuple(shape))

    def column(self, data: Any, depth: int) -> Column:
        found = self.value(data, depth + 1)
        if isinstance(found, list) or (isinstance(found, np.ndarray) and found.ndim == 1):
            return found
        raise Undecodable("no column")

    def series(self, content: Any, depth: int) -> Any:
        name, values, index = (content[key] for key in ("name", "values", "index"))
        found = Series(
            self.value(name, depth + 1),
            self.column(values, depth),
            None if index is None else self.column(index, depth),
        )
        if found.index is not None and len(found.index) != len(found.values):
            raise Undecodable("index and values differ")
        return found

    def frame(self, content: Any, depth: int) -> Any:
        columns, index = content["columns"], content["index"]
        found = Frame(
            self.pairs(columns, depth), None if index is None else self.column(index, depth)
        )
        for column in found.columns.values():
            is_column = isinstance(column, list) or getattr(column, "ndim", 0) == 1
            if not is_column or len(column) != len(found):
                raise Undecodable("no columns of one length")
        if found.index is not None and len(found.index) != len(found):
            raise Undecodable("index and columns differ")
        return found

    def setting(self, data: Any, depth: int) -> Value:
        """A number, a text or a few of them. No layer of Keras has a larger setting."""
        items = data
        if isinstance(data, dict) and len(data) == 1:
            items = data.get("tuple")
        if not isinstance(items, list):
            found: Value = self.value(data, depth)
            return found
        if len(items) > MAX_SETTING or any(isinstance(item, (list, dict)) for item in items):
            return Opaque("list")
        return tuple(self.items(items, depth))

    def layer(self, content: Any, depth: int) -> Layer:
        names, settings, weights, built = (
            content[key] for key in ("class_names", "settings", "weights", "built")
        )
        if not isinstance(names, list) or len(names) > 50:
            raise Undecodable("no class names")
        for named in (settings, weights):
            if not isinstance(named, dict) or len(named) > MAX_ITEMS:
                raise Undecodable("no settings")
        arrays: dict[str, npt.NDArray[Any]] = {}
        for name, weight in weights.items():
            array = self.value(weight, depth + 1)
            if isinstance(array, np.ndarray):
                arrays[self.name(name)] = array
        return Layer(
            class_names=tuple(map(self.name, names)),
            settings={
                self.name(name): self.setting(setting, depth + 1)
                for name, setting in settings.items()
            },
            weights=arrays,
            built=built is True,
        )

    def record(self, content: Any, depth: int) -> Any:
        kind, parts = content
        if not isinstance(parts, dict):
            raise Undecodable("no record")
        found = made(kind, {name: self.value(part, depth + 1) for name, part in parts.items()})
        if found is None:
            raise Undecodable("no record")
        return found

    def opaque(self, content: Any, depth: int) -> Opaque:
        return Opaque(self.name(content))


def _base64(text: Any) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise Undecodable("no base64") from None
