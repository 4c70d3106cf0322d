"""The measures that seal a kernel on every rung, each of them a call to Linux.

Linux only; system calls go by number where Python has no function for them.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import resource
import socket
import struct
from collections.abc import Mapping
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)

# include/uapi/linux/prctl.h
(
    PR_SET_PDEATHSIG,
    PR_SET_DUMPABLE,
    PR_CAPBSET_DROP,
    PR_SET_NO_NEW_PRIVS,
    PR_CAP_AMBIENT,
) = 1, 4, 24, 38, 47
PR_CAP_AMBIENT_CLEAR_ALL = 4
# include/uapi/linux/seccomp.h
SECCOMP_IOCTL_NOTIF_RECV, SECCOMP_IOCTL_NOTIF_SEND, SECCOMP_CONTINUE = 0xC0502100, 0xC0182101, 1
SECCOMP_CALL = {"x86_64": 317, "aarch64": 277, "riscv64": 277, "loongarch64": 277, "ppc64le": 358, "s390x": 348}  # fmt: skip
"""The number of seccomp(2), for which the C library has no function."""

_LINUX_CAPABILITY_VERSION_3 = 0x20080522

HOME = "/home/student"

MOST_WATCHES = 10_000
"""How many watches of epoll (epoll_ctl(2)) a submission may add in all.

Linux gives each user some 200,000 for each gigabyte of memory (fs.epoll.max_user_watches: 4 % of
it). A machine that grades has at least that much for each running kernel, so all of them together
stay far below half. IPython needs 20, and each child process that prints 10.
"""


class IsolationFailed(OSError):
    """Linux refused one of the steps."""


def _check(result: int, what: str) -> None:
    if result != 0:
        code = ctypes.get_errno()
        raise IsolationFailed(code, f"{what}: {os.strerror(code)}")


def _prctl(option: int, *args: int) -> int:
    result: int = _libc.prctl(option, *(ctypes.c_ulong(value) for value in (*args, 0, 0, 0, 0)[:4]))
    return result


def limit_resources(limits: Mapping[str, int]) -> None:
    """Set Linux' own bounds, beneath the watch that the trusted side keeps.

    Args:
        limits: `memory_bytes`, `processes`, `disk_bytes`.
    """
    virtual_now = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    bounds = {
        # If dumps go to a program of the host, 0 would still start it; 1 does not (fs/coredump.c).
        resource.RLIMIT_CORE: 1,
        resource.RLIMIT_SIGPENDING: 1000,  # timers and queued signals, which are counted for the user, too
        resource.RLIMIT_NPROC: limits["processes"],
        resource.RLIMIT_FSIZE: limits["disk_bytes"],
        resource.RLIMIT_MEMLOCK: 2**20,
        resource.RLIMIT_MSGQUEUE: 0,
        # Address space is not memory: each thread reserves some. This only makes absurd requests fail
        # at once, with MemoryError.
        resource.RLIMIT_AS: virtual_now + 2 * limits["memory_bytes"],
    }
    for which, bound in bounds.items():
        resource.setrlimit(which, (bound, bound))


def limit_descriptors() -> None:
    """Bound the open files of each process, once no descriptor has to be handed over any more.

    This bound also says how many descriptors of a user may be on their way through sockets (unix(7),
    ETOOMANYREFS), all submissions together. With less than the usual 1024, nobody can use up what our
    side and a starting kernel need.
    """
    resource.setrlimit(resource.RLIMIT_NOFILE, (512, 512))


def drop_privileges() -> None:
    """Give up every capability, even in this namespace, and every way to gain one."""
    _check(_prctl(PR_SET_NO_NEW_PRIVS, 1), "no_new_privs")
    _prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    capability = 0
    while _prctl(PR_CAPBSET_DROP, capability) == 0:
        capability += 1
    header = (ctypes.c_uint32 * 2)(_LINUX_CAPABILITY_VERSION_3, 0)
    none = (ctypes.c_uint32 * 6)()
    _check(_libc.capset(ctypes.byref(header), ctypes.byref(none)), "capset")


def landlock() -> int:
    """Lock the files a second time, should a mount ever be got around: write only where a student may.

    Linux has Landlock (landlock(7)) from 5.13 on; without it the mounts stand alone. From 6.12 on it
    also keeps signals and abstract sockets within the submission.

    Returns:
        The version of Landlock that is in force; 0 if there is none.
    """
    create_ruleset, add_rule, restrict_self = 444, 445, 446
    version = int(_libc.syscall(create_ruleset, None, ctypes.c_size_t(0), ctypes.c_uint(1)))
    if version < 1:
        return 0
    execute, write_file, read_file, read_dir, ioctl_dev = 1, 2, 4, 8, 1 << 15
    make_sock, known = 1 << 9, (1 << 13) - 1
    for since, right in (
        (2, 1 << 13),
        (3, 1 << 14),
        (5, ioctl_dev),
    ):  # refer, truncate, ioctl on devices
        known |= right if version >= since else 0
    scoped = 0b11 if version >= 6 else 0
    attributes = struct.pack("=QQQ", known, 0, scoped)[: 24 if version >= 6 else 8]
    ruleset = int(
        _libc.syscall(
            create_ruleset, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint(0)
        )
    )
    _check(min(ruleset, 0), "landlock_create_ruleset")
    look = execute | read_file | read_dir
    rules = {
        "/": look,
        "/tmp": known,
        "/dev/shm": known,
        HOME: known,
        "/run/kernel": look | make_sock,
    }
    rules |= {"/dev": look | write_file | ioctl_dev, "/proc/self": look | write_file}
    for path, rights in rules.items():
        folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
        rule = struct.pack("=Qi", rights & known, folder)
        _check(
            _libc.syscall(add_rule, ruleset, ctypes.c_int(1), rule, ctypes.c_uint(0)),
            f"landlock_add_rule {path}",
        )
        os.close(folder)
    _check(_libc.syscall(restrict_self, ruleset, ctypes.c_uint(0)), "landlock_restrict_self")
    os.close(ruleset)
    return version


def filter_system_calls(program: bytes) -> int:
    """Load the filter that the trusted side made (`panal.kernel.seccomp`).

    Args:
        program: BPF instructions, eight bytes each.

    Returns:
        A descriptor for `grant_watches`, which the filtered process must not keep.
    """
    set_mode_filter, new_listener, wait_killable = 1, 1 << 3, 1 << 5
    number = ctypes.c_long(SECCOMP_CALL[os.uname().machine])

    class SockFprog(ctypes.Structure):
        _fields_ = (("len", ctypes.c_ushort), ("filter", ctypes.c_char_p))

    prog = ctypes.byref(SockFprog(len(program) // 8, program))
    # Since 5.19 no signal interrupts a process that waits for `grant_watches`.
    for flags in (new_listener | wait_killable, new_listener):
        listener = int(
            _libc.syscall(number, ctypes.c_uint(set_mode_filter), ctypes.c_uint(flags), prog)
        )
        if listener >= 0 or ctypes.get_errno() != errno.EINVAL:
            break
    _check(min(listener, 0), "seccomp")
    return listener


def hand_over(listener: int, bound: socket.socket) -> None:
    """Give that descriptor to the first process, and keep none."""
    socket.send_fds(bound, [b"?"], [listener])
    os.close(listener)


def grant_watches(listener: int, most: int = MOST_WATCHES) -> None:
    """Let a submission add some watches to its epolls, and refuse further ones. Never returns.

    Watches that were removed count, too: Linux does not say whether one is still there.

    Args:
        listener: from `filter_system_calls`.
        most: how many in all.
    """
    granted = 0
    while True:
        # struct seccomp_notif and seccomp_notif_resp of linux/seccomp.h
        asked = bytearray(80)
        try:
            fcntl.ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, asked)
            (identity,) = struct.unpack_from("=Q", asked)
            granted += 1
            error, flags = (0, SECCOMP_CONTINUE) if granted <= most else (-errno.ENOSPC, 0)
            answer = bytearray(struct.pack("=QqiI", identity, 0, error, flags))
            fcntl.ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, answer)
        except (InterruptedError, FileNotFoundError):
            continue  # the process that asked is gone


def hide_from_siblings() -> None:
    """Keep other processes of the same user from reading this one's memory, descriptors and
    environment.
    """
    _prctl(PR_SET_DUMPABLE, 0)


def end_with_parent() -> None:
    _prctl(PR_SET_PDEATHSIG, 9)
