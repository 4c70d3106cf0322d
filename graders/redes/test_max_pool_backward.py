"""`max_pool_backward(images, gradient, pool_size=2)`: the gradient that max pooling hands back."""

from functools import cache

import numpy as np
import pytest

from panal.grader import wrong

from .closeness import near

CHECK = pytest.mark.check

SHARE = 1e-5  # of the largest gradient, by the contract


def pair(pool_size):
    """Height and width of a window."""
    return (pool_size, pool_size) if isinstance(pool_size, int) else pool_size


@cache
def case(seed, shape, pool_size):
    """Images without a tie, below and above zero, and a gradient without zeros for their output."""
    rng = np.random.default_rng(seed)
    images = rng.permutation(int(np.prod(shape))).reshape(shape) - np.prod(shape) / 2
    high, wide = pair(pool_size)
    output = (shape[0], shape[1] // high, shape[2] // wide, shape[3])
    gradient = rng.uniform(1, 5, output) * rng.choice([-1, 1], output)
    return images.astype(np.float32), gradient.astype(np.float32)


def backward(images, gradient, pool_size=2):
    """What comes back: each window's gradient stands where its largest number was."""
    high, wide = pair(pool_size)
    found = np.zeros_like(images)
    for picture, row, column, channel in np.ndindex(gradient.shape):
        top, left = row * high, column * wide
        window = images[picture, top : top + high, left : left + wide, channel]
        down, right = np.unravel_index(window.argmax(), window.shape)
        place = (picture, top + down, left + right, channel)
        found[place] = gradient[picture, row, column, channel]
    return found


def require(submission, images, gradient, pool_size=2, *, by_name=False):
    """Ask for a gradient and hold it against the right one."""
    right = backward(images, gradient, pool_size)
    given = (images.copy(), gradient.copy())
    if by_name:
        answer = submission.max_pool_backward(
            pool_size=pool_size, gradient=given[1], images=given[0]
        )
    elif pool_size == 2:
        answer = submission.max_pool_backward(*given)
    else:
        answer = submission.max_pool_backward(*given, pool_size)
    require_gradient(answer.array(ndim=4), right, gradient)


def require_gradient(came, right, gradient):
    """Hold a gradient against the right one, and say what it looks like."""
    if came.shape != right.shape:
        wrong("Tu gradiente no tiene la forma de las imágenes: cada píxel recibe el suyo.")
    if near(came, right, SHARE, scale=np.abs(gradient).max()):
        return
    if np.any(came[right == 0]):
        wrong(
            "Les diste gradiente a píxeles que no ganaron en su ventana, o que no están en ninguna."
        )
    if np.any(came[right != 0] == 0):
        wrong(
            "A algunos ganadores no les llega nada. ¿De qué ventana, foto y canal es cada gradiente?"
        )
    wrong("El gradiente llega al lugar correcto, pero con otro valor.")


def notebook_cases():
    """The cases of the notebook's own check."""
    rng = np.random.default_rng(2)
    for shape in ((1, 4, 4, 1), (2, 5, 7, 2)):
        images = rng.permutation(int(np.prod(shape))).reshape(shape).astype(np.float32)
        output = (shape[0], shape[1] // 2, shape[2] // 2, shape[3])
        yield images, rng.integers(1, 10, output).astype(np.float32)


@pytest.mark.visible
@pytest.mark.parametrize(("images", "gradient"), list(notebook_cases()))
def test_example(submission, example, images, gradient):
    right = backward(images, gradient)
    if right.size <= 16:
        example.expected(right)
    else:
        example.expected("el gradiente de cada ventana, en el lugar de su mayor número")
    came = submission.max_pool_backward(images.copy(), gradient.copy(), 2).array(ndim=4)
    require_gradient(came, right, gradient)


@CHECK(title="Ventanas de 2 por 2", weight=1)
def test_two_by_two(submission):
    require(submission, *case(2, (1, 4, 4, 1), 2))
    require(submission, *case(3, (1, 6, 8, 1), 2))


@CHECK(title="Varias fotos y varios canales", weight=1)
def test_batch_and_channels(submission):
    require(submission, *case(4, (3, 4, 4, 2), 2))
    require(submission, *case(5, (2, 4, 6, 3), 2))


@CHECK(title="Ventanas de otros tamaños", weight=1)
def test_other_sizes(submission):
    for pool_size, shape in ((3, (2, 6, 9, 2)), (4, (1, 8, 4, 1)), (1, (1, 3, 4, 2))):
        require(submission, *case(6, shape, pool_size), pool_size)


@CHECK(title="Ventanas que no son cuadradas", weight=1)
def test_rectangular(submission):
    for pool_size, shape in (
        ((2, 3), (2, 4, 9, 1)),
        ((4, 1), (1, 8, 3, 2)),
        ((2, 2), (1, 4, 4, 1)),
    ):
        require(submission, *case(7, shape, pool_size), pool_size)
    require(submission, *case(8, (1, 6, 4, 1), (3, 2)), (3, 2), by_name=True)


@CHECK(title="Lados que la ventana no divide", weight=1)
def test_remainder(submission):
    require(submission, *case(9, (1, 5, 5, 1), 2))
    require(submission, *case(10, (2, 7, 4, 2), 2))
    require(submission, *case(11, (1, 8, 10, 1), 3), 3)
    require(submission, *case(12, (1, 4, 5, 1), 2))
