"""panal.report.class_results: what is collected of a class, and the file that is written."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from panal.changes.changelog import ChangeLog
from panal.course.answers_file import write_answers
from panal.course.course import Course, open_course
from panal.course.database import connect
from panal.course.regrade_requests import digest_of, state_path
from panal.errors import EnvironmentProblem
from panal.judge.agreement import fingerprint
from panal.report.analysis import Analysis, Student, analyse
from panal.report.class_results import (
    examples,
    make_report,
    read_class,
    written_by_groups,
    written_only,
)
from panal.report.report_page import Written, render_report
from panal.results import Check, Ending, Example, GradeId, Result, StudentId, Verdict

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::sqlalchemy.exc.SAWarning"),
]  # nbgrader's
CHECKS = (Check("a", "Una", 1, Ending.RIGHT), Check("b", "Otra", 1, Ending.WRONG, "Casi."))
VERDICT = Verdict(
    GradeId("test_f"), 4, CHECKS, "twice", "Sumas.", (Example("f(1)", "2", "3", Ending.WRONG),)
)
RESULT = Result("hw", (VERDICT,), graders="old", notebook="another file")


def cell(grade_id: str, source: str, **meta: object) -> NotebookNode:
    made = new_code_cell(source)
    made.metadata["nbgrader"] = {
        "grade_id": grade_id, "schema_version": 3, "locked": False, "grade": False, "solution": False,
        "task": False, **meta,
    }  # fmt: skip
    return made


def released() -> NotebookNode:
    return new_notebook(
        cells=[
            new_markdown_cell("Texto"),
            cell("f", "def f(x):\n    ...", solution=True),
            cell("test_f", "assert f(1) == 2", grade=True, locked=True, points=4),
            cell("essay", "", grade=True, solution=True, points=2),
        ]
    )


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Ana's answer is half right, and her essay has not been read; Bruno was set right by hand;
    Carla has no results.json; Dora has handed in nothing.
    """
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\nc.Panal.language = 'en'\n")
    (tmp_path / "graders" / "hw").mkdir(parents=True)
    (tmp_path / "release" / "hw").mkdir(parents=True)
    nbformat.write(released(), tmp_path / "release" / "hw" / "hw.ipynb")
    with connect(f"sqlite:///{tmp_path}/gradebook.db", "c") as book:
        book.add_assignment("hw")
        book.add_notebook("hw", "hw")
        book.add_grade_cell("test_f", "hw", "hw", max_score=4, cell_type="code")
        book.add_grade_cell("essay", "hw", "hw", max_score=2, cell_type="code")
        for student in ("ana", "bruno", "carla", "dora"):
            book.add_student(student, last_name="Quiroga")
        for student in ("ana", "bruno", "carla"):
            book.add_submission("hw", student)
            grade = book.find_grade("test_f", "hw", "hw", student)
            grade.auto_score, grade.needs_manual_grade = 2, False
        book.find_grade("test_f", "hw", "hw", "bruno").manual_score = 4
        book.db.commit()
    for student, answer in (("ana", "def f(x):\n    return x + x"), ("bruno", "quiroga = 1")):
        (tmp_path / "submitted" / student / "hw").mkdir(parents=True)
        nbformat.write(released(), tmp_path / "submitted" / student / "hw" / "hw.ipynb")
        folder = tmp_path / "autograded" / student / "hw"
        folder.mkdir(parents=True)
        (folder / "results.json").write_text(json.dumps(RESULT.to_json()))
        nb = released()
        nb.cells[1].source, nb.cells[1].metadata["claimed"] = answer, "f"
        nbformat.write(nb, folder / "hw.ipynb")
    page = tmp_path / "feedback" / "ana" / "hw" / "hw.html"
    page.parent.mkdir(parents=True)
    page.write_text("<p>")
    return open_course(tmp_path)


def students(course: Course) -> dict[str, Student]:
    return {str(each.student): each for each in read_class(course, "hw").students}


def test_what_is_known_of_each(course: Course) -> None:
    """Points by the gradebook, checks by results.json, and what is still to be done."""
    ana, bruno, carla, dora = students(course).values()
    assert (ana.points, ana.pending, ana.corrected) == ((2.0, 0.0), {"essay"}, ())
    assert ana.result is not None and ana.result.verdicts[0].checks[1].sentence == "Casi."
    assert ana.newer and ana.page == "../feedback/ana/hw/hw.html"
    assert (bruno.points, bruno.corrected, bruno.page) == ((4.0, 0.0), ("test_f",), "")
    assert carla.result is None and carla.problem == "results.json is missing."
    assert not dora.handed_in and not dora.graded
    assert (dora.name, ana.name) == ("Quiroga", "Quiroga")
    assert "(<bdi>Quiroga</bdi>)" in render_report(analysis(course), {})


def test_who_asks_for_a_regrade_is_known_until_it_is_answered(course: Course) -> None:
    """Which `panal publish` remembers."""
    path = course.path("submitted", "ana", "hw") / "hw.ipynb"
    nb = released()
    nb.cells.append(new_markdown_cell("# Regrade request\n\nEn <b>f</b>.", id="request"))
    nbformat.write(nb, path)
    assert {name: each.request for name, each in students(course).items() if each.handed_in} == {
        "ana": "En <b>f</b>.",
        "bruno": None,
        "carla": None,
    }
    assert "En &lt;b&gt;f&lt;/b&gt;." in render_report(analysis(course), {})
    state = state_path(course, "hw")
    state.parent.mkdir(parents=True)
    state.write_text(json.dumps({"answered": {"ana": digest_of("En <b>f</b>.")}}))
    assert students(course)["ana"].request is None


def test_examples_are_not_kept_for_the_whole_class(course: Course) -> None:
    """They hold pictures, of which the report shows none."""
    result = students(course)["ana"].result
    assert result is not None and result.verdicts[0].examples == ()
    assert result.verdicts[0].misconception == "twice"


def test_a_result_that_is_not_the_gradebooks(course: Course) -> None:
    """It says nothing, and the report says why."""
    path = course.root / "autograded" / "ana" / "hw" / "results.json"
    right = Result("hw", (Verdict(GradeId("test_f"), 4, CHECKS[:1]),))
    path.write_text(json.dumps(right.to_json()))
    ana = students(course)["ana"]
    assert ana.result is None and "disagree on f" in ana.problem


def analysis(course: Course) -> Analysis:
    return analyse(read_class(course, "hw"))


def test_an_example_names_nobody(course: Course) -> None:
    """Of two students who hold a misconception, the one whose answer can be shown is taken."""
    found = analysis(course)
    (which,) = found.misconceptions
    assert which.students == ("ana", "bruno")
    assert examples(course, found) == {which: "def f(x):\n    return x + x"}


def test_what_a_group_wrote(course: Course) -> None:
    """Side by side, one text for all who wrote the same, without what was released."""
    checks = (Check("a", "Una", 1, Ending.WRONG),)
    answers = str(fingerprint(checks, [Ending.WRONG]))
    for student in ("ana", "bruno"):
        folder = course.path("autograded", student, "hw")
        verdict = replace(VERDICT, answers=answers)
        write_answers(folder, replace(RESULT, verdicts=(verdict,)), "stamp")
        (folder / "results.json").write_text(json.dumps({**RESULT.to_json(), "stamp": "stamp"}))
    found = analysis(course)
    [group] = found.groups
    assert (group.exercise, group.students) == ("f", ("ana", "bruno"))
    assert written_by_groups(course, found) == {
        group: (
            Written((StudentId("ana"),), "return x + x"),
            Written((StudentId("bruno"),), "quiroga = 1"),
        )
    }
    path = course.path("autograded", "bruno", "hw") / "hw.ipynb"
    for broken in ("", "[]", '{"cells": 1}', '{"cells": [1, {"metadata": {"nbgrader": 1}}]}'):
        path.write_text(broken)
        assert written_by_groups(course, found)[group][1] == Written((StudentId("bruno"),), "")


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("def f(x):\n    ...", ""),
        ("def f(x):\n    y = x\n    return y", "y = x\nreturn y"),
        ("import os\ndef f(x):\n    ...\n    return 1", "import os\n    return 1"),
        ("", ""),
        ("a\n" * 3000, "a\n" * 30 + "…"),
        ("é" * 5000, "é" * 100 + "\n…"),
        ("\x00\ud800", "\x00\ud800"),
    ],
)
def test_only_what_was_written_is_shown(source: str, shown: str) -> None:
    """As far to the left as it goes, and no more of it than people read."""
    assert written_only(source, "def f(x):\n    ...") == shown


def test_what_earlier_regrades_changed(course: Course) -> None:
    """The files beside the report."""
    assert read_class(course, "hw").history == ()
    log = ChangeLog(course.root / "reports", "hw", "s")
    log.add(StudentId("ana"), RESULT, replace(RESULT, verdicts=()), {})
    [regrade] = read_class(course, "hw").history
    assert [each.student for each in regrade.changes] == ["ana"]


def test_the_report_is_written(course: Course) -> None:
    """Where that can't be, the sentence says so."""
    path, found = make_report(course, "hw")
    assert path == course.root / "reports" / "hw.html" and len(found.counted) == 3
    assert "return x + x" in path.read_text(encoding="utf-8")
    path.unlink()
    path.parent.rmdir()
    path.parent.write_text("in the way")
    with pytest.raises(EnvironmentProblem, match="can't be written to"):
        make_report(course, "hw")
