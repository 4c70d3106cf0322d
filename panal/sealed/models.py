"""Keras models as records; layers and models of a grader's as what Keras rebuilds them from."""

from __future__ import annotations

import inspect
import json
import re
import sys
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from .records import Model, ModelLayer, is_plain

MAX_LAYERS = 2000


class NotRebuilt(ValueError):
    """Keras can't make a layer again from its settings and weights."""


def is_layer(value: object) -> bool:
    """Whether a value is a layer of Keras' or a model, which is one as well."""
    keras = sys.modules.get("keras")
    return keras is not None and isinstance(value, keras.layers.Layer)


def variables(tf: Any) -> tuple[type, ...]:
    """Classes of what holds a tensor that may change: TensorFlow's and Keras'."""
    keras = sys.modules.get("keras")
    return (tf.Variable,) if keras is None else (tf.Variable, keras.Variable)


def taken_apart(layer: Any) -> tuple[str, list[npt.NDArray[Any]]]:
    """Settings and weights of a layer or a model, from which `rebuilt` makes the same.

    That it does is tried here, where a failure is the grader's: in the kernel it would look like the
    student's.

    Raises:
        NotRebuilt: it is of a class or holds a function that is not Keras' own, or a state besides
            its weights.
    """
    # What a layer has learned by `adapt` is no part of its settings and not all in its weights.
    if any(hasattr(each, "adapt") for each in layer._flatten_layers()):
        raise NotRebuilt
    weights = layer.get_weights()
    try:
        settings = _settings(layer)
        if not all(str(module).partition(".")[0] == "keras" for module in _modules(settings)):
            raise NotRebuilt
        again = rebuilt(settings, weights)
        same = again.built == layer.built and _without_builds(again) == _without_builds(layer)
    except NotRebuilt:
        raise
    except Exception as error:  # each class of Keras' fails in its own way
        raise NotRebuilt from error
    if not same or len(again.get_weights()) != len(weights):
        raise NotRebuilt
    return settings, weights


def rebuilt(settings: str, weights: Sequence[npt.NDArray[Any]]) -> Any:
    """A layer or a model of what `taken_apart` found. Keras is loaded where this is called."""
    layer = sys.modules["keras"].saving.deserialize_keras_object(json.loads(settings))
    if weights:
        layer.set_weights(weights)
    return layer


def _settings(layer: Any) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a lambda, which is refused anyway
        return json.dumps(sys.modules["keras"].saving.serialize_keras_object(layer))


def _without_builds(layer: Any) -> Any:
    """The settings but for what a layer without weights was built for, which Keras forgets."""
    return json.loads(
        _settings(layer),
        object_hook=lambda part: {key: part[key] for key in part if key != "build_config"},
    )


def _modules(settings: str) -> Iterator[object]:
    """Where each thing in the settings comes from. Keras names no module of a class that is not its
    own, even if a grader has registered it, and `builtins` of a function.
    """
    stack: list[Any] = [json.loads(settings)]
    while stack:
        part = stack.pop()
        if isinstance(part, dict):
            if "module" in part:
                yield part["module"]
            stack.extend(part.values())
        elif isinstance(part, list):
            stack.extend(part)


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
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
