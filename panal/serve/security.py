"""What holds for every request, whatever it asks for: bounded, and answered with headers that keep a
browser from doing anything else with the page.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from panal.language import gettext as _


def policy(forms: str = "'self'", frames: str = "'none'") -> str:
    """A Content-Security-Policy.

    Args:
        forms: where forms of the page may go.
        frames: whose pages may hold it in a frame.
    """
    return (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
        f"connect-src 'self'; form-action {forms}; base-uri 'none'; frame-ancestors {frames}"
    )


POLICY = policy()
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",  # a link is a secret
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}

SPARE_BYTES = 2**16
"""Of a request besides its files."""

BODY_SECONDS = 120.0
"""How long a request's body may be on its way."""


MOST_AT_ONCE = 16
"""Requests of one session that are answered at the same time; ten of them may wait for news."""


class TooLarge(HTTPException):
    """A request has more bytes than it may have."""

    def __init__(self) -> None:
        super().__init__(413)


class TooSlow(HTTPException):
    """A request did not come to its end in time."""

    def __init__(self) -> None:
        super().__init__(408)


def cookie(headers: Headers, name: str) -> str:
    """What a cookie holds.

    Args:
        headers: of a request.
        name: of the cookie, as it is: Starlette takes white space of any alphabet off a name, and
            browsers protect `__Host-` only where a name begins with it.

    Returns:
        Its value; empty if there is none, or if there are several, of which somebody else must have set
        one.
    """
    pairs = [each.partition("=") for line in headers.getlist("cookie") for each in line.split(";")]
    found = [value.strip(" \t") for key, _, value in pairs if key.strip(" \t") == name]
    return found[0] if len(found) == 1 else ""


class Guard:
    """ASGI middleware around everything else.

    Args:
        app: what answers.
        most_bytes: of the body of a request.
        secure: whether browsers reach it by HTTPS alone.
        cookie: name of the cookie of a session.
    """

    def __init__(self, app: ASGIApp, most_bytes: int, secure: bool, cookie: str) -> None:
        self._app = app
        self._most = most_bytes + SPARE_BYTES
        self._cookie = cookie
        self._held: Counter[str] = Counter()
        self._headers = dict(HEADERS)
        if secure:
            self._headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return  # there are no web sockets here
        session = cookie(Headers(scope=scope), self._cookie)
        if session and self._held[session] >= MOST_AT_ONCE:
            sentence = _(
                "Many of your pages are being loaded. Wait a moment, and load this one again."
            )
            refusal = PlainTextResponse(sentence, 429, self._headers | {"Retry-After": "1"})
            return await refusal(scope, receive, send)
        self._held[session] += 1
        try:
            await self._answer(scope, receive, send)
        finally:
            self._held[session] -= 1
            if not self._held[session]:
                del self._held[session]

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        # h11 lets only short numbers through, and `panal.serve.connections` no body without one.
        length = int(Headers(scope=scope).get("content-length", "0"))
        seen = 0
        late = False
        deadline = asyncio.get_running_loop().time() + BODY_SECONDS
        over = False

        async def bounded() -> Message:
            nonlocal seen, over, late
            if length > self._most:
                raise TooLarge
            if over:  # only the end of the connection can come
                return await receive()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                late = True
                raise TooSlow from None
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                over = not message.get("more_body", False)
                if seen > self._most:
                    raise TooLarge  # `panal.serve.connections` listens to the rest for a while
            return message

        async def guarded(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                told = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    told.setdefault(name, value)
                if late:
                    told["Connection"] = "close"
                if "frame-ancestors 'none'" not in told["Content-Security-Policy"]:
                    del told["X-Frame-Options"]  # it could not say whose frame is right
            await send(message)

        await self._app(scope, bounded, guarded)
