"""What operators get wrong most often, each on a course of its own: what panal says, its exit code, and
how long it takes to say so.

Run:
    python -m bench.mistakes
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from panal.course.course import open_course
from panal.course.new_course import make_course
from panal.course.release import generate

ASSIGNMENT = "first-steps"


def _nothing(course: Path) -> None:
    pass


def _configured(line: str) -> Callable[[Path], None]:
    def spoil(course: Path) -> None:
        with (course / "nbgrader_config.py").open("a") as file:
            file.write(f"{line}\n")

    return spoil


def _written(name: str, text: str) -> Callable[[Path], None]:
    def spoil(course: Path) -> None:
        path = course / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    return spoil


def _moved(name: str) -> Callable[[Path], None]:
    def spoil(course: Path) -> None:
        (course / name).rename(course.parent / "elsewhere")

    return spoil


@dataclass(frozen=True)
class Mistake:
    """One of them.

    Args:
        name: what was done.
        arguments: of `panal`.
        says: what the sentence has to say.
        spoil: makes the course one in which it is a mistake.
    """

    name: str
    arguments: tuple[str, ...]
    says: tuple[str, ...]
    spoil: Callable[[Path], None] = _nothing

    def made_in(self, course: Path, folder: Path) -> Path:
        """A copy of a course in which it can be made.

        Args:
            course: what `make` made.
            folder: an empty folder for the copy.
        """
        copy = folder / "course"
        shutil.copytree(course, copy)
        self.spoil(copy)
        return copy


GRADE = ("grade", ASSIGNMENT)
MISTAKES = (
    Mistake("another folder", GRADE, ("nbgrader_config.py",), _moved("nbgrader_config.py")),
    Mistake("a command misspelt", ("grad", ASSIGNMENT), ("Did you mean 'grade'?",)),
    Mistake("an assignment misspelt", ("grade", "first-step"), ("Did you mean 'first-steps'?",)),
    Mistake("the same in release", ("release", "fist-steps"), ("Did you mean 'first-steps'?",)),
    Mistake("the same in report", ("report", "first_steps"), ("Did you mean 'first-steps'?",)),
    Mistake(
        "a student misspelt", (*GRADE, "ana-lopes"), ("ana-lopes", "Did you mean 'ana-lopez'?")
    ),
    Mistake(
        "not released", GRADE, ("There is no released notebook", "panal release"), _moved("release")
    ),
    Mistake("nothing handed in", GRADE, ("Nothing was handed in",), _moved("submitted")),
    Mistake(
        "no gradebook",
        GRADE,
        ("The gradebook has no notebook", "panal release"),
        _moved("gradebook.db"),
    ),
    Mistake(
        "a gradebook that is none",
        GRADE,
        ("The gradebook",),
        _written("gradebook.db", "no database"),
    ),
    Mistake(
        "a database that is not there",
        GRADE,
        ("The gradebook can't be opened",),
        _configured("c.CourseDirectory.db_url = 'postgresql+psycopg://me@127.0.0.1:9/none'"),
    ),
    Mistake(
        "a folder that can't be written",
        GRADE,
        ("/sys can't be written",),
        _configured("c.CourseDirectory.feedback_directory = '/sys/feedback'"),
    ),
    Mistake("a file in place of a folder", GRADE, ("is a file",), _written("autograded", "")),
    Mistake(
        "a package that is not there",
        GRADE,
        ("nowhere-to-be-found", "pip install"),
        _written(f"source/{ASSIGNMENT}/requirements.txt", "nowhere-to-be-found>=1\n"),
    ),
    Mistake(
        "a grader that is no Python",
        GRADE,
        ("test_triangle_area.py is no Python", "line 1"),
        _written(f"graders/{ASSIGNMENT}/test_triangle_area.py", "def test_(:\n"),
    ),
    Mistake(
        "a configuration that is no Python",
        GRADE,
        ("can't be used",),
        _configured("c.Panal.language ="),
    ),
    Mistake(
        "a language that nobody speaks",
        GRADE,
        ("language",),
        _configured("c.Panal.language = 'xx'"),
    ),
    Mistake(
        "a setting misspelt",
        GRADE,
        ("`cell_cpu_secs` not recognized", "cell_cpu_seconds"),
        _configured("c.Sealed.cell_cpu_secs = 60"),
    ),
    Mistake(
        "a summary that has no folder",
        (*GRADE, "--json", "nowhere/summary.json"),
        ("There is no folder nowhere",),
    ),
    Mistake("no such notebook", ("run", "ana.ipynb"), ("There is no notebook ana.ipynb",)),
    Mistake("a new course where one is", ("init", "."), ("not empty",)),
)


def make(folder: Path) -> Path:
    """A released course with one submission, in which nothing is wrong."""
    course = folder / "course"
    make_course(course, "en")
    generate(open_course(course), ASSIGNMENT)
    submitted = course / "submitted" / "ana-lopez" / ASSIGNMENT
    shutil.copytree(course / "release" / ASSIGNMENT, submitted)
    return course


def main() -> None:
    """Time each of them."""
    with tempfile.TemporaryDirectory() as folder:
        made = make(Path(folder))
        print("seconds  exit code  mistake: what is said")
        for mistake in MISTAKES:
            with tempfile.TemporaryDirectory() as aside:
                course = mistake.made_in(made, Path(aside))
                command = [sys.executable, "-m", "panal", *mistake.arguments]
                start = time.monotonic()
                ended = subprocess.run(command, cwd=course, capture_output=True, text=True)
                seconds = time.monotonic() - start
            said = " ".join(ended.stderr.split())
            print(f"{seconds:7.1f}  {ended.returncode:9}  {mistake.name}: {said}")


if __name__ == "__main__":
    main()
