"""panal.pages.feedback_page: what a page says of a result, how much of it, and how large it may be."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from panal import messages
from panal.notebook import SHOWN
from panal.pages import feedback_page as page
from panal.pages.feedback_page import MAX_FRAGMENT, MAX_LEFT_OUT, Grades, render, render_notebook
from panal.results import (
    Check,
    Difference,
    Ending,
    Example,
    GradeId,
    Judged,
    Picture,
    Result,
    Verdict,
)

PICTURE = Picture("Lo tuyo", "De 0 a 3.", "Lo tuyo: imagen en gris", "AAAA")
EXAMPLE = Example("area(2, 3)", "6", "5", Ending.WRONG, "¿Sumaste?", (PICTURE,))
CHECKS = (
    Check("test_a", "Cuadrados", 1, Ending.WRONG, "¿Qué lados?", difference=Difference.TOO_SMALL),
    Check("test_b", "Otros", 1, Ending.WRONG, "¿Qué lados?"),
    Check("test_c", "Nada", 1, Ending.RIGHT),
)
RESULT = Result(
    "geometria",
    (Verdict(GradeId("test_area"), 10, CHECKS, "sum", "Sumas los lados.", (EXAMPLE,)),),
    ("Una nota.",),
)
NONE = Grades({}, {})


def page_of(result: Result, grades: Grades, how: str = "pictures", fragment: str = "") -> str:
    """The page of the only notebook."""
    return render(result, "geometria", fragment, {"geometria": grades}, how)


def test_a_page_says_it_in_order() -> None:
    """What happened to the notebook, the points, the hint, the checks, and then the notebook's own
    cases.
    """
    text = page_of(RESULT, NONE)
    said = ["Una nota.", "Resumen", "Sumas los lados.", "Mira «Para", "Diferencia: demasiado pequeño.", "area(2, 3)", "Se espera:",
            "Tu función devolvió:", "¿Sumaste?", 'alt="Lo tuyo: imagen en gris"', "Tu cuaderno"]  # fmt: skip
    assert sorted(said, key=text.index) == said


def unexplained() -> Result:
    return replace(
        RESULT, verdicts=(replace(RESULT.verdicts[0], misconception="", misconception_sentence=""),)
    )


def test_a_sentence_is_said_once() -> None:
    """A second check with the same hint refers to the first one."""
    text = page_of(unexplained(), NONE)
    assert text.count("¿Qué lados?") == 1 and text.count("Lo mismo que arriba.") == 1


def test_a_misconception_stands_for_the_hints_that_it_explains() -> None:
    """They would point at what the student can do."""
    text = page_of(RESULT, NONE)
    assert "¿Qué lados?" not in text and text.count("Mira «Para pensar», arriba.") == 2


def test_right_exercises_explain_nothing() -> None:
    """Two columns are enough where there is nothing to look at."""
    right = Verdict(GradeId("test_area"), 10, (CHECKS[2],))
    assert "Qué revisar" not in page_of(replace(RESULT, verdicts=(right,)), NONE)


@pytest.mark.parametrize(
    ("show", "hints", "pictures"),
    [("points", False, False), ("hints", True, False), ("pictures", True, True)],
)
def test_the_switch(show: str, hints: bool, pictures: bool) -> None:
    """Points are always there, hints and cases where they are wanted."""
    text = page_of(RESULT, NONE, show)
    assert "de 10" in text and "Una nota." in text
    assert ("Sumas los lados." in text, "Qué revisar" in text, "Comprobaciones" in text) == (
        hints,
    ) * 3
    assert ("area(2, 3)" in text, "<img" in text) == (pictures,) * 2


def test_comments_are_there_with_every_switch() -> None:
    """A person wrote them for the student."""
    assert "Bien pensado" in page_of(RESULT, Grades({}, {"area": "Bien pensado"}), "points")


RIGHT_ONE = Example("area(3, 3)", "9", "9", Ending.RIGHT)


def test_right_cases_are_one_line_each() -> None:
    """Also where the exercise has full points; what was wrong comes first, with all about it."""
    verdict = RESULT.verdicts[0]
    long = Example("area(\n  [1, 2])" + " " * 500, "", "x" * 500, Ending.RIGHT)
    mixed = replace(verdict, examples=(RIGHT_ONE, EXAMPLE, long))
    text = page_of(replace(RESULT, verdicts=(mixed,)), NONE)
    lines = re.findall("<li><span class=.right.>.*</li>", text)
    assert len(lines) == 2 and "<code>area(3, 3)</code> → 9</li>" in lines[0]
    assert "<code>area( [1, 2])</code>" in lines[1] and len(lines[1]) < 400
    assert text.index("area(2, 3)") < text.index("area(3, 3)")
    assert text.count("Se espera:") == text.count("<img") == 1
    tried = Example("", "", "un cuadrado", Ending.RIGHT)  # by a probe, which is no call of theirs
    text = page_of(replace(RESULT, verdicts=(replace(verdict, examples=(tried,)),)), NONE)
    (line,) = re.findall("<li><span class=.right.>.*</li>", text)
    assert line.endswith("</span></span> un cuadrado</li>")
    full = Verdict(GradeId("test_area"), 10, (CHECKS[2],), examples=(RIGHT_ONE,))
    text = page_of(replace(RESULT, verdicts=(full,)), NONE)
    assert "area(3, 3)" in text and "Se espera:" not in text and "✘" not in text


def test_a_case_without_an_answer() -> None:
    """Nothing came back: the sentence says why, and nothing stands empty."""
    example = Example("area(2, 3)", "6", "", Ending.RAISED, "Se detuvo.", (PICTURE,))
    text = page_of(
        replace(RESULT, verdicts=(replace(unexplained().verdicts[0], examples=(example,)),)),
        NONE,
    )
    assert "se detuvo con un error" in text and "Se detuvo." in text
    assert "Tu función devolvió" not in text


class Undecided(Verdict):
    """A verdict of which a person has to decide four points."""

    __slots__ = ()
    pending = 4.0


@pytest.mark.parametrize("show", page.SHOWS)
def test_points_that_are_pending_are_said(show: str) -> None:
    """Above, in the summary, and with the exercise; they count for nothing until they are there."""
    failed = Check("test_d", "Más", 2, Ending.GRADER_FAILED, "No pudimos revisar esto.")
    verdict = Undecided(GradeId("test_area"), 10, (CHECKS[2], failed))
    waiting = replace(RESULT, verdicts=(verdict,))
    text = page_of(waiting, NONE, show)
    assert text.count("Faltan 4 puntos por decidir") == (1 if show == "points" else 2)
    assert text.count(">pendiente<") == 1
    assert re.search(r"\d de 10", text)
    nothing = replace(waiting, verdicts=(Undecided(GradeId("test_area"), 10, (failed,)),))
    assert not re.search(r"\d de 10", page_of(nothing, NONE, show).partition("<h2>")[2])
    decided = Grades({"test_area": verdict.points}, {}, by_hand=frozenset({"test_area"}))
    text = page_of(waiting, decided, show)
    assert "por decidir" not in text and ">pendiente<" not in text


def test_a_person_who_agrees_is_named_too() -> None:
    """Points that a person has set are a person's, also if they are those of the judge."""
    points = RESULT.verdicts[0].points
    said = "Estos puntos los puso una persona."
    assert said not in page_of(RESULT, Grades({"test_area": points}, {}))
    assert said in page_of(RESULT, Grades({"test_area": 7}, {}))
    agreed = Grades({"test_area": points}, {}, by_hand=frozenset({"test_area"}))
    assert said in page_of(RESULT, agreed)


@pytest.mark.parametrize("show", page.SHOWS)
def test_a_cell_that_checks_leads_to_what_came_of_it(show: str) -> None:
    """Whatever the page shows, the link leads somewhere; other cells have none."""
    cells = [new_code_cell("x"), new_code_cell("assert area(2, 3) == 6")]
    cells[0].metadata["nbgrader"] = {"grade": True, "solution": True, "grade_id": "by_hand"}
    cells[1].metadata["nbgrader"] = {"grade": True, "solution": False, "grade_id": "test_area"}
    html = render_notebook(new_notebook(cells=cells))
    assert html.count("Esta celda comprueba") == html.count("<a ") == 1
    assert html.index("6</span>") < html.index('href="#area"')
    assert page_of(RESULT, NONE, show, html).count('id="area"') == 1


@pytest.mark.parametrize("which", Difference)
def test_every_difference_has_words(which: Difference) -> None:
    """Different ones."""
    assert list(map(messages.difference, Difference)).count(messages.difference(which)) == 1


def picture(size: int) -> object:
    return new_output("display_data", data={"image/png": base64.b64encode(bytes(size)).decode()})


def test_what_does_not_fit_is_left_out_and_said() -> None:
    """The first pictures stay, text behind them, too."""
    cells = [new_code_cell("x", outputs=[picture(300_000)]) for _ in range(5)]
    html = render_notebook(new_notebook(cells=[*cells, new_markdown_cell("El final.")]))
    assert html.count("<img") == 2 and html.count("no se muestra aquí") == 3
    assert "Lo que muestra la celda 3 (1)" in html and "El final." in html
    assert len(html.encode()) < MAX_FRAGMENT + 1000


def test_a_page_has_a_bound_whatever_is_shown() -> None:
    """Of very many parts the rest is left out in one sentence."""
    outputs = [new_output("stream", text="á" * 19_000) for _ in range(1000)]
    html = render_notebook(
        new_notebook(cells=[new_code_cell("x", outputs=outputs), new_markdown_cell("El final.")])
    )
    assert len(html.encode()) < MAX_FRAGMENT + 200 * MAX_LEFT_OUT
    assert "El resto del cuaderno no se muestra" in html and "El final." not in html


def test_colours_of_a_terminal_are_gone() -> None:
    """Those that a student chooses may not be readable."""
    html = render_notebook(
        new_notebook(
            cells=[
                new_code_cell(
                    "x", outputs=[new_output("stream", text="\x1b[30;40mhola\x1b[0m <b>")]
                )
            ]
        )
    )
    assert "hola &lt;b&gt;" in html and "\x1b" not in html


def test_shows_are_those_of_the_configuration() -> None:
    """From little to all."""
    from panal.config import FeedbackPage

    assert FeedbackPage.show.values == page.SHOWS


def shown(markdown: str) -> str:
    """What the page makes of a cell of text."""
    html = render_notebook(new_notebook(cells=[new_markdown_cell(markdown)]))
    return html.strip().removeprefix("<div>").removesuffix("</div>").strip()


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ('<b onclick="f()" class="x" id="main" style="position:fixed" title="t" lang="x">b</b>', "<b>b</b>"),
        ('<a href="https://u.example/?a=1&amp;b=2" target="_blank" rel="opener">a</a>', '<a href="https://u.example/?a=1&amp;b=2">a</a>'),
        ('<a href="javascript:f()">a</a>', "<a>a</a>"), ('<a href="javascript:1">a</a>', "<a>a</a>"),
        ('<a href=" jAva\tscript:f()">a</a>', "<a>a</a>"), ('<a href="&#x6A;avascript:f()">a</a>', "<a>a</a>"),
        ('<a href="data:text/html,x">a</a>', "<a>a</a>"), ('<a href="vbscript:1">a</a>', "<a>a</a>"),
        ('<a href="file:///etc/passwd">a</a>', "<a>a</a>"), ('<a href="//stranger.example/">a</a>', "<a>a</a>"),
        ('<a href="../other/page.html">a</a>', "<a>a</a>"),
        ("a<!-- <b>c</b> -->b", "ab"), ("a<script>f()</script>b", "ab"), ("a<style>p{color:red}</style>b", "ab"),
        ('a<img src="data:image/png;base64,AAAA" onerror="f()">b', "ab"), ("a<iframe srcdoc='<b>x</b>'></iframe>b", "ab"),
        ("a<form action='x'><input name='x'><button>c</button></form>b", "cb"),
        ("a<math><mi><style><img src=x onerror=f()></style></mi></math>b", "ab"),
        ('<noscript><p title="</noscript><img src=x onerror=f()>">', "&lt;p title="),
        ("<textarea></textarea><img src=x onerror=f()>", "x "),
        ("a &lt;script&gt; &amp;amp; &nbsp;b", "a &lt;script&gt; &amp;amp; &nbsp;b"),
        ("<b>b", "<b>b</b>"), ("</div></main></body>b", "b"), ("\ud800<b>b</b>", "?<b>b</b>"),
    ],
)  # fmt: skip
def test_html_in_text_is_harmless(html: str, left: str) -> None:
    """Only a few tags stay, without any attribute but where a link leads: to the web by its whole
    address. Whatever was open is closed.
    """
    found = shown(f"x {html}")
    assert left in found
    assert not re.search(r"<(?!/?(a|b|p)\b)|<\w+ (?!href=.https://u)", found), found


def test_headings_go_below_those_of_the_page() -> None:
    """Also those that are written as HTML, with attributes."""
    assert "<h3>A</h3>" in shown("# A")
    assert "<h4>B</h4>" in shown('<h2 class="x" title="y">B</h2>')


def test_markdown_stays_what_it_is() -> None:
    """Tables, lists, code and links are shown."""
    found = shown("| a |\n|---|\n| `b` |\n\n- *c*\n\n[d](https://u.example/)")
    for part in ("<td><code>b</code></td>", "<li><em>c</em></li>", '<a href="https://u.example/">'):
        assert part in found


# What a person grades, what is judged inside, and several notebooks

ESSAY = Verdict(GradeId("essay"), 4, (), judged=Judged.PERSON)
INSIDE = Verdict(
    GradeId("part-2"),
    1,
    (Check("part-2", "Las pruebas del cuaderno", 1, Ending.RIGHT),),
    judged=Judged.INSIDE,
    given=1.0,
)


@pytest.mark.parametrize("how", page.SHOWS)
def test_what_a_person_grades_is_in_the_totals(how: str) -> None:
    """Pending at first; then with the points and the comment."""
    result = Result("hw", (INSIDE, ESSAY))
    text = page_of(result, NONE, how)
    assert "1 de 5 puntos" in text and "Faltan 4 puntos por decidir: los pone una persona." in text
    assert "porque nuestra revisión falló" not in text
    given = Grades({"essay": 3.5, "part-2": 1}, {"essay": "Muy bien."}, 0.0, frozenset({"essay"}))
    text = page_of(result, given, how)
    assert "4.5 de 5 puntos" in text and "Muy bien." in text and "por decidir" not in text


def test_the_page_says_what_was_judged_inside() -> None:
    text = page_of(Result("hw", (INSIDE,)), NONE)
    assert messages.judged(Judged.INSIDE) in text
    assert messages.judged(Judged.INSIDE) not in page_of(RESULT, NONE)


def test_an_answer_that_nobody_wrote_is_said_in_words() -> None:
    """nbgrader's own words are English."""
    nothing = replace(ESSAY, given=0.0)
    text = page_of(Result("hw", (nothing,)), Grades({"essay": 0}, {"essay": page.NO_RESPONSE}))
    assert messages.no_response() in text and page.NO_RESPONSE not in text
    assert "0 de 4 puntos" in text and "por decidir" not in text


def test_each_notebook_has_its_page_and_the_sum_of_all() -> None:
    one, two = replace(INSIDE, notebook="one"), replace(ESSAY, notebook="two")
    result = Result("hw", (one, two))
    grades = {"one": Grades({"part-2": 1}, {}), "two": Grades({"essay": 2}, {})}
    text = render(result, "one", "", grades)
    assert "hw: one" in text and "1 de 1 puntos" in text and "essay" not in text
    assert "En toda la tarea: 3 de 5 puntos." in text
    assert "En toda la tarea" not in render(result, "one", "", {"one": grades["one"]})


def test_a_page_knows_whether_it_is_up_to_date(tmp_path: Path) -> None:
    """By what it shows of the gradebook, read from its first lines."""
    path = tmp_path / "a.html"
    grades = {"geometria": Grades({"test_area": 3}, {"area": "Bien."}, 0.5, frozenset({"x"}))}
    path.write_text(render(RESULT, "geometria", "", grades))
    assert page.shows_grades(path, grades)
    for other in (
        replace(grades["geometria"], scores={"test_area": 4}),
        replace(grades["geometria"], comments={}),
        replace(grades["geometria"], late_penalty=0.0),
        replace(grades["geometria"], by_hand=frozenset()),
    ):
        assert not page.shows_grades(path, {"geometria": other})
    assert not page.shows_grades(tmp_path / "gone.html", grades)


def test_a_marking_scheme_is_not_on_the_page() -> None:
    """The notebook has it for whoever grades."""
    cell = new_markdown_cell("Haz algo.\n\nUn punto por idea.", metadata={SHOWN: "Haz algo."})
    html = render_notebook(new_notebook(cells=[cell]))
    assert "Haz algo." in html and "Un punto" not in html
