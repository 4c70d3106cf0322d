"""What this machine can and can't do, in words. Each is tried, not read from a version."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

from panal.config import RUNGS, STRONGEST, Limits, Sealing
from panal.errors import EnvironmentProblem, PanalError
from panal.kernel import landlock, seccomp, wall
from panal.kernel.kernel import KernelGone, open_kernel
from panal.kernel.warm import WarmProcess
from panal.sealed import isolate


@dataclass(frozen=True, slots=True)
class Finding:
    """One question to the machine.

    Args:
        question: what was tried.
        good: whether it worked.
        answer: what was found.
        fix: what to do if it did not work.
        needed: whether one can't grade without it.
    """

    question: str
    good: bool
    answer: str
    fix: str = ""
    needed: bool = True


# Each runs inside a sealed kernel and prints `held` when the wall holds.
PROBES = {
    "no network": (
        "import socket\n"
        "try:\n"
        "    s = socket.socket(); s.settimeout(2); s.connect(('192.0.2.1', 80)); print('open')\n"
        "except OSError: print('held')"
    ),
    "read-only system": (
        "try: open('/usr/panal-was-here', 'w'); print('open')\nexcept OSError: print('held')"
    ),
    "no file of the machine": (
        "import os\n"
        "def seen(path):\n"
        "    try: return bool(os.listdir(path) if os.path.isdir(path) else open(path).read())\n"
        "    except OSError: return False\n"
        "import ctypes\n"
        "version = ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), ctypes.c_uint(1))\n"
        "paths = ('/etc/passwd', '/etc/hostname', '/var/log', '/sys')\n"
        "less = 'held, but for what everybody may read' if version < 1 else 'open'\n"
        "print('held' if not any(map(seen, paths)) else less)"
    ),
    "no other process within reach": (
        "import os\n"
        "def reached(pid):\n"
        "    for act in (lambda: os.kill(pid, 0), lambda: open(f'/proc/{pid}/environ').close()):\n"
        "        try:\n"
        "            act()\n"
        "            return True\n"
        "        except OSError: pass\n"
        "try: others = [int(p) for p in os.listdir('/proc') if p.isdigit() and int(p) != os.getpid()]\n"
        "except OSError: others = []\n"
        "seen = len(others) > 2\n"
        "print('open' if any(map(reached, others)) else 'held, though they can be seen' if seen else 'held')"
    ),
    "no capabilities, no new privileges": (
        "lines = open('/proc/self/status').read().splitlines()\n"
        "status = dict(line.split(':\\t', 1) for line in lines if ':\\t' in line)\n"
        "sets = [int(status[name], 16) for name in ('CapInh', 'CapPrm', 'CapEff', 'CapAmb')]\n"
        "left = sets[0] | sets[1] | sets[2] | sets[3]\n"
        "said = 'held, but for files, where Landlock says which' if left else 'held'\n"
        "print(said if left in (0, 2, 4) and status['NoNewPrivs'] == '1' else 'open')"
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
        "except OSError: print('held' if version > 0 else 'held, without Landlock; Linux 5.13 or newer has it')"
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


def examine(isolation: str = STRONGEST) -> list[Finding]:
    """Try everything that grading needs.

    Args:
        isolation: the rung of the wall that is wanted, see `panal.config.Sealing`.

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
        _filter(),
    ]
    if not all(finding.good for finding in findings):
        return findings
    version = isolate.landlock_version()
    findings.append(
        Finding(
            "Landlock",
            version > 0,
            landlock.described(version),
            "What needs it says so below.",
            needed=False,
        )
    )
    sealing = Sealing(Limits(disk_bytes=32 * 2**20), preload=())
    wanted = RUNGS if isolation == STRONGEST else (isolation,)
    rungs, name = _rungs(sealing, wanted)
    return findings + rungs + (_locks(replace(sealing, isolation=name)) if name else [])


def _rungs(sealing: Sealing, wanted: Sequence[str]) -> tuple[list[Finding], str]:
    """Try one rung after the other until one holds.

    Returns:
        What was found, and the name of the one that holds; empty if there is none.
    """
    findings = []
    for name in wanted:
        rung = wall.MADE[name](sealing)
        try:
            rung.check()
        except EnvironmentProblem as problem:
            findings.append(Finding(f"wall `{name}`", False, problem.message, problem.hint))
        else:
            # Those that are stronger would be better, but are not needed.
            findings = [replace(finding, needed=False) for finding in findings]
            said = "; ".join(
                ["holds", *(f"it does not promise that {each}" for each in rung.unkept())]
            )
            return [*findings, Finding(f"wall `{name}`", True, f"{said}; the locks follow")], name
        finally:
            rung.close()
    if len(findings) > 1:
        findings.append(
            Finding("wall", False, "none stands here, so nothing is graded; one is enough")
        )
    return findings, ""


def _filter() -> Finding:
    question = "system-call filter (libseccomp)"
    try:
        seccomp.require()
    except EnvironmentProblem as problem:
        return Finding(question, False, problem.message, problem.hint)
    return Finding(question, True, f"{len(seccomp.program()) // 8} instructions")


def _locks(sealing: Sealing) -> list[Finding]:
    """Start a sealed kernel and try each lock from inside."""
    findings = []
    try:
        with WarmProcess(sealing) as warm, open_kernel(warm, {}) as kernel:
            findings.append(Finding("sealed kernel", True, "started"))
            for question, code in PROBES.items():
                outputs = kernel.run_cell(code).outputs
                said = "".join(output.get("text", "") for output in outputs).strip()
                fix = "Please report this with your kernel's version."
                findings.append(
                    Finding(question, said.startswith("held"), said or "no answer", fix)
                )
    except KernelGone as gone:
        findings.append(Finding("sealed kernel", False, gone.stop.sentence, "Please report this."))
    except PanalError as error:
        findings.append(Finding("sealed kernel", False, error.message, error.hint))
    return findings
