"""panal.course.results_file: a results.json that anybody may have touched is read, or said to be
unusable; nothing else happens.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panal.course.results_file import (
    RESULT_BYTES,
    Unusable,
    complete,
    earlier_result,
    read_result,
    withdraw,
)
from panal.results import Check, Ending, Example, GradeId, Picture, Result, Verdict

pytestmark = pytest.mark.usefixtures("english")

CHECKS = (Check("c", "Prueba", 1.0, Ending.RIGHT), Check("d", "Otra", 2.0, Ending.WRONG, "Casi."))
EXAMPLES = (
    Example(
        "one(1)",
        "1",
        "2",
        Ending.WRONG,
        pictures=(Picture("Lo tuyo", "Todo vale 0.", "Nada.", "iVBO"),),
    ),
)
RESULT = Result(
    "hw",
    (Verdict(GradeId("test_one"), 10.0, CHECKS, "rare", "¿Y?", EXAMPLES),),
    ("Una nota.",),
    versions={"numpy": "2"},
)
Edit = Callable[[dict[str, Any]], object]


def written(folder: Path, data: object) -> Path:
    """A folder with it."""
    path = folder / "results.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data))
    return folder


def test_what_grading_wrote_is_read(tmp_path: Path) -> None:
    """With the stamp that only the gradebook's writer adds."""
    assert read_result(written(tmp_path, RESULT.to_json() | {"stamp": "s"})) == (RESULT, "s")
    assert read_result(written(tmp_path, RESULT.to_json())) == (RESULT, "")
    assert earlier_result(tmp_path) == RESULT and earlier_result(tmp_path / "nowhere") is None


EDITS: dict[str, Edit] = {
    "a score": lambda data: data.update(score=100),
    "points of an exercise": lambda data: data["tests"][0].update(score=10),
    "an ending": lambda data: data["tests"][0]["extra_data"]["checks"][1].update(ending="right"),
    "an ending that there is not": lambda data: data["tests"][0]["extra_data"]["checks"][1].update(
        ending="fine"
    ),
    "a weight": lambda data: data["tests"][0]["extra_data"]["checks"][0].update(weight=50),
    "a weight that is none": lambda data: data["tests"][0]["extra_data"]["checks"][0].update(
        weight="heavy"
    ),
    "a weight below zero": lambda data: data["tests"][0]["extra_data"]["checks"][0].update(
        weight=-1
    ),
    "not a number": lambda data: data["used"].update(cpu_seconds=float("nan")),
    "endless": lambda data: data.update(execution_time=float("inf")),
    "negative": lambda data: data["used"].update(memory_bytes=-1),
    "huge": lambda data: data["used"].update(memory_bytes=10**400),
    "a title that is none": lambda data: data["tests"][0]["extra_data"]["checks"][0].update(
        title=["<b>"]
    ),
    "a misconception that is none": lambda data: data["tests"][0]["extra_data"].update(
        misconception={"a": 1}
    ),
    "a note that is none": lambda data: data.update(notes=[["x"]]),
    "versions that are none": lambda data: data.update(versions={"numpy": 2}),
    "versions in a list": lambda data: data.update(versions=["numpy"]),
    "isolation that is none": lambda data: data.update(isolation=None),
    "a call that is none": lambda data: data["tests"][0]["extra_data"]["examples"][0].update(
        asked=7
    ),
    "a picture that is none": lambda data: data["tests"][0]["extra_data"]["examples"][0][
        "pictures"
    ][0].update(png=None),
    "no tests": lambda data: data.pop("tests"),
    "a test that is none": lambda data: data["tests"].append(None),
    "no use": lambda data: data.update(used=None),
}


@pytest.mark.parametrize("name", EDITS)
def test_what_somebody_edited_is_said_to_be_so(name: str, tmp_path: Path) -> None:
    """Edited by hand, or damaged: it is never half a result."""
    data = RESULT.to_json()
    EDITS[name](data)
    with pytest.raises(Unusable, match=r"^results\.json (is damaged|was edited)"):
        read_result(written(tmp_path, data))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        "1",
        '"x"',
        "[" * 100_000,
        '{"score": ' + "9" * 5000 + "}",
        "\x00",
        "{}",
    ],
    ids=lambda text: text[:9],
)
def test_what_is_no_result(text: str, tmp_path: Path) -> None:
    """Cut off, empty, or something else."""
    with pytest.raises(Unusable, match="damaged"):
        read_result(written(tmp_path, text))


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3),
        max_leaves=4,
    ),
    st.data(),
)
def test_any_value_in_any_place(
    tmp_path_factory: pytest.TempPathFactory, value: object, data: st.DataObject
) -> None:
    """A part of it that is replaced by anything gives a result or is unusable."""
    found = json.loads(json.dumps(RESULT.to_json()))
    place: Any = found
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            break
        key = data.draw(st.sampled_from(keys))
        if isinstance(place[key], dict | list) and data.draw(st.booleans()):
            place = place[key]
        else:
            place[key] = value
            break
    with suppress(Unusable):
        read_result(written(tmp_path_factory.getbasetemp(), found))


def test_what_is_no_file(tmp_path: Path) -> None:
    """Missing, a folder, a pipe that nobody writes to, a link to elsewhere, a file without end."""
    path = tmp_path / "results.json"
    with pytest.raises(Unusable, match="missing"):
        read_result(tmp_path)
    path.mkdir()
    with pytest.raises(Unusable, match=r"no file|can't be read"):
        read_result(tmp_path)
    path.rmdir()
    os.mkfifo(path)
    with pytest.raises(Unusable, match="no file"):
        read_result(tmp_path)
    path.unlink()
    elsewhere = (written(tmp_path, RESULT.to_json()) / path.name).rename(
        tmp_path / "elsewhere.json"
    )
    path.symlink_to(elsewhere)
    with pytest.raises(Unusable, match="can't be read"):
        read_result(tmp_path)
    path.unlink()
    with path.open("wb") as file:
        file.truncate(RESULT_BYTES + 1)
    with pytest.raises(Unusable, match="size"):
        read_result(tmp_path)


def test_a_result_is_withdrawn_and_completed(tmp_path: Path) -> None:
    """In between, the folder has none; the earlier one can still be compared with. Nothing is left."""
    folder = tmp_path / "hw"
    folder.mkdir()
    written(folder, RESULT.to_json())
    for _ in range(2):  # also after a death, when it is withdrawn already
        withdraw(folder)
        with pytest.raises(Unusable, match="missing"):
            read_result(folder)
        assert earlier_result(folder) == RESULT
    newer = json.dumps(RESULT.to_json() | {"notes": ["Otra."], "stamp": "s"}).encode()
    complete(folder, newer)
    assert read_result(folder)[1] == "s" and earlier_result(folder) == read_result(folder)[0]
    assert [path.name for path in tmp_path.iterdir()] == ["hw"]
    assert [path.name for path in folder.iterdir()] == ["results.json"]


def test_what_is_no_result_does_not_take_the_earlier_ones_place(tmp_path: Path) -> None:
    """Damaged meanwhile, or a link: it goes, and what waits stays."""
    folder = tmp_path / "hw"
    folder.mkdir()
    written(folder, RESULT.to_json())
    withdraw(folder)
    written(folder, "{")
    withdraw(folder)
    (folder / "results.json").symlink_to("/etc/passwd")
    withdraw(folder)
    assert list(folder.iterdir()) == [] and earlier_result(folder) == RESULT
    withdraw(tmp_path / "nowhere")
    assert earlier_result(tmp_path / "nowhere") is None
