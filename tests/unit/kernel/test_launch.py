"""panal.kernel.launch: how a warm process is started. What it starts stands in for one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

from panal.errors import EnvironmentProblem
from panal.kernel import launch
from panal.kernel.launch import Python, attempt, environment, forker, launched, tried

SAYS = "import os, sys; print(os.getsid(0) == os.getpid(), os.getcwd(), sys.stdin.read() == '', *sorted(os.environ))"


def run(command: list[str], log: Path, inherited: tuple[int, ...] = ()) -> str:
    with log.open("wb") as file:
        assert launched(command, {"LANG": "C.UTF-8"}, inherited, file).wait() == 0
    return log.read_text().strip()


def test_it_has_a_session_of_its_own_and_nothing_of_ours(tmp_path: Path) -> None:
    """Ctrl-C does not reach it, it reads no terminal, and sees the environment that it was given."""
    own, folder, empty, *names = run([sys.executable, "-S", "-c", SAYS], tmp_path / "log").split()
    assert (own, folder, empty) == ("True", "/", "True")
    assert set(names) <= {"LANG", "LC_CTYPE"}


def test_it_inherits_what_it_is_given_and_no_more(tmp_path: Path) -> None:
    """Descriptors lead to the gradebook, and to other kernels."""
    given, kept = os.pipe()
    os.set_inheritable(kept, True)
    code = f"import os\nfor each in ({given}, {kept}):\n    try: os.fstat(each); print('there')\n    except OSError: print('not')"
    try:
        said = run([sys.executable, "-S", "-c", code], tmp_path / "log", (given,))
    finally:
        os.close(given)
        os.close(kept)
    assert said.split() == ["there", "not"]


def test_what_cannot_be_started_is_told_in_a_sentence(tmp_path: Path) -> None:
    """Such as an interpreter in root's home, for somebody else."""
    program = tmp_path / "python"
    program.touch(mode=0o644)
    with pytest.raises(EnvironmentProblem) as problem, (tmp_path / "log").open("wb") as log:
        launched([str(program)], {}, (), log)
    assert problem.value.message == f"{program} can't be started: Permission denied."
    assert problem.value.hint.endswith(".")


@pytest.mark.parametrize("cleared", [True, False])
def test_the_environment_is_a_list_of_ours(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cleared: bool
) -> None:
    """Whatever the operator has in theirs, unless a test leaves that lock off."""
    monkeypatch.setenv("PANAL_TEST_SECRET", "secret")
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    path = [tmp_path / "links", tmp_path / "packages"]
    values = environment(Python.of_this_process(), tmp_path, path, cleared=cleared)
    assert ("PANAL_TEST_SECRET" in values) is not cleared
    assert values["PYTHONPATH"] == f"{path[0]}:{path[1]}"
    assert values["HOME"] == values["TMPDIR"] == str(tmp_path)


def test_the_program_reads_no_folder_of_the_users() -> None:
    """Neither their packages (-s) nor the folder in which it runs (-P)."""
    assert forker(7, ("numpy", "keras")) == [
        "-s", "-P", "-m", "sealed.forker", "--control", "7", "--preload", "numpy,keras",
    ]  # fmt: skip
    assert attempt("users", Path("/t"), 5)[:2] == ["-s", "-P"]
    assert attempt("users", Path("/t"), 5)[-2:] == ["--uid", "5"]
    assert "--uid" not in attempt("namespaces", Path("/t"), None)


# What an attempt says


def attempted(code: str) -> str | None:
    """What is told of an attempt that runs this code."""
    folders = []

    def start(folder: Path, log: IO[bytes]) -> subprocess.Popen[bytes]:
        folders.append(folder)
        assert (folder / "run" / "attempt" / "files").is_dir()
        return launched([sys.executable, "-S", "-c", code], {}, (), log)

    said = tried(start)
    assert not folders[0].exists()
    return said


def test_an_attempt_that_goes_well_says_nothing() -> None:
    """Even if it was not silent."""
    assert attempted("print('a warning')") is None


def test_an_attempt_that_fails_is_quoted() -> None:
    """So the reason can be named."""
    assert attempted("import sys; sys.exit('no such right')") == "no such right\n"


def test_an_attempt_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which it does can't be used."""
    monkeypatch.setattr(launch, "ATTEMPT_SECONDS", 0.2)
    assert attempted("import time; time.sleep(600)") == ""
