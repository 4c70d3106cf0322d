"""The rung `users`, behind the wall: from a fork of the warm process to one that is a user of its own.

There are no namespaces around it: it shares the machine's processes, network, IPC and files, and is
kept from them by being nobody whom they know. Beside each measure stands an attack of tests/attacks/
that it stops.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import tempfile
from typing import Any

from . import isolate
from .isolate import PR_SET_DUMPABLE, check, prctl

PR_SET_KEEPCAPS = 8
SETGID, SETUID, SETPCAP = 6, 7, 8


def step_down(uid: int, keep: int) -> None:
    """The warm process: give up all of root's rights but that to become another user.

    Args:
        uid: who it is from now on.
        keep: a set of capabilities that kernels keep, see `panal.kernel.users`.
    """
    os.setgroups([])  # files of groups that we are in: without_namespaces/gradebook_read
    check(prctl(PR_SET_KEEPCAPS, 1), "keepcaps")
    # Should a kernel get at the warm process, there is no root in it: poison/warm_process.
    own = keep | 1 << SETUID | 1 << SETGID | 1 << SETPCAP
    isolate.drop_bounding(own)
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    isolate.drop_privileges(own)


def enter(request: dict[str, Any]) -> None:
    """See `sealed.forker.Rung`. Become the user, and lose the right to become any other one.

    The real user stays that of the warm process: so this process may signal the kernel, and the
    kernel may not signal it, nor look into it.
    """
    uid, warm = request["uid"], os.getuid()
    # Signalling and reading other kernels (without_namespaces/signal_to_everybody), and the first
    # process (reading/first_process, processes/first_process_signalled).
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(warm, uid, warm)
    # Becoming another user: processes/rights.
    isolate.drop_privileges(request["keep"])


def settle(request: dict[str, Any]) -> str:
    """See `sealed.forker.Rung`. Orphans of the kernel come to its first process, as they would come
    to a process 1.
    """
    isolate.adopt_orphans()  # outlive/orphans_everywhere, exhaustion/processor_of_forgotten_children
    os.umask(0o077)  # files that another kernel may read: poison/files_everywhere
    run = str(request["run"])
    home, temporary = f"{run}/files", f"{run}/tmp"
    os.environ.update(HOME=home, TMPDIR=temporary, MPLCONFIGDIR=f"{temporary}/matplotlib")
    os.environ.update(KERAS_HOME=f"{temporary}/keras")
    tempfile.tempdir = None  # it was found for the warm process
    os.chdir(home)
    return run


def seal(request: dict[str, Any], bound: socket.socket) -> None:
    """See `sealed.forker.Rung`."""
    uid, run, without = request["uid"], request["run"], request["without"]
    os.setresuid(uid, uid, uid)  # becoming the warm one again: processes/rights
    # As its user changed, Linux has closed this process' own files in /proc to it.
    check(prctl(PR_SET_DUMPABLE, 1), "dumpable")
    # exhaustion/threads, exhaustion/one_large_file, exhaustion/timers, kernel_doors/core_dumps
    isolate.limit_resources(isolate.below_quota(request["limits"]))
    if "capabilities" not in without:
        isolate.drop_privileges(request["keep"])  # set-user-id programs: processes/rights
    # Linux has forgotten that, too: without_namespaces/outlives_its_parent
    isolate.end_with_parent()
    # Files of the machine, /proc of others, /dev/shm, devices: without_namespaces/gradebook_read,
    # reading/proc_and_sys, without_namespaces/objects_left_behind, exhaustion/shared_zeros. Where there
    # is no Landlock, `panal.kernel.users` has seen that their rights close them.
    if request["view"] and "landlock" not in without:
        own = {run: "bind", f"{run}/files": "own", f"{run}/tmp": "own"}
        with open(request["view"], encoding="utf-8") as file:
            view = json.load(file)
        if not isolate.landlock(view | own | dict.fromkeys(isolate.OWN_PROC, "look")):
            raise isolate.IsolationFailed(0, "Landlock is there no more")
    # Doors to Linux, and what neither users nor Landlock close: kernel_doors/rare_calls,
    # without_namespaces/objects_of_system_v, without_namespaces/flags_of_libraries.
    if "seccomp" not in without:
        isolate.hand_over(isolate.filter_system_calls(bytes.fromhex(request["seccomp"])), bound)
    isolate.limit_descriptors()  # exhaustion/descriptors_on_their_way


def reached(tries: dict[str, list[str]]) -> list[str]:
    """What the user could reach that must be closed to it, tried by doing it.

    Args:
        tries: files and folders to `read`, files and folders to `write`, devices to `open`.
    """
    found = []
    for path in tries.get("read", ()):
        with contextlib.suppress(OSError):
            os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
            found.append(f"read {path}")
    for path in tries.get("write", ()):
        with contextlib.suppress(OSError):
            if os.path.isdir(path):
                descriptor, name = tempfile.mkstemp(dir=path)
                os.close(descriptor)
                os.unlink(name)
            else:
                os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
            found.append(f"write {path}")
    for path in tries.get("open", ()):
        for mode in (os.O_RDONLY, os.O_WRONLY):
            with contextlib.suppress(OSError):
                os.close(os.open(path, mode | os.O_NONBLOCK | os.O_NOCTTY))
                found.append(f"open {path}")
                break
    return found


def shut(request: dict[str, Any]) -> None:
    """See `sealed.forker.Rung`. No socket leads to anything but this kernel from now on."""
    # network/out_into_the_world, without_namespaces/servers_by_path
    if "network" not in request["without"]:
        isolate.filter_all_threads(bytes.fromhex(request["sockets"]))


def close(request: dict[str, Any]) -> None:
    """See `sealed.forker.Rung`. The trusted side takes the folder of the sockets back."""


def leave(request: dict[str, Any]) -> None:
    """See `sealed.forker.Rung`. End all processes of the user.

    The trusted side does the same, and then looks whether any is left. This is for the case that it
    is there no more.
    """
    uid = request["uid"]
    os.setresuid(uid, uid, uid)  # else the signal would reach the warm process, too
    # outlive/stopped_and_scattered
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()
