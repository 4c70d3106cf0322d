"""Addresses that reach for files, and methods that nobody asked for."""

from __future__ import annotations

from tests.end_to_end.door import HAND_IN, Door, attack, file
from tests.end_to_end.serving import ASSIGNMENT

UP = (
    "..", "../..", "%2e%2e", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%2f..%2fpanal.db", "%252e%252e%252f",
    "..%5c..%5cpanal.db", "..\\..\\nbgrader_config.py", "%2fetc%2fpasswd", "//etc/passwd", "/etc/passwd",
    "....//....//etc/passwd", "..;/", "%c0%ae%c0%ae%c0%af", "%e2%80%a5/", "%ef%bc%8e%ef%bc%8e%ef%bc%8f",
    "serve.css/../../web.py", "serve.css%00.html", "web.py", "panal.db", "C:%5cwindows", "~", "*", ".",
    "file:%2f%2f%2fetc%2fpasswd", "\u2024\u2024\u2215", "%u002e%u002e", "gradebook.db",
)  # fmt: skip
CONTENTS = (b"root:", b"SQLite format", b"get_config", b"import ", b"def ")


def _nothing(door: Door, target: str) -> None:
    found = door.ask(f"GET {target}".encode(), door.cookie)
    # Bytes that are no ASCII are no address.
    assert found.status in ((404,) if target.isascii() else (400,)), target
    assert not [each for each in CONTENTS if each in found.body], target


@attack("404, and nothing of a file.")
def in_static(door: Door) -> None:
    """Climb out of the folder of the style sheet."""
    for up in UP:
        _nothing(door, f"/static/{up}")


@attack("404, and nothing of a file.")
def in_the_assignment(door: Door) -> None:
    """Climb by the name of an assignment."""
    for up in UP:
        _nothing(door, f"/assignments/{up}/attempts/1")
        form = door.me.form() if up == UP[0] else "x"
        found = door.ask(f"POST /assignments/{up}".encode(), f"{door.cookie}Content-Length: 0\r\n")
        assert found.status in (404, 405, 400), (up, form)


@attack("404, and nothing of a file.", stores=1)
def in_the_notebook(door: Door) -> None:
    """Climb by the name of a notebook of an attempt of one's own."""
    attempt = door.me.hand_in(door.right)
    door.me.result(attempt)
    for up in (
        *UP,
        "../submitted/areas.ipynb",
        "..%2fresults.json",
        f"{ASSIGNMENT}.html",
        "events/",
    ):
        _nothing(door, f"{attempt}/{up}")


@attack("404, also for numbers of thousands of digits.")
def in_the_number(door: Door) -> None:
    """Numbers of attempts that are none, or that no number holds."""
    for number in (
        "-1",
        "1.0",
        "1e3",
        "0x1",
        "%31%00",
        "١",
        "９",
        "1%20",
        "9" * 20,
        "9" * 5000,
        "9" * 60000,
    ):
        assert door.ask(f"GET {HAND_IN}/attempts/{number}".encode(), door.cookie).status in (
            404,
            400,
        )
        assert door.ask(f"GET {HAND_IN}/attempts/{number}/events".encode()).status in (404, 400)
        assert door.ask(f"GET /teacher/attempts/{number}/{ASSIGNMENT}".encode()).status in (
            404,
            400,
        )


@attack("the file lies under a name of ours in a folder of ours, and nowhere else.", stores=6)
def in_the_file_name(door: Door) -> None:
    """Call a file so that it would be written somewhere else."""
    before = {path for path in door.server.course.rglob("*.ipynb")}
    names = [
        "../../../../evil.ipynb",
        "/tmp/panal-evil.ipynb",
        "..\\..\\evil.ipynb",
        "evil.ipynb/",
        ".",
        "a/b\x00c",
    ]
    for name in names:
        found = door.upload(file(door.right, name))
        assert found.status == 303, (name, found.head)
    new = {path for path in door.server.course.rglob("*.ipynb")} - before
    attempts = door.server.course / "serve" / "attempts"
    assert {path.name for path in new} == {f"{ASSIGNMENT}.ipynb"}
    ours = {"submitted", "autograded"}
    assert all(attempts in path.parents or ours & {*path.parts} for path in new)


@attack("405, and nothing of the request comes back.")
def methods(door: Door) -> None:
    """Methods that no page of ours has, on every address."""
    for path in ("/", "/leave", HAND_IN, f"{HAND_IN}/attempts/1", "/static/serve.css", "/healthz"):
        for method in ("PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "PROPFIND", "CONNECT", "BREW"):
            found = door.ask(f"{method} {path}", f"{door.cookie}X-Marker: 55443322\r\n")
            assert found.status == 405, (method, path)
            assert b"55443322" not in found.body
    assert door.ask("GET /leave", door.cookie).status == 405
    assert door.ask(f"GET {HAND_IN}", door.cookie).status == 405
    assert door.me.http.get("/").status_code == 200


@attack("the method of the request alone counts.")
def method_override(door: Door) -> None:
    """Name another method in a header or a parameter."""
    form = door.me.form()
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        assert door.me.http.get("/leave", headers={name: "POST"}).status_code == 405
        assert door.me.http.get(HAND_IN, headers={name: "POST"}).status_code == 405
    assert door.me.http.get("/leave", params={"_method": "POST", "form": form}).status_code == 405
    assert door.me.http.get("/").status_code == 200


@attack("the same status as for GET, and not a byte of a body.")
def head(door: Door) -> None:
    """Ask for the head of every page."""
    for path, status in (
        ("/", 200),
        ("/healthz", 200),
        ("/static/serve.js", 200),
        ("/x", 404),
        (door.victims, 404),
    ):
        found = door.ask(f"HEAD {path}", door.cookie)
        assert found.status == status and found.body == b""


@attack("404, and no address that the request names is sent anybody to.")
def ends_with_a_slash(door: Door) -> None:
    """Have the server build an address from the host that a request names."""
    for path in (
        "/assignments/areas/",
        "/healthz/",
        "//evil.example/%2e%2e/",
        "/static/",
        "/leave/",
    ):
        found = door.ask(f"GET {path}", f"{door.cookie}X-Forwarded-Host: evil.example\r\n")
        assert found.status == 404 and "\nlocation:" not in found.head.lower()
