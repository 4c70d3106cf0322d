"""Tells pages that something has changed: server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
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


class Changes:
    """Wakes up whoever waits for a change. `tell` and `end` may be called from any thread."""

    def __init__(self) -> None:
        self.listening: Counter[int] = Counter()
        self.ending = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._next = asyncio.Event()

    def begin(self) -> None:
        """Called where the events are to be sent."""
        self._loop = asyncio.get_running_loop()

    def tell(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._tell)

    def end(self) -> None:
        """The server is about to end: nobody waits any longer."""
        self.ending = True
        self.tell()

    def _tell(self) -> None:
        came, self._next = self._next, asyncio.Event()
        came.set()

    async def wait(self, seconds: float) -> bool:
        """Until something has changed. Returns whether it has, or that time is over."""
        try:
            async with asyncio.timeout(seconds):
                return await self._next.wait()
        except TimeoutError:
            return False


def stream(
    request: Request, who: Person, changes: Changes, ask: Callable[[], dict[str, Any] | None]
) -> Response:
    """Send what `ask` finds now, and again whenever that differs.

    Args:
        request: what is answered.
        who: whose browser listens.
        changes: tells when to ask again.
        ask: called in a thread; None if there is nothing more to tell, ever.
    """

    if changes.listening[who.id] >= MOST_OF_ONE:
        return PlainTextResponse("", 429, {"Retry-After": str(round(MOST_SECONDS))})

    async def told() -> AsyncIterator[str]:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + MOST_SECONDS
        last: dict[str, Any] | None = None
        if changes.listening[who.id] >= MOST_OF_ONE:  # others came at the same moment
            return
        changes.listening[who.id] += 1
        try:
            while loop.time() < deadline and not await request.is_disconnected():
                waiting = asyncio.ensure_future(changes.wait(ALIVE_SECONDS))
                now = None if changes.ending else await run_in_threadpool(ask)
                if now is None:
                    waiting.cancel()
                    return
                if now != last:
                    last = now
                    yield f"data: {json.dumps(now)}\n\n"
                if not await waiting:
                    yield ": alive\n\n"
        finally:
            changes.listening[who.id] -= 1

    return StreamingResponse(
        told(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
    )
