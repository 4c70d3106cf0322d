"""Which submitted cell is which cell of the record, and in which order they run. Pure functions on
plain data; no notebook.

The record's cells stand once each, in the record's order. Around them the student's code keeps the
order that the student gave
it: what ran before a test cell in the submission runs before it here, so that no repair takes a
    name away from a right answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from panal import messages

_COMMENT = re.compile(r"^\s*(?:#.*)?$")
_TARGETS = re.compile(
    r"^([\w, \t()]{1,300}?)(?::[^=\n]{0,300})?=(?!=)", re.M
)  # bounded: lines may be long
_BINDS = re.compile(
    r"^\s*(?:(?:async\s+)?def|class|import|from)\s|^[^\W\d][\w, ]*(?::[^=]*)?=(?!=)"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A submitted cell.

    Args:
        kind: `code`, `markdown` or `raw`.
        source: what stands in it.
        claims: the grade id that its metadata claims; empty if none of the record's.
        cell_id: its own id.
    """

    kind: str
    source: str
    claims: str
    cell_id: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell of the record that nbgrader knows.

    Args:
        grade_id: nbgrader's id; of a solution, also the name of the function.
        kind: `code` or `markdown`.
        source: what was released.
        cell_id: its own id.
        solution: whether the student fills it in.
        test: whether it is an exercise's test cell.
    """

    grade_id: str
    kind: str
    source: str
    cell_id: str
    solution: bool
    test: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A cell of the repaired notebook.

    Args:
        grade_id: which cell of the record it is; empty for one of the student's own.
        piece: position of the submitted cell whose source it has; None for the record's.
        source: what stands in it instead of either; None if nothing does.
        copy: whether the submitted cell stands elsewhere, too.
    """

    grade_id: str
    piece: int | None
    source: str | None = None
    copy: bool = False


@dataclass(slots=True)
class Placing:
    """What was found out about a submission.

    Args:
        matches: submitted cells that are a cell of the record, or copies of it, by grade id.
        answers: the submitted cell that fills in a solution.
        homes: where a function is defined that stands in another solution's cell or in a cell of
            the student's own.
        locked: the submitted cell that is a locked one.
        dropped: submitted cells that do not run: locked ones, and stubs that are in the way.
        kept: changed locked cells that bind something of the student's own.
        moved: cells that were out of order.
        notes: a sentence for each thing that is put right.
    """

    matches: dict[str, list[int]]
    answers: dict[str, int] = field(default_factory=dict)
    homes: dict[str, int] = field(default_factory=dict)
    locked: dict[str, int] = field(default_factory=dict)
    dropped: set[int] = field(default_factory=set)
    kept: set[int] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


def place(pieces: Sequence[Piece], slots: Sequence[Slot]) -> tuple[list[Step], list[str]]:
    """Say what the repaired notebook consists of.

    Args:
        pieces: the submitted cells, in their order.
        slots: the record's cells, in theirs.

    Returns:
        Its cells, each slot once and in order, and a sentence for each thing that was put right.
    """
    matches, lost = _match(pieces, slots)
    placing = Placing(matches)
    _find_locked(placing, pieces, slots)
    for slot in slots:
        if slot.solution and slot.kind == "code":
            _find_answer(placing, slot, pieces)
        elif slot.solution and matches[slot.grade_id]:
            placing.answers[slot.grade_id] = matches[slot.grade_id][-1]
    placing.moved = _moved(placing, slots)
    _tell(placing, pieces, slots, lost)
    return _order(placing, pieces, slots), placing.notes


def likeness(pieces: Sequence[Piece], slots: Sequence[Slot]) -> tuple[int, int]:
    """How much of an assignment a notebook holds.

    Returns:
        How many of its answers were tried, and how many of its solution and test cells are there.
    """
    matches, _ = _match(pieces, slots)
    answers = cells = 0
    for slot in slots:
        if slot.solution or slot.test:
            found = matches[slot.grade_id]
            fresh = [
                piece
                for piece in pieces
                if piece.kind == "code" and not _is_as_released(piece, slot)
            ]
            defined = slot.solution and any(
                _defines(slot.grade_id, piece.source) for piece in fresh
            )
            cells += bool(found) or defined
            answers += slot.solution and (
                defined or any(not _is_as_released(pieces[index], slot) for index in found)
            )
    return answers, cells


def _match(pieces: Sequence[Piece], slots: Sequence[Slot]) -> tuple[dict[str, list[int]], bool]:
    """Cells by the grade id that they claim, else by their own id, else by the very text that was
    released.

    Returns:
        Positions by grade id, and whether some had lost the grade id.
    """
    matches: dict[str, list[int]] = {slot.grade_id: [] for slot in slots}
    ids: dict[str, list[int]] = {}
    texts: dict[str, list[int]] = {}
    for index, piece in enumerate(pieces):
        if piece.claims:
            matches[piece.claims].append(index)
        else:
            ids.setdefault(piece.cell_id, []).append(index)
            texts.setdefault(piece.source.strip(), []).append(index)
    used: set[int] = set()
    for slot in slots:
        if not matches[slot.grade_id]:
            ways = [
                *(ids.get(slot.cell_id, []) if slot.cell_id else []),
                *texts.get(slot.source.strip() or "\0", []),
            ]
            found = next((index for index in ways if index not in used), None)
            if found is not None:
                matches[slot.grade_id].append(found)
                used.add(found)
    return matches, bool(used)


def _find_locked(placing: Placing, pieces: Sequence[Piece], slots: Sequence[Slot]) -> None:
    """Of several copies of a locked cell, the one with its id is it, or the first."""
    for slot in slots:
        found = placing.matches[slot.grade_id]
        if not slot.solution and found:
            index = next(
                (index for index in found if pieces[index].cell_id == slot.cell_id), found[0]
            )
            placing.locked[slot.grade_id] = index
            placing.dropped.add(index)
            if pieces[index].kind == "code" and _adds(pieces[index].source, slot.source):
                placing.kept.add(index)


def _find_answer(placing: Placing, slot: Slot, pieces: Sequence[Piece]) -> None:
    """Decide where a function comes from, and which submitted cell fills in its solution cell."""
    name = slot.grade_id
    claims = placing.matches[name]
    stubs = [index for index in claims if _is_as_released(pieces[index], slot)]
    found = _standing(placing, slot, pieces, stubs)
    if found is None:
        found = _meant(placing, slot, pieces, stubs)
    placing.dropped.update(index for index in stubs if index != found)
    if found is None:
        return
    if found in claims:
        placing.answers[name] = found
        return
    placing.notes.append(messages.answer_elsewhere(name))
    placing.homes[name] = found
    taken = {
        *placing.answers.values(),
        *(index for others in placing.matches.values() for index in others),
    }
    if found not in taken or found == placing.locked.get(f"test_{name}"):
        placing.answers[name] = found
        placing.kept.discard(found)


def _standing(
    placing: Placing, slot: Slot, pieces: Sequence[Piece], stubs: list[int]
) -> int | None:
    """The answer that stands when the test cell is reached, if it is no stub: then the notebook
    works as it is.
    """
    name = slot.grade_id
    tried = _tried(placing, slot, pieces, stubs)
    running = [index for index in tried if not _is_empty(pieces[index].source)]
    end = _end(placing, name, running, len(pieces))
    others = _others(placing, slot, pieces)
    defining = [index for index in others if _defines(name, pieces[index].source)]
    binding = [index for index in others if _binds(name, pieces[index].source)]
    stubs = [index for index in stubs if pieces[index].kind == "code"]
    before = sorted(index for index in {*running, *stubs, *defining, *binding} if index < end)
    if not before or before[-1] in stubs:
        return None
    # Its own cell first, even a stub: a function that was written in another cell below it works,
    # too.
    ways = tried, stubs, defining, before
    return next(
        max(way) for way in ([index for index in way if index < end] for way in ways) if way
    )


def _meant(placing: Placing, slot: Slot, pieces: Sequence[Piece], stubs: list[int]) -> int | None:
    """The answer that a student meant to stand there: a cell of its own, then what defines the
    function elsewhere.
    """
    name = slot.grade_id
    claims = placing.matches[name]
    tried = _tried(placing, slot, pieces, stubs)
    running = [index for index in tried if not _is_empty(pieces[index].source)]
    test = placing.locked.get(f"test_{name}")
    end = _end(placing, name, running, len(pieces))
    defining = [
        index for index in _others(placing, slot, pieces) if _defines(name, pieces[index].source)
    ]
    texts = [
        index
        for index, piece in enumerate(pieces)
        if piece.kind != "code" and not piece.claims and not claims
    ]
    ways = (
        [index for index in running if index < end],
        running,
        [
            index for index in claims if pieces[index].kind != "code" and index not in stubs
        ],  # turned into text
        [index for index in defining if index == test],
        [index for index in defining if index < end],
        defining,
        tried,
        stubs,
        [index for index in texts if _defines(name, pieces[index].source)],
    )
    return next((way[-1] for way in ways if way), None)


def _tried(placing: Placing, slot: Slot, pieces: Sequence[Piece], stubs: list[int]) -> list[int]:
    """A solution's own cells of code that are not as they were released."""
    return [
        index
        for index in placing.matches[slot.grade_id]
        if index not in stubs and pieces[index].kind == "code"
    ]


def _end(placing: Placing, name: str, running: list[int], last: int) -> int:
    """Where the test cell of a function is reached; where there is none, behind the function's own
    cell.
    """
    return placing.locked.get(f"test_{name}", running[-1] + 1 if running else last)


def _others(placing: Placing, slot: Slot, pieces: Sequence[Piece]) -> list[int]:
    """Cells of code that are not the solution's own, nor copies of its stub."""
    own = placing.matches[slot.grade_id]
    return [
        index
        for index in _elsewhere(placing, pieces)
        if index not in own and not _is_as_released(pieces[index], slot)
    ]


def _elsewhere(placing: Placing, pieces: Sequence[Piece]) -> list[int]:
    """Cells of code that are no untouched locked ones."""
    left_out = placing.dropped - placing.kept
    return [
        index
        for index, piece in enumerate(pieces)
        if piece.kind == "code" and index not in left_out
    ]


def _moved(placing: Placing, slots: Sequence[Slot]) -> set[str]:
    """The fewest cells that have to move for all to be in the record's order."""
    order = []
    for slot in slots:
        index = placing.locked.get(slot.grade_id, placing.answers.get(slot.grade_id))
        if index is not None and index in placing.matches[slot.grade_id]:
            order.append((index, slot.grade_id))
    best: list[list[str]] = []  # for each cell, the longest row in order that ends with it
    for position, (index, grade_id) in enumerate(order):
        rows = [best[earlier] for earlier in range(position) if order[earlier][0] < index]
        best.append([*_longest(rows), grade_id])
    return {grade_id for _, grade_id in order} - set(_longest(best))


def _longest(rows: list[list[str]]) -> list[str]:
    return max(rows, key=len) if rows else []


def _tell(placing: Placing, pieces: Sequence[Piece], slots: Sequence[Slot], lost: bool) -> None:
    """Add the sentences on all but functions that were found elsewhere."""
    known = [slot.grade_id for slot in slots]
    repeated = [grade_id for grade_id in known if len(placing.matches[grade_id]) > 1]
    missing = [name for name in known if not placing.matches[name] and name not in placing.homes]
    used = {**placing.answers, **placing.locked}
    retyped = [
        slot.grade_id
        for slot in slots
        for index in [used.get(slot.grade_id)]
        if index is not None
        and index in placing.matches[slot.grade_id]
        and pieces[index].kind != slot.kind
    ]
    reset = [
        slot.grade_id
        for slot in slots
        if slot.grade_id in placing.locked
        and slot.grade_id not in retyped
        and not _is_as_released(pieces[placing.locked[slot.grade_id]], slot)
    ]
    placing.notes = [
        *([messages.cells_unmarked()] if lost else []),
        *map(messages.cell_repeated, repeated),
        *(
            [messages.cells_moved([name for name in known if name in placing.moved])]
            if placing.moved
            else []
        ),
        *([messages.cells_retyped(retyped)] if retyped else []),
        *([messages.cells_restored(missing)] if missing else []),
        *(
            [
                messages.cells_reset(
                    reset, kept=any(placing.locked[name] in placing.kept for name in reset)
                )
            ]
            if reset
            else []
        ),
        *placing.notes,
    ]


def _order(placing: Placing, pieces: Sequence[Piece], slots: Sequence[Slot]) -> list[Step]:
    steps: list[Step] = []
    later = {
        index: name for name, index in placing.answers.items()
    }  # answers that have not had their turn
    released = {slot.grade_id: slot for slot in slots}
    untouched = {
        index for index, name in later.items() if _is_as_released(pieces[index], released[name])
    }
    left = set(range(len(pieces))) - set(later) - (placing.dropped - placing.kept)
    copied: set[int] = set()

    def run_before(end: int, *, copies: bool = True) -> None:
        """What the student ran before a place; answers that have their turn later run here, too."""
        for index in sorted({*left, *later}):
            if index >= end:
                return
            if index in left:
                left.remove(index)
                steps.append(Step("", index))
            elif copies and pieces[index].kind == "code" and index not in copied | untouched:
                copied.add(index)
                steps.append(Step("", index, copy=True))

    for slot in slots:
        name = slot.grade_id
        if slot.solution:
            index = placing.answers.get(name)
            if index is None:
                steps.append(Step(name, None, _in_place_of(name, placing, pieces)))
                continue
            code = slot.kind == "code" and index not in untouched
            run_before(index if code or name not in placing.moved else -1, copies=code)
            del later[index]
            steps.append(Step(name, index))
        elif slot.test:
            test, home = (
                placing.locked.get(name, -1),
                placing.homes.get(name.removeprefix("test_"), -1),
            )
            kept = test in left
            left.discard(test)
            run_before(max(test, -1 if home == test else home + 1))
            steps += _overtaken(name.removeprefix("test_"), test, placing, pieces, steps)
            steps += [Step(name, None), *([Step("", test)] if kept else [])]
        else:
            index = placing.locked.get(name)
            if index is not None:
                run_before(-1 if name in placing.moved else index, copies=False)
            if index in left:
                left.remove(index)
                steps.append(Step("", index))
            steps.append(Step(name, None))
    run_before(len(pieces))
    return steps


def _overtaken(
    name: str, test: int, placing: Placing, pieces: Sequence[Piece], steps: list[Step]
) -> list[Step]:
    """The cell that gave a function its last meaning before its test cell, once more where the
    function's own cell was below it in the record, but not in the submission: another function's
    cell, most often."""
    own = placing.answers.get(name)
    ran = {step.piece: position for position, step in enumerate(steps)}
    later = [
        index
        for index in _elsewhere(placing, pieces)
        if own is not None and own < index < test and index in ran
    ]
    last = max(
        (i for i in later if _defines(name, pieces[i].source) or _binds(name, pieces[i].source)),
        default=None,
    )
    return [] if last is None or ran[last] > ran[own] else [Step("", last, copy=True)]


def _in_place_of(name: str, placing: Placing, pieces: Sequence[Piece]) -> str | None:
    """What stands in a solution cell that is not there: the stub, unless it would take the place of
    what stands elsewhere.
    """
    word = re.compile(rf"\b{re.escape(name)}\b")
    named = any(word.search(pieces[index].source) for index in _elsewhere(placing, pieces))
    return f"# {messages.in_place_of_answer(name)}" if named else None


def _is_as_released(piece: Piece, slot: Slot) -> bool:
    return piece.source.strip() == slot.source.strip()


def _is_empty(source: str) -> bool:
    return all(_COMMENT.match(line) for line in source.splitlines())


def _defines(name: str, source: str) -> bool:
    """Whether code defines a function, as far as a glance at its lines tells."""
    called = re.escape(name)
    pattern = rf"^[ \t]*(?:(?:async[ \t]+)?def|class)[ \t]+{called}\b|^{called}[ \t]*(?::[^=\n]*)?=[ \t]*lambda\b"
    return name in source and re.search(pattern, source, re.M) is not None


def _binds(name: str, source: str) -> bool:
    """Whether code may give a name another meaning."""
    if name not in source:
        return False
    imported = re.search(rf"^[ \t]*(?:import|from)[ \t].*\b{re.escape(name)}\b", source, re.M)
    return imported is not None or name in re.findall(r"\w+", " ".join(_TARGETS.findall(source)))


def _adds(source: str, released: str) -> bool:
    """Whether a changed locked cell binds anything on a line of its own."""
    known = set(released.splitlines())
    return any(_BINDS.match(line) for line in source.splitlines() if line not in known)
