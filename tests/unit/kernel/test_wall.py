"""panal.kernel.wall: which rung is taken. The rungs are fakes; real ones are tried end to end."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from panal.config import Limits, Sealing
from panal.errors import EnvironmentProblem
from panal.kernel import wall
from panal.kernel.launch import NAMES, PROCESSES, SEEN, SHARED_USER
from panal.kernel.no_wall import NoWall
from panal.sealed import isolate

ROOT = Path(__file__).parents[3]


class Fake:
    """A rung that holds, or says what it lacks."""

    def __init__(self, name: str, lacks: str, tried: list[str]) -> None:
        self.name, self._lacks, self._tried = name, lacks, tried

    def check(self) -> None:
        self._tried.append(self.name)
        if self._lacks:
            raise EnvironmentProblem(f"{self.name} lacks {self._lacks}.", f"Get {self._lacks}.")

    def close(self) -> None:
        self._tried.append(f"{self.name} closed")


@pytest.fixture
def rungs(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What each rung lacks, and in `tried` what was asked of whom."""
    state: dict[str, Any] = {"tried": [], "namespaces": "", "users": "", "landlock": ""}

    def made(name: str) -> Any:
        return lambda sealing: Fake(name, state[name], state["tried"])

    monkeypatch.setattr(wall, "MADE", {name: made(name) for name in wall.RUNGS})
    return state


def test_a_filter_must_be_able_to_ask(
    rungs: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In gVisor it can't, so no rung would hold there; that is said before any is tried."""
    monkeypatch.setattr(wall.seccomp.isolate, "filters_may_ask", lambda: False)
    with pytest.raises(EnvironmentProblem, match="user notification") as problem:
        wall.settled(sealing())
    assert "gVisor" in problem.value.hint and rungs["tried"] == []


def sealing(isolation: str = "strongest") -> Sealing:
    return Sealing(Limits(), (), isolation)


@pytest.mark.parametrize(
    ("lacking", "taken"),
    [((), "namespaces"), (("namespaces",), "users"), (("namespaces", "users"), "landlock")],
)
def test_the_strongest_that_holds_is_taken(
    rungs: dict[str, Any], lacking: tuple[str, ...], taken: str
) -> None:
    """And weaker ones are not even tried."""
    rungs |= dict.fromkeys(lacking, "something")
    assert wall.of(sealing()).name == taken
    assert [name for name in rungs["tried"] if " " not in name] == [*lacking, taken]
    assert wall.settled(sealing()).isolation == taken


def test_who_insists_on_one_gets_no_other(rungs: dict[str, Any]) -> None:
    """Neither a stronger nor a weaker one."""
    assert wall.settled(sealing("users")).isolation == "users"
    rungs["users"] = "root"
    with pytest.raises(EnvironmentProblem) as problem:
        wall.settled(sealing("users"))
    assert (problem.value.message, problem.value.hint) == ("users lacks root.", "Get root.")


def test_where_none_holds_each_says_why(rungs: dict[str, Any]) -> None:
    """Fail closed."""
    rungs |= {"namespaces": "a sysctl", "users": "root", "landlock": "Linux 5.13"}
    for ask in (wall.of, wall.settled):
        with pytest.raises(EnvironmentProblem) as problem:
            ask(sealing())
        for lack in ("a sysctl", "root", "Linux 5.13"):
            assert (
                f"lacks {lack}." in problem.value.message and f"Get {lack}." in problem.value.hint
            )


def test_none_is_only_for_those_who_name_it(rungs: dict[str, Any]) -> None:
    """Nothing is tried then."""
    assert wall.settled(sealing("none")) == sealing("none")
    assert isinstance(wall.of(sealing("none")), NoWall)
    assert rungs["tried"] == []


@pytest.mark.parametrize(
    ("name", "user", "landlock", "unkept"),
    [
        ("namespaces", 0, 7, ()),
        ("namespaces", 1000, 7, (SHARED_USER,)),
        ("users", 0, 7, (NAMES, PROCESSES)),
        ("users", 0, 0, (NAMES, PROCESSES, SEEN)),
        ("landlock", 1000, 7, (NAMES, PROCESSES, SHARED_USER)),
    ],
)
def test_a_rung_says_what_it_does_not_promise(
    name: str,
    user: int,
    landlock: int,
    unkept: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As the table of docs/security.md does."""
    monkeypatch.setattr(os, "geteuid", lambda: user)
    monkeypatch.setattr(isolate, "landlock_version", lambda: landlock)
    assert wall.MADE[name](sealing()).unkept() == unkept


def test_attacks_that_the_measures_name_are_there() -> None:
    """Each rung names some, on our side and behind the wall."""
    attacks = ROOT / "tests" / "attacks"
    kinds = "|".join(path.name for path in attacks.iterdir() if path.is_dir())
    rungs = ("kernel/namespaces", "kernel/users", "kernel/landlock", "sealed/in_namespaces", "sealed/as_user", "sealed/as_one_process")  # fmt: skip
    for rung in rungs:
        text = (ROOT / "panal" / f"{rung}.py").read_text(encoding="utf-8")
        named = re.findall(rf"\b(?:{kinds})/\w+", text)
        assert named, rung
        assert all((attacks / f"{name}.py").is_file() for name in named), named


def test_grading_needs_linux(rungs: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere no rung is tried."""
    monkeypatch.setattr(wall.sys, "platform", "darwin")
    with pytest.raises(EnvironmentProblem, match="needs Linux"):
        wall.settled(sealing())
    assert rungs["tried"] == []


def test_without_libseccomp_there_is_no_wall(
    rungs: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All rungs need it, so it is said once."""

    def missing() -> bytes:
        raise OSError("no libseccomp.so.2")

    monkeypatch.setattr(wall.seccomp, "program", missing)
    with pytest.raises(EnvironmentProblem, match=r"no libseccomp.so.2") as problem:
        wall.settled(sealing())
    assert "apt install libseccomp2" in problem.value.hint
