"""panal.pages.feedback_page: what a page says of a result, how much of it, and how large it may be."""

from __future__ import annotations

import base64
import html
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from panal import messages
from panal.notebook import SHOWN
from panal.pages import feedback_page as page
from panal.pages.exercises import NO_RESPONSE, Fragment, Grades
from panal.pages.feedback_page import MAX_FRAGMENT, MAX_LEFT_OUT, Whose, render
from panal.results import (
    Cause,
    Check,
    Difference,
    Ending,
    Example,
    GradeId,
    Judged,
    Picture,
    Result,
    Verdict,
    Why,
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
    return render(result, "geometria", Fragment(fragment), {"geometria": grades}, how)


def render_notebook(nb: NotebookNode) -> str:
    """The part of the page that shows a notebook."""
    return page.render_notebook(nb).html


def test_a_page_says_it_in_order() -> None:
    """Below the first screen: what happened to the notebook, the points, the idea with a case where
    it fails, the checks, and the notebook, folded.
    """
    text = below(page_of(RESULT, NONE))
    said = ["Una nota.", "Resumen", "Sumas los lados.", "area(2, 3)", "Se espera:", "Tu función devolvió:", "¿Sumaste?",
            'alt="Lo tuyo: imagen en gris"', "Diferencia: demasiado pequeño.", "✔", "Tu cuaderno", "<details>"]  # fmt: skip
    assert sorted(said, key=text.index) == said


def below(text: str) -> str:
    """A page without its first screen."""
    return text.partition('class="gain"')[2]


def first_screen(text: str) -> str:
    """A page down to what the next step would bring, as words."""
    words = re.sub("<[^>]*>", " ", text.partition("<body>")[2].partition("</section>")[0])
    return " ".join(html.unescape(words).split())


def unexplained() -> Result:
    return replace(
        RESULT, verdicts=(replace(RESULT.verdicts[0], misconception="", misconception_sentence=""),)
    )


def test_a_sentence_is_said_once() -> None:
    """Checks of which the same is said stand together."""
    checks = (CHECKS[1], replace(CHECKS[1], title="Más"), CHECKS[2])
    verdict = replace(unexplained().verdicts[0], checks=checks, examples=())
    text = below(page_of(replace(RESULT, verdicts=(verdict,)), NONE))
    assert text.count("¿Qué lados?") == 1 and "Otros · Más" in text


def test_what_happened_to_several_exercises_is_said_once() -> None:
    """The others lead to the first one. That two answers are wrong in the same words is chance."""
    died = Check("test_a", "Una", 1, Ending.KERNEL_DIED, "Se acabaron los intentos.")
    verdicts = tuple(
        Verdict(GradeId(f"test_{name}"), 5, (died, replace(died, title="Dos"), check))
        for name, check in (("area", CHECKS[1]), ("side", CHECKS[1]))
    )
    text = below(page_of(Result("geometria", verdicts), NONE))
    assert text.count("Se acabaron los intentos.") == 1 and text.count("¿Qué lados?") == 2
    assert 'Por lo mismo que en <a href="#area">' in text


def test_an_exception_is_told_where_most_is_known_of_it() -> None:
    """With its text and line in a case of the notebook; then the checks need not say it again."""
    check = Check("test_a", "Una", 1, Ending.RAISED, messages.raised("TypeError"))
    other = replace(check, title="Dos", sentence=messages.raised("KeyError"))
    said = messages.raised_here("TypeError", "no", 3, "return a + b")
    example = Example("area(2)", "4", "", Ending.RAISED, said, why=Why(Cause.RAISED, 2, 3))
    verdict = Verdict(GradeId("test_area"), 5, (check, other), examples=(example,))
    text = below(page_of(Result("geometria", (verdict,)), NONE))
    assert text.count("TypeError") == text.count("KeyError") == 1
    assert "TypeError: no" in text


def test_a_misconception_stands_for_the_hints_that_it_explains() -> None:
    """They would point at what the student can do."""
    assert "¿Qué lados?" not in page_of(RESULT, NONE)


@pytest.mark.parametrize(
    ("sentence", "idea", "why"),
    [
        ("Sumas los lados. ¿Y el área?", "Sumas los lados.", "¿Y el área?"),
        ("Con `a.b = 1. 5` sumas, e.g.uno. ¿Y 2.5? Piensa.", "Con `a.b = 1. 5` sumas, e.g.uno.", "¿Y 2.5? Piensa."),
        ("¿Y si son 2.5?", "¿Y si son 2.5?", ""),
    ],
)  # fmt: skip
def test_a_misconception_is_refuted(sentence: str, idea: str, why: str) -> None:
    """The idea, a case of the notebook where it fails, and what to think about."""
    verdict = replace(RESULT.verdicts[0], misconception_sentence=sentence)
    text = page_of(replace(RESULT, verdicts=(verdict,)), NONE)
    assert text.count(f"<strong>Tu idea:</strong> {page.inline_code(idea)}</p>") == 2
    case = "Un caso donde falla: area(2, 3) . Se espera: 6. Tu función devolvió: 5."
    assert case in first_screen(text)
    assert (f"<strong>Para pensar:</strong> {why}" in text) == bool(why)


def test_where_no_case_of_the_notebook_contradicts_it_the_checks_do() -> None:
    """By their titles: a hidden case is not shown."""
    right = replace(EXAMPLE, ending=Ending.RIGHT)
    verdict = replace(RESULT.verdicts[0], examples=(right,))
    words = first_screen(page_of(replace(RESULT, verdicts=(verdict,)), NONE))
    assert "Donde falla: Cuadrados · Otros." in words


def test_right_exercises_explain_nothing() -> None:
    """And there is no next step."""
    right = Verdict(GradeId("test_area"), 10, (CHECKS[2],))
    text = page_of(replace(RESULT, verdicts=(right,)), NONE)
    assert "Tienes todos los puntos" in text and "próximo paso" not in text


@pytest.mark.parametrize(
    ("show", "hints", "pictures"),
    [("points", False, False), ("hints", True, False), ("pictures", True, True)],
)
def test_the_switch(show: str, hints: bool, pictures: bool) -> None:
    """Points are always there, hints and cases where they are wanted."""
    text = page_of(RESULT, NONE, show)
    assert "de 10" in text and "Una nota." in text
    assert ("Sumas los lados." in text, "incorrecto" in text, "Comprobaciones" in text) == (
        hints,
    ) * 3
    assert "Tu próximo paso: <code>area</code>" in text and "6.67 puntos más" in text
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
    lines = re.findall("<li><span class=.right.>✔<.*</li>", text)
    assert len(lines) == 2 and "<code>area(3, 3)</code> → 9</li>" in lines[0]
    assert "<code>area( [1, 2])</code>" in lines[1] and len(lines[1]) < 400
    assert text.index("area(2, 3)") < text.index("area(3, 3)")
    assert below(text).count("Se espera:") == text.count("<img") == 1
    tried = Example("", "", "un cuadrado", Ending.RIGHT)  # by a probe, which is no call of theirs
    text = page_of(replace(RESULT, verdicts=(replace(verdict, examples=(tried,)),)), NONE)
    (line,) = re.findall("<li><span class=.right.>✔<.*</li>", text)
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
    assert "La celda 3, salida 1" in html and "El final." in html
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
    text = page_of(Result("hw", (nothing,)), Grades({"essay": 0}, {"essay": NO_RESPONSE}))
    assert messages.no_response() in text and NO_RESPONSE not in text
    assert "0 de 4 puntos" in text and "por decidir" not in text


def test_each_notebook_has_its_page_and_the_sum_of_all() -> None:
    one, two = replace(INSIDE, notebook="one"), replace(ESSAY, notebook="two")
    result = Result("hw", (one, two))
    grades = {"one": Grades({"part-2": 1}, {}), "two": Grades({"essay": 2}, {})}
    text = render(result, "one", Fragment(), grades)
    assert "hw: one" in text and "1 de 1 puntos" in text and "essay" not in text
    assert "En toda la tarea: 3 de 5 puntos." in text
    assert "En toda la tarea" not in render(result, "one", Fragment(), {"one": grades["one"]})


def test_a_page_knows_whether_it_is_up_to_date(tmp_path: Path) -> None:
    """By what it shows of the gradebook, read from its first lines."""
    path = tmp_path / "a.html"
    grades = {"geometria": Grades({"test_area": 3}, {"area": "Bien."}, 0.5, frozenset({"x"}))}
    path.write_text(render(RESULT, "geometria", Fragment(), grades))
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


# The first screen

SOURCES = {
    3: "def area(a, b):\n    # mine\n    s = a + b\n    return s",
    5: "def side(a)\n    return a",
}
FRAGMENT = Fragment("", {"area": 3, "side": 5}, SOURCES)
SYNTAX = Check("test_s", "Lado", 1, Ending.NO_ATTEMPT, "Falta «:».", why=Why(Cause.SYNTAX, 5, 1))
TWO = Result(
    "geometria",
    (RESULT.verdicts[0], Verdict(GradeId("test_side"), 5, (SYNTAX,))),
    file="geometría (2).ipynb",
)
ANA = Whose("ana", "Ana <b>Ruiz", datetime(2026, 11, 29, 3, 5, 9), "America/Bogota")


def test_the_first_screen_says_who_what_when_and_what_next() -> None:
    """In the zone of the course, and with the student's own lines."""
    text = render(TWO, "geometria", FRAGMENT, {"geometria": NONE}, whose=ANA)
    words = first_screen(text)
    said = ["Ana <b>Ruiz (ana)", "geometría (2).ipynb", "28 de noviembre de 2026, 22:05", "(America/Bogota)",
            "3.33 de 15 puntos.", "En parte: area", "Tu próximo paso: side", "Falta «:».", "→ 1 def side(a)", "2 return a",
            "hasta 5 puntos más: 8.33 de 15."]  # fmt: skip
    assert sorted(said, key=words.index) == said
    assert "<b>Ruiz" not in text


def test_the_lines_of_an_answer_are_shown_without_comments() -> None:
    """Where no line matters more than others."""
    only = replace(TWO, verdicts=TWO.verdicts[:1])
    words = first_screen(render(only, "geometria", FRAGMENT, {"geometria": NONE}))
    assert "1 def area(a, b): ⋮ 3 s = a + b 4 return s" in words and "→" not in words


def test_an_untouched_exercise_shows_a_case_and_no_lines() -> None:
    """There are none of the student's."""
    check = Check("a", "Una", 1, Ending.NO_ATTEMPT, "Sigue igual.", why=Why(Cause.UNTOUCHED))
    example = Example("area(2)", "4", "", Ending.NO_ATTEMPT, "Sigue igual.", why=check.why)
    result = Result("g", (Verdict(GradeId("test_area"), 5, (check,), examples=(example,)),))
    text = render(result, "g", FRAGMENT, {"g": NONE})
    words = first_screen(text)
    assert "Ya funciona: tu cuaderno se puede leer." in words
    assert "Sigue igual. Por ejemplo, area(2) : se espera 4." in words
    assert "<pre" not in text


def test_a_notebook_that_cannot_be_read_is_to_be_handed_in_again() -> None:
    """That is said once, and not for each exercise."""
    check = Check("a", "Una", 1, Ending.NOTEBOOK_DAMAGED, "Está cortado.")
    verdicts = tuple(Verdict(GradeId(f"test_{n}"), 5, (check,)) for n in "ab")
    text = page_of(Result("geometria", verdicts, ("Está cortado.",)), NONE)
    assert "entregar el cuaderno de nuevo" in text and "10 puntos más" in text
    assert text.count("Está cortado.") == 1 and "Ya funciona" not in text
    assert "Cada ejercicio" not in text and "0 de 1<" not in text


def test_what_a_person_has_to_give_is_no_step() -> None:
    """But an answer that nobody wrote is one."""
    assert "próximo paso" not in page_of(Result("hw", (ESSAY,)), NONE)
    text = page_of(Result("hw", (replace(ESSAY, given=0.0),)), NONE)
    assert "Tu próximo paso" in text and messages.no_response() in text
    given = Grades({"essay": 1.0}, {}, by_hand=frozenset({"essay"}))
    assert "próximo paso" not in page_of(Result("hw", (ESSAY,)), given)


@pytest.mark.parametrize(
    ("whose", "said"),
    [
        (Whose("ana"), "ana"),
        (Whose("ana", "Ana", datetime(2026, 1, 2, 3, 4), "Nowhere/At_All"), "Ana (ana) · entregado el 2 de enero de 2026, 3:04 (UTC)"),
        (Whose("ana", "A\u202e\n" + "x" * 500), "A�� " + "x"),
    ],
)  # fmt: skip
def test_what_is_not_known_is_not_said(whose: Whose, said: str) -> None:
    """And what a name holds changes nothing around it."""
    text = render(RESULT, "geometria", Fragment(), {"geometria": NONE}, whose=whose)
    words = first_screen(text)
    assert said.replace("�� ", "��") in words and len(words) < 900
    assert "None" not in words and ("entregado" in words) == (whose.handed_in is not None)


def test_a_page_of_another_name_is_not_up_to_date(tmp_path: Path) -> None:
    """Somebody may correct it in the gradebook."""
    path, grades = tmp_path / "a.html", {"geometria": NONE}
    path.write_text(render(RESULT, "geometria", Fragment(), grades, whose=ANA))
    assert page.shows_grades(path, grades, ANA)
    for other in (
        None,
        replace(ANA, name="Ana"),
        replace(ANA, handed_in=None),
        replace(ANA, zone="UTC"),
    ):
        assert not page.shows_grades(path, grades, other)


def test_an_answer_is_found_where_it_stands() -> None:
    """Mostly in its own cell, else where its name is defined; no cell of the instructor's."""
    cells = [
        new_code_cell(source)
        for source in ("def area(a): ...", "# below", "test", "def area(b): ...")
    ]
    meta = {"grade": False, "solution": False, "locked": True, "schema_version": 3}
    cells[0].metadata["nbgrader"] = {**meta, "grade_id": "helpers"}
    cells[1].metadata["nbgrader"] = {
        **meta,
        "grade_id": "answer",
        "solution": True,
        "locked": False,
    }
    cells[2].metadata["nbgrader"] = {**meta, "grade_id": "test_area", "grade": True, "points": 1}
    found = page.render_notebook(new_notebook(cells=cells))
    assert found.answers == {"area": 4} and sorted(found.sources) == [2, 4]
    cells[3].source = "area(3)"
    assert page.render_notebook(new_notebook(cells=cells)).answers == {"area": 2}


@pytest.mark.parametrize("name", ["notebook", "next-step", "next_step"])
def test_no_exercise_has_the_name_of_a_part_of_the_page(name: str) -> None:
    """Links would lead to the wrong place; nbgrader allows no full stop in a name."""
    verdict = replace(RESULT.verdicts[0], grade_id=GradeId(f"test_{name}"))
    ids = re.findall(r'\bid="([^"]*)"', page_of(replace(RESULT, verdicts=(verdict,)), NONE))
    assert len(ids) == len(set(ids)) and name in ids


def test_two_exercises_whose_names_differ_by_test_are_two() -> None:
    """`area` may have points of its own beside `test_area`."""
    verdicts = tuple(
        replace(ESSAY, grade_id=GradeId(name), given=0.0) for name in ("area", "test_area")
    )
    text = page_of(Result("hw", verdicts), NONE)
    assert text.count('id="area"') == text.count('id="test_area"') == 1
