"""A user of its own for each kernel that runs, when panal is root.

Some things Linux counts only for a user, and no limit of one process bounds them: room in pipes,
descriptors on their way, whatever it learns to count tomorrow. So no kernel shares its user with
another one or with us. Should a mount be got around, the files of one are closed to the other.
"""

from __future__ import annotations

import contextlib
import fcntl
import grp
import os
import pwd
import random
from collections import deque
from pathlib import Path

from panal.errors import EngineFailure

LOCKS = Path("/run/panal-uids")
"""A folder with a file for each number in use, locked by the process that uses it. Only root can
write there."""

RESTING = 3
"""Numbers that a process keeps beside the one in use, each to be taken again after the others. What
Linux counts for a user, such as watches of epoll, it gives back a moment after the last process is gone.
Few, for as long as they rest they are nobody else's on this machine.
"""


class Uids:
    """Numbers for the users and groups of kernels. One that is taken is nobody else's on this machine.

    Args:
        numbers: to take from. One that has a name (passwd(5), group(5)) is left out.
        locks: folder of the locks, the same for all that grade on this machine.
    """

    def __init__(self, numbers: range, locks: Path = LOCKS) -> None:
        self.numbers = numbers
        self._locks = locks
        self._held: dict[int, int] = {}
        self._free: deque[int] = deque()  # the one that has rested longest first
        self._owner = os.getpid()

    def take(self) -> int:
        """A number as which no process runs.

        Raises:
            EngineFailure: all are in use.
        """
        if self._owner != os.getpid():  # a fork: what it finds here is its parent's
            self._held, self._free, self._owner = {}, deque(), os.getpid()
        if len(self._free) >= RESTING:
            return self._free.popleft()
        self._locks.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Anywhere in the range: a number that was just used may still be on a file that somebody
        # keeps.
        for number in random.SystemRandom().sample(self.numbers, len(self.numbers)):
            if number in self._held or has_name(number):
                continue
            lock = os.open(self._locks / str(number), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(lock)
                continue
            # Its last holder may have been killed, and its kernels take a moment to follow.
            if number in users():
                os.close(lock)
                continue
            self._held[number] = lock
            return number
        if self._free:
            return self._free.popleft()
        raise EngineFailure(
            f"No user is left for a kernel: those from {self.numbers[0]} to {self.numbers[-1]} "
            "are all in use.",
            "See with `ps -eo uid,pid,args` what runs as one of them.",
        )

    def give_back(self, number: int) -> None:
        """Say that no process of this user is left. Only then is the number used again."""
        if number in self._held:
            self._free.append(number)

    def close(self) -> None:
        """Leave all numbers to others, who check for remaining processes before they take one."""
        for lock in self._held.values():
            os.close(lock)
        self._held.clear()
        self._free.clear()


def has_name(number: int) -> bool:
    """Whether this number has a name on this machine."""
    for known in (pwd.getpwuid, grp.getgrgid):
        with contextlib.suppress(KeyError):
            known(number)
            return True
    return False


def users() -> set[int]:
    """Numbers of the users as which processes run, in each of their roles (credentials(7))."""
    found: set[int] = set()
    for name in filter(str.isdigit, os.listdir("/proc")):
        with (
            contextlib.suppress(OSError),
            open(f"/proc/{name}/status", "rb") as file,
        ):  # it may have ended
            told = dict(
                line.split(b":\t", 1) for line in file.read().split(b"\n") if b":\t" in line
            )
            # What has ended and waits for its parent to take note runs no more. While one of its
            # threads goes on, it has more than one.
            if told[b"State"][:1] not in b"ZX" or told[b"Threads"] != b"1":
                found.update(map(int, told[b"Uid"].split()))
    return found
