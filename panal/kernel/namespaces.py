"""The command that starts a warm process inside bubblewrap, as a pure function of this machine; and
what root has to set up for it.

Options: bwrap(1), https://manpages.debian.org/bookworm/bubblewrap/bwrap.1.en.html
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath

from panal.environment import of_libraries
from panal.errors import EnvironmentProblem

SEALED_UID = 1000
"""Who a student's code is inside the wall."""

UNPRIVILEGED_UID = 65500
"""Who the warm process is on the host if panal runs as root. Debian reserves this number, so it owns
no file. Its kernels have other numbers, see `panal.kernel.uids`.
"""

PANAL = Path(__file__).parent.parent


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


def command(
    python: Python,
    run: Path,
    control: int,
    preload: tuple[str, ...],
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
        control: inherited descriptor of the control socket.
        preload: modules to import.
        hidden: absolute folders that must not be seen even if they lie below a mounted one.
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
    sealed += [
        "--",
        str(python.executable),
        "-s",
        "-P",
        "-m",
        "sealed.forker",
        "--control",
        str(control),
    ]
    sealed += ["--preload", ",".join(preload)]
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
        "--unshare-user",         # no right of the operator's is left
        "--unshare-pid",          # no process of the host can be named
        "--unshare-ipc",
        "--unshare-net",          # no network, no loopback of the host, no abstract socket
        "--unshare-uts",
        "--unshare-cgroup-try",
        "--uid", str(SEALED_UID),
        "--gid", str(SEALED_UID),
        "--hostname", "panal",
        "--die-with-parent",      # nothing outlives the command that grades
        "--new-session",          # no terminal to push characters into
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
    """Options for the read-only system: /usr and what links into it, and a few files of /etc."""
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
    # folder.
    for folder in () if "masks" in without else (str(PANAL), *hidden):
        for source, target in [*mounts[:-1], (Path("/usr"), PurePosixPath("/usr"))]:
            if (
                Path(folder).is_relative_to(source)
                and Path(folder) != source
                and Path(folder).is_dir()
            ):
                options += ["--tmpfs", str(target / Path(folder).relative_to(source))]
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
    # without a bound.
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
    options = [] if "environment" in without else ["--clearenv"]
    for name, value in values.items():
        options += ["--setenv", name, value]
    return options
