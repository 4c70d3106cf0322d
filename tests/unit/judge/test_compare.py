"""panal.judge.compare: equal or not, and the kind of difference."""

from __future__ import annotations

import numpy as np
import pytest

from panal.judge.compare import require_array, require_image, require_numbers
from panal.judge.endings import CheckEnded
from panal.results import Difference, Ending


def difference(compare, *args, **kwargs):
    with pytest.raises(CheckEnded) as caught:
        compare(*args, **kwargs)
    assert caught.value.ending is Ending.WRONG
    return caught.value.difference


def test_what_is_equal_passes():
    """Numbers of any size, images within the tolerance."""
    require_numbers(10**30, 10**30)
    require_numbers((1, 2), (1, 2))
    require_image(np.ones((4, 4, 1)), np.ones((4, 4, 1)) + 1e-7, 1e-6)


@pytest.mark.parametrize(
    ("came", "expected", "kind"),
    [
        (3, 2, "too large"),
        (10**400, 2, "too large"),
        (1, 2, "too small"),
        ((1, 5), (1, 4), "too large"),
        ((0, 2), (1, 1), "too large and too small"),
    ],
)
def test_numbers(came, expected, kind):
    """In what direction they differ."""
    assert difference(require_numbers, came, expected) == Difference(kind)


@pytest.mark.parametrize(
    ("came", "expected"),
    [(2.0, 2), ((1.0,), (1,)), (np.ones(2), np.ones(2)), (np.eye(2, dtype=int),) * 2],
)
def test_only_whole_numbers_are_compared_by_each_digit(came, expected):
    """A right answer could differ from another one in the last digit of a float."""
    with pytest.raises(TypeError, match="require_numbers compares whole numbers"):
        require_numbers(came, expected)


def test_whole_numbers_of_numpy_are_some():
    """What a grader works out with NumPy is as right."""
    require_numbers((2, 3), np.array([2, 3]))
    assert difference(require_numbers, 3, np.int64(2)) == Difference("too large")


@pytest.mark.parametrize(
    ("came", "expected", "kind"),
    [
        (np.zeros((0, 2)), np.ones(2), "shape"),
        (np.ones((1, 2)), np.ones(2), "shape"),
        (np.ones((3, 5)), np.ones((4, 2)), "shape"),
        (2.5, np.array([2.5]), "shape"),
        ([[1.0, 2.5]], [[1, 2]], "too large"),
        (np.array([1.0, 1.5]), np.array([2, 1.5]), "too small"),
        ([0.0, 2.0, 1.0], [1.0, 1.0, 1.0], "too large and too small"),
    ],
)
def test_arrays(came, expected, kind):
    """The shape first, which NumPy would stretch; then the direction."""
    assert difference(require_array, came, expected, 1e-6) == Difference(kind)


def test_arrays_that_agree():
    """Within the tolerance, in any form; what is not a number agrees with nothing."""
    require_array([[1.0, 2.0]], np.array([[1, 2 + 1e-7]]), 1e-6)
    require_array(np.zeros((0, 2)), np.zeros((0, 2)), 0)
    require_array(2.5, np.float64(2.5), 0)
    assert difference(require_array, [np.nan], [np.nan], 1) is None


def changed(*places):
    image = np.zeros((2, 5, 6, 3))
    for place in places:
        image[place] = 1
    return image


@pytest.mark.parametrize(
    ("places", "kind"),
    [
        ([(0, 0, 3, 1)], "at the border"),
        ([(1, 2, 5, 0), (0, 4, 0, 0)], "at the border"),
        ([(0, 2, 2, 2)], "inside"),
        ([(0, 2, 2, 2), (1, 0, 0, 0)], "everywhere"),
    ],
)
def test_images(places, kind):
    """Where they differ."""
    assert difference(require_image, changed(*places), changed(), 1e-6) == Difference(kind)


def test_other_shapes_and_small_images():
    """A shape of its own; where all is border, the direction; NaN is never close."""
    assert difference(require_image, np.ones((4, 4, 1)), np.ones((4, 5, 1)), 1) is Difference.SHAPE
    assert (
        difference(require_image, np.ones((2, 2, 1)), np.zeros((2, 2, 1)), 1e-6)
        is Difference.TOO_LARGE
    )
    assert (
        difference(require_image, np.full((4, 4, 1), np.nan), np.ones((4, 4, 1)), 1)
        is Difference.EVERYWHERE
    )
    assert (
        difference(
            require_image,
            np.ones((9, 9, 1)) * changed()[0, :1, :1, :1],
            np.ones((9, 9, 1)),
            0.1,
            border=2,
        )
        is Difference.EVERYWHERE
    )
