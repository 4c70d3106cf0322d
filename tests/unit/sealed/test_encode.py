"""panal.sealed.encode, read back by panal.sealed.decode: what crosses the wall arrives as it was,
and nothing else crosses.
"""

from __future__ import annotations

import fractions
import json
import types
import warnings
from collections import Counter, OrderedDict, defaultdict, namedtuple
from functools import partial
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from panal.config import MAX_ANSWER_BYTES
from panal.judge.answer import Answer
from panal.judge.probes import write_arguments
from panal.kernel import kernel
from panal.sealed import decode as decoding
from panal.sealed import encode as encoding
from panal.sealed.arguments import Arguments
from panal.sealed.decode import Undecodable, decode
from panal.sealed.encode import NoPlainForm, TooLarge, encode
from panal.sealed.values import Frame, Layer, Opaque, Series, Value, every_part

with warnings.catch_warnings():
    warnings.simplefilter(
        "ignore"
    )  # TensorFlow's own imports are not ours to keep free of warnings
    import keras
    import tensorflow as tf

IMAGE = np.arange(12.0).reshape(3, 4) - 5


def through(value: object, build: tuple[int | None, ...] | None = None) -> Value:
    """An answer on the trusted side."""
    return decode(encode(value, build))


def layer_through(value: object, build: tuple[int | None, ...] | None = None) -> Layer:
    found = through(value, build)
    assert isinstance(found, Layer)
    return found


@pytest.mark.parametrize(
    "value",
    [None, True, False, 0, -3, 2**53 + 1, 10**300, 0.1, -0.0, float("inf"), 5e-324, "", "ñ 🐝"],
)
def test_plain_values_stand_for_themselves(value: object) -> None:
    """Python's own numbers and texts arrive unchanged, with their type."""
    found = through(value)
    assert found == value and type(found) is type(value)


def test_nan_arrives_as_nan() -> None:
    """It is wrong as an answer, but the student is told what came back."""
    found = through(float("nan"))
    assert isinstance(found, float) and np.isnan(found)


# What goes in comes out

NUMBERS = st.integers(-(2**70), 2**70) | st.floats() | st.booleans() | st.none()
TEXTS = st.text(st.characters(exclude_categories=("Cs",)))
HASHABLE: st.SearchStrategy[Any] = st.recursive(
    NUMBERS | st.complex_numbers() | TEXTS | st.binary(),
    lambda inner: st.lists(inner, max_size=3).map(tuple) | st.frozensets(inner, max_size=3),
    max_leaves=4,
)
DTYPES = (
    npst.boolean_dtypes()
    | npst.integer_dtypes(endianness="?")
    | npst.unsigned_integer_dtypes(endianness="?")
    | npst.floating_dtypes(sizes=(16, 32, 64), endianness="?")
    | npst.complex_number_dtypes(endianness="?")
    | npst.unicode_string_dtypes(max_len=5, endianness="?")
    | npst.datetime64_dtypes(min_period="ns", max_period="D", endianness="?")
    | npst.timedelta64_dtypes(min_period="ns", max_period="D", endianness="?")
)
SHAPES = npst.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)
ARRAYS = npst.arrays(DTYPES, SHAPES)


def columns(length: int) -> st.SearchStrategy[Any]:
    return npst.arrays(DTYPES, length) | st.lists(HASHABLE, min_size=length, max_size=length)


@st.composite
def frames(draw: st.DrawFn) -> Frame:
    length = draw(st.integers(0, 3))
    names = draw(st.lists(TEXTS | st.integers(), max_size=3, unique=True))
    made = {name: draw(columns(length)) for name in names}
    return Frame(made, draw(st.none() | columns(length)) if names else None)


@st.composite
def series(draw: st.DrawFn) -> Series:
    length = draw(st.integers(0, 3))
    return Series(draw(HASHABLE), draw(columns(length)), draw(st.none() | columns(length)))


ANY: st.SearchStrategy[Any] = st.recursive(
    HASHABLE | ARRAYS | frames() | series(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(HASHABLE, inner, max_size=3)
        | st.sets(HASHABLE, max_size=3)
    ),
    max_leaves=8,
)


def written(value: Any) -> str:
    """A value in words that are the same in each process: the order of a set is not."""
    if isinstance(value, tuple):
        return f"({', '.join(map(written, value))},)"
    if isinstance(value, (set, frozenset)):
        return f"{{{', '.join(sorted(map(written, value)))}}}"
    return repr(value)


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same to the last bit, types and order included; NaN is NaN."""
    if type(one) is not type(other):
        return False
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return same([*one.items()], [*other.items()])
    if isinstance(one, (set, frozenset)):
        return sorted(map(written, one)) == sorted(map(written, other))
    if isinstance(one, np.ndarray):
        if one.dtype.kind == "U":
            return one.shape == other.shape and one.tolist() == other.tolist()
        native = one.astype(one.dtype.newbyteorder("="))
        return (native.dtype, native.shape) == (other.dtype, other.shape) and bool(
            np.array_equal(native, other, equal_nan=one.dtype.kind in "fcMm")
        )
    if isinstance(one, Series):
        return same([one.name, one.values, one.index], [other.name, other.values, other.index])
    if isinstance(one, Frame):
        return same([one.columns, one.index], [other.columns, other.index])
    return repr(one) == repr(other)


@given(ANY)
def test_what_goes_in_comes_out(value: Any) -> None:
    """Lists stay lists, tuples tuples; of each kind, at any depth, in order, to the last bit."""
    try:
        text = encode(value)
    except TooLarge:
        assert str(value).count("(") > encoding.MAX_DEPTH
        return
    assert text.isascii()
    assert same(value, decode(text))


@given(ANY)
def test_what_a_grader_sends_arrives_as_it_was(value: Any) -> None:
    """In the kernel, too, where frames are pandas' own and text may be half a pair of surrogates."""
    if any(isinstance(part, (Frame, Series)) for part in every_part(value)):
        return  # they become pandas' own
    arrived = Arguments().read(encode(value, refuse=pytest.fail))
    assert same(value, arrived)


def test_half_a_pair_of_surrogates_is_a_text_like_others_for_a_student() -> None:
    """It is replaced only on our side, see `decode`."""
    assert Arguments().read(encode("\ud800")) == "\ud800"


@pytest.mark.parametrize(
    ("value", "arrives"),
    [
        (np.int64(3), 3),
        (np.float32(0.5), 0.5),
        (np.complex64(1j), 1j),
        (np.bool_(True), True),
        (np.str_("a"), "a"),
        (np.bytes_(b"a"), b"a"),
        (bytearray(b"a"), b"a"),
        (Counter("aab"), {"a": 2, "b": 1}),
        (defaultdict(int, a=1), {"a": 1}),
    ],
    ids=str,
)
def test_what_is_nearly_a_plain_value_arrives_as_one(value: object, arrives: object) -> None:
    """A number of NumPy's is Python's number, a counter a dictionary."""
    assert same([arrives], decode(encode([value])))


def test_a_text_in_objects_is_a_text() -> None:
    """NumPy has three ways to keep texts; here they are one."""
    for kind in (object, "U3", np.dtypes.StringDType()):
        found = through(np.array([["a", "bcd"]], kind))
        assert isinstance(found, np.ndarray) and found.tolist() == [["a", "bcd"]]
        assert found.dtype == "<U3"


def test_tensors_are_arrays_here_and_tensors_there() -> None:
    """Our side computes with NumPy; a student's function gets what the grader had."""
    text = encode([tf.constant([[1.0, 2.0]])])
    (found,) = decode(text)  # type: ignore[misc, union-attr]
    assert same(found, np.array([[1.0, 2.0]], np.float32))
    (arrived,) = Arguments().read(text)
    assert isinstance(arrived, tf.Tensor) and arrived.dtype == tf.float32


def test_what_a_grader_may_not_send_is_told_at_once() -> None:
    """Whatever has no plain form, at any depth."""
    refused: list[object] = []

    def refuse(value: object) -> None:
        refused.append(value)

    thing = object()
    encode([{"a": thing}, np.array([None]), len, {(1, 2**20_000): 1}], refuse=refuse)
    assert refused[:1] == [thing] and len(refused) == 4


DRESSES = {
    "float64": IMAGE,
    "float16": IMAGE.astype(np.float16),
    "bfloat16": IMAGE.astype(ml_dtypes.bfloat16),
    "float8": IMAGE.astype(ml_dtypes.float8_e4m3fn),
    "longdouble": IMAGE.astype(np.longdouble),
    "big-endian": IMAGE.astype(">f4"),
    "big-endian longdouble": IMAGE.astype(np.dtype(np.longdouble).newbyteorder(">")),
    "int8": IMAGE.astype(np.int8),
    "big-endian int": IMAGE.astype(">i8"),
    "Fortran order": np.asfortranarray(IMAGE),
    "strided": np.repeat(np.repeat(IMAGE, 2, 0), 3, 1)[::2, ::3],
    "negative strides": IMAGE[::-1, ::-1].copy()[::-1, ::-1],
    "broadcast": np.broadcast_to(IMAGE, (1, 3, 4))[0],
    "masked": np.ma.masked_array(IMAGE, mask=False),
    "nested list": IMAGE.tolist(),
    "nested tuple": tuple(map(tuple, IMAGE.tolist())),
    "list of arrays": list(IMAGE),
    "list of NumPy scalars": [list(row) for row in IMAGE],
    "list of float32": [list(row) for row in IMAGE.astype(np.float32)],
    "list of bfloat16": [list(row) for row in IMAGE.astype(ml_dtypes.bfloat16)],
    "list of longdouble": [list(row) for row in IMAGE.astype(np.longdouble)],
    "list of ints": IMAGE.astype(int).tolist(),
    "list of int8": [list(row) for row in IMAGE.astype(np.int8)],
    "tf.Tensor": tf.convert_to_tensor(IMAGE),
    "tf bfloat16": tf.convert_to_tensor(IMAGE.astype(ml_dtypes.bfloat16)),
    "list of tf.Tensor": [tf.convert_to_tensor(row) for row in IMAGE],
    "tf.Variable": tf.Variable(IMAGE),
    "keras.Variable": keras.Variable(IMAGE.astype(np.float32), dtype="float32"),
    "Python's numbers": IMAGE.astype(object),
    "NumPy's numbers as objects": np.array([list(row) for row in IMAGE], object),
    "mixed": [IMAGE[0], tuple(IMAGE[1]), tf.convert_to_tensor(IMAGE[2])],
}


@pytest.mark.parametrize("dress", DRESSES)
def test_an_image_in_any_dress_is_the_same_numbers(dress: str) -> None:
    """Whatever an ordinary program calls an array of numbers, the judge reads these numbers."""
    np.testing.assert_array_equal(Answer(through(DRESSES[dress])).array(), IMAGE)


WHOLE = {
    "int": 7,
    "float": 7.0,
    "int64": np.int64(7),
    "uint8": np.uint8(7),
    "float32": np.float32(7),
    "longdouble": np.longdouble(7),
    "bfloat16": ml_dtypes.bfloat16(7),
    "0-d array": np.array(7),
    "0-d big-endian": np.array(7, ">i4"),
    "tf.Tensor": tf.constant(7),
    "tf float16": tf.constant(7, tf.float16),
    "tf.Variable": tf.Variable(7),
}


@pytest.mark.parametrize("dress", WHOLE)
def test_a_whole_number_in_any_dress_is_that_number(dress: str) -> None:
    """Alone, and as one of several in a list or a tuple."""
    assert Answer(through(WHOLE[dress])).whole_number() == 7
    assert Answer(through([WHOLE[dress], 1])).whole_numbers(2) == (7, 1)
    assert Answer(through((0, WHOLE[dress]))).whole_numbers(2) == (0, 7)


@pytest.mark.parametrize(
    "shape",
    [
        tf.TensorShape([1, 5, 6, 2]),
        tf.constant([1, 5, 6, 2]),
        np.array([1, 5, 6, 2]),
        tf.constant([1.0, 5, 6, 2]),
    ],
)
def test_a_shape_in_any_dress_is_its_numbers(shape: object) -> None:
    """A shape may come from TensorFlow as TensorFlow has it."""
    assert Answer(through(shape)).whole_numbers(4) == (1, 5, 6, 2)


def test_shapes_that_are_not_known_are_no_numbers() -> None:
    """An open axis is None, an open rank nothing."""
    assert through(tf.TensorShape([None, 3])) == (None, 3)
    assert through(tf.TensorShape(None)) == Opaque("TensorShape")


def test_a_boolean_stays_one() -> None:
    """`True` is no number, in no dress: the judge has to be able to tell."""
    for value in (True, np.True_):
        found = through([value])
        assert isinstance(found, list) and found[0] is True
        assert through(value) is True
    array = through(np.array([True]))
    assert isinstance(array, np.ndarray) and array.dtype == bool


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({len: 1}, "dict"),
        ({(1, len): 1}, "dict"),
        ({len, 1}, "set"),
        (range(3), "range"),
        ((n for n in range(3)), "generator"),
        (fractions.Fraction(1, 2), "Fraction"),
        (len, "builtin_function_or_method"),
        (int, "type"),
        (np, "module"),
        (np.array([None]), "ndarray object"),
        (np.array(["a", 1], object), "ndarray object"),
        (np.array([b"a"]), "ndarray bytes"),
        (np.array("2020", "M8[Y]"), "ndarray datetime64"),
        (np.zeros(2, [("a", int), ("b", int)]), "ndarray void"),
        (tf.constant("texto"), "ndarray"),
        (tf.ragged.constant([[1], [2, 3]]), "RaggedTensor"),
        (keras.Input((3,)), "KerasTensor"),
        (keras.initializers.Zeros(), "Zeros"),
        pytest.param(10**5000, "int", id="huge"),
        pytest.param(-(10**5000), "int", id="huge and negative"),
        (types.SimpleNamespace(), "SimpleNamespace"),
    ],
)
def test_what_has_no_plain_form_arrives_as_its_name(value: object, name: str) -> None:
    """The student is told what came back; nothing of the object itself crosses."""
    found = through(value)
    assert isinstance(found, Opaque) and found.type_name.startswith(name)


def test_a_symbolic_tensor_has_no_numbers() -> None:
    """A tensor of a graph that is only being built is none."""
    seen = []

    @tf.function  # type: ignore[untyped-decorator]  # TensorFlow ships no types
    def build(x: Any) -> Any:
        seen.append(encode(x))
        return x

    build(tf.constant(1.0))
    assert decode(seen[0]) == Opaque("SymbolicTensor")


def test_ordinary_subclasses_are_what_they_derive_from() -> None:
    """A named tuple is a tuple, an IntEnum or a number with a unit is a number."""
    Pair = namedtuple("Pair", "before after")
    assert through(Pair(1, 2)) == (1, 2)
    assert through(type("Metres", (float,), {})(2.5)) == 2.5
    assert through(type("Count", (int,), {})(3)) == 3
    assert through(OrderedDict(a=1)) == {"a": 1}


def hostile(*bases: type, **methods: object) -> Any:
    """A class, each special method of which raises."""

    def refuse(*args: object, **kwargs: object) -> Any:
        raise KeyError("no se puede leer")

    names = ("__len__", "__array__", "__iter__", "__getitem__", "__bool__", "__eq__", "__repr__", "__str__", "__int__",
             "__float__", "__index__", "__array_interface__", "__array_struct__", "__reduce__", "__getattr__")  # fmt: skip
    return type(
        "Hostile", bases, {**dict.fromkeys(names, refuse), "__hash__": object.__hash__, **methods}
    )


def test_a_hostile_object_is_not_asked() -> None:
    """An object of a class of the student's is named and never converted: none of its methods
    runs.
    """
    assert through(hostile()()) == Opaque("Hostile")
    assert through([hostile()(), 1]) == [Opaque("Hostile"), 1]
    assert through({hostile()(): 1}) == Opaque("dict")


@pytest.mark.parametrize("base", [int, float, complex, str, bytes, list, tuple, dict, set])
def test_a_hostile_number_fails_or_arrives_plain(base: type) -> None:
    """A subclass whose own methods raise is the student's own error there, and can be nothing else
    here.
    """
    try:
        found = through(hostile(base)())
    except (KeyError, TypeError):
        return
    assert not found and type(found) is base


def test_a_list_within_itself_ends() -> None:
    """Nesting has a bound."""
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(TooLarge):
        encode(endless)


def test_depth_is_bounded() -> None:
    """Sixteen levels are an answer, more are none."""
    value: object = 1
    for _ in range(encoding.MAX_DEPTH):
        value = [value]
    assert through(value)
    with pytest.raises(TooLarge):
        encode([value])


def test_numbers_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of single numbers there may be so many, those in nested lists together."""
    monkeypatch.setattr(encoding, "MAX_NODES", 100)
    assert encode([[1] * 48] * 2)
    with pytest.raises(TooLarge):
        encode([[1] * 49] * 2)


def test_arrays_are_bounded_together() -> None:
    """A list of arrays may not be larger than one array; an array of no memory of its own counts as
    what it shows.
    """
    half = np.broadcast_to(np.uint8(1), encoding.MAX_ARRAY_BYTES // 2 + 1)
    with pytest.raises(TooLarge):
        encode([half, half])
    with pytest.raises(TooLarge):
        encode(np.broadcast_to(np.float64(0), (10**6, 10**6)))


def test_all_together_is_bounded() -> None:
    """Text adds up, too, and counts as it stands in a message: with a backslash before each
    quote.
    """
    with pytest.raises(TooLarge):
        encode(['"' * 200] * (encoding.MAX_SENT_BYTES // 700))
    assert encode(["a" * 200] * 1000)


def test_what_is_sent_can_be_received() -> None:
    """The largest answer fits into a message that the client takes, and into what the decoder
    reads.
    """
    room = 2**20  # the rest of a message
    assert encoding.MAX_SENT_BYTES + room <= kernel.MAX_MESSAGE_BYTES
    assert encoding.MAX_ARRAY_BYTES * 4 / 3 + room <= encoding.MAX_SENT_BYTES
    assert encoding.MAX_SENT_BYTES <= decoding.MAX_CHARACTERS
    assert encoding.MAX_ARRAY_BYTES == decoding.MAX_ARRAY_BYTES == MAX_ANSWER_BYTES
    assert encoding.MAX_DEPTH <= decoding.MAX_DEPTH
    assert encoding.MAX_NODES <= encoding.MAX_PARTS


def test_a_list_of_numpy_scalars_is_as_short_as_one_of_numbers() -> None:
    """A picture as nested lists must not grow out of bounds for being of NumPy's numbers."""
    row = np.arange(1000, dtype=np.float32)
    assert len(encode([list(row)])) == len(encode([row.tolist()]))


def test_long_names_are_cut_and_texts_are_not() -> None:
    """Of a name only as much crosses as is ever shown; a text may be the answer."""
    assert through("x" * 10_000) == "x" * 10_000
    assert through(type("N" * 5000, (), {})()) == Opaque("N" * encoding.MAX_NAME)


def test_keys_and_bytes_are_bounded() -> None:
    """As on our side, so that an honest answer is told to be too large, not unreadable."""
    assert through(dict.fromkeys(range(encoding.MAX_KEYS)))
    for value in (
        dict.fromkeys(range(encoding.MAX_KEYS + 1)),
        [set(range(encoding.MAX_KEYS)), {1}],
        bytes(encoding.MAX_ARRAY_BYTES + 1),
        np.array(["", "x" * (encoding.MAX_ARRAY_BYTES // 8 + 1)]),
        [()] * (encoding.MAX_PARTS // 2),
    ):
        with pytest.raises(TooLarge):
            encode(value)


def test_the_text_is_ascii() -> None:
    """Lone surrogates and all else that UTF-8 refuses cross as escapes."""
    assert encode("\ud800 ñ").isascii()
    assert through(["\ud800"]) == ["�"]


# Layers


BUILD = (None, 8, 8, 3)


def test_a_layer_is_its_settings() -> None:
    """An unbuilt layer has settings and no weights; activations of Keras' own go by their name."""
    found = layer_through(
        keras.layers.Conv2D(4, (3, 2), strides=2, padding="SAME", activation="relu", use_bias=False)
    )
    assert found.class_names[0] == "Conv2D" and "Layer" in found.class_names
    expected = {
        "filters": 4,
        "kernel_size": (3, 2),
        "strides": (2, 2),
        "padding": "same",
        "use_bias": False,
        "groups": 1,
    }
    assert {name: found.settings[name] for name in expected} == expected
    assert found.settings["activation"] == "relu"
    assert found.built is False and found.weights == {}


def test_settings_that_came_as_numpy_numbers() -> None:
    """A side that `np.broadcast_to` made, or a number of channels read from an array, is a number
    like any other.
    """
    found = layer_through(
        keras.layers.Conv2D(np.int64(4), tuple(np.array([3, 2])), use_bias=np.bool_(False))
    )
    assert (found.settings["filters"], found.settings["kernel_size"]) == (4, (3, 2))
    assert found.settings["use_bias"] is False


@pytest.mark.parametrize(
    "activation", [None, "linear", keras.activations.linear, keras.ops.relu, keras.activations.gelu]
)
def test_activations_of_keras_have_names(activation: object) -> None:
    """Whichever way it was given; none at all is `linear`."""
    found = layer_through(keras.layers.Conv2D(1, 1, activation=activation))
    assert found.settings["activation"] == getattr(activation, "__name__", activation or "linear")


@pytest.mark.parametrize("activation", [lambda x: x, tf.nn.relu, keras.layers.ReLU()])
def test_activations_of_others_have_none(activation: object) -> None:
    """What a student's function computes is not asked."""
    assert layer_through(keras.layers.Conv2D(1, 1, activation=activation)).settings[
        "activation"
    ] == Opaque("function")


def test_a_layer_is_built_when_asked() -> None:
    """Weights arrive by Keras' names, as the initializers make them; a lambda is one like
    others.
    """
    layer = keras.layers.Conv2D(
        2,
        3,
        kernel_initializer=lambda shape, dtype=None: tf.fill(shape, 0.5),
        bias_initializer="ones",
    )
    found = layer_through(layer, BUILD)
    assert found.built
    assert set(found.weights) == {"kernel", "bias"}
    np.testing.assert_array_equal(found.weights["kernel"], np.full((3, 3, 3, 2), 0.5))
    np.testing.assert_array_equal(found.weights["bias"], np.ones(2))
    assert found.settings["kernel_initializer"] == Opaque("function")


def test_a_built_layer_is_not_built_again() -> None:
    """Weights that the student has set are the weights."""
    layer = keras.layers.Conv2D(1, 2, use_bias=False)
    layer.build((None, 4, 4, 1))
    layer.set_weights([np.arange(4.0).reshape(2, 2, 1, 1)])
    found = layer_through(layer, BUILD)
    np.testing.assert_array_equal(found.weights["kernel"].ravel(), range(4))


class Mine(keras.layers.Conv2D):  # type: ignore[misc]  # Keras ships no types
    """As a student writes one: other arguments, and methods that lie."""

    def __init__(self, pool: int) -> None:
        super().__init__(1, pool, strides=pool)

    def call(self, inputs: Any) -> Any:
        raise RuntimeError("nobody calls me")

    def get_config(self) -> Any:
        raise RuntimeError("nobody asks me")


def test_a_subclass_is_what_keras_knows_of_it() -> None:
    """Class names and settings are those of Keras' own class; neither `call` nor `get_config`
    runs.
    """
    found = layer_through(Mine(3), BUILD)
    assert found.class_names[0] == "Conv2D" and "Mine" not in found.class_names
    assert found.settings["kernel_size"] == (3, 3)
    assert found.weights["kernel"].shape == (3, 3, 3, 1)


def test_layers_of_other_kinds_arrive_as_well() -> None:
    """A student is told that it was another layer."""
    assert layer_through(keras.layers.AveragePooling2D(3)).class_names[0] == "AveragePooling2D"
    assert layer_through(keras.layers.Dense(2), (None, 3)).weights["kernel"].shape == (3, 2)


def test_weights_of_other_types_are_numbers_too() -> None:
    """A layer of bfloat16 keeps its values."""
    found = layer_through(
        keras.layers.Conv2D(1, 1, dtype="bfloat16", bias_initializer="ones"), BUILD
    )
    np.testing.assert_array_equal(found.weights["bias"], [1.0])


def test_a_layer_that_is_too_large_is_refused() -> None:
    """Its weights count as arrays do."""
    layer = keras.layers.Dense(
        encoding.MAX_ARRAY_BYTES // 8, use_bias=False, dtype="float16", kernel_initializer="zeros"
    )
    with pytest.raises(TooLarge):
        encode(layer, (None, 5))


# Layers and models that a grader sends

SPATIAL = (None, 6, 5, 2)
L = keras.layers


def layers(make: Any, *args: Any, **kwargs: Any) -> st.SearchStrategy[Any]:
    """How to make layers of a kind: not in a strategy, for Keras draws random numbers meanwhile."""
    return st.builds(partial, st.just(make), *args, **kwargs)


KINDS: st.SearchStrategy[Any] = st.one_of(
    layers(
        L.Conv2D,
        st.integers(1, 3),
        st.integers(1, 2) | st.tuples(st.integers(1, 2), st.integers(1, 2)),
        padding=st.sampled_from(["same", "valid"]),
        activation=st.sampled_from([None, "relu", keras.activations.gelu]),
        use_bias=st.booleans(),
        kernel_regularizer=st.sampled_from([None, keras.regularizers.L2(0.1)]),
        dtype=st.sampled_from(["float32", "float16", "bfloat16", "mixed_float16"]),
    ),
    layers(
        L.Dense,
        st.integers(1, 3),
        kernel_initializer=st.sampled_from(["ones", keras.initializers.RandomNormal(seed=3)]),
        trainable=st.booleans(),
    ),
    layers(L.Dropout, st.floats(0, 0.9), seed=st.none() | st.integers(0, 9)),
    layers(L.BatchNormalization, momentum=st.floats(0, 1)),
    layers(lambda units: L.TimeDistributed(L.Bidirectional(L.LSTM(units))), st.integers(1, 3)),
    layers(L.MaxPooling2D, pool_size=st.just(1)),
)


def changed(layer: Any) -> Any:
    """A layer whose weights no initializer makes."""
    weights = layer.get_weights()
    layer.set_weights([np.sin(np.arange(w.size)).reshape(w.shape).astype(w.dtype) for w in weights])
    return layer


def sent(value: object) -> Any:
    """What a student's function gets of what a grader sends."""
    return Arguments().read(write_arguments(value))


def require_same(one: Any, other: Any, shape: tuple[int | None, ...]) -> None:
    """Two layers do the same, and have the same settings and weights."""
    assert type(one) is type(other)
    assert json.dumps(one.get_config()) == json.dumps(
        other.get_config()
    )  # a tuple crosses as a list
    assert (one.name, one.built) == (other.name, other.built)
    assert len(one.trainable_weights) == len(other.trainable_weights)
    assert same([*map(np.asarray, one.get_weights())], [*map(np.asarray, other.get_weights())])
    if one.built:
        inputs = np.cos(np.arange(2 * np.prod(shape[1:]))).reshape(2, *shape[1:])
        assert np.array_equal(one(inputs), other(inputs), equal_nan=True)


@settings(max_examples=40)
@given(KINDS, st.booleans())
def test_a_layer_that_a_grader_sends_arrives_as_a_layer(make: Any, build: bool) -> None:
    """Of its own class, with the same settings and weights; one that is not built is not."""
    layer = make()
    if build:
        layer.build(SPATIAL)
        changed(layer)
    require_same(layer, sent(layer), SPATIAL)


@settings(max_examples=15)
@given(st.lists(KINDS.filter(lambda make: isinstance(make.func, type)), max_size=3))
def test_a_model_that_a_grader_sends_arrives_as_a_model(makes: list[Any]) -> None:
    """Whichever way it was made."""
    parts = [make() for make in makes]
    inputs = outputs = keras.Input(SPATIAL[1:])
    for layer in parts:
        outputs = layer(outputs)
    functional = changed(keras.Model(inputs, outputs + 1))
    sequential = keras.Sequential([keras.Input(SPATIAL[1:]), *parts])
    require_same(functional, sent([functional])[0], SPATIAL)
    require_same(sequential, sent({"model": sequential})["model"], SPATIAL)


def test_a_model_that_was_trained_can_be_trained_further() -> None:
    """How it was compiled is among its settings. What layers know of training stays off, too."""
    model = keras.Sequential([keras.Input((2,)), L.Dense(3, activation="relu"), L.Dense(1)])
    model.layers[0].trainable = False
    model.compile(keras.optimizers.Adam(0.02), loss="mse", metrics=["mae"])
    data = np.ones((4, 2)), np.ones((4, 1))
    model.fit(*data, verbose=0)
    arrived = sent(model)
    require_same(model, arrived, (None, 2))
    assert through(arrived) == through(model)
    kept = arrived.layers[0].get_weights()
    assert arrived.evaluate(*data, verbose=0) == model.evaluate(*data, verbose=0)
    arrived.fit(*data, verbose=0)
    assert same(kept, arrived.layers[0].get_weights())


def double(x: Any) -> Any:
    return 2 * x


@keras.saving.register_keras_serializable()
class Registered(keras.layers.Dense):  # type: ignore[misc]  # Keras ships no types
    """Known to Keras on the grader's side, and in no kernel."""


@keras.saving.register_keras_serializable()
def registered(x: Any) -> Any:
    return 2 * x


class OwnModel(keras.Model):  # type: ignore[misc]
    """One that Keras can't make from settings."""

    def call(self, inputs: Any) -> Any:
        return inputs


def adapted() -> Any:
    layer = keras.layers.Normalization()
    layer.adapt(np.eye(3))
    return layer


@pytest.mark.parametrize(
    "make",
    [
        lambda: Mine(3),
        lambda: Registered(3),
        lambda: OwnModel(),
        lambda: keras.layers.Lambda(double),
        lambda: keras.layers.Lambda(lambda x: 2 * x),
        lambda: keras.layers.Dense(3, activation=double),
        lambda: keras.layers.Dense(3, activation=registered),
        lambda: keras.layers.TimeDistributed(Registered(3)),
        lambda: keras.Sequential([keras.Input((3,)), Registered(3)]),
        adapted,
        lambda: keras.Sequential([keras.Input((3,)), adapted()]),
    ],
)
def test_what_keras_does_not_rebuild_is_told_at_once(make: Any) -> None:
    """In the kernel it would fail, or compute something else, as if that were the student's fault."""
    layer = make()
    with pytest.raises(NoPlainForm, match=f"A {type(layer).__name__} can't be sent unless Keras"):
        write_arguments([layer])


def test_a_layer_that_is_too_large_is_not_sent() -> None:
    """Its weights count with all other arrays."""
    layer = keras.layers.Dense(2**20, use_bias=False, kernel_initializer="zeros")
    layer.build((None, 5))
    with pytest.raises(TooLarge):
        write_arguments([layer, layer])


def test_a_description_is_not_sent() -> None:
    """A student's function would get an object of ours, of which it knows nothing."""
    for described in (through(keras.layers.Dense(1)), through(keras.Sequential())):
        with pytest.raises(NoPlainForm, match="can't be of type"):
            write_arguments(described)


ARRAY = '{"array": {"dtype": "<f4", "shape": [1], "data": "AAAAAA=="}}'


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        '{"settings": "{}"}',
        '{"settings": {}, "weights": []}',
        '{"settings": "{", "weights": []}',
        '{"settings": "{}", "weights": {}}',
        '{"settings": "{}", "weights": [1]}',
        f'{{"settings": "{{}}", "weights": {ARRAY}}}',
        f'{{"settings": "{{}}", "weights": [{ARRAY}]}}',
    ],
)
def test_no_other_layer_is_made(content: str) -> None:
    """On our side none at all; in the kernel only of what `encode` writes."""
    with pytest.raises(Undecodable):
        decode(f'{{"live layer": {content}}}')
    with pytest.raises((Undecodable, AttributeError)):
        Arguments().read(f'{{"live layer": {content}}}')


def test_our_side_makes_no_layer() -> None:
    """Whoever writes what a grader sends as an answer is refused: Keras would build on our side."""
    text = write_arguments(keras.layers.Dense(1))
    assert '"live layer"' in text
    with pytest.raises(Undecodable):
        decode(text)
