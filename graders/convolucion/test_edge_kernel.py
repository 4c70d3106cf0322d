"""`edge_kernel(shape=(3, 3, 1, 1), dtype=None)`: a kernel that finds horizontal edges."""

from functools import partial

import numpy as np
import pytest

from panal.grader import wrong

from .edges import response
from .picture import grey
from .reference import convolved

CHECK = pytest.mark.check

CLEAR = 0.01  # of the largest weight times the step: the least answer on an edge, by the contract
QUIET = (
    0.01  # of the answer on the edge: the most that a place without edge may give, by the contract
)
AS_STRONG = 0.95  # of the answer on the edge. Turned and upright differ by what a flat image gives, so by 1 % at most
ROUNDING = 5e-6  # of a float32 sum over the largest kernel here


def asked(shape=(3, 3, 1, 1), dtype=None):
    """The shape that a call asks for; the signature is the exercise's."""
    return shape


def require(submission, *args, **kwargs):
    """Ask for a kernel and hold it against the contract."""
    require_edges(submission.edge_kernel(*args, **kwargs).array(shape=asked(*args, **kwargs)))


@pytest.mark.visible
@pytest.mark.parametrize("shape", [(3, 3, 1, 1), (7, 5, 1, 1)])
def test_example(submission, example, files, shape):
    example.expected(
        f"un kernel de forma {shape} que responde donde el gris cambia de una fila a otra, y da 0 donde es plano"
    )
    kernel = submission.edge_kernel(shape, dtype="float32").array(shape=shape)
    picture = grey(files)
    known, yours = (partial(strength, picture, each) for each in (SOBEL, kernel))
    example.pictures(picture, known, yours, one_of_many=True)
    require_edges(kernel)


SOBEL = np.array([[-1.0, -2, -1], [0, 0, 0], [1, 2, 1]]).reshape(3, 3, 1, 1)


def strength(picture, kernel):
    """How strongly a kernel answers to each place of a picture, without sign, so that the clearest
    places are white.
    """
    high, wide = (side // 2 for side in kernel.shape[:2])
    answer = np.abs(
        convolved(picture[np.newaxis], kernel / (np.abs(kernel).max() or 1), "valid")[0]
    )
    clear = np.minimum(answer * (255 / (np.percentile(answer, 99) or 1)), 255)
    return np.pad(
        clear, [(high, high), (wide, wide), (0, 0)]
    )  # each answer stands where its place was


def require_edges(kernel):
    """Hold a kernel against the contract."""
    if not kernel.any():
        wrong("Tu kernel está lleno de ceros y no puede responder a nada.")
    found = response(kernel)
    if found.on_edge < CLEAR - ROUNDING:
        if found.on_vertical_edge >= CLEAR:
            wrong(
                "Tu kernel responde a bordes verticales. En un borde horizontal, ¿en qué dirección cambia el gris?"
            )
        wrong(
            "Tu kernel casi no responde a un borde horizontal. ¿Compara lo que hay arriba con lo que hay abajo?"
        )
    if found.flat > QUIET * found.on_edge + ROUNDING:
        wrong(
            "Tu kernel responde también donde no hay bordes. En una imagen plana, ¿cuánto deben sumar sus pesos?"
        )
    if found.on_turned_edge < AS_STRONG * found.on_edge:
        wrong(
            "Tu kernel responde menos si la imagen se pone de cabeza o en negativo. ¿Qué suman sus pesos?"
        )


@CHECK(title="Kernel de 3 por 3", weight=3)
def test_three_by_three(submission):
    require(submission)
    require(submission, (3, 3, 1, 1))
    require(submission, shape=(3, 3, 1, 1), dtype=None)


@CHECK(title="Kernels cuadrados más grandes", weight=3)
def test_larger(submission):
    require(submission, (5, 5, 1, 1))
    require(submission, (7, 7, 1, 1))
    require(submission, (9, 9, 1, 1))
    require(submission, (3, 3, 1, 1))


@CHECK(title="Kernels rectangulares", weight=2)
def test_rectangular(submission):
    require(submission, (3, 7, 1, 1))
    require(submission, (7, 3, 1, 1))
    require(submission, (5, 9, 1, 1))
    require(submission, (11, 5, 1, 1))


@CHECK(title="Como la llama Keras, una y otra vez", weight=2)
def test_as_keras_calls_it(submission):
    require(submission, shape=(5, 3, 1, 1), dtype="float32")
    require(submission, (7, 7, 1, 1), "float32")
    require(submission, dtype="float64", shape=(3, 5, 1, 1))
    require(submission, (5, 5, 1, 1), "float16")
    require(submission, dtype="float32")
    require(submission, shape=(5, 3, 1, 1), dtype="float32")
