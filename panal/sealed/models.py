"""Keras models as records."""

from __future__ import annotations

import inspect
import re
import sys
from typing import Any

import numpy as np

from .records import Model, ModelLayer, is_plain

MAX_LAYERS = 2000


def describe(model: Any) -> Model:
    """A model of Keras' as a record, by what it says of itself."""
    optimizer = getattr(model, "optimizer", None)
    return Model(
        class_names=tuple(cls.__name__ for cls in _keras_classes(model)),
        layers=tuple(map(_layer, model.layers[:MAX_LAYERS])),
        input_shape=_shape(model, "input_shape"),
        output_shape=_shape(model, "output_shape"),
        parameters=_count(model.weights),
        trainable=_count(model.trainable_weights),
        loss=_loss(getattr(model, "loss", None)),
        optimizer=type(optimizer).__name__ if optimizer is not None else "",
    )


def _layer(layer: Any) -> ModelLayer:
    first = _keras_classes(layer)[0]
    settings = {}
    for name in inspect.signature(first).parameters:
        if name not in ("self", "args", "kwargs", "layers") and hasattr(layer, name):
            value = _setting(getattr(layer, name))
            if is_plain(value):
                settings[name] = value
    output = getattr(layer, "output", None) if getattr(layer, "_inbound_nodes", None) else None
    return ModelLayer(
        class_name=first.__name__,
        name=str(layer.name),
        settings=settings,
        output_shape=_plain_shape(getattr(output, "shape", None)),
        parameters=_count(layer.weights),
    )


def _setting(value: Any) -> Any:
    if inspect.isfunction(value) and str(value.__module__).startswith("keras."):
        return value.__name__  # an activation
    if isinstance(value, np.generic):
        return value.item()
    return tuple(map(_setting, value)) if isinstance(value, (list, tuple)) else value


def _keras_classes(thing: Any) -> list[Any]:
    return [cls for cls in type(thing).__mro__ if cls.__module__.split(".")[0] == "keras"]


def _shape(model: Any, name: str) -> Any:
    try:
        return _plain_shape(getattr(model, name))
    except (AttributeError, ValueError):  # Keras raises if it was never built
        return None


def _plain_shape(shape: Any) -> Any:
    if isinstance(shape, dict):
        shape = tuple(shape.values())
    plain = tuple(map(_setting, shape)) if isinstance(shape, (list, tuple)) else None
    return plain if is_plain(plain) else None


def _count(weights: Any) -> int:
    return sum(int(np.prod(weight.shape)) for weight in weights)


def _loss(loss: Any) -> str:
    """Its name as Keras' functions have it: `mse`, `MeanSquaredError()` and `mean_squared_error` are
    one loss.
    """
    losses = sys.modules["keras"].losses
    if isinstance(loss, str):
        try:
            loss = losses.get(loss)
        except ValueError:
            return str(loss)
    if loss is None:
        return ""
    if inspect.isfunction(loss):
        return loss.__name__
    name = type(loss).__name__
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
