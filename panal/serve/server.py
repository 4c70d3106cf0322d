"""`panal serve`: the site and the grading behind it, in one process, until it is told to stop."""

from __future__ import annotations

import fcntl
import functools
import logging
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import uvicorn
from starlette.routing import Route

from panal import preflight
from panal.config import Serving
from panal.course.course import Course
from panal.dispatch import Assignments, Dispatcher
from panal.errors import EnvironmentProblem, UsageError
from panal.publish import published_scores
from panal.serve.desk import Desk
from panal.serve.events import Changes
from panal.serve.intake import Intake
from panal.serve.store import FOLDER, Store
from panal.serve.web import Site, app, names_of

log = logging.getLogger(__name__)

KEEP_ALIVE_SECONDS = 15
CONNECTIONS = 2000
"""How many connections are answered at once; the next ones are told that the server is busy."""


def open_store(course: Course) -> Store:
    """What the server of a course remembers."""
    return Store(course.root / FOLDER / "panal.db")


@contextmanager
def alone(course: Course) -> Iterator[None]:
    """Keep a second server of the same course from starting.

    Raises:
        EnvironmentProblem: there is one.
    """
    folder = course.root / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    lock = os.open(folder / "lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise EnvironmentProblem(
            "This course is served already, by another `panal serve`.", "End that one first."
        ) from None
    try:
        yield
    finally:
        os.close(lock)


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
    with alone(course), _listener(serving) as listener, closing(open_store(course)) as store:
        changes = Changes()
        opened = Assignments(course, isolation)
        intake = Intake(course, store, serving, lambda name: opened.opened(name).assignment)
        intake.remove_unacknowledged()
        desk = Desk(course, store, serving, intake, changes.tell)
        desk.begin()
        site = Site(course, serving, store, intake, desk, changes)
        dispatcher = Dispatcher(
            *(course, desk, names),
            workers=workers,
            scheduler=scheduler,
            isolation=isolation,
            ready=ready,
        )
        with dispatcher, _lti(site) as more:
            started(serving.url, names)
            _listen(site, listener, more)


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


def _listen(site: Site, listener: socket.socket, more: list[Route]) -> None:
    """Answer until SIGTERM or Ctrl-C, which are how a server ends."""
    serving = site.serving
    config = uvicorn.Config(
        app(site, more),
        ssl_certfile=serving.certificate or None,
        ssl_keyfile=serving.key or None,
        proxy_headers=False,  # nothing here depends on where a request says that it comes from
        server_header=False,
        access_log=False,  # addresses are links, and links are secrets
        log_config=None,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=5,
        ws="none",
        lifespan="on",
    )
    # uvicorn raises the signal again once it has ended, for whoever handled it before.
    before = {each: signal.signal(each, _ending) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _ending(number: int, frame: object) -> None:
    """The server ends in any case."""


def _listener(serving: Serving) -> socket.socket:
    """Where the server will listen; tried before anything takes long.

    Raises:
        EnvironmentProblem: another program has the port, or the address is not this machine's.
    """
    try:
        return socket.create_server(
            (serving.host, serving.port),
            family=socket.AF_INET6 if ":" in serving.host else socket.AF_INET,
            backlog=CONNECTIONS,
        )
    except OSError as error:
        raise EnvironmentProblem(
            f"The server can't listen on {serving.host}, port {serving.port}: {error.strerror}.",
            "Does another program have it? c.Serve.host and c.Serve.port name others.",
        ) from None
