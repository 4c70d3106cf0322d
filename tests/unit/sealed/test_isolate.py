"""panal.sealed.isolate: what needs no namespace is tried in a process of its own; what does is in
tests/end_to_end/test_isolation.py.
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import pyseccomp
import pytest

from panal.sealed import isolate
from tests.machine import lacks


def in_a_process(source: str) -> Any:
    """Run code that changes its process for good; what it leaves in `found`."""
    program = f"import json\nfrom panal.sealed import isolate\n{source}\nprint(json.dumps(found))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


COUNTED = """
import os, select, threading
from panal.kernel import seccomp
isolate.drop_privileges()
listener = isolate.filter_system_calls(seccomp.program())
threading.Thread(target=isolate.grant, args=(listener, 3), daemon=True).start()
a, b, c = (os.eventfd(0) for _ in range(3))
poll, found = select.epoll(), []
def act(what, *arguments):
    try:
        what(*arguments)
        found.append(0)
    except OSError as error:
        found.append(error.errno)
"""


def test_watches_are_granted_up_to_a_number() -> None:
    """Then Linux' own answer comes; and changing and taking away what is there is free."""
    found = in_a_process(
        COUNTED
        + "for file in (a, b, c): act(poll.register, file, select.EPOLLIN)\n"
        + "act(poll.modify, a, 0); act(poll.unregister, a); act(poll.register, a, 0)"
    )
    assert found == [0, 0, 0, 0, 0, 28]  # ENOSPC


def test_what_is_wrong_with_a_watch_linux_says() -> None:
    """A watch that is granted is made by Linux, with its errors."""
    found = in_a_process(
        COUNTED + "act(poll.register, a, 1); act(poll.register, a, 1); act(poll.register, 99, 1)"
    )
    assert found == [0, 17, 9]  # EEXIST, EBADF


def test_children_count_with_their_parents() -> None:
    """The filter is theirs, too, and they ask the same place."""
    found = in_a_process(
        COUNTED
        + "import warnings\nwarnings.simplefilter('ignore')\n"
        + "if os.fork() == 0:\n    act(poll.register, a, 1); act(poll.register, b, 1); os._exit(0)\n"
        + "os.wait()\nact(poll.register, c, 1); act(poll.register, a, 0)"
    )
    assert found == [0, 28]


def test_limits_are_hard() -> None:
    """Neither more nor less than what is given, and not to be raised."""
    found = in_a_process(
        "import resource\n"
        "given = {'memory_bytes': 2**33, 'processes': 77, 'disk_bytes': 2**20}\n"
        "isolate.limit_resources(given)\nisolate.limit_descriptors()\n"
        "names = ('NPROC', 'FSIZE', 'NOFILE', 'CORE', 'MEMLOCK')\n"
        "found = {name: resource.getrlimit(getattr(resource, f'RLIMIT_{name}')) for name in names}"
    )
    assert found["NPROC"] == [77, 77] and found["FSIZE"] == [2**20, 2**20]
    assert found["NOFILE"] == [512, 512] and found["CORE"] == [1, 1]
    assert all(soft == hard for soft, hard in found.values())


def test_no_right_is_left() -> None:
    """Whoever the process was."""
    found = in_a_process(
        "isolate.drop_privileges()\n"
        "lines = open('/proc/self/status').read().splitlines()\n"
        "found = dict(line.split(':\\t', 1) for line in lines if ':\\t' in line)"
    )
    assert {int(found[name], 16) for name in ("CapPrm", "CapEff", "CapBnd", "CapAmb")} == {0}
    assert found["NoNewPrivs"] == "1"


@pytest.mark.parametrize("machine", ["x86_64", "aarch64", "riscv64", "ppc64le", "s390x"])
def test_the_number_of_the_call_is_that_of_the_machine(machine: str) -> None:
    """As libseccomp knows it."""
    architecture = getattr(pyseccomp.Arch, machine.upper())
    for call, number in isolate.CALLS[machine].items():
        assert number == pyseccomp.resolve_syscall(architecture, call)


def test_requests_to_the_listener_are_those_of_linux() -> None:
    """_IOWR('!', number, structure) of linux/seccomp.h, on the machines whose numbers are like
    that of x86.
    """
    for number, size, request in (
        (0, 80, isolate.SECCOMP_IOCTL_NOTIF_RECV),
        (1, struct.calcsize("=QqiI"), isolate.SECCOMP_IOCTL_NOTIF_SEND),
    ):
        assert request == 3 << 30 | size << 16 | ord("!") << 8 | number


def test_a_filter_that_linux_does_not_take_is_an_error() -> None:
    """No kernel runs without it."""
    found = in_a_process(
        "isolate.drop_privileges()\n"
        "try:\n    isolate.filter_system_calls(b'\\xff' * 8)\n    found = 'loaded'\n"
        "except isolate.IsolationFailed as error:\n    found = str(error)"
    )
    assert "seccomp" in found


def test_most_watches_is_far_above_what_notebooks_need() -> None:
    """And far below what Linux gives for a gigabyte of memory."""
    assert 1000 < isolate.MOST_WATCHES <= 200_000 / 8


SHUT = """
import os, pathlib, sys, tempfile
from pathlib import Path
top = Path(tempfile.mkdtemp())
for name in ("own", "seen", "closed"):
    (top / name).mkdir()
    (top / name / "file").write_text("text")
isolate.drop_privileges()
version = isolate.landlock({str(top / "own"): "own", str(top / "seen"): "look", "/dev/null": "look write"})
found = {"version": version}
def act(name, what):
    try:
        found[name] = what() or 0
    except OSError as error:
        found[name] = error.errno
"""


def test_what_is_not_in_the_view_is_closed() -> None:
    """Neither to be read nor listed nor written; what may be seen may not be written; the own folder
    may do all of it.
    """
    found = in_a_process(
        SHUT
        + "act('read', (top / 'closed/file').read_text); act('list', lambda: os.listdir(top / 'closed'))\n"
        + "act('above', lambda: os.listdir(top)); act('etc', Path('/etc/passwd').read_text)\n"
        + "act('proc', Path('/proc/1/cmdline').read_text); act('self', Path('/proc/self/stat').read_text)\n"
        + "act('see', (top / 'seen/file').read_text); act('spoil', lambda: (top / 'seen/file').write_text(''))\n"
        + "act('remove', (top / 'seen/file').unlink); act('make', (top / 'seen/new').touch)\n"
        + "act('write', lambda: (top / 'own/new').write_text('a') and None); act('rename', lambda: (top / 'own/new').rename(top / 'own/other') and None)\n"
        + "act('null', lambda: Path('/dev/null').write_text('a') and None); act('zero', lambda: open('/dev/zero'))"
    )
    if not found.pop("version"):
        lacks("this Linux has no Landlock")
    refused = ("read", "list", "above", "etc", "proc", "self", "spoil", "remove", "make", "zero")
    assert {name for name, answer in found.items() if answer == 13} == set(refused)
    assert found["see"] == "text"
    assert found["write"] == found["rename"] == found["null"] == 0


def test_its_own_part_of_proc() -> None:
    """What it may read of itself, and not its mounts, nor what the machine is connected with; and
    Linux forgets nothing of that when it needs memory.
    """
    found = in_a_process(
        "import os\nfrom pathlib import Path\nisolate.drop_privileges()\n"
        "found = {'version': isolate.landlock(dict.fromkeys(isolate.OWN_PROC, 'look'))}\n"
        "for name in ('status', 'maps', 'stat', 'mountinfo', 'net/unix', 'mem', 'task'):\n"
        "    try:\n        os.close(os.open(f'/proc/self/{name}', os.O_RDONLY)); found[name] = 0\n"
        "    except OSError as error:\n        found[name] = error.errno\n"
        "links = (os.readlink(f'/proc/self/fd/{number}') for number in range(3, 40) if os.path.islink(f'/proc/self/fd/{number}'))\n"
        "found['kept'] = len([link for link in links if link.startswith('/proc/')])"
    )
    if not found.pop("version"):
        lacks("this Linux has no Landlock")
    kept = found.pop("kept")
    assert kept >= len(isolate.OWN_PROC)
    assert found == {"status": 0, "maps": 0, "stat": 0} | dict.fromkeys(
        ("mountinfo", "net/unix", "mem", "task"), 13
    )


ALONE = """
import os, threading, time
from panal.kernel import seccomp
isolate.drop_privileges()
if (guard := os.fork()) == 0:
    isolate.end_with_parent()
    time.sleep(60)
    os._exit(0)
listener = isolate.filter_system_calls(seccomp.program(sees_host=True, same_user=True))
found = []
def act(what, *arguments):
    try:
        what(*arguments)
        found.append(0)
    except (OSError, RuntimeError) as error:
        found.append(getattr(error, "errno", None) or str(error))
"""


def test_it_signals_itself_alone() -> None:
    """By its own number, which stands in the filter now."""
    found = in_a_process(
        ALONE
        + "import signal\nact(os.kill, os.getpid(), 0); act(signal.raise_signal, signal.SIGCHLD)\n"
        + "act(os.kill, guard, 9); act(os.kill, 0, 0); act(os.kill, -1, 0); act(os.kill, os.getppid(), 0)\n"
        + "found.append(os.waitpid(guard, os.WNOHANG)[0])"
    )
    assert found == [0, 0, 1, 1, 1, 1, 0]


def test_threads_are_granted_up_to_a_number() -> None:
    """Counted when each is made, so those that ended make room. Somebody outside answers."""
    found = in_a_process(
        "import os, socket\nhere, there = socket.socketpair()\nparent = os.getpid()\n"
        "if os.fork() == 0:\n    isolate.end_with_parent()\n"
        "    _, (listener,), _, _ = socket.recv_fds(here, 1, 1)\n    isolate.grant(listener, 9, 5, parent)\n"
        + ALONE
        + "socket.send_fds(there, [b'x'], [listener])\n"
        "go = threading.Event()\n"
        "for _ in range(6): act(threading.Thread(target=go.wait, daemon=True).start)\n"
        "go.set()\nwhile threading.active_count() > 1: time.sleep(0.01)\n"
        "while len(os.listdir('/proc/self/task')) > 1: time.sleep(0.01)\n"
        "act(threading.Thread(target=go.wait).start)\n"
    )
    assert found == [0, 0, 0, *["can't start new thread"] * 3, 0]


def test_a_further_filter_holds_for_threads_that_run() -> None:
    """ZeroMQ's have begun when the sockets are bound."""
    found = in_a_process(
        "import socket, threading\nfrom panal.kernel import seccomp\nisolate.drop_privileges()\n"
        "go, found = threading.Event(), []\n"
        "def later():\n    go.wait()\n    try:\n        socket.socket(); found.append(0)\n"
        "    except OSError as error: found.append(error.errno)\n"
        "thread = threading.Thread(target=later)\nthread.start()\n"
        "socket.socket().close()\nisolate.filter_all_threads(seccomp.without_sockets())\n"
        "go.set()\nthread.join()\nsocket.socketpair()"
    )
    assert found == [1]


def test_filters_may_ask_where_linux_and_the_machine_are_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As here; not where Linux says no, as gVisor does, nor on a processor whose numbers are not
    known.
    """
    assert isolate.filters_may_ask()
    with monkeypatch.context() as other:
        other.setattr(isolate, "libc", SimpleNamespace(syscall=lambda *_: -1))
        assert not isolate.filters_may_ask()
    monkeypatch.setattr(isolate, "CALLS", {})
    assert not isolate.filters_may_ask()
