"""`python -m panal`, and the command `panal`."""

from __future__ import annotations

import signal


def main() -> None:
    """The command line, which takes a moment to import.

    Nothing is begun by then that would have to be cleared away, so Ctrl-C just ends it.
    """
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    from panal.cli import main as command

    if before is signal.SIG_IGN:  # as in the background of a shell
        signal.signal(signal.SIGINT, before)
    command()


if __name__ == "__main__":
    main()
