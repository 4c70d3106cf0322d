"""What operators get wrong most often: one sentence with what to do, exit code 2, and nobody graded.
`python -m bench.mistakes` says how long each takes.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from bench.mistakes import MISTAKES, Mistake, make
from panal import cli, language
from panal.course.course import open_course
from panal.errors import UsageError

pytestmark = [
    pytest.mark.filterwarnings(
        "ignore::DeprecationWarning:nbgrader", "ignore::DeprecationWarning:traitlets"
    ),
    pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning"),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("mistakes"))


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake(
    mistake: Mistake,
    made: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(mistake.made_in(made, tmp_path))
    monkeypatch.setattr(sys, "argv", ["panal", *mistake.arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = " ".join(capsys.readouterr().err.split())
    assert ended.value.code == 2
    assert all(words in said for words in mistake.says), said
    assert "Traceback" not in said and len(said) < 500
    assert not list(tmp_path.glob("course/autograded/*/*/results.json"))


def test_nothing_is_wrong_with_the_course_itself(
    made: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """So each mistake is refused for itself. The slash is what a shell adds."""
    monkeypatch.chdir(made)
    monkeypatch.setattr(sys, "argv", ["panal", "status", "first-steps/"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr()
    assert not ended.value.code
    assert said.out.count("✔") == 8 and "✘" not in said.out
    assert "not graded: ana-lopez" in said.err


def test_what_nobody_would_grade_is_named(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A misspelt folder in submitted/ or graders/ is no error, since a course may have others."""
    course = tmp_path / "course"
    shutil.copytree(made, course)
    (course / "submitted" / "eva" / "frist-steps").mkdir(parents=True)
    (course / "submitted" / "eva" / "first-steps.ipynb").write_text("{}")
    (course / "graders" / "first-steps").rename(course / "graders" / "first_steps")
    monkeypatch.chdir(course)
    monkeypatch.setattr(sys, "argv", ["panal", "status", "first-steps"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr().out
    assert not ended.value.code
    assert "1 handed in; submitted/eva/first-steps.ipynb (and 1 more) belongs to no" in said
    assert "none in " in said


def test_a_folder_inside_a_course(made: Path) -> None:
    with pytest.raises(UsageError) as refused:
        open_course(made / "source")
    assert str(made) in refused.value.hint


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """The course speaks English, and what comes next speaks as before."""
    monkeypatch.setattr(language, "_used", language.used())
