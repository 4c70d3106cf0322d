"""Tells pages that something has changed: server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from panal.serve.store import Person

ALIVE_SECONDS = 15.0
"""After which a line without meaning keeps proxies from closing a connection."""

MOST_SECONDS = 600.0
"""How long one connection lasts. The browser then opens the next one, which asks again who it is."""

MOST_OF_ONE = 10
"""Connections of one person that wait for changes at a time. A browser itself opens six at most."""

SOON_SECONDS = 2.0
"""How soon a page hears what concerns it only a little, such as its place in the queue. Before a
deadline hundreds of pages wait, and something changes several times a second."""


class Changes:
    """Wakes up whoever waits for a change. `tell` and `end` may be called from any thread."""

    def __init__(self) -> None:
        self.listening: Counter[int] = Counter()
        self.ending = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._events: dict[asyncio.Event, int | None] = {}
        self._soon: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Called where the events are to be sent."""
        self._loop = asyncio.get_running_loop()

    def tell(self, attempt: int | None = None) -> None:
        """Something has changed: at once for those who listen for this attempt, soon for the others."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._tell, self._loop, attempt)

    def end(self) -> None:
        """The server is about to end: nobody waits any longer."""
        self.ending = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._tell_all)

    def _tell(self, loop: asyncio.AbstractEventLoop, attempt: int | None) -> None:
        for came, own in self._events.items():
            if own is not None and own == attempt:
                came.set()
        if self._soon is None:
            self._soon = loop.call_later(SOON_SECONDS, self._tell_all)

    def _tell_all(self) -> None:
        self._soon = None
        for came in self._events:
            came.set()

    @contextmanager
    def listen(self, person: int, attempt: int | None = None) -> Iterator[asyncio.Event]:
        """An event that is set whenever something has changed.

        Args:
            person: who listens.
            attempt: the one that the listener is about.
        """
        came = asyncio.Event()
        self._events[came] = attempt
        self.listening[person] += 1
        try:
            yield came
        finally:
            del self._events[came]
            self.listening[person] -= 1


def stream(
    request: Request,
    who: Person,
    changes: Changes,
    ask: Callable[[], dict[str, Any] | None],
    attempt: int | None = None,
) -> Response:
    """Send what `ask` finds now, and again whenever that differs.

    Args:
        request: what is answered.
        who: whose browser listens.
        changes: tells when to ask again.
        ask: called in a thread; None if there is nothing more to tell, ever.
        attempt: the one that it is about.
    """

    if changes.listening[who.id] >= MOST_OF_ONE:
        return PlainTextResponse("", 429, {"Retry-After": str(round(MOST_SECONDS))})

    async def told() -> AsyncIterator[str]:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + MOST_SECONDS
        last: dict[str, Any] | None = None
        if changes.listening[who.id] >= MOST_OF_ONE:  # others came at the same moment
            return
        with changes.listen(who.id, attempt) as came:
            while loop.time() < deadline and not await request.is_disconnected():
                came.clear()
                now = None if changes.ending else await run_in_threadpool(ask)
                if now is None:
                    return
                if now != last:
                    last = now
                    yield f"data: {json.dumps(now)}\n\n"
                try:
                    async with asyncio.timeout(ALIVE_SECONDS):
                        await came.wait()
                except TimeoutError:
                    yield ": alive\n\n"

    return StreamingResponse(
        told(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
    )
