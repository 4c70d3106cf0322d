"""The instructor's notebooks keep their form; the student's print what the text names, and are kind
to who is not done yet.
"""

import ast
import copy
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib import metadata
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from packaging.requirements import Requirement

from tests.end_to_end.courses import (
    CONVOLUCION,
    LESSONS,
    REDES,
    VARIABLES,
    Lesson,
    cell_of,
    each_exercise,
)

SECTIONS: dict[Lesson, list[str]] = {}
SECTIONS[CONVOLUCION] = [
    "1. Leer una imagen",
    "2. Una convolución al azar",
    "3. Contar parámetros",
    "4. Un kernel a mano",
    "5. La identidad",
    "6. ¿Qué tamaño sale?",
    "7. ¿Cuánto relleno?",
    "8. Bordes",
    "9. Max pooling y average pooling",
    "10. Average pooling es una convolución",
    "11. Max pooling no lo es",
    "12. Para seguir",
]
SECTIONS[REDES] = [
    "1. De un canal a muchos",
    "2. Lo que vuelve hacia atrás",
    "3. Hasta dónde ve un píxel",
    "4. Un kernel que se aprende solo",
    "5. Una capa propia",
    "6. Una red pequeña",
    "7. ¿Qué tan buena es?",
    "8. ¿Cuánto cuesta?",
    "9. ¿Cómo fue el entrenamiento?",
    "10. ¿Y si la foto está girada?",
]
# What a notebook must print, in this order within each cell: the cell's grade_id and its lines.
PRINTED: dict[Lesson, dict[str, list[str]]] = {}
PRINTED[CONVOLUCION] = {
    "read_picture": ["(600, 600, 3)"],
    "make_batch": ["(1, 600, 600, 3)"],
    "random_convolution": ["(1, 600, 600, 3)", "EagerTensor"],
    "uint8_wraps": ["[253  44]"],
    "count_random": ["228", "(5, 5, 3, 3)", "(3,)"],
    "show_box_kernel": ["(3, 3, 5, 5)"],
    "identity_strides": ["same  (300, 300, 3)", "valid (298, 298, 3)"],
    "valid_formula": ["298"],
    "odd_zero": ["[3. 5. 7. 4.]"],
    "test_same_padding": [
        "same_padding(600, 5, strides=1): 2 antes y 2 después",
        "same_padding(600, 5, strides=2): 1 antes y 2 después",
    ],
    "make_grey": ["(600, 600, 1)"],
    "show_max_pooling": ["(1, 300, 300, 3)", "0"],
    "test_avg_pool_conv": ["(1, 200, 200, 3)"],
    "test_max_pool_counterexample": [
        "En la ventana donde más se alejan, maxpool(a + b) da 1",
        "y maxpool(a) + maxpool(b) da 2.",
    ],
}
PRINTED[REDES] = {
    "read_data": ["(600, 16, 16, 1) (600,)", "(150, 16, 16, 1) (150,)"],
    "two_layers": ["(3, 3, 1, 4) (6, 16, 16, 4)", "(3, 3, 4, 5) (6, 16, 16, 5)"],
    "pooling_tape": ["[[ 7.  0.  0. -1.]", " [ 0.  0.  0.  0.]]"],
    "one_weight": [
        "ajuste 1: w = 0.350, pérdida = 0.1225",
        "ajuste 2: w = 0.525, pérdida = 0.0306",
    ],
    "memorised": ["La menor pérdida de validación está en la vuelta 6"],
}
# What training gives is another number on another machine: the cell that prints it, and what the text says of it.
TRAINED = {
    "linear_network": "entre el 20 y el 50 %",
    "train_network": "entre el 95 y el 100 %",
    "turned_pictures": "entre el 15 y el 40 %",
}
FIGURES = {CONVOLUCION: 10, REDES: 6}
"""So many figures a notebook has at least."""
PLOTS = {"plot_history", "test_plot_history", "show_memorised"}
"""Cells whose figure is what a student draws."""
# What a check says of a wrong answer: the exercise, the answer's body, and part of the sentence.
SAID: dict[Lesson, list[tuple[str, str, str]]] = {}
SAID[CONVOLUCION] = [
    ("convolve", "pass", "devolvió None (¿falta un `return`?); se espera un arreglo de números"),
    (
        "convolve",
        "return image",
        "con valores [[1 2 3] [4 5 6]]; se espera la forma (1, 2).",
    ),
    (
        "convolve",
        "return 9 * apply_kernel(image[..., None], kernel[..., None, None], padding='valid')[..., 0]",
        "convolve([[1, 2, 3], [4, 5, 6]], [[1, 2], [0, -1]]): tu salida es 9 veces la esperada.",
    ),
    (
        "convolve",
        "return apply_kernel(image[..., None], kernel[..., None, None], padding='valid')[..., 0] / kernel.size",
        "tu salida es la esperada, dividida entre 4.",
    ),
    (
        "convolve",
        "return [[0, 2]] if image.shape == (2, 3) else np.zeros((46, 46))",
        "[0.0, 1.0, 2.0]]): tu salida se aleja hasta 549 de la esperada.",
    ),
    (
        "count_params",
        "pass",
        "count_params((5, 5), 3, 3, use_bias=True) devolvió None (¿falta un `return`?); se espera un número",
    ),
    (
        "count_params",
        "return 225",
        "devolvió 225 (de tipo int); la capa de Keras tiene 228 parámetros.",
    ),
    (
        "count_params",
        "return kernel * 3",
        "se detuvo en la línea 2 de su celda con un error: NameError: name 'kernel'",
    ),
    (
        "identity_kernel",
        "return np.ones(5)",
        "un arreglo de forma (5,), con valores [1. 1. 1. 1. 1.]; se espera la forma (5, 5, 3, 3).",
    ),
    (
        "identity_kernel",
        "return box_kernel(shape, dtype)",
        "la imagen cambia: tu salida se aleja hasta",
    ),
    (
        "identity_kernel",
        "return np.full(shape, 100)",
        "la imagen cambia: tu salida se aleja hasta 1\xa0706\xa0154 de la esperada.",
    ),
    (
        "identity_kernel",
        "return 2 * box_kernel(shape, dtype) if shape[0] == 1 else np.eye(9)[4, :, None, None] * np.eye(3)[None]",
        "se espera la forma (5, 5, 3, 3).",
    ),
    (
        "output_shape",
        "return 600, 600",
        "devolvió (600, 600) (de tipo tuple); se esperan 4 números enteros.",
    ),
    (
        "same_padding",
        "return kernel_size // 2, kernel_size // 2",
        "devolvió (2, 2) (de tipo tuple); Keras agrega (1, 2).",
    ),
    (
        "edge_kernel",
        "return np.array([-1.0, 0, 1] * 3).reshape(3, 3, 1, 1)",
        "en un borde horizontal de 0 a 100 responde 0, muy poco.",
    ),
    (
        "edge_kernel",
        "return box_kernel(shape, dtype)",
        "en una imagen lisa responde 100; debe ser casi 0.",
    ),
    ("avg_pool_conv", "return AvgPool2D(pool_size)", "se espera una capa Conv2D."),
    ("avg_pool_conv", "return Conv2D(channels, pool_size, pool_size)", "la de AvgPool2D(3)."),
    (
        "avg_pool_conv",
        "return Conv2D(channels, pool_size, pool_size, kernel_initializer=lambda s, dtype=None: 9 * box_kernel(s))",
        "tu salida es 9 veces la esperada, la de AvgPool2D(3).",
    ),
    (
        "max_pool_counterexample",
        "return np.ones((2, 4, 4))",
        "los dos lados son iguales, o casi: su diferencia es 0.",
    ),
    (
        "max_pool_counterexample",
        "return np.full((2, 2, 2), 3e38)",
        "demasiado grandes para sumarlos en float32.",
    ),
]
SAID[REDES] = [
    ("conv_layer", "pass", "devolvió None (¿falta un `return`?); se espera un arreglo de números"),
    (
        "conv_layer",
        "return images",
        "un arreglo de forma (2, 6, 6, 1); se espera la forma (2, 4, 4, 2).",
    ),
    (
        "conv_layer",
        "return np.zeros((2, 4, 4, 2))",
        "padding='valid'): tu salida se aleja hasta",
    ),
    ("max_pool_backward", "return gradient", "se espera la forma (1, 4, 4, 1)."),
    ("max_pool_backward", "return images", "en la casilla (0, 0, 0, 0) hay"),
    ("receptive_field", "return layers", "de tipo list); se espera un número entero."),
    (
        "receptive_field",
        "return 5",
        "'strides': 2}, {'kernel_size': 3}]) devolvió 5; se espera 7.",
    ),
    ("learn_kernel", "return images", "se espera la forma (3, 3)."),
    ("learn_kernel", "return np.zeros((3, 3))", "se aleja 0.9; se permite 0.02."),
    (
        "EdgeStrength",
        "def call(self, images):\n        return images",
        "EdgeStrength()(images): tu salida se aleja hasta",
    ),
    (
        "EdgeStrength",
        "def call(self, images):\n        return images.nothing",
        "con un error: AttributeError",
    ),
    ("build_cnn", "return 3", "se espera un modelo de Keras."),
    (
        "build_cnn",
        "return keras.Sequential([keras.Input(input_shape), Flatten(), Dense(classes)])",
        "Las probabilidades de una foto suman",
    ),
    (
        "build_cnn",
        "return keras.Sequential([keras.Input(input_shape), Flatten(), Dense(classes, activation='softmax')])",
        "Tu red no está compilada: falta `model.compile(…)`.",
    ),
    ("scores_by_class", "return []", "devolvió [] (de tipo list); se espera un diccionario."),
    (
        "scores_by_class",
        "return {name: {'precision': 1, 'recall': 1} for name in names}",
        "'recall' de 'sol' es 1; se espera 0.5.",
    ),
    ("conv_params", "conv_params = 'b'\nanswer_translation = 'b'", "se espera un número entero."),
    ("conv_params", "conv_params = 3\nanswer_translation = 3", "se espera una letra:"),
    ("plot_history", "plt.plot(history['loss'])", "Tu figura debe tener 2 líneas; tiene 1."),
    (
        "plot_history",
        "plt.plot(history['loss'])\n    plt.plot(history['val_loss'])",
        "A tu figura le falta el nombre de un eje.",
    ),
]
DRAWN = (
    "la imagen cambia",
    "AvgPool2D(3)",
    "responde",
    "se permite 0.02",
    "EdgeStrength()(images): tu salida",
)
"""Where one of these stands in a sentence, a picture shows it."""


@pytest.fixture
def notebook(lesson: Lesson) -> NotebookNode:
    path = lesson.source / f"{lesson}.ipynb"
    return nbformat.read(path, as_version=nbformat.NO_CONVERT)


@pytest.fixture
def code(notebook: NotebookNode) -> dict[str, NotebookNode]:
    """The code cells by grade_id, in order."""
    return {grade_id(cell): cell for cell in notebook.cells if cell.cell_type == "code"}


@pytest.fixture
def prose(notebook: NotebookNode) -> list[NotebookNode]:
    """The Markdown cells."""
    return [cell for cell in notebook.cells if cell.cell_type == "markdown"]


class Student:
    """A plain kernel in a folder that has a release and nothing else, and the notebook with the
    instructor's answers in it, which has been run.

    Args:
        client: runs the cells of the notebook.
    """

    def __init__(self, client: NotebookClient) -> None:
        self.client = client
        self.position = {
            grade_id(cell): index
            for index, cell in enumerate(client.nb.cells)
            if cell.cell_type == "code"
        }
        for index in self.position.values():
            client.execute_cell(client.nb.cells[index], index)
        self.executed = {
            name: copy.deepcopy(client.nb.cells[index]) for name, index in self.position.items()
        }
        client.allow_errors = True

    def check(self, name: str, answer: str) -> NotebookNode:
        """Run another answer, then the cell that checks its exercise; gives that cell."""
        for key, source in ((name, answer), (f"test_{name}", None)):
            cell = self.client.nb.cells[self.position[key]]
            cell.source = source or cell.source
            self.client.execute_cell(cell, self.position[key])
        return copy.deepcopy(cell)


@contextmanager
def at_work(lesson: Lesson, folder: Path) -> Iterator[Student]:
    shutil.copytree(lesson.release, folder, dirs_exist_ok=True)
    answered = nbformat.read(folder / f"{lesson}.ipynb", as_version=4)
    solved = nbformat.read(lesson.source / f"{lesson}.ipynb", as_version=4)
    right = {grade_id(cell): cell.source for cell in solved.cells if cell.cell_type == "code"}
    for cell in answered.cells:
        if cell.cell_type == "code" and grade_id(cell) in lesson.points:
            cell.source = right[grade_id(cell)]
    client = NotebookClient(
        answered, kernel_name="python3", timeout=300, resources={"metadata": {"path": str(folder)}}
    )
    with client.setup_kernel():
        yield Student(client)


@pytest.fixture(scope="module")
def students(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Lesson], Student]]:
    """One student of each assignment, who begins when asked for and stays till the end."""
    with ExitStack() as stack:
        yield cache(
            lambda lesson: stack.enter_context(
                at_work(lesson, tmp_path_factory.mktemp("estudiante"))
            )
        )


@pytest.fixture
def student(lesson: Lesson, students: Callable[[Lesson], Student]) -> Student:
    return students(lesson)


@pytest.fixture
def executed(student: Student) -> dict[str, NotebookNode]:
    """The code cells by grade_id after running the notebook with the instructor's answers."""
    return student.executed


def grade_id(cell: NotebookNode) -> str:
    return cell.metadata.nbgrader.grade_id


def in_small_letters(name: str) -> str:
    """What the id of a cell makes of its grade_id: `EdgeStrength` is `edge-strength` there."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_", "-", name).lower()


def printed_lines(cell: NotebookNode) -> list[str]:
    text = "".join(
        output.text
        for output in cell.outputs
        if output.output_type == "stream" and output.name == "stdout"
    )
    return text.splitlines()


def pictures(cell: NotebookNode) -> list[NotebookNode]:
    return [output for output in cell.outputs if "image/jpeg" in output.get("data", {})]


def the_sentence(cell: NotebookNode) -> str:
    """What an error of a check shows, which must be one short sentence: a mark, a few lines, a full
    stop.
    """
    (error,) = [output for output in cell.outputs if output.output_type == "error"]
    lines = "\n".join(error.traceback).splitlines()
    assert len(lines) <= 5, lines  # the last one says where one is
    assert all(len(line) <= 82 for line in lines), lines
    text = " ".join(line.strip() for line in lines)
    assert text.startswith("✗ "), text
    assert not re.search(r"Traceback|CheckFailed|\x1b", text), text
    sentence, _, place = text.removeprefix("✗ ").partition(" Aquí se detiene «ejecutar todo»: ")
    exercise = grade_id(cell).removeprefix("test_")
    assert re.fullmatch(rf"en `{exercise}`, el \d+ de \d+\.", place), text
    return sentence


def hidden_checks(grader: Path) -> int:
    """How many checks a grader has."""
    tree = ast.parse(grader.read_text(encoding="utf-8"))
    tests = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    return sum(any("CHECK(" in ast.unparse(mark) for mark in test.decorator_list) for test in tests)


def visible_checks(cell: NotebookNode) -> int:
    """How many cases a check cell goes through: its first loop is over a list of them; without a
    loop, as many as it says.
    """
    cases = [
        node.iter.elts
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.For) and isinstance(node.iter, ast.List)
    ]
    return len(cases[0]) if cases else said_visible(cell)


def said_visible(cell: NotebookNode) -> int:
    """How many visible checks a check cell says that there are."""
    (report,) = calls_of(cell.source, "passed")
    said: int = ast.literal_eval(report.args[1])
    return said


def headings(prose: list[NotebookNode]) -> list[tuple[int, str]]:
    found = []
    for cell in prose:
        text = re.sub(r"^```.*?^```", "", cell.source, flags=re.MULTILINE | re.DOTALL)
        found += [
            (len(marks), title) for marks, title in re.findall(r"^(#+) +(.+)$", text, re.MULTILINE)
        ]
    return found


def calls_of(source: str, name: str) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    ]


# Form of the file


def test_format_and_kernel(notebook: NotebookNode) -> None:
    """A valid notebook in format 4.5 for the plain Python kernel."""
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"


def test_no_outputs_and_no_counts(notebook: NotebookNode) -> None:
    """Nothing of a run is kept in git."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == [], f"cell {cell.id} has outputs"
            assert cell.execution_count is None, f"cell {cell.id} has an execution count"


def test_cell_ids_are_unique_and_readable(notebook: NotebookNode) -> None:
    """An id tells what the cell is, so that a diff can be read."""
    ids = [cell.id for cell in notebook.cells]
    assert len(ids) == len(set(ids))
    for cell in notebook.cells:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", cell.id), cell.id
        if cell.cell_type == "code":
            assert cell.id == in_small_letters(grade_id(cell))


FOLDED = {"jupyter": {"source_hidden": True}, "cellView": "form"}
"""What folds a cell, in JupyterLab and its kin and in Colab, whose form needs a title, too."""


def is_folded(cell: NotebookNode) -> bool:
    return {key: cell.metadata.get(key) for key in FOLDED} == FOLDED


def test_only_metadata_of_nbgrader(notebook: NotebookNode) -> None:
    """No editor's metadata but what folds a cell; the only tag is `demo`, on locked cells that are no
    tests.
    """
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            assert set(cell.metadata) <= {"nbgrader"}, cell.id
            continue
        assert set(cell.metadata) <= {"nbgrader", "tags", *FOLDED}, cell.id
        assert cell.metadata.nbgrader.schema_version == 3
        if "tags" in cell.metadata:
            assert cell.metadata.tags == ["demo"], cell.id
            assert cell.metadata.nbgrader.locked and not cell.metadata.nbgrader.grade, cell.id


def test_code_that_is_no_lesson_is_folded(lesson: Lesson, code: dict[str, NotebookNode]) -> None:
    """Tools and checks, and what only draws; in what students get, too. So an answer and what its
    check says of it stand next to each other.
    """
    released = nbformat.read(lesson.release / f"{lesson}.ipynb", as_version=4)
    for name, cell in code.items():
        tool = name == "helpers" or name.startswith("test_")
        assert is_folded(cell) == cell.source.startswith("#@title ") >= tool, name
        assert is_folded(cell_of(released, name)) == is_folded(cell), name
        if cell.metadata.nbgrader.solution:
            assert not is_folded(cell), name


def test_both_notebooks_have_the_same_tools() -> None:
    """Whoever mends one mends the other."""
    first, second = (
        cell_of(nbformat.read(lesson.source / f"{lesson}.ipynb", as_version=4), "helpers").source
        for lesson in LESSONS
    )
    assert first == second


def test_tools_know_the_exercises(lesson: Lesson, code: dict[str, NotebookNode]) -> None:
    """In their order, as the text numbers them."""
    listed = [
        ast.literal_eval(node.value)
        for node in ast.parse(code["imports"].source).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "EXERCISES"
    ]
    assert listed == [list(lesson.points)]


def test_no_hidden_tests(notebook: NotebookNode) -> None:
    """What is hidden lives elsewhere."""
    for cell in notebook.cells:
        assert "HIDDEN TESTS" not in cell.source, cell.id


def distribution(requirement: str) -> str:
    """Its name as pip compares names; TensorFlow's is the same whether it was built for graphics
    cards or not.
    """
    name = re.sub(r"[-_.]+", "-", Requirement(requirement).name).lower()
    return "tensorflow" if name == "tensorflow-cpu" else name


def installed_with(requirement: str, found: set[str]) -> None:
    """Add to `found` what pip installs for a requirement, and all that this requires in turn, as
    far as it is installed here.
    """
    name = distribution(requirement)
    if name in found:
        return
    found.add(name)
    for actual in [name, f"{name}-cpu"]:
        try:
            required = metadata.requires(actual) or []
        except metadata.PackageNotFoundError:
            continue
        for line in required:
            marker = Requirement(line).marker
            if marker is None or marker.evaluate({"extra": ""}):
                installed_with(line, found)


def test_imports_only_what_requirements_txt_brings(lesson: Lesson) -> None:
    """Any Python with `requirements.txt` runs the notebook: JupyterLab, VS Code, Colab. No
    extension, no file of ours, no `%` or `!`.
    """
    brought: set[str] = set()
    for line in (lesson.release / "requirements.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            installed_with(line, brought)
    owners = metadata.packages_distributions()
    for cell in nbformat.read(lesson.release / f"{lesson}.ipynb", as_version=4).cells:
        if cell.cell_type == "code":
            tree = ast.walk(ast.parse(cell.source))
            imports = [node for node in tree if isinstance(node, ast.Import | ast.ImportFrom)]
            names = [
                alias.name
                for node in imports
                if isinstance(node, ast.Import)
                for alias in node.names
            ]
            names += [
                "." * node.level + (node.module or "")
                for node in imports
                if isinstance(node, ast.ImportFrom)
            ]
            for name in names:
                top = name.split(".")[0]
                own = {distribution(owner) for owner in owners.get(top, [])}
                assert top in sys.stdlib_module_names or own & brought, f"{cell.id} imports {name}"


# Exercises


def test_exercises_and_points(lesson: Lesson, notebook: NotebookNode) -> None:
    """The exercises of the contract, in order, 100 points in all."""
    flags = [cell.metadata.nbgrader for cell in notebook.cells if "nbgrader" in cell.metadata]
    points = {each.grade_id: each.points for each in flags if each.grade}
    assert [each.grade_id for each in flags if each.solution] == [*lesson.points, *lesson.by_hand]
    assert points == {f"test_{name}": value for name, value in lesson.points.items()} | dict(
        lesson.by_hand
    )
    assert sum(points.values()) == 100


def test_each_cell_has_its_kind(lesson: Lesson, notebook: NotebookNode) -> None:
    """A solution is open, and graded only if a person does it; everything else is locked."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and "nbgrader" not in cell.metadata:
            continue
        flags, name = cell.metadata.nbgrader, grade_id(cell)
        kind = (flags.solution, flags.grade, flags.locked, flags.task)
        if name in lesson.points:
            assert kind == (True, False, False, False), name
        elif name in lesson.by_hand:
            assert kind == (True, True, False, False), name
        elif name.removeprefix("test_") in lesson.points:
            assert kind == (False, True, True, False), name
        else:
            assert kind == (False, False, True, False), name
            assert "points" not in flags, name


def test_solution_is_followed_by_its_test(notebook: NotebookNode) -> None:
    """Directly: no cell stands between an exercise and its checks."""
    for cell, following in pairwise(notebook.cells):
        if cell.cell_type == "code" and cell.metadata.nbgrader.solution:
            assert following.cell_type == "code", cell.id
            assert grade_id(following) == f"test_{grade_id(cell)}"


@each_exercise()
def test_solution_cell_has_signature_docstring_and_marks(
    code: dict[str, NotebookNode], lesson: Lesson, exercise: str
) -> None:
    """What a student keeps is the signature and a docstring; what goes is between the marks."""
    source = code[exercise].source
    assert source.count("### BEGIN SOLUTION") == source.count("### END SOLUTION") == 1
    assert source.rstrip().endswith("### END SOLUTION")
    if exercise in VARIABLES:
        return
    assert source.rindex('"""') < source.index("### BEGIN SOLUTION")
    (written,) = ast.parse(source).body
    assert isinstance(written, ast.FunctionDef | ast.ClassDef)
    assert written.name == exercise
    docstring = ast.get_docstring(written) or ""
    if isinstance(written, ast.FunctionDef):
        assert "Returns:" in docstring
        assert not written.args.args or "Args:" in docstring
    else:
        methods = [each for each in written.body if isinstance(each, ast.FunctionDef)]
        assert docstring and methods and all(map(ast.get_docstring, methods))


@each_exercise()
def test_exercise_says_points_checks_and_hints(
    notebook: NotebookNode, code: dict[str, NotebookNode], lesson: Lesson, exercise: str
) -> None:
    """The text before a solution says what the exercise is worth, how many checks are visible and
    how many hidden.
    """
    cell, points = code[exercise], lesson.points[exercise]
    text = notebook.cells[notebook.cells.index(cell) - 1].source
    assert re.search(rf"`{exercise}`( y `\w+`)? \({points} puntos\)", text)
    visible = visible_checks(code[f"test_{exercise}"])
    hidden = hidden_checks(lesson.graders / f"test_{exercise}.py")
    seen = (
        "1 visible, que no da puntos" if visible == 1 else f"{visible} visibles, que no dan puntos"
    )
    assert f"**Comprobaciones:** {seen}, y {hidden} ocultas, que valen los {points} puntos." in text
    hints = re.findall(r"<details><summary>(Pista \d)</summary>", text)
    assert hints == [f"Pista {number + 1}" for number in range(len(hints))]
    assert 2 <= len(hints) <= 3
    assert text.count("</details>") == len(hints)
    assert said_visible(code[f"test_{exercise}"]) == visible
    (report,) = calls_of(code[f"test_{exercise}"].source, "passed")
    assert ast.literal_eval(report.args[0]) == exercise


def test_exercise_by_hand_says_points_and_who_reads_it(
    lesson: Lesson, notebook: NotebookNode
) -> None:
    """Whose points stay pending till a person has read it."""
    for before, cell in pairwise(notebook.cells):
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in lesson.by_hand:
            assert f"`{name}` ({lesson.by_hand[name]} puntos)" in before.source
            assert "la lee una persona" in before.source and "pendientes" in before.source


# Text


def test_headings_in_order(lesson: Lesson, prose: list[NotebookNode]) -> None:
    """One title, then sections, then exercises; no level is skipped; all sections of the assignment."""
    levels = [level for level, _ in headings(prose)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    for before, after in pairwise(levels):
        assert after <= before + 1
    numbered = [title for level, title in headings(prose) if level == 2 and title[0].isdigit()]
    assert numbered == SECTIONS[lesson]


def test_pictures_in_text_have_a_description(prose: list[NotebookNode]) -> None:
    """A picture in Markdown or HTML says in words what it shows."""
    for cell in prose:
        for description in re.findall(r"!\[([^\]]*)\]", cell.source):
            assert len(description) > 10, cell.id
        for tag in re.findall(r"<img\b[^>]*>", cell.source):
            assert re.search(r'\balt="[^"]{10,}"', tag), cell.id


def test_no_promise_of_points(notebook: NotebookNode) -> None:
    """The visible checks say that they pass, never that all is right."""
    for cell in notebook.cells:
        assert not re.search(
            r"todo (está )?(bien|correcto)|puntaje completo", cell.source, re.IGNORECASE
        ), cell.id


def titles_of(cell: NotebookNode) -> list[str]:
    """The titles of the figures that a cell draws."""
    return [
        ast.literal_eval(call.args[0])
        for name in ("show", "compare")
        for call in calls_of(cell.source, name)
    ]


def test_every_figure_has_a_title(lesson: Lesson, code: dict[str, NotebookNode]) -> None:
    """All figures are drawn by `show` and `compare`, which demand a title, and each has another
    one.
    """
    titles = []
    for name, cell in code.items():
        if name not in {"helpers", *PLOTS}:
            assert not re.search(r"\bplt\.", cell.source.replace("matplotlib.pyplot as plt", "")), (
                name
            )
            titles += titles_of(cell)
    assert len(titles) >= FIGURES[lesson]
    assert all(titles)
    assert len(set(titles)) == len(titles)


# Run


def test_every_named_figure_comes_out(lesson: Lesson, executed: dict[str, NotebookNode]) -> None:
    """Each number that the text names is printed by the cell that should print it."""
    for name, wanted in PRINTED[lesson].items():
        lines = printed_lines(executed[name])
        assert [line for line in lines if line in wanted] == wanted, f"{name} printed {lines}"


@pytest.mark.parametrize("lesson", [REDES], ids=str)
@pytest.mark.parametrize("name, said", TRAINED.items())
def test_training_gives_what_the_text_says(
    executed: dict[str, NotebookNode], prose: list[NotebookNode], name: str, said: str
) -> None:
    """A share of the pictures between two bounds."""
    assert any(said in cell.source for cell in prose)
    least, most = map(int, re.findall(r"\d+", said))
    (share,) = re.findall(r"Acierta (\d+)%", "\n".join(printed_lines(executed[name])))
    assert least <= int(share) <= most


@each_exercise()
def test_visible_checks_pass(
    executed: dict[str, NotebookNode], lesson: Lesson, exercise: str
) -> None:
    """The instructor's solution passes what a student sees."""
    assert any(
        line.startswith(f"✓ {exercise}: todas las comprobaciones visibles pasan")
        for line in printed_lines(executed[f"test_{exercise}"])
    )


def test_pictures_are_drawn_and_described(executed: dict[str, NotebookNode]) -> None:
    """Each figure comes out once, with an alternative text that begins with its title, repeated
    below it.
    """
    for name, cell in executed.items():
        titles = titles_of(cell) if name != "helpers" else []
        descriptions = [output.metadata["image/jpeg"]["alt"] for output in pictures(cell)]
        assert len(descriptions) == len(titles), name
        for title, description in zip(titles, descriptions, strict=True):
            assert description.startswith(f"Figura: {title}. «"), name
            assert description in " ".join(printed_lines(cell)), (
                name
            )  # there in several lines, none longer than a screen


@pytest.mark.parametrize(
    "lesson, exercise",
    [
        (CONVOLUCION, "identity_kernel"),
        (CONVOLUCION, "edge_kernel"),
        (CONVOLUCION, "avg_pool_conv"),
        (REDES, "learn_kernel"),
        (REDES, "EdgeStrength"),
    ],
    ids=str,
)
def test_check_shows_the_students_own_picture(
    executed: dict[str, NotebookNode], lesson: Lesson, exercise: str
) -> None:
    """Where a picture says more, the student's output stands beside the wanted one."""
    (figure,) = pictures(executed[f"test_{exercise}"])
    assert "«Lo tuyo" in figure.metadata["image/jpeg"]["alt"]


def test_pictures_are_small(executed: dict[str, NotebookNode]) -> None:
    """A feedback page holds all of them, and stays under its 1.5 MB."""
    sizes = {
        name: len(picture.data["image/jpeg"])
        for name, cell in executed.items()
        for picture in pictures(cell)
    }
    assert max(sizes.values()) < 125_000, sizes
    assert sum(sizes.values()) < 750_000, sizes


@pytest.mark.parametrize(
    "lesson, exercise, body, said",
    [(lesson, *each) for lesson in LESSONS for each in SAID[lesson]],
    ids=lambda each: str(each)[:40],
)
def test_check_says_in_one_sentence_what_is_wrong(
    student: Student,
    code: dict[str, NotebookNode],
    lesson: Lesson,
    exercise: str,
    body: str,
    said: str,
) -> None:
    """No traceback: what was called, what came back, what is asked; and the picture, if there is
    one to draw.
    """
    signature = code[exercise].source.splitlines()[0]
    answer = body if exercise in VARIABLES else f"{signature}\n    {body}"
    cell = student.check(exercise, answer)
    assert said in the_sentence(cell)
    if any(each in said for each in DRAWN):
        (figure,) = pictures(cell)
        assert "«Lo tuyo" in figure.metadata["image/jpeg"]["alt"]


@each_exercise(without=VARIABLES)
def test_stub_fails_kindly(student: Student, lesson: Lesson, exercise: str) -> None:
    """Who has not begun reads one sentence."""
    stubs = {
        grade_id(cell): cell.source
        for cell in nbformat.read(lesson.release / f"{lesson}.ipynb", as_version=4).cells
        if cell.cell_type == "code"
    }
    assert (
        the_sentence(student.check(exercise, stubs[exercise]))
        == f"Todavía no has escrito `{exercise}`: su celda espera tu código."
    )


@pytest.mark.parametrize("lesson", [REDES], ids=str)
@pytest.mark.parametrize("name", VARIABLES)
def test_check_says_which_variable_is_missing(student: Student, name: str) -> None:
    """A stub leaves none."""
    sentence = the_sentence(student.check(name, f"del {name}"))
    assert sentence == f"No encuentro `{name}`: ejecuta antes la celda donde lo escribes."


# When it goes wrong


def run(student: Student, source: str) -> NotebookNode:
    """Run a further cell."""
    client = student.client
    client.nb.cells.append(nbformat.v4.new_code_cell(source))
    cell = client.execute_cell(client.nb.cells[-1], len(client.nb.cells) - 1)
    client.nb.cells.pop()
    return copy.deepcopy(cell)


def shown(cell: NotebookNode) -> str:
    """What an error of a cell shows."""
    (error,) = [output for output in cell.outputs if output.output_type == "error"]
    return "\n".join(error.traceback)


def right(code: dict[str, NotebookNode], exercise: str) -> str:
    source: str = code[exercise].source
    return source


LAST = {CONVOLUCION: "same_padding", REDES: "receptive_field"}
"""An exercise of each that costs little."""


@pytest.mark.parametrize(
    "broken, why",
    [
        ("def {name}(size)\n    return 1", "tiene un error de sintaxis en la línea 1"),
        ("def {name}(size):\n    return (1\n\nx = 3]", "tiene un error de sintaxis en la línea 4"),
        ("import nothing_of_the_kind\n\ndef {name}(size):\n    return 1", "(ModuleNotFoundError)"),
    ],
)
def test_check_does_not_judge_what_stood_there_before(
    student: Student, code: dict[str, NotebookNode], lesson: Lesson, broken: str, why: str
) -> None:
    """A cell that could not run left the old function in place, and that one is right."""
    name = LAST[lesson]
    student.check(name, right(code, name))
    sentence = the_sentence(student.check(name, broken.format(name=name)))
    assert f"La celda donde escribes `{name}` " in sentence and why in sentence
    assert sentence.endswith("Corrígela, ejecútala y vuelve aquí.")
    mended = student.check(name, right(code, name))
    assert "✓" in printed_lines(mended)[-2]


def test_a_slip_in_another_cell_spoils_no_check(
    student: Student, code: dict[str, NotebookNode], lesson: Lesson
) -> None:
    """Who tries a function and forgets a parenthesis has not written it anew."""
    name = LAST[lesson]
    student.check(name, right(code, name))
    for slip in (f"{name}(3,", f"print {name}(3)", f"x = {name}()"):
        run(student, slip)
    assert "✓" in printed_lines(student.check(name, right(code, name)))[-2]


def test_a_name_that_is_not_there_is_told_in_a_few_words(student: Student) -> None:
    """Which, where, and what to do; no traceback."""
    assert shown(run(student, "x = 3\nprint(nothing)")).splitlines() == [
        "✗ Todavía no existe `nothing`, en la línea 2: print(nothing)",
        "  Si lo hace una celda de arriba, ejecuta antes las celdas de arriba, en orden.",
        "  Si lo escribiste tú, revisa su nombre.",
    ]


def test_progress_says_what_is_done_and_what_is_missing(
    student: Student, code: dict[str, NotebookNode], lesson: Lesson
) -> None:
    """After each exercise was checked, after one of them failed, and after it was written anew."""
    name = LAST[lesson]
    number = list(lesson.points).index(name) + 1

    def progress() -> list[str]:
        return printed_lines(run(student, "mi_progreso()"))

    run(student, "exercise_progress.said.clear()")
    (line,) = progress()
    assert line.startswith("Aquí verás")
    student.check(name, right(code, name))
    lines = progress()
    assert len(lines) == len(lesson.points) + 1
    assert re.fullmatch(rf" ?{number}\. {name} +✓ pasan las visibles", lines[number - 1])
    assert lines[-1] == f"Van 1 de {len(lesson.points)}. Sigue con `{next(iter(lesson.points))}`."
    student.check(name, f"def {name}(*args, **kwargs):\n    return None")
    assert progress()[number - 1].endswith("✗ algo no pasa todavía")
    run(student, right(code, name))
    assert progress()[number - 1].endswith("· sin comprobar")


@pytest.fixture(scope="module")
def empty_kernel() -> Iterator[NotebookClient]:
    """A kernel in which nothing has run."""
    client = NotebookClient(nbformat.v4.new_notebook(), kernel_name="python3", allow_errors=True)
    with client.setup_kernel():
        yield client


def test_folded_cells_say_what_to_run_first(
    empty_kernel: NotebookClient, code: dict[str, NotebookNode]
) -> None:
    """As when a notebook was opened again and somebody goes on where they were."""
    for name, cell in code.items():
        if is_folded(cell):
            empty_kernel.nb.cells = [nbformat.v4.new_code_cell(cell.source)]
            ran = empty_kernel.execute_cell(empty_kernel.nb.cells[0], 0)
            said = "✗ Ejecuta antes las celdas de arriba, desde la primera."
            assert shown(ran) == said, name


@pytest.mark.parametrize("lesson", [CONVOLUCION], ids=str)
def test_the_window_stands_without_a_script(executed: dict[str, NotebookNode]) -> None:
    """A picture with the same in words, which is what a feedback page shows, and in the page itself
    until a script replaces it.
    """
    (window,) = executed["explore_window"].outputs
    words = window.metadata["image/png"]["alt"]
    assert words == window.data["text/plain"]
    assert re.search(r"En el primer lugar, \(-2\)·\d+ \+ .* = -?\d+\.$", words), words
    page = window.data["text/html"]
    assert window.data["image/png"] in page and page.count(words) == 2
    assert not re.search(r"https?:|<script[^>]+src|import\(", page)


@pytest.mark.parametrize(
    "value, told",
    [
        (16820.3, "16\xa0820"), (-16820, "-16\xa0820"), (9999.4, "9999"), (1020, "1020"), (0.25, "0.25"), (1 / 3, "0.3333"),
        (0, "0"), (-0.0, "0"), (692.5, "692.5"), (1234567, "1\xa0234\xa0567"), (1.2e8, "1.2\xa0×\xa010⁸"), (3e-7, "3.0\xa0×\xa010⁻⁷"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("lesson", [CONVOLUCION], ids=str)
def test_numbers_as_people_write_them(student: Student, value: float, told: str) -> None:
    """No 1.68e+04."""
    assert printed_lines(run(student, f"print(tidy({value!r}))")) == [told]
