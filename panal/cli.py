"""The command line: parse, call one function, print, exit code. Results go to stdout, progress and
sentences to stderr.

Exit codes: 0 all were graded, hostile and broken submissions included; 1 some could not be graded,
or a grader failed; 2 usage or environment.
"""

from __future__ import annotations

import atexit
import gc
import json
import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

# Each command imports what it needs that takes long (nbgrader, TensorFlow), so `--help` answers at
# once.
from panal.errors import PanalError, UsageError
from panal.language import N_, ngettext
from panal.language import gettext as _
from panal.results import is_sealed

if TYPE_CHECKING:
    from panal.changes.comparison import Change
    from panal.classroom import Summary

app = typer.Typer(
    help="Grades nbgrader assignments with pytest, in sealed Jupyter kernels.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
WIDTH = (
    None if sys.stdout.isatty() else 140
)  # a table in a file or a pipe must not be folded to 80 columns
out = Console(width=WIDTH)
err = Console(stderr=True, soft_wrap=True)


def plain(text: str) -> str:
    """Text that a terminal only shows. Names of files come from strangers, and may hold sequences that
    it would obey.
    """
    return "".join(
        character if character.isprintable() or character == "\n" else "�" for character in text
    )


def name_of(student: str) -> str:
    """A student's name on one line, whatever the folder is called."""
    return plain(student).replace("\n", "�")


def say(text: str, style: str | None = None) -> None:
    """Print a sentence on stderr, without markup."""
    err.print(plain(text), markup=False, highlight=False, style=style)


class PlainFormatter(logging.Formatter):
    """Log lines, with the same care."""

    def format(self, record: logging.LogRecord) -> str:
        return plain(super().format(record))


class Isolation(StrEnum):
    """What students' code is sealed with."""

    strongest = "strongest"
    namespaces = "namespaces"
    users = "users"
    landlock = "landlock"
    none = "none"


AssignmentArgument = Annotated[
    str, typer.Argument(help="The assignment's name, a folder in source/.", show_default=False)
]
IsolationOption = Annotated[
    Isolation | None,
    typer.Option(
        help="What students' code is sealed with, in place of what `c.Sealed.wall` says. `none` runs it with all your rights: only for submissions that you wrote yourself.",
        show_default=False,
    ),
]


AllCellsOption = Annotated[
    bool,
    typer.Option(
        "--all-cells", help="Also run the instructor's demonstrations and the visible checks."
    ),
]


@app.command()
def grade(
    assignment: AssignmentArgument,
    students: Annotated[
        list[str] | None, typer.Argument(help="Only these students.", show_default=False)
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Grade even what has not changed.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write nothing; say what would change.")
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="How many workers grade on this machine; by default one per core.",
            show_default=False,
        ),
    ] = None,
    scheduler: Annotated[
        str,
        typer.Option(
            help="Grade on the workers of this Dask scheduler instead: its address, or its file.",
            show_default=False,
        ),
    ] = "",
    json_file: Annotated[
        Path | None,
        typer.Option("--json", help="Write the summary there, for machines.", show_default=False),
    ] = None,
    all_cells: AllCellsOption = False,
    isolation: IsolationOption = None,
) -> None:
    """Grade a class into the gradebook, autograded/ and feedback/."""
    from panal.classroom import Progress as Told
    from panal.classroom import Row, grade_class
    from panal.course.course import open_course

    course = open_course()
    counts = dict.fromkeys(KINDS, 0)
    counted = TextColumn("{task.fields[rate]} {task.fields[counts]}")
    title = _("Grading {what}").format(what=assignment)
    with progress_bar(title, TimeRemainingColumn(), counted) as bar:
        task = bar.add_task(title, total=None, rate="", counts="")

        def started(total: int, dashboard: str) -> None:
            bar.update(task, total=total)
            shown = _(" Dask shows how: {address}").format(address=dashboard) if dashboard else ""
            say(
                ngettext("{count} to grade.", "{count} to grade.", total).format(count=total)
                + shown
            )

        def finished(row: Row) -> None:
            counts[row.kind] += 1
            done = sum(counts.values())
            seconds = bar.tasks[0].elapsed or 0.0
            rate = f"{done / seconds:.2f}/s" if seconds else ""
            bar.update(
                task,
                advance=1,
                rate=rate,
                counts=", ".join(f"{count} {_(KINDS[kind])}" for kind, count in counts.items()),
            )
            if not err.is_terminal:
                points = ngettext(
                    "{points:g} point, {kind}", "{points:g} points, {kind}", row.score
                )
                told = points.format(points=row.score, kind=_(KINDS[row.kind]))
                say(f"{name_of(row.student)}: {row.problem or told}")

        summary = grade_class(
            course,
            assignment,
            students or [],
            force=force,
            dry_run=dry_run,
            isolation=isolation or "",
            all_cells=all_cells,
            workers=workers or cores(),
            scheduler=scheduler,
            progress=Told(started, finished),
        )
    show_summary(summary)
    show_changes(summary)
    if json_file is not None:
        write_json(json_file, summary.to_json())
    if summary.failures or summary.left:
        raise typer.Exit(1)


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def write_json(path: Path, data: object) -> None:
    try:
        path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"The result could not be written to {path}: {error.strerror}.") from None


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


@app.command()
def run(
    notebook: Annotated[
        Path,
        typer.Argument(help="The submitted notebook, or a folder with it.", show_default=False),
    ],
    assignment: Annotated[
        str,
        typer.Option(
            help="The assignment; by default the one with the file's name, or else the one that it holds.",
            show_default=False,
        ),
    ] = "",
    json_file: Annotated[
        Path | None,
        typer.Option("--json", help="Write the result there, in Gradescope's results.json form."),
    ] = None,
    all_cells: AllCellsOption = False,
    isolation: IsolationOption = None,
) -> None:
    """Grade one notebook without a gradebook, in the course's folder. Ends with 0 once it is graded,
    whatever the score.
    """
    from panal import messages
    from panal.single import grade_file

    # The language is known when the course is open.
    with progress_bar(notebook.name) as bar:
        bar.add_task(notebook.name, total=None)
        result = grade_file(
            notebook,
            assignment or notebook.stem,
            guess=not assignment,
            isolation=isolation or "",
            all_cells=all_cells,
        )
    title = _("{points:g} of {most:g} points")
    table = Table(title=title.format(points=result.points, most=result.max_points))
    for column in (_("exercise"), _("points"), _("check"), _("result"), _("sentence")):
        table.add_column(column, overflow="fold")
    for verdict in result.verdicts:
        points = (
            _("pending") if verdict.given is None and verdict.pending else f"{verdict.points:g}"
        )
        first = [verdict.name, f"{points} / {verdict.max_points:g}"]
        if not verdict.checks:
            table.add_row(*first, _("by a person"), "", "")
        for check in verdict.checks:
            ending = messages.ending(check.ending)
            table.add_row(*first, escape(check.title), ending, escape(check.sentence))
            first = ["", ""]
    out.print(table)
    for incident in result.incidents():
        say(incident)
    show_failed_graders({check.name: check.detail for check in result.failed_graders()})
    if json_file is not None:
        write_json(json_file, result.to_json())
    if result.needs_person:
        raise typer.Exit(1)


@app.command()
def release(
    assignment: AssignmentArgument,
    answers: Annotated[
        Path | None,
        typer.Option(
            help="Also grade the example answers in this folder, with and without the cells that only show.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Make the students' version, and prove it and the graders before anything is written."""
    from panal.course.course import open_course
    from panal.course.release import make_release
    from panal.results import Judged

    course = open_course()
    with progress_bar(_("Releasing {what}").format(what=assignment)) as bar:
        task = bar.add_task("…", total=None)
        proof = make_release(
            course, assignment, lambda text: bar.update(task, description=text), answers
        )
    title = _("{assignment}: instructor {instructor:g}, release {released:g} of {points:g}")
    numbers = {"instructor": proof.instructor, "released": proof.released, "points": proof.points}
    table = Table(title=title.format(assignment=assignment, **numbers))
    for column in (_("exercise"), _("misconceptions"), _("caught"), _("points lost")):
        table.add_column(column)
    for row in proof.mutations:
        caught = lost = ""
        if row.total:
            caught = f"{row.caught} ({row.share:.0%})"
            lost = _("{points:g} or more of {most:g}").format(
                points=row.points - row.most_points, most=row.points
            )
        table.add_row(row.exercise, str(row.total), caught, lost)
    for name, judged in proof.judged:
        if judged is not Judged.OUTSIDE:
            inside = judged is Judged.INSIDE
            where = _("judged inside") if inside else _("judged by a person")
            table.add_row(name, where, "", "")
    out.print(table)
    for notice in proof.notices:
        say(notice)
    for problem in proof.problems:
        say(problem, style="red")
    if proof.problems:
        say(_("Nothing was written."), style="red")
        raise typer.Exit(1)
    say(_("Written: {folder}").format(folder=proof.folder))


@app.command()
def report(
    assignment: AssignmentArgument,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what it says for machines, and write no page.")
    ] = False,
) -> None:
    """Write reports/ASSIGNMENT.html: one page on where the class stands, and why."""
    from panal.course.course import open_course
    from panal.report.class_results import analyse_class, make_report

    course = open_course()
    if as_json:
        # In ASCII: names come from strangers, and stdout may be a terminal.
        print(json.dumps(analyse_class(course, assignment).to_json(), indent=1))
        return
    path, analysis = make_report(course, assignment)
    print(plain(str(path)))
    said = ngettext(
        "{count} submission counted, {flags} to look at.",
        "{count} submissions counted, {flags} to look at.",
        len(analysis.counted),
    )
    say(said.format(count=len(analysis.counted), flags=len(analysis.flags)))


@app.command()
def keep(
    assignment: AssignmentArgument,
    exercise: Annotated[str, typer.Argument(help="The exercise's name.", show_default=False)],
    group: Annotated[
        str, typer.Argument(help="The group's name in the report.", show_default=False)
    ],
    name: Annotated[
        str,
        typer.Argument(
            help="A name for the misconception, such as bias_forgotten.", show_default=False
        ),
    ],
    sentence: Annotated[
        str, typer.Argument(help="What these students read, in quotes.", show_default=False)
    ],
) -> None:
    """Turn a group of the report, who gave the same answers, into a misconception with a sentence."""
    from panal.course.course import open_course
    from panal.keeping import keep_group

    course = open_course()
    with progress_bar(_("Keeping {what}").format(what=name)) as bar:
        task = bar.add_task("…", total=None)
        path, count = keep_group(
            course,
            assignment,
            exercise,
            group,
            name,
            sentence,
            lambda text: bar.update(task, description=text),
        )
    print(plain(str(path)))
    said = ngettext(
        "{count} student reads the sentence after the next `panal grade {assignment}`; `panal release {assignment}` proves it again.",
        "{count} students read the sentence after the next `panal grade {assignment}`; `panal release {assignment}` proves it again.",
        count,
    )
    say(said.format(count=count, assignment=assignment))


@app.command()
def doctor(isolation: IsolationOption = None) -> None:
    """Try what this machine can do, and say how to repair what it can't."""
    from panal.config import STRONGEST
    from panal.doctor import examine

    if isolation is Isolation.none:
        raise UsageError("`none` has no locks to try.")

    with progress_bar("Trying") as bar:
        bar.add_task("Trying each lock from inside a sealed kernel", total=None)
        findings = examine(isolation or STRONGEST)
    for finding in findings:
        out.print(
            f"{'✔' if finding.good else '✘' if finding.needed else '–'} {finding.question}: {finding.answer}",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
        if not finding.good and finding.fix:
            out.print(f"    {finding.fix}", markup=False, highlight=False, soft_wrap=True)
    if any(finding.needed and not finding.good for finding in findings):
        raise typer.Exit(2)


def show_failed_graders(details: dict[str, str]) -> None:
    """Say of each grader that failed what went wrong, once: it mostly fails for all students alike."""
    for name, detail in details.items():
        say(_("The grader {name} failed:").format(name=name) + f"\n{detail}")


@contextmanager
def progress_bar(title: str, *more: ProgressColumn) -> Iterator[Progress]:
    """A bar on stderr; if that is no terminal, a plain line instead."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        *more,
    )
    if not err.is_terminal:
        err.print(f"{title} …", highlight=False)
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        yield bar


def main() -> None:
    """The command `panal`."""
    # SIGTERM also ends what was started: kernels, the warm process, their folder.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    atexit.register(
        gc.freeze
    )  # at its end Python would look for garbage in half a million objects that go anyway
    handler = logging.StreamHandler()
    handler.setFormatter(PlainFormatter("%(levelname)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    try:
        app()
    except PanalError as error:
        say(error.message, style="bold red")
        if error.hint:
            say(error.hint)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
