"""panal.course.converter: functions of nbgrader's and its open gradebook are as they are relied on. The
classes of `PRIVATE` are in test_private_parts.py, what they are used for in test_preprocessors.py.
"""

from __future__ import annotations

from pathlib import Path

import nbgrader.utils
import pytest
from nbgrader.api import Gradebook

from panal.course.database import tools_on_path

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning:nbgrader", "ignore::DeprecationWarning:traitlets"
)


def test_functions_and_the_session_are_there(tmp_path: Path) -> None:
    """As modules have them, and an open gradebook."""
    for name in ("find_all_files", "is_grade", "is_solution", "is_task", "determine_grade"):
        assert callable(getattr(nbgrader.utils, name))
    with tools_on_path(), Gradebook(f"sqlite:///{tmp_path}/gradebook.db", "c") as gradebook:
        assert gradebook.engine.dialect.name == "sqlite" and callable(gradebook.db.remove)
