"""panal.kernel.view: what a kernel may open that sees the files of the host."""

from __future__ import annotations

from pathlib import Path

import pytest

from panal.kernel.view import apart_from, link, seen
from panal.sealed.isolate import RIGHTS


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """A folder of packages with the engine and a course in it."""
    folder = tmp_path / "site-packages"
    for name in ("numpy/core", "panal/sealed", "panal/judge", "shop/course/graders", "shop/other"):
        (folder / name).mkdir(parents=True)
    (folder / "six.py").touch()
    return folder


def test_a_folder_in_which_nothing_is_hidden_is_one_rule(tmp_path: Path) -> None:
    assert list(apart_from(tmp_path, [Path("/elsewhere"), tmp_path.parent])) == [tmp_path]


def test_all_beside_what_is_hidden(packages: Path) -> None:
    """At each level on the way to it, and neither it nor what it lies in."""
    hidden = [packages / "panal", packages / "shop" / "course"]
    found = {str(path.relative_to(packages)) for path in apart_from(packages, hidden)}
    assert found == {"numpy", "six.py", "shop/other"}


def test_of_what_is_hidden_itself_nothing(packages: Path) -> None:
    assert list(apart_from(packages / "panal", [packages / "panal"])) == []


def test_links_lead_to_nothing_hidden(packages: Path) -> None:
    """What a link leads to has a place of its own, which is open or not."""
    (packages / "innocent").symlink_to(packages / "panal")
    found = apart_from(packages, [packages / "panal"])
    assert packages / "innocent" not in set(found)


def test_a_way_through_a_link_hides_as_well(packages: Path, tmp_path: Path) -> None:
    """/lib is /usr/lib."""
    (tmp_path / "lib").symlink_to(packages)
    found = set(apart_from(tmp_path / "lib", [packages / "panal"]))
    assert packages / "numpy" in found and packages / "panal" not in found


def test_nothing_is_open_but_the_system_and_python(packages: Path, tmp_path: Path) -> None:
    """No home, no /tmp, no /etc as a whole, no /proc, no /dev/zero; and each word is one that
    Landlock's door knows.
    """
    view = seen([packages], [str(packages / "panal")], packages / "panal" / "sealed", tmp_path)
    assert view["/usr"] == view[str(packages / "numpy")] == "look"
    assert not {"/", "/etc", "/proc", "/dev", "/home", "/root", "/run", "/var"} & set(view)
    assert "/dev/zero" not in view and "/dev/tty" not in view
    assert str(packages) not in view and str(packages / "panal") not in view
    assert all(word in RIGHTS for words in view.values() for word in words.split())
    writable = {path for path, words in view.items() if words != "look"}
    assert writable == {"/dev/null", "/dev/full"}


def test_packages_are_found_where_their_folder_is(packages: Path, tmp_path: Path) -> None:
    links = tmp_path / "links"
    links.mkdir()
    sealed = packages / "panal" / "sealed"
    assert link(links, [packages], [], sealed) == [links, packages]
    assert {path.name for path in links.iterdir()} == {"sealed"}


def test_packages_beside_something_hidden_are_found_by_links(
    packages: Path, tmp_path: Path
) -> None:
    """Their folder can't be listed, so Python would find nothing in it."""
    links = tmp_path / "links"
    links.mkdir()
    sealed, hidden = packages / "panal" / "sealed", [str(packages / "panal")]
    assert link(links, [packages], hidden, sealed) == [links]
    assert {path.name for path in links.iterdir()} == {"sealed", "numpy", "six.py", "shop"}
    assert (links / "sealed").resolve() == sealed
