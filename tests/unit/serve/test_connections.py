"""Slow, broken and too many connections, at a real server with short times."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from panal.serve import connections, security
from panal.serve.events import Changes, stream
from panal.serve.intake import HELD_AT_ONCE
from panal.serve.store import Attempt, Person
from panal.serve.web import app
from tests.machine import lacks
from tests.unit.serve.sites import (
    Listening,
    asgi,
    browser,
    everything,
    form_of,
    listening,
    notebook_of,
    site_of,
    tiny_course,
)

SHORT = 0.3
HEAD = b"GET /hello HTTP/1.1\r\nHost: localhost\r\n"
POST = b"POST /read HTTP/1.1\r\nHost: localhost\r\n"


def hello(request: Request) -> Response:
    return PlainTextResponse("hello")


def large(request: Request) -> Response:
    return PlainTextResponse("x" * 2**24)


async def read(request: Request) -> Response:
    return PlainTextResponse(f"{len(await request.body())} bytes")


async def slowly(request: Request) -> Response:
    async def told() -> AsyncIterator[str]:
        yield "first "
        await asyncio.sleep(5 * SHORT)
        yield "second"

    return StreamingResponse(told())


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long in a test."""
    for name in ("HEAD_SECONDS", "REST_SECONDS", "HANDSHAKE_SECONDS"):
        monkeypatch.setattr(connections, name, SHORT)
    monkeypatch.setattr(security, "BODY_SECONDS", SHORT)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> ASGIApp:
    site = site_of(tiny_course(tmp_path_factory.mktemp("connections")))
    routes = {"/hello": hello, "/large": large, "/slow": slowly}
    more = [Route(path, answer) for path, answer in routes.items()]
    return app(site, [*more, Route("/read", read, methods=["POST"])])


@pytest.fixture
def server(short: None, answers: ASGIApp) -> Iterator[Listening]:
    with listening(answers) as running:
        yield running


@pytest.mark.parametrize("sent", [b"", b"G", HEAD, HEAD + b"X: 1\r\n"])
def test_a_head_that_never_ends(server: Listening, sent: bytes) -> None:
    assert everything(server.connection(sent)) == b""


def test_a_head_that_trickles_has_no_more_time(server: Listening) -> None:
    with server.connection(HEAD) as connection:
        connection.settimeout(SHORT / 5)
        with pytest.raises(OSError):  # it is closed while we still send
            while True:
                connection.sendall(b"X: 1\r\n")
                with contextlib.suppress(TimeoutError):
                    if not connection.recv(1):
                        raise ConnectionError


def test_the_head_of_a_second_request_that_never_ends(server: Listening) -> None:
    found = everything(server.connection(HEAD + b"\r\n" + HEAD))
    assert found.count(b"hello") == 1


def test_a_body_that_nobody_reads_and_that_never_ends(server: Listening) -> None:
    connection = server.connection(HEAD + b"Content-Length: 900\r\n\r\nabc")
    assert everything(connection).endswith(b"hello")


def test_a_body_that_never_ends(server: Listening) -> None:
    more = b"Content-Length: 10\r\n\r\nabc"
    assert everything(server.connection(POST + more)).startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize("head", [HEAD, POST])
def test_no_body_comes_in_chunks(server: Listening, head: bytes) -> None:
    """The smallest of them would cost us more than a page each."""
    chunks = b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 1000
    found = everything(server.connection(head + chunks))
    assert found.startswith(b"HTTP/1.1 400 ") and found.count(b"HTTP/1.1 ") == 1


def test_a_body_that_ends_too_early(server: Listening) -> None:
    connection = server.connection(POST + b"Content-Length: 10\r\n\r\nabc")
    connection.shutdown(socket.SHUT_WR)
    everything(connection)
    assert httpx.get(f"http://127.0.0.1:{server.port}/hello").text == "hello"


def test_more_bytes_than_announced_are_another_request(server: Listening) -> None:
    found = everything(server.connection(POST + b"Content-Length: 3\r\n\r\nabcXYZ\r\n\r\n"))
    assert b"3 bytes" in found and b"HTTP/1.1 400 " in found


def test_requests_one_after_the_other_without_waiting(server: Listening) -> None:
    last = HEAD + b"Connection: close\r\n\r\n"
    found = everything(server.connection((HEAD + b"\r\n") * 20 + last))
    assert found.count(b"HTTP/1.1 200 OK") == 21


@pytest.mark.parametrize("sent", [b"\x16\x03\x01\r\n\r\n", b"GET / x\r\n\r\n", b"\0" * 2**17])
def test_what_is_no_http(server: Listening, sent: bytes) -> None:
    assert everything(server.connection(sent)).startswith(b"HTTP/1.1 400 ")
    assert httpx.get(f"http://127.0.0.1:{server.port}/hello").text == "hello"


def test_rubbish_after_an_answer(server: Listening, caplog: pytest.LogCaptureFixture) -> None:
    """It is the next request, and none; asyncio writes no traceback."""
    connection = server.connection(HEAD + b"Content-Length: 3\r\n\r\n")
    while not connection.recv(2**16).endswith(b"hello"):
        pass
    connection.sendall(b"abcrubbish\r\n")
    assert everything(connection) == b""
    assert not [each for each in caplog.records if each.exc_info]


def test_a_head_without_end_is_bounded(server: Listening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 3600)
    connection = server.connection(HEAD)
    with contextlib.suppress(OSError):  # it may end before all of this was sent
        for _ in range(1000):
            connection.sendall(b"X: " + b"x" * 1000 + b"\r\n")
    assert b"hello" not in everything(connection)


def test_an_answer_that_takes_long_is_not_cut(server: Listening) -> None:
    assert httpx.get(f"http://127.0.0.1:{server.port}/slow").text == "first second"


def test_who_takes_nothing_of_an_answer_is_left(
    short: None, answers: ASGIApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Linux itself ends the connection, so that the answer does not stay in memory."""
    monkeypatch.setattr(connections, "UNREAD_SECONDS", 1)
    with listening(answers) as running:
        connection = running.connection()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
        while not running.server.server_state.tasks:
            pass
        while running.server.server_state.connections:
            time.sleep(0.05)
        connection.close()


def test_one_address_can_not_hold_all_connections(
    server: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST_OF_ONE", 3)
    monkeypatch.setattr(connections, "HEAD_SECONDS", 60)
    monkeypatch.setattr(connections, "network_of", lambda peer: "192.0.2.7")
    three = [server.connection() for _ in range(3)]
    assert everything(server.connection()) == b""
    for each in three:
        each.sendall(HEAD + b"Connection: close\r\n\r\n")
        assert everything(each).endswith(b"hello")
    while "192.0.2.7" in connections.Protocol._held:
        pass
    assert everything(server.connection(HEAD + b"Connection: close\r\n\r\n")).endswith(b"hello")


def test_whose_connection_it_is() -> None:
    assert connections.network_of(("::ffff:192.0.2.7", 1, 0, 0)) == "192.0.2.7"
    assert connections.network_of(("::1", 1, 0, 0)) == ""
    assert connections.network_of(("fe80::7%eth0", 1, 0, 2)) == "fe80::/64"
    assert connections.network_of("") == ""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A certificate for 127.0.0.1, made as an operator would try it out."""
    if shutil.which("openssl") is None:
        lacks("openssl makes the certificate")
    folder = tmp_path_factory.mktemp("tls")
    key, found = folder / "key.pem", folder / "cert.pem"
    command = [
        *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
        *("-nodes", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"),
        *("-keyout", str(key), "-out", str(found), "-days", "2"),
    ]
    subprocess.run(command, check=True, capture_output=True)
    return str(found), str(key)


def test_https_with_certificate_files(
    tmp_path: Path, short: None, certificate: tuple[str, str]
) -> None:
    found, key = certificate
    site = site_of(tiny_course(tmp_path), url="https://127.0.0.1", certificate=found, key=key)
    link = f"/enter/{site.store.make_link('student', 'ana')}"
    with listening(app(site), certificate=found, key=key) as running:
        # Whoever never begins to speak TLS, and whoever speaks it and asks nothing, is left.
        assert everything(running.connection()) == b""
        context = ssl.create_default_context(cafile=found)
        silent = context.wrap_socket(running.connection(), server_hostname="127.0.0.1")
        assert silent.version() in ("TLSv1.2", "TLSv1.3")
        assert everything(silent) == b""
        # Old versions are refused, and what is no TLS is answered by nothing.
        assert b"HTTP" not in everything(running.connection(HEAD + b"\r\n"))
        answer = httpx.get(f"https://127.0.0.1:{running.port}{link}", verify=context)
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-panal=") and "; Secure" in cookie and "; HttpOnly" in cookie
    assert "Domain" not in cookie and "; Path=/" in cookie
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_pages_that_wait_end_with_the_server() -> None:
    changes = Changes()
    who = Person(1, "student", "ana")

    def events(request: Request) -> Response:
        return stream(request, who, changes, lambda: {"state": "waiting"})

    async def begin(request: Request) -> Response:
        changes.begin()
        return PlainTextResponse()

    with listening(asgi(Route("/begin", begin), Route("/events", events)), changes) as running:
        httpx.get(f"http://127.0.0.1:{running.port}/begin")
        ask = b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n"
        waiting = [running.connection(ask) for _ in range(10)]
        for each in waiting:
            while b'{"state": "waiting"}' not in each.recv(2**16):
                pass
        one_more = running.connection(ask.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert everything(one_more).startswith(b"HTTP/1.1 429 ")
        running.end()
        running.thread.join(connections.REST_SECONDS)  # they would wait longer for news
        assert not running.thread.is_alive()
        for each in waiting:
            each.close()
    assert changes.listening[1] == 0


def test_an_upload_that_is_on_its_way_when_the_server_ends(tmp_path: Path) -> None:
    """It comes to its end, and whoever sent it is told that it was taken."""
    course = tiny_course(tmp_path)
    site = site_of(course)
    link = f"/enter/{site.store.make_link('student', 'ana')}"
    with listening(app(site)) as running:
        client = httpx.Client(base_url=f"http://127.0.0.1:{running.port}")
        client.get(link)
        page = client.get("/").text
        form = page.partition('name="form" value="')[2].partition('"')[0]
        request = client.build_request(
            "POST",
            "/assignments/areas",
            data={"form": form},
            files={"files": ("areas.ipynb", notebook_of(course))},
        )
        body = request.read()
        head = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
        first = f"POST /assignments/areas HTTP/1.1\r\n{head}\r\n".encode() + body[:100]
        connection = running.connection(first)
        while not running.server.server_state.tasks:
            pass
        running.end()
        connection.sendall(body[100:])
        assert everything(connection).startswith(b"HTTP/1.1 303 ")
        client.close()
    assert len(site.store.of_student("areas", "ana")) == 1  # type: ignore[arg-type]


def test_few_uploads_are_in_memory_at_the_same_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A class that hands in the largest files together costs the memory of some of them."""
    students = [f"s{number}" for number in range(3 * HELD_AT_ONCE)]
    site = site_of(tiny_course(tmp_path, students))
    take, held, most = site.intake.take, [], []

    def slowly(*upload: Any) -> Attempt:
        held.append(upload)
        time.sleep(SHORT)
        most.append(len(held))
        held.remove(upload)
        return take(*upload)

    monkeypatch.setattr(site.intake, "take", slowly)

    def hand_in(student: str) -> int:
        link = f"/enter/{site.store.make_link('student', student)}"
        with httpx.Client(base_url=f"http://127.0.0.1:{running.port}", timeout=60) as client:
            client.get(link)
            form = client.get("/").text.partition('name="form" value="')[2].partition('"')[0]
            return client.post(
                "/assignments/areas",
                data={"form": form},
                files={"files": ("areas.ipynb", notebook_of(site.course))},
            ).status_code

    with listening(app(site)) as running, ThreadPoolExecutor(len(students)) as pool:
        assert set(pool.map(hand_in, students)) == {303}
    assert 1 < max(most) <= HELD_AT_ONCE


def test_what_is_on_its_way_is_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """But for its first bytes: many students send at the same time."""
    site = site_of(tiny_course(tmp_path))
    spooled: list[bool] = []

    async def read(upload: UploadFile) -> bytes:
        spooled.append(not upload._in_memory)
        upload.file.seek(0)
        return upload.file.read()

    monkeypatch.setattr(UploadFile, "read", read)
    client = browser(site, "student", "ana")
    for text in ("", "x" * 2**17):
        answer = client.post(
            "/assignments/areas",
            data={"form": form_of(client, "/")},
            files={"files": ("areas.ipynb", notebook_of(site.course, text))},
        )
        assert answer.status_code == 303
    assert spooled == [False, True]


def test_an_upload_that_is_too_large_is_told_so_on_a_page(tmp_path: Path) -> None:
    site = site_of(tiny_course(tmp_path), upload_bytes=2**16)
    link = f"/enter/{site.store.make_link('student', 'ana')}"
    with listening(app(site)) as running:
        client = httpx.Client(base_url=f"http://127.0.0.1:{running.port}")
        client.get(link)
        answer = client.post("/assignments/areas", files={"files": ("areas.ipynb", b"x" * 2**22)})
        client.close()
    assert answer.status_code == 413 and "0 MB" in answer.text
