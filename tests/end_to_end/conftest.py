"""Two processes share the end-to-end tests (`pytest -n 2 --dist loadgroup`): what shares a fixture stays together."""

from __future__ import annotations

import pytest

HALVES = ("test_attacks",)
"""Files that take longer than all others together; each half of one makes its own fixtures."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each test the group of its file."""
    for position, item in enumerate(items):
        name = item.path.stem
        item.add_marker(pytest.mark.xdist_group(f"{name}-{position % 2}" if name in HALVES else name))
