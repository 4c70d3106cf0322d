"""`identity_kernel(shape=(5, 5, 3, 3), dtype=None)`: with `padding="same"`, the `Conv2D` returns
its input.
"""

from functools import cache

import numpy as np
import pytest

from panal.grader import place, wrong

from . import reference
from .factor import factor_between, told
from .picture import bee, grey

CHECK = pytest.mark.check
TOLERANCE = 1e-5  # of the input's range, by the contract


@cache
def images(channels):
    """Three images, (3, 11, 14, channels): small values of both signs, grey levels, one bright
    pixel for each colour.
    """
    rng = np.random.default_rng(20260303 + channels)
    batch = np.zeros((3, 11, 14, channels), np.float32)
    batch[0] = rng.normal(size=batch.shape[1:])
    batch[1] = rng.integers(0, 256, batch.shape[1:])
    for channel in range(channels):
        batch[2, 1 + 2 * channel, 2 + channel, channel] = 200 - 30 * channel
    return batch


def asked(shape=(5, 5, 3, 3), dtype=None):
    """The shape that a call asks for; the signature is the exercise's."""
    return shape


def require(submission, *args, **kwargs):
    """Ask for a kernel and see that it changes nothing."""
    shape = asked(*args, **kwargs)
    kernel = submission.identity_kernel(*args, **kwargs).array(shape=shape)
    require_identity(kernel, images(shape[2]))


@pytest.mark.visible
@pytest.mark.parametrize("shape", [(5, 5, 3, 3), (3, 1, 1, 1)])
def test_example(submission, example, files, shape):
    example.expected(f"un kernel de forma {shape} que no cambia la imagen")
    picture = bee(files) if shape[2] == 3 else grey(files)
    kernel = submission.identity_kernel(shape, dtype="float32").array(shape=shape)
    output = reference.convolved(picture[np.newaxis], kernel, "same")
    example.pictures(picture, picture, output[0])
    require_same(kernel, picture[np.newaxis], output, visible=True)


def require_identity(kernel, given):
    """See that a kernel returns a batch of images as it is."""
    require_same(kernel, given, reference.convolved(given, kernel, "same"))


def require_same(kernel, given, output, *, visible=False):
    """See that what a kernel made of a batch of images is that batch.

    Args:
        kernel: the student's.
        given: the images.
        output: what the kernel made of them.
        visible: whether the case is known, so that numbers may be told.
    """
    ranges = np.ptp(given, axis=(1, 2, 3), keepdims=True)
    same = np.abs(output - given) <= TOLERANCE * ranges  # an error that is NaN is not
    if not same.all():
        factor = factor_between(output, given, TOLERANCE * ranges)
        if factor is not None and visible:
            wrong(told(factor))
        wrong(sentence_for(kernel), place(~same, max(1, *(side // 2 for side in kernel.shape[:2]))))


def sentence_for(kernel):
    """What the kernel does in place of nothing."""
    if not kernel.any():
        return "Tu kernel está lleno de ceros. ¿Qué peso deja pasar el píxel del centro?"
    if mixes_colours(kernel):
        return "Tu kernel mezcla los colores. Cada canal de salida debe mirar un solo canal de entrada: ¿cuál?"
    if misses_centre(kernel):
        return "Tu kernel mueve la imagen. ¿En qué lugar del kernel queda el píxel que se está calculando?"
    if takes_neighbours(kernel):
        return "Tu kernel toma también algo de los píxeles vecinos. ¿Cuánto deben pesar?"
    if not centre_of(kernel).all():
        return (
            "Tu kernel deja pasar unos colores y apaga otros. ¿Qué debe mirar cada canal de salida?"
        )
    return "Tu kernel deja cada píxel en su lugar, pero lo multiplica. ¿Por qué número hay que multiplicar para que nada cambie?"


def mixes_colours(kernel):
    between = kernel.copy()
    between[..., np.arange(kernel.shape[2]), np.arange(kernel.shape[2])] = 0
    return np.abs(between).max() > TOLERANCE


def misses_centre(kernel):
    return np.abs(centre_of(kernel)).max() <= TOLERANCE


def centre_of(kernel):
    """What each colour takes of itself, at the place that is worked out."""
    return np.diagonal(kernel[kernel.shape[0] // 2, kernel.shape[1] // 2])


def takes_neighbours(kernel):
    around = kernel.copy()
    around[kernel.shape[0] // 2, kernel.shape[1] // 2] = 0
    return np.abs(around).max() > TOLERANCE


@CHECK(title="Un solo canal", weight=2)
def test_one_channel(submission):
    require(submission, (3, 3, 1, 1))
    require(submission, (5, 5, 1, 1))
    require(submission, (1, 1, 1, 1))
    require(submission, (7, 7, 1, 1))


@CHECK(title="La forma del enunciado", weight=3)
def test_default_shape(submission):
    require(submission)
    require(submission, shape=(5, 5, 3, 3))


@CHECK(title="Tres colores", weight=3)
def test_three_colours(submission):
    require(submission)
    require(submission, (3, 3, 3, 3))
    require(submission, (7, 7, 3, 3))
    require(submission, (1, 1, 3, 3))


@CHECK(title="Otros números de canales", weight=3)
def test_other_channels(submission):
    require(submission, (3, 3, 2, 2))
    require(submission, (5, 5, 4, 4))
    require(submission, (3, 3, 5, 5))
    require(submission, shape=(7, 7, 2, 2), dtype=None)


@CHECK(title="Kernel rectangular", weight=3)
def test_rectangular_kernel(submission):
    require(submission, (3, 7, 1, 1))
    require(submission, (5, 1, 3, 3))
    require(submission, (1, 9, 2, 2))
    require(submission, (9, 3, 3, 3))
    require(submission, (15, 13, 2, 2))


@CHECK(title="Como la llama Keras, una y otra vez", weight=1)
def test_as_keras_calls_it(submission):
    require(submission, shape=(3, 3, 3, 3), dtype="float32")
    require(submission, (5, 5, 2, 2), "float32")
    require(submission, dtype="float64", shape=(3, 5, 1, 1))
    require(submission, (5, 3, 4, 4), "float16")
    require(submission, dtype="float32")
    require(submission, shape=(3, 3, 3, 3), dtype="float32")
