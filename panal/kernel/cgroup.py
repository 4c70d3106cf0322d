"""Control groups, version 2, where this machine lets us make them: Linux itself then keeps a
submission's limits.

Nothing depends on them. `panal.kernel.watch` measures from outside on every machine; a group adds
that no moment passes between two looks, that memory which belongs to no process is counted, and
that no processor second gets lost with a child that nobody waits for. An ordinary user gets them by
`systemd-run --user --scope -p Delegate=yes panal grade …`.

Source: https://docs.kernel.org/admin-guide/cgroup-v2.html
"""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import time
from pathlib import Path

from panal.config import Limits
from panal.kernel.processes import tree

log = logging.getLogger(__name__)

CONTROLLERS = ("memory", "pids")
PREFIX = "panal-"
OURS = f"{PREFIX}main"
"""Of a delegated group, where panal itself goes: only a group without processes can have limits for
its children.
"""

REMOVE_SECONDS = 2.0


class Group:
    """The control group of one kernel, with its limits in force. Got from `make_group`."""

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

    def out_of_memory(self) -> bool:
        """Whether Linux ended something here for the memory that it took."""
        return _field(self.folder / "memory.events", "oom_kill") > 0

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


def sweep() -> None:
    """Take away the groups that killed runs left behind: one that has a process can't be
    removed.
    """
    parent = delegated()
    for folder in parent.glob(f"{PREFIX}*") if parent is not None else ():
        with contextlib.suppress(OSError):
            folder.rmdir()


def make_group(limits: Limits) -> Group | None:
    """A new group below our own.

    Args:
        limits: of the kernel that will be in it.

    Returns:
        None where this machine has no version 2, or doesn't let us.
    """
    parent = delegated()
    if parent is None:
        return None
    folder = parent / f"{PREFIX}{secrets.token_hex(6)}"
    try:
        folder.mkdir()
    except OSError:
        return None
    bounds = {
        # What is written to /tmp is memory, too.
        "memory.max": limits.memory_bytes + limits.disk_bytes,
        "memory.swap.max": 0,
        "memory.oom.group": 1,
        "pids.max": limits.processes,
    }
    for name, value in bounds.items():
        with contextlib.suppress(
            OSError
        ):  # its controller isn't there, and the watch keeps this bound alone
            if (folder / name).exists():
                (folder / name).write_text(str(value))
    return Group(folder)


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
    if own.name == OURS:
        own = own.parent
    if not (os.access(own, os.W_OK) and os.access(own / "cgroup.procs", os.W_OK)):
        return None
    _pass_on_controllers(own)
    return own


def _pass_on_controllers(group: Path) -> None:
    offered, passed = (
        _words(group / f"cgroup.{name}") for name in ("controllers", "subtree_control")
    )
    wanted = [name for name in CONTROLLERS if name in offered and name not in passed]
    if not wanted:
        return
    change = " ".join(f"+{name}" for name in wanted)
    try:
        (group / "cgroup.subtree_control").write_text(change)
        return
    except OSError:
        pass
    # It has processes. If they are all our own, they can go one level down; others we leave where
    # they are.
    members = set(map(int, _words(group / "cgroup.procs")))
    if members and members <= set(tree(os.getpid())):
        with contextlib.suppress(OSError):
            (group / OURS).mkdir(exist_ok=True)
            for member in members:
                (group / OURS / "cgroup.procs").write_text(str(member))
            (group / "cgroup.subtree_control").write_text(change)


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
