"""panal.again: what is done again stands in the documentation in the same words."""

from __future__ import annotations

from pathlib import Path

from panal import again

PAGE = Path(__file__).parents[2] / "docs/how-it-works.md"
HEADER = "| what happened | what is done again | how often |"


def documented() -> list[again.Row]:
    """The rows of the page's table."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    rows = []
    for line in lines[lines.index(HEADER) + 2 :]:
        if not line.startswith("|"):
            break
        rows.append(again.Row(*(part.strip() for part in line.strip("|").split("|"))))
    return rows


def test_the_page_has_the_table() -> None:
    """Word for word, and in its order."""
    assert documented() == list(again.TABLE)


def test_there_are_few() -> None:
    """A fifth row is a sign that something is mended where it should be made right."""
    assert len(again.TABLE) <= 4
    assert again.CALLS == 1 and again.DATABASE_SECONDS == 60
