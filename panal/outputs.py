"""What may be shown of a notebook that ran, and the verdicts in it. No kernel."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from html import escape
from typing import Any

import nbformat
from nbformat import NotebookNode

from panal import messages, picture_size
from panal.language import gettext as _
from panal.notebook import exercises_by_cell, nbgrader_of
from panal.results import Ending, Judged, Result, Verdict

MAX_PIXELS = 100_000_000  # of all pictures: a small file can hold one that no browser has room for
_IMAGES = {"image/png": picture_size.of_png, "image/jpeg": picture_size.of_jpeg}
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_COLOUR = r"(?:0?[0-57-9]|2[1-57-9]|[39][0-7]|4[0-7]|10[0-7]|[34]9|[34]8;5;\d{1,3}|[34]8;2;\d{1,3};\d{1,3};\d{1,3})"
_ESCAPES = re.compile(
    rf"\x1b(?!\[(?:{_COLOUR}(?:;{_COLOUR})*)?m)"
)  # of terminal sequences only whole colours stay
MAX_COLOURS = 2000  # of one output; reading them takes time that grows with their square
SYMBOLS = {Ending.RIGHT: "✔", Ending.WRONG: "✘", Ending.GRADER_FAILED: "⚠"}


def clean_outputs(nb: NotebookNode, picture_bytes: int) -> list[str]:
    """Keep only what is harmless in each output: text, and pictures that really are pictures.

    Outputs come from the student's process, sometimes as messages that no honest kernel sends. HTML,
    SVG, JavaScript, LaTeX and Markdown go; their plain text stays.

    Args:
        nb: its outputs are cleaned in place.
        picture_bytes: size of the largest picture that stays.

    Returns:
        Sentences on pictures that were left out.
    """
    notes = []
    pictures = _Pictures(picture_bytes)
    names = exercises_by_cell(nb)
    for position, cell in enumerate(nb.cells, 1):
        if cell.cell_type == "code":
            before = pictures.left_out
            found = [_clean_output(output, pictures) for output in cell.outputs]
            cell.outputs = [clean for clean in found if clean is not None]
            if pictures.left_out > before:
                said = messages.picture_left_out(picture_bytes)
                notes.append(messages.in_cell(position, said, names.get(position - 1, "")))
            count = cell.get("execution_count")
            cell.execution_count = count if type(count) is int and 0 <= count < 2**31 else None
    return notes


class _Pictures:
    """Which pictures of a notebook stay.

    Args:
        most_bytes: size of the largest one.
    """

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.pixels = 0
        self.left_out = 0

    def take(self, content: bytes, size: tuple[int, int]) -> bool:
        self.pixels += size[0] * size[1]
        fits = len(content) <= self.most_bytes and self.pixels <= MAX_PIXELS
        self.left_out += not fits
        return fits


def _clean_output(output: Any, pictures: _Pictures) -> NotebookNode | None:
    kind = output.get("output_type") if isinstance(output, dict) else None
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return _output("stream", name=name, text=_text(output.get("text")))
    if kind == "error":
        lines = output.get("traceback")
        return _output(
            "error",
            ename=_text(output.get("ename"))[:200],
            evalue=_text(output.get("evalue"))[:10_000],
            traceback=[_text(line) for line in lines[:500]] if isinstance(lines, list) else [],
        )
    if kind in ("display_data", "execute_result"):
        data = output.get("data")
        found = _clean_data(data, pictures) if isinstance(data, dict) else ()
        kept = {mime: clean for mime, clean in found if clean}
        # What looks like a result could be read as a score: only our own verdict has that form.
        return (
            _output("display_data", data=kept, metadata=_clean_metadata(output, kept))
            if kept
            else None
        )
    return None


def _output(kind: str, **content: Any) -> NotebookNode:
    made: NotebookNode = nbformat.from_dict({"output_type": kind, **content})
    return made


def _clean_metadata(output: Any, kept: dict[str, str]) -> dict[str, dict[str, str]]:
    """The alternative texts of pictures, whichever format the notebook gave them for. The rest of the
    metadata goes.
    """
    metadata = output.get("metadata")
    given = [metadata.get(mime) for mime in _IMAGES] if isinstance(metadata, dict) else []
    alts = [
        own["alt"] for own in given if isinstance(own, dict) and isinstance(own.get("alt"), str)
    ]
    return {mime: {"alt": _text(alts[0])[:1000]} for mime in kept if mime in _IMAGES and alts}


def _clean_data(data: dict[Any, Any], pictures: _Pictures) -> Iterable[tuple[str, str]]:
    for mime, measure in _IMAGES.items():
        picture = data.get(mime)
        if isinstance(picture, str):
            try:
                content = base64.b64decode(picture, validate=False)
            except (binascii.Error, ValueError):
                continue
            size = measure(content)
            if size is None:
                continue
            if not pictures.take(content, size):
                yield "text/plain", messages.picture_left_out(pictures.most_bytes)
                return
            yield (
                mime,
                base64.b64encode(content).decode("ascii"),
            )  # encoded again, so that nothing else can stand in an attribute
    if "text/plain" in data:
        yield "text/plain", _text(data["text/plain"])


def _text(value: object) -> str:
    if isinstance(value, list):
        value = "".join(part for part in value if isinstance(part, str))
    if not isinstance(value, str):
        return ""
    value = _ESCAPES.sub("�", _CONTROL.sub("�", value))
    return value if value.count("\x1b") <= MAX_COLOURS else value.replace("\x1b", "�")


def write_verdicts(nb: NotebookNode, result: Result) -> None:
    """Put each verdict first among the outputs of its test cell, in the form that nbgrader reads.

    nbgrader.utils.determine_grade takes the first `execute_result` whose text is a number in [0,
    points] as partial credit; `clean_outputs` has left no other.
    """
    verdicts: dict[object, Verdict] = {
        verdict.grade_id: verdict
        for verdict in result.verdicts
        if verdict.judged is not Judged.PERSON
    }
    for cell in nb.cells:
        verdict = verdicts.get(nbgrader_of(cell).get("grade_id"))
        if verdict is not None:
            points = {"text/plain": repr(float(verdict.points))}
            score = _output("execute_result", data=points, metadata={}, execution_count=None)
            shown = _output("display_data", data=_verdict_data(verdict), metadata={})
            cell.outputs = [score, shown, *cell.outputs]


def without_verdicts(nb: NotebookNode) -> NotebookNode:
    """A graded notebook as it ran, without what `write_verdicts` put in."""
    cells = []
    for cell in nb.cells:
        outputs = cell.get("outputs", [])
        if outputs and outputs[0].output_type == "execute_result":
            cell = nbformat.from_dict({**cell, "outputs": outputs[2:]})
        cells.append(cell)
    bare: NotebookNode = nbformat.from_dict({**nb, "cells": cells})
    return bare


def _verdict_data(verdict: Verdict) -> dict[str, str]:
    """A verdict for people, in words and as a table."""
    points = _("{points:g} / {most:g} points")
    lines = [points.format(points=verdict.points, most=verdict.max_points)]
    rows = []
    for check in verdict.checks:
        symbol = SYMBOLS.get(check.ending, "✘")
        said = check.sentence or messages.ending(check.ending)
        lines.append(f"{symbol} {check.title}: {said}")
        # Wide spaces: formgrader's style sheet takes the padding of cells away.
        rows.append(
            f"<tr><td>{symbol}&ensp;</td><td>{escape(check.title)}&emsp;</td><td>{escape(said)}</td></tr>"
        )
    html = f"<p><strong>{lines[0]}</strong></p><table>{''.join(rows)}</table>"
    return {"text/plain": "\n".join(lines), "text/html": html}
