"""Known misconceptions: wrong models of an exercise, in two forms.

Most are small programs, as a student would write them. They are the course's own code and run on our
side. Others were kept from answers of students by `panal keep`: code of a student's must never run
there, so what is kept is what came back to each question of the grader, as data, in the form in which
answers cross the wall (`panal/sealed/encode.py`), and is read back by the same strict reader.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from panal.errors import UsageError
from panal.judge.agreement import agree
from panal.judge.caller import Call, LocalCaller, Question
from panal.judge.endings import CheckEnded
from panal.judge.loading import import_grader, package_of
from panal.language import gettext as _
from panal.results import HIT_A_LIMIT, Ending
from panal.sealed.decode import decode
from panal.sealed.encode import TooLarge, encode
from panal.sealed.values import Value

MAX_KEPT_BYTES = 8 * 2**20
"""Of one kept misconception: it lies in a course's folder, and each worker reads it."""

MAX_SENTENCE = 600
"""Characters of a kept misconception's sentence."""


@dataclass(frozen=True, slots=True)
class Misconception:
    """A wrong model of one exercise.

    Args:
        name: its name, for instructors and results.json, such as `bias_forgotten`.
        sentence: what a student who holds it is told, in the student's language.
        source: what such a student would write in the solution cell.
        function: the exercise's name.
        package: name of the package that the graders' folder is, for `from .reference import …`.
    """

    name: str
    sentence: str
    source: str
    function: str
    package: str = ""

    @property
    def raises(self) -> frozenset[str]:
        """Exceptions that belong to the belief, by their names: those of a line `# raises: TypeError`."""
        lines = _RAISES.findall(self.source)
        return frozenset(name for line in lines for name in re.findall(r"\w+", line))

    def caller(self, names: dict[str, object]) -> Believer:
        """A caller of this misconception.

        Args:
            names: what the notebook's first cells bring, see `notebook_names`.

        Raises:
            UsageError: its lines can't be run.
        """
        names = {**names, "__package__": self.package}
        try:
            return Believer.from_source(self.source, names, f"<{self}>", allowed=self.raises)
        except (Exception, SystemExit) as error:
            line = traceback.extract_tb(error.__traceback__)[-1].lineno
            raise UsageError(
                f"The {self} can't be run: line {line} raises {type(error).__name__}: {error}."
            ) from None

    def __str__(self) -> str:
        return f"misconception {self.function}/{self.name}"


_RAISES = re.compile(r"^# raises:(.*)$", re.M)


class Believer(LocalCaller):
    """A misconception, as it is asked. It notes where it gives no answer for another reason than the
    belief: a crash would count as wrong, and prove nothing.

    Args:
        namespace: where its names are found.
        allowed: exceptions that belong to the belief.
    """

    def __init__(
        self, namespace: Mapping[str, object], allowed: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(namespace)
        self.allowed = allowed
        self.problems: list[str] = []

    def reply(self, question: Question) -> dict[str, str]:
        found = super().reply(question)
        status, error = found["status"], found.get("error", "")
        if status == "raised" and error not in self.allowed:
            said = _("raises {error}; if that is the belief, it needs a line `# raises: {error}`")
            self.note(said.format(error=error))
        elif status == "stub":
            self.note(_("raises NotImplementedError"))
        elif status == "missing":
            self.note(_("has no {name}").format(name=found["name"]))
        return found

    def note(self, problem: str) -> None:
        if problem not in self.problems:
            self.problems.append(problem)


@dataclass(frozen=True, slots=True, eq=False)
class Kept(Misconception):
    """A misconception that is known only by its answers.

    Args:
        answers: what came back to each question, or how it ended, by `key_of`.
    """

    answers: Mapping[str, Value | Ending] = field(default_factory=dict)

    __eq__ = object.__eq__  # two of the same name may have different answers
    __hash__ = object.__hash__

    def caller(self, names: dict[str, object]) -> Answering:
        """A caller that gives these answers; it needs no names."""
        return Answering(self.answers)


class NotKept(CheckEnded):
    """A question to which a kept misconception has no answer."""


class Answering(Believer):
    """A kept misconception, as it is asked. It notes what it was never asked before.

    Args:
        answers: see `Kept`.
    """

    def __init__(self, answers: Mapping[str, Value | Ending]) -> None:
        super().__init__({})
        self.answers = answers

    def ask(self, question: Question) -> Value:
        """See `panal.judge.caller.Caller`.

        Raises:
            NotKept: it has no answer to this question.
        """
        key = key_of(question)
        if key not in self.answers:
            self.note(_("has no answer to what its grader asks by now: keep it again"))
            raise NotKept(Ending.NO_ATTEMPT, "")
        found = self.answers[key]
        if isinstance(found, Ending):
            raise CheckEnded(found, "")
        return found


def load_misconceptions(folder: Path) -> tuple[Misconception, ...]:
    """The misconceptions of an assignment, sorted by exercise and name.

    Args:
        folder: the graders of one assignment, with `misconceptions/<exercise>/<name>.py` in it, or
            `.json` for those that were kept.

    Raises:
        UsageError: one is no Python, or has no docstring to tell the student; a kept one can't be
            read; or two have one name.
    """
    paths = [*folder.glob("misconceptions/*/*.py"), *folder.glob("misconceptions/*/*.json")]
    found: dict[Path, Misconception] = {}
    for path in sorted(paths):
        name = path.with_suffix("")
        if name in found:
            raise UsageError(f"There are two misconceptions {name}.", "Rename or remove one.")
        found[name] = (_read_kept if path.suffix == ".json" else _read_misconception)(path)
    return tuple(found.values())


def notebook_names(folder: Path) -> dict[str, object]:
    """The names that the notebook's first cells bring: the public names of `namespace.py` beside
    the graders.

    Args:
        folder: the graders of one assignment.
    """
    path = folder / "namespace.py"
    if not path.is_file():
        return {}
    return {
        name: value for name, value in vars(import_grader(path)).items() if not name.startswith("_")
    }


def key_of(question: Question) -> str:
    """What a question is called where its answer is kept: a digest, since it is hidden."""
    return hashlib.sha256(question.key.encode()).hexdigest()[:32]


def kept_form(sentence: str, calls: Sequence[Call]) -> str:
    """The text of the file of a kept misconception.

    Args:
        sentence: what a student who gives these answers is told.
        calls: all calls that the checks of the exercise made.

    Raises:
        UsageError: they can't be kept.
    """
    found: dict[str, tuple[str, Value | Ending]] = {}
    size = 0
    for call in calls:
        key, outcome = key_of(call.question), call.outcome
        if isinstance(outcome, Ending):
            if outcome in HIT_A_LIMIT:
                raise _not_kept("one of them hit a limit, and the next time it may not")
            text = f"ending {outcome}"
        else:
            try:
                text = encode(outcome)
            except TooLarge:
                raise _not_kept("they are too large") from None
        if key in found:
            if text != found[key][0] and not _same(outcome, found[key][1]):
                raise _not_kept("the same question got two answers")
            continue
        found[key] = text, outcome
        size += len(text)
        if size > MAX_KEPT_BYTES // 2:
            raise _not_kept("they are too large")
    if not any(not isinstance(outcome, Ending) for _text, outcome in found.values()):
        raise _not_kept("each question ended without one")
    answers = {
        key: {"ending": str(outcome)} if isinstance(outcome, Ending) else {"answer": text}
        for key, (text, outcome) in found.items()
    }
    return (
        json.dumps({"sentence": sentence, "answers": answers}, ensure_ascii=True, indent=1) + "\n"
    )


def _not_kept(why: str) -> UsageError:
    return UsageError(
        f"These answers can't be kept: {why}.",
        "Write the misconception as a program, see docs/graders.md.",
    )


def _same(one: Value | Ending, other: Value | Ending) -> bool:
    if isinstance(one, Ending) or isinstance(other, Ending):
        return one is other
    return agree(one, other)


def _read_kept(path: Path) -> Kept:
    try:
        if path.stat().st_size > MAX_KEPT_BYTES:
            raise ValueError("it is too large")
        return kept(path.stem, path.parent.name, path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(
            f"The kept misconception {path} can't be read: {error}.",
            "Keep it again with `panal keep`, or remove the file.",
        ) from None


def kept(name: str, function: str, text: str) -> Kept:
    """A kept misconception.

    Args:
        name: its name.
        function: the exercise's name.
        text: see `kept_form`.

    Raises:
        ValueError: the text is of another form.
    """
    try:
        content = json.loads(text)
        sentence = content["sentence"]
        if not isinstance(sentence, str) or not sentence:
            raise ValueError("it has no sentence")
        if len(sentence) > MAX_SENTENCE or not sentence.isprintable():
            raise ValueError("a page can't show its sentence")
        answers = {str(key): _outcome(each) for key, each in content["answers"].items()}
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from None
    return Kept(name, sentence, "", function, answers=answers)


def _outcome(kept: dict[str, str]) -> Value | Ending:
    return Ending(kept["ending"]) if "ending" in kept else decode(kept["answer"])


def _read_misconception(path: Path) -> Misconception:
    source = path.read_text(encoding="utf-8")
    try:
        sentence = ast.get_docstring(ast.parse(source))
    except SyntaxError as error:
        raise UsageError(
            f"The misconception {path} is no Python: {error.msg}, line {error.lineno}."
        ) from None
    if not sentence:
        raise UsageError(
            f"The misconception {path} has no docstring.",
            "It is the sentence that the student reads.",
        )
    folder = path.parents[2]
    return Misconception(
        path.stem, " ".join(sentence.split()), source, path.parent.name, package_of(folder)
    )
