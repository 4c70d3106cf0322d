"""panal.run: cells one after the other, and a new kernel where one is lost. The kernel is a fake."""

from __future__ import annotations

from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from panal import messages
from panal.config import Limits
from panal.errors import EngineFailure
from panal.kernel.kernel import KernelGone
from panal.kernel.watch import Stop
from panal.results import Ending
from panal.run import Run, Shown, notes_of, open_run
from tests.unit.fakes import DIED, SLOW, World, fake_warm, gone, ok


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return World(monkeypatch)


def run_all(run: Run, count: int) -> list[Stop | None]:
    """Run so many cells: why each was left out."""
    for index in range(count):
        ran = run.run_cell(index)
        assert (ran is None) == (index in run.left_out)
    return [run.left_out.get(index) for index in range(count)]


def test_cells_run_once_in_one_kernel(world: World) -> None:
    """An ordinary notebook: one kernel, one pass, the instructor's files beside it, and the kernel
    is ended at last.
    """
    nb = new_notebook(cells=[new_code_cell(source) for source in "abc"])
    with open_run(fake_warm(), nb, {"bee.png": b"png"}, shown=True) as run:
        assert run_all(run, 3) == [None] * 3
        assert world.living == 1
    assert world.log == ["start", "a", "b", "c"]
    assert world.files == [{"bee.png": b"png"}] and world.shown == [True]
    assert world.living == 0


def test_the_kernel_ends_with_an_exception_too(world: World) -> None:
    """Whatever goes wrong on our side, no process of a student's stays."""
    nb = new_notebook(cells=[new_code_cell("a")])
    with pytest.raises(ZeroDivisionError), open_run(fake_warm(), nb, {}, shown=True) as run:
        run.run_cell(0)
        raise ZeroDivisionError
    assert world.living == 0


def test_no_kernel_is_started_before_it_is_needed(world: World) -> None:
    """A notebook without code needs none."""
    with open_run(fake_warm(), new_notebook(), {}, shown=True):
        pass
    assert world.log == []


def test_a_cell_that_ends_its_kernel_is_left_out(world: World) -> None:
    """A new kernel runs the cells before it, once, and the notebook goes on after it."""
    assert run_all(world.run("a", "die", "b", "c"), 4) == [None, DIED, None, None]
    assert world.log == ["start", "a", "die", "start", "a", "b", "c"]


def test_a_cell_that_is_stopped_stays(world: World) -> None:
    """What it had defined is there, in a new kernel too; its outputs are kept."""
    run = world.run("a", "stop", "die", "b", shown=True)
    ran = [run.run_cell(index) for index in range(4)]
    assert ran[1] is not None and ran[1].outputs and ran[1].stop == SLOW
    assert run.stopped == {1: SLOW} and run.left_out == {2: DIED}
    assert world.log == ["start", "a", "stop", "die", "start", "a", "stop", "b"]


def test_a_cell_that_goes_on_after_it_was_stopped_is_left_out(world: World) -> None:
    """A thread that an interruption does not reach would take the time of all that comes later."""
    assert run_all(world.run("a", "stop-on", "b"), 3) == [None, SLOW, None]
    assert world.log == ["start", "a", "stop-on", "start", "a", "b"]


def test_an_end_between_two_cells_is_not_the_next_ones(world: World) -> None:
    """What a cell has left behind ends the kernel later: all run again, and none is left out."""
    run = world.run("a", "leave-once", "b")
    assert run_all(run, 3) == [None] * 3
    assert world.log == ["start", "a", "leave-once", "start", "a", "leave-once", "b"]


def test_what_ends_kernel_after_kernel_comes_to_an_end(world: World) -> None:
    """Also where nobody is blamed for it."""
    run = world.run(*["leave"] * 40, restarts=3)
    run_all(run, 40)
    assert world.kernels == 4
    assert run.left_out[39].sentence == messages.too_many_restarts(3)


def test_a_cell_that_ends_the_next_kernel_is_left_out_too(world: World) -> None:
    """It went well once; when it doesn't again, the rest goes on without it, with a note."""
    run = world.run("a", "die-later", "die", "b")
    for index in range(4):
        run.run_cell(index)
    assert run.left_out == {1: DIED, 2: DIED}
    assert world.log == [
        *("start", "a", "die-later", "die"),
        *("start", "a", "die-later"),
        *("start", "a", "b"),
    ]
    assert len(notes_of(run)) == 2


def test_a_cell_that_is_stopped_only_the_second_time_has_a_note(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not in the kernel as the page shows it is said."""
    run = world.run("slower", "die", "b")
    run.run_cell(0)
    run.run_cell(1)
    real = run._run

    def stopped(kernel: Any, index: int) -> Any:
        ran = real(kernel, index)
        run.stopped[index] = SLOW
        return ran

    monkeypatch.setattr(run, "_run", stopped)
    run.run_cell(2)
    assert messages.cell_interrupted(1, SLOW.sentence) in notes_of(run)


def test_restarts_are_bounded(world: World) -> None:
    """A notebook that ends kernel after kernel comes to its end, with a reason for each cell that
    did not run.
    """
    stops = run_all(world.run(*["die"] * 10, restarts=3), 10)
    assert world.kernels == 4
    assert stops[:4] == [DIED] * 4
    assert {stop.sentence for stop in stops[4:] if stop} == {messages.too_many_restarts(3)}


def test_restarts_are_bounded_while_a_kernel_is_brought_up(world: World) -> None:
    """A cell that ends each new kernel on the way there counts like one that ends it at once."""
    sources = [f"die-later {i}" for i in range(8)]
    run = world.run(*sources, "die", "b", restarts=3)
    for index in range(10):
        run.run_cell(index)
    assert world.kernels == 4
    assert run.left_out[9].sentence == messages.too_many_restarts(3)


def test_the_submission_has_a_deadline(world: World) -> None:
    """What is not run by then is not run any more."""
    run = world.run("a", "time 11", "b", submission_wall_seconds=10)
    stops = run_all(run, 3)
    assert stops == [None, None, Stop(Ending.OUT_OF_TIME, messages.submission_out_of_time(10))]
    assert "b" not in world.log
    run.end()
    assert world.living == 0


def test_what_is_run_again_ends_at_the_deadline(world: World) -> None:
    """Cells that are quick once and slow when they are run again can't stretch a submission."""
    run = world.run("time 100", "time 101", "time 102", "die", "b", submission_wall_seconds=450)
    for index in range(5):
        run.run_cell(index)
    assert world.log == [
        *("start", "time 100", "time 101", "time 102", "die"),
        *("start", "time 100", "time 101"),
    ]
    assert run.left_out[4].ending is Ending.OUT_OF_TIME
    run.end()


def test_a_lost_call_costs_one_kernel(world: World) -> None:
    """The next call finds a new one, in which all cells have run again, and nothing was called."""
    world.replies = {"f": gone(SLOW), "g": ok(7)}
    run = world.run("a", "b")
    run_all(run, 2)
    with pytest.raises(KernelGone):
        run.call({"name": "f"}, Limits())
    assert run.called == set()
    assert run.call({"name": "g"}, Limits()) == ok(7)()
    assert run.called == {"g"}
    assert world.log == ["start", "a", "b", "call f", "start", "a", "b", "call g"]


def test_a_cell_after_calls_is_not_blamed_for_what_they_left(world: World) -> None:
    """A function can end the kernel a moment later, while the next cell runs: that has another try
    where nothing was called, once.
    """
    run = world.run("a", "die-once", "die")
    run.run_cell(0)
    world.replies["f"] = ok(1)
    run.call({"name": "f"}, Limits())
    assert run.run_cell(1) is not None
    assert world.log == ["start", "a", "call f", "die-once", "start", "a", "die-once"]
    run.call({"name": "f"}, Limits())
    assert run.run_cell(2) is None
    assert run.left_out == {2: DIED}
    assert world.log[7:] == ["call f", "die", "start", "a", "die-once", "die"]


def test_a_stopped_call_keeps_its_kernel(world: World) -> None:
    """It was interrupted, as a cell is."""
    world.replies = {"f": lambda: SLOW}
    run = world.run()
    assert run.call({"name": "f"}, Limits()) == SLOW
    assert world.kernels == 1 == world.living


def test_a_call_that_goes_on_after_it_was_stopped_costs_its_kernel(world: World) -> None:
    """A thread of it would take the time of the next exercise's cells."""
    world.replies = {"f": lambda: SLOW, "g": ok(1)}
    world.calls_go_on = True
    run = world.run("a", "b")
    run.run_cell(0)
    assert run.call({"name": "g"}, Limits()) == ok(1)()
    with pytest.raises(KernelGone) as gone:
        run.call({"name": "f"}, Limits())
    assert gone.value.stop == SLOW and not gone.value.unexplained
    run.run_cell(1)
    assert world.log == ["start", "a", "call g", "call f", "start", "a", "b"]


def test_processor_time_of_answered_calls_is_no_delay(world: World) -> None:
    """Calls that take long, but no longer than each may, can't bring a right answer to the end of
    the submission. What sleeps, or is stopped, can.
    """

    def compute() -> dict[str, Any]:
        world.now += 9
        return {"status": "ok"}

    def compute_in_vain() -> Stop:
        world.now += 9
        return SLOW

    world.replies = {"f": compute, "g": compute_in_vain}
    world.cpu_per_call = 8.0
    run = world.run(submission_wall_seconds=25)
    for _ in range(20):  # each takes a second that is not of the processor
        assert run.call({"name": "f"}, Limits()) == {"status": "ok"}
    run.call({"name": "g"}, Limits())
    with pytest.raises(KernelGone) as ended:
        run.call({"name": "g"}, Limits())
    assert ended.value.stop.ending is Ending.OUT_OF_TIME


def test_time_that_runs_backwards_takes_nothing_away(world: World) -> None:
    """What is measured lags behind; a call never brings the end of the submission nearer."""
    world.replies = {"f": ok(1)}
    world.cpu_per_call = -50.0
    run = world.run(submission_wall_seconds=10)
    run.call({"name": "f"}, Limits())
    run.call({"name": "f"}, Limits())


def test_our_own_failure_is_no_ending(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """When no kernel can be started, the submission is not graded rather than wrong."""

    def refuse(*_: object, **__: object) -> Any:
        raise EngineFailure("no kernel")

    run = world.run("a")
    monkeypatch.setattr("panal.run.open_kernel", refuse)
    with pytest.raises(EngineFailure):
        run.run_cell(0)
    with pytest.raises(EngineFailure):
        run.call({"name": "f"}, Limits())
    assert run.left_out == {}


def test_a_failure_of_ours_while_cells_run_again_is_no_ending(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No cell is left out for it."""
    run = world.run("a", "die", "b")
    run.run_cell(0)
    run.run_cell(1)
    monkeypatch.setattr(run, "_run", fail)
    with pytest.raises(EngineFailure):
        run.run_cell(2)
    assert run.left_out == {1: DIED}
    run.end()
    assert world.living == 0


def fail(*_: object) -> Any:
    raise EngineFailure("watch")


def test_what_all_kernels_used_is_added_up(world: World) -> None:
    """Processor time of each once, and the most memory of one."""
    run = world.run("a", "die", "b")
    run_all(run, 3)
    run.end()
    run.end()
    assert run.cpu_seconds == 200.0
    assert run.memory_bytes == 5000


# Shown


def shown(world: World, *sources: str, **limits: float) -> tuple[list[str], list[list[str]]]:
    run = world.run(*sources, shown=True, **limits)
    shown = Shown(run.nb, run.limits)
    for index in range(len(sources)):
        shown.run_cell(run, index)
    run.end()
    return shown.notes, [[output.text for output in cell.outputs] for cell in run.nb.cells]


def test_outputs_are_those_of_the_first_time(world: World) -> None:
    """What stands in the notebook is never what a second run showed."""
    notes, outputs = shown(world, "a", "die", "b")
    assert outputs == [["a, again: False"], [], ["b, again: False"]]
    assert notes == []


def test_outputs_are_bounded_together(world: World) -> None:
    """Each cell keeps within its own limit, but there may be many; a small one after a large one is
    still shown.
    """
    notes, outputs = shown(world, "a" * 6000, "b" * 6000, "c", submission_output_bytes=10_000)
    assert outputs[0][0].startswith("a") and outputs[2][0].startswith("c")
    assert outputs[1] == [messages.outputs_left_out(10_000)]
    assert notes == [messages.in_cell(2, messages.outputs_left_out(10_000))]


def test_too_much_output_costs_nothing_but_itself(world: World) -> None:
    """The cell's name stands in a note, and the rest goes on."""
    notes, outputs = shown(world, "shout", "b")
    assert notes == [messages.outputs_cut(1)]
    assert outputs == [["shout, again: False"], ["b, again: False"]]


def test_a_cell_has_one_note(world: World) -> None:
    """In the notebook's order; being left out says more than being stopped."""
    first, second = world.run(), world.run()
    first.stopped, first.left_out = {4: SLOW, 1: SLOW}, {0: DIED, 1: DIED}
    second.stopped = {4: SLOW}
    assert notes_of(first, second) == [
        messages.cell_left_out(1, DIED.sentence),
        messages.cell_left_out(2, DIED.sentence),
        messages.cell_interrupted(5, SLOW.sentence),
    ]
    assert notes_of(world.run()) == []


def test_how_cells_end_after_questions_is_not_told(world: World) -> None:
    """Each cell that ends, or not, would be a bit of what was asked."""
    first, second = world.run(), world.run()
    first.stopped = {4: SLOW}
    second.stopped, second.left_out = {7: SLOW}, {4: DIED, 5: DIED}
    assert notes_of(first, second) == [
        messages.cell_interrupted(5, SLOW.sentence),
        messages.asked_without_a_cell(),
    ]
