"""A value, written down as plain JSON, in either direction of the wall: a student's answer on its way
out, a grader's argument on its way in. Its reader, `decode`, trusts none of it.
"""

from __future__ import annotations

import base64
import inspect
import json
import sys
from builtins import all, any  # as they are before a student can replace them
from collections.abc import Callable
from typing import Any

import numpy as np

from . import figures, models
from .records import RECORDS, contents
from .values import (
    DTYPES,
    MAX_ARRAY_BYTES,
    MAX_DEPTH,
    MAX_INT_BITS,
    Frame,
    Layer,
    Opaque,
    Series,
)

MAX_NODES = 2_000_000  # numbers in nested lists; a 600 by 600 RGB picture has 1.08 million
MAX_PARTS = 2_500_000  # commas and brackets of the text: what makes JSON large in memory
MAX_KEYS = 50_000  # of dictionaries and sets together; see `decode.Decoder.hashed`
MAX_SENT_BYTES = 46 * 2**20  # of it all, as it stands in a message, of which 48 MiB are accepted
MAX_NAME = 200
MAX_ITEMS = 200  # settings and weights of a layer


RECORDED = tuple(RECORDS.values())

KEYS = ("complex", "bytes", "tuple", "frozenset")
"""What a key of a dictionary may be besides a number, a text and None."""


class TooLarge(ValueError):
    """The value is larger than one may be."""


class NoPlainForm(TypeError):
    """A value of the grader's that can't cross."""


def encode(
    value: object,
    build: tuple[int | None, ...] | None = None,
    array_bytes: int = MAX_ARRAY_BYTES,
    refuse: Callable[[object], Any] | None = None,
) -> str:
    """Write a value as JSON.

    Finite and infinite numbers, text, `None` and booleans stand for themselves, and so do lists.
    Everything else is an object with one key that says what it is, such as `tuple`, `array` or
    `layer`; what has no plain form is `opaque`.

    Args:
        value: what a function returned, or the arguments for one.
        build: the input shape for which a Keras layer is built, if it is not built yet.
        array_bytes: how large all of its arrays together may be.
        refuse: of a grader's arguments: is given what can't be sent; what it gives back is written
            instead. A student's function gets a layer, and no description of it.

    Raises:
        TooLarge: the value has more than `MAX_NODES` numbers, `MAX_KEYS` keys, `array_bytes` of
            arrays, `MAX_DEPTH` levels or `MAX_SENT_BYTES` in all.

    >>> encode({"a": (1, 2.5)})
    '{"dict": [["a", {"tuple": [1, 2.5]}]]}'
    """
    text = json.dumps(_Encoder(build, array_bytes, refuse).plain(value, 0), allow_nan=True)
    # A message is JSON as well, where each quote and each backslash takes two bytes.
    if len(text) + text.count('"') + text.count("\\") > MAX_SENT_BYTES:
        raise TooLarge("the value is too long")
    if text.count(",") + text.count("[") + text.count("{") > MAX_PARTS:
        raise TooLarge("the value has too many parts")
    return text


class _Encoder:
    def __init__(
        self,
        build: tuple[int | None, ...] | None,
        max_array_bytes: int,
        refuse: Callable[[object], Any] | None,
    ) -> None:
        self.build = build
        self.max_array_bytes = max_array_bytes
        self.refuse = refuse
        self.nodes = self.keys = self.array_bytes = self.characters = 0

    def plain(self, value: object, depth: int) -> Any:
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            raise TooLarge("the value has too many parts")
        if isinstance(value, np.generic):
            value = _of_python(value, depth)
        if value is None or value is True or value is False:
            return value
        if isinstance(value, (np.ndarray, np.generic)):
            return self.array(np.asarray(value), value)
        if isinstance(value, int):
            return int(value) if value.bit_length() <= MAX_INT_BITS else self.opaque(value, "int")
        if isinstance(value, float):
            return float(value)
        if isinstance(value, complex):
            return {"complex": [float(value.real), float(value.imag)]}
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, (bytes, bytearray)):
            return {"bytes": self.data(bytes(value))}
        if isinstance(value, list):
            return [self.plain(item, depth + 1) for item in value]
        if isinstance(value, tuple):
            return {"tuple": [self.plain(item, depth + 1) for item in value]}
        if isinstance(value, dict):
            pairs = self.pairs(value, depth)
            fits = all(_is_key(key) for key, _ in pairs)
            return {"dict": pairs} if fits else self.opaque(value, type(value).__name__)
        if isinstance(value, (set, frozenset)):
            self.count_keys(len(value))
            kind = "set" if isinstance(value, set) else "frozenset"
            members = [self.plain(item, depth + 1) for item in value]
            return {kind: members} if all(map(_is_key, members)) else self.opaque(value, kind)
        return self.of_library(value, depth)

    def text(self, value: str) -> str:
        self.characters += len(value)
        if self.characters > MAX_SENT_BYTES:
            raise TooLarge("the value is too long")
        return str(value)

    def data(self, raw: bytes) -> str:
        self.array_bytes += len(raw)
        if self.array_bytes > self.max_array_bytes:
            raise TooLarge("the value's arrays are too large")
        return base64.b64encode(raw).decode("ascii")

    def pairs(self, value: dict[Any, Any], depth: int) -> list[Any]:
        self.count_keys(len(value))
        return [
            [self.plain(key, depth + 1), self.plain(item, depth + 1)] for key, item in value.items()
        ]

    def count_keys(self, count: int) -> None:
        self.keys += count
        if self.keys > MAX_KEYS:
            raise TooLarge("the value has too many keys")

    def opaque(self, value: object, name: str) -> Any:
        """What stands for a value that has no plain form."""
        return self.refuse(value) if self.refuse is not None else {"opaque": str(name)[:MAX_NAME]}

    def of_library(self, value: object, depth: int) -> Any:
        """A value that may be of pandas, TensorFlow or Keras. If they are not loaded, it is not."""
        if self.refuse is None and isinstance(value, RECORDED):
            parts = {name: self.plain(part, depth + 1) for name, part in contents(value).items()}
            return {"record": [type(value).__name__, parts]}
        if isinstance(value, Frame):
            return self.frame(value.columns, value.index, depth)
        if isinstance(value, Series):
            return self.series(value.name, value.values, value.index, depth)
        if self.refuse is None and isinstance(value, Opaque):  # what was read can be written again
            return self.opaque(value, value.type_name)
        if self.refuse is None and isinstance(value, Layer):
            return self.read_layer(value)
        pandas = sys.modules.get("pandas")
        if pandas is not None:
            if isinstance(value, (pandas.DataFrame, pandas.Series)) and self.refuse is not None:
                _require_that_it_arrives(value)
            if isinstance(value, pandas.DataFrame):
                names = value.columns.tolist()
                columns = {name: _column(value.iloc[:, i]) for i, name in enumerate(names)}
                if len(columns) < len(names):  # two of the same name
                    return self.opaque(value, "DataFrame")
                written = self.frame(columns, _index(value.index), depth)
                return self.with_names(written, value, depth)
            if isinstance(value, pandas.Series):
                written = self.series(value.name, _column(value), _index(value.index), depth)
                return self.with_names(written, value, depth)
            if isinstance(value, pandas.Index):
                return self.plain(_column(value), depth)
            moments = (pandas.Timestamp, pandas.Timedelta)
            if isinstance(value, moments) and self.refuse is None:  # would arrive as an array
                return self.array(np.asarray(value.to_numpy()), value)
        tf = sys.modules.get("tensorflow")
        if tf is not None:
            if isinstance(value, tf.TensorShape):
                known = value.rank is not None
                return (
                    self.plain(tuple(value.as_list()), depth)
                    if known
                    else self.opaque(value, "TensorShape")
                )
            if self.refuse is None and isinstance(value, models.variables(tf)):
                value = tf.convert_to_tensor(value)
            if isinstance(value, tf.Tensor) and hasattr(value, "numpy"):
                written = self.array(np.asarray(value.numpy()), value)
                return {"tensor": written["array"]} if "array" in written else written
        if models.is_layer(value):
            if self.refuse is not None:
                return self.live_layer(value)
            if isinstance(value, sys.modules["keras"].Model):
                return self.plain(models.describe(value), depth)
            return self.layer(value)
        figure = figures.figure_of(value) if self.refuse is None else None
        if figure is not None:
            return self.plain(figures.describe(figure), depth)
        return self.opaque(value, type(value).__name__)

    def array(self, array: np.ndarray[Any, Any], value: object) -> Any:
        if array.dtype.kind in "UT":
            return self.texts(array)
        if array.dtype.kind == "O" and array.ndim and all(type(item) is str for item in array.flat):
            return self.texts(array)
        # Python's own numbers, which know no overflow.
        own = self.refuse is None and array.dtype.kind == "O" and array.size
        if own and all(map(_is_number, array.flat)):
            return self.plain(array.tolist(), 1)
        if array.dtype.kind == "V" or array.dtype.name in ("longdouble", "float128"):
            # bfloat16 and its kin are floats that NumPy itself can't name.
            try:
                array = array.astype(np.float64)
            except (TypeError, ValueError):
                return self.opaque(value, f"ndarray {array.dtype.name}")
        elif array.dtype.name in ("clongdouble", "complex256"):
            array = array.astype(np.complex128)
        array = array.astype(array.dtype.newbyteorder("<"), copy=False)
        if array.dtype.str not in DTYPES:
            return self.opaque(value, f"ndarray {array.dtype.name}")
        if self.array_bytes + array.nbytes > self.max_array_bytes:  # before it is copied
            raise TooLarge("the value's arrays are too large")
        data = self.data(np.ascontiguousarray(array).tobytes())
        return {"array": {"dtype": array.dtype.str, "shape": list(array.shape), "data": data}}

    def texts(self, array: np.ndarray[Any, Any]) -> Any:
        """An array of text: each one for itself, so that a long one does not make all others long."""
        items = [self.text(str(item)) for item in array.flat]
        self.nodes += len(items)
        self.array_bytes += 4 * len(items) * max(map(len, items), default=0)
        if self.nodes > MAX_NODES or self.array_bytes > self.max_array_bytes:
            raise TooLarge("the value has too many parts")
        return {"texts": {"shape": list(array.shape), "items": items}}

    def frame(self, columns: dict[Any, Any], index: object, depth: int) -> Any:
        pairs = self.pairs(columns, depth)
        if not all(_is_key(key) for key, _ in pairs):
            return self.opaque(columns, "DataFrame")
        return {"frame": {"columns": pairs, "index": self.plain(index, depth + 1)}}

    def series(self, name: object, values: object, index: object, depth: int) -> Any:
        parts = {"name": name, "values": values, "index": index}
        return {"series": {key: self.plain(part, depth + 1) for key, part in parts.items()}}

    def with_names(self, written: Any, value: Any, depth: int) -> Any:
        """What is written of a frame or a series of a grader's, with the names of its index and its
        columns: a student's `reset_index()` makes columns of them.
        """
        names = [list(axis.names) for axis in value.axes]
        if self.refuse is not None and any(name is not None for each in names for name in each):
            (content,) = written.values()
            content["names"] = self.plain(names, depth + 1)
        return written

    def layer(self, layer: Any) -> Any:
        """A layer as its plain settings and its weights. What its methods would do plays no part."""
        ours = [cls for cls in type(layer).__mro__ if cls.__module__.split(".")[0] == "keras"]
        if self.build is not None and not layer.built:
            layer.build(self.build)
        settings = {}
        for name in inspect.signature(ours[0]).parameters:
            if name not in ("self", "args", "kwargs") and hasattr(layer, name):
                settings[name] = self.setting(getattr(layer, name))
        weights = {
            str(weight.name)[:MAX_NAME]: self.array(np.asarray(weight), weight)
            for weight in layer.weights
        }
        if len(settings) > MAX_ITEMS or len(weights) > MAX_ITEMS:
            raise TooLarge("the layer has too many parts")
        return {
            "layer": {
                "class_names": [cls.__name__ for cls in ours],
                "settings": settings,
                "weights": weights,
                "built": bool(layer.built),
            }
        }

    def read_layer(self, layer: Layer) -> Any:
        """A layer that crossed before."""
        return {
            "layer": {
                "class_names": list(layer.class_names),
                "settings": {name: self.plain(each, 1) for name, each in layer.settings.items()},
                "weights": {name: self.array(each, each) for name, each in layer.weights.items()},
                "built": layer.built,
            }
        }

    def live_layer(self, layer: Any) -> Any:
        """A grader's layer or model, which becomes one again where the student's code runs."""
        try:
            settings, weights = models.taken_apart(layer)
        except models.NotRebuilt:
            return self.opaque(layer, type(layer).__name__)
        arrays = [self.array(np.asarray(weight), weight) for weight in weights]
        return {"live layer": {"settings": self.text(settings), "weights": arrays}}

    def setting(self, value: object) -> Any:
        if callable(value):
            # Keras' own functions, such as activations, go by their names; a student's do not.
            module = str(getattr(value, "__module__", ""))
            return (
                value.__name__
                if module.startswith("keras.") and inspect.isfunction(value)
                else self.opaque(value, "function")
            )
        # At depth 1 a NumPy scalar is a number like any other.
        named = (bool, int, float, str, list, tuple, type(None), np.generic)
        if isinstance(value, named):
            return self.plain(value, 1)
        return self.opaque(value, type(value).__name__)


def _of_python(value: np.generic, depth: int) -> object:
    """A scalar of NumPy's as Python has it, where that says the same.

    Numbers in lists do: an array for each of them would take ten times the room. A number by itself
    stays an array without axes, since its type may matter.
    """
    kind = value.dtype.kind
    if kind in "bU" or isinstance(value, bytes):
        return value.item()
    plain = (kind in "fiu" and value.itemsize <= 8) or (kind == "c" and value.itemsize <= 16)
    return value.item() if depth and plain else value


def _is_number(item: object) -> bool:
    return type(item) in (int, float) or isinstance(item, (np.integer, np.floating))


def _is_key(written: Any) -> bool:
    """Whether what was written can be told from other keys: it is no object without a plain form."""
    if not isinstance(written, dict):
        return True
    ((kind, content),) = written.items()
    return kind in KEYS and (kind in ("complex", "bytes") or all(map(_is_key, content)))


def _column(values: Any) -> Any:
    """What a series or an index of pandas holds: an array, or a list where the values are of several
    kinds or some are missing.
    """
    array = np.asarray(values.to_numpy())
    if array.dtype.kind in "fiubcmM":
        return array
    missing = (sys.modules["pandas"].NA, sys.modules["pandas"].NaT)
    items = [
        None
        if any(item is each for each in missing) or (isinstance(item, float) and item != item)
        else item
        for item in values.tolist()
    ]
    return np.array(items, dtype=object) if all(type(item) is str for item in items) else items


def _require_that_it_arrives(value: Any) -> None:
    """See that a grader's frame or series is of what arrives as it was: of NumPy's types and texts.

    Raises:
        NoPlainForm: it would be another one in the kernel, and a right answer might fail on it.
    """
    pandas = sys.modules["pandas"]
    kinds = [*value.dtypes] if value.ndim == 2 else [value.dtype]
    for axis in value.axes:
        kinds += [*axis.dtypes] if axis.nlevels > 1 else [axis.dtype]
        if axis.nlevels > 1 and not len(axis):  # nothing would tell how many levels it has
            kinds.append("MultiIndex")
    for kind in kinds:
        if not isinstance(kind, (np.dtype, pandas.StringDtype)):
            raise NoPlainForm(
                f"A frame or series with values or labels of type {kind} can't be sent: make it in a "
                "probe, see docs/graders.md."
            )


def _index(index: Any) -> Any:
    """An index; None if it only counts from 0."""
    pandas = sys.modules["pandas"]
    counts = isinstance(index, pandas.RangeIndex) and (index.start, index.step) == (0, 1)
    return None if counts else _column(index)
