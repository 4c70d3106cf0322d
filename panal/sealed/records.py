"""What crosses the wall of a thing with many parts, such as a model or a figure: records of plain
values, each part of a known form.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, ClassVar, TypeAlias

import numpy as np
import numpy.typing as npt

Form: TypeAlias = Callable[[Any], bool]
Shape: TypeAlias = "tuple[Any, ...] | None"

MAX_MESSAGE = 2000
"""Characters of the text of an exception."""


def is_text(value: object) -> bool:
    return type(value) is str


def is_count(value: object) -> bool:
    return type(value) is int and value >= 0


def is_plain(value: object) -> bool:
    """A shape or a setting: texts, numbers and None, and tuples of these."""
    if type(value) is tuple:
        return all(map(is_plain, value))
    return value is None or type(value) in (bool, int, float, str)


def is_settings(value: object) -> bool:
    return type(value) is dict and all(map(is_text, value)) and all(map(is_plain, value.values()))


def is_pair(value: object) -> bool:
    return type(value) is tuple and len(value) == 2 and all(type(n) is float for n in value)


def is_numbers(value: object) -> bool:
    return type(value) is np.ndarray and value.ndim == 1 and value.dtype == np.float64


def is_image(value: object) -> bool:
    return type(value) is np.ndarray and value.ndim in (2, 3) and value.dtype.kind in "fiub"


def several(form: Form) -> Form:
    return lambda value: type(value) is tuple and all(map(form, value))


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception where one is the right answer.

    Args:
        names: of its class and of that class's bases, nearest first: `("KeyError", "LookupError",
            "Exception", "BaseException")`.
        message: its text, at most `MAX_MESSAGE` characters.

    >>> raised = Raised(("KeyError", "LookupError", "Exception", "BaseException"), "'a'")
    >>> "LookupError" in raised.names
    True
    """

    FORMS: ClassVar[dict[str, Form]] = {"names": several(is_text), "message": is_text}
    names: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True)
class ModelLayer:
    """A layer of a model, without its weights.

    Args:
        class_name: Keras' name of its class, or of the nearest one that is Keras' own.
        name: its own name.
        settings: its plain settings by Keras' names, such as `{"units": 10}`; activations by name.
        shape_out: with the batch axis; None if it is not known yet.
        parameters: how many weights it has.

    >>> dense = ModelLayer("Dense", "dense", {"units": 10}, (None, 10), parameters=650)
    >>> dense.settings["units"], dense.shape_out
    (10, (None, 10))
    """

    FORMS: ClassVar[dict[str, Form]] = {
        "class_name": is_text,
        "name": is_text,
        "settings": is_settings,
        "shape_out": is_plain,
        "parameters": is_count,
    }
    class_name: str
    name: str
    settings: dict[str, Any]
    shape_out: Shape
    parameters: int


@dataclass(frozen=True, slots=True)
class Model:
    """A Keras model as it describes itself. A student's process can make any of it up: what a model
    can do is seen by what it predicts for data that the student never had.

    Args:
        class_names: names of Keras' own classes among its bases, nearest first.
        layers: in their order.
        shape_in: with the batch axis; None if it is not known yet.
        shape_out: likewise.
        parameters: how many weights it has.
        trainable: how many of them training changes.
        loss: name of its loss, such as `"mean_squared_error"`; empty if it is not compiled.
        optimizer: name of the optimizer's class, such as `"Adam"`; likewise.

    >>> dense = ModelLayer("Dense", "dense", {"units": 10}, (None, 10), parameters=650)
    >>> model = Model(("Sequential",), (dense,), (None, 64), (None, 10), 650, 650, "", "")
    >>> [layer.class_name for layer in model.layers], model.trainable
    (['Dense'], 650)
    """

    FORMS: ClassVar[dict[str, Form]] = {
        "class_names": several(is_text),
        "layers": several(lambda value: type(value) is ModelLayer),
        "shape_in": is_plain,
        "shape_out": is_plain,
        "parameters": is_count,
        "trainable": is_count,
        "loss": is_text,
        "optimizer": is_text,
    }
    class_names: tuple[str, ...]
    layers: tuple[ModelLayer, ...]
    shape_in: Shape
    shape_out: Shape
    parameters: int
    trainable: int
    loss: str
    optimizer: str


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line of a plot, or points without one.

    Args:
        label: what the legend says of it; empty if it has none.
        x: its places along the horizontal axis.
        y: as many along the vertical one.
        style: Matplotlib's sign of the line, such as `"-"` or `"--"`; empty for points.
        marker: Matplotlib's sign of the points, such as `"o"`; empty if they are not marked.

    >>> line = Line("x²", np.array([1.0, 2.0]), np.array([1.0, 4.0]), style="-", marker="o")
    >>> bool(np.allclose(line.y, line.x**2))
    True
    """

    FORMS: ClassVar[dict[str, Form]] = {
        "label": is_text,
        "x": is_numbers,
        "y": is_numbers,
        "style": is_text,
        "marker": is_text,
    }
    label: str
    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]
    style: str
    marker: str


@dataclass(frozen=True, slots=True, eq=False)
class Bars:
    """Bars, such as those of a histogram.

    Args:
        x: where each begins.
        widths: how wide each is.
        heights: how high each is.

    >>> bars = Bars(np.array([0.0, 1.0]), np.ones(2), heights=np.array([3.0, 5.0]))
    >>> float(bars.heights.sum())
    8.0
    """

    FORMS: ClassVar[dict[str, Form]] = dict.fromkeys(("x", "widths", "heights"), is_numbers)
    x: npt.NDArray[np.float64]
    widths: npt.NDArray[np.float64]
    heights: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Axes:
    """One plot of a figure.

    Args:
        title: above it.
        x_label: of the horizontal axis.
        y_label: of the vertical one.
        x_limits: from where to where the horizontal axis goes.
        y_limits: likewise the vertical one.
        x_scale: `"linear"`, `"log"`, …
        y_scale: likewise.
        legend: its texts; empty if there is none.
        lines: in the order in which they were drawn, `plot` before `scatter`.
        bars: all bars together.
        images: arrays (height, width) or (height, width, channels).

    >>> from matplotlib.figure import Figure as Drawing
    >>> from panal.sealed.figures import describe
    >>> drawing = Drawing()
    >>> plot = drawing.subplots()
    >>> _ = plot.plot([1, 2], [1, 4], label="x²"), plot.set_title("Cuadrados"), plot.legend()
    >>> axes = describe(drawing).axes[0]
    >>> axes.title, axes.legend, axes.lines[0].y.tolist()
    ('Cuadrados', ('x²',), [1.0, 4.0])
    """

    FORMS: ClassVar[dict[str, Form]] = {
        **dict.fromkeys(("title", "x_label", "y_label"), is_text),
        **dict.fromkeys(("x_limits", "y_limits"), is_pair),
        **dict.fromkeys(("x_scale", "y_scale"), is_text),
        "legend": several(is_text),
        "lines": several(lambda value: type(value) is Line),
        "bars": lambda value: type(value) is Bars,
        "images": several(is_image),
    }
    title: str
    x_label: str
    y_label: str
    x_limits: tuple[float, float]
    y_limits: tuple[float, float]
    x_scale: str
    y_scale: str
    legend: tuple[str, ...]
    lines: tuple[Line, ...]
    bars: Bars
    images: tuple[npt.NDArray[Any], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A Matplotlib figure. A student's process can make any of it up: what matters of it is data that
    is worked out from hidden arguments.

    Args:
        title: of the whole figure.
        axes: its plots.

    >>> Figure("Potencias", axes=()).title
    'Potencias'
    """

    FORMS: ClassVar[dict[str, Form]] = {
        "title": is_text,
        "axes": several(lambda value: type(value) is Axes),
    }
    title: str
    axes: tuple[Axes, ...]


RECORDS: dict[str, Any] = {
    each.__name__: each for each in (Raised, ModelLayer, Model, Line, Bars, Axes, Figure)
}
"""All kinds of records."""


def contents(record: Any) -> dict[str, Any]:
    """The parts of a record by name."""
    return {each.name: getattr(record, each.name) for each in fields(record)}


def made(kind: object, parts: object) -> Any:
    """A record of a kind; None if the parts are not of the form that it has.

    >>> made("Raised", {"names": ("KeyError",), "message": "'a'"})
    Raised(names=('KeyError',), message="'a'")
    >>> made("Raised", {"names": "KeyError", "message": "'a'"})
    """
    record = RECORDS.get(kind) if isinstance(kind, str) else None
    if record is None or not isinstance(parts, dict) or parts.keys() != record.FORMS.keys():
        return None
    fits = all(form(parts[name]) for name, form in record.FORMS.items())
    return record(**parts) if fits else None
