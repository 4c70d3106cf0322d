"""Logs and metrics: they tell what an operator needs, and nothing of a student."""

from __future__ import annotations

import json
import logging
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from panal.dispatch import Job
from panal.errors import EnvironmentProblem, PanalError
from panal.results import StudentId
from panal.serve import health as health_of
from panal.serve import server
from panal.serve.health import Health
from panal.serve.journal import lines, log_event
from panal.serve.metrics import Counted, Metrics, told
from panal.serve.store import State
from panal.serve.web import Site, app
from tests.end_to_end.serving import free_port
from tests.unit.serve.sites import (
    ASSIGNMENT,
    form_of,
    hand_in,
    notebook_of,
    site_of,
    tiny_course,
)

STUDENT = "zoila.paniagua"
FILE = "tarea de Zoila.ipynb"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return site_of(tiny_course(tmp_path_factory.mktemp("journal"), [STUDENT]))


def read(capfd: pytest.CaptureFixture[str]) -> tuple[str, list[dict[str, object]]]:
    text = capfd.readouterr().err
    return text, [json.loads(line) for line in text.splitlines()]


def test_nothing_of_a_student_is_in_the_logs(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    """All that happens to a student whose name is nowhere else, also where we fail."""
    secret = site.store.make_link("student", STUDENT)
    with lines(lambda: server._people(site), all_of_them=True):
        numbers = Metrics(site.store, site.desk, lambda: 1)
        client = TestClient(
            Counted(app(site), numbers), site.serving.url, False, follow_redirects=False
        )
        client.get(f"/enter/{secret}")
        client.get("/enter/guessed-link")
        data = {"form": form_of(client, "/")}
        for content in (
            notebook_of(site.course),
            b"no notebook",
            b"x" * (site.serving.upload_bytes + 1),
        ):
            files = {"files": (FILE, content, "application/json")}
            client.post(f"/assignments/{ASSIGNMENT}", data=data, files=files)
        client.post(f"/assignments/{STUDENT}", data=data)
        client.request(STUDENT.upper(), "/")
        [attempt] = site.store.of_student(ASSIGNMENT, StudentId(STUDENT))
        job = Job(ASSIGNMENT, lambda assignment: None, attempt)  # type: ignore[arg-type, return-value]
        site.desk.put_off(job, EnvironmentProblem(f"submitted/{STUDENT}/{ASSIGNMENT} is locked."))
        for kind in (PanalError, OSError, KeyError):
            try:
                told = "Paniagua, ZOILA" if kind is PanalError else f"{FILE} {secret}"
                raise kind(f"{STUDENT}/{told}")
            except Exception as error:
                logging.getLogger("panal.somewhere").error("%s: %s", STUDENT, error)
                logging.getLogger("panal.somewhere").exception("%s failed\n%s", FILE, STUDENT)
                if kind is not PanalError:
                    log_event("failed", problem=error)
    text, told = read(capfd)
    for secret_text in (
        STUDENT,
        "zoila",
        FILE,
        secret,
        "guessed-link",
        f"{STUDENT}@",
        "uni.example",
    ):
        assert secret_text.casefold() not in text.casefold(), secret_text
    events = [each["event"] for each in told]
    assert {"taken", "request", "can't be graded now"} <= set(events)
    assert {"attempt": attempt.id, "assignment": ASSIGNMENT}.items() <= told[
        events.index("taken")
    ].items()
    blocked = told[events.index("can't be graded now")]
    assert blocked["problem"] == f"EnvironmentProblem: submitted/…/{ASSIGNMENT} is locked."
    statuses = [each["status"] for each in told if each["event"] == "request"]
    assert statuses == [404, 303, 400, 413, 404, 405]
    where = [each["where"] for each in told if "where" in each]
    assert where and all("test_journal.py:" in frames[0] for frames in where)  # type: ignore[index]


def test_what_is_no_problem_is_left_out_at_a_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    with lines(lambda: (), all_of_them=False):
        log_event("graded", attempt=1)
        log_event("could not be graded", logging.ERROR, attempt=2)
    _, told = read(capfd)
    assert [each["attempt"] for each in told] == [2]


def metrics(port: int) -> dict[str, float]:
    text = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics").read().decode()
    found = [line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in found}


def test_metrics(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = site_of(tiny_course(tmp_path, ["ana", "bruno"]), upload_bytes=2**16)
    numbers = Metrics(site.store, site.desk, lambda: 2)
    client = TestClient(
        Counted(app(site), numbers), site.serving.url, False, follow_redirects=False
    )
    client.get(f"/enter/{site.store.make_link('student', 'ana')}")
    client.post(f"/assignments/{ASSIGNMENT}", files={"files": ("a.ipynb", b"x" * 2**18)})
    client.post(f"/assignments/{ASSIGNMENT}", data={"form": "another"})
    first, second = hand_in(site, "ana", "1"), hand_in(site, "ana", "2")
    waits = hand_in(site, "bruno")
    site.store.change(first.id, state=State.ASIDE)
    [second] = site.store.attempts("id = ?", second.id)
    site.store.change(second.id, state=State.DONE, began=1.0, ended=2.0, seconds=0.3)
    [done] = site.store.attempts("id = ?", second.id)
    numbers.done(done, True)
    numbers.done(done, False)
    site.store.change(waits.id, received=waits.received - 100)
    site.store._database.execute("PRAGMA foreign_keys = OFF")
    with site.store.transaction() as database:
        database.execute("CREATE TABLE IF NOT EXISTS lti_score (person, link, problem)")
        database.execute(
            "INSERT INTO lti_score (person, link, problem) VALUES (1, 1, 'no'), (2, 1, '')"
        )
    port = free_port()
    with told(numbers, port):
        found = metrics(port)
        with pytest.raises(EnvironmentProblem, match="can be no metrics on port"):
            with told(numbers, port):
                pass
    expected = {
        'panal_attempts{state="waiting"}': 1,
        'panal_attempts{state="done"}': 1,
        'panal_attempts{state="failed"}': 0,
        'panal_attempts{state="aside"}': 1,
        "panal_queue_length": 1,
        "panal_cooling_off": 0,
        "panal_running": 0,
        "panal_lanes": 2,
        "panal_paused": 0,
        "panal_lti_scores_refused": 1,
        'panal_uploads_refused_total{reason="too large"}': 1,
        'panal_uploads_refused_total{reason="form of another site"}': 1,
        'panal_requests_total{status="3xx"}': 1,
        'panal_requests_total{status="4xx"}': 2,
        "panal_grading_seconds_count": 2,
        "panal_received_to_done_seconds_count": 1,
    }
    assert {name: found.get(name) for name in expected} == expected
    assert found["panal_oldest_waiting_seconds"] >= 100
    assert found['panal_grading_seconds_bucket{le="0.5"}'] == 2
    with told(numbers, 0), pytest.raises(urllib.error.URLError):
        metrics(port)


def test_what_the_cool_off_holds_back_does_not_count_as_waiting(site: Site) -> None:
    one = hand_in(site, STUDENT, "cool")
    for each in site.store.attempts("id < ?", one.id):
        site.store.change(each.id, state=State.DONE, began=each.received, ended=each.received)
    earlier = one.received - 10_000
    site.store.change(one.id, received=earlier)
    assert site.desk.waiting_since() == pytest.approx(earlier)
    site.store.change(one.id, state=State.ASIDE)
    assert site.desk.waiting_since() == 0


def test_health_tells_the_truth(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    lanes = 1
    monkeypatch.setattr(health_of, "FRESH_SECONDS", -1)
    monkeypatch.setattr(site, "health", Health(site.store, 2**20, lambda: lanes))
    client = TestClient(app(site), site.serving.url)

    def said() -> tuple[int, str]:
        answer = client.get("/healthz")
        return answer.status_code, answer.text

    assert said() == (200, "ok\n")
    lanes = 0
    assert said() == (503, "No worker grades.\n")
    lanes = 1
    with site.store.transaction() as database:
        database.execute("PRAGMA query_only = ON")
    assert said() == (503, "The store can't be written: EnvironmentProblem.\n")
    with site.store._lock:
        site.store._database.execute("PRAGMA query_only = OFF")
    monkeypatch.setattr(health_of, "SPARE_UPLOADS", 2**40)
    status, text = said()
    assert status == 503 and text.startswith("The disk is almost full: ")


def test_nobody_makes_it_look_all_the_time(site: Site) -> None:
    asked: list[int] = []
    health = Health(site.store, 1, lambda: asked.append(1) or 1)
    assert health.problems() == health.problems() == ()
    assert len(asked) == 1
