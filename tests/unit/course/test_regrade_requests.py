"""panal.course.regrade_requests: which cell asks for a regrade, and which does not."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from panal import language
from panal.assignment import Assignment, HandedIn, Released, Submission
from panal.config import Limits, Sealing
from panal.course.regrade_requests import MOST, is_heading, request_of
from panal.results import StudentId

GIVEN = "# Pido una revisión\n\nEscribe aquí si algo no te parece bien."


def asked(*cells: NotebookNode | None) -> str | None:
    """What these cells ask for, each in a notebook of its own; None is one that is damaged."""
    record = new_notebook(cells=[new_markdown_cell(GIVEN)])
    sealing = Sealing(Limits(), ())
    assignment = Assignment("hw", (Released("hw", record),), {}, Path("graders"), sealing)
    datas = (
        b"{" if cell is None else nbformat.writes(new_notebook(cells=[cell])).encode()
        for cell in cells
    )
    handed_in = tuple(HandedIn(data) for data in datas)
    return request_of(Submission(StudentId("ana"), handed_in), assignment)


@pytest.mark.parametrize(
    "line",
    [
        "# Pido una revisión", "## pido una REVISION:", "**Pido una revisión**", "Pido una revisio\u0301n.",
        "###   Regrade request  ", "Pido  una revisión",
    ],
)  # fmt: skip
def test_a_heading_is_recognised_however_it_is_written(line: str) -> None:
    """In the language of the course and in English."""
    assert is_heading(line)
    assert asked(new_markdown_cell(f"\n{line}\nEn `f`.\n")) == "En `f`."


@pytest.mark.parametrize(
    "line",
    ["Pido una revisión de todo", "No pido una revisión", "", "#", "# Revisión", "#" * 10**6],
)
def test_other_lines_ask_for_nothing(line: str) -> None:
    assert not is_heading(line)
    assert asked(new_markdown_cell(f"{line}\nEn `f`.")) is None


def test_only_in_the_language_of_the_course() -> None:
    language.use("en")
    assert is_heading("# Regrade request") and not is_heading("# Pido una revisión")


def test_who_asks_in_any_of_the_notebooks_asks() -> None:
    """Even if another one is damaged. A cell of code, and a cell that everybody got, ask for nothing."""
    assert asked(None, new_markdown_cell("# Pido una revisión\nEn `f`.")) == "En `f`."
    assert asked(new_code_cell("# Pido una revisión\nEn f")) is None
    assert asked(new_markdown_cell(GIVEN)) is None
    assert asked(new_markdown_cell(GIVEN + "\nEn `f`.")) is not None
    assert asked() is None


def test_however_the_file_is_written() -> None:
    """JSON may write an accent in six characters."""
    cell = new_markdown_cell("# PIDO una\u00a0revisión\nEn `f`.")
    data = json.dumps(new_notebook(cells=[cell])).encode()
    assert rb"\u00f3" in data
    record = Released("hw", new_notebook())
    assignment = Assignment("hw", (record,), {}, Path("graders"), Sealing(Limits(), ()))
    submission = Submission(StudentId("ana"), (HandedIn(data),))
    assert request_of(submission, assignment) == "En `f`."


def test_what_is_asked_is_bounded() -> None:
    assert asked(new_markdown_cell("# Pido una revisión")) == ""
    text = asked(new_markdown_cell("# Pido una revisión\n" + "x" * 10**5))
    assert text is not None and len(text) == MOST + 1
