"""What a grader sends: arguments as text, made into live objects for a student's function."""

from __future__ import annotations

import importlib
from typing import Any

from . import models
from .decode import Decoder, Undecodable
from .program import built
from .values import Column, Frame, Series

LIBRARIES = {
    "series": "pandas",
    "frame": "pandas",
    "tensor": "tensorflow",
    "live layer": "keras",
}
"""What is imported for a kind of argument. Our side has made sure that it is installed."""


class Arguments(Decoder):
    """A decoder whose frames, tensors and layers are those of pandas, TensorFlow and Keras, not their
    descriptions.
    """

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.kinds["tensor"] = self.tensor
        self.kinds["function"] = lambda content, depth: built(content)
        self.kinds["live layer"] = lambda content, depth: self.live_layer(content)

    def text(self, text: str) -> str:
        """Any text of Python's is one here."""
        return text

    def tensor(self, content: Any, depth: int) -> Any:
        return importlib.import_module(LIBRARIES["tensor"]).convert_to_tensor(self.array(content))

    def live_layer(self, content: Any) -> Any:
        settings, weights = content["settings"], content["weights"]
        if not isinstance(settings, str) or not isinstance(weights, list):
            raise Undecodable("no layer")
        importlib.import_module(LIBRARIES["live layer"])
        return models.rebuilt(settings, [self.array(weight["array"]) for weight in weights])

    def series(self, content: Any, depth: int) -> Any:
        found: Series = super().series(content, depth)
        return self.with_names(_series(found.values, found.index, found.name), content, depth)

    def frame(self, content: Any, depth: int) -> Any:
        found: Frame = super().frame(content, depth)
        pandas = importlib.import_module(LIBRARIES["frame"])
        columns = dict(enumerate(_series(values) for values in found.columns.values()))
        frame = pandas.DataFrame(columns, index=None if columns else found.index)
        frame.columns = _labels(list(found.columns))
        if found.index is not None:
            frame.index = _labels(found.index)
        return self.with_names(frame, content, depth)

    def with_names(self, made: Any, content: Any, depth: int) -> Any:
        for axis, names in zip(
            made.axes, self.value(content.get("names", []), depth), strict=False
        ):
            axis.names = names
        return made


def _series(values: Column, index: Column | None = None, name: Any = None) -> Any:
    pandas = importlib.import_module(LIBRARIES["series"])
    # What is None stays None: pandas would make NaN of it where the rest are numbers.
    kind = object if isinstance(values, list) else None
    return pandas.Series(
        values, index=None if index is None else _labels(index), name=name, dtype=kind
    )


def _labels(values: Column) -> Any:
    pandas = importlib.import_module(LIBRARIES["series"])
    return pandas.Index(values, dtype=None if len(values) else object)
