"""Width and height of a picture, read from a bounded part of its file. No decoder sees what a student
sent.
"""

from __future__ import annotations

MAX_SEGMENTS = 200
"""Parts of a JPEG file that may come before its size. Cameras write a dozen."""


def of_png(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels; None if it is no PNG (https://www.w3.org/TR/png-3/#11IHDR)."""
    if content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR":
        return None
    return _size(content[16:20], content[20:24])


def of_jpeg(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels; None if it is no JPEG (ITU T.81, B.1.1 and B.2.2)."""
    if content[:3] != b"\xff\xd8\xff":
        return None
    position = 2
    for _ in range(MAX_SEGMENTS):
        marker, length = (
            content[position : position + 2],
            int.from_bytes(content[position + 2 : position + 4], "big"),
        )
        if len(marker) < 2 or marker[0] != 0xFF or length < 2:
            return None
        if 0xC0 <= marker[1] <= 0xCF and marker[1] not in (0xC4, 0xC8, 0xCC):  # a frame
            return _size(content[position + 7 : position + 9], content[position + 5 : position + 7])
        position += 2 + length
    return None


def _size(width: bytes, height: bytes) -> tuple[int, int] | None:
    found = int.from_bytes(width, "big"), int.from_bytes(height, "big")
    return found if all(found) else None
