"""Watches what a submission's processes use, from outside, and ends them when a limit is hit."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from panal import messages
from panal.config import Limits
from panal.errors import EngineFailure
from panal.kernel.fork import Fork
from panal.kernel.processes import Usage, held, open_sockets, own_memory, usage
from panal.kernel.scratch import TooDeep, used
from panal.results import Ending

POLL_SECONDS = 0.1
SHORT_SECONDS = 10 * POLL_SECONDS
"""For budgets up to this, time used since the last look would matter, so one looks again first."""

GRACE_CPU_SECONDS, GRACE_WALL_SECONDS = 1.5, 5.0
"""What was interrupted must end within this time, or is ended."""

BUSY_SECONDS, BUSY_LOOKS = 0.1, 15
"""What computes through all of these looks goes on. Printed text needs a moment to leave."""

FILES = 20_000
"""Files and folders that a submission may have at a time."""

MAPS_EVERY, PACE = 10, 3
"""Looks from one at what is mapped to the next; and how many times as long as a look through the
folder took, nobody looks again.
"""

COMPUTES = 0.2
"""What uses at least this share of its processor seconds before the clock runs out does not wait: the
machine is busy. It has as much time by the clock once more, so the clock stops only what waits.
"""


@dataclass(frozen=True, slots=True)
class Stop:
    """Why the processes of a submission were ended by us."""

    ending: Ending
    sentence: str


@dataclass(slots=True)
class _Budget:
    """What a cell or a call may use.

    Args:
        what: `cell` or `call`.
        cpu_seconds: processor time.
        cpu: processor time of the whole tree at which that is used up.
        wall_seconds: time by the clock.
        wall: monotonic time at which that is used up.
        seen: processor time of the whole tree when the clock was last set.
        stop: why it was interrupted.
    """

    what: str
    cpu_seconds: float
    cpu: float
    wall_seconds: float
    wall: float
    seen: float
    stop: Stop | None = None


class Watch:
    """Stops what takes a kernel too long, and ends its processes when they use more than they may.
    Use it as a context manager around a kernel's life.

    What takes too long is interrupted first, as a person would do in Jupyter. What goes on all the
    same is ended a moment later.

    Args:
        fork: the kernel.
        limits: what it may use.
    """

    def __init__(self, fork: Fork, limits: Limits) -> None:
        self._fork = fork
        self._limits = limits
        self._used = usage(fork.pid)
        self._base = self._used.memory_bytes
        self._base_sockets = 0 if fork.shares_host else open_sockets(fork.pid)
        self._looks = 0
        self._folder_again = 0.0
        self._folder_bytes = 0
        self._lock = threading.Lock()
        self._budget: _Budget | None = None
        self._end = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="panal-watch", daemon=True)
        self.stop: Stop | None = None
        self.peak_bytes = 0

    def __enter__(self) -> Watch:
        try:
            self._thread.start()
        except RuntimeError as error:  # no more threads for this user
            raise EngineFailure(f"The limits of a kernel can't be watched: {error}.") from error
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()
        if self._failure is None:
            self._look()

    @contextmanager
    def budget(self, cpu_seconds: float, wall_seconds: float, what: str) -> Iterator[None]:
        """Allow this much until the block ends.

        Args:
            cpu_seconds: processor time of all processes together.
            wall_seconds: time by the clock.
            what: `cell` or `call`, for the sentence.

        Raises:
            EngineFailure: nobody is watching any more.
        """
        self.require()
        if cpu_seconds <= SHORT_SECONDS:
            self._look()
        seen, wall = self._used.cpu_seconds, time.monotonic() + wall_seconds
        cpu = seen + cpu_seconds
        with self._lock:
            self._budget = _Budget(what, cpu_seconds, cpu, wall_seconds, wall, seen)
        try:
            yield
        finally:
            with self._lock:
                self._budget = None
        self.require()

    def stopped(self) -> Stop | None:
        """Why what runs now was interrupted, or None. It will not be interrupted after this.

        If it is also being ended, `stop` already says so.
        """
        with self._lock:
            budget, self._budget = self._budget, None
        return budget.stop if budget is not None else None

    def is_busy(self) -> bool:
        """Whether the processes compute although nothing is asked of them, as a thread does that no
        interruption reaches.
        """
        before = usage(self._fork.pid).cpu_seconds
        for _ in range(BUSY_LOOKS):
            time.sleep(BUSY_SECONDS)
            now = usage(self._fork.pid).cpu_seconds
            if now - before <= BUSY_SECONDS / 2:
                return False
            before = now
        return True

    def require(self) -> None:
        """See that the watch is still there.

        Raises:
            EngineFailure: it failed, and has ended the kernel.
        """
        if self._failure is not None:
            raise EngineFailure(
                f"The limits of a kernel could not be watched: {self._failure!r}."
            ) from self._failure

    @property
    def cpu_seconds(self) -> float:
        """Processor seconds of the kernel's processes up to the last look, at most `POLL_SECONDS`
        ago.

        To look again for each of hundreds of calls would cost more than the calls.
        """
        return self._used.cpu_seconds

    def end(self, stop: Stop) -> None:
        """End the processes now, for a reason that another module found.

        Raises:
            EngineFailure: they can't be ended.
        """
        if self.stop is None:
            self.stop = stop
        self._fork.kill()

    def _look(self) -> Usage:
        now = usage(self._fork.pid)
        if now.processes:  # if they are gone, the last look has what they used
            self._used = now
        self.peak_bytes = max(self.peak_bytes, now.memory_bytes - self._base)
        return now

    def _run(self) -> None:
        """Look again and again until the kernel is closed. Whatever goes wrong here ends the kernel,
        since one that nobody watches has no limits.
        """
        try:
            while not self._end.wait(POLL_SECONDS):
                now = self._look()
                with self._lock:  # so that `stopped` also knows whether it is being ended
                    stop = self._too_much(now) or self._too_long(now)
                    self.stop = self.stop or stop
                if stop is not None:
                    self.end(stop)
                    return
        except BaseException as error:  # told by `require`, as a failure of ours
            self._failure = error
            try:
                self._fork.kill()
            except EngineFailure as failure:
                self._failure = failure

    def _too_much(self, now: Usage) -> Stop | None:
        """Why the processes have to end for what they hold."""
        limits, fork = self._limits, self._fork
        if now.processes > limits.processes:
            return Stop(Ending.KERNEL_DIED, messages.too_many_processes(limits.processes))
        if (
            now.memory_bytes - self._base > limits.memory_bytes
            and own_memory(fork.pid, fork.uid) > limits.memory_bytes
        ):
            return Stop(Ending.OUT_OF_MEMORY, messages.too_much_memory(limits.memory_bytes))
        if fork.shares_host:
            stop = self._too_much_of_the_host()
            if stop is not None:
                return stop
        elif open_sockets(fork.pid) - self._base_sockets > limits.sockets:
            return Stop(Ending.KERNEL_DIED, messages.too_many_sockets(limits.sockets))
        if now.descriptors > limits.descriptors:
            return Stop(Ending.KERNEL_DIED, messages.too_many_descriptors(limits.descriptors))
        return None

    def _too_much_of_the_host(self) -> Stop | None:
        """Where no namespace and no file system counts for the submission alone: sockets by the
        descriptors of its processes, files in its folder and those that have lost their name.
        """
        limits, fork = self._limits, self._fork
        self._looks += 1
        open_files = held(
            fork.pid, fork.uid, str(fork.run) if not self._looks % MAPS_EVERY else None
        )
        if open_files.hidden:
            return Stop(Ending.KERNEL_DIED, messages.hidden_process())
        if open_files.sockets > limits.sockets:
            return Stop(Ending.KERNEL_DIED, messages.too_many_sockets(limits.sockets))
        start = time.monotonic()
        if start >= self._folder_again:
            try:
                self._folder_bytes, files = used(fork.run)
            except TooDeep:
                files = FILES + 1
            self._folder_again = time.monotonic() + PACE * (time.monotonic() - start)
            if files > FILES:
                return Stop(Ending.KERNEL_DIED, messages.too_many_files(FILES))
        if self._folder_bytes + open_files.unlinked_bytes > limits.disk_bytes:
            return Stop(Ending.KERNEL_DIED, messages.too_much_disk(limits.disk_bytes))
        return None

    def _too_long(self, now: Usage) -> Stop | None:
        """Interrupt what takes too long; why the processes have to end if it goes on."""
        budget = self._budget
        if budget is None:
            return None
        late = time.monotonic() - budget.wall
        over = now.cpu_seconds - budget.cpu
        computed = now.cpu_seconds - budget.seen
        if budget.stop is None and late > 0 >= over and computed >= COMPUTES * budget.cpu_seconds:
            budget.wall, budget.seen = time.monotonic() + budget.wall_seconds, now.cpu_seconds
        elif budget.stop is None and (late > 0 or over > 0):
            seconds = budget.cpu_seconds if over > 0 else budget.wall_seconds
            said = messages.too_much_cpu if over > 0 else messages.too_much_time
            budget.stop = Stop(Ending.OUT_OF_TIME, said(seconds, budget.what))
            # The grace begins now, however late this look came and however many cores were at work.
            budget.wall, budget.cpu = time.monotonic(), now.cpu_seconds
            self._fork.interrupt()
        elif budget.stop is not None and (late > GRACE_WALL_SECONDS or over > GRACE_CPU_SECONDS):
            return budget.stop
        return None
