"""What `panal grade` ends with: the table of the class, what a person should look at, and how results
differ from earlier ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.columns import Columns
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from panal.language import N_, ngettext
from panal.language import gettext as _
from panal.results import is_sealed
from panal.terminal import name_of, out, plain, say

if TYPE_CHECKING:
    from panal.changes.comparison import Change
    from panal.classroom import Row, Summary

KINDS = {
    "full": N_("full"),
    "partial": N_("partial"),
    "zero": N_("zero"),
    "pending": N_("pending"),
    "flagged": N_("flagged"),
}
"""What `panal.classroom.Row.kind` is called."""


PENDING = "?"
NOTE = "*"


def show_summary(summary: Summary) -> None:
    """Print the class and the notes on stdout, and on stderr what a person should look at and where."""
    show_class(summary)
    show_notes(summary)
    if summary.inside:
        said = _("Judged inside, by the tests in their cells: {exercises}.")
        say(said.format(exercises=", ".join(summary.inside)))
    if summary.edited:
        said = _(
            "Changed in source/ after the release: {cells}. The class is graded by what was released; "
            "`panal release {assignment}` releases the change."
        )
        say(said.format(cells=", ".join(summary.edited), assignment=summary.assignment))
    if not all(map(is_sealed, summary.isolation)):
        say(_("Students' code was not sealed (--isolation none)."), style="bold red")
    show_failed_graders(dict(failed for row in summary.rows for failed in row.failed))
    for row in summary.failures:
        said = _("Could not be graded: {student}: {problem}")
        problem = row.problem or _("a grader failed")
        say(said.format(student=name_of(row.student), problem=problem), style="red")
    show_nameless(summary)
    graded = sum(row.fresh and not row.problem for row in summary.rows)
    kept = sum(not row.fresh for row in summary.rows)
    where = (
        _("Nothing was written.")
        if summary.dry_run
        else _("Look at feedback/<student>/{assignment}/.").format(assignment=summary.assignment)
    )
    by = ", ".join(summary.isolation)
    sealed = _(", sealed by {isolation}").format(isolation=by) if by else ""
    said = _("{graded} graded, {kept} unchanged, in {seconds:.1f} s{sealed}. {where}")
    seconds = summary.seconds
    say(said.format(graded=graded, kept=kept, seconds=seconds, sealed=sealed, where=where))
    if summary.left:
        names = ", ".join(map(name_of, summary.left))
        said = _("Interrupted. Not graded: {names}. The same command goes on from here.")
        say(said.format(names=names), style="bold red")


def show_nameless(summary: Summary) -> None:
    """Say of how many who were graded now the gradebook has no name, and how to enter it."""
    graded = [row.student for row in summary.rows if row.fresh and not row.problem]
    count = sum(student not in summary.names for student in graded)
    if count and not summary.dry_run:
        said = ngettext(
            "The gradebook has no name of {count} student, who is “None, None” in formgrader; "
            "`nbgrader db student import students.csv` enters names.",
            "The gradebook has no names of {count} students, who are “None, None” in formgrader; "
            "`nbgrader db student import students.csv` enters names.",
            count,
        )
        say(said.format(count=count))


def show_class(summary: Summary) -> None:
    """The table: exercises are numbered, and what they are called stands below. Where the screen is
    too narrow for all of them, the table goes on further down.
    """
    count = len(summary.rows)
    title = ngettext("{assignment}: {count} submission", "{assignment}: {count} submissions", count)
    out.print(escape(title.format(assignment=summary.assignment, count=count)), style="bold")
    rows = summary.rows
    students = [name_of(row.student) + (f" {NOTE}" if row.incidents else "") for row in rows]
    names = [plain(summary.names.get(row.student, "")) for row in rows]
    fixed = [Column(_("student"), students, out.width // 4)]
    first = [*fixed, *([Column(_("name"), names, out.width // 4)] if any(names) else [])]
    first.append(Column(_("score"), ["–" if row.problem else f"{row.score:g}" for row in rows]))
    numbered = [
        Column(str(number + 1), [points_of(row, number) for row in rows])
        for number in range(len(summary.exercises))
    ]
    for block in blocks(first, fixed, numbered, out.width):
        out.print(table_of(block))
        out.print()
    named = [f"{number} {plain(name)}" for number, name in enumerate(summary.exercises, 1)]
    out.print(Columns(map(Text, named), padding=(0, 3, 0, 0)))
    if any(any(row.pending) for row in rows):
        out.print(f"{PENDING} " + _("a person has yet to decide on these points"))


def points_of(row: Row, number: int) -> str:
    """What a cell says: points, and whether more of them may come."""
    if not row.points:
        return "–"
    points = row.points[number]
    waits = PENDING if row.pending and row.pending[number] else ""
    return f"{points:g}{waits}" if points is not None else PENDING


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the class table.

    Args:
        head: its heading.
        cells: one for each row.
        most: how wide it may be, in cells of the terminal; what is longer is folded. 0: as wide as
            it is.
    """

    head: str
    cells: list[str]
    most: int = 0

    @property
    def width(self) -> int:
        widest = max(map(cell_len, (self.head, *self.cells)))
        return min(widest, max(self.most, cell_len(self.head))) if self.most else widest


GAP = 2  # between two columns: a blank, and what the box has there


def blocks(
    first: list[Column], others: list[Column], numbered: list[Column], width: int
) -> list[list[Column]]:
    """Put columns side by side as far as they fit, and the others below them, at least one each time.

    Args:
        first: columns with which the first block begins.
        others: columns with which each other block begins.
        numbered: columns that are shared out.
        width: of the screen.
    """
    found = [first]
    for column in numbered:
        block = [*found[-1], column]
        begun = first if len(found) == 1 else others
        if sum(each.width + GAP for each in block) <= width or found[-1] == begun:
            found[-1] = block
        else:
            found.append([*others, column])
    return found


def table_of(columns: list[Column]) -> Table:
    """One block of the table."""
    table = Table(box=SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    for column in columns:
        text = bool(column.most)
        table.add_column(
            column.head, width=column.width, overflow="fold", justify="left" if text else "right"
        )
    for cells in zip(*(column.cells for column in columns), strict=True):
        table.add_row(*map(escape, cells))
    return table


def show_notes(summary: Summary) -> None:
    """What a person may want to know."""
    said = [(row.student, incident) for row in summary.rows for incident in row.incidents]
    show_said(f"{NOTE} " + _("Notes, as these students read them:"), said)


def show_said(title: str, said: Iterable[tuple[str, str]]) -> None:
    """Print what there is to say of students, each sentence once with all whom it concerns, and no
    word broken.

    Args:
        title: stands above it; nothing is printed if nothing is said.
        said: a student and a sentence, as often as there is one.
    """
    by_sentence: dict[str, dict[str, None]] = {}
    for student, sentence in said:
        by_sentence.setdefault(sentence, {})[name_of(student)] = None
    if by_sentence:
        out.print(f"\n{title}", markup=False)
    for sentence, students in by_sentence.items():
        text = f"{', '.join(students)}: {plain(sentence)}"
        if out.is_terminal:
            first, *others = Text(text).wrap(out, out.width - 4)
            out.print(Text("  ") + first)
            for line in others:
                out.print(Text("    ") + line)
        else:
            out.print(Text(f"  {text}"), soft_wrap=True)


SHOWN_CHANGES = 40  # students; the others are in the file


def show_changes(summary: Summary) -> None:
    """Print how results differ from earlier ones: a table on stdout; counts, and how the graders
    differ, on stderr.
    """
    for sentence in summary.graders:
        say(_("Graders: {sentence}.").format(sentence=sentence))
    regraded = [change for change in summary.changes if change.same_file]
    anew = len(summary.changes) - len(regraded)
    if regraded:
        out.print(changes_table(regraded))
        gain, lose = (sum(sign * change.points > 0 for change in regraded) for sign in (1, -1))
        same = len(regraded) - gain - lose
        said = _(
            "Of what was graded before: {gain} gain, {lose} lose, {same} have the same points by other checks."
        )
        say(said.format(gain=gain, lose=lose, same=same))
        if len(regraded) > SHOWN_CHANGES:
            say(_("The first {count} are shown.").format(count=SHOWN_CHANGES))
    elif summary.graders:
        say(_("No check of what was graded before ended differently."))
    if anew:
        said = ngettext(
            "{count} handed in another notebook and differs for that.",
            "{count} handed in another notebook and differ for that.",
            anew,
        )
        say(said.format(count=anew))
    if summary.changes_file is not None:
        say(_("All of it: {file}").format(file=summary.changes_file))


def changes_table(changes: list[Change]) -> Table:
    """The largest losses first, since a person looks for those, then the gains."""
    table = Table(title=_("Changes: the judge's points, before → after"))
    for column in (_("student"), _("points"), _("exercise"), _("checks")):
        table.add_column(column, overflow="fold")
    for change in sorted(changes, key=lambda change: (change.points, change.student))[
        :SHOWN_CHANGES
    ]:
        first = [escape(name_of(change.student)), f"{change.before:g} → {change.after:g}"]
        for each in change.exercises:
            points = " → ".join(
                "–" if value is None else f"{value:g}" for value in (each.before, each.after)
            )
            checks = "\n".join(map(str, each.checks))
            by_hand = ""
            if each.manual is not None:
                by_hand = "\n" + _("{points:g} by hand stays").format(points=each.manual)
            table.add_row(
                *first, escape(f"{each.exercise}: {points}{by_hand}"), escape(plain(checks))
            )
            first = ["", ""]
    return table


def show_failed_graders(details: dict[str, str]) -> None:
    """Say of each grader that failed what went wrong, once: it mostly fails for all students alike."""
    for name, detail in details.items():
        say(_("The grader {name} failed:").format(name=name) + f"\n{detail}")
