"""One pytest session that collects the graders of an assignment once, and then serves one submission
after another.

It drives pytest's start, collection and per-test protocol step by step, as a worker of pytest-xdist
does (`xdist/remote.py`). A `pytest.main` for each exercise of each student would cost more than the
calls.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import threading
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Self

import pytest
from _pytest import config as pytest_config
from _pytest.config import _prepareconfig
from _pytest.main import Session
from _pytest.runner import SetupState, runtestprotocol

from panal import messages
from panal.config import Limits, changed
from panal.errors import EngineFailure, UsageError
from panal.judge.caller import Call, Caller, Functions, Recorder
from panal.judge.diagnosis import Diagnosis
from panal.judge.endings import CheckEnded
from panal.judge.examples import Shown
from panal.judge.loading import graders_digest, import_grader
from panal.judge.misconceptions import Misconception
from panal.judge.mistakes import told
from panal.results import Check, Difference, Ending, Example, GradeId, Verdict, Why

log = logging.getLogger(__name__)
PRIVATE: dict[object, tuple[str, ...]] = {
    pytest_config: ("_prepareconfig",),  # makes a configuration of options and plugins
    pytest.Config: ("_do_configure", "_ensure_unconfigure"),
    Session: ("from_config", "perform_collect"),  # the latter sets `_setupstate`, too
    SetupState: ("teardown_exact",),
}
"""What we rely on although pytest does not promise to keep it, by its owner; besides,
`runtestprotocol`. It was tried with the versions that pyproject.toml allows.
"""

_OPTIONS = [
    "--config-file=/dev/null",  # no pytest settings of the course or of the caller
    "--noconftest",  # helpers are imported: `from .reference import …`
    "--strict-markers",  # finds a misspelt `check`
    "--assert=plain",  # students never see an assertion's text, and rewriting hooks the whole process
    "--capture=no",  # `_quiet` swallows what is printed; pytest's capture would stay between exercises
    # Plugins that watch the whole process or write files; the caller may be inside another pytest.
    *(
        f"-pno:{name}"
        for name in (
            "cacheprovider",
            "debugging",
            "faulthandler",
            "junitxml",
            "logging",
            "pastebin",
            "skipping",
            "stepwise",
            "terminal",
            "threadexception",
            "unraisableexception",
            "warnings",
        )
    ),
]
_UNSET = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_DEBUG")

Outcome = tuple[Ending, str, str, Difference | None, Why | None]
"""How a test ended: the ending, the sentence for the student, the detail for the instructor alone,
the difference, and why there was no answer.
"""


def has_graders(folder: Path) -> bool:
    """Whether an assignment has any grader. One whose exercises are all judged inside, or by a person,
    needs none.
    """
    return any(folder.glob("test_*.py"))


class JudgeSession:
    """The graders of one assignment, ready to grade.

    Use it as a context manager, or `close` it.

    Args:
        folder: the graders of one assignment: `test_<exercise>.py` for each exercise, helpers
            beside them.

    Attributes:
        heard: is told of each exercise that was graded, and of all calls that its checks made.

    Raises:
        UsageError: there is no grader, one can't be imported, or a test is not marked as a check.

    Example:
        ```
        with JudgeSession(Path("graders/convolucion")) as session:
            verdict = session.grade("count_params", caller, max_points=15)
        ```
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.digest = graders_digest(self.folder)
        self._asks = threading.Lock()
        self._plugin = _Judge(self.folder)
        with _quiet(), _own_environment():
            self._config = _prepareconfig(
                [*_OPTIONS, f"--rootdir={self.folder}", *self._grader_files()], [self._plugin]
            )
            try:
                self._session = self._start()
                self._items, self._visible = self._collect()
                self._own_limits = {
                    exercise: _limits_of(items) for exercise, items in self._items.items()
                }
            except BaseException:
                self._config._ensure_unconfigure()
                raise
        self._diagnosis = Diagnosis(self.folder, self.exercises)
        self.heard: Callable[[str, Sequence[Call]], None] = lambda exercise, calls: None

    @contextlib.contextmanager
    def knowing(self, misconception: Misconception) -> Iterator[None]:
        """Know one more misconception meanwhile."""
        before = self._diagnosis.misconceptions
        self._diagnosis.misconceptions = (*before, misconception)
        try:
            yield
        finally:
            self._diagnosis.misconceptions = before

    @property
    def exercises(self) -> tuple[str, ...]:
        """Names of the exercises that have a grader, sorted."""
        return tuple(sorted(self._items))

    def grade(self, exercise: str, caller: Caller, max_points: float) -> Verdict:
        """Run all checks of one exercise, each independent of the others.

        Args:
            exercise: one of `exercises`.
            caller: calls the student's functions.
            max_points: points of the exercise.

        Returns:
            The verdict, with the misconception that explains the answers if one does.

        Raises:
            UsageError: the exercise has no grader.
            EngineFailure: something of ours failed while a grader asked.
        """
        if exercise not in self._items:
            raise UsageError(f"There is no grader test_{exercise}.py in {self.folder}.")
        recorder = Recorder(caller)
        checks: list[Check] = []
        missed: list[int] = []  # a check ends at its first wrong answer
        for item in self._items[exercise]:
            before = len(recorder.calls)
            checks.append(self._run(item, recorder))
            if checks[-1].ending is Ending.WRONG and len(recorder.calls) > before:
                missed.append(len(recorder.calls) - 1)
        self.heard(exercise, recorder.calls)
        verdict = Verdict(
            grade_id=GradeId(f"test_{exercise}"), max_points=max_points, checks=tuple(checks)
        )
        if all(check.ending in (Ending.RIGHT, Ending.GRADER_FAILED) for check in checks):
            return verdict
        with _quiet():
            return self._diagnosis.explained(exercise, verdict, recorder.calls, missed)

    def examples(
        self, exercise: str, caller: Caller, files: Mapping[str, bytes]
    ) -> tuple[Example, ...]:
        """Try the cases of one exercise that stand in the notebook. They earn no points, so they can
        be shown whole.

        Args:
            exercise: one of `exercises`.
            caller: calls the student's functions.
            files: what students got beside the notebook, by name.

        Returns:
            One for each test marked `visible`. If the test itself failed, its ending says so and
            its sentence says why.
        """
        found: list[Example] = []
        for item in self._visible.get(exercise, []):
            recorder, shown = Recorder(caller), Shown()
            ending, sentence, detail, _, why = self._outcome(item, recorder, shown, files)
            # One row of pictures explains it; a second one costs as much.
            draw = not any(example.pictures for example in found)
            try:
                example = shown.example(recorder.calls, ending, detail or sentence, draw)
                found.append(replace(example, why=why))
            # A grader may hand over what can't be drawn. That must not cost the verdict.
            except Exception as error:
                mistake = told(error, self.folder, item.name)
                found.append(Example("", "", "", Ending.GRADER_FAILED, mistake))
            if found[-1].ending is Ending.GRADER_FAILED:
                log.error("A visible case of %s failed:\n%s", exercise, found[-1].sentence)
        return tuple(found)

    def require(self, exercises: Collection[str], limits: Limits) -> None:
        """See that all graders can judge.

        Args:
            exercises: names of the exercises of an assignment that have tests. One without a
                grader is judged inside.
            limits: those of the assignment.

        Raises:
            UsageError: there is no exercise for a grader, or its limits make no sense.
        """
        lost = [name for name in self.exercises if name not in exercises]
        if lost:
            raise UsageError(
                f"No exercise belongs to the grader test_{lost[0]}.py in {self.folder}.",
                f"No cell with tests is called test_{lost[0]}. Without its grader, an exercise would "
                "be judged by the tests in its cell.",
            )
        for name in self.exercises:
            self.limits(name, limits)

    def limits(self, exercise: str, limits: Limits) -> Limits:
        """The limits of one exercise: those of the assignment, with the changes of its grader's
        marker `limits`.

        Args:
            exercise: one of `exercises`.
            limits: those of the assignment.
        """
        return changed(limits, self._own_limits.get(exercise, {}), f"test_{exercise}.py")

    def close(self) -> None:
        """End the pytest session."""
        with _quiet(), _own_environment():
            self._config.hook.pytest_sessionfinish(session=self._session, exitstatus=0)
            self._config._ensure_unconfigure()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _grader_files(self) -> list[str]:
        files = sorted(str(path) for path in self.folder.glob("test_*.py"))
        if not files:
            raise UsageError(
                f"There is no grader in {self.folder}.", "A grader is a file test_<exercise>.py."
            )
        return files

    def _start(self) -> Session:
        session = Session.from_config(self._config)
        self._config._do_configure()
        self._config.hook.pytest_sessionstart(session=session)
        return session

    def _collect(self) -> tuple[dict[str, list[pytest.Item]], dict[str, list[pytest.Item]]]:
        """The checks of each exercise, and its visible cases."""
        found: dict[str, list[pytest.Item]] = {}
        visible: dict[str, list[pytest.Item]] = {}
        for item in self._session.perform_collect():
            exercise = item.path.stem.removeprefix("test_")
            if _is_visible(item):
                visible.setdefault(exercise, []).append(item)
            else:
                _check_marker(
                    item
                )  # read now, so that a bad marker shows before any student is graded
                found.setdefault(exercise, []).append(item)
        if self._plugin.broken:
            raise UsageError(self._plugin.broken, "Correct the grader; nobody was graded.")
        for name in self._grader_files():
            if Path(name).stem.removeprefix("test_") not in found:
                raise UsageError(
                    f"There is no check in the grader {name}.", "A check is a function test_…."
                )
        return found, visible

    def _run(self, item: pytest.Item, caller: Recorder) -> Check:
        """Run one test and say how its check ended."""
        ending, sentence, detail, difference, why = self._outcome(item, caller)
        title, weight, hint = _check_marker(item)
        if ending is Ending.WRONG and not sentence:
            sentence = hint or messages.no_hint()
        return Check(item.name, title, weight, ending, sentence, detail, difference, why)

    def _outcome(
        self,
        item: pytest.Item,
        caller: Recorder,
        shown: Shown | None = None,
        files: Mapping[str, bytes] | None = None,
    ) -> Outcome:
        if not self._asks.acquire(blocking=False):
            raise EngineFailure(
                "Two submissions were given to one judge at the same time.",
                "One judge serves one submission at a time: a worker has one thread.",
            )
        plugin = self._plugin
        try:
            plugin.begin(item.name, caller, shown, files)
            try:
                with _quiet(), _own_environment():
                    runtestprotocol(item, log=False, nextitem=None)
            # pytest lets this through, but a grader must not end us
            except pytest.exit.Exception as error:
                plugin.failure = told(error, self.folder, item.name)
            finally:
                self._session._setupstate.teardown_exact(None)  # what an interrupt left set up
            outcome = plugin.end()
        finally:
            self._asks.release()
        if caller.failure is not None:  # whatever the grader made of it
            raise caller.failure
        return outcome


class _Judge:
    """The pytest plugin: the markers, the fixtures, and what each phase of a test raised."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = ""  # of the test
        self.broken = ""
        self.failure = ""
        self.ended: CheckEnded | None = None
        self._caller: Caller | None = None
        self._shown: Shown | None = None
        self._files: Mapping[str, bytes] | None = None

    def begin(
        self,
        name: str,
        caller: Caller,
        shown: Shown | None,
        files: Mapping[str, bytes] | None,
    ) -> None:
        self.name, self.failure, self.ended = name, "", None
        self._caller, self._shown, self._files = caller, shown, files

    def end(self) -> Outcome:
        """How the test ended."""
        self._caller = self._shown = self._files = None
        if self.failure:
            return Ending.GRADER_FAILED, messages.grader_failed(), self.failure, None, None
        if self.ended is None:
            return Ending.RIGHT, "", "", None, None
        return self.ended.ending, self.ended.sentence, "", self.ended.difference, self.ended.why

    @pytest.fixture
    def submission(self) -> Functions:
        """The student's functions, as if they were local."""
        assert self._caller is not None
        return Functions(self._caller)

    @pytest.fixture
    def example(self) -> Shown:
        """What a visible case shows besides the call and its answer."""
        assert self._shown is not None, "only a test marked `visible` shows an example"
        return self._shown

    @pytest.fixture
    def files(self) -> Mapping[str, bytes]:
        """What students got beside the notebook, by name; for visible cases."""
        assert self._files is not None, "only a test marked `visible` is given the files"
        return self._files

    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line(
            "markers", "check(title, weight=1, hint=''): what is checked, its share, its sentence"
        )
        config.addinivalue_line(
            "markers",
            "visible: a case of the notebook, which feedback shows and which counts for nothing",
        )
        config.addinivalue_line(
            "markers", "limits(call_cpu_seconds=3, …): what a call of this exercise may take"
        )

    def pytest_pycollect_makemodule(
        self, module_path: Path, parent: pytest.Collector
    ) -> pytest.Module:
        module: pytest.Module = _GraderModule.from_parent(parent, path=module_path)
        return module

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and not self.broken:
            self.broken = (
                f"The grader {report.nodeid} can't be read: {_last_line(report.longreprtext)}."
            )

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> pytest.TestReport:
        """Note what a phase raised. pytest's own report would format a traceback that nobody reads."""
        if call.excinfo is not None:
            self._note(call.when, call.excinfo.value)
        outcome = "failed" if call.excinfo is not None else "passed"
        return pytest.TestReport(
            item.nodeid,
            item.location,
            {},
            outcome,  # type: ignore[arg-type]  # one of the two that it takes
            None,
            call.when,  # type: ignore[arg-type]  # never "collect": collecting has a report of its own
            duration=call.duration,
        )

    def _note(self, phase: str, error: BaseException) -> None:
        if isinstance(error, CheckEnded) and phase != "teardown":
            self.ended = error
        elif isinstance(error, AssertionError) and phase == "call":
            self.ended = CheckEnded(Ending.WRONG, "")
        else:
            self.failure = self.failure or told(error, self.folder, self.name)
            log.debug("A grader failed.", exc_info=error)


class _GraderModule(pytest.Module):
    """A grader, imported as a module of its folder's own package."""

    def _getobj(self) -> ModuleType:
        try:
            return import_grader(self.path)
        except (Exception, SystemExit) as error:
            # pytest would let the latter through, and end whatever we are part of.
            raise self.CollectError(told(error, self.path.parent)) from error


OF_AN_EXERCISE = frozenset(
    {"call_cpu_seconds", "call_wall_seconds", "exercise_cpu_seconds", "answer_bytes"}
)
"""Limits that a grader can set for its exercise."""


def _limits_of(items: list[pytest.Item]) -> dict[str, float]:
    """What a grader's marker `limits` sets for its whole file.

    Raises:
        UsageError: it sets something else than a limit of an exercise, or a value that makes no
            sense; or not all checks have it.
    """
    markers = [item.get_closest_marker("limits") for item in items]
    name, marker = items[0].path.name, markers[0]
    if any(each != marker for each in markers):
        raise UsageError(
            f"The marker limits in {name} is not that of all its checks.",
            "Set it for the whole file: pytestmark = pytest.mark.limits(…).",
        )
    if marker is None:
        return {}
    unknown = sorted(marker.kwargs.keys() - OF_AN_EXERCISE)
    if marker.args or unknown:
        raise UsageError(
            f"The marker limits in {name} sets {', '.join(unknown) or 'no name'}.",
            f"A grader can set {', '.join(sorted(OF_AN_EXERCISE))}.",
        )
    changed(Limits(), marker.kwargs, name)
    return dict(marker.kwargs)


def _is_visible(item: pytest.Item) -> bool:
    """Whether a test is no check but a case of the notebook.

    Raises:
        UsageError: it is marked as both, or the marker has arguments.
    """
    marker = item.get_closest_marker("visible")
    if marker is not None and (
        item.get_closest_marker("check") is not None or marker.args or marker.kwargs
    ):
        raise UsageError(
            f"The visible case {item.nodeid} is marked as a check, too, or its marker has arguments.",
            "A check counts and is hidden; a case that is shown counts for nothing.",
        )
    return marker is not None


def _check_marker(item: pytest.Item) -> tuple[str, float, str]:
    """Title, weight and hint of a check.

    Raises:
        UsageError: the test has no such marker, or one that can't be used.
    """
    marker = item.get_closest_marker("check")
    if marker is None:
        raise UsageError(
            f"The test {item.nodeid} is no check.",
            'Mark it: @pytest.mark.check(title="…", weight=1).',
        )
    for name in ("skip", "skipif", "xfail"):
        # pytest remembers the markers of any session around us, so --strict-markers may miss these.
        if item.get_closest_marker(name):
            raise UsageError(
                f"The check {item.nodeid} is marked {name}: it would say nothing.",
                "Take it out instead.",
            )
    try:
        return _check_arguments(*marker.args, **marker.kwargs)
    except (TypeError, ValueError) as error:
        said = str(error).removeprefix("_check_arguments() ")
        raise UsageError(f"The check marker of {item.nodeid} can't be used: {said}.") from None


def _check_arguments(*, title: str, weight: float = 1, hint: str = "") -> tuple[str, float, str]:
    if not isinstance(title, str) or not title or not isinstance(hint, str):
        raise ValueError("title and hint are texts, and the title is not empty")
    if isinstance(weight, bool) or not isinstance(weight, (int, float)) or not 0 < weight <= 1000:
        raise ValueError("weight is a number above 0 and at most 1000")
    return title, weight, hint


def _last_line(text: str) -> str:
    lines = [line.removeprefix("E").strip() for line in text.splitlines() if line.strip()]
    return lines[-1].rstrip(".") if lines else "no reason was given"


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Drop what a grader, a misconception or a library that they use prints, logs or warns about: it
    is neither an answer nor progress.
    """
    nowhere, handlers = io.StringIO(), list(logging.root.handlers)
    with (
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        for handler in handlers:
            handler.addFilter(_is_ours)
        try:
            yield
        finally:
            for handler in handlers:
                handler.removeFilter(_is_ours)


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] == "panal"


@contextlib.contextmanager
def _own_environment() -> Iterator[None]:
    """Keep environment variables that steer pytest away from the judge, and put them back for a
    pytest around us.
    """
    before = {name: value for name, value in os.environ.items() if name.startswith("PYTEST_")}
    for name in _UNSET:
        os.environ.pop(name, None)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        for name in [name for name in os.environ if name.startswith("PYTEST_")]:
            del os.environ[name]
        os.environ.update(before)
