"""What the students' pages say in each state of an attempt, above all in those that are rare."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from panal.dispatch import Job
from panal.errors import EnvironmentProblem
from panal.serve import web
from panal.serve.store import State
from tests.end_to_end.pages import html_errors
from tests.end_to_end.serving import ASSIGNMENT, HALF, RIGHT, answered, small_course
from tests.unit.serve.visits import PAGE, Visit, visit

WHERE = f"/assignments/{ASSIGNMENT}"


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_course(tmp_path_factory.mktemp("released"), "c.Serve.cool_off = [0, 5]")


@pytest.fixture
def ana(released: Path, tmp_path: Path) -> Iterator[Visit]:
    folder = shutil.copytree(released, tmp_path / "course")
    yield from visit(folder, "ana")


def due(course: Visit, when: datetime) -> None:
    with course.site.course.gradebook() as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=when.replace(tzinfo=None))


def test_before_the_first_attempt(ana: Visit) -> None:
    home = ana.home()
    assert "Hola, Ana" in home
    assert "No hay fecha límite." in home
    assert "El que cuenta es tu último intento." in home
    assert "<table" not in home
    assert "entre un intento y otro" not in home
    assert not html_errors(ana.browser.get("/").text)


def test_until_when_by_the_clock_of_the_server(ana: Visit) -> None:
    ana.site.course.config.Exchange.timezone = "America/Bogota"
    due(ana, datetime.now(UTC) + timedelta(hours=3, minutes=1))
    home = ana.home()
    assert re.search(
        r"Puedes entregar hasta el \d+ de \w+ de \d+, \d+:\d\d \(America/Bogota\)", home
    )
    assert "vence en 3 horas" in home
    assert re.search(r"El reloj del servidor: <time [^>]*>\d+:\d\d</time> \(America/Bogota\)", home)


def test_a_late_one_is_taken_and_told_so_before_and_after(ana: Visit) -> None:
    due(ana, datetime.now(UTC) - timedelta(minutes=1))
    assert "El plazo venció el" in ana.home()
    assert "queda como entrega tardía" in ana.home()
    answer = ana.hand_in(answered(ana.site.course.root, RIGHT))
    assert answer.status_code == 303
    assert "Llegó después del plazo, que venció el" in ana.page(answer.headers["location"])
    assert "<strong>tarde</strong>" in ana.home()
    late = ana.graded(8.0, late=True, penalty=2.0)
    assert "6 de 10" in ana.home()
    assert "(2 menos por entrega tardía)" in ana.home()
    assert "Entrega tardía." in ana.page(f"{WHERE}/attempts/{late.number}/{ASSIGNMENT}")


def test_an_attempt_that_waits_says_its_place(ana: Visit) -> None:
    ana.attempt(student="bruno")
    mine = ana.attempt()
    page = ana.page(f"{WHERE}/attempts/{mine.number}")
    assert 'data-step="waiting" aria-current="step">En espera: n.º 2</li>' in page
    assert "Es el número 2 de la fila." in page
    assert '<noscript><meta http-equiv="refresh" content="4"></noscript>' in page
    assert "en espera: n.º 2" in ana.home()


def test_an_attempt_that_is_being_graded(ana: Visit) -> None:
    mine = ana.attempt()
    job = ana.site.desk.take(0)
    assert job is not None
    page = ana.page(f"{WHERE}/attempts/{mine.number}")
    assert 'data-step="running" aria-current="step"' in page
    assert 'data-step="waiting" class="over"' in page
    assert "Se está calificando." in page


def test_a_cool_off_is_told_in_minutes(ana: Visit) -> None:
    now = time.time()
    for _ in range(2):
        ana.graded(began=now)
    assert re.search(
        r"se califica en 5 minutos \([^)]*\d+:\d\d\): entre un intento y otro", ana.home()
    )
    third = ana.attempt()
    page = ana.page(f"{WHERE}/attempts/{third.number}")
    assert "Ya lo recibimos. Se calificará en 5 minutos (" in page and ") o después" in page
    assert "Son las respuestas" not in page
    assert 'content="30"' in page, "without a script, the page need not ask every few seconds"
    assert f'href="{WHERE}/attempts/2">el resultado del intento 2' in page
    assert ">se califica en 5 minutos</span>" in ana.home()


def test_a_teacher_s_pause(ana: Visit) -> None:
    ana.site.desk.pause(on=True)
    mine = ana.attempt()
    assert "Tu docente puso la calificación en pausa" in ana.page(f"{WHERE}/attempts/{mine.number}")


def test_what_can_not_be_graded_now_is_nobody_s_place_in_a_queue(ana: Visit) -> None:
    mine = ana.attempt()
    ana.site.desk.put_off(Job(ASSIGNMENT, lambda _: None, mine), EnvironmentProblem("A grader."))  # type: ignore[arg-type, return-value]  # nothing is read
    page = ana.page(f"{WHERE}/attempts/{mine.number}")
    assert "Por un problema nuestro no se puede calificar ahora mismo." in page
    assert "número" not in page
    assert "A grader" not in page, "that is for the teacher"


def test_one_that_failed_by_our_fault(ana: Visit) -> None:
    mine = ana.attempt(state=State.FAILED, problem="Traceback of ours")
    page = ana.page(f"{WHERE}/attempts/{mine.number}")
    assert "Es un error nuestro y no se pierde nada" in page
    assert "Traceback" not in page
    assert "http-equiv" not in page
    assert "sin calificar por un error nuestro" in ana.home()


def test_one_that_was_set_aside(ana: Visit) -> None:
    mine = ana.attempt(state=State.ASIDE)
    page = ana.page(f"{WHERE}/attempts/{mine.number}")
    assert "entregaste otros más nuevos mientras esperaba" in page
    assert "sin calificar: hay otros más nuevos" in ana.home()


def test_what_a_person_has_yet_to_give(ana: Visit) -> None:
    ana.graded(5.0, pending=2.5)
    assert "(2.5 por decidir)" in ana.home()


def test_which_attempt_counts(ana: Visit) -> None:
    first = ana.graded(9.0, counts=True)
    second = ana.graded(4.0)
    home = ana.home()
    assert (
        f'Por ahora el que cuenta es tu intento 1: <a href="{WHERE}/attempts/1">9 de 10 puntos.'
        in home
    )
    assert home.count("cuenta</strong>") == 1
    assert "El que cuenta es el intento 1." in ana.page(f"{WHERE}/attempts/2/{ASSIGNMENT}")
    assert "Este intento es el que cuenta." in ana.page(f"{WHERE}/attempts/1/{ASSIGNMENT}")
    ana.site.store.change(first.id, state=State.WAITING)
    assert "Se está calificando de nuevo." in ana.page(f"{WHERE}/attempts/1/{ASSIGNMENT}")
    assert ana.browser.get(f"{WHERE}/attempts/{second.number}").headers["location"] == (
        f"{WHERE}/attempts/2/{ASSIGNMENT}"
    )


def test_that_the_best_one_counts_is_said(released: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(released, tmp_path / "course")
    config = folder / "nbgrader_config.py"
    config.write_text(config.read_text() + 'c.Serve.counts = "best"\n')
    for course in visit(folder, "ana"):
        assert "El que cuenta es tu mejor intento." in course.home()


def test_an_assignment_of_several_notebooks(ana: Visit) -> None:
    """The attempt's page leads to each of them, and each page to the others."""
    mine = ana.graded()
    pages = ana.site.intake.folder / mine.folder / "feedback"
    shutil.copy(pages / f"{ASSIGNMENT}.html", pages / "más áreas.html")
    second = f"{WHERE}/attempts/1/m%C3%A1s%20%C3%A1reas"
    assert f'<a href="{second}">más áreas</a>' in ana.page(f"{WHERE}/attempts/1")
    assert f'<a href="{second}">más áreas</a>' in ana.page(f"{WHERE}/attempts/1/{ASSIGNMENT}")
    assert f'<a href="{WHERE}/attempts/1/{ASSIGNMENT}">' in ana.page(second)


def test_the_page_itself_stays_as_it_is(ana: Visit) -> None:
    ana.graded()
    page = ana.browser.get(f"{WHERE}/attempts/1/{ASSIGNMENT}")
    whole = re.sub(r"<nav.*</nav>\s*", "", page.text, flags=re.DOTALL)
    assert whole == PAGE
    assert "script-src" not in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_what_was_published_is_the_final_feedback(ana: Visit) -> None:
    ana.graded(counts=True)
    root = ana.site.course.root
    for student in ("ana", "bruno"):
        folder = root / "published" / ASSIGNMENT / "students" / student
        folder.mkdir(parents=True)
        (folder / f"{ASSIGNMENT}.html").write_text(f"<html><body><main>for {student}</main></body>")
        (folder / "letter.txt").write_text("A letter.")
    final = f"{WHERE}/final/{ASSIGNMENT}"
    assert f'Tu docente publicó tu resultado definitivo: <a href="{final}">' in ana.home()
    page = ana.page(final)
    assert "for ana" in page
    assert "areas: tu resultado definitivo" in page
    for path in ("letter", "letter.txt", "..%2Fbruno%2Fareas", f"..%2F..%2F{ASSIGNMENT}"):
        ana.page(f"{WHERE}/final/{path}", 404)
    ana.page(f"/assignments/..%2F{ASSIGNMENT}/final/{ASSIGNMENT}", 404)


def test_a_double_click_is_one_attempt(ana: Visit) -> None:
    """Also without a script: the same answers by the same form."""
    data, fields = answered(ana.site.course.root, HALF), ana.fields()
    assert set(fields) == {"form", "once"}
    first, second = (ana.hand_in(data, fields).headers["location"] for _ in range(2))
    assert first == second == f"{WHERE}/attempts/1"
    assert len(list(ana.site.intake.folder.iterdir())) == 1, "and once on the disk"
    other = ana.hand_in(answered(ana.site.course.root, RIGHT), fields)
    assert other.headers["location"] == f"{WHERE}/attempts/2", "other answers are another attempt"
    again = ana.hand_in(data)
    assert again.headers["location"] == f"{WHERE}/attempts/3", "a new form is another attempt"


def test_what_is_refused_says_why_and_leads_back(ana: Visit) -> None:
    other = small_notebook()
    for data, why in (
        (b"print()", "no es un cuaderno que podamos leer"),
        (b"PK\x03\x04...", "es un archivo comprimido. Entrega el .ipynb que está adentro."),
        (other, "no tiene ninguna celda de areas"),
    ):
        answer = ana.hand_in(data)
        assert answer.status_code == 400
        assert "<title>No se entregó nada</title>" in answer.text
        assert why in answer.text
        assert 'role="alert"' in answer.text
        assert "Volver y entregar otra vez" in answer.text
        assert not html_errors(answer.text)
    answer = ana.browser.post(WHERE, data=ana.fields())
    assert "No elegiste ningún archivo." in answer.text


def small_notebook() -> bytes:
    return b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


def test_who_is_no_longer_in_is_told_that_nothing_was_handed_in(ana: Visit) -> None:
    fields = ana.fields()
    ana.site.store.revoke("student", "ana")
    answer = ana.hand_in(b"", fields)
    assert answer.status_code == 401
    assert "No se entregó nada" in answer.text
    assert "No se entregó nada" not in ana.page("/", 401)


def test_whom_the_gradebook_no_longer_has_is_no_longer_in(ana: Visit) -> None:
    """The next attempt would put them back there, with a score."""
    fields = ana.fields()
    with ana.site.course.gradebook() as gradebook:
        gradebook.remove_student("ana")
    ana.site.intake.people.now()
    assert ana.hand_in(b"", fields).status_code == 401
    assert "abre el enlace personal" in ana.page("/", 401)
    with ana.site.course.gradebook() as gradebook:
        gradebook.add_student("ana")
    assert "Hola" in ana.home()


def test_only_the_last_attempts_are_listed(ana: Visit) -> None:
    """And the one that counts is told all the same."""
    ana.graded(7.5, counts=True)
    for _ in range(web.MOST_SHOWN + 2):
        ana.graded(2.0)
    page = ana.home()
    assert page.count("<tr") - 1 == web.MOST_SHOWN
    assert f"(los últimos {web.MOST_SHOWN} de {web.MOST_SHOWN + 3})" in page
    assert "7.5 de 10 puntos" in page


def test_the_same_answers_wait_longer_and_the_page_says_why(released: Path, tmp_path: Path) -> None:
    """Where they do: at the end of the list of minutes they wait as long as others."""
    said = "Son las respuestas de tu intento 1, y las mismas respuestas esperan más."
    for minutes, longer in (([0, 5, 30], True), ([0, 5], False)):
        folder = shutil.copytree(released, tmp_path / f"{longer}")
        with (folder / "nbgrader_config.py").open("a") as config:
            config.write(f"\nc.Serve.cool_off = {minutes}\n")
        for ana in visit(folder, "ana"):
            for _ in range(2):
                ana.graded(began=time.time())
            first = ana.site.store.attempts("number = 1")[0]
            third = ana.attempt(digest=first.digest)
            page = ana.page(f"{WHERE}/attempts/{third.number}")
            assert (said in page) == longer


def test_other_pages_have_titles_of_their_own_and_are_html(ana: Visit) -> None:
    titles = {}
    for path in ("/", "/nothing", f"{WHERE}/attempts/99", "/enter/wrong", WHERE):
        answer = ana.browser.get(path)
        assert not html_errors(answer.text), path
        titles[path] = re.findall("<title>(.*)</title>", answer.text)
    assert titles["/nothing"] == titles[WHERE] == ["Esta página no existe"]
    assert titles["/enter/wrong"] == ["Este enlace no funciona"]


def test_a_mistake_of_ours_has_a_page(ana: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a path of ours")

    monkeypatch.setattr(web, "released_notebooks", broken)
    answer = ana.browser.get("/")
    assert answer.status_code == 500
    assert "Falló algo nuestro" in answer.text
    assert "a path of ours" not in answer.text


def test_what_is_due_next_comes_first(ana: Visit) -> None:
    root = ana.site.course.root
    for name in ("later", "over"):
        shutil.copytree(root / "release" / ASSIGNMENT, root / "release" / name)
        (root / "release" / name / f"{ASSIGNMENT}.ipynb").rename(
            root / "release" / name / f"{name}.ipynb"
        )
        (root / "source" / name).mkdir()
    with ana.site.course.gradebook() as gradebook:
        now = datetime.now(UTC).replace(tzinfo=None)
        for name, days in ((ASSIGNMENT, 1), ("later", 7), ("over", -1)):
            gradebook.update_or_create_assignment(name, duedate=now + timedelta(days=days))
    assert re.findall("<h2[^>]*>(.*?)</h2>", ana.home()) == [ASSIGNMENT, "later", "over"]


def test_events_say_the_step_and_the_words(ana: Visit) -> None:
    ana.attempt()
    [attempt] = ana.site.store.attempts("1")
    told = ana.site.words.progress(attempt)
    assert told["step"] == "waiting"
    assert told["label"] == "En espera: n.º 1"
    assert told["words"] == "Ya lo recibimos. Es el número 1 de la fila."
