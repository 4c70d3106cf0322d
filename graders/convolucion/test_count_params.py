"""`count_params(kernel_size, in_channels, filters, use_bias=True)`: as
`Conv2D(...).count_params()`.
"""

import pytest

from panal.grader import require_numbers

from . import reference

CHECK = pytest.mark.check


def require(submission, *args, **kwargs):
    answer = submission.count_params(*args, **kwargs).whole_number()
    require_numbers(answer, reference.count_params(*args, **kwargs))


@pytest.mark.visible
@pytest.mark.parametrize(
    ("kernel_size", "in_channels", "filters", "use_bias"),
    [((5, 5), 3, 3, True), (3, 1, 8, False), ((1, 7), 4, 2, True)],
)
def test_example(submission, example, kernel_size, in_channels, filters, use_bias):
    example.expected(reference.count_params(kernel_size, in_channels, filters, use_bias))
    require(submission, kernel_size, in_channels, filters, use_bias=use_bias)


@CHECK(
    title="Un canal y un filtro",
    weight=1,
    hint="Con un solo canal y un solo filtro hay un peso por cada lugar del kernel. ¿Qué falta todavía?",
)
def test_one_channel_and_one_filter(submission):
    require(submission, 3, 1, 1)
    require(submission, 5, 1, 1)
    require(submission, 1, 1, 1)


@CHECK(
    title="Kernel cuadrado, con sesgo",
    weight=2,
    hint="Cada filtro tiene un peso por cada lugar del kernel y por cada canal de entrada. ¿Qué más aprende cada filtro?",
)
def test_square_kernel_with_bias(submission):
    require(submission, 3, 1, 1)
    require(submission, 5, 3, 4)
    require(submission, 1, 4, 2)
    require(submission, 2, 6, 5)
    require(submission, 7, 16, 32)


@CHECK(
    title="Kernel rectangular, dado como tupla",
    weight=2,
    hint="`kernel_size` también puede ser una tupla `(alto, ancho)`. ¿Tu cuenta usa los dos lados?",
)
def test_rectangular_kernel(submission):
    require(submission, (3, 5), 3, 4)
    require(submission, (5, 3), 2, 4)
    require(submission, (1, 7), 4, 2)
    require(submission, (6, 1), 1, 3)


@CHECK(
    title="Sin sesgo",
    weight=3,
    hint="Con `use_bias=False` la capa no tiene sesgos. ¿Qué parte de tu cuenta deja de estar?",
)
def test_without_bias(submission):
    require(submission, 3, 1, 1, False)
    require(submission, 5, 3, 4, False)
    require(submission, 4, 5, 6, use_bias=False)
    require(submission, 1, 8, 16, use_bias=False)


@CHECK(
    title="Argumentos por nombre",
    weight=1,
    hint="Los argumentos también llegan por nombre y en cualquier orden. ¿Conservaste los nombres del enunciado?",
)
def test_by_keyword(submission):
    require(submission, kernel_size=3, in_channels=2, filters=5)
    require(submission, filters=6, in_channels=3, kernel_size=5, use_bias=True)
    require(submission, 3, filters=7, in_channels=4)
    require(submission, 3, 2, 5, use_bias=True)


@CHECK(
    title="Todo combinado",
    weight=1,
    hint="Combina lo anterior: tupla o entero, con y sin sesgo, pocos y muchos canales.",
)
def test_combined(submission):
    require(submission, (3, 3), 3, 3, use_bias=False)
    require(submission, kernel_size=(2, 9), in_channels=5, filters=7, use_bias=False)
    require(submission, (11, 4), 48, 96, True)
    require(submission, 3, 256, 512)
    require(submission, 3, 256, 512, False)
    require(submission, 3, 1, 1)
    require(submission, (3, 3), 3, 3, use_bias=False)
