"""panal.kernel.kernel: cells and calls, with a kernel of a few lines behind real sockets.

Its process is a real one, which waits: it is what is watched, interrupted and ended. What it says is
said by a thread.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import zmq

from panal import messages
from panal.config import Limits
from panal.errors import EngineFailure, EnvironmentProblem
from panal.kernel import kernel as module
from panal.kernel import watch
from panal.kernel.fork import Fork
from panal.kernel.kernel import TOO_MUCH_OUTPUT, Kernel, KernelGone, open_kernel
from panal.kernel.processes import Usage
from panal.kernel.warm import WarmProcess
from panal.kernel.watch import Stop
from panal.results import Ending
from tests.unit.kernel.fakes import FakeKernel

MARK = b"<IDS|MSG>"
DIED = Stop(Ending.KERNEL_DIED, messages.kernel_died())
UNREADABLE = Stop(Ending.KERNEL_DIED, messages.kernel_unreadable())


@contextmanager
def opened(
    folder: Path,
    answers: Callable[[FakeKernel], None] = FakeKernel.well,
    *,
    shown: bool = True,
    **limits: float,
) -> Iterator[tuple[Kernel, FakeKernel]]:
    fake = FakeKernel(folder, shown)
    fake.answers = answers
    warm = SimpleNamespace(
        sealing=SimpleNamespace(limits=Limits(**limits)),  # type: ignore[arg-type]
        fork=lambda files, shown: fake.fork,
        alive=lambda: fake.warm_lives,
    )
    try:
        with open_kernel(cast(WarmProcess, warm), {}, shown=shown) as kernel:
            yield kernel, fake
    finally:
        fake.close()


def call(kernel: Kernel, **limits: float) -> Any:
    return kernel.call({"name": "f"}, Limits(**limits))  # type: ignore[arg-type]


SHORT = {"call_cpu_seconds": 60.0, "call_wall_seconds": 0.01}


# What is shown


def test_a_cell_and_what_it_shows(tmp_path: Path) -> None:
    """Put together as a notebook has it; what is said after the reply belongs to it."""

    def answers(fake: FakeKernel) -> None:
        fake.show("stream", name="stdout", text="uno ")
        fake.reply(status="ok")
        fake.show("stream", name="stdout", text="dos")
        fake.show("display_data", data={"text/plain": "tres"}, metadata={})
        fake.idle()

    with opened(tmp_path, answers) as (kernel, fake):
        ran = kernel.run_cell("print(1)")
    assert ran.stop is None and not ran.too_much
    assert ran.outputs == [
        {"output_type": "stream", "name": "stdout", "text": "uno dos"},
        {"output_type": "display_data", "data": {"text/plain": "tres"}, "metadata": {}},
    ]
    ((kind, content),) = fake.requests
    assert kind == "execute_request" and content["code"] == "print(1)"
    assert not content["allow_stdin"] and not content["stop_on_error"]


def test_an_error_is_an_output(tmp_path: Path) -> None:
    """As any other: the notebook goes on."""

    def answers(fake: FakeKernel) -> None:
        fake.show("error", ename="ValueError", evalue="no", traceback=["a"])
        fake.reply(status="error")
        fake.idle()

    with opened(tmp_path, answers) as (kernel, _):
        assert kernel.run_cell("x").outputs[0].ename == "ValueError"
        assert kernel.run_cell("x").outputs[0].ename == "ValueError"


def test_what_is_not_shown_is_not_even_heard(tmp_path: Path) -> None:
    """Nobody waits for its end."""

    def answers(fake: FakeKernel) -> None:
        fake.show("stream", name="stdout", text="secreto")
        fake.reply(status="ok")

    with opened(tmp_path, answers, shown=False) as (kernel, _):
        ran = kernel.run_cell("x")
    assert (ran.outputs, ran.stop, ran.too_much) == ([], None, False)


def test_what_other_cells_still_show_is_not_this_ones(tmp_path: Path) -> None:
    """A thread of an earlier cell prints below none."""

    def answers(fake: FakeKernel) -> None:
        here, fake.header = fake.header, {**fake.header, "msg_id": "earlier"}
        fake.show("stream", name="stdout", text="tarde")
        fake.idle()
        fake.reply(status="ok")
        fake.header = here
        fake.well()

    with opened(tmp_path, answers) as (kernel, _):
        assert kernel.run_cell("x").outputs == []


def test_who_is_never_idle_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reply is here; what is shown is what came. Its next cell is not waited for as long."""
    monkeypatch.setattr(module, "IDLE_SECONDS", 0.01)

    def answers(fake: FakeKernel) -> None:
        fake.show("stream", name="stdout", text="uno")
        fake.reply(status="ok")

    with opened(tmp_path, answers) as (kernel, _):
        assert [output.text for output in kernel.run_cell("x").outputs] in (["uno"], [])
        assert kernel._idle_seconds == module.LAST_WORDS_SECONDS


def test_a_kernel_that_kept_to_its_limit_says_so(tmp_path: Path) -> None:
    """What comes after that is no more, either."""

    def answers(fake: FakeKernel) -> None:
        fake.show("stream", name="stdout", text="uno")
        fake.show(TOO_MUCH_OUTPUT)
        fake.show("stream", name="stdout", text="dos")
        fake.well()

    with opened(tmp_path, answers) as (kernel, _):
        ran = kernel.run_cell("x")
    assert ran.too_much and ran.stop is None
    assert [output.text for output in ran.outputs] == ["uno"]


def test_a_kernel_that_does_not_keep_to_it_is_bounded(tmp_path: Path) -> None:
    """A flood costs what is beyond the limit, and not the kernel."""

    def answers(fake: FakeKernel) -> None:
        for _ in range(100):
            fake.show("stream", name="stdout", text="x" * 100)
        fake.well()

    with opened(tmp_path, answers, output_bytes=1000) as (kernel, fake):
        ran = kernel.run_cell("x")
        assert ran.too_much and len(ran.outputs[0].text) == 2000
        fake.answers = FakeKernel.well
        assert not kernel.run_cell("x").too_much


def test_a_message_that_would_swell_is_dropped(tmp_path: Path) -> None:
    """A few bytes of empty lists would be gigabytes of objects."""

    def answers(fake: FakeKernel) -> None:
        fake.show("display_data", data={"a": [[]] * (module.MAX_PARTS + 1)}, metadata={})
        fake.well()

    with opened(tmp_path, answers) as (kernel, _):
        ran = kernel.run_cell("x")
    assert ran.too_much and ran.outputs == []


def header(**more: object) -> bytes:
    return json.dumps({"msg_type": "stream", **more}).encode()


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [b"x"],
        [MARK],
        [MARK, b"", b"{}", b"{}"],
        [MARK, b"", b"[]", b"{}", b"{}", b"{}"],
        [MARK, b"", b"{}", b"3", b"{}", b"{}"],
        [MARK, b"", b"\xff", b"\xff", b"\xff", b"\xff"],
        [MARK, b"", b"[" * 90_000, b"{}", b"{}", b"{}"],
        [MARK, b"", header(), b"PARENT", b"{}", b"[]"],
        [MARK, b"", header(), b"PARENT", b"{}", b'{"text": 3}'],
        [MARK, b"", header(msg_type=[1]), b"PARENT", b"{}", b"{}"],
        [MARK, b"", header(msg_type="status"), b"PARENT", b"{}", b"[]"],
        [MARK, b"", header(msg_type="status"), b"PARENT", b"{}", b'{"execution_state": [1]}'],
        [MARK, b"", header(msg_type="display_data"), b"PARENT", b"{}", b'{"transient": 3}'],
        [MARK, b"", header(msg_type="update_display_data"), b"PARENT", b"{}", b"{}"],
        [MARK, b"", header(x="x" * module.MAX_HEADER_BYTES), b"PARENT", b"{}", b"{}"],
        [MARK, b"", header(msg_type="x"), b"PARENT", b"{}", b"9" * 9000],
    ],
    ids=lambda parts: str([part[:40] for part in parts]),
)
def test_no_message_on_what_is_shown_does_harm(tmp_path: Path, parts: list[bytes]) -> None:
    """The student's code has the key, and can send anything. The cell goes on."""

    def answers(fake: FakeKernel) -> None:
        parent = json.dumps(fake.header, default=str).encode()
        fake.send_raw(*[parent if part == b"PARENT" else part for part in parts or [b""]], of="io")
        fake.show("stream", name="stdout", text="bien")
        fake.well()

    with opened(tmp_path, answers) as (kernel, _):
        ran = kernel.run_cell("x")
    assert [o.text for o in ran.outputs if o.output_type == "stream"] == ["bien"]
    assert not ran.too_much


# Calls


def test_a_call_is_answered(tmp_path: Path) -> None:
    """Its request goes over as it is."""
    with opened(tmp_path, lambda fake: fake.reply(status="ok", answer="1")) as (kernel, fake):
        assert call(kernel) == {"status": "ok", "answer": "1"}
    assert fake.requests == [("panal_call_request", {"name": "f"})]


def test_another_ones_reply_is_none(tmp_path: Path) -> None:
    """Neither one for an earlier call, nor one of another kind: an answer can't be sent ahead."""

    def answers(fake: FakeKernel) -> None:
        here = fake.header
        fake.header = {**here, "msg_id": "earlier"}
        fake.reply(answer="forged")
        fake.header = {**here, "msg_type": "execute_request"}
        fake.reply(answer="forged")
        fake.header = here
        fake.reply(answer="right")

    with opened(tmp_path, answers) as (kernel, _):
        assert call(kernel) == {"answer": "right"}


@pytest.mark.parametrize("content", [b"[]", b"3", b"null", b'"ok"'])
def test_a_reply_without_content_is_empty(tmp_path: Path, content: bytes) -> None:
    """Whoever reads it finds no answer in it."""

    def answers(fake: FakeKernel) -> None:
        parent = json.dumps(fake.header, default=str).encode()
        fake.send_raw(MARK, b"", header(msg_type="panal_call_reply"), parent, b"{}", content)

    with opened(tmp_path, answers) as (kernel, _):
        assert call(kernel) == {}


@pytest.mark.parametrize(
    "parts",
    [
        [b"x"],
        [MARK],
        [MARK, b"", b"{}", b"{}"],
        [MARK, b"", b"{}", b"{", b"{}", b"{}"],
        [MARK, b"", b"[]", b"PARENT", b"{}", b"{}"],
        [MARK, b"", b"{}", b"[]", b"{}", b"{}"],
        [MARK, b"", header(msg_type="panal_call_reply"), b"PARENT", b"{}", b"[" * 90_000],
        [MARK, b"", header(msg_type="panal_call_reply"), b"PARENT", b"{}", b"[]," * 100_001],
        [MARK, b"", header(msg_type="panal_call_reply"), b"PARENT", b"{}", b"9" * 9000],
    ],
    ids=lambda parts: str([part[:40] for part in parts]),
)
def test_what_is_no_reply_ends_the_kernel(tmp_path: Path, parts: list[bytes]) -> None:
    """No honest kernel sends it. It is the student's doing, with a sentence of its own, and the
    processes are gone.
    """

    def answers(fake: FakeKernel) -> None:
        parent = json.dumps(fake.header, default=str).encode()
        # A list as a parent's header is read before it is compared.
        fake.send_raw(*[parent if part == b"PARENT" else part for part in parts])

    with opened(tmp_path, answers) as (kernel, fake):
        with pytest.raises(KernelGone) as gone:
            call(kernel)
        assert not fake.fork.alive()
    assert gone.value.stop == UNREADABLE and not gone.value.unexplained


# Ends


def test_an_end_is_unexplained(tmp_path: Path) -> None:
    """Nobody here ended it: `exit()`, a crash, or the machine."""
    with opened(tmp_path, FakeKernel.end) as (kernel, _):
        with pytest.raises(KernelGone) as gone:
            kernel.run_cell("x")
        assert gone.value.stop == DIED and gone.value.unexplained
        with pytest.raises(KernelGone):
            call(kernel)


def test_an_end_of_ours_is_no_students(tmp_path: Path) -> None:
    """The first process ends the kernel if it can't go on itself, and says so."""

    def answers(fake: FakeKernel) -> None:
        fake.first.sendall(b"failed Traceback (most recent call last):\nOSError: no room\n")
        fake.end()

    with opened(tmp_path, answers) as (kernel, _):
        with pytest.raises(EngineFailure, match="around a kernel failed: OSError: no room"):
            kernel.run_cell("x")


def test_how_a_kernel_ended_is_no_failure(tmp_path: Path) -> None:
    """The first process says that of each."""

    def answers(fake: FakeKernel) -> None:
        fake.first.sendall(b"ended -9")
        fake.end()

    with opened(tmp_path, answers) as (kernel, _):
        with pytest.raises(KernelGone):
            kernel.run_cell("x")


def test_last_words_are_heard(tmp_path: Path) -> None:
    """A reply that was sent before the end counts, and nobody waits for what the dead may still
    show.
    """

    def answers(fake: FakeKernel) -> None:
        fake.reply(status="ok", answer="1")
        fake.end()

    with opened(tmp_path, answers) as (kernel, fake):
        assert call(kernel) == {"status": "ok", "answer": "1"}
        assert fake.process.wait() and not kernel.alive()
    with opened(tmp_path, answers) as (kernel, _):
        assert kernel.run_cell("x").outputs == []


def test_an_end_between_two_requests_is_known(tmp_path: Path) -> None:
    """So that the next cell is not blamed for it."""
    with opened(tmp_path) as (kernel, fake):
        kernel.run_cell("x")
        assert kernel.alive()
        fake.end()
        assert not kernel.alive()


def test_it_goes_with_the_warm_process(tmp_path: Path) -> None:
    """That is ours, and no student's fault, whenever it happens."""
    with opened(tmp_path) as (kernel, fake):
        fake.warm_lives = False
        fake.end()
        for ask in (lambda: kernel.run_cell("x"), lambda: call(kernel), kernel.alive):
            with pytest.raises(EngineFailure, match="forked"):
                ask()


# Time


def test_what_takes_too_long_is_interrupted(tmp_path: Path) -> None:
    """The kernel stays, and so does what it showed before, but for the interruption itself."""

    def answers(fake: FakeKernel) -> None:
        assert fake.fork.interrupted.wait(60)
        fake.show("stream", name="stdout", text="antes")
        fake.show("error", ename="KeyboardInterrupt", evalue="", traceback=[])
        fake.well()

    limits = {"cell_cpu_seconds": 60.0, "cell_wall_seconds": 0.01}
    with opened(tmp_path, answers, **limits) as (kernel, fake):
        ran = kernel.run_cell("x")
        assert ran.stop == Stop(Ending.OUT_OF_TIME, messages.too_much_time(0.01, "cell"))
        assert [output.output_type for output in ran.outputs] == ["stream"]
        fake.answers = FakeKernel.well
        assert call(kernel) == {"status": "ok"}


def test_a_call_that_answers_after_its_time_is_out_of_time(tmp_path: Path) -> None:
    """It caught the interruption; its answer counts for nothing, and it keeps the kernel."""

    def answers(fake: FakeKernel) -> None:
        assert fake.fork.interrupted.wait(60)
        fake.reply(status="ok", answer="1")

    with opened(tmp_path, answers) as (kernel, fake):
        assert call(kernel, **SHORT) == Stop(
            Ending.OUT_OF_TIME, messages.too_much_time(0.01, "call")
        )
        fake.answers = FakeKernel.well
        assert call(kernel) == {"status": "ok"}


def test_what_cannot_be_interrupted_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its kernel, and for that reason."""
    monkeypatch.setattr(watch, "GRACE_WALL_SECONDS", 0.0)
    with opened(tmp_path, lambda fake: None) as (kernel, fake):
        with pytest.raises(KernelGone) as gone:
            call(kernel, **SHORT)
        assert not fake.fork.alive()
    assert gone.value.stop == Stop(Ending.OUT_OF_TIME, messages.too_much_time(0.01, "call"))
    assert not gone.value.unexplained


def test_an_answer_at_the_last_moment_is_the_end_of_its_own_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The watch decides while the reply is read: the next call is not blamed."""
    with opened(tmp_path) as (kernel, _):
        real = kernel._watch.stopped

        def stopped() -> Stop | None:
            kernel._watch.stop = Stop(Ending.OUT_OF_TIME, "tarde")
            return real()

        monkeypatch.setattr(kernel._watch, "stopped", stopped)
        with pytest.raises(KernelGone) as gone:
            call(kernel)
    assert gone.value.stop.sentence == "tarde"


def test_a_frame_that_is_too_large_never_arrives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ZeroMQ refuses it before it takes memory; who sends nothing else is out of time."""
    monkeypatch.setattr(module, "MAX_MESSAGE_BYTES", 100_000)
    monkeypatch.setattr(watch, "GRACE_WALL_SECONDS", 0.0)
    with opened(tmp_path, lambda fake: fake.reply(answer="x" * 200_000)) as (kernel, _):
        with pytest.raises(KernelGone) as gone:
            call(kernel, call_cpu_seconds=60.0, call_wall_seconds=0.2)
    assert gone.value.stop.ending is Ending.OUT_OF_TIME


# Failures of ours


def test_a_watch_that_fails_is_our_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends the kernel, and that end is nobody's ending."""

    def refuse(pid: int) -> Usage:
        raise OSError(24, "Too many open files")

    with opened(tmp_path, lambda fake: None) as (kernel, fake):
        monkeypatch.setattr(watch, "usage", refuse)
        with pytest.raises(EngineFailure, match="watched"):
            call(kernel)
        assert not fake.fork.alive()


def test_a_kernel_that_cannot_be_ended_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may never answer, and nobody is left to end it."""
    monkeypatch.setattr(module, "NOTICE_SECONDS", 0.01)
    monkeypatch.setattr(watch, "GRACE_WALL_SECONDS", 0.0)
    with opened(tmp_path, lambda fake: None) as (kernel, fake):
        fake.fork.stubborn = True  # type: ignore[misc]  # of this one
        with pytest.raises(EngineFailure, match="still there"):
            call(kernel, **SHORT)
        fake.fork.stubborn = False  # type: ignore[misc]


def test_what_the_machine_refuses_is_our_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it happens: a budget reads a file, a request takes a descriptor."""

    def refuse(*_: object) -> Any:
        raise OSError(24, "Too many open files")

    with opened(tmp_path) as (kernel, _):
        with monkeypatch.context() as patch:
            patch.setattr(watch.Watch, "budget", refuse)
            with pytest.raises(EngineFailure, match="Too many"):
                kernel.run_cell("x")
        with monkeypatch.context() as patch:
            patch.setattr(Kernel, "_send", refuse)
            with pytest.raises(EngineFailure, match="Too many"):
                call(kernel)
        assert call(kernel) == {"status": "ok"}


class NoWarm:
    """A warm process of which no kernel can be had."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.sealing = SimpleNamespace(limits=Limits())

    def fork(self, *_: object, **__: object) -> Fork:
        raise self.error


@pytest.mark.parametrize(
    "error",
    [
        EngineFailure("no room"),
        OSError(28, "no room"),
        EnvironmentProblem("no room", "Make some."),
    ],
    ids=repr,
)
def test_a_kernel_that_cannot_be_started_is_our_failure(error: Exception) -> None:
    """Also while a grader asks: then it must not become the grader's, or end the whole command."""
    with pytest.raises(EngineFailure, match="no room"):
        with open_kernel(cast(WarmProcess, NoWarm(error)), {}):
            raise AssertionError("there is none")


@pytest.mark.parametrize("broken", ["Context", "Watch"])
def test_a_kernel_that_cannot_be_reached_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    """No process of a student's stays behind a start that failed half way."""

    def refuse(*_: object) -> Any:
        raise zmq.ZMQError(24) if broken == "Context" else OSError(24, "Too many open files")

    fake = FakeKernel(tmp_path, False)
    warm = SimpleNamespace(
        sealing=SimpleNamespace(limits=Limits()), fork=lambda *_, **__: fake.fork
    )
    try:
        with monkeypatch.context() as patch:
            patch.setattr(module if broken == "Watch" else module.zmq, broken, refuse)
            with pytest.raises(EngineFailure, match="Too many"):
                with open_kernel(cast(WarmProcess, warm), {}, shown=False):
                    raise AssertionError("there is none")
        assert fake.process.wait() == -signal.SIGKILL
    finally:
        fake.close()


def test_a_kernel_that_ends_before_it_says_welcome_is_not_waited_for(tmp_path: Path) -> None:
    """It is our failure as well, and told at once."""
    fake = FakeKernel(tmp_path, False)
    warm = SimpleNamespace(
        sealing=SimpleNamespace(limits=Limits()), fork=lambda *_, **__: fake.fork
    )
    try:
        fake.process.kill()
        with pytest.raises(EngineFailure, match="ended before it answered"):
            with open_kernel(cast(WarmProcess, warm), {}, shown=True):
                raise AssertionError("it is not there")
    finally:
        fake.close()


def test_a_kernel_that_does_not_say_welcome_is_our_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No student's code ran yet."""
    monkeypatch.setattr(module, "READY_SECONDS", 0.01)
    fake = FakeKernel(tmp_path, False)
    warm = SimpleNamespace(
        sealing=SimpleNamespace(limits=Limits()), fork=lambda *_, **__: fake.fork
    )
    try:
        with pytest.raises(EngineFailure, match="did not answer"):
            with open_kernel(cast(WarmProcess, warm), {}, shown=True):
                raise AssertionError("it is not there")
        assert fake.process.wait() == -signal.SIGKILL
    finally:
        fake.close()


def test_a_subscription_that_the_kernel_overlooks_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ipykernel does, once in some thousand kernels, and would wait for another event for ever."""
    monkeypatch.setattr(module, "UNNOTICED_SECONDS", 0.01)
    fake = FakeKernel(tmp_path, True, overlooks=2)
    warm = SimpleNamespace(
        sealing=SimpleNamespace(limits=Limits()),
        fork=lambda *_, **__: fake.fork,
        alive=lambda: True,
    )
    try:
        with open_kernel(cast(WarmProcess, warm), {}, shown=True) as kernel:
            assert kernel.run_cell("x").error == ""
    finally:
        fake.close()


def test_all_is_gone_with_the_block(tmp_path: Path) -> None:
    """The processes, the folder of the sockets, the descriptors; and what was used is known."""
    with opened(tmp_path) as (kernel, fake):
        kernel.run_cell("x")
        assert fake.fork.run.exists()
    assert fake.process.returncode == -signal.SIGKILL
    assert not fake.fork.run.exists()
    for descriptor in (fake.fork.pidfd, fake.fork.main):
        with pytest.raises(OSError):
            os.fstat(descriptor)
    cpu_seconds, memory_bytes = kernel.used()
    assert cpu_seconds >= 0 and memory_bytes >= 0
