"""panal.course.course: what lies in a course's folder, whatever that is."""

from __future__ import annotations

import os
import shutil
import subprocess
import unicodedata
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook

from panal import messages, notebook
from panal.assignment import Released
from panal.config import Limits
from panal.course.course import (
    Course,
    assignment_of,
    composed,
    edited_since,
    instructor_files,
    open_assignment,
    open_course,
    read_submitted,
    released,
    released_files,
    students,
)
from panal.course.database import tools_on_path
from panal.course.submitted import submission
from panal.errors import EnvironmentProblem, UsageError
from panal.results import StudentId

NAME = "hw.ipynb"
LIMITS = Limits(notebook_bytes=100)
pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning:nbgrader", "ignore::DeprecationWarning:traitlets"
)


def make_course(root: Path, config: str = "") -> Course:
    (root / "nbgrader_config.py").write_text(f"c = get_config()\n{config}\n")
    return open_course(root)


def release(course: Course, assignment: str) -> None:
    """A release that no gradebook knows."""
    folder = course.path("release", ".", assignment)
    folder.mkdir(parents=True)
    nbformat.write(new_notebook(), folder / f"{assignment}.ipynb")


def test_an_ordinary_file_is_read(tmp_path: Path) -> None:
    """As it is, byte by byte, up to the limit."""
    (tmp_path / NAME).write_bytes(b"x" * 100)
    assert read_submitted(tmp_path, NAME, LIMITS) == (b"x" * 100, "")


def test_nothing_is_nothing(tmp_path: Path) -> None:
    """No file, and no folder."""
    for folder in (tmp_path, tmp_path / "gone"):
        assert read_submitted(folder, NAME, LIMITS) == (None, messages.notebook_missing(NAME))


def test_a_large_file_is_not_read_whole(tmp_path: Path) -> None:
    """A byte more than allowed is too much, and a file that claims a terabyte costs nothing."""
    (tmp_path / NAME).write_bytes(b"x" * 101)
    assert read_submitted(tmp_path, NAME, LIMITS) == (None, messages.notebook_too_large(100))
    os.truncate(tmp_path / NAME, 2**40)
    assert read_submitted(tmp_path, NAME, LIMITS)[0] is None


def test_no_link_is_followed(tmp_path: Path) -> None:
    """A link could lead to another student's file, or to the gradebook."""
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / NAME).symlink_to(tmp_path / "secret")
    assert read_submitted(tmp_path / "mine", NAME, LIMITS) == (None, messages.no_regular_file(NAME))
    (tmp_path / NAME).write_bytes(b"another's")
    (tmp_path / "folder").symlink_to(tmp_path, target_is_directory=True)
    assert read_submitted(tmp_path / "folder", NAME, LIMITS)[0] is None


@pytest.mark.parametrize(
    "make",
    [os.mkfifo, os.mkdir, lambda path: path.symlink_to("/dev/zero")],
    ids=["pipe", "folder", "device"],
)
def test_what_is_no_file_is_not_waited_for(make: object, tmp_path: Path) -> None:
    """A pipe would never end, a device neither."""
    make(tmp_path / NAME)  # type: ignore[operator]  # one of three functions
    assert read_submitted(tmp_path, NAME, LIMITS) == (None, messages.no_regular_file(NAME))


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    """Whatever a student handed in, there is an answer."""
    (tmp_path / "student").write_bytes(b"")
    data, problem = read_submitted(tmp_path / "student", NAME, LIMITS)
    assert data is None and problem


def test_who_handed_in(tmp_path: Path) -> None:
    """Sorted; whatever stands in place of the folder counts, a folder without that assignment and
    links do not.
    """
    course = make_course(tmp_path)
    for student in ("zoe", "ana"):
        (tmp_path / "submitted" / student / "hw").mkdir(parents=True)
    (tmp_path / "submitted" / "file").mkdir()
    (tmp_path / "submitted" / "file" / "hw").write_text("no folder")
    (tmp_path / "submitted" / "other" / "hw2").mkdir(parents=True)
    (tmp_path / "submitted" / "link").symlink_to(tmp_path / "submitted" / "ana")
    assert students(course, "hw") == ["ana", "file", "zoe"]
    assert students(course, "hw3") == []


def test_nobody_handed_in(tmp_path: Path) -> None:
    """There need be no folder."""
    assert students(make_course(tmp_path), "hw") == []


NFC, NFD = "josé-núñez", unicodedata.normalize("NFD", "josé-núñez")


@pytest.mark.parametrize(("folder", "roster"), [(NFD, NFC), (NFC, NFD), (NFD, NFD), (NFC, NFC)])
def test_a_name_is_one_name_however_it_is_encoded(folder: str, roster: str, tmp_path: Path) -> None:
    """macOS takes accents apart. The student is called as in the roster, and the folder is found."""
    course = make_course(tmp_path)
    (tmp_path / "submitted" / folder / "hw").mkdir(parents=True)
    with Gradebook(course.directory.db_url) as gradebook:
        gradebook.add_student(roster)
    assert folder != roster or composed(folder) == NFC
    assert students(course, "hw") == [roster]
    assert course.path("submitted", roster, "hw") == tmp_path / "submitted" / folder / "hw"
    assert course.path("autograded", roster, "hw") == tmp_path / "autograded" / roster / "hw"


def test_a_name_that_no_roster_has_is_composed(tmp_path: Path) -> None:
    """As the keyboard of whoever looks for it writes it. Where a roster has both, that one counts."""
    course = make_course(tmp_path, f"c.CourseDirectory.student_id_exclude = {NFC + '2'!r}")
    for name in (NFD, NFD + "2"):
        (tmp_path / "submitted" / name / "hw").mkdir(parents=True)
    assert students(course, "hw") == [NFC] and not (tmp_path / "gradebook.db").exists()
    with Gradebook(course.directory.db_url) as gradebook:
        gradebook.add_student(NFC)
        gradebook.add_student(NFD)
    assert students(course, "hw") == [NFC]


def test_two_folders_of_one_name_are_said(tmp_path: Path) -> None:
    """Nobody can say which of them counts; a folder of another assignment does no harm."""
    course = make_course(tmp_path)
    for name in (NFC, NFD):
        (tmp_path / "submitted" / name / "hw").mkdir(parents=True)
    (tmp_path / "submitted" / NFC / "hw2").mkdir()
    with pytest.raises(UsageError, match=r"Two folders .* josé-núñez"):
        students(course, "hw")
    assert students(course, "hw2") == [NFC]


def test_the_instructors_files_are_those_that_nbgrader_copies(tmp_path: Path) -> None:
    """Subfolders come along, what the course ignores stays behind, and no notebook is a file."""
    course = make_course(tmp_path, "c.CourseDirectory.ignore = ['secret*', 'cache']")
    files = {
        "data.csv": b"1",
        "images/cat.png": b"2",
        "images/more/dog.png": b"3",
        ".hidden": b"4",
        "secret.txt": b"5",
        "images/secret.png": b"6",
        "cache/x.txt": b"7",
        "hw.ipynb": b"8",
        "images/solution.ipynb": b"9",
    }
    for name, content in files.items():
        path = tmp_path / "source" / "hw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    expected = {name: content for name, content in files.items() if content in b"1234"}
    assert instructor_files(course, "hw") == expected
    (tmp_path / "source").rename(tmp_path / "release")
    assert instructor_files(course, "hw") == expected


def test_an_assignment_is_made_in_one_place(tmp_path: Path) -> None:
    """With all that grading takes but the outputs of its demonstrations."""
    course = make_course(tmp_path, "c.Sealed.notebook_bytes = 3")
    release(course, "hw")
    (tmp_path / "release" / "hw" / "a.txt").write_text("a")
    found = open_assignment(course, "hw", "none")
    [one] = found.notebooks
    assert (found.name, one.name, found.files) == ("hw", "hw", {"a.txt": b"a"})
    assert found.graders == tmp_path / "graders" / "hw" and found.limits.notebook_bytes == 3
    assert found.sealing == course.sealing("none") and (found.language, one.demos) == ("es", {})
    with pytest.raises(UsageError, match="There is no assignment 'hw2'"):
        open_assignment(course, "hw2")


def test_a_submission_is_read_by_the_courses_limits(tmp_path: Path) -> None:
    """And carries its problem with it."""
    course = make_course(tmp_path, "c.Sealed.notebook_bytes = 3")
    folder = tmp_path / "submitted" / "ana" / "hw"
    folder.mkdir(parents=True)
    (folder / NAME).write_bytes(b"1234")
    release(course, "hw")
    [found] = submission(course, open_assignment(course, "hw"), StudentId("ana")).notebooks
    assert found.data is None and found.problem == messages.notebook_too_large(3)


def test_the_course_is_hidden_from_students_code(tmp_path: Path) -> None:
    """Course and exchange stay out of sight wherever they lie."""
    course = make_course(tmp_path, "c.Exchange.root = '/srv/exchange'")
    assert course.sealing().hidden == (str(tmp_path.resolve()), "/srv/exchange")
    assert course.sealing().isolation == "strongest"


def test_what_lies_elsewhere_is_hidden_too(tmp_path: Path) -> None:
    """A step's folder, the graders and the gradebook, by a setting or by a link."""
    root, elsewhere = tmp_path / "course", tmp_path / "elsewhere"
    (elsewhere / "release").mkdir(parents=True)
    root.mkdir()
    (root / "release").symlink_to(elsewhere / "release")
    course = make_course(
        root,
        f"c.CourseDirectory.submitted_directory = '{elsewhere}/submitted'\n"
        f"c.CourseDirectory.db_url = 'sqlite:///{elsewhere}/grades.db'\n"
        f"c.Sealed.graders_directory = '{elsewhere}/graders'\n"
        "c.CourseDirectory.feedback_directory = 'pages'\n"
        "c.Exchange.root = '/srv/exchange'",
    )
    real = elsewhere.resolve()
    named = [str(real / name) for name in ("graders", "grades.db", "release", "submitted")]
    assert list(course.sealing().hidden) == [str(root.resolve()), "/srv/exchange", *named]


def test_a_database_on_a_server_is_no_file(tmp_path: Path) -> None:
    course = make_course(tmp_path, "c.CourseDirectory.db_url = 'postgresql://db/grades'")
    assert len(course.sealing().hidden) == 2


def test_there_must_be_a_configuration(tmp_path: Path) -> None:
    """Otherwise it is no course."""
    with pytest.raises(UsageError, match=r"nbgrader_config\.py"):
        open_course(tmp_path)


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ("c = (", "SyntaxError"),
        ("1 / 0", "ZeroDivisionError"),
        ("c.Sealed.restarts = 'x'", "restarts"),
    ],
)
def test_a_broken_configuration_is_said(config: str, reason: str, tmp_path: Path) -> None:
    """nbgrader would log it and go on with its defaults: another database, other limits."""
    with pytest.raises(UsageError, match=reason):
        make_course(tmp_path, config)


def test_a_database_out_of_reach_is_said(tmp_path: Path) -> None:
    """Without the address, in which a password may stand."""
    course = make_course(
        tmp_path, "c.CourseDirectory.db_url = 'sqlite:////nonexistent/folder/secret.db'"
    )
    with pytest.raises(EnvironmentProblem, match="gradebook") as problem, course.gradebook():
        pass
    assert "secret" not in str(problem.value)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("secret", "address"),
        ("postgresql+psycopg://me:sec@ret:se/cret@host:port/book", "address"),
        ("postgresql+psycopg://me:secret@/book?host=/nonexistent", "can't be opened"),
        ("mysql+mysqldb://me:secret@host/book", "driver MySQLdb is not installed"),
        ("secret+secret://host/book", "address"),
    ],
)
def test_an_address_that_is_none_is_said(url: str, said: str, tmp_path: Path) -> None:
    """Whatever is wrong with it, its password is not repeated."""
    course = make_course(tmp_path, f"c.CourseDirectory.db_url = {url!r}")
    with pytest.raises(EnvironmentProblem, match=said) as problem, course.gradebook():
        pass
    assert "secret" not in str(problem.value) and "cret" not in str(problem.value)


def test_alembic_is_found_without_activating() -> None:
    """nbgrader starts it by name; `.venv/bin/panal` has to work."""
    before = os.environ["PATH"]
    with tools_on_path():
        assert shutil.which("alembic")
    assert os.environ["PATH"] == before


def test_what_was_released(tmp_path: Path) -> None:
    """All notebooks, by name; that there is none is a mistake."""
    course = make_course(tmp_path)
    folder = tmp_path / "release" / "hw"
    folder.mkdir(parents=True)
    with pytest.raises(UsageError, match=r"There is no assignment 'HW'. Did you mean 'hw'\?"):
        released(course, "HW")
    with pytest.raises(UsageError, match="There is no released notebook"):
        released(course, "hw")
    for name in ("b.ipynb", "a.ipynb"):
        nbformat.write(new_notebook(), folder / name)
    assert [each.name for each in released(course, "hw")] == ["a", "b"]


def released_as(tmp_path: Path, content: str) -> Course:
    course = make_course(tmp_path)
    folder = tmp_path / "release" / "hw"
    folder.mkdir(parents=True)
    (folder / NAME).write_text(content)
    return course


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"nbformat": 4, "cells": []}', nbformat.writes(new_notebook())]
)
def test_what_is_no_released_notebook(content: str, tmp_path: Path) -> None:
    """A sentence, for each."""
    with pytest.raises(UsageError, match="hw"):
        released_files(released_as(tmp_path, content), "hw")


def cell_with_tests(source: str) -> NotebookNode:
    marks = {"grade": True, "solution": False, "grade_id": "test_a", "points": 1, "locked": True}
    return new_code_cell(source, metadata={"nbgrader": marks})


HIDDEN = "assert a == 1\n### BEGIN HIDDEN TESTS\nassert b == 2\n### END HIDDEN TESTS"
SHOWN = "assert a == 1"


def test_hidden_tests_are_in_source(tmp_path: Path) -> None:
    """Where there is no gradebook. Those of an exercise with a grader are not looked for."""
    course = released_as(tmp_path, nbformat.writes(new_notebook(cells=[cell_with_tests(SHOWN)])))
    source = tmp_path / "source" / "hw" / NAME
    source.parent.mkdir(parents=True)
    nbformat.write(new_notebook(cells=[cell_with_tests(HIDDEN)]), source)
    [found] = released_files(course, "hw")
    assert found.record.cells[0].source == HIDDEN
    assert notebook.shown_source(found.record.cells[0]) == SHOWN
    source.unlink()
    (course.graders / "hw").mkdir(parents=True)
    (course.graders / "hw" / "test_a.py").write_text("")
    [found] = released_files(course, "hw")
    assert found.record.cells[0].source == SHOWN


AUTOTEST = "### AUTOTEST a\n"


@pytest.mark.parametrize(
    "written",
    [
        None,
        HIDDEN.replace("a == 1", "a == 3"),
        HIDDEN.replace("assert b == 2", "  # HASHED AUTOTEST b"),
        AUTOTEST + HIDDEN,
        AUTOTEST + "assert a == 3",
        AUTOTEST + "### AUTOTEST f(2)",
    ],
)
def test_without_hidden_tests_nobody_is_graded(written: str | None, tmp_path: Path) -> None:
    """A submission that is right on what is seen would have all points."""
    course = released_as(tmp_path, nbformat.writes(new_notebook(cells=[cell_with_tests(SHOWN)])))
    if written is not None:
        source = tmp_path / "source" / "hw" / NAME
        source.parent.mkdir(parents=True)
        nbformat.write(new_notebook(cells=[cell_with_tests(written)]), source)
    with pytest.raises(UsageError, match="test_a has no grader"):
        released_files(course, "hw")


def test_what_nbgrader_made_of_autotests_was_released(tmp_path: Path) -> None:
    """Where none of them is hidden: the source has only the lines of which they were made."""
    course = released_as(tmp_path, nbformat.writes(new_notebook(cells=[cell_with_tests(SHOWN)])))
    source = tmp_path / "source" / "hw" / NAME
    source.parent.mkdir(parents=True)
    nbformat.write(new_notebook(cells=[cell_with_tests(f"\n{AUTOTEST}")]), source)
    [found] = released_files(course, "hw")
    assert found.record.cells[0].source == notebook.shown_source(found.record.cells[0]) == SHOWN


MADE = "assert a == 1, 'f'\n### BEGIN HIDDEN TESTS\nassert b == 2\n### END HIDDEN TESTS"


@pytest.mark.parametrize(
    ("written", "recorded", "edited"),
    [
        (HIDDEN, HIDDEN, False),
        (HIDDEN + "  \r\n\n", HIDDEN, False),
        (HIDDEN.replace("b == 2", "b == 3"), HIDDEN, True),
        (SHOWN, HIDDEN, True),
        (
            "### AUTOTEST a;\n### BEGIN HIDDEN TESTS\n# HASHED AUTOTEST b\n### END HIDDEN TESTS",
            MADE,
            False,
        ),
        (
            "### AUTOTEST a; c\n### BEGIN HIDDEN TESTS\n# HASHED AUTOTEST b\n### END HIDDEN TESTS",
            MADE,
            True,
        ),
        ("### AUTOTEST a\n### BEGIN HIDDEN TESTS\nassert b == 3\n### END HIDDEN TESTS", MADE, True),
    ],
)
def test_tests_that_were_edited_after_the_release(
    written: str, recorded: str, edited: bool, tmp_path: Path
) -> None:
    """They have no effect until they are released; of AUTOTEST the gradebook has what nbgrader made."""
    course = make_course(tmp_path)
    nb = new_notebook(cells=[cell_with_tests(recorded)])
    (tmp_path / "source" / "hw").mkdir(parents=True)
    source = new_notebook(cells=[cell_with_tests(written), new_code_cell("free")])
    nbformat.write(source, tmp_path / "source" / "hw" / NAME)
    opened = assignment_of(course, "hw", (Released(Path(NAME).stem, nb),))
    assert edited_since(course, opened) == (["test_a"] if edited else [])
    two = assignment_of(course, "hw", (*opened.notebooks, Released("other", nb)))
    assert edited_since(course, two) == ([f"{Path(NAME).stem}/test_a"] if edited else [])


def test_make_clean_leaves_a_course_alone() -> None:
    """A gradebook that is gone does not come back."""
    root = Path(__file__).parents[3]
    done = subprocess.run(
        ["make", "--dry-run", "clean"], cwd=root, capture_output=True, text=True, check=True
    )
    assert ".venv" in done.stdout
    for name in ("gradebook", "autograded", "feedback", "reports", "submitted", "git"):
        assert name not in done.stdout
