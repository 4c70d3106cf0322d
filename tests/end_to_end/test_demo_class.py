"""The demo class through the real thing: sealed kernels, gradebook, feedback, by panal's command
and by nbgrader's own.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest

from panal.course.course import open_course
from panal.course.release import generate
from tests.end_to_end.courses import (
    ASSIGNMENT,
    EXERCISES,
    POINTS,
    REDES,
    ROOT,
    call,
    gradebook,
    in_soak,
    results,
    scores,
)

FULL = dict(POINTS)
NONE = dict.fromkeys(EXERCISES, 0)
# What each answer deserves. None: less than full, more than nothing.
DESERVED: dict[str, dict[str, float | None]] = {
    "ana-lopez": {**FULL},
    "bruno-diaz": {**FULL},
    "carla-ruiz": {**FULL, "count_params": None, "same_padding": None},
    "diego-mora": {**FULL, "identity_kernel": None, "edge_kernel": None, "avg_pool_conv": 0},
    "elena-paz": {**NONE},
    "fabian-soto": {
        **FULL,
        "same_padding": 0,
        "edge_kernel": 0,
        "avg_pool_conv": 0,
        "max_pool_counterexample": 0,
    },
    "gabriela-luna": {**FULL, "output_shape": 0},
    "hugo-rios": {**NONE},
    "ines-vega": {**NONE},
    "julian-castro": {**FULL},
}


@pytest.fixture(scope="module")
def course(demo_class: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(demo_class, tmp_path_factory.mktemp("panal"), dirs_exist_ok=True)


BY_NBGRADER = ("carla-ruiz", "gabriela-luna", "ines-vega", "julian-castro")
"""Right and wrong, a loop without end, what is no notebook, an old one; test_cluster.py has a dead
kernel.
"""


@pytest.fixture(scope="module")
def by_nbgrader(released_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Most kinds of submission in the same class, graded by `nbgrader autograde`."""
    folder = tmp_path_factory.mktemp("nbgrader")
    shutil.copytree(released_course, folder, dirs_exist_ok=True)
    for student in BY_NBGRADER:
        shutil.copytree(ROOT / "submitted" / student, folder / "submitted" / student)
    done = call("nbgrader", "autograde", ASSIGNMENT, cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_the_table_has_everybody(course: Path) -> None:
    assert all(student in (course / "said").read_text() for student in DESERVED)


@pytest.mark.parametrize("student", DESERVED)
def test_each_score_is_what_the_answer_deserves(course: Path, student: str) -> None:
    """Full where the contract holds, nothing where nothing does, something in between else."""
    for exercise, points in scores(course, student).items():
        deserved = DESERVED[student][exercise]
        if deserved is None:
            assert 0 <= points < POINTS[exercise], exercise
        else:
            assert points == deserved, exercise


def test_gradebook_agrees_with_results(course: Path) -> None:
    """What nbgrader reads back from the graded notebooks is what the judge said."""
    assert gradebook(course) == {student: scores(course, student) for student in DESERVED}


@in_soak("test_damaged.py and test_quickstart.py compare the two commands")
def test_nbgrader_autograde_gives_the_same(course: Path, by_nbgrader: Path) -> None:
    """nbgrader's own command writes the same rows and the same results.json."""
    ours = gradebook(course)
    assert gradebook(by_nbgrader) == {student: ours[student] for student in BY_NBGRADER}
    for student in BY_NBGRADER:
        found = results(course, student)
        found.pop("stamp")
        assert results(by_nbgrader, student) == found


@in_soak("test_pool.py compares gradings of a smaller class")
def test_grading_twice_gives_identical_results(course: Path) -> None:
    """The same submission gets the same results.json, times aside."""
    before = {student: results(course, student) for student in DESERVED}
    again = call(
        "panal",
        "grade",
        ASSIGNMENT,
        "--workers",
        "1",
        "carla-ruiz",
        "hugo-rios",
        "--force",
        cwd=course,
    )
    assert again.returncode == 0, again.stderr
    assert {student: results(course, student) for student in DESERVED} == before


def test_feedback_pages_exist(course: Path) -> None:
    """Each student has a page with the verdicts in words."""
    for student in DESERVED:
        page = (course / "feedback" / student / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text(
            encoding="utf-8"
        )
        assert "puntos" in page
    assert (
        "cuaderno que podamos leer"
        in (course / "feedback/ines-vega/convolucion/convolucion.html").read_text()
    )


def test_the_window_stands_as_a_picture_on_the_page(course: Path) -> None:
    """What a student explored with a script is a picture there, with its words; its script is not."""
    page = (course / f"feedback/ana-lopez/{ASSIGNMENT}/{ASSIGNMENT}.html").read_text("utf-8")
    pictures = re.findall(r'<img src="data:image/png;base64,[^"]+" alt="([^"]*)"', page)
    (words,) = (alt for alt in pictures if "La ventana, en el primer lugar" in alt)
    assert re.search(r"En el primer lugar, \(-2\)·\d+ .* = -?\d+\.$", words)
    assert 'role", "application' not in re.sub(r"<pre.*?</pre>", "", page, flags=re.DOTALL)


@in_soak("test_quickstart.py calls it")
def test_nbgrader_generate_feedback_works(by_nbgrader: Path) -> None:
    """nbgrader's own feedback command makes a page for each student from what autograde wrote."""
    done = call("nbgrader", "generate_feedback", ASSIGNMENT, "--log-level=ERROR", cwd=by_nbgrader)
    assert done.returncode == 0, done.stderr
    assert len(list(by_nbgrader.glob(f"feedback/*/{ASSIGNMENT}/{ASSIGNMENT}.html"))) == len(
        BY_NBGRADER
    )


def test_graded_notebooks_are_notebooks(course: Path) -> None:
    """Also of hostile and broken submissions a valid notebook is left, with the record's cells in
    the record's order.
    """
    expected = [
        cell.metadata.nbgrader.grade_id
        for cell in _graded(course, "elena-paz").cells
        if "nbgrader" in cell.metadata
    ]
    for student in DESERVED:
        nb = _graded(course, student)
        nbformat.validate(nb)
        assert [
            cell.metadata.nbgrader.grade_id for cell in nb.cells if "nbgrader" in cell.metadata
        ] == expected


def _graded(course: Path, student: str) -> nbformat.NotebookNode:
    return nbformat.read(
        course / "autograded" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4
    )


# The second assignment

FULL_IN_REDES: dict[str, float | None] = {**REDES.points, "why_turned": 0}
"""Of the essay nobody has given points yet."""
DESERVED_IN_REDES: dict[str, dict[str, float | None]] = {
    "ana-lopez": {**FULL_IN_REDES},
    "bruno-diaz": {**FULL_IN_REDES},
    "carla-ruiz": {**FULL_IN_REDES, "max_pool_backward": 0, "build_cnn": None, "conv_params": 2.5},
    "diego-mora": {
        **FULL_IN_REDES,
        "conv_layer": None,
        "EdgeStrength": None,
        "build_cnn": None,
        "scores_by_class": None,
    },
    "elena-paz": dict.fromkeys(FULL_IN_REDES, 0),
    "fabian-soto": {
        **FULL_IN_REDES,
        "receptive_field": None,
        "learn_kernel": 0,
        "EdgeStrength": 0,
        "build_cnn": 0,
        "scores_by_class": None,
        "conv_params": 2.5,
        "plot_history": 0,
    },
    "gabriela-luna": {**FULL_IN_REDES, "max_pool_backward": None},
    "hugo-rios": dict.fromkeys(FULL_IN_REDES, 0),
    "ines-vega": {**FULL_IN_REDES, "learn_kernel": 0, "conv_params": 2.5},
    "julian-castro": {**FULL_IN_REDES},
}
WITHOUT_ESSAY = {"elena-paz", "gabriela-luna"}


@pytest.fixture(scope="module")
def both(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course when the second assignment is graded, too."""
    folder = shutil.copytree(course, tmp_path_factory.mktemp("both"), dirs_exist_ok=True)
    generate(open_course(folder), REDES.name)
    done = call("panal", "grade", REDES.name, cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


@in_soak("test_answers.py grades every answer to redes")
@pytest.mark.parametrize("student", DESERVED_IN_REDES)
def test_each_score_in_redes_is_what_the_answer_deserves(both: Path, student: str) -> None:
    """And an essay waits for a person if there is one."""
    found = scores(both, student, REDES.name)
    assert set(found) == set(DESERVED_IN_REDES[student])
    for exercise, points in found.items():
        deserved = DESERVED_IN_REDES[student][exercise]
        if deserved is None:
            assert 0 <= points < REDES.points[exercise], exercise
        else:
            assert points == deserved, exercise
    tests = results(both, student, REDES.name)["tests"]
    assert isinstance(tests, list)
    (essay,) = (test for test in tests if test["name"] == "why_turned")
    assert essay["extra_data"]["pending"] == (0 if student in WITHOUT_ESSAY else 5)


@in_soak("unit tests of the report have a course of several assignments")
def test_the_report_knows_both_assignments(both: Path) -> None:
    """Each student's scores side by side; what was graded before stays as it was."""
    done = call("panal", "report", REDES.name, "--json", cwd=both)
    assert done.returncode == 0, done.stderr
    first, second = json.loads(done.stdout)["course"]
    assert (first["assignment"], second["assignment"]) == (ASSIGNMENT, REDES.name)
    assert first["scores"] == {student: sum(scores(both, student).values()) for student in DESERVED}
    assert second["scores"] == {
        student: sum(scores(both, student, REDES.name).values()) for student in DESERVED_IN_REDES
    }
