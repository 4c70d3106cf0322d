"""A student's layer, rebuilt from a short list of checked settings and its weights."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from panal.grader import Answer, CheckEnded, Layer, Value, wrong

from .reference import Floats, run_conv2d

MAX_SETTING = 64
"""Largest number among filters, kernel size, strides and dilation. Exercises need 5; more would
only cost time.
"""


def plain_conv2d(layer: Layer, channels: int) -> Callable[[npt.NDArray[np.float32]], Floats]:
    """A plain `Conv2D` with a student's settings and weights, and with no activation.

    Nothing of the student's is called, and nothing is built before its size is known to be small.
    Groups are written out as one kernel with zeros between them, which is the same sum: Keras would
    compile a grouped layer anew for each call.

    Args:
        layer: the student's.
        channels: channels of the images that it will see.

    Returns:
        A function from a batch of images to the layer's output; it ends the check where the layer
        fits no image.

    Raises:
        CheckEnded: wrong, with what is wrong with a setting or the weights.
    """
    settings = layer.settings
    _require_plain_settings(settings)
    filters = _whole(settings, "filters")
    groups = _whole(settings, "groups")
    kernel_size, strides, dilation = (
        _pair(settings, name) for name in ("kernel_size", "strides", "dilation_rate")
    )
    if channels % groups or filters % groups:
        wrong("Los grupos (`groups`) de tu capa no reparten por igual los canales y los filtros.")
    if max(strides) > 1 and max(dilation) > 1:
        wrong("Una `Conv2D` no puede combinar `strides` y `dilation_rate` mayores que 1.")
    padding = str(settings["padding"]).lower()
    kernel = _weights(layer, "kernel", (*kernel_size, channels // groups, filters))
    bias = _weights(layer, "bias", (filters,)) if settings["use_bias"] else None
    kernel = _without_groups(kernel, groups)

    def run(images: npt.NDArray[np.float32]) -> Floats:
        reach = tuple(
            (size - 1) * rate + 1 for size, rate in zip(kernel_size, dilation, strict=True)
        )
        if padding == "valid" and any(
            side < far for side, far in zip(images.shape[1:3], reach, strict=True)
        ):
            wrong("El kernel de tu capa es más grande que una imagen en la que la ventana sí cabe.")
        return run_conv2d(images, kernel, bias, strides, padding, dilation)

    return run


def _require_plain_settings(settings: dict[str, Value]) -> None:
    if not _is_one_of(settings.get("activation"), None, "linear"):
        wrong("Tu capa tiene una función de activación, y un promedio no lleva ninguna.")
    if not _is_one_of(settings.get("data_format"), None, "channels_last"):
        wrong(
            "Tu capa espera los canales en otro eje. Las imágenes de este cuaderno los traen al final."
        )
    if not isinstance(
        settings.get("use_bias"), int
    ):  # a bool is an int, and Keras takes 0 and 1, too
        wrong("En tu capa, `use_bias` debe ser `True` o `False`.")
    padding = settings.get("padding")
    if not isinstance(padding, str) or padding.lower() not in ("valid", "same"):
        wrong('En tu capa, `padding` debe ser `"valid"` o `"same"`.')


def _is_one_of(value: Value, *allowed: str | None) -> bool:
    """Whether a setting has one of these values; only texts are compared, since an array would
    compare itself.
    """
    return any(
        value is each if each is None else isinstance(value, str) and value == each
        for each in allowed
    )


def _whole(settings: dict[str, Value], name: str) -> int:
    return _small(settings.get(name), name)


def _pair(settings: dict[str, Value], name: str) -> tuple[int, int]:
    value = settings.get(name)
    parts = value if isinstance(value, (list, tuple)) else (value, value)
    if len(parts) != 2:
        wrong(f"En tu capa, `{name}` debe ser un número o dos.")
    return _small(parts[0], name), _small(parts[1], name)


def _small(value: Value, name: str) -> int:
    try:
        number = Answer(value).whole_number()
    except CheckEnded:
        wrong(f"En tu capa, `{name}` no es un número entero.")
    if not 1 <= number <= MAX_SETTING:
        wrong(f"En tu capa, `{name}` tiene un valor que aquí no puede servir.")
    return number


def _weights(layer: Layer, name: str, shape: tuple[int, ...]) -> Floats:
    if name not in layer.weights:
        wrong("No pudimos leer los pesos de tu capa. ¿Es una `Conv2D` común?")
    try:
        return Answer(layer.weights[name]).array(shape=shape)
    except CheckEnded:
        wrong(
            "Los pesos de tu capa no tienen la forma que piden sus ajustes y los canales, o no son números finitos."
        )


def _without_groups(kernel: Floats, groups: int) -> Floats:
    """The kernel of an ordinary layer that computes what the grouped one does."""
    if groups == 1:
        return kernel
    height, width, inputs, filters = kernel.shape
    outputs = filters // groups
    whole = np.zeros((height, width, inputs * groups, filters))
    for group in range(groups):
        ins, outs = (
            slice(group * inputs, (group + 1) * inputs),
            slice(group * outputs, (group + 1) * outputs),
        )
        whole[:, :, ins, outs] = kernel[..., outs]
    return whole
