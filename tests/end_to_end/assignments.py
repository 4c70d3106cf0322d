"""Small nbgrader assignments without graders, each with a feature of nbgrader's, and answers to them.

They are as an author writes them who knows nothing of panal. `tests/end_to_end/test_stock.py` compares
what stock nbgrader and panal give for each answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def _marks(grade_id: str, **more: object) -> dict[str, object]:
    marks = {"grade_id": grade_id, "schema_version": 3, "grade": False, "solution": False}
    return {"nbgrader": marks | {"locked": False, "task": False} | more}


def answer(grade_id: str, source: str) -> NotebookNode:
    """An autograded answer."""
    return new_code_cell(source, metadata=_marks(grade_id, solution=True))


def graded(grade_id: str, source: str, points: float = 1) -> NotebookNode:
    """Autograder tests."""
    return new_code_cell(source, metadata=_marks(grade_id, grade=True, locked=True, points=points))


def manual(grade_id: str, source: str, points: float = 1, *, code: bool = False) -> NotebookNode:
    """A manually graded answer."""
    marks = _marks(grade_id, grade=True, solution=True, points=points)
    return (new_code_cell if code else new_markdown_cell)(source, metadata=marks)


def task(grade_id: str, source: str, points: float = 1) -> NotebookNode:
    """A manually graded task."""
    marks = _marks(grade_id, task=True, locked=True, points=points)
    return new_markdown_cell(source, metadata=marks)


def locked(grade_id: str, source: str) -> NotebookNode:
    """A read-only cell."""
    return new_code_cell(source, metadata=_marks(grade_id, locked=True))


def free(source: str) -> NotebookNode:
    """A cell that nbgrader does not know."""
    return new_code_cell(source)


@dataclass(frozen=True)
class Example:
    """An assignment and answers to it.

    Args:
        cells: of the instructor's notebook.
        answers: for each student, what stands in the answer cells in place of what was released;
            None leaves the cell as it was.
        files: beside the notebook.
        others: further notebooks of the assignment by their names, with answers of the same
            students.
    """

    cells: list[NotebookNode]
    answers: Mapping[str, Mapping[str, str]]
    files: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, Example] = field(default_factory=dict)

    def source(self) -> NotebookNode:
        """The instructor's notebook."""
        nb = new_notebook(cells=self.cells, metadata={"kernelspec": KERNEL})
        for number, cell in enumerate(nb.cells):
            cell.id = f"cell-{number}"
        return nb

    def solution(self) -> dict[str, str]:
        """What the instructor has in the answer cells."""
        return {
            cell.metadata.nbgrader.grade_id: cell.source
            for cell in self.cells
            if cell.metadata.get("nbgrader", {}).get("solution")
        }

    def handed_in(self, released: NotebookNode, student: str) -> NotebookNode:
        """The released notebook as a student hands it in. `right` is the instructor's own, `stub`
        is untouched.
        """
        given = self.solution() if student == "right" else dict(self.answers.get(student, {}))
        nb: NotebookNode = nbformat.from_dict(released)
        for cell in nb.cells:
            grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
            cell.source = given.pop(grade_id, cell.source)
        assert not given, given
        return nb

    def notebooks(self, name: str) -> dict[str, Example]:
        """All of them by name; the first one is called as the assignment."""
        return {name: self, **self.others}

    @property
    def students(self) -> list[str]:
        return ["right", "stub", *self.answers]


def solved(body: str, head: str = "") -> str:
    """An answer cell with marks around the solution."""
    indent = "    " if head else ""
    lines = [f"{indent}{line}" for line in body.split("\n")]
    marked = [f"{indent}### BEGIN SOLUTION", *lines, f"{indent}### END SOLUTION"]
    return "\n".join([*([head] if head else []), *marked])


EXAMPLES: dict[str, Example] = {
    "asserts": Example(
        [
            answer(
                "cell-7f3a", solved("return [i**2 for i in range(1, n + 1)]", "def squares(n):")
            ),
            graded("cell-91bc", "assert squares(1) == [1]", 1),
            graded(
                "squares_long", "assert squares(3) == [1, 4, 9]\nassert len(squares(9)) == 9", 2
            ),
            graded("squares_none", "assert squares(0) == []", 1),
        ],
        {
            "wrong": {"cell-7f3a": "def squares(n):\n    return [i**2 for i in range(n)]"},
            "raises": {"cell-7f3a": "def squares(n):\n    return [1, 4, 9][:n] or 1 / 0"},
            "syntax": {"cell-7f3a": "def squares(n)\n    return []"},
            "gone": {"cell-7f3a": "def cuadrados(n):\n    return []"},
        },
    ),
    "hidden": Example(
        [
            answer("area", solved("return a * b", "def area(a, b):")),
            graded(
                "test_area",
                "assert area(2, 2) == 4\n### BEGIN HIDDEN TESTS\nassert area(3, 5) == 15\n"
                "### END HIDDEN TESTS\nassert area(0, 9) == 0",
                3,
            ),
            graded("seen", "assert area(2, 2) == 4 and area(0, 9) == 0", 1),
            graded(
                "more", "### BEGIN HIDDEN TESTS\nassert area(1, 7) == 7\n### END HIDDEN TESTS", 2
            ),
        ],
        {
            "sees_it": {"area": "def area(a, b):\n    return {(2, 2): 4, (0, 9): 0}[a, b]"},
            "sum": {"area": "def area(a, b):\n    return a + b"},
            "raises": {"area": "def area(a, b):\n    raise KeyError(a)"},
            "exits": {"area": "def area(a, b):\n    raise SystemExit"},
        },
    ),
    "partial": Example(
        [
            answer("primes", solved("return [2, 3, 5, 7]", "def primes():")),
            graded(
                "share",
                "right = set(primes()) & {2, 3, 5, 7}\nassert right\nlen(right) / 4 * 2",
                2,
            ),
            graded("whole", "found = primes()\nsum(p in found for p in (2, 3, 5))", 3),
            graded("third", "len(set(primes()) & {2, 3, 5}) / 3 / 3 * 1", 1),
        ],
        {
            "half": {"primes": "def primes():\n    return [2, 3]"},
            "none": {"primes": "def primes():\n    return [4]"},
            "third": {"primes": "def primes():\n    return [5]"},
            "raises": {"primes": "def primes():\n    return undefined"},
        },
    ),
    "values": Example(
        [
            answer("v", solved("v = 'hola'")),
            graded("text", "assert v\nv", 1),
            graded("truth", "v == 'hola'", 2),
            graded("list", "assert v\n[1, 2]", 1),
            graded("nothing", "None", 1),
            graded("number_as_text", "'0.5'", 1),
            graded("printed", "print(0.25)\nassert len(v) == 4", 1),
            graded("shown", "from IPython.display import display\ndisplay(0.25)", 1),
            graded("two", "0.5;", 1),
        ],
        {
            "other": {"v": "v = 'adiós'"},
            "number": {"v": "v = 0.25"},
            "empty": {"v": "v = ''"},
        },
    ),
    "weights": Example(
        [
            answer("f", solved("return x / 2", "def f(x):")),
            graded("nothing", "assert f(2) == 1", 0),
            graded("halves", "assert f(1) == 0.5", 2.5),
            graded("part", "1.25 if f(3) == 1.5 else 0.5", 2.5),
            graded("zero_part", "0", 0),
        ],
        {
            "floor": {"f": "def f(x):\n    return x // 2"},
            "raises": {"f": "def f(x):\n    return x / '2'"},
        },
    ),
    "two_notebooks": Example(
        [
            answer("f", solved("return x / 2", "def f(x):")),
            graded("test_f", "assert f(1) == 0.5", 2.5),
            graded("nothing", "assert f(4) == 2", 0),
        ],
        {
            "first_only": {"f": "def f(x):\n    return x / 2"},
            "swapped": {"f": "def f(x):\n    return x + 2"},
            "raises": {"f": "def f(x):\n    return 1 / 0"},
        },
        others={
            # The same grade ids as in the first one, and its function is not there.
            "z_second": Example(
                [
                    graded("nothing", "assert 'f' not in globals()", 0),
                    answer("f", solved("return x + 2", "def f(x):")),
                    graded(
                        "test_f",
                        "### BEGIN HIDDEN TESTS\nassert f(1) == 3\n### END HIDDEN TESTS\n"
                        "0.5 if f(5) != 7 else 2.5",
                        2.5,
                    ),
                    graded("own", "assert f(0) == 2", 1),
                ],
                {
                    "swapped": {"f": "def f(x):\n    return x / 2"},
                    "raises": {"f": "def f(x):\n    return 3 if x == 1 else 2"},
                },
            )
        },
    ),
    "by_hand": Example(
        [
            manual("essay", "La derivada es la pendiente.", 4),
            manual("program", "print('una aplicación')", 2.5, code=True),
            task(
                "project",
                "Haz un experimento y cuéntalo.\n\n### BEGIN MARK SCHEME\nUn punto por idea.\n"
                "### END MARK SCHEME",
                3,
            ),
            answer("g", solved("return 1", "def g():")),
            graded("test_g", "assert g() == 1", 1),
        ],
        {
            "essay_only": {"essay": "Mi respuesta."},
            "all": {"essay": "Otra.", "program": "1 / 0", "g": "def g():\n    return 1"},
        },
    ),
    "variables": Example(
        [
            free("import math"),
            answer("values", solved("radius = 2\narea = math.pi * radius**2\nnames = {'a': 1}")),
            graded("radius", "assert radius == 2", 1),
            graded("area", "assert abs(area - 12.566370614) < 1e-6", 1),
            graded("names", "assert names['a'] == 1 and sorted(names) == ['a']", 1),
        ],
        {
            "some": {"values": "radius = 2\narea = 3"},
            "late": {"values": "radius = 2\n1 / 0\narea = math.pi * 4"},
            "syntax": {"values": "radius = 2\narea = ("},
        },
    ),
    "classes": Example(
        [
            answer(
                "Stack",
                solved(
                    "def __init__(self): self.items = []\n"
                    "def push(self, x): self.items.append(x)\n"
                    "def pop(self):\n"
                    "    if not self.items: raise IndexError('empty')\n"
                    "    return self.items.pop()",
                    "class Stack:",
                ),
            ),
            graded(
                "order", "s = Stack()\ns.push(1)\ns.push(2)\nassert [s.pop(), s.pop()] == [2, 1]"
            ),
            graded(
                "empty",
                "try:\n    Stack().pop()\nexcept IndexError:\n    pass\nelse:\n"
                "    raise AssertionError('did not raise')",
            ),
        ],
        {
            "queue": {
                "Stack": "class Stack:\n    def __init__(self): self.q = []\n"
                "    def push(self, x): self.q.append(x)\n    def pop(self): return self.q.pop(0)"
            },
            "quiet": {
                "Stack": "class Stack(list):\n    push = list.append\n"
                "    def pop(self): return super().pop() if self else None"
            },
        },
    ),
    "files": Example(
        [
            locked("set_up", "import csv\nfrom helper import double\nLIMIT = 10"),
            answer(
                "total",
                solved(
                    "with open('data.csv') as file:\n    return sum(int(x) for x, in csv.reader(file))",
                    "def total():",
                ),
            ),
            graded("test_total", "assert total() == 6", 2),
            graded("written", "open('out.txt', 'w').write(str(total()))\nassert LIMIT == 10", 1),
            graded("read", "assert open('out.txt').read() == '6' and double(3) == 6", 1),
        ],
        {
            "constant": {"total": "def total():\n    return 7"},
            "missing": {"total": "def total():\n    return len(open('nowhere.csv').read())"},
        },
        {"data.csv": "1\n2\n3\n", "helper.py": "def double(x):\n    return 2 * x\n"},
    ),
    "in_order": Example(
        [
            answer("one", solved("return 1", "def one():")),
            answer("two", solved("return one() + 1", "def two():")),
            graded(
                "uses",
                "kept = one\ndel one\ntry:\n    two()\nexcept NameError:\n    pass\nelse:\n"
                "    raise AssertionError('two does not use one')\nfinally:\n    one = kept",
            ),
            graded(
                "helpers",
                "### BEGIN HIDDEN TESTS\ndef check(found, wanted):\n    assert found == wanted\n"
                "### END HIDDEN TESTS\nassert one() == 1",
            ),
            graded("helped", "### BEGIN HIDDEN TESTS\ncheck(two(), 2)\n### END HIDDEN TESTS"),
        ],
        {
            "alone": {"two": "def two():\n    return 2", "one": "def one():\n    return 1"},
            "wrong": {"one": "def one():\n    return 2", "two": "def two():\n    return one() + 1"},
        },
    ),
    "ipython": Example(
        [
            free("%precision 2"),
            answer("wait", solved("return 3", "async def wait():")),
            graded("awaited", "assert await wait() == 3", 1),
            graded("kind", "import inspect\nassert inspect.iscoroutinefunction(wait)", 1),
            graded("captured", "%%capture out\nprint(wait)", 1),
            graded("rounded", "1 / 3", 1),
            graded("magic", "%time assert 1 == 1", 1),
        ],
        {
            "plain": {"wait": "def wait():\n    return 3"},
            "wrong": {"wait": "async def wait():\n    return 4"},
        },
    ),
    "random": Example(
        [
            answer(
                "draw", solved("import random\nreturn random.Random(n).random()", "def draw(n):")
            ),
            graded(
                "seeded",
                "import random\n### BEGIN HIDDEN TESTS\nassert draw(7) == random.Random(7).random()\n"
                "### END HIDDEN TESTS",
                2,
            ),
            graded("range", "assert all(0 <= draw(n) < 1 for n in range(20))", 1),
        ],
        {
            "own_seed": {"draw": "import random\ndef draw(n):\n    return random.random()"},
            "constant": {"draw": "def draw(n):\n    return 2"},
        },
    ),
    "arrays": Example(
        [
            locked("imports", "import numpy as np"),
            answer("rows", solved("return np.asarray(a).sum(axis=1)", "def rows(a):")),
            graded("equal", "np.testing.assert_array_equal(rows([[1, 2], [3, 4]]), [3, 7])", 2),
            graded("close", "assert np.allclose(rows(np.eye(3)), 1)", 1),
        ],
        {
            "columns": {"rows": "def rows(a):\n    return np.asarray(a).sum(axis=0)"},
            "list": {"rows": "def rows(a):\n    return [sum(x) for x in a]"},
        },
    ),
}
