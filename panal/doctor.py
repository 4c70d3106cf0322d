"""What this machine can and can't do, in words. Each is tried, not read from a version."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass

from panal.config import Limits, Sealing
from panal.errors import PanalError
from panal.kernel import seccomp
from panal.kernel.kernel import open_kernel
from panal.kernel.warm import WarmProcess


@dataclass(frozen=True, slots=True)
class Finding:
    """One question to the machine.

    Args:
        question: what was tried.
        good: whether it worked.
        answer: what was found.
        fix: what to do if it did not work.
    """

    question: str
    good: bool
    answer: str
    fix: str = ""


# Each runs inside a sealed kernel and prints `held` when the wall holds.
PROBES = {
    "no network": (
        "import socket\n"
        "s = socket.socket(); s.settimeout(2)\n"
        "try: s.connect(('192.0.2.1', 80)); print('open')\n"
        "except OSError: print('held')"
    ),
    "read-only system": (
        "try: open('/usr/panal-was-here', 'w'); print('open')\nexcept OSError: print('held')"
    ),
    "no other processes in sight": (
        "import os\n"
        "names = [open(f'/proc/{p}/cmdline').read() for p in os.listdir('/proc') if p.isdigit() and int(p) > 1]\n"
        "print('held' if len(names) <= 2 else 'open')"
    ),
    "no capabilities, no new privileges": (
        "lines = open('/proc/self/status').read().splitlines()\n"
        "status = dict(line.split(':\\t', 1) for line in lines if ':\\t' in line)\n"
        "none = int(status['CapBnd'], 16) == int(status['CapEff'], 16) == 0\n"
        "print('held' if none and status['NoNewPrivs'] == '1' else 'open')"
    ),
    "no new namespaces (seccomp)": (
        "import ctypes, errno\n"
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        "print('held' if libc.unshare(0x10000000) == -1 and ctypes.get_errno() == errno.EPERM else 'open')"
    ),
    "no tracing (seccomp)": (
        "import ctypes, errno\n"
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        "print('held' if libc.ptrace(0, 0, 0, 0) == -1 and ctypes.get_errno() == errno.EPERM else 'open')"
    ),
    "writing only where it may (Landlock)": (
        "import ctypes, os\n"
        "version = ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), ctypes.c_uint(1))\n"
        "try: os.open('/proc/sys/kernel/hostname', os.O_WRONLY); print('open')\n"
        "except OSError: print('held' if version > 0 else 'held by the mounts alone; Linux 5.13 or newer has Landlock')"
    ),
    "empty environment": "import os\nprint('held' if not any('SECRET' in name for name in os.environ) else 'open')",
    "bounded disk": (
        "try:\n"
        "    with open('big', 'wb') as file:\n"
        "        for _ in range(64): file.write(bytes(2**20))\n"
        "    print('open')\n"
        "except OSError: print('held')"
    ),
}


def examine() -> list[Finding]:
    """Try everything that grading needs.

    Returns:
        Findings, in the order in which one would repair them.
    """
    findings = [
        Finding(
            "Linux",
            sys.platform == "linux",
            sys.platform,
            "Grade in a virtual machine or a container with Linux.",
        ),
        Finding(
            "Python",
            sys.version_info >= (3, 11),
            sys.version.split()[0],
            "Install Python 3.11 or newer.",
        ),
        _found("bubblewrap", "bwrap", "sudo apt install bubblewrap"),
        _tried(
            "system-call filter (libseccomp)",
            lambda: f"{len(seccomp.program()) // 8} instructions",
            "sudo apt install libseccomp2",
        ),
    ]
    if not all(finding.good for finding in findings):
        return findings
    return findings + _locks()


def _found(question: str, program: str, fix: str) -> Finding:
    path = shutil.which(program)
    return Finding(question, path is not None, path or "not found", fix)


def _tried(question: str, attempt: Callable[[], str], fix: str) -> Finding:
    try:
        return Finding(question, True, attempt())
    except (ImportError, OSError, RuntimeError, PanalError) as error:
        return Finding(question, False, str(error), fix)


def _locks() -> list[Finding]:
    """Start a sealed kernel and try each lock from inside."""
    limits = Limits(disk_bytes=32 * 2**20)
    findings = []
    try:
        with WarmProcess(Sealing(limits, preload=())) as warm, open_kernel(warm, {}) as kernel:
            findings.append(Finding("sealed kernel", True, "started"))
            for question, code in PROBES.items():
                outputs = kernel.run_cell(code).outputs
                said = "".join(output.get("text", "") for output in outputs).strip()
                fix = "Please report this with your kernel's version."
                findings.append(
                    Finding(question, said.startswith("held"), said or "no answer", fix)
                )
    except PanalError as error:
        fix = (
            "User namespaces may be forbidden: see `sysctl kernel.unprivileged_userns_clone user.max_user_namespaces "
            "kernel.apparmor_restrict_unprivileged_userns`; in a container, allow them (docker: "
            "--security-opt seccomp=unconfined --security-opt systempaths=unconfined)."
        )
        findings.append(Finding("sealed kernel", False, error.message, fix))
    return findings
