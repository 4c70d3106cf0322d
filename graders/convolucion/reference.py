"""What real Keras answers. Each value is computed once in a process, and then serves every
submission.
"""

from __future__ import annotations

from functools import cache, lru_cache
from hashlib import sha256

import keras
import numpy as np
import numpy.typing as npt
from keras.layers import AveragePooling2D, Conv2D, MaxPooling2D

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
    """Shape of what the layer really gives for an image of zeros."""
    layer = Conv2D(
        filters, kernel_size, strides=strides, padding=padding.lower(), kernel_initializer="zeros"
    )
    return tuple(int(n) for n in layer(np.zeros(input_shape, np.float32)).shape)


@cache
def same_padding(size: int, kernel_size: int, strides: int = 1) -> tuple[int, int]:
    """Zeros before and after, as a layer with `padding="same"` shows them.

    Filter j of the layer picks what lies under place j of the kernel, and the image counts its
    places from 1; so the first window tells where the image begins in it, and the last one where
    the image ends.
    """
    picks = np.eye(kernel_size, dtype=np.float32).reshape(kernel_size, 1, 1, kernel_size)
    counted = np.arange(1, size + 1, dtype=np.float32).reshape(1, size, 1, 1)
    layer = Conv2D(kernel_size, (kernel_size, 1), strides=strides, padding="same", use_bias=False)
    layer.build(counted.shape)
    layer.set_weights([picks])
    windows = np.asarray(layer(counted))[0, :, 0, :]
    before = int(np.flatnonzero(windows[0] == 1)[0])
    end = np.flatnonzero(windows[-1] == size)
    after = (
        kernel_size - 1 - int(end[0]) if len(end) else 0
    )  # a long stride leaves the image's end out
    return before, after


def convolved(images: npt.NDArray[np.float32], kernel: Floats, padding: str) -> Floats:
    """What a `Conv2D` without bias makes of a batch of images, in float32.

    Args:
        images: (batch, height, width, in_channels).
        kernel: (height, width, in_channels, filters).
        padding: `valid` or `same`.
    """
    return run_conv2d(images, kernel, None, (1, 1), padding, (1, 1))


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

    Many students give the same right weights, for which Keras is asked once.
    """
    case = _digest(images, kernel, bias, strides, padding, dilation_rate)
    if case in _answers:
        return _answers[case]
    answer = _run_conv2d(images, kernel, bias, strides, padding, dilation_rate)
    answer.flags.writeable = False
    if answer.nbytes <= KEPT_BYTES:
        if len(_answers) >= KEPT_ANSWERS:
            _answers.clear()
        _answers[case] = answer
    return answer


KEPT_BYTES, KEPT_ANSWERS = 2**17, 1000
_answers: dict[bytes, Floats] = {}


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


def _run_conv2d(
    images: npt.NDArray[np.float32],
    kernel: Floats,
    bias: Floats | None,
    strides: tuple[int, int],
    padding: str,
    dilation_rate: tuple[int, int],
) -> Floats:
    height, width, in_channels, filters = kernel.shape
    # A layer keeps its weights, and only small ones are worth keeping.
    make = _conv2d if kernel.nbytes <= KEPT_BYTES else _conv2d.__wrapped__
    layer = make(
        in_channels, filters, (height, width), strides, padding, dilation_rate, bias is not None
    )
    with np.errstate(over="ignore"):
        layer.set_weights(
            [array.astype(np.float32) for array in (kernel, bias) if array is not None]
        )
    return np.asarray(layer(images), dtype=np.float64)


@lru_cache(maxsize=256)
def _conv2d(
    in_channels: int,
    filters: int,
    kernel_size: tuple[int, int],
    strides: tuple[int, int],
    padding: str,
    dilation_rate: tuple[int, int],
    use_bias: bool,
) -> keras.Layer:
    layer = Conv2D(
        filters, kernel_size, strides=strides, padding=padding, dilation_rate=dilation_rate, use_bias=use_bias,
        kernel_initializer="zeros", data_format="channels_last",
    )  # fmt: skip
    layer.build((None, None, None, in_channels))
    return layer


def avg_pool(images: npt.NDArray[np.float32], pool_size: Size) -> Floats:
    """What `AvgPool2D(pool_size)` makes of a batch of images."""
    return np.asarray(AveragePooling2D(pool_size)(images), dtype=np.float64)


def max_pool(image: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """What `MaxPool2D(2)` makes of one grey image (height, width)."""
    return np.asarray(_max_pool_2()(image[np.newaxis, :, :, np.newaxis]), dtype=np.float32)[
        0, :, :, 0
    ]


@cache
def _max_pool_2() -> keras.Layer:
    return MaxPooling2D(2)
