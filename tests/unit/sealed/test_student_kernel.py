"""panal.sealed.student_kernel: one call becomes one reply, and no more is shown than may be. No
kernel is started.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import random
import signal
import sys
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from jupyter_client.session import Session

from panal.sealed.decode import decode
from panal.sealed.encode import encode
from panal.sealed.student_kernel import (
    TOO_MUCH_OUTPUT,
    BoundedSession,
    Once,
    SealedKernel,
    answer_call,
    give_descriptors,
    make_chance_repeatable,
)


@pytest.fixture(autouse=True)
def handler() -> Iterator[None]:
    """A kernel that runs nothing ignores interruptions; here it is as it was afterwards."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGINT, before)


def asked(function: object, *args: object, **kwargs: object) -> dict[str, str]:
    """The reply to a call."""
    request = {"kind": "call", "name": "f", "arguments": encode((args, kwargs))}
    reply = answer_call(
        {"f": function} if function is not None else {}, json.loads(json.dumps(request))
    )
    return dict(json.loads(json.dumps(reply)))


def test_a_call_is_answered() -> None:
    """By position and by keyword."""
    reply = asked(lambda a, *, b: [a, b], (1, 2), b=3)
    assert reply["status"] == "ok"
    assert decode(reply["answer"]) == [(1, 2), 3]


@pytest.mark.parametrize("function", [None, 3, "f", [len]])
def test_what_cannot_be_called_is_missing(function: object) -> None:
    """No such name, or no function under it."""
    assert asked(function) == {"status": "missing", "name": "f"}


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


def interrupt() -> None:
    """What the watch does from outside."""
    os.kill(os.getpid(), signal.SIGINT)


def ignores() -> bool:
    """Whether an interruption is ignored now."""
    interrupt()
    return signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_a_call_can_be_interrupted() -> None:
    """Like a cell in Jupyter; and as soon as it is over an interruption reaches nobody."""

    def endless() -> None:
        interrupt()
        while True:
            pass

    assert asked(endless) == {"status": "raised", "error": "KeyboardInterrupt"}
    assert ignores()
    assert asked(lambda: 1)["status"] == "ok"
    assert ignores()


def test_an_interruption_between_two_lines_of_ours_is_a_reply(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It comes when it comes: while arguments are unpacked, or an answer is written down."""
    kernel = sys.modules["panal.sealed.student_kernel"]
    with monkeypatch.context() as patch:
        patch.setattr(kernel.answering, "answer", interrupt)
        assert asked(lambda a: 1, 2) == {"status": "stopped"}
    assert ignores()


def test_an_interruption_while_the_handler_is_put_back_is_a_reply(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Python runs what is pending before it changes a handler; then the change has to be made
    again, or the next interruption would end the kernel.
    """
    kernel: Any = sys.modules["panal.sealed.student_kernel"]
    put = signal.signal
    left = [KeyboardInterrupt()]

    def signals(number: int, to: Any) -> Any:
        if to is signal.SIG_IGN and left:
            raise left.pop()
        return put(number, to)

    with monkeypatch.context() as patch:
        patch.setattr(kernel.signal, "signal", signals)
        reply = asked(lambda: 7)
    assert reply["status"] in ("ok", "stopped")
    assert ignores()


def test_an_error_of_odd_making_is_a_reply() -> None:
    """Whatever its class says of its name, or raises when it is asked."""

    class Odd(type):
        @property
        def __name__(cls) -> int:
            return 3

    class Oddity(Exception, metaclass=Odd):
        pass

    assert asked(raising(Oddity())) == {"status": "raised", "error": "Oddity"}
    assert ignores()


def test_the_stub_is_a_stub() -> None:
    """`NotImplementedError` is what stands in an untouched solution."""

    def stub() -> None:
        raise NotImplementedError

    def explained() -> None:
        raise NotImplementedError("Escribe aquí tu respuesta.")

    assert asked(stub) == asked(explained) == {"status": "stub"}


def test_a_librarys_refusal_is_no_stub() -> None:
    """TensorFlow raises the same for what it can't do: that function is not untouched, it stopped
    with an error.
    """

    def library() -> None:
        raise NotImplementedError("no such kernel")

    def answer() -> None:
        library()

    class Callable:
        def __call__(self) -> None:
            raise NotImplementedError

    raised = {"status": "raised", "error": "NotImplementedError"}
    assert asked(answer) == asked(Callable()) == raised


def test_a_stub_that_calls_itself_is_told_as_it_is() -> None:
    """The last line that ran is the function's own."""

    def f(n: int) -> None:
        if n:
            f(n - 1)
        raise NotImplementedError

    assert asked(f, 2) == {"status": "stub"}


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


def test_a_cell_is_transformed_once() -> None:
    """ipykernel and IPython both ask. Whatever else is transformed meanwhile, and a later cell with
    the same text, is a new case: what `name` on a line of its own means can change.
    """
    asked: list[str] = []

    def transform(cell: str) -> str:
        asked.append(cell)
        return f"{cell} {len(asked)}"

    once = Once(transform)
    once.begin_cell("a")
    assert [once(cell) for cell in ("a", "b", "b", "a", "a")] == ["a 1", "b 2", "b 3", "a 1", "a 4"]
    once.begin_cell("a")
    assert once("a") == "a 5"
    once.begin_cell("a")
    assert once("a") == "a 6"


# What is shown


class Sent:
    """What went out: its kind, and its text or data."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **most: int) -> None:
        self.log: list[tuple[str, Any]] = []
        self.parents: list[Any] = []
        monkeypatch.setattr(Session, "send", self.send)
        self.session = BoundedSession()
        for name, value in most.items():
            setattr(self.session, name, value)

    def send(
        self, stream: Any, msg_or_type: Any, content: Any = None, *rest: Any, **more: Any
    ) -> Any:
        named = isinstance(msg_or_type, str)
        kind = msg_or_type if named else msg_or_type["header"]["msg_type"]
        shown = content if named else msg_or_type["content"]
        self.parents.append(more.get("parent") if named else msg_or_type["parent_header"])
        self.log.append((kind, shown.get("text", shown.get("data"))))
        return "sent"

    def show(self, kind: str, *, made: bool = False, **content: Any) -> Any:
        """As ipykernel does it: some messages are made first, and some are sent by their kind."""
        if made:
            message = {"header": {"msg_type": kind}, "content": content, "parent_header": "cell"}
            return self.session.send("iopub", message)
        return self.session.send("iopub", kind, content, parent="cell", ident=b"i")


@pytest.mark.parametrize("made", [False, True])
def test_text_is_cut_at_the_limit(monkeypatch: pytest.MonkeyPatch, made: bool) -> None:
    """To the letter, so that the same cell shows the same on every machine; it is said once."""
    sent = Sent(monkeypatch, most_bytes=10)
    for text in ("12345", "67890", "abc", "def"):
        sent.show("stream", made=made, text=text)
    assert sent.log == [("stream", "12345"), ("stream", "67890"), (TOO_MUCH_OUTPUT, None)]
    sent = Sent(monkeypatch, most_bytes=8)
    for text in ("12345", "67890", "abc"):
        sent.show("stream", made=made, text=text)
    assert [each for each in sent.log if each[0] == "stream"] == [
        ("stream", "12345"),
        ("stream", "678"),
    ]
    assert sent.log.count((TOO_MUCH_OUTPUT, None)) == 1
    assert set(sent.parents) == {"cell"}


@pytest.mark.parametrize("kind", ["display_data", "execute_result", "update_display_data"])
@pytest.mark.parametrize("made", [False, True])
def test_displays_are_bounded(monkeypatch: pytest.MonkeyPatch, kind: str, made: bool) -> None:
    """In number and in size. One that does not fit is left out whole; a smaller one may still
    fit.
    """
    sent = Sent(monkeypatch, most_displays=2)
    for number in range(4):
        sent.show(kind, made=made, data={"text/plain": str(number)})
    assert [shown for _, shown in sent.log] == [{"text/plain": "0"}, {"text/plain": "1"}, None]
    sent = Sent(monkeypatch, most_bytes=10)
    for text in ("12345", "123456", "12"):
        sent.show(kind, made=made, data={"text/plain": text})
    assert [shown for _, shown in sent.log] == [{"text/plain": "12345"}, None, {"text/plain": "12"}]


def test_a_cell_begins_at_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What earlier cells showed takes no room."""
    sent = Sent(monkeypatch, most_bytes=3)
    for _ in range(2):
        sent.session.begin_cell()
        sent.show("stream", text="123")
        sent.show("stream", text="4")
    assert [kind for kind, _ in sent.log] == ["stream", TOO_MUCH_OUTPUT] * 2


def test_other_messages_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replies, states and errors are not what is shown; ipykernel hands some on by position."""
    sent = Sent(monkeypatch, most_bytes=0, most_displays=0)
    assert sent.session.send("shell", "execute_reply", {"status": "ok"}, {}, b"i") == "sent"
    for kind in ("status", "error", "clear_output"):
        assert sent.show(kind) == "sent" == sent.show(kind, made=True)
    assert not sent.session.told


def test_without_limits_all_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are set when the kernel starts."""
    sent = Sent(monkeypatch)
    sent.show("stream", text="x" * 10**6)
    sent.show("display_data", data={"image/png": "x" * 10**6})
    assert {kind for kind, _ in sent.log[:-1]} == {"stream"}  # in pieces
    assert "".join(shown for _, shown in sent.log[:-1]) == "x" * 10**6
    assert sent.log[-1][0] == "display_data"


def test_what_is_printed_has_descriptors(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a kernel that is shown; ipykernel's streams have none if nobody watches theirs."""
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, io.StringIO())
    give_descriptors()
    assert [sys.stdout.fileno(), sys.stderr.fileno()] == [1, 2]


@pytest.mark.parametrize("computes", [False, True])
def test_a_cell_that_awaits_is_interrupted(computes: bool) -> None:
    """At once, although nothing else wakes its loop, and although it never awaits again."""

    async def cell() -> None:
        await asyncio.sleep(0)
        while computes:
            pass
        await asyncio.sleep(3600)

    async def kernel() -> None:
        future = asyncio.ensure_future(cell())
        with SealedKernel._cancel_on_sigint(cast(SealedKernel, None), future):
            interrupt = threading.Timer(0.2, os.kill, [os.getpid(), signal.SIGINT])
            interrupt.start()
            await asyncio.wait([future])
        assert future.cancelled() or isinstance(future.exception(), KeyboardInterrupt)

    with contextlib.suppress(KeyboardInterrupt):  # IPython catches it in the cell
        asyncio.run(kernel())
