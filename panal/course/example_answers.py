"""An author's own tests: example answers to the exercises of an assignment, right and wrong, each
with the score that it deserves.

Each answer is a file, `<exercise>/<name>.py`, with the text of the exercise's solution cell. Its
first line says what it deserves, as in `# expected: full`. A line that begins with `# alone:` says
that the answer gets in the way of others in the same notebook.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from panal import notebook
from panal.errors import UsageError
from panal.language import gettext as _

LABEL = "# expected:"
DESERVED = ("full", "partial", "zero", "less")


@dataclass(frozen=True, slots=True)
class ExampleAnswer:
    """One answer to one exercise.

    Args:
        exercise: name of the exercise, and grade id of its solution cell.
        name: of the answer, unique within the exercise.
        expected: what it deserves: `full`, `partial` (strictly between nothing and full), `zero`,
            or `less` than full.
        source: the text of the solution cell.
        alone: whether it must not share a notebook with answers to other exercises.
    """

    exercise: str
    name: str
    expected: str
    source: str
    alone: bool = False

    def problem(self, points: float, most: float) -> str:
        """Why these points are not what the answer deserves; empty if they are."""
        fits = {
            "full": points == most,
            "partial": 0 < points < most,
            "zero": points == 0,
            "less": 0 <= points < most,
        }[self.expected]
        return (
            ""
            if fits
            else _("{name}: {points:g} of {most:g} points, expected `{expected}`.").format(
                name=f"{self.exercise}/{self.name}",
                points=points,
                most=most,
                expected=self.expected,
            )
        )


def read_answers(folder: Path) -> list[ExampleAnswer]:
    """The answers in a folder, sorted by exercise and name.

    Raises:
        UsageError: there are none, or one does not say what it deserves.
    """
    answers = []
    for path in sorted(folder.glob("*/*.py")):
        source = path.read_text(encoding="utf-8")
        first = source.partition("\n")[0]
        expected = first.removeprefix(LABEL).strip()
        if not first.startswith(LABEL) or expected not in DESERVED:
            raise UsageError(
                f"{path} does not say what it deserves.",
                f"Its first line must be `{LABEL} …`, with one of {', '.join(DESERVED)}.",
            )
        answers.append(
            ExampleAnswer(path.parent.name, path.stem, expected, source, "\n# alone:" in source)
        )
    if not answers:
        raise UsageError(
            f"There are no answers in {folder}.", "Each is a file <exercise>/<name>.py in it."
        )
    return answers


def dealt(answers: Iterable[ExampleAnswer]) -> dict[str, dict[str, ExampleAnswer]]:
    """Deal answers out to notebooks, so that no notebook has two to one exercise.

    Returns:
        The answers of each notebook, by exercise; each notebook has a name.
    """
    found: dict[str, dict[str, ExampleAnswer]] = {}
    mixed: dict[str, int] = {}
    for answer in answers:
        if answer.alone:
            found[f"alone-{answer.exercise}-{answer.name}"] = {answer.exercise: answer}
        else:
            number = mixed[answer.exercise] = mixed.get(answer.exercise, -1) + 1
            found.setdefault(f"mixed-{number:03}", {})[answer.exercise] = answer
    return found


def filled_in(
    records: Iterable[NotebookNode], answers: Mapping[str, ExampleAnswer]
) -> list[NotebookNode]:
    """The released notebooks with answers in the solution cells, as a student would hand them in.

    Raises:
        UsageError: there is no cell for an answer.
    """
    left, filled = dict(answers), []
    for record in records:
        nb = notebook.as_released(record)
        for cell in nb.cells:
            answer = left.pop(str(notebook.nbgrader_of(cell).get("grade_id")), None)
            cell.source = answer.source if answer else cell.source
        filled.append(nb)
    for exercise, answer in left.items():
        raise UsageError(
            f"There is an answer {answer.name} to {exercise}, but there is no cell {exercise}."
        )
    return filled
