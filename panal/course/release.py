"""`panal release`: generate the students' version, and prove it and its graders before anything is
written.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory

from panal import demos, notebook
from panal.answers import ExampleAnswer, dealt, filled_in, read_answers
from panal.course.course import Course
from panal.course.database import tools_on_path
from panal.course.demos import demo_outputs, rendered_on
from panal.course.opening import assignment_of
from panal.errors import UsageError
from panal.grading import DemoOutputs, Grader, Submission
from panal.judge.diagnosis import load_misconceptions, notebook_names
from panal.results import Ending, Result
from panal.workers.pool import local_pool

SHORTEST_SECRET = 12
"""Characters of a line of a solution from which it tells something; `return` alone does not."""


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
    """

    exercise: str
    points: float
    total: int
    caught: int
    most_points: float
    missed: tuple[str, ...]

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
        points: of the assignment.
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
        answers: a folder of example answers that are graded, too, see `panal.answers`.

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
    submission = partial(Submission, assignment, record, files=opened.files)
    with local_pool(opened.sealing) as pool:
        # Each is done by a worker, which keeps the judge for the next one.
        asked = partial(pool.call, opened)
        grade = partial(asked, Grader.grade)
        tell("running the instructor's notebook")
        complete = submission(source.read_bytes(), all_cells=True)
        nb, instructor = grade(complete, all_examples=True)
        tell("running it without what nothing depends on")
        alone = replace(complete, all_cells=False)
        short, shortly = grade(alone, again=False)
        tell("rendering the demonstrations")
        outputs = demo_outputs(course, opened, rendered_on(pool, opened))
        tell("running the released notebook")
        _, untouched = grade(submission(nbformat.writes(record).encode()))
        tell("trying the misconceptions")
        mutations = asked(try_misconceptions, record)
        problems += asked(broken_examples, record, opened.files)
        problems += try_answers(grade, submission(None), examples, tell)
    problems += _wrong_examples(instructor)
    problems += _lost_points(instructor) + _found_points(untouched)
    problems += _wrong_tags(record, nb) + _different(nb, instructor, short, shortly)
    problems += [f"A demonstration shows {line}" for line in secrets.found_in_text(_shown(outputs))]
    problems += [
        f"{row.exercise}: the misconception {name} loses no points."
        for row in mutations
        for name in row.missed
    ]
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


def generate(course: Course, assignment: str, root: Path | None) -> None:
    """What `nbgrader generate_assignment --force` does.

    Args:
        root: another folder to do it in, with a gradebook of its own; None for the course itself.

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
    """Sentences on cells that are tagged and can't be demonstrations, and on those that fail."""
    tagged = [cell for cell in record.cells if demos.has_tag(cell) and not demos.is_demo(cell)]
    failed = [(cell, error) for cell in nb.cells if demos.is_demo(cell) for error in _errors(cell)]
    return [
        *(
            f"{_name(cell)}: only a locked code cell without points can have the tag {demos.TAG}."
            for cell in tagged
        ),
        *(f"{_name(cell)}: this demonstration raises {error}." for cell, error in failed),
    ]


def _name(cell: NotebookNode) -> str:
    return str(notebook.nbgrader_of(cell).get("grade_id", cell.get("id", "?")))


def _different(nb: NotebookNode, result: Result, short: NotebookNode, shortly: Result) -> list[str]:
    """Sentences on exercises that end otherwise when demonstrations are left out: some cell is no
    mere demonstration.
    """
    raised, raised_shortly = (
        {_name(cell): _errors(cell) for cell in cells} for cells in (nb.cells, short.cells)
    )
    return [
        f"{verdict.grade_id}: the instructor's own solution ends otherwise when the demonstrations do not run; "
        "a cell with the tag demo does more than bind names and draw."
        for verdict, other in zip(result.verdicts, shortly.verdicts, strict=True)
        if replace(verdict, examples=()) != other
        or raised[verdict.grade_id] != raised_shortly[verdict.grade_id]
    ]


def _errors(cell: NotebookNode) -> list[str]:
    return [
        str(output.ename) for output in cell.get("outputs", []) if output.output_type == "error"
    ]


def _shown(outputs: DemoOutputs) -> str:
    """All that demonstrations show in words."""
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


def try_misconceptions(grader: Grader, record: NotebookNode) -> list[Mutations]:
    """Grade every misconception; they are the course's own code and need no wall."""
    judge = grader.judge
    misconceptions, names = load_misconceptions(judge.folder), notebook_names(judge.folder)
    rows = []
    for exercise in notebook.exercises(record):
        kept = {
            misconception.name: judge.grade(
                exercise.name, misconception.caller(names), exercise.points
            ).points
            for misconception in misconceptions
            if misconception.function == exercise.name
        }
        missed = tuple(name for name, points in kept.items() if points >= exercise.points)
        most = max(kept.values(), default=0.0)
        rows.append(
            Mutations(
                exercise.name, exercise.points, len(kept), len(kept) - len(missed), most, missed
            )
        )
    return rows


def broken_examples(grader: Grader, record: NotebookNode, files: Mapping[str, bytes]) -> list[str]:
    """Sentences on cases of the notebook that fail by themselves when a misconception is asked."""
    judge = grader.judge
    misconceptions, names = load_misconceptions(judge.folder), notebook_names(judge.folder)
    return [
        f"{exercise.name}: a visible case fails with the misconception {misconception.name}: {example.sentence}"
        for exercise in notebook.exercises(record)
        for misconception in misconceptions
        if misconception.function == exercise.name
        for example in judge.examples(exercise.name, misconception.caller(names), files)
        if example.ending is Ending.GRADER_FAILED
    ]


def try_answers(
    grade: Callable[..., tuple[NotebookNode, Result]],
    submission: Submission,
    answers: Iterable[ExampleAnswer],
    tell: Callable[[str], None],
) -> list[str]:
    """Sentences on example answers that get other points than they deserve, or others without the
    demonstrations.

    Args:
        grade: `Grader.grade` of the assignment's grader.
        submission: what is graded, but for the notebook itself.
        answers: see `panal.answers`.
        tell: is told what is going on.
    """
    problems, notebooks = [], dealt(answers)
    for number, by_exercise in enumerate(notebooks.values(), 1):
        tell(f"grading the answers, notebook {number} of {len(notebooks)}")
        handed_in = replace(submission, data=filled_in(submission.record, by_exercise))
        _, complete = grade(replace(handed_in, all_cells=True))
        _, short = grade(handed_in, again=False)
        for verdict, other in zip(complete.verdicts, short.verdicts, strict=True):
            answer = by_exercise.get(verdict.grade_id.removeprefix("test_"))
            if answer is None:
                continue
            problem = answer.problem(verdict.points, verdict.max_points)
            if not problem and replace(verdict, examples=()) != replace(other, examples=()):
                problem = f"{answer.exercise}/{answer.name} ends otherwise when the demonstrations do not run."
            problems += [problem] if problem else []
    return problems


def _wrong_examples(result: Result) -> list[str]:
    """Sentences on cases of the notebook that the instructor's own solution does not satisfy."""
    return [
        f"{verdict.grade_id}: the instructor's own solution is not right on the case {example.asked}. {example.sentence}"
        for verdict in result.verdicts
        for example in verdict.examples
        if example.ending is not Ending.RIGHT
    ]


@dataclass(frozen=True, slots=True)
class Secrets:
    """Lines that no student may see: of solutions and of graders."""

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
        # What the instructor's own open cells say as well is no secret (an import, a name).
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
