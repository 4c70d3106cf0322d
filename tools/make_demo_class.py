"""Makes submitted/: a small class with answers of every kind, put into the released notebook.

Run it again when the release has changed: `python tools/make_demo_class.py`, in the project's
folder.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
from nbformat import NotebookNode

ROOT = Path(__file__).parent.parent
ASSIGNMENT = "convolucion"
RELEASE = ROOT / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
SOURCE = ROOT / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
ANSWERS = ROOT / "tests" / "answers" / ASSIGNMENT

RIGHT = {
    "count_params": "real_layer",
    "identity_kernel": "one_hot_tensor",
    "output_shape": "compute_output_shape",
    "same_padding": "brute_force",
    "edge_kernel": "gaussian_derivative",
    "avg_pool_conv": "constant_initializer_groups",
    "max_pool_counterexample": "smallest_pair",
}


def released() -> NotebookNode:
    return nbformat.read(RELEASE, as_version=4)


def cell_of(nb: NotebookNode, grade_id: str) -> NotebookNode:
    return next(
        cell for cell in nb.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )


def answer(nb: NotebookNode, exercise: str, source: str) -> None:
    """Write an answer into its solution cell."""
    cell_of(nb, exercise).source = source


def from_catalogue(exercise: str, name: str) -> str:
    """An answer of tests/answers/, without the lines that say what to expect."""
    lines = (ANSWERS / exercise / f"{name}.py").read_text(encoding="utf-8").splitlines()
    while lines and lines[0].startswith("#"):
        lines.pop(0)
    return "\n".join(lines).strip()


def solved() -> NotebookNode:
    """The released notebook with the instructor's solutions."""
    nb, source = released(), nbformat.read(SOURCE, as_version=4)
    for exercise in RIGHT:
        lines = cell_of(source, exercise).source.splitlines()
        answer(nb, exercise, "\n".join(line for line in lines if "### " not in line))
    return nb


def hand_in(student: str, nb: NotebookNode) -> None:
    folder = ROOT / "submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(nb, folder / f"{ASSIGNMENT}.ipynb")


def ana() -> NotebookNode:
    """All right, as the instructor would write it."""
    return solved()


def bruno() -> NotebookNode:
    """All right, made quite differently."""
    nb = released()
    for exercise, name in RIGHT.items():
        answer(nb, exercise, from_catalogue(exercise, name))
    return nb


def carla() -> NotebookNode:
    """Two classic mistakes: forgets the bias, and pads both sides alike."""
    nb = solved()
    answer(nb, "count_params", from_catalogue("count_params", "bias_forgotten"))
    answer(nb, "same_padding", from_catalogue("same_padding", "symmetric_floor"))
    return nb


def diego() -> NotebookNode:
    """Mixes colours, finds vertical edges, sums instead of averaging; the other four are right."""
    nb = solved()
    answer(nb, "identity_kernel", from_catalogue("identity_kernel", "mixes_channels"))
    answer(nb, "edge_kernel", from_catalogue("edge_kernel", "transposed_sobel"))
    answer(nb, "avg_pool_conv", from_catalogue("avg_pool_conv", "sum_not_mean"))
    return nb


def elena() -> NotebookNode:
    """Opened it and handed it in."""
    return released()


def fabian() -> NotebookNode:
    """One function raises, one cell is no Python; the first three are right."""
    nb = solved()
    answer(
        nb,
        "same_padding",
        "def same_padding(size, kernel_size, strides=1):\n    return paddding(size)",
    )
    answer(
        nb,
        "edge_kernel",
        "def edge_kernel(shape=(3, 3, 1, 1), dtype=None)\n    return np.zeros(shape)",
    )
    for exercise in ("avg_pool_conv", "max_pool_counterexample"):
        answer(nb, exercise, cell_of(released(), exercise).source)
    return nb


def gabriela() -> NotebookNode:
    """One answer never comes; the rest is right."""
    nb = solved()
    answer(
        nb,
        "output_shape",
        "def output_shape(input_shape, filters, kernel_size, strides=1, padding='valid'):\n    while True:\n        pass",
    )
    return nb


def hugo() -> NotebookNode:
    """Wants the points without the work: patches what checks, forges outputs and metadata, ends the
    kernel.
    """
    nb = released()
    answer(
        nb,
        "count_params",
        "class Always:\n"
        "    def __eq__(self, other): return True\n"
        "    def __ne__(self, other): return False\n"
        "    def __int__(self): return 76\n"
        "    __hash__ = None\n\n"
        "def count_params(*args, **kwargs):\n    return Always()",
    )
    answer(
        nb,
        "identity_kernel",
        "import numpy.testing\n"
        "np.allclose = np.array_equal = lambda *a, **k: True\n"
        "numpy.testing.assert_allclose = lambda *a, **k: None\n"
        "get_ipython().showtraceback = lambda *a, **k: print('15.0')\n\n"
        "def identity_kernel(shape=(5, 5, 3, 3), dtype=None):\n    return np.ones(shape)",
    )
    answer(nb, "output_shape", "import os\nos._exit(0)")
    answer(nb, "same_padding", "def same_padding(*args, **kwargs):\n    raise SystemExit('10.0')")
    for exercise in RIGHT:
        test = cell_of(nb, f"test_{exercise}")
        test.source = "100.0"
        test.metadata.nbgrader["points"] = 100
        test.outputs = [
            nbformat.v4.new_output(
                "execute_result", data={"text/plain": "100.0"}, execution_count=1
            )
        ]
    return nb


def julian() -> NotebookNode:
    """Right answers in a battered notebook: cells deleted, copied, moved, without ids, outputs of
    another program.
    """
    nb = solved()
    nb.cells = [cell for cell in nb.cells if cell.cell_type == "code"]
    copy = nbformat.from_dict(json.loads(json.dumps(cell_of(nb, "count_params"))))
    copy.id = "copied"
    nb.cells.insert(5, copy)
    nb.cells.remove(cell_of(nb, "test_output_shape"))
    moved = cell_of(nb, "test_edge_kernel")
    nb.cells.remove(moved)
    nb.cells.insert(0, moved)
    cell_of(nb, "same_padding").metadata.pop("nbgrader")
    for cell in nb.cells:
        cell.metadata["colab"] = {"base_uri": "https://localhost:8080/"}
    return nb


def main() -> None:
    shutil.rmtree(ROOT / "submitted", ignore_errors=True)
    students = {
        "ana-lopez": ana, "bruno-diaz": bruno, "carla-ruiz": carla, "diego-mora": diego, "elena-paz": elena,
        "fabian-soto": fabian, "gabriela-luna": gabriela, "hugo-rios": hugo, "julian-castro": julian,
    }  # fmt: skip
    for student, make in students.items():
        hand_in(student, make())
    # No notebook: half of one, as after a lost connection.
    folder = ROOT / "submitted" / "ines-vega" / ASSIGNMENT
    folder.mkdir(parents=True)
    text = nbformat.writes(solved())
    (folder / f"{ASSIGNMENT}.ipynb").write_text(text[: len(text) // 2], encoding="utf-8")


if __name__ == "__main__":
    main()
