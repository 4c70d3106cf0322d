"""panal.publish: whose feedback is handed out, when, and that nobody gets another one's. On a small
gradebook, by gradings that nobody made.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell
from nbgrader.api import Gradebook

from panal.course.course import Course, open_assignment, open_course
from panal.course.gradebook import Book
from panal.course.gradebook_reader import ClassGrades, Person, SubmissionGrades
from panal.course.stamp import stamp_of
from panal.errors import EnvironmentProblem, UsageError
from panal.export.safe_csv import inert
from panal.provenance import notebook_digest
from panal.publish import COLUMNS, LETTER, _row, publish, published_scores
from panal.results import Ending, Result, StudentId
from tests.unit.course.test_gradebook import A, book, grading, template

__all__ = ["template"]  # a fixture
pytestmark = [
    pytest.mark.filterwarnings(
        "ignore::DeprecationWarning:nbgrader", "ignore::DeprecationWarning:traitlets"
    ),
    pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning"),
]
STUDENTS = ("ana", "ana2", "bob", "mail-merge.csv", "=cmd")
HEADING = "# Pido una revisión"


def hand_in(course: Course, student: str, *texts: str) -> bytes:
    """The release, with cells of text below."""
    name = f"{A}.ipynb"
    nb = nbformat.read(course.path("release", ".", A) / name, as_version=4)
    nb.cells += [new_markdown_cell(text, id=f"text-{n}") for n, text in enumerate(texts)]
    folder = course.path("submitted", student, A)
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(nb, folder / name)
    return (folder / name).read_bytes()


def grade(course: Course, student: str, *endings: Ending, all_cells: bool = False) -> None:
    """What `panal grade` writes."""
    opened = replace(open_assignment(course, A), all_cells=all_cells)
    made = grading(course, *endings)
    data = (course.path("submitted", student, A) / f"{A}.ipynb").read_bytes()
    made = replace(made, result=replace(made.result, notebook=notebook_digest(data)))
    with book(course) as writer:
        writer.write(StudentId(student), made, stamp_of(opened))


@pytest.fixture(scope="module")
def graded(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everybody is graded, each with other points."""
    folder = tmp_path_factory.mktemp("graded") / "course"
    shutil.copytree(template, folder)
    with (folder / "nbgrader_config.py").open("a") as file:
        file.write("c.Panal.language = 'es'\n")
    made = open_course(folder)
    for place, student in enumerate(STUDENTS):
        hand_in(made, student)
        rest = [Ending.WRONG] * (len(STUDENTS) - place)
        grade(made, student, *[Ending.RIGHT] * place, *rest[: 4 - place])
    return folder


@pytest.fixture
def course(graded: Path, tmp_path: Path) -> Course:
    shutil.copytree(graded, tmp_path / "course")
    return open_course(tmp_path / "course")


def found(course: Course) -> dict[str, bytes]:
    """All files of published/hw/, by their paths below it."""
    folder = course.root / "published" / A
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def table(course: Course) -> dict[str, dict[str, str]]:
    path = course.root / "published" / A / "mail-merge.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def test_each_gets_the_own_page_and_letter(course: Course) -> None:
    """And nothing else lies there, whatever students are called; the table is safe in a spreadsheet."""
    with course.gradebook() as gradebook:
        gradebook.update_or_create_student(
            "bob", first_name="=Bob\nMaría", last_name="@Díaz", email="bob@uni.example"
        )
    made = publish(course, A)
    assert (set(made.final), set(made.changed)) == (set(STUDENTS), set(STUDENTS))
    assert not made.waiting and not made.requests
    files = found(course)
    expected = {
        f"students/{student}/{name}" for student in STUDENTS for name in (f"{A}.html", "letter.txt")
    }
    assert set(files) == expected | {"mail-merge.csv", "state.json"}
    rows = table(course)
    for student in STUDENTS:
        page = (course.path("feedback", student, A) / f"{A}.html").read_bytes()
        assert files[f"students/{student}/{A}.html"] == page
        row = rows[f"'{student}" if student == "=cmd" else student]
        assert tuple(row) == COLUMNS
        letter = files[f"students/{student}/letter.txt"].decode()
        assert row["text"] == inert(letter) and (row["text"] == letter) is (student != "bob")
        assert f"tienes {float(row['score']):g} de 10 puntos" in letter
        assert row["files"] == f"students/{student}/{A}.html"
    assert len({row["score"] for row in rows.values()}) == len(STUDENTS)
    assert rows["bob"]["first_name"] == "'=Bob María" and rows["bob"]["last_name"] == "'@Díaz"
    assert files["students/bob/letter.txt"].decode().startswith("Hola, =Bob María:\n")
    assert rows["ana"]["text"].startswith("Hola:\n")


def test_a_second_time_only_what_changed_changes(course: Course) -> None:
    first = datetime(2026, 12, 1, 8, tzinfo=UTC)
    publish(course, A, now=first)
    before = {name: path for name, path in found(course).items()}
    folder = course.root / "published" / A / "students"
    times = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    with Gradebook(course.directory.db_url, "c") as gradebook:
        gradebook.find_comment("one", A, A, "bob").manual_comment = "Muy bien."
        gradebook.db.commit()
    made = publish(course, A, now=first + timedelta(days=1))
    assert made.changed == ("bob",) and len(made.final) == len(STUDENTS)
    touched = {path.parent.name for path, time in times.items() if path.stat().st_mtime_ns != time}
    assert touched == {"bob"}
    after = found(course)
    assert b"Muy bien." in after[f"students/bob/{A}.html"]
    assert {name for name in after if after[name] != before[name]} == {
        f"students/bob/{A}.html", "mail-merge.csv", "state.json",
    }  # fmt: skip
    whens = {student: row["published"] for student, row in table(course).items()}
    assert whens.pop("bob") == "2026-12-02T08:00:00+00:00"
    assert set(whens.values()) == {"2026-12-01T08:00:00+00:00"}


def pending(course: Course) -> None:
    with Gradebook(course.directory.db_url, "c") as gradebook:
        gradebook.find_grade("test_one", A, A, "bob").needs_manual_grade = True
        gradebook.db.commit()


def changed_grader(course: Course) -> None:
    (course.graders / A / "test_one.py").write_text("# another one\n")


NOT_FINAL: dict[str, tuple[Any, str]] = {
    "never graded": (lambda course: shutil.rmtree(course.path("autograded", "bob", A)), "todavía no está calificada"),
    "handed in again": (lambda course: hand_in(course, "bob", "More."), "se entregó otra vez"),
    "pending": (pending, "una persona todavía tiene que decidir los puntos de one"),
    "a grader failed": (lambda course: grade(course, "bob", Ending.GRADER_FAILED), "falló un corrector: c0"),
    "no page": (lambda course: (course.path("feedback", "bob", A) / f"{A}.html").unlink(), "algo cambió"),
    "a grader changed": (changed_grader, "algo cambió.*`panal grade hw`"),
}  # fmt: skip


@pytest.mark.parametrize("case", NOT_FINAL)
def test_who_is_not_final_is_told_why_and_taken_out(case: str, course: Course) -> None:
    """What was published of them before may be wrong now."""
    publish(course, A)
    happens, why = NOT_FINAL[case]
    happens(course)
    made = publish(course, A)
    assert re.match(why, made.waiting[StudentId("bob")])
    everyone = case == "a grader changed"
    assert set(made.waiting) == (set(STUDENTS) if everyone else {"bob"})
    assert not [name for name in found(course) if name.startswith("students/bob/")]
    assert "bob" not in table(course) and ("ana" in table(course)) is not everyone


def test_what_is_published_is_known_with_its_score(course: Course) -> None:
    """Until it is taken out again; what an older version published has none."""
    assert published_scores(course, A) == {}
    now = datetime(2026, 12, 1, 8, tzinfo=UTC)
    publish(course, A, now=now)
    scores = {student.lstrip("'"): float(row["score"]) for student, row in table(course).items()}
    finals = published_scores(course, A)
    assert {student: each.score for student, each in finals.items()} == scores
    assert {(each.max_score, each.when) for each in finals.values()} == {(10, now.timestamp())}
    (course.path("feedback", "bob", A) / f"{A}.html").unlink()
    publish(course, A)
    assert set(published_scores(course, A)) == set(STUDENTS) - {"bob"}
    state = course.root / "published" / A / "state.json"
    known = json.loads(state.read_bytes())
    del known["published"]["ana"]["score"]
    state.write_text(json.dumps(known))
    assert set(published_scores(course, A)) == set(STUDENTS) - {"bob", "ana"}
    publish(course, A)
    assert "ana" in published_scores(course, A)
    state.write_text("[]")
    assert published_scores(course, A) == {}


@pytest.mark.parametrize("points", ["other", "the same"])
def test_a_link_to_another_ones_page_is_no_page(points: str, course: Course) -> None:
    """It is put right."""
    if points == "the same":
        grade(course, "bob", *[Ending.WRONG] * 4)
    page, other = (course.path("feedback", each, A) / f"{A}.html" for each in ("bob", "ana"))
    page.unlink()
    page.symlink_to(other)
    assert "bob" in publish(course, A).final
    published = found(course)
    assert published[f"students/bob/{A}.html"] != published[f"students/ana/{A}.html"]
    assert not page.is_symlink()
    assert other.read_bytes() == published[f"students/ana/{A}.html"]


def test_a_page_that_can_not_be_read_whole_is_not_published(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    largest = (course.path("feedback", "bob", A) / f"{A}.html").stat().st_size
    monkeypatch.setattr("panal.publish.PAGE_BYTES", largest)
    (course.path("feedback", "ana", A) / f"{A}.html").open("a").write("<!-- " + "x" * 999)
    made = publish(course, A)
    assert made.waiting["ana"] == "no se puede leer la página de resultados"
    assert "bob" in made.final


def test_a_correction_by_hand_is_final(course: Course) -> None:
    """nbgrader asks to look at it again after each grading, but the points count; the letter has them,
    and asks nothing more for that exercise.
    """
    with Gradebook(course.directory.db_url, "c") as gradebook:
        row = gradebook.find_grade("test_one", A, A, "ana")
        row.manual_score, row.needs_manual_grade = 8.5, True
        gradebook.db.commit()
    made = publish(course, A)
    assert "ana" in made.final
    letter = table(course)["ana"]["text"]
    assert "tienes 8.5 de 10 puntos" in letter and "Tu próximo paso" not in letter
    assert "Tu próximo paso: one" in table(course)["bob"]["text"]


def test_it_does_not_matter_which_cells_ran(course: Course) -> None:
    grade(course, "bob", Ending.RIGHT, all_cells=True)
    assert "bob" in publish(course, A).final


def test_a_class_that_is_being_graded_is_not_published(course: Course) -> None:
    with Book(course, open_assignment(course, A)), pytest.raises(EnvironmentProblem, match="being"):
        publish(course, A)
    assert not (course.root / "published").exists()


# Requests


def test_who_asks_for_a_regrade_is_not_final_until_it_is_answered(course: Course) -> None:
    """A new request asks anew."""
    hand_in(course, "bob", f"{HEADING}\n\nEn `one` creo que <b>hay</b> un error.")
    grade(course, "bob", Ending.RIGHT)
    made = publish(course, A)
    assert made.requests == {"bob": "En `one` creo que <b>hay</b> un error."}
    assert made.waiting == {"bob": "pide una revisión"}
    made = publish(course, A, answered=["bob"])
    assert not made.requests and "bob" in made.final
    assert "bob" in publish(course, A).final
    hand_in(course, "bob", f"{HEADING}\n\nOtra vez.")
    grade(course, "bob", Ending.RIGHT)
    assert publish(course, A).requests == {"bob": "Otra vez."}


def test_nobody_else_can_be_answered(course: Course) -> None:
    with pytest.raises(UsageError, match="No regrade is asked for by bob, zoe"):
        publish(course, A, answered=["zoe", "bob"])
    assert not (course.root / "published").exists()


def test_a_state_that_can_not_be_read_only_asks_again(course: Course) -> None:
    hand_in(course, "bob", HEADING)
    grade(course, "bob", Ending.RIGHT)
    publish(course, A, answered=["bob"])
    state = course.root / "published" / A / "state.json"
    for content in (b"", b"[]", b'{"answered": 3}', b'{"answered": {}, "published": {"bob": 1}}'):
        state.write_bytes(content)
        assert publish(course, A).requests == {"bob": ""}


# Dates


def at(course: Course, dates: dict[str, object], zone: str = "America/Bogota") -> Course:
    config = course.root / "nbgrader_config.py"
    config.write_text(
        config.read_text() + f"c.Panal.publish_from = {dates!r}\nc.Exchange.timezone = {zone!r}\n"
    )
    return open_course(course.root)


@pytest.mark.parametrize("begins", ["2026-12-01 08:00", "2026-12-01T13:00+00:00"])
def test_nothing_is_published_before_its_time(course: Course, begins: str) -> None:
    """In the course's time zone, unless the time has one of its own."""
    course = at(course, {A: begins})
    bogota = timezone(timedelta(hours=-5))
    with pytest.raises(UsageError, match=r"hw is to be published from 2026-12-01 08:00 -05 on"):
        publish(course, A, now=datetime(2026, 12, 1, 7, 59, 59, tzinfo=bogota))
    assert not (course.root / "published").exists()
    assert publish(course, A, now=datetime(2026, 12, 1, 13, 0, tzinfo=UTC)).final


@pytest.mark.parametrize(
    ("dates", "zone", "said"),
    [
        ({A: "tomorrow"}, "UTC", "must be a time such as"),
        ({A: 5}, "UTC", "must be a time such as"),
        (
            {"hww": "2026-12-01"},
            "UTC",
            r"names 'hww', which is no assignment\. Did you mean 'hw'\?",
        ),
        ({A: "2026-12-01"}, "Nowhere/Land", "no time zone: Nowhere/Land"),
    ],
)
def test_a_date_that_means_nothing_lets_nothing_out(
    course: Course, dates: dict[str, object], zone: str, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        publish(at(course, dates, zone), A)
    assert not (course.root / "published").exists()


def test_what_the_disk_refuses_is_said(course: Course) -> None:
    (course.root / "published").write_text("a file")
    with pytest.raises(EnvironmentProblem, match="can't be written"):
        publish(course, A)


def test_a_line_break_in_a_name_begins_no_header() -> None:
    """A mail merge may write any column into the head of a letter."""
    who, person = StudentId("ana\nBcc: all@uni.example"), Person("A\nB", "C\r\nD", "a@b\nCc: c@d")
    rows = {who: SubmissionGrades({}, 0.0, 0.0)}
    found = _row(who, Result(A, ()), ClassGrades({who: person}, rows, ()), {LETTER: b"Hola"}, "now")
    assert not any(set("\r\n") & set(str(each)) for each in found)
