"""What a student is told by e-mail or by a learning platform, with the feedback page beside it: plain
text, short enough to be read on a phone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from panal.language import gettext as _
from panal.language import ngettext
from panal.results import Ending, Judged, Result, Verdict, short


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
        gain = step.max_points - gained[step.name]
        said = ngettext(
            "Your next step: {exercise}, which can bring you {points:g} point more.",
            "Your next step: {exercise}, which can bring you {points:g} points more.",
            gain,
        )
        parts.append(said.format(exercise=short(step.name), points=round(gain, 2)))
        if hints and (hint := _hint(step)):
            parts[-1] += f"\n{hint}"
    where = ngettext(
        "All of it stands on the page that comes with this: {files}.",
        "All of it stands on the pages that come with this: {files}.",
        len(pages),
    )
    parts.append(where.format(files=", ".join(pages)))
    return "\n\n".join(parts) + "\n"


def _next(result: Result, gained: Mapping[str, float], by_hand: frozenset[str]) -> Verdict | None:
    """The first exercise that was begun and lacks points, or else the first that lacks any."""
    left = [
        each
        for each in result.verdicts
        if gained[each.name] < each.max_points
        and each.judged is not Judged.PERSON
        and each.name not in by_hand
    ]
    begun = [each for each in left if {check.ending for check in each.checks} - {Ending.NO_ATTEMPT}]
    return next(iter(begun or left), None)


def _hint(verdict: Verdict) -> str:
    wrong = [check.sentence for check in verdict.checks if check.ending is not Ending.RIGHT]
    return verdict.misconception_sentence or next(filter(None, wrong), "")
