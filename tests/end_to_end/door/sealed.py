"""A notebook that reaches for the server while it is graded. It says HELD on its page if it got nothing."""

from __future__ import annotations

import nbformat

from tests.end_to_end.door import VICTIM, Door, attack
from tests.end_to_end.serving import ASSIGNMENT


def held(door: Door, source: str) -> None:
    """Hand a right notebook in with a cell of the attacker's at its end."""
    assert door.server.process is not None
    nb = nbformat.reads(door.right.decode(), 4)
    known = {
        "PORT": int(door.server.url.rpartition(":")[2]),
        "COURSE": str(door.server.course),
        "PID": door.server.process.pid,
        "VICTIM": VICTIM,
    }
    head = "".join(f"{name} = {value!r}\n" for name, value in known.items())
    nb.cells.append(nbformat.v4.new_code_cell(head + source))
    page = door.me.result(door.me.hand_in(nbformat.writes(nb).encode()))
    assert "10 de 10 puntos" in page
    shown = page.replace("&#34;", '"').partition("HELD-" + "IT")[2]
    assert shown and "BROKEN" + "-IT" not in page, page[-3000:]


@attack("no connection comes about, and the score is as without it.", stores=1)
def connects(door: Door) -> None:
    """Connect to the server from a cell, by all addresses of the machine, and by its sockets."""
    held(
        door,
        """\
import glob, socket
got = []
for host in ("127.0.0.1", "localhost", "::1", "0.0.0.0", socket.gethostname()):
    try:
        with socket.create_connection((host, PORT), timeout=1) as line:
            line.sendall(b"GET /healthz HTTP/1.0\\r\\nHost: 127.0.0.1\\r\\n\\r\\n")
            got.append(line.recv(100))
    except OSError:
        pass
for path in glob.glob("/tmp/panal-*/**", recursive=True) + glob.glob(COURSE + "/**", recursive=True):
    try:
        line = socket.socket(socket.AF_UNIX)
        line.connect(path)
        got.append(path)
    except OSError:
        pass
print("BROKEN" + "-IT" if got else "HELD" + "-IT", got)
""",
    )


@attack("none of it is there.", stores=1)
def reads_the_store(door: Door) -> None:
    """Read the database, others' files, the lock and the configuration."""
    held(
        door,
        """\
import glob, os
got = []
for path in ("serve/panal.db", "serve/panal.db-wal", "serve/lock", "gradebook.db", "nbgrader_config.py", "serve",
             "submitted/" + VICTIM, "serve/attempts", "graders", "."):
    for root in (COURSE, "/proc/1/root" + COURSE, "/proc/self/root" + COURSE, f"/proc/{PID}/root" + COURSE, f"/proc/{PID}/cwd"):
        try:
            with open(os.path.join(root, path), "rb") as file:
                got.append(file.read(10))
        except IsADirectoryError:
            got.append(os.listdir(os.path.join(root, path)))
        except OSError:
            pass
for depth in range(1, 6):
    got += glob.glob("/tmp" + "/*" * depth + "/panal.db") + glob.glob("/[!psu]*" + "/*" * (depth % 3) + "/panal.db")
print("BROKEN" + "-IT" if got else "HELD" + "-IT", got)
""",
    )


@attack("no process of ours can be seen, and no variable of ours is there.", stores=1)
def reads_the_server(door: Door) -> None:
    """Read environment, memory, descriptors and command lines, of the server and of its own process."""
    held(
        door,
        """\
import os
got = [name for name, value in os.environ.items() if COURSE in value or "SECRET" in name or "PANAL" in name]
for process in os.listdir("/proc") if os.path.isdir("/proc") else []:
    for file in ("environ", "cmdline", "maps"):
        try:
            with open(f"/proc/{process}/{file}", "rb") as opened:
                if COURSE.encode() in opened.read():
                    got.append((process, file))
        except OSError:
            pass
try:
    os.kill(PID, 0)
    with open(f"/proc/{PID}/cmdline", "rb") as opened:
        if b"serve" in opened.read():
            got.append("server")
except OSError:
    pass
for number in range(3, 256):
    try:
        where = os.readlink(f"/proc/self/fd/{number}")
        if COURSE in where:
            got.append(where)
    except OSError:
        pass
print("BROKEN" + "-IT" if got else "HELD" + "-IT", got)
""",
    )


@attack("the server goes on: signals reach nobody outside.", stores=1)
def kills(door: Door) -> None:
    """Send signals to the server, to its group, and to everybody."""
    held(
        door,
        """\
import os, signal
print("HELD" + "-IT", flush=True)
for process in (PID, -PID, os.getppid()):
    for number in (signal.SIGTERM, signal.SIGKILL, signal.SIGSTOP):
        try:
            if process != os.getpid():
                os.kill(process, number)
        except OSError:
            pass
""",
    )


@attack("its own small disk is full, and nothing else.", stores=1)
def fills_the_disk(door: Door) -> None:
    """Fill the disk wherever it can be written."""
    held(
        door,
        """\
import os
wrote = {}
for folder in (".", "/tmp", "/dev/shm", "/var/tmp", COURSE, COURSE + "/serve", "/run", "/"):
    try:
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "filled"), "wb") as file:
            for _ in range(4096):
                file.write(b"0" * 2**20)
    except OSError as error:
        wrote[folder] = type(error).__name__
print("HELD" + "-IT", wrote)
""",
    )
    assert not list(door.server.course.rglob("filled"))


@attack("it is one attempt, and that has its score.", stores=1)
def hands_in_again(door: Door) -> None:
    """Leave something in the working folder that would be taken for the next attempt."""
    held(
        door,
        f"""\
import os, pathlib
for folder in ("submitted", "serve/attempts/x/submitted", "../submitted"):
    try:
        os.makedirs(folder, exist_ok=True)
        pathlib.Path(folder, "{ASSIGNMENT}.ipynb").write_text("x")
    except OSError:
        pass
print("HELD" + "-IT")
""",
    )
