"""panal.sealed.figures: of all that Matplotlib can draw, lines, points, bars and images are read, and
whatever else a student adds changes nothing of these.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib import patches
from matplotlib.figure import Figure as Drawing

from panal.sealed.decode import decode
from panal.sealed.encode import encode
from panal.sealed.records import Figure

RNG = np.random.default_rng(0)
ADDED: dict[str, Callable[[Any], object]] = {
    "circle": lambda plot: plot.add_patch(patches.Circle((0, 0), 1)),
    "arc": lambda plot: plot.add_patch(patches.Arc((0, 0), 1, 2)),
    "frame": lambda plot: plot.add_patch(patches.Rectangle((0, 0), 1, 2)),
    "span": lambda plot: plot.axvspan(1, 2),
    "arrow": lambda plot: plot.annotate("máximo", (1, 1), (2, 2), arrowprops={}),
    "filled": lambda plot: plot.fill_between([1, 2], [3, 4]),
    "verticals": lambda plot: plot.vlines([1, 2], 0, 1),
    "contour": lambda plot: plot.contour(RNG.random((5, 5))),
    "mesh": lambda plot: plot.pcolormesh(RNG.random((5, 5))),
    "field": lambda plot: plot.quiver([1, 2], [1, 2], [1, 1], [1, 1]),
    "pie": lambda plot: plot.pie([1, 2]),
    "table": lambda plot: plot.table([["a"]]),
    "no points": lambda plot: plot.scatter([], []),
}


def plot_of(figure: Drawing) -> Any:
    """The one plot of a figure, as it comes out of a kernel."""
    found = decode(encode(figure))
    assert isinstance(found, Figure)
    (axes,) = found.axes
    return axes


@pytest.mark.parametrize("what", ADDED)
def test_what_is_drawn_besides_is_no_line_and_no_bar(what: str) -> None:
    figure = Drawing()
    plot = figure.subplots()
    ADDED[what](plot)
    found = plot_of(figure)
    assert (found.lines, found.bars.x.size, found.images) == ((), 0, ())
    plot.plot([1, 2], [3, 4], label="y")
    plot.bar([1, 2], [5, 6])
    found = plot_of(figure)
    assert [(line.label, line.y.tolist()) for line in found.lines] == [("y", [3, 4])]
    assert found.bars.heights.tolist() == [5, 6]


def test_error_bars_are_one_line() -> None:
    figure = Drawing()
    figure.subplots().errorbar([1, 2], [3, 4], yerr=1, label="medida")
    (line,) = plot_of(figure).lines
    assert (line.x.tolist(), line.y.tolist(), line.style) == ([1, 2], [3, 4], "-")


def test_bars_of_all_kinds_in_their_order() -> None:
    """Of names, lying, and of a histogram."""
    figure = Drawing()
    plot = figure.subplots()
    plot.bar(["a", "b"], [3, 4], width=1)
    plot.barh([7], [5], height=2)
    plot.hist([0.5, 0.6, 3], bins=[0, 1, 4])
    bars = plot_of(figure).bars
    assert bars.x.tolist() == [-0.5, 0.5, 0, 0, 1]
    assert bars.widths.tolist() == [1, 1, 5, 1, 3]
    assert bars.heights.tolist() == [3, 4, 2, 2, 1]


def test_values_that_are_missing_and_places_that_are_names() -> None:
    """Numbers as Matplotlib has them."""
    figure = Drawing()
    plot = figure.subplots()
    plot.plot(["a", "b"], [None, 4])
    plot.scatter([1, 2], np.ma.masked_array([3.0, 4.0], mask=[True, False]))
    line, points = plot_of(figure).lines
    assert line.x.tolist() == [0, 1] and np.isnan(line.y[0]) and line.y[1] == 4
    assert np.isnan(points.y[0]) and (points.y[1], points.style, points.marker) == (4, "", "o")
