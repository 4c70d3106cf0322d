"""pandas' frames and series, through the wall in both directions. The engine does without pandas; the
tests need it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from panal.judge.caller import Functions, LocalCaller
from panal.judge.probes import write_arguments
from panal.sealed.arguments import Arguments
from panal.sealed.decode import decode
from panal.sealed.encode import NoPlainForm, encode
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


NAMED = {
    "an index": lambda: pd.DataFrame({"a": [1, 2]}, pd.Index(["x", "y"], name="ciudad")),
    "rows by their number": lambda: pd.DataFrame({"a": [1, 2]}).rename_axis("fila"),
    "pairs": lambda: pd.DataFrame({"k": [1, 2], "m": "xy", "a": [3, 4]}).set_index(["k", "m"]),
    "columns": lambda: pd.DataFrame({"a": [1, 2]}).rename_axis("cosa", axis=1),
    "a series": lambda: pd.Series([1, 1, 2], name="n").value_counts(),
}


@pytest.mark.parametrize("name", NAMED)
def test_the_names_of_labels_arrive(name: str) -> None:
    """`reset_index()` makes columns of them, which a right answer may look for."""
    frame = NAMED[name]()
    arrived = Arguments().read(write_arguments([frame]))[0]
    assert [list(axis.names) for axis in arrived.axes] == [list(axis.names) for axis in frame.axes]
    assert arrived.reset_index().equals(frame.reset_index())
    assert isinstance(decode(encode(frame)), (Frame, Series))


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"a": pd.Categorical(["u", "v"])}),
        pd.DataFrame({"a": pd.date_range("2026", periods=2, tz="America/Lima")}),
        pd.DataFrame({"a": [1]}, pd.PeriodIndex(["2026"], freq="D")),
        pd.Series([True, None], dtype="boolean"),
        pd.Series([1], pd.CategoricalIndex(["a"])),
        pd.DataFrame({"k": [1], "m": [2], "a": [3]}).set_index(["k", "m"])[:0],
        pd.Timestamp("2026-11-28"),
        pd.Timedelta("1 day"),
    ],
    ids=["categories", "zone", "periods", "missing", "labels", "no rows", "moment", "time"],
)
def test_what_would_arrive_as_something_else_is_not_sent(frame: object) -> None:
    """A right answer could fail on it, and the student would be told of an exception."""
    with pytest.raises(NoPlainForm, match="make it in a probe"):
        write_arguments([frame])


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
