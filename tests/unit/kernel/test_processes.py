"""panal.kernel.processes: what is read of /proc. Whole trees of processes are in test_watch.py."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from panal.kernel import processes
from panal.kernel.processes import (
    Usage,
    held,
    open_sockets,
    own_memory,
    own_resident,
    seen_as,
    tree,
    usage,
)
from tests.machine import require_root


@pytest.fixture
def ended() -> int:
    """The number of a process that is gone."""
    process = subprocess.Popen([sys.executable, "-S", "-c", ""])
    process.wait()
    return process.pid


def test_a_process_that_is_gone_uses_nothing(ended: int) -> None:
    """It is no error: a kernel may end between two looks."""
    assert usage(ended) == Usage(0.0, 0, 0, 0)
    assert own_memory(ended) == open_sockets(ended) == 0


def test_children_of_every_thread_are_found() -> None:
    """Linux lists them at the thread that made them."""
    program = (
        "import subprocess, sys, threading\n"
        "def make(): print(subprocess.Popen(['cat'], stdin=sys.stdin).pid, flush=True)\n"
        "for _ in range(2):\n"
        "    thread = threading.Thread(target=make); thread.start(); thread.join()\n"
        "make()\n"
        "sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-S", "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        made = {int(process.stdout.readline()) for _ in range(3)}
        assert set(tree(process.pid)) == {process.pid, *made}
        while usage(process.pid).processes > 4:
            pass  # Linux takes a moment to be rid of a thread that was joined
        assert usage(process.pid).processes == 4
        process.stdin.close()


def test_sockets_of_the_network_namespace_count() -> None:
    """One more is one more, whoever of the namespace has opened it."""
    before = open_sockets(os.getpid())
    pairs = [socket.socketpair() for _ in range(200)]
    assert open_sockets(os.getpid()) > before
    for pair in pairs:
        for each in pair:
            each.close()


def test_own_memory_is_that_of_no_file() -> None:
    """What is mapped from libraries counts for nobody."""
    before = own_memory(os.getpid())
    held = bytearray(os.urandom(1)) * (30 * 2**20)
    assert own_memory(os.getpid()) - before > 29 * 2**20
    assert own_resident() > len(held)


BELOW = """
import mmap, os, socket, sys, tempfile
pairs = [socket.socketpair() for _ in range(10)]
folder = tempfile.mkdtemp(dir=sys.argv[1])
kept = open(f"{folder}/kept", "wb")
kept.write(b"x" * 2**20)
kept.flush()
os.unlink(f"{folder}/kept")
with open(f"{folder}/mapped", "w+b") as file:
    file.write(b"x" * 2**20)
    file.flush()
    mapped = mmap.mmap(file.fileno(), 2**20)
os.unlink(f"{folder}/mapped")
for number in range(3, 256):  # the map has a descriptor of its own
    try:
        if os.readlink(f"/proc/self/fd/{number}").endswith("mapped (deleted)"):
            os.close(number)
    except OSError:
        pass
with open(f"{folder}/named", "wb") as named:
    named.write(b"x" * 2**20)
print(flush=True)
sys.stdin.read()
"""


def test_what_open_files_hold_is_found(tmp_path: Path) -> None:
    """Sockets; and what is on disk without a name, while it is open or mapped."""
    command = [sys.executable, "-c", BELOW, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        before = held(os.getpid(), None, None)
        found = held(os.getpid(), None, str(tmp_path))
        process.communicate()
    assert before.sockets >= 20 and not found.hidden
    assert before.unlinked_bytes >= 2**20
    assert found.unlinked_bytes - before.unlinked_bytes == 2**20


def test_a_process_that_hides_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not taken for one that has no files."""

    def closed(pid: int, *_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(processes, "tree", lambda pid: iter((pid, pid + 1)))
    monkeypatch.setattr(processes, "_opened", closed)
    assert held(os.getpid(), None, None).hidden


def test_who_looks_as_somebody_else_is_root_again() -> None:
    """With the same rights, and only that thread was not."""
    require_root("only root can look as somebody else")

    def status() -> list[str]:
        lines = Path("/proc/thread-self/status").read_text().splitlines()
        return [line for line in lines if line.startswith(("Uid", "Gid", "Cap"))]

    before = status()
    with seen_as(60999):
        assert "60999" in "".join(status())
    assert status() == before


def test_lines_of_proc_are_added_up() -> None:
    """Those that are named, whatever stands around them."""
    text = "Name:\ta: 7 kB\nRssAnon:\t   12 kB\nRssFile:\t 1000 kB\nRssShmem:\t    3 kB\n"
    assert processes._sum(text, ("RssAnon", "RssShmem", "VmPTE")) == 15


def test_names_that_are_no_text_are_read(tmp_path: Path) -> None:
    """A process may call itself anything."""
    (tmp_path / "stat").write_bytes(b"1 (\xff\xfe) S")
    assert processes._read(str(tmp_path / "stat")).endswith(") S")


@pytest.mark.parametrize("look", [usage, own_memory, open_sockets])
def test_that_we_lack_something_is_no_answer(
    look: Callable[[int], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kernel of which nothing can be read would have no limits."""

    def full(path: str) -> str:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(processes, "_read", full)
    with pytest.raises(OSError, match="Too many open files"):
        look(os.getpid())


ALONE = """
import ctypes, os, socket, threading, time
kept = []
def go_on():
    time.sleep(0.3)
    kept.append(bytearray(b"x") * (64 * 2**20))
    kept.append(socket.socketpair())
    print("there", flush=True)
    time.sleep(600)
threading.Thread(target=go_on).start()
ctypes.CDLL(None).syscall(60 if os.uname().machine == "x86_64" else 93, 0)
"""


def test_a_process_whose_main_thread_has_ended_is_seen() -> None:
    """Its memory and its files stand in the folders of its other threads."""
    with subprocess.Popen([sys.executable, "-c", ALONE], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == b"there\n"
            assert "State:\tZ" in Path(f"/proc/{process.pid}/status").read_text()
            assert usage(process.pid).memory_bytes > 64 * 2**20
            assert usage(process.pid).descriptors >= 64
            assert own_memory(process.pid) > 64 * 2**20
            assert held(os.getpid(), None, None).sockets >= 2
        finally:
            process.kill()
