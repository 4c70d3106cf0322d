"""Older versions of Landlock, as the Linux of many machines has them: what they leave open is closed
otherwise. A kernel that believes to be on such a Linux asks for no more than that has.
"""

from __future__ import annotations

import contextlib
import os
import re
import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest

from panal.kernel import landlock, users
from panal.kernel.kernel import open_kernel
from panal.kernel.warm import WarmProcess
from panal.sealed import isolate
from tests.end_to_end import catalogue
from tests.end_to_end.courses import SOAK
from tests.end_to_end.host import HOST, Host, in_the_open
from tests.end_to_end.test_without_locks import REACHING
from tests.machine import lacks, require_root

FOLDER = HOST.with_name(f"{HOST.name}-older")

SINCE = {
    "names_of_the_course": 2,        # files may move from folder to folder
    "gradebook_written": 3,          # emptying a file
    "servers_by_path": 4,            # TCP; not paths
    "terminals_of_the_operator": 5,  # commands to devices
    "knobs_of_the_machine": 5,
    "signals_to_the_grader": 6,      # signals and abstract sockets
    "signal_to_everybody": 6,
    "signals_by_files": 6,
    "ways_into_the_grader": 6,
}  # fmt: skip
"""The attacks of `tests/attacks/without_namespaces/` that are near to what a version of Landlock
learned. `make soak` takes all.
"""

VERSIONS = range(1, 7)


@contextlib.contextmanager
def warm_on(
    version: int, rung: str, monkeypatch: pytest.MonkeyPatch, without: tuple[str, ...] = ()
) -> Iterator[WarmProcess]:
    """A warm process, and our own side, on a Linux with that version of Landlock."""
    if isolate.landlock_version() < version:
        lacks("this Linux has an older one still")
    program = f"from sealed import forker, isolate; isolate.landlock_version = lambda: {version}; forker.main()"

    def older(control: int, preload: tuple[str, ...]) -> list[str]:
        arguments = ["--control", str(control), "--preload", ",".join(preload)]
        return ["-s", "-P", "-c", program, *arguments]

    for module in (landlock, users):
        monkeypatch.setattr(module, "forker", older)
    monkeypatch.setattr(isolate, "landlock_version", lambda: version)
    sealing = catalogue.sealing(preload=(), without=without)
    with WarmProcess(replace(sealing, isolation=rung)) as warm:
        yield warm


def said(warm: WarmProcess, source: str) -> str:
    """What a cell prints in a new kernel."""
    with open_kernel(warm, {}) as kernel:
        outputs = kernel.run_cell(source).outputs
    return "".join(output.get("text", output.get("evalue", "")) for output in outputs)


def got_through(warm: WarmProcess) -> dict[str, str]:
    """Attacks that changed something, or say that they reached something."""
    found = {}
    for attack in REACHING:
        if SOAK or attack.path.stem in SINCE:
            with Host(FOLDER) as host:
                answer = said(warm, in_the_open(attack.source, FOLDER))
                if not re.search("HELD", answer) or "BROKEN" in answer or host.changed():
                    found[attack.path.stem] = answer[:500]
    return found


def test_the_attacks_are_there() -> None:
    """Those that are named above."""
    assert set(SINCE) <= {attack.path.stem for attack in REACHING}


@pytest.mark.parametrize(
    ("rung", "version"),
    [("landlock", version) for version in VERSIONS] + [("users", version) for version in (1, 3)],
)
def test_what_an_old_version_leaves_open_is_closed(
    monkeypatch: pytest.MonkeyPatch, rung: str, version: int
) -> None:
    """Signals, tracing, files, terminals and servers, by all ways that reach them elsewhere."""
    if rung == "users":
        require_root("only root can give users")
    with warm_on(version, rung, monkeypatch) as warm:
        assert not got_through(warm)


TALK = """
import socket
reached = []
for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
    for make in (lambda: socket.socket(socket.AF_UNIX, kind), lambda: socket.socketpair(socket.AF_UNIX, kind)[0]):
        for act in (lambda: make().connect({name!r}), lambda: make().sendto(b"x", {name!r})):
            try:
                act()
                reached.append(kind)
            except OSError:
                pass
print("BROKEN" if reached else "HELD", reached)
"""


@pytest.mark.parametrize("version", VERSIONS)
def test_nobody_who_has_only_a_name_is_reached(
    monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    """An abstract socket belongs to no folder, so its rights are nobody's; Landlock knows it since its
    sixth version.
    """
    name = f"\0panal-older-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as stream, socket.socket(socket.AF_UNIX) as unheard:
        stream.bind(name)
        stream.listen()
        unheard.connect(name)  # it can be reached from here
        with warm_on(version, "landlock", monkeypatch) as warm:
            assert said(warm, TALK.format(name=name)).startswith("HELD")


LEFT_OPEN = ("gradebook_written", "signals_to_the_grader")


def test_it_is_the_filter_that_closes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the first version lets both through. So the tests above can fail."""
    with warm_on(1, "landlock", monkeypatch, ("seccomp",)) as warm:
        assert set(LEFT_OPEN) <= set(got_through(warm))
