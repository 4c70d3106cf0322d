"""panal.course.exchange: what is brought from a folder in which everybody may write, and by nbgrader's
own collector.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from nbgrader.exchange import default
from nbgrader.utils import notebook_hash

from panal.course.course import Course, open_course
from panal.course.exchange import Exchange
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
    for student, found in exchange.arrived().items():
        try:
            exchange.collect(student, found)
        except EngineFailure:
            continue


def collected(course: Course) -> dict[str, str]:
    return {
        path.parent.parent.name: path.read_text()
        for path in course.root.glob(f"submitted/*/{A}/{A}.ipynb")
    }


def test_what_is_new_is_brought_once(course: Course, exchange: Exchange) -> None:
    submit(exchange, ANA, "first")
    assert set(exchange.arrived()) == {ANA}
    collect(exchange)
    assert collected(course) == {ANA: "first"}
    assert not exchange.arrived()
    submit(exchange, ANA, "second", second=1)
    submit(exchange, BOB, "bob's")
    assert set(exchange.arrived()) == {ANA, BOB}
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
        exchange.collect(ANA, exchange.arrived()[ANA])
    collect(exchange)
    assert collected(course) == {BOB: "answer"}
    assert not exchange.arrived(), "it is told once"


def test_a_link_beside_an_honest_one_brings_nothing_either(
    course: Course, exchange: Exchange
) -> None:
    """The collector takes the newest, whatever was looked at."""
    secret = course.graders / A / f"{A}.ipynb"
    secret.write_text("the solution")
    link(submit(exchange, ANA, second=50), secret)
    collect(exchange)
    submit(exchange, ANA, second=1)
    collect(exchange)
    assert not collected(course)


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
    assert set(exchange.arrived()) == {ANA}, "it is tried again"
    collect(exchange)
    assert collected(course) == {ANA: "answer"}


@pytest.mark.parametrize("name", ["..", ".", ".hidden", ""])
def test_a_name_that_leads_elsewhere_is_nobody(exchange: Exchange, name: str) -> None:
    submit(exchange, name)
    assert not exchange.arrived()


def test_a_name_in_a_name_is_looked_at_with_it(course: Course, exchange: Exchange) -> None:
    """The collector would take it for ana, and bring what it calls `ana+hw+x`."""
    secret = course.graders / A / f"{A}.ipynb"
    secret.write_text("the solution")
    link(submit(exchange, f"{ANA}+{A}+x"), secret)
    submit(exchange, ANA)
    collect(exchange)
    assert "the solution" not in collected(course).values()


@pytest.mark.parametrize("student", ["a[n]a", "an?", "[", "josé", "a+b"])
def test_names_are_names_and_no_patterns(course: Course, exchange: Exchange, student: str) -> None:
    submit(exchange, student, "hers")
    submit(exchange, "ana", "ana's")
    found = exchange.arrived()
    exchange.collect(StudentId(student), found[StudentId(student)])
    assert collected(course) == {student: "hers"}


def test_what_can_not_be_copied_keeps_nobody_elses(course: Course, exchange: Exchange) -> None:
    submit(exchange, ANA, "first")
    collect(exchange)
    course.config.CourseDirectory.max_dir_size = 0
    exchange = Exchange(course, A)
    submit(exchange, ANA, "too large", second=1)
    with pytest.raises(EngineFailure, match="failed for ana: RuntimeError: Directory size"):
        exchange.collect(ANA, exchange.arrived()[ANA])
    assert not collected(course), "half a copy is never graded"


def test_what_nbgrader_warns_of_is_told(course: Course) -> None:
    course.config.ExchangeCollect.check_owner = True
    exchange = Exchange(course, A)
    submit(exchange, "nobody-of-that-name")
    [(student, found)] = exchange.arrived().items()
    [said] = exchange.collect(student, found)
    assert "cheating attempt" in said and "\n" not in said


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
