"""panal.course.release: nothing is released that is not proven. nbgrader's part, and what a worker
finds out, are fakes; what is asked of it and what becomes of each answer is real.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from panal.assignment import Assignment
from panal.course import release as module
from panal.course.course import Course
from panal.course.release import Mutations, Proof, generate, make_release
from panal.errors import UsageError
from panal.grading import Grader
from panal.judge.caller import Kind, Question
from panal.judge.endings import CheckEnded
from panal.notebook import Exercise
from panal.results import Check, Ending, Example, GradeId, Judged, Result, Verdict
from tests.unit.course.test_course import make_course
from tests.unit.fakes import recorded

pytestmark = [
    pytest.mark.filterwarnings(
        "ignore::DeprecationWarning:nbgrader", "ignore::DeprecationWarning:traitlets"
    ),
]
A = "hw"
SOLUTION = "### BEGIN SOLUTION\n    return width * height\n    ### END SOLUTION"
HIDDEN = "assert submission.area(3, 4).number() == 12"


def notebook(answer: str) -> NotebookNode:
    """A demonstration, and one exercise of ten points."""
    shows = recorded("print('hola')", "shows")
    shows.metadata["tags"] = ["demo"]
    return new_notebook(
        cells=[
            shows,
            recorded(
                f"def area(width, height):\n    {answer}", "area", solution=True, locked=False
            ),
            recorded("area(1, 2)", "test_area", grade=True, points=10),
        ]
    )


def verdict(*endings: Ending, examples: tuple[Example, ...] = ()) -> Verdict:
    checks = tuple(Check(f"c{n}", "Una", 1.0, ending) for n, ending in enumerate(endings))
    return Verdict(GradeId("test_area"), 10.0, checks, examples=examples)


RIGHT, WRONG = verdict(Ending.RIGHT), verdict(Ending.WRONG)
FAILED = replace(
    RIGHT, checks=(Check("c0", "Una", 1.0, Ending.GRADER_FAILED, detail="test_area.py, line 3"),)
)


@dataclass
class World:
    """What nbgrader makes of the source, and what a worker finds out about it."""

    course: Course
    released: NotebookNode = field(default_factory=lambda: notebook("pass"))
    complete: Verdict = RIGHT
    """The instructor's notebook, all cells run."""
    short: Verdict = RIGHT
    """The same, as a class is graded."""
    stub: Verdict = WRONG
    """The released notebook."""
    errors: dict[tuple[str, bool], str] = field(default_factory=dict)
    """What a cell of the instructor's raises, and whether that is with all cells."""
    mutations: tuple[Mutations, ...] = ()
    broken: tuple[str, ...] = ()
    shown: str = "hola"
    answers: dict[tuple[str, bool], Verdict] = field(default_factory=dict)
    """What an example answer gets, with all cells or without."""
    written: int = 0
    """How often the release was written where students get it."""

    def generate(self, course: Course, assignment: str) -> None:
        folder = course.path("release", ".", A)
        folder.mkdir(parents=True)
        nbformat.write(self.released, folder / f"{A}.ipynb")
        self.written += course is self.course

    def call(self, assignment: Assignment, function: object, *args: Any) -> object:
        if function is module.try_misconceptions:
            return list(self.mutations)
        if function is module.broken_examples:
            return list(self.broken)
        assert function is Grader.grade
        [handed_in] = args[0].notebooks
        nb = nbformat.reads(handed_in.data.decode(), as_version=4)
        for cell in nb.cells[:3]:
            name = self.errors.get((cell.metadata.nbgrader.grade_id, assignment.all_cells))
            cell.outputs = (
                [new_output("error", ename=name, evalue="", traceback=[])] if name else []
            )
        source = nb.cells[1].source
        for (answer, all_cells), found in self.answers.items():
            if answer in source and all_cells == assignment.all_cells:
                return [nb], Result(A, (found,))
        if "SOLUTION" in source:
            return [nb], Result(A, (self.complete if assignment.all_cells else self.short,))
        return [nb], Result(A, (self.stub,))

    def prove(self, answers: Path | None = None) -> Proof:
        return make_release(self.course, A, answers=answers)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    course = make_course(tmp_path, "c.Panal.language = 'en'")
    (tmp_path / "source" / A).mkdir(parents=True)
    (tmp_path / "graders" / A).mkdir(parents=True)
    nbformat.write(notebook(SOLUTION), tmp_path / "source" / A / f"{A}.ipynb")
    (tmp_path / "graders" / A / "test_area.py").write_text(f"def test(submission):\n    {HIDDEN}\n")
    made = World(course)

    @contextmanager
    def local_pool(*_: object) -> Iterator[World]:
        yield made

    def demo_outputs(*_: object) -> dict[str, dict[str, list[NotebookNode]]]:
        return {A: {"shows": [new_output("stream", name="stdout", text=made.shown)]}}

    monkeypatch.setattr(module, "generate", made.generate)
    monkeypatch.setattr(module, "local_pool", local_pool)
    monkeypatch.setattr(module, "demo_outputs", demo_outputs)
    return made


def test_what_is_proven_is_written(world: World) -> None:
    """Once, after all has been tried; and nothing of the trying is left in the course."""
    caught = Mutations("area", 10, 2, 2, 5.0, ())
    world.mutations = (caught,)
    proof = world.prove()
    assert (proof.problems, world.written) == ((), 1)
    assert (proof.instructor, proof.released, proof.points) == (10, 0, 10)
    assert proof.mutations == (caught,) and caught.share == 1
    assert proof.folder == world.course.path("release", ".", A)
    assert not (world.course.root / "gradebook.db").exists()


def example(ending: Ending) -> Example:
    return Example("area(1, 2)", "2", "3", ending, "Casi.")


def leaking(world: World) -> None:
    world.released.cells.append(new_markdown_cell("`return width * height`"))


def leaking_grader(world: World) -> None:
    world.released.cells[1].source += f"\n# {HIDDEN}"


def tagged_answer(world: World) -> None:
    world.released.cells[1].metadata["tags"] = ["demo"]


Change = Callable[[World], None]


def having(**values: Any) -> Change:
    def change(world: World) -> None:
        for name, value in values.items():
            setattr(world, name, value)

    return change


PROBLEMS: dict[str, tuple[Change, str]] = {
    "a solution is wrong": (
        having(complete=WRONG, short=WRONG),
        "test_area: the instructor's own solution has 0 of 10 points (c0: incorrect.",
    ),
    "a grader fails": (
        having(complete=FAILED, short=FAILED),
        "test_area: the grader failed on the instructor's own solution (c0). test_area.py, line 3",
    ),
    "the stub earns points": (
        having(stub=verdict(Ending.RIGHT, Ending.WRONG)),
        "test_area: the untouched release has 5 points.",
    ),
    "a misconception costs nothing": (
        having(mutations=(Mutations("area", 10, 2, 1, 10.0, ("swapped",)),)),
        "area: the misconception swapped loses no points.",
    ),
    "a misconception crashes": (
        having(mutations=(Mutations("area", 10, 1, 0, 0.0, (), ("area: it crashes.",)),)),
        "area: it crashes.",
    ),
    "a visible case fails": (
        having(short=verdict(Ending.RIGHT, examples=(example(Ending.WRONG),))),
        "test_area: the instructor's own solution is not right on the case area(1, 2). Casi.",
    ),
    "a visible case fails with a misconception": (having(broken=("area: fails.",)), "area: fails."),
    "a solution is released": (leaking, "The release gives away: 'return width * height'."),
    "a line of a grader is released": (leaking_grader, f"The release gives away: {HIDDEN!r}."),
    "a demonstration shows a solution": (
        having(shown="return width * height"),
        "A demonstration shows 'return width * height'.",
    ),
    "an answer is tagged": (
        tagged_answer,
        "area: only a locked code cell without points can have the tag demo.",
    ),
    "a demonstration fails": (
        having(errors={("shows", True): "NameError"}),
        "shows: this demonstration raises NameError.",
    ),
    "a visible check fails": (
        having(errors={("test_area", True): "AssertionError"}),
        "test_area: this visible check raises AssertionError.",
    ),
    "a demonstration does more than show": (
        having(complete=verdict(Ending.RIGHT, Ending.RIGHT)),
        "test_area: the instructor's own solution ends otherwise when the cells that only show do not run",
    ),
    "a cell needs a demonstration": (
        having(errors={("area", False): "NameError"}),
        "area: the instructor's own cell ends otherwise when the cells that only show do not run.",
    ),
}  # fmt: skip


def inside(world: World, ending: Ending, points: float) -> None:
    """The exercise has no grader: the tests in its cell judge it."""
    (world.course.graders / A / "test_area.py").unlink()
    found = replace(verdict(ending), judged=Judged.INSIDE, given=points)
    world.complete = world.short = found


def test_tests_that_the_instructor_fails_stop_the_release(world: World) -> None:
    """With the cell's name."""
    inside(world, Ending.WRONG, 0.0)
    (said,) = world.prove().problems
    assert said.startswith("test_area: the instructor's own solution has 0 of 10 points")
    assert world.written == 0


def test_tests_that_the_stub_passes_are_told(world: World) -> None:
    """An author may mean it: stock nbgrader asks nobody."""
    inside(world, Ending.RIGHT, 10.0)
    world.stub = replace(verdict(Ending.RIGHT), judged=Judged.INSIDE, given=10.0)
    proof = world.prove()
    assert (proof.problems, world.written) == ((), 1)
    assert proof.notices == ("test_area: the untouched release has 10 points.",)
    assert proof.judged == (("area", Judged.INSIDE),)


SET_UP = {
    "a package": (
        "ModuleNotFoundError",
        "No module named 'nowhere.sub'",
        "needs the package nowhere,",
    ),
    "anything else": ("NameError", "name 'x' is not defined", "ends with NameError: name 'x'"),
}


@pytest.mark.parametrize("what", SET_UP)
@pytest.mark.parametrize("own", [False, True])
def test_a_cell_of_the_instructors_that_fails(world: World, what: str, own: bool) -> None:
    """What lacks a package stops the release wherever it is, and so does any error in a locked cell.
    In a cell that nbgrader does not know, an error may be meant.
    """
    name, value, said = SET_UP[what]
    error = new_output("error", ename=name, evalue=value, traceback=[])
    cell = new_code_cell("import x", outputs=[error])
    if not own:
        cell = recorded("import x", "set_up")
        cell.outputs = [error]
    broken, odd = module._broken_cells(new_notebook(cells=[cell]))
    lacks = what == "a package"
    assert [len(broken), len(odd)] == ([1, 0] if lacks or not own else [0, 1])
    assert said in [*broken, *odd][0]
    cell.metadata["tags"] = ["raises-exception"]
    assert bool(module._broken_cells(new_notebook(cells=[cell]))[0]) == lacks


def test_hidden_tests_are_secrets(world: World) -> None:
    """One that was left in the release stops it."""
    source = notebook(SOLUTION)
    line = "assert area(30, 40) == 1200"
    source.cells[2].source += f"\n### BEGIN HIDDEN TESTS\n{line}\n### END HIDDEN TESTS"
    nbformat.write(source, world.course.path("source", ".", A) / f"{A}.ipynb")
    world.released.cells[2].source = source.cells[2].source
    assert f"The release gives away: {line!r}." in world.prove().problems
    world.released.cells[2].source = "area(1, 2)"
    assert world.prove().problems == ()


def test_hidden_tests_beside_a_grader_are_told() -> None:
    """Whoever left them there believes that they count."""
    record = notebook(SOLUTION)
    assert module._never_run(record, inside=[]) == []
    record.cells[2].source += "\n### BEGIN HIDDEN TESTS\narea(0, 1)\n### END HIDDEN TESTS"
    (said,) = module._never_run(record, inside=[])
    assert said.startswith("test_area: sus pruebas ocultas nunca se ejecutan")
    assert module._never_run(record, inside=["test_area"]) == []


@pytest.mark.parametrize("problem", PROBLEMS)
def test_what_is_not_proven_is_not_written(world: World, problem: str) -> None:
    """One sentence, and the release stays as it was."""
    change, sentence = PROBLEMS[problem]
    change(world)
    (said,) = world.prove().problems
    assert said.startswith(sentence)
    assert world.written == 0


def test_what_students_may_see_is_no_secret(world: World) -> None:
    """A short line, and one that stands outside the solution as well."""
    source = world.course.path("source", ".", A) / f"{A}.ipynb"
    nb = notebook("### BEGIN SOLUTION\n    x = 1\n    import numpy as np\n    ### END SOLUTION")
    nb.cells[0].source = "import numpy as np"
    nbformat.write(nb, source)
    world.released.cells[1].source += "\nx = 1\nimport numpy as np"
    assert world.prove().problems == ()


ANSWER = "return height * width"


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({}, "area/swapped: 0 of 10 points, expected `full`."),
        ({False: RIGHT, True: RIGHT}, ""),
        ({False: RIGHT, True: WRONG}, "area/swapped ends otherwise when the cells"),
        (
            {
                False: replace(RIGHT, examples=(example(Ending.RIGHT),)),
                True: replace(RIGHT, examples=(example(Ending.WRONG),)),
            },
            "",
        ),
    ],
    ids=["underrated", "as it deserves", "needs a demonstration", "only its visible case differs"],
)
def test_example_answers_are_graded_both_ways(
    world: World, tmp_path: Path, found: dict[bool, Verdict], said: str
) -> None:
    """With all cells, and as a class is graded."""
    folder = tmp_path / "answers" / "area"
    folder.mkdir(parents=True)
    answer = f"def area(width, height):\n    {ANSWER}\n"
    (folder / "swapped.py").write_text(f"# expected: full\n{answer}")
    world.answers = {(ANSWER, all_cells): each for all_cells, each in found.items()}
    problems = world.prove(folder.parent).problems
    assert len(problems) == bool(said)
    assert not said or problems[0].startswith(said)
    assert world.written == (not said)


def test_there_is_a_source(world: World) -> None:
    """One notebook at least, and one that can be read."""
    [path] = world.course.path("source", ".", A).glob("*.ipynb")
    path.write_text("{")
    with pytest.raises(UsageError, match=r"hw\.ipynb can't be read"):
        world.prove()
    path.unlink()
    with pytest.raises(UsageError, match="There is no notebook in"):
        world.prove()


# On a worker


class Judge:
    """Gives each misconception what its function returns, and fails on a visible case with that."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def grade(self, exercise: str, caller: Any, points: float) -> Any:
        share = caller.ask(Question(Kind.CALL, "area"))
        return SimpleNamespace(points=points * share, checks=(), misconception="")

    def examples(self, exercise: str, caller: Any, files: object) -> tuple[Example, ...]:
        full = caller.ask(Question(Kind.CALL, "area")) == 1
        return (example(Ending.GRADER_FAILED if full else Ending.WRONG),)


@pytest.fixture
def grader(tmp_path: Path) -> Any:
    for name, share in (("half", 0.5), ("nothing", 0), ("whole", 1)):
        path = tmp_path / "misconceptions" / "area" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'"""¿Y si no?"""\n\n\ndef area():\n    return {share}\n')
    exercise = Exercise(GradeId("test_area"), "area", 10.0)
    assignment = SimpleNamespace(exercises=(exercise,), files={})
    return SimpleNamespace(
        judge=Judge(tmp_path), assignment=assignment, judged=lambda _: Judged.OUTSIDE
    )


def test_each_misconception_is_tried(grader: Any) -> None:
    """Who keeps all points is named, and what the best of them keeps is told."""
    (row,) = module.try_misconceptions(grader)
    assert row == Mutations("area", 10, 3, 2, 10.0, ("whole",))
    assert row.share == pytest.approx(2 / 3)
    assert Mutations("side", 5, 0, 0, 0.0, ()).share == 1


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("def area():\n    return 1 / 0", "raises ZeroDivisionError; if that is the belief, it needs a line `# raises: ZeroDivisionError`"),
        ("def area():\n    raise NotImplementedError", "raises NotImplementedError"),
        ("def aera():\n    return 0", "has no area"),
    ],
)  # fmt: skip
def test_a_misconception_that_gives_no_answer_proves_nothing(
    grader: Any, source: str, problem: str
) -> None:
    """It would be caught, whatever the checks ask."""

    def graded(exercise: str, caller: Any, points: float) -> Any:
        with contextlib.suppress(CheckEnded):
            caller.ask(Question(Kind.CALL, "area"))
        return SimpleNamespace(points=0, checks=(), misconception="")

    grader.judge.grade = graded
    folder = grader.judge.folder / "misconceptions" / "area"
    for name in ("nothing", "half"):
        (folder / f"{name}.py").unlink()
    (folder / "whole.py").write_text(f'"""¿Y si no?"""\n\n\n{source}\n')
    (row,) = module.try_misconceptions(grader)
    assert (row.total, row.caught) == (1, 0)
    assert row.broken == (f"area: the misconception whole {problem}.",)
    if "ZeroDivisionError" in source or "1 / 0" in source:
        (folder / "whole.py").write_text(f'"""¿?"""\n# raises: ZeroDivisionError\n{source}\n')
        (row,) = module.try_misconceptions(grader)
        assert (row.caught, row.broken) == (1, ())


@pytest.mark.usefixtures("english")
def test_a_misconception_that_is_told_as_another_is_named(grader: Any) -> None:
    """Its sentence would be read by nobody."""
    wrong = SimpleNamespace(ending=Ending.WRONG)

    def graded(exercise: str, caller: Any, points: float) -> Any:
        return SimpleNamespace(points=0, checks=(wrong,), misconception="half")

    grader.judge.grade = graded
    (grader.judge.folder / "misconceptions" / "area" / "whole.py").unlink()
    (row,) = module.try_misconceptions(grader)
    assert row.broken == ("area: another misconception explains the answers of nothing, too.",)


def test_a_misconception_that_cannot_be_run_is_named(grader: Any) -> None:
    """With its line."""
    path = grader.judge.folder / "misconceptions" / "area" / "half.py"
    path.write_text('"""¿Y si no?"""\nimport math\nmath.nothing\n')
    with pytest.raises(UsageError, match="area/half can't be run: line 3 raises AttributeError"):
        module.try_misconceptions(grader)


@pytest.mark.usefixtures("english")
def test_a_visible_case_that_fails_by_itself_is_named(grader: Any) -> None:
    """Not one that a misconception gets wrong, as it should."""
    (said,) = module.broken_examples(grader)
    assert said == "area: a visible case fails with the misconception whole: Casi."


SAME = recorded("2", "b")
SAME.metadata["nbgrader"]["grade_id"] = "a"
BROKEN = {
    "a solution without an end": (
        [recorded("### BEGIN SOLUTION\n1", "a", solution=True, locked=False)],
        "hw.ipynb: no end solution statement found.",
    ),
    "an id twice": (
        [recorded("1", "a", solution=True, locked=False), SAME],
        "hw.ipynb: Duplicate grade id: a.",
    ),
}


@pytest.mark.parametrize(("cells", "said"), BROKEN.values(), ids=BROKEN)
def test_what_nbgrader_refuses_is_a_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], cells: list[NotebookNode], said: str
) -> None:
    """With the notebook's name and nbgrader's reason, and no traceback."""
    (tmp_path / "source" / A).mkdir(parents=True)
    nbformat.write(new_notebook(cells=cells), tmp_path / "source" / A / f"{A}.ipynb")
    with pytest.raises(UsageError) as error:
        generate(make_course(tmp_path), A)
    assert str(error.value) == f"nbgrader could not generate 'hw': {said}"
    assert capfd.readouterr() == ("", "")
