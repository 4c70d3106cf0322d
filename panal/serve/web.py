"""The pages of `panal serve`, rendered here; a browser's script only spares it from asking again.

A request names assignments, numbers of attempts and notebooks. Each is looked up among those that
there are, and none ever becomes part of a path.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hmac import compare_digest
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import jinja2
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartParser
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from panal import language
from panal.config import Serving
from panal.course.course import Course, released_notebooks, require_assignment
from panal.course.course import assignments as all_assignments
from panal.course.gradebook_reader import Person as Known
from panal.errors import EnvironmentProblem, PanalError, UsageError
from panal.pages.feedback_page import POLICY as PAGE_POLICY
from panal.pages.feedback_page import inline_code, visible
from panal.publish import published_pages
from panal.results import StudentId
from panal.serve.clock import Clock, Moment, ahead, left
from panal.serve.desk import Desk
from panal.serve.events import Changes, stream
from panal.serve.health import Health
from panal.serve.intake import HELD_AT_ONCE, MOST_FILES, Intake, Refused, Upload, too_large
from panal.serve.journal import log_event
from panal.serve.security import Guard, TooLarge, cookie
from panal.serve.store import SESSION_SECONDS, Attempt, Person, State, Store
from panal.serve.words import DONE, Words, url

log = logging.getLogger(__name__)

MOST_SHOWN = 50
"""Attempts at an assignment on the first page, which whoever hands in all day would make a long one."""

MOST_ONCE = 64
"""Characters of what makes a form one of its own."""

FORM = "form"
"""Name of the field by which a form shows that it is ours."""

HERE = Path(__file__).parent
ASSETS = {
    "serve.css": ("text/css", HERE / "serve.css"),
    "serve.js": ("text/javascript", HERE / "serve.js"),
}

# Of what is on its way a file has so many bytes in memory, and the rest of it on the disk.
MultiPartParser.spool_max_size = 2**16

Handler = Callable[[Request], Awaitable[Response]]


class _Number(IntegerConvertor):
    """A number in an address. Python refuses to read one of thousands of digits."""

    regex = "[0-9]{1,9}"


register_url_convertor("number", _Number())


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
        health: knows whether all of it works.
    """

    course: Course
    serving: Serving
    store: Store
    intake: Intake
    desk: Desk
    changes: Changes
    health: Health

    @property
    def cookie(self) -> str:
        """Its name. With `__Host-` no other host of the domain can set it (RFC 6265bis)."""
        return "__Host-panal" if self.serving.secure else "panal"

    @property
    def clock(self) -> Clock:
        """Says times as the course does."""
        return Clock(self.course.timezone)

    @property
    def words(self) -> Words:
        """Says where attempts stand."""
        return Words(self.clock, self.desk)

    def names(self) -> tuple[str, ...]:
        return names_of(self.course, self.serving)

    def people(self) -> dict[StudentId, Known]:
        """What the gradebook knew of them a moment ago; nothing if it never could be read."""
        try:
            return self.intake.people.get()
        except EnvironmentProblem as problem:
            log.warning("%s", problem)
            return {}

    def who(self, request: Request) -> Person | None:
        """Whose session it is."""
        secret = cookie(request.headers, self.cookie)
        return self.store.by_session(secret) if secret else None

    def is_gone(self, who: Person) -> bool:
        """Whether it is a student whom the gradebook no longer has. Without this the next attempt would
        put them back there.
        """
        name = StudentId(who.name)
        if who.is_teacher or name in self.people():
            return False
        with suppress(EnvironmentProblem):
            everybody = self.intake.people.now()  # somebody may be new
            return bool(everybody) and name not in everybody
        return False

    def require(self, request: Request, *, teacher: bool = False) -> Person:
        """The same, if it is somebody.

        Raises:
            HTTPException: 401 without a session, 404 where students have nothing to look for.
        """
        who = self.who(request)
        if who is None or self.is_gone(who):
            raise HTTPException(401)
        if who.is_teacher != teacher:
            raise HTTPException(404)
        return who

    def require_form(self, request: Request, who: Person, form: FormData) -> None:
        """See that a form is ours: no other site can read its secret. Browsers also say where it was
        sent from; because of our Referrer-Policy some of them say `null`.

        Raises:
            HTTPException: it is not.
        """
        origin = request.headers.get("origin", self.serving.url)
        told = form.get(FORM)
        known = told.encode("utf-8", "replace") if isinstance(told, str) else b""
        elsewhere = request.headers.get("sec-fetch-site") in ("cross-site", "same-site")
        ours = bool(who.form) and compare_digest(known, who.form.encode())
        if not ours or elsewhere or origin not in (self.serving.url, "null"):
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

    def spoken(self, moment: Moment | None) -> str:
        """A time as people say it, in the course's zone."""
        return "" if moment is None else self.clock.whole(moment)


def app(site: Site, more: list[Route] | None = None) -> Guard:
    """The whole site.

    Args:
        site: what answers need.
        more: routes of other modules.
    """
    student = _Student(site)
    routes = [
        Route("/", student.home),
        Route("/enter/{secret}", student.enter),
        Route("/enter/{secret}", student.enter_instead, methods=["POST"]),
        Route("/leave", student.leave, methods=["POST"]),
        Route("/assignments/{name}", student.hand_in, methods=["POST"]),
        Route("/assignments/{name}/attempts/{number:number}", student.attempt),
        Route("/assignments/{name}/attempts/{number:number}/events", student.events),
        Route("/assignments/{name}/attempts/{number:number}/{notebook}", student.feedback),
        Route("/assignments/{name}/final/{notebook}", student.final),
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
            ClientDisconnect: _gone,
            Exception: functools.partial(_broken, site),
        },
    )
    inner.router.redirect_slashes = False  # it would build an address from what a request says
    return Guard(inner, site.serving.upload_bytes, site.serving.secure, site.cookie)


class _Student:
    """What a student asks for."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._holding = asyncio.Semaphore(HELD_AT_ONCE)

    def enter(self, request: Request) -> Response:
        """A personal link. Whoever is in as somebody else is asked first."""
        site = self._site
        secret = request.path_params["secret"]
        who = site.store.by_link(secret)
        if who is None:
            return site.page("unknown_link", 404)
        now = site.who(request)
        if now is not None and now.id != who.id:
            return site.page("enter", secret=secret, other=now.name, name=who.name, form=now.form)
        return site.enter(who)

    async def enter_instead(self, request: Request) -> Response:
        """Whoever was asked goes on as somebody else. Another site can't make a browser do that: it
        does not know the form of who is in.
        """
        site = self._site
        now = await run_in_threadpool(site.who, request)
        if now is None:
            raise HTTPException(401)
        async with form_of(request) as form:
            site.require_form(request, now, form)
        who = await run_in_threadpool(site.store.by_link, request.path_params["secret"])
        if who is None:
            return site.page("unknown_link", 404)
        return await run_in_threadpool(site.enter, who)

    async def leave(self, request: Request) -> Response:
        site = self._site
        who = await run_in_threadpool(site.who, request)
        if who is None:
            raise HTTPException(401)
        async with form_of(request) as form:
            site.require_form(request, who, form)
        await run_in_threadpool(site.store.end_session, cookie(request.headers, site.cookie))
        answer = site.page("left")
        answer.delete_cookie(site.cookie, secure=site.serving.secure, httponly=True)
        return answer

    def home(self, request: Request) -> Response:
        """All assignments, with what can be handed in and what was."""
        site = self._site
        who = site.who(request)
        if who is None or site.is_gone(who):
            return site.page("welcome", 401, lost=False)
        if who.is_teacher:
            return RedirectResponse("/teacher", 303)
        student = StudentId(who.name)
        known = site.people().get(student)
        now = datetime.now(UTC)
        shown = [self._assignment(name, student, now) for name in site.names()]
        return site.page(
            "home",
            who=who,
            name=(known and known.first) or who.name,
            assignments=sorted(shown, key=lambda each: each["order"]),
            now=site.spoken(now),
            hour=site.clock.hour(now),
            clock=now.isoformat(),
            zone=site.clock.zone,
            counts=site.serving.counts,
            most_bytes=site.serving.upload_bytes,
            too_large=too_large(site.serving),
        )

    def _assignment(self, name: str, student: StudentId, now: datetime) -> dict[str, Any]:
        site = self._site
        due = site.intake.due(name).of(student)
        over = due is not None and now > due
        counting = site.store.counting(name, student)
        when = site.desk.next_possible(name, student)
        attempts = site.store.of_student(name, student)
        shown = [site.words.shown(each, counting) for each in reversed(attempts[-MOST_SHOWN:])]
        standing = (site.words.shown(each, counting) for each in attempts if each.id == counting)
        seconds = (due - now).total_seconds() if due else 0.0
        return {
            "name": name,
            "url": _url(name),
            "anchor": anchor(name),
            "due": site.spoken(due),
            "left": left(seconds) if seconds > 0 else "",
            "over": over,
            # What is due next comes first, then what has no due date, then what is late.
            "order": (over, due is None, abs(seconds)),
            "several": len(released_notebooks(site.course, name)) > 1,
            "wait": ahead(when - now.timestamp()) if when else "",
            "hour": site.clock.short(when) if when else "",
            "once": secrets.token_urlsafe(16),
            "standing": next(standing, None),
            "final": [
                (each, f"{_url(name)}/final/{quote(each, safe='')}")
                for each in published_pages(site.course, name, student)
            ],
            "attempts": shown,
            "older": len(attempts) - len(shown),
        }

    async def hand_in(self, request: Request) -> Response:
        """An upload. The answer goes out when the files are on the disk."""
        site = self._site
        who = await run_in_threadpool(site.require, request)
        name = request.path_params["name"]
        if name not in await run_in_threadpool(site.names):
            raise HTTPException(404)
        student = StudentId(who.name)
        with site.intake.coming(student):
            try:
                async with form_of(request, MOST_FILES + 1) as form:
                    received = datetime.now(UTC)  # all of it is here, however long it waits now
                    async with self._holding:
                        # A link may have been revoked while the files were on their way.
                        who = await run_in_threadpool(site.require, request)
                        site.require_form(request, who, form)
                        once = str(form.get("once", ""))[:MOST_ONCE]
                        uploads = [
                            Upload(each.filename or "", await each.read())
                            for each in form.getlist("files")
                            if isinstance(each, UploadFile) and (each.filename or each.size)
                        ]
                        attempt = await run_in_threadpool(
                            site.intake.take, name, student, uploads, once, received
                        )
            except TooLarge:
                raise Refused(too_large(site.serving), 413) from None
        await run_in_threadpool(site.desk.came)
        log_event("taken", attempt=attempt.id, assignment=name, late=attempt.late)
        return RedirectResponse(url(attempt), 303)

    def _own(self, request: Request) -> tuple[Person, Attempt]:
        """An attempt of whoever asks; nobody else's can even be named."""
        site = self._site
        who = site.require(request)
        number = request.path_params["number"]
        found = site.store.attempts(
            "assignment = ? AND student = ? AND number = ?",
            request.path_params["name"],
            who.name,
            number,
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
            return RedirectResponse(f"{url(attempt)}/{quote(notebooks[0], safe='')}", 303)
        counting = site.store.counting(attempt.assignment, attempt.student)
        shown = site.words.shown(attempt, counting)
        earlier = [
            each
            for each in site.store.of_student(attempt.assignment, attempt.student)
            if each.state is State.DONE and each.id != attempt.id
        ]
        return site.page(
            "attempt",
            who=who,
            assignment=attempt.assignment,
            attempt=shown,
            files=attempt.files,
            waits=shown["step"] != DONE,
            due=site.spoken(site.intake.due(attempt.assignment).of(attempt.student)),
            earlier=site.words.shown(earlier[-1], counting) if earlier else None,
            notebooks=[(each, quote(each, safe="")) for each in notebooks],
        )

    def events(self, request: Request) -> Response:
        site = self._site
        who, attempt = self._own(request)

        def ask() -> dict[str, Any] | None:
            # A link that was revoked meanwhile tells nothing more.
            found = site.store.attempts("id = ?", attempt.id) if site.who(request) else []
            if not found:
                return None
            return site.words.progress(found[0]) | {"seconds": 0}  # which alone is no news

        return stream(request, who, site.changes, ask, attempt.id)

    def feedback(self, request: Request) -> Response:
        """A feedback page as everywhere; above it, which attempt it is and where to go on."""
        site = self._site
        _who, attempt = self._own(request)
        path = site.desk.page(attempt, request.path_params["notebook"])
        if path is None:
            raise HTTPException(404)
        standing = site.store.counting(attempt.assignment, attempt.student)
        counting = site.store.attempts("id = ?", standing)
        others = [each for each in site.desk.pages(attempt) if each != path.stem]
        return feedback_response(
            path,
            f"/#{anchor(attempt.assignment)}",
            attempt.assignment,
            attempt=site.words.shown(attempt, standing),
            standing=counting[0].number if counting else None,
            others=[(each, f"{url(attempt)}/{quote(each, safe='')}") for each in others],
        )

    def final(self, request: Request) -> Response:
        """A page as `panal publish` made it ready."""
        site = self._site
        who = site.require(request)
        name = request.path_params["name"]
        if name not in site.names():
            raise HTTPException(404)
        pages = published_pages(site.course, name, StudentId(who.name))
        path = pages.get(request.path_params["notebook"])
        if path is None:
            raise HTTPException(404)
        return feedback_response(
            path,
            f"/#{anchor(name)}",
            name,
            attempt=None,
            others=[
                (each, f"{_url(name)}/final/{quote(each, safe='')}")
                for each in pages
                if each != path.stem
            ],
        )


def feedback_response(path: Path, back: str, title: str, **known: Any) -> Response:
    """A feedback page, and above it what it belongs to and where to go on.

    Args:
        path: one that we wrote.
        back: where the way back leads.
        title: what it belongs to.
        known: what more a student is told.
    """
    above = _templates().get_template("above.html.j2").render(back=back, title=title, **known)
    html = path.read_text(encoding="utf-8").replace("<body>", f"<body>{above}", 1)
    policy = f"{PAGE_POLICY}; frame-ancestors 'none'"
    return HTMLResponse(html, headers={"Content-Security-Policy": policy})


def anchor(assignment: str) -> str:
    """Where an assignment stands on the first page."""
    return f"a-{quote(assignment, safe='')}"


def _url(assignment: str) -> str:
    return f"/assignments/{quote(assignment, safe='')}"


@asynccontextmanager
async def form_of(request: Request, files: int = 0) -> AsyncIterator[FormData]:
    """What a request carries.

    Args:
        request: whose body is read.
        files: how many files there may be in it.

    Raises:
        HTTPException: it is no form.
    """
    try:
        async with request.form(max_files=files, max_fields=5, max_part_size=2**16) as form:
            yield form
    except UnicodeError:  # it names an encoding in which it is not written
        raise HTTPException(400) from None


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
    """For whoever watches the server."""
    problems = site.health.problems()
    return PlainTextResponse("\n".join(problems or ["ok"]) + "\n", 503 if problems else 200)


async def _http_error(site: Site, request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 401:
        return site.page("welcome", 401, lost=request.method == "POST")
    return site.page("error", error.status_code, status=error.status_code)


async def _refused(site: Site, request: Request, refused: Exception) -> Response:
    assert isinstance(refused, Refused)
    answer = site.page("refused", refused.status, sentence=str(refused))
    if refused.seconds:
        answer.headers["Retry-After"] = str(round(refused.seconds + 0.5))
    return answer


async def _gone(request: Request, error: Exception) -> Response:
    """A browser went away in the middle; nobody reads this."""
    return PlainTextResponse("", 400)


async def _broken(site: Site, request: Request, error: Exception) -> Response:
    """A mistake of ours, which the server writes to its log."""
    return site.page("error", 500, status=500)


async def _ours(site: Site, request: Request, error: Exception) -> Response:
    log_event("page failed", logging.ERROR, problem=error)
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
