"""panal.serve.lti_scores: what is sent, when it is sent again, and what a teacher is told."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from panal.config import Platform
from panal.publish import Final
from panal.results import StudentId
from panal.serve import lti_scores
from panal.serve.lti_scores import FIRST_WAIT, LONGEST_WAIT, SCOPE, Scores, due, problems
from panal.serve.platforms import Unreachable
from panal.serve.store import Attempt, State, Store
from tests.end_to_end.lti_platform import Key

URL = "https://moodle.example"
MOODLE = Platform(URL, "1", ("1",), f"{URL}/auth", f"{URL}/token", f"{URL}/jwks")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Ana, Bruno and Carla; the first two came from the platform, to the course 57."""
    made = Store(tmp_path / "panal.db")
    with made.transaction() as database:
        database.execute("INSERT INTO lti_course VALUES (1, ?, '1', '1', '57')", (URL,))
        database.execute("INSERT INTO lti_course VALUES (2, ?, '1', '1', '58')", (URL,))
        for course, resource in ((1, "a"), (2, "other")):
            database.execute(
                "INSERT INTO lti_link (course, resource, assignment, lineitem, lineitems, scopes) "
                "VALUES (?, ?, 'areas', ?, ?, ?)",
                (
                    *(course, resource, f"{URL}/line/{resource}?type=1", f"{URL}/lines"),
                    json.dumps([f"{SCOPE}score", f"{SCOPE}lineitem"]),
                ),
            )
    for number, name in enumerate(("ana", "bruno"), 1):
        person = made.person("student", name)
        with made.transaction() as database:
            database.execute(
                "INSERT INTO lti_person VALUES (?, ?, ?, 'student', ?)",
                (number, URL, f"sub-{name}", person),
            )
            database.execute("INSERT INTO lti_member VALUES (?, 1)", (number,))
    yield made
    made.close()


def graded(store: Store, student: str, points: float, **more: Any) -> Attempt:
    """An attempt that counts."""
    made = store.add_attempt(
        "areas", StudentId(student), f"{student}{time.monotonic_ns()}", [], "d", 1.0, False, 5
    )
    values = {"state": State.DONE, "ended": 1.0, "points": points, "max_points": 10, **more}
    store.change(made.id, **values)
    store.set_counting(made)
    return made


class Answers:
    """A platform that answers as told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[tuple[str, str]] = []
        self.scores: list[dict[str, Any]] = []
        self.status: dict[str, int] = {}
        self.lines: Any = []
        self.token: Any = {"access_token": "t"}
        monkeypatch.setattr(
            lti_scores.Asking, "request", lambda _, *rest, **more: self(*rest, **more)
        )

    def __call__(self, method: str, url: str, data: Any = None, **_: Any) -> requests.Response:
        path = url.removeprefix(URL).partition("?")[0]
        self.asked.append((method, path))
        answer = requests.Response()
        answer.url = url
        answer.status_code = self.status.get(path, 200)
        if answer.status_code == 0:
            raise Unreachable(f"{URL} does not answer.")
        answer._content = b""
        if path == "/token":
            self.scope = data["scope"]
            answer._content = json.dumps(self.token).encode()
        elif path == "/lines":
            made = {"id": f"{URL}/line/new"}
            answer._content = json.dumps(self.lines if method == "GET" else made).encode()
        elif answer.ok:
            self.scores.append(json.loads(data))
        return answer


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> Answers:
    return Answers(monkeypatch)


@pytest.fixture(scope="module")
def key() -> str:
    from cryptography.hazmat.primitives import serialization

    return (
        Key("tool")
        .private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )


@pytest.fixture
def scores(store: Store, key: str) -> Scores:
    return Scores(store, [MOODLE], key)


def waits(store: Store) -> list[float]:
    """Seconds until each score that was not taken is sent again."""
    rows = store.rows("SELECT again FROM lti_score WHERE problem != '' ORDER BY person")
    return [again - time.time() for (again,) in rows]


def over(store: Store, scores: Scores) -> None:
    """As if all waiting were over."""
    with store.transaction() as database:
        database.execute("UPDATE lti_score SET again = 0")
    scores._paused.clear()


def test_what_counts_is_sent_once(store: Store, scores: Scores, platform: Answers) -> None:
    graded(store, "ana", 7.5, penalty=2.5)
    scores.send_due()
    scores.send_due()
    [sent] = platform.scores
    assert sent.pop("timestamp").endswith("+00:00")
    assert sent == {
        "userId": "sub-ana",
        "scoreGiven": 5,
        "scoreMaximum": 10,
        "activityProgress": "Submitted",
        "gradingProgress": "FullyGraded",
    }
    assert platform.asked == [("POST", "/token"), ("POST", "/line/a/scores")]
    assert platform.scope == f"{SCOPE}score", "no more than is needed is asked for"


def test_nothing_is_a_score_too(store: Store, scores: Scores, platform: Answers) -> None:
    graded(store, "ana", 1, penalty=2)
    scores.send_due()
    assert [each["scoreGiven"] for each in platform.scores] == [0]


def test_a_score_is_sent_again_when_it_changes(
    store: Store, scores: Scores, platform: Answers
) -> None:
    first = graded(store, "ana", 5)
    scores.send_due()
    graded(store, "ana", 5)
    scores.send_due()
    store.change(first.id, points=6.0)
    scores.send_due()
    assert len(platform.scores) == 1, "it is not the one that counts"
    store.set_counting(first)
    scores.send_due()
    assert [each["scoreGiven"] for each in platform.scores] == [5, 6]


def test_points_of_a_person_are_pending(store: Store, scores: Scores, platform: Answers) -> None:
    attempt = graded(store, "ana", 5, pending=3)
    scores.send_due()
    store.change(attempt.id, pending=0)
    scores.send_due()
    assert [each["gradingProgress"] for each in platform.scores] == ["PendingManual", "FullyGraded"]


def test_what_is_published_holds_until_another_attempt_counts(
    store: Store, key: str, platform: Answers
) -> None:
    graded(store, "ana", 5, pending=3, ended=100.9)
    graded(store, "bruno", 6, pending=3, ended=100.9)
    published = {StudentId("ana"): Final(7.5, 10, 100.0)}
    scores = Scores(store, [MOODLE], key, lambda assignment: published)
    scores.send_due()
    graded(store, "ana", 2, ended=200.0)
    scores.send_due()
    sent = [
        (each["userId"], each["scoreGiven"], each["gradingProgress"]) for each in platform.scores
    ]
    assert sorted(sent[:2]) == [("sub-ana", 7.5, "FullyGraded"), ("sub-bruno", 6, "PendingManual")]
    assert sent[2:] == [("sub-ana", 2, "FullyGraded")]


def test_whoever_did_not_come_from_there_is_not_told_of(
    store: Store, scores: Scores, platform: Answers
) -> None:
    """Nor is a course told in which the student is not, nor is anything that is not graded."""
    graded(store, "carla", 5)
    graded(store, "bruno", 5, state=State.WAITING)
    graded(store, "ana", 5, max_points=0)
    scores.send_due()
    assert platform.asked == []


def test_a_link_without_a_line_item_finds_it_or_makes_it(
    store: Store, scores: Scores, platform: Answers
) -> None:
    graded(store, "ana", 5)
    graded(store, "bruno", 6)
    with store.transaction() as database:
        database.execute("UPDATE lti_link SET lineitem = ''")
    platform.lines = [{"id": f"{URL}/line/9", "resourceLinkId": "9"}]
    scores.send_due()
    assert ("POST", "/lines") in platform.asked
    assert [path for _, path in platform.asked].count("/line/new/scores") == 2
    assert platform.asked.count(("POST", "/lines")) == 1, "and it is remembered"


def test_one_that_is_refused_keeps_no_other_one_waiting(
    store: Store, scores: Scores, platform: Answers
) -> None:
    graded(store, "ana", 5)
    graded(store, "bruno", 6)
    with store.transaction() as database:
        database.execute("UPDATE lti_link SET course = 2, resource = 'b' WHERE id = 2")
        database.execute("INSERT INTO lti_member VALUES (1, 2)")
    platform.status["/line/other/scores"] = 403
    scores.send_due()
    assert {each["userId"] for each in platform.scores} == {"sub-ana", "sub-bruno"}
    [said] = problems(store)
    assert said.startswith("areas: 1 ") and "403" in said
    assert waits(store) == [pytest.approx(FIRST_WAIT, abs=5)]
    scores.send_due()
    assert len(platform.asked) == 5, "not at once"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/token", 400),
        ("/token", 0),
        ("/line/a/scores", 503),
        ("/line/a/scores", 429),
        ("/line/a/scores", 0),
    ],
)
def test_a_platform_that_takes_nothing_is_asked_seldom(
    store: Store, scores: Scores, platform: Answers, path: str, status: int
) -> None:
    """Once, and not for each student."""
    graded(store, "ana", 5)
    graded(store, "bruno", 6)
    platform.status[path] = status
    for _ in range(3):
        scores.send_due()
    assert platform.asked.count(("POST", path)) == 1
    assert len(problems(store)) == 1
    platform.status.clear()
    over(store, scores)
    scores.send_due()
    assert len(platform.scores) == 2 and problems(store) == []


def test_it_waits_longer_each_time(store: Store, scores: Scores, platform: Answers) -> None:
    graded(store, "ana", 5)
    platform.status["/line/a/scores"] = 404
    found = []
    for _ in range(9):
        over(store, scores)
        scores.send_due()
        found += waits(store)
    wanted = [min(FIRST_WAIT * 2**n, LONGEST_WAIT) for n in range(9)]
    assert found == [pytest.approx(each, abs=5) for each in wanted]


def test_a_new_token_is_asked_for_after_a_refusal(
    store: Store, scores: Scores, platform: Answers
) -> None:
    """It may have ended."""
    graded(store, "ana", 5)
    platform.status["/line/a/scores"] = 401
    scores.send_due()
    platform.status.clear()
    over(store, scores)
    scores.send_due()
    assert platform.asked.count(("POST", "/token")) == 2
    assert len(platform.scores) == 1


@pytest.mark.parametrize("token", [[], "x", {}, None, {"access_token": 7}])
def test_odd_answers_end_nothing(
    store: Store, scores: Scores, platform: Answers, token: Any
) -> None:
    graded(store, "ana", 5)
    platform.token = token
    scores.send_due()
    assert len(problems(store)) == 1 and platform.scores == []


@pytest.mark.parametrize("lines", [{}, [7], [{"resourceLinkId": "a"}], None])
def test_odd_lists_end_nothing(store: Store, scores: Scores, platform: Answers, lines: Any) -> None:
    graded(store, "ana", 5)
    with store.transaction() as database:
        database.execute("UPDATE lti_link SET lineitem = ''")
    platform.lines = lines
    scores.send_due()
    assert len(problems(store)) == 1 and platform.scores == []


def test_without_the_right_nothing_is_asked(
    store: Store, scores: Scores, platform: Answers
) -> None:
    graded(store, "ana", 5)
    with store.transaction() as database:
        database.execute("UPDATE lti_link SET scopes = '[]'")
    scores.send_due()
    assert platform.asked == [] and len(problems(store)) == 1


def test_a_platform_that_is_no_longer_named_is_left_alone(
    store: Store, key: str, platform: Answers
) -> None:
    graded(store, "ana", 5)
    Scores(store, [], key).send_due()
    assert platform.asked == [] and len(due(store, time.time())) == 1


def test_it_runs_by_itself_and_ends(
    store: Store, scores: Scores, platform: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lti_scores, "LOOK_SECONDS", 0.01)
    with scores:
        graded(store, "ana", 5)
        deadline = time.monotonic() + 60
        while not platform.scores and time.monotonic() < deadline:
            time.sleep(0.01)
    assert len(platform.scores) == 1
    assert not scores._thread.is_alive()
