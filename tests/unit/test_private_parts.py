"""What panal relies on of other libraries without being promised it: listed where each library's door
is, there in the installed version, and within bounds of pyproject.toml for which it was tried.
"""

from __future__ import annotations

import importlib.metadata
import inspect
import tomllib
import warnings
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from panal.judge import session
from panal.sealed import student_kernel
from panal.workers import cluster

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # nbgrader's own imports warn
    from panal.course import converter

ROOT = Path(__file__).parents[2]
DOORS = {
    "ipykernel": student_kernel.PRIVATE,
    "pytest": session.PRIVATE,
    "nbgrader": converter.PRIVATE,
    "distributed": cluster.PRIVATE,
}
PARTS = [
    (library, owner, name)
    for library, parts in DOORS.items()
    for owner, names in parts.items()  # type: ignore[attr-defined]  # of one type of keys each
    for name in names
]
TOO_OLD = {"ipykernel": "7.3.0", "pytest": "9.0.0", "nbgrader": "0.9.4", "distributed": "2024.12.0"}
TOO_NEW = {"ipykernel": "7.5.0", "pytest": "9.3.0", "nbgrader": "0.10.0", "distributed": "2027.1.0"}


def required(library: str) -> Requirement:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    wanted = [Requirement(line) for lines in lists for line in lines]
    (found,) = (each for each in wanted if each.name == library)
    return found


@pytest.mark.parametrize(("library", "owner", "name"), PARTS)
def test_a_private_part_is_there(library: str, owner: object, name: str) -> None:
    """A version without it would grade otherwise and not say so."""
    assert hasattr(owner, name)


@pytest.mark.parametrize("library", DOORS)
def test_the_version_is_within_bounds_that_were_tried(library: str) -> None:
    """Older ones are known not to do, the next ones are not known."""
    allowed = required(library).specifier
    assert importlib.metadata.version(library) in allowed
    assert TOO_OLD[library] not in allowed and TOO_NEW[library] not in allowed


def test_what_is_called_takes_what_it_is_given() -> None:
    """By position and by name, as panal calls it."""
    kernel = student_kernel.IPythonKernel
    inspect.signature(kernel.dispatch_shell).bind(None, b"", None, concurrent=False)
    inspect.signature(kernel.execute_request).bind(None, None, None, {})
    inspect.signature(kernel.set_parent).bind(None, [], {})
    inspect.signature(session.runtestprotocol).bind(None, log=False, nextitem=None)
    inspect.signature(session._prepareconfig).bind([], [])
    inspect.signature(session.SetupState.teardown_exact).bind(None, None)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (student_kernel.SealedKernel, student_kernel.IPythonKernel),
        (student_kernel.SealedApp, student_kernel.IPKernelApp),
    ],
)
def test_all_that_is_overridden_is_listed(ours: type, theirs: type) -> None:
    """And exists: what ipykernel does not call any more would be overridden in vain."""
    own = {name for name, found in vars(ours).items() if inspect.isfunction(found)}
    overridden = {name for name in own if not name.startswith(("__", "panal_"))}
    assert overridden <= set(student_kernel.PRIVATE[theirs])
    assert all(hasattr(theirs, name) for name in overridden)
