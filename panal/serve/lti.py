"""Students and teachers who come from a learning platform, such as Moodle or Canvas, by LTI 1.3.

Coming in takes three steps (1EdTech Security Framework 1.0, section 5.1.1):

1. The platform sends the browser to `/lti/login`, which says nothing of who somebody is.
2. We send it back to the platform's authorization endpoint, with a `state` and a `nonce`.
3. The platform has the browser post an `id_token`, which it has signed, to `/lti/launch`.

What keeps somebody else from stepping in between:

- `state` is signed by a key that lives as long as this process, and lasts ten minutes. It holds the
  platform, the nonce and the browser. So nobody fills our memory by beginning, a restart ends all that
  began, and only what a platform has signed is remembered as used: each nonce works once.
- The browser that ends is the one that began: it has a cookie of its own, whose digest stands in the
  state. Else somebody could begin with their own account, and have a victim's browser end it, who would
  then hand in under a stranger's name.
- The cookie must come with a post from another site, so it is `SameSite=None`, and browsers keep such
  cookies out of frames. So a launch in a frame is asked to begin again in a window of its own, before
  the platform is asked anything: no session ever begins without the cookie.
- A teacher who chooses an assignment (deep linking) has to answer in the frame, without cookies. That
  begins no session. All that it gives away are the names of assignments, to whoever shows a teacher's
  token, and all that it makes is an answer to the platform that signed the token.
- A token is verified as RFC 8725 wants it: RS256 alone, a key of that platform by its `kid`, issuer,
  audience, `azp`, time, nonce, deployment.
- One person is the platform's issuer and its `sub`. What else it tells, such as an e-mail address, says
  only once which student of the gradebook that is, and no second person can be the same student.
"""

from __future__ import annotations

import json
import logging
import secrets
import sqlite3
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import anyio
import jwt
from pylti1p3.deep_link import DeepLink
from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.lineitem import LineItem
from pylti1p3.registration import Registration
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from panal.config import Platform, origin_of
from panal.course.gradebook import add_student
from panal.course.gradebook_reader import read_max_scores
from panal.language import gettext as _
from panal.results import StudentId
from panal.serve.journal import log_event
from panal.serve.platforms import KeySet, Unreachable, registration
from panal.serve.security import cookie, policy
from panal.serve.store import Person, digest_of
from panal.serve.web import Site

LAUNCH = "/lti/launch"
CHOOSE = "/lti/choose"
"""What a platform calls the target when a teacher is to choose an assignment. Nobody ever asks for it."""

STATE_SECONDS = 600
"""How long somebody may take from the first step to the third: they may have to log in there."""

LEEWAY_SECONDS = 60
"""By how much the clocks of a platform and ours may differ."""

SESSION_SECONDS = 12 * 3600.0
"""Shorter than that of a personal link: coming again is one click, and who has left a course must not."""

CHOICE_SECONDS = 3600
"""How long a teacher may look at the assignments before choosing one."""

FIELD_BYTES = 2**18
"""Of all that a platform has a browser send us."""

LAUNCHES = 8
"""How many are verified at a time; while a platform does not tell its keys, other pages go on."""

PATIENCE_SECONDS = 10.0

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
DEEP = "https://purl.imsglobal.org/spec/lti-dl/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
TEACHERS = {
    f"{prefix}{role}" for prefix in (MEMBERSHIP, "") for role in ("Instructor", "Administrator")
}
STUDENTS = {f"{MEMBERSHIP}Learner", "Learner"}
"""Roles in the course. A role in the institution, such as being staff somewhere, says nothing here."""

FRAMES = {"iframe", "frame", "embed", "object"}
"""What a browser calls the place of a page that is no window of its own (Fetch Metadata)."""

OURS = "lti-"
"""Ids of students whom no list had begin with it."""


class NotIn(Exception):
    """Nobody comes in. The text says why, to whoever reads the page.

    Args:
        sentence: in their language.
        logged: for the operator; by default nothing is logged.
        status: HTTP's number for it.
    """

    def __init__(self, sentence: str, logged: str = "", status: int = 403) -> None:
        super().__init__(sentence)
        self.logged = logged
        self.status = status


@dataclass(frozen=True, slots=True)
class Known:
    """A platform, and what we need to speak with it."""

    platform: Platform
    registration: Registration
    keys: KeySet


class Lti:
    """The way in. Threads share it.

    Args:
        site: the site that people come into.
        key: our private key, see `panal.serve.platforms.tool_key`.
    """

    def __init__(self, site: Site, key: str) -> None:
        self._site = site
        self._known = {
            (each.issuer, each.client_id): Known(each, registration(each, key), KeySet(each))
            for each in site.serving.lti
        }
        self._origins = sorted({o for each in site.serving.lti for o in each.origins})
        self._secret = secrets.token_bytes(32)
        self._used: dict[str, float] = {}
        self._lock = threading.Lock()
        self._limiter = anyio.CapacityLimiter(LAUNCHES)

    def routes(self) -> list[Route]:
        """For `panal.serve.web.app`."""
        return [
            Route("/lti/login", self._login, methods=["GET", "POST"]),
            Route(LAUNCH, self._launch, methods=["POST"]),
            Route("/lti/keys", self._keys),
        ]

    @property
    def cookie(self) -> str:
        """Its name. With `__Host-` no other host of the domain can set it."""
        return "__Host-panal-lti" if self._site.serving.secure else "panal-lti"

    def _keys(self, request: Request) -> Response:
        """Our public key, for all platforms the same."""
        keys = next(iter(self._known.values())).registration.get_jwks()
        return JSONResponse({"keys": keys})

    # The first step.

    async def _login(self, request: Request) -> Response:
        try:
            fields = await _fields(request)
            known = self._found(fields.get("iss", ""), fields.get("client_id", ""))
        except NotIn as refused:
            return self._refused(refused)
        platform = known.platform
        choosing = urlsplit(fields.get("target_link_uri", "")).path == CHOOSE
        if _in_a_frame(request) and not choosing:
            again = f"/lti/login?{urlencode(fields)}"
            return self._framed(self._site.page("lti_window", again=again))
        if not fields.get("login_hint"):
            return self._refused(
                NotIn(_("The platform of your course left out who is to come in."))
            )
        browser = cookie(request.headers, self.cookie)
        if len(browser) != 43:
            browser = secrets.token_urlsafe(32)
        nonce = secrets.token_urlsafe(32)
        asked = {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "client_id": platform.client_id,
            "redirect_uri": self._site.serving.url + LAUNCH,
            "state": self._state(platform, nonce, browser),
            "nonce": nonce,
            "login_hint": fields["login_hint"],
        }
        if "lti_message_hint" in fields:
            asked["lti_message_hint"] = fields["lti_message_hint"]
        mark = "&" if "?" in platform.auth_login_url else "?"
        answer = RedirectResponse(f"{platform.auth_login_url}{mark}{urlencode(asked)}", 303)
        secure = self._site.serving.secure
        answer.set_cookie(
            self.cookie,
            browser,
            max_age=STATE_SECONDS,
            path="/",
            secure=secure,
            httponly=True,
            samesite="none" if secure else None,  # browsers take `none` by HTTPS only
        )
        return answer

    def _found(self, issuer: str, client: str) -> Known:
        """The platform that calls itself so.

        Raises:
            NotIn: there is none.
        """
        found = [
            each
            for (name, known_client), each in self._known.items()
            if name == issuer and client in ("", known_client)
        ]
        if len(found) != 1:
            raise NotIn(
                _(
                    "This server does not know the platform {issuer}, or what it calls this server."
                ).format(issuer=issuer[:200] or "–"),
                f"LTI: no entry of c.Serve.lti has issuer {issuer[:200]!r} and client_id {client[:200]!r}.",
            )
        return found[0]

    def _state(self, platform: Platform, nonce: str, browser: str) -> str:
        said = {
            "exp": int(time.time()) + STATE_SECONDS,
            "iss": platform.issuer,
            "aud": platform.client_id,
            "nonce": nonce,
            "browser": digest_of(browser),
        }
        return jwt.encode(said, self._secret, "HS256")

    # The third step.

    async def _launch(self, request: Request) -> Response:
        try:
            fields = await _fields(request)
            return await anyio.to_thread.run_sync(
                self._come, request, fields, limiter=self._limiter
            )
        except NotIn as refused:
            return self._refused(refused)

    def _come(self, request: Request, fields: Mapping[str, str]) -> Response:
        known, nonce, bound = self._begun(request, fields.get("state", ""))
        if "error" in fields:
            raise NotIn(
                _(
                    "The platform of your course did not say who you are. Log in there, and open the assignment again."
                ),
                f"LTI: {known.platform.issuer} answers {fields['error'][:100]!r}.",
            )
        claims = self._verified(known, fields.get("id_token", ""), nonce)
        platform = known.platform
        deployment = _text(claims, f"{CLAIM}deployment_id")
        if deployment not in platform.deployment_ids:
            raise NotIn(
                _("This server does not know the deployment {name} of the platform.").format(
                    name=deployment[:100] or "–"
                ),
                f"LTI: deployment {deployment[:100]!r} is not in deployment_ids of {platform.issuer}.",
            )
        if claims.get(f"{CLAIM}version") != "1.3.0":
            raise NotIn(
                _("The platform of your course speaks another version than LTI 1.3."),
                f"LTI: {platform.issuer} does not speak version 1.3.0.",
            )
        context = _text(_part(claims, f"{CLAIM}context"), "id")
        if context not in platform.contexts:
            raise NotIn(
                _("This server is not for this course of the platform, whose id is {name}.").format(
                    name=context[:200] or "–"
                ),
                f"LTI: course {context[:200]!r} is not in contexts of {platform.issuer}.",
            )
        message = claims.get(f"{CLAIM}message_type")
        roles = claims.get(f"{CLAIM}roles")
        told = (
            {each for each in roles if isinstance(each, str)} if isinstance(roles, list) else set()
        )
        if message == "LtiDeepLinkingRequest":
            return self._choose(known, claims, deployment, teacher=bool(told & TEACHERS))
        if message != "LtiResourceLinkRequest" or not _text(
            _part(claims, f"{CLAIM}resource_link"), "id"
        ):
            raise NotIn(
                _cannot(), f"LTI: {platform.issuer} sends no message that is known, or for no link."
            )
        if not bound or _in_a_frame(request):
            raise NotIn(
                _(
                    "Your browser keeps no cookies of ours there. Go back to your course, and open the assignment in a new window."
                ),
                "LTI: a browser ends what another one began, or keeps no cookies in a frame.",
            )
        return self._enter(platform, claims, deployment, context, told)

    def _begun(self, request: Request, state: str) -> tuple[Known, str, bool]:
        """What the first step was: with which platform, the nonce, and whether in this browser.

        Raises:
            NotIn: there was none, or it is too long ago.
        """
        try:
            said = jwt.decode(
                state,
                self._secret,
                ["HS256"],
                options={"require": ["exp", "iss", "aud"], "verify_aud": False},
            )
            known = self._known[said["iss"], said["aud"]]
        except (jwt.PyJWTError, KeyError, ValueError, RecursionError):
            raise NotIn(_too_old(), "LTI: a state is not ours, or too old.") from None
        browser = cookie(request.headers, self.cookie)
        bound = compare_digest(digest_of(browser), str(said["browser"]))
        return known, str(said["nonce"]), bound

    def _verified(self, known: Known, token: str, nonce: str) -> dict[str, Any]:
        """What the platform has signed. Its nonce is used up.

        Raises:
            NotIn: it has not signed it, or not for us, or not now.
        """
        platform = known.platform
        try:
            kid = jwt.get_unverified_header(token).get("kid")
            claims = jwt.decode(
                token,
                known.keys.key(str(kid)),
                ["RS256"],
                audience=platform.client_id,
                issuer=platform.issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
            )
        except Unreachable as problem:
            raise NotIn(
                _("The platform of your course does not answer us. Try again in a minute."),
                f"LTI: {problem}",
                503,
            ) from None
        except (jwt.PyJWTError, KeyError, ValueError, TypeError, RecursionError) as problem:
            raise NotIn(
                _not_verified(),
                f"LTI: a token in the name of {platform.issuer} is refused: {type(problem).__name__}.",
            ) from None
        audience = claims["aud"]
        party = claims.get("azp", platform.client_id)
        several = isinstance(audience, list) and len(audience) > 1
        if party != platform.client_id or (several and "azp" not in claims):
            raise NotIn(_not_verified(), f"LTI: a token of {platform.issuer} is for somebody else.")
        if not 0 < len(_text(claims, "sub")) <= 255:
            raise NotIn(_not_verified(), f"LTI: {platform.issuer} says no `sub`.")
        if not compare_digest(digest_of(_text(claims, "nonce")), digest_of(nonce)):
            raise NotIn(_not_verified(), f"LTI: a token of {platform.issuer} has another nonce.")
        with self._lock:
            now = time.monotonic()
            self._used = {each: until for each, until in self._used.items() if until > now}
            if nonce in self._used:
                raise NotIn(_too_old(), f"LTI: a token of {platform.issuer} comes a second time.")
            self._used[nonce] = now + STATE_SECONDS + LEEWAY_SECONDS
        return claims

    # Who it is.

    def _enter(
        self,
        platform: Platform,
        claims: Mapping[str, Any],
        deployment: str,
        context: str,
        roles: set[str],
    ) -> Response:
        role = "teacher" if roles & TEACHERS else "student" if roles & STUDENTS else ""
        issuer, subject = platform.issuer, _text(claims, "sub")
        store = self._site.store
        with store.transaction() as database:  # a teacher of before may be one no longer
            database.execute(
                "DELETE FROM session WHERE person IN (SELECT person FROM lti_person "
                "WHERE issuer = ? AND subject = ? AND role != ?)",
                (issuer, subject, role),
            )
        if not role:
            raise NotIn(
                _(
                    "In this course of the platform you are neither a student nor a teacher. Ask the teacher for a personal link."
                ),
                f"LTI: somebody in a course of {issuer} has neither role.",
            )
        asked = "SELECT person FROM lti_person WHERE issuer = ? AND subject = ? AND role = ?"
        if not store.rows(asked, issuer, subject, role):
            self._bind(platform, claims, role)
        [(person,)] = store.rows(asked, issuer, subject, role)
        name = _text(_part(claims, f"{CLAIM}custom"), "assignment")
        self._note(platform, claims, person, (deployment, context), name)
        [(known_role, known_name)] = store.rows(
            "SELECT role, name FROM person WHERE id = ?", person
        )
        return self._site.enter(Person(person, known_role, known_name), name, SESSION_SECONDS)

    def _bind(self, platform: Platform, claims: Mapping[str, Any], role: str) -> None:
        """Say once and for all who somebody is.

        Raises:
            NotIn: another person is that student already.
        """
        store = self._site.store
        first, last, whole, email = (
            _one_line(_text(claims, each))
            for each in ("given_name", "family_name", "name", "email")
        )
        if role == "student":
            name = self._student(platform, claims)
            if name is None:
                name = StudentId(OURS + _digest(platform.issuer, _text(claims, "sub"))[:16])
                add_student(self._site.course, name, first or whole, last, email, PATIENCE_SECONDS)
        else:
            shown = whole or f"{first} {last}".strip() or platform.issuer
            taken = {each for (each,) in store.rows("SELECT name FROM person WHERE role = ?", role)}
            numbered = (f"{shown} ({n})" for n in range(2, len(taken) + 3))
            name = StudentId(next(each for each in (shown, *numbered) if each not in taken))
        person = store.person(role, name)
        me = (platform.issuer, _text(claims, "sub"), role)
        asked = "SELECT 1 FROM lti_person WHERE issuer = ? AND subject = ? AND role = ?"
        try:
            with store.transaction() as database:
                if database.execute(asked, me).fetchone() is None:  # they may come twice at once
                    database.execute(
                        "INSERT INTO lti_person (issuer, subject, role, person) VALUES (?, ?, ?, ?)",
                        (*me, person),
                    )
        except sqlite3.IntegrityError:
            raise NotIn(
                _("Somebody else has come in as {name} already. Tell your teacher.").format(
                    name=name
                ),
                f"LTI: a second person of {platform.issuer} comes as a student who is somebody already. "
                "If they are right, `panal serve revoke` forgets the first one.",
            ) from None

    def _student(self, platform: Platform, claims: Mapping[str, Any]) -> StudentId | None:
        """Which student of the gradebook it is, by what the platform tells; None if none for certain.

        Raises:
            EnvironmentProblem: the gradebook can't be read. Who is somebody else then stays that.
        """
        told = _claimed(platform.student, claims)
        people = self._site.intake.people.now()
        if not told or told.startswith(OURS):
            return None
        if told in people:
            return StudentId(told)
        if platform.student != "email":
            return None
        found = [
            name
            for name, each in people.items()
            if (each.email or "").strip().casefold() == told.casefold()
        ]
        return found[0] if len(found) == 1 else None

    def _note(
        self,
        platform: Platform,
        claims: Mapping[str, Any],
        person: int,
        place: tuple[str, str],
        name: str,
    ) -> None:
        """Remember where scores go: who is in which course of the platform, and its link."""
        course = (platform.issuer, platform.client_id, *place)
        grades = _part(claims, AGS)
        scopes = grades.get("scope")
        link = _text(_part(claims, f"{CLAIM}resource_link"), "id")[:255]
        lineitem, lineitems = (
            url if origin_of(url := _text(grades, each)) else ""
            for each in ("lineitem", "lineitems")
        )
        with self._site.store.transaction() as database:
            database.execute(
                "INSERT OR IGNORE INTO lti_course (issuer, client, deployment, context) "
                "VALUES (?, ?, ?, ?)",
                course,
            )
            [number] = database.execute(
                "SELECT id FROM lti_course WHERE issuer = ? AND client = ? AND deployment = ? "
                "AND context = ?",
                course,
            ).fetchone()
            database.execute(
                "INSERT OR IGNORE INTO lti_member SELECT id, ? FROM lti_person WHERE person = ?",
                (number, person),
            )
            if name not in self._site.names() or not (lineitem or lineitems):
                return
            allowed = (
                [each for each in scopes if isinstance(each, str)]
                if isinstance(scopes, list)
                else []
            )
            values = (name, lineitem, lineitems, json.dumps(sorted(allowed)))
            database.execute(
                "INSERT INTO lti_link (course, resource, assignment, lineitem, lineitems, scopes) "
                "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (course, resource) DO UPDATE SET "
                "assignment = excluded.assignment, lineitems = excluded.lineitems, "
                "scopes = excluded.scopes, lineitem = coalesce(nullif(excluded.lineitem, ''), lineitem)",
                (number, link, *values),
            )

    # A teacher chooses.

    def _choose(
        self, known: Known, claims: Mapping[str, Any], deployment: str, *, teacher: bool
    ) -> Response:
        """All assignments. Each has a form that answers the platform, without us."""
        settings = _part(claims, f"{DEEP}deep_linking_settings")
        url = _text(settings, "deep_link_return_url")
        types = settings.get("accept_types")
        if not teacher:
            raise NotIn(
                _("Only a teacher of the course chooses an assignment."),
                f"LTI: somebody who is no teacher at {known.platform.issuer} wants to choose.",
            )
        if origin_of(url) not in known.platform.origins:
            raise NotIn(
                _(
                    "The platform of your course wants the answer at an address that this server does not know."
                ),
                f"LTI: {known.platform.issuer} wants answers at {origin_of(url) or 'no address'}: "
                "is it to stand in `services`?",
            )
        if not isinstance(types, list) or "ltiResourceLink" not in types:
            raise NotIn(_cannot(), f"LTI: {known.platform.issuer} takes no links to assignments.")
        points = read_max_scores(self._site.course)
        deep = DeepLink(known.registration, deployment, settings)  # type: ignore[arg-type]
        chosen = [
            (name, self._answer(deep, name, points.get(name, 0.0))) for name in self._site.names()
        ]
        page = self._site.page("lti_choose", assignments=chosen, url=url)
        return self._framed(page, forms=sorted(known.platform.origins))

    def _answer(self, deep: DeepLink, name: str, points: float) -> str:
        link = DeepLinkResource().set_title(name).set_url(self._site.serving.url + LAUNCH)
        link.set_custom_params({"assignment": name})
        if points > 0:
            line = LineItem().set_label(name).set_score_maximum(points).set_resource_id(name)
            link.set_lineitem(line)
        message = deep.get_message_jwt([link])
        message["exp"] = int(time.time()) + CHOICE_SECONDS
        items: Any = message[f"{DEEP}content_items"]
        items[0]["window"] = {"targetName": "_blank"}  # what the library does not know
        if message[f"{DEEP}data"] is None:
            del message[f"{DEEP}data"]
        return str(deep.encode_jwt(message))

    # Pages.

    def _refused(self, refused: NotIn) -> Response:
        if refused.logged:
            log_event("lti refused", logging.WARNING, problem=refused.logged)
        return self._framed(self._site.page("lti_refused", refused.status, sentence=str(refused)))

    def _framed(self, page: Response, forms: Sequence[str] = ()) -> Response:
        """Let the platforms show a page in a frame of theirs. Nobody else may."""
        page.headers["Content-Security-Policy"] = policy(
            " ".join(forms) or "'none'", " ".join(self._origins)
        )
        return page


async def _fields(request: Request) -> dict[str, str]:
    """What a platform has a browser send us.

    Raises:
        NotIn: that is too much, or anything twice.
    """
    sent = request.url.query
    if request.method == "POST":
        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > FIELD_BYTES:
                raise NotIn(_not_verified(), status=413)
        sent = body.decode("ascii", "replace")
    try:
        found = parse_qs(sent, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        raise NotIn(_not_verified(), status=400) from None
    if any(len(values) > 1 for values in found.values()):
        raise NotIn(_not_verified(), status=400)
    return {name: value for name, [value] in found.items()}


def _in_a_frame(request: Request) -> bool:
    return request.headers.get("sec-fetch-dest", "") in FRAMES


def _too_old() -> str:
    return _(
        "This way in was used already, or is too old. Go back to your course, and open the assignment again."
    )


def _not_verified() -> str:
    return _(
        "We could not verify what the platform of your course sent. Go back to it, and open the assignment again; tell your teacher if it stays so."
    )


def _cannot() -> str:
    return _("The platform of your course asked for something that this server can't do.")


def _part(claims: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = claims.get(name)
    return found if isinstance(found, dict) else {}


def _text(claims: Mapping[str, Any], name: str) -> str:
    """A text of a token, without halves of characters, which JSON can hold and a database can't."""
    found = claims.get(name)
    return found.encode("utf-8", "replace").decode() if isinstance(found, str) else ""


def _claimed(student: str, claims: Mapping[str, Any]) -> str:
    """What a platform tells for nbgrader's student id."""
    if student != "username":
        return _text(claims, student).strip()
    places = (  # Moodle; Canvas and others, by a custom field; what the register has
        (f"{CLAIM}ext", "user_username"),
        (f"{CLAIM}custom", "username"),
        (f"{CLAIM}lis", "person_sourcedid"),
    )
    told = (_text(_part(claims, part), name).strip() for part, name in places)
    # A variable that a platform does not know comes back as it is.
    return next((each for each in told if each and not each.startswith("$")), "")


def _one_line(text: str) -> str:
    return "".join(each for each in " ".join(text.split()) if each.isprintable())[:100]


def _digest(*texts: str) -> str:
    return sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()
