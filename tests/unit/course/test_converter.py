"""panal.course.converter: what is relied on of nbgrader's inside is there, in the versions that
pyproject.toml allows. What it is used for is tried in test_preprocessors.py.
"""

from __future__ import annotations

import importlib.metadata
import tomllib
from pathlib import Path

import nbgrader.utils
import pytest
from nbgrader.api import Gradebook
from packaging.requirements import Requirement

from panal.course.converter import PRIVATE
from panal.course.database import tools_on_path

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning:nbgrader", "ignore::DeprecationWarning:traitlets"
)


@pytest.mark.parametrize(
    ("owner", "name"), [(owner, name) for owner, names in PRIVATE.items() for name in names]
)
def test_a_private_part_is_there(owner: type, name: str) -> None:
    """A version without it would grade otherwise and not say so."""
    assert hasattr(owner, name)


def test_functions_and_the_session_are_there(tmp_path: Path) -> None:
    """As modules have them, and an open gradebook."""
    for name in ("find_all_files", "is_grade", "is_solution", "is_task", "determine_grade"):
        assert callable(getattr(nbgrader.utils, name))
    with tools_on_path(), Gradebook(f"sqlite:///{tmp_path}/gradebook.db", "c") as gradebook:
        assert gradebook.engine.dialect.name == "sqlite" and callable(gradebook.db.remove)


def test_the_version_is_within_its_bounds() -> None:
    """The next minor one may change any of it: it is tried before it is allowed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (wanted,) = (
        found.specifier
        for found in map(Requirement, project["dependencies"])
        if found.name == "nbgrader"
    )
    assert importlib.metadata.version("nbgrader") in wanted
    assert "0.9.5" in wanted and "0.10.0" not in wanted
