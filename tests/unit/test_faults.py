"""A fault at each seam: it is an `EngineFailure`, and nothing is said of a student for it.

Everything of ours is real here but the kernel, which is a few lines behind real sockets with a real
process, and the warm process.
"""

from __future__ import annotations

import ast
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import zmq

from panal.assignment import Assignment, HandedIn, Released, Submission
from panal.config import Limits, Sealing
from panal.errors import EngineFailure, EnvironmentProblem
from panal.grading import Grader, open_grader
from panal.kernel import kernel, watch
from panal.kernel.fork import Fork
from panal.kernel.kernel import Kernel
from panal.kernel.warm import WarmProcess
from panal.results import Ending, StudentId
from panal.sealed.encode import encode
from tests.unit.fakes import make_record, with_sources
from tests.unit.kernel.fakes import FakeFork, FakeKernel

PANAL = Path(kernel.__file__).parents[1]

SEAMS = {
    "kernel start": {
        "kernel/fork.py wait_until_ready",
        "kernel/uids.py take",
        "kernel/warm.py _ask",
        "kernel/kernel.py open_kernel",
        "kernel/kernel.py _await_welcome",
        "kernel/warm.py fork",
    },
    "kernel end": {"kernel/fork.py kill", "kernel/users.py sweep"},
    "cell": {"kernel/kernel.py _budget"},
    "call": {"kernel/kernel.py _budget", "judge/caller.py ask"},
    "watch": {"kernel/watch.py __enter__", "kernel/watch.py require"},
    "warm process": {"kernel/kernel.py _gone"},
    "judge": {"judge/session.py _outcome"},
}
"""Where something of ours can fail while a submission is graded, and the functions that say so.
The seams around it, from the pool to the gradebook, are in test_faults_of_a_class.py.
"""

WATCHED = ("kernel/*.py", "judge/*.py", "sealed/*.py", "grading.py", "run.py", "asking.py")

GRADER = """
import pytest

@pytest.mark.check(title="Con 3")
def test_three(submission):
    assert submission.{0}(3).whole_number() == 12

@pytest.mark.check(title="Lo atrapa todo")
def test_catches(submission):
    try:
        submission.{0}(4)
    except Exception:
        pass

@pytest.mark.visible
def test_example(submission, example):
    example.expected(12)
    assert submission.{0}(5).whole_number() == 12
"""


class Bench:
    """A grader and its kernels.

    Args:
        folder: where they lie.
    """

    isolation = "namespaces"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kernels: list[FakeKernel] = []
        self.lives = True
        self.forks: list[Callable[[], None]] = []  # what happens before each next kernel
        self.requests: list[Callable[[FakeKernel], bool]] = []  # and at each next request
        self.sealing = Sealing(Limits(), preload=())
        self.judge: Any = None

    def fork(self, files: Mapping[str, bytes], *, shown: bool) -> Fork:
        if self.forks:
            self.forks.pop(0)()
        fake = FakeKernel(self.folder, shown)
        fake.answers = self.answer
        self.kernels.append(fake)
        return fake.fork

    def alive(self) -> bool:
        return self.lives

    def answer(self, fake: FakeKernel) -> None:
        """An honest kernel, of a student who has one exercise right and one wrong."""
        if self.requests and self.requests.pop(0)(fake):
            return
        kind, content = fake.requests[-1]
        if kind == "execute_request":
            fake.show("stream", name="stdout", text=content["code"])
            fake.well()
        else:
            fake.reply(status="ok", answer=encode(12 if content["name"] == "area" else 13))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    for fake in bench.kernels:
        fake.close()


@pytest.fixture
def grader(bench: Bench, tmp_path: Path) -> Iterator[Grader]:
    folder = tmp_path / "graders"
    folder.mkdir()
    for name in ("area", "side"):
        (folder / f"test_{name}.py").write_text(GRADER.format(name))
    assignment = Assignment(
        "tarea", (Released("redes", make_record()),), {}, folder, bench.sealing, "es"
    )
    with open_grader(assignment, cast(WarmProcess, bench)) as grader:
        bench.judge = grader.judge
        yield grader


def graded(grader: Grader) -> dict[str, Any]:
    """All that is said of the student."""
    data = with_sources(make_record(), "one", "test(area)", "two", "test(side)")
    [nb], result = grader.grade(Submission(StudentId("ana"), (HandedIn(data),)))
    said = result.to_json()
    del said["execution_time"], said["used"]
    return {**said, "outputs": [cell.outputs for cell in nb.cells]}


def raises(error: Exception) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> Any:
        raise error

    return fail


def nothing() -> None:
    """Here all goes well."""


def well(fake: FakeKernel) -> bool:
    return False


# The faults. Each is given the bench, and what puts everything back.

Fault = Callable[[Bench, pytest.MonkeyPatch], None]
FAULTS: list[tuple[str, str, Fault]] = []

SHOW, ASK = 2, 2  # requests: the cells that are shown; a cell and a call before the second call
TOO_MANY = OSError(24, "Too many open files")


def fault(seam: str, name: str) -> Callable[[Fault], Fault]:
    def add(found: Fault) -> Fault:
        FAULTS.append((seam, name, found))
        return found

    return add


for _error in (TOO_MANY, EngineFailure("no room"), EnvironmentProblem("no room", "Make some.")):
    for _before, _when in ((0, "to show"), (1, "to ask")):

        @fault("kernel start", f"{type(_error).__name__} {_when}")
        def no_kernel(
            bench: Bench,
            patch: pytest.MonkeyPatch,
            error: Exception = _error,
            before: int = _before,
        ) -> None:
            bench.forks = [nothing] * before + [raises(error)]

    @fault("kernel start", f"{type(_error).__name__} while a grader asks")
    def no_other_kernel(bench: Bench, patch: pytest.MonkeyPatch, error: Exception = _error) -> None:
        bench.forks = [nothing] * 2 + [raises(error)]
        bench.requests = [well] * (SHOW + 1) + [lambda fake: fake.end() or True]


@fault("kernel start", "no socket")
def no_socket(bench: Bench, patch: pytest.MonkeyPatch) -> None:
    broken = SimpleNamespace(**{**vars(zmq), "Context": raises(zmq.ZMQError(24))})
    patch.setattr(kernel, "zmq", broken)  # the fake's own is left alone


@fault("kernel start", "no welcome")
def no_welcome(bench: Bench, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(kernel, "READY_SECONDS", 0.01)
    patch.setattr(bench, "fork", lambda files, shown: Bench.fork(bench, files, shown=False))


for _before, _what in ((0, "shown"), (1, "asked")):

    @fault("kernel end", f"what was {_what} stays")
    def cannot_be_ended(bench: Bench, patch: pytest.MonkeyPatch, before: int = _before) -> None:
        stubborn = lambda: patch.setattr(FakeFork, "stubborn", True)  # noqa: E731
        bench.forks = [nothing] * before + [stubborn]

    @fault("kernel end", f"some of what was {_what} stays")
    def cannot_be_swept(bench: Bench, patch: pytest.MonkeyPatch, before: int = _before) -> None:
        survivors = raises(EngineFailure("processes of its user are left"))
        bench.requests = [well] * before + [
            lambda fake: setattr(fake.fork, "sweep", survivors) or False
        ]


for _kind, _seam in (("execute_reply", "cell"), ("panal_call_reply", "call")):
    for _error in (TOO_MANY, zmq.ZMQError(24)):
        for _before in (0, 2):

            @fault(_seam, f"{type(_error).__name__} at {_before}")
            def no_reply(
                bench: Bench,
                patch: pytest.MonkeyPatch,
                kind: str = _kind,
                error: Exception = _error,
                before: int = _before,
            ) -> None:
                left = [False] * before + [True]
                real = Kernel._reply

                def reply(self: Kernel, which: str, *more: Any) -> Any:
                    if which == kind and left and left.pop(0):
                        raise error
                    return real(self, which, *more)

                patch.setattr(Kernel, "_reply", reply)


@fault("call", "an error of our own code")
def our_own_error(bench: Bench, patch: pytest.MonkeyPatch) -> None:
    patch.setattr("panal.judge.caller.decode", raises(RuntimeError("a mistake of ours")))


for _number, _when in ((0, "to show"), (SHOW, "to ask"), (SHOW + 1, "while a grader asks")):

    @fault("watch", f"fails {_when}")
    def watch_fails(bench: Bench, patch: pytest.MonkeyPatch, number: int = _number) -> None:
        def at(fake: FakeKernel) -> bool:
            patch.setattr(watch, "usage", raises(TOO_MANY))
            return True  # and nothing is answered any more

        bench.requests = [well] * number + [at]

    @fault("warm process", f"ends {_when}")
    def warm_ends(bench: Bench, patch: pytest.MonkeyPatch, number: int = _number) -> None:
        def at(fake: FakeKernel) -> bool:
            bench.lives = False
            fake.end()
            return True

        bench.requests = [well] * number + [at]


@fault("watch", "has no thread")
def no_thread(bench: Bench, patch: pytest.MonkeyPatch) -> None:
    thread = SimpleNamespace(start=raises(RuntimeError("can't start new thread")))
    threads = SimpleNamespace(Lock=threading.Lock, Event=threading.Event, Thread=lambda **_: thread)
    patch.setattr(watch, "threading", threads)


@fault("watch", "can't begin")
def no_statm(bench: Bench, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(watch, "open_sockets", raises(TOO_MANY))


@fault("watch", "can't begin a budget")
def no_budget(bench: Bench, patch: pytest.MonkeyPatch) -> None:
    def at(fake: FakeKernel) -> bool:
        patch.setattr(watch.Watch, "budget", raises(TOO_MANY))
        return False

    bench.requests = [well] * (SHOW + ASK) + [at]


@fault("warm process", "ends between two cells")
def warm_ends_between(bench: Bench, patch: pytest.MonkeyPatch) -> None:
    def at(fake: FakeKernel) -> bool:
        fake.well()
        bench.lives = False
        fake.end()
        return True

    bench.requests = [at]


@fault("judge", "two at a time")
def two_at_a_time(bench: Bench, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(bench.judge, "_asks", SimpleNamespace(acquire=lambda blocking: False))


@pytest.mark.parametrize(
    "inject", [found for *_, found in FAULTS], ids=[f"{seam}: {name}" for seam, name, _ in FAULTS]
)
def test_a_fault_is_no_ending(bench: Bench, grader: Grader, inject: Fault) -> None:
    """It comes out as a failure of ours, never as a result, whatever a grader catches; and whoever
    is graded before or after, by the same grader, has all points, endings and sentences as ever.
    """
    before = graded(grader)
    assert before["score"] == 12.5
    with pytest.MonkeyPatch.context() as patch:
        inject(bench, patch)
        with pytest.raises(EngineFailure) as failure:
            graded(grader)
        assert str(failure.value)
    bench.forks, bench.requests, bench.lives = [], [], True
    assert graded(grader) == before


def test_each_seam_has_a_fault() -> None:
    """A new seam without one fails here."""
    assert {seam for seam, *_ in FAULTS} == set(SEAMS)


def test_each_failure_is_of_a_seam() -> None:
    """Wherever our code says that it failed; a new place has to be put to a seam, with a fault."""
    found = set()
    for pattern in WATCHED:
        for path in PANAL.glob(pattern):
            for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(function, ast.FunctionDef) and any(map(_fails, ast.walk(function))):
                    found.add(f"{path.relative_to(PANAL)} {function.name}")
    assert found == set().union(*SEAMS.values())


def _fails(node: ast.AST) -> bool:
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(called, ast.Name) and called.id in ("EngineFailure", "WorkerFailed")


def test_the_student_of_these_tests_has_something_to_lose(grader: Grader) -> None:
    """Endings of several kinds, and outputs."""
    said = graded(grader)
    endings = [check["ending"] for test in said["tests"] for check in test["extra_data"]["checks"]]
    assert endings == [Ending.RIGHT, Ending.RIGHT, Ending.WRONG, Ending.RIGHT]
    assert any(said["outputs"])
