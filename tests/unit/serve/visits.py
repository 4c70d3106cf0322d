"""A student on the whole site, without a kernel: what was graded is written down by the tests."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from panal.course.course import open_course
from panal.results import StudentId
from panal.serve import teacher
from panal.serve.store import Attempt, State
from panal.serve.web import app
from tests.unit.serve import sites
from tests.unit.serve.sites import ASSIGNMENT, site_of

PAGE = (
    '<!DOCTYPE html><html lang="es"><head><title>areas</title></head>'
    "<body><main><h1>areas</h1></main></body></html>"
)


class Visit:
    """A site, and a browser in which a student is.

    Args:
        folder: of a course.
        student: who is in.
        assignment: which one is handed in.
    """

    def __init__(self, folder: Path, student: str, assignment: str = ASSIGNMENT) -> None:
        self.assignment = assignment
        self.student = StudentId(student)
        self.site = site_of(open_course(folder))
        self.browser = TestClient(
            app(self.site),
            base_url=self.site.serving.url,
            follow_redirects=False,
            raise_server_exceptions=False,
        )
        link = self.site.store.make_link("student", student)
        assert self.browser.get(f"/enter/{link}").status_code == 303

    def home(self) -> str:
        """The first page."""
        return self.page("/")

    def page(self, path: str, status: int = 200) -> str:
        """A page without its line breaks."""
        answer = self.browser.get(path)
        assert answer.status_code == status, answer.text
        return " ".join(answer.text.split())

    def fields(self) -> dict[str, str]:
        """The hidden fields of the first form."""
        form = self.home().partition('class="hand-in"')[2]
        return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)[:2])

    def hand_in(self, data: bytes, fields: dict[str, str] | None = None, **headers: str) -> Any:
        """What is answered to an upload."""
        return self.browser.post(
            f"/assignments/{self.assignment}",
            data=self.fields() if fields is None else fields,
            files={"files": (f"{self.assignment}.ipynb", data)},
            headers=headers,
        )

    def attempt(self, **values: Any) -> Attempt:
        """An attempt with some values that the desk would have written."""
        store = self.site.store
        name = f"f{time.monotonic_ns()}"
        made = store.add_attempt(
            *(self.assignment, self.student, name, ["mine.ipynb"], name, time.time(), False, 9)
        )
        if values:
            store.change(made.id, **values)
        [attempt] = store.attempts("id = ?", made.id)
        return attempt

    def graded(self, points: float = 5.0, *, counts: bool = False, **values: Any) -> Attempt:
        """A graded attempt with its page."""
        known = {"points": points, "max_points": 10.0, "pending": 0.0, "penalty": 0.0}
        attempt = self.attempt(state=State.DONE, ended=time.time(), **(known | values))
        folder = self.site.intake.folder / attempt.folder / "feedback"
        folder.mkdir(parents=True)
        (folder / f"{self.assignment}.html").write_text(PAGE)
        if counts:
            self.site.store.set_counting(attempt)
        return attempt


def visit(folder: Path, student: str, assignment: str = ASSIGNMENT) -> Iterator[Visit]:
    """The same, closed afterwards."""
    found = Visit(folder, student, assignment)
    with closing(found.site.store):
        yield found


@contextmanager
def listening(there: Visit) -> Iterator[str]:
    """Its address, for real browsers; the teacher's pages are there, too."""
    answers = app(there.site, teacher.routes(there.site))
    with sites.listening(answers, there.site.changes) as found:
        yield f"http://127.0.0.1:{found.port}"
