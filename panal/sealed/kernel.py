"""The Jupyter kernel of one submission: ipykernel, with two more requests, to call a function and
to draw no pictures.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
from typing import Any

import zmq
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from matplotlib.backend_bases import FigureCanvasBase
from traitlets.config import Config

from . import encode

PICTURES = ("image/png", "image/jpeg", "image/svg+xml")
_PRINT_FIGURE = FigureCanvasBase.print_figure
JPEG_QUALITY = 80
"""Of figures, up to 95. Letters and thin lines stay clean at this one."""


class _NoThread:
    """Stands where ipykernel has a thread that takes requests for subshells; there are none."""

    parent_thread = threading.main_thread()

    def __bool__(self) -> bool:
        return False


class SealedKernel(IPythonKernel):
    """An IPython kernel that also calls one function of the notebook and answers with plain
    data.
    """

    _supports_kernel_subshells = False

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # ipykernel 7 asks this thread for its parent when a cell awaits something, whether there is
        # one or not.
        self.shell_channel_thread = _NoThread()

    async def dispatch_shell(
        self, msg: Any, /, subshell_id: str | None = None, *, concurrent: bool = False
    ) -> None:
        """Answer our own requests at once.

        There are hundreds of calls in a submission. What ipykernel does around each request (status
        messages, which nobody reads here, and flushes of output, for which it waits for another
        thread) would cost more than most of them.
        """
        assert (
            self.session is not None and self.shell_stream is not None
        )  # ipykernel has made both before
        ident, parts = self.session.feed_identities(msg, copy=False)
        handler = self._ours.get(_kind(parts))
        if handler is None:
            await super().dispatch_shell(msg, subshell_id, concurrent=concurrent)
            return
        request = self.session.deserialize(parts, copy=False)
        self.set_parent(ident, request)
        handler(self.shell_stream, ident, request)
        self.shell_stream.flush(zmq.POLLOUT)

    async def execute_request(self, stream: Any, ident: Any, parent: Any) -> None:
        """As IPython does it. Where a student has broken that, the cell is over at once, and not
        when it is out of time.
        """
        try:
            await super().execute_request(stream, ident, parent)
        except Exception as error:
            assert self.session is not None
            content = {
                "status": "error",
                "ename": type(error).__name__,
                "evalue": "",
                "traceback": [],
            }
            self.session.send(stream, "execute_reply", content, parent, ident=ident)

    @property
    def _ours(self) -> dict[str, Any]:
        return {
            "panal_call_request": self.panal_call_request,
            "panal_pictures_request": self.panal_pictures_request,
        }

    def panal_call_request(self, stream: Any, ident: Any, parent: Any) -> None:
        """Call a function of the notebook's namespace, as it stands now, in the main thread.

        The request's content: `name`, `args`, `kwargs` (as `panal.grading` packs them), `build`,
        `answer_bytes` and `cpu_seconds`. The reply's content: `status` (`ok`, `missing`, `stub`,
        `raised`, `too large`, `out of time`) and, with it, `answer`, or `error` and the `name` that
        is not defined.
        """
        assert (
            self.shell is not None and self.session is not None
        )  # ipykernel has made both before it takes requests
        content = answer_call(self.shell.user_ns, parent["content"])
        self.session.send(stream, "panal_call_reply", content, parent, ident=ident)

    def panal_pictures_request(self, stream: Any, ident: Any, parent: Any) -> None:
        """Render figures, or leave it, when cells run again whose outputs nobody looks at.

        The request's content: `wanted`. The reply's content is empty.
        """
        assert self.shell is not None and self.session is not None
        wanted = parent["content"]["wanted"]
        with contextlib.suppress(Exception):  # a student may have replaced the formatters
            for kind in PICTURES:
                self.shell.display_formatter.formatters[kind].enabled = wanted
        FigureCanvasBase.print_figure = _PRINT_FIGURE if wanted else _print_nothing  # type: ignore[method-assign]
        self.session.send(stream, "panal_pictures_reply", {}, parent, ident=ident)


def _print_nothing(*args: object, **kwargs: object) -> None:
    """In the place of what renders a figure, which is most of what most cells cost."""


def _kind(parts: list[Any]) -> str:
    """Type of a message in transit, whose signature nobody has looked at; empty if it can't be
    read.
    """
    try:
        return str(json.loads(bytes(parts[1]))["msg_type"])
    except (IndexError, KeyError, TypeError, ValueError):
        return ""


def answer_call(namespace: dict[str, Any], request: dict[str, Any]) -> dict[str, str]:
    """Call what stands under a name in `namespace`; whatever happens becomes a reply.

    Python code that takes too long is stopped, so that the kernel need not be ended for it. What
    can't be stopped so, or goes on after the exception, is ended from outside a moment later.
    """
    reply = {"status": "out of time"}
    over = False

    def stop(number: int, frame: object) -> None:
        nonlocal over
        over = True
        raise OutOfTime

    signal.signal(signal.SIGPROF, stop)
    try:
        signal.setitimer(signal.ITIMER_PROF, request["cpu_seconds"])
        try:
            answered = _called(namespace, request)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        if not over:  # else the function caught what was to stop it
            reply = answered
    except OutOfTime:
        pass  # it came between two lines of ours
    return reply


class OutOfTime(BaseException):
    """A call has had the processor seconds that it was promised."""


def _called(namespace: dict[str, Any], request: dict[str, Any]) -> dict[str, str]:
    function = namespace.get(request["name"])
    if not callable(function):
        return {"status": "missing"}
    args = unpack(request["args"])
    kwargs = {key: unpack(value) for key, value in request["kwargs"].items()}
    build = request.get("build")
    array_bytes = request.get("answer_bytes", encode.MAX_ARRAY_BYTES)
    try:
        with (
            open(os.devnull, "w") as nowhere,
            contextlib.redirect_stdout(nowhere),
            contextlib.redirect_stderr(nowhere),
        ):
            answer = encode.encode(
                function(*args, **kwargs), tuple(build) if build else None, array_bytes
            )
        return {"status": "ok", "answer": answer}
    except encode.TooLarge:
        return {"status": "too large"}
    except NotImplementedError:
        return {"status": "stub"}
    except (
        BaseException
    ) as error:  # SystemExit and the like are the student's too, and end nothing here
        named = {"name": str(error.name)[:100]} if isinstance(error, NameError) else {}
        return {"status": "raised", "error": type(error).__name__[:100], **named}
    finally:
        close_figures()


def unpack(value: Any) -> Any:
    """Arguments as JSON has them, with `{"tuple": [...]}` for a tuple."""
    if isinstance(value, dict):
        return tuple(unpack(item) for item in value["tuple"])
    if isinstance(value, list):
        return [unpack(item) for item in value]
    return value


def close_figures() -> None:
    """Figures that a call drew would otherwise come out below the next cell."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        with contextlib.suppress(BaseException):  # a student may have replaced it
            pyplot.close("all")


def make_chance_repeatable(seed: int) -> None:
    """Let unseeded random numbers begin at the same place in each kernel: the same submission, the
    same score.

    Keras draws its seeds from `random`. NumPy's new generators ask the system for entropy, through
    a name of their module.
    """
    random.seed(seed)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed(seed)
        numpy.random.bit_generator.randbits = random.Random(seed).getrandbits
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is not None:
        tensorflow.random.set_seed(seed)  # runs no operation


class SealedApp(IPKernelApp):
    """ipykernel's application without connection file, heartbeat and config files."""

    kernel_class = SealedKernel

    def init_connection_file(self) -> None:
        """What would stand in the file was set by `make_app`."""

    def write_connection_file(self, **kwargs: Any) -> None:
        """Nobody reads it: the trusted side chose what is in it."""

    def init_control(self, context: Any) -> None:
        """The main thread takes requests itself; to have each handed on by another one would cost
        more than most calls.
        """
        super().init_control(context)
        self.shell_channel_thread = None

    def init_heartbeat(self) -> None:
        """The trusted side holds a pidfd, and learns of an end at once."""

    def log_connection_info(self) -> None:
        """There is no terminal to greet."""

    def parse_command_line(self, argv: Any = None) -> None:
        """There is none, and to set up a parser for it takes a tenth of the start."""

    def load_config_file(self, *args: Any, **kwargs: Any) -> None:
        """No configuration but ours: the home folder is empty and stays without influence."""


def make_app(sockets: str, key: bytes, seed: int) -> SealedApp:
    """Bind the five sockets and make the shell, ready to `start`.

    Args:
        sockets: path to which ipykernel appends -1 … -5 for its channels.
        key: signs the messages; the client has the same.
        seed: see `make_chance_repeatable`.
    """
    config = Config()
    config.HistoryManager.enabled = False  # no sqlite file, no thread
    config.InteractiveShell.colors = "neutral"
    config.IPKernelApp.capture_fd_output = True
    # A fifth of the size of PNG, and faster: a notebook's figures have to fit into one feedback
    # page.
    config.InlineBackend.figure_formats = {"jpeg"}
    config.InlineBackend.print_figure_kwargs = {
        "bbox_inches": "tight",
        "pil_kwargs": {"quality": JPEG_QUALITY},
    }
    app = SealedApp.instance(config=config)
    app.transport, app.ip = "ipc", sockets
    app.shell_port, app.iopub_port, app.stdin_port, app.hb_port, app.control_port = 1, 2, 3, 4, 5
    app.session.key = key
    os.environ["IPYTHONDIR"] = tempfile.mkdtemp(prefix="ipython-")
    app.initialize([])
    # The student finds home and /tmp empty; IPython needs its profile no more.
    shutil.rmtree(os.environ.pop("IPYTHONDIR"))
    make_chance_repeatable(seed)
    if "matplotlib.pyplot" in sys.modules and app.shell is not None:
        app.shell.enable_matplotlib("inline")
    return app
