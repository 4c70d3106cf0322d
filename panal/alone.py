"""Keeps a command that goes on for long from running twice at the same time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from panal.errors import EnvironmentProblem


@contextmanager
def alone(lock: Path, problem: str, hint: str) -> Iterator[None]:
    """Hold a lock, which the system takes back however the process ends.

    Args:
        lock: a file, made if it is not there.
        problem: what is said if another process holds it.
        hint: what to do then.

    Raises:
        EnvironmentProblem: another process holds it.
    """
    descriptor = os.open(lock, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        # A file system without locks tells of no other process.
        with suppress(OSError):
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise EnvironmentProblem(problem, hint) from None
        yield
    finally:
        os.close(descriptor)
