"""The rung `landlock`, behind the wall: a kernel that is the user who grades, sees the whole host, and
may neither open, signal nor reach anything of it.

All that namespaces would keep out of sight is there and is closed instead: files by Landlock, sockets,
processes and the rest by two filters of system calls. A kernel is one process and makes no others, so
whoever ends it has ended all. Beside each measure stands an attack of tests/attacks/ that it stops.
"""

from __future__ import annotations

import json
import os
import socket
import tempfile
from pathlib import Path
from typing import Any

from . import isolate


def enter(request: dict[str, Any]) -> None:
    """See `sealed.forker.Rung`. There is nothing to leave: no user may make namespaces here."""


def settle(request: dict[str, Any]) -> str:
    """See `sealed.forker.Rung`."""
    run = str(request["run"])
    request["parent"] = os.getpid()
    os.umask(0o077)  # files that other users may read: poison/files_everywhere
    os.chdir(f"{run}/files")
    home, temporary = f"{run}/files", f"{run}/tmp"
    os.environ.update(HOME=home, TMPDIR=temporary, MPLCONFIGDIR=f"{temporary}/matplotlib")
    os.environ.update(KERAS_HOME=f"{temporary}/keras")
    tempfile.tempdir = None  # it was found for the warm process
    return run


def seal(request: dict[str, Any], bound: socket.socket) -> None:
    """See `sealed.forker.Rung`."""
    if os.getppid() != request["parent"]:  # nobody would end this process any more
        raise isolate.IsolationFailed(0, "the first process is gone")
    run, without = str(request["run"]), request["without"]
    # exhaustion/absurd_request, exhaustion/one_large_file, kernel_doors/core_dumps. Linux would count
    # all processes of the user, ours too; `isolate.grant` counts the threads (exhaustion/threads).
    isolate.limit_resources(isolate.below_quota(request["limits"]), processes=False)
    # Set-user-id programs; capabilities, should somebody run this as root: processes/rights.
    if "capabilities" not in without:
        isolate.drop_privileges()
    # Graders, gradebook, submissions (without_namespaces/gradebook_read), other kernels
    # (without_namespaces/folders_of_other_kernels), /proc of others (reading/proc_and_sys), /dev/shm
    # (without_namespaces/objects_left_behind), terminals (without_namespaces/terminals_of_the_operator).
    # Of the folder of the sockets it can only make them there, and not even list it.
    view = json.loads(Path(request["view"]).read_text())
    own = {run: "bind", f"{run}/files": "own", f"{run}/tmp": "own"}
    if "landlock" not in without and not isolate.landlock(
        view | own | dict.fromkeys(isolate.OWN_PROC, "look")
    ):
        raise isolate.IsolationFailed(0, "Landlock is there no more")
    # Signals to others (without_namespaces/signals_to_the_grader), child processes
    # (without_namespaces/processes_by_every_call), what Landlock leaves alone in files
    # (without_namespaces/rights_of_the_gradebook), IPC (without_namespaces/objects_of_system_v), doors to
    # Linux (kernel_doors/rare_calls).
    if "seccomp" not in without:
        isolate.hand_over(isolate.filter_system_calls(bytes.fromhex(request["seccomp"])), bound)
    # What Linux counts for the user: exhaustion/descriptors_on_their_way.
    isolate.limit_descriptors()


def shut(request: dict[str, Any]) -> None:
    """See `sealed.forker.Rung`."""
    # The network, and whoever listens on this machine: network/out_into_the_world,
    # without_namespaces/servers_by_path.
    if "network" not in request["without"]:
        isolate.filter_all_threads(bytes.fromhex(request["sockets"]))


def close(request: dict[str, Any]) -> None:
    """See `sealed.forker.Rung`."""
    isolate.drop_privileges()  # the first process has no right, either: processes/rights


def leave(request: dict[str, Any]) -> None:
    """See `sealed.forker.Rung`. The kernel ends with its parent, which it can't change."""
