"""Demonstrations that are left out, in real kernels: a right answer that leans on one never loses a
point.

With PANAL_SOAK=1 in the environment (`make soak`) the whole of tests/answers/ and all
misconceptions run through the project's own notebook with and without its demonstrations, not only
a sample.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from panal import demos, messages
from panal.config import Limits
from panal.course.example_answers import ExampleAnswer
from panal.course.release import try_answers
from panal.grading import Grader, Submission, open_grader
from panal.results import Result
from tests.end_to_end.answers import notebooks, only_sealed
from tests.end_to_end.catalogue import RIGHT, sealing
from tests.end_to_end.courses import (
    ASSIGNMENT,
    IMPORTS,
    ROOT,
    SOAK,
    bare_source,
    call,
    cell_of,
    code_cell,
    make_course,
    released,
    results,
)

EXERCISE = "count_params"

# Right answers that lean on a demonstration


def demo(source: str, grade_id: str) -> NotebookNode:
    cell = code_cell(source, grade_id, grade_id, locked=True)
    cell.metadata["tags"] = ["demo"]
    return cell


def record(test: str = "# Comprobaciones") -> NotebookNode:
    """One exercise, and demonstrations of every kind before it and one after it."""
    return new_notebook(
        cells=[
            code_cell(IMPORTS, "imports", "imports", locked=True),
            code_cell(
                "def ask(name, *args):\n    return globals()[name](*args)",
                "helper",
                "helper",
                locked=True,
            ),
            demo(
                "abeja = np.ones((4, 4, 3))\nuno = int(abeja[0, 0, 0])\nunos = [uno, uno]", "load"
            ),
            demo("from skimage import io as lectura\nimport wsgiref.util as otro", "modules"),
            demo(
                "def mitad(x):\n    return x // 2\n\n\nclass Caja:\n    lado = 2\n\n    def area(self):\n        return self.lado**2",
                "tools",
            ),
            demo("doble = mitad(4)", "chain"),
            demo("1 * uno", "value"),
            code_cell(
                f"def {EXERCISE}():\n    raise NotImplementedError()",
                EXERCISE,
                EXERCISE,
                solution=True,
            ),
            demo(f'used = ask("{EXERCISE}", 3, 1, 1)', "calls"),
            code_cell(test, f"test_{EXERCISE}", "test", locked=True, points=15),
        ]
    )


def right(factor: str, before: str = "") -> str:
    """A right answer, if only `factor` is 1."""
    body = RIGHT[EXERCISE].replace("return ", "return (").rstrip() + f") * ({factor})\n"
    return before + body


@dataclass(frozen=True)
class Leaning:
    """An answer, and cells that the student added: before all others, and just before the
    answer.
    """

    answer: str
    added: str = ""
    first: str = ""


NETS = (
    "try:\n    k = uno\nexcept NameError:\n    k = 0\n",
    "import contextlib\nk = 0\nwith contextlib.suppress(NameError):\n    k = uno\n",
)
LEANING = {
    "its picture": Leaning(right("abeja[0, 0, 0]")),
    "default argument": Leaning(right("k").replace("use_bias=True", "use_bias=True, k=uno")),
    "keyword default": Leaning(right("k").replace("use_bias=True", "use_bias=True, *, k=uno")),
    "lambda default": Leaning(right("g()", "g = lambda k=uno: k\n")),
    "closure": Leaning(right("g()", "def make():\n    k = uno\n    def g():\n        return k\n    return g\ng = make()\n")),
    "helper in another cell": Leaning(right("ayuda()"), "def ayuda():\n    return uno"),
    "value of another cell": Leaning(right("k"), "k = uno"),
    "decorator": Leaning(right("1", "def con(k):\n    return lambda f: lambda *a, **b: f(*a, **b) * k\n@con(uno)\n")),
    "class body": Leaning(right("C.k", "class C:\n    k = uno\n")),
    "base class": Leaning(right("C().area()", "class C(Caja):\n    lado = 1\n")),
    "function": Leaning(right("mitad(2)")),
    "chain": Leaning(right("doble // 2")),
    "star": Leaning(right("k", "k, *_ = unos\n")),
    "star argument": Leaning(right("max(*unos)")),
    "walrus": Leaning(right("(k := uno)")),
    "comprehension": Leaning(right("[k for k in unos][0]")),
    "f-string": Leaning(right("int(f'{uno}')")),
    "other signs of the same name": Leaning(right("ｕｎｏ")),
    "deleted": Leaning(right("k", "k = uno\ndel uno\n")),
    "global": Leaning(right("g()", "def g():\n    global uno\n    uno += 0\n    return uno\n")),
    "alias of an import": Leaning(right("int(callable(lectura.imread))")),
    "submodule of an import": Leaning(right("int(callable(wsgiref.util.guess_scheme))", "import wsgiref\n")),
    "bound by both": Leaning(right("uno"), first="uno = 7"),
    "try": Leaning(right("k", NETS[0])),
    "suppress": Leaning(right("k", NETS[1])),
    "globals": Leaning(right("globals()['u' + 'no']")),
    "globals with a default": Leaning(right("globals().get('u' + 'no', 0)")),
    "vars": Leaning(right("k", "k = vars()['u' + 'no']\n")),
    "locals": Leaning(right("k", "k = locals()['u' + 'no']\n")),
    "dir": Leaning(right("k", "k = eval([n for n in dir() if n[:2] == 'un'][0])\n")),
    "eval": Leaning(right("eval('u' + 'no')")),
    "exec": Leaning(right("k", "exec('k = u' + 'no')\n")),
    "compile": Leaning(right("eval(compile('u' + 'no', '', 'eval'))")),
    "sys.modules": Leaning(right("getattr(sys.modules['__ma' + 'in__'], 'u' + 'no')", "import sys\n")),
    "__main__": Leaning(right("getattr(__main__, 'u' + 'no')", "import __main__\n")),
    "from __main__": Leaning(right("k", "from __main__ import uno as k\n")),
    "importlib": Leaning(right("getattr(i.import_module('__ma' + 'in__'), 'u' + 'no')", "import importlib as i\n")),
    "__import__": Leaning(right("getattr(__import__('__ma' + 'in__'), 'u' + 'no')")),
    "own __globals__": Leaning(right(f"{EXERCISE}.__globals__['u' + 'no']")),
    "frame": Leaning(right("inspect.currentframe().f_globals['u' + 'no']", "import inspect\n")),
    "sys._getframe": Leaning(right("sys._getframe().f_globals['u' + 'no']", "import sys\n")),
    "frame of a traceback": Leaning(
        right("g()", "def g():\n    try:\n        1 / 0\n    except ZeroDivisionError as e:\n        return e.__traceback__.tb_frame.f_globals['u' + 'no']\n")
    ),
    "frame of a generator": Leaning(right("(0 for x in ()).gi_frame.f_globals['u' + 'no']")),
    "format": Leaning(right(f"int(('{{0.__globals__[u' + 'no]}}').format({EXERCISE}))")),
    "attrgetter": Leaning(right("attrgetter('__glo' + 'bals__')(ask)['u' + 'no']", "from operator import attrgetter\n")),
    "pickle": Leaning(right("pickle.loads(b'c__main__\\nu' + b'no\\n.')", "import pickle\n")),
    "gc": Leaning(right("[d for d in gc.get_referrers(ask) if type(d) is dict and 'ask' in d][0]['u' + 'no']", "import gc\n")),
    "user_ns": Leaning(right("get_ipython().user_ns['u' + 'no']")),
    "ev": Leaning(right("get_ipython().ev('u' + 'no')")),
    "magic": Leaning(right("k"), "nombres = %who_ls int\nk = get_ipython().user_ns[[n for n in nombres if n[:2] == 'un'][0]]"),
    "%run": Leaning(right("k"), "open('/tmp/x.py', 'w').write('k = u' + 'no')\n%run -i /tmp/x.py"),
    "last value": Leaning(right("k"), "k = _"),
    "Out": Leaning(right("k"), "k = max(v for v in Out.values() if isinstance(v, int))"),
    "In": Leaning(right("k"), "k = int(any('u' + 'no' in source for source in In))"),
    "by way of the instructor's function": Leaning(right("ask('mit' + 'ad', 2)")),
    "called by a demonstration": Leaning(right("int(len(calls) > 1)", "calls = []\n").replace("    high", "    calls.append(1)\n    high", 1)),
}  # fmt: skip


def hand_in(
    grader: Grader, leaning: Leaning, *, test: str = "# Comprobaciones", again: bool = True
) -> float:
    """Points of a leaning answer."""
    nb = record(test)
    cell_of(nb, EXERCISE).source = leaning.answer
    cells = [
        new_code_cell(leaning.first),
        *nb.cells[:7],
        new_code_cell(leaning.added),
        *nb.cells[7:],
    ]
    data = nbformat.writes(new_notebook(cells=cells)).encode()
    _, result = grader.grade(Submission(ASSIGNMENT, record(test), data), again=again)
    return result.points


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
    with open_grader(sealing(QUICK), ROOT / "graders" / ASSIGNMENT) as opened:
        yield opened


@pytest.mark.parametrize("name", LEANING)
def test_a_right_answer_that_leans_on_a_demonstration_has_all_points(
    grader: Grader, name: str
) -> None:
    """In the first try: the second one is there for what nobody thought of."""
    assert hand_in(grader, LEANING[name], again=False) == 15


@pytest.mark.parametrize("name", LEANING if SOAK else list(LEANING)[::7])
def test_it_does_lean(grader: Grader, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any demonstration it would lose points, so the test above shows something."""
    monkeypatch.setattr(demos, "left_out", no_demos)
    assert hand_in(grader, LEANING[name], again=False) < 15


SEEN = [
    "its picture",
    "closure",
    "value of another cell",
    "deleted",
    "try",
    "suppress",
    "globals",
    "sys.modules",
    "user_ns",
    "%run",
    "Out",
]


@pytest.mark.parametrize("name", SEEN if SOAK else SEEN[::3])
def test_what_is_not_foreseen_is_mended(
    grader: Grader, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the analysis saw nothing at all, the missing name would show, and the second try give the
    points.
    """
    monkeypatch.setattr(demos, "left_out", no_demos)
    assert hand_in(grader, LEANING[name]) == 15


def no_demos(nb: NotebookNode) -> frozenset[int]:
    return frozenset(index for index, cell in enumerate(nb.cells) if demos.is_demo(cell))


def test_a_visible_check_that_needs_a_demonstration_has_it(grader: Grader) -> None:
    """What a test cell binds from it comes to the student."""
    assert (
        hand_in(grader, Leaning(right("checked // 2")), test="checked = doble", again=False) == 15
    )


def test_answers_that_lean_on_nothing_run_without(grader: Grader) -> None:
    """The catalogue would show little if everything always ran."""
    nb = record()
    cell_of(nb, EXERCISE).source = right("1")
    assert demos.left_out(nb) == no_demos(nb)


# The project's own notebook


def compared(
    grader: Grader, record: NotebookNode, files: dict[str, bytes], answers: dict[str, str]
) -> str:
    """How the verdicts differ with and without demonstrations; empty if they are identical.

    Pictures of the notebook's cases are not compared: weights that are drawn at random are other
    ones after a demonstration.
    """
    nb = nbformat.from_dict(json.loads(json.dumps(record)))
    for exercise, source in answers.items():
        cell_of(nb, exercise).source = source
    data = nbformat.writes(nb).encode("utf-8", "surrogatepass")

    def verdicts(all_cells: bool) -> list[str]:
        submission = Submission(ASSIGNMENT, record, data, files, all_cells=all_cells)
        result: Result = grader.grade(submission, again=False)[1]
        return [
            str(
                replace(verdict, examples=[replace(each, pictures=()) for each in verdict.examples])
            )
            for verdict in result.verdicts
        ]

    return "\n".join(
        f"{a}\n{b}" for a, b in zip(verdicts(True), verdicts(False), strict=True) if a != b
    )


SAMPLE = [student for student, answers in notebooks().items() if not only_sealed(answers)][::20]


@pytest.mark.parametrize("student", list(notebooks()) if SOAK else SAMPLE)
def test_answers_get_identical_verdicts_with_and_without(grader: Grader, student: str) -> None:
    """Right, wrong, hostile to their surroundings: what is left out makes no difference, and no
    second try is needed.
    """
    files = {"bee.png": (ROOT / "source" / ASSIGNMENT / "bee.png").read_bytes()}
    answers = {exercise: answer.source for exercise, answer in notebooks()[student].items()}
    assert not compared(grader, released(ROOT), files, answers)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's course with one right submission."""
    folder = make_course(tmp_path_factory.mktemp("demos"))
    shutil.copytree(ROOT / "submitted" / "ana-lopez", folder / "submitted" / "ana-lopez")
    return folder


def graded(
    course: Path,
    *options: str,
    command: tuple[str, ...] = ("panal", "grade", ASSIGNMENT, "--workers", "1"),
) -> tuple[str, NotebookNode]:
    """What a command says, and the notebook that it leaves."""
    done = call(*command, *options, cwd=course)
    assert done.returncode == 0, done.stderr
    return done.stderr, nbformat.read(
        course / "autograded" / "ana-lopez" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4
    )


def said(nb: NotebookNode) -> int:
    """How many cells say that they did not run."""
    return json.dumps(nb, ensure_ascii=False).count(messages.demo_not_run())


def test_the_commands(course: Path) -> None:
    """What is shown in place of a demonstration, where that is kept, and what `--all-cells`
    changes: the notebook only.
    """
    tagged = sum(map(demos.is_demo, released(course).cells))
    _, nb = graded(course)
    short = results(course, "ana-lopez")
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

    told, nb = graded(course, "--all-cells")
    assert "1 graded" in told and said(nb) == 0
    complete = results(course, "ana-lopez")
    assert complete.pop("stamp") != short["stamp"]
    assert complete == {key: value for key, value in short.items() if key != "stamp"}
    told, _ = graded(course, "--all-cells")
    assert "0 graded, 1 unchanged" in told


def test_nbgrader_autograde_does_the_same(course: Path) -> None:
    _, nb = graded(
        course, command=("nbgrader", "autograde", ASSIGNMENT, "--force", "--log-level=ERROR")
    )
    assert said(nb) == sum(map(demos.is_demo, released(course).cells))


def test_an_example_answer_that_needs_a_demonstration_is_named(
    grader: Grader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By `panal release --answers`, if ever the analysis should not see it."""
    monkeypatch.setattr(demos, "left_out", no_demos)
    answers = [
        ExampleAnswer(EXERCISE, "leans", "full", right("uno")),
        ExampleAnswer(EXERCISE, "right", "full", right("1")),
    ]
    problems = try_answers(grader.grade, Submission(ASSIGNMENT, record(), None), answers, print)
    assert problems == [f"{EXERCISE}/leans ends otherwise when the demonstrations do not run."]


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
    cell_of(source, f"test_{EXERCISE}").source = "globals()['med' + 'ida']"
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
    assert f"{EXERCISE}/taken_for_wrong: 15 of 15 points, expected zero." in done.stderr
    assert f"test_{EXERCISE}: the instructor's own solution ends otherwise" in done.stderr
    assert done.stderr.count("ends otherwise") == 1
    assert "fails: this demonstration raises NameError" in done.stderr
    assert "open: only a locked code cell without points can have the tag demo" in done.stderr
