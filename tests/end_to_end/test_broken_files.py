"""Submissions that are no notebooks, or lie where none should: each gets a score and a sentence,
and the run ends.

The notebooks are small: what is tried here is the files.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from tests.end_to_end.courses import call, cell_of, gradebook, results, scores
from tests.end_to_end.test_rows import CONFIG
from tests.end_to_end.writing import RIGHT, A, make, source

NAME = f"{A}.ipynb"
FULL = 15
BESIDE = (
    "numpy.py", "tensorflow.py", "keras.py", "sitecustomize.py", "usercustomize.py", "conftest.py", "pytest.ini", "tox.ini",
    "pyproject.toml", "setup.cfg", "nbgrader_config.py", "jupyter_config.py", "ipython_config.py", "ipython_kernel_config.py",
    "test_count_params.py", "__init__.py", "panal.py", "zz.pth",
)  # fmt: skip
TRAP = (
    "import pathlib\npathlib.Path('{witness}').write_text('imported')\nraise SystemExit('trap')\n"
)


def right(course: Path) -> bytes:
    nb = nbformat.read(course / "release" / A / NAME, as_version=4)
    for name in ("one", "two"):  # a file of that name may lie beside it
        cell_of(nb, name).source = "import numpy\n" + RIGHT.format(name=name)
    return nbformat.writes(nb).encode()


def file(
    content: bytes | Callable[[Path], bytes], name: str = NAME
) -> Callable[[Path, Path], None]:
    """Makes a submission that is one file."""

    def put(folder: Path, course: Path) -> None:
        folder.mkdir(parents=True)
        (folder / name).write_bytes(content if isinstance(content, bytes) else content(course))

    return put


def fifo(folder: Path, course: Path) -> None:
    folder.mkdir(parents=True)
    os.mkfifo(folder / NAME)


def folder_for_file(folder: Path, course: Path) -> None:
    (folder / NAME / NAME).mkdir(parents=True)


def link(target: str) -> Callable[[Path, Path], None]:
    """Makes a submission whose notebook is a link, to a place below the course or anywhere."""

    def put(folder: Path, course: Path) -> None:
        folder.mkdir(parents=True)
        (folder / NAME).symlink_to(course / target if not target.startswith("/") else target)

    return put


def linked_folder(folder: Path, course: Path) -> None:
    folder.parent.mkdir(parents=True)
    folder.symlink_to(course / "source" / A, target_is_directory=True)


def hard_link(folder: Path, course: Path) -> None:
    folder.mkdir(parents=True)
    (folder / NAME).hardlink_to(course / "gradebook.db")


def huge(folder: Path, course: Path) -> None:
    folder.mkdir(parents=True)
    with (folder / NAME).open("wb") as handle:
        handle.truncate(300 * 2**20)


def unreadable_folder(folder: Path, course: Path) -> None:
    folder.parent.mkdir(parents=True)
    folder.write_text("a file where the folder should be")


MILLION = b'{"nbformat": 4, "cells": [' + b",".join([b"{}"] * 1_000_000) + b"]}"
MANY = (
    b'{"nbformat": 4, "cells": ['
    + b",".join([b'{"cell_type": "code", "source": "1"}'] * 3000)
    + b"]}"
)
WORTHLESS: dict[str, Callable[[Path, Path], None]] = {
    "empty": file(b""),
    "blank": file(b" \n\n"),
    "truncated": file(lambda course: right(course)[:1500]),
    "not-json": file(b"# convolucion\nprint(1)\n"),
    "binary": file(bytes(range(256)) * 100),
    "utf-16": file(lambda course: right(course).decode().encode("utf-16")),
    "number": file(b"15.0"),
    "null": file(b"null"),
    "format-99": file(b'{"nbformat": 99, "cells": []}'),
    "format-text": file(b'{"nbformat": "4", "cells": []}'),
    "no-cells": file(b'{"nbformat": 4}'),
    "null-cells": file(b'{"nbformat": 4, "cells": null}'),
    "odd-cells": file(
        b'{"nbformat": 4, "cells": [null, 7, [], {}, {"cell_type": "code"}, {"cell_type": 7, "source": {}}]}'
    ),
    "million-cells": file(MILLION),
    "many-cells": file(MANY),
    "deep": file(b"[" * 1_000_000),
    "deep-cell": file(
        b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": '
        + b"[" * 5000
        + b"]" * 5000
        + b"}]}"
    ),
    "brackets": file(b'{"nbformat": 4, "cells": [], "metadata": [' + b"[]," * 5_000_000 + b"[]]}"),
    "huge-number": file(b'{"nbformat": 4, "cells": [], "metadata": ' + b"9" * 1_000_000 + b"}"),
    "fifo": fifo,
    "folder": folder_for_file,
    "link-to-solution": link(f"source/{A}/{NAME}"),
    "link-to-gradebook": link("gradebook.db"),
    "link-to-device": link("/dev/zero"),
    "link-to-nowhere": link("/nowhere/at/all"),
    "link-to-itself": link(NAME),
    "linked-folder": linked_folder,
    "hard-link": hard_link,
    "huge": huge,
    "file-for-folder": unreadable_folder,
    "nothing": lambda folder, course: folder.mkdir(parents=True),
}
"""What is worth nothing, by the name of the student who hands it in."""

STUDENTS = (
    "ana\nlopez", "ana'lopez\"; DROP TABLE grade; --", "..ana", "ana..", "-rf", "--force", "a" * 255, "ñandú-ß", "李小龍",
    "عمر", "🐝", "a b", "$(id)", "%s{}", "=1+1", "<script>alert(1)<", "\x1b[31mana", "*", "?", "[a]", "#",
    "&", "con", "~", "\u202eana", ".", "..",
)  # fmt: skip
"""Names of students with right answers; the last two are no names of a folder and are left out."""


def beside(course: Path, witness: Path) -> None:
    """A right submission with everything beside it that anything on either side might import or
    read.
    """
    folder = course / "submitted" / "beside" / A
    folder.mkdir(parents=True)
    (folder / NAME).write_bytes(right(course))
    for name in BESIDE:
        (folder / name).write_text(TRAP.format(witness=witness))
    for name in (".ipython/profile_default/startup", ".jupyter", "graders", "panal", ".git/hooks"):
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").write_text(TRAP.format(witness=witness))
        (folder / name / "0.py").write_text(TRAP.format(witness=witness))
    (folder / "data.txt").symlink_to("/etc/passwd")
    os.mkfifo(folder / "datos.csv")


def stamped(course: Path) -> dict[str, str]:
    """Right submissions with a timestamp.txt of every bad kind."""
    made = {}
    for student, content in {
        "stamp-garbage": b"\xff\x00ayer", "stamp-huge": b"9" * 50_000_000, "stamp-far": b"99999-01-01 00:00:00 UTC",
        "stamp-old": b"0001-01-01 00:00:00 UTC", "stamp-empty": b"", "stamp-formula": b'=HYPERLINK("http://example.invalid")',
    }.items():  # fmt: skip
        file(right(course))(course / "submitted" / student / A, course)
        (course / "submitted" / student / A / "timestamp.txt").write_bytes(content)
        made[student] = student
    for student, put in {
        "stamp-fifo": os.mkfifo, "stamp-folder": os.mkdir, "stamp-link": lambda path: path.symlink_to("/dev/zero"),
    }.items():  # fmt: skip
        file(right(course))(course / "submitted" / student / A, course)
        put(course / "submitted" / student / A / "timestamp.txt")
        made[student] = student
    return made


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course into which all of it was handed in, graded by one run of `panal grade`."""
    folder = make(tmp_path_factory.mktemp("broken"), CONFIG).root
    for student, put in WORTHLESS.items():
        put(folder / "submitted" / student / A, folder)
    for student in STUDENTS[:-2]:
        file(right(folder))(folder / "submitted" / student / A, folder)
    beside(folder, folder / "witness")
    stamped(folder)
    (folder / "submitted" / "stray.txt").write_text("no student")
    (folder / "submitted" / "link-to-a-student").symlink_to(
        folder / "submitted" / "beside", target_is_directory=True
    )
    done = call("panal", "grade", A, "--workers", "1", cwd=folder)
    (folder / "said").write_text(done.stdout + done.stderr)
    (folder / "code").write_text(str(done.returncode))
    return folder


def test_run_ends_well(course: Path) -> None:
    """Broken submissions are no failure of the run."""
    assert (course / "code").read_text() == "0", (course / "said").read_text()[-3000:]
    assert "Traceback" not in (course / "said").read_text()


@pytest.mark.parametrize("student", WORTHLESS)
def test_what_is_no_notebook_has_no_points_and_a_sentence(course: Path, student: str) -> None:
    """Zero in each exercise, and the student is told why."""
    assert set(scores(course, student, A).values()) == {0}
    found = results(course, student, A)
    assert all(
        check["sentence"] for test in found["tests"] for check in test["extra_data"]["checks"]
    )  # type: ignore[attr-defined]


@pytest.mark.parametrize("student", STUDENTS[:-2], ids=range(len(STUDENTS) - 2))
def test_a_name_is_only_a_name(course: Path, student: str) -> None:
    """Whatever a student is called, right answers have full points."""
    assert sum(scores(course, student, A).values()) == FULL


def test_files_beside_are_left_alone(course: Path) -> None:
    """Nothing beside the notebook is imported, followed or waited for, and nothing of it is handed
    on.
    """
    assert sum(scores(course, "beside", A).values()) == FULL
    assert not (course / "witness").exists()
    kept = {path.name for path in (course / "autograded" / "beside" / A).iterdir()}
    assert not kept & set(BESIDE)
    assert not (course / "autograded" / "beside" / A / "data.txt").is_symlink()


@pytest.mark.parametrize(
    "kind", ["garbage", "huge", "far", "old", "empty", "formula", "fifo", "folder", "link"]
)
def test_a_bad_timestamp_costs_nothing(course: Path, kind: str) -> None:
    """A timestamp that can't be read counts as none."""
    assert sum(scores(course, f"stamp-{kind}", A).values()) == FULL


def test_gradebook_and_source_are_as_they_were(course: Path) -> None:
    """Links and hard links have harmed nothing, and everybody stands in the gradebook."""
    students = {*WORTHLESS, *STUDENTS[:-2], "beside"}
    assert students <= set(gradebook(course, A))
    assert nbformat.read(course / "source" / A / NAME, as_version=4).cells == source().cells


def test_nothing_of_the_course_is_in_what_a_student_gets_back(course: Path) -> None:
    """No link of a student's has brought the gradebook or a solution into feedback or
    autograded.
    """
    for student in ("link-to-solution", "link-to-gradebook", "hard-link", "linked-folder"):
        for path in (course / "autograded" / student / A).iterdir():
            assert not path.is_symlink()
        page = (course / "feedback" / student / A / f"{A}.html").read_text()
        assert "SQLite format" not in page
        json.loads((course / "autograded" / student / A / "results.json").read_text())


@pytest.fixture(scope="module")
def by_nbgrader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with what nbgrader itself would have copied, followed, waited for or stumbled over,
    graded by its own command.
    """
    folder = make(tmp_path_factory.mktemp("stock"), CONFIG).root
    beside(folder, folder / "witness")
    stamped(folder)
    for student in ("link-to-solution", "linked-folder", "fifo", "truncated"):
        WORTHLESS[student](folder / "submitted" / student / A, folder)
    (folder / "submitted" / "beside" / A / "endless").symlink_to("/dev/zero")
    (folder / "submitted" / "beside" / A / "the-graders").symlink_to(
        folder / "graders", target_is_directory=True
    )
    done = call("nbgrader", "autograde", A, cwd=folder)
    assert done.returncode == 0, done.stderr[-3000:]
    return folder


def test_nbgrader_autograde_leaves_files_alone_too(by_nbgrader: Path) -> None:
    """Right answers have full points whatever lies beside them, what is no notebook has none, and
    only our files come back.
    """
    for student in (
        "beside",
        "stamp-garbage",
        "stamp-fifo",
        "stamp-link",
        "stamp-folder",
        "stamp-huge",
    ):
        assert sum(scores(by_nbgrader, student, A).values()) == FULL
    for student in ("link-to-solution", "linked-folder", "fifo", "truncated"):
        assert sum(scores(by_nbgrader, student, A).values()) == 0
    assert not (by_nbgrader / "witness").exists()
    instructors = {path.name for path in (by_nbgrader / "source" / A).iterdir()}
    for graded in (by_nbgrader / "autograded").glob("*/*"):
        assert {path.name for path in graded.iterdir()} <= {
            *instructors,
            "results.json",
            "timestamp.txt",
        }
