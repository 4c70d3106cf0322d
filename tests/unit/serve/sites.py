"""A site on a small released course, whose grading is made up, and the server before it."""

from __future__ import annotations

import contextlib
import functools
import html
import re
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from panal.config import Serve, Serving
from panal.course.course import Course, open_course
from panal.course.release import generate
from panal.dispatch import Assignments
from panal.results import StudentId
from panal.serve import connections
from panal.serve.desk import Desk
from panal.serve.events import Changes
from panal.serve.health import Health
from panal.serve.intake import Intake, Upload
from panal.serve.server import Server, configured, open_store
from panal.serve.store import Attempt, State
from panal.serve.web import Site, app
from tests.end_to_end.courses import code_cell

ASSIGNMENT = "areas"
URL = "http://127.0.0.1:8000"


def tiny_course(folder: Path, students: Sequence[str] = ("ana", "bruno"), more: str = "") -> Course:
    """A released course with one exercise. It is made once, and copied.

    Args:
        folder: an empty one.
        students: their ids.
        more: further lines of nbgrader_config.py.
    """
    shutil.copytree(_made(tuple(students), more).name, folder, dirs_exist_ok=True)
    return open_course(folder)


@functools.cache
def _made(students: tuple[str, ...], more: str) -> tempfile.TemporaryDirectory[str]:
    found = tempfile.TemporaryDirectory(prefix="panal-tiny-")
    folder = Path(found.name)
    (folder / "nbgrader_config.py").write_text(
        f'c = get_config()\nc.CourseDirectory.course_id = "geometria"\n'
        f'c.Panal.language = "es"\nc.Sealed.preload = []\n{more}\n'
    )
    cells = [
        code_cell(
            "def area(w, h):\n    ### BEGIN SOLUTION\n    ### END SOLUTION",
            "a",
            "area",
            solution=True,
        ),
        code_cell("assert area(1, 1)", "b", "test-area", locked=True, points=5),
    ]
    source = folder / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), source)
    course = open_course(folder)
    generate(course, ASSIGNMENT)
    with course.gradebook() as gradebook:
        for student in students:
            gradebook.add_student(
                student,
                first_name=student.title(),
                last_name=f"de {student}",
                email=f"{student}@uni.example",
            )
    return found


def site_of(course: Course, **settings: Any) -> Site:
    """A site whose lanes exist in name only.

    Args:
        course: the course.
        settings: of `panal.config.Serving`, which differ from the defaults.
    """
    serving: Serving = replace(Serve(config=course.config).serving(), **settings)
    store, changes = open_store(course), Changes()
    opened = Assignments(course)
    intake = Intake(course, store, serving, opened.assignment)
    desk = Desk(course, store, serving, intake, changes.tell)
    health = Health(store, serving.upload_bytes, lambda: 1)
    return Site(course, serving, store, intake, desk, changes, health)


def notebook_of(course: Course, text: str = "") -> bytes:
    """The released notebook with a comment in it."""
    nb = nbformat.read(course.root / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    nb.cells[0].source += f"\n# {text}"
    return nbformat.writes(nb).encode()


def hand_in(site: Site, student: str, text: str = "", file: str = "areas.ipynb") -> Attempt:
    """An attempt that waits."""
    return site.intake.take(
        ASSIGNMENT, StudentId(student), [Upload(file, notebook_of(site.course, text))]
    )


def grade(site: Site, attempt: Attempt, points: float = 5.0, **values: Any) -> Attempt:
    """Act as if it had been graded: there is a page, and it counts."""
    now = datetime.now(UTC).timestamp()
    known = {
        "state": State.DONE,
        "began": now,
        "ended": now + 0.5,
        "seconds": 0.5,
        "points": points,
    }
    known |= {"max_points": 5.0, "pending": 0.0, "penalty": 0.0} | values
    site.store.change(attempt.id, **known)
    folder = site.intake.folder / attempt.folder / "feedback"
    folder.mkdir()
    (folder / f"{ASSIGNMENT}.html").write_text("<html><body><p>página</p></body></html>")
    [found] = site.store.attempts("id = ?", attempt.id)
    site.store.set_counting(found)
    return found


def browser(site: Site, role: str, name: str, more: list[Route] | None = None) -> TestClient:
    """A browser in which somebody has opened their link."""
    client = TestClient(app(site, more), base_url=site.serving.url, follow_redirects=False)
    answer = client.get(f"/enter/{site.store.make_link(role, name)}")
    assert answer.status_code == 303
    return client


def form_of(client: TestClient, page: str) -> str:
    """What forms of a session carry."""
    found = re.search(r'name="form" value="([^"]+)"', client.get(page).text)
    assert found is not None
    return html.unescape(found[1])


@dataclass
class Listening:
    """A server that answers real connections.

    Args:
        port: of 127.0.0.1.
        server: uvicorn's.
        thread: where it runs.
    """

    port: int
    server: Server
    thread: threading.Thread

    def connection(self, data: bytes = b"") -> socket.socket:
        """A connection on which something was sent. It gives up after a minute."""
        found = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        found.sendall(data)
        return found

    def end(self) -> None:
        """As a signal does it."""
        self.server.handle_exit(15, None)


@contextlib.contextmanager
def listening(
    answers: ASGIApp, changes: Changes | None = None, **settings: Any
) -> Iterator[Listening]:
    """A server with our own settings, in a thread.

    Args:
        answers: what it answers.
        changes: pages that wait for news.
        settings: of `panal.config.Serving`, which differ from the defaults.
    """
    listener = connections.listen("127.0.0.1", 0)
    serving = replace(Serve().serving(), **settings)
    server = Server(configured(answers, serving), changes or Changes())
    thread = threading.Thread(target=server.run, args=[[listener]])
    found = Listening(listener.getsockname()[1], server, thread)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        yield found
    finally:
        found.end()
        thread.join()
        listener.close()


def everything(connection: socket.socket) -> bytes:
    """All that comes until the other side closes."""
    found = b""
    with contextlib.suppress(ConnectionError):
        while data := connection.recv(2**16):
            found += data
    connection.close()
    return found


def asgi(*routes: Route) -> Starlette:
    """An application of these routes alone."""
    return Starlette(routes=list(routes))
