"""panal.judge.probes and panal.sealed.answering: a grader's function runs in the notebook's namespace,
knows what it needs, and leaves nothing behind.
"""

from __future__ import annotations

import builtins
import dataclasses
import functools
import math
import sys
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
import pytest

from panal import messages
from panal.judge.caller import Functions, LocalCaller
from panal.judge.endings import CheckEnded
from panal.judge.probes import program
from panal.results import Ending
from panal.sealed.encode import NoPlainForm
from panal.sealed.program import built
from panal.sealed.values import Frame, Series

FACTOR = 3
TABLE = {"lados": [1, 2, 3], "peso": np.array([1.5, 2.5])}


def double(number: float) -> float:
    return 2 * number


def half(number: float, part: Callable[[float], float] = lambda n: n / 2) -> float:
    return part(number)


@functools.cache
def slow(number: int) -> int:
    return 1 if number < 2 else number * slow(number - 1)


class Square:
    """A class of the grader's own."""

    factor = FACTOR

    def __init__(self, side: float) -> None:
        self.side = side

    def area(self) -> float:
        return double(self.side) * self.side / 2 * Square.factor / FACTOR


class Cube(Square):
    def volume(self) -> float:
        return self.area() * self.side


@dataclasses.dataclass
class Point:
    x: int
    kind: ClassVar[str] = "punto"


def even(number: int) -> bool:
    return number == 0 or odd(number - 1)


def odd(number: int) -> bool:
    return number != 0 and even(number - 1)


def student(**names: object) -> Functions:
    return Functions(LocalCaller(names))


def of_source(source: str) -> Functions:
    return Functions(LocalCaller.from_source(source, {}))


def ended(ask: Callable[[], object]) -> tuple[Ending, str]:
    with pytest.raises(CheckEnded) as caught:
        ask()
    return caught.value.ending, caught.value.sentence


# What a probe sees and does


def total(notebook: Any, *sides: float, scale: float = 1) -> float:
    return sum(notebook.area(side) for side in sides) * scale * FACTOR


def test_a_probe_asks_the_notebook() -> None:
    """Its names are attributes; arguments are as in any call."""
    submission = student(area=lambda side: side**2)
    assert submission.evaluate(total, 1, 2).whole_number() == 15
    assert submission.evaluate(total, 2, scale=0.5).number() == 6.0


def all_sorts(notebook: Any) -> list[Any]:
    table = {key: list(value) for key, value in TABLE.items()}
    nested = [double(n) for n in range(3)]
    return [
        double(2), half(3), slow(5), Cube(2).volume(), even(4), math.floor(2.5), np.sqrt(4.0), table, nested,
        (lambda n: n + FACTOR)(1),
    ]  # fmt: skip


def test_a_probe_brings_what_it_uses() -> None:
    """Functions and classes, also such as call each other; modules, and plain values."""
    table = {"lados": [1, 2, 3], "peso": [1.5, 2.5]}
    assert student().evaluate(all_sorts).value == [
        4, 1.5, 120, 8.0, True, 2, 2.0, table, [0, 2, 4], 4,
    ]  # fmt: skip


def test_a_dataclass_can_be_sent() -> None:
    """`dataclasses` looks for the module of a class, and for `ClassVar` in it."""

    def fields(notebook: Any) -> list[Any]:
        return [Point(3).x, Point.kind, [each.name for each in dataclasses.fields(Point)]]

    modules = set(sys.modules)
    assert student().evaluate(fields).value == [3, "punto", ["x"]]
    assert set(sys.modules) == modules


def test_only_what_it_uses_is_sent() -> None:
    """No other line of the grader comes near a student's code."""
    text = str(program(total))
    assert "FACTOR" in text and "def total" in text
    assert "double" not in text and "TABLE" not in text


def test_a_function_within_a_test_can_be_a_probe() -> None:
    """With what surrounds it."""
    factor = 5

    def scaled(notebook: Any, n: int) -> int:
        return factor * int(double(n))

    assert student().evaluate(scaled, 2).whole_number() == 20


def test_a_lambda_can_be_sent() -> None:
    """Several may stand in a line."""
    submission = student(both=lambda f, g: [f(2), g(2)])
    assert submission.both(lambda x: x + 1, lambda x: x * 10).value == [3, 20]
    assert submission.evaluate(lambda notebook: notebook.both(double, half)).value == [4, 1.0]


def test_functions_are_arguments() -> None:
    """The grader's own, and those of packages."""
    submission = student(apply=lambda function, value: function(value))
    assert submission.apply(double, 4).whole_number() == 8
    assert submission.apply(math.sqrt, 4.0).number() == 2
    assert submission.apply(np.negative, 4).whole_number() == -4
    assert submission.apply(str, 4).text() == "4"
    assert submission.apply(Square, 4).value.type_name == "Square"  # type: ignore[union-attr]


class Unsendable:
    pass


thing = Unsendable()


def uses_a_thing(notebook: Any) -> object:
    return thing


def uses_a_test(notebook: Any) -> object:
    return sys.modules[__name__], pytest, thing


@pytest.mark.parametrize(
    ("probe", "told"),
    [
        (uses_a_thing, "The function uses_a_thing can't be sent into the kernel: it uses thing"),
        (functools.partial(double, 3), "partial"),
        (Unsendable().__init__, "can't be sent"),
    ],
    ids=["thing", "partial", "method"],
)
def test_what_cannot_be_sent_is_told(probe: Callable[..., object], told: str) -> None:
    """In a sentence that names it."""
    with pytest.raises(NoPlainForm, match=told):
        student().evaluate(probe)


@pytest.mark.parametrize(
    "argument",
    [
        Frame({"a": [1], "b": [1, 2]}),
        Frame({"a": [1, 2]}, index=["x"]),
        Frame({"a": (1, 2)}),  # type: ignore[dict-item]
        Series("a", np.eye(2)),
        {math.nan: 1, float("nan"): 2, 3: math.nan},
        {number * (2**61 - 1): number for number in range(20)},
        np.zeros((0, 2**40)),
    ],
    ids=["lengths", "index", "column", "axes", "equal", "colliding", "shape"],
)
@pytest.mark.parametrize("way", ["argument", "constant"])
def test_what_could_not_be_read_is_told(argument: object, way: str) -> None:
    """Of what a grader sends. In the kernel it would look like an exception of the student's."""

    def probe(notebook: Any) -> object:
        return argument

    submission = student(f=lambda value: value)
    with pytest.raises(NoPlainForm):
        submission.f([argument]) if way == "argument" else submission.evaluate(probe)


def only_here(function: Callable[..., object]) -> Callable[..., object]:
    assert function.__module__ == "tests.unit.judge.test_probes"
    return function


@only_here
def defined_here(notebook: Any) -> int:
    return 1


def test_what_cannot_be_defined_there_is_told() -> None:
    """In a sentence that says why: the student's code has no part in it."""
    said = "function defined_here can't be sent .* there is AssertionError"
    with pytest.raises(NoPlainForm, match=said):
        student().evaluate(defined_here)
    with pytest.raises(NoPlainForm, match=said):
        student(f=lambda function: 1).f(defined_here)


def test_a_frame_needs_pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    """That there is none is not told as the student's error."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(NoPlainForm, match="pandas is not installed"):
        student(f=len).f([Frame({"a": [1]})])
    assert student(f=len).f('{"frame": ').whole_number() == 10


def test_a_probe_keeps_its_builtins(monkeypatch: pytest.MonkeyPatch) -> None:
    """A student who replaces `sum` in `builtins` replaces it for the notebook alone."""
    submission = of_source("area = lambda side: side**2")
    monkeypatch.setattr(builtins, "sum", lambda items: 1000)
    assert submission.evaluate(total, 1, 2).whole_number() == 15


def sets_names(notebook: Any) -> list[Any]:
    notebook.ask = lambda prompt: "7"
    notebook.extra = 1
    return [notebook.twice(), notebook.extra]


def test_what_a_probe_sets_is_taken_back() -> None:
    """Each check begins with what the student wrote."""
    submission = of_source(
        "def ask(prompt): return '3'\ndef twice(): return 2 * int(ask('?'))\ntotal = 0"
    )
    assert submission.evaluate(sets_names).value == [14, 1]
    assert submission.twice().whole_number() == 6
    assert ended(lambda: submission.value("extra"))[0] is Ending.NO_ATTEMPT


def traced(notebook: Any) -> bool:
    return sys.gettrace() is None and sys.getprofile() is None


def test_nobody_traces_a_probe() -> None:
    """A cell that left a trace function could otherwise change the probe's variables."""
    before = sys.gettrace()
    try:
        submission = of_source("import sys\nsys.settrace(lambda *args: None)")
        assert submission.evaluate(traced).boolean()
    finally:
        sys.settrace(before)


# How a probe ends without an answer


def lacks(notebook: Any) -> object:
    return notebook.Account("Ana")


def reads(notebook: Any, name: str) -> object:
    return getattr(notebook, name)


def test_a_name_that_is_not_there_is_no_attempt() -> None:
    """The student is told which, if it stands in the probe; no argument is ever repeated."""
    assert ended(lambda: student().evaluate(lacks)) == (
        Ending.NO_ATTEMPT,
        messages.missing("Account"),
    )
    assert ended(lambda: student().evaluate(reads, "secret")) == (
        Ending.NO_ATTEMPT,
        messages.missing_something(),
    )


def calls(notebook: Any, name: str = "f") -> object:
    return getattr(notebook, name)()


@pytest.mark.parametrize(
    ("source", "ending"),
    [
        ("def f(): raise NotImplementedError", Ending.NO_ATTEMPT),
        ("def f(): raise NotImplementedError()\ndef g(): f()", Ending.NO_ATTEMPT),
        ("def f(): return 1 / 0", Ending.RAISED),
        ("def f(): raise SystemExit", Ending.RAISED),
        ("class Own(Exception): pass\ndef f(): raise Own('secret')", Ending.RAISED),
        ("def f(): raise MemoryError", Ending.OUT_OF_MEMORY),
        ("f = 3", Ending.RAISED),
        ("def f(): return bytes(2**26)", Ending.UNUSABLE),
    ],
)
def test_endings_without_an_answer(source: str, ending: Ending) -> None:
    """As those of a call, with a sentence that tells nothing that was asked."""
    found, sentence = ended(lambda: of_source(source).evaluate(calls))
    assert found is ending
    assert sentence and "secret" not in sentence and "Own" not in sentence


# Variables


def test_a_variable_is_read_as_an_answer_is() -> None:
    """Of any name, also one of ours; and the sentences speak of a variable."""
    submission = student(total=12, value=1, precios={"pan": 2.5}, nada=None)
    assert submission.value("total").whole_number() == 12
    assert submission.value("value").whole_number() == 1
    assert submission.value("precios").mapping() == {"pan": 2.5}
    assert ended(lambda: submission.value("nada").number()) == (
        Ending.UNUSABLE,
        "Aquí se pide un número, y `nada` vale None (nada).",
    )
    assert ended(lambda: submission.value("otra")) == (
        Ending.NO_ATTEMPT,
        messages.missing("otra"),
    )


def test_a_variable_of_a_name_that_has_two_spellings() -> None:
    """Python normalises names."""
    assert of_source("a\u0301rea = 3").value("\xe1rea").whole_number() == 3


# Exceptions


def test_what_is_untouched_has_no_name_of_the_graders() -> None:
    """A student has never heard of the probe."""

    def inside(notebook: Any) -> object:
        return notebook.f("stub")

    found = ended(lambda: of_source(RAISES).evaluate(inside))
    assert found == (Ending.NO_ATTEMPT, messages.untouched(""))


RAISES = """
class OwnError(ValueError):
    pass

def f(kind):
    if kind == "own":
        raise OwnError("de casa")
    if kind == "key":
        return {}[kind]
    if kind == "odd":
        raise type("Secret", (Exception,), {"__str__": lambda self: 1 / 0})
    if kind == "exit":
        raise SystemExit("fin")
    if kind == "stub":
        raise NotImplementedError
    if kind == "memory":
        raise MemoryError
    return kind
"""


def test_an_exception_is_the_right_answer() -> None:
    """By its class, one of its bases, or its name; its text can be read."""
    f = of_source(RAISES).f
    assert f.raises(ValueError, "own").text() == "de casa"
    assert f.raises("OwnError", "own").text() == "de casa"
    assert f.raises((TypeError, LookupError), "key").text() == "'key'"
    assert f.raises(Exception, kind="odd").text() == ""
    assert f.raises(SystemExit, "exit").text() == "fin"


@pytest.mark.parametrize(
    ("kind", "ending", "sentence"),
    [
        ("nothing", Ending.WRONG, messages.did_not_raise()),
        ("key", Ending.WRONG, messages.raised_another("KeyError")),
        ("odd", Ending.WRONG, messages.raised_another("")),
        ("stub", Ending.NO_ATTEMPT, messages.untouched("f")),
    ],
)
def test_another_end_is_wrong(kind: str, ending: Ending, sentence: str) -> None:
    """No name of the student's making is repeated."""
    f = of_source(RAISES).f
    assert ended(lambda: f.raises((ValueError, TypeError), kind)) == (ending, sentence)


def test_a_stub_cannot_be_right() -> None:
    """An untouched exercise raises NotImplementedError; whoever expects that would pay it."""
    with pytest.raises(ValueError, match="untouched exercise"):
        student(f=len).f.raises(NotImplementedError)
    with pytest.raises(ValueError, match="untouched exercise"):
        student(f=len).f.raises((ValueError, "NotImplementedError"))


def test_a_program_is_plain_data() -> None:
    """It crosses the wall as text, and is another function there."""
    made = built(program(half))
    assert made(5) == 2.5 and made is not half
