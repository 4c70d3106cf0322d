"""Who knows whom: what each part of panal may import, do and say. Read from the source; nothing is
imported.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

PANAL = Path(__file__).parents[2] / "panal"
MODULES = sorted(PANAL.rglob("*.py"))


def named(path: Path) -> str:
    """A module's path below panal/, such as `kernel/watch.py`."""
    return path.relative_to(PANAL).as_posix()


def below(folder: str) -> list[Path]:
    return [path for path in MODULES if named(path).startswith(f"{folder}/")]


def imports(path: Path) -> Iterator[str]:
    """Full names of all that a module imports, at its top or later, by statement or by
    `import_module`.
    """
    package = ["panal", *path.relative_to(PANAL).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            start = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{start}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
            ("import_module", "__import__")
        ):
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield (
                        argument.value
                        if not argument.value.startswith(".")
                        else ".".join(package) + argument.value
                    )


def strangers(path: Path, *allowed: str) -> list[str]:
    """Imports from panal that are not allowed to a module."""
    found = [name for name in imports(path) if name.split(".")[0] == "panal"]
    return [name for name in found if not any(f"{name}.".startswith(f"{ok}.") for ok in allowed)]


def top_levels(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imports(path)}


def test_the_reader_of_imports_reads() -> None:
    """This file's other tests would pass for any module of which nothing was read."""
    assert "panal.results.Ending" in list(imports(PANAL / "messages.py"))
    assert "panal.sealed.encode" in list(imports(PANAL / "sealed" / "answering.py"))
    assert len(MODULES) > 20


@pytest.mark.parametrize("path", below("sealed"), ids=named)
def test_what_runs_beside_a_students_code_knows_nothing_of_panal(path: Path) -> None:
    """Inside the wall there is no other part of panal: only the standard library and what a kernel
    has anyway.
    """
    assert strangers(path, "panal.sealed") == []
    there = {
        "numpy",
        "ipykernel",
        "jupyter_client",  # of ipykernel: signs its messages
        "zmq",
        "IPython",
        "traitlets",
        "matplotlib",
        "matplotlib_inline",
        "tensorflow",
        "keras",
        "sealed",
    }
    assert top_levels(path) - set(sys.stdlib_module_names) - there - {"panal"} == set()


@pytest.mark.parametrize("path", below("sealed"), ids=named)
def test_inside_the_wall_tensorflow_is_not_imported_for_its_own_sake(path: Path) -> None:
    """The warm process imports what the course preloads; a notebook without TensorFlow pays nothing
    for it.
    """
    assert not top_levels(path) & {"tensorflow", "keras"}


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if not named(path).startswith("course/")],
    ids=named,
)
def test_only_course_knows_nbgrader(path: Path) -> None:
    """Whoever replaces nbgrader changes one folder."""
    assert "nbgrader" not in top_levels(path)


STARTERS = {"subprocess", "multiprocessing", "pty", "concurrent.futures.process"}
CALLS = re.compile(
    r"\bos\.(fork|forkpty|system|popen|exec[lv]\w*|spawn\w+|posix_spawnp?)\b|\bcreate_subprocess_\w+"
)


STARTING = ("kernel/", "sealed/", "workers/", "serve/teacher.py")
"""The last one starts `panal report`, so that students wait neither for it nor for its memory."""


@pytest.mark.parametrize(
    "path", [p for p in MODULES if not named(p).startswith(STARTING)], ids=named
)
def test_only_kernel_and_workers_start_processes(path: Path) -> None:
    """What runs a student's code is started behind one door, and who judges it behind another.
    (Inside the wall, the warm process forks.)
    """
    assert not top_levels(path) & STARTERS
    assert not CALLS.search(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "path", [p for p in MODULES if named(p) != "workers/cluster.py"], ids=named
)
def test_only_cluster_knows_dask(path: Path) -> None:
    """One door there, too."""
    assert not top_levels(path) & {"distributed", "dask"}


@pytest.mark.parametrize("path", below("judge"), ids=named)
def test_the_judge_knows_neither_kernel_nor_course(path: Path) -> None:
    """It asks a caller, whoever that is. Of `sealed` it takes how values cross the wall."""
    assert (
        strangers(
            path,
            "panal.judge",
            "panal.results",
            "panal.errors",
            "panal.language",
            "panal.messages",
            "panal.config",  # a grader may set limits of its exercise
            "panal.sealed.encode",
            "panal.sealed.decode",
            "panal.sealed.models",
            "panal.sealed.program",
            "panal.sealed.records",
            "panal.sealed.answering",
            "panal.sealed.values",
        )
        == []
    )
    assert not top_levels(path) & {"nbgrader", "jupyter_client", "nbclient", "zmq"}


@pytest.mark.parametrize("path", below("kernel"), ids=named)
def test_the_kernel_knows_neither_judge_nor_course(path: Path) -> None:
    """It runs code; what that is worth is said elsewhere."""
    allowed = ("kernel", "config", "environment", "errors", "messages", "results", "sealed.isolate")
    assert strangers(path, *(f"panal.{name}" for name in allowed)) == []


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("results.py", []),
        ("errors.py", []),
        ("environment.py", []),
        ("language.py", []),
        ("config.py", ["panal.errors", "panal.language"]),
        ("messages.py", ["panal.language", "panal.results"]),
        ("placing.py", ["panal.messages"]),
        ("changes/comparison.py", ["panal.language", "panal.messages", "panal.results"]),
        ("notebook_json.py", ["panal.language"]),
        (
            "notebook.py",
            [
                *("panal.results", "panal.language", "panal.messages"),
                *("panal.notebook_json", "panal.placing"),
            ],
        ),
        (
            "outputs.py",
            [
                *("panal.results", "panal.language", "panal.messages"),
                *("panal.picture_size", "panal.notebook"),
            ],
        ),
        (
            "missing.py",
            [
                *("panal.results", "panal.messages", "panal.notebook", "panal.placing"),
                *("panal.skipping", "panal.judge.endings", "panal.kernel.watch"),
            ],
        ),
    ],
)
def test_data_knows_nobody(name: str, allowed: list[str]) -> None:
    """Imports run in one direction, from the command line down to the data."""
    assert strangers(PANAL / name, *allowed) == []


@pytest.mark.parametrize("path", [PANAL / "results.py", PANAL / "errors.py"], ids=named)
def test_results_need_the_standard_library_only(path: Path) -> None:
    """Whoever reads results.json needs no environment of ours."""
    assert top_levels(path) <= set(sys.stdlib_module_names)


@pytest.mark.parametrize(
    "path", [path for path in MODULES if named(path) not in ("cli.py", "__main__.py")], ids=named
)
def test_nobody_knows_the_command_line(path: Path) -> None:
    """A notebook or a script can call what it calls."""
    assert not any(name.startswith("panal.cli") for name in imports(path))
    assert "typer" not in top_levels(path)


def test_answers_carry_no_code() -> None:
    """Nothing that comes from a student's process is ever unpickled."""
    for path in MODULES:
        assert not top_levels(path) & {
            "pickle",
            "cloudpickle",
            "dill",
            "marshal",
            "shelve",
            "joblib",
        }, named(path)
        assert "allow_pickle=True" not in path.read_text(encoding="utf-8"), named(path)


CONVOLUTIONS = re.compile(
    r"conv(?!ert|ersion|en|ey)|kernel_size|pool_size|pooling|(max|avg)_?pool|strides?\b|\b(use_)?bias\b|"
    r"same_padding|identity_kernel|edge_kernel|count_params|output_shape|\bbee\b|abeja",
    re.IGNORECASE,
)
"""Of the words of the assignment those that mean nothing else: `filters` of system calls and
`image/png` are ours.
"""


def said(path: Path) -> Iterator[tuple[int, str]]:
    """Names and texts of a module, with their lines: its code without comments and docstrings,
    which give examples.
    """
    source = path.read_text(encoding="utf-8")
    prose: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            prose |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in (tokenize.NAME, tokenize.STRING) and token.start[0] not in prose:
            yield token.start[0], token.string


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_the_engine_knows_nothing_of_convolutions(path: Path) -> None:
    """A second assignment needs no change here: what is about convolutions is in source/ and
    graders/.
    """
    found = [(line, text) for line, text in said(path) if CONVOLUTIONS.search(text)]
    assert found == []


def test_the_reader_of_words_reads() -> None:
    """It finds names and texts, and overlooks what only explains."""
    assert any(text == "NotebookNode" for _, text in said(PANAL / "outputs.py"))
    assert any("image/png" in text for _, text in said(PANAL / "outputs.py"))
    assert (
        CONVOLUTIONS.search("Conv2D")
        and CONVOLUTIONS.search("MaxPool2D")
        and not CONVOLUTIONS.search("convert")
    )
    assert not any("kernel_size" in text for _, text in said(PANAL / "judge" / "answer.py"))


def test_no_two_files_have_one_name() -> None:
    """Whoever reads a name in a traceback or in an editor knows which file it is."""
    names = [path.name for path in MODULES if path.name != "__init__.py"]
    twice = {name for name in names if names.count(name) > 1}
    assert twice == set()
