"""A real `panal serve` on a small course that needs no TensorFlow, and clients of it."""

from __future__ import annotations

import contextlib
import csv
import html
import io
import os
import random
import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import nbformat

from panal.course.course import open_course
from panal.course.release import generate
from tests.end_to_end.courses import call, cell_of, code_cell, start

ASSIGNMENT = "areas"
STUDENTS = ("ana", "bruno", "carla", "diego")
RIGHT = {
    "area": "def area(w, h):\n    return w * h",
    "perimeter": "def perimeter(w, h):\n    return 2 * (w + h)",
}
HALF = RIGHT | {"perimeter": "def perimeter(w, h):\n    return w + h"}
WRONG = {
    "area": "def area(w, h):\n    return w + h",
    "perimeter": "def perimeter(w, h):\n    return 0",
}
ENDLESS = RIGHT | {"area": "def area(w, h):\n    while True: pass"}

CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "geometria"
c.Panal.language = "es"
c.Sealed.preload = []
c.Sealed.call_cpu_seconds = 1
c.Sealed.exercise_cpu_seconds = 2
c.Serve.port = {port}
{more}
"""
GRADERS = {
    "area": """
import pytest

@pytest.mark.check(title="área de otro rectángulo")
@pytest.mark.parametrize("w, h", [(2, 3), (7, 11), (13, 17)])
def test_area(submission, w, h):
    assert submission.area(w, h).number() == w * h
""",
    "perimeter": """
import pytest

@pytest.mark.check(title="perímetro de otro rectángulo")
def test_perimeter(submission):
    assert submission.perimeter(19, 23).number() == 84
""",
}
START_SECONDS = 120
DONE_SECONDS = 90


def small_course(folder: Path, more: str = "") -> Path:
    """A released course with students and two exercises of 5 points each.

    Args:
        folder: an empty one.
        more: further lines of nbgrader_config.py.
    """
    (folder / "nbgrader_config.py").write_text(CONFIG.format(port=free_port(), more=more))
    cells = []
    for name in GRADERS:
        stub = f"def {name}(w, h):\n    ### BEGIN SOLUTION\n    ### END SOLUTION"
        cells.append(code_cell(stub, name, name, solution=True))
        cells.append(
            code_cell(f"assert {name}(1, 1)", f"test_{name}", f"test-{name}", locked=True, points=5)
        )
    nb = nbformat.v4.new_notebook(cells=cells)
    source = folder / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(nb, source)
    graders = folder / "graders" / ASSIGNMENT
    graders.mkdir(parents=True)
    for name, code in GRADERS.items():
        (graders / f"test_{name}.py").write_text(code)
    course = open_course(folder)
    generate(course, ASSIGNMENT)
    with course.gradebook() as gradebook:
        for student in STUDENTS:
            gradebook.add_student(
                student, first_name=student.title(), email=f"{student}@uni.example"
            )
    return folder


def free_port() -> int:
    """A port that nobody has, below those that Linux gives to whoever asks for any one: it is used
    later.
    """
    while True:
        port = random.randrange(20_000, 32_768)
        with socket.socket() as free, contextlib.suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port


def answered(course: Path, answers: Mapping[str, str], comment: str = "") -> bytes:
    """A student's notebook.

    Args:
        course: the course's folder.
        answers: code by exercise.
        comment: what makes it differ from the same answers of before.
    """
    path = course / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    nb = nbformat.read(path, as_version=4)
    for name, code in answers.items():
        cell_of(nb, name).source = code + (f"\n# {comment}" if comment else "")
    return nbformat.writes(nb).encode()


class Client:
    """A browser without a script.

    Args:
        link: a personal link.
        http: what asks; by default a new session.
    """

    def __init__(self, link: str, http: httpx.Client | None = None) -> None:
        self.http = http or httpx.Client(base_url=link.partition("/enter/")[0], timeout=60)
        answer = self.http.get(link)
        assert answer.status_code == 303, answer.text

    def form(self, page: str = "/") -> str:
        """What forms of this session carry."""
        found = re.search(r'name="form" value="([^"]+)"', self.http.get(page).text)
        assert found is not None
        return found[1]

    def post(
        self, data: bytes, name: str = f"{ASSIGNMENT}.ipynb", assignment: str = ASSIGNMENT
    ) -> httpx.Response:
        """Hand a file in, whatever comes of it."""
        return self.http.post(
            f"/assignments/{assignment}",
            data={"form": self.form()},
            files={"files": (name, data, "application/x-ipynb+json")},
        )

    def hand_in(self, data: bytes) -> str:
        """Hand a notebook in. Returns the address of the attempt."""
        answer = self.post(data)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def result(self, attempt: str) -> str:
        """Wait until an attempt is graded. Returns its feedback page."""
        deadline = time.monotonic() + DONE_SECONDS
        while time.monotonic() < deadline:
            answer = self.http.get(attempt)
            if answer.status_code == 303:
                return self.http.get(answer.headers["location"]).text
            time.sleep(0.1)
        raise AssertionError(f"{attempt} was not graded: {html.unescape(answer.text)}")


class Server:
    """A `panal serve` that runs.

    Args:
        course: the course's folder.
        options: of the command.
        program: what is started as `panal`.
    """

    def __init__(self, course: Path, *options: str, program: tuple[str, ...] = ("panal",)) -> None:
        self.course = course
        self._command = (*program, "serve", *options)
        config = (course / "nbgrader_config.py").read_text()
        port = re.findall(r"^c\.Serve\.port = (\d+)", config, re.M)[-1]
        self.url = f"http://127.0.0.1:{port}"
        self.said: list[str] = []
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it, and wait until a page answers."""
        self.process = start(*self._command, cwd=self.course)
        for stream in (self.process.stdout, self.process.stderr):
            assert stream is not None
            threading.Thread(target=self.said.extend, args=[iter(stream)], daemon=True).start()
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self.process.poll() is None, "".join(self.said)
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{self.url}/healthz").status_code == 200:
                    return
            time.sleep(0.05)
        raise AssertionError("".join(self.said))

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """End it. Returns its exit code."""
        assert self.process is not None
        os.kill(self.process.pid, number)
        return self.process.wait(60)

    def links(self, *arguments: str) -> dict[str, str]:
        """Make links. Returns them by student."""
        done = call("panal", "serve", "links", *arguments, cwd=self.course)
        assert done.returncode == 0, done.stderr
        return {row["student"]: row["link"] for row in csv.DictReader(io.StringIO(done.stdout))}


@contextlib.contextmanager
def served(course: Path, *options: str, program: tuple[str, ...] = ("panal",)) -> Iterator[Server]:
    """A server that ends with the block."""
    server = Server(course, *options, program=program)
    server.start()
    try:
        yield server
    finally:
        if server.process is not None and server.process.poll() is None:
            assert server.stop() == 0, "".join(server.said)
