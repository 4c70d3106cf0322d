"""What a student is told by e-mail or by a learning platform, with the feedback page beside it: plain
text, short enough to be read on a phone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from panal import messages
from panal.language import gettext as _
from panal.language import ngettext
from panal.pages.next_step import Step, next_step
from panal.results import Ending, Result, Verdict, short


def letter(
    result: Result,
    scores: Mapping[str, float],
    by_hand: frozenset[str],
    *,
    score: float,
    penalty: float,
    name: str,
    pages: Sequence[str],
    hints: bool,
) -> str:
    """Write it.

    Args:
        result: what the judge said.
        scores: points of each exercise in the gradebook, by the name of its verdict.
        by_hand: exercises whose points a person has set; they ask for nothing more.
        score: of all exercises, lateness considered.
        penalty: points that are taken off for lateness.
        name: the student's first name; empty if nobody knows it.
        pages: names of the files with the feedback.
        hints: whether students are told what is wrong, see `panal.config.FeedbackPage.show`.

    Returns:
        Its lines. None begins like a formula, for a spreadsheet may hold it.
    """
    gained = {each.name: scores.get(each.name, each.points) for each in result.verdicts}
    points = _("In {assignment} you have {points:g} of {most:g} points.")
    parts = [_("Hello, {name}:").format(name=name) if name else _("Hello:")]
    parts.append(points.format(assignment=result.assignment, points=score, most=result.max_points))
    if penalty:
        less = ngettext(
            "That includes {points:g} point less for handing in late.",
            "That includes {points:g} points less for handing in late.",
            penalty,
        )
        parts[-1] += " " + less.format(points=penalty)
    full = [each for each in result.verdicts if gained[each.name] >= each.max_points]
    if full:
        names = ", ".join(short(each.name) for each in full)
        parts.append(_("What already works: {exercises}.").format(exercises=names))
    if (step := _next(result, gained, by_hand)) is not None:
        parts.append(_told(step, hints))
    where = ngettext(
        "Everything is explained on the page that comes with this: {files}.",
        "Everything is explained on the pages that come with this: {files}.",
        len(pages),
    )
    parts.append(where.format(files=", ".join(pages)))
    return "\n\n".join(parts) + "\n"


def _next(result: Result, gained: Mapping[str, float], by_hand: frozenset[str]) -> Step | None:
    """What the page, too, calls the next step; of several notebooks that of the first that has one."""

    def left(verdict: Verdict) -> float:
        points = gained[verdict.name]
        corrected = verdict.name in by_hand or abs(points - verdict.points) > 1e-9
        return 0.0 if corrected else max(0.0, verdict.max_points - points - verdict.pending)

    notebooks = dict.fromkeys(each.notebook for each in result.verdicts)
    mine = ([each for each in result.verdicts if each.notebook == name] for name in notebooks)
    return next(filter(None, (next_step(verdicts, left) for verdicts in mine)), None)


def _told(step: Step, hints: bool) -> str:
    """Which exercises it is about and what it can bring; where hints are given, what to look at."""
    sentence = step.check.sentence if step.check else messages.no_response()
    if step.check and step.check.ending is Ending.NOTEBOOK_DAMAGED:
        return sentence  # which is no secret, and about no exercise
    said = ngettext(
        "Your next step: {exercises}, which can earn you {points:g} more point.",
        "Your next step: {exercises}, which can earn you {points:g} more points.",
        step.gain,
    )
    names = ", ".join(short(each.name) for each in step.verdicts)
    told = said.format(exercises=names, points=round(step.gain, 2))
    hint = step.verdicts[0].misconception_sentence or sentence
    return f"{told}\n{hint}" if hints and hint else told
