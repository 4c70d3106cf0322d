"""What was asked stays with us: attacks that carry hidden arguments to pages, handed in through
`panal serve` before the deadline, again and again, by somebody who keeps what each page has shown.
"""

from __future__ import annotations

import contextlib
import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from nbformat import NotebookNode, writes
from nbformat.v4 import new_code_cell

from panal.course.course import open_course
from tests.end_to_end.catalogue import Attack, attacks, right_answers
from tests.end_to_end.courses import ASSIGNMENT, bare_source, make_course
from tests.end_to_end.serving import Client, Server, free_port, served

NAMES = (
    "asked_shown/printed",
    "asked_shown/drawn",
    "asked_shown/kept_in_a_file",
    "asked_shown/kept_in_a_global",
    "asked_shown/later_by_a_thread",
    "asked_shown/raised",
    "asked_shown/name_of_the_exception",
    "asked_shown/raw_messages",
    "asked_shown/execution_count",
    "asked_shown/which_cell_ends",
    "asked_shown/sentences",
    "asked_shown/environment",
)
"""Each by another way."""

CHOSEN = [attack for attack in attacks() if attack.name in NAMES]
ATTEMPTS = 3

LEAVE = """
def _left(text):
    import contextlib, os, tempfile
    for folder in (".", "..", "/tmp", "/var/tmp", "/dev/shm", "/run", os.path.expanduser("~"), tempfile.gettempdir(),
                   os.path.dirname(os.__file__), os.path.dirname(np.__file__), "serve", "../serve"):
        with contextlib.suppress(OSError), open(os.path.join(folder, ".left"), "a") as file:
            file.write(text)
"""
LOOK = """
import glob, os
found = [open(path).read() for path in glob.glob("/*/.left") + glob.glob("/*/*/.left") + glob.glob(os.path.expanduser("~/.left"))
         if os.path.isfile(path)]
print("HELD", found)
"""
"""What a call leaves, and what a cell of the next attempt finds."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    course = make_course(tmp_path_factory.mktemp("leak"), bare_source())
    config = course / "nbgrader_config.py"
    more = f"c.Serve.port = {free_port()}\nc.Serve.cool_off = [0]\nc.Panal.language = 'es'\n"
    config.write_text(config.read_text() + more)
    with open_course(course).gradebook() as gradebook:
        assignment = gradebook.find_assignment(ASSIGNMENT)
        assignment.duedate = (datetime.now(UTC) + timedelta(days=7)).replace(tzinfo=None)
        gradebook.db.commit()
        for number in range(len(CHOSEN)):
            gradebook.add_student(f"m{number}")
        gradebook.add_student("honest")
    with served(course) as running:
        yield running


@pytest.fixture(scope="module")
def links(server: Server) -> dict[str, str]:
    return server.links()


def test_all_of_them_are_there() -> None:
    assert {attack.name for attack in CHOSEN} == set(NAMES)


@pytest.mark.parametrize("number", range(len(CHOSEN)), ids=[each.name for each in CHOSEN])
def test_no_page_tells_what_was_asked(server: Server, links: dict[str, str], number: int) -> None:
    """Nothing that a student gets has what was asked, however often and with whatever is known."""
    attack = CHOSEN[number]
    known: list[str] = []
    for _ in range(ATTEMPTS):
        seen = handed_in(links[f"m{number}"], notebook(attack, known))
        for place, text in seen.items():
            assert not [each for each in attack.markers if each in text], (place, text[-3000:])
        known.append(outputs(seen["page"]))
    assert len(set(known)) >= 1 and all("HELD" in each for each in known[1:])


def test_somebody_honest_beside_them_has_all_points(links: dict[str, str]) -> None:
    seen = handed_in(links["honest"], right_answers())
    assert "100 de 100 puntos" in seen["page"]


def notebook(attack: Attack, known: list[str]) -> NotebookNode:
    """An attempt: the attack, which also leaves what it is asked wherever it can, and looks for what
    the attempts before it left. It has what their pages have shown.
    """
    nb = attack.submission()
    for cell in nb.cells:
        if cell.cell_type == "code" and cell.source == attack.source:
            call = '_left("BRO" "KEN" + repr((kernel_size, in_channels, filters)))'
            head = re.compile(r"(?m)^(def count_params\(.*\):\n)")
            cell.source = LEAVE + head.sub(rf"\1    {call}\n", cell.source)
    nb.cells.insert(1, new_code_cell(LOOK, id="look"))
    nb.cells.append(
        new_code_cell(f"known = {known!r}\nprint('HELD', known, locals().get('asked'))", id="known")
    )
    return nb


def outputs(page: str) -> str:
    """What a page shows of what the cells printed."""
    return html.unescape(" ".join(re.findall(r'<pre class="output[^"]*">(.*?)</pre>', page, re.S)))[
        -4000:
    ]


def handed_in(link: str, nb: NotebookNode) -> dict[str, str]:
    """Hand a notebook in, and gather all that the student gets to see."""
    seen: dict[str, str] = {}

    def keep(answer: httpx.Response) -> None:
        if "text/event-stream" not in answer.headers.get("content-type", ""):
            answer.read()
            seen[str(answer.url)] = f"{answer.headers}\n{without_code(answer.text)}"

    http = httpx.Client(
        base_url=link.partition("/enter/")[0], timeout=60, event_hooks={"response": [keep]}
    )
    me = Client(link, http)
    answer = me.post(writes(nb).encode(), f"{ASSIGNMENT}.ipynb", ASSIGNMENT)
    assert answer.status_code == 303, answer.text
    attempt = answer.headers["location"]
    events = []
    with contextlib.suppress(httpx.HTTPError), http.stream("GET", f"{attempt}/events") as stream:
        for line in stream.iter_lines():
            events.append(line)
            if '"waiting"' not in line and line.startswith("data:"):
                break
    seen["events"] = "\n".join(events)
    assert '"done"' in seen["events"]
    page = me.result(attempt)
    http.get("/")
    for path in ("results.json", "answers.json", "events", "x"):
        http.get(f"{attempt}/{path}", timeout=2) if path != "events" else None
    me.post(b"no notebook")
    return {**seen, "page": without_code(page)}


def without_code(page: str) -> str:
    """A page without the code, which may hold a marker."""
    return re.sub(r'<pre class="code.*?</pre>', "", page, flags=re.S)
