"""The systemd unit leaves the wall what it needs, and the documentation says what the code does."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

from panal.serve import connections, events, intake, security, server

ROOT = Path(__file__).parents[3]
UNIT = ROOT / "integrations" / "serve" / "panal-serve.service"
DOCS = (ROOT / "docs" / "serve-operators.md").read_text(encoding="utf-8")

BREAK_THE_WALL = {
    "RestrictNamespaces",
    "SystemCallFilter",
    "ProtectProc",
    "ProcSubset",
    "ProtectKernelTunables",
    "ProtectKernelLogs",
    "MemoryDenyWriteExecute",
}
"""Options of systemd.exec(5) with which bubblewrap can't mount a fresh /proc or make a namespace, or with
which TensorFlow can't compile.
"""


def unit() -> dict[str, str]:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(UNIT)
    return dict(parser["Service"])


def test_the_unit_leaves_the_wall_what_it_needs() -> None:
    found = unit()
    assert not BREAK_THE_WALL & found.keys()
    assert found["NoNewPrivileges"] == "yes" and found["CapabilityBoundingSet"] == ""
    assert found["User"] not in ("root", "")


def test_the_unit_lets_it_end_and_begin_again() -> None:
    """Kernels are ended by their server; systemd waits longer than the server does."""
    found = unit()
    assert found["KillMode"] == "mixed" and found["KillSignal"] == "SIGTERM"
    assert int(found["TimeoutStopSec"]) > server.END_SECONDS + 10
    assert found["Restart"] == "always" and found["OOMPolicy"] == "continue"
    assert int(found["LimitNOFILE"]) >= connections.DESCRIPTORS
    assert found["ReadWritePaths"] == found["WorkingDirectory"]


def test_recipes_name_programs_by_where_they_lie() -> None:
    """They are on nobody's PATH: panal where the unit has it, a script where the project has it."""
    program = unit()["ExecStart"].split()[0]
    found = re.findall(r"sudo -u panal (\S+) (\S+)", DOCS)
    assert {first for first, _ in found} == {program, "python3"}
    for first, second in found:
        if first == "python3":
            assert (ROOT / Path(second).relative_to("/srv/panal")).is_file()


def test_bounds_are_told_as_they_are() -> None:
    """The table of what can't be set."""
    table = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", DOCS, re.MULTILINE))
    assert str(connections.CONNECTIONS) in table["connections"]
    assert connections.MOST_OF_ONE * 2 == connections.CONNECTIONS
    assert connections.HEAD_SECONDS == connections.HANDSHAKE_SECONDS
    for what, seconds in {
        "a TLS handshake, the head of a request": connections.HEAD_SECONDS,
        "the body of a request": security.BODY_SECONDS,
        "the rest of a request that is already answered": connections.REST_SECONDS,
        "a reader who takes nothing of an answer": connections.UNREAD_SECONDS,
        "a connection between two requests": server.KEEP_ALIVE_SECONDS,
    }.items():
        assert table[what].startswith(f"{seconds:g} s"), what
    assert table["pages of one person that wait for news"] == str(events.MOST_OF_ONE)
    assert f"{intake.BURST:g} at once" in table["handing in"]
    assert f"{intake.MOST_WAITING} of an assignment wait" in table["handing in"]
    assert f"pause for {events.ALIVE_SECONDS:g} s" in DOCS
    assert f"on their way have {server.END_SECONDS} s" in DOCS
