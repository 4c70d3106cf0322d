"""What the pages say of an attempt: how far it is, and what it is worth."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import quote

from panal.language import gettext as _
from panal.language import pgettext
from panal.serve.clock import Clock, ahead
from panal.serve.desk import Desk
from panal.serve.store import Attempt, State

WAITING, RUNNING, DONE = "waiting", "running", "done"
"""The steps of an attempt."""


def url(attempt: Attempt) -> str:
    """Where its page is."""
    return f"/assignments/{quote(attempt.assignment, safe='')}/attempts/{attempt.number}"


class Words:
    """Says where attempts stand.

    Args:
        clock: says times.
        desk: knows the queue.
    """

    def __init__(self, clock: Clock, desk: Desk) -> None:
        self._clock = clock
        self._desk = desk

    def shown(self, attempt: Attempt, counting: int | None) -> dict[str, Any]:
        """All that templates say of an attempt.

        Args:
            attempt: which one.
            counting: the id of the one that stands in the gradebook.
        """
        return {
            **self.progress(attempt),
            "number": attempt.number,
            "url": url(attempt),
            "received": self._clock.whole(attempt.received),
            "short": self._clock.short(attempt.received),
            "late": attempt.late,
            "counts": attempt.id == counting,
            "points": attempt.score,
            "max_points": attempt.max_points,
            "pending": attempt.pending,
            "penalty": attempt.penalty,
        }

    def progress(self, attempt: Attempt) -> dict[str, Any]:
        """How far an attempt is; an event's data.

        Returns:
            `state` of `State`; `step` of the three; `label` of the first step, `words` in a sentence,
            and `brief` for a table; `seconds` until it can be graded, 0 if at once.
        """
        step, brief, words, seconds = self._progress(attempt)
        place = self._place(attempt)[0] if step == WAITING else 0
        label = _("Waiting: number {place}").format(place=place) if place else _("Waiting")
        return {
            "state": str(attempt.state),
            "step": step,
            "label": label,
            "brief": brief,
            "words": words,
            "seconds": seconds,
        }

    def _place(self, attempt: Attempt) -> tuple[int, float]:
        """Which place it has in the queue, from 1, and how many seconds it has to wait in any case; 0
        for the place if it can't be graded now, whoever is before it.
        """
        place, when = self._desk.places().get(attempt.id, (0, 0.0))
        seconds = max(0.0, when - time.time()) if when else 0.0
        if seconds or self._desk.paused or attempt.assignment in self._desk.blocked:
            return 0, seconds
        return place + 1, 0.0

    def _repeated(self, attempt: Attempt) -> str:
        """Why it waits longer than others, if it does."""
        number = self._desk.same_answers(attempt)
        if number is None:
            return ""
        return " " + _(
            "These are the answers of your attempt {number}, and the same answers wait longer."
        ).format(number=number)

    def _progress(self, attempt: Attempt) -> tuple[str, str, str, float]:
        if attempt.state is State.DONE:
            return DONE, pgettext("an attempt", "graded"), _("It is graded."), 0.0
        if attempt.state is State.FAILED:
            return (
                DONE,
                _("our fault: not graded"),
                _(
                    "We could not grade it. That is our fault, and nothing is lost: your teacher can see it, and it will be graded again."
                ),
                0.0,
            )
        if attempt.state is State.ASIDE:
            return (
                DONE,
                _("not graded: there are newer ones"),
                _("It was not graded, for you handed in newer ones while it waited."),
                0.0,
            )
        if attempt.id in {each.id for each in self._desk.running}:
            return RUNNING, _("being graded"), _("It is being graded."), 0.0
        place, seconds = self._place(attempt)
        if seconds:
            wait = ahead(seconds)
            hour = self._clock.short(time.time() + seconds)
            return (
                WAITING,
                _("it is graded {wait}").format(wait=wait),
                _(
                    "We have it. It will be graded {wait} ({hour}) at the earliest: there is a pause between attempts, for thinking."
                ).format(wait=wait, hour=hour)
                + self._repeated(attempt),
                seconds,
            )
        if place:
            return (
                WAITING,
                _("waiting: number {place}").format(place=place),
                _("We have it. It is number {place} in the queue.").format(place=place),
                0.0,
            )
        words = (
            _("We have it. Your teacher has paused the grading for a moment.")
            if self._desk.paused
            else _(
                "We have it. Something of ours keeps it from being graded just now. Your teacher can see that, and we try again by ourselves."
            )
        )
        return WAITING, _("waiting"), words, 0.0
