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
        shape_in=_shape(model, "inputs"),
        shape_out=_shape(model, "outputs"),
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
    return ModelLayer(
        class_name=first.__name__,
        name=str(layer.name),
        settings=settings,
        shape_out=_shape(layer, "output"),
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


def _shape(thing: Any, side: str) -> Any:
    """The shape of what goes in or out; of several, a tuple of shapes; None if it is not known yet."""
    try:
        tensors = getattr(thing, side)
    except (AttributeError, ValueError):  # Keras raises if it was never called
        return None
    if isinstance(tensors, dict):
        tensors = list(tensors.values())
    if isinstance(tensors, (list, tuple)) and len(tensors) == 1:
        (tensors,) = tensors
    if tensors is None:
        return None
    if isinstance(tensors, (list, tuple)):
        return tuple(tuple(map(_setting, each.shape)) for each in tensors)
    return tuple(map(_setting, tensors.shape))


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
