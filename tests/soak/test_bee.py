"""The picture of the assignment is what its script draws."""

import subprocess
import sys
from pathlib import Path

import numpy as np
from skimage import io

from tests.end_to_end.test_bee import PICTURE, ROOT

SCRIPT = ROOT / "tools" / "draw_bee.py"


def test_script_draws_the_committed_picture(tmp_path: Path) -> None:
    """Running the script again gives the same file, byte for byte."""
    output = tmp_path / "bee.png"
    subprocess.run([sys.executable, str(SCRIPT), "--output", str(output)], check=True)
    drawn, committed = io.imread(output), io.imread(PICTURE)
    different = (
        int(np.any(drawn != committed, axis=-1).sum()) if drawn.shape == committed.shape else "all"
    )
    assert different == 0, (
        f"{different} pixels differ: run tools/draw_bee.py and commit its picture"
    )
    assert output.read_bytes() == PICTURE.read_bytes(), "same pixels, but another compression"
