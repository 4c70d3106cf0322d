"""The packages that an assignment says it needs, and whether this machine has them."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterator

from packaging.requirements import InvalidRequirement, Requirement

from panal.errors import UsageError

BUILDS = {"tensorflow": ("tensorflow-cpu",)}
"""Packages that are installed in place of another one: the same modules, built otherwise."""


def require(requirements: str, assignment: str) -> None:
    """See that all packages are here, before anybody is graded.

    Args:
        requirements: text of a requirements.txt.
        assignment: whose it is.

    Raises:
        UsageError: one is missing, or of another version.
    """
    lacking = list(_lacking(requirements))
    if lacking:
        raise UsageError(
            f"{assignment} needs {', '.join(lacking)}. Nobody was graded.",
            f"`python -m pip install -r source/{assignment}/requirements.txt`, in the environment of "
            "panal, installs what is missing.",
        )


def _lacking(requirements: str) -> Iterator[str]:
    for line in requirements.splitlines():
        text = re.sub(r"(^|\s)#.*", "", line).strip()
        if not text or text.startswith("-"):
            continue  # an option of pip's, such as the address of an index
        try:
            wanted = Requirement(text)
        except InvalidRequirement:
            continue  # a file or an address, which pip alone understands
        if wanted.marker is not None and not wanted.marker.evaluate():
            continue
        found = _installed(wanted.name)
        if found is None:
            yield f"{wanted.name}{wanted.specifier}, which is not installed"
        elif not wanted.specifier.contains(found, prereleases=True):
            yield f"{wanted.name}{wanted.specifier}, of which {found} is installed"


def _installed(name: str) -> str | None:
    for each in (name, *BUILDS.get(name.lower(), ())):
        try:
            return importlib.metadata.version(each)
        except importlib.metadata.PackageNotFoundError:
            continue
    return None
