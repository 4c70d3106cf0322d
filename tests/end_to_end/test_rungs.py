"""The rungs of the wall that stand where no namespaces can be made, under the rules of Docker's default
profile (`tests.docker_profile`): the same scores, kernels that do not meet, and nothing left.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.courses import ASSIGNMENT, ROOT, SOAK, hand_in, make_course, results, tool
from tests.machine import require_root

USERS = range(62000, 62100)
"""Kernels' users of this course alone: other tests are at work as the usual ones meanwhile."""

STUDENTS = (
    sorted(path.name for path in (ROOT / "submitted").iterdir())
    if SOAK
    else ["carla-ruiz", "julian-castro"]
)
"""The demo class or, of it: right, partly wrong, and a notebook that has to be put right."""


def in_a_container(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of the environment under the rules of a container."""
    require_root("only root is root in a container")
    line = [sys.executable, "-m", "tests.docker_profile", tool(command[0]), *command[1:]]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        line, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def users_at_work() -> set[int]:
    """Numbers of kernels' users as which any process runs."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/status"):
        try:
            text = path.read_text(errors="replace")
        except OSError:
            continue
        line = next(line for line in text.splitlines() if line.startswith("Uid:"))
        found |= set(map(int, line.split()[1:])) & set(USERS)
    return found


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of four, graded on the rung `users` without being told to."""
    folder = make_course(tmp_path_factory.mktemp("container"))
    configuration = folder / "nbgrader_config.py"
    text = configuration.read_text()
    lines = [line for line in text.splitlines() if "c.Sealed.wall" not in line]
    lines.append(f"c.Sealed.kernel_users = ({USERS[0]}, {USERS[-1]})")
    configuration.write_text("\n".join(lines) + "\n")
    for student in STUDENTS:
        submitted = ROOT / "submitted" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        hand_in(folder, student, submitted.read_bytes())
    return folder


@pytest.fixture(scope="module")
def graded(course: Path) -> dict[str, object]:
    before = users_at_work(), set(Path("/tmp").glob("panal-*"))
    done = in_a_container("panal", "grade", ASSIGNMENT, "--json", "summary.json", cwd=course)
    assert done.returncode == 0, done.stderr
    assert "con aislamiento por users" in done.stderr
    after = users_at_work(), set(Path("/tmp").glob("panal-*"))
    # Other commands may be at work on this machine, and theirs come and go.
    left = (after[0] - before[0], {path for path in after[1] - before[1] if not _locked(path)})
    data: dict[str, object] = json.loads((course / "summary.json").read_text())
    return {**data, "left": left}


def _locked(folder: Path) -> bool:
    """Whether the process of a scratch folder lives."""
    try:
        with (folder / ".panal-lock").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return True  # gone meanwhile
    except BlockingIOError:
        return True
    return False


def test_the_same_scores(course: Path, graded: dict[str, object], demo_class: Path) -> None:
    """Check by check, with the same sentences, as on the first rung; and the rung is named."""
    for student in STUDENTS:
        here, there = results(course, student), results(demo_class, student)
        assert (here.pop("isolation"), there.pop("isolation")) == ("users", "namespaces")
        assert here == there
    assert graded["isolation"] == "users"


def test_nothing_is_left(graded: dict[str, object]) -> None:
    """No process, no user in use, no folder."""
    assert graded["left"] == (set(), set())


def test_another_rung_makes_nothing_stale(course: Path, graded: dict[str, object]) -> None:
    """Each gives the same scores."""
    done = subprocess.run(
        [tool("panal"), "grade", ASSIGNMENT, "--isolation", "namespaces"],
        cwd=course,
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"Calificadas: 0, sin cambios: {len(STUDENTS)}" in done.stderr


def test_the_doctor_proves_the_rung(tmp_path: Path) -> None:
    """It names it, says in a sentence why the first one does not stand, and tries each lock."""
    done = in_a_container("panal", "doctor", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✔ wall `users`" in done.stdout and "– wall `namespaces`" in done.stdout
    assert done.stdout.count(": held") >= 8 and "✘" not in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


MEETING = """
import os, sys, threading
from panal.config import Limits, Sealing
from panal.kernel.kernel import open_kernel
from panal.kernel.warm import WarmProcess

def ask(kernel, code):
    return "".join(output.get("text", "") for output in kernel.run_cell(code).outputs).strip()

WHO = "import os; open('mine', 'w').write('secret'); os.chmod('.', 0o777); os.chmod('mine', 0o666); print(os.getpid(), os.getuid(), os.getcwd())"
REACH = '''
import os, signal
pid, folder = {pid}, {folder!r}
def tried(act):
    try:
        return f"BROKEN {{act()}}"
    except OSError as error:
        return "held"
print([tried(act) for act in (
    lambda: os.kill(pid, 0), lambda: os.kill(pid, signal.SIGKILL), lambda: os.kill({first}, signal.SIGSTOP),
    lambda: os.kill({warm}, 0),
    lambda: open(f"/proc/{{pid}}/environ").read(), lambda: open(f"/proc/{{pid}}/mem", "rb"),
    lambda: os.listdir(f"/proc/{{pid}}/fd"), lambda: os.listdir(f"/proc/{{pid}}/root/tmp"),
    lambda: open(folder + "/mine").read(), lambda: open(folder + "/new", "w"), lambda: os.listdir(folder),
    lambda: os.listdir(os.path.dirname(os.path.dirname(folder))), lambda: os.mkdir("/tmp/left"),
    lambda: open("/dev/shm/left", "w"), lambda: open("/var/tmp/left", "w"), lambda: os.setpriority(os.PRIO_PROCESS, pid, 5),
    lambda: os.sched_setaffinity(pid, {{0}}),
)])
'''
with WarmProcess(Sealing(Limits(), (), "users")) as warm, open_kernel(warm, {}) as one, open_kernel(warm, {}) as other:
    pid, uid, folder = ask(one, WHO).split()
    _, second, _ = ask(other, WHO).split()
    assert uid != second, (uid, second)
    code = REACH.format(pid=pid, folder=folder, first=one._fork.pid, warm=warm.pid)
    print(ask(other, code))
    print(ask(one, "print(open('mine').read())"))
"""


def test_two_kernels_can_do_nothing_to_one_another(tmp_path: Path) -> None:
    """Neither signal nor see nor write; nor reach each other's first process or the warm one, even
    if one of them opens all that it has to everybody.
    """
    done = in_a_container("python", "-c", MEETING, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    said, own = done.stdout.splitlines()
    assert said.count("held") == 17 and "BROKEN" not in said, said
    assert own == "secret"


ENDS = """
import os, signal, sys, time
from panal.config import Limits, Sealing
from panal.kernel.warm import WarmProcess
from panal.kernel.kernel import open_kernel

SCATTERED = '''
import os, time
for _ in range(5):
    if os.fork() == 0:
        os.setsid()
        if os.fork():
            os._exit(0)
        time.sleep(600)
print("there", os.getuid())
'''
with WarmProcess(Sealing(Limits(), (), "users")) as warm, open_kernel(warm, {}) as kernel:
    print("".join(output.get("text", "") for output in kernel.run_cell(SCATTERED).outputs), flush=True)
    if sys.argv[1] == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    elif sys.argv[1] == "first":
        os.kill(kernel._fork.pid, signal.SIGKILL)
    elif sys.argv[1] == "warm":
        os.kill(warm.pid, signal.SIGKILL)
"""


@pytest.mark.parametrize("who", ["nobody", "killed", "first", "warm"])
def test_all_of_a_kernel_ends_with_it(tmp_path: Path, who: str) -> None:
    """Also what has left its session, whoever was killed: our side, its first process, the warm
    one.
    """
    program = tmp_path / "ends.py"
    program.write_text(ENDS)
    done = in_a_container("python", str(program), who, cwd=tmp_path)
    there, uid = done.stdout.split()
    assert there == "there", done.stderr
    for _ in range(600):
        if int(uid) not in users_at_work():
            return
        subprocess.run(["sleep", "0.1"], check=True)
    pytest.fail(f"processes of {uid} are left")
