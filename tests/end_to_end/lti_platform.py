"""A learning platform, written from the specifications: LTI 1.3, the 1EdTech Security Framework 1.0, Deep
Linking 2.0, Assignment and Grade Services 2.0. And a browser that walks through it.
"""

from __future__ import annotations

import contextlib
import html
import json
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import uvicorn
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from tests.end_to_end.serving import free_port

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
DEEP = "https://purl.imsglobal.org/spec/lti-dl/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
LEARNER, INSTRUCTOR = f"{MEMBERSHIP}Learner", f"{MEMBERSHIP}Instructor"

Claims = dict[str, Any]
Forge = Callable[[Claims, dict[str, Any]], str | None]
"""Changes claims and the header of a token in place, or returns another token."""


@dataclass(frozen=True)
class User:
    """Somebody who is logged in to the platform."""

    sub: str
    given: str
    family: str
    email: str = ""
    roles: tuple[str, ...] = (LEARNER,)
    username: str = ""


@dataclass
class Link:
    """A resource link in a course of the platform, with a line item or without."""

    id: str
    custom: dict[str, str] = field(default_factory=dict)
    lineitem: str = ""


class Key:
    """A pair of keys."""

    def __init__(self, kid: str) -> None:
        self.kid = kid
        self.private = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    @property
    def jwk(self) -> dict[str, Any]:
        return jwt.algorithms.RSAAlgorithm.to_jwk(self.private.public_key(), as_dict=True) | {
            "kid": self.kid,
            "alg": "RS256",
            "use": "sig",
        }


class LtiPlatform:
    """A platform with one course, which knows one tool.

    Args:
        tool: the address of the tool.
        issuer: what it calls itself; by default its address.
    """

    client_id = "tool-1"
    deployment = "7"
    context = "course-57"

    def __init__(self, tool: str, issuer: str = "") -> None:
        self.tool = tool
        self.port = free_port()
        # For a browser this is another site than 127.0.0.1, where the tool is.
        self.url = f"http://localhost:{self.port}"
        self.issuer = issuer or self.url
        self.key = Key("first")
        self.users: dict[str, User] = {}
        self.links: dict[str, Link] = {}
        self.lineitems: dict[str, dict[str, Any]] = {}
        self.scores: dict[str, list[dict[str, Any]]] = {}
        self.assertions: set[str] = set()
        self.tokens: dict[str, set[str]] = {}
        self.hints: dict[str, tuple[str, dict[str, Any]]] = {}
        self.answers_with = 0
        """An HTTP status in place of what its services answer."""
        self.asked: list[str] = []

    def settings(self, **changes: Any) -> dict[str, Any]:
        """An entry of `c.Serve.lti`."""
        return {
            "issuer": self.issuer,
            "client_id": self.client_id,
            "deployment_ids": [self.deployment],
            "auth_login_url": f"{self.url}/auth",
            "auth_token_url": f"{self.url}/token",
            "key_set_url": f"{self.url}/jwks",
            "contexts": [self.context],
            **changes,
        }

    # What it does for its people.

    def add_lineitem(self, label: str, maximum: float, resource: str = "") -> str:
        url = f"{self.url}/lineitems/{len(self.lineitems)}"
        self.lineitems[url] = {"id": url, "label": label, "scoreMaximum": maximum}
        if resource:
            self.lineitems[url]["resourceLinkId"] = resource
        self.scores[url] = []
        return url

    def add_link(self, name: str, custom: dict[str, str], *, lineitem: bool = True) -> Link:
        link = Link(name, custom, self.add_lineitem(name, 10, name) if lineitem else "")
        self.links[name] = link
        return link

    def launch(self, user: User, link: Link) -> dict[str, str]:
        """Somebody clicks on a link: what their browser is to send to the tool."""
        about: Claims = {
            f"{CLAIM}message_type": "LtiResourceLinkRequest",
            f"{CLAIM}resource_link": {"id": link.id, "title": link.id},
            f"{CLAIM}custom": link.custom,
            f"{CLAIM}target_link_uri": f"{self.tool}/lti/launch",
            AGS: {
                "scope": [f"{SCOPE}{each}" for each in ("score", "lineitem", "result.readonly")],
                "lineitems": f"{self.url}/lineitems",
                **({"lineitem": link.lineitem} if link.lineitem else {}),
            },
        }
        return self._initiate(user, about)

    def choose(self, user: User) -> dict[str, str]:
        """A teacher wants to add something of the tool to the course."""
        about: Claims = {
            f"{CLAIM}message_type": "LtiDeepLinkingRequest",
            f"{CLAIM}target_link_uri": f"{self.tool}/lti/choose",
            f"{DEEP}deep_linking_settings": {
                "deep_link_return_url": f"{self.url}/deep?course=57",
                "accept_types": ["link", "ltiResourceLink"],
                "accept_presentation_document_targets": ["iframe", "window"],
                "accept_multiple": False,
                "data": "csrf-of-the-platform",
            },
        }
        return self._initiate(user, about)

    def _initiate(self, user: User, about: Claims) -> dict[str, str]:
        self.users[user.sub] = user
        hint = secrets.token_hex(8)
        self.hints[hint] = user.sub, about
        return self._login_fields(user.sub, about, hint)

    def _login_fields(self, user: str, about: Claims, hint: str) -> dict[str, str]:
        return {
            "iss": self.issuer,
            "login_hint": user,
            "target_link_uri": about[f"{CLAIM}target_link_uri"],
            "lti_message_hint": hint,
            "client_id": self.client_id,
            "lti_deployment_id": self.deployment,
        }

    def claims(self, user: User, about: Claims, nonce: str) -> Claims:
        now = int(time.time())
        names = {"given_name": user.given, "family_name": user.family, "email": user.email}
        return {
            "iss": self.issuer,
            "aud": self.client_id,
            "sub": user.sub,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "name": f"{user.given} {user.family}",
            **{name: text for name, text in names.items() if text},
            f"{CLAIM}deployment_id": self.deployment,
            f"{CLAIM}version": "1.3.0",
            f"{CLAIM}roles": list(user.roles),
            f"{CLAIM}context": {"id": self.context, "title": "Geometría"},
            f"{CLAIM}ext": {"user_username": user.username} if user.username else {},
            **about,
        }

    def signed(self, claims: Claims, forge: Forge | None = None) -> str:
        header: dict[str, Any] = {"kid": self.key.kid}
        token = forge(claims, header) if forge else None
        return token or jwt.encode(claims, self.key.private, "RS256", headers=header)

    # Its endpoints.

    def routes(self) -> list[Route]:
        return [
            Route("/course", self._course),
            Route("/auth", self._auth, methods=["GET", "POST"]),
            Route("/deep", self._deep, methods=["POST"]),
            Route("/jwks", self._jwks),
            Route("/token", self._token, methods=["POST"]),
            Route("/lineitems", self._lineitems, methods=["GET", "POST"]),
            Route("/lineitems/{number:int}/scores", self._score, methods=["POST"]),
        ]

    def _course(self, request: Request) -> Response:
        """A page that shows the tool in a frame of its own, as platforms do."""
        user, about = self.hints[request.query_params["hint"]]
        fields = self._login_fields(user, about, request.query_params["hint"])
        form = _form(f"{self.tool}/lti/login", fields, 'target="tool"')
        frame = '<iframe name="tool" width="800" height="600"></iframe>'
        return HTMLResponse(f"<!DOCTYPE html><title>Geometría</title>{form}{frame}")

    async def _deep(self, request: Request) -> Response:
        """What a teacher chose is added to the course."""
        token = str((await request.form())["JWT"])
        async with httpx.AsyncClient() as client:
            keys = jwt.PyJWKSet.from_dict((await client.get(f"{self.tool}/lti/keys")).json())
        said = jwt.decode(
            token,
            keys[jwt.get_unverified_header(token)["kid"]],
            ["RS256"],
            audience=self.issuer,
            issuer=self.client_id,
            options={"require": ["exp", "iat", "nonce"]},
        )
        right = {
            f"{CLAIM}message_type": "LtiDeepLinkingResponse",
            f"{CLAIM}version": "1.3.0",
            f"{CLAIM}deployment_id": self.deployment,
            f"{DEEP}data": "csrf-of-the-platform",
        }
        if wrong := [name for name in right if said.get(name) != right[name]]:
            return HTMLResponse(f"{wrong}", 400)
        [item] = said[f"{DEEP}content_items"]
        assert item["type"] == "ltiResourceLink" and item["url"] == f"{self.tool}/lti/launch"
        link = self.add_link(item["title"], item["custom"], lineitem=False)
        link.lineitem = self.add_lineitem(item["title"], item["lineItem"]["scoreMaximum"], link.id)
        return HTMLResponse(f"<!DOCTYPE html><title>Added</title><p>Added: {link.id}")

    async def _auth(self, request: Request) -> Response:
        sent = {**request.query_params, **(await request.form())}
        user, about = self.hints[str(sent["lti_message_hint"])]
        right = {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "client_id": self.client_id,
            "redirect_uri": f"{self.tool}/lti/launch",
            "login_hint": user,
        }
        wrong = {name: sent.get(name) for name in right if sent.get(name) != right[name]}
        if wrong or not sent.get("nonce") or not sent.get("state"):
            return HTMLResponse(f"invalid_request: {wrong}", 400)
        token = self.signed(self.claims(self.users[user], about, str(sent["nonce"])))
        fields = {"id_token": token, "state": str(sent["state"])}
        form = _form(right["redirect_uri"], fields)
        return HTMLResponse(f"<!DOCTYPE html><title>…</title>{form}")

    def _jwks(self, request: Request) -> Response:
        self.asked.append("jwks")
        if self.answers_with:
            return Response("", self.answers_with)
        return JSONResponse({"keys": [self.key.jwk]})

    async def _token(self, request: Request) -> Response:
        self.asked.append("token")
        if self.answers_with:
            return Response("", self.answers_with)
        sent = await request.form()
        assertion = str(sent["client_assertion"])
        kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        if sent["grant_type"] != "client_credentials" or sent["client_assertion_type"] != kind:
            return JSONResponse({"error": "unsupported_grant_type"}, 400)
        async with httpx.AsyncClient() as client:
            keys = jwt.PyJWKSet.from_dict((await client.get(f"{self.tool}/lti/keys")).json())
        try:
            said = jwt.decode(
                assertion,
                keys[jwt.get_unverified_header(assertion)["kid"]],
                ["RS256"],
                audience=f"{self.url}/token",
                issuer=self.client_id,
                subject=self.client_id,
                options={"require": ["exp", "iat", "jti", "iss", "sub", "aud"]},
            )
        except (jwt.PyJWTError, KeyError) as error:
            return JSONResponse({"error": "invalid_client", "why": str(error)}, 401)
        if said["jti"] in self.assertions:
            return JSONResponse({"error": "invalid_client"}, 401)
        self.assertions.add(said["jti"])
        token = secrets.token_hex(8)
        self.tokens[token] = set(str(sent["scope"]).split())
        return JSONResponse(
            {
                "access_token": token,
                "token_type": "Bearer",
                "expires_in": 3600,
                "scope": str(sent["scope"]),
            }
        )

    def _may(self, request: Request, scope: str) -> bool:
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        return f"{SCOPE}{scope}" in self.tokens.get(bearer, set())

    async def _lineitems(self, request: Request) -> Response:
        if not self._may(request, "lineitem"):
            return Response("", 401)
        if request.method == "GET":
            kind = "application/vnd.ims.lis.v2.lineitemcontainer+json"
            return JSONResponse(list(self.lineitems.values()), media_type=kind)
        sent = await request.json()
        url = self.add_lineitem(sent["label"], sent["scoreMaximum"], sent["resourceLinkId"])
        return JSONResponse(self.lineitems[url], 201)

    async def _score(self, request: Request) -> Response:
        self.asked.append("score")
        if self.answers_with:
            return Response("", self.answers_with)
        if not self._may(request, "score"):
            return Response("", 401)
        if request.headers["content-type"] != "application/vnd.ims.lis.v1.score+json":
            return Response("", 415)
        sent = json.loads(await request.body())
        taken = self.scores[f"{self.url}/lineitems/{request.path_params['number']}"]
        when = datetime.fromisoformat(sent["timestamp"])
        if sent["userId"] not in self.users or when.tzinfo is None:
            return Response("", 400)
        earlier = [each for each in taken if each["userId"] == sent["userId"]]
        if earlier and datetime.fromisoformat(earlier[-1]["timestamp"]) >= when:
            return Response("", 409)
        taken.append(sent)
        return Response("", 204)

    def last(self, link: Link, user: User) -> dict[str, Any] | None:
        """The score that its gradebook shows."""
        found = [each for each in self.scores[link.lineitem] if each["userId"] == user.sub]
        return found[-1] if found else None


@contextlib.contextmanager
def running(platform: LtiPlatform) -> Iterator[LtiPlatform]:
    """Let a platform answer."""
    config = uvicorn.Config(
        Starlette(routes=platform.routes()), port=platform.port, log_level="error", lifespan="off"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield platform
    finally:
        server.should_exit = True
        thread.join()


def _form(action: str, fields: dict[str, str], more: str = "") -> str:
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{html.escape(value)}">'
        for name, value in fields.items()
    )
    return f'<form method="post" action="{action}" {more}>{hidden}<button>Go</button></form>'


def inputs(page: str) -> list[dict[str, str]]:
    """The hidden fields of each form of a page."""
    return [
        {
            name: html.unescape(value)
            for name, value in re.findall(r'name="([^"]*)" value="([^"]*)"', form)
        }
        for form in re.findall(r"<form.*?</form>", page, re.S)
    ]


class Browser:
    """Goes all the way from the platform to the tool.

    Args:
        platform: where it begins.
    """

    def __init__(self, platform: LtiPlatform) -> None:
        self.platform = platform
        self.http = httpx.Client(base_url=platform.tool, timeout=60)

    def begin(self, fields: dict[str, str]) -> dict[str, str]:
        """The first step. Returns what the platform is then asked."""
        answer = self.http.post("/lti/login", data=fields)
        assert answer.status_code == 303, answer.text
        there = urlsplit(answer.headers["location"])
        assert f"{there.scheme}://{there.netloc}{there.path}" == f"{self.platform.url}/auth"
        return {name: value for name, [value] in parse_qs(there.query).items()}

    def come(self, fields: dict[str, str]) -> httpx.Response:
        """All three steps."""
        form = httpx.get(f"{self.platform.url}/auth", params=self.begin(fields))
        assert form.status_code == 200, form.text
        [sent] = inputs(form.text)
        return self.http.post("/lti/launch", data=sent)

    def forged(
        self, fields: dict[str, str], forge: Forge | None = None, **more: str
    ) -> httpx.Response:
        """All three steps, with a token that is forged."""
        asked = self.begin(fields)
        user, about = self.platform.hints[asked["lti_message_hint"]]
        claims = self.platform.claims(self.platform.users[user], dict(about), asked["nonce"])
        token = self.platform.signed(claims, forge)
        sent = {"id_token": token, "state": asked["state"], **more}
        return self.http.post("/lti/launch", data=sent)
