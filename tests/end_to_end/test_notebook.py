"""The instructor's notebook keeps its form, and prints the figures that the course text names."""

import ast
import re
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "source" / "convolucion"
NOTEBOOK = SOURCE / "convolucion.ipynb"

POINTS = {
    "count_params": 15,
    "identity_kernel": 20,
    "output_shape": 15,
    "same_padding": 10,
    "edge_kernel": 15,
    "avg_pool_conv": 15,
    "max_pool_counterexample": 10,
}
SECTIONS = [
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
# What the notebook must print, in this order within each cell: the cell's grade_id and its lines.
PRINTED = {
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
    "test_max_pool_counterexample": ["La mayor diferencia entre los dos lados es 1."],
}


@pytest.fixture(scope="module")
def notebook() -> NotebookNode:
    return nbformat.read(NOTEBOOK, as_version=nbformat.NO_CONVERT)


@pytest.fixture(scope="module")
def code(notebook: NotebookNode) -> dict[str, NotebookNode]:
    """The code cells by grade_id, in order."""
    return {grade_id(cell): cell for cell in notebook.cells if cell.cell_type == "code"}


@pytest.fixture(scope="module")
def prose(notebook: NotebookNode) -> list[NotebookNode]:
    """The Markdown cells."""
    return [cell for cell in notebook.cells if cell.cell_type == "markdown"]


@pytest.fixture(scope="module")
def executed() -> dict[str, NotebookNode]:
    """The code cells by grade_id after running the notebook in a plain kernel."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    client = NotebookClient(
        notebook, kernel_name="python3", timeout=300, resources={"metadata": {"path": str(SOURCE)}}
    )
    client.execute()
    return {grade_id(cell): cell for cell in notebook.cells if cell.cell_type == "code"}


def grade_id(cell: NotebookNode) -> str:
    return cell.metadata.nbgrader.grade_id


def printed_lines(cell: NotebookNode) -> list[str]:
    text = "".join(
        output.text for output in cell.outputs if output.output_type == "stream" and output.name == "stdout"
    )
    return text.splitlines()


def pictures(cell: NotebookNode) -> list[NotebookNode]:
    return [output for output in cell.outputs if "image/png" in output.get("data", {})]


def headings(prose: list[NotebookNode]) -> list[tuple[int, str]]:
    found = []
    for cell in prose:
        text = re.sub(r"^```.*?^```", "", cell.source, flags=re.MULTILINE | re.DOTALL)
        found += [(len(marks), title) for marks, title in re.findall(r"^(#+) +(.+)$", text, re.MULTILINE)]
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
            assert cell.id == grade_id(cell).replace("_", "-")


def test_only_metadata_of_nbgrader(notebook: NotebookNode) -> None:
    """No editor's metadata; the only tag is `demo`, on locked cells that are no tests."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            assert set(cell.metadata) <= {"nbgrader"}, cell.id
            continue
        assert set(cell.metadata) <= {"nbgrader", "tags"}, cell.id
        assert cell.metadata.nbgrader.schema_version == 3
        if "tags" in cell.metadata:
            assert cell.metadata.tags == ["demo"], cell.id
            assert cell.metadata.nbgrader.locked and not cell.metadata.nbgrader.grade, cell.id


def test_no_hidden_tests_and_no_local_import(notebook: NotebookNode) -> None:
    """What is hidden lives elsewhere, and a student needs nothing but public packages."""
    allowed = {"math", "os", "pathlib", "reprlib", "textwrap", "traceback", "IPython", "keras", "matplotlib"}
    allowed |= {"numpy", "skimage", "tensorflow"}
    for cell in notebook.cells:
        assert "HIDDEN TESTS" not in cell.source, cell.id
        if cell.cell_type == "code":
            tree = ast.parse(cell.source)
            modules = {
                name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
            }
            modules |= {node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
            assert {module.split(".")[0] for module in modules} <= allowed, cell.id


# Exercises


def test_exercises_and_points(code: dict[str, NotebookNode]) -> None:
    """The seven exercises of the contract, in order, 100 points in all."""
    solutions = [name for name, cell in code.items() if cell.metadata.nbgrader.solution]
    points = {
        name: cell.metadata.nbgrader.points for name, cell in code.items() if cell.metadata.nbgrader.grade
    }
    assert solutions == list(POINTS)
    assert points == {f"test_{name}": value for name, value in POINTS.items()}
    assert sum(points.values()) == 100


def test_each_cell_has_its_kind(code: dict[str, NotebookNode]) -> None:
    """A solution is open and not graded; everything else is locked."""
    for name, cell in code.items():
        flags = cell.metadata.nbgrader
        kind = (flags.solution, flags.grade, flags.locked, flags.task)
        if name in POINTS:
            assert kind == (True, False, False, False), name
        elif name.removeprefix("test_") in POINTS:
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


@pytest.mark.parametrize("name", POINTS)
def test_solution_cell_has_signature_docstring_and_marks(code: dict[str, NotebookNode], name: str) -> None:
    """What a student keeps is the signature and a docstring; what goes is between the marks."""
    source = code[name].source
    (function,) = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef)
    assert function.name == name
    docstring = ast.get_docstring(function) or ""
    assert "Returns:" in docstring
    assert not function.args.args or "Args:" in docstring
    assert source.count("### BEGIN SOLUTION") == source.count("### END SOLUTION") == 1
    assert source.index('"""') < source.index("### BEGIN SOLUTION")
    assert source.rstrip().endswith("### END SOLUTION")


@pytest.mark.parametrize("name", POINTS)
def test_exercise_says_points_checks_and_hints(
    notebook: NotebookNode, code: dict[str, NotebookNode], name: str
) -> None:
    """The text before a solution says what the exercise is worth and how many checks are visible."""
    position = next(i for i, cell in enumerate(notebook.cells) if cell.id == name.replace("_", "-"))
    text = notebook.cells[position - 1].source
    assert f"`{name}` ({POINTS[name]} puntos)" in text
    assert "ocultas, que deciden los puntos" in text
    hints = re.findall(r"<details><summary>(Pista \d)</summary>", text)
    assert hints == [f"Pista {number + 1}" for number in range(len(hints))]
    assert 2 <= len(hints) <= 3
    assert text.count("</details>") == len(hints)

    (report,) = calls_of(code[f"test_{name}"].source, "passed")
    title, count = (ast.literal_eval(argument) for argument in report.args)
    assert title == name
    assert ("Hay una comprobación visible" if count == 1 else f"Hay {count} comprobaciones visibles") in text


# Text


def test_headings_in_order(prose: list[NotebookNode]) -> None:
    """One title, then sections, then exercises; no level is skipped; the twelve sections of the course."""
    levels = [level for level, _ in headings(prose)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    for before, after in pairwise(levels):
        assert after <= before + 1
    numbered = [title for level, title in headings(prose) if level == 2 and title[0].isdigit()]
    assert numbered == SECTIONS


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
        assert not re.search(r"todo (está )?(bien|correcto)|puntaje completo", cell.source, re.IGNORECASE), (
            cell.id
        )


def test_every_figure_has_a_title(code: dict[str, NotebookNode]) -> None:
    """All figures are drawn by `show`, which demands a title, and each has another one."""
    titles = []
    for name, cell in code.items():
        if name != "helpers":
            assert not re.search(r"\bplt\.", cell.source.replace("matplotlib.pyplot as plt", "")), name
        for call in calls_of(cell.source, "show"):
            assert isinstance(call.args[0], ast.Constant), name
            titles.append(call.args[0].value)
    assert len(titles) >= 10
    assert all(titles)
    assert len(set(titles)) == len(titles)


# Run


def test_every_named_figure_comes_out(executed: dict[str, NotebookNode]) -> None:
    """Each number that the text names is printed by the cell that should print it."""
    for name, wanted in PRINTED.items():
        lines = printed_lines(executed[name])
        assert [line for line in lines if line in wanted] == wanted, f"{name} printed {lines}"


@pytest.mark.parametrize("name", POINTS)
def test_visible_checks_pass(executed: dict[str, NotebookNode], name: str) -> None:
    """The instructor's solution passes what a student sees."""
    assert any(
        line.startswith(f"✓ {name}: todas las comprobaciones visibles pasan")
        for line in printed_lines(executed[f"test_{name}"])
    )


def test_pictures_are_drawn_and_described(executed: dict[str, NotebookNode]) -> None:
    """Each figure comes out once, with an alternative text that begins with its title, repeated below it."""
    for name, cell in executed.items():
        titles = [call.args[0].value for call in calls_of(cell.source, "show")]
        descriptions = [output.metadata["image/png"]["alt"] for output in pictures(cell)]
        assert len(descriptions) == len(titles), name
        for title, description in zip(titles, descriptions, strict=True):
            assert description.startswith(f"Figura: {title}. «"), name
            assert description in printed_lines(cell), name


@pytest.mark.parametrize("name", ["identity_kernel", "edge_kernel", "avg_pool_conv"])
def test_check_shows_the_students_own_picture(executed: dict[str, NotebookNode], name: str) -> None:
    """Where a picture says more, the student's output stands beside the wanted one."""
    (figure,) = pictures(executed[f"test_{name}"])
    assert "«Lo tuyo" in figure.metadata["image/png"]["alt"]
