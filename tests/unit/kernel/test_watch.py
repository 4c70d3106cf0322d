"""panal.kernel.watch: what processes use, and when it is too much."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import pytest

from panal import messages
from panal.config import Limits
from panal.kernel import watch as watching
from panal.kernel.fork import Fork
from panal.kernel.processes import Usage, own_memory, usage
from panal.kernel.watch import Stop, Watch
from panal.results import Ending

# Process 1 of a submission: collects orphans, as the first process of a namespace does. Its child
# ends at once and leaves a grandchild behind, which uses processor time, memory and a thread, says
# so, and waits. A name with brackets and blanks tries the reader of /proc.
TREE = """
import ctypes, os, sys, threading
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)    # PR_SET_CHILD_SUBREAPER
ctypes.CDLL(None).prctl(15, b"a) b (c 9 9", 0, 0, 0)    # PR_SET_NAME
child = os.fork()
if child == 0:
    if os.fork() == 0:
        while os.times().user + os.times().system < 0.2:
            pass
        held = bytearray(os.urandom(1)) * (40 * 2**20)
        threading.Thread(target=threading.Event().wait, daemon=True).start()
        print("ready", os.getppid(), flush=True)
        sys.stdin.read()
        os._exit(0)
    while os.times().user + os.times().system < 0.2:
        pass
    os._exit(0)
os.waitpid(child, 0)
print("reaped", flush=True)
sys.stdin.read()
os.wait()
"""


@pytest.fixture
def tree() -> Iterator[int]:
    """The number of a process with an orphan below it."""
    process = subprocess.Popen(
        [sys.executable, "-S", "-c", TREE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None and process.stdin is not None
        said = {process.stdout.readline().split()[0] for _ in range(2)}
        assert said == {"ready", "reaped"}
        yield process.pid
        process.stdin.close()


def test_orphans_and_the_dead_count(tree: int) -> None:
    """Time of a child that ended, and time, memory and threads of an orphan, belong to process
    1.
    """
    found = usage(tree)
    assert found.processes == 3
    assert found.cpu_seconds >= 0.4
    assert found.memory_bytes >= 40 * 2**20
    assert own_memory(tree) >= 40 * 2**20
    assert found.descriptors >= 2 * 64  # of two processes; a thread shares those of its own


TABLES = """
import mmap, sys
held = mmap.mmap(-1, 20 * 2**30, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000, prot=mmap.PROT_READ)   # MAP_NORESERVE
held.madvise(mmap.MADV_NOHUGEPAGE)
for at in range(0, len(held), 2**21):
    held[at]
print(flush=True)
sys.stdin.read()
"""
"""Looks at one byte of each piece of memory for which Linux makes a table, and has no memory but
those tables.
"""


def test_tables_of_memory_are_memory() -> None:
    """What says where memory lies takes 4 KiB for 2 MiB that were only looked at."""
    process = subprocess.Popen(
        [sys.executable, "-S", "-c", TABLES], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with process:
        assert process.stdout is not None and process.stdin is not None
        process.stdout.readline()
        assert usage(process.pid).memory_bytes >= 40 * 2**20
        assert own_memory(process.pid) >= 40 * 2**20
        process.stdin.close()


def test_what_is_not_there_uses_nothing() -> None:
    """A process that ends while it is looked at is no error."""
    process = subprocess.Popen(["true"])
    process.wait()
    assert usage(process.pid) == Usage(0.0, 0, 0)
    assert own_memory(process.pid) == 0


class FakeFork:
    """A kernel of which only this is known: its number, and that it was ended."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.ended = threading.Event()

    def kill(self) -> None:
        self.ended.set()


LIMITS = Limits(memory_bytes=1000, processes=10, sockets=20, descriptors=640)


class Machine:
    """What /proc says of the kernel, and of this process."""

    def __init__(self) -> None:
        self.used = Usage(5.0, 100, 1)
        self.own_memory = 0
        self.sockets = 3
        self.resident = 10**9
        self.looked = threading.Event()

    def usage(self, pid: int) -> Usage:
        self.looked.set()
        return self.used


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine()
    monkeypatch.setattr(watching, "usage", machine.usage)
    monkeypatch.setattr(watching, "own_memory", lambda pid: machine.own_memory)
    monkeypatch.setattr(watching, "open_sockets", lambda pid: machine.sockets)
    monkeypatch.setattr(watching, "own_resident", lambda: machine.resident)
    return machine


def make() -> tuple[Watch, FakeFork]:
    """A watch of a kernel that has used nothing of its own yet."""
    fork = FakeFork()
    return Watch(cast(Fork, fork), LIMITS), fork


def judged(watch: Watch, **now: Any) -> Ending | None:
    """How it would end at such a moment."""
    stop = watch._judge(replace(Usage(5.0, 100, 1), **now))
    return stop.ending if stop else None


def test_within_its_limits_nothing_ends(machine: Machine) -> None:
    """As much as is allowed is allowed."""
    watch, _ = make()
    assert judged(watch, processes=10, memory_bytes=1100) is None
    with watch.budget(2.0, 3600):
        assert judged(watch, cpu_seconds=7.0) is None


def test_too_many_processes(machine: Machine) -> None:
    """The sentence names the limit."""
    watch, _ = make()
    assert judged(watch, processes=11) is Ending.KERNEL_DIED


def test_memory_is_measured_exactly_before_it_ends_anything(machine: Machine) -> None:
    """The cheap sum counts what is shared twice: only the exact one is a reason, and only beyond
    what was there at first.
    """
    for own, seen, ending in (
        (2000, 1101, Ending.OUT_OF_MEMORY),
        (2000, 1100, None),
        (1000, 9999, None),
    ):
        machine.own_memory = own
        assert judged(make()[0], memory_bytes=seen) is ending


def test_too_many_descriptors(machine: Machine) -> None:
    """Room for open files is bounded for all processes together: what they can be made to hold
    grows with its square.
    """
    watch, _ = make()
    assert judged(watch, descriptors=640) is None
    assert judged(watch, descriptors=704) is Ending.KERNEL_DIED


def test_too_many_sockets(machine: Machine) -> None:
    """Beyond those that were there at first."""
    watch, _ = make()
    machine.sockets = 23
    assert judged(watch) is None
    machine.sockets = 24
    assert judged(watch) is Ending.KERNEL_DIED


def test_a_flood_that_reaches_this_side_ends(machine: Machine) -> None:
    """Messages that are faster than they are read pile up in our own memory."""
    watch, _ = make()
    with watch.budget(2.0, 3600):
        machine.resident += watching.FLOOD_BYTES
        assert judged(watch) is None
        machine.resident += 1
        assert judged(watch) is Ending.KERNEL_DIED


def test_what_the_judge_takes_is_no_flood(machine: Machine) -> None:
    """Memory that this side takes between two calls is its own doing, until there is too much in
    all.
    """
    watch, _ = make()
    with watch.budget(2.0, 3600):
        pass
    machine.resident += watching.FLOOD_BYTES + 1
    with watch.budget(2.0, 3600):
        assert judged(watch) is None
    machine.resident += watching.FLOOD_IN_ALL_BYTES
    with watch.budget(2.0, 3600):
        assert judged(watch) is Ending.KERNEL_DIED


def test_a_budget_starts_with_its_block(machine: Machine) -> None:
    """What was used before counts for nothing, nor does what is used between two cells."""
    watch, _ = make()
    with watch.budget(2.0, 3600):
        assert judged(watch, cpu_seconds=7.01) is Ending.OUT_OF_TIME
    assert judged(watch, cpu_seconds=1e9) is None
    with watch.budget(2.0, -1):
        assert judged(watch) is Ending.OUT_OF_TIME


@pytest.mark.parametrize(
    ("used", "sentence"), [(0.5, messages.too_much_time()), (3.0, messages.too_much_cpu())]
)
def test_who_computes_is_told_so_where_the_clock_comes_first(
    machine: Machine, used: float, sentence: str
) -> None:
    """On a busy machine an endless loop gets little of the processor; its sentence is the same on
    every machine.
    """
    watch, _ = make()
    with watch.budget(10.0, -1):
        stop = watch._judge(
            Usage(cpu_seconds=watch.cpu_seconds + used, memory_bytes=0, processes=1)
        )
    assert stop == Stop(Ending.OUT_OF_TIME, sentence)


def test_a_budget_ends_with_an_exception_too(machine: Machine) -> None:
    """The next cell has its own."""
    watch, _ = make()
    with pytest.raises(ZeroDivisionError), watch.budget(0.0, -1):
        raise ZeroDivisionError
    assert judged(watch, cpu_seconds=1e9) is None


def test_time_by_the_clock_and_of_the_processor_are_told_apart(machine: Machine) -> None:
    """A loop and a wait are different mistakes, and get different sentences."""
    watch, _ = make()
    with watch.budget(0.0, 3600):
        loop = watch._judge(Usage(6.0, 0, 1))
    with watch.budget(99.0, -1):
        wait = watch._judge(Usage(6.0, 0, 1))
    assert loop is not None and wait is not None and loop.sentence != wait.sentence


def test_it_ends_the_kernel(machine: Machine) -> None:
    """Once a limit is hit the processes are ended, and the reason is kept."""
    watch, fork = make()
    with watch, watch.budget(99.0, -1):
        assert fork.ended.wait(60)
    assert watch.stop is not None and watch.stop.ending is Ending.OUT_OF_TIME


def test_the_first_reason_is_the_reason(machine: Machine) -> None:
    """What follows from an end is no other one."""
    watch, fork = make()
    watch.end(Stop(Ending.OUT_OF_MEMORY, "primero"))
    watch.end(Stop(Ending.KERNEL_DIED, "después"))
    assert watch.stop == Stop(Ending.OUT_OF_MEMORY, "primero")
    assert fork.ended.is_set()


def test_what_was_used_is_kept(machine: Machine) -> None:
    """For measurements: the most memory beyond what was there at first, and processor time also
    when all are gone.
    """
    watch, _ = make()
    with watch:
        machine.looked.clear()
        machine.used = Usage(6.0, 800, 2)
        assert machine.looked.wait(60)
    machine.used = Usage(0.0, 0, 0)
    watch._look()
    assert watch.peak_bytes == 700
    assert watch.cpu_seconds == 6.0
