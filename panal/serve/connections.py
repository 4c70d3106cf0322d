"""What holds for every connection, whatever is asked on it. A server that waits for ever for the rest of
a request can be kept busy by whoever sends nothing: uvicorn itself has a limit only between requests.
"""

from __future__ import annotations

import asyncio
import ipaddress
import resource
import socket
from collections import Counter
from typing import Any, ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

CONNECTIONS = 2000
"""How many are answered at once; the next ones are told that the server is busy."""

MOST_OF_ONE = CONNECTIONS // 2
"""Of one address, so that nobody has all of them. A whole classroom may come from one address."""

DESCRIPTORS = 2 * CONNECTIONS
"""Open files that this many connections need, and the rest of us."""

HEAD_SECONDS = 10.0
"""How long the head of a request may be on its way, from its first byte or the connection's begin on."""

REST_SECONDS = 30.0
"""How long we listen to the rest of a request that is answered already: a browser that still sends a
file which is too large would not read the answer if we closed at once."""

HANDSHAKE_SECONDS = 10.0
UNREAD_SECONDS = 60
"""After which a connection is given up whose other side takes nothing of what we send."""


class _Requests(h11.Connection):
    """What comes on a connection. Of no request we take a body in chunks: no browser sends one, and
    chunks of a byte each cost us so much that a single slow line would keep everybody waiting.
    """

    def next_event(self) -> Any:
        event = super().next_event()
        if isinstance(event, h11.Request) and b"transfer-encoding" in dict(event.headers):
            raise h11.RemoteProtocolError("a body must say its length")
        return event


class Protocol(H11Protocol):
    """A connection of uvicorn's that does not last for ever."""

    _held: ClassVar[Counter[str]] = Counter()
    _timer: asyncio.TimerHandle | None = None
    _address = ""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.conn = _Requests(h11.SERVER)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._address = network_of(transport.get_extra_info("peername"))
        self._held[self._address] += 1
        if self._address and self._held[self._address] > MOST_OF_ONE:
            transport.abort()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._stop()
        self._held[self._address] -= 1
        if not self._held[self._address]:
            del self._held[self._address]

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._watch()

    def _watch(self) -> None:
        """Begin to count when it is the other side's turn; more bytes give no more time."""
        seconds = self._patience()
        if not seconds:
            self._stop()
        elif self._timer is None:
            self._timer = self.loop.call_later(seconds, self.transport.abort)

    def _patience(self) -> float:
        first = self.cycle is None
        if not first and not self.cycle.response_complete:
            return 0.0  # it is our turn; `panal.serve.security` bounds the body
        if self.conn.their_state is h11.SEND_BODY:
            return REST_SECONDS
        # Between two requests uvicorn waits for `timeout_keep_alive`, until the first byte comes.
        return HEAD_SECONDS if first or self.conn.trailing_data[0] else 0.0

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class Loop(asyncio.SelectorEventLoop):
    """asyncio gives a TLS handshake a minute, and uvicorn has no word for it."""

    def create_server(self, *arguments: Any, **options: Any) -> Any:
        if options.get("ssl"):
            options["ssl_handshake_timeout"] = HANDSHAKE_SECONDS
        return super().create_server(*arguments, **options)


def network_of(peer: Any) -> str:
    """Whose connection it is, as far as it can be told by the address; empty for this machine, where a
    proxy in front speaks for everybody.

    >>> network_of(("192.0.2.7", 5000)), network_of(("127.0.0.1", 5000))
    ('192.0.2.7', '')
    >>> network_of(("2001:db8:1:2:3::7", 5000, 0, 0))
    '2001:db8:1:2::/64'
    """
    try:
        address = ipaddress.ip_address(peer[0].partition("%")[0])
    except (TypeError, IndexError, ValueError):
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is None:
            network = ipaddress.ip_network((address, 64), strict=False)
            return "" if address.is_loopback else str(network)
        address = address.ipv4_mapped
    return "" if address.is_loopback else str(address)


def listen(host: str, port: int) -> socket.socket:
    """A socket on which connections come.

    Raises:
        OSError: another program has the port, or the address is not this machine's.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(DESCRIPTORS, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=CONNECTIONS)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # each connection inherits it (tcp(7))
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_SECONDS * 1000)
    return listener
