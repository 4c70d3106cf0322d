"""Results at once: from a personal link to the feedback page, and what stands in the gradebook then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.courses import call, gradebook
from tests.end_to_end.serving import (
    ASSIGNMENT,
    HALF,
    RIGHT,
    Client,
    Server,
    answered,
    served,
    small_course,
)


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


def test_it_ends_with_its_signals(tmp_path: Path) -> None:
    with served(small_course(tmp_path)) as running:
        assert running.stop() == 0
