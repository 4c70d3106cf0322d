"""Puts a command under the rules that Docker gives to a container by default, so that panal can be
tried there without Docker:

    python -m tests.docker_profile make demo
    python -m tests.docker_profile --user 65400 panal doctor

The rules are those of Docker's profile (moby's profiles/seccomp/default.json) for a container without
further rights, told the other way round: what it refuses. A container has its own files, too, which
are not imitated.
"""

from __future__ import annotations

import argparse
import errno
import os
from typing import NoReturn

import pyseccomp as seccomp

CAPABILITIES = (
    "chown", "dac_override", "fowner", "fsetid", "kill", "setgid", "setuid", "setpcap", "net_bind_service", "net_raw",
    "sys_chroot", "mknod", "audit_write", "setfcap",
)  # fmt: skip
"""Of root in a container."""

REFUSED = (
    # For CAP_SYS_ADMIN only: namespaces, mounts and what is near them.
    "unshare", "setns", "mount", "umount", "umount2", "mount_setattr", "move_mount", "open_tree", "fsopen", "fsconfig", "fsmount",
    "fspick", "pivot_root", "bpf", "perf_event_open", "fanotify_init", "quotactl", "quotactl_fd", "lookup_dcookie", "sethostname",
    "setdomainname", "syslog",
    # For other capabilities that nobody has there.
    "open_by_handle_at", "kcmp", "pidfd_getfd", "process_madvise", "reboot", "init_module", "finit_module", "delete_module",
    "acct", "iopl", "ioperm", "settimeofday", "stime", "clock_settime", "vhangup", "get_mempolicy", "mbind", "set_mempolicy",
    "set_mempolicy_home_node",
    # For nobody.
    "keyctl", "add_key", "request_key", "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register", "kexec_load",
    "kexec_file_load", "swapon", "swapoff", "move_pages", "migrate_pages", "create_module", "get_kernel_syms", "query_module",
    "uselib", "nfsservctl", "sysfs", "ustat", "vm86", "vm86old", "_sysctl",
)  # fmt: skip

NAMESPACES = (0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000)
"""Flags of clone(2) for new namespaces."""

AF_VSOCK = 40
ADDR_NO_RANDOMIZE = 0x0040000
LANDLOCK = ("landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self")


def load(*, landlock: bool) -> None:
    """Put this process under the rules.

    Args:
        landlock: whether it is there, as it is not in the Linux of older versions of Docker Desktop.
    """
    rules = seccomp.SyscallFilter(seccomp.ALLOW)
    refuse = seccomp.ERRNO(errno.EPERM)
    for call in REFUSED:
        if known(call):
            rules.add_rule(refuse, call)
    for flag in NAMESPACES:
        rules.add_rule(refuse, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, flag, flag))
    # Programs then take clone, whose flags a filter can read.
    rules.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    rules.add_rule(refuse, "socket", seccomp.Arg(0, seccomp.EQ, AF_VSOCK))
    rules.add_rule(refuse, "personality", seccomp.Arg(0, seccomp.EQ, ADDR_NO_RANDOMIZE))
    if not landlock:
        for call in LANDLOCK:
            rules.add_rule(seccomp.ERRNO(errno.ENOSYS), call)
    # A container may use set-user-id programs. Without root's rights Linux asks for this attribute.
    rules.set_attr(seccomp.Attr.CTL_NNP, int(os.geteuid() != 0))
    rules.load()


def known(call: str) -> bool:
    """Whether this architecture has a system call."""
    try:
        return int(seccomp.resolve_syscall(seccomp.Arch.NATIVE, call)) >= 0
    except (ValueError, OSError):
        return False


def main() -> NoReturn:
    parser = argparse.ArgumentParser(description="Run a command as in a Docker container.")
    parser.add_argument(
        "--user", type=int, help="as this user; by default as root, or as who calls"
    )
    parser.add_argument("--no-landlock", action="store_true", help="as on a Linux without Landlock")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    command = arguments.command
    if os.geteuid() == 0:
        kept = ",".join(f"+{name}" for name in CAPABILITIES)
        before = ["setpriv", "--bounding-set", f"-all,{kept}", "--inh-caps", "-all"]
        if arguments.user is not None:
            uid = str(arguments.user)
            before += ["--reuid", uid, "--regid", uid, "--clear-groups"]
        command = [*before, "--", *command]
    load(landlock=not arguments.no_landlock)
    os.execvp(command[0], command)


if __name__ == "__main__":
    main()
