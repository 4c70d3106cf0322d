"""The Jupyter kernel of one submission: ipykernel, and one more request, which calls a function."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import unicodedata
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import FrameType, MappingProxyType
from typing import Any, TextIO

import zmq
from ipykernel import compiler, ipkernel, kernelapp
from ipykernel.iostream import IOPubThread, OutStream
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from jupyter_client.session import DELIM, Session
from traitlets.config import Config

from . import encode

PICTURES = ("image/png", "image/jpeg", "image/svg+xml")
JPEG_QUALITY = 80
"""Of figures, at most 95. Letters and thin lines still look clean."""

PIECE = 2**18
"""Characters of one message. As JSON they may take six times as many bytes."""

MOST_OF_A_RESULT = 200
"""Characters of a cell's result that its reply repeats. Points need few."""

MOST_LINES = 20
"""How many entries of a traceback are kept, from its end. IPython makes one for each frame."""

PRIVATE: dict[object, tuple[str, ...]] = {
    compiler: ("murmur2_x86",),  # a number for the text of a cell, by which its file is named
    ipkernel: ("sys",),  # the modules that it looks at for a debugger
    IPythonKernel: (
        "_cancel_on_sigint",  # interrupts a cell that awaits something
        "_supports_kernel_subshells",
        "dispatch_shell",  # takes a message of the shell channel, with the id of a subshell
        "execute_request",
        "set_parent",
        "shell_channel_thread",  # is asked for its parent when a cell awaits something
        "shell_stream",
    ),
    kernelapp: ("IOPubThread",),
    IOPubThread: (
        "_is_master_process",
        "_really_send",
        "_setup_pipe_in",  # listens for child processes
    ),
    OutStream: ("_is_master_process", "flush", "write"),
    IPKernelApp: (
        "init_code",  # runs files and lines of its configuration, and remembers all modules
        "init_connection_file",
        "init_control",  # makes the thread that would hand on requests
        "init_heartbeat",
        "init_iopub",
        "load_config_file",
        "log_connection_info",
        "parse_command_line",
        "write_connection_file",
    ),
}
"""What we rely on although ipykernel does not promise to keep it, by its owner. It was tried with the
versions that pyproject.toml allows.
"""

TOO_MUCH_OUTPUT = "panal_too_much_output"
"""Type of the message which says that the rest of a cell's output was dropped."""


class BoundedSession(Session):
    """Sends no more of what a cell shows than may be shown.

    Output beyond the limits is dropped where it is made. So a cell that prints without end keeps
    what it has defined, loses nothing before the limit, costs nobody else memory, and shows the same
    on a slow machine as on a fast one. This is no part of the wall: the trusted side has its own
    limits.
    """

    most_bytes = most_displays = sys.maxsize
    bytes = displays = 0
    told = False
    outcome: Mapping[str, str] = MappingProxyType({})

    def begin_cell(self) -> None:
        """Count from zero again."""
        self.bytes = self.displays = 0
        self.told = False
        self.outcome = {}

    def send(
        self, stream: Any, msg_or_type: Any, content: Any = None, *rest: Any, **more: Any
    ) -> Any:
        """Send as Jupyter does, unless it is an output for which there is no room left."""
        named = isinstance(msg_or_type, str)
        kind = msg_or_type if named else msg_or_type["header"]["msg_type"]
        shown = content if named else msg_or_type["content"]
        self._note(kind, shown)
        if kind == "stream":
            room = max(0, self.most_bytes - self.bytes)
            text = shown["text"]
            self.bytes += len(text)
            if len(text) > room:
                text = text[:room]
                self._tell(stream, msg_or_type if not named else None, more)
            if len(text) < len(shown["text"]) or len(text) > PIECE:
                for start in range(0, len(text), PIECE):
                    piece = {**shown, "text": text[start : start + PIECE]}
                    fresh = piece if named else {**msg_or_type, "content": piece}
                    args = (msg_or_type, fresh) if named else (fresh, content)
                    super().send(stream, *args, **more)
                return None
        elif kind in ("display_data", "execute_result", "update_display_data"):
            self.displays += 1
            size = sum(len(value) for value in shown["data"].values() if isinstance(value, str))
            if self.displays > self.most_displays or self.bytes + size > self.most_bytes:
                self._tell(stream, msg_or_type if not named else None, more)
                return None
            self.bytes += size
        elif kind == "error":
            # A message longer than the trusted side accepts would cost the connection.
            lines = [line[:PIECE] for line in shown.get("traceback", [])[-MOST_LINES:]]
            shown.update(evalue=shown.get("evalue", "")[:PIECE], traceback=lines)
        return super().send(stream, msg_or_type, content, *rest, **more)

    def _note(self, kind: str, shown: Any) -> None:
        """Say in a cell's reply what a cell with tests is judged by: its first result and its first
        error, shown or not.
        """
        if kind == "execute_reply":
            shown["panal_outcome"] = dict(self.outcome)
            return
        part = {"execute_result": "result", "error": "error"}.get(kind)
        if part is not None and part not in self.outcome:
            text = shown["data"].get("text/plain", "") if part == "result" else shown.get("ename")
            self.outcome = {**self.outcome, part: str(text)[:MOST_OF_A_RESULT]}

    def _tell(self, stream: Any, message: Any, more: dict[str, Any]) -> None:
        if not self.told:
            self.told = True
            parent = message["parent_header"] if message is not None else more.get("parent")
            super().send(stream, TOO_MUCH_OUTPUT, {}, parent=parent, ident=more.get("ident"))


class _NoThread:
    """Stands in for ipykernel's thread that takes requests for subshells, of which there are none."""

    parent_thread = threading.main_thread()

    def __bool__(self) -> bool:
        return False


class _FewModules:
    """`sys`, as if hardly anything had been imported."""

    modules: Mapping[str, object] = MappingProxyType({})

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)


class SealedKernel(IPythonKernel):
    """An IPython kernel that also calls functions of the notebook and answers with plain data."""

    _supports_kernel_subshells = False

    def __init__(self, **kwargs: Any) -> None:
        # ipykernel looks at each loaded module, for a debugger. Touching a thousand of them takes a
        # quarter of a kernel's start, and copies memory that all kernels share.
        setattr(ipkernel, "sys", _FewModules())  # noqa: B010 - it exports none
        try:
            super().__init__(**kwargs)
        finally:
            setattr(ipkernel, "sys", sys)  # noqa: B010
        # When a cell awaits something, ipykernel 7 asks this thread for its parent, whether there is a
        # thread or not.
        self.shell_channel_thread = _NoThread()

    async def dispatch_shell(
        self, msg: Any, /, subshell_id: str | None = None, *, concurrent: bool = False
    ) -> None:
        """Answer our own requests at once.

        A submission gets hundreds of calls. Around each request ipykernel sends status messages,
        which nobody reads here, and flushes output, for which it waits for another thread. It also
        checks and writes signatures and dates. That would cost more than most calls.
        """
        assert (
            self.session is not None and self.shell_stream is not None
        )  # ipykernel has made both before
        found: Any = self.session.feed_identities(msg, copy=False)
        ident, parts = found
        header = _header(parts)
        if header.get("msg_type") != "panal_call_request":
            await super().dispatch_shell(msg, subshell_id, concurrent=concurrent)
            return
        content = json.loads(bytes(parts[4]))
        self.set_parent(ident, {"header": header, "content": content})
        reply = [b'{"msg_type": "panal_call_reply"}', bytes(parts[1]), b"{}"]
        reply.append(json.dumps(self.panal_call(content)).encode())
        self.shell_stream.send_multipart([*ident, DELIM, b"", *reply])
        self.shell_stream.flush(zmq.POLLOUT)

    async def execute_request(self, stream: Any, ident: Any, parent: Any) -> None:
        """Run a cell as IPython does. If a student has broken that, the cell is over at once, not only
        when it is out of time.
        """
        assert self.session is not None and self.shell is not None
        if isinstance(self.session, BoundedSession):
            self.session.begin_cell()
        once = getattr(self.shell, "transform_cell", None)
        if isinstance(once, Once):  # a student may have put another one in its place
            once.begin_cell(parent["content"]["code"])
        try:
            await super().execute_request(stream, ident, parent)
        except (Exception, KeyboardInterrupt) as error:  # an interruption can come late, too
            content = {
                "status": "error",
                "ename": type(error).__name__,
                "evalue": "",
                "traceback": [],
            }
            self.session.send(stream, "execute_reply", content, parent=parent, ident=ident)

    @contextlib.contextmanager
    def _cancel_on_sigint(self, future: Any) -> Iterator[None]:
        """Interrupt a cell that awaits something.

        ipykernel's own handler is heard only when something else wakes the loop, and not at all by
        code that computes between two awaits.
        """
        loop = asyncio.get_running_loop()

        def interrupt(number: int, frame: FrameType | None) -> None:
            if asyncio.current_task(loop) is future:
                signal.default_int_handler(number, frame)
            loop.call_soon_threadsafe(future.cancel)

        before = signal.signal(signal.SIGINT, interrupt)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def panal_call(self, request: dict[str, Any]) -> dict[str, str]:
        """Call a function of the notebook's namespace, as it stands now, in the main thread.

        Args:
            request: `name`, `args`, `kwargs` (as `panal.asking` packs them), `build` and
                `answer_bytes`.

        Returns:
            `status` (`ok`, `missing`, `stub`, `raised`, `too large`, `stopped`) and, with it, `answer`
            or `error`.
        """
        assert self.shell is not None  # ipykernel has made it before it takes requests
        return answer_call(self.shell.user_ns, request)


def _header(parts: list[Any]) -> dict[str, Any]:
    """The header of a message whose signature nobody has checked; empty if it can't be read."""
    try:
        return dict(json.loads(bytes(parts[1])))
    except (IndexError, TypeError, ValueError):
        return {}


def answer_call(namespace: dict[str, Any], request: dict[str, Any]) -> dict[str, str]:
    """Call the function of a name in `namespace`. Whatever happens becomes a reply.

    The trusted side interrupts a call that takes too long as Jupyter interrupts a cell, with SIGINT.
    A call that goes on all the same is ended with its kernel a moment later.
    """
    reply = {"status": "stopped"}
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            reply = _called(namespace, request)
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
    except BaseException:  # an interruption between two lines of ours, or an odd error
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    return reply


def _called(namespace: dict[str, Any], request: dict[str, Any]) -> dict[str, str]:
    # As Python itself spells names (https://docs.python.org/3/reference/lexical_analysis.html).
    function = namespace.get(unicodedata.normalize("NFKC", request["name"]))
    if not callable(function):
        return {"status": "missing"}
    args = unpack(request["args"])
    kwargs = {key: unpack(value) for key, value in request["kwargs"].items()}
    build = request.get("build")
    array_bytes = request.get("answer_bytes", encode.MAX_ARRAY_BYTES)
    try:
        value = function(*args, **kwargs)
        return {
            "status": "ok",
            "answer": encode.encode(value, tuple(build) if build else None, array_bytes),
        }
    except encode.TooLarge:
        return {"status": "too large"}
    except BaseException as error:
        # SystemExit and the like are the student's, too, and end nothing here.
        if isinstance(error, NotImplementedError) and _raised_by(error, function):
            return {"status": "stub"}
        # As Python keeps it, whatever a class of the student's making says of its name.
        name = type.__dict__["__name__"].__get__(type(error))
        return {"status": "raised", "error": name[:100]}
    finally:
        close_figures()


def _raised_by(error: BaseException, function: Callable[..., object]) -> bool:
    """Whether a function's own lines raised an exception, and not something that it called."""
    trace, frame = error.__traceback__, None
    while trace is not None:
        frame, trace = trace.tb_frame, trace.tb_next
    return isinstance(frame, FrameType) and frame.f_code is getattr(function, "__code__", None)


def unpack(value: Any) -> Any:
    """Arguments as JSON has them, with `{"tuple": [...]}` for a tuple."""
    if isinstance(value, dict):
        return tuple(unpack(item) for item in value["tuple"])
    if isinstance(value, list):
        return [unpack(item) for item in value]
    return value


def close_figures() -> None:
    """Close the figures that a call drew: nobody needs them, and they take memory."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        with contextlib.suppress(BaseException):  # a student may have replaced it
            pyplot.close("all")


def make_chance_repeatable(seed: int) -> None:
    """Let unseeded random numbers begin at the same place in each kernel, so that the same submission
    gets the same score.

    Keras draws its seeds from `random`. NumPy's new generators get entropy from the system through a
    name in their module.
    """
    random.seed(seed)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed(seed)
        numpy.random.bit_generator.randbits = random.Random(seed).getrandbits
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is not None:
        tensorflow.random.set_seed(seed)  # runs no operation


def give_descriptors() -> None:
    """`sys.stdout` and `sys.stderr` have descriptors, as in a kernel that is shown, where ipykernel
    watches these. What is written there goes nowhere.

    `subprocess.run(…, stdout=sys.stdout)` and `faulthandler.enable()` ask for them.
    """
    for number, stream in ((1, sys.stdout), (2, sys.stderr)):
        setattr(stream, "fileno", partial(int, number))  # noqa: B010 - a method


def hashed(text: str, seed: int) -> int:
    """In place of `ipykernel.compiler.murmur2_x86`, which looks at each byte in a loop of Python."""
    return zlib.crc32(text.encode(), seed)


class Once:
    """A shell's `transform_cell`, which both ipykernel and IPython call for each cell. It often takes
    longer than the cell.

    Args:
        transform_cell: the shell's own.
    """

    def __init__(self, transform_cell: Callable[[str], str]) -> None:
        self._transform_cell = transform_cell
        self._cell: str | None = None
        self._found: str | None = None

    def begin_cell(self, cell: str) -> None:
        """Two calls with this text come next; what else is transformed meanwhile is not kept."""
        self._cell, self._found = cell, None

    def __call__(self, cell: str) -> str:
        if cell != self._cell:
            return self._transform_cell(cell)
        if self._found is not None:
            found, self._cell, self._found = self._found, None, None
            return found
        self._found = self._transform_cell(cell)
        return self._found


class _OutputThread(IOPubThread):
    """Sends what the kernel shows, and takes nothing from child processes.

    ipykernel has a TCP port for that, and a wall may have no TCP.
    """

    def _setup_pipe_in(self) -> None:
        """Listen on no port."""

    def _really_send(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        if (
            self._is_master_process()
        ):  # a child would write into the middle of its parent's messages
            super()._really_send(msg, *args, **kwargs)


class _Stream(OutStream):
    """`sys.stdout` and `sys.stderr`. What a child process prints goes where a program would write that
    it started: to the descriptor, which ipykernel reads in a kernel that is shown.
    """

    def write(self, string: str) -> int:
        """Write text."""
        if self._is_master_process():
            return super().write(string) or 0
        return self._of_child.write(string)

    def flush(self) -> None:
        """Send what waits."""
        if self._is_master_process():
            super().flush()
        else:
            self._of_child.flush()

    @functools.cached_property
    def _of_child(self) -> TextIO:
        number = 1 if self.name == "stdout" else 2
        return open(number, "w", buffering=1, errors="replace", closefd=False)  # whole lines


class SealedApp(IPKernelApp):
    """ipykernel's application without connection file, heartbeat and configuration files."""

    kernel_class = SealedKernel

    def init_connection_file(self) -> None:
        """`make_app` has set what would stand in the file."""

    def write_connection_file(self, **kwargs: Any) -> None:
        """Nobody would read it: the trusted side chose its content."""

    def init_code(self) -> None:
        """There is no code to run first. IPython would also remember the names of all modules, for
        `%reset --aggressive`: to touch them copies memory that all kernels share.
        """
        assert self.shell is not None  # `initialize` has made it
        self.shell.user_ns_hidden.update(self.shell.user_ns)

    def init_control(self, context: Any) -> None:
        """Let the main thread take requests itself. Another thread that hands each of them on would
        cost more than most calls.
        """
        super().init_control(context)
        self.shell_channel_thread = None

    def init_iopub(self, context: Any) -> None:
        """Let output wait here until it is read. ZeroMQ would drop it without a word."""
        context.setsockopt(zmq.SNDHWM, 0)
        setattr(kernelapp, "IOPubThread", _OutputThread)  # noqa: B010 - it exports none
        super().init_iopub(context)

    def init_heartbeat(self) -> None:
        """The trusted side holds a pidfd, and learns of an end at once."""

    def log_connection_info(self) -> None:
        """There is no terminal to greet."""

    def parse_command_line(self, argv: Any = None) -> None:
        """There is none, and setting up a parser takes a tenth of the start."""

    def load_config_file(self, *args: Any, **kwargs: Any) -> None:
        """Load none: all configuration is ours."""


def make_app(
    sockets: str, key: bytes, seed: int, *, shown: bool, limits: dict[str, int]
) -> SealedApp:
    """Bind the five sockets and make the shell, ready to `start`.

    Args:
        sockets: path to which ipykernel appends -1 … -5 for its channels.
        key: signs the messages; the client has the same.
        seed: see `make_chance_repeatable`.
        shown: whether anybody sees what cells show. If not, no figure is rendered.
        limits: `output_bytes` and `output_messages` of one cell.
    """
    config = Config()
    config.HistoryManager.enabled = False  # no sqlite file, no thread
    config.InteractiveShell.colors = "neutral"
    config.IPKernelApp.capture_fd_output = shown
    config.IPKernelApp.outstream_class = f"{__name__}._Stream"
    # Faster than PNG and a fifth of its size: all figures must fit into one feedback page.
    config.InlineBackend.figure_formats = {"jpeg"}
    config.InlineBackend.print_figure_kwargs = {
        "bbox_inches": "tight",
        "pil_kwargs": {"quality": JPEG_QUALITY},
    }
    app = SealedApp.instance(config=config)
    app.transport, app.ip = "ipc", sockets
    app.shell_port, app.iopub_port, app.stdin_port, app.hb_port, app.control_port = 1, 2, 3, 4, 5
    session = BoundedSession(parent=app)
    session.most_bytes, session.most_displays = limits["output_bytes"], limits["output_messages"]
    app.session = session
    app.session.key = key
    os.environ["IPYTHONDIR"] = tempfile.mkdtemp(prefix="ipython-")
    app.initialize([])
    # The student is to find /tmp empty, and IPython needs its profile no more.
    shutil.rmtree(os.environ.pop("IPYTHONDIR"))
    make_chance_repeatable(seed)
    assert app.shell is not None  # `initialize` has made it
    if "matplotlib.pyplot" in sys.modules:
        app.shell.enable_matplotlib("inline")
    setattr(compiler, "murmur2_x86", hashed)  # noqa: B010 - it exports nothing
    app.shell.transform_cell = Once(app.shell.transform_cell)
    # `exit()` would end the kernel a moment later, and the next cell would be blamed.
    app.shell.ask_exit = lambda: None
    if not shown:
        give_descriptors()
        for kind in PICTURES:
            app.shell.display_formatter.formatters[kind].enabled = False
    return app
