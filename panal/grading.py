"""One submission, from file to result. Read this first.

A `Grader` has what all submissions of an assignment share: the judge, and the warm process from
which kernels are forked. `Grader.grade` takes a submission through four steps:

1. *Read and repair*: the record of what was released decides what each cell is.
2. *Show*: a fresh sealed kernel runs the notebook. Everything that anybody sees comes from here.
   It is asked only the cases that stand in the notebook.
3. *Ask*: a second fresh kernel runs the same cells silently. At each test cell the judge asks it.
4. *Judge*: outside the wall, by what real Keras computes.

So what is shown never saw what is asked, and what is asked is never shown. What the student's code
does is an `Ending` in the result. What we or the machine fail at is an `EngineFailure`, and then
there is no result.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import nbformat
from nbformat import NotebookNode

from panal import demos, messages, notebook, outputs, skipping
from panal.asking import KernelCaller
from panal.assignment import Assignment, Submission
from panal.judge.session import JudgeSession
from panal.kernel.warm import WarmProcess
from panal.missing import why_missing
from panal.provenance import notebook_digest, versions
from panal.results import Check, Ending, Example, Result, Verdict
from panal.run import Run, Shown, notes_of, open_run


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
            every = notebook.exercises(assignment.record)
            verdicts = tuple(self._damaged(exercise, problem) for exercise in every)
        else:
            cells = [
                i
                for i, cell in enumerate(nb.cells)
                if cell.cell_type == "code" and i not in skipped
            ]
            with open_run(self.warm, nb, assignment.files, shown=True) as shown:
                examples, callers, more = self._show(shown, nb, cells)
            with open_run(self.warm, nb, assignment.files, shown=False) as asked:
                # What Show had to leave out is left out from the start, if it is known why.
                never = shown.left_out.keys() - shown.unexplained
                asked.left_out.update((i, shown.left_out[i]) for i in never)
                found = self._ask(asked, nb, [i for i in cells if i not in never], callers)
            verdicts = tuple(map(Verdict.explained_by, found, examples))
            runs = [shown, asked]
            notes += more + notes_of(shown, asked)
        notes += outputs.clean_outputs(nb, assignment.limits.picture_bytes)
        for index in skipped:
            nb.cells[index].outputs = demos.in_place_of(nb.cells[index], assignment.demos)
        result = Result(
            assignment=assignment.name,
            verdicts=verdicts,
            notes=(*submission.notes, *notes),
            isolation=self.warm.isolation,
            graders=self.judge.digest,
            notebook=notebook_digest(submission.data),
            file=submission.file,
            versions=versions(),
            seconds=time.monotonic() - start,
            cpu_seconds=sum(run.cpu_seconds for run in runs),
            memory_bytes=max((run.memory_bytes for run in runs), default=0),
        )
        outputs.write_verdicts(nb, result)
        return nb, result

    def _show(
        self, run: Run, nb: NotebookNode, cells: list[int]
    ) -> tuple[list[tuple[Example, ...]], dict[str, KernelCaller], list[str]]:
        """Run the cells for what they show, and try the notebook's own cases.

        What these give back is shown as well, so they are tried here, where no hidden argument
        ever was.
        """
        examples, callers, shown = [], {}, Shown(nb, self.assignment.limits)
        for index, exercise in self._exercises(nb):
            if index in cells:
                shown.run_cell(run, index)
            if exercise is not None:
                caller = callers[exercise.name] = self._caller(exercise, run, nb, gives_up=True)
                found = self.judge.examples(exercise.name, caller, self.assignment.files)
                examples.append(found)
        return examples, callers, shown.notes

    def _ask(
        self, run: Run, nb: NotebookNode, cells: list[int], callers: dict[str, KernelCaller]
    ) -> list[Verdict]:
        """Run the cells up to the last test, and judge each exercise when its test is reached."""
        verdicts = []
        last = max((index for index, due in self._exercises(nb) if due), default=-1)
        for index, due in self._exercises(nb):
            if index in cells and index <= last:
                run.run_cell(index)
            if due is not None:
                caller = self._caller(due, run, nb, before=callers[due.name])
                verdict = self.judge.grade(due.name, caller, due.points)
                verdicts.append(replace(verdict, grade_id=due.grade_id))
        return verdicts

    def _exercises(self, nb: NotebookNode) -> Iterator[tuple[int, notebook.Exercise | None]]:
        """The position of each cell, and the exercise that is due when it has run."""
        by_id = {str(each.grade_id): each for each in notebook.exercises(self.assignment.record)}
        for index, cell in enumerate(nb.cells):
            yield index, by_id.get(str(notebook.nbgrader_of(cell).get("grade_id")))

    def _caller(
        self, due: notebook.Exercise, run: Run, nb: NotebookNode, **more: Any
    ) -> KernelCaller:
        limits = self.judge.limits(due.name, self.assignment.limits)
        missing = partial(why_missing, nb, {**run.stopped, **run.left_out})
        return KernelCaller(run, limits, missing, **more)

    def _damaged(self, exercise: notebook.Exercise, sentence: str) -> Verdict:
        check = Check(exercise.name, "Cuaderno entregado", 1.0, Ending.NOTEBOOK_DAMAGED, sentence)
        return Verdict(exercise.grade_id, exercise.points, (check,))


def read_and_repair(
    submission: Submission, assignment: Assignment
) -> tuple[NotebookNode, list[str], str]:
    """The notebook to be graded.

    Returns:
        The notebook, notes on what was put right, and why the submission can't be read, in the
        student's language. If it can't be read, the notebook is the one that was released.
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
        names = [exercise.name for exercise in notebook.exercises(assignment.record)]
        judge.require(names, assignment.limits)
        yield Grader(assignment, warm, judge)
