"""panal.course.exchange: what is brought from a folder in which everybody may write, and by nbgrader's
own collector.
"""

from __future__ import annotations

import os
import pwd
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.exchange import default
from nbgrader.utils import notebook_hash

from panal.course.course import Course, open_course
from panal.course.exchange import Exchange, Inbound
from panal.course.handed_in import Trace
from panal.errors import EngineFailure, EnvironmentProblem, UsageError
from panal.results import StudentId
from tests.unit.course.test_gradebook import ANA, A, template

__all__ = ["template"]  # a fixture
pytestmark = [
    pytest.mark.filterwarnings(
        "ignore::DeprecationWarning:nbgrader", "ignore::DeprecationWarning:traitlets"
    ),
    pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning"),
]
BOB = StudentId("bob")
SECRET = "s" * 128


@pytest.fixture
def course(template: Path, tmp_path: Path) -> Course:
    shutil.copytree(template, tmp_path / "course")
    (tmp_path / "exchange" / "c" / "inbound").mkdir(parents=True)
    with (tmp_path / "course" / "nbgrader_config.py").open("a") as config:
        config.write(
            f'\nc.CourseDirectory.course_id = "c"\nc.Exchange.root = "{tmp_path}/exchange"\n'
        )
        config.write("c.ExchangeCollect.check_owner = False\n")
    return open_course(tmp_path / "course")


@pytest.fixture
def exchange(course: Course) -> Exchange:
    return Exchange(course, A)


def submit(exchange: Exchange, student: str, text: str = "answer", second: int = 0) -> Path:
    """Put a folder into the exchange as nbgrader's `submit` does."""
    when = f"2026-11-28 10:00:{second:02d}.000000 UTC"
    folder = exchange.folder / f"{student}+{A}+{when}+random"
    folder.mkdir()
    for name, content in {
        f"{A}.ipynb": text,
        "timestamp.txt": when,
        "submission_secret.txt": SECRET,
    }.items():
        (folder / name).write_text(content)
    return folder


def collect(exchange: Exchange) -> None:
    """Collect from everybody; those from whom it can't be are passed over."""
    for inbound, trace in exchange.arrived().items():
        try:
            exchange.collect(inbound, trace)
        except EngineFailure:
            continue


def arrived(exchange: Exchange) -> dict[str, tuple[Inbound, Trace]]:
    """What is new, by student."""
    return {each.student: (each, trace) for each, trace in exchange.arrived().items()}


def collected(course: Course) -> dict[str, str]:
    return {
        path.parent.parent.name: path.read_text()
        for path in course.root.glob(f"submitted/*/{A}/{A}.ipynb")
    }


def test_what_is_new_is_brought_once(course: Course, exchange: Exchange) -> None:
    submit(exchange, ANA, "first")
    assert set(arrived(exchange)) == {ANA}
    collect(exchange)
    assert collected(course) == {ANA: "first"}
    assert not exchange.arrived()
    submit(exchange, ANA, "second", second=1)
    submit(exchange, BOB, "bob's")
    assert set(arrived(exchange)) == {ANA, BOB}
    collect(exchange)
    assert collected(course) == {ANA: "second", BOB: "bob's"}


def test_an_older_one_replaces_nothing(course: Course, exchange: Exchange) -> None:
    submit(exchange, ANA, "second", second=2)
    collect(exchange)
    submit(exchange, ANA, "first", second=1)
    collect(exchange)
    assert collected(course) == {ANA: "second"}
    assert not exchange.arrived()


def link(folder: Path, secret: Path) -> None:
    (folder / f"{A}.ipynb").unlink()
    (folder / f"{A}.ipynb").symlink_to(secret)


def link_below(folder: Path, secret: Path) -> None:
    (folder / "data").mkdir()
    (folder / "data" / "more").symlink_to(secret.parent)


def link_in_place_of_it(folder: Path, secret: Path) -> None:
    shutil.rmtree(folder)
    folder.symlink_to(secret.parent)


def pipe(folder: Path, secret: Path) -> None:
    os.mkfifo(folder / "pipe")


@pytest.mark.parametrize("attack", [link, link_below, link_in_place_of_it, pipe])
def test_a_link_brings_nothing_of_ours(
    course: Course, exchange: Exchange, attack: Callable[[Path, Path], None]
) -> None:
    """nbgrader's collector would copy what it leads to. Others are collected all the same."""
    secret = course.graders / A / f"{A}.ipynb"
    secret.write_text("the solution")
    attack(submit(exchange, ANA), secret)
    submit(exchange, BOB)
    with pytest.raises(EngineFailure, match="What ana submitted is not collected"):
        exchange.collect(*arrived(exchange)[ANA])
    collect(exchange)
    assert collected(course) == {BOB: "answer"}
    assert not exchange.arrived(), "it is told once"


def test_a_link_keeps_no_honest_one(course: Course, exchange: Exchange) -> None:
    """Of itself, nbgrader's collector would take the newest, whatever was looked at."""
    secret = course.graders / A / f"{A}.ipynb"
    secret.write_text("the solution")
    link(submit(exchange, ANA, second=50), secret)
    submit(exchange, ANA, second=1)
    collect(exchange)
    assert not collected(course)
    collect(exchange)
    assert collected(course) == {ANA: "answer"}


def test_a_link_that_comes_meanwhile_brings_nothing(
    course: Course, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = course.graders / A / f"{A}.ipynb"
    secret.write_text("the solution")
    folder = submit(exchange, ANA)
    copy = default.ExchangeCollect.do_copy

    def swapped(self: object, *arguments: object) -> None:
        link(folder, secret)
        copy(self, *arguments)
        (folder / f"{A}.ipynb").unlink()
        (folder / f"{A}.ipynb").write_text("answer")

    monkeypatch.setattr(default.ExchangeCollect, "do_copy", swapped)
    collect(exchange)
    assert not collected(course)
    monkeypatch.setattr(default.ExchangeCollect, "do_copy", copy)
    assert set(arrived(exchange)) == {ANA}, "it is tried again"
    collect(exchange)
    assert collected(course) == {ANA: "answer"}


@pytest.mark.parametrize("name", ["..", ".", ".hidden", ""])
def test_a_name_that_leads_elsewhere_is_nobody(exchange: Exchange, name: str) -> None:
    submit(exchange, name)
    assert not exchange.arrived()


def test_a_name_in_a_name_is_not_hers(course: Course, exchange: Exchange) -> None:
    """Asked for ana, nbgrader's collector would bring it, as `ana+hw+x`."""
    secret = course.graders / A / f"{A}.ipynb"
    secret.write_text("the solution")
    link(submit(exchange, f"{ANA}+{A}+x"), secret)
    submit(exchange, ANA)
    collect(exchange)
    assert collected(course) == {ANA: "answer"}


@pytest.mark.parametrize("when", ["", "soon", "2026-13-40", "9" * 99, "2026-11-28 10:00:00 +03"])
def test_a_name_without_a_time_keeps_nobody(course: Course, exchange: Exchange, when: str) -> None:
    """nbgrader's collector would fail for her. It is told once of each user of the machine."""
    for name in ("x", "y"):
        (exchange.folder / f"{ANA}+{A}+{when}+{name}").mkdir()
    submit(exchange, ANA)
    collect(exchange)
    assert collected(course) == {ANA: "answer"}
    [said] = exchange.passed_over.values()
    assert "does not say who submitted it and when" in said


@pytest.fixture
def owners(course: Course, monkeypatch: pytest.MonkeyPatch) -> dict[int, str]:
    """Users of the machine, by number. The tests' own is ana; to give a folder to another one, only
    root could.
    """
    known = {os.getuid(): "ana"}

    def user(number: int) -> pwd.struct_passwd:
        return pwd.struct_passwd((known[number], "", number, 0, "", "", ""))

    monkeypatch.setattr(pwd, "getpwuid", user)
    course.config.ExchangeCollect.check_owner = True
    return known


@pytest.mark.parametrize("second", [0, 59], ids=["older", "newer"])
def test_what_another_user_made_counts_for_nothing(
    course: Course, owners: dict[int, str], second: int
) -> None:
    exchange = Exchange(course, A)
    submit(exchange, ANA, "hers", 30)
    assert [each.student for each in exchange.arrived()] == [ANA]
    owners[os.getuid()] = "mallory"
    for student in (ANA, BOB):
        submit(exchange, student, "mallory's", second)
    [(inbound, trace)] = exchange.arrived().items()
    owners[os.getuid()] = "ana"
    assert exchange.collect(inbound, trace) == [], "nor does nbgrader warn"
    assert collected(course) == {ANA: "hers"}
    [said] = exchange.passed_over.values()
    assert "was made by mallory" in said and "check_owner = False" in said


def test_where_students_are_no_users_whose_a_folder_is_tells_nothing(
    course: Course, owners: dict[int, str]
) -> None:
    """As in a hub that has one user for all; nbgrader warns, and takes them."""
    owners[os.getuid()] = "jovyan"
    exchange = Exchange(course, A)
    for student in (ANA, BOB):
        submit(exchange, student, "answer")
    assert {each.student for each in exchange.arrived()} == {ANA, BOB}
    assert not exchange.passed_over


def test_a_link_to_what_is_hers_is_not_hers(
    course: Course, owners: dict[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """nbgrader follows it, and asks whose that is."""
    exchange = Exchange(course, A)
    folder = submit(exchange, ANA)
    real = Path.lstat

    def lstat(path: Path) -> os.stat_result:
        found = real(path)
        by = found.st_uid + os.path.islink(path)
        return os.stat_result((*found[:4], by, *found[5:10]))

    owners[os.getuid() + 1] = "mallory"
    monkeypatch.setattr(Path, "lstat", lstat)
    folder.with_name(f"{ANA}+{A}+2099-01-01 00:00:00.000000 UTC+x").symlink_to(folder)
    collect(exchange)
    assert collected(course) == {ANA: "answer"}


def test_one_that_was_replaced_by_another_user_meanwhile_is_not_brought(
    course: Course, owners: dict[int, str]
) -> None:
    exchange = Exchange(course, A)
    submit(exchange, ANA)
    found = arrived(exchange)[ANA]
    owners[os.getuid()] = "mallory"
    exchange.collect(*found)
    assert not collected(course)


def test_what_was_in_time_counts_if_the_course_says_so(course: Course) -> None:
    """With nbgrader's `before_duedate`. The newest of them, and if there is none, the newest."""
    course.config.ExchangeCollect.before_duedate = True
    with Gradebook(course.directory.db_url, "c") as gradebook:
        gradebook.update_or_create_assignment(A, duedate=datetime(2026, 11, 28, 10, 0, 30))
    exchange = Exchange(course, A)
    for second in (40, 50):
        submit(exchange, ANA, f"{second}", second)
    collect(exchange)
    assert collected(course) == {ANA: "50"}
    for second in (10, 20):
        submit(exchange, ANA, f"{second}", second)
    collect(exchange)
    assert collected(course) == {ANA: "20"}
    assert not exchange.arrived()


def test_what_is_gone_is_forgotten(course: Course, exchange: Exchange) -> None:
    """So what is remembered does not grow for ever."""
    secret = course.graders / A / f"{A}.ipynb"
    secret.write_text("the solution")
    submit(exchange, ANA)
    link(submit(exchange, BOB), secret)
    collect(exchange)
    assert not exchange.arrived()
    assert len(exchange._inbound) == 2 and exchange._done and exchange._refused
    for folder in exchange.folder.iterdir():
        shutil.rmtree(folder)
    assert not exchange.arrived()
    assert not (exchange._inbound or exchange._done or exchange._refused)


@pytest.mark.parametrize("student", ["a[n]a", "an?", "[", "josé", "a+b"])
def test_names_are_names_and_no_patterns(course: Course, exchange: Exchange, student: str) -> None:
    submit(exchange, student, "hers")
    submit(exchange, "ana", "ana's")
    exchange.collect(*arrived(exchange)[student])
    assert collected(course) == {student: "hers"}


def test_what_can_not_be_copied_keeps_nobody_elses(course: Course, exchange: Exchange) -> None:
    submit(exchange, ANA, "first")
    collect(exchange)
    course.config.CourseDirectory.max_dir_size = 0
    exchange = Exchange(course, A)
    submit(exchange, ANA, "too large", second=1)
    with pytest.raises(EngineFailure, match="failed for ana: RuntimeError: Directory size"):
        exchange.collect(*arrived(exchange)[ANA])
    assert not collected(course), "half a copy is never graded"


def test_what_nbgrader_warns_of_is_told(course: Course) -> None:
    course.config.CourseDirectory.max_file_size = 1
    exchange = Exchange(course, A)
    submit(exchange, ANA, 2000 * "x")
    [said] = exchange.collect(*arrived(exchange)[ANA])
    assert f"{A}.ipynb" in said and "\n" not in said


def feedback(course: Course, student: str, secret: str = SECRET) -> None:
    folder = course.path("feedback", student, A)
    folder.mkdir(parents=True)
    (folder / f"{A}.html").write_text(f"for {student}")
    (folder / "timestamp.txt").write_text("2026-11-28 10:00:00 UTC")
    if secret:
        (folder / "submission_secret.txt").write_text(secret)


def test_feedback_is_given_to_one_student(course: Course, exchange: Exchange) -> None:
    feedback(course, ANA)
    feedback(course, BOB, "t" * 128)
    exchange.require_release()
    assert exchange.release(ANA)
    folder = exchange.folder.with_name("feedback")
    [page] = folder.glob("*.html")
    assert page.stem == notebook_hash(secret=SECRET, notebook_id=A)
    assert page.read_text() == "for ana"


def test_what_did_not_come_through_it_is_not_given_back(course: Course, exchange: Exchange) -> None:
    feedback(course, ANA, secret="")
    assert not exchange.release(ANA)
    assert not exchange.folder.with_name("feedback").exists()


def test_without_an_exchange_nothing_arrives_and_nothing_is_given_back(course: Course) -> None:
    course.config.Exchange.root = str(course.root / "nowhere")
    exchange = Exchange(course, A)
    assert not exchange.is_there and not exchange.arrived()
    with pytest.raises(EnvironmentProblem, match="can't be written"):
        exchange.require_release()


def test_without_a_name_the_course_is_in_none(course: Course, exchange: Exchange) -> None:
    course.directory.course_id = ""
    assert not exchange.is_there
    with pytest.raises(UsageError, match="this one has none"):
        exchange.require_release()


def test_another_exchange_is_asked_for_everything(
    course: Course, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(exchange, ANA)
    monkeypatch.setattr(Exchange, "is_folder", False)
    assert exchange.is_there and not exchange.arrived()
    exchange.collect_all()
    assert collected(course) == {ANA: "answer"}
