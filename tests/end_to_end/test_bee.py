"""The picture of the assignment is what the notebook expects; tests/soak/test_bee.py draws it
again.
"""

from pathlib import Path

import numpy as np
import pytest
from skimage import io

ROOT = Path(__file__).resolve().parents[2]
PICTURE = ROOT / "source" / "convolucion" / "bee.png"


@pytest.fixture(scope="module")
def pixels() -> np.ndarray:
    return io.imread(PICTURE)


def test_picture_is_rgb_of_eight_bits(pixels: np.ndarray) -> None:
    """Three colours for each pixel, 600 by 600, no transparency."""
    assert pixels.shape == (600, 600, 3)
    assert pixels.dtype == np.uint8


def test_file_is_small() -> None:
    """A student's download stays under 400 KB."""
    assert PICTURE.stat().st_size < 400_000


def test_picture_has_edges_in_every_direction(pixels: np.ndarray) -> None:
    """Strong edges point everywhere, so that any edge kernel has something to show."""
    down, right = np.gradient(pixels.mean(axis=-1))
    strong = np.hypot(down, right) > 20
    directions = np.mod(np.arctan2(down[strong], right[strong]), np.pi)
    share, _ = np.histogram(directions, bins=8, range=(0, np.pi), density=False)
    assert share.min() / share.sum() > 0.04


def test_picture_uses_light_and_dark(pixels: np.ndarray) -> None:
    """It reaches nearly black and nearly white, and no colour is missing."""
    assert pixels.min() < 10
    assert pixels.max() > 245
    assert all(pixels[..., colour].std() > 20 for colour in range(3))
