"""Calls to a student's functions: what may cross as argument, what is written down, and how a local
call ends.
"""

from __future__ import annotations

import functools

import numpy as np
import pytest

from panal.judge.caller import Functions, LocalCaller, Recorder
from panal.judge.endings import CheckEnded
from panal.results import Ending
from tests.unit.fakes import question


class Echo:
    """Answers with what it was asked."""

    def ask(self, question):
        _ = question.request
        return (question.name, question.args, tuple(question.kwargs.items()), question.build)


def test_functions_are_as_if_local():
    """Name, positions, keywords and the shape to build for reach the caller."""
    submission = Functions(Echo())
    assert submission.area(3, height=4).value == ("area", (3,), (("height", 4),), None)
    built = submission.built_for((None, 24, 24, 3))
    assert built.layer("x").value == ("layer", ("x",), (), (None, 24, 24, 3))
    assert submission.layer("x").value[3] is None


@pytest.mark.parametrize(
    "argument",
    [None, True, 3, 2.5, "same", (3, 3), [1, (2, [None])], (), {"a": [1]}, b"bytes", {1}, 1j],
)
def test_plain_arguments_cross(argument):
    """Whatever `panal.sealed.values.Value` names."""
    assert Functions(Echo()).area(argument).value[1] == (argument,)


@pytest.mark.parametrize(
    "argument", [object(), [object()], np.array([None]), {object(): 1}, functools.partial(len)]
)
def test_nothing_else_crosses(argument):
    """Anything else is the grader's mistake, and the message says which type."""
    with pytest.raises(TypeError, match="What a grader sends can't be of type"):
        Functions(Echo()).area(argument)
    with pytest.raises(TypeError, match="What a grader sends can't be of type"):
        Functions(Echo()).area(side=argument)


@pytest.mark.parametrize(
    "forgets",
    [
        lambda submission: bool(submission.area(3)),
        lambda submission: not submission.area(3),
        lambda submission: submission.area(3) == 9,
        lambda submission: [9].index(submission.area(3)),
        lambda submission: submission.area(3) != 8,
        lambda submission: submission.area(3) < 10,
        lambda submission: submission.area(3) == pytest.approx(9),
        lambda submission: submission.area(3) in (8, 9),
        lambda submission: 9 in submission.area(3),
        lambda submission: [*submission.area(3)],
        lambda submission: len(submission.area(3)),
        lambda submission: np.allclose(submission.area(3), 9),
    ],
)
def test_an_answer_is_read_before_it_is_compared(forgets):
    """Else `assert submission.is_even(3)` would be right for everybody, and so would `!= 8`."""
    with pytest.raises(TypeError, match="has to be read before it is compared"):
        forgets(Functions(LocalCaller({"area": lambda side: side**2})))


@pytest.mark.parametrize(
    ("forgets", "error"),
    [
        (lambda submission: bool(submission.total), TypeError),
        (lambda submission: submission.total == 9, TypeError),
        (lambda submission: submission.total != 9, TypeError),
        (lambda submission: submission.total.number(), AttributeError),
    ],
)
def test_a_variable_is_no_function(forgets, error):
    """Each name might be one, so it has to be said."""
    with pytest.raises(error, match=r'a variable is `submission.value\("total"\)`'):
        forgets(Functions(LocalCaller({"total": 9})))


def test_no_function_begins_with_an_underscore():
    """What Python and pytest ask an object for is no call."""
    with pytest.raises(AttributeError):
        Functions(Echo())._repr_html_


def test_calls_are_written_down():
    """Each with its arguments as they were, and its answer or its ending."""

    def spoils(sides):
        sides.append(0)
        return 1

    def fails(sides):
        raise ValueError("anything")

    recorder = Recorder(LocalCaller({"spoils": spoils, "fails": fails}))
    recorder.ask(question("spoils", [3]))
    with pytest.raises(CheckEnded):
        recorder.ask(question("fails", sides=[4]))
    assert [call.question.args for call in recorder.calls] == [([3],), ()]
    assert [call.outcome for call in recorder.calls] == [1, Ending.RAISED]
    assert recorder.calls[0].question.key != recorder.calls[1].question.key


def test_arguments_are_fresh_for_each_call():
    """A function may change its arguments; the grader's own stay as they are."""
    sides = [3]
    caller = LocalCaller.from_source(
        "def area(sides):\n    sides.append(1)\n    return len(sides)", {}
    )
    assert [caller.ask(question("area", sides)) for _ in range(2)] == [2, 2]
    assert sides == [3]


@pytest.mark.parametrize(
    ("source", "ending"),
    [
        ("", Ending.NO_ATTEMPT),
        ("area = 3", Ending.NO_ATTEMPT),
        ("def area():\n    raise NotImplementedError", Ending.NO_ATTEMPT),
        ("def area():\n    raise ValueError", Ending.RAISED),
        ("def area(side):\n    return side", Ending.RAISED),
        ("def area():\n    raise SystemExit", Ending.RAISED),
        ("def area():\n    return area()", Ending.RAISED),
        ("def area():\n    deep = []\n    deep.append(deep)\n    return deep", Ending.UNUSABLE),
    ],
)
def test_endings_without_an_answer(source, ending):
    """Each has its ending and a sentence."""
    with pytest.raises(CheckEnded) as caught:
        LocalCaller.from_source(source, {}).ask(question("area"))
    assert caught.value.ending is ending
    assert caught.value.sentence


def test_an_interrupt_is_nobodys_answer():
    """Whoever presses Ctrl-C wants us to stop."""

    def area():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        LocalCaller({"area": area}).ask(question("area"))
