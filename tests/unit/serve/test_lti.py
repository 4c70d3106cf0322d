"""panal.serve.lti: who comes in from a learning platform, and who does not. Over HTTPS, as it is meant."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from panal.config import Platform, Serve
from panal.course.gradebook_reader import Person as Known
from panal.errors import EngineFailure, EnvironmentProblem
from panal.results import StudentId
from panal.serve import lti
from panal.serve.platforms import tool_key
from panal.serve.recent import Recent
from panal.serve.store import Store
from panal.serve.web import Site, app
from tests.end_to_end.lti_platform import (
    CLAIM,
    DEEP,
    INSTRUCTOR,
    Link,
    LtiPlatform,
    User,
    inputs,
)

URL = "https://panal.example"
ANA = User("17", "Ana", "López", "ana@uni.example", username="alopez")
LINK = Link("link-1", {"assignment": "areas"})


class FakeSite(Site):
    """A site whose gradebook is a dictionary."""

    def names(self) -> tuple[str, ...]:
        return ("areas", "<b>redes")


PEOPLE: dict[StudentId, Known] = {}
LOCKED: list[bool] = []
"""Not empty while nobody can read it."""


@pytest.fixture
def moodle() -> LtiPlatform:
    return LtiPlatform(URL, "https://moodle.example")


@pytest.fixture
def canvas() -> LtiPlatform:
    return LtiPlatform(URL, "https://canvas.example")


Start = Callable[..., TestClient]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Starts a server for platforms, whose keys it has at hand."""
    PEOPLE.clear()
    PEOPLE[StudentId("ana")] = Known("Ana", "López", "Ana@uni.example")
    PEOPLE[StudentId("alopez")] = Known("Otra", "López", "otra@uni.example")

    def add(course: Any, student: StudentId, first: str, last: str, email: str, _: float) -> None:
        PEOPLE[student] = Known(first, last, email)

    def read() -> dict[StudentId, Known]:
        if LOCKED:
            raise EnvironmentProblem("The gradebook can't be read: database is locked.")
        return dict(PEOPLE)

    LOCKED.clear()
    monkeypatch.setattr(lti, "add_student", add)
    monkeypatch.setattr(lti, "read_max_scores", lambda course: {"areas": 10.0})
    course: Any = SimpleNamespace(
        root=tmp_path, directory=SimpleNamespace(course_id="geometria"), timezone="UTC"
    )
    store = Store(tmp_path / "serve" / "panal.db")

    def begin(*platforms: LtiPlatform, **changes: Any) -> TestClient:
        entries = []
        for each in platforms:
            entry = each.settings(key_set={"keys": [each.key.jwk]}, **changes)
            del entry["key_set_url"]
            entries.append(entry)
        serving = Serve(url=URL, lti=entries).serving()
        nothing: Any = None
        intake: Any = SimpleNamespace(people=Recent(read))
        site = FakeSite(course, serving, store, intake, nothing, nothing, nothing)
        made = app(site, lti.Lti(site, tool_key(course)).routes())
        client = TestClient(made, base_url=URL, follow_redirects=False)
        client.store = store  # type: ignore[attr-defined]
        return client

    yield begin
    store.close()


def begun(client: TestClient, fields: dict[str, str]) -> dict[str, str]:
    """The first step. Returns what the platform is asked."""
    answer = client.post("/lti/login", data=fields)
    assert answer.status_code == 303, html.unescape(answer.text)
    query = urlsplit(answer.headers["location"]).query
    return {name: value for name, [value] in parse_qs(query).items()}


def token(platform: LtiPlatform, asked: dict[str, str], **changes: Any) -> dict[str, str]:
    """What the platform then has the browser post."""
    user, about = platform.hints[asked["lti_message_hint"]]
    claims = platform.claims(platform.users[user], dict(about), asked["nonce"]) | changes
    return {"id_token": platform.signed(claims), "state": asked["state"]}


def launch(
    client: TestClient, platform: LtiPlatform, user: User, link: Link = LINK, **changes: Any
) -> Any:
    asked = begun(client, platform.launch(user, link))
    return client.post("/lti/launch", data=token(platform, asked, **changes))


def names(client: TestClient) -> dict[tuple[str, str], str]:
    """Who is who, by issuer and subject."""
    asked = "SELECT issuer, subject, name FROM lti_person p JOIN person ON person.id = p.person"
    rows = client.store.rows(asked)  # type: ignore[attr-defined]
    return {(issuer, subject): name for issuer, subject, name in rows}


def who(client: TestClient, platform: LtiPlatform, user: User, **changes: Any) -> str:
    """Comes in, and returns as whom."""
    answer = launch(client, platform, user, **changes)
    assert answer.status_code == 303, html.unescape(answer.text)
    return names(client)[platform.issuer, user.sub]


# The way in


def test_cookies_are_of_the_strictest_kind_that_works(start: Start, moodle: LtiPlatform) -> None:
    """That of the launch comes back with a post of another site; that of the session never does."""
    client = start(moodle)
    answer = client.post("/lti/login", data=moodle.launch(ANA, LINK))
    parts = answer.headers["set-cookie"].split("; ")
    assert parts[0].startswith("__Host-panal-lti=")
    assert {"HttpOnly", "Secure", "SameSite=none", "Path=/"} <= set(parts)
    parts = launch(client, moodle, ANA).headers["set-cookie"].split("; ")
    assert parts[0].startswith("__Host-panal=")
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/", "Max-Age=43200"} <= set(parts)


def test_two_tabs_of_one_browser_do_not_disturb_each_other(
    start: Start, moodle: LtiPlatform
) -> None:
    client = start(moodle)
    first, second = (begun(client, moodle.launch(ANA, LINK)) for _ in range(2))
    for asked in (first, second):
        assert client.post("/lti/launch", data=token(moodle, asked)).status_code == 303


def test_what_began_before_a_restart_is_over(start: Start, moodle: LtiPlatform) -> None:
    asked = begun(start(moodle), moodle.launch(ANA, LINK))
    again = start(moodle)
    begun(again, moodle.launch(ANA, LINK))
    assert again.post("/lti/launch", data=token(moodle, asked)).status_code == 403


def test_what_began_too_long_ago_is_over(
    start: Start, moodle: LtiPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = start(moodle)
    monkeypatch.setattr(lti, "STATE_SECONDS", -1)
    asked = begun(client, moodle.launch(ANA, LINK))
    assert client.post("/lti/launch", data=token(moodle, asked)).status_code == 403


def test_a_platform_that_says_no_is_told_in_a_sentence(start: Start, moodle: LtiPlatform) -> None:
    client = start(moodle)
    asked = begun(client, moodle.launch(ANA, LINK))
    answer = client.post("/lti/launch", data={"state": asked["state"], "error": "login_required"})
    assert answer.status_code == 403 and 'role="alert"' in answer.text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("state=a&state=b", 400),
        ("x=" + "a" * 2**18, 413),
        ("&".join("a=b" for _ in range(200)), 400),
    ],
)
def test_fields_are_bounded(start: Start, moodle: LtiPlatform, body: str, status: int) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    for path in ("/lti/login", "/lti/launch"):
        assert start(moodle).post(path, content=body, headers=kind).status_code == status


def test_one_platform_can_not_speak_for_another(
    start: Start, moodle: LtiPlatform, canvas: LtiPlatform
) -> None:
    """Neither with its own key, which has the same name, nor by what was begun with the other."""
    client = start(moodle, canvas)
    asked = begun(client, moodle.launch(ANA, LINK))
    claims = moodle.claims(ANA, moodle.hints[asked["lti_message_hint"]][1], asked["nonce"])
    for sent in (
        {"id_token": canvas.signed(claims), "state": asked["state"]},
        {"id_token": canvas.signed(claims | {"iss": canvas.issuer}), "state": asked["state"]},
    ):
        assert client.post("/lti/launch", data=sent).status_code == 403


def test_an_issuer_with_two_clients_says_which(start: Start, moodle: LtiPlatform) -> None:
    other = LtiPlatform(URL, moodle.issuer)
    other.client_id = "tool-2"
    client = start(moodle, other)
    fields = moodle.launch(ANA, LINK)
    assert client.post("/lti/login", data=fields).status_code == 303
    del fields["client_id"]
    assert client.post("/lti/login", data=fields).status_code == 403


# Who it is


def test_two_people_of_two_platforms_are_two(
    start: Start, moodle: LtiPlatform, canvas: LtiPlatform
) -> None:
    """Although both platforms call them 17."""
    client = start(moodle, canvas)
    there = User("17", "Eva", "Ríos", "eva@elsewhere.example")
    first, second = who(client, moodle, ANA), who(client, canvas, there)
    assert first == "ana"
    assert second.startswith("lti-") and PEOPLE[StudentId(second)].first == "Eva"


def test_one_student_is_one_person(start: Start, moodle: LtiPlatform, canvas: LtiPlatform) -> None:
    client = start(moodle, canvas)
    assert who(client, moodle, ANA) == "ana"
    answer = launch(client, canvas, ANA)
    assert answer.status_code == 403 and "__Host-panal=" not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize(
    ("student", "changes", "found"),
    [
        ("email", {}, "ana"),
        ("email", {"email": "alopez"}, "alopez"),  # whose id is an address
        ("email", {"email": ""}, None),
        ("username", {}, "alopez"),
        ("username", {f"{CLAIM}ext": {}, f"{CLAIM}custom": {"username": "ana"}}, "ana"),
        ("username", {f"{CLAIM}ext": {}, f"{CLAIM}custom": {"username": "$User.username"}}, None),
        ("username", {f"{CLAIM}ext": {}, f"{CLAIM}lis": {"person_sourcedid": "ana"}}, "ana"),
        ("username", {f"{CLAIM}ext": {"user_username": "ANA"}}, None),
        ("username", {f"{CLAIM}ext": {"user_username": "../ana"}}, None),
        ("sub", {}, None),
        ("sub", {"sub": "ana"}, "ana"),
    ],
)
def test_a_student_of_the_list_is_found_by_what_was_agreed(
    start: Start,
    moodle: LtiPlatform,
    student: str,
    changes: dict[str, Any],
    found: str | None,
) -> None:
    client = start(moodle, student=student)
    assert launch(client, moodle, ANA, **changes).status_code == 303
    [name] = names(client).values()
    assert name == found or (found is None and name.startswith("lti-"))


def test_while_the_gradebook_is_locked_nobody_becomes_somebody_else(
    start: Start, moodle: LtiPlatform
) -> None:
    """Who is taken for a new student once stays one for good."""
    client = start(moodle, student="email")
    LOCKED.append(True)
    assert launch(client, moodle, ANA).status_code == 503
    assert not names(client)
    LOCKED.clear()
    assert who(client, moodle, ANA) == "ana"


def test_an_address_that_two_have_is_nobodys(start: Start, moodle: LtiPlatform) -> None:
    client = start(moodle)
    PEOPLE[StudentId("ana2")] = Known("Ana", "López", "ana@uni.example")
    assert who(client, moodle, ANA).startswith("lti-")


def test_nobody_is_called_as_we_call_others(start: Start, moodle: LtiPlatform) -> None:
    """A name at the platform is chosen by its owner, and may be that of another one of ours."""
    client = start(moodle, student="username")
    first = who(client, moodle, User("1", "Eva", "Ríos", username="eva"))
    store = client.store  # type: ignore[attr-defined]
    assert store.revoke("student", first)
    assert who(client, moodle, User("2", "Mal", "Ory", username=first)) != first


def test_whoever_is_revoked_is_looked_up_anew(start: Start, moodle: LtiPlatform) -> None:
    client = start(moodle)
    wrong = User("99", "Mal", "Ory", "ana@uni.example")
    assert who(client, moodle, wrong) == "ana"
    assert launch(client, moodle, ANA).status_code == 403
    client.store.revoke("student", "ana")  # type: ignore[attr-defined]
    assert who(client, moodle, ANA) == "ana"


def test_names_are_one_line_of_what_can_be_printed(start: Start, moodle: LtiPlatform) -> None:
    client = start(moodle)
    odd = {
        "email": "",
        "given_name": "A\n\x00na \ud800\u202e" + "x" * 500,
        "family_name": ["López"],
    }
    name = who(client, moodle, ANA, **odd)
    person = PEOPLE[StudentId(name)]
    assert person.first is not None and person.first.startswith("A na ?x")
    assert len(person.first) == 100 and person.last == ""


def test_teachers_of_one_name_are_two(start: Start, moodle: LtiPlatform) -> None:
    client = start(moodle)
    client.store.make_link("teacher", "Olga Paz")  # type: ignore[attr-defined]
    for sub in ("1", "2"):
        answer = launch(client, moodle, User(sub, "Olga", "Paz", "", (INSTRUCTOR,)))
        assert answer.headers["location"] == "/teacher"
    assert list(names(client).values()) == ["Olga Paz (2)", "Olga Paz (3)"]


# Where they go


def test_nobody_comes_in_whom_the_gradebook_could_not_take(
    start: Start, moodle: LtiPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours is told as one, and the next launch goes well."""
    client = start(moodle)
    stranger = User("99", "Eva", "Paz", "eva@uni.example")
    add = lti.add_student

    def refuse(*_: object) -> None:
        raise EngineFailure("The gradebook could not be written: database is locked.")

    monkeypatch.setattr(lti, "add_student", refuse)
    answer = launch(client, moodle, stranger)
    assert answer.status_code == 503 and "set-cookie" not in answer.headers
    assert not names(client)
    monkeypatch.setattr(lti, "add_student", add)
    assert who(client, moodle, stranger)


def test_an_assignment_that_is_not_there_leads_to_the_first_page(
    start: Start, moodle: LtiPlatform
) -> None:
    client = start(moodle)
    for name in ("../areas", "", "redes"):
        answer = launch(client, moodle, ANA, Link("link-2", {"assignment": name}))
        assert answer.headers["location"] == "/"
    assert client.store.rows("SELECT * FROM lti_link") == []  # type: ignore[attr-defined]


def test_a_link_is_remembered_with_where_its_scores_go(start: Start, moodle: LtiPlatform) -> None:
    client = start(moodle)
    there = f"{moodle.url}/lineitems/0"
    launch(client, moodle, ANA, Link("link-1", {"assignment": "areas"}, there))
    launch(client, moodle, ANA, Link("link-1", {"assignment": "areas"}))
    asked = "SELECT resource, assignment, lineitem, lineitems FROM lti_link"
    [row] = client.store.rows(asked)  # type: ignore[attr-defined]
    assert row == ("link-1", "areas", there, f"{moodle.url}/lineitems"), "it is not forgotten"


def test_a_teacher_chooses(start: Start, moodle: LtiPlatform) -> None:
    """Without a cookie, since it is in a frame; and that begins no session."""
    client = start(moodle)
    teacher = User("t", "Olga", "Paz", "", (INSTRUCTOR,))
    asked = begun(client, moodle.choose(teacher))
    client.cookies.clear()
    frame = {"Sec-Fetch-Dest": "iframe"}
    page = client.post("/lti/launch", data=token(moodle, asked), headers=frame)
    assert page.status_code == 200 and "set-cookie" not in page.headers
    assert len(inputs(page.text)) == 2 and "<b>redes" not in page.text
    assert f'action="{moodle.url}/deep?course=57"' in page.text


@pytest.mark.parametrize(
    "settings",
    [
        {"deep_link_return_url": "https://elsewhere.example/", "accept_types": ["ltiResourceLink"]},
        {"deep_link_return_url": "javascript:alert(1)", "accept_types": ["ltiResourceLink"]},
        {"accept_types": ["ltiResourceLink"]},
        {"deep_link_return_url": "http://127.0.0.1:1/", "accept_types": ["ltiResourceLink"]},
        {"accept_types": ["link"]},
        "no settings",
    ],
)
def test_an_answer_goes_to_the_platform_only(
    start: Start, moodle: LtiPlatform, settings: Any
) -> None:
    client = start(moodle)
    asked = begun(client, moodle.choose(User("t", "Olga", "Paz", "", (INSTRUCTOR,))))
    sent = token(moodle, asked, **{f"{DEEP}deep_linking_settings": settings})
    answer = client.post("/lti/launch", data=sent)
    assert answer.status_code == 403 and 'name="JWT"' not in answer.text


def test_only_platforms_may_frame_a_page(start: Start, moodle: LtiPlatform) -> None:
    client = start(moodle)
    frame = {"Sec-Fetch-Dest": "iframe"}
    page = client.post("/lti/login", data=moodle.launch(ANA, LINK), headers=frame)
    assert f"frame-ancestors {moodle.url}" in page.headers["content-security-policy"]
    other = client.get("/", headers=frame)
    assert "frame-ancestors 'none'" in other.headers["content-security-policy"]
    assert other.headers["x-frame-options"] == "DENY"


def test_where_people_and_requests_are_sent() -> None:
    here = Platform(
        "i",
        "c",
        ("1",),
        "https://a.example/x",
        "https://b.example:8443/y",
        services=("https://c.example",),
    )
    assert here.origins == {"https://a.example", "https://b.example:8443", "https://c.example"}
