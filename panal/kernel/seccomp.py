"""Which system calls a sealed kernel may not make, as a BPF program. libseccomp makes it,
`sealed.isolate` loads it.

A notebook of NumPy, TensorFlow and matplotlib uses a few hundred calls, which differ between
machines and versions. So this names what is refused: doors to Linux that no notebook needs, most of
them the way of a past escape. A refused call fails with EPERM, as if the user lacked a right, and
the program goes on.
"""

from __future__ import annotations

import errno
import functools
import os
import platform
import struct
import sys
from collections.abc import Callable
from typing import Any

from panal.errors import EnvironmentProblem
from panal.sealed import isolate

REFUSED = (
    # Other processes: reading, tracing, taking descriptors.
    "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "pidfd_getfd", "kcmp",
    # New namespaces and file systems: the wall is made of them.
    "unshare", "setns", "mount", "umount", "umount2", "pivot_root", "chroot", "fsopen", "fsconfig", "fsmount", "fspick",
    "open_tree", "move_mount", "mount_setattr", "name_to_handle_at", "open_by_handle_at", "fanotify_init", "mknod", "mknodat",
    # Large, young or rarely used parts of the kernel.
    "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register", "keyctl", "add_key",
    "request_key", "vmsplice", "splice", "tee", "modify_ldt", "lookup_dcookie", "uselib", "nfsservctl", "remap_file_pages",
    "quotactl", "quotactl_fd", "migrate_pages", "move_pages", "mbind", "set_mempolicy", "acct", "syslog", "sysfs", "signalfd",
    "signalfd4", "futex_waitv", "process_mrelease", "sched_setattr", "pkey_alloc",
    # The machine.
    "init_module", "finit_module", "delete_module", "create_module", "kexec_load", "kexec_file_load", "reboot", "swapon",
    "swapoff", "iopl", "ioperm", "settimeofday", "clock_settime", "clock_adjtime", "adjtimex", "sethostname", "setdomainname",
    "vhangup", "personality",
    # Memory that no limit counts: files without a name, System V IPC, POSIX message queues.
    "memfd_create", "memfd_secret", "shmget", "shmat", "semget", "msgget", "mq_open",
    # The same holds for the rules of Landlock. Filters use up what the whole machine has for such programs.
    "landlock_add_rule", "landlock_restrict_self", "seccomp",
    # What Linux counts for the user or the whole machine, so that one submission could use up what
    # others need.
    "inotify_init", "inotify_init1", "io_setup", "io_submit", "io_getevents", "io_pgetevents",
    # Everybody waits while the files of the whole machine are written out.
    "sync", "syncfs",
)  # fmt: skip

UNSUPPORTED = ("setxattr", "lsetxattr", "fsetxattr")
"""Attributes of files, such as lists of access rights, are memory that counts for no process and no
file system. Programs that copy them along, as `shutil.copy2` does, accept ENOTSUP.
"""

FIRST_UNKNOWN = 450
"""Calls from this number on are younger than the list above, on every architecture. There is always
an older way to do the same, which programs take when they get ENOSYS."""

CLONE_THREAD, CLONE_FILES = 0x00010000, 0x00000400
CLONE_NEW = (
    0x00000080,
    0x00020000,
    0x02000000,
    0x04000000,
    0x08000000,
    0x10000000,
    0x20000000,
    0x40000000,
)
OF_THE_HOST = (
    # Segments, queues and semaphores that others made, whose numbers can be guessed.
    "shmctl", "msgsnd", "msgrcv", "msgctl", "semop", "semtimedop", "semctl", "mq_unlink",
    # What who may write to a file may do to it by its path: Landlock leaves attributes alone, and
    # lengths before its third version. Programs change the length of a file that they have open.
    "truncate", "removexattr", "lremovexattr", "fremovexattr",
)  # fmt: skip
"""Refused as well to kernels that see the host, for they have no namespace of their own for what these
name.
"""

TIMES = ("utime", "utimes", "futimesat", "utimensat")
"""What seems to work in a kernel that sees the host, and does nothing: Landlock leaves times alone, and
honest programs set those of their own files, as `shutil.copy2` does.
"""

OF_THE_USER = (
    # Signals to others, other than by `OWN_ONLY`.
    "tkill", "pidfd_open", "pidfd_send_signal", "ioprio_set", "get_robust_list",
    # Other programs: one may forget that it ends with us (prctl(2), PR_SET_PDEATHSIG), and one that
    # nobody may read does not show how much memory it has. There are no other processes.
    "execve", "execveat", "fork", "vfork",
    # Files of ours: Landlock leaves alone who owns them.
    "chown", "lchown", "fchown", "fchownat",
)  # fmt: skip
"""Refused as well to kernels that run as the user who grades."""

PRETENDED = (
    # What Landlock leaves alone, and honest programs do to their own files, as `shutil.copy` does.
    "chmod", "fchmod", "fchmodat",
    # Who runs before whom: ZeroMQ sets what its threads have anyway, and gives up if it can't.
    "sched_setscheduler", "sched_setparam",
)  # fmt: skip
"""The same in a kernel that runs as the user who grades. So honest programs go on, and neither files
nor processes of ours change.
"""

TIOCSTI, TIOCLINUX, TIOCSETD = 0x5412, 0x541C, 0x5423
AF_UNIX, AF_INET, AF_INET6, AF_NETLINK = 1, 2, 10, 16
NETLINK_ROUTE = 0
SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET, SOCK_TYPE_MASK = 1, 2, 5, 0xF
IPPROTO_TCP, IPPROTO_UDP = 6, 17
MSG_OOB = 1
SOL_IP, SOL_SOCKET, SOL_TCP, SOL_IPV6 = 0, 1, 6, 41
SO_ATTACH_FILTERS = (26, 50, 51, 52)
TCP_KNOWN = frozenset({*range(1, 13), 18})
"""The options of TCP that programs set: from TCP_NODELAY to TCP_QUICKACK, and TCP_USER_TIMEOUT."""

MAP_SHARED, MAP_ANONYMOUS, MAP_HUGETLB = 0x01, 0x20, 0x40000
F_SETLEASE, F_NOTIFY, F_SETPIPE_SZ = 1024, 1026, 1031
F_SETOWN, F_SETSIG, F_SETOWN_EX = 8, 10, 15
O_ACCMODE, O_TRUNC = 0o3, 0o1000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE = 1, 4
IOCTL_KNOWN = (
    0x5401, 0x802C542A,  # TCGETS, TCGETS2: is it a terminal?
    0x5413,              # TIOCGWINSZ
    0x541B, 0x5421,      # FIONREAD, FIONBIO
    0x5450, 0x5451,      # FIONCLEX, FIOCLEX
)  # fmt: skip
OWN = 0x70616E61
"""Stands in a program for the number of the process that loads it. No process has it: it is above
PID_MAX_LIMIT.
"""
OWN_ONLY = {
    "kill": (OWN,),
    "tgkill": (OWN,),
    "rt_sigqueueinfo": (OWN,),
    "rt_tgsigqueueinfo": (OWN,),
    "prlimit64": (0, OWN),
    "sched_setaffinity": (0, OWN),
}
"""Calls whose first argument is a process, and which may name only the caller."""
RLIMIT_CORE = 4
PR_SET_SECCOMP, PR_LAST_KNOWN = 22, 64
EPOLL_CTL_ADD = 1
INT = 0xFFFFFFFF
"""The lower half of a register: all that Linux reads of an argument that is an int. A rule that reads
more could be evaded (CVE-2019-10063).
"""


def require() -> None:
    """See that filters can be made and loaded here. All rungs need them.

    Raises:
        EnvironmentProblem: what is missing and what to do, a sentence each.
    """
    try:
        program()
    except (ImportError, OSError, RuntimeError) as error:
        raise EnvironmentProblem(
            f"libseccomp, which filters the system calls of students' code, can't be used: {error}.",
            "On Debian and Ubuntu: `sudo apt install libseccomp2`.",
        ) from error
    if not isolate.filters_may_ask():
        raise EnvironmentProblem(
            "A filter of system calls can't ask another process here (seccomp user notification), "
            f"and no wall stands without one that does (Linux {platform.release()}, "
            f"{platform.machine()}).",
            "Use Linux 5.5 or newer on a 64-bit processor, and not gVisor, which lacks it.",
        )


@functools.cache
def program(
    architecture: str | None = None,
    *,
    sees_host: bool = False,
    same_user: bool = False,
) -> bytes:
    """The filter for an architecture, as libseccomp knows the numbers of its calls.

    Args:
        architecture: its name in `pyseccomp.Arch`, such as `AARCH64`; by default this machine's.
        sees_host: whether there are no namespaces around the kernel, so that it could name what is
            the host's. Then `without_sockets` follows once the kernel's own sockets are bound.
        same_user: whether the kernel even runs as the user who grades. Then it is one process, and
            `sealed.isolate.grant` counts its threads.

    Returns:
        BPF instructions, eight bytes each. `OWN` in them stands for the process that loads them.

    Raises:
        ImportError, OSError: libseccomp is not installed.
    """
    import pyseccomp as seccomp

    rules, number = _rules(architecture)
    refuse = seccomp.ERRNO(errno.EPERM)
    for call in {*REFUSED, *OF_THE_HOST * sees_host, *OF_THE_USER * same_user}:
        if number(call) >= 0 and not (sees_host and call == "seccomp"):  # the second filter's turn
            rules.add_rule(refuse, call)
    for call in (*TIMES * sees_host, *PRETENDED * same_user):
        if number(call) >= 0:
            rules.add_rule(seccomp.ERRNO(0), call)
    for call in UNSUPPORTED:
        rules.add_rule(seccomp.ERRNO(errno.ENOTSUP), call)
    front = _above(FIRST_UNKNOWN)
    if same_user:
        front += _of_one_process(rules, number)
    else:
        for flag in CLONE_NEW:
            rules.add_rule(refuse, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, flag, flag))
        # No watch would see the open files of a thread that has a table of its own.
        rules.add_rule(
            refuse,
            "clone",
            seccomp.Arg(0, seccomp.MASKED_EQ, CLONE_THREAD | CLONE_FILES, CLONE_THREAD),
        )
    if sees_host:
        front += _files_of_the_host(rules, number)
        # Our side must see what memory and files it has.
        rules.add_rule(refuse, "prctl", seccomp.Arg(0, seccomp.MASKED_EQ, INT, PR_SET_DUMPABLE))
    # Its flags lie in memory, where a filter can't look. glibc then falls back on clone.
    rules.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    for request in (TIOCSTI, TIOCLINUX, TIOCSETD):
        rules.add_rule(refuse, "ioctl", seccomp.Arg(1, seccomp.MASKED_EQ, INT, request))
    _sockets(rules)
    # Shared memory without a file lives on while no process maps it, and then counts for none. Files
    # in /dev/shm serve the same purpose, and are bounded. The whole machine shares its huge pages.
    for flags in (MAP_SHARED | MAP_ANONYMOUS, MAP_HUGETLB):
        rules.add_rule(refuse, "mmap", seccomp.Arg(3, seccomp.MASKED_EQ, flags, flags))
    # A lease on a file of the system's keeps everybody else from opening it for a while (fcntl(2)).
    # Room in pipes is counted for the user (pipe(7)).
    for command in (F_SETLEASE, F_NOTIFY, F_SETPIPE_SZ):
        rules.add_rule(refuse, "fcntl", seccomp.Arg(1, seccomp.MASKED_EQ, INT, command))
    # Core dumps stay off, see `sealed.isolate.limit_resources`.
    rules.add_rule(refuse, "setrlimit", seccomp.Arg(0, seccomp.MASKED_EQ, INT, RLIMIT_CORE))
    rules.add_rule(
        refuse,
        "prlimit64",
        seccomp.Arg(1, seccomp.MASKED_EQ, INT, RLIMIT_CORE),
        seccomp.Arg(2, seccomp.NE, 0),
    )
    rules.add_rule(refuse, "prctl", seccomp.Arg(0, seccomp.MASKED_EQ, INT, PR_SET_SECCOMP))
    # A young one (PR_FUTEX_HASH, Linux 6.16) takes gigabytes that count for no process.
    rules.add_rule(seccomp.ERRNO(errno.EINVAL), "prctl", seccomp.Arg(0, seccomp.GT, PR_LAST_KNOWN))
    # Landlock may still be asked for its version (flags of 1).
    rules.add_rule(refuse, "landlock_create_ruleset", seccomp.Arg(2, seccomp.MASKED_EQ, INT, 0))
    # Linux counts watches of epoll for the user, and nothing bounds or shows those of one process. So
    # `sealed.isolate.grant` counts them.
    rules.add_rule(
        seccomp.NOTIFY, "epoll_ctl", seccomp.Arg(1, seccomp.MASKED_EQ, INT, EPOLL_CTL_ADD)
    )
    return front + _exported(rules)


@functools.cache
def without_sockets(architecture: str | None = None) -> bytes:
    """A second filter, for kernels that see the host: no sockets but pairs of their own.

    The sockets on which our side talks to the kernel are bound before, and may go on accepting. All
    that listens on the machine stays out of reach, by whatever name: TCP and UDP, abstract sockets,
    paths such as those of Docker, PostgreSQL, Dask, other kernels. Landlock knows nothing of
    connecting to a path.

    Args:
        architecture: as for `program`.
    """
    import pyseccomp as seccomp

    rules, number = _rules(architecture)
    refuse = seccomp.ERRNO(errno.EPERM)
    for call in ("socket", "connect", "bind", "listen", "socketcall", "seccomp"):
        if number(call) >= 0:
            rules.add_rule(refuse, call)
    # From one of a pair of datagram sockets something can be sent to any path.
    for kind in set(range(SOCK_TYPE_MASK + 1)) - {SOCK_STREAM, SOCK_SEQPACKET}:
        rules.add_rule(
            refuse, "socketpair", seccomp.Arg(1, seccomp.MASKED_EQ, SOCK_TYPE_MASK, kind)
        )
    return _exported(rules)


def _rules(architecture: str | None) -> tuple[Any, Callable[[str], int]]:
    """An empty filter for an architecture, and the numbers of its calls."""
    import pyseccomp as seccomp

    arch = getattr(seccomp.Arch, architecture or "NATIVE")
    rules = seccomp.SyscallFilter(seccomp.ALLOW)
    if architecture is not None:
        rules.add_arch(arch)
        rules.remove_arch(seccomp.Arch.NATIVE)
    # The numbers of another architecture (`int 0x80`) mean other calls. libseccomp would end the
    # thread alone, and leave a process without a main one to wait for.
    rules.set_attr(seccomp.Attr.ACT_BADARCH, seccomp.KILL_PROCESS)

    def number(call: str) -> int:
        """Negative if there is none: libseccomp knows the calls of its day, and some exist on other
        architectures only.
        """
        try:
            return int(seccomp.resolve_syscall(arch, call))
        except (ValueError, OSError):
            return -1

    return rules, number


def _exported(rules: Any) -> bytes:
    with os.fdopen(os.memfd_create("filter"), "w+b") as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def _sockets(rules: Any) -> None:
    """Allow Unix sockets, TCP, UDP, the part of netlink that lists interfaces, and common options.

    Some families (vsock, Bluetooth) know no network namespace and reach the host. The others see
    only an empty network of the kernel's own. Numbers above the known ones are refused as well, since Linux ignores some
    of their bits.
    """
    import pyseccomp as seccomp

    no_family = seccomp.ERRNO(errno.EAFNOSUPPORT)
    for family in set(range(AF_NETLINK)) - {AF_UNIX, AF_INET, AF_INET6}:
        rules.add_rule(no_family, "socket", seccomp.Arg(0, seccomp.EQ, family))
    rules.add_rule(no_family, "socket", seccomp.Arg(0, seccomp.GT, AF_NETLINK))
    # libzmq lists the network interfaces through netlink's ROUTE, and aborts if it can't. The rest
    # of netlink is refused.
    rules.add_rule(
        no_family,
        "socket",
        seccomp.Arg(0, seccomp.EQ, AF_NETLINK),
        seccomp.Arg(2, seccomp.NE, NETLINK_ROUTE),
    )
    # MPTCP, SCTP, DCCP, SMC, UDP-Lite, L2TP, whether they are named or are the default of a type.
    no_protocol = seccomp.ERRNO(errno.EPROTONOSUPPORT)
    for family in (AF_INET, AF_INET6):
        of_family = seccomp.Arg(0, seccomp.EQ, family)
        for kind in set(range(SOCK_TYPE_MASK + 1)) - {SOCK_STREAM, SOCK_DGRAM}:
            of_kind = seccomp.Arg(1, seccomp.MASKED_EQ, SOCK_TYPE_MASK, kind)
            rules.add_rule(no_protocol, "socket", of_family, of_kind)
        for protocol in set(range(1, IPPROTO_UDP)) - {IPPROTO_TCP}:
            rules.add_rule(no_protocol, "socket", of_family, seccomp.Arg(2, seccomp.EQ, protocol))
        rules.add_rule(no_protocol, "socket", of_family, seccomp.Arg(2, seccomp.GT, IPPROTO_UDP))
    rules.add_rule(
        seccomp.ERRNO(errno.EOPNOTSUPP), "socketpair", seccomp.Arg(0, seccomp.NE, AF_UNIX)
    )
    # Out-of-band data: hardly anybody uses it, and Unix sockets had a hole there (CVE-2025-38236).
    for call, place in (("sendto", 3), ("sendmsg", 2), ("sendmmsg", 3)):
        rules.add_rule(
            seccomp.ERRNO(errno.EOPNOTSUPP),
            call,
            seccomp.Arg(place, seccomp.MASKED_EQ, MSG_OOB, MSG_OOB),
        )
    # Options for TLS, tunnels and congestion control; and filters, which use up what the whole
    # machine has for such programs.
    no_option = seccomp.ERRNO(errno.ENOPROTOOPT)
    for level in set(range(SOL_IPV6)) - {SOL_IP, SOL_SOCKET, SOL_TCP}:
        rules.add_rule(no_option, "setsockopt", seccomp.Arg(1, seccomp.EQ, level))
    rules.add_rule(no_option, "setsockopt", seccomp.Arg(1, seccomp.GT, SOL_IPV6))
    of_tcp = seccomp.Arg(1, seccomp.EQ, SOL_TCP)
    for option in set(range(max(TCP_KNOWN))) - TCP_KNOWN:
        rules.add_rule(no_option, "setsockopt", of_tcp, seccomp.Arg(2, seccomp.EQ, option))
    rules.add_rule(no_option, "setsockopt", of_tcp, seccomp.Arg(2, seccomp.GT, max(TCP_KNOWN)))
    for option in SO_ATTACH_FILTERS:
        rules.add_rule(
            no_option,
            "setsockopt",
            seccomp.Arg(1, seccomp.EQ, SOL_SOCKET),
            seccomp.Arg(2, seccomp.MASKED_EQ, INT, option),
        )


def _files_of_the_host(rules: Any, number: Callable[[str], int]) -> bytes:
    """Close what Landlock, or the rights of files, leave open."""
    import pyseccomp as seccomp

    refuse = seccomp.ERRNO(errno.EPERM)
    for call, place in (("open", 1), ("openat", 2)):
        if number(call) >= 0:
            # Such a descriptor can neither read nor write, so nobody looks at the rights of Landlock;
            # but a device is opened.
            rules.add_rule(refuse, call, seccomp.Arg(place, seccomp.MASKED_EQ, O_ACCMODE, 3))
            # Before its third version Landlock lets who may read a file empty it.
            rules.add_rule(
                refuse, call, seccomp.Arg(place, seccomp.MASKED_EQ, O_ACCMODE | O_TRUNC, O_TRUNC)
            )
    # Its flags lie in memory, where a filter can't look. Programs fall back on openat.
    rules.add_rule(seccomp.ERRNO(errno.ENOSYS), "openat2")
    # It takes the whole disk at once, faster than any look from outside. Programs then write.
    rules.add_rule(seccomp.ERRNO(errno.EOPNOTSUPP), "fallocate")
    # Files and devices have hundreds of commands, and some change a file that is open for reading.
    # `isatty` and the like are all that notebooks need.
    return _only(number("ioctl"), 1, IOCTL_KNOWN, errno.ENOTTY)


def _of_one_process(rules: Any, number: Callable[[str], int]) -> bytes:
    """What a process must not do that is the user who grades, and has no child processes."""
    import pyseccomp as seccomp

    refuse = seccomp.ERRNO(errno.EPERM)
    # A folder that its owner can't list or enter would hide files from whoever counts or removes
    # them. umask(2) knows no errors, so nobody would understand one.
    for bit in (0o400, 0o200, 0o100):
        for call, place in (("mkdir", 1), ("mkdirat", 2)):
            if number(call) >= 0:
                rules.add_rule(refuse, call, seccomp.Arg(place, seccomp.MASKED_EQ, bit, 0))
        rules.add_rule(seccomp.ERRNO(0), "umask", seccomp.Arg(0, seccomp.MASKED_EQ, bit, bit))
    # Signals that Linux sends for a file, to whomever its owner names.
    for command in (F_SETOWN, F_SETSIG, F_SETOWN_EX):
        rules.add_rule(refuse, "fcntl", seccomp.Arg(1, seccomp.MASKED_EQ, INT, command))
    # The end of our side must end it.
    rules.add_rule(refuse, "prctl", seccomp.Arg(0, seccomp.MASKED_EQ, INT, PR_SET_PDEATHSIG))
    rules.add_rule(seccomp.NOTIFY, "clone")
    threads = CLONE_THREAD | CLONE_FILES
    front = _masked(number("clone"), 0, threads | sum(CLONE_NEW), threads, errno.EPERM)
    for call, numbers in OWN_ONLY.items():
        front += _only(number(call), 0, numbers, errno.EPERM)
    # Neither a group nor all processes of the user.
    front += _only(number("setpriority"), 0, (0,), errno.EPERM)
    return front + _only(number("setpriority"), 1, (0, OWN), errno.EPERM)


# What follows are instructions of our own before those of libseccomp, which knows neither "one of
# these" nor "above". They look at the number of the call alone: what belongs to another architecture
# goes on to libseccomp's first comparison, or is refused here.

LOAD, EQUAL, AT_LEAST, AND, GIVE = 0x20, 0x15, 0x35, 0x54, 0x06
"""BPF_LD | BPF_W | BPF_ABS, BPF_JMP | BPF_JEQ | BPF_K, BPF_JMP | BPF_JGE | BPF_K,
BPF_ALU | BPF_AND | BPF_K, BPF_RET | BPF_K (linux/filter.h)."""

ERROR = 0x00050000
"""SECCOMP_RET_ERRNO (linux/seccomp.h)."""


def _packed(*instructions: tuple[int, int, int, int]) -> bytes:
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in instructions)


def _lower(place: int) -> int:
    """Where the lower half of an argument lies in `struct seccomp_data`."""
    return 16 + 8 * place + (4 if sys.byteorder == "big" else 0)


def _only(number: int, place: int, values: tuple[int, ...], error: int) -> bytes:
    """Refuse a call unless the lower half of an argument is one of some values."""
    most = len(values)
    tests = [(EQUAL, most - i, 0, value) for i, value in enumerate(values)]
    return _packed(
        (LOAD, 0, 0, 0),
        (EQUAL, 0, most + 2, number),
        (LOAD, 0, 0, _lower(place)),
        *tests,
        (GIVE, 0, 0, ERROR | error),
    )


def _masked(number: int, place: int, mask: int, value: int, error: int) -> bytes:
    """Refuse a call unless some bits of an argument have a value."""
    return _packed(
        (LOAD, 0, 0, 0),
        (EQUAL, 0, 4, number),
        (LOAD, 0, 0, _lower(place)),
        (AND, 0, 0, mask),
        (EQUAL, 1, 0, value),
        (GIVE, 0, 0, ERROR | error),
    )


def _above(number: int) -> bytes:
    """ENOSYS for a call from this number on.

    Numbers of x32 have a high bit set and are left to what follows (asm/unistd.h).
    """
    return _packed(
        (LOAD, 0, 0, 0),
        (AT_LEAST, 2, 0, 0x40000000),
        (AT_LEAST, 0, 1, number),
        (GIVE, 0, 0, ERROR | errno.ENOSYS),
    )
