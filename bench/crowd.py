"""Students of `panal serve`, made up: each comes by a link, hands in, listens for the result and reads
it, as a browser would.
"""

from __future__ import annotations

import asyncio
import random
import re
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from panal.course.course import open_course
from panal.course.gradebook_reader import read_grades
from panal.results import StudentId
from panal.serve.server import open_store
from panal.serve.store import Attempt, State

REQUEST_SECONDS = 120.0
SAMPLE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Kind:
    """What some students hand in.

    Args:
        name: for people.
        notebook: makes it, given a comment by which it differs from the same answers of others.
        points: what it deserves.
    """

    name: str
    notebook: Callable[[str], bytes]
    points: float


@dataclass(frozen=True, slots=True)
class Plan:
    """An attempt that a student is going to make.

    Args:
        when: seconds after the beginning.
        kind: what is handed in.
    """

    when: float
    kind: Kind


@dataclass(slots=True)
class HandedIn:
    """An attempt that the server said it has.

    Args:
        student: whose.
        number: which attempt, as the server counts.
        kind: what it is.
        sent: when the upload began, in seconds since 1970.
        answered: when it was acknowledged.
        read: when its page had been read; 0 if the student left before.
    """

    student: StudentId
    number: int
    kind: Kind
    sent: float
    answered: float
    read: float = 0.0


@dataclass(slots=True)
class Seen:
    """What came of a crowd.

    Args:
        handed_in: all that was acknowledged.
        unanswered: attempts of which nobody knows whether they were taken: there was no answer.
        uploads: seconds until an upload was acknowledged.
        pages: seconds that other pages took, while all this went on.
        problems: what should not have been.
        memory: bytes of the server's own process, and seconds after the beginning.
    """

    handed_in: list[HandedIn] = field(default_factory=list)
    unanswered: int = 0
    uploads: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    memory: list[tuple[float, int]] = field(default_factory=list)


class Student:
    """One of them.

    Args:
        student: nbgrader's id.
        link: the personal one.
        assignment: what is handed in.
        seen: where it writes down what it sees.
    """

    def __init__(self, student: StudentId, link: str, assignment: str, seen: Seen) -> None:
        self.student = student
        self._link = link
        self._assignment = assignment
        self._seen = seen
        self._http = httpx.AsyncClient(
            base_url=link.partition("/enter/")[0], timeout=REQUEST_SECONDS
        )
        self._listening: asyncio.Task[None] | None = None

    async def enter(self) -> None:
        answer = await self._http.get(self._link)
        if answer.status_code != 303:
            self._seen.problems.append(f"{self.student} could not enter: {answer.status_code}")

    async def hand_in(self, kind: Kind, comment: str) -> HandedIn | None:
        """Hand in. Returns None if there was no answer, or a wrong one."""
        begun = time.perf_counter()
        home = await self._http.get("/")
        self._seen.pages.append(time.perf_counter() - begun)
        form = re.search(r'name="form" value="([^"]+)"', home.text)
        if form is None:
            self._seen.problems.append(f"{self.student} has no form: {home.status_code}")
            return None
        data = kind.notebook(comment)
        sent, begun = time.time(), time.perf_counter()
        try:
            answer = await self._http.post(
                f"/assignments/{self._assignment}",
                data={"form": form[1]},
                files={"files": (f"{self._assignment}.ipynb", data, "application/x-ipynb+json")},
            )
        except httpx.HTTPError:
            self._seen.unanswered += 1
            return None
        if answer.status_code != 303:
            self._seen.problems.append(f"{self.student}: {kind.name} ended {answer.status_code}")
            return None
        self._seen.uploads.append(time.perf_counter() - begun)
        number = int(answer.headers["location"].rpartition("/")[2])
        handed_in = HandedIn(self.student, number, kind, sent, time.time())
        self._seen.handed_in.append(handed_in)
        return handed_in

    async def read(self, handed_in: HandedIn) -> None:
        """Listen until it is graded, and read the page."""
        url = f"/assignments/{self._assignment}/attempts/{handed_in.number}"
        while True:
            page = await self._http.get(url, follow_redirects=True)
            if page.history:
                break
            async with self._http.stream("GET", f"{url}/events") as events:
                async for line in events.aiter_lines():
                    if line.startswith("data:") and '"waiting"' not in line:
                        break
        handed_in.read = time.time()

    async def come(self, plans: Sequence[Plan], beginning: float) -> None:
        """Hand in all that is planned. Whoever hands in again no longer listens for the earlier one."""
        await self.enter()
        for number, plan in enumerate(plans, 1):
            await asyncio.sleep(max(0.0, beginning + plan.when - time.time()))
            await self.leave()
            handed_in = await self.hand_in(plan.kind, f"{self.student}, {number}")
            if handed_in is not None:
                self._listening = asyncio.create_task(self._read(handed_in))
        if self._listening is not None:
            await asyncio.wait([self._listening])
        await self._http.aclose()

    async def leave(self) -> None:
        """Close the page that listens."""
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.wait([self._listening])
            self._listening = None

    async def _read(self, handed_in: HandedIn) -> None:
        try:
            await self.read(handed_in)
        except httpx.HTTPError as error:
            self._seen.problems.append(f"{self.student} lost the page: {error!r}")


async def crowd(
    links: Mapping[StudentId, str],
    plans: Mapping[StudentId, Sequence[Plan]],
    assignment: str,
    pid: int,
    told: Callable[[str], None] = lambda _: None,
) -> Seen:
    """Let all students come, and wait until each has read the last result.

    Args:
        links: of the students.
        plans: what each of them hands in, and when.
        assignment: of what.
        pid: number of the server's process, whose memory is looked at.
        told: is told now and then how far it is.
    """
    seen = Seen()
    beginning = time.time()

    async def watch() -> None:
        while True:
            seen.memory.append((time.time() - beginning, resident_bytes(pid)))
            size = seen.memory[-1][1] / 2**20
            told(f"{time.time() - beginning:.0f} s: {len(seen.handed_in)} handed in, {size:.0f} MB")
            await asyncio.sleep(SAMPLE_SECONDS)

    watching = asyncio.create_task(watch())
    try:
        await asyncio.gather(
            *(
                Student(student, link, assignment, seen).come(plans[student], beginning)
                for student, link in links.items()
            )
        )
    finally:
        watching.cancel()
    return seen


def resident_bytes(pid: int) -> int:
    """Memory of one process; 0 if it is gone."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * 4096


def plans_of(
    students: Iterable[StudentId],
    kinds: Mapping[Kind, float],
    attempts: int,
    seconds: float,
    chance: random.Random,
) -> dict[StudentId, list[Plan]]:
    """When each student hands in what: at random moments, more of them the nearer the deadline is.

    Args:
        students: all of them.
        kinds: what there is, each with its share.
        attempts: of each student.
        seconds: until the deadline.
        chance: where the luck comes from.
    """
    drawn = list(kinds), list(kinds.values())
    return {
        student: [
            Plan(seconds * when, kind)
            for when, kind in zip(
                sorted(chance.betavariate(2, 1) for _ in range(attempts)),
                chance.choices(*drawn, k=attempts),
                strict=True,
            )
        ]
        for student in students
    }


def judged(root: Path, assignment: str, seen: Seen) -> list[str]:
    """What is wrong with what a server did: empty if nothing was lost, nothing is double, each attempt
    has its own score, and the gradebook has that of the last one.

    Args:
        root: of the course, whose server may still run.
        assignment: what was handed in.
        seen: what the students were told.
    """
    course = open_course(root)
    store = open_store(course)
    try:
        attempts = {(each.student, each.number): each for each in store.attempts("1")}
        standing = store.all_counting(assignment)
    finally:
        store.close()
    found = list(seen.problems)
    acknowledged = {(each.student, each.number): each for each in seen.handed_in}
    if len(acknowledged) != len(seen.handed_in):
        found.append("two uploads were given the same number")
    found += [f"{key} was acknowledged, and is lost" for key in acknowledged.keys() - attempts]
    extra = len(attempts.keys() - acknowledged)
    if extra > seen.unanswered:
        found.append(f"{extra} attempts, of which nobody was told")
    for key, handed_in in acknowledged.items():
        found += _wrong(handed_in, attempts[key]) if key in attempts else []
    folders = {path.name for path in (root / "serve" / "attempts").iterdir()}
    if folders != {each.folder for each in attempts.values()}:
        found.append("the folders are not those of the attempts")
    grades = read_grades(course, assignment).submissions
    last = {student: attempt for (student, _), attempt in sorted(attempts.items())}
    for student, attempt in last.items():
        graded = grades.get(student)
        if attempt.state is State.DONE and (graded is None or graded.score != attempt.score):
            found.append(f"{student}: {graded and graded.score} in the gradebook")
        if attempt.state is State.DONE and standing.get(student) != attempt.id:
            found.append(f"{student}: another attempt than the last counts")
    return found


def _wrong(handed_in: HandedIn, attempt: Attempt) -> list[str]:
    name = f"{attempt.student}, attempt {attempt.number} ({handed_in.kind.name})"
    if attempt.state is not State.DONE:
        return [f"{name}: {attempt.state}, {attempt.problem}"]
    if attempt.points != handed_in.kind.points:
        return [f"{name}: {attempt.points} points, not {handed_in.kind.points}"]
    return []


def percentiles(values: Sequence[float]) -> str:
    """Median, 95th percentile and the longest, in seconds.

    >>> percentiles([1.0, 1.0, 1.0, 2.0])
    'median 1.00 s, 95 % within 2.00 s, at most 2.00 s'
    """
    ordered = sorted(values)
    near = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return (
        f"median {statistics.median(ordered):.2f} s, 95 % within {near:.2f} s, "
        f"at most {ordered[-1]:.2f} s"
    )
