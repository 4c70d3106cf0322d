"""Two things at once, and a student who floods."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import httpx

from panal.serve.events import MOST_OF_ONE
from panal.serve.intake import BURST
from tests.end_to_end.courses import gradebook
from tests.end_to_end.door import HAND_IN, Door, attack, statuses
from tests.end_to_end.door.uploads import begun
from tests.end_to_end.serving import ASSIGNMENT, ENDLESS, RIGHT, WRONG, answered

Found = TypeVar("Found")


def at_once(*calls: Callable[[], Found]) -> list[Found]:
    """Call all of them at the same moment."""
    gate = threading.Barrier(len(calls))

    def through(each: Callable[[], Found]) -> Found:
        gate.wait()
        return each()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(through, calls))


@attack("each has its own number, each is graded, and exactly one counts.", stores=4)
def two_uploads(door: Door) -> None:
    """Hand in at the same moment from two browsers, twice."""
    second = door.client(door.attacker)
    wrong = answered(door.server.course, WRONG)
    found = at_once(lambda: door.me.hand_in(door.right), lambda: second.hand_in(wrong))
    found += at_once(lambda: door.me.hand_in(wrong), lambda: second.hand_in(door.right))
    assert sorted(found) == [f"{HAND_IN}/attempts/{n}" for n in range(1, 5)]
    for attempt in found:
        assert "de 10 puntos" in door.me.result(attempt)
    assert door.me.http.get("/").text.count('class="counts"') == 1
    last = "10 de 10" in door.me.result(f"{HAND_IN}/attempts/4")
    assert gradebook(door.server.course, ASSIGNMENT)[door.attacker]["area"] == (5 if last else 0)


@attack("the newest counts, whatever is graded last.", stores=3)
def while_it_is_graded_again(door: Door) -> None:
    """Hand in while the teacher has the earlier attempt graded again."""
    door.me.result(door.me.hand_in(answered(door.server.course, WRONG)))
    again = f"/teacher{HAND_IN}/students/{door.attacker}/regrade"
    assert door.asks_the_teacher(again).status_code == 303
    for number in (2, 3):
        last = door.me.hand_in(answered(door.server.course, RIGHT, str(number)))
    for number in (1, 2, 3):
        door.me.result(f"{HAND_IN}/attempts/{number}")
    assert "10 de 10 puntos" in door.me.result(last)
    assert gradebook(door.server.course, ASSIGNMENT)[door.attacker]["area"] == 5
    assert door.me.http.get("/").text.count('class="counts"') == 1


def _finish(door: Door, between: Callable[[], object]) -> bytes:
    """An upload whose last bytes come after something else has happened."""
    data = door.right
    whole = begun(door, 10**6).replace(b"Content-Length: 1000000", b"Content-Length: %d")
    head, _, body = whole.partition(b"\r\n\r\n")
    body += data + b"\r\n--grenze--\r\n"
    with door.connect() as line:
        line.sendall(head % len(body) + b"\r\n\r\n" + body[:-200])
        time.sleep(0.3)
        between()
        line.sendall(body[-200:])
        return line.recv(2**16)


@attack("401, and nothing is stored: it was not there in time.")
def revoked_meanwhile(door: Door) -> None:
    """Go on with an upload while the link is revoked."""
    found = _finish(door, lambda: door.store.revoke("student", door.attacker))
    assert found.startswith(b"HTTP/1.1 401 ")


@attack("401, and nothing is stored; who comes back hands in again.", stores=1)
def left_meanwhile(door: Door) -> None:
    """Leave in one tab while the other one hands in."""

    def leave() -> None:
        assert door.me.http.post("/leave", data={"form": door.me.form()}).status_code == 200

    assert _finish(door, leave).startswith(b"HTTP/1.1 401 ")
    again = door.client(door.attacker)
    assert "10 de 10 puntos" in again.result(again.hand_in(door.right))


@attack("it is taken, waits, and is graded when the grading goes on.", stores=2)
def paused_meanwhile(door: Door) -> None:
    """Hand in while the teacher pauses the grading, in the middle of an endless loop."""
    slow = door.me.hand_in(answered(door.server.course, ENDLESS))
    door.asks_the_teacher("/teacher/pause", on="yes")
    try:
        attempt = door.me.hand_in(door.right)
        assert "puso la calificación en pausa" in door.me.http.get(attempt).text
    finally:
        door.asks_the_teacher("/teacher/pause", on="no")
    door.me.result(slow)
    assert "10 de 10 puntos" in door.me.result(attempt)


@attack(
    "429 with a time beyond the burst, the disk bounded, and the last one is taken when its time has come.",
    stores=BURST + 1,
)
def flood(door: Door) -> None:
    """Two hundred uploads over twenty connections."""
    form = door.me.form()
    [cookie] = door.me.http.cookies.items()
    files = {"files": (f"{ASSIGNMENT}.ipynb", door.right)}

    def ten() -> list[httpx.Response]:
        with httpx.Client(base_url=door.server.url, cookies=dict([cookie]), timeout=60) as mine:
            return [mine.post(HAND_IN, data={"form": form}, files=files) for _ in range(10)]

    found = [answer for answers in at_once(*[ten] * 20) for answer in answers]
    assert len(found) == 200 and set(statuses(found)) == {303, 429}
    while door.attempts(door.attacker) < BURST:
        assert door.me.post(door.right).status_code == 303
    late = door.me.post(door.right)
    assert late.status_code == 429 and 0 < int(late.headers["retry-after"]) <= 60
    assert all("retry-after" in each.headers for each in found if each.status_code == 429)
    # Nobody waits behind all of them: who has had fewer graded comes first.
    other = door.client("h-switch")
    assert "10 de 10 puntos" in other.result(other.hand_in(door.right))


@attack("files that are refused count, too: nobody makes us look at more than that.")
def flood_of_refused(door: Door) -> None:
    """Files that are refused, again and again, for to look at one takes time."""
    found = [door.me.post(b"{" * 1000).status_code for _ in range(BURST + 3)]
    assert found[:BURST] == [400] * BURST and found[BURST:] == [429] * 3


@attack("ten of them listen, the others do not; everybody else is answered.", stores=1)
def listeners_by_the_hundred(door: Door) -> None:
    """Open a hundred streams of events from one session at the same moment."""
    attempt = door.me.hand_in(door.right)
    door.me.result(attempt)
    request = f"GET {attempt}/events HTTP/1.1\r\n{door.host}{door.cookie}\r\n".encode()
    with contextlib.ExitStack() as stack:
        lines = [stack.enter_context(door.connect(5)) for _ in range(100)]
        at_once(*[lambda line=line: line.sendall(request) for line in lines])  # type: ignore[misc]
        assert door.client("h-switch").http.get("/").status_code == 200
        told = [_first(line) for line in lines]
    assert 1 <= sum(b"data: {" in each for each in told) <= MOST_OF_ONE
    assert {each[9:12] for each in told} <= {b"200", b"429"}


def _first(line: socket.socket) -> bytes:
    """What comes on a connection until a first event, or its end."""
    found = b""
    with contextlib.suppress(OSError):
        while (
            b"data: {" not in found and b"429" not in found[:20] and b"0\r\n\r\n" not in found[-5:]
        ):
            part = line.recv(2**16)
            if not part:
                break
            found += part
    return found
