"""Two images, and whether max pooling their sum differs from adding what is pooled."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from panal.grader import Answer, wrong

from .reference import max_pool

LEAST = 1e-3  # of the largest absolute value in both images: the least difference, by the contract

Image = npt.NDArray[np.float32]


def read_pair(answer: Answer) -> tuple[Image, Image]:
    """The two images as float32.

    Raises:
        CheckEnded: unusable when they are no two images (height, width) of finite numbers; wrong
            when their sizes are not as the exercise asks.
    """
    first, second = answer.arrays(2, ndim=2)
    if first.shape != second.shape:
        wrong("Tus dos imágenes tienen tamaños distintos, así que no se pueden sumar.")
    if min(first.shape) < 2 or first.shape[0] % 2 or first.shape[1] % 2:
        wrong("El alto y el ancho de tus imágenes deben ser pares, y al menos 2.")
    with np.errstate(over="ignore"):
        a, b = first.astype(np.float32), second.astype(np.float32)
        total = a + b
    if not all(np.isfinite(image).all() for image in (a, b, total)):
        wrong("Los valores de tus imágenes son demasiado grandes para sumarlos como `float32`.")
    return a, b


def breaks_linearity(a: Image, b: Image) -> bool:
    """Whether `max_pool(a + b)` differs clearly from `max_pool(a) + max_pool(b)`."""
    largest = max(np.abs(a).max(), np.abs(b).max())
    difference = np.abs(max_pool(a + b) - (max_pool(a) + max_pool(b))).max()
    # Equal images of zeros differ by 0, which is not smaller than a thousandth of 0.
    return bool(difference > 0 and difference >= np.float32(LEAST) * largest)
