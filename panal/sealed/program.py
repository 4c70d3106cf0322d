"""A grader's function on this side of the wall: its source, run in a namespace of its own."""

from __future__ import annotations
import __future__

import builtins
import importlib
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

BUILTINS = dict(vars(builtins))
"""As they are before any cell ran. A student who replaces `len` or `sum` in `builtins` replaces it
for the notebook, not for a probe.
"""

HOME = "__probe__"
"""The module in which a probe believes itself to be."""


def built(program: dict[str, Any]) -> Callable[..., Any]:
    """The function that a program defines.

    Args:
        program: `name` of the function; `imports`, each the name that it gets, its module and what
            is taken from that, or None; `constants` by name, as `encode` writes them; `sources` of
            functions and classes, in order.

    Raises:
        Exception: whatever its lines raise.
    """
    from .arguments import Arguments

    home = ModuleType(HOME)
    names: dict[str, Any] = vars(home)
    names["__builtins__"] = BUILTINS
    for name, module, part in program["imports"]:
        # Ours has another name inside the wall.
        here = module.replace("panal.sealed", str(__package__), 1)
        value = importlib.import_module(here)
        for step in part.split(".") if part else ():
            value = getattr(value, step)
        names[name] = value
    names.update(Arguments().read(program["constants"]))
    sys.modules[HOME] = home  # `dataclasses` looks for the module of a class
    try:
        for source in program["sources"]:
            # Annotations are not looked up: they may name what only the grader knows.
            flags = __future__.annotations.compiler_flag
            exec(compile(source, "<probe>", "exec", flags, dont_inherit=True), names)
    finally:
        del sys.modules[HOME]
    function: Callable[..., Any] = names[program["name"]]
    return function
