"""A student's way through the release in a real JupyterLab: stubs, hints, answers, checks,
nbgrader's Validate.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Page, expect

from tests.end_to_end.browser import Visitor, chromium, jupyter, photograph
from tests.end_to_end.courses import ASSIGNMENT, EXERCISES, ROOT, cell_of, in_soak

PATIENCE = 240_000
"""Milliseconds for whatever is waited for: TensorFlow starts twice, on a machine that may have
other work.
"""
PANEL = "window.jupyterapp.shell.currentWidget"
NOTEBOOK = f"{PANEL}.content"
READY = (
    f"window.jupyterapp && {PANEL} && {PANEL}.sessionContext?.session?.kernel?.status === 'idle'"
)
"""JavaScript: the open notebook, and whether there is one whose kernel waits for work."""


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    """The released notebook in JupyterLab, in a folder that holds the release and nothing else; its
    kernel waits for work.
    """
    folder, settings = tmp_path / "estudiante", tmp_path / "settings"
    shutil.copytree(ROOT / "release" / ASSIGNMENT, folder)
    # Nobody is asked about news or looks for updates: there is no network in a test.
    news = settings / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    news.parent.mkdir(parents=True)
    news.write_text(json.dumps({"fetchNews": "false", "checkForUpdates": False}))
    options = [
        "--expose-app-in-browser",
        f"--LabApp.user_settings_dir={settings}",
        f"--LabApp.workspaces_dir={tmp_path}/workspaces",
    ]
    with jupyter(folder, *options) as address, chromium() as browser:
        page = browser.new_page(viewport={"width": 1200, "height": 1000})
        page.set_default_timeout(PATIENCE)
        Visitor(page, address, address.replace("http", "ws"), "data:", "blob:")
        page.goto(f"{address}/lab/tree/{ASSIGNMENT}.ipynb")
        page.wait_for_function(READY)
        try:
            yield page
        finally:
            photograph(page, "jupyterlab-last")


def cells(page: Page) -> list[dict[str, Any]]:
    """The cells of the open document, as they would be saved."""
    found: list[dict[str, Any]] = page.evaluate(
        f"{NOTEBOOK}.widgets.map(cell => cell.model.toJSON())"
    )
    return found


def position(page: Page, grade_id: str) -> int:
    return [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in cells(page)].index(
        grade_id
    )


def answer(page: Page, exercise: str, source: str) -> None:
    """Write into a solution cell."""
    page.evaluate(
        f"([i, text]) => {NOTEBOOK}.widgets[i].model.sharedModel.setSource(text)",
        [position(page, exercise), source],
    )


def run_all(page: Page) -> None:
    """As from the menu; done when nothing waits for the kernel any more, whether at the end or at a
    cell that fails.
    """
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function(
        f"{NOTEBOOK}.widgets.some(cell => cell.model.executionState === 'running')"
    )
    settle(page)


def go_to(page: Page, index: int) -> None:
    """Scroll to a cell: JupyterLab keeps only what is near in the page."""
    page.evaluate(f"i => {NOTEBOOK}.scrollToCell({NOTEBOOK}.widgets[i])", index)


def settle(page: Page) -> None:
    page.wait_for_function(
        f"{NOTEBOOK}.widgets.every(cell => (cell.model.executionState ?? 'idle') === 'idle')"
    )


def run(page: Page, grade_id: str) -> dict[str, Any]:
    """Run one cell from the keyboard, and look at it.

    Returns:
        The cell with its outputs.
    """
    index = position(page, grade_id)
    page.evaluate(f"i => {{ {NOTEBOOK}.mode = 'command'; {NOTEBOOK}.activeCellIndex = i; }}", index)
    go_to(page, index)
    page.evaluate(f"{NOTEBOOK}.activeCell.node.focus()")
    before = cells(page)[index]["execution_count"]
    page.keyboard.press("Control+Enter")
    page.wait_for_function(
        f"([i, before]) => {NOTEBOOK}.widgets[i].model.executionCount > before",
        arg=[index, before or 0],
    )
    settle(page)
    return cells(page)[index]


def errors(cell: dict[str, Any]) -> list[str]:
    """What each error of a cell shows."""
    return [
        "\n".join(output["traceback"])
        for output in cell.get("outputs", [])
        if output["output_type"] == "error"
    ]


def printed(cell: dict[str, Any]) -> str:
    return "".join(
        "".join(output["text"]) for output in cell["outputs"] if output["output_type"] == "stream"
    )


def validate(page: Page, name: str) -> str:
    """Press nbgrader's button, and read what it says."""
    page.locator(".validate-button").get_by_text("Validate", exact=True).click()
    dialog = page.locator(".jp-Dialog-content", has_text="Validation Results")
    dialog.wait_for()
    photograph(page, name)
    said = dialog.inner_text()
    dialog.get_by_role("button", name="Ok").click()
    expect(dialog).to_have_count(0, timeout=PATIENCE)
    return said


def not_yet(exercise: str) -> str:
    return f"Todavía no has escrito `{exercise}`: su celda espera tu código."


def stopped(exercise: str) -> str:
    """What a check that fails adds: where *Run All* ended."""
    place = f"el {EXERCISES.index(exercise) + 1} de {len(EXERCISES)}"
    return f"Aquí se detiene «ejecutar todo»: en `{exercise}`, {place}."


def in_one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@in_soak("test_notebook.py runs the same cells without a browser")
def test_a_student_works_through_the_release(page: Page) -> None:
    """Everything that is not done yet says so in one sentence; done, it passes, and nbgrader's own
    button agrees.
    """
    # Run All on the untouched release ends at the first exercise; what the page shows there is one
    # sentence.
    run_all(page)
    shown = page.locator(".jp-OutputArea-output", has_text="Todavía no has escrito")
    expect(shown).to_have_text(f"✗ {not_yet('convolve')}  {stopped('convolve')}", timeout=PATIENCE)
    go_to(page, position(page, "test_convolve"))
    shown.scroll_into_view_if_needed()
    photograph(page, "jupyterlab-stub")

    # Above it the window waits for a keyboard: the arrows move it, and not from cell to cell.
    go_to(page, position(page, "explore_window"))
    window = page.get_by_role("application")
    window.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    told = page.locator("[aria-live=polite]", has_text="fila 1, columna 1")
    expect(told).to_be_visible(timeout=PATIENCE)
    expect(window).to_be_focused()
    page.get_by_role("combobox", name="Relleno").select_option("same")
    assert page.get_by_text("1 arriba, 1 abajo, 1 a la izquierda y 1 a la derecha").is_visible()
    photograph(page, "jupyterlab-window")

    # Tools and checks are folded, so what a check says stands right below the answer.
    assert all(
        cell["metadata"]["jupyter"]["source_hidden"]
        for cell in cells(page)
        if cell["metadata"].get("nbgrader", {}).get("grade_id", "").startswith(("test_", "helpers"))
    )

    # So says each check that is run by itself, from the keyboard.
    for exercise in EXERCISES:
        assert errors(run(page, exercise)) == []
        (error,) = errors(run(page, f"test_{exercise}"))
        assert in_one_line(error) == f"✗ {not_yet(exercise)} {stopped(exercise)}"

    # Hints open one by one, by keyboard as well.
    go_to(page, position(page, "convolve") - 1)
    hints = page.locator(".jp-MarkdownCell", has_text="Ejercicio 1: convolve").locator("details")
    expect(hints).to_have_count(3, timeout=PATIENCE)
    assert hints.evaluate_all("all => all.map(hint => hint.open)") == [False, False, False]
    hints.nth(0).locator("summary").click()
    hints.nth(1).locator("summary").press("Space")
    expect(hints.nth(1)).to_have_attribute("open", "", timeout=PATIENCE)
    assert hints.evaluate_all("all => all.map(hint => hint.open)") == [True, True, False]
    photograph(page, "jupyterlab-hints")

    # Validate fails, and says for each exercise the same sentence.
    said = in_one_line(validate(page, "jupyterlab-validate-stubs"))
    assert all(not_yet(exercise) in said for exercise in EXERCISES)
    assert "Traceback" not in said

    # With right answers everything passes, with its pictures.
    instructors = nbformat.read(ROOT / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    for exercise in EXERCISES:
        answer(page, exercise, cell_of(instructors, exercise).source)
    run_all(page)
    assert [error for cell in cells(page) for error in errors(cell)] == []
    for exercise in EXERCISES:
        assert "todas las comprobaciones visibles pasan" in printed(
            cells(page)[position(page, f"test_{exercise}")]
        )
    assert "Van 8 de 8." in printed(cells(page)[position(page, "my_progress")])
    for exercise in ("convolve", "identity_kernel", "edge_kernel", "avg_pool_conv"):
        index = position(page, f"test_{exercise}")
        go_to(page, index)
        picture = page.locator(
            f".jp-Cell[data-windowed-list-index='{index}'] .jp-RenderedImage img"
        )
        expect(picture.last).to_be_visible(timeout=PATIENCE)
        picture.last.scroll_into_view_if_needed()
        assert picture.last.evaluate("image => image.complete && image.naturalWidth > 400")
        photograph(page, f"jupyterlab-{exercise}")

    assert "Success! Your notebook passes all the tests." in validate(
        page, "jupyterlab-validate-right"
    )
