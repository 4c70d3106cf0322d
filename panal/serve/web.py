"""The pages of `panal serve`, rendered here; a browser's script only spares it from asking again.

A request names assignments, numbers of attempts and notebooks. Each is looked up among those that
there are, and none ever becomes part of a path.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hmac import compare_digest
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import jinja2
from babel.dates import format_date, format_time
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from panal import language
from panal.config import Serving
from panal.course.course import Course, released_notebooks, require_assignment
from panal.course.course import assignments as all_assignments
from panal.course.gradebook_reader import Person as Known
from panal.course.gradebook_reader import read_people
from panal.errors import PanalError, UsageError
from panal.language import gettext as _
from panal.pages.feedback_page import POLICY as PAGE_POLICY
from panal.pages.feedback_page import inline_code, visible
from panal.results import StudentId
from panal.serve.desk import Desk
from panal.serve.events import Changes, stream
from panal.serve.intake import MOST_FILES, Intake, Refused, Upload, too_large
from panal.serve.security import Guard, TooLarge
from panal.serve.store import SESSION_SECONDS, Attempt, Person, State, Store

log = logging.getLogger(__name__)

FORM = "form"
"""Name of the field by which a form shows that it is ours."""

HERE = Path(__file__).parent
ASSETS = {
    "serve.css": ("text/css", HERE / "serve.css"),
    "serve.js": ("text/javascript", HERE / "serve.js"),
}

Handler = Callable[[Request], Awaitable[Response]]


def names_of(course: Course, serving: Serving) -> tuple[str, ...]:
    """The assignments that can be handed in.

    Raises:
        UsageError: one that the settings name is not released.
    """
    for name in serving.assignments:
        require_assignment(course, name)
        if not released_notebooks(course, name):
            raise UsageError(
                f"c.Serve.assignments names {name!r}, which is not released.",
                f"`panal release {name}` does that.",
            )
    known = [name for name in all_assignments(course) if released_notebooks(course, name)]
    return tuple(name for name in known if name in serving.assignments or not serving.assignments)


@dataclass(slots=True)
class Site:
    """All that answers need.

    Args:
        course: the course.
        serving: how the server works.
        store: what is remembered.
        intake: takes attempts.
        desk: knows the queue.
        changes: wakes up pages that wait.
    """

    course: Course
    serving: Serving
    store: Store
    intake: Intake
    desk: Desk
    changes: Changes

    @property
    def cookie(self) -> str:
        """Its name. With `__Host-` no other host of the domain can set it (RFC 6265bis)."""
        return "__Host-panal" if self.serving.secure else "panal"

    def names(self) -> tuple[str, ...]:
        return names_of(self.course, self.serving)

    def people(self) -> dict[StudentId, Known]:
        return read_people(self.course)

    def who(self, request: Request) -> Person | None:
        """Whose session it is."""
        secret = request.cookies.get(self.cookie, "")
        return self.store.by_session(secret) if secret else None

    def require(self, request: Request, *, teacher: bool = False) -> Person:
        """The same, if it is somebody.

        Raises:
            HTTPException: 401 without a session, 404 where students have nothing to look for.
        """
        who = self.who(request)
        if who is None:
            raise HTTPException(401)
        if who.is_teacher != teacher:
            raise HTTPException(404)
        return who

    def require_form(self, request: Request, who: Person, form: FormData) -> None:
        """See that a form is ours: no other site can read its secret.

        Raises:
            HTTPException: it is not.
        """
        origin = request.headers.get("origin", self.serving.url)
        told = form.get(FORM, "")
        ours = isinstance(told, str) and compare_digest(told.encode(), who.form.encode())
        if not ours or not who.form or origin not in (self.serving.url, "null"):
            raise HTTPException(403)

    def page(
        self, template: str, code: int = 200, /, *, who: Person | None = None, **known: Any
    ) -> Response:
        """A page from a template."""
        html = (
            _templates()
            .get_template(f"{template}.html.j2")
            .render(
                language=language.used(),
                who=who,
                course=str(self.course.directory.course_id),
                **known,
            )
        )
        return HTMLResponse(html, code)

    def enter(self, who: Person, name: str = "", seconds: float = SESSION_SECONDS) -> Response:
        """Begin a session, and go to the first page.

        Args:
            who: whose.
            name: the assignment that they came for, if any.
            seconds: how long the session lasts.
        """
        place = f"#{anchor(name)}" if name in self.names() else ""
        answer = RedirectResponse("/teacher" if who.is_teacher else f"/{place}", 303)
        answer.set_cookie(
            self.cookie,
            self.store.begin_session(who.id, seconds),
            max_age=int(seconds),
            path="/",
            secure=self.serving.secure,
            httponly=True,
            samesite="lax",
        )
        return answer

    def spoken(self, moment: float | datetime | None) -> str:
        """A time as people say it, in the course's zone."""
        if moment is None:
            return ""
        if not isinstance(moment, datetime):
            moment = datetime.fromtimestamp(moment, UTC)
        try:
            zone = ZoneInfo(self.course.timezone)
        except (ZoneInfoNotFoundError, ValueError):
            zone = ZoneInfo("UTC")
        there = moment.astimezone(zone)
        spoken = language.used()
        hour = format_time(there, "short", zone, spoken)
        return f"{format_date(there, 'long', spoken)}, {hour} ({zone.key})"


def app(site: Site, more: list[Route] | None = None) -> Guard:
    """The whole site.

    Args:
        site: what answers need.
        more: routes of other modules.
    """
    student = _Student(site)
    routes = [
        Route("/", student.home),
        Route("/enter/{secret}", student.enter, methods=["GET", "POST"]),
        Route("/leave", student.leave, methods=["POST"]),
        Route("/assignments/{name}", student.hand_in, methods=["POST"]),
        Route("/assignments/{name}/attempts/{number:int}", student.attempt),
        Route("/assignments/{name}/attempts/{number:int}/events", student.events),
        Route("/assignments/{name}/attempts/{number:int}/{notebook}", student.feedback),
        Route("/static/{name}", _asset),
        Route("/healthz", functools.partial(_healthy, site)),
        *(more or []),
    ]

    @asynccontextmanager
    async def begin(_: Starlette) -> AsyncIterator[None]:
        site.changes.begin()
        yield

    inner = Starlette(
        routes=routes,
        lifespan=begin,
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=_hosts(site.serving))],
        exception_handlers={
            HTTPException: functools.partial(_http_error, site),
            Refused: functools.partial(_refused, site),
            PanalError: functools.partial(_ours, site),
        },
    )
    return Guard(inner, site.serving.upload_bytes, site.serving.secure)


class _Student:
    """What a student asks for."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def enter(self, request: Request) -> Response:
        """A personal link. Whoever is in as somebody else is asked first."""
        site = self._site
        secret = request.path_params["secret"]
        who = site.store.by_link(secret)
        if who is None:
            return site.page("unknown_link", 404)
        now = site.who(request)
        if now is not None and now.id != who.id and request.method == "GET":
            return site.page("enter", secret=secret, other=now.name, name=who.name)
        if request.method == "POST" and request.headers.get("origin") not in (
            site.serving.url,
            "null",
            None,
        ):
            raise HTTPException(403)
        return site.enter(who)

    async def leave(self, request: Request) -> Response:
        site = self._site
        who = await run_in_threadpool(site.who, request)
        if who is None:
            raise HTTPException(401)
        async with request.form(max_files=0, max_fields=5) as form:
            site.require_form(request, who, form)
        await run_in_threadpool(site.store.end_session, request.cookies[site.cookie])
        answer = site.page("left")
        answer.delete_cookie(site.cookie, secure=site.serving.secure, httponly=True)
        return answer

    def home(self, request: Request) -> Response:
        """All assignments, with what can be handed in and what was."""
        site = self._site
        who = site.who(request)
        if who is None:
            return site.page("welcome", 401)
        if who.is_teacher:
            return RedirectResponse("/teacher", 303)
        student = StudentId(who.name)
        known = site.people().get(student)
        shown = [self._assignment(name, student) for name in site.names()]
        return site.page(
            "home",
            who=who,
            name=(known and known.first) or who.name,
            assignments=shown,
            now=site.spoken(datetime.now(UTC)),
            counts=site.serving.counts,
            most_bytes=site.serving.upload_bytes,
        )

    def _assignment(self, name: str, student: StudentId) -> dict[str, Any]:
        site = self._site
        due = site.intake.due(name).of(student)
        counting = site.store.counting(name, student)
        when = site.desk.next_possible(name, student)
        return {
            "name": name,
            "anchor": anchor(name),
            "url": f"/assignments/{quote(name, safe='')}",
            "due": site.spoken(due),
            "over": due is not None and datetime.now(UTC) > due,
            "several": len(released_notebooks(site.course, name)) > 1,
            "next": site.spoken(when) if when else "",
            "attempts": [
                self._shown(each, counting)
                for each in reversed(site.store.of_student(name, student))
            ],
        }

    def _shown(self, attempt: Attempt, counting: int | None) -> dict[str, Any]:
        site = self._site
        return {
            "number": attempt.number,
            "url": _url(attempt),
            "received": site.spoken(attempt.received),
            "late": attempt.late,
            "state": str(attempt.state),
            "words": self._words(attempt),
            "counts": attempt.id == counting,
            "points": attempt.score,
            "max_points": attempt.max_points,
            "pending": attempt.pending,
            "penalty": attempt.penalty,
        }

    def _words(self, attempt: Attempt) -> str:
        """Where an attempt stands, in one sentence."""
        site = self._site
        if attempt.state is State.DONE:
            return _("graded")
        if attempt.state is State.FAILED:
            return _(
                "We could not grade it. That is our fault, your teacher has been told, and nothing is lost."
            )
        if attempt.state is State.ASIDE:
            return _("not graded, for you handed in newer ones while it waited")
        if attempt.id in {each.id for each in site.desk.running}:
            return _("It is being graded.")
        place, when = site.desk.places().get(attempt.id, (0, 0.0))
        if when:
            return _("It is safe with us, and will be graded from {moment} on.").format(
                moment=site.spoken(when)
            )
        if site.desk.paused:
            return _("It is safe with us. Your teacher has paused the grading for a moment.")
        return _("It waits: number {place} in the queue.").format(place=place + 1)

    async def hand_in(self, request: Request) -> Response:
        """An upload. The answer goes out when the files are on the disk."""
        site = self._site
        who = await run_in_threadpool(site.require, request)
        name = request.path_params["name"]
        if name not in await run_in_threadpool(site.names):
            raise HTTPException(404)
        try:
            async with request.form(
                max_files=MOST_FILES + 1, max_fields=5, max_part_size=2**16
            ) as form:
                site.require_form(request, who, form)
                uploads = [
                    Upload(each.filename or "", await each.read())
                    for each in form.getlist("files")
                    if isinstance(each, UploadFile) and (each.filename or each.size)
                ]
        except TooLarge:
            raise Refused(too_large(site.serving), 413) from None
        attempt = await run_in_threadpool(site.intake.take, name, StudentId(who.name), uploads)
        site.desk.came()
        return RedirectResponse(_url(attempt), 303)

    def _own(self, request: Request) -> tuple[Person, Attempt]:
        """An attempt of whoever asks; nobody else's can even be named."""
        site = self._site
        who = site.require(request)
        number = request.path_params["number"]
        found = site.store.attempts(
            "assignment = ? AND student = ? AND number = ?",
            request.path_params["name"],
            who.name,
            min(number, 2**31),
        )
        if not found:
            raise HTTPException(404)
        return who, found[0]

    def attempt(self, request: Request) -> Response:
        """Where an attempt stands; its page, once it is graded."""
        site = self._site
        who, attempt = self._own(request)
        notebooks = site.desk.pages(attempt)
        if attempt.state is State.DONE and len(notebooks) == 1:
            return RedirectResponse(f"{_url(attempt)}/{quote(notebooks[0], safe='')}", 303)
        counting = site.store.counting(attempt.assignment, attempt.student)
        return site.page(
            "attempt",
            who=who,
            assignment=attempt.assignment,
            attempt=self._shown(attempt, counting),
            files=attempt.files,
            waits=attempt.state is State.WAITING,
            notebooks=[(each, quote(each, safe="")) for each in notebooks],
        )

    def events(self, request: Request) -> Response:
        site = self._site
        _who, attempt = self._own(request)

        def ask() -> dict[str, Any] | None:
            # A link that was revoked meanwhile tells nothing more.
            found = site.store.attempts("id = ?", attempt.id) if site.who(request) else []
            if not found:
                return None
            return {"state": str(found[0].state), "words": self._words(found[0])}

        return stream(request, site.changes, ask)

    def feedback(self, request: Request) -> Response:
        """A feedback page as everywhere, with a way back above it."""
        site = self._site
        _who, attempt = self._own(request)
        path = site.desk.page(attempt, request.path_params["notebook"])
        if path is None:
            raise HTTPException(404)
        number = _("attempt {number}").format(number=attempt.number)
        return feedback_response(path, "/", f"{attempt.assignment}, {number}")


def feedback_response(path: Path, back: str, title: str) -> Response:
    """A feedback page, with a way back above it.

    Args:
        path: one that we wrote.
        back: where the way leads.
        title: what is shown beside it.
    """
    above = _templates().get_template("above.html.j2").render(back=back, title=title)
    html = path.read_text(encoding="utf-8").replace("<body>", f"<body>{above}", 1)
    policy = f"{PAGE_POLICY}; frame-ancestors 'none'"
    return HTMLResponse(html, headers={"Content-Security-Policy": policy})


def anchor(assignment: str) -> str:
    """Where an assignment stands on the first page."""
    return f"a-{quote(assignment, safe='')}"


def _url(attempt: Attempt) -> str:
    return f"/assignments/{quote(attempt.assignment, safe='')}/attempts/{attempt.number}"


def _hosts(serving: Serving) -> list[str]:
    host = urlsplit(serving.url).hostname or ""
    return [host, "127.0.0.1", "localhost"] if host != "0.0.0.0" else ["*"]


def _asset(request: Request) -> Response:
    kind, path = ASSETS.get(request.path_params["name"], ("", None))
    if path is None:
        raise HTTPException(404)
    # Short, so that an update of panal shows at once.
    return Response(path.read_bytes(), media_type=kind, headers={"Cache-Control": "max-age=60"})


def _healthy(site: Site, _request: Request) -> Response:
    """For whoever watches the server: it answers, and its database does."""
    site.store.setting("paused")
    return PlainTextResponse("ok\n")


async def _http_error(site: Site, request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 401:
        return site.page("welcome", 401)
    return site.page("error", error.status_code, status=error.status_code)


async def _refused(site: Site, request: Request, refused: Exception) -> Response:
    assert isinstance(refused, Refused)
    answer = site.page("refused", refused.status, sentence=str(refused))
    if refused.seconds:
        answer.headers["Retry-After"] = str(round(refused.seconds + 0.5))
    return answer


async def _ours(site: Site, request: Request, error: Exception) -> Response:
    log.error("%s", error)
    return site.page("error", 503, status=503)


@functools.cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    language.install(environment)
    environment.filters |= {"code": inline_code, "visible": visible}
    environment.globals["form_field"] = FORM
    return environment
