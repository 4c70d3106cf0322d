"""No wall: the kernel is a process like others of the operator's."""

from __future__ import annotations

import os
import socket
from typing import Any


def enter(request: dict[str, Any]) -> None:
    """See `sealed.forker.Rung`."""


def settle(request: dict[str, Any]) -> str:
    """See `sealed.forker.Rung`."""
    os.chdir(f"{request['run']}/files")
    return str(request["run"])


def seal(request: dict[str, Any], bound: socket.socket) -> None:
    """See `sealed.forker.Rung`."""


def shut(request: dict[str, Any]) -> None:
    """See `sealed.forker.Rung`."""


def close(request: dict[str, Any]) -> None:
    """See `sealed.forker.Rung`."""


def leave(request: dict[str, Any]) -> None:
    """See `sealed.forker.Rung`."""
