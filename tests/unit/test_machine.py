"""tests.machine: what can't be tried on CI fails there, whichever test it is."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

from tests import machine

TESTS = Path(__file__).parents[1]
SKIPPING = {"skip", "skipif", "importorskip", "xfail"}
MAY_SKIP = {"machine.py", "end_to_end/courses.py"}  # the second one: what `make soak` alone tries


@pytest.mark.parametrize(("ci", "ends"), [("", "Skipped"), ("true", "Failed")])
def test_what_is_missing(ci: str, ends: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    for asks in (machine.lacks, machine.require_root):
        with pytest.raises(BaseException, match="no Landlock") as ended:
            asks("no Landlock")
        assert ended.typename == ends


def test_what_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    machine.require_root("no Landlock")


def test_no_test_skips_by_itself() -> None:
    """Nobody would notice it on CI."""
    found = {
        path.relative_to(TESTS).as_posix()
        for path in TESTS.rglob("*.py")
        if not {"answers", "attacks"} & set(path.relative_to(TESTS).parts[:1])
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in SKIPPING
    }
    assert found == MAY_SKIP
