"""CSV files in which a spreadsheet computes nothing, and the few formats that all sheets share."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

NO_GRADE = "-"
"""How Moodle writes that there is no grade. Alone in a cell it is no formula."""

_SIGNS = r"=+\-@＝＋－＠"
FORMULA = re.compile(
    rf"(\A|[;,|])(?=[\s\"']*[{_SIGNS}\t\r\n])|([\t\r\n])(?=(?:[^\S\r\n]|[\"'])*[{_SIGNS}])"
)
"""A spreadsheet computes a cell that begins with one of these instead of showing it (OWASP, CSV
injection). A cell may also begin within a text: if the decimal sign is a comma, spreadsheets split
cells at semicolons. A line that is empty begins with none of them."""


def inert(value: object) -> object:
    """A value that a spreadsheet shows, not computes: text that could be a formula gets an apostrophe
    in front.
    """
    if not isinstance(value, str) or value == NO_GRADE:
        return value
    return FORMULA.sub(r"\g<0>'", value)


def write_csv(
    path: str | Path,
    columns: Sequence[str],
    rows: Iterable[Iterable[object]],
    *,
    decimal_comma: bool = False,
) -> None:
    """Write a sheet in UTF-8, every cell inert.

    Args:
        path: of the file.
        columns: their headings.
        rows: a value for each column.
        decimal_comma: write it for spreadsheets that read numbers with a comma: cells are parted by
            semicolons then, and a byte order mark says that it is UTF-8, which Excel asks for.
    """
    shown = _with_comma if decimal_comma else inert
    encoding, delimiter = ("utf-8-sig", ";") if decimal_comma else ("utf-8", ",")
    with Path(path).open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(map(shown, columns))
        writer.writerows(map(shown, row) for row in rows)


def _with_comma(value: object) -> object:
    return str(value).replace(".", ",") if isinstance(value, float) else inert(value)


def rounded(value: float) -> float:
    """Points as platforms keep them, to hundredths."""
    return round(value, 2) + 0.0  # no -0.0


def in_one_line(text: str | None) -> str:
    """A name or an identifier on one line. No platform has a line break in one, and Canvas looks at
    lines before it parses them.
    """
    return " ".join((text or "").split())


def grade_or(scores: dict[str, float], student: str, none: str) -> object:
    """A student's points, or what stands for none."""
    return rounded(scores[student]) if student in scores else none
