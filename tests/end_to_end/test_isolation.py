"""A look around from inside a kernel: what a student's code can see of the machine, the course and
the others.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import select
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from panal.config import KERNEL_USERS
from panal.judge.caller import Kind, Question
from panal.kernel.kernel import Kernel, open_kernel
from panal.kernel.uids import has_name
from panal.kernel.warm import WarmProcess
from tests.end_to_end import catalogue
from tests.end_to_end.courses import ROOT
from tests.end_to_end.host import secret_in_environment
from tests.machine import require_root

FILES = {"bee.png": b"picture"}


@pytest.fixture(scope="module")
def warm() -> Iterator[WarmProcess]:
    with secret_in_environment(), WarmProcess(catalogue.sealing(preload=())) as process:
        yield process


@pytest.fixture(scope="module")
def kernel(warm: WarmProcess) -> Iterator[Kernel]:
    with open_kernel(warm, FILES) as opened:
        yield opened


def ask(kernel: Kernel, source: str) -> Any:
    """Run a cell that leaves something in `found`, and read it."""
    code = f"import glob, json, os, socket\n{source}\nprint(json.dumps(found))"
    outputs = kernel.run_cell(code).outputs
    # A text may come in parts, and a library may add a warning of its own on stderr.
    printed = "".join(output.text for output in outputs if output.get("name") == "stdout")
    assert printed, outputs
    return json.loads(printed)


def test_calls_are_answered_where_an_event_loop_runs(warm: WarmProcess) -> None:
    """As in formgrader, whose server grades in the middle of a request: Jupyter's client lives in
    another thread then.
    """

    async def inside() -> list[object]:
        with open_kernel(warm, {}) as kernel:
            kernel.run_cell("def f(x):\n    return x")
            questions = [Question(Kind.CALL, "f", (number,)) for number in range(30)]
            replies = [kernel.call(each.request, catalogue.LIMITS) for each in questions]
            return [reply["answer"] for reply in replies if isinstance(reply, dict)]

    assert asyncio.run(inside()) == [str(number) for number in range(30)]


def test_root_holds_the_system_and_nothing_else(kernel: Kernel) -> None:
    """No home of the operator's, no course, no /sys, no /var, no /root."""
    found = set(ask(kernel, "found = os.listdir('/')"))
    system = {
        "bin",
        "sbin",
        "lib",
        "lib32",
        "lib64",
        "usr",
        "etc",
        "dev",
        "proc",
        "tmp",
        "home",
        "run",
        "panal",
        "venv",
    }
    python = Path(sys.base_prefix).resolve()
    assert found <= system | {python.parts[1]}
    if python.parts[1] not in system:  # on the way to the interpreter there is nothing else
        for folder in list(python.parents)[:-1]:
            assert len(ask(kernel, f"found = os.listdir({str(folder)!r})")) == 1


def test_no_file_of_the_project_is_there(kernel: Kernel) -> None:
    """Neither graders nor solutions nor the gradebook nor the trusted side, wherever one looks."""
    source = """
found = []
for top in ("/home", "/tmp", "/run", "/panal", "/etc", "/dev", "/opt", "/venv"):
    for folder, _, names in os.walk(top):
        if "site-packages" not in folder:
            found += [os.path.join(folder, name) for name in names]
"""
    found = ask(kernel, source)
    folders = ("graders", "panal/judge", "panal/course", "tests")
    ours = {path.name for folder in folders for path in (ROOT / folder).rglob("*.py")}
    ours |= {
        "gradebook.db",
        "nbgrader_config.py",
        "results.json",
        "convolucion.ipynb",
        "grading.py",
        "asking.py",
    }
    ours -= {
        path.name for path in (ROOT / "panal" / "sealed").glob("*.py")
    }  # the next test says what is there
    assert not [
        path
        for path in found
        if path.startswith(("/home", "/tmp", "/run", "/panal")) and path.split("/")[-1] in ours
    ]
    assert not ask(kernel, f"found = os.path.exists({str(ROOT)!r})")


def test_only_the_sealed_part_of_the_engine_is_there(kernel: Kernel) -> None:
    """`panal.sealed` and no other module of ours; its folder can't be left."""
    assert ask(kernel, "found = sorted(os.listdir('/panal'))") == ["sealed"]
    there = {
        name for name in ask(kernel, "found = os.listdir('/panal/sealed')") if name.endswith(".py")
    }
    assert there == {path.name for path in (ROOT / "panal" / "sealed").glob("*.py")}


def test_home_holds_the_instructors_files_only(kernel: Kernel) -> None:
    """The working folder is an own copy, and home."""
    assert ask(kernel, "found = sorted(os.listdir(os.path.expanduser('~')))") == ["bee.png"]
    assert ask(kernel, "found = os.getcwd() == os.path.expanduser('~')")


def test_environment_is_a_list_that_we_wrote(kernel: Kernel) -> None:
    """Nothing of the operator's environment passes but what numeric libraries need."""
    found = ask(kernel, "found = dict(os.environ)")
    assert "PANAL_TEST_SECRET" not in found
    telling = ("KEY", "TOKEN", "SECRET", "PASS", "PROXY", "SSH")
    assert not [name for name in found if any(word in name.upper() for word in telling)]
    assert found["HOME"] == "/home/student"


def test_processes_are_its_own(kernel: Kernel) -> None:
    """The first process, and the kernel."""
    assert len(ask(kernel, "found = [name for name in os.listdir('/proc') if name.isdigit()]")) == 2


def test_network_is_an_empty_loopback(kernel: Kernel) -> None:
    """One interface, no route, no socket of the host's."""
    assert ask(kernel, "found = [name for _, name in socket.if_nameindex()]") == ["lo"]
    assert ask(kernel, "found = open('/proc/net/route').readlines()[1:]") == []
    assert not [
        line
        for line in ask(kernel, "found = open('/proc/net/unix').readlines()[1:]")
        if "@panal" in line
    ]


def test_nobody_else_and_no_right(kernel: Kernel) -> None:
    """A plain user without a capability, who can't gain one, behind a filter."""
    source = "found = dict(line.rstrip('\\n').split(':\\t', 1) for line in open('/proc/self/status') if ':\\t' in line)"
    status = ask(kernel, source)
    assert all(
        int(status[name], 16) == 0 for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")
    )
    assert (status["NoNewPrivs"], status["Seccomp"]) == ("1", "2")
    assert set(status["Uid"].split()) == set(status["Gid"].split()) == {"1000"}


def test_uid_on_the_host_is_not_root(warm: WarmProcess, kernel: Kernel) -> None:
    """Whoever panal is, a student's process is nobody's."""
    pids = sorted(catalogue.below(warm.pid))
    status = Path(f"/proc/{pids[-1]}/status").read_text(encoding="utf-8")
    assert next(line.split()[1] for line in status.splitlines() if line.startswith("Uid:")) != "0"


def test_descriptors_are_plain(kernel: Kernel) -> None:
    """Pipes, sockets and event counters of its own making; no file or folder of the host."""
    source = """
found = []
for name in os.listdir("/proc/self/fd"):
    try:
        found.append(os.readlink(f"/proc/self/fd/{name}"))
    except OSError:
        pass
"""
    kinds = {text.partition(":")[0] if ":" in text else text for text in ask(kernel, source)}
    plain = {"pipe", "socket", "anon_inode", "/dev/null", "/dev/urandom"}
    assert {kind for kind in kinds if not kind.startswith("/proc/")} <= plain


def test_nothing_is_writable_but_its_own_folders(kernel: Kernel) -> None:
    """Home, /tmp and /dev/shm; the folder of its sockets only to talk."""
    source = """
found = []
for line in open("/proc/self/mountinfo"):
    target = line.split()[4]
    if os.path.isdir(target) and target != "/proc":
        try:
            open(os.path.join(target, "probe"), "w").close()
            os.remove(os.path.join(target, "probe"))
            found.append(target)
        except OSError:
            pass
"""
    assert set(ask(kernel, source)) == {"/home/student", "/tmp", "/dev/shm"}


def test_two_kernels_do_not_meet(warm: WarmProcess, kernel: Kernel) -> None:
    """Neither files nor sockets nor processes of one are seen by another one that runs at the same
    time.
    """
    ask(kernel, "open('/tmp/mine', 'w').close(); open('/dev/shm/mine', 'w').close(); found = 0")
    with open_kernel(warm, FILES) as other:
        assert (
            ask(
                other,
                "found = glob.glob('/tmp/mine') + glob.glob('/dev/shm/mine') + os.listdir('/run/panal')",
            )
            == []
        )
        assert (
            len(ask(other, "found = [name for name in os.listdir('/proc') if name.isdigit()]")) == 2
        )
        sockets = ask(other, "found = sorted(os.listdir('/run/kernel'))")
        assert {name for name in sockets if name != "files"} == {"k-1", "k-2", "k-3", "k-5"} | (
            {"k-4"} & set(sockets)
        )


USED_UP = """
import fcntl
pairs = [socket.socketpair() for _ in range(40)]
kept = []
def send():
    socket.send_fds(pairs[len(kept) // 3][0], [b"x"], [pairs[0][0].fileno()] * 250)
for most, take in (
    (100, lambda: os.open("/dev/ptmx", os.O_RDWR | os.O_NOCTTY)),
    (100, lambda: fcntl.flock(os.open("/usr/lib/os-release", os.O_RDONLY), fcntl.LOCK_SH)),
    (100, send),
):
    kept = []
    try:
        while len(kept) < most:
            kept.append(take())
    except OSError:
        pass
found = 0
"""
"""Takes what Linux counts for a user or for the machine, and holds it while the kernel lives."""


SENT = """
ours, theirs = socket.socketpair()
nowhere = os.open("/dev/null", os.O_RDONLY)
socket.send_fds(ours, [b"x"], [nowhere])
found = len(socket.recv_fds(theirs, 1, 1)[1])
"""


def test_two_kernels_are_two_users(warm: WarmProcess, kernel: Kernel) -> None:
    """On the host, as root: neither is the warm process' user, nor anybody's who has a name."""
    require_root("an ordinary user has no other user to give")
    with open_kernel(warm, FILES):
        found = {
            int(line.split()[1])
            for pid in catalogue.below(warm.pid)
            for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
            if line.startswith("Uid:")
        } - {0}
    assert len(found & set(range(KERNEL_USERS[0], KERNEL_USERS[1] + 1))) == 2
    assert not [number for number in found if has_name(number)]


def test_one_kernel_uses_up_nothing_of_another() -> None:
    """However much of it a kernel holds, the next one starts beside it, and has descriptors,
    terminals and files.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (min(1024, hard), hard)
    )  # the usual one; here it may be higher
    try:
        with WarmProcess(catalogue.sealing(preload=())) as warm, open_kernel(warm, {}) as greedy:
            ask(greedy, USED_UP)
            with open_kernel(warm, FILES) as other:
                assert (
                    ask(other, "import pty\nfound = len([pty.openpty() for _ in range(20)])") == 20
                )
                assert (
                    ask(
                        other,
                        "import subprocess\nfound = subprocess.run(['cat', '/usr/lib/os-release'], capture_output=True).returncode",
                    )
                    == 0
                )
                if os.geteuid() == 0:  # else they are one user, which has so many on their way
                    assert ask(other, SENT) == 1
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_warm_process_that_could_not_be_replaced_is_replaced_later() -> None:
    """One submission finds no kernel; those after it are graded as soon as the machine allows."""
    with WarmProcess(catalogue.sealing(preload=())) as warm:
        warm._stop()  # what is left of an attempt to start a new one that failed
        assert not warm.alive()
        warm.replace()
        with open_kernel(warm, {}) as kernel:
            assert ask(kernel, "found = 1") == 1


def test_a_kernel_ends_with_the_one_who_watches_it() -> None:
    """A worker that is killed leaves nothing running, though the warm process goes on."""
    with WarmProcess(catalogue.sealing(preload=())) as warm:
        fork = warm.fork({})
        fork.channel.close()
        select.select([fork.pidfd], [], [], 60)
        assert not fork.alive()
        fork.close()
        assert warm.alive()


def test_of_a_warm_process_that_hangs_nothing_is_left() -> None:
    """Stopped from outside, it does not even notice that its socket is closed."""
    with WarmProcess(catalogue.sealing(preload=())) as warm:
        warm.wait()
        below = sorted(catalogue.below(warm.pid))
        handles = [os.pidfd_open(pid) for pid in below]
        os.kill(below[-1], signal.SIGSTOP)
    for handle in handles:
        assert select.select([handle], [], [], 60)[0]
        os.close(handle)
