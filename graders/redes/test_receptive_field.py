"""`receptive_field(layers)`: how many pixels along one axis one output number sees."""

import pytest

from panal.grader import wrong

CHECK = pytest.mark.check


def layer(kernel_size, strides=None, dilation_rate=None):
    """A layer as the notebook writes it: what is 1 may be left out."""
    found = {"kernel_size": kernel_size, "strides": strides, "dilation_rate": dilation_rate}
    return {name: value for name, value in found.items() if value is not None}


def field(layers):
    """How many pixels the last layer's numbers see."""
    seen = distance = 1
    for each in layers:
        seen += (each["kernel_size"] - 1) * each.get("dilation_rate", 1) * distance
        distance *= each.get("strides", 1)
    return seen


def require(submission, *layers, by_name=False):
    """Ask for the field of some layers."""
    given = [dict(each) for each in layers]
    answer = (
        submission.receptive_field(layers=given) if by_name else submission.receptive_field(given)
    )
    came = answer.whole_number()
    right = field(layers)
    if came != right:
        if not layers:
            wrong("Sin capas, un número se ve solo a sí mismo.")
        more = "más" if came > right else "menos"
        wrong(f"Tu función dice que se ven {more} píxeles de los que se ven.")


@pytest.mark.visible
@pytest.mark.parametrize(
    "layers",
    [
        [layer(3), layer(3)],
        [layer(3, strides=2), layer(3)],
        [layer(3, dilation_rate=2)],
        [],
    ],
)
def test_example(submission, example, layers):
    example.expected(field(layers))
    require(submission, *layers)


@CHECK(title="Solo el tamaño de los kernels", weight=1, hint="¿Cuánto agrega cada capa?")
def test_kernel_sizes(submission):
    require(submission, layer(5))
    require(submission, layer(3), layer(3), layer(3))
    require(submission, layer(7), layer(1), layer(2), layer(4))


@CHECK(title="Con un paso mayor que 1", weight=1)
def test_strides(submission):
    require(submission, layer(3, strides=2), layer(3, strides=2), layer(3))
    require(submission, layer(5), layer(2, strides=2), layer(5), layer(2, strides=3), layer(3))
    require(submission, layer(3), layer(3, strides=4))
    require(submission, layer(1, strides=5), layer(3))


@CHECK(title="Con dilatación", weight=1)
def test_dilation(submission):
    require(submission, layer(3, dilation_rate=4))
    require(submission, layer(3), layer(3, dilation_rate=2), layer(3, dilation_rate=4))
    require(submission, layer(5, dilation_rate=3), layer(2, dilation_rate=2))


@CHECK(title="Las tres cosas, escritas todas", weight=1)
def test_all_three(submission):
    require(submission, layer(3, 2, 1), layer(3, 1, 2), layer(5, 2, 3))
    require(submission, layer(7, 3, 1), layer(1, 2, 5), layer(4, 1, 2))
    require(submission, layer(2, 2, 2), layer(2, 2, 2), layer(2, 2, 2), by_name=True)


@CHECK(title="Una sola capa, o ninguna", weight=1)
def test_few(submission):
    require(submission)
    require(submission, layer(11))
    require(submission, layer(1))
