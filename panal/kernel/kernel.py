"""One kernel of one submission: run its cells, call its functions. Plain functions above Jupyter's
async ones.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import zmq
import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode

from panal import messages
from panal.config import Limits
from panal.errors import EngineFailure
from panal.kernel.provisioner import (
    MAX_MESSAGE_BYTES,
    SealedKernelManager,
    TooManyParts,
    bounded_context,
    unpack,
)
from panal.kernel.warm import WarmProcess
from panal.kernel.watch import Stop, Watch
from panal.results import Ending

log = logging.getLogger(__name__)

READY_SECONDS = 60.0
LEAST_WALL_SECONDS = 2.0  # of a call by the clock: a busy machine may let it wait
STOPS_ITSELF_SECONDS = 0.3
"""Processor seconds after its time in which a call can be stopped in the kernel, before that is
ended for it.
"""


class KernelGone(Exception):
    """The kernel ended, or was ended, while it ran a student's code.

    Args:
        stop: how that counts, and what the student is told.
        unexplained: whether it ended by itself, for no limit of ours.
    """

    def __init__(self, stop: Stop, unexplained: bool = False) -> None:
        super().__init__(stop.sentence)
        self.stop = stop
        self.unexplained = unexplained


class Cells(NotebookClient):
    """nbclient, as far as a hostile kernel can be let.

    Outputs are bounded, comm messages are ignored (they would drive objects on this side), and the
    kernel's end is seen at once and not at the next full second.
    """

    limits: Limits
    watch: Watch

    def process_message(
        self, msg: dict[str, Any], cell: NotebookNode, cell_index: int
    ) -> NotebookNode | None:
        self.seen_messages += 1
        self.seen_bytes += size(msg["content"])
        if (
            self.seen_messages > self.limits.output_messages
            or self.seen_bytes > self.limits.output_bytes
        ):
            self.watch.end(Stop(Ending.KERNEL_DIED, messages.too_much_output()))
            return None
        # A display is updated within its cell only: an update that reaches back could fill cells
        # that are counted already.
        transient = msg["content"].pop("transient", None)
        display_id = transient.get("display_id") if isinstance(transient, dict) else None
        if isinstance(display_id, str):
            msg["content"]["transient"] = {"display_id": f"{cell_index} {display_id}"}
        return super().process_message(msg, cell, cell_index)

    def handle_comm_msg(
        self, outs: list[NotebookNode], msg: dict[str, Any], cell_index: int
    ) -> None:
        """Widgets are not for grading."""

    async def _async_poll_kernel_alive(self) -> None:
        assert self.km is not None
        await self.km.provisioner.ended()  # type: ignore[union-attr]
        # What the kernel said just before is still on its way.
        await asyncio.sleep(0.05)
        if self.task_poll_for_reply is not None:
            self.task_poll_for_reply.cancel()

    def start_counting(self) -> None:
        self.seen_messages = self.seen_bytes = 0


def size(content: object) -> int:
    """About how many bytes the content of a message, or an output made of it, holds; none of its
    parts is for nothing.
    """
    total = 0
    todo = [content]  # no recursion: its depth is the student's choice
    while todo:
        part = todo.pop()
        if isinstance(part, dict):
            total += 64
            todo += part.keys()
            todo += part.values()
        elif isinstance(part, list):
            total += 64
            todo += part
        else:
            total += 8 + (len(part) if isinstance(part, str) else 0)
    return total


class Kernel:
    """A running kernel. Got from `open_kernel`, so there is no kernel that is not started yet."""

    def __init__(
        self,
        manager: SealedKernelManager,
        client: AsyncKernelClient,
        calls: zmq.Socket[bytes],
        watch: Watch,
        limits: Limits,
    ) -> None:
        self._manager = manager
        self._client = client
        self._calls = calls
        self._watch = watch
        self._limits = limits
        self._cells: Cells | None = None
        client.session.unpack = self._unpack

    def run_cell(self, nb: NotebookNode, index: int, cpu_seconds: float | None = None) -> None:
        """Run one code cell; its outputs come to stand in it. An exception of the cell's code is an
        output like others.

        Args:
            nb: the notebook.
            index: which of its cells.
            cpu_seconds: processor time that it may take, and with less of it less time by the
                clock; by default that of any cell.

        Raises:
            KernelGone: the cell ended the kernel or hit a limit.
        """
        if self._cells is None or self._cells.nb is not nb:
            self._cells = Cells(
                nb,
                km=self._manager,
                allow_errors=True,
                timeout=None,
                iopub_timeout=15,
                raise_on_iopub_timeout=False,
                store_widget_state=False,
                skip_cells_with_tag="",
                log=_quiet,
            )
            self._cells.kc = self._client
            self._cells.limits, self._cells.watch = self._limits, self._watch
        self._cells.start_counting()
        limits = self._limits
        cpu_seconds = cpu_seconds or limits.cell_cpu_seconds
        wall_seconds = min(1.0, cpu_seconds / limits.cell_cpu_seconds) * limits.cell_wall_seconds
        try:
            with self._watch.budget(cpu_seconds, wall_seconds):
                self._cells.execute_cell(nb.cells[index], index)
        except DeadKernelError:
            raise self._gone() from None
        except Exception as error:
            # nbclient stumbled over messages that no honest kernel sends.
            log.debug("nbclient: %r", error)
            self._watch.end(Stop(Ending.KERNEL_DIED, messages.kernel_died()))
            raise self._gone() from None
        if self._watch.stop is not None:
            raise self._gone()

    def call(self, request: dict[str, Any], cpu_seconds: float) -> dict[str, Any]:
        """Send a call to the kernel.

        Args:
            request: content of a `panal_call_request`.
            cpu_seconds: processor time that it may take.

        Returns:
            Content of the reply, which the student's code may have made: trust nothing of it.

        Raises:
            KernelGone: the call ended the kernel or hit a limit.
        """
        # Who has lost time already has less of both clocks.
        share = min(1.0, cpu_seconds / self._limits.call_cpu_seconds)
        wall_seconds = max(LEAST_WALL_SECONDS, share * self._limits.call_wall_seconds)
        request = {**request, "cpu_seconds": cpu_seconds}
        return self._ask("panal_call", request, cpu_seconds + STOPS_ITSELF_SECONDS, wall_seconds)

    def draw(self, wanted: bool) -> None:
        """Whether figures are rendered from now on; that is most of the cost of most cells.

        Raises:
            KernelGone: the kernel was lost by it.
        """
        self._ask(
            "panal_pictures",
            {"wanted": wanted},
            self._limits.call_cpu_seconds,
            self._limits.call_wall_seconds,
        )

    def used(self) -> tuple[float, int]:
        """Processor seconds of the kernel's processes so far, and the most memory of their own that
        they had, in bytes.
        """
        return self._watch.cpu_seconds, self._watch.peak_bytes

    def _ask(
        self, kind: str, request: dict[str, Any], cpu_seconds: float, wall_seconds: float
    ) -> dict[str, Any]:
        """Send a request of ours, and return the content of its reply.

        Raises:
            KernelGone: the kernel was lost by it, or hit a limit.
        """
        try:
            with self._watch.budget(cpu_seconds, wall_seconds):
                reply = self._reply(kind, request)
        except Exception as error:
            log.debug("%s: %r", kind, error)
            self._watch.end(Stop(Ending.KERNEL_DIED, messages.kernel_died()))
            reply = None
        if reply is None:
            raise self._gone()
        return reply

    def _reply(self, kind: str, request: dict[str, Any]) -> dict[str, Any] | None:
        """The reply, or None at the kernel's end.

        Without asyncio: there are hundreds of calls in a submission, and nothing else to do
        meanwhile.
        """
        session, shell = self._client.session, self._calls
        message = session.msg(f"{kind}_request", request)
        session.send(shell, message)
        poller = zmq.Poller()
        for source in (shell, self._manager.provisioner.fork.pidfd):  # type: ignore[union-attr]
            poller.register(source, zmq.POLLIN)
        while True:
            ready = dict(poller.poll())
            if shell not in ready:
                return None
            # Its signature says nothing: the student's code has the key, too.
            _, (_, header, parent, _, content, *_) = session.feed_identities(shell.recv_multipart())
            answers = self._unpack(parent).get("msg_id") == message["header"]["msg_id"]
            if answers and self._unpack(header).get("msg_type") == f"{kind}_reply":
                reply = self._unpack(content)
                return reply if isinstance(reply, dict) else {}

    def _unpack(self, part: bytes) -> Any:
        """A message of too many parts is a flood, and whoever waits for it would wait until the
        cell is out of time.
        """
        try:
            return unpack(part)
        except TooManyParts:
            self._watch.end(Stop(Ending.KERNEL_DIED, messages.too_much_output()))
            raise

    def _gone(self) -> KernelGone:
        return KernelGone(*self._watch.reason())


_quiet = logging.getLogger("panal.nbclient")
_quiet.setLevel(logging.CRITICAL + 1)  # it logs what students' code does as errors of ours


@contextmanager
def open_kernel(
    warm: WarmProcess, files: dict[str, bytes], context: zmq.asyncio.Context | None = None
) -> Iterator[Kernel]:
    """Start a kernel, and end it with all its processes when the block ends.

    Args:
        warm: process from which it is forked.
        files: what lies in its working folder, by name.
        context: ZeroMQ context to use; by default one of its own.

    Raises:
        EngineFailure: no kernel came up.
    """
    own = context is None
    context = context or bounded_context()
    manager = SealedKernelManager(warm, files, context)
    limits = warm.sealing.limits
    try:
        client = run_sync(_start)(manager)
        try:
            fork = manager.provisioner.fork  # type: ignore[union-attr]
            with _call_socket(client, context) as calls, Watch(fork, limits) as watch:
                yield Kernel(manager, client, calls, watch, limits)
        finally:
            client.stop_channels()
    finally:
        run_sync(_end)(manager)
        if own:
            context.destroy(linger=0)


@contextmanager
def _call_socket(
    client: AsyncKernelClient, context: zmq.asyncio.Context
) -> Iterator[zmq.Socket[bytes]]:
    """A connection to the kernel's shell channel for our own requests, which no event loop looks
    at.

    Where a loop runs already, as in a Jupyter server, Jupyter's client lives in another thread: a
    socket that it looks at can't be waited for here, for it takes the news of a message away.
    """
    socket: zmq.Socket[bytes]
    with zmq.Context.shadow(context.underlying).socket(zmq.DEALER) as socket:
        socket.setsockopt(zmq.LINGER, 0)
        socket.setsockopt(zmq.MAXMSGSIZE, MAX_MESSAGE_BYTES)
        socket.connect(f"{client.transport}://{client.ip}-{client.shell_port}")
        yield socket


async def _start(manager: SealedKernelManager) -> AsyncKernelClient:
    await manager.start_kernel()
    client: AsyncKernelClient = manager.client()
    client.session.unpack = unpack
    client.start_channels(stdin=False, hb=False, control=False)
    client.allow_stdin = False
    msg_id = client.kernel_info()
    try:
        async with asyncio.timeout(READY_SECONDS):
            # The first `status` message says that our subscription has reached the kernel.
            while (await client.shell_channel.get_msg(timeout=None))["parent_header"].get(
                "msg_id"
            ) != msg_id:
                pass
    except TimeoutError:
        client.stop_channels()
        raise EngineFailure(f"A kernel did not answer within {READY_SECONDS:.0f} s.") from None
    return client


async def _end(manager: SealedKernelManager) -> None:
    if manager.provisioner is not None:
        await manager.provisioner.cleanup()
    await manager.cleanup_resources()
