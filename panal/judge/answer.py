"""What a student's function gave back, as plain values, and the ways in which a grader reads it.

A `Value` is what the decoder makes of an answer. No object of the student's is in it, so nothing in
it decides by itself what it equals. `Answer` reads it in any ordinary Python form, or ends the check
with a sentence that says what came back.
"""

from __future__ import annotations

import builtins
import math
import sys
from collections.abc import Callable, Container, Iterable, Sequence
from typing import Any, NoReturn, TypeAlias

import numpy as np
import numpy.typing as npt

from panal.judge.endings import CheckEnded
from panal.language import N_, ngettext, pgettext
from panal.language import gettext as _
from panal.results import Difference, Ending
from panal.sealed.records import Figure, Model, Raised
from panal.sealed.values import (
    MAX_ARRAY_BYTES,
    Frame,
    Layer,
    Opaque,
    Series,
    Value,
    every_part,
)

MAX_NUMBERS = 4_000_000
"""How many numbers one array of an answer may hold: 32 MB as float64."""

MAX_DEPTH = 16
"""Deepest nesting of lists that is read as an array. A batch of images has four axes."""

_SHOWN_PARTS = 9
_TOLD_NUMBERS = 18
_TOLD_AXES = 4
_TOLD_LENGTH = 80
_WRITTEN = (str, bytes, dict, set, frozenset, list, tuple)
_PLAIN = (*_WRITTEN, bool, int, float, complex, type(None))
_KNOWN_TYPES = frozenset(name for name, kind in vars(builtins).items() if isinstance(kind, type)) | {
    "function", "generator", "module", "method", "ndarray", "Fraction", "Decimal", "TensorShape", "KerasTensor",
    "SymbolicTensor", "RaggedTensor", "SparseTensor", "DataFrame", "Series", "Figure",
}  # fmt: skip

SEQUENCES = (list, tuple)
"""A list and a tuple are read alike."""

FloatArray: TypeAlias = npt.NDArray[np.float64]


def weight(value: Value) -> int:
    """About how many bytes a value takes."""
    total = 0
    for part in every_part(value):
        total += 64
        if isinstance(part, np.ndarray):
            total += part.nbytes
        elif isinstance(part, (list, tuple)):
            total += 40 * len(part)
        elif isinstance(part, (str, bytes)):
            total += len(part)
    return total


class Answer:
    """One answer of a student's function, and the ways to read it.

    Each way accepts what Python programmers write for that kind of thing: `3`, `3.0`, `np.int64(3)`
    and `tf.constant(3)` are one whole number; lists, tuples and arrays are several. What can't be
    read ends the check as `Ending.UNUSABLE`, with a sentence that says what was asked and what came
    back.

    Args:
        value: the answer in plain form.
        came: the words before it in a sentence for the student; by default that a function
            returned it.

    >>> Answer(np.int64(3)).whole_number(), Answer((1, 2)).array().shape, Answer("hola").value
    (3, (2,), 'hola')
    >>> Answer("3").whole_number()
    Traceback (most recent call last):
    ...
    panal.judge.endings.CheckEnded: (...a whole number, but your function returned a string...)
    """

    def __init__(self, value: Value, came: str = "") -> None:
        self.value = value
        self._came = came

    def __repr__(self) -> str:
        return f"Answer({describe(self.value)})"

    def _not_read(self, *other: object) -> NoReturn:
        raise TypeError(
            "An answer has to be read before it is compared: .number(), .boolean(), .array(), …, or "
            ".value for whatever it is."
        )

    # A grader that forgets to read it would find each answer true, and none equal to anything.
    __bool__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _not_read
    __iter__ = __len__ = __contains__ = __getitem__ = __array__ = _not_read
    __hash__ = object.__hash__

    def whole_number(self) -> int:
        """One whole number: `int`, a `float` with a whole value, a NumPy scalar or an array without
        axes.

        Raises:
            CheckEnded: unusable, if it is anything else, such as a `bool` or an array with an axis.

        >>> Answer(np.array(3.0)).whole_number()
        3
        """
        number = _whole(self.value)
        if number is None:
            self._refuse(_("a whole number"))
        return number

    def whole_numbers(self, count: int) -> tuple[int, ...]:
        """Several whole numbers, in a list, a tuple or an array with one axis.

        Args:
            count: how many there must be.

        Raises:
            CheckEnded: unusable, when it is anything else or has another length.

        >>> Answer(np.array([1, 2])).whole_numbers(2)
        (1, 2)
        """
        asked = ngettext("{count} whole number", "{count} whole numbers", count).format(count=count)
        parts = self.value
        if isinstance(parts, np.ndarray) and parts.ndim == 1 and len(parts) == count:
            parts = tuple(parts[i] for i in range(count))
        if not isinstance(parts, SEQUENCES) or len(parts) != count:
            self._refuse(asked, difference=_of_parts(parts))
        numbers = [_whole(part) for part in parts]
        for number, part in zip(numbers, parts, strict=True):
            if number is None:
                self._refuse(asked, _with(part))
        return tuple(number for number in numbers if number is not None)

    def number(self, *, finite: bool = True) -> float:
        """One number: `int`, `float`, a NumPy scalar or an array without axes.

        Args:
            finite: whether NaN and infinity are refused.

        Raises:
            CheckEnded: unusable, when it is anything else, such as a `bool` or a complex number.

        >>> Answer(np.array(2.5)).number()
        2.5
        """
        number = _real(self.value)
        if number is None or (finite and not math.isfinite(number)):
            self._refuse(_("a number"))
        return number

    def numbers(self, count: int | None = None, *, finite: bool = True) -> tuple[float, ...]:
        """Several numbers, in a list, a tuple, an array with one axis or a series.

        Args:
            count: how many there must be; by default any number.
            finite: whether NaN and infinity are refused.

        Raises:
            CheckEnded: unusable, when it is anything else or has another length.

        >>> Answer([1, 2.5]).numbers(2)
        (1.0, 2.5)
        """
        asked = (
            _("several numbers")
            if count is None
            else ngettext("{count} number", "{count} numbers", count).format(count=count)
        )
        numbers = []
        for part in self._parts(asked, count):
            number = _real(part)
            if number is None or (finite and not math.isfinite(number)):
                self._refuse(asked, _with(part))
            numbers.append(number)
        return tuple(numbers)

    def boolean(self) -> bool:
        """`True` or `False`, also NumPy's or in an array without axes; `1` and `0` are numbers.

        Raises:
            CheckEnded: unusable, when it is anything else.

        >>> Answer(np.array(True)).boolean()
        True
        """
        value = self.value
        if isinstance(value, np.ndarray) and value.ndim == 0:
            value = value.item()
        if not isinstance(value, bool):
            self._refuse(_("a boolean (`True` or `False`)"))
        return value

    def text(self) -> str:
        """A text.

        Raises:
            CheckEnded: unusable, when it is anything else, such as bytes.

        >>> Answer("hola").text()
        'hola'
        """
        value = self.value
        if isinstance(value, np.ndarray) and value.ndim == 0:
            value = value.item()
        if not isinstance(value, str):
            self._refuse(_("a string"))
        return value

    def texts(self, count: int | None = None) -> tuple[str, ...]:
        """Several texts, in a list, a tuple, an array with one axis or a series.

        Args:
            count: how many there must be; by default any number.

        Raises:
            CheckEnded: unusable, when it is anything else or has another length.

        >>> Answer(["a", "b"]).texts()
        ('a', 'b')
        """
        asked = (
            _("several strings")
            if count is None
            else ngettext("{count} string", "{count} strings", count).format(count=count)
        )
        parts = self._parts(asked, count)
        for part in parts:
            if not isinstance(part, str):
                self._refuse(asked, _with(part))
        return tuple(str(part) for part in parts)

    def items(self, count: int | None = None, of: type | None = None) -> tuple[Any, ...]:
        """Several values of any kind, in a list, a tuple, an array with one axis or a series.

        Args:
            count: how many there must be; by default any number.
            of: what each must be: `int`, `float`, `bool` or `str`; or `Answer`, for items that are
                read one by one. By default they are given as they came: whatever a student puts
                there, such as an array, which no `==` compares with a number.

        Raises:
            CheckEnded: unusable, when it is anything else or has another length.

        >>> Answer(["a", 1]).items(2)
        ('a', 1)
        >>> name, total = Answer(["a", 1]).items(2, of=Answer)
        >>> name.text(), total.whole_number()
        ('a', 1)
        """
        asked = (
            _("several values")
            if count is None
            else ngettext("{count} value", "{count} values", count).format(count=count)
        )
        return tuple(_read_as(of, part) for part in self._parts(asked, count))

    def mapping(
        self, keys: Iterable[object] | None = None, of: type | None = None
    ) -> dict[Any, Any]:
        """A dictionary.

        Args:
            keys: the keys that it must have, in any order; by default any.
            of: what each value must be, as in `items`.

        Raises:
            CheckEnded: unusable, when it is anything else, has other keys, or a value is something
                else.

        >>> Answer({"b": 2, "a": np.int64(1)}).mapping(keys=["a", "b"], of=int)
        {'b': 2, 'a': 1}
        """
        if not isinstance(self.value, dict):
            self._refuse(_("a dictionary"))
        if keys is not None and self.value.keys() != set(keys):
            asked = _("a dictionary with the keys given in the exercise")
            self._refuse(asked, _("a dictionary with others"), Difference.SHAPE)
        return {key: _read_as(of, value) for key, value in self.value.items()}

    def series(self, length: int | None = None) -> Series:
        """A pandas series.

        Args:
            length: how many values it must have; by default any number.

        Raises:
            CheckEnded: unusable, when it is anything else or has another length.

        >>> Answer(Series("x", np.array([1, 2]))).series().values.sum()
        np.int64(3)
        """
        if not isinstance(self.value, Series):
            self._refuse(_("a pandas series"))
        if length is not None and len(self.value) != length:
            asked = _("a pandas series with the values given in the exercise")
            self._refuse(asked, _("one with more or fewer"), Difference.SHAPE)
        return self.value

    def frame(self, columns: Iterable[object] | None = None, rows: int | None = None) -> Frame:
        """A pandas frame.

        Args:
            columns: the columns that it must have, in any order; by default any.
            rows: how many rows it must have; by default any number.

        Raises:
            CheckEnded: unusable, when it is anything else, or has other columns or another number
                of rows.

        >>> Answer(Frame({"x": np.array([1, 2])})).frame(columns=["x"], rows=2)["x"].sum()
        np.int64(3)
        """
        if not isinstance(self.value, Frame):
            self._refuse(_("a pandas data frame"))
        if columns is not None and self.value.columns.keys() != set(columns):
            asked = _("a data frame with the columns given in the exercise")
            self._refuse(asked, _("a data frame with others"), Difference.SHAPE)
        if rows is not None and len(self.value) != rows:
            asked = _("a data frame with the rows given in the exercise")
            self._refuse(asked, _("a data frame with more or fewer"), Difference.SHAPE)
        return self.value

    def array(
        self,
        *,
        ndim: int | None = None,
        shape: Sequence[int] | None = None,
        of: type[float] | type[bool] | type[str] | type[complex] = float,
        finite: bool = True,
    ) -> npt.NDArray[Any]:
        """An array, a tensor or nested lists of numbers, as float64; or of booleans, texts or
        complex numbers.

        Args:
            ndim: how many axes it must have; by default any number.
            shape: the shape that it must have; by default any.
            of: `float`, `bool`, `str` or `complex`. Whole numbers are floats here, and floats are
                complex numbers; booleans are neither.
            finite: whether NaN and infinity are refused.

        Raises:
            CheckEnded: unusable, when it has another shape, or anything in it is something else.

        >>> Answer([[1, 2], [3, 4]]).array(shape=(2, 2)).sum()
        np.float64(10.0)
        >>> Answer(np.array(["a", "b"])).array(of=str).tolist()
        ['a', 'b']
        """
        asked = _(_ARRAYS_OF[of])
        if shape is not None:  # the shape itself may be the hidden case's
            asked = (
                _("an array of the shape given in the exercise")
                if of is float
                else _("{array} with the shape given in the exercise").format(array=asked)
            )
        elif ndim is not None:
            asked = _with_axes(ndim, "" if of is float else _ARRAYS[np.dtype(of).kind])
        return self._read_array(self.value, asked, ndim, shape, of, finite)

    def arrays(self, count: int, *, ndim: int | None = None) -> tuple[FloatArray, ...]:
        """Several arrays: a list or tuple of them, or one array whose first axis counts them.

        Args:
            count: how many there must be.
            ndim: how many axes each must have; by default any number.

        Raises:
            CheckEnded: unusable, when there is another number of them, or one can't be read as an
                array.

        >>> row, column = Answer(([[1, 2]], [[3], [4]])).arrays(2, ndim=2)
        >>> row.shape, column.shape
        ((1, 2), (2, 1))
        """
        asked = ngettext("{count} array", "{count} arrays", count).format(count=count)
        parts: Value | tuple[Value, ...] = self.value
        if isinstance(parts, np.ndarray) and parts.ndim > 0 and len(parts) == count:
            parts = tuple(parts[i] for i in range(count))
        if not isinstance(parts, SEQUENCES) or len(parts) != count:
            self._refuse(asked, difference=_of_parts(parts))
        if ndim is not None:
            asked = ngettext(
                "{arrays} with {count} axis each", "{arrays} with {count} axes each", ndim
            ).format(arrays=asked, count=ndim)
        return tuple(self._read_array(part, asked, ndim, None) for part in parts)

    def layer(self, class_name: str) -> Layer:
        """A Keras layer of that class, or of a class made from it.

        Args:
            class_name: Keras' name of the class, such as `"Conv2D"`.

        Raises:
            CheckEnded: unusable, when it is no such layer.

        >>> dense = Layer(("Dense", "Layer"), {"units": 2}, {}, built=False)
        >>> Answer(dense).layer("Dense").settings["units"]
        2
        """
        if not isinstance(self.value, Layer) or class_name not in self.value.class_names:
            any_layer = class_name == "Layer"  # the class of them all
            named = _("a Keras layer `{name}`").format(name=class_name)
            self._refuse(_("a Keras layer") if any_layer else named)
        return self.value

    def model(self) -> Model:
        """A Keras model, as it describes itself.

        Raises:
            CheckEnded: unusable, when it is anything else.

        >>> model = Model(("Sequential", "Model"), (), (None, 64), (None, 10), 650, 650, "", "")
        >>> Answer(model).model().shape_out
        (None, 10)
        """
        if not isinstance(self.value, Model):
            self._refuse(_("a Keras model"))
        return self.value

    def figure(self, plots: int | None = None) -> Figure:
        """A Matplotlib figure, or the only one of several.

        Args:
            plots: how many plots it must have; by default any number.

        Raises:
            CheckEnded: unusable, when it is anything else, there are more, or it has other plots.

        >>> from matplotlib.figure import Figure as Drawing
        >>> from panal.grader import Functions, LocalCaller, drawn_by
        >>> def plot_squares(xs):
        ...     drawing = Drawing()
        ...     drawing.subplots().plot(xs, [x**2 for x in xs])
        ...     return drawing
        >>> submission = Functions(LocalCaller({"plot_squares": plot_squares}))
        >>> figure = submission.evaluate(drawn_by, "plot_squares", [1, 2]).figure(plots=1)
        >>> figure.axes[0].lines[0].y.tolist()
        [1.0, 4.0]
        """
        only = self.value if isinstance(self.value, Figure) else self.figures(1)[0]
        if plots is not None and len(only.axes) != plots:
            asked = ngettext("a figure with one plot", "a figure with {count} plots", plots)
            came = _("a figure with {count}").format(count=len(only.axes))
            self._refuse(asked.format(count=plots), came, Difference.SHAPE)
        return only

    def figures(self, count: int | None = None) -> tuple[Figure, ...]:
        """Several Matplotlib figures, as the probes `figures` and `drawn_by` find them.

        Args:
            count: how many there must be; by default any number but none.

        Raises:
            CheckEnded: unusable, when it is anything else, or another number of them.

        >>> Answer((Figure("Antes", ()), Figure("Después", ()))).figures(2)[-1].title
        'Después'
        """
        asked = _("a Matplotlib figure")
        found = self.value
        if not isinstance(found, SEQUENCES) or not all(isinstance(each, Figure) for each in found):
            self._refuse(asked)
        if not found or (count is not None and len(found) != count):
            if count not in (None, 1):
                asked = _("{count} figures").format(count=count)
            self._refuse(asked, _("more than one") if found else _("none"))
        return tuple(each for each in found if isinstance(each, Figure))

    def _parts(self, asked: str, count: int | None) -> Sequence[Value]:
        """What a sequence consists of."""
        parts: Any = self.value
        if isinstance(parts, Series):
            parts = parts.values
        if isinstance(parts, np.ndarray) and parts.ndim == 1:
            parts = parts.tolist()
        if not isinstance(parts, SEQUENCES) or (count is not None and len(parts) != count):
            self._refuse(asked, difference=_of_parts(parts))
        return parts

    def _read_array(
        self,
        value: Value,
        asked: str,
        ndim: int | None,
        shape: Sequence[int] | None,
        of: type = float,
        finite: bool = True,
    ) -> npt.NDArray[Any]:
        kinds = _KINDS[of]
        found = _shape(value, kinds)
        if found is None:
            came = describe(value)
            if isinstance(value, SEQUENCES):
                came = _(
                    "{what} that does not form {array} (either its rows differ in length, or not everything in it is {kind})"
                ).format(what=came, array=_(_ARRAYS_OF[of]), kind=_one(of))
            self._refuse(asked, came)
        if (shape is not None and found != tuple(shape)) or (
            ndim is not None and len(found) != ndim
        ):
            other = (
                _(", of another shape") if shape is not None and len(found) == len(shape) else ""
            )
            difference = Difference.SHAPE if found else Difference.TYPE
            came = _with_axes(len(found)) + other if found else describe(value)
            self._refuse(asked, came, difference)
        if math.prod(found) > MAX_NUMBERS:
            self._refuse(asked, _("{array}, too large").format(array=_with_axes(len(found))))
        try:
            with np.errstate(all="ignore"):
                array = _filled(value, found, of)
        except (ValueError, MemoryError):
            # a shape that NumPy can't have, such as a huge one with an empty axis
            said = _("{array} that can't be made").format(array=_with_axes(len(found)))
            self._refuse(asked, said)
        if finite and of in (float, complex) and not np.isfinite(array).all():
            said = _("an array with values that are not finite numbers (NaN or infinity)")
            self._refuse(asked, said)
        return array

    def _refuse(
        self, asked: str, came: str = "", difference: Difference = Difference.TYPE
    ) -> NoReturn:
        found = came or describe(self.value)
        if self._came:  # only a function can have forgotten it
            found = found.removesuffix(_forgotten())
        several = asked[0].isdigit() and not asked.startswith("1 ")
        sentence = ngettext(  # in English the two are alike
            "This asks for {asked}, but {came} {found}.",
            "This asks for {asked}, but {came} {found}.",
            1 + several,
        ).format(asked=asked, came=self._came or _("your function returned"), found=found)
        raise CheckEnded(Ending.UNUSABLE, sentence.replace("?.", "?"), difference)


_READINGS: dict[type, Callable[[Answer], object]] = {
    int: Answer.whole_number,
    float: Answer.number,
    bool: Answer.boolean,
    str: Answer.text,
    Answer: lambda answer: answer,
}


def _read_as(of: type | None, part: Value) -> object:
    """A part of an answer, read like one."""
    if of is None:
        return part
    if of not in _READINGS:
        raise TypeError("`of` is int, float, bool, str or Answer.")
    return _READINGS[of](Answer(part, _("in your answer there is")))


def _forgotten() -> str:
    return _(": did you forget `return`?")


def _with(part: Value) -> str:
    """Several values, one of which does not belong there."""
    return _("a sequence in which there is {what}").format(what=describe(part))


def describe(value: Value) -> str:
    """An answer in words for a student: its kind and its form, in a line.

    Its content stays out: an answer that repeats its arguments would tell the hidden case.

    >>> describe(None)
    'nothing (None): did you forget `return`?'
    >>> describe((1, 2, 3))
    'a list or tuple of 3 numbers'
    >>> describe(np.zeros((3, 3)))
    'an array with 2 axes'
    >>> describe(Opaque("ndarray object"))
    'an array of Python objects (`dtype=object`), not of numbers'
    """
    match value:
        case None:
            return _("nothing (None)") + _forgotten()
        case bool():
            return _("a boolean (`True` or `False`)")
        case int() | float():
            return _describe_number(value)
        case complex():
            return _("a complex number")
        case str():
            return _("a string") if value else _("an empty string")
        case bytes():
            return _("a sequence of bytes")
        case dict():
            return _("a dictionary") if value else _("an empty dictionary")
        case set() | frozenset():
            return _("a set") if value else _("an empty set")
        case Series():
            return _("a pandas series")
        case Frame():
            return _("a pandas data frame")
        case np.ndarray():
            return _describe_array(value)
        case list() | tuple():
            return _describe_sequence(value)
        case Model():
            return _("a Keras model")
        case Figure():
            return _("a Matplotlib figure")
        case Layer():
            known = next((name for name in value.class_names if name in _keras_layers()), "")
            return (
                _("a layer `{name}`").format(name=known) if known else _("a layer of another type")
            )
        case Raised():
            return _("an error")
        case Opaque(type_name="int"):
            return _huge()  # longer than a float can hold; the encoder leaves it out
        case Opaque(type_name="dict"):
            return _("a dictionary with a key that is no plain value")
        case Opaque(type_name="set" | "frozenset"):
            return _("a set with a member that is no plain value")
        case Opaque(type_name="ndarray object"):
            return _("an array of Python objects (`dtype=object`), not of numbers")
        case Opaque(type_name="Variable" | "ResourceVariable"):
            return _("a variable of Keras or TensorFlow, not its value (which `.numpy()` gives)")
        case Opaque():
            # Only names that we know are repeated: one of the student's making could carry hidden
            # arguments out.
            kind = value.type_name.partition(" ")[0]
            return (
                _("an object of type `{kind}`").format(kind=kind)
                if kind in _KNOWN_TYPES
                else _("an object of another type")
            )


def told(value: Value) -> str:
    """An answer to a case that the student knows, as one would write it. If it is longer than a
    line, it is only described.

    >>> told((1, 26, 26, 8))
    '(1, 26, 26, 8)'
    >>> told(np.array([[1.0, 0.0], [0.0, 0.25]]))
    '[[1, 0], [0, 0.25]]'
    >>> told(np.zeros((3, 3, 2, 2)))
    'an array of shape (3, 3, 2, 2)'
    >>> told({"a": [1, 2.5], "b": "hola"})
    "{'a': [1, 2.5], 'b': 'hola'}"
    >>> told(np.ones((2, 2, 1, 1)))
    'an array of shape (2, 2, 1, 1): [[1, 1], [1, 1]]'
    """
    shape = _shape(value)
    if 0 < _numbers_in(value) <= _TOLD_NUMBERS:
        if shape is None or len(shape) <= 2:
            return _told(value)
        plane = np.squeeze(_filled(value, shape))
        return _of_shape(shape) + (f": {_told(plane)}" if plane.ndim <= 2 else "")
    if isinstance(value, np.ndarray) and value.dtype.kind in "fiu" and value.ndim <= _TOLD_AXES:
        return _of_shape(value.shape)
    if isinstance(value, _WRITTEN) and len(value) <= _TOLD_LENGTH:
        written = repr(value)
        if len(written) <= _TOLD_LENGTH and all(isinstance(p, _PLAIN) for p in every_part(value)):
            return written
    return describe(value)


def _of_shape(shape: tuple[int, ...]) -> str:
    return _("an array of shape {shape}").format(shape=tuple(shape))


def _huge() -> str:
    return _("a huge whole number")


def _numbers_in(value: Value, depth: int = 0) -> int:
    """How many numbers a value is made of; 0 if anything else is in it, or it is nested too deeply."""
    if isinstance(value, np.ndarray):
        return value.size if value.dtype.kind in "fiub" and value.ndim <= _TOLD_AXES else 0
    if isinstance(value, SEQUENCES) and depth < _TOLD_AXES and len(value) <= _TOLD_NUMBERS:
        counts = [_numbers_in(part, depth + 1) for part in value]
        return sum(counts) if all(counts) else 0
    return int(isinstance(value, (bool, int, float)))


def _told(value: Value) -> str:
    if isinstance(value, np.ndarray):
        return f"[{', '.join(map(_told, value))}]" if value.ndim else _told(value.item())
    if isinstance(value, np.generic):
        return _told(value.item())
    if isinstance(value, SEQUENCES):
        return f"({', '.join(map(_told, value))}{',' * (len(value) == 1)})"
    if isinstance(value, int) and abs(value) >= 2**63:
        return _huge()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _describe_number(value: int | float) -> str:
    if isinstance(value, int):
        return _("a whole number") if abs(value) < 2**63 else _huge()
    if math.isnan(value):
        return _("NaN, which is not a number")
    if math.isinf(value):
        return _("an infinite value")
    return _("a whole number") if value.is_integer() else _("a number with decimals")


def _describe_array(value: npt.NDArray[Any]) -> str:
    kind = _ARRAYS.get(value.dtype.kind, "")
    if value.ndim == 0 and not kind and value.dtype.kind in "fiu":
        return _describe_number(value.item())
    if value.ndim == 0:
        return _("an array{of} without axes").format(of=_(kind) if kind else "")
    return _with_axes(value.ndim, kind)


_ARRAYS = {
    "b": N_(" of booleans"),
    "c": N_(" of complex numbers"),
    "U": N_(" of strings"),
    "M": N_(" of dates"),
    "m": N_(" of durations"),
}


def _with_axes(count: int, of: str = "") -> str:
    """How many axes, and no more: a shape can be an argument of the hidden case.

    Args:
        count: how many.
        of: one of `_ARRAYS`; empty for numbers.
    """
    said = ngettext("an array{of} with {count} axis", "an array{of} with {count} axes", count)
    return said.format(of=_(of) if of else "", count=count)


def _keras_layers() -> Container[str]:
    """Names of Keras' own layers. If Keras is not loaded, no layer came from it."""
    return vars(sys.modules["keras.layers"]) if "keras.layers" in sys.modules else ()


def _describe_sequence(value: list[Value] | tuple[Value, ...]) -> str:
    if not value:
        return _("an empty list or tuple")
    kinds = {_kind(part) for part in value[:1000]}
    kind = kinds.pop() if len(kinds) == 1 else "items"
    if len(value) == 1:
        return _("a list or tuple of a single item")
    # A length, too, can be an argument of the hidden case. A short one is more likely what the
    # student has to think about.
    if len(value) > _SHOWN_PARTS:
        return _("a long list or tuple")
    return _("a list or tuple of {count} {items}").format(count=len(value), items=_(_ITEMS[kind]))


_ITEMS = {
    "booleans": N_("booleans"),
    "numbers": N_("numbers"),
    "arrays": N_("arrays"),
    "lists": N_("lists or tuples"),
    "strings": N_("strings"),
    "items": N_("items"),
}


def _kind(value: Value) -> str:
    """One of `_ITEMS`."""
    if isinstance(value, bool):
        return "booleans"
    if isinstance(value, (int, float)):
        return "numbers"
    if isinstance(value, np.ndarray):
        return "arrays" if value.ndim else "numbers" if value.dtype.kind in "fiu" else "items"
    if isinstance(value, SEQUENCES):
        return "lists"
    return "strings" if isinstance(value, str) else "items"


def _of_parts(value: Value) -> Difference:
    """What is wrong with a value that should be several: how many they are, or its type."""
    return (
        Difference.SHAPE
        if isinstance(value, SEQUENCES) or (isinstance(value, np.ndarray) and value.ndim)
        else Difference.TYPE
    )


def _whole(value: Value) -> int | None:
    """The value as a whole number, or None when it is not one."""
    if isinstance(value, (np.ndarray, np.generic)):
        if value.ndim or value.dtype.kind not in "fiu":
            return None
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if (
        isinstance(value, float) and not value.is_integer()
    ):  # NaN and infinity are no integers either
        return None
    return int(value)


_ARRAYS_OF: dict[type, str] = {
    float: N_("an array of numbers"),
    complex: N_("an array of complex numbers"),
    bool: N_("an array of booleans"),
    str: N_("an array of strings"),
}


def _one(of: type) -> str:
    """One of what an array is made of."""
    return {
        float: pgettext("not everything is", "a number"),
        complex: pgettext("not everything is", "a number"),
        bool: pgettext("not everything is", "a boolean"),
        str: pgettext("not everything is", "a string"),
    }[of]


_KINDS: dict[type, tuple[str, tuple[type, ...]]] = {
    float: ("fiu", (int, float)),
    complex: ("fiuc", (int, float, complex)),
    bool: ("b", (bool,)),
    str: ("U", (str,)),
}
"""Of what an array is made: kinds of NumPy's, and types of single values."""

_NUMBERS = _KINDS[float]


def _shape(
    value: Value, kinds: tuple[str, tuple[type, ...]] = _NUMBERS, depth: int = 0
) -> tuple[int, ...] | None:
    """The shape of an array or of nested lists of some kind; None when they are not a full box of
    that kind.
    """
    if isinstance(value, (np.ndarray, np.generic)):
        return tuple(value.shape) if value.dtype.kind in kinds[0] else None
    if type(value) in kinds[1]:
        return ()
    if not isinstance(value, SEQUENCES) or depth >= MAX_DEPTH:
        return None
    if not value:
        return (0,)
    if set(kinds[1]).issuperset(map(type, value)):  # the quick way, since a list may be long
        return (len(value),)
    inner = _shape(value[0], kinds, depth + 1)
    if inner is None or any(_shape(part, kinds, depth + 1) != inner for part in value[1:]):
        return None
    return (len(value), *inner)


def _filled(value: Value, shape: tuple[int, ...], of: type = float) -> npt.NDArray[Any]:
    """The values of a box whose shape is known; an int beyond float64 becomes infinite."""
    if isinstance(value, (np.ndarray, np.generic)):
        return np.array(value, dtype=of)
    if of is str:  # each item takes as much room as the longest
        longest = max((len(part) for part in every_part(value) if isinstance(part, str)), default=0)
        if 4 * longest * math.prod(shape) > MAX_ARRAY_BYTES:
            raise ValueError("too large")
        return np.array(value, dtype=np.str_)
    if isinstance(value, SEQUENCES):
        filled: npt.NDArray[Any] = np.empty(shape, dtype=of)
        for i, part in enumerate(value):
            filled[i] = _filled(part, shape[1:], of)
        return filled
    try:
        return np.asarray(of(value))
    except OverflowError:
        return np.asarray(math.inf)


def _real(value: Value) -> float | None:
    """The value as a float, or None when it is no number or too large for one."""
    if isinstance(value, (np.ndarray, np.generic)):
        if value.ndim or value.dtype.kind not in "fiu":
            return None
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return float(value)
    except OverflowError:
        return None
