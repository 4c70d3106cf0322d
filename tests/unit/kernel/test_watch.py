"""panal.kernel.watch: what processes use, and when it is too much."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from panal import messages
from panal.config import Limits
from panal.errors import EngineFailure
from panal.kernel import watch as watching
from panal.kernel.fork import Fork
from panal.kernel.processes import Held, Usage, own_memory, usage
from panal.kernel.scratch import TooDeep
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
    """A kernel of which only this is known: its number, and what was done to it.

    Args:
        stubborn: whether it can't be ended.
    """

    def __init__(self, stubborn: bool = False) -> None:
        self.pid = os.getpid()
        self.uid = None
        self.shares_host = False
        self.run = Path("/run/of/it")
        self.stubborn = stubborn
        self.log: list[str] = []
        self.ended = threading.Event()
        self.interrupted = threading.Event()

    def interrupt(self) -> None:
        self.log.append("interrupt")
        self.interrupted.set()

    def kill(self) -> None:
        self.log.append("kill")
        self.ended.set()
        if self.stubborn:
            raise EngineFailure("still there")


LIMITS = Limits(memory_bytes=1000, processes=10, sockets=20, descriptors=640, disk_bytes=1000)


class Machine:
    """What /proc says of the kernel and of this process, and what the clock says.

    Args:
        refuses: what it raises when it is looked at.
    """

    def __init__(self) -> None:
        self.used = Usage(5.0, 100, 1)
        self.own_memory = 0
        self.sockets = 3
        self.now = 1000.0
        self.refuses: BaseException | None = None
        self.looked = threading.Event()
        self.held = Held(0, 0, False)
        self.folder = (0, 0)
        self.mapped: list[str | None] = []
        self.walks = 0

    def look_into(self, pid: int, uid: int | None, folder: str | None) -> Held:
        self.mapped.append(folder)
        return self.held

    def look_through(self, folder: Path) -> tuple[int, int]:
        self.walks += 1
        self.now += 1
        if self.folder[1] < 0:
            raise TooDeep
        return self.folder

    def usage(self, pid: int) -> Usage:
        if self.refuses is not None:
            raise self.refuses
        self.looked.set()
        return self.used


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine()
    monkeypatch.setattr(watching, "usage", machine.usage)
    monkeypatch.setattr(watching, "own_memory", lambda pid, uid: machine.own_memory)
    monkeypatch.setattr(watching, "open_sockets", lambda pid: machine.sockets)
    monkeypatch.setattr(watching, "held", machine.look_into)
    monkeypatch.setattr(watching, "used", machine.look_through)
    monkeypatch.setattr(watching, "time", SimpleNamespace(monotonic=lambda: machine.now))
    monkeypatch.setattr(watching, "POLL_SECONDS", 0.001)
    return machine


def make(*, stubborn: bool = False) -> tuple[Watch, FakeFork]:
    """A watch of a kernel that has used nothing of its own yet."""
    fork = FakeFork(stubborn)
    return Watch(cast(Fork, fork), LIMITS), fork


def too_much(watch: Watch, **now: Any) -> Ending | None:
    """How it would end at such a moment for what it holds."""
    stop = watch._too_much(Usage(**{"cpu_seconds": 5.0, "memory_bytes": 100, "processes": 1} | now))
    return stop.ending if stop else None


def too_long(watch: Watch, cpu_seconds: float) -> Stop | None:
    """Why it would be ended when so much was used."""
    return watch._too_long(Usage(cpu_seconds, 100, 1))


# What it holds


def test_within_its_limits_nothing_ends(machine: Machine) -> None:
    """As much as is allowed is allowed."""
    watch, fork = make()
    assert too_much(watch, processes=10, memory_bytes=1100) is None
    with watch.budget(2.0, 3600, "cell"):
        assert too_long(watch, 7.0) is None
        assert watch.stopped() is None
    assert fork.log == []


def test_too_many_processes(machine: Machine) -> None:
    """Threads count, too."""
    assert too_much(make()[0], processes=11) is Ending.KERNEL_DIED


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
        assert too_much(make()[0], memory_bytes=seen) is ending


def test_too_many_descriptors(machine: Machine) -> None:
    """Room for open files is bounded for all processes together: what they can be made to hold
    grows with its square.
    """
    watch, _ = make()
    assert too_much(watch, descriptors=640) is None
    assert too_much(watch, descriptors=704) is Ending.KERNEL_DIED


def test_too_many_sockets(machine: Machine) -> None:
    """Beyond those that were there at first."""
    watch, _ = make()
    machine.sockets = 23
    assert too_much(watch) is None
    machine.sockets = 24
    assert too_much(watch) is Ending.KERNEL_DIED


def sharing(machine: Machine) -> Watch:
    """The watch of a kernel that has neither namespaces nor a file system of its own."""
    watch, fork = make()
    fork.shares_host = True
    return watch


@pytest.mark.parametrize(
    ("held", "folder"),
    [
        (Held(21, 0, False), (0, 0)),
        (Held(0, 0, True), (0, 0)),
        (Held(0, 0, False), (1001, 1)),
        (Held(0, 600, False), (401, 1)),
        (Held(0, 0, False), (0, watching.FILES + 1)),
        (Held(0, 0, False), (0, -1)),
    ],
    ids=["sockets", "a hidden process", "bytes", "bytes without a name", "files", "depth"],
)
def test_what_it_takes_of_the_host(machine: Machine, held: Held, folder: tuple[int, int]) -> None:
    """Sockets and files are looked for where no namespace counts them; then each limit ends it."""
    watch = sharing(machine)
    machine.held, machine.folder = Held(20, 600, False), (400, watching.FILES)
    assert too_much(watch) is None
    machine.held, machine.folder, machine.now = held, folder, machine.now + 100
    assert too_much(watch) is Ending.KERNEL_DIED


def test_nobody_is_busy_with_looking_through_its_folder(machine: Machine) -> None:
    """What took long is not done again at once; and files that are only mapped, now and then."""
    watch = sharing(machine)
    for _ in range(2 * watching.MAPS_EVERY):
        assert too_much(watch) is None
    assert machine.walks == 1
    assert machine.mapped.count("/run/of/it") == 2
    assert machine.mapped.count(None) == 2 * watching.MAPS_EVERY - 2


# How long it takes


def test_it_is_interrupted_first_and_ended_later(machine: Machine) -> None:
    """As a person would do it: once, and then there is a moment's grace."""
    watch, fork = make()
    with watch.budget(2.0, 3600, "cell"):
        assert too_long(watch, 7.01) is None
        assert fork.log == ["interrupt"]
        assert too_long(watch, 7.01 + watching.GRACE_CPU_SECONDS) is None
        machine.now += watching.GRACE_WALL_SECONDS
        assert too_long(watch, 7.01) is None
        assert fork.log == ["interrupt"]
        stop = too_long(watch, 7.02 + watching.GRACE_CPU_SECONDS)
    assert stop is not None and stop.ending is Ending.OUT_OF_TIME


def test_grace_ends_by_the_clock_too(machine: Machine) -> None:
    """What sleeps through an interruption uses no processor."""
    watch, fork = make()
    with watch.budget(2.0, 10.0, "call"):
        machine.now += 10.5
        assert too_long(watch, 5.0) is None and fork.log == ["interrupt"]
        machine.now += watching.GRACE_WALL_SECONDS
        assert too_long(watch, 5.0) is None
        machine.now += 0.1
        assert too_long(watch, 5.0) is not None


def test_what_was_interrupted_in_time_goes_on(machine: Machine) -> None:
    """Who asks learns why, once; from then on nothing of it is interrupted or ended."""
    watch, fork = make()
    with watch.budget(2.0, 3600, "call"):
        too_long(watch, 7.5)
        stop = watch.stopped()
        assert stop is not None and stop.ending is Ending.OUT_OF_TIME
        assert too_long(watch, 1e9) is None
        assert watch.stopped() is None
    with watch.budget(2.0, 3600, "call"):
        assert watch.stopped() is None
    assert fork.log == ["interrupt"]


def test_a_budget_starts_with_its_block(machine: Machine) -> None:
    """What was used before counts for nothing, nor does what is used between two cells."""
    watch, fork = make()
    with watch.budget(2.0, 3600, "cell"):
        pass
    too_long(watch, 1e9)
    machine.now += 1e9
    too_long(watch, 5.0)
    assert fork.log == []


def test_a_short_budget_starts_with_a_look(machine: Machine) -> None:
    """What was used since the last look was the call before it: it would be half of what a short
    one has.
    """
    watch, fork = make()
    machine.used = Usage(5.09, 100, 1)
    with watch.budget(0.1, 3600, "call"):
        too_long(watch, 5.18)
        assert fork.log == []
        too_long(watch, 5.2)
        assert fork.log == ["interrupt"]


def test_the_clock_stops_what_waits(machine: Machine) -> None:
    """And its sentence names that limit."""
    watch, fork = make()
    with watch.budget(10.0, 30.0, "cell"):
        machine.now += 31
        too_long(watch, 5.5)
        assert fork.log == ["interrupt"]
        assert watch.stopped() == Stop(Ending.OUT_OF_TIME, messages.too_much_time(30, "cell"))


def test_the_clock_does_not_stop_what_computes(machine: Machine) -> None:
    """On a busy machine a right answer gets little of the processor by the clock. It has all that it
    was promised, and an endless loop is told the same as anywhere.
    """
    watch, fork = make()
    with watch.budget(10.0, 30.0, "cell"):
        for used in (2.5, 5.0, 7.5, 10.0):
            machine.now += 31
            too_long(watch, 5.0 + used)
        assert fork.log == []
        too_long(watch, 15.1)
        assert fork.log == ["interrupt"]
        assert watch.stopped() == Stop(Ending.OUT_OF_TIME, messages.too_much_cpu(10, "cell"))


def test_what_computed_and_then_waits_is_stopped_by_the_clock(machine: Machine) -> None:
    """A share of the processor buys time once, not for ever."""
    watch, fork = make()
    with watch.budget(10.0, 30.0, "cell"):
        machine.now += 31
        too_long(watch, 8.0)
        machine.now += 31
        too_long(watch, 9.0)
        assert fork.log == ["interrupt"]
        assert watch.stopped() == Stop(Ending.OUT_OF_TIME, messages.too_much_time(30, "cell"))


def test_the_sentence_says_what_took_too_long(machine: Machine) -> None:
    """A cell and a call have limits of their own."""
    watch, _ = make()
    told = []
    for what in ("cell", "call"):
        with watch.budget(3.0, 3600, what):
            too_long(watch, 9.0)
            told.append(watch.stopped())
    assert told == [
        Stop(Ending.OUT_OF_TIME, messages.too_much_cpu(3.0, w)) for w in ("cell", "call")
    ]


def test_a_budget_ends_with_an_exception_too(machine: Machine) -> None:
    """The next cell has its own."""
    watch, fork = make()
    with pytest.raises(ZeroDivisionError), watch.budget(0.0, 3600, "cell"):
        raise ZeroDivisionError
    too_long(watch, 1e9)
    assert fork.log == []


# The thread


def test_it_interrupts_and_ends_by_itself(machine: Machine) -> None:
    """Whatever the processes do, and the reason is kept."""
    watch, fork = make()
    with watch, watch.budget(99.0, 10.0, "cell"):
        machine.now += 11
        assert fork.interrupted.wait(60)
        machine.now += 11
        assert fork.ended.wait(60)
    assert fork.log[:2] == ["interrupt", "kill"]
    assert watch.stop is not None and watch.stop.ending is Ending.OUT_OF_TIME


def test_who_learns_of_an_interruption_learns_of_the_end(machine: Machine) -> None:
    """A reply may come at the last moment: either it is in time, or the kernel's end is known then,
    and is not the next call's.
    """
    watch, fork = make()
    with watch:
        for _ in range(50):
            with watch.budget(99.0, 10.0, "call"):
                machine.now += 11
                assert fork.interrupted.wait(60)
                fork.interrupted.clear()
                machine.now += 11
                stop = watch.stopped()
                known = watch.stop
            assert stop is not None
            if known is None:
                assert watch.stop is None and not fork.ended.is_set()
            else:
                break


def test_too_much_ends_it_while_nothing_is_asked(machine: Machine) -> None:
    """Limits hold for what a cell has left behind, too."""
    watch, fork = make()
    with watch:
        machine.used = Usage(5.0, 100, 11)
        assert fork.ended.wait(60)
    assert watch.stop == Stop(Ending.KERNEL_DIED, messages.too_many_processes(10))


@pytest.mark.parametrize("error", [OSError(24, "Too many open files"), ValueError("?")], ids=repr)
def test_a_watch_that_fails_ends_the_kernel(machine: Machine, error: Exception) -> None:
    """A kernel that nobody watches has no limits; and it is no student's fault."""
    watch, fork = make()
    with watch:
        with pytest.raises(EngineFailure, match="watched") as failed:
            with watch.budget(2.0, 3600, "cell"):
                machine.refuses = error
                assert fork.ended.wait(60)
        assert failed.value.__cause__ is error
        with pytest.raises(EngineFailure), watch.budget(2.0, 3600, "cell"):
            raise AssertionError("nothing runs unwatched")
    assert watch.stop is None


def test_what_cannot_be_ended_is_our_failure(machine: Machine) -> None:
    """It is not taken for gone, and not told as a limit alone."""
    watch, _ = make(stubborn=True)
    with watch:
        machine.used = Usage(5.0, 100, 11)
        watch._thread.join(60)
        with pytest.raises(EngineFailure, match="still there"):
            watch.require()
    with pytest.raises(EngineFailure, match="still there"):
        watch.end(Stop(Ending.KERNEL_DIED, "otra cosa"))


def test_no_thread_for_a_watch_is_our_failure(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who uses up the threads of our user must not look like a grader's error."""
    watch, _ = make()

    def refuse() -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(watch._thread, "start", refuse)
    with pytest.raises(EngineFailure, match="new thread"), watch:
        raise AssertionError("nothing runs unwatched")


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
        machine.used = Usage(6.0, 800, 2)
        machine.looked.clear()
        assert machine.looked.wait(60)
    machine.used = Usage(0.0, 0, 0)
    watch._look()
    assert watch.peak_bytes == 700
    assert watch.cpu_seconds == 6.0


@pytest.mark.parametrize(
    ("shares", "busy"), [([0.0], False), ([1.0, 0.9, 0.1], False), ([1.0] * 50, True)]
)
def test_only_what_does_not_come_to_rest_goes_on(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, shares: list[float], busy: bool
) -> None:
    """Threads of a library may finish what they have begun."""
    watch, _ = make()
    left = iter(shares)

    def sleep(seconds: float) -> None:
        used = machine.used.cpu_seconds + next(left) * seconds
        machine.used = Usage(used, 100, 1)

    monkeypatch.setattr(watching, "time", SimpleNamespace(sleep=sleep))
    assert watch.is_busy() is busy
