"""One submission, from file to result. Read this first.

A `Grader` has what all submissions of an assignment share: the judge, and the warm process from
which kernels are forked. `Grader.grade` takes each notebook of a submission through four steps:

1. *Read and repair*: the record of what was released decides what each cell is.
2. *Show*: a fresh sealed kernel runs the notebook. Everything that anybody sees comes from here.
   It is asked only the cases that stand in the notebook.
3. *Ask*: a second fresh kernel runs the same cells silently. At each cell with tests the judge asks
   it; tests of an exercise without a grader run there, hidden ones included.
4. *Judge*: outside the wall, by what real Keras computes. What is judged inside is counted there,
   what a person judges is pending (`panal.verdicts`).

So what is shown never saw what is asked, and what is asked is never shown. What the student's code
does is an `Ending` in the result. What we or the machine fail at is an `EngineFailure`, and then
there is no result.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from nbformat import NotebookNode

from panal import demos, language, notebook, outputs, packages, skipping, verdicts
from panal.asking import KernelCaller
from panal.assignment import Assignment, HandedIn, Released, Submission
from panal.judge.session import JudgeSession, has_graders
from panal.kernel.warm import WarmProcess
from panal.missing import raised_here, why_missing
from panal.notebook import Exercise
from panal.parts import Part, read_and_repair, together
from panal.provenance import versions
from panal.results import Judged, Result
from panal.run import Run, Shown, notes_of, open_run


class Grader:
    """Grades submissions of one assignment, one at a time. Got from `open_grader`."""

    def __init__(
        self, assignment: Assignment, warm: WarmProcess, judge: JudgeSession | None
    ) -> None:
        self.assignment = assignment
        self.warm = warm
        self.judge = judge  # None if the assignment has no graders
        self._versions = versions()

    def grade(self, submission: Submission) -> tuple[list[NotebookNode], Result]:
        """Run and judge one submission.

        Args:
            submission: what was handed in.

        Returns:
            Each notebook that ran, with harmless outputs and the verdicts; and the result.

        Raises:
            EngineFailure: something of ours failed; nothing that a submission does raises.
        """
        start = time.monotonic()
        pairs = zip(self.assignment.notebooks, submission.notebooks, strict=True)
        parts = [self._graded(released, handed_in) for released, handed_in in pairs]
        result = together(
            parts,
            assignment=self.assignment.name,
            isolation=self.warm.isolation,
            graders=self.judge.digest if self.judge is not None else "",
            notebook=submission.digest,
            file=submission.file,
            versions=self._versions,
            seconds=time.monotonic() - start,
        )
        for part in parts:
            outputs.write_verdicts(part.nb, result.of(part.released.name))
        return [part.nb for part in parts], result

    def judged(self, exercise: Exercise) -> Judged:
        """How an exercise is judged."""
        if not exercise.tests:
            return Judged.PERSON
        outside = self.judge is not None and exercise.grader in self.judge.exercises
        return Judged.OUTSIDE if outside else Judged.INSIDE

    def _graded(self, released: Released, handed_in: HandedIn) -> Part:
        """Take one notebook through the four steps."""
        nb, notes, problem = read_and_repair(handed_in, released)
        exercises = notebook.exercises(released.record)
        inside = [each.grade_id for each in exercises if self.judged(each) is Judged.INSIDE]
        part = Part(released, nb, exercises, inside, notes)
        full = notebook.with_hidden_tests(nb, released.record, inside)
        skipped = frozenset[int]()
        if not self.assignment.all_cells:
            skipped = skipping.left_out(full, inside)
        if problem:
            there = not handed_in.gone
            for each in exercises:
                judged = self.judged(each)
                part.found[each.grade_id] = verdicts.damaged(each, judged, problem, there=there)
        else:
            code = [i for i, cell in enumerate(nb.cells) if cell.cell_type == "code"]
            self._run(part, full, [i for i in code if i not in skipped])
        part.notes += outputs.clean_outputs(nb, self.assignment.limits.picture_bytes)
        for index in skipped:
            nb.cells[index].outputs = demos.in_place_of(nb.cells[index], released.demos)
        return part

    def _run(self, part: Part, full: NotebookNode, cells: list[int]) -> None:
        """Show and ask a notebook. `full` is the same one with its hidden tests."""
        for each in part.exercises:
            if not each.tests:
                answered = each.is_task or notebook.is_answered(part.nb, part.released.record, each)
                part.found[each.grade_id] = verdicts.by_person(each, answered=answered)
        files = self.assignment.files
        with open_run(self.warm, part.nb, files, shown=True) as shown:
            self._show(shown, part, cells)
        part.runs.append(shown)
        if any(due for _, due in part.steps()):
            with open_run(self.warm, full, files, shown=False) as asked:
                # What Show had to leave out is left out from the start, if it is known why.
                never = shown.left_out.keys() - shown.unexplained
                asked.left_out.update((i, shown.left_out[i]) for i in never)
                self._ask(asked, part, full, [i for i in cells if i not in never])
            part.runs.append(asked)
        part.notes += notes_of(*part.runs)

    def _show(self, run: Run, part: Part, cells: list[int]) -> None:
        """Run the cells for what they show, and try the notebook's own cases.

        What these give back is shown as well, so they are tried here, where no hidden argument
        ever was.
        """
        shown = Shown(part.nb, self.assignment.limits)
        for index, due in part.steps():
            ran = shown.run_cell(run, index) if index in cells else None
            if due is None or self.judge is None or due.grade_id in part.inside:
                part.seen.update({due.grade_id: ran} if due is not None else {})
                continue
            more = {"raised": partial(raised_here, part.nb, due.grader), "gives_up": True}
            caller = self._caller(self.judge, due, run, part, **more)
            part.callers[due.grade_id] = caller
            found = self.judge.examples(due.grader, caller, self.assignment.files)
            part.examples[due.grade_id] = found
        part.notes += shown.notes

    def _ask(self, run: Run, part: Part, full: NotebookNode, cells: list[int]) -> None:
        """Run the cells up to the last tests, and judge each exercise when its tests are reached."""
        last = max(index for index, due in part.steps() if due)
        for index, due in part.steps():
            ran = run.run_cell(index) if index in cells and index <= last else None
            if due is None:
                continue
            if self.judge is None or due.grade_id in part.inside:
                stop = run.stopped.get(index) or run.left_out.get(index)
                hidden = full.cells[index].source != part.nb.cells[index].source
                seen = part.seen[due.grade_id]
                verdict = verdicts.inside(due, ran, stop, seen, hidden=hidden)
            else:
                before = part.callers[due.grade_id]
                caller = self._caller(self.judge, due, run, part, before=before)
                verdict = self.judge.grade(due.grader, caller, due.points)
                verdict = replace(verdict, grade_id=due.grade_id)
                verdict = verdict.explained_by(part.examples[due.grade_id])
            part.found[due.grade_id] = verdict

    def _caller(
        self, judge: JudgeSession, due: Exercise, run: Run, part: Part, **more: Any
    ) -> KernelCaller:
        limits = judge.limits(due.grader, self.assignment.limits)
        shown = part.runs[0] if part.runs else run
        missing = partial(why_missing, part.nb, part.released.record, run.stops, shown.stops)
        return KernelCaller(run, limits, missing, **more)


@contextmanager
def open_grader(assignment: Assignment, warm: WarmProcess) -> Iterator[Grader]:
    """Open the judge of an assignment, and close it when the block ends. Meanwhile this process speaks
    the language of the course.

    Args:
        assignment: what is graded.
        warm: process from which kernels are forked.

    Raises:
        UsageError: a package is missing, a grader can't be used, or there is no exercise for it.
    """
    language.use(assignment.language)
    packages.require(assignment.requirements, assignment.name)
    with ExitStack() as stack:
        judge = None
        if has_graders(assignment.graders):
            judge = stack.enter_context(JudgeSession(assignment.graders))
            names = [each.grader for each in assignment.exercises if each.tests]
            judge.require(names, assignment.limits)
        yield Grader(assignment, warm, judge)
