"""panal.config: traits in, frozen values out."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from traitlets import TraitError
from traitlets.config import Config

from panal.config import CLOCK, LEAST, MAX_ANSWER_BYTES, Limits, Sealed, changed, sealing
from panal.errors import UsageError


def test_each_limit_is_a_trait_with_the_same_default() -> None:
    """A limit is said once: trait and field agree in name and value, and the trait has a help
    text.
    """
    assert Sealed().limits() == Limits()
    for field in dataclasses.fields(Limits):
        trait = Sealed.class_traits(config=True)[field.name]
        assert trait.help.endswith("."), field.name
        # A clock follows from its processor seconds, unless it is set.
        assert trait.default() == (None if field.name in CLOCK else field.default)


def test_every_trait_of_a_number_is_a_limit() -> None:
    """No trait is read by nobody: what is no limit is one of the few others."""
    others = set(Sealed.class_own_traits(config=True)) - {
        field.name for field in dataclasses.fields(Limits)
    }
    assert others == {
        "preload",
        "graders_directory",
        "assignments",
        "requirements",
        "wall",
        "kernel_users",
    }


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
    assert found.limits == dataclasses.replace(
        Limits(), cell_cpu_seconds=7.5, cell_wall_seconds=22.5
    )
    assert found.preload == ("json",) and found.isolation == "none"
    assert found.hidden == (str(tmp_path.resolve()),)


def test_sealed_unless_asked_otherwise() -> None:
    """Fail closed: without a word, students' code is sealed."""
    assert sealing(Config()).isolation == "strongest"


@pytest.mark.parametrize(
    ("name", "value"),
    [("restarts", "many"), ("memory_bytes", 1.5), ("preload", [1]), ("assignments", {"a": 3})],
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


def test_the_course_says_what_the_wall_is_made_of() -> None:
    """By default the strongest that holds; whoever names another one for a run gets that. No course
    can do without.
    """
    config = Config({"Sealed": {"wall": "users"}})
    assert sealing(config).isolation == "users"
    assert sealing(config, "landlock").isolation == "landlock"
    with pytest.raises(TraitError, match="wall"):
        sealing(Config({"Sealed": {"wall": "none"}}))


@pytest.mark.parametrize(
    "mistake", [{"isolation": "Sealed"}, {"isolation": ""}, {"without": ("secomp",)}]
)
def test_no_other_isolation_is_known(mistake: dict[str, object]) -> None:
    """A misspelt word is no way to less of a wall."""
    with pytest.raises(ValueError, match="unknown"):
        dataclasses.replace(sealing(Config()), **mistake)  # type: ignore[arg-type]  # of any kind, that is the point


# Limits that are changed


@pytest.mark.parametrize(("wall", "cpu", "factor"), [(w, *found) for w, found in CLOCK.items()])
def test_the_clock_follows_the_processor(wall: str, cpu: str, factor: int) -> None:
    """Who allows more of the one need not think of the other; who sets it has the word."""
    found = changed(Limits(), {cpu: 100}, "here")
    assert getattr(found, wall) == 100 * factor
    assert getattr(changed(Limits(), {cpu: 100, wall: 150}, "here"), wall) == 150
    assert getattr(changed(Limits(), {wall: 1000}, "here"), wall) == 1000
    rest = dataclasses.replace(
        found, **{cpu: getattr(Limits(), cpu), wall: getattr(Limits(), wall)}
    )
    assert rest == Limits()
    assert getattr(Limits(), wall) == factor * getattr(Limits(), cpu)


def test_nothing_changed_is_the_same() -> None:
    """And what holds elsewhere is not touched."""
    limits = Limits(cell_wall_seconds=1000)
    assert changed(limits, {}, "here") == limits
    assert changed(limits, {"processes": 64}, "here").cell_wall_seconds == 1000
    assert limits == Limits(cell_wall_seconds=1000)


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Limits)])
@pytest.mark.parametrize(
    "value", [0, -1, float("nan"), float("inf"), float("-inf"), True, "60", None, [60]], ids=repr
)
def test_a_limit_that_makes_no_sense_is_refused(name: str, value: object) -> None:
    """Before anybody is graded, with its name and where it stands: with it nobody could be right,
    or nothing would be limited.
    """
    with pytest.raises(UsageError, match=f"here.*{name}"):
        changed(Limits(), {name: value}, "here")


@pytest.mark.parametrize(("name", "least"), LEAST.items())
def test_below_some_numbers_no_kernel_comes_up(name: str, least: int) -> None:
    """Every student would fail for it."""
    assert getattr(changed(Limits(), {name: least}, "here"), name) == least
    with pytest.raises(UsageError, match=str(least)):
        changed(Limits(), {name: least - 1}, "here")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"call_seconds": 3}, "no limit"),
        ({"call_wall_seconds": 2.9}, "less than call_cpu_seconds"),
        ({"cell_wall_seconds": 5, "cell_cpu_seconds": 6}, "less than cell_cpu_seconds"),
        ({"answer_bytes": MAX_ANSWER_BYTES + 1}, "at most"),
    ],
)
def test_limits_that_contradict_each_other_are_refused(
    changes: dict[str, object], told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        changed(Limits(), changes, "here")


def test_an_assignment_has_limits_of_its_own() -> None:
    """On top of the course's; the others have those of the course."""
    config = Config()
    config.Sealed.processes = 64
    config.Sealed.call_wall_seconds = 50
    config.Sealed.assignments = {"redes": {"call_cpu_seconds": 20, "restarts": 3}}
    course, redes = (sealing(config, assignment=name).limits for name in ("tarea", "redes"))
    assert course == changed(Limits(), {"processes": 64, "call_wall_seconds": 50}, "here")
    wanted = {"call_cpu_seconds": 20, "call_wall_seconds": 100, "restarts": 3}
    assert redes == dataclasses.replace(course, **wanted)  # type: ignore[arg-type]  # counts among them
    assert sealing(config).limits == course


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ({"restarts": -1}, r"assignments\['redes'\].*restarts"),
        ({"speed": 3}, r"assignments\['redes'\]"),
    ],
)
def test_an_assignments_limits_are_checked_for_sense(own: dict[str, object], told: str) -> None:
    """Named by where they stand."""
    with pytest.raises(UsageError, match=told):
        sealing(Config({"Sealed": {"assignments": {"redes": own}}}), assignment="redes")


def test_the_courses_limits_are_checked_for_sense() -> None:
    """Like those of an assignment."""
    with pytest.raises(UsageError, match=r"c\.Sealed.*memory_bytes"):
        sealing(Config({"Sealed": {"memory_bytes": 2**20}}))


@pytest.mark.parametrize("users", [(5, 70000), (61000, 60000), (60000, 2**31)])
def test_users_of_kernels_are_nobodys(users: tuple[int, int]) -> None:
    """Neither the system's nor an empty range."""
    with pytest.raises(UsageError, match="kernel_users"):
        sealing(Config({"Sealed": {"kernel_users": users}}))


def test_an_assignment_preloads_what_it_likes() -> None:
    """Beside its limits; others load what the course says."""
    config = Config({"Sealed": {"preload": ["numpy"], "assignments": {"a": {"preload": ["csv"]}}}})
    assert sealing(config, assignment="a").preload == ("csv",)
    assert sealing(config, assignment="b").preload == ("numpy",)
    config.Sealed.assignments["a"]["preload"] = "csv"
    with pytest.raises(UsageError, match="must be a list"):
        sealing(config, assignment="a")


@pytest.mark.parametrize("name", ["Execute", "ExecutePreprocessor"])
def test_time_that_nbgrader_gives_is_given(name: str) -> None:
    """A course that trains for minutes says so in nbgrader's words. Less than usual it never gets, and
    what is set here counts.
    """

    def seconds(**more: Any) -> tuple[float, float]:
        limits = sealing(Config(more)).limits
        return limits.cell_cpu_seconds, limits.cell_wall_seconds

    assert seconds(**{name: {"timeout": 600}}) == (600, 1800)
    assert seconds(**{name: {"timeout": 5}}) == (20, 60)
    assert (
        seconds(**{name: {"timeout": None}}) == seconds(**{name: {"timeout": -1}}) == (3600, 10800)
    )
    assert seconds(**{name: {"timeout": 600}}, Sealed={"cell_cpu_seconds": 40}) == (40, 120)
