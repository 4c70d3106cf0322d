"""panal.class_table: whatever the width, nothing is cut, and nothing is said twice."""

from __future__ import annotations

import io
import re

import pytest
from rich.cells import cell_len
from rich.console import Console

from panal import class_table
from panal.classroom import Row, Summary
from panal.results import StudentId

LONG = "a-very-long-identifier-of-a-student@university.example"
SENTENCE = (
    "Faltaban celdas en tu cuaderno; las pusimos de nuevo: `test_count_params`, `test_other`."
)
STUDENTS = ("ana-lopez", "u2018123456", LONG, "[red]bob\x1b[31m")
NAMES = {"ana-lopez": "López, Ana María", "u2018123456": "Núñez Fernández de la Peña, José Luis"}


def shown(
    monkeypatch: pytest.MonkeyPatch, summary: Summary, width: int, terminal: bool = False
) -> str:
    """What stands on stdout."""
    file = io.StringIO()
    console = Console(
        file=file, width=width, highlight=False, force_terminal=terminal, color_system=None
    )
    monkeypatch.setattr(class_table, "out", console)
    class_table.show_summary(summary)
    return file.getvalue()


def class_of(count: int, names: dict[str, str] | None = None, **more: object) -> Summary:
    """Each student and exercise has other points."""
    rows = tuple(
        Row(
            StudentId(student),
            points=tuple(number + place / 4 for number in range(count)),
            score=100.25 + place,
            **more,  # type: ignore[arg-type]
        )
        for place, student in enumerate(STUDENTS)
    )
    exercises = tuple(f"{'abcd'[number % 4]}/exercise_number_{number}" for number in range(count))
    known = {StudentId(student): name for student, name in (names or {}).items()}
    return Summary("capas", exercises, rows, (), 1.0, names=known)


def read(text: str) -> tuple[list[list[str]], list[dict[str, list[str]]]]:
    """Headings, and cells by heading, of each block of the table; a folded cell is put together."""
    heads, tables = [], []
    lines = text.splitlines()
    for at, line in enumerate(lines):
        if not line.startswith("───"):
            continue
        head = lines[at - 1]
        ends = [found.span() for found in re.finditer(r"\S+", head)]
        # Text begins below its heading, numbers end there.
        heads.append([head[start:end] for start, end in ends])
        texts = [start for start, end in ends if not re.match(r"puntaje|\d", head[start:end])]
        numbers = len(ends) - len(texts)
        found: dict[str, list[str]] = {name: [] for name in heads[-1]}
        for row in lines[at + 1 : lines.index("", at)]:
            # Text begins below its heading; numbers, of which a folded line has none, end there.
            new = row[ends[-1][1] - 1 : ends[-1][1]].strip()
            left, *cells = row.rsplit(None, numbers) if new else [row]
            for start, stop, name in zip(texts, [*texts[1:], None], heads[-1], strict=False):
                if new:
                    found[name].append("")
                found[name][-1] += left[start:stop].strip()
            for cell, name in zip(cells, heads[-1][len(texts) :], strict=bool(new)):
                found[name].append(cell)
        tables.append(found)
    return heads, tables


@pytest.mark.parametrize("names", [{}, NAMES], ids=["ids", "names"])
@pytest.mark.parametrize("width", [60, 80, 140])
@pytest.mark.parametrize("count", [1, 6, 10, 14, 40])
def test_nothing_is_cut(
    count: int, width: int, names: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each student, name, score and point is there once for each block, below its number; the
    exercises' names stand below, whole.
    """
    text = shown(monkeypatch, class_of(count, names), width)
    assert all(cell_len(line) <= width for line in text.splitlines())
    assert "…" not in text and "\x1b" not in text
    heads, tables = read(text)
    own = ["estudiante", *(["nombre"] if names else []), "puntaje"]
    assert heads[0][: len(own)] == own
    assert all(head[0] == "estudiante" for head in heads)
    numbers = [*heads[0][len(own) :], *(each for head in heads[1:] for each in head[1:])]
    assert numbers == [str(number + 1) for number in range(count)]
    for table in tables:
        ids = [each.replace(" ", "") for each in table["estudiante"]]
        assert ids == ["ana-lopez", "u2018123456", LONG, "[red]bob�[31m"]
    assert tables[0]["puntaje"] == [f"{100.25 + place:g}" for place in range(len(STUDENTS))]
    if names:
        written = [each.replace(" ", "") for each in tables[0]["nombre"]]
        assert written[:2] == [name.replace(" ", "") for name in names.values()]
    for table in tables:
        for number in table.keys() & set(numbers):
            points = [f"{int(number) - 1 + place / 4:g}" for place in range(len(STUDENTS))]
            assert table[number] == points
    for number in range(count):
        name = f"{'abcd'[number % 4]}/exercise_number_{number}"
        assert re.search(rf"(?<!\d){number + 1} {name}(?!\d)", text)


def test_a_class_of_six_exercises_takes_one_block(monkeypatch: pytest.MonkeyPatch) -> None:
    """And one of ten as well, on 80 columns: with ids of ordinary length."""
    rows = (Row(StudentId("gabriela-luna"), points=(15.0, 10.5, 10.0, *(5.25,) * 7), score=92.75),)
    exercises = tuple(f"exercise_{number}" for number in range(10))
    text = shown(monkeypatch, Summary("redes", exercises, rows, (), 1.0), 80)
    assert len(read(text)[0]) == 1


@pytest.mark.parametrize("terminal", [True, False])
def test_a_note_is_said_once_and_unbroken(terminal: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """With all whom it concerns, who have a mark in the table. A screen breaks lines between words,
    a file not at all.
    """
    summary = class_of(3, incidents=(SENTENCE, SENTENCE.replace("other", "\x1b[1m]"), SENTENCE))
    text = shown(monkeypatch, summary, 80, terminal)
    assert text.count("ana-lopez *") == 1 and text.count("Notas, como las leen") == 1
    below = text.partition("Notas")[2]
    one_line = " ".join(below.split())
    assert one_line.count(SENTENCE) == 1
    who = f"ana-lopez, u2018123456, {LONG}, [red]bob�[31m: {SENTENCE}"
    assert who in one_line
    assert "\x1b" not in text and "test_�[1m]" in one_line
    assert (who in below) is not terminal
    assert not terminal or all(cell_len(line) <= 80 for line in below.splitlines())


def test_without_notes_nothing_is_said_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(monkeypatch, class_of(3), 80)
    assert "*" not in text and "Notas" not in text and "?" not in text


def test_what_is_pending_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Points that a person gives alone, and points that a grader failed to decide on; what that
    means stands below. Who could not be graded has neither points nor a score.
    """
    rows = (
        Row(StudentId("ana"), points=(4.5, None, 3.0), pending=(1.5, 5.0, 0.0), score=7.5),
        Row(StudentId("bob"), problem="Disk full."),
    )
    text = shown(monkeypatch, Summary("hw", ("one", "essay", "two"), rows, (), 1.0), 80)
    [table] = read(text)[1]
    assert table == {
        "estudiante": ["ana", "bob"],
        "puntaje": ["7.5", "–"],
        "1": ["4.5?", "–"],
        "2": ["?", "–"],
        "3": ["3", "–"],
    }
    assert "? una persona todavía tiene que decidir" in text


@pytest.mark.parametrize("edited", [(), ("squares", "other")])
def test_tests_that_were_edited_after_the_release_are_named(
    edited: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """With what to do, below the table of the class, which is graded without them."""
    class_table.show_summary(Summary("hw", (), (), (), 0.0, edited=edited))
    said = " ".join(capsys.readouterr().err.split())
    assert ("squares, other" in said) == ("panal release hw" in said) == bool(edited)


@pytest.mark.parametrize(("more", "said"), [({}, True), ({"fresh": False}, False)])
def test_who_has_no_name_is_counted(
    more: dict[str, object], said: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """Once they are graded, since formgrader will call them None."""
    class_table.show_summary(class_of(3, NAMES, **more))
    told = " ".join(capsys.readouterr().err.split())
    assert ("2 estudiantes" in told and "nbgrader db student import" in told) is said
