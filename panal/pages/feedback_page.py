"""A student's feedback page: one HTML file, no script, no request to anywhere, printable.

Whatever a student wrote or drew is mere data there: text is escaped, Markdown is rendered and reduced
to harmless tags, pictures are embedded, and a Content-Security-Policy forbids everything else.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import jinja2
import mistune
import nh3
from markupsafe import Markup, escape
from nbconvert.filters import strip_ansi
from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from panal import language, messages
from panal.language import gettext as _
from panal.notebook import SHOWN, exercises_by_cell, has_tests
from panal.pages.exercises import (
    Fragment,
    Grades,
    all_damaged,
    exercises,
    pending_words,
    step_words,
)
from panal.placing import Piece, binds, defines
from panal.results import Result, is_sealed
from panal.skipping import is_students

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "code", "del", "details", "em", "hr", "i", "kbd"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "pre", "s", "small", "strong"),
    *("sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
HEAD = 2000  # bytes of a page that are read to see whether it is up to date
MAX_NAME = 120  # characters of a name
MAX_CASE = 160  # characters of what was asked, or of what came back, in a right case
MAX_STREAM = 20_000  # characters of one output that are shown
MAX_RENDERED = 8_000  # characters of a cell above which it is shown as plain text
RENDER_SECONDS = 2.0  # for all cells of a notebook; an ordinary one takes a tenth of it
CACHED = 250  # cells
MAX_FRAGMENT = 1_000_000  # bytes of the notebook's part of a page, pictures included; the whole is to stay below 1.5 MB
MAX_LEFT_OUT = 50  # parts that are left out with a sentence each; then all the rest is
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n){3,}")

_FORMATTER = HtmlFormatter(nowrap=True, style="default")
_DARK = HtmlFormatter(nowrap=True, style="github-dark")


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose page it is.

    Args:
        student: nbgrader's student id.
        name: first and last name, as far as the gradebook has them.
        handed_in: when, in UTC and without a time zone, as in the gradebook; None if nobody knows.
        zone: in which that is said, such as `America/Bogota`.
    """

    student: str
    name: str = ""
    handed_in: datetime | None = None
    zone: str = "UTC"

    @classmethod
    def of(
        cls, student: str, first: str | None, last: str | None, when: datetime | None, zone: str
    ) -> Whose:
        """The same from a row of the gradebook."""
        return cls(student, " ".join(each for each in (first, last) if each), when, zone)


SHOWS = ("points", "hints", "pictures")
"""How much a page shows, from least to most; `panal.config.FeedbackPage.show` is one of them."""


def render_notebook(nb: NotebookNode) -> Fragment:
    """Make the part of the page that shows the notebook. It is most of the work, and needs nothing
    from the gradebook.

    Args:
        nb: the notebook as it ran, its outputs cleaned (`panal.outputs.clean_outputs`).

    Returns:
        What `render` needs of it.
    """
    renderer = _Renderer()
    names = exercises_by_cell(nb)
    cells = (
        _cell(number, cell, renderer, names.get(number - 1, ""))
        for number, cell in enumerate(nb.cells, 1)
    )
    sources = {
        number: cell.source
        for number, cell in enumerate(nb.cells, 1)
        if is_students(cell) and len(cell.source) <= MAX_RENDERED
    }
    answers = {
        names[index]: _answer(names[index], index + 1, sources)
        for index in sorted(names)
        if index + 1 in sources
    }
    return Fragment("".join(_within_bounds(cells)), answers, sources)


def _answer(name: str, own: int, sources: Mapping[int, str]) -> int:
    """The position of the cell that defines an exercise's name: mostly its own one."""
    for number in [own, *sorted(sources, reverse=True)]:
        piece = Piece("code", sources[number])
        if defines(name, piece) or binds(name, piece):
            return number
    return own


def _within_bounds(cells: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The HTML of each cell. Parts that would make the page too large are left out, and a sentence
    in their place says so.
    """
    left, left_out = MAX_FRAGMENT, 0
    for cell in cells:
        for part in (cell, *cell.pop("outputs", [])):
            html = _template("notebook").render(part=part)
            if (size := len(html.encode())) <= left:
                left -= size
                yield html
                continue
            left_out += 1
            enough = left_out == MAX_LEFT_OUT
            what = _("The rest of the notebook") if enough else part["name"]
            said = messages.left_off_the_page(what)
            yield _template("notebook").render(part={"kind": "left out", "text": said})
            if enough:
                return


def render(
    result: Result,
    notebook: str,
    fragment: Fragment,
    grades: Mapping[str, Grades],
    show: str = "pictures",
    whose: Whose | None = None,
) -> str:
    """Make the page of one notebook.

    Args:
        result: what the judge said.
        notebook: its name.
        fragment: what `render_notebook` made of it.
        grades: what the gradebook says, by notebook; of others only for the sum of them all.
        show: one of `SHOWS`.
        whose: who reads it.

    Returns:
        A complete HTML document.
    """
    others = {each.notebook for each in result.verdicts} - {"", notebook}
    mine = result.of(notebook)
    hints = SHOWS.index(show) >= SHOWS.index("hints")
    pictures = SHOWS.index(show) >= SHOWS.index("pictures")
    rows = exercises(mine.verdicts, grades[notebook], pictures)
    for row in rows:
        row["told"] = bool(row["comment"]) or (hints and not all_damaged(mine))
    score = max(0.0, sum(row["points"] for row in rows) - grades[notebook].late_penalty)
    total = sum(each.score for each in grades.values())
    step = step_words(mine, rows, fragment, score, hints, pictures)
    return _template("feedback_page").render(
        title=f"{result.assignment}: {notebook}" if others else result.assignment,
        policy=POLICY,
        language=language.used(),
        grades=grades_digest(grades, whose),
        whose=whose,
        handed_in=_moment(whose) if whose else "",
        file=result.file,
        rows=rows,
        works=[row["name"] for row in rows if row["points"] >= row["max_points"]],
        partly=[row["name"] for row in rows if 0 < row["points"] < row["max_points"]],
        step=step,
        damaged=all_damaged(mine),
        hints=hints,
        pictures=pictures,
        score=score,
        pending=pending_words(
            sum(row["pending_points"] for row in rows), any(row["failed"] for row in rows)
        ),
        max_score=mine.max_points,
        whole=(total, result.max_points) if others and others <= grades.keys() else None,
        late_penalty=grades[notebook].late_penalty,
        notes=[each for each in result.notes if step is None or each != step["sentence"]],
        sealed=is_sealed(result.isolation),
        isolation=result.isolation,
        fragment=Markup(fragment.html),
        style=_style(),
        code_style=Markup(_FORMATTER.get_style_defs(".code")),
        dark_code_style=Markup(_DARK.get_style_defs(".code")),
    )


def grades_digest(grades: Mapping[str, Grades], whose: Whose | None = None) -> str:
    """Digest of what a page shows of the gradebook."""
    said: list[Any] = []
    for name, each in sorted(grades.items()):
        said += [name, each.late_penalty, sorted(each.by_hand)]
        said += [sorted(each.scores.items()), sorted(each.comments.items())]
    if whose is not None:
        said += [whose.student, whose.name, str(whose.handed_in), whose.zone]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def shows_grades(page: Path, grades: Mapping[str, Grades], whose: Whose | None = None) -> bool:
    """Whether a page that was written earlier still shows what the gradebook says."""
    try:
        with page.open("rb") as file:
            head = file.read(HEAD)
    except OSError:
        return False
    return f'name="grades" content="{grades_digest(grades, whose)}"'.encode() in head


def _moment(whose: Whose) -> str:
    """When something was handed in, as people say it; empty if nobody knows."""
    if whose.handed_in is None:
        return ""
    # Only pages need it. Reading a locale takes a few milliseconds, once.
    from babel.dates import format_date, format_time

    try:
        zone, name = ZoneInfo(whose.zone), whose.zone
    except (ZoneInfoNotFoundError, ValueError):
        zone, name = ZoneInfo("UTC"), "UTC"
    there = whose.handed_in.replace(tzinfo=UTC).astimezone(zone)
    spoken = language.used()
    day, hour = format_date(there, "long", spoken), format_time(there, "short", zone, spoken)
    return f"{day}, {hour} ({name})"


@functools.cache
def _style() -> Markup:
    return Markup((Path(__file__).parent / "feedback_page.css").read_text(encoding="utf-8"))


@functools.cache
def _template(name: str) -> jinja2.Template:
    loader = jinja2.FileSystemLoader(Path(__file__).parent)
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    language.install(environment)
    environment.filters |= {"code": inline_code, "line": in_one_line, "breakable": breakable}
    environment.filters |= {"names": _listed, "visible": visible, "stop": full_stop}
    return environment.get_template(f"{name}.html.j2")


def inline_code(text: str) -> Markup:
    """A sentence of ours, with the parts between backticks set as code."""
    parts = re.split(r"`([^`]+)`", text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if odd % 2 else part
        for odd, part in enumerate(parts)
    )


def breakable(name: str) -> Markup:
    """A long name that may be broken between its words, for a narrow column.

    >>> str(breakable("conv_layer")), str(breakable("EdgeStrength"))
    ('conv_<wbr>layer', 'Edge<wbr>Strength')
    """
    return Markup("<wbr>").join(re.split(r"(?<=_)|(?<=[a-z])(?=[A-Z])", name))


def visible(text: str) -> str:
    """A name that somebody chose, without signs that would change how the page around it is read.

    >>> visible("Ana \u202egnp.exe")
    'Ana �gnp.exe'
    """
    text = "".join(each if each.isprintable() else "�" for each in text)
    return text if len(text) <= MAX_NAME else f"{text[:MAX_NAME]}…"


def full_stop(text: str) -> str:
    """What ends a sentence that ends with this.

    >>> full_stop("228"), full_stop("nada (None): ¿olvidaste `return`?")
    ('.', '')
    """
    return "" if text.rstrip("`").endswith((".", "?", "!", "…")) else "."


def _listed(names: Sequence[str]) -> Markup:
    """Names of exercises, one after the other."""
    return Markup(", ").join(Markup("<code>{}</code>").format(breakable(each)) for each in names)


def in_one_line(text: str) -> str:
    """Text of a case that is right, which needs no more than a line."""
    line = " ".join(text.split())
    return line if len(line) <= MAX_CASE else f"{line[:MAX_CASE]}…"


def _cell(number: int, cell: NotebookNode, renderer: _Renderer, exercise: str) -> dict[str, Any]:
    name = messages.cell(number, exercise)
    if cell.cell_type == "code":
        outputs = [
            _output(name, position, output) for position, output in enumerate(cell.outputs, 1)
        ]
        if exercise and has_tests(cell):  # whose results stand above the notebook
            outputs.insert(0, {"kind": "check", "name": name, "exercise": exercise})
        return {
            "kind": "code",
            "name": name,
            "html": renderer.code(cell.source),
            "outputs": outputs,
        }
    if cell.cell_type == "markdown":
        source = cell.metadata.get(SHOWN, cell.source)  # without its marking scheme
        return {"kind": "markdown", "name": name, "html": renderer.markdown(str(source))}
    return {"kind": "raw", "name": name, "html": escape(cell.source)}


class _Renderer:
    """Renders the cells of one notebook: as plain text, if a cell is too long or it all takes too long.

    Lexers and Markdown parsers can take time that grows with the square of a text, and these texts
    come from strangers.
    """

    def __init__(self) -> None:
        self._deadline = time.monotonic() + RENDER_SECONDS

    def code(self, source: str) -> Markup:
        return (
            _code(_BLANK_LINES.sub("\n\n\n", source)) if self._is_worth(source) else escape(source)
        )

    def markdown(self, source: str) -> Markup:
        return (
            _markdown(source) if self._is_worth(source) else Markup("<pre>{}</pre>").format(source)
        )

    def _is_worth(self, source: str) -> bool:
        return len(source) <= MAX_RENDERED and time.monotonic() < self._deadline


# Most cells are the same in every notebook of a class.
@functools.lru_cache(maxsize=CACHED)
def _code(source: str) -> Markup:
    return Markup(highlight(source, PythonLexer(), _FORMATTER))


@functools.lru_cache(maxsize=CACHED)
def _markdown(source: str) -> Markup:
    html = str(mistune.html(source)).encode("utf-8", "replace").decode()  # no half characters
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"*": set(), "a": {"href"}},
        url_schemes={"http", "https"},
        url_relative="deny",  # it would lead to a file beside the page, or to a host without a scheme
        link_rel=None,
    )
    # Headings of the notebook go below those of the page.
    for level in range(4, 0, -1):
        clean = clean.replace(f"<h{level}>", f"<h{level + 2}>").replace(
            f"</h{level}>", f"</h{level + 2}>"
        )
    return Markup(clean)


def _output(cell: str, position: int, output: NotebookNode) -> dict[str, Any]:
    name = _("{cell}, output {position}").format(cell=cell, position=position)
    if output.output_type == "stream":
        return {"kind": output.name, "name": name, "html": _text(output.text)}
    if output.output_type == "error":
        return {
            "kind": "error",
            "name": name,
            "html": _text("\n".join(output.traceback) or f"{output.ename}: {output.evalue}"),
        }
    for mime in ("image/png", "image/jpeg"):
        if mime in output.data:
            described = output.get("metadata", {}).get(mime, {}).get("alt")
            text = strip_ansi(described or output.data.get("text/plain", ""))
            alt = _("{cell}, figure {position}: {text}").format(
                cell=cell.replace("`", ""), position=position, text=text
            )
            return {
                "kind": "picture",
                "name": name,
                "mime": mime,
                "data": output.data[mime],
                "alt": alt,
            }
    return {"kind": "result", "name": name, "html": _text(output.data.get("text/plain", ""))}


def _text(text: str) -> Markup:
    """The text that a cell shows, without the student's colours, which may be unreadable on this page."""
    if len(text) > MAX_STREAM:
        more = _("… ({count} more characters)").format(count=len(text) - MAX_STREAM)
        text = f"{text[:MAX_STREAM]}\n{more}"
    return escape(strip_ansi(text))
