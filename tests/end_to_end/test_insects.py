"""The pictures of `redes` are what `tools/draw_insects.py` draws."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "source" / "redes" / "insects.npz"
TOOL = ROOT / "tools" / "draw_insects.py"


@pytest.fixture
def pictures() -> Iterator[np.lib.npyio.NpzFile]:
    with np.load(PICTURES) as file:
        yield file


def test_tool_draws_them_again(pictures: np.lib.npyio.NpzFile, tmp_path: Path) -> None:
    """Every grey and every label, so that whoever changes how they are drawn writes the file again."""
    subprocess.run([sys.executable, TOOL, "--output", tmp_path / "again.npz"], check=True)
    with np.load(tmp_path / "again.npz") as again:
        assert sorted(again) == sorted(pictures)
        for name in again:
            assert again[name].dtype == pictures[name].dtype
            assert (again[name] == pictures[name]).all(), name


def test_file_is_small() -> None:
    """A student's download stays under 300 KB."""
    assert PICTURES.stat().st_size < 300_000


def test_pictures_are_as_the_text_says(pictures: np.lib.npyio.NpzFile) -> None:
    """Some hundreds, 16 by 16, of each insect as many, and none is among those that measure, too."""
    for images, labels, count in (
        (pictures["images"], pictures["labels"], 600),
        (pictures["test_images"], pictures["test_labels"], 150),
    ):
        assert images.shape == (count, 16, 16) and images.dtype == np.uint8
        assert images.max() <= 63
        assert np.bincount(labels).tolist() == [count / 3] * 3
    assert pictures["names"].tolist() == ["abeja", "escarabajo", "mariquita"]
    trained = {image.tobytes() for image in pictures["images"]}
    assert not trained & {image.tobytes() for image in pictures["test_images"]}
