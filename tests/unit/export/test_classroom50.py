"""panal.export.classroom50: what Classroom 50 accepts, and no score that is not the result's."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from panal.errors import UsageError
from panal.export.classroom50 import SCHEMA, classroom50, identity
from panal.results import Check, Ending, GradeId, Judged, Result, Verdict

WORD = {"type": "string", "minLength": 1}
COUNT = {"type": "integer", "minimum": 0}
TEST = {"test-name": WORD, "passed": {"type": "boolean"}, "score": COUNT, "max-score": COUNT}
FIELDS = {
    "schema": {"const": "classroom50/result/v1"},
    "classroom": WORD,
    "assignment": WORD,
    "assignment_type": {"enum": ["individual", "group", "team"]},
    "owner": WORD,
    "submission": {"type": "string", "pattern": "^submit/"},
    "commit": WORD,
    "release": WORD,
    "review": WORD,
    "datetime": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
    "score": COUNT,
    "max-score": COUNT,
    "tests": {
        "type": "array",
        "items": {"type": "object", "required": list(TEST), "properties": TEST},
    },
}
CONTRACT = Draft202012Validator(
    {
        "type": "object",
        "additionalProperties": False,
        "required": list(FIELDS),
        "properties": FIELDS,
    }
)
"""The contract of schemas/result-v1.schema.json in foundation50/classroom50, without what only its runner
adds."""

TOLD = {
    "CLASSROOM": "cnn-2026",
    "ASSIGNMENT": "convolucion",
    "OWNER": "ana",
    "ASSIGNMENT_TYPE": "individual",
    "SUBMISSION_TAG": "submit/2026-06-01T14-32-05Z-a1b2c3d",
    "COMMIT_URL": "https://github.example/o/r/commit/a1b2c3d",
    "RELEASE_URL": "https://github.example/o/r/releases/tag/x",
    "REVIEW_URL": "https://github.example/o/r/compare/a...b",
}
NOW = datetime(2026, 6, 1, 9, 33, 11, tzinfo=timezone(timedelta(hours=-5)))


def made(*verdicts: Verdict) -> dict[str, Any]:
    data = classroom50(Result("convolucion", verdicts), identity(TOLD), NOW)
    found: dict[str, Any] = json.loads(json.dumps(data))
    CONTRACT.validate(found)
    for each in (found, *found["tests"]):
        assert each["score"] <= each["max-score"]
    for key in ("score", "max-score"):
        assert found[key] == sum(test[key] for test in found["tests"])
    return found


def verdict(name: str, points: float, *endings: Ending, **more: Any) -> Verdict:
    checks = tuple(
        Check(f"test_{n}", f"Parte {n}", 1.0, end, "Casi.") for n, end in enumerate(endings)
    )
    return Verdict(GradeId(name), points, checks, **more)


def test_scores_are_whole_numbers_and_exact() -> None:
    """In hundredths of a point, for each student alike; half a point is half a point."""
    R, W = Ending.RIGHT, Ending.WRONG
    found = made(
        verdict("test_area", 15, R, R),
        verdict("test_side", 15, R, W),
        verdict("third", 10, R, W, W),
        verdict("test_half", 0.5, R, notebook="sheet"),
    )
    assert found["schema"] == SCHEMA and found["datetime"] == "2026-06-01T14:33:11Z"
    rows = [(each["test-name"], each["passed"], each["score"]) for each in found["tests"]]
    assert rows == [
        ("area", True, 1500),
        ("side", False, 750),
        ("third", False, 333),
        ("sheet/half", True, 50),
    ]
    assert (found["score"], found["max-score"]) == (2633, 4050)
    assert found["tests"][1]["output"] == "✔ Parte 0: Casi.\n✘ Parte 1: Casi."


@pytest.mark.parametrize(
    "waiting",
    [
        verdict("essay", 5, judged=Judged.PERSON),
        verdict("test_f", 5, Ending.GRADER_FAILED),
    ],
    ids=["person", "grader failed"],
)
def test_pending_points_are_neither_earned_nor_passed(waiting: Verdict) -> None:
    """Classroom 50 has no word for it, so the output begins with ours."""
    [test] = made(waiting)["tests"]
    assert (test["passed"], test["score"], test["max-score"]) == (False, 0, 500)
    assert test["output"].startswith("Faltan 5 puntos por decidir")


def test_points_that_are_almost_all_are_not_all() -> None:
    """Rounding lifts nothing to full."""
    almost = verdict("test_f", 10, Ending.WRONG, judged=Judged.INSIDE, given=9.999)
    [test] = made(almost)["tests"]
    assert (test["passed"], test["score"]) == (False, 999)


def test_elsewhere_it_says_what_is_missing() -> None:
    """Before anything is graded; the link for a review may be that of the commit."""
    with pytest.raises(UsageError, match="does not set OWNER, SUBMISSION_TAG"):
        identity({**TOLD, "OWNER": "", "SUBMISSION_TAG": ""})
    without = {name: value for name, value in TOLD.items() if name != "REVIEW_URL"}
    assert identity(without)["review"] == TOLD["COMMIT_URL"]
    assert classroom50(Result("a", ()), identity(TOLD), datetime.now(UTC))["tests"] == []
