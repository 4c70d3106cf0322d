"""What the results of a class say. Pure functions, frozen data in and out; knows neither nbgrader nor
HTML.

Everyone with points in the gradebook counts, except those whose notebooks could not be read at all,
since these say nothing about an exercise. An exercise whose points a person has yet to decide does
not count either. Points are the gradebook's, manual corrections included; checks and misconceptions
come from results.json.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from panal import messages
from panal.changes.changelog import Regrade
from panal.course.gradebook_reader import AssignmentScores
from panal.judge.agreement import Fingerprint
from panal.language import N_
from panal.notebook import Exercise
from panal.results import ANSWERED, Cause, Check, Ending, Judged, Result, StudentId, Verdict, short

FEWEST = 3  # students that a correlation needs: two points always lie on a line
SMALL = 30  # with fewer students than this, chance has much to say


class Reason(StrEnum):
    """Why a person should look at a submission, most urgent first. The report says it in the language
    of the course; for machines it is in English.
    """

    NOT_GRADED = N_("handed in, not graded")
    GRADER_FAILED = N_("a grader failed: its points are pending")
    NO_RESULT = N_("no results.json that can be used")
    NEWER = N_("handed in again since it was graded")
    REGRADE = N_("asks for a regrade")
    DAMAGED = N_("the file is no notebook that can be read")
    KERNEL_DIED = N_("ended the program, or opened too much at once")
    OUT_OF_MEMORY = N_("out of memory")
    OUT_OF_TIME = N_("out of time")
    LEFT_OUT = N_("a cell ended the program or hit a limit")
    SYNTAX = N_("a cell has a syntax error, so what it defines is missing")
    RENAMED = N_("a function does not have the name that is asked for")
    UNTOUCHED = N_("handed in as it was released")
    NOTED = N_("put right, or outputs were left out")


_REASONS = {
    Ending.GRADER_FAILED: Reason.GRADER_FAILED,
    Ending.NOTEBOOK_DAMAGED: Reason.DAMAGED,
    Ending.KERNEL_DIED: Reason.KERNEL_DIED,
    Ending.OUT_OF_MEMORY: Reason.OUT_OF_MEMORY,
    Ending.OUT_OF_TIME: Reason.OUT_OF_TIME,
}
"""Endings of a check at which a person should look."""

_CAUSES = {Cause.SYNTAX: Reason.SYNTAX, Cause.RENAMED: Reason.RENAMED}
"""Why there was nothing to ask, where a word to the student may be worth many points."""


@dataclass(frozen=True)
class Student:
    """What is known about one student's submission.

    Args:
        student: who it is.
        handed_in: whether they handed in anything.
        points: what the gradebook has for each exercise, in the order of `ClassResults.exercises`;
            empty if nothing was graded.
        waiting: exercises that a person has yet to grade.
        corrected: exercises whose points a person has set.
        penalty: points that are taken off for lateness.
        seconds_late: how long after the due date, extensions considered.
        result: what the judge said; None if there is no usable result.
        problem: why there is none, in a sentence.
        newer: whether what is handed in is another file than the one that was graded.
        name: first and last, as the gradebook has it; empty if it has none.
        request: what was written to ask for a regrade that has no answer yet; None if nothing is asked.
        page: address of the feedback page, as seen from the report; empty if there is none.
    """

    student: StudentId
    handed_in: bool = True
    points: tuple[float, ...] = ()
    waiting: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    penalty: float = 0.0
    seconds_late: float = 0.0
    result: Result | None = None
    problem: str = ""
    newer: bool = False
    request: str | None = None
    name: str = ""
    page: str = ""

    @property
    def graded(self) -> bool:
        return bool(self.points)

    @cached_property
    def pending(self) -> frozenset[str]:
        """Exercises that do not have all of their points yet: a person decides."""
        undecided = {
            verdict.name
            for verdict in (self.result.verdicts if self.result else ())
            if verdict.pending > 0
        }
        return frozenset(undecided.union(self.waiting).difference(self.corrected))

    @cached_property
    def damaged(self) -> bool:
        """Whether nothing of the notebook could be read."""
        checks = (
            [check for verdict in self.result.verdicts for check in verdict.checks]
            if self.result
            else []
        )
        return bool(checks) and all(check.ending is Ending.NOTEBOOK_DAMAGED for check in checks)

    @property
    def untouched(self) -> bool:
        """Whether nothing was written in any exercise that has a grader."""
        verdicts = self.result.verdicts if self.result else ()
        asked = [each for each in verdicts if each.judged is Judged.OUTSIDE]
        whys = [check.why for verdict in asked for check in verdict.checks]
        untouched = all(why is not None and why.cause is Cause.UNTOUCHED for why in whys)
        return bool(whys) and untouched and not any(each.points for each in verdicts)

    @property
    def score(self) -> float:
        """As nbgrader computes it: never below zero, whatever the penalty."""
        return max(0.0, round(math.fsum(self.points) - self.penalty, 6))


@dataclass(frozen=True, slots=True)
class ClassResults:
    """What is known about a class.

    Args:
        assignment: name of the assignment.
        exercises: in the order of the notebook.
        students: everyone in the gradebook, and everyone who handed something in.
        graders: digest of the graders as they are now.
        made: when all this was read.
        people: names, ids and addresses by which somebody in the class could be recognised.
        course: the scores of all assignments of the course, this one among them.
        history: what earlier regrades changed, the newest first.
    """

    assignment: str
    exercises: tuple[Exercise, ...]
    students: tuple[Student, ...]
    graders: str
    made: datetime
    people: frozenset[str] = frozenset()
    course: tuple[AssignmentScores, ...] = ()
    history: tuple[Regrade, ...] = ()


@dataclass(frozen=True, slots=True)
class Spread:
    """How values are spread. Quartiles are those of NumPy's `percentile`. The deviation divides by
    n - 1, so a single value has none.
    """

    count: int
    mean: float
    deviation: float
    minimum: float
    lower: float
    median: float
    upper: float
    maximum: float


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts of values between edges. There is one edge more than counts. A value on an edge belongs
    above it, except on the last edge.

    Args:
        edges: in ascending order.
        counts: of the values from one edge to the next.
        beyond: how many of the last count lie above the last edge.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class CheckCount:
    """How one check of a grader ended across the class; `endings` are by name, most frequent
    first.
    """

    name: str
    title: str
    total: int
    right: int
    endings: dict[str, int]


@dataclass(frozen=True, slots=True)
class ExerciseStatistics:
    """One exercise across the class.

    Args:
        exercise: which one.
        full, partial, zero: how many students have all, some and none of the points.
        difficulty: mean share of the points, from 0 (nobody has any) to 1 (everybody has all);
            None if it has no points.
        discrimination: correlation of its points with the sum of all other exercises' points; None
            if that is not defined.
        checks: those of its grader, or of the tests in its cell.
        judged: where its points come from; None if nobody has a result.
    """

    exercise: Exercise
    full: int
    partial: int
    zero: int
    difficulty: float | None
    discrimination: float | None
    checks: tuple[CheckCount, ...]
    judged: Judged | None


@dataclass(frozen=True, slots=True)
class MisconceptionCount:
    """A misconception, and the students whose answers it explains."""

    cell: str
    exercise: str
    name: str
    sentence: str
    students: tuple[StudentId, ...]


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """Students who gave the same answers to every question of an exercise, and lost points by them.

    Args:
        cell: see `panal.results.Verdict.name`.
        exercise: what people call it.
        name: of the group, for `panal keep`.
        names: all names by which it is found: each spelling of the same answers has its own.
        students: who is in it.
        lost: points that the answers lost, and
        most: those that they could have had.
        checks: those that did not end right.
        misconception: the one that explains the answers; empty if none does.
        answered: whether any answer came back, so that it can be kept.
    """

    cell: str
    exercise: str
    name: str
    names: frozenset[str]
    students: tuple[StudentId, ...]
    lost: float
    most: float
    checks: tuple[Check, ...]
    misconception: str
    answered: bool


@dataclass(frozen=True, slots=True)
class Flag:
    """A submission that a person should look at, with what was said for each reason. The most
    urgent reason comes first.
    """

    student: Student
    reasons: dict[Reason, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Conditions:
    """How some submissions were graded: `value` is an isolation, a digest, or versions of packages."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that the report says about a class.

    Args:
        results: what it was made from.
        counted: students whose points are in the statistics.
        max_score: of the assignment.
        scores: spread of the scores; None if nobody is counted, as below.
        score_histogram: their distribution.
        exercises: statistics of each.
        misconceptions: most common first.
        groups: those who gave the same answers, by exercise, the largest first.
        flags: most urgent first.
        late, missing, waiting: students who were late, handed in nothing, or have something that a
        person has yet to grade.
        seconds, cpu_seconds, memory_bytes: what grading took, for each notebook that could be run.
        isolation, graders, versions: conditions of grading, most frequent first.
    """

    results: ClassResults
    counted: tuple[Student, ...]
    max_score: float
    scores: Spread | None
    score_histogram: Histogram
    exercises: tuple[ExerciseStatistics, ...]
    misconceptions: tuple[MisconceptionCount, ...]
    groups: tuple[AnswerGroup, ...]
    flags: tuple[Flag, ...]
    late: tuple[Student, ...]
    missing: tuple[Student, ...]
    waiting: tuple[Student, ...]
    seconds: tuple[float, ...]
    cpu_seconds: tuple[float, ...]
    memory_bytes: tuple[float, ...]
    isolation: tuple[Conditions, ...]
    graders: tuple[Conditions, ...]
    versions: tuple[Conditions, ...]

    def to_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "assignment": self.results.assignment,
            "made": self.results.made.isoformat(timespec="seconds"),
            "max_score": self.max_score,
            "counted": len(self.counted),
            "scores": _spread_json(self.scores),
            "score_histogram": asdict(self.score_histogram),
            "exercises": [
                {
                    "name": each.exercise.label,
                    "max_points": each.exercise.points,
                    "judged": each.judged,
                    "full": each.full,
                    "partial": each.partial,
                }
                | {
                    "zero": each.zero,
                    "difficulty": each.difficulty,
                    "discrimination": each.discrimination,
                }
                | {"checks": [asdict(check) for check in each.checks]}
                for each in self.exercises
            ],
            "misconceptions": [
                {
                    "exercise": each.exercise,
                    "name": each.name,
                    "sentence": each.sentence,
                    "count": len(each.students),
                    "students": list(each.students),
                }
                for each in self.misconceptions
            ],
            "groups": [
                {
                    "exercise": each.exercise,
                    "name": each.name,
                    "lost": each.lost,
                    "misconception": each.misconception,
                    "students": list(each.students),
                }
                for each in self.groups
            ],
            "flagged": [
                {
                    "student": each.student.student,
                    "reasons": {str(reason): list(said) for reason, said in each.reasons.items()},
                }
                for each in self.flags
            ],
            "late": [
                {"student": each.student, "seconds": each.seconds_late, "penalty": each.penalty}
                for each in self.late
            ],
            "missing": [each.student for each in self.missing],
            "waiting": [each.student for each in self.waiting],
            "used": {
                "seconds": _spread_json(spread(self.seconds)),
                "cpu_seconds": _spread_json(spread(self.cpu_seconds)),
                "memory_bytes": _spread_json(spread(self.memory_bytes)),
            },
            "isolation": {each.value: each.count for each in self.isolation},
            "graders": {
                "now": self.results.graders,
                "used": {each.value: each.count for each in self.graders},
            },
            "versions": {each.value: each.count for each in self.versions},
            "course": [
                {"assignment": each.name, "max_score": each.max_score, "scores": each.scores}
                for each in self.results.course
            ],
            "students": [
                {
                    "student": each.student,
                    "graded": each.graded,
                    "score": each.score if each.graded else None,
                    "points": dict(
                        zip(
                            (exercise.label for exercise in self.results.exercises),
                            each.points,
                            strict=False,
                        )
                    ),
                    "pending": [
                        exercise.label
                        for exercise in self.results.exercises
                        if exercise.key in each.pending
                    ],
                    "misconceptions": _misconceptions_of(each),
                    "feedback": each.page,
                }
                for each in self.results.students
            ],
        }


def _spread_json(found: Spread | None) -> dict[str, Any] | None:
    return None if found is None else asdict(found)


def _misconceptions_of(student: Student) -> dict[str, str]:
    verdicts = student.result.verdicts if student.result else ()
    return {short(each.name): each.misconception for each in verdicts if each.misconception}


def analyse(results: ClassResults) -> Analysis:
    """Work out all that the report says."""
    counted = tuple(each for each in results.students if each.graded and not each.damaged)
    judged = [each.result for each in results.students if each.result is not None]
    ran = [each.result for each in results.students if each.result is not None and not each.damaged]
    max_score = math.fsum(exercise.points for exercise in results.exercises)
    scores = [each.score for each in counted]
    flags = [flag for flag in map(_flag, results.students) if flag.reasons]
    urgency = list(Reason)
    return Analysis(
        results=results,
        counted=counted,
        max_score=max_score,
        scores=spread(scores),
        score_histogram=score_histogram(scores, max_score),
        exercises=tuple(
            _exercise(results.exercises, index, counted) for index in range(len(results.exercises))
        ),
        misconceptions=_misconceptions(results.students),
        groups=answer_groups(results.students),
        flags=tuple(
            sorted(
                flags,
                key=lambda flag: (urgency.index(next(iter(flag.reasons))), flag.student.student),
            )
        ),
        late=tuple(each for each in results.students if each.seconds_late > 0),
        missing=tuple(each for each in results.students if not each.handed_in),
        waiting=tuple(each for each in results.students if each.waiting or each.pending),
        seconds=tuple(each.seconds for each in ran),
        cpu_seconds=tuple(each.cpu_seconds for each in ran),
        memory_bytes=tuple(float(each.memory_bytes) for each in ran),
        isolation=_conditions(each.isolation for each in judged),
        graders=_conditions(each.graders for each in judged),
        versions=_conditions(
            ", ".join(f"{name} {which}" for name, which in sorted(each.versions.items()))
            for each in judged
        ),
    )


def spread(values: Sequence[float]) -> Spread | None:
    """How values are spread; None if there are none."""
    if not values:
        return None
    lower, median, upper = (percentile(values, share) for share in (0.25, 0.5, 0.75))
    deviation = statistics.stdev(values) if len(values) > 1 else 0.0
    return Spread(
        len(values),
        statistics.fmean(values),
        deviation,
        min(values),
        lower,
        median,
        upper,
        max(values),
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share of the others lies, interpolated linearly.

    Args:
        values: at least one.
        share: from 0 to 1.
    """
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def score_histogram(scores: Sequence[float], max_score: float) -> Histogram:
    """Scores in tenths of the maximum. Scores that extra credit lifts above it are in the last."""
    return _count(scores, tuple(max_score * number / 10 for number in range(11)))


def nice_histogram(values: Sequence[float], bins: int = 10) -> Histogram:
    """Values between round numbers. The far end is one bin: what lies far beyond 95 % of the values
    is in the last count.

    Args:
        values: none below zero.
        bins: about how many.
    """
    if not values:
        return Histogram((0.0, 1.0), (0,))
    low, high = min(values), percentile(values, 0.95)
    step = _nice((high - low) / bins or high / bins or 1.0)
    first, last = math.floor(low / step), math.ceil(high / step)
    edges = tuple(step * number for number in range(first, max(last, first + 1) + 1))
    if max(values) - edges[-1] <= step:  # one more bar, and nothing lies beyond
        edges = (*edges, step * (len(edges) + first)) if max(values) > edges[-1] else edges
    return _count(values, edges)


def _nice(step: float) -> float:
    """The next of …, 0.5, 1, 2, 5, 10, …"""
    magnitude = float(10 ** math.floor(math.log10(step)))
    return next(nice * magnitude for nice in (1, 2, 5, 10) if nice * magnitude >= step * 0.999999)


def _count(values: Iterable[float], edges: tuple[float, ...]) -> Histogram:
    counts = [0] * (len(edges) - 1)
    beyond = 0
    for value in values:
        # Edges are products, so a value that lies on one may seem to lie a hair below it.
        place = sum(edge <= value + 1e-9 * max(1.0, abs(value)) for edge in edges) - 1
        counts[min(max(place, 0), len(counts) - 1)] += 1
        beyond += place >= len(counts) and not math.isclose(value, edges[-1])
    return Histogram(edges, tuple(counts), beyond)


def difficulty(points: Sequence[float], max_points: float) -> float | None:
    """The difficulty index: the points that students have on average, as a share of those that they
    could have.

    The larger, the easier. For an exercise worth one point it is the share of right answers, the p
    of classical test theory (Crocker and Algina, Introduction to Classical and Modern Test Theory, 1986,
    chapter 14).

    Returns:
        None if there are no students, or no points.
    """
    return statistics.fmean(points) / max_points if points and max_points > 0 else None


def discrimination(points: Sequence[float], others: Sequence[float]) -> float | None:
    """The corrected item-total correlation, also called item-rest correlation: whether those who do
    well elsewhere also do well here.

    Pearson's correlation of the points of one exercise with the sum of all others, so that it is
    not compared with itself (Crocker and Algina, 1986, chapter 14).

    Args:
        points: those of the exercise, one for each student.
        others: the same students' points in all other exercises together.

    Returns:
        From -1 to 1; None for fewer than three students, or if all have the same points here or
        elsewhere.
    """
    if len(points) < FEWEST or min(_ties(points), _ties(others)) < 2:
        return None
    return max(-1.0, min(1.0, statistics.correlation(points, others)))


def _ties(values: Sequence[float]) -> int:
    """How many different values there are; sums that differ only by rounding are one."""
    return len({round(value, 6) for value in values})


def _exercise(
    exercises: Sequence[Exercise], index: int, counted: Sequence[Student]
) -> ExerciseStatistics:
    exercise = exercises[index]
    decided = [each for each in counted if exercise.key not in each.pending]
    points = [each.points[index] for each in decided]
    others = [math.fsum(each.points) - each.points[index] for each in decided]
    full = sum(mine >= exercise.points for mine in points)
    zero = sum(mine <= 0 < exercise.points for mine in points)
    return ExerciseStatistics(
        exercise,
        full,
        len(points) - full - zero,
        zero,
        difficulty(points, exercise.points),
        discrimination(points, others),
        _checks(exercise.key, counted),
        _judged(exercise.key, counted),
    )


def _checks(name: str, counted: Iterable[Student]) -> tuple[CheckCount, ...]:
    found: dict[tuple[str, str], Counter[Ending]] = {}
    for student in counted:
        for verdict in student.result.verdicts if student.result else ():
            if verdict.name == name:
                for check in verdict.checks:
                    found.setdefault((check.name, check.title), Counter())[check.ending] += 1
    return tuple(
        CheckCount(
            name,
            title,
            endings.total(),
            endings[Ending.RIGHT],
            {str(which): n for which, n in endings.most_common()},
        )
        for (name, title), endings in found.items()
    )


def _judged(name: str, counted: Iterable[Student]) -> Judged | None:
    """Where the points come from; of several answers, since a grader may be new, the weakest."""
    verdicts = (verdict for each in counted if each.result for verdict in each.result.verdicts)
    found = {verdict.judged for verdict in verdicts if verdict.name == name}
    return next((each for each in (Judged.INSIDE, *Judged) if each in found), None)


def _misconceptions(students: Iterable[Student]) -> tuple[MisconceptionCount, ...]:
    holders: dict[tuple[str, str], list[StudentId]] = {}
    sentences: dict[tuple[str, str], str] = {}
    for student in students:
        for verdict in student.result.verdicts if student.result else ():
            if verdict.misconception:
                key = verdict.name, verdict.misconception
                holders.setdefault(key, []).append(student.student)
                sentences[key] = verdict.misconception_sentence
    counts = [
        MisconceptionCount(key[0], short(key[0]), key[1], sentences[key], tuple(who))
        for key, who in holders.items()
    ]
    return tuple(sorted(counts, key=lambda each: (-len(each.students), each.exercise, each.name)))


def answer_groups(students: Iterable[Student]) -> tuple[AnswerGroup, ...]:
    """Who gave the same answers: by exercise in the order of the notebook, the largest group first.

    In a group each agrees with each: "the same up to rounding" may hold of the first and the second,
    and of the second and the third, and not of the first and the third.
    """
    spelled: dict[str, dict[str, list[tuple[StudentId, Verdict]]]] = {}
    for student in students:
        for verdict in student.result.verdicts if student.result else ():
            spelled.setdefault(verdict.name, {})
            if verdict.answers:
                found = spelled[verdict.name].setdefault(verdict.answers, [])
                found.append((student.student, verdict))
    groups = []
    for cell, texts in spelled.items():
        ours = [_group(cell, found) for found in _that_agree(texts)]
        groups += sorted(ours, key=lambda each: (-len(each.students), each.name))
    return tuple(groups)


def _that_agree(
    texts: dict[str, list[tuple[StudentId, Verdict]]],
) -> list[list[tuple[Fingerprint, list[tuple[StudentId, Verdict]]]]]:
    """Fingerprints that agree, the most frequent first, each with who has it."""
    known: dict[str, list[list[tuple[Fingerprint, list[tuple[StudentId, Verdict]]]]]] = {}
    for text, who in sorted(texts.items(), key=lambda each: (-len(each[1]), each[0])):
        try:
            mine = Fingerprint.read(text)
        except ValueError:  # somebody has touched the file
            continue
        alike = known.setdefault(mine.exact, [])
        for group in alike:
            if all(mine.agrees(other) for other, _ in group):
                group.append((mine, who))
                break
        else:
            alike.append([(mine, who)])
    return [group for alike in known.values() for group in alike]


def _group(
    cell: str, found: list[tuple[Fingerprint, list[tuple[StudentId, Verdict]]]]
) -> AnswerGroup:
    first = found[0][1][0][1]
    return AnswerGroup(
        cell,
        short(cell),
        found[0][0].name,
        frozenset(each.name for each, _ in found),
        tuple(sorted(student for _, who in found for student, _ in who)),
        round(first.max_points - first.points, 2),
        first.max_points,
        tuple(check for check in first.checks if check.ending is not Ending.RIGHT),
        first.misconception,
        any(check.ending in ANSWERED for check in first.checks),
    )


def _flag(student: Student) -> Flag:
    said: dict[Reason, dict[str, None]] = {}  # in place of sets: what was said first stays first
    if student.handed_in and not student.graded:
        said[Reason.NOT_GRADED] = {}
    if student.problem and student.graded:
        said[Reason.NO_RESULT] = {student.problem: None}
    if student.newer and student.graded:
        said[Reason.NEWER] = {}
    if student.request is not None:
        said[Reason.REGRADE] = {student.request: None} if student.request else {}
    result = student.result
    for verdict in result.verdicts if result else ():
        for check in verdict.checks:
            if check.ending in _REASONS:
                where = (
                    check.sentence
                    if student.damaged
                    else f"{short(verdict.name)}: {check.sentence}"
                )
                said.setdefault(_REASONS[check.ending], {})[where] = None
            elif check.why is not None and check.why.cause in _CAUSES:
                where = f"{short(verdict.name)}: {check.sentence}"
                said.setdefault(_CAUSES[check.why.cause], {})[where] = None
    if student.untouched:
        said[Reason.UNTOUCHED] = {}
    # What such notes say after the number of the cell.
    left_out = [
        note(0, "").partition("0")[2]
        for note in (messages.cell_left_out, messages.cell_interrupted)
    ]
    for note in result.notes if result and not student.damaged else ():
        hit = any(words in note for words in left_out)
        said.setdefault(Reason.LEFT_OUT if hit else Reason.NOTED, {})[note] = None
    return Flag(student, {reason: tuple(said[reason]) for reason in Reason if reason in said})


def _conditions(values: Iterable[str]) -> tuple[Conditions, ...]:
    counts = sorted(Counter(values).items(), key=lambda each: (-each[1], each[0]))
    return tuple(Conditions(value, count) for value, count in counts)
