"""panal.judge.pictures: small files of anything that a grader hands over, with words for what is in
them.
"""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from panal.judge.pictures import MAX_SIDE, Row


def pixels(picture):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(picture.png))).convert("RGB"))


GREY = np.arange(64.0).reshape(8, 8)


def test_a_row_of_four():
    """Input, expected, the student's, difference; grey levels as they are."""
    row = Row(GREY, GREY, GREY + 2).draw()
    assert [picture.label for picture in row] == ["Entrada", "Esperado", "Lo tuyo", "Diferencia"]
    assert (pixels(row[0])[..., 0] == GREY).all()
    assert "8 por 8" in row[0].alt and "De 0 a 63" in row[0].note
    assert (
        row[3].note
        == "Está en el borde y en el interior. Todo vale 2. Rojo: te falta; azul: te sobra."
    )


def test_another_shape_has_no_difference():
    """There is none to draw."""
    assert [picture.label for picture in Row(GREY, GREY, GREY[:4]).draw()] == [
        "Entrada",
        "Esperado",
        "Lo tuyo",
    ]


def test_one_scale_for_what_leaves_the_range():
    """Symmetric around white, the same for the expected one and the student's; the words say so."""
    given, expected, yours, difference = Row(GREY, GREY - 32, 10 * (GREY - 32)).draw()
    assert (
        "Rojo" not in given.note and "Rojo: negativo; blanco: 0; azul: positivo." in expected.note
    )
    zero = tuple(np.argwhere(GREY == 32)[0])
    assert (pixels(yours)[zero] == 255).all() and (pixels(expected)[zero] == 255).all()
    first, last = pixels(yours)[0, 0].astype(int), pixels(yours)[-1, -1].astype(int)
    assert first[0] > first[2] and last[2] > last[0]
    assert (pixels(expected)[0, 0] > pixels(yours)[0, 0]).any()
    assert "solo" not in difference.note


def test_colours_are_cut_off_and_it_is_said():
    """Values above 255 can't be seen as they are."""
    picture = np.stack([GREY, GREY, GREY], axis=-1)
    _, _, yours, difference = Row(picture, picture, 10 * picture).draw()
    assert "Lo que se sale de 0…255 se ve recortado." in yours.note
    assert "en el color que más cambia" in difference.note


@pytest.mark.parametrize(
    ("change", "where"), [((0, 3), "solo en el borde"), ((3, 3), "solo en el interior")]
)
def test_the_words_say_where(change, where):
    """At the border or inside."""
    yours = GREY.copy()
    yours[change] += 5
    assert where in Row(GREY, GREY, yours).draw()[3].note


def test_of_many_right_ones_one_is_an_example():
    """The difference to it is no mistake."""
    row = Row(GREY, GREY, GREY[::-1], one_of_many=True).draw()
    assert row[1].label == "Un ejemplo" and "más que el ejemplo" in row[3].note


@pytest.mark.parametrize(
    "yours",
    [
        np.full((8, 8), np.nan),
        np.full((8, 8, 1), np.inf),
        np.zeros((0, 8)),
        np.zeros((1, 1)),
        np.zeros((700, 3, 3)),
        np.zeros((8, 8, 7)),
        np.full((8, 8), -1e300),
    ],
    ids=lambda array: str(array.shape),
)
def test_anything_can_be_drawn(yours):
    """A student's layer may give anything; no picture is larger than it should be."""
    row = Row(GREY, GREY, yours).draw()
    assert len(row) == (0 if not yours.size else 4 if yours.shape[:2] == GREY.shape else 3)
    for picture in row:
        assert max(pixels(picture).shape) <= MAX_SIDE
        assert len(picture.png) < 60_000
