"""Makes docs/images/ from a graded course: the notebook, a feedback page, the class table, the report. Needs chromium.

After `make demo`: `.venv/bin/python tools/take_pictures.py`. Another graded course: give its folder as the argument.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from PIL import Image, ImageChops
from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
ASSIGNMENT = "convolucion"
MOST_BYTES = 250_000
MARGIN = 16

CHROMIUM = [
    "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars",
]  # fmt: skip


def photograph(html: str, name: str, width: int, height: int) -> None:
    """Take a picture of a page, without the empty paper around it, in at most 256 colours."""
    with tempfile.TemporaryDirectory(prefix="panal-pictures-") as folder:
        page, shot = Path(folder) / "page.html", Path(folder) / "shot.png"
        page.write_text(html, encoding="utf-8")
        options = [f"--user-data-dir={folder}/profile", f"--screenshot={shot}", f"--window-size={width},{height}"]
        subprocess.run([*CHROMIUM, *options, page.as_uri()], check=True, capture_output=True, timeout=120)
        picture = Image.open(shot).convert("RGB")
    paper = Image.new("RGB", picture.size, picture.getpixel((0, 0)))
    box = ImageChops.difference(picture, paper).getbbox()
    assert box is not None, f"{name} is empty"
    bottom = min(picture.height, box[3] + MARGIN)
    picture = picture.crop((0, 0, picture.width, bottom)).quantize(256)
    picture.save(IMAGES / name, optimize=True)
    size = (IMAGES / name).stat().st_size
    assert size < MOST_BYTES, f"{name} has {size} bytes"
    print(f"{name}: {picture.width} by {picture.height}, {size // 1000} kB")


def only(html: str, cells: str, wanted: Iterable[str]) -> str:
    """A page with some of its cells.

    Args:
        html: a notebook's page.
        cells: CSS selector of a cell.
        wanted: a text for each cell that stays; the first cell that holds it does.
    """
    soup = BeautifulSoup(html, "html.parser")
    for script in soup.find_all("script"):
        script.decompose()   # nothing is fetched
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


def notebook(course: Path) -> str:
    """What a student sees in JupyterLab's own looks: a demonstration with its figure, and an exercise."""
    path = course / "autograded" / "ana-lopez" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    html, _ = HTMLExporter().from_filename(str(path))
    return only(html, ".jp-Cell", ["cada píxel pasa a ser", "cell-id=show-box-blur", "5. La identidad", "Ejercicio 2:"])


def feedback(course: Path) -> str:
    """The scores, an exercise that lost points, and where the student's own notebook begins."""
    path = course / "feedback" / "diego-mora" / ASSIGNMENT / f"{ASSIGNMENT}.html"
    cells = "main > section, main > div, main > pre, main > p > img"
    wanted = ['<section id="identity_kernel">', "Una red convolucional aprende"]
    return only(path.read_text(encoding="utf-8"), cells, wanted)


def report(course: Path) -> str:
    """What the instructor sees first of `panal report`."""
    command = [str(Path(sys.executable).parent / "panal"), "report", ASSIGNMENT]
    said = subprocess.run(command, cwd=course, capture_output=True, text=True, check=True).stdout
    return Path(said.strip()).read_text(encoding="utf-8")


def class_table(course: Path) -> str:
    """What `panal grade` prints in a terminal, as a drawing."""
    command = [str(Path(sys.executable).parent / "panal"), "grade", ASSIGNMENT]
    environment = os.environ | {"FORCE_COLOR": "1", "COLUMNS": "140"}
    said = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, check=True).stdout
    text = Text.from_ansi(said.strip("\n"))
    console = Console(record=True, width=max(map(len, text.plain.splitlines())), file=io.StringIO())
    console.print(text)
    svg = console.export_svg(title=" ".join(["panal", *command[1:]]))
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)   # rich names fonts of a distant server
    return f"<!doctype html><meta charset=utf-8><body style='margin:{MARGIN}px'>{svg}"


def main() -> None:
    course = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT
    IMAGES.mkdir(parents=True, exist_ok=True)
    photograph(notebook(course), "notebook.png", 900, 2000)
    photograph(feedback(course), "feedback.png", 900, 3000)
    photograph(report(course), "report.png", 1000, 1450)
    photograph(class_table(course), "class-table.png", 1200, 700)


if __name__ == "__main__":
    main()
