"""What all unit tests share."""

from __future__ import annotations

import pytest
from hypothesis import settings

from panal import language

# Seeded cases, as everywhere: a test that fails once fails always. No deadline: machines differ.
settings.register_profile("panal", derandomize=True, deadline=None, max_examples=60, database=None)
settings.load_profile("panal")


language.use("es")
"""What is said is Spanish, as in the project's own course, unless a test says otherwise."""


@pytest.fixture(autouse=True)
def spanish() -> None:
    """Whatever was spoken before."""
    language.use("es")


@pytest.fixture
def english(spanish: None) -> None:
    """What is said is English."""
    language.use("en")
