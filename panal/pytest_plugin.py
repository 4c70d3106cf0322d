"""`pytest graders/<assignment> --answer FILE`: a grader like any other test, for its author.

The answer runs in this process, without a wall: it is for an author's own answers, never for a
student's. `panal run NOTEBOOK` is for those.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import traceback
import warnings
from collections.abc import Generator, Mapping
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from panal.grader import Functions, Shown


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("panal", "graders of panal")
    group.addoption(
        "--answer",
        metavar="FILE",
        help="run graders on this answer, a notebook or a file of Python; it runs without a wall",
    )


def pytest_configure(config: pytest.Config) -> None:
    if not config.getoption("--answer"):
        return
    for line in (
        "check(title, weight=1, hint=''): what is checked, its share, its sentence",
        "visible: a case of the notebook, which feedback shows and which counts for nothing",
        "limits(call_cpu_seconds=3, …): what a call of this exercise may take",
    ):
        config.addinivalue_line("markers", line)
    config.pluginmanager.register(_Graders(config), "panal-graders")


class _Graders:
    """What is there if an answer is given."""

    def __init__(self, config: pytest.Config) -> None:
        path = Path(config.getoption("--answer"))
        if not path.is_file():
            raise pytest.UsageError(f"There is no answer at {path}.")
        self.path = path.resolve()
        self.names: dict[str, object] | None = None
        self.raised: list[BaseException] = []
        self.course: Path | None = None

    def speak(self, grader: Path) -> None:
        """Say everything in the language of a grader's course, if it is in one."""
        above = (folder for folder in grader.parents if (folder / "nbgrader_config.py").is_file())
        course = next(above, None)
        if course is not None and course != self.course:
            from panal.course.course import open_course
            from panal.errors import UsageError

            try:
                self.course = open_course(course).root
            except UsageError as error:
                raise pytest.UsageError(str(error)) from None

    def pytest_pycollect_makemodule(
        self, module_path: Path, parent: pytest.Collector
    ) -> pytest.Module | None:
        """A grader finds the files beside it by `from .reference import …`, and speaks the language of
        its course.
        """
        if not module_path.name.startswith("test_"):
            return None
        self.speak(module_path)
        module: pytest.Module = _GraderModule.from_parent(parent, path=module_path)
        return module

    @pytest.fixture
    def submission(self) -> Functions:
        """What the answer holds, as if it were here."""
        from panal.grader import Functions, LocalCaller

        if self.names is None:
            self.names = run_answer(self.path)
        self.raised = []
        return Functions(LocalCaller(self.names, note=self.raised.append))

    @pytest.fixture
    def example(self) -> Shown:
        """What a visible case shows; here nobody sees it."""
        from panal.grader import Shown

        return Shown()

    @pytest.fixture
    def files(self) -> Mapping[str, bytes]:
        """What lies beside the answer, by name."""
        folder = self.path.parent
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and path.suffix not in (".py", ".ipynb", ".pyc")
        }

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Say how a check ended in the words that a student would read."""
        from panal.judge.endings import CheckEnded
        from panal.judge.mistakes import places, told

        report = yield
        error = call.excinfo.value if call.excinfo is not None else None
        if isinstance(error, CheckEnded):
            marker = item.get_closest_marker("check")
            hint = marker.kwargs.get("hint", "") if marker is not None else ""
            sentence = error.sentence or hint
            said = [f"{error.ending}: {sentence}" if sentence else str(error.ending)]
            # An author wants to know more than a student, above all of a probe.
            said += map(where_raised, self.raised[-1:] if error.ending == "raised" else [])
            report.longrepr = "\n".join([*places(error, item.path.parent), *said])
        elif error is not None and not isinstance(error, AssertionError):
            report.longrepr = told(error, item.path.parent, item.name)
        return report


class _GraderModule(pytest.Module):
    def _getobj(self) -> ModuleType:
        from panal.judge.loading import import_grader

        return import_grader(self.path)


def where_raised(error: BaseException) -> str:
    """An exception of an answer or a probe, with the innermost line of those."""
    lines = [(frame.f_code, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    theirs = [(code.co_name, line) for code, line in lines if code.co_filename.startswith("<")]
    where = "".join(f" (line {line} in {name})" for name, line in theirs[-1:])
    return f"{type(error).__name__}: {error}{where}"


def run_answer(path: Path) -> dict[str, object]:
    """The names that an answer leaves, after all of its cells have run in its own folder.

    A cell that raises is over, as in Jupyter: a wrong answer fails the notebook's own checks, too.

    Args:
        path: a notebook, whose lines for IPython alone are left out, or a file of Python.

    Raises:
        pytest.UsageError: the file is no notebook.
    """
    names: dict[str, object] = {"__name__": "__main__", "display": lambda *args, **kwargs: None}
    for number, source in enumerate(_cells(path), 1):
        where = f"cell {number} of {path.name}" if path.suffix == ".ipynb" else path.name
        with contextlib.chdir(path.parent), contextlib.redirect_stdout(io.StringIO()):
            try:
                exec(compile(source, f"<{where}>", "exec", dont_inherit=True), names)
            except Exception as error:
                warnings.warn(f"{where} raises {type(error).__name__}: {error}", stacklevel=1)
    return names


def _cells(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return [text]
    os.environ.setdefault("MPLBACKEND", "agg")
    try:
        cells = json.loads(text)["cells"]
        sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError):
        raise pytest.UsageError(f"{path} is no notebook.") from None
    return ["\n".join(map(_plain, source.split("\n"))) for source in sources]


def _plain(line: str) -> str:
    return "" if line.lstrip().startswith(("%", "!", "?")) else line
