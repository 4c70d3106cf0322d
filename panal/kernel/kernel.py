"""One kernel of one submission: run its cells, call its functions, end it."""

from __future__ import annotations

import hmac
import json
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import zmq
from nbformat import NotebookNode

from panal import messages
from panal.config import Limits
from panal.errors import EngineFailure, EnvironmentProblem
from panal.kernel.cell_outputs import Outputs
from panal.kernel.fork import Fork
from panal.kernel.warm import WarmProcess
from panal.kernel.watch import Stop, Watch
from panal.results import Ending

READY_SECONDS = 60.0
UNNOTICED_SECONDS = 1.0  # after that a subscription is made again, see `_await_welcome`
IDLE_SECONDS = 15.0  # after its reply, a cell has this long to show the rest
LAST_WORDS_SECONDS = 0.05  # what a kernel said just before its end may still be on its way
NOTICE_SECONDS = 1.0  # a kernel that can't be ended, and may never answer, is noticed this soon

MAX_MESSAGE_BYTES = 48 * 2**20
"""Of one frame. ZeroMQ drops a peer that sends more; `sealed.encode` keeps answers below it."""

WAITING = 8
"""Messages of a channel that may wait on this side to be read: a flood has a bound."""

MAX_FRAMES = 1000
"""Of one message; each costs an object, however little it holds."""

MAX_PARTS = 100_000
"""Lists, objects and their members in each part of a message."""

MAX_HEADER_BYTES = 2**16
SHELL, IOPUB = 1, 2
DELIMITER = b"<IDS|MSG>"
TOO_MUCH_OUTPUT = "panal_too_much_output"
INTERRUPTED = ("KeyboardInterrupt", "CancelledError")  # the latter in a cell that awaits something


class KernelGone(Exception):
    """The kernel ended, or was ended, while it ran a student's code.

    Args:
        stop: how that counts, and what the student is told.
        unexplained: whether it ended by itself, not because of a limit.
    """

    def __init__(self, stop: Stop, unexplained: bool = False) -> None:
        super().__init__(stop.sentence)
        self.stop = stop
        self.unexplained = unexplained


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a cell that the kernel survived.

    Args:
        outputs: what it shows, as a notebook has it; nothing if the kernel is not shown.
        stop: why it was stopped before its end, or None. What it had defined is there.
        too_much: whether it wanted to show more than it may.
        error: type of the exception that it ended with; empty if there was none.
        result: its first result as text, or its beginning; empty if there was none.
    """

    outputs: list[NotebookNode]
    stop: Stop | None
    too_much: bool
    error: str = ""
    result: str = ""


class Kernel:
    """A running kernel. Got from `open_kernel`, so there is none that has not started."""

    def __init__(
        self,
        fork: Fork,
        warm: WarmProcess,
        shell: zmq.Socket[bytes],
        iopub: zmq.Socket[bytes] | None,
        watch: Watch,
    ) -> None:
        self._fork = fork
        self._warm = warm
        self._shell = shell
        self._iopub = iopub
        self._watch = watch
        self._limits = warm.sealing.limits
        self._key = fork.key.encode()
        self._name, self._sent = secrets.token_hex(8), 0
        self._idle_seconds = IDLE_SECONDS

    def run_cell(self, source: str) -> Ran:
        """Run one code cell. An exception in its code is an output like others.

        Args:
            source: its code.

        Raises:
            KernelGone: the cell ended the kernel, or could not be stopped at a limit.
            EngineFailure: something of ours failed.
        """
        request = {
            "code": source,
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": False,
        }
        outputs = Outputs(self._limits) if self._iopub is not None else None
        limits = self._limits
        with self._budget(limits.cell_cpu_seconds, limits.cell_wall_seconds, "cell"):
            reply = self._ask("execute", request, outputs)
            stop = self._stopped()
        error, result = _outcome(reply)
        if outputs is None:
            return Ran([], stop, False, error, result)
        shown = outputs.finished()
        if stop is not None:
            shown = [output for output in shown if output.get("ename") not in INTERRUPTED]
        return Ran(shown, stop, outputs.too_much, error, result)

    def call(self, request: dict[str, Any], limits: Limits) -> dict[str, Any] | Stop:
        """Send a call to the kernel.

        Args:
            request: content of a `panal_call_request`.
            limits: `call_cpu_seconds` and `call_wall_seconds`.

        Returns:
            The content of the reply, or why the call was stopped. The student's code may have made
            the reply: trust nothing of it.

        Raises:
            KernelGone: the call ended the kernel, or could not be stopped at a limit.
            EngineFailure: something of ours failed.
        """
        with self._budget(limits.call_cpu_seconds, limits.call_wall_seconds, "call"):
            reply = self._ask("panal_call", request, None)
            # A call that catches the interruption and answers all the same is out of time.
            return self._stopped() or reply

    def alive(self) -> bool:
        """Whether it is still there. What a cell left behind can end it when nothing is asked.

        Raises:
            EngineFailure: it ended because something of ours did.
        """
        if self._fork.alive():
            return True
        self._gone()
        return False

    def used(self) -> tuple[float, int]:
        """Processor seconds of the kernel's processes so far, and the most memory of their own
        that they had, in bytes.
        """
        return self._watch.cpu_seconds, self._watch.peak_bytes

    def goes_on(self) -> bool:
        """Whether the submission still computes although nothing is asked of it."""
        return self._watch.is_busy()

    @contextmanager
    def _budget(self, cpu_seconds: float, wall_seconds: float, what: str) -> Iterator[None]:
        """`Watch.budget`. What the machine refuses meanwhile is our failure."""
        try:
            with self._watch.budget(cpu_seconds, wall_seconds, what):
                yield
        except (OSError, zmq.ZMQError) as error:
            raise EngineFailure(f"A kernel could not be talked to: {error}.") from error

    def _stopped(self) -> Stop | None:
        """Why what ran was interrupted.

        Raises:
            KernelGone: its reply came at the last moment, but it is being ended.
        """
        stop = self._watch.stopped()
        if self._watch.stop is not None:
            raise self._gone()
        return stop

    def _ask(self, kind: str, request: dict[str, Any], outputs: Outputs | None) -> dict[str, Any]:
        """Send a request, and return the content of its reply.

        Args:
            outputs: receives what is shown meanwhile.

        Raises:
            KernelGone: the kernel ended, or was ended.
            EngineFailure: something of ours failed.
        """
        try:
            reply = self._reply(f"{kind}_reply", self._send(f"{kind}_request", request), outputs)
        except _Unreadable:
            self._watch.end(Stop(Ending.KERNEL_DIED, messages.kernel_unreadable()))
            reply = None
        if self._watch.stop is None and reply is not None:
            return reply
        raise self._gone()

    def _send(self, kind: str, request: dict[str, Any]) -> str:
        """Send a message as Jupyter's protocol has it, and return its id.

        A submission gets hundreds; `jupyter_client.session` would write and sign parts in each that
        nobody reads.
        """
        self._sent += 1
        msg_id = f"{self._name}_{self._sent}"
        header = {"msg_id": msg_id, "msg_type": kind}
        parts = [json.dumps(part).encode() for part in (header, {}, {}, request)]
        signature = hmac.digest(self._key, b"".join(parts), "sha256").hex().encode()
        self._shell.send_multipart([DELIMITER, signature, *parts])
        return msg_id

    def _reply(self, kind: str, msg_id: str, outputs: Outputs | None) -> dict[str, Any] | None:
        """The reply, or None if the kernel ended. With `outputs`, all of them are in by then."""
        iopub = self._iopub if outputs is not None else None
        poller = zmq.Poller()
        for source in (self._shell, self._fork.pidfd, *([] if iopub is None else [iopub])):
            poller.register(source, zmq.POLLIN)
        reply: dict[str, Any] | None = None
        idle = iopub is None
        gone = False
        while reply is None or not idle:
            self._watch.require()
            last = self._idle_seconds if reply is not None else NOTICE_SECONDS
            ready = dict(poller.poll(int(1000 * (LAST_WORDS_SECONDS if gone else last))))
            if not ready and (gone or reply is not None):
                # No honest kernel's; to wait so long for each of its cells would take minutes.
                self._idle_seconds = LAST_WORDS_SECONDS
                return reply
            if iopub is not None and outputs is not None and iopub in ready:
                idle = _shown(_received(iopub), msg_id, outputs) or idle
            if self._shell in ready:
                found = _answer(_received(self._shell), kind, msg_id)
                reply = reply if found is None else found
            if self._fork.pidfd in ready:
                poller.unregister(self._fork.pidfd)
                gone = True
        return reply

    def _gone(self) -> KernelGone:
        """Why the kernel is gone.

        Raises:
            EngineFailure: it ended because something of ours did.
        """
        self._watch.require()
        if self._watch.stop is not None:
            return KernelGone(self._watch.stop)
        if not self._warm.alive():
            raise EngineFailure("The process from which kernels are forked ended.")
        if failure := self._fork.failure():
            raise EngineFailure(f"What stands around a kernel failed: {failure}.")
        return KernelGone(Stop(Ending.KERNEL_DIED, messages.kernel_died()), unexplained=True)


def _await_welcome(iopub: zmq.Socket[bytes], fork: Fork) -> None:
    """Subscribe to all that the kernel shows, and wait until it says welcome, as it does when the
    subscription has reached it.

    ipykernel can overlook one. ZeroMQ tells of what came in by an event that happens once, and a
    message of the kernel's own that goes out in the same moment uses it up: nothing wakes the kernel
    any more. Another subscription does, to whatever; then it finds both.

    Raises:
        EngineFailure: there is no welcome.
    """
    poller = zmq.Poller()
    poller.register(iopub, zmq.POLLIN)
    poller.register(fork.main, zmq.POLLIN)
    end = time.monotonic() + READY_SECONDS
    topic = b""
    while (left := end - time.monotonic()) > 0:
        iopub.subscribe(topic)
        there = dict(poller.poll(int(1000 * min(left, UNNOTICED_SECONDS))))
        if iopub in there:
            iopub.recv_multipart()
            return
        if there:
            raise EngineFailure(f"A kernel ended before it answered. {fork.failure()}".rstrip())
        topic += b"again"
    raise EngineFailure(f"A kernel did not answer within {READY_SECONDS:.0f} s.")


class _Unreadable(ValueError):
    """A message that no honest kernel sends."""


def _received(socket: zmq.Socket[bytes]) -> list[bytes]:
    """The parts of a message after its identities and its signature.

    The signature proves nothing: the student's code has the key, too.
    """
    frames = [socket.recv()]
    while socket.getsockopt(zmq.RCVMORE):
        frames.append(socket.recv())
        if len(frames) > MAX_FRAMES:
            raise _Unreadable
    try:
        return frames[frames.index(DELIMITER) + 1 :]
    except ValueError:
        return []


def _outcome(reply: dict[str, Any]) -> tuple[str, str]:
    """The error and the result that the reply to a cell tells of. It may be forged."""
    told = reply.get("panal_outcome")
    outcome = told if isinstance(told, dict) else {}
    failed = str(reply.get("ename") or "?") if reply.get("status") != "ok" else ""
    return str(outcome.get("error", failed))[:200], str(outcome.get("result", ""))[:200]


def _answer(parts: list[bytes], kind: str, msg_id: str) -> dict[str, Any] | None:
    """The content of the reply to a request; None if the message is something else.

    Raises:
        _Unreadable: it is no message.
    """
    try:
        _, header, parent, _, content = parts[:5]
        if _unpack(parent).get("msg_id") != msg_id or _unpack(header).get("msg_type") != kind:
            return None
        reply = _unpack(content)
    except (ValueError, AttributeError, RecursionError):
        raise _Unreadable from None
    return reply if isinstance(reply, dict) else {}


def _shown(parts: list[bytes], msg_id: str, outputs: Outputs) -> bool:
    """Take in a message of the iopub channel, and say whether it ends the cell."""
    try:
        _, header, parent, _, content = parts[:5]
        if len(header) > MAX_HEADER_BYTES or len(parent) > MAX_HEADER_BYTES:
            return False
        kind = _unpack(header).get("msg_type")
        if _unpack(parent).get("msg_id") != msg_id:
            return False  # a thread of an earlier cell
        if kind == "status":
            return bool(_unpack(content).get("execution_state") == "idle")
        if kind == TOO_MUCH_OUTPUT:
            outputs.too_much = True
        elif outputs.wants(kind, len(content)):
            found = _unpack(content)
            if isinstance(kind, str) and isinstance(found, dict):
                outputs.take(kind, found)
    except TooManyParts:
        outputs.too_much = True
    except (ValueError, AttributeError, RecursionError):
        pass  # no honest kernel's
    return False


_STRINGS = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.S)


class TooManyParts(ValueError):
    """A message would take far more memory than it has bytes."""


def _unpack(part: bytes) -> Any:
    """The JSON in a part of a message, unless it would take much more memory than it has bytes.

    An empty list takes 2 bytes in a message and 70 here. What is between quotes does not grow.

    Raises:
        TooManyParts: it would take too much.
        ValueError: it is no JSON.
    """
    structure = part if len(part) <= MAX_PARTS else _STRINGS.sub(b"", part)
    if structure.count(b"[") + structure.count(b"{") + structure.count(b",") > MAX_PARTS:
        raise TooManyParts(f"more than {MAX_PARTS}")
    return json.loads(part.decode("utf-8", "replace"))


@contextmanager
def open_kernel(
    warm: WarmProcess, files: Mapping[str, bytes], *, shown: bool = True
) -> Iterator[Kernel]:
    """Start a kernel, and end it with all its processes when the block ends.

    Args:
        warm: process from which it is forked.
        files: what lies in its working folder, by name.
        shown: whether what its cells show is wanted. If not, none of it leaves the kernel.

    Raises:
        EngineFailure: no kernel came up, or its processes can't be ended.
    """
    try:
        fork = warm.fork(files, shown=shown)
    except EnvironmentProblem as problem:  # it did start once, or nobody would be graded
        raise EngineFailure(problem.message, problem.hint) from problem
    except OSError as error:
        raise EngineFailure(
            f"No kernel could be started: {error}.", "`panal doctor` looks for the reason."
        ) from error
    try:
        with zmq.Context() as context, Watch(fork, warm.sealing.limits) as watch:
            context.linger = 0
            # What a kernel sends waits on its side, where it counts as the kernel's memory.
            context.maxmsgsize = MAX_MESSAGE_BYTES
            context.rcvhwm = WAITING
            where = f"ipc://{fork.run / 'k'}"
            with context.socket(zmq.DEALER) as shell, context.socket(zmq.SUB) as iopub:
                shell.connect(f"{where}-{SHELL}")
                if shown:
                    iopub.connect(f"{where}-{IOPUB}")
                    _await_welcome(iopub, fork)
                yield Kernel(fork, warm, shell, iopub if shown else None, watch)
    except (OSError, zmq.ZMQError) as error:
        raise EngineFailure(f"A kernel could not be talked to: {error}.") from error
    finally:
        fork.close()
