"""The rung `landlock`: an ordinary user without namespaces, as in a restricted pod. The warm process is
a process like others; each of its kernels closes the host to itself (`panal.sealed.as_one_process`).
"""

from __future__ import annotations

import ctypes
import errno
import json
import platform
import subprocess
from collections import defaultdict
from pathlib import Path
from typing import IO, Any

from panal.config import Sealing
from panal.errors import EnvironmentProblem
from panal.kernel import seccomp, view
from panal.kernel.launch import (
    NAMES,
    PANAL,
    PROCESSES,
    SHARED_USER,
    VIEW,
    Python,
    environment,
    forker,
    launched,
)
from panal.sealed import isolate


class Landlock:
    """See `panal.kernel.wall.Wall`.

    Args:
        sealing: what kernels may and have.
    """

    name = "landlock"
    shares_host = True

    def __init__(self, sealing: Sealing) -> None:
        self._sealing = sealing
        self._folder = Path()

    def check(self) -> None:
        """Ask Linux for its version of Landlock. Each can be used: what the older ones leave open, the
        filters close.
        """
        if isolate.landlock_version() < 1:
            reason = REASONS[ctypes.get_errno()]
            raise EnvironmentProblem(
                f"There is no Landlock here (Linux {platform.release()}): {reason}.",
                "Use Linux 5.13 or newer with Landlock, or run panal as root.",
            )

    def unkept(self) -> tuple[str, ...]:
        """Landlock looks at opening files; and kernels are the user who grades."""
        return (NAMES, PROCESSES, SHARED_USER)

    def start(self, folder: Path, control: int, log: IO[bytes]) -> subprocess.Popen[bytes]:
        """With an environment of its own, and no more of our packages than kernels may see."""
        self._folder = folder
        python, sealed = Python.of_this_process(), PANAL / "sealed"
        hidden = () if "masks" in self._sealing.without else (str(PANAL), *self._sealing.hidden)
        links, home = folder / "packages", folder / "home"
        for each in (links, home):
            each.mkdir(mode=0o700)  # poison/files_everywhere
        libraries = {python.base_prefix, python.prefix, *python.packages}
        path = view.link(links, python.packages, hidden, sealed)
        (folder / VIEW).write_text(json.dumps(view.seen(sorted(libraries), hidden, sealed, links)))
        cleared = "environment" not in self._sealing.without  # reading/environment
        values = environment(python, home, path, cleared=cleared)
        command = [str(python.executable), *forker(control, self._sealing.preload)]
        return launched(command, values, (control,), log)

    def measures(self) -> dict[str, Any]:
        """What every rung refuses, what else there is to be had where one sees the host
        (without_namespaces/servers_by_path), and what a process must not do that is we
        (without_namespaces/signals_to_the_grader).
        """
        return {
            "seccomp": seccomp.program(sees_host=True, same_user=True).hex(),
            "sockets": seccomp.without_sockets().hex(),
            "view": str(self._folder / VIEW),
        }

    def admit(self, run: Path) -> int | None:
        """As ourselves, with a place for temporary files."""
        (run / "tmp").mkdir(mode=0o700)
        return None

    def bound(self, run: Path, uid: int | None) -> None:
        """Its folder is closed to it, but for the sockets that it has (poison/sockets_replaced)."""

    def sweep(self, uid: int | None) -> None:
        """Nothing is left: it was one process (without_namespaces/processes_by_every_call)."""

    def leave(self, uid: int | None) -> None:
        """Nobody kept count."""

    def close(self) -> None:
        """It holds nothing."""


REASONS = defaultdict(
    lambda: "it is refused, perhaps by the rules of a container",
    {
        errno.ENOSYS: "this Linux was built without it, as that of older versions of Docker Desktop",
        errno.EOPNOTSUPP: "it was left out when this machine started (`lsm=` in its boot options)",
    },
)
"""What Linux' answers mean (landlock_create_ruleset(2))."""

LEARNED = {
    3: "emptying a file by its path",
    5: "commands to devices",
    6: "signals and abstract sockets",
}
"""What Landlock closes since which of its versions, and the filter of system calls where it is older."""


def described(version: int) -> str:
    """What there is of Landlock, for a person.

    Args:
        version: as `panal.sealed.isolate.landlock_version` gives it.
    """
    if version < 1:
        return f"none: {REASONS[ctypes.get_errno()]}"
    left = [what for since, what in LEARNED.items() if version < since]
    more = f"; what it lacks, the filter closes: {', '.join(left)}" if left else ""
    return f"version {version}{more}"
