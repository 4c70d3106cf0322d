"""What panal raises. What a student's code does is never here; it is an `Ending` in a result.

PanalError
├── UsageError           the command, its arguments or the course are not right     exit code 2
├── EnvironmentProblem   this machine lacks something                               exit code 2
└── EngineFailure        one submission could not be graded, by no fault of the
                         student's; the others go on, the next run tries it again   exit code 1
"""

from __future__ import annotations


class PanalError(Exception):
    """Base of all errors of panal: what happened, and what to do about it.

    Args:
        message: what happened, one sentence.
        hint: what to do, one sentence.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UsageError(PanalError):
    """The command, its arguments or the course are not right."""

    exit_code = 2


class EnvironmentProblem(PanalError):
    """This machine lacks something that grading needs."""

    exit_code = 2


class EngineFailure(PanalError):
    """One submission could not be graded: the machine or our own code failed, never the student's.

    It earns no point and costs none. Nothing but the edge of one submission may catch it, and that of
    what is done once for all of them.
    """
