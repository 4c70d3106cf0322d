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
import shlex
import signal
import sys
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.markup import escape
from rich.table import Table

from panal.class_table import KINDS, show_changes, show_failed_graders, show_said, show_summary

# Each command imports what it needs that takes long (nbgrader, TensorFlow), so `--help` answers at
# once.
from panal.errors import Interrupted, PanalError, UsageError
from panal.language import N_, ngettext
from panal.language import gettext as _
from panal.terminal import err, name_of, out, plain, progress_bar, say

if TYPE_CHECKING:
    from panal.classroom import Row
    from panal.config import Serving
    from panal.course.course import Course
    from panal.doctor import Finding
    from panal.results import StudentId
    from panal.status import Standing

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


def without_slash(name: str) -> str:
    """A name as a shell completes it from the folder of that name."""
    return name.rstrip("/") or name


AssignmentArgument = Annotated[
    str,
    typer.Argument(
        help="The assignment's name, a folder in source/.",
        show_default=False,
        callback=without_slash,
    ),
]
IsolationOption = Annotated[
    Isolation | None,
    typer.Option(
        help="What students' code is sealed with, in place of what `c.Sealed.wall` says. `none` runs it with all your rights: only for submissions that you wrote yourself.",
        show_default=False,
    ),
]


def say_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"panal {version('panal')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Say which panal this is.", callback=say_version, is_eager=True
        ),
    ] = False,
) -> None:
    pass


WorkersOption = Annotated[
    int | None,
    typer.Option(
        min=1,
        help="How many workers grade on this machine; by default one per core.",
        show_default=False,
    ),
]
SchedulerOption = Annotated[
    str,
    typer.Option(
        help="Grade on the workers of this Dask scheduler instead: its address, or its file.",
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
    workers: WorkersOption = None,
    scheduler: SchedulerOption = "",
    json_file: Annotated[
        Path | None,
        typer.Option("--json", help="Write the summary there, for machines.", show_default=False),
    ] = None,
    all_cells: AllCellsOption = False,
    isolation: IsolationOption = None,
) -> None:
    """Grade a class into the gradebook, autograded/ and feedback/."""
    from panal.classroom import Progress as Told
    from panal.classroom import grade_class
    from panal.course.course import open_course

    require_place(json_file)
    course = open_course()
    counts = dict.fromkeys(KINDS, 0)
    at_work: dict[str, None] = {}
    title = _("Grading {what}").format(what=assignment)
    with progress_bar(title) as bar:
        task = bar.add_task(title, total=None)

        def started(total: int, dashboard: str) -> None:
            bar.update(task, total=total)
            bar.below = _("starting workers")
            shown = _(" Dask shows how: {address}").format(address=dashboard) if dashboard else ""
            say(
                ngettext("{count} to grade.", "{count} to grade.", total).format(count=total)
                + shown
            )

        def show() -> None:
            found = ", ".join(
                f"{count} {_(KINDS[kind])}" for kind, count in counts.items() if count
            )
            bar.below = " · ".join(filter(None, [found, ", ".join(map(name_of, at_work))]))

        def begun(student: StudentId) -> None:
            at_work[student] = None
            if bar.below != _("starting workers"):
                show()

        def finished(row: Row) -> None:
            counts[row.kind] += 1
            at_work.pop(row.student, None)
            bar.update(task, advance=1)
            show()
            if not err.is_terminal:
                say_row(row)

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
            progress=Told(started, show, begun, finished),
        )
    show_summary(summary)
    show_changes(summary)
    if json_file is not None:
        write_json(json_file, summary.to_json())
    if summary.failures or summary.left:
        raise typer.Exit(1)


def say_row(row: Row) -> None:
    """Print one line about a submission that was graded."""
    points = ngettext("{points:g} point, {kind}", "{points:g} points, {kind}", row.score)
    told = points.format(points=row.score, kind=_(KINDS[row.kind]))
    say(f"{name_of(row.student)}: {row.problem or told}")


def serving_of(course: Course) -> Serving:
    """How the course is served."""
    from panal.config import Serve

    return Serve(config=course.config).serving()


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def require_place(path: Path | None) -> None:
    """See that a file can be written there before anything is graded for it.

    Raises:
        UsageError: it is a folder, or would lie in one that is not there.
    """
    if path is not None and path.is_dir():
        raise UsageError(f"{path} is a folder.", "Name a file for the result.")
    if path is not None and not path.parent.is_dir():
        raise UsageError(f"There is no folder {path.parent} for the result.", "Make it first.")


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
    from panal.results import short
    from panal.single import grade_file

    require_place(json_file)
    require_place(classroom50_file)
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
        first = [short(verdict.name), f"{points} / {verdict.max_points:g}"]
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
def status(
    assignment: Annotated[
        str,
        typer.Argument(
            help="The assignment's name; by default all of them.",
            show_default=False,
            callback=without_slash,
        ),
    ] = "",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the same for machines, and nothing else.")
    ] = False,
    isolation: IsolationOption = None,
) -> None:
    """Say whether all is ready for grading, and who is graded. Ends with 2 if anything is not ready."""
    from panal.course.course import assignments, open_course, released_notebooks
    from panal.preflight import before_grading
    from panal.status import standing

    course = open_course()
    names = [assignment] if assignment else assignments(course)
    if not names:
        raise UsageError("There is no assignment yet.", "An assignment is a folder in source/.")
    bad: list[Finding] = []
    found: dict[str, Standing | None] = {}
    for name in names:
        if not assignment and not released_notebooks(course, name):
            found[name] = None  # that nobody has it yet is no fault
            continue
        findings = before_grading(course, name, isolation or "")
        refused = [finding for finding in findings if finding.needed and not finding.good]
        bad += refused
        if not as_json:
            show_findings(findings if assignment else refused)
        ready = not any(each.question in ("release", "gradebook", "names") for each in refused)
        found[name] = standing(course, name) if ready else None
    if as_json:
        said: dict[str, object] = {
            "problems": [f"{each.answer} {each.fix}".strip() for each in bad]
        }
        said["assignments"] = {name: each and each.to_json() for name, each in found.items()}
        print(json.dumps(said, indent=1))  # in ASCII, as the report
    else:
        show_standing(found, names=bool(assignment))
    if bad:
        raise typer.Exit(2)


STANDING = {
    "graded": N_("graded"),
    "stale": N_("to grade again"),
    "new": N_("not graded"),
    "failed": N_("grader failed"),
    "pending": N_("points pending"),
}
"""What the parts of `panal.status.Standing` are called."""


def show_standing(found: dict[str, Standing | None], *, names: bool) -> None:
    """Print where each assignment stands, and if it is one, who is meant."""
    table = Table(box=SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    longest = max(map(cell_len, found), default=0)
    table.add_column(_("assignment"), overflow="fold", min_width=min(longest, out.width // 8))
    for heading in (N_("handed in"), *STANDING.values()):
        table.add_column(_(heading), justify="right", overflow="fold")
    for assignment, each in found.items():
        counts = [each.handed_in, *(len(getattr(each, kind)) for kind in STANDING)] if each else []
        cells = [str(count) for count in counts] or ["–"] * (len(STANDING) + 1)
        table.add_row(escape(assignment), *cells)
    out.print(table)
    for each in found.values() if names else ():
        for kind in list(STANDING)[1:] if each else ():
            who = getattr(each, kind)
            if who:
                say(f"{_(STANDING[kind])}: {', '.join(map(name_of, who))}")


def show_findings(findings: Iterable[Finding]) -> None:
    """Print what was asked of the machine, and what to do where it refused."""
    for finding in findings:
        mark = "✔" if finding.good else "✘" if finding.needed else "–"
        lines = [f"{mark} {finding.question}: {finding.answer}"]
        if not finding.good and finding.fix:
            lines.append(f"    {finding.fix}")
        out.print(plain("\n".join(lines)), markup=False, highlight=False, soft_wrap=True)


@app.command()
def watch(
    assignment: AssignmentArgument,
    release: Annotated[
        bool,
        typer.Option("--release", help="Give feedback back at once, through nbgrader's exchange."),
    ] = False,
    workers: WorkersOption = None,
    scheduler: SchedulerOption = "",
    isolation: IsolationOption = None,
) -> None:
    """Grade what arrives in submitted/ and in nbgrader's exchange, until Ctrl-C."""
    from panal.course.course import open_course
    from panal.watching import Told, told_to_end
    from panal.watching import watch as run_watch

    course = open_course()

    def found(count: int) -> None:
        say(ngettext("{count} to grade.", "{count} to grade.", count).format(count=count))

    told = Told(
        started=lambda places: say(_("Watching {places}").format(places=places)),
        ready=lambda: say(_("A worker is ready.")),
        found=found,
        graded=say_row,
        problem=say,
    )
    with told_to_end() as ending:
        run_watch(
            *(course, assignment, ending),
            release=release,
            workers=workers or cores(),
            scheduler=scheduler,
            isolation=isolation or "",
            told=told,
        )
    say(_("Stopped. What is written down stays, and the same command goes on from here."))


served = typer.Typer(
    help="Results at once, in a browser: serve the course's pages, and make links."
)
app.add_typer(served, name="serve", invoke_without_command=True)


@served.callback(invoke_without_command=True)
def serve(
    context: typer.Context,
    workers: WorkersOption = None,
    scheduler: SchedulerOption = "",
    isolation: IsolationOption = None,
) -> None:
    """Serve pages on which students hand in and see the result at once, until Ctrl-C."""
    try:
        import python_multipart  # noqa: F401 - starlette asks for it at the first upload

        from panal.serve.server import serve as run_server
    except ImportError as error:
        raise UsageError(f"`panal serve` needs more: {error}.", "Install panal[serve].") from None
    if context.invoked_subcommand is not None:
        return
    from panal.course.course import open_course

    course = open_course()

    def told(sentence: str) -> None:
        if err.is_terminal:  # else each line of stderr is JSON, for whatever collects it
            say(sentence)

    def started(url: str, names: tuple[str, ...]) -> None:
        told(_("{names}: at {url}").format(names=", ".join(names), url=url))

    run_server(
        course,
        serving_of(course),
        workers=workers or cores(),
        scheduler=scheduler,
        isolation=isolation or "",
        started=started,
        ready=lambda: told(_("A worker is ready.")),
    )


@served.command()
def links(
    students: Annotated[
        list[str] | None,
        typer.Argument(
            help="Only these students, who get new links in place of those they have.",
            show_default=False,
        ),
    ] = None,
    teacher: Annotated[
        str, typer.Option(help="Make a link for a teacher of that name.", show_default=False)
    ] = "",
) -> None:
    """Print personal links as CSV, for those of the gradebook who have none. Each is shown only once."""
    from panal.course.course import open_course
    from panal.serve.links import make_links, write_links

    course = open_course()
    made = make_links(course, serving_of(course), students or (), teacher)
    write_links(made, sys.stdout)
    said = ngettext("{count} link made.", "{count} links made.", len(made))
    say(said.format(count=len(made)))


@served.command()
def revoke(
    names: Annotated[list[str], typer.Argument(help="Students, by their ids.", show_default=False)],
    teacher: Annotated[bool, typer.Option("--teacher", help="The names are teachers'.")] = False,
) -> None:
    """Take links away, and end the sessions that began with them."""
    from panal.course.course import open_course
    from panal.serve.links import revoke_links

    revoke_links(open_course(), names, "teacher" if teacher else "student")
    say(
        ngettext("{count} link revoked.", "{count} links revoked.", len(names)).format(
            count=len(names)
        )
    )


@served.command()
def lti() -> None:
    """Print what a learning platform, such as Moodle or Canvas, wants to know of this server."""
    from panal.course.course import open_course
    from panal.serve.lti_settings import settings_for_platforms

    course = open_course()
    print(settings_for_platforms(course, serving_of(course)))


@app.command()
def init(
    folder: Annotated[
        Path, typer.Argument(help="Where the course is to lie: a new folder, or an empty one.")
    ],
    language: Annotated[
        str, typer.Option(help="The language of all that students and teachers read.")
    ] = "en",
) -> None:
    """Make a new course with one small exercise, which can be released at once."""
    from panal.course.new_course import make_course

    assignment = make_course(folder, language)
    say(_("Written: {folder}").format(folder=folder))
    print(f"cd {shlex.quote(plain(str(folder)))}\npanal release {assignment}")


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
    show_findings(findings)
    if any(finding.needed and not finding.good for finding in findings):
        raise typer.Exit(2)


def on_ctrl_c(number: int, frame: object) -> None:
    """Where nothing else waits for it, Ctrl-C ends the command with a sentence."""
    raise Interrupted


def dropped(event: sys.UnraisableHookArgs) -> None:
    """Python drops what a callback raises. If that was Ctrl-C, it comes again in a moment."""
    if issubclass(event.exc_type, Interrupted):
        again = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT))
        again.daemon = True
        again.start()
    else:
        sys.__unraisablehook__(event)


def main() -> None:
    """The command `panal`."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, on_ctrl_c)
    sys.unraisablehook = dropped
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
    except Interrupted:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is ending
        said = _("Interrupted. What is written down stays, and the same command goes on from here.")
        say(said, style="bold red")
        sys.exit(1)
    except PanalError as error:
        say(error.message, style="bold red")
        if error.hint:
            say(error.hint)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
