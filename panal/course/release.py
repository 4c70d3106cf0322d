"""`panal release`: generate the students' version, and prove it and its graders before anything is
written.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory

from panal import messages, notebook, preflight, results, skipping
from panal.assignment import Assignment, DemoOutputs, HandedIn, Released, Submission
from panal.course.converter import note_failures
from panal.course.course import (
    Course,
    assignment_of,
    read_records,
    released,
)
from panal.course.database import tools_on_path
from panal.course.demo_outputs import demo_outputs, rendered_on
from panal.course.example_answers import ExampleAnswer, dealt, filled_in, read_answers
from panal.errors import UsageError
from panal.grading import Grader
from panal.judge.misconceptions import Believer, load_misconceptions, notebook_names
from panal.judge.session import JudgeSession
from panal.language import gettext as _
from panal.notebook import Exercise
from panal.results import ANSWERED, Ending, Judged, Result, StudentId, Verdict
from panal.workers.pool import Workers, local_pool

SHORTEST_SECRET = 12
"""A line of a solution with at least so many characters gives something away; `return` does not."""


@dataclass(frozen=True, slots=True)
class Mutations:
    """How the misconceptions of one exercise fared: each must lose points.

    Args:
        exercise: its name.
        points: what it is worth.
        total: how many misconceptions there are.
        caught: how many of them lose points.
        most_points: the most that one of them keeps.
        missed: names of those that lose none.
        broken: sentences on those that prove nothing, since they give no answer, and on those that
            can't be told from another one.
    """

    exercise: str
    points: float
    total: int
    caught: int
    most_points: float
    missed: tuple[str, ...]
    broken: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        return self.caught / self.total if self.total else 1.0


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found out about a release. It is written only if there is no problem.

    Args:
        folder: where it lies.
        instructor: points of the instructor's own notebooks.
        released: points of the untouched release.
        points: what the assignment is worth, without what a person grades.
        judged: each exercise, and how it is judged.
        mutations: for each exercise with a grader.
        problems: sentences; empty if all is as it should be.
        notices: sentences on what may well be meant.
    """

    folder: Path
    instructor: float
    released: float
    points: float
    judged: tuple[tuple[str, Judged], ...]
    mutations: tuple[Mutations, ...]
    problems: tuple[str, ...]
    notices: tuple[str, ...] = ()


def make_release(
    course: Course,
    assignment: str,
    tell: Callable[[str], None] = lambda text: None,
    answers: Path | None = None,
) -> Proof:
    """Generate a release aside, prove it, and only then write it as `nbgrader generate_assignment`
    does.

    Args:
        course: the course.
        assignment: a folder in source/.
        tell: is told what is going on.
        answers: a folder of example answers to grade as well, see `panal.course.example_answers`.

    Raises:
        UsageError: there is no such assignment, nbgrader can't generate it, or an answer can't be
            used.
        EnvironmentProblem: this machine can't seal.
    """
    preflight.require(preflight.before_release(course, assignment))
    sources = _sources(course.path("source", ".", assignment))
    examples = read_answers(answers) if answers else []
    with tempfile.TemporaryDirectory(prefix="panal-release-") as folder:
        tell(_("making the version for students"))
        aside = _aside(course, Path(folder))
        generate(aside, assignment)
        records = released(aside, assignment)
        students = read_records(aside, assignment)
    secrets = Secrets.of(course, assignment, sources, records)
    problems = [line for each in students for line in secrets.found_in(each.record)]
    opened = assignment_of(course, assignment, records)
    everything = replace(opened, all_cells=True)
    solved = _handed_in([_solved(each.record, sources[each.name]) for each in records])
    stub = _handed_in([notebook.as_released(each.record) for each in records])
    with local_pool(opened.sealing) as pool:
        # The same worker does all of them, and keeps the judge.
        tell(_("running every cell of the instructor's notebook"))
        ran, complete = pool.call(everything, Grader.grade, solved)
        tell(_("grading the instructor's notebook"))
        short, instructor = pool.call(opened, Grader.grade, solved)
        tell(_("rendering the demonstrations"))
        outputs = demo_outputs(course, opened, rendered_on(pool, opened))
        tell(_("running the released notebook"))
        untouched = pool.call(opened, Grader.grade, stub)[1]
        tell(_("trying the misconceptions"))
        mutations = pool.call(opened, try_misconceptions)
        problems += pool.call(opened, broken_examples)
        problems += try_answers(pool, opened, examples, tell)
    problems += _wrong_examples(instructor)
    problems += _lost_points(instructor) + _found_points(untouched, Judged.OUTSIDE)
    notices = _found_points(untouched, Judged.INSIDE)
    inside = [each.grade_id for each in instructor.verdicts if each.judged is Judged.INSIDE]
    for each, nb, other in zip(records, ran, short, strict=True):
        broken, odd = _broken_cells(nb)
        problems += broken + _wrong_tags(each.record, nb, inside)
        notices += _never_run(each.record, inside)
        problems += _different(nb, other, inside)
        notices += odd
    problems += _ends_otherwise(complete, instructor)
    problems += [
        _("A demonstration shows {line}.").format(line=line)
        for shown in outputs.values()
        for line in secrets.found_in_text(_shown(shown))
    ]
    problems += [
        _("{exercise}: the misconception {name} loses no points.").format(
            exercise=row.exercise, name=name
        )
        for row in mutations
        for name in row.missed
    ] + [sentence for row in mutations for sentence in row.broken]
    if not problems:
        generate(course, assignment)
    judged = [each for each in instructor.verdicts if each.judged is not Judged.PERSON]
    return Proof(
        course.path("release", ".", assignment),
        instructor.points,
        untouched.points,
        sum(each.max_points for each in judged),
        tuple((results.short(each.name), each.judged) for each in instructor.verdicts),
        tuple(mutations),
        tuple(problems),
        tuple(notices),
    )


def _sources(folder: Path) -> dict[str, NotebookNode]:
    """The instructor's notebooks, by name.

    Raises:
        UsageError: there is none, or one can't be read.
    """
    found = {}
    for path in sorted(folder.glob("*.ipynb")):
        try:
            found[path.stem] = nbformat.read(path, as_version=4)
        except Exception as error:  # a strange file may make nbformat raise anything
            raise UsageError(f"{path} can't be read: {str(error).rstrip('.')}.") from None
    if not found:
        raise UsageError(f"There is no notebook in {folder}.")
    return found


def _handed_in(notebooks: Iterable[NotebookNode]) -> Submission:
    texts = [nbformat.writes(nb).encode("utf-8", "surrogatepass") for nb in notebooks]
    return Submission(StudentId("instructor"), tuple(map(HandedIn, texts)))


def _solved(record: NotebookNode, source: NotebookNode) -> NotebookNode:
    """The released notebook with the instructor's answers, as a student would hand it in."""
    solutions = {
        meta["grade_id"]: cell.source
        for cell in source.cells
        for meta in [notebook.nbgrader_of(cell)]
        if meta.get("solution")
    }
    solved = notebook.as_released(record)
    for cell in solved.cells:
        grade_id = notebook.nbgrader_of(cell).get("grade_id")
        cell.source = solutions.get(grade_id, cell.source)
    return solved


def _aside(course: Course, folder: Path) -> Course:
    """A course whose releases and gradebook lie aside."""
    directory = CourseDirectory(
        config=course.config,
        root=str(course.root),
        release_directory=str(folder / "release"),
        db_url=f"sqlite:///{folder}/gradebook.db",
    )
    return Course(course.root, course.config, directory)


def generate(course: Course, assignment: str) -> None:
    """What `nbgrader generate_assignment --force` does.

    Raises:
        UsageError: nbgrader refuses.
    """
    directory = CourseDirectory(
        config=course.config,
        root=str(course.root),
        assignment_id=assignment,
        release_directory=course.directory.release_directory,
        db_url=course.directory.db_url,
    )
    converter = GenerateAssignment(coursedir=directory, config=course.config, force=True)
    converter.log.setLevel("CRITICAL")  # its tracebacks are told in a sentence
    failed = note_failures(converter)
    try:
        with tools_on_path():
            converter.start()
    except NbGraderException as error:
        # Of a failure that it does not know nbgrader only says where its traceback stands.
        known = not failed or "for details" not in str(error)
        said = str(error) if known else f"{failed[0][0]}: {failed[0][1]}"
        said = " ".join(said.split()).rstrip(".")
        raise UsageError(f"nbgrader could not generate {assignment!r}: {said}.") from None


def _wrong_tags(record: NotebookNode, nb: NotebookNode, inside: Collection[str]) -> list[str]:
    """Sentences on tagged cells that can't be demonstrations, and on cells that only show and fail."""
    tagged = [
        cell for cell in record.cells if skipping.has_tag(cell) and not skipping.is_demo(cell)
    ]
    failed = [
        (
            _("{cell}: this demonstration raises {error}.")
            if skipping.is_demo(cell)
            else _("{cell}: this visible check raises {error}.")
        ).format(cell=_name(cell), error=error)
        for cell in nb.cells
        if skipping.is_demo(cell) or (notebook.has_tests(cell) and _name(cell) not in inside)
        for error in _errors(cell)
    ]
    return [
        *(
            _("{cell}: only a locked code cell without points can have the tag {tag}.").format(
                cell=_name(cell), tag=skipping.TAG
            )
            for cell in tagged
        ),
        *failed,
    ]


def _never_run(record: NotebookNode, inside: Collection[str]) -> list[str]:
    """Sentences on hidden tests that count for nothing, because their exercise has a grader."""
    return [
        _("{cell}: its hidden tests never run, since it has a grader: take them out.").format(
            cell=_name(cell)
        )
        for cell in record.cells
        if notebook.has_tests(cell)
        and _name(cell) not in inside
        and notebook.shown_source(cell) != cell.source
    ]


def _broken_cells(nb: NotebookNode) -> tuple[list[str], list[str]]:
    """Sentences on cells of the instructor's notebook that end with an error although they are no
    tests: on those that lack a package, or are locked, or have an answer; and on others, in which an
    error may well be meant.
    """
    broken: list[str] = []
    odd: list[str] = []
    for position, cell in enumerate(nb.cells, 1):
        meta = notebook.nbgrader_of(cell)
        if cell.cell_type != "code" or notebook.has_tests(cell) or skipping.is_demo(cell):
            continue
        for output in cell.outputs:
            if output.output_type != "error":
                continue
            where = meta.get("grade_id") or position
            lacking = re.search(r"No module named '([\w.]+)'", output.evalue)
            if output.ename == "ModuleNotFoundError" and lacking:
                package = lacking[1].partition(".")[0]
                needs = _(
                    "The instructor's cell {cell} needs the package {package}, which is not installed here. "
                    "`python -m pip install {package}` installs what is called like that."
                )
                broken.append(needs.format(cell=where, package=package))
            elif "raises-exception" not in cell.metadata.get("tags", []):
                said = _("The instructor's cell {cell} ends with {error}.").format(
                    cell=where, error=f"{output.ename}: {output.evalue[:200]}"
                )
                (broken if meta else odd).append(said)
    return broken, odd


def _name(cell: NotebookNode) -> str:
    return str(notebook.nbgrader_of(cell).get("grade_id", cell.get("id", "?")))


def _different(nb: NotebookNode, short: NotebookNode, inside: Collection[str]) -> list[str]:
    """Sentences on cells of the instructor's that end differently if the cells that only show do not
    run, because one of them does more than show.
    """
    shows = skipping.left_out(short, inside)
    raised, raised_shortly = (
        {_name(cell): _errors(cell) for i, cell in enumerate(cells) if i not in shows}
        for cells in (nb.cells, short.cells)
    )
    return [
        _(
            "{name}: the instructor's own cell ends otherwise when the cells that only show do not run."
        ).format(name=name)
        for name, errors in raised_shortly.items()
        if errors != raised[name]
    ]


def _ends_otherwise(result: Result, shortly: Result) -> list[str]:
    """The same for exercises."""
    return [
        _(
            "{name}: the instructor's own solution ends otherwise when the cells that only show do "
            "not run: one of them does more than bind names and draw."
        ).format(name=verdict.name)
        for verdict, other in zip(result.verdicts, shortly.verdicts, strict=True)
        if replace(verdict, examples=()) != replace(other, examples=())
    ]


def _errors(cell: NotebookNode) -> list[str]:
    return [
        str(output.ename) for output in cell.get("outputs", []) if output.output_type == "error"
    ]


def _shown(outputs: DemoOutputs) -> str:
    """All the text that demonstrations show."""
    found = [
        output.get("text", output.get("data", {}).get("text/plain", ""))
        for cell in outputs.values()
        for output in cell
    ]
    return "\n".join(found)


def _lost_points(result: Result) -> list[str]:
    return [
        _("{name}: the grader failed on the instructor's own solution ({check}). {detail}").format(
            name=verdict.name, check=check.name, detail=check.detail
        )
        if check.ending is Ending.GRADER_FAILED
        else _(
            "{name}: the instructor's own solution has {points:g} of {most:g} points ({check}: {ending}. {said})"
        ).format(
            name=verdict.name,
            points=verdict.points,
            most=verdict.max_points,
            check=check.name,
            ending=messages.ending(check.ending),
            said=check.sentence,
        )
        for verdict in result.verdicts
        for check in verdict.checks
        if check.ending is not Ending.RIGHT
    ]


def _found_points(result: Result, judged: Judged) -> list[str]:
    return [
        _("{name}: the untouched release has {points:g} points.").format(
            name=verdict.name, points=verdict.points
        )
        for verdict in result.verdicts
        if verdict.judged is judged and verdict.points > 0
    ]


def try_misconceptions(grader: Grader) -> list[Mutations]:
    """Grade every misconception. They are the course's own code and need no wall."""
    rows = []
    for judge, exercise, callers in _misconceptions(grader):
        verdicts = {
            name: judge.grade(exercise.grader, caller, exercise.points)
            for name, caller in callers.items()
        }
        kept = {name: verdict.points for name, verdict in verdicts.items()}
        missed = tuple(name for name, points in kept.items() if points >= exercise.points)
        most = max(kept.values(), default=0.0)
        broken = [name for name, caller in callers.items() if caller.problems]
        caught = len(kept) - len({*missed, *broken})
        told = tuple(
            _("{exercise}: the misconception {name} {problems}.").format(
                exercise=exercise.label, name=name, problems="; ".join(callers[name].problems)
            )
            for name in broken
        )
        told += tuple(
            _("{exercise}: another misconception explains the answers of {name}, too.").format(
                exercise=exercise.label, name=name
            )
            for name, verdict in verdicts.items()
            if name not in {*missed, *broken} and _is_told_as_another(name, verdict)
        )
        row = Mutations(exercise.label, exercise.points, len(kept), caught, most, missed, told)
        rows.append(row)
    return rows


def _is_told_as_another(name: str, verdict: Verdict) -> bool:
    """Whether a misconception that gives answers is not known by them."""
    answered = any(check.ending in ANSWERED for check in verdict.checks)
    return answered and verdict.misconception != name


def broken_examples(grader: Grader) -> list[str]:
    """Sentences on visible cases that fail by themselves when a misconception answers."""
    files = grader.assignment.files
    return [
        _("{exercise}: a visible case fails with the misconception {name}: {problem}").format(
            exercise=exercise.label, name=name, problem=example.sentence
        )
        for judge, exercise, callers in _misconceptions(grader)
        for name, caller in callers.items()
        for example in judge.examples(exercise.grader, caller, files)
        if example.ending is Ending.GRADER_FAILED
    ]


def _misconceptions(
    grader: Grader,
) -> Iterator[tuple[JudgeSession, Exercise, dict[str, Believer]]]:
    """The misconceptions of each exercise with a grader, by name."""
    if grader.judge is None:
        return
    folder = grader.judge.folder
    found, names = load_misconceptions(folder), notebook_names(folder)
    for exercise in grader.assignment.exercises:
        if grader.judged(exercise) is Judged.OUTSIDE:
            ours = [each for each in found if each.function == exercise.grader]
            yield grader.judge, exercise, {each.name: each.caller(names) for each in ours}


def try_answers(
    pool: Workers,
    assignment: Assignment,
    answers: Iterable[ExampleAnswer],
    tell: Callable[[str], None],
) -> list[str]:
    """Sentences on example answers that do not get what they deserve, or whose verdict depends on the
    cells that only show.

    Args:
        pool: grades them.
        assignment: the assignment that they answer.
        answers: see `panal.course.example_answers`.
        tell: is told what is going on.
    """
    notebooks = dealt(answers)
    found: dict[bool, list[Result]] = {}
    for all_cells in (True, False):
        every = replace(assignment, all_cells=all_cells)
        found[all_cells] = []
        for number, by_exercise in enumerate(notebooks.values(), 1):
            which = (
                _("grading the answers with every cell, notebook {number} of {count}")
                if all_cells
                else _("grading the answers as a class is graded, notebook {number} of {count}")
            )
            tell(which.format(number=number, count=len(notebooks)))
            records = [each.record for each in assignment.notebooks]
            handed_in = _handed_in(filled_in(records, by_exercise))
            found[all_cells].append(pool.call(every, Grader.grade, handed_in)[1])
    return [
        problem
        for by_exercise, complete, short in zip(
            notebooks.values(), found[True], found[False], strict=True
        )
        for verdict, other in zip(complete.verdicts, short.verdicts, strict=True)
        for answer in [by_exercise.get(verdict.grade_id.removeprefix("test_"))]
        if answer is not None
        for problem in [_problem(answer, verdict, other)]
        if problem
    ]


def _problem(answer: ExampleAnswer, verdict: Verdict, other: Verdict) -> str:
    problem = answer.problem(other.points, other.max_points)
    if not problem and replace(verdict, examples=()) != replace(other, examples=()):
        name = f"{answer.exercise}/{answer.name}"
        said = _("{name} ends otherwise when the cells that only show do not run.")
        problem = said.format(name=name)
    return problem


def _wrong_examples(result: Result) -> list[str]:
    """Sentences on visible cases that the instructor's own solution fails."""
    return [
        _(
            "{name}: the instructor's own solution is not right on the case {case}. {sentence}"
        ).format(name=verdict.name, case=example.asked, sentence=example.sentence)
        for verdict in result.verdicts
        for example in verdict.examples
        if example.ending is not Ending.RIGHT
    ]


@dataclass(frozen=True, slots=True)
class Secrets:
    """Lines of solutions and graders, which no student may see."""

    lines: frozenset[str]

    @classmethod
    def of(
        cls,
        course: Course,
        assignment: str,
        sources: Mapping[str, NotebookNode],
        records: Iterable[Released],
    ) -> Secrets:
        """Collect them: what stands between solution marks, the code of the graders, hidden tests and
        marking schemes.
        """
        cells = [cell for nb in sources.values() for cell in nb.cells]
        texts = [_between_marks(cell.source) for cell in cells]
        texts += [
            path.read_text(encoding="utf-8") for path in (course.graders / assignment).rglob("*.py")
        ]
        lines = {line.strip() for text in texts for line in text.splitlines()}
        for cell in [*cells, *(cell for each in records for cell in each.record.cells)]:
            shown = set(notebook.shown_source(cell).split("\n"))
            lines |= {line.strip() for line in cell.source.split("\n") if line not in shown}
        # What the instructor's open cells say too, such as an import or a name, is no secret.
        open_text = "\n".join(
            notebook.without_hidden(_outside_marks(cell.source)) for cell in cells
        )
        return cls(
            frozenset(
                line for line in lines if len(line) >= SHORTEST_SECRET and line not in open_text
            )
        )

    def found_in(self, nb: NotebookNode) -> list[str]:
        found = self.found_in_text(
            nbformat.writes(nb) + "\n".join(cell.source for cell in nb.cells)
        )
        return [_("The release gives away: {line}.").format(line=line) for line in found]

    def found_in_text(self, text: str) -> list[str]:
        return [repr(line) for line in sorted(self.lines) if line in text]


def _between_marks(source: str) -> str:
    return "".join(
        part.partition("### END SOLUTION")[0] for part in source.split("### BEGIN SOLUTION")[1:]
    )


def _outside_marks(source: str) -> str:
    head, *rest = source.split("### BEGIN SOLUTION")
    return head + "".join(part.partition("### END SOLUTION")[2] for part in rest)
