"""How Jupyter starts a sealed, warm kernel: the entry point `panal-sealed` of
`jupyter_client.kernel_provisioners`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import signal
from typing import Any

import zmq.asyncio
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase

from panal.kernel.fork import Fork
from panal.kernel.warm import WarmProcess

MAX_MESSAGE_BYTES = 48 * 2**20
"""Of one frame; ZeroMQ drops a peer that sends more. `sealed.encode` keeps answers below it."""


MAX_PARTS = 100_000
"""Lists, objects and their members in each of the four parts of a message."""


class SealedProvisioner(KernelProvisionerBase):
    """Gives a Jupyter kernel manager a fork of a warm process instead of a new interpreter.

    Its manager has to be a `SealedKernelManager`, which knows the warm process.
    """

    fork: Fork | None = None

    @property
    def has_process(self) -> bool:
        return self.fork is not None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        # The warm process chooses sockets and key, so there is no connection file to write.
        return await super().pre_launch(cmd=[], **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        assert isinstance(self.parent, SealedKernelManager)
        self.fork = self.parent.warm.fork(self.parent.files)
        self.connection_info = {
            "transport": "ipc",
            "ip": str(self.fork.run / "k"),
            "shell_port": 1,
            "iopub_port": 2,
            "stdin_port": 3,
            "hb_port": 4,
            "control_port": 5,
            "key": self.fork.key.encode(),  # type: ignore[typeddict-item]   # jupyter_client says str, and wants bytes
            "signature_scheme": "hmac-sha256",
        }
        return self.connection_info

    async def poll(self) -> int | None:
        return None if self.fork is not None and self.fork.alive() else 0

    async def wait(self) -> int | None:
        await self.ended()
        if self.fork is not None:
            self.fork.close()
            self.fork = None
        return 0

    async def ended(self) -> None:
        """Return when every process of the kernel is gone."""
        if self.fork is None:
            return
        loop = asyncio.get_running_loop()
        gone = loop.create_future()
        pidfd = self.fork.pidfd

        def is_gone() -> None:
            if not gone.done():
                gone.set_result(None)

        loop.add_reader(pidfd, is_gone)
        try:
            await gone
        finally:
            loop.remove_reader(pidfd)

    async def send_signal(self, signum: int) -> None:
        if self.fork is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.fork.pidfd, signum)

    async def kill(self, restart: bool = False) -> None:
        if self.fork is not None:
            self.fork.kill()

    async def terminate(self, restart: bool = False) -> None:
        await self.kill(restart)

    async def cleanup(self, restart: bool = False) -> None:
        if self.fork is not None:
            self.fork.close()
            self.fork = None


class SealedKernelManager(AsyncKernelManager):
    """A kernel manager whose kernel is a fork of `warm`.

    Args:
        warm: the warm process.
        files: what lies in the kernel's working folder, by name.
        context: ZeroMQ context of the client's sockets.
    """

    def __init__(
        self, warm: WarmProcess, files: dict[str, bytes], context: zmq.asyncio.Context
    ) -> None:
        super().__init__(transport="ipc", context=context, kernel_name="panal-sealed")
        self.warm = warm
        self.files = files
        self._kernel_spec = KernelSpec(
            argv=[],
            display_name="panal (sealed)",
            language="python",
            metadata={"kernel_provisioner": {"provisioner_name": "panal-sealed"}},
        )


_STRINGS = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.S)


class TooManyParts(ValueError):
    """A message would take far more memory than it has bytes."""


def unpack(part: bytes) -> Any:
    """JSON of a part of a message, if it does not become much larger in memory than it is.

    An empty list takes 2 bytes in a message and 70 here; what is between quotes takes what it
    takes.

    Raises:
        TooManyParts: it would.
        ValueError: it is no JSON.
    """
    structure = part if len(part) <= MAX_PARTS else _STRINGS.sub(b"", part)
    if structure.count(b"[") + structure.count(b"{") + structure.count(b",") > MAX_PARTS:
        raise TooManyParts(f"more than {MAX_PARTS}")
    return json.loads(part.decode("utf-8", "replace"))


def bounded_context() -> zmq.asyncio.Context:
    """A ZeroMQ context whose sockets take no frame of more than `MAX_MESSAGE_BYTES`."""
    context = zmq.asyncio.Context()
    context.maxmsgsize = MAX_MESSAGE_BYTES
    context.linger = 0
    return context
