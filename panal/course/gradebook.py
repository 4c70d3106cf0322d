"""What `panal grade` writes: gradebook rows, autograded/ and feedback/, as nbgrader's own commands would."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import AssignLatePenalties, GetGrades, SaveAutoGrades
from nbgrader.utils import parse_utc

from panal.course.course import Course, read_regular, write_json
from panal.course.feedback import FeedbackExporter
from panal.errors import GradingError
from panal.results import Result, StudentId

KEPT = ("timestamp.txt", "submission_secret.txt")
"""Files of the exchange: when it was handed in, and by whose word `release_feedback` finds the student again."""

KEPT_BYTES = 500


class Book:
    """Writes down one graded submission after another.

    Args:
        course: where to.
        assignment: of which assignment.
        name: of its notebook, without `.ipynb`.
        files: the instructor's files, which nbgrader keeps beside the graded notebook.
    """

    def __init__(self, course: Course, assignment: str, name: str, files: Mapping[str, bytes]) -> None:
        self._course = course
        self._assignment = assignment
        self._name = name
        self._files = files
        self._save = SaveAutoGrades(config=course.config)
        self._late = AssignLatePenalties(config=course.config)
        self._html = FeedbackExporter(config=course.config)
        self._html.register_preprocessor(GetGrades, enabled=True)

    def write(self, student: StudentId, nb: NotebookNode, result: Result, stamp: str) -> float:
        """Record a graded submission: gradebook, autograded notebook, results.json, feedback page.

        Args:
            stamp: kept in results.json; a later run grades again when its own is another one.

        Returns:
            The score that the gradebook now has, manual grades and late penalties included.

        Raises:
            GradingError: it could not be written.
        """
        try:
            self._write_gradebook(student, nb)
            self._write_autograded(student, nb, {**result.to_json(), "stamp": stamp})
            self._write_feedback(student, nb, result)
            return self.score(student)
        except OSError as error:
            raise GradingError(f"The grading of {student} could not be written: {error}.", "Is the disk full?") from error

    def score(self, student: StudentId) -> float:
        """What the gradebook says: with manual grades and late penalties, in points."""
        with self._course.gradebook() as gradebook:
            found = gradebook.find_submission(self._assignment, student)
            penalty = sum(notebook.late_submission_penalty or 0.0 for notebook in found.notebooks)
            return float(found.score - penalty)

    def _write_gradebook(self, student: StudentId, nb: NotebookNode) -> None:
        timestamp = self._timestamp(student)
        with self._course.gradebook() as gradebook:
            gradebook.update_or_create_student(student)
            extra = {"timestamp": timestamp} if timestamp else {}
            gradebook.update_or_create_submission(self._assignment, student, **extra)
        resources = self._resources(student)
        self._save.preprocess(nb, resources)
        self._late.preprocess(nb, resources)

    def _write_autograded(self, student: StudentId, nb: NotebookNode, result: dict[str, Any]) -> None:
        folder = self._course.path("autograded", student, self._assignment)
        fresh = folder.with_name(f".{folder.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        nbformat.write(nb, fresh / f"{self._name}.ipynb")
        for name, content in self._files.items():
            (fresh / name).write_bytes(content)
        write_json(fresh / "results.json", result)
        for name, content in self._kept(student).items():
            (fresh / name).write_bytes(content)
        _replace(fresh, folder)

    def _write_feedback(self, student: StudentId, nb: NotebookNode, result: Result) -> None:
        html, _ = self._html.from_notebook_node(nb, resources={**self._resources(student), "result": result})
        folder = self._course.path("feedback", student, self._assignment)
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self._kept(student).items():
            (folder / name).write_bytes(content)
        fresh = folder / f".{self._name}.html.new"
        fresh.write_text(html, encoding="utf-8")
        fresh.replace(folder / f"{self._name}.html")

    def _resources(self, student: StudentId) -> dict[str, Any]:
        """What nbgrader's preprocessors expect to be told (nbgrader.converters.base)."""
        return {
            "unique_key": self._name,
            "metadata": {"name": self._name},
            "nbgrader": {
                "student": student,
                "assignment": self._assignment,
                "notebook": self._name,
                "db_url": self._course.directory.db_url,
            },
        }

    def _kept(self, student: StudentId) -> dict[str, bytes]:
        """The small files that nbgrader's `submit` and `collect` put beside a notebook; what is no file counts as none."""
        folder = self._course.path("submitted", student, self._assignment)
        kept = {}
        for name in KEPT:
            try:
                descriptor = os.open(folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            except OSError:
                continue
            content = read_regular(descriptor, KEPT_BYTES)
            if content:
                kept[name] = content
        return kept

    def _timestamp(self, student: StudentId) -> datetime | None:
        text = self._kept(student).get("timestamp.txt", b"").decode("ascii", "ignore").strip()
        try:
            return parse_utc(text) if text else None
        except (ValueError, OverflowError):
            return None


def _replace(fresh: Path, folder: Path) -> None:
    """Put a folder in the place of another one; nbgrader leaves its files read-only, which does not hinder a rename."""
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
