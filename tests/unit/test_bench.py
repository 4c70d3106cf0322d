"""The benchmarks of bench/ take minutes and run by hand: here it is only seen that each one
starts.
"""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

import bench


@pytest.mark.parametrize(
    "name", sorted(path.stem for path in Path(bench.__file__).parent.glob("*.py"))
)
def test_it_finds_what_it_imports(name: str) -> None:
    """One that nobody runs for a while must not break in silence."""
    importlib.import_module(f"bench.{name}")
