"""The catalogue of attacks in tests/attacks/, read as tests/attacks/README.md says, and what to try
them on.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from panal.assignment import Assignment, HandedIn, Released, Submission
from panal.config import LOCKS, RUNGS, Limits, Sealing
from panal.errors import EnvironmentProblem
from panal.grading import Grader, open_grader
from panal.kernel import wall
from panal.kernel.warm import WarmProcess
from panal.results import Result, StudentId
from tests.end_to_end.courses import (
    ASSIGNMENT,
    LESSONS,
    POINTS,
    REDES,
    ROOT,
    bare_source,
    cell_of,
)
from tests.end_to_end.host import names
from tests.machine import lacks

ATTACKS = ROOT / "tests" / "attacks"
NEXT, LATER = "#%% next\n", "#%% later\n"
FIELDS = {
    "tries", "assignment", "exercise", "earns", "others", "ending", "note", "refused", "lock", "limit", "slow", "next",
    "marker",
}  # fmt: skip
ASKED_SHOWN = "asked_shown"
"""The kind whose markers must not stand anywhere in what a student or a teacher sees."""
WITHOUT_NAMESPACES = "without_namespaces"
"""The kind that reaches for what there is beside a kernel, see `tests.end_to_end.host`."""
LIMITS = Limits(
    cell_cpu_seconds=3, cell_wall_seconds=6, call_cpu_seconds=1, call_wall_seconds=5, exercise_cpu_seconds=1, restarts=40,
    memory_bytes=700 * 2**20, processes=128, disk_bytes=24 * 2**20, output_bytes=4 * 2**20, output_messages=1000,
    submission_output_bytes=8 * 2**20, sockets=400,
)  # fmt: skip
"""Small, so that hitting one costs seconds; the right answers stay far below each."""

HIDDEN = Path(nbformat.__file__).parents[1] / "nbgrader"
"""Stands for a course that lies below a mounted folder: the sealed side has no use for nbgrader."""

MODULES = ("tensorflow", "keras", "matplotlib.pyplot")

POINTS_OF = {lesson.name: lesson.points for lesson in LESSONS}
"""The assignments that attacks are tried on."""
IMPORTS_OF = {lesson.name: lesson.imports for lesson in LESSONS}
FILES_OF = {ASSIGNMENT: "bee.png", REDES.name: "insects.npz"}

RIGHT = {
    "convolve": """\
def convolve(image, kernel):
    x, k = image.tolist(), kernel.tolist()
    high, wide = len(k), len(k[0])
    return [[sum(x[i + u][j + v] * k[u][v] for u in range(high) for v in range(wide))
             for j in range(len(x[0]) - wide + 1)] for i in range(len(x) - high + 1)]
""",
    "count_params": """\
def count_params(kernel_size, in_channels, filters, use_bias=True):
    high, wide = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    return high * wide * in_channels * filters + (filters if use_bias else 0)
""",
    "identity_kernel": """\
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    high, wide, ins, outs = shape
    return [[[[float((i, j) == (high // 2, wide // 2) and k == n) for n in range(outs)] for k in range(ins)]
             for j in range(wide)] for i in range(high)]
""",
    "output_shape": """\
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    kernel = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    step = strides if isinstance(strides, tuple) else (strides, strides)
    sides = []
    for size, k, s in zip(input_shape[1:3], kernel, step):
        sides.append(-(-size // s) if padding.lower() == "same" else (size - k) // s + 1)
    return (input_shape[0], sides[0], sides[1], filters)
""",
    "same_padding": """\
def same_padding(size, kernel_size, strides=1):
    total = max((-(-size // strides) - 1) * strides + kernel_size - size, 0)
    return total // 2, total - total // 2
""",
    "edge_kernel": """\
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    high, wide, ins, outs = shape
    middle = high // 2
    return [[[[float((i > middle) - (i < middle))] for k in range(ins)] for j in range(wide)] for i in range(high)]
""",
    "avg_pool_conv": """\
def avg_pool_conv(pool_size=3, channels=3):
    high, wide = pool_size if isinstance(pool_size, tuple) else (pool_size, pool_size)
    layer = Conv2D(channels, (high, wide), strides=(high, wide), use_bias=False)
    layer.build((None, 24, 24, channels))
    kernel = np.zeros((high, wide, channels, channels), "float32")
    for c in range(channels):
        kernel[:, :, c, c] = 1 / (high * wide)
    layer.set_weights([kernel])
    return layer
""",
    "max_pool_counterexample": """\
def max_pool_counterexample():
    return [[1.0, 0.0], [0.0, 0.0]], [[0.0, 1.0], [0.0, 0.0]]
""",
}
"""Right answers that lean on as little as possible, so that they stand in a spoilt namespace,
too.
"""

RIGHT_OF = {
    ASSIGNMENT: RIGHT,
    REDES.name: {
        "receptive_field": """\
def receptive_field(layers):
    seen = jump = 1
    for layer in layers:
        seen += (layer["kernel_size"] - 1) * layer.get("dilation_rate", 1) * jump
        jump *= layer.get("strides", 1)
    return seen
""",
        "scores_by_class": """\
def scores_by_class(labels, predictions, names):
    found = {}
    pairs = [(int(a), int(b)) for a, b in zip(labels, predictions)]
    for k, name in enumerate(names):
        hits = sum(a == b == k for a, b in pairs)
        said, there = sum(b == k for a, b in pairs), sum(a == k for a, b in pairs)
        found[name] = {"precision": hits / said if said else 0.0, "recall": hits / there if there else 0.0}
    return found
""",
    },
}
"""Of `redes` only to what costs next to nothing."""


@dataclass(frozen=True)
class Attack:
    """One file of the catalogue; the fields are those of its header, see
    tests/attacks/README.md.
    """

    path: Path
    tries: str
    exercise: str
    source: str
    assignment: str = ASSIGNMENT
    earns: str = "0"
    others: str = "full"
    ending: tuple[str, ...] = ()
    note: str = ""
    refused: tuple[str, ...] = ()
    locks: tuple[tuple[str, ...], ...] = ()
    limit: str = ""
    slow: bool = False
    poisons: bool = False
    probe: str = ""
    later: str = ""
    markers: tuple[str, ...] = ("BROKEN",)

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.stem}"

    @property
    def points(self) -> Mapping[str, int]:
        """The points of each exercise of its assignment."""
        return POINTS_OF[self.assignment]

    def submission(self, among: Collection[str] = POINTS) -> NotebookNode:
        """The notebook that is handed in: right answers to these exercises, and the attack."""
        nb = some_of(right_answers(assignment=self.assignment), among)
        if self.exercise == "notebook":
            names: dict[str, object] = {}
            exec(compile(self.source, self.path, "exec"), names)
            edited = names["notebook"](nb)  # type: ignore[operator]
            return edited if edited is not None else nb
        cell_of(nb, self.exercise).source = self.source
        if self.later:
            nb.cells.append(new_code_cell(self.later, id="later"))
        return nb

    @property
    def neighbours(self) -> tuple[str, ...]:
        """The exercise that it stands in, and the ones before and after it; of `redes`, those with a
        right answer. All if it changes the notebook as a whole.
        """
        if self.assignment != ASSIGNMENT:
            answered = {self.exercise, *RIGHT_OF[self.assignment]}
            return tuple(name for name in self.points if name in answered)
        names = list(POINTS)
        if self.exercise == "notebook":
            return tuple(names)
        here = names.index(self.exercise)
        return tuple(names[(here + step) % len(names)] for step in (-1, 0, 1))

    def limits(self) -> Limits:
        """Limits of which those that the attack aims at are set high, as its header says."""
        high = {
            name.strip(): eval(value)
            for name, _, value in (part.partition("=") for part in self.limit.split(","))
        }
        return replace(LIMITS, **high)


def attacks() -> list[Attack]:
    """The whole catalogue, sorted by kind and name."""
    return [_read(path) for path in sorted(ATTACKS.glob("*/*.py"))]


def _read(path: Path) -> Attack:
    text = path.read_text(encoding="utf-8")
    fields: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        found = re.fullmatch(r"# ?(?:([A-Z][a-z]+): )?(.*)", line)
        if found is None:
            break
        if found[1]:
            name = found[1].lower()
            assert name in FIELDS and name not in fields, f"{path}: field {name!r}"
            fields[name] = found[2]
        else:
            fields[name] += " " + found[2]
    rest, _, probe = text.partition(NEXT)
    source, _, later = rest.partition(LATER)
    if path.parent.name == WITHOUT_NAMESPACES:
        source = names() + source
    locks = tuple(
        tuple(group.split(" + ")) for group in filter(None, fields.get("lock", "").split(", "))
    )
    assert {lock for group in locks for lock in group} <= LOCKS, f"{path}: lock {locks}"
    return Attack(
        path=path,
        tries=fields["tries"],
        exercise=fields["exercise"],
        source=source,
        assignment=fields.get("assignment", ASSIGNMENT),
        earns=fields.get("earns", "0"),
        others=fields.get("others", "full"),
        ending=tuple(filter(None, fields.get("ending", "").split(" | "))),
        note=fields.get("note", ""),
        refused=tuple(filter(None, fields.get("refused", "").split(", "))),
        locks=locks,
        limit=fields.get("limit", ""),
        slow="slow" in fields,
        poisons="next" in fields or bool(probe),
        probe=probe,
        later=later,
        markers=("BROKEN", *filter(None, [fields.get("marker", "")])),
    )


def right_answers(probe: str = "", assignment: str = ASSIGNMENT) -> NotebookNode:
    """A notebook with all right answers to an assignment that there are here, of the first one worth
    100 points; `probe` is a cell of the student's own before the first exercise.
    """
    nb = copy.deepcopy(RECORDS[assignment])
    for exercise, source in RIGHT_OF[assignment].items():
        cell_of(nb, exercise).source = source
    if probe:
        nb.cells.insert(1, new_code_cell(probe, id="probe"))
    return nb


def _record(assignment: str) -> NotebookNode:
    """The bare notebook as it would be released."""
    nb = bare_source(POINTS_OF[assignment], IMPORTS_OF[assignment])
    for exercise in POINTS_OF[assignment]:
        cell_of(
            nb, exercise
        ).source = f"def {exercise}(*args, **kwargs):\n    raise NotImplementedError\n"
    return nb


RECORDS = {assignment: _record(assignment) for assignment in POINTS_OF}
RECORD = RECORDS[ASSIGNMENT]


def sealing(
    limits: Limits = LIMITS,
    preload: tuple[str, ...] = MODULES,
    without: tuple[str, ...] = (),
    rung: str = RUNGS[0],
) -> Sealing:
    return Sealing(limits, preload, rung, (str(HIDDEN),), without)


def require(rung: str) -> None:
    """See that this machine has a rung of the wall."""
    try:
        wall.settled(sealing(rung=rung))
    except EnvironmentProblem as problem:
        lacks(f"{rung}: {problem}")


@contextmanager
def grader(sealing: Sealing) -> Iterator[Grader]:
    """A grader of the bare notebook, in the tests' own process."""
    with WarmProcess(sealing) as warm, grader_on(warm) as opened:
        yield opened


@contextmanager
def grader_on(warm: WarmProcess, assignment: str = ASSIGNMENT) -> Iterator[Grader]:
    """The same on a warm process that others use, too."""
    file = FILES_OF[assignment]
    files = {file: (ROOT / "source" / assignment / file).read_bytes()}
    released = (Released(assignment, RECORDS[assignment]),)
    graders = ROOT / "graders" / assignment
    with open_grader(
        Assignment(assignment, released, files, graders, warm.sealing, "es"), warm
    ) as opened:
        yield opened


def some_of(nb: NotebookNode, exercises: Collection[str]) -> NotebookNode:
    """The notebook without its other exercises."""
    others = {
        name
        for points in POINTS_OF.values()
        for exercise in points.keys() - set(exercises)
        for name in (exercise, f"test_{exercise}")
    }
    smaller = copy.deepcopy(nb)
    smaller.cells = [
        cell for cell in nb.cells if cell.metadata.get("nbgrader", {}).get("grade_id") not in others
    ]
    return smaller


def grader_of_some(grader: Grader, exercises: Collection[str]) -> Grader:
    """The same for a notebook that never had more; see `some_of`."""
    name = grader.assignment.name
    released = (Released(name, some_of(RECORDS[name], exercises)),)
    return Grader(replace(grader.assignment, notebooks=released), grader.warm, grader.judge)


def hand_in(grader: Grader, nb: NotebookNode | bytes) -> tuple[NotebookNode, Result]:
    """Grade a notebook as `panal grade` does."""
    data = nb if isinstance(nb, bytes) else nbformat.writes(nb).encode("utf-8", "surrogatepass")
    [graded], result = grader.grade(Submission(StudentId("ana"), (HandedIn(data),)))
    return graded, result


def shown(nb: NotebookNode) -> str:
    """What the outputs of a graded notebook say; tracebacks are left out, for they quote the
    sources.
    """
    outputs = [output for cell in nb.cells if cell.cell_type == "code" for output in cell.outputs]
    return "\n".join(
        repr({key: value for key, value in output.items() if key != "traceback"})
        for output in outputs
    )


def points(result: Result) -> dict[str, float]:
    return {verdict.grade_id.removeprefix("test_"): verdict.points for verdict in result.verdicts}


def below(pid: int) -> set[int]:
    """Numbers of all processes below one, itself not included, nor what has ended and only waits to
    be collected.
    """
    found: set[int] = set()
    todo = [pid]
    while todo:
        current = todo.pop()
        try:
            tasks = list(Path(f"/proc/{current}/task").iterdir())
            children = [
                int(word) for task in tasks for word in (task / "children").read_text().split()
            ]
        except OSError:
            continue
        alive = [child for child in children if not _has_ended(child)]
        found.update(alive)
        todo += alive
    return found


def _has_ended(pid: int) -> bool:
    try:
        return (
            Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[0]
            in "ZX"
        )
    except OSError:
        return True
