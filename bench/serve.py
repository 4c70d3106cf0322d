"""`python -m bench.serve [latency|load|all] [STUDENTS] [MINUTES]`: how long results take on the pages of
`panal serve`, and what a deadline does to it.

*latency*: right answers to `convolucion`, one after the other on one worker that is warm, from the
upload's first byte to the feedback page that has been read; by an HTTP client, and by a real browser
from the click on.

*load*: students who hand in three attempts each before a deadline, more of them the nearer it is, and
all of them listen: most are right or partly right, some wrong, some loop for ever, fill the memory, end
their kernel or are damaged. Afterwards the store, the gradebook and what the students were told are held
against each other. Exit code 1 if anything was lost, double or wrong.
"""

from __future__ import annotations

import asyncio
import contextlib
import csv
import io
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import httpx
import nbformat
from rich.console import Console
from rich.table import Table

from bench.__main__ import environment, tool
from bench.crowd import Kind, Seen, Student, crowd, judged, percentiles, plans_of
from bench.stock import ASSIGNMENT, RIGHT, ROOT
from panal.course.course import open_course
from panal.course.gradebook_reader import read_grades
from panal.results import StudentId
from panal.serve.server import open_store

TURNS = 50
STUDENTS, MINUTES, ATTEMPTS = 300, 10.0, 3
WORKERS = 2
START_SECONDS = 300.0

ENDLESS = "def convolve(image, kernel):\n    while True:\n        pass"
HOG = "def convolve(image, kernel):\n    hoard = []\n    while True:\n        hoard.append(bytes(10**8))"
EXIT = "import os\n\n\ndef convolve(image, kernel):\n    os._exit(0)"


def make_course(folder: Path, students: int) -> Path:
    """This course with a class of so many, ready to be served on a free port."""
    folder.mkdir(parents=True)
    config = (ROOT / "nbgrader_config.py").read_text()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # In English, for the server is read here.
    own = f'\nc.Panal.language = "en"\nc.Serve.port = {port}\n'
    (folder / "nbgrader_config.py").write_text(config + own)
    for name in ("source", "graders"):
        shutil.copytree(ROOT / name / ASSIGNMENT, folder / name / ASSIGNMENT)
    call("release", ASSIGNMENT, cwd=folder)
    with open_course(folder).gradebook() as gradebook:
        for number in range(students):
            gradebook.add_student(f"student-{number:03}")
    return folder


def call(*arguments: str, cwd: Path) -> str:
    """Run panal in a course. Returns what it prints."""
    command = [tool("panal"), *arguments]
    done = subprocess.run(command, cwd=cwd, env=environment(), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr[-2000:]}")
    return done.stdout


@contextlib.contextmanager
def served(course: Path, workers: int) -> Iterator[subprocess.Popen[bytes]]:
    """A server whose workers are all warm; ended with the block."""
    command = [tool("panal"), "serve", "--workers", str(workers)]
    with (course / "serve.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=course, env=environment(), stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + START_SECONDS
            while (course / "serve.log").read_text().count("ready") < workers:
                if server.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((course / "serve.log").read_text()[-2000:])
                time.sleep(0.1)
            yield server
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)


def links(course: Path) -> dict[StudentId, str]:
    """A personal link for each student."""
    rows = csv.DictReader(io.StringIO(call("serve", "links", cwd=course)))
    own = {StudentId(row["student"]): row["link"] for row in rows}
    return {student: link for student, link in own.items() if student.startswith("student-")}


def notebook(comment: str, *, of: str = RIGHT, cell: str = "", code: str = "") -> bytes:
    """A notebook of the demo class, perhaps with another answer in one cell."""
    path = ROOT / "submitted" / of / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    nb = nbformat.read(path, as_version=4)
    for each in nb.cells:
        if cell and each.metadata.get("nbgrader", {}).get("grade_id") == cell:
            each.source = code
    first = next(each for each in nb.cells if each.cell_type == "code")
    first.source += f"\n# {comment}"
    return bytes(nbformat.writes(nb).encode())


def damaged(comment: str) -> bytes:
    """Without cells that were released, and with one that was locked changed."""
    nb = nbformat.reads(notebook(comment).decode(), as_version=4)
    locked = [each for each in nb.cells if each.metadata.get("nbgrader", {}).get("locked")]
    locked[0].source = "# gone"
    nb.cells.remove(locked[-1])
    return bytes(nbformat.writes(nb).encode())


def kinds(course: Path) -> dict[Kind, float]:
    """What students hand in, each with its share. Its points are those that `panal grade` gives."""
    own = partial(notebook, cell="convolve")
    made: dict[str, tuple[Callable[[str], bytes], float]] = {
        "right": (notebook, 0.45),
        "partly-right": (partial(notebook, of="carla-ruiz"), 0.2),
        "half-right": (partial(notebook, of="diego-mora"), 0.2),
        "wrong": (partial(notebook, of="elena-paz"), 0.06),
        "endless": (partial(own, code=ENDLESS), 0.03),
        "fills-memory": (partial(own, code=HOG), 0.02),
        "ends-its-kernel": (partial(own, code=EXIT), 0.02),
        "damaged": (damaged, 0.02),
    }
    for name, (make, _) in made.items():
        place = course / "submitted" / name / ASSIGNMENT
        place.mkdir(parents=True)
        (place / f"{ASSIGNMENT}.ipynb").write_bytes(make(name))
    call("grade", ASSIGNMENT, cwd=course)
    graded = read_grades(open_course(course), ASSIGNMENT).submissions
    return {
        Kind(name, make, graded[StudentId(name)].score): share
        for name, (make, share) in made.items()
    }


def latency(course: Path, turns: int, out: Console) -> None:
    """Right answers, one after the other."""
    table = Table(
        title=f"{turns} right submissions of {ASSIGNMENT}, one after the other, one worker"
    )
    for column in ("from the upload to the page that has been read", "by HTTP", "by a browser"):
        table.add_column(column)
    with served(course, 1):
        own = list(links(course).items())
        by_http, parts = asyncio.run(_by_http(own[:turns], course))
        by_browser = _by_browser([link for _, link in own[turns : 2 * turns]])
    table.add_row("", percentiles(by_http), percentiles(by_browser))
    out.print(table)
    for name, seconds in parts.items():
        out.print(f"{name}: {percentiles(seconds)}")


async def _by_http(
    own: list[tuple[StudentId, str]], course: Path
) -> tuple[list[float], dict[str, list[float]]]:
    kind = Kind("right", notebook, 100.0)
    seen = Seen()
    for name, link in own:
        student = Student(name, link, ASSIGNMENT, seen)
        await student.enter()
        handed_in = await student.hand_in(kind, name)
        assert handed_in is not None, seen.problems
        await student.read(handed_in)
    store = open_store(open_course(course))
    kept = {each.student: each for each in store.attempts("state = 'done'")}
    store.close()
    parts: dict[str, list[float]] = {
        "until the answer to the upload": [],
        "until the grading begins": [],
        "grading and writing": [],
        "until the page has been read": [],
    }
    for each in seen.handed_in:
        row = kept[each.student]
        assert row.began is not None and row.ended is not None and row.points == 100
        spans = (
            each.answered - each.sent,
            row.began - each.answered,
            row.ended - row.began,
            each.read - row.ended,
        )
        for found, seconds in zip(parts.values(), spans, strict=True):
            found.append(seconds)
    return [each.read - each.sent for each in seen.handed_in], parts


def _by_browser(own: list[str]) -> list[float]:
    from tests.end_to_end.browser import chromium

    found = []
    with chromium() as browser, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{ASSIGNMENT}.ipynb"
        for number, link in enumerate(own):
            file.write_bytes(notebook(f"browser {number}"))
            context = browser.new_context()
            page = context.new_page()
            page.goto(link)
            page.set_input_files("form.hand-in input[type=file]", file)
            begun = time.perf_counter()
            page.click("form.hand-in button:not([type])", no_wait_after=True)
            page.wait_for_url(f"**/attempts/*/{ASSIGNMENT}", timeout=60_000)
            found.append(time.perf_counter() - begun)
            assert "100" in page.inner_text("body")
            context.close()
    return found


def load(course: Path, minutes: float, out: Console) -> int:
    """A class before a deadline. Returns the exit code."""
    chance = random.Random(20261128)
    with out.status("grading each kind once"):
        mixture = kinds(course)
    out.print({kind.name: kind.points for kind in mixture})
    told = _Progress(course, out)
    with served(course, WORKERS) as server:
        own = links(course)
        plans = plans_of(own, mixture, ATTEMPTS, 60 * minutes, chance)
        begun = time.time()
        seen = asyncio.run(crowd(own, plans, ASSIGNMENT, server.pid, told))
        _wait_for_all(course)
        after = time.time() - begun - 60 * minutes
        resting = httpx.get(own[next(iter(own))]).status_code
    store = open_store(open_course(course))
    attempts = store.attempts("1")
    store.close()
    waits = [each.ended - each.received for each in attempts if each.ended is not None]
    out.print(
        f"{len(seen.handed_in)} attempts of {len(own)} students in {minutes:g} minutes, {WORKERS} workers"
    )
    out.print(f"upload acknowledged: {percentiles(seen.uploads)}")
    out.print(f"first page meanwhile: {percentiles(seen.pages)}")
    out.print(f"from upload to result, cool-off included: {percentiles(waits)}")
    first = [
        each.ended - each.received for each in attempts if each.number < ATTEMPTS and each.ended
    ]
    out.print(f"the same of those without a cool-off: {percentiles(first)}")
    longest = max(each.ended - each.began for each in attempts if each.ended and each.began)
    out.print(f"one attempt, such as an endless loop, held a worker for at most {longest:.1f} s")
    out.print(f"the last result came {after:.0f} s after the deadline")
    marks = [seen.memory[int(share * (len(seen.memory) - 1))] for share in (0, 0.25, 0.5, 0.75, 1)]
    said = ", ".join(f"{size / 2**20:.0f} MB at {when:.0f} s" for when, size in marks)
    out.print(f"memory of the server's own process: {said}")
    problems = judged(course, ASSIGNMENT, seen)
    if resting != 303:
        problems.append(f"a link ended {resting} afterwards")
    for problem in problems:
        out.print(problem, style="red")
    out.print(f"{len(problems)} problems")
    return 1 if problems else 0


class _Progress:
    """Says once a minute how far it is."""

    def __init__(self, course: Path, out: Console) -> None:
        self._course = course
        self._out = out
        self._next = time.monotonic()

    def __call__(self, said: str) -> None:
        if time.monotonic() < self._next:
            return
        self._next += 60
        store = open_store(open_course(self._course))
        counts = store.rows("SELECT state, count(*) FROM attempt GROUP BY state")
        store.close()
        self._out.print(said, dict(counts), highlight=False)


def _wait_for_all(course: Path) -> None:
    """Wait for attempts to which nobody listens any more."""
    store = open_store(open_course(course))
    while store.attempts("state = 'waiting'"):
        time.sleep(0.5)
    store.close()


def main(what: str = "all", students: int = STUDENTS, minutes: float = MINUTES) -> int:
    out = Console(width=None if sys.stdout.isatty() else 120)
    code = 0
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        if what in ("latency", "all"):
            turns = min(TURNS, students)
            latency(make_course(Path(temporary) / "latency", 2 * turns), turns, out)
        if what in ("load", "all"):
            code = load(make_course(Path(temporary) / "load", students), minutes, out)
    return code


if __name__ == "__main__":
    what, students, minutes = [
        *sys.argv[1:],
        *["all", str(STUDENTS), str(MINUTES)][len(sys.argv) - 1 :],
    ]
    sys.exit(main(what, int(students), float(minutes)))
