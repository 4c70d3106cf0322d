"""The window that students move over a picture, in a real browser: by keyboard, mouse and finger, on a
narrow screen, and without a script. test_jupyterlab.py opens it in JupyterLab.
"""

from __future__ import annotations

import ast
import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.end_to_end.browser import Visitor, chromium, photograph
from tests.end_to_end.courses import CONVOLUCION, ROOT, cell_of
from tests.end_to_end.pages import barriers

PIXELS = np.random.default_rng(1).integers(0, 256, (8, 8))
WORDS = "Figura: la ventana."
RELIEF = np.array([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]])
EXAMPLE = np.array([[1, 2], [0, -1]])


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page as the notebook's cell makes it, of other pixels."""
    released = nbformat.read(CONVOLUCION.release / f"{CONVOLUCION}.ipynb", as_version=4)
    tree = ast.parse(cell_of(released, "explore_window").source)
    (page,) = (
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "WINDOW_PAGE"
    )
    picture = base64.b64encode((ROOT / "docs/images/check.png").read_bytes()).decode()
    page = page.replace("NAME", "ventana-1").replace("PICTURE", picture)
    page = page.replace("WORDS", WORDS).replace("PIXELS", json.dumps(PIXELS.tolist()))
    path: Path = tmp_path_factory.mktemp("window") / "window.html"
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    path.write_text(
        f'<!doctype html><html lang="es"><head>{head}<title>Ventana</title></head>'
        f"<body><main><h1>Ventana</h1>{page}</main></body></html>",
        encoding="utf-8",
    )
    return path.as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """It asks for nothing, and nothing in it fails."""
    page = browser.new_page(viewport={"width": 900, "height": 700}, has_touch=True)
    page.set_default_timeout(10_000)
    visitor, failed = Visitor(page, address), []
    page.on("pageerror", lambda error: failed.append(error))
    page.goto(address)
    yield page
    assert not failed and not visitor.strangers and not visitor.dialogs
    page.close()


def output(
    kernel: np.ndarray, step: int = 1, zeros: tuple[tuple[int, int], tuple[int, int]] | None = None
) -> np.ndarray:
    """What should come out, by another way than the page's."""
    padded = np.pad(PIXELS, zeros or 0)
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)[::step, ::step]
    return np.asarray(np.einsum("ijuv,uv->ij", windows, kernel))


def said(page: Page) -> tuple[int, int, int]:
    """Row, column and sum that a screen reader is told."""
    text = page.locator("[aria-live=polite]").inner_text().replace("−", "-")
    found = re.fullmatch(
        r"Salida, fila (\d+), columna (\d+) \(contando desde 0\): (.+) = (-?\d+)", text
    )
    assert found, text
    terms = [re.findall(r"-?\d+", term) for term in found[3].split(" + ")]
    assert sum(int(weight) * int(pixel) for weight, pixel in terms) == int(found[4])
    return int(found[1]), int(found[2]), int(found[4])


def table(page: Page, title: str) -> Locator:
    return page.locator("table", has=page.get_by_text(re.compile(f"^{title}")))


def numbers(page: Page, title: str) -> np.ndarray:
    """What a table shows."""
    text = table(page, title).inner_text().replace("−", "-").splitlines()[1:]
    return np.array([[int(each) for each in line.split("\t")] for line in text])


def test_keyboard(page: Page) -> None:
    """Tab reaches every control; arrows move the window and stop at the edge; what is said follows."""
    page.keyboard.press("Tab")
    for expected in ("SELECT", "SELECT", "SELECT", "INPUT", "DIV"):
        assert page.evaluate("document.activeElement.tagName") == expected
        page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    right = output(RELIEF)
    assert said(page) == (0, 0, right[0, 0])
    for key, row, column in (
        ("ArrowRight", 0, 1), ("ArrowDown", 1, 1), ("ArrowDown", 2, 1), ("ArrowLeft", 2, 0), ("ArrowLeft", 2, 0), ("ArrowUp", 1, 0),
    ):  # fmt: skip
        page.keyboard.press(key)
        assert said(page) == (row, column, right[row, column])
    for _ in range(9):
        page.keyboard.press("ArrowDown")
    assert said(page) == (5, 0, right[5, 0])
    style = page.evaluate("getComputedStyle(document.activeElement).outline")
    assert "solid" in style and "3px" in style, style
    photograph(page, "window-keyboard")


def test_tables_agree_with_the_sum(page: Page) -> None:
    """Products, their sum, and the cell of the output that is marked."""
    page.get_by_role("application").focus()
    page.keyboard.press("ArrowRight")
    assert (numbers(page, "Kernel") == RELIEF).all()
    assert (numbers(page, "Productos") == RELIEF * PIXELS[0:3, 1:4]).all()
    assert (numbers(page, "Salida") == output(RELIEF)).all()
    (marked,) = table(page, "Salida").locator("td.on").all_inner_texts()
    assert int(marked.replace("−", "-")) == output(RELIEF)[0, 1]
    assert table(page, "Imagen").locator("td.on").count() == 9


@pytest.mark.parametrize("step", [1, 2, 3])
@pytest.mark.parametrize(
    "name, kernel", [("relieve (3 por 3)", RELIEF), ("el del ejemplo (2 por 2)", EXAMPLE)]
)
def test_step_padding_and_turned(page: Page, step: int, name: str, kernel: np.ndarray) -> None:
    """Each shows what Keras gives, with the zeros on the side where TensorFlow puts them."""
    page.get_by_role("combobox", name="Kernel").select_option(name)
    page.get_by_role("combobox", name="Paso").select_option(str(step))
    assert (numbers(page, "Salida") == output(kernel, step)).all()
    assert "Sin relleno" in page.locator("main").inner_text()

    page.get_by_role("combobox", name="Relleno").select_option("same")
    total = max((-(-8 // step) - 1) * step + len(kernel) - 8, 0)
    zeros = (total // 2, total - total // 2)
    assert (numbers(page, "Salida") == output(kernel, step, (zeros, zeros))).all()
    told = (
        f"{zeros[0]} arriba, {zeros[1]} abajo, {zeros[0]} a la izquierda y {zeros[1]} a la derecha"
    )
    assert told in page.locator("main").inner_text()
    assert table(page, "Imagen").locator("td.zero").count() == (8 + total) ** 2 - 64

    page.get_by_role("checkbox", name="Girar el kernel").check()
    turned = kernel[::-1, ::-1]
    assert (numbers(page, "Kernel girado") == turned).all()
    assert (numbers(page, "Salida") == output(turned, step, (zeros, zeros))).all()
    assert "la convolución de los libros" in page.locator("main").inner_text()


def test_mouse_and_finger(page: Page) -> None:
    """The window is dragged, put somewhere by a touch, or chosen by the number that came out."""
    right = output(RELIEF)
    cells = table(page, "Imagen").locator("td")
    first, last = (cells.nth(place).bounding_box() for place in (8 * 1 + 1, 8 * 4 + 5))
    assert first and last
    page.mouse.move(first["x"] + 9, first["y"] + 9)
    page.mouse.down()
    page.mouse.move(last["x"] + 9, last["y"] + 9, steps=6)
    page.mouse.up()
    assert said(page) == (3, 4, right[3, 4])
    page.touchscreen.tap(first["x"] + 9, first["y"] + 9)
    assert said(page) == (0, 0, right[0, 0])
    table(page, "Salida").locator("td").nth(6 * 5 + 2).click()
    assert said(page) == (5, 2, right[5, 2])


def test_narrow_screen_and_barriers(page: Page) -> None:
    """It fits into 390 pixels, with the widest padding, too; axe-core finds nothing."""
    assert barriers(page) == []
    page.set_viewport_size({"width": 390, "height": 900})
    page.get_by_role("combobox", name="Relleno").select_option("same")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = table(page, "Imagen").bounding_box()
    assert box and box["width"] > 250
    assert barriers(page) == []
    photograph(page, "window-narrow")


def test_without_a_script(browser: Browser, address: str) -> None:
    """The picture and its words."""
    page = browser.new_page(java_script_enabled=False)
    page.goto(address)
    assert page.get_by_role("img", name=WORDS).is_visible()
    assert page.get_by_text(WORDS).is_visible()
    photograph(page, "window-without-script")
    page.close()
