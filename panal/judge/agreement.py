"""When two answers say the same; and a fingerprint of all answers of a submission to one exercise,
which is small enough to be kept and still tells that of two submissions.

The numbers of two answers agree up to what is rounded, so no digest of them can be compared. A
fingerprint has a digest of all that is compared exactly, and of the numbers a few: themselves if
they are few, else weighted sums of parts of them. It is made for honest answers: whoever looks for
two different ones with the same sums finds them, and gains nothing, since it decides no points.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from panal.judge.answer import Answer, FloatArray
from panal.judge.endings import CheckEnded
from panal.results import Check, Ending
from panal.sealed.records import Model, Raised
from panal.sealed.values import Frame, Layer, Opaque, Series, Value

SUMS = 32
"""Numbers of one answer that a fingerprint has at most."""

MAX_PARTS = 20_000
"""Parts of all answers together that are looked at one by one. Only lists of mixed values have them,
and an honest one is short; the time is ours."""

MOST_SLACK = 1e30
"""What fits into float32, in which the slack of each number is written; an infinite one would take any
two numbers for the same."""

_SEED = 20_231
"""Of the weights, which are the same everywhere: NumPy promises that of `RandomState`."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a course's `likeness.py` makes of an answer, which `==` compares.

    Args:
        of: whatever its function gave back, or the sentence on what can't be read.
    """

    of: object


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """An answer, and the numbers that it holds in whatever form.

    Args:
        value: the answer.
        numbers: of any shape; None if it is not made of finite numbers.
    """

    value: Value
    numbers: FloatArray | None

    @classmethod
    def of(cls, value: Value) -> Read:
        """Read an answer."""
        try:
            return cls(value, Answer(value).array())
        except CheckEnded:
            return cls(value, None)


Form = Ending | Likeness | Read
"""What is compared of an outcome."""


def same(ours: Form, theirs: Form) -> bool:
    """Whether two outcomes are the same."""
    if isinstance(ours, Read) and isinstance(theirs, Read):
        return _agree(ours, theirs)
    return type(ours) is type(theirs) and bool(ours == theirs)


def agree(one: Value, other: Value) -> bool:
    """Whether two answers say the same: the same numbers in the same shape, in whatever form, up to what
    is rounded.

    >>> agree((1, 2), np.array([1.0, 2.0]))
    True
    >>> agree(np.array([3.0, 1e-7], dtype="float32"), (3, 0))
    True
    >>> agree(True, 1)
    False
    """
    return _agree(Read.of(one), Read.of(other))


def _agree(ours: Read, theirs: Read) -> bool:
    if ours.numbers is None or theirs.numbers is None:
        return ours.numbers is theirs.numbers and _agree_without_numbers(ours.value, theirs.value)
    if ours.numbers.shape != theirs.numbers.shape:
        return False
    slack = SLACK
    if _single(ours.value) or _single(theirs.value):
        slack += SLACK_OF_SINGLE * np.abs(theirs.numbers).max(initial=0)
    return bool(np.allclose(ours.numbers, theirs.numbers, rtol=SHARE, atol=slack))


SLACK, SHARE = 1e-9, 1e-6
"""By how much two numbers may differ that say the same: absolutely, and as a share of them."""

SLACK_OF_SINGLE = 1e-5
"""Two ways to a sum in float32 differ by some millionths of the largest number, also where it is 0."""


def _single(value: Value) -> bool:
    """Whether an answer has no more than the seven digits of float32."""
    return isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.dtype.itemsize <= 4


def _agree_without_numbers(one: Any, other: Any) -> bool:
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(agree(*pair) for pair in zip(one, other, strict=True))
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(agree(one[key], other[key]) for key in one)
    if isinstance(one, np.ndarray):
        nans = one.dtype.kind in "fcMm"
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=nans)
    if isinstance(one, Layer):
        names = one.class_names == other.class_names
        return names and agree([*one.weights.values()], [*other.weights.values()])
    if isinstance(one, Series):
        return agree(one.values, other.values) and agree(one.index, other.index)
    if isinstance(one, Frame):
        return agree({**one.columns}, {**other.columns}) and agree(one.index, other.index)
    if isinstance(one, Raised):
        return bool(one.names == other.names)
    if isinstance(one, (float, complex)) and one != one:
        return bool(other != other)  # NaN, as in an array
    return bool(one == other)


@dataclass(frozen=True)
class Fingerprint:
    """Of all that a submission answered to one exercise.

    Args:
        exact: digest of what is compared exactly.
        numbers: of the answers, see the module; any number of them.
        slack: by how much each may differ.
    """

    exact: str
    numbers: FloatArray
    slack: npt.NDArray[np.float32]

    def __str__(self) -> str:
        return f"{self.exact}:{_written(self.numbers)}:{_written(self.slack)}"

    @classmethod
    def read(cls, text: str) -> Fingerprint:
        """Read what `str` wrote.

        Raises:
            ValueError: it is no fingerprint.
        """
        try:
            exact, *more = text.split(":")
            numbers, slack = (base64.b64decode(each, validate=True) for each in more)
            found = cls(exact, np.frombuffer(numbers, "<f8"), np.frombuffer(slack, "<f4"))
        except (binascii.Error, ValueError):
            raise ValueError("no fingerprint") from None
        if found.numbers.shape != found.slack.shape:
            raise ValueError("no fingerprint")
        return found

    @cached_property
    def name(self) -> str:
        """A short name of it, for people."""
        return hashlib.sha256(str(self).encode()).hexdigest()[:6]

    def agrees(self, other: Fingerprint) -> bool:
        """Whether both are of the same answers."""
        if self.exact != other.exact or self.numbers.shape != other.numbers.shape:
            return False
        far = np.abs(self.numbers - other.numbers)
        return bool((far <= np.maximum(self.slack, other.slack)).all())


def fingerprint(checks: Collection[Check], forms: Iterable[Form]) -> Fingerprint | None:
    """The fingerprint of what came back to each question.

    Args:
        checks: how the checks ended.
        forms: what is compared of each outcome, in the order of the questions.

    Returns:
        None if nobody could say whether others gave the same: there was no attempt, a grader
        failed, or something came back that equals nothing.
    """
    endings = {check.ending for check in checks}
    if endings <= {Ending.NO_ATTEMPT, Ending.NOTEBOOK_DAMAGED} or Ending.GRADER_FAILED in endings:
        return None
    taken = _Taken()
    try:
        for check in checks:
            # Which exception it was: only the sentence says so.
            said = check.sentence if check.ending is Ending.RAISED else ""
            taken.exact("check", check.name, check.ending, said)
        for form in forms:
            taken.form(form)
    except _EqualsNothing:
        return None
    numbers = np.concatenate([np.empty(0), *taken.numbers])
    slack = np.concatenate([np.empty(0), *taken.slack])
    return Fingerprint(taken.digest.hexdigest()[:32], numbers, slack.astype("<f4"))


class _EqualsNothing(Exception):
    """Something of which it can't be told what else is the same."""


class _Taken:
    """What is put together for one fingerprint: in step with `same`, and never coarser."""

    def __init__(self) -> None:
        self.digest = hashlib.sha256()
        self.numbers: list[FloatArray] = []
        self.slack: list[FloatArray] = []
        self.parts = 0

    def exact(self, *what: object) -> None:
        self.digest.update(f"{what!r}\n".encode("utf-8", "surrogatepass"))

    def form(self, form: Form) -> None:
        if isinstance(form, Ending):
            self.exact("ending", str(form))
        elif isinstance(form, Likeness):
            self.exact("likeness", _plain(form.of))
        else:
            self.read(form)

    def read(self, read: Read) -> None:
        self.parts += 1
        if self.parts > MAX_PARTS:
            raise _EqualsNothing
        if read.numbers is None:
            self.other(read.value)
            return
        self.exact("numbers", read.numbers.shape)
        numbers = read.numbers.ravel()
        most = float(np.abs(numbers).max(initial=0))
        slack = SLACK + (SLACK_OF_SINGLE * most if _single(read.value) else 0)
        if slack + SHARE * most > MOST_SLACK:
            self.exact("bytes", hashlib.sha256(numbers.tobytes()).hexdigest())
            return
        if numbers.size <= SUMS:
            self.numbers.append(numbers)
            self.slack.append(slack + SHARE * np.abs(numbers))
            return
        # Weights of at least 1 let no number that differs go unseen, unless another one hides it:
        # with weights like these that takes intent.
        chance = np.random.RandomState(_SEED)
        weights = chance.uniform(1, 2, numbers.size) * chance.choice((-1, 1), numbers.size)
        with np.errstate(over="ignore", invalid="ignore"):
            sums = np.array([part.sum() for part in np.array_split(numbers * weights, SUMS)])
        if not np.isfinite(sums).all():
            self.exact("bytes", hashlib.sha256(numbers.tobytes()).hexdigest())
            return
        self.numbers.append(sums)
        # Not larger for the many: what is rounded goes this way and that.
        self.slack.append(np.full(SUMS, slack + SHARE * most))

    def other(self, value: Any) -> None:
        """What is not made of numbers."""
        if isinstance(value, (list, tuple)):
            self.exact("list", len(value))
            if all(type(part) is str for part in value):  # the quick way
                self.exact("texts", list(value))
                return
            for part in value:
                self.read(Read.of(part))
        elif isinstance(value, dict):
            keys = sorted(value, key=repr)
            self.exact("dict", _plain(tuple(keys)))
            for key in keys:
                self.read(Read.of(value[key]))
        elif isinstance(value, np.ndarray):
            data = value.tolist() if value.dtype.kind in "OU" else value.tobytes()
            self.exact("array", value.dtype.str, value.shape, data)
        elif isinstance(value, Layer):
            self.exact("layer", value.class_names)
            self.read(Read.of([*value.weights.values()]))
        elif isinstance(value, Series):
            self.exact("series")
            self.read(Read.of(value.values))
            self.read(Read.of(value.index))
        elif isinstance(value, Frame):
            self.exact("frame")
            self.read(Read.of({**value.columns}))
            self.read(Read.of(value.index))
        elif isinstance(value, Raised):
            self.exact("raised", value.names)
        elif isinstance(value, (Opaque, Model)):
            self.exact(value)
        else:
            self.exact(type(value).__name__, _plain(value))


def _plain(value: Any) -> object:
    """A value whose `repr` is the same for equal ones, and another for others.

    Raises:
        _EqualsNothing: there may be no such thing.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or type(value) in (bool, int, float, complex, str, bytes):
        return value
    if isinstance(value, Ending):
        return str(value)
    if type(value) in (tuple, list):
        return type(value)(map(_plain, value))
    if type(value) in (set, frozenset):
        return type(value).__name__, sorted((_plain(part) for part in value), key=repr)
    if type(value) is dict:
        return "dict", sorted(((_plain(k), _plain(v)) for k, v in value.items()), key=repr)
    raise _EqualsNothing


def _written(numbers: npt.NDArray[Any]) -> str:
    return base64.b64encode(numbers.tobytes()).decode("ascii")
