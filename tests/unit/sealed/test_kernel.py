"""panal.sealed.kernel: one call of a student's function becomes one reply. No kernel is started."""

from __future__ import annotations

import contextlib
import json
import random
import signal
import sys
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from panal.grading import _pack
from panal.judge.decode import decode
from panal.sealed.kernel import answer_call, make_chance_repeatable, unpack

PLAIN: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.lists(inner, max_size=3).map(tuple),
    max_leaves=8,
)


def types(value: object) -> object:
    """The type of each part."""
    return [type(value), *map(types, value)] if isinstance(value, (list, tuple)) else type(value)


def asked(
    function: object, *args: object, cpu_seconds: float = 60.0, **kwargs: object
) -> dict[str, str]:
    """The reply to a call."""
    request = {
        "name": "f",
        "args": args,
        "kwargs": kwargs,
        "build": None,
        "cpu_seconds": cpu_seconds,
    }
    reply = answer_call(
        {"f": function} if function is not None else {}, json.loads(json.dumps(request))
    )
    return dict(json.loads(json.dumps(reply)))


@given(PLAIN)
def test_arguments_arrive_as_the_grader_gave_them(value: Any) -> None:
    """Tuples stay tuples and lists lists on their way through JSON."""
    arrived = unpack(json.loads(json.dumps(_pack(value))))
    assert arrived == value
    assert types(arrived) == types(value)


def test_a_call_is_answered() -> None:
    """By position and by keyword."""
    reply = asked(lambda a, *, b: [a, b], {"tuple": [1, 2]}, b=3)
    assert reply["status"] == "ok"
    assert decode(reply["answer"]) == ((1, 2), 3)


@pytest.mark.parametrize("function", [None, 3, "f", [len]])
def test_what_cannot_be_called_is_missing(function: object) -> None:
    """No such name, or no function under it."""
    assert asked(function) == {"status": "missing"}


def raising(error: BaseException) -> Any:
    def function() -> None:
        raise error

    return function


@pytest.mark.parametrize(
    "error",
    [
        ValueError("secreto"),
        SystemExit(0),
        KeyboardInterrupt(),
        GeneratorExit(),
        MemoryError(),
        StopIteration(),
    ],
    ids=repr,
)
def test_whatever_is_raised_is_a_reply(error: BaseException) -> None:
    """It ends nothing here, and only the name of its type is told."""
    assert asked(raising(error)) == {"status": "raised", "error": type(error).__name__}


def test_a_name_that_is_not_defined_is_told() -> None:
    """It says whether a demonstration that did not run can be the reason."""
    assert asked(lambda: abeja) == {"status": "raised", "error": "NameError", "name": "abeja"}  # type: ignore[name-defined]  # noqa: F821


def test_a_call_without_end_is_stopped() -> None:
    """Whatever errors it catches on its way; and the next one has its own time."""

    def endless() -> None:
        while True:
            with contextlib.suppress(Exception):
                sum(range(1000))

    def stubborn() -> int:
        try:
            endless()
        except BaseException:
            return 7
        return 8

    assert asked(endless, cpu_seconds=0.05) == {"status": "out of time"}
    assert asked(stubborn, cpu_seconds=0.05) == {"status": "out of time"}
    assert asked(lambda: sum(range(1000)), cpu_seconds=0.05)["status"] == "ok"
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def test_the_stub_is_a_stub() -> None:
    """`NotImplementedError` is what stands in an untouched solution."""
    assert asked(raising(NotImplementedError())) == {"status": "stub"}


def test_endless_recursion_is_raised() -> None:
    """As any other error."""

    def endless(n: int) -> int:
        return endless(n + 1)

    assert asked(endless, 0) == {"status": "raised", "error": "RecursionError"}


def test_an_answer_that_is_too_large_is_named() -> None:
    """It is no error of the function's."""
    endless: list[object] = []
    endless.append(endless)
    assert asked(lambda: endless) == {"status": "too large"}


def test_wrong_arguments_are_the_functions_error() -> None:
    """A function that doesn't take what the exercise allows."""
    assert asked(lambda a: a, 1, 2) == {"status": "raised", "error": "TypeError"}


def test_what_a_call_prints_goes_nowhere(capfd: pytest.CaptureFixture[str]) -> None:
    """Prints never change a score, nor come out below the next cell."""

    def noisy() -> int:
        print("hola")
        print("ay", file=sys.stderr)
        return 1

    assert asked(noisy)["status"] == "ok"
    assert capfd.readouterr() == ("", "")


def test_unseeded_chance_is_the_same_in_each_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also for NumPy's generators without a seed; two of them in one kernel still differ."""
    # Importing TensorFlow takes seconds; that it is asked is enough here.
    seeds: list[int] = []
    tensorflow = SimpleNamespace(random=SimpleNamespace(set_seed=seeds.append))
    monkeypatch.setitem(sys.modules, "tensorflow", tensorflow)
    monkeypatch.setattr(
        np.random.bit_generator, "randbits", np.random.bit_generator.randbits
    )  # to be put back

    def numbers() -> list[float]:
        make_chance_repeatable(7)
        return [
            random.random(),
            np.random.rand(),
            np.random.default_rng().random(),
            np.random.default_rng().random(),
        ]

    first = numbers()
    assert first == numbers()
    assert len(set(first)) == 4
    assert seeds == [7, 7]
