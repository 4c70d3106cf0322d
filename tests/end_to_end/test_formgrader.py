"""nbgrader's formgrader in a real browser: the class, a submission with its pictures, a correction
by hand, the autograde button.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import pytest
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook
from playwright.sync_api import Page

from tests.end_to_end.browser import Visitor, chromium, jupyter, photograph
from tests.end_to_end.courses import (
    ASSIGNMENT,
    POINTS,
    ROOT,
    call,
    gradebook,
    hand_in,
    released,
    results,
    scores,
    with_answers,
)

AUTOGRADE_SECONDS = 240  # a bound for a busy machine; the click is answered when it is done
PLOT = "import matplotlib.pyplot as plt\nplt.plot([0, 1])\nplt.show()"
PROBE = """
import os, socket
found = [path for path in {paths!r} if os.path.exists(path)]
try:
    found.append(socket.create_connection(("127.0.0.1", {port}), 2))
except OSError:
    pass
print("BROKEN" if found else "HELD", found)
"""
NAME = "López, Ana María"
COMMENT = "Casi: mira el sesgo."


@pytest.fixture(scope="module")
def course(bare_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course in which one submission is graded and another one waits."""
    folder = tmp_path_factory.mktemp("formgrader")
    shutil.copytree(bare_course, folder, dirs_exist_ok=True)
    nb = with_answers(
        folder,
        {
            "count_params": (
                ROOT / "tests/answers" / ASSIGNMENT / "count_params/real_layer.py"
            ).read_text()
        },
    )
    nb.cells.append(new_code_cell(PLOT))
    hand_in(folder, "ana", nb)
    (folder / "students.csv").write_text("id,first_name,last_name\nana,Ana María,López\n")
    done = call("nbgrader", "db", "student", "import", "students.csv", cwd=folder)
    assert done.returncode == 0, done.stderr
    done = call("panal", "grade", ASSIGNMENT, "--workers=1", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def formgrader(course: Path) -> Iterator[tuple[Page, str]]:
    """A browser's page, and where formgrader is; nothing else is loaded."""
    with jupyter(course) as address, chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        Visitor(page, address, "data:image/")
        yield page, f"{address}/formgrader"
        page.close()


def row(page: Page, address: str, student: str) -> str:
    """Show the class; where a student's row is."""
    page.goto(f"{address}/manage_submissions/{ASSIGNMENT}")
    found = f"#main-table tr:has(td.student-id:text-is('{student}'))"
    page.wait_for_selector(found)
    return found


def press_autograde(page: Page, address: str, student: str) -> None:
    where = row(page, address, student)
    page.click(f"{where} .autograde a")
    page.wait_for_selector(".modal.in", timeout=AUTOGRADE_SECONDS * 1000)
    said = page.inner_text(".modal.in")
    photograph(page, f"formgrader-autograde-{student}")
    assert "Successfully autograded" in said, said


def open_submission(page: Page, address: str, course: Path, student: str) -> None:
    with Gradebook(f"sqlite:///{course}/gradebook.db", "convolucion-en-keras") as book:
        number = book.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student).id
    page.goto(f"{address}/submissions/{number}/")
    page.wait_for_function("formgrader.grades?.loaded && formgrader.comments?.loaded")


def test_the_class_is_there(formgrader: tuple[Page, str], course: Path) -> None:
    """The assignment with its submission, and the student by name, with the points of the gradebook."""
    page, address = formgrader
    page.goto(f"{address}/manage_assignments")
    page.wait_for_selector(f"td:has-text('{ASSIGNMENT}')")
    where = row(page, address, "ana")
    assert page.inner_text(f"{where} .status") == "graded"
    assert page.inner_text(f"{where} .student-name") == NAME
    assert page.inner_text(f"{where} .score") == f"{sum(gradebook(course)['ana'].values()):g} / 100"
    photograph(page, "formgrader-class")


def test_autograde_goes_through_the_wall(formgrader: tuple[Page, str], course: Path) -> None:
    """The button runs a hostile submission in a sealed kernel: it sees neither the course nor the
    server that grades it.
    """
    page, address = formgrader
    nb = released(course)
    paths = [str(course), str(course / "graders"), str(course / "gradebook.db"), str(ROOT)]
    nb.cells.append(new_code_cell(PROBE.format(paths=paths, port=urlsplit(address).port)))
    hand_in(course, "sonda", nb)
    assert page.inner_text(f"{row(page, address, 'sonda')} .status") == "needs autograding"
    press_autograde(page, address, "sonda")
    assert results(course, "sonda")["isolation"] == "namespaces"
    ran = nbformat.read(
        course / "autograded" / "sonda" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4
    )
    assert ran.cells[-1].outputs[0].text == "HELD []\n"
    assert page.inner_text(f"{row(page, address, 'sonda')} .status") == "graded"


def test_a_correction_survives_grading_again(formgrader: tuple[Page, str], course: Path) -> None:
    """Points and a comment that a person enters stay, whoever grades again, and reach the student's
    page.
    """
    page, address = formgrader
    open_submission(page, address, course, "ana")
    picture = page.locator("img[src^='data:image/']")
    assert picture.count() == 1 and picture.evaluate("image => image.naturalWidth") > 99
    score = page.locator("input.score#test_count_params")
    assert score.input_value() == ""
    with page.expect_response(lambda answer: "/api/grade/" in answer.url and answer.ok):
        score.fill("7.5")
        score.press("Tab")
    comment = page.locator("textarea#count_params-comment")
    with page.expect_response(lambda answer: "/api/comment/" in answer.url and answer.ok):
        comment.fill(COMMENT)
        comment.press("Tab")
    score.scroll_into_view_if_needed()
    photograph(page, "formgrader-correction")
    assert gradebook(course)["ana"]["count_params"] == 7.5

    done = call("panal", "grade", ASSIGNMENT, "ana", "--force", "--workers=1", cwd=course)
    assert done.returncode == 0, done.stderr
    assert (scores(course, "ana")["count_params"], gradebook(course)["ana"]["count_params"]) == (
        10,
        7.5,
    )
    student_page = (course / "feedback" / "ana" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text(
        encoding="utf-8"
    )
    assert "7.5" in student_page and COMMENT in student_page

    press_autograde(page, address, "ana")
    assert page.inner_text(f"{row(page, address, 'ana')} .student-name") == NAME
    assert gradebook(course)["ana"]["count_params"] == 7.5
    assert results(course, "ana")["isolation"] == "namespaces"
    assert scores(course, "ana")["count_params"] == 10
    open_submission(page, address, course, "ana")
    # Each exercise by the name of its cell.
    labels = page.locator(".nbgrader-label code").all_inner_texts()
    assert [each for each in labels if each.startswith("test_")] == [f"test_{e}" for e in POINTS]
    assert page.locator("input.score#test_count_params").input_value() == "7.5"
    assert page.locator("textarea#count_params-comment").input_value() == COMMENT
