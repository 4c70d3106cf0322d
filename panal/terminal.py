"""What every command prints with: results go to stdout, progress and sentences to stderr."""

from __future__ import annotations

import sys

from rich.console import Console

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
