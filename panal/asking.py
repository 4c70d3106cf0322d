"""The judge's questions, sent to the kernel of a submission that is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from panal import again, messages
from panal.config import Limits
from panal.judge.caller import Kind, Question, read_reply
from panal.judge.endings import CheckEnded
from panal.kernel.kernel import KernelGone
from panal.kernel.watch import Stop
from panal.results import Ending
from panal.run import Run
from panal.sealed.values import Value

LAST_SECOND = 1.0
"""Processor seconds of a call once its exercise has lost all that it may. Each further call that is
lost halves them.
"""

LEAST_SECONDS = 0.1
"""But they never fall below this. Most right answers take a hundredth of it."""

LOSSES_OF_AN_EXERCISE = 3
"""Kernels that the calls of one exercise may cost. Its other calls then end like the last one: the
restarts of a submission are there for its other exercises, too.
"""

DEATHS = (Ending.OUT_OF_MEMORY, Ending.KERNEL_DIED)
"""Endings of a call whose sentence does not say by itself where it happened."""

PARTS_OF_AN_EXERCISE = 3_000_000
"""Numbers in lists that all answers of one exercise may have together."""


class KernelCaller:
    """A `panal.judge.caller.Caller` that asks the kernel of a submission. One for each exercise.

    Args:
        run: has the kernel.
        limits: of each call, and of all together.
        missing: says why there is nothing of a name.
        raised: of calls that are no secret: says by the reply to one which exception ended it.
        gives_up: for what only explains: after the first call that is lost, the others end like it.
        before: the caller that asked this exercise before. What it found slow is slow, and what it
            found endless is; what it lost takes nothing from the calls that count.
    """

    def __init__(
        self,
        run: Run,
        limits: Limits,
        missing: Callable[[str], CheckEnded],
        *,
        raised: Callable[[Mapping[str, object]], CheckEnded] | None = None,
        gives_up: bool = False,
        before: KernelCaller | None = None,
    ) -> None:
        self._run = run
        self._limits = limits
        self._missing = missing
        self._raised = raised
        self._lost_seconds = 0.0
        self._slowest: float = before._slowest if before is not None else 0.0
        self._endless: bool = before is not None and before._endless
        self._gives_up = gives_up
        self._at_least = LAST_SECOND
        self._losses = 0
        self._again = again.CALLS
        self._last_loss: Stop | None = None
        self._parts = 0

    def ask(self, question: Question) -> Value:
        """See `panal.judge.caller.Caller`.

        Raises:
            CheckEnded: there is no answer.
            EngineFailure: something of ours failed.
        """
        request = {**question.request, "answer_bytes": self._limits.answer_bytes}
        if self._raised is not None:
            request["tells"] = True
        if self._last_loss is not None and self._losses >= LOSSES_OF_AN_EXERCISE:
            raise CheckEnded(self._last_loss.ending, self._last_loss.sentence)
        reply = self._answered(request)
        # Long lists take our own time, which no limit of the kernel's counts.
        answer = reply.get("answer")
        self._parts += answer.count(",") if isinstance(answer, str) else 0
        if self._parts > PARTS_OF_AN_EXERCISE:
            raise CheckEnded(Ending.UNUSABLE, messages.answers_too_long(PARTS_OF_AN_EXERCISE))
        return read_reply(question, reply, self._missing, self._limits.answer_bytes, self._raised)

    def _answered(self, request: dict[str, Any]) -> dict[str, Any]:
        """The reply to a call. It is asked once more if others may have had a hand in its end (the
        second row of `panal.again.TABLE`).

        Raises:
            CheckEnded: it ran out of time, or cost the kernel.
        """
        name = request["name"]
        while True:
            allowed = self._allowed()
            others = asked = False
            try:
                kernel = self._run.kernel()  # in a new one no function was called yet
                others = bool(self._run.called - {name})
                before, _ = kernel.used()
                asked = True
                reply = self._run.call(request, allowed)
                after, _ = kernel.used()
            except KernelGone as gone:
                self._losses += 1
                reply, others = gone.stop, others or gone.unexplained
            if isinstance(reply, dict):
                self._slowest = max(self._slowest, after - before)
                return reply
            # On a busy machine what waits is stopped by the clock, which says nothing of the function.
            if (
                asked
                and reply.ending is Ending.OUT_OF_TIME
                and kernel.used()[0] - before >= allowed.call_cpu_seconds
            ):
                # By itself, all of it was its own doing, and will be.
                self._endless = self._endless or (allowed is self._limits and not others)
                if self._endless:
                    break
            if not (others and self._again):
                break
            self._again -= 1
            self._run.lose()
        if asked and reply.ending is Ending.OUT_OF_TIME and allowed is not self._limits:
            reply = replace(
                reply, sentence=messages.exercise_out_of_time(self._limits.exercise_cpu_seconds)
            )
        if asked and request["kind"] == Kind.CALL and reply.ending in DEATHS:
            reply = replace(reply, sentence=messages.in_call(name, reply.sentence))
        self._lose(reply, allowed.call_cpu_seconds)
        raise CheckEnded(reply.ending, reply.sentence)

    def _allowed(self) -> Limits:
        """What the next call may take. Only calls that are lost count against it: a function that
        is slow but answers keeps the time that each call is promised.
        """
        full = self._limits.call_cpu_seconds
        if self._lost_seconds < self._limits.exercise_cpu_seconds:
            return self._limits
        cpu_seconds = min(full, max(self._at_least, 2 * self._slowest))
        wall_seconds = max(2.0, self._limits.call_wall_seconds * cpu_seconds / full)
        return replace(self._limits, call_cpu_seconds=cpu_seconds, call_wall_seconds=wall_seconds)

    def _lose(self, stop: Stop, cpu_seconds: float) -> None:
        if self._lost_seconds >= self._limits.exercise_cpu_seconds:
            self._at_least = max(LEAST_SECONDS, self._at_least / 2)
        self._lost_seconds += cpu_seconds
        self._losses = LOSSES_OF_AN_EXERCISE if self._gives_up else self._losses
        self._last_loss = stop
