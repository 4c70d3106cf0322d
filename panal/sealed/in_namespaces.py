"""The rung `namespaces`, behind the wall: from a fork of the warm process to one that is alone.

The warm process is already inside bubblewrap (`panal.kernel.namespaces`): no network, a read-only
system, nothing of the course. This adds what must be fresh for each submission. Beside each measure
stands an attack of tests/attacks/ that it stops.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
import socket
import struct
from collections.abc import Collection
from pathlib import Path
from typing import Any

from . import isolate
from .isolate import HOME, PR_SET_DUMPABLE, check, libc, prctl

# include/uapi/linux/sched.h
CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000
CLONE_NEWCGROUP = 0x02000000
# include/uapi/linux/mount.h
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = (
    1,
    2,
    4,
    8,
    32,
    4096,
    16384,
    1 << 18,
)


def enter(request: dict[str, Any]) -> None:
    """See `sealed.forker.Rung`."""
    enter_namespaces("network" not in request["without"], request["uid"])


def settle(request: dict[str, Any]) -> str:
    """See `sealed.forker.Rung`."""
    disk_bytes, without = request["limits"]["disk_bytes"], request["without"]
    fresh_filesystem(f"/run/panal/{request['id']}", disk_bytes, without)
    os.umask(0o077)  # files that another kernel may read: poison/files_everywhere
    shutil.copytree("/run/kernel/files", HOME, dirs_exist_ok=True)
    os.chdir(HOME)
    return "/run/kernel"


def seal(request: dict[str, Any], bound: socket.socket) -> None:
    """See `sealed.forker.Rung`."""
    without = request["without"]
    # exhaustion/threads, exhaustion/absurd_request, exhaustion/timers, kernel_doors/core_dumps
    isolate.limit_resources(request["limits"])
    if "capabilities" not in without:
        isolate.drop_privileges()  # kernel_doors/mounts, processes/rights
    if "landlock" not in without:
        isolate.landlock(isolate.VIEW)  # processes/first_process_signalled, poison/root_and_devices
    # Tracing (processes/ptrace), namespaces (kernel_doors/namespaces), rare parts of Linux
    # (kernel_doors/rare_calls), memory that counts for nobody (exhaustion/shared_memory).
    if "seccomp" not in without:
        isolate.hand_over(isolate.filter_system_calls(bytes.fromhex(request["seccomp"])), bound)
    isolate.limit_descriptors()  # exhaustion/descriptors_on_their_way


def shut(request: dict[str, Any]) -> None:
    """See `sealed.forker.Rung`."""


def close(request: dict[str, Any]) -> None:
    """See `sealed.forker.Rung`."""
    if "run folder" not in request["without"]:
        close_run_folder()  # poison/sockets_replaced
    isolate.drop_privileges()  # the first process has no right, either: processes/rights


def leave(request: dict[str, Any]) -> None:
    """See `sealed.forker.Rung`. The end of process 1 is the end of every process of its namespace
    (outlive/stopped_and_scattered).
    """


def _mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    check(
        libc.mount(
            source.encode(),
            target.encode(),
            kind.encode() or None,
            ctypes.c_ulong(flags),
            data.encode() or None,
        ),
        f"mount {target}",
    )


def enter_namespaces(own_network: bool = True, uid: int | None = None) -> None:
    """Enter namespaces of our own for users, processes, ipc, mounts, network and host name. From here
    on nothing of other submissions can be named.

    The next child that this process forks enters the pid namespace.

    Args:
        own_network: whether the network is ours alone, too.
        uid: a user and group that no other kernel has (`panal.kernel.uids`) and that this process
            has the right to become. Without it, the process stays who it is.
    """
    inside = os.getuid()
    if uid is not None:
        # What Linux counts for a user: exhaustion/descriptors_on_their_way.
        # Files of another: poison/files_everywhere.
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
        # As its user changed, Linux has closed this process' own files in /proc to it.
        check(prctl(PR_SET_DUMPABLE, 1), "dumpable")
    outside = os.getuid()
    # Other processes (processes/all_at_once), System V (poison/system_v_ipc), other kernels' mounts
    # (reading/other_submissions), sockets of the host (network/loopback_of_the_host).
    flags = (
        CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP
    )
    if own_network:
        flags |= CLONE_NEWNET
    check(libc.unshare(flags), "unshare")
    # A plain user, inside and outside: there is no root to become.
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{inside} {outside} 1")
    Path("/proc/self/gid_map").write_text(f"{inside} {outside} 1")
    if own_network:
        loopback_up()


def loopback_up() -> None:
    """Start the namespace's own loopback, on which a notebook may talk to itself
    (netdevice(7)).
    """
    siocsifflags, iff_up, iff_running = 0x8914, 0x1, 0x40
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, siocsifflags, struct.pack("16sH22x", b"lo", iff_up | iff_running))


def fresh_filesystem(run: str, disk_bytes: int, without: Collection[str] = ()) -> None:
    """Mount an empty /tmp, home and /dev/shm of bounded size and a /proc of our own, and show only
    this submission's part of the run folder.

    Args:
        run: folder of this submission's sockets, below /run/panal.
        disk_bytes: how much may be written in all.
        without: locks to leave off, see `panal.config.LOCKS`.
    """
    _mount("none", "/", "", MS_REC | MS_PRIVATE)
    # The sockets move to a place of their own; then the folder with everybody's is covered
    # (reading/other_submissions).
    _mount(run, "/run/kernel", "", MS_BIND)
    _mount("tmpfs", "/run/panal", "tmpfs", MS_NOSUID | MS_NODEV | MS_RDONLY, "size=4k,mode=0555")
    # One file system for all that may be written, so that one bound holds for the sum (exhaustion/disk,
    # exhaustion/inodes), and nothing is left to the next one (poison/files_everywhere).
    bound = "" if "disk" in without else f"size={disk_bytes},nr_inodes=20000,"
    if "fresh files" not in without:
        _mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, f"{bound}mode=0700")
    for name in ("home", "shm", "tmp"):
        os.makedirs(f"/tmp/{name}", 0o700, exist_ok=True)
    _mount("/tmp/home", HOME, "", MS_BIND)
    _mount("/tmp/shm", "/dev/shm", "", MS_BIND)
    _mount("/tmp/tmp", "/tmp", "", MS_BIND)
    # Its own terminals, since those of another kernel of the same user could be opened
    # (poison/terminals); and few of them, since the machine has only so many
    # (exhaustion/terminals_of_the_machine).
    _mount(
        "devpts",
        "/dev/pts",
        "devpts",
        MS_NOSUID | MS_NOEXEC,
        "newinstance,ptmxmode=0666,mode=0620,max=64",
    )
    # /dev/full gives the same zeros and can't be mapped. Memory shared through /dev/zero would count
    # for no process (exhaustion/shared_zeros).
    _mount("/dev/full", "/dev/zero", "", MS_BIND)
    # Shows only this submission's processes, and hides the /proc of the warm process
    # (reading/environment).
    _mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)


def close_run_folder() -> None:
    """Make the folder of the sockets read-only: they can be used, but none can be replaced or added."""
    _mount(
        "none",
        "/run/kernel",
        "",
        MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC,
    )
