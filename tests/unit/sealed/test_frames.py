"""pandas' frames and series, through the wall in both directions. The engine does without pandas; the
tests need it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from panal.judge.caller import Functions, LocalCaller
from panal.sealed.arguments import Arguments
from panal.sealed.decode import decode
from panal.sealed.encode import encode
from panal.sealed.values import Frame, Opaque, Series


def frame_of(value: object) -> Frame:
    found = decode(encode(value))
    assert isinstance(found, Frame)
    return found


FRAMES = {
    "numbers": lambda: pd.DataFrame({"a": [1, 2], "b": [1.5, np.nan], "c": [True, False]}),
    "texts": lambda: pd.DataFrame({"a": ["x", "ñ"]}),
    "dates": lambda: pd.DataFrame({"a": pd.to_datetime(["2026-11-28", "2027-01-01"])}),
    "an index": lambda: pd.DataFrame({"a": [1, 2]}, index=["x", "y"]),
    "an index of pairs": lambda: pd.DataFrame(
        {"a": [1, 2]}, index=pd.MultiIndex.from_tuples([(1, "x"), (2, "y")])
    ),
    "columns of pairs": lambda: pd.DataFrame(
        [[1, 2]], columns=pd.MultiIndex.from_tuples([("a", "b"), ("a", "c")])
    ),
    "lists": lambda: pd.DataFrame({"a": [[1, 2], {"b": 1}]}),
    "nothing": lambda: pd.DataFrame(),
    "no rows": lambda: pd.DataFrame({"a": np.zeros(0)}),
    "a series": lambda: pd.Series([1.5, 2], name="precio"),
    "a series of texts": lambda: pd.Series(["a", "b"], index=[5, 6]),
}


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_that_is_sent_arrives_as_it_was(name: str) -> None:
    """pandas' own there, whoever made it here."""
    frame = FRAMES[name]()
    arrived = Arguments().read(encode(frame, refuse=pytest.fail))
    assert type(arrived) is type(frame) and arrived.equals(frame)


def test_a_frame_that_comes_back_is_its_columns() -> None:
    """Arrays; or lists, where values are missing or of several kinds."""
    frame = frame_of(
        pd.DataFrame(
            {
                "a": [1, 2],
                "b": ["x", "y"],
                "c": ["x", None],
                "d": pd.Categorical(["u", "v"]),
                "e": pd.array([True, None], "boolean"),
            },
            index=["p", "q"],
        )
    )
    assert list(frame) == ["a", "b", "c", "d", "e"] and len(frame) == 2
    columns: dict[str, Any] = frame.columns
    assert columns["a"].tolist() == [1, 2] and columns["b"].tolist() == ["x", "y"]
    assert columns["c"] == ["x", None] and columns["e"] == [True, None]
    assert columns["d"].tolist() == ["u", "v"]
    assert frame.index is not None and list(frame.index) == ["p", "q"]


def test_two_columns_of_one_name_have_no_plain_form() -> None:
    """A dictionary could not hold both."""
    assert decode(encode(pd.DataFrame([[1, 2]], columns=["a", "a"]))) == Opaque("DataFrame")


def test_labels_and_moments_are_plain() -> None:
    """An index is a column; a moment is NumPy's, in UTC."""
    found = decode(encode([pd.Index(["a", "b"]), pd.Timestamp("2026-11-28", tz="America/Lima")]))
    assert isinstance(found, list)
    index, moment = found
    assert isinstance(index, np.ndarray) and index.tolist() == ["a", "b"]
    assert isinstance(moment, np.ndarray) and str(moment).startswith("2026-11-28T05:00")


def test_a_grader_needs_no_pandas_of_its_own() -> None:
    """It passes a `Frame`, and reads one."""
    submission = Functions(
        LocalCaller({"double": lambda frame: frame * 2, "column": lambda frame: frame["a"]})
    )
    sent = Frame({"a": np.array([1, 2]), "b": [0.5, None]})
    found = submission.double(Frame({"a": np.array([1, 2])})).frame(columns=["a"], rows=2)
    assert list(found["a"]) == [2, 4]
    series = submission.column(sent).series(2)
    assert isinstance(series, Series) and series.name == "a" and list(series.values) == [1, 2]
