"""Mutated notebooks: whatever is handed in, nothing raises on the trusted side.

The mutations are seeded. PANAL_SOAK=1 in the environment (`make soak`) makes many more of them.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import nbformat
import pytest

from panal import notebook
from panal.grading import Grader
from panal.outputs import clean_outputs, write_verdicts
from panal.results import Check, Ending, GradeId, Result, Verdict
from panal.sealed.decode import Undecodable, decode
from tests.end_to_end import catalogue
from tests.end_to_end.catalogue import RECORD, hand_in, right_answers
from tests.end_to_end.courses import ASSIGNMENT, POINTS, SOAK

PURE, GRADED, ANSWERS = (40_000, 500, 100_000) if SOAK else (700, 8, 2000)

KEYS = (
    "attachments",
    "nbgrader",
    "id",
    "metadata",
    "outputs",
    "\ud800",
    "cells",
    "input",
    "worksheets",
    "",
)
STRANGE: list[Any] = [
    None, True, 0, -1, 1.5, 1e999, float("nan"), 10**400, 2**63, "", "a", "\ud800", "\x00\x1b[31m", "ñ" * 300,
    "test_count_params", "count_params", "../../x", [], {}, [[]], [None], [[[[[[]]]]]], {"": {}}, ["a", 7], [{}],
    {"nbgrader": 7}, {"nbgrader": {"grade_id": []}}, {"nbgrader": {"grade_id": "test_count_params"}},
    {"text/plain": "15.0"}, {"image/png": "iVBORw0KGgo="}, {"image/png": "\ud800"},
    {"output_type": "execute_result", "data": {"text/plain": "15.0"}}, {"cell_type": "code", "source": "1"}, {"cell_type": []},
]  # fmt: skip


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a document that can hold another value: its container, and its key."""
    todo = [value]
    while todo:
        part = todo.pop()
        for key in list(part) if isinstance(part, dict) else range(len(part)):
            yield part, key
            if isinstance(part[key], (dict, list)):
                todo.append(part[key])


def change_value(document: Any, rng: random.Random) -> None:
    part, key = rng.choice(list(places(document)))
    part[key] = copy.deepcopy(rng.choice(STRANGE))


def change_outer_value(document: Any, rng: random.Random) -> None:
    cell = (
        rng.choice(document["cells"])
        if rng.random() < 0.8 and isinstance(document["cells"], list)
        else document
    )
    if isinstance(cell, dict) and cell:
        cell[rng.choice(sorted(cell))] = copy.deepcopy(rng.choice(STRANGE))


def remove(document: Any, rng: random.Random) -> None:
    part, key = rng.choice(list(places(document)))
    del part[key]


def double(document: Any, rng: random.Random) -> None:
    part, key = rng.choice(
        [place for place in places(document) if isinstance(place[0], list)] or [([0], 0)]
    )
    part.insert(rng.randrange(len(part) + 1), copy.deepcopy(part[key]))


def swap(document: Any, rng: random.Random) -> None:
    (one, first), (other, second) = rng.choices(list(places(document)), k=2)
    one[first], other[second] = copy.deepcopy(other[second]), copy.deepcopy(one[first])


def add_key(document: Any, rng: random.Random) -> None:
    part, _ = rng.choice(
        [place for place in places(document) if isinstance(place[0], dict)] or [({}, 0)]
    )
    part[rng.choice(KEYS)] = copy.deepcopy(rng.choice(STRANGE))


def shuffle(document: Any, rng: random.Random) -> None:
    if isinstance(document.get("cells"), list):
        rng.shuffle(document["cells"])


Mutation = Callable[[Any, random.Random], None]
MUTATIONS: list[Mutation] = [
    change_value,
    change_outer_value,
    remove,
    double,
    swap,
    add_key,
    shuffle,
]


def mutated(seed: int) -> bytes:
    """A notebook after a few mutations, as bytes that may be spoilt once more."""
    rng = random.Random(seed)
    document = json.loads(nbformat.writes(right_answers()))
    for cell in document["cells"]:
        cell["outputs"] = [copy.deepcopy(rng.choice(OUTPUTS)) for _ in range(rng.randrange(3))]
    for _ in range(rng.randrange(1, 6)):
        try:
            rng.choice(MUTATIONS)(document, rng)
        except (LookupError, TypeError):  # there is nothing left to change
            break
    text = json.dumps(document, ensure_ascii=rng.random() < 0.5)
    return spoilt(text, rng)


def spoilt(text: str, rng: random.Random) -> bytes:
    encoding = rng.choice(["utf-8"] * 12 + ["utf-8-sig", "utf-16", "utf-32", "latin-1"])
    data = text.encode(encoding, "surrogatepass" if encoding.startswith("utf") else "replace")
    match rng.randrange(20):
        case 0:
            return data[: rng.randrange(len(data))]
        case 1:
            at = rng.randrange(len(data))
            return data[:at] + rng.randbytes(rng.randrange(1, 9)) + data[at + rng.randrange(9) :]
        case 2:
            return data.replace(b"{", b"[" * rng.randrange(2, 3000), 1)
    return data


OUTPUTS: list[dict[str, Any]] = [
    {"output_type": "stream", "name": "stdout", "text": "15.0"},
    {"output_type": "stream", "name": [], "text": ["a", "b"]},
    {
        "output_type": "execute_result",
        "data": {"text/plain": "15.0", "text/html": "<b>"},
        "metadata": {},
        "execution_count": 1,
    },
    {
        "output_type": "display_data",
        "data": {"image/png": "iVBORw0KGgo=", "image/svg+xml": "<svg/>"},
        "metadata": {},
    },
    {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["\x1b[31ma"]},
]


def result() -> Result:
    """Full points for every exercise."""
    check = Check("test", "Comprobación", 1.0, Ending.RIGHT)
    exercises = notebook.exercises(RECORD)
    return Result(
        ASSIGNMENT,
        tuple(
            Verdict(GradeId(exercise.grade_id), exercise.points, (check,)) for exercise in exercises
        ),
    )


def test_no_mutation_raises() -> None:
    """Each is damaged, with a sentence, or becomes a valid notebook with every cell of the record,
    once, each test below its answer.
    """
    recorded = [notebook.nbgrader_of(cell) for cell in RECORD.cells]
    damaged = 0
    for seed in range(PURE):
        try:
            nb, notes = notebook.repair(notebook.read(mutated(seed)), RECORD)
        except notebook.Damaged as damage:
            assert str(damage)
            damaged += 1
            continue
        assert all(isinstance(note, str) for note in notes)
        placed = [found for found in map(notebook.nbgrader_of, nb.cells) if found]
        assert sorted(placed, key=str) == sorted(recorded, key=str), seed
        order = [meta["grade_id"] for meta in placed]
        assert all(order.index(name) < order.index(f"test_{name}") for name in POINTS), seed
        assert not [cell for cell in nb.cells if cell.cell_type == "code" and cell.outputs]
        nbformat.validate(nb)
        nbformat.writes(nb).encode()
    assert 0 < damaged < PURE / 2  # most mutations get past the first door


def test_no_outputs_raise() -> None:
    """Outputs of every form come out as valid ones, and none of them can be read as a score."""
    rng = random.Random(7)
    verdicts = result()
    for seed in range(PURE // 3):
        nb = copy.deepcopy(RECORD)
        for cell in nb.cells:
            outputs: list[Any] = [copy.deepcopy(rng.choice(OUTPUTS)) for _ in range(3)]
            for _ in range(rng.randrange(3)):
                change_value(outputs, rng)
            cell.outputs = [
                nbformat.from_dict(output) for output in outputs if isinstance(output, dict)
            ]
            cell.execution_count = rng.choice(STRANGE)
        clean_outputs(nb, 2**22)
        write_verdicts(nb, verdicts)
        nbformat.validate(nb)
        nbformat.writes(nb).encode()
        for cell in nb.cells:
            results = [output for output in cell.outputs if output.output_type == "execute_result"]
            assert len(results) == bool(notebook.nbgrader_of(cell)["grade"]), seed


def test_no_answer_raises() -> None:
    """What comes back from a call is a plain value, or is refused."""
    rng = random.Random(7)
    array = {"array": {"dtype": "<f4", "shape": [1], "data": "AAAAAA=="}}
    settings = {"filters": 3, "strides": [1, 1]}
    layer = {
        "class_names": ["Conv2D"],
        "settings": settings,
        "weights": {"kernel": array},
        "built": True,
    }
    seeds: list[Any] = [[1, 2.5, None, [True, "a"]], array, {"layer": layer}, {"opaque": "dict"}]
    for _ in range(ANSWERS):
        document = [copy.deepcopy(rng.choice(seeds))]
        for _ in range(rng.randrange(1, 4)):
            try:
                rng.choice([change_value, remove, double, swap, add_key])(document, rng)
            except LookupError:
                break
        text: object = json.dumps(document[0] if document else None)
        try:
            decode(text if rng.random() < 0.9 else spoilt(str(text), rng).decode("latin-1"))
        except Undecodable:
            continue


@pytest.mark.parametrize("depth", [*range(300, 1300, 25), 5000, 100_000])
def test_no_depth_raises(depth: int) -> None:
    """Nesting is fine, or damage, at each depth: the bounds of the parser and of what follows it
    differ.
    """
    nested = "[" * depth + "]" * depth
    cell = '{"cell_type": "code", "metadata": {}, "source": "1", "outputs": []}'
    for text in (
        f'{{"nbformat": 4, "metadata": {nested}, "cells": []}}',
        f'{{"nbformat": 4, "cells": [{cell.replace("{}", nested)}]}}',
        f'{{"nbformat": 4, "cells": [{cell.replace(chr(34) + "code" + chr(34), nested)}]}}',
        f'{{"nbformat": 4, "cells": [{cell.replace(chr(34) + "1" + chr(34), nested)}]}}',
        f'{{"nbformat": 3, "worksheets": [{{"cells": [{{"input": {nested}, "cell_type": "code"}}]}}]}}',
        f'{{"nbformat": {nested}}}',
        nested,
    ):
        try:
            nb, _ = notebook.repair(notebook.read(text.encode()), RECORD)
            nbformat.writes(nb)
        except notebook.Damaged:
            pass


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with catalogue.grader(catalogue.sealing()) as opened:
        yield opened


def test_no_mutation_stops_grading(grader: Grader) -> None:
    """Through the real thing: a result for every exercise, and nobody has to look."""
    for seed in range(GRADED):
        nb, graded = hand_in(grader, mutated(10**6 + seed))
        assert len(graded.verdicts) == len(notebook.exercises(RECORD))
        assert not graded.needs_person
        assert 0 <= graded.points <= 100
        nbformat.validate(nb)
