"""panal.changes.changelog: what was different is kept, whenever a run ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from panal.changes import changelog
from panal.changes.changelog import ChangeLog, history
from panal.results import Result, StudentId
from tests.unit.changes.test_comparison import R, W, check, result

pytestmark = pytest.mark.usefixtures("english")

ANA, BOB, CAT = (StudentId(name) for name in ("ana", "bob", "cat"))
WRONG, RIGHT = result(check("x", W)), result(check("x", R))


def lines(log: ChangeLog) -> list[dict[str, object]]:
    assert log.path is not None
    return [json.loads(line) for line in log.path.read_text(encoding="utf-8").splitlines()]


def test_nothing_makes_no_file(tmp_path: Path) -> None:
    """Whoever was not graded before, or has the same result, is no change."""
    log = ChangeLog(tmp_path / "reports", "a", "s")
    log.add(ANA, None, RIGHT, {})
    log.add(BOB, RIGHT, RIGHT, {})
    log.finish()
    assert log.path is None and not log.changes and not (tmp_path / "reports").exists()


def test_each_change_is_a_line(tmp_path: Path) -> None:
    """Behind a first line that says of what, before a last one that says that it was all."""
    log = ChangeLog(tmp_path, "a", "s")
    log.add(BOB, WRONG, result(check("x", R), check("y")), {"test_area": 3.0})
    log.add(ANA, RIGHT, WRONG, {})
    log.finish()
    first, graders, bob, ana, last = lines(log)
    assert (first["assignment"], first["stamp"]) == ("a", "s") and "ended" in last
    assert graders == {"graders": ["area: y is new"]}
    assert (bob["student"], bob["before"], bob["after"], ana["student"]) == (
        "bob",
        0.0,
        10.0,
        "ana",
    )
    assert [change.student for change in log.changes] == [ANA, BOB]


def test_an_interrupted_run_is_gone_on_with(tmp_path: Path) -> None:
    """What the first part found stands in the same file and in the same summary; a torn line is no
    obstacle.
    """
    first = ChangeLog(tmp_path, "a", "s")
    first.add(ANA, WRONG, RIGHT, {})
    first.add(BOB, WRONG, RIGHT, {})
    assert first.path is not None
    text = first.path.read_text()
    first.path.write_text(text[: text.rindex("bob")])
    second = ChangeLog(tmp_path, "a", "s")
    second.add(ANA, RIGHT, RIGHT, {})  # graded again by --force: the first part's change stays
    second.add(BOB, WRONG, RIGHT, {})
    second.add(CAT, WRONG, RIGHT, {})
    second.finish()
    assert [change.student for change in second.changes] == [ANA, BOB, CAT]
    assert second.path == first.path
    third = ChangeLog(tmp_path, "a", "s")
    assert third.path is None and not third.changes


@pytest.mark.parametrize(("assignment", "stamp"), [("a", "other"), ("b", "s"), ("[a]", "s")])
def test_another_regrade_has_its_own_file(assignment: str, stamp: str, tmp_path: Path) -> None:
    """By other graders, or of another assignment; two in one second have two names."""
    first = ChangeLog(tmp_path, "a", "s")
    first.add(ANA, WRONG, RIGHT, {})
    second = ChangeLog(tmp_path, assignment, stamp)
    assert not second.changes
    second.add(BOB, WRONG, RIGHT, {})
    assert second.path != first.path and len(list(tmp_path.iterdir())) == 2


def test_what_cannot_be_kept_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is said once, and still told at the end."""
    (tmp_path / "reports").write_text("a file")
    log = ChangeLog(tmp_path / "reports", "a", "s")
    log.add(ANA, WRONG, RIGHT, {})
    log.add(BOB, WRONG, RIGHT, {})
    log.finish()
    assert len(log.changes) == 2 and len(caplog.records) == 1


def test_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dry run keeps nothing."""
    monkeypatch.chdir(tmp_path)
    log = ChangeLog(None, "a", "s")
    log.add(ANA, WRONG, RIGHT, {})
    log.finish()
    assert len(log.changes) == 1 and not list(tmp_path.iterdir())


def test_results_are_read_back(tmp_path: Path) -> None:
    """Older files lack what was added since; what is no result counts as none."""
    from panal.course.results_file import earlier_result

    data = RIGHT.to_json()
    del data["file"]
    (tmp_path / "results.json").write_text(json.dumps(data))
    assert earlier_result(tmp_path) == RIGHT
    for content in ("", "[]", "{}", '{"tests": 7}', '{"assignment": "a", "tests": [7]}'):
        (tmp_path / "results.json").write_text(content)
        assert earlier_result(tmp_path) is None
    assert earlier_result(tmp_path / "nowhere") is None
    assert isinstance(RIGHT, Result)


def test_a_change_is_told_once(tmp_path: Path) -> None:
    """A submission whose writing was interrupted is graded again, with the same outcome."""
    ChangeLog(tmp_path, "a", "s").add(ANA, WRONG, RIGHT, {})
    second = ChangeLog(tmp_path, "a", "s")
    second.add(ANA, WRONG, RIGHT, {})
    second.finish()
    assert [line["student"] for line in lines(second) if "student" in line] == [ANA]
    assert [change.student for change in second.changes] == [ANA]


def test_the_history_is_what_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest regrade first, with how the graders had changed, of one assignment, and no more
    than people read.
    """
    assert history(tmp_path, "a") == () == history(tmp_path / "nowhere", "a")
    for number in range(4):
        log = ChangeLog(tmp_path, "a", f"stamp {number}")
        log.add(ANA, WRONG, result(check("x", R), check(f"y{number}")), {"test_area": 3.0})
        log.finish()
    ChangeLog(tmp_path, "ab", "s").add(BOB, WRONG, RIGHT, {})
    found = history(tmp_path, "a")
    assert [each.graders for each in found] == [(f"area: y{n} is new",) for n in (3, 2, 1, 0)]
    assert found[0].changes == log.changes and found[0].file == (log.path and log.path.name)
    assert found[0].started.startswith("20")
    monkeypatch.setattr(changelog, "MAX_REGRADES", 2)
    assert history(tmp_path, "a") == found[:2]


@pytest.mark.parametrize(
    "line",
    ["", "null", "{", '{"student": 1}', '{"student": "bob", "before": "x"}', '{"graders": null}', "\x00"],
)  # fmt: skip
def test_a_line_that_cannot_be_read_is_passed_over(tmp_path: Path, line: str) -> None:
    """The others stand."""
    log = ChangeLog(tmp_path, "a", "s")
    log.add(ANA, WRONG, RIGHT, {})
    assert log.path is not None
    log.path.write_text(f"{log.path.read_text()}\n{line}\n")
    [regrade] = history(tmp_path, "a")
    assert regrade.changes == log.changes
    log.path.write_text(line)
    assert history(tmp_path, "a") == ()
