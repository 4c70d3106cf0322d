"""What one cell shows, put together from a kernel's messages as a Jupyter front end does it."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode, from_dict

from panal.config import Limits

PARTS = {
    "stream": (),
    "display_data": ("data", "metadata"),
    "execute_result": ("data", "metadata", "execution_count"),
    "error": ("ename", "evalue", "traceback"),
}
"""What a notebook keeps of each kind. Nobody has checked yet that it is what it should be."""

ERROR_BYTES = 2**16
"""Of an exception that is kept although a cell shows too much: it says why there is no function."""


class Outputs:
    """The outputs of one cell, within the limits.

    An honest kernel keeps to the limits by itself (`BoundedSession` in
    `panal/sealed/student_kernel.py`). Here they hold for one that a student has changed.

    Args:
        limits: `output_bytes` and `output_messages`.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._bytes = 0
        self._displays: dict[str, list[NotebookNode]] = {}
        self._clear = False
        self._late_error = False
        self.cells: list[NotebookNode] = []
        self.too_much = False

    def wants(self, kind: object, length: int) -> bool:
        """Whether a message is worth reading. Once too much was shown none is, but for one short
        exception: to read a flood takes our time, not the submission's.

        Args:
            kind: its type.
            length: bytes of its content, which nobody has read yet.
        """
        if not self.too_much:
            return True
        if kind != "error" or self._late_error or length > ERROR_BYTES:
            return False
        self._late_error = True
        return True

    def take(self, kind: str, content: dict[str, Any]) -> None:
        """Take in a message. One that Jupyter does not know is dropped.

        Args:
            kind: its type.
            content: its content, which the student's code may have made.
        """
        if kind == "clear_output":
            self._clear = bool(content.get("wait"))
            if not self._clear:
                self._forget()
        elif kind == "update_display_data":
            self._update(content)
        elif kind in PARTS:
            if self._clear:
                self._forget()
            self._add(kind, content)

    def _forget(self) -> None:
        self.cells.clear()
        self._displays.clear()
        self._clear = False

    def _add(self, kind: str, content: dict[str, Any]) -> None:
        text = content.get("text")
        if kind == "stream":
            if not isinstance(text, str) or not self._has_room(len(text)):
                return
            name = "stderr" if content.get("name") == "stderr" else "stdout"
            last = self.cells[-1] if self.cells else None
            if last is not None and last.get("name") == name:
                last["parts"].append(text)
            else:
                self.cells.append(NotebookNode(output_type=kind, name=name, parts=[text]))
        elif self._has_room(size(content)) or (kind == "error" and self._late_error):
            parts = {key: from_dict(content.get(key)) for key in PARTS[kind]}
            output = NotebookNode(output_type=kind, **parts)
            self.cells.append(output)
            self._displays.setdefault(_display_id(content), []).append(output)

    def _update(self, content: dict[str, Any]) -> None:
        """Update a display of this cell. What other cells show has been counted already."""
        found = self._displays.get(_display_id(content) or "\0", [])
        if found and self._has_room(size(content)):
            for output in found:
                output["data"] = from_dict(content.get("data"))
                output["metadata"] = from_dict(content.get("metadata"))

    def _has_room(self, more: int) -> bool:
        # Twice the limit: an honest kernel stops at it, and counts a little differently.
        self._bytes += more
        self.too_much = (
            self.too_much
            or self._bytes > 2 * self._limits.output_bytes
            or len(self.cells) > 2 * self._limits.output_messages
        )
        return not self.too_much

    def finished(self) -> list[NotebookNode]:
        """All of them, as a notebook has them."""
        for output in self.cells:
            parts = output.pop("parts", None)
            if parts is not None:
                output["text"] = "".join(parts)
        return self.cells


def _display_id(content: dict[str, Any]) -> str:
    transient = content.get("transient")
    found = transient.get("display_id") if isinstance(transient, dict) else None
    return found if isinstance(found, str) else ""


def size(content: object) -> int:
    """About how many bytes a message's content, or an output, holds. Every part counts."""
    total = 0
    todo = [content]  # no recursion: its depth is the student's choice
    while todo:
        part = todo.pop()
        if isinstance(part, dict):
            total += 64
            todo += part.keys()
            todo += part.values()
        elif isinstance(part, list):
            total += 64
            todo += part
        else:
            total += 8 + (len(part) if isinstance(part, str) else 0)
    return total
