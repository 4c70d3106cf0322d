"""panal.kernel.landlock: what the rung asks of a machine and tells its kernels. That they are sealed
is tried in tests/end_to_end/test_landlock.py.
"""

from __future__ import annotations

import errno
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from panal.config import Limits, Sealing
from panal.errors import EnvironmentProblem
from panal.kernel import landlock as module
from panal.kernel.landlock import LEARNED, REASONS, Landlock, described
from panal.kernel.launch import PANAL, VIEW


def rung(*hidden: str, **more: Any) -> Landlock:
    return Landlock(Sealing(Limits(), (), "landlock", hidden, **more))


@pytest.mark.parametrize("version", [1, 2, 5, 6, 7])
def test_each_version_of_landlock_will_do(monkeypatch: pytest.MonkeyPatch, version: int) -> None:
    """The filters close what the older ones leave open."""
    monkeypatch.setattr(module.isolate, "landlock_version", lambda: version)
    rung().check()


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM])
def test_without_landlock_there_is_no_such_rung(
    monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """It says why, and what to do."""
    monkeypatch.setattr(module.isolate, "landlock_version", lambda: 0)
    monkeypatch.setattr(module.ctypes, "get_errno", lambda: number)
    with pytest.raises(EnvironmentProblem) as problem:
        rung().check()
    assert REASONS[number] in problem.value.message and "root" in problem.value.hint


def test_what_an_older_one_lacks_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """And that it is closed all the same."""
    assert described(7) == described(6).replace("6", "7") == "version 7"
    assert (
        described(5) == "version 5; what it lacks, the filter closes: signals and abstract sockets"
    )
    for version in range(1, 6):
        said = described(version)
        assert said.startswith(f"version {version}; ")
        assert [what for what in LEARNED.values() if what in said] == [
            what for since, what in LEARNED.items() if since > version
        ]
    monkeypatch.setattr(module.ctypes, "get_errno", lambda: errno.EOPNOTSUPP)
    assert described(0).startswith("none: ") and "lsm=" in described(0)


def started(monkeypatch: pytest.MonkeyPatch, folder: Path, **more: Any) -> SimpleNamespace:
    """What would be started, and the list of what may be opened."""
    found = SimpleNamespace()

    def launched(command: list[str], environment: dict[str, str], *_: object) -> None:
        found.command, found.environment = command, environment

    monkeypatch.setattr(module, "launched", launched)
    wall = rung(**more)
    wall.start(folder, 5, (folder / "log").open("wb"))
    found.view = json.loads((folder / VIEW).read_text())
    found.measures = wall.measures()
    return found


def test_what_may_be_opened_holds_nothing_of_ours(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Of panal the sealed part; neither the scratch folder nor the engine nor a home."""
    found = started(monkeypatch, tmp_path)
    assert str(PANAL / "sealed") in found.view
    ours = [Path(path) for path in found.view if Path(path).is_relative_to(PANAL)]
    assert ours == [PANAL / "sealed"]
    assert [Path(path).name for path in found.view if Path(path).is_relative_to(tmp_path)] == [
        "packages"
    ]
    assert found.measures["view"] == str(tmp_path / VIEW)


def test_the_environment_is_a_list_that_we_wrote(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whatever the operator has in his."""
    monkeypatch.setenv("PANAL_TEST_SECRET", "secret")
    assert "PANAL_TEST_SECRET" not in started(monkeypatch, tmp_path).environment


def test_a_kernel_gets_a_place_for_temporary_files(tmp_path: Path) -> None:
    """Beside its working folder, and closed to others."""
    assert rung().admit(tmp_path) is None
    assert (tmp_path / "tmp").stat().st_mode & 0o777 == 0o700
