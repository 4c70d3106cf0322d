"""panal.kernel.namespaces: the command of the wall, read option by option. Nothing is started."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from types import SimpleNamespace

import pytest

from panal.config import Limits, Sealing
from panal.errors import EnvironmentProblem
from panal.kernel import namespaces
from panal.kernel.launch import Python, forker
from panal.kernel.namespaces import UserMap, command

ARGUMENTS = {
    "--ro-bind": 2, "--ro-bind-try": 2, "--bind": 2, "--dev-bind": 2, "--symlink": 2, "--setenv": 2,
    "--tmpfs": 1, "--proc": 1, "--dev": 1, "--dir": 1, "--perms": 1, "--remount-ro": 1,
    "--uid": 1, "--gid": 1, "--info-fd": 1, "--userns-block-fd": 1, "--hostname": 1, "--cap-drop": 1, "--cap-add": 1,
    "--unshare-user": 0, "--unshare-pid": 0, "--unshare-ipc": 0, "--unshare-net": 0, "--unshare-uts": 0,
    "--unshare-cgroup-try": 0, "--die-with-parent": 0, "--new-session": 0, "--clearenv": 0,
}  # fmt: skip
"""How many arguments each option of bwrap(1) takes that we use."""


@dataclass(frozen=True)
class Bwrap:
    """A parsed call of bwrap: its options in order, and what it runs."""

    options: list[tuple[str, ...]]
    program: list[str]

    @classmethod
    def parse(cls, arguments: list[str]) -> Bwrap:
        assert arguments[0] == "bwrap"
        end = arguments.index("--")
        parts, options = iter(arguments[1:end]), []
        for name in parts:
            options.append((name, *(next(parts) for _ in range(ARGUMENTS[name]))))
        return cls(options, arguments[end + 1 :])

    def all(self, *names: str) -> Iterator[tuple[str, ...]]:
        return (rest for name, *rest in self.options if name in names)  # type: ignore[misc]  # lists, read as tuples

    def mounted(self) -> dict[str, str]:
        """Sources of the host that are seen, and where."""
        binds = self.all("--ro-bind", "--ro-bind-try", "--bind", "--dev-bind")
        return dict(map(tuple, binds))  # type: ignore[arg-type]  # pairs, by ARGUMENTS

    def environment(self) -> dict[str, str]:
        return dict(map(tuple, self.all("--setenv")))  # type: ignore[arg-type]  # pairs, by ARGUMENTS

    def names(self) -> list[str]:
        return [name for name, *_ in self.options]


@pytest.fixture
def python(tmp_path: Path) -> Python:
    """A virtual environment and an interpreter outside /usr."""
    base, prefix = tmp_path / "base", tmp_path / "course" / ".venv"
    packages = prefix / "lib" / "python3.11" / "site-packages"
    packages.mkdir(parents=True)
    (base / "bin").mkdir(parents=True)
    return Python(base / "bin" / "python3.11", base, prefix, (packages,))


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return tmp_path / "run"


def sealed(
    python: Python, run: Path, hidden: tuple[str, ...] = (), **more: dict[str, str]
) -> Bwrap:
    return Bwrap.parse(command(python, run, forker(7, ("tensorflow", "keras")), hidden, **more))  # type: ignore[arg-type]


def test_it_is_a_pure_function(python: Python, run: Path) -> None:
    """The same machine and the same question give the same command, and asking leaves nothing
    behind.
    """
    assert command(python, run, forker(7, ())) == command(python, run, forker(7, ()))
    assert not run.exists()


def test_every_namespace_is_its_own(python: Python, run: Path) -> None:
    """No network, process, mount, name or right of the host; and nothing outlives the command that
    grades.
    """
    names = set(sealed(python, run).names())
    assert {
        "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try",
        "--die-with-parent", "--new-session", "--clearenv",
    } <= names  # fmt: skip
    assert not {"--share-net", "--keep-fd", "--args", "--cap-add", "--dev-bind"} & names
    assert ["ALL"] in [list(rest) for rest in sealed(python, run).all("--cap-drop")]


def test_only_the_run_folder_can_be_written(python: Python, run: Path) -> None:
    """Of the host everything is read-only but the folder of the sockets; what is left of the root
    is made read-only, too.
    """
    bwrap = sealed(python, run)
    assert list(map(list, bwrap.all("--bind"))) == [[str(run), "/run/panal"]]
    remounted = [rest[0] for rest in bwrap.all("--remount-ro")]
    assert set(remounted) == {"/", "/dev"}
    assert set(bwrap.names()[-len(bwrap.environment()) - 3 : -len(bwrap.environment()) - 1]) == {
        "--remount-ro"
    }


def test_nothing_but_system_python_and_sealed_is_mounted(python: Python, run: Path) -> None:
    """The whole list: /usr and its links, a few files of /etc, the interpreter, the environment,
    `panal/sealed`.
    """
    mounted = sealed(python, run).mounted()
    system = ("/usr", "/etc/", "/lib", "/bin", "/sbin")
    ours = {source: target for source, target in mounted.items() if not source.startswith(system)}
    assert ours == {
        str(python.base_prefix): str(python.base_prefix),
        str(python.prefix): "/venv",
        str(namespaces.PANAL / "sealed"): "/panal/sealed",
        str(run): "/run/panal",
    }
    etc = {Path(source).name for source in mounted if source.startswith("/etc/")}
    assert not etc & {"passwd", "shadow", "hosts", "resolv.conf", "ssl", "hostname", "machine-id"}


def test_nothing_of_the_course_is_mounted(python: Python, run: Path) -> None:
    """A course that holds its environment shows that environment, and it shows it elsewhere."""
    course = python.prefix.parent
    bwrap = sealed(python, run, (str(course),))
    for source, target in bwrap.mounted().items():
        assert Path(source) != course and not course.is_relative_to(source)
        assert not Path(target).is_relative_to(course)
    assert not any(str(course) in part for part in bwrap.program)
    assert not any(str(course) in value for value in bwrap.environment().values())


def test_hidden_folders_are_covered(python: Python, run: Path) -> None:
    """A course or an exchange that lies below a folder that is mounted is covered, wherever that
    folder is seen.
    """
    inside_venv, inside_base = python.prefix / "share" / "course", python.base_prefix / "exchange"
    for folder in (inside_venv, inside_base):
        folder.mkdir(parents=True)
    bwrap = sealed(python, run, (str(inside_venv), str(inside_base), "/home/nobody-here"))
    covers = [rest[0] for rest in bwrap.all("--tmpfs")]
    assert "/venv/share/course" in covers and str(inside_base) in covers
    assert "/home/nobody-here" not in covers
    names = bwrap.options
    assert names.index(("--tmpfs", "/venv/share/course")) > names.index(
        ("--ro-bind", str(python.prefix), "/venv")
    )


def test_hidden_files_are_covered(python: Python, run: Path) -> None:
    """As a gradebook is one, should it lie there alone."""
    database = python.prefix / "share" / "gradebook.db"
    database.parent.mkdir(parents=True)
    database.touch()
    bwrap = sealed(python, run, (str(database), str(database.with_name("none.db"))))
    covers = [tuple(rest) for rest in bwrap.all("--ro-bind") if rest[0] == "/dev/null"]
    assert covers == [("/dev/null", "/venv/share/gradebook.db")]


def test_the_engine_is_covered_where_it_is_installed(
    python: Python, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """panal among the installed packages is covered, but for what is to be seen of it."""
    (package,) = python.packages
    installed = package / "panal"
    (installed / "sealed").mkdir(parents=True)
    monkeypatch.setattr(namespaces, "PANAL", installed)
    bwrap = sealed(python, run)
    assert ("--tmpfs", "/venv/lib/python3.11/site-packages/panal") in bwrap.options
    assert bwrap.mounted()[str(installed / "sealed")] == "/panal/sealed"


def test_hidden_folders_below_usr_are_covered(python: Python, run: Path) -> None:
    """nbgrader's exchange lies in /usr/local by default, and /usr is mounted whole."""
    bwrap = sealed(python, run, ("/usr/local/share",))
    assert ("--tmpfs", "/usr/local/share") in bwrap.options


def test_a_venv_below_usr_is_where_its_paths_say(python: Python, run: Path) -> None:
    """In containers environments lie in /usr/src or /usr/local: the packages are found all the
    same.
    """
    prefix = Path("/usr/share")  # stands in for an environment: a folder that is there
    found = replace(python, base_prefix=Path("/usr"), prefix=prefix, packages=(prefix / "doc",))
    bwrap = sealed(found, run)
    assert bwrap.mounted()[str(prefix)] == "/venv"
    assert bwrap.environment()["PYTHONPATH"] == "/panal:/venv/doc"
    assert bwrap.environment()["PATH"].startswith("/venv/bin:")


def test_an_interpreter_without_venv_is_seen_where_it_is(python: Python, run: Path) -> None:
    """Then nothing is mapped."""
    packages = python.base_prefix / "lib" / "site-packages"
    packages.mkdir(parents=True)
    bwrap = sealed(replace(python, prefix=python.base_prefix, packages=(packages,)), run)
    assert bwrap.mounted()[str(python.base_prefix)] == str(python.base_prefix)
    assert bwrap.environment()["PYTHONPATH"] == f"/panal:{packages}"
    assert "/venv" not in bwrap.mounted().values()


def test_packages_elsewhere_are_mounted(python: Python, run: Path, tmp_path: Path) -> None:
    """A distribution's or a user's own folder of packages is seen where it is."""
    elsewhere = tmp_path / "elsewhere" / "dist-packages"
    elsewhere.mkdir(parents=True)
    bwrap = sealed(replace(python, packages=(*python.packages, elsewhere, tmp_path / "gone")), run)
    assert bwrap.mounted()[str(elsewhere)] == str(elsewhere)
    assert str(tmp_path / "gone") not in bwrap.mounted()
    assert bwrap.environment()["PYTHONPATH"].split(":")[:3] == [
        "/panal", "/venv/lib/python3.11/site-packages", str(elsewhere),
    ]  # fmt: skip


def test_the_environment_is_empty_but_for_what_is_named(python: Python, run: Path) -> None:
    """Of the operator's variables only the few pass that say which numeric library fits this
    machine.
    """
    operators = {
        "AWS_SECRET_ACCESS_KEY": "x",
        "LD_PRELOAD": "y",
        "HOME": "/root",
        "PYTHONPATH": "/w",
        "OMP_NUM_THREADS": "2",
    }
    environment = sealed(python, run, environment=operators).environment()
    assert environment["OMP_NUM_THREADS"] == "2"
    assert environment["HOME"] == "/home/student"
    assert not {"AWS_SECRET_ACCESS_KEY", "LD_PRELOAD"} & set(environment)
    assert environment["PYTHONPATH"].startswith("/panal:")


def test_what_runs_is_the_warm_process(python: Python, run: Path) -> None:
    """The real interpreter, without user's packages or the working folder on its path."""
    program = sealed(python, run).program
    assert program[:5] == [str(python.executable), "-s", "-P", "-m", "sealed.forker"]
    assert program[5:] == ["--control", "7", "--preload", "tensorflow,keras"]


def test_root_gives_up_its_rights_before_the_wall(python: Python, run: Path) -> None:
    """As root a first bubblewrap only lays out files; a plain user without rights starts the
    second, which is the wall.
    """
    whole = command(python, run, forker(7, ("tensorflow", "keras")), users=(8, 9))
    outer = Bwrap.parse(whole)
    uid = str(namespaces.UNPRIVILEGED_UID)
    assert outer.program[:6] == ["setpriv", "--reuid", uid, "--regid", uid, "--clear-groups"]
    assert outer.program[6] == "--"
    inner, plain = Bwrap.parse(outer.program[7:]), sealed(python, run)
    assert [option for option in inner.options if option not in plain.options] == [
        ("--cap-add", "CAP_SETUID"),
        ("--cap-add", "CAP_SETGID"),
        ("--info-fd", "8"),
        ("--userns-block-fd", "9"),
    ]
    assert inner.program == plain.program
    assert "--die-with-parent" in outer.names()


def test_root_lays_out_what_the_wall_needs_and_no_more(python: Python, run: Path) -> None:
    """Each source of the inner wall is there, at its own place, and the folders on the way can be
    passed by everybody.
    """
    outer = Bwrap.parse(command(python, run, forker(7, ()), users=(8, 9)))
    inner = Bwrap.parse(command(python, run, forker(7, ())))
    mounted = outer.mounted()
    assert set(inner.mounted()) <= set(mounted)
    assert all(source == target for source, target in mounted.items())
    assert {source for source in mounted if source not in inner.mounted()} == {"/dev", "/proc"}
    assert list(map(list, outer.all("--bind"))) == [[str(run), str(run)]]
    folders = {rest[0] for rest in outer.all("--dir")}
    for source in (python.prefix, python.base_prefix, run):
        assert {str(parent) for parent in source.parents} - {"/"} <= folders
    assert [rest[0] for rest in outer.all("--perms")] == ["0755"] * len(folders)


def test_kernels_find_what_is_mounted(python: Python, run: Path) -> None:
    """Each is a user of its own, and passes the folders on the way, which bubblewrap would make for
    itself alone.
    """
    bwrap = sealed(python, run)
    places = [PurePosixPath(place) for place in bwrap.mounted().values()]
    folders = [str(folder) for place in places for folder in place.parents]
    made = [rest[0] for rest in bwrap.all("--dir")]
    way = {folder for folder in folders if not folder.startswith(("/etc", "/run"))} - {"/"}
    assert way <= {*made, "/usr"}
    for folder in way & set(made):
        assert bwrap.options[bwrap.options.index(("--dir", folder)) - 1] == ("--perms", "0755")


def test_root_says_which_users_there_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The warm process and those that kernels become, once bubblewrap has said which process to
    write it for; then bubblewrap may go on.
    """
    written: dict[str, str] = {}
    monkeypatch.setattr(Path, "write_text", lambda path, text: written.update({str(path): text}))
    with UserMap(range(60706, 60716)) as users:
        info, block = map(os.dup, users.inherited)  # as a child has them
        os.write(info, b'{\n    "child-pid": 4711\n}\n')
        users.write()
        assert os.read(block, 1) == b"+"
        os.close(info)
        os.close(block)
    text = f"1000 {namespaces.UNPRIVILEGED_UID} 1\n60706 60706 10\n"
    assert written == {"/proc/4711/uid_map": text, "/proc/4711/gid_map": text}


def test_a_bubblewrap_that_ended_is_not_waited_for() -> None:
    """Its log says why; who waits for the warm process reads it."""
    with UserMap(range(60706, 60716)) as users:
        users.write()


def test_a_root_who_may_not_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container without the right to become another user."""

    def refuse(path: Path, text: str) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "write_text", refuse)
    with UserMap(range(60706, 60716)) as users:
        info = os.dup(users.inherited[0])
        os.write(info, b'{"child-pid": 4711}')
        os.close(info)
        with pytest.raises(
            EnvironmentProblem, match=r"users of their own: Operation not permitted"
        ):
            users.write()


# Why there are none


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A machine on which nothing forbids namespaces that it would tell of."""
    found = SimpleNamespace(files={}, unshare=errno.EINVAL)

    def read(path: Path, *_: object, **__: object) -> str:
        if str(path) not in found.files:
            raise FileNotFoundError
        return str(found.files[str(path)])

    monkeypatch.setattr(Path, "read_text", read)
    monkeypatch.setattr(namespaces.isolate, "libc", SimpleNamespace(unshare=lambda flags: -1))
    monkeypatch.setattr(namespaces.ctypes, "get_errno", lambda: found.unshare)
    return found


def refused(said: str) -> tuple[str, str]:
    """A sentence with the reason, and one that says what to do."""
    problem = namespaces._refused(said)
    assert problem.message.endswith(".") and "\n" not in problem.message + problem.hint
    return problem.message, problem.hint


NO_PERMISSIONS = (
    "bwrap: No permissions to create new namespace, likely because the kernel does not allow "
    "non-privileged user namespaces. See <https://deb.li/bubblewrap>.\n"
)


def test_a_filter_of_system_calls_is_named(machine: SimpleNamespace) -> None:
    """Whatever else there is: a container sees the switches of its host, and no advice about them
    would help it.
    """
    machine.unshare = errno.EPERM
    machine.files["/proc/sys/kernel/apparmor_restrict_unprivileged_userns"] = "1\n"
    message, hint = refused(NO_PERMISSIONS)
    assert "filter of system calls" in message and "seccomp=unconfined" in hint
    assert message.endswith("user namespaces).") and "deb.li" not in message


@pytest.mark.parametrize(
    ("switch", "value", "fix"),
    [
        ("kernel/unprivileged_userns_clone", "0", "sysctl kernel.unprivileged_userns_clone=1"),
        ("user/max_user_namespaces", "0", "sysctl user.max_user_namespaces="),
        ("kernel/apparmor_restrict_unprivileged_userns", "1", "AppArmor profile"),
    ],
)
def test_a_switch_of_the_machine_is_named(
    machine: SimpleNamespace, switch: str, value: str, fix: str
) -> None:
    """With what turns it."""
    machine.files[f"/proc/sys/{switch}"] = f"{value}\n"
    message, hint = refused("bwrap: setting up uid map: Permission denied\n")
    assert switch.replace("/", ".") in message and fix in hint


def test_a_switch_that_allows_them_is_not_the_reason(machine: SimpleNamespace) -> None:
    for switch, value, _ in namespaces.SWITCHES:
        machine.files[f"/proc/sys/{switch}"] = {"0": "1", "1": "0"}[value]
    message, _ = refused("bwrap: setting up uid map: Permission denied\n")
    assert message == "Namespaces can't be made here: bwrap: setting up uid map: Permission denied."


def test_the_apparmor_profile_of_a_container_is_named(machine: SimpleNamespace) -> None:
    """It allows namespaces and forbids mounts; then Ubuntu's switch does not count."""
    machine.files["/proc/self/attr/current"] = "docker-default (enforce)\n"
    machine.files["/proc/sys/kernel/apparmor_restrict_unprivileged_userns"] = "1\n"
    message, hint = refused("bwrap: Failed to make / slave: Permission denied\n")
    assert "AppArmor profile docker-default" in message and "apparmor=unconfined" in hint
    machine.files["/proc/self/attr/current"] = "unconfined\n"
    message, hint = refused("bwrap: Failed to make / slave: Permission denied\n")
    assert "apparmor_restrict_unprivileged_userns" in message


def test_a_covered_proc_is_named(machine: SimpleNamespace) -> None:
    """As containers have it, whose filter was taken away."""
    message, hint = refused("bwrap: Can't mount proc on /newroot/proc: Operation not permitted\n")
    assert "/proc are covered" in message and "systempaths=unconfined" in hint


def test_without_bubblewrap_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(namespaces.shutil, "which", lambda name: None)
    with pytest.raises(EnvironmentProblem, match="bubblewrap") as problem:
        namespaces.Namespaces(Sealing(Limits(), ())).check()
    assert "apt install bubblewrap" in problem.value.hint


@pytest.mark.parametrize("said", ["", "\n"])
def test_who_says_nothing_is_told_so(machine: SimpleNamespace, said: str) -> None:
    assert refused(said)[0] == "Namespaces can't be made here: nothing was said."


def test_this_process_is_not_filtered() -> None:
    """What asks Linux makes no namespace; where it is asked in earnest, it is told the truth."""
    before = os.readlink("/proc/self/ns/user")
    code = "from panal.kernel import namespaces; print(namespaces._filtered())"
    line = [sys.executable, "-m", "tests.docker_profile", sys.executable, "-c", code]
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"
    assert os.readlink("/proc/self/ns/user") == before


def test_this_process_is_described() -> None:
    """The interpreter that runs the tests is a file, and its packages are where numpy is."""
    found = Python.of_this_process()
    assert found.executable.is_file() and not found.executable.is_symlink()
    assert any((folder / "numpy").is_dir() for folder in found.packages)


def test_locks_are_left_off_by_name_only(python: Python, run: Path) -> None:
    """Without a word every lock is on; a test that leaves one off changes that one."""
    whole = command(python, run, forker(7, ()))
    assert command(python, run, forker(7, ()), without=()) == whole
    assert [
        part
        for part in whole
        if part not in command(python, run, forker(7, ()), without=("network",))
    ] == ["--unshare-net"]
