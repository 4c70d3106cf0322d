"""Watches what a submission's processes use, from outside, and ends them when a limit is hit."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from panal import messages
from panal.config import Limits
from panal.kernel.warm import Fork
from panal.results import Ending

POLL_SECONDS = 0.1
FLOOD_BYTES = 512 * 2**20
"""ZeroMQ takes in what a kernel sends before anybody counts it. When this process itself grows by as much, it is a flood."""

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Stop:
    """Why the processes of a submission were ended by us."""

    ending: Ending
    sentence: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What the processes below a process use at one moment.

    Args:
        cpu_seconds: user and system time of all of them, those that ended included.
        memory_bytes: resident memory that they do not share with the warm process, files included.
        processes: how many there are, threads included.
    """

    cpu_seconds: float
    memory_bytes: int
    processes: int


def usage(pid: int) -> Usage:
    """Add up a process and all its descendants.

    Orphans hang below process 1 of their namespace, so nothing escapes. A process that ends meanwhile counts in its parent.

    Args:
        pid: the first process of a kernel's namespace, by its number on the host.
    """
    cpu, memory, count = 0.0, 0, 0
    stack = [pid]
    while stack:
        current = stack.pop()
        folder = f"/proc/{current}"
        try:
            # proc(5): fields 14 to 17 after the name in brackets, which may hold anything.
            fields = _read(f"{folder}/stat").rpartition(")")[2].split()
            cpu += sum(map(int, fields[11:15])) / _TICKS
            count += int(fields[17])
            resident, shared = map(int, _read(f"{folder}/statm").split()[1:3])
            memory += (resident - shared) * _PAGE
            for task in os.listdir(f"{folder}/task"):
                stack += map(int, _read(f"{folder}/task/{task}/children").split())
        except (OSError, IndexError, ValueError):
            continue
    return Usage(cpu, memory, count)


def _read(path: str) -> str:
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def own_memory(pid: int) -> int:
    """Memory of a process and its descendants that is theirs alone: proportional to how many share it, in bytes.

    Exact, and ten times the cost of `usage`: asked only when that says that there may be too much.
    """
    total = 0
    stack = [pid]
    while stack:
        current = stack.pop()
        try:
            for line in _read(f"/proc/{current}/smaps_rollup").splitlines():
                name, _, rest = line.partition(":")
                if name in ("Private_Clean", "Private_Dirty", "Pss_Shmem"):
                    total += int(rest.split()[0]) * 1024
            for task in os.listdir(f"/proc/{current}/task"):
                stack += map(int, _read(f"/proc/{current}/task/{task}/children").split())
        except (OSError, ValueError):
            continue
    return total


def own_resident() -> int:
    """Resident memory of this process, in bytes."""
    return int(_read("/proc/self/statm").split()[1]) * _PAGE


class Watch:
    """Ends a kernel's processes when they use more than they may. Use it as a context manager around a kernel's life.

    Args:
        fork: the kernel.
        limits: what it may use.
    """

    def __init__(self, fork: Fork, limits: Limits) -> None:
        self._fork = fork
        self._limits = limits
        self._base = usage(fork.pid).memory_bytes
        self._lock = threading.Lock()
        self._budget: tuple[float, float] | None = None   # processor seconds of the tree, monotonic time
        self._own = own_resident()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="panal-watch", daemon=True)
        self.stop: Stop | None = None
        self.peak_bytes = 0

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    @contextmanager
    def budget(self, cpu_seconds: float, wall_seconds: float) -> Iterator[None]:
        """Allow this much from now on, until the block ends."""
        with self._lock:
            self._budget = (self.cpu_seconds() + cpu_seconds, time.monotonic() + wall_seconds)
            self._own = own_resident()
        try:
            yield
        finally:
            with self._lock:
                self._budget = None

    def cpu_seconds(self) -> float:
        return usage(self._fork.pid).cpu_seconds

    def end(self, stop: Stop) -> None:
        """End the processes now, for a reason that somebody else found."""
        if self.stop is None:
            self.stop = stop
        self._fork.kill()

    def _run(self) -> None:
        while not self._end.wait(POLL_SECONDS):
            now = usage(self._fork.pid)
            self.peak_bytes = max(self.peak_bytes, now.memory_bytes)
            with self._lock:
                stop = self._judge(now)
            if stop is not None:
                self.end(stop)
                return

    def _judge(self, now: Usage) -> Stop | None:
        if now.processes > self._limits.processes:
            return Stop(Ending.KERNEL_DIED, messages.too_many_processes(self._limits.processes))
        if (
            now.memory_bytes - self._base > self._limits.memory_bytes
            and own_memory(self._fork.pid) > self._limits.memory_bytes
        ):
            return Stop(Ending.OUT_OF_MEMORY, messages.too_much_memory(self._limits.memory_bytes))
        if own_resident() - self._own > FLOOD_BYTES:
            return Stop(Ending.KERNEL_DIED, messages.too_much_output())
        if self._budget is not None:
            cpu, wall = self._budget
            if now.cpu_seconds > cpu:
                return Stop(Ending.OUT_OF_TIME, messages.too_much_cpu())
            if time.monotonic() > wall:
                return Stop(Ending.OUT_OF_TIME, messages.too_much_time())
        return None


