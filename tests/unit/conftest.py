"""What all unit tests share."""

from __future__ import annotations

from hypothesis import settings

# Seeded cases, as everywhere: a test that fails once fails always. No deadline: machines differ.
settings.register_profile("panal", derandomize=True, deadline=None, max_examples=60, database=None)
settings.load_profile("panal")
