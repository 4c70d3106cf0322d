"""What people wrote, on pages that others read: names, ids, files, cells."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

import nbformat

from tests.end_to_end.door import HAND_IN, Door, attack, check_headers, dangers, elements, file

HOSTILE = (
    '"><script>alert(1)</script>', "<img src=x onerror=alert(1)>", "</title><svg/onload=alert(1)>", "{{ 7919 * 104729 }}",
    "{% for x in () %}", "`<b>x</b>`", "javascript:alert(1)", "&lt;script&gt;", "\u202egnp.exe\u202c", "a\x1b[31mb",
    "🐝" * 30, "é" * 200, "<!--", "]]>", "'; alert(1); //", "data:text/html,<script>", "\u2028\u2029", "{0.__class__}", "%(x)s %n",
)  # fmt: skip


def _harmless(page: str) -> None:
    assert dangers(page) == [] and not {"b", "svg", "img"} & elements(page)
    assert "829348951" not in page  # the product
    assert not [sign for sign in "\u202e\u2028\u2029\x1b\x00" if sign in page]


@attack("it stands there as text, and no element came into being.", stores=len(HOSTILE))
def names_of_files(door: Door) -> None:
    """HTML, templates, signs that turn the line around, and terminal codes in names of files."""
    for number, name in enumerate(HOSTILE, 1):
        quoted = name.encode().replace(b'"', b"%22")
        assert door.upload(file(door.right, quoted)).status == 303
        page = door.me.http.get(f"{HAND_IN}/attempts/{number}", follow_redirects=True).text
        _harmless(page)
    for name in HOSTILE[:1]:
        refused = door.upload(file(b"no notebook", name.encode().replace(b'"', b"%22")))
        assert refused.status in (400, 429)
        _harmless(refused.body.decode())
    _harmless(door.me.http.get("/").text)


@attack("it is cut, and stands there as text.", stores=1)
def long_names(door: Door) -> None:
    """A name of four thousand signs, which is what a form lets through."""
    assert door.upload(file(door.right, "<b>" + "a" * 3900)).status == 303
    page = door.me.http.get(f"{HAND_IN}/attempts/1", follow_redirects=True).text
    assert "a" * 200 not in page and "<b>a" not in page


@attack("the sentence names it as text.")
def names_of_what_is_refused(door: Door) -> None:
    """The same names on files that are refused, for the sentence repeats them."""
    for name in HOSTILE[:12]:
        found = door.upload(file(b"no notebook", name.encode().replace(b'"', b"%22")))
        assert found.status == 400
        _harmless(found.body.decode())


@attack("they stand there as text on the student's pages and the teacher's, and as text in CSV.")
def names_of_students(door: Door) -> None:
    """HTML in a student's id and in first names, from a list that somebody uploaded."""
    for student in ID_OF_HOSTILE:
        me = door.client(student)
        home = me.http.get("/").text
        _harmless(home)
        _harmless(me.http.get(door.links[door.attacker]).text)
        _harmless(me.http.get("/nowhere").text)
    teacher = door.teacher().http
    for path in (
        "",
        HAND_IN,
        *[f"{HAND_IN}/students/{quote(each, safe='')}" for each in ID_OF_HOSTILE],
    ):
        page = teacher.get(f"/teacher{path}")
        assert page.status_code == 200
        _harmless(page.text)


ID_OF_HOSTILE = ("<b>x", "a\u202eb", "'\"&", "{{7919*104729}}")
FIRST_NAME = "</h1><script>alert(1)</script>\u202e{{ 7919 * 104729 }}"


@attack("the page shows text; nothing of it runs, loads or sends.", stores=1)
def cells(door: Door) -> None:
    """HTML, scripts, links and forms in cells, outputs, metadata and attachments."""
    nb = nbformat.reads(door.right.decode(), 4)
    texts = [*HOSTILE, "<form action=/leave method=post><button>x</button></form>", "[x](javascript:alert(1))",
             "![x](https://evil.example/x.png)", "<meta http-equiv=refresh content='0;url=//evil.example'>",
             "<base href=//evil.example>", "<style>@import '//evil.example'</style>", "<iframe src=//evil.example>",
             "<body><nav>", "[x]: javascript:alert(1)\n[x]", "$\\href{javascript:alert(1)}{x}$", "<a href='//evil.example'>x</a>"]  # fmt: skip
    for text in texts:
        nb.cells.append(nbformat.v4.new_markdown_cell(text))
        code = nbformat.v4.new_code_cell(
            f"from IPython.display import HTML, display\ndisplay(HTML({text!r}))\nprint({text!r})"
        )
        nb.cells.append(code)
    nb.cells.append(nbformat.v4.new_code_cell("1/0 # </code></pre><script>alert(1)</script>"))
    nb.metadata["title"] = HOSTILE[0]
    page = door.me.result(door.me.hand_in(nbformat.writes(nb).encode()))
    assert dangers(page) == []
    assert not {"script", "form"} & elements(page)
    assert page.count("<nav") == 1 and page.count("<body") == 1


@attack("the browser saves it, and runs nothing of it.", stores=1)
def files_that_a_teacher_opens(door: Door) -> None:
    """Hand in a notebook that is a page, too, for a teacher who looks at the file itself."""
    nb = nbformat.reads(door.right.decode(), 4)
    nb.metadata["title"] = "<script>alert(1)</script>"
    door.me.result(door.me.hand_in(nbformat.writes(nb).encode()))
    teacher = door.teacher().http
    page = teacher.get(f"/teacher{HAND_IN}/students/{door.attacker}").text
    [link] = re.findall(r'href="(/teacher/attempts/\d+/files/[^"]+)"', page)
    answer = teacher.get(link)
    assert "<script>" in answer.text
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["content-security-policy"].endswith("sandbox")
    check_headers(answer.headers)
    for up in ("../results.json", "..%2f..%2fpanal.db", "results.json", ".", "%2fetc%2fpasswd"):
        assert teacher.get(f"{link.rpartition('/')[0]}/{up}").status_code == 404


@attack(
    "the first name, the id and all that is shown of a person are those of the gradebook.", stores=1
)
def says_that_it_is_somebody_else(door: Door) -> None:
    """A notebook whose metadata says that it is another student's."""
    nb = json.loads(door.right)
    nb["metadata"]["authors"] = [{"name": "ana"}]
    nb["metadata"]["student"] = nb["metadata"]["kernelspec"] = {"student": "ana", "name": "ana"}
    nb["cells"].insert(
        0,
        {
            "cell_type": "markdown",
            "id": "a",
            "metadata": {"student": "ana"},
            "source": "Student: ana",
        },
    )
    attempt = door.me.hand_in(json.dumps(nb).encode())
    assert "10 de 10 puntos" in door.me.result(attempt)
    assert door.attempts(door.attacker) == 1
