"""panal.sealed.encode, read back by panal.judge.decode: what crosses the wall arrives as it was,
and nothing else crosses.
"""

from __future__ import annotations

import fractions
import json
import types
import warnings
from collections import OrderedDict, namedtuple
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from panal.config import MAX_ANSWER_BYTES
from panal.judge import decode as decoding
from panal.judge.answer import Answer, Layer, Opaque, Value
from panal.judge.decode import decode
from panal.kernel import kernel
from panal.sealed import encode as encoding
from panal.sealed.encode import TooLarge, encode

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


@given(
    st.recursive(
        st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.booleans() | st.none(),
        st.lists,
    )
)
def test_nested_lists_arrive_as_tuples(value: Any) -> None:
    """Lists and tuples are told apart by nobody."""

    def frozen(part: Any) -> Any:
        return tuple(map(frozen, part)) if isinstance(part, list) else part

    try:
        assert through(value) == frozen(value)
        assert through(frozen(value)) == frozen(value)
    except TooLarge:
        assert json.dumps(value).count("[") > encoding.MAX_DEPTH


DTYPES = (
    npst.boolean_dtypes()
    | npst.integer_dtypes(endianness="?")
    | npst.unsigned_integer_dtypes(endianness="?")
    | npst.floating_dtypes(sizes=(16, 32, 64), endianness="?")
)


@given(npst.arrays(DTYPES, npst.array_shapes(min_dims=0, min_side=0)))
def test_any_array_arrives_bit_for_bit(array: np.ndarray[Any, Any]) -> None:
    """Of any dtype and byte order, any shape (without axes and without elements included)."""
    found = through(array)
    assert isinstance(found, np.ndarray)
    assert found.shape == array.shape
    assert found.dtype == array.dtype.newbyteorder("=")
    np.testing.assert_array_equal(found, array)


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
        assert isinstance(found, tuple) and found[0] is True
    array = through(np.array([True]))
    assert isinstance(array, np.ndarray) and array.dtype == bool


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({"a": 1}, "dict"),
        ({1, 2}, "set"),
        (b"12", "bytes"),
        (range(3), "range"),
        ((n for n in range(3)), "generator"),
        (1j, "complex"),
        (np.complex64(1), "complex"),
        (np.array([1j]), "complex"),
        (fractions.Fraction(1, 2), "Fraction"),
        (len, "builtin_function_or_method"),
        (int, "type"),
        (np, "module"),
        (np.array([None]), "ndarray object"),
        (np.array(["a"]), "ndarray str"),
        (np.array("2020-01-01", "M8"), "ndarray datetime64"),
        (np.zeros(2, [("a", int), ("b", int)]), "ndarray void"),
        (tf.constant("texto"), "ndarray"),
        (tf.ragged.constant([[1], [2, 3]]), "RaggedTensor"),
        (keras.Input((3,)), "KerasTensor"),
        (keras.initializers.Zeros(), "Zeros"),
        (10**400, "int"),
        (-(10**400), "int"),
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
    assert isinstance(through(OrderedDict(a=1)), Opaque)


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
    assert through([hostile()(), 1]) == (Opaque("Hostile"), 1)


@pytest.mark.parametrize("base", [int, float, str, list, tuple])
def test_a_hostile_number_fails_or_arrives_plain(base: type) -> None:
    """A subclass whose own methods raise is the student's own error there, and can be nothing else
    here.
    """
    try:
        found = through(hostile(base)())
    except (KeyError, TypeError):
        return
    assert found in (0, 0.0, "", ())


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
    assert encoding.MAX_NODES <= decoding.MAX_PARTS


def test_a_list_of_numpy_scalars_is_as_short_as_one_of_numbers() -> None:
    """A picture as nested lists must not grow out of bounds for being of NumPy's numbers."""
    row = np.arange(1000, dtype=np.float32)
    assert len(encode([list(row)])) == len(encode([row.tolist()]))


def test_long_names_and_texts_are_cut() -> None:
    """Only as much crosses as is ever shown."""
    assert through("x" * 10_000) == "x" * encoding.MAX_TEXT
    assert through(type("N" * 5000, (), {})()) == Opaque("N" * encoding.MAX_TEXT)


def test_the_text_is_ascii() -> None:
    """Lone surrogates and all else that UTF-8 refuses cross as escapes."""
    assert encode("\ud800 ñ").isascii()
    assert through(["\ud800"]) == ("�",)


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
    assert layer_through(keras.Sequential([keras.layers.Dense(2)])).class_names[0] == "Sequential"


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
