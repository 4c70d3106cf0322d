"""The messages between a worker and the process that uses it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from panal.assignment import Assignment, Submission
from panal.errors import PanalError
from panal.results import StudentId

if TYPE_CHECKING:
    from panal.course.graded import Graded


@dataclass(frozen=True, slots=True)
class Grade:
    """A submission to be graded; the answer is an `Outcome`.

    Args:
        submission: what a student handed in.
    """

    submission: Submission


@dataclass(frozen=True, slots=True)
class Call:
    """A function to be called; the answer is what it returns.

    Args:
        function: an importable one, called with the worker's `Grader` and then `args`.
        args: picklable values, by position.
        kwargs: by keyword.
    """

    function: Callable[..., Any]
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Request:
    """What a worker is asked.

    Args:
        what: what it is to do.
        assignment: for which assignment; None for that of the request before.
    """

    what: Grade | Call
    assignment: Assignment | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """A worker's first message.

    Args:
        pid: its process number.
    """

    pid: int


@dataclass(frozen=True, slots=True)
class Done:
    """The answer to a request.

    Args:
        value: what the function returned.
    """

    value: Any


@dataclass(frozen=True, slots=True)
class Failed:
    """The other answer to a request.

    Args:
        error: what the function raised; an `EngineFailure` if that was no error of panal's.
    """

    error: PanalError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one submission.

    Args:
        student: whose it is.
        graded: the graded submission; None if it could not be graded.
        problem: why it could not, and what to do.
    """

    student: StudentId
    graded: Graded | None = None
    problem: str = ""


def is_there(grader: object) -> bool:
    """What is called on a worker to make it ready: its judge is then open.

    >>> is_there(object())
    True
    """
    return grader is not None
