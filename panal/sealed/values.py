"""The kinds of plain values that cross the wall, in either direction. `encode` writes them down,
`decode` reads them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from .records import RECORDS, Figure, Model, Raised, contents

MAX_DEPTH = 16
"""Levels of lists within lists, dictionaries and the like."""

MAX_ARRAY_BYTES = 32 * 2**20
"""Of all arrays of a value together."""

MAX_INT_BITS = 14_000
"""Python writes no whole number of more than 4300 digits, which take 14,284 bits."""

DTYPES = frozenset(
    [f"<{kind}{size}" for kind in "fiu" for size in (2, 4, 8)]
    + ["|i1", "|u1", "|b1", "<c8", "<c16"]
    + [f"<{kind}8[{unit}]" for kind in "Mm" for unit in ("D", "h", "m", "s", "ms", "us", "ns")]
)
"""What an array may be made of, besides text."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A Keras layer as it crosses the wall.

    Args:
        class_names: names of Keras' own classes among its bases, nearest first: `("Conv2D",
            "BaseConv", "Layer")`.
        settings: its plain settings by Keras' names, such as `{"filters": 3, "padding": "same"}`.
        weights: its arrays by Keras' names, such as `kernel` and `bias`; empty if it is not built.
        built: whether it has its weights.

    >>> weights = {"kernel": np.ones((3, 2)), "bias": np.zeros(2)}
    >>> dense = Layer(("Dense", "Layer"), {"units": 2}, weights, built=True)
    >>> dense.settings["units"], dense.weights["kernel"].shape
    (2, (3, 2))
    """

    class_names: tuple[str, ...]
    settings: dict[str, Value]
    weights: dict[str, npt.NDArray[Any]]
    built: bool


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """A pandas series as it crosses the wall; pandas need not be installed on our side.

    Args:
        name: its name, mostly a text or None.
        values: an array, or a list where the values are of several kinds or some are missing
            (None).
        index: likewise, one for each value; None if it counts from 0.

    >>> len(Series("price", np.array([2.5, 4.0])))
    2
    """

    name: Value
    values: Column
    index: Column | None = None

    def __len__(self) -> int:
        return len(self.values)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A pandas frame as it crosses the wall; pandas need not be installed on our side.

    Args:
        columns: its columns by name, in their order; each is an array, or a list where the values
            are of several kinds or some are missing (None).
        index: one value for each row; None if it counts from 0.

    >>> frame = Frame({"city": ["Lima", None], "people": np.array([10, 20])})
    >>> len(frame), list(frame), frame["people"].sum()
    (2, ['city', 'people'], np.int64(30))
    """

    columns: dict[Any, Column]
    index: Column | None = None

    def __len__(self) -> int:
        first = next(iter(self.columns.values()), self.index)
        return len(first) if first is not None else 0

    def __iter__(self) -> Iterator[Any]:
        return iter(self.columns)

    def __getitem__(self, name: object) -> Column:
        return self.columns[name]


@dataclass(frozen=True, slots=True)
class Opaque:
    """An answer without a plain form, such as a function or a symbolic tensor.

    Args:
        type_name: name of its type, such as `"function"`.

    Example:
        `isinstance(submission.count_up().value, Opaque)`, if that gives back a generator
    """

    type_name: str


Value: TypeAlias = (
    "None | bool | int | float | complex | str | bytes | list[Value] | tuple[Value, ...]"
    " | dict[Any, Value] | set[Any] | frozenset[Any] | npt.NDArray[Any]"
    " | Series | Frame | Layer | Model | Figure | Raised | Opaque"
)
"""All that crosses. A list has any of them in it; a key of a dictionary and a member of a set is a
number, a text, bytes, None, or a tuple of these.
"""

Column: TypeAlias = "npt.NDArray[Any] | list[Value]"

SCALARS = frozenset({bool, int, float, type(None)})
"""Types of values without parts or length."""


def parts(value: Value) -> Iterator[Value]:
    """What a value consists of, one level down."""
    if isinstance(value, (list, tuple, set, frozenset)):
        yield from value
    elif isinstance(value, dict):
        yield from value.keys()
        yield from value.values()
    elif isinstance(value, Layer):
        yield from value.settings.values()
        yield from value.weights.values()
    elif isinstance(value, tuple(RECORDS.values())):
        yield from contents(value).values()
    elif isinstance(value, Series):
        yield from (value.name, value.values, value.index)
    elif isinstance(value, Frame):
        yield from (*value.columns.keys(), *value.columns.values(), value.index)


def every_part(value: Value) -> Iterator[Value]:
    """A value and all that it consists of; numbers in a list that has nothing else are passed over."""
    stack = [value]
    while stack:
        part = stack.pop()
        yield part
        if not (isinstance(part, (list, tuple)) and SCALARS.issuperset(map(type, part))):
            stack.extend(parts(part))


def as_array(values: list[str], shape: tuple[int, ...]) -> npt.NDArray[np.str_]:
    """An array of texts."""
    return np.array(values, dtype=np.str_).reshape(shape)
