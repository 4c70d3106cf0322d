"""While somebody else has the gradebook, whoever hands in is heard all the same."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from panal.config import Serve
from panal.course.gradebook_reader import Due
from panal.errors import EnvironmentProblem
from panal.serve import intake as module
from panal.serve import recent, server
from panal.serve.intake import Intake
from panal.serve.journal import lines
from panal.serve.web import Site
from tests.unit.serve.sites import site_of, tiny_course

DUE = Due(datetime(2026, 12, 1, tzinfo=UTC), {})


def locked(*_: Any) -> Any:
    raise EnvironmentProblem("The gradebook can't be read: database is locked.")


def intake(root: Path) -> Intake:
    course: Any = SimpleNamespace(root=root)
    nothing: Any = None
    return Intake(course, nothing, Serve().serving(), lambda _: nothing)


def test_the_due_date_is_the_one_that_was_read_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taking = intake(tmp_path)
    monkeypatch.setattr(recent, "SECONDS", -1.0)
    monkeypatch.setattr(module, "read_due", lambda *_: DUE)
    assert taking.due("areas") is DUE
    monkeypatch.setattr(module, "read_due", locked)
    assert taking.due("areas") is DUE
    later = Due(datetime(2026, 12, 8, tzinfo=UTC), {})
    monkeypatch.setattr(module, "read_due", lambda *_: later)
    assert taking.due("areas") is later


def test_a_due_date_that_was_never_read_is_not_made_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "read_due", locked)
    with pytest.raises(EnvironmentProblem):
        intake(tmp_path).due("areas")


def test_pages_do_without_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "read_people", locked)
    nothing: Any = None
    course: Any = SimpleNamespace(root=tmp_path)
    site = Site(course, Serve().serving(), nothing, intake(tmp_path), nothing, nothing, nothing)
    assert site.people() == {}


def test_one_page_waits_for_the_gradebook_and_the_others_do_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They have what was read before. So has whoever only writes a line of the log."""
    monkeypatch.setattr(recent, "SECONDS", -1.0)
    reading, over = threading.Event(), threading.Event()

    def slowly() -> int:
        if asked:
            reading.set()
            over.wait(60)
        asked.append(1)
        return len(asked)

    asked: list[int] = []
    now: list[int] = []
    read = recent.Recent(slowly)
    with pytest.raises(EnvironmentProblem):
        read.known()
    assert read.get() == 1
    waits = threading.Thread(target=read.get)
    waits.start()
    assert reading.wait(60)
    assert read.get() == read.known() == 1
    waits_too = threading.Thread(target=lambda: now.append(read.now()))
    waits_too.start()
    over.set()
    waits.join()
    waits_too.join()
    assert now == [3], "whoever must know how it is now waits"


def test_a_gradebook_that_is_none_is_told_in_a_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A line that looked into the gradebook for names would have to write another one, for ever."""
    site = site_of(tiny_course(tmp_path))
    (tmp_path / "gradebook.db").write_bytes(b"no database" * 999)
    with lines(lambda: server._people(site), all_of_them=False):
        assert site.people() == {}
    [line] = capfd.readouterr().err.splitlines()
    assert json.loads(line)["level"] == "warning"
