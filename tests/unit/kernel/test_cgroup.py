"""panal.kernel.cgroup: groups in a folder that looks like a machine's, and in the real one where it
lets us.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from panal.config import Limits
from panal.kernel import cgroup
from panal.kernel.cgroup import Group, delegated, make_group

LIMITS = Limits(memory_bytes=1000, disk_bytes=24, processes=7)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A process' folder of /proc on a machine with a delegated group `/user/app`."""
    group = tmp_path / "mount point" / "app"
    group.mkdir(parents=True)
    for name, content in {
        "controllers": "cpu memory pids",
        "subtree_control": "",
        "procs": "",
    }.items():
        (group / f"cgroup.{name}").write_text(content)
    process = tmp_path / "process"
    process.mkdir()
    (process / "cgroup").write_text("3:pids:/elsewhere\n0::/user/app\n")
    point = str(tmp_path / "mount point").replace(" ", r"\040")
    (process / "mountinfo").write_text(
        f"24 1 0:2 / / rw - ext4 /dev/sda rw\n30 24 0:26 /user {point} rw,nosuid shared:9 - cgroup2 cgroup2 rw\n"
    )
    return process


def group_of(machine: Path) -> Path:
    return machine.parent / "mount point" / "app"


def test_controllers_are_passed_on(machine: Path) -> None:
    """What is on offer and not passed on yet; also from one level down, where panal goes itself."""
    assert delegated(machine) == group_of(machine)
    assert (group_of(machine) / "cgroup.subtree_control").read_text() == "+memory +pids"
    (machine / "cgroup").write_text(f"0::/user/app/{cgroup.OURS}\n")
    assert delegated(machine) == group_of(machine)


@pytest.mark.parametrize("lines", ["3:pids:/elsewhere\n", "0::/other\n", ""])
def test_without_version_2_there_is_none(machine: Path, lines: str) -> None:
    (machine / "cgroup").write_text(lines)
    assert delegated(machine) is None


def test_what_is_not_there_is_no_error(tmp_path: Path) -> None:
    assert delegated(tmp_path) is None
    group = Group(tmp_path / "gone")
    assert group.cpu_seconds() == 0
    assert not group.out_of_memory()
    group.remove()


def test_limits_are_written(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the controller is there; what is written to /tmp counts as memory, so it may be both
    together.
    """
    monkeypatch.setattr(cgroup, "delegated", lambda: group_of(machine))
    real = Path.mkdir

    def mkdir(self: Path) -> None:  # as the machine does: a new group has its files
        real(self)
        for name in ("memory.max", "pids.max", "memory.oom.group"):
            (self / name).write_text("max")

    monkeypatch.setattr(Path, "mkdir", mkdir)
    group = make_group(LIMITS)
    assert group is not None
    assert (group.folder / "memory.max").read_text() == "1024"
    assert (group.folder / "pids.max").read_text() == "7"
    assert not (group.folder / "memory.swap.max").exists()
    assert not group.out_of_memory()
    (group.folder / "memory.events").write_text("low 0\noom 3\noom_kill 1\n")
    assert group.out_of_memory()


def test_a_real_group_keeps_count_of_children_that_nobody_waits_for() -> None:
    """And takes them along when it is removed. Where a machine has no groups for us there is none
    to be made.
    """
    group = make_group(LIMITS)
    if group is None:
        assert not _may_make_groups()
        return
    child = (
        "import os, signal, time; signal.signal(signal.SIGCHLD, signal.SIG_IGN); input(); pid = os.fork()\n"
        "while pid == 0 and time.process_time() < 0.3: pass\n"
        "if pid == 0: os._exit(0)\n"
        "while os.path.exists(f'/proc/{pid}'): time.sleep(0.01)\n"
        "print('spent', flush=True); time.sleep(600)"
    )
    command = [sys.executable, "-S", "-c", child]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        group.add(process.pid)
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.stdout.readline() == "spent\n"
        assert group.cpu_seconds() >= 0.25
        group.remove()
        assert process.wait() == -9
    assert not group.folder.exists()


def _may_make_groups() -> bool:
    own = delegated()
    return own is not None and os.access(own, os.W_OK)
