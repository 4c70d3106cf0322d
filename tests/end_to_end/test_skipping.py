"""Cells that only show are left out, in real kernels: a right answer that needs one never loses a
point.

With PANAL_SOAK=1 in the environment (`make soak`) the whole of tests/answers/ and all
misconceptions run through the project's own notebook with and without these cells, not only a
sample.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from panal import messages, skipping
from panal.assignment import Assignment, HandedIn, Released, Submission
from panal.config import Limits
from panal.course.example_answers import ExampleAnswer
from panal.course.release import try_answers
from panal.grading import Grader
from panal.notebook import has_tests
from panal.results import StudentId
from panal.workers.pool import Workers
from tests.end_to_end import catalogue
from tests.end_to_end.answers import notebooks, only_sealed
from tests.end_to_end.catalogue import RIGHT
from tests.end_to_end.courses import (
    ASSIGNMENT,
    CONVOLUCION,
    IMPORTS,
    ROOT,
    SOAK,
    bare_source,
    call,
    cell_of,
    code_cell,
    in_soak,
    make_course,
    released,
    results,
)

EXERCISE = "count_params"
QUICK = Limits(
    cell_cpu_seconds=6,
    cell_wall_seconds=30,
    call_cpu_seconds=4,
    call_wall_seconds=20,
    exercise_cpu_seconds=5,
)
"""With these, an endless loop among the answers costs seconds."""


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with catalogue.grader(catalogue.sealing(QUICK)) as opened:
        yield opened


# One exercise, and answers that need what its notebook shows


def demo(source: str, grade_id: str) -> NotebookNode:
    cell = code_cell(source, grade_id, grade_id, locked=True)
    cell.metadata["tags"] = ["demo"]
    return cell


def record() -> NotebookNode:
    """One exercise, demonstrations before and behind it, and a check that binds a name."""
    stub = f"def {EXERCISE}():\n    raise NotImplementedError()"
    return new_notebook(
        cells=[
            code_cell(IMPORTS, "imports", "imports", locked=True),
            code_cell("def ask(f, *args):\n    return f(*args)", "ask", "ask", locked=True),
            demo("abeja = np.ones((4, 4, 3))\nuno = int(abeja[0, 0, 0])", "load"),
            demo("from skimage import io as lectura\ndef mitad(x):\n    return x // 2", "tools"),
            code_cell(stub, EXERCISE, EXERCISE, solution=True),
            demo(f"used = ask({EXERCISE}, 3, 1, 1)", "calls"),
            code_cell("listo = mitad(2)", f"test_{EXERCISE}", "test", locked=True, points=15),
        ]
    )


def right(factor: str, before: str = "") -> str:
    """A right answer, if only `factor` is 1."""
    return before + RIGHT[EXERCISE].replace("return ", "return (").rstrip() + f") * ({factor})\n"


NEEDING = {
    "its picture": (right("abeja[0, 0, 0]"), ""),
    "a helper in another cell": (right("ayuda()"), "def ayuda():\n    return uno"),
    "a function": (right("mitad(2)"), ""),
    "another name of a module": (right("int(callable(lectura.imread))"), ""),
    "a name that the check binds": (right("globals().get('listo', 1)"), ""),
    "other signs of the same name": (right("ｕｎｏ"), ""),
    "globals": (right("globals()['u' + 'no']"), ""),
    "exec": (right("k", "exec('k = u' + 'no')\n"), ""),
    "its own globals": (right(f"{EXERCISE}.__globals__['u' + 'no']"), ""),
    "a frame": (right("(0 for x in ()).gi_frame.f_globals['u' + 'no']"), ""),
    "an import by name": (right("getattr(__import__('__ma' + 'in__'), 'u' + 'no')"), ""),
    "IPython": (right("get_ipython().user_ns['u' + 'no']"), ""),
    "a magic": (right("k"), "open('/tmp/x.py', 'w').write('k = u' + 'no')\n%run -i /tmp/x.py"),
}  # fmt: skip
"""Answers, and cells that the student added before them."""


def hand_in(grader: Grader, answer: str, added: str = "") -> float:
    """Points of an answer."""
    nb = record()
    cell_of(nb, EXERCISE).source = answer
    nb.cells.insert(4, new_code_cell(added))
    assignment = replace(grader.assignment, notebooks=(Released(ASSIGNMENT, record()),))
    one = Grader(assignment, grader.warm, grader.judge)
    return one.grade(Submission(StudentId("ana"), (HandedIn(nbformat.writes(nb).encode()),)))[
        1
    ].points


@pytest.mark.parametrize("name", NEEDING)
def test_a_right_answer_that_needs_what_is_shown_has_all_points(grader: Grader, name: str) -> None:
    """Whoever uses a name of such a cell, or reaches for names in another way, has all of them
    run.
    """
    assert hand_in(grader, *NEEDING[name]) == 15


def only_showing(nb: NotebookNode, inside: Collection[str] = ()) -> frozenset[int]:
    """As if nobody ever needed a cell that only shows."""
    found = [skipping.is_demo(cell) or has_tests(cell) for cell in nb.cells]
    return frozenset(index for index, shows in enumerate(found) if shows)


BELOW = "a name that the check binds"
"""This check stands below the answer, which is right with it and without."""


@pytest.mark.parametrize(
    "name", [name for name in NEEDING if name != BELOW] if SOAK else ["its picture", "globals"]
)
def test_it_does_need_it(grader: Grader, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the test above shows nothing."""
    monkeypatch.setattr(skipping, "left_out", only_showing)
    assert hand_in(grader, *NEEDING[name]) < 15


def test_answers_that_need_nothing_run_without(grader: Grader) -> None:
    """The catalogue would show little if all cells always ran."""
    nb = record()
    cell_of(nb, EXERCISE).source = right("1")
    assert skipping.left_out(nb) == only_showing(nb)
    assert hand_in(grader, right("1")) == 15


def test_an_example_answer_that_needs_what_is_shown_is_named(
    grader: Grader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By `panal release --answers`, if ever the rule should not see it."""

    class Here:
        """A worker in this process."""

        def call(self, assignment: Assignment, ask: Callable[..., Any], *args: Any) -> Any:
            return ask(Grader(assignment, grader.warm, grader.judge), *args)

    monkeypatch.setattr(skipping, "left_out", only_showing)
    answers = [
        ExampleAnswer(EXERCISE, "needs", "full", right("uno")),
        ExampleAnswer(EXERCISE, "underrated", "less", right("uno")),
        ExampleAnswer(EXERCISE, "right", "full", right("1")),
    ]
    assignment = replace(grader.assignment, notebooks=(Released(ASSIGNMENT, record()),))
    problems = try_answers(cast(Workers, Here()), assignment, answers, print)
    assert problems == [
        f"{EXERCISE}/needs: 0 de 15 puntos; se esperaba `full`.",
        f"{EXERCISE}/underrated termina de otro modo si no se ejecutan las celdas que solo muestran.",
    ]


# The project's own notebook


REMEMBERS = {
    "accumulates", "accumulates_in_place", "alternates", "first_call_only", "growing_default", "growing_list",
    "iterator_used_up", "layer_kept", "mutable_default", "remembers_first", "running_total", "works_once",
}  # fmt: skip
"""Answers to which each further call gets another result."""

SAMPLE = [
    student
    for student, answers in notebooks(CONVOLUCION).items()
    if not any(map(only_sealed, answers.values()))
][:1]


@pytest.mark.parametrize("student", list(notebooks(CONVOLUCION)) if SOAK else SAMPLE)
def test_answers_get_the_same_with_and_without(grader: Grader, student: str) -> None:
    """Right, wrong, hostile to their surroundings: what is left out makes no difference. Only for a
    function that remembers its calls, those of the notebook count, too.
    """
    answers = {
        exercise: answer
        for exercise, answer in notebooks(CONVOLUCION)[student].items()
        if answer.name not in REMEMBERS
    }
    files = {"bee.png": (ROOT / "source" / ASSIGNMENT / "bee.png").read_bytes()}
    nb = released(ROOT)
    for exercise, answer in answers.items():
        cell_of(nb, exercise).source = answer.source
    data = nbformat.writes(nb).encode("utf-8", "surrogatepass")
    found = []
    for all_cells in (True, False):
        assignment = replace(
            grader.assignment,
            notebooks=(Released(ASSIGNMENT, released(ROOT)),),
            files=files,
            all_cells=all_cells,
        )
        one = Grader(assignment, grader.warm, grader.judge)
        result = one.grade(Submission(StudentId("ana"), (HandedIn(data),)))[1]
        names = {verdict.grade_id.removeprefix("test_"): verdict for verdict in result.verdicts}
        problems = [
            answer.problem(names[exercise].points, names[exercise].max_points)
            for exercise, answer in answers.items()
        ]
        assert not list(filter(None, problems))
        found.append(
            {
                exercise: [(check.name, str(check.ending)) for check in names[exercise].checks]
                for exercise in answers
            }
        )
    assert found[0] == found[1]


@pytest.fixture(scope="module")
def course(demo_class: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's course with one right submission, graded."""
    folder = tmp_path_factory.mktemp("demos")
    shutil.copytree(demo_class, folder, dirs_exist_ok=True)
    for path in (folder / "submitted").iterdir():
        if path.name != "ana-lopez":
            shutil.rmtree(path)
    return folder


def with_every_cell(course: Path) -> str:
    """What the command says."""
    done = call("panal", "grade", ASSIGNMENT, "--workers", "1", "--all-cells", cwd=course)
    assert done.returncode == 0, done.stderr
    return done.stderr


def graded(course: Path) -> NotebookNode:
    path = course / "autograded" / "ana-lopez" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    return nbformat.read(path, as_version=4)


def said(nb: NotebookNode) -> int:
    """How many cells say that they did not run."""
    return json.dumps(nb, ensure_ascii=False).count(messages.demo_not_run())


def test_demonstrations_are_shown_in_place(course: Path) -> None:
    """What is shown in place of a demonstration, and where that is kept."""
    tagged = sum(map(skipping.is_demo, released(course).cells))
    nb = graded(course)
    assert said(nb) == tagged
    figure = cell_of(nb, "show_max_pooling").outputs
    assert any("image/jpeg" in output.get("data", {}) for output in figure)
    page = (course / "feedback" / "ana-lopez" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text(
        encoding="utf-8"
    )
    assert page.count(messages.demo_not_run()) == tagged
    (kept,) = (course / ".panal" / ASSIGNMENT).iterdir()
    assert re.fullmatch(r"demos-[0-9a-f]{32}\.json", kept.name)
    outputs = json.loads(kept.read_text(encoding="utf-8"))
    assert len(outputs) == tagged and all(outputs.values())


@in_soak("answers are graded with and without them in any case, by no command")
def test_all_cells(course: Path) -> None:
    """`--all-cells` changes the notebook only."""
    short = results(course, "ana-lopez")
    assert "Calificadas: 1," in with_every_cell(course)
    assert said(graded(course)) == 0
    complete = results(course, "ana-lopez")
    assert complete.pop("stamp") != short["stamp"]
    assert complete == {key: value for key, value in short.items() if key != "stamp"}
    assert "Calificadas: 0, sin cambios: 1" in with_every_cell(course)


@in_soak("each of these problems has a smaller test")
def test_panal_release_finds_a_wrong_tag(tmp_path: Path) -> None:
    """A cell that does more than bind names and draw: a locked cell finds its work by a name that
    stands nowhere.
    """
    source = bare_source()
    for exercise, answer in RIGHT.items():
        cell_of(source, exercise).source = f"### BEGIN SOLUTION\n{answer}### END SOLUTION"
    source.cells.insert(1, demo("medida = 3", "size"))
    source.cells.insert(2, demo("print(height)", "fails"))
    source.cells.insert(3, new_code_cell("1", metadata={"tags": ["demo"], "nbgrader": {
        "grade_id": "open", "locked": False, "solution": True, "grade": False, "task": False, "schema_version": 3}}))  # fmt: skip
    cell_of(source, "test_same_padding").source = "assert same_padding(5, 3) == (2, 2)"
    cell_of(source, EXERCISE).source = f"### BEGIN SOLUTION\n{right('contar(1)')}### END SOLUTION"
    helper = "def contar(k):\n    return globals()['med' + 'ida'] * k // 3\n"
    source.cells.insert(3, code_cell(helper, "helper", "helper", locked=True))
    course = make_course(tmp_path, source)
    shutil.rmtree(
        course / "graders" / ASSIGNMENT / "misconceptions"
    )  # minutes, and proven by make_release elsewhere
    answers = course / "answers" / EXERCISE
    answers.mkdir(parents=True)
    (answers / "right.py").write_text(f"# expected: full\n{RIGHT[EXERCISE]}")
    (answers / "taken_for_wrong.py").write_text(f"# expected: zero\n{RIGHT[EXERCISE]}")
    done = call("panal", "release", ASSIGNMENT, "--answers", "answers", cwd=course)
    assert done.returncode == 1
    assert f"{EXERCISE}/right" not in done.stderr
    assert f"{EXERCISE}/taken_for_wrong: 15 de 15 puntos; se esperaba `zero`." in done.stderr
    assert f"test_{EXERCISE}: la solución del docente termina de otro modo" in done.stderr
    assert done.stderr.count("termina de otro modo") == 1
    assert "fails: esta demostración se detiene con NameError" in done.stderr
    assert (
        "test_same_padding: esta comprobación visible se detiene con AssertionError" in done.stderr
    )
    assert (
        "open: solo una celda de código protegida y sin puntos puede tener la etiqueta demo"
        in done.stderr
    )
