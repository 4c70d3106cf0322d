"""panal.course.submitted: which file is the notebook, whatever it is called."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from panal import messages
from panal.assignment import Assignment, HandedIn, Released
from panal.config import Limits, Sealing
from panal.course.course import read_submitted
from panal.course.submitted import MAX_CANDIDATES, candidates, find_submitted, shown
from panal.results import StudentId
from tests.unit.test_placing import AREA, RECORD, SIDE, STUBS, C

NAME = "hw.ipynb"
ANA = StudentId("ana")
LIMITS = Limits(notebook_bytes=10_000)


def content(*cells: object) -> bytes:
    return nbformat.writes(new_notebook(cells=list(cells))).encode()


FULL, HALF, NONE = content(*C.values()), content(C["s1"], STUBS["s2"]), content(*STUBS.values())
OTHER = content(new_code_cell("print('otra cosa')", id="x"))


def opened(limits: Limits = LIMITS) -> Assignment:
    return Assignment(
        "hw", (Released("hw", RECORD),), {"a/b.txt": b"c"}, Path("graders"), Sealing(limits, ())
    )


def find(folder: Path, limits: Limits = LIMITS) -> HandedIn:
    [found] = find_submitted(folder, ANA, opened(limits)).notebooks
    return found


def fill(folder: Path, **files: bytes) -> Path:
    for name, data in files.items():
        (folder / name.replace("__", ".")).write_bytes(data)
    return folder


def test_the_right_name_is_taken_as_it_is(tmp_path: Path) -> None:
    """Without a look into it, and without a word."""
    assert find(fill(tmp_path, hw__ipynb=b"no notebook")) == HandedIn(b"no notebook", "", NAME)
    assert find(tmp_path / "gone") == HandedIn(None, messages.notebook_missing(NAME), gone=True)


@pytest.mark.parametrize(
    "name",
    [
        "HW.ipynb",
        "hw (1).ipynb",
        "hw-copia.ipynb",
        "entrega final.IPYNB",
        "hw.ipynb.txt",
        "hw.ipynb.json",
        "ñandú.ipynb",
    ],
)
def test_any_other_name_is_taken_and_said(name: str, tmp_path: Path) -> None:
    """What browsers, file managers and people make of a name."""
    (tmp_path / name).write_bytes(HALF)
    assert find(tmp_path) == HandedIn(HALF, "", name, (messages.file_taken(name, NAME),))


def test_of_several_the_one_with_most_answers(tmp_path: Path) -> None:
    """In any order of names and dates; what holds nothing of the assignment does not count."""
    fill(tmp_path, a__ipynb=HALF, b__ipynb=FULL, c__ipynb=NONE, d__ipynb=OTHER, e__ipynb=b"{")
    os.utime(tmp_path / "b.ipynb", (0, 0))
    assert find(tmp_path) == HandedIn(
        FULL, "", "b.ipynb", (messages.file_chosen("b.ipynb", 3, exact=False),)
    )
    fill(tmp_path, aa__ipynb=FULL)
    assert find(tmp_path).file == "aa.ipynb"


def test_the_right_name_goes_first_if_it_has_an_answer(tmp_path: Path) -> None:
    """One answer is enough; without any, it was not what the student worked in."""
    fill(tmp_path, hw__ipynb=HALF, a__ipynb=FULL)
    assert find(tmp_path) == HandedIn(HALF, "", NAME, (messages.file_chosen(NAME, 2, exact=True),))
    fill(tmp_path, hw__ipynb=NONE)
    assert find(tmp_path) == HandedIn(
        FULL, "", "a.ipynb", (messages.file_chosen("a.ipynb", 2, exact=False),)
    )
    fill(tmp_path, a__ipynb=NONE)
    assert find(tmp_path).file == NAME


def test_a_right_name_beside_other_files_stays_without_a_word(tmp_path: Path) -> None:
    """Another course's notebook is nobody's business."""
    assert find(fill(tmp_path, hw__ipynb=HALF, otra__ipynb=OTHER)) == HandedIn(HALF, "", NAME)


def test_what_is_damaged_gives_way(tmp_path: Path) -> None:
    """A file that was cut off, or is too large, does not hide a copy that is whole."""
    fill(tmp_path, hw__ipynb=FULL[:200], copia__ipynb=FULL)
    assert find(tmp_path) == HandedIn(
        FULL, "", "copia.ipynb", (messages.file_taken("copia.ipynb", NAME),)
    )
    fill(tmp_path, hw__ipynb=b"x" * 10_001)
    assert find(tmp_path).data == FULL


def test_a_damaged_file_with_another_name_is_called_damaged(tmp_path: Path) -> None:
    """Not missing: the grader says what is wrong with it."""
    assert find(fill(tmp_path, copia__ipynb=FULL[:200])).data == FULL[:200]


def test_nothing_of_the_assignment_is_nothing(tmp_path: Path) -> None:
    """Other notebooks are not taken for it."""
    assert find(fill(tmp_path, a__ipynb=OTHER, b__ipynb=OTHER)) == HandedIn(
        None, messages.notebook_missing(NAME)
    )
    (tmp_path / "b.ipynb").unlink()
    assert find(tmp_path).data is None


@pytest.mark.parametrize("name", ["hw", "entrega.zip", "HW.ZIP", "todo.tar.gz", "e.rar", "e.7z"])
def test_a_folder_or_an_archive_is_said(name: str, tmp_path: Path) -> None:
    """By the manual it is not looked into, but whoever handed it in is told what was found."""
    if name == "hw":
        (tmp_path / name).mkdir()
        (tmp_path / name / NAME).write_bytes(FULL)
    else:
        (tmp_path / name).write_bytes(b"PK")
    found = find(tmp_path)
    assert found == HandedIn(None, messages.not_the_file_itself(NAME, name), gone=True)
    assert f"`{name}`" in found.problem and f"`{NAME}`" in found.problem
    fill(tmp_path, hw__ipynb=HALF)
    assert find(tmp_path) == HandedIn(HALF, "", NAME)


def test_other_files_are_no_archive(tmp_path: Path) -> None:
    """Nor is what nobody sees, or where a link leads."""
    fill(tmp_path, foto__png=b"", timestamp__txt=b"")
    (tmp_path / ".ipynb_checkpoints").mkdir()
    (tmp_path / "link.zip").symlink_to(tmp_path)
    assert find(tmp_path).problem == messages.notebook_missing(NAME)


@pytest.mark.parametrize(
    "make",
    [
        os.mkfifo,
        os.mkdir,
        lambda path: path.symlink_to("/dev/zero"),
        lambda path: path.symlink_to(path.parent.parent / "secret"),
    ],
    ids=["pipe", "folder", "device", "another's"],
)
def test_only_files_are_looked_at(make: object, tmp_path: Path) -> None:
    """Under any name nothing is followed or waited for."""
    (tmp_path / "secret").write_bytes(FULL)
    folder = tmp_path / "mine"
    folder.mkdir()
    make(folder / "a.ipynb")  # type: ignore[operator]  # one of four functions
    assert find(folder) == HandedIn(None, messages.notebook_missing(NAME))
    fill(folder, b__ipynb=HALF)
    assert find(folder).file == "b.ipynb"
    (tmp_path / "link").symlink_to(folder, target_is_directory=True)
    assert find(tmp_path / "link").data is None and candidates(tmp_path / "link") == []


def test_not_more_is_looked_at_than_bounded(tmp_path: Path) -> None:
    """The first by name, and together no more bytes than one notebook may have."""
    for number in range(3 * MAX_CANDIDATES):
        (tmp_path / f"{number:03}.ipynb").write_bytes(b"[")
    (tmp_path / "999.ipynb").write_bytes(FULL)
    assert len(candidates(tmp_path)) == MAX_CANDIDATES and find(tmp_path).data is None
    (tmp_path / "000.ipynb").write_bytes(HALF)
    assert find(tmp_path).data == HALF
    (tmp_path / "001.ipynb").write_bytes(FULL)
    assert find(tmp_path, Limits(notebook_bytes=len(HALF) + len(FULL))).data == FULL
    assert find(tmp_path, Limits(notebook_bytes=len(FULL) + 9)).data == HALF


@pytest.mark.parametrize(
    "name",
    [
        "a\nb.ipynb",
        "\x1b[31ma.ipynb",
        "\u202ebynpi.ipynb",
        "`a`.ipynb",
        os.fsdecode(b"\xff.ipynb"),
        "a" * 240 + ".ipynb",
        "<b>'\".ipynb",
    ],
)
def test_a_name_does_nothing_where_it_is_shown(name: str, tmp_path: Path) -> None:
    """No line of its own, no sequence for a terminal, no end of the code in which it stands; it can
    be written as UTF-8.
    """
    (tmp_path / name).write_bytes(FULL)
    found = find(tmp_path)
    assert found.data == FULL and len(found.file) <= 60
    for text in (found.file, *found.notes):
        assert text.isprintable() and text.encode()
    assert "`" not in found.file and shown(name) == found.file


def test_hidden_files_are_none(tmp_path: Path) -> None:
    """macOS puts `._hw.ipynb` beside each file, JupyterLab a folder of checkpoints."""
    fill(tmp_path, **{"._hw__ipynb": FULL})
    (tmp_path / ".ipynb_checkpoints").mkdir()
    assert candidates(tmp_path) == []


def test_answers_by_name_count(tmp_path: Path) -> None:
    """A notebook that was made anew, with nothing of the release but the functions, is the
    assignment, too.
    """
    fill(
        tmp_path,
        mio__ipynb=content(new_code_cell(AREA, id="x"), new_code_cell(SIDE, id="y")),
        otro__ipynb=OTHER,
    )
    assert find(tmp_path).file == "mio.ipynb"
    assert read_submitted(tmp_path, "mio.ipynb", LIMITS)[0] is not None
