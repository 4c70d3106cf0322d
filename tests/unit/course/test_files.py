"""panal.course.files: files that are written whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from panal.course.files import holds, make_folder, replace


def test_a_file_is_written_and_replaced(tmp_path: Path) -> None:
    """With the folders above it, and the rights that files have here."""
    path = tmp_path / "a" / "b" / "c.txt"
    replace(path, b"1")
    replace(path, b"2")
    assert path.read_bytes() == b"2" and list(path.parent.iterdir()) == [path]
    umask = os.umask(0)
    os.umask(umask)
    assert path.stat().st_mode & 0o777 == 0o666 & ~umask


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    """What it leads to stays as it is."""
    (tmp_path / "elsewhere").write_bytes(b"1")
    (tmp_path / "a").symlink_to("elsewhere")
    replace(tmp_path / "a", b"2")
    assert (tmp_path / "elsewhere").read_bytes() == b"1" and not (tmp_path / "a").is_symlink()


def test_what_cannot_be_written_leaves_the_old_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads it finds all of the old one."""

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    replace(tmp_path / "a", b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        replace(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"old"


def test_a_folder_is_made_with_nothing_else_in_it(tmp_path: Path) -> None:
    """Files that may stay do, at any depth; links go, and nothing behind them."""
    elsewhere = tmp_path / "elsewhere"
    replace(elsewhere / "x", b"x")
    folder = tmp_path / "folder"
    for name in ("stay", "sub/stay", "sub/go", "gone/deep/go", ".hidden", "a file/in its place"):
        replace(folder / name, b"")
    (folder / "link").symlink_to(elsewhere)
    (folder / "linked").symlink_to(elsewhere / "x")
    make_folder(folder, ["stay", "sub/stay", "a file", "linked", "new"])
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    assert found == {"stay", "sub", "sub/stay"}
    assert (elsewhere / "x").read_bytes() == b"x"


@pytest.mark.parametrize("kind", ["nothing", "file", "link", "link to nowhere"])
def test_whatever_stands_there_becomes_a_folder(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (tmp_path / "elsewhere").mkdir()
    if kind == "file":
        folder.write_bytes(b"")
    elif kind != "nothing":
        folder.symlink_to("elsewhere" if kind == "link" else "nowhere")
    make_folder(folder, [])
    assert folder.is_dir() and not folder.is_symlink()


def test_whether_a_file_has_a_content(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12")
    assert holds(tmp_path / "a", b"12")
    assert not any(holds(tmp_path / "a", content) for content in (b"1", b"13", b"123"))
    assert not holds(tmp_path / "b", b"") and not holds(tmp_path, b"")
