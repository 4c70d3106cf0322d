"""Gives back what libraries needed only while they were imported."""

from __future__ import annotations

import ctypes
import os

_libc = ctypes.CDLL(None, use_errno=True)

MADV_DONTNEED = 4  # include/uapi/asm-generic/mman-common.h
LEAST_BYTES = 2**20  # smaller ones are not worth a system call


def unmap_clean_pages() -> None:
    """Take the pages of libraries out of this process' memory that are as they are on disk; nothing
    where there is no Linux.

    TensorFlow's library is read nearly whole when it is loaded and registers its operations; a
    tenth of that is needed later, and comes back from the page cache when it is touched. Where
    something was written to a page, as the loader does when it relocates, nothing of its mapping is
    touched: that would be lost.
    """
    for address, size in _clean_mappings():
        _libc.madvise(
            ctypes.c_void_p(address), ctypes.c_size_t(size), MADV_DONTNEED
        )  # advice: a refusal does no harm


def _clean_mappings() -> list[tuple[int, int]]:
    """Address and size in bytes of each larger mapping of a library that can't be written and was
    not written before.
    """
    if not os.path.exists("/proc/self/smaps"):
        return []
    found = []
    begin = end = 0
    with open("/proc/self/smaps") as smaps:
        for line in smaps:
            key, *values = line.split()
            if not key.endswith(
                ":"
            ):  # the head: addresses, permissions, offset, device, inode, path
                first, last = (int(address, 16) for address in key.split("-"))
                # Python never unloads a library, so no other thread puts something else there
                # meanwhile.
                library = ".so" in line.rpartition("/")[2]
                begin, end = (first, last) if library and "w" not in values[0] else (0, 0)
            elif key == "Anonymous:" and values[0] == "0" and end - begin >= LEAST_BYTES:
                found.append((begin, end - begin))
    return found
