"""Files that are no notebook, or one that costs more than it should."""

from __future__ import annotations

import codecs
import io
import json
import pickle
import zipfile
from pathlib import Path

import nbformat

from panal.serve.intake import MOST_FILES
from tests.end_to_end.door import Door, attack, file
from tests.end_to_end.serving import ASSIGNMENT


def refused(door: Door, data: bytes, words: str = "") -> None:
    """It is told in a sentence why this can't be graded."""
    answer = door.me.post(data)
    assert answer.status_code in (400, 413), (data[:80], answer.text)
    assert words in answer.text, answer.text


def taken(door: Door, data: bytes) -> str:
    """It is graded. Returns its page."""
    return door.me.result(door.me.hand_in(data))


def notebook(cells: list[object], **more: object) -> bytes:
    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells} | more
    return json.dumps(whole).encode()


def code(source: object, **more: object) -> dict[str, object]:
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], **more}


@attack("a sentence, and nothing is stored.")
def other_files(door: Door) -> None:
    """An archive, a page, a picture, a pickle, a program and text in the place of a notebook."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr(f"{ASSIGNMENT}.ipynb", door.right)
    for data in (archive.getvalue(), b"<!DOCTYPE html><script>alert(1)</script>", b"\x89PNG\r\n\x1a\n", b"\x7fELF",
                 b"%PDF-1.7", b"print(1)", b"null", b"[]", b"7", b'"text"', b"true", b"\x00" * 1000, b" " * 1000):  # fmt: skip
        refused(door, data)


class _Opens:
    """A pickle that makes a file where it is read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return (open, (str(self.path), "w"))


@attack("nothing is unpickled: the file that it would make is not there.", stores=1)
def pickles(door: Door) -> None:
    """A pickle as a file, and in the metadata and the outputs of a notebook."""
    path = door.server.course / "unpickled"
    data = pickle.dumps(_Opens(path))
    refused(door, data)
    nb = json.loads(door.right)
    nb["metadata"]["widgets"] = {"application/x-python-pickle": codecs.encode(data, "hex").decode()}
    assert "10 de 10 puntos" in taken(door, json.dumps(nb).encode())
    assert not path.exists()


@attack("a sentence, and nobody waits for it.")
def nested_without_end(door: Door) -> None:
    """Brackets by the hundred thousand, closed or not, in each place of a notebook."""
    deep = b"[" * 100_000 + b"]" * 100_000
    for data in (b"[" * 900_000, deep, b'{"a":' * 100_000, b'{"nbformat":4,"cells":' + deep + b"}",
                 b'{"nbformat":4,"metadata":' + deep + b',"cells":[]}', b'{"nbformat":4,"cells":[{"source":' + deep + b"}]}"):  # fmt: skip
        refused(door, data)


@attack("a sentence, and nobody waits for it.")
def bombs(door: Door) -> None:
    """Parts by the hundred thousand, keys by the hundred thousand, and numbers of a million digits."""
    keys = b",".join(b'"%d":1' % n for n in range(80_000))
    for data in (
        b'{"nbformat":4,"cells":[' + b",".join([b"{}"] * 300_000) + b"]}",
        b'{"nbformat":4,' + keys + b',"cells":[]}',
        b'{"nbformat":4,"cells":[],"x":' + b"9" * 1_000_000 + b"}",
        b'{"nbformat":4,"cells":[],"x":[' + b",".join([b"9" * 4200] * 200) + b"]}",
        b'{"nbformat":4,"cells":[],"x":1e999999999}',
        b'{"nbformat":' + b"9" * 1000 + b',"cells":[]}',
        b'{"nbformat":4e0,"cells":{}}',
        b'"\\"' * 300_000,
    ):
        refused(door, data)


@attack("the last one of two keys counts, as everywhere, or a sentence.", stores=1)
def keys_twice(door: Door) -> None:
    """The same key twice: two lists of cells, two sources, two kinds."""
    whole = door.right.decode()
    double = whole.replace('"cells":', '"cells": [], "cells":', 1)
    assert "10 de 10 puntos" in taken(door, double.encode())
    refused(door, (whole.rstrip()[:-1] + ', "cells": []}').encode(), "no tiene ninguna celda")


@attack("each has a score or a sentence.", stores=5)
def strange_values(door: Door) -> None:
    """NaN, Infinity, lone surrogates, NUL, numbers and lists where text belongs."""
    nb = json.loads(door.right)
    plain = json.dumps(nb)
    for more in (
        code("x = 1", execution_count=float("nan")),
        code("x = '\ud800'", id="\ud800", metadata={"nbgrader": {"grade_id": "\udfff"}}),
        code("x = '\x00'"),
        code(["x = 1", 7, None, {}]),
        code({"a": 1}),
    ):
        own = json.loads(plain)
        own["cells"].append(more)
        assert " de 10 puntos" in taken(door, json.dumps(own).encode())
    refused(door, notebook([code(float("nan")), 7, None, [], "text", {}]))
    refused(door, notebook([], nbformat=float("nan")))


@attack("UTF-8 with or without a mark is read, and nothing else.", stores=1)
def other_writings(door: Door) -> None:
    """UTF-16, UTF-32, Latin-1, and UTF-8 with a byte order mark."""
    text = door.right.decode()
    assert "10 de 10 puntos" in taken(door, codecs.BOM_UTF8 + door.right)
    for encoding in ("utf-16", "utf-16-be", "utf-32"):
        refused(door, text.encode(encoding))
    refused(door, text.replace("return", "return '\xe9'", 1).encode("latin-1"), "UTF-8")


@attack("a sentence for one cell too many, and a score for as many as there may be.", stores=1)
def cells_by_the_thousand(door: Door) -> None:
    """Two thousand cells, and one more."""
    nb = nbformat.reads(door.right.decode(), 4)
    rest = 2000 - len(nb.cells)
    nb.cells += [nbformat.v4.new_markdown_cell("x", id=f"m{n}") for n in range(rest)]
    assert "10 de 10 puntos" in taken(door, nbformat.writes(nb).encode())
    nb.cells.append(nbformat.v4.new_markdown_cell("x", id="one-more"))
    refused(door, nbformat.writes(nb).encode(), "2000")


@attack("a sentence that asks whether it is the right file.")
def another_assignment(door: Door) -> None:
    """A notebook that has no cell of this assignment, and one that has no cell."""
    refused(door, notebook([code("x = 1")]), "no tiene ninguna celda")
    refused(door, notebook([]), "no tiene ninguna celda")
    wrong = notebook(
        [code("x = 1", metadata={"nbgrader": {"grade_id": "other", "solution": True}})]
    )
    refused(door, wrong, "no tiene ninguna celda")


@attack("404, and nothing is stored.")
def to_what_there_is_not(door: Door) -> None:
    """Hand in for an assignment that there is not, or that is not released."""
    for name in ("other", "", "AREAS", "areas ", "areas%00", ".", "gradebook.db"):
        answer = door.me.post(door.right, assignment=name)
        assert answer.status_code in (404, 405), name


@attack("points, tests and ids are those of the gradebook.", stores=1)
def points_of_its_own(door: Door) -> None:
    """A notebook that says what it is worth."""
    nb = json.loads(door.right)
    for cell in nb["cells"]:
        claimed = cell["metadata"].get("nbgrader", {})
        if "points" in claimed:
            claimed["points"] = 1000
            cell["source"] = "assert True"
    nb["metadata"]["panal"] = {"points": 1000}
    assert "10 de 10 puntos" in taken(door, json.dumps(nb).encode())


@attack("the answer that is wrong stays wrong, among all the files that there may be.", stores=1)
def many_notebooks(door: Door) -> None:
    """As many files as possible at once, so that one of them is right."""
    parts = [file(door.right, f"copy {n}.ipynb") for n in range(MOST_FILES - 1)]
    assert door.upload(file(door.right), *parts).status == 303
    assert "10 de 10 puntos" in door.me.result(f"/assignments/{ASSIGNMENT}/attempts/1")
