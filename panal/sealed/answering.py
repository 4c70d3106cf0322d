"""Questions to a notebook's namespace: call a function, say what a variable holds, run a probe.

Whatever happens becomes a reply of plain data. The trusted side answers its own functions with the
same code: a grader's misconceptions, and the answers of its author.
"""

from __future__ import annotations

import contextlib
import linecache
import sys
import unicodedata
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from . import encode, values
from .arguments import Arguments
from .program import built
from .records import MAX_MESSAGE, Raised

_set_trace, _set_profile = (
    sys.settrace,
    sys.setprofile,
)  # as they are before a student can patch them
_MISSING = object()


def answer(
    namespace: dict[str, Any],
    request: dict[str, Any],
    note: Callable[[BaseException], None] = lambda error: None,
) -> dict[str, str]:
    """The reply to one question.

    Args:
        namespace: the notebook's, as it stands now.
        request: what is asked, from the trusted side:
            `kind` is `call`, `value` or `evaluate`; `name` is that of the function or the variable;
            `program` is a probe, see `panal.sealed.program`; `arguments` are those by position and
            those by keyword, as `encode` writes them; `build` is the input for which a layer is
            built, `answer_bytes` the size of an answer; with `catches` an exception is an answer, with
            `tells` a reply says more of one than its name.
        note: is given an exception of which the reply has only the name.

    Returns:
        `status` is `ok`, `missing`, `stub`, `raised` or `too large`; with it come `answer`, the
        `name` of what is missing, or the `error`, whose `message`, `line` and `code` are told where
        that is asked for: see `place_of`.
    """
    build = request.get("build")
    array_bytes = request.get("answer_bytes", values.MAX_ARRAY_BYTES)
    function: Callable[..., object] | None = None
    try:
        if request["kind"] == "value":
            value: object = found(namespace, request["name"])
        else:
            args, kwargs = Arguments().read(request["arguments"])
            if request["kind"] == "evaluate":
                with probing(namespace) as notebook:
                    value = built(request["program"])(notebook, *args, **kwargs)
            else:
                function = found(namespace, request["name"], callable)
                value = function(*args, **kwargs)
        written = encode.encode(value, tuple(build) if build else None, array_bytes)
        return {"status": "ok", "answer": written}
    except Missing as missing:
        return {"status": "missing", "name": missing.name}
    except encode.TooLarge:
        return {"status": "too large"}
    except BaseException as error:
        # SystemExit and the like are the student's, too, and end nothing here. So is what fails in
        # reading the question: our side has read it before, and here a student may have replaced
        # what reads it.
        if isinstance(error, NotImplementedError) and _is_stub(error, function, namespace):
            return {"status": "stub"}
        if request.get("catches") and isinstance(error, (Exception, SystemExit)):
            return {"status": "ok", "answer": encode.encode(raised(error))}
        note(error)
        told = place_of(error, namespace) if request.get("tells") else {}
        return {"status": "raised", "error": names_of(error)[0], **told}
    finally:
        close_figures()


class Missing(Exception):
    """The notebook has nothing of a name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def found(
    namespace: dict[str, Any], name: str, fits: Callable[[Any], bool] = lambda value: True
) -> Any:
    """What stands under a name.

    Raises:
        Missing: nothing does, or nothing that fits.
    """
    # As Python itself spells names (https://docs.python.org/3/reference/lexical_analysis.html).
    value = namespace.get(unicodedata.normalize("NFKC", name), _MISSING)
    if value is _MISSING or not fits(value):
        raise Missing(name)
    return value


class Notebook:
    """What a probe sees of a notebook: `notebook.area(3)`, `notebook.total`.

    A name that is set, as in `notebook.input = lambda prompt="": "7"`, is another one for the
    notebook's own functions, too, until the probe ends.
    """

    def __init__(self, namespace: dict[str, Any], before: dict[str, Any]) -> None:
        object.__setattr__(self, "_namespace", namespace)
        object.__setattr__(self, "_before", before)

    def __getattr__(self, name: str) -> Any:
        return found(self._namespace, name)

    def __setattr__(self, name: str, value: object) -> None:
        self._before.setdefault(name, self._namespace.get(name, _MISSING))
        self._namespace[name] = value


@contextlib.contextmanager
def probing(namespace: dict[str, Any]) -> Iterator[Notebook]:
    """Let a probe run in a notebook, and take back what it sets there.

    A trace function that a cell has left behind would see the probe's lines and could change its
    variables, so there is none meanwhile.
    """
    before: dict[str, Any] = {}
    _set_trace(None)
    _set_profile(None)
    try:
        yield Notebook(namespace, before)
    finally:
        for name, value in before.items():
            if value is _MISSING:
                namespace.pop(name, None)
            else:
                namespace[name] = value


def _is_stub(
    error: BaseException, function: Callable[..., object] | None, namespace: dict[str, Any]
) -> bool:
    """Whether a function's own lines raised an exception, and not something that it called; of a
    probe, whether any function of the notebook did.
    """
    trace, frame = error.__traceback__, None
    while trace is not None:
        frame, trace = trace.tb_frame, trace.tb_next
    if not isinstance(frame, FrameType):
        return False
    if function is None:
        return frame.f_globals is namespace
    return frame.f_code is getattr(function, "__code__", None)


def raised(error: BaseException) -> Raised:
    """An exception as a record."""
    return Raised(names_of(error), _text(error))


def _text(error: BaseException) -> str:
    with contextlib.suppress(BaseException):  # the student's own `__str__`
        return str(error)[:MAX_MESSAGE]
    return ""


def place_of(error: BaseException, namespace: dict[str, Any]) -> dict[str, str]:
    """What an exception says, and the last line of the notebook's on the way to it.

    Returns:
        Its `message`; and the number of the `line` in its cell, as IPython counts, with the `code`
        that stands there.
    """
    found = {"message": _text(error)}
    trace = error.__traceback__
    while trace is not None:
        frame = trace.tb_frame
        if frame.f_globals is namespace:
            code = linecache.getline(frame.f_code.co_filename, trace.tb_lineno)
            found |= {"line": str(trace.tb_lineno), "code": code[:MAX_MESSAGE]}
        trace = trace.tb_next
    return found


def names_of(error: BaseException) -> tuple[str, ...]:
    """Names of an exception's classes, nearest first, as Python keeps them, whatever a class of the
    student's making says of its name.
    """
    name = type.__dict__["__name__"].__get__
    classes = type.__dict__["__mro__"].__get__(type(error))
    return tuple(name(each)[:100] for each in classes if issubclass(each, BaseException))


def close_figures() -> None:
    """Close the figures that a call drew: nobody needs them, and they take memory."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        with contextlib.suppress(BaseException):  # a student may have replaced it
            pyplot.close("all")
