"""How two gradings differ: who gains, who loses, and because of which check. Pure functions on
results.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from panal import messages
from panal.language import gettext as _
from panal.results import Check, Ending, Judged, Result, StudentId, Verdict, short


@dataclass(frozen=True, slots=True)
class CheckChange:
    """A check that ended differently.

    Args:
        name: of the test; empty if the graders no longer have it.
        was: its earlier name; empty if it is new.
        before: how it ended; None if it is new.
        after: how it ends now; None if the graders no longer have it.
    """

    name: str
    was: str
    before: Ending | None
    after: Ending | None

    def __str__(self) -> str:
        before, after = (
            "" if each is None else messages.ending(each) for each in (self.before, self.after)
        )
        if self.before is None:
            return _("{name}: new, {ending}").format(name=self.name, ending=after)
        if self.after is None:
            return _("{name}: {ending}, gone").format(name=self.was, ending=before)
        renamed = "" if self.was == self.name else _(" (was {name})").format(name=self.was)
        return f"{self.name}{renamed}: {before} → {after}"


@dataclass(frozen=True, slots=True)
class ExerciseChange:
    """An exercise whose points have changed, or whose checks ended differently.

    Args:
        exercise: what people call it.
        before: the judge's points; None if the assignment did not have this exercise.
        after: the judge's points now; None if the assignment no longer has it.
        checks: those that ended differently, new ones that are not right, and removed ones that
            were not.
        manual: what a person entered in the gradebook, which counts instead; None if nobody did.
    """

    exercise: str
    before: float | None
    after: float | None
    checks: tuple[CheckChange, ...]
    manual: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What has changed for one student.

    Args:
        student: who it is.
        before: the judge's points for all exercises.
        after: the same now.
        same_file: whether it is the same notebook; if not, the student handed in again, and no
            grader is to blame.
        exercises: those that have changed.
    """

    student: StudentId
    before: float
    after: float
    same_file: bool
    exercises: tuple[ExerciseChange, ...]

    @property
    def points(self) -> float:
        """Points gained, or lost if negative."""
        return round(self.after - self.before, 2)

    def to_json(self) -> dict[str, Any]:
        return {
            "student": self.student,
            "before": self.before,
            "after": self.after,
            "same_file": self.same_file,
            "exercises": [
                {
                    "exercise": each.exercise,
                    "before": each.before,
                    "after": each.after,
                    "manual": each.manual,
                    "checks": [
                        {
                            "name": check.name,
                            "was": check.was,
                            "before": check.before,
                            "after": check.after,
                        }
                        for check in each.checks
                    ],
                }
                for each in self.exercises
            ],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Change:
        """Read what `to_json` wrote.

        Raises:
            KeyError, TypeError, ValueError: `data` is no such document.
        """
        return cls(
            StudentId(str(data["student"])),
            float(data["before"]),
            float(data["after"]),
            bool(data["same_file"]),
            tuple(
                ExerciseChange(
                    str(each["exercise"]),
                    _points(each["before"]),
                    _points(each["after"]),
                    tuple(
                        CheckChange(
                            str(check["name"]),
                            str(check["was"]),
                            _ending(check["before"]),
                            _ending(check["after"]),
                        )
                        for check in each["checks"]
                    ),
                    _points(each["manual"]),
                )
                for each in data["exercises"]
            ),
        )


def _points(value: Any) -> float | None:
    return None if value is None else float(value)


def _ending(name: str | None) -> Ending | None:
    return None if name is None else Ending(name)


def compare(
    student: StudentId, before: Result, after: Result, manual: Mapping[str, float] | None = None
) -> Change | None:
    """Compare two gradings of a student.

    Args:
        student: who it is.
        before: the earlier result.
        after: the new one.
        manual: points that a person entered, by the name of the exercise.

    Returns:
        What has changed; None if neither points nor endings differ.
    """
    old, new = _verdicts(before), _verdicts(after)
    found = []
    for key in dict.fromkeys([*new, *old]):
        one, other = old.get(key), new.get(key)
        checks = _checks(one, other) if one and other else ()
        points = (one.points if one else None), (other.points if other else None)
        if checks or points[0] != points[1]:
            found.append(ExerciseChange(short(key), *points, checks, (manual or {}).get(key)))
    if not found:
        return None
    return Change(
        student, before.points, after.points, before.notebook == after.notebook, tuple(found)
    )


def grader_changes(before: Result, after: Result) -> tuple[str, ...]:
    """How the graders themselves have changed, as far as two results of one student show it: a
    sentence for each change.
    """
    old, new = _verdicts(before), _verdicts(after)
    fresh, gone = _("{exercise}: new exercise"), _("{exercise}: no longer an exercise")
    said = [fresh.format(exercise=short(key)) for key in new if key not in old]
    said += [gone.format(exercise=short(key)) for key in old if key not in new]
    for key, other in new.items():
        one = old.get(key)
        if one is None:
            continue
        name = short(key)
        if one.max_points != other.max_points:
            worth = _("{exercise}: worth {points:g} points, not {before:g}")
            now = {"points": other.max_points, "before": one.max_points}
            said.append(worth.format(exercise=name, **now))
        if one.judged is not other.judged:
            judged = _("{exercise}: judged {where}, not {before}")
            said.append(judged.format(exercise=name, where=_where(other), before=_where(one)))
            continue
        if _is_damaged(one) or _is_damaged(other):  # no grader was asked then
            continue
        for was, check in _pairs(one.checks, other.checks):
            if was is None and check is not None:
                said.append(_("{exercise}: {name} is new").format(exercise=name, name=check.name))
            elif check is None and was is not None:
                said.append(_("{exercise}: {name} is gone").format(exercise=name, name=was.name))
            elif was is not None and check is not None:
                if was.name != check.name:
                    renamed = _("{exercise}: {before} is now called {name}")
                    said.append(renamed.format(exercise=name, before=was.name, name=check.name))
                if was.weight != check.weight:
                    weighs = _("{exercise}: {name} weighs {weight:g}, not {before:g}")
                    weights = {"weight": check.weight, "before": was.weight}
                    said.append(weighs.format(exercise=name, name=check.name, **weights))
    return tuple(said)


def _verdicts(result: Result) -> dict[str, Verdict]:
    return {verdict.name: verdict for verdict in result.verdicts}


def _where(verdict: Verdict) -> str:
    return {
        Judged.OUTSIDE: _("outside"),
        Judged.INSIDE: _("inside"),
        Judged.PERSON: _("by a person"),
    }[verdict.judged]


def _is_damaged(verdict: Verdict) -> bool:
    return any(check.ending is Ending.NOTEBOOK_DAMAGED for check in verdict.checks)


def _checks(before: Verdict, after: Verdict) -> tuple[CheckChange, ...]:
    found = []
    for was, check in _pairs(before.checks, after.checks):
        old, new = (was.ending if was else None), (check.ending if check else None)
        # A new check that is right, or a removed one that was right, is news to nobody.
        if old != new and {old, new} != {None, Ending.RIGHT}:
            found.append(
                CheckChange(check.name if check else "", was.name if was else "", old, new)
            )
    return tuple(found)


def _pairs(
    before: tuple[Check, ...], after: tuple[Check, ...]
) -> list[tuple[Check | None, Check | None]]:
    """Match the checks of two gradings: by name, or by title where a name no longer exists."""
    names = {check.name for check in after}
    left = {check.name: check for check in before}
    titled: dict[str, list[Check]] = {}
    for check in before:
        if check.name not in names:
            titled.setdefault(check.title, []).append(check)
    pairs: list[tuple[Check | None, Check | None]] = []
    for check in after:
        was = left.pop(check.name, None)
        if was is None and titled.get(check.title):
            was = left.pop(titled[check.title].pop(0).name, None)
        pairs.append((was, check))
    return [*pairs, *((check, None) for check in left.values())]
