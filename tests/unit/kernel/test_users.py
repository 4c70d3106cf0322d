"""panal.kernel.users: what the rung asks of a machine, and what it makes of a kernel's folder. That
kernels are such users is tried in tests/end_to_end/test_rungs.py.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from panal.config import Limits, Sealing
from panal.errors import EngineFailure, EnvironmentProblem
from panal.kernel import users as module
from panal.kernel.launch import Python
from panal.kernel.users import CAPABILITIES, DAC_OVERRIDE, DAC_READ_SEARCH, Users
from tests.machine import require_root

DEVICES = ("null", "zero", "full", "random", "urandom", "tty", "ptmx")

DOCKER = 0xA80425FB
"""The capabilities of root in a container of Docker's."""


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SimpleNamespace:
    """A container that has all that it takes, with an interpreter that everybody may run."""
    monkeypatch.setattr(module, "SECRETS", ())
    found = SimpleNamespace(uid=0, own=DOCKER, bounding=DOCKER, landlock=7, said=None)
    found.tools = {"setpriv": "/usr/bin/setpriv"}
    found.search = lambda: SimpleNamespace(stdout=b"", stderr=b"", returncode=0)
    library = tmp_path / "python"
    library.mkdir()
    for parent in (library, *library.parents):
        if parent.stat().st_uid == os.getuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o755)
    python = Python(library / "bin" / "python", library, library, ())
    found.library = library
    monkeypatch.setattr(module.os, "geteuid", lambda: found.uid)
    monkeypatch.setattr(
        module,
        "_capabilities",
        lambda which: {"CapEff": found.own, "CapBnd": found.bounding}[which],
    )
    monkeypatch.setattr(module.isolate, "landlock_version", lambda: found.landlock)
    monkeypatch.setattr(module.Python, "of_this_process", lambda: python)
    monkeypatch.setattr(module, "SEALED", library)
    monkeypatch.setattr(module, "tried", lambda start: found.said)
    monkeypatch.setattr(module.shutil, "which", lambda name, path: found.tools.get(name))
    monkeypatch.setattr(module.subprocess, "run", lambda *_, **__: found.search())
    return found


def users(*hidden: str, **more: Any) -> Users:
    return Users(Sealing(Limits(), (), "users", hidden, **more))


def refused(rung: Users) -> EnvironmentProblem:
    with pytest.raises(EnvironmentProblem) as problem:
        rung.check()
    assert problem.value.message.endswith(".") and problem.value.hint.endswith(".")
    return problem.value


def test_root_of_a_container_is_enough(machine: SimpleNamespace) -> None:
    users().check()
    machine.landlock = 0
    users().check()


def test_only_root_can_give_users(machine: SimpleNamespace) -> None:
    machine.uid = 1000
    assert "root" in refused(users()).message


def test_what_ends_the_processes_must_be_there(machine: SimpleNamespace) -> None:
    """Small images may lack it, and nothing would be noticed before a kernel ends."""
    machine.tools = {}
    assert "setpriv" in refused(users()).message


@pytest.mark.parametrize("name", CAPABILITIES)
def test_each_right_that_is_missing_is_named(machine: SimpleNamespace, name: str) -> None:
    """As a pod has none that drops them all."""
    machine.own = DOCKER & ~(1 << CAPABILITIES[name])
    problem = refused(users())
    assert f"CAP_{name}" in problem.message and f"--cap-add {name}" in problem.hint


def test_users_that_are_not_mapped_are_told(machine: SimpleNamespace) -> None:
    machine.said = "Traceback\nOSError: [Errno 22] Invalid argument\n"
    problem = refused(users())
    assert "Invalid argument" in problem.message and "kernel_users" in problem.hint


def test_without_landlock_the_way_to_the_interpreter_must_be_open(
    machine: SimpleNamespace,
) -> None:
    """With it a kernel keeps the right to read, and Landlock says what."""
    machine.library.chmod(0o700)
    users().check()
    machine.landlock = 0
    problem = refused(users())
    assert str(machine.library) in problem.message and "chmod o+rx" in problem.hint


def test_kernels_keep_no_right_unless_the_interpreter_is_closed(machine: SimpleNamespace) -> None:
    """Then the one to read, if root has it to give."""
    assert users()._kept() == 0
    machine.library.chmod(0o700)
    assert users()._kept() == 1 << DAC_OVERRIDE
    machine.bounding |= 1 << DAC_READ_SEARCH
    assert users()._kept() == 1 << DAC_READ_SEARCH
    machine.landlock = 0
    assert users()._kept() == 0


def _takes_too_long() -> SimpleNamespace:
    raise subprocess.TimeoutExpired("find", 120)


def _is_missing() -> SimpleNamespace:
    raise FileNotFoundError(2, "No such file or directory")


@pytest.mark.parametrize(
    ("search", "reason"),
    [
        (_takes_too_long, "took more than 120 s"),
        (_is_missing, "No such file or directory"),
        (
            lambda: SimpleNamespace(
                stdout=b"", stderr=b"find: unrecognized: -print0\n", returncode=1
            ),
            "unrecognized: -print0",
        ),
        (
            lambda: SimpleNamespace(
                stdout=b"/tmp\0", stderr=b"find: '/mnt': Permission denied\n", returncode=1
            ),
            "'/mnt': Permission denied",
        ),
    ],
)
def test_places_that_were_not_looked_for_are_not_taken_for_closed(
    machine: SimpleNamespace, search: Callable[[], SimpleNamespace], reason: str
) -> None:
    machine.landlock, machine.search = 0, search
    assert reason in refused(users()).message


def test_a_file_that_goes_away_meanwhile_does_not_matter(machine: SimpleNamespace) -> None:
    """`find` then ends with 1, and has found the rest."""
    machine.landlock = 0
    machine.search = lambda: SimpleNamespace(
        stdout=b"/tmp\0", stderr=b"find: '/tmp/x': No such file or directory", returncode=1
    )
    assert users()._tries()["write"] == ["/tmp"]


def test_what_is_open_without_landlock_is_told_with_what_to_type(
    machine: SimpleNamespace, tmp_path: Path
) -> None:
    """Places to write first, for they concern every course."""
    course = tmp_path / "a course"
    machine.landlock = 0
    machine.said = f"read {course}/graders/a/test_b.py\nread {course}/gradebook.db\n"
    problem = refused(users(str(course)))
    assert "read" in problem.message and problem.hint.endswith(f"chmod o-rwx '{course}'`.")
    machine.said += "write /tmp\nwrite /dev/shm\n"
    assert refused(users(str(course))).hint.endswith("chmod o-w /dev/shm /tmp`.")


def test_a_course_around_the_interpreter_stays_open_on_the_way(
    machine: SimpleNamespace, tmp_path: Path
) -> None:
    """What lies beside it is closed instead."""
    machine.landlock = 0
    machine.said = f"read {tmp_path}/graders/a/test_b.py\nread {tmp_path}/graders/a/test_c.py\n"
    assert refused(users(str(tmp_path))).hint.endswith(f"chmod o-rwx {tmp_path}/graders`.")


def test_without_landlock_each_file_of_the_course_is_tried(
    machine: SimpleNamespace, tmp_path: Path
) -> None:
    """But those of the interpreter, should it lie there."""
    (tmp_path / "graders" / "a").mkdir(parents=True)
    (tmp_path / "graders" / "a" / "test_b.py").touch()
    (machine.library / "os.py").touch()
    below = [f"{tmp_path}/graders", f"{tmp_path}/graders/a", f"{tmp_path}/graders/a/test_b.py"]
    assert users(str(tmp_path))._tries()["read"] == below


def test_folders_of_the_course_are_tried_too(machine: SimpleNamespace, tmp_path: Path) -> None:
    """Who can list them knows who handed in. A gradebook that lies elsewhere is a file."""
    machine.landlock = 0
    (tmp_path / "course" / "submitted" / "ana").mkdir(parents=True)
    (tmp_path / "gradebook.db").touch()
    hidden = f"{tmp_path}/course", f"{tmp_path}/gradebook.db"
    assert users(*hidden)._tries()["read"] == [
        f"{tmp_path}/course",
        f"{tmp_path}/course/submitted",
        f"{tmp_path}/course/submitted/ana",
        f"{tmp_path}/gradebook.db",
    ]


def test_what_we_have_in_the_temporary_folder_closes_itself(
    machine: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A worker of a cluster hides that folder, and kernels of others have to get through theirs."""
    (tmp_path / "tmp" / "panal-1" / "links").mkdir(parents=True)
    (tmp_path / "tmp" / "notes").touch()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    machine.landlock = 0
    assert users(f"{tmp_path}/tmp")._tries()["read"] == [f"{tmp_path}/tmp/notes"]


def test_secrets_of_a_container_are_tried_too(
    machine: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Everybody may read them by default."""
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "token").touch()
    monkeypatch.setattr(module, "SECRETS", (str(tmp_path / "secrets"),))
    machine.landlock = 0
    rung = users()
    assert rung._tries()["read"] == [f"{tmp_path}/secrets", f"{tmp_path}/secrets/token"]
    assert rung._place(tmp_path / "secrets" / "token") == tmp_path / "secrets"


def test_devices_are_tried_unless_they_do_no_harm(machine: SimpleNamespace, tmp_path: Path) -> None:
    """Whatever they are called; those of a machine that everybody may open are few."""
    machine.landlock = 0
    (tmp_path / "for everybody").mkdir()
    paths = [str(tmp_path / "for everybody"), "/dev/gone", *map("/dev/{}".format, DEVICES)]
    stdout = "\0".join([*paths, ""]).encode()
    machine.search = lambda: SimpleNamespace(stdout=stdout, stderr=b"", returncode=0)
    tries = users()._tries()
    assert tries["write"] == [str(tmp_path / "for everybody")]
    assert tries["open"] == ["/dev/zero", "/dev/ptmx"]


def test_a_device_that_is_open_is_told_with_what_to_type(machine: SimpleNamespace) -> None:
    machine.landlock = 0
    machine.said = "open /dev/zero\nopen /dev/kvm\n"
    problem = refused(users())
    assert "open /dev/zero" in problem.message
    assert problem.hint.endswith("`chmod o-rw /dev/kvm /dev/zero`.")


def test_what_to_close_is_not_on_the_way_of_a_kernel(
    machine: SimpleNamespace, tmp_path: Path
) -> None:
    """Nor above the folder in which it works."""
    machine.landlock = 0
    deep = tmp_path / "app" / "python"
    (tmp_path / "app").mkdir()
    machine.library.rename(deep)
    rung = users(str(tmp_path), tempfile.gettempdir())
    python = Python(deep / "bin" / "python", deep, deep, ())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module.Python, "of_this_process", lambda: python)
        patch.setattr(module, "SEALED", deep)
        assert rung._place(tmp_path / "app" / "secret" / "a") == tmp_path / "app" / "secret"
        above = Path(tempfile.gettempdir())
        assert users(str(above))._place(above / "of another" / "a") == above / "of another"


# A kernel's folder and its end


@pytest.fixture
def root() -> None:
    require_root("only root gives folders away")


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, root: None) -> Users:
    made = users()
    monkeypatch.setattr(made, "_uids", module.Uids(range(60990, 60999), tmp_path / "locks"))
    return made


def test_a_kernel_owns_its_folder_until_its_sockets_are_bound(rung: Users, tmp_path: Path) -> None:
    """After that it may only pass through it, and nobody else may."""
    run = tmp_path / "run"
    (run / "files" / "data").mkdir(parents=True)
    (run / "files" / "data" / "a.csv").touch()
    uid = rung.admit(run)
    owners = {path.stat().st_uid for path in (run, *run.rglob("*"))}
    assert owners == {uid} and (run / "tmp").is_dir()
    rung.bound(run, uid)
    found = run.stat()
    assert (found.st_uid, found.st_gid, found.st_mode & 0o777) == (0, uid, 0o710)
    assert (run / "files").stat().st_uid == uid


WAITS = """
import os, sys, time
os.setgroups([]); os.setresgid(60998, 60998, 60998); os.setresuid(60998, 60998, 60998)
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        break
print(flush=True)
time.sleep(600)
"""


def test_all_processes_of_a_user_are_ended(rung: Users) -> None:
    """In whatever session or tree they are; and nobody else's."""
    with (
        subprocess.Popen([sys.executable, "-S", "-c", WAITS], stdout=subprocess.PIPE) as process,
        subprocess.Popen(["sleep", "600"]) as other,
    ):
        assert process.stdout is not None
        for _ in range(4):
            process.stdout.readline()
        assert 60998 in module.users()
        rung.sweep(60998)
        assert 60998 not in module.users()
        assert other.poll() is None
        other.kill()


def test_what_cannot_be_ended_is_our_failure(rung: Users, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its user is named, and is not used again, since nobody says that it is free."""
    monkeypatch.setattr(module, "users", lambda: {60998})
    monkeypatch.setattr(module, "KILL_SECONDS", 0)
    with pytest.raises(EngineFailure, match="60998") as failure:
        rung.sweep(60998)
    assert failure.value.hint
