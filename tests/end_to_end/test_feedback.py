"""Feedback pages of a class that is wrong in many ways: what they say, what they keep to themselves,
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
from playwright.sync_api import Browser, Page

from panal import language, messages
from panal.course.course import open_course
from panal.course.release import Secrets
from panal.judge.caller import LocalCaller
from panal.judge.misconceptions import load_misconceptions, notebook_names
from panal.judge.session import JudgeSession
from panal.pages.feedback_page import breakable
from tests.end_to_end.browser import SCREENSHOTS, Visitor, chromium, photograph
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
from tests.end_to_end.pages import SIZES, barriers, by_hand, everybody_can_read, html_errors

GRADERS = ROOT / "graders" / ASSIGNMENT
KNOWN = "colours"
"""The student whose name the gradebook has."""

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


WAYS = {
    "bias": Wrong(
        "count_params",
        like("count_params", "bias_forgotten"),
        ("Tu idea:", "deja fuera los sesgos", "Un caso donde falla:", "Para pensar:", "✘ incorrecto", "Diferencia: demasiado pequeño.",
         "count_params((5, 5), 3, 3, use_bias=True)", "Se espera: 228.", "Tu función devolvió: 225", "✔ correcto"),
    ),
    "tuple": Wrong(
        "count_params",
        like("count_params", "only_int"),
        ("no espera que kernel_size sea una tupla", "se detuvo con un error", "en la línea", "con TypeError:", "count_params((1, 7), 4, 2, use_bias=True)"),
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
        ("se acabó el tiempo", "Tu código", "Otras llamadas"),
    ),
    "colon": Wrong(
        "count_params",
        RIGHT["count_params"].replace("):", ")", 1),
        ("La celda de count_params tiene un error de sintaxis en la línea 1", "falta «:»", "sin respuesta: en todas las comprobaciones"),
    ),
    "renamed": Wrong(
        "count_params",
        RIGHT["count_params"].replace("count_params", "contar_parametros"),
        ("pero sí contar_parametros. ¿Querías llamarla count_params?",),
    ),
    "index": Wrong(
        "output_shape",
        "def output_shape(input_shape, filters, kernel_size, strides=1, padding='valid'):\n"
        "    # the last one is forgotten\n    sizes = input_shape[:3]\n    return (*sizes, sizes[3])",
        ("se detuvo en la línea 4 (return (*sizes, sizes[3])) con IndexError: tuple index out of range", "se pasa del final"),
    ),
    "died": Wrong(
        "edge_kernel",
        f"import os\nos._exit(3)\n{RIGHT['edge_kernel']}",
        ("La celda de edge_kernel no llegó a definir", "terminó de golpe"),
    ),
    "dies": Wrong(
        "same_padding",
        "def same_padding(size, kernel_size, strides=1):\n    import os\n    os._exit(3)",
        ("En una llamada a same_padding: El programa terminó de golpe",),
    ),
    "nothing": Wrong(
        "output_shape",
        "def output_shape(input_shape, filters, kernel_size, strides=1, padding='valid'):\n    print(input_shape)",
        ("None (nada): ¿olvidaste return?", "Diferencia: el tipo."),
    ),
}  # fmt: skip


MANY = tuple(WAYS) if SOAK else ("colours", "colon")
"""Whose first screens have most to hold."""


@pytest.fixture(scope="module")
def course(bare_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class with one wrong answer each, one whose notebook lacks a cell, and one who is known by
    name and handed in at night.
    """
    folder = tmp_path_factory.mktemp("feedback")
    shutil.copytree(bare_course, folder, dirs_exist_ok=True)
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write('\nc.Exchange.timezone = "America/Bogota"\n')
    known = ("--first-name=Inés", "--last-name=<b>Paz", KNOWN)
    done = call("nbgrader", "db", "student", "add", *known, cwd=folder)
    assert done.returncode == 0, done.stderr
    for student, wrong in WAYS.items():
        hand_in(folder, student, with_answers(folder, RIGHT | {wrong.exercise: wrong.source}))
    nb = with_answers(folder, RIGHT)
    nb.cells = [cell for cell in nb.cells if cell.get("id") != "test-edge-kernel"]
    hand_in(folder, "battered", nb)
    stamp = folder / "submitted" / KNOWN / ASSIGNMENT / "timestamp.txt"
    stamp.write_text("2026-11-29 03:05:09.000000 UTC\n")
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
    above, there, _ = text.partition('<section class="notebook"')
    assert there
    return above


# What it says


@pytest.mark.parametrize("student", WAYS)
def test_it_reads_like_a_teacher(course: Path, browser: Browser, student: str) -> None:
    """What is wrong, where, what to look at; right exercises say so and explain nothing. Every
    cell that checks leads to its exercise.
    """
    wrong = WAYS[student]
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
        assert not [each for each in ("✘", "Tu idea", "Se espera") if each in words]
        assert other.locator("img").count() == 0
    page.locator("summary").first.click()
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
        for student in WAYS
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
                "Tu idea",
                "incorrecto",
                "ejemplos del cuaderno",
                "Comprobaciones que pasan",
                "✘",
            ),
        ),
        ("hints", "Tu idea", ("ejemplos del cuaderno", "data:image", "Un caso donde falla")),
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
    # By chance a right answer is a shape that the notebook prints anyway, and an argument one that it
    # hands to a function of its own, such as `box_kernel((5, 5, 3, 3))`.
    notebook = "\n".join(cell.source for cell in released(ROOT).cells)
    with JudgeSession(GRADERS) as judge:
        for exercise in EXERCISES:
            checks, cases = Noted(RIGHT[exercise], names), Noted(RIGHT[exercise], names)
            judge.grade(exercise, checks, 10)
            judge.examples(exercise, cases, files)
            for arguments, value in checks.asked:
                by_chance = {f"({arguments})", value if len(value) >= 6 else ""}
                secret |= {each for each in by_chance if each and each not in notebook}
                secret.add(f"{exercise}({arguments}")
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
    """No size and no value: the lists of checks hold no number of two digits."""
    for student in WAYS:
        text = above_the_notebook(page_of(course, student).read_text(encoding="utf-8"))
        lists = re.findall(r'<ul class="checks">.*?</ul>', text, flags=re.S)
        assert len(lists) == len(EXERCISES)
        assert not re.search(r"\d\d", re.sub(r"<[^>]*>|float32", " ", "".join(lists))), student


def test_of_hidden_calls_no_message_and_no_line_is_told(course: Path) -> None:
    """The same exception ends hidden calls and cases of the notebook; the checks say its type."""
    [verdict] = [
        test for test in results(course, "index")["tests"] if test["name"] == "test_output_shape"
    ]
    language.use("es")
    checks = {check["sentence"] for check in verdict["extra_data"]["checks"]}
    assert checks == {messages.raised("IndexError")}
    assert {check["why"] for check in verdict["extra_data"]["checks"]} == {None}


def test_no_file_of_a_student_quotes_a_grader_or_a_solution(course: Path) -> None:
    """No line of them, but for what the student wrote as well and what is meant for students."""
    source = nbformat.read(ROOT / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    secrets = Secrets.of(open_course(course), ASSIGNMENT, {ASSIGNMENT: source}, ())
    told = "\n".join(each.sentence for each in load_misconceptions(GRADERS))
    # The formatter gives a long sentence of a check a line of its own, quoted as in results.json.
    told += "\n".join(
        f'"{check["sentence"]}",'
        for student in WAYS
        for test in results(course, student)["tests"]
        for check in test["extra_data"]["checks"]
    )
    assert len(secrets.lines) > 500
    for path in handed_out(course):
        student = path.relative_to(course).parts[1]
        own = WAYS[student].source if student in WAYS else "\n".join(RIGHT.values())
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


def test_everybody_can_read_it(course: Path, whole: Path, browser: Browser) -> None:
    """axe-core finds nothing, in light and in dark, on a laptop and on a phone, nor does what a
    person looks at; what a colour says, a sign says, too.
    """
    for path in (whole, *(page_of(course, student) for student in (MANY if SOAK else ()))):
        assert everybody_can_read(browser, path) == [], path
    page = browser.new_page(viewport={"width": 390, "height": 844})
    for student in MANY:
        page.goto(page_of(course, student).as_uri())
        assert by_hand(page) == [], student
        coloured = page.locator(".right, .wrong, .ours").all_inner_texts()
        assert coloured and all(text[0] in "✔✘⚠" for text in coloured), student
    page.close()


def test_what_keeps_people_out_is_found(browser: Browser, tmp_path: Path) -> None:
    """The helper of the test above, on a page with a fault of each kind."""
    path = tmp_path / "bad.html"
    path.write_text(
        "<!DOCTYPE html><html><head><style>a, summary { outline: 0 !important; transition: all 1s; }"
        "p { color: #999; background: #fff }</style></head><body><h2>a</h2><h4>b</h4>"
        "<a href='#x'></a><p>pale</p><section><table><tr><th>h</th></tr></table></section>"
        "<img src='data:,' alt=''><pre style='width: 3000px'>wide</pre></body></html>"
    )
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(path.as_uri())
    found = "\n".join([*by_hand(page), *barriers(page)])
    page.close()
    for fault in ("no language", "0 main", "0 h1", "h2 is followed by", "leads nowhere", "no name", "no scope",
                  "no words", "pixels wide", "something moves", "one does not see", "color-contrast"):  # fmt: skip
        assert fault in found, found


@pytest.mark.parametrize("size", SIZES)
def test_the_first_screen_is_enough(
    course: Path, whole: Path, browser: Browser, size: tuple[int, int]
) -> None:
    """Who, which file, what works, the next step with its lines and what it would bring: without
    scrolling, on a laptop and on a phone.
    """
    width, height = size
    page = browser.new_page(viewport={"width": width, "height": height})
    for path in (whole, *(page_of(course, student) for student in MANY)):
        page.goto(path.as_uri())
        for part in ("h1", ".who", ".score", ".step h2", ".step pre.lines", ".step .gain"):
            box = page.locator(part).bounding_box()
            assert box is not None and box["y"] + box["height"] <= height, (path, part)
        assert "Ya funciona:" in page.inner_text("main")
    photograph(page, f"feedback-first-screen-{width}")
    page.close()


def test_on_a_phone_code_and_scores_stay_in_one_line(browser: Browser) -> None:
    """A long line of code scrolls instead, beside its number, and the page itself does not."""
    css = (ROOT / "panal" / "pages" / "feedback_page.css").read_text(encoding="utf-8")
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.set_content(
        f"""<!DOCTYPE html><style>{css}</style>
<pre class="lines"><code>  7  {"total = total + 1; " * 9}</code></pre>
<table><tr><th>Ejercicio<th class="number">Puntos<th class="number">Comprobaciones que pasan
<tr><td><code>{breakable("max_pool_counterexample")}</code><td class="number">15 de 15<td class="number">3 de 3</table>"""
    )
    count = """one => {
      const all = document.createRange();
      all.selectNodeContents(one);
      return new Set([...all.getClientRects()].map(each => each.top)).size;
    }"""
    for which in ("pre code", "td.number >> nth=0", "td.number >> nth=1"):
        assert page.locator(which).evaluate(count) == 1, which
    assert page.locator("pre").evaluate("one => one.scrollWidth > one.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.emulate_media(media="print")
    assert page.locator("pre code").evaluate(count) > 1, "paper does not scroll"
    page.close()


def test_the_first_screen_says_whose_it_is(course: Path, browser: Browser) -> None:
    """As the gradebook knows it, in the zone of the course; a hostile name is a name. In the dark,
    too, there is a picture of it.
    """
    context = browser.new_context(color_scheme="dark", viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(page_of(course, KNOWN).as_uri())
    said = "Inés <b>Paz (colours) · convolucion.ipynb · entregado el 28 de noviembre de 2026, 22:05 (America/Bogota)"
    assert " ".join(page.inner_text(".who").split()) == said
    photograph(page, "feedback-dark")
    page.goto(page_of(course, "colon").as_uri())
    assert page.inner_text(".step mark").split(maxsplit=2)[:2] == ["→", "1"]
    assert "10 puntos más: 100 de 100." in page.inner_text(".gain")
    context.close()


def test_the_pages_are_html(course: Path, whole: Path) -> None:
    """By the letter of the standard."""
    for path in (whole, *(page_of(course, student) for student in WAYS)):
        assert html_errors(path.read_text(encoding="utf-8")) == [], path


def test_a_page_is_small(course: Path, whole: Path) -> None:
    """Also that of a whole notebook with all of its figures."""
    for path in (whole, *(page_of(course, student) for student in WAYS)):
        assert path.stat().st_size < MOST_BYTES
    assert whole.read_text(encoding="utf-8").count("<img") > 15


MOST_SHEETS = 4


def test_it_fits_on_a_few_sheets(course: Path, whole: Path, browser: Browser) -> None:
    """The notebook stays folded on paper; who unfolds it prints it, too."""
    page = browser.new_page()
    for path in (whole, *(page_of(course, student) for student in WAYS)):
        page.goto(path.as_uri())
        assert 1 <= sheets(page) <= MOST_SHEETS, path
    page.goto(whole.as_uri())
    page.emulate_media(media="print", color_scheme="dark")
    ink, paper = (
        page.evaluate(f"getComputedStyle(document.body).{which}")
        for which in ("color", "backgroundColor")
    )
    assert (ink, paper) == (
        "rgb(29, 29, 31)",
        "rgb(255, 255, 255)",
    )  # whoever reads in the dark, too
    assert not page.locator(".notebook h2").is_visible()
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / "feedback-print.png", full_page=True)
    page.emulate_media(media="screen", color_scheme="light")
    page.locator("summary").first.click()
    assert sheets(page) > 2 * MOST_SHEETS
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()


def sheets(page: Page) -> int:
    """How many there are on paper."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))


def test_pictures_reach_nbgraders_own_command(course: Path) -> None:
    """The page that `nbgrader generate_feedback` makes is the one that `panal grade` made."""
    before = page_of(course, "colours").read_text(encoding="utf-8")
    assert "Inés" in before and "28 de noviembre" in before
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
