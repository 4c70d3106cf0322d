"""panal.report.analysis: against figures computed by hand and by NumPy, and at the edges: nobody, one
student, all alike.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from panal import messages
from panal.judge.agreement import Fingerprint
from panal.notebook import Exercise
from panal.report.analysis import (
    Analysis,
    ClassResults,
    Reason,
    Student,
    analyse,
    difficulty,
    discrimination,
    nice_histogram,
    percentile,
    score_histogram,
    spread,
)
from panal.results import Cause, Check, Ending, GradeId, Judged, Result, StudentId, Verdict, Why

ONE, TWO = Exercise(GradeId("test_one"), "one", 10.0), Exercise(GradeId("test_two"), "two", 5.0)
MADE = datetime(2026, 3, 1, 12, tzinfo=UTC)
VALUES = st.lists(
    st.integers(0, 10**8).map(lambda hundredths: hundredths / 100), min_size=1, max_size=40
)


def result(
    *endings: Ending, misconception: str = "", notes: Sequence[str] = (), **more: object
) -> Result:
    """Of the first exercise, with a check for each ending; the second one is right."""
    checks = tuple(
        Check(f"c{n}", f"Prueba {n}", 1.0, ending, "Casi.") for n, ending in enumerate(endings)
    )
    first = Verdict(
        ONE.grade_id,
        ONE.points,
        checks,
        misconception,
        f"¿{misconception}?" if misconception else "",
    )
    last = Ending.NOTEBOOK_DAMAGED if set(endings) == {Ending.NOTEBOOK_DAMAGED} else Ending.RIGHT
    second = Verdict(TWO.grade_id, TWO.points, (Check("d", "Otra", 1.0, last, "Casi."),))
    return replace(Result("hw", (first, second), tuple(notes), graders="today"), **more)  # type: ignore[arg-type]  # fields of Result


def analysis(*students: Student) -> Analysis:
    return analyse(ClassResults("hw", (ONE, TWO), students, "today", MADE))


def student(name: str, one: float, two: float = 5.0, **more: object) -> Student:
    return replace(Student(StudentId(name), points=(one, two)), **more)  # type: ignore[arg-type]  # fields of Student


def test_difficulty_by_hand() -> None:
    """(10 + 5 + 0 + 5) / 4 = 5 points of 10."""
    assert difficulty([10, 5, 0, 5], 10) == 0.5
    assert difficulty([0, 1, 1, 1], 1) == 0.75  # right or wrong: the share of right answers


def test_discrimination_by_hand() -> None:
    """Deviations (-1, 0, 1) and (-2, 1, 1): 3 / sqrt(2 · 6)."""
    assert discrimination([1, 2, 3], [0, 3, 3]) == pytest.approx(3 / math.sqrt(12))
    assert discrimination([1, 2, 3], [6, 4, 2]) == pytest.approx(-1)


def test_an_exercise_is_not_compared_with_itself() -> None:
    """What one student gains in an exercise is no part of what it is compared with: the rest here
    is the other exercise.
    """
    points = [(10.0, 0.0), (5.0, 5.0), (0.0, 2.5), (10.0, 5.0)]
    first, second = analysis(*(student(f"s{n}", *pair) for n, pair in enumerate(points))).exercises
    expected = np.corrcoef(np.array(points).T)[0, 1]
    assert first.discrimination == pytest.approx(
        expected
    ) and second.discrimination == pytest.approx(expected)


@given(st.lists(st.tuples(st.integers(0, 15), st.integers(0, 85)), min_size=3, max_size=60))
def test_discrimination_is_numpys_correlation(pairs: list[tuple[int, int]]) -> None:
    """Wherever that is defined."""
    mine, others = [float(a) for a, _ in pairs], [float(b) for _, b in pairs]
    found = discrimination(mine, others)
    if len(set(mine)) < 2 or len(set(others)) < 2:
        assert found is None
    else:
        assert found == pytest.approx(np.corrcoef(mine, others)[0, 1], abs=1e-9)


@pytest.mark.parametrize(
    ("points", "others"),
    [
        ([], []),
        ([1.0], [2.0]),
        ([1.0, 2.0], [1.0, 2.0]),
        ([1.0] * 9, list(range(9))),
        ([0.1 + 0.2, 0.3, 0.3], [1, 2, 3]),
    ],
    ids=["nobody", "one", "two", "all alike", "alike but for rounding"],
)
def test_where_a_correlation_is_not_defined(points: list[float], others: list[float]) -> None:
    """There is none, rather than a number made of rounding errors."""
    assert discrimination(points, others) is None


@given(VALUES)
def test_spread_is_numpys(values: list[float]) -> None:
    """Mean, deviation and quartiles."""
    found = spread(values)
    assert found is not None and found.count == len(values)
    assert found.mean == pytest.approx(np.mean(values))
    assert found.deviation == pytest.approx(
        np.std(values, ddof=1) if len(values) > 1 else 0, rel=1e-6, abs=1e-6
    )
    got = (found.minimum, found.lower, found.median, found.upper, found.maximum)
    assert got == pytest.approx(np.percentile(values, [0, 25, 50, 75, 100]))


def test_percentile_by_hand() -> None:
    """Three quarters of the way from the first to the last of five values is the fourth."""
    assert percentile([5, 1, 4, 2, 3], 0.75) == 4
    assert percentile([1, 2], 0.25) == 1.25


def test_scores_in_tenths() -> None:
    """A score on an edge belongs above it, the maximum and what extra credit adds to the last."""
    found = score_histogram([0, 9.99, 10, 69.99, 70, 100, 104], 100)
    assert found.counts == (2, 1, 0, 0, 0, 0, 1, 1, 0, 2)
    assert score_histogram([0.3], 1).counts[3] == 1  # 3 · 0.1 is a hair more than 0.3


@given(st.lists(st.integers(0, 100).map(float), max_size=60))
def test_scores_are_counted_as_numpy_does(scores: list[float]) -> None:
    """Nobody is lost or counted twice."""
    assert score_histogram(scores, 100).counts == tuple(
        np.histogram(scores, bins=10, range=(0, 100))[0]
    )


@given(VALUES)
def test_nice_histograms_hold_everyone(values: list[float]) -> None:
    """Edges rise and reach from below the least to the greatest, or say how many are beyond."""
    found = nice_histogram(values)
    assert sum(found.counts) == len(values)
    assert (
        list(found.edges) == sorted(set(found.edges)) and len(found.edges) == len(found.counts) + 1
    )
    assert found.edges[0] <= min(values) * 1.000001
    assert found.beyond == sum(value > found.edges[-1] * (1 + 1e-8) for value in values)
    assert len(found.counts) <= 13 and found.beyond <= max(1, len(values) / 10)


def test_one_slow_submission_hides_nobody_else() -> None:
    """Forty that take 2 to 4 s, and one that took a quarter of an hour."""
    found = nice_histogram([2 + n / 20 for n in range(40)] + [900.0])
    assert found.beyond == 1 and found.edges[-1] < 6


def test_nobody() -> None:
    """An empty class has no statistics, and says so."""
    empty = analysis()
    assert (
        empty.scores is None
        and empty.counted == ()
        and empty.flags == ()
        and empty.misconceptions == ()
    )
    assert all(each.difficulty is None and each.discrimination is None for each in empty.exercises)
    assert sum(nice_histogram([]).counts) == 0
    json.dumps(empty.to_json(), allow_nan=False)


def test_one_student() -> None:
    """One submission has a score and no spread."""
    found = analysis(student("ana", 10, result=result(Ending.RIGHT)))
    assert found.scores is not None and (found.scores.mean, found.scores.deviation) == (15, 0)
    assert [each.difficulty for each in found.exercises] == [1, 1]
    assert [each.discrimination for each in found.exercises] == [None, None]


def test_all_alike() -> None:
    """Without variance there is no correlation, but all the rest."""
    found = analysis(*(student(f"s{n}", 7.1) for n in range(9)))
    assert [each.discrimination for each in found.exercises] == [None, None]
    assert found.exercises[0].difficulty == pytest.approx(0.71)
    assert found.scores is not None and found.scores.deviation == pytest.approx(0)


def test_full_partial_zero() -> None:
    """By the gradebook's points; extra credit is full, a negative correction is zero."""
    exercise = analysis(
        *(student(f"s{n}", points) for n, points in enumerate((10, 12, 9.99, 0.01, 0, -1)))
    ).exercises[0]
    assert (exercise.full, exercise.partial, exercise.zero) == (2, 2, 2)


def test_an_exercise_without_points() -> None:
    """It is neither easy nor hard, and nobody fails it."""
    nothing = Exercise(GradeId("test_none"), "none", 0.0)
    (found,) = analyse(
        ClassResults("hw", (nothing,), (Student(StudentId("ana"), points=(0.0,)),), "", MADE)
    ).exercises
    assert (found.full, found.zero, found.difficulty) == (1, 0, None)


def test_who_is_counted() -> None:
    """Neither who is missing or not graded, nor whose file could not be read."""
    found = analysis(
        student("ana", 5, result=result(Ending.WRONG)),
        student("by hand", 5, problem="results.json is missing."),
        student("damaged", 0, 0, result=result(Ending.NOTEBOOK_DAMAGED)),
        Student(StudentId("missing"), handed_in=False),
        Student(StudentId("new")),
    )
    assert [each.student for each in found.counted] == ["ana", "by hand"]
    assert [each.student for each in found.missing] == ["missing"]
    assert found.exercises[0].checks[0].total == 1


def test_scores_are_the_gradebooks() -> None:
    """Corrections count, the penalty is taken off, and nobody has less than nothing."""
    assert student("ana", 3, penalty=1.5, result=result(Ending.RIGHT)).score == 6.5
    assert student("late", 0, 0, penalty=9).score == 0


def test_checks_are_counted_by_their_ending() -> None:
    """Over everybody, in the order of the grader."""
    found = analysis(
        student("a", 10, result=result(Ending.RIGHT, Ending.RIGHT)),
        student("b", 5, result=result(Ending.RIGHT, Ending.WRONG)),
        student("c", 0, result=result(Ending.WRONG, Ending.WRONG)),
    ).exercises[0]
    assert [(each.title, each.right, each.total) for each in found.checks] == [
        ("Prueba 0", 2, 3),
        ("Prueba 1", 1, 3),
    ]
    assert found.checks[1].endings == {"wrong": 2, "right": 1}


def test_where_the_points_come_from() -> None:
    """One who was graded before there was a grader has points that are worth less."""
    outside = result(Ending.RIGHT)
    first, second = outside.verdicts
    inside = replace(outside, verdicts=(replace(first, judged=Judged.INSIDE, given=10.0), second))
    found = analysis(student("a", 10, result=outside), student("b", 10, result=inside))
    assert [each.judged for each in found.exercises] == [Judged.INSIDE, Judged.OUTSIDE]
    assert [each["judged"] for each in found.to_json()["exercises"]] == ["inside", "outside"]
    assert [each.judged for each in analysis(student("c", 10)).exercises] == [None, None]


def test_misconceptions_by_their_number() -> None:
    """The most common first, with everyone who holds it."""
    held = ["rare", "common", "common", ""]
    found = analysis(
        *(
            student(f"s{n}", 0, result=result(Ending.WRONG, misconception=name))
            for n, name in enumerate(held)
        )
    )
    assert [
        (each.exercise, each.name, each.sentence, each.students) for each in found.misconceptions
    ] == [
        ("one", "common", "¿common?", ("s1", "s2")),
        ("one", "rare", "¿rare?", ("s0",)),
    ]


def test_the_most_urgent_come_first() -> None:
    """Each student once, with all reasons; who is in order is not named."""
    left_out = messages.cell_left_out(4, messages.kernel_died())
    stopped = messages.cell_interrupted(5, messages.too_much_cpu(20, "cell"))
    found = analysis(
        student("fine", 10, result=result(Ending.RIGHT)),
        student(
            "noted", 10, result=result(Ending.RIGHT, notes=[messages.cells_restored(["test_one"])])
        ),
        student("left out", 10, result=result(Ending.RIGHT, notes=[left_out])),
        student("stopped", 10, result=result(Ending.RIGHT, notes=[stopped])),
        student(
            "slow", 0, result=result(Ending.OUT_OF_TIME, Ending.OUT_OF_TIME, Ending.KERNEL_DIED)
        ),
        student("damaged", 0, 0, result=result(Ending.NOTEBOOK_DAMAGED, notes=["Casi."])),
        student("newer", 10, result=result(Ending.RIGHT), newer=True),
        student("asks", 10, result=result(Ending.RIGHT), request="En `one`."),
        student("asks without a word", 10, result=result(Ending.RIGHT), request=""),
        student("edited", 10, problem="results.json was edited."),
        student("ours", 10, result=result(Ending.GRADER_FAILED)),
        Student(StudentId("new")),
        Student(StudentId("missing"), handed_in=False),
    )
    assert [(flag.student.student, list(flag.reasons)) for flag in found.flags] == [
        ("new", [Reason.NOT_GRADED]),
        ("ours", [Reason.GRADER_FAILED]),
        ("edited", [Reason.NO_RESULT]),
        ("newer", [Reason.NEWER]),
        ("asks", [Reason.REGRADE]),
        ("asks without a word", [Reason.REGRADE]),
        ("damaged", [Reason.DAMAGED]),
        ("slow", [Reason.KERNEL_DIED, Reason.OUT_OF_TIME]),
        ("left out", [Reason.LEFT_OUT]),
        ("stopped", [Reason.LEFT_OUT]),
        ("noted", [Reason.NOTED]),
    ]
    said = {flag.student.student: flag.reasons for flag in found.flags}
    assert said["slow"][Reason.OUT_OF_TIME] == ("one: Casi.",)  # the same sentence once
    assert said["asks"][Reason.REGRADE] == ("En `one`.",)
    assert said["damaged"][Reason.DAMAGED] == ("Casi.",)
    assert said["edited"][Reason.NO_RESULT] == ("results.json was edited.",)


def test_every_ending_that_a_person_should_see_has_its_reason() -> None:
    """All but those that say something of the answer alone."""
    answers = {Ending.RIGHT, Ending.WRONG, Ending.NO_ATTEMPT, Ending.RAISED, Ending.UNUSABLE}
    for ending in Ending:
        assert bool(analysis(student("a", 0, result=result(ending))).flags) == (
            ending not in answers
        ), ending


def test_late_and_waiting() -> None:
    """By the gradebook."""
    found = analysis(
        student("late", 1, seconds_late=60.0),
        student("essay", 1, waiting=(TWO.grade_id,)),
        student("fine", 1),
    )
    assert [each.student for each in found.late] == ["late"]
    assert [each.student for each in found.waiting] == ["essay"]


class Undecided(Verdict):
    """A verdict of which a person has to decide some points."""

    __slots__ = ()
    pending = 4.0


def test_what_is_pending_is_no_statistic_of_its_exercise() -> None:
    """Neither earned nor lost, whether a grader failed or a person grades it anyway; what a person
    has set is decided.
    """
    failed = result(Ending.RIGHT, Ending.GRADER_FAILED)
    failed = replace(
        failed,
        verdicts=(Undecided(ONE.grade_id, 10, failed.verdicts[0].checks), *failed.verdicts[1:]),
    )
    found = analysis(
        student("full", 10, 5),
        student("failed", 5, 5, result=failed),
        student("essay", 0, 5, waiting=(ONE.grade_id,)),
        student("decided", 3, 5, result=failed, corrected=(ONE.grade_id,)),
    )
    one, two = found.exercises
    assert (one.full, one.partial, one.zero, one.difficulty) == (1, 1, 0, 0.65)
    assert (two.full, two.difficulty) == (4, 1)
    assert [each.student for each in found.waiting] == ["failed", "essay"]
    pending = {each["student"]: each["pending"] for each in found.to_json()["students"]}
    assert pending == {"full": [], "failed": ["one"], "essay": ["one"], "decided": []}


def test_conditions_that_differ() -> None:
    """Each with its number, the most frequent first."""
    versions = {"numpy": "2.4", "keras": "3.15"}
    found = analysis(
        student("a", 1, result=result(Ending.RIGHT, versions=versions)),
        student(
            "b",
            1,
            result=result(Ending.RIGHT, versions=versions, isolation="none", graders="other"),
        ),
        student("c", 1, result=result(Ending.RIGHT)),
    )
    assert [(each.value, each.count) for each in found.isolation] == [
        ("namespaces", 2),
        ("none", 1),
    ]
    assert [(each.value, each.count) for each in found.graders] == [("today", 2), ("other", 1)]
    assert [(each.value, each.count) for each in found.versions] == [
        ("keras 3.15, numpy 2.4", 2),
        ("", 1),
    ]


def test_json_tells_the_same() -> None:
    """Plain data, with every student."""
    late = student(
        "ana",
        5,
        penalty=1.0,
        seconds_late=7.0,
        page="../a",
        result=result(Ending.WRONG, misconception="common"),
    )
    data = json.loads(
        json.dumps(analysis(late, Student(StudentId("new"))).to_json(), allow_nan=False)
    )
    assert data["students"][0] == {
        "student": "ana", "graded": True, "score": 9.0, "points": {"one": 5.0, "two": 5.0}, "pending": [],
        "misconceptions": {"one": "common"}, "feedback": "../a",
    }  # fmt: skip
    assert data["students"][1]["score"] is None
    assert data["late"] == [{"student": "ana", "seconds": 7.0, "penalty": 1.0}]
    assert data["flagged"] == [{"student": "new", "reasons": {"handed in, not graded": []}}]
    assert (data["max_score"], data["counted"], data["scores"]["median"]) == (15.0, 1, 9.0)
    assert data["graders"] == {"now": "today", "used": {"today": 1}}


def prints(which: int, *numbers: float) -> str:
    """A fingerprint of answers that are these numbers."""
    exact = [float(n) for n in numbers]
    slack = np.full(len(exact), 1e-6, np.float32)
    return str(Fingerprint(f"{which:032x}", np.array(exact), slack))


def answered(name: str, answers: str, *endings: Ending, **more: object) -> Student:
    """Somebody with wrong answers to the first exercise."""
    found = result(*(endings or (Ending.WRONG,)), **more)  # type: ignore[arg-type]  # fields of Result
    first = replace(found.verdicts[0], answers=answers)
    return student(name, 0, result=replace(found, verdicts=(first, *found.verdicts[1:])))


def test_who_gave_the_same_answers() -> None:
    """The largest group first, each with a name of its own, and what they lost."""
    found = analysis(
        answered("a", prints(1, 5)),
        answered("b", prints(2, 5), Ending.WRONG, Ending.RIGHT, misconception="rare"),
        answered("c", prints(2, 5), Ending.WRONG, Ending.RIGHT, misconception="rare"),
        answered("d", prints(1, 6)),
        answered("e", ""),
        answered("f", "no fingerprint"),
        answered("g", prints(3), Ending.RAISED),
    ).groups
    assert [each.students for each in found] == [("b", "c"), *sorted(
        [("a",), ("d",), ("g",)], key=lambda who: {each.students: each.name for each in found}[who]
    )]  # fmt: skip
    assert len({each.name for each in found}) == 4
    first = found[0]
    assert (first.exercise, first.lost, first.most, first.misconception) == ("one", 5, 10, "rare")
    assert [check.title for check in first.checks] == ["Prueba 0"]
    assert [each.answered for each in found if each.students == ("g",)] == [False]


def test_in_a_group_each_agrees_with_each() -> None:
    """Answers that agree with a neighbour each make no chain of answers that do not agree."""
    close = [answered(f"s{n}", prints(1, n * 0.9e-6)) for n in range(6)]
    found = analysis(*close).groups
    assert sorted(len(each.students) for each in found) == [2, 2, 2]
    # A group is found by what any of it is called: whoever is asked may be spelled otherwise.
    assert all(each.name in each.names and len(each.names) == 2 for each in found)


def test_a_group_keeps_its_name() -> None:
    """Whoever else hands in."""
    [before] = analysis(answered("b", prints(1, 5)), answered("c", prints(1, 5))).groups
    more = [answered(name, prints(1, 5)) for name in "abcd"]
    [after] = analysis(*more).groups
    assert before.name == after.name and len(after.students) == 4


def why(*causes: Cause | None) -> Result:
    """Of both exercises, with why there was nothing to ask."""
    checks = tuple(
        Check(f"c{n}", "Una", 1, Ending.NO_ATTEMPT if cause else Ending.WRONG, "Casi.", why=Why(cause) if cause else None)
        for n, cause in enumerate(causes)
    )  # fmt: skip
    verdicts = tuple(Verdict(each.grade_id, each.points, checks) for each in (ONE, TWO))
    return Result("hw", verdicts, graders="today")


def test_who_needs_but_a_word_is_to_be_looked_at() -> None:
    """Nothing written, no Python, another name: a person can help at once."""
    untouched, renamed, syntax = Cause.UNTOUCHED, Cause.RENAMED, Cause.SYNTAX
    found = analysis(
        student("untouched", 0, 0, result=why(untouched, untouched)),
        student("in part", 0, 0, result=why(untouched, None)),
        student("renamed", 0, 0, result=why(renamed, untouched)),
        student("syntax", 0, 0, result=why(syntax, syntax)),
        student("missing", 0, 0, result=why(Cause.MISSING)),
    )
    assert [(str(each.student.student), list(each.reasons)) for each in found.flags] == [
        ("syntax", [Reason.SYNTAX]),
        ("renamed", [Reason.RENAMED]),
        ("untouched", [Reason.UNTOUCHED]),
    ]
    said = {str(each.student.student): each.reasons for each in found.flags}
    assert said["syntax"][Reason.SYNTAX] == ("one: Casi.", "two: Casi.")
