"""panal.judge.agreement: a fingerprint tells of two submissions what a full comparison tells."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from panal.judge.agreement import Fingerprint, Form, Likeness, Read, fingerprint, same
from panal.results import Check, Ending
from panal.sealed.records import Raised
from panal.sealed.values import Frame, Layer, Opaque, Series, Value

WRONG = Check("c", "Una", 1, Ending.WRONG, "Casi.")
IMAGE = np.random.default_rng(0).random((40, 50, 3)).astype(np.float32)


def spoiled(by: float) -> np.ndarray:
    """The image with another value at one place."""
    image = IMAGE.copy()
    image[17, 23, 1] += by
    return image


KERNEL = {"kernel": np.ones((3, 2)), "bias": np.zeros(2)}
VALUES: list[Value] = [
    None, True, False, 0, 1, 2, 3, 3.0, 3.0001, "3", "", b"3", 1j, float("inf"), float("nan"), complex("nan"), [], (1, 2), [1.0, 2.0], [2, 1], [1, 2, 3],
    [[1, 2]], [1, None], ["a", "b"], ["a", 1], ["ab"], {"a": 1}, {"a": 1.0, "b": 2}, {"b": 2, "a": 1}, {1: "a"}, {"a", "b"},
    frozenset({1}), Opaque("dict"), Opaque("set"), np.array([1, 2]), np.array(["a", "b"]), np.array([True, False]),
    np.array([np.nan, 1]), np.array([np.nan, 2]), np.float32([3, 1e-6]), np.float32([3, 1e-3]), np.array([3, 1e-6]), (3, 0),
    IMAGE, IMAGE.astype(float), IMAGE * 2, IMAGE[::-1], IMAGE[:-1], spoiled(0.001), spoiled(-0.3), IMAGE.transpose(1, 0, 2),
    np.arange(100.0), np.arange(100.0) * (1 + 1e-8), np.arange(100.0) * 1e306, np.arange(100.0) * 1.1e306, 1e300, 2e300, [1e300, 1], [1e300, 2], 10**50, -(10**50), np.float32([1e37, 0]), np.float32([1e37, 1e36]),
    Layer(("Dense",), {"units": 2}, KERNEL, built=True), Layer(("Dense",), {"units": 3}, KERNEL, built=True),
    Layer(("Conv2D",), {}, KERNEL, built=True), Layer(("Dense",), {}, {"kernel": np.ones((3, 3))}, built=True),
    Series("x", np.array([1, 2])), Series("y", np.array([1.0, 2.0])), Series("x", np.array([1, 2]), ["a", "b"]),
    Frame({"x": np.array([1, 2])}), Frame({"x": np.array([1, 3])}), Frame({"y": np.array([1, 2])}),
    Raised(("KeyError", "Exception"), "a"), Raised(("KeyError", "Exception"), "b"), Raised(("ValueError", "Exception"), "a"),
]  # fmt: skip


def taken(*forms: Form) -> Fingerprint:
    found = fingerprint([WRONG], forms)
    assert found is not None
    return Fingerprint.read(str(found))


def test_a_fingerprint_tells_what_a_comparison_tells() -> None:
    """Of every two values, in both directions, and when they were written down."""
    reads = [Read.of(value) for value in VALUES]
    prints = [taken(read) for read in reads]
    for one, other in itertools.combinations(range(len(VALUES)), 2):
        both = f"{VALUES[one]!r:.60}, {VALUES[other]!r:.60}"
        assert prints[one].agrees(prints[other]) == same(reads[one], reads[other]), both
        assert prints[other].agrees(prints[one]) == same(reads[other], reads[one]), both


@given(
    st.lists(st.floats(-100, 100, width=32), min_size=1, max_size=80),
    st.integers(0, 79),
    st.floats(-1, 1),
    st.booleans(),
)
def test_it_is_never_coarser(numbers: list[float], place: int, by: float, single: bool) -> None:
    """Whatever number differs by more than is rounded, however many there are."""
    kind = np.float32 if single else np.float64
    one, other = np.array(numbers, kind), np.array(numbers, kind)
    other[place % len(other)] += by
    mine, theirs = Read.of(one), Read.of(other)
    if taken(mine).agrees(taken(theirs)):
        assert same(mine, theirs)


def test_two_ways_to_a_sum_are_the_same() -> None:
    """What float32 rounds splits no group: a sum along the channels, in two orders."""
    channels = np.random.default_rng(1).random((64, 64, 27)).astype(np.float32)
    one = channels.sum(axis=2)
    other = sum((channels[..., n] for n in range(26, -1, -1)), np.zeros((64, 64), np.float32))
    assert not np.array_equal(one, other)
    assert taken(Read.of(one)).agrees(taken(Read.of(other)))


def test_forms_of_likeness() -> None:
    """By what `==` says of plain values."""
    forms = [
        Likeness(each)
        for each in ("zeros", ("a", 1), ("a", 2), ("a", np.float64(2.5)), ("a", 2.5), None)
    ]
    for one, other in itertools.combinations(forms, 2):
        assert taken(one).agrees(taken(other)) == same(one, other)
    assert not taken(Likeness("wrong")).agrees(taken(Ending.WRONG))
    assert fingerprint([WRONG], [Likeness(object())]) is None  # nobody knows what equals that


def test_the_order_of_a_set_plays_no_part() -> None:
    """It is another one in each process, of texts."""
    words = [f"word {n}" for n in range(50)]
    assert str(taken(Read.of(set(words)))) == str(taken(Read.of(set(reversed(words)))))


def test_how_it_ended_counts() -> None:
    """An ending is another one; of what was raised the sentence says which exception it was."""

    def of(ending: Ending, sentence: str) -> Fingerprint | None:
        return fingerprint([Check("c", "Una", 1, ending, sentence)], [ending])

    name, kind = of(Ending.RAISED, "NameError"), of(Ending.RAISED, "TypeError")
    assert name is not None and kind is not None and not name.agrees(kind)
    assert name.agrees(name) and name.name == Fingerprint.read(str(name)).name
    one, other = of(Ending.WRONG, "a"), of(Ending.WRONG, "b")
    assert one is not None and other is not None and one.agrees(other)
    none = (Ending.NO_ATTEMPT, Ending.NOTEBOOK_DAMAGED, Ending.GRADER_FAILED)
    assert [of(each, "") for each in none] == [None, None, None]


def test_long_answers_of_mixed_kinds_have_none() -> None:
    """They would take our time."""
    assert fingerprint([WRONG], [Read.of(["a", 1] * 20_000)]) is None
    assert fingerprint([WRONG], [Read.of(["a"] * 40_000)]) is not None


@pytest.mark.parametrize(
    "text", ["", "a", "a:b", "a:b:c", "a::b:c", "a:AAAA:", "a:AAAAAAAAAAA=:", "ñ"]
)
def test_what_is_none(text: str) -> None:
    """A file that somebody has touched."""
    with pytest.raises(ValueError, match="no fingerprint"):
        Fingerprint.read(text)
