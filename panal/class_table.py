"""What `panal grade` ends with: the table of the class, what a person should look at, and how results
differ from earlier ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from panal.language import N_, ngettext
from panal.language import gettext as _
from panal.results import is_sealed
from panal.terminal import name_of, out, plain, say

if TYPE_CHECKING:
    from panal.changes.comparison import Change
    from panal.classroom import Summary

KINDS = {
    "full": N_("full"),
    "partial": N_("partial"),
    "zero": N_("zero"),
    "flagged": N_("flagged"),
}
"""What `panal.classroom.Row.kind` is called."""


def show_summary(summary: Summary) -> None:
    """Print the table on stdout, and on stderr what a person should look at and where."""
    count = len(summary.rows)
    title = ngettext("{assignment}: {count} submission", "{assignment}: {count} submissions", count)
    table = Table(title=title.format(assignment=summary.assignment, count=count))
    table.add_column(_("student"), overflow="fold", min_width=8)
    for exercise in summary.exercises:
        # Its words one below the other, none of them broken.
        words = exercise.replace("/", "/_").split("_")
        table.add_column("\n".join(words), justify="right", overflow="fold")
    table.add_column(_("score"), justify="right", no_wrap=True)
    table.add_column(_("notes"), justify="right", no_wrap=True)
    for row in summary.rows:
        cells = [_("pending") if points is None else f"{points:g}" for points in row.points]
        cells = cells or ["–"] * len(summary.exercises)
        table.add_row(escape(name_of(row.student)), *cells, f"{row.score:g}", str(row.notes or ""))
    out.print(table)
    if summary.inside:
        said = _("Judged inside, by the tests in their cells: {exercises}.")
        say(said.format(exercises=", ".join(summary.inside)))
    if summary.edited:
        said = _(
            "Changed in source/ after the release: {cells}. The class is graded by what was released; "
            "`panal release {assignment}` releases the change."
        )
        say(said.format(cells=", ".join(summary.edited), assignment=summary.assignment))
    for row in summary.rows:
        for incident in row.incidents:
            say(f"{name_of(row.student)}: {incident}")
    if not all(map(is_sealed, summary.isolation)):
        say(_("Students' code was not sealed (--isolation none)."), style="bold red")
    show_failed_graders(dict(failed for row in summary.rows for failed in row.failed))
    for row in summary.failures:
        said = _("Could not be graded: {student}: {problem}")
        problem = row.problem or _("a grader failed")
        say(said.format(student=name_of(row.student), problem=problem), style="red")
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
