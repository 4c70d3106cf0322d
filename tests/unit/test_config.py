"""panal.config: traits in, frozen values out."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from traitlets import TraitError
from traitlets.config import Config

from panal.config import Limits, Sealed, sealing


def test_each_limit_is_a_trait_with_the_same_default() -> None:
    """A limit is said once: trait and field agree in name and value, and the trait has a help
    text.
    """
    assert Sealed().limits() == Limits()
    for field in dataclasses.fields(Limits):
        trait = Sealed.class_traits(config=True)[field.name]
        assert trait.help.endswith("."), field.name
        assert trait.default() == field.default


def test_every_trait_of_a_number_is_a_limit() -> None:
    """No trait is read by nobody: what is no limit is one of the few others."""
    others = set(Sealed.class_own_traits(config=True)) - {
        field.name for field in dataclasses.fields(Limits)
    }
    assert others == {"preload", "graders_directory"}


def test_units_stand_in_the_names() -> None:
    """Seconds are seconds, bytes are bytes, and the rest are counts."""
    counts = {"restarts", "processes", "sockets", "descriptors", "output_messages"}
    assert all(
        f.name.endswith(("_seconds", "_bytes")) or f.name in counts
        for f in dataclasses.fields(Limits)
    )


def test_the_courses_configuration_counts(tmp_path: Path) -> None:
    """What nbgrader_config.py sets arrives in the frozen value; folders are absolute."""
    config = Config()
    config.Sealed.cell_cpu_seconds = 7.5
    config.Sealed.preload = ["json"]
    (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)
    found = sealing(config, "none", hidden=(tmp_path / "link",))
    assert found.limits == dataclasses.replace(Limits(), cell_cpu_seconds=7.5)
    assert found.preload == ("json",) and found.isolation == "none"
    assert found.hidden == (str(tmp_path.resolve()),)


def test_sealed_unless_asked_otherwise() -> None:
    """Fail closed: without a word, students' code is sealed."""
    assert sealing(Config()).isolation == "sealed"


@pytest.mark.parametrize(
    ("name", "value"), [("restarts", "many"), ("memory_bytes", 1.5), ("preload", [1])]
)
def test_a_value_of_the_wrong_kind_is_refused(name: str, value: object) -> None:
    """A mistake in the configuration is said, not taken for something else."""
    with pytest.raises(TraitError, match=name):
        sealing(Config({"Sealed": {name: value}}))


def test_values_are_frozen() -> None:
    """Limits are handed to workers: nobody changes them on the way."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        Limits().processes = 1  # type: ignore[misc]  # that is the point


def test_no_configuration_leaves_a_lock_off() -> None:
    """Only a test can, in Python; and then results say so."""
    with pytest.warns(UserWarning, match="`without` not recognized"):
        assert sealing(Config({"Sealed": {"without": ["seccomp"]}})).without == ()
    assert (
        dataclasses.replace(sealing(Config()), without=("seccomp",)).description
        == "sealed, without seccomp"
    )
    assert (
        sealing(Config()).description == "sealed"
        and sealing(Config(), "none").description == "none"
    )


@pytest.mark.parametrize(
    "mistake", [{"isolation": "Sealed"}, {"isolation": ""}, {"without": ("secomp",)}]
)
def test_no_other_isolation_is_known(mistake: dict[str, object]) -> None:
    """A misspelt word is no way to less of a wall."""
    with pytest.raises(ValueError, match="unknown"):
        dataclasses.replace(sealing(Config()), **mistake)  # type: ignore[arg-type]  # of any kind, that is the point
