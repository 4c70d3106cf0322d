"""What people and spreadsheets read: whatever a student wrote, showed or is called is data there,
in a real browser too.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell
from nbgrader.api import Gradebook
from playwright.sync_api import Browser

from panal.export.safe_csv import inert
from tests.end_to_end.browser import Visitor, chromium, jupyter
from tests.end_to_end.courses import (
    ASSIGNMENT,
    POINTS,
    call,
    cell_of,
    hand_in,
    released,
    results,
    scores,
)

RUN = "document.title = 'BROKEN'; alert('BROKEN')"
STRANGER = "http://stranger.example"
HTML = (
    f'<script>{RUN}</script><img src=x onerror="{RUN}"><svg onload="{RUN}"><a href="javascript:{RUN}">clic</a>'
    f'<iframe srcdoc="<script>parent.{RUN}</script>"></iframe><link rel=stylesheet href={STRANGER}/a.css>'
    f"<img src={STRANGER}/b.png><style>@import '{STRANGER}/c.css'; body {{background: url({STRANGER}/d.png)}}</style>"
    f'<meta http-equiv=refresh content="0;url={STRANGER}/e"><base href={STRANGER}/><form action={STRANGER}/f><button>ok</button></form>'
    "<details open ontoggle=\"document.title='BROKEN'\">x</details><math><mtext></mtext></math></pre></code></div></textarea></title>"
)
MARKDOWN = f"""{HTML}

[uno](javascript:alert('BROKEN')) [dos](data:text/html,<script>{RUN}</script>) <javascript:alert(1)> ![tres]({STRANGER}/g.png)
[cuatro]( JaVaScRiPt:alert(1) "x" onmouseover="{RUN}") [cinco][ref] ![seis][ref] $\\href{{javascript:alert(1)}}{{x}}$ `</code>{HTML}`

[ref]: {STRANGER}/h.svg

```html
{HTML}
```
"""
TERMINAL = "\\x1b]0;BROKEN\\x07\\x1b]8;;http://stranger.example\\x1b\\\\enlace\\x1b]8;;\\x1b\\\\\\x1b[2J\\x1b[31mrojo\\x1b[0m\\r\\x9b5n"
SHOWS = f'''
import sys
from IPython.display import HTML, SVG, Javascript, Latex, Markdown, Image, JSON, IFrame, display
import matplotlib.pyplot as plt
html = {HTML!r}
for show in (HTML(html), Javascript({RUN!r}), Markdown({MARKDOWN!r}), Latex(html), JSON({{"a": html}}), IFrame("{STRANGER}/i", 9, 9)):
    display(show)
display({{"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "text/plain": html}}, raw=True)
display({{"image/png": html, "text/plain": "no image"}}, raw=True)
display({{"application/vnd.jupyter.widget-view+json": {{"model_id": "x"}}, "application/javascript": {RUN!r}}}, raw=True)
print(html); print(html, file=sys.stderr); print("{TERMINAL}")
print("=HYPERLINK(\\"{STRANGER}\\")")
plt.plot([1, 2], label=html); plt.show()
class Error_(Exception):
    pass
Error_.__name__ = html
raise Error_(html + "{TERMINAL}")
'''
OBEYED = "eva\x1b]0;BROKEN\x07\x1b[2J"
PLOT = "import matplotlib.pyplot as plt\nplt.plot([0, 1])\nplt.show()"


@pytest.fixture(scope="module")
def course(bare_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with a student who tries everything in each kind of cell, one whose name is a
    formula, and one whose name a terminal would obey.
    """
    folder = tmp_path_factory.mktemp("readers")
    shutil.copytree(bare_course, folder, dirs_exist_ok=True)
    nb = released(folder)
    cell_of(
        nb, "count_params"
    ).source = f"def count_params(layer, input_shape):\n    {HTML!r}\n    raise type({HTML!r}, (Exception,), {{}})"
    cell_of(nb, "same_padding").source = "def same_padding(size):\n    return [size] * 3"
    nb.cells[1:1] = [
        new_markdown_cell(MARKDOWN),
        new_raw_cell(HTML, metadata={"raw_mimetype": "text/html"}),
    ]
    nb.cells += [
        new_code_cell(SHOWS),
        new_code_cell(PLOT),
        new_markdown_cell(f"# {HTML}\n> {HTML}\n\n| a |\n|---|\n| {HTML} |"),
    ]
    hand_in(folder, "hostile", nb)
    hand_in(folder, "=1+1", released(folder))
    hand_in(folder, OBEYED, nb)
    done = call("panal", "grade", ASSIGNMENT, "--workers", "1", cwd=folder)
    assert done.returncode == 0, done.stderr
    (folder / "said").write_text(done.stdout + done.stderr)
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def page_of(course: Path) -> Path:
    return course / "feedback" / "hostile" / ASSIGNMENT / f"{ASSIGNMENT}.html"


def test_feedback_runs_and_loads_nothing(course: Path, browser: Browser) -> None:
    """In a browser: no script, no dialog, no request, and the student's own plot is there."""
    page = browser.new_page()
    visitor = Visitor(page, "file://", "data:image/")
    page.goto(page_of(course).as_uri())
    page.wait_for_load_state("load")
    assert "BROKEN" not in page.title()
    assert (visitor.dialogs, visitor.strangers) == ([], [])
    links = page.eval_on_selector_all("a", "links => links.map(link => link.protocol)")
    assert set(links) <= {
        "http:",
        "https:",
        "file:",
    }  # to be clicked on, and to places within the page
    assert (
        page.locator(
            "script, iframe, object, embed, base, link, form, svg, meta[http-equiv=refresh]"
        ).count()
        == 0
    )
    assert page.locator("img").count() == 2
    assert page.eval_on_selector_all(
        "img",
        "all => all.every(image => image.naturalWidth > 99 && image.src.startsWith('data:image/'))",
    )
    attributes = page.evaluate(
        "[...document.querySelectorAll('*')].flatMap(e => [...e.attributes].map(a => a.name))"
    )
    assert not [name for name in attributes if name.startswith("on")]
    page.close()


def test_a_policy_forbids_what_escaping_might_miss(course: Path, browser: Browser) -> None:
    """The page's own Content-Security-Policy: a script that somebody puts into the file is not run,
    nothing is loaded.
    """
    text = page_of(course).read_text(encoding="utf-8")
    assert re.search(
        r"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src (&#39;|')none",
        text[:600],
    )
    broken = page_of(course).with_name("broken.html")
    broken.write_text(text.replace("<main", f"{HTML}<main", 1), encoding="utf-8")
    assert HTML in broken.read_text(encoding="utf-8")
    page = browser.new_page()
    visitor = Visitor(page, "file://", "data:image/")
    page.goto(broken.as_uri())
    page.wait_for_timeout(300)
    assert "BROKEN" not in page.title()
    assert visitor.dialogs == []
    assert [
        url for url in visitor.strangers if not url.endswith("/e")
    ] == []  # a policy does not stop a refresh
    broken.unlink()
    page.close()


def test_formgrader_runs_nothing_of_a_students(course: Path, browser: Browser) -> None:
    """nbgrader's own page for correcting a submission, from its own server."""
    with Gradebook(f"sqlite:///{course}/gradebook.db", "convolucion-en-keras") as book:
        (submission,) = [
            found
            for found in book.assignment_submissions(ASSIGNMENT)
            if found.student.id == "hostile"
        ]
        number = submission.notebooks[0].id
    with jupyter(course) as address:
        page = browser.new_page()
        visitor = Visitor(page, address, "data:image/")
        page.goto(f"{address}/formgrader/submissions/{number}/", wait_until="load")
        page.wait_for_timeout(1000)
        assert page.locator(".score").count() >= 7  # it is the page, and its own scripts did run
        assert "BROKEN" not in page.title()
        assert visitor.dialogs == []
        assert not [url for url in visitor.strangers if "stranger.example" in url]
        acting = "a[href^='javascript:' i], a[href^='data:' i], iframe, svg[onload], img[onerror]"
        assert (
            page.eval_on_selector_all(
                f".cell :is({acting})", "all => all.map(one => one.outerHTML)"
            )
            == []
        )
        assert (
            page.locator(
                ".output_png img, .output_jpeg img, .output img, img[src^='data:image/']"
            ).count()
            >= 2
        )
        page.close()


def test_files_for_machines_hold_text(course: Path) -> None:
    """results.json is JSON without terminal sequences, and without anything that was only the
    student's to say.
    """
    text = (course / "autograded" / "hostile" / ASSIGNMENT / "results.json").read_text(
        encoding="utf-8"
    )
    assert "\x1b" not in json.dumps(json.loads(text), ensure_ascii=False)
    assert "stranger.example" not in text and "BROKEN" not in text
    nb = nbformat.read(
        course / "autograded" / "hostile" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4
    )
    shown = json.dumps([cell.get("outputs") for cell in nb.cells], ensure_ascii=False)
    assert "rojo" in shown
    assert not re.search(
        r"\\u001b(?!\[[0-9;]*m)|\\u009b|\\u0007",
        json.dumps([cell.get("outputs") for cell in nb.cells]),
    )


def test_a_spreadsheet_computes_nothing(course: Path) -> None:
    """Names and ids that are formulas come out of `nbgrader export` as text."""
    with Gradebook(f"sqlite:///{course}/gradebook.db", "convolucion-en-keras") as book:
        book.update_or_create_student(
            "=1+1", first_name="@SUM(A1)", last_name="\t-2+3", email="+1|cmd"
        )
        book.update_or_create_student(
            "ana;=1+1", first_name="Ana; López", last_name='x;"=1+1";y', email="a|@SUM(A1)"
        )
    done = call("nbgrader", "export", "--to=grades.csv", cwd=course)
    assert done.returncode == 0, done.stderr
    with (course / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["student_id"] for row in rows} == {"hostile", "'=1+1", "ana;'=1+1", OBEYED}
    # Where the decimal sign is a comma, a spreadsheet parts cells at semicolons.
    cells = [
        part.strip().strip('"')
        for row in rows
        for cell in row.values()
        for part in re.split("[;|]", cell)
    ]
    assert "López" in cells
    assert not [cell for cell in cells if cell[:1] in set("=+@\t\r\n")]
    assert all(cell[0] != "-" or re.fullmatch(r"-\d+(\.\d+)?", cell) for cell in cells if cell)


@pytest.mark.parametrize(("name", "key"), [("Canvas", "SIS Login ID"), ("Moodle", "Username")])
def test_sheets_for_learning_platforms(course: Path, name: str, key: str) -> None:
    """The documented commands write them, with the scores of results.json."""
    chosen = [f'--assignment=["{ASSIGNMENT}"]', '--student=["hostile", "=1+1"]']
    done = call(
        "nbgrader",
        "export",
        f"--exporter=panal.export.{name.lower()}.{name}Export",
        f"--to={name}.csv",
        *chosen,
        cwd=course,
    )
    assert done.returncode == 0, done.stderr
    with (course / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = {row[key]: row for row in csv.DictReader(file)}
    assert rows.keys() - {""} == {"hostile", "'=1+1"}
    for student in ("hostile", "=1+1"):
        found = {
            exercise: float(rows[inert(student)][f"{ASSIGNMENT}: {exercise}"])
            for exercise in POINTS
        }
        assert found == scores(course, student)


def test_a_name_says_nothing_to_a_terminal(course: Path) -> None:
    """A folder's name may hold what a terminal would obey."""
    said = (course / "said").read_text()
    assert "eva" in said
    assert "\x1b" not in said
    assert results(course, OBEYED)["score"] == results(course, "hostile")["score"]
