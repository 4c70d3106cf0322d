"""A control group (version 2) around a measured command: it also counts what nobody waited for.

Source: https://docs.kernel.org/admin-guide/cgroup-v2.html
"""

from __future__ import annotations

import contextlib
import logging
import os
import time
from pathlib import Path

from panal.kernel.processes import tree

log = logging.getLogger(__name__)


REMOVE_SECONDS = 2.0


class Group:
    """The control group of one kernel, which processes can be put into."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, pid: int) -> None:
        """Move a process and all its descendants here.

        Raises:
            OSError: this machine doesn't allow it.
        """
        for member in tree(pid):
            with contextlib.suppress(ProcessLookupError):
                (self.folder / "cgroup.procs").write_text(str(member))

    def cpu_seconds(self) -> float:
        """Processor seconds of all that ever ran here, those included that nobody waited for; 0
        when it can't be read.
        """
        return _field(self.folder / "cpu.stat", "usage_usec") / 1e6

    def remove(self) -> None:
        """End what is left in it, and take it away."""
        with contextlib.suppress(OSError):
            (self.folder / "cgroup.kill").write_text("1")
        deadline = time.monotonic() + REMOVE_SECONDS
        while time.monotonic() < deadline:
            try:
                self.folder.rmdir()
                return
            except FileNotFoundError:
                return
            except OSError:  # the last process is on its way out
                time.sleep(0.005)
        log.warning("The control group %s could not be removed.", self.folder)


def delegated(process: Path = Path("/proc/self")) -> Path | None:
    """The group below which we may make others, its controllers passed on to them as far as
    possible.

    Args:
        process: of which process, a folder of /proc.

    Returns:
        None where there is none.
    """
    own = _own_group(process)
    if own is None:
        return None
    if not (os.access(own, os.W_OK) and os.access(own / "cgroup.procs", os.W_OK)):
        return None
    return own


def _own_group(process: Path) -> Path | None:
    """The folder of a process' group of version 2 (cgroups(7))."""
    try:
        lines = (process / "cgroup").read_text().splitlines()
        mounts = (process / "mountinfo").read_text().splitlines()
    except OSError:
        return None
    path = next((line[3:] for line in lines if line.startswith("0::/")), None)
    for mount in mounts:
        fields, _, kind = mount.partition(" - ")
        if path is not None and kind.startswith("cgroup2 "):
            root, point = fields.split()[3:5]
            inner = os.path.relpath(path, root)
            if not inner.startswith(".."):
                return Path(point.encode().decode("unicode_escape")) / inner
    return None


def _words(path: Path) -> list[str]:
    try:
        return path.read_text().split()
    except OSError:
        return []


def _field(path: Path, name: str) -> int:
    """A line `name 123` of a flat-keyed file; 0 if it is not there."""
    words = _words(path)
    return int(words[words.index(name) + 1]) if name in words else 0
