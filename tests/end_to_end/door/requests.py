"""Requests that are none, or more than one: hosts, lengths, headers without end."""

from __future__ import annotations

from tests.end_to_end.door import HAND_IN, Door, Raw, attack


def answers(data: bytes) -> int:
    """How many answers there are on a connection."""
    return data.count(b"HTTP/1.1 ")


@attack("400, whatever is asked for.")
def foreign_hosts(door: Door) -> None:
    """Another host, none, or several, as a page that has bound its name to this address."""
    port = door.server.url.rpartition(":")[2]
    hosts = (
        "evil.example",
        f"evil.example:{port}",
        "",
        "127.0.0.1.evil.example",
        "evil@127.0.0.1",
        "[::1",
        "*",
    )
    for host in hosts:
        found = Raw.of(
            door.raw(f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{door.cookie}\r\n")
        )
        assert found.status == 400, host
    for head in ("", f"Host: 127.0.0.1:{port}\r\nHost: evil.example\r\n"):
        found = Raw.of(door.raw(f"GET / HTTP/1.1\r\n{head}Connection: close\r\n{door.cookie}\r\n"))
        assert found.status == 400, head


@attack("404 or 400: such an address is no page.")
def absolute_targets(door: Door) -> None:
    """Whole addresses, authorities and nonsense where a path belongs."""
    for target in (
        "http://evil.example/",
        f"{door.server.url}/",
        "evil.example:80",
        "*",
        "?",
        "#",
        "x",
        "\\",
        "/\x01",
    ):
        assert door.ask(f"GET {target}", door.cookie).status in (400, 404), target
    assert door.ask("GET http://evil.example/enter/x").status in (400, 404)


@attack("none of them changes an answer.")
def forwarded(door: Door) -> None:
    """Headers by which proxies tell who asks, by which address, as whom."""
    more = "".join(
        f"{name}: {value}\r\n"
        for name, value in {
            "X-Forwarded-For": "127.0.0.1", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https",
            "Forwarded": "host=evil.example", "X-Original-URL": "/teacher", "X-Rewrite-URL": "/teacher",
            "X-Remote-User": "ana", "Remote-User": "ana", "X-Script-Name": "/evil", "Authorization": "Basic YW5hOmFuYQ==",
            "X-User": "ana", "X-Forwarded-Prefix": "/evil", "X-Forwarded-User": "ana",
        }.items()
    )  # fmt: skip
    plain, told = door.ask("GET /", door.cookie), door.ask("GET /", door.cookie + more)
    assert plain.status == told.status == 200
    assert b"evil" not in told.body and "evil" not in told.head and "Strict" not in told.head
    assert door.ask("GET /", more).status == 401


SMUGGLED = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@attack("one answer, 400, and the connection is over.")
def two_lengths(door: Door) -> None:
    """Give a request two lengths, so that a proxy and the server disagree on where it ends."""
    for lengths in (
        f"Content-Length: {len(SMUGGLED) + 5}\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
        "Content-Length: 0\r\nContent-Length: 5\r\n",
        "Content-Length: 5, 6\r\n",
        "Content-Length: +5\r\n",
        "Content-Length: 5 5\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 0x5\r\n",
        "Content-Length: ٥\r\n",
        f"Content-Length: {'9' * 5000}\r\n",
    ):
        data = (
            f"POST {HAND_IN} HTTP/1.1\r\n{door.host}{door.cookie}{lengths}\r\n0\r\n\r\n{SMUGGLED}"
        )
        found = door.raw(data)
        assert found.startswith(b"HTTP/1.1 400 ") and answers(found) == 1, lengths


@attack("one answer, 400 or 501, and the connection is over.")
def unknown_transfer_encodings(door: Door) -> None:
    """Encodings of a body that only a proxy might understand, and chunks that are none."""
    for coding in (
        "chunked, identity",
        "xchunked",
        "gzip, chunked",
        "\x0bchunked",
        "chunked\r\nTransfer-Encoding: x",
    ):
        head = f"POST {HAND_IN} HTTP/1.1\r\n{door.host}{door.cookie}Transfer-Encoding: {coding}\r\n\r\n"
        found = door.raw(f"{head}0\r\n\r\n{SMUGGLED}")
        assert found[9:12] in (b"400", b"501") and answers(found) == 1, coding


@attack("what is no chunk ends the connection, and nothing behind it is answered.")
def broken_chunks(door: Door) -> None:
    """Chunks whose length is none, that end wrongly, or whose extensions never end."""
    head = f"POST {HAND_IN} HTTP/1.1\r\n{door.host}{door.cookie}Transfer-Encoding: chunked\r\n"
    head += "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
    for chunks in ("5\r\nhelloX\r\n0\r\n\r\n", "-5\r\nhello\r\n0\r\n\r\n", "0x5\r\nhello\r\n0\r\n\r\n",
                   "FFFFFFFFFFFFFFFFFFFFFFFF\r\nhello", "5;" + "x" * 100_000, "5 \x00\r\nhello\r\n0\r\n\r\n"):  # fmt: skip
        found = door.raw(head + chunks + SMUGGLED, 3)
        assert answers(found) <= 1 and not found.startswith(b"HTTP/1.1 2"), chunks[:20]


@attack("400: a header has its name, its colon and one line.")
def broken_headers(door: Door) -> None:
    """Space before the colon, no name, control characters, and other signs in a name."""
    for header in (
        "Content-Length : 5",
        " X: y",
        ": x",
        "X\x00: y",
        "X: a\x00b",
        "X(: y",
        "nonsense",
        "Ñ: x",
    ):
        found = door.raw(
            f"GET / HTTP/1.1\r\n{door.host}Connection: close\r\nA: b\r\n{header}\r\n\r\n"
        )
        status = found[9:12]
        # A line that begins with a space goes on with the one before: `A: b X: y`.
        assert status == (b"401" if header == " X: y" else b"400"), header
        assert answers(found) == 1


@attack("each is one request or none, by the same rule as everywhere.")
def bare_line_feeds(door: Door) -> None:
    """Line feeds alone, carriage returns alone, and an empty line before."""
    host = door.host.strip()
    assert answers(door.raw(f"GET / HTTP/1.1\n{host}\nConnection: close\n\n")) == 1
    assert answers(door.raw(f"GET / HTTP/1.1\r{host}\r\r", 1)) <= 1
    assert answers(door.raw(f"\r\n\r\nGET / HTTP/1.1\r\n{host}\r\nConnection: close\r\n\r\n")) <= 1
    hidden = f"GET / HTTP/1.1\r\n{host}\r\nConnection: close\r\nX: a\rGET /healthz HTTP/1.1\r\n\r\n"
    assert b"ok\n" not in door.raw(hidden)


@attack("400, or an answer to whoever is nobody, and the others wait no longer.")
def header_bombs(door: Door) -> None:
    """Headers without end: one that is long, and many that are short."""
    for more in (f"X: {'a' * 200_000}\r\n", "a: b\r\n" * 50_000, f"{'n' * 100_000}: x\r\n"):
        found = door.raw(f"GET / HTTP/1.1\r\n{door.host}{more}\r\n", 5)
        assert found[9:12] in (b"400", b"431", b"401", b"") and answers(found) <= 1


@attack("404 up to some length, and 400 or nothing beyond it.")
def long_addresses(door: Door) -> None:
    """Addresses of a thousand, of fifty thousand and of a million signs, and as many parameters."""
    for length in (1_000, 50_000, 1_000_000):
        for target in (
            f"/{'a' * length}",
            f"/static/{'%41' * (length // 3)}",
            "/" + "a/" * (length // 2),
        ):
            found = door.raw(f"GET {target} HTTP/1.1\r\n{door.host}Connection: close\r\n\r\n", 5)
            assert found[9:12] in (b"404", b"400", b"431", b"")
    # Longer ones may depend on how they arrive: the server keeps little of a head that is not whole.
    assert door.ask(f"GET /healthz?{'a=b&' * 3_000}").status == 200


@attack("the one that is ours counts.")
def cookies_by_the_hundred(door: Door) -> None:
    """A thousand cookies beside ours."""
    crowd = "; ".join(f"c{n}={n}" for n in range(1000))
    mine = door.cookie.partition(": ")[2].strip()
    assert door.ask("GET /", f"Cookie: {crowd}; {mine}; {crowd}\r\n").status == 200
    assert door.ask("GET /", f"Cookie: {crowd}\r\n").status == 401
    assert door.ask("GET /", "Cookie: " + ";" * 30_000 + "\r\n").status == 401


@attack("there are none here; the page is answered as ever, or not at all.")
def web_sockets(door: Door) -> None:
    """Ask for another protocol on the same connection."""
    more = "Upgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    for target in ("/", f"{HAND_IN}/attempts/1/events"):
        data = f"GET {target} HTTP/1.1\r\n{door.host}Connection: Upgrade, close\r\n{more}\r\n"
        found = Raw.of(door.raw(data, 3))
        assert found.status == 401
    found = Raw.of(
        door.raw(
            f"GET / HTTP/1.1\r\n{door.host}Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\n\r\n"
        )
    )
    assert found.status == 401
    for part in door.raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 2).split(b"HTTP/1.1 ")[1:]:
        assert part.startswith((b"400", b"404"))


@attack("each is answered for itself, in their order.")
def pipelined(door: Door) -> None:
    """Hundreds of requests on one connection, before the first answer."""
    one = f"GET /healthz HTTP/1.1\r\n{door.host}\r\n"
    last = f"GET /healthz HTTP/1.1\r\n{door.host}Connection: close\r\n\r\n"
    assert answers(door.raw(one * 200 + last)) == 201


@attack("a part is never more than the whole: 200, 401 or 404.")
def ranges(door: Door) -> None:
    """Ask for parts of pages, for a thousand parts, and for what has not changed."""
    many = ",".join(f"{n}-{n + 1}" for n in range(1000))
    for more in (
        f"Range: bytes={many}",
        "Range: bytes=-1",
        "If-None-Match: *",
        "If-Modified-Since: x",
        "Expect: 100-continue",
    ):
        for path, status in (("/", 200), ("/static/serve.css", 200), (door.victims, 404)):
            assert door.ask(f"GET {path}", f"{door.cookie}{more}\r\n").status == status
