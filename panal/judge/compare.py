"""Comparing an answer with the right one, so that a student can be told in what it differs, and no
more.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from panal.judge.endings import wrong
from panal.results import Difference

Numbers = npt.NDArray[np.floating | np.integer]


def require_numbers(came: int | Sequence[int], expected: int | Sequence[int]) -> None:
    """End the check as wrong unless the whole numbers are equal; the student reads the check's hint
    and the kind of difference.

    Args:
        came: what the answer was read as, by `Answer.whole_number` or `Answer.whole_numbers`.
        expected: as many numbers.

    Raises:
        CheckEnded: wrong, when one differs.
        TypeError: not all are whole numbers. Others are hardly ever equal to the last digit.

    >>> require_numbers(6, 6)
    >>> require_numbers((2, 3), (2, 4))
    Traceback (most recent call last):
    ...
    panal.judge.endings.CheckEnded: (<Ending.WRONG: 'wrong'>, '', <Difference.TOO_SMALL: 'too small'>)
    """
    ours, right = _whole_numbers(came), _whole_numbers(expected)
    pairs = tuple(zip(ours, right, strict=True))  # of any size, where an array could overflow
    if ours != right:
        wrong(difference=_direction(any(a > b for a, b in pairs), any(a < b for a, b in pairs)))


def _whole_numbers(numbers: int | Sequence[int]) -> tuple[int, ...]:
    several = (numbers,) if isinstance(numbers, (int, np.integer)) else numbers
    try:
        return tuple(map(operator.index, several))
    except TypeError:
        raise TypeError(
            "require_numbers compares whole numbers. For others, and for arrays with several axes, "
            "there is require_array."
        ) from None


def require_image(
    came: Numbers,
    expected: Numbers,
    tolerance: float | Numbers,
    sentence: str = "",
    border: int = 1,
) -> None:
    """End the check as wrong unless two images, or batches of them, agree.

    The kind of difference says where they differ, or in which direction if the images are all
    border.

    Args:
        came: (height, width, channels), or a batch of such images; of the expected shape.
        expected: of any shape that ends like that.
        tolerance: the largest difference that does not count.
        sentence: for the student, instead of the check's hint.
        border: how many pixels from each edge count as the border.

    Raises:
        CheckEnded: wrong, when they differ, or have different shapes.

    >>> image = np.zeros((5, 5, 1))
    >>> require_image(image + 0.001, image, tolerance=0.01)
    >>> other = image.copy()
    >>> other[0] = 1
    >>> require_image(other, image, tolerance=0.01)
    Traceback (most recent call last):
    ...
    panal.judge.endings.CheckEnded: (<Ending.WRONG: 'wrong'>, '', <Difference.BORDER: 'at the border'>)
    """
    close = _close(came, expected, tolerance, sentence)
    if close.all():
        return
    if min(came.shape[-3:-1]) > 2 * border:
        wrong(sentence, place(~close, border))
    wrong(sentence, _of_those(~close, came, expected))


def require_array(
    came: npt.ArrayLike, expected: npt.ArrayLike, tolerance: float | Numbers, sentence: str = ""
) -> None:
    """End the check as wrong unless two arrays, or numbers, agree in shape and values; the student
    reads the check's hint and the kind of difference.

    `np.allclose` stretches one shape to the other: an empty array is close to any, and shapes that do
    not fit make the grader fail.

    Args:
        came: real numbers, as `Answer.array`, `Answer.arrays` or `Answer.number` read them.
        expected: the right ones.
        tolerance: the largest difference that does not count.
        sentence: for the student, instead of the check's hint.

    Raises:
        CheckEnded: wrong, when they differ, or have different shapes.

    >>> require_array(np.array([1.0, 2.0]), [1, 2.0001], tolerance=0.01)
    >>> require_array(np.ones((1, 2)), np.ones(2), tolerance=0.01)
    Traceback (most recent call last):
    ...
    panal.judge.endings.CheckEnded: (<Ending.WRONG: 'wrong'>, '', <Difference.SHAPE: 'shape'>)
    """
    ours, right = np.asarray(came), np.asarray(expected)
    close = _close(ours, right, tolerance, sentence)
    if not close.all():
        wrong(sentence, _of_those(~close, ours, right))


def _close(
    came: Numbers, expected: Numbers, tolerance: float | Numbers, sentence: str
) -> npt.NDArray[np.bool_]:
    """Which values agree; what is NaN does not."""
    if came.shape != expected.shape:
        wrong(sentence, Difference.SHAPE)
    return np.asarray(np.abs(came - expected) <= tolerance)


def _of_those(
    different: npt.NDArray[np.bool_], came: Numbers, expected: Numbers
) -> Difference | None:
    return _direction(
        bool((came > expected)[different].any()), bool((came < expected)[different].any())
    )


def place(different: npt.NDArray[np.bool_], border: int = 1) -> Difference:
    """Where images differ.

    Args:
        different: (…, height, width, channels); at least one is true.
        border: see `require_image`.

    >>> different = np.zeros((5, 5, 1), dtype=bool)
    >>> different[2, 2] = True
    >>> place(different)
    <Difference.INSIDE: 'inside'>
    """
    inner = (..., slice(border, -border or None), slice(border, -border or None), slice(None))
    inside = np.count_nonzero(different[inner])
    if not inside:
        return Difference.BORDER
    return Difference.INSIDE if inside == np.count_nonzero(different) else Difference.EVERYWHERE


def _direction(large: bool, small: bool) -> Difference | None:
    if large and small:
        return Difference.LARGE_AND_SMALL
    if large:
        return Difference.TOO_LARGE
    return Difference.TOO_SMALL if small else None  # what is not a number is neither
