"""A class that damaged its notebooks in every way: graded by both commands, with the same scores
and the same sentences.
"""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output, new_raw_cell

from panal import messages
from panal.course.course import Course
from tests.end_to_end.courses import call, cell_of
from tests.end_to_end.test_rows import CONFIG, rows
from tests.end_to_end.writing import RIGHT, A, configure, make

pytestmark = [
    pytest.mark.filterwarnings(
        "ignore::DeprecationWarning:nbgrader", "ignore::DeprecationWarning:traitlets"
    ),
    pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning"),
]
NAME = f"{A}.ipynb"
ONE, TWO = RIGHT.format(name="one"), RIGHT.format(name="two")
STUB = "# TU CÓDIGO AQUÍ\nraise NotImplementedError()"  # as nbgrader_config.py has it released
Damage = Callable[[NotebookNode], None]


def index_of(nb: NotebookNode, grade_id: str) -> int:
    return nb.cells.index(cell_of(nb, grade_id))


def without(*grade_ids: str) -> Damage:
    def damage(nb: NotebookNode) -> None:
        for grade_id in grade_ids:
            nb.cells.remove(cell_of(nb, grade_id))

    return damage


def new_cell_for_one(nb: NotebookNode) -> None:
    nb.cells[index_of(nb, "one")] = new_code_cell(ONE, id="nueva")


def below_the_test(nb: NotebookNode) -> None:
    cell_of(nb, "one").source = STUB
    nb.cells.insert(
        index_of(nb, "test_one") + 1,
        new_code_cell(ONE.replace("return n", "return same(n)"), id="nueva"),
    )
    nb.cells.insert(
        index_of(nb, "test_one") + 1, new_code_cell("def same(n):\n    return n", id="ayuda")
    )


def in_the_test(nb: NotebookNode) -> None:
    cell_of(nb, "one").source = STUB
    cell_of(nb, "test_one").source = f"{ONE}\none()"


def merged(nb: NotebookNode) -> None:
    cell_of(nb, "one").source = f"{ONE}\n\n{TWO}"
    nb.cells.remove(cell_of(nb, "two"))


def retyped(kind: Callable[..., NotebookNode]) -> Damage:
    def damage(nb: NotebookNode) -> None:
        cell = cell_of(nb, "one")
        nb.cells[index_of(nb, "one")] = kind(cell.source, id=cell.id, metadata=cell.metadata)

    return damage


def copied(nb: NotebookNode) -> None:
    again = copy.deepcopy(cell_of(nb, "one"))
    again.id, again.source = "copia", "def one():\n    return 'probando'"
    nb.cells.insert(index_of(nb, "test_one") + 1, again)


def moved(nb: NotebookNode) -> None:
    cells = [cell_of(nb, name) for name in ("one", "test_one", "two", "test_two")]
    first = nb.cells.index(cells[0])
    cells[2].source = f"{TWO}\ndef same(n):\n    return n"
    cells[0].source = ONE.replace("return n", "return same(n)")
    nb.cells[first : first + 4] = [*cells[2:], *cells[:2]]


def edited(nb: NotebookNode) -> None:
    cell_of(nb, "test_one").source = "import math\nprint('sin comprobar')"
    cell_of(nb, "two").source = TWO.replace("return n", "return math.floor(n)")


def unmarked(nb: NotebookNode) -> None:
    for cell in nb.cells:
        cell.metadata.pop("nbgrader", None)


def bare(nb: NotebookNode) -> None:
    nb.cells = [new_code_cell(f"{ONE}\n{TWO}", id="todo")]


def saved_on_windows(nb: NotebookNode) -> None:
    for cell in nb.cells:
        cell.source = cell.source.replace("\n", "\r\n")


def with_pictures(nb: NotebookNode) -> None:
    """As Colab keeps them, in the text."""
    picture = "![captura.png](data:image/png;base64," + "iVBORw0KGgoAAAANSUhEUgAA" * 4900 + ")"
    nb.cells[1:1] = [new_markdown_cell(picture, id=f"m{number}") for number in range(10)]


def with_videos(nb: NotebookNode) -> None:
    """Old outputs, larger than all that is kept of a notebook may be."""
    video = f"<video src='data:video/mp4;base64,{'A' * 34 * 2**20}'>"
    cell_of(nb, "one").outputs = [new_output("display_data", {"text/html": video})]


DAMAGE: dict[str, tuple[Damage, list[str]]] = {
    "nothing": (lambda nb: None, []),
    "missing": (
        without("test_one", "test_two"),
        [messages.cells_restored(["test_one", "test_two"])],
    ),
    "new-cell": (new_cell_for_one, [messages.answer_elsewhere("one")]),
    "below": (below_the_test, [messages.answer_elsewhere("one")]),
    "in-test": (
        in_the_test,
        [messages.cells_reset(["test_one"], kept=False), messages.answer_elsewhere("one")],
    ),
    "merged": (merged, [messages.answer_elsewhere("two")]),
    "raw": (retyped(new_raw_cell), [messages.cells_retyped(["one"])]),
    "markdown": (retyped(new_markdown_cell), [messages.cells_retyped(["one"])]),
    "copied": (copied, [messages.cell_repeated("one")]),
    "moved": (moved, []),
    "edited": (edited, [messages.cells_reset(["test_one"], kept=True)]),
    "unmarked": (unmarked, [messages.cells_unmarked()]),
    "windows": (saved_on_windows, []),
    "pictures": (with_pictures, []),
    "videos": (with_videos, []),
    "bare": (
        bare,
        [
            messages.cells_restored(["test_one", "test_two", "essay", "project"]),
            *map(messages.answer_elsewhere, ("one", "two")),
        ],
    ),
}
"""Notebooks with two right answers, each damaged, and what is said of it."""

FILES = {
    "copy": ("hw (1).ipynb", messages.file_taken("hw (1).ipynb", NAME)),
    "capital": ("HW.IPYNB", messages.file_taken("HW.IPYNB", NAME)),
    "final": ("entrega final.ipynb", messages.file_taken("entrega final.ipynb", NAME)),
    "text": ("hw.ipynb.txt", messages.file_taken("hw.ipynb.txt", NAME)),
    "hostile": ("a\n\x1b[31m`b`.ipynb", messages.file_taken("a��[31m'b'.ipynb", NAME)),
}
"""Whole notebooks under other names."""


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, Course]:
    """The same class in two courses, one graded by `panal grade`, one by `nbgrader autograde`."""
    course = make(tmp_path_factory.mktemp("damaged") / "ours", CONFIG)
    release = nbformat.read(course.path("release", ".", A) / NAME, as_version=4)
    cell_of(release, "one").source, cell_of(release, "two").source = ONE, TWO

    def hand_in(student: str, file: str, nb: NotebookNode) -> None:
        folder = course.path("submitted", student, A)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(nbformat.writes(nb))

    for student, (damage, _) in DAMAGE.items():
        nb = copy.deepcopy(release)
        damage(nb)
        hand_in(student, NAME, nb)
    for student, (file, _) in FILES.items():
        hand_in(student, file, release)
    for file in ("hw (2).ipynb", "hw (1).ipynb", "otra.ipynb"):
        nb = copy.deepcopy(release)
        if file == "hw (1).ipynb":
            cell_of(nb, "two").source = STUB
        if file == "otra.ipynb":
            nb.cells = [new_code_cell("print('otra tarea')", id="x")]
        hand_in("several", file, nb)
    hand_in("another", "otra.ipynb", nb)
    stock = course.root.parent / "stock"
    shutil.copytree(course.root, stock)
    for command, folder in (("panal grade", course.root), ("nbgrader autograde", stock)):
        done = call(*command.split(), A, cwd=folder)
        assert done.returncode == 0, done.stderr
        (folder / "said").write_text(done.stdout + done.stderr)
    return course, configure(stock, CONFIG)


def result(course: Course, student: str) -> dict[str, object]:
    data: dict[str, object] = json.loads(
        (course.path("autograded", student, A) / "results.json").read_text()
    )
    return {
        key: value for key, value in data.items() if key not in ("execution_time", "used", "stamp")
    }


@pytest.mark.parametrize("student", DAMAGE)
def test_damage_costs_nothing_and_is_told(graded: tuple[Course, Course], student: str) -> None:
    """All points; a sentence in results.json, on the feedback page and on the instructor's
    terminal.
    """
    course, _ = graded
    found = result(course, student)
    assert (found["score"], found["notes"]) == (15, DAMAGE[student][1])
    page = (course.path("feedback", student, A) / f"{A}.html").read_text()
    assert ("Sobre tu cuaderno" in page) == bool(found["notes"])
    for note in DAMAGE[student][1]:
        said = (course.root / "said").read_text().splitlines()
        [line] = [line for line in said if line.endswith(f": {note}")]  # once for all of them
        assert student in line.removesuffix(f": {note}").strip().split(", ")


@pytest.mark.parametrize("student", FILES)
def test_any_file_name_is_taken_and_told(graded: tuple[Course, Course], student: str) -> None:
    """All points, and a sentence with a name that does nothing."""
    course, _ = graded
    found = result(course, student)
    assert (found["score"], found["notes"]) == (15, [FILES[student][1]])
    assert {path.name for path in course.path("feedback", student, A).iterdir()} == {f"{A}.html"}


def test_of_several_files_the_best_is_taken(graded: tuple[Course, Course]) -> None:
    """And what holds nothing of the assignment is as good as nothing."""
    course, _ = graded
    found = result(course, "several")
    assert (found["score"], found["file"]) == (15, "hw (2).ipynb")
    assert found["notes"] == [messages.file_chosen("hw (2).ipynb", 2, exact=False)]
    assert result(course, "another")["score"] == 0


def test_both_commands_say_the_same(graded: tuple[Course, Course]) -> None:
    """The same results.json for everyone, the same notebook, and the same gradebook row by row."""
    ours, stock = graded
    for student in [*DAMAGE, *FILES, "several", "another"]:
        assert result(ours, student) == result(stock, student), student
        notebooks = [
            (course.path("autograded", student, A) / NAME).read_text() for course in graded
        ]
        sources = [
            [cell.source for cell in nbformat.reads(text, as_version=4).cells] for text in notebooks
        ]
        assert sources[0] == sources[1]
    found, expected = rows(ours.directory.db_url), rows(stock.directory.db_url)
    for table in expected:
        assert found[table] == expected[table], table


def test_nothing_is_graded_again_until_a_file_changes(graded: tuple[Course, Course]) -> None:
    """The same files, the same names: unchanged. A better name alone is a change, since a sentence
    goes.
    """
    course, _ = graded
    done = call("panal", "grade", A, "--workers", "1", cwd=course.root)
    assert "Calificadas: 0," in done.stderr
    folder = course.path("submitted", "copy", A)
    (folder / FILES["copy"][0]).rename(folder / NAME)
    done = call("panal", "grade", A, "--workers", "1", cwd=course.root)
    assert "Calificadas: 1," in done.stderr and result(course, "copy")["notes"] == []
    (folder / NAME).rename(folder / FILES["copy"][0])


@pytest.mark.parametrize("what", ["hw (1).ipynb", ""], ids=["file", "folder"])
def test_run_takes_any_name_too(graded: tuple[Course, Course], what: str, tmp_path: Path) -> None:
    """A file whatever it is called, or a folder with it; the assignment is the one whose cells it
    holds.
    """
    course, _ = graded
    target = tmp_path / "results.json"
    done = call(
        "panal",
        "run",
        str(course.path("submitted", "copy", A) / what),
        "--json",
        str(target),
        cwd=course.root,
    )
    assert done.returncode == 0, done.stderr
    data = json.loads(target.read_text())
    assert (data["score"], data["file"], data["assignment"]) == (15, "hw (1).ipynb", A)
    assert data["notes"] == ([] if what else [FILES["copy"][1]])
