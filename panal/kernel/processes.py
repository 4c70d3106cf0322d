"""What processes use at a moment, read from /proc by their numbers on the host (proc(5))."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass

from panal.sealed import isolate

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
            headless = fields[0] == "Z" and int(fields[17]) > 1
            status = _read(f"{_of_a_thread(member) if headless else folder}/status")
            memory += 1024 * _sum(status, ("RssAnon", "RssShmem", "VmPTE"))
            descriptors += _sum(status, ("FDSize",))
    return Usage(cpu, memory, count, descriptors)


def _of_a_thread(pid: int) -> str:
    """The folder in /proc where a process' memory and open files can be seen: that of its main thread,
    or of another one if the main one has ended alone.
    """
    for folder in (f"/proc/{pid}", *(f"/proc/{pid}/task/{task}" for task in _threads(pid))):
        with _while_it_lives():
            if _read(f"{folder}/stat").rpartition(")")[2].split()[0] not in "ZX":
                return folder
    return f"/proc/{pid}"


def _threads(pid: int) -> list[str]:
    with _while_it_lives():
        return os.listdir(f"/proc/{pid}/task")
    return []


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


@dataclass(frozen=True, slots=True)
class Held:
    """What the open files of some processes hold that nothing else shows.

    Args:
        sockets: how many there are.
        unlinked_bytes: of files that have no name any more. They are there while they are open or
            mapped.
        hidden: whether a process keeps us from looking, as no honest one does.
    """

    sockets: int
    unlinked_bytes: int
    hidden: bool


def held(pid: int, uid: int | None, folder: str | None) -> Held:
    """Look at the open files of a process and its descendants.

    Args:
        pid: the first process of a kernel.
        uid: the user that they are, if it is another one.
        folder: below which to look for files that are only mapped; None to leave that out.
    """
    sockets: set[int] = set()
    files: dict[int, int] = {}
    hidden = False
    with seen_as(uid):
        for member in [each for each in tree(pid) if each != pid]:
            with _while_it_lives():
                try:
                    place = _of_a_thread(member)
                    _opened(place, sockets, files)
                    if folder is not None:
                        _mapped(_read(f"{place}/maps"), folder, files)
                except PermissionError:
                    hidden = True
    return Held(len(sockets), sum(files.values()), hidden)


def _opened(place: str, sockets: set[int], files: dict[int, int]) -> None:
    """Add the sockets of a process, and its files that have no name any more, by their inodes.

    Args:
        place: its folder in /proc.
    """
    for name in os.listdir(f"{place}/fd"):
        with contextlib.suppress(FileNotFoundError):  # closed meanwhile
            found = os.stat(f"{place}/fd/{name}")
            if stat.S_ISSOCK(found.st_mode):
                sockets.add(found.st_ino)
            elif stat.S_ISREG(found.st_mode) and found.st_nlink == 0:
                files[found.st_ino] = 512 * found.st_blocks


def _mapped(maps: str, folder: str, files: dict[int, int]) -> None:
    """Add files below a folder that are mapped and have no name any more, by their inodes."""
    for line in maps.splitlines():
        if line.endswith(" (deleted)") and folder in line:
            place, _, _, _, inode, _ = line.split(maxsplit=5)
            begin, _, end = place.partition("-")
            files[int(inode)] = max(files.get(int(inode), 0), int(end, 16) - int(begin, 16))


@contextlib.contextmanager
def seen_as(uid: int | None) -> Iterator[None]:
    """Let this thread, of root, look into the processes of another user, which else takes a right
    that root does not have in a container (CAP_SYS_PTRACE; ptrace(2), "access mode checking").

    Args:
        uid: the user and group; None if nothing is in the way.
    """
    if uid is None:
        yield
        return
    header = (ctypes.c_uint32 * 2)(isolate.CAPABILITY_VERSION, 0)
    # Effective, permitted and inheritable; then the upper half of each.
    before, sets = (ctypes.c_uint32 * 6)(), (ctypes.c_uint32 * 6)()
    isolate.check(isolate.libc.capget(ctypes.byref(header), ctypes.byref(before)), "capget")
    isolate.libc.setfsgid(uid)
    isolate.libc.setfsuid(uid)
    try:
        # With the user some rights have gone, but who looks must have all that the other one has.
        sets[:] = [before[1], before[1], before[2], before[4], before[4], before[5]]
        isolate.check(isolate.libc.capset(ctypes.byref(header), ctypes.byref(sets)), "capset")
        yield
    finally:
        isolate.libc.setfsuid(0)
        isolate.libc.setfsgid(0)
        isolate.libc.capset(ctypes.byref(header), ctypes.byref(before))
        isolate.prctl(isolate.PR_SET_DUMPABLE, 1)  # Linux has taken that away


def own_memory(pid: int, uid: int | None = None) -> int:
    """Memory of a process and its descendants that is no file, in bytes. What several share counts
    once.

    Memory that is shared on purpose has to have a file, see `panal.kernel.seccomp`, and files have
    a bound of their own.

    This is exact and costs ten times as much as `usage`, so it is asked only if that finds too much.

    Args:
        pid: the first process of a kernel.
        uid: the user that they are, if it is another one.
    """
    total = 0
    with seen_as(uid):
        for member in tree(pid):
            with _while_it_lives():
                place = _of_a_thread(member)
                status = _read(f"{place}/status")
                total += 1024 * _sum(status, ("VmPTE",))
                try:
                    rollup = _read(f"{place}/smaps_rollup")
                except PermissionError:  # one that hides itself has no share in what others have
                    total += 1024 * _sum(status, ("RssAnon", "RssShmem"))
                    continue
                total += 1024 * _sum(rollup, ("Pss_Anon", "Pss_Shmem"))
    return total


def own_resident() -> int:
    """Resident memory of this process, in bytes."""
    return int(_read("/proc/self/statm").split()[1]) * _PAGE
