"""The examples in docstrings give what they say."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import panal
from panal import language

MODULES = sorted(found.name for found in pkgutil.walk_packages(panal.__path__, "panal."))


@pytest.mark.parametrize("name", MODULES)
def test_they_are_so(name: str, pytestconfig: pytest.Config) -> None:
    """In the language of the code, which is English. Graders may use the marks that the judge knows."""
    for mark in ("check", "visible"):
        pytestconfig.addinivalue_line("markers", f"{mark}: of a grader")
    module = importlib.import_module(name)
    language.use("en")
    assert not doctest.testmod(module, optionflags=doctest.ELLIPSIS).failed


def test_there_are_some() -> None:
    """So the test above tries what it says."""
    assert doctest.testmod(importlib.import_module("panal.placing")).attempted > 20
