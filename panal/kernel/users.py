"""The rung `users`: root without namespaces. Each kernel is a user whom nothing else has at that
moment, sees of the host's files what Landlock or their rights allow, and is ended by that user
(`panal.sealed.as_user`).

It needs the capabilities that Docker gives to root in a container: to become other users, to signal
them and to give them files.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shlex
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from panal.config import Sealing
from panal.errors import EngineFailure, EnvironmentProblem
from panal.kernel import seccomp, view
from panal.kernel.fork import KILL_SECONDS
from panal.kernel.launch import (
    NAMES,
    PANAL,
    PROCESSES,
    SEEN,
    UNPRIVILEGED_UID,
    VIEW,
    Python,
    attempt,
    environment,
    forker,
    launched,
    tried,
)
from panal.kernel.scratch import PREFIX
from panal.kernel.uids import Uids, users
from panal.sealed import isolate

SEALED = PANAL / "sealed"
LINKS, WARM = "links", "warm"
"""Below a scratch folder: what stands on `sys.path`, and what the warm process may write."""

CAPABILITIES = {"CHOWN": 0, "DAC_OVERRIDE": 1, "FOWNER": 3, "KILL": 5, "SETGID": 6, "SETUID": 7, "SETPCAP": 8}  # fmt: skip
"""Of root, by their numbers (linux/capability.h): those that this rung needs."""

DAC_OVERRIDE, DAC_READ_SEARCH = 1, 2

TRIES = "tries.json"
"""In the scratch folder of an attempt: what it must not be able to reach."""

SEARCH_SECONDS = 120.0
"""To look through all files of the machine."""

SECRETS = ("/run/secrets", "/var/run/secrets")
"""Where containers find what they are given, such as the token of a pod, mostly readable for all."""

HARMLESS = {os.makedev(*numbers) for numbers in ((1, 3), (1, 7), (1, 8), (1, 9), (5, 0))}
"""Devices that may be open to everybody: null, full, random, urandom; and tty, the terminal of who
opens it, for a kernel has none.

Memory that is shared through zero counts for no process (exhaustion/shared_zeros), the whole machine
has only so many terminals (exhaustion/terminals_of_the_machine), and others, such as kvm and fuse, are
doors to Linux (reading/kernel_logs).
"""


class Users:
    """See `panal.kernel.wall.Wall`.

    Args:
        sealing: what kernels may and have.
    """

    name = "users"
    shares_host = True

    def __init__(self, sealing: Sealing) -> None:
        self._sealing = sealing
        first, last = sealing.users
        self._uids = Uids(range(first, last + 1))
        self._folder = Path()
        self._closed_to_all = (*sealing.hidden, *SECRETS)

    def check(self) -> None:
        """Become such a user, as a kernel does; and see that files are closed to it."""
        if os.geteuid() != 0:
            raise EnvironmentProblem(
                "Only root can give each kernel a user of its own, and panal runs as an ordinary user.",
                "Run it as root in the container.",
            )
        if shutil.which("setpriv", path=os.defpath) is None:
            raise EnvironmentProblem(
                "setpriv, which ends the processes of such a user, is not installed.",
                "On Debian and Ubuntu: `sudo apt install util-linux`.",
            )
        own = _capabilities("CapEff")
        missing = [name for name, number in CAPABILITIES.items() if not own >> number & 1]
        if missing:
            raise EnvironmentProblem(
                f"Root lacks CAP_{', CAP_'.join(missing)} here, which Docker gives by default.",
                f"Add them: `--cap-add {' --cap-add '.join(missing)}`.",
            )
        if not isolate.landlock_version() and (closed := next(self._closed(), None)):
            raise EnvironmentProblem(
                f"{closed} is closed to other users, and the interpreter or its packages lie below; "
                "without Landlock no kernel may get past it.",
                f"Open the way: `chmod o+rx {closed}`.",
            )
        tries = self._tries() if not isolate.landlock_version() else {}
        uid = self._uids.take()  # nobody else's, or its end would be that of our attempt

        def start(folder: Path, log: IO[bytes]) -> subprocess.Popen[bytes]:
            (folder / TRIES).write_text(json.dumps(tries))
            program = [*attempt(self.name, folder, uid), "--tries", str(folder / TRIES)]
            return self._start(folder, program, (), log)

        said = tried(start)
        self._uids.give_back(uid)
        if said is not None:
            raise self._refused(uid, said.strip().splitlines())

    def unkept(self) -> tuple[str, ...]:
        """Landlock looks at opening files; without it, nothing stops looking around."""
        return (NAMES, PROCESSES) if isolate.landlock_version() else (NAMES, PROCESSES, SEEN)

    def _tries(self) -> dict[str, list[str]]:
        """What must be closed to kernels where there is no Landlock to close it: all files and folders
        of the course and the exchange, secrets of a container, every place in which everybody may
        write, and devices.
        """
        files = [path for hidden in self._closed_to_all for path in self._below(hidden)]
        search = ["find", "/", "(", "-path", "/proc", "-o", "-path", "/sys", ")", "-prune"]
        search += ["-o", "(", "-type", "d", "-o", "-type", "f", "-o", "-type", "p", ")"]
        search += ["-perm", "-0002", "-print0"]
        search += ["-o", "(", "-type", "c", "-o", "-type", "b", ")"]
        search += ["(", "-perm", "-0002", "-o", "-perm", "-0004", ")", "-print0"]
        try:
            found = subprocess.run(
                search,
                capture_output=True,
                check=False,
                timeout=SEARCH_SECONDS,
                env={"PATH": os.defpath, "LC_ALL": "C"},
            )
        except OSError as error:
            raise self._not_searched(f"`find` can't be started: {error.strerror}") from error
        except subprocess.TimeoutExpired as error:
            raise self._not_searched(f"`find` took more than {SEARCH_SECONDS:.0f} s") from error
        said = os.fsdecode(found.stderr).splitlines()
        missed = [line for line in said if not line.endswith(os.strerror(errno.ENOENT))]
        if found.returncode and (
            missed or not said
        ):  # else a file was gone before it was looked at
            raise self._not_searched(missed[0] if missed else "`find` failed and did not say why")
        places, devices = _apart(os.fsdecode(found.stdout).split("\0")[:-1])
        return {"read": files, "write": places, "open": devices}

    def _below(self, hidden: str) -> Iterator[str]:
        """All that is hidden at and below a path, but for the interpreter, the engine, which is no
        secret, and scratch folders, which close themselves. Folders on the way of a kernel may be
        open.
        """
        if not Path(hidden).is_dir():
            yield hidden
        apart = {*self._libraries(), PANAL, *Path(tempfile.gettempdir()).glob(f"{PREFIX}*")}
        ways = self._ways()
        for folder, folders, names in os.walk(hidden):
            folders[:] = [each for each in folders if Path(folder, each) not in apart]
            if not any(way.is_relative_to(folder) for way in ways):
                yield folder
            yield from (os.path.join(folder, name) for name in names)  # noqa: PTH118 - thousands

    @staticmethod
    def _not_searched(reason: str) -> EnvironmentProblem:
        return EnvironmentProblem(
            "Without Landlock all places and devices have to be found that everybody may use: "
            f"{reason}.",
            "Install `find` (findutils), or use Linux 5.13 or newer with Landlock.",
        )

    def _refused(self, uid: int, said: list[str]) -> EnvironmentProblem:
        """Why an attempt failed, by its last lines: what it could reach, or an error."""
        reached = [line.partition(" ")[::2] for line in said]
        for verb, change in (("write", "o-w"), ("open", "o-rw"), ("read", "o-rwx")):
            paths = [Path(path) for kind, path in reached if kind == verb]
            if paths:
                close = sorted(
                    {str(self._place(path) if verb == "read" else path) for path in paths}
                )
                return EnvironmentProblem(
                    f"Without Landlock the rights of files must keep kernels out, and one could "
                    f"{verb} {paths[0]}.",
                    f"Close it: `chmod {change} {' '.join(map(shlex.quote, close))}`.",
                )
        return EnvironmentProblem(
            f"Root can't become the user {uid} here: {said[-1] if said else 'nothing was said'}.",
            "A container whose users are mapped may have fewer of them; `c.Sealed.kernel_users` "
            "says which to take.",
        )

    def _place(self, path: Path) -> Path:
        """What to close so that a file can't be reached: the hidden folder itself or, if a kernel has
        to pass through that, the first one on the way that it need not.
        """
        place = next(
            hidden for hidden in map(Path, self._closed_to_all) if path.is_relative_to(hidden)
        )
        for part in path.relative_to(place).parts:
            if not any(way.is_relative_to(place) for way in self._ways()):
                break
            place /= part
        return place

    def start(self, folder: Path, control: int, log: IO[bytes]) -> subprocess.Popen[bytes]:
        """Directly, as a user who may do nothing but become other users."""
        return self._start(folder, forker(control, self._sealing.preload), (control,), log)

    def _start(
        self, folder: Path, program: list[str], inherited: tuple[int, ...], log: IO[bytes]
    ) -> subprocess.Popen[bytes]:
        self._folder = folder
        python = Python.of_this_process()
        for each in (folder, folder / "run"):
            # Each kernel must reach its folder there, and see no other one
            # (without_namespaces/folders_of_other_kernels).
            each.chmod(0o711)
        links, warm = folder / LINKS, folder / WARM
        links.mkdir()
        links.chmod(0o755)
        warm.mkdir(mode=0o700)
        os.chown(warm, UNPRIVILEGED_UID, UNPRIVILEGED_UID)
        path = view.link(links, python.packages, self._hidden(), SEALED)
        if isolate.landlock_version():
            shown = view.seen(self._libraries(), self._hidden(), SEALED, links)
            (folder / VIEW).write_text(json.dumps(shown))
            (folder / VIEW).chmod(0o644)
        cleared = "environment" not in self._sealing.without  # reading/environment
        values = environment(python, warm, path, cleared=cleared)
        line = [str(python.executable), *program, "--user", str(UNPRIVILEGED_UID)]
        return launched([*line, "--keep", str(self._kept())], values, inherited, log)

    def _hidden(self) -> tuple[str, ...]:
        return () if "masks" in self._sealing.without else (str(PANAL), *self._sealing.hidden)

    def _libraries(self) -> list[Path]:
        python = Python.of_this_process()
        return [python.base_prefix, python.prefix, *python.packages]

    def _ways(self) -> list[Path]:
        """Where a kernel has to get: the interpreter, what is sealed of the engine, its own folder."""
        return [*self._libraries(), SEALED, Path(tempfile.gettempdir()).resolve()]

    def _closed(self) -> Iterator[Path]:
        """Folders on the way to the interpreter and its packages that others can't pass."""
        for folder in (*self._libraries(), SEALED):
            for parent in (*reversed(folder.parents), folder):
                if parent.is_dir() and parent.stat().st_mode & 0o001 == 0:
                    yield parent

    def _kept(self) -> int:
        """A set of capabilities that kernels keep: none, unless the interpreter lies below a closed
        folder, such as root's home. Landlock then says alone what they may open (reading/trusted_side).
        """
        if not isolate.landlock_version() or next(self._closed(), None) is None:
            return 0
        reads = _capabilities("CapBnd") >> DAC_READ_SEARCH & 1
        return 1 << (DAC_READ_SEARCH if reads else DAC_OVERRIDE)

    def measures(self) -> dict[str, Any]:
        """What every rung refuses, and what else there is to be had where one sees the host."""
        return {
            "seccomp": seccomp.program(sees_host=True).hex(),
            "sockets": seccomp.without_sockets().hex(),
            "view": str(self._folder / VIEW) if isolate.landlock_version() else "",
            "keep": self._kept(),
        }

    def admit(self, run: Path) -> int | None:
        """A user of its own, to whom its folder belongs (without_namespaces/signal_to_everybody,
        poison/files_everywhere).
        """
        uid = self._uids.take() if "own uid" not in self._sealing.without else UNPRIVILEGED_UID - 1
        (run / "tmp").mkdir(mode=0o700)
        for path in (run, *run.rglob("*")):
            os.chown(path, uid, uid)
        return uid

    def bound(self, run: Path, uid: int | None) -> None:
        """The folder of the sockets is ours from now on: no socket can be replaced, and nobody but
        this kernel finds its way to its files, whatever rights it gives to them (poison/sockets_replaced,
        without_namespaces/folders_of_other_kernels).
        """
        if "run folder" not in self._sealing.without:
            os.chown(run, 0, uid or 0)
            run.chmod(0o710)

    def sweep(self, uid: int | None) -> None:
        """End all processes of its user: a process of that user sends the signal to all that it may
        signal. Linux does that at one stroke, and no fork escapes it (outlive/stopped_and_scattered,
        exhaustion/runners).
        """
        assert uid is not None
        deadline = time.monotonic() + KILL_SECONDS
        while True:
            as_user = ["setpriv", "--reuid", str(uid), "--regid", str(uid), "--clear-groups"]
            subprocess.run([*as_user, "--", "sh", "-c", "kill -KILL -1"], env={"PATH": os.defpath})
            for _ in range(100):
                if uid not in users():
                    return
                time.sleep(0.002)
            if time.monotonic() > deadline:
                raise EngineFailure(
                    f"Processes of a kernel, of the user {uid}, could not be ended within "
                    f"{KILL_SECONDS:.0f} s.",
                    "Such a process mostly waits for a disk that does not answer.",
                )

    def leave(self, uid: int | None) -> None:
        """Its user may be used again."""
        if uid is not None:
            self._uids.give_back(uid)

    def close(self) -> None:
        """Others may take the numbers."""
        self._uids.close()


def _apart(found: Iterable[str]) -> tuple[list[str], list[str]]:
    """What was found, as places to write and as devices that do harm."""
    places, devices = [], []
    for path in found:
        with contextlib.suppress(FileNotFoundError):  # gone meanwhile
            seen = os.lstat(path)
            if not (stat.S_ISCHR(seen.st_mode) or stat.S_ISBLK(seen.st_mode)):
                places.append(path)
            elif stat.S_ISBLK(seen.st_mode) or seen.st_rdev not in HARMLESS:
                devices.append(path)
    return places, devices


def _capabilities(which: str) -> int:
    """A set of our own capabilities, as `/proc/self/status` tells it."""
    for line in Path("/proc/self/status").read_text().splitlines():
        name, _, value = line.partition(":")
        if name == which:
            return int(value, 16)
    return 0
