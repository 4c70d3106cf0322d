"""panal.grading: the path of one submission, with a kernel of a few lines in place of the sealed one.

What a run does when a kernel is lost is in `test_run.py`, what a call does in `test_asking.py`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_output

from panal import grading, messages
from panal.assignment import Assignment, HandedIn, Released, Submission
from panal.config import Limits, Sealing
from panal.errors import EngineFailure, UsageError
from panal.grading import Grader, open_grader
from panal.judge.caller import Caller
from panal.judge.endings import CheckEnded
from panal.judge.session import JudgeSession
from panal.kernel.kernel import Ran
from panal.results import Check, Ending, Example, GradeId, Judged, Result, StudentId, Verdict
from tests.unit.fakes import (
    DIED,
    SLOW,
    FakeKernel,
    World,
    fake_warm,
    gone,
    in_turn,
    make_record,
    ok,
    question,
    recorded,
    with_sources,
)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    world = World(monkeypatch)
    world.replies = {"area": ok(12), "side": ok(12)}
    return world


class FakeJudge:
    """A judge whose one check asks one function and wants the answer 12."""

    exercises = ("area", "side")
    digest = "d1935"
    folder = Path("graders/a")

    def __init__(self) -> None:
        self.asked_with: dict[str, Limits] = {}

    def limits(self, exercise: str, limits: Limits) -> Limits:
        found = replace(limits, call_cpu_seconds=7.0 if exercise == "side" else 3.0)
        self.asked_with[exercise] = found
        return found

    def examples(
        self, exercise: str, caller: Caller, files: Mapping[str, bytes]
    ) -> tuple[Example, ...]:
        return (Example(f"{exercise}(3)", "12", ", ".join(files), Ending.RIGHT),)

    def grade(self, exercise: str, caller: Caller, max_points: float) -> Verdict:
        try:
            right = caller.ask(question(exercise, 3)) == 12
            ending, sentence = (Ending.RIGHT if right else Ending.WRONG), ""
        except CheckEnded as ended:
            ending, sentence = ended.ending, ended.sentence
        return Verdict(GradeId("?"), max_points, (Check("test_it", "Con 3", 1, ending, sentence),))


def make_assignment(
    record: NotebookNode | None = None, demos: Any = MappingProxyType({}), **more: Any
) -> Assignment:
    made = Assignment(
        name="tarea",
        notebooks=(Released("redes", record if record is not None else make_record(), demos),),
        files={"bee.png": b"png"},
        graders=Path("graders/a"),
        sealing=Sealing(Limits(), preload=()),
        language="es",
    )
    return replace(made, **more)


def graded(
    data: bytes | None, assignment: Assignment | None = None, judge: Any = None, **more: Any
) -> tuple[NotebookNode, Result]:
    warm = fake_warm()
    grader = Grader(assignment or make_assignment(), warm, cast(JudgeSession, judge or FakeJudge()))
    [nb], result = grader.grade(Submission(StudentId("ana"), (HandedIn(data, **more),)))
    return nb, result


def sources(*found: str) -> bytes:
    """Of the record's four cells."""
    return with_sources(make_record(), *found)


def endings(result: Result) -> list[Ending]:
    return [check.ending for verdict in result.verdicts for check in verdict.checks]


def test_an_ordinary_submission(world: World) -> None:
    """Shown first, and asked nothing there; then the same cells again in silence, and each exercise
    is asked when its test cell is reached.
    """
    world.replies["side"] = ok(3)
    nb, result = graded(sources("mine", "test(area)", "mine too", "test(side)"), file="redes.ipynb")
    assert world.log == [
        *("start", "mine", "mine too"),
        *("start", "mine", "call area", "mine too", "call side"),
    ]
    assert world.shown == [True, False] and world.files == [{"bee.png": b"png"}] * 2
    assert [(verdict.grade_id, verdict.points) for verdict in result.verdicts] == [
        ("test_area", 10),
        ("test_side", 0),
    ]
    assert (result.points, result.max_points, result.graders, result.notes) == (10, 15, "d1935", ())
    assert (result.assignment, result.file) == ("tarea", "redes.ipynb")
    assert nb.cells[1].outputs[0].data == {"text/plain": "10.0"}
    assert [output.text for output in nb.cells[0].outputs] == ["mine, again: False"]
    assert result.cpu_seconds == 200.5 and result.memory_bytes == 5000
    assert world.living == 0
    nbformat.validate(nb)


def test_nothing_after_the_last_question_is_run_for_it(world: World) -> None:
    """It could change no answer."""
    record = make_record()
    record.cells.append(recorded("the end", "end"))
    data = with_sources(record, "1", "test(area)", "2", "test(side)", "the end")
    graded(data, make_assignment(record))
    assert world.log.count("the end") == 1


def test_what_is_asked_is_asked_with_the_limits_of_its_exercise(world: World) -> None:
    """As its grader has set them, on top of the assignment's."""
    judge = FakeJudge()
    sealing = Sealing(Limits(answer_bytes=77), preload=())
    graded(sources("1", "", "2", ""), make_assignment(sealing=sealing), judge)
    assert world.allowed == [3.0, 7.0]
    assert judge.asked_with["area"].answer_bytes == 77


def test_a_cell_that_ends_its_kernel_costs_nothing_else(world: World) -> None:
    """The other exercises are graded, and a note says which cell was left out, counted as people
    count. It is not tried again where the judge asks.
    """
    nb, result = graded(sources("mine", "test(area)", "die", "test(side)"))
    assert result.points == 15
    assert result.notes == (messages.cell_left_out(3, DIED.sentence, "side"),)
    assert not [output for output in nb.cells[2].outputs if output.output_type == "stream"]
    assert world.log.count("die") == 1


def test_a_cell_that_is_stopped_keeps_what_it_had_defined(world: World) -> None:
    """A right answer before a long experiment stays right; one note for both runs."""
    _, result = graded(sources("stop", "test(area)", "mine", "test(side)"))
    assert result.points == 15
    assert result.notes == (messages.cell_interrupted(1, SLOW.sentence, "area"),)
    assert world.log.count("stop") == 2


def test_what_was_left_out_from_the_start_is_told_where_it_is_asked_for(world: World) -> None:
    """The judge's own checks say the same as the notebook's cases: which cell, and why."""
    world.replies["area"] = lambda: {"status": "missing"}
    _, result = graded(sources("die", "test(area)", "mine", "test(side)"))
    said = messages.not_defined_in_time(1, "area", DIED.sentence, "area")
    assert [check.sentence for check in result.verdicts[0].checks] == [said]


def test_a_cell_that_ends_only_the_second_kernel_has_a_note(world: World) -> None:
    """What the page shows and what was asked differ there. Which cell it was is not told: it could be
    chosen by what was asked.
    """
    _, result = graded(sources("die-later", "test(area)", "mine", "test(side)"))
    assert result.notes == (messages.asked_without_a_cell(),)
    assert result.points == 15


def test_too_much_output_is_a_note(world: World) -> None:
    _, result = graded(sources("shout", "test(area)", "mine", "test(side)"))
    assert (result.points, result.notes) == (15, (messages.outputs_cut(1, "area"),))


def test_a_call_that_ends_its_kernel_costs_its_exercise_only(world: World) -> None:
    """The next exercise has a new kernel, and what is shown stays as it is."""
    world.replies["area"] = gone()
    nb, result = graded(sources("1", "test(area)", "2", "test(side)"))
    assert endings(result) == [Ending.KERNEL_DIED, Ending.RIGHT]
    assert world.shown == [True, False, False]
    assert [output.text for output in nb.cells[0].outputs] == ["1, again: False"]


def test_the_notebooks_cases_come_with_the_verdict(world: World) -> None:
    """With the files that students got."""
    _, result = graded(sources("1", "", "2", ""))
    assert [verdict.examples for verdict in result.verdicts] == [
        (Example("area(3)", "12", "bee.png", Ending.RIGHT),),
        (Example("side(3)", "12", "bee.png", Ending.RIGHT),),
    ]


@pytest.mark.parametrize(
    ("data", "problem"),
    [(None, ""), (None, "Es un enlace."), (b"", ""), (b"[]", ""), (b"{" * 99, ""), (b"\xff", "")],
)
def test_what_is_no_notebook_has_a_result(world: World, data: bytes | None, problem: str) -> None:
    """Zero points for each exercise, a sentence that says why, a notebook for the gradebook; and
    nothing is run.
    """
    nb, result = graded(data, problem=problem)
    assert (result.points, result.max_points) == (0, 15)
    assert endings(result) == [Ending.NOTEBOOK_DAMAGED] * 2
    assert len(result.notes) == 1 and problem in result.notes[0]
    assert [verdict.grade_id for verdict in result.verdicts] == ["test_area", "test_side"]
    assert nb.cells[1].outputs[0].data == {"text/plain": "0.0"}
    assert world.log == []


def test_a_notebook_that_may_not_be_taken_is_not_run(world: World) -> None:
    """Though it can be read."""
    _, result = graded(sources("1", "", "2", ""), problem="Es un enlace.")
    assert endings(result) == [Ending.NOTEBOOK_DAMAGED] * 2
    assert world.log == []


def test_notes_on_how_it_was_found_come_first(world: World) -> None:
    data = sources("die", "test(area)", "2", "test(side)")
    _, result = graded(data, notes=("Entregaste dos cuadernos.",))
    assert result.notes[0] == "Entregaste dos cuadernos." and len(result.notes) == 2


def test_the_assignment_stays_as_it_is(world: World) -> None:
    """It is shared by all submissions."""
    assignment = make_assignment()
    before = nbformat.writes(assignment.notebooks[0].record)
    graded(sources("1", "2", "3", "4"), assignment)
    graded(None, assignment)
    assert nbformat.writes(assignment.notebooks[0].record) == before


def test_a_forged_score_is_none(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a cell shows, the points are the judge's."""
    world.replies = {"area": ok(0), "side": ok(0)}

    def forge(self: FakeKernel, source: str) -> Ran:
        score = new_output("execute_result", data={"text/plain": "10"}, execution_count=1)
        return Ran([score], None, False)

    monkeypatch.setattr(FakeKernel, "run_cell", forge)
    nb, result = graded(sources("1", "2", "3", "4"), make_assignment(all_cells=True))
    assert result.points == 0
    for index, wanted in ((1, ["0.0"]), (3, ["0.0"])):
        assert [
            output.data["text/plain"]
            for output in nb.cells[index].outputs
            if output.output_type == "execute_result"
        ] == wanted


def test_the_same_submission_has_the_same_result(world: World) -> None:
    """But for the seconds that it took."""
    world.replies["side"] = gone()
    data = sources("1", "test(area)", "die", "test(side)")
    first, again = (graded(data)[1].to_json() for _ in range(2))
    assert {**first, "execution_time": 0} == {**again, "execution_time": 0}


def test_versions_are_of_what_can_change_a_score() -> None:
    """Each is found, also where the distribution has another name."""
    assert {"tensorflow", "keras", "numpy", "pytest", "ipykernel"} <= set(grading.versions())


# Failures of ours


@pytest.mark.parametrize("run", ["show", "ask"])
@pytest.mark.parametrize("where", ["start", "cell", "call"])
def test_a_failure_of_ours_is_no_result(
    world: World, monkeypatch: pytest.MonkeyPatch, run: str, where: str
) -> None:
    """Neither a result nor an ending; no process of the student's stays."""
    failure = EngineFailure("no es suyo")
    left = {"show": 0, "ask": 1}[run]

    def fail(*_: object, **__: object) -> Any:
        raise failure

    if where == "call":
        world.replies["area"] = fail
    elif where == "cell":
        real = FakeKernel.run_cell
        turns = in_turn(*[lambda: {}] * left * 2, fail)
        monkeypatch.setattr(FakeKernel, "run_cell", lambda s, c: (turns(), real(s, c))[1])
    else:
        real_open = world.open_kernel
        turns = in_turn(*[lambda: {}] * left, fail)
        monkeypatch.setattr(
            "panal.run.open_kernel", lambda *a, **k: (turns(), real_open(*a, **k))[1]
        )
    with pytest.raises(EngineFailure) as found:
        graded(sources("1", "", "2", ""))
    assert found.value is failure
    assert world.living == 0


# Cells that only show


DEMO = [{"output_type": "stream", "name": "stdout", "text": "figura"}]


def shown_record() -> NotebookNode:
    nb = make_record()
    nb.cells.insert(0, recorded("bee = 1", "shows"))
    nb.cells[0].metadata["tags"] = ["demo"]
    return nb


def graded_demo(answer: str, demos: Any = None, **more: Any) -> NotebookNode:
    demos = {"shows": DEMO} if demos is None else demos
    record = shown_record()
    data = with_sources(record, "bee = 1", answer, "test(area)", "mine", "test(side)")
    return graded(data, make_assignment(record, demos=demos, **more))[0]


def test_what_only_shows_does_not_run(world: World) -> None:
    """Its place shows what it shows to everyone, and says so; the instructor's outputs are not
    touched by it.
    """
    before = json.dumps(DEMO)
    nb = graded_demo("area = 3")
    assert "bee = 1" not in world.log and "test(area)" not in world.log
    said, figure = nb.cells[0].outputs
    assert said.data["text/plain"] == messages.demo_not_run()
    assert figure.text == "figura"
    nbformat.validate(nb)
    figure.text = "otra"
    assert json.dumps(DEMO) == before


def test_what_is_needed_runs_in_both(world: World) -> None:
    """And shows what it shows now."""
    nb = graded_demo("area = bee")
    assert world.log.count("bee = 1") == world.log.count("test(area)") == 2
    assert [output.text for output in nb.cells[0].outputs] == ["bee = 1, again: False"]


def test_all_cells_run_when_asked_for(world: World) -> None:
    graded_demo("area = 3", all_cells=True)
    assert world.log.count("bee = 1") == world.log.count("test(area)") == 2


def test_where_a_demonstration_has_no_outputs_it_says_that_it_did_not_run(world: World) -> None:
    nb = graded_demo("area = 3", demos={})
    assert [output.data["text/plain"] for output in nb.cells[0].outputs] == [
        messages.demo_not_run()
    ]


# open_grader


GRADER = """
import pytest

@pytest.mark.check(title="Con 3")
def test_it(submission):
    assert submission.{}(3).whole_number() == 12
"""


def test_a_grader_is_opened_and_closed(world: World, tmp_path: Path) -> None:
    """With a real judge."""
    for name in ("area", "side"):
        (tmp_path / f"test_{name}.py").write_text(GRADER.format(name))
    with open_grader(make_assignment(graders=tmp_path), fake_warm()) as grader:
        _, result = grader.grade(
            Submission(StudentId("ana"), (HandedIn(sources("1", "", "2", "")),))
        )
    assert result.points == 15


def test_a_grader_without_an_exercise_is_our_mistake(tmp_path: Path) -> None:
    """A misspelt one would leave its exercise to the tests in the notebook. Nobody is graded."""
    for name in ("area", "sied"):
        (tmp_path / f"test_{name}.py").write_text(GRADER.format(name))
    with pytest.raises(UsageError, match=r"test_sied\.py"):
        with open_grader(make_assignment(graders=tmp_path), fake_warm()):
            raise AssertionError("nobody is graded")


def test_limits_that_do_not_fit_are_found_before_anyone_is_graded(tmp_path: Path) -> None:
    """A grader's, with those of the assignment."""
    for name in ("area", "side"):
        (tmp_path / f"test_{name}.py").write_text(GRADER.format(name))
    with (tmp_path / "test_area.py").open("a") as file:
        file.write("\npytestmark = pytest.mark.limits(call_wall_seconds=1)\n")
    with pytest.raises(UsageError, match=r"test_area"):
        with open_grader(make_assignment(graders=tmp_path), fake_warm()):
            raise AssertionError("nobody is graded")


# Judged inside, and by a person

HIDDEN = "seen\n### BEGIN HIDDEN TESTS\nsecret\n### END HIDDEN TESTS"


def inside_record() -> NotebookNode:
    """An exercise without a grader, an essay, and a task."""
    essay = recorded("stub", "essay", solution=True, grade=True, locked=False, points=4)
    task = recorded("do it\n### BEGIN MARK SCHEME\na point\n### END MARK SCHEME", "w", task=True)
    for cell in (essay, task):
        cell.cell_type = "markdown"
        del cell["outputs"], cell["execution_count"]
    task.metadata["nbgrader"]["points"] = 3
    return nbformat.v4.new_notebook(
        cells=[
            recorded("stub", "part", solution=True, locked=False),
            recorded(HIDDEN, "cell-1", grade=True, points=2.5),
            essay,
            task,
        ]
    )


def graded_inside(data: bytes | None, **more: Any) -> tuple[NotebookNode, Result]:
    grader = Grader(make_assignment(inside_record()), fake_warm(), None)
    [nb], result = grader.grade(Submission(StudentId("ana"), (HandedIn(data, **more),)))
    return nb, result


def test_hidden_tests_run_where_nothing_is_shown(world: World) -> None:
    """What is shown never had them, and neither has what is kept; a person has the scheme."""
    nb, result = graded_inside(with_sources(inside_record(), "mine", "seen", "words", "do it"))
    assert world.log == ["start", "mine", "seen", "start", "mine", HIDDEN]
    assert world.shown == [True, False]
    assert [(each.judged, each.points, each.pending) for each in result.verdicts] == [
        (Judged.INSIDE, 2.5, 0),
        (Judged.PERSON, 0, 4),
        (Judged.PERSON, 0, 3),
    ]
    assert result.notes == () and result.graders == ""
    assert "secret" not in nbformat.writes(nb) and "secret" not in str(result)
    assert "a point" in nb.cells[3].source


def test_a_notebook_that_can_not_be_read_shows_no_hidden_test(world: World) -> None:
    """In its place stands what students got."""
    nb, result = graded_inside(b"{")
    assert world.log == [] and "secret" not in nbformat.writes(nb)
    assert [(each.points, each.pending) for each in result.verdicts] == [(0, 0), (0, 0), (0, 3)]


def test_nobody_decides_on_what_was_not_written(world: World) -> None:
    """An answer as it was released has no points; nothing handed in leaves no task to look at."""
    _, result = graded_inside(with_sources(inside_record(), "mine", "seen", "stub", "do it"))
    assert [each.pending for each in result.verdicts] == [0, 0, 3]
    _, result = graded_inside(None, gone=True)
    assert [each.pending for each in result.verdicts] == [0, 0, 0]


def test_tests_that_end_their_kernel_have_no_points(world: World) -> None:
    """In Show, and so in Ask: what is left out is left out from the start."""
    record = inside_record()
    record.cells[1].source = "die\n### BEGIN HIDDEN TESTS\nsecret\n### END HIDDEN TESTS"
    grader = Grader(make_assignment(record), fake_warm(), None)
    data = with_sources(record, "mine", "die", "words", "do it")
    _, result = grader.grade(Submission(StudentId("ana"), (HandedIn(data),)))
    assert endings(result)[0] is Ending.KERNEL_DIED and result.verdicts[0].points == 0


def test_each_notebook_of_a_submission_is_graded(world: World) -> None:
    """By itself, in its own kernels; exercises and notes say which one they are of."""
    released = tuple(Released(name, inside_record()) for name in ("one", "two"))
    grader = Grader(replace(make_assignment(), notebooks=released), fake_warm(), None)
    data = with_sources(inside_record(), "mine", "seen", "words", "do it")
    handed_in = Submission(StudentId("ana"), (HandedIn(data, file="one.ipynb"), HandedIn(None)))
    notebooks, result = grader.grade(handed_in)
    assert len(notebooks) == 2 and result.file == "one.ipynb"
    assert [each.name for each in result.verdicts[:4:3]] == ["one/cell-1", "two/cell-1"]
    assert [each.points for each in result.verdicts[:4:3]] == [2.5, 0]
    assert result.notes == (f"two: {messages.notebook_missing('two')}",)
    assert Result.from_json(json.loads(json.dumps(result.to_json()))).verdicts == result.verdicts
