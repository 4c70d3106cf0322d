"""Drawing what a grader hands over: arrays in, small PNG files with words out, whatever they show.

Only arrays of the trusted side are drawn, and Pillow only encodes: no file of a student's is opened.
"""

from __future__ import annotations

import base64
import io
import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PIL import Image

from panal.judge.compare import place
from panal.language import N_
from panal.language import gettext as _
from panal.results import Difference, Picture

MAX_SIDE = 160
"""Pixels of the longer side of a picture. Of a larger array every second pixel is drawn, or every
third, and so on.
"""

LEVELS = 255.0
"""Of a picture of 8 bits: the range in which values can be seen as they are."""

SLACK = 0.01
"""How far a value may lie outside that range, or from another value, before it is mentioned: sums of
float32 are rounded.
"""

MOST = 1e30
"""Stands for what is infinite: a student's kernel may be of any size."""

Floats = npt.NDArray[np.float64]

_NEGATIVE, _ZERO, _POSITIVE = (
    np.array(colour) for colour in ((178, 24, 43), (255, 255, 255), (33, 102, 172))
)
_WHERE = {
    Difference.BORDER: N_("only at the border"),
    Difference.INSIDE: N_("only inside"),
    Difference.EVERYWHERE: N_("at the border and inside"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """The pictures of one example, as arrays (height, width) or (height, width, channels), values
    about 0 to 255.

    Args:
        given: what went in.
        expected: what comes out of a right answer.
        yours: what came out.
        one_of_many: whether other outputs are as right as the expected one.
    """

    given: npt.NDArray[np.generic]
    expected: npt.NDArray[np.generic]
    yours: npt.NDArray[np.generic]
    one_of_many: bool = False

    def draw(self) -> tuple[Picture, ...]:
        """The input, the expected output, the student's, and their difference if they have one shape.

        Nothing is drawn if one of them has no pixel.
        """
        given, expected, yours = (
            _as_picture(array) for array in (self.given, self.expected, self.yours)
        )
        if not (given.size and expected.size and yours.size):
            return ()
        limit = _common_limit(expected, yours)
        pictures = [
            _picture(_("Input"), given, _common_limit(given)),
            _picture(_("An example") if self.one_of_many else _("Expected"), expected, limit),
            _picture(_("Yours"), yours, limit),
        ]
        if yours.shape == expected.shape:
            difference = yours - expected
            words = _of_examples(difference) if self.one_of_many else _of_difference(difference)
            pictures.append(_difference(difference, words))
        return tuple(pictures)


def _as_picture(array: npt.NDArray[np.generic]) -> Floats:
    """An array (height, width, channels) with three channels, or with one if it has not three."""
    picture = np.nan_to_num(np.asarray(array, dtype=np.float64), nan=0.0, posinf=MOST, neginf=-MOST)
    if picture.ndim == 2:
        picture = picture[..., np.newaxis]
    return picture if picture.shape[-1] in (1, 3) else picture[..., :1]


def _common_limit(*pictures: Floats) -> float | None:
    """End of a colour scale around 0, for grey pictures of which one leaves 0…255.

    None if all can be seen as they are, and for colour pictures, whose values are cut off instead.
    """
    if any(picture.shape[-1] == 3 for picture in pictures):
        return None
    return (
        float(max(np.abs(picture).max() for picture in pictures))
        if any(map(_is_outside, pictures))
        else None
    )


def _is_outside(picture: Floats) -> bool:
    return bool(picture.min() < -SLACK or picture.max() > LEVELS + SLACK)


def _picture(label: str, picture: Floats, limit: float | None) -> Picture:
    values = _range(picture)
    if limit is not None:
        note = _("{values}. Red: negative; white: 0; blue: positive.").format(values=values)
        pixels = _in_colours(picture[..., 0], limit)
    else:
        note = f"{values}." + (
            _(" What lies beyond 0…255 is cut off.") if _is_outside(picture) else ""
        )
        pixels = picture
    height, width = picture.shape[:2]
    kind = (
        _("colour picture")
        if picture.shape[-1] == 3
        else _("grey picture")
        if limit is None
        else _("plane of values with a sign")
    )
    alt = _("{label}: {kind} of {height} by {width} pixels. {note}").format(
        label=label, kind=kind, height=height, width=width, note=note
    )
    return Picture(label, note, alt, _png(pixels))


def _difference(difference: Floats, words: str) -> Picture:
    """A plane on a scale that is the same for too much and too little."""
    plane = _largest_plane(difference)
    most = float(np.abs(plane).max())
    return Picture(
        _("Difference"),
        words,
        _("Difference: yours less the other one. {words}").format(words=words),
        _png(_in_colours(plane, most)),
    )


def _largest_plane(difference: Floats) -> Floats:
    """The channel in which the difference is largest."""
    channel = int(np.abs(difference).max(axis=(0, 1)).argmax())
    return difference[..., channel]


def _of_difference(difference: Floats) -> str:
    different = np.abs(difference) > SLACK
    if not different.any():
        return _("None: the two are alike.")
    colour = _(", in the colour that changes most") if difference.shape[-1] == 3 else ""
    values = _range(_largest_plane(difference))
    return _(
        "It is {where}. {values}{colour}. Red: yours is too low; blue: yours is too high."
    ).format(where=_(_WHERE[place(different)]), values=values, colour=colour)


def _of_examples(difference: Floats) -> str:
    return _("{values}. Blue: there yours is higher than the example; red: lower.").format(
        values=_range(_largest_plane(difference))
    )


def _range(picture: Floats) -> str:
    first, last = f"{picture.min():.4g}", f"{picture.max():.4g}"
    if first == last:
        return _("All of it is {value}").format(value=first)
    return _("From {first} to {last}").format(first=first, last=last)


def _in_colours(plane: Floats, limit: float) -> Floats:
    """A colour for each value, on a scale from -limit to limit with white in the middle."""
    share = np.clip(plane / (limit or 1.0), -1, 1)[..., np.newaxis]
    end = np.where(share < 0, _NEGATIVE, _POSITIVE)
    colours: Floats = _ZERO + np.abs(share) * (end - _ZERO)
    return colours


def _png(pixels: Floats) -> str:
    step = math.ceil(max(pixels.shape[:2]) / MAX_SIDE)
    seen = np.clip(np.rint(pixels[::step, ::step]), 0, LEVELS).astype(np.uint8)
    return _encoded(seen.shape, seen.tobytes())


@lru_cache(maxsize=100)
def _encoded(shape: tuple[int, ...], pixels: bytes) -> str:
    """A PNG file in base64. The input and the expected output are the same for a whole class."""
    seen = np.frombuffer(pixels, np.uint8).reshape(shape)
    image = Image.fromarray(seen[..., 0] if shape[-1] == 1 else seen)
    if image.mode == "RGB":
        image = image.quantize(
            128, dither=Image.Dither.NONE
        )  # a third of the size, and no eye tells
    file = io.BytesIO()
    image.save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode("ascii")
