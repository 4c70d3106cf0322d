"""`convolve(image, kernel)`: what a `Conv2D` with that kernel gives, of one channel and without bias."""

from functools import cache

import numpy as np
import pytest

from panal.grader import Difference, require_array, wrong

from . import reference
from .factor import factor_between, told
from .picture import grey

CHECK = pytest.mark.check
SHARE = 1e-4  # of the largest value that there could be, by the contract
LEAST = 1e-6

PIECE = (slice(75, 123), slice(38, 86))
"""Rows and columns of the stripes of the bee's abdomen."""


def require(submission, image, kernel, *, by_name=False):
    """Ask for an output and hold it against Keras'. The student may change what it gets."""
    given, weights = image.copy(), kernel.copy()
    if by_name:
        answer = submission.convolve(kernel=weights, image=given)
    else:
        answer = submission.convolve(given, weights)
    require_output(answer.array(ndim=2), image, kernel)


def tolerance_of(image, kernel):
    largest = np.abs(image.astype(np.float64)).max() * np.abs(kernel.astype(np.float64)).sum()
    return SHARE * largest + LEAST


def require_output(came, image, kernel, *, visible=False):
    """Hold an output against the right one, and say what it looks like.

    Args:
        came: the student's, of any size.
        image: what it was made of.
        kernel: likewise.
        visible: whether the case is known, so that numbers may be told.
    """
    right = reference.convolve(image, kernel)
    if came.shape != right.shape:
        wrong(sentence_for_shape(came.shape, image.shape, kernel.shape), Difference.SHAPE)
    tolerance = tolerance_of(image, kernel)
    if (np.abs(came - right) <= tolerance).all():
        return
    factor = factor_between(came, right, tolerance)
    if factor is not None and visible:
        wrong(told(factor))
    require_array(came, right, tolerance, sentence_for_values(came, right, image, kernel))


def sentence_for_values(came, right, image, kernel):
    """What wrong numbers look like; where they look like nothing known, the check's hint says more."""
    tolerance = tolerance_of(image, kernel)

    def is_like(other):
        return came.shape == other.shape and (np.abs(came - other) <= tolerance).all()

    if not came.any():
        return "Tu salida está llena de ceros. ¿Dónde guardas la suma de cada ventana?"
    if is_like(reference.convolve(image, kernel[::-1, ::-1])):
        return "Giraste el kernel. Keras lo pone sobre la ventana tal como está."
    if is_like(right / kernel.size):
        return "Promedias los productos de la ventana. ¿Hay que dividirlos entre algo?"
    if is_like(np.maximum(right, 0)):
        return "Tus resultados son los que deben, pero los negativos se volvieron 0."
    if is_like(np.abs(right)):
        return "Tus resultados son los que deben, pero sin su signo."
    if is_like(right.T):
        return "Tu salida tiene las filas donde van las columnas."
    if (came == np.trunc(right)).all() or (came == np.round(right)).all():
        return "Tu salida pierde los decimales. ¿De qué tipo es el arreglo en el que la guardas?"
    if all(array.dtype.kind in "iu" for array in (image, kernel)) and wraps(came, right):
        return "Algún producto, o alguna suma, no cupo en su tipo y dio la vuelta. ¿En qué tipo multiplicas, y en cuál guardas?"
    return ""


def wraps(came, right):
    """Whether numbers lack what does not fit into a type of 8 bits, or of more."""
    exact = 2**53  # beyond it float64 has no units any more
    return bool(np.abs(came).max() < exact) and not np.any(np.round(came - right) % 256)


def sentence_for_shape(came, image, kernel):
    """What a wrong shape looks like."""
    right = tuple(size - side + 1 for size, side in zip(image, kernel, strict=True))
    if came == image:
        return "Tu salida mide lo mismo que la imagen. Sin relleno, ¿en cuántos lugares cabe la ventana entera?"
    if came == right[::-1]:
        return "Tu salida tiene el alto y el ancho al revés. ¿Cuál de los dos índices es el de la fila?"
    if came == tuple(side - 1 for side in right):
        return "A tu salida le faltan la última fila y la última columna. ¿Cuántos lugares hay desde el primero hasta el último, contando los dos?"
    if came == tuple(size + side - 1 for size, side in zip(image, kernel, strict=True)):
        return "Tu salida es más grande que la imagen. La ventana no debe salirse de ella."
    return "Tu salida no tiene el alto y el ancho que se piden. ¿En cuántos lugares cabe la ventana, de arriba abajo y de lado a lado?"


def notebook_cases(files):
    """The worked example of the text, and a small piece of the picture."""
    yield np.array([[1, 2, 3], [4, 5, 6]]), np.array([[1, 2], [0, -1]])
    yield grey(files)[(*PIECE, 0)], np.array([[-2.0, -1, 0], [-1, 1, 1], [0, 1, 2]])


@pytest.mark.visible
@pytest.mark.parametrize("number", [0, 1])
def test_example(submission, example, files, number):
    image, kernel = list(notebook_cases(files))[number]
    right = reference.convolve(image, kernel)
    came = submission.convolve(image.copy(), kernel.copy()).array(ndim=2)
    if number == 0:
        example.expected(right)
    else:
        example.expected(f"un arreglo de forma {right.shape}, con los números de la capa de Keras")
        example.came(f"un arreglo de forma {came.shape}")
        if came.shape == right.shape:
            example.pictures(image, right, came)
    require_output(came, image, kernel, visible=True)


@cache
def numbers(seed, size, side):
    """An image and a kernel without symmetry, float32, with values of both signs."""
    rng = np.random.default_rng([20260305, seed])
    return rng.normal(0.5, 2, size).astype(np.float32), rng.normal(0.3, 1, side).astype(np.float32)


@cache
def whole_numbers(seed, size, side, image_type, kernel_type, most):
    """Likewise of whole numbers.

    Args:
        most: the largest weight; the image has any values of its type.
    """
    rng = np.random.default_rng([20260306, seed])
    image, kernel = np.iinfo(image_type), np.iinfo(kernel_type)
    return (
        rng.integers(image.min, image.max, size, image_type, endpoint=True),
        rng.integers(max(-most, kernel.min), most, side, kernel_type, endpoint=True),
    )


HINT = (
    "Tu salida mide lo que debe, pero no tiene los números de la capa. En cada lugar: "
    "¿empieza la suma de cero, y multiplicas cada peso por el píxel que tiene debajo?"
)


@CHECK(title="Kernel de 3 por 3", weight=2, hint=HINT)
def test_three_by_three(submission):
    require(submission, *numbers(1, (6, 6), (3, 3)))
    require(submission, *numbers(2, (5, 9), (3, 3)))
    require(submission, *numbers(3, (16, 12), (3, 3)))


@CHECK(title="Kernels de lado par", weight=1, hint=HINT)
def test_even_kernel(submission):
    require(submission, *numbers(4, (6, 7), (2, 2)))
    require(submission, *numbers(5, (9, 8), (4, 4)))
    require(submission, *numbers(6, (7, 7), (6, 6)))


@CHECK(title="Kernels que no son cuadrados", weight=2, hint=HINT)
def test_rectangular_kernel(submission):
    require(submission, *numbers(7, (8, 8), (3, 5)))
    require(submission, *numbers(8, (7, 10), (4, 3)))
    require(submission, *numbers(9, (6, 6), (1, 4)))
    require(submission, *numbers(10, (6, 9), (5, 1)))


@CHECK(title="El kernel más pequeño y el más grande", weight=1, hint=HINT)
def test_smallest_and_largest_kernel(submission):
    require(submission, *numbers(11, (4, 6), (1, 1)))
    require(submission, *numbers(12, (5, 7), (5, 7)))
    require(submission, *numbers(13, (1, 5), (1, 3)))
    require(submission, *numbers(14, (6, 1), (2, 1)))


@CHECK(title="Enteros que no caben en su propio tipo", weight=2, hint=HINT)
def test_integers_that_overflow(submission):
    require(submission, *whole_numbers(15, (6, 6), (3, 3), np.uint8, np.uint8, 255))
    require(submission, *whole_numbers(16, (5, 8), (2, 2), np.int8, np.int8, 127))
    require(submission, *whole_numbers(17, (8, 6), (3, 3), np.int16, np.int16, 1000))
    require(submission, *whole_numbers(18, (7, 7), (3, 3), np.int32, np.int32, 9))
    require(submission, *whole_numbers(19, (6, 5), (2, 2), np.uint8, np.int32, 9))
    require(submission, *whole_numbers(20, (6, 6), (3, 3), np.uint32, np.int8, 5))
    require(submission, *whole_numbers(25, (6, 7), (3, 3), np.uint8, np.int32, 100_000))


@CHECK(title="Enteros junto con decimales, por nombre, una y otra vez", weight=2, hint=HINT)
def test_mixed_types_by_name_again(submission):
    image, _ = whole_numbers(21, (7, 7), (3, 3), np.uint8, np.int8, 9)
    _, kernel = numbers(22, (7, 7), (3, 3))
    require(submission, image, kernel / 9, by_name=True)
    wide, tall = numbers(23, (16, 16), (7, 7))
    require(submission, wide.astype(np.float64), tall.astype(np.float64), by_name=True)
    image, kernel = numbers(24, (6, 8), (3, 3))
    require(submission, image, np.round(4 * kernel).astype(np.int16))
    require(submission, image, kernel, by_name=True)
    require(submission, image, kernel)
