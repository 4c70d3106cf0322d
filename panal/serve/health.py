"""Whether the server can do its work: take what is handed in, and grade it."""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from collections.abc import Callable

from panal.errors import EnvironmentProblem
from panal.serve.store import Store

FRESH_SECONDS = 5.0
"""How old the answer may be: anybody may ask, and each look writes to the disk."""

SPARE_UPLOADS = 20
"""With room for fewer uploads of the largest size the disk counts as full."""


class Health:
    """Looks at the store, the disk and the lanes. Threads may share it.

    Args:
        store: must be writable.
        upload_bytes: of the largest upload.
        lanes: how many lanes grade.
    """

    def __init__(self, store: Store, upload_bytes: int, lanes: Callable[[], int]) -> None:
        self._store = store
        self._bytes = upload_bytes
        self._lanes = lanes
        self._lock = threading.Lock()
        self._known: tuple[float, tuple[str, ...]] = (-FRESH_SECONDS, ())

    def problems(self) -> tuple[str, ...]:
        """What is wrong, each in a sentence that tells of no student; nothing if all is well."""
        with self._lock:
            when, found = self._known
            if time.monotonic() - when > FRESH_SECONDS:
                found = tuple(self._look())
                self._known = time.monotonic(), found
            return found

    def _look(self) -> list[str]:
        found = []
        try:
            self._store.set_setting("looked", str(int(time.time())))
        except (EnvironmentProblem, sqlite3.Error, OSError) as error:
            found.append(f"The store can't be written: {type(error).__name__}.")
        try:
            free = shutil.disk_usage(self._store.path.parent).free
        except OSError as error:
            found.append(f"The course's folder can't be read: {error.strerror}.")
        else:
            if free < SPARE_UPLOADS * self._bytes:
                found.append(f"The disk is almost full: {free // 2**20} MB are left.")
        if not self._lanes():
            found.append("No worker grades.")
        return found
