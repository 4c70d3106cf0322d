"""The rung `landlock`: an ordinary user without namespaces, as in a restricted pod. The warm process is
a process like others; each of its kernels closes the host to itself (`panal.sealed.as_one_process`).
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import platform
import subprocess
from collections import defaultdict
from pathlib import Path
from typing import IO

from panal.config import Sealing
from panal.environment import of_libraries
from panal.errors import EnvironmentProblem
from panal.kernel import seccomp, view
from panal.kernel.launch import PANAL, VIEW, Python, forker, launched


class Landlock:
    """See `panal.kernel.wall.Wall`.

    Args:
        sealing: what kernels may and have.
    """

    name = "landlock"

    def __init__(self, sealing: Sealing) -> None:
        self._sealing = sealing

    def check(self) -> None:
        """Ask Linux for its version of Landlock. Each can be used: what the older ones leave open, the
        filters close.
        """
        try:
            version()
        except OSError as error:
            raise EnvironmentProblem(
                f"There is no Landlock here (Linux {platform.release()}): {REASONS[error.errno or 0]}.",
                "Use Linux 5.13 or newer with Landlock, or run panal as root.",
            ) from error

    def start(self, folder: Path, control: int, log: IO[bytes]) -> subprocess.Popen[bytes]:
        """With an environment of its own, and no more of our packages than kernels may see."""
        python, sealed = Python.of_this_process(), PANAL / "sealed"
        hidden = () if "masks" in self._sealing.without else (str(PANAL), *self._sealing.hidden)
        links, home = folder / "packages", folder / "home"
        for each in (links, home):
            each.mkdir(mode=0o700)
        libraries = {python.base_prefix, python.prefix, *python.packages}
        path = view.link(links, python.packages, hidden, sealed)
        (folder / VIEW).write_text(json.dumps(view.seen(sorted(libraries), hidden, sealed, links)))
        environment = {
            "PATH": f"{python.prefix}/bin:{python.executable.parent}:/usr/bin:/bin",
            "HOME": str(home),
            "USER": "student",
            "LANG": "C.UTF-8",
            "PYTHONPATH": os.pathsep.join(map(str, path)),
            "PYTHONDONTWRITEBYTECODE": "1",
        } | of_libraries(str(home), os.environ)
        if "environment" in self._sealing.without:
            environment = dict(os.environ) | environment
        command = [str(python.executable), *forker(control, self._sealing.preload)]
        return launched(command, environment, (control,), log)

    def filter(self) -> bytes:
        """What every rung refuses, and what a process must not do that is we."""
        return seccomp.program(sees_host=True, same_user=True)

    def admit(self, run: Path) -> int | None:
        """As ourselves, with a place for temporary files."""
        (run / "tmp").mkdir(mode=0o700)
        return None

    def bound(self, run: Path) -> None:
        """Its folder is closed to it, but for the sockets that it has."""

    def sweep(self, uid: int | None) -> None:
        """Nothing is left: it was one process."""

    def leave(self, uid: int | None) -> None:
        """Nobody kept count."""

    def close(self) -> None:
        """It holds nothing."""


REASONS = defaultdict(
    lambda: "it is refused, perhaps by the rules of a container",
    {
        errno.ENOSYS: "this Linux does not have it, nor do gVisor and Docker Desktop",
        errno.EOPNOTSUPP: "it was left out when this machine started (`lsm=` of its boot options)",
    },
)
"""What Linux' answers mean (landlock_create_ruleset(2))."""


def version() -> int:
    """Of Landlock on this machine.

    Raises:
        OSError: there is none.
    """
    create_ruleset, of_version = 444, ctypes.c_uint(1)
    libc = ctypes.CDLL(None, use_errno=True)
    found = int(libc.syscall(create_ruleset, None, ctypes.c_size_t(0), of_version))
    if found < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return found
