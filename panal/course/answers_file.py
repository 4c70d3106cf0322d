"""Fingerprints of the answers that lost points, for the instructor alone.

They can't stand in results.json, which is handed on: a student's function can put its hidden
arguments into what it gives back, and a digest of that tells whoever tries all of them. So they lie
beside the folder of a graded submission, where nbgrader's commands copy nothing from, in a file that
only its owner can read. It is read as a file that anybody may have touched.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from panal.course import files
from panal.course.handed_in import read_file
from panal.results import Result

ANSWERS_BYTES = 4 * 2**20  # of one file; an honest one has some tens of KB


def write_answers(folder: Path, result: Result, stamp: str) -> None:
    """Write the fingerprints of a result that is about to be written.

    Args:
        folder: `autograded/<student>/<assignment>`.
        result: with its fingerprints.
        stamp: of the run, see `panal.course.stamp`.

    Raises:
        OSError: it could not be done.
    """
    path = _path(folder)
    answers = {each.name: each.answers for each in result.verdicts if each.answers}
    if not answers:
        path.unlink(missing_ok=True)
        return
    content = {"stamp": stamp, "notebook": result.notebook, "answers": answers}
    files.replace(path, (json.dumps(content, indent=1) + "\n").encode(), mode=0o600)


def read_answers(folder: Path, result: Result, stamp: str) -> Mapping[str, str]:
    """The fingerprints of a result, by the name of the exercise.

    Args:
        folder: `autograded/<student>/<assignment>`.
        result: what results.json there says.
        stamp: likewise.

    Returns:
        Nothing if the file is missing, damaged, or of another grading.
    """
    try:
        data = read_file(folder.parent, _path(folder).name, ANSWERS_BYTES + 1)
        content = json.loads(data or b"")
        if (content["stamp"], content["notebook"]) != (stamp, result.notebook) or not stamp:
            return {}
        return {str(name): str(text) for name, text in content["answers"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def with_answers(folder: Path, result: Result, stamp: str) -> Result:
    """A result that was read from results.json, with its fingerprints again."""
    answers = read_answers(folder, result, stamp)
    verdicts = (replace(each, answers=answers.get(each.name, "")) for each in result.verdicts)
    return replace(result, verdicts=tuple(verdicts))


def _path(folder: Path) -> Path:
    """Beside the folder, under a name that nbgrader's patterns overlook."""
    return folder.with_name(f".{folder.name}.answers.json")
