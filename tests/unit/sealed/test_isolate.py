"""panal.sealed.isolate: what needs no namespace is tried in a process of its own; what does is in
tests/end_to_end/test_isolation.py.
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from typing import Any

import pyseccomp
import pytest

from panal.sealed import isolate


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
