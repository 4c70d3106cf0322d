"""The wall: what stands between a student's code and everything else. One promise, kept by the
strongest means that a machine has.

A rung is a class in a file of its own: `panal.kernel.namespaces`, `panal.kernel.users`,
`panal.kernel.landlock`. Its steps behind the wall are in `panal.sealed.in_namespaces`,
`panal.sealed.as_user` and `panal.sealed.as_one_process`, in the same order.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, Protocol

from panal.config import RUNGS, STRONGEST, Sealing
from panal.errors import EnvironmentProblem
from panal.kernel import no_wall, seccomp
from panal.kernel.landlock import Landlock
from panal.kernel.namespaces import Namespaces
from panal.kernel.users import Users


class Wall(Protocol):
    """One rung. A warm process has one, and asks it at each step of a kernel's life."""

    @property
    def name(self) -> str:
        """What results call it."""
        ...

    @property
    def shares_host(self) -> bool:
        """Whether its kernels have neither namespaces nor a file system of their own, so that what
        they hold has to be looked for among what the machine holds.
        """
        ...

    def check(self) -> None:
        """Try whether this machine lets it stand.

        Raises:
            EnvironmentProblem: what is missing and what to do, a sentence each.
        """
        ...

    def unkept(self) -> tuple[str, ...]:
        """Which promises of the table in docs/security.md it does not keep on this machine; each as
        what follows on "it does not promise that".
        """
        ...

    def start(self, folder: Path, control: int, log: IO[bytes]) -> subprocess.Popen[bytes]:
        """Start the warm process behind it.

        Args:
            folder: its scratch folder. In `folder/run` each of its kernels gets a folder.
            control: descriptor of the socket on which it takes requests.
            log: where it writes what goes wrong.
        """
        ...

    def measures(self) -> dict[str, Any]:
        """What the steps behind the wall need to know: filters of system calls, rules for files."""
        ...

    def admit(self, run: Path) -> int | None:
        """Give a kernel that is about to start its folder, with all that lies in it.

        Returns:
            The user that it becomes; None if it stays the one that the warm process is.

        Raises:
            EngineFailure: no user is left.
        """
        ...

    def bound(self, run: Path, uid: int | None) -> None:
        """Take note that a kernel has bound its sockets and needs the folder no more."""
        ...

    def sweep(self, uid: int | None) -> None:
        """End whatever the end of a kernel's first process has not ended.

        Raises:
            EngineFailure: something of it is left.
        """
        ...

    def leave(self, uid: int | None) -> None:
        """Take note that nothing of a kernel is left, so its user may be used again."""
        ...

    def close(self) -> None:
        """Give back what the wall itself holds on this machine."""
        ...


Rung = Callable[[Sealing], Wall]

MADE: Mapping[str, Rung] = {
    "namespaces": Namespaces,
    "users": Users,
    "landlock": Landlock,
}
"""The rungs that there are, by their names, the strongest first."""


def of(sealing: Sealing) -> Wall:
    """The wall that a configuration asks for; the strongest that holds, if it asks for that.

    Raises:
        EnvironmentProblem: none holds.
    """
    if sealing.isolation == STRONGEST:
        return strongest(sealing)
    return {**MADE, "none": no_wall.NoWall}[sealing.isolation](sealing)


def strongest(sealing: Sealing, rungs: Sequence[str] = RUNGS) -> Wall:
    """The first of these rungs that holds, which is tried.

    Raises:
        EnvironmentProblem: none of them does, with the reason of each.
    """
    _require_linux()
    missing: list[tuple[str, EnvironmentProblem]] = []
    for name in rungs:
        if name in MADE:
            wall = MADE[name](sealing)
            try:
                wall.check()
                return wall
            except EnvironmentProblem as problem:
                wall.close()
                missing.append((name, problem))
    if len(missing) == 1:
        raise missing[0][1]
    raise EnvironmentProblem(
        "Students' code can't be sealed here. "
        + " ".join(f"{name}: {problem.message}" for name, problem in missing),
        " ".join(f"{name}: {problem.hint}" for name, problem in missing if problem.hint)
        + " One of them is enough.",
    )


def settled(sealing: Sealing) -> Sealing:
    """The same, with the rung that it gets on this machine, which has been tried.

    Raises:
        EnvironmentProblem: it gets none.
    """
    if sealing.isolation == "none":
        return sealing
    wanted = RUNGS if sealing.isolation == STRONGEST else (sealing.isolation,)
    wall = strongest(sealing, wanted)
    wall.close()
    return replace(sealing, isolation=wall.name)


def _require_linux() -> None:
    if sys.platform != "linux":
        raise EnvironmentProblem(
            "Grading needs Linux, whose means the wall is made of.",
            "Use a virtual machine or a container with Linux; teaching and learning work here.",
        )
    seccomp.require()
