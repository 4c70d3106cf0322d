"""What a feedback page says of each exercise, and of the next step, as data for its template."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from panal import messages
from panal.pages.excerpt import excerpt
from panal.pages.next_step import next_step
from panal.results import Cause, Ending, Example, Result, Verdict

NO_RESPONSE = "No response."  # what nbgrader itself writes about an answer that nobody touched


@dataclass(frozen=True, slots=True)
class Grades:
    """What the gradebook says about a submission, which may differ from what the judge says: manual
    grades, comments, lateness.

    Args:
        scores: points of each cell, by grade id.
        comments: what a person wrote about a cell, by grade id.
        late_penalty: points that are taken off.
        by_hand: grade ids of the cells whose points a person has set.
    """

    scores: Mapping[str, float]
    comments: Mapping[str, str]
    late_penalty: float = 0.0
    by_hand: frozenset[str] = frozenset()

    @property
    def score(self) -> float:
        """Of all cells together, lateness considered."""
        return max(0.0, sum(self.scores.values()) - self.late_penalty)


@dataclass(frozen=True, slots=True)
class Fragment:
    """What a page needs of a notebook, made by `render_notebook`.

    Args:
        html: the notebook as HTML without a script.
        answers: position of the cell with the answer to each exercise, from 1, by its name.
        sources: code of the student's cells, by position.
    """

    html: str = ""
    answers: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[int, str] = field(default_factory=dict)


def pending_words(points: float, failed: bool) -> str:
    return messages.points_pending(points, failed=failed) if points else ""


def _names(verdicts: Sequence[Verdict]) -> dict[str, str]:
    """What each exercise is called, by its grade id: without `test_`, unless another one is called
    that.
    """
    ids = {str(each.grade_id) for each in verdicts}
    short = {each: each.removeprefix("test_") for each in ids}
    return {each: each if name != each and name in ids else name for each, name in short.items()}


def exercises(verdicts: Sequence[Verdict], grades: Grades, pictures: bool) -> list[dict[str, Any]]:
    """What is said of each exercise. A sentence that another one has already is not repeated."""
    names = _names(verdicts)
    first: dict[str, str] = {}  # where each sentence is said
    return [_exercise(each, names[each.grade_id], grades, pictures, first) for each in verdicts]


def _exercise(
    verdict: Verdict, name: str, grades: Grades, pictures: bool, first: dict[str, str]
) -> dict[str, Any]:
    points = grades.scores.get(verdict.grade_id, verdict.points)
    corrected = verdict.grade_id in grades.by_hand or abs(points - verdict.points) > 1e-9
    pending = 0.0 if corrected else verdict.pending
    refuted = _refuted(verdict, pictures)
    said = {verdict.misconception_sentence}
    wrong = [each for each in verdict.examples if each.ending is not Ending.RIGHT]
    if refuted and refuted["case"]:
        said.add(refuted["case"]["sentence"])
        wrong = [each for each in wrong if each is not refuted["example"]]
    if verdict.misconception:  # it explains these, too
        said |= {each.sentence for each in wrong if each.ending is Ending.WRONG}
    groups = _groups(verdict, name, said, first)
    return {
        "name": name,
        "points": points,
        "max_points": verdict.max_points,
        "left": 0.0 if corrected else max(0.0, verdict.max_points - points - pending),
        "pending_points": pending,
        "pending": pending_words(pending, verdict.needs_person),
        "failed": verdict.needs_person,
        "corrected": corrected,
        "judged": messages.judged(verdict.judged),
        "refuted": refuted,
        "comment": _comment(verdict, grades),
        "checks": 0 if _is_damaged(verdict) else len(verdict.checks),
        "passed": sum(check.ending is Ending.RIGHT for check in verdict.checks),
        "groups": groups,
        "examples": [_example(each, said) for each in wrong if each.came or each.pictures],
        "unanswered": [_example(each, said) for each in wrong if not (each.came or each.pictures)],
        "right": [each for each in verdict.examples if each.ending is Ending.RIGHT],
    }


def _comment(verdict: Verdict, grades: Grades) -> str:
    """What was written about an exercise, or about the answer to it."""
    said = grades.comments.get(verdict.grade_id) or grades.comments.get(
        verdict.grade_id.removeprefix("test_"), ""
    )
    if said not in (NO_RESPONSE, messages.no_response()):
        return said
    # Its checks say it better.
    return "" if verdict.checks else messages.no_response()


def _refuted(verdict: Verdict, pictures: bool) -> dict[str, Any] | None:
    """A misconception: the idea, a case where it fails, and what to think about."""
    if not verdict.misconception_sentence:
        return None
    idea, rest = _parted(verdict.misconception_sentence)
    wrong = [each for each in verdict.examples if each.ending is not Ending.RIGHT]
    wrong.sort(key=lambda each: not (each.asked and each.came))
    shown = wrong[0] if wrong and pictures else None
    fails = [check.title for check in verdict.checks if check.ending is not Ending.RIGHT]
    return {
        "idea": idea,
        "why": rest,
        "example": shown,
        "case": _example(shown, set()) if shown else None,
        "titles": fails,
    }


def _parted(sentence: str) -> tuple[str, str]:
    """The first of several sentences, and the others.

    >>> _parted("Sumas los lados. ¿Y en `a.b`?")
    ('Sumas los lados.', '¿Y en `a.b`?')
    """
    found = re.match(r"((?:[^`.!?]|`[^`]*`|[.!?](?!\s))*[.!?])\s+(.+)", sentence, re.S)
    return (found[1], found[2]) if found else (sentence, "")


def _groups(
    verdict: Verdict, name: str, said: set[str], first: dict[str, str]
) -> list[dict[str, Any]]:
    """The checks of an exercise, those together of which the same is said; what passes comes last.

    If a misconception explains the wrong answers, the hint of a check would only distract from it.
    """
    found: dict[tuple[Ending, str, str], list[str]] = {}
    for check in verdict.checks:
        explained = bool(verdict.misconception) and check.ending is Ending.WRONG
        difference = messages.difference(check.difference) if check.difference else ""
        key = (check.ending, "" if explained else check.sentence, difference)
        found.setdefault(key, []).append(check.title)
    told = [each.sentence for each in verdict.examples if each.ending is Ending.RAISED]
    return [
        {
            **_group(key, titles, alone=len(titles) == len(verdict.checks)),
            **_said_once(key, name, said, first, told),
        }
        for key, titles in sorted(found.items(), key=lambda each: each[0][0] is Ending.RIGHT)
    ]


def _group(key: tuple[Ending, str, str], titles: list[str], *, alone: bool) -> dict[str, Any]:
    ending, _sentence, difference = key
    kind = KINDS.get(ending, "wrong")
    # Where there was nothing to check, what would have been checked tells nothing.
    every = alone and len(titles) > 1 and ending not in (Ending.RIGHT, Ending.WRONG)
    return {
        "kind": kind,
        "symbol": SYMBOLS[kind],
        "ending": messages.ending(ending),
        "titles": [] if every else titles,
        "difference": difference,
    }


def _said_once(
    key: tuple[Ending, str, str],
    name: str,
    said: set[str],
    first: dict[str, str],
    told: Sequence[str],
) -> dict[str, str]:
    """The sentence of a group, unless it was said before; and the exercise where that was, if it was
    another one.

    Args:
        key: ending, sentence and difference.
        name: of the exercise.
        said: what was said of this exercise.
        first: where each sentence was said that is about more than one exercise.
        told: what is said of the notebook's cases that ended with an exception.
    """
    ending, sentence, _difference = key
    sentence = _once(sentence, said)
    names = re.findall(r"`(\w+)`", sentence) if ending is Ending.RAISED else []
    if any(f"`{error}:" in each for error in names for each in told):
        return {"sentence": "", "before": ""}  # with its text and its line, below
    if ending in _OF_SEVERAL and sentence:
        before = first.setdefault(sentence, name)
        if before != name:
            return {"sentence": "", "before": before}
    return {"sentence": sentence, "before": ""}


def all_damaged(result: Result) -> bool:
    """Whether nothing is to be said of any exercise but that the notebook can't be read."""
    return all(map(_is_damaged, result.verdicts))


def _is_damaged(verdict: Verdict) -> bool:
    """Whether the notebook of an exercise could not be read."""
    return any(check.ending is Ending.NOTEBOOK_DAMAGED for check in verdict.checks)


def step_words(
    result: Result,
    rows: list[dict[str, Any]],
    fragment: Fragment,
    score: float,
    hints: bool,
    pictures: bool,
) -> dict[str, Any] | None:
    """The next step; see `panal.pages.next_step`."""
    by_id = {verdict.grade_id: row for verdict, row in zip(result.verdicts, rows, strict=True)}
    step = next_step(result.verdicts, lambda verdict: float(by_id[verdict.grade_id]["left"]))
    if step is None:
        return None
    verdict = step.verdicts[0]
    row = by_id[verdict.grade_id]
    damaged = _is_damaged(verdict)
    said: dict[str, Any] = {
        "names": [] if damaged else [by_id[each.grade_id]["name"] for each in step.verdicts],
        "gain": step.gain,
        "after": score + step.gain,
        "lines": (),
        "sentence": "",
        "case": None,
        "refuted": None,
        "untouched": False,
    }
    if not hints:
        return said
    why = step.check.why if step.check else None
    if why is None or not why.cell:
        tried = [each for each in verdict.examples if each.ending is not Ending.RIGHT]
        if pictures and tried and not row["refuted"]:
            # What stands in the notebook may be told whole; it is no secret.
            why = tried[0].why or why
            said["case"] = _example(tried[0], set())
        if row["refuted"]:
            said["refuted"] = row["refuted"]
            said["case"] = row["refuted"]["case"]
    if step.check is not None and not said["refuted"]:
        of_case = said["case"]["sentence"] if said["case"] else ""
        said["sentence"] = of_case or step.check.sentence
    elif step.check is None:
        said["sentence"] = messages.no_response()
    untouched = said["untouched"] = why is not None and why.cause is Cause.UNTOUCHED
    cell = why.cell if why is not None and why.cell else fragment.answers.get(row["name"], 0)
    if not (damaged or untouched) and cell in fragment.sources and step.check is not None:
        line = why.line if why is not None else 0
        said["lines"] = excerpt(fragment.sources[cell], row["name"], line)
    return said


def _example(example: Example, said: set[str]) -> dict[str, Any]:
    kind = KINDS.get(example.ending, "wrong")
    return {
        "kind": kind,
        "symbol": SYMBOLS[kind],
        "ending": messages.ending(example.ending),
        "asked": example.asked,
        "expected": example.expected,
        "came": example.came,
        "sentence": _once(example.sentence, said),
        "pictures": example.pictures,
    }


_OF_SEVERAL = (
    *(Ending.OUT_OF_TIME, Ending.OUT_OF_MEMORY),
    *(Ending.KERNEL_DIED, Ending.NOTEBOOK_DAMAGED, Ending.GRADER_FAILED),
)
"""What happens to one exercise may happen to others for the same reason."""

KINDS = {Ending.RIGHT: "right", Ending.GRADER_FAILED: "ours"}
SYMBOLS = {"right": "✔", "ours": "⚠", "wrong": "✘"}


def _once(sentence: str, said: set[str]) -> str:
    """The sentence, or an empty one if it was said before."""
    if sentence in said:
        return ""
    said.add(sentence)
    return sentence
