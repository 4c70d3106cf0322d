"""`same_padding(size, kernel_size, strides=1)`: the zeros before and after that Keras adds along
one axis.

The rule is TensorFlow's: https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2.
"""

import numpy as np
import pytest

from panal.grader import require_numbers

from . import reference

CHECK = pytest.mark.check


def require(submission, *args, **kwargs):
    answer = submission.same_padding(*args, **kwargs).whole_numbers(2)
    require_numbers(answer, reference.same_padding(*args, **kwargs))


@pytest.mark.visible
@pytest.mark.parametrize(("size", "kernel_size", "strides"), [(600, 5, 1), (600, 5, 2), (4, 2, 1)])
def test_example(submission, example, size, kernel_size, strides):
    example.expected(reference.same_padding(size, kernel_size, strides))
    require(submission, size, kernel_size, strides=strides)


@CHECK(
    title="Kernel impar, paso 1",
    weight=2,
    hint="Con paso 1 la salida mide lo mismo que la entrada. ¿Cuántos lugares pierde un kernel sin relleno?",
)
def test_odd_kernel(submission):
    require(submission, 28, 3)
    require(submission, 28, 5)
    require(submission, 15, 1)
    require(submission, 9, 7)
    require(submission, 600, 11, 1)


@CHECK(
    title="Kernel par, paso 1",
    weight=2,
    hint="Cuando el total de ceros es impar no se puede repartir por igual. ¿De qué lado pone Keras el que sobra?",
)
def test_even_kernel(submission):
    require(submission, 28, 2)
    require(submission, 28, 4)
    require(submission, 15, 6)
    require(submission, 10, 8, 1)


@CHECK(
    title="El paso divide el tamaño",
    weight=2,
    hint="El relleno también depende del paso. ¿Hasta dónde llega la última ventana, y cuánto se sale de la imagen?",
)
def test_stride_divides_size(submission):
    require(submission, 28, 3, 2)
    require(submission, 600, 5, 3)
    require(submission, 30, 7, 5)
    require(submission, 12, 4, 2)
    require(submission, 100, 9, 4)


@CHECK(
    title="El paso no divide el tamaño",
    weight=2,
    hint="Cuando el paso no divide el tamaño, la salida se redondea hacia arriba. ¿Dónde empieza entonces la última "
    "ventana?",
)
def test_stride_does_not_divide_size(submission):
    require(submission, 29, 3, 2)
    require(submission, 601, 5, 3)
    require(submission, 32, 7, 5)
    require(submission, 13, 4, 2)
    require(submission, 101, 8, 3)


@CHECK(
    title="Paso mayor o igual que el kernel",
    weight=1,
    hint="Con un paso largo puede que no haga falta ningún cero. ¿Puede tu cuenta dar un número negativo?",
)
def test_long_stride(submission):
    require(submission, 12, 3, 3)
    require(submission, 10, 3, 4)
    require(submission, 20, 2, 5)
    require(submission, 21, 4, 5)
    require(submission, 9, 1, 4)
    require(submission, 7, 5, 6)


def many_cases():
    """Seeded, so that each submission gets the same cases."""
    rng = np.random.default_rng(20260302)
    for _ in range(24):
        yield tuple(int(rng.integers(1, high)) for high in (60, 12, 8))


@CHECK(
    title="Argumentos por nombre y muchas combinaciones",
    weight=1,
    hint="Rellena a mano, convoluciona con `valid` y compara con `same`. ¿Coinciden para cualquier tamaño?",
)
def test_many_combinations(submission):
    require(submission, size=28, kernel_size=4)
    require(submission, strides=2, kernel_size=5, size=600)
    require(submission, 3, kernel_size=7, strides=2)
    require(submission, 1, 3)
    require(submission, 1, 4, 2)
    require(submission, 1, 1)
    require(submission, 2, 5, 3)
    require(submission, 3, 8)
    require(submission, 3, 6, 5)
    for size, kernel_size, strides in many_cases():
        require(submission, size, kernel_size, strides=strides)
    require(submission, size=28, kernel_size=4)
