"""`avg_pool_conv(pool_size=3, channels=3)`: a `Conv2D` that computes `AvgPool2D(pool_size)`.

A layer is judged by its settings and its weights alone: both are checked, and a plain `Conv2D` of
ours is run with them.
"""

from functools import cache

import numpy as np
import pytest

from panal.grader import Difference, require_image, wrong

from . import reference
from .factor import factor_between, told
from .layers import plain_conv2d
from .picture import bee, grey

CHECK = pytest.mark.check
TOLERANCE = 1e-4  # of the input's range
MANY_WEIGHTS = 2000  # with which a whole picture takes too long; right layers have 81


@cache
def image_batches(pool_size, channels, rest):
    """Batches of two images each, with values of both signs, and what the pool makes of them.

    Args:
        pool_size: of the pool.
        channels: of the images.
        rest: whether the pool does not divide their sizes.
    """
    high, wide = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    rng = np.random.default_rng([20260304, high, wide, channels, rest])
    batches = []
    sizes = (
        ((3 * high - 1, 4 * wide + 1), (2 * high + 1, 3 * wide - 1))
        if rest
        else ((2 * high, 3 * wide), (3 * high, wide))
    )
    for height, width in sizes:
        images = rng.normal(-0.5, 1, (2, max(height, high), max(width, wide), channels))
        images[1] = np.round(40 * images[1])
        batches.append(images.astype(np.float32))
    return tuple((images, reference.avg_pool(images, pool_size)) for images in batches)


def asked(pool_size=3, channels=3):
    """What a call asks for; the signature is the exercise's."""
    return pool_size, channels


def require(submission, *args, rest=False, **kwargs):
    """Ask for a layer and see that it pools images which its window divides, or others with a
    rest.
    """
    pool_size, channels = asked(*args, **kwargs)
    answer = submission.built_for((None, 24, 24, channels)).avg_pool_conv(*args, **kwargs)
    layer = plain_conv2d(answer.layer("Conv2D"), channels)
    for images, pooled in image_batches(pool_size, channels, rest):
        output = layer(images)
        require_pooled(output, pooled, images)


def require_pooled(output, pooled, images, *, visible=False):
    """Hold a layer's output against the pooled images, and say what it looks like.

    Args:
        output: what the layer gives.
        pooled: what the pool gives.
        images: what went in.
        visible: whether the case is known, so that numbers may be told.
    """
    if output.shape[-1] != pooled.shape[-1]:
        wrong(
            "Tu capa no devuelve tantos canales como recibe. ¿Cuántos filtros hacen falta?",
            Difference.SHAPE,
        )
    if output.shape != pooled.shape:
        wrong(
            "La salida de tu capa no mide lo mismo que la de `AvgPool2D`. Revisa el tamaño de la ventana, el paso y el relleno.",
            Difference.SHAPE,
        )
    tolerance = TOLERANCE * np.ptp(images, axis=(1, 2, 3), keepdims=True)
    factor = factor_between(output, pooled, tolerance)
    if factor is not None and visible:
        wrong(told(factor))
    require_image(output, pooled, tolerance, sentence_for(output, pooled, tolerance, factor))


def sentence_for(output, pooled, tolerance, factor):
    """What wrong values look like; where they look like nothing known, the check's hint says more."""
    if not output.any():
        return "La salida de tu capa está llena de ceros. ¿Le pusiste pesos?"
    if factor is not None:
        return "La salida de tu capa es el promedio, multiplicado siempre por un mismo número. ¿Cuánto deben sumar los pesos de un filtro?"
    added = (output - pooled).mean(axis=(0, 1, 2))
    if (np.abs(output - pooled - added) <= tolerance).all():
        return (
            "La salida de tu capa es el promedio más un mismo número en cada canal. ¿Tiene sesgo?"
        )
    if output.shape[-1] > 1 and (np.abs(output - output[..., :1]) <= tolerance).all():
        return (
            "Todos los canales que salen de tu capa son iguales. ¿Qué canal debe mirar cada filtro?"
        )
    return ""


@pytest.mark.visible
@pytest.mark.parametrize(("pool_size", "channels"), [(3, 3), (2, 1)])
def test_example(submission, example, files, pool_size, channels):
    example.expected(f"una `Conv2D` que da lo mismo que `AvgPool2D({pool_size})`")
    picture = bee(files) if channels == 3 else grey(files)
    answer = submission.built_for((None, 24, 24, channels)).avg_pool_conv(
        pool_size, channels=channels
    )
    layer = answer.layer("Conv2D")
    run = plain_conv2d(layer, channels)
    if layer.weights["kernel"].size > MANY_WEIGHTS:
        wrong(
            "Tu capa tiene muchos más pesos de los necesarios. ¿De qué tamaño es la ventana, y cuántos filtros hacen falta?"
        )
    names = ("filters", "kernel_size", "strides", "padding", "use_bias")
    example.came(
        f"una `Conv2D` con {', '.join(f'`{name}={layer.settings[name]!r}`' for name in names)}"
    )
    output = run(picture[np.newaxis])
    pooled = reference.avg_pool(picture[np.newaxis], pool_size)
    example.pictures(picture, pooled[0], output[0])
    require_pooled(output, pooled, picture[np.newaxis], visible=True)


HINT = (
    "La capa tiene el tamaño correcto, pero sus valores no son los promedios. "
    "¿Cuánto pesa cada píxel de la ventana, y qué canal de entrada mira cada filtro?"
)


@CHECK(title="El caso del enunciado", weight=3, hint=HINT)
def test_default(submission):
    require(submission)
    require(submission, 3, 3)
    require(submission, pool_size=(3, 3))


@CHECK(title="Otros tamaños de ventana", weight=3, hint=HINT)
def test_other_pool_sizes(submission):
    require(submission, 2)
    require(submission, 4, 3)
    require(submission, 5)
    require(submission, 1)


@CHECK(title="Un solo canal", weight=1, hint=HINT)
def test_one_channel(submission):
    require(submission, 3, 1)
    require(submission, 2, channels=1)
    require(submission, channels=1)


@CHECK(title="Otros números de canales", weight=2, hint=HINT)
def test_other_channels(submission):
    require(submission, channels=2)
    require(submission, 3, 4)
    require(submission, 3, channels=5)


@CHECK(title="Ventana rectangular", weight=2, hint=HINT)
def test_rectangular_pool(submission):
    require(submission, (2, 3))
    require(submission, (4, 1), 3)
    require(submission, pool_size=(1, 5))


@CHECK(title="Imágenes que la ventana no divide", weight=3, hint=HINT)
def test_sizes_with_a_rest(submission):
    require(submission, rest=True)
    require(submission, 2, 1, rest=True)
    require(submission, 4, 2, rest=True)
    require(submission, (3, 2), 3, rest=True)


@CHECK(title="Todo combinado, una y otra vez", weight=1, hint=HINT)
def test_combined(submission):
    require(submission, pool_size=2, channels=1)
    require(submission, channels=4, pool_size=(3, 2))
    require(submission, (5, 2), 2)
    require(submission, 3, 3)
    require(submission, pool_size=2, channels=1)
