"""Commands that stand in the docs, so that tests can run what readers are told to."""

from __future__ import annotations

import re
from pathlib import Path


def text_below(page: Path, heading: str, kind: str = "bash") -> str:
    """What stands in the blocks of a kind (the words behind the three backticks) below a heading,
    up to the next one.
    """
    text = "\n" + page.read_text(encoding="utf-8")
    level = heading.split()[0]
    part = re.split(
        rf"^#{{1,{len(level)}}} ", text.split(f"\n{heading}\n", 1)[1], maxsplit=1, flags=re.M
    )[0]
    return "\n".join(re.findall(rf"^```{kind}\n(.*?)^```", part, flags=re.M | re.S))


def commands_below(page: Path, heading: str) -> list[str]:
    """Its commands, a line each; a backslash at the end of a line joins it to the next."""
    joined = text_below(page, heading).replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.strip() and not line.startswith("#")]


def blocks(page: Path) -> list[tuple[str, str]]:
    """All blocks of a page in their order: the words behind the three backticks, and what stands
    below them.
    """
    return re.findall(
        r"^```(\S[^\n]*)\n(.*?)^```$", page.read_text(encoding="utf-8"), flags=re.M | re.S
    )


def table_below(page: Path, heading: str) -> list[list[str]]:
    """Rows of the tables below a heading, their headings aside; backticks around a whole cell are
    taken off.
    """
    text = page.read_text(encoding="utf-8").split(f"\n{heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [
        [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]
    marks = [number for number, cells in enumerate(rows) if set("".join(cells)) <= set("-: ")]
    return [
        cells
        for number, cells in enumerate(rows)
        if number not in marks and number + 1 not in marks
    ]
