"""The teacher's pages: where the class stands, what waits, and what a teacher can do about it.

Students find nothing at these addresses. What is asked for is looked up, as everywhere in `web`.
"""

from __future__ import annotations

import asyncio
import re
import sys
import time
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from panal.course.course import released_notebooks
from panal.course.gradebook_reader import Person as Known
from panal.language import gettext as _
from panal.report.class_results import report_path
from panal.report.report_page import policy
from panal.results import StudentId
from panal.serve.events import stream
from panal.serve.store import Attempt, State
from panal.serve.web import Site, feedback_response, form_of

SHOWN = 50
"""Attempts of the queue that are shown; of the others their number is."""

REPORT_SECONDS = 300.0


def routes(site: Site) -> list[Route]:
    """The addresses of a teacher's pages.

    Args:
        site: what answers need.
    """
    teacher = _Teacher(site)
    one = "/teacher/assignments/{name}"
    return [
        Route("/teacher", teacher.home),
        Route("/teacher/events", teacher.events),
        Route("/teacher/pause", teacher.pause, methods=["POST"]),
        Route(one, teacher.table),
        Route(f"{one}/regrade", teacher.regrade, methods=["POST"]),
        Route(f"{one}/students/{{student}}", teacher.student),
        Route(f"{one}/students/{{student}}/regrade", teacher.regrade, methods=["POST"]),
        Route("/teacher/attempts/{id:number}/{notebook}", teacher.feedback),
        Route("/teacher/attempts/{id:number}/files/{file}", teacher.file),
        # Links in the report lead from the folder reports/ to its sister feedback/.
        Route("/teacher/reports/{name}", teacher.report),
        Route("/teacher/feedback/{student}/{name}/{page}", teacher.page_of_report),
    ]


@dataclass(slots=True)
class _Class:
    """An assignment as the class stands with it.

    Args:
        attempts: all of them, by student.
        counting: the id of the attempt that counts, by student.
        everyone: students of the roster, and whoever else has handed in, in the order of their names.
    """

    attempts: Mapping[StudentId, list[Attempt]]
    counting: Mapping[StudentId, int]
    everyone: list[StudentId]

    def counted(self, student: StudentId) -> Attempt | None:
        """What counts of a student's."""
        wanted = self.counting.get(student)
        return next((each for each in self.attempts.get(student, ()) if each.id == wanted), None)


class _Teacher:
    """What a teacher asks for."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._reporting = asyncio.Lock()

    # Where the class stands.

    def home(self, request: Request) -> Response:
        """All assignments, and the queue."""
        site = self._site
        who = site.require(request, teacher=True)
        people = site.people()
        queue = site.desk.queue()
        now = time.time()
        running = [
            {**self._named(each, people), "seconds": max(0.0, now - (site.desk.since(each) or now))}
            for each in site.desk.running
        ]
        waiting = [
            {
                **self._named(each, people),
                "place": place,
                "received": site.clock.short(each.received),
                "when": site.clock.short(when) if when else "",
            }
            for place, (each, when) in enumerate(queue[:SHOWN], 1)
        ]
        return site.page(
            "teacher",
            who=who,
            now=site.spoken(now),
            paused=site.desk.paused,
            blocked=site.desk.blocked,
            unsent=site.store.unsent(),
            assignments=[self._summary(name, people) for name in site.names()],
            running=running,
            waiting=waiting,
            more=len(queue) - len(waiting),
        )

    def _summary(self, name: str, people: Mapping[StudentId, Known]) -> dict[str, Any]:
        found = self._class(name, people)
        all_of_them = [each for attempts in found.attempts.values() for each in attempts]
        seconds = [each.seconds for each in all_of_them if each.seconds is not None]
        counted = [found.counted(student) for student in found.attempts]
        return {
            "name": name,
            "url": _url(name),
            "report": f"/teacher/reports/{quote(name, safe='')}",
            "students": len(found.everyone),
            "handed_in": len(found.attempts),
            "attempts": len(all_of_them),
            "graded": sum(each is not None for each in counted),
            "late": sum(each is not None and each.late for each in counted),
            "waiting": sum(each.state is State.WAITING for each in all_of_them),
            "failed": sum(each.state is State.FAILED for each in all_of_them),
            "median": median(seconds) if seconds else None,
            "longest": max(seconds, default=None),
        }

    def _class(self, name: str, people: Mapping[StudentId, Known]) -> _Class:
        store = self._site.store
        attempts: defaultdict[StudentId, list[Attempt]] = defaultdict(list)
        for each in store.attempts("assignment = ?", name):
            attempts[each.student].append(each)
        everyone = sorted({*people, *attempts}, key=lambda each: _as_sorted(name_of(each, people)))
        return _Class(attempts, store.all_counting(name), everyone)

    def table(self, request: Request) -> Response:
        """The class in one assignment."""
        site = self._site
        who = site.require(request, teacher=True)
        name = self._assignment(request)
        people = site.people()
        found = self._class(name, people)
        due = site.intake.due(name)
        rows = []
        for student in found.everyone:
            attempts, counted = found.attempts.get(student, []), found.counted(student)
            rows.append(
                {
                    "id": student,
                    "name": name_of(student, people),
                    "url": _url(name, student),
                    "attempts": len(attempts),
                    "counted": counted,
                    "received": site.clock.short(counted.received) if counted else "",
                    "due": site.spoken(due.of(student)) if student in due.extensions else "",
                    "words": self._words(attempts[-1]) if attempts else "",
                    "problem": next((a.problem for a in reversed(attempts) if _failed(a)), ""),
                }
            )
        return site.page(
            "teacher_class",
            who=who,
            it=self._summary(name, people),
            due=site.spoken(due.date),
            over=due.date is not None and due.date.timestamp() < time.time(),
            blocked=site.desk.blocked.get(name, ""),
            rows=rows,
        )

    def student(self, request: Request) -> Response:
        """All attempts of one student."""
        site = self._site
        who = site.require(request, teacher=True)
        name = self._assignment(request)
        people = site.people()
        found = self._class(name, people)
        student = StudentId(request.path_params["student"])
        if student not in found.everyone:
            raise HTTPException(404)
        counting = found.counting.get(student)
        attempts = [
            {
                "it": each,
                "counts": each.id == counting,
                "received": site.clock.short(each.received),
                "words": self._words(each),
                "problem": each.problem if _failed(each) else "",
                "pages": [(page, _page_url(each, page)) for page in site.desk.pages(each)],
                "submitted": [
                    (file, f"/teacher/attempts/{each.id}/files/{quote(file, safe='')}")
                    for file in self._files(each)
                ],
            }
            for each in reversed(found.attempts.get(student, []))
        ]
        return site.page(
            "teacher_student",
            who=who,
            assignment=name,
            url=_url(name),
            student=student,
            name=name_of(student, people),
            own=_url(name, student),
            attempts=attempts,
        )

    def _named(self, attempt: Attempt, people: Mapping[StudentId, Known]) -> dict[str, Any]:
        return {
            "it": attempt,
            "name": name_of(attempt.student, people),
            "url": _url(attempt.assignment, attempt.student),
        }

    def _words(self, attempt: Attempt) -> str:
        """Where an attempt stands, for a teacher."""
        site = self._site
        if attempt.state is State.DONE:
            return _("was graded")
        if attempt.state is State.FAILED:
            return _("could not be graded")
        if attempt.state is State.ASIDE:
            return _("set aside for newer ones")
        if site.desk.since(attempt) is not None:
            return _("being graded")
        place, when = site.desk.places().get(attempt.id, (0, 0.0))
        if when:
            return _("waits until {moment}").format(moment=site.clock.short(when))
        return _("waits, number {place} in the queue").format(place=place + 1)

    def _assignment(self, request: Request) -> str:
        """The assignment that is asked for.

        Raises:
            HTTPException: there is none of that name.
        """
        name = str(request.path_params["name"])
        if name not in self._site.names():
            raise HTTPException(404)
        return name

    def events(self, request: Request) -> Response:
        """Tells pages that something has changed. They then ask for themselves anew."""
        site = self._site
        who = site.require(request, teacher=True)

        def ask() -> dict[str, Any] | None:
            return {"version": site.desk.version} if site.who(request) else None

        return stream(request, who, site.changes, ask)

    # What a teacher does.

    async def pause(self, request: Request) -> Response:
        """Grade nothing more for now, or go on."""
        form = await self._form(request)
        if form.get("on") not in ("yes", "no"):
            raise HTTPException(400)
        await run_in_threadpool(self._site.desk.pause, on=form["on"] == "yes")
        return RedirectResponse("/teacher", 303)

    async def regrade(self, request: Request) -> Response:
        """Grade one student again, or everybody."""
        await self._form(request)
        name = await run_in_threadpool(self._assignment, request)
        student = request.path_params.get("student")
        await run_in_threadpool(self._site.desk.regrade, name, student and StudentId(student))
        return RedirectResponse(_url(name, student), 303)

    async def _form(self, request: Request) -> dict[str, str]:
        """The fields of a form of ours, which a teacher has sent."""
        site = self._site
        who = await run_in_threadpool(site.require, request, teacher=True)
        async with form_of(request) as form:
            site.require_form(request, who, form)
            return {name: value for name, value in form.items() if isinstance(value, str)}

    # What students handed in, and what came of it.

    def _attempt(self, request: Request) -> Attempt:
        self._site.require(request, teacher=True)
        found = self._site.store.attempts("id = ?", request.path_params["id"])
        if not found:
            raise HTTPException(404)
        return found[0]

    def feedback(self, request: Request) -> Response:
        """The page that the student reads."""
        attempt = self._attempt(request)
        path = self._site.desk.page(attempt, request.path_params["notebook"])
        if path is None:
            raise HTTPException(404)
        return self._shown(path, attempt.assignment, attempt.student)

    def page_of_report(self, request: Request) -> Response:
        """The page in feedback/, to which the report leads."""
        site = self._site
        site.require(request, teacher=True)
        name = self._assignment(request)
        people = site.people()
        student = StudentId(request.path_params["student"])
        known = {f"{each.stem}.html": each.stem for each in released_notebooks(site.course, name)}
        page = known.get(request.path_params["page"])
        if page is None or student not in self._class(name, people).everyone:
            raise HTTPException(404)
        path = site.course.path("feedback", student, name) / f"{page}.html"
        if not path.is_file():
            raise HTTPException(404)
        return self._shown(path, name, student)

    def _shown(self, path: Path, assignment: str, student: StudentId) -> Response:
        name = name_of(student, self._site.people())
        title = f"{assignment}, {name}"
        return feedback_response(path, _url(assignment, student), title, way=_("All attempts"))

    def _files(self, attempt: Attempt) -> list[str]:
        folder = self._site.intake.folder / attempt.folder / "submitted"
        return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []

    def file(self, request: Request) -> Response:
        """What was handed in, to be saved: it is a stranger's, and no browser is to open it."""
        attempt = self._attempt(request)
        file = request.path_params["file"]
        if file not in self._files(attempt):
            raise HTTPException(404)
        path = self._site.intake.folder / attempt.folder / "submitted" / file
        plain = re.sub(r"[^A-Za-z0-9.-]+", "-", f"{attempt.student}-{attempt.number}-{file}")
        return Response(
            path.read_bytes(),
            media_type="text/plain",
            headers={
                "Content-Disposition": f'attachment; filename="{plain}"',
                "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
            },
        )

    async def report(self, request: Request) -> Response:
        """The report, made anew. In a process of its own: it takes seconds and memory, and students
        are waiting here.
        """
        site = self._site
        await run_in_threadpool(site.require, request, teacher=True)
        name = await run_in_threadpool(self._assignment, request)
        async with self._reporting:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "panal", "report", "--", name),
                cwd=site.course.root,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
            )
            try:
                async with asyncio.timeout(REPORT_SECONDS):
                    _out, said = await process.communicate()
            finally:
                if process.returncode is None:
                    process.kill()
            if process.returncode:
                sentence = said.decode("utf-8", "replace").strip()
                return await run_in_threadpool(
                    site.page, "teacher_sentence", 503, sentence=sentence, back=_url(name)
                )
            return await run_in_threadpool(self._report, name)

    def _report(self, name: str) -> Response:
        html = report_path(self._site.course, name).read_text(encoding="utf-8")
        way = _("To the class")
        back = f'<nav><a href="{_url(name)}">← {way}</a></nav>'
        return HTMLResponse(
            html.replace("<body>", f"<body>{back}", 1),
            headers={"Content-Security-Policy": f"{policy()}; frame-ancestors 'none'"},
        )


def name_of(student: StudentId, people: Mapping[StudentId, Known]) -> str:
    """What a student is called; the id if nobody has entered a name."""
    known = people.get(student)
    return known.name if known is not None and known.name else str(student)


def _as_sorted(name: str) -> str:
    """A name as a list is sorted by it: Á stands with a."""
    apart = unicodedata.normalize("NFKD", name)
    return "".join(each for each in apart if not unicodedata.combining(each)).casefold()


def _failed(attempt: Attempt) -> bool:
    return attempt.state is State.FAILED


def _page_url(attempt: Attempt, notebook: str) -> str:
    return f"/teacher/attempts/{attempt.id}/{quote(notebook, safe='')}"


def _url(assignment: str, student: str | None = None) -> str:
    table = f"/teacher/assignments/{quote(assignment, safe='')}"
    return table if student is None else f"{table}/students/{quote(student, safe='')}"
