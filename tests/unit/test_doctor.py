"""panal.doctor: what a machine is told. Rungs, kernels and Linux' answers are fakes; real ones are
tried end to end.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from panal import cli, doctor
from panal.config import RUNGS, Sealing
from panal.doctor import PROBES, Finding, examine
from panal.errors import EngineFailure, EnvironmentProblem
from panal.kernel.kernel import KernelGone
from panal.kernel.watch import Stop
from panal.results import Ending


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """One that has everything. `lacks` holds what a rung lacks, `answers` what a lock's probe says."""
    found = SimpleNamespace(
        lacks={}, answers={}, landlock=7, filter=None, kernel=None, sealed=[], closed=[], unkept=()
    )

    class Rung:
        def __init__(self, name: str) -> None:
            self.name = name

        def check(self) -> None:
            if self.name in found.lacks:
                raise EnvironmentProblem(f"It lacks {found.lacks[self.name]}.", "Get it.")

        def unkept(self) -> tuple[str, ...]:
            return found.unkept

        def close(self) -> None:
            found.closed.append(self.name)

    class Kernel:
        def run_cell(self, code: str) -> Any:
            question = next(name for name, probe in PROBES.items() if probe == code)
            text = found.answers.get(question, "held\n")
            return SimpleNamespace(outputs=[{"text": text}] if text else [{"ename": "OSError"}])

    @contextlib.contextmanager
    def warm(sealing: Sealing) -> Iterator[None]:
        found.sealed.append(sealing.isolation)
        yield

    @contextlib.contextmanager
    def kernel(*_: object) -> Iterator[Kernel]:
        if found.kernel:
            raise found.kernel
        yield Kernel()

    def require() -> None:
        if found.filter:
            raise found.filter

    def made(name: str) -> Any:
        return lambda sealing: Rung(name)

    monkeypatch.setattr(doctor.wall, "MADE", {name: made(name) for name in RUNGS})
    monkeypatch.setattr(doctor, "WarmProcess", warm)
    monkeypatch.setattr(doctor, "open_kernel", kernel)
    monkeypatch.setattr(doctor.seccomp, "require", require)
    monkeypatch.setattr(doctor.isolate, "landlock_version", lambda: found.landlock)
    return found


def missing(findings: list[Finding]) -> dict[str, str]:
    """What stands in the way of grading."""
    return {each.question: each.answer for each in findings if each.needed and not each.good}


def test_a_machine_that_has_everything_is_told_so(machine: SimpleNamespace) -> None:
    """The strongest rung holds, weaker ones are not tried, and each lock is."""
    findings = examine()
    assert not missing(findings) and all(each.good for each in findings)
    assert machine.sealed == machine.closed == ["namespaces"]
    assert [each.question for each in findings[-len(PROBES) :]] == list(PROBES)


@pytest.mark.parametrize("rung", RUNGS)
def test_what_stronger_rungs_lack_is_told_and_stops_nobody(
    machine: SimpleNamespace, rung: str
) -> None:
    above = RUNGS[: RUNGS.index(rung)]
    machine.lacks = dict.fromkeys(above, "something")
    findings = examine()
    assert not missing(findings)
    told = {each.question: each.answer for each in findings if not each.good}
    assert told == {f"wall `{name}`": "It lacks something." for name in above}
    assert machine.sealed == [rung] and machine.closed == [*above, rung]


def test_what_a_rung_does_not_promise_is_told(machine: SimpleNamespace) -> None:
    """And stops nobody."""
    machine.unkept = ("names can't be asked for", "it is quick")
    findings = {each.question: each.answer for each in examine() if each.good}
    assert findings["wall `namespaces`"] == (
        "holds; it does not promise that names can't be asked for; it does not promise that it is "
        "quick; the locks follow"
    )


def test_where_none_holds_each_says_why(machine: SimpleNamespace) -> None:
    """And no kernel is started."""
    machine.lacks = {name: f"a part of {name}" for name in RUNGS}
    found = missing(examine())
    assert "one is enough" in found.pop("wall")
    assert found == {f"wall `{name}`": f"It lacks a part of {name}." for name in RUNGS}
    assert machine.sealed == [] and machine.closed == list(RUNGS)


def test_who_insists_on_a_rung_is_told_of_that_one(machine: SimpleNamespace) -> None:
    machine.lacks = {"users": "root"}
    assert missing(examine("users")) == {"wall `users`": "It lacks root."}
    assert machine.closed == ["users"]


@pytest.mark.parametrize("version", [0, 1, 5])
def test_landlock_is_described_and_not_needed(machine: SimpleNamespace, version: int) -> None:
    """Which version it is and what that lacks; a rung that needs it says so itself."""
    machine.landlock = version
    findings = examine()
    [told] = [each for each in findings if each.question == "Landlock"]
    assert told.good is (version > 0) and not told.needed and not missing(findings)
    assert told.answer == doctor.landlock.described(version)


def test_without_a_filter_nothing_else_is_tried(machine: SimpleNamespace) -> None:
    machine.filter = EnvironmentProblem("No filter.", "Get libseccomp.")
    findings = examine()
    assert missing(findings) == {"system-call filter (libseccomp)": "No filter."}
    assert findings[-1].fix == "Get libseccomp." and machine.closed == []


def test_elsewhere_it_needs_linux(
    machine: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor.sys, "platform", "darwin")
    assert missing(examine()) == {"Linux": "darwin"} and machine.closed == []


@pytest.mark.parametrize("said", ["open", ""])
def test_a_lock_that_does_not_hold_is_named(machine: SimpleNamespace, said: str) -> None:
    """Also if its probe says nothing."""
    machine.answers = {"no network": said}
    assert missing(examine()) == {"no network": said or "no answer"}


@pytest.mark.parametrize(
    "error",
    [
        EnvironmentProblem("It did not start.", "Look."),
        EngineFailure("It did not start.", "Look."),
        KernelGone(Stop(Ending.KERNEL_DIED, "It did not start.")),
    ],
)
def test_a_kernel_that_does_not_start_is_a_sentence(
    machine: SimpleNamespace, error: Exception
) -> None:
    machine.kernel = error
    findings = examine()
    assert missing(findings) == {"sealed kernel": "It did not start."} and findings[-1].fix


def test_each_finding_is_one_line(machine: SimpleNamespace) -> None:
    """However long its sentence is and however narrow the terminal; what to do stands below it. The
    exit code says whether one can grade here.
    """
    machine.lacks = {name: "x" * 300 for name in RUNGS}
    done = CliRunner().invoke(cli.app, ["doctor"], env={"COLUMNS": "40"})
    lines = [line for line in done.stdout.splitlines() if line.startswith("✘ wall `")]
    assert lines == [f"✘ wall `{name}`: It lacks {'x' * 300}." for name in RUNGS]
    assert done.stdout.count("\n    Get it.\n") == 3 and done.exit_code == 2
    machine.lacks = {}
    assert CliRunner().invoke(cli.app, ["doctor"]).exit_code == 0
