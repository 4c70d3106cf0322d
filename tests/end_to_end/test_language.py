"""One small course in two languages: all that students and teachers read, from the release to the
report, is in the language of the course, and no score depends on it.

The author's own sentences come in both languages, as an author would write them. Code is left out:
in it stand names.
"""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
import typer
from nbformat.v4 import new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

from panal import cli, language
from panal.course.course import open_course
from panal.export.canvas import CanvasExport
from panal.export.moodle import MoodleExport
from tests.end_to_end.assignments import KERNEL, answer, graded, locked, manual
from tests.end_to_end.courses import results, scores

pytestmark = [
    pytest.mark.filterwarnings(
        "ignore::DeprecationWarning:nbgrader", "ignore::DeprecationWarning:traitlets"
    ),
    pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning"),
]
A = "hw"
OTHER = {"en": "es", "es": "en"}
WORDS = {
    "en": re.compile(
        r"\b(the|of|and|is|are|was|were|not|to|your|it|that|this|with|by|which|there|here|does|has|"
        r"have|had|you|we|from|for|or|as|be|what|more|than|its|they|an|at|if|so|"
        r"points?|students?|submissions?|checks?|exercises?|notebooks?|scores?|graded?|grading|right|"
        r"wrong|pending|late|notes|result|name|expected|before|after|each|all|some)\b",
        re.I,
    ),
    "es": re.compile(
        r"[áéíóúñ¿¡«»]|\b(el|la|los|las|de|del|un|una|que|en|tu|por|con|para|se|lo|su|y|es|son|"
        r"al|como|esta?|pero|hay|sin|"
        r"puntos?|estudiantes?|entregas?|ejercicios?|cuadernos?|puntajes?|notas|antes|cada|todos?|"
        r"ninguno|correcto|incorrecto|pendiente)\b",
        re.I,
    ),
}
"""What tells that a text is in a language: small words and those that stand in every table."""

CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "c"
c.LateSubmissionPlugin.penalty_method = "zero"
c.Sealed.preload = []
c.Sealed.wall = "namespaces"
c.Panal.language = """

SENTENCES = {
    "en": {
        "title": "A rectangle",
        "again": "A larger rectangle",
        "hint": "How do you get from two sides to one area?",
        "belief": "You add the sides. What is an area?",
        "essay": "Say in your own words why.",
        "stub": "YOUR ANSWER HERE",
        "comment": "Well said.",
        "request": "# Regrade request\n\nThe second check is not right.",
        "reply": "Because each row has as many squares.",
    },
    "es": {
        "title": "Un rectángulo",
        "again": "Un rectángulo más grande",
        "hint": "¿Cómo se llega de dos lados a un área?",
        "belief": "Sumas los lados. ¿Qué es un área?",
        "essay": "Di con tus palabras por qué.",
        "stub": "TU RESPUESTA AQUÍ",
        "comment": "Bien dicho.",
        "request": "# Pido una revisión\n\nLa segunda comprobación no es correcta.",
        "reply": "Porque cada fila tiene los mismos cuadrados.",
    },
}
GRADER = """
import pytest

@pytest.mark.visible
def test_known(submission):
    assert submission.area(2, 3).number() == 6

@pytest.mark.check(title="{title}", weight=2)
def test_one(submission):
    assert submission.area(4, 5).whole_number() == 20

@pytest.mark.check(title="{again}", hint="{hint}")
def test_other(submission):
    assert submission.area(400, 500).whole_number() == 200000
"""
SOLVED = "def area(w, h):\n    ### BEGIN SOLUTION\n    return w * h\n    ### END SOLUTION"
INSIDE = "assert half(4) == 2\n### BEGIN HIDDEN TESTS\nassert half(10) == 5\n### END HIDDEN TESTS"
RIGHT = {"area": "def area(w, h):\n    return w * h", "half": "def half(n):\n    return n / 2"}
STUDENTS: dict[str, dict[str, str]] = {
    "s1": RIGHT,
    "s2": RIGHT | {"area": "def area(w, h):\n    return w + h", "half": "def half(n):\n    return 2"},
    "s3": {},
    "s4": RIGHT | {"area": "def area(w, h):\n    raise ValueError", "half": "def half(n):\n    return x"},
    "s5": RIGHT,
    "s6": {"area": "def area(w, h)\n    return w * h", "half": "def half(n):\n    return [n"},
    "s7": RIGHT | {"area": "def area(w, h):\n    return [w]"},
    "s8": RIGHT | {"area": "def area(w, h):\n    return w * h if w < 9 else None"},
    "s9": RIGHT | {"half": "def half(n):\n    if n > 5: raise KeyError\n    return n / 2"},
}  # fmt: skip
"""Right, wrong, untouched, raising, late, with syntax errors, of another form, nothing, and failing a
hidden test.
"""


@dataclass
class World:
    """A course that was released and graded, and what was said on the way.

    Args:
        folder: the course.
        said: what each command printed.
        sheets: what exporters wrote.
    """

    folder: Path
    said: dict[str, str] = field(default_factory=dict)
    sheets: dict[str, list[list[str]]] = field(default_factory=dict)


def source(words: Mapping[str, str]) -> nbformat.NotebookNode:
    demo = locked("shows", "print(1)")
    demo.metadata["tags"] = ["demo"]
    cells = [
        demo,
        answer("area", SOLVED),
        graded("test_area", "#", 10),
        answer("half", "def half(n):\n    ### BEGIN SOLUTION\n    return n / 2\n    ### END SOLUTION"),
        graded("test_half", INSIDE, 4),
        manual("why", f"### BEGIN SOLUTION\n{words['essay']}\n### END SOLUTION", 3),
    ]  # fmt: skip
    nb = new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
    for number, cell in enumerate(nb.cells):
        cell.id = f"cell-{number}"
    return nb


def make(folder: Path, which: str) -> World:
    words = SENTENCES[which]
    stub = f"c.ClearSolutions.text_stub = {words['stub']!r}\n"
    code = 'c.ClearSolutions.code_stub = {"python": "raise NotImplementedError()"}\n'
    (folder / "nbgrader_config.py").write_text(f"{CONFIG}{which!r}\n{stub}{code}")
    (folder / "source" / A).mkdir(parents=True)
    nbformat.write(source(words), folder / "source" / A / f"{A}.ipynb")
    beliefs = folder / "graders" / A / "misconceptions" / "area"
    beliefs.mkdir(parents=True)
    (beliefs.parents[1] / "__init__.py").touch()
    (beliefs.parents[1] / "test_area.py").write_text(GRADER.format(**words))
    sums = "def area(w, h):\n    return w + h\n"
    (beliefs / "sums.py").write_text(f'"""{words["belief"]}"""\n\n{sums}')
    world = World(folder)
    run(world, "release", lambda: cli.release(A))
    released = nbformat.read(folder / "release" / A / f"{A}.ipynb", as_version=4)
    for student, answers in STUDENTS.items():
        hand_in(folder, student, released, answers, words)
    (folder / "submitted" / "s5" / A / "timestamp.txt").write_text("2026-03-02 00:00:00 UTC")
    broken = folder / "submitted" / "t1" / A
    broken.mkdir(parents=True)
    (broken / f"{A}.ipynb").write_text("{")
    (folder / "submitted" / "t2" / A).mkdir(parents=True)
    course = open_course(folder)
    with Gradebook(course.directory.db_url, "c") as gradebook:
        gradebook.update_or_create_assignment(A, duedate="2026-03-01T00:00:00")
        gradebook.add_student("t3")
    run(world, "grade", lambda: cli.grade(A, workers=1))
    with Gradebook(course.directory.db_url, "c") as gradebook:
        gradebook.find_comment("why", A, A, "s1").manual_comment = words["comment"]
        grade = gradebook.find_grade("why", A, A, "s1")
        grade.manual_score, grade.needs_manual_grade = 2.0, False
        gradebook.db.commit()
    grader = folder / "graders" / A / "test_area.py"
    grader.write_text(grader.read_text().replace("weight=2", "weight=3"))
    run(world, "regrade", lambda: cli.grade(A, workers=1))
    run(world, "run", lambda: cli.run(folder / "submitted" / "s2" / A / f"{A}.ipynb", A))
    run(world, "report", lambda: cli.report(A))
    run(world, "publish", lambda: cli.publish(A))
    with Gradebook(course.directory.db_url, "c") as gradebook:
        for name, exporter in (("canvas", CanvasExport), ("moodle", MoodleExport)):
            export = exporter(config=course.config)
            export.to = str(folder / f"{name}.csv")
            export.export(gradebook)
            with open(export.to, encoding="utf-8", newline="") as file:
                world.sheets[name] = list(csv.reader(file))
    return world


def hand_in(
    folder: Path,
    student: str,
    released: nbformat.NotebookNode,
    answers: Mapping[str, str],
    words: Mapping[str, str],
) -> None:
    nb = nbformat.from_dict(released)
    for cell in nb.cells:
        grade_id = cell.metadata.nbgrader.grade_id
        cell.source = answers.get(grade_id, cell.source)
        if grade_id == "why" and answers:
            cell.source = words["reply"]
    if student == "s2":  # something to put right
        nb.cells = [cell for cell in nb.cells if cell.metadata.nbgrader.grade_id != "test_half"]
    if student == "s7":
        nb.cells.append(new_markdown_cell(words["request"], id="request"))
    place = folder / "submitted" / student / A
    place.mkdir(parents=True)
    nbformat.write(nb, place / f"{'x' if student == 's9' else A}.ipynb")


def run(world: World, name: str, command: object) -> None:
    """Run a command here: starting Python for each would take most of the time."""
    said = io.StringIO()
    with (
        contextlib.chdir(world.folder),
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(said),
        contextlib.suppress(typer.Exit),
    ):
        assert callable(command)
        command()
    world.said[name] = said.getvalue()


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, World]:
    return {which: make(tmp_path_factory.mktemp(which), which) for which in OTHER}


class Shown(HTMLParser):
    """What a page says, aloud or on the screen, without code."""

    SILENT = ("style", "script", "pre", "code", "cite")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.silent = 0
        self.language = ""
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in self.SILENT
        for name, value in attrs:
            if name in ("alt", "aria-label", "title"):
                self.texts.append(value or "")
            if name == "lang" and tag == "html":
                self.language = value or ""

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in self.SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.texts.append(data)


def foreign(text: str, which: str) -> list[str]:
    """Lines in which the other language stands; what is between backticks, a path or a placeholder is
    code.
    """
    plain = re.sub(r"`[^`]*`|\S*/\S*|<\w+>", "", text)
    return [line for line in plain.splitlines() if WORDS[OTHER[which]].search(line)]


@pytest.mark.parametrize("which", OTHER)
def test_pages_are_in_one_language(worlds: dict[str, World], which: str) -> None:
    """Every student's, and the report."""
    folder = worlds[which].folder
    pages = [*folder.glob(f"feedback/*/{A}/{A}.html"), folder / "reports" / f"{A}.html"]
    assert len(pages) == len(STUDENTS) + 3
    for page in pages:
        shown = Shown(page.read_text(encoding="utf-8"))
        assert shown.language == which
        assert foreign("\n".join(shown.texts), which) == [], page
        assert WORDS[which].search(" ".join(shown.texts))


@pytest.mark.parametrize("which", OTHER)
@pytest.mark.parametrize("command", ["release", "grade", "regrade", "run", "report", "publish"])
def test_commands_say_it_in_the_language(
    worlds: dict[str, World], which: str, command: str
) -> None:
    """Tables, and sentences below them."""
    said = worlds[which].said[command]
    assert foreign(said, which) == []
    assert WORDS[which].search(said), said


@pytest.mark.parametrize("which", OTHER)
def test_letters_are_in_the_language(worlds: dict[str, World], which: str) -> None:
    """Of those who are final; the request, and whoever waits for points, are listed."""
    letters = {
        path.parent.name: path.read_text(encoding="utf-8")
        for path in (worlds[which].folder / "published" / A).rglob("letter.txt")
    }
    assert set(letters) == {"s1", "s3", "t1", "t2"}
    for text in letters.values():
        assert foreign(text, which) == [] and WORDS[which].search(text)
    asked = SENTENCES[which]["request"].splitlines()[-1]
    assert f"s7: {asked}" in worlds[which].said["publish"]


@pytest.mark.parametrize("which", OTHER)
def test_outputs_and_notes_are_in_the_language(worlds: dict[str, World], which: str) -> None:
    """results.json, whose sentences go on to other programs, and the notebooks in autograded/."""
    folder = worlds[which].folder
    for student in STUDENTS:
        tests = results(folder, student, A)["tests"]
        assert isinstance(tests, list)
        lines = [line for test in tests for line in test["output"].splitlines()]
        assert foreign("\n".join(lines), which) == []
        path = folder / "autograded" / student / A / f"{A}.ipynb"
        for cell in nbformat.read(path, as_version=4).cells:
            for output in cell.get("outputs", []):
                if output.output_type != "error":
                    text = output.get("text") or output.data.get("text/plain", "")
                    assert foreign(text, which) == [], student


@pytest.mark.parametrize("which", OTHER)
def test_sheets_are_in_the_language(worlds: dict[str, World], which: str) -> None:
    """What stands in a cell; headings are those that the other program asks for."""
    sheets = worlds[which].sheets
    language.use(which)
    assert f"{A}: {language.gettext('late submission')}" in sheets["canvas"][0]
    for rows in sheets.values():
        for row in rows[1:]:
            assert foreign("\n".join(row).replace("Points Possible", ""), which) == []


def test_no_score_depends_on_it(worlds: dict[str, World]) -> None:
    """Points, endings and differences of everybody are the same, and what they should be."""
    english, spanish = worlds["en"].folder, worlds["es"].folder
    for student in STUDENTS:
        both = []
        for folder in (english, spanish):
            tests = results(folder, student, A)["tests"]
            assert isinstance(tests, list)
            checks = [check for test in tests for check in test["extra_data"]["checks"]]
            told = [(check["name"], check["ending"], check["difference"]) for check in checks]
            both.append((scores(folder, student, A), told))
        assert both[0] == both[1]
    assert scores(english, "s1", A) == {"area": 10, "half": 4, "why": 0}
    assert scores(english, "s2", A) == {"area": 0, "half": 0, "why": 0}
    assert scores(english, "s8", A) == {"area": 7.5, "half": 4, "why": 0}


@pytest.mark.parametrize("which", OTHER)
def test_the_detector_detects(worlds: dict[str, World], which: str) -> None:
    """The pages of the one course are foreign to the other in many lines."""
    page = worlds[OTHER[which]].folder / "feedback" / "s2" / A / f"{A}.html"
    assert len(foreign("\n".join(Shown(page.read_text()).texts), which)) > 20
    assert len(foreign(worlds[OTHER[which]].said["regrade"], which)) > 3
