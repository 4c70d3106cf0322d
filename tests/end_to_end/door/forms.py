"""Other sites that use a browser in which a student is."""

from __future__ import annotations

from tests.end_to_end.door import HAND_IN, Door, attack, field, file
from tests.end_to_end.serving import ASSIGNMENT


@attack("403, and nothing is stored.")
def without_a_form(door: Door) -> None:
    """Send an upload without the secret of a form, with an empty, a wrong, a long or a binary one."""
    files = {"files": (f"{ASSIGNMENT}.ipynb", door.right)}
    real = door.me.form()
    for told in (None, "", "x", real[:-1], real + "x", real.upper(), "ñ", "\x00", "9" * 60_000):
        data = {} if told is None else {"form": told}
        assert door.me.http.post(HAND_IN, data=data, files=files).status_code == 403
        assert door.me.http.post("/leave", data=data).status_code == 403
    twice = [field("form", "x"), file(door.right)]
    assert door.upload(*twice, form="y").status == 403
    assert (
        door.upload(
            file(real.encode(), "form.txt").replace(b'name="files"', b'name="form"'), form="x"
        ).status
        == 403
    )
    assert door.me.http.post(f"{HAND_IN}?form={real}", files=files).status_code == 403
    assert door.me.http.post(HAND_IN, headers={"X-Form": real}, files=files).status_code == 403


@attack("403: a form belongs to one session.")
def forms_of_others(door: Door) -> None:
    """Use the form of another student's session, and of another session of one's own."""
    other, again = door.client("h-switch"), door.client(door.attacker)
    files = {"files": (f"{ASSIGNMENT}.ipynb", door.right)}
    for form in (other.form(), again.form()):
        assert door.me.http.post(HAND_IN, data={"form": form}, files=files).status_code == 403
        assert door.me.http.post("/leave", data={"form": form}).status_code == 403


@attack("403, even with the right form.")
def from_elsewhere(door: Door) -> None:
    """Send a form from another site, another port, a frame, or as another scheme."""
    files = {"files": (f"{ASSIGNMENT}.ipynb", door.right)}
    data = {"form": door.me.form()}
    port = door.server.url.rpartition(":")[2]
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": f"https://127.0.0.1:{port}"},
        {"Origin": f"{door.server.url}.evil.example"},
        {"Origin": f"http://localhost:{port}"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": door.server.url, "Sec-Fetch-Site": "cross-site"},
    ):
        assert (
            door.me.http.post(HAND_IN, data=data, files=files, headers=headers).status_code == 403
        )
        assert door.me.http.post("/leave", data=data, headers=headers).status_code == 403
    assert door.me.http.get("/").status_code == 200


@attack("403 or 400: only a form of a browser is one.")
def other_kinds_of_bodies(door: Door) -> None:
    """JSON, plain text that looks like JSON or like a form, and XML, as scripts of other sites can send."""
    form = door.me.form()
    for kind, body in (
        ("application/json", f'{{"form": "{form}", "files": []}}'),
        ("text/plain", f"form={form}"),
        ("text/plain", f'{{"form": "{form}", "a": "='),
        ("text/xml", f"<form>{form}</form>"),
        ("application/x-www-form-urlencoded; charset=utf-16", f"form={form[:-1]}"),
    ):
        for path in (HAND_IN, "/leave"):
            answer = door.me.http.post(path, content=body, headers={"Content-Type": kind})
            assert answer.status_code in (400, 403)
    assert door.me.http.get("/").status_code == 200


@attack("405 and 404: what is asked for by GET changes nothing.")
def by_get(door: Door) -> None:
    """A picture on another site whose address leaves, hands in, pauses or grades again."""
    form = door.me.form()
    for path in ("/leave", HAND_IN, "/teacher/pause", "/teacher/regrade", f"{HAND_IN}/attempts"):
        assert door.me.http.get(path, params={"form": form}).status_code in (404, 405)
    assert door.me.http.get("/").status_code == 200


@attack("no other origin is told that it may read anything.")
def asked_across_origins(door: Door) -> None:
    """A script of another site asks whether it may read pages and send files."""
    headers = {
        "Origin": "https://evil.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "x-form",
    }
    for path in ("/", HAND_IN, "/static/serve.js", f"{HAND_IN}/attempts/1/events"):
        for method in ("OPTIONS", "GET"):
            answer = door.me.http.request(method, path, headers=headers)
            assert not [name for name in answer.headers if name.startswith("access-control")]


@attack("all headers are on all of them.", stores=1)
def without_our_headers(door: Door) -> None:
    """Look for an answer that may be framed, sniffed, cached, or run by another site: each kind of them."""
    attempt = door.me.hand_in(door.right)
    door.me.result(attempt)
    seen = {}
    for method, path in (
        ("GET", "/"), ("GET", "/nowhere"), ("PUT", "/"), ("POST", HAND_IN), ("GET", attempt), ("GET", f"{attempt}/{ASSIGNMENT}"),
        ("GET", "/static/serve.css"), ("GET", "/static/x"), ("GET", "/healthz"), ("GET", "/enter/x"), ("POST", "/leave"),
        ("GET", door.links["h-switch"]), ("GET", "/teacher"),
    ):  # fmt: skip
        answer = door.me.http.request(method, path)  # whose headers are looked at
        seen[method, path] = answer.status_code
        scripts = "script-src 'self'" in answer.headers["content-security-policy"]
        page = path.startswith(attempt + "/")
        assert (
            scripts != page
            and "unsafe" not in answer.headers["content-security-policy"].partition("style-src")[0]
        )
        assert "cookie" not in answer.headers.get("vary", "").lower()
    assert set(seen.values()) == {200, 303, 403, 404, 405}
    big = door.me.post(b" " * (2**21))
    assert big.status_code == 413
    assert door.ask("GET / ", "").status in (400, 401, 404)
    assert "max-age=60" in door.me.http.get("/static/serve.css").headers["cache-control"]
    assert door.me.http.get("/static/serve.css").headers["content-type"].startswith("text/css")
    assert (
        door.me.http.get("/static/serve.js").headers["content-type"].startswith("text/javascript")
    )
