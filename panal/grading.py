"""One submission, from file to result. Read this first.

`Grader` keeps what is shared by all submissions of an assignment: the warm process from which
kernels are forked, and the judge with the collected graders. `Grader.grade` runs one notebook from
top to bottom; when it reaches a test cell, the judge asks the live kernel. Whatever the notebook
does ends in a result.
"""

from __future__ import annotations

import gc
import hashlib
import importlib.metadata
import json
import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import nbformat
import zmq.asyncio
from nbformat import NotebookNode
from nbformat.v4 import new_output

from panal import demos, messages, notebook, outputs
from panal.config import Limits, Sealing
from panal.errors import UsageError
from panal.judge.answer import Value
from panal.judge.caller import BuildShape
from panal.judge.decode import TooLarge, Undecodable, decode
from panal.judge.endings import CheckEnded
from panal.judge.session import JudgeSession
from panal.kernel.kernel import Kernel, KernelGone, open_kernel, size
from panal.kernel.provisioner import bounded_context
from panal.kernel.warm import WarmProcess
from panal.kernel.watch import Stop
from panal.results import EARNS_POINTS, HIT_A_LIMIT, Check, Ending, Example, Result, Verdict

log = logging.getLogger(__name__)
T = TypeVar("T")

DemoOutputs = Mapping[str, list[dict[str, Any]]]
"""Outputs of demonstrations by grade id: plain data, as a notebook file has them."""

VERSIONS = ("panal", "tensorflow", "keras", "numpy", "ipykernel", "pytest")
QUIET_AND_EQUAL = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "CUDA_VISIBLE_DEVICES": "-1",
}
"""Of the judge's TensorFlow, as of the kernels': no greetings, and the same numbers on every
processor.
"""

LAST_SECOND = 1.0
"""Processor seconds of a call when those that an exercise may lose are used up; each one that is
lost then halves them.
"""

LEAST_SECONDS = 0.1
"""But not below this: most right answers take a hundredth of it."""

LOSSES_OF_AN_EXERCISE = 3
"""Kernels that the calls of one exercise may cost. The calls that are left then end like the last
one, for the restarts of a submission are there for its other exercises, too."""

OUT_OF_TIME = Stop(Ending.OUT_OF_TIME, messages.too_much_cpu())

PARTS_OF_AN_EXERCISE = 3_000_000
"""Numbers in lists that the answers to the calls of one exercise may have together."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What was handed in, as bytes, and what it is graded by.

    Args:
        assignment: nbgrader's assignment id.
        record: the released notebook, see `panal.notebook`.
        data: the submitted notebook file; None if there is none.
        files: what lies beside the notebook when it runs, by name: the instructor's files.
        problem: why `data` could not be taken, in the student's language; empty if it could.
        all_cells: run the instructor's demonstrations, too, whether anything depends on them or
            not.
        demos: what demonstrations that do not run show in their place, see `render_demos`.
        file: the name of the file that `data` is of, as it may be shown.
        notes: sentences on how it was found.
    """

    assignment: str
    record: NotebookNode
    data: bytes | None
    files: Mapping[str, bytes] = field(default_factory=dict)
    problem: str = ""
    all_cells: bool = False
    demos: DemoOutputs = field(default_factory=dict)
    file: str = ""
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Run:
    """What came of running and judging a notebook once."""

    verdicts: tuple[Verdict, ...]
    notes: list[str]
    errors: set[demos.Raised]  # in which calls ended
    cpu_seconds: float = 0.0
    memory_bytes: int = 0


class Grader:
    """Grades submissions of one assignment, one at a time. Got from `open_grader`."""

    def __init__(
        self, warm: WarmProcess, judge: JudgeSession, context: zmq.asyncio.Context
    ) -> None:
        self.warm = warm
        self.judge = judge
        self._context = context

    def grade(
        self, submission: Submission, *, again: bool = True, all_examples: bool = False
    ) -> tuple[NotebookNode, Result]:
        """Run and judge one submission.

        Args:
            submission: what was handed in.
            all_examples: try the notebook's cases also where no points were lost, for `panal
                release`.
            again: whether all cells run in a second try where the first ended in what a
                demonstration that did not run can explain. `panal release` asks for the first try
                alone, to prove that it was enough.

        Returns:
            The notebook that ran, with harmless outputs and the verdicts in its test cells, and the
            result.

        Raises:
            EngineFailure: something of ours failed; nothing that a submission does raises.
            UsageError: the record asks for an exercise that has no grader.
        """
        start = time.monotonic()
        check_graders(submission.record, self.judge)
        nb, notes, readable = _open(submission)
        skipped: frozenset[int] = frozenset()
        if readable:
            skipped = frozenset() if submission.all_cells else demos.left_out(nb)
            run = self._run(nb, submission, skipped, all_examples)
            if skipped and again and self._is_doubtful(nb, submission, run):
                first, skipped = run, frozenset()
                nb, _, _ = _open(submission)
                run = self._run(nb, submission, skipped)
                run.cpu_seconds += first.cpu_seconds
                run.memory_bytes = max(run.memory_bytes, first.memory_bytes)
        else:
            found = notebook.exercises(submission.record)
            run = Run(tuple(self._damaged(exercise, notes[0]) for exercise in found), [], set())
        notes += run.notes + outputs.clean_outputs(nb, self.warm.sealing.limits.picture_bytes)
        for index in skipped:
            nb.cells[index].outputs = _demo_outputs(submission.demos, nb.cells[index])
        result = Result(
            assignment=submission.assignment,
            verdicts=run.verdicts,
            notes=(*submission.notes, *notes),
            isolation=self.warm.sealing.description,
            graders=self.judge.digest,
            notebook=notebook_digest(submission.data),
            file=submission.file,
            versions=versions(),
            seconds=time.monotonic() - start,
            cpu_seconds=run.cpu_seconds,
            memory_bytes=run.memory_bytes,
        )
        outputs.write_verdicts(nb, result)
        return nb, result

    def _run(
        self,
        nb: NotebookNode,
        submission: Submission,
        skipped: frozenset[int],
        all_examples: bool = False,
    ) -> Run:
        found = notebook.exercises(submission.record)
        tests: dict[object, notebook.Exercise] = {exercise.grade_id: exercise for exercise in found}
        verdicts = []
        notes: list[str] = []
        errors: set[demos.Raised] = set()
        limits = self.warm.sealing.limits
        with Runner(self.warm, nb, dict(submission.files), self._context) as runner:
            for index, cell in enumerate(nb.cells):
                if cell.cell_type != "code" or index in skipped:
                    continue
                exercise = tests.get(notebook.nbgrader_of(cell).get("grade_id"))
                if exercise is None:
                    stop = runner.run_cell(index)
                else:
                    # What it shows moves no score, so little time is lost on it before the calls
                    # say whether they end.
                    stop = runner.run_cell(index, limits.test_cell_cpu_seconds, again=False)
                    caller = KernelCaller(runner, limits)
                    verdict = self.judge.grade(exercise.name, caller, exercise.points)
                    if all_examples or wants_examples(verdict):
                        verdict = replace(
                            verdict, examples=self._examples(exercise, caller, submission.files)
                        )
                    verdicts.append(replace(verdict, grade_id=exercise.grade_id))
                    errors |= caller.errors
                    endings = {check.ending for check in verdict.checks}
                    if (
                        stop is not None
                        and stop.ending is Ending.OUT_OF_TIME
                        and Ending.OUT_OF_TIME not in endings
                    ):
                        stop = runner.run_cell(index)
                if stop is not None:
                    notes.append(messages.cell_left_out(index + 1, stop.sentence))
        return Run(
            tuple(verdicts), notes + runner.notes, errors, runner.cpu_seconds, runner.memory_bytes
        )

    def _examples(
        self, exercise: notebook.Exercise, caller: KernelCaller, files: Mapping[str, bytes]
    ) -> tuple[Example, ...]:
        """The notebook's own cases; one that fails by itself costs a student its explanation, and
        the log has the reason.
        """
        caller.hurry()
        examples = self.judge.examples(exercise.name, caller, files)
        for example in examples:
            if example.ending is Ending.GRADER_FAILED:
                log.error("A visible case of %s failed:\n%s", exercise.name, example.sentence)
        return tuple(example for example in examples if example.ending is not Ending.GRADER_FAILED)

    def _is_doubtful(self, nb: NotebookNode, submission: Submission, run: Run) -> bool:
        lost = {
            verdict.grade_id
            for verdict in run.verdicts
            if any(check.ending != "right" for check in verdict.checks)
        }
        incomplete = [
            exercise.name
            for exercise in notebook.exercises(submission.record)
            if exercise.grade_id in lost
        ]
        return demos.doubtful(nb, submission.record, run.errors, incomplete)

    def _damaged(self, exercise: notebook.Exercise, sentence: str) -> Verdict:
        check = Check(exercise.name, "Cuaderno entregado", 1.0, Ending.NOTEBOOK_DAMAGED, sentence)
        return Verdict(exercise.grade_id, exercise.points, (check,))


def notebook_digest(data: bytes | None) -> str:
    """Digest of a submitted file as it was; that of nothing where there is none."""
    return hashlib.sha256(data or b"").hexdigest()


def wants_examples(verdict: Verdict) -> bool:
    """Whether the notebook's own cases can explain lost points: something came back, and no limit
    was hit on the way.
    """
    endings = {check.ending for check in verdict.checks}
    return not (endings <= EARNS_POINTS | {Ending.NO_ATTEMPT} or endings & HIT_A_LIMIT)


def _demo_outputs(outputs: DemoOutputs, cell: NotebookNode) -> list[NotebookNode]:
    """What stands below a demonstration that did not run: that it did not, and what it shows to
    everyone.
    """
    said = {
        "output_type": "display_data",
        "data": {"text/plain": messages.demo_not_run()},
        "metadata": {},
    }
    return [
        *map(
            nbformat.from_dict,
            [said, *outputs.get(str(notebook.nbgrader_of(cell)["grade_id"]), [])],
        )
    ]


def render_demos(warm: WarmProcess, nb: NotebookNode, files: Mapping[str, bytes]) -> DemoOutputs:
    """Run a notebook for what its demonstrations show.

    Args:
        warm: from which its kernel is forked: the instructor's code, too, runs behind the wall.
        nb: the record with the instructor's answers; its outputs come to stand in it.
        files: the instructor's files.

    Returns:
        Harmless outputs; what a demonstration raised is left out, since a traceback quotes the
        answers.
    """
    shown = [index for index, cell in enumerate(nb.cells) if demos.is_demo(cell)]
    context = bounded_context()
    try:
        with Runner(warm, nb, dict(files), context) as runner:
            for index, cell in enumerate(nb.cells[: shown[-1] + 1] if shown else []):
                if cell.cell_type == "code":
                    runner.run_cell(index)
    finally:
        context.destroy(linger=0)
    outputs.clean_outputs(nb, warm.sealing.limits.picture_bytes)
    plain = {
        str(notebook.nbgrader_of(nb.cells[index])["grade_id"]): nb.cells[index].outputs
        for index in shown
    }
    return {
        grade_id: [
            json.loads(json.dumps(output)) for output in outputs if output.output_type != "error"
        ]
        for grade_id, outputs in plain.items()
    }


def _open(submission: Submission) -> tuple[NotebookNode, list[str], bool]:
    """The notebook to be graded, notes on it, and whether the submission could be read at all."""
    blank: NotebookNode = nbformat.from_dict(json.loads(json.dumps(submission.record)))
    if submission.problem or submission.data is None:
        return (
            blank,
            [submission.problem or messages.notebook_missing(submission.assignment)],
            False,
        )
    try:
        nb, notes = notebook.repair(notebook.read(submission.data), submission.record)
    except notebook.Damaged as damage:
        return blank, [messages.notebook_damaged(str(damage))], False
    return nb, notes, True


class Runner:
    """Runs the cells of one notebook, in a new kernel whenever one is lost. Use it as a context
    manager.

    A cell that ends its kernel is left out: the new kernel runs the cells before it, and the
    notebook goes on after it. When it is closed, `cpu_seconds` and `memory_bytes` say what all its
    kernels used.
    """

    def __init__(
        self,
        warm: WarmProcess,
        nb: NotebookNode,
        files: dict[str, bytes],
        context: zmq.asyncio.Context,
    ) -> None:
        self._warm = warm
        self._limits = warm.sealing.limits
        self._nb = nb
        self._files = files
        self._context = context
        self._stack = ExitStack()
        self._kernel: Kernel | None = None
        self._ran: list[int] = []
        self._called: set[str] = set()  # functions that were called in the live kernel
        self._losses = 0
        self.cpu_seconds = 0.0
        self.memory_bytes = 0
        self.notes: list[str] = []  # on outputs that were left out
        self._output_bytes = 0
        self._deadline = time.monotonic() + self._limits.submission_wall_seconds

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, *_: object) -> None:
        self._end_kernel()

    def run_cell(
        self, index: int, cpu_seconds: float | None = None, *, again: bool = True
    ) -> Stop | None:
        """Run a cell; its outputs come to stand in the notebook.

        Args:
            index: which one.
            cpu_seconds: see `Kernel.run_cell`.
            again: see `_try_twice`.

        Returns:
            None, or why the cell was left out.
        """
        try:
            self._try_twice(
                "", lambda kernel: kernel.run_cell(self._nb, index, cpu_seconds), again=again
            )
        except KernelGone as gone:
            return gone.stop
        finally:
            self._bound_outputs(index)
        self._ran.append(index)
        return None

    def _try_twice(
        self,
        name: str,
        action: Callable[[Kernel], T],
        *,
        unexplained: bool = True,
        again: bool = True,
    ) -> T:
        """Do something in the live kernel; where it is lost, once more in a new one, if others may
        have had a hand in it.

        A function that was called for another exercise may have left a thread, a timer or a
        gigabyte behind. In the new kernel no function was called yet. And a kernel that just ends
        may have been ended from outside, as by Linux when the machine has no memory left.

        Args:
            name: the function that is called; none for a cell.
            action: what to do.
            unexplained: whether a kernel that was lost for no limit of ours is a reason to try
                again.
            again: whether functions that were called before are one.

        Raises:
            KernelGone: the kernel was lost by it, or there can be no other one.
        """
        while True:
            kernel = self.kernel()
            others = self._called - {name}  # in a new kernel there are none
            self._called |= {name} - {""}
            try:
                return action(kernel)
            except KernelGone as gone:
                self._lose()
                if not ((others and again) or (gone.unexplained and unexplained)):
                    raise
                unexplained = False

    def _bound_outputs(self, index: int) -> None:
        """Each cell keeps within its own limit, but there are many cells, and updated displays may
        repeat one output.
        """
        cell = self._nb.cells[index]
        bytes_here = size(cell.outputs)
        if self._output_bytes + bytes_here > self._limits.submission_output_bytes:
            cell.outputs = [new_output("stream", name="stdout", text=messages.outputs_left_out())]
            self.notes.append(messages.in_cell(index + 1, messages.outputs_left_out()))
        else:
            self._output_bytes += bytes_here

    def call(
        self, request: dict[str, Any], cpu_seconds: float, *, unexplained: bool = True
    ) -> dict[str, Any]:
        """Send a call to the live kernel; see `Kernel.call` and `_try_twice`.

        Raises:
            KernelGone: the kernel was lost by it, or there can be no other one.
        """
        name = str(request["name"])

        def ask(kernel: Kernel) -> dict[str, Any]:
            before, _ = kernel.used()
            reply = kernel.call(request, cpu_seconds)
            after, _ = kernel.used()
            if reply.get("status") == "out of time":
                if self._called - {
                    name
                }:  # the time may have gone into what another function left behind
                    raise KernelGone(OUT_OF_TIME)
                return reply
            # Who computes for long, but within what each call is promised, does not run into the
            # end of the submission.
            self._deadline += max(0.0, after - before)
            return reply

        return self._try_twice(name, ask, unexplained=unexplained)

    def kernel(self) -> Kernel:
        """The live kernel, with every cell in it that has run so far.

        Raises:
            KernelGone: the submission has used up its time or its restarts.
        """
        while self._kernel is None:
            if time.monotonic() > self._deadline:
                raise KernelGone(Stop(Ending.OUT_OF_TIME, messages.submission_out_of_time()))
            if self._losses > self._limits.restarts:
                raise KernelGone(Stop(Ending.KERNEL_DIED, messages.too_many_restarts()))
            self._kernel = self._stack.enter_context(
                open_kernel(self._warm, self._files, self._context)
            )
            self._run_again()
        if time.monotonic() > self._deadline:
            self._lose()
            raise KernelGone(Stop(Ending.OUT_OF_TIME, messages.submission_out_of_time()))
        return self._kernel

    def _run_again(self) -> None:
        """Bring a new kernel to where the last one was. The outputs were kept the first time."""
        assert self._kernel is not None
        scratch: NotebookNode = nbformat.from_dict(
            json.loads(json.dumps({**self._nb, "cells": []}))
        )
        scratch.cells = [nbformat.from_dict({**cell, "outputs": []}) for cell in self._nb.cells]
        index, draws = None, True
        try:
            for index in list(self._ran):
                if time.monotonic() > self._deadline:
                    return  # `kernel` ends it
                if draws is demos.only_shows(scratch.cells[index]):
                    draws = not draws
                    self._kernel.draw(draws)
                self._kernel.run_cell(scratch, index)
                scratch.cells[index].outputs = []
            if not draws:
                self._kernel.draw(True)
        except KernelGone:
            # The last cell went well before; whatever it does now, without it the rest can go on.
            if index is not None:
                self._ran.remove(index)
            self._lose()

    def _lose(self) -> None:
        if self._kernel is not None:
            self._losses += 1
            self._end_kernel()

    def _end_kernel(self) -> None:
        self._stack.close()
        if self._kernel is not None:
            cpu_seconds, memory_bytes = self._kernel.used()
            self.cpu_seconds += cpu_seconds
            self.memory_bytes = max(self.memory_bytes, memory_bytes)
            self._kernel = None
            self._called = set()


class KernelCaller:
    """A `panal.judge.caller.Caller` that asks the kernel of a submission. One for each exercise.

    Args:
        runner: has the kernel.
        limits: of each call, and of all together.
    """

    def __init__(self, runner: Runner, limits: Limits) -> None:
        self._runner = runner
        self._limits = limits
        self._cpu_left = limits.exercise_cpu_seconds
        self._at_least = LAST_SECOND
        self._hurries = False
        self._losses = 0
        self._last_loss: Stop | None = None
        self._parts = 0
        self.errors: set[demos.Raised] = set()  # in which calls ended

    def hurry(self) -> None:
        """From now on nothing counts: each call has a second, and the first one that is lost is the
        last one.

        What only explains must not take time and restarts from the exercises that come after it.
        """
        self._cpu_left, self._at_least = 0.0, LAST_SECOND
        self._hurries = True

    def call(
        self,
        name: str,
        args: tuple[object, ...],
        kwargs: dict[str, object],
        build: BuildShape | None = None,
    ) -> Value:
        request = {
            "name": name,
            "args": [_pack(value) for value in args],
            "kwargs": {key: _pack(value) for key, value in kwargs.items()},
            "build": list(build) if build is not None else None,
            "answer_bytes": self._limits.answer_bytes,
        }
        if self._last_loss is not None and self._losses >= LOSSES_OF_AN_EXERCISE:
            raise CheckEnded(self._last_loss.ending, self._last_loss.sentence)
        allowed = min(self._limits.call_cpu_seconds, max(self._at_least, self._cpu_left))
        try:
            # One death without a reason may be another's fault; a function that makes a habit of it
            # is not tried so often.
            reply = self._runner.call(request, allowed, unexplained=not self._losses)
        except KernelGone as gone:
            self._losses += 1
            raise self._lost(gone.stop, allowed) from None
        if reply.get("status") == "out of time":
            raise self._lost(OUT_OF_TIME, allowed)
        # Long lists take our own time, which no limit of the kernel's counts.
        answer = reply.get("answer")
        self._parts += answer.count(",") if isinstance(answer, str) else 0
        if self._parts > PARTS_OF_AN_EXERCISE:
            raise CheckEnded(Ending.UNUSABLE, messages.answer_too_large())
        if reply.get("status") == "missing":
            self.errors.add(("", name))
        elif reply.get("status") == "raised":
            self.errors.add(
                (str(reply.get("error") or "")[:100], str(reply.get("name") or "")[:100])
            )
        return _answer(name, reply, self._limits.answer_bytes)

    def _lost(self, stop: Stop, cpu_seconds: float) -> CheckEnded:
        """Only calls that are lost count: who answers slowly, but answers, keeps the time that the
        exercise promises.
        """
        if self._cpu_left < self._at_least:
            self._at_least = max(LEAST_SECONDS, self._at_least / 2)
        self._cpu_left -= cpu_seconds
        self._losses = LOSSES_OF_AN_EXERCISE if self._hurries else self._losses
        self._last_loss = stop
        return CheckEnded(stop.ending, stop.sentence)


def _pack(value: object) -> object:
    """Arguments as JSON, a tuple as `{"tuple": [...]}`; `sealed.kernel.unpack` is its other
    half.
    """
    if isinstance(value, tuple):
        return {"tuple": [_pack(item) for item in value]}
    if isinstance(value, list):
        return [_pack(item) for item in value]
    return value


def _answer(name: str, reply: Mapping[str, object], answer_bytes: int) -> Value:
    """The value in a reply, or how the call ended without one."""
    status = reply.get("status")
    if status == "ok":
        try:
            return decode(reply.get("answer"), answer_bytes)
        except TooLarge:
            raise CheckEnded(Ending.UNUSABLE, messages.answer_too_large()) from None
        except Undecodable:
            raise CheckEnded(Ending.UNUSABLE, messages.answer_unreadable()) from None
    if status == "missing":
        raise CheckEnded(Ending.NO_ATTEMPT, messages.missing_function(name))
    if status == "stub":
        raise CheckEnded(Ending.NO_ATTEMPT, messages.untouched(name))
    if status == "too large":
        raise CheckEnded(Ending.UNUSABLE, messages.answer_too_large())
    if status == "raised":
        error = reply.get("error")
        if error == "MemoryError":
            raise CheckEnded(Ending.OUT_OF_MEMORY, messages.no_memory())
        # Only a name that we know is repeated: one of the student's making could carry hidden
        # arguments out.
        known = isinstance(error, str) and error in messages.KNOWN_ERRORS
        raise CheckEnded(
            Ending.RAISED, messages.raised(str(error)) if known else messages.raised_own_error()
        )
    raise CheckEnded(Ending.UNUSABLE, messages.answer_unreadable())


def check_graders(record: NotebookNode, judge: JudgeSession) -> None:
    """Every exercise of the record has a grader.

    Raises:
        UsageError: names the ones that have none.
    """
    missing = [
        exercise.name
        for exercise in notebook.exercises(record)
        if exercise.name not in judge.exercises
    ]
    if missing:
        raise UsageError(
            f"There is no grader for {', '.join(missing)}.",
            f"Write {judge.folder}/test_{missing[0]}.py; docs/graders.md says how.",
        )


def versions() -> dict[str, str]:
    """Versions of the packages that can change a score."""
    found = {}
    for name in VERSIONS:
        for distribution in (name, f"{name}-cpu"):
            try:
                found[name] = importlib.metadata.version(distribution)
                break
            except importlib.metadata.PackageNotFoundError:
                continue
    return found


@contextmanager
def open_grader(sealing: Sealing, graders: Path) -> Iterator[Grader]:
    """Start what all submissions of an assignment share, and end it when the block ends.

    Args:
        sealing: limits and isolation.
        graders: folder of the assignment's graders.

    Raises:
        EnvironmentProblem: this machine can't seal.
        UsageError: a grader can't be used.
    """
    for name, value in QUIET_AND_EQUAL.items():
        os.environ.setdefault(name, value)
    with (
        WarmProcess(sealing) as warm,
        ExitStack() as stack,
    ):  # both import TensorFlow, at the same time
        with _no_garbage():
            judge = stack.enter_context(JudgeSession(graders))
        warm.wait()
        context = bounded_context()
        try:
            yield Grader(warm, judge, context)
        finally:
            context.destroy(linger=0)


@contextmanager
def _no_garbage() -> Iterator[None]:
    """What a block makes is there to stay: the collector neither looks for garbage in it meanwhile
    nor looks at it later.

    A fifth of the time of importing TensorFlow goes into that.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if was_enabled:
            gc.enable()
