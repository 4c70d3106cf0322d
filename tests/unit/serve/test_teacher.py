"""The teacher's pages, on a grading that is made up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from html5lib import HTMLParser
from starlette.testclient import TestClient

from panal.dispatch import Job
from panal.errors import UsageError
from panal.serve import teacher
from panal.serve.store import State
from panal.serve.web import Site
from tests.unit.serve.sites import (
    ASSIGNMENT,
    browser,
    form_of,
    grade,
    hand_in,
    notebook_of,
    site_of,
    tiny_course,
)

STUDENTS = ("ana", "bruno", "carla", "diego", "<img src=x>")
TABLE = f"/teacher/assignments/{ASSIGNMENT}"
HOSTILE = '<script>alert("ñ")</script>.ipynb'


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return site_of(tiny_course(tmp_path, STUDENTS))


@pytest.fixture
def client(site: Site) -> TestClient:
    return browser(site, "teacher", "Prof", teacher.routes(site))


def text_of(client: TestClient, path: str) -> str:
    """A page's text without tags; it must be HTML to the letter."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    parser = HTMLParser(strict=True)
    parser.parse(answer.text)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def row_of(client: TestClient, name: str) -> str:
    """The row of the table that holds a name."""
    rows = re.findall(r"<tr>.*?</tr>", client.get(TABLE).text, re.DOTALL)
    [found] = [row for row in rows if f">{name}<" in row]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found))


def every_path(site: Site) -> Iterator[tuple[str, str]]:
    values = {"name": ASSIGNMENT, "student": "ana", "id": "1", "notebook": ASSIGNMENT}
    values |= {"file": f"{ASSIGNMENT}.ipynb", "page": f"{ASSIGNMENT}.html"}
    for route in teacher.routes(site):
        path = re.sub(r"\{(\w+)(:\w+)?\}", lambda found: values[found[1]], route.path)
        yield "POST" if "POST" in (route.methods or ()) else "GET", path


def test_students_and_strangers_find_nothing_there(site: Site) -> None:
    grade(site, hand_in(site, "ana"))
    student = browser(site, "student", "ana", teacher.routes(site))
    form = form_of(student, "/")
    stranger = TestClient(student.app, site.serving.url, follow_redirects=False)
    found = list(every_path(site))
    assert len(found) == 11
    for method, path in found:
        data = {"form": form, "on": "yes"}
        assert student.request(method, path, data=data).status_code == 404, path
        assert stranger.request(method, path, data=data).status_code == 401, path
    assert not site.desk.paused
    assert {each.state for each in site.store.attempts("1")} == {State.DONE}


def test_a_revoked_link_ends_the_session(site: Site, client: TestClient) -> None:
    assert client.get("/teacher").status_code == 200
    site.store.revoke("teacher", "Prof")
    assert client.get("/teacher").status_code == 401


def test_forms_of_other_sites_do_nothing(site: Site, client: TestClient) -> None:
    grade(site, hand_in(site, "ana"))
    form = form_of(client, "/teacher")
    for method, path in every_path(site):
        if method == "POST":
            for data, origin in (
                ({"on": "yes"}, {}),
                ({"on": "yes", "form": form}, {"Origin": "https://evil"}),
            ):
                assert client.post(path, data=data, headers=origin).status_code == 403
    assert client.post("/teacher/pause", data={"form": form}).status_code == 400
    assert not site.desk.paused
    assert {each.state for each in site.store.attempts("1")} == {State.DONE}


def test_where_the_class_stands(site: Site, client: TestClient) -> None:
    grade(site, hand_in(site, "ana", "1"), 2.0)
    grade(site, hand_in(site, "ana", "2"), 4.0, penalty=1.0, pending=1.5, late=True, seconds=2.5)
    failed = hand_in(site, "bruno")
    site.store.change(failed.id, state=State.FAILED, problem="the kernel `x` <b>died</b>")
    waits = hand_in(site, "carla")
    site.store.change(waits.id, received=waits.received - 60)
    ana = row_of(client, "de ana, Ana")
    assert " 2 " in ana and "3 de 5 " in ana and "1 menos por entrega tardía" in ana
    assert "(1.5 por decidir)" in ana and "tarde calificado " in ana
    bruno = row_of(client, "de bruno, Bruno")
    assert "no se pudo calificar: the kernel x &lt;b&gt;died&lt;/b&gt;" in bruno
    assert "espera, número 1 en la fila" in row_of(client, "de carla, Carla")
    home = text_of(client, "/teacher")
    assert "3 / 5 4 1 1 1 1 1.5 s de mediana, 2.5 s como máximo" in home
    assert "1 de carla, Carla areas 1 " in home
    told = (
        "Estudiantes que entregaron: 3 de 5. Intentos en espera: 1. Sin calificar por una falla: 1."
    )
    assert told in text_of(client, TABLE)
    page = text_of(client, f"{TABLE}/students/ana")
    assert (
        page.index(" 2 ") < page.index(" 1 ") and "es el que cuenta" in page and "(2.5 s)" in page
    )


def test_what_runs_and_what_waits(site: Site, client: TestClient) -> None:
    attempt = hand_in(site, "ana")
    assert site.desk.take(0) is not None
    later = hand_in(site, "ana", "2")
    site.store.change(later.id, received=later.received + 1)
    home = text_of(client, "/teacher")
    assert re.search(r"Calificándose de ana, Ana : areas, intento 1, desde hace \d+ s", home)
    assert "calificándose" not in row_of(client, "de ana, Ana")  # the newest one waits
    assert "calificándose" in text_of(client, f"{TABLE}/students/ana")
    grade(site, attempt)
    site.store.change(attempt.id, began=datetime.now(UTC).timestamp() + 3600)


def test_an_assignment_that_can_not_be_graded(site: Site, client: TestClient) -> None:
    job = Job(ASSIGNMENT, lambda assignment: None, hand_in(site, "ana"))  # type: ignore[arg-type, return-value]
    site.desk.put_off(job, UsageError("graders/areas/test_area.py: line 3 is <wrong>."))
    for path in ("/teacher", TABLE):
        told = text_of(client, path)
        assert "Ahora no se puede calificar areas." in told
        assert "graders/areas/test_area.py: line 3 is &lt;wrong&gt;." in told


def test_pause_and_go_on(site: Site, client: TestClient) -> None:
    hand_in(site, "ana")
    form = form_of(client, "/teacher")
    assert client.post("/teacher/pause", data={"form": form, "on": "yes"}).status_code == 303
    assert site.desk.take(0) is None
    assert "La calificación está en pausa." in text_of(client, "/teacher")
    assert client.post("/teacher/pause", data={"form": form, "on": "no"}).status_code == 303
    assert site.desk.take(0) is not None


def test_regrade_one_student_or_everybody(site: Site, client: TestClient) -> None:
    for student in ("ana", "bruno"):
        grade(site, hand_in(site, student))
    form = {"form": form_of(client, TABLE)}
    answer = client.post(f"{TABLE}/students/bruno/regrade", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{TABLE}/students/bruno")
    assert [each.student for each, _ in site.desk.queue()] == ["bruno"]
    assert client.post(f"{TABLE}/regrade", data=form).headers["location"] == TABLE
    assert {each.student for each, _ in site.desk.queue()} == {"ana", "bruno"}
    assert client.post("/teacher/assignments/no/regrade", data=form).status_code == 404


def test_any_attempt_with_its_page_and_its_file(site: Site, client: TestClient) -> None:
    attempt = grade(site, hand_in(site, "ana", "mine", HOSTILE))
    page = client.get(f"{TABLE}/students/ana").text
    assert HOSTILE not in page and "&lt;script&gt;" in page
    paths = re.findall(r'href="(/teacher/attempts/[^"]+)"', page)
    assert paths == [
        f"/teacher/attempts/{attempt.id}/areas",
        f"/teacher/attempts/{attempt.id}/files/areas.ipynb",
    ]
    feedback = client.get(paths[0])
    assert "página" in feedback.text and f'href="{TABLE}/students/ana"' in feedback.text
    file = client.get(paths[1])
    assert file.content == notebook_of(site.course, "mine")
    assert file.headers["content-type"].startswith("text/plain")
    assert file.headers["content-disposition"] == 'attachment; filename="ana-1-areas.ipynb"'
    assert file.headers["x-content-type-options"] == "nosniff"
    assert file.headers["content-security-policy"].endswith("sandbox")
    for wrong in (
        *("/teacher/attempts/999/areas", f"/teacher/attempts/{10**30}/areas"),
        f"/teacher/attempts/{attempt.id}/no",
        f"/teacher/attempts/{attempt.id}/files/timestamp.txt",
        f"/teacher/attempts/{attempt.id}/files/{quote('../results.json', safe='')}",
        f"/teacher/attempts/{attempt.id}/files/..%2fresults.json",
        f"{TABLE}/students/nobody",
        "/teacher/assignments/no",
        "/teacher/reports/no",
        f"/teacher/feedback/ana/{ASSIGNMENT}/{ASSIGNMENT}.html",
        f"/teacher/feedback/..%2f..%2fgraders/{ASSIGNMENT}/{ASSIGNMENT}.html",
    ):
        assert client.get(wrong).status_code == 404, wrong


def test_names_are_text(site: Site, client: TestClient) -> None:
    grade(site, hand_in(site, STUDENTS[4]))
    for path in ("/teacher", TABLE, f"{TABLE}/students/{quote(STUDENTS[4])}"):
        html = client.get(path).text
        assert "<img" not in html and "<b>" not in html
        text_of(client, path)
    file = f"/teacher/attempts/1/files/{ASSIGNMENT}.ipynb"
    assert client.get(file).headers["content-disposition"] == (
        f'attachment; filename="-img-src-x--1-{ASSIGNMENT}.ipynb"'
    )


def test_extensions_and_due_dates(site: Site, client: TestClient) -> None:
    due = datetime.now(UTC) + timedelta(days=2)
    with site.course.gradebook() as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=due.replace(tzinfo=None))
        submission = gradebook.add_submission(ASSIGNMENT, "ana")
        submission.extension = timedelta(days=3)
        gradebook.db.commit()
    assert f"Se puede entregar hasta el {site.spoken(due)}" in text_of(client, TABLE)
    assert f"tiene plazo hasta el {site.spoken(due + timedelta(days=3))}" in row_of(
        client, "de ana, Ana"
    )


def test_a_due_date_that_is_over_is_told_so(site: Site, client: TestClient) -> None:
    due = datetime.now(UTC) - timedelta(hours=1)
    with site.course.gradebook() as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=due.replace(tzinfo=None))
    page = text_of(client, TABLE)
    assert f"El plazo venció el {site.spoken(due)}." in page and "Se puede entregar" not in page


def test_accents_do_not_change_the_order_of_names(site: Site, client: TestClient) -> None:
    with site.course.gradebook() as gradebook:
        for student, last in (("p", "Ávila"), ("q", "avellaneda"), ("r", "Ruiz"), ("s", "Ñáñez")):
            gradebook.add_student(student, first_name="A", last_name=last)
    names = re.findall(r">([^<>]+), A</a>", client.get(TABLE).text)
    assert names == ["avellaneda", "Ávila", "Ñáñez", "Ruiz"]


def test_a_large_class_on_one_page(tmp_path: Path) -> None:
    """Each of 300 is in the table, in a page that a phone loads at once, and few questions to the
    store make it.
    """
    everyone = [f"student{number:03}" for number in range(300)]
    site = site_of(tiny_course(tmp_path, STUDENTS))
    data = ("f", "[]", "d", 1e9, 0, State.WAITING)
    with site.store.transaction() as database:
        for student in everyone:
            for number in (1, 2, 3):
                database.execute(
                    "INSERT INTO attempt (assignment, student, number, folder, files, digest, "
                    "received, late, state) VALUES (?, ?, ?, ? || hex(randomblob(8)), ?, ?, ?, ?, ?)",
                    (ASSIGNMENT, student, number, *data),
                )
    client = browser(site, "teacher", "Prof", teacher.routes(site))
    asked: list[str] = []
    site.desk.places()
    site.store._database.set_trace_callback(asked.append)
    html = client.get(TABLE).text
    assert all(f">{student}</a>" in html for student in everyone)
    assert len(html) < 300_000
    assert len([each for each in asked if "FROM attempt" in each]) < 10
    asked.clear()
    html = client.get("/teacher").text
    assert "Y 850 más." in html and html.count("student001") < 10
