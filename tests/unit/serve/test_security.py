"""What holds for every request: its cookies, its length, its time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from panal.serve import security
from panal.serve.security import HEADERS, MOST_AT_ONCE, SPARE_BYTES, Guard, cookie

MOST = 1000
OVER = MOST + SPARE_BYTES + 1


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        (["panal=a"], "a"),
        (["x=1; panal=a ;y=2"], "a"),
        (["x=1", "panal=a"], "a"),
        (["panal="], ""),
        ([], ""),
        (["panal"], ""),
        (["panal=a; panal=b"], ""),
        (["panal=a", "panal=a"], ""),
        (["Panal=a"], ""),
        (["\xa0panal=a"], ""),
        (["\x85panal=a; panal=b"], "b"),
        (["panal\xa0=a"], ""),
        (["panal==a"], "=a"),
    ],
)
def test_a_cookie_has_its_name_and_there_is_one_of_it(lines: list[str], value: str) -> None:
    headers = Headers(raw=[(b"cookie", line.encode("latin-1")) for line in lines])
    assert cookie(headers, "panal") == value


async def _reads(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def _reads_nothing(request: Request) -> Response:
    return PlainTextResponse("ok")


def ask(
    headers: dict[str, str], parts: Iterable[Message], path: str = "/read"
) -> tuple[int, Headers]:
    """What a guarded site answers."""
    site = Starlette(
        routes=[
            Route("/read", _reads, methods=["POST"]),
            Route("/no", _reads_nothing, methods=["POST"]),
        ]
    )
    sent: list[Message] = []
    coming = iter(parts)

    async def receive() -> Message:
        for each in coming:
            return each
        await asyncio.sleep(3600)
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "POST", "path": path, "headers": raw, "query_string": b""}
    asyncio.run(Guard(site, MOST, False, "panal")(scope, receive, send))
    return sent[0]["status"], Headers(raw=sent[0]["headers"])


def part(size: int, more: bool = True) -> Message:
    return {"type": "http.request", "body": b"a" * size, "more_body": more}


def test_a_body_that_fits_is_read() -> None:
    status, headers = ask({"Content-Length": "10"}, [part(10, more=False)])
    assert status == 200 and "connection" not in headers


def test_what_is_too_large_is_answered_and_its_rest_is_listened_to() -> None:
    """A browser shows the answer only if the connection stays until it has sent everything, which
    `panal.serve.connections` bounds.
    """
    status, headers = ask({"Content-Length": str(OVER)}, [part(OVER // 2)] * 3)
    assert status == 413 and "connection" not in headers
    assert ask({"Content-Length": str(OVER)}, [], "/no")[0] == 200, "nobody asked for its body"


def test_of_one_session_few_requests_are_answered_at_once() -> None:
    """Whoever asks by the hundred waits, and the others don't."""
    asked: list[Scope] = []
    go_on = asyncio.Event()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        asked.append(scope)
        await go_on.wait()
        await PlainTextResponse("ok")(scope, receive, send)

    guard = Guard(slow, MOST, False, "panal")

    async def ask(session: bytes) -> int:
        sent: list[Message] = []

        async def receive() -> Message:
            raise AssertionError

        async def send(message: Message) -> None:
            sent.append(message)

        headers = [(b"cookie", b"panal=" + session)]
        await guard(
            {"type": "http", "method": "GET", "path": "/", "headers": headers}, receive, send
        )
        return int(sent[0]["status"])

    async def crowd() -> list[int]:
        ours = [asyncio.create_task(ask(b"ours")) for _ in range(MOST_AT_ONCE + 5)]
        others = asyncio.create_task(ask(b"other"))
        while len(asked) < MOST_AT_ONCE + 1:
            await asyncio.sleep(0)
        go_on.set()
        first = await asyncio.gather(*ours, others)
        return [*first, await ask(b"ours")]

    found = asyncio.run(crowd())
    assert found.count(429) == 5 and found[-2:] == [200, 200]


def test_what_does_not_end_is_too_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "BODY_SECONDS", 0.05)
    status, headers = ask({"Content-Length": "10"}, [part(1)])
    assert status == 408 and headers["connection"] == "close"
    assert set(map(str.lower, HEADERS)) <= set(headers)
