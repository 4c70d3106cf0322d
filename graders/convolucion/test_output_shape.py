"""`output_shape(input_shape, filters, kernel_size, strides=1, padding="valid")`: the shape that the
layer produces.
"""

import numpy as np
import pytest

from panal.grader import require_numbers

from . import reference

CHECK = pytest.mark.check


def require(submission, *args, **kwargs):
    answer = submission.output_shape(*args, **kwargs).whole_numbers(4)
    require_numbers(answer, reference.output_shape(*args, **kwargs))


@pytest.mark.visible
@pytest.mark.parametrize(
    ("input_shape", "filters", "kernel_size", "strides", "padding"),
    [
        ((32, 28, 28, 1), 8, 3, 1, "valid"),
        ((1, 600, 600, 3), 3, 5, 2, "same"),
        ((1, 600, 600, 3), 3, (5, 5), 2, "valid"),
        ((2, 31, 20, 1), 4, (3, 6), 1, "valid"),
        ((2, 31, 20, 1), 4, 3, (3, 2), "SAME"),
    ],
)
def test_example(submission, example, input_shape, filters, kernel_size, strides, padding):
    example.expected(reference.output_shape(input_shape, filters, kernel_size, strides, padding))
    require(submission, input_shape, filters, kernel_size, strides=strides, padding=padding)


@CHECK(
    title="Como en el cuaderno",
    weight=1,
    hint="Una sola imagen de tres colores y tres filtros, como las del cuaderno. ¿Qué cambia con el relleno y con el paso?",
)
def test_as_in_the_notebook(submission):
    require(submission, (1, 600, 600, 3), 3, 5)
    require(submission, (1, 600, 600, 3), 3, 5, padding="same")
    require(submission, (1, 600, 600, 3), 3, 3, strides=3)
    require(submission, (1, 601, 601, 3), 3, 5, strides=2, padding="same")


@CHECK(
    title="`valid` con paso 1",
    weight=2,
    hint="Sin relleno el kernel no se sale de la imagen. ¿En cuántos lugares cabe, de arriba abajo y de lado a lado?",
)
def test_valid_without_strides(submission):
    require(submission, (1, 28, 28, 1), 8, 3)
    require(submission, (2, 32, 32, 3), 16, 5)
    require(submission, (4, 10, 10, 2), 3, 1)
    require(submission, (1, 9, 9, 3), 5, 4)
    require(submission, (3, 7, 7, 3), 2, 7, 1, "valid")


@CHECK(
    title="`same` con paso 1",
    weight=2,
    hint="Con `same` y paso 1, ¿cambian el alto y el ancho? ¿Y qué fija el número de canales de salida?",
)
def test_same_without_strides(submission):
    require(submission, (1, 28, 28, 1), 8, 3, padding="same")
    require(submission, (2, 15, 15, 3), 4, 4, padding="same")
    require(submission, (5, 6, 6, 2), 7, 5, 1, "same")
    require(submission, (1, 3, 3, 2), 6, 5, padding="same")


@CHECK(
    title="`valid` con un paso mayor",
    weight=3,
    hint="Con un paso mayor que 1 la última ventana también debe caber entera. ¿Hacia dónde redondeas, y antes o después "
    "de sumar 1?",
)
def test_valid_with_strides(submission):
    require(submission, (1, 28, 28, 1), 8, 3, 2)
    require(submission, (2, 29, 29, 3), 4, 3, 2)
    require(submission, (1, 32, 32, 3), 5, 5, strides=3)
    require(submission, (3, 17, 17, 2), 6, 4, strides=4)
    require(submission, (1, 20, 20, 1), 2, 2, strides=5)
    require(submission, (1, 11, 11, 4), 3, 1, strides=3)


@CHECK(
    title="`same` con un paso mayor",
    weight=3,
    hint="Con `same` el tamaño de salida depende solo del tamaño de entrada y del paso. ¿Hacia dónde redondeas?",
)
def test_same_with_strides(submission):
    require(submission, (1, 32, 32, 3), 5, 5, strides=3, padding="same")
    require(submission, (1, 28, 28, 1), 8, 3, 2, "same")
    require(submission, (2, 29, 29, 3), 4, 3, 2, "same")
    require(submission, (3, 17, 17, 2), 6, 4, strides=4, padding="same")
    require(submission, (1, 21, 21, 1), 2, 2, strides=5, padding="same")
    require(submission, (1, 5, 5, 2), 3, 3, strides=7, padding="same")


@CHECK(
    title="Alto y ancho distintos",
    weight=2,
    hint="La imagen, el kernel y el paso pueden tener un alto y un ancho distintos. ¿Cuentas cada eje por separado?",
)
def test_height_and_width_differ(submission):
    require(submission, (1, 20, 30, 3), 4, 3)
    require(submission, (2, 31, 16, 1), 5, (3, 5))
    require(submission, (1, 24, 18, 2), 6, (5, 2), (1, 3))
    require(submission, (1, 19, 26, 2), 3, 3, strides=(3, 2), padding="same")
    require(submission, (4, 13, 40, 3), 7, (2, 7), strides=(2, 5), padding="valid")
    require(submission, (1, 12, 35, 3), 2, (4, 1), (5, 4), "same")


@CHECK(
    title="Mayúsculas y argumentos por nombre",
    weight=1,
    hint="`padding` puede venir en mayúsculas o minúsculas, y todo argumento puede llegar por su nombre.",
)
def test_letters_and_keywords(submission):
    require(submission, (1, 12, 12, 3), 4, 3, 2, "SAME")
    require(submission, (1, 12, 12, 3), 4, 3, 2, "Valid")
    require(submission, (2, 14, 14, 3), 5, 4, padding="VALID")
    require(
        submission, padding="Same", strides=3, kernel_size=5, filters=6, input_shape=(1, 25, 25, 2)
    )
    require(submission, kernel_size=3, input_shape=(3, 9, 9, 1), filters=2)
    require(submission, (1, 12, 12, 3), 4, 3, 2, "sAmE")
    require(submission, (1, 12, 12, 3), 4, 3, 2, "vALID")


def many_cases():
    """Seeded, so that each submission gets the same cases."""
    rng = np.random.default_rng(20260301)
    for _ in range(24):
        kernel_size = tuple(int(n) for n in rng.integers(1, 7, 2))
        strides = tuple(int(n) for n in rng.integers(1, 6, 2))
        height, width = (int(n) for n in rng.integers(7, 40, 2))
        batch, channels, filters = (int(n) for n in rng.integers(1, 9, 3))
        padding = str(rng.choice(["valid", "same"]))
        yield (batch, height, width, channels), filters, kernel_size, strides, padding


@CHECK(
    title="Muchas combinaciones",
    weight=1,
    hint="Prueba tu función contra una `Conv2D` real con tamaños, kernels y pasos variados.",
)
def test_many_combinations(submission):
    require(submission, (1, 600, 400, 3), 3, 5, 2)
    require(submission, (1, 600, 400, 3), 3, 5, 2, "same")
    require(submission, (1, 1, 1, 3), 2, 1)
    require(submission, (1, 1, 1, 3), 4, 3, padding="same")
    require(submission, (2, 1, 6, 1), 3, (1, 4), 2)
    require(submission, (1, 2, 5, 2), 3, 3, 4, "same")
    require(submission, (3, 8, 8, 1), 2, 8, 3)
    for case in many_cases():
        require(submission, *case)
    require(submission, (1, 600, 400, 3), 3, 5, 2)
