"""The measures that seal a kernel on every rung, each of them a call to Linux.

Linux only; system calls go by number where Python has no function for them.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import functools
import os
import resource
import socket
import stat
import struct
from collections.abc import Mapping
from pathlib import Path

libc = ctypes.CDLL(None, use_errno=True)

# include/uapi/linux/prctl.h
(
    PR_SET_PDEATHSIG,
    PR_SET_DUMPABLE,
    PR_CAPBSET_DROP,
    PR_SET_CHILD_SUBREAPER,
    PR_SET_NO_NEW_PRIVS,
    PR_CAP_AMBIENT,
) = 1, 4, 24, 36, 38, 47
PR_CAP_AMBIENT_RAISE, PR_CAP_AMBIENT_CLEAR_ALL = 2, 4
# include/uapi/linux/seccomp.h
SECCOMP_IOCTL_NOTIF_RECV, SECCOMP_IOCTL_NOTIF_SEND, SECCOMP_CONTINUE = 0xC0502100, 0xC0182101, 1
CALLS = {
    "x86_64": {"seccomp": 317, "clone": 56},
    "aarch64": {"seccomp": 277, "clone": 220},
    "riscv64": {"seccomp": 277, "clone": 220},
    "loongarch64": {"seccomp": 277, "clone": 220},
    "ppc64le": {"seccomp": 358, "clone": 120},
    "s390x": {"seccomp": 348, "clone": 120},
}
"""The numbers of system calls, by machine: seccomp(2) is in no C library, and `grant` is asked about
clone(2).
"""

OWN = 0x70616E61
"""Stands in a filter for the number of the process that loads it, see `panal.kernel.seccomp`."""

CAPABILITY_VERSION = 0x20080522  # _LINUX_CAPABILITY_VERSION_3 of linux/capability.h

HOME = "/home/student"

# include/uapi/linux/landlock.h
_EXECUTE, _WRITE, _READ, _LIST, _MAKE_SOCK, _REFER, _TRUNCATE, _IOCTL_DEV = (
    1, 2, 4, 8, 1 << 9, 1 << 13, 1 << 14, 1 << 15,
)  # fmt: skip
_SINCE = {1: _REFER - 1, 2: _REFER, 3: _TRUNCATE, 5: _IOCTL_DEV}
"""Rights by the version of Landlock that knows them."""

OF_FILES = _EXECUTE | _WRITE | _READ | _TRUNCATE | _IOCTL_DEV
RIGHTS = {
    "look": _EXECUTE | _READ | _LIST,
    "write": _WRITE,
    "control": _IOCTL_DEV,
    "bind": _MAKE_SOCK,
    "own": sum(_SINCE.values()),
}
"""What `landlock` can allow. Of a single file it allows the part that `OF_FILES` has."""

VIEW = {
    "/": "look",
    "/tmp": "own",
    "/dev/shm": "own",
    HOME: "own",
    "/run/kernel": "look bind",
    "/dev": "look write control",
    "/proc/self": "look write",
}
"""Of a kernel that has mounts of its own."""

OWN_PROC = tuple(
    f"/proc/self/{name}"
    for name in ("stat", "statm", "status", "maps", "smaps", "smaps_rollup", "comm", "cmdline", "environ", "limits", "io", "fd")
)  # fmt: skip
"""What a kernel that sees the host may read of its own in /proc: of the rest, much is the host's, such
as its mounts and connections. These exist for each process, so they stand here and not in the view
that our side makes.
"""

MOST_WATCHES = 10_000
"""How many watches of epoll (epoll_ctl(2)) a submission may add in all.

Linux gives each user some 200,000 for each gigabyte of memory (fs.epoll.max_user_watches: 4 % of
it). A machine that grades has at least that much for each running kernel, so all of them together
stay far below half. IPython needs 20.
"""


class IsolationFailed(OSError):
    """Linux refused one of the steps."""


def check(result: int, what: str) -> None:
    if result != 0:
        code = ctypes.get_errno()
        raise IsolationFailed(code, f"{what}: {os.strerror(code)}")


def prctl(option: int, *args: int) -> int:
    result: int = libc.prctl(option, *(ctypes.c_ulong(value) for value in (*args, 0, 0, 0, 0)[:4]))
    return result


def below_quota(limits: Mapping[str, int]) -> dict[str, int]:
    """The same limits where no file system bounds the sum of all files. A single large file, which is
    the common case, then fails with an error that can be caught, before the watch ends the kernel.
    """
    return {**limits, "disk_bytes": limits["disk_bytes"] * 15 // 16}


def limit_resources(limits: Mapping[str, int], *, processes: bool = True) -> None:
    """Set Linux' own bounds, beneath the watch that the trusted side keeps.

    Args:
        limits: `memory_bytes`, `processes`, `disk_bytes`.
        processes: whether the number of processes is one of them, which Linux counts for the user.
    """
    virtual_now = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    bounds = {
        # If dumps go to a program of the host, 0 would still start it; 1 does not (fs/coredump.c).
        resource.RLIMIT_CORE: 1,
        resource.RLIMIT_SIGPENDING: 1000,  # timers and queued signals, which are counted for the user, too
        resource.RLIMIT_FSIZE: limits["disk_bytes"],
        resource.RLIMIT_MEMLOCK: 2**20,
        resource.RLIMIT_MSGQUEUE: 0,
        # Address space is not memory: each thread reserves some. This only makes absurd requests fail
        # at once, with MemoryError.
        resource.RLIMIT_AS: virtual_now + 2 * limits["memory_bytes"],
    }
    if processes:
        bounds[resource.RLIMIT_NPROC] = limits["processes"]
    for which, bound in bounds.items():
        resource.setrlimit(which, (bound, bound))


def limit_descriptors() -> None:
    """Bound the open files of each process, once no descriptor has to be handed over any more.

    This bound also says how many descriptors of a user may be on their way through sockets (unix(7),
    ETOOMANYREFS), all submissions together. With less than the usual 1024, nobody can use up what our
    side and a starting kernel need.
    """
    resource.setrlimit(resource.RLIMIT_NOFILE, (512, 512))


def drop_privileges(keep: int = 0) -> None:
    """Give up every capability, even in this namespace, and every way to gain one.

    Args:
        keep: a set of capabilities that programs which are started keep, too.
    """
    check(prctl(PR_SET_NO_NEW_PRIVS, 1), "no_new_privs")
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    drop_bounding(keep)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    low, high = keep & 0xFFFFFFFF, keep >> 32
    # Effective, permitted and inheritable, the lower half of each first.
    sets = (ctypes.c_uint32 * 6)(low, low, low, high, high, high)
    check(libc.capset(ctypes.byref(header), ctypes.byref(sets)), "capset")
    for capability in range(keep.bit_length()):
        if keep >> capability & 1:
            check(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability), "ambient")


def drop_bounding(keep: int) -> None:
    """Give up the way to gain any capability but these."""
    capability = 0
    while keep >> capability & 1 or prctl(PR_CAPBSET_DROP, capability) == 0:
        capability += 1


def landlock(view: Mapping[str, str]) -> int:
    """Lock the files: where there are mounts, a second time, should one be got around; where there
    are none, it is what closes the host's files.

    Linux has Landlock (landlock(7)) from 5.13 on. From 6.12 on it also keeps signals and abstract
    sockets within the submission.

    Args:
        view: what may be done with the files at and below each path: the names of some `RIGHTS`,
            with spaces between them. What stands nowhere can't be opened.

    Returns:
        The version of Landlock that is in force; 0 if there is none.
    """
    create_ruleset, add_rule, restrict_self = 444, 445, 446
    version = landlock_version()
    if version < 1:
        return 0
    known = sum(right for since, right in _SINCE.items() if version >= since)
    scoped = 0b11 if version >= 6 else 0
    attributes = struct.pack("=QQQ", known, 0, scoped)[: 24 if version >= 6 else 8]
    ruleset = int(
        libc.syscall(create_ruleset, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint(0))
    )
    check(min(ruleset, 0), "landlock_create_ruleset")
    for path, names in view.items():
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        rights = functools.reduce(int.__or__, (RIGHTS[name] for name in names.split())) & known
        if not stat.S_ISDIR(os.fstat(place).st_mode):
            rights &= OF_FILES
        rule = struct.pack("=Qi", rights, place)
        check(
            libc.syscall(add_rule, ruleset, ctypes.c_int(1), rule, ctypes.c_uint(0)),
            f"landlock_add_rule {path}",
        )
        # A rule is for a file in memory, and Linux may forget those of /proc and make new ones. It
        # can't as long as they are open.
        if not path.startswith("/proc/self/"):
            os.close(place)
    check(libc.syscall(restrict_self, ruleset, ctypes.c_uint(0)), "landlock_restrict_self")
    os.close(ruleset)
    return version


def landlock_version() -> int:
    """Of this Linux; 0 if it has none, or if that is switched off."""
    create_ruleset, of_version = 444, ctypes.c_uint(1)
    return max(0, int(libc.syscall(create_ruleset, None, ctypes.c_size_t(0), of_version)))


def filter_system_calls(program: bytes) -> int:
    """Load the filter that the trusted side made (`panal.kernel.seccomp.program`).

    Args:
        program: BPF instructions, eight bytes each. Where `OWN` stands in them, the number of this
            process takes its place.

    Returns:
        A descriptor for `grant`, which the filtered process must not keep.
    """
    new_listener, wait_killable = 1 << 3, 1 << 5
    own = b"".join(
        struct.pack("=HBBI", *rest, os.getpid() if k == OWN else k)
        for *rest, k in struct.iter_unpack("=HBBI", program)
    )
    # Since 5.19 no signal interrupts a process that waits for `grant`.
    for flags in (new_listener | wait_killable, new_listener):
        listener = _load(own, flags)
        if listener >= 0 or ctypes.get_errno() != errno.EINVAL:
            break
    check(min(listener, 0), "seccomp")
    return listener


def hand_over(listener: int, bound: socket.socket) -> None:
    """Give that descriptor to the first process, and keep none."""
    socket.send_fds(bound, [b"?"], [listener])
    os.close(listener)


def filter_all_threads(program: bytes) -> None:
    """Load a further filter, for threads that have begun already, too.

    Args:
        program: such as `panal.kernel.seccomp.without_sockets` makes.
    """
    of_all_threads = 1
    check(_load(program, of_all_threads), "seccomp")


def filters_may_ask() -> bool:
    """Whether this Linux lets a filter ask another process, as ours asks `grant`."""
    number = CALLS.get(os.uname().machine, {}).get("seccomp")
    action_available, ask = ctypes.c_uint(2), ctypes.c_uint32(0x7FC00000)
    return number is not None and not libc.syscall(
        ctypes.c_long(number), action_available, ctypes.c_uint(0), ctypes.byref(ask)
    )


def _load(program: bytes, flags: int) -> int:
    class SockFprog(ctypes.Structure):
        _fields_ = (("len", ctypes.c_ushort), ("filter", ctypes.c_char_p))

    set_mode_filter, number = ctypes.c_uint(1), ctypes.c_long(CALLS[os.uname().machine]["seccomp"])
    prog = ctypes.byref(SockFprog(len(program) // 8, program))
    return int(libc.syscall(number, set_mode_filter, ctypes.c_uint(flags), prog))


def grant(
    listener: int, watches: int = MOST_WATCHES, threads: int = 0, process: int | None = None
) -> None:
    """Let a submission add some watches to its epolls, and refuse further ones. Never returns.

    Watches that were removed count, too: Linux does not say whether one is still there. If the filter
    asks about threads, they are counted as they are at that moment: what Linux itself counts are all
    processes of the user.

    Args:
        listener: from `filter_system_calls`.
        watches: how many in all.
        threads: how many `process` and this one together may have at a time. Each that it has may be
            about to begin one, so for a moment there can be twice as many.
        process: the one that the filter is for.
    """
    granted = 0
    clone = CALLS[os.uname().machine]["clone"]
    while True:
        # struct seccomp_notif and seccomp_notif_resp of linux/seccomp.h
        asked = bytearray(80)
        try:
            fcntl.ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, asked)
            identity, _, _, call = struct.unpack_from("=QIIi", asked)
            if call == clone:
                there = _threads(process) + _threads(os.getpid())
                refused = errno.EAGAIN if there >= threads else 0
            else:
                granted += 1
                refused = errno.ENOSPC if granted > watches else 0
            error, flags = (-refused, 0) if refused else (0, SECCOMP_CONTINUE)
            answer = bytearray(struct.pack("=QqiI", identity, 0, error, flags))
            fcntl.ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, answer)
        except (InterruptedError, FileNotFoundError, ProcessLookupError):
            continue  # the process that asked is gone


def _threads(process: int | None) -> int:
    """How many threads a process has: field 20 of its `stat` (proc(5))."""
    return int(
        Path(f"/proc/{process}/stat").read_text(errors="replace").rpartition(")")[2].split()[17]
    )


def hide_from_siblings() -> None:
    """Keep other processes of the same user from reading this one's memory, descriptors and
    environment.
    """
    prctl(PR_SET_DUMPABLE, 0)


def adopt_orphans() -> None:
    """Become the parent of what the end of descendants leaves without one."""
    check(prctl(PR_SET_CHILD_SUBREAPER, 1), "subreaper")


def end_with_parent() -> None:
    prctl(PR_SET_PDEATHSIG, 9)
