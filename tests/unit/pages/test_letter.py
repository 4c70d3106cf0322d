"""panal.pages.letter: what a student reads first, and that it promises nothing that is not so."""

from __future__ import annotations

from typing import Any

import pytest

from panal.export.safe_csv import inert
from panal.pages.letter import letter
from panal.results import Cause, Check, Ending, GradeId, Judged, Result, Verdict, Why

HINT = "¿Qué pasa en la última fila?"


def verdict(name: str, ending: Ending, **more: Any) -> Verdict:
    check = Check("test_a", "Una", 1.0, ending, HINT if ending is not Ending.RIGHT else "")
    return Verdict(GradeId(f"test_{name}"), 10.0, (check,), **more)


def written(*verdicts: Verdict, scores: dict[str, float] | None = None, **more: Any) -> str:
    result = Result("hw", verdicts)
    told = {
        "by_hand": frozenset(),
        "score": result.points,
        "penalty": 0.0,
        "name": "Ana",
        "pages": ["hw.html"],
        "hints": True,
    }
    text = letter(result, scores or {}, **(told | more))  # type: ignore[arg-type]
    assert inert(text) == text  # a table of them is what it is
    return text


def test_a_letter() -> None:
    """The exercise that was begun comes before one without an answer."""
    text = written(
        verdict("none", Ending.NO_ATTEMPT), verdict("f", Ending.RIGHT), verdict("g", Ending.WRONG)
    )
    assert text.split("\n\n") == [
        "Hola, Ana:",
        "En hw tienes 10 de 30 puntos.",
        "Ya funciona: f.",
        f"Tu próximo paso: g, que todavía te puede dar 10 puntos más.\n{HINT}",
        "Todo está explicado en la página que acompaña este mensaje: hw.html.\n",
    ]


def test_a_known_misconception_comes_before_the_hint() -> None:
    held = verdict("g", Ending.WRONG, misconception="x", misconception_sentence="Sumas los lados.")
    assert "Sumas los lados." in written(held) and HINT not in written(held)


def test_where_nothing_is_left_to_do_there_is_no_next_step() -> None:
    """Points that a person gave, or has yet to give, ask for nothing."""
    by_hand = frozenset({"test_g"})
    cases = [
        written(verdict("f", Ending.RIGHT)),
        written(verdict("g", Ending.WRONG), scores={"test_g": 4.0}, by_hand=by_hand, score=4.0),
        written(Verdict(GradeId("g"), 10.0, (), judged=Judged.PERSON)),
    ]
    assert all("siguiente paso" not in text for text in cases)
    assert "Ya funciona" not in cases[1] and "4 de 10" in cases[1]


@pytest.mark.parametrize("hints", [True, False])
def test_a_course_may_show_points_alone(hints: bool) -> None:
    assert (HINT in written(verdict("g", Ending.WRONG), hints=hints)) is hints


def test_of_several_notebooks_the_first_with_something_to_do_is_next() -> None:
    """What one cell holds up is one step; cells of two notebooks may have the same number."""
    why = Why(Cause.SYNTAX, 3, 1)
    held_up = (Check("test_a", "Una", 1.0, Ending.NO_ATTEMPT, HINT, why=why),)
    names = (("one", "a"), ("two", "b"), ("two", "c"), ("three", "d"))
    text = written(*(Verdict(GradeId(f), 5.0, held_up, notebook=book) for book, f in names[1:]))
    assert "Tu próximo paso: two/b, two/c, que todavía te puede dar 10 puntos más." in text


def test_a_notebook_that_can_not_be_read_is_told_as_such() -> None:
    """With no exercise that would be next, even where points alone are shown."""
    damaged = Check("test_a", "Una", 1.0, Ending.NOTEBOOK_DAMAGED, "No es un cuaderno.")
    verdicts = [Verdict(GradeId(name), 5.0, (damaged,)) for name in "ab"]
    for hints in (True, False):
        text = written(*verdicts, hints=hints)
        assert text.split("\n\n")[2] == "No es un cuaderno." and "siguiente" not in text


def test_a_text_that_nobody_wrote_can_be_next() -> None:
    text = written(Verdict(GradeId("essay"), 10.0, (), judged=Judged.PERSON, given=0.0))
    assert (
        "Tu próximo paso: essay, que todavía te puede dar 10 puntos más.\nEn esta celda no hay"
        in text
    )


def test_lateness_is_told() -> None:
    text = written(verdict("f", Ending.RIGHT), score=9.0, penalty=1.0)
    assert "tienes 9 de 10 puntos. Incluye 1 punto menos por entregar tarde." in text


@pytest.mark.usefixtures("english")
def test_in_english() -> None:
    text = written(verdict("g", Ending.WRONG), name="", pages=["a.html", "b.html"])
    assert text.startswith("Hello:\n\nIn hw you have 0 of 10 points.")
    assert "Your next step: g, which can earn you 10 more points." in text
    assert text.endswith("on the pages that come with this: a.html, b.html.\n")
