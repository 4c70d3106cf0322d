"""What is graded, and by what: two values, each made in one place and handed on unchanged.

`panal.course.course.open_assignment` makes an `Assignment`, `panal.course.submitted` a
`Submission`. Both are plain data, so that they can travel to a worker.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from panal.config import Limits, Sealing
from panal.language import DEFAULT
from panal.notebook import Exercise, exercises
from panal.provenance import notebook_digest
from panal.results import StudentId

DemoOutputs = Mapping[str, list[dict[str, Any]]]
"""Outputs of the instructor's demonstrations by grade id: plain data, as a notebook file has them."""


@dataclass(frozen=True, slots=True)
class Released:
    """One notebook of an assignment, as it was released.

    Args:
        name: of the notebook, without `.ipynb`.
        record: its cells as the gradebook has them; see `panal.notebook`.
        demos: what the demonstrations show that do not run, see `panal.course.demo_outputs`.
    """

    name: str
    record: NotebookNode
    demos: DemoOutputs = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Assignment:
    """An assignment as it was released, and whatever else its grading needs but the submissions.

    Args:
        name: nbgrader's assignment id.
        notebooks: its notebooks, by name.
        files: what lies beside a notebook when it runs, by name: the instructor's files.
        graders: folder of its graders.
        sealing: limits and isolation of the kernels.
        language: of the course, one of `panal.language.languages`.
        all_cells: whether cells that only show run, too; see `panal.skipping`.
        requirements: the packages that it needs, see `panal.packages`.
    """

    name: str
    notebooks: tuple[Released, ...]
    files: Mapping[str, bytes]
    graders: Path
    sealing: Sealing
    language: str = DEFAULT
    all_cells: bool = False
    requirements: str = ""

    def with_demos(self, demos: Mapping[str, DemoOutputs]) -> Assignment:
        """The same, with the outputs of demonstrations by the name of their notebook."""
        shown = (replace(each, demos=demos.get(each.name, {})) for each in self.notebooks)
        return replace(self, notebooks=tuple(shown))

    def only(self, notebook: str) -> Assignment:
        """The same, as if it had but one of its notebooks."""
        return replace(
            self, notebooks=tuple(each for each in self.notebooks if each.name == notebook)
        )

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """The cells with points, in the order of the notebooks."""
        several = len(self.notebooks) > 1
        return tuple(
            replace(exercise, notebook=each.name if several else "")
            for each in self.notebooks
            for exercise in exercises(each.record)
        )

    @property
    def limits(self) -> Limits:
        """What one submission may use."""
        return self.sealing.limits


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A notebook that a student handed in, as bytes.

    Args:
        data: content of the submitted file; None if there is none.
        problem: why it could not be taken, in the student's language; empty if it could.
        file: name of that file, as it may be shown.
        notes: sentences on how it was found.
        gone: whether no file is there at all, so that not even a person has anything to look at.
    """

    data: bytes | None
    problem: str = ""
    file: str = ""
    notes: tuple[str, ...] = ()
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Submission:
    """What a student handed in.

    Args:
        student: whose it is.
        notebooks: one for each notebook of the assignment, in that order.
    """

    student: StudentId
    notebooks: tuple[HandedIn, ...]

    @property
    def digest(self) -> str:
        """Digest of the submitted file; if there are several, of their digests."""
        digests = [notebook_digest(each.data) for each in self.notebooks]
        return digests[0] if len(digests) == 1 else notebook_digest("".join(digests).encode())

    @property
    def file(self) -> str:
        """Names of the submitted files, as they may be shown."""
        return ", ".join(each.file for each in self.notebooks if each.file)
