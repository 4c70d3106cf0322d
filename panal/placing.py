"""Which submitted cell is which cell of the record, and what runs when: a list of rules.

Pure functions on plain data; no notebook. `RULES` has every rule in the order in which they are
tried, and docs/reference.md has the same table in the same words. There are four questions:

1. Which submitted cell is which cell of the record?
2. Which cell has the answer to an exercise?
3. What runs?
4. In which order?

For the first two questions, the first rule that finds a cell decides. For the others, all rules hold.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from panal import messages

_COMMENT = re.compile(r"^\s*(?:#.*)?$")
_TARGETS = re.compile(
    r"^([\w, \t()]{1,300}?)(?::[^=\n]{0,300})?=(?!=)", re.M
)  # bounded: lines may be long
_DEFINED = re.compile(r"^(?:(?:async[ \t]+)?def|class)[ \t]+(\w+)", re.M)
_ASSIGNED = re.compile(r"^(\w+)[ \t]*=(?!=)", re.M)
_BINDS = re.compile(
    r"^\s*(?:(?:async\s+)?def|class|import|from)\s|^[^\W\d][\w, ]*(?::[^=]*)?=(?!=)"
)


@dataclass(frozen=True)
class Piece:
    """A submitted cell.

    Args:
        kind: `code`, `markdown` or `raw`.
        source: its text.
        claims: the grade id that its metadata claims; empty if the record has no such id.
        cell_id: its own id.
    """

    kind: str
    source: str
    claims: str = ""
    cell_id: str = ""

    @cached_property
    def text(self) -> str:
        """What is compared of it."""
        return compared(self.source)

    @cached_property
    def normal(self) -> str:
        """Its source, in the form in which names are looked for."""
        return normal(self.source)


@dataclass(frozen=True)
class Slot:
    """A cell of the record that nbgrader knows.

    Args:
        grade_id: nbgrader's id; of a solution, also the name of the function.
        kind: `code` or `markdown`.
        source: what was released.
        cell_id: its own id.
        solution: whether the student fills it in.
        test: whether it is an exercise's test cell.
        recorded: what the record has, if that is more than was released, such as hidden tests.
    """

    grade_id: str
    kind: str
    source: str
    cell_id: str = ""
    solution: bool = False
    test: bool = False
    recorded: str = ""

    @cached_property
    def texts(self) -> frozenset[str]:
        """What is compared of it."""
        return frozenset(filter(None, map(compared, (self.source, self.recorded))))

    @cached_property
    def names(self) -> tuple[str, ...]:
        r"""Names that an answer defines. An author may give a cell any grade id: then they are those
        that what was released defines.

        >>> Slot("area", "code", "def area(a): ...").names
        ('area',)
        >>> Slot("part-2", "code", "def area(a): ...\nclass Side: ...").names
        ('area', 'Side')
        """
        defined = tuple(dict.fromkeys(_DEFINED.findall(self.source)))
        return (self.grade_id,) if self.grade_id in defined or not defined else defined


@dataclass(frozen=True, slots=True)
class Step:
    """A cell of the repaired notebook.

    Args:
        grade_id: which cell of the record it is; empty for one of the student's own.
        piece: position of the submitted cell whose source it has; None for the record's.
        source: text that it has instead of either; None if it has one of them.
    """

    grade_id: str
    piece: int | None
    source: str | None = None


def place(pieces: Sequence[Piece], slots: Sequence[Slot]) -> tuple[list[Step], list[str]]:
    """Say what the repaired notebook consists of.

    Args:
        pieces: the submitted cells, in order.
        slots: the record's cells, in order.

    Returns:
        Its cells, each slot once, and a sentence for each thing that was put right.
    """
    found = _Found(pieces, slots)
    places = _places(found)
    return _order(found, places), _notes(found, places)


def likeness(pieces: Sequence[Piece], slots: Sequence[Slot]) -> tuple[int, int]:
    """How much of an assignment a notebook holds.

    Returns:
        How many of its answers were tried, and how many of its solution and test cells are there.
    """
    matches = _recognise(pieces, slots)
    answers = cells = 0
    for slot in slots:
        if slot.solution or slot.test:
            fresh = [piece for piece in pieces if not is_as_released(piece, slot)]
            defined = slot.solution and any(
                piece.kind == "code" and may_answer(slot, piece) for piece in fresh
            )
            own = [pieces[index] for index in matches[slot.grade_id]]
            cells += bool(own) or defined
            answers += slot.solution and (
                defined or any(not is_as_released(piece, slot) for piece in own)
            )
    return answers, cells


# 1. Which submitted cell is which cell of the record?


def same_grade_id(slot: Slot, pieces: Sequence[Piece]) -> list[int]:
    """The cell with its grade id is it, and so is each copy with the same grade id.

    >>> slot = Slot("area", "code", "def area(a): ...", "c1")
    >>> same_grade_id(slot, [Piece("code", "a = 1"), Piece("code", "area = len", "area")])
    [1]
    """
    return [index for index, piece in enumerate(pieces) if piece.claims == slot.grade_id]


def same_cell_id(slot: Slot, pieces: Sequence[Piece]) -> list[int]:
    """Else the cell without a grade id that has its cell id.

    >>> slot = Slot("area", "code", "def area(a): ...", "c1")
    >>> same_cell_id(slot, [Piece("code", "a = 1"), Piece("code", "area = len", cell_id="c1")])
    [1]
    """
    unmarked = [index for index, piece in enumerate(pieces) if not piece.claims]
    return [index for index in unmarked if pieces[index].cell_id == slot.cell_id != ""]


def same_text(slot: Slot, pieces: Sequence[Piece]) -> list[int]:
    """Else the first cell without a grade id that holds the text that was released in it.

    >>> slot = Slot("area", "code", "def area(a): ...", "c1")
    >>> same_text(slot, [Piece("code", "a = 1"), Piece("code", "def area(a): ...  ")])
    [1]
    """
    unmarked = [index for index, piece in enumerate(pieces) if not piece.claims]
    return [index for index in unmarked if pieces[index].text in slot.texts]


RECOGNISING = (same_grade_id, same_cell_id, same_text)

Matches = Mapping[str, list[int]]
"""Submitted cells that are a cell of the record, or copies of it, by grade id."""


def _recognise(pieces: Sequence[Piece], slots: Sequence[Slot]) -> Matches:
    matches = {}
    taken: set[int] = set()  # by a cell of the record: another one may have the same text
    for slot in slots:
        found = same_grade_id(slot, pieces)
        for rule in RECOGNISING[1:]:
            found = found or [index for index in rule(slot, pieces) if index not in taken][:1]
        matches[slot.grade_id] = found
        taken.update(found)
    return matches


# 2. Which cell has the answer to an exercise?


@dataclass(frozen=True, slots=True)
class Search:
    """What may be the answer to one exercise: positions of submitted cells, in order.

    Args:
        test: position of its test cell; past the end if it has none.
        own: its own cells, copies included, whatever they hold.
        code: those of them that are code and were changed.
        stubs: those of them that are as they were released.
        filled: those of `code` that hold more than comments.
        as_text: own cells that were turned into text and changed.
        defining: other cells that define the function, or bind the variable that is asked for.
        binding: other cells that may give the name another meaning.
        texts: cells that are text, belong to no cell of the record, and define the function.
    """

    test: int
    own: Sequence[int] = ()
    code: Sequence[int] = ()
    stubs: Sequence[int] = ()
    filled: Sequence[int] = ()
    as_text: Sequence[int] = ()
    defining: Sequence[int] = ()
    binding: Sequence[int] = ()
    texts: Sequence[int] = ()


def works_as_it_is(search: Search) -> int | None:
    """If the last cell above the test cell that defines or binds the name is not the stub, the
    notebook works as it is: the answer is its own cell above the test cell, else that other cell.

    >>> works_as_it_is(Search(test=5, own=[1], code=[1], filled=[1], binding=[3]))
    1
    >>> works_as_it_is(Search(test=5, defining=[2]))
    2
    >>> works_as_it_is(Search(test=5, own=[3], stubs=[3], defining=[2]))
    """
    ways = (search.code, search.stubs, search.defining, search.binding)
    above = [[index for index in way if index < search.test] for way in ways]
    words = [*(i for i in search.filled if i < search.test), *above[1], *above[2], *above[3]]
    if not words or max(words) in search.stubs:
        return None
    return next(way[-1] for way in above if way)


def own_cell(search: Search) -> int | None:
    """Else its own cell if anything was written in it; of several copies the last one above the test
    cell, or the last of all.

    >>> own_cell(Search(test=3, own=[1, 2, 4], code=[1, 4], filled=[1, 4], stubs=[2]))
    1
    >>> own_cell(Search(test=3, own=[4], code=[4], filled=[4]))
    4
    """
    return _last(search.filled, search.test)


def own_cell_as_text(search: Search) -> int | None:
    """Else its own cell if it was turned into text; it becomes code again.

    >>> own_cell_as_text(Search(test=3, own=[1], as_text=[1], defining=[4]))
    1
    """
    return search.as_text[-1] if search.as_text else None


def another_cell(search: Search) -> int | None:
    """Else any other cell of code that defines the function, or binds the name if what was released
    defines no function of it; of several the last one down to the test cell itself, or the last of
    all.

    >>> another_cell(Search(test=3, own=[1], stubs=[1], defining=[3, 6]))
    3
    >>> another_cell(Search(test=3, own=[1], stubs=[1], defining=[5, 6]))
    6
    """
    return _last(search.defining, search.test + 1)


def own_cell_untried(search: Search) -> int | None:
    """Else its own cell although it is empty or still the stub.

    >>> own_cell_untried(Search(test=3, own=[1], stubs=[1]))
    1
    """
    return search.own[-1] if search.own else None


def another_text(search: Search) -> int | None:
    """Else a cell of text that defines the function; it becomes code.

    >>> another_text(Search(test=3, texts=[2]))
    2
    """
    return search.texts[-1] if search.texts else None


ANSWERING = (
    works_as_it_is,
    own_cell,
    own_cell_as_text,
    another_cell,
    own_cell_untried,
    another_text,
)


def _last(way: Sequence[int], end: int) -> int | None:
    """The last one above a place, else the last one."""
    return next(reversed([index for index in way if index < end] or way), None)


# 3. What runs?


def one_of_each_locked_cell(slot: Slot, own: Sequence[int], pieces: Sequence[Piece]) -> int:
    """A locked cell runs as the record has it, once; of several copies it replaces the one with its
    cell id, else the first, and the others are cells of the student's own.

    >>> pieces = [Piece("code", "1", "look", "x"), Piece("code", "2", "look", "c1")]
    >>> one_of_each_locked_cell(Slot("look", "code", "0", "c1"), [0, 1], pieces)
    1
    """
    return next((index for index in own if pieces[index].cell_id == slot.cell_id), own[0])


def additions_to_locked_cells(slot: Slot, piece: Piece) -> bool:
    r"""A changed locked cell runs as well if a line that was changed or added defines, imports or
    assigns anything: right above the record's, or right below a test cell.

    >>> imports = Slot("imports", "code", "import math")
    >>> additions_to_locked_cells(imports, Piece("code", "import math\nimport operator"))
    True
    >>> additions_to_locked_cells(imports, Piece("code", "import math\nprint('hola')"))
    False
    """
    known = {line for text in slot.texts for line in text.split("\n")}
    lines = (line for line in piece.text.split("\n") if line not in known)
    return piece.kind == "code" and any(map(_BINDS.match, lines))


def stubs_in_the_way(search: Search, answer: int | None) -> set[int]:
    """An answer's own cell that is still the stub is left out if another cell is the answer.

    >>> stubs_in_the_way(Search(test=3, own=[1, 2], code=[1], filled=[1], stubs=[2]), answer=1)
    {2}
    """
    return set(search.stubs) - {answer}


def missing_answers(slot: Slot, sources: Iterable[str]) -> str | None:
    """In place of an answer that is missing stands the stub, or only a comment if the student's code
    has its name anywhere, since the stub would take it away.

    >>> missing_answers(Slot("area", "code", "def area(a): ..."), ["globals()['area'] = len"])
    '# The answer `area` did not come in this cell; if it is in another one, that one counts.'
    """
    names = dict.fromkeys((*slot.names, *_ASSIGNED.findall(slot.source)))
    words = re.compile("|".join(rf"\b{re.escape(normal(name))}\b" for name in names))
    named = any(words.search(source) for source in sources)
    return f"# {messages.in_place_of_answer(slot.names[0])}" if named else None


RUNNING = (
    one_of_each_locked_cell,
    additions_to_locked_cells,
    stubs_in_the_way,
    missing_answers,
)


class _Found:
    """Which submitted cell is which, and which one has which answer.

    Args:
        pieces: the submitted cells.
        slots: the record's.

    Attributes:
        matches: by grade id, see `Matches`.
        locked: which submitted cell is which locked one.
        additions: those of them that were changed and bind something of the student's own.
        answers: which submitted cell fills in which solution.
        elsewhere: where a function is defined, if in none of its own cells.
        dropped: submitted cells that do not run where they stand.
    """

    def __init__(self, pieces: Sequence[Piece], slots: Sequence[Slot]) -> None:
        self.pieces, self.slots = pieces, slots
        self.matches = _recognise(pieces, slots)
        self.locked: dict[str, int] = {}
        self.additions: set[int] = set()
        self.answers: dict[str, int] = {}
        self.elsewhere: dict[str, int] = {}
        self.dropped: set[int] = set()
        for slot in slots:
            if not slot.solution and self.matches[slot.grade_id]:
                self._find_locked(slot)
        for slot in slots:
            if slot.solution and slot.kind == "code":
                self._find_answer(slot)
            elif slot.solution and self.matches[slot.grade_id]:
                self.answers[slot.grade_id] = self.matches[slot.grade_id][-1]

    def _find_locked(self, slot: Slot) -> None:
        index = one_of_each_locked_cell(slot, self.matches[slot.grade_id], self.pieces)
        self.locked[slot.grade_id] = index
        self.dropped.add(index)
        if additions_to_locked_cells(slot, self.pieces[index]):
            self.additions.add(index)

    def _find_answer(self, slot: Slot) -> None:
        name, own = slot.grade_id, self.matches[slot.grade_id]
        search = self._search(slot)
        found = next((i for rule in ANSWERING if (i := rule(search)) is not None), None)
        self.dropped |= stubs_in_the_way(search, found)
        if found in own:
            self.answers[name] = found
        elif found is not None:
            self.elsewhere[name] = found
            taken = {*self.answers.values(), *(i for cells in self.matches.values() for i in cells)}
            if found not in taken or found == self.locked.get(f"test_{name}"):
                self.answers[name] = found
                self.additions.discard(found)

    def _search(self, slot: Slot) -> Search:
        name, own = slot.grade_id, self.matches[slot.grade_id]
        changed = [i for i in own if not is_as_released(self.pieces[i], slot)]
        code = [i for i in changed if self.pieces[i].kind == "code"]
        others = [
            i for i in self.code() if i not in own and not is_as_released(self.pieces[i], slot)
        ]
        texts = (i for i, piece in enumerate(self.pieces) if piece.kind != "code")
        return Search(
            test=self.locked.get(f"test_{name}", len(self.pieces)),
            own=own,
            code=code,
            stubs=[i for i in own if i not in changed],
            filled=[i for i in code if not is_empty(self.pieces[i].source)],
            as_text=[i for i in changed if i not in code],
            defining=[i for i in others if may_answer(slot, self.pieces[i])],
            binding=[i for i in others if _any(binds, slot, self.pieces[i])],
            texts=[
                i
                for i in texts
                if not self.pieces[i].claims and _any(defines, slot, self.pieces[i])
            ],
        )

    @property
    def homes(self) -> dict[str, int]:
        """Where each function that was found is defined."""
        return self.answers | self.elsewhere

    def needs(self, name: str) -> list[str]:
        """A function that was found, and those below their own test cells that it needs: the ones that
        its cell names, the ones that theirs name, and so on.
        """
        last = len(self.pieces)
        below = [n for n, home in self.homes.items() if home > self.locked.get(f"test_{n}", last)]
        needed = [name] if name in self.homes else []
        for one in needed:  # grows meanwhile
            words = set(re.findall(r"\w+", self.pieces[self.homes[one]].normal)) if below else ()
            needed += [n for n in below if normal(n) in words and n not in needed]
        return needed

    def code(self) -> list[int]:
        """Cells of code, without untouched locked ones and stubs in the way."""
        left_out = self.dropped - self.additions
        return [
            i for i, piece in enumerate(self.pieces) if piece.kind == "code" and i not in left_out
        ]


# 4. In which order?

Place = tuple[int, int]
"""Position of a submitted cell, and whether above it, there, or below it."""
ABOVE, THERE, BELOW = -1, 0, 1

Places = Mapping[str, Place]
"""Where the record's cells stand, by grade id."""


def where_the_student_left_it(found: _Found, _: Places) -> Places:
    """Every cell, answers and locked ones included, runs once, in the student's order.

    >>> record = [Slot("a", "code", "", solution=True), Slot("b", "code", "", solution=True)]
    >>> order_of([Piece("code", "b = 1", "b"), Piece("code", "a = 1", "a")], record)
    ['b', 'a']
    """
    return {name: (index, THERE) for name, index in (found.answers | found.locked).items()}


def missing_cells(found: _Found, places: Places) -> Places:
    """A missing cell comes back right below the one before it in the record; a missing test cell as
    late as it can, right above the next cell of the record that is there.

    >>> record = [Slot("set_up", "code", "k = 1"), Slot("f", "code", "", solution=True)]
    >>> record += [Slot("test_f", "code", "f(k)", test=True)]
    >>> order_of([Piece("code", "f = len", "f"), Piece("code", "x = 1")], record)
    ['set_up', 'f', 'own', 'test_f']
    """
    made: dict[str, Place] = {}
    last = (-1, BELOW)
    for position, slot in enumerate(found.slots):
        name = slot.grade_id
        if name in places:
            last = places[name]
            continue
        following = (places[s.grade_id] for s in found.slots[position:] if s.grade_id in places)
        if slot.test:
            last = _beside(next(following, (len(found.pieces), THERE)), ABOVE)
        made[name] = last = _beside(last, BELOW)
    return made


def set_up_before_use(found: _Found, places: Places) -> Places:
    """A locked cell that is no test moves up, above all that comes after it in the record, unless
    that is above an answer that comes before it.

    >>> record = [Slot("imports", "code", "import math"), Slot("f", "code", "", solution=True)]
    >>> order_of([Piece("code", "f = math.sin", "f"), Piece("code", "", "imports")], record)
    ['imports', 'f']
    """
    moved: dict[str, Place] = {}
    for position, slot in enumerate(found.slots):
        if not slot.solution and not slot.test:
            earlier = [s.grade_id for s in found.slots[:position]]
            later = [s.grade_id for s in found.slots[position:]]
            highest = max((places[n] for n in earlier if n in found.answers), default=(-1, THERE))
            lowest = min(places[n] for n in later)
            if highest < lowest < places[slot.grade_id]:
                moved[slot.grade_id] = _beside(lowest, ABOVE)
    return moved


def tests_below_answers(found: _Found, places: Places) -> Places:
    """A test cell moves down below its exercise's answer, and below any answer that this one names
    and that was itself found below its own test cell.

    >>> record = [Slot("f", "code", "", solution=True), Slot("test_f", "code", "f(1)", test=True)]
    >>> order_of([Piece("code", "f(1)", "test_f"), Piece("code", "f = len", "f")], record)
    ['f', 'test_f']
    """
    moved: dict[str, Place] = {}
    for slot in found.slots:
        name = slot.grade_id.removeprefix("test_")
        if slot.test and name in places:
            homes = [(found.homes[needed], THERE) for needed in found.needs(name)]
            lowest = _beside(max([*homes, places[name]]), BELOW)
            if places[slot.grade_id] < lowest:
                moved[slot.grade_id] = lowest
    return moved


ORDERING = (
    where_the_student_left_it,
    missing_cells,
    set_up_before_use,
    tests_below_answers,
)


def _beside(place: Place, side: int) -> Place:
    """Above or below a cell. What already stands beside a submitted one stays on its side, where the
    record's order decides.
    """
    return (place[0], side) if place[1] == THERE else place


def _places(found: _Found) -> Places:
    places: dict[str, Place] = {}
    for rule in ORDERING:
        places.update(rule(found, places))
    return places


def _order(found: _Found, places: Places) -> list[Step]:
    rows = [
        ((index, THERE), -1, [Step("", index)])
        for index in range(len(found.pieces))
        if index not in {*found.dropped, *found.answers.values()}
    ]
    sources = [found.pieces[index].normal for index in found.code()]
    for position, slot in enumerate(found.slots):
        name = slot.grade_id
        index = found.answers.get(name)
        missing = slot.solution and slot.kind == "code" and index is None
        written = index is not None and not is_as_released(found.pieces[index], slot)
        # If unchanged, it stays as released to the letter, so that nbgrader's checksum shows that
        # nothing was answered.
        piece = index if written else None
        steps = [Step(name, piece, missing_answers(slot, sources) if missing else None)]
        if found.locked.get(name) in found.additions:
            addition = Step("", found.locked[name])
            steps.insert(len(steps) if slot.test else 0, addition)
        rows.append((places[name], position, steps))
    return [step for _, _, steps in sorted(rows, key=lambda row: row[:2]) for step in steps]


def order_of(pieces: Sequence[Piece], slots: Sequence[Slot]) -> list[str]:
    """Grade ids of what runs, `own` for a cell of the student's own; for the examples of the rules."""
    return [step.grade_id or "own" for step in place(pieces, slots)[0]]


RULES: tuple[Callable[..., object], ...] = (*RECOGNISING, *ANSWERING, *RUNNING, *ORDERING)
"""Every rule; its name and the first paragraph of its docstring are a row of docs/reference.md."""


def _notes(found: _Found, places: Places) -> list[str]:
    """A sentence for each thing that was put right."""
    own = {
        slot: index
        for slot in found.slots
        for index in [(found.answers | found.locked).get(slot.grade_id)]
        if index in found.matches[slot.grade_id]
    }
    unmarked = any(
        not found.pieces[index].claims for cells in found.matches.values() for index in cells
    )
    repeated = [name for name, cells in found.matches.items() if len(cells) > 1]
    below = {
        f"test_{name}"
        for name, index in found.answers.items()
        if name not in found.elsewhere and index > found.locked.get(f"test_{name}", index)
    }
    moved = [
        slot.grade_id
        for slot, index in own.items()
        if places[slot.grade_id] != (index, THERE) and (not slot.test or slot.grade_id in below)
    ]
    retyped = [
        slot.grade_id for slot, index in own.items() if found.pieces[index].kind != slot.kind
    ]
    missing = [
        slot.grade_id
        for slot in found.slots
        if not found.matches[slot.grade_id] and slot.grade_id not in found.elsewhere
    ]
    changed = {
        slot.grade_id: index
        for slot, index in own.items()
        if not slot.solution
        and slot.grade_id not in retyped
        and not is_as_released(found.pieces[index], slot)
    }
    kept = not found.additions.isdisjoint(changed.values())
    return [
        *([messages.cells_unmarked()] if unmarked else []),
        *map(messages.cell_repeated, repeated),
        *([messages.cells_moved(moved)] if moved else []),
        *([messages.cells_retyped(retyped)] if retyped else []),
        *([messages.cells_restored(missing)] if missing else []),
        *([messages.cells_reset(list(changed), kept=kept)] if changed else []),
        *(
            messages.answer_elsewhere(slot.names[0])
            for slot in found.slots
            if slot.grade_id in found.elsewhere
        ),
    ]


# What a glance at a cell tells. Nothing here may take more than linear time.


def compared(source: str) -> str:
    r"""A source without what editors change by themselves: blanks at the ends of lines, and blank lines
    around it.

    >>> compared("a = 1  \nb = 2\n\n")
    'a = 1\nb = 2'
    """
    return "\n".join(map(str.rstrip, source.split("\n"))).strip()


def is_as_released(piece: Piece, slot: Slot) -> bool:
    """Whether a cell holds what was released, which is nothing where all tests are hidden.

    >>> is_as_released(Piece("code", ""), Slot("seen", "code", "", recorded="assert area(3) == 9"))
    True
    """
    return piece.text in slot.texts or not (piece.text or compared(slot.source))


def is_empty(source: str) -> bool:
    """Whether it holds nothing but comments."""
    return all(_COMMENT.match(line) for line in source.split("\n"))


def may_answer(slot: Slot, piece: Piece) -> bool:
    """Whether code may be the answer to an exercise that asks for a function, or for a variable.

    >>> total = Slot("total", "code", "total = ...", solution=True)
    >>> may_answer(total, Piece("code", "total = sum([1, 2])"))
    True
    >>> area = Slot("area", "code", "def area(a): ...", solution=True)
    >>> may_answer(area, Piece("code", "area = area(3)"))
    False
    """
    asks_for_function = _DEFINED.search(slot.source) is not None
    is_variable = not asks_for_function and binds(slot.grade_id, piece)
    return is_variable or _any(defines, slot, piece)


def defines(name: str, piece: Piece) -> bool:
    r"""Whether code defines a function, as far as a glance at its lines tells.

    >>> defines("area", Piece("code", "if True:\n    def area(a): ..."))
    True
    >>> defines("area", Piece("code", "area = 3"))
    False
    """
    name, source = normal(name), piece.normal
    called = re.escape(name)
    pattern = rf"^[ \t\f]*(?:(?:async[ \t]+)?def|class)[ \t]+{called}\b|^{called}[ \t]*(?::[^=\n]*)?=[ \t]*lambda\b"
    return name in source and re.search(pattern, source, re.M) is not None


def binds(name: str, piece: Piece) -> bool:
    """Whether code may give a name another meaning.

    >>> binds("area", Piece("code", "area, side = 1, 2"))
    True
    >>> binds("area", Piece("code", "area(3) == 9"))
    False
    """
    name, source = normal(name), piece.normal
    if name not in source:
        return False
    imported = re.search(rf"^[ \t\f]*(?:import|from)[ \t].*\b{re.escape(name)}\b", source, re.M)
    return imported is not None or name in re.findall(r"\w+", " ".join(_TARGETS.findall(source)))


def _any(tells: Callable[[str, Piece], bool], slot: Slot, piece: Piece) -> bool:
    return any(tells(name, piece) for name in slot.names)


def normal(text: str) -> str:
    r"""Text in the form in which Python compares identifiers: `é` may be one character or two.

    >>> normal("a\u0301rea") == normal("\xe1rea")
    True
    """
    return text if text.isascii() else unicodedata.normalize("NFKC", text)
