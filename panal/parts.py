"""What is found out about each notebook of a submission, and the result that they make together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from nbformat import NotebookNode

from panal import messages, notebook
from panal.asking import KernelCaller
from panal.assignment import HandedIn, Released
from panal.kernel.kernel import Ran
from panal.notebook import Exercise
from panal.results import Example, GradeId, Result, Verdict
from panal.run import Run


@dataclass(slots=True)
class Part:
    """One notebook of a submission on its way.

    Args:
        released: as it was released.
        nb: as it runs; in the end, with outputs.
        exercises: its cells with points.
        inside: which of them are judged inside.
        notes: see `panal.results.Result`.

    Attributes:
        runs: its runs.
        seen: what came of cells with tests where they are shown.
        examples: the notebook's own cases, as they were tried.
        callers: who asked for them.
        found: the verdicts.
    """

    released: Released
    nb: NotebookNode
    exercises: Sequence[Exercise]
    inside: Collection[GradeId]
    notes: list[str]
    runs: list[Run] = field(default_factory=list)
    seen: dict[GradeId, Ran | None] = field(default_factory=dict)
    examples: dict[GradeId, tuple[Example, ...]] = field(default_factory=dict)
    callers: dict[GradeId, KernelCaller] = field(default_factory=dict)
    found: dict[GradeId, Verdict] = field(default_factory=dict)

    def steps(self) -> Iterator[tuple[int, Exercise | None]]:
        """The position of each cell, and the exercise whose tests are due when it has run."""
        tests = {str(each.grade_id): each for each in self.exercises if each.tests}
        for index, cell in enumerate(self.nb.cells):
            yield index, tests.get(str(notebook.nbgrader_of(cell).get("grade_id")))


def read_and_repair(handed_in: HandedIn, released: Released) -> tuple[NotebookNode, list[str], str]:
    """The notebook to be graded.

    Returns:
        The notebook, notes on what was put right, and why it can't be read, in the student's
        language. If it can't be read, the notebook is the one that was released.
    """
    problem = handed_in.problem
    if handed_in.data is None:
        problem = problem or messages.notebook_missing(released.name)
    else:
        try:
            nb, notes = notebook.repair(notebook.read(handed_in.data), released.record)
            return nb, [*handed_in.notes, *notes], problem
        except notebook.Damaged as damage:
            problem = problem or messages.notebook_damaged(str(damage))
    return notebook.as_released(released.record), [*handed_in.notes, problem], problem


def together(parts: Sequence[Part], **more: Any) -> Result:
    """The result of a submission.

    Args:
        parts: what was found out about each of its notebooks.
        more: the other fields of the result.
    """
    several = len(parts) > 1
    runs = [run for part in parts for run in part.runs]
    return Result(
        verdicts=tuple(
            replace(part.found[each.grade_id], notebook=part.released.name if several else "")
            for part in parts
            for each in part.exercises
        ),
        notes=tuple(
            f"{part.released.name}: {note}" if several else note
            for part in parts
            for note in part.notes
        ),
        cpu_seconds=sum(run.cpu_seconds for run in runs),
        memory_bytes=max((run.memory_bytes for run in runs), default=0),
        **more,
    )
