"""Uploads that are too large, too slow, broken off, or no form at all."""

from __future__ import annotations

import contextlib
import gzip
import socket
import time

import httpx

from panal.serve.intake import MOST_FILES
from tests.end_to_end.door import (
    BODY_SECONDS,
    BOUNDARY,
    HAND_IN,
    UPLOAD_BYTES,
    Door,
    Raw,
    attack,
    field,
    file,
    left_open,
    until,
)
from tests.end_to_end.serving import ASSIGNMENT

KIND = f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n"


def begun(door: Door, length: int | str) -> bytes:
    """The beginning of an upload, as far as into its file."""
    size = f"Content-Length: {length}\r\n" if isinstance(length, int) else length
    head = f"POST {HAND_IN} HTTP/1.1\r\n{door.host}{door.cookie}{KIND}{size}\r\n"
    form = field("form", door.me.form())
    body = f"--{BOUNDARY}\r\n".encode() + form + f"\r\n--{BOUNDARY}\r\n".encode()
    start = file(b"", f"{ASSIGNMENT}.ipynb")
    if isinstance(length, int):
        return head.encode() + body + start
    return head.encode() + f"{len(body + start):x}\r\n".encode() + body + start + b"\r\n"


@attack("413 with a sentence that the browser gets to see, and nothing is stored.")
def too_large(door: Door) -> None:
    """One byte more than is allowed, twice as many, and three times."""
    for size in (UPLOAD_BYTES + 1, 2 * UPLOAD_BYTES, 3 * UPLOAD_BYTES):
        answer = door.me.post(b" " * size)
        assert answer.status_code == 413
        assert "Son más de 1 MB." in answer.text


@attack("413 at once, and nothing of it is kept.")
def says_that_it_is_endless(door: Door) -> None:
    """A Content-Length of a gigabyte, and of more than there is in the world."""
    for size in (2**30, 10**18):
        with door.connect() as line:
            line.sendall(begun(door, size))
            assert Raw.of(line.recv(2**16)).status == 413


@attack("400 at once, and nothing of it is read.")
def chunks_without_end(door: Door) -> None:
    """Chunk after chunk, without a length: large ones, and of a byte each, which cost much to read."""
    for chunk in (b"10000\r\n" + b"a" * 2**16 + b"\r\n", b"1\r\na\r\n" * 2**14):
        with door.connect() as line:
            line.sendall(begun(door, "Transfer-Encoding: chunked\r\n"))
            with contextlib.suppress(OSError):
                for _ in range(2 * UPLOAD_BYTES // len(chunk)):
                    line.sendall(chunk)
            with contextlib.suppress(
                ConnectionError
            ):  # what was sent since may take the answer away
                assert line.recv(2**16)[:13] in (b"HTTP/1.1 400 ", b"")
    assert door.ask("GET /", door.cookie).status == 200


@attack("400 for what follows: it is the next request, and none.")
def longer_than_it_says(door: Door) -> None:
    """Send more than the length that was told."""
    body = field("form", "x")
    data = (
        f"POST /leave HTTP/1.1\r\n{door.host}{door.cookie}{KIND}Content-Length: 5\r\n\r\n".encode()
        + body
    )
    found = door.raw(data, 5)
    assert found.count(b"HTTP/1.1 ") <= 2 and found.startswith(b"HTTP/1.1 400 ")
    assert door.me.http.get("/").status_code == 200


@attack("408 after the time that a body has, and nothing is stored.")
def a_byte_at_a_time(door: Door) -> None:
    """Send a body so slowly that it never ends."""
    start = time.monotonic()
    with door.connect() as line:
        line.sendall(begun(door, 10_000))
        line.settimeout(0.2)
        found = b""
        while time.monotonic() - start < 10 * BODY_SECONDS and not found:
            line.sendall(b"a")
            try:
                found = line.recv(2**16)
            except TimeoutError:
                continue
    assert Raw.of(found).status == 408


@attack("nothing is stored, nothing is graded, and no temporary file is left.", stores=1)
def broken_off(door: Door) -> None:
    """Break a connection in the middle of a file, politely and not."""
    for linger in (False, True):
        for more in (10, UPLOAD_BYTES // 2, UPLOAD_BYTES - 10_000):
            with door.connect() as line:
                line.sendall(begun(door, UPLOAD_BYTES) + b"a" * more)
                if linger:  # the connection ends with a reset
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    assert door.server.process is not None
    pid = door.server.process.pid
    until(lambda: left_open(pid) == [])
    assert door.me.hand_in(door.right)
    assert door.me.result(f"{HAND_IN}/attempts/1")


@attack("the fifth is told to wait; when the others are gone it is taken.", stores=1)
def many_that_never_end(door: Door) -> None:
    """Keep many uploads on their way at the same time."""
    lines = [door.connect() for _ in range(4)]
    try:
        for line in lines:
            line.sendall(begun(door, UPLOAD_BYTES) + b"a" * 1000)
        until(lambda: door.me.post(door.right).status_code == 429, 4)
    finally:
        for line in lines:
            line.close()
    until(lambda: door.me.post(door.right).status_code == 303)


@attack("400, and nothing is stored.")
def many_parts(door: Door) -> None:
    """A thousand fields, and a thousand files."""
    assert door.upload(*[field(f"f{n}", "x") for n in range(1000)]).status == 400
    assert door.upload(*[file(b"", f"{n}.ipynb") for n in range(1000)]).status == 400
    assert door.upload(*[file(door.right)] * (MOST_FILES + 1)).status == 400


@attack("400, and nothing is stored.")
def huge_fields(door: Door) -> None:
    """A field, a name and a header of half a megabyte in a form."""
    big = "a" * (UPLOAD_BYTES // 2)
    assert door.upload(field("more", big)).status == 400
    assert door.upload(field(big, "x")).status == 400
    assert door.upload(file(door.right, f"{big}.ipynb")).status == 400
    assert door.upload(b"X: " + big.encode() + b"\r\n" + file(door.right)).status == 400
    assert door.upload(b"a: b\r\n" * 50_000 + file(door.right)).status == 400
    long = "form=" + "a" * 200_000
    kind = "Content-Type: application/x-www-form-urlencoded\r\n"
    head = f"{door.cookie}{kind}Content-Length: {len(long)}\r\n"
    assert door.ask(f"POST {HAND_IN}", head, long.encode()).status == 400
    many = "&".join(f"f{n}=x" for n in range(10_000))
    head = f"{door.cookie}{kind}Content-Length: {len(many)}\r\n"
    assert door.ask(f"POST {HAND_IN}", head, many.encode()).status == 400


@attack("it is a file that is no notebook: 400 with a sentence.")
def nested(door: Door) -> None:
    """A form within a form, with a right notebook inside."""
    inner = b"--i\r\n" + file(door.right) + b"\r\n--i--\r\n"
    found = door.upload(file(inner, "a.ipynb", "multipart/mixed; boundary=i"))
    assert found.status == 400 and "no es un cuaderno" in found.body.decode()
    assert door.upload(field("files", inner)).status == 400


@attack("400 or 403, and nothing is stored.")
def no_form_at_all(door: Door) -> None:
    """Forms without a boundary, with a wrong or an endless one, and parts without a name."""
    for kind in ("multipart/form-data", "multipart/form-data; boundary=", f"multipart/form-data; boundary={'b' * 5000}",
                 "multipart/form-data; boundary=other", "multipart/mixed; boundary=" + BOUNDARY, "text/html", ";;;=",
                 "multipart/form-data; boundary=\xff", "application/octet-stream"):  # fmt: skip
        assert door.upload(file(door.right), headers=f"Content-Type: {kind}\r\n").status in (
            400,
            403,
        ), kind
    assert door.upload(b"\r\n" + door.right).status == 400
    assert (
        door.upload(
            b'Content-Disposition: form-data; filename="a.ipynb"\r\n\r\n' + door.right
        ).status
        == 400
    )
    assert door.upload(b"Content-Disposition: attachment\r\n\r\nx").status == 400
    assert door.ask(f"POST {HAND_IN}", f"{door.cookie}Content-Length: 0\r\n").status == 403


@attack("the form is read as it is written, or 400 or 403.")
def other_encodings(door: Door) -> int:
    """A form that says that it is written in something else, in what no text is, or in nothing at all."""
    base = f"multipart/form-data; boundary={BOUNDARY}"
    found = []
    for charset in (
        "utf-16",
        "utf-32",
        "zlib",
        "hex",
        "rot13",
        "idna",
        "punycode",
        "undefined",
        "utf-7",
        "x" * 3000,
    ):
        headers = f"Content-Type: {base}; charset={charset}\r\n"
        found.append(door.upload(file(door.right), headers=headers).status)
    assert set(found) <= {303, 400, 403}
    for charset in ("unicode_escape", "raw_unicode_escape"):
        headers = f"Content-Type: {base}; charset={charset}\r\n"
        assert door.upload(file(door.right), headers=headers, form="\\ud800").status == 403
    return found.count(303)


@attack("it is no form: what is packed is not unpacked.")
def packed(door: Door) -> None:
    """A body that swells when it is unpacked."""
    bomb = gzip.compress(b"\0" * 64 * 2**20)
    for coding in ("gzip", "deflate", "br", "identity, gzip"):
        head = f"{door.cookie}{KIND}Content-Encoding: {coding}\r\nContent-Length: {len(bomb)}\r\n"
        assert door.ask(f"POST {HAND_IN}", head, bomb).status in (400, 403)
    found = door.upload(file(bomb, "areas.ipynb.gz"))
    assert found.status == 400 and "no es un cuaderno" in found.body.decode()


@attack("nothing was chosen, and that is said.")
def empty(door: Door) -> None:
    """Hand in no file, an empty one, or one without a name."""
    for parts in ([], [file(b"", "")], [field("files", "text")], [field("other", "text")]):
        found = door.upload(*parts)
        assert found.status == 400 and "No elegiste ningún archivo" in found.body.decode()
    found = door.upload(file(b"", "areas.ipynb"))
    assert found.status == 400 and "está vacío" in found.body.decode()


@attack(
    "others' pages are answered meanwhile, and each of them is held open no longer than it may."
)
def sends_and_never_reads(door: Door) -> None:
    """Ask for pages and never read an answer."""
    lines = [door.connect() for _ in range(20)]
    try:
        for line in lines:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            line.sendall(f"GET / HTTP/1.1\r\n{door.host}{door.cookie}\r\n".encode() * 50)
        assert httpx.get(f"{door.server.url}/healthz", timeout=20).status_code == 200
    finally:
        for line in lines:
            line.close()
