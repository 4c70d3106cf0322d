"""panal.sealed.answering: what a reply says of an exception."""

from __future__ import annotations

from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from panal.judge.caller import Kind, Question
from panal.sealed.answering import answer

CELL = """

def half(text):
    number = int(text)
    return number / 2

def area(text):
    return half(text)
"""


@pytest.fixture
def namespace() -> dict[str, Any]:
    """A notebook's, after IPython has run a cell in it."""
    shell: Any = InteractiveShell()
    shell.run_cell(CELL)
    found: dict[str, Any] = shell.user_ns
    return found


def asked(namespace: dict[str, Any], **more: object) -> dict[str, str]:
    return answer(namespace, {**Question(Kind.CALL, "area", ("x",)).request, **more})


def test_only_the_name_of_an_exception_is_told(namespace: dict[str, Any]) -> None:
    """Unless more is asked for."""
    assert asked(namespace) == {"status": "raised", "error": "ValueError"}


def test_where_it_is_asked_for_its_text_and_line_are_told(namespace: dict[str, Any]) -> None:
    """The last line of the notebook's on the way, counted as IPython does, without the empty lines
    at the top.
    """
    said = asked(namespace, tells=True)
    assert "invalid literal" in said.pop("message")
    line = {"line": "2", "code": "    number = int(text)\n"}
    assert said == {"status": "raised", "error": "ValueError", **line}


def test_an_exception_that_cannot_be_written_has_no_text(namespace: dict[str, Any]) -> None:
    """Its class is the student's own."""

    class Mute(Exception):
        def __str__(self) -> str:
            raise KeyboardInterrupt

    def half(text: str) -> None:
        raise Mute

    namespace["half"] = half
    said = asked(namespace, tells=True)
    assert (said["error"], said["message"], said["line"]) == ("Mute", "", "6")
