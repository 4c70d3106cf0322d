"""Graders' folders: their digest, and modules that do not collide."""

from __future__ import annotations

from panal.judge.loading import graders_digest, import_grader


def folder(tmp_path, name, **files):
    made = tmp_path / name
    made.mkdir()
    for stem, text in files.items():
        (made / f"{stem}.py").write_text(text)
    return made


def test_digest_is_of_names_and_bytes(tmp_path):
    """Two equal folders have one digest, wherever they are; any change of a name or a byte gives
    another.
    """
    one = graders_digest(folder(tmp_path, "one", test_a="x = 1", helper="y = 2"))
    assert one == graders_digest(folder(tmp_path, "two", test_a="x = 1", helper="y = 2"))
    assert len(one) == 64
    others = {
        graders_digest(folder(tmp_path, "content", test_a="x = 2", helper="y = 2")),
        graders_digest(folder(tmp_path, "name", test_b="x = 1", helper="y = 2")),
        graders_digest(folder(tmp_path, "fewer", test_a="x = 1")),
    }
    assert len(others | {one}) == 4


def test_digest_ignores_what_python_caches(tmp_path):
    """A `__pycache__` is no grader."""
    made = folder(tmp_path, "one", test_a="x = 1")
    before = graders_digest(made)
    (made / "__pycache__").mkdir()
    (made / "__pycache__" / "test_a.pyc").write_bytes(b"anything")
    assert graders_digest(made) == before


def test_no_folder(tmp_path):
    """Has no files: an assignment needs no grader."""
    (tmp_path / "empty").mkdir()
    assert graders_digest(tmp_path / "nowhere") == graders_digest(tmp_path / "empty")


def test_files_of_one_name_do_not_collide(tmp_path):
    """Two assignments may both have a `reference.py`, and each grader finds its own."""
    for name in ("one", "two"):
        folder(tmp_path, name, reference=f"name = {name!r}", test_a="from .reference import name")
    assert import_grader(tmp_path / "one" / "test_a.py").name == "one"
    assert import_grader(tmp_path / "two" / "test_a.py").name == "two"


def test_a_changed_folder_is_imported_anew(tmp_path):
    """An edit counts at once, even of a helper and within the same second; nothing is written into
    the folder.
    """
    made = folder(tmp_path, "one", reference="name = 'aaa'", test_a="from .reference import name")
    assert import_grader(made / "test_a.py").name == "aaa"
    (made / "reference.py").write_text("name = 'bbb'")
    assert import_grader(made / "test_a.py").name == "bbb"
    assert not list(made.rglob("__pycache__"))
