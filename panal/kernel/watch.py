"""Watches what a submission's processes use, from outside, and ends them when a limit is hit."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from panal import messages
from panal.config import Limits
from panal.kernel.fork import Fork
from panal.kernel.processes import Usage, open_sockets, own_memory, own_resident, usage
from panal.results import Ending

POLL_SECONDS = 0.1
FLOOD_BYTES = 512 * 2**20
"""ZeroMQ takes in what a kernel sends before anybody counts it. When this process itself grows by
as much, it is a flood.
"""

FLOOD_IN_ALL_BYTES = 4 * FLOOD_BYTES
"""The same, with what the judge needs for itself meanwhile: a flood can also come while the kernel
is asked nothing.
"""

COMPUTES = 0.2
"""Share of its processor seconds from which on what is out of time by the clock did compute, and
not wait.
"""


@dataclass(frozen=True, slots=True)
class Stop:
    """Why the processes of a submission were ended by us."""

    ending: Ending
    sentence: str


class Watch:
    """Ends a kernel's processes when they use more than they may. Use it as a context manager
    around a kernel's life.

    Args:
        fork: the kernel.
        limits: what it may use.
    """

    def __init__(self, fork: Fork, limits: Limits) -> None:
        self._fork = fork
        self._limits = limits
        self._used = usage(fork.pid)
        self._base = self._used.memory_bytes
        self._base_sockets = open_sockets(
            fork.pid
        )  # unsealed, it is the machine's sockets that are counted
        self._lock = threading.Lock()
        self._budget: tuple[float, float, float] | None = (
            None  # processor seconds: allowed, of the tree; monotonic time
        )
        # This process' memory: when the kernel came, and as it would be if nothing had grown while
        # a budget ran.
        self._first = self._own = self._last = own_resident()
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
        self._look()

    @contextmanager
    def budget(self, cpu_seconds: float, wall_seconds: float) -> Iterator[None]:
        """Allow this much from now on, until the block ends."""
        with self._lock:
            self._budget = (
                cpu_seconds,
                self._used.cpu_seconds + cpu_seconds,
                time.monotonic() + wall_seconds,
            )
            self._own += max(
                0, own_resident() - self._last
            )  # what the judge took since then is no flood
        try:
            yield
        finally:
            with self._lock:
                self._budget = None
                self._last = own_resident()

    @property
    def cpu_seconds(self) -> float:
        """Processor seconds of the kernel's processes so far, at the last look, at most
        `POLL_SECONDS` ago.

        To look again for each of hundreds of calls would cost more than the calls.
        """
        return self._used.cpu_seconds

    def reason(self) -> tuple[Stop, bool]:
        """Why the kernel is gone (our own doing, or its own), and whether nobody knows."""
        return self.stop or Stop(Ending.KERNEL_DIED, messages.kernel_died()), self.stop is None

    def _look(self) -> Usage:
        now = usage(self._fork.pid)
        if now.processes:  # else they are gone, and what they had used is in the last look
            self._used = now
        self.peak_bytes = max(self.peak_bytes, now.memory_bytes - self._base)
        return now

    def end(self, stop: Stop) -> None:
        """End the processes now, for a reason that somebody else found."""
        if self.stop is None:
            self.stop = stop
        self._fork.kill()

    def _run(self) -> None:
        while not self._end.wait(POLL_SECONDS):
            now = self._look()
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
        if open_sockets(self._fork.pid) - self._base_sockets > self._limits.sockets:
            return Stop(Ending.KERNEL_DIED, messages.too_many_sockets(self._limits.sockets))
        if now.descriptors > self._limits.descriptors:
            return Stop(Ending.KERNEL_DIED, messages.too_many_descriptors())
        own = own_resident()
        if own - self._own > FLOOD_BYTES or own - self._first > FLOOD_IN_ALL_BYTES:
            return Stop(Ending.KERNEL_DIED, messages.too_much_output())
        if self._budget is not None:
            allowed, cpu, wall = self._budget
            late = time.monotonic() > wall
            # On a busy machine the clock may come first: who computes is told so all the same.
            if now.cpu_seconds > cpu or (late and now.cpu_seconds > cpu - (1 - COMPUTES) * allowed):
                return Stop(Ending.OUT_OF_TIME, messages.too_much_cpu())
            if late:
                return Stop(Ending.OUT_OF_TIME, messages.too_much_time())
        return None
