"""panal.messages: what the engine says to students."""

from __future__ import annotations

import builtins
import inspect

import pytest

from panal import language, messages
from panal.results import Ending

SENTENCES = {
    name: function
    for name, function in inspect.getmembers(messages, inspect.isfunction)
    if function.__module__ == messages.__name__
    and name
    not in (
        "advice",
        "cell",
        "known_error",
        "ending",
        "difference",
        "syntax_problem",
        "judged",
        "inside_title",
        "late",
        "notebook_handed_in",
    )
    and not name.startswith("_")
}
EXAMPLES = {
    "limit": 2**30,
    "position": 3,
    "points": 2.5,
    "most": 3.0,
    "exercises": ["area", "suma"],
    "seconds": 3.0,
}
CHOICES = {"too_much_cpu": "call", "too_much_time": "cell"}  # of what they are said


@pytest.fixture(params=language.languages())
def spoken(request: pytest.FixtureRequest) -> str:
    """Each language in turn."""
    language.use(request.param)
    return str(request.param)


@pytest.mark.parametrize("name", SENTENCES)
def test_each_is_one_line_that_ends(name: str, spoken: str) -> None:
    """In each language: a sentence is one line, starts with a capital, names what it was given, and ends as sentences
    do.
    """
    function = SENTENCES[name]
    examples = {**EXAMPLES, **({"what": CHOICES[name]} if name in CHOICES else {})}
    arguments = {key: examples.get(key, "Algo.") for key in inspect.signature(function).parameters}
    said = function(**arguments)
    assert said == said.strip() and "\n" not in said
    assert said[0].isupper() or said[0] in "¿¡"
    assert said[-1] in ".?!)"


@pytest.mark.parametrize("ending", Ending)
def test_each_ending_has_words(ending: Ending, spoken: str) -> None:
    """Whatever a check ends in, the student reads words, not the name of a constant."""
    assert messages.ending(ending) and messages.ending(ending) != str(ending)


def test_names_of_errors_that_are_repeated() -> None:
    """Every exception of Python's own is known by name, and nothing else that a student could
    choose freely.
    """
    assert {"ValueError", "InvalidArgumentError"} <= messages.KNOWN_ERRORS
    assert len(messages.KNOWN_ERRORS) <= 16  # four bits of a hidden argument for each check
    for name in messages.KNOWN_ERRORS:
        assert name.isidentifier() and (hasattr(builtins, name) or name.endswith("Error"))
