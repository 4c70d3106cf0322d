"""panal.grading: the path of one submission, with a kernel of a few lines in place of the sealed
one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import nbformat
import numpy as np
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

from panal import grading, messages
from panal.config import Limits, Sealing
from panal.errors import EngineFailure, UsageError
from panal.grading import Grader, KernelCaller, Runner, Submission
from panal.judge.caller import Caller
from panal.judge.endings import CheckEnded
from panal.judge.session import JudgeSession
from panal.kernel.kernel import KernelGone
from panal.kernel.warm import WarmProcess
from panal.kernel.watch import Stop
from panal.results import Check, Ending, Example, GradeId, Verdict
from panal.sealed.encode import encode

DIED = Stop(Ending.KERNEL_DIED, "El programa terminó.")
SLOW = Stop(Ending.OUT_OF_TIME, "Muy lento.")


class World:
    """What the fake kernels of one test share: how they behave, and what happened to them.

    A cell's source says what it does: `end` and `end once` end the kernel without a reason that is
    known, `die` with one, `die later` does so from the second time on, `needs N` takes N processor
    seconds, `time N` lets the clock go on by N seconds. A function answers as `replies` says.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.log: list[str] = []
        self.replies: dict[str, Callable[[], dict[str, Any]]] = {}
        self.ran_once: set[str] = set()
        self.now = 0.0
        self.kernels = self.living = 0
        self.files: list[dict[str, bytes]] = []
        self.allowed: list[float] = []
        self.cpu_per_call = 0.25
        self.memory = 5000
        self.drawing: list[bool] = []
        monkeypatch.setattr(grading, "open_kernel", self.open_kernel)
        monkeypatch.setattr(grading, "time", SimpleNamespace(monotonic=lambda: self.now))

    @contextmanager
    def open_kernel(
        self, warm: object, files: dict[str, bytes], context: object
    ) -> Iterator[FakeKernel]:
        self.kernels += 1
        self.living += 1
        assert self.living == 1, "one submission, one kernel at a time"
        self.files.append(files)
        self.log.append("start")
        try:
            yield FakeKernel(self)
        finally:
            self.living -= 1

    def runner(self, *sources: str, **limits: float) -> Runner:
        nb = new_notebook(cells=[new_code_cell(source) for source in sources])
        return Runner(fake_warm(**limits), nb, {"bee.png": b"png"}, cast(Any, None))


class FakeKernel:
    """A kernel as `Runner` and `KernelCaller` see one."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cpu_seconds = 100.0

    def run_cell(self, nb: NotebookNode, index: int, cpu_seconds: float | None = None) -> None:
        cell = nb.cells[index]
        self.world.log.append(cell.source)
        again = cell.source in self.world.ran_once
        self.world.ran_once.add(cell.source)
        if cell.source.startswith("time "):
            self.world.now += float(cell.source.split()[1])
        if cell.source.startswith("needs ") and (cpu_seconds or Limits().cell_cpu_seconds) < float(
            cell.source.split()[1]
        ):
            raise KernelGone(SLOW)
        if cell.source == "end" or (cell.source == "end once" and not again):
            raise KernelGone(DIED, unexplained=True)
        if cell.source == "die" or (cell.source.startswith("die later") and again):
            raise KernelGone(DIED)
        cell.outputs.append(
            new_output("stream", name="stdout", text=f"{cell.source}, again: {again}")
        )

    def draw(self, wanted: bool) -> None:
        self.world.drawing.append(wanted)

    def call(self, request: dict[str, Any], cpu_seconds: float) -> dict[str, Any]:
        self.world.log.append(f"call {request['name']}")
        self.world.allowed.append(cpu_seconds)
        self.cpu_seconds += self.world.cpu_per_call
        json.dumps(request)
        return self.world.replies[request["name"]]()

    def used(self) -> tuple[float, int]:
        return self.cpu_seconds, self.world.memory


def fake_warm(**limits: float) -> WarmProcess:
    return cast(WarmProcess, SimpleNamespace(sealing=Sealing(Limits(**limits), preload=())))  # type: ignore[arg-type]


def gone(stop: Stop = DIED) -> Callable[[], dict[str, Any]]:
    """A call that ends the kernel."""

    def reply() -> dict[str, Any]:
        raise KernelGone(stop)

    return reply


def ok(value: object) -> Callable[[], dict[str, Any]]:
    return lambda: {"status": "ok", "answer": encode(value)}


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return World(monkeypatch)


def run_all(runner: Runner, count: int) -> list[Stop | None]:
    return [runner.run_cell(index) for index in range(count)]


# Runner


def test_cells_run_once_in_one_kernel(world: World) -> None:
    """An ordinary notebook: one kernel, one pass, the instructor's files beside it, and the kernel
    is ended at last.
    """
    with world.runner("a", "b", "c") as runner:
        assert run_all(runner, 3) == [None, None, None]
        assert world.living == 1
    assert world.log == ["start", "a", "b", "c"]
    assert world.files == [{"bee.png": b"png"}]
    assert world.living == 0


def test_no_kernel_is_started_before_it_is_needed(world: World) -> None:
    """A notebook without code needs none."""
    with world.runner():
        pass
    assert world.log == []


def test_a_guilty_cell_is_left_out(world: World) -> None:
    """A new kernel runs the cells before it, and the notebook goes on after it."""
    with world.runner("a", "die", "b", "c") as runner:
        assert run_all(runner, 4) == [None, DIED, None, None]
    assert world.log == ["start", "a", "die", "start", "a", "b", "c"]


def test_a_kernel_that_was_ended_from_outside_costs_nothing(world: World) -> None:
    """Who ended it is not known, so it is tried once more; what ends it again is guilty."""
    with world.runner("a", "end once", "end") as runner:
        assert [runner.run_cell(index) for index in range(3)] == [None, None, DIED]
    assert world.log == [
        "start",
        "a",
        "end once",
        "start",
        "a",
        "end once",
        "end",
        "start",
        "a",
        "end once",
        "end",
    ]


def test_a_call_that_was_ended_from_outside_costs_nothing(world: World) -> None:
    """Neither does a call, but a function that ends its kernel each time is tried again once
    only.
    """
    dying = [KernelGone(DIED, unexplained=True), None]

    def once() -> dict[str, Any]:
        error = dying.pop(0)
        if error is not None:
            raise error
        return {"status": "ok", "answer": "7"}

    def always() -> dict[str, Any]:
        raise KernelGone(DIED, unexplained=True)

    world.replies = {"f": once, "g": always}
    with world.runner() as runner:
        assert KernelCaller(runner, Limits()).call("f", (), {}) == 7
        caller = KernelCaller(runner, Limits())
        for _ in range(2 * grading.LOSSES_OF_AN_EXERCISE):
            with pytest.raises(CheckEnded):
                caller.call("g", (), {})
    # f was there before g, so g's first death may have been f's doing, or anybody's.
    assert world.log.count("call g") == grading.LOSSES_OF_AN_EXERCISE + 1


def test_replay_changes_no_output(world: World) -> None:
    """What stands in the notebook is what the first run showed."""
    with world.runner("a", "die", "b") as runner:
        run_all(runner, 3)
        outputs = [[output.text for output in cell.outputs] for cell in runner._nb.cells]
    assert world.drawing == []
    assert outputs == [["a, again: False"], [], ["b, again: False"]]


def test_replay_draws_no_picture_of_a_check(world: World) -> None:
    """Nobody will see it, and nothing depends on it; what a student draws may be what a function
    works with.
    """
    with world.runner("a", "check", "check too", "b", "die", "c") as runner:
        for cell in runner._nb.cells[1:3]:
            cell.metadata.nbgrader = {
                "grade_id": cell.source,
                "grade": True,
                "solution": False,
                "locked": True,
            }
        run_all(runner, 6)
    assert world.log[-5:] == ["a", "check", "check too", "b", "c"]
    assert world.drawing == [False, True]


def test_a_cell_that_kills_the_second_time_is_left_out_too(world: World) -> None:
    """It went well once; when it doesn't again, the rest goes on without it, and nobody loops."""
    with world.runner("a", "die later", "die", "b") as runner:
        assert run_all(runner, 4) == [None, None, DIED, None]
    assert world.log == [
        "start",
        "a",
        "die later",
        "die",
        "start",
        "a",
        "die later",
        "start",
        "a",
        "b",
    ]


def test_restarts_are_bounded(world: World) -> None:
    """A notebook that kills kernel after kernel comes to its end, with a reason for each cell that
    was not run.
    """
    with world.runner(*["die"] * 10, restarts=3) as runner:
        stops = run_all(runner, 10)
    assert world.kernels == 4
    assert stops[:4] == [DIED] * 4
    assert {stop.sentence for stop in stops[4:] if stop} == {messages.too_many_restarts()}


def test_replays_are_bounded_too(world: World) -> None:
    """A cell that kills each new kernel while it is brought up to date counts like one that kills
    it at once.
    """
    sources = [f"die later {i}" for i in range(8)]
    with world.runner(*sources, "die", "b", restarts=3) as runner:
        stops = run_all(runner, 10)
    assert world.kernels == 4
    assert stops[-1] is not None and stops[-1].sentence == messages.too_many_restarts()


def test_the_submission_has_a_deadline(world: World) -> None:
    """What is not run by then is not run any more; the kernel is ended at once, not at the end of
    the notebook.
    """
    with world.runner("a", "time 11", "b", submission_wall_seconds=10) as runner:
        stops = run_all(runner, 3)
        assert world.living == 0
    assert stops == [None, None, Stop(Ending.OUT_OF_TIME, messages.submission_out_of_time())]
    assert "b" not in world.log


def test_processor_time_of_answered_calls_is_no_delay(world: World) -> None:
    """Calls that take long, but no longer than each may, can't bring a right answer to the end of
    the submission.
    """

    def compute() -> dict[str, Any]:
        world.now += 9
        return {"status": "ok", "answer": encode(1)}

    world.replies["f"] = compute
    world.cpu_per_call = 8.0
    with world.runner(submission_wall_seconds=20) as runner:
        caller = KernelCaller(runner, Limits())
        assert [caller.call("f", (), {}) for _ in range(20)] == [1] * 20
        world.cpu_per_call = 0.0  # from here on it sleeps
        caller.call("f", (), {})
        with pytest.raises(CheckEnded) as ended:
            caller.call("f", (), {})
    assert ended.value.ending is Ending.OUT_OF_TIME


def test_a_replay_ends_at_the_deadline(world: World) -> None:
    """Cells that are quick once and slow when they are run again can't stretch a submission by each
    of them.
    """
    with world.runner(
        "time 100", "time 101", "time 102", "die", "b", submission_wall_seconds=450
    ) as runner:
        stops = run_all(runner, 5)
    assert world.log == [
        "start",
        "time 100",
        "time 101",
        "time 102",
        "die",
        "start",
        "time 100",
        "time 101",
    ]
    assert stops[4] is not None and stops[4].ending is Ending.OUT_OF_TIME


def test_the_deadline_holds_for_calls(world: World) -> None:
    """A check that comes too late is out of time, and no kernel is started for it."""
    world.replies["f"] = ok(1)
    with world.runner("time 11", submission_wall_seconds=10) as runner:
        run_all(runner, 1)
        caller = KernelCaller(runner, Limits())
        for _ in range(2):
            with pytest.raises(CheckEnded) as ended:
                caller.call("f", (), {})
            assert ended.value.ending is Ending.OUT_OF_TIME
    assert world.kernels == 1


def test_a_lost_call_costs_one_kernel(world: World) -> None:
    """The next call finds a new one, in which all cells have run again."""
    world.replies = {"f": gone(SLOW), "g": ok(7)}
    with world.runner("a", "b") as runner:
        run_all(runner, 2)
        caller = KernelCaller(runner, Limits())
        with pytest.raises(CheckEnded) as ended:
            caller.call("f", (), {})
        assert (ended.value.ending, ended.value.sentence) == (SLOW.ending, SLOW.sentence)
        assert caller.call("g", (), {}) == 7
    assert world.log == ["start", "a", "b", "call f", "start", "a", "b", "call g"]


def test_our_own_failure_is_no_ending(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """When no kernel can be started the submission is not graded, rather than wrong."""

    def refuse(*_: object) -> Any:
        raise EngineFailure("no kernel")

    monkeypatch.setattr(grading, "open_kernel", refuse)
    with world.runner("a") as runner, pytest.raises(EngineFailure):
        runner.run_cell(0)


def test_what_all_kernels_used_is_added_up(world: World) -> None:
    """Processor time of each, and the most memory of one."""
    with world.runner("a", "die", "b") as runner:
        run_all(runner, 3)
    assert runner.cpu_seconds == 200.0
    assert runner.memory_bytes == 5000


def test_outputs_are_bounded_together(world: World) -> None:
    """Each cell keeps within its own limit, but there may be many; a small one after a large one is
    still shown.
    """
    with world.runner("a" * 6000, "b" * 6000, "c", submission_output_bytes=10_000) as runner:
        run_all(runner, 3)
        shown = [cell.outputs[0].text for cell in runner._nb.cells]
    assert (
        shown[0].startswith("a")
        and shown[1] == messages.outputs_left_out()
        and shown[2].startswith("c")
    )


# KernelCaller


@contextmanager
def caller_of(world: World, **limits: float) -> Iterator[KernelCaller]:
    with world.runner(**limits) as runner:
        yield KernelCaller(runner, Limits(**limits))  # type: ignore[arg-type]  # counts among them


def test_a_call_has_its_own_budget(world: World) -> None:
    """Who answers keeps it for each call, however slowly: only calls that are lost count."""
    world.replies["f"] = ok(1)
    world.cpu_per_call = 3.0
    with caller_of(world, call_cpu_seconds=5, exercise_cpu_seconds=10) as caller:
        for _ in range(6):
            caller.call("f", (), {})
    assert world.allowed == [5] * 6


def test_a_lost_call_counts_as_all_that_it_was_allowed(world: World) -> None:
    """Its processes are gone, and with them what they used."""
    world.replies = {"f": gone(), "g": ok(1)}
    with caller_of(world, call_cpu_seconds=5, exercise_cpu_seconds=8) as caller:
        for _ in range(3):
            with pytest.raises(CheckEnded):
                caller.call("f", (), {})
    assert world.allowed == [5, 3, 1]


def test_a_call_that_could_be_stopped_keeps_its_kernel(world: World) -> None:
    """Its time counts as lost all the same, but those after it are tried, however many were lost:
    they may be right.
    """
    lost = 0

    def seven_times() -> dict[str, Any]:
        nonlocal lost
        lost += 1
        return {"status": "out of time"} if lost <= 7 else {"status": "ok", "answer": "7"}

    world.replies = {"f": seven_times}
    with caller_of(world, call_cpu_seconds=5, exercise_cpu_seconds=8) as caller:
        for _ in range(7):
            with pytest.raises(CheckEnded) as ended:
                caller.call("f", (), {})
            assert ended.value.ending is Ending.OUT_OF_TIME
        assert caller.call("f", (), {}) == 7
    assert world.allowed == [5, 3, 1, 0.5, 0.25, 0.125, 0.1, 0.1]
    assert world.kernels == 1


def test_time_that_another_function_may_have_taken_is_given_again(world: World) -> None:
    """In a new kernel, where nothing of another exercise's is left."""
    replies = [{"status": "out of time"}, {"status": "ok", "answer": "7"}]
    world.replies = {"f": ok(1), "g": lambda: replies.pop(0)}
    with world.runner() as runner:
        KernelCaller(runner, Limits()).call("f", (), {})
        assert KernelCaller(runner, Limits()).call("g", (), {}) == 7
    assert world.log == ["start", "call f", "call g", "start", "call g"]


def test_what_only_explains_takes_nothing_from_the_rest(world: World) -> None:
    """A second for each call, and after the first one that is lost, for good and all, none is tried
    any more.
    """
    world.replies = {"f": gone(SLOW), "g": ok(1)}
    with caller_of(world, call_cpu_seconds=5, exercise_cpu_seconds=8) as caller:
        caller.call("g", (), {})
        caller.hurry()
        caller.call("g", (), {})
        for _ in range(4):
            with pytest.raises(CheckEnded):
                caller.call("f", (), {})
    assert world.allowed == [5, 1, 1, 1]  # twice for f, since g was called in the same kernel
    assert world.log.count("call f") == 2


@pytest.mark.parametrize(
    ("endings", "wanted"),
    [
        ({Ending.RIGHT}, False), ({Ending.NO_ATTEMPT}, False), ({Ending.RIGHT, Ending.GRADER_FAILED}, False),
        ({Ending.RIGHT, Ending.WRONG}, True), ({Ending.RAISED}, True), ({Ending.UNUSABLE, Ending.NO_ATTEMPT}, True),
        ({Ending.WRONG, Ending.OUT_OF_TIME}, False), ({Ending.KERNEL_DIED}, False),
    ],
)  # fmt: skip
def test_the_notebooks_cases_are_tried_where_they_can_explain(
    endings: set[Ending], wanted: bool
) -> None:
    """Not where nothing was lost, nothing came back, or a limit was hit."""
    checks = tuple(Check("c", "título", 1, ending) for ending in sorted(endings))
    assert grading.wants_examples(Verdict(GradeId("t"), 1, checks)) is wanted


def test_an_exercise_may_kill_a_few_kernels_only(world: World) -> None:
    """Then its other checks end as the last one did, without a kernel; the next exercise starts
    afresh.
    """
    world.replies = {"f": gone(SLOW), "g": ok(1)}
    with world.runner() as runner:
        caller = KernelCaller(runner, Limits())
        for _ in range(20):
            with pytest.raises(CheckEnded) as ended:
                caller.call("f", (), {})
            assert (ended.value.ending, ended.value.sentence) == (SLOW.ending, SLOW.sentence)
        assert world.kernels == grading.LOSSES_OF_AN_EXERCISE
        assert KernelCaller(runner, Limits()).call("g", (), {}) == 1


def test_each_exercise_has_its_own_budget(world: World) -> None:
    """One that is slow takes nothing from the next."""
    world.replies["f"] = ok(1)
    world.cpu_per_call = 100.0
    with world.runner() as runner:
        for _ in range(2):
            caller = KernelCaller(runner, Limits(call_cpu_seconds=5, exercise_cpu_seconds=10))
            caller.call("f", (), {})
    assert world.allowed == [5, 5]


def test_time_that_runs_backwards_is_no_gift(world: World) -> None:
    """What is measured may be of another kernel; no call adds to what is left."""
    world.replies["f"] = ok(1)
    world.cpu_per_call = -50.0
    with caller_of(world, call_cpu_seconds=5, exercise_cpu_seconds=5) as caller:
        caller.call("f", (), {})
        caller.call("f", (), {})
        assert caller._cpu_left == 5


def test_arguments_cross_as_json(world: World) -> None:
    """Tuples are marked, at any depth; a build shape goes along."""
    seen: list[dict[str, Any]] = []
    with world.runner() as runner:
        runner.call = lambda request, cpu_seconds, unexplained: (
            seen.append(request) or {"status": "ok", "answer": "1"}
        )  # type: ignore
        KernelCaller(runner, Limits()).call("f", ((1, (2,)), [(3,)]), {"shape": (4, 5)}, (None, 8))
    assert seen == [
        {
            "name": "f",
            "args": [{"tuple": [1, {"tuple": [2]}]}, [{"tuple": [3]}]],
            "kwargs": {"shape": {"tuple": [4, 5]}},
            "build": [None, 8],
            "answer_bytes": Limits().answer_bytes,
        }
    ]


def test_an_answer_is_plain(world: World) -> None:
    """It went through the decoder."""
    world.replies["f"] = ok([1, np.arange(3)])
    with caller_of(world) as caller:
        found = caller.call("f", (), {})
    assert isinstance(found, tuple) and found[0] == 1
    np.testing.assert_array_equal(cast(Any, found[1]), [0, 1, 2])


ENDINGS: list[tuple[dict[str, Any], Ending]] = [
    ({"status": "missing"}, Ending.NO_ATTEMPT),
    ({"status": "stub"}, Ending.NO_ATTEMPT),
    ({"status": "raised", "error": "ValueError"}, Ending.RAISED),
    ({"status": "raised", "error": "MemoryError"}, Ending.OUT_OF_MEMORY),
    ({"status": "raised", "error": "NotImplementedError"}, Ending.RAISED),
    ({"status": "raised"}, Ending.RAISED),
    ({"status": "raised", "error": ["ValueError"]}, Ending.RAISED),
    ({"status": "too large"}, Ending.UNUSABLE),
    ({"status": "ok"}, Ending.UNUSABLE),
    ({"status": "ok", "answer": "{"}, Ending.UNUSABLE),
    ({"status": "ok", "answer": {"array": 1}}, Ending.UNUSABLE),
    ({"status": "ok", "answer": None}, Ending.UNUSABLE),
    ({"status": "right"}, Ending.UNUSABLE),
    ({"status": ["ok"], "answer": "1"}, Ending.UNUSABLE),
    ({"status": None}, Ending.UNUSABLE),
    ({}, Ending.UNUSABLE),
]


@pytest.mark.parametrize(("reply", "ending"), ENDINGS, ids=lambda value: str(value))
def test_each_reply_has_one_ending(world: World, reply: dict[str, Any], ending: Ending) -> None:
    """Honest or forged, a reply without an answer ends the check, with a sentence; nothing else is
    ever raised.
    """
    world.replies["f"] = lambda: reply
    with caller_of(world) as caller, pytest.raises(CheckEnded) as ended:
        caller.call("f", (), {})
    assert ended.value.ending is ending
    assert ended.value.sentence


@pytest.mark.parametrize(
    "error",
    ["Esperaba_3_3_1_1", "shape=(3, 3)", "<script>", "", "x" * 100, "len", 12, None, {"a": 1}],
)
def test_names_of_the_students_making_are_not_repeated(world: World, error: object) -> None:
    """A class can be made with a hidden argument for a name; only names that Python knows are
    said.
    """
    world.replies["f"] = lambda: {"status": "raised", "error": error}
    with caller_of(world) as caller, pytest.raises(CheckEnded) as ended:
        caller.call("f", (), {})
    assert ended.value.sentence == messages.raised_own_error()


def test_known_names_are_repeated(world: World) -> None:
    """They help."""
    world.replies["f"] = lambda: {"status": "raised", "error": "ZeroDivisionError"}
    with caller_of(world) as caller, pytest.raises(CheckEnded, match="ZeroDivisionError"):
        caller.call("f", (), {})


# Grader


class FakeJudge:
    """A judge whose one check asks one function and wants the answer 12."""

    exercises = ("area", "side")
    digest = "d1935"
    folder = Path("graders/a")

    def examples(
        self, exercise: str, caller: KernelCaller, files: Mapping[str, bytes]
    ) -> tuple[Example, ...]:
        return ()

    def grade(self, exercise: str, caller: Caller, max_points: float) -> Verdict:
        try:
            ending, sentence = (
                (Ending.RIGHT if caller.call(exercise, (3,), {}) == 12 else Ending.WRONG),
                "",
            )
        except CheckEnded as ended:
            ending, sentence = ended.ending, ended.sentence
        return Verdict(GradeId("?"), max_points, (Check("test_it", "Con 3", 1, ending, sentence),))


def recorded(source: str, grade_id: str, **more: Any) -> NotebookNode:
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
    return new_notebook(
        cells=[
            recorded("stub area", "area", solution=True, locked=False),
            recorded("test area", "test_area", grade=True, points=10),
            recorded("stub side", "side", solution=True, locked=False),
            recorded("test side", "test_side", grade=True, points=5),
        ]
    )


def with_sources(*sources: str) -> bytes:
    nb = make_record()
    for cell, source in zip(nb.cells, sources, strict=True):
        cell.source = source
    return nbformat.writes(nb).encode()


def graded(submission: Submission, judge: Any = None) -> tuple[NotebookNode, Any]:
    return Grader(fake_warm(), cast(JudgeSession, judge or FakeJudge()), cast(Any, None)).grade(
        submission
    )


def test_an_ordinary_submission(world: World) -> None:
    """Cells run in order, each exercise is asked when its test cell has run, and the verdict stands
    in that cell.
    """
    world.replies = {"area": ok(12), "side": ok(3)}
    data = with_sources("mine", "test area", "mine too", "test side")
    nb, result = graded(Submission("a", make_record(), data, {"bee.png": b""}))
    assert world.log == [
        "start",
        "mine",
        "test area",
        "call area",
        "mine too",
        "test side",
        "call side",
    ]
    assert [(verdict.grade_id, verdict.points) for verdict in result.verdicts] == [
        ("test_area", 10),
        ("test_side", 0),
    ]
    assert (result.points, result.max_points, result.graders, result.notes) == (10, 15, "d1935", ())
    assert nb.cells[1].outputs[0].data == {"text/plain": "10.0"}
    assert nb.cells[0].outputs[0].text.startswith("mine")
    nbformat.validate(nb)


def test_a_cell_that_kills_costs_nothing_else(world: World) -> None:
    """The other exercises are graded, and a note says which cell was left out, counted as people
    count.
    """
    world.replies = {"area": ok(12), "side": ok(12)}
    data = with_sources("mine", "test area", "die", "test side")
    nb, result = graded(Submission("a", make_record(), data))
    assert result.points == 15
    assert result.notes == (messages.cell_left_out(3, DIED.sentence),)
    assert not nb.cells[2].outputs


def test_a_slow_check_cell_runs_when_the_calls_have_come_to_an_end(world: World) -> None:
    """It may take as long as any cell, and each call as long as it is promised; no point and no
    output is lost.
    """
    world.replies = {"area": ok(12), "side": ok(12)}
    record = make_record()
    record.cells[1].source = "needs 15"
    nb, result = graded(
        Submission("a", record, with_sources("mine", "needs 15", "mine too", "test side"))
    )
    assert world.log[:7] == ["start", "mine", "needs 15", "start", "mine", "call area", "needs 15"]
    assert world.allowed == [Limits().call_cpu_seconds] * 2
    assert (result.points, result.notes) == (15, ())
    assert "needs 15" in [
        output.get("text", "").partition(",")[0] for output in nb.cells[1].outputs
    ]


def test_a_check_cell_whose_calls_do_not_end_is_left_out(world: World) -> None:
    """An endless loop costs that cell's short time and one call, with all time that it is promised;
    then a second a call.
    """
    world.replies = {"area": gone(SLOW), "side": ok(12)}
    record = make_record()
    record.cells[1].source = "needs 100"
    _, result = graded(
        Submission("a", record, with_sources("mine", "needs 100", "mine too", "test side"))
    )
    assert world.log.count("needs 100") == 1
    assert result.points == 5
    assert result.notes == (messages.cell_left_out(2, SLOW.sentence),)


def test_a_check_cell_is_not_tried_again_for_what_others_may_have_done(world: World) -> None:
    """What it shows earns nothing, so it is not worth a kernel."""
    world.replies = {"area": ok(12), "side": gone(SLOW)}
    record = make_record()
    record.cells[3].source = "needs 100"
    _, result = graded(
        Submission("a", record, with_sources("mine", "test area", "mine too", "needs 100"))
    )
    assert world.log.count("needs 100") == 1
    assert result.points == 10


def test_a_call_that_kills_costs_its_exercise_only(world: World) -> None:
    """The next exercise has a new kernel."""
    world.replies = {"area": gone(), "side": ok(12)}
    _, result = graded(
        Submission("a", make_record(), with_sources("1", "test area", "2", "test side"))
    )
    assert [verdict.checks[0].ending for verdict in result.verdicts] == [
        Ending.KERNEL_DIED,
        Ending.RIGHT,
    ]


@pytest.mark.parametrize(
    ("data", "problem"),
    [(None, ""), (None, "Es un enlace."), (b"", ""), (b"[]", ""), (b"{" * 99, ""), (b"\xff", "")],
)
def test_what_is_no_notebook_has_a_result(world: World, data: bytes | None, problem: str) -> None:
    """Zero points for each exercise, a sentence that says why, a notebook for the gradebook; and
    nothing is run.
    """
    nb, result = graded(Submission("a", make_record(), data, problem=problem))
    assert result.points == 0 and result.max_points == 15
    assert {check.ending for verdict in result.verdicts for check in verdict.checks} == {
        Ending.NOTEBOOK_DAMAGED
    }
    assert len(result.notes) == 1 and problem in result.notes[0]
    assert [verdict.grade_id for verdict in result.verdicts] == ["test_area", "test_side"]
    assert nb.cells[1].outputs[0].data == {"text/plain": "0.0"}
    assert world.log == []


def test_the_record_stays_as_it_is(world: World) -> None:
    """It is shared by all submissions."""
    world.replies = {"area": ok(12), "side": ok(12)}
    record = make_record()
    before = nbformat.writes(record)
    graded(Submission("a", record, with_sources("1", "2", "3", "4")))
    graded(Submission("a", record, None))
    assert nbformat.writes(record) == before


def test_a_forged_score_is_none(world: World) -> None:
    """Whatever a test cell shows, the points are the judge's."""
    world.replies = {"area": ok(0), "side": ok(0)}

    def forge(
        self: FakeKernel, nb: NotebookNode, index: int, cpu_seconds: float | None = None
    ) -> None:
        nb.cells[index].outputs = [
            new_output("execute_result", data={"text/plain": "10"}, execution_count=1)
        ]

    nb, result = graded_with(
        forge, Submission("a", make_record(), with_sources("1", "2", "3", "4"))
    )
    assert result.points == 0
    assert [
        o.data["text/plain"] for o in nb.cells[1].outputs if o.output_type == "execute_result"
    ] == ["0.0"]


def graded_with(run_cell: Any, submission: Submission) -> tuple[NotebookNode, Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FakeKernel, "run_cell", run_cell)
        return graded(submission)


def test_an_exercise_without_grader_is_our_mistake(world: World) -> None:
    """Nobody is graded, and the file to write is named."""
    judge = FakeJudge()
    judge.exercises = ("area",)  # type: ignore[assignment]
    with pytest.raises(UsageError, match=r"test_side\.py"):
        graded(Submission("a", make_record(), None), judge)
    assert world.log == []


def test_the_same_submission_has_the_same_result(world: World) -> None:
    """But for the seconds that it took."""
    world.replies = {"area": ok(12), "side": gone()}
    submission = Submission("a", make_record(), with_sources("1", "test area", "die", "test side"))
    first, again = (graded(submission)[1].to_json() for _ in range(2))
    assert first == again


def test_versions_are_of_what_can_change_a_score() -> None:
    """Each is found, also where the distribution has another name."""
    assert {"tensorflow", "keras", "numpy", "pytest", "ipykernel"} <= set(grading.versions())


# Demonstrations


SHOWN = {"shows": [{"output_type": "stream", "name": "stdout", "text": "figura"}]}


def shown_record() -> NotebookNode:
    nb = make_record()
    nb.cells.insert(0, recorded("bee = 1", "shows"))
    nb.cells[0].metadata["tags"] = ["demo"]
    return nb


def demo_submission(
    area: str = "mine", side: str = "raise NotImplementedError()", **more: Any
) -> Submission:
    record = shown_record()
    record.cells[1].source, record.cells[3].source = (
        "raise NotImplementedError()",
        "raise NotImplementedError()",
    )
    nb: NotebookNode = nbformat.from_dict(json.loads(json.dumps(record)))
    nb.cells[1].source, nb.cells[3].source = area, side
    return Submission("a", record, nbformat.writes(nb).encode(), demos=SHOWN, **more)


def runs(world: World, *, of: str = "bee = 1") -> tuple[int, int]:
    """How often a kernel was started, and how often the demonstration ran."""
    return world.kernels, world.log.count(of)


def test_a_demonstration_that_nobody_needs_does_not_run(world: World) -> None:
    """Its place shows what it shows to everyone, and says so; the instructor's outputs are not
    touched by it.
    """
    world.replies = {"area": ok(12), "side": ok(12)}
    before = json.dumps(SHOWN)
    nb, result = graded(demo_submission())
    assert runs(world) == (1, 0)
    assert result.points == 15
    said, figure = nb.cells[0].outputs
    assert said.data["text/plain"] == messages.demo_not_run()
    assert figure.text == "figura"
    nbformat.validate(nb)
    figure.text = "otra"
    assert json.dumps(SHOWN) == before


def test_one_that_is_needed_runs(world: World) -> None:
    """And shows what it shows now."""
    world.replies = {"area": ok(12), "side": ok(12)}
    nb, _ = graded(demo_submission("bee"))
    assert runs(world) == (1, 1)
    assert [output.text for output in nb.cells[0].outputs] == ["bee = 1, again: False"]


def test_all_cells_run_when_asked_for(world: World) -> None:
    world.replies = {"area": ok(12), "side": ok(12)}
    graded(demo_submission(all_cells=True))
    assert runs(world) == (1, 1)


@pytest.mark.parametrize(
    ("area", "reply"),
    [
        ("mine", {"status": "ok", "answer": encode(3)}),
        ("mine", {"status": "stub"}),
        ("mine", {"status": "raised", "error": "ValueError"}),
        ("mine", {"status": "raised", "error": "MemoryError"}),
        ("raise NotImplementedError()", {"status": "stub"}),
    ],
)
def test_what_no_missing_name_explains_runs_once(
    world: World, area: str, reply: dict[str, Any]
) -> None:
    """Wrong, untouched, stopped with an error of another kind."""
    world.replies = {"area": lambda: reply, "side": ok(12)}
    graded(demo_submission(area))
    assert runs(world) == (1, 0)


@pytest.mark.parametrize(
    ("area", "reply"),
    [
        ("mine", {"status": "raised", "error": "NameError"}),
        ("mine", {"status": "raised", "error": "KeyError"}),
        ("mine", {"status": "raised", "error": "Suyo"}),
        ("mine", {"status": "raised"}),
        ("mine", {"status": "missing"}),
        ("try: mine\nexcept NameError: pass", {"status": "ok", "answer": encode(3)}),
    ],
)
def test_what_a_missing_name_may_explain_runs_again(
    world: World, area: str, reply: dict[str, Any]
) -> None:
    """With every cell, in a new kernel, and that verdict and that notebook count; the cost of both
    is told.
    """
    replies = [reply, {"status": "ok", "answer": encode(12)}]
    world.replies = {"area": lambda: replies.pop(0), "side": ok(12)}
    nb, result = graded(demo_submission(area))
    assert runs(world) == (2, 1)
    assert result.points == 15 and result.notes == ()
    assert nb.cells[0].outputs[0].text.startswith("bee = 1")
    assert result.cpu_seconds > 200


def test_the_first_try_alone(world: World) -> None:
    """`panal release` compares it with a run of all cells, so it must not be mended."""
    world.replies = {"area": lambda: {"status": "missing"}, "side": ok(12)}
    grader = Grader(fake_warm(), cast(JudgeSession, FakeJudge()), cast(Any, None))
    _, result = grader.grade(demo_submission(), again=False)
    assert runs(world) == (1, 0)
    assert result.points == 5


def test_where_a_demonstration_has_no_outputs_it_says_that_it_did_not_run(world: World) -> None:
    world.replies = {"area": ok(12), "side": ok(12)}
    nb, _ = graded(replace(demo_submission(), demos={}))
    assert [output.data["text/plain"] for output in nb.cells[0].outputs] == [
        messages.demo_not_run()
    ]


def test_rendered_demonstrations_are_plain_and_harmless(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """JSON in and out, no HTML, no traceback, which would quote the answers; and nothing after the
    last one runs.
    """

    def run_cell(
        self: FakeKernel, nb: NotebookNode, index: int, cpu_seconds: float | None = None
    ) -> None:
        self.world.log.append(nb.cells[index].source)
        html = {"text/html": "<script>", "text/plain": "palabras"}
        nb.cells[index].outputs = [
            new_output("display_data", data=html),
            new_output("error", ename="NameError", evalue="secreto", traceback=["secreto"]),
        ]

    monkeypatch.setattr(FakeKernel, "run_cell", run_cell)
    found = grading.render_demos(fake_warm(), shown_record(), {})
    assert found == {
        "shows": [
            {"output_type": "display_data", "data": {"text/plain": "palabras"}, "metadata": {}}
        ]
    }
    assert json.loads(json.dumps(found)) == found
    assert world.log == ["start", "bee = 1"]
