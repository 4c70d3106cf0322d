"""What a machine has that an attack on a wall without namespaces would reach for: a course with a
gradebook, servers, objects of System V, a terminal, and us. It is looked at again after each attack.
And what a submission could leave on a machine.
"""

from __future__ import annotations

import ctypes
import errno
import os
import pty
import resource
import secrets
import shutil
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

from panal.config import KERNEL_USERS

CLOSED = os.environ.get("PANAL_TEST_HOST")
"""A folder that only root can enter. Without Landlock a machine has to be closed by rights of files, or
panal refuses to grade there.
"""

HOST = Path(CLOSED or tempfile.gettempdir(), f"host-{os.getpid()}")
"""Open to everybody who gets there by rights of files alone."""

SECRET = "points of everybody"


def names(folder: Path = HOST, everybody: int = -1) -> str:
    """What stands before an attack of the kind `without_namespaces`: it knows its way."""
    return f"HOST, GRADER, EVERYBODY = {str(folder)!r}, {os.getpid()}, {everybody}\n"


def in_the_open(source: str, folder: Path) -> str:
    """Such an attack for a kernel to which something is open: it reaches for another folder, and of
    all processes of the machine for this one alone. The others run tests, too.
    """
    return names(folder, os.getpid()) + source.removeprefix(names())


IPC_PRIVATE, IPC_RMID, ALL_MAY = 0, 0, 0o666


class Host:
    """The things, and how they were found. Use it as a context manager.

    Args:
        folder: where they lie.
    """

    def __init__(self, folder: Path = HOST) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._signals: list[int] = []
        self._typed = b""
        self._greeted: list[str] = []

    def __enter__(self) -> Host:
        self._folder.mkdir()
        self._folder.chmod(0o777)
        self._stack.callback(shutil.rmtree, self._folder, ignore_errors=True)
        for name in ("gradebook.db", "submitted.ipynb"):
            (self._folder / name).write_text(SECRET)
            (self._folder / name).chmod(0o666)
            os.utime(self._folder / name, (10**9, 10**9))
        (self._folder / "folder").mkdir()
        (self._folder / "folder").chmod(0o777)
        os.mkfifo(self._folder / "pipe")
        (self._folder / "pipe").chmod(0o666)
        self._serve(socket.SOCK_STREAM, "docker.sock")
        self._serve(socket.SOCK_DGRAM, "log")
        self._ipc()
        master, slave = pty.openpty()
        self._stack.callback(os.close, master)
        self._stack.callback(os.close, slave)
        os.fchmod(slave, 0o620 if CLOSED else 0o666)
        os.set_blocking(master, False)
        self._terminal = master
        (self._folder / "terminal").symlink_to(os.ttyname(slave))
        for number in (signal.SIGIO, signal.SIGURG, signal.SIGUSR1):
            before = signal.signal(number, self._signalled)
            self._stack.callback(signal.signal, number, before)
        self._before = self._seen()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def changed(self) -> dict[str, tuple[Any, Any]]:
        """What is otherwise than it was: before, and now."""
        now = self._seen()
        return {
            name: (before, now[name])
            for name, before in self._before.items()
            if now[name] != before
        }

    def _seen(self) -> dict[str, Any]:
        files = sorted(self._folder.rglob("*"))
        with suppress(BlockingIOError):
            self._typed += os.read(self._terminal, 1000)
        return {
            "files": {
                str(path): (
                    (found := path.lstat()).st_mode,
                    found.st_uid,
                    found.st_nlink,
                    found.st_size,
                    found.st_mtime_ns,
                    os.listxattr(path, follow_symlinks=False),
                )
                for path in files
            },
            "contents": [path.read_text() for path in files if path.suffix in (".db", ".ipynb")],
            "visitors": list(self._greeted),
            "ipc": {name: self._alive(name) for name in ("segment", "queue", "semaphores")},
            "typed": self._typed,
            "signals": list(self._signals),
            "nice": os.getpriority(os.PRIO_PROCESS, 0),
            "scheduler": os.sched_getscheduler(0),
            "affinity": os.sched_getaffinity(0),
            "limits": resource.getrlimit(resource.RLIMIT_NOFILE),
        }

    def _signalled(self, number: int, _frame: FrameType | None) -> None:
        self._signals.append(number)

    def _serve(self, kind: socket.SocketKind, name: str) -> None:
        server = self._stack.enter_context(socket.socket(socket.AF_UNIX, kind))
        server.bind(str(self._folder / name))
        (self._folder / name).chmod(0o777)
        if kind == socket.SOCK_STREAM:
            server.listen()
            self._stack.callback(server.shutdown, socket.SHUT_RDWR)

        def greet() -> None:
            with suppress(OSError):
                while True:
                    if kind == socket.SOCK_STREAM:
                        server.accept()[0].close()
                    elif not server.recv(100):
                        return
                    self._greeted.append(name)

        threading.Thread(target=greet, daemon=True).start()

    def _ipc(self) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        made = {
            "segment": libc.shmget(IPC_PRIVATE, 4096, ALL_MAY),
            "queue": libc.msgget(IPC_PRIVATE, ALL_MAY),
            "semaphores": libc.semget(IPC_PRIVATE, 1, ALL_MAY),
        }
        self._numbers = made
        for name, number in made.items():
            (self._folder / name).symlink_to(str(number))
        self._stack.callback(libc.shmctl, made["segment"], IPC_RMID, None)
        self._stack.callback(libc.msgctl, made["queue"], IPC_RMID, None)
        self._stack.callback(libc.semctl, made["semaphores"], 0, IPC_RMID)

    def _alive(self, name: str) -> bool:
        """Whether it is still there, by asking how it is (IPC_STAT)."""
        libc, room, stat = ctypes.CDLL(None, use_errno=True), ctypes.create_string_buffer(256), 2
        number = self._numbers[name]
        match name:
            case "segment":
                result = libc.shmctl(number, stat, room)
            case "queue":
                result = libc.msgctl(number, stat, room)
            case _:
                result = libc.semctl(number, 0, stat, room)
        return bool(result == 0 or ctypes.get_errno() not in (errno.EINVAL, errno.EIDRM))


@contextmanager
def secret_in_environment() -> Iterator[str]:
    """A secret on the trusted side, where an operator would keep a password."""
    os.environ["PANAL_TEST_SECRET"] = "secreto-de-la-docente"
    try:
        yield os.environ["PANAL_TEST_SECRET"]
    finally:
        del os.environ["PANAL_TEST_SECRET"]


@contextmanager
def surroundings() -> Iterator[Host]:
    """All of it, a secret in the environment, and servers on a loopback port and an abstract socket."""
    with ExitStack() as stack:
        things = stack.enter_context(Host())
        stack.enter_context(secret_in_environment())
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        unix = stack.enter_context(socket.socket(socket.AF_UNIX))
        unix.bind(f"\0panal-host-{secrets.token_hex(8)}")
        unix.listen()
        for server in (tcp, unix):
            threading.Thread(target=_greet, args=(server,), daemon=True).start()
        yield things
        for server in (tcp, unix):
            server.shutdown(socket.SHUT_RDWR)


def _greet(server: socket.socket) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with connection, suppress(OSError):  # whoever looks in may be gone already
            connection.sendall(b"panal host")


WHERE_ALL_WRITE = tuple(map(Path, ("/dev/shm", "/var/tmp", "/tmp", "/run/lock")))


def things_on_machine() -> set[str]:
    """All that a submission could leave: processes of kernels' users and files of theirs, shared
    memory, objects of System V and POSIX, abstract sockets.
    """
    users = set(range(KERNEL_USERS[0], KERNEL_USERS[1] + 1))
    found = {f"abstract socket {name}" for name in _abstract_sockets()}
    for kind in ("shm", "sem", "msg"):
        lines = Path("/proc/sysvipc", kind).read_text().splitlines()[1:]
        found |= {f"{kind} {line.split()[1]}" for line in lines}
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if path.stat().st_uid in users:
                found.add(f"process {path.name}")
    for folder in filter(Path.is_dir, WHERE_ALL_WRITE):
        for path in folder.iterdir():
            with suppress(OSError):
                # A name of Python's own is that of another test's, for those of a kernel's user are known.
                ours = folder.name == "shm" and not path.name.startswith("sem.mp-")
                if ours or path.lstat().st_uid in users:
                    found.add(f"file {path}")
    return found


def _abstract_sockets() -> set[str]:
    lines = Path("/proc/net/unix").read_text(errors="replace").splitlines()
    return {words[7] for line in lines if len(words := line.split()) > 7 and words[7][0] == "@"}


def left(before: set[str], seconds: float = 120) -> set[str]:
    """What is on the machine that was not there before, and stays: other programs' things come and
    go, too.
    """
    new = things_on_machine() - before
    deadline = time.monotonic() + seconds
    while new and time.monotonic() < deadline:
        time.sleep(0.5)
        new &= things_on_machine()
    return new
