"""One submission, from file to result. Read this first.

A `Grader` has what all submissions of an assignment share: the warm process, from which kernels are
forked, and the judge. `Grader.grade` takes a submission through four steps:

1. *Read and repair*: the record of what was released decides what each cell is.
2. *Show*: a fresh sealed kernel runs the notebook. All that anybody sees of it comes from here.
3. *Ask*: a second one runs the same cells silently. At each test cell the judge asks there.
4. *Judge*: outside, by what real Keras computes.

So what is shown never saw what is asked, and what is asked is never shown. What the student's code
does is an `Ending` in the result; what we, the machine or the way between fail at is an
`EngineFailure`, and then there is no result.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import nbformat
from nbformat import NotebookNode

from panal import messages, notebook, skipping
from panal.asking import KernelCaller
from panal.assignment import Assignment, Submission
from panal.errors import UsageError
from panal.judge.session import JudgeSession
from panal.kernel.warm import WarmProcess
from panal.results import Check, Ending, Result, Verdict
from panal.run import Run, notes_of, open_run, show

VERSIONS = ("tensorflow", "keras", "numpy", "ipykernel", "pytest")


class Grader:
    """Grades submissions of one assignment, one at a time. Got from `open_grader`."""

    def __init__(self, assignment: Assignment, warm: WarmProcess, judge: JudgeSession) -> None:
        self.assignment = assignment
        self.warm = warm
        self.judge = judge

    def grade(self, submission: Submission) -> tuple[NotebookNode, Result]:
        """Run and judge one submission.

        Args:
            submission: what was handed in.

        Returns:
            The notebook that ran, with harmless outputs and the verdicts; and the result.

        Raises:
            EngineFailure: something of ours failed; nothing that a submission does raises.
        """
        start = time.monotonic()
        assignment = self.assignment
        runs: list[Run] = []
        nb, notes, problem = read_and_repair(submission, assignment)
        skipped = frozenset[int]() if assignment.all_cells else skipping.left_out(nb)
        if problem:
            found = notebook.exercises(assignment.record)
            verdicts = tuple(self._damaged(exercise, problem) for exercise in found)
        else:
            cells = [
                index
                for index, cell in enumerate(nb.cells)
                if cell.cell_type == "code" and index not in skipped
            ]
            with open_run(self.warm, nb, assignment.files, shown=True) as shown:
                notes += show(shown, nb, cells)
            with open_run(self.warm, nb, assignment.files, shown=False) as asked:
                verdicts = self._ask(asked, nb, [i for i in cells if i not in shown.left_out])
            runs = [shown, asked]
            notes += notes_of(*runs)
        notes += notebook.clean_outputs(nb, assignment.limits.picture_bytes)
        for index in skipped:
            nb.cells[index].outputs = self._shown_to_all(nb.cells[index])
        result = Result(
            assignment=assignment.name,
            verdicts=verdicts,
            notes=(*submission.notes, *notes),
            isolation=self.warm.sealing.description,
            graders=self.judge.digest,
            notebook=notebook_digest(submission.data),
            file=submission.file,
            versions=versions(),
            seconds=time.monotonic() - start,
            cpu_seconds=sum(run.cpu_seconds for run in runs),
            memory_bytes=max((run.memory_bytes for run in runs), default=0),
        )
        notebook.write_verdicts(nb, result)
        return nb, result

    def _ask(self, run: Run, nb: NotebookNode, cells: list[int]) -> tuple[Verdict, ...]:
        """Run the cells again, and judge each exercise when its test cell is reached."""
        found = notebook.exercises(self.assignment.record)
        exercises = {str(each.grade_id): each for each in found}
        verdicts = []
        for index, cell in enumerate(nb.cells):
            if index in cells:
                run.run_cell(index)
            exercise = exercises.pop(str(notebook.nbgrader_of(cell).get("grade_id")), None)
            if exercise is not None:
                limits = self.judge.limits(exercise.name, self.assignment.limits)
                caller = KernelCaller(run, limits, messages.missing_function)
                verdict = self.judge.grade(exercise.name, caller, exercise.points)
                examples = self.judge.examples(exercise.name, caller, self.assignment.files)
                verdicts.append(replace(verdict, grade_id=exercise.grade_id, examples=examples))
            if not exercises:
                break
        return tuple(verdicts)

    def _damaged(self, exercise: notebook.Exercise, sentence: str) -> Verdict:
        check = Check(exercise.name, "Cuaderno entregado", 1.0, Ending.NOTEBOOK_DAMAGED, sentence)
        return Verdict(exercise.grade_id, exercise.points, (check,))

    def _shown_to_all(self, cell: NotebookNode) -> list[NotebookNode]:
        """What stands below a cell that did not run: what it shows in the instructor's notebook."""
        shown = self.assignment.demos.get(str(notebook.nbgrader_of(cell).get("grade_id")), [])
        if skipping.is_check(cell):
            return []
        text = {"text/plain": messages.demo_not_run()}
        said = {"output_type": "display_data", "data": text, "metadata": {}}
        return [nbformat.from_dict(output) for output in [said, *shown]]


def read_and_repair(
    submission: Submission, assignment: Assignment
) -> tuple[NotebookNode, list[str], str]:
    """The notebook to be graded.

    Returns:
        It, notes on what was put right, and why the submission can't be read, in the student's
        language; then it is the notebook as it was released.
    """
    problem = submission.problem
    if submission.data is None:
        problem = problem or messages.notebook_missing(assignment.notebook)
    else:
        try:
            nb, notes = notebook.repair(notebook.read(submission.data), assignment.record)
            return nb, notes, problem
        except notebook.Damaged as damage:
            problem = problem or messages.notebook_damaged(str(damage))
    blank: NotebookNode = nbformat.from_dict(json.loads(json.dumps(assignment.record)))
    return blank, [problem], problem


def notebook_digest(data: bytes | None) -> str:
    """Digest of a submitted file as it was; that of nothing where there is none."""
    return hashlib.sha256(data or b"").hexdigest()


def versions() -> dict[str, str]:
    """Versions of the packages that can change a score."""
    found: dict[str, str] = {}
    for name in VERSIONS:
        for distribution in (name, f"{name}-cpu"):
            with suppress(importlib.metadata.PackageNotFoundError):
                found.setdefault(name, importlib.metadata.version(distribution))
    return found


def check_graders(assignment: Assignment, judge: JudgeSession) -> None:
    """Every exercise of the record has a grader, whose limits make sense for the assignment.

    Raises:
        UsageError: says which do not.
    """
    names = [exercise.name for exercise in notebook.exercises(assignment.record)]
    missing = [name for name in names if name not in judge.exercises]
    if missing:
        file = f"{judge.folder}/test_{missing[0]}.py"
        said = f"There is no grader for {', '.join(missing)}."
        raise UsageError(said, f"Write {file}; docs/graders.md says how.")
    for name in names:
        judge.limits(name, assignment.limits)


@contextmanager
def open_grader(assignment: Assignment, warm: WarmProcess) -> Iterator[Grader]:
    """Open the judge of an assignment, and close it when the block ends.

    Args:
        assignment: what is graded.
        warm: process from which kernels are forked.

    Raises:
        UsageError: a grader can't be used, or an exercise has none.
    """
    with JudgeSession(assignment.graders) as judge:
        check_graders(assignment, judge)
        yield Grader(assignment, warm, judge)
