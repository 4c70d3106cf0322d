"""`max_pool_counterexample()`: two images that prove that no convolution computes `MaxPool2D(2)`."""

import pytest

from .pairs import breaks_linearity, read_pair

CHECK = pytest.mark.check


@CHECK(title="Dos imágenes del tamaño pedido", weight=2)
def test_two_images(submission):
    read_pair(submission.max_pool_counterexample())


@CHECK(
    title="Las imágenes prueban que `MaxPool2D` no es lineal",
    weight=6,
    hint="Con tu par, el máximo de la suma es igual a la suma de los máximos. ¿Qué pasa si el mayor de cada imagen está "
    "en lugares distintos?",
)
def test_breaks_linearity(submission):
    assert breaks_linearity(*read_pair(submission.max_pool_counterexample()))


@CHECK(
    title="La prueba vale cada vez que se llama",
    weight=2,
    hint="Tu función no devolvió una prueba cada vez que la llamamos. ¿Depende del azar o de una llamada anterior?",
)
def test_each_time(submission):
    for _ in range(6):
        assert breaks_linearity(*read_pair(submission.max_pool_counterexample()))
