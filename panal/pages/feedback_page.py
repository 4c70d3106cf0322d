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
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
from panal.notebook import SHOWN, nbgrader_of
from panal.results import Check, Ending, Example, Result, Verdict, is_sealed

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "code", "del", "details", "em", "hr", "i", "kbd"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "pre", "s", "small", "strong"),
    *("sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
NO_RESPONSE = "No response."  # what nbgrader writes about an answer that is as it was released
HEAD = 2000  # bytes of a page that are read to see whether it is up to date
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
class Grades:
    """What the gradebook says about a submission, which may differ from what the judge says: manual
    grades, comments, lateness.

    Args:
        scores: points of each cell, by grade id.
        comments: what a person wrote about a cell, by grade id.
        late_penalty: points that are taken off.
        by_hand: grade ids of the cells whose points a person has set.
    """

    scores: Mapping[str, float]
    comments: Mapping[str, str]
    late_penalty: float = 0.0
    by_hand: frozenset[str] = frozenset()

    @property
    def score(self) -> float:
        """Of all cells together, lateness considered."""
        return max(0.0, sum(self.scores.values()) - self.late_penalty)


SHOWS = ("points", "hints", "pictures")
"""How much a page shows, from least to most; `panal.config.FeedbackPage.show` is one of them."""


def render_notebook(nb: NotebookNode) -> str:
    """Make the part of the page that shows the notebook. It is most of the work, and needs nothing
    from the gradebook.

    Args:
        nb: the notebook as it ran, its outputs cleaned (`panal.outputs.clean_outputs`).

    Returns:
        HTML without a script, for `render`.
    """
    renderer = _Renderer()
    cells = (_cell(number, cell, renderer) for number, cell in enumerate(nb.cells, 1))
    return "".join(_within_bounds(cells))


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
    fragment: str,
    grades: Mapping[str, Grades],
    show: str = "pictures",
) -> str:
    """Make the page of one notebook.

    Args:
        result: what the judge said.
        notebook: its name.
        fragment: what `render_notebook` made of it.
        grades: what the gradebook says, by notebook; of others only for the sum of them all.
        show: one of `SHOWS`.

    Returns:
        A complete HTML document.
    """
    others = {each.notebook for each in result.verdicts} - {"", notebook}
    mine = result.of(notebook)
    rows = [_exercise(verdict, grades[notebook]) for verdict in mine.verdicts]
    total = sum(each.score for each in grades.values())
    return _template("feedback_page").render(
        title=f"{result.assignment}: {notebook}" if others else result.assignment,
        policy=POLICY,
        language=language.used(),
        grades=grades_digest(grades),
        rows=rows,
        hints=SHOWS.index(show) >= SHOWS.index("hints"),
        pictures=SHOWS.index(show) >= SHOWS.index("pictures"),
        score=max(0.0, sum(row["points"] for row in rows) - grades[notebook].late_penalty),
        pending=_pending(
            sum(row["pending_points"] for row in rows), any(row["failed"] for row in rows)
        ),
        max_score=mine.max_points,
        whole=(total, result.max_points) if others and others <= grades.keys() else None,
        late_penalty=grades[notebook].late_penalty,
        notes=result.notes,
        sealed=is_sealed(result.isolation),
        isolation=result.isolation,
        fragment=Markup(fragment),
        style=_style(),
        code_style=Markup(_FORMATTER.get_style_defs(".code")),
        dark_code_style=Markup(_DARK.get_style_defs(".code")),
    )


def grades_digest(grades: Mapping[str, Grades]) -> str:
    """Digest of what a page shows of the gradebook."""
    said: list[Any] = []
    for name, each in sorted(grades.items()):
        said += [name, each.late_penalty, sorted(each.by_hand)]
        said += [sorted(each.scores.items()), sorted(each.comments.items())]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def shows_grades(page: Path, grades: Mapping[str, Grades]) -> bool:
    """Whether a page that was written earlier still shows what the gradebook says."""
    try:
        with page.open("rb") as file:
            head = file.read(HEAD)
    except OSError:
        return False
    return f'name="grades" content="{grades_digest(grades)}"'.encode() in head


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


def in_one_line(text: str) -> str:
    """Text of a case that is right, which needs no more than a line."""
    line = " ".join(text.split())
    return line if len(line) <= MAX_CASE else f"{line[:MAX_CASE]}…"


def _pending(points: float, failed: bool) -> str:
    return messages.points_pending(points, failed=failed) if points else ""


def _exercise(verdict: Verdict, grades: Grades) -> dict[str, Any]:
    points = grades.scores.get(verdict.grade_id, verdict.points)
    corrected = verdict.grade_id in grades.by_hand or abs(points - verdict.points) > 1e-9
    pending = 0.0 if corrected else verdict.pending
    said = {verdict.misconception_sentence}
    wrong = [each for each in verdict.examples if each.ending is not Ending.RIGHT]
    return {
        "name": verdict.grade_id.removeprefix("test_"),
        "points": points,
        "max_points": verdict.max_points,
        "pending_points": pending,
        "pending": _pending(pending, verdict.needs_person),
        "failed": verdict.needs_person,
        "corrected": corrected,
        "judged": messages.judged(verdict.judged),
        "misconception": verdict.misconception_sentence,
        "comment": _comment(verdict, grades),
        "advice": any(check.sentence for check in verdict.checks),
        "checks": [_check(check, said, bool(verdict.misconception)) for check in verdict.checks],
        "examples": [_example(example, said) for example in wrong],
        "right": [each for each in verdict.examples if each.ending is Ending.RIGHT],
    }


def _comment(verdict: Verdict, grades: Grades) -> str:
    """What was written about an exercise, or about the answer to it."""
    said = grades.comments.get(verdict.grade_id) or grades.comments.get(
        verdict.grade_id.removeprefix("test_"), ""
    )
    return messages.no_response() if said == NO_RESPONSE else said


def _check(check: Check, said: set[str], explained: bool) -> dict[str, str]:
    """A row of the table. No sentence is repeated.

    If a misconception explains the wrong answers, the hint of a check would only distract from it.
    """
    kind = KINDS.get(check.ending, "wrong")
    return {
        "title": check.title,
        "kind": kind,
        "symbol": SYMBOLS[kind],
        "ending": messages.ending(check.ending),
        "sentence": _advice(check, said, explained),
        "difference": messages.difference(check.difference) if check.difference else "",
    }


def _advice(check: Check, said: set[str], explained: bool) -> str:
    if explained and check.ending is Ending.WRONG:
        return _("See “To think about”, above.")
    return _once(check.sentence, said) or (_("The same as above.") if check.sentence else "")


def _example(example: Example, said: set[str]) -> dict[str, Any]:
    kind = KINDS.get(example.ending, "wrong")
    return {
        "kind": kind,
        "symbol": SYMBOLS[kind],
        "ending": messages.ending(example.ending),
        "asked": example.asked,
        "expected": example.expected,
        "came": example.came,
        "sentence": _once(example.sentence, said),
        "pictures": example.pictures,
    }


KINDS = {Ending.RIGHT: "right", Ending.GRADER_FAILED: "ours"}
SYMBOLS = {"right": "✔", "ours": "⚠", "wrong": "✘"}


def _once(sentence: str, said: set[str]) -> str:
    """The sentence, or an empty one if it was said before."""
    if sentence in said:
        return ""
    said.add(sentence)
    return sentence


def _cell(number: int, cell: NotebookNode, renderer: _Renderer) -> dict[str, Any]:
    name = _("Cell {number}").format(number=number)
    if cell.cell_type == "code":
        outputs = [
            _output(number, position, output) for position, output in enumerate(cell.outputs, 1)
        ]
        if exercise := _checked_in(cell):
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


def _checked_in(cell: NotebookNode) -> str:
    """The exercise that a cell checks, whose results stand above the notebook; empty if it checks
    none.
    """
    meta = nbgrader_of(cell)
    checks = meta.get("grade") and not meta.get("solution")
    return str(meta["grade_id"]).removeprefix("test_") if checks else ""


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


def _output(cell: int, position: int, output: NotebookNode) -> dict[str, Any]:
    name = _("What cell {cell} shows ({position})").format(cell=cell, position=position)
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
            alt = _("Cell {cell}, figure {position}: {text}").format(
                cell=cell, position=position, text=text
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
