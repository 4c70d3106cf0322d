"""The small grey pictures of the assignment: three insects, seen from above.

A bee has stripes across its body, a potato beetle stripes along it, a ladybird spots. What tells them
apart is a pattern that can begin anywhere and be dark on light or light on dark, so that no pixel by
itself says anything: a linear model learns nothing from them, and a small convolutional network all
in some seconds. `tools/draw_insects.py` writes those that students get; graders draw others.
"""

from functools import cache

import numpy as np

NAMES = ("abeja", "escarabajo", "mariquita")
SIDE = 16
FINE = 4  # so many points of the drawing make the side of a pixel
GREYS = 63  # the lightest; few, so that the file is small
NOISE = 0.03


def draw(kind, rng):
    """One picture.

    Args:
        kind: position in `NAMES`.
        rng: a generator of NumPy's, from which all comes that differs between two pictures.

    Returns:
        An array (16, 16) of greys from 0 to 1.
    """
    row, column = (np.mgrid[: SIDE * FINE, : SIDE * FINE] + 0.5) / FINE
    down, right = SIDE / 2 + rng.uniform(-1.2, 1.2, 2) + (0.8, 0)
    tilt = np.deg2rad(rng.uniform(-10, 10))
    along = (row - down) * np.cos(tilt) + (column - right) * np.sin(tilt)
    across = (column - right) * np.cos(tilt) - (row - down) * np.sin(tilt)
    length, breadth = rng.uniform(5.4, 6.4), rng.uniform(4.4, 5.4)  # from the middle of the body
    body = (along / length) ** 2 + (across / breadth) ** 2 < 1
    head = np.hypot(along + length + 0.5, across) < 1.7

    width = rng.uniform(4.4, 5.2)  # of a stripe and the gap beside it, in pixels
    first, second = rng.uniform(0, 2 * np.pi, 2)
    crosswise = np.cos(2 * np.pi * along / width + first)
    lengthwise = np.cos(2 * np.pi * across / width + second)
    marked = (crosswise > 0, lengthwise > 0, crosswise + lengthwise > 0.55)[kind]

    ground = rng.uniform(0.4, 0.6)
    contrast = rng.uniform(0.42, 0.5) * rng.choice([-1, 1])
    greys = np.where(body & ~marked | head, ground - contrast, ground)
    greys = np.where(body & marked & ~head, ground + contrast, greys)
    pixels = greys.reshape(SIDE, FINE, SIDE, FINE).mean(axis=(1, 3))
    return np.clip(pixels + rng.normal(0, NOISE, pixels.shape), 0, 1)


@cache
def pictures(count, seed):
    """Pictures of all three in equal parts, shuffled.

    Args:
        count: how many.
        seed: the same seed gives the same pictures.

    Returns:
        (images, labels): whole greys from 0 to `GREYS`, uint8 (count, 16, 16), and positions in `NAMES`, (count,).
    """
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.arange(count) % len(NAMES))
    images = [np.round(draw(kind, rng) * GREYS) for kind in labels]
    return np.array(images, dtype=np.uint8), labels


def as_network_input(images):
    """The pictures as the notebook gives them to a network: float32 from 0 to 1, (count, 16, 16, 1)."""
    return images[..., np.newaxis].astype(np.float32) / GREYS
