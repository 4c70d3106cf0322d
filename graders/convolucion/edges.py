"""How strongly a kernel answers to a horizontal edge, to a vertical one, and to nothing at all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from .reference import Floats, convolved

STEPS = (1.0, 40.0, 255.0)
"""Grey levels from one side of the edge to the other. The dark side is 0: a level under both sides
is no edge.
"""

Images = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Response:
    """The strongest absolute answers, for a step of one grey level and a kernel whose largest
    weight is one.

    Args:
        on_edge: to a horizontal step edge that lies under the kernel; the weakest among several
            steps and places.
        on_turned_edge: likewise, in pictures turned upside down, negated or both.
        flat: to flat images and to places that the edge's kernel does not reach; the strongest
            among them.
        on_vertical_edge: to a vertical step edge under the kernel; the weakest among several.
    """

    on_edge: float
    on_turned_edge: float
    flat: float
    on_vertical_edge: float


def response(kernel: Floats) -> Response:
    """Run a kernel over test images with a real `Conv2D` and no padding.

    Args:
        kernel: (height, width, 1, 1), finite and not all zeros, of any scale.
    """
    scaled = np.ldexp(
        kernel, -np.frexp(np.abs(kernel).max())[1]
    )  # first by a power of two: no scale overflows
    scaled /= np.abs(scaled).max()
    upright, turned, quiet = _horizontal_answers(scaled)
    sideways, _, _ = _horizontal_answers(scaled.transpose(1, 0, 2, 3))
    return Response(
        float(min(upright)), float(min(turned)), float(max(quiet)), float(min(sideways))
    )


def _horizontal_answers(kernel: Floats) -> tuple[list[float], list[float], list[float]]:
    """The strongest answer of each upright image, of each turned one, and wherever there is no
    edge.
    """
    height, width = kernel.shape[:2]
    images, edges = step_images(height, width)
    answers = np.abs(convolved(images, kernel, "valid"))[..., 0].max(axis=2)  # (image, row)
    upright, turned, quiet = [], [], []
    for i, (row, step, is_turned) in enumerate(edges):
        # The window of answer r covers the rows from r to r + height - 1.
        over_edge = slice(row - height + 1, row)
        (turned if is_turned else upright).append(answers[i, over_edge].max() / step)
        answers[i, over_edge] = 0
        quiet.append(answers[i].max() / step)
    return upright, turned, quiet


@cache
def step_images(height: int, width: int) -> tuple[Images, tuple[tuple[int, float, bool], ...]]:
    """Pictures of one horizontal edge each, large enough for a kernel of that size to see places
    without it.

    Returns:
        The images (image, height, width, 1), and for each its first row beyond the edge, its step,
        and whether it is an upright picture turned upside down or negated.
    """
    rows = 4 * height + 1
    images, edges = [], []
    for step in STEPS:
        for row in (2 * height, 2 * height + 1):
            upright = np.zeros((rows, width + 2), np.float32)
            upright[row:] = step
            for picture, first, is_turned in (
                (upright, row, False),
                (-upright, row, True),
                (upright[::-1], rows - row, True),
                (-upright[::-1], rows - row, True),
            ):
                images.append(picture[..., np.newaxis])
                edges.append((first, step, is_turned))
    return np.stack(images), tuple(edges)
