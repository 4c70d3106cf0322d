"""panal.sealed.decode: strict with what the student's code may have made."""

from __future__ import annotations

import base64
import json
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from panal.judge.answer import describe, told
from panal.sealed import decode as decoding
from panal.sealed.decode import Undecodable, decode
from panal.sealed.encode import TooLarge
from panal.sealed.records import RECORDS, contents
from panal.sealed.values import Frame, Layer, Opaque, Series


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
        case None | bool() | int() | float() | complex() | bytes():
            pass
        case str():
            value.encode()
        case list() | tuple() | set() | frozenset():
            for part in value:
                check_plain(part)
        case dict():
            for part in (*value.keys(), *value.values()):
                check_plain(part)
        case np.ndarray():
            assert type(value) is np.ndarray and value.dtype.kind in "fiubcUMm"
            assert value.flags.writeable and value.flags.c_contiguous and value.dtype.isnative
            assert value.nbytes <= decoding.MAX_ARRAY_BYTES
            if value.dtype.kind == "U":
                check_plain(value.ravel().tolist())
        case Series():
            check_plain([value.name, value.values, value.index])
            assert value.index is None or len(value.index) == len(value)
        case Frame():
            check_plain([value.columns, value.index])
            assert all(len(column) == len(value) for column in value.columns.values())
            assert value.index is None or len(value.index) == len(value)
        case Layer():
            for name in (*value.class_names, *value.settings, *value.weights):
                assert len(name) <= decoding.MAX_NAME
                check_plain(name)
            for part in (*value.settings.values(), *value.weights.values()):
                check_plain(part)
            assert type(value.built) is bool
        case _ if isinstance(value, tuple(RECORDS.values())):
            for name, part in contents(value).items():
                assert value.FORMS[name](part)
                check_plain(part)
        case Opaque():
            assert len(value.type_name) <= decoding.MAX_NAME
            check_plain(value.type_name)
        case _:
            raise AssertionError(f"{type(value)} came through")
    for words in (describe(value), told(value)):
        words.encode()


def form(kind: str, content: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """An object of one kind, right or nearly so."""
    return st.fixed_dictionaries({kind: content})


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
SHAPES = st.lists(
    st.integers(-1, 4) | st.sampled_from([0, 2**31 - 1, 2**31, 10**30, True, 1.0]), max_size=4
)
BASE64 = st.binary(max_size=16).map(lambda raw: base64.b64encode(raw).decode())
ARRAYS = form(
    "array",
    st.fixed_dictionaries(
        {
            "dtype": st.sampled_from([*decoding.DTYPES, "|O", "<M8[Y]", "V8"]),
            "shape": SHAPES,
            "data": BASE64,
        }
    ),
)


def larger(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """What can be made of pieces: each kind of object, with parts of any sort."""
    lists = st.lists(inner, max_size=3)
    pairs = st.lists(st.tuples(inner, inner).map(list) | inner, max_size=3)
    named = st.dictionaries(st.text(max_size=4), inner, max_size=2)
    column = lists | ARRAYS | inner
    layers = {
        "class_names": st.lists(st.text(max_size=4), max_size=3) | inner,
        "settings": named | inner,
        "weights": named | inner,
        "built": inner,
    }
    forms = {
        **dict.fromkeys(("tuple", "set", "frozenset"), lists),
        "complex": st.lists(st.floats() | inner, min_size=1, max_size=3),
        "bytes": BASE64,
        "dict": pairs,
        "array": inner,
        "texts": st.fixed_dictionaries(
            {"shape": SHAPES | inner, "items": st.lists(st.text(max_size=4) | inner, max_size=4)}
        ),
        "tensor": ARRAYS.map(lambda array: array["array"]),
        "series": st.fixed_dictionaries({"name": inner, "values": column, "index": column}),
        "frame": st.fixed_dictionaries(
            {
                "columns": st.lists(st.tuples(inner, column).map(list), max_size=3) | inner,
                "index": column,
            }
        ),
        "layer": st.fixed_dictionaries(layers),
        "record": st.tuples(
            st.sampled_from([*RECORDS]) | inner,
            st.sampled_from([*RECORDS.values()]).flatmap(
                lambda kind: st.fixed_dictionaries(dict.fromkeys(kind.FORMS, inner))
            ),
        ).map(list),
        "opaque": inner,
    }
    assert forms.keys() == decoding.Decoder().kinds.keys()
    whole = [form(kind, content | inner) for kind, content in forms.items()]
    return lists | named | ARRAYS | st.one_of(whole)


PIECES: st.SearchStrategy[Any] = st.recursive(
    SCALARS | st.sampled_from(["<f8", "|b1", "<f2", "|O", "AAAAAAAAAAA=", "AQ==", "\ud800"]),
    larger,
    max_leaves=12,
)


@given(PIECES)
def test_any_json_is_plain_or_undecodable(piece: Any) -> None:
    """Whatever JSON comes: plain values that can be described to a student, or `Undecodable`,
    nothing else.
    """
    try:
        value = decode(json.dumps(piece))
    except (Undecodable, TooLarge):
        return
    check_plain(value)


@given(
    st.text(max_size=30) | st.text('[]{}",:0123456789eE-.ntf', max_size=30) | st.binary() | PIECES
)
def test_any_object_is_plain_or_undecodable(text: object) -> None:
    """Also what is no JSON, and what is no text."""
    try:
        value = decode(text)
    except (Undecodable, TooLarge):
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
        {"dtype": "<c32"},
        {"dtype": "|V8"},
        {"dtype": "<U2"},
        {"dtype": "<M8"},
        {"dtype": "<M8[7s]"},
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
    np.testing.assert_array_equal(found, np.ones((2, 3), dtype))


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


@pytest.mark.parametrize(
    "text",
    [
        '{"complex": [1.0]}',
        '{"complex": [1, 2]}',
        '{"complex": [1.0, true]}',
        '{"complex": 1.0}',
        '{"bytes": "A"}',
        '{"bytes": [1]}',
        '{"tuple": 1}',
        '{"tuple": {"a": 1}}',
        '{"dict": {"a": 1}}',
        '{"dict": [["a"]]}',
        '{"dict": ["ab"]}',
        '{"dict": [["a", 1, 2]]}',
        '{"dict": [["a", 1], ["a", 2]]}',
        '{"dict": [[1, 1], [true, 2]]}',
        '{"dict": [[[1], 1]]}',
        '{"dict": [[{"dict": []}, 1]]}',
        '{"dict": [[{"array": {"dtype": "<f8", "shape": [], "data": "AAAAAAAAAAA="}}, 1]]}',
        '{"set": [1, 1.0]}',
        '{"set": [{"set": []}]}',
        '{"frozenset": [[]]}',
        '{"texts": {"shape": [2], "items": ["a"]}}',
        '{"texts": {"shape": [1], "items": [1]}}',
        '{"texts": {"shape": [1], "items": "a"}}',
        '{"texts": {"shape": [0, 2147483648], "items": []}}',
        '{"series": {"name": null, "values": 3, "index": null}}',
        '{"series": {"name": null, "values": [1], "index": [1, 2]}}',
        '{"series": {"name": null, "values": {"tuple": [1]}, "index": null}}',
        '{"frame": {"columns": [["a", [1]], ["b", [1, 2]]], "index": null}}',
        '{"frame": {"columns": [["a", [1]], ["a", [1]]], "index": null}}',
        '{"frame": {"columns": [["a", 1]], "index": null}}',
        '{"frame": {"columns": [["a", [1]]], "index": []}}',
        '{"frame": {"columns": [["a", "xyz"]], "index": null}}',
        '{"record": ["Raised", {"names": {"tuple": ["A"]}}]}',
        '{"record": ["Raised", {"names": ["A"], "message": ""}]}',
        '{"record": ["Raised", {"names": {"tuple": [1]}, "message": ""}]}',
        '{"record": ["Raised", {"names": {"tuple": []}, "message": "", "more": 1}]}',
        '{"record": ["Path", {}]}',
        '{"record": [["Raised"], {}]}',
        '{"record": ["Raised"]}',
        '{"record": {"Raised": {}}}',
        '{"function": {"name": "f", "sources": ["def f(): pass"]}}',
    ],
)
def test_each_kind_is_read_strictly(text: str) -> None:
    """What `encode` would not write is refused, and no function is ever read on our side."""
    with pytest.raises(Undecodable):
        decode(text)


def test_keys_that_collide_are_refused() -> None:
    """A thousand numbers of one hash are no honest dictionary, and would take minutes if there were
    more of them.
    """
    same = [i * sys.hash_info.modulus for i in range(1000)]
    assert len(set(map(hash, same))) == 1
    for text in (
        json.dumps({"set": same}),
        json.dumps({"dict": [[key, 0] for key in same]}),
        json.dumps({"frame": {"columns": [[key, []] for key in same], "index": None}}),
        json.dumps({"frozenset": [{"tuple": [key]} for key in same]}),
    ):
        with pytest.raises(Undecodable, match="collide"):
            decode(text)


def test_keys_are_bounded_together() -> None:
    """Those of all dictionaries and sets of a value."""
    half = decoding.MAX_KEYS // 2 + 1
    assert len(decode(json.dumps({"set": list(range(half))}))) == half  # type: ignore[arg-type]
    with pytest.raises(TooLarge):
        decode(json.dumps([{"set": list(range(half))}, {"dict": [[i, i] for i in range(half)]}]))


def test_one_long_text_does_not_make_an_array_of_all_memory() -> None:
    """Each item of a NumPy array of text takes as much room as the longest."""
    items = ["x" * 100_000, *([""] * 1000)]
    with pytest.raises(TooLarge):
        decode(json.dumps({"texts": {"shape": [len(items)], "items": items}}))


def test_bytes_count_as_arrays_do() -> None:
    """Text of base64 is measured before it is decoded."""
    text = json.dumps([{"bytes": "AAAA" * 300}] * 3)
    assert decode(text, 4000) == [bytes(900)] * 3
    with pytest.raises(TooLarge):
        decode(text, 2600)


def test_names_are_cut() -> None:
    """Nobody reads more of a name."""
    assert decode(json.dumps({"opaque": "x" * 10_000})) == Opaque("x" * decoding.MAX_NAME)
