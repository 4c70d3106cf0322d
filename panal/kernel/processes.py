"""What processes use at a moment, read from /proc by their numbers on the host (proc(5))."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass

_TICKS = os.sysconf("SC_CLK_TCK")
LACKING = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Usage:
    """What the processes below a process use at one moment.

    Args:
        cpu_seconds: user and system time of all of them, including those that ended.
        memory_bytes: resident memory that is no file. What several processes share counts several
            times. The tables that say where it lies are memory, too.
        processes: how many there are, threads included.
        descriptors: room for open files in all of them, as Linux has made it: at least 64 each, and
            twice as much when needed.
    """

    cpu_seconds: float
    memory_bytes: int
    processes: int
    descriptors: int = 0


def usage(pid: int) -> Usage:
    """Add up a process and all its descendants.

    Orphans become children of process 1 of their namespace, so nothing escapes. A process that
    ends meanwhile counts in its parent.

    Args:
        pid: the first process of a kernel's namespace, by its number on the host.
    """
    cpu, memory, count, descriptors = 0.0, 0, 0, 0
    for member in tree(pid):
        folder = f"/proc/{member}"
        with _while_it_lives():
            # proc(5): fields 14 to 17 after the name in brackets, which may hold anything.
            fields = _read(f"{folder}/stat").rpartition(")")[2].split()
            cpu += sum(map(int, fields[11:15])) / _TICKS
            count += int(fields[17])
            status = _read(f"{folder}/status")
            memory += 1024 * _sum(status, ("RssAnon", "RssShmem", "VmPTE"))
            descriptors += _sum(status, ("FDSize",))
    return Usage(cpu, memory, count, descriptors)


def tree(pid: int) -> Iterator[int]:
    """A process and all its descendants, by their numbers on the host. The children of each are
    looked for after it was yielded.
    """
    stack = [pid]
    while stack:
        current = stack.pop()
        yield current
        with _while_it_lives():
            for task in os.listdir(f"/proc/{current}/task"):
                stack += map(int, _read(f"/proc/{current}/task/{task}/children").split())


@contextlib.contextmanager
def _while_it_lives() -> Iterator[None]:
    """Leave out a process that has just ended, or that may not be looked at.

    Raises:
        OSError: we lack something ourselves. Else it would look as if there were no process at all.
    """
    try:
        yield
    except OSError as error:
        if error.errno in LACKING:
            raise
    except (IndexError, ValueError):
        pass  # a file that was cut off by the end of its process


def _read(path: str) -> str:
    with open(path, "rb", buffering=0) as file:  # hundreds of times in a submission
        return file.read().decode("utf-8", "replace")


def _sum(text: str, names: tuple[str, ...]) -> int:
    """The numbers of some lines `Name:  123 kB` of a file of /proc, added up."""
    rows = (line.partition(":") for line in text.splitlines())
    return sum(int(rest.split()[0]) for name, _, rest in rows if name in names)


def open_sockets(pid: int) -> int:
    """How many sockets there are in a process' network namespace (sockstat of proc(5))."""
    with _while_it_lives():
        return int(_read(f"/proc/{pid}/net/sockstat").split()[2])
    return 0


def own_memory(pid: int) -> int:
    """Memory of a process and its descendants that is no file, in bytes. What several share counts
    once.

    Memory that is shared on purpose has to have a file, see `panal.kernel.seccomp`, and files have
    a bound of their own.

    This is exact and costs ten times as much as `usage`, so it is asked only if that finds too much.
    """
    total = 0
    for member in tree(pid):
        with _while_it_lives():
            total += 1024 * _sum(_read(f"/proc/{member}/smaps_rollup"), ("Pss_Anon", "Pss_Shmem"))
            total += 1024 * _sum(_read(f"/proc/{member}/status"), ("VmPTE",))
    return total


def own_resident() -> int:
    """Resident memory of this process, in bytes."""
    return int(_read("/proc/self/statm").split()[1]) * _PAGE
