"""panal.sealed.ready, models and figures: what a notebook's models, figures, classes and printed words
are, as records.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from panal import messages
from panal.judge.caller import Functions, LocalCaller
from panal.judge.endings import CheckEnded
from panal.results import Ending
from panal.sealed import figures as drawing
from panal.sealed.ready import drawn_by, figures, members, predictions, printed_by, using
from panal.sealed.records import Line, Raised

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    os.environ.setdefault("MPLBACKEND", "agg")
    import keras
    import matplotlib.pyplot as plt
    import matplotlib_inline.backend_inline as inline


def of_source(source: str) -> Functions:
    return Functions(LocalCaller.from_source(source, {}))


# Figures


PLOTS = """
import matplotlib.pyplot as plt
import numpy as np

def plot(xs, show=True):
    fig, ax = plt.subplots()
    ax.plot(xs, [x**2 for x in xs], "r--o", label="cuadrados")
    ax.plot(xs, xs)
    ax.scatter(xs, xs, label="puntos")
    ax.set(title="Potencias", xlabel="x", ylabel="y", yscale="log")
    ax.legend()
    if show:
        plt.show()

def hist(values):
    plt.figure()
    plt.hist(values, bins=[0, 1, 2, 4])
    return plt.gca()

def two(image):
    figure, (one, other) = plt.subplots(1, 2)
    one.imshow(image)
    figure.suptitle("Dos")
    return figure

def nothing():
    return 3
"""


@pytest.fixture
def submission() -> Iterator[Functions]:
    """A notebook in a kernel of which nothing is shown, as far as pyplot can tell."""
    before = plt.get_backend()
    make = inline.new_figure_manager_given_figure
    drawing.KEPT.clear()
    drawing.keep_figures()
    plt.switch_backend("module://matplotlib_inline.backend_inline")
    yield of_source(PLOTS)
    inline.new_figure_manager_given_figure = make
    plt.close("all")
    drawing.KEPT.clear()
    plt.switch_backend(before)


def test_a_figure_is_what_it_shows(submission: Functions) -> None:
    """Titles, labels, scales, the legend, lines and points."""
    (axes,) = submission.evaluate(drawn_by, "plot", [1, 2, 3]).figure().axes
    assert (axes.title, axes.x_label, axes.y_label) == ("Potencias", "x", "y")
    assert (axes.x_scale, axes.y_scale) == ("linear", "log")
    assert axes.legend == ("cuadrados", "puntos")
    assert [(line.label, line.style, line.marker) for line in axes.lines] == [
        ("cuadrados", "--", "o"),
        ("", "-", ""),
        ("puntos", "", "o"),
    ]
    assert [line.y.tolist() for line in axes.lines] == [[1, 4, 9], [1, 2, 3], [1, 2, 3]]
    assert axes.x_limits[0] < 1 and axes.x_limits[1] > 3


def test_images_and_bars(submission: Functions) -> None:
    """A figure or its axes may be given back; the figure counts once."""
    image = np.arange(6.0).reshape(2, 3)
    figure = submission.two(image).figure()
    assert figure.title == "Dos" and len(figure.axes) == 2
    np.testing.assert_array_equal(figure.axes[0].images[0], image)
    assert len(submission.evaluate(drawn_by, "two", image).figures()) == 1
    bars = submission.hist([0.5, 0.6, 3]).figure().axes[0].bars
    assert (bars.x.tolist(), bars.heights.tolist()) == ([0, 1, 2], [2, 0, 1])


def test_what_is_shown_and_closed_is_kept(submission: Functions) -> None:
    """`plt.show()` closes a figure, and so does the end of a call."""
    for xs in ([1, 2], [3, 4]):
        submission.plot(xs)
    plt.plot([0, 1])
    found = submission.evaluate(figures).figures(3)
    assert [each.axes[0].lines[0].x.tolist() for each in found] == [[1, 2], [3, 4], [0, 1]]
    assert plt.get_fignums() == []
    assert len(submission.evaluate(figures).figures()) == 3


def test_no_figure_is_said_so(submission: Functions) -> None:
    """In the words of the answer."""
    for read, came in [
        (lambda: submission.evaluate(drawn_by, "nothing").figure(), "resulta ninguna"),
        (lambda: submission.nothing().figure(), "devolvió un número entero"),
    ]:
        with pytest.raises(CheckEnded) as caught:
            read()
        assert caught.value.ending is Ending.UNUSABLE and came in caught.value.sentence


def test_only_the_last_figures_are_kept(submission: Functions) -> None:
    """They take memory."""
    for n in range(25):
        submission.plot([1, n + 2])
    found = submission.evaluate(figures).figures(20)
    assert found[-1].axes[0].lines[0].x.tolist() == [1, 26]


# Models


def small() -> Any:
    model = keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)]
    )
    model.layers[0].trainable = False
    return model


def test_a_model_is_its_layers() -> None:
    """With shapes, settings and the number of weights."""
    model = small()
    model.compile("adam", "mse")
    found = Functions(LocalCaller({"model": model})).value("model").model()
    assert found.class_names[:2] == ("Sequential", "Model")
    assert [(each.class_name, each.shape_out, each.parameters) for each in found.layers] == [
        ("Dense", (None, 8), 40),
        ("Dense", (None, 1), 9),
    ]
    assert found.layers[0].settings["units"] == 8
    assert found.layers[0].settings["activation"] == "relu"
    assert (found.shape_in, found.shape_out) == ((None, 4), (None, 1))
    assert (found.parameters, found.trainable) == (49, 9)
    assert (found.loss, found.optimizer) == ("mean_squared_error", "Adam")


@pytest.mark.parametrize(
    ("loss", "name"),
    [
        (None, ""),
        ("mse", "mean_squared_error"),
        (keras.losses.MeanSquaredError(), "mean_squared_error"),
        (keras.losses.sparse_categorical_crossentropy, "sparse_categorical_crossentropy"),
        (keras.losses.SparseCategoricalCrossentropy(), "sparse_categorical_crossentropy"),
        ("kld", "kl_divergence"),
        (keras.losses.KLDivergence(), "kl_divergence"),
    ],
    ids=["none", "alias", "object", "function", "long name", "capitals", "capitals object"],
)
def test_a_loss_has_one_name(loss: object, name: str) -> None:
    """However it was given."""
    model = small()
    if loss is not None:
        model.compile(loss=loss)
    assert Functions(LocalCaller({"make": lambda: model})).make().model().loss == name


def test_a_model_that_was_never_built() -> None:
    """Has no shapes yet."""
    model = keras.Sequential([keras.layers.Dense(2), keras.layers.Conv2D(3, (2, 1))])
    found = Functions(LocalCaller({"model": model})).value("model").model()
    assert (found.shape_in, found.shape_out, found.parameters) == (None, None, 0)
    assert found.layers[1].settings["kernel_size"] == (2, 1)


def test_a_model_of_branches() -> None:
    """Has its layers in Keras' order."""
    left, right = keras.Input((2,)), keras.Input((3,))
    out = keras.layers.Concatenate()([left, right])
    found = Functions(LocalCaller({"m": keras.Model([left, right], out)})).value("m").model()
    assert [each.class_name for each in found.layers][-1] == "Concatenate"
    assert found.shape_in == ((None, 2), (None, 3)) and found.shape_out == (None, 5)


def test_predictions() -> None:
    """Of Keras' models, silently, and of anything else that predicts."""
    model = small()
    inputs = np.ones((3, 4), np.float32)
    source = "class Mean:\n    def predict(self, rows):\n        return [sum(r) / len(r) for r in rows]\nmean = Mean()"
    found = Functions(LocalCaller({"model": model})).evaluate(predictions, "model", inputs)
    np.testing.assert_allclose(found.array(shape=(3, 1)), model.predict(inputs, verbose=0))
    assert of_source(source).evaluate(predictions, "mean", inputs).numbers(3) == (1, 1, 1)
    with pytest.raises(CheckEnded) as caught:
        of_source(source).evaluate(predictions, "model", inputs)
    assert caught.value.sentence == messages.missing("model")


# Classes and printed words


CLASSES = """
class Animal:
    legs = 4

class Dog(Animal):
    def __init__(self, name, /, *, age=1):
        self.name, self.age = name, age
    def speak(self, times=1):
        return "guau " * times
    def bite(self):
        raise ValueError("no muerde")
    def later(self):
        raise NotImplementedError
    def __str__(self):
        return f"{self.name}!"
    def __len__(self):
        return self.age

def greet(greeting="Hola"):
    name = input("Nombre: ")
    print(f"{greeting}, {name}", end="\\n\\n")
"""


def test_members_of_a_class() -> None:
    """Its bases, and what it defines itself."""
    found = of_source(CLASSES).evaluate(members, "Dog").mapping(["bases", "methods"])
    assert found["bases"] == ("Animal", "object")
    methods = found["methods"]
    assert isinstance(methods, dict)
    assert list(methods) == ["__init__", "speak", "bite", "later", "__str__", "__len__"]
    assert methods["__init__"] == ("self", "name", "age")


def test_an_object_is_used() -> None:
    """Methods, attributes, and what Python asks of it."""
    dog = of_source(CLASSES)
    steps = [("speak", 2), "name", "legs", "str", "len", ("bite",), "never reached"]
    assert dog.evaluate(using, "Dog", ["Fido"], *steps).value == [
        "guau guau ", "Fido", 4, "Fido!", 1, Raised(("ValueError", "Exception", "BaseException"), "no muerde"),
    ]  # fmt: skip
    (wrong,) = dog.evaluate(using, "Dog", [], "name").value  # type: ignore[misc]
    assert isinstance(wrong, Raised) and wrong.names[0] == "TypeError"


@pytest.mark.parametrize(("name", "steps"), [("Cat", ["name"]), ("Dog", [("later",)])])
def test_what_is_not_written_yet_is_no_attempt(name: str, steps: list[Any]) -> None:
    """A class that is missing, or a method that is still the stub."""
    with pytest.raises(CheckEnded) as caught:
        of_source(CLASSES).evaluate(using, name, ["Fido"], *steps)
    assert caught.value.ending is Ending.NO_ATTEMPT


def test_what_is_printed() -> None:
    """And what is typed."""
    submission = of_source(CLASSES)
    answer = submission.evaluate(printed_by, "greet", greeting="Adiós", typed=["Ana"])
    assert answer.text() == "Nombre: Adiós, Ana\n\n"
    with pytest.raises(CheckEnded) as caught:
        submission.evaluate(printed_by, "greet")
    assert caught.value.ending is Ending.RAISED


def test_a_line_needs_numbers() -> None:
    """Nothing that only looks like one is a record."""
    line = Line("", np.zeros(2), np.zeros(2), "-", "")
    assert all(Line.FORMS[name](getattr(line, name)) for name in Line.FORMS)
    assert not Line.FORMS["x"](np.zeros((2, 1)))
    assert not Line.FORMS["x"](np.zeros(2, int))
