"""The demo class through the real thing: sealed kernels, gradebook, feedback, by panal's command
and by nbgrader's own.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest

from tests.end_to_end.courses import (
    ASSIGNMENT,
    EXERCISES,
    POINTS,
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
