"""Asking a student's notebook, wherever it runs."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any, NoReturn, Protocol, Self

from panal import messages
from panal.errors import EngineFailure
from panal.judge.answer import Answer, weight
from panal.judge.endings import CheckEnded, wrong
from panal.judge.probes import program, write_arguments
from panal.language import gettext as _
from panal.results import Cause, Ending, Why
from panal.sealed.answering import answer
from panal.sealed.decode import Undecodable, decode
from panal.sealed.encode import NoPlainForm, TooLarge
from panal.sealed.records import Raised
from panal.sealed.values import MAX_ARRAY_BYTES, Value

BuildShape = tuple[int | None, ...]


class Kind(StrEnum):
    """What can be asked of a notebook."""

    CALL = "call"
    """What a function gives back."""

    VALUE = "value"
    """What a variable holds."""

    EVALUATE = "evaluate"
    """What a function of the grader's, which runs in the kernel, finds out there."""


@dataclass(frozen=True)
class Question:
    """One thing that a grader asks.

    Args:
        kind: see `Kind`.
        name: of the function or the variable; of a probe its own name.
        args: arguments by position: plain values, functions, and layers and models of Keras'.
        kwargs: arguments by keyword, in the order in which they were written.
        build: input shape for which a Keras layer that comes back unbuilt is built before its
            weights are read.
        probe: the function that is evaluated.
        catches: whether an exception is an answer, `panal.sealed.values.Raised`.
    """

    kind: Kind
    name: str
    args: tuple[object, ...] = ()
    kwargs: dict[str, object] = field(default_factory=dict)
    build: BuildShape | None = None
    probe: Callable[..., object] | None = None
    catches: bool = False

    @cached_property
    def request(self) -> dict[str, Any]:
        """What the kernel is sent, see `panal.sealed.answering`.

        Raises:
            NoPlainForm: something in it can't cross the wall.
            TooLarge: it is too large.
        """
        return {
            "kind": str(self.kind),
            "name": self.name,
            "arguments": write_arguments((self.args, self.kwargs)),
            "build": list(self.build) if self.build is not None else None,
            "program": program(self.probe) if self.probe is not None else None,
            "catches": self.catches,
        }

    @cached_property
    def key(self) -> str:
        """The same for two questions that ask the same."""
        return json.dumps(self.request)


class Caller(Protocol):
    """Whatever can ask a notebook."""

    def ask(self, question: Question) -> Value:
        """The answer to a question, in plain form.

        Raises:
            CheckEnded: when there is no answer: no attempt, raised, out of time, out of memory,
                kernel died.
            NoPlainForm, TooLarge: the grader asks what can't be asked.
        """
        ...


@dataclass(frozen=True, slots=True)
class Call:
    """A question that was asked, and how it went.

    Args:
        question: what was asked, as it was.
        outcome: the answer, or how it ended without one.
    """

    question: Question
    outcome: Value | Ending


KEPT_BYTES = 64 * 2**20
"""Bytes of all answers of one exercise together that are kept."""


class Recorder:
    """A caller that writes down each question on its way to another one.

    Args:
        caller: the caller that does the work.
    """

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.calls: list[Call] = []
        self.bytes = 0
        self.failure: EngineFailure | None = None  # kept, since a grader may catch it

    def ask(self, question: Question) -> Value:
        question.request  # noqa: B018 - what can't be sent is the grader's mistake, and told at once
        args, kwargs = copy.deepcopy((question.args, question.kwargs))  # before they can change
        asked = replace(question, args=args, kwargs=kwargs)
        try:
            value = self.caller.ask(question)
        except CheckEnded as ended:
            self.calls.append(Call(asked, ended.ending))
            raise
        except (NoPlainForm, TooLarge):  # the grader's mistake
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
        outcome = value if self.bytes <= KEPT_BYTES else Ending.UNUSABLE
        self.calls.append(Call(asked, outcome))
        return value


class Functions:
    """What a student wrote, as if it were here: `submission.area(3, height=4)` gives an `Answer`.

    Arguments are plain values, see `panal.sealed.values.Value`, functions, and layers and models of
    Keras'.

    Args:
        caller: who asks.
        build: see `built_for`.

    >>> from panal.grader import Functions, LocalCaller
    >>> submission = Functions(LocalCaller({"area": lambda width, height=1: width * height}))
    >>> submission.area(3, height=4).whole_number()
    12
    """

    def __init__(self, caller: Caller, build: BuildShape | None = None) -> None:
        self._caller = caller
        self._build = build

    def __getattr__(self, name: str) -> Function:
        if name.startswith("_"):
            # Copying, printing and pytest ask for such names; no student's function has one.
            raise AttributeError(name)
        return self.function(name)

    def function(self, name: str) -> Function:
        """The student's function of a name, also where it is one of ours, such as `value`.

        >>> from panal.grader import Functions, LocalCaller
        >>> submission = Functions(LocalCaller({"value": lambda n: n + 1}))
        >>> submission.function("value")(2).whole_number()
        3
        """
        return Function(self._caller, name, self._build)

    def value(self, name: str) -> Answer:
        """What a variable of the student's holds when the cell with the tests is reached.

        Args:
            name: of the variable.

        Raises:
            CheckEnded: no attempt, when there is no variable of that name.

        >>> from panal.grader import Functions, LocalCaller
        >>> Functions(LocalCaller({"total": 12})).value("total").whole_number()
        12
        """
        value = self._caller.ask(Question(Kind.VALUE, name, build=self._build))
        return Answer(value, _("`{name}` holds").format(name=name))

    def evaluate(self, probe: Callable[..., object], /, *args: object, **kwargs: object) -> Answer:
        """Run a function of the grader's where the student's code runs, and answer with what it
        gives back.

        Args:
            probe: a function; its first argument is the notebook, whose names are its attributes.
                It may use modules, plain values, and functions and classes of the grader and of
                files beside it. What it sets in the notebook is taken back when it ends.
            args: its further arguments, as in any call.
            kwargs: likewise.

        Raises:
            CheckEnded: no attempt, when the notebook lacks a name that the probe uses; raised, when
                the student's code or the probe itself raises.
            NoPlainForm: the probe uses what can't be sent.

        >>> from panal.grader import Functions, LocalCaller
        >>> def balance(notebook, *steps):
        ...     account = notebook.Account()
        ...     for step in steps:
        ...         account.deposit(step)
        ...     return account.balance
        >>> class Account:
        ...     balance = 0
        ...     def deposit(self, amount): self.balance += amount
        >>> submission = Functions(LocalCaller({"Account": Account}))
        >>> submission.evaluate(balance, 5, 7).whole_number()
        12
        """
        name = getattr(probe, "__name__", "")
        question = Question(Kind.EVALUATE, name, args, kwargs, self._build, probe)
        return Answer(self._caller.ask(question), _("your code gives"))

    def built_for(self, input_shape: BuildShape) -> Functions:
        """The same, but a Keras layer that comes back is built for that input before it is read.

        Args:
            input_shape: with the batch axis, such as `(None, 24, 24, 3)`.

        Example:
            `submission.built_for((None, 24, 24, 3)).blur().layer("Conv2D").weights["kernel"]`
        """
        return Functions(self._caller, input_shape)


class Function:
    """One function of a student's. Call it as if it were local.

    >>> from panal.grader import Functions, LocalCaller
    >>> submission = Functions(LocalCaller({"double": lambda n: 2 * n}))
    >>> double = submission.double
    >>> double(4).whole_number()
    8
    """

    def __init__(self, caller: Caller, name: str, build: BuildShape | None) -> None:
        self._caller = caller
        self._build = build
        self.__name__ = name

    def __call__(self, *args: object, **kwargs: object) -> Answer:
        question = Question(Kind.CALL, self.__name__, args, kwargs, self._build)
        return Answer(self._caller.ask(question))

    def _not_called(self, *other: object) -> NoReturn:
        raise TypeError(self._advice)

    # A grader that takes a variable for a function would find each one true, and none equal to
    # anything.
    __bool__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _not_called
    __hash__ = object.__hash__

    def __getattr__(self, name: str) -> NoReturn:
        raise AttributeError(name if name.startswith("_") else self._advice)

    @property
    def _advice(self) -> str:
        name = self.__name__
        return f'`submission.{name}` is a function to call; a variable is `submission.value("{name}")`.'

    def raises(
        self,
        expected: type[BaseException] | str | tuple[type[BaseException] | str, ...],
        /,
        *args: object,
        **kwargs: object,
    ) -> Answer:
        """See that a call ends with an exception; the check is wrong if it does not.

        Args:
            expected: class of the exception, or its name if it is one of the student's own; or
                several of them.
            args: arguments of the call.
            kwargs: likewise.

        Returns:
            The exception's text, an `Answer` that can be read by `text()`.

        Raises:
            CheckEnded: wrong, when the call gives something back or another exception ends it.
            ValueError: NotImplementedError is expected, which is how an untouched exercise ends.

        >>> from panal.grader import Functions, LocalCaller
        >>> submission = Functions(LocalCaller({"half": lambda text: int(text) / 2}))
        >>> "invalid literal" in submission.half.raises(ValueError, "x").text()
        True
        """
        classes = expected if isinstance(expected, tuple) else (expected,)
        names = [each if isinstance(each, str) else each.__name__ for each in classes]
        if "NotImplementedError" in names:
            raise ValueError(
                "An untouched exercise raises NotImplementedError, so it can't be the right answer."
            )
        question = Question(Kind.CALL, self.__name__, args, kwargs, self._build, catches=True)
        value = self._caller.ask(question)
        if not isinstance(value, Raised):
            wrong(messages.did_not_raise())
        if not set(names) & set(value.names):
            wrong(
                messages.raised_another(messages.known_error(value.names[0] if value.names else ""))
            )
        return Answer(value.message, _("the text of the error is"))


class LocalCaller:
    """Asks names of this process. For trusted code only: misconceptions, the instructor's answers,
    tests.

    Args:
        namespace: where they are found.
        note: is given each exception of which `CheckEnded` tells only the name.

    >>> from panal.grader import Functions, LocalCaller
    >>> Functions(LocalCaller({"double": lambda n: 2 * n})).double(4).whole_number()
    8
    """

    def __init__(
        self,
        namespace: Mapping[str, object],
        note: Callable[[BaseException], None] = lambda error: None,
    ) -> None:
        self.namespace = dict(namespace)
        self._note = note

    @classmethod
    def from_source(
        cls, source: str, names: Mapping[str, object], filename: str = "<answer>", **more: Any
    ) -> Self:
        """A caller of what a solution cell defines.

        Args:
            source: the cell's code.
            names: what earlier cells brought, such as `np`.
            filename: where the source is from, for tracebacks.
            more: what else makes a caller of this class.

        Raises:
            Exception: whatever running the source raises.

        >>> from panal.grader import Functions, LocalCaller
        >>> caller = LocalCaller.from_source("def half(n): return n / two", {"two": 2})
        >>> Functions(caller).half(5).number()
        2.5
        """
        caller = cls({"__name__": "__main__", **names}, **more)
        exec(compile(source, filename, "exec", dont_inherit=True), caller.namespace)
        return caller

    def reply(self, question: Question) -> dict[str, str]:
        """See `panal.sealed.answering.answer`."""
        return answer(self.namespace, question.request, self._note)

    def ask(self, question: Question) -> Value:
        """See `Caller`."""
        reply = self.reply(question)
        if reply.get("error") == "KeyboardInterrupt":  # here it is of whoever waits for the result
            raise KeyboardInterrupt
        return read_reply(question, reply, not_there)


def not_there(name: str) -> CheckEnded:
    """How a check ends if there is nothing of a name, and nobody knows why."""
    return CheckEnded(Ending.NO_ATTEMPT, messages.missing(name), why=Why(Cause.MISSING))


def read_reply(
    question: Question,
    reply: Mapping[str, object],
    missing: Callable[[str], CheckEnded],
    answer_bytes: int = MAX_ARRAY_BYTES,
    raised: Callable[[Mapping[str, object]], CheckEnded] | None = None,
) -> Value:
    """The value in a reply. The student's code may have made the reply: nothing of it is trusted.

    Args:
        question: what was asked.
        reply: see `panal.sealed.answering.answer`.
        missing: says why there is nothing of a name.
        answer_bytes: how large all arrays of the answer together may be.
        raised: says more of an exception than its name. Only of a question that is no secret.

    Raises:
        CheckEnded: how it ended without a value.
    """
    status = reply.get("status")
    if status == "ok":
        try:
            return decode(reply.get("answer"), answer_bytes)
        except TooLarge:
            raise CheckEnded(Ending.UNUSABLE, messages.answer_too_large(answer_bytes)) from None
        except Undecodable:
            raise CheckEnded(Ending.UNUSABLE, messages.answer_unreadable()) from None
    if status == "missing":
        name = _name_of(question, reply.get("name"))
        if not name:
            why = Why(Cause.MISSING)
            raise CheckEnded(Ending.NO_ATTEMPT, messages.missing_something(), why=why)
        raise missing(name)
    if status == "stub":
        # A probe is the grader's, and its name says nothing to a student.
        name = "" if question.kind is Kind.EVALUATE else question.name
        why = Why(Cause.UNTOUCHED)
        raise CheckEnded(Ending.NO_ATTEMPT, messages.untouched(name), why=why)
    if status == "too large":
        raise CheckEnded(Ending.UNUSABLE, messages.answer_too_large(answer_bytes))
    if status == "raised":
        error = reply.get("error")
        if error == "MemoryError":
            raise CheckEnded(Ending.OUT_OF_MEMORY, messages.no_memory())
        # Only names that we know are repeated: one of the student's making could carry hidden
        # arguments out.
        known = messages.known_error(error)
        if raised is not None and question.kind is Kind.CALL:
            raise raised(reply)
        if question.kind is Kind.EVALUATE:
            raise CheckEnded(Ending.RAISED, messages.raised_when_tried(known))
        said = messages.raised(known) if known else messages.raised_own_error()
        raise CheckEnded(Ending.RAISED, said)
    raise CheckEnded(Ending.UNUSABLE, messages.answer_unreadable())


def _name_of(question: Question, name: object) -> str:
    """What the notebook lacks; empty if a reply may not say it.

    Of a probe only a name that stands in it is repeated: any other word could be a hidden argument.
    The probes that panal brings have the name as their first argument.
    """
    if question.probe is None:
        return question.name
    known = re.findall(r"\w+", " ".join(program(question.probe)["sources"]))
    if question.probe.__module__.startswith("panal."):
        known.append(str(question.args[0]) if question.args else "")
    return name if isinstance(name, str) and name in known else ""
