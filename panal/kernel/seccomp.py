"""Which system calls a sealed kernel may not make, as a BPF program. Made with libseccomp, loaded
by `sealed.isolate`.

A notebook of NumPy, TensorFlow and matplotlib uses a few hundred calls that differ between machines
and versions, so this
names what is refused: doors to the kernel of the host that no notebook needs, most of them the way
of a past escape. Refused calls fail with EPERM, as if the user lacked a right; the program goes on.
"""

from __future__ import annotations

import errno
import functools
import struct
import tempfile

REFUSED = (
    # Other processes: reading, tracing, taking descriptors.
    "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "pidfd_getfd", "kcmp",
    # New namespaces and file systems: the wall is made of them.
    "unshare", "setns", "mount", "umount", "umount2", "pivot_root", "chroot", "fsopen", "fsconfig", "fsmount", "fspick",
    "open_tree", "move_mount", "mount_setattr", "name_to_handle_at", "open_by_handle_at", "fanotify_init", "mknod", "mknodat",
    # Large, young or rarely used parts of the kernel.
    "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register", "keyctl", "add_key",
    "request_key", "vmsplice", "modify_ldt", "lookup_dcookie", "uselib", "nfsservctl", "remap_file_pages", "quotactl",
    "quotactl_fd", "migrate_pages", "move_pages", "mbind", "set_mempolicy", "acct", "syslog",
    # The machine.
    "init_module", "finit_module", "delete_module", "create_module", "kexec_load", "kexec_file_load", "reboot", "swapon",
    "swapoff", "iopl", "ioperm", "settimeofday", "clock_settime", "clock_adjtime", "adjtimex", "sethostname", "setdomainname",
    "vhangup", "personality",
    # Memory that no limit counts: files without a name, System V and POSIX message queues.
    "memfd_create", "memfd_secret", "shmget", "shmat", "semget", "msgget", "mq_open",
    # What Linux counts for the user or for the whole machine, so that one submission could use up
    # another's.
    "inotify_init", "inotify_init1", "io_setup", "io_submit", "io_getevents",
)  # fmt: skip

FIRST_UNKNOWN = 450
"""The number from which on calls are younger than the list above; the same on every architecture.
There is always an older way for what they do, and programs take it when they are told ENOSYS."""

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
TIOCSTI, TIOCLINUX = 0x5412, 0x541C
AF_UNIX, AF_INET, AF_INET6, AF_NETLINK = 1, 2, 10, 16
NETLINK_ROUTE = 0
MAP_SHARED, MAP_ANONYMOUS, MAP_HUGETLB = 0x01, 0x20, 0x40000
F_SETLEASE, F_NOTIFY = 1024, 1026
RLIMIT_CORE = 4


@functools.cache
def program() -> bytes:
    """The filter for this machine's architecture.

    Returns:
        BPF instructions, eight bytes each.

    Raises:
        ImportError, OSError: libseccomp is not installed.
    """
    import pyseccomp as seccomp

    def named(call: str) -> bool:
        try:
            return int(seccomp.resolve_syscall(seccomp.Arch.NATIVE, call)) != -1
        except (ValueError, OSError):
            return False

    refuse = seccomp.ERRNO(errno.EPERM)
    rules = seccomp.SyscallFilter(seccomp.ALLOW)
    # The numbers of another architecture (`int 0x80`) mean other calls. libseccomp would end the
    # thread alone, and leave a process without a main one to wait for.
    rules.set_attr(seccomp.Attr.ACT_BADARCH, seccomp.KILL_PROCESS)
    for call in REFUSED:
        if named(
            call
        ):  # libseccomp knows the calls of its day, and some exist on other architectures only
            rules.add_rule(refuse, call)
    for flag in CLONE_NEW:
        rules.add_rule(refuse, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, flag, flag))
    # Its flags lie in memory, where a filter can't look; glibc then falls back on clone.
    rules.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    for request in (TIOCSTI, TIOCLINUX):
        # Linux looks at the lower half of the register only, so an equal sign could be evaded
        # (CVE-2019-10063).
        rules.add_rule(refuse, "ioctl", seccomp.Arg(1, seccomp.MASKED_EQ, 0xFFFFFFFF, request))
    # Some families (vsock, Bluetooth) know no network namespace and reach the host. Of the others
    # there is only an empty network of the kernel's own, with a loopback that ipykernel collects
    # the output of child processes on.
    no_family = seccomp.ERRNO(errno.EAFNOSUPPORT)
    for family in set(range(AF_INET6)) - {AF_UNIX, AF_INET}:
        rules.add_rule(no_family, "socket", seccomp.Arg(0, seccomp.EQ, family))
    for family in range(AF_INET6 + 1, AF_NETLINK):
        rules.add_rule(no_family, "socket", seccomp.Arg(0, seccomp.EQ, family))
    rules.add_rule(no_family, "socket", seccomp.Arg(0, seccomp.GT, AF_NETLINK))
    # libzmq lists the network interfaces through netlink's ROUTE, and aborts if it can't; the rest
    # of netlink is refused.
    rules.add_rule(
        no_family,
        "socket",
        seccomp.Arg(0, seccomp.EQ, AF_NETLINK),
        seccomp.Arg(2, seccomp.NE, NETLINK_ROUTE),
    )
    # Shared memory without a file lives on while nobody has it in his tables, and so counts for no
    # process. Files of /dev/shm do the same, and are bounded. Huge pages are a store of the whole
    # machine.
    for flags in (MAP_SHARED | MAP_ANONYMOUS, MAP_HUGETLB):
        rules.add_rule(refuse, "mmap", seccomp.Arg(3, seccomp.MASKED_EQ, flags, flags))
    # A lease on a file of the system's keeps everybody else from opening it for a while (fcntl(2)).
    for command in (F_SETLEASE, F_NOTIFY):
        rules.add_rule(refuse, "fcntl", seccomp.Arg(1, seccomp.MASKED_EQ, 0xFFFFFFFF, command))
    # Nobody turns core dumps on again, see `sealed.isolate.limit_resources`.
    rules.add_rule(refuse, "setrlimit", seccomp.Arg(0, seccomp.MASKED_EQ, 0xFFFFFFFF, RLIMIT_CORE))
    rules.add_rule(
        refuse,
        "prlimit64",
        seccomp.Arg(1, seccomp.MASKED_EQ, 0xFFFFFFFF, RLIMIT_CORE),
        seccomp.Arg(2, seccomp.NE, 0),
    )
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return _without_unknown(file.read())


def _without_unknown(rules: bytes) -> bytes:
    """The program with four instructions in front: ENOSYS for a number above the known ones, which
    libseccomp can't say.

    Numbers of x32 have a high bit set, and are left to what follows (linux/filter.h,
    linux/seccomp.h, asm/unistd.h).
    """
    load, at_least, give = (
        0x20,
        0x35,
        0x06,
    )  # BPF_LD | BPF_W | BPF_ABS, BPF_JMP | BPF_JGE | BPF_K, BPF_RET | BPF_K
    enosys = 0x00050000 | errno.ENOSYS  # SECCOMP_RET_ERRNO
    front = [
        (load, 0, 0, 0),
        (at_least, 2, 0, 0x40000000),
        (at_least, 0, 1, FIRST_UNKNOWN),
        (give, 0, 0, enosys),
    ]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in front) + rules
