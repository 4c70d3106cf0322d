"""Sheets as they are written, read back."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

from traitlets.config import Config

A = "taller"
HOSTILE = '=HYPERLINK("http://stranger.example";"ü,ñ")\r\n@SUM(1)'
FORMULA = "=+-@\t\r\n＝＋－＠"


def exported(plugin: type[Any], gradebook: Any, folder: Path, **options: list[str]) -> str:
    """What the plugin writes, as text; it is UTF-8 without a mark at its beginning."""
    path = folder / "sheet.csv"
    config = Config({"ExportPlugin": {"to": str(path), **options}})
    plugin(config=config).export(gradebook)
    data = path.read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    return data.decode("utf-8")


def cells(text: str) -> list[list[str]]:
    """The rows, each as long as the first; none has a cell that a spreadsheet computes, whatever it
    takes for a separator.
    """
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert rows and {len(row) for row in rows} == {len(rows[0])}
    for row in rows:
        for cell in row:
            for part in [cell, *re.split(r"[;,\t]", cell)]:
                assert not part.strip(" ").startswith(tuple(FORMULA)) or re.fullmatch(
                    r"-(\d+(\.\d+)?)?", part
                ), cell
    return rows
