"""A worker: opens the judge of an assignment, and then does what it is asked, one thing at a time.

It is a fork of the fork server, and lives as long as its connection. Pickles travel there, between
two processes of ours: of a student's making they hold nothing but text and numbers.
"""

from __future__ import annotations

import contextlib
import copy
import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from multiprocessing.connection import Connection

from panal.assignment import Assignment
from panal.course.graded import graded
from panal.errors import EngineFailure, PanalError
from panal.grading import Grader, open_grader
from panal.kernel.warm import WarmProcess
from panal.workers.protocol import Call, Done, Failed, Grade, Outcome, Ready, Request

log = logging.getLogger(__name__)


def _done(grader: Grader, what: Grade | Call) -> object:
    """Do what is asked.

    Raises:
        EngineFailure: something of ours failed, so the outcome says nothing.
    """
    if isinstance(what, Call):
        found: object = what.function(grader, *what.args, **what.kwargs)
    else:
        submission = what.submission
        notebooks, result = grader.grade(submission)
        done = graded(notebooks, result, submission, grader.assignment)
        found = Outcome(submission.student, done)
    if not grader.warm.alive():
        # Its end takes every kernel along, which looks as if the student's code had done it.
        raise EngineFailure("The warm process, from which kernels are forked, ended or hung.")
    return found


def serve(connection: Connection, warm: WarmProcess) -> None:
    """Do what is asked, until nobody is there any more.

    Args:
        connection: to the process that asks.
        warm: from which kernels are forked.
    """
    sending = threading.Lock()  # the watch of a kernel is a thread, and may log

    def send(message: object) -> None:
        with sending:
            connection.send(message)

    logging.basicConfig(level=logging.WARNING, handlers=[_Handler(send)], force=True)
    send(Ready(os.getpid()))
    with ExitStack() as stack:
        grader: Grader | None = None
        while True:
            try:
                request: Request = connection.recv()
                if request.assignment is not None:
                    stack.close()
                    grader = None
                    grader = stack.enter_context(_open(request.assignment, warm))
                assert grader is not None
                answer: object = Done(_done(grader, request.what))
            except EOFError:
                return
            except PanalError as error:
                answer = Failed(error)
            except Exception as error:
                log.exception("A worker of panal's failed.")
                answer = Failed(EngineFailure(f"{type(error).__name__}: {error}."))
            try:
                send(answer)
            except ConnectionError:
                return
            except Exception as error:  # pickle raises whatever an object does
                send(Failed(EngineFailure(f"The answer of a worker can't be sent: {error}.")))


@contextlib.contextmanager
def _open(assignment: Assignment, warm: WarmProcess) -> Iterator[Grader]:
    """Open the judge of an assignment, and whatever else its submissions share.

    Raises:
        UsageError: a grader can't be used, or an exercise has none.
    """
    warm = copy.copy(warm)  # the same process, with the limits of this assignment
    warm.sealing = assignment.sealing
    with open_grader(assignment, warm) as grader:
        yield grader


class _Handler(logging.Handler):
    """Sends warnings to where somebody reads them."""

    def __init__(self, send: Callable[[object], None]) -> None:
        super().__init__()
        self._send = send

    def emit(self, record: logging.LogRecord) -> None:
        plain = copy.copy(record)
        plain.msg, plain.args = record.getMessage(), None
        if record.exc_info:
            plain.msg += "\n" + logging.Formatter().formatException(record.exc_info)
        plain.exc_info = plain.exc_text = None
        with contextlib.suppress(OSError):
            self._send(plain)
