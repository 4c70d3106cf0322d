"""What every command prints with: results go to stdout, progress and sentences to stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console, RenderableType
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Column
from rich.text import Text

WIDTH = (
    None if sys.stdout.isatty() else 140
)  # a table in a file or a pipe must not be folded to 80 columns
out = Console(width=WIDTH, highlight=False)
err = Console(stderr=True, soft_wrap=True)


def plain(text: str) -> str:
    """Text that a terminal only shows. Names of files come from strangers, and may hold sequences that
    it would obey.
    """
    return "".join(
        character if character.isprintable() or character == "\n" else "�" for character in text
    )


def name_of(student: str) -> str:
    """A student's name on one line, whatever the folder is called."""
    return plain(student).replace("\n", "�")


def say(text: str, style: str | None = None) -> None:
    """Print a sentence on stderr, without markup."""
    err.print(plain(text), markup=False, highlight=False, style=style)


class Bar(Progress):
    """A progress bar with a line below it."""

    below = ""

    def get_renderables(self) -> Iterator[RenderableType]:
        yield from super().get_renderables()
        if self.below:
            yield Text(plain(self.below), style="dim", no_wrap=True, overflow="ellipsis")


@contextmanager
def progress_bar(title: str) -> Iterator[Bar]:
    """A bar on stderr that fits into 80 columns; if that is no terminal, a plain line instead."""
    title_column = Column(no_wrap=True, overflow="ellipsis", max_width=32)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", table_column=title_column),
        BarColumn(bar_width=16),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    if not err.is_terminal:
        err.print(f"{title} …", highlight=False)
    with Bar(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        yield bar
