"""What real Keras answers. Each value is computed once in a process, and then serves every
submission.

`keras.ops.conv` and its like are what the layers call: the same numbers, without a layer, its variables
and its name for each.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from hashlib import sha256
from typing import Any, ParamSpec, TypeVar

import numpy as np
import numpy.typing as npt
from keras import ops
from keras.layers import Conv2D

Arguments = ParamSpec("Arguments")
Array = TypeVar("Array", bound="npt.NDArray[Any]")

Floats = npt.NDArray[np.float64]
Size = int | tuple[int, int]


@cache
def count_params(kernel_size: Size, in_channels: int, filters: int, use_bias: bool = True) -> int:
    """Number of trainable parameters, as the built layer counts them."""
    layer = Conv2D(filters, kernel_size, use_bias=use_bias, kernel_initializer="zeros")
    layer.build((None, 64, 64, in_channels))
    return int(layer.count_params())


@cache
def output_shape(
    input_shape: tuple[int, int, int, int],
    filters: int,
    kernel_size: Size,
    strides: Size = 1,
    padding: str = "valid",
) -> tuple[int, ...]:
    """Shape of what the layer gives for a batch of images, as the layer itself says it."""
    layer = Conv2D(filters, kernel_size, strides=strides, padding=padding.lower())
    return tuple(int(n) for n in layer.compute_output_shape(input_shape))


@cache
def same_padding(size: int, kernel_size: int, strides: int = 1) -> tuple[int, int]:
    """Zeros before and after, as a convolution with `padding="same"` shows them.

    Filter j picks what lies under place j of the kernel, and the image counts its places from 1; so
    the first window tells where the image begins in it, and the last one where the image ends.
    """
    picks = np.eye(kernel_size, dtype=np.float32).reshape(kernel_size, 1, 1, kernel_size)
    counted = np.arange(1, size + 1, dtype=np.float32).reshape(1, size, 1, 1)
    windows = np.asarray(ops.conv(counted, picks, strides, "same"))[0, :, 0, :]
    before = int(np.flatnonzero(windows[0] == 1)[0])
    end = np.flatnonzero(windows[-1] == size)
    after = (
        kernel_size - 1 - int(end[0]) if len(end) else 0
    )  # a long stride leaves the image's end out
    return before, after


KEPT_BYTES, KEPT_ANSWERS = 2**20, 1000
"""Of one answer, and how many. Only those to the picture of the course are longer than some kilobytes."""


def kept(function: Callable[Arguments, Array]) -> Callable[Arguments, Array]:
    """Keep answers: many students give the same right weights, and one is asked the same again and
    again.
    """
    answers: dict[bytes, Array] = {}

    @wraps(function)
    def asked(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Array:
        case = _digest(*args, kwargs)
        if case in answers:
            return answers[case]
        answer = function(*args, **kwargs)
        answer.flags.writeable = False
        if answer.nbytes <= KEPT_BYTES:
            if len(answers) >= KEPT_ANSWERS:
                answers.clear()
            answers[case] = answer
        return answer

    return asked


def _digest(*arguments: object) -> bytes:
    digest = sha256()
    for argument in arguments:
        if isinstance(argument, np.ndarray):
            digest.update(
                repr((argument.dtype.str, argument.shape)).encode()
                + np.ascontiguousarray(argument).tobytes()
            )
        else:
            digest.update(repr(argument).encode() + b";")
    return digest.digest()


def convolved(images: npt.NDArray[np.float32], kernel: Floats, padding: str) -> Floats:
    """What a `Conv2D` without bias makes of a batch of images, in float32.

    Args:
        images: (batch, height, width, in_channels).
        kernel: (height, width, in_channels, filters).
        padding: `valid` or `same`.
    """
    return run_conv2d(images, kernel, None, (1, 1), padding, (1, 1))


@kept
def run_conv2d(
    images: npt.NDArray[np.float32],
    kernel: Floats,
    bias: Floats | None,
    strides: tuple[int, int],
    padding: str,
    dilation_rate: tuple[int, int],
) -> Floats:
    """What a plain `Conv2D` with these settings, these weights and no activation makes of a batch
    of images.
    """
    with np.errstate(over="ignore"):
        weights = [array.astype(np.float32) for array in (kernel, bias) if array is not None]
    output = ops.conv(images, weights[0], strides, padding, "channels_last", dilation_rate)
    return np.asarray(output if bias is None else ops.add(output, weights[1]), dtype=np.float64)


@kept
def convolve(image: npt.NDArray[Any], kernel: npt.NDArray[Any]) -> Floats:
    """What a `Conv2D` of one channel, without bias, makes of an image. In float64, since integers of
    32 bits have more digits than float32.

    Args:
        image: (height, width).
        kernel: (height, width), no larger.

    Returns:
        (height - kernel height + 1, width - kernel width + 1).
    """
    images, weights = (array.astype(np.float64) for array in (image, kernel))
    output = ops.conv(images[np.newaxis, ..., np.newaxis], weights[..., np.newaxis, np.newaxis])
    return np.asarray(output, dtype=np.float64)[0, ..., 0]


@kept
def avg_pool(images: npt.NDArray[np.float32], pool_size: Size) -> Floats:
    """What `AvgPool2D(pool_size)` makes of a batch of images."""
    pooled = ops.average_pool(images, pool_size, pool_size, "valid", "channels_last")
    return np.asarray(pooled, dtype=np.float64)


@kept
def max_pool(image: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """What `MaxPool2D(2)` makes of one grey image (height, width)."""
    pooled = ops.max_pool(image[np.newaxis, :, :, np.newaxis], 2, 2, "valid", "channels_last")
    return np.asarray(pooled, dtype=np.float32)[0, :, :, 0]
