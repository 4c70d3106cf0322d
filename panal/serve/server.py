"""`panal serve`: the site and the grading behind it, in one process, until it is told to stop."""

from __future__ import annotations

import functools
import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from types import FrameType

import uvicorn
from starlette.routing import Route
from starlette.types import ASGIApp

from panal import preflight
from panal.alone import alone
from panal.config import Serving
from panal.course.course import Course
from panal.dispatch import Assignments, Dispatcher
from panal.errors import EnvironmentProblem, UsageError
from panal.publish import published_scores
from panal.serve import metrics, teacher
from panal.serve.connections import CONNECTIONS, Loop, Protocol, listen
from panal.serve.desk import Desk
from panal.serve.events import Changes
from panal.serve.health import Health
from panal.serve.intake import Intake
from panal.serve.journal import lines, log_event
from panal.serve.store import FOLDER, Store
from panal.serve.web import Site, app, names_of

log = logging.getLogger(__name__)

KEEP_ALIVE_SECONDS = 15
END_SECONDS = 15
"""How long uploads that are on their way may still take when the server is told to end."""


def open_store(course: Course) -> Store:
    """What the server of a course remembers."""
    return Store(course.root / FOLDER / "panal.db")


def _alone(course: Course) -> AbstractContextManager[None]:
    """Keep a second server of the same course from starting."""
    folder = course.root / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    problem = "This course is served already, by another `panal serve`."
    return alone(folder / "lock", problem, "End that one first.")


def serve(
    course: Course,
    serving: Serving,
    *,
    workers: int = 1,
    scheduler: str = "",
    isolation: str = "",
    started: Callable[[str, tuple[str, ...]], None] = lambda url, names: None,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve a course until SIGTERM or Ctrl-C. What is being graded then is graded at the next start.

    Args:
        course: the course.
        serving: how.
        workers: how many grade at a time, on this machine.
        scheduler: address or file of a Dask scheduler whose workers grade instead.
        isolation: see `panal.config.Sealing`; by default what the course asks for.
        started: told the address and the assignments before the server listens.
        ready: called whenever a worker is ready.

    Raises:
        UsageError: nothing is released, or a setting makes no sense.
        EnvironmentProblem: this machine can't grade or listen, or another server is at work.
    """

    def is_ready() -> None:
        log_event("a worker is ready")
        ready()

    names = names_of(course, serving)
    if not names:
        raise UsageError(
            "Nothing is released, so nothing can be handed in.", "See `panal release`."
        )
    for name in names:
        preflight.require(
            preflight.before_grading(course, name, isolation, elsewhere=bool(scheduler))
        )
    for file in filter(None, (serving.certificate, serving.key)):
        if not Path(file).is_file():
            raise UsageError(f"There is no file {file} for HTTPS.", "See c.Serve.certificate.")
    with _alone(course), _listener(serving) as listener, closing(open_store(course)) as store:
        changes = Changes()
        intake = Intake(course, store, serving, Assignments(course, isolation).assignment)
        intake.remove_unacknowledged()
        desk = Desk(
            *(course, store, serving, intake, changes.tell),
            lambda attempt, first: numbers.done(attempt, first),
        )
        desk.begin()
        dispatcher = Dispatcher(
            *(course, desk, names),
            workers=workers,
            scheduler=scheduler,
            isolation=isolation,
            ready=is_ready,
        )
        numbers = metrics.Metrics(store, desk, lambda: dispatcher.lanes)
        health = Health(store, serving.upload_bytes, lambda: dispatcher.lanes)
        site = Site(course, serving, store, intake, desk, changes, health)
        site.people()  # whom no line may name
        for name in names:  # if the gradebook is locked later, this is what we know
            intake.opened(name)
            intake.due(name)
        with (
            metrics.told(numbers, serving.metrics_port),
            lines(lambda: _people(site), all_of_them=not sys.stderr.isatty()),
            dispatcher,
            _lti(site) as lti,
        ):
            log_event("serving", address=serving.url, assignments=names)
            started(serving.url, names)
            _listen(
                site, metrics.Counted(app(site, [*teacher.routes(site), *lti]), numbers), listener
            )
            log_event("ending")


def _people(site: Site) -> Iterator[str]:
    """What no line of the logs may hold. A line waits for no gradebook: all else waits for the line."""
    for student, person in site.intake.people.known().items():
        yield from filter(None, (student, person.first, person.last, person.email))
    yield from (name for (name,) in site.store.rows("SELECT name FROM person"))


@contextmanager
def _lti(site: Site) -> Iterator[list[Route]]:
    """What people come in by from learning platforms, and what sends scores back there.

    Raises:
        UsageError: that is not installed.
    """
    if not site.serving.lti:
        yield []
        return
    try:
        from panal.serve.lti import Lti
        from panal.serve.lti_scores import Scores
        from panal.serve.platforms import tool_key
    except ImportError as error:
        raise UsageError(f"c.Serve.lti needs more: {error}.", "Install panal[lti].") from None
    key = tool_key(site.course)
    finals = functools.partial(published_scores, site.course)
    with Scores(site.store, site.serving.lti, key, finals):
        yield Lti(site, key).routes()


class Server(uvicorn.Server):
    """uvicorn's, which ends although pages wait for news."""

    def __init__(self, config: uvicorn.Config, changes: Changes) -> None:
        super().__init__(config)
        self._changes = changes

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self._changes.end()


def _listen(site: Site, app: ASGIApp, listener: socket.socket) -> None:
    """Answer until SIGTERM or Ctrl-C, which are how a server ends."""
    # uvicorn raises the signal again once it has ended, for whoever handled it before.
    before = {each: signal.signal(each, _ending) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        Server(configured(app, site.serving), site.changes).run(sockets=[listener])
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def configured(app: ASGIApp, serving: Serving) -> uvicorn.Config:
    """How uvicorn is to answer."""
    return uvicorn.Config(
        app,
        http=Protocol,
        loop=f"{Loop.__module__}:{Loop.__qualname__}",
        ssl_certfile=serving.certificate or None,
        ssl_keyfile=serving.key or None,
        proxy_headers=False,  # nothing here depends on where a request says that it comes from
        server_header=False,
        access_log=False,  # addresses are links, and links are secrets
        log_config=None,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=END_SECONDS,
        ws="none",
        lifespan="on",
    )


def _ending(number: int, frame: object) -> None:
    """The server ends in any case."""


def _listener(serving: Serving) -> socket.socket:
    """Where the server will listen; tried before anything takes long.

    Raises:
        EnvironmentProblem: another program has the port, or the address is not this machine's.
    """
    try:
        return listen(serving.host, serving.port)
    except OSError as error:
        raise EnvironmentProblem(
            f"The server can't listen on {serving.host}, port {serving.port}: {error.strerror}.",
            "Does another program have it? c.Serve.host and c.Serve.port name others.",
        ) from None
