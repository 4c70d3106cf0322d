"""Calling a student's function, wherever it runs."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NoReturn, Protocol

from panal import messages
from panal.errors import EngineFailure
from panal.judge.answer import Answer, weight
from panal.judge.endings import CheckEnded
from panal.results import Ending
from panal.sealed.arguments import Arguments
from panal.sealed.decode import decode
from panal.sealed.encode import NoPlainForm, TooLarge, encode
from panal.sealed.values import Value

BuildShape = tuple[int | None, ...]


class Caller(Protocol):
    """Whatever can call the functions that a student wrote."""

    def call(
        self,
        name: str,
        args: tuple[object, ...],
        kwargs: dict[str, object],
        build: BuildShape | None = None,
    ) -> Value:
        """Call one function and return its answer in plain form.

        Args:
            name: the function's name.
            args: arguments by position: plain values, see `Functions`.
            kwargs: arguments by keyword, likewise.
            build: input shape for which a Keras layer that comes back unbuilt is built before its
                weights are read.

        Raises:
            CheckEnded: when there is no answer: no attempt, raised, out of time, out of memory,
                kernel died.
        """
        ...


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a student's function, and how it went.

    Args:
        name: the function's name.
        args: arguments by position.
        kwargs: arguments by keyword, in the order in which they were written.
        build: see `Caller.call`.
        outcome: the answer, or how it ended without one.
    """

    name: str
    args: tuple[object, ...]
    kwargs: tuple[tuple[str, object], ...]
    build: BuildShape | None
    outcome: Value | Ending

    @property
    def question(self) -> str:
        """The call without its outcome; equal calls ask the same question."""
        return encode((self.name, self.args, self.kwargs, self.build))


KEPT_BYTES = 64 * 2**20
"""Bytes of all answers of one exercise together that are kept."""


class Recorder:
    """A caller that writes down each call on its way to another one.

    Args:
        caller: the caller that does the work.
    """

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.calls: list[Call] = []
        self.bytes = 0
        self.failure: EngineFailure | None = None  # kept, since a grader may catch it

    def call(
        self,
        name: str,
        args: tuple[object, ...],
        kwargs: dict[str, object],
        build: BuildShape | None = None,
    ) -> Value:
        asked = copy.deepcopy((args, tuple(kwargs.items())))  # before the function can change them
        try:
            value = self.caller.call(name, args, kwargs, build)
        except CheckEnded as ended:
            self.calls.append(Call(name, *asked, build, ended.ending))
            raise
        except EngineFailure as failure:
            self.failure = failure
            raise
        except Exception as error:  # comes of neither a student nor a grader
            self.failure = EngineFailure(f"A function could not be called: {error!r}.")
            raise self.failure from error
        self.bytes += weight(value)
        # All calls of an exercise are kept until its end. Answers this long agree with no
        # misconception.
        self.calls.append(
            Call(name, *asked, build, value if self.bytes <= KEPT_BYTES else Ending.UNUSABLE)
        )
        return value


class Functions:
    """A student's functions, as if they were local: `submission.area(3, height=4)` gives an
    `Answer`.

    Only plain values cross the wall as arguments, see `panal.sealed.values.Value`.

    Args:
        caller: who calls them.
        build: see `built_for`.
    """

    def __init__(self, caller: Caller, build: BuildShape | None = None) -> None:
        self._caller = caller
        self._build = build

    def built_for(self, input_shape: BuildShape) -> Functions:
        """The same functions, but a Keras layer that one of them returns is built for that input
        before it is read.

        Args:
            input_shape: with the batch axis, such as `(None, 24, 24, 3)`.
        """
        return Functions(self._caller, input_shape)

    def __getattr__(self, name: str) -> Callable[..., Answer]:
        if name.startswith("_"):
            # Copying, printing and pytest ask for such names; no student's function has one.
            raise AttributeError(name)

        def function(*args: object, **kwargs: object) -> Answer:
            require_plain((args, kwargs))
            return Answer(self._caller.call(name, args, kwargs, self._build))

        function.__name__ = name
        return function


def require_plain(arguments: object) -> None:
    """Refuse arguments that can't cross the wall.

    Raises:
        TypeError: they hold something that has no plain form.
        ValueError: they are too large.
    """

    def refuse(value: object) -> NoReturn:
        raise NoPlainForm(
            f"A grader passed an argument of type {type(value).__name__}, which can't cross the wall."
        )

    encode(arguments, refuse=refuse)


class LocalCaller:
    """Calls functions of this process. For trusted code only: misconceptions, the instructor's
    answers, tests.

    Args:
        namespace: where the functions are found by name.
    """

    def __init__(self, namespace: Mapping[str, object]) -> None:
        self.namespace = namespace

    @classmethod
    def from_source(
        cls, source: str, names: Mapping[str, object], filename: str = "<answer>"
    ) -> LocalCaller:
        """A caller of what a solution cell defines.

        Args:
            source: the cell's code.
            names: what earlier cells brought, such as `np`.
            filename: where the source is from, for tracebacks.

        Raises:
            Exception: whatever running the source raises.
        """
        namespace: dict[str, object] = {"__name__": "__main__", **names}
        exec(compile(source, filename, "exec", dont_inherit=True), namespace)
        return cls(namespace)

    def call(
        self,
        name: str,
        args: tuple[object, ...],
        kwargs: dict[str, object],
        build: BuildShape | None = None,
    ) -> Value:
        function = self.namespace.get(name)
        if not callable(function):
            raise CheckEnded(Ending.NO_ATTEMPT, messages.missing_function(name))
        try:
            args, kwargs = Arguments().read(encode((args, kwargs)))
            return decode(encode(function(*args, **kwargs), build))
        except NotImplementedError:
            raise CheckEnded(Ending.NO_ATTEMPT, messages.untouched(name)) from None
        except TooLarge:
            raise CheckEnded(Ending.UNUSABLE, messages.answer_too_large()) from None
        except (Exception, SystemExit) as error:
            raise CheckEnded(Ending.RAISED, messages.raised(type(error).__name__)) from None
