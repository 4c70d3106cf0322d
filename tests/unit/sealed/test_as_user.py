"""panal.sealed.as_user: how a process becomes a user who may do nothing else, step by step, each in a
process of its own. Whole kernels are tried in tests/end_to_end/test_rungs.py.
"""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from panal.sealed import as_user
from tests.machine import require_root

WARM, KERNEL = 60998, 60997
SETGID, SETUID, SETPCAP, DAC_READ_SEARCH = 6, 7, 8, 2

BEGIN = f"""
import json, os, resource, signal, socket, sys, time
from panal.sealed import as_user, isolate

WARM, KERNEL = {WARM}, {KERNEL}

def told(pid="self"):
    lines = open(f"/proc/{{pid}}/status").read().splitlines()
    return dict(line.split(":\\t", 1) for line in lines if ":\\t" in line)

def capabilities():
    return {{name: int(told()[name], 16) for name in ("CapEff", "CapPrm", "CapInh", "CapBnd", "CapAmb")}}

def may(act, *arguments):
    try:
        act(*arguments)
        return True
    except PermissionError:
        return False

found = {{}}
"""


def as_root(source: str) -> dict[str, Any]:
    """Run code that changes its process for good; what it leaves in `found`."""
    require_root("only root can become other users")
    # What is imported may lie where only root comes, so nothing is imported later than here.
    code = f"{BEGIN}\n{source}\nprint(json.dumps(found))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_warm_process_may_become_other_users_and_nothing_else() -> None:
    """It is nobody's, and can't be root again; no program that it starts can."""
    found = as_root(
        "as_user.step_down(WARM, 0)\n"
        "found = {'who': os.getresuid() + os.getresgid(), 'groups': os.getgroups(), **capabilities(),\n"
        "         'news': told()['NoNewPrivs'], 'reads': may(open, '/etc/shadow')}\n"
    )
    assert found["who"] == [WARM] * 6 and found["groups"] == []
    left = 1 << SETUID | 1 << SETGID | 1 << SETPCAP
    assert {found[name] for name in ("CapEff", "CapPrm", "CapBnd")} == {left}
    assert found["news"] == "1" and found["reads"] is False


ENTERED = (
    "as_user.step_down(WARM, {keep})\n"
    "request = {{'uid': KERNEL, 'keep': {keep}, 'run': sys.argv[0], 'without': (), 'view': '',\n"
    "            'limits': {{'disk_bytes': 2**20, 'memory_bytes': 2**30, 'processes': 16}}}}\n"
    "as_user.enter(request)\n"
)


@pytest.mark.parametrize("keep", [0, 1 << DAC_READ_SEARCH])
def test_a_first_process_can_become_no_third_user(keep: int) -> None:
    """It acts as the kernel's user, and its real user stays the warm one, whom the kernel can't
    signal. What kernels keep, it keeps, and no more.
    """
    found = as_root(
        ENTERED.format(keep=keep) + "found = {'uids': os.getresuid(), 'gids': os.getresgid(),\n"
        "         'root': may(os.setresuid, 0, 0, 0), 'other': may(os.setresuid, 60996, 60996, 60996),\n"
        "         'groups': may(os.setgroups, [0]), **capabilities()}\n"
    )
    assert found["uids"] == [WARM, KERNEL, WARM] and found["gids"] == [KERNEL] * 3
    assert not found["root"] and not found["other"] and not found["groups"]
    assert {found[name] for name in ("CapEff", "CapPrm", "CapBnd", "CapAmb")} == {keep}


def test_a_kernel_is_its_user_for_good() -> None:
    """It can't go back to the warm one, has no right, sees what is its own in /proc, and ends with
    its parent.
    """
    found = as_root(
        ENTERED.format(keep=0) + "request['without'] = ('landlock', 'seccomp')\n"
        "as_user.seal(request, socket.socketpair()[0])\n"
        "found = {'uids': os.getresuid(), 'back': may(os.setresuid, WARM, WARM, WARM), **capabilities(),\n"
        "         'own': may(open, '/proc/self/environ'), 'limits': resource.getrlimit(resource.RLIMIT_FSIZE),\n"
        "         'descriptors': resource.getrlimit(resource.RLIMIT_NOFILE)}\n"
        "death = isolate.ctypes.c_int()\n"
        "isolate.libc.prctl(2, isolate.ctypes.byref(death), 0, 0, 0)\n"
        "found['death'] = death.value\n"
    )
    assert found["uids"] == [KERNEL] * 3 and not found["back"] and found["own"]
    assert not any(found[name] for name in ("CapEff", "CapPrm", "CapInh", "CapBnd", "CapAmb"))
    assert found["limits"] == [15 * 2**16] * 2 and found["descriptors"] == [512, 512]
    assert found["death"] == signal.SIGKILL


def test_a_kernel_works_in_its_own_folder(tmp_path: Path) -> None:
    """So do libraries, with what they keep at home and for a while; nobody else reads its files; and
    orphans come to the first process.
    """
    for name in ("files", "tmp"):
        (tmp_path / name).mkdir()
    found = as_root(
        f"folder = as_user.settle({{'run': {str(tmp_path)!r}}})\n"
        "import ctypes, tempfile\n"
        "adopts = ctypes.c_int()\n"
        "isolate.libc.prctl(37, ctypes.byref(adopts), 0, 0, 0)\n"
        "open('made', 'w').close()\n"
        "found = {'folder': folder, 'cwd': os.getcwd(), 'temporary': tempfile.gettempdir(), 'adopts': adopts.value,\n"
        "         **{name: os.environ[name] for name in ('HOME', 'MPLCONFIGDIR', 'KERAS_HOME')}}\n"
    )
    assert found["folder"] == str(tmp_path) and found["adopts"] == 1
    assert found["cwd"] == found["HOME"] == f"{tmp_path}/files"
    assert found["temporary"] == f"{tmp_path}/tmp"
    assert found["MPLCONFIGDIR"].startswith(f"{tmp_path}/tmp/")
    assert found["KERAS_HOME"].startswith(f"{tmp_path}/tmp/")
    assert stat.S_IMODE((tmp_path / "files" / "made").stat().st_mode) == 0o600


def test_at_its_end_all_processes_of_its_user_end_and_no_others() -> None:
    """Wherever they are; the warm process, which is its real user until then, goes on."""
    found = as_root(
        "if (warm := os.fork()) == 0:\n"
        "    os.setresgid(WARM, WARM, WARM); os.setresuid(WARM, WARM, WARM)\n"
        "    isolate.end_with_parent()\n"
        "    time.sleep(600)\n"
        "reading, writing = os.pipe()\n"
        "if (first := os.fork()) == 0:\n"
        "    for _ in range(3):\n"
        "        if os.fork() == 0:\n"
        "            os.setresgid(KERNEL, KERNEL, KERNEL); os.setresuid(KERNEL, KERNEL, KERNEL); os.setsid()\n"
        "            os.write(writing, b'x')\n"
        "            time.sleep(600)\n"
        "    os.close(writing)\n"
        "    for _ in range(3): os.read(reading, 1)\n"
        "    os.setresuid(WARM, KERNEL, WARM)\n"
        "    as_user.leave({'uid': KERNEL})\n"
        "    os._exit(7)\n"
        "os.close(writing)\n"
        "found = {'ended': os.waitstatus_to_exitcode(os.waitpid(first, 0)[1]), 'left': os.read(reading, 1).decode(),\n"
        "         'warm': os.waitpid(warm, os.WNOHANG)}\n"
        "os.kill(warm, 9)\n"
    )
    assert found == {"ended": 7, "left": "", "warm": [0, 0]}


# What must be closed, where Landlock does not close it


def test_what_can_be_reached_is_found_by_reaching_it(tmp_path: Path) -> None:
    """Files by opening them, folders by making one in them; nothing is left, and nothing waited for."""
    (tmp_path / "graders").mkdir()
    (tmp_path / "graders" / "test_a.py").write_text("secret")
    os.mkfifo(tmp_path / "pipe")
    paths = [str(tmp_path / name) for name in ("graders/test_a.py", "pipe", "none")]
    tries = {"read": paths, "write": [*paths, str(tmp_path / "graders")]}
    reader = os.open(
        tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK
    )  # else nobody could write to it
    try:
        assert as_user.reached(tries) == [
            f"read {paths[0]}",
            f"read {paths[1]}",
            f"write {paths[0]}",
            f"write {paths[1]}",
            f"write {tmp_path / 'graders'}",
        ]
    finally:
        os.close(reader)
    assert [path.name for path in (tmp_path / "graders").iterdir()] == ["test_a.py"]
    assert (tmp_path / "graders" / "test_a.py").read_text() == "secret"


def test_what_is_closed_is_not_reached(tmp_path: Path) -> None:
    """By the rights of files, for another user."""
    tmp_path.chmod(0o755)
    for name, mode in (("gradebook.db", 0o600), ("notes", 0o644)):
        (tmp_path / name).touch()
        (tmp_path / name).chmod(mode)
    paths = [str(tmp_path / name) for name in ("gradebook.db", "notes")]
    tries = {"read": paths, "write": [*paths, str(tmp_path)]}
    for parent in tmp_path.parents:
        if parent.stat().st_mode & 0o001 == 0:
            parent.chmod(parent.stat().st_mode | 0o711)
    found = as_root(ENTERED.format(keep=0) + f"found['reached'] = as_user.reached({tries!r})\n")
    assert found["reached"] == [f"read {paths[1]}"]


def test_a_device_is_reached_by_opening_it(tmp_path: Path) -> None:
    """For reading or for writing; a terminal does not become one's own."""
    (tmp_path / "closed").touch(mode=0)
    tries = {"open": ["/dev/null", "/dev/nothing", str(tmp_path / "closed")]}
    found = as_root(ENTERED.format(keep=0) + f"found['reached'] = as_user.reached({tries!r})\n")
    assert found["reached"] == ["open /dev/null"]


def test_nothing_to_try_reaches_nothing() -> None:
    assert as_user.reached({}) == []
