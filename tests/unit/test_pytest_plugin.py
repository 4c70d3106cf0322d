"""`pytest graders/<assignment> --answer FILE`: a grader runs and shows like any other test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

GRADER = """
import pytest

from panal.grader import using, wrong

from .reference import area

def require(submission, *args):
    assert submission.area(*args).whole_number() == area(*args)

@pytest.mark.check(title="Cuadrados", hint="¿Qué lados multiplicas?")
def test_square(submission):
    require(submission, 3, 3)

@pytest.mark.check(title="Objetos", weight=2)
def test_object(submission):
    if submission.evaluate(using, "Box", [2], "side").value != [2]:
        wrong("La caja no guarda su lado.")

@pytest.mark.check(title="Total")
def test_total(submission):
    assert submission.value("total").whole_number() == 9

@pytest.mark.visible
def test_example(submission, example, files):
    example.expected(4)
    assert files["datos.txt"] == b"4" and submission.area(2, 2).whole_number() == 4
"""
ANSWER = (
    "print('hola')\ndef area(a, b):\n    return a * b\ntotal = int(open('datos.txt').read()) + 5"
)
BOX = "class Box:\n    def __init__(self, side):\n        self.side = side"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    graders, answers = tmp_path / "graders", tmp_path / "mine"
    graders.mkdir()
    answers.mkdir()
    (graders / "test_area.py").write_text(GRADER)
    (graders / "reference.py").write_text("def area(a, b):\n    return a * b\n")
    (answers / "datos.txt").write_text("4")
    return tmp_path


def run(course: Path, *arguments: str) -> tuple[int, str]:
    """What `pytest graders --answer …` ends with and says."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "panal.pytest_plugin",
        "-p",
        "no:cacheprovider",
    ]
    done = subprocess.run(
        [*command, "graders", *arguments], cwd=course, env=environment, capture_output=True, text=True, check=False
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_a_right_answer_passes(course: Path) -> None:
    """A notebook, whose cells run in its own folder, without lines for IPython alone."""
    sources = [
        "%matplotlib inline\nimport math",
        ANSWER,
        "assert False, 'a check of the notebook'",
        BOX,
    ]
    cells = [{"cell_type": "code", "source": source} for source in sources]
    (course / "mine" / "area.ipynb").write_text(json.dumps({"cells": cells}))
    code, said = run(course, "--answer", "mine/area.ipynb")
    assert code == 0, said
    assert "4 passed" in said
    assert "cell 3 of area.ipynb raises AssertionError: a check of the notebook" in said
    assert not list(course.rglob("__pycache__"))


PROBE = """
import pytest


def side(notebook):
    found = notebook.area(2, 3)
    return notbook.total + found


@pytest.mark.check(title="A probe")
def test_probe(submission):
    submission.evaluate(side)
"""


def test_a_wrong_answer_fails_in_the_words_of_the_student(course: Path) -> None:
    """With the author's own lines, and no page of traceback."""
    (course / "mine" / "area.py").write_text(ANSWER.replace("a * b", "a + b"))
    (course / "nbgrader_config.py").write_text("c = get_config()\nc.Panal.language = 'es'\n")
    code, said = run(course, "--answer", "mine/area.py")
    assert code == 1, said
    for line in (
        "test_area.py:13: ",
        "assert 6 == 9",
        'test_area.py, line 17, `if submission.evaluate(using, "Box", [2], "side").value != [2]:`',
        "no attempt: No encontramos `Box` en tu cuaderno. Revisa que el nombre no haya cambiado.",
        "2 failed, 2 passed",
    ):
        assert line in said
    assert "panal/judge" not in said


def test_a_mistake_of_the_author_is_a_sentence(course: Path) -> None:
    """With the line that is theirs."""
    (course / "mine" / "area.py").write_text(ANSWER)
    mistake = GRADER.replace("submission.area(*args)", "submission.area(object())")
    (course / "graders" / "test_area.py").write_text(mistake)
    code, said = run(course, "--answer", "mine/area.py")
    assert code == 1
    assert (
        "test_area.py, line 9, `assert submission.area(object()).whole_number() == area(*args)`: "
        "NoPlainForm: What a grader sends can't be of type object" in said
    )
    assert "panal/judge" not in said


def test_a_mistake_in_a_probe_is_told(course: Path) -> None:
    """To a student it would be an error in what they wrote; its author is told the line, too."""
    (course / "mine" / "area.py").write_text(ANSWER)
    (course / "graders" / "test_probe.py").write_text(PROBE)
    code, said = run(course, "--answer", "mine/area.py", "-k", "probe")
    assert code == 1
    assert "test_probe.py, line 12, `submission.evaluate(side)`" in said
    assert "NameError: name 'notbook' is not defined (line 3 in side)" in said


def test_an_answer_that_is_not_there_is_told(course: Path) -> None:
    """In a sentence."""
    code, said = run(course, "--answer", "mine/nothing.py")
    assert code == pytest.ExitCode.USAGE_ERROR and "There is no answer at mine/nothing.py." in said
    (course / "mine" / "area.ipynb").write_text("{}")
    code, said = run(course, "--answer", "mine/area.ipynb")
    assert code != 0 and "is no notebook" in said


def test_without_an_answer_nothing_changes(course: Path) -> None:
    """The plugin is there in each run of pytest on the machine."""
    (course / "graders" / "test_area.py").write_text("def test_a(): pass")
    code, said = run(course)
    assert code == 0 and "1 passed" in said


def test_pytest_finds_the_plugin() -> None:
    """It is an entry point of the package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"]["pytest11"] == {"panal": "panal.pytest_plugin"}
