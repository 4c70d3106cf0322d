"""A fault at each seam around a submission, of workers, the writer, the disk and the database: its
student is not graded, named, and tried again by the next run; the exit code is 1, and no score
changes.

The course, its gradebook and its pool are real; workers are processes that grade in a line.
"""

from __future__ import annotations

import ast
import errno
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook
from sqlalchemy.exc import OperationalError

from panal import classroom, cli, outputs
from panal.course import database, files, gradebook
from panal.course.course import Course, open_course
from panal.course.graded import Graded, graded_notebook
from panal.errors import EngineFailure
from panal.provenance import notebook_digest
from panal.results import Check, Ending, GradeId, Result, Verdict
from panal.workers.pool import Pool, Worker
from panal.workers.protocol import Done, Failed, Grade, Outcome, Ready
from tests.unit.course.test_gradebook import A, template
from tests.unit.workers.fakes import FakeServer

__all__ = ["template"]  # a fixture
pytestmark = [
    pytest.mark.filterwarnings(
        "ignore::DeprecationWarning:nbgrader", "ignore::DeprecationWarning:traitlets"
    ),
    pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning"),
]
PANAL = Path(classroom.__file__).parent
STUDENTS = ("ana", "bob", "eva")
WHO = "bob"
"""Whom the faults befall."""

SEAMS = {
    "worker": {
        "workers/forkserver.py connect",
        "workers/forkserver.py _fork",
        "workers/pool.py __init__",
        "workers/worker.py _done",
        "workers/worker.py serve",
    },
    "the way to a worker": {
        "workers/pool.py _is_there",
        "workers/pool.py _received",
        "workers/pool.py _see_that_it_runs",
        "workers/pool.py _send",
        "workers/pool.py look",
    },
    "cluster": {
        "workers/cluster.py _attempt",
        "workers/cluster.py _found",
    },
    "writer": {"course/gradebook.py penalty"},
    "disk": {"course/gradebook.py write"},
    "database": {"course/gradebook.py write", "course/database.py _out_of_reach"},
    "one notebook": {"single.py _graded"},
    "nbgrader's exchange": {"course/exchange.py collect", "course/exchange.py _run"},
    "nbgrader": {"course/preprocessors.py graded"},
    "a new student": {"course/gradebook.py add_student"},
}
"""Where something of ours can fail around a submission, and the functions that say so."""

ELSEWHERE = {
    "the way to a worker": "workers/test_pool.py",
    "cluster": "workers/test_cluster.py",
    "one notebook": "test_single.py",
    "nbgrader's exchange": "course/test_exchange.py",
    "nbgrader": "course/test_preprocessors.py",
    "a new student": "serve/test_lti.py",
}
"""Seams of which `panal grade` on one machine has none, and the tests with their faults."""


def work(connection: Connection) -> None:
    """A worker: whoever hands in a notebook with a mark in it has half of the points."""
    connection.send(Ready(os.getpid()))
    assignment = None
    while True:
        request = connection.recv()
        assignment = request.assignment or assignment
        assert assignment is not None and isinstance(request.what, Grade)
        submission = request.what.submission
        data = submission.notebooks[0].data or b""
        fault = next((each for each in WORKERS if each.encode() in data), None)
        if fault is not None:
            WORKERS[fault](connection)
            continue
        half = Ending.WRONG if b"half" in data else Ending.RIGHT
        checks = (Check("a", "Una", 1.0, Ending.RIGHT), Check("b", "Otra", 1.0, half))
        verdict = Verdict(GradeId("test_one"), 10.0, checks)
        result = Result(A, (verdict,), notebook=notebook_digest(data), file=submission.file)
        nb = nbformat.from_dict(assignment.notebooks[0].record)
        outputs.write_verdicts(nb, result)
        made = Graded(result, (graded_notebook(A, nb, there=True),))
        connection.send(Done(Outcome(submission.student, made)))


WORKERS: dict[str, Callable[[Connection], None]] = {
    "worker-ends": lambda connection: os._exit(0),
    "worker-fails": lambda connection: connection.send(Failed(EngineFailure("No room."))),
    "worker-says-garbage": lambda connection: connection.send_bytes(b"garbage"),
}
"""What a word in a notebook makes of its worker."""


@pytest.fixture
def course(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Course]:
    """All were graded once; then each handed in something better."""
    shutil.copytree(template, tmp_path / "course")
    made = open_course(tmp_path / "course")
    monkeypatch.chdir(made.root)
    (made.graders / A / "test_one.py").write_text("")
    server = FakeServer(work)

    @contextmanager
    def local_pool(*_: object) -> Iterator[Pool]:
        with Pool(server, 1) as pool:
            yield pool

    monkeypatch.setattr(classroom, "local_pool", local_pool)
    monkeypatch.setattr(database, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(database, "PATIENCE_SECONDS", 0.1)
    for student in STUDENTS:
        hand_in(made, student, "half")
    assert grade(monkeypatch) == 0
    for student in STUDENTS:
        hand_in(made, student, "")
    yield made
    server.close()


def hand_in(course: Course, student: str, word: str) -> None:
    folder = course.path("submitted", student, A)
    folder.mkdir(parents=True, exist_ok=True)
    nb = nbformat.read(course.path("release", ".", A) / f"{A}.ipynb", as_version=4)
    nb.metadata["word"] = word
    nbformat.write(nb, folder / f"{A}.ipynb")


def grade(patch: pytest.MonkeyPatch) -> object:
    """The exit code of `panal grade`."""
    patch.setattr(sys, "argv", ["panal", "grade", A, "--workers", "1"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return ended.value.code or 0


def scores(course: Course) -> dict[str, float]:
    with Gradebook(course.directory.db_url, "c") as found:
        return {each.student.id: each.score for each in found.assignment_submissions(A)}


# The faults. Each is given the course, and what puts everything back.

Fault = Callable[[Course, pytest.MonkeyPatch], None]
FAULTS: list[tuple[str, str, Fault]] = []


def fault(seam: str, name: str) -> Callable[[Fault], Fault]:
    def add(found: Fault) -> Fault:
        FAULTS.append((seam, name, found))
        return found

    return add


def failing(
    patch: pytest.MonkeyPatch, owner: Any, name: str, error: Exception, when: str = WHO
) -> None:
    """Let a function fail where one of its arguments names the student."""
    real = getattr(owner, name)

    def call(*args: Any, **kwargs: Any) -> Any:
        if any(when in str(arg) for arg in args):
            raise error
        return real(*args, **kwargs)

    patch.setattr(owner, name, call)


for _word in WORKERS:

    @fault("worker", _word)
    def worker(course: Course, patch: pytest.MonkeyPatch, word: str = _word) -> None:
        hand_in(course, WHO, word)


@fault("worker", "there is none")
def no_worker(course: Course, patch: pytest.MonkeyPatch) -> None:
    real = Worker.ask

    def ask(self: Worker, assignment: Any, what: Any) -> None:
        if what.submission.student == WHO:
            raise EngineFailure("There is no new worker.")
        real(self, assignment, what)

    patch.setattr(Worker, "ask", ask)


@fault("writer", "an error of our own code")
def own_error(course: Course, patch: pytest.MonkeyPatch) -> None:
    failing(patch, gradebook.Book, "_write_rows", RuntimeError("a mistake of ours"))


@fault("writer", "the late penalty fails")
def no_penalty(course: Course, patch: pytest.MonkeyPatch) -> None:
    failing(patch, gradebook.Book, "_late_penalty", EngineFailure("The plugin fails."))


for _step, _number in (
    ("replace", errno.ENOSPC),
    ("sync", errno.EIO),
    ("make_folder", errno.EROFS),
):

    @fault("disk", f"{_step}: {errno.errorcode[_number]}")
    def disk(
        course: Course, patch: pytest.MonkeyPatch, step: str = _step, number: int = _number
    ) -> None:
        failing(patch, files, step, OSError(number, os.strerror(number)), f"/{WHO}/")


for _said in ("database is locked", "disk I/O error", "database or disk is full"):

    @fault("database", _said)
    def no_database(course: Course, patch: pytest.MonkeyPatch, said: str = _said) -> None:
        error = OperationalError("INSERT", {}, sqlite3.OperationalError(said))
        failing(patch, gradebook.Book, "_write_rows", error)


AFTER_THE_ROWS = [found for seam, _, found in FAULTS if seam == "disk"]


@pytest.mark.parametrize(
    "inject", [found for *_, found in FAULTS], ids=[f"{seam}: {name}" for seam, name, _ in FAULTS]
)
def test_a_fault_costs_nobody_anything(
    course: Course,
    inject: Fault,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The others are graded; who was not is named, has the old score, and is graded by the next
    run, which grades nobody else.
    """
    assert scores(course) == dict.fromkeys(STUDENTS, 5)
    capsys.readouterr()
    with monkeypatch.context() as patch:
        inject(course, patch)
        assert grade(patch) == 1
    said = capsys.readouterr()
    assert WHO in said.out + said.err
    found = scores(course)
    # Rows come before files: the score may be that of what was handed in now, and no other one.
    assert found.pop(WHO) in ((5, 10) if inject in AFTER_THE_ROWS else (5,))
    assert set(found.values()) == {10}
    hand_in(course, WHO, "")
    asked: list[str] = []
    real = Worker.ask

    def ask(self: Worker, assignment: Any, what: Any) -> None:
        asked.append(what.submission.student)
        real(self, assignment, what)

    with monkeypatch.context() as patch:
        patch.setattr(Worker, "ask", ask)
        assert grade(patch) == 0
    assert asked == [WHO]
    assert scores(course) == dict.fromkeys(STUDENTS, 10)


def test_each_seam_has_a_fault() -> None:
    """A new seam without one fails here."""
    assert {seam for seam, *_ in FAULTS} | set(ELSEWHERE) == set(SEAMS)
    assert all((Path(__file__).parent / test).is_file() for test in ELSEWHERE.values())


FAILURES = ("Away", "CannotWrite", "EngineFailure", "WorkerFailed")


def test_each_failure_is_of_a_seam() -> None:
    """Wherever our code says that it failed; a new place has to be put to a seam, with a fault.
    What is within a submission is in test_faults.py.
    """
    found = set()
    for pattern in ("workers/*.py", "course/*.py", "*.py"):
        for path in PANAL.glob(pattern):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for function in ast.walk(tree):
                if isinstance(function, ast.FunctionDef) and any(map(_fails, ast.walk(function))):
                    found.add(f"{path.relative_to(PANAL)} {function.name}")
    assert found == set().union(*SEAMS.values())


def _fails(node: ast.AST) -> bool:
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(called, ast.Name) and called.id in FAILURES
