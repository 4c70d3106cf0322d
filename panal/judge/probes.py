"""A grader's function as it is sent into the kernel: its source and all that it uses."""

from __future__ import annotations

import ast
import dis
import importlib.util
import inspect
import sys
import sysconfig
import textwrap
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from types import CodeType, FunctionType, ModuleType
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt

from panal.sealed.decode import Decoder, Undecodable
from panal.sealed.encode import NoPlainForm, encode
from panal.sealed.models import is_layer
from panal.sealed.program import built

FRAMES = ("frame", "series")
"""Kinds of values that become pandas' own in the kernel."""

Written = dict[str, Any]
"""See `panal.sealed.program.built`."""


def write_arguments(arguments: object) -> str:
    """Arguments as they cross the wall. Functions among them go as programs.

    Raises:
        NoPlainForm: they hold something that can't cross or can't be read there, or a frame where
            there is no pandas.
        TooLarge: they are too large.

    >>> write_arguments((1, {"a": None}))
    '{"tuple": [1, {"dict": [["a", null]]}]}'
    """
    text = encode(arguments, refuse=_as_function)
    # In the kernel it would look like the student's own failing import.
    if (
        any(f'{{"{kind}": ' in text for kind in FRAMES)
        and importlib.util.find_spec("pandas") is None
    ):
        raise NoPlainForm("A frame or series can't be sent: pandas is not installed here.")
    # And so would what can't be read there, such as a frame with columns of two lengths.
    try:
        _Reader().read(text)
    except Undecodable as error:
        raise NoPlainForm(f"What a grader sends could not be read: {error}.") from None
    return text


class _Reader(Decoder):
    """Reads what is sent, as the kernel will, without its libraries. Functions and layers were tried
    when they were written, and the bytes of an array are NumPy's own.
    """

    def __init__(self) -> None:
        super().__init__()
        self.kinds |= dict.fromkeys(("function", "live layer"), lambda content, depth: None)

    def array(self, content: Any) -> npt.NDArray[Any]:
        dtype = np.dtype(content["dtype"])
        self.shape(content["shape"], dtype.itemsize)
        return np.empty(content["shape"], dtype)


def _as_function(value: object) -> dict[str, Any]:
    if is_layer(value):  # which can be called as well
        raise NoPlainForm(
            f"A {type(value).__name__} can't be sent unless Keras rebuilds it from its settings and "
            "weights alone, with classes and functions of its own: make it in a probe, see "
            "docs/graders.md."
        )
    if callable(value) and hasattr(value, "__name__"):  # else it is an object, not a function
        return {"function": program(value)}
    raise NoPlainForm(
        f"What a grader sends can't be of type {type(value).__name__}: "
        "make it in a probe, see docs/graders.md."
    )


@lru_cache(maxsize=1000)
def program(function: Callable[..., Any]) -> Written:
    """A function with all that it uses: the functions and classes of the grader and of files beside
    it by their source, modules and what is imported from them by name, plain values as they are.

    Args:
        function: a function that is written with `def`, or one of an installed package.

    Raises:
        NoPlainForm: it uses something that can't be sent, or can't be defined there.
    """
    written = _Program(function).written()
    # In the kernel, what its definition raises would look like the student's own error.
    try:
        built(written)
    except Exception as error:
        raise NoPlainForm(
            f"The function {written['name']} can't be sent into the kernel: where it is defined anew "
            f"there is {type(error).__name__}: {error}."
        ) from error
    return written


class _Program:
    def __init__(self, function: Callable[..., Any]) -> None:
        self.imports: dict[str, tuple[str, str | None]] = {}
        self.constants: dict[str, object] = {}
        self.sources: dict[str, str] = {}
        self.objects: dict[str, object] = {}
        name = str(getattr(function, "__name__", type(function).__name__))
        self.name = name if name.isidentifier() else "function"
        self.add(self.name, function)

    def written(self) -> Written:
        return {
            "name": self.name,
            "imports": [[name, *where] for name, where in self.imports.items()],
            "constants": encode(self.constants, refuse=_as_function),
            "sources": list(self.sources.values()),
        }

    def add(self, name: str, value: Any) -> None:
        """Let the program have a value under a name."""
        if name in self.objects:
            if self.objects[name] is not value:
                self.refuse(f"two things in it are called {name}")
            return
        self.objects[name] = value
        module = value.__name__ if isinstance(value, ModuleType) else _module(value)
        own = _is_own(module)
        if isinstance(value, ModuleType):
            if own:
                self.refuse(f"it uses the module {name}; import what it needs from there")
            self.imports[name] = (module, None)
        elif own and isinstance(inspect.unwrap(value), (FunctionType, type)):
            self.add_source(name, value, inspect.unwrap(value))
        elif callable(value) and not is_layer(value):
            self.imports[name] = self.where(name, value)
        else:
            self.constants[name] = value
            encode(value, refuse=lambda part: self.plain(name, part))

    def plain(self, name: str, value: object) -> dict[str, Any]:
        if not callable(value):
            self.refuse(f"it uses {name}, of type {type(value).__name__}")
        return _as_function(value)

    def where(self, name: str, value: object) -> tuple[str, str]:
        """The module from which something of a package comes, and its name there."""
        part = getattr(value, "__qualname__", getattr(value, "__name__", ""))
        for module in (_module(value), _module(value).partition(".")[0]):
            there: object = sys.modules.get(module)
            for step in part.split("."):
                there = getattr(there, step, None)
            if there is value and not _is_own(module):
                return module, part
        self.refuse(f"it uses {name}, of type {type(value).__name__}")

    def add_source(self, name: str, value: Any, plain: Any) -> None:
        """Let the program have a function or class of the grader's own.

        Args:
            plain: the same without decorators.
        """
        try:
            if plain.__name__ == "<lambda>":
                source = f"{name} = {_lambda(plain)}"
            else:
                source = textwrap.dedent(inspect.getsource(plain))
            tree = ast.parse(source)
        except (OSError, TypeError, SyntaxError):
            self.refuse(f"the source of {name} can't be read")
        if plain.__name__ not in (name, "<lambda>"):
            self.add(plain.__name__, value)
            source = f"{name} = {plain.__name__}"
        else:
            for used, what in _uses(plain, tree):
                self.add(used, what)
        self.sources[name] = source  # after what it uses: a default value is looked up at once

    def refuse(self, why: str) -> NoReturn:
        raise NoPlainForm(f"The function {self.name} can't be sent into the kernel: {why}.")


INSTALLED = tuple({sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")})


@cache
def _is_own(module: str) -> bool:
    """Whether a module is the grader's own, or one of ours that is made for graders: then the kernel
    does not have it.
    """
    if module.partition(".")[0] == "panal":
        return not module.startswith("panal.sealed.")
    file = getattr(sys.modules.get(module), "__file__", None)
    return file is not None and not file.startswith(INSTALLED)


def _module(value: object) -> str:
    """Name of the module from which a function or a class comes."""
    found = getattr(value, "__module__", None)
    return found if isinstance(found, str) else type(value).__module__


def _lambda(function: FunctionType) -> str:
    """The source of a lambda. Python keeps where it begins, and more of them may begin there."""
    lines, _ = inspect.findsource(function)
    text = "".join(lines)
    code = function.__code__
    ends = [(line, column) for _, line, _, column in code.co_positions() if line and column]
    found = [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Lambda)
        and node.lineno == code.co_firstlineno
        and [each.arg for each in node.args.args] == list(code.co_varnames[: code.co_argcount])
        and (node.body.end_lineno, node.body.end_col_offset) == max(ends)
    ]
    if len(found) != 1:
        raise OSError
    return ast.get_source_segment(text, found[0]) or ""


def _uses(value: Any, tree: ast.Module) -> Iterator[tuple[str, object]]:
    """What a function or class takes from outside of it."""
    names = {
        node.id: None
        for part in _looked_up_at_once(tree, whole=isinstance(value, type))
        for node in ast.walk(part)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    outside: dict[str, Any] = vars(sys.modules[value.__module__])
    if isinstance(value, FunctionType):
        free = dict(zip(value.__code__.co_freevars, value.__closure__ or (), strict=True))
        outside = {**value.__globals__, **{name: cell.cell_contents for name, cell in free.items()}}
        names |= dict.fromkeys([*_globals(value.__code__), *free])
    for name in names:
        if name in outside and outside[name] is not value:
            yield name, outside[name]


def _looked_up_at_once(tree: ast.Module, *, whole: bool) -> Iterator[ast.AST]:
    """Those parts of a definition that Python looks up when it defines: decorators and defaults."""
    for node in tree.body:
        if whole:
            yield node
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from node.decorator_list
            yield from filter(None, (*node.args.defaults, *node.args.kw_defaults))


def _globals(code: CodeType) -> Iterator[str]:
    """Names that code looks up outside of itself, in its inner functions, too."""
    for step in dis.get_instructions(code):
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield step.argval
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _globals(constant)
