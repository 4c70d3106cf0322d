"""The instructor's report: one HTML file, no request to anywhere, for a screen, a phone and paper.

Names, sentences and code are mere data there: they are escaped and hold no character that could
reverse a line, and a Content-Security-Policy allows nothing but the page's own style sheet and its
one script, each by its digest. The script sorts and filters tables; without it they can be read as
they stand. Figures are SVG.
Their horizontal lengths are shares of the page's width, so that on a phone bars shrink and letters
do not. Each figure has its numbers in a table beside it.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from panal import language, messages
from panal.changes.changelog import Regrade
from panal.config import LOCKS
from panal.language import N_, ngettext
from panal.language import gettext as _
from panal.pages.feedback_page import breakable, inline_code
from panal.report.analysis import (
    SMALL,
    Analysis,
    AnswerGroup,
    ClassResults,
    Conditions,
    ExerciseStatistics,
    Flag,
    Histogram,
    MisconceptionCount,
    Reason,
    Spread,
    Student,
    nice_histogram,
    percentile,
    spread,
)
from panal.results import Ending, Judged, StudentId, is_sealed

MAX_SENTENCE = 300  # characters of one sentence
MAX_SENTENCES = 4  # for one reason to look at a submission
MAX_OPEN = 8  # submissions with the same reason that are shown unfolded
MAX_NAMES = 60  # in a plain list of students that are shown unfolded
MAX_MISCONCEPTIONS = 20  # the most common ones, shown in full
MAX_GROUPS = 12  # of each exercise, shown in full
MAX_WRITTEN = 3  # students of a group whose answers are shown side by side
MAX_CHANGES = 60  # of one regrade, shown
JUDGED = {Judged.INSIDE: N_("judged inside"), Judged.PERSON: N_("by a person")}
BAR_HEIGHT = 150  # pixels of the highest bar of a histogram
MEGABYTE = 2**20
LARGE_CHANGE = 0.2  # from one assignment to the next, as a share of all points: worth a look


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence about a submission: why one should look at it, unless the heading says so; and the
    text.
    """

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """What students of a group wrote.

    Args:
        students: who wrote just this.
        text: their lines, without those of the release; may be empty.
    """

    students: tuple[StudentId, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Groups:
    """Those who gave the same answers in one exercise.

    Args:
        exercise: its name.
        large: groups that are shown in full, and what some in each wrote.
        more: other groups of two or more.
        alone: groups of one.
    """

    exercise: str
    large: tuple[tuple[AnswerGroup, tuple[Written, ...]], ...]
    more: tuple[AnswerGroup, ...]
    alone: tuple[AnswerGroup, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """How the end of a check is shown in a small cell.

    Args:
        sign: a character, so that colour never says it alone.
        kind: class of the cell, for its colour.
    """

    sign: str
    kind: str


MARKS = {
    Ending.RIGHT: Mark("✔", "y"),
    Ending.WRONG: Mark("✘", "w"),
    Ending.UNUSABLE: Mark("?", "w"),
    Ending.RAISED: Mark("!", "w"),
    Ending.NO_ATTEMPT: Mark("–", "e"),
    Ending.OUT_OF_TIME: Mark("T", "x"),
    Ending.OUT_OF_MEMORY: Mark("M", "x"),
    Ending.KERNEL_DIED: Mark("K", "x"),
    Ending.NOTEBOOK_DAMAGED: Mark("D", "x"),
    Ending.GRADER_FAILED: Mark("G", "x"),
}
"""In the order in which the script sorts them."""


@dataclass(frozen=True, slots=True)
class Map:
    """Each student by each check.

    Args:
        exercises: names of those that have checks, each with the titles of its checks.
        rows: each student, and the cells of the row as HTML.
        marks: those that occur, with how the check ended.
    """

    exercises: tuple[tuple[str, tuple[str, ...]], ...]
    rows: tuple[tuple[Student, Markup], ...]
    marks: tuple[tuple[Mark, Ending], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What changed for a student in one regrade.

    Args:
        student: who it is.
        before: the judge's points for all exercises.
        after: the same afterwards.
        reason: why, in a sentence.
        checks: those that ended otherwise, by exercise.
    """

    student: StudentId
    before: float
    after: float
    reason: str
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a histogram: shares of the width in percent, heights in pixels."""

    x: float
    width: float
    height: float
    count: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis, at a share of the width in percent."""

    x: float
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A histogram, ready to be drawn.

    Args:
        name: of the figure, for links and labels; unique on the page.
        title: what it shows.
        text: the same in a sentence, for those who can't see it.
        unit: of the axis.
        bars: from left to right.
        ticks: of the axis.
        median: where the median lies.
        rows: its numbers: from, to, count.
    """

    name: str
    title: str
    text: str
    unit: str
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    median: Tick | None
    rows: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Course:
    """One student across the assignments of the course.

    Args:
        student: who it is.
        shares: of each assignment the share of its points, None where nothing is graded; and whether
            a person has yet to decide.
        change: from the one before the last to the last, as a share; None if there is one only.
    """

    student: Student
    shares: tuple[tuple[float | None, bool], ...]
    change: float | None


@dataclass(frozen=True, slots=True)
class Across:
    """A class across the assignments of its course.

    Args:
        assignments: their names.
        medians: of the shares, for each.
        rows: one for each student who is graded in any.
    """

    assignments: tuple[str, ...]
    medians: tuple[float, ...]
    rows: tuple[Course, ...]


def render_report(
    analysis: Analysis,
    examples: Mapping[MisconceptionCount, str],
    written: Mapping[AnswerGroup, tuple[Written, ...]] | None = None,
) -> str:
    """Make the page.

    Args:
        analysis: what the class's results say.
        examples: a student's answer for some misconceptions, see `panal.report.anonymous`; empty if
            none will do.
        written: what some wrote in each group that is shown in full.

    Returns:
        A whole HTML document.
    """
    results = analysis.results
    style, script = _beside("report_page.css"), _beside("report_page.js")
    return _template().render(
        policy=policy(),
        style=Markup(style),
        script=Markup(script),
        language=language.used(),
        analysis=analysis,
        results=results,
        made=results.made.strftime("%Y-%m-%d %H:%M UTC"),
        handed_in=sum(each.handed_in for each in results.students),
        graded=sum(each.graded for each in results.students),
        small=len(analysis.counted) < SMALL,
        warnings=warnings(analysis),
        groups=_groups(analysis.flags),
        max_open=MAX_OPEN,
        max_names=MAX_NAMES,
        score_plot=_score_plot(analysis),
        shares=[_shares(each, len(analysis.counted)) for each in analysis.exercises],
        inside=any(each.judged is Judged.INSIDE for each in analysis.exercises),
        misconceptions=[
            (each, examples.get(each)) for each in analysis.misconceptions[:MAX_MISCONCEPTIONS]
        ],
        more_misconceptions=analysis.misconceptions[MAX_MISCONCEPTIONS:],
        most=max((len(each.students) for each in analysis.misconceptions), default=1),
        costs=_costs(analysis),
        locks=[_locks(each) for each in analysis.isolation],
        flagged={flag.student.student for flag in analysis.flags},
        course=_across(analysis.results),
        large=LARGE_CHANGE,
        answers=_answers(analysis, written or {}),
        heat=_heat(analysis),
        history=[
            (each, _told(each)[:MAX_CHANGES], max(0, len(each.changes) - MAX_CHANGES))
            for each in results.history
        ],
        by_hand=_by_hand(results),
        max_changes=MAX_CHANGES,
        of={each.student: each for each in results.students},
    )


def _answers(
    analysis: Analysis, written: Mapping[AnswerGroup, tuple[Written, ...]]
) -> list[Groups]:
    """The groups of each exercise that has any."""
    found: dict[str, list[AnswerGroup]] = {}
    for each in analysis.groups:
        found.setdefault(each.exercise, []).append(each)
    return [
        Groups(
            exercise,
            tuple((each, written[each]) for each in groups if each in written),
            tuple(each for each in groups if each not in written and len(each.students) > 1),
            tuple(each for each in groups if len(each.students) == 1),
        )
        for exercise, groups in found.items()
    ]


def _heat(analysis: Analysis) -> Map | None:
    """Each student by each check; None if nobody was judged."""
    exercises = [each for each in analysis.exercises if each.checks]
    columns = [
        (each.exercise.key, check.name, check.title) for each in exercises for check in each.checks
    ]
    cells = {
        ending: Markup("<td class={}>{}").format(mark.kind, mark.sign)
        for ending, mark in MARKS.items()
    }
    rows: list[tuple[Student, Markup]] = []
    seen: set[Ending] = set()
    for student in analysis.counted:
        if student.result is None:
            continue
        endings = {
            (verdict.name, check.name, check.title): check.ending
            for verdict in student.result.verdicts
            for check in verdict.checks
        }
        seen.update(endings.values())
        found = (cells[endings[key]] if key in endings else "<td>" for key in columns)
        rows.append((student, Markup("".join(found))))
    if not rows or not columns:
        return None
    return Map(
        tuple(
            (each.exercise.label, tuple(check.title for check in each.checks)) for each in exercises
        ),
        tuple(rows),
        tuple((mark, ending) for ending, mark in MARKS.items() if ending in seen),
    )


def _told(regrade: Regrade) -> list[Told]:
    """Who gained or lost in a regrade, and why; the largest losses first."""
    found = []
    for change in sorted(regrade.changes, key=lambda each: (each.points, each.student)):
        # What was said of the graders, as far as it is about what has changed for this student.
        about = [f"{each.exercise}:" for each in change.exercises]
        said = [text for text in regrade.graders if text.startswith(tuple(about))]
        if not change.same_file:
            reason = _("another file was handed in")
        elif said:
            reason = _("the graders have changed: {changes}").format(changes="; ".join(said))
        else:
            reason = _(
                "the same file, graded again: a grader asks or compares otherwise, or a limit is another one"
            )
        checks = []
        for each in change.exercises:
            points = " → ".join(number(value) for value in (each.before, each.after))
            text = f"{each.exercise}: {points}"
            if each.checks:
                text += f" ({', '.join(map(str, each.checks))})"
            if each.manual is not None:
                text += "; " + _("{points:g} by hand stays").format(points=each.manual)
            checks.append(text)
        found.append(Told(change.student, change.before, change.after, reason, tuple(checks)))
    return found


def _by_hand(results: ClassResults) -> list[tuple[Student, str, float | None, float]]:
    """What a person has set: whose, in which exercise, the judge's points, and those that count."""
    found = []
    for student in results.students:
        judged = {
            each.name: each.points
            for each in (student.result.verdicts if student.result else ())
            if each.judged is not Judged.PERSON
        }
        for exercise, points in zip(results.exercises, student.points, strict=False):
            if exercise.key in student.corrected:
                found.append((student, exercise.label, judged.get(exercise.key), points))
    return found


def _across(results: ClassResults) -> Across | None:
    """The class across the assignments of the course; None if only one is graded."""
    graded = [each for each in results.course if each.scores and each.max_score]
    if len(graded) < 2:
        return None
    rows = []
    for student in results.students:
        shares = [
            each.scores[student.student] / each.max_score
            if student.student in each.scores
            else None
            for each in graded
        ]
        waiting = [student.student in each.waiting for each in graded]
        known = [share for share in shares if share is not None]
        change = known[-1] - known[-2] if len(known) > 1 else None
        if known:
            rows.append(Course(student, tuple(zip(shares, waiting, strict=True)), change))
    medians = [
        percentile([score / each.max_score for score in each.scores.values()], 0.5)
        for each in graded
    ]
    return Across(tuple(each.name for each in graded), tuple(medians), tuple(rows))


def warnings(analysis: Analysis) -> list[str]:
    """Why the scores of a class are less certain than they look: a sentence for each reason."""
    found = []
    unsealed = sum(each.count for each in analysis.isolation if not is_sealed(each.value))
    if unsealed:
        said = ngettext(
            "{count} submission ran while not all locks held; its code could have done anything.",
            "{count} submissions ran while not all locks held; their code could have done anything.",
            unsealed,
        )
        found.append(said.format(count=unsealed))
    mixed = [
        (N_("{count} different kinds of isolation"), analysis.isolation),
        (N_("{count} different graders"), analysis.graders),
        (N_("{count} different versions of packages"), analysis.versions),
    ]
    for what, conditions in mixed:
        if len(conditions) > 1:
            said = _(
                "Not all submissions were graded alike: there are {what}. See “How it was graded”."
            )
            found.append(said.format(what=_(what).format(count=len(conditions))))
    stale = sum(each.count for each in analysis.graders if each.value != analysis.results.graders)
    if stale:
        said = ngettext(
            "{count} submission was graded by graders that have changed since. `panal grade` grades it again.",
            "{count} submissions were graded by graders that have changed since. `panal grade` grades them again.",
            stale,
        )
        found.append(said.format(count=stale))
    return found


def policy() -> str:
    """The Content-Security-Policy of the page: it names its one style sheet and its one script."""
    style, script = _digest(_beside("report_page.css")), _digest(_beside("report_page.js"))
    return (
        f"default-src 'none'; style-src {style}; script-src {script}; "
        "base-uri 'none'; form-action 'none'"
    )


@functools.cache
def _beside(name: str) -> str:
    """The text of a file beside this one."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """How a policy names the one text that it allows."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@functools.cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: type(value)(plain(value)) if isinstance(value, str) else value,
    )
    language.install(environment)
    environment.filters |= {
        "ending": lambda name: messages.ending(Ending(name)),
        "code": lambda text: inline_code(shortened(plain(text))),
        "shortened": shortened,
        "number": number,
        "index": index,
        "percent": percent,
        "change": change,
        "codes": codes,
        "breakable": lambda name: breakable(plain(name)),
        "delay": delay,
        "moment": moment,
        "shell": lambda text: shlex.quote(plain(text)),
    }
    return environment.get_template("report_page.html.j2")


def codes(names: Sequence[str]) -> Markup:
    """Names of ours, set as code."""
    return Markup(", ").join(Markup("<code>{}</code>").format(name) for name in names)


def plain(text: str) -> str:
    """Text without characters that reverse lines, act on a terminal, or can't be written at all."""
    if text.isprintable():  # the quick way
        return text
    return "".join(sign if sign.isprintable() or sign in "\n\xa0" else "�" for sign in text)


def shortened(text: str) -> str:
    return text if len(text) <= MAX_SENTENCE else f"{text[: MAX_SENTENCE - 1]}…"


def number(value: float | None) -> str:
    """A number with at most two decimals; a dash if there is none."""
    if value is None:
        return "–"
    return (
        f"{value:,.0f}"
        if abs(value) >= 1000
        else f"{round(value, 1 if abs(value) >= 100 else 2) + 0.0:g}"
    )


def index(value: float | None) -> str:
    """A number from -1 to 1 with two decimals; a dash if there is none."""
    return "–" if value is None else f"{value:.2f}"


def percent(share: float) -> str:
    """A share in whole percent, but never rounded to none or all."""
    whole = round(100 * share)
    return (
        "<1 %"
        if share > 0 and whole == 0
        else ">99 %"
        if share < 1 and whole == 100
        else f"{whole} %"
    )


def change(share: float) -> str:
    """A change in points of 100, with its sign."""
    whole = round(100 * share)
    return f"−{-whole}" if whole < 0 else f"+{whole}" if whole else "0"


def moment(text: str) -> str:
    """A time as a file has it, for people; as it is if it is none.

    >>> moment("2026-11-25T23:10:00.123456+00:00")
    '2026-11-25 23:10 UTC'
    """
    try:
        return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    except ValueError:
        return text


def delay(seconds: float) -> str:
    """How late something is, in the largest units that say enough."""
    minutes = round(seconds / 60)
    days, hours = minutes // (24 * 60), minutes // 60 % 24
    if days:
        return _("{days} d {hours} h").format(days=days, hours=hours)
    if hours:
        return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes % 60)
    return _("{minutes} min").format(minutes=max(1, minutes))


def _groups(flags: Sequence[Flag]) -> list[tuple[str, list[tuple[Student, list[Line]]]]]:
    """Students, grouped by the most urgent reason to look at their submission, which is a heading."""
    found: dict[Reason, list[tuple[Student, list[Line]]]] = {}
    for flag in flags:
        first = next(iter(flag.reasons))
        found.setdefault(first, []).append((flag.student, _lines(flag, first)))
    return [(_capitalised(_(reason)), those) for reason, those in found.items()]


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]


def _lines(flag: Flag, first: Reason) -> list[Line]:
    """The lines below a student's name. The first reason is the heading already."""
    lines = []
    for reason, said in flag.reasons.items():
        label = "" if reason is first else _(reason)
        lines += [Line(label, text) for text in said[:MAX_SENTENCES]]
        if len(said) > MAX_SENTENCES:
            more = _("{count} more").format(count=len(said) - MAX_SENTENCES)
            lines.append(Line(label, more))
        if not said and label:
            lines.append(Line(label, ""))
    return lines


def _locks(conditions: Conditions) -> dict[str, Any]:
    """Which locks held, according to what results say about the isolation
    (`panal.results.Result`).
    """
    left_off = set(conditions.value.partition(", without ")[2].split(", "))
    held = sorted(LOCKS - left_off) if is_sealed(conditions.value.partition(",")[0]) else []
    return {
        "isolation": conditions.value,
        "count": conditions.count,
        "held": held,
        "left_off": sorted(LOCKS - set(held)),
    }


def _shares(found: ExerciseStatistics, counted: int) -> dict[str, Any]:
    """The bar of an exercise: shares of the width in percent, side by side.

    Args:
        counted: how many students count; a person has yet to decide on those who are in no part.
    """
    parts, start = [], 0.0
    total = found.full + found.partial + found.zero
    for kind, count in (("full", found.full), ("partial", found.partial), ("zero", found.zero)):
        share = count / total if total else 0.0
        parts.append(
            {"kind": kind, "x": 100 * start, "width": 100 * share, "share": share, "count": count}
        )
        start += share
    passed = [check.right / check.total for check in found.checks] or [0.0]
    ends = dict.fromkeys([percent(min(passed)), percent(max(passed))])
    first, *rest = ends
    shown = _("{first} to {last}").format(first=first, last=rest[0]) if rest else first
    return {
        "statistics": found,
        "parts": parts,
        "range": shown,
        "undecided": counted - total,
        "judged": _(JUDGED[found.judged]) if found.judged in JUDGED else "",
    }


def _score_plot(analysis: Analysis) -> Plot:
    median = analysis.scores.median if analysis.scores else None
    return _plot("scores", _("Scores"), analysis.score_histogram, median, _("points"))


def _costs(analysis: Analysis) -> list[tuple[Plot, Spread, str]]:
    """What grading took: figure, numbers and their unit; empty if there is no result."""
    kinds = (
        ("cpu", _("Processor time"), analysis.cpu_seconds, 1.0, "s"),
        ("wall", _("Wall-clock time"), analysis.seconds, 1.0, "s"),
        ("memory", _("Most memory"), analysis.memory_bytes, float(MEGABYTE), "MB"),
    )
    found = []
    for name, title, values, unit, unit_name in kinds:
        scaled = [value / unit for value in values]
        if numbers := spread(scaled):
            found.append(
                (
                    _plot(name, title, nice_histogram(scaled), numbers.median, unit_name),
                    numbers,
                    unit_name,
                )
            )
    return found


def _plot(name: str, title: str, histogram: Histogram, median: float | None, unit: str) -> Plot:
    """Lay out a histogram."""
    edges, counts = histogram.edges, histogram.counts
    width, highest = 100 / len(counts), max(max(counts), 1)
    bars = tuple(
        Bar((place + 0.06) * width, 0.88 * width, BAR_HEIGHT * count / highest, count)
        for place, count in enumerate(counts)
    )
    last, every = (
        len(counts),
        max(1, round(len(counts) / 5)),
    )  # few enough labels to fit on a phone
    labels = [number(edge) for edge in edges]
    if histogram.beyond:
        labels[-1] = _("more")
    ticks = tuple(
        _tick(100 * place / last, label)
        for place, label in enumerate(labels)
        if place == last or (place % every == 0 and place + every <= last)
    )
    rows = [
        (_("{first} to {last}").format(first=number(low), last=number(high)), count)
        for low, high, count in zip(edges, edges[1:], counts, strict=False)
    ]
    if histogram.beyond:
        rows[-1] = (_("{first} and more").format(first=number(edges[-2])), counts[-1])
    mark = None
    if median is not None and edges[-1] > edges[0]:
        place = min(max((median - edges[0]) / (edges[-1] - edges[0]), 0.0), 1.0)
        label = _("median {value}").format(value=number(median))
        mark = Tick(100 * place, label, "start" if place < 0.5 else "end")
    fullest = max(rows, key=lambda row: row[1])
    text = _("No submissions.")
    if total := sum(counts):
        text = ngettext(
            "{total} submission; most, {count}, have {values} {unit}.",
            "{total} submissions; most, {count}, have {values} {unit}.",
            total,
        ).format(total=total, count=fullest[1], values=fullest[0], unit=unit)
    return Plot(name, title, text, unit, bars, ticks, mark, tuple(rows))


def _tick(x: float, label: str) -> Tick:
    return Tick(x, label, "start" if x == 0 else "end" if x == 100 else "middle")
