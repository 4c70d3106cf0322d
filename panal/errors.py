"""What panal raises. What a student's code does is never here; it is an `Ending` in a result.

PanalError
├── UsageError           the command, its arguments or the course are not right     exit code 2
├── EnvironmentProblem   this machine lacks something                               exit code 2
└── EngineFailure        one submission could not be graded, by no fault of the
                         student's; the others go on, the next run tries it again   exit code 1
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


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


class Interrupted(BaseException):
    """Ctrl-C. No library takes it for its own business, as many do with KeyboardInterrupt."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The end of a sentence about a name that nobody knows; empty if nothing is like it.

    >>> did_you_mean("convolucin", ["convolucion", "redes"])
    " Did you mean 'convolucion'?"
    >>> did_you_mean("source/redes/", ["convolucion", "redes"])
    " Did you mean 'redes'?"
    """
    last = name.rstrip("/").rpartition("/")[2]
    by_case = {each.casefold(): each for each in known}
    begun = [each for each in by_case if each.startswith(last.casefold())]
    found = difflib.get_close_matches(last.casefold(), by_case, 1) or begun
    return f" Did you mean {by_case[found[0]]!r}?" if found else ""
