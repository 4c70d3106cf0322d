"""What we ask of learning platforms, and what they ask of us: keys, and requests that are bounded.

PyLTI1p3 writes the messages, PyJWT verifies what comes. Neither bounds a request, so that is done here:
it goes to the addresses of `c.Serve.lti` and nowhere else, follows no redirect, and ends in time.
"""

from __future__ import annotations

import secrets
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import jwt
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pylti1p3.registration import Registration
from urllib3.exceptions import HTTPError

from panal.config import Platform, origin_of
from panal.course import files
from panal.course.course import Course
from panal.errors import EnvironmentProblem
from panal.serve.store import FOLDER

ANSWER_SECONDS = 10.0
ANSWER_BYTES = 2**20
MOST_PAGES = 20
"""Requests that one score may take: a list of line items may come in pages."""

KEYS_SECONDS = 3600.0
"""How old the keys of a platform may be; one that it has withdrawn is worth nothing after that."""

AGAIN_SECONDS = 30.0
"""How soon the keys are asked for again if one is unknown, or the platform did not answer."""


class Unreachable(Exception):
    """A platform did not answer, or not as it must. The text is a sentence for whoever runs panal."""


class Asking(requests.Session):
    """Asks one platform. Not to be shared between threads.

    Args:
        platform: which one.
    """

    def __init__(self, platform: Platform) -> None:
        super().__init__()
        self.trust_env = False  # a .netrc would replace the token that the platform gave us
        self.headers["User-Agent"] = "panal"
        self._origins = platform.origins
        self.left = MOST_PAGES

    def request(self, method: str, url: str | bytes, *rest: Any, **more: Any) -> Any:
        """As `requests` does it, within bounds.

        Raises:
            Unreachable: the address is not the platform's, or nothing usable came from it.
        """
        address = url if isinstance(url, str) else url.decode()
        origin = origin_of(address)
        if not origin or origin not in self._origins:
            shown = origin or "an address without HTTPS"
            raise Unreachable(
                f"The platform names {shown}, which c.Serve.lti does not: is it to stand in `services`?"
            )
        self.left -= 1
        if self.left < 0:
            raise Unreachable(f"{origin} wants more than {MOST_PAGES} requests.")
        deadline = time.monotonic() + ANSWER_SECONDS
        bounds = {"timeout": ANSWER_SECONDS, "allow_redirects": False, "stream": True}
        try:
            answer = super().request(method, url, *rest, **(more | bounds))
            body = b""
            # What has come, and not a whole piece of it: that could come one byte at a time.
            while piece := answer.raw.read1(2**14, decode_content=True):
                body += piece
                if len(body) > ANSWER_BYTES or time.monotonic() > deadline:
                    answer.close()
                    raise Unreachable(f"{origin} answers without an end.")
        except (requests.RequestException, HTTPError) as error:
            raise Unreachable(f"{origin} does not answer: {type(error).__name__}.") from None
        if answer.is_redirect:
            raise Unreachable(f"{origin} sends us elsewhere.")
        answer._content = body  # what `stream` leaves to whoever reads
        return answer


class KeySet:
    """The public keys of a platform, by which it signs. Threads may share it.

    Args:
        platform: whose.
    """

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._lock = threading.Lock()
        self._keys: dict[str, jwt.PyJWK] = {}
        self._read = -KEYS_SECONDS
        self._tried = -AGAIN_SECONDS
        self._problem = ""
        if platform.key_set is not None:
            self._keys = _keys_of(platform.key_set)

    def key(self, kid: str) -> jwt.PyJWK:
        """The key with an id.

        Raises:
            KeyError: the platform has none.
            Unreachable: it did not tell its keys.
        """
        if self._platform.key_set is not None:
            return self._keys[kid]
        with self._lock:
            now = time.monotonic()
            old = now - self._read > KEYS_SECONDS
            if (old or kid not in self._keys) and now - self._tried > AGAIN_SECONDS:
                self._tried, self._problem = now, ""
                try:
                    self._keys = self._ask()
                    self._read = now
                except Unreachable as problem:
                    self._problem = str(problem)
            if now - self._read > KEYS_SECONDS or (self._problem and kid not in self._keys):
                raise Unreachable(self._problem or "The keys of the platform are too old.")
            return self._keys[kid]

    def _ask(self) -> dict[str, jwt.PyJWK]:
        answer = Asking(self._platform).get(self._platform.key_set_url)
        try:
            told = answer.json() if answer.ok else None
        except (ValueError, RecursionError):
            told = None
        if not isinstance(told, dict) or not isinstance(told.get("keys"), list):
            raise Unreachable(f"{self._platform.key_set_url} has no keys for us.")
        return _keys_of(told)


def _keys_of(told: Any) -> dict[str, jwt.PyJWK]:
    """Keys of a JWKS that are for RS256, which is what LTI signs with."""
    found = {}
    for each in told["keys"]:
        if isinstance(each, dict) and each.get("kty") == "RSA" and isinstance(each.get("kid"), str):
            with suppress(jwt.PyJWTError, ValueError, TypeError):
                found[each["kid"]] = jwt.PyJWK(each, "RS256")
    return found


def tool_key(course: Course) -> str:
    """Our own private key, in PEM; made when it is first asked for, and never again.

    Raises:
        EnvironmentProblem: it can't be written or read.
    """
    path = course.root / FOLDER / "lti-key.pem"
    try:
        if not path.exists():
            _make_key(path)
        return path.read_text(encoding="ascii")
    except (OSError, ValueError) as error:
        raise EnvironmentProblem(f"The key for LTI, {path}, can't be used: {error}.") from None


def _make_key(path: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.parent.mkdir(mode=0o700, exist_ok=True)
    mine = path.with_name(f"lti-key-{secrets.token_hex(8)}.pem")
    files.replace(mine, key, 0o600)
    with suppress(FileExistsError):  # another process was faster, and its key holds
        path.hardlink_to(mine)
    mine.unlink()
    files.sync(path.parent)


def registration(platform: Platform, key: str) -> Registration:
    """A platform as PyLTI1p3 wants it.

    Raises:
        EnvironmentProblem: the key is none.
    """
    try:
        private = serialization.load_pem_private_key(key.encode(), None)
    except (ValueError, TypeError) as error:
        raise EnvironmentProblem(f"The key for LTI in {FOLDER}/ is none: {error}.") from None
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    found = Registration()
    found.set_issuer(platform.issuer).set_client_id(platform.client_id)
    found.set_auth_login_url(platform.auth_login_url).set_auth_token_url(platform.auth_token_url)
    found.set_tool_private_key(key).set_tool_public_key(public.decode())
    if platform.auth_audience:
        found.set_auth_audience(platform.auth_audience)
    return found
