"""The instructor's notebook keeps its form; the student's prints what the text names, and is kind
to who is not done yet.
"""

import ast
import copy
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib import metadata
from itertools import pairwise

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from packaging.requirements import Requirement

from tests.end_to_end.courses import ASSIGNMENT, POINTS, ROOT

SOURCE = ROOT / "source" / ASSIGNMENT
RELEASE = ROOT / "release" / ASSIGNMENT
NOTEBOOK = SOURCE / f"{ASSIGNMENT}.ipynb"
GRADERS = ROOT / "graders" / ASSIGNMENT
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
    "test_max_pool_counterexample": [
        "En la ventana donde más se alejan, maxpool(a + b) da 1",
        "y maxpool(a) + maxpool(b) da 2.",
    ],
}
# What a check says of a wrong answer: the exercise, the answer's body, and part of the sentence.
SAID = [
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
        "la imagen cambia: algún valor se aleja",
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
    ("avg_pool_conv", "return Conv2D(channels, pool_size, pool_size)", "con AvgPool2D(3)."),
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
def client(
    tmp_path_factory: pytest.TempPathFactory, notebook: NotebookNode
) -> Iterator[NotebookClient]:
    """A plain kernel in a folder that has the release and nothing else, after the notebook with
    right answers in it.
    """
    folder = tmp_path_factory.mktemp("estudiante")
    shutil.copytree(RELEASE, folder, dirs_exist_ok=True)
    answered = nbformat.read(folder / f"{ASSIGNMENT}.ipynb", as_version=4)
    right = {grade_id(cell): cell.source for cell in notebook.cells if cell.cell_type == "code"}
    for cell in answered.cells:
        if cell.cell_type == "code" and grade_id(cell) in POINTS:
            cell.source = right[grade_id(cell)]
    client = NotebookClient(
        answered, kernel_name="python3", timeout=300, resources={"metadata": {"path": str(folder)}}
    )
    with client.setup_kernel():
        for index, cell in enumerate(answered.cells):
            client.execute_cell(cell, index)
        yield client


@pytest.fixture(scope="module")
def executed(client: NotebookClient) -> dict[str, NotebookNode]:
    """The code cells by grade_id after running the notebook with right answers."""
    return {
        grade_id(cell): copy.deepcopy(cell) for cell in client.nb.cells if cell.cell_type == "code"
    }


@pytest.fixture(scope="module")
def check(
    client: NotebookClient, executed: dict[str, NotebookNode]
) -> Callable[[str, str], NotebookNode]:
    """Runs an answer, then the cell that checks its exercise, and gives that cell."""
    position = {
        grade_id(cell): index
        for index, cell in enumerate(client.nb.cells)
        if cell.cell_type == "code"
    }
    client.allow_errors = True

    def run(name: str, answer: str) -> NotebookNode:
        for key, source in (
            (name, answer),
            (f"test_{name}", client.nb.cells[position[f"test_{name}"]].source),
        ):
            cell = client.nb.cells[position[key]]
            cell.source = source
            client.execute_cell(cell, position[key])
        return copy.deepcopy(cell)

    return run


def grade_id(cell: NotebookNode) -> str:
    return cell.metadata.nbgrader.grade_id


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
    assert len(lines) <= 4, lines
    assert all(len(line) <= 82 for line in lines), lines
    text = " ".join(line.strip() for line in lines)
    assert text.startswith("✗ "), text
    assert not re.search(r"Traceback|CheckFailed|\x1b", text), text
    return text.removeprefix("✗ ")


def hidden_checks(name: str) -> int:
    """How many checks the grader of an exercise has."""
    tree = ast.parse((GRADERS / f"test_{name}.py").read_text(encoding="utf-8"))
    tests = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    return sum(any("CHECK(" in ast.unparse(mark) for mark in test.decorator_list) for test in tests)


def visible_checks(cell: NotebookNode) -> int:
    """How many cases a check cell goes through: its first loop is over a list of them; without a
    loop there is one.
    """
    cases = [
        node.iter.elts
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.For) and isinstance(node.iter, ast.List)
    ]
    return len(cases[0]) if cases else 1


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


def test_imports_only_what_requirements_txt_brings() -> None:
    """Any Python with `requirements.txt` runs the notebook: JupyterLab, VS Code, Colab. No
    extension, no file of ours, no `%` or `!`.
    """
    brought: set[str] = set()
    for line in (RELEASE / "requirements.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            installed_with(line, brought)
    owners = metadata.packages_distributions()
    for cell in nbformat.read(RELEASE / f"{ASSIGNMENT}.ipynb", as_version=4).cells:
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


def test_exercises_and_points(code: dict[str, NotebookNode]) -> None:
    """The seven exercises of the contract, in order, 100 points in all."""
    solutions = [name for name, cell in code.items() if cell.metadata.nbgrader.solution]
    points = {
        name: cell.metadata.nbgrader.points
        for name, cell in code.items()
        if cell.metadata.nbgrader.grade
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
def test_solution_cell_has_signature_docstring_and_marks(
    code: dict[str, NotebookNode], name: str
) -> None:
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
    """The text before a solution says what the exercise is worth, how many checks are visible and
    how many hidden.
    """
    position = next(i for i, cell in enumerate(notebook.cells) if cell.id == name.replace("_", "-"))
    text = notebook.cells[position - 1].source
    assert f"`{name}` ({POINTS[name]} puntos)" in text
    visible, hidden = visible_checks(code[f"test_{name}"]), hidden_checks(name)
    seen = (
        "1 visible, que no da puntos" if visible == 1 else f"{visible} visibles, que no dan puntos"
    )
    assert (
        f"**Comprobaciones:** {seen}, y {hidden} ocultas, que valen los {POINTS[name]} puntos."
        in text
    )
    hints = re.findall(r"<details><summary>(Pista \d)</summary>", text)
    assert hints == [f"Pista {number + 1}" for number in range(len(hints))]
    assert 2 <= len(hints) <= 3
    assert text.count("</details>") == len(hints)

    (report,) = calls_of(code[f"test_{name}"].source, "passed")
    assert [ast.literal_eval(argument) for argument in report.args] == [name, visible]


# Text


def test_headings_in_order(prose: list[NotebookNode]) -> None:
    """One title, then sections, then exercises; no level is skipped; the twelve sections of the
    course.
    """
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


def test_every_figure_has_a_title(code: dict[str, NotebookNode]) -> None:
    """All figures are drawn by `show` and `compare`, which demand a title, and each has another
    one.
    """
    titles = []
    for name, cell in code.items():
        if name != "helpers":
            assert not re.search(r"\bplt\.", cell.source.replace("matplotlib.pyplot as plt", "")), (
                name
            )
            titles += titles_of(cell)
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


@pytest.mark.parametrize("name", ["identity_kernel", "edge_kernel", "avg_pool_conv"])
def test_check_shows_the_students_own_picture(executed: dict[str, NotebookNode], name: str) -> None:
    """Where a picture says more, the student's output stands beside the wanted one."""
    (figure,) = pictures(executed[f"test_{name}"])
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


@pytest.mark.parametrize("name, body, said", SAID)
def test_check_says_in_one_sentence_what_is_wrong(
    check: Callable[[str, str], NotebookNode],
    code: dict[str, NotebookNode],
    name: str,
    body: str,
    said: str,
) -> None:
    """No traceback: what was called, what came back, what is asked; and the picture, if there is
    one to draw.
    """
    signature = code[name].source.splitlines()[0]
    cell = check(name, f"{signature}\n    {body}")
    assert said in the_sentence(cell)
    if "la imagen cambia" in said or "AvgPool2D(3)" in said or "responde" in said:
        (figure,) = pictures(cell)
        assert "«Lo tuyo" in figure.metadata["image/jpeg"]["alt"]


@pytest.mark.parametrize("name", POINTS)
def test_stub_fails_kindly(check: Callable[[str, str], NotebookNode], name: str) -> None:
    """Who has not begun reads one sentence."""
    stubs = {
        grade_id(cell): cell.source
        for cell in nbformat.read(RELEASE / f"{ASSIGNMENT}.ipynb", as_version=4).cells
        if cell.cell_type == "code"
    }
    assert (
        the_sentence(check(name, stubs[name]))
        == f"Todavía no has escrito `{name}`: su celda espera tu código."
    )
