"""panal.kernel.cell_outputs: what a cell shows, put together from messages, within limits."""

from __future__ import annotations

import json
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook

from panal.config import Limits
from panal.kernel.cell_outputs import PARTS, Outputs, size

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


def took(*messages: tuple[str, dict[str, Any]], **limits: int) -> Outputs:
    outputs = Outputs(Limits(**limits))
    for kind, content in messages:
        outputs.take(kind, content)
    return outputs


def stream(text: object, name: str = "stdout") -> tuple[str, dict[str, Any]]:
    return "stream", {"name": name, "text": text}


def display(text: object, shown_as: object = None) -> tuple[str, dict[str, Any]]:
    more = {} if shown_as is None else {"transient": {"display_id": shown_as}}
    return "display_data", {"data": {"text/plain": text}, "metadata": {}, **more}


def update(text: object, shown_as: object) -> tuple[str, dict[str, Any]]:
    return "update_display_data", display(text, shown_as)[1]


def texts(outputs: Outputs) -> list[object]:
    return [output.get("text") or output.data["text/plain"] for output in outputs.finished()]


CLEAR = ("clear_output", {"wait": False})
CLEAR_LATER = ("clear_output", {"wait": True})


def test_streams_run_together() -> None:
    """As a front end shows them: as long as it is the same one, and nothing comes between."""
    outputs = took(stream("a"), stream("b"), stream("c", "stderr"), stream("d"), display(1))
    assert texts(outputs) == ["ab", "c", "d", 1]
    assert [o.name for o in outputs.finished()[:3]] == ["stdout", "stderr", "stdout"]


def test_each_kind_is_as_a_notebook_has_it() -> None:
    """Valid, without what only the way there needs."""
    outputs = took(
        stream("a"),
        display("b", "x"),
        ("execute_result", {"data": {}, "metadata": {}, "execution_count": 3, "transient": {}}),
        ("error", {"ename": "E", "evalue": "v", "traceback": ["t"]}),
    ).finished()
    nbformat.validate(new_notebook(cells=[new_code_cell("", outputs=outputs)]))
    assert [output.output_type for output in outputs] == list(PARTS)
    assert all("transient" not in output for output in outputs)


def test_what_is_cleared_is_gone() -> None:
    """At once, or when something new comes."""
    assert texts(took(stream("a"), CLEAR, stream("b"))) == ["b"]
    assert texts(took(stream("a"), CLEAR)) == []
    assert texts(took(stream("a"), CLEAR_LATER)) == ["a"]
    assert texts(took(stream("a"), CLEAR_LATER, stream("b"), stream("c"))) == ["bc"]


def test_a_display_is_updated_where_it_stands() -> None:
    """All with that name, in this cell; what has no name, or is cleared, can't be."""
    assert texts(took(display(1, "x"), stream("a"), display(2, "x"), update(3, "x"))) == [3, "a", 3]
    assert texts(took(display(1), update(2, "x"), update(2, ""), update(2, None))) == [1]
    assert texts(took(display(1, "x"), CLEAR, display(1, "y"), update(2, "x"))) == [1]


def test_what_jupyter_does_not_know_is_dropped() -> None:
    assert took(("comm_open", {"data": 1}), ("status", {}), ("", {})).finished() == []


@pytest.mark.parametrize(
    "more", [[stream("x" * 100)] * 2, [display("x" * 15)] * 2, [update("x" * 400, "n")]]
)
def test_bytes_are_bounded(more: list[Any]) -> None:
    """Twice what the kernel keeps to by itself; what came before stays, and what comes later is
    no more.
    """
    outputs = took(display("a", "n"), *more, *more, *more, output_bytes=240)
    assert outputs.too_much
    held = size(outputs.finished())
    outputs.take(*stream("b"))
    assert size(outputs.finished()) == held
    assert not took(display("a", "n"), output_bytes=240).too_much


def test_the_error_behind_too_much_is_kept() -> None:
    """It says why there is no function. One of them, and no long one."""

    def error(value: str) -> tuple[str, dict[str, Any]]:
        return "error", {"ename": "E", "evalue": value, "traceback": []}

    outputs = took(*[stream("x" * 1000)] * 2, output_bytes=500)
    for kind, content in (error("a" * 2**17), error("a"), error("b"), stream("c")):
        if outputs.wants(kind, len(str(content))):
            outputs.take(kind, content)
    found = outputs.finished()
    assert [each.get("evalue") for each in found if each.output_type == "error"] == ["a"]
    assert len(found) == 2


def test_a_cleared_output_counts_as_shown() -> None:
    """It had to be taken in, like any other."""
    shows = [stream("x" * 50), CLEAR] * 10
    assert took(*shows, output_bytes=200).too_much
    assert not took(*shows, output_bytes=250).too_much


def test_their_number_is_bounded() -> None:
    """Text that runs together is one."""
    assert took(*[display("a")] * 12, output_messages=5).too_much
    assert not took(*[display("a")] * 11, output_messages=5).too_much
    assert not took(*[stream("a")] * 100, output_messages=5).too_much


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*PARTS, "update_display_data", "clear_output"]),
            st.dictionaries(
                st.sampled_from(["data", "text", "name", "transient", "wait", "metadata", "ename"]),
                JSON,
            ),
        ),
        max_size=8,
    )
)
def test_whatever_is_said_is_taken(messages: list[tuple[str, dict[str, Any]]]) -> None:
    """The student's code has the kernel's key: nothing that it sends raises, nor is more than it
    was.
    """
    found = took(*messages).finished()
    json.dumps(found)
    assert all(output.output_type in PARTS for output in found)
    assert size(found) <= 64 + sum(size(content) + 500 for _, content in messages)


def test_no_depth_is_too_much_to_measure() -> None:
    """It is the student's choice."""
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert size(deep) >= 64 * 100_000
