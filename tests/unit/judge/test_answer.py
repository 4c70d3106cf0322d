"""An answer is read in any ordinary dress, and refused with a sentence that says what came back."""

from __future__ import annotations

import math
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from panal.judge import answer
from panal.judge.agreement import agree
from panal.judge.answer import Answer, Layer, Opaque, Value, describe
from panal.judge.endings import CheckEnded
from panal.results import Ending

CONV = Layer(("Conv2D", "BaseConv", "Layer"), {"filters": 3}, {}, False)

NO_NUMBERS: list[Value] = [
    None, True, False, "3", "", math.nan, math.inf, -math.inf, (), (3,), np.array([3]), np.array(True), np.array([[3]]),
    np.array(math.nan), Opaque("dict"), Opaque("complex"), Opaque("int"), CONV, ((3,),), 2.5, np.array(2.5),
]  # fmt: skip


def refused(read: object) -> str:
    """The sentence with which a reading is refused."""
    with pytest.raises(CheckEnded) as caught:
        read()  # type: ignore[operator]
    assert caught.value.ending is Ending.UNUSABLE
    assert caught.value.sentence.startswith(("Aquí se pide ", "Aquí se piden "))
    assert caught.value.sentence.endswith((".", "?"))
    return caught.value.sentence


@pytest.mark.parametrize(
    "value",
    [3, 3.0, np.array(3), np.array(3.0, np.float16), np.array(3, np.uint8), np.array(3, np.int64)],
)
def test_one_whole_number(value):
    """int, a float with a whole value, NumPy scalars and arrays without axes are one number."""
    number = Answer(value).whole_number()
    assert number == 3
    assert type(number) is int


@pytest.mark.parametrize("value", NO_NUMBERS, ids=repr)
def test_no_whole_number(value):
    """Everything else is none, one-element arrays and bool included."""
    assert "un número entero, y tu función devolvió" in refused(Answer(value).whole_number)


def test_whole_numbers_keep_every_digit():
    """Large numbers are no floats in between."""
    assert Answer(2**70 + 1).whole_number() == 2**70 + 1
    assert Answer((2**63 - 1, -(2**80))).whole_numbers(2) == (2**63 - 1, -(2**80))


@pytest.mark.parametrize(
    "value",
    [
        (1, 2),
        (1.0, 2),
        np.array([1, 2]),
        np.array([1.0, 2.0], np.float32),
        (np.array(1), np.array(2.0)),
    ],
)
def test_several_whole_numbers(value):
    """A list or tuple of numbers in any dress, or an array with one axis."""
    assert Answer(value).whole_numbers(2) == (1, 2)


@pytest.mark.parametrize(
    "value",
    [*NO_NUMBERS, 3, (1, 2, 3), (1,), (1, True), (1, None), (1, "2"), (1, math.nan), (1, 2.5), (1, (2,)), (1, np.array([2])),
     (1, Opaque("complex")), np.array([1, 2, 3]), np.array([[1, 2]]), np.array([1, math.inf]), np.array([True, False]),
     (np.array([True, False])), np.array([1.5, 2.0])],
    ids=repr,
)  # fmt: skip
def test_no_two_whole_numbers(value):
    """Another count, another kind, or one part that is no whole number."""
    refused(lambda: Answer(value).whole_numbers(2))


@pytest.mark.parametrize(
    "dtype", ["float16", "float32", "float64", "int8", "uint8", "int64", "uint64"]
)
def test_arrays_of_any_number_type(dtype):
    """Any float or integer type becomes float64."""
    array = Answer(np.ones((2, 3), dtype)).array(shape=(2, 3))
    assert array.dtype == np.float64
    assert (array == 1).all()


def test_nested_lists_are_arrays():
    """Nested lists, lists of arrays and lists of scalar arrays are boxes of numbers."""
    wanted = np.arange(6.0).reshape(2, 3)
    for value in (
        ((0, 1, 2), (3, 4.0, 5)),
        (np.array([0, 1, 2]), np.array([3.0, 4, 5])),
        (np.array([0, 1, 2]), (3, np.array(4), 5)),
    ):
        assert (Answer(value).array(ndim=2) == wanted).all()


@pytest.mark.parametrize(
    "value",
    [None, True, "text", math.nan, Opaque("dict"), CONV, ((1, 2), (3,)), ((1, 2), 3), ((1, True), (2, 3)), ((1, "2"), (2, 3)),
     ((1, None), (2, 3)), ((1, math.nan), (2, 3)), ((1, 10**400), (2, 3)), np.array([[1, math.inf], [0, 0]]),
     np.ones((2, 2), bool), (np.ones(2, bool), np.ones(2, bool)), np.ones((2, 2, 1)), np.ones(4), (), ((), ()), 4],
    ids=repr,
)  # fmt: skip
def test_no_array(value):
    """Ragged lists, other kinds, other shapes, and numbers that are not finite."""
    refused(lambda: Answer(value).array(shape=(2, 2)))


def test_an_int_beyond_float64_is_not_finite():
    """Python's ints have no end; an array's numbers do."""
    assert "finitos" in refused(lambda: Answer(((1, 10**400), (2, 3))).array())


def test_no_array_is_too_large():
    """The size is known before anything is made of it."""
    large = np.broadcast_to(np.uint8(1), (answer.MAX_NUMBERS + 1,))
    assert "demasiado grande" in refused(lambda: Answer(large).array())


def test_deep_nesting_is_no_array():
    """Lists in lists end somewhere."""
    value: Value = 1
    for _ in range(answer.MAX_DEPTH + 8):
        value = (value,)
    refused(lambda: Answer(value).array())


def test_a_pair_of_arrays():
    """Two arrays, two nested lists, or one array that stacks them."""
    for value in (
        (np.eye(2), np.ones((2, 2))),
        (((1, 0), (0, 1)), ((1, 1), (1, 1))),
        np.stack([np.eye(2), np.ones((2, 2))]),
    ):
        first, second = Answer(value).arrays(2, ndim=2)
        assert (first == np.eye(2)).all()
        assert (second == 1).all()
    for value in (
        np.eye(3),
        (np.eye(2),),
        (np.eye(2), 3),
        np.ones((3, 2, 2)),
        None,
        (np.eye(2), None),
        np.array(2),
    ):
        refused(lambda value=value: Answer(value).arrays(2, ndim=2))


def test_layers_by_the_name_of_keras(monkeypatch):
    """A layer of the class, or of one made from it; whether this process has loaded Keras must not
    matter here.
    """
    monkeypatch.setitem(sys.modules, "keras.layers", SimpleNamespace(AveragePooling2D=object))
    assert Answer(CONV).layer("Conv2D") is CONV
    assert "AveragePooling2D" in refused(
        lambda: Answer(Layer(("AveragePooling2D",), {}, {}, True)).layer("Conv2D")
    )
    for value in (None, np.eye(2), Opaque("Sequential"), (CONV,), Layer((), {}, {}, False)):
        refused(lambda value=value: Answer(value).layer("Conv2D"))


@pytest.mark.parametrize(
    ("of", "values", "read"),
    [
        (int, (2, np.array(3.0)), (2, 3)),
        (float, (2, np.array(2.5)), (2.0, 2.5)),
        (bool, (True, np.array(False)), (True, False)),
        (str, ("a", "b"), ("a", "b")),
        (None, ("a", None), ("a", None)),
    ],
)
def test_parts_are_read_like_answers(of, values, read):
    """Of a list and of a dictionary."""
    found = Answer(values).items(2, of=of)
    assert found == read and [*map(type, found)] == [*map(type, read)]
    assert Answer(dict(zip("xy", values, strict=True))).mapping("xy", of=of) == {
        "x": read[0],
        "y": read[1],
    }


@pytest.mark.parametrize(
    "part", [np.array([]), np.array([2.5, 2.5]), "2.5", None, True, [2.5], math.nan, {}], ids=repr
)
def test_no_part_is_taken_for_another(part):
    """`pytest.approx` takes an array, empty ones too, for a number if each of its items is one."""
    said = "se pide un número, y en tu respuesta hay "
    assert said in refused(lambda: Answer({"x": part}).mapping(of=float))
    assert said in refused(lambda: Answer([part]).items(of=float))
    assert said in refused(Answer([part]).items(1, of=Answer)[0].number)


def test_what_a_part_may_be():
    """Anything else is a mistake of the grader's."""
    with pytest.raises(TypeError, match="`of` is int, float, bool, str or Answer"):
        Answer({"x": 1}).mapping(of=list)


@pytest.mark.parametrize("name", ["dict", "set", "frozenset"])
def test_keys_without_a_plain_form_are_told(name):
    """It is a dictionary or a set, and no other one would be asked for."""
    assert " que no es un valor simple." in refused(Answer(Opaque(name)).mapping)


def test_none_asks_for_return():
    """The most common slip of all has its own words."""
    assert refused(Answer(None).whole_number).endswith("¿olvidaste `return`?")


@pytest.mark.parametrize(
    "value", [98765.5, 98765, "98765", (98765,), np.array(98765.5), (98765, "98765")]
)
def test_the_content_stays_out(value):
    """An answer that repeats its arguments must not carry a hidden case into the feedback."""
    assert "98765" not in describe(value)


def test_descriptions_fit_a_line():
    """However long a name or a shape is, and whatever characters are in it."""
    for value in (
        Opaque("x" * 500 + "\n`"),
        np.zeros((1,) * 30),
        Layer(("`\n" + "y" * 300,), {}, {}, True),
        (0,) * 10**5,
    ):
        assert len(describe(value)) < 80
        assert "\n" not in describe(value)


def plain_values() -> st.SearchStrategy[object]:
    leaves = (
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.builds(Opaque, st.text(max_size=5))
        | npst.arrays(st.sampled_from([np.float32, np.int16, np.bool_]), npst.array_shapes(min_dims=0, max_side=3))
    )  # fmt: skip
    return st.recursive(leaves, lambda inner: st.lists(inner, max_size=3).map(tuple), max_leaves=8)


@given(plain_values())
def test_reading_ends_in_a_number_or_a_sentence(value):
    """Whatever comes back, there is no third ending: an exception of ours would be a failed
    grader.
    """
    ways = (
        Answer(value).whole_number, lambda: Answer(value).whole_numbers(2), Answer(value).array,
        lambda: Answer(value).array(ndim=2), lambda: Answer(value).arrays(2), lambda: Answer(value).layer("Conv2D"),
        lambda: Answer(value).items(of=float), lambda: Answer({"x": value}).mapping(of=int),
    )  # fmt: skip
    for way in ways:
        try:
            way()
        except CheckEnded as ended:
            assert ended.ending is Ending.UNUSABLE
    agree(value, value)
