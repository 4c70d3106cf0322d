"""Which known misconception explains a student's answers.

A misconception is a small wrong model of an exercise (`panal/judge/misconceptions.py`). It
explains a submission if it would have given the same answer to every question that the judge asked.
Right answers count, too: a student who is right where the model is wrong holds another belief. If
several explain it, none is named.

Some students hold a belief and also stumble over something else, such as a tuple. If no
misconception explains everything, one that explains all answers that came back is named, provided
that at least two of them are wrong.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import ModuleType

from panal.errors import UsageError
from panal.judge.agreement import Form, Likeness, Read, fingerprint, same
from panal.judge.answer import Answer
from panal.judge.caller import Call
from panal.judge.endings import CheckEnded
from panal.judge.loading import import_grader
from panal.judge.misconceptions import (
    Believer,
    Misconception,
    NotKept,
    load_misconceptions,
    notebook_names,
)
from panal.results import Ending, Verdict
from panal.sealed.values import Value

_log = logging.getLogger(__name__)


ENOUGH_WRONG = 2
"""Wrong answers that a misconception must explain if the student's function failed to answer other
questions: a single one could be chance.
"""


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
        self._forms: dict[tuple[Misconception, str], Form | None] = {}

    def explained(
        self, exercise: str, verdict: Verdict, calls: Sequence[Call], missed: Collection[int]
    ) -> Verdict:
        """The verdict with the fingerprint of its answers, and with the one misconception that
        explains them, unless there is none, or several do.

        Args:
            exercise: name of the exercise.
            verdict: of a submission that lost points.
            calls: all calls that its checks made.
            missed: which of them, by position, had a wrong answer that ended a check.
        """
        try:
            ours = [(call, self._form(exercise, call, call.outcome)) for call in calls]
            found_out = fingerprint(verdict.checks, [form for _, form in ours])
            verdict = replace(verdict, answers=str(found_out or ""))
            if not any(map(_has_answer, calls)):
                return verdict
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

    def _that_agree(self, exercise: str, ours: Sequence[tuple[Call, Form]]) -> list[Misconception]:
        return [
            each
            for each in self.misconceptions
            if each.function == exercise and self._agrees(each, ours)
        ]

    def _agrees(self, misconception: Misconception, ours: Sequence[tuple[Call, Form]]) -> bool:
        for call, form in ours:
            its = self._its_form(misconception, call)
            if its is None or not same(form, its):
                return False
        return True

    def _its_form(self, misconception: Misconception, call: Call) -> Form | None:
        """What it would have answered; None if nobody knows."""
        key = (misconception, call.question.key)
        if key not in self._forms:
            outcome: Value | Ending
            try:
                outcome = self._caller(misconception).ask(call.question)
            except NotKept:
                self._forms[key] = None
                return None
            except CheckEnded as ended:
                outcome = ended.ending
            self._forms[key] = self._form(misconception.function, call, outcome)
        return self._forms[key]

    def _form(self, exercise: str, call: Call, outcome: Value | Ending) -> Form:
        """What is compared of an outcome: its ending, or what `likeness.py` makes of the answer, or
        the answer itself.
        """
        likeness = self._likeness(exercise)
        if isinstance(outcome, Ending):
            return outcome
        if likeness is None:
            return Read.of(
                outcome
            )  # once: a dozen models are compared with it, and a student's lists may be long
        try:
            return Likeness(likeness(Answer(outcome), *call.question.args, **call.question.kwargs))
        except CheckEnded as ended:
            return Likeness(
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
