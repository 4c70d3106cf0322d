"""Wrong answers that are the same form groups, and a group becomes a misconception: on the wrong
answers of tests/answers/, judged in this process, and through the wall.
"""

from __future__ import annotations

import contextlib
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from panal import classroom, keeping
from panal.course.example_answers import read_answers
from panal.course.release import try_misconceptions
from panal.judge import diagnosis
from panal.judge.agreement import Fingerprint, Form, fingerprint, same
from panal.judge.caller import LocalCaller
from panal.judge.misconceptions import load_misconceptions, notebook_names
from panal.judge.session import JudgeSession
from panal.keeping import keep_group, kept_answers
from panal.notebook import Exercise
from panal.report.analysis import Student, answer_groups
from panal.report.class_results import analyse_class
from panal.results import Check, GradeId, Judged, Result, StudentId, Verdict
from panal.workers.pool import Pool, local_pool
from tests.end_to_end.answers import ANSWERS, only_sealed
from tests.end_to_end.courses import CONVOLUCION, LESSONS, Lesson, in_soak
from tests.end_to_end.test_rows import CONFIG, hand_in
from tests.end_to_end.writing import HALF, RIGHT, A, make

SAMPLE = ("edge_kernel",)
"""Whose groups `make test` forms: it has a likeness of its own; unit tests compare numbers."""

KEPT = 5


class Class:
    """Students who hand in the wrong answers to one exercise, and are judged in this process.

    Attributes:
        forms: what a full comparison compares of each.
        students: as the report has them.
        groups: those that the report shows.
    """

    def __init__(self, lesson: Lesson, name: str, judge: JudgeSession, folder: Path) -> None:
        self.exercise = Exercise(GradeId(f"test_{name}"), name, 10.0)
        self.judge, self.folder = judge, folder
        self.sources = {
            each.name: each.source
            for each in read_answers(ANSWERS / lesson.name)
            if each.exercise == name and each.expected != "full" and not only_sealed(each)
        }
        self.forms: dict[str, Sequence[Form]] = {}
        self.students = tuple(map(self.judged, self.sources))
        self.groups = answer_groups(self.students)

    def judged(self, name: str) -> Student:
        """A student, graded."""
        spied: list[Form] = []

        def spy(checks: Sequence[Check], forms: Sequence[Form]) -> Fingerprint | None:
            spied[:] = forms
            return fingerprint(checks, forms)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(diagnosis, "fingerprint", spy)
            verdict = self.verdict(name)
        if verdict.answers:
            self.forms[name] = list(spied)
        result = Result("class", (verdict,))
        return Student(StudentId(name), points=(verdict.points,), result=result)

    def verdict(self, name: str) -> Verdict:
        caller = LocalCaller({"__name__": "__main__", **notebook_names(self.folder)})
        with contextlib.suppress(Exception):  # one that stops on its way leaves what it has defined
            exec(
                compile(self.sources[name], "<answer>", "exec", dont_inherit=True), caller.namespace
            )
        return self.judge.grade(self.exercise.grader, caller, 10)

    def grader(self) -> Any:
        """What a worker has."""
        return SimpleNamespace(
            judge=self.judge,
            grade=lambda name: ([], Result("class", (self.verdict(name),))),
            assignment=SimpleNamespace(exercises=(self.exercise,), files={}),
            judged=lambda exercise: Judged.OUTSIDE,
        )


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[Lesson, Path]:
    """Graders to which misconceptions may be added."""
    found = {}
    for lesson in LESSONS:
        found[lesson] = tmp_path_factory.mktemp("graders") / lesson.name
        shutil.copytree(lesson.graders, found[lesson])
    return found


def classes() -> list[Any]:
    """Each exercise, most of them in `make soak`."""
    return [
        pytest.param(
            lesson,
            exercise,
            id=f"{lesson}/{exercise}",
            marks=[]
            if lesson is CONVOLUCION and exercise in SAMPLE
            else [in_soak("another exercise forms its groups")],
        )
        for lesson in LESSONS
        for exercise in lesson.points
    ]


@pytest.mark.parametrize(("lesson", "exercise"), classes())
def test_wrong_answers_form_groups(
    lesson: Lesson, exercise: str, folders: dict[Lesson, Path]
) -> None:
    """No group mixes two different answers, by a full comparison of each with each; whoever gave the
    same ones is in one group, unless they raised different exceptions; and five groups, if there are
    so many that have no name yet, become misconceptions that a release lets through.
    """
    folder = folders[lesson]
    with JudgeSession(folder) as judge:
        found = Class(lesson, exercise, judge, folder)
        _require_groups_as_compared(found)
        kept = _keep(found)
    print(f"{lesson}/{exercise}: {_figures(found)}, {len(kept)} kept")  # with -rP
    with JudgeSession(folder) as judge:
        found.judge = judge
        [row] = try_misconceptions(found.grader())
    assert row.broken == row.missed == ()
    assert {each.name for each in load_misconceptions(folder)} >= set(kept)
    assert len(kept) == KEPT


def _require_groups_as_compared(found: Class) -> None:
    where = {name: group for group in found.groups for name in group.students}
    assert set(where) == set(found.forms)
    said = {
        str(each.student): [
            (check.ending, check.sentence) for check in each.result.verdicts[0].checks
        ]
        for each in found.students
        if each.result is not None
    }
    names = sorted(found.forms)
    for one in names:
        for other in names[: names.index(one)]:
            forms = found.forms[one], found.forms[other]
            alike = len(forms[0]) == len(forms[1]) and all(map(same, *forms))
            together = where[StudentId(one)] is where[StudentId(other)]
            assert alike or not together, (one, other)
            assert together or not alike or said[one] != said[other], (one, other)


def _keep(found: Class) -> list[str]:
    """Keep the first groups that have no name."""
    verdicts = {each.student: each.result.verdicts[0] for each in found.students if each.result}
    kept = []
    for group in (each for each in found.groups if each.answered and not each.misconception):
        if len(kept) == KEPT:
            break
        name = f"kept_{len(kept)}"
        member = group.students[0]
        handed_in: Any = str(member)
        answers = verdicts[member].answers
        with contextlib.suppress(keeping.UsageError):  # by chance, or by the clock
            text = kept_answers(
                found.grader(), handed_in, found.exercise, answers, name, "¿Y si no?"
            )
            path = found.folder / "misconceptions" / found.exercise.grader / f"{name}.json"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
            kept.append(name)
    return kept


def _figures(found: Class) -> str:
    sizes = Counter(len(each.students) for each in found.groups)
    largest = sum(sorted((len(each.students) for each in found.groups), reverse=True)[:12])
    return (
        f"{len(found.students)} wrong, {len(found.forms)} answered, {len(found.groups)} groups "
        f"{dict(sorted(sizes.items(), reverse=True))}, {largest} in the largest 12"
    )


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    """One for all, since a start takes long."""
    course = make(tmp_path_factory.mktemp("p") / "c", CONFIG)
    with local_pool(course.sealing()) as opened:
        yield opened


def test_keep_goes_through_the_wall(
    tmp_path: Path, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a class that was graded to a sentence in everyone's feedback, and in nobody else's; the
    fingerprints are on no page and in no results.json.
    """

    @contextlib.contextmanager
    def shared(*arguments: object) -> Iterator[Pool]:
        yield pool

    monkeypatch.setattr(classroom, "local_pool", shared)
    monkeypatch.setattr(keeping, "local_pool", shared)
    folder = tmp_path / "c"
    course = make(folder, f"{CONFIG}\nc.Panal.language = 'es'\n")
    hand_in(folder, "ana", one=HALF, two=RIGHT)
    hand_in(folder, "bruno", one="import numpy as np\ndef {name}(n=1):\n    return np.ones(())")
    hand_in(folder, "carla", one="def {name}(n=1):\n    return 2", two=RIGHT)
    classroom.grade_class(course, A)
    groups = [each for each in analyse_class(course, A).groups if each.exercise == "one"]
    assert [each.students for each in groups] == [("ana", "bruno"), ("carla",)]
    path, count = keep_group(course, A, "one", groups[0].name, "always_one", "¿Y con otro `n`?")
    assert count == 2 and path == folder / "graders" / A / "misconceptions/one/always_one.json"
    summary = classroom.grade_class(course, A)
    assert [(str(row.student), row.fresh) for row in summary.rows] == [
        ("ana", True), ("bruno", True), ("carla", True),
    ]  # fmt: skip
    told = {
        student: "¿Y con otro <code>n</code>?"
        in (folder / "feedback" / student / A / f"{A}.html").read_text()
        for student in ("ana", "bruno", "carla")
    }
    assert told == {"ana": True, "bruno": True, "carla": False}
    [group, *_] = [each for each in analyse_class(course, A).groups if each.exercise == "one"]
    assert group.misconception == "always_one"
    fingerprints = [
        text
        for each in (folder / "autograded").glob(f"*/.{A}.answers.json")
        for text in each.read_text().split('"')
        if ":" in text and len(text) > 30
    ]
    assert len(fingerprints) >= 3
    shown = [each.read_text() for each in (folder / "feedback").rglob("*.html")]
    shown += [each.read_text() for each in (folder / "autograded").glob(f"*/{A}/*")]
    assert not [each for each in fingerprints for text in shown if each.split(":")[0] in text]
