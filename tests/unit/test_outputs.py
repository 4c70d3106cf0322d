"""panal.outputs: whatever a kernel sent, what is left does nothing, and nbgrader reads our verdicts."""

from __future__ import annotations

import base64
import copy
import io
import json
import re
from typing import Any

import nbformat
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbgrader.utils import determine_grade
from PIL import Image

from panal import messages
from panal.outputs import clean_outputs, write_verdicts
from panal.results import Check, Ending, GradeId, Result, Verdict
from tests.unit.test_notebook import JSON, TEXT, graded, make_record


# What a kernel may send is a dict of anything; nbclient keeps it as it came.
def picture(width: int = 1, height: int = 1, kind: str = "PNG") -> str:
    """A black picture, as a kernel sends it."""
    file = io.BytesIO()
    Image.new("1" if kind == "PNG" else "L", (width, height)).save(file, kind)
    return base64.b64encode(file.getvalue()).decode()


PNG = picture()
MIMES = st.sampled_from(
    ["text/plain", "text/html", "image/png", "image/jpeg", "image/svg+xml", "text/latex"]
)
DATA = st.dictionaries(
    MIMES | TEXT, st.sampled_from([PNG, PNG + "\n", "12.5", "<b>"]) | JSON, max_size=4
)
OUTPUTS = st.fixed_dictionaries(
    {"output_type": st.sampled_from(["stream", "error", "display_data", "execute_result"]) | JSON},
    optional={
        "name": st.sampled_from(["stdout", "stderr"]) | JSON,
        "text": JSON,
        "data": DATA | JSON,
        "metadata": JSON
        | st.dictionaries(
            MIMES, JSON | st.dictionaries(st.sampled_from(["alt", "width"]), JSON), max_size=2
        ),
        "ename": JSON,
        "evalue": JSON,
        "traceback": JSON,
        "execution_count": JSON,
        "transient": JSON,
    },
)


def with_outputs(nb: NotebookNode, outputs: list[Any], count: Any = None) -> NotebookNode:
    """A notebook whose test cells have these outputs, unchecked, as a hostile kernel leaves
    them.
    """
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.from_dict(output) for output in copy.deepcopy(outputs)]
            cell.execution_count = count
    return nb


@given(st.lists(OUTPUTS | JSON, max_size=4), JSON)
def test_any_output_is_cleaned(outputs: list[Any], count: Any) -> None:
    """Whatever a kernel sent: the notebook is valid, can be written, and has nothing in it that
    acts or passes for a score.
    """
    nb = with_outputs(make_record(), outputs, count)
    clean_outputs(nb, 2**22)
    nbformat.validate(nb, relax_add_props=False)
    nbformat.writes(nb).encode("utf-8")
    for output in (
        output for cell in nb.cells if cell.cell_type == "code" for output in cell.outputs
    ):
        assert output.output_type in ("stream", "error", "display_data")
        assert set(output.get("data", {})) <= {"text/plain", "image/png", "image/jpeg"}
        assert all(
            set(kept) == {"alt"} and type(kept["alt"]) is str
            for kept in output.get("metadata", {}).values()
        )
    again = copy.deepcopy(nb)
    clean_outputs(again, 2**22)
    assert again == nb


def test_ordinary_outputs_are_kept() -> None:
    """Text with its colours, errors and pictures are what students and instructors want to see."""
    ordinary = [
        {"output_type": "stream", "name": "stdout", "text": "hola\n\tñ \x1b[31mrojo\x1b[0m"},
        {
            "output_type": "error",
            "ename": "ValueError",
            "evalue": "no",
            "traceback": ["línea", "\x1b[38;5;28;01massert\x1b[39;00m"],
        },  # as IPython colours code
        {
            "output_type": "display_data",
            "data": {"image/png": PNG, "text/plain": "<Figure>"},
            "metadata": {},
        },
    ]
    nb = with_outputs(make_record(), ordinary)
    clean_outputs(nb, 2**22)
    assert json.loads(json.dumps(nb.cells[1].outputs)) == ordinary


def test_of_metadata_only_alternative_texts_are_kept() -> None:
    """Pages write a picture's width as it stands into its tag; what describes it to those who can't
    see it is text.
    """
    metadata = {
        "image/png": {"alt": "un borde", "width": '1" onload="alert(1)'},
        "isolated": True,
        "text/html": {"alt": "x"},
    }
    nb = with_outputs(
        make_record(),
        [{"output_type": "display_data", "data": {"image/png": PNG}, "metadata": metadata}],
    )
    clean_outputs(nb, 2**22)
    assert nb.cells[1].outputs[0].metadata == {"image/png": {"alt": "un borde"}}


@pytest.mark.parametrize("picture", ["data", "PHNjcmlwdD4=", '"><script>', 3, PNG[:8], ["iVBO"]])
def test_what_is_no_picture_goes(picture: object) -> None:
    """A picture begins as its format does."""
    nb = with_outputs(
        make_record(), [{"output_type": "display_data", "data": {"image/png": picture}}]
    )
    clean_outputs(nb, 2**22)
    assert nb.cells[1].outputs == []


@pytest.mark.parametrize(
    ("large", "limit"), [(picture(11000, 11000), 2**22), (picture(300, 300), 50)]
)
def test_a_picture_that_is_too_large_is_told_of(large: str, limit: int) -> None:
    """By its bytes, or by the pixels that a small file can hold; the others stay."""
    outputs = [
        {"output_type": "display_data", "data": {"image/png": large, "text/plain": "<Figure>"}},
        *3 * [{"output_type": "stream", "name": "stdout", "text": "hola"}],
    ]
    nb = with_outputs(make_record(), outputs)
    notes = clean_outputs(nb, limit)
    first, *others = nb.cells[1].outputs
    assert first.data == {"text/plain": messages.picture_left_out(limit)}
    assert len(others) == 3
    assert notes[0] == messages.in_cell(2, messages.picture_left_out(limit))
    assert len(notes) == sum(cell.cell_type == "code" for cell in nb.cells)


def test_jpeg_is_a_picture_too() -> None:
    nb = with_outputs(
        make_record(),
        [{"output_type": "display_data", "data": {"image/jpeg": picture(kind="JPEG")}}],
    )
    assert clean_outputs(nb, 2**22) == []
    assert "image/jpeg" in nb.cells[1].outputs[0].data


def test_a_picture_ends_no_attribute() -> None:
    """nbconvert writes pictures into an attribute of a page as they are: nothing but base64 may be
    in them.
    """
    nb = with_outputs(
        make_record(),
        [{"output_type": "display_data", "data": {"image/png": PNG + '"><script>alert(1)'}}],
    )
    clean_outputs(nb, 2**22)
    (output,) = nb.cells[1].outputs
    assert re.fullmatch(r"[A-Za-z0-9+/=]+", output.data["image/png"])


FORGED = [
    {
        "output_type": "execute_result",
        "data": {"text/plain": "15"},
        "metadata": {},
        "execution_count": 1,
    },
    {"output_type": "error", "ename": "E", "evalue": "", "traceback": []},
    {"output_type": "stream", "name": "stderr", "text": "warning"},
]
WEIGHTED = st.lists(st.tuples(st.floats(0.01, 100), st.sampled_from(Ending)), max_size=5)


@given(
    st.floats(0, 1000) | st.integers(0, 100),
    WEIGHTED,
    st.lists(OUTPUTS | st.sampled_from(FORGED), max_size=3),
)
@example(15, [], FORGED)
@example(0, [(1.0, Ending.RIGHT)], [])
@example(1e-9, [(1.0, Ending.RIGHT)], FORGED)
def test_nbgrader_reads_back_exactly_the_points(
    points: float, parts: list[tuple[float, Ending]], outputs: list[Any]
) -> None:
    """For any points in [0, max] and any outputs of the student's, nbgrader's own reader finds our
    verdict.
    """
    nb = with_outputs(make_record(points), outputs)
    checks = tuple(Check("c", "título", weight, ending) for weight, ending in parts)
    result = Result(
        "a", tuple(Verdict(GradeId(name), points, checks) for name in ("test_area", "test_side"))
    )
    clean_outputs(nb, 2**22)
    write_verdicts(nb, result)
    nbformat.validate(nb, relax_add_props=False)
    written = nbformat.reads(
        nbformat.writes(nb), as_version=4
    )  # text and its lines are split and joined on the way
    for cell, verdict in zip((written.cells[3], written.cells[5]), result.verdicts, strict=True):
        assert determine_grade(cell) == (verdict.points, points)


def test_nbgrader_reads_back_each_hundredth() -> None:
    """Every score that an exercise of 3 points can have is read as what it is."""
    cell = graded("area(2, 3)", "test_area", "t1", grade=True, points=3)
    for hundredths in range(301):
        parts = [(hundredths, Ending.RIGHT), (300 - hundredths, Ending.WRONG)]
        checks = tuple(Check("c", "título", weight, ending) for weight, ending in parts if weight)
        nb = with_outputs(NotebookNode(cells=[cell]), [])
        write_verdicts(nb, Result("a", (Verdict(GradeId("test_area"), 3.0, checks),)))
        assert determine_grade(cell)[0] == hundredths / 100


def test_a_verdict_is_written_for_people_too() -> None:
    """Points, each check's title and sentence stand in the cell; what an instructor wrote is no
    markup.
    """
    nb = make_record()
    check = Check("c", "Con <sesgo>", 1, Ending.WRONG, "¿Y `use_bias`?")
    write_verdicts(nb, Result("a", (Verdict(GradeId("test_area"), 15, (check,)),)))
    _, shown = nb.cells[3].outputs
    assert "0 / 15" in shown.data["text/plain"] and "¿Y `use_bias`?" in shown.data["text/plain"]
    assert "Con &lt;sesgo&gt;" in shown.data["text/html"]
    assert nb.cells[5].outputs == []
