"""panal.sealed.pages: what comes from files leaves the memory and comes back, and nothing that was
written is lost.
"""

from __future__ import annotations

import ctypes
import mmap
import sys
from pathlib import Path

import pytest

from panal.sealed.pages import LEAST_BYTES, unmap_clean_pages

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="there is nothing to give back without Linux' /proc and madvise"
)

SIZE = 4 * LEAST_BYTES
PROT_READ = 1
_libc = ctypes.CDLL(None, use_errno=True)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "library.so"
    path.write_bytes(b"\xa5" * SIZE)
    return path


def mapped(path: Path) -> mmap.mmap:
    """A private mapping of a whole file, as the loader makes, every page in memory."""
    with path.open("rb") as file:
        mapping = mmap.mmap(
            file.fileno(), 0, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ | mmap.PROT_WRITE
        )
    assert set(mapping[:: mmap.PAGESIZE]) == {0xA5}
    return mapping


def protect(mapping: mmap.mmap) -> None:
    """Make it read-only, as the loader does after it has relocated."""
    address = ctypes.addressof(ctypes.c_char.from_buffer(mapping))
    assert _libc.mprotect(ctypes.c_void_p(address), ctypes.c_size_t(SIZE), PROT_READ) == 0


def resident(path: Path) -> int:
    """Bytes of a file that are mapped into this process."""
    found = 0
    of_file = False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        key, *values = line.split()
        if not key.endswith(":"):
            of_file = values[-1:] == [str(path)]
        elif of_file and key == "Rss:":
            found += 1024 * int(values[0])
    return found


def test_pages_as_on_disk_leave_and_come_back(library: Path) -> None:
    mapping = mapped(library)
    protect(mapping)
    assert resident(library) == SIZE
    unmap_clean_pages()
    assert resident(library) == 0
    assert set(mapping[:]) == {0xA5}
    assert resident(library) > 0


@pytest.mark.parametrize("read_only", [True, False])
def test_what_was_written_stays(library: Path, read_only: bool) -> None:
    """Relocations are such: a page that differs from its file, read-only afterwards."""
    mapping = mapped(library)
    mapping[SIZE // 2] = 1
    if read_only:
        protect(mapping)
    before = resident(library)
    unmap_clean_pages()
    assert resident(library) == before > 0
    assert mapping[SIZE // 2] == 1


def test_only_libraries_are_taken_out(tmp_path: Path) -> None:
    """Whatever else is mapped, another thread may unmap at any moment, and put something of its own
    there.
    """
    (tmp_path / "folder.so").mkdir()
    below = tmp_path / "folder.so" / "data"
    below.write_bytes(b"\xa5" * SIZE)
    mapping = mapped(below)
    protect(mapping)
    unmap_clean_pages()
    assert resident(below) == SIZE


def test_what_may_be_written_later_is_left_alone(library: Path) -> None:
    mapping = mapped(library)
    unmap_clean_pages()
    assert resident(library) == SIZE
    assert mapping[SIZE // 2] == 0xA5
