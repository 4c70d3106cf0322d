"""Draw `bee.png`, the picture of the assignment: a striped bee on a honeycomb.

The picture has what a lesson on convolutions wants to see: smooth shading (for the blur), fine hair
and grain (for pooling), and edges in every direction (for the edge detector). It is drawn from
formulas and a seeded random generator alone, so the same file comes out each time:

    python tools/draw_bee.py                       # writes source/convolucion/bee.png
    python tools/draw_bee.py --output somewhere.png

Everything is painted on a canvas `SCALE` times larger, from the back to the front. A part is a
height field (its shading follows from the slope) or a stroke (a curve with a width); at the end the
canvas is averaged down, which gives smooth outlines. Lengths are in pixels of the final picture;
the bee has its own axes: `along` grows towards the head, `across` towards the right wing.
"""

import argparse
import struct
import zlib
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter  # comes with scikit-image

Array = NDArray[np.float64]
Colour = tuple[float, float, float]

SIZE = 600
SCALE = 2
SEED = 20
LEVEL_STEP = (
    3  # keep every third level, 0 and 255 among them: a file smaller by a quarter looks the same
)
DEFAULT_OUTPUT = Path(__file__).resolve().parents[1] / "source" / "convolucion" / "bee.png"

LIGHT = np.array(
    [-0.52, -0.58, 0.63]
)  # from the upper left, towards the viewer; rows grow downwards
HEADING = np.deg2rad(57.0)  # the bee looks to the upper right
CENTRE = (292.0, 318.0)  # column and row of the bee's waist
ZOOM = 1.24  # pixels of the final picture to one unit of the bee
CELL_WIDTH = 86.0  # of a honeycomb cell, from flat side to flat side

AMBER: Colour = (0.97, 0.66, 0.13)
GOLD: Colour = (1.00, 0.80, 0.38)
CREAM: Colour = (1.00, 0.93, 0.72)
WAX: Colour = (0.93, 0.70, 0.30)
BARK: Colour = (0.15, 0.085, 0.045)
INK: Colour = (0.075, 0.055, 0.05)


class Canvas:
    """The picture while it is painted: `SCALE` times larger than the final one, values from 0 to
    1.
    """

    def __init__(self) -> None:
        side = SIZE * SCALE
        ticks = (np.arange(side) + 0.5) / SCALE
        self.x, self.y = np.meshgrid(ticks, ticks)
        self.rgb: Array = np.zeros((side, side, 3))
        dx, dy = (self.x - CENTRE[0]) / ZOOM, (self.y - CENTRE[1]) / ZOOM
        self.along: Array = dx * np.cos(HEADING) - dy * np.sin(HEADING)
        self.across: Array = dx * np.sin(HEADING) + dy * np.cos(HEADING)

    def paint(self, colour: Array | Colour, alpha: Array) -> None:
        """Lay a colour (one for all, or one for each pixel) over the picture where `alpha` says
        so.
        """
        alpha = alpha[..., None]
        self.rgb = self.rgb * (1 - alpha) + np.asarray(colour) * alpha

    def darken(self, amount: Array) -> None:
        """Take away light: `amount` 0 leaves a pixel alone, 1 makes it black. Blue goes first, for
        warmth.
        """
        self.rgb *= 1 - amount[..., None] * np.array([0.86, 0.93, 1.0])


def to_picture(along: Array | float, across: Array | float) -> tuple[Array, Array]:
    """Turn the bee's own coordinates into column and row of the final picture."""
    x = CENTRE[0] + ZOOM * (along * np.cos(HEADING) + across * np.sin(HEADING))
    y = CENTRE[1] - ZOOM * (along * np.sin(HEADING) - across * np.cos(HEADING))
    return np.asarray(x), np.asarray(y)


def smoothstep(low: float, high: float, value: Array) -> Array:
    """Rise smoothly from 0 at `low` to 1 at `high`; falls instead when `low` is the larger one."""
    t = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def mix(first: Array | Colour, second: Array | Colour, amount: Array) -> Array:
    """Go from the first colour to the second as `amount` goes from 0 to 1."""
    amount = amount[..., None]
    return np.asarray(first) * (1 - amount) + np.asarray(second) * amount


def inside(distance: Array) -> Array:
    """Cover of a shape, its edge one pixel of the large canvas wide; negative distances are
    inside.
    """
    return np.clip(0.5 - distance * SCALE, 0, 1)


def blur(field: Array, sigma: float) -> Array:
    """Gaussian blur; `sigma` in pixels of the final picture."""
    return gaussian_filter(field, sigma * SCALE, mode="nearest")


def cast_shade(cover: Array, right: int, down: int, softness: float) -> Array:
    """Give the shade of a shape: moved by so many pixels of the final picture, and blurred."""
    return blur(np.roll(cover, (down * SCALE, right * SCALE), axis=(0, 1)), softness)


def grain(rng: np.random.Generator, shape: tuple[int, int], sigma: float) -> Array:
    """Random cloud with spots of size `sigma`, mean 0 and standard deviation 1."""
    cloud = blur(rng.uniform(-1, 1, shape), sigma)
    return (cloud - cloud.mean()) / cloud.std()


def normals(height: Array) -> Array:
    """Give the unit normals of a height field (heights and distances in pixels of the final
    picture).
    """
    slope_y, slope_x = np.gradient(height * SCALE)
    vectors = np.stack([-slope_x, -slope_y, np.ones_like(height)], axis=-1)
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def light_on(height: Array) -> Array:
    """How much light falls on each point of a surface, from 0 to 1."""
    return np.clip(normals(height) @ (LIGHT / np.linalg.norm(LIGHT)), 0, 1)


def shine_on(height: Array, sharpness: float) -> Array:
    """Mirror-like highlight of a surface, from 0 to 1."""
    half = LIGHT / np.linalg.norm(LIGHT) + np.array([0, 0, 1])
    return np.clip(normals(height) @ (half / np.linalg.norm(half)), 0, 1) ** sharpness


def stroke(
    canvas: Canvas, points: Sequence[tuple[float, float]], widths: Sequence[float]
) -> tuple[Array, Array]:
    """Give the distance field of a smooth curve.

    Args:
        canvas: Gives the pixels.
        points: Corners (along, across) of the curve; it is rounded between them.
        widths: Half-width at each corner.

    Returns:
        Signed distance to the stroke's outline, and the half-width at the nearest place, for each
        pixel.
    """
    corners = np.column_stack([np.asarray(points, dtype=float), np.asarray(widths, dtype=float)])
    for _ in range(
        3
    ):  # Chaikin's corner cutting: each round replaces a corner by two points on its sides
        cut = np.empty((2 * len(corners), 3))
        cut[0], cut[-1] = corners[0], corners[-1]
        cut[1:-1:2] = 0.75 * corners[:-1] + 0.25 * corners[1:]
        cut[2:-1:2] = 0.25 * corners[:-1] + 0.75 * corners[1:]
        corners = cut

    columns, rows = to_picture(corners[:, 0], corners[:, 1])
    margin = ZOOM * (corners[:, 2].max() + 6)
    box = (
        slice(
            max(0, int((rows.min() - margin) * SCALE)), max(0, int((rows.max() + margin) * SCALE))
        ),
        slice(
            max(0, int((columns.min() - margin) * SCALE)),
            max(0, int((columns.max() + margin) * SCALE)),
        ),
    )
    distance = np.full(canvas.x.shape, 1e3)
    width = np.full(canvas.x.shape, corners[0, 2])
    near, near_width = distance[box], width[box]
    along, across = canvas.along[box], canvas.across[box]
    for (a0, b0, w0), (a1, b1, w1) in pairwise(corners):
        length = (a1 - a0) ** 2 + (b1 - b0) ** 2
        if length == 0:
            continue
        t = np.clip(((along - a0) * (a1 - a0) + (across - b0) * (b1 - b0)) / length, 0, 1)
        here = np.hypot(along - a0 - t * (a1 - a0), across - b0 - t * (b1 - b0)) - (
            w0 + t * (w1 - w0)
        )
        closer = here < near
        near[closer] = here[closer]
        near_width[closer] = (w0 + t * (w1 - w0))[closer]
    return distance, width


def hairs(
    canvas: Canvas,
    roots: tuple[Array, Array],
    angles: Array,
    lengths: Array,
    colours: Array,
    strength: float,
) -> None:
    """Comb fine hair over the picture.

    Args:
        canvas: Is painted on.
        roots: Where the hairs start, in the bee's coordinates.
        angles: Where they point to, in radians, 0 towards the head and a quarter turn towards the
            right wing.
        lengths: How long they are.
        colours: One colour for each hair, shape (hairs, 3).
        strength: How opaque a hair is at its root.
    """
    side = SIZE * SCALE
    steps = np.linspace(0, 1, 2 * int(np.ceil(lengths.max() * ZOOM * SCALE)))
    paint = np.zeros((side, side, 3))
    cover = np.zeros((side, side))
    light = np.linspace(0.72, 1.12, len(steps))  # deep at the root, bright at the tip
    for step, brightness in zip(steps, light, strict=True):
        along = roots[0] + step * lengths * np.cos(angles)
        across = roots[1] + step * lengths * np.sin(angles)
        columns, rows = (
            np.floor(values * SCALE).astype(int) for values in to_picture(along, across)
        )
        seen = (columns >= 0) & (columns < side) & (rows >= 0) & (rows < side)
        place = rows[seen], columns[seen]
        np.maximum.at(cover, place, np.full(seen.sum(), 1 - step**2))
        # Where two hairs meet, the later one lies on top: NumPy keeps the last value written to a
        # place.
        paint[place] = np.minimum(1, colours[seen] * brightness)
    canvas.paint(paint, strength * cover)


def draw_honeycomb(canvas: Canvas, rng: np.random.Generator) -> None:
    """Paint the background: cells of wax, some full of honey, some empty, some closed with a
    lid.
    """
    tilt = np.deg2rad(9.0)
    x = canvas.x * np.cos(tilt) + canvas.y * np.sin(tilt) + 31
    y = -canvas.x * np.sin(tilt) + canvas.y * np.cos(tilt) + 18
    wobble = [1.2 * grain(rng, x.shape, 22) for _ in range(2)]
    x, y = x + wobble[0], y + wobble[1]

    # Two grids of rectangles hold all the centres of a hexagonal grid: the nearer centre is the
    # pixel's cell.
    step_x, step_y = CELL_WIDTH, CELL_WIDTH * np.sqrt(3)
    offsets, cells = [], []
    for shift in (0.0, 0.5):
        column, row = np.round(x / step_x - shift) + shift, np.round(y / step_y - shift) + shift
        offsets.append((x - column * step_x, y - row * step_y))
        cells.append((2 * column, 2 * row))
    first = np.hypot(*offsets[0]) < np.hypot(*offsets[1])
    dx, dy = (np.where(first, a, b) for a, b in zip(*offsets, strict=True))
    cell = [np.where(first, a, b).astype(int) for a, b in zip(*cells, strict=True)]
    cell_dice = rng.uniform(size=(64, 64))
    dice = cell_dice[cell[1] % 64, cell[0] % 64]

    across_sides = np.maximum(np.abs(dx), np.abs(dx) / 2 + np.abs(dy) * np.sqrt(3) / 2)
    radius = np.hypot(dx, dy)
    rounded = np.maximum(
        across_sides, 0.895 * radius + 0.8
    )  # cells of real bees have round corners
    rim = CELL_WIDTH / 2 - rounded  # distance to the middle of the wall

    # Wax walls: a rounded ridge with a little grain.
    fine, coarse = grain(rng, x.shape, 0.9), grain(rng, x.shape, 3.5)
    ridge = 5.5 * smoothstep(10, 0, rim) + 0.07 * fine + 0.35 * coarse
    wall = mix((0.62, 0.38, 0.10), WAX, 0.15 + 0.95 * light_on(ridge))
    wall += 0.30 * shine_on(ridge, 22)[..., None] * np.asarray(CREAM)
    canvas.rgb = wall

    hole = smoothstep(6.0, 7.6, rim)
    # Side from which the light comes: -1 at the upper left of a cell, 1 at its lower right.
    right, down = dx * np.cos(tilt) - dy * np.sin(tilt), dx * np.sin(tilt) + dy * np.cos(tilt)
    facing = -(right * LIGHT[0] + down * LIGHT[1]) / (CELL_WIDTH / 2 * np.hypot(LIGHT[0], LIGHT[1]))

    # Honey: amber, brighter where the light leaves it, with a bright crescent and the wall's shade.
    level = dice / 0.62
    honey = mix(
        (0.66, 0.30, 0.03), (1.00, 0.70, 0.14), smoothstep(-0.9, 0.95, facing + 0.05 * coarse)
    )
    honey *= (0.82 + 0.22 * np.clip(level, 0, 1))[..., None]
    honey += (
        0.34
        * (smoothstep(12, 8.5, rim) * smoothstep(0.25, 0.8, facing))[..., None]
        * np.asarray(GOLD)
    )
    glint = np.exp(-(((dx + 12) / 9) ** 2) - ((dy + 15) / 5.5) ** 2)
    honey += 0.55 * smoothstep(0.35, 0.8, glint)[..., None] * np.asarray(CREAM)
    honey *= 1 - 0.50 * (smoothstep(17, 7, rim) * smoothstep(-0.1, -0.75, facing))[..., None]

    # Empty: a deep bowl, dark on the lit side, with rings where the wall goes down.
    bowl = mix(
        (0.23, 0.115, 0.03), (0.60, 0.34, 0.09), smoothstep(-0.7, 1.0, facing + 0.04 * coarse)
    )
    bowl *= (0.58 + 0.42 * smoothstep(6, 26, radius))[..., None]
    bowl *= (1 + 0.05 * np.sin(rim * 1.1) * smoothstep(26, 10, rim))[..., None]

    # Lid: a matt, wrinkled cap of wax that bulges a little.
    bulge = 9 * np.sqrt(np.clip(1 - (rounded / (CELL_WIDTH / 2 + 4)) ** 2, 0.02, 1))
    cap_height = bulge + 0.60 * coarse + 0.05 * fine
    cap = mix((0.56, 0.33, 0.12), (0.95, 0.76, 0.44), light_on(cap_height))

    kind = np.where((dice < 0.62)[..., None], honey, np.where((dice < 0.80)[..., None], bowl, cap))
    canvas.paint(kind, hole)
    canvas.rgb *= (1.06 - 0.34 * smoothstep(180, 760, np.hypot(canvas.x - 150, canvas.y - 120)))[
        ..., None
    ]


def abdomen_profile(along: Array) -> tuple[Array, Array]:
    """Half-width of the abdomen at each place, and how far towards its tip that place is (0 to
    1).
    """
    t = np.clip((-along + 8) / 196, 0, 1)
    return 64 * np.clip(np.sin(np.pi * t**0.80), 0, 1) ** 0.62 * (1 - 0.12 * t), t


def draw_shadow(canvas: Canvas) -> None:
    """Paint the soft shade of the body on the comb, down and to the right of it."""
    shift_x, shift_y = 17.0, 20.0
    along = canvas.along - (shift_x * np.cos(HEADING) - shift_y * np.sin(HEADING))
    across = canvas.across - (shift_x * np.sin(HEADING) + shift_y * np.cos(HEADING))
    width, _ = abdomen_profile(along)
    body = (np.abs(across) < width).astype(float)
    thorax = np.hypot((along - 44) / 54, across / 55) < 1
    head = np.hypot((along - 112) / 30, across / 41) < 1
    canvas.darken(0.62 * blur(np.maximum(body, np.maximum(thorax, head)), 8.5))


def draw_legs(canvas: Canvas) -> None:
    """Paint the six legs, each with its shade on the comb."""
    legs = [
        ([(66, 36), (92, 70), (126, 84), (150, 78), (160, 84)], [6.0, 6.5, 5.0, 3.4, 2.2]),
        (
            [(34, 44), (40, 92), (4, 122), (-34, 146), (-58, 162), (-72, 160)],
            [6.0, 6.8, 6.0, 4.6, 3.0, 2.2],
        ),
        (
            [(14, 42), (-14, 78), (-76, 84), (-104, 104), (-142, 106), (-154, 98)],
            [6.5, 7.5, 8.5, 6.5, 4, 2.4],
        ),
    ]
    for side in (-1, 1):
        for points, widths in legs:
            placed = [(along, side * across) for along, across in points]
            distance, width = stroke(canvas, placed, widths)
            canvas.darken(0.5 * cast_shade(inside(distance), 8, 9, softness=3.5))
            height = np.sqrt(np.clip(width**2 - np.clip(distance + width, 0, None) ** 2, 0, None))
            colour = (
                mix(INK, (0.46, 0.27, 0.12), light_on(height))
                + 0.35 * shine_on(height, 30)[..., None]
            )
            canvas.paint(np.clip(colour, 0, 1), inside(distance))


def draw_wings(canvas: Canvas, rng: np.random.Generator) -> None:
    """Paint two pairs of clear wings with their veins."""
    # Outline of a wing: half-width along its axis. Root, direction (from the tail), length, width.
    wings = [
        ((18.0, 30.0), np.deg2rad(43.0), 148.0, 31.0),
        ((52.0, 34.0), np.deg2rad(70.0), 214.0, 43.0),
    ]
    cloud = grain(rng, canvas.x.shape, 14)
    for side in (-1, 1):
        for (root_along, root_across), angle, length, width in wings:
            da, db = canvas.along - root_along, side * canvas.across - root_across
            out = -da * np.cos(angle) + db * np.sin(angle)  # from the root to the tip
            aside = da * np.sin(angle) + db * np.cos(angle)  # towards the front edge
            t = np.clip(out / length, 0, 1)
            half = width * np.clip(np.sin(np.pi * t**1.25), 0, 1) ** 0.62
            bend = 0.12 * width * np.sin(np.pi * t)
            s = (aside - bend) / np.maximum(half, 1e-3)
            edge = np.abs(aside - bend) - half
            cover = inside(edge) * (out > 0) * (out < length)

            canvas.darken(0.24 * cast_shade(cover, 11, 13, softness=4.0))

            waves = 0.5 + 0.5 * np.sin(0.055 * out + 1.7 * s + 0.5 * cloud)
            film = mix((0.80, 0.90, 0.97), (0.98, 0.93, 0.86), waves)
            gleam = np.exp(-(((s - 0.30 + 0.25 * np.sin(3 * t)) / 0.20) ** 2)) * smoothstep(
                0.1, 0.5, t
            )
            canvas.paint(film, cover * (0.26 + 0.10 * waves + 0.28 * gleam))

            front = np.clip(1 - np.abs(aside - bend - half + 1.6) / 2.6, 0, 1)
            rear = np.clip(1 - np.abs(aside - bend + half - 0.8) / 1.4, 0, 1)
            veins = np.maximum(front, 0.8 * rear)
            long_veins = [
                0.60 * (1 - 0.25 * t**2),
                0.12 * np.cos(2.2 * t),
                -0.46 * np.sin(2.4 * t) ** 0.5,
            ]
            for path, end in zip(long_veins, (0.88, 0.82, 0.70), strict=True):
                line = np.clip(1.3 - np.abs(s - path) * half / 0.8, 0, 1)
                veins = np.maximum(veins, line * smoothstep(end, end - 0.03, t))
            between = list(pairwise([np.ones_like(t), *long_veins]))
            for place, slant, (upper, lower) in (
                (0.66, 0.10, between[0]),
                (0.40, -0.05, between[1]),
                (0.62, 0.10, between[1]),
                (0.80, 0.03, between[1]),
                (0.48, 0.07, between[2]),
                (0.69, 0.00, between[2]),
            ):
                line = np.clip(1.2 - np.abs(t - place - slant * s) * length / 0.7, 0, 1)
                veins = np.maximum(veins, line * (s < upper) * (s > lower))
            canvas.paint((0.26, 0.15, 0.07), cover * np.clip(veins, 0, 1) * 0.86)


def draw_abdomen(canvas: Canvas, rng: np.random.Generator) -> None:
    """Paint the striped, shining abdomen."""
    width, t = abdomen_profile(canvas.along)
    s = canvas.across / np.maximum(width, 1e-3)
    edge = np.abs(canvas.across) - width
    cover = inside(edge) * (canvas.along < 8)
    height = width * np.sqrt(np.clip(1 - s**2, 0, 1)) * 0.92
    place = t + 0.055 * s**2  # stripes bend round the body
    phase = place * 6.0
    height = height + 1.9 * (1 - np.mod(phase, 1)) * smoothstep(
        0, 0.12, np.mod(phase, 1)
    )  # segments overlap
    height = height + 0.10 * grain(rng, s.shape, 0.8)

    wave = np.cos(2 * np.pi * (phase - 0.30))
    dark = smoothstep(-0.25, 0.10, -wave + 0.09 * grain(rng, s.shape, 1.3))
    dark = np.maximum(dark, smoothstep(0.86, 0.92, t))
    light = light_on(height)
    yellow = mix((0.55, 0.25, 0.03), (1.00, 0.79, 0.24), light)
    black = mix(INK, (0.34, 0.20, 0.11), light)
    colour = mix(yellow, black, dark)
    colour += (shine_on(height, 26) * (0.42 - 0.12 * dark))[..., None] * np.asarray(CREAM)
    colour *= (0.55 + 0.45 * smoothstep(1.0, 0.72, np.abs(s)))[..., None]
    canvas.paint(np.clip(colour, 0, 1), cover)

    # Short pale hair at the front of each segment, combed towards the tail.
    count = 5200
    segment = rng.integers(0, 6, count)
    root_t = (segment + rng.normal(0.10, 0.10, count)) / 6.0
    side = rng.uniform(-1, 1, count)
    along = 8 - np.clip(root_t - 0.055 * side**2, 0.02, 0.97) * 196
    root_width, _ = abdomen_profile(along)
    angles = np.pi - 0.75 * side + rng.normal(0, 0.22, count)
    shade = (0.60 + 0.40 * rng.uniform(size=count) - 0.22 * np.clip(side * 0.8, -1, 1))[:, None]
    hairs(
        canvas,
        (along, side * root_width * 0.99),
        angles,
        rng.uniform(4, 11, count),
        shade * CREAM,
        0.75,
    )


def draw_thorax(canvas: Canvas, rng: np.random.Generator) -> None:
    """Paint the round, woolly thorax."""
    centre, half_along, half_across = 44.0, 51.0, 53.0
    radius = np.hypot((canvas.along - centre) / half_along, canvas.across / half_across)
    height = 48 * np.sqrt(np.clip(1 - radius**2, 0, 1))
    colour = mix((0.16, 0.08, 0.02), (0.80, 0.52, 0.18), light_on(height))
    canvas.paint(colour, inside((radius - 1) * half_along))

    sun_along = LIGHT[0] * np.cos(HEADING) - LIGHT[1] * np.sin(HEADING)
    sun_across = LIGHT[0] * np.sin(HEADING) + LIGHT[1] * np.cos(HEADING)
    for layer, (count, reach) in enumerate(((3600, 1.0), (2400, 0.84), (1500, 0.62))):
        turn = rng.uniform(0, 2 * np.pi, count)
        far = reach * np.sqrt(rng.uniform(0.0, 1.0, count))
        along, across = far * np.cos(turn), far * np.sin(turn)
        lit = 0.46 + 0.62 * (along * sun_along + across * sun_across)
        lit = np.clip(lit + rng.normal(0, 0.10, count), 0, 1)
        colours = mix((0.26, 0.12, 0.03), (1.0, 0.84, 0.47), lit)
        angles = np.arctan2(across, along) + rng.normal(0, 0.30, count) + 0.15
        roots = (centre + along * half_along, across * half_across)
        hairs(canvas, roots, angles, rng.uniform(7, 15 - 2 * layer, count), colours, 0.88)


def draw_head(canvas: Canvas, rng: np.random.Generator) -> None:
    """Paint head, eyes and feelers."""
    for side in (-1, 1):
        points = [
            (126, side * 12),
            (146, side * 20),
            (162, side * 34),
            (176, side * 58),
            (184, side * 78),
        ]
        distance, width = stroke(canvas, points, [3.6, 3.2, 3.4, 3.6, 3.0])
        canvas.darken(0.42 * cast_shade(inside(distance), 8, 9, softness=3.0))
        height = np.sqrt(np.clip(width**2 - np.clip(distance + width, 0, None) ** 2, 0, None))
        feeler = (
            mix(INK, (0.50, 0.32, 0.17), light_on(height)) + 0.3 * shine_on(height, 30)[..., None]
        )
        canvas.paint(np.clip(feeler, 0, 1), inside(distance))

    radius = np.hypot((canvas.along - 110) / 28, canvas.across / 40)
    height = 30 * np.sqrt(np.clip(1 - radius**2, 0, 1)) + 0.12 * grain(rng, radius.shape, 0.9)
    colour = mix(BARK, (0.50, 0.31, 0.13), light_on(height))
    canvas.paint(colour, inside((radius - 1) * 28))

    count = 2600
    turn, far = rng.uniform(0, 2 * np.pi, count), np.sqrt(rng.uniform(0, 0.92, count))
    along, across = far * np.cos(turn), far * np.sin(turn) * 0.72
    shades = np.clip(0.45 - 0.35 * across + 0.15 * along + rng.normal(0, 0.14, count), 0, 1)
    colours = mix((0.28, 0.15, 0.05), (0.96, 0.80, 0.48), shades)
    angles = np.arctan2(across, along) * 0.8 + rng.normal(0, 0.3, count)
    hairs(canvas, (110 + along * 27, across * 39), angles, rng.uniform(4, 9, count), colours, 0.75)

    for side in (-1, 1):
        da, db = canvas.along - 116, side * canvas.across - 33
        turn_eye = np.deg2rad(-24.0)
        u, v = (
            da * np.cos(turn_eye) - db * np.sin(turn_eye),
            da * np.sin(turn_eye) + db * np.cos(turn_eye),
        )
        radius = np.hypot(u / 23, v / 12.5)
        height = 13 * np.sqrt(np.clip(1 - radius**2, 0, 1))
        facets = 0.25 * np.sin(2.3 * u) * np.sin(2.3 * v)
        eye = mix(INK, (0.34, 0.22, 0.20), light_on(height + facets))
        eye += 0.9 * shine_on(height + 0.25 * facets, 46)[..., None] * np.array([0.95, 0.97, 1.0])
        canvas.paint(np.clip(eye, 0, 1), inside((radius - 1) * 12.5))


def draw() -> NDArray[np.uint8]:
    """Draw the whole picture.

    Returns:
        Array of shape (600, 600, 3), RGB, 8 bits.
    """
    rng = np.random.default_rng(SEED)
    canvas = Canvas()
    draw_honeycomb(canvas, rng)
    draw_shadow(canvas)
    draw_legs(canvas)
    draw_abdomen(canvas, rng)
    draw_wings(canvas, rng)
    draw_thorax(canvas, rng)
    draw_head(canvas, rng)
    small = np.clip(canvas.rgb, 0, 1).reshape(SIZE, SCALE, SIZE, SCALE, 3).mean(axis=(1, 3))
    return (LEVEL_STEP * np.round(small * 255 / LEVEL_STEP)).astype(np.uint8)


def encode_png(picture: NDArray[np.uint8]) -> bytes:
    """Encode an RGB picture as PNG.

    Written out here because the bytes must not depend on the release of an image library. Each row
    is stored as its difference from a guess; of the four guesses the one with the smallest sum of
    differences is taken, as the PNG specification suggests
    (https://www.w3.org/TR/png-3/#12Filter-selection).

    Args:
        picture: Array of shape (height, width, 3), 8 bits.

    Returns:
        The content of the file.
    """

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    height, width, _ = picture.shape
    rows = picture.astype(np.int16)
    left = np.zeros_like(rows)
    left[:, 1:] = rows[:, :-1]
    above = np.zeros_like(rows)
    above[1:] = rows[:-1]
    corner = np.zeros_like(rows)
    corner[1:, 1:] = rows[:-1, :-1]
    filters: dict[int, Callable[[], NDArray[np.int16]]] = {
        1: lambda: left,
        2: lambda: above,
        3: lambda: (left + above) // 2,
        4: lambda: paeth(left, above, corner),
    }
    coded = {
        kind: (rows - guess()).astype(np.uint8).reshape(height, -1)
        for kind, guess in filters.items()
    }
    costs = {
        kind: np.abs(values.astype(np.int8).astype(int)).sum(axis=1)
        for kind, values in coded.items()
    }
    kinds = list(costs)
    best = np.argmin(np.stack([costs[kind] for kind in kinds]), axis=0)
    lines = b"".join(
        bytes([kinds[i]]) + coded[kinds[i]][row].tobytes() for row, i in enumerate(best)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(lines, 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def paeth(
    left: NDArray[np.int16], above: NDArray[np.int16], corner: NDArray[np.int16]
) -> NDArray[np.int16]:
    """PNG's fourth guess: the neighbour nearest to `left + above - corner`."""
    target = left + above - corner
    to_left, to_above, to_corner = (np.abs(target - side) for side in (left, above, corner))
    other = np.where(to_above <= to_corner, above, corner)
    return np.where((to_left <= to_above) & (to_left <= to_corner), left, other)


def main() -> None:
    """Write the picture to the file that the command line names."""
    parser = argparse.ArgumentParser(description="Draw the bee of the assignment.")
    parser.add_argument("--output", type=Path, default=DEFAULT_OUTPUT, help="PNG file to write")
    output: Path = parser.parse_args().output
    output.write_bytes(encode_png(draw()))


if __name__ == "__main__":
    main()
