"""LTI 1.3: a platform written from the specification sends people to a real `panal serve`, and is told
their scores.
"""

from __future__ import annotations

import contextlib
import html
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator

import httpx
import jwt
import pytest
from playwright.sync_api import BrowserContext, Frame, expect

from panal.course.course import open_course
from panal.course.gradebook_reader import Person, read_people
from tests.end_to_end.browser import chromium
from tests.end_to_end.lti_platform import (
    CLAIM,
    INSTRUCTOR,
    LEARNER,
    Browser,
    Claims,
    Forge,
    Key,
    Link,
    LtiPlatform,
    User,
    inputs,
    running,
)
from tests.end_to_end.pages import barriers
from tests.end_to_end.serving import (
    ASSIGNMENT,
    DONE_SECONDS,
    HALF,
    RIGHT,
    Client,
    Server,
    answered,
    free_port,
    served,
    small_course,
)

ANA = User("sub-ana", "Ana", "López", "ana@uni.example")
EVA = User("sub-eva", "Eva", "Ríos", "eva@elsewhere.example")
TEACHER = User("sub-t", "Olga", "Paz", "olga@uni.example", (INSTRUCTOR,))


@pytest.fixture(scope="module")
def platform() -> Iterator[LtiPlatform]:
    with running(LtiPlatform(f"http://127.0.0.1:{free_port()}")) as found:
        yield found


@pytest.fixture(scope="module", autouse=True)
def server(platform: LtiPlatform, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One that knows the platform."""
    port = platform.tool.rpartition(":")[2]
    more = f"c.Serve.port = {port}\nc.Serve.lti = [{platform.settings()!r}]"
    course = small_course(tmp_path_factory.mktemp("lti"), more)
    with served(course) as found:
        yield found


@pytest.fixture(scope="module")
def link(platform: LtiPlatform) -> Link:
    return platform.add_link("link-1", {"assignment": ASSIGNMENT})


class Came(Client):
    """Somebody who came from a platform."""

    def __init__(self, browser: Browser, answer: httpx.Response) -> None:
        assert answer.status_code == 303, html.unescape(answer.text)
        self.where = answer.headers["location"]
        self.http = browser.http


def came(platform: LtiPlatform, user: User, link: Link) -> Came:
    browser = Browser(platform)
    return Came(browser, browser.come(platform.launch(user, link)))


def students_of(server: Server) -> dict[str, Person]:
    return {str(name): each for name, each in read_people(open_course(server.course)).items()}


def wait_for(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DONE_SECONDS
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def told(platform: LtiPlatform, link: Link, user: User, points: float) -> dict[str, object]:
    """Wait until the platform knows a score."""
    wait_for(lambda: (platform.last(link, user) or {}).get("scoreGiven") == points)
    return platform.last(link, user) or {}


def test_a_student_comes_and_the_platform_is_told_what_counts(
    platform: LtiPlatform, server: Server, link: Link
) -> None:
    ana = came(platform, ANA, link)
    assert ana.where == "/#a-areas", "she lands on the assignment"
    page = ana.http.get("/").text
    assert "Ana</h1>" in page and "<span>ana</span>" in page, "known by her address"
    ana.result(ana.hand_in(answered(server.course, HALF)))
    score = told(platform, link, ANA, 5)
    assert (score["scoreMaximum"], score["gradingProgress"]) == (10, "FullyGraded")
    assert score["activityProgress"] == "Submitted"
    ana.result(ana.hand_in(answered(server.course, RIGHT)))
    told(platform, link, ANA, 10)


def test_what_the_platform_did_not_take_is_sent_after_the_next_start(
    platform: LtiPlatform, server: Server, link: Link
) -> None:
    """It is away, the server is killed, and it is back: the score comes, and only the last one."""
    user = User("sub-bruno", "Bruno", "Sol", "bruno@uni.example")
    bruno = came(platform, user, link)
    platform.answers_with = 503
    bruno.result(bruno.hand_in(answered(server.course, HALF)))
    asked = len(platform.asked)
    wait_for(lambda: len(platform.asked) > asked)
    bruno.result(bruno.hand_in(answered(server.course, RIGHT)))
    server.stop(signal.SIGKILL)
    assert platform.last(link, user) is None
    platform.answers_with = 0
    with contextlib.closing(sqlite3.connect(server.course / "serve" / "panal.db")) as store, store:
        store.execute("UPDATE lti_score SET again = 0")  # as if the time were over
    server.start()
    told(platform, link, user, 10)
    assert [
        each["scoreGiven"] for each in platform.scores[link.lineitem] if each["userId"] == user.sub
    ] == [10]


def test_a_student_whom_no_list_has_becomes_one(
    platform: LtiPlatform, server: Server, link: Link
) -> None:
    """With an id of ours, whatever they are called, and the same one ever after."""
    came(platform, EVA, link)
    people = students_of(server)
    [name] = [name for name in people if name.startswith("lti-")]
    assert (people[name].first, people[name].last) == ("Eva", "Ríos")
    changed = User(EVA.sub, "Eva", "Ríos", "ana@uni.example")
    eva = came(platform, changed, link)
    assert f"<span>{name}</span>" in eva.http.get("/").text, "a new address changes nothing"
    assert students_of(server) == people


def test_nobody_becomes_a_student_who_somebody_else_is(platform: LtiPlatform, link: Link) -> None:
    came(platform, ANA, link)
    other = User("sub-x", "Ana", "López", "ana@uni.example")
    browser = Browser(platform)
    answer = browser.come(platform.launch(other, link))
    assert answer.status_code == 403
    assert "ya entró como ana." in html.unescape(answer.text)
    assert browser.http.get("/").status_code == 401


def test_a_teacher_chooses_an_assignment_and_students_land_on_it(platform: LtiPlatform) -> None:
    browser = Browser(platform)
    page = browser.come(platform.choose(TEACHER))
    assert page.status_code == 200, page.text
    policy = page.headers["content-security-policy"]
    assert f"frame-ancestors {platform.url}" in policy and f"form-action {platform.url}" in policy
    assert "x-frame-options" not in page.headers
    [form] = inputs(page.text)
    assert httpx.post(f"{platform.url}/deep", data=form).text.endswith(f"Added: {ASSIGNMENT}")
    chosen = platform.links[ASSIGNMENT]
    assert platform.lineitems[chosen.lineitem]["scoreMaximum"] == 10
    assert came(platform, ANA, chosen).where == "/#a-areas"


@pytest.fixture
def chrome() -> Iterator[BrowserContext]:
    with chromium() as browser:
        yield browser.new_context()


def framed(chrome: BrowserContext, platform: LtiPlatform, fields: dict[str, str]) -> Frame:
    """Open a page of the platform that shows the tool in a frame. Returns the frame."""
    page = chrome.new_page()
    page.goto(f"{platform.url}/course?hint={fields['lti_message_hint']}")
    page.get_by_role("button", name="Go").click()
    frame = page.frame("tool")
    assert frame is not None
    return frame


def test_from_a_frame_into_a_window_in_a_real_browser(
    platform: LtiPlatform, chrome: BrowserContext, link: Link
) -> None:
    """Two sites, so the browser treats the frame's cookies as a stranger's."""
    frame = framed(chrome, platform, platform.launch(ANA, link))
    button = frame.locator("a.button")
    expect(button).to_be_visible()
    assert barriers(frame) == []  # type: ignore[arg-type]
    with chrome.expect_page() as opened:
        button.click()
    window = opened.value
    window.get_by_role("button", name="Go").click()
    window.wait_for_url(f"{platform.tool}/#a-areas")
    expect(window.locator("h1")).to_contain_text("Ana")


def test_a_teacher_chooses_in_a_frame_in_a_real_browser(
    platform: LtiPlatform, chrome: BrowserContext
) -> None:
    frame = framed(chrome, platform, platform.choose(TEACHER))
    frame.get_by_role("button", name="Go").click()  # the platform says who it is
    button = frame.get_by_role("button", name=ASSIGNMENT)
    expect(button).to_be_visible()
    assert barriers(frame) == []  # type: ignore[arg-type]
    button.click()
    expect(frame.locator("p")).to_have_text(f"Added: {ASSIGNMENT}")
    assert "panal" not in [each["name"] for each in chrome.cookies(platform.tool)], "no session"


def test_a_link_without_a_line_item_gets_one(platform: LtiPlatform, server: Server) -> None:
    link = platform.add_link("bare", {"assignment": ASSIGNMENT}, lineitem=False)
    user = User("sub-carla", "Carla", "Mar", "carla@uni.example")
    carla = came(platform, user, link)
    carla.result(carla.hand_in(answered(server.course, RIGHT)))

    def made() -> list[dict[str, object]]:
        found = [
            each for each in platform.lineitems.values() if each.get("resourceLinkId") == "bare"
        ]
        return [each for each in found if platform.scores[each["id"]]]

    wait_for(lambda: bool(made()))
    [line] = made()
    assert (line["label"], line["scoreMaximum"]) == (ASSIGNMENT, 10)
    assert platform.scores[str(line["id"])][-1]["scoreGiven"] == 10


def test_only_a_teacher_of_the_course_is_one(platform: LtiPlatform, link: Link) -> None:
    assert came(platform, TEACHER, link).where == "/teacher"
    staff = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator"
    student = User("sub-s", "Sara", "Luz", "", (LEARNER, staff))
    assert came(platform, student, link).where == "/#a-areas"
    observer = User(
        "sub-o", "Omar", "Rey", "", ("http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor",)
    )
    answer = Browser(platform).come(platform.launch(observer, link))
    assert answer.status_code == 403
    answer = Browser(platform).come(platform.choose(ANA))
    assert answer.status_code == 403


def test_a_teacher_of_before_has_no_session_any_more(platform: LtiPlatform, link: Link) -> None:
    before = came(platform, User("sub-d", "Dora", "Gil", "", (INSTRUCTOR,)), link)
    assert before.http.get("/").status_code == 303
    came(platform, User("sub-d", "Dora", "Gil", "", (LEARNER,)), link)
    assert before.http.get("/").status_code == 401


# What is refused


def other_key(claims: Claims, header: dict[str, object]) -> str:
    """A signature of somebody who calls their key as the platform does."""
    return jwt.encode(claims, Key("first").private, "RS256", headers={"kid": "first"})


def without_signature(claims: Claims, header: dict[str, object]) -> str:
    return jwt.encode(claims, "", "none", headers={"kid": "first"})


def unknown_kid(claims: Claims, header: dict[str, object]) -> None:
    header["kid"] = "second"


def no_kid(claims: Claims, header: dict[str, object]) -> None:
    del header["kid"]


def saying(**changes: object) -> Forge:
    """Other claims; None takes one away."""

    def forge(claims: Claims, header: dict[str, object]) -> None:
        claims.update(changes)
        for name in [name for name, value in changes.items() if value is None]:
            del claims[name]

    return forge


NOW = int(time.time())
FORGED: dict[str, tuple[Forge, str]] = {
    "wrong signature": (other_key, "InvalidSignatureError"),
    "no signature": (without_signature, "InvalidAlgorithmError"),
    "unknown kid": (unknown_kid, "KeyError"),
    "no kid": (no_kid, "KeyError"),
    "other audience": (saying(aud="somebody-else"), "InvalidAudienceError"),
    "two audiences, none authorized": (saying(aud=["tool-1", "somebody-else"]), "somebody else"),
    "authorized is somebody else": (saying(aud=["tool-1"], azp="x"), "somebody else"),
    "no audience": (saying(aud=None), "MissingRequiredClaimError"),
    "other issuer": (saying(iss="https://elsewhere.example"), "InvalidIssuerError"),
    "expired": (saying(exp=NOW - 3600), "ExpiredSignatureError"),
    "never ends": (saying(exp=None), "MissingRequiredClaimError"),
    "of tomorrow": (saying(iat=NOW + 86400, exp=NOW + 90000), "ImmatureSignatureError"),
    "of no time": (saying(iat=None), "MissingRequiredClaimError"),
    "not yet": (saying(nbf=NOW + 86400), "ImmatureSignatureError"),
    "no nonce": (saying(nonce=None), "MissingRequiredClaimError"),
    "other nonce": (saying(nonce="another"), "another nonce"),
    "nonce of another kind": (saying(nonce=["another"]), "another nonce"),
    "half a character": (saying(nonce="\ud800"), "another nonce"),
    "nobody": (saying(sub=None), "MissingRequiredClaimError"),
    "nobody, in a number": (saying(sub=17), "InvalidSubjectError"),
    "nobody, at length": (saying(sub="x" * 256), "no `sub`"),
    "unknown deployment": (saying(**{f"{CLAIM}deployment_id": "8"}), "deployment '8'"),
    "no deployment": (saying(**{f"{CLAIM}deployment_id": None}), "deployment ''"),
    "other message": (
        saying(**{f"{CLAIM}message_type": "LtiSubmissionReviewRequest"}),
        "no message",
    ),
    "no message": (saying(**{f"{CLAIM}message_type": None}), "no message"),
    "other version": (saying(**{f"{CLAIM}version": "1.1.0"}), "version"),
    "no version": (saying(**{f"{CLAIM}version": None}), "version"),
    "other course": (saying(**{f"{CLAIM}context": {"id": "course-58"}}), "course 'course-58'"),
    "course of another kind": (saying(**{f"{CLAIM}context": "course-57"}), "course ''"),
    "no link": (saying(**{f"{CLAIM}resource_link": {}}), "no link"),
    "link of another kind": (saying(**{f"{CLAIM}resource_link": "link-1"}), "no link"),
    "no role": (saying(**{f"{CLAIM}roles": []}), "neither role"),
    "roles of another kind": (saying(**{f"{CLAIM}roles": "Learner"}), "neither role"),
    "garbage": (lambda claims, header: "x.y.z", "DecodeError"),
    "deep header": (
        lambda claims, header: jwt.utils.base64url_encode(b"[" * 40_000).decode() + ".e30.AAAA",
        "Error",
    ),
    "empty": (lambda claims, header: " ", "DecodeError"),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_token_that_is_not_right_lets_nobody_in(
    platform: LtiPlatform, server: Server, link: Link, name: str
) -> None:
    """A page with a sentence for whoever came, and the reason in the log."""
    forge, reason = FORGED[name]
    browser = Browser(platform)
    before = len(server.said)
    answer = browser.forged(platform.launch(ANA, link), forge)
    assert answer.status_code == 403
    assert 'role="alert"' in answer.text
    assert browser.http.get("/").status_code == 401
    wait_for(lambda: any("LTI: " in line for line in server.said[before:]))
    [said] = [line for line in server.said[before:] if "LTI: " in line]
    assert reason in said


def test_the_same_token_that_is_not_forged_lets_somebody_in(
    platform: LtiPlatform, link: Link
) -> None:
    """Else the test above would pass for anything."""
    assert Browser(platform).forged(platform.launch(ANA, link)).status_code == 303


def test_a_public_key_is_no_password(platform: LtiPlatform, link: Link) -> None:
    """HS256 with what everybody can read: the classic confusion of algorithms."""
    from cryptography.hazmat.primitives import serialization

    public = platform.key.private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )

    def forge(claims: Claims, header: dict[str, object]) -> str:
        import hmac

        parts = [
            jwt.utils.base64url_encode(str(part).replace("'", '"').encode())
            for part in ({"alg": "HS256", "typ": "JWT", "kid": "first"},)
        ]
        body = jwt.encode(claims, "k" * 32, "HS256").split(".")[1].encode()
        signing = parts[0] + b"." + body
        return (
            signing + b"." + jwt.utils.base64url_encode(hmac.digest(public, signing, "sha256"))
        ).decode()

    assert Browser(platform).forged(platform.launch(ANA, link), forge).status_code == 403


def test_each_way_in_works_once(platform: LtiPlatform, link: Link) -> None:
    browser = Browser(platform)
    asked = browser.begin(platform.launch(ANA, link))
    claims = platform.claims(ANA, platform.hints[asked["lti_message_hint"]][1], asked["nonce"])
    sent = {"id_token": platform.signed(claims), "state": asked["state"]}
    assert browser.http.post("/lti/launch", data=sent).status_code == 303
    again = browser.http.post("/lti/launch", data=sent)
    assert again.status_code == 403, "the same again"
    later = sent | {"id_token": platform.signed(claims | {"exp": NOW + 7200})}
    assert browser.http.post("/lti/launch", data=later).status_code == 403, (
        "a new token, an old state"
    )
    fresh = browser.begin(platform.launch(ANA, link))
    mixed = {"id_token": sent["id_token"], "state": fresh["state"]}
    assert browser.http.post("/lti/launch", data=mixed).status_code == 403, (
        "an old token, a new state"
    )


def test_somebody_elses_browser_can_not_end_what_one_began(
    platform: LtiPlatform, link: Link
) -> None:
    """Mallory begins, and has Ana's browser end it: she would hand in under Mallory's name."""
    mallory, ana = Browser(platform), Browser(platform)
    asked = mallory.begin(platform.launch(EVA, link))
    claims = platform.claims(EVA, platform.hints[asked["lti_message_hint"]][1], asked["nonce"])
    sent = {"id_token": platform.signed(claims), "state": asked["state"]}
    ana.begin(platform.launch(ANA, link))
    assert ana.http.post("/lti/launch", data=sent).status_code == 403
    assert httpx.post(f"{platform.tool}/lti/launch", data=sent).status_code == 403
    assert ana.http.get("/").status_code == 401


@pytest.mark.parametrize("state", ["", "x", "eyJhbGciOiJub25lIn0.e30."])
def test_nobody_makes_a_state_of_their_own(platform: LtiPlatform, link: Link, state: str) -> None:
    answer = Browser(platform).forged(platform.launch(ANA, link), state=state)
    assert answer.status_code == 403


def test_in_a_frame_it_begins_anew_in_a_window(platform: LtiPlatform, link: Link) -> None:
    browser = Browser(platform)
    fields = platform.launch(ANA, link)
    answer = browser.http.post("/lti/login", data=fields, headers={"Sec-Fetch-Dest": "iframe"})
    assert answer.status_code == 200 and "set-cookie" not in answer.headers
    assert f"frame-ancestors {platform.url}" in answer.headers["content-security-policy"]
    [again] = [part.split('"')[0] for part in answer.text.split('class="button" href="')[1:]]
    begun = browser.http.get(html.unescape(again), headers={"Sec-Fetch-Dest": "document"})
    assert begun.status_code == 303
    form = httpx.get(begun.headers["location"])
    [sent] = inputs(form.text)
    assert Came(browser, browser.http.post("/lti/launch", data=sent)).where == "/#a-areas"


def test_an_unknown_platform_gets_a_sentence(platform: LtiPlatform, link: Link) -> None:
    fields = platform.launch(ANA, link)
    for changes in ({"iss": "https://elsewhere.example"}, {"client_id": "other"}, {"iss": "<b>"}):
        answer = Browser(platform).http.post("/lti/login", data=fields | changes)
        assert answer.status_code == 403
        assert 'role="alert"' in answer.text and "<b>" not in answer.text
    lacking = {name: value for name, value in fields.items() if name != "login_hint"}
    assert Browser(platform).http.post("/lti/login", data=lacking).status_code == 403
