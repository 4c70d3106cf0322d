"""Draw `insects.npz`, the pictures of the second assignment, with which its network is trained.

The same file comes out each time:

    python tools/draw_insects.py                       # writes source/redes/insects.npz
    python tools/draw_insects.py --output somewhere.npz

In it are `images`, uint8 (600, 16, 16) with greys from 0 to 63, `labels` (600,) with positions in `names`, and
150 other pictures with their labels, `test_images` and `test_labels`. How an insect is drawn stands in
`graders/redes/insects.py`, for the graders draw some that nobody has seen.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
DEFAULT_OUTPUT = ROOT / "source" / "redes" / "insects.npz"
SEED, TEST_SEED = 16, 61
TRAIN, TEST = 600, 150


def main() -> None:
    """Draw the pictures and write them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--output", type=Path, default=DEFAULT_OUTPUT)
    output = parser.parse_args().output
    sys.path.insert(0, str(ROOT / "graders" / "redes"))
    from insects import NAMES, pictures  # type: ignore[import-not-found]

    images, labels = pictures(TRAIN, SEED)
    test_images, test_labels = pictures(TEST, TEST_SEED)
    np.savez_compressed(
        output,
        images=images,
        labels=labels.astype(np.uint8),
        test_images=test_images,
        test_labels=test_labels.astype(np.uint8),
        names=np.array(NAMES),
    )


if __name__ == "__main__":
    main()
