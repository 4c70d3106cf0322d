"""nbgrader's exchange, for one assignment: what students submit there is brought by nbgrader's own
collector, and their feedback is given back by its own `release_feedback`, one student at a time.

So a submission that the collector can't take keeps nobody else's. Everybody may make folders there,
under any name, so which of them the collector is to take is decided here.
"""

from __future__ import annotations

import logging
import os
import pwd
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from glob import escape
from pathlib import Path
from typing import Any

from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeFactory, default
from nbgrader.utils import capture_log, parse_utc

from panal.course.course import Course
from panal.course.gradebook_reader import read_due
from panal.course.handed_in import KEPT, Trace, kept_files, trace_of
from panal.course.submitted import shown
from panal.errors import EngineFailure, EnvironmentProblem, UsageError
from panal.results import StudentId

_LEVEL = re.compile(r"^\[[A-Z]+\] ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Inbound:
    """A submission in the exchange.

    Args:
        name: of its folder.
        owner: whose that is on this machine.
        student: whose it is by its name.
        when: it was submitted, by its name and as nbgrader reads it.
    """

    name: str
    owner: str
    student: StudentId
    when: datetime


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
        self._checks_owner = self._before_duedate = False
        if self.is_folder:
            collector: Any = self._factory.Collect(log=log)
            self._checks_owner = collector.check_owner
            self._before_duedate = collector.before_duedate
        self._inbound: dict[str, Inbound | None] = {}
        self._done: set[str] = set()
        self._refused: set[str] = set()
        self.passed_over: dict[str, str] = {}
        """Of what counts for nothing, the first of each user and kind, and what to say of it."""

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

    def arrived(self) -> dict[Inbound, Trace]:
        """The submission of each student that nbgrader's collector would take, if it was not looked at
        yet. Nothing of an exchange that is no folder.

        Where the course has nbgrader's `check_owner`, and anybody's folder belongs to the user of that
        name, one that belongs to somebody else counts for nothing. What was refused counts for nothing either.

        Raises:
            EnvironmentProblem: it can't be read.
        """
        if not self.is_folder or not self.is_there:
            return {}
        folder = self.folder
        self._read(folder)
        found = [each for each in self._inbound.values() if each and each.name not in self._refused]
        if self._checks_owner:
            found = self._own(found)
        if self._done.issuperset(each.name for each in found):
            return {}
        of_students: dict[StudentId, list[Inbound]] = {}
        for each in found:
            of_students.setdefault(each.student, []).append(each)
        due = self._due() if self._before_duedate else None
        chosen = [_chosen(each, due) for each in of_students.values()]
        return {
            each: trace_of(folder / each.name) for each in chosen if each.name not in self._done
        }

    def collect(self, inbound: Inbound, trace: Trace) -> list[str]:
        """Bring a submission to submitted/, if it is newer than what is there.

        nbgrader's collector follows links, and copies what they lead to with the rights of whoever
        collects, such as your own solution. So no folder is brought in which there is a link, nor one
        that changes meanwhile.

        Args:
            inbound: which one, as `arrived` said.
            trace: of it. It is not looked at again, whatever comes of it, unless it changes
                meanwhile.

        Returns:
            What nbgrader warns of.

        Raises:
            EngineFailure: it was not brought.
        """
        student, path = inbound.student, self.folder / inbound.name
        if trace.odd:
            self._refused.add(inbound.name)
            raise EngineFailure(
                f"What {shown(student)} submitted is not collected: {shown(inbound.name)} holds "
                f"{shown(trace.odd)}, and may hold nothing but files and folders.",
                f"Look at it, and remove it from {self.folder}.",
            )
        place = self._course.path("submitted", student, self._assignment)
        before = trace_of(place)
        said: list[str] = []
        failure = None
        # As init_src would find it. That takes the newest of all that have the student's name, whoever
        # made them, and fails if one of the names makes no sense.
        alone = {"username": student, "filename": inbound.name, "timestamp": inbound.when}
        try:
            said = self._run(
                *(self._factory.Collect, student),
                update=True,
                init_src=lambda: None,
                inbound_path=str(self.folder),
                src_records=[alone],
            )
        except EngineFailure as error:
            failure = error
        same = trace_of(path) == trace and _owner(path) == inbound.owner
        if (failure is not None or not same) and trace_of(place) != before:
            shutil.rmtree(place, ignore_errors=True)  # nobody knows what was copied
        if same:
            self._done.add(inbound.name)
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

    def _read(self, folder: Path) -> None:
        """See which folders there are. Of those that are gone, nothing is remembered."""
        try:
            names = {path.name for path in folder.iterdir() if f"+{self._assignment}+" in path.name}
        except OSError as error:
            raise EnvironmentProblem(
                f"nbgrader's exchange {folder} can't be read: {error.strerror}."
            ) from None
        self._inbound = {name: self._inbound[name] for name in names & self._inbound.keys()}
        self._done &= names
        self._refused &= names
        for name in sorted(names - self._inbound.keys()):
            owner = _owner(folder / name)
            if owner is not None:  # else it has just been removed
                self._inbound[name] = self._counting(name, owner)

    def _counting(self, name: str, owner: str) -> Inbound | None:
        """What a folder is; None if it counts for nothing."""
        found = _inbound(name, owner, self._assignment)
        if found is None:
            self.passed_over.setdefault(
                f"no name, by {owner}",
                f"{shown(name)} in nbgrader's exchange, made by {owner}, is not collected: its name "
                "does not say who submitted it and when.",
            )
        return found

    def _own(self, found: list[Inbound]) -> list[Inbound]:
        """Those that belong to the user of the name that they bear. If none does, students are not users
        of this machine, as in some hubs, and whose it is tells nothing.
        """
        own = [each for each in found if each.owner == each.student]
        for each in found if own else ():
            if each.owner != each.student:
                self.passed_over.setdefault(
                    f"another's name, by {each.owner}",
                    f"{shown(each.name)} in nbgrader's exchange was made by {each.owner}, so it is not "
                    f"collected, nor is anything else that {each.owner} puts there in another's name. "
                    "If that is right all the same, set c.ExchangeCollect.check_owner = False.",
                )
        return own or found

    def _due(self) -> datetime | None:
        """As nbgrader compares it: for all, and without its time zone, which is UTC."""
        due = read_due(self._course, self._assignment).date
        return due and due.replace(tzinfo=None)

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


def _inbound(name: str, owner: str, assignment: str) -> Inbound | None:
    """What the name of a folder says, read from its end as nbgrader's collector does; None if that
    makes no sense.
    """
    student, of, when, *_ = name.rsplit("+", 3)
    # Anybody may make folders there, and a name such as `..` would lead elsewhere.
    if not student or student.startswith(".") or of != assignment:
        return None
    try:
        return Inbound(name, owner, StudentId(student), parse_utc(when))
    except Exception:  # dateutil lets through whatever a strange text makes it raise
        return None


def _chosen(of_student: list[Inbound], due: datetime | None) -> Inbound:
    """What nbgrader's collector takes: the newest, or if there is a due date the newest that was in
    time, if any was.
    """
    in_time = [each for each in of_student if due is None or each.when <= due]
    return max(in_time or of_student, key=lambda each: (each.when, each.name))


def _owner(folder: Path) -> str | None:
    """Which user of this machine made a folder; None if it is not there. No link is followed."""
    try:
        number = folder.lstat().st_uid
    except OSError:
        return None
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"uid {number}"
