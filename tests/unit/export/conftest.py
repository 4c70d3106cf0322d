"""A gradebook with students of every kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from panal.course.database import connect
from tests.unit.export.sheets import HOSTILE, A


@pytest.fixture(scope="session")
def gradebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Two exercises, an answer and a task that people grade; students of every kind."""
    with connect(f"sqlite:///{tmp_path_factory.mktemp('export')}/gradebook.db", "c") as book:
        book.add_assignment(A)
        book.add_notebook(A, A)
        for name, points in (("test_suma", 10), ("test_area", 5), ("ensayo", 4)):
            book.add_grade_cell(name, A, A, max_score=points, cell_type="code")
        for name in ("suma", "area", "ensayo"):
            book.add_solution_cell(name, A, A)
        book.add_task_cell("proyecto", A, A, max_score=3, cell_type="markdown")
        book.add_assignment("vacío")
        book.add_student(
            "ana",
            first_name="Ana María",
            last_name='Núñez, "la" Peña',
            email="ana@uni.example",
            lms_user_id="4711",
        )
        book.add_student(
            "bruno",
            first_name="Bruno",
            last_name="Díaz; -2",
            email="bruno@uni.example",
            lms_user_id="A-7",
        )
        book.add_student(
            "carla", first_name="", last_name=None, email="carla@uni.example", lms_user_id="٣"
        )
        book.add_student(
            "dora",
            first_name="D\nora",
            last_name="Points Possible",
            email="dora@uni.example",
            lms_user_id="12x",
        )
        book.add_student(
            HOSTILE, first_name=HOSTILE, last_name="\t+1", email="@e", lms_user_id="-1"
        )
        book.add_student(
            "elsa", first_name="Elsa", last_name="Ríos", email="elsa@e", lms_user_id="8"
        )
        for student in ("ana", "bruno", "carla", "elsa", HOSTILE):
            book.add_submission(A, student)
        _grade(
            book,
            "ana",
            test_suma=(7.456, None),
            test_area=(2.5, 4.25),
            ensayo=(None, 3),
            proyecto=(None, 0),
        )
        _grade(book, "bruno", test_suma=(10, None), test_area=(0, None))
        _grade(book, "carla", test_suma=(1, None), test_area=(0, None))
        _grade(
            book,
            HOSTILE,
            test_suma=(10, None),
            test_area=(5, None),
            ensayo=(None, 4),
            proyecto=(None, 3),
        )
        # A grader failed: some points are decided, a person decides on the others.
        _grade(book, "elsa", test_suma=(3, None), test_area=(5, None))
        book.find_grade("test_suma", A, A, "elsa").needs_manual_grade = True
        for student, penalty in (("bruno", 2.5), ("carla", 5.0)):
            book.find_submission_notebook(A, A, student).late_submission_penalty = penalty
        for cell, text in (
            ("suma", 'Muy bien, ¡sigue!\nFalta el "sesgo";=1+1'),
            ("ensayo", "-1: breve"),
        ):
            book.find_comment(cell, A, A, "ana").manual_comment = text
        book.find_comment("area", A, A, "bruno").auto_comment = "No response."
        book.db.commit()
        yield book


def _grade(book: Any, student: str, **scores: tuple[float | None, float | None]) -> None:
    for name, (auto, manual) in scores.items():
        grade = book.find_grade(name, A, A, student)
        grade.auto_score, grade.manual_score, grade.needs_manual_grade = auto, manual, False
