"""`python -m bench.patience`: what a student learns of the hidden arguments who hands in again and again.

The student is made up, and as clever as can be. It has no answer to one exercise, and has solved those
that stand behind it in the notebook. Its function writes down what it is called with, in few bits, and
tells them by how checks end, which is all that a page says of hidden questions:

- by the types of exceptions, of which a page names sixteen: four bits for each check
  (`c.FeedbackPage.show` is "hints" or "pictures");
- by points alone: right or not, one bit for each exercise ("points").

At home it reads them, asks Keras for the right answers, and puts them into a table for the next attempt.
A check ends at its first wrong answer, so each round of attempts tells one more call of each check. The
graders are the real ones, asked in this process; only the wall is left out, through which types of
exceptions and points come as they are.

Prints for each exercise after how many attempts all arguments are known, and so all points are had; for
one student, and for a class of thirty who share what they learn; and how long that takes with the
cool-off.
"""

from __future__ import annotations

import builtins
import contextlib
import io
import pickle
import sys
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from bench.stock import ROOT
from panal import messages, notebook
from panal.config import COOL_OFF
from panal.judge.caller import LocalCaller
from panal.judge.session import JudgeSession
from panal.results import Ending, Verdict
from panal.serve.cool_off import Graded, next_grading

ASSIGNMENT = "convolucion"
POOLED = 30
NIBBLE = 4
ERRORS = sorted(messages.KNOWN_ERRORS)
"""The types that a page names."""

TARGETS = (
    *("convolve", "count_params", "identity_kernel"),
    *("output_shape", "same_padding", "edge_kernel", "avg_pool_conv"),
)
MOST = 100_000


@dataclass(frozen=True, slots=True)
class Learnt:
    """How it went.

    Args:
        exercise: which one.
        calls: different arguments that were learnt.
        bytes: of all of them, packed.
        rounds: of attempts, each of which needs what the one before told.
        attempts: of one student in all.
        pooled: the most that one of thirty needs who share the work.
    """

    exercise: str
    calls: int
    bytes: int
    rounds: int
    attempts: int
    pooled: int


class Lesson:
    """The real graders, and right answers to all exercises."""

    def __init__(self, judge: JudgeSession) -> None:
        self._judge = judge
        self.namespace: dict[str, Any] = {"__name__": "__main__"}
        folder = ROOT / "source" / ASSIGNMENT
        nb = notebook.read((folder / f"{ASSIGNMENT}.ipynb").read_bytes())
        cells = [each for each in nb.cells if each.cell_type == "code"]
        names = [str(each.metadata.get("claimed")) for each in cells]
        self.exercises = [each for each in names if each in judge.exercises]
        with contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()):
            for name, cell in zip(names, cells, strict=True):
                # Cells that only show need a notebook around them.
                with contextlib.nullcontext() if name in self.exercises else suppress(Exception):
                    exec(cell.source, self.namespace)

    def grade(self, exercise: str, function: Callable[..., Any]) -> Verdict:
        """What the real grader says of a function in the place of an answer."""
        caller = LocalCaller({**self.namespace, exercise: function})
        return self._judge.grade(exercise, caller, 10.0)


class Student:
    """The one described above.

    Args:
        lesson: what is graded.
        exercise: the one that the student has no answer to.
        types: whether types of exceptions are told, or points alone.
    """

    def __init__(self, lesson: Lesson, exercise: str, *, types: bool) -> None:
        self._lesson = lesson
        self._exercise = exercise
        self._table: dict[bytes, Any] = {}
        behind = lesson.exercises[lesson.exercises.index(exercise) + 1 :]
        self._behind = behind
        self._types = types
        self.right = False

    def symbols(self) -> int:
        """Bits that the exercises behind this one carry in one attempt; tried with the graders, since
        a function that raises at each call is called once by each check.
        """
        if not self._types:
            return len(self._behind)
        return NIBBLE * sum(map(self._checks, self._behind))

    def _checks(self, exercise: str) -> int:
        """See that what a function raises is what the page says, check by check."""
        sent: list[str] = []

        def raises(*_: Any, **__: Any) -> None:
            sent.append(ERRORS[len(sent) % len(ERRORS)])
            raise _error(sent[-1])

        checks = self._lesson.grade(exercise, raises).checks
        told = [_told(check.ending, check.sentence) for check in checks]
        return sum(one == other for one, other in zip(sent, told, strict=False))

    def attempt(self) -> list[bytes]:
        """Hand in what is known. Returns the first unknown arguments of each check, packed."""
        unknown: list[bytes] = []

        def answer(*args: Any, **kwargs: Any) -> Any:
            packed = pack(args, kwargs)
            if packed in self._table:
                return self._table[packed]
            unknown.append(packed)
            raise ValueError

        verdict = self._lesson.grade(self._exercise, answer)
        self.right = verdict.points == verdict.max_points
        return unknown

    def learn(self, packed: bytes) -> None:
        """Ask Keras, at home."""
        args, kwargs = unpack(packed)
        self._table[packed] = self._lesson.namespace[self._exercise](*args, **kwargs)


def learn(lesson: Lesson, exercise: str, *, types: bool, students: int = POOLED) -> Learnt:
    """Let a student hand in until all points are had."""
    student = Student(lesson, exercise, types=types)
    bits = student.symbols()
    rounds = attempts = pooled = 0
    known: set[bytes] = set()
    while not student.right and attempts < MOST:
        found = {each for each in student.attempt() if each not in known}
        rounds += 1
        if student.right:
            attempts += 1
            pooled += 1
            break
        if not found or not bits:
            return Learnt(exercise, len(known), sum(map(len, known)), rounds, 0, 0)
        needed = ceil(sum(8 * (len(each) + 2) for each in found) / bits)
        attempts += needed
        pooled += ceil(needed / students)
        for each in found:
            student.learn(each)
        known |= found
    return Learnt(exercise, len(known), sum(map(len, known)), rounds, attempts, pooled)


TYPICAL = pickle.dumps(
    (((3, 3), 3, (1, 28, 28, 3), "same", "valid", True, False, np.zeros(1, np.float32)), {}), 5
)
"""What arguments look like, which makes short ones shorter."""


def pack(args: Sequence[Any], kwargs: Mapping[str, Any]) -> bytes:
    """Arguments in few bytes."""
    packing = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=TYPICAL)
    return packing.compress(pickle.dumps((args, dict(kwargs)), 5)) + packing.flush()


def unpack(packed: bytes) -> Any:
    return pickle.loads(zlib.decompressobj(-15, zdict=TYPICAL).decompress(packed))


def _error(name: str) -> BaseException:
    kind = getattr(builtins, name, None) or type(name, (Exception,), {})
    found: BaseException = kind()
    return found


def _told(ending: Ending, sentence: str) -> str:
    """What a page says of a function that raised."""
    if ending is Ending.OUT_OF_MEMORY:
        return "MemoryError"
    return next((name for name in ERRORS if f"`{name}`" in sentence), "")


def days(attempts: int, minutes: Sequence[float] = COOL_OFF) -> float:
    """How long so many attempts with different answers take at least, if a program hands them in."""
    when, earlier = 0.0, list[Graded]()
    for number in range(attempts):
        when = max(when, next_grading(earlier, f"answer {number}", minutes))
        earlier = [*earlier[-200:], Graded(when, f"answer {number}")]
    return when / 86400


def main() -> int:
    out = Console(width=None if sys.stdout.isatty() else 130)
    table = Table(title=f"{ASSIGNMENT}: until all hidden arguments of an exercise are known")
    for column in (
        "exercise",
        "calls",
        "bytes",
        "what is told",
        "rounds",
        "attempts",
        "with the cool-off",
        f"each of {POOLED}",
        "with the cool-off",
    ):
        table.add_column(
            column, justify="left" if column in ("exercise", "what is told") else "right"
        )
    with JudgeSession(ROOT / "graders" / ASSIGNMENT) as judge:
        lesson = Lesson(judge)
        for exercise in TARGETS:
            for types in (True, False):
                found = learn(lesson, exercise, types=types)
                table.add_row(
                    *(exercise, str(found.calls), str(found.bytes)),
                    "types of exceptions" if types else "points alone",
                    *(str(found.rounds), str(found.attempts), _long(days(found.attempts))),
                    *(str(found.pooled), _long(days(found.pooled))),
                )
    out.print(table)
    return 0


def _long(days: float) -> str:
    return f"{days:.1f} days" if days >= 1 else f"{24 * days:.1f} hours"


if __name__ == "__main__":
    sys.exit(main())
