"""A student's answer, written down as plain JSON. Its reader, `panal.judge.decode`, trusts none of it."""

from __future__ import annotations

import base64
import inspect
import json
import sys
from typing import Any

import numpy as np

MAX_NODES = 2_000_000  # numbers in nested lists; a 600 by 600 RGB picture has 1.08 million
MAX_DEPTH = 16
MAX_ARRAY_BYTES = 32 * 2**20
MAX_SENT_BYTES = (
    46 * 2**20
)  # of the whole, as it stands in a message: the trusted side takes none above 48 MiB
MAX_TEXT = 200


class TooLarge(ValueError):
    """The answer is larger than an answer may be."""


def encode(
    value: object, build: tuple[int | None, ...] | None = None, array_bytes: int = MAX_ARRAY_BYTES
) -> str:
    """Write an answer as JSON.

    Numbers, text, `None` and booleans stand for themselves; lists and tuples are JSON lists.
    Everything else is an object with one key that says what it is: `array`, `layer` or `opaque`.

    Args:
        value: what the function returned.
        build: the input shape for which a Keras layer is built, if it is not built yet.
        array_bytes: how large all of its arrays together may be.

    Raises:
        TooLarge: more than `MAX_NODES` numbers, `array_bytes` of array, `MAX_DEPTH` levels or
            `MAX_SENT_BYTES` in all.
    """
    text = json.dumps(_Encoder(build, array_bytes).plain(value, 0), allow_nan=True)
    # A message is JSON as well, where each quote and each backslash takes two bytes.
    if len(text) + text.count('"') + text.count("\\") > MAX_SENT_BYTES:
        raise TooLarge("the answer is too long")
    return text


class _Encoder:
    def __init__(self, build: tuple[int | None, ...] | None, max_array_bytes: int) -> None:
        self.build = build
        self.max_array_bytes = max_array_bytes
        self.nodes = 0
        self.array_bytes = 0

    def plain(self, value: object, depth: int) -> Any:
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            raise TooLarge("the answer has too many parts")
        if (
            isinstance(value, np.generic)
            and depth
            and value.dtype.kind in "fiub"
            and value.itemsize <= 8
        ):
            value = (
                value.item()
            )  # in long lists an array for each number would take ten times the room
        if value is None or value is True or value is False:
            return value
        if isinstance(value, (np.ndarray, np.generic)):  # before float: np.float64 is a float, too
            return self.array(np.asarray(value))
        if isinstance(value, int):
            return int(value) if value.bit_length() < 1024 else opaque("int")
        if isinstance(value, float):
            return float(value)
        if isinstance(value, str):
            return str(value)[:MAX_TEXT]
        if isinstance(value, (list, tuple)):
            return [self.plain(item, depth + 1) for item in value]
        return self.from_keras(value, depth)

    def from_keras(self, value: object, depth: int) -> Any:
        """A value that may be TensorFlow's or Keras'. If they are not loaded, it is not."""
        tf = sys.modules.get("tensorflow")
        if tf is not None:
            if isinstance(value, tf.TensorShape):
                return (
                    self.plain(value.as_list(), depth + 1)
                    if value.rank is not None
                    else opaque("TensorShape")
                )
            if isinstance(value, tf.Tensor) and hasattr(value, "numpy"):
                return self.array(np.asarray(value.numpy()))
        keras = sys.modules.get("keras")
        if keras is not None and isinstance(value, keras.layers.Layer):
            return self.layer(value)
        return opaque(type(value).__name__)

    def array(self, array: np.ndarray[Any, Any]) -> Any:
        if array.dtype.kind == "V" or array.dtype.name in ("longdouble", "float128"):
            # bfloat16 and its kin are floats that NumPy itself can't name.
            try:
                array = array.astype(np.float64)
            except (TypeError, ValueError):
                return opaque(f"ndarray {array.dtype.name}")
        if array.dtype.kind not in "fiub":
            return opaque(f"ndarray {array.dtype.name}" if array.dtype.kind != "c" else "complex")
        self.array_bytes += array.nbytes
        if self.array_bytes > self.max_array_bytes:
            raise TooLarge("the answer's arrays are too large")
        array = np.ascontiguousarray(
            array.astype(array.dtype.newbyteorder("<"), copy=False)
        ).reshape(array.shape)
        return {
            "array": {
                "dtype": array.dtype.str,
                "shape": list(array.shape),
                "data": base64.b64encode(array.tobytes()).decode("ascii"),
            }
        }

    def layer(self, layer: Any) -> Any:
        """A layer as its plain settings and its weights. What its methods would do plays no part."""
        ours = [cls for cls in type(layer).__mro__ if cls.__module__.split(".")[0] == "keras"]
        if self.build is not None and not layer.built:
            layer.build(self.build)
        settings = {}
        for name in inspect.signature(ours[0]).parameters:
            if name not in ("self", "args", "kwargs") and hasattr(layer, name):
                settings[name] = self.setting(getattr(layer, name))
        weights = {}
        for weight in layer.weights:
            weights[str(weight.name)[:MAX_TEXT]] = self.array(np.asarray(weight))
        return {
            "layer": {
                "class_names": [cls.__name__ for cls in ours],
                "settings": settings,
                "weights": weights,
                "built": bool(layer.built),
            }
        }

    def setting(self, value: object) -> Any:
        if callable(value):
            # Keras' own functions, such as activations, go by their names; a student's do not.
            module = str(getattr(value, "__module__", ""))
            return (
                value.__name__
                if module.startswith("keras.") and inspect.isfunction(value)
                else opaque("function")
            )
        # At depth 1 a NumPy scalar is a number like any other.
        named = (bool, int, float, str, list, tuple, type(None), np.generic)
        plain = self.plain(value, 1) if isinstance(value, named) else None
        return plain if plain is not None or value is None else opaque(type(value).__name__)


def opaque(name: str) -> dict[str, str]:
    return {"opaque": str(name)[:MAX_TEXT]}
