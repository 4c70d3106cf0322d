"""Every attack of tests/attacks/ against the real thing, and the next two students after it.

What gets through if a lock is taken away, is in test_without_locks.py.

Each attack is tried on one rung of the wall, the first on the first, the second on the second, and
so on; among right answers to the exercises before and after its own. With PANAL_SOAK=1 in the
environment (`make soak`) each is tried on all of them, among right answers to all exercises, the
next two are checked after every attack, not only after those that aim at them and after every
twenty-fifth, and the slow attacks run, too.
"""

from __future__ import annotations

import copy
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import nbformat
import pytest
from nbconvert.filters import ansi2html
from nbgrader.utils import determine_grade

from panal.config import RUNGS
from panal.grading import Grader
from panal.kernel.kernel import open_kernel
from panal.kernel.processes import own_resident
from panal.kernel.warm import WarmProcess
from panal.outputs import without_verdicts
from panal.pages.feedback_page import Grades, render, render_notebook
from panal.results import Ending, Result
from tests.end_to_end import catalogue
from tests.end_to_end.catalogue import (
    ASKED_SHOWN,
    POINTS_OF,
    RECORDS,
    RIGHT_OF,
    Attack,
    attacks,
    below,
    grader_of_some,
    hand_in,
    points,
    right_answers,
    shown,
    some_of,
)
from tests.end_to_end.courses import ASSIGNMENT, POINTS, SOAK
from tests.end_to_end.host import Host, left, surroundings, things_on_machine

ALL = attacks()
EVERY = 1 if SOAK else 25


Opened = Callable[[str, str], tuple[Grader, set[str]]]


@pytest.fixture(scope="module")
def opened(host: Host) -> Iterator[Opened]:
    """A grader of an assignment for all that is tried on a rung of the wall, as one for a whole class;
    and what the machine had before.
    """
    before: dict[str, set[str]] = {}
    warm: dict[str, WarmProcess] = {}
    found: dict[tuple[str, str], Grader] = {}
    with ExitStack() as stack:

        def on(rung: str, assignment: str) -> tuple[Grader, set[str]]:
            if rung not in warm:
                catalogue.require(rung)
                before[rung] = things_on_machine()
                warm[rung] = stack.enter_context(WarmProcess(catalogue.sealing(rung=rung)))
            if (rung, assignment) not in found:
                opened = catalogue.grader_on(warm[rung], assignment)
                found[rung, assignment] = stack.enter_context(opened)
            return found[rung, assignment], before[rung]

        yield on


@pytest.fixture
def grader(opened: Opened, rung: str) -> Grader:
    return opened(rung, ASSIGNMENT)[0]


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with surroundings() as things:
        yield things


def test_catalogue_is_rich() -> None:
    """At least 80 attacks of many kinds, each told in a sentence; few run in `make soak` only."""
    assert len(ALL) >= 80
    assert len({attack.path.parent.name for attack in ALL}) >= 12
    assert all(attack.tries.endswith(".") for attack in ALL)
    assert sum(attack.slow for attack in ALL) <= len(ALL) / 5


ON_EACH_RUNG = pytest.mark.parametrize("rung", RUNGS)


@ON_EACH_RUNG
def test_right_answers_have_full_points(grader: Grader) -> None:
    """What the attacks are mixed with is worth 100 points, and the untouched release nothing."""
    check_next(grader, None)


TRIED = [
    pytest.param(rung, number, id=f"{ALL[number].name}-{rung}")
    for place, rung in enumerate(RUNGS)
    for number, attack in enumerate(ALL)
    if SOAK or (not attack.slow and number % len(RUNGS) == place)
]


@pytest.mark.parametrize(("rung", "number"), TRIED)
def test_attack_is_held(opened: Opened, host: Host, rung: str, number: int) -> None:
    """It earns nothing, costs at most what it says, leaves no process, and changes nothing for the
    next student.
    """
    attack = ALL[number]
    grader, _ = opened(rung, attack.assignment)
    before = below(grader.warm.pid)
    among = POINTS if SOAK and attack.assignment == ASSIGNMENT else attack.neighbours
    nb, result = hand_in(grader_of_some(grader, among), attack.submission(among))
    outputs = shown(nb)
    assert "BROKEN" not in outputs
    assert not result.failed_graders()
    refused = rung in attack.refused
    assert refused or attack.note in "\n".join(result.notes)
    assert below(grader.warm.pid) == before
    assert not host.changed()
    check_scores(attack, points(result))
    if refused:
        assert re.search(r"'ename': '(PermissionError|OSError)'", outputs), outputs[:3000]
    else:
        check_endings(attack, outputs, endings(result))
    for verdict in result.verdicts:
        cell = next(
            cell
            for cell in nb.cells
            if cell.metadata.get("nbgrader", {}).get("grade_id") == verdict.grade_id
        )
        assert determine_grade(cell) == (
            verdict.points,
            attack.points[verdict.grade_id.removeprefix("test_")],
        )
    nbformat.validate(nb)
    start = time.monotonic()
    page = page_of(nb, result)
    ansi2html("\n".join(text_of(nb)))  # as formgrader will
    if attack.path.parent.name == ASKED_SHOWN:
        check_nothing_is_shown(attack, nb, result)
    assert (
        time.monotonic() - start < 60 and len(page) < 100 * 2**20
    )  # a wide bound: the class does not hang, nor its disk fill
    assert own_resident() < 3 * 2**30
    if attack.poisons or number % EVERY == 0:
        check_next(grader, attack)


def page_of(nb: nbformat.NotebookNode, result: Result) -> str:
    fragment = render_notebook(without_verdicts(nb))
    return render(result, result.assignment, fragment, {result.assignment: Grades({}, {})})


def check_nothing_is_shown(attack: Attack, nb: nbformat.NotebookNode, result: Result) -> None:
    """What was asked stands nowhere in what a student or a teacher sees. The code that would tell it
    is left out, for it may hold the marker.
    """
    without_code = copy.deepcopy(nb)
    for cell in without_code.cells:
        cell.source = ""
    page = page_of(without_code, result)
    seen = {
        "notebook": nbformat.writes(without_code),
        "results.json": json.dumps(result.to_json(), ensure_ascii=False),
        "page": page,
    }
    assert not {
        (place, marker)
        for place, text in seen.items()
        for marker in attack.markers
        if marker in text
    }


@ON_EACH_RUNG
def test_an_accomplice_gains_nothing(grader: Grader) -> None:
    """One submission holds all that it could get of what Linux counts for a user while another one
    ends its kernel as soon as there is no more: no other score changes, and its own is none.
    """
    by_name = {attack.name: attack for attack in ALL}
    colluding = by_name["dying/accomplice"]
    with open_kernel(grader.warm, {}) as kernel:
        greedy = kernel.run_cell(by_name["exhaustion/epoll_watches"].source)
        assert "HELD" in str(greedy.outputs)
        nb, result = hand_in(grader, colluding.submission())
    check_scores(colluding, points(result))
    check_endings(colluding, shown(nb), endings(result))


@ON_EACH_RUNG
def test_nothing_is_left_after_all_of_them(opened: Opened, rung: str) -> None:
    """No process, file, object of System V or POSIX, socket or user in use."""
    grader, before = opened(rung, ASSIGNMENT)
    assert left(before) == set()
    scratch = grader.warm._scratch
    assert scratch is not None and list((scratch.folder / "run").iterdir()) == []


def text_of(nb: nbformat.NotebookNode) -> list[str]:
    """The texts of all outputs."""
    outputs = [output for cell in nb.cells for output in cell.get("outputs", [])]
    return [
        output.get("text")
        or output.get("data", {}).get("text/plain")
        or "".join(output.get("traceback", []))
        for output in outputs
    ]


def check_scores(attack: Attack, earned: dict[str, float]) -> None:
    own = None if attack.exercise == "notebook" else attack.exercise
    if own is not None and attack.earns != "any":
        assert earned[own] == (
            attack.points[own] if attack.earns == "full" else float(attack.earns)
        )
    if attack.others == "full":
        assert len(earned) > 1
        assert {name: earned[name] for name in earned if name != own} == {
            name: attack.points[name] for name in earned if name != own
        }
    elif attack.others != "any":
        assert sum(earned.values()) == float(attack.others)


def endings(result: Result) -> dict[str, set[Ending]]:
    return {
        verdict.grade_id: {check.ending for check in verdict.checks} for verdict in result.verdicts
    }


def check_endings(attack: Attack, outputs: str, found: dict[str, set[Ending]]) -> None:
    """The attack did run: it says so, or it ended as it should."""
    if attack.exercise == "notebook":
        return
    if attack.ending:
        assert found[f"test_{attack.exercise}"] <= set(map(Ending, attack.ending))
    else:
        assert "HELD" in outputs, outputs[:3000]


def check_next(grader: Grader, attack: Attack | None) -> None:
    """The untouched release has 0 points and right answers have all, whoever was graded before."""
    assignment = grader.assignment.name
    right = RIGHT_OF[assignment].keys()
    few = grader_of_some(grader, right)
    probe = attack.probe if attack else ""
    _, result = hand_in(few, some_of(RECORDS[assignment], right))
    assert result.points == 0
    nb, result = hand_in(few, some_of(right_answers(probe, assignment), right))
    outputs = shown(nb)
    assert "BROKEN" not in outputs
    assert not probe or "HELD" in outputs, outputs[:3000]
    assert result.points == sum(POINTS_OF[assignment][exercise] for exercise in right)
    assert result.notes == ()
