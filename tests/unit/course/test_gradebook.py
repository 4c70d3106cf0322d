"""panal.course.gradebook: what is written in which order, and what then holds. On a small SQLite
gradebook, by gradings that nobody made.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.utils import compute_checksum

from panal import outputs
from panal.course import gradebook as module
from panal.course.course import Course, open_assignment, open_course
from panal.course.database import tools_on_path
from panal.course.gradebook import Book, DryBook
from panal.course.graded import Graded, GradedNotebook, graded_notebook
from panal.errors import EngineFailure, EnvironmentProblem, UsageError
from panal.provenance import notebook_digest
from panal.results import Check, Ending, GradeId, Result, StudentId, Verdict

pytestmark = [
    pytest.mark.filterwarnings(
        "ignore::DeprecationWarning:nbgrader", "ignore::DeprecationWarning:traitlets"
    ),
    pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning"),
]
ANA = StudentId("ana")
A = "hw"


def _cell(grade_id: str, **more: object) -> nbformat.NotebookNode:
    meta = {"grade_id": grade_id, "schema_version": 3, "locked": True, "task": False}
    return new_code_cell("", id=grade_id.replace("_", "-"), metadata={"nbgrader": meta | more})


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with one graded exercise of ten points."""
    folder = tmp_path_factory.mktemp("template")
    (folder / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 'c'\n"
    )
    (folder / "graders" / A).mkdir(parents=True)
    (folder / "release" / A).mkdir(parents=True)
    cells = [
        _cell("one", grade=False, solution=True, locked=False),
        _cell("test_one", grade=True, solution=False, points=10),
    ]
    for cell in cells:
        cell.metadata.nbgrader["checksum"] = compute_checksum(cell)
    kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nb = new_notebook(cells=cells, metadata={"kernelspec": kernelspec})
    nbformat.write(nb, folder / "release" / A / f"{A}.ipynb")
    with tools_on_path(), Gradebook(f"sqlite:///{folder}/gradebook.db", "c") as gradebook:
        gradebook.add_assignment(A)
        gradebook.add_notebook(A, A)
        gradebook.add_grade_cell("test_one", A, A, cell_type="code", max_score=10)
        gradebook.add_solution_cell("one", A, A)
        for cell in cells:
            meta = cell.metadata.nbgrader
            gradebook.add_source_cell(
                meta.grade_id,
                A,
                A,
                cell_type="code",
                source="",
                locked=meta.locked,
                checksum=meta.checksum,
            )
    return folder


@pytest.fixture
def course(template: Path, tmp_path: Path) -> Course:
    shutil.copytree(template, tmp_path / "course")
    made = open_course(tmp_path / "course")
    folder = made.path("submitted", ANA, A)
    folder.mkdir(parents=True)
    shutil.copy(made.path("release", ".", A) / f"{A}.ipynb", folder)
    return made


def book(course: Course, kind: type[Book] = Book) -> Book:
    return kind(course, open_assignment(course, A))


def grading(course: Course, *endings: Ending) -> Graded:
    """The exercise with one check for each ending."""
    path = course.path("release", ".", A) / f"{A}.ipynb"
    nb = nbformat.read(path, as_version=4)
    checks = tuple(Check(f"c{n}", "Una", 1.0, ending) for n, ending in enumerate(endings))
    digest = notebook_digest(path.read_bytes())
    verdict = Verdict(GradeId("test_one"), 10.0, checks)
    result = Result(A, (verdict,), notebook=digest, file=path.name)
    outputs.write_verdicts(nb, result)
    return Graded(result, (graded_notebook(A, nb, there=True),))


def grade(course: Course) -> tuple[float | None, float | None, bool]:
    with Gradebook(course.directory.db_url, "c") as gradebook:
        found = gradebook.find_grade("test_one", A, A, ANA)
        return found.auto_score, found.manual_score, found.needs_manual_grade


def test_a_grading_is_written_and_holds(course: Course) -> None:
    with book(course) as writer:
        assert writer.write(ANA, grading(course, Ending.RIGHT, Ending.WRONG), "s") == 5
        ((result, score),) = writer.kept([ANA, StudentId("bob")], "s").values()
        assert (result.points, score) == (5, 5) and writer.scores() == {ANA: 5}
        assert not writer.kept([ANA], "t") and not writer.kept([], "s")
    assert grade(course) == (5, None, False)


def test_results_json_is_the_last_thing(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever fails before it, there is none; not an earlier one either."""
    with book(course) as writer:
        writer.write(ANA, grading(course, Ending.WRONG), "s")
        folder = course.path("autograded", ANA, A)

        def fails(*arguments: object) -> None:
            assert not (folder / "results.json").exists()
            raise OSError(28, "No space left on device")

        for step in ("complete", "files.sync", "files.replace", "files.make_folder"):
            with monkeypatch.context() as broken:
                broken.setattr(f"panal.course.gradebook.{step}", fails)
                with pytest.raises(EngineFailure, match=r"ana could not be written: No space"):
                    writer.write(ANA, grading(course, Ending.RIGHT), "s")
            assert not writer.kept([ANA], "s")
            writer.write(ANA, grading(course, Ending.WRONG), "s")
            assert writer.kept([ANA], "s")


def test_what_the_gradebook_refuses_changes_nothing(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The earlier result stands as it did, with all that belongs to it."""
    with book(course) as writer:
        writer.write(ANA, grading(course, Ending.WRONG), "s")
        made = grading(course, Ending.RIGHT)
        made.notebooks[0].marks["unheard of"] = 1.0
        with pytest.raises(EngineFailure, match="refuses the grading of ana: No such cell"):
            writer.write(ANA, made, "s")
        with monkeypatch.context() as broken:
            broken.setattr(module, "render", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                writer.write(ANA, grading(course, Ending.RIGHT), "s")
        assert writer.kept([ANA], "s")[ANA][1] == 0


def test_where_a_grader_failed_a_person_is_asked(course: Course) -> None:
    """Until then it has what it has earned; a score that a person gave stays."""
    made = grading(course, Ending.RIGHT, Ending.GRADER_FAILED)
    with book(course) as writer:
        writer.write(ANA, made, "s")
        assert grade(course) == (made.notebooks[0].marks["test_one"], None, True)
        with Gradebook(course.directory.db_url, "c") as gradebook:
            gradebook.find_grade("test_one", A, A, ANA).manual_score = 7.0
            gradebook.db.commit()
        assert not writer.kept([ANA], "s")  # the grader may be mended
        assert writer.write(ANA, made, "s") == 7
        assert grade(course) == (made.notebooks[0].marks["test_one"], 7, True)
        assert writer.write(ANA, grading(course, Ending.RIGHT), "s") == 7


def test_another_file_does_not_hold(course: Course) -> None:
    """Nor one that is called otherwise, nor another time of handing in."""
    folder = course.path("submitted", ANA, A)
    with book(course) as writer:
        writer.write(ANA, grading(course, Ending.RIGHT), "s")
        (folder / "timestamp.txt").write_text("2026-01-01 00:00:00 UTC")
        assert not writer.kept([ANA], "s")
        (folder / "timestamp.txt").unlink()
        assert writer.kept([ANA], "s")
        (folder / f"{A}.ipynb").rename(folder / "mine.ipynb")
        assert not writer.kept([ANA], "s")
        (folder / "mine.ipynb").rename(folder / f"{A}.ipynb")
        with (folder / f"{A}.ipynb").open("a") as file:
            file.write("\n")
        assert not writer.kept([ANA], "s")


def test_a_timestamp_that_cannot_be_read_is_said(
    course: Course, caplog: pytest.LogCaptureFixture
) -> None:
    """Else nobody would know why a late submission costs nothing."""
    (course.path("submitted", ANA, A) / "timestamp.txt").write_text("yesterday")
    with book(course) as writer:
        writer.write(ANA, grading(course, Ending.RIGHT), "s")
    assert "ana: timestamp.txt can't be read" in caplog.text


def test_hours_in_place_of_a_zone_make_it_late(course: Course) -> None:
    """As in half the Americas."""
    (course.path("submitted", ANA, A) / "timestamp.txt").write_text(
        "2026-11-25 18:10:00.123456 -05"
    )
    with Gradebook(course.directory.db_url, "c") as gradebook:
        gradebook.update_or_create_assignment(A, duedate="2026-11-25T23:00:00")
    with book(course) as writer:
        writer.write(ANA, grading(course, Ending.RIGHT), "s")
    with Gradebook(course.directory.db_url, "c") as gradebook:
        assert gradebook.find_submission(A, ANA).total_seconds_late == 600.123456


def test_fingerprints_of_answers_lie_beside(course: Course) -> None:
    """Not in results.json. They stay when only a penalty is written, and go with the wrong answers."""
    made = grading(course, Ending.WRONG, Ending.RIGHT)
    [verdict] = made.result.verdicts
    wrong = replace(made.result, verdicts=(replace(verdict, answers="a fingerprint"),))
    path = course.path("autograded", ANA, A).with_name(f".{A}.answers.json")
    (course.path("submitted", ANA, A) / "timestamp.txt").write_text("2026-11-25 18:10:00 UTC")
    with book(course) as writer:
        writer.write(ANA, replace(made, result=wrong), "s")
        assert "a fingerprint" in path.read_text()
        assert (
            "a fingerprint" not in (course.path("autograded", ANA, A) / "results.json").read_text()
        )
        with Gradebook(course.directory.db_url, "c") as gradebook:
            gradebook.update_or_create_assignment(A, duedate="2026-11-25T17:00:00")
        late = type("Plugin", (), {"late_submission_penalty": lambda *_: 2.0})()
        writer._late = type("Late", (), {"plugin_inst": late})  # type: ignore[assignment]
        assert writer.kept([ANA], "s")[ANA][1] == 3
        assert "a fingerprint" in path.read_text()
        writer.write(ANA, grading(course, Ending.RIGHT), "s")
        assert not path.exists()


def test_a_course_without_its_gradebook_ends_at_once(course: Course) -> None:
    with pytest.raises(UsageError, match="Run `panal release other`"):
        with Book(course, replace(open_assignment(course, A), name="other")):
            pass
    (course.root / "gradebook.db").unlink()
    with pytest.raises(UsageError, match=f"Run `panal release {A}`"), book(course):
        pass
    assert not (course.root / "gradebook.db").exists()
    with book(course, DryBook) as reader:
        assert reader.scores() == {} == reader.kept([ANA], "s")
        assert reader.write(ANA, grading(course, Ending.RIGHT), "s") == 10
    assert not (course.root / "gradebook.db").exists() and not (course.root / "autograded").exists()


def test_a_second_writer_is_refused(course: Course) -> None:
    with book(course), pytest.raises(EnvironmentProblem, match="being graded already"):
        with book(course):
            pass


def test_a_second_writer_waits_for_one_that_writes_for_a_moment(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, seconds = book(course), []

    def sleep(for_seconds: float) -> None:
        seconds.append(for_seconds)
        first.__exit__(None, None, None)

    monkeypatch.setattr(module.time, "sleep", sleep)
    first.__enter__()
    with book(course):
        assert len(seconds) == 1


def test_a_penalty_is_within_its_bounds(course: Course) -> None:
    """As nbgrader's AssignLatePenalties has them, which this follows."""
    writer = book(course)
    late: Any = type("Row", (), {"total_seconds_late": 60})

    class Plugin:
        penalty: float | None = None

        def late_submission_penalty(self, *arguments: object) -> float | None:
            return self.penalty

    writer._late = type("Late", (), {"plugin_inst": Plugin()})  # type: ignore[assignment]
    for penalty in (None, -1.0, 0.0, 2.5, 10.0, 11.0):
        Plugin.penalty = penalty
        stock = module.AssignLatePenalties()
        row: Any = type("Row", (), {"score": 10.0})
        expected = None if penalty is None else stock._check_late_penalty(row, penalty)
        assert writer._late_penalty(late, ANA, 10.0) == expected
    late.total_seconds_late = 0
    assert writer._late_penalty(late, ANA, 10.0) is None


def row(**more: Any) -> Any:
    made = {"auto_score": None, "manual_score": None, "needs_manual_grade": True}
    return SimpleNamespace(**(made | more))


def test_what_was_missing_and_is_there_is_looked_at() -> None:
    """A notebook that was not handed in leaves nothing to decide; once it is there, its task waits for
    a person. Points that a person gave stay, and are looked at again only after a grading.
    """
    made = GradedNotebook(
        A, "", "", {"test_one": 3.0, "essay": None}, {"essay": False, "task": False}
    )
    comments = {"essay": SimpleNamespace(), "task": SimpleNamespace()}
    rows = {"test_one": row(), "essay": row(manual_score=2.0), "task": row()}

    def entered(graded: GradedNotebook, look_again: bool = True) -> list[tuple[object, bool]]:
        module._enter(graded, rows, comments, (), look_again)
        return [(each.auto_score, each.needs_manual_grade) for each in rows.values()]

    assert entered(replace(made, there=False)) == [(0, False)] * 3
    assert entered(made, look_again=False) == [(3.0, False), (None, False), (None, True)]
    assert entered(made) == [(3.0, False), (None, True), (None, True)]
    assert rows["essay"].manual_score == 2.0
