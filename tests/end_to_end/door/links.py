"""Links, sessions, and the secrets that forms carry."""

from __future__ import annotations

import re
import sqlite3
import time
from urllib.parse import quote

import httpx

from panal.serve.store import MOST_SESSIONS, digest_of
from tests.end_to_end.door import HAND_IN, SECRET, VICTIM, Door, attack, dangers
from tests.end_to_end.serving import ASSIGNMENT, Client


def secret_of(link: str) -> str:
    return link.rpartition("/")[2]


@attack("404, no cookie, and nobody is in.")
def guessed(door: Door) -> None:
    """Guess links: short, long, with other signs, or nearly right."""
    real = secret_of(door.links[VICTIM])
    guesses = ["a", "0", "A" * 43, "A" * 8000, real[:-1], real + "A", real.swapcase(), f" {real}"]
    guesses += ["ñ" * 43, "\u202e" + real, f"{real}\x00", "\x00", "🐝", "\ufeff" + real, "."]
    browser = door.browser()
    for guess in guesses:
        answer = browser.get(f"/enter/{quote(guess, safe='')}")
        assert answer.status_code == 404 and "set-cookie" not in answer.headers
    for raw in ("%ff%fe", "%ed%a0%80", "%c0%af", "%", "%zz", f"%2F{real}"):
        found = door.ask(f"GET /enter/{raw}")
        assert found.status == 404 and "set-cookie" not in found.head.lower()
    assert browser.get("/").status_code == 401


@attack("404, and the tables are as they were.")
def sql(door: Door) -> None:
    """SQL in place of a link, a session, a number and a name."""
    texts = ["' OR '1'='1", "'; DROP TABLE person; --", "x' UNION SELECT 1,'teacher','ana'--", "%"]
    for text in texts:
        quoted = quote(text, safe="")
        assert door.browser().get(f"/enter/{quoted}").status_code == 404
        assert door.me.http.get(f"{HAND_IN}/attempts/{quoted}").status_code == 404
        assert door.me.http.get(f"/assignments/{quoted}/attempts/1").status_code == 404
        stranger = door.browser()
        assert stranger.get("/", headers={"Cookie": f'panal="{text}"'}).status_code == 401


@attack("404 and 401: a digest opens nothing.")
def digests(door: Door) -> None:
    """Come in by what the database holds: digests of links and sessions."""
    with sqlite3.connect(door.store.path) as database:
        kept = [row[0] for row in database.execute("SELECT link FROM person WHERE link NOT NULL")]
        kept += [row[0] for row in database.execute("SELECT digest FROM session")]
    database.close()
    assert digest_of(secret_of(door.links[VICTIM])) in kept
    for digest in [digest_of(secret_of(door.links[VICTIM])), kept[0], kept[-1]]:
        assert door.browser().get(f"/enter/{digest}").status_code == 404
        stranger = door.browser()
        assert stranger.get("/", headers={"Cookie": f"panal={digest}"}).status_code == 401


@attack("404 for the link, 401 for the session, from that moment on.")
def revoked(door: Door) -> None:
    """Go on with a link that was revoked, and with a session that began by it."""
    assert door.me.http.get("/").status_code == 200
    form = door.me.form()
    assert door.store.revoke("student", door.attacker)
    assert door.me.http.get("/").status_code == 401
    files = {"files": (f"{ASSIGNMENT}.ipynb", door.right)}
    late = door.me.http.post(HAND_IN, data={"form": form}, files=files)
    assert late.status_code == 401
    assert door.browser().get(door.links[door.attacker]).status_code == 404


@attack("the new link alone opens; the earlier one and its sessions are worth nothing.")
def renewed(door: Door) -> None:
    """Go on with a leaked link after the student asked for a new one."""
    secret = door.store.make_link("student", door.attacker)
    assert door.me.http.get("/").status_code == 401
    assert door.browser().get(door.links[door.attacker]).status_code == 404
    owner = Client(f"{door.server.url}/enter/{secret}", door.browser())
    assert owner.http.get("/").status_code == 200


@attack("both see the same student alone; who leaves ends one session.")
def in_a_second_browser(door: Door) -> None:
    """Use a link in a second browser."""
    second = door.client(door.attacker)
    assert second.form() != door.me.form()
    second.http.post("/leave", data={"form": second.form()})
    assert second.http.get("/").status_code == 401
    assert door.me.http.get("/").status_code == 200


@attack("no page holds a link, loads anything from elsewhere, or is told as a referrer.")
def by_the_referrer(door: Door) -> None:
    """Learn a link from what a browser tells the next site."""
    browser = door.browser()
    answer = browser.get(door.links[door.attacker])
    assert answer.headers["location"] == "/" and not answer.text
    page = browser.get("/")
    assert "/enter/" not in page.text and dangers(page.text) == []
    assert page.headers["referrer-policy"] == "no-referrer"


@attack("neither a link, nor a cookie, nor an address is in what the server says.")
def in_the_log(door: Door) -> None:
    """Learn links and cookies from what the server prints."""
    door.browser().get("/enter/looks-like-a-link-4711")
    door.ask("GET /enter/looks-like-a-link-4711", "Content-Length: 1\r\nContent-Length: 2\r\n")
    said = "".join(door.server.said)
    secrets = [secret_of(link) for link in door.links.values()]
    secrets += [*door.me.http.cookies.values(), "looks-like-a-link-4711", SECRET, "h-switch"]
    assert not [each for each in secrets if each in said]


@attack("the session has a secret of the server's, and that of the attacker is worth nothing.")
def fixation(door: Door) -> None:
    """Lay a session of one's own choice into a browser before somebody comes in."""
    browser = door.browser()
    chosen = "c" * 43
    first = browser.get(door.links[door.attacker], headers={"Cookie": f"panal={chosen}"})
    assert first.status_code == 303
    given = re.findall(
        r"^panal=([\w-]{43}); HttpOnly; Max-Age=\d+; Path=/; SameSite=lax$",
        first.headers["set-cookie"],
    )
    assert given and given[0] != chosen
    assert door.browser().get("/", headers={"Cookie": f"panal={chosen}"}).status_code == 401


@attack("401: of two cookies one is somebody else's, and a name is only as it is written.")
def cookie_tossing(door: Door) -> None:
    """Add a cookie from a sibling host, twice the same name or one that only looks like it."""
    [value] = door.me.http.cookies.values()
    for line in (
        f"panal={value}; panal=x",
        f"panal=x; panal={value}",
        f"panal={value}; panal={value}",
        f"\xa0panal={value}",
        f"\x85panal={value}",
        f"panal\xa0={value}",
        f"Panal={value}",
        f"PANAL={value}",
        f"__Host-panal={value}",
        f'panal="{value}"',
    ):
        found = door.ask("GET /", f"Cookie: {line}\r\n".encode("latin-1"))
        assert found.status == 401, line
    assert door.ask("GET /", f"Cookie: other=1; panal={value} ;x\r\n").status == 200


@attack("401 from the moment on at which it expires.")
def expired(door: Door) -> None:
    """Go on with a session that is over."""
    with sqlite3.connect(door.store.path, timeout=30) as database:
        database.execute(
            "UPDATE session SET expires = ? WHERE person = (SELECT id FROM person WHERE name = ?)",
            (time.time() - 1, door.attacker),
        )
    database.close()
    assert door.me.http.get("/").status_code == 401
    assert door.me.http.get(f"{HAND_IN}/attempts/1").status_code == 401


@attack("nothing happens without the form of the session that goes on.")
def switched_by_another_site(door: Door) -> None:
    """Another site's form makes a browser go on as the attacker, so that work is handed in there."""
    link = door.links[door.attacker]
    for who in (None, "h-switch"):
        for origin in ("null", "https://evil.example", door.server.url, None):
            browser = door.client(who).http if who else door.browser()
            headers = {"Origin": origin} if origin else {}
            for data in ({}, {"form": ""}, {"form": door.me.form()}):
                answer = browser.post(link, data=data, headers=headers)
                assert answer.status_code in (401, 403)
                assert "set-cookie" not in answer.headers


@attack("the page asks first, and its own button goes on.")
def opened_as_somebody_else(door: Door) -> None:
    """Send a link of one's own to somebody who is in."""
    browser = door.client("h-switch").http
    page = browser.get(door.links[door.attacker])
    assert page.status_code == 200 and "set-cookie" not in page.headers
    assert "h-switch" in browser.get("/").text
    form = re.search(r'name="form" value="([^"]+)"', page.text)
    assert form is not None
    on = browser.post(door.links[door.attacker], data={"form": form[1]})
    assert on.status_code == 303 and door.attacker in browser.get("/").text


@attack("a person has so many sessions and no more; the oldest end.")
def sessions_without_end(door: Door) -> None:
    """Open a link again and again, as a mail scanner does, until the disk is full."""
    for _ in range(MOST_SESSIONS):
        with httpx.Client() as once:
            assert once.head(door.links[door.attacker]).status_code == 303
    asked = "SELECT count(*) FROM session JOIN person ON person.id = person WHERE name = ?"
    assert door.store.rows(asked, door.attacker) == [(MOST_SESSIONS,)]
    assert door.me.http.get("/").status_code == 401


@attack("404 everywhere, as for what there is not.")
def at_the_teachers(door: Door) -> None:
    """Ask for the teacher's pages as a student, or as nobody."""
    for path in (
        *("/teacher", "/teacher/events", "/teacher/pause", "/metrics", "/teacher/nowhere"),
        *(
            f"/teacher{HAND_IN}",
            f"/teacher{HAND_IN}/regrade",
            f"/teacher{HAND_IN}/students/{VICTIM}",
        ),
        *(f"/teacher{HAND_IN}/students/{VICTIM}/regrade", f"/teacher/reports/{ASSIGNMENT}"),
        *(f"/teacher/attempts/1/{ASSIGNMENT}", f"/teacher/attempts/1/files/{ASSIGNMENT}.ipynb"),
        f"/teacher/feedback/{VICTIM}/{ASSIGNMENT}/{ASSIGNMENT}.html",
    ):
        for method in ("GET", "POST"):
            assert door.me.http.request(method, path).status_code in (403, 404, 405)
            assert door.browser().request(method, path).status_code in (401, 404, 405)


@attack("404 for each of them, and no event.")
def attempts_of_others(door: Door) -> None:
    """Count through numbers of attempts, in the hope of another one's."""
    for number in (*range(0, 30), 10**8):
        assert door.me.http.get(f"{HAND_IN}/attempts/{number}").status_code == 404
    for path in (door.victims, f"{door.victims}/{ASSIGNMENT}", f"{door.victims}/events"):
        answer = door.me.http.get(path)
        assert answer.status_code == 404 and SECRET not in answer.text
        assert door.browser().get(path).status_code == 401
