"""A kernel of a few lines behind real sockets, with a real process that waits."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import zmq
from jupyter_client.session import Session

from panal.errors import EngineFailure
from panal.kernel.fork import Fork

KEY = "0123456789abcdef"


class FakeFork(Fork):
    """The processes of a kernel, and what was done to them."""

    interrupted: threading.Event
    stubborn = False

    def interrupt(self) -> None:
        super().interrupt()
        self.interrupted.set()

    def kill(self) -> None:
        if self.stubborn:
            raise EngineFailure("still there")
        super().kill()


class FakeKernel:
    """What is behind the sockets: `answers` says what happens at each request.

    Args:
        folder: in which there is one for the sockets.
        shown: whether somebody listens to what is shown.
        overlooks: so many subscriptions.
    """

    def __init__(self, folder: Path, shown: bool, overlooks: int = 0) -> None:
        self.answers: Callable[[FakeKernel], None] = FakeKernel.well
        self.requests: list[tuple[str, dict[str, Any]]] = []
        # What an interruption would end is not tried here: it only has to arrive.
        command = ["sh", "-c", 'trap "" INT; echo; exec cat']
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.process.stdout is not None
        self.process.stdout.readline()
        pid = self.process.pid
        folder = Path(tempfile.mkdtemp(dir=folder))
        ours, self.first = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.fork = FakeFork(folder, KEY, os.pidfd_open(pid), pid, os.pidfd_open(pid), ours)
        self.fork.interrupted = threading.Event()
        self.warm_lives = True
        self._session = Session(key=KEY.encode())
        self._context = zmq.Context()
        self._bound = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(folder, shown, overlooks))
        self._thread.start()
        assert self._bound.wait(60)

    def close(self) -> None:
        self._context.term()
        self._thread.join()
        self.first.close()
        self.process.kill()
        self.process.communicate()

    def _serve(self, folder: Path, shown: bool, overlooks: int) -> None:
        with suppress(zmq.ContextTerminated):
            with self._context.socket(zmq.ROUTER) as shell, self._context.socket(zmq.XPUB) as iopub:
                shell.linger = iopub.linger = 0
                shell.bind(f"ipc://{folder}/k-1")
                iopub.bind(f"ipc://{folder}/k-2")
                self._bound.set()
                self.shell, self.iopub = shell, iopub
                for _ in range(overlooks):
                    iopub.recv()
                if shown:
                    iopub.recv()
                    iopub.send_multipart([b"welcome"])
                while True:
                    ident, parts = self._session.feed_identities(shell.recv_multipart())
                    message = self._session.deserialize(parts)
                    self.ident, self.header = ident, message["header"]
                    self.requests.append((message["msg_type"], message["content"]))
                    if self.process.poll() is None:  # the dead say nothing
                        self.answers(self)

    def reply(self, **content: Any) -> None:
        kind = self.header["msg_type"].replace("_request", "_reply")
        self._session.send(self.shell, kind, content, parent=self.header, ident=self.ident)

    def show(self, kind: str, **content: Any) -> None:
        self._session.send(self.iopub, kind, content, parent=self.header)

    def idle(self) -> None:
        self.show("status", execution_state="idle")

    def well(self) -> None:
        """An ordinary cell or call."""
        self.reply(status="ok")
        self.idle()

    def end(self) -> None:
        self.process.kill()
        self.process.wait()

    def send_raw(self, *parts: bytes, of: str = "shell") -> None:
        if of == "shell":
            self.shell.send_multipart([*self.ident, *parts])
        else:
            self.iopub.send_multipart(parts)
