"""`plot_history(history)`: two lines, two labels and a legend."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from panal.grader import Answer, wrong

CHECK = pytest.mark.check

FAR = 1e-6  # of a value of a line: a figure rounds nothing
MOST_LINES = 1000  # beyond that they are not even compared, for that takes our own time
HISTORIES = (
    {"loss": [1.31, 0.92, 0.64, 0.41, 0.33], "val_loss": [1.22, 1.01, 0.83, 0.79, 0.86]},
    {"loss": [0.9, 0.7], "val_loss": [0.95, 0.91]},
    {"loss": [2.5, 1.25, 1.75, 0.5, 0.625, 0.375], "val_loss": [2.0, 1.5, 1.0, 1.125, 0.75, 0.875]},
)


def figure_of(value):
    """The figure that something of Matplotlib's, or a collection of such, belongs to."""
    if isinstance(value, Figure):
        return value
    if isinstance(value, Artist):
        return figure_of(value.figure)  # of a subfigure, too
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple, np.ndarray)):
        found = (figure_of(each) for each in np.ravel(np.array(value, dtype=object)))
        return next((each for each in found if each is not None), None)
    return None


def drawn(notebook, history, by_name=False):
    """What the figure shows. It is the one that the function gives back; if that is nothing, the last
    one that it makes, and nothing closes that meanwhile.
    """
    plt.close("all")
    show, close = plt.show, plt.close
    plt.show = plt.close = lambda *args, **kwargs: None
    try:
        plot = notebook.plot_history
        returned = plot(history=history) if by_name else plot(history)
        figure = figure_of(returned)
        if returned is None and plt.get_fignums():
            figure = plt.gcf()
        made = len(plt.get_fignums())
    finally:
        plt.show, plt.close = show, close
        plt.close("all")
    if figure is None:
        return None
    legends = [axes.get_legend() for axes in figure.axes] + list(figure.legends)
    return {
        "figures": made,
        "lines": [
            np.asarray(line.get_ydata(orig=False), dtype=np.float64).ravel()
            for axes in figure.axes
            for line in axes.lines
        ],
        "x": [axes.get_xlabel() for axes in figure.axes] + [figure.get_supxlabel()],
        "y": [axes.get_ylabel() for axes in figure.axes] + [figure.get_supylabel()],
        "legend": [
            text.get_text() for each in legends if each is not None for text in each.get_texts()
        ],
    }


def require(submission, history, *parts, by_name=False):
    """Ask for a figure, and hold parts of it against the contract."""
    found = ask(submission, history, by_name)
    for part in parts:
        part(found, history)


def ask(submission, history, by_name=False):
    """What the figure of a history shows."""
    answer = submission.evaluate(drawn, {key: list(history[key]) for key in history}, by_name)
    if answer.value is None:
        wrong(
            "No encuentro ninguna figura. Devuelve la figura o los ejes, o dibújala y no devuelvas nada."
        )
    return read(answer)


def read(answer):
    """What a figure shows, of which a student's own class may have told anything."""
    parts = answer.mapping(keys=["figures", "lines", "x", "y", "legend"], of=Answer)
    made, drawn = parts.pop("figures").whole_number(), parts.pop("lines").items()
    if len(drawn) > MOST_LINES:
        too_many_lines()
    texts = {name: part.items(of=str) for name, part in parts.items()}
    arrays = [Answer(line).array(ndim=1, finite=False) for line in drawn]
    return {"figures": made, "lines": arrays, **texts}


def lines(found, history):
    """Two lines, one for each list."""
    if missing(found, history):
        wrong("Falta una línea, o no tiene los valores de su lista en el orden en que vienen.")
    if len(found["lines"]) != len(history):
        too_many_lines()


def too_many_lines():
    """End a check of a figure with more than two lines."""
    wrong("Tu figura tiene más de dos líneas.")


def some_line(found, history):
    """At least one line that comes from the history: nothing is said of an empty figure."""
    if len(missing(found, history)) == len(history):
        wrong("Ninguna línea de tu figura tiene los valores de la historia.")


def missing(found, history):
    """The lists that no line shows."""
    return [
        name
        for name, values in history.items()
        if not any(
            len(line) == len(values) and np.allclose(line, values, rtol=FAR, atol=FAR)
            for line in found["lines"]
        )
    ]


def labels(found, history):
    """A label for each axis."""
    for name, axis in (("x", "horizontal"), ("y", "vertical")):
        if not any(text.strip() for text in found[name]):
            wrong(f"El eje {axis} no tiene nombre.")


def legend(found, history):
    """A legend with two entries."""
    entries = [text for text in found["legend"] if text.strip()]
    if not entries:
        wrong("Tu figura no tiene leyenda: ¿cómo se sabe qué línea es cuál?")
    if len(entries) != len(history):
        wrong("La leyenda no tiene una entrada por línea.")


@pytest.mark.visible
def test_example(submission, example):
    example.expected(
        "una figura con dos líneas, el nombre de cada eje y una leyenda de dos entradas"
    )
    history = {"loss": [1.0, 0.6, 0.4, 0.3], "val_loss": [1.1, 0.8, 0.7, 0.75]}
    found = ask(submission, history)
    named = [axis for axis in ("x", "y") if any(text.strip() for text in found[axis])]
    entries = sum(bool(text.strip()) for text in found["legend"])
    example.came(
        f"una figura con {len(found['lines'])} líneas, {len(named)} ejes con nombre "
        f"y {entries} entradas en la leyenda"
    )
    for part in (lines, labels, legend):
        part(found, history)


@CHECK(title="Las dos líneas", weight=2)
def test_lines(submission):
    for history in HISTORIES:
        require(submission, history, lines)


@CHECK(title="El nombre de los ejes", weight=1)
def test_labels(submission):
    for history in HISTORIES[:2]:
        require(submission, history, some_line, labels)


@CHECK(title="La leyenda", weight=1)
def test_legend(submission):
    for history in HISTORIES[1:]:
        require(submission, history, some_line, legend, by_name=True)
