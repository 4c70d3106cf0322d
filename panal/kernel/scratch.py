"""Folders that go with their process: at its end or, if it was killed, when the next one needs a
folder.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

PREFIX = "panal-"
LOCK = ".panal-lock"
"""The file in a scratch folder that its process holds locked. A folder without it is not ours."""


class Scratch:
    """A temporary folder that lives as long as this process.

    Its path is short, since the path of a socket has at most 107 bytes.
    """

    def __init__(self) -> None:
        sweep(Path(tempfile.gettempdir()))
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        # It is locked before it gets its name, so nobody ever finds it unlocked.
        self._lock = os.open(
            self.folder / f"{LOCK}.new", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600
        )
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        (self.folder / f"{LOCK}.new").rename(self.folder / LOCK)

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._lock)


def sweep(parent: Path) -> None:
    """Remove what killed processes of this user left behind."""
    for lock in parent.glob(f"{PREFIX}*/{LOCK}"):
        with contextlib.suppress(OSError):
            if lock.parent.lstat().st_uid != os.geteuid():
                continue
            descriptor = os.open(lock, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(lock.parent, ignore_errors=True)
            finally:
                os.close(descriptor)
