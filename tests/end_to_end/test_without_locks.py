"""What gets through if one thing is taken away: a lock, a limit, the whole wall. So each of them does
something, and the tests of test_attacks.py can fail.

They are not in that file because an attack that gets through changes the process that grades, which
is the tests' own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from panal.config import LOCKS
from panal.kernel.kernel import KernelGone, open_kernel
from panal.kernel.warm import WarmProcess
from tests.end_to_end import catalogue
from tests.end_to_end.catalogue import LIMITS, Attack, attacks, shown
from tests.end_to_end.courses import SOAK
from tests.end_to_end.host import HOST, Host, in_the_open, surroundings

ALL = attacks()


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with surroundings() as things:
        yield things


def cell_by_cell(warm: WarmProcess, *sources: str) -> str:
    """What cells show, each run in a kernel of its own."""
    outputs = ""
    for source in sources:
        nb = new_notebook(cells=[new_code_cell("import numpy as np"), new_code_cell(source)])
        with open_kernel(warm, {}) as kernel:
            try:
                for cell in nb.cells:
                    cell.outputs = kernel.run_cell(cell.source).outputs
            except KernelGone as gone:
                outputs += f"[{gone.stop.ending}]"
        outputs += shown(nb)
    return outputs


LOCKED = [(attack, locks) for attack in ALL for locks in attack.locks]


def test_each_lock_is_aimed_at() -> None:
    """There is no lock that no attack needs."""
    assert {lock for _, locks in LOCKED for lock in locks} == LOCKS


@pytest.mark.parametrize("locks", sorted({locks for _, locks in LOCKED}), ids=" + ".join)
def test_without_its_lock_an_attack_gets_through(locks: tuple[str, ...], host: Host) -> None:
    """So the lock does something, and the tests above can fail."""
    with WarmProcess(catalogue.sealing(preload=(), without=locks)) as warm:
        aimed = [attack for attack, its_locks in LOCKED if its_locks == locks]
        said = {
            attack.name: cell_by_cell(warm, attack.source, *filter(None, [attack.probe]))
            for attack in aimed
        }
    # What a Linux may not have can be no hole in it, and no lock either: Landlock, younger parts.
    held = {
        name: text[:500]
        for name, text in said.items()
        if not re.search("BROKEN|there is no .* here", text)
    }
    assert not held


REACHING = [
    attack
    for attack in ALL
    if attack.path.parent.name == catalogue.WITHOUT_NAMESPACES
    and not attack.ending
    and not attack.poisons  # without a wall, it would leave that on this machine
]


def test_without_a_wall_what_reaches_for_the_host_gets_through() -> None:
    """A kernel like that of the rung `landlock`, to which nothing is closed. So each of them can
    fail.
    """
    without = ("landlock", "seccomp", "network", "capabilities")
    sealing = replace(catalogue.sealing(preload=(), without=without), isolation="landlock")
    held = {}
    folder = HOST.with_name(f"{HOST.name}-open")
    with WarmProcess(sealing) as warm:
        for attack in REACHING:
            with Host(folder) as things:
                said = cell_by_cell(warm, in_the_open(attack.source, folder))
                if "BROKEN" not in said and not things.changed():
                    held[attack.name] = said[:500]
    assert not held


LIMITED = [attack for attack in ALL if attack.limit][:: 1 if SOAK else 6]


@pytest.mark.parametrize("attack", LIMITED, ids=[attack.name for attack in LIMITED])
def test_without_its_limit_an_attack_gets_through(attack: Attack) -> None:
    """So it is the limit that ends it."""
    assert attack.limits() != LIMITS
    with WarmProcess(catalogue.sealing(attack.limits(), preload=())) as warm:
        assert "BROKEN" in cell_by_cell(warm, attack.source)
