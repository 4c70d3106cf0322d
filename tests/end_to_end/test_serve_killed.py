"""Killed while students upload: what was acknowledged is graded, once and right. `make soak` does it at
thirty moments.
"""

from __future__ import annotations

from pathlib import Path

from tests.end_to_end.killing import CONFIG, killed_at
from tests.end_to_end.serving import small_course


def test_what_was_acknowledged_is_graded_after_a_sudden_end(tmp_path: Path) -> None:
    killed_at(small_course(tmp_path, CONFIG), 1, 4, 20261128)
