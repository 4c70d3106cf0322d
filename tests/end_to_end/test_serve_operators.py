"""A teacher at work, and an operator: the report, grading again, a backup while students hand in, and
another machine that goes on from it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from panal.course.course import open_course
from tests.end_to_end.courses import ROOT, call, gradebook, in_soak
from tests.end_to_end.serving import (
    ASSIGNMENT,
    HALF,
    RIGHT,
    WRONG,
    Client,
    Server,
    answered,
    free_port,
    served,
    small_course,
)

TABLE = f"/teacher/assignments/{ASSIGNMENT}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("ops")
    more = f"c.Serve.metrics_port = {free_port()}\nc.LateSubmissionPlugin.penalty_method = 'zero'"
    with served(small_course(folder, more)) as running:
        yield running


@pytest.fixture(scope="module")
def links(server: Server) -> dict[str, str]:
    return server.links()


@pytest.fixture(scope="module")
def teacher(server: Server) -> Client:
    return Client(server.links("--teacher", "Prof")["Prof"])


def press(teacher: Client, path: str, **fields: str) -> None:
    answer = teacher.http.post(path, data={"form": teacher.form("/teacher"), **fields})
    assert answer.status_code == 303, answer.text


def test_a_teacher_sees_the_class_and_grades_again(
    server: Server, links: dict[str, str], teacher: Client
) -> None:
    ana = Client(links["ana"])
    ana.result(ana.hand_in(answered(server.course, HALF)))
    assert "5 de 10" in teacher.http.get(TABLE).text
    grader = server.course / "graders" / ASSIGNMENT / "test_perimeter.py"
    before = grader.read_text()
    grader.write_text(before.replace("== 84", "== 42"))  # what HALF gives
    try:
        press(teacher, f"{TABLE}/students/ana/regrade")
        deadline = time.monotonic() + 90
        while "10 de 10" not in teacher.http.get(TABLE).text:
            assert time.monotonic() < deadline, teacher.http.get(TABLE).text
        assert gradebook(server.course, ASSIGNMENT)["ana"]["perimeter"] == 5
    finally:
        grader.write_text(before)


def test_the_report_leads_to_the_pages(
    server: Server, links: dict[str, str], teacher: Client
) -> None:
    bruno = Client(links["bruno"])
    bruno.result(bruno.hand_in(answered(server.course, WRONG)))
    answer = teacher.http.get(f"/teacher/reports/{ASSIGNMENT}")
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    [own] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', answer.text)
    assert policy == own.replace("&#39;", "'") + "; frame-ancestors 'none'"
    [page] = set(re.findall(r'href="\.\./(feedback/bruno/[^"]+)"', answer.text))
    assert "perímetro" in teacher.http.get(f"/teacher/{page}").text


def test_every_line_of_stderr_is_json_and_tells_of_nobody(
    server: Server, links: dict[str, str], teacher: Client
) -> None:
    carla = Client(links["carla"])
    carla.result(carla.hand_in(answered(server.course, RIGHT)))
    lines = [json.loads(line) for line in server.said]
    assert {"serving", "taken", "graded", "request"} <= {line["event"] for line in lines}
    port = re.findall(r"metrics_port = (\d+)", (server.course / "nbgrader_config.py").read_text())[
        0
    ]
    numbers = httpx.get(f"http://127.0.0.1:{port}/metrics").text
    assert "\npanal_lanes " in numbers and "\npanal_grading_seconds_count " in numbers
    text = numbers + "".join(server.said)
    secrets = [link.rpartition("/")[2] for link in links.values()]
    for secret in (*links, *secrets, "Carla", "Prof", "uni.example", "ipynb", "enter/"):
        assert not re.search(rf"\b{re.escape(secret)}\b", text), secret


@in_soak("test_serve_killed.py goes on from what is on the disk")
def test_a_backup_while_students_hand_in_is_a_course_that_goes_on(
    server: Server, links: dict[str, str], teacher: Client, tmp_path: Path
) -> None:
    """Also how an update goes: what waits when the server ends is graded by the next one."""
    diego = Client(links["diego"])
    first = diego.hand_in(answered(server.course, HALF))
    diego.result(first)
    press(teacher, "/teacher/pause", on="yes")
    waits = diego.hand_in(answered(server.course, RIGHT))
    archive = tmp_path / "course.tar"
    command = [sys.executable, str(ROOT / "integrations" / "serve" / "backup.py")]
    done = subprocess.run(
        [*command, str(server.course), str(archive)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert archive.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["course.tar"]
    press(teacher, "/teacher/pause", on="no")
    diego.result(waits)
    refused = subprocess.run(
        [*command, str(server.course), str(server.course / "a.tar")], capture_output=True
    )
    assert refused.returncode != 0 and not (server.course / "a.tar").exists()

    other = tmp_path / "other"
    with tarfile.open(archive) as found:
        found.extractall(other)  # ours; `filter` is not in every Python 3.11
    assert (other / "serve").stat().st_mode & 0o777 == 0o700
    config = other / "nbgrader_config.py"
    old = server.url.rpartition(":")[2]
    config.write_text(
        config.read_text().replace(old, str(free_port())) + "\nc.Serve.metrics_port = 0\n"
    )
    with served(other) as there:

        def moved(link: str) -> str:
            return link.replace(server.url, there.url)

        again = Client(moved(links["diego"]))
        assert "5 de 10 puntos" in again.result(first)
        asked = Client(moved(links["diego"])).http.get(waits)
        assert asked.status_code == 200, "it waits there, too"
        secret = there.links("--teacher", "Prof")["Prof"]
        press(Client(secret), "/teacher/pause", on="no")
        assert "10 de 10 puntos" in again.result(waits)
        assert again.hand_in(answered(other, RIGHT, "a third one")).endswith("/3")
    assert gradebook(other, ASSIGNMENT)["diego"]["perimeter"] == 5


def test_a_page_says_what_the_gradebook_says(server: Server, links: dict[str, str]) -> None:
    """After an extension, and after `panal grade` by another grader, both beside the server."""

    def standing(points: str) -> None:
        deadline = time.monotonic() + 90
        while points not in (page := " ".join(carla.http.get("/").text.split())):
            assert time.monotonic() < deadline, page
            time.sleep(0.5)

    carla = Client(links["carla"])
    with open_course(server.course).gradebook() as book:
        hour_ago = (datetime.now(UTC) - timedelta(hours=1)).replace(tzinfo=None)
        book.update_or_create_assignment(ASSIGNMENT, duedate=hour_ago)
    attempt = carla.hand_in(answered(server.course, RIGHT))
    carla.result(attempt)
    standing(">0 de 10 puntos.</a>")
    with open_course(server.course).gradebook() as book:
        book.grant_extension(ASSIGNMENT, "carla", hours=5)
    standing(">10 de 10 puntos.</a>")
    assert "tardía" not in carla.result(attempt)
    grader = server.course / "graders" / ASSIGNMENT / "test_perimeter.py"
    grader.write_text(grader.read_text().replace("== 84", "== 42"))
    done = call("panal", "grade", ASSIGNMENT, cwd=server.course)
    assert done.returncode == 0, done.stderr
    assert gradebook(server.course, ASSIGNMENT)["carla"]["perimeter"] == 0
    standing(">5 de 10 puntos.</a>")
    assert gradebook(server.course, ASSIGNMENT)["carla"]["perimeter"] == 0
