"""What a kernel may open that sees the files of the host: no namespace of its own hides them, and
Landlock (landlock(7)) or their rights have to.

Landlock knows no "except", so what is hidden below a folder that must be seen is closed by naming
all that stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/lib32")
"""Programs and libraries."""

ETC = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "fonts", "alternatives", "mime.types")  # fmt: skip
"""The files of /etc that programs need which are not about this machine."""

PROC = ("cpuinfo", "meminfo", "stat", "loadavg", "uptime", "version")
"""The files of /proc that tell of the machine what libraries ask for, and nothing of its processes.

Of what is the kernel's own in /proc, `sealed.isolate.OWN_PROC` has the list.
"""

DEVICES = {"null": "look write", "full": "look write", "random": "look", "urandom": "look"}
"""Not /dev/zero: memory shared through it counts for no process."""


def seen(
    libraries: Iterable[Path], hidden: Iterable[str], sealed: Path, links: Path
) -> dict[str, str]:
    """Paths of the host that a kernel may open, and what it may do there, in the words of
    `sealed.isolate.RIGHTS`. Its own folder is not among them.

    Args:
        libraries: folders of the interpreter and of packages.
        hidden: absolute folders that must not be opened even if they lie below another one that may.
        sealed: the sealed part of panal.
        links: the folder with links to it, see `link`.
    """
    closed = [Path(folder) for folder in hidden]
    open_to_all = {
        str(part): "look"
        for folder in (*map(Path, SYSTEM), *libraries)
        if folder.is_dir()
        for part in apart_from(folder, closed)
    }
    files = [Path("/etc", name) for name in ETC] + [Path("/proc", name) for name in PROC]
    open_to_all |= {str(path): "look" for path in (*files, sealed, links) if path.exists()}
    return open_to_all | {f"/dev/{name}": rights for name, rights in DEVICES.items()}


def apart_from(folder: Path, hidden: Iterable[Path]) -> Iterator[Path]:
    """The folder itself if nothing hidden lies below it; else all that lies beside the hidden.

    Example:
        Of `/usr` without `/usr/src/course`: `/usr/bin`, `/usr/lib`, …, and what else is in `/usr/src`.
    """
    real = folder.resolve()
    below = [path for path in hidden if path.is_relative_to(real)]
    if not below:
        yield folder
    elif real not in below:
        for part in sorted(real.iterdir()):
            if not part.is_symlink():  # what it leads to has a place of its own
                yield from apart_from(part, below)


def link(links: Path, packages: Iterable[Path], hidden: Iterable[str], sealed: Path) -> list[Path]:
    """Make a folder that stands on `sys.path`: with a link to the sealed part of panal, and to each
    package of folders that can't be listed since something hidden lies in them.

    Args:
        links: an empty folder.
        packages: folders of installed packages.
        hidden: as for `seen`.
        sealed: the sealed part of panal.

    Returns:
        What to set as PYTHONPATH.
    """
    closed = [Path(folder) for folder in hidden]
    (links / "sealed").symlink_to(sealed)
    path = [links]
    for folder in packages:
        parts = list(apart_from(folder, closed))
        if parts == [folder]:
            path.append(folder)
            continue
        for part in parts:
            if part.parent == folder.resolve() and not (links / part.name).exists():
                (links / part.name).symlink_to(part)
    return path
