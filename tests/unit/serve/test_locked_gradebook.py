"""While somebody else has the gradebook, whoever hands in is heard all the same."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from panal.config import Serve
from panal.course.gradebook_reader import Due
from panal.errors import EnvironmentProblem
from panal.serve import intake as module
from panal.serve import web
from panal.serve.intake import Intake
from panal.serve.web import Site

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
    monkeypatch.setattr(module, "DUE_SECONDS", -1.0)
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
    monkeypatch.setattr(web, "read_people", locked)
    nothing: Any = None
    course: Any = SimpleNamespace(root=tmp_path)
    site = Site(course, Serve().serving(), nothing, nothing, nothing, nothing, nothing)
    assert site.people() == {}
