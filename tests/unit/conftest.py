"""What all unit tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from panal import language

# Seeded cases, as everywhere: a test that fails once fails always. No deadline: machines differ.
settings.register_profile("panal", derandomize=True, deadline=None, max_examples=60, database=None)
settings.load_profile("panal")


@pytest.fixture(autouse=True)
def spanish() -> Iterator[None]:
    """What is said is Spanish, as in the project's own course, whatever the default is."""
    language.use("es")
    yield
    language.use("es")


@pytest.fixture
def english(spanish: None) -> None:
    """What is said is English."""
    language.use("en")
