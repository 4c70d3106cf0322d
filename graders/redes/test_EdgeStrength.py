"""`EdgeStrength`, a layer of the student's: how strong the edge is at each pixel."""

import math
from functools import cache

import keras
import numpy as np
import pytest

from panal.grader import Answer, wrong

from .closeness import near
from .insects import as_network_input, pictures

CHECK = pytest.mark.check

SHARE = 1e-3  # of the output's range, by the contract
ACROSS = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])


def strength(images):
    """What the layer must give."""
    padded = np.pad(images[..., 0].astype(np.float64), [(0, 0), (1, 1), (1, 1)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))
    gx, gy = ((windows * kernel).sum(axis=(-2, -1)) for kernel in (ACROSS, ACROSS.T))
    return np.sqrt(gx**2 + gy**2)[..., np.newaxis]


@cache
def texture(seed, *shape, top=1):
    """Images of noise, float32 from 0 to `top`."""
    return (np.random.default_rng(seed).random((*shape, 1)) * top).astype(np.float32)


def alone(notebook, images):
    """What the layer makes of images."""
    return np.asarray(notebook.EdgeStrength()(images))


def trainable(notebook, images):
    """The same, and how many of its weights training would change."""
    layer = notebook.EdgeStrength()
    output = np.asarray(layer(images))
    return output, sum(math.prod(weight.shape) for weight in layer.trainable_variables)


def inside(notebook, images):
    """What a network that begins with the layer gives; Keras first tries it without numbers."""
    network = keras.Sequential([keras.Input(images.shape[1:]), notebook.EdgeStrength()])
    return np.asarray(network(images))


def require(came, images):
    """Hold an output against the right one, and say what it looks like."""
    right = strength(images)
    if came.shape != right.shape:
        wrong("Tu capa no devuelve una salida de la misma forma que las imágenes.")
    if not np.isfinite(came).all():
        wrong("Tu salida tiene valores que no son números. ¿Qué pasa donde la imagen es lisa?")
    if near(came, right, SHARE):
        return
    inside = right[:, 1:-1, 1:-1]
    if inside.any() and near(came[:, 1:-1, 1:-1], inside, SHARE):
        wrong("Tu salida es la correcta lejos de las orillas. ¿Con qué relleno convolucionas?")
    wrong("Tu salida tiene la forma correcta, pero no es la fuerza del borde.")


def output(answer):
    """An output as an array, in which not every value need be finite."""
    return np.asarray(answer.array(ndim=4, finite=False))


@pytest.mark.visible
def test_example(submission, example):
    images = as_network_input(pictures(150, 61)[0][:2])  # as in the notebook
    example.expected("la fuerza del borde en cada píxel, en un arreglo de forma (2, 16, 16, 1)")
    came = output(submission.evaluate(alone, images))
    right = strength(images)
    if came.shape == right.shape and np.isfinite(came).all():
        drawn = [255 * each[0] / right.max() for each in (images * right.max(), right, came)]
        example.pictures(*(np.clip(each, 0, 1000) for each in drawn))
    require(came, images)


@CHECK(title="La fuerza del borde", weight=1)
def test_strength(submission):
    for images in (as_network_input(pictures(3, 9)[0]), texture(1, 1, 12, 12)):
        require(output(submission.evaluate(alone, images)), images)


@CHECK(title="Cualquier lote y cualquier tamaño", weight=1)
def test_sizes(submission):
    for images in (texture(2, 5, 7, 20), texture(3, 1, 30, 9), texture(4, 2, 16, 16, top=255)):
        require(output(submission.evaluate(alone, images)), images)


@CHECK(title="Sin pesos que se entrenen", weight=1)
def test_nothing_is_trained(submission):
    images = texture(5, 2, 10, 11)
    came, count = submission.evaluate(trainable, images).items(2, of=Answer)
    require(output(came), images)
    if count.whole_number() != 0:
        wrong("Tu capa tiene pesos que el entrenamiento cambiaría: dejarían de ser los de Sobel.")


@CHECK(title="Dentro de un `keras.Sequential`", weight=1)
def test_in_a_network(submission):
    for images in (texture(6, 3, 16, 16), texture(7, 2, 9, 14)):
        require(output(submission.evaluate(inside, images)), images)


@CHECK(title="Donde la imagen es lisa", weight=1)
def test_flat(submission):
    for grey in (0.5, 1):
        images = np.full((1, 9, 10, 1), grey, np.float32)
        require(output(submission.evaluate(alone, images)), images)
    black = np.zeros((2, 8, 8, 1), np.float32)
    if not np.isfinite(output(submission.evaluate(alone, black))).all():
        wrong("En una imagen negra tu salida tiene valores que no son números.")
