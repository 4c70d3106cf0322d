"""integrations/: what they make of a result of which a grader failed."""

from __future__ import annotations

from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from panal.results import Check, Ending, GradeId, Result, Verdict

INTEGRATIONS = Path(__file__).parents[2] / "integrations"
PENDING = "Hay puntos pendientes."
RIGHT = Check("a", "Una cosa", 1, Ending.RIGHT)


def loaded(name: str) -> ModuleType:
    """A script, which need not be called like a module."""
    spec = spec_from_loader("script", SourceFileLoader("script", str(INTEGRATIONS / name)))
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    """One exercise is right, of another one a grader failed."""
    failed = Check("b", "Otra cosa", 1, Ending.GRADER_FAILED, "No pudimos revisar esto.")
    verdicts = (
        Verdict(GradeId("test_one"), 10, (RIGHT,)),
        Verdict(GradeId("test_two"), 10, (RIGHT, failed)),
    )
    return Result("hw", verdicts).to_json()


def test_gradescope_says_that_points_are_pending(data: dict[str, Any]) -> None:
    """An exercise whose grader failed is neither passed nor failed, and the first line says why."""
    script = loaded("gradescope/run_autograder")
    found = script.results(data, PENDING)
    one, two = found["tests"]
    assert one["status"] == "passed" and PENDING not in one["output"]
    assert "status" not in two and two["output"].startswith(PENDING)
    assert found["output"] == PENDING


def test_github_says_that_points_are_pending(data: dict[str, Any]) -> None:
    """In the row of that exercise."""
    text = loaded("github/report.py").page(data, 20.0)
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    assert "✔ completo" in rows[0] and "pendiente" in rows[1] and "✘" not in rows[1]
