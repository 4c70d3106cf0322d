"""Results at once: from a personal link to the feedback page, and what stands in the gradebook then."""

from __future__ import annotations

import csv
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from panal.course.course import open_course
from tests.end_to_end.courses import ROOT, call, gradebook, in_soak, path_of_environment
from tests.end_to_end.documents import commands_below
from tests.end_to_end.postgresql import Server as Database
from tests.end_to_end.serving import (
    ASSIGNMENT,
    HALF,
    RIGHT,
    Client,
    Server,
    answered,
    free_port,
    served,
    small_course,
)
from tests.end_to_end.test_pool import dask


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(small_course(tmp_path_factory.mktemp("serve"))) as running:
        yield running


@pytest.fixture(scope="module")
def links(server: Server) -> dict[str, str]:
    return server.links()


def test_from_the_link_to_the_second_attempt(server: Server, links: dict[str, str]) -> None:
    ana = Client(links["ana"])
    first = ana.hand_in(answered(server.course, HALF))
    assert "5 de 10 puntos" in ana.result(first)
    assert gradebook(server.course, ASSIGNMENT)["ana"]["perimeter"] == 0
    second = ana.hand_in(answered(server.course, RIGHT))
    assert second != first
    assert "10 de 10 puntos" in ana.result(second)
    assert gradebook(server.course, ASSIGNMENT)["ana"]["perimeter"] == 5
    assert "5 de 10 puntos" in ana.result(first), "an earlier attempt keeps its page"


def test_what_stands_in_the_gradebook_holds_for_other_commands(
    server: Server, links: dict[str, str]
) -> None:
    bruno = Client(links["bruno"])
    bruno.result(bruno.hand_in(answered(server.course, RIGHT)))
    done = call("panal", "grade", ASSIGNMENT, "bruno", "--json", "out.json", cwd=server.course)
    assert done.returncode == 0, done.stderr
    assert '"unchanged": 1' in (server.course / "out.json").read_text()


def test_a_page_of_another_student_can_not_be_named(server: Server, links: dict[str, str]) -> None:
    carla, diego = Client(links["carla"]), Client(links["diego"])
    attempt = carla.hand_in(answered(server.course, RIGHT))
    carla.result(attempt)
    for path in (attempt, f"{attempt}/{ASSIGNMENT}", f"{attempt}/events"):
        assert diego.http.get(path).status_code == 404


def test_an_edited_grader_holds_from_the_next_submission_on(
    server: Server, links: dict[str, str]
) -> None:
    diego = Client(links["diego"])
    grader = server.course / "graders" / ASSIGNMENT / "test_area.py"
    before = grader.read_text()
    assert "10 de 10 puntos" in diego.result(diego.hand_in(answered(server.course, RIGHT)))
    grader.write_text(before.replace("== w * h", "== w + h"))
    again = answered(server.course, RIGHT, "once more")
    assert "5 de 10 puntos" in diego.result(diego.hand_in(again))
    grader.write_text(before)


@in_soak("the server of these tests ends by a signal, and its exit code is looked at")
def test_it_ends_with_its_signals(tmp_path: Path) -> None:
    with served(small_course(tmp_path)) as running:
        assert running.stop() == 0


@in_soak("`Book` writes to both databases in test_rows.py")
def test_the_gradebook_may_be_in_postgresql(postgresql: Database, tmp_path: Path) -> None:
    url = postgresql.create("served")
    course = small_course(tmp_path, f"c.CourseDirectory.db_url = {url!r}")
    with served(course) as running:
        ana = Client(running.links("ana")["ana"])
        assert "10 de 10 puntos" in ana.result(ana.hand_in(answered(course, RIGHT)))
    opened = open_course(course)
    with opened.gradebook() as found:
        assert found.find_submission(ASSIGNMENT, "ana").score == 10
    assert not (course / "gradebook.db").exists()


@in_soak("test_pool.py grades on a cluster")
def test_a_cluster_may_grade(tmp_path: Path) -> None:
    """What it needs travels once to each of its workers, not with each submission."""
    course = small_course(tmp_path)
    with dask(tmp_path) as address, served(course, "--scheduler", address) as running:
        links = running.links()
        ana, bruno = Client(links["ana"]), Client(links["bruno"])
        first, second = ana.hand_in(answered(course, HALF)), bruno.hand_in(answered(course, RIGHT))
        assert "5 de 10 puntos" in ana.result(first)
        assert "10 de 10 puntos" in bruno.result(second)
        assert "10 de 10 puntos" in ana.result(ana.hand_in(answered(course, RIGHT)))


@in_soak("docs/instructors.md and the tests above run the same commands")
def test_the_ten_minutes_of_the_docs(tmp_path: Path) -> None:
    """From nothing to the first attempt, as docs/results-at-once.md says."""
    page = ROOT / "docs" / "results-at-once.md"
    for line in commands_below(page, "## Ten minutes"):
        if line.startswith("cd "):
            tmp_path /= line.removeprefix("cd ")
            config = tmp_path / "nbgrader_config.py"
            config.write_text(f"{config.read_text()}\nc.Serve.port = {free_port()}\n")
        else:
            known = os.environ | {"PATH": path_of_environment()}
            subprocess.run(["bash", "-ec", line], cwd=tmp_path, env=known, check=True)
    links = tmp_path.parent / "links.csv"
    assert links.stat().st_mode & 0o077 == 0 and not list(tmp_path.glob("links*"))
    with served(tmp_path), links.open() as file:
        [row] = csv.DictReader(file)
        assert row["email"] == "carla@uni.example"
        carla = Client(row["link"])
        [notebook] = (tmp_path / "source" / "first-steps").glob("*.ipynb")
        answer = carla.post(notebook.read_bytes(), notebook.name, "first-steps")
        assert "10 of 10 points" in carla.result(answer.headers["location"])
