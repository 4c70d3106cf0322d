"""Feedback pages of a class that is wrong in ten ways: what they say, what they keep to themselves,
who can read them.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest
from playwright.sync_api import Browser

from panal.course.course import open_course
from panal.course.release import Secrets
from panal.judge.caller import LocalCaller
from panal.judge.misconceptions import load_misconceptions, notebook_names
from panal.judge.session import JudgeSession
from tests.end_to_end.browser import Visitor, chromium
from tests.end_to_end.catalogue import RIGHT
from tests.end_to_end.courses import (
    ASSIGNMENT,
    EXERCISES,
    ROOT,
    SOAK,
    call,
    hand_in,
    released,
    results,
    with_answers,
)
from tests.end_to_end.pages import barriers, html_errors

GRADERS = ROOT / "graders" / ASSIGNMENT
MOST_BYTES = 1_500_000


class Wrong(NamedTuple):
    """A wrong answer, and what its page must say in the part of that exercise."""

    exercise: str
    source: str
    says: tuple[str, ...]
    pictures: int = 0


def like(exercise: str, name: str) -> str:
    """A misconception, as if a student had written it: without the sentence on top."""
    source = (GRADERS / "misconceptions" / exercise / f"{name}.py").read_text(encoding="utf-8")
    return source.split('"""', 2)[2].lstrip()


TEN = {
    "bias": Wrong(
        "count_params",
        like("count_params", "bias_forgotten"),
        ("Para pensar:", "deja fuera los sesgos", "✘ incorrecto", "Diferencia: demasiado pequeño.",
         "count_params((5, 5), 3, 3, use_bias=True)", "Se espera: 228.", "Tu función devolvió: 225", "✔ correcto"),
    ),
    "tuple": Wrong(
        "count_params",
        like("count_params", "only_int"),
        ("no espera que kernel_size sea una tupla", "se detuvo con un error", "de tipo TypeError", "count_params((1, 7), 4, 2, use_bias=True)"),
    ),
    "colours": Wrong(
        "identity_kernel",
        like("identity_kernel", "colours_mixed"),
        ("suma los colores en cada canal de salida", "Diferencia: en el borde y en el interior de la imagen.", "se ve recortado",
         "Entrada", "Esperado", "Lo tuyo", "Diferencia"),
        pictures=4,
    ),
    "three": Wrong(
        "output_shape",
        like("output_shape", "batch_left_out"),
        ("le falta un eje", "la respuesta no tiene la forma pedida", "Aquí se piden 4 números enteros", "Diferencia: la forma.",
         "Se espera: (32, 26, 26, 8).", "Tu función devolvió: (26, 26, 8)"),
    ),
    "zero-first": Wrong(
        "same_padding",
        like("same_padding", "odd_zero_first"),
        ("¿De qué lado lo pone TensorFlow?", "demasiado grande en unas partes y demasiado pequeño en otras",
         "Se espera: (0, 1).", "Tu función devolvió: (1, 0)"),
    ),
    "vertical": Wrong(
        "edge_kernel",
        like("edge_kernel", "vertical"),
        ("encuentra bordes verticales", "Un ejemplo", "Azul: ahí lo tuyo da más que el ejemplo", "forma (3, 3, 1, 1): [[-1, 0, 1], "),
        pictures=4,
    ),
    "strides": Wrong(
        "avg_pool_conv",
        like("avg_pool_conv", "strides_forgotten"),
        ("avanza de a un píxel", "no mide lo mismo", "Diferencia: la forma.", "strides=(1, 1)"),
        pictures=3,
    ),
    "equal": Wrong(
        "max_pool_counterexample",
        like("max_pool_counterexample", "equal_images"),
        ("Tus dos imágenes son iguales", "el máximo de la suma es", "y la suma de los máximos"),
    ),
    "endless": Wrong(
        "same_padding",
        "def same_padding(size, kernel_size, strides=1):\n    while True:\n        pass",
        ("se acabó el tiempo", "Tu código", "Lo mismo que arriba."),
    ),
    "nothing": Wrong(
        "output_shape",
        "def output_shape(input_shape, filters, kernel_size, strides=1, padding='valid'):\n    print(input_shape)",
        ("nada (None): ¿olvidaste return?", "Diferencia: el tipo."),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def course(bare_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of eleven: ten with one wrong answer each, and one whose notebook lacks a cell."""
    folder = tmp_path_factory.mktemp("feedback")
    shutil.copytree(bare_course, folder, dirs_exist_ok=True)
    for student, wrong in TEN.items():
        hand_in(folder, student, with_answers(folder, RIGHT | {wrong.exercise: wrong.source}))
    nb = with_answers(folder, RIGHT)
    nb.cells = [cell for cell in nb.cells if cell.get("id") != "test-edge-kernel"]
    hand_in(folder, "battered", nb)
    done = call("panal", "grade", ASSIGNMENT, "--workers", "1", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def whole(demo_class: Path) -> Path:
    """The page of a whole notebook, figures and all, with three wrong answers that have
    pictures.
    """
    return page_of(demo_class, "diego-mora")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def page_of(course: Path, student: str) -> Path:
    return course / "feedback" / student / ASSIGNMENT / f"{ASSIGNMENT}.html"


def above_the_notebook(text: str) -> str:
    """A page without the student's own notebook."""
    return text.partition("<h2>Tu cuaderno")[0]


# What it says


@pytest.mark.parametrize("student", TEN)
def test_it_reads_like_a_teacher(course: Path, browser: Browser, student: str) -> None:
    """What is wrong, where, what to look at; right exercises say so and explain nothing. Every
    cell that checks leads to its exercise.
    """
    wrong = TEN[student]
    page = browser.new_page()
    visitor = Visitor(page, "file://", "data:image/")
    page.goto(page_of(course, student).as_uri())
    section = page.locator(f"section#{wrong.exercise}")
    said = " ".join(section.inner_text().split())
    assert not [words for words in wrong.says if words not in said], said
    assert section.locator("img").count() == wrong.pictures
    assert all(len(image.get_attribute("alt") or "") > 30 for image in section.locator("img").all())
    for exercise in set(EXERCISES) - {wrong.exercise}:
        other = page.locator(f"section#{exercise}")
        words = other.inner_text()
        assert not [each for each in ("✘", "Para pensar", "Se espera") if each in words]
        assert other.locator("img").count() == 0
    targets = {link.get_attribute("href") for link in page.locator("p.note a").all()}
    assert targets == {f"#{exercise}" for exercise in EXERCISES}
    assert all(page.locator(target or "").count() == 1 for target in targets)
    assert (visitor.dialogs, visitor.strangers) == ([], [])
    page.close()


def test_the_diagnosis_is_in_the_results(course: Path) -> None:
    """By name, for the instructor's report."""
    named = {
        student: {test["extra_data"]["misconception"] for test in results(course, student)["tests"]}
        - {""}
        for student in TEN
    }
    assert (
        named["bias"] == {"bias_forgotten"}
        and named["vertical"] == {"vertical"}
        and named["strides"] == {"strides_forgotten"}
    )
    assert named["endless"] == named["nothing"] == set()


def test_what_was_put_right_or_hit_a_limit_is_told_first(course: Path) -> None:
    """In a sentence, before the points of each exercise."""
    text = page_of(course, "endless").read_text(encoding="utf-8")
    assert "se acabó el tiempo" in text
    text = page_of(course, "battered").read_text(encoding="utf-8")
    assert text.index("Faltaban celdas en tu cuaderno") < text.index("<h2>Resumen")


@pytest.mark.parametrize(
    ("show", "there", "gone"),
    [
        (
            "points",
            "0 de 15",
            (
                "Para pensar",
                "Qué revisar",
                "ejemplos del cuaderno",
                "Comprobaciones que pasan",
                "✘",
            ),
        ),
        ("hints", "Para pensar", ("ejemplos del cuaderno", "data:image")),
    ],
)
def test_a_switch_says_how_much_is_shown(
    course: Path, tmp_path: Path, show: str, there: str, gone: tuple[str, ...]
) -> None:
    """`c.FeedbackPage.show`, also for nbgrader's own command, which then copies no results.json
    beside the page.
    """
    folder = tmp_path / "course"
    shutil.copytree(course, folder)
    config = folder / "nbgrader_config.py"
    config.write_text(config.read_text() + f"\nc.FeedbackPage.show = {show!r}\n")
    shutil.rmtree(folder / "feedback")
    done = call(
        "nbgrader",
        "generate_feedback",
        ASSIGNMENT,
        "--student=vertical",
        "--log-level=ERROR",
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr
    assert not list(folder.glob("feedback/*/*/results.json"))
    text = above_the_notebook(page_of(folder, "vertical").read_text(encoding="utf-8"))
    assert there in text
    assert not [words for words in gone if words in text]


# What it keeps to itself


def handed_out(course: Path) -> list[Path]:
    """Every file that a student gets."""
    found = [
        path
        for step in ("release", "feedback")
        for path in sorted((course / step).rglob("*"))
        if path.is_file()
    ]
    return found + sorted(
        course.glob("autograded/*/*/results.json")
    )  # not handed out here, but Gradescope shows it


class Noted:
    """Answers rightly, and keeps what was asked and answered."""

    def __init__(self, source: str, names: dict[str, object]) -> None:
        self.caller = LocalCaller.from_source(source, names)
        self.asked: list[tuple[str, str]] = []

    def ask(self, question):
        value = self.caller.ask(question)
        args, kwargs = question.args, question.kwargs
        arguments = ", ".join(
            [*map(repr, args), *(f"{key}={each!r}" for key, each in kwargs.items())]
        )
        self.asked.append((arguments, repr(value)))
        return value


@pytest.fixture(scope="module")
def hidden() -> set[str]:
    """Hidden arguments and right answers, as far as they tell anything, without those of the
    notebook's own cases.
    """
    names = notebook_names(GRADERS)
    files = {"bee.png": (ROOT / "source" / ASSIGNMENT / "bee.png").read_bytes()}
    secret: set[str] = set()
    public: list[str] = []
    # By chance a right answer is a shape that the notebook prints anyway.
    notebook = "\n".join(cell.source for cell in released(ROOT).cells)
    with JudgeSession(GRADERS) as judge:
        for exercise in EXERCISES:
            checks, cases = Noted(RIGHT[exercise], names), Noted(RIGHT[exercise], names)
            judge.grade(exercise, checks, 10)
            judge.examples(exercise, cases, files)
            for arguments, value in checks.asked:
                secret |= {f"({arguments})", f"{exercise}({arguments}"} | (
                    {value} if len(value) >= 6 and value not in notebook else set()
                )
            public += [
                text
                for case in cases.asked
                for text in (f"{exercise}({case[0]})", f"({case[0]})", case[1])
            ]
    signatures = [
        line
        for cell in released(ROOT).cells
        for line in cell.source.splitlines()
        if line.startswith("def ")
    ]
    told = "\n".join([*public, *signatures])
    return {text for text in secret if len(text) >= 8 and text not in told}


def test_no_file_of_a_student_tells_a_hidden_case(course: Path, hidden: set[str]) -> None:
    """Neither its arguments nor its right answer, anywhere but in what the student's own cells
    print.
    """
    assert len(hidden) > 100
    for path in [*handed_out(course), *(ROOT / "release" / ASSIGNMENT).iterdir()]:
        text = path.read_bytes().decode("utf-8", "replace")
        if path.suffix == ".html":
            text = above_the_notebook(text)
        assert not [secret for secret in hidden if secret in text], path


def test_checks_tell_no_numbers(course: Path) -> None:
    """No size and no value: the tables of checks hold no number of two digits."""
    for student in TEN:
        text = above_the_notebook(page_of(course, student).read_text(encoding="utf-8"))
        _summary, *tables = re.findall(r"<tbody>.*?</tbody>", text, flags=re.S)
        assert len(tables) == len(EXERCISES)
        assert not re.search(r"\d\d", re.sub(r"<[^>]*>|float32", " ", "".join(tables))), student


def test_no_file_of_a_student_quotes_a_grader_or_a_solution(course: Path) -> None:
    """No line of them, but for what the student wrote as well and what is meant for students."""
    source = nbformat.read(ROOT / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    secrets = Secrets.of(open_course(course), ASSIGNMENT, {ASSIGNMENT: source}, ())
    told = "\n".join(each.sentence for each in load_misconceptions(GRADERS))
    # The formatter gives a long sentence of a check a line of its own, quoted as in results.json.
    told += "\n".join(
        f'"{check["sentence"]}",'
        for student in TEN
        for test in results(course, student)["tests"]
        for check in test["extra_data"]["checks"]
    )
    assert len(secrets.lines) > 500
    for path in handed_out(course):
        student = path.relative_to(course).parts[1]
        own = TEN[student].source if student in TEN else "\n".join(RIGHT.values())
        own += "\n".join(RIGHT.values()) + told
        text = path.read_bytes().decode("utf-8", "replace")
        text = (
            re.sub(r"<[^>]*>", "", text)
            .replace("&#39;", "'")
            .replace("&#34;", '"')
            .replace("&quot;", '"')
            .replace("&gt;", ">")
            .replace("&lt;", "<")
        )
        assert not [line for line in secrets.lines if line in text and line not in own], path


# Who can read it


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault(course: Path, whole: Path, browser: Browser, scheme: str) -> None:
    """Contrast, headings, names, alternative texts, landmarks: all of axe-core's rules."""
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    students = ("bias", "vertical", "endless") if SOAK else ("endless",)
    for path in (whole, *(page_of(course, student) for student in students)):
        page = context.new_page()
        page.goto(path.as_uri())
        assert barriers(page) == [], path
        page.close()
    context.close()


def test_the_pages_are_html(course: Path, whole: Path) -> None:
    """By the letter of the standard."""
    for path in (whole, *(page_of(course, student) for student in TEN)):
        assert html_errors(path.read_text(encoding="utf-8")) == [], path


def test_a_page_is_small(course: Path, whole: Path) -> None:
    """Also that of a whole notebook with all of its figures."""
    for path in (whole, *(page_of(course, student) for student in TEN)):
        assert path.stat().st_size < MOST_BYTES
    assert whole.read_text(encoding="utf-8").count("<img") > 15


def test_it_fits_a_phone_and_paper(whole: Path, browser: Browser) -> None:
    """Nothing is wider than the window, and on paper it has pages."""
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(whole.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.pdf().startswith(b"%PDF")
    page.close()


def test_pictures_reach_nbgraders_own_command(course: Path) -> None:
    """The page that `nbgrader generate_feedback` makes is the one that `panal grade` made."""
    before = page_of(course, "colours").read_text(encoding="utf-8")
    done = call(
        "nbgrader",
        "generate_feedback",
        ASSIGNMENT,
        "--student=colours",
        "--force",
        "--log-level=ERROR",
        cwd=course,
    )
    assert done.returncode == 0, done.stderr
    assert page_of(course, "colours").read_text(encoding="utf-8") == before
    assert (
        json.loads((course / "autograded" / "colours" / ASSIGNMENT / "results.json").read_text())[
            "score"
        ]
        < 100
    )
    nbformat.read(
        course / "autograded" / "colours" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4
    )
