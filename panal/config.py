"""nbgrader_config.py in, frozen values out. Nothing else of panal reads configuration, flags or
environment.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from traitlets import Enum, Float, Integer, List, Unicode
from traitlets.config import Configurable

MAX_ANSWER_BYTES = 32 * 2**20
"""More does not fit into a message of the kernel, see `panal.kernel.provisioner`."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one submission may use. Each field is a trait of `Sealed` with the same name, which
    documents it.
    """

    cell_cpu_seconds: float = 20.0
    cell_wall_seconds: float = 60.0
    call_cpu_seconds: float = 10.0
    call_wall_seconds: float = 45.0
    test_cell_cpu_seconds: float = 1.0
    exercise_cpu_seconds: float = 10.0
    submission_wall_seconds: float = 900.0
    restarts: int = 40
    memory_bytes: int = 3 * 2**30
    processes: int = 256
    sockets: int = 500
    descriptors: int = 4096
    disk_bytes: int = 256 * 2**20
    output_bytes: int = 16 * 2**20
    output_messages: int = 5000
    submission_output_bytes: int = 64 * 2**20
    picture_bytes: int = 4 * 2**20
    answer_bytes: int = MAX_ANSWER_BYTES
    notebook_bytes: int = 32 * 2**20


_DEFAULT = Limits()


class Sealed(Configurable):
    """Limits of the sealed kernels that run students' code, and what is loaded in them. Set as
    `c.Sealed.<name>`.
    """

    cell_cpu_seconds = Float(
        _DEFAULT.cell_cpu_seconds, help="Processor seconds of one cell, all its processes together."
    ).tag(config=True)
    cell_wall_seconds = Float(
        _DEFAULT.cell_wall_seconds, help="Seconds by the clock of one cell."
    ).tag(config=True)
    call_cpu_seconds = Float(
        _DEFAULT.call_cpu_seconds,
        help="Processor seconds of one call of a grader to a student's function.",
    ).tag(config=True)
    call_wall_seconds = Float(
        _DEFAULT.call_wall_seconds, help="Seconds by the clock of one such call."
    ).tag(config=True)
    test_cell_cpu_seconds = Float(
        _DEFAULT.test_cell_cpu_seconds,
        help="Processor seconds of a cell that checks an exercise, until its calls have shown that they come to an end.",
    ).tag(config=True)
    exercise_cpu_seconds = Float(
        _DEFAULT.exercise_cpu_seconds,
        help="Processor seconds that one exercise may lose in what runs out of time. Then the next call has one, and each one "
        "that is lost halves that.",
    ).tag(config=True)
    submission_wall_seconds = Float(
        _DEFAULT.submission_wall_seconds,
        help="Seconds by the clock of a whole submission, the processor time of calls that are answered not counted. "
        "What is not graded by then is out of time.",
    ).tag(config=True)
    restarts = Integer(
        _DEFAULT.restarts,
        help="How often a submission may kill its kernel; what is left then is not run any more.",
    ).tag(config=True)
    memory_bytes = Integer(
        _DEFAULT.memory_bytes,
        help="Memory that the processes of a submission may have on their own, in bytes.",
    ).tag(config=True)
    processes = Integer(_DEFAULT.processes, help="Processes and threads of a submission.").tag(
        config=True
    )
    sockets = Integer(
        _DEFAULT.sockets,
        help="Open sockets of a submission; each holds memory that counts for no process.",
    ).tag(config=True)
    descriptors = Integer(
        _DEFAULT.descriptors,
        help="Room for open files in all processes of a submission together, as Linux makes it: 64, 128, 256, … for each.",
    ).tag(config=True)
    disk_bytes = Integer(
        _DEFAULT.disk_bytes, help="Bytes that a submission may have written at a time."
    ).tag(config=True)
    output_bytes = Integer(
        _DEFAULT.output_bytes, help="Bytes of output of one cell, pictures included."
    ).tag(config=True)
    output_messages = Integer(_DEFAULT.output_messages, help="Messages of output of one cell.").tag(
        config=True
    )
    submission_output_bytes = Integer(
        _DEFAULT.submission_output_bytes,
        help="Bytes of output of all cells together; what is above it is left out.",
    ).tag(config=True)
    picture_bytes = Integer(
        _DEFAULT.picture_bytes,
        help="Bytes of one picture that a cell shows; a larger one is left out.",
    ).tag(config=True)
    answer_bytes = Integer(
        _DEFAULT.answer_bytes,
        min=0,
        max=MAX_ANSWER_BYTES,
        help="Bytes of the arrays of one answer of a student's function.",
    ).tag(config=True)
    notebook_bytes = Integer(_DEFAULT.notebook_bytes, help="Size of a submitted notebook.").tag(
        config=True
    )

    preload = List(
        Unicode(),
        default_value=[
            "tensorflow",
            "keras",
            "matplotlib.pyplot",
            "skimage.io",
            "skimage.io._io",
            "scipy.signal",
        ],
        help="Modules that the warm process imports before kernels are forked from it. None may run an operation.",
    ).tag(config=True)
    graders_directory = Unicode(
        "graders",
        help="Folder of the hidden graders, below the course's root; one folder in it for each assignment.",
    ).tag(config=True)

    def limits(self) -> Limits:
        return Limits(**{field.name: getattr(self, field.name) for field in fields(Limits)})


class FeedbackPage(Configurable):
    """What students' feedback pages show. Set as `c.FeedbackPage.<name>`."""

    show = Enum(
        ("points", "hints", "pictures"),
        default_value="pictures",
        help="`points`: points and comments; `hints`: each check and its hint, too; `pictures`: the notebook's cases, too.",
    ).tag(config=True)


LOCKS = frozenset({
    "network", "seccomp", "capabilities", "fresh files", "disk",
    "read-only root", "run folder", "hidden init", "masks", "environment", "landlock",
    "own uid",
})  # fmt: skip
"""Names of the locks of the wall that can be left off one by one."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """What it takes to start sealed kernels; plain data, the same for every submission of a course.

    Args:
        limits: what one submission may use.
        preload: modules of the warm process.
        isolation: `sealed`, or `none` where the operator asked for it by name.
        hidden: folders that must not be seen even if they lie below one that is mounted (course,
            exchange).
        without: locks that are left off, for tests which show that each of them is needed; results
            say so.
    """

    limits: Limits
    preload: tuple[str, ...]
    isolation: str = "sealed"
    hidden: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        unknown = set(self.without) - LOCKS
        if unknown or self.isolation not in ("sealed", "none"):
            raise ValueError(f"unknown isolation {self.isolation!r} or locks {sorted(unknown)}")

    @property
    def description(self) -> str:
        """What results say of the isolation."""
        return (
            f"{self.isolation}, without {', '.join(self.without)}"
            if self.without
            else self.isolation
        )


def sealing(config: Any, isolation: str = "sealed", hidden: tuple[Path, ...] = ()) -> Sealing:
    """Read `c.Sealed` of a traitlets configuration.

    Raises:
        traitlets.TraitError: a value is of the wrong kind.
    """
    traits = Sealed(config=config)
    return Sealing(
        traits.limits(),
        tuple(traits.preload),
        isolation,
        tuple(str(path.resolve()) for path in hidden),
    )
