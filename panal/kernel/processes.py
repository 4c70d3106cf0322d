"""What processes use at a moment, read from /proc by their numbers on the host (proc(5))."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Usage:
    """What the processes below a process use at one moment.

    Args:
        cpu_seconds: user and system time of all of them, those that ended included.
        memory_bytes: resident memory that is no file, each process by itself: what several share counts several times.
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
    for member in tree(pid):
        folder = f"/proc/{member}"
        with contextlib.suppress(OSError, IndexError, ValueError):
            # proc(5): fields 14 to 17 after the name in brackets, which may hold anything.
            fields = _read(f"{folder}/stat").rpartition(")")[2].split()
            cpu += sum(map(int, fields[11:15])) / _TICKS
            count += int(fields[17])
            memory += _sum_kilobytes(f"{folder}/status", ("RssAnon", "RssShmem"))
    return Usage(cpu, memory, count)


def tree(pid: int) -> Iterator[int]:
    """A process and all its descendants, by the host's numbers; the children of each are looked for after it was given."""
    stack = [pid]
    while stack:
        current = stack.pop()
        yield current
        with contextlib.suppress(OSError, ValueError):
            for task in os.listdir(f"/proc/{current}/task"):
                stack += map(int, _read(f"/proc/{current}/task/{task}/children").split())


def _read(path: str) -> str:
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def _sum_kilobytes(path: str, names: tuple[str, ...]) -> int:
    """Some lines `Name:  123 kB` of a file of /proc, added up, in bytes."""
    rows = (line.partition(":") for line in _read(path).splitlines())
    return 1024 * sum(int(rest.split()[0]) for name, _, rest in rows if name in names)


def open_sockets(pid: int) -> int:
    """How many sockets there are in a process' network namespace (sockstat of proc(5))."""
    try:
        return int(_read(f"/proc/{pid}/net/sockstat").split()[2])
    except (OSError, IndexError, ValueError):
        return 0


def own_memory(pid: int) -> int:
    """Memory of a process and its descendants that is no file, in bytes; what several share counts once in all.

    Memory that is shared on purpose (`mmap.mmap(-1, …)`) is no file either and counts like any other.

    Exact, and ten times the cost of `usage`: asked only when that says that there may be too much.
    """
    total = 0
    for member in tree(pid):
        with contextlib.suppress(OSError, ValueError):
            total += _sum_kilobytes(f"/proc/{member}/smaps_rollup", ("Pss_Anon", "Pss_Shmem"))
    return total


def own_resident() -> int:
    """Resident memory of this process, in bytes."""
    return int(_read("/proc/self/statm").split()[1]) * _PAGE
