"""panal.serve.platforms: requests that end, and keys."""

from __future__ import annotations

import gzip
import stat
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from panal.config import Platform
from panal.errors import EnvironmentProblem
from panal.serve import platforms
from panal.serve.platforms import Asking, KeySet, Unreachable, registration, tool_key
from tests.end_to_end.lti_platform import Key


class Odd(BaseHTTPRequestHandler):
    """Answers in ways in which nobody should."""

    asked: list[str] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "/fine")
            self.end_headers()
            return
        self.send_response(200)
        if self.path == "/packed":
            self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self.wfile.write(gzip.compress(b"{}"))
            return
        self.end_headers()
        pieces = {"/endless": 10**6, "/slow": 10**6}.get(self.path, 1)
        try:
            for _ in range(pieces):
                self.wfile.write(b"{}" if pieces == 1 else b"x" * 100)
                if self.path == "/slow":
                    time.sleep(0.4)
        except OSError:
            pass

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Odd)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def at(url: str, **more: Any) -> Platform:
    return Platform("https://moodle.example", "1", ("1",), f"{url}/auth", f"{url}/token", **more)


def test_a_fine_answer_is_read(url: str) -> None:
    answer = Asking(at(url)).get(f"{url}/fine")
    assert answer.ok and answer.json() == {} and answer.content == b"{}"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/elsewhere", "sends us elsewhere"),
        ("/endless", "without an end"),
        ("/slow", "end|Timeout"),
    ],
)
def test_an_odd_answer_ends(
    url: str, path: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platforms, "ANSWER_SECONDS", 0.5)
    with pytest.raises(Unreachable, match=said):
        Asking(at(url)).get(f"{url}{path}")


def test_an_answer_that_is_packed_is_read(url: str) -> None:
    assert Asking(at(url)).get(f"{url}/packed").json() == {}


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/fine",
        "http://moodle.example/",
        "https://elsewhere.example/",
        "file:///etc/passwd",
        "https://127.0.0.1@elsewhere.example/",
        "//elsewhere.example/",
        "",
    ],
)
def test_nobody_else_is_asked(url: str, address: str) -> None:
    with pytest.raises(Unreachable, match="does not: is it"):
        Asking(at(url)).get(address)


def test_nobody_is_asked_for_ever(url: str) -> None:
    """A list of line items says where its next page is, and that may be itself."""
    asking = Asking(at(url))
    for _ in range(platforms.MOST_PAGES):
        asking.get(f"{url}/fine")
    with pytest.raises(Unreachable, match="more than"):
        asking.get(f"{url}/fine")


def test_a_platform_that_is_not_there() -> None:
    with pytest.raises(Unreachable, match="does not answer"):
        Asking(at("http://127.0.0.1:1")).get("http://127.0.0.1:1/fine")


# Keys of platforms


class Keys(KeySet):
    """A platform whose keys change."""

    told: dict[str, jwt.PyJWK] | None = None
    asked = 0

    def _ask(self) -> dict[str, jwt.PyJWK]:
        self.asked += 1
        if self.told is None:
            raise Unreachable("It is away.")
        return self.told


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    now = SimpleNamespace(time=10**6)
    monkeypatch.setattr(platforms.time, "monotonic", lambda: now.time)
    return now


def test_keys_are_asked_for_when_one_is_new_or_they_are_old(clock: SimpleNamespace) -> None:
    keys = Keys(at("https://moodle.example", key_set_url="https://moodle.example/jwks"))
    first, second = (jwt.PyJWK(Key(kid).jwk) for kid in ("first", "second"))
    keys.told = {"first": first}
    assert keys.key("first") is first and keys.key("first") is first
    assert keys.asked == 1
    for _ in range(3):
        with pytest.raises(KeyError):
            keys.key("second")
    assert keys.asked == 1, "names of keys that nobody has don't make us ask at each try"
    clock.time += platforms.AGAIN_SECONDS + 1
    keys.told = {"first": first, "second": second}
    assert keys.key("second") is second
    clock.time += platforms.KEYS_SECONDS + 1
    keys.told = {"second": second}
    with pytest.raises(KeyError):
        keys.key("first")  # it was withdrawn


def test_keys_that_can_not_be_asked_for_are_not_trusted_for_ever(clock: SimpleNamespace) -> None:
    keys = Keys(at("https://moodle.example", key_set_url="https://moodle.example/jwks"))
    with pytest.raises(Unreachable, match="away"):
        keys.key("first")
    with pytest.raises(Unreachable, match="away"):
        keys.key("first")
    assert keys.asked == 1
    clock.time += platforms.AGAIN_SECONDS + 1
    keys.told = {"first": jwt.PyJWK(Key("first").jwk)}
    keys.key("first")
    keys.told = None
    clock.time += platforms.KEYS_SECONDS - 1
    keys.key("first")
    clock.time += 2
    with pytest.raises(Unreachable, match="away"):
        keys.key("first")


def test_only_keys_of_the_right_kind_are_taken() -> None:
    """A JWKS with a shared secret, or with a curve, gives no key for RS256."""
    curve = jwt.algorithms.ECAlgorithm.to_jwk(
        ec.generate_private_key(ec.SECP256R1()).public_key(), as_dict=True
    )
    told = [
        {"kty": "oct", "kid": "secret", "k": "c2VjcmV0", "alg": "RS256"},
        {**curve, "kid": "curve", "alg": "RS256"},
        {"kty": "RSA", "kid": "broken", "n": "?", "e": "AQAB"},
        {"kty": "RSA", "kid": 7},
        "no key",
        Key("right").jwk,
    ]
    keys = KeySet(at("https://moodle.example", key_set={"keys": told}))
    assert keys.key("right").algorithm_name == "RS256"
    for kid in ("secret", "curve", "broken", "7"):
        with pytest.raises(KeyError):
            keys.key(kid)


# Our own key


def test_our_key_is_made_once_and_ours(tmp_path: Path) -> None:
    course: Any = SimpleNamespace(root=tmp_path)
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(tool_key(course))) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == 4 and len(set(found)) == 1
    [path] = (tmp_path / "serve").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_what_everybody_may_know_of_it(tmp_path: Path) -> None:
    course: Any = SimpleNamespace(root=tmp_path)
    [told] = registration(at("https://moodle.example"), tool_key(course)).get_jwks()
    assert set(told) == {"kty", "kid", "n", "e", "alg", "use"}


def test_a_key_that_is_none_is_said(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="is none"):
        registration(at("https://moodle.example"), "no key")
