from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from panal.course.example_answers import ExampleAnswer, dealt, filled_in, read_answers
from panal.errors import UsageError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path, text in {
        "f/b.py": "# expected: zero\n# None at all.\nf = 1",
        "f/a.py": "# expected: full\n# Right.\nf = 2",
        "f/c.py": "# expected: less\n# It redefines len.\n# alone: nobody else finds len again.\nlen = 3",
        "g/a.py": "# expected: partial\n# Half.\ng = 4",
    }.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def test_answers_are_read_in_order(folder: Path) -> None:
    found = read_answers(folder)
    assert [(answer.exercise, answer.name, answer.expected, answer.alone) for answer in found] == [
        ("f", "a", "full", False), ("f", "b", "zero", False), ("f", "c", "less", True), ("g", "a", "partial", False),
    ]  # fmt: skip


def test_one_answer_of_each_exercise_to_a_notebook(folder: Path) -> None:
    names = [
        sorted(f"{answer.exercise}/{answer.name}" for answer in found.values())
        for found in dealt(read_answers(folder)).values()
    ]
    assert sorted(names) == [["f/a", "g/a"], ["f/b"], ["f/c"]]


@pytest.mark.parametrize("text", ["", "def f(): pass", "# expected: some\n"])
def test_an_answer_without_a_label_is_named(folder: Path, text: str) -> None:
    (folder / "g" / "b.py").write_text(text)
    with pytest.raises(UsageError, match=r"g/b\.py does not say what it deserves"):
        read_answers(folder)


def test_a_folder_without_answers_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There are no answers in"):
        read_answers(tmp_path / "nowhere")


@pytest.mark.parametrize(
    "expected, good", [("full", {10}), ("partial", {1, 9}), ("zero", {0}), ("less", {0, 1, 9})]
)
def test_what_an_answer_deserves(expected: str, good: set[float]) -> None:
    answer = ExampleAnswer("f", "a", expected, "")
    assert {points for points in (0, 1, 9, 10) if not answer.problem(points, 10)} == good
    assert answer.problem(min({0, 10} - good), 10).startswith("f/a: ")


def test_answers_stand_in_their_cells() -> None:
    def cell(grade_id: str) -> nbformat.NotebookNode:
        return new_code_cell("pass", metadata={"nbgrader": {"grade_id": grade_id}})

    record = new_notebook(cells=[cell("f"), cell("test_f"), new_code_cell("other")])
    [nb] = filled_in([record], {"f": ExampleAnswer("f", "a", "full", "'\ud800'")})
    assert [found.source for found in nb.cells] == ["'\ud800'", "pass", "other"]
    assert record.cells[0].source == "pass"
    with pytest.raises(UsageError, match="an answer a to g, but there is no cell g"):
        filled_in([record], {"g": ExampleAnswer("g", "a", "full", "")})
