"""Which known misconception explains a student's answers.

A misconception is a small wrong model of an exercise, written as a student would write it. It
explains a submission if it would have given the same answer to every question that the judge asked.
Right answers count, too: a student who is right where the model is wrong holds another belief. If
several explain it, none is named.

Some students hold a belief and also stumble over something else, such as a tuple. If no
misconception explains everything, one that explains all answers that came back is named, provided
that at least two of them are wrong.
"""

from __future__ import annotations

import ast
import logging
import re
import traceback
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from panal.errors import UsageError
from panal.judge.answer import Answer
from panal.judge.caller import Call, LocalCaller, Question
from panal.judge.endings import CheckEnded
from panal.judge.loading import import_grader, package_of
from panal.language import gettext as _
from panal.results import Ending, Verdict
from panal.sealed.records import Raised
from panal.sealed.values import Frame, Layer, Series, Value

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Misconception:
    """A wrong model of one exercise.

    Args:
        name: its name, for instructors and results.json, such as `bias_forgotten`.
        sentence: what a student who holds it is told, in the student's language.
        source: what such a student would write in the solution cell.
        function: the exercise's name.
        package: name of the package that the graders' folder is, for `from .reference import …`.
    """

    name: str
    sentence: str
    source: str
    function: str
    package: str = ""

    @property
    def raises(self) -> frozenset[str]:
        """Exceptions that belong to the belief, by their names: those of a line `# raises: TypeError`."""
        lines = _RAISES.findall(self.source)
        return frozenset(name for line in lines for name in re.findall(r"\w+", line))

    def caller(self, names: dict[str, object]) -> Believer:
        """A caller of this misconception.

        Args:
            names: what the notebook's first cells bring, see `notebook_names`.

        Raises:
            UsageError: its lines can't be run.
        """
        names = {**names, "__package__": self.package}
        try:
            return Believer.from_source(self.source, names, f"<{self}>", allowed=self.raises)
        except (Exception, SystemExit) as error:
            line = traceback.extract_tb(error.__traceback__)[-1].lineno
            raise UsageError(
                f"The {self} can't be run: line {line} raises {type(error).__name__}: {error}."
            ) from None

    def __str__(self) -> str:
        return f"misconception {self.function}/{self.name}"


_RAISES = re.compile(r"^# raises:(.*)$", re.M)


class Believer(LocalCaller):
    """A misconception, as it is asked. It notes where it gives no answer for another reason than the
    belief: a crash would count as wrong, and prove nothing.

    Args:
        namespace: where its names are found.
        allowed: exceptions that belong to the belief.
    """

    def __init__(
        self, namespace: Mapping[str, object], allowed: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(namespace)
        self.allowed = allowed
        self.problems: list[str] = []

    def reply(self, question: Question) -> dict[str, str]:
        found = super().reply(question)
        status, error = found["status"], found.get("error", "")
        if status == "raised" and error not in self.allowed:
            said = _("raises {error}; if that is the belief, it needs a line `# raises: {error}`")
            self.note(said.format(error=error))
        elif status == "stub":
            self.note(_("raises NotImplementedError"))
        elif status == "missing":
            self.note(_("has no {name}").format(name=found["name"]))
        return found

    def note(self, problem: str) -> None:
        if problem not in self.problems:
            self.problems.append(problem)


def load_misconceptions(folder: Path) -> tuple[Misconception, ...]:
    """The misconceptions of an assignment, sorted by exercise and name.

    Args:
        folder: the graders of one assignment, with `misconceptions/<exercise>/<name>.py` in it.

    Raises:
        UsageError: one is no Python, or has no docstring to tell the student.
    """
    return tuple(_read_misconception(path) for path in sorted(folder.glob("misconceptions/*/*.py")))


def notebook_names(folder: Path) -> dict[str, object]:
    """The names that the notebook's first cells bring: the public names of `namespace.py` beside
    the graders.

    Args:
        folder: the graders of one assignment.
    """
    path = folder / "namespace.py"
    if not path.is_file():
        return {}
    return {
        name: value for name, value in vars(import_grader(path)).items() if not name.startswith("_")
    }


ENOUGH_WRONG = 2
"""Wrong answers that a misconception must explain if the student's function failed to answer other
questions: a single one could be chance.
"""


@dataclass(frozen=True, slots=True)
class _Likeness:
    of: object


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """An answer, and the numbers that it holds in whatever form; None if it is not made of numbers."""

    value: Value
    numbers: np.ndarray[tuple[int, ...], np.dtype[np.float64]] | None

    @classmethod
    def of(cls, value: Value) -> _Read:
        try:
            return cls(value, Answer(value).array())
        except CheckEnded:
            return cls(value, None)


class Diagnosis:
    """Finds the misconception behind the answers of a submission.

    All submissions get the same questions, so a misconception's answer to each is computed once and
    kept.

    Args:
        exercises: names of those that have a grader.
        folder: the graders of one assignment. If `likeness.py` in it has a function with the name
            of an exercise, that says in what two answers must agree: it is called with an `Answer`
            and the call's arguments, and gives something that `==` compares. Otherwise answers
            agree if their numbers do.

    Raises:
        UsageError: see `load_misconceptions`; or one is of an exercise without a grader.
    """

    def __init__(self, folder: Path, exercises: Collection[str]) -> None:
        self.folder = folder
        self.misconceptions = load_misconceptions(folder)
        for path in sorted(folder.glob("misconceptions/*/")):
            if path.name not in exercises and path.name != "__pycache__":
                raise UsageError(
                    f"There are misconceptions of {path.name}, but no grader test_{path.name}.py.",
                    f"Rename or remove the folder {path}.",
                )
        self._names: dict[str, object] | None = None
        self._callers: dict[Misconception, Believer] = {}
        self._forms: dict[tuple[Misconception, str], object] = {}

    def explained(
        self, exercise: str, verdict: Verdict, calls: Sequence[Call], missed: Collection[int]
    ) -> Verdict:
        """The verdict with the one misconception that explains the calls; unchanged if there is
        none, or several.

        Args:
            exercise: name of the exercise.
            verdict: of a submission that lost points.
            calls: all calls that its checks made.
            missed: which of them, by position, had a wrong answer that ended a check.
        """
        if not any(map(_has_answer, calls)):
            return verdict
        try:
            ours = [(call, self._form(exercise, call, call.outcome)) for call in calls]
            found = self._that_agree(exercise, ours)
            if (
                not found
                and len({position for position in missed if _has_answer(calls[position])})
                >= ENOUGH_WRONG
            ):
                found = self._that_agree(
                    exercise, [(call, form) for call, form in ours if _has_answer(call)]
                )
        except Exception:
            # The student misses a sentence; the score stands, and the log has the reason.
            _log.exception("No diagnosis for %s: a misconception or likeness.py failed.", exercise)
            return verdict
        if len(found) != 1:
            return verdict
        return replace(
            verdict, misconception=found[0].name, misconception_sentence=found[0].sentence
        )

    def _that_agree(
        self, exercise: str, ours: Sequence[tuple[Call, object]]
    ) -> list[Misconception]:
        return [
            each
            for each in self.misconceptions
            if each.function == exercise and self._agrees(each, ours)
        ]

    def _agrees(self, misconception: Misconception, ours: Sequence[tuple[Call, object]]) -> bool:
        return all(_same(form, self._its_form(misconception, call)) for call, form in ours)

    def _its_form(self, misconception: Misconception, call: Call) -> object:
        key = (misconception, call.question.key)
        if key not in self._forms:
            outcome: Value | Ending
            try:
                outcome = self._caller(misconception).ask(call.question)
            except CheckEnded as ended:
                outcome = ended.ending
            self._forms[key] = self._form(misconception.function, call, outcome)
        return self._forms[key]

    def _form(self, exercise: str, call: Call, outcome: Value | Ending) -> object:
        """What is compared of an outcome: its ending, or what `likeness.py` makes of the answer, or
        the answer itself.
        """
        likeness = self._likeness(exercise)
        if isinstance(outcome, Ending):
            return outcome
        if likeness is None:
            return _Read.of(
                outcome
            )  # once: a dozen models are compared with it, and a student's lists may be long
        try:
            return _Likeness(likeness(Answer(outcome), *call.question.args, **call.question.kwargs))
        except CheckEnded as ended:
            return _Likeness(
                ended.sentence
            )  # answers that can't be read are alike when the same is wrong with them

    def _caller(self, misconception: Misconception) -> Believer:
        if self._names is None:
            self._names = notebook_names(self.folder)
        if misconception not in self._callers:
            self._callers[misconception] = misconception.caller(self._names)
        return self._callers[misconception]

    def _likeness(self, exercise: str) -> Callable[..., object] | None:
        return getattr(self._likenesses, exercise, None)

    @cached_property
    def _likenesses(self) -> ModuleType | None:
        path = self.folder / "likeness.py"
        return import_grader(path) if path.is_file() else None


def _has_answer(call: Call) -> bool:
    return not isinstance(call.outcome, Ending)


def _read_misconception(path: Path) -> Misconception:
    source = path.read_text(encoding="utf-8")
    try:
        sentence = ast.get_docstring(ast.parse(source))
    except SyntaxError as error:
        raise UsageError(
            f"The misconception {path} is no Python: {error.msg}, line {error.lineno}."
        ) from None
    if not sentence:
        raise UsageError(
            f"The misconception {path} has no docstring.",
            "It is the sentence that the student reads.",
        )
    folder = path.parents[2]
    return Misconception(
        path.stem, " ".join(sentence.split()), source, path.parent.name, package_of(folder)
    )


def _same(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, (Ending, _Likeness)) or isinstance(theirs, (Ending, _Likeness)):
        return type(ours) is type(theirs) and bool(ours == theirs)
    return _agree(ours, theirs)


def agree(one: Value, other: Value) -> bool:
    """Whether two answers say the same: the same numbers in the same shape, in whatever form, up to what
    is rounded.

    >>> agree((1, 2), np.array([1.0, 2.0]))
    True
    >>> agree(np.array([3.0, 1e-7], dtype="float32"), (3, 0))
    True
    >>> agree(True, 1)
    False
    """
    return _agree(_Read.of(one), _Read.of(other))


def _agree(ours: _Read, theirs: _Read) -> bool:
    if ours.numbers is None or theirs.numbers is None:
        return ours.numbers is theirs.numbers and _agree_without_numbers(ours.value, theirs.value)
    if ours.numbers.shape != theirs.numbers.shape:
        return False
    slack = 1e-9
    if _single(ours.value) or _single(theirs.value):
        # Two ways to a sum differ by some millionths of the largest number, also where it is 0.
        slack += 1e-5 * np.abs(theirs.numbers).max(initial=0)
    return bool(np.allclose(ours.numbers, theirs.numbers, rtol=1e-6, atol=slack))


def _single(value: Value) -> bool:
    """Whether an answer has no more than the seven digits of float32."""
    return isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.dtype.itemsize <= 4


def _agree_without_numbers(one: Any, other: Any) -> bool:
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(agree(*pair) for pair in zip(one, other, strict=True))
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(agree(one[key], other[key]) for key in one)
    if isinstance(one, np.ndarray):
        nans = one.dtype.kind in "fcMm"
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=nans)
    if isinstance(one, Layer):
        names = one.class_names == other.class_names
        return names and agree([*one.weights.values()], [*other.weights.values()])
    if isinstance(one, Series):
        return agree(one.values, other.values) and agree(one.index, other.index)
    if isinstance(one, Frame):
        return agree({**one.columns}, {**other.columns}) and agree(one.index, other.index)
    if isinstance(one, Raised):
        return bool(one.names == other.names)
    return bool(one == other)
