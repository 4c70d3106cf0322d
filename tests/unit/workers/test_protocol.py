"""panal.workers.protocol: each message arrives at another process as it was sent."""

from __future__ import annotations

import math
import pickle
import subprocess
import sys
from dataclasses import fields

import pytest

from panal.assignment import Submission
from panal.errors import EngineFailure, EnvironmentProblem, PanalError, UsageError
from panal.results import StudentId
from panal.workers import protocol
from panal.workers.protocol import Call, Done, Failed, Grade, Outcome, Ready, Request
from tests.unit.workers.fakes import assignment

MESSAGES = [
    Ready(17),
    Request(Grade(Submission(StudentId("ana"), b"bytes")), assignment(cell_cpu_seconds=2.5)),
    Request(Call(math.hypot, (3, 4))),
    Request(Call(dict, kwargs={"a": [1, None]})),
    Done({"a": (1, 2.5)}),
    Outcome(StudentId("ana"), problem="Disk full."),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_it_arrives_as_it_was_sent(message: object) -> None:
    assert pickle.loads(pickle.dumps(message)) == message


@pytest.mark.parametrize(
    "error",
    [
        EngineFailure("Disk full."),
        UsageError("There is no grader.", "Write one."),
        EnvironmentProblem("No bubblewrap.", "Install it."),
    ],
)
def test_an_error_keeps_its_family_and_what_to_do(error: PanalError) -> None:
    """Whose fault it is must not get lost on the way."""
    found = pickle.loads(pickle.dumps(Failed(error))).error
    assert type(found) is type(error)
    assert str(found) == str(error)
    assert vars(found) == vars(error)


def test_a_request_may_leave_the_assignment_out() -> None:
    """It is the largest part, and the same for a whole class."""
    record = len(pickle.dumps(Request(Call(math.hypot), assignment())))
    assert len(pickle.dumps(Request(Call(math.hypot)))) < record
    assert Request(Call(math.hypot)).assignment is None


def test_every_message_is_one_of_these() -> None:
    """A new kind of message needs its line above."""
    kinds = {
        each
        for each in vars(protocol).values()
        if isinstance(each, type) and each.__module__ == protocol.__name__
    }
    sent = {type(message) for message in MESSAGES} | {Failed, Grade, Call}
    assert kinds == sent
    assert all(fields(kind) for kind in kinds)


def test_it_is_quick_to_import() -> None:
    """The fork server needs it before it imports anything of the judge's."""
    code = "import sys, panal.workers.protocol; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"panal.judge.session", "panal.course.graded", "keras"} & set(ran.stdout.split())
