"""The warm process: everything imported, nothing run. Each kernel is a fork of it.

`panal.kernel.warm` starts it inside bubblewrap, with a socket on descriptor `--control`. Each
datagram there asks for one kernel and brings one descriptor: a socket on which the trusted side
hears of that kernel, first a pidfd, then `ready`, at last how it ended. An empty request is answered
at once, which shows that this process is alive.

No TensorFlow operation may run here: TensorFlow's threads do not survive a fork, and a child that
waits for them hangs.
"""

from __future__ import annotations

import argparse
import array
import contextlib
import gc
import importlib
import io
import json
import os
import signal
import socket
import sys
import threading
import traceback
from typing import Any, NoReturn, Protocol

from . import as_one_process, as_user, in_namespaces, in_the_open, isolate

MAX_REQUEST = 1 << 18
_LATE = (
    "numpy", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger", "tornado.platform.asyncio",
    "IPython.core.magics.execution", "IPython.core.completerlib", "IPython.core.pylabtools", "IPython.extensions.storemagic",
    "IPython.core.debugger", "IPython.core.debugger_backport", "IPython.core.oinspect", "IPython.utils.wildcard",
)  # fmt: skip
"""What each kernel would otherwise import when it starts."""


class Rung(Protocol):
    """The steps of a kernel on one rung of the wall, in their order. A module for each has them, and
    says at each measure what it stops. `request` is what the trusted side sent.
    """

    def enter(self, request: dict[str, Any]) -> None:
        """Leave what the warm process shares with others. The next fork is the first process."""

    def settle(self, request: dict[str, Any]) -> str:
        """In the first process: make the place in which the kernel runs, and go there.

        Returns:
            The folder in which it binds its sockets.
        """
        ...

    def seal(self, request: dict[str, Any], bound: socket.socket) -> None:
        """In the kernel: give up all that it does not need, before it binds its sockets.

        Args:
            bound: leads to the first process, which answers the filter of system calls.
        """

    def shut(self, request: dict[str, Any]) -> None:
        """In the kernel, once its sockets are bound: give up what it needed for that."""

    def close(self, request: dict[str, Any]) -> None:
        """In the first process, once the sockets are bound: close what was open for that."""

    def leave(self, request: dict[str, Any]) -> None:
        """In the first process, at its end: end whatever the kernel has left."""


RUNGS: dict[str, Rung] = {
    "namespaces": in_namespaces,
    "users": as_user,
    "landlock": as_one_process,
    "none": in_the_open,
}


def preload(modules: list[str]) -> None:
    """Import what notebooks import, and what those import late."""
    gc.disable()  # a fifth of the time of importing TensorFlow goes into looking for garbage, of which there is none
    # Takes a third of a second of each kernel's start, and nobody debugs a grading.
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    for name in (*_LATE, *modules):
        importlib.import_module(name)
    importlib.import_module(".student_kernel", __package__)
    if "matplotlib.pyplot" in sys.modules:
        warm_up_matplotlib()
    gc.freeze()  # the collector of a child must not touch, and so copy, what all share
    gc.enable()


def warm_up_matplotlib() -> None:
    """Draw once off screen: fonts are found, glyphs and the inline backend are loaded, and what other
    packages bring for drawing is looked up.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.backends.registry import backend_registry
    from matplotlib.figure import Figure

    importlib.import_module("matplotlib_inline.backend_inline")
    backend_registry.list_all()
    figure = Figure(figsize=(2, 2))
    FigureCanvasAgg(figure)
    axes = figure.subplots(1, 2)
    axes[0].imshow([[0, 1], [1, 0]], cmap="gray")
    axes[0].set_title("áéí ñ 0123")
    axes[1].plot([0, 1], label="a")
    axes[1].legend()
    figure.savefig(io.BytesIO(), format="png", bbox_inches="tight")


def serve(control: socket.socket) -> None:
    """Fork one kernel for each request, until the trusted side closes the socket."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the terminal is for the trusted side
    # First processes become children of this one when theirs ends. Linux forgets those that end, so
    # that nothing is left of them, whoever is process 1 here.
    isolate.adopt_orphans()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    control.sendall(
        json.dumps({"warm": os.getpid(), "threads": len(os.listdir("/proc/self/task"))}).encode()
    )
    while True:
        data, ancillary, _flags, _address = control.recvmsg(
            MAX_REQUEST, socket.CMSG_SPACE(array.array("i").itemsize)
        )
        if not data:
            return
        descriptors = array.array("i")
        for _level, _kind, payload in ancillary:
            descriptors.frombytes(payload[: len(payload) - len(payload) % descriptors.itemsize])
        channel = socket.socket(fileno=descriptors[0])
        request = json.loads(data)
        if not request:
            with contextlib.suppress(OSError):  # nobody may be waiting any more
                channel.sendall(b"alive")
            channel.close()
            continue
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            control.close()
            with report_failure(channel):
                enter(request, channel)
            os._exit(0)
        channel.close()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(child, 0)  # it lives for milliseconds


@contextlib.contextmanager
def report_failure(channel: socket.socket) -> Any:
    """Tell the trusted side what went wrong before the student's code ran. Later it can't be reached."""
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            channel.sendall(b"failed " + traceback.format_exc()[-4000:].encode())
        os._exit(1)


def enter(request: dict[str, Any], channel: socket.socket) -> None:
    """First child: leave what the warm process shares with others, fork the kernel's first process,
    hand its pidfd over and end.
    """
    rung = RUNGS[request["isolation"]]
    rung.enter(request)
    init = os.fork()
    if init == 0:
        with report_failure(channel):
            first_process(request, rung, channel)
        os._exit(0)
    pidfd = os.pidfd_open(init)
    socket.send_fds(channel, [b"pidfd"], [pidfd])


def first_process(request: dict[str, Any], rung: Rung, channel: socket.socket) -> None:
    """The first process of a kernel: prepare everything, start the kernel, reap what dies, and end
    all processes with the kernel.
    """
    sockets = rung.settle(request)
    bound, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    kernel = os.fork()
    if kernel == 0:
        bound.close()
        with report_failure(channel):
            run_kernel(request, rung, sockets, channel, theirs)
        os._exit(0)
    theirs.close()
    if "hidden init" not in request["without"]:
        isolate.hide_from_siblings()
    message, descriptors, _flags, _address = socket.recv_fds(bound, 1, 1)
    if message == b"?":
        most = request["limits"]["processes"]
        arguments = (descriptors[0], channel, most, kernel)
        threading.Thread(target=grant, args=arguments, daemon=True).start()
        message = bound.recv(1)
    if message == b"+":
        rung.close(request)
        socket.send_fds(channel, [b"ready"], [os.pidfd_open(kernel)])
    threading.Thread(target=end_with, args=(channel, request, rung), daemon=True).start()
    status = reap_until(kernel)
    with contextlib.suppress(OSError):
        channel.sendall(b"ended %d" % status)
    rung.leave(request)
    os._exit(0)


def grant(listener: int, channel: socket.socket, threads: int, kernel: int) -> None:
    """A thread of the first process that answers the filter, see `isolate.grant`."""
    with report_failure(channel):
        isolate.drop_privileges()  # only this thread's; the other one still has mounts to close
        isolate.grant(listener, threads=threads, process=kernel)


def end_with(channel: socket.socket, request: dict[str, Any], rung: Rung) -> None:
    """End all processes of the kernel when nobody on the trusted side watches them any more."""
    with contextlib.suppress(OSError):
        while channel.recv(16):  # nothing is ever sent to us
            pass
    rung.leave(request)
    os._exit(0)


def reap_until(kernel: int) -> int:
    """Collect dead processes until the kernel is among them. Its exit code, negative for a signal."""
    while True:
        pid, status = os.wait()
        if pid == kernel:
            return os.waitstatus_to_exitcode(status)


def run_kernel(
    request: dict[str, Any],
    rung: Rung,
    sockets: str,
    channel: socket.socket,
    bound: socket.socket,
) -> None:
    """Give everything up, bind the sockets, say so, and serve the notebook."""
    from . import student_kernel  # imports much, which `preload` has arranged

    os.setsid()
    isolate.end_with_parent()
    find_modules_here()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (
        0,
        1,
        2,
    ):  # ipykernel keeps copies of them, and behind them is a file of the host
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
    rung.seal(request, bound)
    app = student_kernel.make_app(
        f"{sockets}/k",
        request["key"].encode(),
        request["seed"],
        shown=request["shown"],
        limits=request["limits"],
    )
    rung.shut(request)
    bound.sendall(b"+")
    bound.close()
    channel.close()  # the only descriptor that led out
    app.start()


def find_modules_here() -> None:
    """Let modules beside the notebook be imported, after those of the standard library.

    IPython's `init_path` does the same, unless Python was started with `-P`.
    """
    packages = (
        i for i, path in enumerate(sys.path) if path.endswith(("site-packages", "dist-packages"))
    )
    sys.path.insert(next(packages, len(sys.path)), "")


def attempt(rung: Rung, run: str, uid: int | None, tries: dict[str, list[str]]) -> NoReturn:
    """Take the steps of a kernel's start, run nothing, and end. Whether this machine allows them is
    the exit code, and the reason the last line on stderr.

    Args:
        rung: whose steps.
        run: as the folder of the kernel.
        uid: the user that it becomes.
        tries: what it must not be able to reach, see `as_user.reached`.
    """
    limits = {"disk_bytes": 2**20}
    request = {"id": "attempt", "run": run, "uid": uid, "without": (), "limits": limits, "keep": 0}
    rung.enter(request)
    if (first := os.fork()) == 0:
        try:
            rung.settle(request)
            rung.close(request)
            found = as_user.reached(tries)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        for line in found:
            print(line, file=sys.stderr)
        sys.stderr.flush()
        os._exit(1 if found else 0)
    _, status = os.waitpid(first, 0)
    os._exit(os.waitstatus_to_exitcode(status))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--control", type=int)
    parser.add_argument("--preload", default="")
    parser.add_argument("--user", type=int, help="who the warm process is to be, if it is root")
    parser.add_argument("--keep", type=int, default=0, help="capabilities that kernels keep")
    parser.add_argument("--attempt", choices=RUNGS)
    parser.add_argument("--run", default="", help="of an attempt: the folder of its kernel")
    parser.add_argument("--uid", type=int, help="of an attempt: the user of its kernel")
    parser.add_argument("--tries", default=os.devnull, help="of an attempt: what must be closed")
    arguments = parser.parse_args()
    with open(arguments.tries, encoding="utf-8") as file:
        tries = json.loads(file.read() or "{}")
    if arguments.user is not None:
        as_user.step_down(arguments.user, arguments.keep)
    if arguments.attempt:
        attempt(RUNGS[arguments.attempt], arguments.run, arguments.uid, tries)
    preload([name for name in arguments.preload.split(",") if name])
    serve(socket.socket(fileno=arguments.control))


if __name__ == "__main__":
    main()
