"""`max_pool_counterexample()`: two images that prove that no convolution computes
`MaxPool2D(2)`.
"""

import pytest

from panal.grader import wrong

from .pairs import breaks_linearity, read_pair
from .reference import max_pool

CHECK = pytest.mark.check


@pytest.mark.visible
def test_example(submission, example):
    example.expected("dos imágenes en las que el máximo de la suma no es la suma de los máximos")
    a, b = read_pair(submission.max_pool_counterexample())
    if not breaks_linearity(a, b):
        together, apart = max_pool(a + b)[0, 0], max_pool(a)[0, 0] + max_pool(b)[0, 0]
        wrong(
            f"En la primera ventana de tus imágenes, el máximo de la suma es {together:g}, y la suma de los máximos, "
            f"{apart:g}. ¿Qué pasa si el mayor de cada imagen está en lugares distintos?"
        )


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
