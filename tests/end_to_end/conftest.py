"""Courses on both databases, made once and copied for each test."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from panal.course.course import Course
from tests.end_to_end.postgresql import Server, server
from tests.end_to_end.writing import configure, make

_numbers = itertools.count()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server; that there is none is a failure, not a skip."""
    with server() as found:
        yield found


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return make(tmp_path_factory.mktemp("plain"))


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
