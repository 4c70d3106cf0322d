"""Attacks on `panal serve` through its door, and what must hold after each of them.

An attack is a function under `@attack`, whose docstring says what is tried. It asserts what must
hold for itself. What must hold after every one stands in `Door.check`.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import html5lib
import httpx

from panal.serve.store import Store
from tests.end_to_end.serving import ASSIGNMENT, RIGHT, Client, Server, answered

SECRET = "perla-7319"
"""Stands in the victim's notebook and name. Nobody else may ever see it."""

VICTIM = "ana"
BODY_SECONDS = 5.0
"""In place of the two minutes that a body may take."""

UPLOAD_BYTES = 2**20
"""In place of 16 MB."""

HONEST = 8
"""How many hand in beside the attacks, by turns."""

HAND_IN = f"/assignments/{ASSIGNMENT}"
BOUNDARY = "grenze"

HEADERS = {
    "content-security-policy": r"default-src 'none';.*frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store|max-age=60",
}
"""What each answer carries, whatever it is an answer to."""


@dataclass(frozen=True)
class Attack:
    """One attack.

    Args:
        tries: what is tried, in a sentence.
        holds: what must hold besides what `Door.check` looks at, in a sentence.
        run: tries it; returns how many attempts were taken meanwhile, if that is left to chance.
        stores: how many attempts are taken meanwhile.
    """

    tries: str
    holds: str
    run: Callable[[Door], int | None]
    stores: int = 0

    @property
    def kind(self) -> str:
        return self.run.__module__.rpartition(".")[2]

    @property
    def name(self) -> str:
        return f"{self.kind}/{self.run.__name__}"


ALL: list[Attack] = []


def attack(holds: str, stores: int = 0) -> Callable[[Callable[[Door], int | None]], None]:
    """Note an attack down."""

    def noted(run: Callable[[Door], int | None]) -> None:
        ALL.append(Attack(" ".join((run.__doc__ or "").split()), holds, run, stores))

    return noted


class Door:
    """A server, a victim, and for each attack somebody who attacks and somebody honest beside.

    Args:
        server: runs.
        links: of everybody.
        teacher: a teacher's link.
    """

    def __init__(self, server: Server, links: dict[str, str], teacher: str) -> None:
        self.server = server
        self.links = links
        self.teacher_link = teacher
        self.store = Store(server.course / "serve" / "panal.db")
        self.right = answered(server.course, RIGHT)
        self.victim = Client(links[VICTIM])
        self.victims = self.victim.hand_in(answered(server.course, RIGHT, SECRET))
        assert "10 de 10 puntos" in self.victim.result(self.victims)
        self._numbers = itertools.count()
        self.next()

    def next(self) -> None:
        """Others attack, and others are honest."""
        number = next(self._numbers)
        self.attacker, self._honest = f"m{number}", f"h{number % HONEST}"
        self.me = self.client(self.attacker)
        self._before = self.attempts()

    # Who attacks.

    def client(self, student: str) -> Client:
        """A browser of a student, of which each answer is looked at."""
        return Client(self.links[student], self.browser())

    def teacher(self) -> Client:
        """A teacher's browser, who may see the victim's data."""
        return Client(self.teacher_link)

    def asks_the_teacher(self, path: str, **fields: str) -> httpx.Response:
        """A teacher sends a form."""
        teacher = self.teacher()
        answer = teacher.http.post(path, data={"form": teacher.form("/teacher"), **fields})
        assert answer.status_code == 303, answer.text
        return answer

    def browser(self) -> httpx.Client:
        """A browser in which nobody is."""
        hooks = {"response": [self._look_at]}
        return httpx.Client(base_url=self.server.url, timeout=60, event_hooks=hooks)

    @staticmethod
    def _look_at(answer: httpx.Response) -> None:
        if "text/event-stream" not in answer.headers.get("content-type", ""):
            answer.read()
            assert SECRET not in answer.text, "another one's data"
            assert answer.status_code < 500, answer.text
        check_headers(answer.headers)

    @property
    def cookie(self) -> str:
        """The attacker's, as a header."""
        [(name, value)] = self.me.http.cookies.items()
        return f"Cookie: {name}={value}\r\n"

    @property
    def host(self) -> str:
        return f"Host: {self.server.url.removeprefix('http://')}\r\n"

    # Ways to ask that no browser has.

    def connect(self, seconds: float = 20) -> socket.socket:
        host, _, port = self.server.url.removeprefix("http://").partition(":")
        return socket.create_connection((host, int(port)), timeout=seconds)

    def raw(self, data: bytes | str, seconds: float = 20) -> bytes:
        """Send bytes, and read until the server closes, or says nothing more for a while."""
        found = b""
        with self.connect(seconds) as line, contextlib.suppress(OSError):
            line.sendall(data.encode() if isinstance(data, str) else data)
            line.settimeout(seconds)
            while part := line.recv(2**16):
                found += part
        return found

    def ask(self, request: bytes | str, more: bytes | str = "", body: bytes = b"") -> Raw:
        """One request as it is.

        Args:
            request: its first line, without the version.
            more: headers besides Host, each with its line end.
            body: what follows.
        """
        parts = [request, " HTTP/1.1\r\n", self.host, "Connection: close\r\n", more, "\r\n", body]
        found = self.raw(b"".join(x.encode() if isinstance(x, str) else x for x in parts))
        return Raw.of(found)

    def upload(self, *parts: bytes, headers: str = "", form: str | None = None) -> Raw:
        """A form with parts as they are, between our boundary."""
        own = field("form", self.me.form() if form is None else form)
        body = (
            b"".join(f"--{BOUNDARY}\r\n".encode() + part + b"\r\n" for part in [own, *parts])
            + f"--{BOUNDARY}--\r\n".encode()
        )
        kind = f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
        if "content-type" in headers.lower():
            kind = ""
        length = f"Content-Length: {len(body)}\r\n"
        return self.ask(f"POST {HAND_IN}", self.cookie + kind + length + headers, body)

    # What must hold.

    def attempts(self, student: str = "") -> int:
        asked = "SELECT count(*) FROM attempt WHERE ? IN ('', student)"
        with contextlib.closing(sqlite3.connect(self.store.path)) as database:
            [found] = database.execute(asked, (student,)).fetchone()
        return int(found)

    @contextlib.contextmanager
    def beside(self) -> Iterator[None]:
        """Somebody honest hands in before an attack, and has the right score after it."""
        honest = Client(self.links[self._honest])
        attempt = honest.hand_in(self.right)
        yield
        assert "10 de 10 puntos" in honest.result(attempt)

    def check(self, stored: int) -> None:
        """What must hold after every attack: the server answers, nothing was stored but what was to
        be, and the victim's score stands.

        Args:
            stored: attempts that were taken.
        """
        assert self.server.process is not None and self.server.process.poll() is None
        assert httpx.get(f"{self.server.url}/healthz").text == "ok\n"
        taken = self._before + stored
        assert self.attempts() == taken
        folders = self.server.course / "serve" / "attempts"
        assert len(list(folders.iterdir())) == taken
        assert left_open(self.server.process.pid) == []
        home = self.victim.http.get("/").text
        assert home.count("<tr class=") == 1 and "10 de 10" in home
        failed = [
            line for line in self.server.said if '"level": "error"' in line or "Trace" in line
        ]
        assert failed == []


@dataclass(frozen=True)
class Raw:
    """An answer, read without mercy.

    Args:
        status: its number; 0 if the server closed without a word.
        head: its first lines.
        body: what follows, with all that came after it on the same connection.
    """

    status: int
    head: str
    body: bytes

    @classmethod
    def of(cls, data: bytes) -> Raw:
        head, _, body = data.partition(b"\r\n\r\n")
        found = re.match(rb"HTTP/1\.1 (\d{3}) ", head)
        raw = cls(int(found[1]) if found else 0, head.decode("latin-1"), body)
        assert SECRET.encode() not in data, "another one's data"
        ours = raw.status and not PLAIN.fullmatch(body)
        if ours:
            check_headers(
                httpx.Headers([line.split(": ", 1) for line in raw.head.split("\r\n")[1:]])
            )
        return raw


PLAIN = re.compile(rb"Invalid HTTP request received\.")
"""What uvicorn itself answers to bytes that are no request; it is not told our headers."""


def check_headers(headers: httpx.Headers) -> None:
    """Each answer tells the browser to do nothing else with it."""
    for name, pattern in HEADERS.items():
        assert re.fullmatch(pattern, headers.get(name, "")) or re.search(
            f"^(?:{pattern})", headers.get(name, "")
        ), (name, headers)
    assert "server" not in headers and "access-control-allow-origin" not in headers


def left_open(pid: int) -> list[str]:
    """Temporary files of a server that are still there: Linux shows them as deleted."""
    found = []
    for path in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            found.append(os.readlink(path))
    return [each for each in found if each.endswith("(deleted)") and "/memfd" not in each]


def field(name: str, value: str | bytes) -> bytes:
    """A field of a form."""
    plain = value.encode() if isinstance(value, str) else value
    return f'Content-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + plain


def file(data: bytes, name: str | bytes = f"{ASSIGNMENT}.ipynb", kind: str = "") -> bytes:
    """A file of a form."""
    plain = name.encode() if isinstance(name, str) else name
    head = b'Content-Disposition: form-data; name="files"; filename="' + plain + b'"\r\n'
    return head + (f"Content-Type: {kind}\r\n" if kind else "").encode() + b"\r\n" + data


def elements(page: str) -> set[str]:
    """Names of the elements that a browser makes of a page."""
    return {each.tag.rpartition("}")[2] for each in _tree(page).iter() if isinstance(each.tag, str)}


def dangers(page: str) -> list[str]:
    """What a browser would run, load or send of a page, as html5lib reads it."""
    found = []
    for each in _tree(page).iter():
        if not isinstance(each.tag, str):
            continue
        tag = each.tag.rpartition("}")[2]
        if tag in ("iframe", "object", "embed", "base", "svg", "math", "img", "video", "audio"):
            found.append(tag)
        if tag == "script" and each.attrib.get("src") != "/static/serve.js":
            found.append(tag)
        if tag == "form" and not each.attrib.get("action", "").startswith(OURS):
            found.append(tag)
        for name, value in each.attrib.items():
            loads = name in ("href", "src", "action", "formaction", "background", "poster")
            if name.startswith("on") or (loads and not SAFE.match(value)):
                found.append(f"{tag} {name}={value}")
    return found


OURS = ("/assignments/", "/leave", "/enter/", "/teacher/")
"""Where our forms go."""

SAFE = re.compile(r"(?:/(?!/)|#|https?://|data:,$|\./|$)")
"""Links into the web are a student's to make; whoever reads them has to click."""


def _tree(page: str):  # type: ignore[no-untyped-def]  # html5lib has no types
    return html5lib.parse(page)


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for something that takes a moment."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def statuses(answers: Sequence[httpx.Response]) -> list[int]:
    return sorted(each.status_code for each in answers)
