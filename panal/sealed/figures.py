"""Figures as records, and those that a notebook drew, also when they were closed."""

from __future__ import annotations

import sys
from collections import deque
from typing import Any

import numpy as np

from .records import Axes, Bars, Figure, Line

KEPT: deque[Any] = deque(maxlen=20)
"""The last figures that were made with pyplot in this kernel. Jupyter closes them when they are shown."""


def keep_figures() -> None:
    """From now on, put each figure that pyplot makes for the notebook into `KEPT`."""
    backend: Any = sys.modules["matplotlib_inline.backend_inline"]
    make = backend.new_figure_manager_given_figure

    def keep(number: Any, figure: Any) -> Any:
        KEPT.append(figure)
        return make(number, figure)

    backend.new_figure_manager_given_figure = keep


def drawn() -> list[Any]:
    """All figures that are kept or still open, oldest first."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    still_open = [pyplot.figure(number) for number in pyplot.get_fignums()] if pyplot else []
    return [*KEPT, *(figure for figure in still_open if figure not in KEPT)]


def figure_of(value: Any) -> Any:
    """The figure that something of Matplotlib's is or belongs to; None if it is nothing of that."""
    figures, artists = sys.modules.get("matplotlib.figure"), sys.modules.get("matplotlib.artist")
    if figures is None or artists is None:
        return None
    if isinstance(value, figures.Figure):
        return value
    return value.figure if isinstance(value, artists.Artist) else None


def describe(figure: Any) -> Figure:
    """A figure of Matplotlib's as a record."""
    title = getattr(figure, "_suptitle", None)
    return Figure(title.get_text() if title else "", tuple(map(_axes, figure.axes)))


def _axes(axes: Any) -> Axes:
    legend = axes.get_legend()
    # A rectangle by itself is no bar, such as what `axvspan` marks.
    bars = sys.modules["matplotlib.container"].BarContainer
    rectangles = [bar for each in axes.containers if isinstance(each, bars) for bar in each]
    sides = [(each.get_x(), each.get_width(), each.get_height()) for each in rectangles]
    return Axes(
        title=axes.get_title(),
        x_label=axes.get_xlabel(),
        y_label=axes.get_ylabel(),
        x_limits=_pair(axes.get_xlim()),
        y_limits=_pair(axes.get_ylim()),
        x_scale=axes.get_xscale(),
        y_scale=axes.get_yscale(),
        legend=tuple(text.get_text() for text in legend.get_texts()) if legend else (),
        lines=(*map(_line, axes.lines), *_points(axes)),
        bars=Bars(*(_numbers([side[i] for side in sides]) for i in range(3))),
        images=tuple(np.asarray(image.get_array()) for image in axes.images),
    )


def _line(line: Any) -> Line:
    marker, style = str(line.get_marker()), str(line.get_linestyle())
    return Line(
        label=_label(line),
        x=_numbers(line.get_xdata(orig=False)),
        y=_numbers(line.get_ydata(orig=False)),
        style="" if style == "None" else style,
        marker="" if marker in ("None", "", " ") else marker,
    )


def _points(axes: Any) -> list[Line]:
    """What `scatter` draws."""
    # Matplotlib says of others, such as what `errorbar` and `fill_between` draw, that they lie at 0, 0.
    scatters = sys.modules["matplotlib.collections"].PathCollection
    found = []
    for each in axes.collections:
        if not isinstance(each, scatters) or not len(each.get_offsets()):
            continue
        places: Any = np.ma.filled(np.ma.asarray(each.get_offsets(), float), np.nan)
        found.append(Line(_label(each), _numbers(places[:, 0]), _numbers(places[:, 1]), "", "o"))
    return found


def _label(artist: Any) -> str:
    """What the legend would say; Matplotlib's own names begin with an underscore."""
    label = str(artist.get_label())
    return "" if label.startswith("_") else label


def _numbers(values: Any) -> Any:
    return np.asarray(values, dtype=np.float64).ravel()


def _pair(values: Any) -> tuple[float, float]:
    first, last = values
    return float(first), float(last)
