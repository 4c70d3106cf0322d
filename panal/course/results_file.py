"""The results.json beside a graded notebook. It is read as a file that anybody may have touched."""

from __future__ import annotations

import json
import math
from pathlib import Path

from panal.course import files
from panal.course.handed_in import read_file
from panal.language import gettext as _
from panal.results import Result

RESULTS = "results.json"
RESULT_BYTES = 8 * 2**20  # of one; an honest one has 30 KB, pictures included at most some hundreds


class Unusable(ValueError):
    """A results.json is missing, or grading did not write it. The text says so to the instructor."""


def read_result(folder: Path, name: str = RESULTS) -> tuple[Result, str]:
    """Read what grading wrote.

    Args:
        folder: `autograded/<student>/<assignment>`, or whatever is in its place.
        name: of the file.

    Returns:
        The result, and the stamp of the run that wrote it (`panal.course.stamp`), or an empty one.

    Raises:
        Unusable: it is missing, or not what grading writes.
    """
    try:
        data = read_file(folder, name, RESULT_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise Unusable(_("results.json is missing.")) from None
    except OSError as error:
        raise Unusable(
            _("results.json can't be read: {reason}.").format(reason=error.strerror)
        ) from None
    if data is None or len(data) > RESULT_BYTES:
        raise Unusable(_("results.json is no file of ordinary size."))
    try:
        content = json.loads(data)
        result = Result.from_json(content)
        _require_kinds(result)
        stamp = str(content.get("stamp", ""))
        scores = [content["score"], *(test["score"] for test in content["tests"])]
        same = scores == [result.points, *(verdict.points for verdict in result.verdicts)]
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise Unusable(_("results.json is damaged.")) from None
    if not same:
        raise Unusable(_("results.json was edited: its scores are not those of its checks."))
    return result, stamp


def earlier_result(folder: Path) -> Result | None:
    """The last complete result, even if a later grading was interrupted; None if none can be used."""
    for where, name in ((folder, RESULTS), (folder.parent, _aside(folder).name)):
        try:
            return read_result(where, name)[0]
        except Unusable:
            continue
    return None


def withdraw(folder: Path) -> None:
    """Take results.json away before anything else changes: from here on the folder is not complete.

    It is kept beside the folder, so that the next grading can still say what differs.

    Raises:
        OSError: it could not be done.
    """
    path = folder / RESULTS
    try:
        read_result(folder)
        path.replace(_aside(folder))
    except Unusable:
        if path.is_dir() and not path.is_symlink():
            return  # writing the next one makes room
        path.unlink(missing_ok=True)
    if folder.is_dir():
        files.sync(folder)


def complete(folder: Path, content: bytes) -> None:
    """Write results.json, the mark that all the rest is there.

    Raises:
        OSError: it could not be done.
    """
    files.replace(folder / RESULTS, content)
    files.sync(folder)
    _aside(folder).unlink(missing_ok=True)


def _aside(folder: Path) -> Path:
    """Where an earlier results.json waits, under a name that nbgrader's patterns overlook."""
    return folder.with_name(f".{folder.name}.earlier.json")


def _require_kinds(result: Result) -> None:
    """Check what `Result.from_json` takes on trust."""
    texts: list[object] = [
        result.assignment,
        result.isolation,
        result.graders,
        result.notebook,
        result.file,
        *result.notes,
    ]
    texts += [*result.versions, *result.versions.values()]
    numbers: list[object] = [result.seconds, result.cpu_seconds, result.memory_bytes]
    for verdict in result.verdicts:
        texts += [verdict.grade_id, verdict.misconception, verdict.misconception_sentence]
        numbers.append(verdict.max_points)
        for check in verdict.checks:
            texts += [check.name, check.title, check.sentence]
            numbers.append(check.weight)
            numbers += [check.why.cell, check.why.line] if check.why else []
        for example in verdict.examples:
            texts += [example.asked, example.expected, example.came, example.sentence]
            numbers += [example.why.cell, example.why.line] if example.why else []
            texts += [
                text
                for each in example.pictures
                for text in (each.label, each.note, each.alt, each.png)
            ]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("not a text")
    if not all(
        isinstance(number, int | float) and math.isfinite(number) and number >= 0
        for number in numbers
    ):
        raise ValueError("not a number")
