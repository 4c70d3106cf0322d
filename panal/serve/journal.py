"""What `panal serve` writes to stderr: a line of JSON for each thing that happened, for `jq` and whatever
collects logs.

No line has a student's name, the name of a file, a link or an address: attempts are told by their
number in the store, and the teacher's page says whose they are. So of messages of others only the
sentence is kept that stands in the code, of exceptions where they were raised, and the sentences of
our own errors lose all that is part of anybody's name.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from panal.errors import PanalError
from panal.report.anonymous import words

HIDDEN = "…"

log = logging.getLogger("panal.serve")


def log_event(event: str, level: int = logging.INFO, **fields: Any) -> None:
    """Write something down.

    Args:
        event: what happened, always in the same words.
        level: of `logging`.
        fields: what is to be told of it: numbers, assignments, and `problem`, an error.

    Example:
        log_event("graded", attempt=7, assignment="areas", seconds=0.31)
    """
    log.log(level, event, extra={"fields": fields})


class JsonLines(logging.Formatter):
    """Records as lines of JSON.

    Args:
        people: names, ids and addresses that no line may hold.
    """

    def __init__(self, people: Callable[[], Iterable[str]]) -> None:
        super().__init__()
        self._people = people

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told: dict[str, Any] = {"time": when, "level": record.levelname.lower()}
        told["logger"] = record.name
        told["event"] = str(record.msg).partition("\n")[0]
        told |= {name: self._value(value) for name, value in getattr(record, "fields", {}).items()}
        if isinstance(record.args, tuple):
            for each in record.args:
                if isinstance(each, PanalError):
                    told["problem"] = self._value(each)
        if record.exc_info and record.exc_info[1]:
            told["error"] = type(record.exc_info[1]).__name__
            told["where"] = [
                f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(told)

    def _value(self, value: Any) -> Any:
        if isinstance(value, PanalError):
            return self._without_people(f"{type(value).__name__}: {value}")
        if isinstance(value, OSError):  # its text has the name of a file
            return f"{type(value).__name__}: {value.strerror}"
        return type(value).__name__ if isinstance(value, BaseException) else value

    def _without_people(self, sentence: str) -> str:
        try:
            people = {each for each in self._people() if each}
        except PanalError:  # the gradebook is away, and perhaps that is the problem
            return sentence.partition(":")[0]
        names = people | {word for each in people for word in words(each)}
        if not names:
            return sentence
        known = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
        return re.sub(rf"(?<![^\W_])(?:{known})(?![^\W_])", HIDDEN, sentence, flags=re.IGNORECASE)


@contextmanager
def lines(people: Callable[[], Iterable[str]], *, all_of_them: bool) -> Iterator[None]:
    """Write lines of JSON to stderr instead of what commands write otherwise.

    Args:
        people: see `JsonLines`.
        all_of_them: also what is no problem.
    """
    root = logging.getLogger()
    before, level = root.handlers[:], log.level
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines(people))
    root.handlers = [handler]
    log.setLevel(logging.INFO if all_of_them else logging.WARNING)
    try:
        yield
    finally:
        root.handlers = before
        log.setLevel(level)
