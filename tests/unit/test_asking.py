"""panal.asking: a judge's question to a kernel, and each reply's one ending. The kernel is a fake."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest

from panal import again, asking, messages
from panal.asking import KernelCaller
from panal.config import Limits
from panal.errors import EngineFailure
from panal.judge.caller import Kind, Question, not_there
from panal.judge.endings import CheckEnded
from panal.kernel.watch import Stop
from panal.results import Ending
from panal.run import Run
from panal.sealed.encode import encode
from tests.unit.fakes import DIED, SLOW, Reply, World, gone, in_turn, ok, question


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return World(monkeypatch)


def caller_of(run: Run, **limits: float) -> KernelCaller:
    counts = Limits(**limits)  # type: ignore[arg-type]  # counts among them
    return KernelCaller(
        run, counts, lambda name: CheckEnded(Ending.NO_ATTEMPT, f"¿Dónde está {name}?")
    )


def ending(caller: KernelCaller, name: str) -> tuple[Ending, str]:
    """How a call ends that has no answer."""
    with pytest.raises(CheckEnded) as ended:
        caller.ask(question(name))
    return ended.value.ending, ended.value.sentence


# Time


def test_a_call_has_its_own_budget(world: World) -> None:
    """Who answers keeps it for each call, however slowly: only calls that are lost count."""
    world.replies["f"] = ok(1)
    world.cpu_per_call = 3.0
    caller = caller_of(world.run(), call_cpu_seconds=5, exercise_cpu_seconds=10)
    for _ in range(6):
        caller.ask(question("f"))
    assert world.allowed == [5] * 6


def test_calls_that_are_stopped_get_less_and_less(world: World) -> None:
    """Each counts as all that it was allowed. Those after it are tried, however many were lost:
    they may be right. None of them costs a kernel.
    """
    world.replies["f"] = in_turn(*[lambda: SLOW] * 7, ok(7))
    caller = caller_of(world.run(), call_cpu_seconds=5, exercise_cpu_seconds=8)
    said = [ending(caller, "f")[1] for _ in range(7)]
    assert said == [SLOW.sentence] * 2 + [messages.exercise_out_of_time(8)] * 5
    assert caller.ask(question("f")) == 7
    assert world.allowed == [5, 5, 1, 0.5, 0.25, 0.125, 0.1, 0.1]
    assert world.kernels == 1


def test_a_slow_answer_keeps_room_for_others_like_it(world: World) -> None:
    """Twice of what the slowest answer took, but never more than a call has."""
    world.replies["f"] = in_turn(ok(1), *[lambda: SLOW] * 2, ok(1), ok(1))
    world.cpu_per_call = 2.0
    caller = caller_of(world.run(), call_cpu_seconds=5, exercise_cpu_seconds=6)
    caller.ask(question("f"))
    ending(caller, "f"), ending(caller, "f")
    caller.ask(question("f"))
    world.cpu_per_call = 3.0
    caller.ask(question("f"))
    caller._slowest = 3.0
    assert world.allowed == [5, 5, 5, 4, 4]
    assert caller._allowed().call_cpu_seconds == 5


def test_less_of_the_processor_is_less_by_the_clock(world: World) -> None:
    """But two seconds by the clock are for everybody: a machine may be busy."""
    caller = caller_of(
        world.run(), call_cpu_seconds=5, call_wall_seconds=50, exercise_cpu_seconds=5
    )
    caller._lose(SLOW, 5)
    assert caller._allowed().call_wall_seconds == 10
    for _ in range(9):
        caller._lose(SLOW, 1)
    assert caller._allowed().call_wall_seconds == 2


def test_each_exercise_has_its_own_time(world: World) -> None:
    """One that is slow takes nothing from the next."""
    world.replies["f"] = lambda: SLOW
    run = world.run()
    for _ in range(2):
        ending(caller_of(run, call_cpu_seconds=5, exercise_cpu_seconds=5), "f")
    assert world.allowed == [5, 5]


def test_the_deadline_of_the_submission_holds_for_calls(world: World) -> None:
    """A check that comes too late is out of time, and no kernel is started for it."""
    world.replies["f"] = ok(1)
    run = world.run("time 11", submission_wall_seconds=10)
    run.run_cell(0)
    caller = caller_of(run)
    for _ in range(2 * asking.LOSSES_OF_AN_EXERCISE):
        said = (Ending.OUT_OF_TIME, messages.submission_out_of_time(10))
        assert ending(caller, "f") == said
    assert world.kernels == 1 and "call f" not in world.log


# Kernels that are lost


def test_an_exercise_may_cost_a_few_kernels_only(world: World) -> None:
    """Then its other checks end as the last one did, without a kernel; the next exercise starts
    afresh.
    """
    world.replies = {"f": gone(SLOW), "g": ok(1)}
    run = world.run()
    caller = caller_of(run)
    assert {ending(caller, "f")[0] for _ in range(20)} == {SLOW.ending}
    assert world.kernels == asking.LOSSES_OF_AN_EXERCISE
    assert caller_of(run).ask(question("g")) == 1


def test_calls_end_with_the_restarts(world: World) -> None:
    """What can't be asked any more has an ending, and a sentence that says why."""
    world.replies = {"f": gone(), "g": ok(1)}
    run = world.run(restarts=1)
    caller = caller_of(run)
    for _ in range(2):
        assert ending(caller, "f")[0] is DIED.ending
    assert ending(caller_of(run), "g") == (Ending.KERNEL_DIED, messages.too_many_restarts(1))
    assert world.kernels == 2


@pytest.mark.parametrize("lost", [lambda: SLOW, gone(SLOW), gone(DIED), gone(unexplained=True)])
def test_what_others_may_have_done_is_asked_again(world: World, lost: Any) -> None:
    """In a new kernel, where no other function was called."""
    world.replies = {"f": ok(1), "g": in_turn(lost, ok(7))}
    run = world.run("a")
    run.run_cell(0)
    caller_of(run).ask(question("f"))
    assert caller_of(run).ask(question("g")) == 7
    assert world.log == ["start", "a", "call f", "call g", "start", "a", "call g"]


def test_an_end_that_nobody_can_explain_is_asked_again(world: World) -> None:
    """Also where nobody else was called: the machine may have ended it."""
    world.replies["f"] = in_turn(gone(unexplained=True), ok(7))
    assert caller_of(world.run()).ask(question("f")) == 7
    assert world.kernels == 2


@pytest.mark.parametrize("lost", [lambda: SLOW, gone(SLOW), gone(DIED)])
def test_what_is_its_own_doing_is_not_asked_again(world: World, lost: Any) -> None:
    """A limit was hit where only this function was called."""
    world.replies["f"] = in_turn(lost, ok(7))
    ending(caller_of(world.run()), "f")
    assert world.log.count("call f") == 1


def test_a_call_is_asked_again_once_for_an_exercise(world: World) -> None:
    """As the table says. A function that ends its kernel each time costs no kernel more."""
    assert again.CALLS == 1
    world.replies = {"f": ok(1), "g": gone(unexplained=True)}
    run = world.run()
    caller_of(run).ask(question("f"))
    caller = caller_of(run)
    for _ in range(2 * asking.LOSSES_OF_AN_EXERCISE):
        ending(caller, "g")
    assert world.log.count("call g") == asking.LOSSES_OF_AN_EXERCISE


def test_a_second_loss_counts_once(world: World) -> None:
    """The time of the call that was asked again is lost once, not twice."""
    world.replies = {"f": ok(1), "g": lambda: SLOW}
    run = world.run()
    caller_of(run).ask(question("f"))
    caller = caller_of(run, call_cpu_seconds=5, exercise_cpu_seconds=8)
    ending(caller, "g")
    ending(caller, "g")
    ending(caller, "g")
    assert world.allowed[1:] == [5, 5, 5, 1]


@pytest.mark.parametrize(
    ("seconds", "lost", "asked"),
    [(3.0, SLOW, 1), (2.0, SLOW, 2), (3.0, DIED, 2)],
    ids=["endless", "waits", "dies"],
)
def test_what_was_endless_in_show_is_not_asked_again(
    world: World, seconds: float, lost: Stop, asked: int
) -> None:
    """In Show it was, where nobody else was called, and it computed all that time. What only waited
    may have waited for a busy machine, and may be right.
    """
    world.cpu_per_call = seconds
    world.replies = {"f": ok(1), "g": gone(lost, unexplained=lost is DIED)}
    show = world.run(shown=True)
    before = caller_of(show)
    caller_of(show).ask(question("f"))
    ending(before, "g")
    assert world.log.count("call g") == 2
    ask = world.run()
    world.log.clear()
    caller_of(ask).ask(question("f"))
    counts = KernelCaller(ask, Limits(), not_there, before=before)
    ending(counts, "g")
    assert world.log.count("call g") == asked
    for _ in range(asking.LOSSES_OF_AN_EXERCISE):  # nor later, with less time for each
        caller_of(ask).ask(question("f"))
        ending(counts, "g")
    assert world.log.count("call g") == asking.LOSSES_OF_AN_EXERCISE


def test_what_was_lost_once_in_show_is_asked_again(world: World) -> None:
    """By itself it was right, so others may have had a hand in its end."""
    world.cpu_per_call = 3.0
    world.replies = {"f": ok(1), "g": in_turn(gone(SLOW), ok(7), gone(SLOW), ok(7))}
    before = None
    for run in (world.run(shown=True), world.run()):
        caller_of(run).ask(question("f"))
        before = KernelCaller(run, Limits(), not_there, before=before)
        assert before.ask(question("g")) == 7
        run.end()


@pytest.mark.parametrize("where", ["kernel", "call", "again"])
def test_our_own_failure_is_no_ending(
    world: World, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Whenever it happens, nothing is said of the student."""

    def fail(*_: object) -> Any:
        raise EngineFailure("not theirs")

    run = world.run()
    world.replies = {"f": ok(1), "g": fail if where == "call" else gone(SLOW)}
    caller_of(run).ask(question("f"))
    if where == "kernel":
        monkeypatch.setattr(run, "kernel", fail)
    if where == "again":
        monkeypatch.setattr("panal.run.open_kernel", lambda *_, **__: fail())
    with pytest.raises(EngineFailure, match="not theirs"):
        caller_of(run).ask(question("g"))


# What crosses


def test_a_request_has_all_that_the_kernel_reads(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Arguments are written as answers are; a build shape goes along."""
    seen: list[dict[str, Any]] = []
    run = world.run()

    def call(request: dict[str, Any], limits: Limits) -> Reply:
        seen.append(request)
        return ok(1)()

    monkeypatch.setattr(run, "call", call)
    args, kwargs = ((1, (2,)), [(3,)]), {"shape": (4, 5)}
    caller_of(run).ask(Question(Kind.CALL, "f", args, kwargs, (None, 8)))
    assert seen == [
        {
            "kind": "call",
            "name": "f",
            "arguments": encode((((1, (2,)), [(3,)]), {"shape": (4, 5)})),
            "build": [None, 8],
            "program": None,
            "catches": False,
            "answer_bytes": Limits().answer_bytes,
        }
    ]


def test_an_answer_is_plain(world: World) -> None:
    """It went through the decoder."""
    world.replies["f"] = ok([1, np.arange(3)])
    found = caller_of(world.run()).ask(question("f"))
    assert isinstance(found, list) and found[0] == 1
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
    ({"status": "stopped"}, Ending.UNUSABLE),
    ({"status": "ok"}, Ending.UNUSABLE),
    ({"status": "ok", "answer": "{"}, Ending.UNUSABLE),
    ({"status": "ok", "answer": {"array": 1}}, Ending.UNUSABLE),
    ({"status": "ok", "answer": None}, Ending.UNUSABLE),
    ({"status": "right"}, Ending.UNUSABLE),
    ({"status": ["ok"], "answer": "1"}, Ending.UNUSABLE),
    ({"status": None}, Ending.UNUSABLE),
    ({}, Ending.UNUSABLE),
]


@pytest.mark.parametrize(("reply", "wanted"), ENDINGS, ids=lambda value: str(value))
def test_each_reply_has_one_ending(world: World, reply: dict[str, Any], wanted: Ending) -> None:
    """Honest or forged, a reply without an answer ends the check, with a sentence; nothing else is
    ever raised.
    """
    world.replies["f"] = lambda: reply
    found, sentence = ending(caller_of(world.run()), "f")
    assert found is wanted and sentence


def test_a_missing_function_is_told_by_whoever_knows(world: World) -> None:
    """What stands in the cells can say more than that it is not there."""
    world.replies["f"] = lambda: {"status": "missing"}
    assert ending(caller_of(world.run()), "f")[1] == "¿Dónde está f?"


@pytest.mark.parametrize(
    "error",
    ["Esperaba_3_3_1_1", "shape=(3, 3)", "<script>", "", "x" * 100, "len", 12, None, {"a": 1}],
)
def test_names_of_the_students_making_are_not_repeated(world: World, error: object) -> None:
    """A class can be made with a hidden argument for a name; only names that Python knows are
    said.
    """
    world.replies["f"] = lambda: {"status": "raised", "error": error}
    assert ending(caller_of(world.run()), "f")[1] == messages.raised_own_error()


SECRET = {"error": "ValueError", "message": "a secret", "line": "3", "code": "a secret"}


def test_of_a_hidden_call_only_the_name_of_an_exception_is_told(world: World) -> None:
    """A hidden argument could stand in its text, and be told by its line. No more is asked for, and
    what a forged reply says all the same is not repeated.
    """
    world.replies["f"] = lambda: {"status": "raised", **SECRET}
    with pytest.raises(CheckEnded) as ended:
        caller_of(world.run()).ask(question("f"))
    assert (ended.value.sentence, ended.value.why) == (messages.raised("ValueError"), None)
    assert "tells" not in world.requests[-1]


def test_of_a_case_in_the_notebook_all_is_told(world: World) -> None:
    """By whoever knows the notebook."""
    told: list[Any] = []

    def raised(reply: Any) -> CheckEnded:
        told.append(reply)
        return CheckEnded(Ending.RAISED, "Aquí.")

    world.replies["f"] = lambda: {"status": "raised", **SECRET}
    caller = KernelCaller(world.run(), Limits(), not_there, raised=raised)
    assert ending(caller, "f") == (Ending.RAISED, "Aquí.")
    assert told == [{"status": "raised", **SECRET}] and world.requests[-1]["tells"]


def test_a_death_is_told_where_it_happened(world: World) -> None:
    """In a call of which function; but not where no call was made."""
    world.replies["f"] = gone(DIED)
    died = messages.in_call("f", DIED.sentence)
    assert ending(caller_of(world.run()), "f") == (Ending.KERNEL_DIED, died)
    run = world.run("die")
    run._losses = run.limits.restarts + 1
    many = messages.too_many_restarts(run.limits.restarts)
    assert ending(caller_of(run), "f") == (Ending.KERNEL_DIED, many)


def test_known_names_are_repeated(world: World) -> None:
    """They help."""
    world.replies["f"] = lambda: {"status": "raised", "error": "ZeroDivisionError"}
    assert "ZeroDivisionError" in ending(caller_of(world.run()), "f")[1]


def test_long_lists_are_bounded_for_an_exercise(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They take our own time, which no limit of the kernel's counts."""
    monkeypatch.setattr(asking, "PARTS_OF_AN_EXERCISE", 10)
    world.replies["f"] = ok(list(range(6)))
    run = world.run()
    caller = caller_of(run)
    assert caller.ask(question("f")) == [*range(6)]
    assert caller.ask(question("f")) == [*range(6)]
    assert ending(caller, "f") == (Ending.UNUSABLE, messages.answers_too_long(10))
    assert caller_of(run).ask(question("f")) == [*range(6)]


def test_what_only_explained_takes_no_time_from_what_counts(world: World) -> None:
    """A loop on a case of the notebook leaves each hidden call what it is promised."""
    world.replies["f"] = in_turn(lambda: SLOW, ok(7))
    run = world.run()
    first = caller_of(run, call_cpu_seconds=60, exercise_cpu_seconds=6)
    ending(first, "f")
    limits = Limits(call_cpu_seconds=60, call_wall_seconds=300, exercise_cpu_seconds=6)
    counts = KernelCaller(run, limits, not_there, before=first)
    assert counts.ask(question("f")) == 7
    assert world.allowed == [60, 60]
