"""`conv_layer(images, kernel, bias, strides=1, padding="valid")`: the output of that `Conv2D`."""

from functools import cache

import numpy as np
import pytest
from keras import ops

from panal.grader import wrong

from .closeness import near

CHECK = pytest.mark.check

SHARE = 1e-4  # of the output's range, by the contract


@cache
def case(seed, size, kernel, *, has_bias=True):
    """Images of that size, a kernel of that shape and a bias, float32, about as large as those in a
    trained network.
    """
    rng = np.random.default_rng(seed)
    images, weights = rng.normal(size=size), rng.normal(size=kernel)
    bias = rng.uniform(1, 3, kernel[-1]) * rng.choice([-1, 1], kernel[-1]) * has_bias
    return tuple(array.astype(np.float32) for array in (images, weights, bias))


def layer_output(images, kernel, bias, strides=1, padding="valid"):
    """What Keras gives."""
    return np.asarray(ops.conv(images, kernel, strides, padding.lower()) + bias)


def require(submission, arrays, **settings):
    """Ask for an output and hold it against Keras'."""
    right = layer_output(*arrays, **settings)
    came = submission.conv_layer(*copies(arrays), **settings).array(ndim=4)
    require_output(came, right, arrays, **settings)


def copies(arrays):
    """The student may change what it gets."""
    return tuple(array.copy() for array in arrays)


def require_output(came, right, arrays, **settings):
    """Hold an output against the right one, and say what it looks like."""
    if came.shape != right.shape:
        if came.shape[0] == right.shape[0] and came.shape[-1] == right.shape[-1]:
            wrong(
                "El alto o el ancho de tu salida no es el de la capa. ¿Cuántas veces cabe la ventana, con ese paso y ese relleno?"
            )
        wrong("Tu salida no tiene una foto por foto del lote y un canal por filtro.")
    if near(came, right, SHARE):
        return
    images, kernel, bias = arrays
    if near(came, right - bias, SHARE):
        wrong("A tu salida le falta el sesgo. ¿Qué se le suma a cada filtro?")
    if near(came, layer_output(images, kernel[::-1, ::-1], bias, **settings), SHARE):
        wrong("Giraste el kernel. Keras lo pone sobre la ventana tal como está.")
    wrong("Tu salida tiene la forma correcta, pero no los números de la capa.")


def notebook_cases():
    """The worked example of the text, and the cases of the notebook's own check."""
    images = np.array([[[[1, 10], [2, 20]], [[3, 30], [4, 40]]]], np.float32)
    yield (images, np.ones((2, 2, 2, 1), np.float32), np.array([5], np.float32)), {}
    rng = np.random.default_rng(1)
    for size, kernel, settings in (
        ((2, 6, 6, 1), (3, 3, 1, 2), {"strides": 1, "padding": "valid"}),
        ((2, 6, 7, 3), (3, 3, 3, 2), {"strides": 1, "padding": "same"}),
        ((1, 8, 7, 2), (4, 3, 2, 2), {"strides": (2, 1), "padding": "same"}),
    ):
        shapes = (size, kernel, kernel[3:])
        yield tuple(rng.normal(size=shape).astype(np.float32) for shape in shapes), settings


@pytest.mark.visible
@pytest.mark.parametrize(("arrays", "settings"), list(notebook_cases()))
def test_example(submission, example, arrays, settings):
    right = layer_output(*arrays, **settings)
    if right.size == 1:
        example.expected(right)
    else:
        example.expected(f"un arreglo de forma {right.shape}, con los números de la capa de Keras")
    came = submission.conv_layer(*copies(arrays), **settings).array(ndim=4)
    require_output(came, right, arrays, **settings)


@CHECK(title="Un canal, un filtro y sin sesgo", weight=1)
def test_one_channel(submission):
    for seed, size, kernel in (
        (2, (1, 6, 6, 1), (3, 3, 1, 1)),
        (3, (2, 7, 7, 1), (2, 2, 1, 1)),
    ):
        require(submission, case(seed, size, kernel, has_bias=False))


@CHECK(title="Muchos canales y muchos filtros", weight=1)
def test_many_channels(submission):
    for seed, size, kernel in (
        (4, (2, 6, 6, 3), (3, 3, 3, 4)),
        (5, (3, 5, 7, 2), (3, 3, 2, 1)),
        (6, (1, 5, 5, 4), (1, 1, 4, 2)),
        (7, (1, 5, 5, 3), (5, 5, 3, 2)),
    ):
        require(submission, case(seed, size, kernel))


@CHECK(title="Relleno `same`", weight=1)
def test_same(submission):
    for seed, size, kernel in (
        (8, (2, 6, 6, 2), (3, 3, 2, 3)),
        (9, (1, 7, 7, 1), (5, 5, 1, 2)),
        (10, (1, 6, 6, 2), (4, 4, 2, 2)),
        (11, (1, 3, 3, 1), (5, 5, 1, 1)),
    ):
        require(submission, case(seed, size, kernel), padding="same")


@CHECK(title="Paso mayor que 1", weight=1)
def test_strides(submission):
    require(submission, case(12, (1, 9, 9, 2), (3, 3, 2, 2)), strides=2)
    require(submission, case(13, (2, 8, 8, 1), (3, 3, 1, 2)), strides=2)
    require(submission, case(14, (1, 10, 10, 2), (2, 2, 2, 1)), strides=3)


@CHECK(title="Todo junto: tuplas, kernels rectangulares y mayúsculas", weight=1)
def test_together(submission):
    require(submission, case(15, (1, 8, 9, 2), (3, 5, 2, 2)), strides=(1, 2))
    require(submission, case(16, (2, 9, 8, 2), (2, 3, 2, 3)), strides=(3, 2), padding="same")
    require(submission, case(17, (1, 7, 8, 1), (3, 4, 1, 2)), strides=2, padding="SAME")
    require(submission, case(18, (1, 9, 9, 1), (1, 2, 1, 1)), strides=(3, 3), padding="Same")
    images, kernel, bias = copies(case(19, (1, 6, 7, 2), (3, 2, 2, 2)))
    answer = submission.conv_layer(
        bias=bias, padding="VALID", kernel=kernel, images=images, strides=(2, 1)
    )
    right = layer_output(images, kernel, bias, (2, 1))
    require_output(answer.array(ndim=4), right, (images, kernel, bias), strides=(2, 1))
