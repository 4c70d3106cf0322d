"""A server that is killed at thirty random moments while students upload, and parts of it that are
killed, stopped or have no room to write.
"""

from __future__ import annotations

from pathlib import Path

from tests.end_to_end.killing import CONFIG, killed_at
from tests.end_to_end.serving import small_course

MOMENTS = 30
UPLOADS = 40


def test_what_was_acknowledged_is_graded_after_each_sudden_end(tmp_path: Path) -> None:
    killed_at(small_course(tmp_path, CONFIG), MOMENTS, UPLOADS, 20261129)
