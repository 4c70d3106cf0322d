"""Courses that are made once, for all the processes that run tests, and copied by each test that
wants one.
"""

from __future__ import annotations

import fcntl
import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from panal import language
from panal.config import RUNGS
from panal.course.course import Course
from tests.end_to_end.courses import (
    ASSIGNMENT,
    CONVOLUCION,
    LESSONS,
    ROOT,
    Lesson,
    bare_source,
    call,
    make_course,
)
from tests.end_to_end.postgresql import Server, server
from tests.end_to_end.writing import configure, make

pytest.register_assert_rewrite("tests.end_to_end.door")

language.use("es")
"""The courses of the tests speak Spanish, unless a test says otherwise."""

_numbers = itertools.count()
Once = Callable[[str, Callable[[Path], object]], Path]


class ByFile(LoadScopeScheduling):
    """Tests of a file run in one process, for they share what is made once. Of the attacks, so many
    that all would wait for their file, those on a rung of the wall do.
    """

    def _split_scope(self, nodeid: str) -> str:
        file, _, name = nodeid.partition("::")
        attacks = file.endswith("test_attacks.py")
        return file + "".join(rung for rung in RUNGS if attacks and name.endswith(f"{rung}]"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    # xdist 3.8 has groups of tests, but finds none with pytest 9.2.
    return ByFile(config, log)


@pytest.fixture(autouse=True)
def spanish() -> None:
    """Whatever course was open before."""
    pytest.register_assert_rewrite("tests.end_to_end.door")


language.use("es")


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Has a folder filled by the first process that asks for it. Whoever gets it only copies it."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # the folder of one worker lies in that of all

    def shared(name: str, fill: Callable[[Path], object]) -> Path:
        folder, unfinished = base / f"shared-{name}", base / f"unfinished-{name}"
        with (base / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                shutil.rmtree(unfinished, ignore_errors=True)
                unfinished.mkdir()
                fill(unfinished)
                unfinished.rename(folder)
        return folder

    return shared


@pytest.fixture(params=LESSONS, ids=str)
def lesson(request: pytest.FixtureRequest) -> Lesson:
    """Each assignment of the project's course."""
    found: Lesson = request.param
    return found


@pytest.fixture(scope="session")
def released_course_of(once: Once) -> Callable[[Lesson], Path]:
    """The project's course, with a gradebook and the release of an assignment, and nobody's
    submissions.
    """

    def course(lesson: Lesson) -> Path:
        return once(
            f"released-{lesson}", lambda folder: make_course(folder, assignment=lesson.name)
        )

    return course


@pytest.fixture(scope="session")
def released_course(released_course_of: Callable[[Lesson], Path]) -> Path:
    """That of the first assignment."""
    return released_course_of(CONVOLUCION)


@pytest.fixture(scope="session")
def bare_course_of(once: Once) -> Callable[[Lesson], Path]:
    """A course with the exercises of an assignment that are graded automatically and nothing else."""

    def course(lesson: Lesson) -> Path:
        source = bare_source(lesson.points, lesson.imports)
        return once(f"bare-{lesson}", lambda folder: make_course(folder, source, lesson.name))

    return course


@pytest.fixture(scope="session")
def bare_course(bare_course_of: Callable[[Lesson], Path]) -> Path:
    """That of the first assignment."""
    return bare_course_of(CONVOLUCION)


@pytest.fixture(scope="session")
def demo_class(once: Once, released_course: Path) -> Path:
    """The project's course with its demo class, graded by `panal grade`."""

    def grade(folder: Path) -> None:
        shutil.copytree(released_course, folder, dirs_exist_ok=True)
        shutil.copytree(ROOT / "submitted", folder / "submitted")
        done = call("panal", "grade", ASSIGNMENT, cwd=folder)
        assert done.returncode == 0, done.stderr
        (folder / "said").write_text(done.stdout)

    return once("demo", grade)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server; that there is none is a failure, not a skip."""
    with server() as found:
        yield found


@pytest.fixture(scope="session")
def plain(once: Once) -> Course:
    return configure(once("plain", make), "")


@pytest.fixture(scope="session")
def on_postgresql(tmp_path_factory: pytest.TempPathFactory, postgresql: Server) -> Course:
    url = postgresql.create("template")
    return make(tmp_path_factory.mktemp("postgresql"), f"c.CourseDirectory.db_url = {url!r}")


@pytest.fixture(params=["sqlite", "postgresql"])
def new_course(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., Course]:
    """Makes a course of its own for the test, with further lines of configuration."""

    def new(config: str = "") -> Course:
        number = next(_numbers)
        folder = tmp_path / f"course-{number}"
        if request.param == "sqlite":
            shutil.copytree(request.getfixturevalue("plain").root, folder)
            return configure(folder, config)
        shutil.copytree(request.getfixturevalue("on_postgresql").root, folder)
        url = request.getfixturevalue("postgresql").create(f"course{number}", "template")
        return configure(folder, f"c.CourseDirectory.db_url = {url!r}\n{config}")

    return new


@pytest.fixture
def course(new_course: Callable[..., Course]) -> Course:
    return new_course()
