"""A sealed kernel of a few lines, in place of the real one: what a `panal.run.Run` asks of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, cast

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

from panal import run
from panal.config import Limits, Sealing
from panal.judge.caller import Kind, Question
from panal.kernel.kernel import KernelGone, Ran
from panal.kernel.warm import WarmProcess
from panal.kernel.watch import Stop
from panal.results import Ending
from panal.run import Run
from panal.sealed.encode import encode

DIED = Stop(Ending.KERNEL_DIED, "El programa terminó.")
SLOW = Stop(Ending.OUT_OF_TIME, "Muy lento.")

Reply = dict[str, Any] | Stop


class World:
    """What the fake kernels of one test share: how they behave, and what happened to them.

    The first word of a cell's source says what it does:

    - `die` ends the kernel, `die-later` does so from the second time on, `die-once` the first time
      only;
    - `stop` is stopped at a limit, `stop-on` too, but a thread of it goes on;
    - `leave` leaves something behind that ends the kernel when the cell is over, `leave-once` does
      so the first time only;
    - `shout` shows too much;
    - `time N` lets the clock go on by N seconds.

    A function answers as `replies` says.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.log: list[str] = []
        self.replies: dict[str, Callable[[], Reply]] = {}
        self.ran_once: set[str] = set()
        self.now = 0.0
        self.kernels = self.living = 0
        self.shown: list[bool] = []
        self.files: list[Mapping[str, bytes]] = []
        self.allowed: list[float] = []
        self.requests: list[dict[str, Any]] = []
        self.cpu_per_call = 0.25
        self.memory = 5000
        self.calls_go_on = False  # in a thread, after they were stopped
        monkeypatch.setattr(run, "open_kernel", self.open_kernel)
        monkeypatch.setattr(run, "time", SimpleNamespace(monotonic=lambda: self.now))

    @contextmanager
    def open_kernel(
        self, warm: object, files: Mapping[str, bytes], *, shown: bool
    ) -> Iterator[FakeKernel]:
        self.kernels += 1
        self.living += 1
        assert self.living == 1, "one submission, one kernel at a time"
        self.files.append(files)
        self.shown.append(shown)
        self.log.append("start")
        try:
            yield FakeKernel(self, shown)
        finally:
            self.living -= 1

    def run(self, *sources: str, shown: bool = False, **limits: float) -> Run:
        """A run of cells with these sources. Its kernel has to be ended."""
        nb = new_notebook(cells=[new_code_cell(source) for source in sources])
        return Run(fake_warm(**limits), nb, {"bee.png": b"png"}, shown=shown)


class FakeKernel:
    """A kernel as `Run` and `KernelCaller` see one."""

    def __init__(self, world: World, shown: bool) -> None:
        self.world = world
        self.shown = shown
        self.cpu_seconds = 100.0
        self.is_alive = True
        self.busy = False

    def run_cell(self, source: str) -> Ran:
        world = self.world
        world.log.append(source)
        again = source in world.ran_once
        world.ran_once.add(source)
        kind, _, rest = source.partition(" ")
        if kind == "time":
            world.now += float(rest)
        if kind == "die" or (kind == ("die-later" if again else "die-once")):
            self.is_alive = False
            raise KernelGone(DIED)
        if not self.is_alive:
            raise KernelGone(DIED, unexplained=True)
        self.is_alive = kind != "leave" and (kind != "leave-once" or again)
        self.busy = kind == "stop-on"
        text = f"{source}, again: {again}"
        outputs = [new_output("stream", name="stdout", text=text)] if self.shown else []
        return Ran(outputs, SLOW if kind in ("stop", "stop-on") else None, kind == "shout")

    def call(self, request: dict[str, Any], limits: Limits) -> Reply:
        self.world.log.append(f"call {request['name']}")
        self.world.allowed.append(limits.call_cpu_seconds)
        self.world.requests.append(request)
        self.cpu_seconds += self.world.cpu_per_call
        json.dumps(request)
        self.busy = self.world.calls_go_on
        return self.world.replies[request["name"]]()

    def alive(self) -> bool:
        return self.is_alive

    def goes_on(self) -> bool:
        return self.busy

    def used(self) -> tuple[float, int]:
        return self.cpu_seconds, self.world.memory


def fake_warm(**limits: float) -> WarmProcess:
    sealing = Sealing(Limits(**limits), preload=())  # type: ignore[arg-type]  # counts among them
    return cast(WarmProcess, SimpleNamespace(sealing=sealing, isolation="namespaces"))


def gone(stop: Stop = DIED, *, unexplained: bool = False) -> Callable[[], Reply]:
    """A call that ends the kernel."""

    def reply() -> Reply:
        raise KernelGone(stop, unexplained)

    return reply


def question(name: str, *args: object, **kwargs: object) -> Question:
    """A call of a function."""
    return Question(Kind.CALL, name, args, kwargs)


def ok(value: object) -> Callable[[], Reply]:
    """A call that is answered."""
    return lambda: {"status": "ok", "answer": encode(value)}


def in_turn(*replies: Callable[[], Reply]) -> Callable[[], Reply]:
    """One after the other."""
    left = list(replies)
    return lambda: left.pop(0)()


def recorded(source: str, grade_id: str, **more: Any) -> NotebookNode:
    """A cell of a released notebook."""
    cell = new_code_cell(source, id=grade_id)
    meta = {
        "grade_id": grade_id,
        "grade": False,
        "solution": False,
        "locked": True,
        "task": False,
        "schema_version": 3,
    }
    cell.metadata["nbgrader"] = {**meta, **more}
    return cell


def make_record() -> NotebookNode:
    """A released notebook: two exercises, of 10 and of 5 points."""
    return new_notebook(
        cells=[
            recorded("stub area", "area", solution=True, locked=False),
            recorded("test(area)", "test_area", grade=True, points=10),
            recorded("stub side", "side", solution=True, locked=False),
            recorded("test(side)", "test_side", grade=True, points=5),
        ]
    )


def with_sources(record: NotebookNode, *sources: str) -> bytes:
    """A submission of it, as a file, with these sources of its cells."""
    nb: NotebookNode = nbformat.from_dict(json.loads(json.dumps(record)))
    for cell, source in zip(nb.cells, sources, strict=True):
        cell.source = source
    return nbformat.writes(nb).encode()
