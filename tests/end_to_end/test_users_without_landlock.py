"""The rung `users` on a Linux without Landlock, where the rights of files alone close the machine to
kernels: in a container with files of its own, that is closed as panal asks for.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.end_to_end.catalogue import HIDDEN
from tests.end_to_end.courses import (
    ASSIGNMENT,
    IN_A_CONTAINER,
    ROOT,
    SOAK,
    hand_in,
    in_soak,
    path_of_environment,
    results,
)
from tests.machine import require_root

DEVICES = """
mount -t tmpfs -o mode=755 dev /dev
made() { mknod -m 666 /dev/$1 c $2 $3; }
made null 1 3; made zero 1 5; made full 1 7; made random 1 8; made urandom 1 9; made tty 5 0
mkdir /dev/pts; mkdir -m 1777 /dev/shm; ln -s pts/ptmx /dev/ptmx; ln -s /proc/self/fd /dev/fd
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts /dev/pts
exec "$@"
"""
"""Those of a container of Docker's; and nothing that is done to them is done to the machine's."""

CLOSED = ("chmod o-w /dev/shm /tmp", "chmod o-rw /dev/pts/ptmx /dev/zero")
"""What panal says to type there, one after the other."""

LOOKS_AROUND = (
    "poison/terminals",
    "reading/proc_and_sys",
    "reading/trusted_side",
    "without_namespaces/connections_of_the_machine",
    "without_namespaces/list_of_the_course",
    "without_namespaces/memory_of_the_grader",
)
"""Attacks that get through there and nowhere else: they see what everybody may see of the machine, as
the table of docs/security.md says.
"""

DEPEND_ON_IT = (
    "exhaustion/shared_zeros",
    "exhaustion/terminals_of_the_machine",
    "poison/files_everywhere",
    "processes/rights",
    "reading/kernel_logs",
    "without_namespaces/folders_of_other_kernels",
    "without_namespaces/gradebook_read",
    "without_namespaces/gradebook_written",
    "without_namespaces/knobs_of_the_machine",
    "without_namespaces/objects_left_behind",
    "without_namespaces/places_for_everybody",
    "without_namespaces/terminals_of_the_operator",
)
"""Attacks that Landlock stops elsewhere. `make soak` takes all that there are."""


def in_the_container(
    folder: Path, closed: Sequence[str], *command: str, landlock: bool = False, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run a command there, in a folder that is closed to others.

    Args:
        folder: the one in which it runs.
        closed: what is typed before, as root.
        command: a program of the environment, with its arguments.
        landlock: whether there is Landlock all the same.
        more: environment variables.
    """
    require_root("only root is root in a container")
    folder.chmod(0o700)
    hidden = folder / "nbgrader"  # stands for a course, and is closed as one must be
    if not hidden.exists():
        shutil.copytree(HIDDEN, hidden)
        hidden.chmod(0o700)
    shown = {Path(sys.base_prefix).resolve(), Path(sys.prefix), ROOT}
    layers = ["bwrap", "--die-with-parent", "--new-session", "--unshare-pid", "--unshare-ipc"]
    layers += ["--cap-add", "ALL"]
    for name in ("/usr", "/etc", "/sys", "/bin", "/sbin", "/lib", "/lib64"):
        path = Path(name)
        if path.is_symlink():
            layers += ["--symlink", str(path.readlink()), name]
        elif path.is_dir():
            layers += ["--ro-bind", name, name]
    layers += [
        "--dev-bind",
        "/dev",
        "/dev",
        "--proc",
        "/proc",
        "--perms",
        "1777",
        "--tmpfs",
        "/tmp",
    ]
    above = {each for path in (*shown, folder) for each in path.parents if len(each.parts) > 1}
    for path in sorted(above - {Path("/usr"), Path("/tmp")}):
        layers += [] if path.is_relative_to("/usr") else ["--perms", "0755", "--dir", str(path)]
    for path in sorted(shown):
        layers += ["--ro-bind", str(path), str(path)]
    layers += ["--bind", str(folder), str(folder), "--ro-bind", str(hidden), str(HIDDEN)]
    closing = "; ".join([*closed, 'exec "$@"'])
    start = ["unshare", "--mount", "--", "sh", "-ec", DEVICES, "sh", *layers]
    start += ["--chdir", str(folder), "--", "sh", "-ec", closing, "sh"]
    environment = {
        "PATH": path_of_environment(),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PANAL_TEST_HOST": str(folder),
        "CI": "1",
    }
    return subprocess.run(
        [*start, *IN_A_CONTAINER, *([] if landlock else ["--no-landlock"]), *command],
        cwd=folder,
        env=environment | more,
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_is_open_is_told_until_it_is_closed(tmp_path: Path) -> None:
    """Places to write, then devices, each with what to type; then the rung stands, and the doctor says
    what it does not promise.
    """
    for number, command in enumerate(CLOSED):
        done = in_the_container(
            tmp_path, CLOSED[:number], "panal", "doctor", "--isolation", "users"
        )
        assert done.returncode == 2 and f"`{command}`" in done.stdout, done.stdout + done.stderr
    done = in_the_container(tmp_path, CLOSED, "panal", "doctor", "--isolation", "users")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✔ wall `users`: holds; it does not promise that" in done.stdout
    assert done.stdout.count(": held") >= 8


@pytest.mark.parametrize("landlock", [False, True] if SOAK else [False])
def test_a_class_is_graded(tmp_path: Path, released_course: Path, landlock: bool) -> None:
    """Also with Landlock: where everybody may run the interpreter, kernels keep no right to get past
    what is closed, our own folders included.
    """
    folder = tmp_path / "course"
    shutil.copytree(released_course, folder)
    configuration = folder / "nbgrader_config.py"
    text = configuration.read_text()
    configuration.write_text(
        text.replace('c.Sealed.wall = "namespaces"', 'c.Sealed.wall = "users"')
    )
    submitted = ROOT / "submitted" / "carla-ruiz" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    hand_in(folder, "carla-ruiz", submitted.read_bytes())
    line = f"cd course && panal grade {ASSIGNMENT}"
    closed = () if landlock else CLOSED
    done = in_the_container(tmp_path, closed, "sh", "-c", line, landlock=landlock)
    assert done.returncode == 0, done.stdout + done.stderr
    found = results(folder, "carla-ruiz")
    assert (found["score"], found["isolation"]) == (85, "users")


ATTACKS = """
import json, sys
from panal.kernel.kernel import open_kernel
from panal.kernel.warm import WarmProcess
from tests.end_to_end import catalogue
from tests.end_to_end.host import surroundings

def said(source):
    with open_kernel(warm, {}) as kernel:
        return str([output.get("text", output.get("ename")) for output in kernel.run_cell(source).outputs])

attacks = {attack.name: attack for attack in catalogue.attacks()}
found = {}
with WarmProcess(catalogue.sealing(preload=(), rung="users")) as warm:
    if sys.argv[1] == "checked":
        warm._wall.check()
    with surroundings() as host:
        for name in sys.argv[2:]:
            attack = attacks[name]
            found[name] = "".join(said(source) for source in (attack.source, attack.probe) if source)
            found[name] += "BROKEN" if host.changed() else ""
print(json.dumps(found))
"""


def tried(
    folder: Path, closed: Sequence[str], names: Sequence[str], checked: str = "checked"
) -> dict[str, str]:
    """What attacks print there, each in a kernel of its own."""
    (folder / "attacks.py").write_text(ATTACKS)
    done = in_the_container(folder, closed, "python", "attacks.py", checked, *names)
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


def test_what_landlock_closes_elsewhere_is_closed(tmp_path: Path) -> None:
    """Memory that hides, all terminals of the machine, the course, places that all share."""
    found = tried(tmp_path, CLOSED, DEPEND_ON_IT)
    assert not {
        name: said for name, said in found.items() if "BROKEN" in said or "HELD" not in said
    }


def test_before_it_is_closed_it_is_open(tmp_path: Path) -> None:
    """So the test above can fail."""
    open_to_all = DEPEND_ON_IT[:2]
    found = tried(tmp_path, (), open_to_all, "unchecked")
    assert {name for name, said in found.items() if "BROKEN" in said} == set(open_to_all)


def test_only_there_one_may_look_around(tmp_path: Path) -> None:
    """The table says so; what holds by now has no place in it."""
    found = tried(tmp_path, CLOSED, LOOKS_AROUND)
    assert all("BROKEN" in said for said in found.values()), found
    secrets = "points of everybody|secreto-de-la-docente"
    assert not re.search(secrets, str(found))


@in_soak("some of them are tried above")
def test_every_attack_is_held(tmp_path: Path) -> None:
    names = " or ".join(f"{name}-users" for name in LOOKS_AROUND)
    tests = ROOT / "tests" / "end_to_end" / "test_attacks.py"
    options = [
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(ROOT),
        "-k",
        f"users and not ({names})",
    ]
    pytest_there = ["python", "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), *options]
    done = in_the_container(tmp_path, CLOSED, *pytest_there, str(tests), PANAL_SOAK="1")
    assert done.returncode == 0, (done.stdout + done.stderr)[-20_000:]
    assert " passed" in done.stdout and " skipped" not in done.stdout
