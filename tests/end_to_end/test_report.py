"""`panal report`: from a real gradebook to a page in a real browser. Nothing is graded; results are
made up.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest
from playwright.sync_api import Browser, Page

from panal import messages, notebook, outputs
from panal.changes.changelog import ChangeLog
from panal.course.course import Course
from panal.course.graded import Graded, graded_notebook
from panal.errors import UsageError
from panal.judge.agreement import fingerprint
from panal.judge.loading import graders_digest
from panal.report.class_results import analyse_class, make_report
from panal.results import Check, Ending, GradeId, Result, StudentId, Verdict
from tests.end_to_end.browser import Visitor, chromium, photograph
from tests.end_to_end.courses import call
from tests.end_to_end.pages import barriers, by_hand, html_errors
from tests.end_to_end.writing import A, book, hand_in, make

HOSTILE = "\"><img src=x onerror=alert('BROKEN')>\u202e=1+1"
NEVER = "nunca"
TOO_LATE = "2026-03-03 12:00:00 UTC"
ANSWER = '''# by bruno-diaz
def one():
    """Bruno."""
    texts = "</pre><script>alert('BROKEN')</script> Bruno"
    return None < 1
'''


ANSWERS = str(fingerprint([Check("c1", "Prueba 1", 1.0, Ending.WRONG)], [Ending.WRONG]))


def result_of(course: Course, student: str, *endings: Ending, **more: object) -> Result:
    """Of the file that the student handed in; the second exercise is right."""
    checks = tuple(
        Check(f"c{n}", f"Prueba {n}", 1.0, ending, "Casi.") for n, ending in enumerate(endings)
    )
    verdicts = (
        Verdict(GradeId("test_one"), 10.0, checks),
        Verdict(GradeId("test_two"), 5.0, (Check("d", "Otra", 1, Ending.RIGHT),)),
    )
    handed_in = course.path("submitted", student, A) / f"{A}.ipynb"
    found = Result(
        A, verdicts, notebook=sha256(handed_in.read_bytes()).hexdigest(), graders=graders_digest(course.graders / A),
        versions={"numpy": "2.4"}, seconds=2.0, cpu_seconds=1.5, memory_bytes=10**8,
    )  # fmt: skip
    return replace(found, **more)  # type: ignore[arg-type]  # fields of Result


def write(
    course: Course,
    student: str,
    *endings: Ending,
    answer: str = "",
    timestamp: str = "",
    **more: object,
) -> None:
    """Hand in, and write a result down as grading does."""
    hand_in(course, student, timestamp)
    nb = nbformat.read(course.path("release", ".", A) / f"{A}.ipynb", as_version=4)
    for cell in nb.cells:
        if answer and notebook.nbgrader_of(cell).get("grade_id") == "one":
            cell.source = answer
    result = result_of(course, student, *endings, **more)
    outputs.write_verdicts(nb, result)
    with book(course) as writer:
        writer.write(
            StudentId(student),
            Graded(result, (graded_notebook(A, nb, there=True),)),
            "stamp",
        )


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class in which everything that can happen to a submission has happened to somebody."""
    course = make(
        tmp_path_factory.mktemp("report"), "c.LateSubmissionPlugin.penalty_method = 'zero'"
    )
    with course.gradebook() as gradebook:
        gradebook.update_or_create_assignment(A, duedate="2026-03-01 12:00:00 UTC")
        gradebook.add_student(NEVER)
        gradebook.add_student("bruno-diaz", first_name="Bruno", last_name="Díaz")
    right, wrong = Ending.RIGHT, Ending.WRONG
    write(course, "ana", right, right)
    believes = {"misconception": "rare", "misconception_sentence": "¿Y `None`?"}
    hand_in(course, "bruno-diaz")
    first, second = result_of(course, "bruno-diaz", right, wrong).verdicts
    first = replace(first, answers=ANSWERS)
    write(course, "bruno-diaz", answer=ANSWER, verdicts=(replace(first, **believes), second))
    hand_in(course, "corrected")
    verdicts = result_of(course, "corrected", right, wrong).verdicts
    verdicts = (replace(verdicts[0], answers=ANSWERS), *verdicts[1:])
    write(course, "corrected", right, right)
    changed = ChangeLog(course.root / "reports", A, "stamp")
    before = result_of(course, "corrected", right, right)
    changed.add(StudentId("corrected"), before, result_of(course, "corrected", right, wrong), {})
    changed.finish()
    write(course, "corrected", verdicts=verdicts)
    with course.gradebook() as gradebook:
        gradebook.find_grade("test_one", A, A, "corrected").manual_score = 9.0
        gradebook.db.commit()
    write(course, "late", right, wrong, timestamp=TOO_LATE)
    write(course, "slow", Ending.OUT_OF_TIME, wrong, notes=(messages.cells_restored(["test_one"]),))
    write(
        course,
        "unsealed",
        right,
        right,
        isolation="none",
        graders="0" * 64,
        versions={"numpy": "1.0"},
    )
    write(course, HOSTILE, right, Ending.KERNEL_DIED, notes=(HOSTILE,))
    for name in ("edited", "missing-result", "newer", "linked"):
        write(course, name, right, wrong)
    edited = course.path("autograded", "edited", A) / "results.json"
    edited.write_text(edited.read_text().replace('"wrong"', '"right"'))
    (course.path("autograded", "missing-result", A) / "results.json").unlink()
    (course.path("submitted", "newer", A) / f"{A}.ipynb").write_text("{}")
    linked = course.path("autograded", "linked", A) / "results.json"
    linked.unlink()
    linked.symlink_to("/etc/passwd")
    hand_in(course, "new")
    return course


@pytest.fixture(scope="module")
def report(course: Course) -> Path:
    """The page that the command makes, and that it names."""
    done = call("panal", "report", A, cwd=course.root)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(course.root / "reports" / f"{A}.html")
    assert "\u202e" not in done.stdout + done.stderr
    return Path(done.stdout.strip())


@pytest.fixture(scope="module")
def told(course: Course) -> dict[str, object]:
    """What the command says to machines."""
    done = call("panal", "report", A, "--json", cwd=course.root)
    assert done.returncode == 0, done.stderr
    data: dict[str, object] = json.loads(done.stdout)
    return data


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def of(told: dict[str, object], key: str) -> dict[str, dict[str, object]]:
    """Entries of a list by their student."""
    entries = told[key]
    assert isinstance(entries, list)
    return {entry["student"]: entry for entry in entries}


def test_scores_are_the_gradebooks(course: Course, told: dict[str, object]) -> None:
    """Of everyone, corrections and penalties included, also of those whose results.json is of no
    use.
    """
    with book(course) as writer:
        expected = writer.scores()
    found = {
        name: entry["score"] for name, entry in of(told, "students").items() if entry["graded"]
    }
    assert found == {str(name): max(0.0, score) for name, score in expected.items()}
    assert (found["corrected"], found["late"], found["edited"]) == (14, 0, 10)
    assert of(told, "students")[NEVER]["score"] is None


def test_everyone_is_where_they_belong(told: dict[str, object]) -> None:
    """Flagged for a reason, late, missing, or in order."""
    reasons = {name: list(entry["reasons"]) for name, entry in of(told, "flagged").items()}  # type: ignore[call-overload]  # a dict
    assert reasons == {
        "new": ["handed in, not graded"],
        "edited": ["no results.json that can be used"],
        "missing-result": ["no results.json that can be used"],
        "linked": ["no results.json that can be used"],
        "newer": ["handed in again since it was graded"],
        HOSTILE: [
            "ended the program, or opened too much at once",
            "put right, or outputs were left out",
        ],
        "slow": ["out of time", "put right, or outputs were left out"],
    }
    assert list(of(told, "late")) == ["late"] and told["missing"] == [NEVER]
    assert told["isolation"] == {"namespaces": 7, "none": 1} and told["versions"] == {
        "numpy 2.4": 7,
        "numpy 1.0": 1,
    }
    assert [each["name"] for each in told["misconceptions"]] == ["rare"]  # type: ignore[attr-defined, index]  # a list of dicts
    assert set(told["waiting"]) == {
        name for name, entry in of(told, "students").items() if entry["graded"]
    }  # type: ignore[call-overload]  # essay and task


def test_what_a_results_json_says_must_be_what_was_written(
    course: Course, told: dict[str, object]
) -> None:
    """An ending that was edited, with all scores to match, disagrees with the gradebook still."""
    path = course.path("autograded", "ana", A) / "results.json"
    kept = path.read_text()
    data = json.loads(kept)
    data["score"], data["tests"][0]["score"] = 10, 5
    data["tests"][0]["extra_data"]["checks"][0]["ending"] = "wrong"
    path.write_text(json.dumps(data))
    try:
        edited = analyse_class(course, A).to_json()
    finally:
        path.write_text(kept)
    assert "ana" not in of(told, "flagged")
    assert "no coinciden en one" in str(of(edited, "flagged")["ana"])


def test_the_page_is_html_and_anonymous_where_it_says_so(report: Path) -> None:
    """By the letter; the example has neither name nor text of the student's."""
    text = report.read_text(encoding="utf-8")
    assert html_errors(text) == []
    example, *_ = re.findall(r"<pre>(.*?)</pre>", text, flags=re.S)
    assert (
        re.sub("<[^>]*>", "", example)
        == "def one():\n    texts = &#39;…&#39;\n    return None &lt; 1"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_everybody_can_read_it(report: Path, browser: Browser, scheme: str, width: int) -> None:
    """axe-core finds nothing; nothing stands beyond the edge of a phone; figures have letters of a
    size to be read.
    """
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]  # one of two
    page = context.new_page()
    page.goto(report.as_uri())
    assert [*by_hand(page), *barriers(page)] == []
    sizes = page.eval_on_selector_all(
        "svg text", "all => all.map(text => text.getBoundingClientRect().height)"
    )
    assert len(sizes) > 20 and min(sizes) > 10
    assert (
        page.locator("figure svg[role=img] desc").count()
        == page.locator("svg[role=img]").count()
        == 4
    )
    context.close()


def test_it_runs_and_loads_nothing(report: Path, browser: Browser) -> None:
    """No script but its own, no dialog, no request, nothing refused by the policy; a hostile name
    is a name, its link leads to its page.
    """
    page = browser.new_page()
    visitor = Visitor(page, "file://")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(report.as_uri(), wait_until="load")
    assert (visitor.dialogs, visitor.strangers, complaints) == ([], [], [])
    assert page.locator("img, iframe, [onerror], [style]").count() == 0
    assert page.locator("script").count() == 1  # its own
    shown = page.locator("#students ~ .class a", has_text="onerror").inner_text()
    assert shown == HOSTILE.replace("\u202e", "�")
    links = page.eval_on_selector_all("a", "links => links.map(link => link.href)")
    pages = {link for link in links if "#" not in link}
    assert len(pages) == 11
    assert all(
        link.startswith("file://") and Path(unquote(link.removeprefix("file://"))).is_file()
        for link in pages
    )
    page.locator("#students ~ .class a", has_text="onerror").click()
    assert "tus resultados" in page.title()
    page.close()


def test_a_policy_forbids_what_escaping_might_miss(report: Path, browser: Browser) -> None:
    """A script, a style or a picture that somebody puts into the file is neither run nor loaded."""
    html = "<script>alert('BROKEN')</script><img src=x onerror=alert(1)><style>main {display: none}</style><p style='color: red'>"
    broken = report.with_name("broken.html")
    broken.write_text(
        report.read_text(encoding="utf-8").replace("<main>", f"<main>{html}", 1), encoding="utf-8"
    )
    page = browser.new_page()
    visitor = Visitor(page, "file://")
    page.goto(broken.as_uri(), wait_until="load")
    assert visitor.dialogs == []
    assert page.locator("main").is_visible()
    page.close()


def test_it_can_be_printed(report: Path, browser: Browser) -> None:
    """On paper everything is unfolded, black on white also for those who read in the dark, and
    nothing scrolls.
    """
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(report.as_uri())
    assert not page.locator("pre").first.is_visible()
    page.emulate_media(media="print")
    assert all(each.is_visible() for each in page.locator("pre").all())
    assert page.locator("nav").is_hidden() and page.locator(".filter").is_hidden()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(29, 29, 31)"
    assert page.evaluate(
        "[...document.querySelectorAll('.wide')].every(each => getComputedStyle(each).overflowX === 'visible')"
    )
    context.close()


def rows(page: Page, table: str = "#heat") -> list[str]:
    """The names in a table, from the top, without those that are filtered out."""
    found: list[str] = page.eval_on_selector_all(
        f"{table} tbody tr",
        "all => all.filter(row => !row.hidden).map(row => row.cells[0].textContent.trim())",
    )
    return found


def test_the_checks_are_sorted_by_keyboard(report: Path, browser: Browser) -> None:
    """By a name, a number, or how a check ended; the heading says which way."""
    page = browser.new_page()
    page.goto(report.as_uri())
    names = rows(page)
    page.locator("#heat button", has_text="puntaje").focus()
    page.keyboard.press("Enter")
    assert page.locator("#heat th[aria-sort=descending]").inner_text().startswith("puntaje")
    assert sorted(rows(page)) == sorted(names) != rows(page)
    assert rows(page)[0] in ("ana", "unsealed", "corrected")
    page.keyboard.press("Enter")
    assert page.locator("#heat th[aria-sort]").get_attribute("aria-sort") == "ascending"
    assert rows(page)[-1] in ("ana", "unsealed", "corrected")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # the first check of the first exercise: who was right comes first
    assert page.locator("#heat th[aria-sort]").count() == 1 and rows(page)[-1] == "slow"
    page.locator("#heat button", has_text="estudiante").click()
    assert rows(page) == names
    assert barriers(page) == []
    page.close()


def test_the_checks_are_filtered(report: Path, browser: Browser) -> None:
    """By name, however it is accented, by exercise, and by how a check ended; how many are shown
    is said.
    """
    page = browser.new_page()
    page.goto(report.as_uri())
    everyone = rows(page)
    page.get_by_role("combobox", name="Con una comprobación que terminó").select_option("lost")
    page.get_by_role("status").filter(has_text="Se muestran").wait_for()
    assert set(everyone) - set(rows(page)) == {"ana", "unsealed"}
    page.get_by_role("combobox", name="Con una comprobación que terminó").select_option("T")
    page.get_by_role("status").filter(has_text="Se muestran 1 de").wait_for()
    assert rows(page) == ["slow"]
    page.get_by_role("combobox", name="Con una comprobación que terminó").select_option("")
    page.get_by_role("combobox", name="Ejercicio").select_option("two")
    page.get_by_role("searchbox", name="Estudiante").fill("ÁNA")
    page.locator("#heat tbody tr", has_text="slow").wait_for(state="hidden")
    assert rows(page) == ["ana"]
    assert (
        page.locator("#heat tbody tr:not([hidden]) td:not([hidden])").count() == 2
    )  # score, and its check
    page.close()


def test_it_can_be_read_without_its_script(report: Path, browser: Browser) -> None:
    """All rows, all marks, and no control that would do nothing."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.as_uri())
    assert page.locator("button:visible, input:visible, select:visible").count() == 0
    assert page.locator("#heat tbody tr").count() == 8
    assert page.locator("#heat tbody tr", has_text="slow").locator("td").all_text_contents()[
        1:3
    ] == [
        "T",
        "✘",
    ]
    context.close()


def test_who_gave_the_same_answers(report: Path, browser: Browser, told: dict[str, object]) -> None:
    """Side by side, as text, without what was released; the command is ready to paste."""
    [group] = told["groups"]  # type: ignore[misc, attr-defined]  # a list
    assert (group["exercise"], group["students"]) == ("one", ["bruno-diaz", "corrected"])
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(report.as_uri())
    card = page.locator("section[aria-labelledby=groups] article")
    card.locator("summary").last.click()
    mine, other = card.locator(".beside > div").all()
    assert "alert('BROKEN')" in mine.inner_text()
    assert "Nada más que lo que se publicó" in other.inner_text()
    assert "Conocida como la idea equivocada «rare»" in card.inner_text()
    assert "copi" not in page.inner_text("main").lower()
    page.locator("#groups").scroll_into_view_if_needed()
    photograph(page, "report-groups")
    page.evaluate("document.getElementById('checkmap').scrollIntoView()")
    photograph(page, "report-checks")
    page.set_viewport_size({"width": 390, "height": 800})
    page.evaluate("document.getElementById('checkmap').scrollIntoView()")
    photograph(page, "report-checks-on-a-phone")
    page.close()


def test_why_scores_changed(report: Path, browser: Browser) -> None:
    """By hand, and by a check that ended otherwise."""
    page = browser.new_page()
    page.goto(report.as_uri())
    said = page.inner_text("section[aria-labelledby=history]")
    assert re.search(r"corrected\s+one\s+5\s+9", said)
    assert re.search(r"corrected\s+15 → 10\s+el mismo archivo, calificado de nuevo", said)
    assert "one: 10 → 5 (c1: correcto → incorrecto)" in said
    page.close()


def test_nobody_yet(plain: Course, browser: Browser) -> None:
    """A course that has just been released has a report, too."""
    path, _ = make_report(plain, A)
    page: Page = browser.new_page()
    page.goto(path.as_uri())
    assert barriers(page) == [] and "Todavía no hay puntajes." in page.inner_text("main")
    page.close()


def test_an_assignment_that_there_is_not(course: Course) -> None:
    """A sentence, exit code 2, and nothing is written; nor by a name that leads elsewhere."""
    for name in ("other", "../hw", "*", ""):
        with pytest.raises(UsageError, match="There is no assignment"):
            make_report(course, name)
    done = call("panal", "report", "../hw", cwd=course.root)
    assert done.returncode == 2 and "There is no assignment" in done.stderr and not done.stdout
    assert not (course.root / "hw.html").exists()


def test_a_look_into_an_empty_course_makes_nothing(tmp_path: Path) -> None:
    """nbgrader would make a gradebook where there is none."""
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    done = call("panal", "report", A, cwd=tmp_path)
    assert done.returncode == 2 and "There is no assignment" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["nbgrader_config.py"]


def test_both_databases(new_course: Callable[..., Course]) -> None:
    """SQLite and PostgreSQL tell the same."""
    course = new_course()
    write(course, "ana", Ending.RIGHT, Ending.WRONG)
    (ana,) = analyse_class(course, A).counted
    assert (ana.points, ana.score, len(ana.waiting), ana.problem) == (
        (5, 5, 0, 0),
        10,
        1,
        "",
    )  # nobody has graded the task
