"""Attacks through the door of `panal serve`: requests and uploads of all kinds, and what must hold.

The attacks are in `tests/end_to_end/door/`. All of them meet the same server, each as another student,
and while they are tried somebody honest hands in and gets the right score.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from nbgrader.api import Student

from panal.course.course import open_course
from tests.end_to_end.courses import SOAK
from tests.end_to_end.door import (
    ALL,
    BODY_SECONDS,
    HONEST,
    SECRET,
    UPLOAD_BYTES,
    Attack,
    Door,
    forms,
    links,
    notebooks,
    pages,
    paths,
    races,
    requests,
    sealed,
    uploads,
)
from tests.end_to_end.serving import served, small_course

KINDS = (links, paths, requests, uploads, forms, pages, notebooks, races, sealed)

EVERY = 4
"""In `make test` somebody honest hands in beside every fourth attack, and in `make soak` beside each."""

AT_WORK = ("races", "sealed")
"""And beside each of those that meet the grading itself."""

MORE = f"""
c.Serve.cool_off = [0]
c.Serve.upload_bytes = {UPLOAD_BYTES}
"""
PROGRAM = f"""
from panal import cli
from panal.serve import security
security.BODY_SECONDS = {BODY_SECONDS}
cli.main()
"""


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    folder = small_course(tmp_path_factory.mktemp("door"), MORE)
    with open_course(folder).gradebook() as gradebook:
        names = [f"m{number}" for number in range(len(ALL) + 3)]
        for name in (*names, *[f"h{number}" for number in range(HONEST)], "h-switch"):
            gradebook.db.add(Student(id=name))  # all of them in one transaction
        gradebook.db.commit()
        gradebook.update_or_create_student("ana", first_name=SECRET)
        for student in pages.ID_OF_HOSTILE:
            gradebook.add_student(student, first_name=pages.FIRST_NAME)
    with served(folder, program=("python", "-c", PROGRAM)) as running:
        everybody = running.links()
        teacher = running.links("--teacher", "marta")["marta"]
        yield Door(running, everybody, teacher)


def test_the_list_is_rich() -> None:
    """At least 45 attacks of many kinds, each told in two sentences."""
    assert len(ALL) >= 45
    assert {attack.kind for attack in ALL} == {
        module.__name__.rpartition(".")[2] for module in KINDS
    }
    assert len({attack.name for attack in ALL}) == len(ALL)
    assert all(each.tries.endswith(".") and each.holds.endswith(".") for each in ALL)


@pytest.mark.parametrize("attack", ALL, ids=lambda each: each.name)
def test_attack_is_held(door: Door, attack: Attack) -> None:
    """It holds, and everybody else is served as before."""
    door.next()
    honest = SOAK or attack.kind in AT_WORK or ALL.index(attack) % EVERY == 0
    with door.beside() if honest else nullcontext():
        stored = attack.run(door)
    door.check((attack.stores if stored is None else stored) + honest)


def test_what_is_on_its_way_when_the_server_ends(door: Door) -> None:
    """SIGTERM while an upload is on its way: it is not there after the next start, and what was
    acknowledged before is graded.
    """
    door.next()
    attempt = door.me.hand_in(door.right)
    with door.connect() as line:
        line.sendall(uploads.begun(door, UPLOAD_BYTES) + b"a" * 1000)
        assert door.server.stop() == 0
    assert door.attempts(door.attacker) == 1
    door.server.start()
    assert "10 de 10 puntos" in door.me.result(attempt)
    folders = door.server.course / "serve" / "attempts"
    assert len(list(folders.iterdir())) == door.attempts()
