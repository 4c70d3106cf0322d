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
import shutil
import signal
import socket
import sys
import threading
import traceback
from typing import Any

MAX_REQUEST = 1 << 16
_LATE = (
    "numpy", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger", "tornado.platform.asyncio",
    "IPython.core.magics.execution", "IPython.core.completerlib", "IPython.core.pylabtools", "IPython.extensions.storemagic",
    "IPython.core.debugger", "IPython.core.debugger_backport", "IPython.core.oinspect", "IPython.utils.wildcard",
)  # fmt: skip
"""What each kernel would otherwise import when it starts."""


def preload(modules: list[str]) -> None:
    """Import what notebooks import, and what those import late."""
    gc.disable()  # a fifth of the time of importing TensorFlow goes into looking for garbage, of which there is none
    # Takes a third of a second of each kernel's start, and nobody debugs a grading.
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    for name in (*_LATE, *modules):
        importlib.import_module(name)
    for name in (".student_kernel", ".isolate", ".in_namespaces"):
        importlib.import_module(name, __package__)
    if "matplotlib.pyplot" in sys.modules:
        warm_up_matplotlib()
    gc.freeze()  # the collector of a child must not touch, and so copy, what all share
    gc.enable()


def warm_up_matplotlib() -> None:
    """Draw once off screen: fonts are found, glyphs and the inline backend are loaded."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    importlib.import_module("matplotlib_inline.backend_inline")
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
            control.close()
            with report_failure(channel):
                enter(request, channel)
            os._exit(0)
        channel.close()
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
    """First child: enter new namespaces, fork their first process, hand its pidfd over and end."""
    from . import in_namespaces

    if request["isolation"] == "sealed":
        in_namespaces.enter_namespaces("network" not in request["without"], request["uid"])
    init = os.fork()
    if init == 0:
        with report_failure(channel):
            first_process(request, channel)
        os._exit(0)
    pidfd = os.pidfd_open(init)
    socket.send_fds(channel, [b"pidfd"], [pidfd])


def first_process(request: dict[str, Any], channel: socket.socket) -> None:
    """Process 1 of the new namespace: prepare everything, start the kernel, reap what dies, and end
    all processes with the kernel.
    """
    from . import in_namespaces, isolate

    sealed, without = request["isolation"] == "sealed", request["without"]
    if sealed:
        in_namespaces.fresh_filesystem(
            f"/run/panal/{request['id']}", request["limits"]["disk_bytes"], without
        )
        os.umask(0o077)
        shutil.copytree("/run/kernel/files", isolate.HOME, dirs_exist_ok=True)
        os.chdir(isolate.HOME)
    else:
        os.chdir(f"{request['run']}/files")
    bound, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    kernel = os.fork()
    if kernel == 0:
        bound.close()
        with report_failure(channel):
            run_kernel(request, channel, theirs)
        os._exit(0)
    theirs.close()
    if "hidden init" not in without:
        isolate.hide_from_siblings()
    message, descriptors, _flags, _address = socket.recv_fds(bound, 1, 1)
    if message == b"?":
        threading.Thread(target=grant, args=(descriptors[0], channel), daemon=True).start()
        message = bound.recv(1)
    if message == b"+":
        if sealed:
            if "run folder" not in without:
                in_namespaces.close_run_folder()
            isolate.drop_privileges()
        socket.send_fds(channel, [b"ready"], [os.pidfd_open(kernel)])
    threading.Thread(target=end_with, args=[channel], daemon=True).start()
    status = reap_until(kernel)
    with contextlib.suppress(OSError):
        channel.sendall(b"ended %d" % status)
    os._exit(0)  # the end of process 1 is the end of every process of its namespace


def grant(listener: int, channel: socket.socket) -> None:
    """A thread of the first process that answers the filter, see `isolate.grant`."""
    from . import isolate

    with report_failure(channel):
        isolate.drop_privileges()  # only this thread's; the other one still has mounts to close
        isolate.grant(listener)


def end_with(channel: socket.socket) -> None:
    """End all processes of the namespace when nobody on the trusted side watches them any more."""
    with contextlib.suppress(OSError):
        while channel.recv(16):  # nothing is ever sent to us
            pass
    os._exit(0)


def reap_until(kernel: int) -> int:
    """Collect dead processes until the kernel is among them. Its exit code, negative for a signal."""
    while True:
        pid, status = os.wait()
        if pid == kernel:
            return os.waitstatus_to_exitcode(status)


def run_kernel(request: dict[str, Any], channel: socket.socket, bound: socket.socket) -> None:
    """Give everything up, bind the sockets, say so, and serve the notebook."""
    from . import isolate, student_kernel

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
    if request["isolation"] == "sealed":
        isolate.limit_resources(request["limits"])
        if "capabilities" not in request["without"]:
            isolate.drop_privileges()
        if "landlock" not in request["without"]:
            isolate.landlock(isolate.VIEW)
        if "seccomp" not in request["without"]:
            listener = isolate.filter_system_calls(bytes.fromhex(request["seccomp"]))
            socket.send_fds(bound, [b"?"], [listener])
            os.close(listener)
        isolate.limit_descriptors()
    folder = "/run/kernel" if request["isolation"] == "sealed" else request["run"]
    app = student_kernel.make_app(
        f"{folder}/k",
        request["key"].encode(),
        request["seed"],
        shown=request["shown"],
        limits=request["limits"],
    )
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


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--control", type=int, required=True)
    parser.add_argument("--preload", default="")
    arguments = parser.parse_args()
    preload([name for name in arguments.preload.split(",") if name])
    serve(socket.socket(fileno=arguments.control))


if __name__ == "__main__":
    main()
