"""The size of a picture, read from its first bytes."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from panal import picture_size


def written(kind: str, width: int, height: int, **how: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height)).save(file, kind, **how)
    return file.getvalue()


@pytest.mark.parametrize(("width", "height"), [(1, 1), (300, 7), (5, 4000)])
def test_size_is_what_pillow_wrote(width: int, height: int) -> None:
    assert picture_size.of_png(written("PNG", width, height)) == (width, height)
    assert picture_size.of_jpeg(written("JPEG", width, height)) == (width, height)
    progressive = written("JPEG", width, height, progressive=True, comment=b"two segments more")
    assert picture_size.of_jpeg(progressive) == (width, height)


def test_the_other_kind_is_none() -> None:
    assert picture_size.of_png(written("JPEG", 2, 2)) is None
    assert picture_size.of_jpeg(written("PNG", 2, 2)) is None


def test_no_width_is_no_picture() -> None:
    png = written("PNG", 3, 3)
    assert picture_size.of_png(png[:16] + bytes(4) + png[20:]) is None


@pytest.mark.parametrize("length", [0, 1])
def test_a_segment_that_ends_before_it_begins_is_no_picture(length: int) -> None:
    """It would be read for ever."""
    assert picture_size.of_jpeg(b"\xff\xd8\xff\xe0" + length.to_bytes(2, "big")) is None


def test_segments_are_bounded() -> None:
    segment = b"\xff\xfe\x00\x02"
    jpeg = written("JPEG", 6, 5)
    few, many = (jpeg[:2] + segment * number + jpeg[2:] for number in (100, 100_000))
    assert picture_size.of_jpeg(few) == (6, 5)
    assert picture_size.of_jpeg(many) is None


@given(st.binary(max_size=60))
def test_whatever_comes_is_a_size_or_none(noise: bytes) -> None:
    for start, read in (
        (b"\x89PNG\r\n\x1a\n", picture_size.of_png),
        (b"\xff\xd8\xff", picture_size.of_jpeg),
    ):
        found = read(start + noise)
        assert found is None or min(found) > 0


def test_a_cut_picture_is_none() -> None:
    for cut in range(24):
        assert picture_size.of_png(written("PNG", 9, 9)[:cut]) is None
        assert picture_size.of_jpeg(written("JPEG", 9, 9)[:cut]) is None
