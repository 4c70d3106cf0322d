"""Makes docs/images/ from the real thing: JupyterLab, a feedback page, the class table, the report,
the first page of `panal serve`.
Needs chromium.

After `make demo` and `make .venv/.tools`: `.venv/bin/python -m tools.take_pictures`.
Another graded course: give its folder as the argument.
"""

from __future__ import annotations

import io
import json
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bs4 import BeautifulSoup
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page
from rich.console import Console
from rich.text import Text

from panal.course.course import open_course
from tests.end_to_end.browser import chromium, jupyter
from tests.unit.serve.visits import listening, visit

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
ASSIGNMENT = "convolucion"
STUDENT = "diego-mora"
EXERCISE = "identity_kernel"  # which this student has nearly right
MOST_BYTES = 150_000
MARGIN = 16
PATIENCE = 120_000  # milliseconds
PANEL = "window.jupyterapp.shell.currentWidget"


def keep(shot: bytes, name: str) -> None:
    """Write a picture without the empty paper below it, in as many colours as make it small
    enough.
    """
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    paper = Image.new("RGB", picture.size, picture.getpixel((0, 0)))
    box = ImageChops.difference(picture, paper).getbbox()
    assert box is not None, f"{name} is empty"
    picture = picture.crop((0, 0, picture.width, min(picture.height, box[3] + MARGIN)))
    for colours in (256, 128, 64, 32):
        picture.quantize(colours).save(IMAGES / name, optimize=True)
        size = (IMAGES / name).stat().st_size
        if size < MOST_BYTES:
            break
    assert size < MOST_BYTES, f"{name} has {size} bytes"
    print(f"{name}: {picture.width} by {picture.height}, {size // 1000} kB, {colours} colours")


def photograph(browser: Browser, html: str, name: str, width: int, height: int) -> None:
    """Take a picture of a page that loads nothing, from its top."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_content(html)
    keep(page.screenshot(), name)
    page.close()


@contextmanager
def jupyterlab(browser: Browser, course: Path) -> Iterator[Page]:
    """JupyterLab in a folder with the release, in which the student has worked and run
    everything.
    """
    with tempfile.TemporaryDirectory(prefix="panal-pictures-") as folder:
        home, settings = Path(folder) / ASSIGNMENT, Path(folder) / "settings"
        shutil.copytree(ROOT / "release" / ASSIGNMENT, home)
        notebook = home / f"{ASSIGNMENT}.ipynb"
        shutil.copy(course / "submitted" / STUDENT / ASSIGNMENT / notebook.name, notebook)
        run = [
            sys.executable,
            "-m",
            "jupyter",
            "nbconvert",
            "--to=notebook",
            "--execute",
            "--allow-errors",
            "--inplace",
        ]
        subprocess.run([*run, "--log-level=ERROR", str(notebook)], check=True)
        news = settings / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
        news.parent.mkdir(parents=True)
        news.write_text(json.dumps({"fetchNews": "false", "checkForUpdates": False}))
        options = [
            f"--LabApp.user_settings_dir={settings}",
            f"--LabApp.workspaces_dir={folder}/spaces",
        ]
        with jupyter(home, "--expose-app-in-browser", *options) as address:
            page = browser.new_page(viewport={"width": 1150, "height": 1000})
            page.set_default_timeout(PATIENCE)
            page.goto(f"{address}/lab/tree/{notebook.name}")
            page.wait_for_function(
                f"window.jupyterapp && {PANEL}?.sessionContext?.session?.kernel?.status === 'idle'"
            )
            yield page
            page.close()


def show_cell(page: Page, which: str) -> int:
    """Scroll to a cell and make it the active one.

    Args:
        which: JavaScript for a condition on the cell's `model`.

    Returns:
        Its index.
    """
    index: int = page.evaluate(f"{PANEL}.content.widgets.findIndex(({{model}}) => {which})")
    page.evaluate(
        f"i => {{ {PANEL}.content.activeCellIndex = i; {PANEL}.content.scrollToItem(i, 'start'); }}",
        index,
    )
    page.locator(f".jp-Cell[data-windowed-list-index='{index}']").wait_for()
    return index


def notebook_and_check(browser: Browser, course: Path) -> None:
    """The window with an exercise and an open hint, and what the exercise's visible check shows."""
    with jupyterlab(browser, course) as page:
        index = show_cell(page, "model.sharedModel.source.startsWith('### Ejercicio 2')")
        cell = page.locator(f".jp-Cell[data-windowed-list-index='{index}']")
        cell.locator("summary").first.click()
        cell.scroll_into_view_if_needed()
        page.wait_for_timeout(1000)
        keep(page.screenshot(), "notebook.png")
        index = show_cell(page, f"model.getMetadata('nbgrader')?.grade_id === 'test_{EXERCISE}'")
        output = page.locator(f".jp-Cell[data-windowed-list-index='{index}'] .jp-Cell-outputArea")
        output.locator("img").wait_for()
        page.wait_for_timeout(1000)
        keep(output.screenshot(), "check.png")


def first_page(browser: Browser) -> None:
    """What a student sees of `panal serve`, after three attempts."""
    with tempfile.TemporaryDirectory(prefix="panal-pictures-") as name:
        folder = Path(name) / "course"
        for part in ("release", "source", "graders"):
            shutil.copytree(ROOT / part, folder / part)
        config = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
        more = f"\nc.Serve.assignments = ['{ASSIGNMENT}']\nc.Exchange.timezone = 'America/Bogota'\n"
        (folder / "nbgrader_config.py").write_text(config + more, encoding="utf-8")
        due = (datetime.now(UTC) + timedelta(days=4)).replace(hour=4, minute=59, tzinfo=None)
        with open_course(folder).gradebook() as gradebook:
            gradebook.add_student(STUDENT, first_name="Diego")
            gradebook.update_or_create_assignment(ASSIGNMENT, duedate=due)
        for course in visit(folder, STUDENT, ASSIGNMENT):
            now = datetime.now(UTC).timestamp()
            for points, minutes in ((62.0, 34), (78.0, 21), (91.0, 0)):
                when = now - 60 * minutes
                course.graded(points, counts=True, max_points=100.0, received=when, began=when)
            course.attempt()
            with listening(course) as url:
                page = browser.new_page(viewport={"width": 900, "height": 900})
                page.goto(f"{url}/enter/{course.site.store.make_link('student', STUDENT)}")
                keep(page.screenshot(), "serve.png")
                page.close()


def only(html: str, cells: str, wanted: Iterable[str]) -> str:
    """A page with some of its cells.

    Args:
        html: a page.
        cells: CSS selector of a cell.
        wanted: a text for each cell that stays; the first cell that holds it does.
    """
    soup = BeautifulSoup(html, "html.parser")
    found = soup.select(cells)
    kept = set()
    for text in wanted:
        holding = [id(cell) for cell in found if text in str(cell)]
        assert holding, f"no cell holds {text!r}"
        kept.add(holding[0])
    for cell in found:
        if id(cell) not in kept:
            cell.decompose()
    return str(soup)


def feedback(course: Path) -> str:
    """The first screen, the scores, and an exercise that lost points."""
    path = course / "feedback" / STUDENT / ASSIGNMENT / f"{ASSIGNMENT}.html"
    wanted = ['class="step"', f'<section id="{EXERCISE}">']
    return only(path.read_text(encoding="utf-8"), "main > section", wanted)


def report(course: Path) -> str:
    """What the instructor sees first of `panal report`."""
    command = [str(Path(sys.executable).parent / "panal"), "report", ASSIGNMENT]
    said = subprocess.run(command, cwd=course, capture_output=True, text=True, check=True).stdout
    return Path(said.strip()).read_text(encoding="utf-8")


def class_table(course: Path) -> str:
    """What `panal grade` prints in a terminal of 80 columns, as a drawing."""
    command = [str(Path(sys.executable).parent / "panal"), "grade", ASSIGNMENT]
    in_terminal = [
        "script",
        "-qec",
        f"stty cols 80; {shlex.join(command)} 2>/dev/null",
        "/dev/null",
    ]
    said = subprocess.run(
        in_terminal, cwd=course, capture_output=True, text=True, check=True
    ).stdout
    text = Text.from_ansi(said.replace("\r", "").strip("\n"))
    console = Console(record=True, width=max(map(len, text.plain.splitlines())), file=io.StringIO())
    console.print(text)
    svg = console.export_svg(title=" ".join(["panal", *command[1:]]))
    svg = re.sub(
        r"@font-face \{.*?\}", "", svg, flags=re.DOTALL
    )  # rich names fonts of a distant server
    return f"<!doctype html><meta charset=utf-8><body style='margin:{MARGIN}px'>{svg}"


def main() -> None:
    course = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT
    IMAGES.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        photograph(browser, feedback(course), "feedback.png", 900, 3000)
        photograph(browser, report(course), "report.png", 1000, 1450)
        photograph(browser, class_table(course), "class-table.png", 1000, 1200)
        first_page(browser)
        notebook_and_check(browser, course)


if __name__ == "__main__":
    main()
