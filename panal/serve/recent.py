"""What was read a moment ago, and is asked for by every page."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from panal.errors import EnvironmentProblem

log = logging.getLogger(__name__)

T = TypeVar("T")

SECONDS = 5.0
"""How old it may be."""


class Recent(Generic[T]):
    """Something that is read again after a while, by one thread. Meanwhile the others have what was
    there before, and so does everybody while it can't be read: a gradebook that somebody else has is
    waited for by one page, and not by all of them.

    Args:
        read: reads it; may raise `EnvironmentProblem`.

    Example:
        >>> Recent(lambda: 7).get()
        7
    """

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._lock = threading.Lock()
        self._known: list[T] = []
        self._when = 0.0

    def known(self) -> T:
        """What was read last, however old it is. It never waits.

        Raises:
            EnvironmentProblem: nothing was.
        """
        if not self._known:
            raise EnvironmentProblem("It was never read.")
        return self._known[0]

    def get(self) -> T:
        """What it is now, or was a moment ago; while it can't be read, what it was before.

        Raises:
            EnvironmentProblem: it can't be read, and never was.
        """
        if self._known and time.monotonic() - self._when < SECONDS:
            return self._known[0]
        if not self._lock.acquire(blocking=not self._known):
            return self._known[0]
        try:
            self._known = [self._read()]
        except EnvironmentProblem as problem:
            if not self._known:
                raise
            log.warning("%s", problem)
        finally:
            self._when = time.monotonic()
            self._lock.release()
        return self._known[0]

    def now(self) -> T:
        """What it is now, for what would be wrong for good otherwise. It is waited for.

        Raises:
            EnvironmentProblem: it can't be read.
        """
        with self._lock:
            self._known = [self._read()]
            self._when = time.monotonic()
            return self._known[0]
