"""The `result.json` that Classroom 50 reads, the successor of GitHub Classroom.

Its contract is `schemas/result-v1.schema.json` of https://github.com/foundation50/classroom50, in
words https://github.com/foundation50/classroom50/wiki/Advanced-Autograding.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from panal import messages
from panal.errors import UsageError
from panal.results import Result, Verdict, short

SCHEMA = "classroom50/result/v1"
HUNDREDTHS = 100
"""Scores are whole numbers there. In whole points an exercise would lose up to one to rounding, so all
of them are in hundredths of a point."""

TOLD = {
    "classroom": "CLASSROOM",
    "assignment": "ASSIGNMENT",
    "owner": "OWNER",
    "assignment_type": "ASSIGNMENT_TYPE",
    "submission": "SUBMISSION_TAG",
    "commit": "COMMIT_URL",
    "release": "RELEASE_URL",
    "review": "REVIEW_URL",
}
"""In which variable Classroom 50's runner tells an autograder what it is about."""


def identity(environment: Mapping[str, str]) -> dict[str, str]:
    """What a result is about, as the runner tells it.

    Raises:
        UsageError: this is no run of Classroom 50.
    """
    given = {"REVIEW_URL": environment.get("COMMIT_URL", ""), **environment}
    missing = [name for name in TOLD.values() if not given.get(name)]
    if missing:
        raise UsageError(
            f"Classroom 50 has to say what is graded, and does not set {', '.join(missing)}.",
            "`--classroom50` is for an autograder.py, which its runner starts; `--json` works anywhere.",
        )
    return {key: given[name] for key, name in TOLD.items()}


def classroom50(result: Result, about: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """A result in Classroom 50's form.

    Args:
        result: what was found out.
        about: what `identity` returned.
        now: with its time zone. The runner puts the time of the commit in its place.

    Example:
        An exercise with 7.5 of 15 points has the `score` 750 of `max-score` 1500.
    """
    tests = [_test(verdict) for verdict in result.verdicts]
    return {
        "schema": SCHEMA,
        **about,
        "datetime": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "score": sum(test["score"] for test in tests),
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
    }


def _test(verdict: Verdict) -> dict[str, Any]:
    """One exercise. A test may have further keys, and `output` tells the student why."""
    most = round(verdict.max_points * HUNDREDTHS)
    score = min(round(verdict.points * HUNDREDTHS), most)
    full = verdict.points >= verdict.max_points and not verdict.pending
    lines = verdict.lines()
    if verdict.pending:
        lines.insert(0, messages.points_pending(verdict.pending, failed=verdict.needs_person))
    return {
        "test-name": short(verdict.name),
        "passed": full,
        "score": score if full else min(score, max(0, most - 1)),
        "max-score": most,
        "output": "\n".join(lines),
    }
