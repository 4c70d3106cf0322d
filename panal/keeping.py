"""`panal keep`: a group of students who gave the same answers becomes a misconception with a sentence
of the teacher's.

One of the group is graded again, behind the wall as ever, and what came back to each question is kept
as data beside the other misconceptions of the exercise (`panal/judge/misconceptions.py`). It is
proved before it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from panal.assignment import Assignment, Submission
from panal.course import files
from panal.course.course import Course, open_assignment
from panal.course.submitted import submission
from panal.errors import EnvironmentProblem, UsageError, did_you_mean
from panal.grading import Grader
from panal.judge.agreement import Fingerprint
from panal.judge.caller import Call
from panal.judge.misconceptions import MAX_SENTENCE, kept, kept_form
from panal.language import gettext as _
from panal.notebook import Exercise
from panal.report.analysis import AnswerGroup, ClassResults, answer_groups
from panal.report.class_results import read_class
from panal.results import Judged, StudentId
from panal.workers.pool import local_pool

NAME = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)


def keep_group(
    course: Course,
    assignment: str,
    exercise: str,
    group: str,
    name: str,
    sentence: str,
    tell: Callable[[str], None] = lambda text: None,
) -> tuple[Path, int]:
    """Make a misconception of a group that the report shows.

    Args:
        course: the course.
        assignment: the assignment.
        exercise: name of the exercise, as in the report.
        group: name of the group, as in the report.
        name: of the misconception, such as `bias_forgotten`.
        sentence: what students read who give these answers.
        tell: is told what is going on.

    Returns:
        The file that was written, and how many students are in the group.

    Raises:
        UsageError: there is no such exercise or group, the name is taken, or the answers can't be
            kept.
        EnvironmentProblem: this machine can't grade, or the file can't be written.
        EngineFailure: something of ours failed.
    """
    sentence = " ".join(sentence.split())
    _require_name(name, sentence)
    opened = open_assignment(course, assignment)
    which = _exercise(opened, exercise)
    folder = course.graders / assignment / "misconceptions" / which.grader
    path = folder / f"{name}.json"
    if any((folder / f"{name}{suffix}").exists() for suffix in (".json", ".py")):
        raise UsageError(
            f"There is a misconception {which.grader}/{name} already.",
            f"Take another name, or remove its file in {folder}.",
        )
    results = read_class(course, assignment)
    found = _group(answer_groups(results.students), which, group)
    student, answers = _member(results, found)
    tell(_("grading one of the group again"))
    with local_pool(opened.sealing) as pool:
        handed_in = submission(course, opened, student)
        text = pool.call(opened, kept_answers, handed_in, which, answers, name, sentence)
    try:
        files.replace(path, text.encode())
    except OSError as error:
        raise EnvironmentProblem(f"{path} can't be written: {error.strerror}.") from error
    return path, len(found.students)


def kept_answers(
    grader: Grader,
    handed_in: Submission,
    exercise: Exercise,
    answers: str,
    name: str,
    sentence: str,
) -> str:
    """Grade a submission, and write down what came back to each question of an exercise.

    Args:
        grader: of a worker.
        handed_in: a submission of the group.
        exercise: which exercise.
        answers: the fingerprint that it had when the class was graded.
        name: of the misconception.
        sentence: what students read.

    Returns:
        The text of its file, proved.

    Raises:
        UsageError: the answers can't be kept.
    """
    judge, heard = grader.judge, list[Sequence[Call]]()
    assert judge is not None
    judge.heard = lambda which, calls: heard.append(calls) if which == exercise.grader else None
    result = grader.grade(handed_in)[1]
    # Another notebook of the assignment may have an exercise of the same name.
    twins = [each.key for each in grader.assignment.exercises if each.grader == exercise.grader]
    [verdict] = [each for each in result.verdicts if each.name == exercise.key]
    if not verdict.answers or len(heard) != len(twins):
        raise UsageError("These answers can't be kept: graded again, the submission gives none.")
    if not Fingerprint.read(verdict.answers).agrees(Fingerprint.read(answers)):
        raise UsageError(
            "These answers can't be kept: graded again, the same file gives others.",
            "It may draw random numbers, or look at the clock.",
        )
    text = kept_form(sentence, heard[twins.index(exercise.key)])
    _prove(grader, exercise, name, text)
    return text


def _prove(grader: Grader, exercise: Exercise, name: str, text: str) -> None:
    """As `panal release` does it.

    Raises:
        UsageError: it would not be let through.
    """
    judge = grader.judge
    assert judge is not None
    found = kept(name, exercise.grader, text)
    caller = found.caller({})
    with judge.knowing(found):
        verdict = judge.grade(exercise.grader, caller, exercise.points)
    if caller.problems:
        raise UsageError(
            f"These answers can't be kept: test_{exercise.grader}.py asks something else each time.",
            "A grader that draws random numbers begins at a fixed seed.",
        )
    if verdict.points >= exercise.points:
        raise UsageError("These answers can't be kept: they lose no points.")
    if verdict.misconception != name:
        raise UsageError(
            "These answers can't be kept: a misconception that there is already gives them, too.",
            "Look for it in the report; its sentence is in its own file.",
        )


def _require_name(name: str, sentence: str) -> None:
    if not NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} is no name for a misconception.",
            "It has small letters, digits and _, such as `bias_forgotten`.",
        )
    if not sentence or len(sentence) > MAX_SENTENCE or not sentence.isprintable():
        raise UsageError(
            f"The sentence has from 1 to {MAX_SENTENCE} characters, and none that a page can't show.",
            "Students read it: say what to think about.",
        )


def _exercise(opened: Assignment, name: str) -> Exercise:
    known = {each.label: each for each in opened.exercises if each.tests}
    if name not in known:
        raise UsageError(
            f"There is no exercise {name!r} with a grader in {opened.name}."
            f"{did_you_mean(name, known)}",
            f"There are: {', '.join(known)}.",
        )
    return known[name]


def _group(groups: Iterable[AnswerGroup], exercise: Exercise, name: str) -> AnswerGroup:
    ours = [each for each in groups if each.cell == exercise.key]
    for each in ours:
        if name in each.names:
            return each
    known = [each.name for each in ours]
    raise UsageError(
        f"There is no group {name!r} of {exercise.label}.{did_you_mean(name, known) if name else ''}",
        "`panal report` shows the groups of each exercise, as the class was graded last.",
    )


def _member(results: ClassResults, group: AnswerGroup) -> tuple[StudentId, str]:
    """A student of a group whose file is the one that was graded, by the graders of today; and the
    fingerprint of the answers.
    """
    students = {each.student: each for each in results.students}
    stale = True
    for each in (students[name] for name in group.students):
        if each.result is None or each.result.graders != results.graders:
            continue
        stale = False
        verdicts = [v for v in each.result.verdicts if v.name == group.cell]
        if not each.newer and verdicts and verdicts[0].judged is Judged.OUTSIDE:
            return each.student, verdicts[0].answers
    raise UsageError(
        "The graders have changed since the class was graded."
        if stale
        else "Everybody in this group has handed in another file since.",
        f"Run `panal grade {results.assignment}` first.",
    )
