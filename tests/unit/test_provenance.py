"""panal.provenance: what a result stands on."""

from __future__ import annotations

import hashlib
import importlib.metadata

import pytest

from panal.provenance import VERSIONS, notebook_digest, versions


def test_a_digest_is_that_of_the_file_as_it_was() -> None:
    assert notebook_digest(b"x") == hashlib.sha256(b"x").hexdigest()
    assert notebook_digest(None) == notebook_digest(b"")


def test_versions_are_those_that_are_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """TensorFlow's CPU build counts as TensorFlow; what is not there is left out."""
    assert set(versions()) == set(VERSIONS)
    there = {"tensorflow-cpu": "2.21", "numpy": "2.4"}

    def version(name: str) -> str:
        if name not in there:
            raise importlib.metadata.PackageNotFoundError(name)
        return there[name]

    monkeypatch.setattr(importlib.metadata, "version", version)
    assert versions() == {"tensorflow": "2.21", "numpy": "2.4"}
