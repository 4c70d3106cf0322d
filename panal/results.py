"""What grading says about a submission: frozen data, JSON in and out. Imports nothing of panal.

The JSON form is Gradescope's results.json
(https://gradescope-autograders.readthedocs.io/en/latest/specs/), with a few keys of ours beside it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any, NewType

StudentId = NewType("StudentId", str)
GradeId = NewType("GradeId", str)


class Ending(StrEnum):
    """How one check ended. The list is closed: whatever a submission does, one of these says it."""

    RIGHT = "right"
    WRONG = "wrong"
    NO_ATTEMPT = "no attempt"
    RAISED = "raised"
    UNUSABLE = "unusable answer"
    OUT_OF_TIME = "out of time"
    OUT_OF_MEMORY = "out of memory"
    KERNEL_DIED = "kernel died"
    NOTEBOOK_DAMAGED = "notebook damaged"
    GRADER_FAILED = "grader failed"


class Judged(StrEnum):
    """Where the points of an exercise come from. The list is closed."""

    OUTSIDE = "outside"
    """From a grader, which asks the sealed kernel and compares on our side."""

    INSIDE = "inside"
    """From the cell with its tests, which ran in the sealed kernel, as in stock nbgrader."""

    PERSON = "person"
    """From a person, who reads what the student wrote."""


HIT_A_LIMIT = frozenset({Ending.OUT_OF_TIME, Ending.OUT_OF_MEMORY, Ending.KERNEL_DIED})

ANSWERED = frozenset({Ending.RIGHT, Ending.WRONG, Ending.UNUSABLE})
"""How a check ends that had an answer."""


class Difference(StrEnum):
    """In what a wrong answer differs from the right one. The list is closed, and nothing more is
    ever told of a hidden case.

    Example:
        `wrong("¿Qué pasa en la última fila?", Difference.BORDER)`
    """

    SHAPE = "shape"
    TYPE = "type"
    TOO_LARGE = "too large"
    TOO_SMALL = "too small"
    LARGE_AND_SMALL = "too large and too small"
    BORDER = "at the border"
    INSIDE = "inside"
    EVERYWHERE = "everywhere"


class Cause(StrEnum):
    """Why there is no answer. The list is closed."""

    UNTOUCHED = "untouched"
    """The code is still as it was released."""

    MISSING = "missing"
    """There is nothing of that name, and nobody knows why."""

    RENAMED = "renamed"
    """There is nothing of that name, but something like it under another one."""

    SYNTAX = "syntax error"
    """The cell that defines it is no Python."""

    STOPPED = "cell stopped"
    """The cell that defines it ended before it did so: with an exception, or at a limit."""

    RAISED = "raised"
    """A call that stands in the notebook ended with an exception."""


@dataclass(frozen=True, slots=True)
class Why:
    """Why there is no answer, and where in the student's notebook that lies.

    Args:
        cause: see `Cause`.
        cell: position of the cell, from 1; 0 if there is none.
        line: in that cell, from 1; 0 if nobody knows.
    """

    cause: Cause
    cell: int = 0
    line: int = 0


@dataclass(frozen=True, slots=True)
class Check:
    """One test of a grader and how it ended for one submission.

    Args:
        name: the test's name, for the instructor (`test_without_bias`).
        title: what is checked, in the student's language, without revealing a hidden case.
        weight: its share of the exercise, relative to the other checks.
        ending: how it ended.
        sentence: what the student is told; empty when right.
        detail: what only the instructor is told, such as the line at which a grader failed. It is
            not in the JSON form: results.json is made to be handed on, and this quotes graders.
        difference: in what the first wrong answer differs, if the grader compared it.
        why: why there was nothing to ask.
    """

    name: str
    title: str
    weight: float
    ending: Ending
    sentence: str = ""
    detail: str = ""
    difference: Difference | None = None
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that the trusted side drew.

    Args:
        label: what it shows, in a word or two.
        note: what its colours mean, and how far its values go.
        alt: what it shows, for those who can't see it.
        png: the file, in base64.
    """

    label: str
    note: str
    alt: str
    png: str


@dataclass(frozen=True, slots=True)
class Example:
    """A case that stands in the notebook, and so can be shown whole. It counts for no points.

    Args:
        asked: the call, as one would write it.
        expected: what a right answer gives back.
        came: what came back; empty if nothing did, and then `sentence` says why.
        ending: how it ended.
        sentence: what the student is told; empty when right.
        pictures: a row of them, in the order in which they are looked at.
        why: why nothing came back.
    """

    asked: str
    expected: str
    came: str
    ending: Ending
    sentence: str = ""
    pictures: tuple[Picture, ...] = ()
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The checks of one exercise, and the points that they earn.

    Args:
        grade_id: nbgrader's id of the cell that has the points.
        max_points: points of the exercise, as the gradebook has them.
        checks: all checks, in the order in which they ran.
        misconception: name of the known misconception that explains the answers; empty if none
            does.
        misconception_sentence: what the student is told about it.
        examples: the notebook's own cases, as they were tried.
        judged: where the points come from.
        given: points of an exercise that was not judged outside. If a person gives them, 0 where
            nothing was answered, and None while they are pending.
        notebook: in which notebook it is, if the assignment has several.
        answers: fingerprint of the answers if they lost points (`panal.judge.agreement`); empty if
            there is none. It is not in the JSON form, which is made to be handed on: a student's
            function could put its hidden arguments into what it gives back.
    """

    grade_id: GradeId
    max_points: float
    checks: tuple[Check, ...]
    misconception: str = ""
    misconception_sentence: str = ""
    examples: tuple[Example, ...] = ()
    judged: Judged = Judged.OUTSIDE
    given: float | None = None
    notebook: str = ""
    answers: str = field(default="", compare=False)

    @property
    def name(self) -> str:
        """What no other exercise of the assignment is called."""
        return f"{self.notebook}/{self.grade_id}" if self.notebook else str(self.grade_id)

    def explained_by(self, examples: tuple[Example, ...]) -> Verdict:
        """This verdict with the notebook's cases.

        A case that fails by itself explains nothing. Nor does one that hit a limit although the
        exercise has all its points: it was given too little time.
        """
        full = self.points == self.max_points
        never = {Ending.GRADER_FAILED, *(HIT_A_LIMIT if full else ())}
        return replace(self, examples=tuple(each for each in examples if each.ending not in never))

    @property
    def points(self) -> float:
        """Points earned: those that were given, or `max_points` shared out by weight, rounded to
        hundredths.
        """
        return self._share(Ending.RIGHT) if self.judged is Judged.OUTSIDE else self.given or 0.0

    @property
    def pending(self) -> float:
        """Points that a person has to decide: since a grader failed, or because a person gives them
        in any case.
        """
        if self.judged is not Judged.OUTSIDE:
            return self.max_points if self.given is None else 0.0
        return min(self._share(Ending.GRADER_FAILED), round(self.max_points - self.points, 2))

    def _share(self, ending: Ending) -> float:
        total = earned = 0.0
        whole = True
        for check in self.checks:  # one loop: a report asks this of a class, many times
            total += check.weight
            if check.ending is ending:
                earned += check.weight
            else:
                whole = False
        if not total:
            return 0.0
        if whole:
            return float(self.max_points)
        # Rounding must never lift an incomplete exercise to full points.
        most = max(0.0, self.max_points - 0.01)
        return min(round(self.max_points * earned / total, 2), most)

    def lines(self) -> list[str]:
        """Each check in a line, for students."""
        return [_line(check) for check in self.checks]

    @property
    def needs_person(self) -> bool:
        """Whether a grader failed, so that a person has to look although nobody planned it."""
        return any(check.ending is Ending.GRADER_FAILED for check in self.checks)


@dataclass(frozen=True, slots=True)
class Result:
    """All that grading says about one submission.

    Args:
        assignment: nbgrader's assignment id.
        verdicts: one for each exercise, in the order of the notebook.
        notes: sentences for student and instructor about a notebook as a whole, such as what was
            repaired or hit a limit.
        isolation: which rung of the wall stood around the student's code, and which locks were left
            off; or `none`. Before rungs had names it was `sealed`.
        graders: digest of the graders.
        notebook: digest of the submitted file; of several, see `panal.assignment.Submission`.
        file: the name of that file, as it may be shown; empty if there was none.
        versions: of the packages that can change a score.
        seconds: that grading took, by the clock.
        cpu_seconds: processor seconds of the student's code.
        memory_bytes: the most memory that its processes had of their own.
    """

    assignment: str
    verdicts: tuple[Verdict, ...]
    notes: tuple[str, ...] = ()
    isolation: str = "namespaces"
    graders: str = ""
    notebook: str = ""
    file: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    memory_bytes: int = 0

    @property
    def points(self) -> float:
        return round(sum(verdict.points for verdict in self.verdicts), 2)

    @property
    def pending(self) -> float:
        """Points that a person has to decide."""
        return round(sum(verdict.pending for verdict in self.verdicts), 2)

    @property
    def max_points(self) -> float:
        return sum(verdict.max_points for verdict in self.verdicts)

    @property
    def needs_person(self) -> bool:
        return any(verdict.needs_person for verdict in self.verdicts)

    def of(self, notebook: str) -> Result:
        """The part of the result that is about one notebook."""
        mine = tuple(each for each in self.verdicts if each.notebook in ("", notebook))
        return replace(self, verdicts=mine)

    def incidents(self) -> list[str]:
        """What a person may want to know besides the points: notes, and checks that hit a limit."""
        hit = [
            f"{short(verdict.name)}: {check.sentence}"
            for verdict in self.verdicts
            for check in verdict.checks
            if check.ending in HIT_A_LIMIT
        ]
        return list(dict.fromkeys([*self.notes, *hit]))

    def failed_graders(self) -> list[Check]:
        """Checks that say nothing about the student, because our grader failed."""
        return [
            check
            for verdict in self.verdicts
            for check in verdict.checks
            if check.ending is Ending.GRADER_FAILED
        ]

    def to_json(self) -> dict[str, Any]:
        """The result in Gradescope's results.json form. Only `execution_time` and `used` may differ
        between two gradings.
        """
        return {
            "score": self.points,
            "execution_time": _coarse(self.seconds, 0.5),
            "output": "\n".join(self.notes),
            "visibility": "visible",
            "tests": [
                {
                    "name": verdict.name,
                    "score": verdict.points,
                    "max_score": verdict.max_points,
                    "output": "\n".join(verdict.lines()),
                    "extra_data": {
                        "notebook": verdict.notebook,
                        "judged": str(verdict.judged),
                        "given": verdict.given,
                        "pending": verdict.pending,
                        "checks": [
                            {
                                "name": check.name,
                                "title": check.title,
                                "weight": check.weight,
                                "ending": str(check.ending),
                                "sentence": check.sentence,
                                "difference": check.difference,
                                "why": asdict(check.why) if check.why else None,
                            }
                            for check in verdict.checks
                        ],
                        "misconception": verdict.misconception,
                        "misconception_sentence": verdict.misconception_sentence,
                        "examples": [asdict(example) for example in verdict.examples],
                    },
                }
                for verdict in self.verdicts
            ],
            "assignment": self.assignment,
            "notes": list(self.notes),
            "isolation": self.isolation,
            "graders": self.graders,
            "notebook": self.notebook,
            "file": self.file,
            "versions": self.versions,
            "used": {
                "cpu_seconds": _coarse(self.cpu_seconds, 0.5),
                "memory_bytes": int(_coarse(self.memory_bytes, 2**24)),
            },
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Result:
        """Read what `to_json` wrote.

        Raises:
            KeyError, ValueError: when `data` is not such a document.
        """
        return cls(
            assignment=data["assignment"],
            verdicts=tuple(map(_verdict, data["tests"])),
            notes=tuple(data["notes"]),
            isolation=data["isolation"],
            graders=data["graders"],
            notebook=data["notebook"],
            file=data.get("file", ""),
            versions=data["versions"],
            seconds=data["execution_time"],
            cpu_seconds=data["used"]["cpu_seconds"],
            memory_bytes=data["used"]["memory_bytes"],
        )


def short(name: str) -> str:
    """What people call an exercise: the name of its verdict without `test_`.

    >>> short("test_area"), short("sheet/test_area")
    ('area', 'sheet/area')
    """
    notebook, slash, cell = name.rpartition("/")
    return f"{notebook}{slash}{cell.removeprefix('test_')}"


WHOLE = ("namespaces", "users", "landlock", "sealed")


def is_sealed(isolation: str) -> bool:
    """Whether what a result says of the isolation is a wall with all its locks."""
    return isolation in WHOLE


def _coarse(value: float, step: float) -> float:
    """A measured value in steps. What a function uses may depend on a hidden argument, and whoever
    reads results.json could learn that argument from an exact number.
    """
    return round(value / step) * step


def _verdict(test: dict[str, Any]) -> Verdict:
    more = test["extra_data"]
    notebook = more.get("notebook", "")
    return Verdict(
        grade_id=GradeId(test["name"].removeprefix(f"{notebook}/" if notebook else "")),
        max_points=test["max_score"],
        checks=tuple(map(_check, more["checks"])),
        misconception=more["misconception"],
        misconception_sentence=more["misconception_sentence"],
        examples=tuple(map(_example, more["examples"])),
        judged=Judged(more.get("judged", Judged.OUTSIDE)),
        given=more.get("given"),
        notebook=notebook,
    )


def _check(data: dict[str, Any]) -> Check:
    return Check(
        name=data["name"],
        title=data["title"],
        weight=data["weight"],
        ending=Ending(data["ending"]),
        sentence=data["sentence"],
        difference=Difference(data["difference"]) if data["difference"] else None,
        why=_why(data.get("why")),
    )


def _example(data: dict[str, Any]) -> Example:
    pictures = tuple(Picture(**picture) for picture in data["pictures"])
    why = _why(data.get("why"))
    return Example(**{**data, "ending": Ending(data["ending"]), "pictures": pictures, "why": why})


def _why(data: dict[str, Any] | None) -> Why | None:
    return Why(Cause(data["cause"]), data["cell"], data["line"]) if data else None


def _line(check: Check) -> str:
    """A check in one line, as Gradescope shows it to students."""
    symbol = "✔" if check.ending is Ending.RIGHT else "✘"
    return f"{symbol} {check.title}" + (f": {check.sentence}" if check.sentence else "")
