"""panal.report.report_page: the page, from made-up results; what browsers make of it is tested end to
end.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import numpy as np
import pytest

from panal import messages
from panal.changes.changelog import MAX_REGRADES, Regrade
from panal.changes.comparison import Change, CheckChange, ExerciseChange
from panal.config import LOCKS
from panal.course.gradebook_reader import AssignmentScores
from panal.judge.agreement import Fingerprint
from panal.notebook import Exercise
from panal.report import report_page as report
from panal.report.analysis import Analysis, ClassResults, Student, analyse
from panal.report.class_results import MAX_LINES, MAX_WIDTH, shown_groups
from panal.report.report_page import MARKS, MAX_GROUPS, MAX_WRITTEN, Written, render_report
from panal.results import Check, Ending, GradeId, Judged, Result, StudentId, Verdict

pytestmark = pytest.mark.usefixtures("english")

EXERCISES = tuple(Exercise(GradeId(f"test_exercise_{n}"), f"exercise_{n}", 10.0) for n in range(7))
MADE = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\x1b]0;x\x07\ud800`</style>'


def result(number: int = 0, **more: object) -> Result:
    """A result with all that makes a page long."""
    endings = [Ending.RIGHT, Ending.WRONG, Ending.RAISED, Ending.OUT_OF_TIME]
    verdicts = tuple(
        Verdict(
            each.grade_id,
            each.points,
            tuple(
                Check(
                    f"c{n}",
                    f"Prueba {n} de `{each.name}`",
                    1.0,
                    endings[(number + n) % 4],
                    messages.too_much_cpu(3, "call"),
                )
                for n in range(8)
            ),
            f"belief_{(number + place) % 9}",
            "¿Qué pasa con lo que queda cuando el `stride` no divide el tamaño?",
        )
        for place, each in enumerate(EXERCISES)
    )
    notes = tuple(messages.cell_left_out(n, messages.kernel_died()) for n in range(6))
    return replace(
        Result(
            "hw",
            verdicts,
            notes,
            graders="today",
            versions={"numpy": "2.4"},
            seconds=number / 7,
            cpu_seconds=1,
            memory_bytes=2**28,
        ),
        **more,  # type: ignore[arg-type]  # fields of Result
    )


def student(number: int = 0, **more: object) -> Student:
    points = tuple(float((number + n) % 11) for n in range(7))
    page = f"../feedback/student-{number:04}-with-a-long-name/hw/hw.html"
    found = Student(
        StudentId(f"student-{number:04}-with-a-long-name"),
        points=points,
        result=result(number),
        page=page,
    )
    return replace(found, **more)  # type: ignore[arg-type]  # fields of Student


def analysis(students: Sequence[Student], assignment: str = "hw") -> Analysis:
    return analyse(ClassResults(assignment, EXERCISES, tuple(students), "today", MADE))


def answers(which: int) -> str:
    """A fingerprint with as many numbers as some pictures need."""
    return str(Fingerprint(f"{which:032x}", np.zeros(200), np.zeros(200, np.float32)))


def page(*students: Student) -> str:
    return render_report(analysis(students), {})


class Elements(HTMLParser):
    """Tags and attributes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def test_a_thousand_students_are_below_5_megabytes() -> None:
    """Each of them flagged with more sentences than fit, with a long name and a misconception in
    each exercise; in a dozen groups of each exercise as much code as is shown; and all of them
    changed by as many regrades as are shown.
    """
    students = [with_answers(number) for number in range(1000)]
    changes = tuple(Change(each.student, 1.0, 2.0, True, ()) for each in students)
    history = tuple(Regrade("2026-11-25", (), changes, "file") for _ in range(MAX_REGRADES))
    results = ClassResults("hw", EXERCISES, tuple(students), "today", MADE, history=history)
    found = analyse(results)
    assert len(found.groups) == 7 * 40
    code = "x" * MAX_WIDTH + "\n"
    written = {
        group: tuple(Written((who,), code * MAX_LINES) for who in group.students[:MAX_WRITTEN])
        for group in shown_groups(found.groups)
    }
    assert len(written) == 7 * MAX_GROUPS
    text = render_report(found, {}, written)
    assert len(text.encode()) < 5_000_000
    assert text.count("student-0999-with-a-long-name") >= 3


def with_answers(number: int) -> Student:
    """A student in one of forty groups of each exercise."""
    found = result(number)
    verdicts = tuple(
        replace(each, answers=answers(100 * place + number % 40))
        for place, each in enumerate(found.verdicts)
    )
    return student(number, result=replace(found, verdicts=verdicts))


def words(text: str) -> str:
    """A part of a page without tags."""
    return " ".join(re.sub("<[^>]*>", " ", text.replace("<wbr>", "")).split())


def section(text: str, name: str) -> str:
    return text.partition(f'<section aria-labelledby="{name}">')[2].partition("</section>")[0]


def test_each_student_by_each_check() -> None:
    """A mark for how it ended, never by its colour alone; what each mark means stands above."""
    text = page(student(0), student(1))
    part = section(text, "checkmap")
    assert part.count('scope="col"') == 2 + 7 * 8 and part.count('scope="colgroup"') == 7
    assert re.findall("<td class=(?:y|w|x)>(.)", part)[:8] == [*"✔✘!T✔✘!T"]
    for ending in (Ending.RIGHT, Ending.WRONG, Ending.RAISED, Ending.OUT_OF_TIME):
        assert f"{MARKS[ending].sign} {messages.ending(ending)}" in words(part)
    assert section(page(), "checkmap") == ""


def test_every_ending_has_its_own_mark() -> None:
    """And the script sorts by just these."""
    signs = [MARKS[ending].sign for ending in Ending]
    assert len(set(signs)) == len(signs)
    ranks = re.search(r'RANKS = "(.*?)"', report._beside("report_page.js"))
    assert ranks is not None and sorted(ranks[1]) == sorted(signs)


def test_groups_are_told_apart() -> None:
    """Names, what was lost, and the command; hostile code is text. Nobody is suspected of anything."""
    students = [with_answers(number) for number in (1, 41, 2)]
    students[2] = replace(students[2], student=StudentId(HOSTILE))
    found = analysis(students, "a course")
    [large] = [
        each for each in found.groups if len(each.students) == 2 and each.cell == "test_exercise_0"
    ]
    written = {large: (Written(large.students[:1], HOSTILE), Written(large.students[1:], ""))}
    text = render_report(found, {}, written)
    part = section(text, "groups")
    assert (
        f"panal keep &#39;a course&#39; exercise_0 {large.name}" not in part
    )  # it has a misconception
    assert "student-0001-with-a-long-name" in part and "student-0041-with-a-long-name" in part
    assert "<script>" not in part and "Nothing but what was released." in part
    assert not re.search("cop(y|ied)|plagi|cheat", words(text))
    nameless = tuple(replace(v, misconception="") for v in students[0].result.verdicts)  # type: ignore[union-attr]  # it has one
    unknown = [replace(each, result=result(1, verdicts=nameless)) for each in students[:2]]
    found = analysis(unknown, "a course")
    written = {group: () for group in shown_groups(found.groups)}
    said = section(render_report(found, {}, written), "groups")
    assert (
        f"panal keep &#39;a course&#39; exercise_0 {found.groups[0].name} NAME &#34;SENTENCE&#34;"
        in said
    )


def test_why_scores_changed() -> None:
    """Another file, a grader that changed, or one that compares otherwise; or by hand."""
    exercise, other = "exercise_0", "exercise_1"
    check = CheckChange("test_a", "test_a", Ending.WRONG, Ending.RIGHT)
    fresh = CheckChange("test_new", "", None, Ending.WRONG)

    def change(name: str, *found: ExerciseChange, same: bool = True) -> Change:
        return Change(StudentId(name), 5.0, 7.0, same, found)

    changes = (
        change("ana", ExerciseChange(exercise, 5.0, 7.0, (check,)), same=False),
        change("bruno", ExerciseChange(exercise, 5.0, 7.0, (fresh,))),
        change("carla", ExerciseChange(other, 5.0, 7.0, (check,), manual=3.0)),
    )
    sentences = ("exercise_0: test_new is new",)
    regrade = Regrade("2026-11-25T23:10:00+00:00", sentences, changes, "hw-changes.jsonl")
    corrected = student(0, corrected=("test_exercise_2",))
    results = ClassResults("hw", EXERCISES, (corrected,), "today", MADE, history=(regrade,))
    said = words(section(render_report(analyse(results), {}), "history"))
    assert "Graded again on 2026-11-25 23:10 UTC: 3 students" in said
    assert "ana 5 → 7 another file was handed in" in said
    assert "bruno 5 → 7 the graders have changed: exercise_0: test_new is new" in said
    assert "carla 5 → 7 the same file, graded again" in said and "3 by hand stays" in said
    assert "exercise_2 2.5 2" in said  # the judge's points, and those that count
    assert section(page(student()), "history") == ""


def test_who_holds_a_misconception() -> None:
    """By name, with a link to the page."""
    part = section(page(student(0), student(9)), "misconceptions")
    assert (
        part.count("student-0000-with-a-long-name")
        == part.count("student-0009-with-a-long-name")
        > 0
    )


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_small_classes(count: int) -> None:
    """Nobody, one student, two, three."""
    text = page(*map(student, range(count)))
    assert text.startswith("<!DOCTYPE html>") and text.rstrip().endswith("</html>")
    assert ("There are no scores yet." in text) == (count == 0)
    assert "nan" not in re.sub("[a-z]*nan[a-z]+|[a-z]+nan[a-z]*", "", text)


def across(*course: AssignmentScores) -> str:
    """The rows on the course in the report of a class of two, without tags; nothing if there are none."""
    people = tuple(Student(StudentId(name)) for name in ("ana", "luis"))
    text = render_report(analyse(ClassResults("b", EXERCISES, people, "", MADE, course=course)), {})
    part = text.partition('<section aria-labelledby="course">')[2].partition("</section>")[0]
    return " ".join(re.sub("<[^>]*>", " ", part.partition("<tbody>")[2]).split())


def test_each_student_across_the_assignments() -> None:
    """With what has changed, what a person has yet to decide, and what is missing."""
    ana, luis = StudentId("ana"), StudentId("luis")
    first = AssignmentScores("a", 50.0, {ana: 50.0, luis: 20.0}, frozenset())
    second = AssignmentScores("b", 20.0, {ana: 12.0}, frozenset([ana]))
    empty = AssignmentScores("c", 20.0, {}, frozenset())
    rows = "ana 100 % 60 % + pending ▼ −40 luis 40 % – – median 70 % 60 %"
    assert across(first, second, empty) == rows
    assert across(first, replace(second, scores={ana: 20.0, luis: 11.0}, waiting=frozenset())) == (
        "ana 100 % 100 % 0 luis 40 % 55 % +15 median 70 % 78 %"
    )
    assert across(first, empty) == across() == ""


def test_hostile_texts_are_texts() -> None:
    """Wherever one can come from: no element, no attribute, no sign that turns lines around or
    can't be written.
    """
    checks = (Check(HOSTILE, HOSTILE, 1.0, Ending.OUT_OF_TIME, HOSTILE),)
    verdict = Verdict(EXERCISES[0].grade_id, 10.0, checks, HOSTILE, HOSTILE)
    bad = replace(
        result(),
        verdicts=(verdict,),
        notes=(HOSTILE,),
        isolation=HOSTILE,
        graders=HOSTILE,
        versions={HOSTILE: HOSTILE},
    )
    students = [
        student(result=bad, student=StudentId(HOSTILE), page="../feedback/%22%3E/hw/hw.html"),
        Student(StudentId(HOSTILE + "2"), handed_in=False),
        Student(
            StudentId(HOSTILE + "3"),
            points=(1.0,) * 7,
            problem=HOSTILE,
            waiting=(EXERCISES[0].grade_id,),
            seconds_late=1e9,
        ),
    ]
    found = analysis(students, HOSTILE)
    text = render_report(found, dict.fromkeys(found.misconceptions, HOSTILE))
    elements = Elements(text)
    assert elements.tags.count("script") == 1 and text.count(report._beside("report_page.js")) == 1
    assert not {"img", "iframe", "object", "link", "base", "form"} & set(elements.tags)
    assert not [
        name for name, _ in elements.attributes if name.startswith("on") or name in ("style", "src")
    ]
    assert not set("\u202e\x1b\x07") & set(text)
    text.encode()
    assert elements.tags.count("style") == 1 and text.count("</style>") == 1


def test_links_lead_to_feedback_and_within_the_page() -> None:
    """Nowhere else, and every one within the page has its place."""
    elements = Elements(page(*map(student, range(30)), Student(StudentId("new"))))
    links = {value or "" for name, value in elements.attributes if name == "href"}
    names = [value for name, value in elements.attributes if name == "id"]
    assert all(link.startswith(("#", "../feedback/")) for link in links)
    assert {link[1:] for link in links if link.startswith("#")} <= set(names)
    assert len(names) == len(set(names))
    labels = [value or "" for name, value in elements.attributes if name == "aria-labelledby"]
    assert {name for label in labels for name in label.split()} <= set(names)


def test_only_our_own_style_and_script_are_allowed() -> None:
    """The policy names their digests, so that no other is taken, nor anything else."""
    text = page(student())
    allowed = ["default-src 'none'"]
    for tag in ("style", "script"):
        own = text.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0]
        digest = base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()
        allowed.append(f"{tag}-src 'sha256-{digest}'")
        assert not re.search(r"url\(http|@import|fetch|innerHTML|eval", own)
    policy = "; ".join([*allowed, "base-uri 'none'", "form-action 'none'"]).replace("'", "&#39;")
    assert f'<meta http-equiv="Content-Security-Policy" content="{policy}">' in text
    assert text.index("Content-Security-Policy") < text.index("<style>")


def test_alike_needs_no_warning() -> None:
    """All sealed, by today's graders, with the same versions."""
    assert report.warnings(analysis([student(0), student(1)])) == []


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        ({"isolation": "none"}, "not all locks held"),
        ({"isolation": "sealed, without network"}, "not all locks held"),
        ({"graders": "older"}, "2 different graders"),
        ({"graders": "older"}, "graders that have changed since"),
        ({"versions": {"numpy": "1"}}, "2 different versions of packages"),
        ({"isolation": "none"}, "2 different kinds of isolation"),
    ],
)
def test_what_is_mixed_is_said(change: dict[str, object], warning: str) -> None:
    """In a sentence on top."""
    sentences = report.warnings(analysis([student(0), student(1, result=result(1, **change))]))
    assert any(warning in sentence for sentence in sentences)
    assert sentences[0].split("`")[0] in page(
        student(0), student(1, result=result(1, **change))
    ).replace("&#39;", "'")


def test_locks_that_held() -> None:
    """All when sealed, all but those left off, none when not sealed."""
    for isolation, held in (
        ("sealed", LOCKS),
        ("users", LOCKS),
        ("namespaces, without network, disk", LOCKS - {"network", "disk"}),
        ("none", set()),
    ):
        text = page(student(result=result(isolation=isolation)))
        found = re.search(r"These locks held: ([^.]*)\.", text)
        assert set(re.findall("<code>([^<]+)</code>", found[1]) if found else ()) == held


def test_numbers_as_people_read_them() -> None:
    """Two decimals at most, and no share that is not so."""
    assert [report.number(x) for x in (None, 0, -0.001, 2.5, 1 / 3, 99.999, 123.456, 12345.6)] == [
        "–", "0", "0", "2.5", "0.33", "100", "123.5", "12,346",
    ]  # fmt: skip
    assert [report.percent(x) for x in (0, 0.001, 0.5, 0.999, 1)] == [
        "0 %",
        "<1 %",
        "50 %",
        ">99 %",
        "100 %",
    ]
    assert [report.delay(x) for x in (1, 60, 3600, 90061)] == [
        "1 min",
        "1 min",
        "1 h 0 min",
        "1 d 1 h",
    ]
    assert [report.index(x) for x in (None, 0.8)] == ["–", "0.80"]


def test_a_figure_says_where_it_ends() -> None:
    """Its last tick is labelled whatever the number of bars, and says so if somebody is beyond
    it.
    """
    for slow in (3.0, 900.0):
        students = [student(n, result=result(cpu_seconds=1 + n / 10)) for n in range(40)] + [
            student(40, result=result(cpu_seconds=slow))
        ]
        found = report._costs(analysis(students))[0][0]
        assert found.ticks[-1].x == 100 and (found.ticks[-1].label == "more") == (slow == 900)
        assert sum(bar.count for bar in found.bars) == 41
        assert ("and more" in found.rows[-1][0]) == (slow == 900)


def test_examples_stand_with_their_misconception() -> None:
    """One where there is one, and a sentence where there is none."""
    found = analysis([student(0)])
    text = render_report(found, {found.misconceptions[0]: "def f(a):\n    return a < 1"})
    assert "<pre><code>def f(a):\n    return a &lt; 1</code></pre>" in text
    assert text.count("No answer is short and anonymous enough") == len(found.misconceptions) - 1


def test_scores_are_those_of_the_gradebook() -> None:
    """With correction and penalty marked; results.json does not count."""
    corrected = student(
        3, points=(10.0, *(0.0,) * 6), penalty=2.5, corrected=(EXERCISES[0].grade_id,)
    )
    row = page(corrected).rpartition("<tbody>")[2]
    cells = [
        re.sub("<[^>]*>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)
    ]
    assert cells == ["10 ✎ by hand", "0", "0", "0", "0", "0", "0", "2.5", "7.5"]


def test_points_that_are_pending_are_no_points() -> None:
    """In the table of all students a word stands for what a person has yet to decide."""
    points = (3.0, 0.0, *[10.0] * 5)
    waiting = (EXERCISES[0].grade_id, EXERCISES[1].grade_id)
    text = page(student(1, points=points, waiting=waiting))
    row = text.partition('id="table-students"')[2]
    assert '<td class="n">3 + pending</td>' in row and '<td class="n">pending</td>' in row
    assert row.count('class="n all"') == 5 and 'class="n none"' not in row
    assert "Waiting for points by hand (1)" in text
    assert text.count("(1 pending)") == 4  # two exercises, in the figure and in the table
    by_hand = page(student(1, points=points, waiting=waiting, corrected=waiting))
    assert "pending" not in by_hand


def test_it_says_where_points_come_from() -> None:
    """Beside each exercise that no grader judges; what that means is said once, where it matters."""
    first, second, *others = result().verdicts
    inside = replace(first, judged=Judged.INSIDE, given=10.0)
    person = replace(second, judged=Judged.PERSON, given=5.0)
    text = page(student(result=result(verdicts=(inside, person, *others))))
    rows = re.findall(
        r'<th scope="row"><code>(\w+)</code> <span class="muted">(.*?)</span>',
        text.replace("<wbr>", ""),
    )
    assert rows == [("exercise_0", "judged inside"), ("exercise_1", "by a person")]
    assert text.count("<strong>Judged inside</strong>") == 1
    assert "udged inside" not in page(student())
