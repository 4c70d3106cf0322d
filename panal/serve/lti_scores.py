"""Scores go back to the learning platform from which a student came: LTI's Assignment and Grade Services.

There is no queue that could lose anything. Every two seconds the attempts that count are compared with
what each platform is known to have taken; what differs is sent. So a score that was on its way when the
server ended is sent at the next start, and of several new ones only the last.

Points that a person gives are sent once `panal publish` has made them final; until then the platform
is told that some are pending.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from pylti1p3.assignments_grades import AssignmentsGradesService
from pylti1p3.exception import LtiException, LtiServiceException
from pylti1p3.grade import Grade
from pylti1p3.lineitem import LineItem
from pylti1p3.registration import Registration
from pylti1p3.service_connector import ServiceConnector

from panal.config import Platform
from panal.language import gettext as _
from panal.publish import Final
from panal.results import StudentId
from panal.serve.journal import log_event
from panal.serve.platforms import MOST_PAGES, Asking, Unreachable, registration
from panal.serve.store import State, Store

log = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
FIRST_WAIT, LONGEST_WAIT = 30.0, 3600.0
"""Seconds after which a score is sent again that was not taken; twice as long each time."""

TOKEN_SECONDS = 600.0
"""How long a token of a platform is used. They last an hour where it is said."""

END_SECONDS = 5.0

SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/"


@dataclass(frozen=True, slots=True)
class Due:
    """A score that a platform does not know yet.

    Args:
        issuer: the platform.
        client: our id there.
        subject: its id of the student.
        person: the student, by the store's id.
        link: the assignment there, by the store's id.
        resource: the same by the platform's id.
        assignment: its name.
        lineitem: where it goes; empty if that is not known.
        lineitems: where that is found.
        scopes: JSON: what we may do.
        points: after the penalty.
        max_points: of how many.
        pending: points that a person has yet to give.
        tries: how often it was not taken.
    """

    issuer: str
    client: str
    subject: str
    person: int
    link: int
    resource: str
    assignment: str
    lineitem: str
    lineitems: str
    scopes: str
    points: float
    max_points: float
    pending: float
    tries: int

    @property
    def as_text(self) -> str:
        """The score, as it is remembered."""
        return score_text(self.points, self.max_points, self.pending)


def score_text(points: float, max_points: float, pending: float) -> str:
    """A score, so that the same one is known again.

    >>> score_text(7.5, 10, 0), score_text(7.5, 10, 2)
    ('7.5/10 FullyGraded', '7.5/10 PendingManual')
    """
    return f"{round(points, 6):.10g}/{round(max_points, 6):.10g} {progress(pending)}"


def progress(pending: float) -> str:
    """How far the grading is, in LTI's words."""
    return "PendingManual" if pending > 0 else "FullyGraded"


Finals = Callable[[str], Mapping[StudentId, Final]]
"""Says what is published of an assignment."""


def due(store: Store, now: float, finals: Finals = lambda assignment: {}) -> list[Due]:
    """Scores that platforms are to be told, those that were tried least often first.

    Args:
        store: what is remembered.
        now: in seconds since 1970; what is to be tried later is left out.
        finals: what is published. It holds until another attempt counts.
    """
    asked = """
        SELECT c.issuer, c.client, p.subject, p.id, l.id, l.resource, l.assignment, l.lineitem,
            l.lineitems, l.scopes, max(0.0, a.points - coalesce(a.penalty, 0)), a.max_points,
            coalesce(a.pending, 0), coalesce(s.tries, 0), coalesce(s.sent, ''), standing.student,
            a.ended
        FROM standing
        JOIN attempt a ON a.id = standing.attempt
        JOIN person ON person.role = 'student' AND person.name = standing.student
        JOIN lti_person p ON p.person = person.id
        JOIN lti_member m ON m.person = p.id
        JOIN lti_course c ON c.id = m.course
        JOIN lti_link l ON l.course = c.id AND l.assignment = standing.assignment
        LEFT JOIN lti_score s ON s.person = p.id AND s.link = l.id
        WHERE a.state = ? AND a.max_points > 0 AND coalesce(s.again, 0) <= ?
        ORDER BY coalesce(s.tries, 0), a.ended
    """
    found = []
    published: dict[str, Mapping[StudentId, Final]] = {}
    for *values, sent, student, ended in store.rows(asked, State.DONE, now):
        each = Due(*values)
        if each.assignment not in published:
            published[each.assignment] = finals(each.assignment)
        final = published[each.assignment].get(StudentId(student))
        if final is not None and ended < final.when + 1:  # it is written in whole seconds
            each = replace(
                each, points=max(0.0, final.score), max_points=final.max_score, pending=0.0
            )
        if each.as_text != sent:
            found.append(each)
    return found


def problems(store: Store) -> list[str]:
    """What platforms have not taken, and why, for the teacher: one sentence for each reason."""
    return [
        _("{assignment}: {count} not sent to the platform yet. {reason}").format(
            assignment=assignment, count=count, reason=reason
        )
        for assignment, reason, count in store.unsent()
    ]


class NoRight(Exception):
    """A platform lets us not send a score."""


class Scores:
    """Sends them, in a thread of its own. Use it as a context manager.

    Args:
        store: what is remembered.
        platforms: where to.
        key: our private key.
        finals: what is published.
    """

    def __init__(
        self,
        store: Store,
        platforms: Sequence[Platform],
        key: str,
        finals: Finals = lambda assignment: {},
    ) -> None:
        self._store = store
        self._finals = finals
        self._known = {
            (each.issuer, each.client_id): (each, registration(each, key)) for each in platforms
        }
        self._connections: dict[tuple[str, str], tuple[float, Asking, ServiceConnector]] = {}
        self._paused: dict[tuple[str, str], tuple[float, float]] = {}
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="lti-scores", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Send nothing more. What is left is sent after the next start."""
        self._ending.set()
        self._thread.join(END_SECONDS)

    def _run(self) -> None:
        while not self._ending.wait(LOOK_SECONDS):
            try:
                self.send_due()
            except Exception:  # whatever it was: what is not sent now is sent later
                if not self._ending.is_set():  # else the store may be closed already
                    log.exception("Scores can't be sent now.")

    def send_due(self) -> None:
        """Send what there is to send now."""
        for each in due(self._store, time.time(), self._finals):
            platform = each.issuer, each.client
            until, _seconds = self._paused.get(platform, (0.0, 0.0))
            if self._ending.is_set():
                return
            if platform not in self._known or time.monotonic() < until:
                continue
            try:
                self._send(each, *self._known[platform])
            except LtiServiceException as refused:
                self._failed(each, *_why(refused, self._known[platform][0]))
            except Unreachable as problem:
                self._failed(each, str(problem), everybody=True)
            except NoRight:
                self._failed(each, _("The platform gives this server no right to send scores."))
            except (
                *(LtiException, ValueError, KeyError, TypeError, AttributeError),
                RecursionError,
            ) as problem:  # what the library makes of an answer that it does not understand
                said = _("The platform gives an answer that we do not understand ({kind}).")
                self._failed(each, said.format(kind=type(problem).__name__))
            else:
                self._paused.pop(platform, None)

    def _send(self, score: Due, platform: Platform, known: Registration) -> None:
        service = self._service(score, platform, known)
        if not service.can_put_grade() or not (score.lineitem or service.can_read_lineitem()):
            raise NoRight
        # The score before this one may have found it.
        asked = "SELECT lineitem FROM lti_link WHERE id = ?"
        [(url,)] = self._store.rows(asked, score.link)
        if not url:
            line = LineItem().set_resource_link_id(score.resource).set_label(score.assignment)
            line.set_score_maximum(score.max_points)
            url = service.find_or_create_lineitem(line, "resource_link_id").get_id() or ""
            with self._store.transaction() as database:
                database.execute("UPDATE lti_link SET lineitem = ? WHERE id = ?", (url, score.link))
        grade = Grade().set_user_id(score.subject)
        grade.set_score_given(score.points).set_score_maximum(score.max_points)
        grade.set_activity_progress("Submitted")  # another attempt is always possible
        grade.set_grading_progress(progress(score.pending))
        # When it is sent, not when it was graded: platforms refuse what is not newer than their last.
        grade.set_timestamp(datetime.now(UTC).isoformat(timespec="milliseconds"))
        service.put_grade(grade, LineItem({"id": url}))
        with self._store.transaction() as database:
            database.execute(
                "INSERT OR REPLACE INTO lti_score (person, link, sent) VALUES (?, ?, ?)",
                (score.person, score.link, score.as_text),
            )

    def _service(
        self, score: Due, platform: Platform, known: Registration
    ) -> AssignmentsGradesService:
        name = platform.issuer, platform.client_id
        made, asking, connector = self._connections.get(name, (0.0, None, None))
        if asking is None or connector is None or time.monotonic() - made > TOKEN_SECONDS:
            asking = Asking(platform)
            connector = ServiceConnector(known, asking)
            self._connections[name] = time.monotonic(), asking, connector
        asking.left = MOST_PAGES
        wanted = ["score"] if score.lineitem else ["score", "lineitem", "lineitem.readonly"]
        allowed = {f"{SCOPE}{each}" for each in wanted} & set(json.loads(score.scopes))
        data: Any = {"scope": sorted(allowed)}
        if score.lineitems:
            data["lineitems"] = score.lineitems
        return AssignmentsGradesService(connector, data)

    def _failed(self, score: Due, reason: str, everybody: bool = False) -> None:
        """Remember that a platform did not take a score, and try again later.

        Args:
            score: which one.
            reason: a sentence for the teacher.
            everybody: whether it would take no other one either.
        """
        platform = score.issuer, score.client
        self._connections.pop(platform, None)
        if everybody:
            _until, before = self._paused.get(platform, (0.0, FIRST_WAIT / 2))
            wait = min(2 * before, LONGEST_WAIT)
            self._paused[platform] = time.monotonic() + wait, wait
        wait = min(FIRST_WAIT * 2.0**score.tries, LONGEST_WAIT)
        with self._store.transaction() as database:
            database.execute(
                "INSERT INTO lti_score (person, link, tries, again, problem) VALUES (?, ?, 1, ?, ?) "
                "ON CONFLICT (person, link) DO UPDATE SET tries = tries + 1, again = excluded.again, "
                "problem = excluded.problem",
                (score.person, score.link, time.time() + wait, reason),
            )
        told = {"assignment": score.assignment, "platform": score.issuer, "problem": reason}
        log_event("score not sent", logging.WARNING, **told)


def _why(refused: LtiServiceException, platform: Platform) -> tuple[str, bool]:
    """What it means that a platform refuses, and whether it would refuse everything now."""
    answer = refused.response
    if answer.url == platform.auth_token_url:
        said = _("The platform does not let this server in (HTTP {status}): does it have our key?")
        return said.format(status=answer.status_code), True
    if answer.status_code < 500 and answer.status_code != 429:
        said = _(
            "The platform refuses it (HTTP {status}). Is the link still in the course, and the student, too?"
        )
        return said.format(status=answer.status_code), False
    return _("The platform answers HTTP {status}.").format(status=answer.status_code), True
