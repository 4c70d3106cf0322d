"""panal.judge.mistakes: one sentence, with the author's own line."""

from __future__ import annotations

from pathlib import Path

import pytest

from panal.judge.loading import import_grader
from panal.judge.mistakes import MAX_SENTENCE, told


def mistake(folder: Path, text: str) -> str:
    """What is told of a grader that does not get through its import."""
    (folder / "test_area.py").write_text(text)
    with pytest.raises((Exception, SystemExit)) as caught:
        import_grader(folder / "test_area.py")
    return told(caught.value, folder, "test_a")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("right = 3\nassert rihgt", "test_area.py, line 2, `assert rihgt`: NameError: name 'rihgt' is not defined"),
        ("import json\njson.loads('{')", "test_area.py, line 2, `json.loads('{')`: JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        ("x = (1,\n", "test_area.py, line 1, `x = (1,`: SyntaxError: '(' was never closed (test_area.py, line 1)"),
        ("raise SystemExit", "test_area.py, line 1, `raise SystemExit`: SystemExit"),
        ("raise ValueError('one\\n  two')", "test_area.py, line 1, `raise ValueError('one\\n  two')`: ValueError: one"),
    ],
)  # fmt: skip
def test_the_authors_own_line_is_named(tmp_path: Path, text: str, sentence: str) -> None:
    """The last of theirs, whatever happened further down."""
    assert mistake(tmp_path, text) == sentence


def test_without_a_line_the_test_is_named(tmp_path: Path) -> None:
    """What pytest raises by itself is nowhere in the grader."""
    assert told(KeyError("a"), tmp_path, "test_a") == "test_a: KeyError: 'a'"
    assert told(KeyError("a"), tmp_path) == "KeyError: 'a'"


def test_a_sentence_is_short(tmp_path: Path) -> None:
    """A value may be in the text of an exception."""
    assert len(told(ValueError("x" * 10_000), tmp_path)) == MAX_SENTENCE + 1
