"""panal.course.answers_file: fingerprints of answers, beside a result and not in it."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from panal.course.answers_file import ANSWERS_BYTES, read_answers, with_answers, write_answers
from panal.results import Check, Ending, GradeId, Result, Verdict

CHECKS = (Check("c", "Prueba", 1.0, Ending.WRONG, "Casi."),)
WRONG = Verdict(GradeId("test_one"), 10.0, CHECKS, answers="a fingerprint")
RIGHT = Verdict(GradeId("test_two"), 10.0, (replace(CHECKS[0], ending=Ending.RIGHT),))
RESULT = Result("hw", (WRONG, RIGHT), notebook="digest")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of a student in autograded/, with what belongs to a result."""
    (tmp_path / "ana" / "hw").mkdir(parents=True)
    write_answers(tmp_path / "ana" / "hw", RESULT, "stamp")
    return tmp_path / "ana" / "hw"


def test_results_json_has_none() -> None:
    """It is handed on, as is what `panal run --json` writes, which is the same."""
    assert "fingerprint" not in json.dumps(RESULT.to_json())
    assert Result.from_json(RESULT.to_json()).verdicts[0].answers == ""


def test_what_was_written_is_read(folder: Path) -> None:
    """By the name of the exercise."""
    assert read_answers(folder, RESULT, "stamp") == {"test_one": "a fingerprint"}
    read = Result.from_json(RESULT.to_json())
    assert with_answers(folder, read, "stamp").verdicts[0].answers == "a fingerprint"


def test_it_is_for_its_owner_alone(folder: Path) -> None:
    """Beside the folder, from which `nbgrader generate_feedback` copies whatever lies there."""
    assert list(folder.iterdir()) == []
    [path] = folder.parent.glob(".hw*")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_belongs_to_one_grading(folder: Path) -> None:
    """Of another file, or by other graders, there are other answers."""
    assert read_answers(folder, replace(RESULT, notebook="other"), "stamp") == {}
    assert read_answers(folder, RESULT, "other") == {}
    write_answers(folder, RESULT, "")  # `nbgrader autograde` gives no stamp
    assert read_answers(folder, RESULT, "") == {}


def test_whoever_loses_nothing_has_none(folder: Path) -> None:
    """What was there before goes."""
    write_answers(folder, replace(RESULT, verdicts=(RIGHT,)), "stamp")
    assert list(folder.parent.glob(".hw*")) == []
    assert read_answers(folder, RESULT, "stamp") == {}


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", "null", '{"stamp": "stamp", "notebook": "digest", "answers": []}', "[" * 10**5,
     '"' + "a" * ANSWERS_BYTES + '"'],
)  # fmt: skip
def test_a_broken_file_is_none(folder: Path, text: str) -> None:
    """It costs the groups of the report, and nothing else."""
    [path] = folder.parent.glob(".hw*")
    path.write_text(text)
    assert read_answers(folder, RESULT, "stamp") == {}


def test_a_link_is_not_followed(folder: Path) -> None:
    """Nor is anything waited for."""
    [path] = folder.parent.glob(".hw*")
    path.rename(folder / "elsewhere")
    path.symlink_to(folder / "elsewhere")
    assert read_answers(folder, RESULT, "stamp") == {}
