"""nbgrader's exchange, for one assignment: what students submit there is brought by nbgrader's own
collector, and their feedback is given back by its own `release_feedback`, one student at a time.

So a submission that the collector can't take keeps nobody else's.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from glob import escape
from pathlib import Path
from typing import Any

from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeFactory, default
from nbgrader.utils import capture_log

from panal.course.course import Course
from panal.course.handed_in import KEPT, Trace, kept_files, trace_of
from panal.course.submitted import shown
from panal.errors import EngineFailure, EnvironmentProblem, UsageError
from panal.results import StudentId

_LEVEL = re.compile(r"^\[[A-Z]+\] ", re.MULTILINE)


class Exchange:
    """The exchange as a course's nbgrader_config.py sets it.

    Args:
        course: the course.
        assignment: which assignment.
    """

    def __init__(self, course: Course, assignment: str) -> None:
        self._course = course
        self._assignment = assignment
        log = logging.getLogger(f"{__name__}.nbgrader")
        log.setLevel(logging.WARNING)
        log.propagate = False  # what it says is told by us
        self._log = log
        self._factory = ExchangeFactory(config=course.config, log=log)
        self._done: set[str] = set()

    @property
    def is_folder(self) -> bool:
        """Whether it is nbgrader's own, a folder that all share. Another one, such as ngshare, can't
        tell what has arrived: it is asked for everything.
        """
        return issubclass(self._factory.collect, default.ExchangeCollect)

    @property
    def folder(self) -> Path:
        """Where submissions of the course arrive, if it is a folder."""
        root = default.Exchange(config=self._course.config, log=self._log).root
        return Path(root, self._course.directory.course_id, "inbound")

    @property
    def is_there(self) -> bool:
        """Whether anything can arrive: an assignment of the course has been released to it."""
        return bool(self._course.directory.course_id) and (
            not self.is_folder or self.folder.is_dir()
        )

    def require_release(self) -> None:
        """See that feedback can be given back.

        Raises:
            UsageError: the course has no name there.
            EnvironmentProblem: there is no exchange, or it can't be written.
        """
        if not self._course.directory.course_id:
            raise UsageError(
                "nbgrader's exchange knows courses by their names, and this one has none.",
                "Set c.CourseDirectory.course_id.",
            )
        root = self.folder.parents[1]
        if self.is_folder and not (root.is_dir() and os.access(root, os.W_OK | os.X_OK)):
            raise EnvironmentProblem(
                f"nbgrader's exchange {root} can't be written, so no feedback can be released.",
                "c.Exchange.root says where it is.",
            )

    def arrived(self) -> dict[StudentId, dict[str, Trace]]:
        """Who has submitted anything that was not looked at yet: all that lies there of theirs, by the
        names of the folders. Nothing of an exchange that is no folder.

        Raises:
            EnvironmentProblem: it can't be read.
        """
        if not self.is_folder or not self.is_there:
            return {}
        return {
            student: self._traces(names)
            for student, names in self._names().items()
            if not self._done.issuperset(names)
        }

    def collect(self, student: StudentId, found: Mapping[str, Trace]) -> list[str]:
        """Bring the newest submission of a student to submitted/, if it is newer than what is there.

        nbgrader's collector follows links, and copies what they lead to with the rights of whoever
        collects, such as your own solution. So nothing is brought of a student in whose folders there
        is a link, nor what changes meanwhile.

        Args:
            student: whose.
            found: what `arrived` said. It is not looked at again, whatever comes of it.

        Returns:
            What nbgrader warns of.

        Raises:
            EngineFailure: it was not brought.
        """
        for name, trace in found.items():
            if trace.odd:
                self._done.update(found)
                raise EngineFailure(
                    f"What {shown(student)} submitted is not collected: {shown(name)} holds "
                    f"{shown(trace.odd)}, and may hold nothing but files and folders.",
                    f"Look at it, and remove it from {self.folder}.",
                )
        place = self._course.path("submitted", student, self._assignment)
        before = trace_of(place)
        said: list[str] = []
        failure = None
        try:
            said = self._run(self._factory.Collect, student, update=True)
        except EngineFailure as error:
            failure = error
        same = self._traces(self._names().get(student, [])) == dict(found)
        if (failure is not None or not same) and trace_of(place) != before:
            shutil.rmtree(place, ignore_errors=True)  # nobody knows what was copied
        if same:
            self._done.update(found)
        if failure is not None:
            raise failure
        return said

    def collect_all(self) -> list[str]:
        """Bring what is new from an exchange that is no folder.

        Returns:
            What it warns of.

        Raises:
            EngineFailure: it failed.
        """
        return self._run(self._factory.Collect, None, update=True)

    def release(self, student: StudentId) -> bool:
        """Give a student's feedback back, as it lies in feedback/.

        Returns:
            Whether it was; it can't if the submission did not come through the exchange.

        Raises:
            EngineFailure: nbgrader failed.
        """
        kept = kept_files(self._course.path("feedback", student, self._assignment))
        if self.is_folder and set(kept) != set(KEPT):
            return False
        self._run(self._factory.ReleaseFeedback, student)
        return True

    def _names(self) -> dict[StudentId, list[str]]:
        """The folders in which the collector looks for what a student submitted, by student."""
        found: dict[StudentId, list[str]] = {}
        try:
            names = [path.name for path in self.folder.iterdir()]
        except OSError as error:
            raise EnvironmentProblem(
                f"nbgrader's exchange {self.folder} can't be read: {error.strerror}."
            ) from None
        for name in names:
            student, mark, _ = name.partition(f"+{self._assignment}+")
            # Anybody may make folders there, and a name such as `..` would lead elsewhere.
            if mark and student and not student.startswith("."):
                found.setdefault(StudentId(student), []).append(name)
        return found

    def _traces(self, names: Iterable[str]) -> dict[str, Trace]:
        return {name: trace_of(self.folder / name) for name in names}

    def _run(
        self, make: Callable[..., Any], student: StudentId | None, **settings: object
    ) -> list[str]:
        """As nbgrader.apps.api.NbGraderAPI runs these, for everybody or one student."""
        config, log = self._course.config, self._log
        directory = CourseDirectory(config=config, root=str(self._course.root), log=log)
        directory.assignment_id = self._assignment
        directory.student_id = "*" if student is None else escape(student)
        app = make(coursedir=directory, authenticator=Authenticator(config=config, log=log))
        for name, value in settings.items():
            setattr(app, name, value)
        done = capture_log(app)
        if not done["success"]:
            last = done["error"].strip().rpartition("\n")[2].rstrip(".")
            what = "" if student is None else f" for {shown(student)}"
            raise EngineFailure(f"nbgrader's exchange failed{what}: {last}.")
        said = _LEVEL.split(done.get("log", ""))
        return [" ".join(each.split()) for each in said if each.strip()]
