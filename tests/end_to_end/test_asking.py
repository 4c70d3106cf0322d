"""Whatever a grader can ask, through the wall: arguments and answers of each kind, variables,
exceptions, probes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from panal.asking import KernelCaller
from panal.judge.caller import Functions, not_there
from panal.judge.endings import CheckEnded
from panal.kernel.warm import WarmProcess
from panal.results import Ending
from panal.run import open_run
from tests.end_to_end import catalogue

NOTEBOOK = """
import numpy as np

counts = {"a": 1, ("b", 2): [1.5, None]}

def same(value, **also):
    return (value, *also.values()) if also else value

class Account:
    def __init__(self, owner):
        self.owner, self.balance = owner, 0

    def deposit(self, amount):
        if amount < 0:
            raise ValueError("no hay depósitos negativos")
        self.balance += amount

def deposit(amount):
    Account("").deposit(amount)

def integrate(function, start, end, steps=1000):
    width = (end - start) / steps
    return sum(function(start + (i + 0.5) * width) for i in range(steps)) * width
"""


@contextmanager
def asked(warm: WarmProcess, *cells: str) -> Iterator[Functions]:
    """A notebook that has run where it is asked."""
    nb = new_notebook(cells=[new_code_cell(cell) for cell in cells])
    with open_run(warm, nb, {}, shown=False) as run:
        for index in range(len(cells)):
            run.run_cell(index)
        yield Functions(KernelCaller(run, run.limits, not_there))


@pytest.fixture(scope="module")
def warm() -> Iterator[WarmProcess]:
    with WarmProcess(catalogue.sealing(preload=("numpy",))) as process:
        yield process


@pytest.fixture(scope="module")
def submission(warm: WarmProcess) -> Iterator[Functions]:
    with asked(warm, NOTEBOOK) as functions:
        yield functions


VALUES: list[Any] = [
    None, True, 10**400, float("-inf"), 1 + 2j, "ñ 🐝", b"\x00\xff",
    [1, (2, [3])], {"a": {1: {2.5}}}, {1, "a", (None,)}, np.eye(3)[np.newaxis], np.array([True]), np.array(["a", "bcd"]),
    np.array([1j]), np.array("2026-11-28", "M8[D]"),
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_what_goes_in_comes_out(submission: Functions, value: Any) -> None:
    """By position and by keyword, through two processes and back."""
    for found in (submission.same(value).value, submission.same(0, also=value).value[1]):  # type: ignore[index]
        assert type(found) is type(value)
        if isinstance(value, np.ndarray):
            np.testing.assert_array_equal(found, value, strict=True)
        else:
            assert found == value


def balance(notebook: Any, *amounts: float) -> dict[str, Any]:
    account = notebook.Account("Ana")
    for amount in amounts:
        account.deposit(amount)
    return {"owner": account.owner, "balance": account.balance}


def square(x: float) -> float:
    return x**2


def test_questions_of_each_kind(submission: Functions) -> None:
    """A variable, an exception, a probe, a function as argument."""
    assert submission.value("counts").mapping() == {"a": 1, ("b", 2): [1.5, None]}
    assert "negativos" in submission.deposit.raises(ValueError, -1).text()
    assert submission.evaluate(balance, 5, 7).mapping() == {"owner": "Ana", "balance": 12}
    assert submission.integrate(square, 0, 3).number() == pytest.approx(9, abs=1e-3)
    assert submission.integrate(lambda x: 2 * x, 0, 3).number() == pytest.approx(9)


def endless(notebook: Any) -> None:
    while True:
        notebook.same(1)


def leaves(notebook: Any) -> None:
    import os

    os._exit(0)


def ended(ask: Callable[[], object]) -> Ending:
    with pytest.raises(CheckEnded) as caught:
        ask()
    return caught.value.ending


def test_probes_have_the_limits_of_calls(warm: WarmProcess) -> None:
    """They run in the student's process: what it does there is the student's."""
    with asked(warm, NOTEBOOK) as submission:
        assert ended(lambda: submission.evaluate(endless)) is Ending.OUT_OF_TIME
        assert ended(lambda: submission.evaluate(leaves)) is Ending.KERNEL_DIED
        assert ended(lambda: submission.evaluate(balance, -1)) is Ending.RAISED
        assert submission.evaluate(balance, 2).mapping()["balance"] == 2
