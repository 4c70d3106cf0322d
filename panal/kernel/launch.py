"""How a warm process is started, whatever the rung: the interpreter, the program, the process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from panal.environment import of_libraries
from panal.errors import EnvironmentProblem
from panal.kernel.scratch import Scratch

PANAL = Path(__file__).parent.parent

VIEW = "view.json"
"""In the scratch folder of a warm process whose kernels see the host: which of its files they may open,
see `panal.kernel.view`. In a large environment that is more than fits into a request.
"""

UNPRIVILEGED_UID = 65500
"""Who the warm process is on the host if panal runs as root. Debian reserves this number, so it owns
no file. Its kernels have other numbers, see `panal.kernel.uids`.
"""

SHARED_USER = "no submission can use up what Linux counts for a user"
NAMES = "names and sizes of files can't be asked for"
PROCESSES = "it can't be seen which processes there are"
SEEN = "what everybody may see of the machine, such as command lines, can't be read"
"""Promises that some rungs do not keep, see `panal.kernel.wall.Wall.unkept`."""


@dataclass(frozen=True, slots=True)
class Python:
    """The interpreter that the warm process runs: the one that runs panal.

    Args:
        executable: the real file, no link.
        base_prefix: where its standard library lies.
        prefix: the virtual environment, or `base_prefix`.
        packages: folders of installed packages, in the order of `sys.path`.
    """

    executable: Path
    base_prefix: Path
    prefix: Path
    packages: tuple[Path, ...]

    @classmethod
    def of_this_process(cls) -> Python:
        return cls(
            executable=Path(sys.executable).resolve(),
            base_prefix=Path(sys.base_prefix).resolve(),
            prefix=Path(sys.prefix).resolve(),
            packages=tuple(
                Path(entry)
                for entry in sys.path
                if Path(entry).name in ("site-packages", "dist-packages")
            ),
        )


def forker(control: int, preload: tuple[str, ...]) -> list[str]:
    """Arguments of the interpreter for a warm process.

    Args:
        control: inherited descriptor of the control socket.
        preload: modules to import.
    """
    program = ["-s", "-P", "-m", "sealed.forker", "--control", str(control)]
    return [*program, "--preload", ",".join(preload)]


def environment(
    python: Python, home: Path, path: Sequence[Path], *, cleared: bool = True
) -> dict[str, str]:
    """The environment of a warm process that sees the host: a list that we wrote.

    Args:
        python: the interpreter.
        home: a folder in which it may write.
        path: see `panal.kernel.view.link`.
        cleared: whether nothing else is passed on; only a test does without.
    """
    values = {
        "PATH": f"{python.prefix}/bin:{python.executable.parent}:/usr/bin:/bin",
        "HOME": str(home),
        "TMPDIR": str(home),
        "USER": "student",
        "LANG": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join(map(str, path)),
        "PYTHONDONTWRITEBYTECODE": "1",  # there is nowhere to write it
    } | of_libraries(str(home), os.environ)
    return values if cleared else dict(os.environ) | values


def launched(
    command: list[str],
    environment: dict[str, str],
    inherited: Sequence[int],
    log: IO[bytes],
) -> subprocess.Popen[bytes]:
    """Start a process that Ctrl-C in the terminal does not reach: that is for the trusted side, which
    ends what it started.

    Raises:
        EnvironmentProblem: the program can't be started.
    """
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=inherited,
            env=environment,
            cwd="/",
            start_new_session=True,
        )
    except OSError as error:
        raise EnvironmentProblem(
            f"{command[0]} can't be started: {error.strerror}.",
            "Whoever runs panal must be able to run its interpreter, with all folders on the way.",
        ) from error


ATTEMPT_SECONDS = 30.0
"""A machine that takes longer to start one small process can't be used."""


def attempt(rung: str, folder: Path, uid: int | None) -> list[str]:
    """Arguments of the interpreter with which it takes the steps of a kernel's start, and then ends.

    Args:
        rung: name of the rung.
        folder: the one that `tried` gives.
        uid: the user that a kernel would become.
    """
    program = ["-s", "-P", "-m", "sealed.forker", "--attempt", rung]
    program += ["--run", str(folder / "run" / ATTEMPT)]
    return [*program, "--uid", str(uid)] if uid is not None else program


def tried(start: Callable[[Path, IO[bytes]], subprocess.Popen[bytes]]) -> str | None:
    """What an `attempt` says of a failure; None if it goes well.

    Args:
        start: starts it, in a scratch folder and with a log.
    """
    scratch = Scratch()
    try:
        (scratch.folder / "run" / ATTEMPT / "files").mkdir(parents=True, mode=0o755)
        with (scratch.folder / "log").open("wb") as log:
            process = start(scratch.folder, log)
            try:
                failed = process.wait(ATTEMPT_SECONDS) != 0
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                failed = True
        said = (scratch.folder / "log").read_text(errors="replace")
        return said if failed else None
    except OSError as error:
        return str(error)
    finally:
        scratch.remove()


ATTEMPT = "attempt"
"""The folder of an attempt, in place of that of a kernel."""
