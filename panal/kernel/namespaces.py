"""The rung `namespaces`: the warm process runs inside bubblewrap, and each of its kernels enters
namespaces of its own (`panal.sealed.in_namespaces`).

The command is a pure function of this machine. Options: bwrap(1), https://manpages.debian.org/bookworm/bubblewrap/bwrap.1.en.html
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import shutil
import subprocess
from pathlib import Path, PurePath, PurePosixPath
from typing import IO, Any

from panal.config import Sealing
from panal.environment import of_libraries
from panal.errors import EnvironmentProblem
from panal.kernel import seccomp
from panal.kernel.launch import (
    PANAL,
    SHARED_USER,
    UNPRIVILEGED_UID,
    Python,
    attempt,
    forker,
    launched,
    tried,
)
from panal.kernel.uids import Uids
from panal.sealed import isolate

SEALED_UID = 1000
"""Who a student's code is inside the wall."""


class Namespaces:
    """See `panal.kernel.wall.Wall`.

    Args:
        sealing: what kernels may and have.
    """

    name = "namespaces"
    shares_host = False

    def __init__(self, sealing: Sealing) -> None:
        self._sealing = sealing
        first, last = sealing.users
        self._uids = Uids(range(first, last + 1)) if os.geteuid() == 0 else None

    def check(self) -> None:
        """Enter all of the namespaces as a kernel does, and lay out its files."""
        if shutil.which("bwrap") is None:
            raise EnvironmentProblem(
                "bubblewrap (bwrap), which makes namespaces, is not installed.",
                "On Debian and Ubuntu: `sudo apt install bubblewrap`.",
            )
        uid = self._uids.numbers[0] if self._uids is not None else None
        said = tried(
            lambda folder, log: self._start(folder, attempt(self.name, folder, uid), (), log)
        )
        if said is not None:
            raise _refused(said)

    def unkept(self) -> tuple[str, ...]:
        """Root gives each kernel a user of its own; nobody else can."""
        return () if self._uids is not None else (SHARED_USER,)

    def start(self, folder: Path, control: int, log: IO[bytes]) -> subprocess.Popen[bytes]:
        """Inside bubblewrap."""
        return self._start(folder, forker(control, self._sealing.preload), (control,), log)

    def _start(
        self, folder: Path, program: list[str], inherited: tuple[int, ...], log: IO[bytes]
    ) -> subprocess.Popen[bytes]:
        run = folder / "run"
        python, ours = Python.of_this_process(), dict(os.environ)
        hidden, without = self._sealing.hidden, self._sealing.without
        if self._uids is None:
            line = command(python, run, program, hidden, environment=ours, without=without)
            return launched(line, ours, inherited, log)
        for each in (folder, run):
            each.chmod(0o711)  # each kernel is a user of its own, and must reach its folder
        with UserMap(self._uids.numbers) as users:
            line = command(
                python,
                run,
                program,
                hidden,
                users=users.inherited,
                environment=ours,
                without=without,
            )
            process = launched(line, ours, (*inherited, *users.inherited), log)
            users.write()
        return process

    def measures(self) -> dict[str, Any]:
        """What every rung refuses."""
        return {"seccomp": seccomp.program().hex()}

    def admit(self, run: Path) -> int | None:
        """As root: a user of its own, to whom its folder belongs (poison/files_everywhere,
        exhaustion/descriptors_on_their_way).
        """
        if self._uids is None:
            return None
        uid = self._uids.take() if "own uid" not in self._sealing.without else None
        owner = uid or UNPRIVILEGED_UID
        for path in (run, *run.rglob("*")):
            os.chown(path, owner, owner)
        return uid

    def bound(self, run: Path, uid: int | None) -> None:
        """Its first process has made the folder read-only."""

    def sweep(self, uid: int | None) -> None:
        """Nothing is left: a first process takes its whole namespace along (outlive/daemon)."""

    def leave(self, uid: int | None) -> None:
        """Its user may be used again."""
        if self._uids is not None and uid is not None:
            self._uids.give_back(uid)

    def close(self) -> None:
        """Others may take the numbers."""
        if self._uids is not None:
            self._uids.close()


SWITCHES = (
    ("kernel/unprivileged_userns_clone", "0", "sudo sysctl kernel.unprivileged_userns_clone=1"),
    ("user/max_user_namespaces", "0", "sudo sysctl user.max_user_namespaces=10000"),
    (
        "kernel/apparmor_restrict_unprivileged_userns",
        "1",
        "give /usr/bin/bwrap an AppArmor profile that allows `userns`",
    ),
)
"""What of /proc/sys forbids namespaces, with which value, and what allows them."""

IN_DOCKER = (
    "To allow them in Docker: `--security-opt seccomp=unconfined --security-opt "
    "apparmor=unconfined --security-opt systempaths=unconfined`."
)

CLONE_NEWUSER, CLONE_PARENT = 0x10000000, 0x8000


def _refused(said: str) -> EnvironmentProblem:
    """Why namespaces can't be made here, by what this machine tells of itself."""
    last = (said.strip().splitlines() or ["nothing was said"])[-1]
    last = last.partition(". See ")[0].rstrip(".")  # bubblewrap knows pages about it
    if _filtered():
        return EnvironmentProblem(
            f"A filter of system calls around us, as containers have one, forbids namespaces ({last}).",
            IN_DOCKER,
        )
    if "Can't mount proc" in last:
        return EnvironmentProblem(
            "Parts of /proc are covered here, as in a container, and then Linux lets nobody mount "
            f"another one ({last}).",
            IN_DOCKER,
        )
    if (profile := _apparmor()) and "Failed to make / slave" in last:
        return EnvironmentProblem(
            f"The AppArmor profile {profile}, under which panal runs, forbids mounts ({last}).",
            IN_DOCKER,
        )
    for path, value, fix in SWITCHES:
        with contextlib.suppress(OSError):
            if Path("/proc/sys", path).read_text().strip() == value:
                name = path.replace("/", ".")
                return EnvironmentProblem(
                    f"{name} is {value}, so no namespaces can be made ({last}).",
                    f"To allow them: {fix}.",
                )
    return EnvironmentProblem(f"Namespaces can't be made here: {last}.", "")


def _filtered() -> bool:
    """Whether a filter of system calls refuses namespaces, which is asked with flags that Linux itself
    never takes (unshare(2)): then it answers EINVAL, and a filter EPERM.
    """
    isolate.libc.unshare(CLONE_NEWUSER | CLONE_PARENT)
    return ctypes.get_errno() != errno.EINVAL


def _apparmor() -> str:
    """The name of the AppArmor profile that is enforced on us; empty if there is none."""
    with contextlib.suppress(OSError):
        name, _, mode = Path("/proc/self/attr/current").read_text().strip("\0\n ").partition(" ")
        if mode == "(enforce)":
            return name
    return ""


def command(
    python: Python,
    run: Path,
    program: list[str],
    hidden: tuple[str, ...] = (),
    *,
    users: tuple[int, int] | None = None,
    environment: dict[str, str] | None = None,
    without: tuple[str, ...] = (),
) -> list[str]:
    """The command line of a sealed warm process.

    Args:
        python: the interpreter.
        run: folder for the sockets of kernels, writable for the sealed user and seen inside as
            /run/panal.
        program: arguments of the interpreter.
        hidden: absolute folders and files that must not be seen even if they lie below a mounted
            folder.
        users: inherited descriptors of a `UserMap`, if panal runs as root. Then a first bubblewrap,
            around the second, makes the sealed user.
        environment: the operator's, see `panal.environment`.
        without: locks to leave off, see `panal.config.LOCKS`.

    Returns:
        A list for `subprocess`.
    """
    sealed = ["bwrap", *_namespaces(without), *_user_map(users)]
    sealed += _view(python, run, hidden, without)
    sealed += _environment(python, environment or {}, without)
    sealed += ["--", str(python.executable), *program]
    if users is None:
        return sealed
    # If root started bubblewrap, the student's code would be root of the host behind a thin mask. So
    # a first one, as root, only lays out the files, which may lie in root's home, where nobody else
    # gets in. A plain user without rights then starts the second, which is the wall.
    uid = str(UNPRIVILEGED_UID)
    outer = ["bwrap", "--die-with-parent", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    outer += ["--dev-bind", "/dev", "/dev", "--dev-bind", "/proc", "/proc"]
    sources = [source for source, _ in _mounts(python)]
    outer += _folders(Path("/etc/x"), run, *sources)
    outer += _system()
    for source in sources:
        outer += ["--ro-bind", str(source), str(source)]
    outer += ["--bind", str(run), str(run)]
    outer += ["--", "setpriv", "--reuid", uid, "--regid", uid, "--clear-groups", "--"]
    return outer + sealed


def _namespaces(without: tuple[str, ...]) -> list[str]:
    options = [
        "--unshare-user",         # no right of the operator's is left: processes/rights
        "--unshare-pid",          # no process of the host can be named: processes/signals
        "--unshare-ipc",          # without_namespaces/objects_of_system_v
        "--unshare-net",          # no network, no loopback, no abstract socket: network/loopback_of_the_host
        "--unshare-uts",
        "--unshare-cgroup-try",
        "--uid", str(SEALED_UID),
        "--gid", str(SEALED_UID),
        "--hostname", "panal",
        "--die-with-parent",      # nothing outlives the command that grades
        "--new-session",          # no terminal to push characters into: kernel_doors/terminal_pushing
        "--cap-drop", "ALL",
    ]  # fmt: skip
    return [
        option for option in options if not ("network" in without and option == "--unshare-net")
    ]


def _user_map(users: tuple[int, int] | None) -> list[str]:
    """Options for the right to become the users of a `UserMap`, for which bubblewrap waits."""
    if users is None:
        return []
    info, block = map(str, users)
    options = ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    return [*options, "--info-fd", info, "--userns-block-fd", block]


class UserMap:
    """Says which users of the host exist in the namespace of the warm process (user_namespaces(7)):
    itself, and those that its kernels become.

    Only root can set that, and only from outside. Use it as a context manager around the start of
    `command`.

    Args:
        numbers: users and groups of kernels.
    """

    def __init__(self, numbers: range) -> None:
        self._numbers = numbers

    def __enter__(self) -> UserMap:
        self._said, info = os.pipe()
        block, self._go = os.pipe()
        self.inherited = info, block
        return self

    def __exit__(self, *_: object) -> None:
        for descriptor in (self._said, self._go, *self.inherited):
            os.close(descriptor)
        self.inherited = ()  # type: ignore[assignment]  # there are none any more

    def write(self) -> None:
        """Tell Linux, then let bubblewrap go on. If that has ended already, its log says why.

        Raises:
            EnvironmentProblem: this root is not allowed to.
        """
        for descriptor in self.inherited:
            os.close(descriptor)
        self.inherited = ()  # type: ignore[assignment]  # there are none any more
        said = b""
        while b"}" not in said:
            part = os.read(self._said, 4096)
            if not part:
                return
            said += part
        first = self._numbers[0]
        text = f"{SEALED_UID} {UNPRIVILEGED_UID} 1\n{first} {first} {len(self._numbers)}\n"
        try:
            for kind in ("uid", "gid"):
                Path(f"/proc/{json.loads(said)['child-pid']}/{kind}_map").write_text(text)
        except OSError as error:
            raise EnvironmentProblem(
                f"Kernels can't have users of their own: {error.strerror}.",
                "Run panal as an ordinary user, or as a root who may become any user.",
            ) from error
        with contextlib.suppress(BrokenPipeError):
            os.write(self._go, b"+")


def _system() -> list[str]:
    """Options for the read-only system: /usr and what links into it, and a few files of /etc. Nothing
    else of the machine is there (reading/trusted_side), nor can it change (poison/libraries_on_disk).
    """
    options = ["--ro-bind", "/usr", "/usr"]
    for name in ("/bin", "/sbin", "/lib", "/lib64", "/lib32"):
        path = Path(name)
        if path.is_symlink():
            options += ["--symlink", str(path.readlink()), name]
        elif path.is_dir():
            options += ["--ro-bind", name, name]
    for name in (
        "ld.so.cache",
        "ld.so.conf",
        "ld.so.conf.d",
        "localtime",
        "fonts",
        "alternatives",
        "mime.types",
    ):
        options += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    return options


def _folders(*paths: PurePath) -> list[str]:
    """Options for the folders on the way to what is mounted.

    Kernels are other users, and folders that are not named bubblewrap makes for its own user alone.
    """
    options: list[str] = []
    for folder in sorted({parent for path in paths for parent in path.parents} - {PurePath("/")}):
        options += ["--perms", "0755", "--dir", str(folder)]
    return options


def _inside(path: Path, python: Python) -> PurePosixPath:
    """Where a path of the Python environment is inside the wall."""
    if python.prefix != python.base_prefix and path.is_relative_to(python.prefix):
        return PurePosixPath("/venv") / path.relative_to(python.prefix)
    return PurePosixPath(path)


def _mounts(python: Python) -> list[tuple[Path, PurePosixPath]]:
    """Folders that are mounted read-only besides the system: source, and where it is seen."""
    mounts: dict[Path, PurePosixPath] = {}
    if not python.base_prefix.is_relative_to("/usr"):
        mounts[python.base_prefix] = PurePosixPath(python.base_prefix)
    if python.prefix != python.base_prefix:
        mounts[python.prefix] = PurePosixPath(
            "/venv"
        )  # even if it lies below /usr, as it may in a container
    for folder in python.packages:
        covered = any(folder.is_relative_to(other) for other in [Path("/usr"), *mounts])
        if not covered and folder.is_dir():
            mounts[folder] = PurePosixPath(folder)
    return [*mounts.items(), (PANAL / "sealed", PurePosixPath("/panal/sealed"))]


def _view(
    python: Python, run: Path, hidden: tuple[str, ...], without: tuple[str, ...]
) -> list[str]:
    """The files that a sealed process sees."""
    mounts = _mounts(python)
    options = [*_system(), *_folders(*(target for _, target in mounts))]
    for source, target in mounts:
        options += ["--ro-bind", str(source), str(target)]
    # The engine, the course and the exchange must not be seen, even if they lie below a mounted
    # folder (reading/course_below_the_environment).
    for folder in () if "masks" in without else (str(PANAL), *hidden):
        for source, target in [*mounts[:-1], (Path("/usr"), PurePosixPath("/usr"))]:
            if Path(folder).is_relative_to(source) and Path(folder) != source:
                seen = str(target / Path(folder).relative_to(source))
                if Path(folder).is_dir():
                    options += ["--tmpfs", seen]
                elif Path(folder).is_file():  # as a gradebook is
                    options += ["--ro-bind", "/dev/null", seen]
    options += [
        "--proc",
        "/proc",
        "--dev",
        "/dev",
        "--tmpfs",
        "/tmp",
        "--dir",
        "/home/student",
        "--dir",
        "/run/kernel",
    ]
    options += ["--bind", str(run), "/run/panal"]
    # The rest of the root and of /dev is memory that all kernels of the warm process would share
    # without a bound (poison/root_and_devices).
    return (
        options
        if "read-only root" in without
        else [*options, "--remount-ro", "/dev", "--remount-ro", "/"]
    )


def _environment(
    python: Python, environment: dict[str, str], without: tuple[str, ...]
) -> list[str]:
    path = ":".join(["/panal", *(str(_inside(folder, python)) for folder in python.packages)])
    values = {
        "PATH": f"{_inside(python.prefix, python)}/bin:{python.executable.parent}:/usr/bin:/bin",
        "HOME": "/home/student",
        "USER": "student",
        "LANG": "C.UTF-8",
        "PYTHONPATH": path,
        "PYTHONDONTWRITEBYTECODE": "1",  # there is nowhere to write it
    }
    values |= of_libraries("/tmp", environment)
    # Tokens and passwords of the operator: reading/environment.
    options = [] if "environment" in without else ["--clearenv"]
    for name, value in values.items():
        options += ["--setenv", name, value]
    return options
