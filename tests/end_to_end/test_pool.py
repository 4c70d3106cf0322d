"""What happens when something of ours dies or hangs while a class is graded: nothing is lost, nobody
is blamed for it, and what is not graded is named.

The class is small and its notebooks are light: what dies here is not what grades. In `make test`
each of our processes dies or hangs once, in `make soak` it does both.
"""

from __future__ import annotations

import contextlib
import os
import re
import select
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from panal.assignment import Assignment, HandedIn, Submission
from panal.course.course import open_assignment, open_course
from panal.environment import of_libraries
from panal.errors import EnvironmentProblem
from panal.kernel.processes import tree
from panal.results import StudentId
from panal.workers import cluster
from panal.workers.cluster import remote_pool
from panal.workers.forkserver import SharedForkServer
from panal.workers.pool import Pool, local_pool
from tests.end_to_end.courses import SOAK, call, finish, gradebook, in_soak, results, start, tool
from tests.end_to_end.test_cluster import free_port, running
from tests.end_to_end.test_rows import hand_in
from tests.end_to_end.writing import HALF, RIGHT, A, make

COPIES = 2
SIZE = 6 * COPIES


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with right, wrong, empty, broken and hostile submissions, nobody graded yet."""
    folder = tmp_path_factory.mktemp("faults")
    make(folder, "c.Sealed.preload = []")
    for number in range(COPIES):
        hand_in(folder, f"right-{number}", one=RIGHT, two=RIGHT)
        hand_in(folder, f"wrong-{number}", one=HALF, two=HALF)
        hand_in(folder, f"half-{number}", one=RIGHT)
        hand_in(folder, f"empty-{number}")
        hand_in(
            folder,
            f"hostile-{number}",
            one="def one(n=1):\n    import os\n    os.kill(os.getpid(), 9)",
            two=RIGHT,
        )
        hand_in(folder, f"broken-{number}", raw=b'{"nbformat": 4, "cells": [')
    return folder


@pytest.fixture
def course(template: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "course"
    shutil.copytree(template, folder)
    return folder


Expected = tuple[dict[str, object], dict[str, dict[str, float]]]


def said_of(course: Path) -> Expected:
    """All that grading says of each student, and the gradebook."""
    graded = sorted(path.parts[-3] for path in course.glob(f"autograded/*/{A}/results.json"))
    return {student: results(course, student, A) for student in graded}, gradebook(course, A)


@pytest.fixture(scope="module")
def expected(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Expected:
    """What one worker says that nobody disturbs."""
    folder = tmp_path_factory.mktemp("expected") / "course"
    shutil.copytree(template, folder)
    done = call("panal", "grade", A, "--workers", "1", cwd=folder)
    assert done.returncode == 0, done.stderr
    return said_of(folder)


def test_the_class_is_graded(expected: Expected) -> None:
    """So that the same scores after a fault say something."""
    points = {student: sum(found.values()) for student, found in expected[1].items()}
    assert len(points) == SIZE
    assert {name: points[f"{name}-0"] for name in ("right", "half", "hostile", "broken")} == {
        "right": 15,
        "half": 10,
        "hostile": 5,
        "broken": 0,
    }


def test_a_submission_that_ends_its_worker_is_set_aside(course: Path, expected: Expected) -> None:
    """Here by a grader that a certain answer makes kill its own process. The class goes on, and
    only that one is flagged.
    """
    grader = course / "graders" / A / "test_one.py"
    poison = "\n\n@pytest.mark.check(title='Veneno')\ndef test_poison(submission):\n    import os\n"
    poison += "    if submission.one().value == -12345:\n        os.kill(os.getpid(), 9)\n"
    grader.write_text(grader.read_text() + poison)
    hand_in(course, "a-poison", one="def one(n=1):\n    return -12345")
    done = call("panal", "grade", A, "--workers", "2", cwd=course)
    assert done.returncode == 1
    assert "No se pudo calificar: a-poison: The worker that graded it ended." in done.stderr
    assert said_of(course)[0].keys() == expected[0].keys()
    assert "a-poison" not in gradebook(course, A)
    assert f"Calificadas: {SIZE}," in done.stderr


def test_an_interrupted_run_keeps_what_is_done_and_goes_on(
    course: Path, expected: Expected
) -> None:
    """Ctrl-C once the first is done: exit code 1, the rest is named, nothing is left of processes;
    then the same command.
    """
    run = start("panal", "grade", A, "--workers", "1", cwd=course)
    assert run.stderr is not None
    lines = []
    for line in run.stderr:
        lines.append(line)
        if " puntos, " in line:
            break
    os.kill(run.pid, signal.SIGINT)
    done = finish(run)
    assert done.returncode == 1, [*lines, done.stderr]
    assert "Interrumpido. Sin calificar: " in done.stderr
    kept, _ = said_of(course)
    assert 0 < len(kept) < SIZE
    assert not _processes_of(run.pid)
    again = call("panal", "grade", A, "--workers", "1", cwd=course)
    assert f"Calificadas: {SIZE - len(kept)}, sin cambios: {len(kept)}" in again.stderr
    assert said_of(course) == expected


@pytest.mark.parametrize("seconds", (0.02, 0.2, 0.5, 0.8, 1.2, 1.6, 2.5) if SOAK else (0.2, 1.6))
@pytest.mark.parametrize("command", [("grade", A, "--force"), ("release", A)], ids=" ".join)
def test_ctrl_c_in_the_first_seconds(
    command: tuple[str, ...], seconds: float, course: Path
) -> None:
    """A sentence or nothing, whatever is being imported or begun; nothing is left of processes."""
    run = start("panal", *command, cwd=course)
    deadline = time.monotonic() + 30
    while not _is_ours(run.pid) and time.monotonic() < deadline:
        time.sleep(0.001)
    with contextlib.suppress(subprocess.TimeoutExpired):
        run.wait(seconds)
    os.kill(run.pid, signal.SIGINT)
    done = finish(run)
    assert done.returncode in (1, -signal.SIGINT), done.stderr
    assert "Traceback" not in done.stderr and "Exception" not in done.stderr, done.stderr
    if done.returncode == 1:
        # In English until the course's language is known.
        assert re.search("same command goes on|mismo comando sigue", done.stderr), done.stderr
    assert not _processes_of(run.pid)


def _is_ours(pid: int) -> bool:
    """Whether Python has come to our first line, which lets Ctrl-C end it: until then Python itself
    says what it likes. From its start on it ignores broken pipes, and it catches Ctrl-C.
    """
    status = Path(f"/proc/{pid}/status").read_text()
    masks = dict(re.findall(r"^Sig(Ign|Cgt):\s*(\w+)$", status, re.M))
    ignores_pipes = int(masks["Ign"], 16) >> (signal.SIGPIPE - 1) & 1
    catches = int(masks["Cgt"], 16) >> (signal.SIGINT - 1) & 1
    return bool(ignores_pipes) and not catches


def _processes_of(session: int) -> list[str]:
    """What still runs of a command and of those that it started."""
    found = subprocess.run(
        ["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    return [line for line in found if line.split()[1] == str(session)]


Victims = Callable[[int], list[int]]
"""Numbers of processes, given that of a running `panal grade`."""


def children(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return found


def fork_server(coordinator: int) -> list[int]:
    return [pid for pid in children(coordinator) if b"forkserver" in command_line(pid)]


def workers(coordinator: int) -> list[int]:
    below = [child for pid in fork_server(coordinator) for child in children(pid)]
    return [pid for pid in below if b"forkserver" in command_line(pid)]


def warm_process(coordinator: int) -> list[int]:
    """The oldest that runs its program: the others are kernels."""
    below = [pid for top in fork_server(coordinator) for pid in tree(top)]
    run = [pid for pid in below if b"sealed.forker" in command_line(pid)]
    return sorted(pid for pid in run if b"bwrap" not in command_line(pid))[:1]


def command_line(pid: int) -> bytes:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


DIES, HANGS = signal.SIGKILL, signal.SIGSTOP
FAULTS = [(workers, DIES), (warm_process, HANGS)]
if SOAK:
    FAULTS += [(workers, HANGS), (warm_process, DIES), (fork_server, DIES), (fork_server, HANGS)]


@pytest.mark.parametrize(
    ("victims", "what"),
    FAULTS,
    ids=[f"{who.__name__}-{'dies' if what is DIES else 'hangs'}" for who, what in FAULTS],
)
def test_what_dies_or_hangs_is_replaced(
    course: Path, expected: Expected, victims: Victims, what: signal.Signals
) -> None:
    """Every score is the same, and nobody is blamed: what was in work is graded again, by itself."""
    run = start("panal", "grade", A, "--workers", "2", cwd=course)
    assert run.stderr is not None
    for line in run.stderr:
        if " puntos, " in line:  # what dies before anybody was graded is another story
            break
    [victim, *_] = victims(run.pid)
    os.kill(victim, what)
    done = finish(run)
    assert done.returncode == 0, done.stderr
    assert said_of(course) == expected


# One pool, without a command
# ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def assignment(course: Path) -> Assignment:
    return open_assignment(open_course(course), A)


def environment(grader: object) -> dict[str, str]:
    """To be called on a worker."""
    return dict(os.environ)


def channels(grader: object) -> str:
    """To be called on a worker."""
    import keras

    return str(keras.config.image_data_format())


def parent(grader: object) -> int:
    """To be called on a worker."""
    return os.getppid()


def test_the_operators_environment_decides_nothing(
    assignment: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor the operator's home: what Keras would read there is not read, and assertions of graders
    hold.
    """
    operators = {"KERAS_BACKEND": "jax", "KERAS_HOME": "/k", "PYTHONOPTIMIZE": "2", "HOME": "/h"}
    operators |= {"TF_XLA_FLAGS": "x", "JAX_ENABLE_X64": "1", "PYTEST_ADDOPTS": "--co", "LANG": "x"}
    for name, value in operators.items():
        monkeypatch.setenv(name, value)
    with local_pool(assignment.sealing) as pool:
        found = pool.call(assignment, environment)
    assert not [name for name, value in operators.items() if found.get(name) == value]
    assert {name for name in found if not name.startswith(("PYTEST_", "LC_"))} - {
        *of_libraries("", os.environ), "HOME", "LANG", "PATH", "TMPDIR", "LD_LIBRARY_PATH",
        "TF2_BEHAVIOR", "TPU_ML_PLATFORM",  # set by TensorFlow itself
    } == set()  # fmt: skip


def test_the_operators_settings_of_keras_decide_nothing(
    assignment: Assignment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With the channels first, the reference would compute another pooling, and right answers would
    be wrong.
    """
    (tmp_path / ".keras").mkdir()
    (tmp_path / ".keras" / "keras.json").write_text('{"image_data_format": "channels_first"}')
    monkeypatch.setenv("HOME", str(tmp_path))
    with local_pool(assignment.sealing) as pool:
        assert pool.call(assignment, channels) == "channels_last"


def test_where_nothing_can_be_imported_that_is_said(
    assignment: Assignment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A broken installation is the machine's, and nobody is tried one by one."""
    (tmp_path / "keras.py").write_text("raise ImportError('no keras today')")
    monkeypatch.syspath_prepend(tmp_path)
    sealing = replace(assignment.sealing, preload=("keras",), isolation="none")
    with (
        local_pool(sealing) as pool,
        pytest.raises(EnvironmentProblem, match="did not start: ImportError: no keras today"),
    ):
        list(pool.grade(assignment, [Submission(StudentId("x"), (HandedIn(b""),))]))


def test_a_shared_fork_server_is_one_and_ends(
    assignment: Assignment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whoever comes first starts it; when the last one has left, it goes."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with (
        Pool(SharedForkServer(assignment.sealing)) as first,
        Pool(SharedForkServer(assignment.sealing)) as second,
    ):
        server = first.call(assignment, parent)
        assert second.call(assignment, parent) == server
    ended = os.pidfd_open(server)
    select.select([ended], [], [], 60)
    os.close(ended)
    assert not list(tmp_path.rglob("socket"))
    with Pool(SharedForkServer(assignment.sealing)) as third:
        assert third.call(assignment, parent) != server


def test_a_shared_folder_of_somebody_else_is_refused(
    assignment: Assignment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whoever can enter it could be the fork server."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / f"panal-of-{os.geteuid()}").mkdir(mode=0o755)
    with pytest.raises(EnvironmentProblem, match="only you can enter"):
        SharedForkServer(assignment.sealing).connect()


# A cluster
# ------------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def dask(folder: Path, *, threads: int = 1) -> Iterator[str]:
    """A scheduler and a worker; the scheduler's address."""
    address = f"tcp://127.0.0.1:{free_port()}"
    with (
        running(*scheduler_at(address), cwd=folder, environment={}),
        running(*worker_of(address, threads), cwd=folder, environment={"HOME": str(folder)}),
    ):
        yield address


def scheduler_at(address: str) -> list[str]:
    port = address.rpartition(":")[2]
    return [tool("dask"), "scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"]


def worker_of(address: str, threads: int = 1) -> list[str]:
    options = ["--nthreads", str(threads), "--memory-limit", "0", "--no-dashboard"]
    return [tool("dask"), "worker", address, *options, "--death-timeout", "60"]


@in_soak("unit tests count threads")
def test_a_worker_with_two_threads_is_refused(course: Path, tmp_path: Path) -> None:
    """Before anybody is graded: one judge would mix the answers of two students."""
    with dask(tmp_path, threads=2) as address:
        with remote_pool(address) as pool:
            pool._client.wait_for_workers(1)
        done = call("panal", "grade", A, "--scheduler", address, cwd=course)
    assert done.returncode == 2, done.stderr
    assert "has 2 threads, and nobody was graded" in done.stderr
    assert not (course / "autograded").exists()


@in_soak("unit tests compare versions")
def test_a_worker_with_other_versions_is_refused(
    assignment: Assignment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a sentence that names what is different."""
    monkeypatch.setattr(cluster, "versions", lambda: {"keras": "1.0"})
    with (
        dask(tmp_path) as address,
        remote_pool(address) as pool,
        pytest.raises(EnvironmentProblem, match=r"keras 3\S* instead of 1\.0"),
    ):
        list(pool.grade(assignment, [Submission(StudentId("x"), (HandedIn(b""),))]))


@in_soak("what dies on one machine is replaced, too")
def test_a_scheduler_may_be_away_for_a_while(
    course: Path, tmp_path: Path, expected: Expected
) -> None:
    """It is killed while the class is graded, and started again at the same place."""
    address = f"tcp://127.0.0.1:{free_port()}"
    home = {"HOME": str(tmp_path)}
    with contextlib.ExitStack() as stack:
        begin = partial(running, cwd=tmp_path, environment=home)
        first = stack.enter_context(begin(*scheduler_at(address)))
        stack.enter_context(begin(*worker_of(address)))
        run = start("panal", "grade", A, "--scheduler", address, cwd=course)
        assert run.stderr is not None
        for line in run.stderr:
            if " puntos, " in line:
                break
        first.kill()
        first.wait()
        stack.enter_context(begin(*scheduler_at(address)))
        stack.enter_context(begin(*worker_of(address)))
        done = finish(run)
    assert done.returncode == 0, done.stderr
    assert said_of(course) == expected


@in_soak("whoever asks for one that is not there waits; what comes then is a sentence as any other")
def test_no_scheduler_is_a_sentence(course: Path) -> None:
    done = call("panal", "grade", A, "--scheduler", f"tcp://127.0.0.1:{free_port()}", cwd=course)
    assert done.returncode == 2
    assert "does not answer" in done.stderr
    assert "Traceback" not in done.stderr
