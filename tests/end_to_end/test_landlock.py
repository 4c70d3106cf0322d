"""The rung `landlock`: an ordinary user under the rules of Docker's default profile."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from panal.config import Limits, Sealing
from panal.kernel.kernel import Kernel, KernelGone, open_kernel
from panal.kernel.processes import tree
from panal.kernel.warm import WarmProcess
from tests.end_to_end.courses import (
    ASSIGNMENT,
    ROOT,
    USER,
    course_of_an_ordinary_user,
    in_soak,
    ordinary_user,
    path_of_environment,
    results,
    scores,
    tool,
)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own course, of that user."""
    return course_of_an_ordinary_user(tmp_path_factory.mktemp("landlock"))


def in_a_pod(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of the environment as an ordinary user who can make no namespaces."""
    environment = {"PATH": path_of_environment(), "HOME": str(cwd), "LANG": "C.UTF-8"}
    line = [*ordinary_user(cwd, ROOT / "tests"), tool("python"), "-m", "tests.docker_profile"]
    return subprocess.run(
        [*line, tool(command[0]), *command[1:]],
        cwd=cwd,
        env=environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_doctor_proves_the_rung(course: Path) -> None:
    """It says in a sentence why the two others do not stand, and tries each lock."""
    done = in_a_pod("panal", "doctor", cwd=course)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✔ wall `landlock`" in done.stdout
    assert "– wall `namespaces`" in done.stdout and "– wall `users`" in done.stdout
    assert done.stdout.count(": held") >= 10 and "✘" not in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


@in_soak("test_attacks.py grades on this rung, among right answers")
def test_a_notebook_is_graded(course: Path) -> None:
    """The instructor's own has full points, and the result names the rung."""
    command = ("panal", "run", "right.ipynb", "--assignment", ASSIGNMENT, "--json", "result.json")
    done = in_a_pod(*command, cwd=course)
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads((course / "result.json").read_text(encoding="utf-8"))
    assert (result["score"], result["isolation"]) == (100, "landlock")


@in_soak("one of them is graded above")
def test_the_demo_class_has_the_same_scores(course: Path, demo_class: Path) -> None:
    """By the commands of `make demo`."""
    shutil.copytree(ROOT / "submitted", course / "submitted")
    if os.geteuid() == 0:
        for path in [course / "submitted", *(course / "submitted").rglob("*")]:
            os.chown(path, USER, USER)
    release = ("nbgrader", "generate_assignment", ASSIGNMENT, "--force", "--log-level=ERROR")
    for command in (release, ("panal", "grade", ASSIGNMENT)):
        done = in_a_pod(*command, cwd=course)
        assert done.returncode == 0, done.stdout + done.stderr
    for folder in (course / "submitted").iterdir():
        assert results(course, folder.name)["isolation"] == "landlock"
        assert scores(course, folder.name) == scores(demo_class, folder.name)


@pytest.fixture(scope="module")
def warm() -> Iterator[WarmProcess]:
    with WarmProcess(Sealing(Limits(processes=64), (), "landlock")) as process:
        yield process


def said(kernel: Kernel, code: str) -> str:
    """What a cell prints."""
    outputs = kernel.run_cell(code).outputs
    return "".join(output.get("text", output.get("evalue", "")) for output in outputs).strip()


REACH = """
import os, signal
pid, first, folder, grader = {pid}, {first}, {folder!r}, {grader}
def tried(act):
    try:
        return f"BROKEN {{act()}}"
    except OSError as error:
        return "held"
print([tried(act) for act in (
    lambda: os.kill(pid, 0), lambda: os.kill(pid, signal.SIGKILL), lambda: os.kill(first, signal.SIGSTOP),
    lambda: os.kill(grader, 0), lambda: open(f"/proc/{{pid}}/environ").read(), lambda: open(f"/proc/{{pid}}/mem", "rb"),
    lambda: os.listdir(f"/proc/{{pid}}/fd"), lambda: open(folder + "/mine").read(), lambda: open(folder + "/new", "w"),
    lambda: os.listdir(folder), lambda: os.listdir(os.path.dirname(os.path.dirname(folder))), lambda: os.unlink(folder + "/mine"),
    lambda: os.setpriority(os.PRIO_PROCESS, pid, 5), lambda: os.sched_setaffinity(pid, {{0}}),
)])
"""


def test_two_kernels_can_do_nothing_to_one_another(warm: WarmProcess) -> None:
    """Although they are one user. What one changes of the other's rights and times only seems to
    work.
    """
    with open_kernel(warm, {}) as one, open_kernel(warm, {}) as other:
        line = "import os; open('mine', 'w').write('secret'); print(os.getpid(), os.getcwd())"
        pid, folder = said(one, line).split()
        before = os.stat(f"{folder}/mine")
        places = {"pid": pid, "first": one._fork.pid, "folder": folder, "grader": os.getpid()}
        answer = said(other, REACH.format(**places))
        assert answer.count("held") == 14 and "BROKEN" not in answer, answer
        said(other, f"os.chmod({folder + '/mine'!r}, 0); os.utime({folder + '/mine'!r}, (1, 1))")
        after = os.stat(f"{folder}/mine")
        assert (before.st_mode, before.st_mtime) == (after.st_mode, after.st_mtime)
        assert said(one, "print(open('mine').read())") == "secret"


def test_threads_of_one_stop_nobody(warm: WarmProcess) -> None:
    """It has as many as it may, which are not those of the user: another kernel and our side go on."""
    bomb = (
        "import threading, time\nmade = 0\ntry:\n    while True:\n"
        "        threading.Thread(target=time.sleep, args=(60,), daemon=True).start(); made += 1\n"
        "except RuntimeError:\n    print(made)"
    )
    with open_kernel(warm, {}) as greedy:
        assert 20 < int(said(greedy, bomb)) < 64
        with open_kernel(warm, {}) as other:
            some = "import threading\nfor _ in range(20): threading.Thread(target=print).start()\nprint('went on')"
            assert "went on" in said(other, some)
        threading.Thread(target=print).start()


def test_it_makes_no_processes_and_ordinary_code_survives(warm: WarmProcess) -> None:
    """Child processes are an exception that code can catch; what libraries ask by them, they ask
    otherwise.
    """
    with open_kernel(warm, {}) as kernel:
        assert "Operation not permitted" in said(
            kernel, "import subprocess; subprocess.run(['ls'])"
        )
        assert "Operation not permitted" in said(kernel, "import os; os.fork()")
        assert "Linux" in said(kernel, "import platform; print(platform.platform())")
        copies = (
            "import os, shutil, tempfile, zipfile\nopen('a', 'w').write('b')\n"
            "shutil.copy('a', 'c'); shutil.copy2('a', 'd'); os.mkdir('e'); shutil.copytree('e', 'f')\n"
            "with zipfile.ZipFile('g.zip', 'w') as file: file.write('a')\n"
            "zipfile.ZipFile('g.zip').extractall('h'); shutil.make_archive('i', 'tar', 'h')\n"
            "shutil.unpack_archive('i.tar', 'j'); shutil.move('j/a', tempfile.mkdtemp() + '/k')\n"
            "with tempfile.TemporaryDirectory() as folder: open(folder + '/l', 'w')\n"
            "print(sorted(os.listdir('.')))"
        )
        names = ["a", "c", "d", "e", "f", "g.zip", "h", "i.tar", "j"]
        assert said(kernel, copies) == str(names)


@pytest.mark.parametrize("who", ["our side", "the first process", "the warm process"])
def test_a_kernel_ends_with_those_who_watch_it(who: str) -> None:
    """Though it asks Linux to forget that."""
    with WarmProcess(Sealing(Limits(), (), "landlock")) as warm:
        fork = warm.fork({})
        if who == "our side":
            fork.channel.close()
        elif who == "the first process":
            os.kill(fork.pid, signal.SIGKILL)
        else:
            warm._stop()
        assert select.select([fork.main], [], [], 60)[0]
        fork.close()


def test_nothing_is_left(warm: WarmProcess) -> None:
    """No process, not even one that only waits to be collected, and no folder, whatever lies in it."""
    runs = warm._scratch.folder / "run" if warm._scratch else Path()
    for _ in range(5):
        with open_kernel(warm, {}) as kernel, contextlib.suppress(KernelGone):
            said(
                kernel,
                "import os\nfor _ in range(300): os.mkdir('d'); os.chdir('d')\nopen('x', 'w').write('y')",
            )
    assert list(runs.iterdir()) == []
    assert list(tree(warm.pid)) == [warm.pid]
