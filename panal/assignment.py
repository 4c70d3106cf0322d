"""What is graded, and by what: two values, each made in one place and handed on unchanged.

`panal.course.course.open_assignment` makes an `Assignment`, `panal.course.submitted` a
`Submission`. Both are plain data, so that they can travel to a worker.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from panal.config import Limits, Sealing
from panal.results import StudentId

DemoOutputs = Mapping[str, list[dict[str, Any]]]
"""Outputs of the instructor's demonstrations by grade id: plain data, as a notebook file has them."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """An assignment as it was released, and whatever else its grading needs but the submissions.

    Args:
        name: nbgrader's assignment id.
        notebook: name of its notebook, without `.ipynb`.
        record: the released notebook, its cells as the gradebook has them; see `panal.notebook`.
        files: what lies beside the notebook when it runs, by name: the instructor's files.
        graders: folder of its graders.
        sealing: limits and isolation of the kernels.
        language: of the sentences for students, such as `es`.
        all_cells: whether cells that only show run, too; see `panal.skipping`.
        demos: what the demonstrations show that do not run, see `panal.course.demo_outputs`.
    """

    name: str
    notebook: str
    record: NotebookNode
    files: Mapping[str, bytes]
    graders: Path
    sealing: Sealing
    language: str = "es"
    demos: DemoOutputs = field(default_factory=dict)
    all_cells: bool = False

    @property
    def limits(self) -> Limits:
        """What one submission may use."""
        return self.sealing.limits


@dataclass(frozen=True, slots=True)
class Submission:
    """What a student handed in, as bytes.

    Args:
        student: whose it is.
        data: content of the submitted notebook file; None if there is none.
        problem: why it could not be taken, in the student's language; empty if it could.
        file: name of that file, as it may be shown.
        notes: sentences on how it was found.
    """

    student: StudentId
    data: bytes | None
    problem: str = ""
    file: str = ""
    notes: tuple[str, ...] = ()
