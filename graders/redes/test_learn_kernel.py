"""`learn_kernel(images, targets, kernel_size=3)`: the kernel behind some pairs of images."""

from functools import cache

import numpy as np
import pytest
from keras import ops

from panal.grader import wrong

pytestmark = pytest.mark.limits(call_cpu_seconds=20, exercise_cpu_seconds=90)
CHECK = pytest.mark.check

FAR = 0.02  # the most that a weight may be away, by the contract


@cache
def case(seed, count, height, width, side):
    """Textures from 0 to 1 with values all over, a kernel, and what that makes of them."""
    rng = np.random.default_rng(seed)
    images = rng.beta(0.6, 0.6, (count, height, width, 1)).astype(np.float32)
    kernel = rng.uniform(0.15, 0.95, (side, side)) * rng.choice([-1, 1], (side, side))
    return images, kernel.astype(np.float32)


def convolved(images, kernel):
    """The `same` convolution that an exercise starts from."""
    return np.asarray(ops.conv(images, kernel[:, :, np.newaxis, np.newaxis], 1, "same"))


def require(submission, images, kernel, *args, by_name=False):
    """Ask for the kernel behind the images."""
    targets = convolved(images, kernel)
    if by_name:
        answer = submission.learn_kernel(
            kernel_size=len(kernel), targets=targets, images=images.copy()
        )
    else:
        answer = submission.learn_kernel(images.copy(), targets, *args)
    require_kernel(answer.array(shape=kernel.shape), kernel)


def require_kernel(came, kernel):
    """Hold a kernel against the right one, and say what it looks like."""
    if close(came, kernel):
        return
    if close(came, kernel[::-1, ::-1]):
        wrong("Tu kernel está girado. Keras pone el kernel sobre la ventana tal como está.")
    if close(came, kernel.T):
        wrong("Tu kernel tiene las filas donde van las columnas.")
    if close(came, kernel, 0.2):
        wrong("Tu kernel se parece al verdadero, pero todavía no llega. ¿Sigue bajando la pérdida?")
    wrong("Tu kernel no es el que convirtió las imágenes. ¿Qué pérdida queda cuando terminas?")


def close(came, kernel, far=FAR):
    """Whether no weight is further away, up to what float32 rounds."""
    return bool(np.abs(came - kernel).max() <= far + 1e-6)


SECRET = np.array([[0.2, -0.6, 0.9], [0.0, 0.5, -0.3], [0.7, 0.1, -0.8]], np.float32)
"""The kernel of the notebook's own check."""


@pytest.mark.visible
def test_example(submission, example):
    images = np.random.default_rng(4).random((30, 14, 16, 1)).astype(np.float32)
    example.expected(SECRET)
    require(submission, images, SECRET, 3)


@CHECK(title="Un kernel de 3 por 3", weight=1)
def test_three(submission):
    require(submission, *case(2, 40, 16, 16, 3))


@CHECK(title="Otro, con fotos que no son cuadradas", weight=1)
def test_other(submission):
    require(submission, *case(3, 60, 24, 18, 3), by_name=True)


@CHECK(title="Un kernel de 5 por 5", weight=1)
def test_five(submission):
    require(submission, *case(4, 50, 20, 20, 5), 5)
