"""Which system calls a sealed kernel may not make, as a BPF program. Made with libseccomp, loaded by `sealed.isolate`.

A notebook of NumPy, TensorFlow and matplotlib uses a few hundred calls that differ between machines and versions, so this
names what is refused: doors to the kernel of the host that no notebook needs, most of them the way of a past escape.
Refused calls fail with EPERM, as if the user lacked a right; the program goes on.
"""

from __future__ import annotations

import errno
import functools
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
)  # fmt: skip

CLONE_NEW = (0x00000080, 0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000)
TIOCSTI, TIOCLINUX = 0x5412, 0x541C
AF_UNIX, AF_INET, AF_INET6, AF_NETLINK = 1, 2, 10, 16
NETLINK_ROUTE = 0


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
    # The numbers of another architecture (`int 0x80`) mean other calls. libseccomp would end the thread alone, and leave a
    # process without a main one to wait for.
    rules.set_attr(seccomp.Attr.ACT_BADARCH, seccomp.KILL_PROCESS)
    for call in REFUSED:
        if named(call):   # libseccomp knows the calls of its day, and some exist on other architectures only
            rules.add_rule(refuse, call)
    for flag in CLONE_NEW:
        rules.add_rule(refuse, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, flag, flag))
    # Its flags lie in memory, where a filter can't look; glibc then falls back on clone.
    rules.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    for request in (TIOCSTI, TIOCLINUX):
        # Linux looks at the lower half of the register only, so an equal sign could be evaded (CVE-2019-10063).
        rules.add_rule(refuse, "ioctl", seccomp.Arg(1, seccomp.MASKED_EQ, 0xFFFFFFFF, request))
    # Some families (vsock, Bluetooth) know no network namespace and reach the host. Of the others there is only an
    # empty network of the kernel's own, with a loopback that ipykernel collects the output of child processes on.
    no_family = seccomp.ERRNO(errno.EAFNOSUPPORT)
    for family in set(range(AF_INET6)) - {AF_UNIX, AF_INET}:
        rules.add_rule(no_family, "socket", seccomp.Arg(0, seccomp.EQ, family))
    for family in range(AF_INET6 + 1, AF_NETLINK):
        rules.add_rule(no_family, "socket", seccomp.Arg(0, seccomp.EQ, family))
    rules.add_rule(no_family, "socket", seccomp.Arg(0, seccomp.GT, AF_NETLINK))
    # libzmq lists the network interfaces through netlink's ROUTE, and aborts if it can't; the rest of netlink is refused.
    rules.add_rule(no_family, "socket", seccomp.Arg(0, seccomp.EQ, AF_NETLINK), seccomp.Arg(2, seccomp.NE, NETLINK_ROUTE))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()
