"""`panal release`: generate the students' version, and prove it and its graders before anything is
written.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory

from panal import notebook, skipping
from panal.assignment import Assignment, DemoOutputs, Submission
from panal.course.course import Course, assignment_of
from panal.course.database import tools_on_path
from panal.course.demo_outputs import demo_outputs, rendered_on
from panal.course.example_answers import ExampleAnswer, dealt, filled_in, read_answers
from panal.errors import UsageError
from panal.grading import Grader
from panal.judge.diagnosis import Believer, load_misconceptions, notebook_names
from panal.results import Ending, Result, StudentId, Verdict
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
        broken: sentences on those that prove nothing, since they give no answer.
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
        instructor: points of the instructor's own notebook.
        released: points of the untouched release.
        points: what the assignment is worth.
        mutations: for each exercise.
        problems: sentences; empty if all is as it should be.
    """

    folder: Path
    instructor: float
    released: float
    points: float
    mutations: tuple[Mutations, ...]
    problems: tuple[str, ...]


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
    source = _only_notebook(course.path("source", ".", assignment))
    examples = read_answers(answers) if answers else []
    with tempfile.TemporaryDirectory(prefix="panal-release-") as aside:
        tell("generating")
        shutil.copytree(source.parent, Path(aside) / "source" / assignment)
        generate(course, assignment, Path(aside))
        record = nbformat.read(Path(aside) / "release" / assignment / source.name, as_version=4)
    secrets = Secrets.of(course, assignment, source)
    problems = secrets.found_in(record)
    opened = assignment_of(course, assignment, source.stem, record)
    everything = replace(opened, all_cells=True)
    solved, stub = _handed_in(source.read_bytes()), _handed_in(nbformat.writes(record).encode())
    with local_pool(opened.sealing) as pool:
        # The same worker does all of them, and keeps the judge.
        tell("running every cell of the instructor's notebook")
        nb, complete = pool.call(everything, Grader.grade, solved)
        tell("grading the instructor's notebook")
        short, instructor = pool.call(opened, Grader.grade, solved)
        tell("rendering the demonstrations")
        outputs = demo_outputs(course, opened, rendered_on(pool, opened))
        tell("running the released notebook")
        _, untouched = pool.call(opened, Grader.grade, stub)
        tell("trying the misconceptions")
        mutations = pool.call(opened, try_misconceptions)
        problems += pool.call(opened, broken_examples)
        problems += try_answers(pool, opened, examples, tell)
    problems += _wrong_examples(instructor)
    problems += _lost_points(instructor) + _found_points(untouched)
    problems += _wrong_tags(record, nb) + _different(nb, complete, short, instructor)
    problems += [f"A demonstration shows {line}" for line in secrets.found_in_text(_shown(outputs))]
    problems += [
        f"{row.exercise}: the misconception {name} loses no points."
        for row in mutations
        for name in row.missed
    ] + [sentence for row in mutations for sentence in row.broken]
    folder = course.path("release", ".", assignment)
    if not problems:
        generate(course, assignment, None)
    return Proof(
        folder,
        instructor.points,
        untouched.points,
        instructor.max_points,
        tuple(mutations),
        tuple(problems),
    )


def _handed_in(data: bytes) -> Submission:
    return Submission(StudentId("instructor"), data)


def generate(course: Course, assignment: str, root: Path | None) -> None:
    """What `nbgrader generate_assignment --force` does.

    Args:
        root: another folder to do it in, with its own gradebook; None for the course itself.

    Raises:
        UsageError: nbgrader refuses.
    """
    if root is None:
        directory = CourseDirectory(
            config=course.config, root=str(course.root), assignment_id=assignment
        )
    else:
        directory = CourseDirectory(
            config=course.config,
            root=str(root),
            assignment_id=assignment,
            db_url=f"sqlite:///{root}/gradebook.db",
        )
    converter = GenerateAssignment(coursedir=directory, config=course.config, force=True)
    converter.log.setLevel("ERROR")
    try:
        with tools_on_path():
            converter.start()
    except NbGraderException as error:
        raise UsageError(f"nbgrader could not generate {assignment!r}: {error}.") from None


def _only_notebook(folder: Path) -> Path:
    found = sorted(folder.glob("*.ipynb"))
    if len(found) != 1:
        raise UsageError(f"There must be exactly one notebook in {folder}, not {len(found)}.")
    return found[0]


def _wrong_tags(record: NotebookNode, nb: NotebookNode) -> list[str]:
    """Sentences on tagged cells that can't be demonstrations, and on cells that only show and fail."""
    tagged = [
        cell for cell in record.cells if skipping.has_tag(cell) and not skipping.is_demo(cell)
    ]
    failed = [
        (cell, "demonstration" if skipping.is_demo(cell) else "visible check", error)
        for cell in nb.cells
        if skipping.is_demo(cell) or skipping.is_check(cell)
        for error in _errors(cell)
    ]
    return [
        *(
            f"{_name(cell)}: only a locked code cell without points can have the tag {skipping.TAG}."
            for cell in tagged
        ),
        *(f"{_name(cell)}: this {what} raises {error}." for cell, what, error in failed),
    ]


def _name(cell: NotebookNode) -> str:
    return str(notebook.nbgrader_of(cell).get("grade_id", cell.get("id", "?")))


def _different(nb: NotebookNode, result: Result, short: NotebookNode, shortly: Result) -> list[str]:
    """Sentences on exercises that end differently if the cells that only show do not run, because one
    of them does more than show.
    """
    shows = skipping.left_out(short)
    raised, raised_shortly = (
        {_name(cell): _errors(cell) for i, cell in enumerate(cells) if i not in shows}
        for cells in (nb.cells, short.cells)
    )
    return [
        f"{verdict.grade_id}: the instructor's own solution ends otherwise when the cells that only "
        "show do not run: one of them does more than bind names and draw."
        for verdict, other in zip(result.verdicts, shortly.verdicts, strict=True)
        if replace(verdict, examples=()) != replace(other, examples=())
    ] + [
        f"{name}: the instructor's own cell ends otherwise when the cells that only show do not run."
        for name, errors in raised_shortly.items()
        if errors != raised[name]
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
        f"{verdict.grade_id}: the instructor's own solution has {verdict.points:g} of {verdict.max_points:g} points "
        f"({check.name}: {check.ending}. {check.sentence} {check.detail})"
        for verdict in result.verdicts
        for check in verdict.checks
        if check.ending != "right"
    ]


def _found_points(result: Result) -> list[str]:
    return [
        f"{verdict.grade_id}: the untouched release has {verdict.points:g} points."
        for verdict in result.verdicts
        if verdict.points > 0
    ]


def try_misconceptions(grader: Grader) -> list[Mutations]:
    """Grade every misconception. They are the course's own code and need no wall."""
    rows = []
    for exercise, callers in _misconceptions(grader):
        kept = {
            name: grader.judge.grade(exercise.name, caller, exercise.points).points
            for name, caller in callers.items()
        }
        missed = tuple(name for name, points in kept.items() if points >= exercise.points)
        most = max(kept.values(), default=0.0)
        broken = [name for name, caller in callers.items() if caller.problems]
        caught = len(kept) - len({*missed, *broken})
        told = tuple(
            f"{exercise.name}: the misconception {name} {'; '.join(callers[name].problems)}."
            for name in broken
        )
        row = Mutations(exercise.name, exercise.points, len(kept), caught, most, missed, told)
        rows.append(row)
    return rows


def broken_examples(grader: Grader) -> list[str]:
    """Sentences on visible cases that fail by themselves when a misconception answers."""
    files = grader.assignment.files
    return [
        f"{exercise.name}: a visible case fails with the misconception {name}: {example.sentence}"
        for exercise, callers in _misconceptions(grader)
        for name, caller in callers.items()
        for example in grader.judge.examples(exercise.name, caller, files)
        if example.ending is Ending.GRADER_FAILED
    ]


def _misconceptions(
    grader: Grader,
) -> Iterator[tuple[notebook.Exercise, dict[str, Believer]]]:
    """The misconceptions of each exercise, by name."""
    folder = grader.judge.folder
    found, names = load_misconceptions(folder), notebook_names(folder)
    for exercise in notebook.exercises(grader.assignment.record):
        ours = [each for each in found if each.function == exercise.name]
        yield exercise, {each.name: each.caller(names) for each in ours}


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
            which = "with every cell" if all_cells else "as a class is graded"
            tell(f"grading the answers {which}, notebook {number} of {len(notebooks)}")
            handed_in = _handed_in(filled_in(assignment.record, by_exercise))
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
        problem = f"{name} ends otherwise when the cells that only show do not run."
    return problem


def _wrong_examples(result: Result) -> list[str]:
    """Sentences on visible cases that the instructor's own solution fails."""
    return [
        f"{verdict.grade_id}: the instructor's own solution is not right on the case {example.asked}. {example.sentence}"
        for verdict in result.verdicts
        for example in verdict.examples
        if example.ending is not Ending.RIGHT
    ]


@dataclass(frozen=True, slots=True)
class Secrets:
    """Lines of solutions and graders, which no student may see."""

    lines: frozenset[str]

    @classmethod
    def of(cls, course: Course, assignment: str, source: Path) -> Secrets:
        """Collect them: what stands between solution marks, and the code of the graders."""
        instructor = nbformat.read(source, as_version=4)
        texts = [_between_marks(cell.source) for cell in instructor.cells]
        texts += [
            path.read_text(encoding="utf-8") for path in (course.graders / assignment).rglob("*.py")
        ]
        lines = {line.strip() for text in texts for line in text.splitlines()}
        # What the instructor's open cells say too, such as an import or a name, is no secret.
        open_text = "\n".join(_outside_marks(cell.source) for cell in instructor.cells)
        return cls(
            frozenset(
                line for line in lines if len(line) >= SHORTEST_SECRET and line not in open_text
            )
        )

    def found_in(self, nb: NotebookNode) -> list[str]:
        found = self.found_in_text(
            nbformat.writes(nb) + "\n".join(cell.source for cell in nb.cells)
        )
        return [f"The release gives away: {line}" for line in found]

    def found_in_text(self, text: str) -> list[str]:
        return [f"{line!r}." for line in sorted(self.lines) if line in text]


def _between_marks(source: str) -> str:
    return "".join(
        part.partition("### END SOLUTION")[0] for part in source.split("### BEGIN SOLUTION")[1:]
    )


def _outside_marks(source: str) -> str:
    head, *rest = source.split("### BEGIN SOLUTION")
    return head + "".join(part.partition("### END SOLUTION")[2] for part in rest)
