"""panal.results: shares of points, and JSON there and back."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from panal.results import (
    Cause,
    Check,
    Difference,
    Ending,
    Example,
    GradeId,
    Picture,
    Result,
    Verdict,
    Why,
)

TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
WEIGHTS = st.floats(0.01, 1000)
POINTS = st.one_of(st.integers(0, 100).map(float), st.floats(0, 1000), st.floats(0, 0.02))


DIFFERENCES = st.none() | st.sampled_from(Difference)
WHYS = st.none() | st.builds(Why, st.sampled_from(Cause), st.integers(0, 99), st.integers(0, 99))
CHECKS = st.lists(
    st.builds(
        Check, TEXT, TEXT, WEIGHTS, st.sampled_from(Ending), TEXT, difference=DIFFERENCES, why=WHYS
    ),
    min_size=1,
    max_size=6,
).map(tuple)
"""With any text; detail is left out, as the JSON form leaves it out."""


def verdict(*parts: tuple[float, Ending], points: float = 10.0) -> Verdict:
    return Verdict(
        GradeId("test_area"),
        points,
        tuple(Check("c", "título", weight, ending) for weight, ending in parts),
    )


def test_points_are_shared_out_by_weight() -> None:
    """A check is worth its weight's share of the points, in hundredths."""
    assert verdict((1, Ending.RIGHT), (3, Ending.WRONG)).points == 2.5
    assert verdict((1, Ending.RIGHT), (2, Ending.WRONG)).points == 3.33


def test_rounding_makes_nothing_whole() -> None:
    """Full points mean that every check went well, however little the one that did not is worth."""
    assert verdict((99_999, Ending.RIGHT), (1, Ending.WRONG)).points == 9.99
    assert verdict((1, Ending.RIGHT), (1, Ending.WRONG), points=0.005).points == 0.0


def test_no_check_earns_nothing() -> None:
    """An exercise of which nothing was checked has no points: a score never comes from "no error
    was seen".
    """
    assert verdict().points == 0.0


@pytest.mark.parametrize("ending", Ending)
def test_only_right_earns_points(ending: Ending) -> None:
    """A check that ended in any other way earns nothing; where a grader failed, a person decides."""
    found = verdict((1, ending))
    assert found.points == (10.0 if ending is Ending.RIGHT else 0.0)
    assert found.pending == (10.0 if ending is Ending.GRADER_FAILED else 0.0)


def test_pending_points_are_shared_out_like_others() -> None:
    """By weight; what a person decides about and what is earned is never more than there is."""
    found = verdict((2, Ending.RIGHT), (1, Ending.GRADER_FAILED))
    assert (found.points, found.pending) == (6.67, 3.33)
    found = verdict((1, Ending.RIGHT), (1, Ending.GRADER_FAILED), (1, Ending.WRONG))
    assert (found.points, found.pending) == (3.33, 3.33)
    assert verdict().pending == 0
    both = Result("a", (found, verdict((1, Ending.GRADER_FAILED))))
    assert (both.points, both.pending) == (3.33, 13.33)
    data = both.to_json()
    assert data["score"] == 3.33
    assert [test["extra_data"]["pending"] for test in data["tests"]] == [3.33, 10.0]


def test_a_failed_grader_needs_a_person() -> None:
    """Nobody looks at the other endings; this one is ours, and it is listed with the grader's
    name.
    """
    failed = verdict((1, Ending.RIGHT), (1, Ending.GRADER_FAILED))
    assert failed.needs_person and Result("a", (failed,)).needs_person
    fine = [verdict((1, ending)) for ending in Ending if ending is not Ending.GRADER_FAILED]
    assert not Result("a", tuple(fine)).needs_person


@given(CHECKS, POINTS)
def test_points_stay_in_their_range(parts: tuple[Check, ...], points: float) -> None:
    """The points are a plain float in [0, max_points], and full exactly when every check earns."""
    found = Verdict(GradeId("t"), points, parts)
    assert type(found.points) is float
    assert 0 <= found.points <= points
    if all(check.ending is Ending.RIGHT for check in parts):
        assert found.points == points
    elif points > 0:
        assert found.points < points
    assert type(found.pending) is float
    failed = any(check.ending is Ending.GRADER_FAILED for check in parts)
    assert 0 <= found.pending <= (points if failed else 0)
    assert found.points + found.pending <= points + 0.005


@given(CHECKS, st.integers(1, 100), st.data())
def test_a_check_more_is_never_less(
    parts: tuple[Check, ...], points: int, data: st.DataObject
) -> None:
    """Putting one wrong check right never lowers the points."""
    wrong = [i for i, check in enumerate(parts) if check.ending is not Ending.RIGHT]
    assume(wrong)
    which = data.draw(st.sampled_from(wrong))
    better = tuple(
        replace(check, ending=Ending.RIGHT) if i == which else check
        for i, check in enumerate(parts)
    )
    assert (
        Verdict(GradeId("t"), points, better).points >= Verdict(GradeId("t"), points, parts).points
    )


PICTURES = st.lists(st.builds(Picture, TEXT, TEXT, TEXT, TEXT), max_size=2).map(tuple)
EXAMPLES = st.lists(
    st.builds(Example, TEXT, TEXT, TEXT, st.sampled_from(Ending), TEXT, PICTURES), max_size=2
).map(tuple)
RESULTS = st.builds(
    Result,
    assignment=TEXT,
    verdicts=st.lists(
        st.builds(Verdict, TEXT.map(GradeId), POINTS, CHECKS, TEXT, TEXT, EXAMPLES), max_size=4
    ).map(tuple),
    notes=st.lists(TEXT, max_size=3).map(tuple),
    isolation=st.sampled_from(["namespaces", "users", "none"]),
    graders=TEXT,
    notebook=TEXT,
    versions=st.dictionaries(TEXT, TEXT, max_size=3),
    seconds=st.integers(0, 2000).map(lambda halves: halves / 2),
)


@given(RESULTS)
def test_json_there_and_back(result: Result) -> None:
    """What stands in results.json is the whole result, also after it was text."""
    assert Result.from_json(json.loads(json.dumps(result.to_json()))) == result


@given(RESULTS)
def test_json_is_gradescopes(result: Result) -> None:
    """Gradescope reads `score` and, for each test, `score`, `max_score`, `name` and `output`; the
    sums agree.
    """
    data = result.to_json()
    assert data["score"] == pytest.approx(sum(test["score"] for test in data["tests"]), abs=0.01)
    for test in data["tests"]:
        assert 0 <= test["score"] <= test["max_score"]
        assert type(test["name"]) is str and type(test["output"]) is str


def test_what_only_the_instructor_is_told_stays_out() -> None:
    """A grader's traceback quotes the grader, and nbgrader hands results.json to students."""
    check = Check(
        "test_secret", "título", 1, Ending.GRADER_FAILED, "frase", detail="assert area(3, 4) == 12"
    )
    result = Result("a", (Verdict(GradeId("t"), 1.0, (check,)),))
    assert "area(3, 4)" not in json.dumps(result.to_json())
    assert result.failed_graders() == [check]


@pytest.mark.parametrize(
    "broken", [{}, {"assignment": "a", "tests": []}, {"tests": [{"name": "t"}]}]
)
def test_other_documents_are_refused(broken: dict[str, object]) -> None:
    """A document of another kind is an error that the caller can name, never half a result."""
    with pytest.raises((KeyError, ValueError)):
        Result.from_json(broken)


def test_an_unknown_ending_is_refused() -> None:
    """The list of endings is closed."""
    data = Result("a", (verdict((1, Ending.RIGHT)),)).to_json()
    data["tests"][0]["extra_data"]["checks"][0]["ending"] = "fine"
    with pytest.raises(ValueError, match="fine"):
        Result.from_json(data)


def test_results_of_an_earlier_version_are_read() -> None:
    """Before checks and cases said why there was no answer."""
    why = Why(Cause.SYNTAX, 3, 1)
    example = Example("f(1)", "1", "", Ending.RAISED, "No.", (), why)
    check = Check("c", "C", 1.0, Ending.NO_ATTEMPT, "No.", why=why)
    result = Result("a", (Verdict(GradeId("test_f"), 1.0, (check,), examples=(example,)),))
    data = json.loads(json.dumps(result.to_json()))
    assert Result.from_json(data) == result
    extra = data["tests"][0]["extra_data"]
    del extra["checks"][0]["why"], extra["examples"][0]["why"]
    verdict = Result.from_json(data).verdicts[0]
    assert verdict.checks[0].why is None and verdict.examples[0].why is None
