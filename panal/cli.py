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
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
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

from panal.class_table import KINDS, show_changes, show_failed_graders, show_said, show_summary

# Each command imports what it needs that takes long (nbgrader, TensorFlow), so `--help` answers at
# once.
from panal.errors import PanalError, UsageError
from panal.language import gettext as _
from panal.language import ngettext
from panal.terminal import err, name_of, out, plain, say

app = typer.Typer(
    help="Grades nbgrader assignments with pytest, in sealed Jupyter kernels.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


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
                counts=", ".join(
                    f"{count} {_(KINDS[kind])}" for kind, count in counts.items() if count
                ),
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
    classroom50_file: Annotated[
        Path | None,
        typer.Option(
            "--classroom50",
            help="Write the result there, as Classroom 50 reads it; in its runner only.",
            show_default=False,
        ),
    ] = None,
    all_cells: AllCellsOption = False,
    isolation: IsolationOption = None,
) -> None:
    """Grade one notebook without a gradebook, in the course's folder. Ends with 0 once it is graded,
    whatever the score.
    """
    from panal import messages
    from panal.export.classroom50 import classroom50, identity
    from panal.single import grade_file

    about = identity(os.environ) if classroom50_file is not None else {}
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
    if classroom50_file is not None:
        write_json(classroom50_file, classroom50(result, about, datetime.now(UTC)))
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
def publish(
    assignment: AssignmentArgument,
    answered: Annotated[
        list[str] | None,
        typer.Option(
            help="A student whose regrade request is answered; may be given several times.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Make the feedback of those whose results are final ready to be handed out, in
    published/ASSIGNMENT/.
    """
    from panal.course.course import open_course
    from panal.publish import publish as make

    made = make(open_course(), assignment, answered=answered or ())
    show_said(_("Not final:"), made.waiting.items())
    asked = [(who, " ".join(text.split()) or "–") for who, text in made.requests.items()]
    show_said(_("They ask for a regrade:"), asked)
    said = ngettext(
        "{count} is final, {changed} of them new or changed, {waiting} not final. {folder}",
        "{count} are final, {changed} of them new or changed, {waiting} not final. {folder}",
        len(made.final),
    )
    count, changed, waiting = map(len, (made.final, made.changed, made.waiting))
    say(said.format(count=count, changed=changed, waiting=waiting, folder=made.folder))


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
