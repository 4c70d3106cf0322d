"""panal.judge.decode: strict with what the student's code may have made."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from panal.judge import decode as decoding
from panal.judge.answer import Layer, Opaque, describe
from panal.judge.decode import Undecodable, decode


def array(raw: bytes = b"\0" * 8, **content: Any) -> str:
    """An encoded array, right but for what is given."""
    return json.dumps(
        {"array": {"dtype": "<f8", "shape": [], "data": base64.b64encode(raw).decode(), **content}}
    )


def layer(**content: Any) -> str:
    """An encoded layer, right but for what is given."""
    right = {"class_names": ["Conv2D"], "settings": {"filters": 1}, "weights": {}, "built": True}
    return json.dumps({"layer": {**right, **content}})


def check_plain(value: Any) -> None:
    """Nothing but the few plain types, all of it bounded, all of it words that can be written."""
    match value:
        case None | bool() | int() | float():
            pass
        case str():
            assert len(value.encode()) <= 4 * decoding.MAX_NAME
        case tuple():
            for part in value:
                check_plain(part)
        case np.ndarray():
            assert type(value) is np.ndarray and value.dtype.kind in "fiub"
            assert value.flags.writeable and value.flags.c_contiguous and value.dtype.isnative
            assert value.nbytes <= decoding.MAX_ARRAY_BYTES
        case Layer():
            for name in (*value.class_names, *value.settings, *value.weights):
                check_plain(name)
            for part in (*value.settings.values(), *value.weights.values()):
                check_plain(part)
            assert type(value.built) is bool
        case Opaque():
            check_plain(value.type_name)
        case _:
            raise AssertionError(f"{type(value)} came through")
    describe(value).encode()


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
SHAPES = st.lists(
    st.integers(-1, 4) | st.sampled_from([0, 2**31 - 1, 2**31, 10**30, True, 1.0]), max_size=4
)
PIECES: st.SearchStrategy[Any] = st.recursive(
    SCALARS | st.sampled_from(["<f8", "|b1", "<f2", "|O", "AAAAAAAAAAA=", "AQ==", "\ud800"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=4) | st.sampled_from(["array", "layer", "opaque"]), inner, max_size=2
        )
        | st.fixed_dictionaries(
            {
                "array": st.fixed_dictionaries(
                    {
                        "dtype": st.sampled_from([*decoding.DTYPES, "|O", "<M8[s]", "V8"]) | inner,
                        "shape": SHAPES | inner,
                        "data": st.binary(max_size=16).map(lambda b: base64.b64encode(b).decode())
                        | inner,
                    }
                )
                | inner
            }
        )
        | st.fixed_dictionaries(
            {
                "layer": st.fixed_dictionaries(
                    {
                        "class_names": st.lists(st.text(max_size=4), max_size=3) | inner,
                        "settings": st.dictionaries(st.text(max_size=4), inner, max_size=2) | inner,
                        "weights": st.dictionaries(st.text(max_size=4), inner, max_size=2) | inner,
                        "built": inner,
                    }
                )
                | inner
            }
        )
    ),
    max_leaves=12,
)


@given(PIECES)
def test_any_json_is_plain_or_undecodable(piece: Any) -> None:
    """Whatever JSON comes: plain values that can be described to a student, or `Undecodable`,
    nothing else.
    """
    try:
        value = decode(json.dumps(piece))
    except Undecodable:
        return
    check_plain(value)


@given(
    st.text(max_size=30) | st.text('[]{}",:0123456789eE-.ntf', max_size=30) | st.binary() | PIECES
)
def test_any_object_is_plain_or_undecodable(text: object) -> None:
    """Also what is no JSON, and what is no text."""
    try:
        value = decode(text)
    except Undecodable:
        return
    check_plain(value)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "[" * 3_000_000,
        "[" * 30 + "]" * 30,
        '{"opaque":' * 50_000,
        '{"layer":' * 100_000,
        "9" * 100_000,
        "[" + "0," * 3_000_000 + "0]",
        '"' + " " * decoding.MAX_CHARACTERS + '"',
        "{}",
        '{"opaque": 3}',
        '{"opaque": "a", "array": "b"}',
        '{"dtype": "<f8", "shape": [], "data": ""}',
        '{"pickle": "gASVAAAA"}',
        "1 2",
        "",
        "\ud800",
    ],
    ids=lambda text: text[:14],
)
def test_other_texts_are_refused(text: str) -> None:
    """Deep, long, unknown and broken texts."""
    with pytest.raises(Undecodable):
        decode(text)


@pytest.mark.parametrize(
    "content",
    [
        {"dtype": "|O"},
        {"dtype": "O"},
        {"dtype": "<c16"},
        {"dtype": "|V8"},
        {"dtype": "<U2"},
        {"dtype": "<M8[s]"},
        {"dtype": ">f8"},
        {"dtype": "float64"},
        {"dtype": ["<f8"]},
        {"dtype": {"names": []}},
        {"dtype": None},
        {"shape": [2]},
        {"shape": [-1]},
        {"shape": [1, -1, -1]},
        {"shape": [True]},
        {"shape": [1.0]},
        {"shape": ["1"]},
        {"shape": 1},
        {"shape": None},
        {"shape": [1] * 33},
        {"shape": [10**9, 10**9]},
        {"shape": [0, 2**31]},
        {"shape": [2**31 - 1] * 32},
        {"data": None},
        {"data": 3},
        {"data": "ñ"},
        {"data": "AAAAAAAAAAA"},
        {"data": "AAAA AAAAAAA="},
        {"data": [0] * 8},
    ],
    ids=str,
)
def test_broken_arrays_are_refused(content: dict[str, Any]) -> None:
    """An array has one of a few dtypes, a shape, and exactly as many bytes as these say; no size is
    taken on trust.
    """
    with pytest.raises(Undecodable):
        decode(array(**content))


def test_booleans_have_two_values() -> None:
    """A byte that is neither 0 nor 1 would be a boolean that is neither True nor False."""
    assert decode(array(b"\0\1", dtype="|b1", shape=[2])).tolist() == [False, True]  # type: ignore[union-attr]
    with pytest.raises(Undecodable):
        decode(array(b"\2", dtype="|b1"))


@pytest.mark.parametrize("dtype", sorted(decoding.DTYPES))
def test_each_dtype_can_be_read(dtype: str) -> None:
    """What is on the list is a dtype of NumPy's."""
    found = decode(array(np.ones((2, 3), dtype).tobytes(), dtype=dtype, shape=[2, 3]))
    assert isinstance(found, np.ndarray)
    np.testing.assert_array_equal(found, np.ones((2, 3)))


def test_an_array_without_elements_is_one() -> None:
    """Whatever its other axes claim, it holds nothing."""
    found = decode(array(b"", shape=[0, 5]))
    assert isinstance(found, np.ndarray) and found.shape == (0, 5)


@pytest.mark.parametrize(
    "content",
    [
        {"class_names": "Conv2D"},
        {"class_names": [1]},
        {"class_names": ["x"] * 51},
        {"settings": [1]},
        {"settings": {str(i): i for i in range(201)}},
        {"settings": {"a": {"b": 1}}},
        {"weights": None},
        {"weights": {str(i): 0 for i in range(201)}},
    ],
    ids=lambda content: next(iter(content)),
)
def test_broken_layers_are_refused(content: dict[str, Any]) -> None:
    """A layer has names, settings and weights, and not many."""
    with pytest.raises(Undecodable):
        decode(layer(**content))


@pytest.mark.parametrize("missing", ["class_names", "settings", "weights", "built"])
def test_half_a_layer_is_none(missing: str) -> None:
    """None of its parts may be left out."""
    content = json.loads(layer())["layer"]
    del content[missing]
    with pytest.raises(Undecodable):
        decode(json.dumps({"layer": content}))


def test_a_layer_is_read() -> None:
    """Weights that are no arrays are left out, and `built` is True only where it is."""
    weights = {"kernel": json.loads(array()), "bias": 3}
    found = decode(layer(weights=weights, built=1))
    assert isinstance(found, Layer)
    assert found.class_names == ("Conv2D",) and found.settings == {"filters": 1}
    assert list(found.weights) == ["kernel"]
    assert found.built is False


@pytest.mark.parametrize(
    "text",
    [
        '"\\ud800"',
        '{"opaque": "\\udfff"}',
        layer(class_names=["\ud800"], settings={"\ud800": "\udc00"}),
    ],
)
def test_half_a_pair_of_surrogates_is_replaced(text: str) -> None:
    """A sentence with it could not be written to results.json, and the submission would count as
    not graded.
    """
    check_plain(decode(text))


def test_names_are_cut() -> None:
    """Nobody reads more of a name."""
    assert decode(json.dumps({"opaque": "x" * 10_000})) == Opaque("x" * decoding.MAX_NAME)
