"""What a command uses, with all processes that it starts, however they end."""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from bench.cgroup import Group, delegated
from panal.kernel.processes import tree

SAMPLE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Used:
    """What a command used.

    Args:
        wall_seconds: by the clock.
        cpu_seconds: of all its processes.
        own_cpu_seconds: of its first process alone: the coordinator.
        workers_bytes: the most memory (PSS) of all that grades: the workers, what they are forks
            of, and kernels; 0 if there was none.
        own_bytes: the same of the first process alone.
        output: what it wrote to stderr.
    """

    wall_seconds: float
    cpu_seconds: float
    own_cpu_seconds: float
    workers_bytes: int
    own_bytes: int
    output: str


@contextlib.contextmanager
def grouped(
    command: Sequence[str], cwd: Path, environment: dict[str, str], stderr: int | IO[str]
) -> Iterator[Grouped]:
    """Start a command in a control group of its own, which counts also what nobody waited for;
    ended with the block.

    Raises:
        RuntimeError: this machine has no control groups of version 2 for us.
    """
    with _new_group() as (_, group):
        process = subprocess.Popen(
            command, cwd=cwd, env=environment, stdout=subprocess.DEVNULL, stderr=stderr, text=True
        )
        group.add(process.pid)
        yield Grouped(process, group)


@contextlib.contextmanager
def this_process() -> Iterator[Group]:
    """Move this process into a control group of its own while the block lasts, with all that it
    starts there.

    Raises:
        RuntimeError: this machine has no control groups of version 2 for us.
    """
    with _new_group() as (parent, group):
        group.add(os.getpid())
        try:
            yield group
        finally:
            Group(parent).add(os.getpid())


@contextlib.contextmanager
def _new_group() -> Iterator[tuple[Path, Group]]:
    """The folder of the group that we are in, and one below it."""
    parent = delegated()
    if parent is None:
        raise RuntimeError(
            "Processor time is measured with cgroup v2: run this as root, or by systemd-run -p Delegate=yes."
        )
    group = Group(parent / f"bench-{secrets.token_hex(4)}")
    group.folder.mkdir()
    try:
        yield parent, group
    finally:
        group.remove()


@dataclass(frozen=True, slots=True)
class Grouped:
    """A command that runs, and what it has used so far."""

    process: subprocess.Popen[str]
    group: Group

    def cpu_seconds(self) -> float:
        """Of all its processes."""
        return self.group.cpu_seconds()

    def own_cpu_seconds(self) -> float:
        """Of its first process alone; 0 once that has ended."""
        return _cpu_seconds(self.process.pid)

    def own_bytes(self) -> float:
        """Memory (PSS) of its first process alone."""
        return _pss([self.process.pid])

    def workers_bytes(self) -> float:
        """Memory (PSS) of all that grades: the fork server and what hangs below it."""
        return max(map(pss_of_tree, _fork_server(self.process.pid)), default=0.0)


def run(command: Sequence[str], cwd: Path, environment: dict[str, str]) -> Used:
    """Run a command to its end.

    Raises:
        RuntimeError: this machine has no control groups of version 2 for us, or the command failed.
    """
    start = time.perf_counter()
    with (cwd / "bench.log").open("w+") as log, grouped(command, cwd, environment, log) as running:
        own = worker = memory = 0.0
        while running.process.poll() is None:
            own = max(own, running.own_cpu_seconds())
            memory = max(memory, running.own_bytes())
            worker = max(worker, running.workers_bytes())
            time.sleep(SAMPLE_SECONDS)
        wall = time.perf_counter() - start
        log.seek(0)
        output = log.read()
        if running.process.returncode:
            raise RuntimeError(
                f"{' '.join(command)} ended with {running.process.returncode}: {output[-2000:]}"
            )
        return Used(wall, running.cpu_seconds(), own, int(worker), int(memory), output)


def _fork_server(pid: int) -> list[int]:
    """The fork server right below the coordinator, and in a list, for there may be none."""
    found = []
    with contextlib.suppress(OSError, ValueError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                if b"forkserver" in Path(f"/proc/{child}/cmdline").read_bytes():
                    found.append(child)
    return found


def pss_of_tree(pid: int) -> float:
    """Memory (PSS) of a process and all below it; 0 if one of them came or went meanwhile, whose
    share would count twice.
    """
    before = list(tree(pid))
    total = _pss(before)
    return total if list(tree(pid)) == before else 0.0


def _pss(pids: object) -> float:
    total = 0
    for pid in pids:  # type: ignore[attr-defined]
        with contextlib.suppress(OSError, StopIteration, ValueError):
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
            total += 1024 * int(
                next(line for line in text.splitlines() if line.startswith("Pss:")).split()[1]
            )
    return total


def _cpu_seconds(pid: int) -> float:
    with contextlib.suppress(OSError, ValueError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0
