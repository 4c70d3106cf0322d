"""panal.workers.forkserver: how workers come and go. Its warm process and what its workers do are
fakes; tests/end_to_end/test_pool.py has real ones.
"""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any, cast

import pytest

from panal.config import Limits, Sealing
from panal.environment import of_libraries
from panal.errors import EngineFailure, EnvironmentProblem
from panal.workers import forkserver, worker
from panal.workers.forkserver import ForkServer, SharedForkServer
from panal.workers.protocol import Failed, Ready

NONE = Sealing(Limits(), (), isolation="none")


class Warm:
    """A warm process that ends or can't be replaced, as the test says."""

    def __init__(self) -> None:
        self.ended = False
        self.error: Exception | None = None

    def alive(self) -> bool:
        return not self.ended

    def replace(self) -> None:
        if self.error is not None:
            raise self.error
        self.ended = False


def serve(connection: Connection, warm: Warm) -> None:
    """A worker that tells which process it is, whether there is a warm one, and what it is told."""
    connection.send(Ready(os.getpid()))
    with contextlib.suppress(EOFError):
        while (word := connection.recv()) != "leave":
            connection.send((word, warm.alive()))


class Service:
    """A running fork server, and its starter's end of the connection."""

    def __init__(self, path: Path, warm: Warm, shared: bool) -> None:
        self.path = path
        listener = forkserver._listener(path)
        self.lifeline, theirs = Pipe()
        self.pid = os.fork()
        if self.pid == 0:
            with contextlib.suppress(BaseException):
                self.lifeline.close()
                at = path if shared else None
                forkserver._Service(listener, theirs, cast(Any, warm), at).run()
            os._exit(0)
        listener.close()
        theirs.close()
        self.pidfd = os.pidfd_open(self.pid)

    def connect(self) -> tuple[Connection, object]:
        """A connection, and what it says first."""
        found = forkserver._connected(self.path)
        return found, found.recv()

    def wait(self) -> None:
        """Wait for its end."""
        assert select.select([self.pidfd], [], [], 60)[0], "it does not end"

    def close(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
        os.waitid(os.P_PIDFD, self.pidfd, os.WEXITED)
        os.close(self.pidfd)
        self.lifeline.close()


Start = Callable[..., Service]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Starts a service."""
    monkeypatch.setattr(worker, "serve", serve)
    started: list[Service] = []

    def begin(warm: Warm | None = None, *, shared: bool = False) -> Service:
        started.append(Service(tmp_path / "socket", warm or Warm(), shared))
        return started[-1]

    yield begin
    for each in started:
        each.close()


def ended(pid: int) -> bool:
    """Wait for the end of a process that is not our child."""
    try:
        pidfd = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([pidfd], [], [], 60)[0])
    finally:
        os.close(pidfd)


def test_each_connection_gets_a_process(start: Start) -> None:
    """Which lives as long as the connection, also while others come and go."""
    service = start()
    (first, one), (second, two) = service.connect(), service.connect()
    assert isinstance(one, Ready) and isinstance(two, Ready)
    assert len({one.pid, two.pid, service.pid, os.getpid()}) == 4
    first.close()
    assert ended(one.pid)
    second.send("still here")
    assert second.recv() == ("still here", True)
    third, _ = service.connect()
    third.send("new")
    assert third.recv() == ("new", True)


def test_a_worker_that_nobody_waits_for_is_ended(start: Start) -> None:
    """Whatever it does: one that is stopped reads no end of its connection."""
    service = start()
    connection, ready = service.connect()
    assert isinstance(ready, Ready)
    os.kill(ready.pid, signal.SIGSTOP)
    connection.close()
    assert ended(ready.pid)


def test_the_end_of_a_worker_closes_its_connection(start: Start) -> None:
    """So whoever waits for an answer notices."""
    service = start()
    (connection, ready), (other, _) = service.connect(), service.connect()
    assert isinstance(ready, Ready)
    os.kill(ready.pid, signal.SIGKILL)
    with pytest.raises(EOFError):
        connection.recv()
    other.send("leave")
    with pytest.raises(EOFError):
        other.recv()
    assert isinstance(service.connect()[1], Ready)


@pytest.mark.parametrize("shared", [False, True])
def test_workers_end_with_their_server(start: Start, shared: bool) -> None:
    """A judge that nobody controls must not go on."""
    service = start(shared=shared)
    _connection, ready = service.connect()
    assert isinstance(ready, Ready)
    os.kill(service.pid, signal.SIGKILL)
    assert ended(ready.pid)


def test_a_warm_process_that_ended_is_replaced(start: Start) -> None:
    """Before the next worker is forked, which then has the new one."""
    warm = Warm()
    warm.ended = True
    connection, _ = start(warm).connect()
    connection.send("warm")
    assert connection.recv() == ("warm", True)


@pytest.mark.parametrize(
    ("error", "family", "said"),
    [
        (EnvironmentProblem("No bubblewrap.", "Install it."), EnvironmentProblem, "No bubblewrap."),
        (EngineFailure("No room."), EngineFailure, "No room."),
        (
            OSError(12, "Cannot allocate memory"),
            EngineFailure,
            "could be forked: .*allocate memory",
        ),
    ],
)
def test_what_keeps_a_worker_from_starting_is_its_answer(
    start: Start, error: Exception, family: type[Exception], said: str
) -> None:
    """An error of the machine stays one, and the server goes on."""
    warm = Warm()
    warm.ended, warm.error = True, error
    service = start(warm)
    for _ in range(2):
        _connection, answer = service.connect()
        assert isinstance(answer, Failed) and type(answer.error) is family
        assert re.search(said, str(answer.error))


def test_it_ends_with_its_starter(start: Start) -> None:
    """Also if nobody ever said goodbye."""
    service = start()
    _connection, ready = service.connect()
    assert isinstance(ready, Ready)
    service.lifeline.close()
    service.wait()
    assert ended(ready.pid)


def test_a_shared_one_ends_when_nobody_is_left(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not with its starter, and not while somebody is connected; it takes its socket along."""
    monkeypatch.setattr(forkserver, "IDLE_SECONDS", 0.2)
    service = start(shared=True)
    connection, _ = service.connect()
    service.lifeline.close()
    connection.send("still here")
    assert connection.recv() == ("still here", True)
    connection.close()
    service.wait()
    assert not service.path.exists()


def test_a_shared_one_leaves_its_successors_socket(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever gave it up has begun another one at the same place."""
    monkeypatch.setattr(forkserver, "IDLE_SECONDS", 0.2)
    service = start(shared=True)
    connection, _ = service.connect()
    service.path.unlink()
    with forkserver._listener(service.path):
        connection.close()
        service.wait()
        assert service.path.exists()


# From outside


def test_it_starts_afresh_where_it_died(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next connection is to another process, and nothing is left of both."""
    monkeypatch.setattr(forkserver, "_start", _stand_in("sleep"))
    server = ForkServer(NONE)
    with server:
        first, folder = server.pid, cast(Any, server)._scratch.folder
        assert first is not None
        server.discard()
        server.connect().close()
        second, other = server.pid, cast(Any, server)._scratch.folder
        assert second is not None and second != first
        assert not folder.exists()
    assert ended(second) and not other.exists()


def test_what_never_came_up_can_not_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its last words say why. If one came up before, it is no question of the machine."""
    monkeypatch.setattr(forkserver, "_start", _stand_in("print('A'); print('Illegal instruction')"))
    with ForkServer(NONE) as server:
        with pytest.raises(EnvironmentProblem, match=r"did not start: Illegal instruction.*doctor"):
            server.lost()
        server.answered()
        server.lost()


def test_a_server_that_is_gone_is_an_engine_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """It died between the look and the call."""
    monkeypatch.setattr(forkserver, "_start", _stand_in("sleep"))
    with ForkServer(NONE) as server:
        cast(Any, server)._scratch.folder.joinpath("socket").unlink()
        with pytest.raises(EngineFailure, match="no new worker"):
            server.connect()


def _stand_in(program: str) -> Callable[..., tuple[subprocess.Popen[bytes], Connection]]:
    """Starts a process that is no fork server; it ends with its connection, or at once."""
    program = program if program != "sleep" else "sys.stdin.read()"

    def begin(
        listener: socket.socket, folder: Path, *_: object
    ) -> tuple[subprocess.Popen[bytes], Connection]:
        reading, writing = os.pipe()
        with listener, (folder / "log").open("wb") as said:
            process = subprocess.Popen(
                [sys.executable, "-c", f"import sys; {program}"],
                stdin=reading,
                stdout=said,
                stderr=said,
                pass_fds=[listener.fileno()],
            )
        os.close(reading)
        return process, Connection(writing, readable=False)

    return begin


def test_one_shared_server_for_what_makes_no_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Limits travel with an assignment. What is imported, how kernels are sealed and the settings of
    Keras are part of the process.
    """
    monkeypatch.setattr(forkserver.tempfile, "gettempdir", lambda: str(tmp_path))

    def place(sealing: Sealing) -> Path:
        found: Path = cast(Any, SharedForkServer(sealing))._folder
        return found

    here = place(NONE)
    assert here.parent == tmp_path / f"panal-of-{os.geteuid()}"
    assert place(replace(NONE, limits=Limits(cell_cpu_seconds=1))) == here
    assert place(replace(NONE, preload=("numpy",))) != here
    assert place(replace(NONE, isolation="users")) != here
    told = of_libraries("", os.environ)
    monkeypatch.setattr(forkserver, "of_libraries", lambda *_: told | {"KERAS_BACKEND": "jax"})
    assert place(NONE) != here


def test_two_that_come_together_share_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second waits until the first has started it."""
    monkeypatch.setattr(forkserver.tempfile, "gettempdir", lambda: str(tmp_path))
    started: list[subprocess.Popen[bytes]] = []
    lifelines: list[Connection] = []  # the stand-in ends with its own; a shared server does not
    begin = _stand_in("sleep")

    def once(*what: Any) -> tuple[subprocess.Popen[bytes], Connection]:
        process, connection = begin(*what)
        started.append(process)
        lifelines.append(connection)
        return process, Connection(os.dup(connection.fileno()), readable=False)

    monkeypatch.setattr(forkserver, "_start", once)
    found: list[Connection] = []
    server = SharedForkServer(NONE)
    threads = [threading.Thread(target=lambda: found.append(server.connect())) for _ in range(8)]
    try:
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert (len(found), len(started)) == (8, 1)
        server.discard()
        found.append(server.connect())
        assert len(started) == 2
    finally:
        for process in started:
            process.kill()
            process.wait()
        for connection in (*found, *lifelines):
            connection.close()


def test_no_folder_of_somebody_else_is_used(tmp_path: Path) -> None:
    """/tmp is everybody's: who made the folder before us could answer in the server's place. Where
    kernels are users of their own they have to pass through it, and can neither read nor write there.
    """
    for _ in range(2):
        forkserver._private(tmp_path / "ours")
        passed = 0o711 if os.geteuid() == 0 else 0o700
        assert (tmp_path / "ours").stat().st_mode & 0o777 == passed
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o755)
    (tmp_path / "link").symlink_to(tmp_path / "ours")
    (tmp_path / "file").touch(0o600)
    for name in ("open", "link"):
        with pytest.raises(EnvironmentProblem, match="not a folder that only you can enter"):
            forkserver._private(tmp_path / name)
    with pytest.raises(FileExistsError):
        forkserver._private(tmp_path / "file")


def test_nobody_else_can_talk_to_a_server(tmp_path: Path) -> None:
    """Whatever the rights of new files are, and whoever gets to its folder."""
    before = os.umask(0)
    try:
        forkserver._listener(tmp_path / "socket").close()
    finally:
        os.umask(before)
    assert (tmp_path / "socket").stat().st_mode & 0o777 == 0o600


def test_nothing_with_a_thread_is_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock that a thread held would be held for ever in each worker."""
    monkeypatch.setattr(forkserver, "PARTS", ())
    leave = threading.Event()
    thread = threading.Thread(target=leave.wait)
    thread.start()
    try:
        with pytest.raises(EnvironmentProblem, match=r"import of json left \d+ threads?, so"):
            forkserver._preload(["json"])
    finally:
        leave.set()
        thread.join()
