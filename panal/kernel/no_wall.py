"""No wall at all, for those who ask for it by name: a student's code has all rights of the operator's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

from panal.config import Sealing
from panal.environment import of_libraries
from panal.kernel.launch import PANAL, forker, launched


class NoWall:
    """See `panal.kernel.wall.Wall`."""

    name = "none"
    shares_host = True

    def __init__(self, sealing: Sealing) -> None:
        self._sealing = sealing

    def check(self) -> None:
        """There is nothing to try."""

    def unkept(self) -> tuple[str, ...]:
        """It keeps none."""
        return ("anything is closed to students' code",)

    def start(self, folder: Path, control: int, log: IO[bytes]) -> subprocess.Popen[bytes]:
        """With our own environment, and what a kernel needs."""
        environment = dict(os.environ) | of_libraries(str(folder), os.environ)
        environment["PYTHONPATH"] = str(PANAL)
        command = [sys.executable, *forker(control, self._sealing.preload)]
        return launched(command, environment, (control,), log)

    def measures(self) -> dict[str, Any]:
        """None."""
        return {}

    def admit(self, run: Path) -> int | None:
        """As ourselves."""
        return None

    def bound(self, run: Path, uid: int | None) -> None:
        """Its folder stays as it is."""

    def sweep(self, uid: int | None) -> None:
        """Children that it left go on: nobody promised anything else."""

    def leave(self, uid: int | None) -> None:
        """Nobody kept count."""

    def close(self) -> None:
        """It holds nothing."""
