"""One run of a notebook's cells in a sealed kernel, and in a new one when that is lost."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

from panal import messages
from panal.config import Limits
from panal.kernel.cell_outputs import ERROR_BYTES, size
from panal.kernel.kernel import Kernel, KernelGone, Ran, open_kernel
from panal.kernel.warm import WarmProcess
from panal.kernel.watch import Stop
from panal.notebook import exercises_by_cell
from panal.results import Ending


class Run:
    """Runs cells one after the other. Got from `open_run`.

    A cell that ends its kernel is left out: the next kernel runs the cells before it, and the
    notebook goes on after it (the first row of `panal.again.TABLE`). If a kernel ended between two
    cells, nobody knows which one did it, and all of them run again. Nor does anybody know it of a
    cell in whose kernel functions were called before: what they left behind may have ended it.

    Args:
        warm: from which kernels are forked.
        nb: the notebook.
        files: what lies beside it, by name.
        shown: whether what cells show is wanted.
    """

    def __init__(
        self, warm: WarmProcess, nb: NotebookNode, files: Mapping[str, bytes], *, shown: bool
    ) -> None:
        self._warm = warm
        self.limits = warm.sealing.limits
        self.nb = nb
        self._files = files
        self._shown = shown
        self._stack = ExitStack()
        self._kernel: Kernel | None = None
        self._ran: list[int] = []
        self._losses = 0
        self._deadline = time.monotonic() + self.limits.submission_wall_seconds
        self.called: set[str] = set()  # functions that were called in the live kernel
        self.stopped: dict[int, Stop] = {}
        self.left_out: dict[int, Stop] = {}
        self.unexplained: set[int] = set()  # of those left out; perhaps by no fault of theirs
        self.cpu_seconds = 0.0
        self.memory_bytes = 0

    @property
    def stops(self) -> dict[int, Stop]:
        """Why cells were stopped or left out, by position."""
        return {**self.stopped, **self.left_out}

    def run_cell(self, index: int) -> Ran | None:
        """Run a cell.

        Returns:
            What came of it; None if it was left out, and `left_out` says why. A cell that was
            stopped at a limit is in `stopped`, and what it had defined stays.

        Raises:
            EngineFailure: something of ours failed.
        """
        while True:
            own = others = False
            try:
                if not self.kernel().alive():
                    self.lose()
                kernel = self.kernel()
                own, others = True, bool(self.called)
                ran = self._run(kernel, index)
            except KernelGone as gone:
                self.lose()
                if others:  # in the new one no function was called yet
                    self.stopped.pop(index, None)
                    continue
                self.left_out[index] = gone.stop
                if gone.unexplained or not own:
                    self.unexplained.add(index)
                return None
            self._ran.append(index)
            return ran

    def call(self, request: dict[str, Any], limits: Limits) -> dict[str, Any] | Stop:
        """Send a call to the live kernel; see `Kernel.call`.

        Raises:
            KernelGone: the call cost the kernel, or there can be no other one.
            EngineFailure: something of ours failed.
        """
        kernel = self.kernel()
        before, _ = kernel.used()
        self.called.add(str(request["name"]))
        try:
            reply = kernel.call(request, limits)
            if isinstance(reply, Stop):
                self._require_rest(kernel, reply)
        except KernelGone:
            self.lose()
            raise
        # A call that takes long, but no longer than each is promised, takes nothing from the time
        # of the whole submission.
        after, _ = kernel.used()
        self._deadline += 0.0 if isinstance(reply, Stop) else max(0.0, after - before)
        return reply

    def kernel(self) -> Kernel:
        """The live kernel, with every cell in it that has run so far.

        Raises:
            KernelGone: the submission has used up its time or its restarts.
            EngineFailure: no kernel came up.
        """
        while self._kernel is None:
            if self._losses > self.limits.restarts:
                sentence = messages.too_many_restarts(self.limits.restarts)
                raise KernelGone(Stop(Ending.KERNEL_DIED, sentence))
            self._require_time()
            kernel = open_kernel(self._warm, self._files, shown=self._shown)
            self._kernel = self._stack.enter_context(kernel)
            self._run_again(self._kernel)
        self._require_time()
        return self._kernel

    def lose(self) -> None:
        """Give the live kernel up. When another one is needed, the cells so far run again there."""
        if self._kernel is not None:
            self._losses += 1
            self.end()

    def end(self) -> None:
        """End the live kernel, if there is one.

        Raises:
            EngineFailure: its processes can't be ended.
        """
        kernel, self._kernel = self._kernel, None
        self.called = set()
        try:
            self._stack.close()
        finally:
            if kernel is not None:
                cpu_seconds, memory_bytes = kernel.used()
                self.cpu_seconds += cpu_seconds
                self.memory_bytes = max(self.memory_bytes, memory_bytes)

    def _run_again(self, kernel: Kernel) -> None:
        """Bring a new kernel to where the last one was. What is shown was kept the first time."""
        for index in list(self._ran):
            try:
                self._require_time()
                self._run(kernel, index)
            except KernelGone as gone:
                # This cell went well before; without it, the others may do so again.
                self._ran.remove(index)
                self.left_out[index] = gone.stop
                self.unexplained.add(index)
                self.lose()
                return

    def _run(self, kernel: Kernel, index: int) -> Ran:
        ran = kernel.run_cell(self.nb.cells[index].source)
        if ran.stop is not None:
            self.stopped[index] = ran.stop
            self._require_rest(kernel, ran.stop)
        return ran

    def _require_rest(self, kernel: Kernel, stop: Stop) -> None:
        """See that what was stopped does not go on in a thread, at the cost of all that comes later.

        Raises:
            KernelGone: it does, so the kernel is lost for the same reason.
        """
        if kernel.goes_on():
            raise KernelGone(stop)

    def _require_time(self) -> None:
        if time.monotonic() > self._deadline:
            sentence = messages.submission_out_of_time(self.limits.submission_wall_seconds)
            raise KernelGone(Stop(Ending.OUT_OF_TIME, sentence))


@contextmanager
def open_run(
    warm: WarmProcess, nb: NotebookNode, files: Mapping[str, bytes], *, shown: bool
) -> Iterator[Run]:
    """A run; its last kernel ends with the block. See `Run`."""
    run = Run(warm, nb, files, shown=shown)
    try:
        yield run
    finally:
        run.end()


class Shown:
    """Puts what cells show into their notebook, within a limit for all of it.

    Args:
        nb: the notebook.
        limits: `submission_output_bytes`.
    """

    def __init__(self, nb: NotebookNode, limits: Limits) -> None:
        self._nb = nb
        self._names = exercises_by_cell(nb)
        self._left = self._limit = limits.submission_output_bytes
        self.notes: list[str] = []  # on what was left out

    def run_cell(self, run: Run, index: int) -> Ran | None:
        """Run a cell for what it shows; see `Run.run_cell`."""
        ran = run.run_cell(index)
        if ran is None:
            return None
        self._left -= size(ran.outputs)
        outputs = ran.outputs
        if self._left < 0:
            self._left += size(outputs)
            said = messages.outputs_left_out(self._limit)
            errors = [each for each in outputs if each.output_type == "error"]
            kept = [each for each in errors[:1] if size(each) <= ERROR_BYTES]
            outputs = [new_output("stream", name="stdout", text=said), *kept]
            self.notes.append(messages.in_cell(index + 1, said, self._names.get(index, "")))
        elif ran.too_much:
            self.notes.append(messages.outputs_cut(index + 1, self._names.get(index, "")))
        self._nb.cells[index].outputs = outputs
        return ran


def notes_of(shown: Run, *asked: Run) -> list[str]:
    """A sentence on each cell that was stopped or left out, in the notebook's order.

    Of a run that was asked it says no more than that something was different there: which cells
    a submission ends after it was asked, and how, would tell what was asked.
    """
    names = exercises_by_cell(shown.nb)
    said = {
        index: messages.cell_interrupted(index + 1, stop.sentence, names.get(index, ""))
        for index, stop in shown.stopped.items()
    }
    said |= {
        index: messages.cell_left_out(index + 1, stop.sentence, names.get(index, ""))
        for index, stop in shown.left_out.items()
    }
    notes = [said[index] for index in sorted(said)]
    if any({*run.stopped, *run.left_out} - said.keys() for run in asked):
        notes.append(messages.asked_without_a_cell())
    return notes
