"""Assignments that are served for days: opened again when a file of theirs is another one, at once, and
only then.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from panal import dispatch
from panal.dispatch import Assignments, files_of

OLD = time.time() - 3600


class Opening:
    """Stands in for what opens an assignment: it reads the grader, and counts."""

    def __init__(self, graders: Path) -> None:
        self.graders = graders
        self.times = 0
        self.rendered = 0

    def open(self, *_: Any) -> Any:
        self.times += 1
        text = (self.graders / "test_area.py").read_text()
        return SimpleNamespace(text=text, with_demos=lambda demos: SimpleNamespace(text=text))

    def demos(self, *_: Any) -> dict[str, Any]:
        self.rendered += 1
        return {}


@pytest.fixture
def course(tmp_path: Path) -> Any:
    for step in ("source", "release", "graders"):
        (tmp_path / step / "areas").mkdir(parents=True)
    (tmp_path / "graders" / "areas" / "test_area.py").write_text("first")
    return SimpleNamespace(
        path=lambda step, student, name: tmp_path / step / name, graders=tmp_path / "graders"
    )


@pytest.fixture
def opening(course: Any, monkeypatch: pytest.MonkeyPatch) -> Opening:
    found = Opening(course.graders / "areas")
    monkeypatch.setattr(dispatch, "open_assignment", found.open)
    monkeypatch.setattr(dispatch, "stamp_of", lambda assignment: assignment.text)
    monkeypatch.setattr(dispatch, "demo_outputs", found.demos)
    return found


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is some minutes later than when the files were written."""
    monkeypatch.setattr(dispatch, "UNSURE_SECONDS", -3600.0)


@pytest.mark.usefixtures("later")
def test_it_is_opened_once(course: Any, opening: Opening) -> None:
    assignments = Assignments(course)
    first = assignments.opened("areas", lambda _: Any)
    assert assignments.opened("areas", lambda _: Any) is first, "its worker keeps the judge open"
    assert assignments.assignment("areas") is assignments.assignment("areas")
    assert (opening.times, opening.rendered) == (1, 1)


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("change", ["other length", "same length", "same time", "renamed"])
def test_an_edited_grader_holds_from_the_next_submission_on(
    course: Any, opening: Opening, change: str
) -> None:
    grader = course.graders / "areas" / "test_area.py"
    assignments = Assignments(course)
    os.utime(grader, (OLD, OLD))
    assert assignments.opened("areas", lambda _: Any).stamp == "first"
    if change == "renamed":  # as editors write a file
        beside = grader.with_name("new")
        beside.write_text("other")
        beside.replace(grader)
    else:
        grader.write_text("otherwise" if change == "other length" else "other")
    changed = grader.stat().st_ctime_ns
    while change == "same time" and grader.stat().st_ctime_ns == changed:  # until the clock ticks
        os.utime(grader, (OLD, OLD))
    assert assignments.opened("areas", lambda _: Any).stamp == grader.read_text()
    assert assignments.assignment("areas").text == grader.read_text()  # type: ignore[attr-defined]
    assert opening.times == 2


@pytest.mark.parametrize("step", ["source", "release", "graders"])
def test_a_new_file_is_seen(course: Any, step: str) -> None:
    folders = [course.path(each, ".", "areas") for each in ("source", "release", "graders")]
    before = files_of(folders)
    below = course.path(step, ".", "areas") / "data"
    below.mkdir()
    (below / "new.csv").write_text("")
    assert files_of(folders) != before


def test_a_file_that_has_just_changed_is_read_again(course: Any, opening: Opening) -> None:
    """It can change once more, to the same length, before the clock of the file system ticks."""
    assignments = Assignments(course)
    assignments.assignment("areas")
    assignments.assignment("areas")
    assert opening.times == 2


def test_what_can_not_be_opened_is_not_remembered(course: Any, opening: Opening) -> None:
    grader = course.graders / "areas" / "test_area.py"
    assignments = Assignments(course)
    grader.rename(course.graders / "away")
    for _ in range(2):
        with pytest.raises(FileNotFoundError):
            assignments.assignment("areas")
    (course.graders / "away").rename(grader)
    assert assignments.assignment("areas").text == "first"  # type: ignore[attr-defined]


def test_a_link_to_nothing_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("nowhere")
    assert files_of([tmp_path]).each == {}
